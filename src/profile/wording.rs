//! Words and turns of phrase by which documents are read: `reading.toml` of a language and `printing.toml` of a jurisdiction, compiled once.
//!
//! In: lists of words and patterns by their keys. Out: [`Wording`], which is asked by [`List`] and by [`Turn`]. What a profile
//! lacks is an empty list, and a pattern that matches nothing.

mod keys;

pub use keys::{List, Turn};

use super::ProfileError;
use super::data::ProfileFile;
use super::date::DateOrder;
use super::series::{AllSeries, Series};
use crate::ground::Pattern;
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, HashSet};

/// A pattern that matches nothing.
pub(super) const NOTHING: &str = r"[^\s\S]";

/// One pattern with its tests.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnRow {
    key: String,
    pattern: String,
    examples: Vec<String>,
    counter: Vec<String>,
    #[serde(default)]
    seen: Vec<(String, String)>,
}

/// One file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    dates: Option<DateOrder>,
    lists: BTreeMap<String, Vec<String>>,
    turn: Vec<TurnRow>,
    series: Vec<Series>,
}

/// A list of words, as printed in the file and in small letters.
#[derive(Debug, Default)]
struct Words {
    printed: Vec<String>,
    small: HashSet<String>,
}

/// A pattern that a file gives, with the texts in which it must be found, and those in which it must not.
#[derive(Debug)]
pub struct TurnTests {
    /// The file that gives it.
    pub file: &'static str,
    /// The key of the pattern.
    pub key: &'static str,
    /// Texts in which it is found.
    pub examples: Vec<String>,
    /// Texts in which it is not.
    pub counter: Vec<String>,
    /// Documents, each with words of it in which it is found; cut where the program cuts them.
    pub seen: Vec<(String, String)>,
    turn: usize,
}

/// The words and patterns of a profile.
#[derive(Debug)]
pub struct Wording {
    lists: Vec<Words>,
    turns: Vec<Pattern>,
    /// In which order the figures of a date stand.
    pub(super) order: Option<DateOrder>,
    /// The series of the jurisdiction's gazette.
    pub series: AllSeries,
    /// The tests of the patterns that the profile gives.
    pub tests: Vec<TurnTests>,
}

impl Wording {
    /// Reads the file of a language and that of a jurisdiction; lists of one key are one list. In a pattern a blank matches any white space, and
    /// `{key}` stands for any word of a list.
    ///
    /// # Errors
    /// TOML that does not parse, a key that is not asked for, a pattern that is no regular expression.
    pub(super) fn parse(
        language: ProfileFile<'_>,
        jurisdiction: ProfileFile<'_>,
    ) -> Result<Self, ProfileError> {
        let mut wording = Self {
            lists: List::KEYS.iter().map(|_| Words::default()).collect(),
            turns: Vec::new(),
            order: None,
            series: AllSeries::default(),
            tests: Vec::new(),
        };
        let mut sources = vec![NOTHING.to_owned(); Turn::KEYS.len()];
        for (name, file) in [("reading.toml", language), ("printing.toml", jurisdiction)] {
            let wrong = |m: String| file.wrong(m);
            let rows: File = file.parse()?;
            wording.order = rows.dates.or(wording.order);
            if !rows.series.is_empty() {
                wording.series = AllSeries::new(rows.series);
            }
            for (key, words) in rows.lists {
                let place = List::KEYS.iter().position(|k| *k == key);
                let list = place.and_then(|at| wording.lists.get_mut(at));
                let list =
                    list.ok_or_else(|| wrong(format!("lists.{key}: expected a list that is asked for")))?;
                list.small.extend(words.iter().map(|w| w.to_lowercase()));
                list.printed.extend(words);
            }
            for row in rows.turn {
                let place = Turn::KEYS.iter().position(|k| *k == row.key);
                let (Some(turn), Some(key)) = (place, place.and_then(|at| Turn::KEYS.get(at))) else {
                    return Err(wrong(format!("turn {}: expected a pattern that is asked for", row.key)));
                };
                if let Some(source) = sources.get_mut(turn) {
                    *source = row.pattern;
                }
                wording.tests.push(TurnTests {
                    file: name,
                    key,
                    examples: row.examples,
                    counter: row.counter,
                    seen: row.seen,
                    turn,
                });
            }
        }
        for (source, key) in sources.iter().zip(Turn::KEYS) {
            let filled = wording.fill(source);
            let compiled =
                language.pattern(filled).map_err(|e| language.wrong(format!("turn {key}: {e}")))?;
            wording.turns.push(compiled);
        }
        Ok(wording)
    }

    /// A pattern with its lists put in.
    fn fill(&self, pattern: &str) -> String {
        let mut filled = pattern.to_owned();
        for (key, list) in List::KEYS.iter().zip(&self.lists) {
            let mark = format!("{{{key}}}");
            if filled.contains(&mark) {
                let mut words: Vec<&String> = list.printed.iter().collect();
                words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
                let any: Vec<String> = words.iter().map(|w| regex::escape(w)).collect();
                filled = filled.replace(&mark, &format!("(?:{})", any.join("|")));
            }
        }
        filled.replace(' ', r"\s+")
    }

    /// The words of a list, as printed in the file.
    #[must_use]
    pub fn list(&self, list: List) -> &[String] {
        self.lists.get(list as usize).map_or(&[], |words| &words.printed)
    }

    /// Whether a word is on a list, whatever its case.
    #[must_use]
    pub fn has(&self, list: List, word: &str) -> bool {
        let Some(words) = self.lists.get(list as usize) else { return false };
        if word.bytes().any(|b| b.is_ascii_uppercase() || !b.is_ascii()) {
            return words.small.contains(&word.to_lowercase());
        }
        words.small.contains(word)
    }

    /// The words of a list with which a text starts, whatever their case, the longest; nothing is asked of what follows.
    #[must_use]
    pub fn starts<'t>(&self, list: List, text: &'t str) -> Option<&'t str> {
        let fits = |words: &&String| text.get(..words.len()).is_some_and(|t| t.eq_ignore_ascii_case(words));
        let longest = self.list(list).iter().filter(fits).map(String::len).max()?;
        text.get(..longest)
    }

    /// The words of a list with which a text ends, whatever their case, the longest; nothing is asked of what stands before.
    #[must_use]
    pub fn ends<'t>(&self, list: List, text: &'t str) -> Option<&'t str> {
        let fits = |words: &&String| {
            let at = text.len().checked_sub(words.len());
            at.and_then(|at| text.get(at..)).is_some_and(|t| t.eq_ignore_ascii_case(words))
        };
        let longest = self.list(list).iter().filter(fits).map(String::len).max()?;
        text.get(text.len() - longest..)
    }

    /// What a list of pairs has for a word: `memorandum` for `memoranda` where it has `memoranda > memorandum`.
    #[must_use]
    pub fn other_form(&self, list: List, word: &str) -> Option<&str> {
        let mut pairs = self.list(list).iter().filter_map(|pair| pair.split_once(" > "));
        pairs.find(|(form, _)| form.eq_ignore_ascii_case(word)).map(|(_, other)| other)
    }

    /// The normal form of a title and the year in it: letters and digits in lower case, single blanks, without the article
    /// and without the year at the end of the name of an Act ("… Act of 1995").
    #[must_use]
    pub fn title_key(&self, title: &str) -> (String, Option<i32>) {
        let mut key = String::with_capacity(title.len());
        for c in title.chars().flat_map(char::to_lowercase) {
            if c.is_alphanumeric() {
                key.push(c);
            } else if !matches!(c, '\'' | '’' | '‘' | '“' | '”' | '"')
                && !key.ends_with(' ')
                && !key.is_empty()
            {
                key.push(' ');
            }
        }
        key.truncate(key.trim_end().len());
        let mut articles = self.list(List::SmallArticles).iter();
        let bare = articles.find_map(|a| key.strip_prefix(a.as_str())?.strip_prefix(' ')).map(str::to_owned);
        let mut key = bare.unwrap_or(key);
        let year = self.year_at_end(&key);
        if let Some((end, _)) = year {
            key.truncate(end);
        }
        (key, year.map(|(_, y)| y))
    }

    /// The year at the end of the name of an Act in its normal form, and where the name ends before it.
    fn year_at_end(&self, key: &str) -> Option<(usize, i32)> {
        let (head, year) = key.rsplit_once(' ')?;
        let year: i32 = year.parse().ok().filter(|y| (1700..2200).contains(y))?;
        let (name, of) = head.rsplit_once(' ')?;
        (self.has(List::BeforeYear, of) && self.is_act(name)).then_some((name.len(), year))
    }

    /// Whether a title in its normal form ends as the name of an Act.
    #[must_use]
    pub fn is_act(&self, key: &str) -> bool {
        key.rsplit_once(' ').is_some_and(|(_, last)| self.has(List::ActNouns, last))
    }

    /// A pattern; one that the profile lacks matches nothing.
    ///
    /// # Panics
    /// Never: there is a pattern for each key.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "one regular expression for each variant, made in `parse`")]
    pub fn turn(&self, turn: Turn) -> &Regex {
        &self.turns[turn as usize]
    }

    /// A part of the first place where a pattern is found.
    #[must_use]
    pub fn group<'t>(&self, turn: Turn, group: &str, text: &'t str) -> Option<&'t str> {
        self.turn(turn).captures(text)?.name(group).map(|m| m.as_str())
    }

    /// Whether the pattern of some tests is found in a text.
    #[must_use]
    pub fn finds(&self, tests: &TurnTests, text: &str) -> bool {
        self.turns.get(tests.turn).is_some_and(|turn| turn.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::{List, Turn, Wording};
    use crate::profile::Profile;
    use crate::profile::data::ProfileFile;

    fn read(text: &str) -> ProfileFile<'_> {
        ProfileFile::read("reading.toml", text)
    }

    #[test]
    fn the_bundled_profile_gives_every_list_and_every_pattern() {
        let wording = &Profile::united_states().unwrap().wording;
        for (key, list) in List::KEYS.iter().zip(&wording.lists) {
            assert!(!list.printed.is_empty(), "list {key}");
        }
        for key in Turn::KEYS {
            assert_eq!(wording.tests.iter().filter(|t| t.key == *key).count(), 1, "pattern {key}");
        }
    }

    #[test]
    fn what_is_not_asked_for_is_an_error() {
        for (text, expected) in [
            ("[lists]\nno_such = [\"a\"]", "no_such"),
            ("[[turn]]\nkey = \"no_such\"\npattern = \"a\"\nexamples = []\ncounter = []", "no_such"),
            ("lists = 1", "expected"),
        ] {
            let error = Wording::parse(read(text), read("")).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
        let none = Wording::parse(read(""), read("")).unwrap();
        assert!(!none.has(List::Starters, "The") && none.list(List::Starters).is_empty());
    }

    #[test]
    fn normal_forms_of_titles() {
        let wording = &Profile::united_states().unwrap().wording;
        let key = |title: &str| wording.title_key(title);
        let act = ("paperwork reduction act".to_owned(), Some(1995));
        assert_eq!(key("The Paperwork Reduction Act of 1995"), act);
        let name = "conducting conversations with america";
        assert_eq!(key("Conducting “Conversations With America”").0, name);
        let name = "digital government building a 21st century";
        assert_eq!(key("Digital Government – Building a 21st Century").0, name);
        assert_eq!(key("The Spring of 1995").1, None);
    }

    #[test]
    fn words_are_found_in_any_case() {
        let wording = Wording::parse(read("[lists]\nstarters = [\"The\", \"the said\"]"), read("")).unwrap();
        assert!(wording.has(List::Starters, "THE") && !wording.has(List::Starters, "th"));
        assert_eq!(wording.starts(List::Starters, "The Said order"), Some("The Said"));
        assert_eq!(wording.starts(List::Starters, "An order"), None);
    }
}
