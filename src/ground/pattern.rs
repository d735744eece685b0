//! Regular expressions: those written in the program, and those of data that is compiled into it.

use regex::Regex;
use regex_automata::meta;
use std::ops::Deref;
use std::sync::OnceLock;

/// A regular expression, compiled at first use or when it is made.
///
/// Those of the program ([`Pattern::new`]) and of the data that is compiled into it ([`Pattern::later`]) are compiled at
/// first use: most inputs need few of them. One that does not compile is a fault of the program and panics at first use, so
/// that it is never passed over in silence; `tests/patterns.rs` compiles every one of the program, and a test of the
/// profile those of its data. Patterns of data that is read ([`Pattern::now`]) are compiled at once, and there a fault is an
/// error with its file.
#[derive(Debug)]
pub struct Pattern {
    source: Source,
    compiled: OnceLock<Regex>,
}

#[derive(Debug)]
enum Source {
    Parts(&'static [&'static str]),
    Whole(String),
}

impl Pattern {
    /// The expression that the parts make when they are joined.
    #[must_use]
    pub const fn new(parts: &'static [&'static str]) -> Self {
        Self { source: Source::Parts(parts), compiled: OnceLock::new() }
    }

    /// An expression of data that is compiled into the program.
    pub(crate) const fn later(source: String) -> Self {
        Self { source: Source::Whole(source), compiled: OnceLock::new() }
    }

    /// An expression of data that is read.
    ///
    /// # Errors
    /// What is wrong with the expression.
    pub(crate) fn now(source: String) -> Result<Self, String> {
        let compiled = OnceLock::from(Regex::new(&figures(&source)).map_err(|e| e.to_string())?);
        Ok(Self { source: Source::Whole(source), compiled })
    }
}

impl Deref for Pattern {
    type Target = Regex;

    fn deref(&self) -> &Regex {
        self.compiled.get_or_init(|| {
            well(match &self.source {
                Source::Parts(parts) => Regex::new(&figures(&parts.concat())),
                Source::Whole(source) => Regex::new(&figures(source)),
            })
        })
    }
}

/// Several expressions, found in one pass: the first of them wins at one place. Compiled as [`Pattern`] is.
#[derive(Debug)]
pub struct PatternSet {
    sources: Vec<String>,
    compiled: OnceLock<meta::Regex>,
}

impl PatternSet {
    /// Expressions of data that is compiled into the program.
    pub(crate) fn later(sources: Vec<String>) -> Self {
        Self { sources: sources.iter().map(|s| figures(s)).collect(), compiled: OnceLock::new() }
    }

    /// Expressions of data that is read.
    ///
    /// # Errors
    /// What is wrong with the expressions.
    pub(crate) fn now(sources: Vec<String>) -> Result<Self, String> {
        let set = Self::later(sources);
        let compiled = meta::Regex::builder().build_many(&set.sources).map_err(|e| e.to_string())?;
        Ok(Self { compiled: OnceLock::from(compiled), ..set })
    }
}

impl Deref for PatternSet {
    type Target = meta::Regex;

    fn deref(&self) -> &meta::Regex {
        self.compiled.get_or_init(|| well(meta::Regex::builder().build_many(&self.sources)))
    }
}

/// A pattern in which `\d` is a figure from 0 to 9: no number of a policy is printed in the figures of other scripts, which
/// would make the compiled pattern many times larger.
fn figures(source: &str) -> String {
    let mut written = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        match (c, if c == '\\' { chars.next() } else { None }) {
            (_, Some('d')) => written.push_str("[0-9]"),
            (c, next) => written.extend(std::iter::once(c).chain(next)),
        }
    }
    written
}

#[allow(clippy::panic, reason = "a fault of the program, found by tests")]
fn well<T, E: std::fmt::Display>(compiled: Result<T, E>) -> T {
    compiled.unwrap_or_else(|e| panic!("a pattern of the program is wrong: {e}"))
}

#[cfg(test)]
mod tests {
    use super::{Pattern, PatternSet, figures};

    #[test]
    fn figures_are_those_that_numbers_are_printed_in() {
        assert_eq!(figures(r"\d{2}[\d,]\\d\D\"), r"[0-9]{2}[[0-9],]\\d\D\");
        let year = Pattern::now(r"^\d{4}$".to_owned()).unwrap();
        assert!(year.is_match("2031") && !year.is_match("٢٠٣١"));
        let set = PatternSet::now(vec![r"\d".to_owned(), "a".to_owned()]).unwrap();
        assert!(!set.is_match("٢") && set.is_match("2"));
        assert!(Pattern::now("(".to_owned()).is_err() && PatternSet::now(vec!["(".to_owned()]).is_err());
    }
}
