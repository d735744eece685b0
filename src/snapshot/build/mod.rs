//! Makes a snapshot, in bounded memory and in one pass over the quads.
//!
//! Quads are collected into a run until it is full ([`run`]). A graph of one run is sorted in memory. Of a larger one each
//! run is sorted and kept in a file without a name; then the terms of all runs are merged into the dictionary, which
//! numbers them, and the quads of each order from the runs' quads ([`merge`]). The same graph gives the same bytes.

mod merge;
mod run;
mod write;

use super::error::SnapshotError;
use super::file::SnapshotFile;
use super::order::Order;
use super::{FILE, Snapshot};
use crate::graph_dir::{GraphDir, GraphDirError, about, temporary};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::Quad as Statement;
use run::Collector;
use std::fmt;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use write::SnapshotWriter;

/// The start of the name of a snapshot that is being written; `graph_dir` removes those of processes that died.
const PART: &str = ".snapshot";

/// How much of a graph is sorted at once.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Bytes of the terms of a run.
    pub run_bytes: usize,
    /// Quads of a run.
    pub run_quads: usize,
}

impl Default for Options {
    /// About half a gigabyte of memory.
    fn default() -> Self {
        Self { run_bytes: 128 << 20, run_quads: 4 << 20 }
    }
}

/// Why no snapshot could be made.
#[derive(Debug)]
pub enum BuildError {
    /// The graph directory cannot be read.
    Directory(GraphDirError),
    /// A file of N-Quads that does not parse, by its name.
    Syntax {
        /// The file.
        file: String,
        /// What the reader says, with line and column.
        error: RdfParseError,
    },
    /// What is written fails, or is read back wrongly.
    Snapshot(SnapshotError),
    /// There are more terms than numbers.
    TooManyTerms,
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Directory(error) => error.fmt(f),
            Self::Syntax { file, error } => f.write_str(&about(file, error)),
            Self::Snapshot(error) => error.fmt(f),
            Self::TooManyTerms => {
                write!(f, "expected at most {} different terms in a graph, found more", u32::MAX)
            }
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Directory(error) => Some(error),
            Self::Syntax { error, .. } => Some(error),
            Self::Snapshot(error) => Some(error),
            Self::TooManyTerms => None,
        }
    }
}

impl From<GraphDirError> for BuildError {
    fn from(error: GraphDirError) -> Self {
        Self::Directory(error)
    }
}

impl From<SnapshotError> for BuildError {
    fn from(error: SnapshotError) -> Self {
        Self::Snapshot(error)
    }
}

impl Snapshot {
    /// The snapshot of a graph directory as it is now: opened, or made and kept in the directory, or where that cannot
    /// be written made in memory.
    ///
    /// # Errors
    /// [`BuildError`] for what cannot be read, or sorted.
    pub fn up_to_date(directory: &GraphDir) -> Result<Self, BuildError> {
        match Self::open(directory) {
            Ok(snapshot) => Ok(snapshot),
            Err(_) => Self::make(directory, Options::default()),
        }
    }

    /// Makes the snapshot of a graph directory anew, and keeps it there where it can be written.
    ///
    /// # Errors
    /// [`BuildError`] for what cannot be read, or sorted.
    pub fn make(directory: &GraphDir, options: Options) -> Result<Self, BuildError> {
        match Self::keep(directory, options) {
            Err(BuildError::Snapshot(SnapshotError::Io { .. })) => {
                let (path, key) = (Self::path_of(directory), directory.manifest().fingerprint());
                let mut bytes = Vec::new();
                write_files(directory.graphs()?, &key, options, &std::env::temp_dir(), &mut bytes)?;
                Ok(Self::of_file(SnapshotFile::in_memory(bytes, &path, &key)?)?)
            }
            other => other,
        }
    }

    /// Makes the snapshot of a graph directory in a file of the directory.
    fn keep(directory: &GraphDir, options: Options) -> Result<Self, BuildError> {
        let (path, key) = (Self::path_of(directory), directory.manifest().fingerprint());
        let fail = |error: io::Error| BuildError::Snapshot(SnapshotError::io(&path, &error));
        let mut file = temporary(PART, directory.path()).map_err(fail)?;
        let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
        write_files(directory.graphs()?, &key, options, directory.path(), &mut out)?;
        out.flush().map_err(fail)?;
        drop(out);
        file.as_file().sync_all().map_err(fail)?;
        file.persist(&path).map_err(|error| fail(error.error))?;
        Ok(Self::open_file(&path, &key)?)
    }

    /// A snapshot of files of N-Quads in memory, each with the name that errors tell; read as streams.
    ///
    /// # Errors
    /// [`BuildError`] for what cannot be read, or sorted.
    pub fn from_nquads<R: Read>(
        files: impl IntoIterator<Item = (String, R)>,
        options: Options,
    ) -> Result<Self, BuildError> {
        let (key, mut bytes) = ([0; 32], Vec::new());
        write_files(files, &key, options, &std::env::temp_dir(), &mut bytes)?;
        Ok(Self::of_file(SnapshotFile::in_memory(bytes, Path::new(FILE), &key)?)?)
    }

    /// A snapshot of quads in memory.
    ///
    /// # Errors
    /// [`BuildError`] for what cannot be sorted.
    pub fn from_quads(quads: impl IntoIterator<Item = Statement>) -> Result<Self, BuildError> {
        let (key, mut bytes) = ([0; 32], Vec::new());
        let mut maker = Maker::new(Options::default(), &std::env::temp_dir());
        for quad in quads {
            maker.add(&quad, 0)?;
        }
        maker.write(&key, &mut bytes)?;
        Ok(Self::of_file(SnapshotFile::in_memory(bytes, Path::new(FILE), &key)?)?)
    }
}

/// Writes the snapshot of files of N-Quads.
pub(super) fn write_files<R: Read>(
    files: impl IntoIterator<Item = (String, R)>,
    key: &[u8; 32],
    options: Options,
    scratch: &Path,
    out: &mut dyn Write,
) -> Result<(), BuildError> {
    let mut maker = Maker::new(options, scratch);
    for (number, (file, reader)) in files.into_iter().enumerate() {
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(reader) {
            let quad = quad.map_err(|error| BuildError::Syntax { file: file.clone(), error })?;
            maker.add(&quad, number)?;
        }
    }
    maker.write(key, out)
}

/// Collects quads and writes their snapshot.
struct Maker {
    options: Options,
    /// The folder of files that hold runs.
    scratch: PathBuf,
    collector: Collector,
    runs: Vec<merge::StoredRun>,
}

impl Maker {
    fn new(options: Options, scratch: &Path) -> Self {
        let scratch = scratch.to_owned();
        Self { options, scratch, collector: Collector::default(), runs: Vec::new() }
    }

    fn fail(&self, error: &io::Error) -> BuildError {
        BuildError::Snapshot(SnapshotError::io(&self.scratch, error))
    }

    /// Takes in a quad. Blank nodes of different files are different ones.
    fn add(&mut self, quad: &Statement, file: usize) -> Result<(), BuildError> {
        self.collector.add(quad.as_ref(), file)?;
        if self.collector.is_full(&self.options) {
            self.store_run()?;
        }
        Ok(())
    }

    fn store_run(&mut self) -> Result<(), BuildError> {
        let run = std::mem::take(&mut self.collector).sort();
        let stored = merge::StoredRun::write(&run, &self.scratch).map_err(|error| self.fail(&error))?;
        self.runs.push(stored);
        Ok(())
    }

    fn write(mut self, key: &[u8; 32], out: &mut dyn Write) -> Result<(), BuildError> {
        if !self.runs.is_empty() {
            self.store_run()?;
            let runs = std::mem::take(&mut self.runs);
            let merged =
                SnapshotWriter::new(out, key).and_then(|writer| merge::write(runs, &self.scratch, writer));
            return match merged {
                Ok(true) => Ok(()),
                Ok(false) => Err(BuildError::TooManyTerms),
                Err(error) => Err(self.fail(&error)),
            };
        }
        let run = std::mem::take(&mut self.collector).sort();
        write_run(run, key, out).map_err(|error| self.fail(&error))
    }
}

/// Writes the snapshot of a graph of one run.
fn write_run(run: run::Run, key: &[u8; 32], out: &mut dyn Write) -> io::Result<()> {
    let mut writer = SnapshotWriter::new(out, key)?;
    for term in run.keys() {
        writer.term(term)?;
    }
    writer.end_terms()?;
    let mut quads = run.into_quads();
    let mut before = Order::Spog;
    for order in Order::ALL {
        run::rearrange(&mut quads, before, order);
        for quad in &quads {
            writer.quad(order, quad)?;
        }
        writer.end_order(order)?;
        before = order;
    }
    writer.finish()
}
