//! `pedigraph export`: one policy, or the triples of a query, in any syntax.

use super::args::Cli;
use super::asking::{self, Asked, LimitArgs};
use super::graph::GraphSource;
use super::output::write_file;
use super::report::Reporter;
use super::walks::Opened;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure, convert};
use crate::publish::graph::Graph;
use crate::publish::{PublishError, description};
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::output::Format;
use crate::query::worker::Form;
use crate::rdf::write::Syntax;
use clap::Args;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Triple;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// Arguments of `export`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph export 'EO 13571'
  pedigraph export M-11-24 --output m-11-24.jsonld
  pedigraph export annotations --format ntriples")]
pub struct ExportArgs {
    /// A policy, by whatever a person calls it; or a CONSTRUCT query: its name, or a file that ends in .rq
    #[arg(value_name = "POLICY|QUERY")]
    what: String,
    #[command(flatten)]
    source: GraphSource,
    #[command(flatten)]
    pub(super) written: Written<Syntax>,
    /// A parameter of the query; can be given several times
    #[arg(long, short, value_name = "KEY=VALUE", value_parser = super::query::name_and_value)]
    param: Vec<(String, String)>,
    #[command(flatten)]
    limits: LimitArgs,
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
    let reads = if args.what.ends_with(".rq") { vec![&args.what] } else { Vec::new() };
    args.source.reads()?.files(reads).profile(&cli.global).refuse(args.written.file())?;
    let syntax = args.written.form()?;
    let mut bytes = Vec::new();
    match query(args)? {
        Some(query) => construct(cli, args, &query, syntax, &mut bytes)?,
        None => describe(cli, args, syntax, &mut bytes)?,
    }
    match args.written.file() {
        Some(path) => {
            write_file(path, &mut |file| file.write_all(&bytes))?;
            let done = Done {
                schema: "pedigraph-export/1",
                output: path.display().to_string(),
                syntax: syntax.name(),
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

fn construct(
    cli: &Cli,
    args: &ExportArgs,
    query: &StoredQuery,
    syntax: Syntax,
    out: &mut Vec<u8>,
) -> Result<(), Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    let form = Form::of(Format::Turtle, None);
    let asked = Asked { query, params: &args.param, form, limits: args.limits.limits() };
    let reply = asking::ask(cli, &args.source, &asked)?;
    asking::whole(&reply, query)?;
    let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(&reply.bytes);
    let triples: Result<Vec<Triple>, _> = quads.map(|quad| quad.map(Triple::from)).collect();
    let triples = triples.map_err(|e| failed(&e))?;
    description::export_triples(&triples, syntax, out).map_err(|e| failed(&e))
}

fn describe(cli: &Cli, args: &ExportArgs, syntax: Syntax, out: &mut Vec<u8>) -> Result<(), Failure> {
    let opened = Opened::new(cli, &args.source);
    let policy = opened.find(&args.what)?;
    let index = opened.index()?;
    let mut reporter = Reporter::new(&cli.global);
    let failed = |e: PublishError| Failure::new(Exit::Failure, e);
    let graph = Graph::read(args.source.nquads(&cli.global, &mut reporter)?).map_err(failed)?;
    reporter.end();
    let base = args.source.base()?;
    description::export(&graph, base.as_str(), index.policy(policy).iri, syntax, out).map_err(failed)
}
