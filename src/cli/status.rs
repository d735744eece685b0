//! `pedigraph status`: whether a policy is in force as of a day.

use super::shown::Shown;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::render::{json, text};
use crate::lineage::status::{status, told_day};
use clap::Args;
use std::io::Write;

/// Arguments of `status`.
#[derive(Debug, Args)]
#[command(
    after_help = "The answer is unknown where the dates allow of more than one: a policy that was ended in some month
is neither in force nor ended on the days of that month. What no source tells is not concluded: after the last day
that the sources cover the answer is unknown, with what was last known. Without --as-of the policy is told for that
day, or for that of the last act told, whichever is later.

Examples:
  pedigraph status M-16-08
  pedigraph status M-16-08 --as-of 2017-06-14
  pedigraph status 'EO 13083' --as-of 1998-12-31 --format json"
)]
pub struct StatusArgs {
    /// A policy, by anything that names it: EO 13571, M-11-24, a title, an acronym, an IRI
    pub policy: String,
    /// As of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub written: Written<TextOrJson>,
}

/// Runs `status` for the policy that [`StatusArgs::policy`] names.
///
/// # Errors
/// Those of `out`.
pub fn run(
    args: &StatusArgs,
    shown: &Shown<'_>,
    policy: PolicyIx,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let finding = status(
        shown.index,
        policy,
        shown.asked.or_else(|| told_day(shown.index, policy)).unwrap_or(shown.as_of),
    );
    match args.written.form()? {
        TextOrJson::Text => text::status(shown.index, &finding, shown.layout(true), out)?,
        TextOrJson::Json => json::status(shown.index, &finding, out)?,
    }
    Ok(Exit::Success)
}
