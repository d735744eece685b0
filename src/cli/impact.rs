//! `pedigraph impact`: what would stand on nothing if a policy were rescinded.

use super::shown::Shown;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::lineage::PolicyIx;
use crate::lineage::impact::impact;
use crate::lineage::render::{json, text};
use clap::Args;
use std::io::Write;

/// Arguments of `impact`.
#[derive(Debug, Args)]
#[command(
    after_help = "A policy stands on what it implements, is based on, extends, supplements, amends or continues. It falls
once nothing of that stands any more; step 1 stands on the policy alone, step 2 on policies of step 1,
and so on. What loses a support and keeps another is listed after.

Examples:
  pedigraph impact 'EO 13571'
  pedigraph impact 'EO 12866' --as-of 2008-12-31
  pedigraph impact GPRA --format json"
)]
pub struct ImpactArgs {
    /// A policy, by anything that names it: EO 13571, M-11-24, a title, an acronym, an IRI
    pub policy: String,
    /// With the statuses of this day
    #[arg(long, value_name = "DAY")]
    pub as_of: Option<String>,
    #[command(flatten)]
    pub written: Written<TextOrJson>,
}

/// Runs `impact` for the policy that [`ImpactArgs::policy`] names.
///
/// # Errors
/// Those of `out`.
pub fn run(
    args: &ImpactArgs,
    shown: &Shown<'_>,
    policy: PolicyIx,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let result = impact(shown.index, policy, shown.as_of);
    match args.written.form()? {
        TextOrJson::Text => text::impact(shown.index, &result, shown.layout(true), out)?,
        TextOrJson::Json => json::impact(shown.index, &result, out)?,
    }
    Ok(Exit::Success)
}
