//! Documents of the Federal Register: one record a row of its download, an object of its API, an entry of the
//! National Archives' tables.

use super::json;
use crate::ground::Span;
use crate::ground::diag::Position;
use crate::ground::place::{Decoded, Places};
use crate::model::PartialDate;
use crate::profile::Series;
use std::sync::{Arc, OnceLock};

/// A text that can be quoted, alone at its locator or a part of the text there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quotable {
    /// `row=17;col=title`, `/results/3/title`; empty for a part of a text.
    pub locator: String,
    /// The words.
    pub text: String,
    /// Characters of the text at the locator before the words.
    pub chars_before: u32,
    /// Bytes of it before the words.
    pub bytes_before: usize,
}

/// One document.
#[derive(Clone, Debug, Default)]
pub struct RegisterRecord {
    /// Its series, where the profile knows it.
    pub series: Option<Arc<Series>>,
    /// Its number as printed, without blanks at the ends; empty where it has none.
    pub number: Quotable,
    /// Its title as printed.
    pub title: Quotable,
    /// Its disposition notes; empty where it has none.
    pub notes: Quotable,
    /// When it was signed.
    pub signed: Option<PartialDate>,
    /// When it was published in the Federal Register.
    pub published: Option<PartialDate>,
    /// Federal Register citation, as printed: `59 FR 499`.
    pub citation: String,
    /// Federal Register document number.
    pub document_number: String,
    /// Its pages, as printed.
    pub urls: Vec<String>,
    /// Who signed it, where the source says so.
    pub president: String,
    /// The agency that issued it, by the Register's name, where it is no presidential document.
    pub agency: String,
    /// Where it stands in its file.
    pub(super) place: Place,
    /// The text that the parts are of; with the first record only.
    pub(super) whole: Option<Arc<str>>,
}

/// Where a record stands in its file.
#[derive(Clone, Debug, Default)]
pub(super) enum Place {
    /// Unknown.
    #[default]
    Nowhere,
    /// A row, as it stands in the file, with the column of each text: number, title, notes.
    Row { raw: Box<str>, at: Position, columns: [Option<usize>; 3], index: OnceLock<Box<Index>> },
    /// An object, as it stands in the file, with the offset of each text's opening quote.
    Object { raw: Box<str>, at: Position, values: [Option<usize>; 3], index: OnceLock<Box<Index>> },
    /// A part of a text.
    Lines(Arc<Lines>),
}

/// The places of a record's bytes, and of those of its texts; made when the first place is asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Index {
    places: Places,
    values: [Option<Value>; 3],
}

/// Where the bytes of a text are written in its record.
#[derive(Clone, Debug)]
struct Value {
    decoded: Decoded,
    /// Whether it is a cell in quotes.
    quoted: bool,
}

impl Value {
    fn at(&self, wanted: usize, step: &dyn Fn(usize) -> Option<(usize, usize)>) -> usize {
        self.decoded.at(wanted, step)
    }
}

impl Index {
    fn of_row(raw: &str, columns: &[Option<usize>; 3]) -> Self {
        let values = columns.map(|column| {
            let start = cell_start(raw, column?);
            let quoted = raw.as_bytes().get(start) == Some(&b'"');
            let decoded = Decoded::new(start + usize::from(quoted), &|at| cell_step(raw, quoted, at));
            Some(Value { decoded, quoted })
        });
        Self { places: Places::new(raw.as_bytes()), values }
    }

    fn of_object(raw: &str, starts: &[Option<usize>; 3]) -> Self {
        let values = starts.map(|start| {
            let decoded = Decoded::new(start? + 1, &|at| json::escape_at(raw, at));
            Some(Value { decoded, quoted: false })
        });
        Self { places: Places::new(raw.as_bytes()), values }
    }
}

/// The lines of a reduced text.
#[derive(Debug)]
pub(super) struct Lines {
    /// Where each starts in the reduced text, and where it stands in the file.
    pub(super) starts: Vec<(usize, Position)>,
    /// The reduced text, and the places of its bytes.
    pub(super) text: Arc<str>,
    pub(super) places: Places,
}

impl Lines {
    /// The position in the file of a byte of the reduced text.
    fn position(&self, at: usize) -> Option<Position> {
        let line = self.starts.partition_point(|(start, _)| *start <= at).checked_sub(1)?;
        let (_, position) = self.starts.get(line)?;
        let column = self.places.at(self.text.as_bytes(), at).column() - 1;
        Some(Position::from_one_based(position.line(), position.column().saturating_add(column)))
    }
}

impl RegisterRecord {
    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        if let Place::Lines(_) = self.place {
            return self.whole.iter().map(|text| ("", &**text)).collect();
        }
        [&self.number, &self.title, &self.notes]
            .into_iter()
            .filter(|q| !q.text.is_empty())
            .map(|q| (q.locator.as_str(), q.text.as_str()))
            .collect()
    }

    /// The position in the file of bytes of the text at a locator; the start of the record where that cannot be
    /// told.
    #[must_use]
    pub fn position(&self, locator: &str, span: Span) -> Option<Position> {
        let texts = [&self.number, &self.title, &self.notes];
        let which = texts.iter().position(|q| q.locator == locator);
        match &self.place {
            Place::Nowhere => None,
            Place::Row { raw, at, columns, index } => {
                let index = index.get_or_init(|| Box::new(Index::of_row(raw, columns)));
                let value = which.and_then(|i| index.values.get(i)?.as_ref());
                let offset = value.map_or(0, |v| v.at(span.start, &|at| cell_step(raw, v.quoted, at)));
                Some(at.then(index.places.at(raw.as_bytes(), offset)))
            }
            Place::Object { raw, at, values, index } => {
                let index = index.get_or_init(|| Box::new(Index::of_object(raw, values)));
                let value = which.and_then(|i| index.values.get(i)?.as_ref());
                let offset = value.map_or(0, |v| v.at(span.start, &|at| json::escape_at(raw, at)));
                Some(at.then(index.places.at(raw.as_bytes(), offset)))
            }
            Place::Lines(lines) => lines.position(span.start),
        }
    }
}

/// The byte of a row at which a column's cell starts.
fn cell_start(raw: &str, column: usize) -> usize {
    let bytes = raw.as_bytes();
    let mut at = 0;
    for _ in 0..column {
        let mut quoted = false;
        while let Some(byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'"' => quoted = !quoted,
                b',' if !quoted => break,
                _ => {}
            }
        }
    }
    at
}

/// Of the bytes at `at` within a cell, how many write how many bytes of its text (RFC 4180: within quotes, quotes are
/// doubled); `None` at its end.
fn cell_step(raw: &str, quoted: bool, at: usize) -> Option<(usize, usize)> {
    match (raw.as_bytes().get(at)?, raw.as_bytes().get(at + 1)) {
        (b'"', Some(b'"')) if quoted => Some((2, 1)),
        (b'"', _) if quoted => None,
        (b',' | b'\r' | b'\n', _) if !quoted => None,
        _ => Some((1, 1)),
    }
}

/// A date as the Register prints it: `2024-09-26` or `09/26/2024`.
pub(super) fn date(text: &str) -> Option<PartialDate> {
    let text = text.trim();
    if let Some(date) = PartialDate::from_iso(text) {
        return Some(date);
    }
    let mut parts = text.split('/').map(|p| p.parse::<u32>().ok());
    let (month, day, year) = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then(|| PartialDate::from_ymd(i32::try_from(year).ok()?, month, day)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_both_forms() {
        assert_eq!(date("10/02/2024"), PartialDate::from_iso("2024-10-02"));
        assert_eq!(date(" 2024-10-02"), PartialDate::from_iso("2024-10-02"));
        assert_eq!(date("02/30/2024"), None);
        assert_eq!(date("1/2"), None);
        assert_eq!(date("1/2/2024/3"), None);
    }

    #[test]
    fn bytes_of_a_cell_are_found_in_its_row() {
        let raw = "1,\"a \"\"b\"\",\nc\",\"\",plain,end\n";
        let found = |column: usize, decoded: usize| {
            let index = Index::of_row(raw, &[Some(column), None, None]);
            let value = index.values[0].as_ref().unwrap();
            value.at(decoded, &|at| cell_step(raw, value.quoted, at))
        };
        assert_eq!(found(0, 0), 0);
        assert_eq!(&raw[found(1, 0)..][..2], "a ");
        assert_eq!(&raw[found(1, 3)..][..1], "b");
        assert_eq!(&raw[found(1, 7)..][..1], "c");
        assert_eq!(&raw[found(3, 2)..][..3], "ain");
        // Beyond the end of a cell, its end.
        assert_eq!(&raw[found(3, 99)..], ",end\n");
        assert_eq!(found(9, 5), raw.len());
    }
}
