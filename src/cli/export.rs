//! `pedigraph export`: one policy, or the triples of a query, in any syntax.

use super::args::Cli;
use super::graph::{GraphSource, StoreArg};
use super::report::Reporter;
use super::shown::TextOrJson;
use super::{Exit, Failure, convert, walks};
use crate::publish::graph::Graph;
use crate::publish::{PublishError, description};
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer, Limits, RunError};
use crate::rdf::write::Syntax;
use crate::store::Graphs;
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph export 'EO 13571'
  pedigraph export M-11-24 --to jsonld --output m-11-24.jsonld
  pedigraph export annotations --to ntriples")]
pub struct ExportArgs {
    /// A policy, by whatever a person calls it; or a CONSTRUCT query: its name, or a file that ends in .rq
    #[arg(value_name = "POLICY|QUERY")]
    what: String,
    #[command(flatten)]
    source: GraphSource,
    #[command(flatten)]
    store: StoreArg,
    /// The syntax to write
    #[arg(long, value_name = "SYNTAX", default_value = "turtle", value_parser = convert::syntax_parser())]
    to: Syntax,
    /// A parameter of the query; can be given several times
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = super::query::name_and_value)]
    param: Vec<(String, String)>,
    /// The file to write; standard output where it is absent
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Tell on standard output what was written
    #[arg(long, value_enum, requires = "output", value_name = "FORMAT")]
    report: Option<TextOrJson>,
}

/// What was written, as `--report json` prints it, schema version 1.
#[derive(Serialize)]
struct Done {
    schema: &'static str,
    output: String,
    syntax: &'static str,
    bytes: usize,
}

/// Runs `export`.
pub(super) fn run(cli: &Cli, args: &ExportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut bytes = Vec::new();
    match query(args)? {
        Some(query) => construct(cli, args, &query, &mut bytes)?,
        None => describe(cli, args, &mut bytes)?,
    }
    match &args.output {
        Some(path) => {
            convert::write_file(path, &mut |file| file.write_all(&bytes))?;
            let done = Done {
                schema: "pedigraph-export/1",
                output: path.display().to_string(),
                syntax: args.to.name(),
                bytes: bytes.len(),
            };
            match args.report {
                None => {}
                Some(TextOrJson::Text) => {
                    writeln!(out, "{}: {} bytes of {}", done.output, done.bytes, done.syntax)?;
                }
                Some(TextOrJson::Json) => convert::json_line(&done, out)?,
            }
        }
        None => out.write_all(&bytes)?,
    }
    Ok(Exit::Success)
}

/// The query that is meant, if one is: policies are not called like the queries of the catalogue.
fn query(args: &ExportArgs) -> Result<Option<StoredQuery>, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    if args.what.ends_with(".rq") && Path::new(&args.what).is_file() {
        return StoredQuery::from_file(Path::new(&args.what)).map(Some).map_err(|e| failed(&e));
    }
    let catalogue = Catalogue::built_in().map_err(|e| failed(&e))?;
    Ok(catalogue.get(&args.what).ok().cloned())
}

fn construct(cli: &Cli, args: &ExportArgs, query: &StoredQuery, out: &mut Vec<u8>) -> Result<(), Failure> {
    let base = args.source.base()?;
    let refused = |e: RunError| {
        let exit = if matches!(e, RunError::Bind(_)) { Exit::Failure } else { Exit::Refused };
        Failure::new(exit, e)
    };
    let profile = cli.global.load_profile()?;
    let mut reporter = Reporter::new(&cli.global);
    let store = args.source.store(&cli.global, &mut reporter, Graphs::Kept, &args.store)?;
    reporter.end();
    let values = params::read(query, &args.param, &store, &profile).map_err(|e| {
        let missing = matches!(e, ParamError::NotFound { .. } | ParamError::Ambiguous { .. });
        Failure::new(if missing { Exit::NotFound } else { Exit::Failure }, e)
    })?;
    match run::run(&store, &query.text, values, Some(base.as_str()), Limits::default()).map_err(refused)? {
        Answer::Graph(graph) if graph.cut => {
            Err(Failure::new(Exit::Refused, "the answer is larger than an export may be; narrow the query"))
        }
        Answer::Graph(graph) => description::export_triples(&graph.triples, args.to, out)
            .map_err(|e| Failure::new(Exit::Failure, e)),
        _ => {
            let message = format!(
                "expected a CONSTRUCT or DESCRIBE query, found `{}`, which gives rows; `pedigraph query` prints them",
                args.what
            );
            Err(Failure::new(Exit::Failure, message))
        }
    }
}

fn describe(cli: &Cli, args: &ExportArgs, out: &mut Vec<u8>) -> Result<(), Failure> {
    let index = walks::index(cli, &args.source)?;
    let policy = walks::find(cli, &args.source, &index, &args.what)?;
    let mut reporter = Reporter::new(&cli.global);
    let failed = |e: PublishError| Failure::new(Exit::Failure, e);
    let graph = Graph::read(args.source.nquads(&cli.global, &mut reporter)?).map_err(failed)?;
    reporter.end();
    let base = args.source.base()?;
    description::export(&graph, base.as_str(), index.policy(policy).iri, args.to, out).map_err(failed)
}
