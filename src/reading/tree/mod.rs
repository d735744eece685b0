//! A document as a tree: parts, sections, paragraphs, items, table rows, quoted text.
//!
//! In: the blocks of a [`Layout`]. Out: a [`Tree`] of nodes with spans of the layout's text. What follows is known
//! only by reading the words as far as a profile's `structure.toml` and `close.toml` go; which policies are named is not
//! asked here.
//!
//! - A *parent keeps its lead-in*: items and tables stand under the paragraph that leads to them, and
//!   [`Tree::lead_ins`] gives its words. `The following are revoked:` over a list is one paragraph with items.
//! - *Run-in enumerations* are items too: `it is amended (1) by striking …; and (2) by inserting …`.
//! - *Quoted text* that runs over blocks is a node of its own under the words that bring it in, whose policy owns it;
//!   divisions and items within it count for it alone. Quotations within one block are spans only: [`Tree::quoted`].
//! - The *head* are the short lines before the first sentence; the *close* is signature, place and date together; what
//!   stands after the close is an *annex*.
//!
//! Building is linear in the blocks and their words.

mod build;
mod ends;
mod heading;
mod quoted;
mod runin;
#[cfg(test)]
mod tests;

pub use quoted::Quoted;

use crate::ground::{Span, WorkCounter};
use crate::profile::{Division, Profile};
use crate::source::{Block, Cell, Layout};

/// A node of a tree, by its place in document order; the document itself is the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeIx(pub(crate) u32);

impl NodeIx {
    /// The document.
    pub const ROOT: Self = Self(0);

    /// The node after it in document order.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Its place in document order.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NodeKind {
    /// The whole document.
    Document,
    /// Short lines before the first sentence: number, date, sender, address, subject, title.
    Head,
    /// Signature, place and date; notes on filing.
    Close,
    /// What stands after the close.
    Annex,
    /// What stands under a heading of the markup, of that level; [`Node::mark`] is its number where one is printed.
    Section(u8),
    /// A numbered division of running text: `Sec. 2. Revocation.`
    Division(Division),
    /// A paragraph; its own words lead to what stands under it.
    Paragraph,
    /// An item of a list, of the markup, with a printed mark, or run in.
    Item {
        /// Whether it stands within the paragraph of another.
        run_in: bool,
    },
    /// A quotation of the markup.
    BlockQuote,
    /// A table.
    Table,
    /// A row of a table; `head` where it heads the columns.
    Row {
        /// Whether all of its cells are heads.
        head: bool,
    },
    /// A cell of a row.
    Cell {
        /// Its place in the table.
        place: Cell,
        /// The cell that heads its column, nearest above.
        column: Option<NodeIx>,
    },
    /// Quoted text that runs over blocks. Its parent's own words bring it in, and name the policy whose text it is.
    Quoted,
    /// A footnote; the layout's block tells its mark.
    Note,
}

/// A stretch of a document and all that stands under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// What it is.
    pub kind: NodeKind,
    /// What it stands under; the document for the document itself.
    pub parent: NodeIx,
    /// One past the last node under it: what stands under it is `after` its own index up to here.
    pub after: NodeIx,
    /// From its first byte to the last byte of what stands under it.
    pub span: Span,
    /// Its own words, without mark and heading and without what stands under it.
    pub own: Span,
    /// The printed mark or number: `(a)`, `Sec. 2.`, `II`.
    pub mark: Option<Span>,
    /// The heading: words of the markup's heading, or set before the text of a division: `Revocation.`
    pub heading: Option<Span>,
    /// The block of the layout in which it starts; none for the document and for empty parts.
    pub block: Option<u32>,
}

/// A document as a tree, in document order.
#[derive(Clone, Debug)]
pub struct Tree {
    nodes: Vec<Node>,
    quoted: Quoted,
    /// The first block after the lines of the head.
    body: usize,
}

impl Tree {
    /// Builds the tree of a document.
    #[must_use]
    pub fn of(profile: &Profile, layout: &Layout) -> Self {
        Self::of_blocks(profile, &layout.text, &layout.blocks)
    }

    /// Builds the tree of some blocks of `text`: of a document, or of a field of its front matter.
    #[must_use]
    pub fn of_blocks(profile: &Profile, text: &str, blocks: &[Block]) -> Self {
        build::build(&profile.structure, text, blocks, &WorkCounter::default())
    }

    /// All nodes in document order, the document first.
    #[must_use]
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// One node.
    ///
    /// An index of another tree gives the document.
    #[must_use]
    pub fn node(&self, ix: NodeIx) -> &Node {
        static NONE: Node = Node {
            kind: NodeKind::Document,
            parent: NodeIx::ROOT,
            after: NodeIx::ROOT,
            span: Span::new(0, 0),
            own: Span::new(0, 0),
            mark: None,
            heading: None,
            block: None,
        };
        self.nodes.get(ix.index()).or(self.nodes.first()).unwrap_or(&NONE)
    }

    /// The nodes that stand directly under one, in order.
    pub fn children(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let after = self.node(ix).after;
        let first = NodeIx(ix.0 + 1);
        std::iter::successors(Some(first), |child| Some(self.node(*child).after))
            .take_while(move |child| *child < after)
    }

    /// The nodes above one, nearest first, the document last.
    pub fn ancestors(&self, ix: NodeIx) -> impl Iterator<Item = NodeIx> + '_ {
        let up = |ix: NodeIx| (ix != NodeIx::ROOT).then(|| self.node(ix).parent);
        std::iter::successors(up(ix), move |ix| up(*ix))
    }

    /// The words that lead to a node, nearest first: those of the paragraphs and items above it, and headings.
    pub fn lead_ins(&self, ix: NodeIx) -> impl Iterator<Item = Span> + '_ {
        self.ancestors(ix).flat_map(|above| {
            let node = self.node(above);
            [Some(node.own), node.heading].into_iter().flatten().filter(|s| s.start < s.end)
        })
    }

    /// The quotations of the text.
    #[must_use]
    pub const fn quoted(&self) -> &Quoted {
        &self.quoted
    }

    /// How many blocks of the layout stand before the first sentence: the lines of the head, and a heading over the
    /// first sentence that opens a section.
    #[must_use]
    pub const fn head_blocks(&self) -> usize {
        self.body
    }
}
