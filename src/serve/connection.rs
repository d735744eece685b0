//! A connection: its requests one after another, how long it may wait for a client, how it ends.

use super::guard::Peer;
use super::problem::Problem;
use super::{LINGER, MAX_HEAD, PATIENCE};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::net::SocketAddr;
use std::pin::Pin;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::watch::Receiver;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

/// A connection that gives up where its client reads nothing.
type Stream = Pin<Box<TimeoutStream<TcpStream>>>;

/// Answers the requests of a connection, until its client goes, or is too slow, or the server is told to end.
pub fn answer(
    stream: TcpStream,
    peer: SocketAddr,
    router: &Router,
    mut told_to_end: Receiver<bool>,
    permit: OwnedSemaphorePermit,
) {
    // Small answers go out at once.
    let _ = stream.set_nodelay(true);
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(PATIENCE));
    let service = router.clone().map_request(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(Peer(peer));
        request
    });
    let mut connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(Box::pin(stream)), TowerToHyperService::new(service));
    tokio::spawn(async move {
        let ended = tokio::select! {
            ended = &mut connection => ended,
            _ = told_to_end.changed() => {
                Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        // Of a client that begins no request within the time nothing is told, since it could take that for an answer to its next one.
        let parts = connection.into_parts();
        let is_late = ended.is_err_and(|error| error.is_timeout()) && !parts.read_buf.is_empty();
        leave(parts.io.into_inner(), is_late.then(Problem::slow)).await;
        drop((permit, told_to_end));
    });
}

/// Ends a connection so that its client can read what it was told last: a socket that is closed with something to read is
/// reset, which takes the answer back (<https://www.rfc-editor.org/rfc/rfc9112#name-tear-down>). A client that has gone is
/// passed over.
async fn leave(mut stream: Stream, problem: Option<Problem>) {
    let last = async {
        if let Some(problem) = problem {
            stream.write_all(&problem.last_words()).await?;
        }
        stream.shutdown().await?;
        let mut rest = vec![0; 8 << 10];
        while stream.read(&mut rest).await? > 0 {}
        std::io::Result::Ok(())
    };
    // What comes later is not waited for.
    let _ = tokio::time::timeout(LINGER, last).await;
}
