//! The manifest of a graph directory.

use crate::model::PartialDate;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The version of the directory's form. A directory of another version is not read.
pub const SCHEMA: &str = "pedigraph-graph/1";

/// A manifest larger than this is refused, in bytes.
const MAX_MANIFEST: u64 = 256 << 20;

/// What is wrong with a graph directory.
#[derive(Debug)]
pub struct GraphDirError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was expected and found.
    pub message: String,
}

impl GraphDirError {
    pub(super) fn new(path: &Path, message: impl ToString) -> Self {
        Self { path: path.to_owned(), message: message.to_string() }
    }

    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::new(path, error)
    }

    pub(super) fn absent(path: &Path) -> Self {
        Self::new(
            path,
            "expected a graph directory, found no manifest.json; make one with `pedigraph ingest INPUT... --graph DIR`",
        )
    }
}

impl std::fmt::Display for GraphDirError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for GraphDirError {}

/// One file of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path below the directory.
    pub file: String,
    /// SHA-256 of its content before compression, in hexadecimal.
    pub sha256: String,
    /// Bytes before compression.
    pub bytes: u64,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The path of its IRI.
    pub path: String,
    /// The input's name when it was read.
    pub input: String,
    /// Its title.
    pub title: Option<String>,
    /// Its URL.
    pub url: Option<String>,
    /// Its document number or slug.
    pub document_number: Option<String>,
    /// When it was last changed, by its own words.
    pub modified: Option<PartialDate>,
    /// The format that it was read in.
    pub format: String,
    /// SHA-256 of its decompressed content.
    pub sha256: String,
    /// How many records it has.
    pub records: usize,
    /// Whether it was cut off when it was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many mentions and statements were read from it.
    pub mentions: usize,
    /// How many statements were read from it.
    pub statements: usize,
    /// Its graph.
    pub graph: FileEntry,
    /// Its claims.
    pub claims: FileEntry,
}

/// What is in a graph directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// The version of Pedigraph that wrote it.
    pub version: String,
    /// The base of all IRIs.
    pub base: String,
    /// Fingerprint of the profile that it was read with.
    pub profile: String,
    /// How many policies it describes.
    pub policy_count: usize,
    /// The graph of merged descriptions.
    pub policies: FileEntry,
    /// The sources, by IRI.
    pub sources: Vec<SourceEntry>,
}

impl Manifest {
    /// Reads the manifest of a directory; `None` where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, GraphDirError> {
        let path = folder.join("manifest.json");
        match std::fs::metadata(&path) {
            Ok(meta) if meta.len() > MAX_MANIFEST => {
                return Err(GraphDirError::new(&path, "the manifest is too large"));
            }
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(GraphDirError::io(&path, e)),
        }
        let text = std::fs::read_to_string(&path).map_err(|e| GraphDirError::io(&path, e))?;
        let manifest: Self = serde_json::from_str(&text).map_err(|e| GraphDirError::new(&path, e))?;
        if manifest.schema != SCHEMA {
            let message = format!(
                "expected schema {SCHEMA}, found {}; ingest the sources again into a new directory",
                manifest.schema
            );
            return Err(GraphDirError::new(&path, message));
        }
        for entry in manifest.files() {
            let plain =
                Path::new(&entry.file).components().all(|c| matches!(c, std::path::Component::Normal(_)));
            if !plain {
                return Err(GraphDirError::new(
                    &path,
                    format!("expected a file within the directory, found `{}`", entry.file),
                ));
            }
        }
        Ok(Some(manifest))
    }

    /// Every file that the manifest names.
    pub(super) fn files(&self) -> impl Iterator<Item = &FileEntry> {
        std::iter::once(&self.policies).chain(self.sources.iter().flat_map(|s| [&s.graph, &s.claims]))
    }

    /// Writes the manifest under a temporary name, syncs it and renames it into place.
    pub(super) fn write(&self, folder: &Path) -> Result<(), GraphDirError> {
        let path = folder.join("manifest.json");
        let fail = |e: io::Error| GraphDirError::io(&path, e);
        let mut file = temporary(".manifest", folder).map_err(fail)?;
        let mut text = serde_json::to_vec_pretty(self).map_err(|e| GraphDirError::new(&path, e))?;
        text.push(b'\n');
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(fail)?;
        file.persist(&path).map_err(|e| fail(e.error))?;
        Ok(())
    }

    /// SHA-256 over the hashes of all graphs: what derived files are checked against.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(&self.base);
        hash.update(&self.policies.sha256);
        self.sources.iter().for_each(|s| hash.update(&s.graph.sha256));
        hash.finalize().into()
    }
}

/// A temporary file that will be renamed into place, with the permissions that the user's mask leaves a new file.
pub(crate) fn temporary(prefix: &str, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
