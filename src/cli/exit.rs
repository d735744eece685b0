//! Exit codes, in one place.

use std::fmt;
use std::io;

/// How a run ended. `docs/exit-codes.md` has the same table, and a test holds both together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all was done.
    Success,
    /// 1: done, but something was skipped or found, and `--strict` asks to fail on it.
    Findings,
    /// 2: nothing could be read, or the command line is wrong.
    Failure,
    /// 3: a name that was asked for is not in the graph, or stands for several policies.
    NotFound,
    /// 4: a query was refused or ran out of its limits.
    Refused,
    /// 5: a written file does not read back to the same graph.
    Verification,
    /// 6: `ingest` met a source that is cut off; what was read of it before stays, if it was whole.
    Partial,
}

impl Exit {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 7] = [
        Self::Success,
        Self::Findings,
        Self::Failure,
        Self::NotFound,
        Self::Refused,
        Self::Verification,
        Self::Partial,
    ];

    /// The number for the operating system.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Findings => 1,
            Self::Failure => 2,
            Self::NotFound => 3,
            Self::Refused => 4,
            Self::Verification => 5,
            Self::Partial => 6,
        }
    }
}

/// Why a command stopped.
#[derive(Debug)]
pub struct Failure {
    /// The exit code.
    pub exit: Exit,
    /// What to tell; `None` where the reader of our output has gone, which is no failure.
    pub message: Option<String>,
}

impl Failure {
    /// A failure with a message.
    pub fn new(exit: Exit, message: impl fmt::Display) -> Self {
        Self { exit, message: Some(message.to_string()) }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { exit: Exit::Success, message: None };
        }
        Self::new(Exit::Failure, error)
    }
}
