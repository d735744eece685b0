//! Checks every file of a graph directory and tells which are whole.

use super::GraphDir;
use super::error::Damage;
use super::file;
use super::manifest::FileEntry;
use crate::resolve::curation::CURATION_FILE;
use std::fs::File;
use std::io::{self, BufReader};

/// One file of a graph directory and how it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// Its path below the directory.
    pub file: String,
    /// How many bytes it has by the manifest.
    pub bytes: u64,
    /// The input that it was read from; `None` for the graph of merged descriptions.
    pub input: Option<String>,
    /// What is wrong with it; `None` where it is whole.
    pub damage: Option<Damage>,
}

impl GraphDir {
    /// Checks the bytes of every file that the manifest names and, unpacked, their content.
    ///
    /// The manifest itself was checked when the directory was opened. Before each file `watch` is told how many are done,
    /// of how many, and the name of this one.
    ///
    /// # Errors
    /// A file that the system does not let be read, which is not known to be damaged.
    pub fn verify(&self, watch: &mut dyn FnMut(usize, usize, &str)) -> io::Result<Vec<Checked>> {
        let manifest = self.manifest();
        let sources = manifest
            .sources
            .iter()
            .flat_map(|source| [&source.graph, &source.claims].map(|entry| (entry, Some(&source.input))));
        let all: Vec<_> = std::iter::once((&manifest.policies, None)).chain(sources).collect();
        let mut found = Vec::with_capacity(all.len());
        for (done, (entry, input)) in all.iter().enumerate() {
            watch(done, all.len(), &entry.file);
            found.push(self.checked(entry, *input)?);
        }
        if let Some(curation) = &self.manifest().curation {
            found.push(self.checked(&curation.graph, None)?);
        }
        // What people judge is read by every run, so that a file that cannot be read is told as one that is damaged.
        if let Err(error) = self.curation() {
            let repair = format!("$EDITOR {}", error.path.display());
            let bytes = std::fs::metadata(&error.path).map_or(0, |meta| meta.len());
            let damage = Damage { path: error.path, what: error.message, repair };
            found.push(Checked { file: CURATION_FILE.to_owned(), bytes, input: None, damage: Some(damage) });
        }
        Ok(found)
    }

    fn checked(&self, entry: &FileEntry, input: Option<&String>) -> io::Result<Checked> {
        let damage = match self.file(entry).check().and_then(|()| self.content(entry)) {
            Ok(damage) => damage,
            Err(error) => Some(Damage::within(&error).cloned().ok_or(error)?),
        };
        Ok(Checked { file: entry.file.clone(), bytes: entry.stored_bytes, input: input.cloned(), damage })
    }

    /// What is wrong with the content of a file whose own bytes are as they should be.
    fn content(&self, entry: &FileEntry) -> io::Result<Option<Damage>> {
        let path = self.path().join(&entry.file);
        let content = file::unpacked(BufReader::new(File::open(&path)?), entry.bytes)?;
        let whole = content == (entry.sha256.clone(), entry.bytes);
        let what = "its content is not what the manifest describes".to_owned();
        Ok((!whole).then(|| Damage { path, what, repair: self.repair_of(entry) }))
    }
}
