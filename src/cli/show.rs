//! `pedigraph show`: all that is known of a policy on one page.

use super::shown::Shown;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::render::{Facts, json, page};
use crate::lineage::status::{status, told_day};
use clap::Args;
use oxigraph::model::Quad;
use std::io::Write;

/// Arguments of `show`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --as-of the policy is told for the day up to which it is covered, or for that of the last act told, whichever
is later.

Examples:
  pedigraph show 'EO 12866'
  pedigraph show M-16-08 --as-of 2017-06-14
  pedigraph show GPRA --format json"
)]
pub struct ShowArgs {
    /// A policy, by anything that names it: EO 13571, M-11-24, a title, an acronym, an IRI
    pub policy: String,
    /// As of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    /// The most policies of a group; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub limit: usize,
    #[command(flatten)]
    pub written: Written<TextOrJson>,
}

/// Runs `show` for the policy that [`ShowArgs::policy`] names; `described` are the merged descriptions of the graph.
///
/// # Errors
/// Those of `out`.
pub fn run(
    args: &ShowArgs,
    shown: &Shown<'_>,
    policy: PolicyIx,
    described: &[Quad],
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let day = shown.asked.or_else(|| told_day(shown.index, policy)).unwrap_or(shown.as_of);
    let finding = status(shown.index, policy, day);
    let facts = Facts::of(shown.index.policy(policy).iri, described);
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    match args.written.form()? {
        TextOrJson::Text => page::policy(shown.index, &finding, &facts, limit, shown.layout(true), out)?,
        TextOrJson::Json => json::page(shown.index, &finding, &facts, out)?,
    }
    Ok(Exit::Success)
}
