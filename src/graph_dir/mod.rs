//! The durable artefact: a folder with a manifest and one compressed N-Quads file a source.
//!
//! ```text
//! pedigraph-graph/
//!   manifest.json                    what is in it, with hashes
//!   graphs/policies-1a2b3c4d5e6f.nq.zst  merged descriptions of policies and bodies
//!   graphs/<source>-5e6f7a8b.nq.zst  one source: itself, its mentions, its statements, the edges they state
//!   curation.toml                    what people judge of what was read, if anybody did
//!   graphs/curation-2b3c4d5e6f70.nq.zst  their judgements
//!   claims/<source>-9c0d1e2f.zst     what was read from it before names were resolved
//!   index.cache, snapshot.cache      derived from the graphs; can be removed at any time
//! ```
//!
//! Any RDF tool can read the graphs. The claims let one source be replaced without reading the others again: names are
//! resolved anew over all claims, so that the outcome does not depend on the order of arrival, and only files whose
//! bytes change are written. Files carry a hash of their own bytes in their names and the manifest is renamed into
//! place last: a reader sees the old graph or the new one, never half of each, whenever the writer dies. The manifest
//! holds the hash of each file's own bytes, and one of itself; every reader checks them before it uses anything.

mod curate;
mod error;
mod file;
mod former;
mod ingest;
mod inputs;
mod known;
mod manifest;
mod names;
mod remove;
mod sheet;
mod verify;

pub use curate::{Curate, place_of};
pub use error::{Damage, GraphDirError, about};
pub use ingest::{Change, Ingest, IngestError, Step, Summary};
pub(crate) use manifest::temporary;
pub use manifest::{FileEntry, Manifest, SourceEntry};
pub use verify::Checked;

use crate::model::Claims;
use crate::profile::Profile;
use crate::resolve::curation::Curation;
use crate::resolve::{Corpus, Resolver};
use file::GraphFile;
use rayon::prelude::*;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

/// Lines of claims that are read together, so that cores share the work.
const BATCH: usize = 512;

/// A graph directory that exists.
#[derive(Debug)]
pub struct GraphDir {
    path: PathBuf,
    manifest: Manifest,
}

impl GraphDir {
    /// Opens a graph directory for reading.
    ///
    /// # Errors
    /// Where there is none, its manifest cannot be read, or it was written by a newer version.
    pub fn open(path: &Path) -> Result<Self, GraphDirError> {
        let manifest = Manifest::read(path)?.ok_or_else(|| GraphDirError::absent(path))?;
        Ok(Self { path: path.to_owned(), manifest })
    }

    /// What is in it.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Every file of it, by its path below the directory: the manifest, then those that it names.
    pub fn all_files(&self) -> impl Iterator<Item = &str> {
        std::iter::once(manifest::FILE).chain(self.manifest.files().map(|entry| entry.file.as_str()))
    }

    /// The graphs' files, the merged descriptions first.
    pub fn graph_files(&self) -> impl Iterator<Item = &FileEntry> {
        let sources = self.manifest.sources.iter().map(|s| &s.graph);
        let curation = self.manifest.curation.iter().map(|c| &c.graph);
        std::iter::once(&self.manifest.policies).chain(sources).chain(curation)
    }

    /// One of the directory's files as a reader of what it holds, with its name. The reader gives nothing of a file
    /// whose bytes are not those that the manifest describes: see [`Damage`].
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn reader(&self, entry: &FileEntry) -> Result<(String, Box<dyn Read + Send>), GraphDirError> {
        let path = self.path.join(&entry.file);
        let mut file = self.file(entry);
        file.open().map_err(|e| GraphDirError::io(&path, e))?;
        Ok((path.display().to_string(), Box::new(file)))
    }

    /// The graphs' files as readers of N-Quads, the merged descriptions first, each with its name; as [`GraphDir::reader`].
    ///
    /// The first [`HELD`] files are open at once, so that a writer that replaces them meanwhile takes nothing away; a
    /// directory of more sources than a process may have files open has the rest opened when they are read.
    ///
    /// # Errors
    /// A file that cannot be opened.
    pub fn graphs(&self) -> Result<Vec<(String, Box<dyn Read + Send>)>, GraphDirError> {
        let files = self.graph_files().enumerate();
        files
            .map(|(i, entry)| {
                if i < HELD {
                    return self.reader(entry);
                }
                let name = self.path.join(&entry.file).display().to_string();
                Ok((name, Box::new(self.file(entry)) as Box<dyn Read + Send>))
            })
            .collect()
    }

    fn file(&self, entry: &FileEntry) -> GraphFile {
        GraphFile::new(&self.path, entry, self.repair_of(entry))
    }

    /// The command that repairs a file: graphs are made from the claims, claims from the input.
    fn repair_of(&self, entry: &FileEntry) -> String {
        let source = self.manifest.sources.iter().find(|source| source.claims.file == entry.file);
        let inputs: Vec<&str> = source.iter().map(|source| source.input.as_str()).collect();
        manifest::repair(&self.path, &inputs)
    }

    /// The corpus behind the graphs, resolved again from the claims.
    ///
    /// # Errors
    /// Claims that cannot be read, or that were read with another profile or version.
    pub fn corpus(&self, profile: &Profile) -> Result<Corpus, GraphDirError> {
        is_current(&self.manifest, &self.path, profile)?;
        let (curation, _) = curate::judgements(&self.path)?.unwrap_or_default();
        resolve(&self.path, profile, &self.manifest.sources, curation)
    }

    /// Whether `curation.toml` is what the graphs were made with.
    ///
    /// # Errors
    /// A file that cannot be read or is wrong.
    pub fn follows_curation(&self) -> Result<bool, GraphDirError> {
        let now = curate::judgements(&self.path)?.map(|(_, text)| curate::hash(&text));
        Ok(now == self.manifest.curation.as_ref().map(|c| c.sha256.clone()))
    }

    /// The judgements of the directory; none where it has no `curation.toml`.
    ///
    /// # Errors
    /// A file that cannot be read or is wrong.
    pub fn curation(&self) -> Result<Curation, GraphDirError> {
        Ok(curate::judgements(&self.path)?.unwrap_or_default().0)
    }
}

/// Fails where claims were made by another version or with another profile.
fn is_current(manifest: &Manifest, folder: &Path, profile: &Profile) -> Result<(), GraphDirError> {
    if manifest.profile == profile.fingerprint() && manifest.version == env!("CARGO_PKG_VERSION") {
        return Ok(());
    }
    let message = "the sources were read by another version or with another profile; ingest them again";
    Err(GraphDirError::new(folder, message))
}

/// So many files of one directory are open at once; the usual limit of a process is 1,024.
const HELD: usize = 512;

/// Resolves the claims of all sources together.
fn resolve(
    folder: &Path,
    profile: &Profile,
    entries: &[SourceEntry],
    curation: Curation,
) -> Result<Corpus, GraphDirError> {
    let mut resolver = Resolver::new(profile);
    resolver.curated(curation, curate::found(entries));
    for entry in entries {
        resolver.open();
        resolver.read_from(&entry.input);
        let same = resolver.close(&entry.header(), &entry.format, &entry.sha256);
        same.map_err(|same| GraphDirError::new(folder, same))?;
        let path = folder.join(&entry.claims.file);
        let file = GraphFile::new(folder, &entry.claims, manifest::repair(folder, &[&entry.input]));
        let reader = BufReader::with_capacity(1 << 16, file);
        let mut lines = reader.split(b'\n');
        loop {
            let batch: Vec<Vec<u8>> = lines
                .by_ref()
                .take(BATCH)
                .collect::<io::Result<_>>()
                .map_err(|e| GraphDirError::io(&path, e))?;
            if batch.is_empty() {
                break;
            }
            let read = batch.par_iter().map(|line| serde_json::from_slice(line));
            let claims: Vec<Claims> =
                read.collect::<Result<_, _>>().map_err(|e| GraphDirError::new(&path, e))?;
            claims.into_iter().for_each(|c| resolver.claims(c));
        }
    }
    Ok(resolver.finish())
}
