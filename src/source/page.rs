//! A page as text: blocks, and the marks on them.

use crate::ground::Span;
use crate::ground::diag::Position;

/// What a block is.
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
    /// A table cell.
    Cell,
}

/// A stretch of text between two breaks of the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where, in the page's text.
    pub span: Span,
    /// Whether all of it is struck through.
    pub struck: bool,
    /// Links and emphasis, by start.
    pub marks: Vec<Mark>,
}

/// A stretch of text that the markup singles out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Where, in the page's text.
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
}

/// One further text of a page: its title, its summary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// A JSON Pointer.
    pub locator: String,
    /// The text.
    pub text: String,
}

/// A page that lists or describes policies.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The page's own URL, as written; relative links rest on it where it is absolute.
    pub url: Option<String>,
    /// Its title.
    pub title: Unit,
    /// Its summary.
    pub summary: Unit,
    /// Short texts beside it that name what it is about: cards and featured links of its front matter.
    pub cards: Vec<Unit>,
    /// Where [`Page::text`] stands: a JSON Pointer, empty for a page that is a file.
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

impl Page {
    /// The texts that can be quoted, each with its locator.
    #[must_use]
    pub fn texts(&self) -> Vec<(&str, &str)> {
        let units = [&self.title, &self.summary].into_iter().chain(&self.cards);
        units
            .map(|unit| (&unit.locator, &unit.text))
            .chain([(&self.locator, &self.text)])
            .filter(|(_, text)| !text.is_empty())
            .map(|(locator, text)| (locator.as_str(), text.as_str()))
            .collect()
    }

    /// The text of a block.
    #[must_use]
    pub fn block_text(&self, block: &Block) -> &str {
        block.span.of(&self.text)
    }

    /// The position in the file of a stretch of the page's text.
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
