//! In which language titles, names and descriptions are: that of the mention or the source that prints them,
//! the profile's otherwise.

use crate::profile::Profile;
use crate::resolve::{Corpus, StoredMention, Word};
use std::collections::HashMap;

/// The languages of a corpus, as tags of BCP 47; a number is a place among the tags.
#[derive(Debug)]
pub(super) struct Languages {
    /// Each tag once; the first is the profile's.
    tags: Vec<String>,
    /// That of each source.
    sources: Vec<usize>,
    /// That of mentions which are in another language than their source, by the tag as a word of the corpus.
    mentions: HashMap<Word, usize>,
    /// By policy and word, where all mentions that print it are in another language than the profile's: that of the first.
    foreign: HashMap<(u32, Word), usize>,
}

impl Languages {
    pub fn of_corpus(corpus: &Corpus, profile: &Profile) -> Self {
        let mut languages = Self {
            tags: vec![profile.language.clone()],
            sources: Vec::new(),
            mentions: HashMap::new(),
            foreign: HashMap::new(),
        };
        for source in &corpus.sources {
            let place = source.language.as_deref().map_or(0, |tag| languages.place(tag));
            languages.sources.push(place);
        }
        for word in corpus.mentions.iter().filter_map(|m| corpus.details(m)?.language) {
            if !languages.mentions.contains_key(&word) {
                let place = languages.place(corpus.str(word));
                languages.mentions.insert(word, place);
            }
        }
        if languages.tags.len() == 1 {
            return languages;
        }
        let places: Vec<usize> = corpus.mentions.iter().map(|m| languages.place_of(corpus, m)).collect();
        for (m, place) in corpus.mentions.iter().zip(&places).filter(|(_, place)| **place != 0) {
            for word in printed(corpus, m) {
                languages.foreign.entry((m.policy, word)).or_insert(*place);
            }
        }
        for (m, _) in corpus.mentions.iter().zip(&places).filter(|(_, place)| **place == 0) {
            for word in printed(corpus, m) {
                languages.foreign.remove(&(m.policy, word));
            }
        }
        languages
    }

    /// The number of a tag, which is added where it is new.
    fn place(&mut self, tag: &str) -> usize {
        self.tags.iter().position(|known| known == tag).unwrap_or_else(|| {
            self.tags.push(tag.to_owned());
            self.tags.len() - 1
        })
    }

    fn place_of(&self, corpus: &Corpus, m: &StoredMention) -> usize {
        let own = corpus.details(m).and_then(|details| details.language);
        let of_source = || self.sources.get(m.source as usize);
        own.and_then(|word| self.mentions.get(&word)).or_else(of_source).copied().unwrap_or_default()
    }

    fn tag(&self, place: usize) -> &str {
        self.tags.get(place).map_or("", String::as_str)
    }

    /// The profile's.
    pub fn own(&self) -> &str {
        self.tag(0)
    }

    /// That of a source.
    pub fn of_source(&self, source: u32) -> &str {
        self.tag(self.sources.get(source as usize).copied().unwrap_or_default())
    }

    /// That of what a mention prints.
    pub fn of_mention(&self, corpus: &Corpus, m: &StoredMention) -> &str {
        self.tag(self.place_of(corpus, m))
    }

    /// That of a title, name or description of a policy.
    pub fn of(&self, policy: u32, word: Word) -> &str {
        self.tag(self.foreign.get(&(policy, word)).copied().unwrap_or_default())
    }
}

/// The titles, names and description that a mention prints.
fn printed(corpus: &Corpus, m: &StoredMention) -> Vec<Word> {
    let details = corpus.details(m);
    let names = details.into_iter().flat_map(|d| d.alt_titles().iter().chain(d.acronyms()).copied());
    let own = [m.title, Some(m.label), details.and_then(|d| d.abstract_)];
    own.into_iter().flatten().chain(names).collect()
}
