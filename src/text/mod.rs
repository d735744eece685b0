//! Reading texts: spans, dates, citations, relation phrases.

pub mod cite;
pub mod date;
pub mod notes;
pub mod relations;
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

/// Whether a character could change what a terminal or a page shows around it: controls, and those that turn the
/// direction of text.
#[must_use]
pub fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
