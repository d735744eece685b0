//! The Federal Register's download of presidential documents: comma-separated values (RFC 4180).
//!
//! Columns are known by their names, in any order. Traps: cells with line breaks, a blank before the document
//! number, publication dates month first beside ISO signing dates, numbers with suffixes, numbers that occur twice.

use super::register::{Place, Quotable, RegisterRecord, date};
use super::{Header, Record};
use crate::ground::diag::{Diagnostic, Position};
use crate::profile::{AllSeries, Structure};
use std::io::{self, BufRead, Read};
use std::sync::OnceLock;

/// A row longer than this ends the reading: a quote is missing, and the rest of the file is one cell.
const MAX_ROW: usize = 16 << 20;

/// The columns that are read, by their names.
struct Columns {
    number: Option<usize>,
    title: Option<usize>,
    notes: Option<usize>,
    signed: Option<usize>,
    published: Option<usize>,
    citation: Option<usize>,
    document: Option<usize>,
    urls: Vec<usize>,
    series: Option<usize>,
    president: Option<usize>,
    count: usize,
}

impl Columns {
    fn of(header: &csv::ByteRecord) -> Self {
        let names: Vec<String> = header
            .iter()
            .map(|name| {
                let name = String::from_utf8_lossy(name);
                name.trim_start_matches('\u{feff}').trim().to_ascii_lowercase().replace(' ', "_")
            })
            .collect();
        let find = |wanted: &[&str]| wanted.iter().find_map(|w| names.iter().position(|n| n == w));
        Self {
            number: find(&[
                "executive_order_number",
                "proclamation_number",
                "presidential_document_number",
                "number",
            ]),
            title: find(&["title"]),
            notes: find(&["disposition_notes", "executive_order_notes"]),
            signed: find(&["signing_date"]),
            published: find(&["publication_date"]),
            citation: find(&["citation"]),
            document: find(&["document_number"]),
            urls: [find(&["html_url"]), find(&["pdf_url"])].into_iter().flatten().collect(),
            series: find(&["subtype", "presidential_document_type"]),
            president: find(&["president", "president_name"]),
            count: names.len(),
        }
    }

    /// Reports what a reader would miss.
    ///
    /// # Errors
    /// Where rows could not tell of any document.
    fn check(&self, header: &csv::ByteRecord, report: &mut dyn FnMut(Diagnostic)) -> Result<(), Diagnostic> {
        let at = Position::from_one_based(1, 1);
        let found = header.iter().map(String::from_utf8_lossy).collect::<Vec<_>>().join(",");
        if self.number.is_none() && (self.title.is_none() || self.document.is_none()) {
            return Err(Diagnostic::error(
                "no-header",
                "the first row names no columns of the Federal Register",
            )
            .expected("a row with executive_order_number, title, signing_date, disposition_notes", found)
            .position(at));
        }
        for (column, name) in [
            (self.number, "executive_order_number"),
            (self.title, "title"),
            (self.notes, "disposition_notes"),
            (self.signed, "signing_date"),
            (self.published, "publication_date"),
        ] {
            if column.is_none() {
                let message = format!("there is no column {name}");
                report(Diagnostic::warning("missing-column", message).expected(name, &found).position(at));
            }
        }
        Ok(())
    }
}

/// Reads all rows.
///
/// # Errors
/// Where the header is missing or names none of the columns.
pub(super) fn read(
    structure: &Structure,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let kept = Kept { inner: input, bytes: Vec::new(), start: 0 };
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        .from_reader(kept);
    let mut row = csv::ByteRecord::new();
    match reader.read_byte_record(&mut row) {
        Ok(true) => {}
        Ok(false) => return Err(Diagnostic::error("empty-input", "there is nothing in it")),
        Err(e) => return Err(csv_error(&e)),
    }
    let columns = Columns::of(&row);
    columns.check(&row, report)?;
    let mut number = 1;
    let mut last = None;
    loop {
        let start = reader.position().clone();
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => break,
            Err(e) => {
                let line = u32::try_from(start.line()).unwrap_or(u32::MAX);
                report(csv_error(&e).stopping().position(Position::from_one_based(line, 1)));
                last = None;
                break;
            }
        }
        number += 1;
        // Blank lines before a row are no part of it.
        let start = row.position().unwrap_or(&start).clone();
        let raw = reader.get_ref().slice(start.byte(), reader.position().byte());
        // The line break of the row before may stand at its head.
        let breaks = raw.iter().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let (breaks, raw) = raw.split_at(breaks);
        let line = start.line() + breaks.iter().filter(|b| **b == b'\n').count() as u64;
        let at = Position::from_one_based(u32::try_from(line).unwrap_or(u32::MAX), 1);
        if let Some(record) = record(&structure.wording.series, &columns, &row, raw, number, at, report) {
            sink(Record::Register(Box::new(record)));
        }
        let end = reader.position().byte();
        if end >= reader.get_ref().end() {
            last =
                Some((at, missing_end(reader.get_ref().slice(start.byte(), end), row.len() < columns.count)));
        }
        reader.get_mut().forget(end);
    }
    if let Some((at, Some(expected))) = last {
        let problem = Diagnostic::cut_off("the table ends within a row");
        report(problem.expected(expected, "the end of the file").position(at));
    }
    Ok(Header::default())
}

/// What is missing at the end of a table whose last row has these bytes; `narrow` where it has too few cells.
fn missing_end(raw: &[u8], narrow: bool) -> Option<&'static str> {
    // RFC 4180: a cell that begins with a quote ends with one; within, quotes are doubled.
    let (mut quoted, mut opens) = (false, true);
    for byte in raw {
        match byte {
            b'"' if quoted || opens => quoted = !quoted,
            _ => {}
        }
        // The second of two quotes opens the cell again.
        opens = matches!(byte, b',' | b'\n' | b'\r' | b'"');
    }
    if quoted {
        return Some("a closing quote");
    }
    (narrow && !raw.ends_with(b"\n") && !raw.ends_with(b"\r")).then_some("as many cells as the header has")
}

fn csv_error(e: &csv::Error) -> Diagnostic {
    let message = match e.kind() {
        csv::ErrorKind::Io(e) if e.get_ref().is_some_and(|e| e.is::<RowTooLong>()) => e.to_string(),
        csv::ErrorKind::Io(e) => return Diagnostic::cut_off(format!("reading stopped: {e}")),
        _ => e.to_string(),
    };
    Diagnostic::error("csv-syntax", format!("a row could not be read: {message}"))
        .expected("rows of comma-separated values, quotes closed", "")
}

/// A row that has more or fewer cells than the header.
fn wrong_width(row: u64, expected: usize, found: usize) -> Diagnostic {
    Diagnostic::warning("row-width", format!("row {row} is not as wide as the header"))
        .expected(format!("{expected} cells"), format!("{found} cells"))
}

/// A cell of dates with other words in it.
fn no_date(text: &str, row: u64, column: &str) -> Diagnostic {
    let message = format!("{column} is no date; none is taken");
    let problem = Diagnostic::warning("impossible-date", message)
        .expected("a date such as 2024-09-26 or 09/26/2024", text);
    Diagnostic { locator: format!("row={row};col={column}"), ..problem }
}

/// A cell's text, which can be quoted with its place.
fn quotable(text: String, row: u64, column: &str) -> Quotable {
    let locator = if text.is_empty() { String::new() } else { format!("row={row};col={column}") };
    Quotable { locator, text, ..Quotable::default() }
}

/// Reads a row; none, and a report, where it has neither number nor title.
fn record(
    known: &AllSeries,
    columns: &Columns,
    row: &csv::ByteRecord,
    raw: &[u8],
    number: u64,
    at: Position,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<RegisterRecord> {
    if row.len() != columns.count {
        report(wrong_width(number, columns.count, row.len()).position(at));
    }
    let mut invalid = false;
    let mut cell = |column: Option<usize>| {
        let bytes = column.and_then(|c| row.get(c)).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        invalid |= matches!(text, std::borrow::Cow::Owned(_));
        text.into_owned()
    };
    let dated = |text: &str, column: &str, report: &mut dyn FnMut(Diagnostic)| {
        let found = date(text);
        if found.is_none() && !text.trim().is_empty() {
            report(no_date(text, number, column).position(at));
        }
        found
    };
    let (signed, published) = (cell(columns.signed), cell(columns.published));
    let series = cell(columns.series);
    let record = RegisterRecord {
        series: if series.trim().is_empty() { known.usual() } else { known.find(&series, false) },
        number: quotable(cell(columns.number), number, "executive_order_number"),
        title: quotable(cell(columns.title), number, "title"),
        notes: quotable(cell(columns.notes), number, "disposition_notes"),
        signed: dated(&signed, "signing_date", report),
        published: dated(&published, "publication_date", report),
        citation: cell(columns.citation).trim().to_owned(),
        document_number: cell(columns.document).trim().to_owned(),
        urls: columns.urls.iter().map(|c| cell(Some(*c))).filter(|u| !u.trim().is_empty()).collect(),
        president: cell(columns.president).trim().to_owned(),
        agency: String::new(),
        place: Place::Row {
            raw: String::from_utf8_lossy(raw).into(),
            at,
            columns: [columns.number, columns.title, columns.notes],
            index: OnceLock::new(),
        },
        whole: None,
    };
    if invalid {
        let message = format!("row {number} has bytes that are no UTF-8; they were replaced by U+FFFD");
        report(Diagnostic::warning("invalid-utf-8", message).expected("UTF-8 text", "").position(at));
    }
    if record.number.text.trim().is_empty() && record.title.text.trim().is_empty() {
        let message = format!("row {number} has neither number nor title and was passed over");
        report(Diagnostic::error("no-document", message).expected("a number or a title", "").position(at));
        return None;
    }
    Some(record)
}

/// A row that is longer than [`MAX_ROW`].
#[derive(Debug)]
struct RowTooLong;

impl std::fmt::Display for RowTooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a row of more than {MAX_ROW} bytes; is a quote not closed?")
    }
}

impl std::error::Error for RowTooLong {}

/// Keeps the bytes of the row that is being read, so that places in it can be told.
struct Kept<'a> {
    inner: &'a mut dyn BufRead,
    bytes: Vec<u8>,
    /// Offset in the file of the first byte kept.
    start: u64,
}

impl Kept<'_> {
    fn slice(&self, from: u64, to: u64) -> &[u8] {
        let at = |offset: u64| usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        self.bytes.get(at(from)..at(to).min(self.bytes.len())).unwrap_or_default()
    }

    /// The offset behind the last byte that was read.
    const fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// Drops what stands before an offset, now and then.
    fn forget(&mut self, before: u64) {
        let count = usize::try_from(before.saturating_sub(self.start)).unwrap_or(0).min(self.bytes.len());
        if count > 1 << 17 {
            self.bytes.drain(..count);
            self.start += count as u64;
        }
    }
}

impl Read for Kept<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.bytes.len() > MAX_ROW {
            return Err(io::Error::new(io::ErrorKind::InvalidData, RowTooLong));
        }
        let count = self.inner.read(buf)?;
        self.bytes.extend_from_slice(buf.get(..count).unwrap_or_default());
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ground::Span;

    fn structure() -> &'static Structure {
        &crate::profile::Profile::united_states().unwrap().structure
    }

    fn rows(text: &str) -> (Vec<RegisterRecord>, Vec<Diagnostic>) {
        let (mut records, mut diagnostics) = (Vec::new(), Vec::new());
        let sink = &mut |r| {
            if let Record::Register(r) = r {
                records.push(*r);
            }
        };
        let end = read(structure(), &mut text.as_bytes(), sink, &mut |d| diagnostics.push(d));
        diagnostics.extend(end.err());
        (records, diagnostics)
    }

    const HEADER: &str =
        "title,signing_date,executive_order_number,disposition_notes,publication_date,document_number\n";

    #[test]
    fn columns_in_any_order_and_cells_over_lines() {
        let text = format!(
            "{HEADER}\"A \"\"B\"\"\nC\",2024-09-26, 10571-a,\"See: EO 1\nAmends: EO 2\",10/02/2024, 2024-1\n"
        );
        let (records, diagnostics) = rows(&text);
        assert_eq!(diagnostics, []);
        let record = &records[0];
        assert_eq!(record.title.text, "A \"B\"\nC");
        assert_eq!(record.number.text, " 10571-a");
        assert_eq!(record.document_number, "2024-1");
        assert_eq!(record.published, record.signed.map(|_| date("2024-10-02").unwrap()));
        assert_eq!(record.notes.locator, "row=2;col=disposition_notes");
        let at = record.position("row=2;col=disposition_notes", Span::new(10, 16)).unwrap();
        assert_eq!((at.line(), at.column()), (4, 1));
        let at = record.position("row=2;col=disposition_notes", Span::new(5, 9)).unwrap();
        assert_eq!((at.line(), at.column()), (3, 30));
    }

    #[test]
    fn bad_rows_are_told_and_the_rest_is_read() {
        let text = format!("{HEADER}T,2024-02-30,1,,,\nonly\n,,,,,\nU,2024-02-28,2,,,\n");
        let (records, diagnostics) = rows(&text);
        let told: Vec<_> =
            diagnostics.iter().map(|d| (d.code.as_ref(), d.position.unwrap().line())).collect();
        assert_eq!(told, [("impossible-date", 2), ("row-width", 3), ("no-document", 4)]);
        assert_eq!(records.iter().map(|r| r.title.text.as_str()).collect::<Vec<_>>(), ["T", "only", "U"]);
    }

    #[test]
    fn a_table_of_something_else_is_refused() {
        let (records, diagnostics) = rows("a,b\n1,2\n");
        assert!(records.is_empty());
        assert_eq!(diagnostics[0].code, "no-header");
    }

    #[test]
    fn missing_columns_are_told() {
        let (records, diagnostics) = rows("executive_order_number,title\n1,T\n");
        assert_eq!(records.len(), 1);
        let codes: Vec<_> = diagnostics.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            codes,
            [
                "there is no column disposition_notes",
                "there is no column signing_date",
                "there is no column publication_date"
            ]
        );
    }

    #[test]
    fn a_table_that_ends_within_a_row_is_told() {
        let whole = format!(
            "{HEADER}T,2024-02-28,1,\"See: EO \"\"2\"\"\",2024-03-01,2024-1\nU,2024-02-28,2,\"a\",,\"b\"\n"
        );
        for end in HEADER.len() + 1..=whole.len() {
            let (_, diagnostics) = rows(&whole[..end]);
            let told = diagnostics.iter().any(|d| d.stops && d.code == "cut-off");
            let row = whole[HEADER.len()..end].rsplit('\n').next().unwrap();
            let cells = row.matches(',').count();
            // Where all cells have begun, and no quote is open, nothing shows that more was to come.
            let open = row.ends_with("\"b") || row.ends_with(",\"");
            assert_eq!(told, !row.is_empty() && (cells < 5 || open), "{:?}", &whole[..end]);
        }
        assert_eq!(missing_end(b"a \" b,c\n", false), None);
        assert_eq!(missing_end(b"a,\"\"\"b", false), Some("a closing quote"));
    }

    #[test]
    fn an_unclosed_quote_does_not_fill_the_memory() {
        struct Endless(u64);
        impl Read for Endless {
            fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
                self.0 += buf.len() as u64;
                assert!(self.0 < 4 * MAX_ROW as u64, "the reader does not stop");
                buf.fill(b'x');
                Ok(buf.len())
            }
        }
        let text = format!("{HEADER}\"");
        let mut input = io::BufReader::new(text.as_bytes().chain(Endless(0)));
        let mut diagnostics = Vec::new();
        read(structure(), &mut input, &mut |_| {}, &mut |d| diagnostics.push(d)).unwrap();
        assert_eq!(diagnostics[0].code, "csv-syntax");
    }
}
