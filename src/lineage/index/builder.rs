//! From quads, in any order, to what the index is made of.

use super::field::{Field, Kind};
use super::judgements::JudgementFragment;
use super::periods::iri_key;
use super::run::{Dates, Run, least};
use super::text::{Arena, Interner, Text};
use super::{Index, IndexError, assemble};
use crate::lineage::Interval;
use crate::model::Extent;
use oxigraph::model::{NamedOrBlankNodeRef, QuadRef, TermRef};

/// Collects quads into an [`Index`].
///
/// Only the direct `ped:` relations between policies, the statements that carry their evidence, and
/// the names and dates of policies, bodies and sources are kept; super-properties that are
/// materialised in the graph and everything else are passed over.
#[derive(Debug, Default)]
pub struct Builder {
    pub(super) arena: Arena,
    pub(super) nodes: Interner,
    pub(super) node: Vec<Node>,
    /// Strings that come again and again: verbs, locators, the stems of statement IRIs.
    pub(super) pool: Interner,
    pub(super) edges: Vec<(u32, Kind, u32)>,
    pub(super) issued_by: Vec<(u32, u32)>,
    pub(super) alt_labels: Vec<(u32, Text)>,
    /// The editions of policies: of what, and which.
    pub(super) editions: Vec<(u32, u32)>,
    pub(super) fragments: Vec<Fragment>,
    pub(super) periods: Vec<PeriodFragment>,
    pub(super) judgements: Vec<JudgementFragment>,
    /// The lead-ins of the few statements that have one.
    pub(super) lead_ins: Vec<LeadIn>,
    run: Run,
    seen: Seen,
}

/// No number.
pub(super) const NONE: u32 = u32::MAX;

/// A policy, body or source, whichever it turns out to be.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Node {
    pub is_policy: bool,
    pub is_source: bool,
    pub title: Text,
    pub identifier: Text,
    pub label: Text,
    pub url: Text,
    pub issued: Dates,
    pub modified: Option<i32>,
    /// The last day of which the sources tell of the policy.
    pub covered: Option<i32>,
    /// The last day of which the source tells.
    pub covers: Option<i32>,
}

/// A status period, or as much of one as one run held.
#[derive(Clone, Debug)]
pub(super) struct PeriodFragment {
    /// [`iri_key`] of its own IRI.
    pub key: u64,
    pub of: u32,
    pub from: i32,
    pub possible: u8,
    pub disputed: bool,
    /// [`iri_key`] of the statements that decide it.
    pub decided: Vec<u64>,
}

impl PeriodFragment {
    /// Takes in another fragment of the same period.
    pub fn merge(&mut self, other: Self) {
        self.of = self.of.min(other.of);
        self.from = self.from.max(other.from);
        self.possible |= other.possible;
        self.disputed |= other.disputed;
        self.decided.extend(other.decided);
    }
}

/// Words that stand apart from those of a statement, as one run held them.
#[derive(Clone, Copy, Debug)]
pub(super) struct LeadIn {
    pub words: Text,
    pub locator: u32,
    pub start: u32,
    pub end: u32,
}

/// A statement, or as much of one as one run held.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment {
    pub stem: u32,
    pub rest: Text,
    pub actor: u32,
    pub target: u32,
    pub source: u32,
    pub verb: u32,
    pub locator: u32,
    pub section: u32,
    pub quote: Text,
    pub effective: Dates,
    pub quote_start: u32,
    pub quote_end: u32,
    pub kind: Option<Kind>,
    pub extent: Option<Extent>,
    pub explicit: Option<bool>,
    /// The place of its lead-in in [`Builder::lead_ins`].
    pub lead_in: u32,
    /// Whether it depends on something; then it makes no edge.
    pub conditional: bool,
}

/// The last few IRIs that were interned: a source names itself in each of its statements.
#[derive(Debug, Default)]
struct Seen {
    source: Option<(String, u32)>,
}

impl Builder {
    /// An empty collection.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in one quad. The graph that it stands in does not matter, nor does a blank node.
    pub fn quad<'a>(&mut self, quad: impl Into<QuadRef<'a>>) {
        let quad = quad.into();
        let (NamedOrBlankNodeRef::NamedNode(subject), Some(field)) =
            (quad.subject, Field::of(quad.predicate.as_str()))
        else {
            return;
        };
        match quad.object {
            TermRef::NamedNode(object) => self.field(subject.as_str(), field, true, object.as_str()),
            TermRef::Literal(object) => self.field(subject.as_str(), field, false, object.value()),
            _ => {}
        }
    }

    /// Takes in one value of a subject.
    pub(super) fn field(&mut self, subject: &str, field: Field, iri: bool, value: &str) {
        if self.run.subject != subject {
            self.subject(subject);
        }
        self.same_subject(field, iri, value);
    }

    /// Begins another subject.
    pub(super) fn subject(&mut self, subject: &str) {
        self.end_run();
        self.run.subject.push_str(subject);
    }

    /// Takes in one value of the subject that was begun last.
    pub(super) fn same_subject(&mut self, field: Field, iri: bool, value: &str) {
        if field.takes(iri) {
            self.run.add(field, value);
        }
    }

    /// The index of all that was taken in.
    ///
    /// # Errors
    /// [`IndexError::TooLarge`] past 4 GiB of text or 2³² of anything.
    pub fn finish(mut self) -> Result<Index, IndexError> {
        self.end_run();
        if self.arena.overflowed() {
            return Err(IndexError::TooLarge);
        }
        assemble::index(self)
    }

    fn node(&mut self, iri: &str) -> u32 {
        let i = self.nodes.intern(&mut self.arena, iri);
        if self.node.len() <= i as usize {
            self.node.resize(i as usize + 1, Node::default());
        }
        i
    }

    fn end_run(&mut self) {
        let mut run = std::mem::take(&mut self.run);
        if run.is_judgement {
            self.end_judgement(&run);
        } else if run.is_period || (run.of().is_some() && !run.is_mention) {
            self.end_period(&run);
        } else if !run.is_mention && !run.subject.is_empty() {
            if run.statement.seen {
                self.end_statement(&run);
            }
            self.end_node(&run);
        }
        run.clear();
        self.run = run;
    }

    /// A run that holds `ped:of` alone may be of a mention too; then no other run of its subject is of a period.
    fn end_period(&mut self, run: &Run) {
        let of = run.of().map(str::to_owned);
        let (from, possible, disputed) = run.period();
        let fragment = PeriodFragment {
            key: iri_key(&[&run.subject]),
            of: of.map_or(NONE, |of| self.node(&of)),
            from: from.unwrap_or(Interval::OPEN_EARLIEST),
            possible,
            disputed,
            decided: run.decided().map(|iri| iri_key(&[iri])).collect(),
        };
        self.periods.push(fragment);
    }

    fn end_judgement(&mut self, run: &Run) {
        let fragment = JudgementFragment {
            key: iri_key(&[&run.subject]),
            iri: self.arena.push(&run.subject),
            label: run.label().map_or(Text::NONE, |s| self.arena.push(s)),
            author: run.author().map_or(NONE, |iri| self.node(iri)),
            day: run.judged_on.unwrap_or(Interval::OPEN_EARLIEST),
            reason: run.reason().map_or(Text::NONE, |s| self.arena.push(s)),
            judges: run.judges().map(|iri| iri_key(&[iri])).collect(),
        };
        self.judgements.push(fragment);
    }

    fn end_node(&mut self, run: &Run) {
        let named = [run.title(), run.identifier(), run.label()];
        let described = named.iter().any(Option::is_some)
            || run.is_policy
            || run.is_source
            || run.url().is_some()
            || run.modified.is_some()
            || run.covered.is_some()
            || run.covers.is_some()
            || run.issued != Dates::default()
            || run.alt_labels().next().is_some()
            || run.bodies().next().is_some()
            || run.editions().next().is_some()
            || run.edges().next().is_some();
        if !described {
            return;
        }
        let i = self.node(&run.subject);
        let mut node = self.node[i as usize];
        node.is_policy |= run.is_policy;
        node.is_source |= run.is_source;
        node.issued.merge(run.issued);
        node.modified = node.modified.max(run.modified);
        node.covered = node.covered.max(run.covered);
        // Lists are told for a day that a register covers; a page that covers a later day is no register.
        node.covers = node.covers.max(run.covers.filter(|_| !run.no_register));
        let slots = [&mut node.title, &mut node.identifier, &mut node.label, &mut node.url];
        // Policies have pages too, and the index tells of sources only.
        let url = run.url().filter(|_| !run.is_policy);
        for (slot, value) in slots.into_iter().zip([run.title(), run.identifier(), run.label(), url]) {
            if let Some(value) = value
                && (slot.is_none() || value < self.arena.get(*slot))
            {
                *slot = self.arena.push(value);
            }
        }
        self.node[i as usize] = node;
        for label in run.alt_labels() {
            let label = self.arena.push(label);
            self.alt_labels.push((i, label));
        }
        for body in run.bodies() {
            let body = self.node(body);
            self.issued_by.push((i, body));
        }
        for edition in run.editions() {
            let edition = self.node(edition);
            self.editions.push((i, edition));
        }
        for (kind, target) in run.edges() {
            let target = self.node(target);
            self.edges.push((i, kind, target));
        }
    }

    fn end_statement(&mut self, run: &Run) {
        let cut = run.subject.rfind(['/', '#']).map_or(0, |i| i + 1);
        let (stem, rest) = run.subject.split_at(cut);
        let statement = &run.statement;
        let lead_in = self.lead_in(run);
        let fragment = Fragment {
            stem: self.pool.intern(&mut self.arena, stem),
            rest: self.arena.push(rest),
            actor: run.actor().map_or(NONE, |iri| self.node(iri)),
            target: run.target().map_or(NONE, |iri| self.node(iri)),
            source: run.source().map_or(NONE, |iri| self.source(iri)),
            verb: run.verb().map_or(NONE, |s| self.pool.intern(&mut self.arena, s)),
            locator: run.locator().map_or(NONE, |s| self.pool.intern(&mut self.arena, s)),
            section: run.section().map_or(NONE, |s| self.pool.intern(&mut self.arena, s)),
            quote: run.quote().map_or(Text::NONE, |s| self.arena.push(s)),
            effective: statement.effective,
            quote_start: statement.quote_start.unwrap_or(NONE),
            quote_end: statement.quote_end.unwrap_or(NONE),
            kind: statement.kind,
            extent: statement.extent,
            explicit: statement.explicit,
            lead_in,
            conditional: statement.conditional,
        };
        self.fragments.push(fragment);
    }

    /// Keeps the lead-in of a run, where it holds one.
    fn lead_in(&mut self, run: &Run) -> u32 {
        let Some(words) = run.lead_in() else { return NONE };
        let lead_in = LeadIn {
            words: self.arena.push(words),
            locator: run.lead_in_locator().map_or(NONE, |s| self.pool.intern(&mut self.arena, s)),
            start: run.statement.lead_in_start.unwrap_or(NONE),
            end: run.statement.lead_in_end.unwrap_or(NONE),
        };
        self.lead_ins.push(lead_in);
        u32::try_from(self.lead_ins.len() - 1).unwrap_or(NONE)
    }

    fn source(&mut self, iri: &str) -> u32 {
        if let Some((known, i)) = &self.seen.source
            && known == iri
        {
            return *i;
        }
        let i = self.node(iri);
        self.node[i as usize].is_source = true;
        self.seen.source = Some((iri.to_owned(), i));
        i
    }
}

impl Fragment {
    /// Takes in another fragment of the same statement.
    pub fn merge(&mut self, other: &Self, arena: &Arena) {
        self.actor = self.actor.min(other.actor);
        self.target = self.target.min(other.target);
        self.source = self.source.min(other.source);
        self.verb = self.verb.min(other.verb);
        self.locator = self.locator.min(other.locator);
        self.section = self.section.min(other.section);
        self.quote_start = self.quote_start.min(other.quote_start);
        self.quote_end = self.quote_end.min(other.quote_end);
        self.effective.merge(other.effective);
        self.kind = least(self.kind, other.kind);
        self.extent = least(self.extent, other.extent);
        self.explicit = self.explicit.max(other.explicit);
        self.lead_in = self.lead_in.min(other.lead_in);
        self.conditional |= other.conditional;
        if self.quote.is_none() || (!other.quote.is_none() && arena.get(other.quote) < arena.get(self.quote))
        {
            self.quote = other.quote;
        }
    }
}
