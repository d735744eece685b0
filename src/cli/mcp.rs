//! `pedigraph mcp`: the graph as tools of an assistant.

use super::args::Cli;
use super::asking::memory;
use super::{Exit, Failure};
use crate::query::limits::Limits;
use crate::serve::mcp::{self, Config};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

/// The most processes that answer SPARQL: an assistant asks one thing after another.
const MAX_WORKERS: usize = 2;

/// Arguments of `mcp`.
#[derive(Debug, Args)]
#[command(
    after_help = "An assistant starts this program and speaks the Model Context Protocol with it over standard input and output;
docs/mcp.md tells how to add it to one. It only reads, and reaches no network. A new `ingest` is noticed at the next question.

Examples:
  pedigraph mcp
  pedigraph mcp --graph policies --timeout 10"
)]
pub struct McpArgs {
    /// The graph directory
    #[arg(long, value_name = "DIR", default_value = super::graph::DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    pub(super) graph: PathBuf,
    /// Give up a query after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = super::asking::seconds)]
    timeout: Duration,
    /// The most rows or triples of an answer
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    max_rows: usize,
    /// The memory of a query beside the graph; an answer may be half as long
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = memory)]
    max_memory: u64,
}

/// Runs `mcp` until standard input ends.
pub(super) fn run(cli: &Cli, args: &McpArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let config = Config {
        graph: args.graph.clone(),
        profile: cli.global.profile.clone(),
        workers: std::thread::available_parallelism().map_or(1, usize::from).min(MAX_WORKERS),
        limits: Limits { timeout: args.timeout, max_rows: args.max_rows, max_memory: args.max_memory },
        portal: super::serve::unpublished("http://localhost/"),
    };
    let profile = super::serve::profile(&cli.global)?;
    mcp::run(config, profile, out).map_err(|e| Failure::new(Exit::Failure, e))?;
    Ok(Exit::Success)
}
