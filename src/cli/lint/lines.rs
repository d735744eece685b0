//! The lines of a file: where each begins, and in which line and column a byte stands, in steps that do not depend on its
//! length.

use crate::ground::CharOffsets;
use crate::ground::diag::Position;

/// The bytes of a file by their lines.
pub(super) struct Lines<'b> {
    bytes: &'b [u8],
    /// The first byte of each line; none where the file is empty.
    starts: Vec<usize>,
    /// Of a file that is UTF-8.
    characters: Option<CharOffsets<'b>>,
}

impl<'b> Lines<'b> {
    /// Looks at the bytes once.
    pub(super) fn new(bytes: &'b [u8]) -> Self {
        let mut starts = Vec::new();
        if !bytes.is_empty() {
            starts.push(0);
        }
        starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).filter(|at| *at < bytes.len()));
        let characters = std::str::from_utf8(bytes).ok().map(CharOffsets::new);
        Self { bytes, starts, characters }
    }

    /// How many there are; what follows the last line break counts where it is not empty.
    pub(super) const fn count(&self) -> usize {
        self.starts.len()
    }

    /// The bytes of the file.
    pub(super) const fn bytes(&self) -> &'b [u8] {
        self.bytes
    }

    /// The first byte of a line, counted from 0; the end of the file beyond the last.
    pub(super) fn start(&self, line: usize) -> usize {
        self.starts.get(line).copied().unwrap_or(self.bytes.len())
    }

    /// A line with its line break, counted from 0.
    pub(super) fn line(&self, line: usize) -> &'b [u8] {
        self.bytes.get(self.start(line)..self.start(line + 1)).unwrap_or_default()
    }

    /// The line that a byte stands in, counted from 0; the last line for the end of the file.
    pub(super) fn of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The place of a byte; none beyond the file, within a character, or in a file that is not UTF-8.
    pub(super) fn position(&self, offset: usize) -> Option<Position> {
        let characters = self.characters.as_ref()?;
        if offset > self.bytes.len() || self.bytes.get(offset).is_some_and(|byte| is_within(*byte)) {
            return None;
        }
        let line = self.of(offset);
        let column = characters.at(offset) - characters.at(self.start(line));
        let line = u32::try_from(line).ok()?;
        Some(Position::from_one_based(line + 1, column + 1))
    }
}

/// Whether a byte of UTF-8 is one within a character.
const fn is_within(byte: u8) -> bool {
    byte & 0xc0 == 0x80
}
