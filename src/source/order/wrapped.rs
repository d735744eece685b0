//! Order texts in hard lines: plain texts, and what stands within `<pre>`.
//!
//! The lines are joined by [`lines::paragraphs`]; here the paragraphs get their part.

use super::heading::{is_name, read as read_heading};
use super::{OrderText, Part};
use crate::profile::Structure;
use crate::source::lines::{self, Joined};

/// A signature and the place below it stand no more paragraphs apart than this.
const LOOK_AHEAD: usize = 3;

/// Reads a plain text.
pub(super) fn read(structure: &Structure, text: &str) -> OrderText {
    let mut order = OrderText::default();
    read_lines(structure, text, &mut order);
    order
}

/// Reads lines from the heading of the order on, or from the first line where there is no heading.
pub(super) fn read_lines(structure: &Structure, text: &str, order: &mut OrderText) {
    let (mut dated, mut plain, mut at) = (None, None, 0);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if let Some(heading) = read_heading(structure, bare) {
            plain = plain.or(Some(at));
            if heading.date.is_some() && heading.rest.is_empty() {
                dated = Some(at);
                break;
            }
        }
        at += line.len();
    }
    let mut paragraphs: Vec<Joined> = Vec::new();
    lines::paragraphs(text.get(dated.or(plain).unwrap_or(0)..).unwrap_or(""), &mut |p| paragraphs.push(p));
    let mut part = Part::Heading;
    for (i, paragraph) in paragraphs.iter().enumerate() {
        let words = paragraph.words.as_str();
        let next = paragraphs.get(i + 1..).unwrap_or_default().iter().take(LOOK_AHEAD);
        let signs = is_name(words) && next.map(|p| p.words.as_str()).any(|w| structure.place(w).is_some());
        part = after(structure, part, i, words, signs);
        order.push(part, words);
    }
}

/// What a paragraph is, `part` being that of the one before, `ix` its place.
fn after(structure: &Structure, part: Part, ix: usize, words: &str, signs: bool) -> Part {
    let closes = structure.place(words).is_some() || structure.is_signature_mark(words) || signs;
    match part {
        Part::Heading if ix == 0 && read_heading(structure, words).is_some() => Part::Heading,
        Part::Heading if ix == 1 && !closes => Part::Title,
        Part::Heading | Part::Title | Part::Body if closes => Part::Close,
        Part::Heading | Part::Title => Part::Body,
        Part::Close if !is_closing(structure, words) => Part::Annex,
        part => part,
    }
}

/// Words of the close: place, date, filing notes.
fn is_closing(structure: &Structure, words: &str) -> bool {
    let dated = words.len() < 40 && structure.dates.find_in(words).next().is_some();
    structure.is_filing(words) || dated || structure.place(words).is_some() || is_name(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_hard_lines() {
        let text = "Executive Order 12345 of March 1, 1980\n\n\nA Title of\n   Two Lines\n\n    By the authority vested in me, and so as to fill lines of the\n    text, it is ordered that career-\n    conditional ranks end at the\n\n[[Page 7]]\n\n    next page.\n        (a) First.\n        (b) Second, on Public Law 104-\n    107, and at\n    the White House Office of Quays.\n\nTHE WHITE HOUSE,\n   March 1, 1980.\n\nList of names\n";
        let order = read(&crate::profile::Profile::united_states().unwrap().structure, text);
        let parts: Vec<(Part, &str)> = order.paragraphs.iter().map(|p| (p.part, order.words(p))).collect();
        assert_eq!(
            parts,
            [
                (Part::Heading, "Executive Order 12345 of March 1, 1980"),
                (Part::Title, "A Title of Two Lines"),
                (
                    Part::Body,
                    "By the authority vested in me, and so as to fill lines of the text, it is ordered that career-conditional ranks end at the next page."
                ),
                (Part::Body, "(a) First."),
                (Part::Body, "(b) Second, on Public Law 104-107, and at the White House Office of Quays."),
                (Part::Close, "THE WHITE HOUSE,"),
                (Part::Close, "March 1, 1980."),
                (Part::Annex, "List of names"),
            ]
        );
    }
}
