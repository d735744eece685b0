//! Texts in hard lines: what stands within `<pre>`, and files of plain text.
//!
//! In: a text with line breaks. Out: its paragraphs, each with its lines joined. A line goes on with the paragraph
//! before it unless there is evidence against it: a blank line after words that could end, a printed mark of an item
//! after words that could end, an indent of its own, a change between capitals and small letters. The words of a
//! language are not asked. Linear in the text.

use super::enumerator::{self, Style};

/// A text with many lines longer than this is not wrapped: each line is a paragraph.
const WRAP: usize = 160;

/// The usual indent is told for so many lines at a time.
const CHUNK: usize = 16;

/// Indents beyond this are all alike.
const MAX_INDENT: usize = 40;

/// Lines shorter than this tell nothing of the usual indent.
const LONG: usize = 40;

/// One paragraph of a text in hard lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Joined {
    /// Its words, lines joined by one blank; a hyphen at the end of a line joins its words without one.
    pub(super) words: String,
    /// Whether a blank line stands before it.
    pub(super) gap: bool,
}

/// Joins the lines of a text into paragraphs, calling `sink` for each in order.
pub(super) fn paragraphs(text: &str, sink: &mut dyn FnMut(Joined)) {
    let lines: Vec<&str> =
        text.lines().map(|l| l.trim_end_matches(|c: char| c.is_whitespace() || c.is_control())).collect();
    let wrapped = is_wrapped(&lines);
    let around: Vec<Form> = (0..lines.len()).step_by(CHUNK).map(|at| local_form(&lines, at)).collect();
    let mut open = Joined::default();
    let mut place = Place { gap: true, ..Place::default() };
    for (i, line) in lines.iter().enumerate() {
        let words = bare(line);
        if words.is_empty() {
            place.gap = true;
            continue;
        }
        if is_printers_mark(words) {
            // A page may end within a paragraph; the blank lines around its mark tell nothing.
            place.page = true;
            continue;
        }
        if is_rule(words) {
            place.gap = true;
            place.rule = true;
            continue;
        }
        place.form = around.get(i / CHUNK).copied().unwrap_or_default();
        place.indent = indent(line);
        if open.words.is_empty() || !wrapped || place.rule || starts(&open.words, words, &place) {
            let next = Joined { words: String::new(), gap: place.gap };
            let done = std::mem::replace(&mut open, next);
            if !done.words.is_empty() {
                sink(without_print_marks(done));
            }
        }
        join(&mut open.words, words);
        place = Place { before: place.indent, line: words, ..Place::default() };
    }
    if !open.words.is_empty() {
        sink(without_print_marks(open));
    }
}

/// What stands around a line.
#[derive(Clone, Copy, Debug, Default)]
struct Place<'t> {
    /// A blank line before it.
    gap: bool,
    /// The mark of a page before it.
    page: bool,
    /// A line of dashes before it.
    rule: bool,
    /// The indent of the line.
    indent: usize,
    /// The indent of the line before.
    before: usize,
    /// The words of the line before.
    line: &'t str,
    /// How lines are set around here.
    form: Form,
}

/// How lines are set in a part of a text.
#[derive(Clone, Copy, Debug, Default)]
struct Form {
    /// The usual indent of a line that goes on with a sentence; where none does, of any line.
    base: usize,
    /// The columns of the longest line.
    width: usize,
    /// Whether only first lines of paragraphs are indented: no sentence goes on from one indented line to the next.
    opening: bool,
}

/// Whether a line starts a paragraph; `open` is the paragraph before it.
fn starts(open: &str, words: &str, place: &Place<'_>) -> bool {
    let ended = ends_unit(open);
    if place.page {
        let usual = place.indent <= place.form.base;
        return ended || !usual || (place.gap && starts_item(words) && !goes_on(open));
    }
    if place.gap {
        // A blank line within a sentence: what follows is in small letters and at the indent of the lines before.
        let carries_on = !ended
            && place.indent == place.before
            && words.starts_with(char::is_lowercase)
            && !open.ends_with(['—', '-'])
            && place.line.len() > LONG;
        return !carries_on;
    }
    if is_capitals(open) != is_capitals(words) && (is_capitals(words) || is_capitals(open)) {
        return ended || place.line.len() <= LONG;
    }
    // Two short lines in capitals, one below the other: a name and a place.
    if is_capitals(open) && open.len() <= LONG && words.len() <= LONG && place.indent == place.before {
        return true;
    }
    let indented = place.indent > place.form.base + 1;
    let deeper = place.indent > place.before + 1;
    if starts_item(words) {
        let opens = ended && indented && place.form.opening;
        if !deeper && !opens && is_run_in(open, words) {
            return false;
        }
        let next = place.indent == place.before && follows_item(place.line, words);
        return ended || deeper || next || goes_on_list(open);
    }
    if indented && deeper && starts_quotation(words) {
        return true;
    }
    // A line that ends with a stop far from the margin, where the next word had room: the last of its paragraph.
    let word = words.split_whitespace().next().map_or(0, str::len);
    let room = place.before + place.line.len() + 1 + word <= place.form.width * 4 / 5;
    ended
        && (deeper
            || (indented && (place.indent != place.before || place.form.opening))
            || (room && !words.starts_with(char::is_lowercase)))
}

/// Whether the break between two lines of a Markdown paragraph is one of the text: a printed mark of an item after
/// words that could end, a name in capitals, a long line that ends with a stop.
pub(super) fn breaks(before: &str, after: &str) -> bool {
    let short = before.len() <= LONG;
    if starts_item(after) {
        return ends_unit(before) || goes_on_list(before) || short || follows_item(before, after);
    }
    match (is_capitals(before), is_capitals(after)) {
        (true, true) => short && after.len() <= LONG,
        (true, false) => short,
        (false, true) => ends_unit(before),
        (false, false) => {
            before.len() > WRAP && ends_unit(before) && after.starts_with(|c: char| c.is_uppercase())
        }
    }
}

/// Whether a paragraph may end here: a stop, a colon, a semicolon, a closing quotation.
fn ends_unit(open: &str) -> bool {
    open.ends_with(['.', ':', ';', '!', '?', '”', '"', '\'', '—', ')', '_']) || open.ends_with("--")
}

/// Whether the words before a list item lead to one without a stop: `…; and`, `…, or`.
fn goes_on_list(open: &str) -> bool {
    let mut words = open.rsplitn(2, ' ');
    let last = words.next().unwrap_or("");
    last.len() <= 3 && words.next().is_some_and(|before| before.ends_with([';', ',']))
}

/// Whether the words cannot end: they stop at a comma or a small word.
fn goes_on(open: &str) -> bool {
    open.ends_with([',', '-']) || !ends_unit(open)
}

/// How far back the mark before is looked for, in bytes.
const RUN_IN: usize = 2000;

/// Whether the mark at the start of a line goes on with an enumeration within the paragraph before it: `… (1) to keep …;`
/// over `(2) to end …`.
pub(super) fn is_run_in(open: &str, words: &str) -> bool {
    let Some(mark) = enumerator::at_start(words).filter(|m| m.style != Style::Bullet) else { return false };
    let tail = crate::ground::boundary::tail(open, RUN_IN);
    let from = usize::from(tail.len() == open.len());
    tail.match_indices('(').any(|(at, _)| {
        at >= from
            && tail.get(..at).is_some_and(|t| t.ends_with(' '))
            && tail
                .get(at..)
                .and_then(enumerator::mark_at)
                .is_some_and(|before| mark.after(&before).is_some())
    })
}

/// Whether two lines are items one after the other: `(1) …` over `(2) …`.
fn follows_item(before: &str, after: &str) -> bool {
    let marks = enumerator::at_start(before).zip(enumerator::at_start(after));
    marks.is_some_and(|(before, after)| after.after(&before).is_some())
}

/// Whether a line starts as items do: with a printed mark.
pub(super) fn starts_item(words: &str) -> bool {
    let inner = words.trim_start_matches(['`', '“', '"']);
    match enumerator::at_start(inner) {
        // A dash in running text stands between words, and no line is broken before it.
        Some(mark) if mark.style == Style::Bullet => true,
        // A capital with a full stop is the initial of a name as often.
        Some(mark) => mark.style != Style::Upper || inner.as_bytes().get(1) == Some(&b')'),
        None => false,
    }
}

fn starts_quotation(words: &str) -> bool {
    words.starts_with("``") || words.starts_with(['“', '"'])
}

/// Whether all letters are capitals, and there are some.
pub(super) fn is_capitals(words: &str) -> bool {
    let mut letters = words.chars().filter(|c| c.is_alphabetic());
    words.len() <= 200 && letters.clone().nth(4).is_some() && letters.all(char::is_uppercase)
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

/// Leaves out the `L` that GPO's typesetter leaves before a quote or a number in brackets: ``L``(c) …`` in the text of
/// Executive Order 12979, and in others of those years.
fn without_print_marks(mut paragraph: Joined) -> Joined {
    let words = &paragraph.words;
    if let Some(rest) = words.strip_prefix('L')
        && (rest.starts_with("``") || rest.trim_start().starts_with('('))
    {
        paragraph.words = rest.to_owned();
    }
    paragraph
}

fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || c.is_control())
}

/// The columns before the first word.
fn indent(line: &str) -> usize {
    line.bytes().take_while(|b| b.is_ascii_whitespace() || b.is_ascii_control()).count()
}

/// Whether lines are wrapped: few are longer than a page is wide, and not nearly all of them could end a paragraph.
fn is_wrapped(lines: &[&str]) -> bool {
    let count = lines.iter().filter(|l| !l.is_empty()).count();
    let long = lines.iter().filter(|l| l.len() > WRAP).count();
    let ended = lines.iter().filter(|l| ends_unit(l)).count();
    long * 8 <= count && (ended * 10 < count * 9 || count < 3)
}

/// How lines are set around a chunk of them: a file may change its margins.
fn local_form(lines: &[&str], at: usize) -> Form {
    let around = lines.get(at.saturating_sub(CHUNK)..lines.len().min(at + 2 * CHUNK)).unwrap_or_default();
    let within = around.windows(2).filter_map(|two| match two {
        [one, next] if one.len() > LONG && !ends_unit(one) && !next.is_empty() => Some(*next),
        _ => None,
    });
    let base =
        usual_indent(within).or_else(|| usual_indent(around.iter().copied().filter(|l| l.len() > LONG)));
    let base = base.unwrap_or(0);
    let goes_on = |two: &[&str]| {
        matches!(two, [one, next] if !next.is_empty()
            && indent(one) > base + 1 && indent(one) == indent(next) && !ends_unit(one))
    };
    Form {
        base,
        width: around.iter().map(|l| l.len()).max().unwrap_or(0),
        opening: !around.windows(2).any(goes_on),
    }
}

/// The indent that most lines have, the smallest of several.
fn usual_indent<'t>(lines: impl Iterator<Item = &'t str>) -> Option<usize> {
    let mut counts = [0_usize; MAX_INDENT + 1];
    for line in lines {
        if let Some(slot) = counts.get_mut(indent(line)) {
            *slot += 1;
        }
    }
    let usual = counts.iter().enumerate().max_by_key(|(i, n)| (**n, std::cmp::Reverse(*i)));
    usual.filter(|(_, n)| **n > 0).map(|(i, _)| i)
}

/// The marks that GPO sets between the lines of its text pages: `[[Page 4729]]`, `[GRAPHIC(S) NOT AVAILABLE …]`.
fn is_printers_mark(words: &str) -> bool {
    (words.starts_with("[[Page ") && words.ends_with("]]"))
        || words.starts_with("[GRAPHIC")
        || words.starts_with("<GRAPHIC")
}

/// A line of dashes, stars or underscores.
fn is_rule(words: &str) -> bool {
    words.len() >= 3 && words.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | '—' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        paragraphs(text, &mut |p| found.push(p.words));
        found
    }

    #[test]
    fn lines_are_joined_unless_something_speaks_against_it() {
        let text = "    By the authority vested in me, and so as to fill lines of the\n    text, it is ordered that career-\n    conditional ranks end at the\n\n[[Page 7]]\n\n    next page.\n        (a) First, as told in paragraph\n    (c) of that plan.\n        (b) Second, on Public Law 104-\n    107.\n\nTHE WHITE HOUSE,\n   March 1, 1980.\n\nList of names\n";
        assert_eq!(
            read(text),
            [
                "By the authority vested in me, and so as to fill lines of the text, it is ordered that career-conditional ranks end at the next page.",
                "(a) First, as told in paragraph (c) of that plan.",
                "(b) Second, on Public Law 104-107.",
                "THE WHITE HOUSE,",
                "March 1, 1980.",
                "List of names",
            ]
        );
    }

    #[test]
    fn a_line_that_begins_like_a_close_goes_on_with_its_sentence() {
        let text = "   The Harbor Office shall work closely with\n   the White House Office of Quays in all that it does.\n";
        assert_eq!(
            read(text),
            [
                "The Harbor Office shall work closely with the White House Office of Quays in all that it does."
            ]
        );
    }

    #[test]
    fn bullets_wrap_over_lines() {
        let text = "The following end:\n- one order of the many that\n  were made;\n- another one; and\n- the last.\n";
        assert_eq!(
            read(text),
            [
                "The following end:",
                "- one order of the many that were made;",
                "- another one; and",
                "- the last."
            ]
        );
    }

    #[test]
    fn a_name_and_a_place_in_capitals_are_two() {
        assert_eq!(
            read("and so it is.\nJANE ROE\nTHE WHITE HOUSE,\nMarch 3, 1970.\n"),
            ["and so it is.", "JANE ROE", "THE WHITE HOUSE,", "March 3, 1970."]
        );
    }

    #[test]
    fn a_paragraph_of_one_line_ends_before_the_indent_of_the_next() {
        let text = "    “(b) By this order as told in paragraph (b) of section 4.”\n    Sec. 3. Revocation. The order that is told of here, and each that\nrests on it, is revoked.\n    Sec. 4. What is told of quays stands.\n";
        assert_eq!(read(text).len(), 3, "{:?}", read(text));
        let block = "It is ordered that this text be put in the place of that which\nstood there:\n        The harbor is a place that ships may use.\n        They leave it when the tide allows, and\n        come back when they can.\n";
        assert_eq!(read(block).len(), 2, "{:?}", read(block));
    }

    #[test]
    fn long_lines_are_paragraphs() {
        let long = "word ".repeat(60);
        let text = format!("{long}\n{long}\n");
        assert_eq!(read(&text).len(), 2);
    }
}
