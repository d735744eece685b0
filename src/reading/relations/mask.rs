//! A sentence with everything hidden that is no grammar: names of policies, quotes, parentheses, dates.
//!
//! Each hidden byte is replaced by one byte, so that every place keeps its offset.

use super::Named;
use crate::ground::Span;
use crate::profile::date;

/// Stands for the bytes of a policy's name.
pub(super) const NAME: u8 = 1;
/// Stands for the bytes of a quotation.
pub(super) const QUOTE: u8 = 2;
/// Stands for the bytes of an enumerator: `(a)`.
pub(super) const ENUMERATOR: u8 = 3;

/// Parentheses longer than this stay as they are, in bytes.
const MAX_PARENTHESIS: usize = 600;

/// How far before a parenthesis its noun is looked for, in bytes.
const LOOK_BACK: usize = 64;

/// How far behind a name its date and "as amended" are looked for, in bytes.
const WINDOW: usize = 64;

/// A masked sentence.
pub(super) struct Masked {
    /// As long as the sentence.
    pub(super) text: String,
    /// Which named policies can be seen, as indices of the caller, by place; with their spans in the sentence.
    pub(super) visible: Vec<(usize, Span)>,
}

/// Masks `sentence` of `text`. Names outside of it, or overlapping one before, are not seen.
pub(super) fn mask(text: &str, sentence: Span, named: &[Named]) -> Masked {
    let words = sentence.of(text);
    let mut bytes: Vec<u8> = words.bytes().map(|b| if b < 0x20 { b' ' } else { b }).collect();
    let mut visible = names_within(sentence, named);
    hide_quotes(words, &mut bytes);
    visible.retain(|(_, span)| bytes.get(span.start) != Some(&QUOTE));
    for (_, span) in &visible {
        fill(&mut bytes, *span, NAME);
    }
    // Dates stand before a parenthesis or behind it.
    for (_, span) in &visible {
        hide_behind(&mut bytes, span.end);
    }
    let references: Vec<usize> = visible
        .iter()
        .filter(|(ix, _)| named.get(*ix).is_some_and(|n| n.refers))
        .map(|(_, span)| span.end)
        .collect();
    hide_parentheses(words, &mut bytes, &references);
    visible.retain(|(_, span)| bytes.get(span.start) == Some(&NAME));
    for (_, span) in &visible {
        hide_behind(&mut bytes, span.end);
    }
    // Whole characters were replaced, so this is UTF-8; otherwise nothing can be read.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let visible = if text.is_empty() { Vec::new() } else { visible };
    Masked { text, visible }
}

fn names_within(sentence: Span, named: &[Named]) -> Vec<(usize, Span)> {
    let mut within: Vec<(usize, Span)> = named
        .iter()
        .enumerate()
        .filter(|(_, n)| sentence.contains(n.span) && n.span.start < n.span.end)
        .map(|(i, n)| (i, Span::new(n.span.start - sentence.start, n.span.end - sentence.start)))
        .collect();
    within.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
    let mut floor = 0;
    within.retain(|(_, span)| {
        let free = span.start >= floor;
        if free {
            floor = span.end;
        }
        free
    });
    within
}

fn fill(bytes: &mut [u8], span: Span, with: u8) {
    if let Some(slice) = bytes.get_mut(span.start..span.end) {
        slice.fill(with);
    }
}

/// Hides quotations. One that the sentence leaves open runs to its end; one that it only closes, from its start. A
/// sentence that is one quotation as a whole is not hidden.
fn hide_quotes(words: &str, bytes: &mut [u8]) {
    let mut open: Option<(usize, u32)> = None;
    let mut straight: Option<usize> = None;
    let mut spans = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = words.get(at..).unwrap_or("");
        let Some(c) = rest.chars().next() else { break };
        let gpo_open = rest.starts_with("``");
        let gpo_close = rest.starts_with("''");
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
    for span in spans {
        let outside = words.get(..span.start).unwrap_or("").len()
            + words.get(span.end..).unwrap_or("").trim_matches(['.', ' ', ',']).len();
        if outside > 0 {
            fill(bytes, span, QUOTE);
        }
    }
}

/// Hides parentheses that say nothing of the grammar; enumerators are marked. `references` are the ends of the names
/// that refer back, in order.
fn hide_parentheses(words: &str, bytes: &mut [u8], references: &[usize]) {
    let mut open = Vec::new();
    for at in 0..bytes.len() {
        match bytes.get(at) {
            Some(b'(') => open.push(at),
            Some(b')') => {
                if let Some(start) = open.pop() {
                    hide_parenthesis(words, bytes, Span::new(start, at + 1), references);
                }
            }
            _ => {}
        }
    }
}

fn hide_parenthesis(words: &str, bytes: &mut [u8], span: Span, references: &[usize]) {
    let within = words.get(span.start + 1..span.end - 1).unwrap_or("");
    if within.len() > MAX_PARENTHESIS {
        return;
    }
    let before = bytes.get(..span.start).unwrap_or_default();
    let previous = before.iter().rev().take(LOOK_BACK).find(|b| **b != b' ');
    if within.len() <= 5 && !within.is_empty() && within.bytes().all(|b| b.is_ascii_alphanumeric()) {
        // "section 3(a)", "paragraphs (22) and (23)": part of the words before it, but where a clause starts.
        let joined = [b"; and" as &[u8], b"; or", b";and"].iter().any(|w| trimmed(before).ends_with(w));
        let starts =
            joined || previous.is_none_or(|b| matches!(b, b'.' | b':' | b';' | b'-') || !b.is_ascii());
        fill(bytes, span, if starts { ENUMERATOR } else { b' ' });
        return;
    }
    let masked = bytes.get(span.start..span.end).unwrap_or_default();
    if !masked.contains(&NAME) {
        fill(bytes, span, b' ');
        return;
    }
    let letters = masked.iter().filter(|b| b.is_ascii_alphabetic()).count();
    if letters <= 12 {
        // A name alone in a parenthesis behind another name only locates it: "(5 U.S.C. 551 et seq.)".
        let refers = references
            .get(references.partition_point(|end| *end <= span.start).wrapping_sub(1))
            .is_some_and(|end| bytes.get(*end..span.start).is_some_and(|gap| gap.iter().all(|b| *b == b' ')));
        if previous == Some(&NAME) && !refers {
            fill(bytes, span, b' ');
        } else {
            // "those and all related orders (Executive Orders 12810 and 12831)": the list goes on.
            fill(bytes, Span::new(span.start, span.start + 1), if refers { b',' } else { b' ' });
            fill(bytes, Span::new(span.end - 1, span.end), b' ');
        }
    }
}

/// Without the blanks at its end; no more than [`LOOK_BACK`] of them are looked at.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let blanks = bytes.iter().rev().take(LOOK_BACK).take_while(|b| **b == b' ').count();
    bytes.get(..bytes.len() - blanks).unwrap_or_default()
}

/// Hides the date and the "as amended" behind a name.
fn hide_behind(bytes: &mut [u8], mut at: usize) {
    for _ in 0..3 {
        let window = bytes.get(at..bytes.len().min(at + WINDOW)).unwrap_or_default();
        // A character that the window cuts is no part of a date.
        let window = String::from_utf8_lossy(window);
        let hidden = date_behind(&window).or_else(|| amended_behind(&window));
        let Some(length) = hidden else { return };
        fill(bytes, Span::new(at, at + length), b' ');
        at += length;
    }
}

/// The length of ` of November 1, 2001` at the start of `window`.
pub(super) fn date_behind(window: &str) -> Option<usize> {
    let hit = date::find_in(window).next()?;
    let gap = window.get(..hit.span.start)?.trim();
    matches!(
        gap.to_ascii_lowercase().as_str(),
        "" | ","
            | "of"
            | ", of"
            | "dated"
            | ", dated"
            | "on"
            | "issued"
            | ", issued"
            | "issued on"
            | ", issued on"
            | "approved"
            | ", approved"
    )
    .then_some(hit.span.end)
}

/// The length of `, as further amended` at the start of `window`, where nothing says by what.
fn amended_behind(window: &str) -> Option<usize> {
    let trimmed = window.trim_start_matches([' ', ',']);
    let mut at = window.len() - trimmed.len();
    let mut last = "";
    for (words, word) in trimmed.split_inclusive([' ', ',', '.', ';', ')']).enumerate() {
        let bare = word.trim_end_matches([' ', ',', '.', ';', ')']);
        let fits = match words {
            0 => bare.eq_ignore_ascii_case("as"),
            _ => {
                ["further", "heretofore", "previously", "subsequently", "so"].contains(&bare)
                    || is_changed(bare)
            }
        };
        if !fits {
            return None;
        }
        last = bare;
        at += bare.len();
        if is_changed(bare) {
            break;
        }
        at += word.len() - bare.len();
    }
    let behind = window.get(at..)?.trim_start();
    let by = ["by ", "in ", "on ", "and ", "or ", "under ", "through "].iter().any(|w| behind.starts_with(w));
    (is_changed(last) && !by).then_some(at)
}

fn is_changed(word: &str) -> bool {
    ["amended", "supplemented", "modified", "revised", "extended", "continued"]
        .iter()
        .any(|w| word.eq_ignore_ascii_case(w))
}
