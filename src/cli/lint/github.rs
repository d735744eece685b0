//! Commands of a workflow of GitHub, which make annotations beside the lines of a change.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>; the escapes are those of `@actions/core`
//! (`command.ts`): `%`, carriage return and line feed in a message, `:` and `,` besides in a property.

use super::names;
use super::report::{FileReport, Judged, Report, last_line};
use super::text::because;
use crate::ground::is_unprintable;
use crate::ground::passage::{clean, cut};
use crate::lint::{Finding, Level};
use std::io::{self, Write};

/// Writes a command for each finding that is reported, and the counts.
///
/// # Errors
/// Those of `out`.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for (file, judged) in report.reported() {
        command(file, judged, out)?;
    }
    report.summary().iter().try_for_each(|line| writeln!(out, "{line}"))
}

fn command(file: &FileReport, judged: &Judged, out: &mut dyn Write) -> io::Result<()> {
    let Finding { rule, level, from, until, words, message, .. } = &judged.finding;
    let name = match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note | Level::Off => "notice",
    };
    let (first, last) = (from.line(), last_line(*from, *until));
    // A column is read only where the place lies in one line; the end is inclusive.
    let columns = match first == last && until.line() == first {
        true => format!(",col={},endColumn={}", from.column(), until.column().max(from.column() + 1) - 1),
        false => String::new(),
    };
    let told = format!("{}: “{}”", clean(message), cut(&clean(words), super::text::MOST_WORDS));
    let lines: Vec<String> = std::iter::once(told).chain(because(&judged.finding)).collect();
    writeln!(
        out,
        "::{name} file={},line={first},endLine={last}{columns},title={}::{}",
        property(&file_name(&file.name)),
        property(&format!("pedigraph {}", rule.name())),
        data(&lines.join("\n"))
    )
}

/// The name of a file as GitHub compares it with those of a change: its own bytes, where they are text. Control characters
/// that a command has no escape for would be obeyed by a terminal, and stand as in the report for people.
fn file_name(name: &str) -> String {
    let bytes = names::bytes(name);
    let own = std::str::from_utf8(&bytes).unwrap_or(name);
    let mut out = String::with_capacity(own.len());
    for c in own.chars() {
        let obeyed = is_unprintable(c) && !matches!(c, '\n' | '\r');
        if obeyed { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

/// A message, escaped.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// The value of a property, escaped.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
