//! What is wrong with a graph directory.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A graph directory that cannot be read or written.
#[derive(Debug)]
pub struct GraphDirError {
    /// The file or folder.
    pub path: PathBuf,
    /// What was expected and found, and what to do.
    pub message: String,
}

impl GraphDirError {
    pub(super) fn new(path: &Path, message: impl ToString) -> Self {
        Self { path: path.to_owned(), message: message.to_string() }
    }

    /// An error while a file was read or written. Damage names its file itself.
    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        match Damage::within(&error) {
            Some(damage) => damage.clone().into(),
            None => Self::new(path, error),
        }
    }

    pub(super) fn absent(path: &Path) -> Self {
        Self::new(
            path,
            "expected a graph directory, found no manifest.json; make one with `pedigraph ingest INPUT... --graph DIR`",
        )
    }
}

impl fmt::Display for GraphDirError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for GraphDirError {}

impl From<Damage> for GraphDirError {
    fn from(damage: Damage) -> Self {
        let message = damage.message();
        Self { path: damage.path, message }
    }
}

/// A file of a graph directory that is not as the manifest describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub what: String,
    /// The command that repairs it.
    pub repair: String,
}

impl Damage {
    /// The damage that an error stands for, however deep it lies in the errors that carry it.
    #[must_use]
    pub fn within<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e Self> {
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(damage) = error.downcast_ref::<Self>() {
                return Some(damage);
            }
            // An `io::Error` gives the source of what it carries, and not what it carries.
            let carried = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
            if let Some(damage) = carried.and_then(|carried| carried.downcast_ref::<Self>()) {
                return Some(damage);
            }
            next = error.source();
        }
        None
    }

    fn message(&self) -> String {
        format!("damaged: {}; `{}` repairs it", self.what, self.repair)
    }
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message())
    }
}

impl std::error::Error for Damage {}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        Self::new(io::ErrorKind::InvalidData, damage)
    }
}

/// An error about a named file as a user reads it: damage names its file itself, any other error is given the name.
#[must_use]
pub fn about(name: &str, error: &(dyn std::error::Error + 'static)) -> String {
    match Damage::within(error) {
        Some(damage) => damage.to_string(),
        None => format!("{name}: {error}"),
    }
}
