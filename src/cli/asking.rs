//! Asks a query in a process of its own and tells how it went; and is that process.

use super::args::Cli;
use super::graph::GraphSource;
use super::progress::Unit;
use super::report::Reporter;
use super::{Exit, Failure};
use crate::query::catalogue::StoredQuery;
use crate::query::limits::{Limits, Size};
use crate::query::worker::{self, AskError, Form, Opening, Question, Reply, Source, Worker};
use crate::rdf::iri::DEFAULT_BASE;
use crate::store::Graphs;
use clap::Args;
use std::io::{self, IsTerminal, Read, Write};
use std::time::Duration;

/// Options that bound a query; `docs/limits.md` tells more.
#[derive(Clone, Debug, Args)]
pub struct LimitArgs {
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Stop after so many rows or triples
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_rows)]
    max_rows: usize,
    /// Give up where more memory is needed beside the graph: 512M, 2G
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = memory)]
    max_memory: u64,
}

impl LimitArgs {
    /// The limits.
    pub(super) fn limits(&self) -> Limits {
        Limits { timeout: self.timeout, max_rows: self.max_rows, max_memory: self.max_memory }
    }
}

/// Reads seconds: `0.5`, `60`; at most a day.
fn seconds(text: &str) -> Result<Duration, String> {
    let longest = Limits::LONGEST.as_secs_f64();
    let seconds = text.parse::<f64>().ok().filter(|s| *s > 0.0 && *s <= longest);
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("expected seconds above 0 and up to {longest}, found {text:?}"))
}

/// Reads a size that a query can have as its memory.
fn memory(text: &str) -> Result<u64, String> {
    let Size(bytes) = text.parse()?;
    if (Limits::LEAST_MEMORY..=Limits::MOST_MEMORY).contains(&bytes) {
        return Ok(bytes);
    }
    let (least, most) = (Size(Limits::LEAST_MEMORY), Size(Limits::MOST_MEMORY));
    Err(format!("expected from {least} to {most}, found {text:?}"))
}

/// What is asked.
pub(super) struct Asked<'a> {
    /// The query.
    pub query: &'a StoredQuery,
    /// The values of its parameters, as they were typed.
    pub params: &'a [(String, String)],
    /// How the answer is written.
    pub form: Form,
    /// How long and how much it may be.
    pub limits: Limits,
}

/// Asks a graph.
///
/// # Errors
/// A message with the exit code that `docs/exit-codes.md` gives to it; 4 for every limit.
pub(super) fn ask(cli: &Cli, graph: &GraphSource, asked: &Asked<'_>) -> Result<Reply, Failure> {
    let query = asked.query;
    let named = |error: AskError| failure(&error, &format!("{}: ", query.name));
    let base = base(graph)?;
    let program = worker::program().map_err(|e| Failure::new(Exit::Failure, e))?;
    let mut worker = Worker::start(&program).map_err(named)?;
    // What is no query is told before a large graph is read.
    let outline = worker.check(&query.text, &base, asked.limits).map_err(named)?;
    if !asked.form.format.fits(outline.gives_graph) {
        let form = if outline.gives_graph { "a graph" } else { "rows or yes or no" };
        let format = asked.form.format;
        let message = format!("{}: its answer is {form}, which cannot be written as {format}", query.name);
        return Err(Failure::new(Exit::Failure, message));
    }
    let mut reporter = Reporter::new(&cli.global);
    let graphs = if outline.uses_graphs { Graphs::Kept } else { Graphs::Merged };
    open(cli, graph, graphs, &mut worker, &mut reporter)?;
    reporter.begin("Asking", Unit::Time);
    let question = Question {
        name: query.name.clone(),
        text: query.text.clone(),
        base,
        params: asked.params.to_vec(),
        form: asked.form,
        limits: asked.limits,
    };
    let reply = worker.ask(&question).map_err(named);
    reporter.end();
    reply
}

/// Opens the graph: the worker reads a directory itself and is sent what documents give.
fn open(
    cli: &Cli,
    graph: &GraphSource,
    graphs: Graphs,
    worker: &mut Worker,
    reporter: &mut Reporter,
) -> Result<(), Failure> {
    let profile = cli.global.profile.clone().map(Into::into);
    let (source, mut quads): (Source, Box<dyn Read>) = if graph.inputs.is_empty() {
        let path = graph.directory()?.path().as_os_str().to_owned();
        (Source::Directory { path }, Box::new(io::empty()))
    } else {
        let files = graph.nquads(&cli.global, reporter)?;
        let none: Box<dyn Read> = Box::new(io::empty());
        (Source::Quads, files.into_iter().fold(none, |all, (_, file)| Box::new(all.chain(file))))
    };
    let opening = Opening { source, graphs, profile };
    worker.open(&opening, &mut *quads).map_err(|e| failure(&e, ""))
}

fn failure(error: &AskError, prefix: &str) -> Failure {
    let exit = match error {
        AskError::Refused(_) | AskError::Limit(_) => Exit::Refused,
        AskError::NotFound(_) => Exit::NotFound,
        AskError::Failed(_) => Exit::Failure,
    };
    Failure::new(exit, format!("{prefix}{error}"))
}

/// The base of the graph's IRIs.
fn base(source: &GraphSource) -> Result<String, Failure> {
    if !source.inputs.is_empty() {
        return Ok(DEFAULT_BASE.to_owned());
    }
    Ok(source.directory()?.manifest().base.clone())
}

/// Whether this process is to answer queries for another.
#[must_use]
pub fn is_worker() -> bool {
    let mut arguments = std::env::args_os().skip(1);
    arguments.next().is_some_and(|first| first == worker::ARGUMENT) && arguments.next().is_none()
}

/// Answers queries for another process of this program, over standard input and output.
#[must_use]
pub fn serve_queries() -> Exit {
    if io::stdin().is_terminal() {
        let _ = writeln!(
            io::stderr(),
            "error: `{}` is for pedigraph itself; `pedigraph query` asks",
            worker::ARGUMENT
        );
        return Exit::Failure;
    }
    match worker::serve(io::stdin(), &mut io::stdout().lock()) {
        Ok(()) => Exit::Success,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: {error}");
            Exit::Failure
        }
    }
}
