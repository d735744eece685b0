//! `pedigraph stale`: policies in force that rest on one that has ended.

use super::shown::{Shown, TextOrJson, day};
use super::{Exit, Failure};
use crate::lineage::render::{json, text};
use crate::lineage::stale::stale;
use chrono::NaiveDate;
use clap::Args;
use std::io::Write;

/// Arguments of `stale`.
#[derive(Debug, Args)]
#[command(
    after_help = "Ranked: those whose authority is gone before those whose parent is, then amendments of what is gone; among
these, those with no support left first, then those whose ended support nothing superseded, then the
shorter chain, then those on which more policies stand.

Examples:
  pedigraph stale
  pedigraph stale --limit 100 --as-of 2020-12-31
  pedigraph stale --output json"
)]
pub struct StaleArgs {
    /// As of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// The most policies that are listed; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub limit: usize,
    /// How to write it
    #[arg(long, value_enum, default_value_t = TextOrJson::Text, value_name = "FORMAT")]
    pub output: TextOrJson,
}

/// Runs `stale`.
///
/// # Errors
/// Those of `out`.
pub fn run(args: &StaleArgs, shown: &Shown<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let as_of = args.as_of.unwrap_or(shown.as_of);
    let all = stale(shown.index, as_of);
    let limit = if args.limit == 0 { all.len() } else { args.limit.min(all.len()) };
    let (index, rows, total) = (shown.index, &all[..limit], all.len());
    match args.output {
        TextOrJson::Text => text::stale(index, rows, total, shown.layout(true), out)?,
        TextOrJson::Json => json::stale(index, as_of, rows, total, out)?,
    }
    Ok(Exit::Success)
}
