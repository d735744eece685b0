//! What the linter says of one place, and the rules by which it says so.

use crate::ground::Span;
use crate::ground::diag::Position;
use chrono::NaiveDate;
use serde::Serialize;
use std::path::PathBuf;

/// How much a finding weighs. The exit code follows the heaviest one that is not excused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule is not asked.
    Off,
    /// Worth knowing; never fails a run.
    Note,
    /// Likely wrong, or wrong in part.
    Warning,
    /// A page says what is no longer so.
    Error,
}

/// The rules, each with a page in `docs/lint.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// Cites a policy that has ended and that nothing succeeds.
    EndedCitation,
    /// Cites a policy that another one supersedes.
    SupersededCitation,
    /// Cites a policy that has ended in part.
    EndedInPart,
    /// Cites a policy that is suspended.
    SuspendedCitation,
    /// Cites a policy of which the sources disagree whether it has ended.
    DisputedCitation,
    /// Gives a number that belongs to another policy than the title beside it.
    WrongNumber,
    /// Gives a title that is not that of the policy with the number beside it.
    WrongTitle,
    /// Gives a date that is not that of the policy beside it.
    WrongDate,
    /// Links to the document of a policy that has a successor.
    LinkHasSuccessor,
    /// Says that a policy is in force that is not.
    ClaimOfForce,
    /// Cites a policy of which no source tells.
    UnknownPolicy,
    /// Excuses a finding without a reason, or a finding that there is not.
    BadExcuse,
}

impl Rule {
    /// All rules, in the order in which they are explained.
    pub const ALL: [Self; 12] = [
        Self::EndedCitation,
        Self::SupersededCitation,
        Self::EndedInPart,
        Self::SuspendedCitation,
        Self::DisputedCitation,
        Self::WrongNumber,
        Self::WrongTitle,
        Self::WrongDate,
        Self::LinkHasSuccessor,
        Self::ClaimOfForce,
        Self::UnknownPolicy,
        Self::BadExcuse,
    ];

    /// As a person writes it in a configuration and in a comment that excuses a finding: `ended-citation`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EndedCitation => "ended-citation",
            Self::SupersededCitation => "superseded-citation",
            Self::EndedInPart => "ended-in-part",
            Self::SuspendedCitation => "suspended-citation",
            Self::DisputedCitation => "disputed-citation",
            Self::WrongNumber => "wrong-number",
            Self::WrongTitle => "wrong-title",
            Self::WrongDate => "wrong-date",
            Self::LinkHasSuccessor => "link-has-successor",
            Self::ClaimOfForce => "claim-of-force",
            Self::UnknownPolicy => "unknown-policy",
            Self::BadExcuse => "bad-excuse",
        }
    }

    /// The rule with a [`Rule::name`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Its level where nothing is configured.
    #[must_use]
    pub const fn default_level(self) -> Level {
        match self {
            Self::EndedCitation | Self::SupersededCitation | Self::ClaimOfForce => Level::Error,
            Self::SuspendedCitation
            | Self::WrongNumber
            | Self::WrongTitle
            | Self::WrongDate
            | Self::LinkHasSuccessor
            | Self::BadExcuse => Level::Warning,
            Self::EndedInPart | Self::DisputedCitation | Self::UnknownPolicy => Level::Note,
        }
    }

    /// What it finds, one sentence.
    #[must_use]
    pub const fn summary(self) -> &'static str {
        match self {
            Self::EndedCitation => "cites a policy that has ended and that nothing succeeds",
            Self::SupersededCitation => "cites a policy that another one supersedes",
            Self::EndedInPart => "cites a policy that has ended in part",
            Self::SuspendedCitation => "cites a policy that is suspended",
            Self::DisputedCitation => "cites a policy of which the sources disagree whether it has ended",
            Self::WrongNumber => "gives a number that belongs to another policy than the title beside it",
            Self::WrongTitle => "gives a title that is not that of the policy with the number beside it",
            Self::WrongDate => "gives a date that is not that of the policy beside it",
            Self::LinkHasSuccessor => "links to the document of a policy that has a successor",
            Self::ClaimOfForce => "says that a policy is in force that is not",
            Self::UnknownPolicy => "cites a policy of which no source tells",
            Self::BadExcuse => "excuses a finding without a reason, or a finding that there is not",
        }
    }
}

/// The level of each rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels([Level; Rule::ALL.len()]);

impl Default for Levels {
    fn default() -> Self {
        Self(Rule::ALL.map(Rule::default_level))
    }
}

impl Levels {
    /// Sets the level of a rule.
    #[allow(clippy::indexing_slicing, reason = "one level for each rule")]
    pub const fn set(&mut self, rule: Rule, level: Level) {
        self.0[rule as usize] = level;
    }

    /// The level of a rule.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "one level for each rule")]
    pub const fn of(&self, rule: Rule) -> Level {
        self.0[rule as usize]
    }
}

/// A statement that decides what is said of the policy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Deciding {
    /// The words of the source.
    pub quote: String,
    /// The source's title, or its address where it has none.
    pub source: String,
    /// The source's IRI.
    pub source_iri: String,
    /// The source's address, where it has one.
    pub page: Option<String>,
}

/// What to write in the place of the words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Instead {
    /// The bytes of the file that it replaces.
    pub span: Span,
    /// The new words.
    pub words: String,
    /// Whether there is one successor and nothing contradicts it, so that a patch may hold it.
    pub certain: bool,
}

/// The comment by which a person excuses a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Excuse {
    /// The reason that it gives.
    pub reason: String,
    /// The line where it stands, 1-based.
    pub line: u32,
}

/// One place of a site's files, and what is the matter with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it.
    pub rule: Rule,
    /// Its level as configured.
    pub level: Level,
    /// The file, as it was named or found below the folder that was named.
    pub path: PathBuf,
    /// The bytes of the file that the words take up.
    pub span: Span,
    /// Where the words begin.
    pub from: Position,
    /// Where they end, exclusive.
    pub until: Position,
    /// The words as printed in the file.
    pub words: String,
    /// The policy's canonical identifier or, where it has none, its title.
    pub policy: String,
    /// The policy's IRI; absent where no source tells of it.
    pub policy_iri: Option<String>,
    /// What is the matter, one sentence, without the file, the place and the rule.
    pub message: String,
    /// The day for which the policy's status is told.
    pub as_of: Option<NaiveDate>,
    /// The day until which the sources cover the policy.
    pub covered_until: Option<NaiveDate>,
    /// The statements that decide it, the first the most telling.
    pub deciding: Vec<Deciding>,
    /// What to write instead, where that is known.
    pub instead: Option<Instead>,
    /// Present where a comment of the file excuses it.
    pub excused: Option<Excuse>,
}
