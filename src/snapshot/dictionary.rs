//! The dictionary: all terms, sorted by their keys and numbered from 1, in blocks that write only what differs from the
//! key before.
//!
//! ```text
//! block    offsets 3 × u32       where the second, third and fourth group start; the block's end where there is none
//!          terms                 [`TERMS_OF_BLOCK`], in groups of [`TERMS_OF_GROUP`]
//! term     shared varint         bytes at the start that are those of the key before; 0 for the first of a group
//!          length varint         bytes that follow
//!          bytes
//! index    places                one a block
//!          ends u64 × blocks     where each head ends in the text
//!          text                  the heads: the shortest start of a block's first key that is after the key before
//! ```

use super::cache::Cache;
use super::error::SnapshotError;
use super::file::{SnapshotFile, TERMS};
use super::index::{Place, places};
use super::varint;
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// Terms of a block; the last may have fewer.
pub(super) const TERMS_OF_BLOCK: usize = 64;
/// Terms of a group, which are read one after another.
pub(super) const TERMS_OF_GROUP: usize = 16;
/// Groups of a block whose starts are written.
pub(super) const OFFSETS: usize = TERMS_OF_BLOCK / TERMS_OF_GROUP - 1;

/// Bytes of blocks of terms that a process keeps.
pub(super) const CACHE: usize = 32 << 20;

/// The dictionary of a file. Nothing is read before it is asked for.
#[derive(Debug)]
pub(super) struct Dictionary {
    terms: u32,
    index: OnceLock<Index>,
    cache: Cache<Vec<u8>>,
}

#[derive(Debug)]
struct Index {
    places: Vec<Place>,
    ends: Vec<u64>,
    text: Vec<u8>,
}

impl Index {
    fn read(bytes: &[u8], blocks: u64) -> Option<Self> {
        let (places, rest) = places(bytes, blocks)?;
        let (ends, text) = rest.split_at_checked(8 * places.len())?;
        let ends: Vec<u64> = ends.as_chunks::<8>().0.iter().map(|&b| u64::from_le_bytes(b)).collect();
        let fits = ends.is_sorted() && ends.last().is_none_or(|end| *end == text.len() as u64);
        fits.then(|| Self { places, ends, text: text.to_vec() })
    }

    fn head(&self, block: usize) -> &[u8] {
        let end = |block: Option<usize>| block.and_then(|b| self.ends.get(b)).map_or(0, |end| *end as usize);
        self.text.get(end(block.checked_sub(1))..end(Some(block))).unwrap_or_default()
    }

    /// The one block that can hold a key.
    fn block_of(&self, key: &[u8]) -> Option<usize> {
        let (mut start, mut end) = (0, self.places.len());
        while start < end {
            let middle = start + (end - start) / 2;
            if self.head(middle) <= key { start = middle + 1 } else { end = middle }
        }
        start.checked_sub(1)
    }
}

impl Dictionary {
    /// The dictionary of a file.
    ///
    /// # Errors
    /// [`SnapshotError::Damaged`] for more terms than there are numbers.
    pub fn new(file: &SnapshotFile) -> Result<Self, SnapshotError> {
        let terms = file.sections[TERMS].items;
        let terms = u32::try_from(terms).map_err(|_| file.damaged("it has too many terms"))?;
        Ok(Self { terms, index: OnceLock::new(), cache: Cache::new(CACHE) })
    }

    /// How many terms there are; they are numbered from 1.
    pub const fn len(&self) -> u32 {
        self.terms
    }

    fn index(&self, file: &SnapshotFile) -> Result<&Index, SnapshotError> {
        if let Some(index) = self.index.get() {
            return Ok(index);
        }
        let bytes = file.section(TERMS, "index of terms")?;
        let blocks = u64::from(self.terms).div_ceil(TERMS_OF_BLOCK as u64);
        let index = Index::read(&bytes, blocks).ok_or_else(|| file.damaged("the index of terms is none"))?;
        Ok(self.index.get_or_init(|| index))
    }

    fn block(&self, file: &SnapshotFile, block: usize) -> Result<Arc<Vec<u8>>, SnapshotError> {
        if let Some(kept) = self.cache.get(block as u64) {
            return Ok(kept);
        }
        let name = || format!("block {block} of the terms");
        let place = self.index(file)?.places.get(block);
        let place = place.ok_or_else(|| file.damaged(format!("{} does not exist", name())))?;
        let bytes = Arc::new(place.read(file, &name)?);
        self.cache.keep(block as u64, Arc::clone(&bytes), bytes.len() + 64);
        Ok(bytes)
    }

    /// The key of a term.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn key(&self, file: &SnapshotFile, number: u32) -> Result<Vec<u8>, SnapshotError> {
        let place = number.wrapping_sub(1) as usize;
        if number == 0 || number > self.terms {
            return Err(file.damaged(format!("it has no term {number}")));
        }
        let (block, within) = (place / TERMS_OF_BLOCK, place % TERMS_OF_BLOCK);
        let bytes = self.block(file, block)?;
        let mut walk = Walk::of(&bytes, within / TERMS_OF_GROUP);
        let found = (0..=within % TERMS_OF_GROUP).all(|_| walk.step());
        if found { Ok(walk.key) } else { Err(file.damaged(format!("block {block} of the terms is none"))) }
    }

    /// The number of the term with a key.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn find(&self, file: &SnapshotFile, key: &[u8]) -> Result<Option<u32>, SnapshotError> {
        let Some(block) = self.index(file)?.block_of(key) else { return Ok(None) };
        let bytes = self.block(file, block)?;
        let first = (block * TERMS_OF_BLOCK) as u32;
        let in_block = (self.terms - first).min(TERMS_OF_BLOCK as u32);
        let groups = in_block.div_ceil(TERMS_OF_GROUP as u32);
        let damaged = || file.damaged(format!("block {block} of the terms is none"));
        // The last group whose first key is not after the key.
        let (mut start, mut end) = (0, groups as usize);
        while start < end {
            let middle = start + (end - start) / 2;
            let mut walk = Walk::of(&bytes, middle);
            if !walk.step() {
                return Err(damaged());
            }
            if walk.key.as_slice() <= key { start = middle + 1 } else { end = middle }
        }
        let Some(group) = start.checked_sub(1) else { return Ok(None) };
        let mut walk = Walk::of(&bytes, group);
        let before = (group * TERMS_OF_GROUP) as u32;
        for place in before..in_block.min(before + TERMS_OF_GROUP as u32) {
            if !walk.step() {
                return Err(damaged());
            }
            match walk.key.as_slice().cmp(key) {
                Ordering::Less => {}
                Ordering::Equal => return Ok(Some(first + place + 1)),
                Ordering::Greater => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Reads all blocks, without keeping them, and looks whether each holds the terms that it must.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn verify(&self, file: &SnapshotFile) -> Result<(), SnapshotError> {
        let mut last: Vec<u8> = Vec::new();
        for (block, place) in self.index(file)?.places.iter().enumerate() {
            let bytes = place.read(file, &|| format!("block {block} of the terms"))?;
            let terms = (self.terms as usize - block * TERMS_OF_BLOCK).min(TERMS_OF_BLOCK);
            for within in 0..terms {
                let mut walk = Walk::of(&bytes, within / TERMS_OF_GROUP);
                let whole = (0..=within % TERMS_OF_GROUP).all(|_| walk.step());
                if !whole || walk.key <= last {
                    return Err(file.damaged(format!("block {block} of the terms is none")));
                }
                last = walk.key;
            }
        }
        Ok(())
    }
}

/// Reads the keys of a group, one after another.
struct Walk<'a> {
    rest: &'a [u8],
    key: Vec<u8>,
}

impl<'a> Walk<'a> {
    fn of(block: &'a [u8], group: usize) -> Self {
        let start = match group.checked_sub(1) {
            None => Some(4 * OFFSETS),
            Some(place) => block
                .as_chunks::<4>()
                .0
                .get(place)
                .filter(|_| place < OFFSETS)
                .map(|&bytes| u32::from_le_bytes(bytes) as usize),
        };
        let rest = start.and_then(|start| block.get(start..)).unwrap_or_default();
        Self { rest, key: Vec::new() }
    }

    /// Reads the next key; `false` where there is none.
    fn step(&mut self) -> bool {
        let mut read = || {
            let shared = usize::try_from(varint::read(&mut self.rest)?).ok()?;
            let length = usize::try_from(varint::read(&mut self.rest)?).ok()?;
            let (bytes, rest) = self.rest.split_at_checked(length)?;
            self.rest = rest;
            (shared <= self.key.len()).then(|| {
                self.key.truncate(shared);
                self.key.extend_from_slice(bytes);
            })
        };
        read().is_some()
    }
}
