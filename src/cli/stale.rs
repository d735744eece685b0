//! `pedigraph stale`: policies in force that rest on one that has ended.

use super::shown::Shown;
use super::written::{Form, Written};
use super::{Exit, Failure};
use crate::lineage::render::{csv, json, text};
use crate::lineage::stale::{Tie, stale};
use clap::{Args, ValueEnum};
use std::io::Write;

/// Arguments of `stale`.
#[derive(Debug, Args)]
#[command(
    after_help = "Through any number of steps of implementing, resting on authority, extending, supplementing and amending.
An amendment of what is gone is often spent with it, so that --tie authority --tie parent asks for the rest.

Ranked: those whose authority is gone before those whose parent is, then amendments of what is gone; among
these, those with no support left first, then those whose ended support nothing superseded, then the
shorter chain, then those on which more policies stand.

Examples:
  pedigraph stale
  pedigraph stale --limit 100 --as-of 2020-12-31
  pedigraph stale --tie authority --tie parent
  pedigraph stale --format json"
)]
pub struct StaleArgs {
    /// As of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// The most policies that are listed; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub limit: usize,
    /// Only policies whose chain begins so; can be given several times
    #[arg(long, value_enum, value_name = "TIE")]
    pub tie: Vec<TieArg>,
    #[command(flatten)]
    pub written: Written<StaleOutput>,
}

/// By what a policy rests on another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TieArg {
    /// It implements it, or is based on it
    Authority,
    /// It extends or supplements it
    Parent,
    /// It amends it
    Amendment,
}

impl From<TieArg> for Tie {
    fn from(tie: TieArg) -> Self {
        match tie {
            TieArg::Authority => Self::Authority,
            TieArg::Parent => Self::Parent,
            TieArg::Amendment => Self::Amendment,
        }
    }
}

/// The formats of `stale`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StaleOutput {
    /// Lines for a person
    #[value(alias = "table")]
    Text,
    /// A document with a versioned schema
    Json,
    /// A row a policy, for a spreadsheet
    Csv,
    /// The same, between tabs
    Tsv,
}

impl Form for StaleOutput {
    const DEFAULT: Self = Self::Text;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt"],
            Self::Json => &["json"],
            Self::Csv => &["csv"],
            Self::Tsv => &["tsv"],
        }
    }
}

/// Runs `stale`.
///
/// # Errors
/// Those of `out`.
#[allow(clippy::indexing_slicing, reason = "the limit is at most the length")]
pub fn run(args: &StaleArgs, shown: &Shown<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let as_of = shown.as_of;
    let mut all = stale(shown.index, as_of);
    if !args.tie.is_empty() {
        all.retain(|s| args.tie.iter().any(|&tie| Tie::from(tie) == s.tie));
    }
    let limit = if args.limit == 0 { all.len() } else { args.limit.min(all.len()) };
    let (index, rows) = (shown.index, &all[..limit]);
    match args.written.form()? {
        StaleOutput::Text => {
            text::stale(index, (as_of, shown.limit()), &all, limit, shown.layout(true), out)?
        }
        StaleOutput::Json => json::stale(index, (as_of, shown.limit()), &all, limit, out)?,
        StaleOutput::Csv => csv::stale(index, rows, csv::Delimiter::Comma, out)?,
        StaleOutput::Tsv => csv::stale(index, rows, csv::Delimiter::Tab, out)?,
    }
    Ok(Exit::Success)
}
