//! Regular expressions that are written in the program.

use regex::Regex;
use std::ops::Deref;
use std::sync::OnceLock;

/// A regular expression of the program's own, compiled at first use.
///
/// One that does not compile is a fault of the program and panics at first use, so that it is never passed over in
/// silence; `tests/patterns.rs` compiles every one. Patterns that come from data are compiled when their profile is
/// loaded, and there a fault is an error with its file and line.
#[derive(Debug)]
pub struct Pattern {
    parts: &'static [&'static str],
    compiled: OnceLock<Regex>,
}

impl Pattern {
    /// The expression that the parts make when they are joined.
    #[must_use]
    pub const fn new(parts: &'static [&'static str]) -> Self {
        Self { parts, compiled: OnceLock::new() }
    }
}

impl Deref for Pattern {
    type Target = Regex;

    #[allow(clippy::panic, reason = "a fault of the program, found by tests/patterns.rs")]
    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            Regex::new(&self.parts.concat())
                .unwrap_or_else(|e| panic!("a pattern of the program is wrong: {e}"))
        })
    }
}
