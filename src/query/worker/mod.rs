//! Asks a query in a process of its own, so that whatever the query costs, the asker lives to tell it.
//!
//! The engine can be told to stop only when it reads from the store, a failed allocation ends the
//! process, and so does a stack that overflows. So arbitrary SPARQL is parsed and evaluated by another
//! process of the same program, the *worker*. It limits its own address space, processor time and output
//! ([`rlimits`]), and the asker holds the answer up to a cap and ends the worker at the deadline ([`ask`]).
//! However the worker ends, the outcome is an answer or an [`AskError`].
//!
//! The worker is `pedigraph` with the one argument [`ARGUMENT`]. Both speak in messages over its standard
//! input and output ([`wire`]):
//!
//! | asker | worker |
//! |---|---|
//! | `Check`: a text | `Outline`, or `Failed` |
//! | `Open`: a graph directory, or N-Quads that follow | `Opened`, or `Failed` |
//! | `Ask`: a question with its limits | `Piece`, …, `Done`, or `Failed` |
//!
//! A graph is opened once and can be asked many times, so that a server can keep workers; after any
//! [`Limit`] a worker is not to be asked again, and after a graph that cannot be opened neither. It ends when its standard input does. Limits that a message
//! asks for are clamped ([`Limits::clamped`]), a worker has no way to run without them, and it can do
//! nothing that `pedigraph query` cannot.

mod ask;
mod rlimits;
mod serve;
mod wire;

pub use super::limits::{Limit, Limits};
pub use super::names::Dataset;
pub use ask::{Reply, Worker, program};
pub use serve::serve;

use super::output::Format;
pub use super::run::Outline;
use super::run::RunError;
use crate::ground::diag::Position;
use crate::store::Graphs;
use serde::{Deserialize, Serialize};
use std::ffi::OsString;
use std::fmt;

/// The one argument with which the program is a worker.
pub const ARGUMENT: &str = "query-worker";

/// A text that may be a query.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Text {
    /// SPARQL, head and all.
    pub text: String,
    /// The base of its relative IRIs.
    pub base: String,
    /// Prefixes of the graph's own IRIs that need no declaration.
    pub prefixes: Vec<(String, String)>,
    /// How long it may take to read it.
    pub limits: Limits,
}

/// The graph that is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Source {
    /// A snapshot that the asker holds open: this one and no other, whatever the directory has become.
    Snapshot {
        /// Its file.
        file: OsString,
        /// The fingerprint of the manifest that it was made from.
        fingerprint: [u8; 32],
    },
    /// A graph directory.
    Directory {
        /// Its folder.
        path: OsString,
        /// The fingerprint of its manifest, as the asker has read it: a snapshot that has it needs no manifest.
        fingerprint: [u8; 32],
    },
    /// N-Quads that follow.
    Quads,
}

/// Which graph is opened, and how.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Opening {
    /// The graph.
    pub source: Source,
    /// Whether a store of N-Quads knows which graph each triple comes from; a directory always does.
    pub graphs: Graphs,
    /// The folder of the profile that finds policies and bodies; the built-in one if `None`.
    pub profile: Option<OsString>,
    /// Whether others go before it, as a server's own answers do.
    pub yields: bool,
}

/// The form in which an answer is written.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Form {
    /// The form of rows, and of yes or no; none where such an answer is not wanted.
    pub rows: Option<Format>,
    /// The form of a graph; none where such an answer is not wanted.
    pub graph: Option<Format>,
    /// Columns of the terminal; `None` where lines may be of any length.
    pub width: Option<u16>,
}

impl Form {
    /// One form for whatever there is.
    #[must_use]
    pub const fn of(format: Format, width: Option<u16>) -> Self {
        Self { rows: Some(format), graph: Some(format), width }
    }

    /// The form of an answer that is a graph, or that is none.
    #[must_use]
    pub const fn format(self, gives_graph: bool) -> Option<Format> {
        if gives_graph { self.graph } else { self.rows }
    }
}

/// A question with the limits of its answer.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Question {
    /// The name of the query.
    pub name: String,
    /// SPARQL, head and all.
    pub text: String,
    /// The base of its relative IRIs, which tables leave out.
    pub base: String,
    /// Prefixes of the graph's own IRIs that need no declaration.
    pub prefixes: Vec<(String, String)>,
    /// The values of its parameters, as a person types them.
    pub params: Vec<(String, String)>,
    /// The graphs that are asked, where the request names them.
    pub dataset: Option<Dataset>,
    /// How the answer is written.
    pub form: Form,
    /// How long and how much it may be.
    pub limits: Limits,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Ending {
    /// The limit that cut it.
    cut: Option<Limit>,
    /// Whether it is a graph.
    gives_graph: bool,
}

/// A place in the text of a query, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct At {
    /// The line.
    pub line: u32,
    /// The column, in characters.
    pub column: u32,
}

impl From<Position> for At {
    fn from(position: Position) -> Self {
        Self { line: position.line(), column: position.column() }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AskError {
    /// The text is refused before it is evaluated; where in it, if at one place.
    Refused(String, Option<At>),
    /// The text is no query.
    Syntax(String, At),
    /// A limit was hit.
    Limit(Limit),
    /// The answer is a graph, or is none, and such an answer is not wanted.
    Unwanted {
        /// Whether it is a graph.
        gives_graph: bool,
    },
    /// A policy or body that was named is not in the graph, or could be several.
    NotFound(String),
    /// The text is no query, a value does not fit, or the graph cannot be read.
    Failed(String),
}

impl fmt::Display for AskError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Limit(limit) => limit.fmt(f),
            Self::Unwanted { gives_graph: true } => {
                f.write_str("expected a query for rows, found one for a graph")
            }
            Self::Unwanted { gives_graph: false } => {
                f.write_str("expected a query for a graph, found one for rows")
            }
            Self::Refused(message, _)
            | Self::Syntax(message, _)
            | Self::NotFound(message)
            | Self::Failed(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for AskError {}

impl From<RunError> for AskError {
    fn from(error: RunError) -> Self {
        let message = error.to_string();
        match error {
            RunError::Refused(refusal) => Self::Refused(message, Some(refusal.position.into())),
            RunError::TooLarge(_) => Self::Refused(message, None),
            RunError::Limit(limit) => Self::Limit(limit),
            RunError::Syntax(refusal) => Self::Syntax(message, refusal.position.into()),
            RunError::Graph(_) | RunError::Bind(_) | RunError::Evaluation(_) | RunError::Store(_) => {
                Self::Failed(message)
            }
        }
    }
}
