//! The words of a SPARQL text, after the terminals of SPARQL 1.1 section 19.8.
//!
//! Knows no grammar: it only tells strings, IRIs and comments from the rest, so that [`super::guard`]
//! can count. One pass, linear in the text; no recursion.

use crate::ground::Span;

/// What kind of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// `<…>`
    Iri,
    /// A string in any of the four quotes.
    String,
    /// `?x` or `$x`
    Variable,
    /// A number without sign.
    Number,
    /// A keyword, a built-in function, `a`, `true`.
    Word,
    /// `ex:name`, `ex:`, `_:label`
    Name,
    /// `(`, `[` or `{`
    Open(u8),
    /// `)`, `]` or `}`
    Close(u8),
    /// Any other character, by its first byte.
    Sign(u8),
}

/// A text that has no words: where, and what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LexError {
    /// Byte offset.
    pub at: usize,
    /// What is wrong.
    pub message: &'static str,
}

/// Reads words one by one.
pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
    /// Whether an operand has just ended, so that `<` may be "less than".
    after_operand: bool,
    /// Whether the innermost open bracket is a parenthesis; the caller keeps it.
    pub in_parenthesis: bool,
}

/// How far a prefix is looked for, in bytes; keeps the scan linear.
const LONGEST_PREFIX: usize = 64;

impl<'a> Lexer<'a> {
    /// A lexer at the start of `text`.
    pub const fn new(text: &'a str) -> Self {
        Self { text, at: 0, after_operand: false, in_parenthesis: false }
    }

    /// The next word with its span in bytes; `None` at the end.
    ///
    /// # Errors
    /// A string that is not closed; a `<` that could be either an IRI or "less than".
    pub fn next(&mut self) -> Result<Option<(Token, Span)>, LexError> {
        self.skip_space();
        let start = self.at;
        let Some(first) = self.byte(start) else { return Ok(None) };
        let token = match first {
            b'"' | b'\'' => self.string(first)?,
            b'<' => self.iri_or_less_than()?,
            b'?' | b'$' if self.byte(start + 1).is_some_and(is_name_byte) => {
                self.at = self.end_of(start + 1, is_name_byte);
                Token::Variable
            }
            b'0'..=b'9' => self.number(),
            b'.' if self.byte(start + 1).is_some_and(|b| b.is_ascii_digit()) => self.number(),
            b'(' | b'[' | b'{' => self.sign(Token::Open(first)),
            b')' | b']' | b'}' => self.sign(Token::Close(first)),
            b':' => self.local_name(start + 1),
            _ if is_name_byte(first) => self.word_or_name(),
            _ => self.sign(Token::Sign(first)),
        };
        self.after_operand = match token {
            Token::Open(_) | Token::Sign(_) => false,
            Token::Word => {
                matches!(self.text.get(start..self.at), Some("true" | "false"))
            }
            _ => true,
        };
        Ok(Some((token, Span::new(start, self.at))))
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn end_of(&self, from: usize, inside: impl Fn(u8) -> bool) -> usize {
        let rest = self.text.as_bytes().get(from..).unwrap_or_default();
        from + rest.iter().take_while(|b| inside(**b)).count()
    }

    /// White space and comments.
    fn skip_space(&mut self) {
        loop {
            self.at = self.end_of(self.at, |b| matches!(b, b' ' | b'\t' | b'\n' | b'\r'));
            if self.byte(self.at) != Some(b'#') {
                return;
            }
            self.at = self.end_of(self.at, |b| !matches!(b, b'\n' | b'\r'));
        }
    }

    fn sign(&mut self, token: Token) -> Token {
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        self.at += next.map_or(1, char::len_utf8);
        token
    }

    /// `STRING_LITERAL1`, `STRING_LITERAL2` and their long forms.
    fn string(&mut self, quote: u8) -> Result<Token, LexError> {
        let start = self.at;
        let unclosed = |message| LexError { at: start, message };
        let long = self.byte(start + 1) == Some(quote) && self.byte(start + 2) == Some(quote);
        let mut at = start + if long { 3 } else { 1 };
        loop {
            match self.byte(at) {
                None => return Err(unclosed("expected the end of this string, found the end of the query")),
                Some(b'\\') => at += 2,
                Some(b'\n' | b'\r') if !long => {
                    return Err(unclosed("expected the end of this string, found the end of the line"));
                }
                Some(b) if b == quote && !long => break at += 1,
                Some(b)
                    if b == quote && self.byte(at + 1) == Some(quote) && self.byte(at + 2) == Some(quote) =>
                {
                    break at += 3;
                }
                Some(_) => at += 1,
            }
        }
        self.at = at.min(self.text.len());
        Ok(Token::String)
    }

    /// `IRIREF`, by the longest match; "less than" where no `>` ends it in time.
    ///
    /// A parser without a lexer may take the same characters for "less than" where an operand stands
    /// before them in a parenthesis. Then brackets, quotes or a comment sign among them would be counted
    /// wrongly, so such a text is refused.
    fn iri_or_less_than(&mut self) -> Result<Token, LexError> {
        let body = self.at + 1;
        let end = self
            .end_of(body, |b| !matches!(b, 0..=b' ' | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'^' | b'`'));
        if self.byte(end) != Some(b'>') {
            return Ok(self.sign(Token::Sign(b'<')));
        }
        let iri = self.text.get(body..end).unwrap_or("");
        let either = self.after_operand && self.in_parenthesis && !is_absolute(iri);
        if either && iri.contains(['(', ')', '[', ']', '#', '\'', '!', '\\']) {
            return Err(LexError {
                at: self.at,
                message: "expected an IRI with its scheme, or a blank after \"less than\"",
            });
        }
        self.at = end + 1;
        Ok(Token::Iri)
    }

    fn number(&mut self) -> Token {
        let digits = |b: u8| b.is_ascii_digit();
        let mut end = self.end_of(self.at, digits);
        if self.byte(end) == Some(b'.') && self.byte(end + 1).is_some_and(digits) {
            end = self.end_of(end + 1, digits);
        }
        if matches!(self.byte(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(end + 1), Some(b'+' | b'-')));
            let exponent = self.end_of(end + 1 + sign, digits);
            if exponent > end + 1 + sign {
                end = exponent;
            }
        }
        self.at = end;
        Token::Number
    }

    /// A keyword, or a name with its prefix: only a prefix may hold dots and hyphens.
    fn word_or_name(&mut self) -> Token {
        let start = self.at;
        let window = start + LONGEST_PREFIX;
        let rest = self.text.as_bytes().get(start..window.min(self.text.len())).unwrap_or_default();
        let prefix = rest.iter().take_while(|b| is_name_byte(**b) || matches!(b, b'.' | b'-')).count();
        if self.byte(start + prefix) == Some(b':') {
            return self.local_name(start + prefix + 1);
        }
        self.at = self.end_of(start, is_name_byte);
        Token::Word
    }

    /// `PN_LOCAL` from `from`: escapes and dots within it, no dot at its end.
    fn local_name(&mut self, from: usize) -> Token {
        let mut at = from;
        loop {
            at = match self.byte(at) {
                Some(b'\\') if self.byte(at + 1).is_some_and(is_escaped_in_name) => at + 2,
                Some(b'.') => {
                    let dots = self.end_of(at, |b| b == b'.');
                    if !self.byte(dots).is_some_and(|b| is_local_byte(b) || b == b'\\') {
                        break;
                    }
                    dots
                }
                Some(b) if is_local_byte(b) => at + 1,
                _ => break,
            };
        }
        self.at = at;
        Token::Name
    }
}

const fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80
}

const fn is_local_byte(b: u8) -> bool {
    is_name_byte(b) || matches!(b, b'-' | b':' | b'%')
}

/// `PN_LOCAL_ESC`
const fn is_escaped_in_name(b: u8) -> bool {
    b.is_ascii_punctuation()
        && !matches!(b, b'"' | b':' | b'<' | b'>' | b'[' | b'\\' | b']' | b'^' | b'`' | b'{' | b'|' | b'}')
}

/// `https://…`: cannot start with an operand, since `//` follows the prefix.
fn is_absolute(iri: &str) -> bool {
    iri.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Result<Vec<&str>, LexError> {
        let mut lexer = Lexer::new(text);
        let mut out = Vec::new();
        while let Some((token, span)) = lexer.next()? {
            if let Token::Open(b) = token {
                lexer.in_parenthesis = b == b'(';
            }
            out.push(span.of(text));
        }
        Ok(out)
    }

    #[test]
    fn strings_iris_and_comments_hide_brackets() {
        assert_eq!(
            words("'(' \"\"\"(\n\"(\"\"\" <http://x/(a)> # (\n)").unwrap(),
            ["'('", "\"\"\"(\n\"(\"\"\"", "<http://x/(a)>", ")"]
        );
        assert_eq!(words(r"ex:a\(b 'it\'s'").unwrap(), [r"ex:a\(b", r"'it\'s'"]);
    }

    #[test]
    fn words_end_where_the_grammar_ends_them() {
        assert_eq!(words("?s?p 1.5e3.ex:a.b.").unwrap(), ["?s", "?p", "1.5e3", ".", "ex:a.b", "."]);
        assert_eq!(words("true-true a-b:c").unwrap(), ["true", "-", "true", "a-b:c"]);
        assert_eq!(words("?a<?b").unwrap(), ["?a", "<", "?b"]);
    }

    #[test]
    fn what_could_be_less_than_is_refused() {
        assert!(words("FILTER(?a<((?b)>1)").is_err());
        assert!(words("FILTER(?a<#>'''\n").is_err());
        assert!(words("VALUES (?a ?b) { (<http://x#y> <http://x#z>) }").is_ok());
        assert!(words("FILTER(?a < ((?b)) || ?c>1)").is_ok());
    }

    proptest! {
        /// So a scan is linear: each word ends beyond where it starts, and none overlaps the one before.
        #[test]
        fn words_go_forward(text in "\\PC{0,40}[<>#'\"\\\\:.a-z0-9(){} ]{0,60}", parenthesis: bool) {
            let mut lexer = Lexer::new(&text);
            lexer.in_parenthesis = parenthesis;
            let mut end = 0;
            while let Ok(Some((_, span))) = lexer.next() {
                prop_assert!(end <= span.start && span.start < span.end && text.is_char_boundary(span.end));
                end = span.end;
            }
        }
    }

    #[test]
    fn unclosed_strings_are_found_at_their_start() {
        assert_eq!(words("  'a\n'").unwrap_err().at, 2);
        assert_eq!(words("\"\"\"a\\").unwrap_err().at, 0);
    }
}
