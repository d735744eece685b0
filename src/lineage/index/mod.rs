//! The edges between policies, in compressed adjacency both ways, with names, dates and evidence.

mod assemble;
mod builder;
mod cache;
mod days;
mod field;
mod judgements;
mod nquads;
mod periods;
mod rows;
mod run;
mod tables;
mod text;

use super::Interval;
use super::walk::Direction;
use crate::ground::work;
use crate::model::Extent;
use days::Days;
use field::Kind;
use judgements::Judgements;
use oxigraph::model::QuadRef;
pub(crate) use periods::PeriodRow;
use periods::Periods;
use std::fmt;
use std::io::{self, Read};
use tables::{Bodies, Edges, Policies, Sources, Statements, unpack};
use text::{Arena, Text};

pub use builder::Builder;
pub use cache::{CACHE, CacheError, read_cache, write_cache};
pub use days::ListLimit;
pub use judgements::Judgement;
pub(crate) use rows::Step;
pub use rows::{Edge, LeadIn, Policy, Source, Statement, Strength};

macro_rules! number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub(crate) u32);

        impl $name {
            pub(crate) const fn at(self) -> usize {
                self.0 as usize
            }
        }
    };
}

number! {
    /// A policy of one [`Index`]: its place in the order of IRIs.
    PolicyIx
}
number! {
    /// An edge of one [`Index`]: its place in the order of actor, relation, target.
    EdgeIx
}
number! {
    /// A statement of one [`Index`].
    StatementIx
}
number! {
    /// An issuing body of one [`Index`].
    BodyIx
}
number! {
    /// A source of one [`Index`].
    SourceIx
}

/// The lineage of all policies of a graph. Its size is about 60 bytes a policy, 30 an edge and 50 a
/// statement, besides the text.
#[derive(Debug)]
pub struct Index {
    arena: Arena,
    pool: Vec<Text>,
    policies: Policies,
    edges: Edges,
    statements: Statements,
    periods: Periods,
    bodies: Bodies,
    sources: Sources,
    judgements: Judgements,
    days: Days,
}

/// What stops an index from being built.
#[derive(Debug)]
pub enum IndexError {
    /// The input could not be read.
    Io(io::Error),
    /// A line, counted from 1, is not N-Quads.
    Syntax {
        /// The line, counted from 1 in what was read last.
        line: u64,
        /// What was expected.
        message: String,
    },
    /// More than 4 GiB of text, 2²⁷ policies or 2³² of anything else.
    TooLarge,
}

impl fmt::Display for IndexError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read the graph: {error}"),
            Self::Syntax { line, message } => write!(f, "line {line} of the graph is not N-Quads: {message}"),
            Self::TooLarge => {
                f.write_str("the graph is larger than the index can be: 4 GiB of text, 134 million policies")
            }
        }
    }
}

impl std::error::Error for IndexError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for IndexError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl Index {
    fn empty() -> Self {
        Self {
            arena: Arena::default(),
            pool: Vec::new(),
            policies: Policies::default(),
            edges: Edges::default(),
            statements: Statements::default(),
            periods: Periods::none(0),
            bodies: Bodies::default(),
            sources: Sources::default(),
            judgements: Judgements::default(),
            days: Days::default(),
        }
    }

    /// The index of some quads, in any order.
    ///
    /// # Errors
    /// [`IndexError::TooLarge`].
    pub fn from_quads<'a, Q: Into<QuadRef<'a>>>(
        quads: impl IntoIterator<Item = Q>,
    ) -> Result<Self, IndexError> {
        let mut builder = Builder::new();
        for quad in quads {
            builder.quad(quad);
        }
        builder.finish()
    }

    /// The index of N-Quads, read several times faster than with a general reader: lines that say
    /// nothing of lineage are passed over unread, once their subject and predicate are known.
    ///
    /// # Errors
    /// Any [`IndexError`].
    pub fn from_nquads(input: impl Read) -> Result<Self, IndexError> {
        let mut builder = Builder::new();
        builder.nquads(input)?;
        builder.finish()
    }

    /// The policy with an IRI.
    #[must_use]
    pub fn find(&self, iri: &str) -> Option<PolicyIx> {
        let i = self.policies.iri.binary_search_by_key(&iri, |&t| self.arena.get(t)).ok()?;
        u32::try_from(i).ok().map(PolicyIx)
    }

    /// All policies, in the order of their IRIs.
    pub fn policies(&self) -> impl ExactSizeIterator<Item = PolicyIx> + DoubleEndedIterator + use<> {
        (0..to_u32(self.policies.iri.len())).map(PolicyIx)
    }

    /// All sources, in the order of their IRIs.
    pub fn sources(&self) -> impl ExactSizeIterator<Item = SourceIx> + use<> {
        (0..to_u32(self.sources.iri.len())).map(SourceIx)
    }

    /// All edges, in the order of actor, relation and target.
    pub fn edges(&self) -> impl ExactSizeIterator<Item = EdgeIx> + DoubleEndedIterator + use<> {
        (0..to_u32(self.edges.actor.len())).map(EdgeIx)
    }

    /// How many statements there are.
    #[must_use]
    pub fn statement_count(&self) -> usize {
        self.edges.statement_start.last().map_or(0, |&end| end as usize)
    }

    /// What is known of a policy.
    #[must_use]
    pub fn policy(&self, p: PolicyIx) -> Policy<'_> {
        let text = |column: &[Text]| self.arena.get(column[p.at()]);
        Policy {
            iri: text(&self.policies.iri),
            title: text(&self.policies.title),
            identifier: text(&self.policies.identifier),
            label: text(&self.policies.label),
            issued: self.issued(p),
        }
    }

    /// When a policy was issued.
    #[must_use]
    pub fn issued(&self, p: PolicyIx) -> Interval {
        self.policies.issued(p.at())
    }

    /// The bodies that issued a policy.
    pub fn bodies_of(&self, p: PolicyIx) -> impl Iterator<Item = BodyIx> + '_ {
        let range = self.policies.body_start[p.at()] as usize..self.policies.body_start[p.at() + 1] as usize;
        self.policies.body[range].iter().map(|&b| BodyIx(b))
    }

    /// When the editions of a policy were issued, in order; none where it was issued once.
    pub fn editions_of(&self, p: PolicyIx) -> impl Iterator<Item = Interval> + '_ {
        let t = &self.policies;
        (t.edition_start[p.at()] as usize..t.edition_start[p.at() + 1] as usize)
            .map(|row| Interval::from_days(t.edition_earliest[row], t.edition_latest[row]))
    }

    /// All issuing bodies, in the order of their IRIs.
    pub fn bodies(&self) -> impl ExactSizeIterator<Item = BodyIx> + use<> {
        (0..to_u32(self.bodies.iri.len())).map(BodyIx)
    }

    /// The IRI and the label of a body; the label can be empty.
    #[must_use]
    pub fn body(&self, b: BodyIx) -> (&str, &str) {
        (self.arena.get(self.bodies.iri[b.at()]), self.arena.get(self.bodies.label[b.at()]))
    }

    /// The other names of a body: `OMB`.
    pub fn body_alt_labels(&self, b: BodyIx) -> impl Iterator<Item = &str> {
        let range = self.bodies.alt_start[b.at()] as usize..self.bodies.alt_start[b.at() + 1] as usize;
        self.bodies.alt[range].iter().map(|&t| self.arena.get(t))
    }

    /// The acts of a policy upon others.
    pub fn acts(&self, p: PolicyIx) -> impl DoubleEndedIterator<Item = EdgeIx> + ExactSizeIterator + use<> {
        (self.edges.start[p.at()]..self.edges.start[p.at() + 1]).map(EdgeIx)
    }

    /// The acts of others upon a policy, in the order of actor and relation.
    pub fn acts_upon(&self, p: PolicyIx) -> impl DoubleEndedIterator<Item = EdgeIx> + ExactSizeIterator + '_ {
        let range = self.edges.in_start[p.at()] as usize..self.edges.in_start[p.at() + 1] as usize;
        self.edges.incoming[range].iter().map(|&edge| EdgeIx(edge))
    }

    /// One edge.
    #[must_use]
    pub fn edge(&self, e: EdgeIx) -> Edge {
        let kind = self.kind(e);
        Edge {
            actor: PolicyIx(self.edges.actor[e.at()]),
            target: PolicyIx(self.edges.target[e.at()]),
            relation: kind.relation(),
            extent: kind.extent(),
            when: Interval::from_days(self.edges.earliest[e.at()], self.edges.latest[e.at()]),
            printed: self.edges.kind[e.at()] & Edges::PRINTED != 0,
        }
    }

    /// The acts of a policy or those upon it, in the order of the index.
    pub(crate) fn steps(&self, p: PolicyIx, direction: Direction) -> impl Iterator<Item = Step> + '_ {
        let (up, down) = match direction {
            Direction::Up => (Some(self.steps_up(p)), None),
            Direction::Down => (None, Some(self.steps_down(p))),
        };
        up.into_iter().flatten().chain(down.into_iter().flatten())
    }

    /// [`Index::steps`] in [`Direction::Up`]; walks over many policies are faster with one alone.
    #[inline]
    pub(crate) fn steps_up(&self, p: PolicyIx) -> impl Iterator<Item = Step> + '_ {
        let range = self.edges.start[p.at()]..self.edges.start[p.at() + 1];
        let at = range.start as usize..range.end as usize;
        let ends = self.edges.kind[at.clone()].iter().zip(&self.edges.target[at]);
        ends.zip(range).map(|((&kind, &to), edge)| {
            work::steps(1);
            let relation = Kind(kind & !Edges::PRINTED).relation();
            Step { edge: EdgeIx(edge), relation, to: PolicyIx(to) }
        })
    }

    /// [`Index::steps`] in [`Direction::Down`].
    #[inline]
    pub(crate) fn steps_down(&self, p: PolicyIx) -> impl Iterator<Item = Step> + '_ {
        let at = self.edges.in_start[p.at()] as usize..self.edges.in_start[p.at() + 1] as usize;
        self.edges.in_steps[at.clone()].iter().zip(&self.edges.incoming[at]).map(|(&packed, &edge)| {
            work::steps(1);
            let (to, kind) = unpack(packed);
            Step { edge: EdgeIx(edge), relation: kind.relation(), to: PolicyIx(to) }
        })
    }

    pub(crate) fn possible_from(&self, e: EdgeIx) -> i32 {
        self.edges.earliest[e.at()]
    }

    fn kind(&self, e: EdgeIx) -> Kind {
        Kind(self.edges.kind[e.at()] & !Edges::PRINTED)
    }

    /// The statements of an edge, in the order of their IRIs; none where the graph has the edge alone.
    pub fn statements_of(&self, e: EdgeIx) -> impl ExactSizeIterator<Item = StatementIx> + use<> {
        (self.edges.statement_start[e.at()]..self.edges.statement_start[e.at() + 1]).map(StatementIx)
    }

    /// One statement.
    #[must_use]
    pub fn statement(&self, s: StatementIx) -> Statement<'_> {
        let (t, i) = (&self.statements, s.at());
        let pooled = |n: u32| self.pool.get(n as usize).map_or("", |&t| self.arena.get(t));
        let known = |start, end| (start != builder::NONE && end != builder::NONE).then_some((start, end));
        let lead_in = t.lead_in_of.binary_search(&s.0).ok().map(|at| LeadIn {
            words: self.arena.get(t.lead_in[at]),
            locator: pooled(t.lead_in_locator[at]),
            offsets: known(t.lead_in_start[at], t.lead_in_end[at]),
        });
        Statement {
            iri: format!("{}{}", pooled(t.stem[i]), self.arena.get(t.rest[i])),
            verb: pooled(t.verb[i]),
            quote: self.arena.get(t.quote[i]),
            locator: pooled(t.locator[i]),
            section: pooled(t.section[i]),
            offsets: known(t.quote_start[i], t.quote_end[i]),
            lead_in,
            effective: Interval::from_days(t.earliest[i], t.latest[i]),
            strength: match t.flags[i] & (Statements::EXPLICIT | Statements::INFERRED) {
                Statements::EXPLICIT => Some(Strength::Explicit),
                Statements::INFERRED => Some(Strength::Inferred),
                _ => None,
            },
            extent: if t.flags[i] & Statements::PART == 0 { Extent::Whole } else { Extent::Part },
            source: (t.source[i] != builder::NONE).then_some(SourceIx(t.source[i])),
        }
    }

    /// The statement to show for an edge: one that the words say, with a quote, before others.
    #[must_use]
    pub fn best_statement(&self, e: EdgeIx) -> Option<Statement<'_>> {
        self.statements_of(e)
            .min_by_key(|s| {
                let i = s.at();
                let explicit = self.statements.flags[i] & Statements::EXPLICIT != 0;
                (!explicit, self.statements.quote[i].is_none(), *s)
            })
            .map(|s| self.statement(s))
    }

    /// One source.
    #[must_use]
    pub fn source(&self, s: SourceIx) -> Source<'_> {
        let text = |column: &[Text]| self.arena.get(column[s.at()]);
        let day = |column: &[i32]| Interval::from_days(column[s.at()], Interval::OPEN_LATEST).earliest();
        Source {
            iri: text(&self.sources.iri),
            title: text(&self.sources.title),
            url: text(&self.sources.url),
            modified: day(&self.sources.modified),
            covers: day(&self.sources.covers),
        }
    }

    /// The edge that a statement states; `None` for one that names no acting policy.
    #[must_use]
    pub fn edge_of(&self, s: StatementIx) -> Option<EdgeIx> {
        let next = self.edges.statement_start.partition_point(|&start| start <= s.0);
        (next < self.edges.statement_start.len()).then_some(())?;
        u32::try_from(next).ok()?.checked_sub(1).map(EdgeIx)
    }
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
