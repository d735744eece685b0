//! Learns the names that a page defines: acronyms and titles of entries, acronyms behind the names of policies; and of
//! which policy the page is.

use super::names::{Names, identity};
use super::{Reader, label, spelled, window};
use crate::model::{Basis, Mention};
use crate::profile::Turn;
use crate::reading::cite::{self, Citation, Cited};
use crate::source::Block;
use std::collections::{BTreeMap, BTreeSet};

/// Which policies the blocks of a page name: a page is of the one that it names first and far more often than others.
#[derive(Default)]
struct About {
    first: Option<String>,
    blocks: BTreeMap<String, usize>,
}

/// A page is of a policy that so many blocks name.
const OFTEN: usize = 4;

impl About {
    fn count(&mut self, first: Option<String>, named: BTreeSet<String>) {
        if self.first.is_none() {
            self.first = first;
        }
        for name in named {
            *self.blocks.entry(name).or_default() += 1;
        }
    }

    fn policy(mut self) -> Option<String> {
        let first = self.first?;
        let own = self.blocks.remove(&first)?;
        let next = self.blocks.into_values().max().unwrap_or(0);
        (own >= OFTEN && own >= 2 * next).then_some(first)
    }
}

/// The [`identity`] of a cited policy; none for one that is named by kind and date.
fn cited(profile: &crate::profile::Profile, citation: &Citation) -> Option<String> {
    match &citation.cited {
        Cited::Number(id) => Some(profile.label(id)),
        Cited::Act { number: Some(id), .. } => Some(profile.label(id)),
        Cited::Act { title, .. } => Some(profile.wording.title_key(title).0),
        Cited::Dated { .. } => None,
    }
}

impl Reader<'_> {
    /// Learns the names: acronyms and titles of entries, acronyms that the text defines. Also tells of which policy the
    /// page is, by its [`identity`], where its text tells.
    pub(super) fn learn_names(&mut self) -> (Names, Option<String>) {
        let known: BTreeSet<Box<str>> =
            self.claims.mentions.iter().flat_map(|m| m.acronyms.iter().cloned()).collect();
        let page = self.page;
        let mut about = About::default();
        for block in &page.blocks {
            let citations = cite::find_in(self.profile, block.span.of(&page.text));
            let named: BTreeSet<String> = citations.iter().filter_map(|c| cited(self.profile, c)).collect();
            about.count(citations.first().and_then(|c| cited(self.profile, c)), named);
            for (name, citation) in self.defined_in(block, citations) {
                if !known.contains(name.as_str()) {
                    let mut mention = self.mention_of(&citation, block);
                    mention.acronyms.push(name.as_str().into());
                    self.mention(mention);
                }
            }
        }
        self.learn_spelled();
        let mut defined: BTreeMap<String, Option<u32>> = BTreeMap::new();
        let profile = self.profile;
        let keys: Vec<String> = self.claims.mentions.iter().map(|m| identity(profile, m)).collect();
        let mut define = |name: &str, ix: u32| {
            let same = |other: u32| keys.get(other as usize) == keys.get(ix as usize);
            defined
                .entry(name.to_owned())
                .and_modify(|known| *known = known.filter(|other| same(*other)))
                .or_insert(Some(ix));
        };
        for (ix, mention) in (0_u32..).zip(&self.claims.mentions) {
            mention.acronyms.iter().for_each(|a| define(a, ix));
            let spelled = !mention.acronyms.is_empty() && is_spelled(mention);
            if let Some(title) = mention
                .title
                .as_deref()
                .filter(|_| mention.identifiers.is_empty() && (mention.described || spelled))
            {
                if title.split_whitespace().nth(4).is_some()
                    || mention.kind.as_deref().is_some_and(|k| {
                        k != "PresidentialMemorandum" && title.split_whitespace().nth(2).is_some()
                    })
                {
                    define(title, ix);
                }
                let head = title.split([':', '–', '—']).next().unwrap_or("").trim();
                let named = || profile.kinds.read(&profile.schemes, head).kind.is_some();
                if head.len() < title.len() && head.split_whitespace().nth(1).is_some() && named() {
                    define(head, ix);
                }
            }
        }
        (Names::new(defined), about.policy())
    }

    /// Learns the policies whose names the text spells out before their acronyms.
    fn learn_spelled(&mut self) {
        let page = self.page;
        let wording = &self.profile.wording;
        let mentions = &self.claims.mentions;
        let acronyms: BTreeSet<Box<str>> = mentions.iter().flat_map(|m| m.acronyms.iter().cloned()).collect();
        let titles = mentions.iter().filter_map(|m| m.title.as_deref());
        let mut titles: BTreeSet<String> = titles.map(|t| wording.title_key(t).0).collect();
        for spelled in spelled::find_in(self.profile, &page.text) {
            let title = spelled.name.of(&page.text);
            if acronyms.contains(spelled.acronym.as_str()) || !titles.insert(wording.title_key(title).0) {
                continue;
            }
            let mut mention = Mention {
                label: title.into(),
                title: Some(title.into()),
                kind: self.profile.kinds.get(spelled.kind).map(|k| k.name.as_str().into()),
                acronyms: vec![spelled.acronym.into()],
                identifiers: spelled.number.into_iter().map(|n| (n, Basis::Stated)).collect(),
                evidence: self.quotable.quote(spelled.name),
                ..Mention::default()
            };
            // The words before the bracket may be a part only of the title of a numbered policy.
            if !mention.identifiers.is_empty() {
                mention.alt_titles.extend(mention.title.take());
                label::complete(self.profile, &mut mention);
            }
            self.mention(mention);
        }
    }

    /// Acronyms that a block defines behind the names of policies: "(the PRA)", "otherwise known as PMIAA".
    fn defined_in(&self, block: &Block, citations: Vec<Citation>) -> Vec<(String, Citation)> {
        let text = self.page.text.as_str();
        let mut found = Vec::new();
        for citation in citations {
            let end = block.span.start + citation.span.end;
            let link = block.marks.partition_point(|m| m.span.start < end);
            let covering = block.marks.get(..link).and_then(<[_]>::last).map(|m| m.span.end);
            let link_end = covering.filter(|e| *e >= end && *e < end + 4).unwrap_or(end);
            let known_as = self.profile.wording.turn(Turn::KnownAs).captures(window::behind(
                text,
                link_end,
                block.span.end,
            ));
            let inner = match &citation.cited {
                Cited::Act { acronym, .. } => acronym.clone(),
                _ => None,
            };
            let name = known_as.and_then(|c| c.name("name").map(|m| m.as_str().to_owned())).or(inner);
            found.extend(name.map(|n| (n, citation)));
        }
        found
    }
}

/// Whether a mention is that of a name spelled out before its acronym: those of Acts are found by their own words.
fn is_spelled(mention: &Mention) -> bool {
    mention.kind.as_deref().is_some_and(|k| k != "Statute")
}
