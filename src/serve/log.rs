//! One line a request on standard error. Texts of queries and values of parameters are not in it.

use clap::ValueEnum;
use serde::Serialize;
use std::io::Write;
use std::time::Duration;

/// The form of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// For people.
    #[default]
    Text,
    /// An object of JSON a line.
    Json,
    /// None.
    None,
}

/// What is told of a request.
#[derive(Clone, Debug, Serialize)]
pub struct Line<'a> {
    /// When it came, in seconds of Unix time.
    pub time: u64,
    /// Who asked.
    pub client: &'a str,
    /// The method.
    pub method: &'a str,
    /// The path, without what stands behind `?`.
    pub path: &'a str,
    /// The status of the answer.
    pub status: u16,
    /// Milliseconds until the answer began.
    pub milliseconds: u64,
}

impl Form {
    /// Tells of a request.
    pub fn request(self, line: &Line<'_>) {
        // The path is what a client wrote: nothing of it may end the line or command the terminal.
        let path = crate::ground::passage::clean(line.path);
        match self {
            Self::Text => self.write(&format!(
                "{} {} {} {} {} ms",
                line.client, line.method, path, line.status, line.milliseconds
            )),
            Self::Json => {
                let text = serde_json::to_string(&Line { path: &path, ..line.clone() });
                self.write(&text.unwrap_or_default());
            }
            Self::None => {}
        }
    }

    /// Tells what happened to the server itself, and when.
    pub fn event(self, what: &str, detail: &str) {
        let detail = crate::ground::passage::clean(detail);
        match self {
            Self::Json => self.write(&serde_json::json!({"event": what, "detail": detail}).to_string()),
            Self::Text | Self::None => self.write(&format!("{what}: {detail}")),
        }
    }

    fn write(self, line: &str) {
        // There is nobody to tell that nobody reads the log.
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}

/// Milliseconds, for a line.
pub fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
