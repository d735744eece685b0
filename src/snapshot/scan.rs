//! Reads the quads of a pattern.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::Snapshot;
use super::block::Block;
use super::error::SnapshotError;
use super::order::{GRAPH, OBJECT, Order, PREDICATE, Quad, SUBJECT};
use super::quads::Position;
use std::sync::Arc;

/// Which graphs a pattern is about.
#[derive(Clone, Debug)]
pub(super) enum Graphs {
    /// The union of all, each triple once.
    Union,
    /// The union of these, each triple once. Sorted.
    UnionOf(Arc<[u32]>),
    /// All named ones, each with its quads.
    Named,
    /// One.
    One(u32),
}

/// The quads of a pattern, in the order of some permutation. After an error there are none.
pub(super) struct Scan {
    snapshot: Arc<Snapshot>,
    order: Order,
    /// The values at the start of the order, and how many they are.
    prefix: (Quad, usize),
    /// What quads must have beside the prefix.
    pattern: [Option<u32>; 4],
    graphs: Graphs,
    state: State,
    /// The last quad that was given, whose triple is not given again in a union.
    last: Option<Quad>,
}

enum State {
    /// The start was not looked for yet.
    Start,
    /// Quads of a block up to `end` are to be given; `is_last` is whether no more follow in the next block.
    Within {
        block: Arc<Block>,
        number: usize,
        at: usize,
        end: usize,
        is_last: bool,
    },
    End,
}

impl Scan {
    /// The quads with these terms.
    pub fn new(
        snapshot: Arc<Snapshot>,
        subject: Option<u32>,
        predicate: Option<u32>,
        object: Option<u32>,
        graphs: Graphs,
    ) -> Self {
        let graph = if let Graphs::One(graph) = graphs { Some(graph) } else { None };
        let pattern = [subject, predicate, object, graph];
        let order = Order::of_triple(subject.is_some(), predicate.is_some(), object.is_some());
        let mut scan = Self {
            snapshot,
            order,
            prefix: order.prefix(pattern),
            pattern,
            graphs,
            state: State::Start,
            last: None,
        };
        if graph.is_some() && scan.prefix.1 < 3 {
            scan.choose_for_graph();
        }
        scan
    }

    /// Takes the order that begins with the graph where that reads less.
    fn choose_for_graph(&mut self) {
        let prefix = Order::Gspo.prefix(self.pattern);
        let is_less = if self.prefix.1 == 0 || prefix.1 >= 3 {
            true
        } else {
            let count = |order, (prefix, bound): (Quad, usize)| {
                // An error comes again when the quads are read.
                self.snapshot.count(order, &prefix, bound).unwrap_or(u64::MAX)
            };
            count(Order::Gspo, prefix) < count(self.order, self.prefix)
        };
        if is_less {
            (self.order, self.prefix) = (Order::Gspo, prefix);
        }
    }

    fn start(&mut self) -> Result<State, SnapshotError> {
        let (prefix, bound) = self.prefix;
        let Position { block, quad } = self.snapshot.lower_bound(self.order, &prefix, bound)?;
        self.enter(block, quad)
    }

    fn enter(&self, number: usize, at: usize) -> Result<State, SnapshotError> {
        let Some(block) = self.snapshot.block(self.order, number)? else { return Ok(State::End) };
        let (prefix, bound) = self.prefix;
        let end = if bound == 0 { block.len() } else { block.upper_bound(at, &prefix, bound) };
        let is_last = end < block.len();
        Ok(if at < end { State::Within { block, number, at, end, is_last } } else { State::End })
    }

    /// Whether a quad is to be given.
    fn fits(&self, quad: &Quad) -> bool {
        let is_bound = |column: usize| self.pattern[column].is_none_or(|value| value == quad[column]);
        if !(is_bound(SUBJECT) && is_bound(PREDICATE) && is_bound(OBJECT)) {
            return false;
        }
        let is_repeated = || self.last.is_some_and(|last| last[..GRAPH] == quad[..GRAPH]);
        match &self.graphs {
            Graphs::Union => !is_repeated(),
            Graphs::UnionOf(graphs) => graphs.binary_search(&quad[GRAPH]).is_ok() && !is_repeated(),
            Graphs::Named => quad[GRAPH] != 0,
            Graphs::One(graph) => quad[GRAPH] == *graph,
        }
    }

    fn step(&mut self) -> Result<Option<Quad>, SnapshotError> {
        loop {
            match &mut self.state {
                State::Start => self.state = self.start()?,
                State::End => return Ok(None),
                State::Within { block, at, end, .. } if *at < *end => {
                    let quad = self.order.quad(block.quad(*at));
                    *at += 1;
                    if self.fits(&quad) {
                        self.last = Some(quad);
                        return Ok(Some(quad));
                    }
                }
                State::Within { number, is_last, .. } => {
                    let next = *number + 1;
                    self.state = if *is_last { State::End } else { self.enter(next, 0)? };
                }
            }
        }
    }
}

impl Iterator for Scan {
    type Item = Result<Quad, SnapshotError>;

    fn next(&mut self) -> Option<Self::Item> {
        let step = self.step();
        if step.is_err() {
            self.state = State::End;
        }
        step.transpose()
    }
}
