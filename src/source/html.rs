//! HTML pages, reduced to text with blocks and marks.
//!
//! html5ever reads what browsers read. It is quadratic in the depth of nesting and in the number of attributes
//! of one tag, so tags beyond [`MAX_DEPTH`] are dropped before it sees them.

use super::front;
use super::layout::{Field, FieldKind, Layout, Unit};
use super::{Header, Record, language};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::fold_space;
use crate::model::PartialDate;
use scraper::{Html, Selector};

pub(super) mod guard;
mod reduce;
mod table;

/// Tags nested deeper than this are dropped; their text stays.
pub const MAX_DEPTH: usize = 200;

/// Escapes a plain text for HTML, a paragraph for each run between blank lines.
pub(super) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", text.replace("\r\n", "\n").replace("\n\n", "</p>\n<p>"))
}

/// The text of a short piece of markup, without its structure.
pub(super) fn plain(markup: &str) -> String {
    if !markup.contains(['<', '&']) {
        return markup.to_owned();
    }
    Html::parse_fragment(&guard::limit(markup, MAX_DEPTH).markup).root_element().text().collect()
}

/// Reads a saved page.
pub(super) fn read(text: &str, sink: &mut dyn FnMut(Record), report: &mut dyn FnMut(Diagnostic)) -> Header {
    let place = |offset| Position::of_offset(text.as_bytes(), offset);
    let (mut page, tree) = reduce_tree(text, &place, report);
    let first = |selector: &str, attribute: &str| {
        let selector = Selector::parse(selector).ok()?;
        let element = tree.select(&selector).next()?;
        let value =
            if attribute.is_empty() { element.text().collect() } else { element.attr(attribute)?.to_owned() };
        Some(fold_space(&value)).filter(|v| !v.is_empty())
    };
    let header = Header {
        language: first("html", "lang").and_then(|tag| language(&tag)),
        title: first("title", "").or_else(|| first("h1", "")),
        url: first("link[rel=canonical]", "href")
            .or_else(|| first("meta[property=\"og:url\"]", "content"))
            .filter(|u| u.starts_with("http://") || u.starts_with("https://")),
        document_number: None,
        modified: [
            "meta[property=\"article:modified_time\"]",
            "meta[name=\"dcterms.modified\"]",
            "meta[name=\"last-modified\"]",
        ]
        .iter()
        .find_map(|s| first(s, "content"))
        .and_then(|d| d.get(..10).and_then(PartialDate::from_iso)),
        ..Header::default()
    };
    page.url = header.url.clone();
    // The heading of the page is part of its text; the title in the head is not, and only its first part is the page's own.
    let title = first("h1", "")
        .or_else(|| header.title.as_ref().map(|t| own_title(t).to_owned()))
        .unwrap_or_default();
    page.title = Unit { locator: "/title".to_owned(), text: title };
    page.front = meta(&tree);
    sink(Record::Page(Box::new(page)));
    header
}

/// So many values of a page's head are read.
const MAX_META: usize = 64;

/// What the head of a page says beside its title: `meta` elements by name or property.
fn meta(tree: &Html) -> Vec<Field> {
    let Ok(selector) = Selector::parse("meta[content]") else { return Vec::new() };
    let mut found: Vec<Field> = Vec::new();
    for element in tree.select(&selector) {
        let value = |name: &str| element.attr(name).map(fold_space).filter(|v| !v.is_empty());
        let (Some(key), Some(text)) = (value("name").or_else(|| value("property")), value("content")) else {
            continue;
        };
        let locator = format!("/meta/{}", key.replace('~', "~0").replace('/', "~1"));
        if found.len() < MAX_META && !found.iter().any(|f| f.locator == locator) {
            let kind = front::iso_date(&text).map_or(FieldKind::Text, FieldKind::Date);
            found.push(front::field(&key, &locator, text, kind, None));
        }
    }
    found
}

/// "A policy | Digital.gov" is "A policy".
fn own_title(title: &str) -> &str {
    title.split(['|', '»']).next().unwrap_or(title).trim()
}

/// Reduces markup to text; `place` tells the file's position of a byte of the markup.
pub(super) fn reduce(
    markup: &str,
    place: &dyn Fn(usize) -> Position,
    report: &mut dyn FnMut(Diagnostic),
) -> Layout {
    reduce_tree(markup, place, report).0
}

fn reduce_tree(
    markup: &str,
    place: &dyn Fn(usize) -> Position,
    report: &mut dyn FnMut(Diagnostic),
) -> (Layout, Html) {
    let guarded = guard::limit(markup, MAX_DEPTH);
    if let Some(at) = guarded.first_dropped {
        report(
            Diagnostic::warning(
                "nested-too-deep",
                format!("{} tags were dropped, their text was kept", guarded.dropped),
            )
            .expected(
                format!(
                    "tags nested at most {MAX_DEPTH} deep, with at most {} attributes",
                    guard::MAX_ATTRIBUTES
                ),
                markup.get(at..).unwrap_or(""),
            )
            .position(place(at)),
        );
    }
    let tree = Html::parse_document(&guarded.markup);
    let main = Selector::parse("main, [role=main]").ok().and_then(|s| tree.select(&s).next().map(|e| e.id()));
    let root = main.and_then(|id| tree.tree.get(id)).unwrap_or_else(|| tree.tree.root());
    let (text, blocks) = reduce::reduce(root);
    let page = Layout { text, blocks, raw_at: Some(place(0)), raw: markup.to_owned(), ..Layout::default() };
    (page, tree)
}
