//! Blocks to nodes: a stack of what is open, closed by rank.

use super::ends::{self, Part};
use super::quoted::Quoted;
use super::runin::{self, RunIn};
use super::{Node, NodeIx, NodeKind, Tree, heading};
use crate::ground::{Span, WorkCounter};
use crate::profile::{Division, Structure};
use crate::source::enumerator::{self, PrintedMark};
use crate::source::{Block, BlockKind, Cell, Enumerator};

mod quotation;

use quotation::InQuotation;

/// How deep a node stands by its kind: opening one closes those of its own rank and of higher ones.
type Rank = u16;

const PART: Rank = 1;
/// A heading of level 1 has the next rank, and so on.
const HEADING: Rank = 10;
/// A part; sections have the fifth rank from here.
const DIVISION: Rank = 20;
const PARAGRAPH: Rank = 40;
/// An item at depth `d` has rank `ITEM + 2 d`; a further block of it the rank after.
const ITEM: Rank = 50;
/// Items deeper than this stand at this depth.
const MAX_DEPTH: Rank = 40;
const TABLE: Rank = 200;
const ROW: Rank = 201;
const LEAF: Rank = 300;

/// A list with printed marks that may go on.
#[derive(Clone, Copy, Debug)]
struct List {
    last: PrintedMark,
    parent: NodeIx,
    depth: Rank,
}

struct Builder<'a> {
    structure: &'a Structure,
    text: &'a str,
    blocks: &'a [Block],
    quoted: &'a Quoted,
    nodes: Vec<Node>,
    stack: Vec<(NodeIx, Rank)>,
    lists: Vec<List>,
    /// The depth under which items of the markup stand while their list goes on.
    items: Rank,
    in_list: bool,
    quotation: Option<InQuotation>,
    part: Part,
    table: Option<u32>,
    row: Option<u32>,
    /// The head cell of each column, while a table is read.
    columns: Vec<Option<NodeIx>>,
    /// The next quotation, as its place in `quoted`.
    next_quote: usize,
    work: &'a WorkCounter,
}

/// Builds the tree of some blocks, counting the steps in `work`.
pub(super) fn build(structure: &Structure, text: &str, blocks: &[Block], work: &WorkCounter) -> Tree {
    let (parts, body) = ends::parts(structure, text, blocks);
    let counted = blocks.iter().zip(&parts).filter(|(_, p)| matches!(p, Part::Body | Part::Annex));
    let spans: Vec<Span> = counted.map(|(b, _)| b.span).collect();
    let quoted = Quoted::find(structure, text, &spans);
    let mut builder = Builder {
        structure,
        text,
        blocks,
        quoted: &quoted,
        nodes: Vec::with_capacity(blocks.len() + 1),
        stack: Vec::new(),
        lists: Vec::new(),
        items: 0,
        in_list: false,
        quotation: None,
        part: Part::Body,
        table: None,
        row: None,
        columns: Vec::new(),
        next_quote: 0,
        work,
    };
    builder.open(NodeKind::Document, 0, Span::new(0, 0), None);
    for (ix, part) in parts.into_iter().enumerate() {
        builder.block(ix, part);
    }
    builder.end_quotation();
    builder.close_to(0);
    let nodes = builder.nodes;
    Tree { nodes, quoted, body }
}

impl Builder<'_> {
    fn next(&self) -> NodeIx {
        NodeIx(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX))
    }

    /// Closes what has this rank or a higher one, down to the floor of an open quotation.
    fn close_to(&mut self, rank: Rank) {
        let floor = self.quotation.as_ref().map_or(0, |q| q.floor);
        while self.stack.len() > floor && self.stack.last().is_some_and(|(_, r)| *r >= rank) {
            self.pop();
        }
    }

    fn pop(&mut self) {
        self.work.at(1);
        let after = self.next();
        let Some((ix, _)) = self.stack.pop() else { return };
        let span = self.nodes.get_mut(ix.index()).map(|node| {
            node.after = after;
            node.span
        });
        // What stands over it reaches as far.
        if let (Some(span), Some((above, _))) = (span, self.stack.last())
            && let Some(above) = self.nodes.get_mut(above.index())
        {
            if above.span.start == above.span.end {
                above.span.start = span.start;
            }
            above.span.end = above.span.end.max(span.end);
        }
    }

    fn top(&self) -> NodeIx {
        self.stack.last().map_or(NodeIx::ROOT, |(ix, _)| *ix)
    }

    /// Opens a node under the one that is open; the caller has closed what it closes.
    fn open(&mut self, kind: NodeKind, rank: Rank, span: Span, block: Option<usize>) -> NodeIx {
        let ix = self.next();
        self.nodes.push(Node {
            kind,
            parent: self.top(),
            after: NodeIx(ix.0.saturating_add(1)),
            span,
            own: span,
            mark: None,
            heading: None,
            block: block.and_then(|b| u32::try_from(b).ok()),
        });
        self.stack.push((ix, rank));
        ix
    }

    fn change(&mut self, ix: NodeIx, change: impl FnOnce(&mut Node)) {
        if let Some(node) = self.nodes.get_mut(ix.index()) {
            change(node);
        }
    }

    /// Ends the own words of a node before what stands within its block.
    fn end_own(&mut self, ix: NodeIx, at: usize) {
        let text = self.text;
        self.change(ix, |n| {
            let own = Span::new(n.own.start, n.own.end.min(at).max(n.own.start));
            n.own.end = own.start + own.of(text).trim_end().len();
        });
    }

    fn block(&mut self, ix: usize, part: Part) {
        let Some(block) = self.blocks.get(ix) else { return };
        self.leave_quotation(block.span.start);
        self.change_part(part, block.span);
        match part {
            Part::Head | Part::Close => {
                self.close_to(LEAF.min(PARAGRAPH));
                let line = self.open(NodeKind::Paragraph, PARAGRAPH, block.span, Some(ix));
                if matches!(block.kind, BlockKind::Heading(_)) {
                    self.change(line, |n| n.heading = Some(block.span));
                }
            }
            Part::Body | Part::Annex => self.content(ix, block),
        }
    }

    fn change_part(&mut self, part: Part, span: Span) {
        if part == self.part {
            return;
        }
        self.end_quotation();
        self.close_to(PART);
        self.forget_lists();
        self.part = part;
        let kind = match part {
            Part::Head => NodeKind::Head,
            Part::Close => NodeKind::Close,
            Part::Annex => NodeKind::Annex,
            Part::Body => return,
        };
        self.open(kind, PART, Span::new(span.start, span.start), None);
    }

    fn forget_lists(&mut self) {
        self.lists.clear();
        self.in_list = false;
    }

    fn content(&mut self, ix: usize, block: &Block) {
        if let Some(cell) = block.cell {
            self.cell(ix, block, cell);
            return;
        }
        (self.table, self.row) = (None, None);
        let opening = self.opening(block);
        if let Some(quote) = opening.filter(|q| self.starts_block(block, q.start)) {
            self.enter_quotation(quote, Span::new(block.span.start, block.span.start), Some(ix));
        }
        if !matches!(block.kind, BlockKind::Item(_)) {
            self.in_list = false;
        }
        match block.kind {
            BlockKind::Heading(level) => self.heading(ix, block, level),
            BlockKind::Item(level) => self.item(ix, block, level),
            BlockKind::Quote => self.leaf(NodeKind::BlockQuote, ix, block.span),
            BlockKind::Note => {
                self.close_to(PARAGRAPH);
                self.leaf(NodeKind::Note, ix, block.span);
            }
            BlockKind::Paragraph | BlockKind::Cell => self.paragraph(ix, block),
        }
        if let Some(quote) = opening.filter(|q| !self.starts_block(block, q.start)) {
            // The words before the mark bring the new text in.
            let ix = self.top();
            self.end_own(ix, quote.start);
            let inner = Span::new(quote.start, block.span.end);
            self.enter_quotation(quote, inner, None);
            self.open(NodeKind::Paragraph, PARAGRAPH, inner, None);
        }
    }

    /// Opens a node that nothing stands under.
    fn leaf(&mut self, kind: NodeKind, ix: usize, span: Span) {
        self.close_to(LEAF);
        self.open(kind, LEAF, span, Some(ix));
    }

    fn heading(&mut self, ix: usize, block: &Block, level: u8) {
        self.close_to(HEADING + Rank::from(level));
        self.forget_lists();
        let division = self.structure.division(block.span.of(self.text));
        let number = division.map(|d| d.number.shift(block.span.start)).or(match block.enumerator {
            Some(Enumerator::Printed(mark)) => Some(mark),
            _ => None,
        });
        let section = self.open(NodeKind::Section(level), HEADING + Rank::from(level), block.span, Some(ix));
        self.change(section, |n| {
            n.heading = Some(block.span);
            n.mark = number;
            n.own = Span::new(block.span.end, block.span.end);
        });
    }

    fn paragraph(&mut self, ix: usize, block: &Block) {
        let words = block.span.of(self.text);
        let marks = words.len() - words.trim_start_matches(['`', '“', '"', '‘']).len();
        if let Some(division) = self.structure.division(words.get(marks..).unwrap_or("")) {
            self.division(ix, block, division.kind, division.label.shift(block.span.start + marks));
            return;
        }
        match block.enumerator {
            Some(Enumerator::Printed(mark)) => self.marked(ix, block.span, mark),
            _ => {
                self.close_to(PARAGRAPH);
                self.words(NodeKind::Paragraph, PARAGRAPH, ix, block.span, None);
            }
        }
    }

    /// `Sec. 2. Revocation. (a) Executive Order …`
    fn division(&mut self, ix: usize, block: &Block, kind: Division, label: Span) {
        let rank = DIVISION + kind as Rank;
        self.close_to(rank);
        self.forget_lists();
        let section = self.open(NodeKind::Division(kind), rank, block.span, Some(ix));
        let mut rest = trimmed(self.text, Span::new(label.end, block.span.end), true);
        let heading =
            heading::at_start(&self.structure.wording, rest.of(self.text), true).map(|s| s.shift(rest.start));
        if let Some(heading) = heading {
            rest = trimmed(self.text, Span::new(heading.end, rest.end), true);
        }
        self.change(section, |n| {
            n.mark = Some(label);
            n.heading = heading;
            n.own = Span::new(rest.start, rest.start);
        });
        if rest.start == rest.end {
            return;
        }
        match enumerator::at_start(rest.of(self.text)) {
            Some(mark) => self.marked(ix, rest, Span::new(rest.start, rest.start + mark.len)),
            None => {
                self.words(NodeKind::Paragraph, PARAGRAPH, ix, rest, None);
            }
        }
    }

    /// A paragraph that starts with a printed mark.
    fn marked(&mut self, ix: usize, span: Span, at: Span) {
        let Some(mark) = self.text.get(at.start..span.end).and_then(enumerator::mark_at) else { return };
        let (rank, mark) = self.place(mark);
        let words = trimmed(self.text, Span::new(at.end, span.end), false);
        // "(b) Mission and Functions. (1) The office …": a heading, and an item within the item.
        let inner = heading::at_start(&self.structure.wording, words.of(self.text), false)
            .map(|s| s.shift(words.start))
            .and_then(|heading| {
                let rest = trimmed(self.text, Span::new(heading.end, words.end), true);
                let mark = enumerator::at_start(rest.of(self.text)).filter(PrintedMark::is_first)?;
                Some((heading, rest, Span::new(rest.start, rest.start + mark.len)))
            });
        let Some((heading, rest, first)) = inner else {
            let mark = Some((mark, span.start.min(words.start)));
            let item = self.words(NodeKind::Item { run_in: false }, rank, ix, words, mark);
            self.change(item, |n| n.mark = Some(at));
            return;
        };
        let item = self.open(NodeKind::Item { run_in: false }, rank, span, Some(ix));
        self.change(item, |n| {
            n.mark = Some(at);
            n.heading = Some(heading);
            n.own = Span::new(rest.start, rest.start);
        });
        self.marked(ix, rest, first);
    }

    /// Where an item with a printed mark belongs: closes what it closes, and tells its rank and the reading of its mark.
    fn place(&mut self, mark: PrintedMark) -> (Rank, PrintedMark) {
        self.work.at(self.lists.len() + self.stack.len());
        let find = |is_it: &dyn Fn(&List) -> bool| self.lists.iter().rposition(is_it);
        let style = |list: &List| list.last.list_style() == mark.list_style();
        let in_item = self.stack.last().is_some_and(|(_, rank)| *rank >= ITEM);
        let known = find(&|list| mark.after(&list.last).is_some());
        // Bullets count nothing: they go on with a list only where no other paragraph stands between; so does a first
        // mark that stands in its own list again.
        let known = known.or_else(|| find(&style).filter(|_| !mark.is_first() && mark.value > 0 || in_item));
        if let Some(at) = known
            && let Some(list) = self.lists.get(at).copied()
        {
            let read = mark.after(&list.last).unwrap_or(mark);
            self.lists.truncate(at + 1);
            self.reopen(list.parent, list.depth);
            if let Some(list) = self.lists.last_mut() {
                list.last = read;
            }
            return (ITEM + 2 * list.depth, read);
        }
        if let Some(at) = find(&style) {
            self.lists.truncate(at);
        }
        // A new list stands under what leads to it.
        let depth = self.depth();
        self.close_to(ITEM + 2 * depth);
        self.lists.push(List { last: mark, parent: self.top(), depth });
        (ITEM + 2 * depth, mark)
    }

    /// The depth of a list that starts here.
    fn depth(&self) -> Rank {
        let rank = self.stack.last().map_or(0, |(_, rank)| *rank);
        if (ITEM..TABLE).contains(&rank) { ((rank - ITEM) / 2 + 1).min(MAX_DEPTH) } else { 0 }
    }

    /// Makes `parent` the open node. Where it was closed by paragraphs between two items of its list, they become its own.
    fn reopen(&mut self, parent: NodeIx, depth: Rank) {
        let at = self.stack.iter().position(|(ix, _)| *ix == parent);
        if at.is_some() {
            self.close_to(ITEM + 2 * depth);
            return;
        }
        let Some(node) = self.nodes.get(parent.index()) else { return };
        let (above, mut child) = (node.parent, node.after);
        if !self.stack.iter().any(|(ix, _)| *ix == above) {
            self.close_to(ITEM + 2 * depth);
            return;
        }
        let rank = if matches!(node.kind, NodeKind::Paragraph) { PARAGRAPH } else { ITEM + 2 * depth - 1 };
        while self.stack.last().is_some_and(|(ix, _)| *ix != above) {
            self.pop();
        }
        let end = self.next();
        let mut reach = node_end(&self.nodes, parent);
        while child < end {
            let Some(node) = self.nodes.get_mut(child.index()) else { break };
            self.work.at(1);
            node.parent = parent;
            reach = reach.max(node.span.end);
            child = node.after;
        }
        self.change(parent, |n| n.span.end = reach);
        self.stack.push((parent, rank));
    }

    /// An item of the markup.
    fn item(&mut self, ix: usize, block: &Block, level: u8) {
        if !std::mem::replace(&mut self.in_list, true) {
            self.items = self.depth();
        }
        let depth = (self.items + Rank::from(level.saturating_sub(1))).min(MAX_DEPTH);
        let Some(enumerator) = block.enumerator else {
            let rank = ITEM + 2 * depth + 1;
            self.close_to(rank);
            self.words(NodeKind::Paragraph, rank, ix, block.span, None);
            return;
        };
        self.close_to(ITEM + 2 * depth);
        let (mark, words) = match enumerator {
            Enumerator::Printed(mark) => (Some(mark), block.words(self.text)),
            Enumerator::Bullet | Enumerator::Counted(_) => (printed_inside(self.text, block), block.span),
        };
        let item = self.words(NodeKind::Item { run_in: false }, ITEM + 2 * depth, ix, words, None);
        self.change(item, |n| n.mark = mark);
    }

    /// Opens a node over words, and under it the items that run in; `mark` is its printed mark, with where that starts.
    fn words(
        &mut self,
        kind: NodeKind,
        rank: Rank,
        ix: usize,
        span: Span,
        mark: Option<(PrintedMark, usize)>,
    ) -> NodeIx {
        self.work.at(span.end - span.start);
        let start = mark.map_or(span.start, |(_, start)| start);
        let node = self.open(kind, rank, Span::new(start, span.end), Some(ix));
        self.change(node, |n| n.own = span);
        let marks = runin::find(self.structure, self.text, span, mark.map(|(mark, _)| mark), self.quoted);
        for (at, RunIn { span: run, mark }) in marks.iter().enumerate() {
            let end = marks.get(at + 1).map_or(span.end, |next| next.span.start);
            let own = trimmed(self.text, Span::new(run.end, end), false);
            if at == 0 {
                self.end_own(node, run.start);
            }
            let (rank, _) = self.place(*mark);
            let item = self.open(NodeKind::Item { run_in: true }, rank, own, Some(ix));
            self.change(item, |n| {
                n.mark = Some(*run);
                n.span.start = run.start;
            });
        }
        node
    }

    fn cell(&mut self, ix: usize, block: &Block, cell: Cell) {
        if self.table != Some(cell.table) {
            let leads = self.text.get(..block.span.start).unwrap_or("").trim_end().ends_with([':', '—']);
            self.close_to(if leads { TABLE } else { PARAGRAPH });
            self.open(NodeKind::Table, TABLE, Span::new(block.span.start, block.span.start), Some(ix));
            (self.table, self.row) = (Some(cell.table), None);
            self.columns.clear();
        }
        if self.row != Some(cell.row) {
            self.close_to(ROW);
            let row = self.blocks.get(ix..).unwrap_or_default();
            let mut row =
                row.iter().map_while(|b| b.cell.filter(|c| c.table == cell.table && c.row == cell.row));
            let head = row.all(|c| c.head);
            self.open(NodeKind::Row { head }, ROW, Span::new(block.span.start, block.span.start), Some(ix));
            self.row = Some(cell.row);
        }
        let column = self.columns.get(cell.column as usize).copied().flatten();
        self.leaf(NodeKind::Cell { place: cell, column }, ix, block.span);
        let in_head = self.stack.iter().rev().nth(1).and_then(|(row, _)| self.nodes.get(row.index()));
        if in_head.is_some_and(|row| row.kind == NodeKind::Row { head: true }) {
            let at = cell.column as usize;
            if self.columns.len() <= at {
                self.columns.resize(at + 1, None);
            }
            let top = self.top();
            if let Some(slot) = self.columns.get_mut(at) {
                *slot = Some(top);
            }
        }
    }
}

/// The mark printed within an item of the markup: `- (a) First`.
fn printed_inside(text: &str, block: &Block) -> Option<Span> {
    let mark = enumerator::at_start(block.span.of(text))?;
    Some(Span::new(block.span.start, block.span.start + mark.len))
}

fn node_end(nodes: &[Node], ix: NodeIx) -> usize {
    nodes.get(ix.index()).map_or(0, |n| n.span.end)
}

/// A span without the blanks at its start; with `stops`, without stops and dashes there too.
fn trimmed(text: &str, span: Span, stops: bool) -> Span {
    let words = span.of(text);
    let rest = words.trim_start_matches(|c: char| {
        c.is_whitespace() || (stops && matches!(c, '.' | ':' | '—' | '–' | '-' | ')' | '_'))
    });
    let end = span.end - (words.len() - words.trim_end().len());
    let start = (span.end - rest.len()).min(end);
    Span::new(start, end.max(start))
}
