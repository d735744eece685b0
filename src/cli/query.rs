//! `pedigraph query`: asks the graph in SPARQL.

use super::args::Cli;
use super::graph::{GraphSource, StoreArg};
use super::progress::Unit;
use super::report::Reporter;
use super::{Exit, Failure};
use crate::query::catalogue::{Catalogue, CatalogueError, StoredQuery};
use crate::query::output::{self, Format, Layout};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer, Limits, Outline, RunError};
use crate::rdf::iri::DEFAULT_BASE;
use crate::store::Graphs;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(
    after_help = "A policy is named by whatever a person calls it: its number in any spelling, an acronym, its title or some
words of it, its IRI. What fits several lists them. The usual prefixes (dct:, ped:, prov:, …) need no
declaration, and a parameter is a variable: $policy, $asOf. `pedigraph queries` lists the catalogue.

Examples:
  pedigraph query policies
  pedigraph query lineage --param policy='EO 13571'
  pedigraph query in-force --param asOf=2017-06-14 --param body=OMB --output csv
  pedigraph query rescinded data/digitalgov-customer-service-policies.json
  echo 'SELECT ?a ?b { ?a ped:rescinds ?b }' | pedigraph query -"
)]
pub struct QueryArgs {
    /// A query of the catalogue, a file that ends in .rq, or `-` for standard input
    #[arg(value_name = "NAME|FILE.rq|-")]
    query: String,
    #[command(flatten)]
    source: GraphSource,
    #[command(flatten)]
    store: StoreArg,
    /// The value of a parameter
    #[arg(long = "param", short, value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,
    /// The form of the answer: rows as table, json, csv, tsv or xml; graphs as turtle, json (JSON-LD) or xml
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = format_parser())]
    output: Format,
    /// A folder of .rq files that add to the catalogue, or replace what it has of the same name
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    /// Give up after so many seconds
    #[arg(long, value_name = "SECONDS", default_value = "60", value_parser = seconds)]
    timeout: Duration,
    /// Stop after so many rows
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_rows)]
    max_rows: usize,
}

pub(super) fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, found {text:?}"))?;
    let name = name.trim().trim_start_matches(['$', '?']);
    if name.is_empty() {
        return Err(format!("expected a name before the `=`, found {text:?}"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn format_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(|(_, name)| name)).try_map(|name| name.parse::<Format>())
}

/// Reads seconds: `0.5`, `60`; at most a day.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse::<f64>().ok().filter(|s| *s > 0.0 && *s <= 86_400.0);
    seconds
        .map(Duration::from_secs_f64)
        .ok_or_else(|| format!("expected seconds above 0 and up to 86400, found {text:?}"))
}

/// Runs `query`.
pub(super) fn run(cli: &Cli, args: &QueryArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.query == "-" && args.source.inputs.iter().any(|input| input.as_os_str() == "-") {
        return Err(Failure::new(Exit::Failure, "standard input can be the query or a document, not both"));
    }
    let query = find(&args.query, args.queries.as_deref())?;
    let base = base(&args.source)?;
    // What is no query is told before a large graph is read.
    let Outline { uses_graphs, gives_graph, .. } =
        run::outline(&query.text, Some(&base)).map_err(|e| failure(&query, &e))?;
    if !args.output.fits(gives_graph) {
        let form = if gives_graph { "a graph" } else { "rows or yes or no" };
        return Err(Failure::new(
            Exit::Failure,
            format!("{}: its answer is {form}, which cannot be written as {}", query.name, args.output),
        ));
    }
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let graphs = if uses_graphs { Graphs::Kept } else { Graphs::Merged };
    let store = args.source.store(&cli.global, &mut reporter, graphs, &args.store)?;
    reporter.begin("Asking", Unit::Time);
    let values = params::read(&query, &args.params, &store, &profile).map_err(|e| not_taken(&query, &e))?;
    let limits = Limits { timeout: args.timeout, max_rows: args.max_rows, ..Limits::default() };
    let answer =
        run::run(&store, &query.text, values, Some(&base), limits).map_err(|e| failure(&query, &e))?;
    reporter.end();
    output::write(&answer, args.output, Layout { base: &base, width: terminal_width() }, out)?;
    let cut = match &answer {
        Answer::Rows(rows) => rows.cut.then_some(rows.rows.len()),
        Answer::Graph(graph) => graph.cut.then_some(graph.triples.len()),
        Answer::Boolean(_) => None,
    };
    if let Some(shown) = cut
        && !cli.global.quiet
    {
        out.flush()?;
        writeln!(
            io::stderr(),
            "warning: only the first {shown} rows are given; --max-rows raises the limit"
        )?;
    }
    Ok(if cut.is_some() && cli.global.strict { Exit::Findings } else { Exit::Success })
}

/// The query that is meant: standard input, a file, or one of the catalogue.
pub(super) fn find(name: &str, folder: Option<&Path>) -> Result<StoredQuery, Failure> {
    let found = if name == "-" {
        StoredQuery::from_reader("standard input", io::stdin().lock())
    } else if name.contains(['/', '\\'])
        || (Path::new(name).extension().is_some_and(|e| e == "rq") && Path::new(name).is_file())
    {
        StoredQuery::from_file(Path::new(name))
    } else {
        let catalogue = catalogue(folder)?;
        catalogue.get(name).cloned()
    };
    found.map_err(|e| catalogue_failure(&e))
}

/// The catalogue with the user's own folder.
pub(super) fn catalogue(folder: Option<&Path>) -> Result<Catalogue, Failure> {
    let built_in = Catalogue::built_in().map_err(catalogue_failure)?;
    match folder {
        Some(folder) => built_in.with_folder(folder).map_err(|e| catalogue_failure(&e)),
        None => Ok(built_in.clone()),
    }
}

fn catalogue_failure(error: &CatalogueError) -> Failure {
    let exit = if matches!(error, CatalogueError::Unknown { .. }) { Exit::NotFound } else { Exit::Failure };
    Failure::new(exit, error)
}

fn failure(query: &StoredQuery, error: &RunError) -> Failure {
    let exit = match error {
        RunError::Refused(_) | RunError::TooLarge(_) | RunError::TimedOut(_) => Exit::Refused,
        RunError::Syntax(_) | RunError::Bind(_) | RunError::Evaluation(_) | RunError::Thread(_) => {
            Exit::Failure
        }
    };
    Failure::new(exit, format!("{}: {error}", query.name))
}

fn not_taken(query: &StoredQuery, error: &ParamError) -> Failure {
    let exit = match error {
        ParamError::Ambiguous { .. } | ParamError::NotFound { .. } => Exit::NotFound,
        _ => Exit::Failure,
    };
    Failure::new(exit, format!("{}: {error}", query.name))
}

/// The base of the graph's IRIs.
fn base(source: &GraphSource) -> Result<String, Failure> {
    if !source.inputs.is_empty() {
        return Ok(DEFAULT_BASE.to_owned());
    }
    Ok(source.directory()?.manifest().base.clone())
}

/// Columns of the terminal on standard output, where it is one.
fn terminal_width() -> Option<u16> {
    let width = terminal_size::terminal_size().map(|(width, _)| width.0);
    width.filter(|_| io::stdout().is_terminal())
}
