//! Diagnostics: what was expected, what was found, and where.
//!
//! A reader knows byte spans; the caller adds the file ([`Diagnostic::within`]). Positions are stored
//! 0-based and printed 1-based; [`Position`] alone converts.

use crate::ground::{Span, is_unprintable};
use serde::{Deserialize, Serialize};

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Read through; the reading is worth a look.
    Note,
    /// Something was read in another way than it is printed, or left out of one record.
    Warning,
    /// A record or a file could not be read.
    Error,
}

/// A place in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Position {
    /// Line, 0-based.
    line: u32,
    /// Column in characters, 0-based.
    column: u32,
}

impl Position {
    /// The position of a byte offset of `bytes`; the end of it where the offset is beyond.
    #[must_use]
    pub fn of_offset(bytes: &[u8], offset: usize) -> Self {
        let head = bytes.get(..offset).unwrap_or(bytes);
        super::work::steps(head.len());
        let start = memchr::memrchr(b'\n', head).map_or(0, |i| i + 1);
        let line = memchr::memchr_iter(b'\n', head).count();
        // Characters, counted by their first bytes, so that invalid UTF-8 counts too.
        let column = head.get(start..).unwrap_or_default().iter().filter(|b| (**b as i8) >= -0x40).count();
        Self {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column).unwrap_or(u32::MAX),
        }
    }

    /// A position from 1-based line and column, as `serde_json` and `csv` report them.
    #[must_use]
    pub const fn from_one_based(line: u32, column: u32) -> Self {
        Self { line: line.saturating_sub(1), column: column.saturating_sub(1) }
    }

    /// The place `inner` of a stretch that starts here, at the start of a line.
    #[must_use]
    pub const fn plus(self, inner: Self) -> Self {
        Self { line: self.line.saturating_add(inner.line), column: inner.column }
    }

    /// The place `inner` of a stretch that starts here, anywhere in a line.
    #[must_use]
    pub const fn then(self, inner: Self) -> Self {
        if inner.line > 0 {
            return self.plus(inner);
        }
        Self { line: self.line, column: self.column.saturating_add(inner.column) }
    }

    /// The line, 1-based.
    #[must_use]
    pub const fn line(self) -> u32 {
        self.line.saturating_add(1)
    }

    /// The column in characters, 1-based.
    #[must_use]
    pub const fn column(self) -> u32 {
        self.column.saturating_add(1)
    }
}

/// One problem of one input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name in kebab case: `impossible-date`.
    pub code: std::borrow::Cow<'static, str>,
    /// What is wrong, in one sentence without the place.
    pub message: String,
    /// What a reader would have taken.
    pub expected: Option<String>,
    /// What stands there.
    pub found: Option<String>,
    /// Where in the source: a JSON Pointer, a CSV cell; empty for the text itself.
    pub locator: String,
    /// Byte span in the text at [`Diagnostic::locator`].
    pub span: Option<Span>,
    /// The file, as the user named it.
    pub file: String,
    /// The place in the file, where it could be told.
    pub position: Option<Position>,
    /// Whether the reading of the source stopped here: it is cut off, or the rest could not be read.
    pub stops: bool,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity,
            code: code.into(),
            message: message.into(),
            expected: None,
            found: None,
            locator: String::new(),
            span: None,
            file: String::new(),
            position: None,
            stops: false,
        }
    }

    /// An error without a place, at which a source is cut off.
    pub fn cut_off(message: impl Into<String>) -> Self {
        Self::error("cut-off", message).stopping()
    }

    /// An error without a place.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, message)
    }

    /// A warning without a place.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, message)
    }

    /// A note without a place.
    pub fn note(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, message)
    }

    /// Says what was expected and what was found. `found` is cut to 80 characters.
    #[must_use]
    pub fn expected(mut self, expected: impl Into<String>, found: impl AsRef<str>) -> Self {
        self.expected = Some(expected.into());
        self.found = Some(excerpt(found.as_ref(), 80));
        self
    }

    /// Places it in the text at a locator.
    #[must_use]
    pub fn at(mut self, locator: impl Into<String>, span: Span) -> Self {
        self.locator = locator.into();
        self.span = Some(span);
        self
    }

    /// Places it in the file.
    #[must_use]
    pub const fn position(mut self, position: Position) -> Self {
        self.position = Some(position);
        self
    }

    /// Says that the source is not read beyond it.
    #[must_use]
    pub const fn stopping(mut self) -> Self {
        self.stops = true;
        self
    }

    /// Names the file, which only the caller knows.
    #[must_use]
    pub fn within(mut self, file: &str) -> Self {
        if self.file.is_empty() {
            file.clone_into(&mut self.file);
        }
        self
    }
}

/// The first `max` characters, with an ellipsis where it was cut; unprintable characters as blanks.
#[must_use]
pub fn excerpt(text: &str, max: usize) -> String {
    let mut out: String = text.chars().take(max).map(|c| if is_unprintable(c) { ' ' } else { c }).collect();
    if text.chars().nth(max).is_some() {
        out.push('…');
    }
    out
}
