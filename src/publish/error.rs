//! What stops a package from being made.

use crate::graph_dir::{GraphDirError, about};
use crate::lineage::IndexError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Why there is no package. The package that was there is as it was.
#[derive(Debug)]
pub enum PublishError {
    /// The configuration is not complete, or not right: one line for each key.
    Config(Vec<String>),
    /// The graph directory cannot be read.
    Graph(String),
    /// What was asked for cannot be written out.
    Output(io::Error),
    /// A file of the package cannot be written.
    Io(PathBuf, io::Error),
    /// A question of the catalogue fails, or takes too long: its name, and why.
    Question(String, String),
    /// The output folder holds something else, or two files of the package would have one name.
    Target(PathBuf, String),
}

impl PublishError {
    pub(super) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::Io(path.to_owned(), error)
    }
}

impl fmt::Display for PublishError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(lines) => f.write_str(&lines.join("\n")),
            Self::Graph(message) => f.write_str(message),
            Self::Output(error) => error.fmt(f),
            Self::Io(path, error) => f.write_str(&about(&path.display().to_string(), error)),
            Self::Question(name, why) => write!(
                f,
                "the query `{name}`: {why}; `unanswered = [\"{name}\"]` in the configuration leaves its answer out",
            ),
            Self::Target(path, message) => write!(f, "{}: {message}", path.display()),
        }
    }
}

impl std::error::Error for PublishError {}

impl From<GraphDirError> for PublishError {
    fn from(error: GraphDirError) -> Self {
        Self::Graph(error.to_string())
    }
}

impl From<IndexError> for PublishError {
    fn from(error: IndexError) -> Self {
        Self::Graph(error.to_string())
    }
}
