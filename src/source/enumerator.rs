//! Marks that count items off, as they are printed: `(a)`, `(iv)`, `1.`, `B)`, `1-101.`, `•`.
//!
//! In: the words of a line. Out: the mark at their start, its style and its number. Nothing here knows a language:
//! whether a mark counts an item or names a paragraph elsewhere is told by what stands around it.

/// How a mark is printed: what stands around it and by what it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Style {
    /// `•`, `-`, `*`, `·`, `–`, and the like.
    Bullet,
    /// `(1)`, `(12)`
    BracketedNumber,
    /// `(a)`, `(aa)`
    BracketedLower,
    /// `(A)`
    BracketedUpper,
    /// `(iv)`
    BracketedRoman,
    /// `(IV)`
    BracketedUpperRoman,
    /// `1.`, `1)`
    Number,
    /// `a.`, `a)`
    Lower,
    /// `A.`, `A)`
    Upper,
    /// `iv.`
    Roman,
    /// `IV.`
    UpperRoman,
    /// `1-101.`, `2.3.1`: a number within a number.
    Compound,
}

/// A printed mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PrintedMark {
    /// Bytes of the mark, without the blank after it.
    pub len: usize,
    /// How it is printed.
    pub style: Style,
    /// What it counts, from 1; 0 for bullets, the last number of a compound.
    pub value: u32,
    /// The other reading of letters that are also a Roman number: `(i)`, `(v)`, `(C)`.
    pub other: Option<(Style, u32)>,
}

impl PrintedMark {
    /// Its reading where it follows another: the next number in the same style.
    #[must_use]
    pub fn after(&self, last: &Self) -> Option<Self> {
        let readings = |m: &Self| [Some((m.style, m.value)), m.other].into_iter().flatten();
        readings(last).find_map(|(style, value)| {
            let next = readings(self).find(|(s, v)| *s == style && *v == value + 1)?;
            Some(Self { style: next.0, value: next.1, other: None, ..*self })
        })
    }

    /// The style of its list: `(i)` starts a list of Roman numbers unless it follows `(h)`.
    #[must_use]
    pub fn list_style(&self) -> Style {
        match self.other {
            Some((style, 1)) if self.value != 1 => style,
            _ => self.style,
        }
    }

    /// Whether it is the first of its list.
    #[must_use]
    pub fn is_first(&self) -> bool {
        self.value == 1 || matches!(self.other, Some((_, 1)))
    }
}

/// Longer marks are none: `(123)`, `(xxviii)`.
const MAX_MARK: usize = 8;

/// Marks that stand before an item without counting it.
const BULLETS: [char; 14] = ['•', '·', '◦', '▪', '●', '○', '■', '‣', '⁃', '\u{f0b7}', '–', '—', '-', '*'];

/// Reads the mark at the start of a line; white space and words must follow it.
#[must_use]
pub fn at_start(words: &str) -> Option<PrintedMark> {
    let mark = mark_at(words)?;
    let rest = words.get(mark.len..)?;
    let blank =
        rest.starts_with(char::is_whitespace) || (mark.style != Style::Bullet && rest.starts_with('('));
    (blank && !rest.trim().is_empty()).then_some(mark)
}

/// Reads the mark at the start of some words, whatever follows it.
#[must_use]
pub fn mark_at(words: &str) -> Option<PrintedMark> {
    let first = words.chars().next()?;
    if BULLETS.contains(&first) {
        return Some(PrintedMark { len: first.len_utf8(), style: Style::Bullet, value: 0, other: None });
    }
    if first == '(' {
        let close = words.bytes().take(MAX_MARK + 2).position(|b| b == b')')?;
        let (style, value, other) = counted(words.get(1..close)?, true)?;
        return Some(PrintedMark { len: close + 1, style, value, other });
    }
    if !first.is_ascii_alphanumeric() {
        return None;
    }
    let end = words
        .bytes()
        .take(MAX_MARK + 1)
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')))
        .unwrap_or(words.len().min(MAX_MARK + 1));
    let token = words.get(..end)?;
    if words.as_bytes().get(end) == Some(&b')') {
        let (style, value, other) = counted(token, false)?;
        return Some(PrintedMark { len: end + 1, style, value, other });
    }
    let bare = token.strip_suffix('.')?;
    if bare.contains(['-', '.']) {
        return compound(bare).map(|value| PrintedMark {
            len: end,
            style: Style::Compound,
            value,
            other: None,
        });
    }
    let (style, value, other) = counted(bare, false)?;
    Some(PrintedMark { len: end, style, value, other })
}

/// `1-101` counts 101, `2.3` counts 3.
fn compound(bare: &str) -> Option<u32> {
    let parts: Vec<&str> = bare.split(['-', '.']).collect();
    let numbers =
        parts.iter().all(|p| !p.is_empty() && p.len() <= 3 && p.bytes().all(|b| b.is_ascii_digit()));
    if !numbers {
        return None;
    }
    parts.last()?.parse().ok()
}

/// By what a mark counts, and its other reading.
type Counted = (Style, u32, Option<(Style, u32)>);

fn counted(mark: &str, bracketed: bool) -> Option<Counted> {
    let pick = |in_brackets: Style, bare: Style| if bracketed { in_brackets } else { bare };
    if mark.is_empty() || mark.len() > MAX_MARK {
        return None;
    }
    if mark.bytes().all(|b| b.is_ascii_digit()) {
        // A longer number is a year or another figure.
        let value = mark.parse().ok().filter(|_| mark.len() <= 3)?;
        return Some((pick(Style::BracketedNumber, Style::Number), value, None));
    }
    let lower = mark.bytes().all(|b| b.is_ascii_lowercase());
    if !lower && !mark.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    let (letter_style, roman_style) = if lower {
        (pick(Style::BracketedLower, Style::Lower), pick(Style::BracketedRoman, Style::Roman))
    } else {
        (pick(Style::BracketedUpper, Style::Upper), pick(Style::BracketedUpperRoman, Style::UpperRoman))
    };
    let letter = letters(mark).map(|value| (letter_style, value));
    let roman = roman(mark).map(|value| (roman_style, value));
    match (letter, roman) {
        (Some((style, value)), other) => Some((style, value, other)),
        (None, Some((style, value))) => Some((style, value, None)),
        (None, None) => None,
    }
}

/// `a` is 1, `z` is 26, `aa` is 27, `bb` is 28.
fn letters(mark: &str) -> Option<u32> {
    let bytes = mark.as_bytes();
    let first = bytes.first()?.to_ascii_lowercase();
    if bytes.len() > 2 || !bytes.iter().all(|b| b.to_ascii_lowercase() == first) {
        return None;
    }
    Some(u32::from(first - b'a') + 1 + if bytes.len() == 2 { 26 } else { 0 })
}

/// The value of a Roman number in its usual form; `None` for anything else.
fn roman(mark: &str) -> Option<u32> {
    const DIGITS: [(&str, u32); 9] =
        [("c", 100), ("xc", 90), ("l", 50), ("xl", 40), ("x", 10), ("ix", 9), ("v", 5), ("iv", 4), ("i", 1)];
    let lower = mark.to_ascii_lowercase();
    let (mut rest, mut value) = (lower.as_str(), 0_u32);
    for (digits, worth) in DIGITS {
        let mut times = 0;
        while let Some(after) = rest.strip_prefix(digits) {
            rest = after;
            value += worth;
            times += 1;
            if times == if digits.len() == 2 || matches!(digits, "v" | "l") { 1 } else { 3 } {
                break;
            }
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(words: &str) -> Option<(Style, u32)> {
        at_start(words).map(|m| (m.style, m.value))
    }

    #[test]
    fn marks_of_every_style() {
        assert_eq!(read("(a) first"), Some((Style::BracketedLower, 1)));
        assert_eq!(read("(bb) later"), Some((Style::BracketedLower, 28)));
        assert_eq!(read("(12) twelfth"), Some((Style::BracketedNumber, 12)));
        assert_eq!(read("(xiv) fourteenth"), Some((Style::BracketedRoman, 14)));
        assert_eq!(read("3. third"), Some((Style::Number, 3)));
        assert_eq!(read("b) second"), Some((Style::Lower, 2)));
        assert_eq!(read("1-101. first"), Some((Style::Compound, 101)));
        assert_eq!(read("• any"), Some((Style::Bullet, 0)));
        let mark = at_start("(v) fifth or twenty-second").map(|m| (m.value, m.other));
        assert_eq!(mark, Some((22, Some((Style::BracketedRoman, 5)))));
    }

    #[test]
    fn words_and_figures_that_count_nothing() {
        for words in [
            "1960. A year",
            "(the Act) is",
            "Mr. Doe",
            "(a), 508",
            "-",
            "3.5 percent",
            "(iix) no",
            "*bold*",
            "U.S. law",
        ] {
            assert_eq!(read(words), None, "{words}");
        }
    }
}
