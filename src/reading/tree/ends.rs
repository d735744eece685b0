//! Where the head of a document ends, where its close begins, and what stands after it.

use crate::ground::Span;
use crate::profile::Structure;
use crate::source::{Block, BlockKind, Role};

/// A part of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Head,
    Body,
    Close,
    Annex,
}

/// The head has no more lines than this.
const MAX_HEAD: usize = 80;

/// A sentence has at least so many words, a line of a head that ends with a stop fewer.
const SENTENCE: usize = 12;

/// The close has no more lines than this.
const MAX_CLOSE: usize = 8;

/// The part of each block, and how many stand before the first sentence.
pub(super) fn parts(structure: &Structure, text: &str, blocks: &[Block]) -> (Vec<Part>, usize) {
    if blocks.iter().any(|b| b.role.is_some()) {
        return by_role(blocks);
    }
    let mut parts = vec![Part::Body; blocks.len()];
    let body = head(structure, text, blocks);
    // A heading right before the first sentence opens a section.
    let lines = match body.checked_sub(1).and_then(|i| blocks.get(i)) {
        Some(Block { kind: BlockKind::Heading(_), .. }) => body - 1,
        _ => body,
    };
    parts.iter_mut().take(lines).for_each(|p| *p = Part::Head);
    if let Some(close) = close(structure, text, blocks, body) {
        let mut closing = true;
        for (part, block) in parts.iter_mut().zip(blocks).skip(close) {
            let line = line(structure, block.span.of(text));
            closing = closing && line != Line::Other;
            *part = if closing || line == Line::Filing { Part::Close } else { Part::Annex };
        }
    }
    (parts, body)
}

fn by_role(blocks: &[Block]) -> (Vec<Part>, usize) {
    let part = |block: &Block| match block.role {
        Some(Role::Heading | Role::Title) => Part::Head,
        Some(Role::Close) => Part::Close,
        Some(Role::Annex) => Part::Annex,
        Some(Role::Body) | None => Part::Body,
    };
    let parts: Vec<Part> = blocks.iter().map(part).collect();
    let body = parts.iter().take_while(|p| **p == Part::Head).count();
    (parts, body)
}

/// How many lines stand before the first sentence; 0 where there is no sentence, or they are too many.
fn head(structure: &Structure, text: &str, blocks: &[Block]) -> usize {
    // A heading of the markup is a line, however long: "SUBJECT: Guidance on …".
    let starts_body = |b: &Block| {
        !matches!(b.kind, BlockKind::Heading(_))
            && (is_sentence(b.span.of(text)) || structure.division(b.span.of(text)).is_some())
    };
    let line = |b: &&Block| matches!(b.kind, BlockKind::Heading(_) | BlockKind::Paragraph) && !starts_body(b);
    let lines = blocks.iter().take(MAX_HEAD + 1).take_while(line).count();
    let sentence = blocks.get(lines).is_some_and(starts_body);
    if sentence && lines <= MAX_HEAD { lines } else { 0 }
}

/// Whether words are a sentence, not a line: they are many and some are small, or they end with a stop.
pub(super) fn is_sentence(words: &str) -> bool {
    let small = words.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count();
    let many = words.split_whitespace().nth(SENTENCE - 1).is_some();
    let stop = words.ends_with(['.', ':']) && words.split_whitespace().nth(4).is_some();
    (many || stop) && small >= 2
}

/// What a line may be to a close.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Signature,
    Place,
    PlaceAndDate,
    Date,
    Filing,
    Other,
}

fn line(structure: &Structure, words: &str) -> Line {
    match structure.place(words) {
        Some(true) => Line::PlaceAndDate,
        Some(false) => Line::Place,
        None if structure.is_filing(words) => Line::Filing,
        None if structure.is_signature_mark(words) || is_name(words) => Line::Signature,
        None if structure.dates.is_date(words) => Line::Date,
        None => Line::Other,
    }
}

/// Whether a line is the name of a person as instruments print it: `DWIGHT D. EISENHOWER`, `JOSEPH R. BIDEN JR.`
fn is_name(words: &str) -> bool {
    let bare = words.trim().trim_end_matches(',');
    let count = bare.split_whitespace().count();
    (2..=5).contains(&count)
        && bare.len() <= 40
        && bare.chars().all(|c| c.is_uppercase() || matches!(c, ' ' | '.' | '-' | '\'' | '’' | ','))
        && bare.split_whitespace().any(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 3)
}

/// The first block of the close: signature, place and date together. A place alone, or a line that begins with its
/// name, is none; a name alone is one only as the last line.
fn close(structure: &Structure, text: &str, blocks: &[Block], body: usize) -> Option<usize> {
    let from = body + 1;
    let lines: Vec<Line> =
        blocks.iter().skip(from).map(|b: &Block| line(structure, Span::of(b.span, text))).collect();
    let mut at = 0;
    while at < lines.len() {
        let run = lines.get(at..).unwrap_or_default();
        let run = run.iter().take(MAX_CLOSE).take_while(|l| **l != Line::Other);
        let (mut signature, mut place, mut date, mut count) = (false, false, false, 0);
        for line in run {
            count += 1;
            signature |= *line == Line::Signature;
            place |= matches!(line, Line::Place | Line::PlaceAndDate);
            date |= matches!(line, Line::Date | Line::PlaceAndDate);
        }
        let last = at + count == lines.len();
        if place && (date || signature) || signature && last {
            return Some(from + at);
        }
        at += count.max(1);
    }
    None
}
