//! Quotations of a text, within and over its paragraphs: what they hold is another's text, or is to become it.
//!
//! In: a text and the spans of its paragraphs. Out: the spans of quotations. A quotation that its paragraph leaves open
//! goes on over the next ones only where the words before it say that new text follows; each of these may open again.

use crate::ground::Span;
use crate::ground::boundary::{head, tail};
use crate::profile::Structure;

/// A quotation is followed over this many paragraphs.
const MAX_PARAGRAPHS: usize = 600;

/// An opening mark that is never closed is given up, this many times in one text.
const MAX_GIVEN_UP: usize = 32;

/// A quotation at the start of a paragraph that closes within so many bytes is a term, not a block that goes on.
const TERM: usize = 80;

/// Quotations of a text, by place.
#[derive(Clone, Debug, Default)]
pub struct Quoted {
    spans: Vec<Span>,
    /// Opening marks that nothing closes.
    pub unclosed: Vec<Span>,
}

/// The marks of one style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Curly,
    /// Two accents open, two apostrophes close.
    Typewriter,
    Straight,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    start: usize,
    style: Style,
    depth: u32,
    paragraph: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Opens(Style),
    Closes(Style),
}

impl Quoted {
    /// Finds the quotations of a text, `paragraphs` in order; linear in it.
    #[must_use]
    pub fn find(structure: &Structure, text: &str, paragraphs: &[Span]) -> Self {
        let mut quoted = Self::default();
        let mut open: Option<Open> = None;
        let mut at = 0;
        while let Some(paragraph) = paragraphs.get(at) {
            open = quoted
                .scan(text, at, *paragraph, open)
                .filter(|o| o.paragraph != at || carries_on(structure, text, paragraphs, at, *o));
            let lost = open.filter(|o| at + 1 == paragraphs.len() || at - o.paragraph >= MAX_PARAGRAPHS);
            at += 1;
            if let Some(lost) = lost {
                open = None;
                quoted.give_up(paragraphs, lost);
                if quoted.unclosed.len() < MAX_GIVEN_UP {
                    // What stands after the paragraph of the mark was read as quoted: read it again.
                    at = lost.paragraph + 1;
                }
            }
        }
        quoted
    }

    /// The mark counts to the end of its paragraph only.
    fn give_up(&mut self, paragraphs: &[Span], lost: Open) {
        let end = paragraphs.get(lost.paragraph).map_or(lost.start, |p| p.end);
        self.spans.retain(|s| s.start < lost.start);
        self.spans.push(Span::new(lost.start, end));
        self.unclosed.push(Span::new(lost.start, end));
    }

    fn scan(&mut self, text: &str, ix: usize, paragraph: Span, mut open: Option<Open>) -> Option<Open> {
        let words = paragraph.of(text);
        let mut skip = 0;
        if let Some(open) = open
            && let Some((Mark::Opens(style), width)) = mark(words, 0)
            && style == open.style
            && !is_term(words, style)
        {
            // Each paragraph of a block opens again.
            skip = width;
        }
        let chars = words.char_indices().filter(|(i, _)| *i >= skip);
        let mut floor = 0;
        for (i, c) in chars {
            if i < floor || !matches!(c, '“' | '”' | '"' | '`' | '\'') {
                continue;
            }
            let Some((found, width)) = mark(words, i) else { continue };
            floor = i + width;
            match (found, &mut open) {
                (Mark::Opens(style), None) => {
                    open = Some(Open { start: paragraph.start + i, style, depth: 1, paragraph: ix });
                }
                (Mark::Opens(style), Some(o)) if style == o.style => o.depth += 1,
                (Mark::Closes(style), Some(o)) if style == o.style => {
                    o.depth -= 1;
                    if o.depth == 0 {
                        self.spans.push(Span::new(o.start, paragraph.start + i + width));
                        open = None;
                    }
                }
                _ => {}
            }
        }
        open
    }

    /// The spans of all quotations, in order, marks counted.
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether the place is quoted.
    #[must_use]
    pub fn contains(&self, span: Span) -> bool {
        let ix = self.spans.partition_point(|s| s.end <= span.start);
        self.spans.get(ix).is_some_and(|s| s.start <= span.start)
    }

    /// The words of a paragraph with those that are quoted blotted out, byte for byte; the stop at the end of a
    /// quotation stays, since it ends the sentence.
    #[must_use]
    pub fn blot(&self, words: &str, at: usize) -> String {
        let mut bytes = words.as_bytes().to_vec();
        let first = self.spans.partition_point(|s| s.end <= at);
        for span in self.spans.iter().skip(first).take_while(|s| s.start < at + words.len()) {
            let start = span.start.max(at) - at;
            let end = span.end.min(at + words.len()) - at;
            let inner = words.get(start..end).unwrap_or("");
            let kept = inner.trim_end_matches(['”', '"', '\'', '’', '.', '?', '!']).len();
            if let Some(slice) = bytes.get_mut(start..start + kept) {
                slice.fill(b'x');
            }
        }
        String::from_utf8(bytes).unwrap_or_else(|_| words.to_owned())
    }
}

/// The mark at byte `i`, and its width in bytes.
fn mark(words: &str, i: usize) -> Option<(Mark, usize)> {
    let rest = words.get(i..)?;
    if rest.starts_with('“') {
        Some((Mark::Opens(Style::Curly), '“'.len_utf8()))
    } else if rest.starts_with('”') {
        Some((Mark::Closes(Style::Curly), '”'.len_utf8()))
    } else if rest.starts_with("``") {
        Some((Mark::Opens(Style::Typewriter), 2))
    } else if rest.starts_with("''") {
        Some((Mark::Closes(Style::Typewriter), 2))
    } else if rest.starts_with('"') {
        let before = words.get(..i)?.chars().next_back();
        let after = rest.get(1..)?.chars().next();
        let opens = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-'))
            && after.is_some_and(|c| !c.is_whitespace());
        Some((if opens { Mark::Opens(Style::Straight) } else { Mark::Closes(Style::Straight) }, 1))
    } else {
        None
    }
}

/// Whether a paragraph starts with a quoted term: `“Agency” means …`.
fn is_term(words: &str, style: Style) -> bool {
    let head = head(words, TERM);
    let close = match style {
        Style::Curly => "”",
        Style::Typewriter => "''",
        Style::Straight => "\"",
    };
    let first = match style {
        Style::Curly => '“'.len_utf8(),
        Style::Typewriter => 2,
        Style::Straight => 1,
    };
    // A block that ends with its one short paragraph closes at the paragraph's end.
    head.get(first..).and_then(|h| h.find(close)).is_some_and(|at| {
        words
            .get(first + at + close.len()..)
            .is_some_and(|rest| rest.chars().filter(|c| c.is_alphanumeric()).count() > 2)
    })
}

/// Whether a quotation that its paragraph leaves open may go on: one of text to be put somewhere.
fn carries_on(structure: &Structure, text: &str, paragraphs: &[Span], ix: usize, open: Open) -> bool {
    let Some(paragraph) = paragraphs.get(ix) else { return false };
    let before = text.get(paragraph.start..open.start).unwrap_or("").trim_end();
    let before = if before.is_empty() {
        ix.checked_sub(1).and_then(|i| paragraphs.get(i)).map_or("", |p| p.of(text))
    } else {
        before
    };
    let tail = tail(before, 120).to_lowercase();
    tail.ends_with([':', ',', '-', '—']) || structure.leads_to_new_text(&tail)
}
