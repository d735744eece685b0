//! The manifest of a graph directory.

use super::error::GraphDirError;
use super::names;
use crate::model::PartialDate;
use crate::resolve::curation::FoundQuote;
use crate::source::{Described, Header, Input};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

/// The version of the directory's form.
pub const SCHEMA: &str = "pedigraph-graph/2";

/// The version before, which had no hashes of the files' own bytes. `ingest` brings it up to date.
pub(super) const FORMER: &str = concat!("pedigraph-graph/", 1);

/// A manifest larger than this is refused, in bytes.
const MAX_MANIFEST: u64 = 256 << 20;

/// The file's name below the directory.
pub(super) const FILE: &str = "manifest.json";

/// One file of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Its path below the directory.
    pub file: String,
    /// SHA-256 of its content before compression, in hexadecimal.
    pub sha256: String,
    /// Bytes before compression.
    pub bytes: u64,
    /// SHA-256 of its own bytes, as they lie on the disk, in hexadecimal.
    #[serde(default)]
    pub stored_sha256: String,
    /// How many bytes it has itself.
    #[serde(default)]
    pub stored_bytes: u64,
}

/// One source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceEntry {
    /// The path of its IRI.
    pub path: String,
    /// The input's name when it was read.
    pub input: String,
    /// Its path below the folder that was given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The path of its IRI by the graph that tells of it, where it was read from one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_path: Option<String>,
    /// Its title, by its own words.
    pub title: Option<String>,
    /// Its URL, by its own words.
    pub url: Option<String>,
    /// Its document number or slug.
    pub document_number: Option<String>,
    /// The language that it says it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// When it was last changed, by its own words.
    pub modified: Option<PartialDate>,
    /// What else the graph says of it from which it was read.
    #[serde(default, skip_serializing_if = "Described::is_empty")]
    pub told: Described,
    /// What `sources.toml` says of it.
    #[serde(default, skip_serializing_if = "Described::is_empty")]
    pub declared: Described,
    /// What options of `ingest` said of it, which goes before what `sources.toml` says.
    #[serde(default, skip_serializing_if = "Described::is_empty")]
    pub given: Described,
    /// The format that it was read in.
    pub format: String,
    /// SHA-256 of its decompressed content.
    pub sha256: String,
    /// How many records it has.
    pub records: usize,
    /// Whether it was cut off when it was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// How many mentions were read from it.
    pub mentions: usize,
    /// How many statements its graph holds, those that make no edge among them.
    pub statements: usize,
    /// Where the words of statements that people added stand in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<FoundQuote>,
    /// Its graph.
    pub graph: FileEntry,
    /// Its claims.
    pub claims: FileEntry,
}

impl SourceEntry {
    /// What is known of it: by its own words, by `sources.toml`, by options of `ingest`.
    #[must_use]
    pub fn header(&self) -> Header {
        // Directories of earlier versions do not tell the place.
        let place = if self.place.is_empty() {
            Input::File((&self.input).into()).place()
        } else {
            self.place.clone()
        };
        let mut header = Header {
            path: self.told_path.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
            document_number: self.document_number.clone(),
            place,
            language: self.language.clone(),
            modified: self.modified,
            ..Header::default()
        };
        self.told.apply(&mut header);
        self.declared.apply(&mut header);
        self.given.apply(&mut header);
        header
    }
}

/// What people judge of a graph directory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurationEntry {
    /// SHA-256 of `curation.toml`, in hexadecimal.
    pub sha256: String,
    /// The graph of judgements.
    pub graph: FileEntry,
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
    /// What people judge; absent where there is no `curation.toml`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curation: Option<CurationEntry>,
    /// SHA-256 of the manifest itself, written with this field empty.
    #[serde(default)]
    pub checksum: String,
}

impl Manifest {
    /// Reads the manifest of a directory; `None` where there is none.
    ///
    /// # Errors
    /// A manifest that is damaged, of another version or of something else.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, GraphDirError> {
        let path = folder.join(FILE);
        match Self::read_any(folder)? {
            Some(manifest) if manifest.schema == FORMER => Err(GraphDirError::new(
                &path,
                format!(
                    "expected schema {SCHEMA}, found {FORMER}, which has no checksums; `{}` brings it up to date",
                    repair(folder, &[])
                ),
            )),
            other => Ok(other),
        }
    }

    /// As [`Manifest::read`], also of the version before, whose files have no hashes of their own bytes.
    pub(super) fn read_any(folder: &Path) -> Result<Option<Self>, GraphDirError> {
        let path = folder.join(FILE);
        let fail = |e: io::Error| GraphDirError::io(&path, e);
        match std::fs::metadata(&path) {
            Ok(meta) if !meta.is_file() => return Err(GraphDirError::new(&path, "expected a file")),
            Ok(_) => {}
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(fail(e)),
        }
        let mut text = Vec::new();
        File::open(&path).and_then(|f| f.take(MAX_MANIFEST + 1).read_to_end(&mut text)).map_err(fail)?;
        if text.len() as u64 > MAX_MANIFEST {
            return Err(GraphDirError::new(&path, "the manifest is too large"));
        }
        let damaged = |what: &dyn std::fmt::Display| {
            let message = format!(
                "damaged: {what}; restore the file, or make the graph anew with \
                 `pedigraph ingest INPUT... --graph NEW_DIR`"
            );
            GraphDirError::new(&path, message)
        };
        let manifest: Self = serde_json::from_slice(&text).map_err(|e| damaged(&e))?;
        match manifest.schema.as_str() {
            SCHEMA if !manifest.seals(&text) => return Err(damaged(&"its checksum is wrong")),
            SCHEMA | FORMER => {}
            other => {
                let message = format!("expected schema {SCHEMA}, found {other}: another version wrote it");
                return Err(GraphDirError::new(&path, message));
            }
        }
        if let Some(entry) = manifest.files().find(|entry| !names::is_ours(&entry.file)) {
            let message = format!("expected a file of a graph within the directory, found `{}`", entry.file);
            return Err(GraphDirError::new(&path, message));
        }
        Ok(Some(manifest))
    }

    /// Every file that the manifest names.
    pub(super) fn files(&self) -> impl Iterator<Item = &FileEntry> {
        let sources = self.sources.iter().flat_map(|s| [&s.graph, &s.claims]);
        std::iter::once(&self.policies).chain(sources).chain(self.curation.iter().map(|c| &c.graph))
    }

    /// Writes the manifest under a temporary name, syncs it and renames it into place.
    pub(super) fn write(&self, folder: &Path) -> Result<(), GraphDirError> {
        let path = folder.join(FILE);
        let fail = |e: io::Error| GraphDirError::io(&path, e);
        let mut file = temporary(names::MANIFEST_PART, folder).map_err(fail)?;
        let text = self.text().map_err(fail)?;
        file.write_all(&text).and_then(|()| file.as_file().sync_all()).map_err(fail)?;
        file.persist(&path).map_err(|e| fail(e.error))?;
        Ok(())
    }

    /// The manifest as it is written, with its checksum.
    fn text(&self) -> io::Result<Vec<u8>> {
        let sealed = |checksum: String| {
            let mut text = serde_json::to_vec_pretty(&Self { checksum, ..self.clone() })?;
            text.push(b'\n');
            Ok::<_, io::Error>(text)
        };
        let open = sealed(String::new())?;
        sealed(crate::ground::hex(&Sha256::digest(&open)))
    }

    /// Whether a text is what [`Manifest::text`] writes of it: the checksum stands at the end and is that of the text
    /// without it.
    fn seals(&self, text: &[u8]) -> bool {
        let end = |checksum: &str| format!("\"checksum\": \"{checksum}\"\n}}\n");
        let Some(open) = text.strip_suffix(end(&self.checksum).as_bytes()) else { return false };
        let hash = Sha256::new().chain_update(open).chain_update(end(""));
        crate::ground::hex(&hash.finalize()) == self.checksum
    }

    /// Whether two manifests describe the same, whatever their checksums are.
    pub(super) fn describes_same(&self, other: &Self) -> bool {
        let open = |m: &Self| Self { checksum: String::new(), ..m.clone() };
        open(self) == open(other)
    }

    /// SHA-256 over the hashes of all graphs: what derived files are checked against.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(&self.base);
        hash.update(&self.policies.sha256);
        self.sources.iter().for_each(|s| hash.update(&s.graph.sha256));
        self.curation.iter().for_each(|c| hash.update(&c.graph.sha256));
        hash.finalize().into()
    }
}

/// The command that writes the files of a directory anew, from its claims and from these inputs.
pub(super) fn repair(folder: &Path, inputs: &[&str]) -> String {
    let mut command = "pedigraph ingest".to_owned();
    for input in inputs {
        command.push(' ');
        command.push_str(&quoted(input));
    }
    format!("{command} --graph {}", quoted(&folder.display().to_string()))
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A temporary file that will be renamed into place, with the permissions that the user's mask leaves a new file.
///
/// # Errors
/// The system's. The message does not name the temporary file, of which nobody else knows.
pub(crate) fn temporary(prefix: &str, folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder).map_err(|error| error.kind().into())
}
