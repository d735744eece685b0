//! Cuts a sentence into tokens: words, names, dates, quotations, and brackets as levels of their own.

use super::Level;
use crate::ground::Span;
use crate::profile::{Class, Phrases};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A word.
    Word,
    /// A number, a Roman numeral, a single letter: the name of a part.
    Number,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// A dash or a bullet.
    Dash,
    /// `(a)` before an item, `Sec. 2.` before a sentence.
    Enumerator,
    /// A quotation.
    Quote,
    /// A day, month and year.
    Date,
    /// A policy; index into the sentence's names.
    Name(usize),
    /// A bracket; index of its level.
    Bracket(usize),
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where, in the sentence.
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    pub(crate) class: Class,
}

impl Token {
    /// Whether it joins the members of a list.
    pub(crate) fn is_separator(&self) -> bool {
        matches!(self.kind, Kind::Comma | Kind::Semicolon) || self.class.is(Class::SEPARATOR)
    }
}

/// Brackets within brackets, no deeper than this; what lies deeper is not read.
const MAX_DEPTH: usize = 6;

/// What a sentence shows besides its words, by place: quotations, names, dates.
pub(super) struct Marked {
    pub(super) span: Span,
    pub(super) kind: Kind,
}

/// The tokens of a sentence, level by level; level 0 is the sentence itself.
pub(super) fn levels(phrases: &Phrases, words: &str, marked: &[Marked]) -> Vec<Level> {
    let mut cutter = Cutter { phrases, words, levels: vec![Level::default()], open: vec![0], at: 0 };
    let mut marks = marked.iter().peekable();
    while cutter.at < words.len() {
        while marks.next_if(|m| m.span.start < cutter.at).is_some() {}
        if let Some(mark) = marks.next_if(|m| m.span.start == cutter.at) {
            cutter.push(mark.span.end - mark.span.start, mark.kind, Class::default());
        } else {
            cutter.next();
        }
    }
    cutter.levels
}

/// The dates of a sentence, where no other mark covers them.
pub(super) fn dates<'t>(phrases: &'t Phrases, words: &'t str) -> impl Iterator<Item = Marked> + 't {
    phrases.dates.find_in(words).map(|hit| Marked { span: hit.span, kind: Kind::Date })
}

struct Cutter<'a> {
    phrases: &'a Phrases,
    words: &'a str,
    levels: Vec<Level>,
    /// The levels that are open, the innermost last.
    open: Vec<usize>,
    at: usize,
}

impl Cutter<'_> {
    fn level(&mut self) -> Option<&mut Level> {
        let ix = self.open.last().copied()?;
        self.levels.get_mut(ix)
    }

    fn push(&mut self, length: usize, kind: Kind, class: Class) {
        let span = Span::new(self.at, self.at + length);
        if let Some(level) = self.level() {
            level.tokens.push(Token { span, kind, class });
        }
        self.at += length;
    }

    fn next(&mut self) {
        let rest = self.words.get(self.at..).unwrap_or("");
        let Some(c) = rest.chars().next() else {
            self.at += 1;
            return;
        };
        match c {
            ',' => self.push(1, Kind::Comma, Class::default()),
            ';' => self.push(1, Kind::Semicolon, Class::default()),
            ':' => self.push(1, Kind::Colon, Class::default()),
            '—' | '–' | '•' => self.push(c.len_utf8(), Kind::Dash, Class::default()),
            '-' if rest.starts_with("--") => {
                let length = rest.bytes().take_while(|b| *b == b'-').count();
                self.push(length, Kind::Dash, Class::default());
            }
            '(' | '[' => self.bracket(rest),
            ')' | ']' => {
                if self.open.len() > 1 {
                    self.close();
                }
                self.at += 1;
            }
            _ if c.is_alphanumeric() => self.word(rest),
            _ => self.at += c.len_utf8(),
        }
    }

    fn bracket(&mut self, rest: &str) {
        if let Some(length) = short_bracket(rest) {
            let label = rest.get(1..length - 1).unwrap_or("");
            if self.is_enumerator() && is_label(label) {
                return self.push(length, Kind::Enumerator, Class::default());
            }
            if is_label(label) {
                return self.push(length, Kind::Number, Class::default());
            }
        }
        let ix = self.levels.len();
        let deep = self.open.len() > MAX_DEPTH;
        self.push(1, Kind::Bracket(ix), Class::default());
        let parent = self.open.last().copied().unwrap_or(0);
        let token = self.levels.get(parent).map_or(0, |l| l.tokens.len().saturating_sub(1));
        self.levels.push(Level { within: Some((parent, token)), ..Level::default() });
        // What lies too deep goes on in the level that holds it.
        self.open.push(if deep { parent } else { ix });
    }

    /// Closes a bracket. One that holds a name alone, behind a word, names what the word means: "the guidance (M-12-44)".
    fn close(&mut self) {
        let Some(inner) = self.open.pop() else { return };
        let alone = match self.levels.get(inner).map(|l| l.tokens.as_slice()) {
            Some([only]) if matches!(only.kind, Kind::Name(_)) => *only,
            _ => return,
        };
        let Some(level) = self.open.last().copied().and_then(|ix| self.levels.get_mut(ix)) else { return };
        if let [.., before, bracket] = level.tokens.as_mut_slice()
            && before.class.is(Class::WHOLE.or(Class::CONTENT).or(Class::SPEAKER))
            && bracket.kind == Kind::Bracket(inner)
        {
            *bracket = alone;
            if let Some(inner) = self.levels.get_mut(inner) {
                inner.tokens.clear();
            }
        }
    }

    /// Whether a short bracket at this place counts items: not "section 3(a)", "paragraphs (22) and (23)".
    fn is_enumerator(&self) -> bool {
        let Some(level) = self.open.last().and_then(|ix| self.levels.get(*ix)) else { return false };
        let blank =
            self.words.get(..self.at).is_none_or(|w| w.is_empty() || w.ends_with(char::is_whitespace));
        let mut before = level.tokens.iter().rev();
        let Some(last) = before.next() else { return true };
        let part = |t: &Token| t.kind == Kind::Number || t.class.is(Class::PART);
        match last.kind {
            Kind::Colon | Kind::Semicolon | Kind::Dash | Kind::Enumerator => true,
            Kind::Comma => !before.next().is_some_and(part),
            Kind::Word if last.class.is(Class::SEPARATOR) => {
                let previous = before.find(|t| t.kind != Kind::Comma);
                !previous.is_some_and(part)
            }
            _ => blank && !part(last),
        }
    }

    fn word(&mut self, rest: &str) {
        if let Some(length) = self.joining(rest) {
            return self.push(length, Kind::Word, Class::SEPARATOR);
        }
        let length = word_length(rest);
        let word = rest.get(..length).unwrap_or("");
        if let Some(length) = self.section_head(rest, length, word) {
            return self.push(length, Kind::Enumerator, Class::default());
        }
        let class = self.phrases.words.of(&word.to_lowercase());
        let number = word.starts_with(|c: char| c.is_ascii_digit())
            || (word.len() <= 4 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')) && word != "I")
            || (word.len() == 1 && !matches!(word, "I" | "a" | "A"));
        let kind = if number && class.is_empty() { Kind::Number } else { Kind::Word };
        self.push(length, kind, class);
    }

    /// The length of several words that join the members of a list: "as well as".
    fn joining(&self, rest: &str) -> Option<usize> {
        let stands = |words: &&String| {
            let after =
                rest.get(words.len()..).is_some_and(|after| !after.starts_with(char::is_alphanumeric));
            after && rest.get(..words.len()).is_some_and(|start| start.eq_ignore_ascii_case(words))
        };
        self.phrases.joins.iter().find(stands).map(String::len)
    }

    /// The length of `Sec. 2.`, `Section 1.` or `3.` before a sentence.
    fn section_head(&self, rest: &str, length: usize, word: &str) -> Option<usize> {
        let level = self.levels.first().filter(|_| self.open.len() == 1)?;
        let opens = level.tokens.last().is_none_or(|t| t.kind == Kind::Semicolon);
        // "3.", "1-104."
        if opens && length <= 6 && word.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
            let stop = rest.get(length..)?.strip_prefix('.')?;
            return stop.starts_with(char::is_whitespace).then_some(length + 1);
        }
        if !opens || !self.phrases.words.of(&word.to_lowercase()).is(Class::PART) {
            return None;
        }
        let tail = rest.get(length..)?;
        let number = tail.trim_start_matches(['.', ' ']);
        let digits = number.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
        let stop = number.get(digits..)?;
        let numbered = number.starts_with(|c: char| c.is_ascii_digit());
        (numbered && stop.starts_with('.') && !stop.get(1..)?.starts_with(|c: char| c.is_alphanumeric()))
            .then(|| length + tail.len() - stop.len() + 1)
    }
}

/// The length of a bracket of at most five letters or digits, with its brackets.
fn short_bracket(rest: &str) -> Option<usize> {
    let close = rest.bytes().take(8).position(|b| matches!(b, b')' | b']'))?;
    let label = rest.get(1..close)?;
    (!label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric())).then_some(close + 1)
}

/// Whether a short bracket holds a number, a letter or a Roman numeral: no acronym, no year.
fn is_label(label: &str) -> bool {
    let digits = label.bytes().all(|b| b.is_ascii_digit());
    let same = label.len() <= 2 && label.bytes().all(|b| b.is_ascii_alphabetic()) && {
        let mut bytes = label.bytes();
        let first = bytes.next();
        bytes.all(|b| Some(b) == first)
    };
    let roman = |set: &[u8]| label.bytes().all(|b| set.contains(&b));
    (digits && label.len() <= 3)
        || same
        || roman(b"ivxl")
        || roman(b"IVXL")
        || (label.len() <= 4 && label.bytes().any(|b| b.is_ascii_digit()))
}

/// Whether a colon at `at` stands within a time of day: "9:30".
fn is_hour(text: &str, at: usize) -> bool {
    let digit = |b: Option<&u8>| b.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    at > 0 && digit(bytes.get(at - 1)) && digit(bytes.get(at + 1)) && digit(bytes.get(at + 2))
}

/// Letters and digits, with hyphens, apostrophes, stops and slashes between them.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut joint = 0;
    for c in text.chars() {
        if c.is_alphanumeric() {
            end += joint + c.len_utf8();
            joint = 0;
        } else if joint == 0
            && (matches!(c, '-' | '\'' | '’' | '.' | '/') || (c == ':' && is_hour(text, end)))
        {
            joint = c.len_utf8();
        } else {
            break;
        }
    }
    end
}
