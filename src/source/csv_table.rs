//! Any table of comma-separated values: each row is a document, its columns found by a column map or by their names.
//!
//! In: CSV by RFC 4180, with commas, semicolons or tabs. Out: one [`Layout`] a row: the text column as its text, every
//! other column as a field, whose key is what the column holds (`number`, `title`, `date`, …) or its own name. A locator
//! is `row=17;col=subject`: the row counts from 1, the header counted (RFC 7111).

use super::columns::{Columns, ROLES};
use super::layout::{Layout, Unit};
use super::{Header, Record, front, html, text};
use crate::ground::diag::{Diagnostic, Position};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::BufRead;

/// A table with more columns is none.
const MAX_COLUMNS: usize = 512;

/// Reads a table, a row at a time.
///
/// # Errors
/// Where there is no header, a column that the user names is not there, or no column tells of a policy.
pub(super) fn read(
    columns: &Columns,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let head =
        input.fill_buf().map_err(|e| Diagnostic::error("unreadable", format!("cannot be read: {e}")))?;
    let delimiter = delimiter(head);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let header = reader.byte_headers().map_err(|e| Diagnostic::error("csv-syntax", e.to_string()))?;
    let header: Vec<String> = header
        .iter()
        .take(MAX_COLUMNS)
        .map(|name| clean(name).trim_start_matches('\u{feff}').to_owned())
        .collect();
    let roles = roles(columns, &header, report)?;
    let mut row = csv::ByteRecord::new();
    loop {
        match reader.read_byte_record(&mut row) {
            Ok(true) => {
                let position = row.position();
                let line = position.map_or(1, csv::Position::line);
                let number = position.map_or(1, csv::Position::record) + 1;
                let place = Position::from_one_based(u32::try_from(line).unwrap_or(u32::MAX), 1);
                sink(Record::Page(Box::new(document(&header, &roles, &row, number, place, report))));
            }
            Ok(false) => break,
            Err(e) => {
                report(Diagnostic::error("csv-syntax", format!("reading stopped: {e}")).stopping());
                break;
            }
        }
    }
    Ok(Header::default())
}

fn clean(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).trim().to_owned()
}

/// What separates the columns: what the first line has most of.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |mark: u8| line.iter().filter(|b| **b == mark).count();
    [b',', b'\t', b';'].into_iter().max_by_key(|mark| (count(*mark), *mark == b',')).unwrap_or(b',')
}

/// The columns by what they hold.
fn roles(
    columns: &Columns,
    header: &[String],
    report: &mut dyn FnMut(Diagnostic),
) -> Result<BTreeMap<usize, &'static str>, Diagnostic> {
    let first = Position::from_one_based(1, 1);
    let names = header.join(", ");
    let (found, guessed) = columns.find(header).map_err(|name| {
        Diagnostic::error("no-column", format!("the table has no column `{name}`"))
            .expected("a name of the header", &names)
            .position(first)
    })?;
    if !["number", "title", "text"].iter().any(|role| found.contains_key(role)) {
        return Err(Diagnostic::error("no-column", "no column is known to hold a number, a title or a text")
            .expected(format!("--columns ROLE=NAME,… with the roles {}", ROLES.join(", ")), names)
            .position(first));
    }
    if !guessed.is_empty() {
        let guessed = guessed.join(",");
        report(
            Diagnostic::note("guessed-columns", format!("columns were guessed by their names: {guessed}"))
                .expected("--columns, where they hold something else", names)
                .position(first),
        );
    }
    Ok(found.into_iter().map(|(role, at)| (at, role)).collect())
}

/// One row as a document.
fn document(
    header: &[String],
    roles: &BTreeMap<usize, &'static str>,
    row: &csv::ByteRecord,
    number: u64,
    place: Position,
    report: &mut dyn FnMut(Diagnostic),
) -> Layout {
    let mut layout = Layout::default();
    let mut fields = Vec::new();
    for (at, cell) in row.iter().enumerate().take(header.len()) {
        let (Some(name), cell) = (header.get(at), clean(cell)) else { continue };
        let locator = format!("row={number};col={name}");
        let role = roles.get(&at).copied();
        if role == Some("text") {
            layout = content(&cell, place, report);
            layout.locator = locator;
        } else {
            let value = Value::String(cell);
            fields.extend(front::value_fields(role.unwrap_or(name), &locator, &value, report));
        }
    }
    layout.front = fields;
    let find = |role: &str| layout.front.iter().find(|f| f.key == role);
    if let Some(title) = find("title") {
        layout.title = Unit { locator: title.locator.clone(), text: title.text.clone() };
    }
    layout.url =
        find("url").map(|f| f.text.clone()).filter(|u| u.starts_with("http://") || u.starts_with("https://"));
    layout.raw_at = Some(place);
    layout
}

/// The text of a cell: markup, or lines.
fn content(cell: &str, place: Position, report: &mut dyn FnMut(Diagnostic)) -> Layout {
    let marked = ["<p", "<br", "<div", "<li", "<a "].iter().any(|tag| cell.contains(tag));
    if marked { html::reduce(cell, &|_| place, report) } else { text::layout(cell) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(columns: &str, text: &str) -> (Vec<Layout>, Vec<String>) {
        let known = crate::profile::Profile::united_states().unwrap().columns.clone();
        let columns = Columns::parse(columns).unwrap().guessing(&known);
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        let mut sink = |record| {
            if let Record::Page(page) = record {
                found.push(*page);
            }
        };
        let read = read(&columns, &mut text.as_bytes(), &mut sink, &mut |d| problems.push(d.message));
        problems.extend(read.err().map(|d| d.message));
        (found, problems)
    }

    #[test]
    fn columns_by_map_and_by_name() {
        let text = "eo,subject,signed,content,colour\n15301,Bridges,\"March 3, 2031\",\"It is ordered.\nIt ends.\",red\n";
        let (found, problems) = rows("title=subject", text);
        let page = &found[0];
        assert_eq!((page.title.text.as_str(), page.title.locator.as_str()), ("Bridges", "row=2;col=subject"));
        assert_eq!(
            (page.text.as_str(), page.locator.as_str()),
            ("It is ordered. It ends.", "row=2;col=content")
        );
        let fields: Vec<_> = page.front.iter().map(|f| (f.key.as_str(), f.text.as_str())).collect();
        assert_eq!(
            fields,
            [("number", "15301"), ("title", "Bridges"), ("date", "March 3, 2031"), ("colour", "red")]
        );
        assert_eq!(problems, ["columns were guessed by their names: number=eo,date=signed,text=content"]);
    }

    #[test]
    fn semicolons_tabs_and_missing_columns() {
        assert_eq!(rows("", "title;date\nQuays;2031\n").0[0].title.text, "Quays");
        assert_eq!(rows("", "title\tdate\nQuays\t2031\n").0[0].title.text, "Quays");
        assert_eq!(
            rows("", "colour,size\nred,2\n").1,
            ["no column is known to hold a number, a title or a text"]
        );
        assert_eq!(rows("title=name", "title,date\nQuays,2031\n").1, ["the table has no column `name`"]);
    }
}
