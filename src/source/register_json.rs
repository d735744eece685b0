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
use crate::profile::{List, Structure};
use serde::Deserialize;
use serde_json::value::RawValue;
use std::io::BufRead;
use std::sync::OnceLock;

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
                if let Some(record) = record(structure, &raw, at, &pointer, report) {
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
                let record = record(structure, &raw, at, "", report);
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

fn record(
    structure: &Structure,
    raw: &str,
    at: Position,
    pointer: &str,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<RegisterRecord> {
    let place = |d: Diagnostic| {
        let inner = d.position;
        d.position(inner.map_or(at, |inner| at.then(inner)))
    };
    let fields: Fields<'_> = match serde_json::from_str(raw) {
        Ok(fields) => fields,
        Err(e) => {
            let problem =
                json::syntax_error(raw, &e).expected("an object with the fields of a document", raw);
            report(place(Diagnostic { locator: pointer.to_owned(), ..problem }));
            return None;
        }
    };
    let position = |value: Option<&RawValue>| {
        let offset = value.map_or(0, |v| json::offset_in(raw, v));
        Position::of_offset(raw.as_bytes(), offset)
    };
    let mut text = |value: Option<&RawValue>, name: &str| match scalar(value, name) {
        Ok(text) => text,
        Err(problem) => {
            let problem = problem.position(position(value));
            report(place(Diagnostic { locator: format!("{pointer}/{name}"), ..problem }));
            String::new()
        }
    };
    let quotable = |text: String, name: &str| Quotable {
        locator: if text.is_empty() { String::new() } else { format!("{pointer}/{name}") },
        text,
        ..Quotable::default()
    };
    let number = text(fields.executive_order_number, "executive_order_number");
    let (number, number_name, number_value) = if number.is_empty() {
        let number = text(fields.proclamation_number, "proclamation_number");
        (number, "proclamation_number", fields.proclamation_number)
    } else {
        (number, "executive_order_number", fields.executive_order_number)
    };
    let notes = text(fields.executive_order_notes, "executive_order_notes");
    let (notes, notes_name, notes_value) = if notes.is_empty() {
        let notes = text(fields.disposition_notes, "disposition_notes");
        (notes, "disposition_notes", fields.disposition_notes)
    } else {
        (notes, "executive_order_notes", fields.executive_order_notes)
    };
    let title = text(fields.title, "title");
    let mut series = text(fields.subtype, "subtype");
    if series.is_empty() {
        series = text(fields.presidential_document_type, "presidential_document_type");
    }
    let kind = text(fields.r#type, "type");
    let unsaid = kind.trim().is_empty() || structure.wording.has(List::Presidential, kind.trim());
    let of_agency = !unsaid && series.is_empty() && number.trim().is_empty();
    let known = &structure.wording.series;
    let signed = text(fields.signing_date, "signing_date");
    let published = text(fields.publication_date, "publication_date");
    let urls = [text(fields.html_url, "html_url"), text(fields.pdf_url, "pdf_url")];
    let citation = text(fields.citation, "citation");
    let document_number = text(fields.document_number, "document_number");
    let president = president(fields.president);
    let mut dated = |text: &str, value: Option<&RawValue>, name: &str| {
        let found = date(text);
        if found.is_none() && !text.trim().is_empty() {
            let problem = Diagnostic::warning("impossible-date", format!("{name} is no date; none is taken"));
            let problem = problem.expected("a date such as 2024-09-26", text);
            let problem = problem.position(position(value));
            report(place(Diagnostic { locator: format!("{pointer}/{name}"), ..problem }));
        }
        found
    };
    let offset = |value: Option<&RawValue>| value.map(|v| json::offset_in(raw, v));
    let record = RegisterRecord {
        series: match series.as_str() {
            _ if of_agency => known.find(&kind, true),
            "" => known.usual(),
            words => known.find(words, false),
        },
        number: quotable(number, number_name),
        signed: dated(&signed, fields.signing_date, "signing_date"),
        published: dated(&published, fields.publication_date, "publication_date"),
        citation,
        document_number: document_number.trim().to_owned(),
        urls: urls.into_iter().filter(|u| !u.is_empty()).collect(),
        president,
        agency: agency(fields.agencies),
        place: Place::Object {
            at,
            values: [offset(number_value), offset(fields.title), offset(notes_value)],
            raw: raw.into(),
            index: OnceLock::new(),
        },
        title: quotable(title, "title"),
        notes: quotable(notes, notes_name),
        whole: None,
    };
    if record.number.text.trim().is_empty() && record.title.text.trim().is_empty() {
        let problem = Diagnostic::error("no-document", "an object has neither number nor title");
        let problem = problem.expected("a document of the Federal Register's API", raw);
        report(place(Diagnostic { locator: pointer.to_owned(), ..problem }));
        return None;
    }
    Some(record)
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
