//! States of policies, as columns and brackets print them: "Rescinded", "Superseded in part", "Expired 6/3/2020".
//!
//! In go the words of a cell or a bracket that name nobody who acts; out comes the ending that they tell.

use crate::ground::Span;
use crate::model::{EndingKind, Extent, PartialDate};
use crate::profile::{Class, Profile};

/// An ending that names no acting policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// What happened.
    pub(super) kind: EndingKind,
    /// When, where it is printed.
    pub(super) day: Option<PartialDate>,
    /// The words that say it, as bytes of what was read.
    pub(super) verb: Span,
}

/// A state has no more words than this; longer cells are sentences.
const MAX_WORDS: usize = 9;

/// Reads a state that opens with the participle of an ending.
pub(super) fn ended(profile: &Profile, words: &str) -> Option<Ended> {
    let phrases = &profile.phrases;
    let tokens = tokens(words);
    if tokens.len() > MAX_WORDS {
        return None;
    }
    let word = |at: usize| tokens.get(at).map_or("", |t| t.of(words));
    let class = |at: usize| phrases.words.of(&word(at).to_lowercase());
    let mut at = 0;
    // "Partially rescinded", "was rescinded"
    while class(at).is(Class::ADVERB.or(Class::BE).or(Class::BEEN).or(Class::PERFECT)) && at < tokens.len() {
        at += 1;
    }
    let first = word(at).to_lowercase();
    let partly = |from: usize, to: usize| {
        (from..to).any(|t| phrases.partly.at(&word(t).to_lowercase(), |i| word(t + i)).is_some())
    };
    let extent = if partly(0, tokens.len()) { Extent::Part } else { Extent::Whole };
    let (kind, length) = match phrases.verbs.at(&first, |i| word(at + i)) {
        Some((rows, length)) => {
            let ends = |row: usize| phrases.rows.get(row).filter(|r| r.relation.ends() && r.then.is_empty());
            let row = rows.iter().filter(|(_, forms)| forms.past()).find_map(|(row, _)| ends(*row))?;
            (EndingKind::Act(row.relation, extent), length)
        }
        None if profile.names.is_expired(&first) => (EndingKind::Expires, 1),
        None => return None,
    };
    let from = tokens.get(at)?.start;
    let end = tokens.get(at + length - 1)?.end;
    // "Rescinded by the Director": somebody acts who is no policy.
    let behind = words.get(end..)?;
    let day = profile
        .dates
        .find_in(behind)
        .next()
        .and_then(|hit| hit.date)
        .or_else(|| profile.dates.short(trimmed(behind)));
    let named = (at + length..tokens.len()).any(|t| class(t).is(Class::BY));
    let kind = if day.is_none() && kind == EndingKind::Expires { return None } else { kind };
    (!named).then_some(Ended { kind, day, verb: Span::new(from, end) })
}

/// The words without marks and small words around a date: "on 6/3/2020".
fn trimmed(words: &str) -> &str {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    bare.find(|c: char| c.is_ascii_digit()).and_then(|at| bare.get(at..)).unwrap_or("")
}

/// The words of a text, as bytes of it.
fn tokens(words: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in words.char_indices() {
        let inner = c.is_alphanumeric() || c == '-' || c == '/';
        match (inner, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                found.push(Span::new(from, at));
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| Span::new(from, words.len())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Relation;

    fn read(words: &str) -> Option<(EndingKind, Option<String>)> {
        let ended = ended(Profile::united_states().unwrap(), words)?;
        Some((ended.kind, ended.day.map(|d| d.to_string())))
    }

    #[test]
    fn endings_without_an_actor() {
        let whole = |relation| EndingKind::Act(relation, Extent::Whole);
        assert_eq!(read("Rescinded"), Some((whole(Relation::Rescinds), None)));
        assert_eq!(
            read("Superseded (May 4, 2030)"),
            Some((whole(Relation::Supersedes), Some("2030-05-04".into())))
        );
        assert_eq!(
            read("Cancelled on 6/3/2030"),
            Some((whole(Relation::Rescinds), Some("2030-06-03".into())))
        );
        assert_eq!(read("Revoked in part"), Some((EndingKind::Act(Relation::Rescinds, Extent::Part), None)));
        assert_eq!(read("Expired June 3, 2030"), Some((EndingKind::Expires, Some("2030-06-03".into()))));
    }

    #[test]
    fn states_that_end_nothing() {
        for words in [
            "Active",
            "Amended",
            "Not rescinded",
            "Rescinded by the Director",
            "Rescission planned",
            "To be rescinded",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
