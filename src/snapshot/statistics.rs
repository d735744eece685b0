//! How many triples each predicate has, and how many subjects and objects: what a planner asks.
//!
//! The section is a list of `(predicate u32, triples u64, subjects u64, objects u64)`, sorted by predicate.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::order::Quad;
use std::collections::BTreeMap;

/// So many predicates are counted; of a graph with more, the others are not.
const MOST: usize = 1 << 16;

const ROW: usize = 4 + 3 * 8;

/// What is known of one predicate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PredicateCounts {
    /// Its triples in the union of all graphs.
    pub triples: u64,
    /// Different subjects.
    pub subjects: u64,
    /// Different objects.
    pub objects: u64,
}

/// The counts of all predicates.
#[derive(Debug, Default)]
pub(super) struct Statistics {
    predicates: BTreeMap<u32, PredicateCounts>,
    last: Option<Quad>,
}

impl Statistics {
    /// Takes in a quad in the order SPOG.
    pub fn add_spog(&mut self, quad: &Quad) {
        let [subject, predicate, ..] = *quad;
        let last = self.last.replace(*quad);
        let known = self.predicates.len() < MOST || self.predicates.contains_key(&predicate);
        if !known || last.is_some_and(|last| last[..3] == quad[..3]) {
            return;
        }
        let counts = self.predicates.entry(predicate).or_default();
        counts.triples += 1;
        if last.is_none_or(|last| last[0] != subject || last[1] != predicate) {
            counts.subjects += 1;
        }
    }

    /// Takes in a quad in the order POSG, once all came in the order SPOG.
    pub fn add_posg(&mut self, columns: &Quad) {
        let last = self.last.replace(*columns);
        if last.is_none_or(|last| last[..2] != columns[..2])
            && let Some(counts) = self.predicates.get_mut(&columns[0])
        {
            counts.objects += 1;
        }
    }

    /// Forgets the last quad: another order begins.
    pub const fn turn(&mut self) {
        self.last = None;
    }

    /// How many predicates are counted.
    pub fn len(&self) -> usize {
        self.predicates.len()
    }

    /// The counts of a predicate.
    pub fn of(&self, predicate: u32) -> Option<PredicateCounts> {
        self.predicates.get(&predicate).copied()
    }

    /// The bytes of the section.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(ROW * self.predicates.len());
        for (predicate, counts) in &self.predicates {
            bytes.extend_from_slice(&predicate.to_le_bytes());
            for number in [counts.triples, counts.subjects, counts.objects] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
        }
        bytes
    }

    /// Reads the section.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (rows, rest) = bytes.as_chunks::<ROW>();
        let row = |row: &[u8; ROW]| {
            let (predicate, counts) = row.split_first_chunk()?;
            let counts = counts.as_chunks::<8>().0;
            let &[triples, subjects, objects] = counts else { return None };
            let [triples, subjects, objects] = [triples, subjects, objects].map(u64::from_le_bytes);
            Some((u32::from_le_bytes(*predicate), PredicateCounts { triples, subjects, objects }))
        };
        let predicates = rows.iter().map(row).collect::<Option<_>>()?;
        rest.is_empty().then_some(Self { predicates, last: None })
    }
}
