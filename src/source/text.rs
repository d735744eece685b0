//! Plain text: in hard lines, or with a paragraph a line.

use super::layout::{Block, BlockKind, Layout, Unit, printed};
use super::{Header, Record, lines};
use crate::ground::diag::Position;
use crate::ground::{Span, is_unprintable};

/// Reads one document.
pub(super) fn read(text: &str, sink: &mut dyn FnMut(Record)) -> Header {
    let mut layout = layout(text);
    let title = title(&layout).to_owned();
    let header = Header { title: Some(title.clone()).filter(|t| !t.is_empty()), ..Header::default() };
    layout.title = Unit { locator: "/title".to_owned(), text: title };
    sink(Record::Page(Box::new(layout)));
    header
}

/// The paragraphs of a text.
pub(super) fn layout(text: &str) -> Layout {
    let mut layout = Layout::default();
    lines::paragraphs(text, &mut |paragraph| {
        let start = layout.text.len();
        push(&mut layout.text, &paragraph.words);
        let span = Span::new(start, layout.text.len());
        if span.start < span.end {
            let enumerator = printed(&layout.text, span);
            layout.blocks.push(Block { enumerator, ..Block::new(BlockKind::Paragraph, span) });
            layout.text.push('\n');
        }
    });
    layout.text.truncate(layout.text.trim_end().len());
    text.clone_into(&mut layout.raw);
    layout.raw_at = Some(Position::of_offset(text.as_bytes(), 0));
    layout
}

/// Adds words, white space folded and invisible characters left out.
fn push(text: &mut String, words: &str) {
    let start = text.len();
    for word in words.split_whitespace() {
        if text.len() > start {
            text.push(' ');
        }
        text.extend(word.chars().filter(|c| !is_unprintable(*c)));
    }
}

/// A title is no longer than this, in bytes.
const MAX_TITLE: usize = 200;

/// The first line, where it is short and no sentence.
fn title(layout: &Layout) -> &str {
    let first = layout.blocks.first().map_or("", |b| layout.block_text(b));
    let line = first.len() <= MAX_TITLE && !first.ends_with(['.', ':', ';', ',']);
    if line && layout.blocks.len() > 1 { first } else { "" }
}
