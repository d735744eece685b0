//! Texts in hard lines: plain texts, and what stands within `<pre>`.

use super::heading::{is_name, is_white_house, read as read_heading};
use super::{OrderText, Part};

/// A text with many lines longer than this is not wrapped: each line is a paragraph.
const WRAP: usize = 160;

/// The usual indent is told for so many lines at a time.
const CHUNK: usize = 16;

/// A signature and the place below it stand no more lines apart than this.
const LOOK_AHEAD: usize = 6;

/// Reads a plain text.
pub(super) fn read(text: &str) -> OrderText {
    let mut order = OrderText::default();
    read_lines(text, &mut order);
    order
}

/// Reads lines from the heading of the order on, or from the first line where there is no heading.
pub(super) fn read_lines(text: &str, order: &mut OrderText) {
    let lines: Vec<&str> =
        text.lines().map(|l| l.trim_end_matches(|c: char| c.is_whitespace() || c.is_control())).collect();
    let dated = lines
        .iter()
        .position(|l| read_heading(bare(l)).is_some_and(|h| h.date.is_some() && h.rest.is_empty()));
    let start = dated.or_else(|| lines.iter().position(|l| read_heading(bare(l)).is_some())).unwrap_or(0);
    let lines = lines.get(start..).unwrap_or_default();
    let long = lines.iter().filter(|l| l.len() > WRAP).count();
    let wrapped = long * 8 <= lines.iter().filter(|l| !l.is_empty()).count();
    let bases: Vec<usize> = (0..lines.len()).step_by(CHUNK).map(|at| local_indent(lines, at)).collect();
    let mut reader = Lines { order, part: Part::Heading, open: String::new(), titled: false };
    let mut gap = true;
    let mut before = 0;
    let mut page = false;
    for (i, line) in lines.iter().enumerate() {
        let words = bare(line);
        if words.is_empty() {
            gap = true;
            continue;
        }
        if is_page_mark(words) {
            page = true;
            continue;
        }
        let base = bases.get(i / CHUNK).copied().unwrap_or(0);
        // A page may end within a paragraph: its next line stands at the usual indent and goes on with the sentence.
        let goes_on = page && indent(line) <= base && !ends_sentence(&reader.open);
        let deeper = indent(line) > base + 1 && (indent(line) > before + 1 || is_numbered(words));
        let starts = !wrapped || (gap && !goes_on) || deeper;
        let next = lines.iter().skip(i + 1).take(LOOK_AHEAD).map(|l| bare(l)).find(|l| !l.is_empty());
        let signs = is_name(words) && next.is_some_and(is_white_house);
        reader.line(words, starts, gap, signs);
        before = indent(line);
        (gap, page) = (false, false);
    }
    reader.flush();
}

struct Lines<'o> {
    order: &'o mut OrderText,
    part: Part,
    open: String,
    titled: bool,
}

impl Lines<'_> {
    fn line(&mut self, words: &str, starts: bool, gap: bool, signs: bool) {
        if self.part == Part::Heading {
            let heading = read_heading(words);
            if heading.is_some() && self.open.is_empty() {
                words.clone_into(&mut self.open);
                self.flush();
                self.part = Part::Title;
                return;
            }
            self.part = Part::Body;
        }
        let closes = is_white_house(words) || words.starts_with("(Presidential Sig.)") || signs;
        match self.part {
            // The title's first line stands at the margin, its others are indented.
            Part::Title if gap && self.titled => {
                self.flush();
                self.part = if closes { Part::Close } else { Part::Body };
            }
            Part::Title => self.titled = true,
            Part::Body if closes => {
                self.flush();
                self.part = Part::Close;
            }
            Part::Close if gap && !is_closing(words) => {
                self.flush();
                self.part = Part::Annex;
            }
            Part::Close => self.flush(),
            _ if starts => self.flush(),
            _ => {}
        }
        join(&mut self.open, words);
    }

    fn flush(&mut self) {
        let words = std::mem::take(&mut self.open);
        self.order.push(self.part, print_marks(&words));
    }
}

/// Whether a line starts with a number or a quotation, as items do: `(a)`, `1.`, ``` ``Sec. 2. ```.
fn is_numbered(words: &str) -> bool {
    words.starts_with(['(', '`', '“', '"', '•', 'L']) || words.starts_with(|c: char| c.is_ascii_digit())
}

/// Words of the close: place, date, filing notes.
fn is_closing(words: &str) -> bool {
    let filed =
        ["[FR Doc", "Filed ", "[Filed", "Billing code", "FR Doc"].iter().any(|w| words.starts_with(w));
    let dated = words.len() < 40 && crate::profile::date::find_in(words).next().is_some();
    filed || dated || is_white_house(words) || is_name(words)
}

/// Goes on with a paragraph. A hyphen at the end of a line joins its words without a blank.
fn join(open: &mut String, words: &str) {
    let hyphen =
        open.strip_suffix('-').is_some_and(|o| o.ends_with(|c: char| c.is_alphanumeric() || c == '-'))
            && words.starts_with(char::is_alphanumeric);
    if !open.is_empty() && !hyphen {
        open.push(' ');
    }
    open.push_str(words);
}

/// Leaves out the typesetter's `L` before a quote or a number in brackets.
fn print_marks(words: &str) -> &str {
    match words.strip_prefix('L') {
        Some(rest) if rest.starts_with("``") || rest.trim_start().starts_with('(') => rest,
        _ => words,
    }
}

fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c.is_control())
}

/// The columns before the first word.
fn indent(line: &str) -> usize {
    line.bytes().take_while(|b| b.is_ascii_whitespace() || b.is_ascii_control()).count()
}

/// The usual indent around a chunk of lines: a file may change its margin.
fn local_indent(lines: &[&str], at: usize) -> usize {
    let around = lines.get(at.saturating_sub(CHUNK)..lines.len().min(at + 2 * CHUNK));
    usual_indent(around.unwrap_or_default())
}

/// The indent of most lines that are long enough to have been wrapped.
fn usual_indent(lines: &[&str]) -> usize {
    let mut counts = [0_usize; 41];
    for line in lines.iter().filter(|l| l.len() > 40) {
        if let Some(slot) = counts.get_mut(indent(line)) {
            *slot += 1;
        }
    }
    counts.iter().enumerate().max_by_key(|(i, n)| (**n, std::cmp::Reverse(*i))).map_or(0, |(i, _)| i)
}

fn is_page_mark(words: &str) -> bool {
    (words.starts_with("[[Page ") && words.ends_with("]]")) || words.starts_with("[GRAPHIC")
}

fn ends_sentence(text: &str) -> bool {
    text.ends_with(['.', ':', ';', '!', '?', '”', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_hard_lines() {
        let text = "Executive Order 12345 of March 1, 1980\n\n\nA Title of\n   Two Lines\n\n    By the authority vested in me, and so as to fill lines of the\n    text, it is ordered that career-\n    conditional ranks end at the\n\n[[Page 7]]\n\n    next page.\n        (a) First.\n        (b) Second, on Public Law 104-\n    107.\n\nTHE WHITE HOUSE,\n   March 1, 1980.\n\nList of names\n";
        let order = read(text);
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
                (Part::Body, "(b) Second, on Public Law 104-107."),
                (Part::Close, "THE WHITE HOUSE,"),
                (Part::Close, "March 1, 1980."),
                (Part::Annex, "List of names"),
            ]
        );
    }
}
