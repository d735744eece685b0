//! Positions of many bytes of one text, each in steps that do not depend on its length.

use super::diag::Position;
use super::work;

/// Bytes between two places that are kept.
const STEP: usize = 256;

/// Line and column of the bytes of one text, counted once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    /// The position of each [`STEP`]th byte.
    marks: Vec<Position>,
}

impl Places {
    /// Counts the lines and characters of a text.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut at = Position::from_one_based(1, 1);
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        for chunk in text.chunks(STEP) {
            marks.push(at);
            at = at.then(Position::of_offset(chunk, chunk.len()));
        }
        Self { marks }
    }

    /// The position of a byte of the same text; the end of it where the offset is beyond.
    pub(crate) fn at(&self, text: &[u8], offset: usize) -> Position {
        let offset = offset.min(text.len());
        let step = (offset / STEP).min(self.marks.len().saturating_sub(1));
        let mark = self.marks.get(step).copied().unwrap_or(Position::from_one_based(1, 1));
        let after = text.get(step * STEP..).unwrap_or_default();
        mark.then(Position::of_offset(after, offset - step * STEP))
    }
}

/// Where the bytes of a value stand that is written with escapes, such as a string of JSON or a cell of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Decoded {
    /// Bytes of the value, with the byte of the text at which they are written; the first is its start.
    marks: Vec<(usize, usize)>,
}

impl Decoded {
    /// Nothing of a value but its start, for a single look.
    pub(crate) fn starting(start: usize) -> Self {
        Self { marks: vec![(0, start)] }
    }

    /// Follows a value that starts at byte `start` of a text. `step` tells of the bytes at an offset how many of them
    /// write how many bytes of the value; `None` at its end.
    pub(crate) fn new(start: usize, step: &dyn Fn(usize) -> Option<(usize, usize)>) -> Self {
        let mut marks = vec![(0, start)];
        let (mut decoded, mut at, mut kept) = (0, start, 0);
        while let Some((width, length)) = step(at) {
            work::steps(1);
            (decoded, at) = (decoded + length, at + width);
            if decoded - kept >= STEP {
                marks.push((decoded, at));
                kept = decoded;
            }
        }
        Self { marks }
    }

    /// The byte of the text at which byte `wanted` of the value is written; its end where that is beyond.
    pub(crate) fn at(&self, wanted: usize, step: &dyn Fn(usize) -> Option<(usize, usize)>) -> usize {
        let mark = self.marks.partition_point(|(decoded, _)| *decoded <= wanted).saturating_sub(1);
        let (mut decoded, mut at) = self.marks.get(mark).copied().unwrap_or_default();
        while decoded < wanted
            && let Some((width, length)) = step(at)
        {
            work::steps(1);
            (decoded, at) = (decoded + length, at + width);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn positions_are_those_of_a_count_from_the_start(text in "[a\u{e9}\u{1f600}\n]{0,900}", at in 0_usize..2000) {
            let places = Places::new(text.as_bytes());
            prop_assert_eq!(places.at(text.as_bytes(), at), Position::of_offset(text.as_bytes(), at));
        }

        #[test]
        fn values_are_followed_from_the_nearest_mark(widths in prop::collection::vec(1_usize..4, 0..900), at in 0_usize..2000) {
            // A byte that is written in so many; one in four writes three bytes.
            let written: Vec<usize> = widths.iter().flat_map(|w| std::iter::repeat_n(*w, *w)).collect();
            let step = |at: usize| written.get(at).map(|w| (*w, if *w == 3 { 3 } else { 1 }));
            let from_start = Decoded::starting(0).at(at, &step);
            prop_assert_eq!(Decoded::new(0, &step).at(at, &step), from_start);
        }
    }
}
