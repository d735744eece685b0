//! Names that a text spells out before their acronym: "the Dredging National Action Plan (DNAP)".
//!
//! In goes running text; out come capitalised names whose initials are the letters of the acronym in the bracket behind
//! them and one of whose words is that of a kind of policy.

use super::window;
use crate::ground::Span;
use crate::model::Identifier;
use crate::profile::Profile;

/// A policy by its name and its acronym.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SpelledName {
    /// The name, as bytes of the text.
    pub(super) name: Span,
    /// The acronym in the bracket.
    pub(super) acronym: String,
    /// Index into the profile's kinds.
    pub(super) kind: usize,
    /// The number right before the name, whose title it is: "M-16-04, Canal Strategy and Implementation Plan (CSIP)".
    pub(super) number: Option<Identifier>,
}

/// An acronym has so many letters.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;

/// Every such name of a text, left to right.
pub(super) fn find_in(profile: &Profile, text: &str) -> Vec<SpelledName> {
    let mut found = Vec::new();
    for (open, _) in text.match_indices('(') {
        let within = text.get(open + 1..).unwrap_or("");
        let acronym = within.get(..within.find(')').unwrap_or(0)).unwrap_or("").trim();
        let letters: Vec<char> = acronym.chars().filter(|c| c.is_uppercase()).collect();
        let plain = acronym.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '–' | '&'));
        if !plain || !LETTERS.contains(&letters.len()) || acronym.len() > 16 {
            continue;
        }
        let Some(name) = name_before(text, open, &letters) else { continue };
        let words = name.of(text);
        let office = words.split_whitespace().any(|w| profile.names.is_office(w));
        // "Homeland Security Presidential Directive (HSPD) 12" names a series.
        let series =
            ["-12", " 12"].iter().any(|n| !profile.schemes.find_in(&format!("{acronym}{n}")).is_empty());
        let numbered = series || !profile.schemes.find_in(words).is_empty();
        if let Some(kind) = profile.kinds.spelled(&profile.schemes, words).filter(|_| !office && !numbered) {
            let number = number_before(profile, text, name.start);
            found.push(SpelledName { name, acronym: acronym.to_owned(), kind, number });
        }
    }
    found
}

/// The number that stands right before a name, but for a comma, a dash or a colon.
fn number_before(profile: &Profile, text: &str, name: usize) -> Option<Identifier> {
    let before = window::before(text, 0, name);
    let bare = before.trim_end_matches([' ', ',', ':', '–', '—', '-', '“', '"', '\u{a0}', '\n']);
    let (span, number) = profile.schemes.find_in(bare).into_iter().next_back()?;
    (span.end == bare.len()).then_some(number)
}

/// The capitalised words before a bracket whose initials are the letters, in their order; small words between them have
/// none.
fn name_before(text: &str, open: usize, letters: &[char]) -> Option<Span> {
    let before = window::before(text, 0, open);
    let base = open - before.len();
    let end = before.trim_end().len();
    let mut at = end;
    let mut left = letters.len();
    while left > 0 {
        let head = before.get(..at)?.trim_end();
        let start = head.rfind(char::is_whitespace).map_or(0, |i| i + 1);
        let word = head.get(start..)?;
        // "C-CAR": each part of a word with a hyphen may have its letter.
        let initial = word.chars().find(|c| c.is_alphanumeric())?;
        if initial.is_uppercase() {
            if Some(&initial) != letters.get(left - 1) {
                return None;
            }
            left -= 1;
        } else if !word.chars().all(|c| c.is_lowercase()) || word.len() > 4 {
            return None;
        }
        at = start;
    }
    (end > at).then(|| Span::new(base + at, base + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, String)> {
        let found = find_in(Profile::united_states().unwrap(), text);
        found.into_iter().map(|s| (s.name.of(text).to_owned(), s.acronym)).collect()
    }

    #[test]
    fn names_before_their_acronyms() {
        for (text, name, acronym) in [
            (
                "The Dredging National Action Plan (DNAP) builds on it.",
                "Dredging National Action Plan",
                "DNAP",
            ),
            (
                "the National Strategy for Safe Canals in Cities (NSSCC)",
                "National Strategy for Safe Canals in Cities",
                "NSSCC",
            ),
            ("the Federal Boat Yard Initiative (FBYI) of 2030", "Federal Boat Yard Initiative", "FBYI"),
        ] {
            assert_eq!(read(text), [(name.to_owned(), acronym.to_owned())], "{text}");
        }
    }

    #[test]
    fn what_is_no_name_of_a_policy() {
        for text in [
            "the Office of Canal Policy (OCP)",
            "the Federal Privacy Council (FPC)",
            "a plan for boats (DNAP)",
            "the National Action Plan (XYZ)",
            "Homeland Security Presidential Directive (HSPD) 12",
            "personal identity verification (PIV)",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }
}
