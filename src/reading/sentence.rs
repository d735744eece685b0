//! Sentences of a paragraph.
//!
//! Legal English is full of full stops that end nothing: `Sec. 2.`, `No. 12866`, `5 U.S.C. 552`,
//! `Pub. L. 94-412`, `E.O. 12866`, `Jimmy J. Carter`. A full stop ends a sentence where white space and a
//! capital, a digit, a quote or a bracket follow, and what stands before it is no abbreviation of the profile and no number of
//! a section at the start of the sentence.

use crate::ground::Span;
use crate::profile::{List, Wording};

/// The sentences of `within`, left to right, trimmed, none empty; linear in its length.
///
/// A line feed always ends a sentence. The number of a section at the start ("Sec. 2.", "1-101.", "3.") belongs
/// to the sentence behind it. Spans are bytes of `text`; a span that does not fit it gives none.
#[must_use]
pub fn sentences(wording: &Wording, text: &str, within: Span) -> Vec<Span> {
    let mut found = Vec::new();
    let Some(paragraph) = text.get(within.start..within.end) else { return found };
    let mut start = 0;
    for (at, mark) in paragraph.char_indices().filter(|(_, c)| matches!(c, '.' | '?' | '!' | '\n')) {
        let end = if mark == '\n' { Some(at) } else { end_behind(wording, paragraph, start, at) };
        if let Some(end) = end.filter(|end| *end > start) {
            push(paragraph, start, end, within.start, &mut found);
            start = end;
        }
    }
    push(paragraph, start, paragraph.len(), within.start, &mut found);
    found
}

/// Adds one sentence without the white space around it.
fn push(paragraph: &str, start: usize, end: usize, offset: usize, found: &mut Vec<Span>) {
    let raw = paragraph.get(start..end).unwrap_or("");
    let lead = raw.len() - raw.trim_start().len();
    let body = raw.trim();
    if !body.is_empty() {
        found.push(Span::new(offset + start + lead, offset + start + lead + body.len()));
    }
}

/// Where the sentence ends whose mark stands at `at`: behind the quotes and brackets that close there. `None`
/// where the mark ends nothing.
fn end_behind(wording: &Wording, text: &str, start: usize, at: usize) -> Option<usize> {
    let rest = text.get(at + 1..)?;
    let closing = rest.len() - rest.trim_start_matches(['”', '’', '"', '\'', ')', ']']).len();
    let end = at + 1 + closing;
    let behind = text.get(end..)?;
    let next = behind.trim_start();
    let Some(first) = next.chars().next() else { return Some(end) };
    if next.len() == behind.len() || !starts_sentence(first) {
        return None;
    }
    if text.as_bytes().get(at) != Some(&b'.') {
        return Some(end);
    }
    let before = text.get(start..at)?;
    if is_section_number(wording, before)
        || (matches!(first, '“' | '"' | '`') && ends_with_section(wording, before))
    {
        return None;
    }
    let brackets = rest.bytes().take(closing).all(|b| b == b')' || b == b']');
    if brackets && is_abbreviation(wording, before) {
        let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let may_end = wording.list(List::EndingAbbreviations).iter().any(|a| ends_with_word(before, a));
        return (may_end && wording.list(List::Starters).iter().any(|s| s == word)).then_some(end);
    }
    Some(end)
}

/// Whether a sentence can start with this character.
fn starts_sentence(c: char) -> bool {
    c.is_uppercase()
        || c.is_ascii_digit()
        || matches!(c, '“' | '‘' | '"' | '\'' | '(' | '[' | '`' | '§' | '•')
}

/// Whether the sentence so far is the number of a section only: `Sec. 2`, `Section 1`, `1-101`, `(a) 3`.
fn is_section_number(wording: &Wording, before: &str) -> bool {
    // Longer than any such number: no need to look.
    if before.len() > 40 {
        return false;
    }
    let mut digits = false;
    for word in before.split_whitespace() {
        let word = word.trim_matches(|c: char| matches!(c, '.' | '(' | ')' | '“' | '"' | '`' | '§'));
        let label = word.is_empty() || wording.has(List::Numbered, word);
        let number = word.len() <= 10
            && (word.bytes().any(|b| b.is_ascii_digit()) || word.len() <= 2)
            && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'));
        let roman = !word.is_empty() && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X'));
        if !label && !number && !roman {
            return false;
        }
        digits |= number || roman;
    }
    digits
}

/// Whether the words end with a section that a quotation names: `section 1-4. “Pollution Control Plan”`.
fn ends_with_section(wording: &Wording, before: &str) -> bool {
    let mut words = before.rsplit(char::is_whitespace);
    let number = words.next().unwrap_or("");
    let label = words.next().unwrap_or("");
    number.bytes().any(|b| b.is_ascii_digit()) && wording.has(List::Quoted, label)
}

/// Whether what stands before a full stop is abbreviated: a word of the table or a single capital.
fn is_abbreviation(wording: &Wording, before: &str) -> bool {
    let before = before.trim_end();
    let word =
        before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"')).next().unwrap_or("");
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return only.is_uppercase();
    }
    wording.has(List::Abbreviations, word)
}

/// Whether `text` ends with the word, whatever its case.
fn ends_with_word(text: &str, word: &str) -> bool {
    let Some(at) = text.len().checked_sub(word.len()) else { return false };
    text.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(word))
        && text.get(..at).is_some_and(|head| !head.ends_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wording() -> &'static Wording {
        &crate::profile::Profile::united_states().unwrap().wording
    }

    fn split(text: &str) -> Vec<&str> {
        sentences(wording(), text, Span::new(0, text.len())).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn a_full_stop_that_ends_nothing() {
        for whole in [
            "Sec. 2. Executive Order No. 12866 of September 30, 1993, is revoked.",
            "1-101. The authority of 5 U.S.C. 552 and Pub. L. 94-412 remains.",
            "See E.O. 12866, E. O. 12988, 58 F.R. 51735 and Exec. Order No. 12356.",
            "The list in sec. 3 is that of Mr. J. Smith, Washington, D.C. 20500.",
            "Section 1. Amendment",
            "the Act of 1980 (42 U.S.C. 9601 et seq.) (the Act) applies",
        ] {
            assert_eq!(split(whole), [whole]);
        }
    }

    #[test]
    fn ends_of_sentences() {
        assert_eq!(
            split(
                "Sec. 12. Revocation. Executive Order 12778 is hereby revoked. (a) It ends at 5 p.m. The rest stays."
            ),
            [
                "Sec. 12. Revocation.",
                "Executive Order 12778 is hereby revoked.",
                "(a) It ends at 5 p.m.",
                "The rest stays."
            ]
        );
        assert_eq!(
            split("He said “no.” Then he left! Did he? Yes"),
            ["He said “no.”", "Then he left!", "Did he?", "Yes"]
        );
        assert_eq!(split("one\ntwo.\n\n three "), ["one", "two.", "three"]);
        assert_eq!(
            split("as defined in section 1. The order stands."),
            ["as defined in section 1.", "The order stands."]
        );
    }

    proptest! {
        #[test]
        fn sentences_cover_all_but_white_space(text in "(?s)([A-Za-z]{1,4}|No|Sec|[.?!\"”() \n]|é|[0-9]{1,3}){0,60}") {
            let spans = sentences(wording(), &text, Span::new(0, text.len()));
            let mut at = 0;
            for span in spans {
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
                prop_assert!(text[at..span.start].trim().is_empty());
                prop_assert!(!span.of(&text).trim().is_empty());
                at = span.end;
            }
            prop_assert!(text[at..].trim().is_empty());
        }
    }
}
