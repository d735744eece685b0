//! The Model Context Protocol over standard input and output: <https://modelcontextprotocol.io/specification/2025-11-25>.
//!
//! An assistant calls a tool with arguments in JSON and gets text: the same that the command line prints, from the same
//! [`Opened`](super::opened::Opened) state and the same functions as the HTTP server, below lines that say what the sources
//! cover and where things are found ([`page`]). Nothing but the protocol is written to standard output.

mod answers;
mod coverage;
mod given;
mod page;
mod server;
mod tools;

use super::current::Current;
use super::pool::Pool;
use crate::profile::Profile;
use crate::publish::Config as Portal;
use crate::query::limits::Limits;
use rmcp::ServiceExt;
use rmcp::service::ServerInitializeError;
use rmcp::transport::async_rw::AsyncRwTransport;
use serde::Deserialize;
use serde_json::value::RawValue;
use server::Server;
use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, DuplexStream};

/// The longest message, in bytes; longer ones are passed over.
const MAX_MESSAGE: usize = 1 << 20;
/// Calls that are answered at once; others wait.
const MAX_CALLS: usize = 8;

/// How the tools are served.
#[derive(Clone, Debug)]
pub struct Config {
    /// The graph directory.
    pub graph: PathBuf,
    /// The folder of the profile that reads names of policies; the built-in one if `None`.
    pub profile: Option<PathBuf>,
    /// How many processes answer arbitrary SPARQL.
    pub workers: usize,
    /// What a query may cost.
    pub limits: Limits,
    /// What pages of this graph say of the publisher.
    pub portal: Portal,
}

/// Serves until standard input ends, or nobody reads `out`, which gets the protocol and nothing else.
///
/// # Errors
/// A graph that cannot be served; a client that does not speak the protocol; those of `out`.
pub fn run(config: Config, profile: &'static Profile, out: &mut dyn Write) -> Result<(), String> {
    let pool = Pool::new(config.workers, config.profile.map(Into::into)).map_err(|e| e.to_string())?;
    let current = Current::open(config.graph, config.portal, None, profile)?;
    let server = Server::new(current, pool, config.workers, config.limits);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_io()
        .enable_time()
        .max_blocking_threads(4 * MAX_CALLS)
        .build()
        .map_err(|e| e.to_string())?;
    let served = runtime.block_on(async {
        let (answers, theirs) = tokio::io::duplex(page::PAGE);
        let serving = tokio::spawn(serve(server, theirs));
        pass_on(answers, out).await.map_err(|e| e.to_string())?;
        serving.await.map_err(|e| e.to_string())?
    });
    // A query that runs is of no use any more.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

/// Writes what the server says, a message a line, until it has said all.
async fn pass_on(answers: DuplexStream, out: &mut dyn Write) -> io::Result<()> {
    let mut answers = BufReader::with_capacity(page::PAGE, answers);
    let mut line = Vec::new();
    while answers.read_until(b'\n', &mut line).await? > 0 {
        out.write_all(&with_id(&line))?;
        out.flush()?;
        line.clear();
    }
    Ok(())
}

/// A message in which an error without an `id` has `null` for it: what JSON-RPC says of a request whose own is not known
/// (<https://www.jsonrpc.org/specification#response_object>). The library leaves it out.
fn with_id(line: &[u8]) -> Cow<'_, [u8]> {
    #[derive(Deserialize)]
    struct Message<'m> {
        #[serde(borrow)]
        id: Option<&'m RawValue>,
        #[serde(borrow)]
        error: Option<&'m RawValue>,
    }
    match serde_json::from_slice(line) {
        Ok(Message { id: None, error: Some(error) }) => {
            Cow::Owned(format!("{{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{error}}}\n").into_bytes())
        }
        _ => Cow::Borrowed(line),
    }
}

async fn serve(server: Server, answers: DuplexStream) -> Result<(), String> {
    let transport = AsyncRwTransport::new_server(tokio::io::stdin(), answers);
    match server.serve(transport.with_max_line_length(MAX_MESSAGE)).await {
        Ok(running) => running.waiting().await.map(|_| ()).map_err(|e| e.to_string()),
        // A client that goes before it says anything has had its reasons.
        Err(ServerInitializeError::ConnectionClosed(_) | ServerInitializeError::Cancelled) => Ok(()),
        Err(ServerInitializeError::ExpectedInitializeRequest(_)) => {
            Err("expected a client of the Model Context Protocol, which begins with `initialize`".to_owned())
        }
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_an_id() {
        let told = |line: &str| String::from_utf8(with_id(line.as_bytes()).into_owned()).unwrap();
        let error = r#"{"jsonrpc":"2.0","error":{"code":-32600,"message":"a \"b\""}}"#;
        let whole = r#"{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"a \"b\""}}"#;
        assert_eq!(told(&format!("{error}\n")), format!("{whole}\n"));
        for same in [r#"{"jsonrpc":"2.0","id":7,"error":{}}"#, r#"{"jsonrpc":"2.0","method":"x"}"#, "half {"]
        {
            assert_eq!(told(same), same);
        }
    }
}
