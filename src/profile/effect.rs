//! The words that say from which day a change takes effect, as data: `[effective]` of `relations.toml`.

use super::ProfileError;
use super::data::ProfileFile;
use super::date::Dates;
use crate::ground::Pattern;
use crate::ground::boundary::tail;
use crate::ground::fold_space;
use crate::model::PartialDate;
use serde::Deserialize;
use std::sync::Arc;

/// How far before its day the words may start that say so, in bytes.
const LEAD: usize = 240;

/// Words before a day that opens a clause are no longer than this, in bytes: "Effective at 12:01 a.m. on".
const OPENING: usize = 90;

/// Words that lead to the day from which something takes effect.
#[derive(Debug)]
pub struct Effect {
    dates: Arc<Dates>,
    /// What every word has that says so of a document.
    stem: String,
    /// Matches what stands between a verb and its day.
    lead: Pattern,
    /// Matches what stands before the day from which a document takes effect itself.
    own: Pattern,
    /// Matches what stands before the last day of a document; its words are the group `verb`.
    expires: Pattern,
    /// Texts, and the last day of their document.
    pub expiring: Vec<(String, String)>,
    /// Words right behind a verb that take up the day before it: "as of that date".
    back: Vec<String>,
    /// Texts, and the day from which their document takes effect.
    pub examples: Vec<(String, String)>,
    /// Texts that say nothing of it.
    pub counter: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    time: String,
    lead: String,
    right_behind: String,
    stem: String,
    own: String,
    #[serde(default)]
    back: Vec<String>,
    #[serde(default)]
    expires: String,
    #[serde(default)]
    expiring: Vec<(String, String)>,
    examples: Vec<(String, String)>,
    counter: Vec<String>,
}

impl Effect {
    pub(super) fn compile(file: ProfileFile<'_>, row: Row, dates: &Arc<Dates>) -> Result<Self, ProfileError> {
        let compile = |key: &str, pattern: &str| {
            let words = pattern.replace("{time}", &row.time).replace(' ', r"\s+");
            let compiled = file.pattern(format!("(?i)(?:{words})$"));
            compiled.map_err(|e| file.wrong(format!("effective.{key}: {e}")))
        };
        let lead = format!(r"(?:^|.*[^\w])(?:{})|^(?:{})", row.lead, row.right_behind);
        Ok(Self {
            dates: Arc::clone(dates),
            stem: row.stem,
            lead: compile("lead", &lead)?,
            own: compile("own", &row.own)?,
            expires: compile("expires", &row.expires)?,
            expiring: row.expiring,
            back: row.back,
            examples: row.examples,
            counter: row.counter,
        })
    }

    /// Whether `gap`, which stands between a verb and a day, says that the verb takes effect then.
    #[must_use]
    pub fn leads(&self, gap: &str) -> bool {
        self.lead.is_match(fold_space(gap).trim())
    }

    /// The last day of a document and the words that say so, where a sentence of it tells: "This order shall terminate on
    /// June 30, 1999."
    #[must_use]
    pub fn expires<'s>(&self, sentence: &'s str) -> Option<(PartialDate, &'s str)> {
        for hit in self.dates.find_in(sentence) {
            let before = tail(sentence.get(..hit.span.start)?, LEAD).trim_end();
            let verb = self.expires.captures(before).and_then(|c| c.name("verb"));
            if let (Some(verb), Some(day)) = (verb, hit.date) {
                return Some((day, verb.as_str()));
            }
        }
        None
    }

    /// Whether the words behind a verb, in lower case, take up the day named before it.
    pub(crate) fn refers_back(&self, behind: &str) -> bool {
        self.back.iter().any(|words| behind.starts_with(words.as_str()))
    }

    /// Whether the words from the start of a clause to a day say that its verb takes effect then: "Effective".
    pub(crate) fn opens(&self, words: &str) -> bool {
        let folded = fold_space(words);
        !folded.is_empty() && folded.len() <= OPENING && self.lead.is_match(folded.trim())
    }

    /// The day from which a document takes effect, where a sentence of it says so: "This order is effective July 1,
    /// 1980."
    #[must_use]
    pub fn own(&self, sentence: &str) -> Option<PartialDate> {
        if self.stem.is_empty() || !sentence.contains(self.stem.as_str()) {
            return None;
        }
        let mut hits = self.dates.find_in(sentence);
        hits.find(|hit| {
            let before = tail(sentence.get(..hit.span.start).unwrap_or(""), LEAD);
            self.own.is_match(before.trim_end())
        })?
        .date
    }
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn the_last_day_of_a_document() {
        let effect = &Profile::united_states().unwrap().phrases.effect;
        assert!(!effect.expiring.is_empty());
        for (text, day) in &effect.expiring {
            assert_eq!(effect.expires(text).map(|(d, _)| d.to_string()).as_ref(), Some(day), "{text}");
        }
        for text in effect.counter.iter().filter(|t| !t.contains("until")) {
            assert_eq!(effect.expires(text), None, "{text}");
        }
    }

    #[test]
    fn words_between_a_verb_and_its_day() {
        let effect = &Profile::united_states().unwrap().phrases.effect;
        for gap in [
            "effective",
            ", effective at noon",
            "as of",
            "on",
            "hereby on",
            "at midnight on",
            "effective as of the close of business on",
            ", effective at 12:01 a.m. eastern daylight time on",
        ] {
            assert!(effect.leads(gap), "{gap}");
        }
        for gap in ["by Executive Order 13000 of", "by striking", "ineffective", "in the report of", ""] {
            assert!(!effect.leads(gap), "{gap}");
        }
    }
}
