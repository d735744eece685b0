//! Marks of items within a paragraph: `it is amended (1) by striking …; and (2) by inserting …`.
//!
//! A mark counts an item where the words around it say so: it follows a stop, a comma, a joining word or words that
//! lead to it; it does not follow a noun that points at a division ("section 55 (a)", "paragraph (1)"); and it is the
//! first of its list with a second after it, or follows one before it.

use super::quoted::Quoted;
use crate::ground::Span;
use crate::profile::Structure;
use crate::source::enumerator::{self, PrintedMark};

/// A mark within a paragraph.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunIn {
    /// Where, in the text.
    pub(super) span: Span,
    pub(super) mark: PrintedMark,
}

/// A list that is open while a paragraph is read.
#[derive(Clone, Copy, Debug)]
struct Open {
    last: PrintedMark,
    /// Where its last mark ends.
    end: usize,
    /// The first mark in `found`, kept or given up once it is known whether a second follows; `None` once it is.
    first: Option<usize>,
}

/// Lists within one another in one paragraph.
const MAX_OPEN: usize = 8;

/// Finds the marks of `within`, in order; `start` is the mark with which the block starts, outside of `within`.
pub(super) fn find(
    structure: &Structure,
    text: &str,
    within: Span,
    start: Option<PrintedMark>,
    quoted: &Quoted,
) -> Vec<RunIn> {
    let words = within.of(text);
    let mut found: Vec<Option<RunIn>> = Vec::new();
    let mut open: Vec<Open> =
        start.map(|last| Open { last, end: within.start, first: None }).into_iter().collect();
    for (at, _) in words.match_indices('(') {
        let Some(mark) = words.get(at..).and_then(enumerator::mark_at) else { continue };
        let span = Span::new(within.start + at, within.start + at + mark.len);
        if quoted.contains(span) || !followed(words, at + mark.len) {
            continue;
        }
        let before = words.get(..at).unwrap_or("");
        let next = open.iter().rposition(|o| mark.after(&o.last).is_some());
        let lead = lead(structure, before);
        if let Some(level) = next
            && lead.joins(text.get(span.end..within.end).unwrap_or(""))
            && open
                .get(level)
                .is_some_and(|o| has_words(structure, text.get(o.end..span.start).unwrap_or("")))
        {
            give_up(&mut found, open.drain(level + 1..));
            if let Some(list) = open.get_mut(level) {
                let last = mark.after(&list.last).unwrap_or(mark);
                *list = Open { last, end: span.end, first: None };
                found.push(Some(RunIn { span, mark: last }));
            }
        } else if mark.is_first() && lead.opens() && open.len() < MAX_OPEN {
            open.push(Open { last: mark, end: span.end, first: Some(found.len()) });
            found.push(Some(RunIn { span, mark }));
        }
    }
    give_up(&mut found, open.into_iter());
    found.into_iter().flatten().collect()
}

/// A list of one item is none.
fn give_up(found: &mut [Option<RunIn>], lists: impl Iterator<Item = Open>) {
    for first in lists.filter_map(|list| list.first) {
        if let Some(slot) = found.get_mut(first) {
            *slot = None;
        }
    }
}

/// What stands before a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lead {
    /// A stop, a comma, a dash; a word that joins.
    Stop,
    /// A figure: "of August 17, 1965 (3) Executive Order".
    Figure,
    /// Any other word.
    Word,
    /// A noun that points at a division, or another mark: "section 55 (a)", "(a) (1)".
    Pointer,
}

impl Lead {
    /// Whether the first mark of a list may stand here.
    const fn opens(self) -> bool {
        matches!(self, Self::Stop | Self::Word)
    }

    /// Whether a further mark may stand here; `rest` are the words after it.
    fn joins(self, rest: &str) -> bool {
        match self {
            Self::Stop => true,
            Self::Figure => rest.trim_start().starts_with(char::is_uppercase),
            Self::Word | Self::Pointer => false,
        }
    }
}

fn lead(structure: &Structure, before: &str) -> Lead {
    let trimmed = before.trim_end();
    // "553(b)": no blank before the bracket.
    if trimmed.len() == before.len() && !trimmed.ends_with([':', ';', '—', '-']) {
        return if trimmed.is_empty() { Lead::Stop } else { Lead::Pointer };
    }
    if trimmed.is_empty() || trimmed.ends_with([':', ';', ',', '.', '—', '–', '-', '”', '"', '\'']) {
        return Lead::Stop;
    }
    let word = last_word(trimmed);
    if structure.is_joiner(word) {
        return Lead::Stop;
    }
    if word.is_empty() || structure.is_pointer(word) {
        return Lead::Pointer;
    }
    if word.bytes().any(|b| b.is_ascii_digit()) {
        let before = trimmed.get(..trimmed.len() - word.len()).unwrap_or("");
        let pointed = structure.is_pointer(last_word(before.trim_end()));
        return if pointed { Lead::Pointer } else { Lead::Figure };
    }
    Lead::Word
}

/// A word is no longer than this; the rest of it is not looked at.
const MAX_WORD: usize = 40;

fn last_word(words: &str) -> &str {
    let tail = crate::ground::boundary::tail(words, MAX_WORD).trim_end_matches(['.', ',']);
    tail.rsplit(|c: char| !(c.is_alphanumeric() || c == '/')).next().unwrap_or("")
}

/// Whether words follow a mark, as they follow that of an item.
fn followed(words: &str, at: usize) -> bool {
    let rest = words.get(at..).unwrap_or("");
    rest.starts_with(char::is_whitespace)
        && rest
            .trim_start()
            .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '“' | '"' | '`' | '(' | '$' | '['))
}

/// Whether more than a joining word stands between two marks.
fn has_words(structure: &Structure, between: &str) -> bool {
    between
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty() && !structure.is_joiner(w))
        .nth(1)
        .is_some()
}
