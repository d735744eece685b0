//! Words of a source as a person reads them: with the words of the verb, and with where they stand.
//!
//! In: the fields of a statement or mention and of its source. Out: the one form of them that the terminal, documents,
//! tables, pages, pictures and the audit print.

use std::borrow::Cow;

/// The most characters of a quote, and of a lead-in, where room is scarce.
pub const MOST_WORDS: usize = 400;

/// The words of one piece of evidence. Absent strings are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Passage<'a> {
    /// The words of a lead-in, a column head or a label that stand apart: `The following are revoked:`.
    pub lead_in: &'a str,
    /// The words that give the relation: `Eliminated by`.
    pub verb: &'a str,
    /// The words that name the policy, verbatim.
    pub quote: &'a str,
}

impl Passage<'_> {
    /// The verb's words with the name's: `The following are revoked: … Executive Order 9830`; the quote alone where it
    /// holds the verb. White space is folded, and what a terminal would obey is replaced; `most` characters at most of
    /// either part.
    #[must_use]
    pub fn words(&self, most: usize) -> String {
        let (lead_in, verb, quote) = (clean(self.lead_in), clean(self.verb), clean(self.quote));
        let printed = quote.to_lowercase();
        let apart = if lead_in.is_empty() {
            Some(verb).filter(|verb| !names_verb(&printed, &verb.to_lowercase()))
        } else {
            Some(lead_in).filter(|lead_in| !printed.contains(&lead_in.to_lowercase()))
        };
        match apart.filter(|words| !quote.is_empty() && !words.is_empty()) {
            Some(apart) => format!("{} … {}", cut(&apart, most), cut(&quote, most)),
            None => cut(&quote, most).into_owned(),
        }
    }
}

/// Whether a quote holds the verb: its longest word, for `is amended by` stands as `is amended` too. Both in small letters.
fn names_verb(quote: &str, verb: &str) -> bool {
    let longest = verb.split_whitespace().max_by_key(|word| word.len());
    longest.is_none_or(|longest| quote.split(|c: char| !c.is_alphanumeric()).any(|word| word == longest))
}

/// Where in a source some words stand, as a person counts: `row=17;col=notes` is `row 17`, the JSON Pointer `/results/3/title`
/// is `results 4, title`; of a text the division in which they stand, where it has any.
#[must_use]
pub fn place(locator: &str, section: &str) -> String {
    let parts = [within(locator), clean(section).into_owned()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

fn within(locator: &str) -> String {
    if let Some(cell) = locator.strip_prefix("row=") {
        return format!("row {}", clean(cell.split(';').next().unwrap_or_default()));
    }
    let mut parts: Vec<String> = Vec::new();
    for part in locator.strip_prefix('/').into_iter().flat_map(|pointer| pointer.split('/')) {
        match (part.parse::<usize>().ok().and_then(|n| n.checked_add(1)), parts.last_mut()) {
            (Some(counted), Some(list)) => list.push_str(&format!(" {counted}")),
            (Some(counted), None) => parts.push(counted.to_string()),
            (None, _) => parts.push(clean(&part.replace("~1", "/").replace("~0", "~")).into_owned()),
        }
    }
    parts.join(", ")
}

/// Makes a string fit to print: white space is folded to single blanks, control characters and
/// invisible ones that change the direction of text become `�`.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let odd = |c: char| c.is_control() || is_directional(c);
    let folded = !text.contains("  ") && !text.chars().any(|c| odd(c) || (c.is_whitespace() && c != ' '));
    if folded && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let words: Vec<String> = text
        .split_whitespace()
        .map(|word| word.chars().map(|c| if odd(c) { '\u{FFFD}' } else { c }).collect())
        .collect();
    Cow::Owned(words.join(" "))
}

/// Makes lines fit to print, each with its white space as it is: control characters and invisible ones that change the
/// direction of text become `�`, an end of line `\n`.
#[must_use]
pub fn printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    text.chars()
        .map(|c| if c != '\n' && (c.is_control() || is_directional(c)) { '\u{FFFD}' } else { c })
        .collect()
}

const fn is_directional(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Cuts a string to at most `max` characters, the last of them `…` where something is missing.
#[must_use]
pub fn cut(text: &str, max: usize) -> Cow<'_, str> {
    if text.chars().count() <= max {
        return Cow::Borrowed(text);
    }
    let head: String = text.chars().take(max.saturating_sub(1)).collect();
    Cow::Owned(format!("{}…", head.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_replaced() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c"), "a\u{fffd}[31mb\u{fffd}c");
        assert_eq!(clean("  a \n b\u{a0}c "), "a b c");
        assert_eq!(clean("plain – é"), "plain – é");
    }

    #[test]
    fn cuts_between_characters() {
        assert_eq!(cut("ééé", 3), "ééé");
        assert_eq!(cut("é éé", 3), "é…");
    }

    #[test]
    fn the_verb_s_words_stand_with_the_name_s() {
        let words = |lead_in, verb, quote| Passage { lead_in, verb, quote }.words(MOST_WORDS);
        assert_eq!(
            words("The following are\n  revoked:", "revoked", "Executive Order 9830"),
            "The following are revoked: … Executive Order 9830"
        );
        assert_eq!(words("", "Revoked by", "EO 13327"), "Revoked by … EO 13327", "a label");
        assert_eq!(
            words("", "revokes", "It Revokes EO 9830."),
            "It Revokes EO 9830.",
            "the verb stands there"
        );
        assert_eq!(words("", "is amended by", "EO 1 is amended as follows"), "EO 1 is amended as follows");
        assert_eq!(words("EO 1 is revoked:", "revoked", "EO 1 is revoked: a b"), "EO 1 is revoked: a b");
        assert_eq!(words("Revokes:", "revokes", ""), "", "a verb alone says nothing");
        assert_eq!(Passage { lead_in: "abcdef", verb: "", quote: "ghijkl" }.words(4), "abc… … ghi…");
    }

    #[test]
    fn places_are_counted_from_one() {
        assert_eq!(place("row=17;col=disposition_notes", ""), "row 17");
        assert_eq!(place("/item/0/content", ""), "item 1, content");
        assert_eq!(place("/results/3/title", ""), "results 4, title");
        assert_eq!(place("/0/a~1b", ""), "1, a/b");
        assert_eq!(place("", ""), "");
        assert_eq!(place("", "Sec. 2"), "Sec. 2");
        assert_eq!(place("/item/0/content", "Sec. 2"), "item 1, content, Sec. 2");
    }
}
