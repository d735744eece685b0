//! The columns of the index: flat arrays, so that a cache file is read as fast as memory is filled.

use super::assemble::starts;
use super::builder::{Fragment, LeadIn, NONE};
use super::field::Kind;
use super::text::Text;
use crate::lineage::Interval;
use crate::model::Extent;

/// One row a policy, in the order of IRIs.
#[derive(Debug, Default)]
pub(super) struct Policies {
    pub iri: Vec<Text>,
    pub title: Vec<Text>,
    pub identifier: Vec<Text>,
    pub label: Vec<Text>,
    pub earliest: Vec<i32>,
    pub latest: Vec<i32>,
    /// The last day of which the sources tell; [`Interval::OPEN_EARLIEST`] where none does.
    pub covered: Vec<i32>,
    /// Where each policy's bodies begin in `body`.
    pub body_start: Vec<u32>,
    pub body: Vec<u32>,
    /// Where each policy's editions begin in the two columns that follow.
    pub edition_start: Vec<u32>,
    pub edition_earliest: Vec<i32>,
    pub edition_latest: Vec<i32>,
}

impl Policies {
    /// When what a policy does can have been issued: from its first edition to its last.
    pub fn acting(&self, i: usize) -> Interval {
        let (from, to) = (self.edition_start[i] as usize, self.edition_start[i + 1] as usize);
        if from == to {
            return self.issued(i);
        }
        Interval::from_days(self.edition_earliest[from], self.edition_latest[to - 1])
    }

    pub fn issued(&self, i: usize) -> Interval {
        Interval::from_days(self.earliest[i], self.latest[i])
    }
}

/// One row an edge, in the order of actor, relation, target.
#[derive(Debug)]
pub(super) struct Edges {
    pub actor: Vec<u32>,
    pub target: Vec<u32>,
    /// The [`Kind`], and [`Edges::PRINTED`].
    pub kind: Vec<u8>,
    pub earliest: Vec<i32>,
    pub latest: Vec<i32>,
    /// Where each policy's acts begin; rows are sorted by actor.
    pub start: Vec<u32>,
    /// Where each policy's acts upon it begin in `incoming`.
    pub in_start: Vec<u32>,
    /// Rows sorted by target.
    pub incoming: Vec<u32>,
    /// The actor and kind of each of `incoming`, packed by [`pack`]. What a walk down needs of a policy
    /// stands close together, since it is memory that such a walk waits for.
    pub in_steps: Vec<u32>,
    /// Where each edge's statements begin.
    pub statement_start: Vec<u32>,
}

impl Default for Edges {
    fn default() -> Self {
        Self {
            actor: Vec::new(),
            target: Vec::new(),
            kind: Vec::new(),
            earliest: Vec::new(),
            latest: Vec::new(),
            start: Vec::new(),
            in_start: Vec::new(),
            incoming: Vec::new(),
            in_steps: Vec::new(),
            statement_start: vec![0],
        }
    }
}

impl Edges {
    /// Set in `kind` where a statement prints the date, clear where the actor's own date stands in.
    pub const PRINTED: u8 = 0x80;

    pub fn push(&mut self, actor: u32, target: u32, kind: Kind, when: Interval, printed: bool) {
        self.actor.push(actor);
        self.target.push(target);
        self.kind.push(kind.0 | if printed { Self::PRINTED } else { 0 });
        self.earliest.push(when.earliest_day());
        self.latest.push(when.latest_day());
    }

    /// Makes the adjacency both ways, by counting.
    pub fn count_starts(&mut self, policies: usize) {
        self.start = starts(self.actor.iter().copied(), policies);
        self.in_start = starts(self.target.iter().copied(), policies);
        let mut next = self.in_start.clone();
        self.incoming = vec![0; self.target.len()];
        self.in_steps = vec![0; self.target.len()];
        let kinds = self.kind.iter().zip(&self.actor);
        for ((&target, (&kind, &actor)), edge) in self.target.iter().zip(kinds).zip(0..) {
            let slot = &mut next[target as usize];
            self.incoming[*slot as usize] = edge;
            self.in_steps[*slot as usize] = pack(actor, Kind(kind & !Self::PRINTED));
            *slot += 1;
        }
    }
}

/// The most policies of an index, so that one fits beside a kind.
pub(super) const MOST_POLICIES: usize = 1 << 27;

/// A policy and a kind in one number.
pub(super) const fn pack(policy: u32, kind: Kind) -> u32 {
    policy << 5 | kind.0 as u32
}

/// The policy and the kind of [`pack`].
pub(super) const fn unpack(packed: u32) -> (u32, Kind) {
    (packed >> 5, Kind((packed & 31) as u8))
}

/// One row a statement, in the order of edges.
#[derive(Debug, Default)]
pub(super) struct Statements {
    /// The IRI: a string of the pool and the rest.
    pub stem: Vec<u32>,
    pub rest: Vec<Text>,
    pub source: Vec<u32>,
    pub earliest: Vec<i32>,
    pub latest: Vec<i32>,
    pub verb: Vec<u32>,
    pub locator: Vec<u32>,
    pub section: Vec<u32>,
    pub quote: Vec<Text>,
    pub quote_start: Vec<u32>,
    pub quote_end: Vec<u32>,
    pub flags: Vec<u8>,
    /// The rows that have a lead-in, in order; the next four columns have one row each.
    pub lead_in_of: Vec<u32>,
    pub lead_in: Vec<Text>,
    pub lead_in_locator: Vec<u32>,
    pub lead_in_start: Vec<u32>,
    pub lead_in_end: Vec<u32>,
}

impl Statements {
    pub const EXPLICIT: u8 = 1;
    pub const INFERRED: u8 = 2;
    pub const PART: u8 = 4;

    pub fn push(&mut self, f: &Fragment, source_of: &[u32], lead_ins: &[LeadIn]) {
        if let Some(lead_in) = lead_ins.get(f.lead_in as usize) {
            self.lead_in_of.push(u32::try_from(self.rest.len()).unwrap_or(NONE));
            self.lead_in.push(lead_in.words);
            self.lead_in_locator.push(lead_in.locator);
            self.lead_in_start.push(lead_in.start);
            self.lead_in_end.push(lead_in.end);
        }
        let when = f.effective.interval();
        self.stem.push(f.stem);
        self.rest.push(f.rest);
        self.source.push(source_of.get(f.source as usize).copied().unwrap_or(NONE));
        self.earliest.push(when.earliest_day());
        self.latest.push(when.latest_day());
        self.verb.push(f.verb);
        self.locator.push(f.locator);
        self.section.push(f.section);
        self.quote.push(f.quote);
        self.quote_start.push(f.quote_start);
        self.quote_end.push(f.quote_end);
        let strength = match f.explicit {
            Some(true) => Self::EXPLICIT,
            Some(false) => Self::INFERRED,
            None => 0,
        };
        let part = f.extent == Some(Extent::Part) || f.kind.is_some_and(|k| k.extent() == Extent::Part);
        self.flags.push(strength | if part { Self::PART } else { 0 });
    }
}

/// One row an issuing body.
#[derive(Debug, Default)]
pub(super) struct Bodies {
    pub iri: Vec<Text>,
    pub label: Vec<Text>,
    pub alt_start: Vec<u32>,
    pub alt: Vec<Text>,
}

/// One row a source.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub iri: Vec<Text>,
    pub title: Vec<Text>,
    pub url: Vec<Text>,
    pub modified: Vec<i32>,
    /// The last day of which a register tells; [`Interval::OPEN_EARLIEST`] where the source says none.
    pub covers: Vec<i32>,
}
