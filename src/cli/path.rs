//! `pedigraph path`: how two policies hang together.

use super::shown::{RelationArg, Shown, relation_parser, relations};
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::path::{Bounds, paths};
use crate::lineage::render::{json, text};
use crate::lineage::walk::{Filter, Relations};
use clap::Args;
use std::io::Write;

/// Arguments of `path`.
#[derive(Debug, Args)]
#[command(
    after_help = "Edges are followed whichever way they point; no policy comes twice on one path. Without --relation, all
relations are followed.

Examples:
  pedigraph path M-11-24 'EO 12862'
  pedigraph path 'EO 12875' 'EO 12612' --length 3 --count 50
  pedigraph path M-17-26 M-16-08 --relation descent --format json"
)]
pub struct PathArgs {
    /// A policy, by anything that names it: EO 13571, M-11-24, a title, an acronym, an IRI
    pub from: String,
    /// Another
    pub to: String,
    /// Follow this relation; can be given several times
    #[arg(long, value_name = "RELATION", value_parser = relation_parser())]
    pub relation: Vec<RelationArg>,
    /// The most steps of a path
    #[arg(long, value_name = "N", default_value_t = Bounds::default().length, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub length: u32,
    /// The most paths
    #[arg(long, value_name = "N", default_value_t = Bounds::default().count)]
    pub count: usize,
    /// Leave out what surely came after this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub written: Written<TextOrJson>,
}

/// Runs `path` for the policies that [`PathArgs::from`] and [`PathArgs::to`] name.
///
/// # Errors
/// Those of `out`. No path is an answer, not an error.
pub fn run(
    args: &PathArgs,
    shown: &Shown<'_>,
    (from, to): (PolicyIx, PolicyIx),
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let filter =
        Filter { relations: relations(&args.relation, Relations::ALL), depth: None, as_of: shown.asked };
    let bounds = Bounds { length: args.length, count: args.count, ..Bounds::default() };
    let found = paths(shown.index, from, to, &filter, &bounds);
    match args.written.form()? {
        TextOrJson::Text => text::paths(shown.index, (from, to), &found, shown.layout(true), out)?,
        TextOrJson::Json => json::paths(shown.index, (from, to), &found, out)?,
    }
    Ok(Exit::Success)
}
