//! Diagnostics for people and for programs.

use super::args::{DiagnosticsStyle, Global};
use super::progress::{Progress, Unit};
use super::terminal;
use crate::ground::diag::{Diagnostic, Severity, excerpt};
use crate::ground::is_unprintable;
use crate::source::{Input, Transcoded};
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal, Read, Write};

/// A diagnostic as `--diagnostics json` prints it, schema version 1.
#[derive(Serialize)]
struct Line<'a> {
    schema: &'static str,
    severity: Severity,
    code: &'a str,
    message: &'a str,
    expected: Option<&'a str>,
    found: Option<&'a str>,
    file: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    locator: &'a str,
}

/// Prints diagnostics as they come and counts them.
pub struct Reporter {
    style: DiagnosticsStyle,
    global: Global,
    quiet: bool,
    colour: bool,
    progress: Progress,
    counts: BTreeMap<Severity, usize>,
    shown: BTreeMap<String, usize>,
    lines: BTreeMap<String, Option<Vec<u8>>>,
}

/// Of one code, only this many are printed for people; all are counted.
const SHOWN_OF_A_CODE: usize = 20;

/// A line longer than this is not shown, in bytes: the renderer looks at all of it for each excerpt.
const MAX_EXCERPT_LINE: usize = 1 << 16;

/// Only so much of a file is read again for excerpts, in bytes.
const MAX_EXCERPT_FILE: u64 = 16 << 20;

impl Reporter {
    /// A reporter in the style that the user chose.
    #[must_use]
    pub fn new(global: &Global) -> Self {
        Self {
            style: global.diagnostics,
            global: global.clone(),
            quiet: global.quiet,
            colour: terminal::colour(global.color, io::stderr().is_terminal()),
            progress: Progress::none(),
            counts: BTreeMap::new(),
            shown: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    /// Begins a piece of work that may take long, in the place of the one before.
    pub(super) fn begin(&mut self, what: &'static str, unit: Unit) -> Progress {
        self.progress.end();
        self.progress = Progress::new(&self.global, what, unit);
        self.progress.clone()
    }

    /// Ends the work: its progress leaves the terminal.
    pub(super) fn end(&self) {
        self.progress.end();
    }

    /// Prints one. A closed standard error loses it and nothing else.
    pub fn report(&mut self, diagnostic: &Diagnostic) {
        *self.counts.entry(diagnostic.severity).or_default() += 1;
        let shown = self.shown.entry(diagnostic.code.to_string()).or_default();
        *shown += 1;
        let many = *shown > SHOWN_OF_A_CODE && self.style != DiagnosticsStyle::Json;
        if many || (self.quiet && diagnostic.severity < Severity::Error) {
            return;
        }
        let text = match self.style {
            DiagnosticsStyle::Json => json(diagnostic),
            DiagnosticsStyle::Short => short(diagnostic),
            DiagnosticsStyle::Human => self.human(diagnostic),
        };
        let _ = self.progress.aside(|| writeln!(io::stderr().lock(), "{text}"));
    }

    /// How many there were of a severity.
    #[must_use]
    pub fn count(&self, severity: Severity) -> usize {
        self.counts.get(&severity).copied().unwrap_or(0)
    }

    /// Whether anything was read otherwise than printed, or not at all.
    #[must_use]
    pub fn has_findings(&self) -> bool {
        self.count(Severity::Warning) + self.count(Severity::Error) > 0
    }

    /// "3 errors, 12 warnings, 40 notes", and what was not printed.
    pub fn summary(&self) {
        self.end();
        if self.quiet || self.style == DiagnosticsStyle::Json || self.counts.is_empty() {
            return;
        }
        let mut err = io::stderr().lock();
        for (code, n) in self.shown.iter().filter(|(_, n)| **n > SHOWN_OF_A_CODE) {
            let _ = writeln!(
                err,
                "… and {} more of `{code}`; --diagnostics json prints all",
                n - SHOWN_OF_A_CODE
            );
        }
        let part = |severity, name: &str| {
            let n = self.count(severity);
            (n > 0).then(|| format!("{n} {name}{}", if n == 1 { "" } else { "s" }))
        };
        let parts: Vec<String> = [
            part(Severity::Error, "error"),
            part(Severity::Warning, "warning"),
            part(Severity::Note, "note"),
        ]
        .into_iter()
        .flatten()
        .collect();
        let _ = writeln!(err, "{}", parts.join(", "));
    }

    fn human(&mut self, d: &Diagnostic) -> String {
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let mut title = d.message.clone();
        if let (Some(expected), Some(found)) = (&d.expected, &d.found) {
            title = format!("{title}: expected {expected}, found `{found}`");
        }
        let Some(position) = d.position else {
            return short(d);
        };
        let line = self.line(&d.file, position.line()).filter(|line| line.len() <= MAX_EXCERPT_LINE);
        let Some(line) = line else { return short(d) };
        let column = position.column() as usize - 1;
        let line: String = line.chars().map(|c| if is_unprintable(c) { ' ' } else { c }).collect();
        let start = line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let rest = line.get(start..).unwrap_or("");
        let found = d.found.as_deref().filter(|f| !f.is_empty() && rest.starts_with(*f)).map(str::len);
        // One character where the words are not to be seen: an end within a character would be none.
        let length = found.or_else(|| rest.chars().next().map(char::len_utf8)).unwrap_or(0);
        // The renderer cuts a long line around the place, and counts the column in the whole of it.
        let snippet = Snippet::source(line.as_str())
            .line_start(position.line() as usize)
            .path(d.file.as_str())
            .annotation(AnnotationKind::Primary.span(start..start + length));
        let report = [level.primary_title(title.as_str()).id(d.code.as_ref()).element(snippet)];
        let renderer = if self.colour { Renderer::styled() } else { Renderer::plain() };
        renderer.render(&report).to_string()
    }

    /// One line of a file, read again for the excerpt.
    fn line(&mut self, file: &str, number: u32) -> Option<String> {
        let bytes = self.lines.entry(file.to_owned()).or_insert_with(|| {
            let path = std::path::PathBuf::from(file);
            if !path.is_file() {
                return None;
            }
            let mut bytes = Vec::new();
            let input = Input::File(path);
            // Of a file that is cut off, what can be read.
            let text = Transcoded::new(input.open().ok()?).ok()?;
            let _ = text.take(MAX_EXCERPT_FILE).read_to_end(&mut bytes);
            Some(bytes)
        });
        let bytes = bytes.as_ref()?;
        let line = bytes.split(|b| *b == b'\n').nth(number as usize - 1)?;
        // A longer one is not shown.
        let line = line.get(..=MAX_EXCERPT_LINE).unwrap_or(line);
        Some(String::from_utf8_lossy(line).into_owned())
    }
}

fn place(d: &Diagnostic) -> String {
    match d.position {
        Some(p) => format!("{}:{}:{}: ", d.file, p.line(), p.column()),
        // What is of no file begins with what it is.
        None if d.file.is_empty() => String::new(),
        None => format!("{}: ", d.file),
    }
}

fn short(d: &Diagnostic) -> String {
    let severity = match d.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    };
    let mut text = format!("{}{severity}[{}]: {}", place(d), d.code, d.message);
    if let (Some(expected), Some(found)) = (&d.expected, &d.found) {
        text.push_str(&format!(": expected {expected}, found `{}`", excerpt(found, 80)));
    }
    text
}

fn json(d: &Diagnostic) -> String {
    let line = Line {
        schema: "pedigraph-diagnostic/1",
        severity: d.severity,
        code: &d.code,
        message: &d.message,
        expected: d.expected.as_deref(),
        found: d.found.as_deref(),
        file: &d.file,
        line: d.position.map(crate::ground::diag::Position::line),
        column: d.position.map(crate::ground::diag::Position::column),
        locator: &d.locator,
    };
    serde_json::to_string(&line).unwrap_or_default()
}
