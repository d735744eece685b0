//! `pedigraph queries`: what can be asked.

use super::args::Cli;
use super::query;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::header::{Param, Portable};
use crate::query::listing::Listing;
use clap::Args;
use std::io::{self, Write};
use std::path::PathBuf;

/// Arguments of `queries`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph queries
  pedigraph queries lineage
  pedigraph queries lineage --sparql > my-lineage.rq
  pedigraph queries --format json")]
pub struct QueriesArgs {
    /// Tell everything about this query
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// Print the query itself
    #[arg(long, requires = "name")]
    sparql: bool,
    /// A folder of .rq files that add to the catalogue, or replace what it has of the same name
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// Lists a catalogue, or tells everything about one of its queries.
///
/// # Errors
/// A name that the catalogue does not have; those of `out`.
pub(super) fn show(catalogue: &Catalogue, name: Option<&str>, out: &mut dyn Write) -> Result<(), Failure> {
    match name {
        None => list(&catalogue.iter().cloned().collect::<Vec<_>>(), out)?,
        Some(name) => tell(catalogue.get(name).map_err(|e| Failure::new(Exit::NotFound, e))?, out)?,
    }
    Ok(())
}

/// Runs `queries`.
pub(super) fn run(_cli: &Cli, args: &QueriesArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let catalogue = query::catalogue(args.queries.as_deref())?;
    let chosen: Vec<StoredQuery> = match &args.name {
        Some(name) => vec![query::find(name, args.queries.as_deref())?],
        None => catalogue.iter().cloned().collect(),
    };
    match (args.written.form()?, &args.name, chosen.as_slice()) {
        (_, Some(_), [one]) if args.sparql => out.write_all(one.text.as_bytes())?,
        (TextOrJson::Json, _, queries) => {
            writeln!(
                out,
                "{}",
                serde_json::to_string_pretty(&Listing::of(queries)).map_err(io::Error::from)?
            )?;
        }
        (TextOrJson::Text, Some(_), [one]) => tell(one, out)?,
        (TextOrJson::Text, _, queries) => list(queries, out)?,
    }
    Ok(Exit::Success)
}

/// A line a query, and one for its parameters.
fn list(queries: &[StoredQuery], out: &mut dyn Write) -> io::Result<()> {
    let width = queries.iter().map(|q| q.name.chars().count()).max().unwrap_or(0);
    for query in queries {
        let header = query.header.as_ref();
        writeln!(out, "{:width$}  {}", query.name, header.map_or("", |h| h.summary.as_str()))?;
        let params: Vec<String> = header.iter().flat_map(|h| &h.params).map(usage).collect();
        if !params.is_empty() {
            writeln!(out, "{:width$}    {}", "", params.join(" "))?;
        }
    }
    writeln!(out, "\npedigraph queries NAME tells more; pedigraph query NAME KEY=VALUE asks.")?;
    let elsewhere = |query: &&StoredQuery| query.header.as_ref().is_some_and(|h| h.portable != Portable::Yes);
    let own: Vec<&str> = queries.iter().filter(elsewhere).map(|q| q.name.as_str()).collect();
    if own.is_empty() {
        return Ok(());
    }
    writeln!(out, "Any SPARQL 1.1 store over an export answers them too, but for {}.", own.join(", "))
}

/// `policy=POLICY`, in brackets where it may be left out.
fn usage(param: &Param) -> String {
    let value = param.default.clone().unwrap_or_else(|| param.kind.name().to_uppercase());
    let usage = format!("{}={value}", param.name);
    if param.is_required() { usage } else { format!("[{usage}]") }
}

/// Everything about one query.
fn tell(query: &StoredQuery, out: &mut dyn Write) -> io::Result<()> {
    let Some(header) = &query.header else {
        return writeln!(out, "{}: nothing is said about it", query.name);
    };
    writeln!(out, "{}: {}\n\n{}", query.name, header.summary, header.description)?;
    match &header.portable {
        Portable::Yes => writeln!(out, "\nPortable: any SPARQL 1.1 store over an export answers it too.")?,
        Portable::No { why, instead: None } => writeln!(out, "\nNot portable: {why}.")?,
        Portable::No { why, instead: Some(name) } => {
            writeln!(out, "\nNot portable: {why}; `{name}` asks for it in any SPARQL 1.1 store.")?;
        }
    }
    if !header.params.is_empty() {
        writeln!(out, "\nParameters:")?;
    }
    for param in &header.params {
        let need = match &param.default {
            Some(default) => format!("default {default}"),
            None if param.optional => "may be left out".to_owned(),
            None => "required".to_owned(),
        };
        writeln!(out, "  {} ({}, {need}; as in {})", param.name, param.kind.name(), param.example)?;
        writeln!(out, "      {}", param.description)?;
    }
    if !header.columns.is_empty() {
        writeln!(out, "\nColumns:")?;
    }
    let width = header.columns.iter().map(|c| c.name.len()).max().unwrap_or(0);
    for column in &header.columns {
        writeln!(out, "  {:width$}  {}", column.name, column.description)?;
    }
    let given: Vec<String> = header
        .params
        .iter()
        .filter(|p| p.is_required())
        .map(|p| format!(" {}='{}'", p.name, p.example.replace('\'', r"'\''")))
        .collect();
    writeln!(out, "\n  pedigraph query {}{}", query.name, given.concat())
}
