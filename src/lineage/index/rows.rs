//! What the index tells of one policy, edge, statement or source.

use super::{EdgeIx, PolicyIx, SourceIx};
use crate::ground::passage::Passage;
use crate::lineage::Interval;
use crate::model::{Extent, Relation};
use chrono::NaiveDate;

/// What the index knows of a policy. Absent strings are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy<'a> {
    /// The IRI.
    pub iri: &'a str,
    /// `dct:title`: without number, kind and media data.
    pub title: &'a str,
    /// `dct:identifier`: `EO 13571`.
    pub identifier: &'a str,
    /// `skos:prefLabel`.
    pub label: &'a str,
    /// When it was issued.
    pub issued: Interval,
}

impl<'a> Policy<'a> {
    /// The shortest name that tells it from others: identifier, label, title, the end of the IRI.
    #[must_use]
    pub fn name(self) -> &'a str {
        let tail = self.iri.rsplit(['/', '#']).next().unwrap_or(self.iri);
        [self.identifier, self.label, self.title, tail]
            .into_iter()
            .find(|s| !s.is_empty())
            .unwrap_or(self.iri)
    }
}

/// One policy's act upon another, stated once or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The policy that acts.
    pub actor: PolicyIx,
    /// The policy acted upon.
    pub target: PolicyIx,
    /// What it does.
    pub relation: Relation,
    /// [`Extent::Part`] for the properties of a part, and where every statement of it says so.
    pub extent: Extent,
    /// When it took effect: the earliest of the dates that its statements print, otherwise the day
    /// on which the actor was issued.
    pub when: Interval,
    /// Whether a statement prints that date.
    pub printed: bool,
}

/// One edge as a walk meets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Step {
    pub edge: EdgeIx,
    pub relation: Relation,
    /// Where it leads.
    pub to: PolicyIx,
}

/// Why an edge is believed. Absent strings are empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The IRI of the statement.
    pub iri: String,
    /// The words that state the relation: `Eliminated by`.
    pub verb: &'a str,
    /// The sentence in the source, verbatim.
    pub quote: &'a str,
    /// Where in the source, a JSON Pointer or a CSV cell.
    pub locator: &'a str,
    /// The division of a text in which it stands: `Sec. 2`.
    pub section: &'a str,
    /// The character offsets of the quote at that place, end exclusive.
    pub offsets: Option<(u32, u32)>,
    /// The words that hold the verb, where they stand apart, with their own place.
    pub lead_in: Option<LeadIn<'a>>,
    /// The effective date that is printed with it.
    pub effective: Interval,
    /// Whether the words say it.
    pub strength: Option<Strength>,
    /// Whether it speaks of the whole target.
    pub extent: Extent,
    /// Where it stands.
    pub source: Option<SourceIx>,
}

/// Words that stand apart from those of a statement: a lead-in over a list, a column head, a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeadIn<'a> {
    /// The words, verbatim.
    pub words: &'a str,
    /// Where in the source, like [`Statement::locator`].
    pub locator: &'a str,
    /// Their character offsets at that place, end exclusive.
    pub offsets: Option<(u32, u32)>,
}

impl Statement<'_> {
    /// Its words, to be printed.
    #[must_use]
    pub fn passage(&self) -> Passage<'_> {
        Passage { lead_in: self.lead_in.map_or("", |l| l.words), verb: self.verb, quote: self.quote }
    }
}

/// Whether the words say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// The words say it.
    Explicit,
    /// Read from markup, or from the inverse.
    Inferred,
}

/// A document that states edges. Absent strings are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source<'a> {
    /// The IRI, which also names its graph.
    pub iri: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Where it was published.
    pub url: &'a str,
    /// `dct:modified`.
    pub modified: Option<NaiveDate>,
    /// The last day of which it tells.
    pub covers: Option<NaiveDate>,
}

impl Source<'_> {
    /// The day by which a person knows one state of the source from another: when it was changed, else up to when it tells.
    #[must_use]
    pub fn day(self) -> Option<NaiveDate> {
        self.modified.or(self.covers)
    }
}
