//! What can go wrong with a snapshot.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why a snapshot cannot be opened, made or read.
#[derive(Clone, Debug)]
pub enum SnapshotError {
    /// The file could not be read or written; the system's own words.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        message: String,
        /// Whether there simply is no such file.
        is_absent: bool,
    },
    /// It was written by another version of Pedigraph.
    Version(PathBuf),
    /// It was made from another state of the graph.
    Stale(PathBuf),
    /// It is damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// The part of the file, and what is wrong with it.
        what: String,
    },
    /// The terms that a query makes take more memory than it may have, in bytes.
    Memory(u64),
    /// A query that is to be brief reads more than it may, in steps.
    Steps(u64),
}

impl SnapshotError {
    pub(super) fn io(path: &Path, error: &io::Error) -> Self {
        let is_absent = error.kind() == io::ErrorKind::NotFound;
        Self::Io { path: path.to_owned(), message: error.to_string(), is_absent }
    }

    pub(super) fn damaged(path: &Path, what: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), what: what.into() }
    }
}

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, message, .. } => write!(f, "{}: {message}", path.display()),
            Self::Version(path) => {
                write!(f, "{}: the snapshot was written by another version", path.display())
            }
            Self::Stale(path) => {
                write!(f, "{}: the snapshot was made from another state of the graph", path.display())
            }
            Self::Damaged { path, what } => write!(
                f,
                "{}: damaged: {what}; remove the file, and the next query makes it anew from the graph",
                path.display()
            ),
            Self::Memory(limit) => {
                write!(f, "the terms that the query makes take more than {limit} bytes")
            }
            Self::Steps(limit) => write!(f, "the query reads more than {limit} quads and terms"),
        }
    }
}

impl std::error::Error for SnapshotError {}
