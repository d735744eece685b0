//! Exit codes, in one place.

use super::command_line::NotRead;
use std::fmt;
use std::io::{self, IsTerminal, Write};

/// How a run ended. `docs/exit-codes.md` has the same table, and a test holds both together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: all was done.
    Success,
    /// 1: done, but something was skipped or found, and `--strict` or `lint --fail-on` asks to fail on it.
    Findings,
    /// 2: nothing could be read, or the command line is wrong.
    Failure,
    /// 3: a name that was asked for is not in the graph, or stands for several policies.
    NotFound,
    /// 4: a query was refused or ran out of its limits.
    Refused,
    /// 5: a written file does not read back to the same graph, or `verify` found a file that is damaged or missing.
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

/// Prints what the reader of the command line has to tell: help and version on `out`, what is wrong on standard error.
///
/// # Errors
/// Those of `out`.
pub fn tell(asked: NotRead, out: &mut dyn Write) -> Result<Exit, Failure> {
    let asked = match asked {
        NotRead::Words(asked) => asked,
        NotRead::Configuration(failure) => return Err(failure),
    };
    if asked.use_stderr() {
        // A closed standard error loses the message and nothing else.
        let _ = asked.print();
        return Ok(Exit::Failure);
    }
    let text = asked.render();
    if super::terminal::colour(super::command_line::asked_color(), io::stdout().is_terminal()) {
        write!(out, "{}", text.ansi())?;
    } else {
        write!(out, "{text}")?;
    }
    Ok(Exit::Success)
}

/// Ends a command: all output is written, and a failure is told on standard error.
pub fn end(outcome: Result<Exit, Failure>, out: &mut dyn Write) -> Exit {
    outcome.and_then(|exit| Ok(out.flush().map(|()| exit)?)).unwrap_or_else(|failure| {
        if let Some(message) = failure.message {
            let _ = writeln!(io::stderr(), "error: {message}");
        }
        failure.exit
    })
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
