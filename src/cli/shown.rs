//! What the lineage commands are run with, and arguments that they share.

use super::{Exit, Failure};
use crate::lineage::Index;
use crate::lineage::render::Layout;
use crate::lineage::walk::Relations;
use crate::model::Relation;
use chrono::NaiveDate;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

/// The graph, and how its answers are shown.
#[derive(Clone, Copy)]
pub struct Shown<'a> {
    /// The index of the graph.
    pub index: &'a Index,
    /// The day for statuses where the command line gives none.
    pub as_of: NaiveDate,
    /// With ANSI colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where lines may be of any length.
    pub width: Option<usize>,
}

impl Shown<'_> {
    /// How text is laid out.
    pub(super) const fn layout(&self, words: bool) -> Layout {
        Layout { colour: self.colour, width: self.width, words }
    }
}

/// Text for people, or a document for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TextOrJson {
    /// Lines for a person
    #[value(alias = "table")]
    Text,
    /// A document with a versioned schema
    Json,
}

/// A relation on the command line: its name with hyphens (`based-on`), `descent` or `all`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationArg(Relations);

/// Reads [`RelationArg`]s and lists them in the help.
pub(super) fn relation_parser() -> impl TypedValueParser<Value = RelationArg> {
    let sets = [("descent", Relations::descent()), ("all", Relations::ALL)];
    let single = Relation::ALL.map(|r| (hyphened(r), [r].into_iter().collect()));
    let known: Vec<(String, Relations)> =
        sets.into_iter().map(|(name, set)| (name.to_owned(), set)).chain(single).collect();
    let names: Vec<PossibleValue> = known.iter().map(|(name, _)| PossibleValue::new(name.clone())).collect();
    PossibleValuesParser::new(names).try_map(move |name| {
        let found = known.iter().find(|(n, _)| *n == name);
        found.map(|&(_, set)| RelationArg(set)).ok_or("no such relation")
    })
}

fn hyphened(relation: Relation) -> String {
    let mut name = String::new();
    for c in relation.name().chars() {
        if c.is_ascii_uppercase() {
            name.push('-');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}

/// All relations that were named; `default` where none was.
pub(super) fn relations(named: &[RelationArg], default: Relations) -> Relations {
    if named.is_empty() { default } else { named.iter().flat_map(|arg| arg.0.iter()).collect() }
}

/// Reads a day: `2017-06-14`.
pub(super) fn day(text: &str) -> Result<NaiveDate, String> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| format!("expected a day such as 2017-06-14, found {text:?}"))
}

/// A failure because a name is not in the graph.
pub(super) fn not_found(message: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::NotFound, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_named_with_hyphens() {
        assert_eq!(hyphened(Relation::BasedOn), "based-on");
        assert_eq!(hyphened(Relation::Cites), "cites");
        assert_eq!(relations(&[], Relations::ALL), Relations::ALL);
        let two = [Relation::Cites, Relation::Rescinds].map(|r| RelationArg([r].into_iter().collect()));
        assert_eq!(relations(&two, Relations::ALL).iter().count(), 2);
    }

    #[test]
    fn a_day_is_a_day() {
        assert!(day("2017-06-14").is_ok());
        assert!(day("2017-02-30").is_err() && day("2017-06").is_err());
    }
}
