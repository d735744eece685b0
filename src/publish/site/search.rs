//! The index of the search, in small files that the page asks for as they are needed.
//!
//! `assets/search/meta.js` has what filters need: type, status, year and body of each policy, by number. `t/<two letters>.js`
//! has the words that start so, with the numbers of their policies; a word of most policies stands for all of them.
//! `d/<n>.js` has names, titles and paths of [`CHUNK`] policies. They are scripts that call a function, since pages that are
//! opened as files may not fetch.

use super::{Site, shell};
use crate::ground::vocab;
use crate::lineage::status::Status;
use crate::publish::{PublishError, facts};
use chrono::Datelike;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Policies in one file of names.
const CHUNK: usize = 100;
/// A word that more than one in this many policies has is left out of the index of a large site.
const COMMON: usize = 4;
const LARGE: usize = 400;
/// The longest word that is kept, in bytes.
const MAX_WORD: usize = 40;

/// Writes the index.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    let (graph, index) = (site.view.graph, site.view.index);
    let mut words: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let (mut kinds, mut bodies) = (Names::default(), Names::default());
    let (mut types, mut states, mut years, mut issuers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut documents: Vec<Value> = Vec::new();
    for (number, policy) in index.policies().enumerate() {
        let known = index.policy(policy);
        let term = site.view.term(policy);
        let body = term.and_then(|t| graph.objects(t, vocab::PED_ISSUED_BY).next());
        types.push(kinds.number(&term.map_or_else(|| "Policy".to_owned(), |t| shell::kind(site, t).0)));
        states.push(Status::ALL.iter().position(|s| *s == site.view.status(policy)).unwrap_or_default());
        years.push(known.issued.earliest().map_or(0, |d| d.year()));
        issuers.push(body.map_or(-1, |b| bodies.number(facts::name(graph, Some(b)))));
        documents.push(json!([site.view.path(known.iri), known.name(), shell::title(site, policy)]));
        let mut texts = vec![known.identifier, known.label, known.title];
        texts.extend(term.into_iter().flat_map(|t| facts::texts(graph, t, vocab::SKOS_ALT_LABEL)));
        let own: BTreeSet<String> = texts.into_iter().flat_map(split).collect();
        for word in own {
            words.entry(word).or_default().push(number);
        }
    }
    let count = documents.len();
    let states_known: Vec<&str> = Status::ALL.iter().map(|s| s.name()).collect();
    let meta = json!({
        "count": count, "chunk": CHUNK, "types": kinds.list, "statuses": states_known, "bodies": bodies.list,
        "type": types, "status": states, "year": years, "body": issuers,
    });
    put(site, "meta", &format!("pedigraph.meta({meta});\n"))?;
    for (n, chunk) in documents.chunks(CHUNK).enumerate() {
        put(site, &format!("d/{n}"), &format!("pedigraph.names({n},{});\n", json!(chunk)))?;
    }
    let mut shards: BTreeMap<String, BTreeMap<String, Value>> = BTreeMap::new();
    for (word, found) in words {
        let common = count > LARGE && found.len() > count / COMMON;
        let value = if common { json!(0) } else { json!(found) };
        shards.entry(shard(&word)).or_default().insert(word, value);
    }
    // A page asks only for files that are there.
    let known: Vec<&String> = shards.keys().collect();
    put(site, "shards", &format!("pedigraph.shards({});\n", json!(known)))?;
    for (name, words) in &shards {
        put(site, &format!("t/{name}"), &format!("pedigraph.words({},{});\n", json!(name), json!(words)))?;
    }
    Ok(())
}

fn put(site: &Site<'_>, name: &str, script: &str) -> Result<(), PublishError> {
    site.target.put(&format!("assets/search/{name}.js"), script.as_bytes()).map(|_| ())
}

/// The words of a text: in lower case, letters and digits alone; a word with a hyphen also in its parts. The script
/// splits what is asked in the same way.
fn split(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace().flat_map(|word| {
        let parts = word
            .split(['-', '–', '—', '/', '.'])
            .filter(|p| p.chars().filter(|c| c.is_alphanumeric()).count() > 1);
        std::iter::once(word).chain(parts).map(fold).filter(|w| w.chars().count() > 1 && w.len() <= MAX_WORD)
    })
}

fn fold(word: &str) -> String {
    word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The file of a word: its first two letters, or `_` where they are not of `a` to `z` and `0` to `9`.
fn shard(word: &str) -> String {
    let head: String = word.chars().take(2).collect();
    if head.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) { head } else { "_".to_owned() }
}

/// Names by number, in the order in which they come.
#[derive(Default)]
struct Names {
    list: Vec<String>,
    numbers: BTreeMap<String, i64>,
}

impl Names {
    fn number(&mut self, name: &str) -> i64 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = i64::try_from(self.list.len()).unwrap_or(i64::MAX);
        self.list.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_in_all_spellings() {
        let words: BTreeSet<String> = split("M-11-24 E.O. 12,862 Über-Order").collect();
        for word in ["m1124", "11", "24", "eo", "12862", "überorder", "order"] {
            assert!(words.contains(word), "{word}: {words:?}");
        }
        assert_eq!((shard("13571"), shard("über")), ("13".to_owned(), "_".to_owned()));
    }
}
