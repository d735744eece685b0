//! Finds what a sentence quotes.

use crate::ground::Span;

/// The quotations of a sentence, left to right. One that the sentence leaves open runs to its end; one that it only
/// closes, from its start. A sentence that is one quotation as a whole has none.
pub(super) fn quotes(words: &str) -> Vec<Span> {
    let mut open: Option<(usize, u32)> = None;
    let mut straight: Option<usize> = None;
    let mut spans = Vec::new();
    let mut at = 0;
    while let Some(c) = words.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = words.get(at..).unwrap_or("");
        let (gpo_open, gpo_close) = (rest.starts_with("``"), rest.starts_with("''"));
        let width = if gpo_open || gpo_close { 2 } else { c.len_utf8() };
        if c == '“' || gpo_open {
            open = Some(open.map_or((at, 1), |(start, depth)| (start, depth + 1)));
        } else if c == '”' || gpo_close {
            match open {
                Some((start, 1)) => {
                    spans.push(Span::new(start, at + width));
                    open = None;
                }
                Some((start, depth)) => open = Some((start, depth - 1)),
                None if spans.is_empty() => spans.push(Span::new(0, at + width)),
                None => {}
            }
        } else if c == '"' && open.is_none() {
            straight = match straight {
                Some(start) => {
                    spans.push(Span::new(start, at + width));
                    None
                }
                None => Some(at),
            };
        }
        at += width;
    }
    if let Some((start, _)) = open {
        spans.push(Span::new(start, words.len()));
    }
    spans.sort_unstable();
    let outside = |span: &Span| {
        span.start + words.get(span.end..).unwrap_or("").trim_matches(['.', ' ', ',']).len() > 0
    };
    let mut floor = 0;
    spans.retain(|span| {
        let keep = outside(span) && span.start >= floor;
        floor = floor.max(span.end);
        keep
    });
    spans
}
