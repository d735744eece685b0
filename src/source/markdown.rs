//! Hugo Markdown with front matter: rendered to HTML, then read as a page.
//!
//! Hugo's shortcodes are no Markdown: `button` is a link, a `title` of `ring` and its like is a heading, `ref`
//! targets lead nowhere outside the site; the others are dropped and what they enclose is kept.

use super::front::{self, decode_entities};
use super::layout::{Field, Unit};
use super::lines;
use super::{Header, Record, html};
use crate::ground::Pattern;
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::fold_space;
use crate::model::PartialDate;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Captures;
use serde_json::Value;

/// Reads one page.
pub(super) fn read(text: &str, sink: &mut dyn FnMut(Record), report: &mut dyn FnMut(Diagnostic)) -> Header {
    let (front, body_at) = front::read(text, report);
    let body = text.get(body_at..).unwrap_or("");
    let field = |key: &str| match front.get(key) {
        Some(Value::String(s)) => Some(fold_space(&decode_entities(s))).filter(|s| !s.is_empty()),
        _ => None,
    };
    let place = |offset: usize| Position::of_offset(text.as_bytes(), body_at + offset);
    let mut page = html::reduce(&render(body), &|_| place(0), report);
    body.clone_into(&mut page.raw);
    page.raw_at = Some(place(0));
    page.front = front::fields(&front, "", report);
    page.title = front::unit(&page.front, "/title");
    page.summary = front::unit(&page.front, "/summary");
    page.cards = cards(&page.front);
    let header = Header {
        title: field("title"),
        url: field("canonical_url")
            .or_else(|| field("source_url"))
            .filter(|u| u.starts_with("http://") || u.starts_with("https://")),
        document_number: field("url").or_else(|| field("slug")),
        language: field("lang").or_else(|| field("language")).and_then(|tag| super::language(&tag)),
        modified: ["lastmod", "modified_time", "date_modified", "date"]
            .iter()
            .find_map(|k| field(k))
            .and_then(|d| d.get(..10).and_then(PartialDate::from_iso)),
        ..Header::default()
    };
    page.url.clone_from(&header.url);
    sink(Record::Page(Box::new(page)));
    header
}

/// So many cards of one page are read.
const MAX_CARDS: usize = 64;

/// The cards of the front matter: `deck`, `legislation.title`, the titles of `featured_links`.
fn cards(front: &[Field]) -> Vec<Unit> {
    let is_card = |locator: &str| {
        let featured =
            locator.strip_prefix("/featured_links/resources/").is_some_and(|l| l.ends_with("/title"));
        featured || matches!(locator, "/deck" | "/legislation/title")
    };
    let cards = front.iter().filter(|f| is_card(&f.locator)).take(MAX_CARDS);
    cards.map(|f| Unit { locator: f.locator.clone(), text: f.text.clone() }).collect()
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

/// Tags of Liquid, Jekyll's language, and attributes of kramdown, its Markdown: `{% include x %}`, `{{ site.baseurl }}`,
/// `{:target="_blank"}`.
static LIQUID: Pattern = Pattern::new(&[r"\{%[^{}\n]*%\}|\{\{[^{}<%\n]*\}\}|\{:[^{}\n]*\}"]);

/// Markdown to HTML, with the typographic quotes that Hugo makes.
///
/// A line break in a paragraph is a blank in Markdown, and in running text here too; it stays a break where the lines are
/// items with printed marks, names in capitals, or paragraphs without a blank line between them. What Markdown
/// takes for code because it is indented is text in hard lines; texts of orders indent their items so.
pub(super) fn render(body: &str) -> String {
    let body = if body.contains("{{") { SHORTCODE.replace_all(body, shortcode) } else { body.into() };
    let body = if body.contains('{') { LIQUID.replace_all(&body, "").into_owned().into() } else { body };
    let options = Options::ENABLE_SMART_PUNCTUATION
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES;
    let mut indented = false;
    let events = Parser::new_ext(&body, options).into_offset_iter().map(|(event, range)| match event {
        Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
            indented = true;
            Event::Html("<pre>".into())
        }
        Event::End(TagEnd::CodeBlock) if std::mem::take(&mut indented) => Event::Html("</pre>".into()),
        Event::SoftBreak if breaks(&body, range.start) => Event::HardBreak,
        // A mark of emphasis that opens or closes nothing: `**Sec. 4. Provisions***.* (a)`, as pages of 2025 have it.
        Event::Text(text) if is_stray(&text) => Event::Text("".into()),
        Event::FootnoteReference(label) => {
            Event::Html(format!("<sup><a href=\"#note-{}\">1</a></sup>", attribute(&label)).into())
        }
        Event::Start(Tag::FootnoteDefinition(label)) => {
            Event::Html(format!("<div id=\"note-{}\">", attribute(&label)).into())
        }
        Event::End(TagEnd::FootnoteDefinition) => Event::Html("</div>".into()),
        event => event,
    });
    let mut out = String::with_capacity(body.len() * 5 / 4);
    pulldown_cmark::html::push_html(&mut out, events);
    out
}

/// Whether a text is nothing but marks of emphasis. Between blanks such a mark is a text of its own, with the blanks.
fn is_stray(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b == b'*')
}

/// Whether a line is a label in bold with its value: `**Signed:** May 26, 1933`.
fn is_labelled(line: &str) -> bool {
    line.strip_prefix("**").and_then(|rest| rest.split_once("**")).is_some_and(|(label, rest)| {
        label.len() <= 40 && (label.ends_with(':') || rest.trim_start().starts_with(':'))
    })
}

/// So much of a paragraph before a line break is looked at, in bytes.
const MAX_PARAGRAPH: usize = 2000;

/// Whether the line break at a byte of the source stays one.
fn breaks(body: &str, at: usize) -> bool {
    let before = body.get(..at).unwrap_or("");
    let open = crate::ground::boundary::tail(before, MAX_PARAGRAPH);
    let open = open.rsplit("\n\n").next().unwrap_or("");
    let before = before.rsplit('\n').next().unwrap_or("").trim();
    let after = body.get(at..).unwrap_or("").trim_start_matches(['\r', '\n']);
    let after = after.split('\n').next().unwrap_or("").trim();
    if is_labelled(before) && is_labelled(after) {
        return true;
    }
    !lines::is_run_in(open, plain(after)) && lines::breaks(plain(before), plain(after))
}

/// A line without the marks of emphasis around it.
fn plain(line: &str) -> &str {
    line.trim_matches(['*', '_'])
}

/// A label as part of an attribute: what is no letter or figure is left out.
fn attribute(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_')).collect()
}
