//! Relation phrases as data: the rows of `relations.toml`, compiled.

use super::ProfileError;
use super::data::ProfileFile;
use super::date::Dates;
use super::effect::{self, Effect};
use super::wording::NOTHING;
use super::words::{PhraseSet, WordClasses};
use crate::ground::{Pattern, PatternSet};
use crate::model::Relation;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// In which shape the words of a phrase stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// "Revocation of".
    Noun,
    /// "help agencies implement".
    Aid,
    /// "pursuant to".
    Basis,
    /// "by the authority vested in me": every policy up to the end of the clause.
    BasisClause,
}

/// The forms that one word of a verb may be: "revoked" is past and participle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerbForms(u8);

impl VerbForms {
    /// Those of a place in the lines of `forms`: base, third person, past, gerund.
    const fn at(place: usize) -> Self {
        Self(1 << place)
    }

    /// "revoke"
    #[must_use]
    pub const fn base(self) -> bool {
        self.0 & 1 != 0
    }

    /// "revokes"
    #[must_use]
    pub const fn third(self) -> bool {
        self.0 & 2 != 0
    }

    /// "revoked"
    #[must_use]
    pub const fn past(self) -> bool {
        self.0 & 4 != 0
    }

    /// "revoking"
    #[must_use]
    pub const fn gerund(self) -> bool {
        self.0 & 8 != 0
    }

    /// The forms of both.
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One row of `relations.toml`.
#[derive(Debug)]
pub struct Phrase {
    /// The relation that its words state.
    pub relation: Relation,
    /// Counts only where a part of the policy is named.
    pub part_only: bool,
    /// The passive counts only with a policy behind "by".
    pub passive_by: bool,
    /// The forms of its verbs, a line each: base, third person, past and participle, gerund.
    pub forms: Vec<[String; 4]>,
    /// Bases of its verbs that make no label of this relation.
    pub no_label: Vec<String>,
    /// The passive does not count.
    pub active_only: bool,
    /// The active does not count.
    pub passive_only: bool,
    /// The verb counts only before one of these words: "continued until".
    pub then: BTreeSet<String>,
    /// Any noun with "of" or "in" leads to the policy: "supplements the foundational efforts of X".
    pub reaches_any: bool,
    /// What is done to words within a policy is done to the policy: "In section 4 of X, the word is changed".
    pub textual: bool,
    /// The subject is what ends: "X shall have no further force".
    pub state: bool,
    /// How a verb reaches a policy that is not its object; matched to the end of the words before the policy.
    pub(crate) through: Option<Pattern>,
    /// What is reached through such words is the whole policy.
    pub through_whole: bool,
    /// Documents that the row serves, each with words of it that hold the row's own.
    pub seen: Vec<(String, String)>,
    /// Its pattern of words, or of the noun of its verbs.
    pub(crate) pattern: Option<Pattern>,
    /// Texts and what is read in them.
    pub examples: Vec<(String, String)>,
    /// Texts in which nothing must be read.
    pub counter: Vec<String>,
}

impl Phrase {
    /// Whether words that end right before a policy are those through which the verb reaches it.
    pub(crate) fn reaches_through(&self, words: &str) -> bool {
        self.through.as_ref().is_some_and(|pattern| pattern.is_match(words.trim_end()))
    }

    /// Whether a text has the words of the row: a form of its verbs, or its pattern.
    #[must_use]
    pub fn stands_in(&self, text: &str) -> bool {
        let words: Vec<String> = text
            .split(|c: char| !(c.is_alphanumeric() || matches!(c, '’' | '\'')))
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect();
        let joined = format!(" {} ", words.join(" "));
        let form = |form: &String| {
            // Around words that may be any, both parts stand in their order.
            let mut rest = joined.as_str();
            !form.is_empty()
                && form.split('*').all(|part| {
                    match rest.split_once(&format!(" {} ", part.trim().to_lowercase())) {
                        Some((before, _)) => {
                            rest = rest.get(before.len() + part.trim().len() + 1..).unwrap_or("");
                            true
                        }
                        None => false,
                    }
                })
        };
        self.forms.iter().flatten().any(form) || self.pattern.as_ref().is_some_and(|p| p.is_match(text))
    }

    /// The forms of its verbs that make labels of notes, heads of columns and notes of pages: each but those that touch only
    /// words within a policy, have the policy as their subject, or stand around other words.
    pub(crate) fn label_forms(&self) -> impl Iterator<Item = &[String; 4]> {
        let verbs = self.forms.iter().filter(|_| !self.part_only && !self.state);
        verbs.filter(|forms| {
            let [base, ..] = forms;
            !self.no_label.contains(base) && !forms.iter().any(|form| form.contains('*'))
        })
    }
}

/// All relation phrases of a language.
#[derive(Debug)]
pub struct Phrases {
    /// The rows, in the file's order.
    pub rows: Vec<Phrase>,
    /// The small words.
    pub words: WordClasses,
    /// How dates are printed.
    pub dates: Arc<Dates>,
    /// When a change takes effect.
    pub effect: Effect,
    /// Each word of each verb, with its rows and what forms of them it is.
    pub(crate) verbs: PhraseSet<Vec<(usize, VerbForms)>>,
    /// Words that narrow what they stand by: "to the extent".
    pub(crate) limiters: PhraseSet<()>,
    /// … but not within these.
    pub(crate) not_limiters: PhraseSet<()>,
    /// Words of a list that follows: "listed below".
    pub(crate) following: PhraseSet<()>,
    /// Words that deny nothing: "not later than".
    pub(crate) not_negative: PhraseSet<()>,
    /// "limited" in "including but not limited to".
    pub(crate) limited: PhraseSet<()>,
    /// How far a passive goes, between it and its "by": "in its entirety".
    pub(crate) extents: PhraseSet<()>,
    /// Of them, those that say a part.
    pub(crate) partly: PhraseSet<()>,
    /// "as" in "as amended".
    pub(crate) as_word: String,
    /// Several words that join the members of a list: "as well as".
    pub(crate) joins: Vec<String>,
    /// "or", of which one holds.
    pub(crate) or_words: BTreeSet<String>,
    /// How participles end that the table does not know.
    pub(crate) participle_ends: Vec<String>,
    /// A note of a page on the policy over it; groups `verb`, `partly`, `past`, `part`.
    pub(crate) page_note: Pattern,
    pub(crate) cues: PatternSet,
    /// Row and form of each pattern of `cues`.
    pub(crate) patterns: Vec<(usize, Form)>,
}

/// `[phrases]` of the file.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sets {
    limiters: Vec<String>,
    not_limiters: Vec<String>,
    following: Vec<String>,
    not_negative: Vec<String>,
    limited: Vec<String>,
    extents: Vec<String>,
    partly: Vec<String>,
    r#as: String,
    #[serde(default)]
    joins: Vec<String>,
    or: BTreeSet<String>,
    participles: Vec<String>,
    #[serde(default)]
    page_note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    phrases: Sets,
    #[serde(default)]
    effective: effect::Row,
    verb: Vec<Row>,
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
    #[serde(default)]
    agent: bool,
    only: Option<String>,
    through: Option<String>,
    #[serde(default)]
    through_whole: bool,
    #[serde(default)]
    opens_clause: bool,
    #[serde(default)]
    no_label: Vec<String>,
    #[serde(default)]
    part_only: bool,
    #[serde(default)]
    then: BTreeSet<String>,
    #[serde(default)]
    reaches_any: bool,
    #[serde(default)]
    textual: bool,
    #[serde(default)]
    state: bool,
    #[serde(default)]
    seen: Vec<(String, String)>,
    examples: Vec<(String, String)>,
    counter: Vec<String>,
}

impl Phrases {
    /// What a participle says in a label or a note: the relation of its row.
    #[must_use]
    pub fn of_participle(&self, word: &str) -> Option<Relation> {
        let is = |[_, _, past, _]: &[String; 4]| past.eq_ignore_ascii_case(word);
        self.rows.iter().find(|row| row.label_forms().any(is)).map(|row| row.relation)
    }

    /// What a verb says, in whatever form: "revokes".
    #[must_use]
    pub fn of_verb(&self, word: &str) -> Option<Relation> {
        let is = |form: &String| form.eq_ignore_ascii_case(word);
        self.rows.iter().find(|row| row.label_forms().flatten().any(is)).map(|row| row.relation)
    }

    pub(super) fn parse(file: ProfileFile<'_>, dates: &Arc<Dates>) -> Result<Self, ProfileError> {
        let wrong = |m: String| file.wrong(m);
        let read: File = file.parse()?;
        let mut patterns: Vec<(String, (usize, Form))> = Vec::new();
        let mut forms: BTreeMap<String, Vec<(usize, VerbForms)>> = BTreeMap::new();
        let mut rows = Vec::new();
        // Phrases before verbs: at one place the first pattern wins, and theirs are the longer ones.
        for (ix, row) in read.phrase.into_iter().chain(read.verb).enumerate() {
            let own = row.patterns().map_err(|e| wrong(format!("row {}: {e}", ix + 1)))?;
            patterns.extend(own.into_iter().map(|(pattern, form)| (pattern, (ix, form))));
            row.collect_forms(ix, &mut forms);
            rows.push(row.compile(file).map_err(|e| wrong(format!("row {}: {e}", ix + 1)))?);
        }
        patterns.sort_by_key(|(_, (_, form))| order(*form));
        let sources: Vec<String> = patterns
            .iter()
            .map(|(p, _)| {
                format!(r"(?i)(?-u:\b{{start-half}})(?:{})(?-u:\b{{end-half}})", p.replace(' ', r"\s+"))
            })
            .collect();
        let cues = file.patterns(sources).map_err(wrong)?;
        let mut verbs = PhraseSet::default();
        forms.into_iter().for_each(|(words, rows)| verbs.add(&words, rows));
        let sets = read.phrases;
        let page_note = page_note(file, &sets.page_note, &rows).map_err(wrong)?;
        Ok(Self {
            rows,
            words: WordClasses::parse(&read.words).map_err(wrong)?,
            dates: Arc::clone(dates),
            effect: Effect::compile(file, read.effective, dates)?,
            verbs,
            limiters: set(&sets.limiters),
            not_limiters: set(&sets.not_limiters),
            following: set(&sets.following),
            not_negative: set(&sets.not_negative),
            limited: set(&sets.limited),
            extents: set(&sets.extents),
            partly: set(&sets.partly),
            as_word: sets.r#as,
            joins: sets.joins,
            or_words: sets.or,
            participle_ends: sets.participles,
            page_note,
            cues,
            patterns: patterns.into_iter().map(|(_, info)| info).collect(),
        })
    }
}

/// The pattern of a page's note with the participles of the verbs put in; without a pattern nothing is one.
fn page_note(file: ProfileFile<'_>, pattern: &str, rows: &[Phrase]) -> Result<Pattern, String> {
    if pattern.is_empty() {
        return file.pattern(NOTHING);
    }
    let forms = rows.iter().flat_map(Phrase::label_forms);
    let mut past: Vec<&str> = forms.map(|[_, _, past, _]| past.as_str()).filter(|p| !p.is_empty()).collect();
    past.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
    past.dedup();
    let any: Vec<String> = past.iter().map(|p| regex::escape(p)).collect();
    let filled = pattern.replace("{past}", &any.join("|")).replace(' ', r"\s+");
    file.pattern(filled)
}

fn set(phrases: &[String]) -> PhraseSet<()> {
    let mut set = PhraseSet::default();
    phrases.iter().for_each(|p| set.add(p, ()));
    set
}

/// Which of two patterns wins at one place.
const fn order(form: Form) -> u8 {
    match form {
        Form::Noun => 0,
        Form::BasisClause | Form::Aid => 1,
        Form::Basis => 2,
    }
}

impl Row {
    /// Adds the words of the verb, with the forms that they are.
    fn collect_forms(&self, row: usize, all: &mut BTreeMap<String, Vec<(usize, VerbForms)>>) {
        for line in &self.forms {
            for (place, word) in line.iter().enumerate().filter(|(_, w)| !w.is_empty()) {
                let of_word = all.entry(word.to_lowercase()).or_default();
                match of_word.iter_mut().find(|(r, _)| *r == row) {
                    Some((_, forms)) => *forms = forms.or(VerbForms::at(place)),
                    None => of_word.push((row, VerbForms::at(place))),
                }
            }
        }
    }

    /// The patterns of a row, with their forms.
    #[allow(clippy::indexing_slicing, reason = "each form has as many words as the first")]
    fn patterns(&self) -> Result<Vec<(String, Form)>, String> {
        let mut patterns = Vec::new();
        if let Some(noun) = &self.noun {
            patterns.push((noun.clone(), Form::Noun));
        }
        let only = self.only.as_deref();
        if !matches!(only, None | Some("active" | "passive")) {
            return Err(format!("expected only = \"active\" or \"passive\", found {only:?}"));
        }
        if let Some(words) = &self.words {
            let form = match self.voice.as_deref() {
                Some("noun") => Form::Noun,
                Some("aid") => Form::Aid,
                Some("basis") if self.opens_clause => Form::BasisClause,
                Some("basis") => Form::Basis,
                other => return Err(format!("expected a voice (noun, aid, basis), found {other:?}")),
            };
            patterns.push((words.clone(), form));
        }
        if patterns.is_empty() && self.forms.is_empty() {
            return Err("expected `forms` or `words`, found neither".to_owned());
        }
        Ok(patterns)
    }

    fn compile(self, file: ProfileFile<'_>) -> Result<Phrase, String> {
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
                Some(file.pattern(pattern)?)
            }
        };
        let own: Vec<&str> = self.words.iter().chain(&self.noun).map(String::as_str).collect();
        let pattern = (!own.is_empty())
            .then(|| file.pattern(format!("(?i)(?:{})", own.join("|").replace(' ', r"\s+"))));
        let pattern = pattern.transpose()?;
        Ok(Phrase {
            relation: relation(&self.relation)?,
            forms: self.forms,
            no_label: self.no_label,
            active_only: self.only.as_deref() == Some("active"),
            passive_only: self.only.as_deref() == Some("passive"),
            then: self.then,
            reaches_any: self.reaches_any,
            textual: self.textual,
            state: self.state,
            part_only: self.part_only,
            passive_by: self.agent,
            through,
            through_whole: self.through_whole,
            seen: self.seen,
            pattern,
            examples: self.examples,
            counter: self.counter,
        })
    }
}
