//! Which policy of a graph is meant: by number, by address, by title.
//!
//! In: the index of a graph and the quads that describe its policies. Out: [`Known`], which is asked by what a page prints.
//! What several policies share names none of them.

use crate::ground::Span;
use crate::ground::vocab;
use crate::lineage::{Index, PolicyIx};
use crate::model::{Identifier, Mention};
use crate::profile::{Profile, Wording};
use oxigraph::model::{NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::borrow::Borrow;
use std::collections::HashMap;

/// A title of fewer words is a common phrase as often, and is not looked for in running text.
const MIN_WORDS: usize = 5;

/// So many words of a title find it.
const LEAD: usize = 3;

/// What tells of the address of a policy.
pub(super) const PAGE: NamedNodeRef<'static> = vocab::FOAF_PAGE;

/// What tells of its title.
pub(super) const TITLE: NamedNodeRef<'static> = vocab::DCT_TITLE;

/// What tells of its other names.
pub(super) const OTHER_NAME: NamedNodeRef<'static> = vocab::SKOS_ALT_LABEL;

/// The names of the policies of a graph.
#[derive(Debug, Default)]
pub(super) struct Known {
    numbers: HashMap<String, PolicyIx>,
    /// Other names with figures, among them numbers that gave way.
    former_numbers: HashMap<String, PolicyIx>,
    /// None where several policies have the address.
    addresses: HashMap<String, Option<PolicyIx>>,
    /// By the normal form of a title; none where several policies have it.
    titles: HashMap<String, Option<PolicyIx>>,
    /// The titles of a policy, the first its own.
    titles_of: HashMap<PolicyIx, Vec<String>>,
    /// The addresses of a policy, as the graph has them.
    addresses_of: HashMap<PolicyIx, Vec<String>>,
    /// Titles in words, by their first ones.
    in_words: HashMap<[String; LEAD], Vec<(Vec<String>, PolicyIx)>>,
}

impl Known {
    /// Collects the names of the policies of an index.
    pub(super) fn new(
        index: &Index,
        described: impl IntoIterator<Item = impl Borrow<Quad>>,
        wording: &Wording,
    ) -> Self {
        let mut known = Self::default();
        for p in index.policies() {
            let policy = index.policy(p);
            if !policy.identifier.is_empty() {
                known.numbers.insert(policy.identifier.to_owned(), p);
            }
            known.title(policy.title, p, wording);
        }
        for quad in described {
            let quad: &Quad = quad.borrow();
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            match &quad.object {
                Term::NamedNode(page) if quad.predicate == PAGE => {
                    if let Some(p) = index.find(subject.as_str()) {
                        known.address(page.as_str(), p);
                    }
                }
                Term::Literal(name) if quad.predicate == TITLE || quad.predicate == OTHER_NAME => {
                    if let Some(p) = index.find(subject.as_str()) {
                        known.title(name.value(), p, wording);
                        // A number that gave way to that of another policy is another name of it.
                        if name.value().bytes().any(|b| b.is_ascii_digit()) {
                            known.former_numbers.entry(name.value().to_owned()).or_insert(p);
                        }
                    }
                }
                _ => {}
            }
        }
        known.index_words();
        known
    }

    fn address(&mut self, url: &str, p: PolicyIx) {
        share(&mut self.addresses, address_key(url), p);
        let all = self.addresses_of.entry(p).or_default();
        if !all.iter().any(|other| other == url) {
            all.push(url.to_owned());
        }
    }

    fn title(&mut self, title: &str, p: PolicyIx, wording: &Wording) {
        let (key, year) = wording.title_key(title);
        if key.is_empty() {
            return;
        }
        let all = self.titles_of.entry(p).or_default();
        if !all.iter().any(|other| other == title) {
            all.push(title.to_owned());
        }
        if let Some(year) = year {
            share(&mut self.titles, format!("{key} {year}"), p);
        }
        share(&mut self.titles, key, p);
    }

    fn index_words(&mut self) {
        for (key, p) in &self.titles {
            let words: Vec<String> = key.split(' ').map(str::to_owned).collect();
            let (Some(p), Some([a, b, c])) = (p, words.get(..LEAD)) else { continue };
            if words.len() >= MIN_WORDS {
                let lead = [a.clone(), b.clone(), c.clone()];
                self.in_words.entry(lead).or_default().push((words, *p));
            }
        }
        // The longest first, so that it wins.
        let all = self.in_words.values_mut();
        all.for_each(|titles| titles.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b))));
    }

    /// The policy with a number.
    pub(super) fn numbered(&self, profile: &Profile, number: &Identifier) -> Option<PolicyIx> {
        let label = profile.label(number);
        self.numbers.get(&label).or_else(|| self.former_numbers.get(&label)).copied()
    }

    /// The one policy with a title, with its year where it has one.
    pub(super) fn titled(&self, wording: &Wording, title: &str, year: Option<i32>) -> Option<PolicyIx> {
        let (key, own) = wording.title_key(title);
        match year.or(own) {
            Some(year) => self.titles.get(&format!("{key} {year}")).copied().flatten(),
            None => self.titles.get(&key).copied().flatten(),
        }
    }

    /// The policy that a source mentions.
    pub(super) fn mentioned(&self, profile: &Profile, mention: &Mention) -> Option<PolicyIx> {
        let number = mention.identifiers.iter().find_map(|(number, _)| self.numbered(profile, number));
        let titles = mention.title.iter().chain(&mention.alt_titles);
        number.or_else(|| {
            let mut titles = titles.filter(|_| mention.identifiers.is_empty());
            titles.find_map(|title| self.titled(&profile.wording, title, None))
        })
    }

    /// The one policy whose document stands at an address.
    pub(super) fn at(&self, profile: &Profile, url: &str) -> Option<PolicyIx> {
        match self.addresses.get(&address_key(url)) {
            Some(found) => *found,
            None => self.numbered(profile, &profile.schemes.in_url(url)?),
        }
    }

    /// The titles of a policy.
    pub(super) fn titles_of(&self, p: PolicyIx) -> &[String] {
        self.titles_of.get(&p).map_or(&[], Vec::as_slice)
    }

    /// Where the document of a policy stands: the first of its addresses that ends as a file of the same kind does, else
    /// the first.
    pub(super) fn address_of(&self, p: PolicyIx, like: &str) -> Option<&str> {
        let all = self.addresses_of.get(&p)?;
        let kind = |url: &str| {
            let path = url.split(['?', '#']).next().unwrap_or(url);
            path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).filter(|end| end.len() <= 4)
        };
        let wanted = kind(like);
        let alike = all.iter().filter(|url| kind(url) == wanted).min();
        alike.or_else(|| all.iter().min()).map(String::as_str)
    }

    /// The titles of policies that stand in a text, set as titles are; linear in the text.
    pub(super) fn titles_in(&self, text: &str) -> Vec<(Span, PolicyIx)> {
        let words = words_of(text);
        let mut found = Vec::new();
        let mut at = 0;
        while let Some([a, b, c]) = words.get(at..at + LEAD) {
            let lead = [a.0.clone(), b.0.clone(), c.0.clone()];
            let titles = self.in_words.get(&lead).into_iter().flatten();
            let fits = |title: &&(Vec<String>, PolicyIx)| {
                let run = words.get(at..at + title.0.len());
                run.is_some_and(|run| run.iter().zip(&title.0).all(|(word, other)| word.0 == *other))
            };
            let hit = titles.take(MAX_TITLES).find(fits);
            let Some((title, p)) = hit else {
                at += 1;
                continue;
            };
            let end = words.get(at + title.len() - 1).map_or(a.1.end, |last| last.1.end);
            let span = Span::new(a.1.start, end);
            if is_set_as_title(span.of(text)) {
                found.push((span, *p));
            }
            at += title.len();
        }
        found
    }
}

/// So many titles with the same first words are tried at one place.
const MAX_TITLES: usize = 32;

/// Notes that a policy has a name; what two have is nobody's.
fn share(map: &mut HashMap<String, Option<PolicyIx>>, key: String, p: PolicyIx) {
    map.entry(key).and_modify(|known| *known = known.filter(|other| *other == p)).or_insert(Some(p));
}

/// An address without what does not tell documents apart: scheme, `www.`, the slash at the end, the part after `#`.
fn address_key(url: &str) -> String {
    let bare = url.split('#').next().unwrap_or(url).trim();
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    bare.trim_end_matches('/').to_ascii_lowercase()
}

/// The words of a text as titles are compared, with their places.
fn words_of(text: &str) -> Vec<(String, Span)> {
    let mut words: Vec<(String, Span)> = Vec::new();
    let mut open: Option<usize> = None;
    let quote = |c: char| matches!(c, '\'' | '’' | '‘' | '“' | '”' | '"');
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (open, c.is_alphanumeric()) {
            (None, true) => open = Some(at),
            (Some(start), false) if !quote(c) => {
                let word = text.get(start..at).unwrap_or("").trim_end_matches(quote);
                let letters = word.chars().filter(|c| !quote(*c)).flat_map(char::to_lowercase);
                words.push((letters.collect(), Span::new(start, start + word.len())));
                open = None;
            }
            _ => {}
        }
    }
    words
}

/// Whether most of the longer words start with a capital.
pub(super) fn is_set_as_title(words: &str) -> bool {
    let long = words.split_whitespace().filter(|w| w.chars().count() > 3);
    let (all, capital) = long.fold((0, 0), |(all, capital), word| {
        let first = word.chars().find(|c| c.is_alphanumeric());
        (all + 1, capital + usize::from(first.is_some_and(|c| c.is_uppercase() || c.is_numeric())))
    });
    all > 0 && capital * 10 >= all * 7
}
