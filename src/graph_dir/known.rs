//! The sources that a directory holds already, by the paths of their IRIs and by their inputs.

use super::manifest::SourceEntry;
use crate::resolve::{SameSource, source_path};
use crate::source::{Input, Sources};
use std::collections::BTreeMap;

/// The sources of a directory that no input has taken yet.
#[derive(Default)]
pub(super) struct Known {
    sources: BTreeMap<String, SourceEntry>,
    /// Paths of IRIs by the names of inputs; standard input names nothing.
    by_input: BTreeMap<String, String>,
}

impl Known {
    /// Those of a manifest, with what `sources.toml` says of them now.
    ///
    /// # Errors
    /// Where two of them are one by what it says.
    pub(super) fn new(entries: &[SourceEntry], described: &Sources) -> Result<Self, SameSource> {
        let mut known = Self::default();
        for entry in entries {
            let mut entry = entry.clone();
            entry.declared = described.of(&entry.input).unwrap_or(entry.declared);
            entry.path = source_path(&entry.header(), &entry.format);
            if let Some(first) = known.sources.get(&entry.path) {
                let inputs = [first.input.clone(), entry.input];
                return Err(SameSource { path: entry.path, inputs });
            }
            if entry.input != Input::Stdin.name() {
                known.by_input.insert(entry.input.clone(), entry.path.clone());
            }
            known.sources.insert(entry.path.clone(), entry);
        }
        Ok(known)
    }

    /// Takes the source that was read from an input of this name.
    pub(super) fn take_input(&mut self, name: &str) -> Option<SourceEntry> {
        let path = self.by_input.remove(name)?;
        self.sources.remove(&path)
    }

    /// Takes the source of an IRI.
    pub(super) fn take(&mut self, path: &str) -> Option<SourceEntry> {
        let entry = self.sources.remove(path)?;
        self.by_input.remove(&entry.input);
        Some(entry)
    }

    /// All of them, by IRI.
    pub(super) fn all(&self) -> impl Iterator<Item = &SourceEntry> {
        self.sources.values()
    }

    /// Those that are left, by IRI.
    pub(super) fn into_rest(self) -> impl Iterator<Item = SourceEntry> {
        self.sources.into_values()
    }
}
