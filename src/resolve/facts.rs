//! What the mentions of one name say, by which names are held against each other.

use super::corpus::{Details, StoredMention};
use super::words::{Word, Words};
use crate::ground::url::without_scheme;
use crate::model::{Basis, PartialDate, Precision};
use crate::profile::{Profile, Wording};
use std::collections::{BTreeSet, HashSet};

/// What the mentions of one name say that helps to resolve it.
#[derive(Default)]
pub(super) struct Facts {
    pub titles: BTreeSet<String>,
    pub acronyms: BTreeSet<String>,
    pub urls: BTreeSet<String>,
    pub kinds: BTreeSet<String>,
    pub dates: BTreeSet<PartialDate>,
    /// When the journal published it.
    pub published: BTreeSet<PartialDate>,
    pub label: String,
}

/// A mention with its strings.
pub(super) struct Said<'a> {
    pub wording: &'a Wording,
    pub words: &'a Words,
    pub stored: &'a StoredMention,
    pub details: Option<&'a Details>,
}

impl<'a> Said<'a> {
    fn strings(&self, of: fn(&Details) -> &[Word]) -> impl Iterator<Item = &'a str> + use<'a> {
        let words = self.words;
        self.details.map_or(&[][..], of).iter().map(|w| words.get(*w))
    }

    /// The normal forms of its titles.
    fn titles(&self) -> impl Iterator<Item = String> {
        let title = self.stored.title.map(|t| self.words.get(t));
        let all = title.into_iter().chain(self.strings(Details::alt_titles));
        all.map(|t| self.wording.title_key(t).0).filter(|k| !k.is_empty())
    }

    fn acronyms(&self) -> impl Iterator<Item = String> {
        self.strings(Details::acronyms).map(|a| self.wording.title_key(a).0)
    }

    /// Links of a policy that is described.
    fn urls(&self) -> impl Iterator<Item = String> {
        self.strings(Details::urls).filter(|_| self.stored.described).map(url_key)
    }

    pub fn has_key(&self, wanted: &HashSet<&str>) -> bool {
        self.titles().chain(self.acronyms()).chain(self.urls()).any(|k| wanted.contains(k.as_str()))
    }
}

impl Facts {
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.titles.iter().chain(&self.acronyms).chain(&self.urls)
    }

    pub fn learn(&mut self, said: &Said<'_>) {
        let m = said.stored;
        self.titles.extend(said.titles());
        self.acronyms.extend(said.acronyms());
        self.urls.extend(said.urls());
        // The kind that a scheme implies is not printed, and says nothing against another word for the policy.
        if m.identifier.is_none_or(|(_, b)| b != Basis::Url) {
            self.kinds.extend(m.kind.map(|k| said.words.get(k).to_owned()));
        }
        self.dates.extend(m.date.map(|(d, _)| d));
        self.published.extend(said.details.and_then(|d| d.published));
        let label = said.words.get(m.label);
        if self.label.is_empty() || (m.described && label.len() > self.label.len()) {
            label.clone_into(&mut self.label);
        }
    }
}

/// A URL without scheme, `www.`, trailing slash and capitals.
fn url_key(url: &str) -> String {
    let rest = without_scheme(url);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_lowercase()
}

/// How long after its day of signing the journal publishes a document, at most, in days.
const MAX_UNTIL_PUBLISHED: i64 = 14;

/// Whether the dates of two names can be those of one policy: a day of both; for a text, the day of signing or a day at
/// most [`MAX_UNTIL_PUBLISHED`] days before the record's publication; for Acts, years that adjoin.
pub(super) fn dates_agree(profile: &Profile, a: &Facts, b: &Facts) -> bool {
    let published = |record: &Facts, text: &Facts| {
        let mut pairs = record.published.iter().flat_map(|p| text.dates.iter().map(move |d| (p, d)));
        pairs.any(|(published, day)| {
            let days = (published.earliest() - day.latest()).num_days();
            day.precision() == Precision::Day && (0..=MAX_UNTIL_PUBLISHED).contains(&days)
        })
    };
    let some = |agree: fn(&PartialDate, &PartialDate) -> bool| {
        a.dates.iter().any(|x| b.dates.iter().any(|y| agree(x, y)))
    };
    a.dates.is_empty()
        || b.dates.is_empty()
        || some(|x, y| x.agrees_with(*y))
        || published(a, b)
        || published(b, a)
        || is_act(profile, a) && is_act(profile, b) && some(|x, y| (x.year() - y.year()).abs() <= 1)
}

/// Acts are known by the year of the bill, and dated by the day of signing.
fn is_act(profile: &Profile, facts: &Facts) -> bool {
    facts.kinds.contains("Statute") || facts.titles.iter().any(|t| profile.wording.is_act(t))
}
