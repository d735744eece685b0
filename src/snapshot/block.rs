//! A block of sorted quads: four columns of numbers, each packed into as few bits as its values need, and searched as
//! they lie.
//!
//! ```text
//! count    u16                 quads
//! columns  4 × (kind u8, width u8, distinct u16, base u32)
//! values   distinct × u32      of each column of kind 1
//! bits     count × width bits  of each column, from the lowest bit of a byte on, each column from a byte's start
//! padding  8 bytes of zero
//! ```
//! Integers are little-endian. A column of kind 0 holds `value - base`; one of kind 1 the place of the value among the
//! distinct ones, which are sorted. Whichever is shorter is taken.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::order::Quad;

/// Quads of a block; the last of an order may have fewer.
pub(super) const QUADS: usize = 1024;

const COLUMN: usize = 8;
const HEAD: usize = 2 + 4 * COLUMN;
const PADDING: usize = 8;
/// A column with more distinct values has no list of them.
const MOST_DISTINCT: usize = 128;

/// Writes a block of at least one and at most [`QUADS`] quads, whose columns are already in the order of the block.
pub(super) fn write(quads: &[Quad], out: &mut Vec<u8>) {
    let mut head = Vec::with_capacity(HEAD);
    head.extend_from_slice(&(quads.len() as u16).to_le_bytes());
    let (mut values, mut bits) = (Vec::new(), Vec::new());
    for column in 0..4 {
        let numbers: Vec<u32> = quads.iter().map(|quad| quad[column]).collect();
        let least = numbers.iter().copied().min().unwrap_or(0);
        let most = numbers.iter().copied().max().unwrap_or(0);
        let width = width_of(most - least);
        let mut distinct = numbers.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let place_width = width_of(distinct.len().saturating_sub(1) as u32);
        let as_places = 4 * distinct.len() + (place_width * quads.len()).div_ceil(8);
        if distinct.len() <= MOST_DISTINCT && as_places < (width * quads.len()).div_ceil(8) {
            head.extend_from_slice(&[1, place_width as u8]);
            head.extend_from_slice(&(distinct.len() as u16).to_le_bytes());
            head.extend_from_slice(&0_u32.to_le_bytes());
            distinct.iter().for_each(|value| values.extend_from_slice(&value.to_le_bytes()));
            let place = |n: &u32| distinct.binary_search(n).unwrap_or(0) as u32;
            pack(numbers.iter().map(place), place_width, &mut bits);
        } else {
            head.extend_from_slice(&[0, width as u8, 0, 0]);
            head.extend_from_slice(&least.to_le_bytes());
            pack(numbers.iter().map(|n| n - least), width, &mut bits);
        }
    }
    out.extend_from_slice(&head);
    out.extend_from_slice(&values);
    out.extend_from_slice(&bits);
    out.extend_from_slice(&[0; PADDING]);
}

const fn width_of(most: u32) -> usize {
    (u32::BITS - most.leading_zeros()) as usize
}

fn pack(numbers: impl Iterator<Item = u32>, width: usize, out: &mut Vec<u8>) {
    let (mut held, mut bits) = (0_u64, 0);
    for number in numbers {
        held |= u64::from(number) << bits;
        bits += width;
        while bits >= 8 {
            out.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
    if bits > 0 {
        out.push(held as u8);
    }
}

#[derive(Debug)]
struct Column {
    /// Where its bits start.
    start: usize,
    width: usize,
    mask: u64,
    base: u32,
    /// The distinct values; empty for a column of kind 0.
    values: Vec<u32>,
}

/// A block that was read.
#[derive(Debug)]
pub(super) struct Block {
    bytes: Vec<u8>,
    count: usize,
    columns: [Column; 4],
}

impl Block {
    /// A block of these bytes; `None` where they are no block.
    pub fn read(bytes: Vec<u8>) -> Option<Self> {
        let count = usize::from(u16::from_le_bytes(*bytes.first_chunk()?));
        if count == 0 || count > QUADS {
            return None;
        }
        let heads = bytes.get(2..HEAD)?.as_chunks::<COLUMN>().0;
        let mut at = HEAD;
        let mut columns = Vec::with_capacity(4);
        for &[kind, width, d0, d1, b0, b1, b2, b3] in heads {
            let distinct = usize::from(u16::from_le_bytes([d0, d1]));
            let width = usize::from(width);
            if kind > 1 || width > 32 || (kind == 1) != (distinct > 0) {
                return None;
            }
            let values = bytes.get(at..at + 4 * distinct)?.as_chunks::<4>().0;
            let values: Vec<u32> = values.iter().map(|&b| u32::from_le_bytes(b)).collect();
            at += 4 * distinct;
            let mask = (1_u64 << width) - 1;
            columns.push(Column {
                start: 0,
                width,
                mask,
                base: u32::from_le_bytes([b0, b1, b2, b3]),
                values,
            });
        }
        for column in &mut columns {
            column.start = at;
            at += (column.width * count).div_ceil(8);
        }
        let columns: [Column; 4] = columns.try_into().ok()?;
        (bytes.len() == at + PADDING).then_some(Self { bytes, count, columns })
    }

    /// How many quads it has.
    pub const fn len(&self) -> usize {
        self.count
    }

    /// Bytes of memory, about.
    pub fn weight(&self) -> usize {
        size_of::<Self>() + self.bytes.len() + self.columns.iter().map(|c| 4 * c.values.len()).sum::<usize>()
    }

    /// The value of a column of a quad, both within bounds.
    pub fn get(&self, quad: usize, column: usize) -> u32 {
        let Some(column) = self.columns.get(column) else { return 0 };
        let bit = quad * column.width;
        let at = column.start + bit / 8;
        // The padding makes eight bytes of the last value too.
        let Some(bytes) = self.bytes.get(at..).and_then(|rest| rest.first_chunk::<8>()) else { return 0 };
        let packed = ((u64::from_le_bytes(*bytes) >> (bit % 8)) & column.mask) as u32;
        if column.values.is_empty() {
            column.base.wrapping_add(packed)
        } else {
            column.values.get(packed as usize).copied().unwrap_or(0)
        }
    }

    /// All columns of a quad.
    pub fn quad(&self, quad: usize) -> Quad {
        [self.get(quad, 0), self.get(quad, 1), self.get(quad, 2), self.get(quad, 3)]
    }

    /// The first `bound` columns of a quad beside those of a prefix.
    fn compare(&self, quad: usize, prefix: &Quad, bound: usize) -> std::cmp::Ordering {
        for (column, value) in prefix.iter().take(bound).enumerate() {
            match self.get(quad, column).cmp(value) {
                std::cmp::Ordering::Equal => {}
                other => return other,
            }
        }
        std::cmp::Ordering::Equal
    }

    /// The first quad that is not before a prefix of `bound` columns; the length of the block where all are.
    pub fn lower_bound(&self, prefix: &Quad, bound: usize) -> usize {
        self.partition(0, self.count, |quad| self.compare(quad, prefix, bound).is_lt())
    }

    /// The first quad from `from` on that is after a prefix; near ones are found fast.
    pub fn upper_bound(&self, from: usize, prefix: &Quad, bound: usize) -> usize {
        let is_within = |quad: usize| self.compare(quad, prefix, bound).is_le();
        let (mut start, mut step) = (from, 1);
        loop {
            let end = start + step;
            if end >= self.count {
                return self.partition(start, self.count, is_within);
            }
            if !is_within(end) {
                return self.partition(start, end, is_within);
            }
            start = end;
            step *= 2;
        }
    }

    fn partition(&self, mut start: usize, mut end: usize, is_before: impl Fn(usize) -> bool) -> usize {
        while start < end {
            let middle = start + (end - start) / 2;
            if is_before(middle) {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut quads: Vec<Quad>) -> Vec<Quad> {
        quads.sort_unstable();
        quads.dedup();
        quads
    }

    fn packed(quads: &[Quad]) -> Vec<u8> {
        let mut bytes = Vec::new();
        write(quads, &mut bytes);
        bytes
    }

    proptest! {
        #[test]
        fn quads_are_read_back_and_found(
            quads in prop::collection::vec(
                (0..40_u32, prop_oneof![Just(7_u32), 0..=u32::MAX], 0..=u32::MAX, 0..3_u32), 1..400),
            wanted in (0..41_u32, 0..=u32::MAX),
        ) {
            let quads = sorted(quads.into_iter().map(|(a, b, c, d)| [a, b, c, d]).collect());
            let block = Block::read(packed(&quads)).unwrap();
            prop_assert_eq!(block.len(), quads.len());
            let read: Vec<Quad> = (0..block.len()).map(|i| block.quad(i)).collect();
            prop_assert_eq!(&read, &quads);
            let prefix = [wanted.0, wanted.1, 0, 0];
            for bound in 0..=2 {
                let least = quads.partition_point(|q| q[..bound] < prefix[..bound]);
                prop_assert_eq!(block.lower_bound(&prefix, bound), least);
                if least < quads.len() {
                    let end = quads.partition_point(|q| q[..bound] <= prefix[..bound]);
                    prop_assert_eq!(block.upper_bound(least, &prefix, bound), end);
                }
            }
        }

        #[test]
        fn bytes_that_are_no_block_are_refused_or_read_within_bounds(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Some(block) = Block::read(bytes) {
                for quad in 0..block.len() {
                    block.quad(quad);
                }
            }
        }
    }

    #[test]
    fn a_block_that_is_cut_or_longer_is_refused() {
        let bytes = packed(&[[1, 2, 3, 4], [1, 2, 4, 4]]);
        assert!(Block::read(bytes.clone()).is_some());
        for len in 0..bytes.len() {
            assert!(Block::read(bytes[..len].to_vec()).is_none(), "{len}");
        }
        let longer = [bytes, vec![0]].concat();
        assert!(Block::read(longer).is_none());
    }
}
