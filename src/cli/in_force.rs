//! `pedigraph in-force`: all policies in force as of a day.

use super::shown::{Shown, day, not_found};
use super::{Exit, Failure};
use crate::lineage::render::{csv, json, table};
use crate::lineage::status::{LastKnown, last_known_of_all, statuses};
use crate::lineage::{BodyIx, Index, PolicyIx};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use std::io::Write;

/// Arguments of `in-force`.
#[derive(Debug, Args)]
#[command(
    after_help = "Lists what is in force in whole or in part on one day: --as-of, else the newest day that a register covers. Policies
that are covered less far are a group of their own: last known. Those of unknown or disputed status are counted, and
listed with --unknown.

Examples:
  pedigraph in-force --as-of 2017-06-14
  pedigraph in-force --body OMB --as-of 2017-06-14
  pedigraph in-force --body 'Office of Management and Budget' --unknown --output json"
)]
pub struct InForceArgs {
    /// Only policies of this issuing body: its name, acronym, IRI or the end of the IRI
    #[arg(long, value_name = "BODY")]
    pub body: Option<String>,
    /// As of this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<NaiveDate>,
    /// Also list policies of unknown status
    #[arg(long)]
    pub unknown: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = InForceOutput::Table, value_name = "FORMAT")]
    pub output: InForceOutput,
}

/// The formats of `in-force`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InForceOutput {
    /// A row a policy
    #[value(alias = "text")]
    Table,
    /// A row a policy, uncut, for a spreadsheet
    Csv,
    /// The same, between tabs
    Tsv,
    /// A document with a versioned schema
    Json,
}

/// Runs `in-force`.
///
/// # Errors
/// [`Exit::NotFound`] where no body has the name, with the names that there are; those of `out`.
#[allow(clippy::indexing_slicing, reason = "the statuses are of all policies of the index")]
pub fn run(args: &InForceArgs, shown: &Shown<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let index = shown.index;
    let as_of = args.as_of.unwrap_or(shown.as_of);
    let bodies = args.body.as_deref().map(|name| bodies(index, name)).transpose()?;
    let status = statuses(index, as_of);
    let of_body =
        |p: &PolicyIx| bodies.as_ref().is_none_or(|bodies| index.bodies_of(*p).any(|b| bodies.contains(&b)));
    let known = last_known_of_all(index, as_of);
    let (mut rows, mut unknown) = (Vec::new(), 0);
    let mut last_known: Vec<(PolicyIx, LastKnown)> = Vec::new();
    for p in index.policies().filter(of_body) {
        let status = status[p.at()];
        unknown += usize::from(status.is_open());
        if status.is_in_force() || (args.unknown && status.is_open()) {
            rows.push((p, status));
        }
        last_known.extend(known[p.at()].filter(|k| k.status.is_in_force()).map(|k| (p, k)));
    }
    rows.sort_by_key(|&(p, _)| (index.issued(p), p));
    last_known.sort_by_key(|&(p, _)| (index.issued(p), p));
    match args.output {
        InForceOutput::Csv => csv::policies(index, &rows, csv::Delimiter::Comma, out)?,
        InForceOutput::Tsv => csv::policies(index, &rows, csv::Delimiter::Tab, out)?,
        InForceOutput::Json => json::in_force(index, as_of, &rows, &last_known, unknown, out)?,
        InForceOutput::Table => {
            table::policies(index, &rows, shown.width, out)?;
            let listed = rows.iter().filter(|(_, s)| s.is_in_force()).count();
            let more = if args.unknown || unknown == 0 { "" } else { "; --unknown lists these" };
            writeln!(out, "{listed} in force as of {as_of}, {unknown} of unknown status{more}")?;
            if !last_known.is_empty() {
                writeln!(out, "\nlast known to be in force; nothing later was read:")?;
                table::last_known(index, &last_known, shown.width, out)?;
                writeln!(out, "{} last known to be in force", last_known.len())?;
            }
        }
    }
    Ok(Exit::Success)
}

/// The bodies with a name: label, other label, IRI or its end, in any case.
fn bodies(index: &Index, name: &str) -> Result<Vec<BodyIx>, Failure> {
    let wanted = name.trim().to_lowercase();
    let names = |b: BodyIx| {
        let (iri, label) = index.body(b);
        let tail = iri.rsplit(['/', '#']).next().unwrap_or(iri);
        let alt = index.body_alt_labels(b);
        [label, iri, tail].into_iter().chain(alt).map(str::to_lowercase).collect::<Vec<_>>()
    };
    let found: Vec<BodyIx> = index.bodies().filter(|&b| names(b).contains(&wanted)).collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let labels: Vec<&str> =
        index.bodies().map(|b| index.body(b).1).filter(|l| !l.is_empty()).take(20).collect();
    Err(not_found(format!("no issuing body is called {name:?}; there are: {}", labels.join(", "))))
}
