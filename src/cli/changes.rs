//! `pedigraph changes`: what was issued, ended and altered between two days.

use super::shown::Shown;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::lineage::changes::changes;
use crate::lineage::day::dated;
use crate::lineage::render;
use chrono::NaiveDate;
use clap::Args;
use std::io::Write;

/// Arguments of `changes`.
#[derive(Debug, Args)]
#[command(
    after_help = "An act counts where a day on which it can have happened lies within both days. Statuses are those of the last day.

Examples:
  pedigraph changes --from 2017-01-01 --to 2017-06-30
  pedigraph changes --from 2021-01-20 --format json"
)]
pub struct ChangesArgs {
    /// The first day
    #[arg(long, value_name = "DAY")]
    pub from: String,
    /// The last day [default: the newest of which a source tells]
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// The most policies of a list; 0 lists all
    #[arg(long, value_name = "N", default_value_t = 25)]
    pub limit: usize,
    #[command(flatten)]
    pub written: Written<TextOrJson>,
}

/// Runs `changes` from a day to [`Shown::as_of`].
///
/// # Errors
/// A first day after the last one; those of `out`.
pub fn run(
    args: &ChangesArgs,
    shown: &Shown<'_>,
    from: NaiveDate,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    if dated(shown.as_of).is_none() {
        let message = "nothing in the graph is dated: say with --to until when";
        return Err(Failure::new(Exit::Failure, message));
    }
    if from > shown.as_of {
        let message = format!("expected --from on or before --to, found {from} and {}", shown.as_of);
        return Err(Failure::new(Exit::Failure, message));
    }
    let found = changes(shown.index, from, shown.as_of);
    let limit = if args.limit == 0 { usize::MAX } else { args.limit };
    match args.written.form()? {
        TextOrJson::Text => render::changes(shown.index, &found, limit, shown.layout(true), out)?,
        TextOrJson::Json => render::json::changes(shown.index, &found, out)?,
    }
    Ok(Exit::Success)
}
