//! Answers over HTTP what the command line answers, from the same snapshot, the same index and the same code.
//!
//! ```text
//! connection (time) ─▶ guard (Host, rate, sizes) ─▶ routes ─┬─ sparql   arbitrary SPARQL, in worker processes
//!                                                          ├─ api      the index and the catalogue, as JSON, CSV, Atom
//!                                                          ├─ data     an IRI of the graph, as RDF
//!                                                          └─ pages    an IRI of the graph and its lists, for people
//! ```
//!
//! All of them answer from one [`Opened`](opened::Opened) state of the graph directory. A new `ingest` is noticed
//! ([`current`]), opened beside the old state and put in its place in one step: a request is answered from the one
//! state or the other, never from both. What is damaged is told and never served.
//!
//! The tools of an assistant ([`mcp`]) answer from the same state over standard input and output.
//!
//! The server only reads. It writes nothing to the graph directory but what any other command derives there, the
//! snapshot and the index.

mod accept;
mod address;
mod answer;
mod api;
mod connection;
mod cors;
mod current;
mod data;
mod guard;
mod http;
mod log;
pub mod mcp;
mod metrics;
mod opened;
mod pages;
mod pool;
mod problem;
mod routes;
mod service;
mod sparql;

pub use cors::Cors;
pub use http::{listen, run};
pub use log::Form as LogForm;

use crate::publish::Config as Portal;
use crate::query::limits::Limits;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// How the server runs.
#[derive(Clone, Debug)]
pub struct Config {
    /// The graph directory.
    pub graph: PathBuf,
    /// The folder of the profile that reads names of policies; the built-in one if `None`.
    pub profile: Option<PathBuf>,
    /// Where it listens.
    pub listen: SocketAddr,
    /// The public address, with a slash at the end, where it is known.
    pub url: Option<String>,
    /// Names by which it may be asked, beside those of this machine; any where there are none and it listens beyond loopback.
    pub hosts: Vec<String>,
    /// Sites whose scripts may read answers.
    pub cors: Cors,
    /// How many processes answer arbitrary SPARQL.
    pub workers: usize,
    /// What a query may cost.
    pub limits: Limits,
    /// Requests a second that one client may make; 0 for any number.
    pub rate: u32,
    /// Whether the last address of `X-Forwarded-For` is the client, as a proxy of one's own says.
    pub behind_proxy: bool,
    /// How requests are logged.
    pub log: LogForm,
    /// How often the directory is looked at.
    pub look: Duration,
    /// What its pages say of the publisher.
    pub portal: Portal,
}

/// The longest request line and head, in bytes.
const MAX_HEAD: usize = 32 << 10;
/// The longest body of a request, in bytes: a query of 256 KiB in a form, each byte of it escaped.
const MAX_BODY: usize = 1 << 20;
/// Connections that are open at once.
const MAX_CONNECTIONS: usize = 1024;
/// Requests that are answered at once, whatever they ask.
const MAX_REQUESTS: usize = 256;
/// How long a head, a body, or a client that does not read may keep a connection.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long a connection that is over is read, so that its client gets to read the last answer.
const LINGER: Duration = Duration::from_secs(4);
/// How long open requests have when the server is told to end.
const FAREWELL: Duration = Duration::from_secs(20);
/// Bytes of answers that are held for clients that still read them.
const MAX_HELD: usize = 512 << 20;
