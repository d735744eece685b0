//! Relation phrases as data: the rows of `relations.toml`, compiled to one automaton.

use super::ProfileError;
use super::effect::{self, Effect};
use crate::model::Relation;
use regex::Regex;
use regex_automata::meta;
use serde::Deserialize;
use std::collections::BTreeSet;

/// In which shape the words of a row stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "is hereby revoked", "shall be superseded": the document acts now.
    Passive,
    /// "was superseded", "has been revoked": somebody acted; only with "by" and a policy.
    PassivePast,
    /// "as amended by", "Eliminated by".
    By,
    /// "supersedes", and the words of an active phrase.
    Finite,
    /// "supersede": after "to", "shall", "hereby", or an imperative.
    Base,
    /// "amended" without an auxiliary.
    Past,
    /// "amending".
    Gerund,
    /// "Revocation of".
    Noun,
    /// "help agencies implement".
    Aid,
    /// "pursuant to".
    Basis,
    /// "by the authority vested in me": every policy up to the end of the clause.
    BasisClause,
}

/// One row of `relations.toml`.
#[derive(Debug)]
pub struct Phrase {
    /// The relation that its words state.
    pub relation: Relation,
    /// Relations that follow by rule.
    pub also: Vec<Relation>,
    /// … for documents signed in these years, both included, where the rule is the custom of a time.
    pub also_signed: Option<[i32; 2]>,
    /// Counts only where a part of the policy is named.
    pub part_only: bool,
    /// The passive counts only with a policy behind "by".
    pub passive_by: bool,
    /// How a passive reaches a policy that is not its subject; matched to the end of the words before the policy.
    pub(crate) through: Option<Regex>,
    /// What is reached through such words is the whole policy.
    pub through_whole: bool,
    /// Texts and what is read in them.
    pub examples: Vec<(String, String)>,
    /// Texts in which nothing must be read.
    pub counter: Vec<String>,
}

/// The small words by which sentences are read; the keys are told in `relations.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Words {
    pub determiners: BTreeSet<String>,
    pub whole: BTreeSet<String>,
    pub part: BTreeSet<String>,
    pub between: BTreeSet<String>,
    pub prepositions: BTreeSet<String>,
    pub separators: BTreeSet<String>,
    pub modifiers: BTreeSet<String>,
    pub no_modifiers: BTreeSet<String>,
    pub narrowing: Vec<String>,
    pub finite: BTreeSet<String>,
    pub adverbs: BTreeSet<String>,
    pub speakers: BTreeSet<String>,
    pub here: BTreeSet<String>,
    pub negative: BTreeSet<String>,
    pub not_negative: Vec<String>,
    pub subordinate: BTreeSet<String>,
    pub modal: BTreeSet<String>,
    pub controllers: BTreeSet<String>,
    pub following: Vec<String>,
}

/// All relation phrases of a profile.
#[derive(Debug)]
pub struct Phrases {
    /// The rows, in the file's order.
    pub rows: Vec<Phrase>,
    /// The small words.
    pub words: Words,
    /// When a change takes effect.
    pub effect: Effect,
    pub(crate) cues: meta::Regex,
    /// Row and form of each pattern of `cues`.
    pub(crate) patterns: Vec<(usize, Form)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    words: Words,
    #[serde(default)]
    effective: effect::Row,
    #[serde(default)]
    verb: Vec<Row>,
    #[serde(default)]
    phrase: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    relation: String,
    #[serde(default)]
    forms: Vec<[String; 4]>,
    noun: Option<String>,
    voice: Option<String>,
    words: Option<String>,
    passive: Option<String>,
    only: Option<String>,
    through: Option<String>,
    #[serde(default)]
    through_whole: bool,
    #[serde(default)]
    opens_clause: bool,
    #[serde(default)]
    part_only: bool,
    #[serde(default)]
    also: Vec<String>,
    also_signed: Option<[i32; 2]>,
    examples: Vec<(String, String)>,
    counter: Vec<String>,
}

/// What may stand between an auxiliary and its participle.
const ADVERB: &str = r"(?:,? (?:hereby|further|also|accordingly|therefore|thereby|expressly|likewise|herewith|in part|in its entirety|in their entirety|in whole or in part|specifically|now),?)*";

/// The auxiliaries of a passive that the document itself performs.
const NOW: &str = r"(?:(?:shall|will|must) (?:hereby )?be|(?:is|are|be),? and (?:it |they |the same )?(?:is|are|hereby is|hereby are)|is|are|be)";

/// The auxiliaries of a passive that somebody performed.
const PAST: &str = r"(?:(?:has|have|had) been|was|were|been|being)";

impl Phrases {
    pub(super) fn parse(text: &str) -> Result<Self, ProfileError> {
        let wrong = |m: String| ProfileError::new("relations.toml", m);
        let file: File = toml::from_str(text).map_err(|e| wrong(e.to_string()))?;
        let mut patterns: Vec<(String, (usize, Form))> = Vec::new();
        let mut rows = Vec::new();
        // Phrases before verbs: at one place the first pattern wins, and theirs are the longer ones.
        for (ix, row) in file.phrase.into_iter().chain(file.verb).enumerate() {
            let own = row.patterns().map_err(|e| wrong(format!("row {}: {e}", ix + 1)))?;
            patterns.extend(own.into_iter().map(|(pattern, form)| (pattern, (ix, form))));
            rows.push(row.compile().map_err(|e| wrong(format!("row {}: {e}", ix + 1)))?);
        }
        // At one place the first pattern wins: passives before participles, long phrases before single verbs.
        patterns.sort_by_key(|(_, (_, form))| order(*form));
        let sources: Vec<String> = patterns
            .iter()
            .map(|(p, _)| {
                format!(r"(?i)(?-u:\b{{start-half}})(?:{})(?-u:\b{{end-half}})", p.replace(' ', r"\s+"))
            })
            .collect();
        let cues = meta::Regex::builder().build_many(&sources).map_err(|e| wrong(e.to_string()))?;
        Ok(Self {
            rows,
            words: file.words,
            effect: Effect::compile(file.effective)?,
            cues,
            patterns: patterns.into_iter().map(|(_, info)| info).collect(),
        })
    }
}

/// Which of two patterns wins at one place.
const fn order(form: Form) -> u8 {
    match form {
        Form::Noun => 0,
        Form::BasisClause | Form::Aid => 1,
        Form::PassivePast => 2,
        Form::Passive => 3,
        Form::By => 4,
        Form::Basis => 5,
        Form::Finite | Form::Base | Form::Past | Form::Gerund => 6,
    }
}

impl Row {
    /// The patterns of a row, with their forms.
    #[allow(clippy::indexing_slicing, reason = "each form has as many words as the first")]
    fn patterns(&self) -> Result<Vec<(String, Form)>, String> {
        let mut patterns = Vec::new();
        if let Some(noun) = &self.noun {
            patterns.push((noun.clone(), Form::Noun));
        }
        if !self.forms.is_empty() {
            let all = |i: usize| {
                let forms: BTreeSet<&str> = self.forms.iter().map(|f| f[i].as_str()).collect();
                format!("(?:{})", forms.into_iter().collect::<Vec<_>>().join("|"))
            };
            let only = self.only.as_deref();
            if !matches!(only, None | Some("active" | "passive")) {
                return Err(format!("expected only = \"active\" or \"passive\", found {only:?}"));
            }
            if only != Some("active") {
                let then = format!("(?: (?:and|or) {})?", all(2));
                patterns.push((format!("{NOW}{ADVERB} {}{then}", all(2)), Form::Passive));
                patterns.push((format!("{PAST}{ADVERB} {}{then}", all(2)), Form::PassivePast));
                patterns.push((
                    format!(
                        "(?:as )?(?:(?:further|previously|heretofore|subsequently) )?{}(?:,? in part,?)? by",
                        all(2)
                    ),
                    Form::By,
                ));
            }
            if only != Some("passive") {
                patterns.push((all(1), Form::Finite));
                patterns.push((all(0), Form::Base));
                patterns.push((all(2), Form::Past));
                patterns.push((all(3), Form::Gerund));
            }
        }
        if let Some(words) = &self.words {
            let forms: &[Form] = match self.voice.as_deref() {
                Some("active") => &[Form::Finite],
                Some("passive") => &[Form::Passive],
                Some("by") => &[Form::By],
                Some("noun") => &[Form::Noun],
                Some("aid") => &[Form::Aid],
                Some("basis") if self.opens_clause => &[Form::BasisClause],
                Some("basis") => &[Form::Basis],
                other => {
                    return Err(format!(
                        "expected a voice (active, passive, by, noun, aid, basis), found {other:?}"
                    ));
                }
            };
            patterns.extend(forms.iter().map(|f| (words.clone(), *f)));
        }
        if patterns.is_empty() {
            return Err("expected `forms` or `words`, found neither".to_owned());
        }
        Ok(patterns)
    }

    fn compile(self) -> Result<Phrase, String> {
        let relation = |name: &str| {
            Relation::ALL
                .into_iter()
                .find(|r| r.name() == name)
                .ok_or_else(|| format!("expected a relation, found `{name}`"))
        };
        let through = match &self.through {
            None => None,
            Some(pattern) => {
                let pattern = format!("(?i){}", pattern.replace(' ', r"\s+"));
                Some(Regex::new(&pattern).map_err(|e| e.to_string())?)
            }
        };
        Ok(Phrase {
            relation: relation(&self.relation)?,
            also: self.also.iter().map(|name| relation(name)).collect::<Result<_, _>>()?,
            also_signed: self.also_signed,
            part_only: self.part_only,
            passive_by: self.passive.as_deref() == Some("by"),
            through,
            through_whole: self.through_whole,
            examples: self.examples,
            counter: self.counter,
        })
    }
}
