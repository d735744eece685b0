//! `pedigraph search`: policies by words.

use super::graph::GraphSource;
use super::shown::Shown;
use super::written::{Rows, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::day::AsOf;
use crate::lineage::render::{csv, json, table};
use crate::lineage::status::{Status, statuses};
use crate::query::search::search;
use clap::Args;
use oxigraph::model::Quad;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `search`.
#[derive(Debug, Args)]
#[command(
    after_help = "Every word must be found in the number, the title, another name, the abstract, the kind, the year, the issuing
body or the name of who signed; beginnings of words count from three letters on.

Examples:
  pedigraph search customer experience
  pedigraph search regulatory clinton --limit 5
  pedigraph search digital strategy 2012 --format json"
)]
pub struct SearchArgs {
    /// Words to look for
    #[arg(value_name = "WORD", required = true)]
    pub words: Vec<String>,
    /// The graph directory [default: pedigraph-graph]
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_GRAPH")]
    pub graph: Option<PathBuf>,
    /// Give statuses as of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// The most policies that are listed; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    #[command(flatten)]
    pub written: Written<Rows>,
}

impl SearchArgs {
    /// The graph that is searched.
    pub(super) fn source(&self) -> GraphSource {
        GraphSource { graph: self.graph.clone(), ..GraphSource::default() }
    }
}

/// Runs `search` over the merged descriptions of a graph.
///
/// # Errors
/// [`Exit::NotFound`] where no policy has all the words; those of `out`.
pub fn run(
    args: &SearchArgs,
    shown: &Shown<'_>,
    described: &[Quad],
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let (index, typed) = (shown.index, args.words.join(" "));
    let status = statuses(index, shown.as_of);
    let hits = search(described, &typed);
    let all: Vec<PolicyIx> = hits.iter().filter_map(|hit| index.find(hit.iri.as_str())).collect();
    if all.is_empty() {
        let message = format!("no policy of this graph has all of the words `{typed}`");
        return Err(Failure::new(Exit::NotFound, message));
    }
    let limit = if args.limit == 0 { all.len() } else { args.limit };
    let of = |p: &PolicyIx| (*p, status.get(p.at()).copied().unwrap_or(Status::Unknown));
    let rows: Vec<(PolicyIx, Status)> = all.iter().take(limit).map(of).collect();
    match args.written.form()? {
        Rows::Csv => csv::policies(index, &rows, csv::Delimiter::Comma, out)?,
        Rows::Tsv => csv::policies(index, &rows, csv::Delimiter::Tab, out)?,
        Rows::Json => json::search(index, &typed, shown.as_of, &rows, all.len(), out)?,
        Rows::Table => {
            table::policies(index, &rows, shown.width, out)?;
            let more = if rows.len() < all.len() { "; --limit 0 lists all" } else { "" };
            writeln!(
                out,
                "{} of {} policies, statuses as of {}{more}",
                rows.len(),
                all.len(),
                AsOf(shown.as_of)
            )?;
        }
    }
    Ok(Exit::Success)
}
