//! Answers in pages, fit to be read by an assistant.

use crate::ground::passage::printable;
use crate::lineage::render::{clean, cut};
use crate::serve::problem::Problem;

/// The longest text of one call, in bytes: about 6,000 tokens.
pub const PAGE: usize = 24 << 10;
/// The longest line of a head, in characters.
const MAX_LINE: usize = 600;
/// The most lines of a head.
const MAX_HEAD: usize = 8;

/// An answer before it is cut into pages.
#[derive(Debug, Default)]
pub struct Told {
    /// Lines that stand above every page: what was asked, what the sources cover.
    pub head: Vec<String>,
    /// The answer.
    pub body: String,
    /// The most lines of the body on a page.
    pub lines: Option<usize>,
}

/// A page of an answer: its head, where it stands, and a part of its body that ends with a line.
///
/// A cursor names the `version` of the graph, so that pages of one answer are never of two states.
///
/// # Errors
/// A cursor that is none of this answer.
pub fn page(told: &Told, version: &str, cursor: Option<&str>) -> Result<String, Problem> {
    let body = printable(&told.body);
    let at = start(&body, version, cursor)?;
    let rest = body.get(at..).unwrap_or_default();
    let head: Vec<_> =
        told.head.iter().take(MAX_HEAD).map(|line| cut(&clean(line), MAX_LINE).into_owned()).collect();
    let mut text = head.join("\n");
    // The line that tells the page has fewer than 200 bytes.
    let part = part(rest, PAGE.saturating_sub(text.len() + 200), told.lines);
    let end = at + part.len();
    if end < body.len() {
        let total = body.len();
        text.push_str(&format!(
            "\nThis is a part (bytes {at} to {end} of {total}). For the next part call again with the same arguments and cursor \"{version}-{end}\"."
        ));
    } else if at > 0 {
        text.push_str("\nThis is the last part.");
    }
    text.push_str("\n\n");
    text.push_str(part.trim_end());
    text.push('\n');
    Ok(text)
}

/// Where a page begins, in bytes of the body.
fn start(body: &str, version: &str, cursor: Option<&str>) -> Result<usize, Problem> {
    let Some(cursor) = cursor.map(str::trim).filter(|cursor| !cursor.is_empty()) else { return Ok(0) };
    let shown = crate::ground::diag::excerpt(cursor, 60);
    let wrong = || {
        Problem::bad(format!(
            "`cursor`: expected one that an earlier answer to these arguments gave, found `{shown}`"
        ))
    };
    let (of, at) = cursor.rsplit_once('-').ok_or_else(wrong)?;
    if of != version {
        let why = "the graph has changed since, or it is of another answer; call again without it";
        return Err(Problem::bad(format!("`cursor`: `{shown}` is no place in this answer: {why}")));
    }
    let at: usize = at.parse().map_err(|_| wrong())?;
    if at < body.len() && body.is_char_boundary(at) { Ok(at) } else { Err(wrong()) }
}

/// The first lines of a text that fit into so many bytes; of a line that is longer, what fits.
fn part(text: &str, bytes: usize, lines: Option<usize>) -> &str {
    let most = lines.and_then(|lines| text.match_indices('\n').nth(lines.saturating_sub(1)));
    let text = most.and_then(|(at, _)| text.get(..=at)).unwrap_or(text);
    if text.len() <= bytes {
        return text;
    }
    let fits = (0..=bytes).rev().find_map(|end| text.get(..end)).unwrap_or_default();
    fits.rfind('\n').and_then(|at| fits.get(..=at)).unwrap_or(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(body: &str) -> Told {
        Told { head: vec!["head".to_owned()], body: body.to_owned(), lines: None }
    }

    /// All parts together, by the cursors that they give.
    fn whole(told: &Told) -> (String, usize) {
        let (mut all, mut cursor, mut parts) = (String::new(), None, 0);
        loop {
            let text = page(told, "abc", cursor.as_deref()).unwrap();
            assert!(text.len() <= PAGE, "{}", text.len());
            let (head, body) = text.split_once("\n\n").unwrap();
            all.push_str(body);
            parts += 1;
            cursor = head.split('"').nth(1).map(str::to_owned);
            if cursor.is_none() {
                return (all, parts);
            }
        }
    }

    #[test]
    fn parts_end_with_lines_and_miss_nothing() {
        let body: String = (0..5000).map(|n| format!("line {n} é\n")).collect();
        let (all, parts) = whole(&told(&body));
        assert_eq!(all, body);
        assert!(parts > 2, "{parts}");
        let few = Told { lines: Some(1000), ..told(&body) };
        assert_eq!(whole(&few), (body, 5));
    }

    #[test]
    fn a_line_longer_than_a_page_is_parted_between_characters() {
        let body = "é".repeat(40_000);
        let (all, parts) = whole(&told(&body));
        assert_eq!((all.replace('\n', ""), parts), (body, 4));
    }

    #[test]
    fn cursors_of_other_answers_are_refused() {
        let told = told("éé\nb\n");
        for cursor in [
            "abc-1",
            "abc-99",
            "abc-7",
            "abc--1",
            "abd-0",
            "abc",
            "-",
            "abc-18446744073709551616",
            "\u{1b}[31m",
        ] {
            assert!(page(&told, "abc", Some(cursor)).is_err(), "{cursor}");
        }
        assert_eq!(page(&told, "abc", Some("")).unwrap(), page(&told, "abc", None).unwrap());
        assert!(page(&told, "abc", Some("abc-5")).unwrap().contains("last part"));
    }

    #[test]
    fn what_a_terminal_would_obey_is_replaced() {
        let told = Told {
            head: vec!["a\u{1b}]0;\nb".to_owned()],
            body: "x\u{7}\r\n  y\u{202e}".to_owned(),
            lines: None,
        };
        assert_eq!(page(&told, "abc", None).unwrap(), "a\u{fffd}]0; b\n\nx\u{fffd}\n  y\u{fffd}\n");
    }
}
