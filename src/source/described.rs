//! What somebody says of a source, beside what the source says of itself.

use super::Header;
use crate::model::PartialDate;
use serde::{Deserialize, Serialize};

/// What `sources.toml` or the options of `ingest` say of one source. What is absent is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Described {
    /// The name that stays when the address or the file of the source changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its title.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its absolute `http` or `https` address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The language that it is in: `fr`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Who publishes it, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// The address of its licence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<PartialDate>,
    /// When it was fetched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retrieved: Option<PartialDate>,
    /// The last day of which it would tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers_until: Option<PartialDate>,
    /// What else is to know of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Described {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Puts what is said in the place of what the source says of itself.
    pub fn apply(&self, header: &mut Header) {
        put(&mut header.id, &self.id);
        put(&mut header.title, &self.title);
        put(&mut header.url, &self.url);
        put(&mut header.language, &self.language);
        put(&mut header.publisher, &self.publisher);
        put(&mut header.license, &self.license);
        put(&mut header.modified, &self.modified);
        put(&mut header.retrieved, &self.retrieved);
        put(&mut header.covers_until, &self.covers_until);
        put(&mut header.note, &self.note);
    }
}

fn put<T: Clone>(slot: &mut Option<T>, said: &Option<T>) {
    if said.is_some() {
        slot.clone_from(said);
    }
}
