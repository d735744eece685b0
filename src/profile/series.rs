//! The series of a gazette: what kind of policy a document is by the gazette's own word for it (`[[series]]` of
//! `printing.toml`).

use serde::Deserialize;
use std::sync::Arc;

/// One series of documents.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The gazette's words for it; letters alone count, whatever their case.
    words: Vec<String>,
    /// Its scheme in `schemes.toml`, where it has numbers.
    pub scheme: Option<String>,
    /// Local name of its policy type.
    pub kind: Option<String>,
    /// Who issues it, a key of `bodies.toml`; without it an agency does, whose name stands beside.
    pub body: Option<String>,
    /// What defines the words: the gazette's own interface, or a document that has them.
    pub defined_by: Option<String>,
}

impl Series {
    /// The gazette's words for it.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.words
    }
}

/// The series of a gazette, the usual one first.
#[derive(Clone, Debug, Default)]
pub struct AllSeries(Vec<Arc<Series>>);

impl AllSeries {
    pub(super) fn new(rows: Vec<Series>) -> Self {
        Self(rows.into_iter().map(Arc::new).collect())
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Series> {
        self.0.iter().map(|series| &**series)
    }

    /// The series of a document of which nothing is said.
    #[must_use]
    pub fn usual(&self) -> Option<Arc<Series>> {
        self.0.first().cloned()
    }

    /// The series by the gazette's word for it, of those that one body issues, or of those of agencies.
    #[must_use]
    pub fn find(&self, words: &str, of_agency: bool) -> Option<Arc<Series>> {
        let key = letters(words);
        let fits =
            |s: &&Arc<Series>| s.body.is_none() == of_agency && s.words.iter().any(|w| letters(w) == key);
        self.0.iter().find(fits).cloned()
    }
}

/// Its letters alone, in small.
fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use crate::profile::Profile;

    #[test]
    fn series_by_the_words_of_the_gazette() {
        let all = &Profile::united_states().unwrap().wording.series;
        let kind = |words: &str, agency: bool| {
            let found = all.find(words, agency);
            found.map(|s| (s.kind.clone().unwrap_or_default(), s.scheme.clone(), s.body.is_some()))
        };
        let order = Some(("ExecutiveOrder".to_owned(), Some("executive-order".to_owned()), true));
        assert_eq!(kind("Executive Order", false), order);
        assert_eq!(kind("executive_order", false), order);
        assert_eq!(kind("Notice", false), Some(("Notice".to_owned(), None, true)));
        assert_eq!(kind("Notice", true), Some(("Notice".to_owned(), None, false)));
        assert_eq!(kind("Rule", false), None);
        assert_eq!(kind("Rule", true), Some(("Regulation".to_owned(), None, false)));
        assert_eq!(all.usual(), all.find("Executive Order", false));
    }
}
