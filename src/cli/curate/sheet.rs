//! Judgements as CSV for a spreadsheet, and back.
//!
//! A value that a spreadsheet would take for a formula is written after an apostrophe, which reading takes away again.

use super::decide::Desk;
use super::{ImportArgs, day_of};
use crate::cli::output::write_file;
use crate::cli::{Exit, Failure};
use crate::ground::diag::Position;
use crate::ground::fold_space;
use crate::model::PartialDate;
use crate::resolve::curation::{
    Added, Correction, Entry, FIELDS, Judgement, Key, relation_name, relation_of,
};
use chrono::NaiveDate;
use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path;

/// Between the policies of one cell.
const BETWEEN: &str = " | ";

/// A file larger than this is refused, in bytes.
const MAX_BYTES: u64 = 64 << 20;

fn failed(error: impl std::fmt::Display) -> Failure {
    Failure::new(Exit::Failure, error)
}

/// Whether a spreadsheet would take a text for a formula, apostrophes before it apart.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A value that no spreadsheet takes for a formula.
pub(in crate::cli) fn neutral(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// [`neutral`] undone.
fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(text)
}

/// The cells of a judgement, by the order of [`FIELDS`].
fn cells(entry: &Entry) -> [String; 16] {
    let mut cells: [String; 16] = Default::default();
    let mut put = |column: &str, value: &str| {
        let at = FIELDS.iter().position(|known| *known == column);
        if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
            *cell = neutral(value);
        }
    };
    put("verdict", entry.judgement.verdict());
    if let Some(key) = entry.judgement.key() {
        put("actor", key.actor.as_deref().unwrap_or_default());
        put("relation", relation_name(key.relation));
        put("target", key.target.as_deref().unwrap_or_default());
        put("source", &key.source);
        put("quote", &key.quote);
    }
    match &entry.judgement {
        Judgement::Add(_, added) => {
            put("verb", &added.verb);
            put("effective", &added.effective.map(|d| d.to_string()).unwrap_or_default());
        }
        Judgement::Same(names) | Judgement::Different(names) => put("policies", &names.join(BETWEEN)),
        Judgement::Set(c) => {
            put("policy", &c.policy);
            put("title", c.title.as_deref().unwrap_or_default());
            put("issued", &c.issued.map(|d| d.to_string()).unwrap_or_default());
            put("issuer", c.issuer.as_deref().unwrap_or_default());
        }
        Judgement::Accept(_) | Judgement::Reject(_) => {}
    }
    put("author", &entry.author);
    put("day", &entry.day.to_string());
    put("reason", &entry.reason);
    cells
}

/// Writes judgements as rows.
pub(super) fn write(entries: &[Entry], delimiter: u8, out: &mut dyn Write) -> std::io::Result<()> {
    let mut csv =
        csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).from_writer(out);
    csv.write_record(FIELDS).map_err(std::io::Error::from)?;
    for entry in entries {
        csv.write_record(cells(entry)).map_err(std::io::Error::from)?;
    }
    csv.flush()
}

/// Runs `curate export`.
pub(super) fn export(desk: &Desk<'_>, file: &Path, out: &mut dyn Write) -> Result<Exit, Failure> {
    let entries = &desk.curation.entries;
    if file.as_os_str() == "-" {
        write(entries, b',', out)?;
        return Ok(Exit::Success);
    }
    desk.reads()?.refuse(Some(file))?;
    write_file(file, &mut |to| write(entries, b',', to))?;
    Ok(Exit::Success)
}

/// Where the quotation mark stands that opens a cell and that none closes; `None` where all are closed (RFC 4180).
fn unclosed_quote(text: &[u8]) -> Option<usize> {
    let mut opened = None;
    let mut starts = true;
    let mut bytes = text.iter().enumerate().peekable();
    while let Some((at, byte)) = bytes.next() {
        match (opened, byte) {
            (Some(_), b'"') => {
                if bytes.next_if(|(_, next)| **next == b'"').is_none() {
                    opened = None;
                }
            }
            (Some(_), _) => {}
            (None, b'"') if starts => opened = Some(at),
            (None, _) => {}
        }
        starts = opened.is_none() && matches!(byte, b',' | b'\n' | b'\r');
    }
    opened
}

/// The rows of a CSV file: each with its number in a spreadsheet and its cells by column.
pub(super) fn rows(file: &Path) -> Result<Vec<(u64, HashMap<String, String>)>, Failure> {
    let named = |e: &dyn std::fmt::Display| failed(format!("{}: {e}", file.display()));
    let mut text = Vec::new();
    let mut input: Box<dyn Read> = if file.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(std::fs::File::open(file).map_err(|e| named(&e))?)
    };
    (&mut input).take(MAX_BYTES + 1).read_to_end(&mut text).map_err(|e| named(&e))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(named(&"it has more than 64 MiB"));
    }
    let at = |bytes: &[u8], offset: usize| {
        let position = Position::of_offset(bytes, offset);
        format!("line {}, column {}", position.line(), position.column())
    };
    let text = String::from_utf8(text).map_err(|e| {
        let place = at(e.as_bytes(), e.utf8_error().valid_up_to());
        named(&format!("{place}: expected UTF-8, found other bytes; save the sheet as “CSV UTF-8”"))
    })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if let Some(quote) = unclosed_quote(text.as_bytes()) {
        let place = at(text.as_bytes(), quote);
        return Err(named(&format!(
            "{place}: expected a quotation mark that closes this one, found the end of the file"
        )));
    }
    let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let heads: Vec<String> =
        csv.headers().map_err(|e| named(&e))?.iter().map(|head| head.trim().to_lowercase()).collect();
    if !heads.iter().any(|head| head == "verdict") {
        return Err(named(&"line 1: expected a column `verdict`, found none"));
    }
    let mut rows = Vec::new();
    // A spreadsheet counts the row of heads as the first.
    for (line, record) in (2_u64..).zip(csv.records()) {
        let record = record.map_err(|e| named(&e))?;
        if record.len() > heads.len() {
            let (most, found) = (heads.len(), record.len());
            return Err(named(&format!("line {line}: expected at most {most} cells, found {found}")));
        }
        let cells = heads.iter().zip(&record);
        rows.push((line, cells.map(|(head, cell)| (head.clone(), plain(cell).to_owned())).collect()));
    }
    Ok(rows)
}

/// A verdict as a reviewer writes it.
pub(super) fn verdict(text: &str) -> Option<&'static str> {
    let verdict = text.trim().to_lowercase();
    Some(match verdict.as_str() {
        "accept" | "accepted" | "right" | "correct" | "yes" | "y" | "true" | "1" => "accept",
        "reject" | "rejected" | "wrong" | "incorrect" | "no" | "n" | "false" | "0" => "reject",
        "add" | "missed" => "add",
        "same" => "same",
        "different" => "different",
        "set" => "set",
        _ => return None,
    })
}

/// What rows leave out.
struct Usual {
    author: Option<String>,
    day: NaiveDate,
    reason: Option<String>,
}

/// The judgement of a row; `None` where no verdict is written in it.
fn entry(row: &HashMap<String, String>, usual: &Usual) -> Result<Option<Entry>, String> {
    let cell =
        |name: &str| Some(fold_space(row.get(name).map_or("", String::as_str))).filter(|t| !t.is_empty());
    let Some(text) = cell("verdict") else { return Ok(None) };
    let need =
        |name: &str| cell(name).ok_or_else(|| format!("expected a value in the column `{name}`, found none"));
    let date = |name: &str| {
        let read = |text: String| {
            PartialDate::from_iso(&text)
                .ok_or_else(|| format!("`{name}`: expected a date as 2026-08-21, found `{text}`"))
        };
        cell(name).map(read).transpose()
    };
    let key = || {
        let name = need("relation")?;
        let relation =
            relation_of(&name).ok_or_else(|| format!("`relation`: expected a relation, found `{name}`"))?;
        let key = Key {
            actor: cell("actor"),
            relation,
            target: cell("target"),
            source: need("source")?,
            quote: need("quote")?,
        };
        if key.actor.is_none() && key.target.is_none() {
            return Err("expected an `actor` or a `target`, found neither".to_owned());
        }
        Ok::<_, String>(key)
    };
    let names = || {
        let names: Vec<String> =
            need("policies")?.split(BETWEEN).map(fold_space).filter(|n| !n.is_empty()).collect();
        if names.len() < 2 {
            Err("`policies`: expected two or more, with ` | ` between them".to_owned())
        } else {
            Ok(names)
        }
    };
    let judgement = match verdict(&text) {
        Some("accept") => Judgement::Accept(key()?),
        Some("reject") => Judgement::Reject(key()?),
        Some("add") => Judgement::Add(
            key()?,
            Added { verb: cell("verb").unwrap_or_default(), effective: date("effective")? },
        ),
        Some("same") => Judgement::Same(names()?),
        Some("different") => Judgement::Different(names()?),
        Some("set") => Judgement::Set(Correction {
            policy: need("policy")?,
            title: cell("title"),
            issued: date("issued")?,
            issuer: cell("issuer"),
        }),
        _ => {
            return Err(format!(
                "`verdict`: expected one of {}, found `{text}`",
                Judgement::VERDICTS.join(", ")
            ));
        }
    };
    let day = match date("day")? {
        None => usual.day,
        Some(day) if day.earliest() == day.latest() => day.earliest(),
        Some(other) => return Err(format!("`day`: expected a day, found `{other}`")),
    };
    let author = cell("author")
        .or(usual.author.clone())
        .ok_or("expected a value in the column `author` or --author, found none")?;
    let reason = cell("reason")
        .or(usual.reason.clone())
        .ok_or("expected a value in the column `reason` or --reason, found none")?;
    Ok(Some(Entry { judgement, author, day, reason }))
}

/// Fails where a person says two things of one thing on one day, and names both rows.
fn refuse_contrary(file: &Path, read: &[(u64, Entry)]) -> Result<(), Failure> {
    let mut first: HashMap<String, (u64, &Entry)> = HashMap::new();
    for (line, entry) in read {
        let thing = format!("{:?}", (&entry.author, entry.day, about(&entry.judgement)));
        let (before, other) = first.entry(thing).or_insert((*line, entry));
        if is_contrary(&other.judgement, &entry.judgement) {
            let message = format!(
                "{}:{line}: {} {} on {}, and says the contrary in line {before}: {}; nothing was written",
                file.display(),
                entry.author,
                entry.judgement,
                entry.day,
                other.judgement
            );
            return Err(failed(message));
        }
    }
    Ok(())
}

/// What a judgement is about, without what it says of it.
fn about(judgement: &Judgement) -> String {
    match judgement {
        Judgement::Set(c) => {
            format!("set {:?} {} {} {}", c.policy, c.title.is_some(), c.issued.is_some(), c.issuer.is_some())
        }
        Judgement::Same(names) | Judgement::Different(names) => {
            let mut names: Vec<&String> = names.iter().collect();
            names.sort();
            format!("names {names:?}")
        }
        Judgement::Accept(key) | Judgement::Reject(key) | Judgement::Add(key, _) => format!("states {key:?}"),
    }
}

/// Whether two judgements of one thing say different things of it. To add a statement is to accept it too.
fn is_contrary(a: &Judgement, b: &Judgement) -> bool {
    let rejects = |judgement: &Judgement| matches!(judgement, Judgement::Reject(_));
    match (a, b) {
        (Judgement::Set(a), Judgement::Set(b)) => a != b,
        (Judgement::Same(_), Judgement::Different(_)) | (Judgement::Different(_), Judgement::Same(_)) => true,
        _ => rejects(a) != rejects(b),
    }
}

/// Runs `curate import`: all rows or none.
pub(super) fn import(desk: &mut Desk<'_>, args: &ImportArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let usual = Usual { author: args.author.clone(), day: day_of(args.day)?, reason: args.reason.clone() };
    let mut read: Vec<(u64, Entry)> = Vec::new();
    for (line, row) in rows(&args.file)? {
        let one = entry(&row, &usual).map_err(|e| failed(format!("{}:{line}: {e}", args.file.display())))?;
        read.extend(one.map(|entry| (line, entry)));
    }
    refuse_contrary(&args.file, &read)?;
    let entries: Vec<Entry> = read.into_iter().map(|(_, entry)| entry).collect();
    if entries.is_empty() {
        writeln!(out, "{}: no verdict is written in it", args.file.display())?;
        return Ok(Exit::Success);
    }
    desk.import(entries, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quotation_mark_that_none_closes_is_found() {
        for (text, place) in [
            ("a,b\n\"x\",\"y\"\"z\"\n", None),
            ("a,b\n1,\"two\n3,4\n", Some(6)),
            ("a\n5\" wide\n", None),
            ("\"", Some(0)),
            ("\"\"\"", Some(0)),
            ("\"a\"\"", Some(0)),
            ("", None),
        ] {
            assert_eq!(unclosed_quote(text.as_bytes()), place, "{text:?}");
        }
    }

    #[test]
    fn formulas_are_neutral_and_come_back() {
        for text in ["=1+1", "+1", "-1", "@x", "'=1", "''+x", "plain", "'quoted'", ""] {
            assert!(!neutral(text).starts_with(['=', '+', '-', '@']), "{text}");
            assert_eq!(plain(&neutral(text)), text);
        }
    }
}
