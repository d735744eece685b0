//! Places in a text.

use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A half-open range of bytes of one text, on character boundaries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span from `start` to `end`, exclusive.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The text that it covers; empty where it does not fit `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or("")
    }

    /// Whether `other` lies within it.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether both share a byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The same length, `by` bytes further on.
    #[must_use]
    pub const fn shift(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self { start: range.start, end: range.end }
    }
}

/// Folds each run of white space (no-break spaces too) into one blank and trims both ends.
#[must_use]
pub fn fold_space(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Character offsets of byte offsets of one text, in steps that do not depend on its length.
#[derive(Clone, Debug)]
pub struct CharOffsets<'t> {
    text: &'t str,
    /// Characters before each multiple of [`STEP`] bytes.
    before: Vec<u32>,
}

const STEP: usize = 256;

impl<'t> CharOffsets<'t> {
    /// Counts the characters of `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        super::work::steps(text.len());
        let mut before = Vec::with_capacity(text.len() / STEP + 1);
        let mut count = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            before.push(count);
            count += starts(chunk);
        }
        Self { text, before }
    }

    /// The number of characters before the byte `at`, which is a character boundary.
    #[must_use]
    pub fn at(&self, at: usize) -> u32 {
        let at = at.min(self.text.len());
        let step = (at / STEP).min(self.before.len().saturating_sub(1));
        let base = self.before.get(step).copied().unwrap_or(0);
        base + starts(self.text.as_bytes().get(step * STEP..at).unwrap_or_default())
    }
}

/// How many characters start in these bytes of a text.
fn starts(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|b| (**b as i8) >= -0x40).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn character_offsets_are_exact(text in "[a\u{e9}\u{20ac}\u{1f600}]{0,900}") {
            let offsets = CharOffsets::new(&text);
            for (i, (at, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(offsets.at(at) as usize, i);
            }
            prop_assert_eq!(offsets.at(text.len()) as usize, text.chars().count());
        }
    }
}
