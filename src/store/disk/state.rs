//! What a generation says of itself.

use crate::graph_dir::{FileEntry, Manifest};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// The version of the folder's form and of what the engine writes into it. A store of another version is made anew.
const SCHEMA: &str = "pedigraph-store/1 oxigraph/0.5";

/// A state file larger than this is not read, in bytes.
const MAX_STATE: u64 = 256 << 20;

/// One of the graph directory's files that a generation holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    /// Its path below the graph directory.
    pub file: String,
    /// SHA-256 of its content before compression, in hexadecimal.
    pub sha256: String,
    /// The named graph that it holds; `None` where it is not one graph of its own without blank nodes, and
    /// cannot be replaced alone.
    pub graph: Option<String>,
    /// How many quads it has.
    pub quads: u64,
}

/// What a generation was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// [`SCHEMA`].
    pub schema: String,
    /// The generation that it started as; `None` where it was made from nothing.
    pub from: Option<String>,
    /// Quads that came and went since it was last made from nothing.
    pub changed: u64,
    /// The graph directory's files that were read to make it.
    pub read: Vec<String>,
    /// All files that it holds, in the order of the manifest.
    pub files: Vec<Held>,
}

impl State {
    /// A state of this version.
    pub fn new(from: Option<String>, changed: u64, read: Vec<String>, files: Vec<Held>) -> Self {
        Self { schema: SCHEMA.to_owned(), from, changed, read, files }
    }

    /// Reads a state; `None` where there is none of this version.
    pub fn read(path: &Path) -> Option<Self> {
        let mut text = Vec::new();
        File::open(path).ok()?.take(MAX_STATE).read_to_end(&mut text).ok()?;
        let state: Self = serde_json::from_slice(&text).ok()?;
        (state.schema == SCHEMA).then_some(state)
    }

    /// Writes and syncs it.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut text = serde_json::to_vec_pretty(self)?;
        text.push(b'\n');
        let mut file = File::create_new(path)?;
        file.write_all(&text)?;
        file.sync_all()
    }

    /// How many quads all files have.
    pub fn quads(&self) -> u64 {
        self.files.iter().map(|file| file.quads).sum()
    }

    /// The file of some content.
    pub fn held(&self, entry: &FileEntry) -> Option<&Held> {
        self.files.iter().find(|held| held.sha256 == entry.sha256)
    }
}

/// The name of the generation that holds a graph directory: 16 hexadecimal digits of a hash.
pub(super) fn name(manifest: &Manifest) -> String {
    let mut hash = Sha256::new();
    hash.update(SCHEMA);
    hash.update(manifest.fingerprint());
    crate::ground::hex(&hash.finalize()).chars().take(16).collect()
}

/// Whether a folder has the name of a generation.
pub(super) fn is_name(name: &str) -> bool {
    name.len() == 16 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the engine writes may change with its version; then so must [`SCHEMA`].
    #[test]
    fn the_schema_names_the_engine() {
        let lock = include_str!("../../../Cargo.lock");
        let version = lock.split("name = \"oxigraph\"\nversion = \"").nth(1).unwrap();
        let version: Vec<&str> = version.split('.').take(2).collect();
        assert!(SCHEMA.ends_with(&format!("oxigraph/{}", version.join("."))));
    }

    #[test]
    fn a_state_of_another_version_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.json");
        let state = State::new(None, 1, vec!["graphs/a".to_owned()], Vec::new());
        state.write(&path).unwrap();
        assert_eq!(State::read(&path), Some(state));
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replace("store/1", "store/2")).unwrap();
        assert_eq!(State::read(&path), None);
    }
}
