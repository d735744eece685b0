//! Words by which a page shows that it tells of a policy as of one of the past, or as of one in force: `lint.toml` of a
//! language. The linter alone asks them.

use super::ProfileError;
use super::data::ProfileFile;
use super::wording::NOTHING;
use crate::ground::Pattern;
use regex::Regex;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A pattern of [`LintWords`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LintTurn {
    /// In the sentence: that a policy has ended, or what ended it.
    ToldEnded,
    /// Right before the policy: that it has ended.
    ToldBefore,
    /// Right after the policy: the same.
    ToldBehind,
    /// Right after the policy: it is the one that ends another.
    ActsOnOthers,
    /// Right after the policy: the years of its life.
    Lived,
    /// A year that places a sentence in the past.
    PastYear,
    /// A verb in the past.
    PastAct,
    /// A verb that says what holds now.
    PresentForce,
    /// After the policy: that it is in force.
    InForceBehind,
    /// Right before the policy: that it is to be obeyed.
    InForceBefore,
    /// A heading of what is past.
    PastHeading,
    /// What sets a sentence into the past together with a verb in the past.
    PastSetting,
    /// Words of ending that are said of something that is no policy.
    OtherEnded,
    /// Where the clause of a sentence ends and another one stands against it.
    ClauseBreak,
    /// Between two policies of which the same is said.
    Joins,
    /// A key with a value that says that a policy has ended: `Status: Rescinded`.
    StatusEnded,
    /// The same, that it is in force.
    StatusInForce,
    /// Words that lead in a list of policies that have ended.
    LeadEnded,
    /// The same, of policies that are in force.
    LeadInForce,
    /// A heading over a list of policies that are in force.
    ForceHeading,
    /// The head of a column of titles.
    TitleHead,
    /// The start of the next sentence: that the policy of this one has ended.
    ToldNext,
    /// Right after the policy: what held under it, told in the past.
    HeldThen,
    /// Right before the policy: words that somebody said once are quoted.
    QuotedBefore,
    /// Between a policy and the day on which it was issued.
    IssuedOn,
}

/// The keys of the patterns, in the order of [`LintTurn`].
const KEYS: [&str; 25] = [
    "told_ended",
    "told_before",
    "told_behind",
    "acts_on_others",
    "lived",
    "past_year",
    "past_act",
    "present_force",
    "in_force_behind",
    "in_force_before",
    "past_heading",
    "past_setting",
    "other_ended",
    "clause_break",
    "joins",
    "status_ended",
    "status_in_force",
    "lead_ended",
    "lead_in_force",
    "force_heading",
    "title_head",
    "told_next",
    "held_then",
    "quoted_before",
    "issued_on",
];

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct File {
    lists: ListsRow,
    turn: Vec<TurnRow>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ListsRow {
    archive_keys: Vec<String>,
    archive_words: Vec<String>,
    news_keys: Vec<String>,
    news_words: Vec<String>,
    small: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnRow {
    key: String,
    pattern: String,
    examples: Vec<String>,
    counter: Vec<String>,
}

/// A pattern with the texts in which it must be found, and those in which it must not.
#[derive(Debug)]
pub struct LintTest {
    /// The key of the pattern.
    pub key: String,
    /// Texts in which it is found.
    pub examples: Vec<String>,
    /// Texts in which it is not.
    pub counter: Vec<String>,
    pattern: Pattern,
}

impl LintTest {
    /// Whether the pattern is found in a text.
    #[must_use]
    pub fn finds(&self, text: &str) -> bool {
        self.pattern.is_match(text)
    }
}

/// The words of `lint.toml`.
#[derive(Debug)]
pub struct LintWords {
    /// Keys of front matter that say that a page is kept and no longer tended.
    pub archive_keys: Vec<String>,
    /// Values of such a key, and folders, that say so; in small letters.
    pub archive_words: Vec<String>,
    /// Keys of front matter that say what a page is.
    pub news_keys: Vec<String>,
    /// Values of such a key, and folders, of pages that tell of their day and are not tended afterwards; in small letters.
    pub news_words: Vec<String>,
    /// Words that tell two titles apart no more than blanks do; in small letters.
    pub small: Vec<String>,
    /// The patterns with their tests.
    pub tests: Vec<LintTest>,
    /// By [`LintTurn`]: the place in `tests`.
    turns: [Option<usize>; KEYS.len()],
    nothing: Pattern,
}

impl LintWords {
    /// Reads the file; a pattern that it lacks is found nowhere.
    ///
    /// # Errors
    /// TOML that does not parse, a key that is not asked for, a pattern that is no regular expression.
    pub(super) fn parse(file: ProfileFile<'_>) -> Result<Self, ProfileError> {
        let read: File = file.parse()?;
        let mut turns = [None; KEYS.len()];
        let mut tests = Vec::new();
        let keys: BTreeMap<&str, usize> = KEYS.into_iter().zip(0..).collect();
        for row in read.turn {
            let slot = keys.get(row.key.as_str()).and_then(|at| turns.get_mut(*at));
            let Some(slot) = slot else {
                return Err(file.wrong(format!("turn {}: expected a pattern that is asked for", row.key)));
            };
            *slot = Some(tests.len());
            let pattern = file.pattern(row.pattern.replace(' ', r"(?:\s+)"));
            let pattern = pattern.map_err(|e| file.wrong(format!("turn {}: {e}", row.key)))?;
            tests.push(LintTest { key: row.key, examples: row.examples, counter: row.counter, pattern });
        }
        let small = |words: Vec<String>| words.iter().map(|w| w.to_lowercase()).collect();
        Ok(Self {
            archive_keys: read.lists.archive_keys,
            archive_words: small(read.lists.archive_words),
            news_keys: read.lists.news_keys,
            news_words: small(read.lists.news_words),
            small: small(read.lists.small),
            tests,
            turns,
            nothing: file.pattern(NOTHING).map_err(|e| file.wrong(e))?,
        })
    }

    /// A pattern; one that the profile lacks is found nowhere.
    #[must_use]
    pub fn turn(&self, turn: LintTurn) -> &Regex {
        let at = self.turns.get(turn as usize).copied().flatten();
        at.and_then(|at| self.tests.get(at)).map_or(&self.nothing, |test| &test.pattern)
    }
}
