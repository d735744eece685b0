//! Finds the policy or the body that a person means.
//!
//! Takes what people type: a number in any spelling that the profile's schemes read, a title, an acronym,
//! an IRI or its end, the address of a page that carries a number, or some words of a title. Upper and
//! lower case, blanks and punctuation do not count. Nothing is guessed: what fits several is given back
//! as candidates, the likeliest first, what fits none with what is spelled alike.

mod fits;
mod message;

pub use message::{Candidate, Listed};

use super::nearest::nearest;
use crate::ground::vocab;
use crate::model::Identifier;
use crate::profile::{List, Profile};
use crate::reading::path_elsewhere;
use crate::store::{GraphStore, StoreError};
use fits::Slips;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The longest text that is looked for, in bytes.
const LONGEST: usize = 2_000;

/// Shorter texts are no beginnings of names and have no slips, in bytes.
const SHORTEST: usize = 4;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It can only be this.
    One(NamedNode),
    /// It can be any of these, in the order of their names.
    Many(Vec<Candidate>),
    /// Nothing; these are spelled alike, best first.
    None(Vec<Candidate>),
}

/// An index of the names of policies, or of bodies.
pub struct Finder<'p> {
    profile: &'p Profile,
    entries: Vec<Entry>,
    /// Which entries have a name, by [`key`].
    by_key: BTreeMap<String, Vec<usize>>,
    /// Which entries have a page at this address: the IRI that somebody else has for a policy is one.
    by_page: BTreeMap<String, Vec<usize>>,
    /// Which entries have a label with these initials; for bodies only.
    by_initials: BTreeMap<String, Vec<usize>>,
}

struct Entry {
    candidate: Candidate,
    /// All names in words: see [`words`].
    names: BTreeSet<String>,
    /// Its number and its labels, as the [`key`]s of their words.
    labels: Vec<Vec<String>>,
    /// The year in which it was issued, as printed first in its date.
    year: Option<String>,
}

impl<'p> Finder<'p> {
    /// Policies by their identifiers, titles and labels. Quads may come in any order, more than once, and
    /// may hold anything else: only subjects of type `ped:Policy` are taken.
    pub fn policies(profile: &'p Profile, quads: impl IntoIterator<Item = impl Borrow<Quad>>) -> Self {
        Self::of(profile, &[vocab::PED_POLICY], quads, false)
    }

    /// Issuing bodies by their labels and initials: organizations and posts.
    pub fn bodies(profile: &'p Profile, quads: impl IntoIterator<Item = impl Borrow<Quad>>) -> Self {
        Self::of(profile, &[vocab::ORG_ORGANIZATION, vocab::ORG_POST], quads, true)
    }

    /// The policies of a store.
    ///
    /// # Errors
    /// [`StoreError::Storage`]
    pub fn policies_of(profile: &'p Profile, store: &GraphStore) -> Result<Self, StoreError> {
        Ok(Self::policies(profile, names_of(store, &[vocab::PED_POLICY])?))
    }

    /// The bodies of a store.
    ///
    /// # Errors
    /// [`StoreError::Storage`]
    pub fn bodies_of(profile: &'p Profile, store: &GraphStore) -> Result<Self, StoreError> {
        Ok(Self::bodies(profile, names_of(store, &[vocab::ORG_ORGANIZATION, vocab::ORG_POST])?))
    }

    fn of(
        profile: &'p Profile,
        types: &[NamedNodeRef<'_>],
        quads: impl IntoIterator<Item = impl Borrow<Quad>>,
        initials: bool,
    ) -> Self {
        let mut wanted = BTreeSet::new();
        let mut names: BTreeMap<NamedNode, BTreeSet<(usize, String)>> = BTreeMap::new();
        let mut years: BTreeMap<NamedNode, String> = BTreeMap::new();
        let mut pages: BTreeMap<NamedNode, BTreeSet<String>> = BTreeMap::new();
        for quad in quads {
            let quad: &Quad = quad.borrow();
            let NamedOrBlankNode::NamedNode(subject) = &quad.subject else { continue };
            match &quad.object {
                Term::NamedNode(class)
                    if quad.predicate == vocab::RDF_TYPE && types.contains(&class.as_ref()) =>
                {
                    wanted.insert(subject.clone());
                }
                Term::NamedNode(page) if quad.predicate == vocab::FOAF_PAGE => {
                    pages.entry(subject.clone()).or_default().insert(page.as_str().to_owned());
                }
                Term::Literal(name) => {
                    if quad.predicate == vocab::PED_ISSUED_EARLIEST {
                        years.extend(name.value().get(..4).map(|year| (subject.clone(), year.to_owned())));
                    } else if let Some(rank) = NAMES.iter().position(|p| *p == quad.predicate) {
                        let names = names.entry(subject.clone()).or_default();
                        names.insert((rank, name.value().to_owned()));
                    }
                }
                _ => {}
            }
        }
        let mut finder = Self {
            profile,
            entries: Vec::new(),
            by_key: BTreeMap::new(),
            by_page: BTreeMap::new(),
            by_initials: BTreeMap::new(),
        };
        for iri in wanted {
            let names = names.remove(&iri).unwrap_or_default();
            let year = years.remove(&iri);
            for page in pages.remove(&iri).unwrap_or_default() {
                finder.by_page.entry(page).or_default().push(finder.entries.len());
            }
            finder.add(iri, names, year, initials);
        }
        finder
    }

    fn add(
        &mut self,
        iri: NamedNode,
        names: BTreeSet<(usize, String)>,
        year: Option<String>,
        initials: bool,
    ) {
        let index = self.entries.len();
        let first = |rank| names.iter().find(|(r, _)| *r == rank).map(|(_, name)| name.clone());
        let candidate =
            Candidate { identifier: first(0), name: first(1).or_else(|| first(2)).or_else(|| first(3)), iri };
        let note = |map: &mut BTreeMap<String, Vec<usize>>, key: String| {
            let list = map.entry(key).or_default();
            if list.last() != Some(&index) {
                list.push(index);
            }
        };
        for (_, name) in &names {
            note(&mut self.by_key, key(name));
            if initials {
                note(&mut self.by_initials, initials_of(name));
            }
        }
        let labels = names.iter().filter(|(rank, _)| *rank != TITLE).map(|(_, name)| parts(name)).collect();
        let names = names.iter().map(|(_, name)| words(name)).collect();
        self.entries.push(Entry { candidate, names, labels, year });
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Finds what `typed` names: the first way of reading it that anything fits.
    #[must_use]
    pub fn find(&self, typed: &str) -> Found {
        let typed = self.without_article(typed.trim());
        if typed.is_empty() || typed.len() > LONGEST {
            return Found::None(Vec::new());
        }
        let (number, alone) = self.number(typed);
        let spelled = words(typed);
        let found = self.as_typed(typed, number.as_ref(), alone).or_else(|| {
            // A number that nobody has is not looked for among titles.
            let (year, rest) = if alone { None } else { fits::year(&spelled) }?;
            let of_year = |i: &usize| self.entries.get(*i).is_some_and(|e| e.year.as_deref() == Some(year));
            let found = self.as_typed(&rest, None, false)?;
            Some(found.into_iter().filter(of_year).collect::<Vec<_>>()).filter(|found| !found.is_empty())
        });
        let found = found.or_else(|| {
            let mut meant = if alone { Vec::new() } else { self.spelled_well(&spelled) }.into_iter();
            let by_slips = || self.by_slips(&spelled).filter(|_| !alone);
            meant.find_map(|meant| self.as_typed(&meant, None, false)).or_else(by_slips)
        });
        match found.as_deref() {
            None | Some([]) => Found::None(self.alike(typed, number.as_ref())),
            Some([one]) => self
                .entries
                .get(*one)
                .map_or_else(|| Found::None(Vec::new()), |entry| Found::One(entry.candidate.iri.clone())),
            Some(many) => Found::Many(self.likeliest(&spelled, many)),
        }
    }

    /// What fits words as they were typed, by the first way of reading them that anything fits.
    fn as_typed(&self, typed: &str, number: Option<&Identifier>, alone: bool) -> Option<Vec<usize>> {
        let by_number = || number.map_or_else(Vec::new, |n| self.by_key(&key(&self.profile.label(n))));
        let spelled = words(typed);
        let by_words = |fits: fn(&str, &str) -> bool| {
            let named = |entry: &Entry| entry.names.iter().any(|name| fits(name, &spelled));
            if spelled.is_empty() { Vec::new() } else { self.fitting(named) }
        };
        let steps: [&dyn Fn() -> Vec<usize>; 12] = [
            &|| self.by_iri(typed),
            &|| self.by_key(&key(typed)),
            &|| if alone { by_number() } else { Vec::new() },
            &|| self.by_initials.get(&key(typed)).cloned().unwrap_or_default(),
            &|| self.by_label_end(typed),
            &|| by_words(fits::starts),
            &by_number,
            &|| by_words(fits::small_words_aside),
            &|| by_words(fits::holds),
            &|| by_words(fits::has_all),
            &|| self.by_key_start(&key(typed)),
            &|| by_words(fits::begins),
        ];
        let steps = steps.iter().take(if alone { 3 } else { steps.len() });
        steps.map(|step| step()).find(|found| !found.is_empty())
    }

    /// What was typed without an article before it.
    fn without_article<'t>(&self, typed: &'t str) -> &'t str {
        let first = typed.split_whitespace().next().unwrap_or("");
        let is_article = self.profile.wording.has(List::SmallArticles, first);
        let rest = typed.get(first.len()..).unwrap_or("").trim_start();
        if is_article && !rest.is_empty() { rest } else { typed }
    }

    /// Candidates, the likeliest first: those of whose names the typed words leave out the fewest, then in the order of
    /// their numbers.
    #[allow(clippy::indexing_slicing, reason = "what is found are places in the list of entries")]
    fn likeliest(&self, typed: &str, entries: &[usize]) -> Vec<Candidate> {
        let far = |entry: &Entry| entry.names.iter().map(|name| fits::distance(name, typed)).min();
        let mut found: Vec<(Option<(usize, usize)>, &Candidate)> =
            entries.iter().map(|i| (far(&self.entries[*i]), &self.entries[*i].candidate)).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|(_, candidate)| candidate.clone()).collect()
    }

    /// A number with or without words of its series before it, as labels end: "13571", "Order 13571", "Circular A-11".
    fn by_label_end(&self, typed: &str) -> Vec<usize> {
        let wording = &self.profile.wording;
        let passed = |part: &str| {
            let mut marks = wording.list(List::NumberMarks).iter();
            wording.has(List::SmallArticles, part) || marks.any(|mark| key(mark) == key(part))
        };
        let typed: Vec<String> =
            typed.split_whitespace().filter(|part| !passed(part)).flat_map(parts).collect();
        let figures = |part: &String| part.bytes().any(|b| b.is_ascii_digit());
        let Some((series, number)) = typed.iter().position(figures).and_then(|at| typed.split_at_checked(at))
        else {
            return Vec::new();
        };
        self.fitting(|entry| {
            let path = entry.candidate.iri.as_str().to_uppercase();
            let said = |word: &String, part: &str| part == word || (word.len() > 2 && part.starts_with(word));
            entry.labels.iter().any(|label| {
                let in_path = |word| path.split(['/', '-']).any(|part| said(word, part));
                let in_label = |word| label.iter().any(|part| said(word, part));
                label.ends_with(number) && series.iter().all(|word| in_path(word) || in_label(word))
            })
        })
    }

    /// Names that begin so, blanks and hyphens aside: "eGovernment Act" of "E-Government Act of 2002".
    fn by_key_start(&self, typed: &str) -> Vec<usize> {
        if typed.len() < SHORTEST {
            return Vec::new();
        }
        let all = self.by_key.range(typed.to_owned()..).take_while(|(key, _)| key.starts_with(typed));
        let found: BTreeSet<usize> = all.flat_map(|(_, entries)| entries.iter().copied()).collect();
        found.into_iter().collect()
    }

    /// Names that have every typed word, some of them spelled with a slip: those with the fewest words besides.
    fn by_slips(&self, typed: &str) -> Option<Vec<usize>> {
        let slips = Slips::of(typed, self.entries.iter().flat_map(|entry| &entry.names));
        let besides = |entry: &Entry| entry.names.iter().filter_map(|name| slips.besides(name, typed)).min();
        let near: Vec<Option<usize>> = self.entries.iter().map(besides).collect();
        let fewest = near.iter().flatten().min()?;
        Some((0..near.len()).filter(|i| near.get(*i) == Some(&Some(*fewest))).collect())
    }

    /// The typed words as the names spell them, in other ways than as they were typed: first with the fewest slips, then
    /// as most names have them, since names have misprints too.
    fn spelled_well(&self, typed: &str) -> Vec<String> {
        let slips = Slips::of(typed, self.entries.iter().flat_map(|entry| &entry.names));
        let mut ways = Vec::new();
        for frequent in [false, true] {
            let meant: Vec<&str> =
                typed.split(' ').map(|word| slips.meant(word, frequent).unwrap_or(word)).collect();
            let meant = meant.join(" ");
            if meant != typed && !ways.contains(&meant) {
                ways.push(meant);
            }
        }
        ways
    }

    fn fitting(&self, fits: impl Fn(&Entry) -> bool) -> Vec<usize> {
        self.entries.iter().enumerate().filter(|(_, entry)| fits(entry)).map(|(i, _)| i).collect()
    }

    /// The policy that stands for one that somebody else calls by an IRI, or describes at an address; none where several do.
    #[must_use]
    pub fn stands_for(&self, iri: &str) -> Option<&NamedNode> {
        match self.by_iri_of_others(iri).as_slice() {
            [one] => self.entries.get(*one).map(|entry| &entry.candidate.iri),
            _ => None,
        }
    }

    fn by_iri_of_others(&self, iri: &str) -> Vec<usize> {
        if !iri.contains(':') {
            return Vec::new();
        }
        let path = path_elsewhere(iri, &self.profile.jurisdiction).map(|path| format!("/{path}"));
        let found = path.map(|path| self.fitting(|entry| entry.candidate.iri.as_str().ends_with(&path)));
        found.filter(|found| !found.is_empty()).or_else(|| self.by_page.get(iri).cloned()).unwrap_or_default()
    }

    /// An IRI, in angle brackets or not, or its end: `us/executive-order/13571`; also one that somebody else has for a policy.
    fn by_iri(&self, typed: &str) -> Vec<usize> {
        let iri = typed.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(typed);
        let theirs = || self.by_iri_of_others(iri);
        if !iri.contains('/') {
            return theirs();
        }
        let end = format!("/{iri}");
        let found = self.fitting(|entry| {
            entry.candidate.iri.as_str() == iri || entry.candidate.iri.as_str().ends_with(&end)
        });
        let or = |found: Vec<usize>, other: &dyn Fn() -> Vec<usize>| {
            if found.is_empty() { other() } else { found }
        };
        or(or(found, &theirs), &|| self.by_former_iri(iri))
    }

    /// The IRI of a number that gave way to that of another policy, of which it is another name: by kind and number at its end.
    fn by_former_iri(&self, iri: &str) -> Vec<usize> {
        let mut parts = iri.trim_end_matches('/').rsplit('/');
        let (Some(number), Some(kind)) = (parts.next(), parts.next()) else { return Vec::new() };
        let spelled = format!("{} {number}", kind.replace('-', " "));
        let found = [number, &spelled].map(|text| self.number(text));
        let alone = |(number, alone): &(Option<Identifier>, bool)| number.clone().filter(|_| *alone);
        let numbers = found.iter().filter_map(alone);
        numbers
            .map(|n| self.by_key(&key(&self.profile.label(&n))))
            .find(|f| !f.is_empty())
            .unwrap_or_default()
    }

    /// The entries with this name; where only one has it as its number, that one.
    #[allow(clippy::indexing_slicing, reason = "what is found are places in the list of entries")]
    fn by_key(&self, key: &str) -> Vec<usize> {
        let Some(all) = self.by_key.get(key) else { return Vec::new() };
        let identifier = |i: &usize| self.entries[*i].candidate.identifier.as_deref().map(self::key);
        let by_number: Vec<usize> =
            all.iter().copied().filter(|i| identifier(i).as_deref() == Some(key)).collect();
        if by_number.is_empty() { all.clone() } else { by_number }
    }

    /// The number that is typed or that a web address carries, and whether it stands alone.
    fn number(&self, typed: &str) -> (Option<Identifier>, bool) {
        if typed.contains("://") {
            return (self.profile.schemes.in_url(typed), true);
        }
        let upper = typed.to_uppercase();
        for text in [typed, &upper] {
            if let [(span, number)] = self.profile.schemes.find_in(text).as_slice() {
                let around = [text.get(..span.start), text.get(span.end..)];
                return (Some(number.clone()), around.iter().flatten().all(|t| key(t).is_empty()));
            }
        }
        (None, false)
    }

    /// What is spelled like it: numbers first, then the names that share most of its words.
    #[allow(clippy::indexing_slicing, reason = "what is found are places in the list of entries")]
    fn alike(&self, typed: &str, number: Option<&Identifier>) -> Vec<Candidate> {
        const MOST: usize = 5;
        let label = number.map_or_else(|| typed.to_owned(), |n| self.profile.label(n));
        let with_number = self.entries.iter().filter_map(|e| e.candidate.identifier.as_deref());
        let mut found: Vec<usize> =
            nearest(&label, with_number, MOST).iter().flat_map(|n| self.by_key(&key(n))).collect();
        if number.is_some() {
            // Parts of it: "OMB Circular A-11 Section 280".
            found.extend(self.by_key_start(&key(&label)));
        }
        let mut scored: Vec<(Reverse<usize>, usize)> = Vec::new();
        if number.is_none() {
            let spelled = words(typed);
            let slips = Slips::of(&spelled, self.entries.iter().flat_map(|entry| &entry.names));
            let scores = self
                .entries
                .iter()
                .map(|entry| entry.names.iter().map(|name| slips.shared_with(name)).max().unwrap_or(0));
            // Half of the words at least.
            let long = spelled.split(' ').filter(|word| word.len() >= SHORTEST).count();
            let near = scores.enumerate().filter(|(_, score)| *score > 0 && score * 2 >= long);
            scored.extend(near.map(|(i, score)| (Reverse(score), i)));
            scored.sort_unstable();
        }
        for (_, i) in scored {
            if !found.contains(&i) && found.len() < MOST {
                found.push(i);
            }
        }
        found.iter().take(MOST).map(|i| self.entries[*i].candidate.clone()).collect()
    }
}

/// The place of titles among [`NAMES`].
const TITLE: usize = 1;

/// What names a thing, best first.
const NAMES: [NamedNodeRef<'static>; 4] =
    [vocab::DCT_IDENTIFIER, vocab::DCT_TITLE, vocab::SKOS_PREF_LABEL, vocab::SKOS_ALT_LABEL];

fn names_of(store: &GraphStore, types: &[NamedNodeRef<'_>]) -> Result<Vec<Quad>, StoreError> {
    let mut quads = Vec::new();
    for class in types {
        for quad in store.quads(None, Some(vocab::RDF_TYPE), Some(TermRef::NamedNode(*class))) {
            let quad = quad?;
            for name in NAMES.into_iter().chain([vocab::PED_ISSUED_EARLIEST, vocab::FOAF_PAGE]) {
                for named in store.quads(Some(quad.subject.as_ref()), Some(name), None) {
                    quads.push(named?);
                }
            }
            quads.push(quad);
        }
    }
    Ok(quads)
}

/// Letters and digits only, in capitals: `E.O. 12,866` gives `EO12866`.
fn key(name: &str) -> String {
    name.replace('&', "and").chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Lower-case words with one blank between: `Improving Customer Service, 2.0` gives `improving customer service 2 0`.
fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.replace('&', " and ").split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// The [`key`]s of the words between blanks: `OMB Circular A-11` gives `OMB`, `CIRCULAR`, `A11`.
fn parts(name: &str) -> Vec<String> {
    name.split_whitespace().map(key).filter(|part| !part.is_empty()).collect()
}

/// `Office of Management and Budget` gives `OMB`.
fn initials_of(name: &str) -> String {
    let capitals = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    capitals.filter(|c| c.is_uppercase()).collect()
}

#[cfg(test)]
mod tests;
