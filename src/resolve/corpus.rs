//! What is known when all is read: sources, policies, mentions, statements.

use super::merge::{Merge, NearMiss};
use crate::model::{DateBasis, Evidence, Extent, Media, Mention, PartialDate, Relation, Statement, Strength};
use crate::profile::{BodyIx, Identifier};

/// One source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path of its IRI: `source/3b1a…`.
    pub path: String,
    /// Its title.
    pub title: Option<String>,
    /// Its URL, checked.
    pub url: Option<String>,
    /// When it was last changed, by its own words.
    pub modified: Option<PartialDate>,
    /// The format it was read in.
    pub format: String,
    /// SHA-256 of its decompressed content.
    pub sha256: String,
}

/// One policy, merged from all mentions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// The path of its IRI: `us/executive-order/13571`.
    pub path: String,
    /// The number.
    pub identifier: Option<Identifier>,
    /// The canonical identifier: `EO 13571`.
    pub label: Option<String>,
    /// The proper title.
    pub title: Option<String>,
    /// What a person would call it.
    pub name: String,
    /// Other names.
    pub alt_names: Vec<String>,
    /// Local name of the policy type.
    pub kind: Option<String>,
    /// Who issued it.
    pub body: Option<BodyIx>,
    /// Who signed it.
    pub signer: Option<String>,
    /// When it was issued, as precisely as is known.
    pub issued: Option<PartialDate>,
    /// On what ground.
    pub issued_basis: Option<DateBasis>,
    /// When it was published in the Federal Register.
    pub published: Option<PartialDate>,
    /// Federal Register citation.
    pub citation: Option<String>,
    /// The journal's own number of the document: `94-1532`.
    pub document_number: Option<String>,
    /// Every URL seen.
    pub urls: Vec<String>,
    /// Document files.
    pub media: Vec<Media>,
    /// A description.
    pub abstract_: Option<String>,
}

/// A mention with its source and policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMention {
    /// Index of the source.
    pub source: u32,
    /// Index of the name while reading, of the policy in a corpus.
    pub policy: u32,
    /// What it says.
    pub mention: Mention,
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
#[derive(Clone, Debug, PartialEq, Eq)]
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
    pub verb: Box<str>,
    /// Where.
    pub evidence: Evidence,
}

impl StoredStatement {
    pub(super) fn new(source: u32, actor: u32, target: u32, side: Side, statement: Statement) -> Self {
        Self {
            source,
            actor,
            target,
            relation: statement.relation,
            extent: statement.extent,
            strength: statement.strength,
            side,
            effective: statement.effective,
            verb: statement.verb,
            evidence: statement.evidence,
        }
    }
}

/// Everything that was read, resolved and in canonical order.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// Sources, by IRI.
    pub sources: Vec<Source>,
    /// Policies, by IRI.
    pub policies: Vec<Policy>,
    /// Mentions, by source, then policy, then words.
    pub mentions: Vec<StoredMention>,
    /// Statements, by source, then actor, relation, target, words.
    pub statements: Vec<StoredStatement>,
    /// Statements of a policy about itself, which make no edge.
    pub reflexive: Vec<StoredStatement>,
    /// Names that were found to be one policy.
    pub merges: Vec<Merge>,
    /// Names that look alike and were kept apart.
    pub near_misses: Vec<NearMiss>,
}
