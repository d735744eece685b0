//! A tree of HTML elements to text and blocks.
//!
//! In: the root of what is to be read. Out: one text, white space folded within a block and one line break between
//! blocks, and the blocks with all that the markup says of them. One walk over the tree; linear in it.

use super::table::Tables;
use crate::ground::{Span, is_unprintable};
use crate::source::layout::{Block, BlockKind, Enumerator, Mark, MarkKind, printed};
use crate::source::lines;
use ego_tree::iter::Edge;
use scraper::Node;
use scraper::node::Element;
use std::collections::BTreeSet;

/// The text below `root` and its blocks.
pub(super) fn reduce(root: ego_tree::NodeRef<'_, Node>) -> (String, Vec<Block>) {
    let mut reducer = Reducer::default();
    reducer.walk(root);
    reducer.break_block();
    if reducer.text.ends_with('\n') {
        reducer.text.pop();
    }
    Tables::mark_bold_heads(&mut reducer.blocks);
    (reducer.text, reducer.blocks)
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

/// What encloses the block that is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Heading(u8),
    /// A list; the number of its next item where it is ordered.
    List(Option<u32>),
    Item,
    Quote,
    Cell,
}

/// The text of a `<pre>`, kept as it is until its end.
#[derive(Debug, Default)]
struct Verbatim {
    depth: usize,
    raw: String,
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
    around: Vec<Around>,
    /// The mark that the next block of an item carries.
    enumerator: Option<Enumerator>,
    tables: Tables,
    verbatim: Verbatim,
    /// Places on the page to which the marks of footnotes led so far.
    notes: BTreeSet<String>,
    /// The footnote that is open.
    note: Option<String>,
    pending_space: bool,
    /// A line break within a block, not yet decided.
    pending_break: bool,
}

impl Reducer {
    fn walk(&mut self, root: ego_tree::NodeRef<'_, Node>) {
        let mut skipping = None;
        for edge in root.traverse() {
            match edge {
                Edge::Open(_) if skipping.is_some() => {}
                Edge::Open(node) => match node.value() {
                    Node::Text(text) if self.verbatim.depth > 0 => self.verbatim.raw.push_str(text),
                    Node::Text(text) => self.push(text),
                    Node::Element(element) if is_skipped(element.name()) => skipping = Some(node.id()),
                    Node::Element(element) if self.is_note_mark(element, node) => skipping = Some(node.id()),
                    Node::Element(element) => self.open(element),
                    _ => {}
                },
                Edge::Close(node) if skipping == Some(node.id()) => skipping = None,
                Edge::Close(node) if skipping.is_none() => {
                    if let Node::Element(element) = node.value() {
                        self.close(element);
                    }
                }
                Edge::Close(_) => {}
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
            if is_unprintable(c) {
                continue;
            }
            if std::mem::take(&mut self.pending_break) && !self.goes_on(c) {
                self.break_block();
            }
            if self.pending_space && self.text.len() > self.start {
                self.text.push(' ');
            }
            self.pending_space = false;
            self.text.push(c);
        }
    }

    /// Whether a sentence goes on over a line break: it has not ended, and a small letter follows.
    fn goes_on(&self, next: char) -> bool {
        let open = self.text.get(self.start..).unwrap_or("");
        next.is_lowercase() && open.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ',' | '’' | '\''))
    }

    /// Where the next character will stand.
    fn here(&self) -> usize {
        self.text.len() + usize::from(self.pending_space && self.text.len() > self.start)
    }

    fn open(&mut self, element: &Element) {
        let name = element.name();
        if name == "br" {
            if self.verbatim.depth > 0 {
                self.verbatim.raw.push('\n');
            } else {
                self.pending_break = self.text.len() > self.start;
                self.pending_space = true;
            }
            return;
        }
        if is_block(name) {
            self.break_block();
        }
        self.open_container(element);
        match name {
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
        self.open_note(element);
    }

    /// Opens what encloses blocks: headings, lists, items, quotations, tables.
    fn open_container(&mut self, element: &Element) {
        match element.name() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name().as_bytes().get(1).map_or(6, |b| b - b'0');
                self.around.push(Around::Heading(level));
            }
            "ul" | "dl" => self.around.push(Around::List(None)),
            "ol" => {
                let start = element.attr("start").and_then(|s| s.trim().parse().ok()).unwrap_or(1);
                self.around.push(Around::List(Some(start)));
            }
            "li" | "dt" => {
                self.enumerator = Some(self.next_number(element));
                self.around.push(Around::Item);
            }
            "dd" => self.around.push(Around::Item),
            "blockquote" => self.around.push(Around::Quote),
            "td" | "th" => {
                self.tables.open_cell(element);
                self.around.push(Around::Cell);
            }
            "table" | "thead" | "tr" => self.tables.open(element.name()),
            "pre" => self.verbatim.depth += 1,
            _ => {}
        }
    }

    /// The number of an item of an ordered list; a bullet elsewhere.
    fn next_number(&mut self, element: &Element) -> Enumerator {
        match self.around.iter_mut().rev().find(|a| matches!(a, Around::List(_) | Around::Item)) {
            Some(Around::List(Some(next))) => {
                let number = element.attr("value").and_then(|v| v.trim().parse().ok()).unwrap_or(*next);
                *next = number.saturating_add(1);
                Enumerator::Counted(number)
            }
            _ => Enumerator::Bullet,
        }
    }

    fn close(&mut self, element: &Element) {
        let name = element.name();
        match name {
            "a" => self.end_mark(|k| matches!(k, MarkKind::Link(_))),
            "strong" | "b" => self.end_mark(|k| *k == MarkKind::Strong),
            "s" | "del" | "strike" => self.end_mark(|k| *k == MarkKind::Struck),
            _ if is_struck(element) && !is_block(name) => self.end_mark(|k| *k == MarkKind::Struck),
            _ => {}
        }
        if name == "pre" {
            self.end_verbatim();
        }
        if is_block(name) {
            self.break_block();
        }
        self.close_container(name);
        if is_struck(element) && is_block(name) {
            self.struck_blocks = self.struck_blocks.saturating_sub(1);
        }
        if self.note.is_some() && matches!(name, "li" | "div" | "section" | "aside") {
            self.note = None;
        }
    }

    fn end_mark(&mut self, is_it: fn(&MarkKind) -> bool) {
        let Some(at) = self.open.iter().rposition(|(k, _)| is_it(k)) else { return };
        let (kind, start) = self.open.remove(at);
        let span = Span::new(start.max(self.start), self.text.len());
        if span.start < span.end {
            self.marks.push(Mark { span, kind });
        }
    }

    fn close_container(&mut self, name: &str) {
        let is_it: fn(&Around) -> bool = match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => |a| matches!(a, Around::Heading(_)),
            "ul" | "ol" | "dl" => |a| matches!(a, Around::List(_)),
            "li" | "dt" | "dd" => {
                self.enumerator = None;
                |a| *a == Around::Item
            }
            "blockquote" => |a| *a == Around::Quote,
            "td" | "th" => |a| *a == Around::Cell,
            "table" | "thead" => {
                self.tables.close(name);
                return;
            }
            _ => return,
        };
        if let Some(at) = self.around.iter().rposition(is_it) {
            self.around.remove(at);
        }
        if matches!(name, "td" | "th") {
            self.tables.close_cell();
        }
    }

    /// Ends the open block, where it has any text, and starts the next.
    fn break_block(&mut self) {
        self.pending_space = false;
        self.pending_break = false;
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
        let struck = self.struck_blocks > 0
            || marks
                .iter()
                .any(|m| m.kind == MarkKind::Struck && m.span.start == span.start && m.span.end == span.end);
        let count = |is_it: fn(&Around) -> bool| {
            u8::try_from(self.around.iter().filter(|a| is_it(a)).count()).unwrap_or(u8::MAX)
        };
        let block = Block {
            struck,
            enumerator: self.enumerator.take().or_else(|| printed(&self.text, span)),
            quoted: count(|a| *a == Around::Quote),
            cell: self.tables.cell(),
            note: self.note.clone(),
            marks,
            ..Block::new(self.kind(count(|a| *a == Around::Item)), span)
        };
        self.blocks.push(block);
        self.text.push('\n');
        self.start = self.text.len();
    }

    /// What a block is: the innermost of what encloses it, a heading before all.
    fn kind(&self, items: u8) -> BlockKind {
        if let Some(level) = self.around.iter().rev().find_map(|a| match a {
            Around::Heading(level) => Some(*level),
            _ => None,
        }) {
            return BlockKind::Heading(level);
        }
        if self.note.is_some() {
            return BlockKind::Note;
        }
        match self.around.iter().rev().find(|a| !matches!(a, Around::List(_))) {
            Some(Around::Quote) => BlockKind::Quote,
            Some(Around::Item) => BlockKind::Item(items),
            Some(Around::Cell) => BlockKind::Cell,
            _ => BlockKind::Paragraph,
        }
    }

    /// Reads what a `<pre>` held, as a text in hard lines.
    fn end_verbatim(&mut self) {
        self.verbatim.depth = self.verbatim.depth.saturating_sub(1);
        if self.verbatim.depth > 0 {
            return;
        }
        let raw = std::mem::take(&mut self.verbatim.raw);
        lines::paragraphs(&raw, &mut |paragraph| {
            self.push(&paragraph.words);
            self.break_block();
        });
    }

    /// Whether an element is the mark of a footnote: a raised figure that links to a place on the page, or such a link
    /// of a few characters in brackets. Its figure is left out of the text, where it would be read as part of a number
    /// or a word; a mark keeps its place.
    fn is_note_mark(&mut self, element: &Element, node: ego_tree::NodeRef<'_, Node>) -> bool {
        let Some(target) = note_target(element, node) else { return false };
        let at = self.text.len();
        if at == self.start {
            // At the start of a block a figure names the note that follows, and leads back.
            return false;
        }
        self.notes.insert(target.clone());
        self.marks.push(Mark { span: Span::new(at, at), kind: MarkKind::Note(target) });
        true
    }

    /// Opens a footnote where an element is the place that a mark has led to.
    fn open_note(&mut self, element: &Element) {
        if self.notes.is_empty() {
            return;
        }
        let name = element.attr("id").or_else(|| element.attr("name")).unwrap_or("");
        if self.notes.contains(name) {
            if !is_block(element.name()) {
                self.break_block();
            }
            self.note = Some(name.to_owned());
        }
    }
}

/// A figure in a footnote's mark is no longer than this, brackets counted.
const MAX_NOTE_MARK: usize = 6;

/// Where the mark of a footnote leads: the name of a place on the same page.
fn note_target(element: &Element, node: ego_tree::NodeRef<'_, Node>) -> Option<String> {
    let is_link = element.name() == "a";
    if !is_link && element.name() != "sup" {
        return None;
    }
    let link = if is_link {
        Some(element)
    } else {
        node.descendants().take(8).find_map(|n| n.value().as_element().filter(|e| e.name() == "a"))
    };
    let target = link?.attr("href")?.trim().strip_prefix('#').filter(|t| !t.is_empty())?;
    let mut figure = String::new();
    for text in node.descendants().take(8).filter_map(|n| n.value().as_text()) {
        figure.push_str(text.trim());
        if figure.len() > MAX_NOTE_MARK {
            return None;
        }
    }
    let bracketed = figure.starts_with('[') && figure.ends_with(']');
    let bare = figure.trim_matches(['[', ']', '(', ')']);
    let mark = !bare.is_empty() && bare.chars().all(|c| c.is_ascii_digit() || matches!(c, '*' | '†' | '‡'));
    (mark && (!is_link || bracketed)).then(|| target.to_owned())
}

fn is_struck(element: &Element) -> bool {
    element.attr("style").is_some_and(|s| s.to_ascii_lowercase().contains("line-through"))
}
