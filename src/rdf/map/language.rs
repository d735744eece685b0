//! In which language titles, names and descriptions are: that of the source that prints them, the profile's otherwise.

use crate::profile::Profile;
use crate::resolve::{Corpus, Word};
use std::collections::HashMap;

/// The languages of a corpus, as tags of BCP 47.
#[derive(Debug)]
pub(super) struct Languages {
    /// The profile's.
    own: String,
    /// That of each source, where it is another.
    sources: Vec<Option<String>>,
    /// By policy and word: the source that prints it, where all that do are in another language than the profile's.
    foreign: HashMap<(u32, Word), u32>,
}

impl Languages {
    pub fn of_corpus(corpus: &Corpus, profile: &Profile) -> Self {
        let other = |tag: &Option<String>| tag.clone().filter(|tag| *tag != profile.language);
        let sources: Vec<Option<String>> = corpus.sources.iter().map(|s| other(&s.language)).collect();
        let is_foreign = |source: u32| sources.get(source as usize).is_some_and(Option::is_some);
        let mut foreign = HashMap::new();
        if sources.iter().any(Option::is_some) {
            for m in corpus.mentions.iter().filter(|m| is_foreign(m.source)) {
                for word in printed(corpus, m) {
                    foreign.entry((m.policy, word)).or_insert(m.source);
                }
            }
            for m in corpus.mentions.iter().filter(|m| !is_foreign(m.source)) {
                for word in printed(corpus, m) {
                    foreign.remove(&(m.policy, word));
                }
            }
        }
        Self { own: profile.language.clone(), sources, foreign }
    }

    /// The profile's.
    pub fn own(&self) -> &str {
        &self.own
    }

    /// That of a source.
    pub fn of_source(&self, source: u32) -> &str {
        self.sources.get(source as usize).and_then(Option::as_deref).unwrap_or(&self.own)
    }

    /// That of a title, name or description of a policy.
    pub fn of(&self, policy: u32, word: Word) -> &str {
        self.foreign.get(&(policy, word)).map_or(&self.own, |source| self.of_source(*source))
    }
}

/// The titles, names and description that a mention prints.
fn printed(corpus: &Corpus, m: &crate::resolve::StoredMention) -> Vec<Word> {
    let details = corpus.details(m);
    let names = details.into_iter().flat_map(|d| d.alt_titles().iter().chain(d.acronyms()).copied());
    let own = [m.title, Some(m.label), details.and_then(|d| d.abstract_)];
    own.into_iter().flatten().chain(names).collect()
}
