//! The server from its first connection to its last: how many there are, how a newer graph is noticed, how it ends.

use super::connection;
use super::current::{Current, Look};
use super::pool::Pool;
use super::routes::{App, routes};
use super::{Config, FAREWELL, MAX_CONNECTIONS};
use crate::profile::Profile;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

/// The socket at which the server is to be asked: the one that whoever started the process has opened for it
/// (`sd_listen_fds(3)`), else a new one at an address. Requests wait there until the graph is open.
///
/// # Errors
/// An address that cannot be listened at.
pub fn listen(address: SocketAddr) -> Result<std::net::TcpListener, String> {
    let open = || {
        let listener = match given()? {
            Some(listener) => listener,
            None => std::net::TcpListener::bind(address)?,
        };
        listener.set_nonblocking(true)?;
        Ok(listener)
    };
    open().map_err(|e: io::Error| format!("{address}: {e}"))
}

#[cfg(unix)]
fn given() -> io::Result<Option<std::net::TcpListener>> {
    listenfd::ListenFd::from_env().take_tcp_listener(0)
}

/// There are no such sockets.
#[cfg(not(unix))]
fn given() -> io::Result<Option<std::net::TcpListener>> {
    Ok(None)
}

/// Serves until the process is told to end. `ready` is told the address once requests are answered.
///
/// # Errors
/// A graph that cannot be served, an address that cannot be listened at.
pub fn run(
    config: Config,
    profile: &'static Profile,
    listener: std::net::TcpListener,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let pool =
        Pool::new(config.workers, config.profile.clone().map(Into::into)).map_err(|e| e.to_string())?;
    let current = Current::open(config.graph.clone(), config.portal.clone(), config.url.as_deref(), profile)?;
    let app = Arc::new(App::new(config, current, pool));
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(super::MAX_REQUESTS)
        .build()
        .map_err(|e| e.to_string())?;
    let served = runtime.block_on(serve(&app, listener, ready));
    // A query that runs is of no use any more.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn serve(
    app: &Arc<App>,
    listener: std::net::TcpListener,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), String> {
    let failed = |e: io::Error| format!("{}: {e}", app.config.listen);
    let listener = TcpListener::from_std(listener).map_err(failed)?;
    ready(listener.local_addr().map_err(failed)?);
    let watcher = tokio::spawn(watch(Arc::clone(app)));
    let connections = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let (ending, told_to_end) = tokio::sync::watch::channel(false);
    let router = routes(Arc::clone(app));
    let mut told = Told::listen().map_err(failed)?;
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = told.ended() => break,
        };
        match accepted {
            Ok((stream, peer)) => match Arc::clone(&connections).try_acquire_owned() {
                Ok(permit) => connection::answer(stream, peer, &router, told_to_end.clone(), permit),
                // A connection that is closed tells a client more than one that nobody reads.
                Err(_) => drop(stream),
            },
            // Out of file descriptors, for one: others that end give some back.
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
    drop((listener, told_to_end));
    watcher.abort();
    app.config.log.event("ending", "open requests are answered first");
    // Where nobody is there to be told, there is no connection.
    let _ = ending.send(true);
    // Requests that take longer are cut off.
    let _ = tokio::time::timeout(FAREWELL, ending.closed()).await;
    Ok(())
}

/// Looks at the directory again and again, and at once on `SIGHUP`.
async fn watch(app: Arc<App>) {
    let mut told = Told::listen().ok();
    loop {
        let again = async {
            match &mut told {
                Some(told) => told.looked().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = tokio::time::sleep(app.config.look) => {}
            () = again => app.config.log.event("looking", "SIGHUP"),
        }
        let looking = Arc::clone(&app);
        match tokio::task::spawn_blocking(move || looking.current.look()).await {
            Ok(Look::Switched) => {
                let graph = app.current.get();
                let detail = format!(
                    "{} policies, version {}",
                    graph.directory.manifest().policy_count,
                    graph.version()
                );
                app.config.log.event("serving a newer graph", &detail);
            }
            Ok(Look::Failed(why)) => {
                app.config.log.event("the graph cannot be served; the earlier one is", &why)
            }
            Ok(Look::Same | Look::StillFailed) => {}
            Err(_) => {
                app.config.log.event("the graph cannot be served; the earlier one is", "opening it failed")
            }
        }
    }
}

/// What the system tells the process.
struct Told {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    hang_up: tokio::signal::unix::Signal,
}

impl Told {
    #[cfg(unix)]
    fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, hang_up: signal(SignalKind::hangup())? })
    }

    #[cfg(not(unix))]
    fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// Until it is told to end: `SIGTERM`, Ctrl-C.
    async fn ended(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }

    /// Until it is told to look at the directory: `SIGHUP`.
    async fn looked(&mut self) {
        #[cfg(unix)]
        let _ = self.hang_up.recv().await;
        #[cfg(not(unix))]
        std::future::pending::<()>().await;
    }
}
