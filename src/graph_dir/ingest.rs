//! Bringing sources into a graph directory.

use super::error::GraphDirError;
use super::inputs::Told;
use super::known::Known;
use super::manifest::{CurationEntry, FileEntry, Manifest, SCHEMA, SourceEntry, repair};
use super::names::{self, PARTS};
use super::sheet::Sheet;
use crate::ground::diag::Diagnostic;
use crate::profile::Profile;
use crate::rdf::iri::Base;
use crate::rdf::map::Map;
use crate::rdf::write;
use crate::resolve::status::Statuses;
use crate::resolve::{Corpus, SameSource};
use crate::source::{Described, Input, ReadAs, Sources};
use std::collections::BTreeMap;
use std::io;
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
    /// It was there with the same content, and a file of it was damaged or missing.
    Repaired,
    /// It was dropped because it was not among the inputs.
    Pruned,
    /// It is cut off now or cannot be read, and what was read of it before stays.
    Kept,
    /// It was dropped by its name.
    Removed,
}

/// What an ingest did.
#[derive(Debug, Default)]
pub struct Summary {
    /// Each input's name with what happened to it.
    pub changes: Vec<(String, Change)>,
    /// How many sources were taken although they are cut off.
    pub partial: usize,
    /// Files that were damaged or missing and were written anew, by their paths below the directory.
    pub repaired: Vec<String>,
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
    /// How the inputs are to be read, where that shall not be told from their names and content.
    pub read_as: ReadAs,
    /// Whether sources that are not among the inputs are dropped.
    pub prune: bool,
    /// Whether a source that is cut off replaces what was read of it when it was whole.
    pub accept_partial: bool,
    /// Sources to drop: each the name of an input, an id, an IRI, or the path of one.
    pub remove: &'a [String],
    /// What `sources.toml` says of the sources.
    pub sources: Sources,
    /// What is said of the inputs of this run alone; it stays until something else is said of the same source.
    pub given: Described,
    /// Whether an input may take the place of a source that was read earlier from another path.
    pub replace: bool,
    /// When the run ended, as an `xsd:dateTime`; no clock is read where it is `None`.
    pub moment: Option<String>,
}

/// Why an ingest did not take place.
#[derive(Debug)]
pub enum IngestError {
    /// The directory cannot be read or written, or is of another version or base.
    Directory(GraphDirError),
    /// A source to drop is not in the directory, or its name stands for several; what to tell.
    NoSuchSource(String),
    /// Two inputs are one source, or an input is a source that was read from another path; what to tell.
    SameSource(String),
    /// Nothing of any input could be read, and there was no graph: none was made.
    NothingRead,
}

impl std::fmt::Display for IngestError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Directory(error) => error.fmt(f),
            Self::NoSuchSource(message) | Self::SameSource(message) => f.write_str(message),
            Self::NothingRead => f.write_str("nothing could be read, and no graph was made"),
        }
    }
}

impl std::error::Error for IngestError {}

impl From<GraphDirError> for IngestError {
    fn from(error: GraphDirError) -> Self {
        Self::Directory(error)
    }
}

impl From<SameSource> for IngestError {
    fn from(same: SameSource) -> Self {
        Self::SameSource(same.to_string())
    }
}

impl<'a> Ingest<'a> {
    /// An ingest into a directory, with nothing said of the sources.
    #[must_use]
    pub fn new(folder: &'a Path, profile: &'a Profile) -> Self {
        Self {
            folder,
            profile,
            base: None,
            read_as: ReadAs::default(),
            prune: false,
            accept_partial: false,
            remove: &[],
            sources: Sources::default(),
            given: Described::default(),
            replace: false,
            moment: None,
        }
    }
}

impl Ingest<'_> {
    /// Reads what changed and brings the directory up to date. Without inputs, what is damaged is written anew from the
    /// claims, as far as they are whole.
    ///
    /// An input that cannot be read is reported and leaves what was there of it as it is.
    ///
    /// # Errors
    /// [`IngestError`]
    pub fn run(&self, inputs: &[Input], report: &mut dyn FnMut(Diagnostic)) -> Result<Summary, IngestError> {
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
    ) -> Result<Summary, IngestError> {
        self.run_with(inputs, None, report, watch)
    }

    /// As [`Ingest::run_watched`]; `quoted` is a file in which words of added statements may stand.
    pub(super) fn run_with(
        &self,
        inputs: &[Input],
        quoted: Option<&Input>,
        report: &mut dyn FnMut(Diagnostic),
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Summary, IngestError> {
        if inputs.is_empty() && Manifest::read_any(self.folder)?.is_none() {
            return Err(GraphDirError::absent(self.folder).into());
        }
        let stood = self.folder.exists();
        let lock = names::prepare(self.folder)?;
        let old = super::former::read(self.folder)?;
        let outcome = self.bring(inputs, quoted, old.as_ref(), report, watch);
        if outcome.is_err() && old.is_none() {
            names::unmake(self.folder, stood, lock);
        }
        outcome
    }

    /// Brings a directory that is locked up to date; `old` is what it was before.
    fn bring(
        &self,
        inputs: &[Input],
        quoted: Option<&Input>,
        old: Option<&Manifest>,
        report: &mut dyn FnMut(Diagnostic),
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Summary, IngestError> {
        let judged = super::curate::judgements(self.folder)?;
        let base = self.base_of(old)?;
        let mut summary = Summary::default();
        let before = old.map_or(&[][..], |m| &m.sources);
        let mut known = Known::new(before, &self.sources)?;
        for name in super::remove::take(&mut known, self.remove, base.as_str())? {
            summary.changes.push((name, Change::Removed));
        }
        let current = old.is_some_and(|m| self.is_current(m));
        let mut entries =
            self.read_inputs(inputs, current, &mut known, &mut summary, &mut Told { report, watch })?;
        self.keep_others(known, current, &mut entries, &mut summary)?;
        if old.is_none() && entries.is_empty() {
            return Err(IngestError::NothingRead);
        }
        entries.sort_by(|a, b| (&a.path, &a.input).cmp(&(&b.path, &b.input)));
        refuse_same(&entries)?;
        self.refuse_damaged(&entries)?;
        watch(Step::Resolve);
        let (curation, text) = judged.map_or_else(Default::default, |(c, text)| (c, Some(text)));
        super::curate::find_quotes(self.folder, self.profile, &curation, &mut entries, quoted);
        let corpus = super::resolve(self.folder, self.profile, &entries, curation)?;
        let judged = text.map(|text| super::curate::hash(&text));
        let manifest = self.write(&corpus, base, (entries, judged), old, &mut summary, watch)?;
        summary.policies = corpus.policies.len();
        summary.statements = manifest.sources.iter().map(|s| s.statements).sum();
        summary.merges = corpus.merges;
        if !old.is_some_and(|old| old.describes_same(&manifest)) {
            PARTS.iter().for_each(|(part, _)| super::sheet::sync(&self.folder.join(part)));
            manifest.write(self.folder)?;
            super::sheet::sync(self.folder);
        }
        names::sweep(self.folder, old, &manifest);
        Ok(summary)
    }

    /// Whether a directory's claims were made by this version with this profile.
    fn is_current(&self, manifest: &Manifest) -> bool {
        manifest.profile == self.profile.fingerprint() && manifest.version == env!("CARGO_PKG_VERSION")
    }

    /// Keeps the sources that are not among the inputs, or drops them.
    fn keep_others(
        &self,
        known: Known,
        current: bool,
        entries: &mut Vec<SourceEntry>,
        summary: &mut Summary,
    ) -> Result<(), GraphDirError> {
        for entry in known.into_rest() {
            let name = entry.input.clone();
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
        Ok(())
    }

    /// Fails where claims are damaged and their source was not read again, and names all that have to be.
    fn refuse_damaged(&self, entries: &[SourceEntry]) -> Result<(), GraphDirError> {
        let damaged: Vec<&SourceEntry> =
            entries.iter().filter(|e| !names::is_whole(self.folder, &e.claims)).collect();
        let Some(first) = damaged.first() else { return Ok(()) };
        let inputs: Vec<&str> = damaged.iter().map(|e| e.input.as_str()).collect();
        let mut file = super::file::GraphFile::new(self.folder, &first.claims, repair(self.folder, &inputs));
        file.check().map_err(|e| GraphDirError::io(&self.folder.join(&first.claims.file), e))
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

    /// Writes the graphs that changed; gives the new manifest.
    fn write(
        &self,
        corpus: &Corpus,
        base: Base,
        (mut entries, judged): (Vec<SourceEntry>, Option<String>),
        old: Option<&Manifest>,
        summary: &mut Summary,
        watch: &mut dyn FnMut(Step<'_>),
    ) -> Result<Manifest, GraphDirError> {
        let base_text = base.as_str().to_owned();
        let map = Map::new(corpus, self.profile, base, true)
            .with_periods(Statuses::of(corpus))
            .made_at(self.moment.clone());
        let before: BTreeMap<&str, &FileEntry> =
            old.iter().flat_map(|m| m.files()).map(|f| (f.file.as_str(), f)).collect();
        let mut one = |graph: Graph, stem: &str| {
            let folder = self.folder.join("graphs");
            let fail = |e: io::Error| GraphDirError::io(&folder, e);
            let mut sheet = Sheet::new(&folder).map_err(fail)?;
            match graph {
                Graph::Policies => write::write_graph(&map, None, &mut sheet),
                Graph::Source(ix) => write::write_graph(&map, Some(ix), &mut sheet),
                Graph::Judgements => write::write_judgements(&map, &mut sheet),
            }
            .map_err(fail)?;
            let kept = sheet.keep(self.folder, PARTS[0], stem).map_err(fail)?;
            summary.written += usize::from(kept.written);
            if kept.written && before.contains_key(kept.entry.file.as_str()) {
                summary.repaired.push(kept.entry.file.clone());
            }
            Ok::<_, GraphDirError>(kept.entry)
        };
        watch(Step::Graph(0, corpus.sources.len() + 1));
        let policies = one(Graph::Policies, "policies")?;
        let curation = judged
            .map(|sha256| one(Graph::Judgements, "curation").map(|graph| CurationEntry { sha256, graph }))
            .transpose()?;
        let counts = map.statement_counts();
        for (ix, source) in (0_u32..).zip(&corpus.sources) {
            let stem = source.path.trim_start_matches("source/").to_owned();
            watch(Step::Graph(ix as usize + 1, corpus.sources.len() + 1));
            let graph = one(Graph::Source(ix), &stem)?;
            // Both are sorted by IRI.
            if let Some(entry) = entries.get_mut(ix as usize).filter(|e| e.path == source.path) {
                entry.graph = graph;
                entry.statements = counts.get(ix as usize).copied().unwrap_or_default();
            }
        }
        Ok(Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            base: base_text,
            profile: self.profile.fingerprint(),
            policy_count: corpus.policies.len(),
            policies,
            sources: entries,
            curation,
            checksum: String::new(),
        })
    }
}

/// Which graph is written.
enum Graph {
    Policies,
    Source(u32),
    Judgements,
}

/// Fails where two sources have one IRI; sources are sorted by it.
fn refuse_same(entries: &[SourceEntry]) -> Result<(), SameSource> {
    match entries.windows(2).find(|pair| matches!(pair, [a, b] if a.path == b.path)) {
        Some([a, b]) => Err(SameSource { path: a.path.clone(), inputs: [a.input.clone(), b.input.clone()] }),
        _ => Ok(()),
    }
}
