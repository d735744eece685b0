//! Where the words of a text stand in the bytes of its file.
//!
//! In: the bytes of a file, and a text that was read from it with markup reduced. Out: for a stretch of the text the bytes
//! that print it. Reading keeps no positions (Markdown becomes HTML, HTML becomes a tree), so the letters and figures of
//! both are laid side by side: they are the same in the same order, but for what markup hides or makes. Where they part,
//! the next [`GRAM`] characters of the text are looked up in the file, the nearest place first. Linear but for a logarithm.

use super::markup::{Link, Way, letters};
use crate::ground::{Span, work};
use std::cell::OnceCell;
use std::collections::HashMap;

/// So many characters of a text find their place in the file again.
const GRAM: usize = 12;

/// So few find it where it is not far.
const SHORT: usize = 5;

/// So many letters after a place are not far.
const NEAR: usize = 64;

/// One letter or figure that a reader of the file sees.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) c: char,
    /// The first byte that writes it.
    pub(super) start: u32,
    /// How many bytes write it: an escape takes more than the character.
    pub(super) len: u8,
}

impl Letter {
    const fn end(self) -> usize {
        self.start as usize + self.len as usize
    }
}

/// The letters of a file, and the links in it, in order.
pub(super) struct Written<'f> {
    file: &'f str,
    letters: Vec<Letter>,
    /// Where each target of a link is written, in order.
    links: HashMap<String, Vec<Span>>,
    /// Where each run of [`GRAM`] letters stands.
    grams: OnceCell<HashMap<u64, Vec<u32>>>,
}

/// For the letters of a text: the byte of the text, and the letter of the file where it is known.
pub(super) struct Alignment {
    pairs: Vec<(u32, Option<u32>)>,
}

/// A stretch of a file that prints words of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Printed {
    /// The bytes of the file.
    pub(super) span: Span,
    /// Whether they print the words and nothing else: no markup stands between.
    pub(super) plain: bool,
}

impl Alignment {
    /// The letters of a stretch of the text; `None` where it has none.
    fn pairs_of(&self, span: Span) -> Option<&[(u32, Option<u32>)]> {
        let from = self.pairs.partition_point(|(at, _)| (*at as usize) < span.start);
        let to = self.pairs.partition_point(|(at, _)| (*at as usize) < span.end);
        self.pairs.get(from..to).filter(|pairs| !pairs.is_empty())
    }
}

impl<'f> Written<'f> {
    /// Reads a file that is written in one way.
    pub(super) fn new(file: &'f str, way: Way) -> Self {
        let (letters, found) = letters(file, way);
        let mut links: HashMap<String, Vec<Span>> = HashMap::new();
        for Link { target, span } in found {
            links.entry(target).or_default().push(span);
        }
        Self { file, letters, links, grams: OnceCell::new() }
    }

    /// Lays a text beside the file; `from` is the byte of the file from which on it is looked for first.
    pub(super) fn align(&self, text: &str, from: usize) -> Alignment {
        let of_text: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
        let mut next = self.letters.partition_point(|l| (l.start as usize) < from);
        let mut pairs = Vec::with_capacity(of_text.len());
        work::steps(of_text.len());
        for (i, (at, c)) in of_text.iter().enumerate() {
            let same = |place: usize| self.letters.get(place).is_some_and(|l| l.c == *c);
            let found = if same(next) { Some(next) } else { self.again(&of_text, i, next) };
            next = found.map_or(next, |place| place + 1);
            pairs.push((to_u32(*at), found.map(to_u32)));
        }
        Alignment { pairs }
    }

    /// Where the letters of a text from the `i`th on stand in the file: the nearest place from `next` on, else before it.
    fn again(&self, of_text: &[(usize, char)], i: usize, next: usize) -> Option<usize> {
        let run = of_text.get(i..)?;
        let Some(run) = run.get(..GRAM) else { return self.near(run, next) };
        let Some(places) = self.grams().get(&key(run.iter().map(|(_, c)| *c))) else {
            // The number of the next item stands in the file alone: "2. Read M-16-08." before "3. Send it."
            return self.near(run.get(..SHORT)?, next);
        };
        let after = places.partition_point(|place| (*place as usize) < next);
        let place = places.get(after).or_else(|| places.get(after.checked_sub(1)?))?;
        Some(*place as usize)
    }

    /// Where letters stand not far after a place.
    fn near(&self, run: &[(usize, char)], next: usize) -> Option<usize> {
        let near = self.letters.get(next..(next + NEAR).min(self.letters.len()))?;
        let same = |w: &[Letter]| w.iter().zip(run).all(|(l, (_, c))| l.c == *c);
        near.windows(run.len().max(1)).position(same).map(|at| next + at)
    }

    /// Where the target of a link is written: the next place from a byte of the file on, else the first.
    pub(super) fn link(&self, target: &str, from: usize) -> Option<Span> {
        let all = self.links.get(target)?;
        all.get(all.partition_point(|span| span.start < from)).or_else(|| all.first()).copied()
    }

    /// Where the target of a link is written nearest to some words, and not in them.
    pub(super) fn nearest_link(&self, target: &str, words: Span) -> Option<Span> {
        let all = self.links.get(target)?;
        let next = all.partition_point(|span| span.start < words.start);
        let near = all.get(next.saturating_sub(1)..).unwrap_or_default().iter().take(2);
        let apart = near.filter(|span| !span.overlaps(words));
        apart.min_by_key(|span| span.start.abs_diff(words.start)).copied()
    }

    /// The letters of an aligned text in the order of the file: the byte of the file, and that of the text.
    pub(super) fn in_file(&self, aligned: &Alignment) -> Vec<(usize, usize)> {
        let place = |ix: u32| self.letters.get(ix as usize).map(|l| l.start as usize);
        let known = aligned.pairs.iter().filter_map(|(at, ix)| Some((place((*ix)?)?, *at as usize)));
        let mut known: Vec<(usize, usize)> = known.collect();
        known.sort_unstable();
        known
    }

    /// The bytes from the first letter of a stretch of an aligned text to its last one, whatever stands between.
    pub(super) fn stretch(&self, aligned: &Alignment, span: Span) -> Option<Span> {
        let pairs = aligned.pairs_of(span)?;
        let letter = |pair: &(u32, Option<u32>)| pair.1.and_then(|ix| self.letters.get(ix as usize).copied());
        let (start, end) = (letter(pairs.first()?)?.start as usize, letter(pairs.last()?)?.end());
        (start < end).then(|| Span::new(start, end))
    }

    fn grams(&self) -> &HashMap<u64, Vec<u32>> {
        self.grams.get_or_init(|| {
            let mut grams: HashMap<u64, Vec<u32>> = HashMap::with_capacity(self.letters.len());
            for (at, run) in self.letters.windows(GRAM).enumerate() {
                grams.entry(key(run.iter().map(|l| l.c))).or_default().push(to_u32(at));
            }
            grams
        })
    }

    /// The bytes that print a stretch of an aligned text; `None` where markup makes the words.
    pub(super) fn printed(&self, aligned: &Alignment, text: &str, span: Span) -> Option<Printed> {
        let pairs = aligned.pairs_of(span)?;
        let letter = |pair: &(u32, Option<u32>)| pair.1.and_then(|ix| self.letters.get(ix as usize).copied());
        let Span { start, mut end } = self.stretch(aligned, span)?;
        work::steps(pairs.len());
        let between = |pair: &[(u32, Option<u32>)]| -> Option<bool> {
            let [one, two] = pair else { return None };
            let (before, after) = (letter(one)?, letter(two)?);
            let written = self.file.get(before.end()..after.start as usize)?;
            let c = text.get(one.0 as usize..)?.chars().next()?;
            let said = text.get(one.0 as usize + c.len_utf8()..two.0 as usize)?;
            Some(is_same(written, said))
        };
        let plain = pairs.windows(2).all(|pair| between(pair) == Some(true));
        // A bracket or a full stop at the end of the words is no letter.
        let tail = text.get(pairs.last()?.0 as usize..span.end)?;
        let tail = tail.trim_start_matches(char::is_alphanumeric);
        if !tail.is_empty() && self.file.get(end..).is_some_and(|rest| rest.starts_with(tail)) {
            end += tail.len();
        }
        Some(Printed { span: Span::new(start, end), plain })
    }
}

/// Whether the marks between two letters are the same in the file and in the text: blanks fold, quotes and dashes are set
/// in other ways.
fn is_same(written: &str, said: &str) -> bool {
    let plain = |text: &str| -> String {
        let marks = text.chars().map(|c| match c {
            '“' | '”' | '‘' | '’' | '\'' => '"',
            '–' | '—' | '‑' | '‐' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        });
        crate::ground::fold_space(&marks.collect::<String>()).replace("--", "-")
    };
    let blank = |text: &str| text.chars().any(char::is_whitespace);
    written == said || plain(written) == plain(said) && (blank(written) || !blank(said))
}

fn key(run: impl Iterator<Item = char>) -> u64 {
    run.fold(0xcbf2_9ce4_8422_2325, |key, c| (key ^ u64::from(u32::from(c))).wrapping_mul(0x0100_0000_01b3))
}

fn to_u32(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(file: &str, way: Way, text: &str, words: &str) -> Option<(String, bool)> {
        let written = Written::new(file, way);
        let aligned = written.align(text, 0);
        let at = text.find(words).unwrap();
        let found = written.printed(&aligned, text, Span::new(at, at + words.len()))?;
        Some((found.span.of(file).to_owned(), found.plain))
    }

    #[test]
    fn words_are_found_through_markup() {
        let file = "See [EO 13571](https://a.gov/EO-13571.pdf \"EO 13571\") and *E.O.*&nbsp;**12862**.\n";
        let text = "See EO 13571 and E.O. 12862.";
        let found = |words: &str| printed(file, Way::Markdown, text, words);
        assert_eq!(found("EO 13571"), Some(("EO 13571".to_owned(), true)));
        assert_eq!(found("E.O. 12862"), Some(("E.O.*&nbsp;**12862".to_owned(), false)));
    }

    #[test]
    fn words_of_short_items_are_found_between_their_numbers() {
        let file = "1. Plan.\n   1. Read EO 13571.\n   2. Read M-16-08.\n2. Send.\n";
        let text = "Plan.\nRead EO 13571.\nRead M-16-08.\nSend.";
        let found = |words: &str| printed(file, Way::Markdown, text, words);
        assert_eq!(found("M-16-08"), Some(("M-16-08".to_owned(), true)));
        assert_eq!(found("Send"), Some(("Send".to_owned(), true)));
    }

    #[test]
    fn words_are_found_in_strings_of_json() {
        let file = r#"{"content":"<p class=\"a\">Caf\u00e9: see <b>M-16-08<\/b>,\nof 2016 (old).<\/p>"}"#;
        let text = "Café: see M-16-08, of 2016 (old).";
        let found = |words: &str| printed(file, Way::Json, text, words);
        assert_eq!(found("M-16-08"), Some(("M-16-08".to_owned(), true)));
        assert_eq!(found("of 2016 (old)"), Some(("of 2016 (old)".to_owned(), true)));
        assert_eq!(found("M-16-08, of"), Some((r"M-16-08<\/b>,\nof".to_owned(), false)));
    }

    #[test]
    fn words_that_are_skipped_do_not_lead_astray() {
        let file = "<nav>Policies: EO 12291 and others of that time</nav><p>Elsewhere.</p>\n<p>Policies: EO 12291 and more</p>";
        let text = "Elsewhere.\nPolicies: EO 12291 and more";
        let found = printed(file, Way::Html, text, "EO 12291");
        assert_eq!(found, Some(("EO 12291".to_owned(), true)));
        let written = Written::new(file, Way::Html);
        let at = text.find("EO").unwrap();
        let place = written.printed(&written.align(text, 0), text, Span::new(at, at + 8)).unwrap().span;
        assert_eq!(place.start, file.rfind("EO 12291").unwrap());
    }
}
