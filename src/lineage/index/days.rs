//! How far a graph is covered: its newest days, and the last day of which the sources would tell of each policy.

use super::{Index, PolicyIx, SourceIx};
use crate::lineage::Interval;
use chrono::NaiveDate;

/// The days of a whole graph.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Days {
    covered_to: Option<NaiveDate>,
    list: Option<NaiveDate>,
    has_coverage: bool,
}

/// What holds the day of lists back: a register covers until then, and other sources reach further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListLimit {
    /// The day of lists.
    pub day: NaiveDate,
    /// The register that covers until that day; the first by name where several do.
    pub source: SourceIx,
    /// The newest day of the sources that are no registers, by their own words.
    pub reaches: NaiveDate,
}

impl Index {
    /// The newest day that the sources cover: of their own dates and of the dates of the policies in
    /// them, a month or year counting to its end. `None` where nothing is dated.
    #[must_use]
    pub const fn covered_to(&self) -> Option<NaiveDate> {
        self.days.covered_to
    }

    /// The day for which lists are told where none is asked: the newest one that a register covers, else
    /// [`Index::covered_to`].
    #[must_use]
    pub const fn list_day(&self) -> Option<NaiveDate> {
        self.days.list
    }

    /// What holds [`Index::list_day`] back; `None` where no register sets it, or nothing reaches further.
    #[must_use]
    pub fn list_limit(&self) -> Option<ListLimit> {
        let day = self.list_day()?;
        let covers = |s: SourceIx| self.source(s).covers;
        let source =
            self.sources().filter(|s| covers(*s) == Some(day)).min_by_key(|s| self.source(*s).iri)?;
        let others = self.sources().filter(|s| covers(*s).is_none()).filter_map(|s| self.source(s).modified);
        let reaches = others.max().filter(|newest| *newest > day)?;
        Some(ListLimit { day, source, reaches })
    }

    /// The last day of which the sources would tell what happens to a policy; `None` where no source describes it, and
    /// for a graph that does not say.
    #[must_use]
    pub fn covered_until(&self, p: PolicyIx) -> Option<NaiveDate> {
        Interval::from_days(self.policies.covered[p.at()], Interval::OPEN_LATEST).earliest()
    }

    /// Whether the graph says how far its policies are covered.
    #[must_use]
    pub const fn has_coverage(&self) -> bool {
        self.days.has_coverage
    }

    /// Looks up the days of the whole graph once all tables are there.
    pub(super) fn cover(&mut self) {
        let modified = self.sources.modified.iter().copied().filter(|&d| d != Interval::OPEN_EARLIEST);
        let issued = self.policies.latest.iter().copied().filter(|&d| d != Interval::OPEN_LATEST);
        let day = |d: i32| Interval::from_days(d, d).earliest();
        let covered_to = modified.chain(issued).max().and_then(day);
        let registers = self.sources.covers.iter().copied().filter(|&d| d != Interval::OPEN_EARLIEST);
        let has_coverage = self.policies.covered.iter().any(|&d| d != Interval::OPEN_EARLIEST);
        self.days = Days { covered_to, list: registers.max().and_then(day).or(covered_to), has_coverage };
    }
}
