//! Curation: what people judge of what was read.
//!
//! In: the entries of `curation.toml`. Out: names that are joined or kept apart, descriptions that are set, statements
//! that are rejected, accepted or added; in this order. What an entry comes to is kept in [`Curated`], so that every face
//! can say who decided and `check` can list the entries that match nothing or contradict one another.
//!
//! No entry holds the IRI of a statement, which a better reading changes: a statement is found by its source, its policies,
//! its relation and its words.

mod chains;
mod edit;
mod file;
mod identity;
mod lookup;
mod policies;
mod statements;

pub use file::{CURATION_FILE, FIELDS};
pub(super) use identity::Identity;
pub(super) use lookup::Lookup;
pub(super) use policies::{Following, unnamed};
pub(super) use statements::{Judge, Stated, Stored, add};

use super::corpus::{StoredEnding, StoredStatement};
use super::status::StatementRef;
use crate::ground::vocab;
use crate::model::{EndingKind, Extent, PartialDate, Relation};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The entries of one `curation.toml`, in the order of their content, which does not depend on that of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Curation {
    /// Each judgement once.
    pub entries: Vec<Entry>,
}

/// One judgement of one person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What is judged, and how.
    pub judgement: Judgement,
    /// Who judges, by name.
    pub author: String,
    /// On which day.
    pub day: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What is judged, and how. A policy is written as its number (`EO 13571`), its path (`us/strategy/2012/…`) or its title.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judgement {
    /// A source does not say this.
    Reject(Key),
    /// A source does say this.
    Accept(Key),
    /// A source says this too.
    Add(Key, Added),
    /// These are names of one policy; the first is the one that stays.
    Same(Vec<String>),
    /// No two of these are one policy.
    Different(Vec<String>),
    /// This is so of a policy.
    Set(Correction),
}

/// What tells one statement from all others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The acting policy; `None` of an ending that names none.
    pub actor: Option<String>,
    /// What is stated.
    pub relation: EndingKind,
    /// The policy acted upon; `None` where a policy's own words set its last day.
    pub target: Option<String>,
    /// The source: its address, else the path of its IRI.
    pub source: String,
    /// The words, with their white space folded.
    pub quote: String,
}

/// What an added statement says besides.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Added {
    /// The words that give the relation: `Eliminated by`.
    pub verb: String,
    /// The day of effect, where the words print one.
    pub effective: Option<PartialDate>,
}

/// What is set of a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Correction {
    /// The policy.
    pub policy: String,
    /// Its title.
    pub title: Option<String>,
    /// When it was issued.
    pub issued: Option<PartialDate>,
    /// The key or a name of the body that issued it.
    pub issuer: Option<String>,
}

impl Judgement {
    /// The verdicts as `curation.toml` names them.
    pub const VERDICTS: [&'static str; 6] = ["reject", "accept", "add", "same", "different", "set"];

    /// The verdict, as `curation.toml` names it.
    #[must_use]
    pub const fn verdict(&self) -> &'static str {
        match self {
            Self::Reject(_) => "reject",
            Self::Accept(_) => "accept",
            Self::Add(..) => "add",
            Self::Same(_) => "same",
            Self::Different(_) => "different",
            Self::Set(_) => "set",
        }
    }

    /// The statement that is judged, where one is.
    #[must_use]
    pub const fn key(&self) -> Option<&Key> {
        match self {
            Self::Reject(key) | Self::Accept(key) | Self::Add(key, _) => Some(key),
            Self::Same(_) | Self::Different(_) | Self::Set(_) => None,
        }
    }

    /// The policies that it names.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        let (pair, list, one) = match self {
            Self::Reject(key) | Self::Accept(key) | Self::Add(key, _) => {
                ([key.actor.as_deref(), key.target.as_deref()], &[][..], None)
            }
            Self::Same(names) | Self::Different(names) => ([None, None], names.as_slice(), None),
            Self::Set(correction) => ([None, None], &[][..], Some(correction.policy.as_str())),
        };
        pair.into_iter().flatten().chain(list.iter().map(String::as_str)).chain(one)
    }

    /// Whether both judge the same thing, so that a person who judges it again takes the former judgement back.
    #[must_use]
    pub fn is_about_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Set(a), Self::Set(b)) => {
                let fields = |c: &Correction| (c.title.is_some(), c.issued.is_some(), c.issuer.is_some());
                a.policy == b.policy && fields(a) == fields(b)
            }
            (Self::Same(a) | Self::Different(a), Self::Same(b) | Self::Different(b)) => {
                let sorted = |names: &[String]| {
                    let mut names = names.to_vec();
                    names.sort();
                    names
                };
                sorted(a) == sorted(b)
            }
            _ => self.key().is_some() && self.key() == other.key(),
        }
    }
}

impl std::fmt::Display for Judgement {
    /// As a person says it: `rejects “EO 13571 extends EO 12862”`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Reject(key) => write!(f, "rejects “{key}”"),
            Self::Accept(key) => write!(f, "accepts “{key}”"),
            Self::Add(key, _) => write!(f, "adds “{key}”"),
            Self::Same(names) => write!(f, "{} are one policy", names.join(" and ")),
            Self::Different(names) => write!(f, "{} are different policies", names.join(" and ")),
            Self::Set(c) => {
                let fields = [
                    c.title.as_ref().map(|t| format!("the title “{t}”")),
                    c.issued.map(|d| format!("the date {d}")),
                    c.issuer.as_ref().map(|i| format!("the issuer {i}")),
                ];
                let fields: Vec<String> = fields.into_iter().flatten().collect();
                write!(f, "sets {} of {}", fields.join(", "), c.policy)
            }
        }
    }
}

impl std::fmt::Display for Entry {
    /// With author and day: `rejects “…”, by A. Curator on 2026-11-30`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}, by {} on {}", self.judgement, self.author, self.day)
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let relation = relation_name(self.relation);
        match (&self.actor, &self.target) {
            (Some(actor), Some(target)) => write!(f, "{actor} {relation} {target}"),
            (None, Some(target)) => write!(f, "somebody {relation} {target}"),
            (Some(actor), None) => write!(f, "{actor} {relation}"),
            (None, None) => f.write_str(relation),
        }
    }
}

/// The name of a relation in an entry: `rescindsInPart`, `expires`.
#[must_use]
pub fn relation_name(relation: EndingKind) -> &'static str {
    let property = match relation {
        EndingKind::Act(relation, extent) => relation.property(extent),
        EndingKind::Expires => vocab::PED_EXPIRES,
    };
    property.as_str().strip_prefix(vocab::PED).unwrap_or_default()
}

/// Reads [`relation_name`] back.
#[must_use]
pub fn relation_of(name: &str) -> Option<EndingKind> {
    if name == relation_name(EndingKind::Expires) {
        return Some(EndingKind::Expires);
    }
    Relation::from_name(name).map(|(relation, extent)| EndingKind::Act(relation, extent))
}

/// The same relation for all statements that one property stands for: an amendment is of a part by its nature.
pub(super) const fn same_property(relation: Relation, extent: Extent) -> EndingKind {
    EndingKind::Act(relation, if relation.ends() { extent } else { Extent::Whole })
}

/// What an entry comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It decides.
    Decides,
    /// A later judgement of the same thing decides, by the number of its entry.
    Overruled(u32),
    /// Another judgement of the same day says the contrary, by the number of its entry; none of both decides.
    Contradicted(u32),
    /// It matches nothing; why.
    Unmatched(String),
}

/// A statement that was judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Judged {
    /// One that counts.
    Kept(StatementRef),
    /// One that depends on a condition, by its place among [`super::Corpus::conditional`].
    Conditional(u32),
    /// One that was rejected, by its place among [`Curated::rejected`].
    Rejected(u32),
    /// An ending that was rejected, by its place among [`Curated::rejected_endings`].
    RejectedEnding(u32),
}

/// What the judgements of people come to in a corpus.
#[derive(Clone, Debug, Default)]
pub struct Curated {
    /// The entries.
    pub curation: Curation,
    /// What each comes to, in the order of the entries.
    pub standing: Vec<Standing>,
    /// The policies that each judges, or of which it judges a statement.
    pub policies: Vec<Vec<u32>>,
    /// The statements that each judges.
    pub statements: Vec<Vec<Judged>>,
    /// Statements that are accepted, each with the entry that decides.
    pub accepted: BTreeMap<StatementRef, u32>,
    /// Statements that people added, by their places among [`super::Corpus::statements`]; sorted.
    pub added: Vec<u32>,
    /// Statements that are rejected, which make no edge.
    pub rejected: Vec<StoredStatement>,
    /// The entry that rejects each of them.
    pub rejected_by: Vec<u32>,
    /// Endings that are rejected.
    pub rejected_endings: Vec<StoredEnding>,
    /// The entry that rejects each of them.
    pub rejected_endings_by: Vec<u32>,
    /// The entries whose source no source is named by any more, each with the source that has its words.
    pub moved: BTreeMap<u32, u32>,
    /// Statements between two names that people judge to be one policy, which make no edge.
    pub joined: Vec<StoredStatement>,
}

impl Standing {
    /// In a word.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Decides => "decides",
            Self::Overruled(_) => "overruled",
            Self::Contradicted(_) => "contradicted",
            Self::Unmatched(_) => "unmatched",
        }
    }
}

impl Curated {
    /// Nothing decided yet of so many entries.
    pub(super) fn new(curation: Curation) -> Self {
        let count = curation.entries.len();
        Self {
            standing: vec![Standing::Decides; count],
            policies: vec![Vec::new(); count],
            statements: vec![Vec::new(); count],
            curation,
            ..Self::default()
        }
    }

    /// One entry.
    #[must_use]
    pub fn entry(&self, at: u32) -> Option<&Entry> {
        self.curation.entries.get(at as usize)
    }

    /// A judgement with its author and day: `rejects “…”, by A. Curator on 2026-11-30`.
    #[must_use]
    pub fn told(&self, at: u32) -> String {
        self.entry(at).map(Entry::to_string).unwrap_or_default()
    }

    /// What an entry comes to, as every face tells it: the other judgement that stands against it, where one does, and what
    /// follows. Nothing where it simply decides.
    #[must_use]
    pub fn outcome(&self, at: u32) -> Option<(Option<u32>, String)> {
        match self.standing.get(at as usize)? {
            Standing::Decides => None,
            Standing::Overruled(other) => Some((Some(*other), "the later one is followed".to_owned())),
            Standing::Contradicted(other) => Some((Some(*other), "none of both is followed".to_owned())),
            Standing::Unmatched(why) => Some((None, why.clone())),
        }
    }

    pub(super) fn stands(&mut self, at: u32, standing: Standing) {
        if let Some(slot) = self.standing.get_mut(at as usize) {
            *slot = standing;
        }
    }

    pub(super) fn unmatched(&mut self, at: u32, why: impl Into<String>) {
        self.stands(at, Standing::Unmatched(why.into()));
    }

    /// Of entries that judge one thing, with what each says of it: the one that decides, by the latest day; the others are
    /// overruled or, where two of the latest day say different things, contradicted, and none decides.
    pub(super) fn decide<T: PartialEq>(&mut self, entries: &[(u32, T)]) -> Option<u32> {
        let day = |at: u32| self.entry(at).map(|e| e.day);
        let last = entries.iter().map(|(at, _)| day(*at)).max()?;
        let (decider, said) = entries.iter().find(|(at, _)| day(*at) == last)?;
        let contrary = entries.iter().find(|(at, other)| day(*at) == last && other != said);
        if let Some((other, _)) = contrary {
            let (first, second) = (*decider, *other);
            // Former judgements are not followed either: the thing was judged again, and nobody knows how.
            for (at, one) in entries {
                let by = if one == said { second } else { first };
                self.stands(*at, Standing::Contradicted(by));
            }
            return None;
        }
        let decider = *decider;
        for (at, _) in entries.iter().filter(|(_, other)| other != said) {
            if self.standing.get(*at as usize) == Some(&Standing::Decides) {
                self.stands(*at, Standing::Overruled(decider));
            }
        }
        Some(decider)
    }
}

/// Where the words of an added statement stand in its source, as [`crate::resolve::Resolver::curated`] is told.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FoundQuote {
    /// The words as the entry has them, white space folded.
    pub words: String,
    /// The words as they stand there.
    pub quote: String,
    /// A JSON Pointer, a CSV cell, empty for a text.
    pub locator: String,
    /// First character, 0-based.
    pub start: u32,
    /// One past the last character.
    pub end: u32,
}

/// How a source is named in an entry: its address, else the path of its IRI.
#[must_use]
pub fn source_name(source: &super::Source) -> &str {
    source.url.as_deref().unwrap_or(&source.path)
}

/// Whether a source is the one that an entry names.
#[must_use]
pub fn is_source(source: &super::Source, name: &str) -> bool {
    source.path == name || source.url.as_deref() == Some(name) || source.input == name || source.place == name
}
