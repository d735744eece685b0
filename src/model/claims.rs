//! What one source says: mentions of policies and statements between them.

use super::{BodyIx, Identifier};
use super::{Extent, PartialDate, Relation};
use serde::{Deserialize, Serialize};

/// Where a quote stands: verbatim, at byte offsets of the text at a locator.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Evidence {
    /// A JSON Pointer (RFC 6901), a CSV cell (`row=17;col=disposition_notes`, RFC 7111 rows), empty for a text.
    pub locator: Box<str>,
    /// The words, as they stand there.
    pub quote: Box<str>,
    /// First character of the quote in the text at the locator, 0-based, in characters.
    pub start: u32,
    /// One past its last character.
    pub end: u32,
    /// The division of a text in which it stands, as printed: `Sec. 2`; empty where there is none.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub section: Box<str>,
}

/// On what ground an identifier or a body is known. The order is from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Basis {
    /// The words say it.
    Stated,
    /// The identifier's scheme tells it.
    Identifier,
    /// A URL tells it.
    Url,
}

/// On what ground a date is known. The order is from strong to weak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum DateBasis {
    /// The record of the policy itself: a signing date, the head of its full text.
    Record,
    /// A list prints it before the policy, a sentence says "issued in …", "signed into law in …".
    Stated,
    /// A note prints it beside a citation: "EO 13571, April 27, 2011".
    Beside,
    /// The date of an event in which the policy acts: "6/15/2017: Eliminated by M-17-26".
    Event,
    /// The date of a document file: "(PDF, 12 pages, June 2017)".
    Media,
    /// The year in a title: "Chief Financial Officers Act of 1990".
    Title,
    /// The path of a URL.
    Url,
}

/// How a policy is named where it has no number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// Local name of the policy type where it is known: `Statute`.
    pub kind: Option<Box<str>>,
    /// The title or acronym, as printed.
    pub title: Box<str>,
}

/// A document file of a policy: "(PDF, 385 KB, 14 pages, August 2023)".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Media {
    /// As printed: `PDF`, `Word document`.
    pub format: Box<str>,
    /// In bytes: 1 KB is 1,000 bytes, as the pages round.
    pub bytes: Option<u64>,
    /// Number of pages.
    pub pages: Option<u32>,
    /// Where the file is.
    pub url: Option<Box<str>>,
}

/// A policy that a graph names by its IRI, so that no name has to be resolved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KnownPolicy {
    /// One with a number.
    Number(Identifier),
    /// One without: the path of its IRI, `us/strategy/2012/digital-government`.
    Path(Box<str>),
}

impl KnownPolicy {
    /// The folder of policies that somebody else's graph names, below that of a jurisdiction.
    pub const ELSEWHERE: &str = "policy/elsewhere";

    /// Whether a path stands for an IRI of somebody else's.
    #[must_use]
    pub fn is_elsewhere(path: &str) -> bool {
        path.split_once('/').is_some_and(|(_, below)| below.starts_with(Self::ELSEWHERE))
    }
}

/// What one source says of one policy, as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The policy itself, where the source is a graph that names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<KnownPolicy>,
    /// Numbers by which it is known, the printed one first.
    pub identifiers: Vec<(Identifier, Basis)>,
    /// Its proper title, without number, kind and media data.
    pub title: Option<Box<str>>,
    /// Further titles as printed.
    pub alt_titles: Vec<Box<str>>,
    /// Acronyms that the source defines for it, and short names: `GPRAMA`.
    pub acronyms: Vec<Box<str>>,
    /// The words that name it here, whole: "OMB Memo M-11-24 – Implementing …".
    pub label: Box<str>,
    /// Local name of the policy type: `ExecutiveOrder`.
    pub kind: Option<Box<str>>,
    /// Who issued it.
    pub body: Option<(BodyIx, Basis)>,
    /// Who signed it, by name.
    pub signer: Option<Box<str>>,
    /// When it was issued.
    pub date: Option<(PartialDate, DateBasis)>,
    /// When it was published in the Federal Register.
    pub published: Option<PartialDate>,
    /// Federal Register citation, as printed: `59 FR 499`.
    pub citation: Option<Box<str>>,
    /// Federal Register document number.
    pub document_number: Option<Box<str>>,
    /// Absolute URLs, checked.
    pub urls: Vec<Box<str>>,
    /// The source's own description of it.
    pub abstract_: Option<Box<str>>,
    /// The language of its title, names and description, as a tag of BCP 47, where it is not that of the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Box<str>>,
    /// Its document files.
    pub media: Vec<Media>,
    /// Whether the source describes it (an entry, a record), rather than naming it in passing.
    pub described: bool,
    /// Where.
    pub evidence: Evidence,
}

/// How surely a statement is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Strength {
    /// The words say it.
    Explicit,
    /// It is drawn from markup or from a rule.
    Inferred,
}

/// One statement of a source, ACTOR to TARGET.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Index into [`Claims::mentions`] of the acting policy.
    pub actor: u32,
    /// What it does.
    pub relation: Relation,
    /// In whole or in part.
    pub extent: Extent,
    /// Index into [`Claims::mentions`] of its target.
    pub target: u32,
    /// When it takes effect, where the text prints that.
    pub effective: Option<PartialDate>,
    /// The words that say it, as printed: `Eliminated by`.
    pub verb: Box<str>,
    /// How surely.
    pub strength: Strength,
    /// Where.
    pub evidence: Evidence,
    /// The words of a lead-in, a column head or a label that stand apart from the target: "The following are revoked:".
    pub lead_in: Option<Evidence>,
    /// The words of the condition on which it depends: "If the Board is abolished by law". Such a statement makes no edge.
    pub condition: Option<Evidence>,
    /// The last day of what it does, where printed: "is continued until September 30, 1997", "is suspended until …".
    pub until: Option<PartialDate>,
}

/// What is said to happen to a policy without naming a policy that acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum EndingKind {
    /// Words or a status column say that something was done to it: "Rescinded".
    Act(Relation, Extent),
    /// Its own words say when it ends: "This order shall terminate on June 30, 1999".
    Expires,
}

/// A statement that makes no edge, since it names no acting policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// Index into [`Claims::mentions`] of the policy to which it happens.
    pub policy: u32,
    /// What happens.
    pub kind: EndingKind,
    /// The day of effect; for [`EndingKind::Expires`] the last day in force.
    pub day: Option<PartialDate>,
    /// The words that say it, as printed.
    pub verb: Box<str>,
    /// How surely.
    pub strength: Strength,
    /// Where.
    pub evidence: Evidence,
    /// The words of a column head or a label that stand apart.
    pub lead_in: Option<Evidence>,
}

/// A clause with a verb of change beside a policy, of which no act was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// The verb, as printed; empty where words stand in a list without a policy.
    pub verb: Box<str>,
    /// The sentence, and where it stands.
    pub evidence: Evidence,
}

/// What one record says. Indices of statements count within the same record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// Policies named.
    pub mentions: Vec<Mention>,
    /// What they do to one another.
    pub statements: Vec<Statement>,
    /// What happens to them, no acting policy being named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub endings: Vec<Ending>,
    /// What was not understood, in the order of the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// What a graph says beyond the vocabulary: lines of N-Triples without their full stops.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign: Vec<Box<str>>,
}

impl Claims {
    /// Adds what another part of the same record says.
    pub fn append(&mut self, more: Self) {
        let shift = u32::try_from(self.mentions.len()).unwrap_or(u32::MAX);
        self.mentions.extend(more.mentions);
        self.statements.extend(more.statements.into_iter().map(|s| Statement {
            actor: s.actor.saturating_add(shift),
            target: s.target.saturating_add(shift),
            ..s
        }));
        self.endings
            .extend(more.endings.into_iter().map(|e| Ending { policy: e.policy.saturating_add(shift), ..e }));
        self.unread.extend(more.unread);
        self.foreign.extend(more.foreign);
    }

    /// Adds a mention and gives its index.
    pub fn mention(&mut self, mention: Mention) -> u32 {
        self.mentions.push(mention);
        u32::try_from(self.mentions.len() - 1).unwrap_or(u32::MAX)
    }
}
