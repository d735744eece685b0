//! The steps of reading as JSON: `pedigraph-layout/1` and `pedigraph-tree/1`, one document a line.

use super::enumerator;
use crate::reading::tree::{Node, NodeKind, Tree};
use crate::source::{self, BlockKind, FieldKind, MarkKind};
use serde::Serialize;
use std::io;

#[derive(Serialize)]
struct Layout<'a> {
    schema: &'static str,
    file: &'a str,
    locator: &'a str,
    title: &'a str,
    fields: Vec<Field<'a>>,
    blocks: Vec<Block<'a>>,
}

#[derive(Serialize)]
struct Field<'a> {
    key: &'a str,
    locator: &'a str,
    kind: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Block<'a> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<u8>,
    start: usize,
    end: usize,
    enumerator: Option<String>,
    struck: bool,
    quoted: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    cell: Option<Cell>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    marks: Vec<Mark<'a>>,
    text: &'a str,
}

#[derive(Serialize)]
struct Cell {
    table: u32,
    row: u32,
    column: u32,
    head: bool,
}

#[derive(Serialize)]
struct Mark<'a> {
    kind: &'static str,
    start: usize,
    end: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    target: Option<&'a str>,
}

#[derive(Serialize)]
struct TreeDocument<'a> {
    schema: &'static str,
    file: &'a str,
    locator: &'a str,
    nodes: Vec<TreeNode<'a>>,
    quotations: Vec<Quotation>,
}

#[derive(Serialize)]
struct TreeNode<'a> {
    kind: &'static str,
    parent: usize,
    after: usize,
    start: usize,
    end: usize,
    mark: Option<&'a str>,
    heading: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<usize>,
    #[serde(rename = "ownStart")]
    own_start: usize,
    #[serde(rename = "ownEnd")]
    own_end: usize,
    own: &'a str,
}

#[derive(Serialize)]
struct Quotation {
    start: usize,
    end: usize,
}

/// A layout, as one line of JSON.
pub(super) fn layout(file: &str, layout: &source::Layout) -> io::Result<String> {
    let fields = layout.front.iter().map(|field| Field {
        key: &field.key,
        locator: &field.locator,
        kind: match field.kind {
            FieldKind::Text => "text",
            FieldKind::Date(_) => "date",
            FieldKind::Number => "number",
            FieldKind::Flag => "flag",
        },
        text: &field.text,
    });
    let document = Layout {
        schema: "pedigraph-layout/1",
        file,
        locator: &layout.locator,
        title: &layout.title.text,
        fields: fields.collect(),
        blocks: layout.blocks.iter().map(|b| block(b, layout)).collect(),
    };
    Ok(serde_json::to_string(&document)?)
}

fn block<'a>(block: &'a source::Block, layout: &'a source::Layout) -> Block<'a> {
    let (kind, level) = match block.kind {
        BlockKind::Heading(level) => ("heading", Some(level)),
        BlockKind::Paragraph => ("paragraph", None),
        BlockKind::Item(level) => ("item", Some(level)),
        BlockKind::Quote => ("quote", None),
        BlockKind::Cell => ("cell", None),
        BlockKind::Note => ("note", None),
    };
    let marks = block.marks.iter().map(|mark| {
        let (kind, target) = match &mark.kind {
            MarkKind::Link(target) => ("link", Some(target.as_str())),
            MarkKind::Strong => ("strong", None),
            MarkKind::Struck => ("struck", None),
            MarkKind::Note(target) => ("note", Some(target.as_str())),
        };
        Mark { kind, start: mark.span.start, end: mark.span.end, target }
    });
    Block {
        kind,
        level,
        start: block.span.start,
        end: block.span.end,
        enumerator: enumerator(block, &layout.text),
        struck: block.struck,
        quoted: block.quoted,
        cell: block.cell.map(|c| Cell { table: c.table, row: c.row, column: c.column, head: c.head }),
        note: block.note.as_deref(),
        marks: marks.collect(),
        text: layout.block_text(block),
    }
}

/// A tree, as one line of JSON.
pub(super) fn tree(file: &str, layout: &source::Layout, tree: &Tree) -> io::Result<String> {
    let document = TreeDocument {
        schema: "pedigraph-tree/1",
        file,
        locator: &layout.locator,
        nodes: tree.nodes().iter().map(|n| node(n, &layout.text)).collect(),
        quotations: tree.quoted().spans().iter().map(|s| Quotation { start: s.start, end: s.end }).collect(),
    };
    Ok(serde_json::to_string(&document)?)
}

fn node<'a>(node: &Node, text: &'a str) -> TreeNode<'a> {
    TreeNode {
        kind: kind(node),
        parent: node.parent.index(),
        after: node.after.index(),
        start: node.span.start,
        end: node.span.end,
        mark: node.mark.map(|m| m.of(text)),
        heading: node.heading.map(|h| h.of(text)),
        column: match node.kind {
            NodeKind::Cell { column, .. } => column.map(|c| c.index()),
            _ => None,
        },
        own_start: node.own.start,
        own_end: node.own.end,
        own: node.own.of(text),
    }
}

/// A word for what a node is.
pub(super) const fn kind(node: &Node) -> &'static str {
    match node.kind {
        NodeKind::Document => "document",
        NodeKind::Head => "head",
        NodeKind::Close => "close",
        NodeKind::Annex => "annex",
        NodeKind::Section(_) => "section",
        NodeKind::Division(_) => "division",
        NodeKind::Paragraph => "paragraph",
        NodeKind::Item { run_in: false } => "item",
        NodeKind::Item { run_in: true } => "run-in item",
        NodeKind::BlockQuote => "quote",
        NodeKind::Table => "table",
        NodeKind::Row { head: true } => "head row",
        NodeKind::Row { head: false } => "row",
        NodeKind::Cell { .. } => "cell",
        NodeKind::Quoted => "quoted text",
        NodeKind::Note => "note",
    }
}
