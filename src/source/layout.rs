//! A document as text: blocks, the marks on them, and the fields beside it.

use super::enumerator;
use crate::ground::Span;
use crate::ground::diag::Position;
use crate::model::PartialDate;
use std::collections::BTreeSet;

/// What a block is, by the markup alone: nothing is said here of what its words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A heading of that level, 1 to 6.
    Heading(u8),
    /// A paragraph, or anything that is none of the others.
    Paragraph,
    /// A list item, or a part of one; the depth of nesting counts from 1.
    Item(u8),
    /// A block within a quotation.
    Quote,
    /// A table cell, or a part of one; [`Block::cell`] tells where.
    Cell,
    /// A footnote, or a part of one; [`Block::note`] tells its mark.
    Note,
}

/// What counts an item off from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enumerator {
    /// A bullet of the markup, which the text does not hold.
    Bullet,
    /// The number that an ordered list of the markup gives; the text does not hold it.
    Counted(u32),
    /// Printed at the start of the block: `(a)`, `1.`, `•`. The span is that of the mark alone.
    Printed(Span),
}

/// Where a cell stands. Rows and columns count from 0 over the whole table, spans of cells counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Which table of the document, in order.
    pub table: u32,
    /// Its row.
    pub row: u32,
    /// Its first column.
    pub column: u32,
    /// Whether it heads a column or a row: `th`, a cell in `thead`, a first row all in bold.
    pub head: bool,
}

/// What the container itself says of a block, where its format has a name for it (the elements of GPO's XML).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The line that names kind, number and date.
    Heading,
    /// The title.
    Title,
    /// The text itself.
    Body,
    /// Signature, place, date, filing notes.
    Close,
    /// What stands after the signature.
    Annex,
}

/// A stretch of text between two breaks of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where, in [`Layout::text`]; a printed enumerator is part of it.
    pub span: Span,
    /// Whether all of it is struck through.
    pub struck: bool,
    /// What counts it off; none for a further block of the same item.
    pub enumerator: Option<Enumerator>,
    /// How deep it stands in quotations of the markup, 0 for none.
    pub quoted: u8,
    /// Its place in a table.
    pub cell: Option<Cell>,
    /// The mark of the footnote that it is, as links to it name it.
    pub note: Option<String>,
    /// What the container calls it.
    pub role: Option<Role>,
    /// Links and emphasis, by start.
    pub marks: Vec<Mark>,
}

impl Block {
    /// A block of one kind, with nothing else known of it.
    #[must_use]
    pub const fn new(kind: BlockKind, span: Span) -> Self {
        Self {
            kind,
            span,
            struck: false,
            enumerator: None,
            quoted: 0,
            cell: None,
            note: None,
            role: None,
            marks: Vec::new(),
        }
    }

    /// A block of the same kind and place over other words, without marks.
    #[must_use]
    pub fn over(&self, span: Span) -> Self {
        Self {
            struck: self.struck,
            quoted: self.quoted,
            cell: self.cell,
            role: self.role,
            ..Self::new(self.kind, span)
        }
    }

    /// The words after a printed enumerator; all of them where there is none.
    #[must_use]
    pub fn words(&self, text: &str) -> Span {
        let Some(Enumerator::Printed(mark)) = self.enumerator else { return self.span };
        let rest = text.get(mark.end..self.span.end).unwrap_or("");
        Span::new(self.span.end - rest.trim_start().len(), self.span.end)
    }
}

/// A stretch of text that the markup singles out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where, in the layout's text.
    pub span: Span,
    /// How.
    pub kind: MarkKind,
}

/// How markup singles a stretch out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// A link, with its target as written.
    Link(String),
    /// Bold.
    Strong,
    /// Struck through.
    Struck,
    /// The mark of a footnote, as its link names it. Its figure is no part of the text: the span is empty and tells
    /// where it stood.
    Note(String),
}

/// One further text of a document: its title, its summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// A JSON Pointer.
    pub locator: String,
    /// The text.
    pub text: String,
}

/// What kind of value a field of the front matter holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words.
    Text,
    /// A day, month or year in ISO form: `2025-03-01`, with or without a time.
    Date(PartialDate),
    /// A number.
    Number,
    /// True or false.
    Flag,
}

/// One value of the front matter, or of what a feed or a table says beside the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The nearest name above the value, as written: `title`, `policy-publish-date`. Values of a list share that of
    /// the list.
    pub key: String,
    /// Where the value stands: a JSON Pointer, as `/featured_links/resources/0/title`.
    pub locator: String,
    /// The value as text: markup reduced, white space folded within a line.
    pub text: String,
    /// What it is.
    pub kind: FieldKind,
    /// The blocks of a text that has lines or markup of its own; one block otherwise.
    pub blocks: Vec<Block>,
}

/// A document as text: what every container format gives.
///
/// In: bytes of one document. Out: its text with markup reduced, the blocks of it in order, and the fields that stand
/// beside it. Every span counts bytes of [`Layout::text`], and each locator names one text that can be quoted.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The document's own URL, as written; relative links rest on it where it is absolute.
    pub url: Option<String>,
    /// Its title.
    pub title: Unit,
    /// Its summary.
    pub summary: Unit,
    /// Short texts beside it that name what it is about: cards and featured links of its front matter.
    pub cards: Vec<Unit>,
    /// All that its front matter says, in the order of the file.
    pub front: Vec<Field>,
    /// Where [`Layout::text`] stands: a JSON Pointer, empty for a document that is a file.
    pub locator: String,
    /// The text, markup reduced: white space folded within a block, one line break between blocks.
    pub text: String,
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// The markup, for telling positions.
    pub(super) raw: String,
    /// Where the markup starts in its file.
    pub(super) raw_at: Option<Position>,
    /// The markup as a string of JSON, with its quotes, where that is what the file holds.
    pub(super) raw_json: Option<Box<str>>,
}

impl Layout {
    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        let units = [&self.title, &self.summary].into_iter().chain(&self.cards);
        let mut known: BTreeSet<&str> = BTreeSet::new();
        let texts = units.map(|unit| (unit.locator.as_str(), unit.text.as_str()));
        texts
            .chain(self.front.iter().map(|field| (field.locator.as_str(), field.text.as_str())))
            .chain([(self.locator.as_str(), self.text.as_str())])
            .filter(|(locator, text)| !text.is_empty() && known.insert(locator))
            .collect()
    }

    /// The first value of a field by its key, whatever its case and whether words are joined by `-`, `_` or nothing.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&Field> {
        self.front.iter().find(|field| same_key(&field.key, key))
    }

    /// The text of a block.
    #[must_use]
    pub fn block_text(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }

    /// The position in the file of a stretch of the text.
    ///
    /// Markup keeps no positions once it is a tree, so the words are looked for again: the same occurrence of the
    /// same words in the markup, counted from its start. Where that fails, the start of the content.
    #[must_use]
    pub fn position(&self, span: Span) -> Option<Position> {
        let start = self.raw_at?;
        let words = span.of(&self.text);
        if words.is_empty() {
            return Some(start);
        }
        let found = self.find_in_markup(span, words).or_else(|| {
            // Markup within the words hides them: their first four, then the first alone.
            let head =
                words.match_indices(' ').nth(3).map_or(words, |(i, _)| words.get(..i).unwrap_or(words));
            self.find_in_markup(span, head).or_else(|| self.find_in_markup(span, words.split(' ').next()?))
        });
        let Some(at) = found else { return Some(start) };
        Some(match &self.raw_json {
            Some(literal) => start.then(super::json::position_in_string(literal, at)),
            // The markup starts a line of its file: only the lines before it are missing.
            None => start.plus(Position::of_offset(self.raw.as_bytes(), at)),
        })
    }

    /// The byte offset in the markup of the same occurrence of the same words.
    fn find_in_markup(&self, span: Span, words: &str) -> Option<usize> {
        let before = self.text.get(..span.start).unwrap_or("");
        let occurrence = before.matches(words).count();
        self.raw.match_indices(words).nth(occurrence).map(|(at, _)| at)
    }
}

/// Whether two keys are one: `policy-publish-date`, `policy_publish_date`, `policyPublishDate`.
#[must_use]
pub fn same_key(one: &str, other: &str) -> bool {
    let letters = |key: &str| {
        let bare = key.chars().filter(|c| c.is_alphanumeric());
        bare.flat_map(char::to_lowercase).collect::<String>()
    };
    letters(one) == letters(other)
}

/// The mark printed at the start of a block, after the mark of a quotation where there is one.
pub(super) fn printed(text: &str, span: Span) -> Option<Enumerator> {
    let words = span.of(text);
    let inner = words.trim_start_matches(['`', '“', '"', '‘']);
    let at = span.start + (words.len() - inner.len());
    enumerator::at_start(inner).map(|mark| Enumerator::Printed(Span::new(at, at + mark.len)))
}
