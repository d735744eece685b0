//! Tells whether a number is one of another jurisdiction: states and cities issue executive orders and proclamations too.

use super::super::data::ProfileFile;
use crate::ground::Pattern;
use crate::ground::boundary::{ceil, head};
use serde::Deserialize;

/// How many bytes before and after a citation are looked at.
const REACH: usize = 80;

/// `[elsewhere]` of `schemes.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    places: Vec<String>,
    of: Vec<String>,
    offices: Vec<String>,
    acts: Vec<String>,
    by: Vec<String>,
    examples: Vec<String>,
    counter: Vec<String>,
}

/// The words by which texts tell the orders of other jurisdictions.
#[derive(Debug)]
pub struct Elsewhere {
    before: Pattern,
    after: Pattern,
    /// Citations of other jurisdictions.
    pub examples: Vec<String>,
    /// Citations of this one.
    pub counter: Vec<String>,
}

impl Elsewhere {
    /// Compiles the words of a row.
    ///
    /// # Errors
    /// A message where the words make no regular expression.
    pub(super) fn parse(file: ProfileFile<'_>, row: Row) -> Result<Self, String> {
        let any = |words: &[String]| {
            words.iter().map(|w| regex::escape(w).replace(' ', r"\s+")).collect::<Vec<_>>().join("|")
        };
        let (places, offices) = (any(&row.places), any(&row.offices));
        let (of, acts, by) = (any(&row.of), any(&row.acts), any(&row.by));
        let name = r"(?:\s+[A-Z][\w.-]*){0,3}?";
        let before = format!(
            r"(?-u:\b{{start-half}})(?:(?:{of})\s+{name}|(?:{places})|(?:{offices}){name})(?:[\x27’]s?)?(?:\s+(?:{acts}|{offices}(?:[\x27’]s)?))?\s+$"
        );
        let after = format!(r"^,?\s+\(?(?:{by})\s+(?:{places}|{offices})(?-u:\b{{end-half}})");
        let compile = |pattern: String| file.pattern(pattern).map_err(|e| format!("elsewhere: {e}"));
        Ok(Self {
            before: compile(before)?,
            after: compile(after)?,
            examples: row.examples,
            counter: row.counter,
        })
    }

    /// Whether the words around the citation at bytes `start..end` of `text` give it to another jurisdiction.
    pub(super) fn tells(&self, text: &str, start: usize, end: usize) -> bool {
        let before = text.get(ceil(text, start.saturating_sub(REACH))..start).unwrap_or("");
        let after = head(text.get(end..).unwrap_or(""), REACH);
        self.before.is_match(before) || self.after.is_match(after)
    }
}
