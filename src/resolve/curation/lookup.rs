//! Finds the policies that entries name, among names before they are merged and among policies after.

use super::super::corpus::StoredMention;
use super::super::describe::{kebab, slug_of};
use super::super::names::{Name, Names};
use super::super::words::{Word, Words};
use crate::model::Identifier;
use crate::profile::Profile;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The names that each text of an entry stands for.
pub(in crate::resolve) struct Lookup {
    names: HashMap<String, Vec<u32>>,
}

/// What a text of an entry can be compared with.
enum Wanted<'a> {
    Number(Identifier),
    Path(&'a str),
    Title(String),
}

impl Lookup {
    /// Looks all texts up at once: linear in the names.
    pub fn of<'t>(
        profile: &Profile,
        names: &Names,
        (words, mentions): (&Words, &[StoredMention]),
        texts: impl Iterator<Item = &'t str>,
    ) -> Self {
        let texts: BTreeSet<&str> = texts.collect();
        let mut numbers: HashMap<(u16, Box<str>), Vec<&str>> = HashMap::new();
        // By their last parts.
        let mut paths: HashMap<&str, Vec<&str>> = HashMap::new();
        let mut titles: HashMap<String, Vec<&str>> = HashMap::new();
        for text in texts {
            match wanted(profile, text) {
                Wanted::Number(id) => numbers.entry((id.scheme.0, id.number)).or_default().push(text),
                Wanted::Path(path) => {
                    paths.entry(path.rsplit('/').next().unwrap_or_default()).or_default().push(text);
                }
                Wanted::Title(key) => titles.entry(key).or_default().push(text),
            }
        }
        let mut found: HashMap<String, Vec<u32>> = HashMap::new();
        let mut hits: Vec<&str> = Vec::new();
        for ix in (0_u32..).take(names.len()) {
            let Some(name) = names.get(ix) else { continue };
            hits.clear();
            match name {
                Name::Number(scheme, number) => {
                    let number = words.get(*number);
                    hits.extend(numbers.get(&(scheme.0, number.into())).into_iter().flatten());
                    if !paths.is_empty() {
                        let path =
                            format!("{}/{}", profile.jurisdiction, profile.schemes.get(*scheme).path(number));
                        let end = path.rsplit('/').next().unwrap_or_default();
                        let same = paths.get(end).into_iter().flatten().filter(|text| **text == path);
                        hits.extend(same);
                    }
                }
                Name::Title { key, .. } => {
                    hits.extend(titles.get(words.get(*key)).into_iter().flatten());
                }
                Name::Dated { .. } => {}
                Name::Path(path) => {
                    let path = words.get(*path);
                    let end = path.rsplit('/').next().unwrap_or_default();
                    let same = paths.get(end).into_iter().flatten().filter(|text| **text == path);
                    hits.extend(same);
                }
            }
            let end = match name {
                _ if paths.is_empty() => None,
                Name::Number(..) | Name::Path(_) => None,
                Name::Title { key, .. } => Some(slug_of(words.get(*key))),
                Name::Dated { date, .. } => Some(words.get(*date).to_owned()),
            };
            let ending_so = end.and_then(|end| paths.get(end.as_str()));
            hits.extend(ending_so.into_iter().flatten().filter(|path| has_path(profile, words, name, path)));
            for text in &hits {
                found.entry((*text).to_owned()).or_default().push(ix);
            }
        }
        titles.retain(|_, texts| texts.iter().all(|text| !found.contains_key(*text)));
        for (key, number) in only_numbers(profile, names, (words, mentions), &titles) {
            let texts = titles.get(&key).into_iter().flatten();
            found.extend(texts.map(|text| ((*text).to_owned(), vec![number])));
        }
        Self { names: found }
    }

    /// The names that a text stands for, in order; none where it stands for nothing.
    pub fn names(&self, text: &str) -> &[u32] {
        self.names.get(text).map_or(&[], Vec::as_slice)
    }
}

/// Of titles that are no name by themselves those that exactly one number has, with that name. Linear in the mentions.
fn only_numbers(
    profile: &Profile,
    names: &Names,
    (words, mentions): (&Words, &[StoredMention]),
    titles: &HashMap<String, Vec<&str>>,
) -> BTreeMap<String, u32> {
    let mut numbers: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
    let mut keys: HashMap<Word, Option<String>> = HashMap::new();
    let numbered = mentions.iter().filter(|m| matches!(names.get(m.policy), Some(Name::Number(..))));
    for (name, title) in numbered.filter(|_| !titles.is_empty()).filter_map(|m| Some((m.policy, m.title?))) {
        let key = keys.entry(title).or_insert_with(|| {
            Some(profile.wording.title_key(words.get(title)).0).filter(|key| titles.contains_key(key))
        });
        if let Some(key) = key {
            numbers.entry(key.clone()).or_default().insert(name);
        }
    }
    let only = |(key, names): (String, BTreeSet<u32>)| match names.first() {
        Some(name) if names.len() == 1 => Some((key, *name)),
        _ => None,
    };
    numbers.into_iter().filter_map(only).collect()
}

/// A whole text that is a number in any spelling; a path of the jurisdiction; else a title.
fn wanted<'t>(profile: &Profile, text: &'t str) -> Wanted<'t> {
    let jurisdiction = profile.jurisdiction.as_str();
    let is_path = text.strip_prefix(jurisdiction).is_some_and(|rest| rest.starts_with('/'));
    if is_path && !text.contains(char::is_whitespace) {
        return Wanted::Path(text);
    }
    let mut numbers = profile.schemes.find_in(text).into_iter();
    match (numbers.next(), numbers.next()) {
        (Some((span, id)), None) if span.of(text) == text => Wanted::Number(id),
        _ => Wanted::Title(profile.wording.title_key(text).0),
    }
}

/// Whether a policy of this name, alone, can have a path of that end: what the name does not tell speaks against none.
fn has_path(profile: &Profile, words: &Words, name: &Name, path: &str) -> bool {
    let mut parts = path.split('/');
    let of_jurisdiction = parts.next() == Some(profile.jurisdiction.as_str());
    let (Some(kind), Some(year), Some(_), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    match name {
        Name::Number(..) | Name::Path(_) => false,
        Name::Title { kind: own, year: own_year, .. } => {
            let same_kind = own.is_none_or(|own| kebab(words.get(own)) == kind);
            let same_year = own_year.is_none_or(|own| year == "undated" || year == format!("{own:04}"));
            of_jurisdiction && same_kind && same_year
        }
        Name::Dated { kind: own, .. } => of_jurisdiction && kebab(words.get(*own)) == kind,
    }
}
