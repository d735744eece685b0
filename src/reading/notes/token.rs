//! A note as tokens, in one pass.

use crate::ground::work;
use crate::profile::label::WordPhrases;
use crate::profile::lexicon::{Lexicon, OTHER, WordId};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters, with apostrophes between.
    Word,
    /// Digits.
    Number,
    /// `:`
    Colon,
    /// `;`
    Semicolon,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// `-`, and the longer dashes.
    Dash,
    /// `(` or `[`
    Open,
    /// `)` or `]`
    Close,
    /// Any other character that is not white space.
    Other,
    /// Behind the last one.
    End,
}

/// No bracket belongs to this one.
pub(super) const NO_MATE: u32 = u32::MAX;

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// What it is.
    pub(super) kind: Kind,
    /// Whether it is the first of a line.
    pub(super) line_start: bool,
    /// Which word.
    pub(super) word: WordId,
    /// First byte.
    pub(super) start: u32,
    /// One past the last byte.
    pub(super) end: u32,
    /// A number's value, at most `u32::MAX`; a bracket's partner, as a place in the list of tokens.
    pub(super) value: u32,
}

impl Token {
    /// What stands behind the last token.
    pub(super) const fn end_of(length: u32) -> Self {
        Self { kind: Kind::End, line_start: true, word: OTHER, start: length, end: length, value: NO_MATE }
    }

    /// The number of bytes.
    pub(super) const fn len(&self) -> u32 {
        self.end - self.start
    }
}

/// Splits a text; brackets know their partners. `text` is shorter than 4 GiB.
pub(super) fn tokenize(words: &Lexicon, text: &str, tokens: &mut Vec<Token>) {
    tokens.clear();
    let bytes = text.as_bytes();
    let mut open: Vec<u32> = Vec::new();
    let mut line_start = true;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        let start = at;
        let mut word = OTHER;
        let mut value = 0;
        let kind = match byte {
            b'\n' | b'\r' => {
                line_start = true;
                at += 1;
                continue;
            }
            b' ' | b'\t' | 0x0b | 0x0c => {
                at += 1;
                continue;
            }
            b'a'..=b'z' | b'A'..=b'Z' => {
                at = end_of_word(text, at);
                word = words.find(bytes.get(start..at).unwrap_or_default());
                Kind::Word
            }
            b'0'..=b'9' => {
                while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
                    value = u32::saturating_add(u32::saturating_mul(value, 10), u32::from(digit - b'0'));
                    at += 1;
                }
                Kind::Number
            }
            _ if byte.is_ascii() => {
                at += 1;
                mark(byte)
            }
            _ => {
                let c = text.get(at..).and_then(|t| t.chars().next()).unwrap_or('\u{fffd}');
                if c.is_whitespace() {
                    at += c.len_utf8();
                    continue;
                }
                if c.is_alphabetic() {
                    at = end_of_word(text, at);
                    Kind::Word
                } else {
                    at += c.len_utf8();
                    if matches!(c, '‐'..='―') { Kind::Dash } else { Kind::Other }
                }
            }
        };
        if matches!(kind, Kind::Open | Kind::Close) {
            value = pair(tokens, &mut open, kind);
        }
        let (start, end) = (u32::try_from(start).unwrap_or(u32::MAX), u32::try_from(at).unwrap_or(u32::MAX));
        tokens.push(Token { kind, line_start, word, start, end, value });
        line_start = false;
    }
}

/// What a mark of ASCII is.
const fn mark(byte: u8) -> Kind {
    match byte {
        b':' => Kind::Colon,
        b';' => Kind::Semicolon,
        b',' => Kind::Comma,
        b'.' => Kind::Dot,
        b'-' => Kind::Dash,
        b'(' | b'[' => Kind::Open,
        b')' | b']' => Kind::Close,
        _ => Kind::Other,
    }
}

/// The partner of the bracket that comes next, which learns of this one; `open` are the brackets without a partner.
fn pair(tokens: &mut [Token], open: &mut Vec<u32>, kind: Kind) -> u32 {
    let ix = u32::try_from(tokens.len()).unwrap_or(NO_MATE);
    if kind == Kind::Open {
        open.push(ix);
        return NO_MATE;
    }
    let partner = open.pop().unwrap_or(NO_MATE);
    if let Some(mate) = tokens.get_mut(partner as usize) {
        mate.value = ix;
    }
    partner
}

/// The end of a word that starts at `at`: letters, and apostrophes with a letter behind.
fn end_of_word(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    loop {
        match bytes.get(at) {
            Some(b'a'..=b'z' | b'A'..=b'Z') => at += 1,
            Some(b'\'') if bytes.get(at + 1).is_some_and(u8::is_ascii_alphabetic) => at += 2,
            Some(byte) if !byte.is_ascii() => {
                let mut rest = text.get(at..).unwrap_or("").chars();
                match rest.next() {
                    Some('’') if rest.next().is_some_and(char::is_alphabetic) => at += '’'.len_utf8(),
                    Some(c) if c.is_alphabetic() => at += c.len_utf8(),
                    _ => return at,
                }
            }
            _ => return at,
        }
    }
}

/// A phrase is followed over so many tokens.
const MAX_FOLLOWED: usize = 32;

/// The token behind words that stand at `at`; dots between them, and brackets if told so, are passed over.
pub(super) fn follow(tokens: &[Token], mut at: usize, words: &[WordId], brackets: bool) -> Option<usize> {
    let mut passed = 0;
    for word in words {
        loop {
            work::steps(1);
            passed += 1;
            let token = tokens.get(at).filter(|_| passed <= MAX_FOLLOWED)?;
            match token.kind {
                Kind::Dot => at += 1,
                Kind::Open | Kind::Close if brackets => at += 1,
                Kind::Word if token.word == *word => break,
                _ => return None,
            }
        }
        at += 1;
    }
    Some(at)
}

/// The longest phrase at a token: the token behind it, and what it is.
pub(super) fn longest<'p, T>(
    phrases: &'p WordPhrases<T>,
    tokens: &[Token],
    at: usize,
) -> Option<(usize, &'p T)> {
    let first = tokens.get(at)?;
    phrases
        .from(first.word)
        .iter()
        .find_map(|(rest, what)| Some((follow(tokens, at + 1, rest, false)?, what)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kinds(text: &str) -> String {
        let mut tokens = Vec::new();
        tokenize(&crate::profile::Profile::united_states().unwrap().labels.words, text, &mut tokens);
        let show = |t: &Token| format!("{:?}={}", t.kind, &text[t.start as usize..t.end as usize]);
        tokens.iter().map(show).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn citations_fall_into_their_parts() {
        assert_eq!(kinds("EO 10571-A,"), "Word=EO Number=10571 Dash=- Word=A Comma=,");
        assert_eq!(kinds("EO’s 1999EO"), "Word=EO’s Number=1999 Word=EO");
        assert_eq!(kinds("(5 U.S.C.)"), "Open=( Number=5 Word=U Dot=. Word=S Dot=. Word=C Dot=. Close=)");
    }

    #[test]
    fn brackets_know_their_partners() {
        let mut tokens = Vec::new();
        tokenize(&crate::profile::Profile::united_states().unwrap().labels.words, "(a [b) c", &mut tokens);
        assert_eq!(tokens.iter().map(|t| t.value).collect::<Vec<_>>(), [NO_MATE, 0, 4, 0, 2, 0]);
    }

    proptest! {
        #[test]
        fn tokens_cover_the_text_in_order(text in "\\PC{0,40}") {
            let mut tokens = Vec::new();
            tokenize(&crate::profile::Profile::united_states().unwrap().labels.words, &text, &mut tokens);
            let mut at = 0;
            for token in &tokens {
                prop_assert!(token.start as usize >= at && token.end > token.start);
                prop_assert!(text[at..token.start as usize].chars().all(char::is_whitespace));
                prop_assert!(text.is_char_boundary(token.end as usize));
                at = token.end as usize;
            }
            prop_assert!(text[at..].chars().all(char::is_whitespace));
        }
    }
}
