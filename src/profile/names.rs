//! Words of a language around the names of policies: `names.toml`.

use super::data::ProfileFile;
use super::date::Dates;
use super::{Phrase, Phrases, ProfileError};
use crate::ground::{Pattern, fold_space};
use crate::model::PartialDate;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    entry: EntryRow,
    issued: IssuedRow,
    title: TitleRow,
    numbers: NumberRow,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EntryRow {
    states: Vec<String>,
    expired: Vec<String>,
    adverbs: Vec<String>,
    clause: Vec<String>,
    place: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct IssuedRow {
    verbs: Vec<String>,
    between: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TitleRow {
    spoken_to: Vec<String>,
    issuer: Vec<String>,
    offices: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NumberRow {
    units: Vec<String>,
    tens: Vec<String>,
    ordinals: Vec<String>,
    ordinals_of_tens: Vec<String>,
    centuries: Vec<(String, i32)>,
    and: Vec<String>,
    day: Vec<String>,
    examples: Vec<(String, String)>,
    counter: Vec<String>,
    seen: Vec<(String, String)>,
}

/// Words around the names of policies.
#[derive(Debug)]
pub struct NameWords {
    dates: Arc<Dates>,
    spoken_to: Vec<String>,
    expired: Vec<String>,
    offices: Vec<String>,
    numbers: NumberRow,
    /// A bracket at the end that opens with what happened; the group `in` is its inside.
    pub(crate) status: Option<Pattern>,
    /// A verb that makes a sentence.
    pub(crate) clause: Option<Pattern>,
    /// An address at the end, with the words before it.
    pub(crate) place: Option<Pattern>,
    /// A verb of issuing and small words, at the end.
    pub(crate) issued: Option<Pattern>,
    /// A comma and an office, up to the end.
    pub(crate) issuer: Option<Pattern>,
    witnessed: Option<Pattern>,
}

impl NameWords {
    /// Reads the file; an empty one has no words. What happened to a policy is told by the participles of `phrases`.
    ///
    /// # Errors
    /// TOML that does not parse; words that make no regular expression.
    pub(super) fn parse(file: ProfileFile<'_>, phrases: &Phrases) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let rows: File = file.parse()?;
        let any = |words: &[String]| {
            let mut words: Vec<&String> = words.iter().collect();
            words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
            words.iter().map(|w| regex::escape(w).replace(' ', r"\s+")).collect::<Vec<_>>().join("|")
        };
        let compile = |used: bool, pattern: String| {
            used.then(|| file.pattern(format!("(?i){pattern}"))).transpose().map_err(wrong)
        };
        let (entry, issued) = (&rows.entry, &rows.issued);
        let states = states(entry, phrases);
        let status = format!(
            r"\s*\((?P<in>(?:(?:{})\s+)?(?:{})(?-u:\b)[^()]{{0,200}})\)\s*\.?\s*$",
            any(&entry.adverbs),
            any(&states)
        );
        let place = format!(r"[,;.]?\s*\(?(?:(?:{})\s*:?\s*|<?)https?://\S+\s*$", any(&entry.place));
        let between = format!(
            r"(?-u:\b)(?:{})\s+(?:(?:{})\.?[\s,]+|[“‘\x22(]|(?-i:[A-Z])[\w’.-]*[\s,]+){{0,6}}$",
            any(&issued.verbs),
            any(&issued.between)
        );
        let issuer = format!(r",\s+(?:{})(?-u:\b).*$", rows.title.issuer.join("|"));
        Ok(Self {
            dates: Arc::clone(&phrases.dates),
            status: compile(!states.is_empty(), status)?,
            clause: compile(
                !entry.clause.is_empty(),
                format!(r"(?-u:\b)(?:{})(?-u:\b)", any(&entry.clause)),
            )?,
            place: compile(!entry.place.is_empty(), place)?,
            issued: compile(!issued.verbs.is_empty(), between)?,
            issuer: compile(!rows.title.issuer.is_empty(), issuer)?,
            witnessed: compile(rows.numbers.day.len() == 3, rows.numbers.witnessed())?,
            spoken_to: rows.title.spoken_to,
            expired: rows.entry.expired,
            offices: rows.title.offices,
            numbers: rows.numbers,
        })
    }

    /// Whether a word says that a policy ended by its own words: "expired".
    #[must_use]
    pub fn is_expired(&self, word: &str) -> bool {
        self.expired.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    /// Whether a word makes a name that of a body: "Office".
    #[must_use]
    pub fn is_office(&self, word: &str) -> bool {
        self.offices.iter().any(|w| w == word)
    }

    /// Whether a word speaks to the reader: "your".
    #[must_use]
    pub fn is_spoken_to(&self, word: &str) -> bool {
        self.spoken_to.iter().any(|w| w.eq_ignore_ascii_case(word))
    }

    /// The words of a title before the office that issued it: "Oversight of Canals, Office of Mgmt. & Budget".
    #[must_use]
    pub fn without_issuer<'t>(&self, title: &'t str) -> &'t str {
        let hit = self.issuer.as_ref().and_then(|r| r.find(title));
        let head = hit.and_then(|m| title.get(..m.start()));
        head.filter(|t| t.split_whitespace().nth(1).is_some()).unwrap_or(title)
    }

    /// Texts with a day in words, and the day; texts without one; documents, each with words of it that have one.
    pub(crate) fn number_tests(&self) -> (&[(String, String)], &[String], &[(String, String)]) {
        (&self.numbers.examples, &self.numbers.counter, &self.numbers.seen)
    }

    /// The words of numbers: units, tens, ordinals and the words with which a year starts.
    pub(crate) fn number_words(&self) -> impl Iterator<Item = &str> {
        let n = &self.numbers;
        let lists = [&n.units, &n.tens, &n.ordinals, &n.ordinals_of_tens];
        let centuries = n.centuries.iter().map(|(words, _)| words.as_str());
        lists.into_iter().flatten().map(String::as_str).chain(centuries)
    }

    /// The day in words by which a document is witnessed: "this second day of April, in the year of our Lord two thousand
    /// twenty-five". The last one of the text.
    #[must_use]
    pub fn day_in_words(&self, text: &str) -> Option<PartialDate> {
        let captures = self.witnessed.as_ref()?.captures_iter(text).last()?;
        let part = |name: &str| captures.name(name).map(|m| m.as_str().to_lowercase());
        let day = part("day")?;
        let figures = day.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
        let day = figures.or_else(|| self.numbers.ordinal(&day))?;
        let year = part("year")?;
        let year = year.parse().ok().or_else(|| self.numbers.year(&year))?;
        PartialDate::from_ymd(year, self.dates.month(captures.name("month")?.as_str())?, day)
    }
}

/// The words with which a bracket tells what happened to a policy: the participles of the verbs, and states that no verb tells.
fn states(entry: &EntryRow, phrases: &Phrases) -> Vec<String> {
    let changes = phrases.rows.iter().filter(|row| row.relation.is_change());
    let participles = changes.flat_map(Phrase::label_forms).map(|[_, _, past, _]| past.clone());
    let all = participles.chain(entry.states.iter().chain(&entry.expired).cloned());
    all.filter(|word| !word.is_empty() && !entry.adverbs.is_empty())
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect()
}

/// What joins the words of a number: a blank or a hyphen, the one that does not break among them.
fn is_joiner(c: char) -> bool {
    c.is_whitespace() || matches!(c, '-' | '\u{2010}' | '\u{2011}' | '–')
}

/// The place of a word in a list, from 1.
fn place(list: &[String], word: &str) -> Option<u32> {
    list.iter().position(|w| w == word).and_then(|at| u32::try_from(at + 1).ok())
}

impl NumberRow {
    /// The pattern of a day in words; groups `day`, `month`, `year`.
    fn witnessed(&self) -> String {
        let [before, between, after] = self.day.as_slice() else { return String::new() };
        let centuries: Vec<String> =
            self.centuries.iter().map(|(words, _)| words.replace(' ', r"\s+")).collect();
        let join = r"[\s\x{2010}\x{2011}\x{2013}-]+";
        let units = self.units.iter().take(9).cloned().collect::<Vec<_>>().join("|");
        format!(
            r"(?-u:\b){before}(?P<day>[a-z]+(?:{join}[a-z]+)?|[0-9]{{1,2}}[a-z]{{0,2}}){between}(?P<month>[a-z]{{3,9}}){after}(?P<year>[0-9]{{4}}|(?:{})(?:,?\s+(?:(?:{})\s+)?[a-z]+(?:{join}(?:{units})(?-u:\b))?)?)",
            centuries.join("|"),
            self.and.join("|")
        )
    }

    /// "second", "twenty-first", "thirtieth".
    fn ordinal(&self, words: &str) -> Option<u32> {
        let mut parts = words.split(is_joiner).filter(|w| !w.is_empty());
        let first = parts.next()?;
        match parts.next() {
            None => place(&self.ordinals, first)
                .or_else(|| place(&self.ordinals_of_tens, first).map(|tens| tens * 10)),
            Some(unit) => {
                Some(place(&self.tens, first)? * 10 + place(&self.ordinals, unit).filter(|u| *u < 10)?)
            }
        }
    }

    /// "two thousand twenty-five", "nineteen hundred and ninety-three".
    fn year(&self, words: &str) -> Option<i32> {
        let words = fold_space(&words.replace(|c| c == ',' || is_joiner(c), " "));
        let mut centuries = self.centuries.iter();
        let (base, rest) =
            centuries.find_map(|(head, base)| words.strip_prefix(head).map(|rest| (*base, rest.trim())))?;
        let mut added = 0;
        for word in rest.split_whitespace().filter(|w| !self.and.iter().any(|a| a == w)) {
            added += place(&self.units, word).or_else(|| place(&self.tens, word).map(|tens| tens * 10))?;
        }
        i32::try_from(added).ok().filter(|a| *a < 100).map(|added| base + added)
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn days_in_words() {
        let day =
            |text: &str| Profile::united_states().unwrap().names.day_in_words(text).map(|d| d.to_string());
        for (text, expected) in [
            (
                "set my hand this second day of April, in the year of our Lord two thousand twenty-five",
                "2025-04-02",
            ),
            (
                "this twenty-first day of May, in the year of our Lord nineteen hundred and ninety-three,",
                "1993-05-21",
            ),
            ("this thirtieth day of June, in the year two thousand and six, and of", "2006-06-30"),
            ("this 3rd day of March, 2031", "2031-03-03"),
            // With a hyphen that does not break, as sites set it.
            (
                "this twenty\u{2011}third day of May, in the year of our Lord two thousand twenty\u{2011}five",
                "2025-05-23",
            ),
        ] {
            assert_eq!(day(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "this fine day of May 2031 people",
            "this second day of the week",
            "this thirty-second day of May, 2031",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn an_office_after_a_comma_is_no_part_of_a_title() {
        let names = &Profile::united_states().unwrap().names;
        let title = "Oversight of Canals, Office of Mgmt. & Budget, Exec. Office of the President";
        assert_eq!(names.without_issuer(title), "Oversight of Canals");
        assert_eq!(names.without_issuer("Pay, Leave, and Office Hours"), "Pay, Leave, and Office Hours");
    }
}
