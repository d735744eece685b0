//! HTML of FederalRegister.gov: the body of a page, in which citations are links.
//!
//! Loose text before the first heading is the order's heading, a line each; page marks are elements of class
//! `unprinted-element` and are left out.

use super::gpo_html::document_number;
use super::{OrderText, Part};
use crate::ground::diag::Diagnostic;
use crate::profile::Structure;
use crate::source::html::{self, guard};
use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use scraper::{Html, Node};

/// Reads a page.
pub(super) fn read(structure: &Structure, text: &str, report: &mut dyn FnMut(Diagnostic)) -> OrderText {
    let limited = guard::limit(text, html::MAX_DEPTH);
    if limited.dropped > 0 {
        report(Diagnostic::warning("nested-too-deep", format!("{} tags were left out", limited.dropped)));
    }
    let tree = Html::parse_document(&limited.markup);
    let mut state = State::new(structure);
    for edge in tree.root_element().traverse() {
        match edge {
            Edge::Open(node) => state.open(node),
            Edge::Close(node) => state.close(node),
        }
    }
    state.flush();
    state.order
}

struct State<'s> {
    structure: &'s Structure,
    order: OrderText,
    words: String,
    /// Elements that are left out, open around this place.
    hidden: usize,
    /// Paragraphs and headings, open around this place.
    blocks: usize,
    heading: bool,
    body: bool,
    closed: bool,
}

fn is_hidden(node: &NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|e| {
        matches!(e.name(), "script" | "style" | "head" | "title" | "noscript")
            || e.classes().any(|c| c == "unprinted-element" || c == "document-graphic")
    })
}

fn is_block(node: &NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|e| {
        matches!(e.name(), "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "li" | "td" | "th" | "blockquote")
    })
}

impl<'s> State<'s> {
    fn new(structure: &'s Structure) -> Self {
        let (order, words) = (OrderText::default(), String::new());
        Self { structure, order, words, hidden: 0, blocks: 0, heading: false, body: false, closed: false }
    }

    fn open(&mut self, node: NodeRef<'_, Node>) {
        self.hidden += usize::from(is_hidden(&node));
        if is_block(&node) {
            self.flush();
            self.blocks += 1;
            self.heading = node.value().as_element().is_some_and(|e| e.name().starts_with('h'));
        } else if node
            .value()
            .as_element()
            .is_some_and(|e| matches!(e.name(), "div" | "br" | "table" | "tr" | "ul" | "ol"))
        {
            self.flush();
        }
        if self.hidden > 0 {
            return;
        }
        let Some(text) = node.value().as_text() else { return };
        if self.blocks > 0 {
            self.words.push_str(text);
            return;
        }
        // Loose text: a line of the source is a line of the page.
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            self.words.push_str(line);
            if lines.peek().is_some() {
                self.flush();
            }
        }
    }

    fn close(&mut self, node: NodeRef<'_, Node>) {
        if is_block(&node) {
            self.flush();
            self.blocks = self.blocks.saturating_sub(1);
            self.heading = false;
        }
        self.hidden -= usize::from(is_hidden(&node)).min(self.hidden);
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.words);
        let bare = words.trim();
        if bare.is_empty() {
            return;
        }
        let loose = self.blocks == 0;
        if self.order.document_number.is_none() {
            self.order.document_number = document_number(self.structure, bare);
        }
        let last = self.order.paragraphs.last().map(|p| p.part);
        let part = if self.closed {
            let filed = self.structure.is_filing(bare) || bare.len() < 30 && loose;
            if filed { Part::Close } else { Part::Annex }
        } else if self.structure.place(bare).is_some() {
            self.closed = true;
            Part::Close
        } else if last.is_none() {
            Part::Heading
        } else if self.heading && !self.body && last == Some(Part::Heading) {
            Part::Title
        } else if loose && last == Some(Part::Title) && !self.body {
            self.order.extend(bare);
            return;
        } else if loose && self.body && bare.len() <= 3 {
            // The mark of the signature: "wj", "B".
            Part::Close
        } else {
            self.body = true;
            Part::Body
        };
        self.order.push(part, bare);
    }
}
