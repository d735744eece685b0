//! What the lineage commands are run with, and arguments that they share.

use super::args::Global;
use super::{Exit, Failure};
use crate::lineage::render::Layout;
use crate::lineage::walk::Relations;
use crate::lineage::{Index, ListLimit};
use crate::profile::Profile;
use crate::query::{day, nearest};
use chrono::NaiveDate;
use clap::builder::{PossibleValue, TypedValueParser};
use std::ffi::OsStr;

/// The graph, and how its answers are shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The index of the graph.
    pub index: &'a Index,
    /// The day that the command line gives.
    pub asked: Option<NaiveDate>,
    /// The day for statuses: the one that was asked for, else the newest one that the sources cover.
    pub as_of: NaiveDate,
    /// With ANSI colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where lines may be of any length.
    pub width: Option<usize>,
}

impl Shown<'_> {
    /// What holds the day of a list back, where it is the newest that a register covers and other sources reach further.
    pub(super) fn limit(&self) -> Option<ListLimit> {
        self.index.list_limit().filter(|limit| limit.day == self.as_of)
    }

    /// How text is laid out.
    pub(super) const fn layout(&self, words: bool) -> Layout {
        Layout { colour: self.colour, width: self.width, words }
    }
}

/// A relation on the command line: its name with hyphens (`based-on`), `descent` or `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationArg(Relations);

/// Reads [`RelationArg`]s and lists them in the help; of a verb that the table has, it tells the relation.
pub(super) const fn relation_parser() -> RelationParser {
    RelationParser
}

/// The reader of [`RelationArg`]s.
#[derive(Clone, Copy, Debug)]
pub(super) struct RelationParser;

impl TypedValueParser for RelationParser {
    type Value = RelationArg;

    fn parse_ref(
        &self,
        cmd: &clap::Command,
        _: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<RelationArg, clap::Error> {
        let typed = value.to_string_lossy();
        if let Some(set) = Relations::named(&typed) {
            return Ok(RelationArg(set));
        }
        let names: Vec<String> = Relations::names().collect();
        let verb = Profile::united_states().ok().and_then(|profile| profile.phrases.of_verb(&typed));
        let meant = match verb {
            Some(relation) => Some(relation.hyphened()),
            None => nearest(&typed, names.iter().map(String::as_str), 1).into_iter().next(),
        };
        let meant = meant.map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        let message = format!("expected a relation ({}), found `{typed}`{meant}\n", names.join(", "));
        Err(clap::Error::raw(clap::error::ErrorKind::InvalidValue, message).with_cmd(cmd))
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(Relations::names().map(PossibleValue::new)))
    }
}

/// All relations that were named; `default` where none was.
pub(super) fn relations(named: &[RelationArg], default: Relations) -> Relations {
    if named.is_empty() { default } else { named.iter().flat_map(|arg| arg.0.iter()).collect() }
}

/// The day that was typed, as [`day::read`] takes it; `newest` is the newest one that the sources cover.
pub(super) fn typed_day(
    global: &Global,
    typed: Option<&str>,
    newest: Option<NaiveDate>,
) -> Result<Option<NaiveDate>, Failure> {
    let Some(typed) = typed else { return Ok(None) };
    let asked = day::read(typed, &global.load_profile()?.dates);
    asked.map(|asked| asked.of(newest)).map_err(|e| Failure::new(Exit::Failure, format!("--as-of: {e}")))
}

/// The first day of what was typed: of a month or a year the first one.
pub(super) fn typed_first_day(
    global: &Global,
    typed: &str,
    newest: Option<NaiveDate>,
) -> Result<NaiveDate, Failure> {
    let asked = day::read(typed, &global.load_profile()?.dates);
    let asked = asked.map_err(|e| Failure::new(Exit::Failure, format!("--from: {e}")))?;
    asked.first(newest).ok_or_else(|| Failure::new(Exit::Failure, "--from: the sources have no day"))
}

/// A failure because a name is not in the graph.
pub(super) fn not_found(message: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::NotFound, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Relation;

    #[test]
    fn relations_are_named_with_hyphens() {
        assert_eq!(Relation::BasedOn.hyphened(), "based-on");
        assert_eq!(Relation::Cites.hyphened(), "cites");
        assert_eq!(relations(&[], Relations::ALL), Relations::ALL);
        let two = [Relation::Cites, Relation::Rescinds].map(|r| RelationArg([r].into_iter().collect()));
        assert_eq!(relations(&two, Relations::ALL).iter().count(), 2);
    }
}
