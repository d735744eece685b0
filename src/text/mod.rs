//! Reading texts: spans, dates, citations, relation phrases.

pub mod cite;
pub mod date;
pub mod notes;
mod span;

pub use span::{Span, fold_space};

/// Bytes in lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let _ = write!(out, "{byte:02x}");
    }
    out
}
