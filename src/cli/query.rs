//! `pedigraph query`: asks the graph in SPARQL.

use super::args::Cli;
use super::asking::{self, Asked, LimitArgs};
use super::graph::GraphSource;
use super::output::Reads;
use super::terminal::Look;
use super::written::Written;
use super::{Exit, Failure};
use crate::query::catalogue::{Catalogue, CatalogueError, StoredQuery};
use crate::query::output::Format;
use crate::query::worker::Form;
use clap::Args;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Arguments of `query`.
#[derive(Debug, Args)]
#[command(
    after_help = "A policy is named by whatever a person calls it: its number in any spelling, an acronym, its title or some
words of it, its IRI. What fits several lists them. The usual prefixes (dct:, ped:, prov:, …) need no
declaration, and a parameter is a variable: $policy, $asOf. `pedigraph queries` lists the catalogue.

Examples:
  pedigraph query policies
  pedigraph query lineage policy='EO 13571'
  pedigraph query 'SELECT ?a ?b { ?a ped:rescinds ?b } LIMIT 10'
  pedigraph query in-force asOf=2017-06-14 body=OMB --output in-force.csv
  pedigraph query rescinded data/digitalgov-customer-service-policies.json
  echo 'SELECT ?a ?b { ?a ped:rescinds ?b }' | pedigraph query -"
)]
pub struct QueryArgs {
    /// A query of the catalogue, SPARQL in quotation marks, a file that ends in .rq, or `-` for standard input; behind it
    /// NAME=VALUE is a parameter too
    #[arg(value_name = "NAME|SPARQL|FILE.rq|-")]
    query: String,
    #[command(flatten)]
    source: GraphSource,
    /// The value of a parameter
    #[arg(long = "param", short, value_name = "NAME=VALUE", value_parser = name_and_value)]
    params: Vec<(String, String)>,
    #[command(flatten)]
    pub(super) written: Written<Format>,
    /// A folder of .rq files that add to the catalogue, or replace what it has of the same name
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArgs,
}

pub(super) fn name_and_value(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or_else(|| format!("expected NAME=VALUE, found {text:?}"))?;
    let name = name.trim().trim_start_matches(['$', '?']);
    if name.is_empty() {
        return Err(format!("expected a name before the `=`, found {text:?}"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

impl QueryArgs {
    /// The graph and the parameters: what is no parameter behind the query is a document.
    fn taken(&self) -> (GraphSource, Vec<(String, String)>) {
        let (mut source, mut params) = (self.source.clone(), self.params.clone());
        take_params(&mut source, &mut params);
        (source, params)
    }

    /// The files that are read.
    pub(super) fn reads(&self) -> Result<Reads, Failure> {
        Ok(self.taken().0.reads()?.files([&self.query]))
    }
}

/// Runs `query`.
pub(super) fn run(cli: &Cli, args: &QueryArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.query == "-" && args.source.inputs.iter().any(|input| input.as_os_str() == "-") {
        return Err(Failure::new(Exit::Failure, "standard input can be the query or a document, not both"));
    }
    let query = find(&args.query, args.queries.as_deref())?;
    let (source, params) = args.taken();
    let asked = Asked {
        query: &query,
        params: &params,
        form: Form::of(args.written.form()?, width(Look::of(cli))),
        limits: args.limits.limits(),
    };
    let reply = asking::ask(cli, &source, &asked)?;
    out.write_all(&reply.bytes)?;
    out.flush()?;
    asking::whole(&reply, &query).map(|()| Exit::Success)
}

/// Takes parameters out of the inputs: `policy=M-11-24`, where no file has that name.
fn take_params(source: &mut GraphSource, params: &mut Vec<(String, String)>) {
    source.inputs.retain(|input| {
        let param = input.to_str().filter(|_| !input.exists()).and_then(|text| name_and_value(text).ok());
        let param = param.filter(|(name, _)| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
        params.extend(param.clone());
        param.is_none()
    });
}

/// The query that is meant: SPARQL itself, which has brackets or blanks, standard input, a file, or one of the catalogue.
pub(super) fn find(name: &str, folder: Option<&Path>) -> Result<StoredQuery, Failure> {
    let found =
        if name.contains('{') || name.trim().contains(char::is_whitespace) && !Path::new(name).is_file() {
            StoredQuery::from_text("the query", name)
        } else if name == "-" {
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
    let exit = match error {
        CatalogueError::Unknown { .. } => Exit::NotFound,
        CatalogueError::TooLong { .. } => Exit::Refused,
        _ => Exit::Failure,
    };
    Failure::new(exit, error)
}

/// Columns of the terminal for a table; none where it goes elsewhere, whatever `COLUMNS` says.
pub(super) fn width(look: Look) -> Option<u16> {
    let width = look.width.filter(|_| io::stdout().is_terminal());
    width.and_then(|width| u16::try_from(width).ok())
}
