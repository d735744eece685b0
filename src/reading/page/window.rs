//! A few words around a place: what is looked at stays short, however long the text is.

use crate::ground::boundary::{ceil, floor};

/// How far words around a name are looked at, in bytes.
pub(super) const WINDOW: usize = 160;

/// The last words before `end`, at most [`WINDOW`] bytes, from `start` on.
pub(super) fn before(text: &str, start: usize, end: usize) -> &str {
    text.get(ceil(text, end.saturating_sub(WINDOW).max(start))..end).unwrap_or("")
}

/// The first words from `start` on, at most [`WINDOW`] bytes, up to `end`.
pub(super) fn behind(text: &str, start: usize, end: usize) -> &str {
    up_to(text, start, end, WINDOW)
}

/// The text from `start` on, at most `most` bytes, up to `end`.
pub(super) fn up_to(text: &str, start: usize, end: usize, most: usize) -> &str {
    text.get(start..floor(text, (start + most).min(end))).unwrap_or("")
}
