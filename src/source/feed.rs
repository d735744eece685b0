//! JSON feeds: that of a Digital.gov page, and JSON Feed 1.1.
//!
//! Digital.gov's feed looks like JSON Feed and is none: the root has `item` where the standard has `items`, an
//! item has `content` (HTML) where the standard has `content_html`, and `authors` is an object. Both are read
//! here, whatever the root claims. Spec: <https://www.jsonfeed.org/version/1.1/>.

use super::front;
use super::json::{self, Object};
use super::layout::{Field, Layout};
use super::{Header, Record, html, input};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::place::Places;
use crate::model::PartialDate;
use serde_json::value::RawValue;
use std::io::BufRead;

/// Reads a feed; each item is a page.
///
/// # Errors
/// Where it is no JSON object, or has no item at all.
pub(super) fn read(
    input: &mut dyn BufRead,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Header, Diagnostic> {
    let file = input::read_text(input, report)?;
    let mut file = json::replace_lone_surrogates(file, &mut |offset, file, problem| {
        report(problem.position(Position::of_offset(file.as_bytes(), offset)));
    });
    let root = match json::object(&file) {
        Ok(_) => None,
        Err(problem) => {
            let Some(closed) = json::close_truncated(&file).filter(|t| json::object(t).is_ok()) else {
                return Err(problem.expected("a JSON object", &file));
            };
            let message = format!("the document is cut off: {}", problem.message);
            report(Diagnostic { message, ..problem }.stopping());
            Some(closed)
        }
    };
    if let Some(closed) = root {
        file = closed;
    }
    let root = json::object(&file)?;
    let file = File { text: &file, places: Places::new(file.as_bytes()) };
    let mut header = Header {
        title: text_of(&file, &root, "title", report),
        url: text_of(&file, &root, "home_page_url", report).filter(|u| u.contains("://")),
        document_number: text_of(&file, &root, "feed_url", report),
        language: text_of(&file, &root, "language", report).and_then(|tag| super::language(&tag)),
        ..Header::default()
    };
    let key = if root.contains_key("items") { "items" } else { "item" };
    let Some(list) = root.get(key) else {
        return Err(Diagnostic::error("no-items", "the feed has no items")
            .expected("`items` (JSON Feed) or `item` (Digital.gov) at the root", keys(&root))
            .position(Position::from_one_based(1, 1)));
    };
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(list.get()) else {
        return Err(json::wrong_type(list, key, "a list of items").position(file.place(list)));
    };
    let single = items.len() == 1;
    for (i, raw) in items.into_iter().enumerate() {
        let Ok(item) = serde_json::from_str::<Object<'_>>(raw.get()) else {
            let problem = json::wrong_type(raw, &format!("{key}/{i}"), "an object");
            report(problem.position(file.place(raw)));
            continue;
        };
        let locator = format!("/{key}/{i}");
        let page = page_of(&file, &item, &locator, report);
        if single {
            describe(&file, &item, &mut header, report);
        }
        if let Some(page) = page {
            sink(Record::Page(Box::new(page)));
        }
    }
    Ok(header)
}

/// A file of JSON, with the places of its bytes.
struct File<'t> {
    text: &'t str,
    places: Places,
}

impl File<'_> {
    /// Where a value stands that is a slice of the file.
    fn place(&self, value: &RawValue) -> Position {
        self.places.at(self.text.as_bytes(), json::offset_in(self.text, value))
    }
}

/// A source of one item is that item's page.
fn describe(file: &File<'_>, item: &Object<'_>, header: &mut Header, report: &mut dyn FnMut(Diagnostic)) {
    let mut text = |key: &str| text_of(file, item, key, report);
    let url = [text("url"), text("external_url"), text("filepathURL")];
    header.url = url.into_iter().flatten().find(|u| u.contains("://"));
    header.document_number = text("id").or_else(|| text("filepath")).or_else(|| text("slug"));
    header.title = text("title").or_else(|| header.title.take());
    let modified = text("date_modified").or_else(|| text("date_published")).or_else(|| text("date"));
    header.modified = modified.as_deref().and_then(|d| d.get(..10)).and_then(PartialDate::from_iso);
}

fn page_of(
    file: &File<'_>,
    item: &Object<'_>,
    locator: &str,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<Layout> {
    let key = ["content_html", "content", "content_text"].into_iter().find(|k| item.contains_key(*k));
    let Some((key, raw)) = key.and_then(|k| item.get(k).map(|raw| (k, *raw))) else {
        report(
            Diagnostic::warning("no-content", format!("item {locator} has no content"))
                .expected("`content_html`, `content` or `content_text`", keys(item)),
        );
        return None;
    };
    let content = match json::string(raw, key) {
        Ok(content) => content,
        Err(problem) => {
            report(problem.position(file.place(raw)));
            return None;
        }
    };
    let content = if key == "content_text" { html::escape(&content) } else { content };
    // The opening quote is no part of the content.
    let start = file.place(raw).then(Position::of_offset(b"\"", 1));
    let place = |offset| match offset {
        0 => start,
        _ => start.then(json::position_in_string(raw.get(), offset)),
    };
    let mut page = html::reduce(&content, &place, report);
    page.front = fields(item, locator, report);
    for (unit, key) in [(&mut page.title, "title"), (&mut page.summary, "summary")] {
        let known = text_of(file, item, key, report).is_some();
        *unit = front::unit(&page.front, &format!("{locator}/{key}"));
        if !known {
            unit.text.clear();
        }
    }
    page.locator = format!("{locator}/{key}");
    page.raw_json = Some(raw.get().into());
    page.url = text_of(file, item, "url", report);
    Some(page)
}

/// What an item says beside its content.
fn fields(item: &Object<'_>, locator: &str, report: &mut dyn FnMut(Diagnostic)) -> Vec<Field> {
    let values =
        item.iter().filter(|(key, _)| !matches!(key.as_str(), "content_html" | "content" | "content_text"));
    let mut found = Vec::new();
    for (key, raw) in values {
        if let Ok(value) = serde_json::from_str(raw.get()) {
            let escaped = key.replace('~', "~0").replace('/', "~1");
            found.extend(front::value_fields(key, &format!("{locator}/{escaped}"), &value, report));
        }
    }
    found
}

/// A text value; anything else is a diagnostic, `null` is none.
fn text_of(
    file: &File<'_>,
    object: &Object<'_>,
    key: &str,
    report: &mut dyn FnMut(Diagnostic),
) -> Option<String> {
    let raw = object.get(key)?;
    if raw.get() == "null" {
        return None;
    }
    match json::string(raw, key) {
        Ok(text) => Some(text).filter(|t| !t.trim().is_empty()),
        Err(problem) => {
            report(problem.position(file.place(raw)));
            None
        }
    }
}

fn keys(object: &Object<'_>) -> String {
    let keys: Vec<_> = object.keys().map(String::as_str).collect();
    format!("an object with {}", if keys.is_empty() { "nothing in it".to_owned() } else { keys.join(", ") })
}
