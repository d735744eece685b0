//! The lines of a document's head, and what each says: number, date, subject, sender, or a title.

use super::{Layout, Span};
use crate::model::{Identifier, PartialDate};
use crate::profile::Profile;
use crate::source::BlockKind;

/// What a line of the head is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// A number and nothing else but its day: "Executive Order 14417", "Executive Order 14417 of March 3, 2031", "M-31-09".
    Number(Identifier, Option<PartialDate>),
    /// A date and nothing else, or behind "DATE:".
    Date(PartialDate),
    /// What it is about: "SUBJECT: …".
    Subject(String),
    /// Who signs: "FROM: Jane Roe, Director".
    Sender(String),
    /// It may be the title.
    Free,
    /// Menus, rules, addressees.
    Other,
}

/// A line of the head.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub span: Span,
    pub says: Says,
    /// Whether the markup sets it as a heading of the first level.
    pub top: bool,
}

/// A head is no longer than this, in lines.
const MAX_LINES: usize = 40;

/// A line of a head is no longer than this, in bytes.
const MAX_LINE: usize = 600;

/// A line before the first sentence of a document that is hardly longer than its head, in bytes.
const SHORT: usize = 100;

/// Reads the lines of the head, which has `blocks` blocks. Short lines at the very start that end no sentence are read as
/// lines of a head in any case.
pub(super) fn read(profile: &Profile, layout: &Layout, blocks: usize) -> Vec<Line> {
    let opens = layout.blocks.iter().take(MAX_LINES).take_while(|block| {
        let words = layout.block_text(block);
        words.len() <= SHORT && !words.ends_with(['.', ';', '?', '!'])
    });
    let head = layout.blocks.iter().take(blocks.min(MAX_LINES).max(opens.count()));
    let short = head.filter(|b| b.span.end - b.span.start <= MAX_LINE);
    short
        .map(|block| {
            let words = layout.block_text(block).trim();
            Line { span: block.span, says: says(profile, words), top: block.kind == BlockKind::Heading(1) }
        })
        .collect()
}

fn says(profile: &Profile, words: &str) -> Says {
    if let Some(subject) = profile.frames.subject(words) {
        return Says::Subject(subject.to_owned());
    }
    if let Some(sender) = profile.frames.sender(words) {
        return Says::Sender(sender.to_owned());
    }
    if let Some((number, day)) = number_alone(profile, words) {
        return Says::Number(number, day);
    }
    let day = profile.frames.date(words).unwrap_or(words);
    if let Some(date) = date_alone(profile, day) {
        return Says::Date(date);
    }
    let kind = profile.frames.documents.iter().any(|d| d.head.as_ref().is_some_and(|r| r.is_match(words)));
    if kind || profile.frames.skips(words) { Says::Other } else { Says::Free }
}

/// The number that is all of a line, with the day behind it: "[Presidential Determination No. 2031-07]", "National Security
/// Presidential Memorandum/NSPM-1", "Executive Order 14417 of March 3, 2031".
pub(super) fn number_alone(profile: &Profile, words: &str) -> Option<(Identifier, Option<PartialDate>)> {
    let found = profile.schemes.find_in(words);
    let [(span, number)] = found.as_slice() else { return None };
    let blank = |text: Option<&str>| text.is_some_and(|t| !t.contains(char::is_alphanumeric));
    if !blank(words.get(..span.start)) {
        return None;
    }
    let rest = words.get(span.end..)?;
    if blank(Some(rest)) {
        return Some((number.clone(), None));
    }
    // One small word may stand between: "of", "dated".
    let hit = profile.dates.find_in(rest).next()?;
    let between = rest.get(..hit.span.start)?.split_whitespace().count();
    (between <= 1 && blank(rest.get(hit.span.end..))).then(|| (number.clone(), hit.date))
}

/// The date that is all of a line: "March 3, 2031", "01/24/31".
fn date_alone(profile: &Profile, words: &str) -> Option<PartialDate> {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let hit = profile.dates.find_in(bare).next().filter(|h| h.span == Span::new(0, bare.len()));
    hit.and_then(|h| h.date).or_else(|| profile.dates.short(bare))
}
