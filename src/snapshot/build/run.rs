//! As much of a graph as is sorted at once.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::{BuildError, Options};
use crate::snapshot::order::{Order, Quad};
use crate::snapshot::term;
use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::{BlankNodeRef, GraphNameRef, NamedOrBlankNodeRef, QuadRef, TermRef};
use rayon::slice::ParallelSliceMut;
use std::hash::BuildHasher;

/// Collects quads and numbers their terms from 1 as they come.
#[derive(Default)]
pub(super) struct Collector {
    keys: Keys,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    quads: Vec<Quad>,
    /// The key and number of the last term of each column: a subject and a graph mostly come again.
    last: [(Vec<u8>, u32); 4],
    /// The key that is being made.
    key: Vec<u8>,
}

/// Keys one after another.
#[derive(Default)]
struct Keys {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Keys {
    fn push(&mut self, key: &[u8]) {
        self.bytes.extend_from_slice(key);
        self.ends.push(self.bytes.len());
    }

    fn get(&self, place: u32) -> &[u8] {
        let end = |place: usize| self.ends.get(place).copied().unwrap_or(0);
        let place = place as usize;
        let start = place.checked_sub(1).map_or(0, end);
        self.bytes.get(start..end(place)).unwrap_or_default()
    }
}

impl Collector {
    /// Takes in a quad of a file; blank nodes hold for one file.
    pub fn add(&mut self, quad: QuadRef<'_>, file: usize) -> Result<(), BuildError> {
        let subject = match quad.subject {
            NamedOrBlankNodeRef::NamedNode(iri) => iri.into(),
            NamedOrBlankNodeRef::BlankNode(node) => TermRef::BlankNode(node),
        };
        let graph = match quad.graph_name {
            GraphNameRef::NamedNode(iri) => Some(iri.into()),
            GraphNameRef::BlankNode(node) => Some(TermRef::BlankNode(node)),
            GraphNameRef::DefaultGraph => None,
        };
        let quad = [
            self.number(subject, 0, file)?,
            self.number(quad.predicate.into(), 1, file)?,
            self.number(quad.object, 2, file)?,
            graph.map_or(Ok(0), |graph| self.number(graph, 3, file))?,
        ];
        self.quads.push(quad);
        Ok(())
    }

    fn number(&mut self, term: TermRef<'_>, column: usize, file: usize) -> Result<u32, BuildError> {
        self.key.clear();
        match term {
            TermRef::BlankNode(node) => term::push_key(renamed(node, file).as_ref().into(), &mut self.key),
            other => term::push_key(other, &mut self.key),
        }
        let Self { keys, places, hasher, last, key, .. } = self;
        let (last_key, last_number) = &mut last[column];
        if last_key == key {
            return Ok(*last_number);
        }
        let hash = hasher.hash_one(key.as_slice());
        let number = match places.find(hash, |place| keys.get(*place) == key.as_slice()) {
            Some(place) => place + 1,
            None => {
                let place = u32::try_from(keys.ends.len()).ok().filter(|place| *place < u32::MAX);
                let place = place.ok_or(BuildError::TooManyTerms)?;
                keys.push(key);
                places.insert_unique(hash, place, |place| hasher.hash_one(keys.get(*place)));
                place + 1
            }
        };
        last_key.clone_from(key);
        *last_number = number;
        Ok(number)
    }

    /// Whether there is as much as is sorted at once.
    pub fn is_full(&self, options: &Options) -> bool {
        self.quads.len() >= options.run_quads || self.keys.bytes.len() >= options.run_bytes
    }

    /// Numbers the terms in the order of their keys, and sorts the quads as SPOG.
    pub fn sort(self) -> Run {
        let Self { keys, places, mut quads, .. } = self;
        drop(places);
        let mut order: Vec<u32> = (0..keys.ends.len() as u32).collect();
        order.par_sort_unstable_by(|a, b| keys.get(*a).cmp(keys.get(*b)));
        let mut numbers = vec![0; order.len() + 1];
        for (number, place) in order.iter().enumerate() {
            if let Some(slot) = numbers.get_mut(*place as usize + 1) {
                *slot = number as u32 + 1;
            }
        }
        renumber(&mut quads, &numbers);
        rearrange(&mut quads, Order::Spog, Order::Spog);
        Run { keys, order, quads }
    }
}

/// The blank node of a file as one of the whole graph.
fn renamed(node: BlankNodeRef<'_>, file: usize) -> oxigraph::model::BlankNode {
    let label = format!("f{file}b{}", node.as_str());
    // What follows the first letter of a label may be any label.
    oxigraph::model::BlankNode::new(label).unwrap_or_else(|_| node.into_owned())
}

/// Gives each term the number that stands in its place.
pub(super) fn renumber(quads: &mut [Quad], numbers: &[u32]) {
    for number in quads.iter_mut().flatten() {
        *number = numbers.get(*number as usize).copied().unwrap_or(0);
    }
}

/// Sorts quads whose columns are in one order by another, each once.
pub(super) fn rearrange(quads: &mut Vec<Quad>, from: Order, to: Order) {
    if from != to {
        quads.iter_mut().for_each(|quad| *quad = to.sorted(from.quad(*quad)));
    }
    quads.par_sort_unstable();
    quads.dedup();
}

/// A run whose terms are numbered in the order of their keys, from 1.
pub(super) struct Run {
    keys: Keys,
    order: Vec<u32>,
    quads: Vec<Quad>,
}

impl Run {
    /// The keys of its terms, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        self.order.iter().map(|place| self.keys.get(*place))
    }

    /// Its quads, sorted as SPOG.
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// Its quads alone.
    pub fn into_quads(self) -> Vec<Quad> {
        self.quads
    }
}
