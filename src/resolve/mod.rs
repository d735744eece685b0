//! Mentions to policies: the same policy is met under many names.
//!
//! A number names a policy everywhere. A title, an acronym or a URL names one only where nothing speaks against it:
//! one candidate, kinds and dates that agree. What was merged, and what nearly was, is reported.

mod corpus;
pub mod curation;
mod describe;
mod editions;
mod facts;
mod intake;
mod merge;
mod names;
mod order;
mod sets;
pub mod status;
mod within;
mod words;

pub use corpus::{
    Corpus, Details, Further, List, NO_POLICY, Place, Policy, Side, Source, StoredEnding, StoredMention,
    StoredStatement, StoredUnread,
};
pub use merge::{Ground, Merge, NearMiss};
pub use words::{Word, Words};

use crate::ground::xml::writable;
use crate::model::{Claims, DateBasis, Mention};
use crate::profile::Profile;
use crate::source::Header;
use curation::{Curated, Curation, Following, FoundQuote, Identity, Lookup};
use intake::Intake;
use names::Names;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Gathers the claims of all sources, then resolves them.
///
/// Memory grows with what is said, not with how often: a source that says the same twice costs no more.
pub struct Resolver<'p> {
    profile: &'p Profile,
    sources: Vec<Source>,
    /// The inputs of the sources so far, by the paths of their IRIs.
    paths: BTreeMap<String, String>,
    names: Names,
    intake: Intake,
    /// What there was before the newest source.
    before: intake::Length,
    /// What people judge.
    curation: Curation,
    /// The words of added statements that were found, each with the path of its source.
    found: Vec<(String, FoundQuote)>,
}

impl<'p> Resolver<'p> {
    /// A resolver without sources.
    #[must_use]
    pub fn new(profile: &'p Profile) -> Self {
        Self {
            profile,
            sources: Vec::new(),
            paths: BTreeMap::new(),
            names: Names::default(),
            intake: Intake::default(),
            before: intake::Length::default(),
            curation: Curation::default(),
            found: Vec::new(),
        }
    }

    /// Has what people judge followed: identity first, then what is set, then statements. `found` are the words of
    /// statements that people add, each with the path of the IRI of the source in which they stand.
    pub fn curated(&mut self, curation: Curation, found: Vec<(String, FoundQuote)>) {
        self.curation = curation;
        self.found = found;
    }

    /// Adds a source; claims that follow are its own. `sha256` is that of its decompressed content, in hexadecimal.
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn source(&mut self, header: &Header, format: &str, sha256: &str) -> Result<(), SameSource> {
        self.open();
        self.close(header, format, sha256)
    }

    /// Adds a source of which nothing is known yet: claims that follow are its own, until [`close`](Self::close)
    /// tells what it is or [`abandon`](Self::abandon) drops it.
    pub fn open(&mut self) {
        self.before = self.intake.length();
        self.sources.push(Source::default());
    }

    /// Tells what the newest source is. `sha256` is that of its decompressed content, in hexadecimal.
    ///
    /// # Errors
    /// Where another source has the same IRI; the newest one is then dropped with what it said.
    pub fn close(&mut self, header: &Header, format: &str, sha256: &str) -> Result<(), SameSource> {
        let path = source_path(header, format);
        let Some(source) = self.sources.last_mut() else { return Ok(()) };
        let input = std::mem::take(&mut source.input);
        let foreign = std::mem::take(&mut source.foreign);
        if let Some(first) = self.paths.get(&path) {
            let same = SameSource { inputs: [first.clone(), input], path };
            self.abandon();
            return Err(same);
        }
        self.paths.insert(path.clone(), input.clone());
        let written = |text: &Option<String>| text.as_deref().map(|text| writable(text).into_owned());
        *source = Source {
            path,
            title: written(&header.title),
            input,
            url: header.url.clone(),
            place: writable(&header.place).into_owned(),
            language: header.language.clone(),
            publisher: written(&header.publisher),
            license: header.license.clone(),
            modified: header.modified,
            retrieved: header.retrieved,
            covers_until: header.covers_until,
            note: written(&header.note),
            format: format.to_owned(),
            sha256: sha256.to_owned(),
            foreign,
        };
        Ok(())
    }

    /// Tells from which file or address the newest source is read.
    pub fn read_from(&mut self, input: &str) {
        if let Some(source) = self.sources.last_mut() {
            input.clone_into(&mut source.input);
        }
    }

    /// Drops the newest source and what it said.
    pub fn abandon(&mut self) {
        self.sources.pop();
        self.intake.cut(self.before);
    }

    /// Adds what one record of the newest source says.
    pub fn claims(&mut self, claims: Claims) {
        let Some(source) = self.sources.len().checked_sub(1).and_then(|s| u32::try_from(s).ok()) else {
            return;
        };
        let Self { profile, names, intake, sources, .. } = self;
        if let Some(own) = sources.last_mut() {
            own.foreign.extend(claims.foreign.iter().map(|line| line.to_string()));
        }
        let names: Vec<u32> =
            claims.mentions.iter().map(|m| names.intern(profile, m, &mut intake.words)).collect();
        let at = |ix: u32| names.get(ix as usize).copied();
        // Only a record of the policy itself has a side; a page tells of others.
        let is_record = |m: &Mention| m.described && m.date.is_some_and(|(_, b)| b == DateBasis::Record);
        let described = |ix: u32| claims.mentions.get(ix as usize).is_some_and(is_record);
        // A row whose date cannot be read is the record of its policy too: the only one that is described.
        let mut all = claims.mentions.iter().enumerate().filter(|(_, m)| m.described);
        let only = all.next().filter(|_| all.next().is_none()).map(|(ix, _)| ix);
        let own = claims.mentions.iter().position(is_record).or(only).and_then(|ix| names.get(ix)).copied();
        let own = own.unwrap_or(NO_POLICY);
        let beside = |ix: u32| {
            let date = claims.mentions.get(ix as usize).and_then(|m| m.date);
            date.filter(|(_, basis)| *basis == DateBasis::Beside).map(|(date, _)| date)
        };
        for statement in &claims.statements {
            let side = match (described(statement.actor), described(statement.target)) {
                (true, false) => Side::Actor,
                (false, true) => Side::Target,
                _ => Side::Other,
            };
            if let (Some(actor), Some(target)) = (at(statement.actor), at(statement.target)) {
                let beside = (beside(statement.actor), beside(statement.target));
                intake.statement((source, actor, target, side, own), beside, statement);
            }
        }
        for ending in &claims.endings {
            if let Some(policy) = at(ending.policy) {
                intake.ending(source, policy, ending);
            }
        }
        for unread in &claims.unread {
            intake.unread(source, unread);
        }
        let mut told = vec![false; claims.mentions.len()];
        for ix in claims.statements.iter().flat_map(|s| [s.actor, s.target]) {
            if let Some(slot) = told.get_mut(ix as usize) {
                *slot = true;
            }
        }
        for ((mention, name), told) in claims.mentions.iter().zip(&names).zip(told) {
            if !told || says_something(mention) {
                intake.mention(source, *name, mention);
            }
        }
    }

    /// Resolves all mentions: which names are one policy, and what is known of each.
    #[must_use]
    pub fn finish(mut self) -> Corpus {
        self.settle_sources();
        let moved = self.names.sort(&self.intake.words);
        self.intake.rename(|ix| moved.get(ix as usize).copied().unwrap_or(ix));
        drop(moved);
        let settled = within::settle(self.profile, &self.sources, &self.names, &mut self.intake);
        let texts = self.curation.entries.iter().flat_map(|e| e.judgement.policies());
        let lookup =
            Lookup::of(self.profile, &self.names, (&self.intake.words, &self.intake.mentions), texts);
        let mut curated = Curated::new(std::mem::take(&mut self.curation));
        let identity = Identity::of(&mut curated, &lookup);
        let mut merged = merge::merge(self.profile, &self.names, &self.intake, (&mut curated, &identity));
        merged.add(settled.merges, settled.near_misses);
        let judged = Following { curated, lookup, found: self.found };
        describe::corpus(self.profile, self.sources, &self.names, merged, self.intake, judged)
    }

    /// Puts the sources into the order of their IRIs.
    fn settle_sources(&mut self) {
        let mut order: Vec<usize> = (0..self.sources.len()).collect();
        order.sort_by(|a, b| {
            self.sources.get(*a).map(|s| &s.path).cmp(&self.sources.get(*b).map(|s| &s.path))
        });
        let mut place = vec![0_u32; order.len()];
        for (new, old) in order.iter().enumerate() {
            if let (Some(slot), Ok(new)) = (place.get_mut(*old), u32::try_from(new)) {
                *slot = new;
            }
        }
        let moved = |ix: u32| place.get(ix as usize).copied().unwrap_or(ix);
        self.intake.mentions.iter_mut().for_each(|m| m.source = moved(m.source));
        self.intake.statements.iter_mut().for_each(|s| s.source = moved(s.source));
        self.intake.endings.iter_mut().for_each(|e| e.source = moved(e.source));
        self.intake.unread.iter_mut().for_each(|u| u.source = moved(u.source));
        self.sources.sort_by(|a, b| a.path.cmp(&b.path));
        for source in &mut self.sources {
            source.foreign.sort_unstable();
            source.foreign.dedup();
        }
    }
}

/// Two sources that have one IRI.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameSource {
    /// The path of the IRI.
    pub path: String,
    /// Both inputs, in the order in which they were read.
    pub inputs: [String; 2],
}

impl std::fmt::Display for SameSource {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, inputs: [first, second] } = self;
        write!(
            f,
            "expected another source, found one and the same twice: `{first}` and `{second}` are both {path}, by their id, \
             address, document number or path; leave one out, or give each, or the folder of both, an `id` in sources.toml"
        )
    }
}

impl std::error::Error for SameSource {}

/// The path of a source's IRI: a hash of what the source is, never of its content, so that a new edition is the same
/// source. It is named by its declared id, else by what a graph that tells of it calls it, else its address, else its document number with the kind of edition (two formats
/// of one document are two editions), else its path below the folder that was given.
#[must_use]
pub fn source_path(header: &Header, format: &str) -> String {
    if let (None, Some(path)) = (&header.id, &header.path) {
        return path.clone();
    }
    let hash = match (&header.id, &header.url, &header.document_number) {
        (Some(id), ..) => short_hash(&["id", id]),
        (None, Some(url), _) => short_hash(&[url]),
        (None, None, Some(number)) => short_hash(&["number", number, format]),
        (None, None, None) => short_hash(&["path", &header.place]),
    };
    format!("source/{hash}")
}

/// A mention that says no more than a number is no node of its own: the statement beside it says as much.
fn says_something(mention: &Mention) -> bool {
    mention.identifiers.is_empty() && mention.known.is_none()
        || mention.described
        || mention.date.is_some()
        || mention.title.is_some()
        || !mention.urls.is_empty()
        || !mention.acronyms.is_empty()
}

/// The first 16 hexadecimal digits of the SHA-256 of the parts, each closed by a NUL.
#[must_use]
pub fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    crate::ground::hex(digest.get(..8).unwrap_or_default())
}

#[cfg(test)]
mod tests;
