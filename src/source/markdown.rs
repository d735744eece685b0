//! Hugo Markdown with front matter: rendered to HTML, then read as a page.
//!
//! Hugo's shortcodes are no Markdown: `button` is a link, a `title` of `ring` and its like is a heading, `ref`
//! targets lead nowhere outside the site; the others are dropped and what they enclose is kept.

use super::page::Unit;
use super::{Header, Record, html};
use crate::ground::Pattern;
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::fold_space;
use crate::model::PartialDate;
use regex::Captures;
use serde_json::Value;

/// Reads one page.
pub(super) fn read(text: &str, sink: &mut dyn FnMut(Record), report: &mut dyn FnMut(Diagnostic)) -> Header {
    let (front, body_at) = front_matter(text, report);
    let body = text.get(body_at..).unwrap_or("");
    let field = |key: &str| match front.get(key) {
        Some(Value::String(s)) => Some(fold_space(&decode_entities(s))).filter(|s| !s.is_empty()),
        _ => None,
    };
    let place = |offset: usize| Position::of_offset(text.as_bytes(), body_at + offset);
    let mut page = html::reduce(&render(body), &|_| place(0), report);
    body.clone_into(&mut page.raw);
    page.raw_at = Some(place(0));
    page.title = Unit { locator: "/title".to_owned(), text: field("title").unwrap_or_default() };
    page.summary = Unit { locator: "/summary".to_owned(), text: field("summary").unwrap_or_default() };
    page.cards = cards(&front);
    let header = Header {
        title: field("title"),
        url: field("canonical_url").filter(|u| u.starts_with("http://") || u.starts_with("https://")),
        document_number: field("url").or_else(|| field("slug")),
        modified: ["lastmod", "date_modified", "date"]
            .iter()
            .find_map(|k| field(k))
            .and_then(|d| d.get(..10).and_then(PartialDate::from_iso)),
    };
    page.url.clone_from(&header.url);
    sink(Record::Page(Box::new(page)));
    header
}

/// So many cards of one page are read.
const MAX_CARDS: usize = 64;

/// The cards of the front matter: `deck`, `legislation.title`, the titles of `featured_links`.
fn cards(front: &Value) -> Vec<Unit> {
    let links = front.pointer("/featured_links/resources").and_then(Value::as_array).map_or(0, Vec::len);
    let links = (0..links.min(MAX_CARDS)).map(|i| format!("/featured_links/resources/{i}/title"));
    let locators = ["/deck", "/legislation/title"].into_iter().map(str::to_owned).chain(links);
    locators
        .filter_map(|locator| {
            let text = fold_space(&decode_entities(front.pointer(&locator)?.as_str()?));
            (!text.is_empty()).then_some(Unit { locator, text })
        })
        .collect()
}

/// The front matter and where the body starts.
fn front_matter(text: &str, report: &mut dyn FnMut(Diagnostic)) -> (Value, usize) {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let rest = text.get(start..).unwrap_or("");
    let Some(fence) = ["---", "+++"].into_iter().find(|f| rest.starts_with(f)) else {
        return (Value::Null, start);
    };
    let Some(first) = rest.find('\n').map(|i| i + 1) else { return (Value::Null, start) };
    let mut at = first;
    let mut end = None;
    for line in rest.get(first..).unwrap_or("").split_inclusive('\n') {
        if line.trim_end() == fence {
            end = Some((at, at + line.len()));
            break;
        }
        at += line.len();
    }
    let Some((end, body)) = end else {
        report(
            Diagnostic::warning("front-matter", "the front matter has no end")
                .expected(format!("a line `{fence}`"), "the end of the file")
                .position(Position::of_offset(text.as_bytes(), text.len())),
        );
        return (Value::Null, start + first);
    };
    let source = rest.get(first..end).unwrap_or("");
    let parsed = if fence == "---" {
        serde_saphyr::from_str::<Value>(source).map_err(|e| e.to_string())
    } else {
        toml::from_str::<Value>(source).map_err(|e| e.to_string())
    };
    let value = parsed.unwrap_or_else(|message| {
        let first_line = message.lines().next().unwrap_or("").to_owned();
        report(
            Diagnostic::warning("front-matter", format!("the front matter cannot be read: {first_line}"))
                .expected("YAML between `---` lines or TOML between `+++` lines", source)
                .position(Position::of_offset(text.as_bytes(), start + first)),
        );
        Value::Null
    });
    (value, start + body)
}

/// Front matter holds HTML entities now and then: `&mdash;`.
fn decode_entities(text: &str) -> String {
    if text.contains('&') {
        let tree = scraper::Html::parse_fragment(&text.replace('<', "&lt;"));
        return tree.root_element().text().collect();
    }
    text.to_owned()
}

static SHORTCODE: Pattern =
    Pattern::new(&[r"\{\{[<%]\s*(?P<close>/?)\s*(?P<name>[\w-]+)(?P<args>[^{}]*?)/?\s*[>%]\}\}"]);
static ARGUMENT: Pattern = Pattern::new(&[r#"([\w-]+)\s*=\s*"([^"]*)""#]);

fn shortcode(captures: &Captures<'_>) -> String {
    let name = captures.name("name").map_or("", |m| m.as_str());
    if captures.name("close").is_some_and(|m| !m.as_str().is_empty()) {
        return "\n\n".to_owned();
    }
    let args = captures.name("args").map_or("", |m| m.as_str());
    let argument = |key: &str| {
        let all = ARGUMENT.captures_iter(args);
        all.filter(|c| c.get(1).is_some_and(|m| m.as_str() == key)).find_map(|c| c.get(2).map(|m| m.as_str()))
    };
    let escape = |s: &str| s.replace('<', "&lt;").replace('"', "&quot;");
    match (name, argument("href"), argument("text"), argument("title")) {
        ("ref" | "relref", ..) => "#".to_owned(),
        (_, Some(href), Some(text), _) => {
            format!("\n\n<p><a href=\"{}\">{}</a></p>\n\n", escape(href), escape(text))
        }
        (_, _, _, Some(title)) => format!("\n\n<h4>{}</h4>\n\n", escape(title)),
        _ => "\n\n".to_owned(),
    }
}

/// Markdown to HTML, with the typographic quotes that Hugo makes.
fn render(body: &str) -> String {
    let body = if body.contains("{{") { SHORTCODE.replace_all(body, shortcode) } else { body.into() };
    let options = pulldown_cmark::Options::ENABLE_SMART_PUNCTUATION
        | pulldown_cmark::Options::ENABLE_STRIKETHROUGH
        | pulldown_cmark::Options::ENABLE_TABLES;
    let mut out = String::with_capacity(body.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut out, pulldown_cmark::Parser::new_ext(&body, options));
    out
}
