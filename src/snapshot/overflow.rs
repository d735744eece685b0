//! The terms that a query makes and the graph does not hold, numbered after those of the graph.

use super::dataset::Budget;
use super::error::SnapshotError;
use super::term;
use hashbrown::{DefaultHashBuilder, HashTable};
use oxigraph::model::Term;
use std::hash::BuildHasher;
use std::sync::Arc;

/// What a term costs beside the bytes of its key.
const COST: u64 = 32;

/// Keys one after another, found by their hashes.
pub(super) struct Overflow {
    keys: Vec<u8>,
    /// Where each key ends.
    ends: Vec<usize>,
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
    budget: Arc<Budget>,
}

impl Overflow {
    pub fn new(budget: Arc<Budget>) -> Self {
        let hasher = DefaultHashBuilder::default();
        Self { keys: Vec::new(), ends: Vec::new(), places: HashTable::new(), hasher, budget }
    }

    fn key(&self, place: u32) -> Option<&[u8]> {
        let place = place as usize;
        let start = place.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.keys.get(start..*self.ends.get(place)?)
    }

    /// The place of a key that is already there.
    pub fn find(&self, key: &[u8]) -> Option<u32> {
        self.places.find(self.hasher.hash_one(key), |place| self.key(*place) == Some(key)).copied()
    }

    /// Adds a key that is not there.
    ///
    /// # Errors
    /// [`SnapshotError::Memory`] where the budget does not allow it.
    pub fn add(&mut self, key: &[u8]) -> Result<u32, SnapshotError> {
        self.budget.pay(key.len() as u64 + COST)?;
        let place = u32::try_from(self.ends.len()).map_err(|_| self.full())?;
        self.keys.extend_from_slice(key);
        self.ends.push(self.keys.len());
        let hash = self.hasher.hash_one(key);
        let Self { places, keys, ends, hasher, .. } = self;
        let rehash = |place: &u32| {
            let place = *place as usize;
            let start = place.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
            let end = ends.get(place).copied().unwrap_or(start);
            hasher.hash_one(keys.get(start..end).unwrap_or_default())
        };
        places.insert_unique(hash, place, rehash);
        Ok(place)
    }

    /// The error that there are more terms than numbers.
    pub fn full(&self) -> SnapshotError {
        self.budget.exceeded()
    }

    /// The term at a place.
    pub fn term(&self, place: u32) -> Option<Term> {
        term::term(self.key(place)?.to_vec())
    }
}
