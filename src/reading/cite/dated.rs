//! Policies without a number, by kind and date: "Executive order of June 10, 1902".

use super::{Citation, Cited};
use crate::ground::boundary::ceil;
use crate::ground::{Span, WorkCounter, fold_space};
use crate::model::{BodyIx, Precision};
use crate::profile::date::DateHit;
use crate::profile::{List, Profile};

/// How far before its date a kind may stand, in bytes.
const REACH: usize = 240;

/// Every policy that is named by kind and date, left to right; linear in the text.
pub(super) fn find_in(
    profile: &Profile,
    text: &str,
    dates: &[DateHit],
    looks: &WorkCounter,
) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    let mut floor = 0;
    // The row of a plural, whose further days may follow: "the Executive orders of July 9, 1910, and May 18, 1911".
    let mut listed: Option<usize> = None;
    for hit in dates {
        let Some(date) = hit.date else { continue };
        let from = ceil(text, hit.span.start.saturating_sub(REACH).max(floor));
        let before = text.get(from..hit.span.start).unwrap_or("");
        looks.at(before.len() * profile.citations.dated.len());
        let row = profile
            .citations
            .dated
            .iter()
            .enumerate()
            .find_map(|(ix, row)| Some((ix, row.before.captures(before)?)));
        // A month alone names no policy: "the current order, issued January 2025".
        let row = row.filter(|(_, c)| date.precision() == Precision::Day || c.name("about").is_some());
        if let Some((row, captures)) = row {
            let start = from + captures.name("kind").map_or(0, |m| m.start());
            listed = captures.name("kind").filter(|m| is_plural(m.as_str())).map(|_| row);
            let about = captures.name("about").map(|m| fold_space(m.as_str()));
            let by = issuer(profile, text.get(from..start).unwrap_or(""), row);
            let start = by.map_or(start, |(at, _)| from + at);
            found.push(Citation {
                span: Span::new(start, hit.span.end),
                cited: Cited::Dated { row, about, by: by.map(|(_, body)| body) },
                date: Some((hit.span, date)),
            });
        }
        let is_first = found.last().is_some_and(|c| c.span.end == hit.span.end);
        let gap = text.get(floor..hit.span.start).unwrap_or("");
        if let Some(row) = listed.filter(|_| !is_first) {
            if goes_on(profile, gap) {
                let cited = Cited::Dated { row, about: None, by: None };
                found.push(Citation { span: hit.span, cited, date: Some((hit.span, date)) });
            } else {
                listed = None;
            }
        }
        floor = hit.span.end;
    }
    found
}

/// The body whose name ends right before a kind, where it is another than that of the kind's row, with where the name
/// starts: "the OPM Memorandum".
fn issuer(profile: &Profile, before: &str, row: usize) -> Option<(usize, BodyIx)> {
    let row = profile.citations.dated.get(row).filter(|r| r.other.is_some())?;
    let (span, body) = profile.bodies.find_in(before).last()?;
    let gap = before.get(span.end..)?.trim_start_matches(['’', '\'', 's']);
    (gap.trim().is_empty() && row.body != Some(body)).then_some((span.start, body))
}

/// Whether the words of a kind are in the plural.
fn is_plural(kind: &str) -> bool {
    kind.trim_end_matches('.').ends_with(['s', 'S'])
}

/// Whether the words between two days of a list lead to one more member: ", and", ", creating Reserve No. 108, and of".
fn goes_on(profile: &Profile, gap: &str) -> bool {
    let words = gap.trim_end();
    // A full stop before a number is that of an abbreviation.
    let ends = words.match_indices(". ").any(|(at, _)| {
        let next = words.get(at..).unwrap_or("").trim_start_matches(['.', ' ']);
        !next.starts_with(|c: char| c.is_ascii_digit())
    });
    let mut last = words.rsplit(char::is_whitespace);
    let word = last.next().filter(|w| !profile.wording.has(List::BeforeDate, w)).or_else(|| last.next());
    let joined = word.is_some_and(|w| profile.wording.has(List::And, w));
    gap.len() <= REACH && !gap.contains([';', ':']) && !ends && (joined || words == ",")
}

/// The longest title between the day of a policy and its number, in bytes.
const MAX_TITLE: usize = 300;

/// Gives what is named by kind and date the number that stands right behind, or behind its title in quotation marks, where
/// policies of the kind have such: "the final rule of April 9, 2031, “Lamps of Piers,” 96 FR 24982".
pub(super) fn numbered(
    profile: &Profile,
    text: &str,
    found: Vec<Citation>,
    looks: &WorkCounter,
) -> Vec<Citation> {
    let mut all: Vec<Citation> = Vec::with_capacity(found.len());
    for mut citation in found {
        let scheme = match &citation.cited {
            Cited::Number(id) => Some(profile.schemes.get(id.scheme).key.as_str()),
            _ => None,
        };
        let own = all.pop_if(|before| {
            let Cited::Dated { row, .. } = &before.cited else { return false };
            let row = profile.citations.dated.get(*row);
            let gap = text.get(before.span.end..citation.span.start).unwrap_or("");
            looks.at(gap.len().min(MAX_TITLE));
            scheme.is_some()
                && row.and_then(|row| row.number.as_deref()) == scheme
                && gap.len() <= MAX_TITLE
                && is_title(gap)
        });
        if let Some(own) = own {
            citation.span.start = own.span.start;
            citation.date = own.date;
        }
        all.push(citation);
    }
    all
}

/// Whether a gap holds nothing but marks, or a title in quotation marks between them.
fn is_title(gap: &str) -> bool {
    let marks: &[char] = &[' ', ',', '(', '.', '\n', '\t'];
    let quotes: &[char] = &['“', '”', '"', '‘', '’', '\'', '`'];
    let words = gap.trim_matches(marks);
    words.is_empty() || words.len() > 1 && words.starts_with(quotes) && words.ends_with(quotes)
}
