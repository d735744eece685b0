//! HTML pages, reduced to text with blocks and marks.
//!
//! html5ever reads what browsers read. It is quadratic in the depth of nesting and in the number of attributes
//! of one tag, so tags beyond [`MAX_DEPTH`] are dropped before it sees them.

use super::page::{Block, BlockKind, Mark, MarkKind, Page, Unit};
use super::{Header, Record};
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::{Span, fold_space};
use crate::model::PartialDate;
use ego_tree::iter::Edge;
use scraper::{Html, Node, Selector};

pub(super) mod guard;

/// Tags nested deeper than this are dropped; their text stays.
pub const MAX_DEPTH: usize = 200;

/// Escapes a plain text for HTML, a paragraph for each run between blank lines.
pub(super) fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{}</p>", text.replace("\r\n", "\n").replace("\n\n", "</p>\n<p>"))
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
    };
    page.url = header.url.clone();
    // The heading of the page is part of its text; the title in the head is not, and only its first part is the page's own.
    let title = first("h1", "")
        .or_else(|| header.title.as_ref().map(|t| own_title(t).to_owned()))
        .unwrap_or_default();
    page.title = Unit { locator: "/title".to_owned(), text: title };
    sink(Record::Page(Box::new(page)));
    header
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
) -> Page {
    reduce_tree(markup, place, report).0
}

fn reduce_tree(
    markup: &str,
    place: &dyn Fn(usize) -> Position,
    report: &mut dyn FnMut(Diagnostic),
) -> (Page, Html) {
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
    let mut reducer = Reducer::default();
    let main = Selector::parse("main, [role=main]").ok().and_then(|s| tree.select(&s).next().map(|e| e.id()));
    let root = main.and_then(|id| tree.tree.get(id)).unwrap_or_else(|| tree.tree.root());
    reducer.walk(root);
    reducer.finish();
    let page = Page {
        text: reducer.text,
        blocks: reducer.blocks,
        raw_at: Some(place(0)),
        raw: markup.to_owned(),
        ..Page::default()
    };
    (page, tree)
}

/// Elements whose content is no text of the page.
fn is_skipped(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "head"
            | "nav"
            | "header"
            | "footer"
            | "aside"
            | "svg"
            | "select"
            | "textarea"
            | "iframe"
            | "object"
    )
}

/// Elements that break the line before and after.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "section"
            | "article"
            | "main"
            | "body"
            | "html"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "blockquote"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "caption"
            | "pre"
            | "hr"
            | "br"
            | "figure"
            | "figcaption"
            | "address"
            | "details"
            | "summary"
            | "fieldset"
            | "form"
            | "center"
    )
}

#[derive(Default)]
struct Reducer {
    text: String,
    blocks: Vec<Block>,
    /// Start of the open block in `text`.
    start: usize,
    marks: Vec<Mark>,
    /// Open links, bold and struck stretches: kind and start.
    open: Vec<(MarkKind, usize)>,
    struck_blocks: usize,
    headings: Vec<u8>,
    lists: u8,
    quotes: usize,
    cells: usize,
    pending_space: bool,
}

impl Reducer {
    fn walk(&mut self, root: ego_tree::NodeRef<'_, Node>) {
        let mut skipping = None;
        for edge in root.traverse() {
            match edge {
                Edge::Open(node) => {
                    if skipping.is_some() {
                        continue;
                    }
                    match node.value() {
                        Node::Text(text) => self.push(text),
                        Node::Element(element) if is_skipped(element.name()) => skipping = Some(node.id()),
                        Node::Element(element) => self.open(element),
                        _ => {}
                    }
                }
                Edge::Close(node) => {
                    if skipping == Some(node.id()) {
                        skipping = None;
                    } else if skipping.is_none()
                        && let Node::Element(element) = node.value()
                    {
                        self.close(element);
                    }
                }
            }
        }
    }

    fn push(&mut self, text: &str) {
        for c in text.chars() {
            if c.is_whitespace() {
                self.pending_space = true;
                continue;
            }
            // Invisible characters, and those that turn the direction of what follows.
            if crate::ground::is_unprintable(c) {
                continue;
            }
            if self.pending_space && self.text.len() > self.start {
                self.text.push(' ');
            }
            self.pending_space = false;
            self.text.push(c);
        }
    }

    /// Where the next character will stand.
    fn here(&self) -> usize {
        self.text.len() + usize::from(self.pending_space && self.text.len() > self.start)
    }

    fn open(&mut self, element: &scraper::node::Element) {
        let name = element.name();
        if is_block(name) {
            self.break_block();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.headings.push(name.as_bytes().get(1).map_or(6, |b| b - b'0'))
            }
            "li" | "dd" | "dt" => self.lists = self.lists.saturating_add(1),
            "blockquote" => self.quotes += 1,
            "td" | "th" => self.cells += 1,
            "a" => {
                let href = element.attr("href").unwrap_or("").trim().to_owned();
                self.open.push((MarkKind::Link(href), self.here()));
            }
            "strong" | "b" => self.open.push((MarkKind::Strong, self.here())),
            "s" | "del" | "strike" => self.open.push((MarkKind::Struck, self.here())),
            _ => {}
        }
        if is_struck(element) {
            if is_block(name) {
                self.struck_blocks += 1;
            } else {
                self.open.push((MarkKind::Struck, self.here()));
            }
        }
    }

    fn close(&mut self, element: &scraper::node::Element) {
        let name = element.name();
        let mut end = |kind: fn(&MarkKind) -> bool| {
            if let Some(at) = self.open.iter().rposition(|(k, _)| kind(k)) {
                let (kind, start) = self.open.remove(at);
                let span = Span::new(start.max(self.start), self.text.len());
                if span.start < span.end {
                    self.marks.push(Mark { span, kind });
                }
            }
        };
        match name {
            "a" => end(|k| matches!(k, MarkKind::Link(_))),
            "strong" | "b" => end(|k| *k == MarkKind::Strong),
            "s" | "del" | "strike" => end(|k| *k == MarkKind::Struck),
            _ if is_struck(element) && !is_block(name) => end(|k| *k == MarkKind::Struck),
            _ => {}
        }
        if is_block(name) {
            self.break_block();
        }
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.headings.pop();
            }
            "li" | "dd" | "dt" => self.lists = self.lists.saturating_sub(1),
            "blockquote" => self.quotes = self.quotes.saturating_sub(1),
            "td" | "th" => self.cells = self.cells.saturating_sub(1),
            _ => {}
        }
        if is_struck(element) && is_block(name) {
            self.struck_blocks = self.struck_blocks.saturating_sub(1);
        }
    }

    /// Ends the open block, where it has any text, and starts the next.
    fn break_block(&mut self) {
        self.pending_space = false;
        let span = Span::new(self.start, self.text.len());
        if span.start == span.end {
            return;
        }
        // A link or a bold stretch that runs on over the break is split there.
        for (kind, start) in &mut self.open {
            let mark = Span::new((*start).max(span.start), span.end);
            if mark.start < mark.end {
                self.marks.push(Mark { span: mark, kind: kind.clone() });
            }
            *start = span.end + 1;
        }
        let mut marks = std::mem::take(&mut self.marks);
        marks.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        let kind = match (self.headings.last(), self.quotes, self.cells, self.lists) {
            (Some(level), ..) => BlockKind::Heading(*level),
            (None, 1.., ..) => BlockKind::Quote,
            (None, 0, _, 1..) => BlockKind::Item(self.lists),
            (None, 0, 1.., 0) => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        };
        let struck = self.struck_blocks > 0
            || marks
                .iter()
                .any(|m| m.kind == MarkKind::Struck && m.span.start == span.start && m.span.end == span.end);
        self.blocks.push(Block { kind, span, struck, marks });
        self.text.push('\n');
        self.start = self.text.len();
    }

    fn finish(&mut self) {
        self.break_block();
        if self.text.ends_with('\n') {
            self.text.pop();
        }
    }
}

fn is_struck(element: &scraper::node::Element) -> bool {
    element.attr("style").is_some_and(|s| s.to_ascii_lowercase().contains("line-through"))
}
