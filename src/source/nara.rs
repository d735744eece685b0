//! The National Archives' disposition tables as text: one entry an executive order.
//!
//! ```text
//! Executive Order 10984
//! Amending the Selective Service Regulations
//!
//!     Signed: January 5, 1962
//!     Federal Register page and date: 27 FR 193, January 9, 1962
//!     Amends: EO 9988, August 20, 1948
//! ```
//!
//! A line that begins with `#` is a transcriber's remark, and no part of the text. Traps: titles over several
//! lines, titles that begin with "Executive Order 4601 …", a page and date without their label, the date before the
//! page, a semicolon between them.

use super::register::{Lines, Place, Quotable, RegisterRecord};
use super::{Header, Record, input};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::place::Places;
use crate::ground::{Span, fold_space};
use crate::profile::{List, Structure};
use std::io::BufRead;
use std::sync::Arc;

/// One line of the reduced text.
struct Line {
    /// Its bytes there.
    span: Span,
    /// Whether it was indented.
    indented: bool,
    /// Whether a blank line, or nothing, stands before it.
    opens: bool,
}

/// The text of a table, remarks left out, white space folded, one line a line.
struct Table<'s> {
    structure: &'s Structure,
    text: String,
    lines: Vec<Line>,
    places: Vec<(usize, Position)>,
}

impl<'s> Table<'s> {
    fn reduce(structure: &'s Structure, file: &str) -> Self {
        let text = String::with_capacity(file.len());
        let mut table = Self { structure, text, lines: Vec::new(), places: Vec::new() };
        let mut opens = true;
        for (number, printed) in (1..).zip(file.lines()) {
            let words = printed.trim();
            if words.is_empty() {
                opens = true;
                continue;
            }
            if words.starts_with('#') {
                continue;
            }
            if !table.text.is_empty() {
                table.text.push('\n');
            }
            let start = table.text.len();
            table.text.push_str(&fold_space(words));
            let indent = printed.chars().take_while(|c| c.is_whitespace()).count();
            let column = u32::try_from(indent + 1).unwrap_or(u32::MAX);
            table.places.push((start, Position::from_one_based(number, column)));
            let span = Span::new(start, table.text.len());
            // A single blank before a heading is a slip; what belongs to an entry stands four blanks in.
            table.lines.push(Line { span, indented: indent > 1, opens });
            opens = false;
        }
        table
    }

    /// Where the number of the entry that a line heads stands; stops after it are no part of it.
    fn heading(&self, line: &Line) -> Option<Span> {
        if line.indented || !line.opens {
            return None;
        }
        let words = line.span.of(&self.text);
        let headings = self.structure.wording.list(List::EntryHeadings);
        let number = headings.iter().find_map(|h| words.strip_prefix(h.as_str()))?;
        let start = line.span.start + words.len() - number.len();
        let number = number.trim_end_matches(['.', ':']);
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let suffix = number.get(digits..)?;
        let fits = suffix.is_empty() || suffix.starts_with('-') && suffix.len() == 2 || suffix.len() == 1;
        (digits > 0 && fits).then_some(Span::new(start, start + number.len()))
    }
}

/// What follows one of the labels at the start of a line.
fn after<'t>(structure: &Structure, labels: List, words: &'t str) -> Option<&'t str> {
    structure.wording.list(labels).iter().find_map(|label| words.strip_prefix(label.as_str()))
}

/// Whether a text begins like a disposition table.
pub(super) fn is_table(structure: &Structure, head: &str) -> bool {
    let table = Table::reduce(structure, head.get(..head.len().min(8192)).unwrap_or(head));
    let heading = table.lines.iter().position(|line| table.heading(line).is_some());
    let signed =
        |l: &Line| l.indented && after(structure, List::EntrySigned, l.span.of(&table.text)).is_some();
    heading.is_some_and(|at| table.lines.get(at..).unwrap_or_default().iter().any(signed))
}

/// Reads all entries.
///
/// # Errors
/// An input that cannot be read at all, or has no entry.
pub(super) fn read(
    structure: &Structure,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let file = input::read_text(input, report)?;
    let table = Table::reduce(structure, &file);
    drop(file);
    let text: Arc<str> = table.text.as_str().into();
    let places = Places::new(text.as_bytes());
    let lines = Arc::new(Lines { starts: table.places.clone(), text: Arc::clone(&text), places });
    let mut whole = Some(text);
    let mut counted = Counted { text: &table.text, at: 0, chars: 0 };
    let mut any = false;
    let mut at = 0;
    while let Some(line) = table.lines.get(at) {
        if table.heading(line).is_none() {
            let position = table.places.get(at).map_or(Position::from_one_based(1, 1), |(_, p)| *p);
            let found = line.span.of(&table.text);
            let message = "a line belongs to no entry and was passed over";
            report(
                Diagnostic::warning("stray-line", message)
                    .expected("a heading such as “Executive Order 10984”", found)
                    .at("", line.span)
                    .position(position),
            );
            at += 1;
            continue;
        }
        let mut behind = table.lines.get(at + 1..).unwrap_or_default().iter();
        let end = behind.position(|l| table.heading(l).is_some()).map_or(table.lines.len(), |n| at + 1 + n);
        let entry = table.lines.get(at..end).unwrap_or_default();
        let mut record = entry_of(&table, entry, &mut counted, report);
        record.place = Place::Lines(Arc::clone(&lines));
        record.whole = whole.take();
        sink(Record::Register(Box::new(record)));
        any = true;
        at = end;
    }
    if any {
        return Ok(Header::default());
    }
    Err(Diagnostic::error("no-entry", "the table has no entry")
        .expected("a heading such as “Executive Order 10984” at the start of a line", &table.text))
}

/// Counts the characters before growing places of a text, so that all of it is looked at once.
struct Counted<'t> {
    text: &'t str,
    at: usize,
    chars: u32,
}

impl Counted<'_> {
    fn before(&mut self, at: usize) -> u32 {
        if at >= self.at {
            let between = self.text.get(self.at..at).unwrap_or("").chars().count();
            self.chars = self.chars.saturating_add(u32::try_from(between).unwrap_or(u32::MAX));
            self.at = at;
        }
        self.chars
    }
}

fn entry_of(
    table: &Table<'_>,
    lines: &[Line],
    counted: &mut Counted<'_>,
    report: &mut dyn FnMut(Diagnostic),
) -> RegisterRecord {
    let text = &table.text;
    let mut record =
        RegisterRecord { series: table.structure.wording.series.usual(), ..RegisterRecord::default() };
    let Some((heading, lines)) = lines.split_first() else { return record };
    record.number = part(text, table.heading(heading).unwrap_or(heading.span), counted);
    let titled = lines.iter().take_while(|l| !l.indented).count();
    let (title, rest) = lines.split_at(titled);
    if let (Some(first), Some(last)) = (title.first(), title.last()) {
        record.title = part(text, Span::new(first.span.start, last.span.end), counted);
    }
    let mut notes: Option<Span> = None;
    for line in rest {
        let words = line.span.of(text);
        if notes.is_none() {
            if let Some(signed) = after(table.structure, List::EntrySigned, words) {
                record.signed = table.structure.dates.find_in(signed).find_map(|hit| hit.date);
                if record.signed.is_none() {
                    report(no_date(table, line));
                }
                continue;
            }
            if let Some(printed) = after(table.structure, List::EntryPublished, words) {
                // "Federal Register page and date: Note: This Executive order was not received …"
                if publication(table.structure, &mut record, printed) {
                    continue;
                }
            } else if record.citation.is_empty()
                && words.starts_with(|c: char| c.is_ascii_digit())
                && publication(table.structure, &mut record, words)
            {
                let message = "page and date of publication have no label";
                let diagnostic = Diagnostic::note("label-missing", message);
                report(place(table, line, diagnostic).expected("“Federal Register page and date:”", words));
                continue;
            }
        }
        let span = notes.map_or(line.span, |n| Span::new(n.start, line.span.end));
        notes = Some(span);
    }
    if let Some(span) = notes {
        record.notes = part(text, span, counted);
    }
    record
}

fn part(text: &str, span: Span, counted: &mut Counted<'_>) -> Quotable {
    Quotable {
        locator: String::new(),
        text: span.of(text).to_owned(),
        chars_before: counted.before(span.start),
        bytes_before: span.start,
    }
}

fn place(table: &Table<'_>, line: &Line, diagnostic: Diagnostic) -> Diagnostic {
    let at = table.places.partition_point(|(start, _)| *start <= line.span.start).saturating_sub(1);
    let position = table.places.get(at).map_or(Position::from_one_based(1, 1), |(_, p)| *p);
    diagnostic.at("", line.span).position(position)
}

fn no_date(table: &Table<'_>, line: &Line) -> Diagnostic {
    let diagnostic = Diagnostic::warning("impossible-date", "the signing date cannot be read");
    place(table, line, diagnostic).expected("a date such as “January 5, 1962”", line.span.of(&table.text))
}

/// Takes page and date of publication, in any order: `27 FR 193, January 9, 1962`; false where there is neither.
fn publication(structure: &Structure, record: &mut RegisterRecord, words: &str) -> bool {
    let words = words.trim();
    let published = structure.dates.find_in(words).find_map(|hit| hit.date);
    let tokens: Vec<&str> = words.split([' ', ',', ';']).filter(|t| !t.is_empty()).collect();
    let number = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    let gazette = structure.wording.list(List::Gazette);
    let citation = tokens.windows(3).find_map(|w| match w {
        [volume, name, page] if number(volume) && number(page) && gazette.iter().any(|g| g == name) => {
            gazette.first().map(|g| format!("{volume} {g} {page}"))
        }
        _ => None,
    });
    let any = published.is_some() || citation.is_some();
    record.published = published.or(record.published);
    record.citation = citation.unwrap_or_default();
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PartialDate;

    fn structure() -> &'static Structure {
        &crate::profile::Profile::united_states().unwrap().structure
    }

    fn entries(text: &str) -> (Vec<RegisterRecord>, Vec<Diagnostic>) {
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

    const TABLE: &str = "Executive Order 7962
Executive Order 4601 Amended To Authorize
Award of D.F.C.

    # Old: Signed: August 1938
    Signed: August 22, 1938
    Federal Register page and date: August 24, 1938 3 FR 2072
    Amends: EO 4601,  March 1, 1927
    # a remark
    See: EO 7786

 Executive Order 9589-A
Señor

    Signed: September 6, 1944
    9 FR 11046, September 8, 1944
";

    #[test]
    fn entries_with_their_traps() {
        let (records, diagnostics) = entries(TABLE);
        let first = &records[0];
        assert_eq!(first.number.text, "7962");
        assert_eq!(first.title.text, "Executive Order 4601 Amended To Authorize\nAward of D.F.C.");
        assert_eq!(first.signed, PartialDate::from_iso("1938-08-22"));
        assert_eq!(first.published, PartialDate::from_iso("1938-08-24"));
        assert_eq!(first.citation, "3 FR 2072");
        assert_eq!(first.notes.text, "Amends: EO 4601, March 1, 1927\nSee: EO 7786");
        assert_eq!(records[1].number.text, "9589-A");
        assert_eq!(records[1].citation, "9 FR 11046");
        assert_eq!(diagnostics.iter().map(|d| d.code.as_ref()).collect::<Vec<_>>(), ["label-missing"]);
        assert_eq!(diagnostics[0].position.map(|p| (p.line(), p.column())), Some((16, 5)));
    }

    #[test]
    fn parts_are_found_again_in_the_whole() {
        let (records, _) = entries(TABLE);
        let whole = records[0].texts()[0].1.to_owned();
        assert!(records[1].texts().is_empty());
        for record in &records {
            for part in [&record.number, &record.title, &record.notes] {
                assert_eq!(
                    whole.get(part.bytes_before..part.bytes_before + part.text.len()),
                    Some(&*part.text)
                );
                let chars: String = whole.chars().skip(part.chars_before as usize).collect();
                assert!(chars.starts_with(&part.text));
            }
        }
        let see = whole.find("See").unwrap();
        let at = records[0].position("", Span::new(see + 5, see + 7)).unwrap();
        assert_eq!((at.line(), at.column()), (10, 10));
    }

    #[test]
    fn the_stops_of_a_heading_do_not_move_its_number() {
        for stops in ["", ".", ":", "..:", ": "] {
            let text = format!("Executive Order 12345-a{stops}\nTitle\n\n    Signed: May 1, 1982\n");
            let (records, _) = entries(&format!("Executive Order 1\nÉ\n\n{text}"));
            let number = &records[1].number;
            let whole = records[0].whole.as_deref().unwrap();
            assert_eq!(number.text, "12345-a", "{stops}");
            assert_eq!(whole.get(number.bytes_before..number.bytes_before + 7), Some("12345-a"), "{stops}");
            assert_eq!(
                whole.chars().skip(number.chars_before as usize).take(7).collect::<String>(),
                "12345-a"
            );
        }
    }

    #[test]
    fn a_text_without_entries_is_refused() {
        assert!(!is_table(structure(), "An Executive Order"));
        assert!(is_table(structure(), TABLE));
        assert_eq!(entries("Some text\n").1.last().unwrap().code, "no-entry");
    }
}
