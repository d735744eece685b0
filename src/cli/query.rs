//! `pedigraph query` and `pedigraph queries`: SPARQL.

use super::args::Cli;
use super::graph::GraphSource;
use super::report::Reporter;
use super::{Exit, Failure, terminal};
use crate::query::catalogue::{Catalogue, CatalogueError, StoredQuery};
use crate::query::output::{self, Format, Layout};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer, Limits, RunError};
use crate::store::{GraphStore, Graphs};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph query rescinded
  pedigraph query lineage --param policy='EO 13571' --output csv
  pedigraph query policies data/digitalgov-customer-service-policies.json
  echo 'SELECT (COUNT(*) AS ?n) { ?p a ped:Policy }' | pedigraph query -")]
pub struct QueryArgs {
    /// A query of the catalogue, a file that ends in .rq, or `-` for standard input
    #[arg(value_name = "NAME|FILE.rq|-")]
    query: String,
    #[command(flatten)]
    source: GraphSource,
    /// A parameter of the query; can be given several times
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = key_value)]
    param: Vec<(String, String)>,
    /// How to write the answer: W3C formats for json, csv, tsv and xml
    #[arg(long, value_name = "FORMAT", default_value = "table", value_parser = output_parser())]
    output: Format,
    /// A folder of further queries
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    /// Give up after this many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,
    /// Stop after this many rows or triples
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    max_rows: usize,
}

/// Arguments of `queries`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph queries
  pedigraph queries rescinded")]
pub struct QueriesArgs {
    /// Print this query whole: description, parameters, columns, text
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// A folder of further queries
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    /// Print as JSON
    #[arg(long)]
    json: bool,
}

pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("expected KEY=VALUE, found `{text}`"))?;
    Ok((key.trim_start_matches('?').to_owned(), value.to_owned()))
}

fn output_parser() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(|(_, name)| name)).try_map(|name| name.parse::<Format>())
}

fn catalogue(folder: Option<&Path>) -> Result<Catalogue, Failure> {
    let failed = |e: &CatalogueError| Failure::new(Exit::Failure, e);
    let built_in = Catalogue::built_in().map_err(failed)?;
    folder.map_or_else(|| Ok(built_in.clone()), |f| built_in.with_folder(f)).map_err(|e| failed(&e))
}

/// Runs `query`.
pub(super) fn run(cli: &Cli, args: &QueryArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let failed = |e: CatalogueError| {
        let exit = if matches!(e, CatalogueError::Unknown { .. }) { Exit::NotFound } else { Exit::Failure };
        Failure::new(exit, e)
    };
    let query = match args.query.as_str() {
        "-" => StoredQuery::from_reader("-", io::stdin().lock()).map_err(failed)?,
        file if file.ends_with(".rq") => StoredQuery::from_file(Path::new(file)).map_err(failed)?,
        name => catalogue(args.queries.as_deref())?.get(name).map_err(failed)?.clone(),
    };
    let refused = |e: RunError| {
        let exit = match e {
            RunError::Bind(_) => Exit::Failure,
            _ => Exit::Refused,
        };
        Failure::new(exit, e)
    };
    let base = args.source.base()?;
    // A text that is no query is told before the graph is read.
    let outline = run::outline(&query.text, Some(base.as_str())).map_err(refused)?;
    let graphs = if outline.uses_graphs { Graphs::Kept } else { Graphs::Merged };
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let files = args.source.nquads(&cli.global, &mut reporter)?;
    let store = GraphStore::from_nquads(files, graphs).map_err(|e| Failure::new(Exit::Failure, e))?;
    let values = params::read(&query, &args.param, &store, &profile).map_err(|e| {
        let exit = match e {
            ParamError::NotFound { .. } | ParamError::Ambiguous { .. } => Exit::NotFound,
            _ => Exit::Failure,
        };
        Failure::new(exit, e)
    })?;
    let limits =
        Limits { timeout: Duration::from_secs(args.timeout), max_rows: args.max_rows, ..Limits::default() };
    let answer = run::run(&store, &query.text, values, Some(base.as_str()), limits).map_err(refused)?;
    let is_graph = matches!(answer, Answer::Graph(_));
    if !args.output.fits(is_graph) {
        let what = if is_graph {
            "a graph takes table, turtle, json or xml"
        } else {
            "rows take table, json, csv, tsv or xml"
        };
        return Err(Failure::new(Exit::Failure, format!("--output {}: {what}", args.output)));
    }
    let width = terminal::width().and_then(|w| u16::try_from(w).ok());
    output::write(&answer, args.output, Layout { base: base.as_str(), width }, out)?;
    let cut = match &answer {
        Answer::Rows(rows) => rows.cut,
        Answer::Graph(graph) => graph.cut,
        Answer::Boolean(_) => false,
    };
    if cut {
        out.flush()?;
        return Err(Failure::new(
            Exit::Refused,
            "the answer was cut off; raise --max-rows or narrow the query",
        ));
    }
    Ok(Exit::Success)
}

/// Runs `queries`.
pub(super) fn list(args: &QueriesArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let catalogue = catalogue(args.queries.as_deref())?;
    if let Some(name) = &args.name {
        let query = catalogue.get(name).map_err(|e| Failure::new(Exit::NotFound, e))?;
        out.write_all(query.text.as_bytes())?;
        return Ok(Exit::Success);
    }
    if args.json {
        let queries: Vec<_> = catalogue.iter().map(as_json).collect();
        writeln!(out, "{}", serde_json::json!({"schema": "pedigraph-queries/1", "queries": queries}))?;
        return Ok(Exit::Success);
    }
    for query in catalogue.iter() {
        let Some(header) = &query.header else {
            writeln!(out, "{}", query.name)?;
            continue;
        };
        writeln!(out, "{:<14} {}", query.name, header.summary)?;
        for param in &header.params {
            let default = match (&param.default, param.optional) {
                (Some(default), _) => format!(" [default: {default}]"),
                (None, true) => " [optional]".to_owned(),
                (None, false) => String::new(),
            };
            writeln!(
                out,
                "{:<14}   --param {}=<{}>{default}  such as {}",
                "",
                param.name,
                param.kind.name(),
                param.example
            )?;
        }
    }
    Ok(Exit::Success)
}

fn as_json(query: &StoredQuery) -> serde_json::Value {
    let header = query.header.clone().unwrap_or_default();
    let params: Vec<_> = header
        .params
        .iter()
        .map(|p| {
            serde_json::json!({
                "name": p.name, "type": p.kind.name(), "default": p.default, "optional": p.optional,
                "example": p.example, "description": p.description,
            })
        })
        .collect();
    let columns: Vec<_> = header
        .columns
        .iter()
        .map(|c| serde_json::json!({"name": c.name, "description": c.description}))
        .collect();
    serde_json::json!({
        "name": query.name, "summary": header.summary, "description": header.description, "params": params,
        "columns": columns, "tags": header.tags,
    })
}
