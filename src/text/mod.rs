//! Reading texts: spans, dates, citations, relation phrases.

pub mod cite;
pub mod date;
pub mod sentence;
mod span;
mod title;
pub mod url;

pub use span::{CharOffsets, Span, fold_space};
pub use title::title_key;

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
