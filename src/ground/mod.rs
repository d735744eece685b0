//! What every other layer stands on: spans, positions and diagnostics, boundaries in text, addresses, vocabulary.

pub(crate) mod boundary;
pub mod diag;
pub(crate) mod nearest;
pub mod passage;
mod pattern;
pub(crate) mod place;
mod span;
pub mod url;
pub mod vocab;
pub(crate) mod work;
pub mod xml;
pub mod zst;

pub use pattern::{Pattern, PatternSet};
pub use span::{CharOffsets, Span, fold_space};

/// Counts the bytes that readers look at, for the tests that hold the work against the length of the text.
///
/// A search counts the bytes that it passes over to the end of what it finds; the search engine is linear in them.
#[derive(Debug, Default)]
pub(crate) struct WorkCounter(std::cell::Cell<u64>);

impl WorkCounter {
    pub(crate) fn at(&self, bytes: usize) {
        self.0.set(self.0.get() + bytes as u64);
        work::steps(bytes);
    }

    #[cfg(test)]
    pub(crate) const fn count(&self) -> u64 {
        self.0.get()
    }
}

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let digit = |d: u8| char::from(if d < 10 { b'0' + d } else { b'a' + d - 10 });
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// `ExecutiveOrder` gives `Executive Order`.
#[must_use]
pub(crate) fn words_apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

/// Whether a character could change what a terminal or a page shows around it: controls, and those that turn the
/// direction of text.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
