//! What is known when all is read: sources, policies, mentions, statements.

use super::curation::Curated;
use super::merge::{Merge, NearMiss};
use super::words::{Word, Words};
use crate::model::{Basis, DateBasis, EndingKind, Extent, Media, PartialDate, Relation, Strength};
use crate::model::{BodyIx, SchemeIx};

/// One source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The path of its IRI: `source/3b1a…`.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// The name of the file or address that it was read from; empty where that is not told.
    pub input: String,
    /// Its URL, checked.
    pub url: Option<String>,
    /// Its path below the folder that was given.
    pub place: String,
    /// The language that it is in, where that is told: `fr`.
    pub language: Option<String>,
    /// Who publishes it, by name.
    pub publisher: Option<String>,
    /// The address of its licence.
    pub license: Option<String>,
    /// When it was last changed, by its own words or by what is said of it.
    pub modified: Option<PartialDate>,
    /// When it was fetched.
    pub retrieved: Option<PartialDate>,
    /// The last day of which it would tell, where somebody said so.
    pub covers_until: Option<PartialDate>,
    /// What else is to know of it.
    pub note: Option<String>,
    /// The format it was read in.
    pub format: String,
    /// SHA-256 of its decompressed content.
    pub sha256: String,
    /// What it says beyond the vocabulary, where it is a graph: lines of N-Triples without their full stops, sorted.
    pub foreign: Vec<String>,
}

/// One policy, merged from all mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The path of its IRI: `us/executive-order/13571`.
    pub path: Word,
    /// The scheme of its number.
    pub scheme: Option<SchemeIx>,
    /// The canonical identifier: `EO 13571`.
    pub label: Option<Word>,
    /// The proper title.
    pub title: Option<Word>,
    /// What a person would call it.
    pub name: Word,
    /// Local name of the policy type.
    pub kind: Option<Word>,
    /// Who issued it.
    pub body: Option<BodyIx>,
    /// Who signed it.
    pub signer: Option<Word>,
    /// When it was issued, as precisely as is known.
    pub issued: Option<PartialDate>,
    /// On what ground.
    pub issued_basis: Option<DateBasis>,
    /// The dates of the editions seen, in order, where it was issued anew under its number; the first is that of `issued`.
    pub editions: Box<[PartialDate]>,
    /// The last day on which it is in force, where its own words set one; the latest where several do.
    pub expires: Option<PartialDate>,
    /// When it was published in the Federal Register.
    pub published: Option<PartialDate>,
    /// Federal Register citation.
    pub citation: Option<Word>,
    /// The journal's own number of the document: `94-1532`.
    pub document_number: Option<Word>,
    /// A description.
    pub abstract_: Option<Word>,
    /// Other names.
    pub alt_names: List,
    /// Every URL seen.
    pub urls: List,
    /// Document files; few policies have any.
    pub media: Option<Box<Vec<Media>>>,
}

/// A list of words of a corpus: a range of [`Corpus::list`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct List {
    pub(super) start: u32,
    pub(super) end: u32,
}

/// Where a quote stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// A JSON Pointer, a CSV cell, empty for a text.
    pub locator: Word,
    /// First character of the quote in the text at the locator, 0-based.
    pub start: u32,
    /// One past its last character.
    pub end: u32,
    /// The division of a text, as printed: `Sec. 2`.
    pub section: Option<Word>,
}

/// What one source says of one policy, as printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredMention {
    /// Index of the source.
    pub source: u32,
    /// Index of the name while reading, of the policy in a corpus.
    pub policy: u32,
    /// The words that name it here.
    pub label: Word,
    /// Its proper title.
    pub title: Option<Word>,
    /// Local name of the policy type.
    pub kind: Option<Word>,
    /// The number as printed while reading; in a corpus the canonical identifier.
    pub identifier: Option<(Word, Basis)>,
    /// Who issued it.
    pub body: Option<(BodyIx, Basis)>,
    /// When it was issued.
    pub date: Option<(PartialDate, DateBasis)>,
    /// Whether the source describes it, rather than naming it in passing.
    pub described: bool,
    /// The words that show it.
    pub quote: Word,
    /// Where they stand.
    pub place: Place,
    /// What few mentions have: an index of [`Corpus::details`].
    pub(super) details: u32,
}

/// What a source says of a policy that it describes, and seldom of one that it names in passing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Details {
    /// Titles, then acronyms, then URLs.
    pub(super) words: Box<[Word]>,
    pub(super) titles: u32,
    pub(super) acronyms: u32,
    /// Who signed it, by name.
    pub signer: Option<Word>,
    /// When it was published in the Federal Register.
    pub published: Option<PartialDate>,
    /// Federal Register citation, as printed.
    pub citation: Option<Word>,
    /// The Federal Register's number of the document.
    pub document_number: Option<Word>,
    /// The source's own description of it.
    pub abstract_: Option<Word>,
    /// The language of its title, names and description, where it is not that of the source.
    pub language: Option<Word>,
    /// Its document files.
    pub media: Option<Box<Vec<Media>>>,
}

impl Details {
    fn range(&self, from: u32, to: u32) -> &[Word] {
        self.words.get(from as usize..to as usize).unwrap_or_default()
    }

    /// Further titles as printed.
    #[must_use]
    pub fn alt_titles(&self) -> &[Word] {
        self.range(0, self.titles)
    }

    /// Acronyms and short names.
    #[must_use]
    pub fn acronyms(&self) -> &[Word] {
        self.range(self.titles, self.titles.saturating_add(self.acronyms))
    }

    /// Absolute URLs, checked.
    #[must_use]
    pub fn urls(&self) -> &[Word] {
        self.words.get(self.titles.saturating_add(self.acronyms) as usize..).unwrap_or_default()
    }
}

/// Whose record states an edge: tables enter most of them under both policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The acting policy's: "Revokes: EO 12348".
    Actor,
    /// The target's: "Revoked by: EO 13327".
    Target,
    /// A third document, or a page that describes both.
    Other,
}

/// A statement with its source and policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredStatement {
    /// Index of the source.
    pub source: u32,
    /// Index of the acting policy (of its name while reading).
    pub actor: u32,
    /// Index of the target (of its name while reading).
    pub target: u32,
    /// What the actor does.
    pub relation: Relation,
    /// In whole or in part.
    pub extent: Extent,
    /// How surely.
    pub strength: Strength,
    /// Whose record states it.
    pub side: Side,
    /// When it takes effect, where printed.
    pub effective: Option<PartialDate>,
    /// The words that say it.
    pub verb: Word,
    /// The words that show it.
    pub quote: Word,
    /// Where they stand.
    pub place: Place,
    /// The policy in whose row, entry or own text it stands, as an index like `actor`; [`NO_POLICY`] where in none.
    pub record: u32,
    /// The dates printed beside the actor and beside the target, where they are: "EO 13571, April 27, 2011".
    pub beside: (Option<PartialDate>, Option<PartialDate>),
    /// What few statements have: an index of [`Corpus::further`].
    pub(super) further: u32,
}

/// An index of a policy that stands for none.
pub const NO_POLICY: u32 = u32::MAX;

/// What few statements have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Further {
    /// The words of a lead-in, and where they stand.
    pub lead_in: Option<(Word, Place)>,
    /// The words of the condition on which it depends.
    pub condition: Option<(Word, Place)>,
    /// The last day of what it does.
    pub until: Option<PartialDate>,
}

/// What happens to a policy, no acting policy being named.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoredEnding {
    /// Index of the source.
    pub source: u32,
    /// Index of the policy (of its name while reading).
    pub policy: u32,
    /// What happens.
    pub kind: EndingKind,
    /// The day of effect, or the last day in force.
    pub day: Option<PartialDate>,
    /// How surely.
    pub strength: Strength,
    /// The words that say it.
    pub verb: Word,
    /// The words that show it.
    pub quote: Word,
    /// Where they stand.
    pub place: Place,
    /// The words of a column head or a label that stand apart.
    pub lead_in: Option<(Word, Place)>,
}

/// What was not understood: a clause with a verb of change beside a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StoredUnread {
    /// Index of the source.
    pub source: u32,
    /// The verb, as printed; empty where words stand in a list without a policy.
    pub verb: Word,
    /// The sentence.
    pub quote: Word,
    /// Where it stands.
    pub place: Place,
}

/// Everything that was read, resolved and in canonical order.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    pub(super) words: Words,
    pub(super) lists: Vec<Word>,
    pub(super) details: Vec<Details>,
    /// Sources, by IRI.
    pub sources: Vec<Source>,
    /// Policies, by IRI.
    pub policies: Vec<Policy>,
    /// Mentions, by source, then policy, then words.
    pub mentions: Vec<StoredMention>,
    /// Statements, by source, then actor, relation, target, words.
    pub statements: Vec<StoredStatement>,
    /// Statements that depend on a condition, which make no edge; in the order of statements.
    pub conditional: Vec<StoredStatement>,
    /// What happens to policies, no acting policy being named; by source, then policy.
    pub endings: Vec<StoredEnding>,
    pub(super) further: Vec<Further>,
    /// Statements of a policy about itself, which make no edge.
    pub reflexive: Vec<StoredStatement>,
    /// Clauses of which no act was read; by source, then place.
    pub unread: Vec<StoredUnread>,
    /// Names that were found to be one policy.
    pub merges: Vec<Merge>,
    /// Names that look alike and were kept apart.
    pub near_misses: Vec<NearMiss>,
    /// What people judged.
    pub curated: Curated,
}

impl Corpus {
    /// The string of a word of this corpus.
    #[must_use]
    pub fn str(&self, word: Word) -> &str {
        self.words.get(word)
    }

    /// The words of a list of this corpus.
    #[must_use]
    pub fn words(&self, list: List) -> &[Word] {
        self.lists.get(list.start as usize..list.end as usize).unwrap_or_default()
    }

    /// The strings of a list of this corpus.
    pub fn list(&self, list: List) -> impl Iterator<Item = &str> {
        self.words(list).iter().map(|w| self.words.get(*w))
    }

    /// What a statement of this corpus has beyond what all have.
    #[must_use]
    pub fn further(&self, statement: &StoredStatement) -> Option<&Further> {
        self.further.get(statement.further as usize)
    }

    /// What a mention of this corpus says beyond what all mentions say.
    #[must_use]
    pub fn details(&self, mention: &StoredMention) -> Option<&Details> {
        self.details.get(mention.details as usize)
    }
}
