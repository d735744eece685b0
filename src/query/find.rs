//! Finds the policy or the body that a person means.
//!
//! Takes what people type: a number in any spelling that the profile's schemes read, a title, an acronym,
//! an IRI or its end, the address of a page that carries a number, or some words of a title. Upper and
//! lower case, blanks and punctuation do not count. Nothing is guessed: what fits several is given back
//! as candidates, what fits none with what is spelled alike.

use super::nearest::nearest;
use crate::ground::vocab;
use crate::model::Identifier;
use crate::profile::Profile;
use crate::store::{GraphStore, StoreError};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term, TermRef};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// The longest text that is looked for, in bytes.
const LONGEST: usize = 2_000;

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

/// Something that may have been meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its number, where it has one.
    pub identifier: Option<String>,
    /// Its title, else its label.
    pub name: Option<String>,
    /// Itself.
    pub iri: NamedNode,
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.identifier, &self.name) {
            (Some(identifier), Some(name)) if identifier != name => write!(f, "{identifier}  {name}")?,
            (Some(name), _) | (None, Some(name)) => write!(f, "{name}")?,
            (None, None) => {}
        }
        write!(f, "  <{}>", self.iri.as_str())
    }
}

/// An index of the names of policies, or of bodies.
pub struct Finder<'p> {
    profile: &'p Profile,
    entries: Vec<Entry>,
    /// Which entries have a name, by [`key`].
    by_key: BTreeMap<String, Vec<usize>>,
    /// Which entries have a label with these initials; for bodies only.
    by_initials: BTreeMap<String, Vec<usize>>,
}

struct Entry {
    candidate: Candidate,
    /// All names in words: see [`words`].
    names: BTreeSet<String>,
}

impl<'p> Finder<'p> {
    /// Policies by their identifiers, titles and labels. Quads may come in any order, more than once, and
    /// may hold anything else: only subjects of type `ped:Policy` are taken.
    pub fn policies(profile: &'p Profile, quads: impl IntoIterator<Item = Quad>) -> Self {
        Self::of(profile, &[vocab::PED_POLICY], quads, false)
    }

    /// Issuing bodies by their labels and initials: organizations and posts.
    pub fn bodies(profile: &'p Profile, quads: impl IntoIterator<Item = Quad>) -> Self {
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
        quads: impl IntoIterator<Item = Quad>,
        initials: bool,
    ) -> Self {
        let mut wanted = BTreeSet::new();
        let mut names: BTreeMap<NamedNode, BTreeSet<(usize, String)>> = BTreeMap::new();
        for quad in quads {
            let NamedOrBlankNode::NamedNode(subject) = quad.subject else { continue };
            match quad.object {
                Term::NamedNode(class)
                    if quad.predicate == vocab::RDF_TYPE && types.contains(&class.as_ref()) =>
                {
                    wanted.insert(subject);
                }
                Term::Literal(name) => {
                    if let Some(rank) = NAMES.iter().position(|p| *p == quad.predicate) {
                        names.entry(subject).or_default().insert((rank, name.value().to_owned()));
                    }
                }
                _ => {}
            }
        }
        let mut finder =
            Self { profile, entries: Vec::new(), by_key: BTreeMap::new(), by_initials: BTreeMap::new() };
        for iri in wanted {
            let names = names.remove(&iri).unwrap_or_default();
            finder.add(iri, names, initials);
        }
        finder
    }

    fn add(&mut self, iri: NamedNode, names: BTreeSet<(usize, String)>, initials: bool) {
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
        let names = names.iter().map(|(_, name)| words(name)).collect();
        self.entries.push(Entry { candidate, names });
    }

    /// Whether there is nothing to find.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Finds what `typed` names.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "what is found are places in the list of entries")]
    pub fn find(&self, typed: &str) -> Found {
        let typed = typed.trim();
        if typed.is_empty() || typed.len() > LONGEST {
            return Found::None(Vec::new());
        }
        let (number, alone) = self.number(typed);
        let by_number = || {
            let label = number.as_ref().map(|n| self.profile.label(n));
            label.map_or_else(Vec::new, |label| self.by_key(&key(&label)))
        };
        let starts =
            |name: &str, typed: &str| name.strip_prefix(typed).is_some_and(|rest| rest.starts_with(' '));
        let holds = |name: &str, typed: &str| format!(" {name} ").contains(&format!(" {typed} "));
        let has_all = |name: &str, typed: &str| {
            let name: BTreeSet<&str> = name.split(' ').collect();
            typed.split(' ').all(|word| name.contains(word))
        };
        let steps: [&dyn Fn() -> Vec<usize>; 8] = [
            &|| self.by_iri(typed),
            &|| self.by_key(&key(typed)),
            &|| if alone { by_number() } else { Vec::new() },
            &|| self.by_initials.get(&key(typed)).cloned().unwrap_or_default(),
            &|| self.by_words(typed, starts),
            &by_number,
            &|| self.by_words(typed, holds),
            &|| self.by_words(typed, has_all),
        ];
        // A number that nobody has is not looked for among titles.
        let steps = steps.iter().take(if alone { 3 } else { 8 });
        for step in steps {
            match step().as_slice() {
                [] => {}
                [one] => return Found::One(self.entries[*one].candidate.iri.clone()),
                many => return Found::Many(self.candidates(many)),
            }
        }
        Found::None(self.alike(typed, number.as_ref()))
    }

    #[allow(clippy::indexing_slicing, reason = "what is found are places in the list of entries")]
    fn candidates(&self, entries: &[usize]) -> Vec<Candidate> {
        let found: BTreeSet<&Candidate> = entries.iter().map(|i| &self.entries[*i].candidate).collect();
        found.into_iter().cloned().collect()
    }

    /// An IRI, in angle brackets or not, or its end: `us/executive-order/13571`.
    fn by_iri(&self, typed: &str) -> Vec<usize> {
        let iri = typed.strip_prefix('<').and_then(|t| t.strip_suffix('>')).unwrap_or(typed);
        if !iri.contains('/') {
            return Vec::new();
        }
        let end = format!("/{iri}");
        let fits = |entry: &Entry| {
            entry.candidate.iri.as_str() == iri || entry.candidate.iri.as_str().ends_with(&end)
        };
        self.entries.iter().enumerate().filter(|(_, entry)| fits(entry)).map(|(i, _)| i).collect()
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

    fn by_words(&self, typed: &str, fits: impl Fn(&str, &str) -> bool) -> Vec<usize> {
        let typed = words(typed);
        if typed.is_empty() {
            return Vec::new();
        }
        let entries = self.entries.iter().enumerate();
        entries
            .filter(|(_, entry)| entry.names.iter().any(|name| fits(name, &typed)))
            .map(|(i, _)| i)
            .collect()
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
        let typed = words(typed);
        let typed: BTreeSet<&str> = typed.split(' ').filter(|word| word.len() > 3).collect();
        let shared =
            |name: &String| name.split(' ').filter(|w| typed.contains(w)).collect::<BTreeSet<_>>().len();
        let mut scored: Vec<(Reverse<usize>, usize)> = Vec::new();
        if number.is_none() && !typed.is_empty() {
            let scores = self.entries.iter().map(|entry| entry.names.iter().map(shared).max().unwrap_or(0));
            scored.extend(
                scores.enumerate().filter(|(_, score)| *score > 0).map(|(i, score)| (Reverse(score), i)),
            );
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

/// What names a thing, best first.
const NAMES: [NamedNodeRef<'static>; 4] =
    [vocab::DCT_IDENTIFIER, vocab::DCT_TITLE, vocab::SKOS_PREF_LABEL, vocab::SKOS_ALT_LABEL];

fn names_of(store: &GraphStore, types: &[NamedNodeRef<'_>]) -> Result<Vec<Quad>, StoreError> {
    let mut quads = Vec::new();
    for class in types {
        for quad in store.quads(None, Some(vocab::RDF_TYPE), Some(TermRef::NamedNode(*class))) {
            let quad = quad?;
            for name in NAMES {
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

/// `Office of Management and Budget` gives `OMB`.
fn initials_of(name: &str) -> String {
    let capitals = name.split(|c: char| !c.is_alphanumeric()).filter_map(|word| word.chars().next());
    capitals.filter(|c| c.is_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::io::{RdfFormat, RdfParser};

    fn quads() -> Vec<Quad> {
        let text = include_str!("../../tests/fixtures/sample.trig");
        RdfParser::from_format(RdfFormat::TriG).for_slice(text).map(Result::unwrap).collect()
    }

    fn policy(typed: &str) -> String {
        shown(Finder::policies(Profile::united_states().unwrap(), quads()).find(typed))
    }

    fn body(typed: &str) -> String {
        shown(Finder::bodies(Profile::united_states().unwrap(), quads()).find(typed))
    }

    fn shown(found: Found) -> String {
        let tail = |iri: &NamedNode| iri.as_str().rsplit('/').next().unwrap().to_owned();
        let tails = |list: Vec<Candidate>| list.iter().map(|c| tail(&c.iri)).collect::<Vec<_>>().join(" ");
        match found {
            Found::One(iri) => tail(&iri),
            Found::Many(list) => format!("many: {}", tails(list)),
            Found::None(list) => format!("none: {}", tails(list)),
        }
    }

    #[test]
    fn whatever_a_person_types() {
        for typed in [
            "EO 13571",
            "eo13571",
            "e.o. 13571",
            " E. O. 13,571 ",
            "Executive Order 13,571",
            "executive order no. 13571",
            "the Executive Order 13571",
            "Streamlining service delivery & improving customer service",
            "Streamlining Service Delivery and Improving Customer Service",
            "streamlining",
            "https://w3id.org/pedigraph/id/us/executive-order/13571",
            "<https://w3id.org/pedigraph/id/us/executive-order/13571>",
            "us/executive-order/13571",
            "https://www.federalregister.gov/executive-order-13571-streamlining",
        ] {
            assert_eq!(policy(typed), "13571", "{typed}");
        }
        for typed in [
            "M-11-24",
            "m-11-24",
            "m1124",
            "OMB Memo M-11-24",
            "omb m-11-24",
            "Memorandum M-11-24",
            "Implementing Executive Order 13571",
        ] {
            assert_eq!(policy(typed), "m-11-24", "{typed}");
        }
        assert_eq!(policy("Improving Customer Service"), "improving-customer-service");
        assert_eq!(policy("presidential memo on improving customer service"), "improving-customer-service");
    }

    #[test]
    fn what_fits_several_is_not_guessed() {
        assert_eq!(policy("customer service"), "many: improving-customer-service 12862 13571 m-11-24");
        assert_eq!(policy("executive order"), "many: 12862 13571");
    }

    #[test]
    fn what_fits_none_is_told_the_nearest() {
        assert_eq!(policy("EO 13751"), "none: 13571");
        assert!(policy("M-17-62").starts_with("none: m-17-26 "));
        assert!(policy("Streamlning of service delivry").starts_with("none: "));
        assert_eq!(policy("zzz"), "none: ");
        assert_eq!(policy(""), "none: ");
        assert_eq!(policy(&"EO ".repeat(1_000_000)), "none: ");
    }

    #[test]
    fn bodies_by_name_acronym_and_initials() {
        for typed in [
            "OMB",
            "omb",
            "Office of Management and Budget",
            "office of management",
            "us/body/office-of-management-and-budget",
        ] {
            assert_eq!(body(typed), "office-of-management-and-budget", "{typed}");
        }
        assert_eq!(body("President"), "president");
        assert_eq!(body("PUS"), "president");
    }
}
