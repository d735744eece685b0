//! The quads of a snapshot in one order: blocks that are found by their first quads.
//!
//! ```text
//! index    places               one a block
//!          heads 4 × u32        the first quad of each block
//! ```
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::block::{Block, QUADS};
use super::cache::Cache;
use super::error::SnapshotError;
use super::file::{ORDERS, SnapshotFile};
use super::index::{Place, places};
use super::order::{Order, Quad};
use std::sync::{Arc, OnceLock};

/// Bytes of blocks of quads that a process keeps, of all orders together.
pub(super) const CACHE: usize = 96 << 20;

/// The quads of a file in all orders. Nothing is read before it is asked for.
#[derive(Debug)]
pub(super) struct Quads {
    indexes: [OnceLock<Index>; 4],
    cache: Cache<Block>,
    count: u64,
}

#[derive(Debug)]
struct Index {
    places: Vec<Place>,
    heads: Vec<Quad>,
}

/// A place among the quads of an order: a block and a quad of it. The end of a block is the start of the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Position {
    pub block: usize,
    pub quad: usize,
}

impl Position {
    /// How many quads come before it.
    pub const fn number(self) -> u64 {
        (self.block * QUADS + self.quad) as u64
    }
}

impl Index {
    fn read(bytes: &[u8], blocks: u64) -> Option<Self> {
        let (places, rest) = places(bytes, blocks)?;
        let heads = rest.as_chunks::<16>();
        let number = |bytes: &[u8; 16], at: usize| {
            bytes.get(4 * at..).and_then(|b| b.first_chunk()).map_or(0, |b| u32::from_le_bytes(*b))
        };
        let quad = |bytes: &[u8; 16]| [0, 1, 2, 3].map(|at| number(bytes, at));
        let heads: Vec<Quad> = heads.0.iter().map(quad).collect();
        (heads.len() == places.len() && rest.len() == 16 * heads.len()).then_some(Self { places, heads })
    }
}

impl Quads {
    /// The quads of a file.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] where the orders have not equally many.
    pub fn new(file: &SnapshotFile) -> Result<Self, SnapshotError> {
        let mut counts = Order::ALL.iter().map(|order| file.sections[ORDERS + order.index()].items);
        let count = counts.next().unwrap_or(0);
        if counts.any(|other| other != count) {
            return Err(file.damaged("its orders have not equally many quads"));
        }
        Ok(Self { indexes: Default::default(), cache: Cache::new(CACHE), count })
    }

    /// How many quads there are.
    pub const fn len(&self) -> u64 {
        self.count
    }

    fn index(&self, file: &SnapshotFile, order: Order) -> Result<&Index, SnapshotError> {
        let slot = &self.indexes[order.index()];
        if let Some(index) = slot.get() {
            return Ok(index);
        }
        let name = format!("index of {}", order.name());
        let bytes = file.section(ORDERS + order.index(), &name)?;
        let index = Index::read(&bytes, self.count.div_ceil(QUADS as u64));
        let index = index.ok_or_else(|| file.damaged(format!("the {name} is none")))?;
        Ok(slot.get_or_init(|| index))
    }

    /// A block; `None` after the last.
    pub fn block(
        &self,
        file: &SnapshotFile,
        order: Order,
        block: usize,
    ) -> Result<Option<Arc<Block>>, SnapshotError> {
        let number = (block as u64) * 4 + order.index() as u64;
        if let Some(kept) = self.cache.get(number) {
            return Ok(Some(kept));
        }
        let Some(place) = self.index(file, order)?.places.get(block).copied() else { return Ok(None) };
        let read = Arc::new(self.read(file, order, block, place)?);
        self.cache.keep(number, Arc::clone(&read), read.weight());
        Ok(Some(read))
    }

    fn read(
        &self,
        file: &SnapshotFile,
        order: Order,
        block: usize,
        place: Place,
    ) -> Result<Block, SnapshotError> {
        let name = || format!("block {block} of {}", order.name());
        let bytes = place.read(file, &name)?;
        let expected = (self.count - (block * QUADS) as u64).min(QUADS as u64) as usize;
        Block::read(bytes)
            .filter(|block| block.len() == expected)
            .ok_or_else(|| file.damaged(format!("{} is none", name())))
    }

    /// The first place that is not before a prefix of `bound` columns.
    pub fn lower_bound(
        &self,
        file: &SnapshotFile,
        order: Order,
        prefix: &Quad,
        bound: usize,
    ) -> Result<Position, SnapshotError> {
        let heads = &self.index(file, order)?.heads;
        let prefix_is_after = |head: &Quad| head.iter().take(bound).lt(prefix.iter().take(bound));
        let Some(block) = heads.partition_point(prefix_is_after).checked_sub(1) else {
            return Ok(Position { block: 0, quad: 0 });
        };
        let Some(found) = self.block(file, order, block)? else { return Ok(Position { block, quad: 0 }) };
        let quad = found.lower_bound(prefix, bound);
        Ok(if quad < found.len() { Position { block, quad } } else { Position { block: block + 1, quad: 0 } })
    }

    /// How many quads an order has with a prefix of `bound` columns.
    pub fn count(
        &self,
        file: &SnapshotFile,
        order: Order,
        prefix: &Quad,
        bound: usize,
    ) -> Result<u64, SnapshotError> {
        let start = self.lower_bound(file, order, prefix, bound)?;
        let end = match successor(prefix, bound) {
            Some(next) => self.lower_bound(file, order, &next, bound)?.number().min(self.count),
            None => self.count,
        };
        Ok(end.saturating_sub(start.number()))
    }

    /// Reads all blocks of all orders, without keeping them, and looks whether they are sorted.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn verify(&self, file: &SnapshotFile, terms: u32) -> Result<(), SnapshotError> {
        for order in Order::ALL {
            let index = self.index(file, order)?;
            let mut last: Option<Quad> = None;
            for (number, (place, head)) in index.places.iter().zip(&index.heads).enumerate() {
                let block = self.read(file, order, number, *place)?;
                for at in 0..block.len() {
                    let quad = block.quad(at);
                    let fits = last.is_none_or(|last| last < quad) && (at > 0 || quad == *head);
                    if !fits || quad.iter().any(|term| *term > terms) {
                        return Err(file.damaged(format!("block {number} of {} is none", order.name())));
                    }
                    last = Some(quad);
                }
            }
        }
        Ok(())
    }
}

/// The least prefix after all quads that start with this one.
fn successor(prefix: &Quad, bound: usize) -> Option<Quad> {
    let mut next = *prefix;
    for column in (0..bound).rev() {
        if let Some(value) = next[column].checked_add(1) {
            next[column] = value;
            return Some(next);
        }
        next[column] = 0;
    }
    None
}
