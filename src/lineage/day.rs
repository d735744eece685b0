//! The day of an answer: of a graph in which nothing is dated there is none.
//!
//! Such a graph says the same of every day, so that its statuses are those of [`NO_DAY`]; faces tell that there is no day, and
//! never this one.

use chrono::NaiveDate;
use std::fmt;

/// Stands for the day of an answer where no source and no policy is dated, and none was asked for. Nobody can type it.
pub const NO_DAY: NaiveDate = NaiveDate::MIN;

/// The day, unless it stands for none.
#[must_use]
pub fn dated(day: NaiveDate) -> Option<NaiveDate> {
    (day != NO_DAY).then_some(day)
}

/// The day as JSON and tables have it, unless it stands for none.
#[must_use]
pub fn text(day: NaiveDate) -> Option<String> {
    dated(day).map(|day| day.to_string())
}

/// The day as people read it: `2011-04-27`, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf(pub NaiveDate);

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match dated(self.0) {
            Some(day) => day.fmt(f),
            None => f.write_str("no day, since nothing in the graph is dated"),
        }
    }
}
