//! `pedigraph ingest`: documents into a graph directory.

use super::args::{Cli, HowToRead};
use super::convert::json_line;
use super::progress::{Progress, Unit};
use super::report::Reporter;
use super::sources::{GivenArgs, SourcesArg, source_date};
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::graph_dir::{Change, Ingest, IngestError, Step, Summary};
use crate::rdf::iri::Base;
use crate::source;
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `ingest`.
#[derive(Debug, Args)]
#[command(
    after_help = "A file of the graph that is damaged or missing is written anew: a graph from the claims, claims from their input,
which has to be named. Without inputs, the graphs are repaired, and a graph directory of an earlier version is brought
up to date. Files that are not of the graph are never removed.

What a source is, where it comes from and what it covers is told by its own words, by `sources.toml` beside the graph
directory (or --sources FILE), and by the options --source-…, which go before both. A source is named by its id, else
its address, else its document number and format, else its path below the folder that was given; never by its content,
so that a new edition takes the place of the old one.

Examples:
  pedigraph ingest data/digitalgov-customer-service-policies.json
  pedigraph ingest pages/ --graph policies --prune
  pedigraph ingest --graph policies --remove pages/old.html
  pedigraph ingest --graph policies register.csv --source-id register --source-retrieved 2026-08-21
  pedigraph ingest pages/ --format json"
)]
pub struct IngestArgs {
    /// Files or folders to read; `-` is standard input; .gz and .zst are read as they are
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    #[command(flatten)]
    how: HowToRead,
    /// The graph directory; it is made where it does not exist
    #[arg(long, value_name = "DIR", default_value = "pedigraph-graph", env = "PEDIGRAPH_GRAPH")]
    pub(super) graph: PathBuf,
    /// How all IRIs of a new graph begin: an address of yours under which the package will be published, such as
    /// https://data.example.gov/policies/. It stays with the graph
    #[arg(long, value_name = "IRI", env = "PEDIGRAPH_BASE")]
    base: Option<Base>,
    /// Drop sources that are not among the inputs
    #[arg(long, requires = "inputs")]
    prune: bool,
    /// Take sources that are cut off, also in the place of what was read of them before
    #[arg(long)]
    accept_partial: bool,
    /// Drop this source: the name of its input, its IRI or its address; can be given several times
    #[arg(long, value_name = "SOURCE")]
    remove: Vec<String>,
    /// Let an input take the place of a source that was read earlier from another path
    #[arg(long)]
    replace: bool,
    #[command(flatten)]
    sources: SourcesArg,
    #[command(flatten)]
    given: GivenArgs,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// What was done, as `--format json` prints it, schema version 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done<'a> {
    schema: &'static str,
    graph: String,
    changes: Vec<Changed<'a>>,
    repaired: &'a [String],
    files_written: usize,
    policies: usize,
    statements: usize,
    merges: &'a [crate::resolve::Merge],
}

#[derive(Serialize)]
struct Changed<'a> {
    input: &'a str,
    change: Change,
}

/// Writes what was done as one JSON object.
pub(super) fn json(summary: &Summary, graph: &Path, out: &mut dyn Write) -> std::io::Result<()> {
    let changes = summary.changes.iter().map(|(input, change)| Changed { input, change: *change });
    let done = Done {
        schema: "pedigraph-ingest/1",
        graph: graph.display().to_string(),
        changes: changes.collect(),
        repaired: &summary.repaired,
        files_written: summary.written,
        policies: summary.policies,
        statements: summary.statements,
        merges: &summary.merges,
    };
    json_line(&done, out)
}

/// Shows how far an ingest of so many inputs is.
pub(super) fn watch(progress: &Progress, inputs: usize) -> impl FnMut(Step<'_>) {
    let progress = progress.clone();
    move |step| match step {
        Step::Input(name, done) => progress.at(done, inputs, name),
        Step::Record => progress.tick(),
        Step::Resolve => progress.at(inputs, inputs, "resolving names"),
        Step::Graph(done, all) => progress.at(done, all, "writing graphs"),
    }
}

/// Runs `ingest`.
pub(super) fn run(cli: &Cli, args: &IngestArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let inputs = source::walk(&args.inputs).map_err(|e| Failure::new(Exit::Failure, e))?;
    let read_as = args.how.read_as(&profile.columns)?;
    let inputs = source::apart(inputs, read_as.format).map_err(|e| Failure::new(Exit::Failure, e))?;
    super::rdf_inputs::tell(&inputs, read_as.format, &profile.structure, &mut reporter)?;
    let ingest = Ingest {
        base: args.base.clone(),
        read_as,
        prune: args.prune,
        accept_partial: args.accept_partial,
        remove: &args.remove,
        sources: args.sources.read_beside(&args.graph, &mut reporter)?,
        given: args.given.described(inputs.len())?,
        replace: args.replace,
        moment: source_date()?,
        ..Ingest::new(&args.graph, &profile)
    };
    let progress = reporter.begin("Ingesting", Unit::Items(inputs.len()));
    let summary = ingest
        .run_watched(&inputs, &mut |d| reporter.report(&d), &mut watch(&progress, inputs.len()))
        .map_err(|e| {
            let exit = if matches!(e, IngestError::NoSuchSource(_)) { Exit::NotFound } else { Exit::Failure };
            Failure::new(exit, e)
        })?;
    reporter.end();
    let unread = |change: &Change| matches!(change, Change::Pruned | Change::Removed | Change::Kept);
    let read = summary.changes.iter().filter(|(_, change)| !unread(change)).count();
    let kept = summary.changes.iter().any(|(_, c)| *c == Change::Kept);
    if args.written.form()? == TextOrJson::Json {
        json(&summary, &args.graph, out)?;
    } else if !cli.global.quiet {
        for (input, change) in &summary.changes {
            let change = match change {
                Change::Added => "added",
                Change::Replaced => "replaced",
                Change::Unchanged => "unchanged",
                Change::Repaired => "repaired",
                Change::Pruned => "pruned",
                Change::Kept => "kept",
                Change::Removed => "removed",
            };
            writeln!(out, "{change:>9}  {input}")?;
        }
        for file in &summary.repaired {
            writeln!(out, "{:>9}  {}", "repaired", args.graph.join(file).display())?;
        }
        let (policies, statements) = (summary.policies, summary.statements);
        writeln!(
            out,
            "{}: {policies} policies, {statements} statements, {} graph files written",
            args.graph.display(),
            summary.written
        )?;
    }
    reporter.summary();
    if kept || summary.partial > 0 && !args.accept_partial {
        return Ok(Exit::Partial);
    }
    if read == 0 && !args.inputs.is_empty() && !args.prune {
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    Ok(if cli.global.strict && reporter.has_findings() { Exit::Findings } else { Exit::Success })
}
