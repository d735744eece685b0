//! What a reader sees of a file, and where its links lead: letters and targets with the bytes that write them.
//!
//! In: the text of a file and the way in which it is written. Out: its letters and figures without those of tags, targets
//! and comments, and the targets of its links. Nothing is understood here; what markup makes of the letters is left to
//! [`super::written`], which looks for them again. Linear.

use super::written::Letter;
use crate::ground::Span;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// As it reads.
    Plain,
    /// With tags.
    Html,
    /// With tags and Markdown.
    Markdown,
    /// In strings of JSON, which may hold tags.
    Json,
}

/// The target of a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// As a reader of the file takes it: escapes of JSON and HTML undone.
    pub(super) target: String,
    /// The bytes that write it.
    pub(super) span: Span,
}

/// A target is no longer than this, in characters.
const MAX_TARGET: usize = 4096;

/// The letters of a file and its links, in order.
pub(super) fn letters(file: &str, way: Way) -> (Vec<Letter>, Vec<Link>) {
    let chars = if way == Way::Json { unescaped(file) } else { plain(file) };
    let mut scan = Scan { chars, letters: Vec::new(), links: Vec::new(), no_tag_end: false };
    let mut at = 0;
    while at < scan.chars.len() {
        at = match way {
            Way::Plain => scan.letter(at),
            Way::Html | Way::Json => scan.html(at),
            Way::Markdown => scan.markdown(at),
        };
    }
    (scan.letters, scan.links)
}

/// One character with the bytes that write it.
fn of(c: char, start: usize, len: usize) -> Letter {
    Letter { c, start: u32::try_from(start).unwrap_or(u32::MAX), len: u8::try_from(len).unwrap_or(u8::MAX) }
}

fn plain(file: &str) -> Vec<Letter> {
    file.char_indices().map(|(at, c)| of(c, at, c.len_utf8())).collect()
}

/// The characters of JSON, escapes undone. Surrogates that make no pair are left out.
pub(super) fn unescaped(file: &str) -> Vec<Letter> {
    let mut found = Vec::with_capacity(file.len());
    let mut chars = file.char_indices();
    let unit = |at: usize| file.get(at..at + 4).and_then(|hex| u32::from_str_radix(hex, 16).ok());
    while let Some((at, c)) = chars.next() {
        if c != '\\' {
            found.push(of(c, at, c.len_utf8()));
            continue;
        }
        let Some((_, escaped)) = chars.next() else { break };
        if escaped != 'u' {
            let c = match escaped {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' | 'f' => ' ',
                c => c,
            };
            found.push(of(c, at, 1 + escaped.len_utf8()));
            continue;
        }
        let Some(high) = unit(at + 2) else { continue };
        let low = (file.get(at + 6..at + 8) == Some("\\u")).then(|| unit(at + 8)).flatten();
        let pair = low.filter(|low| (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(low));
        let (code, len) = match pair {
            Some(low) => (0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00), 12),
            None => (high, 6),
        };
        found.extend(char::from_u32(code).map(|c| of(c, at, len)));
        // The backslash and the `u` are taken already.
        chars.nth(len - 3);
    }
    found
}

struct Scan {
    chars: Vec<Letter>,
    letters: Vec<Letter>,
    links: Vec<Link>,
    /// No tag ends from here on, so that none is looked for again.
    no_tag_end: bool,
}

impl Scan {
    fn c(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|l| l.c)
    }

    fn starts(&self, at: usize, words: &str) -> bool {
        let same = |(i, c): (usize, char)| self.c(at + i).is_some_and(|other| other.eq_ignore_ascii_case(&c));
        words.chars().enumerate().all(same)
    }

    /// Where words stand next.
    fn find(&self, from: usize, words: &str) -> Option<usize> {
        let first = words.chars().next()?;
        let mut at = from;
        loop {
            at += self.chars.get(at..)?.iter().position(|l| l.c.eq_ignore_ascii_case(&first))?;
            if self.starts(at, words) {
                return Some(at);
            }
            at += 1;
        }
    }

    fn letter(&mut self, at: usize) -> usize {
        self.letters.extend(self.chars.get(at).filter(|l| l.c.is_alphanumeric()));
        at + 1
    }

    fn html(&mut self, at: usize) -> usize {
        match self.c(at) {
            Some('<') => self.tag(at).unwrap_or(at + 1),
            Some('&') => self.entity(at).unwrap_or(at + 1),
            _ => self.letter(at),
        }
    }

    fn markdown(&mut self, at: usize) -> usize {
        match (self.c(at), self.c(at + 1)) {
            // An escaped mark is no letter.
            (Some('\\'), Some(_)) => at + 1,
            (Some(']'), Some('(')) => self.target(at + 2).unwrap_or(at + 1),
            // "[mark]: https://…"
            (Some(']'), Some(':')) => {
                let blank = (at + 2..at + 5).find(|i| self.c(*i).is_none_or(|c| c != ' ')).unwrap_or(at + 2);
                if self.starts(blank, "http") { self.bare_target(blank) } else { at + 1 }
            }
            _ if self.starts(at, "href=\"") || self.starts(at, "href='") => self.quoted_target(at + 6),
            _ => self.html(at),
        }
    }

    /// The end of a tag or a comment at a `<`.
    fn tag(&mut self, at: usize) -> Option<usize> {
        if self.starts(at, "<!--") {
            return self.find(at + 4, "-->").map(|end| end + 3);
        }
        let next = self.c(at + 1)?;
        if self.no_tag_end || !(next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?')) {
            return None;
        }
        if self.starts(at, "<http") {
            return Some(self.bare_target(at + 1));
        }
        for raw in ["script", "style"] {
            if self.starts(at + 1, raw) {
                return self.find(at, &format!("</{raw}")).map(|end| end + 2);
            }
        }
        let Some(end) = self.tag_end(at + 1) else {
            self.no_tag_end = true;
            return None;
        };
        let mut from = at;
        while let Some(href) = self.find_before(from, end, "href=") {
            from = href + 5;
            match self.c(from) {
                Some('"' | '\'') => {
                    self.quoted_target(from + 1);
                }
                _ => continue,
            }
        }
        Some(end + 1)
    }

    fn find_before(&self, from: usize, end: usize, words: &str) -> Option<usize> {
        (from..end).find(|at| self.starts(*at, words))
    }

    /// The `>` that ends a tag: one outside of quotes, where quotes are closed.
    fn tag_end(&self, from: usize) -> Option<usize> {
        let (mut quote, mut first) = (None, None);
        for (i, letter) in self.chars.get(from..)?.iter().enumerate() {
            match (quote, letter.c) {
                (None, '>') => return Some(from + i),
                (None, '"' | '\'') => quote = Some(letter.c),
                (Some(mark), c) if c == mark => quote = None,
                (Some(_), '>') => first = first.or(Some(from + i)),
                _ => {}
            }
            // A quote that is closed nowhere near is a stray mark.
            if i > MAX_TARGET && first.is_some() {
                return first;
            }
        }
        first
    }

    /// A target of Markdown in brackets, with its title; gives where it ended.
    fn target(&mut self, from: usize) -> Option<usize> {
        let (mut depth, mut end, mut stop) = (0_usize, None, None);
        for at in from..from + MAX_TARGET {
            match self.c(at)? {
                '(' => depth += 1,
                ')' if depth == 0 => {
                    end = Some(at);
                    break;
                }
                ')' => depth -= 1,
                c if c.is_whitespace() => {
                    stop = stop.or(Some(at));
                    if c == '\n' && self.c(at + 1) == Some('\n') {
                        return None;
                    }
                }
                _ => {}
            }
        }
        let end = end?;
        self.keep(from, stop.unwrap_or(end));
        Some(end + 1)
    }

    /// A target up to its closing quote.
    fn quoted_target(&mut self, from: usize) -> usize {
        let mark = self.c(from - 1);
        let end =
            (from..from + MAX_TARGET).find(|at| self.c(*at).is_none_or(|c| Some(c) == mark || c == '\n'));
        let end = end.unwrap_or(from);
        self.keep(from, end);
        end
    }

    /// A target without marks around it.
    fn bare_target(&mut self, from: usize) -> usize {
        let ends = |at: &usize| self.c(*at).is_none_or(|c| c.is_whitespace() || matches!(c, '>' | '<' | '"'));
        let end = (from..from + MAX_TARGET).find(ends).unwrap_or(from + 1);
        self.keep(from, end);
        end
    }

    fn keep(&mut self, from: usize, end: usize) {
        let (Some(letters), true) = (self.chars.get(from..end), from < end) else { return };
        let (Some(first), Some(last)) = (letters.first(), letters.last()) else { return };
        let target: String = letters.iter().map(|l| l.c).collect();
        let span = Span::new(first.start as usize, last.start as usize + last.len as usize);
        self.links.push(Link { target: target.replace("&amp;", "&").trim().to_owned(), span });
    }

    /// A character that HTML names: of a number the character, of a name nothing, since few name letters.
    fn entity(&mut self, at: usize) -> Option<usize> {
        let end = (at + 1..at + 12).find(|i| self.c(*i) == Some(';'))?;
        let name: String = self.chars.get(at + 1..end)?.iter().map(|l| l.c).collect();
        let (first, last) = (self.chars.get(at)?, self.chars.get(end)?);
        let start = first.start as usize;
        let len = last.start as usize + last.len as usize - start;
        if let Some(number) = name.strip_prefix('#') {
            let hex = number.strip_prefix(['x', 'X']);
            let code = hex.map_or_else(|| number.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok());
            let c = code.and_then(char::from_u32)?;
            self.letters.extend(Some(of(c, start, len)).filter(|l| l.c.is_alphanumeric()));
            return Some(end + 1);
        }
        name.bytes().all(|b| b.is_ascii_alphanumeric()).then_some(end + 1)
    }
}
