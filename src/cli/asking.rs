//! Asks a query in a process of its own and tells how it went; and is that process.

use super::args::{Cli, Global};
use super::graph::GraphSource;
use super::progress::Unit;
use super::report::Reporter;
use super::{Exit, Failure};
use crate::ground::diag::Diagnostic;
use crate::query::catalogue::StoredQuery;
use crate::query::limits::{Limits, Size};
use crate::query::run::Outline;
use crate::query::worker::{self, AskError, Form, Opening, Question, Reply, Source, Text, Worker};
use crate::query::{hints, names};
use crate::rdf::iri::Base;
use crate::rdf::map;
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
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let longest = Limits::LONGEST.as_secs_f64();
    let seconds = text.parse::<f64>().ok().filter(|s| *s > 0.0 && *s <= longest);
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("expected seconds above 0 and up to {longest}, found {text:?}"))
}

/// Reads a size that a query can have as its memory.
pub(super) fn memory(text: &str) -> Result<u64, String> {
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

/// Asks a graph: its worker reads it at the first question, and again only after a limit that ended the worker, or where a
/// question needs to know which source says what and the ones before did not.
pub(super) struct Asker<'a> {
    cli: &'a Cli,
    graph: &'a GraphSource,
    base: Base,
    own: Option<Vec<(String, String)>>,
    worker: Option<Running>,
}

/// A worker, and how its graph was opened.
struct Running {
    worker: Worker,
    graphs: Option<Graphs>,
}

impl Running {
    /// After a limit a worker is not to be asked again.
    fn spend<T>(&mut self, outcome: &Result<T, AskError>) {
        if matches!(outcome, Err(AskError::Limit(_))) {
            self.graphs = None;
        }
    }
}

impl<'a> Asker<'a> {
    /// Nothing of the graph is read yet but its base.
    ///
    /// # Errors
    /// A graph directory that cannot be opened.
    pub(super) fn new(cli: &'a Cli, graph: &'a GraphSource) -> Result<Self, Failure> {
        Ok(Self { cli, graph, base: graph.base()?, own: None, worker: None })
    }

    /// Asks.
    ///
    /// # Errors
    /// A message with the exit code that `docs/exit-codes.md` gives to it; 4 for every limit.
    pub(super) fn ask(&mut self, asked: &Asked<'_>) -> Result<Reply, Failure> {
        let mut running = match self.worker.take() {
            Some(running) => running,
            None => {
                let program = worker::program().map_err(|e| Failure::new(Exit::Failure, e))?;
                let worker = Worker::start(&program).map_err(|e| failure(&e, &asked.query.name))?;
                Running { worker, graphs: None }
            }
        };
        let outcome = self.ask_worker(&mut running, asked);
        // A worker that ran into a limit, or that could not open its graph, is not asked again.
        self.worker = Some(running).filter(|running| running.graphs.is_some());
        outcome
    }

    fn ask_worker(&mut self, running: &mut Running, asked: &Asked<'_>) -> Result<Reply, Failure> {
        let query = asked.query;
        let named = |error: AskError| failure(&error, &format!("{}: ", query.name));
        let prefixes = self.own_prefixes(&query.text)?;
        // What is no query is told before a large graph is read.
        let (text, base, limits) = (query.text.clone(), self.base.as_str().to_owned(), asked.limits);
        let text = Text { text, base, prefixes, limits };
        let outline = running.worker.check(&text);
        running.spend(&outline);
        let outline = outline.map_err(named)?;
        fits(query, asked.form, &outline)?;
        let mut reporter = Reporter::new(&self.cli.global);
        for hint in hints::hints(&query.text) {
            reporter.report(&Diagnostic::warning("query", format!("{}: {hint}", query.name)));
        }
        self.open(running, outline.uses_graphs, &mut reporter)?;
        reporter.begin("Asking", Unit::Time);
        let question = Question {
            name: query.name.clone(),
            text: text.text,
            base: text.base,
            prefixes: text.prefixes,
            params: asked.params.to_vec(),
            dataset: None,
            form: asked.form,
            limits: asked.limits,
        };
        let reply = running.worker.ask(&question);
        reporter.end();
        running.spend(&reply);
        reply.map_err(named)
    }

    /// The prefixes of the graph's own IRIs, as exports have them, where the text of a query uses one that it does not declare;
    /// loading the profile takes longer than many a question.
    fn own_prefixes(&mut self, text: &str) -> Result<Vec<(String, String)>, Failure> {
        if !names::needs_own_prefixes(text) {
            return Ok(Vec::new());
        }
        if self.own.is_none() {
            self.own = Some(graph_prefixes(&self.cli.global, &self.base)?);
        }
        Ok(self.own.clone().unwrap_or_default())
    }

    /// Opens the graph, if it is not open as the question needs it: the worker reads a directory itself and is sent what
    /// documents give.
    fn open(&self, running: &mut Running, uses_graphs: bool, reporter: &mut Reporter) -> Result<(), Failure> {
        let graphs = match running.graphs {
            Some(Graphs::Kept) => return Ok(()),
            Some(Graphs::Merged) if !uses_graphs => return Ok(()),
            // A worker that has answered is bounded in its memory, and a graph may be larger: another one reads it.
            Some(Graphs::Merged) => {
                let program = worker::program().map_err(|e| Failure::new(Exit::Failure, e))?;
                running.worker = Worker::start(&program).map_err(|e| failure(&e, ""))?;
                Graphs::Kept
            }
            None if uses_graphs => Graphs::Kept,
            None => Graphs::Merged,
        };
        running.graphs = None;
        let global = &self.cli.global;
        let profile = global.profile.clone().map(Into::into);
        let (source, mut quads): (Source, Box<dyn Read>) = if self.graph.inputs.is_empty() {
            let directory = self.graph.directory()?;
            let (path, fingerprint) = (directory.path().into(), directory.manifest().fingerprint());
            (Source::Directory { path, fingerprint }, Box::new(io::empty()))
        } else {
            let files = self.graph.nquads(global, reporter)?;
            let none: Box<dyn Read> = Box::new(io::empty());
            (Source::Quads, files.into_iter().fold(none, |all, (_, file)| Box::new(all.chain(file))))
        };
        let opening = Opening { source, graphs, profile, yields: false };
        running.worker.open(&opening, &mut *quads).map_err(|e| failure(&e, ""))?;
        running.graphs = Some(graphs);
        Ok(())
    }
}

/// Fails where a limit cut the answer to a query; what there is of it has been written.
pub(super) fn whole(reply: &Reply, query: &StoredQuery) -> Result<(), Failure> {
    match &reply.cut {
        Some(limit) => Err(Failure::new(Exit::Refused, format!("{}: {limit}", query.name))),
        None => Ok(()),
    }
}

/// Asks a graph one question.
///
/// # Errors
/// Those of [`Asker::ask`].
pub(super) fn ask(cli: &Cli, graph: &GraphSource, asked: &Asked<'_>) -> Result<Reply, Failure> {
    Asker::new(cli, graph)?.ask(asked)
}

/// The prefixes of a graph's own IRIs, as exports have them.
pub(super) fn graph_prefixes(global: &Global, base: &Base) -> Result<Vec<(String, String)>, Failure> {
    let profile = global.load_profile()?;
    let keys = profile.schemes.iter().map(|(_, scheme)| scheme.key.as_str());
    Ok(map::own_prefixes(base, &profile.jurisdiction, keys))
}

/// Refuses a form that an answer of its kind cannot take.
fn fits(query: &StoredQuery, form: Form, outline: &Outline) -> Result<(), Failure> {
    let Some(format) = form.format(outline.gives_graph).filter(|format| !format.fits(outline.gives_graph))
    else {
        return Ok(());
    };
    let kind = if outline.gives_graph { "a graph" } else { "rows or yes or no" };
    let message = format!("{}: its answer is {kind}, which cannot be written as {format}", query.name);
    Err(Failure::new(Exit::Failure, message))
}

fn failure(error: &AskError, prefix: &str) -> Failure {
    let exit = match error {
        AskError::Refused(..) | AskError::Limit(_) => Exit::Refused,
        AskError::NotFound(_) => Exit::NotFound,
        AskError::Syntax(..) | AskError::Failed(_) | AskError::Unwanted { .. } => Exit::Failure,
    };
    Failure::new(exit, format!("{prefix}{error}"))
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
