//! Bringing sources into a graph directory.

use super::manifest::{FileEntry, GraphDirError, Manifest, SCHEMA, SourceEntry};
use crate::ground::diag::Diagnostic;
use crate::ground::zst;
use crate::pipeline;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::write;
use crate::resolve::{Corpus, source_path};
use crate::source::{Format, Input};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, Write};
use std::path::Path;

/// What happened to one source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It is new.
    Added,
    /// It was there with other content.
    Replaced,
    /// It was there with the same content.
    Unchanged,
    /// It was dropped.
    Pruned,
    /// It is cut off now or cannot be read, and what was read of it before stays.
    Kept,
}

/// What an ingest did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Each input's name with what happened to it.
    pub changes: Vec<(String, Change)>,
    /// How many sources were taken although they are cut off.
    pub partial: usize,
    /// How many files were written.
    pub written: usize,
    /// How many policies there are now.
    pub policies: usize,
    /// How many statements there are now.
    pub statements: usize,
    /// Names that were resolved.
    pub merges: Vec<crate::resolve::Merge>,
}

/// How far an ingest is, for whoever waits for it.
#[derive(Clone, Copy, Debug)]
pub enum Step<'a> {
    /// An input is read now, and so many have been.
    Input(&'a str, usize),
    /// One more record of it was read.
    Record,
    /// Names are resolved over all sources.
    Resolve,
    /// A graph is written now, and so many of so many have been.
    Graph(usize, usize),
}

/// An ingest: the directory, and how to read.
#[derive(Debug)]
pub struct Ingest<'a> {
    /// The directory; it is made where it does not exist.
    pub folder: &'a Path,
    /// With which profile to read.
    pub profile: &'a Profile,
    /// The base of all IRIs; that of the directory where it is `None`.
    pub base: Option<Base>,
    /// The format of all inputs, where it shall not be told from their content.
    pub format: Option<Format>,
    /// Whether sources that are not among the inputs are dropped.
    pub prune: bool,
    /// Whether a source that is cut off replaces what was read of it when it was whole.
    pub accept_partial: bool,
}

impl Ingest<'_> {
    /// Reads what changed and brings the directory up to date.
    ///
    /// An input that cannot be read is reported and leaves what was there of it as it is.
    ///
    /// # Errors
    /// A directory that cannot be read or written, or is of another version or base.
    pub fn run(
        &self,
        inputs: &[Input],
        report: &mut dyn FnMut(Diagnostic),
    ) -> Result<Summary, GraphDirError> {
        self.run_watched(inputs, report, &mut |_| {})
    }

    /// As [`Ingest::run`]; `watch` is told how far it is.
    ///
    /// # Errors
    /// As [`Ingest::run`].
    pub fn run_watched(
        &self,
        inputs: &[Input],
        report: &mut dyn FnMut(Diagnostic),
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Summary, GraphDirError> {
        for part in ["graphs", "claims"] {
            let path = self.folder.join(part);
            std::fs::create_dir_all(&path).map_err(|e| GraphDirError::io(&path, e))?;
        }
        let _lock = lock(self.folder)?;
        let old = Manifest::read(self.folder)?;
        let base = self.base_of(old.as_ref())?;
        let profile = self.profile.fingerprint();
        let version = env!("CARGO_PKG_VERSION");
        let current = old.as_ref().is_some_and(|m| m.profile == profile && m.version == version);
        let mut summary = Summary::default();
        let mut known: BTreeMap<String, SourceEntry> =
            old.iter().flat_map(|m| m.sources.iter().cloned()).map(|s| (s.input.clone(), s)).collect();
        let mut entries: Vec<SourceEntry> = Vec::new();
        for (read, input) in inputs.iter().enumerate() {
            let name = input.name();
            watch(Step::Input(&name, read));
            let before = known.remove(&name);
            // A source that was cut off may be whole now with the same content: its checksum was wrong.
            if let Some(entry) = before.as_ref().filter(|entry| !entry.partial)
                && current
                && sha256_of(input).is_some_and(|sha| sha == entry.sha256)
            {
                summary.changes.push((name, Change::Unchanged));
                entries.extend(before);
                continue;
            }
            match self.read(input, report, watch)? {
                Some(entry) if self.keeps(before.as_ref(), &entry) => {
                    let message = "the source is cut off; what was read of it before stays";
                    let problem = Diagnostic::error("edition-kept", message);
                    report(problem.expected("a whole source, or --accept-partial", "").within(&name));
                    summary.changes.push((name, Change::Kept));
                    entries.extend(before);
                }
                Some(entry) => {
                    summary.partial += usize::from(entry.partial);
                    let change = match &before {
                        None => Change::Added,
                        Some(before) if current && same(before, &entry) => Change::Unchanged,
                        Some(_) => Change::Replaced,
                    };
                    summary.changes.push((name, change));
                    entries.push(entry);
                }
                None => {
                    summary.changes.extend(before.as_ref().map(|_| (name, Change::Kept)));
                    entries.extend(before);
                }
            }
        }
        for (name, entry) in known {
            if self.prune {
                summary.changes.push((name, Change::Pruned));
            } else if current {
                entries.push(entry);
            } else {
                let message = format!(
                    "`{name}` was read by another version or with another profile; name it among the inputs to read it again, or drop it with --prune"
                );
                return Err(GraphDirError::new(self.folder, message));
            }
        }
        // The same content under two names is one source.
        entries.sort_by(|a, b| (&a.path, &a.sha256, &a.input).cmp(&(&b.path, &b.sha256, &b.input)));
        entries.dedup_by(|b, a| a.path == b.path && a.sha256 == b.sha256);
        watch(Step::Resolve);
        let corpus = super::resolve(self.folder, self.profile, &entries)?;
        let manifest = self.write(&corpus, base, entries, old.as_ref(), &mut summary, watch)?;
        summary.policies = corpus.policies.len();
        summary.statements = corpus.statements.len();
        summary.merges = corpus.merges;
        if old.as_ref() != Some(&manifest) {
            manifest.write(self.folder)?;
        }
        sweep(self.folder, &manifest);
        Ok(summary)
    }

    fn base_of(&self, old: Option<&Manifest>) -> Result<Base, GraphDirError> {
        match (&self.base, old) {
            (Some(base), Some(old)) if base.as_str() != old.base => {
                let message = format!(
                    "expected the base {} that the graph was made with, found {}",
                    old.base,
                    base.as_str()
                );
                Err(GraphDirError::new(self.folder, message))
            }
            (Some(base), _) => Ok(base.clone()),
            (None, Some(old)) => old.base.parse().map_err(|e| GraphDirError::new(self.folder, e)),
            (None, None) => Ok(Base::default()),
        }
    }

    /// Whether an earlier edition stays: it was whole, and the new one is cut off.
    fn keeps(&self, before: Option<&SourceEntry>, new: &SourceEntry) -> bool {
        new.partial && !self.accept_partial && before.is_some_and(|before| !before.partial)
    }

    /// Reads one input and writes its claims; `None` where nothing could be read.
    fn read(
        &self,
        input: &Input,
        report: &mut dyn FnMut(Diagnostic),
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Option<SourceEntry>, GraphDirError> {
        let folder = self.folder.join("claims");
        let fail = |e: io::Error| GraphDirError::io(&folder, e);
        let mut sheet = Sheet::new(&folder).map_err(fail)?;
        let mut failed = None;
        let (mut mentions, mut statements) = (0, 0);
        let outcome = pipeline::read(
            self.profile,
            input,
            self.format,
            &mut |claims| {
                watch(Step::Record);
                mentions += claims.mentions.len();
                statements += claims.statements.len();
                let line = serde_json::to_vec(&claims).map_err(io::Error::other);
                let written = line.and_then(|mut line| {
                    line.push(b'\n');
                    sheet.write_all(&line)
                });
                if let Err(e) = written {
                    failed.get_or_insert(e);
                }
            },
            report,
        );
        if let Some(e) = failed {
            return Err(fail(e));
        }
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(diagnostic) => {
                report(diagnostic);
                return Ok(None);
            }
        };
        let header = outcome.header;
        let path = source_path(&header, &outcome.sha256);
        let stem = path.trim_start_matches("source/").to_owned();
        let claims = sheet.keep(self.folder, "claims", &stem, "zst").map_err(fail)?;
        Ok(Some(SourceEntry {
            path,
            input: input.name(),
            title: header.title,
            url: header.url,
            document_number: header.document_number,
            modified: header.modified,
            format: outcome.format.name().to_owned(),
            sha256: outcome.sha256,
            records: outcome.records,
            partial: outcome.partial,
            mentions,
            statements,
            graph: FileEntry::default(),
            claims,
        }))
    }

    /// Writes the graphs that changed; gives the new manifest.
    fn write(
        &self,
        corpus: &Corpus,
        base: Base,
        mut entries: Vec<SourceEntry>,
        old: Option<&Manifest>,
        summary: &mut Summary,
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Manifest, GraphDirError> {
        let base_text = base.as_str().to_owned();
        let map = Map::new(corpus, self.profile, base, true);
        let before: BTreeSet<&str> = old.iter().flat_map(|m| m.files()).map(|f| f.file.as_str()).collect();
        let mut one = |source: Option<u32>, stem: &str| {
            let folder = self.folder.join("graphs");
            let fail = |e: io::Error| GraphDirError::io(&folder, e);
            let mut sheet = Sheet::new(&folder).map_err(fail)?;
            write::write_graph(&map, source, &mut sheet).map_err(fail)?;
            let entry = sheet.keep(self.folder, "graphs", stem, "nq.zst").map_err(fail)?;
            if !before.contains(entry.file.as_str()) {
                summary.written += 1;
            }
            Ok::<_, GraphDirError>(entry)
        };
        watch(Step::Graph(0, corpus.sources.len() + 1));
        let policies = one(None, "policies")?;
        for (ix, source) in (0_u32..).zip(&corpus.sources) {
            let stem = source.path.trim_start_matches("source/").to_owned();
            watch(Step::Graph(ix as usize + 1, corpus.sources.len() + 1));
            let graph = one(Some(ix), &stem)?;
            // Both are sorted by IRI; the resolver tells two sources of one IRI apart by their content.
            if let Some(entry) = entries
                .iter_mut()
                .find(|e| e.sha256 == source.sha256 && e.graph.file.is_empty() || e.path == source.path)
            {
                entry.graph = graph;
                entry.path.clone_from(&source.path);
            }
        }
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            base: base_text,
            profile: self.profile.fingerprint(),
            policy_count: corpus.policies.len(),
            policies,
            sources: entries,
        })
    }
}

/// Whether a source was read to the same end with the same outcome.
fn same(before: &SourceEntry, new: &SourceEntry) -> bool {
    before.sha256 == new.sha256 && before.claims == new.claims && before.partial == new.partial
}

/// A compressed file that is named by its content once that is known.
struct Sheet {
    writer: zst::Writer<tempfile::NamedTempFile>,
    hash: Sha256,
    bytes: u64,
}

impl Sheet {
    fn new(folder: &Path) -> io::Result<Self> {
        let file = super::manifest::temporary(".part", folder)?;
        Ok(Self { writer: zst::Writer::new(file), hash: Sha256::new(), bytes: 0 })
    }

    /// Syncs it and gives it its name; where a file of that name is there, it has this content already.
    fn keep(self, root: &Path, part: &str, stem: &str, extension: &str) -> io::Result<FileEntry> {
        let sha256 = crate::ground::hex(&self.hash.finalize());
        let file = format!("{part}/{stem}-{}.{extension}", sha256.get(..12).unwrap_or(""));
        let temporary = self.writer.finish()?;
        let path = root.join(&file);
        if !path.exists() {
            temporary.as_file().sync_all()?;
            temporary.persist(&path).map_err(|e| e.error)?;
        }
        Ok(FileEntry { file, sha256, bytes: self.bytes })
    }
}

impl Write for Sheet {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(buf)?;
        self.hash.update(buf.get(..written).unwrap_or(buf));
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

/// Holds off a second writer for as long as it lives; the system releases it when the process dies.
fn lock(folder: &Path) -> Result<File, GraphDirError> {
    let path = folder.join(".lock");
    let file =
        File::options().create(true).append(true).open(&path).map_err(|e| GraphDirError::io(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(std::fs::TryLockError::WouldBlock) => Err(GraphDirError::new(
            folder,
            "another process is writing this graph directory; try again when it is done",
        )),
        Err(std::fs::TryLockError::Error(e)) => Err(GraphDirError::io(&path, e)),
    }
}

/// Removes files that no manifest names any more; one that cannot be removed now goes next time.
fn sweep(folder: &Path, manifest: &Manifest) {
    let named: BTreeSet<&str> = manifest.files().map(|f| f.file.as_str()).collect();
    for part in ["graphs", "claims"] {
        let Ok(listing) = std::fs::read_dir(folder.join(part)) else { continue };
        for entry in listing.flatten() {
            let name = format!("{part}/{}", entry.file_name().to_string_lossy());
            if !named.contains(name.as_str()) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
    // A reader may be writing its index now; one that wrote an hour ago is gone.
    let Ok(listing) = std::fs::read_dir(folder) else { return };
    for entry in listing.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let age = || entry.metadata().and_then(|m| m.modified()).ok()?.elapsed().ok();
        if name.starts_with(".manifest") || name.starts_with(".index") && age() > Some(ABANDONED) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A temporary file of a reader that is older than this was left by one that died.
const ABANDONED: std::time::Duration = std::time::Duration::from_secs(3600);

/// SHA-256 of an input's decompressed content; `None` where it cannot be read, which reading will report.
fn sha256_of(input: &Input) -> Option<String> {
    if matches!(input, Input::Stdin) {
        return None;
    }
    let mut reader = input.open().ok()?;
    let mut hash = Sha256::new();
    loop {
        let chunk = reader.fill_buf().ok()?;
        if chunk.is_empty() {
            return Some(crate::ground::hex(&hash.finalize()));
        }
        hash.update(chunk);
        let length = chunk.len();
        reader.consume(length);
    }
}
