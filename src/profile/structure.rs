//! Words that build a text, of a language and of a jurisdiction: divisions, pointers at them, the close.
//!
//! In: `structure.toml` of the language, `close.toml` of the jurisdiction. Out: what the tree of a document asks.

use super::ProfileError;
use super::data::ProfileFile;
use super::date::Dates;
use super::wording::Wording;
use crate::ground::Span;
use serde::Deserialize;
use std::sync::Arc;

/// What a division is; a division closes those of its own kind and of the kinds after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Division {
    /// A part.
    Part,
    /// A title.
    Title,
    /// A chapter.
    Chapter,
    /// An article.
    Article,
    /// A section.
    Section,
}

/// A division's number at the start of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DivisionHead {
    /// What it opens.
    pub kind: Division,
    /// The word and its number, up to the stop: `Sec. 2.`
    pub label: Span,
    /// The number alone: `2`.
    pub number: Span,
}

/// A row of the file: words that open a division.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DivisionRow {
    /// What they open.
    pub kind: Division,
    words: Vec<String>,
    /// Starts of blocks, and the number that is read in each.
    pub examples: Vec<(String, String)>,
    /// Starts of blocks that open none.
    pub counter: Vec<String>,
    /// Documents, each with the start of a block that opens one.
    #[serde(default)]
    pub seen: Vec<(String, String)>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct WordList {
    words: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stems {
    stems: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LanguageFile {
    division: Vec<DivisionRow>,
    pointers: WordList,
    joiners: WordList,
    new_text: Stems,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct CloseFile {
    places: Vec<String>,
    cities: Vec<String>,
    signatures: Vec<String>,
    filings: Vec<String>,
}

/// The words that build a text.
#[derive(Debug)]
pub struct Structure {
    language: LanguageFile,
    close: CloseFile,
    /// How dates are printed.
    pub dates: Arc<Dates>,
    /// The words by which sentences are cut.
    pub wording: Arc<Wording>,
}

/// A division's number is no longer than this.
const MAX_NUMBER: usize = 8;

/// A block that is nothing but a place and a date is no longer than this.
const MAX_PLACE: usize = 90;

impl Structure {
    /// Reads both files; an empty one has no words.
    ///
    /// # Errors
    /// TOML that does not parse.
    pub(super) fn parse(
        language: ProfileFile<'_>,
        close: ProfileFile<'_>,
        dates: &Arc<Dates>,
        wording: &Arc<Wording>,
    ) -> Result<Self, ProfileError> {
        let mut read: LanguageFile = language.parse()?;
        let lists = [&mut read.pointers.words, &mut read.joiners.words];
        lists.into_iter().for_each(|words| words.sort_unstable());
        let close = close.parse()?;
        let (dates, wording) = (Arc::clone(dates), Arc::clone(wording));
        Ok(Self { language: read, close, dates, wording })
    }

    /// The rows of divisions, in the file's order.
    #[must_use]
    pub fn divisions(&self) -> &[DivisionRow] {
        &self.language.division
    }

    /// Reads the number of a division at the start of a block: `Sec. 2. Revocation.`, `ARTICLE II`.
    #[must_use]
    pub fn division(&self, words: &str) -> Option<DivisionHead> {
        self.language.division.iter().find_map(|row| {
            row.words.iter().find_map(|word| {
                let rest = strip_prefix_any_case(words, word)?;
                let rest = rest.strip_prefix('.').unwrap_or(rest);
                let number = rest.trim_start();
                if number.len() == rest.len() && rest.starts_with(char::is_alphanumeric) {
                    return None;
                }
                let at = words.len() - number.len();
                let (len, stop) = division_number(number)?;
                Some(DivisionHead {
                    kind: row.kind,
                    label: Span::new(0, at + stop),
                    number: Span::new(at, at + len),
                })
            })
        })
    }

    /// Whether a word points at a division: `paragraph`, `subsection`.
    #[must_use]
    pub fn is_pointer(&self, word: &str) -> bool {
        contains(&self.language.pointers.words, word)
    }

    /// Whether a word joins the items of a list: `and`.
    #[must_use]
    pub fn is_joiner(&self, word: &str) -> bool {
        contains(&self.language.joiners.words, word)
    }

    /// Whether the words before a quotation say that new text follows; `tail` is in small letters.
    #[must_use]
    pub fn leads_to_new_text(&self, tail: &str) -> bool {
        self.language.new_text.stems.iter().any(|stem| tail.contains(stem.as_str()))
    }

    /// Reads a block that is a place of signature and nothing else but a city and a date. Gives whether it has a date.
    #[must_use]
    pub fn place(&self, words: &str) -> Option<bool> {
        if words.len() > MAX_PLACE {
            return None;
        }
        let trim =
            |s: &str| s.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | '.' | ';')).to_owned();
        let words = trim(words);
        let rest = self.close.places.iter().find_map(|place| strip_prefix_any_case(&words, place))?;
        if rest.starts_with(char::is_lowercase) {
            return None;
        }
        let mut rest = trim(rest);
        if let Some(after) =
            self.close.cities.iter().rev().find_map(|city| strip_prefix_any_case(&rest, city))
        {
            rest = trim(after);
        }
        if rest.is_empty() {
            return Some(false);
        }
        self.dates.is_date(&rest).then_some(true)
    }

    /// Whether a block is a mark that stands in place of a signature.
    #[must_use]
    pub fn is_signature_mark(&self, words: &str) -> bool {
        words.len() <= MAX_PLACE
            && self.close.signatures.iter().any(|s| strip_prefix_any_case(words, s).is_some())
    }

    /// Whether a block is a note on filing.
    #[must_use]
    pub fn is_filing(&self, words: &str) -> bool {
        self.close.filings.iter().any(|start| words.starts_with(start.as_str()))
    }
}

/// Bytes of the number of a division at the start of `words`, and of all up to the stop after it.
fn division_number(words: &str) -> Option<(usize, usize)> {
    let end = words.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).unwrap_or(words.len());
    // "PART I--PURPOSE": two hyphens are a dash.
    let end = words.find("--").map_or(end, |dash| dash.min(end));
    let number = words.get(..end)?.trim_end_matches('-');
    let digits = number.starts_with(|c: char| c.is_ascii_digit());
    let roman = !number.is_empty() && number.bytes().all(|b| matches!(b, b'I' | b'V' | b'X' | b'L'));
    if number.len() > MAX_NUMBER || !(digits || roman) {
        return None;
    }
    let rest = words.get(number.len()..)?;
    let gap = rest.len() - rest.trim_start().len();
    let stop = rest.trim_start();
    if stop.is_empty() {
        return Some((number.len(), number.len()));
    }
    let mark = stop
        .chars()
        .next()
        .filter(|c| matches!(c, '.' | ':' | '—' | '–' | ')'))
        .or_else(|| stop.starts_with("--").then_some('-'))?;
    // "2.5 percent", "1.2"
    let decimal = mark == '.' && stop.get(1..)?.starts_with(|c: char| c.is_ascii_digit());
    (!decimal).then_some((number.len(), number.len() + gap + if mark == '.' { 1 } else { 0 }))
}

fn contains(sorted: &[String], word: &str) -> bool {
    let lower = word.to_lowercase();
    sorted.binary_search(&lower).is_ok()
}

/// The rest of `words` after `prefix`, whatever the case of its letters.
fn strip_prefix_any_case<'w>(words: &'w str, prefix: &str) -> Option<&'w str> {
    let head = words.get(..prefix.len())?;
    (head.eq_ignore_ascii_case(prefix)).then(|| words.get(prefix.len()..)).flatten()
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn places_of_signature() {
        let structure = &Profile::united_states().unwrap().structure;
        for (words, dated) in [
            ("THE WHITE HOUSE,", false),
            ("The White House,October 28, 1941, 5 p.m.", true),
            ("The White HouseMarch 9, 1940.", true),
            ("The White House,Octoter 3, 1940.", true),
            ("THE WHITE HOUSE, Washington, March 3, 2031.", true),
        ] {
            assert_eq!(structure.place(words), Some(dated), "{words}");
        }
        for words in
            ["The White House Office of Quays works", "the White House, the Department of Education, and"]
        {
            assert_eq!(structure.place(words), None, "{words}");
        }
    }
}
