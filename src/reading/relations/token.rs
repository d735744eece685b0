//! The words of a masked sentence, with what the profile knows of each.

use super::mask::{ENUMERATOR, Masked, NAME, QUOTE};
use crate::ground::Span;
use crate::profile::Words;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word.
    Word,
    /// A number, a Roman numeral, a single letter: the name of a part.
    Number,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`, a dash, a full stop, an enumerator, a closing bracket: a new clause starts behind it.
    Break,
    /// An opening bracket: a clause that describes what stands before it.
    Open,
    /// A quotation.
    Quote,
    /// A policy; index into the sentence's names.
    Name(usize),
}

/// What the profile knows of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)]
pub(super) struct Class {
    pub(super) determiner: bool,
    pub(super) whole: bool,
    pub(super) part: bool,
    pub(super) between: bool,
    pub(super) preposition: bool,
    pub(super) separator: bool,
    pub(super) modifier: bool,
    pub(super) finite: bool,
    pub(super) adverb: bool,
    pub(super) negative: bool,
    pub(super) subordinate: bool,
    pub(super) modal: bool,
    pub(super) controller: bool,
    pub(super) speaker: bool,
    pub(super) here: bool,
}

/// One token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    /// Where, in the sentence.
    pub(super) span: Span,
    pub(super) kind: Kind,
    pub(super) class: Class,
}

impl Token {
    /// Whether it may stand between a verb and the policy that it acts on.
    pub(super) fn is_head(&self) -> bool {
        let c = self.class;
        match self.kind {
            Kind::Comma | Kind::Semicolon | Kind::Number | Kind::Quote => true,
            Kind::Word => c.determiner || c.whole || c.part || c.between || c.preposition || c.separator,
            Kind::Break | Kind::Open | Kind::Name(_) => false,
        }
    }

    /// Whether it joins the members of a list.
    pub(super) fn is_separator(&self) -> bool {
        matches!(self.kind, Kind::Comma | Kind::Semicolon) || self.class.separator
    }
}

/// The tokens of a masked sentence.
pub(super) fn tokens(masked: &Masked, words: &Words) -> Vec<Token> {
    let text = masked.text.as_str();
    let mut found = Vec::new();
    let mut names = masked.visible.iter().enumerate().peekable();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|r| !r.is_empty()) {
        if let Some((ix, (_, span))) = names.next_if(|(_, (_, span))| span.start == at) {
            found.push(Token { span: *span, kind: Kind::Name(ix), class: Class::default() });
            at = span.end;
            continue;
        }
        let Some(c) = rest.chars().next() else { break };
        let run = |byte: u8| rest.bytes().take_while(|b| *b == byte).count();
        let mut push = |length: usize, kind: Kind, class: Class| {
            found.push(Token { span: Span::new(at, at + length), kind, class });
            length
        };
        at += match c {
            _ if c as u32 == u32::from(QUOTE) => push(run(QUOTE), Kind::Quote, Class::default()),
            _ if c as u32 == u32::from(ENUMERATOR) => push(run(ENUMERATOR), Kind::Break, Class::default()),
            _ if c as u32 == u32::from(NAME) => run(NAME),
            // "Nos. 1 and No. 2", "entitled: “…”", "section 1-4. “…”": no clause ends there.
            '.' | ':' if leads(rest, text.get(..at).unwrap_or("")) => 1,
            ',' => push(1, Kind::Comma, Class::default()),
            ';' => push(1, Kind::Semicolon, Class::default()),
            '(' | '[' => push(1, Kind::Open, Class::default()),
            ':' | '.' | ')' | ']' | '?' | '!' | '—' | '•' => {
                push(c.len_utf8(), Kind::Break, Class::default())
            }
            '–' => push(c.len_utf8(), Kind::Break, Class::default()),
            '-' if rest.starts_with("--") => push(run(b'-'), Kind::Break, Class::default()),
            _ if c.is_alphanumeric() => {
                let length = word_length(rest);
                let word = rest.get(..length).unwrap_or("");
                let (kind, class) = classify(word, words);
                push(length, kind, class)
            }
            _ => c.len_utf8(),
        };
    }
    found
}

/// Whether a quotation stands behind the mark, or a name behind "No.".
fn leads(rest: &str, before: &str) -> bool {
    let behind = rest.bytes().skip(1).find(|b| *b != b' ');
    let number = [" no", " nos"].iter().any(|w| {
        before
            .len()
            .checked_sub(w.len())
            .and_then(|at| before.get(at..))
            .is_some_and(|t| t.eq_ignore_ascii_case(w))
    });
    behind == Some(QUOTE) || (behind == Some(NAME) && number)
}

/// Letters and digits, with hyphens, apostrophes, stops and slashes between them.
fn word_length(text: &str) -> usize {
    let mut end = 0;
    let mut joint = 0;
    for c in text.chars() {
        if c.is_alphanumeric() {
            end += joint + c.len_utf8();
            joint = 0;
        } else if joint == 0 && matches!(c, '-' | '\'' | '’' | '.' | '/') {
            joint = c.len_utf8();
        } else {
            break;
        }
    }
    end
}

fn classify(word: &str, words: &Words) -> (Kind, Class) {
    let lower = word.to_lowercase();
    let is = |set: &std::collections::BTreeSet<String>| set.contains(lower.as_str());
    let class = Class {
        determiner: is(&words.determiners),
        whole: is(&words.whole),
        part: is(&words.part),
        between: is(&words.between),
        preposition: is(&words.prepositions),
        separator: is(&words.separators),
        modifier: !is(&words.no_modifiers) && (is(&words.modifiers) || participle(&lower)),
        finite: is(&words.finite),
        adverb: is(&words.adverbs),
        negative: is(&words.negative),
        subordinate: is(&words.subordinate),
        modal: is(&words.modal),
        controller: is(&words.controllers),
        speaker: is(&words.speakers),
        here: is(&words.here),
    };
    let number = word.starts_with(|c: char| c.is_ascii_digit())
        || (word.len() <= 4 && word.bytes().all(|b| matches!(b, b'I' | b'V' | b'X')) && word != "I")
        || (word.len() == 1 && !matches!(word, "I" | "a" | "A"));
    (if number && class == Class::default() { Kind::Number } else { Kind::Word }, class)
}

/// Words such as "establishing" and "made".
fn participle(word: &str) -> bool {
    word.len() > 4 && word.is_ascii() && word.ends_with("ing")
}
