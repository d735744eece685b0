//! Entries without a link: "M-14-34 - Mending Nets, June 4, 2014", "OMB Circular A-54, Care of Tar (7/2/07)".
//!
//! Such a block is a number, a title, and what dates or locates it, and no sentence.

use crate::ground::Span;
use crate::profile::Profile;
use crate::reading::page::{label, titles};

/// An entry of a number and a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlainEntry {
    /// Number, title and date.
    pub label: Span,
    /// What happened to it, as its last bracket tells.
    pub status: Option<Span>,
}

/// The longest entry, in bytes.
const MAX_ENTRY: usize = 400;

/// Reads the entry that is all of a block.
pub(super) fn read(profile: &Profile, text: &str, block: Span) -> Option<PlainEntry> {
    let words = block.of(text);
    if words.len() > MAX_ENTRY {
        return None;
    }
    let (number, identifier) = profile.schemes.find_in(words).into_iter().next()?;
    // The figure of a footnote may stand before it: "33 M-25-14: Oversight of Canals, …".
    let before = words.get(..number.start)?.trim();
    let mark = before.len() <= 5 && before.chars().all(|c| c.is_ascii_digit() || !c.is_alphanumeric());
    if !mark || label::is_code(profile, &identifier) {
        return None;
    }
    let status = status(profile, words);
    let end =
        status.map_or(words.len(), |s| words.get(..s.start).and_then(|w| w.rfind('(')).unwrap_or(s.start));
    let end = profile
        .names
        .place
        .as_ref()
        .and_then(|r| r.find(words.get(..end).unwrap_or("")))
        .map_or(end, |m| m.start());
    let whole = words.get(..end)?.trim_end_matches(['.', ' ', ';']);
    let rest = whole.get(number.end..)?;
    let title = rest.trim_start_matches([',', ':', '–', '—', ' ', '\u{a0}', '.']);
    let title = title.strip_prefix("- ").unwrap_or(title);
    let separated = title.len() < rest.len();
    // The date and brackets at the end are no part of the title.
    let proper = profile.names.without_issuer(title.split(" (").next().unwrap_or(title));
    let dated = profile.dates.find_in(proper).last().filter(|hit| hit.span.end == proper.len());
    let proper = dated.map_or(proper, |hit| proper.get(..hit.span.start).unwrap_or(proper));
    let proper = proper.trim_end_matches([',', ' ', '“', '”']);
    let plain = separated
        && titles::is_title_case_short(proper)
        && profile.names.clause.as_ref().is_none_or(|r| !r.is_match(proper))
        && !proper.contains(". ")
        && !proper.ends_with(':')
        && profile.schemes.find_in(proper).first().is_none_or(|(span, _)| span.start > 3);
    plain.then(|| PlainEntry {
        label: Span::new(block.start + number.start, block.start + whole.len()),
        status: status.map(|s| s.shift(block.start)),
    })
}

/// The inside of the bracket at the end that tells what happened: bytes of `words`.
pub(super) fn status(profile: &Profile, words: &str) -> Option<Span> {
    profile.names.status.as_ref()?.captures(words).and_then(|c| c.name("in")).map(|m| m.range().into())
}

/// Whether words are a date and nothing else but commas and brackets.
pub(super) fn is_date(profile: &Profile, words: &str) -> bool {
    let bare = words.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '.'));
    let whole = profile.dates.find_in(bare).next().is_some_and(|h| h.span == Span::new(0, bare.len()));
    !bare.is_empty() && (whole || profile.dates.short(bare).is_some())
}
