//! The Federal Register's API: one document, an answer with `results`, a list, or one document a line.
//!
//! The file is split into documents as it comes; no more than one of them is in memory. Field names are those of
//! <https://www.federalregister.gov/developers/documentation/api/v1>; `disposition_notes` is the newer name of
//! `executive_order_notes`.

use super::json;
use super::json_stream::{Document, Stream};
use super::register::{Place, Quotable, RegisterRecord, date};
use super::{Header, Record};
use crate::ground::diag::{Diagnostic, Position};
use crate::model::PartialDate;
use crate::profile::{List, Series, Structure};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::BufRead;
use std::sync::{Arc, OnceLock};

/// The fields that are read, as slices of the document.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Fields<'a> {
    #[serde(borrow)]
    title: Option<&'a RawValue>,
    #[serde(borrow)]
    executive_order_number: Option<&'a RawValue>,
    #[serde(borrow)]
    proclamation_number: Option<&'a RawValue>,
    #[serde(borrow)]
    executive_order_notes: Option<&'a RawValue>,
    #[serde(borrow)]
    disposition_notes: Option<&'a RawValue>,
    #[serde(borrow)]
    signing_date: Option<&'a RawValue>,
    #[serde(borrow)]
    publication_date: Option<&'a RawValue>,
    #[serde(borrow)]
    citation: Option<&'a RawValue>,
    #[serde(borrow)]
    document_number: Option<&'a RawValue>,
    #[serde(borrow)]
    html_url: Option<&'a RawValue>,
    #[serde(borrow)]
    pdf_url: Option<&'a RawValue>,
    #[serde(borrow)]
    president: Option<&'a RawValue>,
    #[serde(borrow)]
    subtype: Option<&'a RawValue>,
    #[serde(borrow)]
    r#type: Option<&'a RawValue>,
    #[serde(borrow)]
    agencies: Option<&'a RawValue>,
    #[serde(borrow)]
    presidential_document_type: Option<&'a RawValue>,
}

/// What an answer says of itself beside its results.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    count: Option<u64>,
    description: Option<String>,
    next_page_url: Option<String>,
}

/// Reads all documents.
///
/// # Errors
/// Where there is no JSON at all.
pub(super) fn read(
    structure: &Structure,
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let mut header = Header::default();
    let mut stream = Stream::new(input);
    let mut any = false;
    let mut results = 0;
    while let Some(next) = stream.next() {
        match next {
            Ok(Document::Element { raw, at, pointer }) => {
                let raw = mended(raw, at, &pointer, report);
                any = true;
                results += 1;
                let object = Object { raw: &raw, at, pointer: &pointer };
                if let Some(record) = record(structure, object, report) {
                    sink(Record::Register(Box::new(record)));
                }
            }
            Ok(Document::Answer { raw }) => {
                any = true;
                let raw = json::replace_lone_surrogates(raw, &mut |_, _, problem| report(problem));
                describe(&raw, results, &mut header, report);
                results = 0;
            }
            Ok(Document::Alone { raw, at }) => {
                let raw = mended(raw, at, "", report);
                let record = record(structure, Object { raw: &raw, at, pointer: "" }, report);
                if let Some(record) = &record {
                    header.title = Some(record.title.text.clone()).filter(|t| !t.is_empty());
                    header.url = record.urls.first().cloned();
                    header.document_number = Some(record.document_number.clone()).filter(|n| !n.is_empty());
                }
                any = true;
                record.into_iter().for_each(|r| sink(Record::Register(Box::new(r))));
            }
            Err(problem) if any => report(problem),
            Err(problem) => return Err(problem),
        }
    }
    if !any {
        return Err(Diagnostic::error("empty-input", "there is nothing in it")
            .expected("a document of the Federal Register's API", "an empty file"));
    }
    Ok(header)
}

/// A document without halves of surrogate pairs.
fn mended(raw: String, at: Position, pointer: &str, report: &mut dyn FnMut(Diagnostic)) -> String {
    json::replace_lone_surrogates(raw, &mut |offset, raw, problem| {
        let problem = problem.position(at.then(Position::of_offset(raw.as_bytes(), offset)));
        report(Diagnostic { locator: pointer.to_owned(), ..problem });
    })
}

/// Reads what stands beside the results.
fn describe(raw: &str, results: u64, header: &mut Header, report: &mut dyn FnMut(Diagnostic)) {
    let Ok(answer) = serde_json::from_str::<Answer>(raw) else { return };
    header.title = answer.description;
    if answer.next_page_url.is_some() || answer.count.is_some_and(|count| count > results) {
        let message = "the answer is one page of several; the others are not read";
        let count = answer.count.map_or_else(|| "more".to_owned(), |c| c.to_string());
        report(
            Diagnostic::note("more-pages", message)
                .expected(format!("{count} documents"), format!("{results} documents")),
        );
    }
}

/// One document, and where it stands in the file.
#[derive(Clone, Copy)]
struct Object<'a> {
    raw: &'a str,
    at: Position,
    /// Its JSON Pointer; empty where it is the only one.
    pointer: &'a str,
}

/// A field that was read, with its name and its slice of the document.
struct Field<'a> {
    text: String,
    name: &'static str,
    value: Option<&'a RawValue>,
}

impl<'a> Object<'a> {
    /// A problem within the document, placed in the file.
    fn place(self, problem: Diagnostic) -> Diagnostic {
        let inner = problem.position;
        problem.position(inner.map_or(self.at, |inner| self.at.then(inner)))
    }

    /// A problem of the whole document.
    fn problem(self, problem: Diagnostic) -> Diagnostic {
        self.place(Diagnostic { locator: self.pointer.to_owned(), ..problem })
    }

    /// A problem of one field, at its value.
    fn field_problem(self, value: Option<&RawValue>, name: &str, problem: Diagnostic) -> Diagnostic {
        let offset = value.map_or(0, |v| json::offset_in(self.raw, v));
        let problem = problem.position(Position::of_offset(self.raw.as_bytes(), offset));
        self.place(Diagnostic { locator: format!("{}/{name}", self.pointer), ..problem })
    }

    /// A field as text; empty, and a report, where it is neither a string nor a number.
    fn text(self, value: Option<&RawValue>, name: &str, report: &mut dyn FnMut(Diagnostic)) -> String {
        scalar(value, name).unwrap_or_else(|problem| {
            report(self.field_problem(value, name, problem));
            String::new()
        })
    }

    /// The field of the first name, or that of the second where it is empty.
    fn either(
        self,
        (value, name): (Option<&'a RawValue>, &'static str),
        (second, second_name): (Option<&'a RawValue>, &'static str),
        report: &mut dyn FnMut(Diagnostic),
    ) -> Field<'a> {
        let text = self.text(value, name, report);
        if text.is_empty() {
            let text = self.text(second, second_name, report);
            return Field { text, name: second_name, value: second };
        }
        Field { text, name, value }
    }

    /// The date that a field's text prints; none, and a report, where it prints something else.
    fn date(
        self,
        text: &str,
        value: Option<&RawValue>,
        name: &str,
        report: &mut dyn FnMut(Diagnostic),
    ) -> Option<PartialDate> {
        let found = date(text);
        if found.is_none() && !text.trim().is_empty() {
            let problem = Diagnostic::warning("impossible-date", format!("{name} is no date; none is taken"));
            let problem = problem.expected("a date such as 2024-09-26", text);
            report(self.field_problem(value, name, problem));
        }
        found
    }

    /// A text that can be quoted with its place.
    fn quotable(self, text: String, name: &str) -> Quotable {
        let locator = if text.is_empty() { String::new() } else { format!("{}/{name}", self.pointer) };
        Quotable { locator, text, ..Quotable::default() }
    }
}

/// Reads a document; none, and a report, where it is no object or has neither number nor title.
fn record(
    structure: &Structure,
    object: Object<'_>,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<RegisterRecord> {
    let raw = object.raw;
    let fields: Fields<'_> = match serde_json::from_str(raw) {
        Ok(fields) => fields,
        Err(e) => {
            let problem = json::syntax_error(raw, &e);
            report(object.problem(problem.expected("an object with the fields of a document", raw)));
            return None;
        }
    };
    let number = object.either(
        (fields.executive_order_number, "executive_order_number"),
        (fields.proclamation_number, "proclamation_number"),
        report,
    );
    let notes = object.either(
        (fields.executive_order_notes, "executive_order_notes"),
        (fields.disposition_notes, "disposition_notes"),
        report,
    );
    let title = object.text(fields.title, "title", report);
    let series = series(structure, object, &fields, &number.text, report);
    let signed = object.text(fields.signing_date, "signing_date", report);
    let published = object.text(fields.publication_date, "publication_date", report);
    let urls = [(fields.html_url, "html_url"), (fields.pdf_url, "pdf_url")]
        .map(|(value, name)| object.text(value, name, report));
    let citation = object.text(fields.citation, "citation", report);
    let document_number = object.text(fields.document_number, "document_number", report);
    let offset = |value: Option<&RawValue>| value.map(|v| json::offset_in(raw, v));
    let record = RegisterRecord {
        series,
        signed: object.date(&signed, fields.signing_date, "signing_date", report),
        published: object.date(&published, fields.publication_date, "publication_date", report),
        citation,
        document_number: document_number.trim().to_owned(),
        urls: urls.into_iter().filter(|u| !u.is_empty()).collect(),
        president: president(fields.president),
        agency: agency(fields.agencies),
        place: Place::Object {
            at: object.at,
            values: [offset(number.value), offset(fields.title), offset(notes.value)],
            raw: raw.into(),
            index: OnceLock::new(),
        },
        number: object.quotable(number.text, number.name),
        title: object.quotable(title, "title"),
        notes: object.quotable(notes.text, notes.name),
        whole: None,
    };
    if record.number.text.trim().is_empty() && record.title.text.trim().is_empty() {
        let problem = Diagnostic::error("no-document", "an object has neither number nor title");
        report(object.problem(problem.expected("a document of the Federal Register's API", raw)));
        return None;
    }
    Some(record)
}

/// The series of a document, by its subtype; or by its type where that and the absence of a number tell an agency's.
fn series(
    structure: &Structure,
    object: Object<'_>,
    fields: &Fields<'_>,
    number: &str,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<Arc<Series>> {
    let mut series = object.text(fields.subtype, "subtype", report);
    if series.is_empty() {
        series = object.text(fields.presidential_document_type, "presidential_document_type", report);
    }
    let kind = object.text(fields.r#type, "type", report);
    let unsaid = kind.trim().is_empty() || structure.wording.has(List::Presidential, kind.trim());
    let of_agency = !unsaid && series.is_empty() && number.trim().is_empty();
    let known = &structure.wording.series;
    match series.as_str() {
        _ if of_agency => known.find(&kind, true),
        "" => known.usual(),
        words => known.find(words, false),
    }
}

/// A string or a number as text; empty for null and for a field that is absent.
fn scalar(value: Option<&RawValue>, name: &str) -> Result<String, Diagnostic> {
    let Some(value) = value else { return Ok(String::new()) };
    let printed = value.get();
    if printed == "null" {
        return Ok(String::new());
    }
    if printed.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        return Ok(printed.to_owned());
    }
    json::string(value, name)
}

/// The first agency of a list of names, or of objects with a name.
fn agency(value: Option<&RawValue>) -> String {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Agency {
        Named { name: Option<String> },
        Text(String),
    }
    let parsed = value.and_then(|v| serde_json::from_str::<Vec<Agency>>(v.get()).ok());
    match parsed.and_then(|all| all.into_iter().next()) {
        Some(Agency::Named { name }) => name.unwrap_or_default(),
        Some(Agency::Text(name)) => name,
        None => String::new(),
    }
}

/// The signer's name, of `{"name": "Barack Obama", …}` or of a string; empty where neither stands there.
fn president(value: Option<&RawValue>) -> String {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum President {
        Named { name: Option<String> },
        Text(String),
    }
    let parsed = value.and_then(|v| serde_json::from_str::<Option<President>>(v.get()).ok()).flatten();
    match parsed {
        Some(President::Named { name }) => name.unwrap_or_default(),
        Some(President::Text(name)) => name,
        None => String::new(),
    }
}
