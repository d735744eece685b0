//! What is refused before the parser sees it.
//!
//! The parser of SPARQL recurses and, where two rules begin alike, reads the same words again: a thousand
//! nested parentheses overflow a thread's stack and abort the process, forty nested negations take for
//! ever. So a scan that knows no grammar counts first. It is linear in the text and does not recurse.
//! What the planner cannot bear is counted on the parsed query, in [`super::bounds`].

use super::lex::{LexError, Lexer, Token};
use super::nearest::nearest;
use crate::ground::Span;
use crate::ground::diag::{Position, excerpt};
use std::fmt;

/// The longest query, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;
/// The deepest nesting of `(`, `[` and `{` together.
pub const MAX_DEPTH: usize = 64;
/// All brackets that open, wherever they stand, even in strings: bounds the parser's stack alone.
pub const MAX_OPENS: usize = 8_192;
/// All signs of operators and property paths.
pub const MAX_OPERATORS: usize = 2_000;
/// All variables, each time one stands there.
pub const MAX_VARIABLES: usize = 2_000;
/// All IRIs, names, strings and numbers.
pub const MAX_TERMS: usize = 10_000;
/// The longest IRI, in bytes: a prefix is copied into each name that it shortens.
pub const MAX_IRI: usize = 2_048;
/// Words that the parser reads, each time that it reads them.
pub const MAX_WORK: u64 = 1_000_000;
/// The deepest nesting of what the parser reads twice.
const MAX_REREADS: u32 = 20;

/// Why a query is not answered, and where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place in the query.
    pub position: Position,
    /// What was expected and what was found.
    pub message: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.position.line(), self.position.column(), self.message)
    }
}

impl std::error::Error for Refusal {}

/// Checks a text that claims to be a SPARQL query.
///
/// # Errors
/// A [`Refusal`] of the first thing that is too much: more than [`MAX_BYTES`], deeper than [`MAX_DEPTH`],
/// more operators, variables or terms than their limits, an IRI beyond [`MAX_IRI`], brackets that do not
/// match, a string without its end, `SERVICE`, an update.
pub fn check(text: &str) -> Result<(), Refusal> {
    if text.len() > MAX_BYTES {
        let message = format!("expected at most {MAX_BYTES} bytes of SPARQL, found {}", text.len());
        return Err(Refusal { position: Position::from_one_based(1, 1), message });
    }
    if let Some((at, _)) =
        text.bytes().enumerate().filter(|(_, b)| matches!(b, b'(' | b'[' | b'{')).nth(MAX_OPENS)
    {
        return Err(too_many(text, at, MAX_OPENS, "brackets"));
    }
    Scan::new(text).run()
}

/// A bracket that is still open.
struct Bracket {
    byte: u8,
    at: usize,
    /// How many of the brackets up to here are read twice.
    rereads: u32,
}

/// What stands before the first keyword of the query proper.
enum Prologue {
    /// `PREFIX` and `BASE` may come.
    Open,
    /// The form of the query has been read.
    Done,
}

struct Scan<'a> {
    text: &'a str,
    lexer: Lexer<'a>,
    open: Vec<Bracket>,
    prologue: Prologue,
    /// What was just read makes the parser read the next bracket again, this many times over.
    pending: u32,
    /// The last word was an IRI or a name: a parenthesis after it is a call.
    after_name: bool,
    operators: usize,
    variables: usize,
    terms: usize,
    work: u64,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            lexer: Lexer::new(text),
            open: Vec::with_capacity(MAX_DEPTH),
            prologue: Prologue::Open,
            pending: 0,
            after_name: false,
            operators: 0,
            variables: 0,
            terms: 0,
            work: 0,
        }
    }

    fn run(mut self) -> Result<(), Refusal> {
        loop {
            let next = self.lexer.next();
            let Some((token, span)) =
                next.map_err(|LexError { at, message }| refuse(self.text, at, message))?
            else {
                break;
            };
            self.word(token, span)?;
            self.lexer.in_parenthesis = self.open.last().is_some_and(|b| b.byte == b'(');
        }
        if let Some(Bracket { byte, at, .. }) = self.open.last() {
            let close = char::from(closing(*byte));
            return Err(refuse(
                self.text,
                *at,
                format!("expected `{close}` for this bracket, found the end"),
            ));
        }
        match self.prologue {
            Prologue::Done => Ok(()),
            Prologue::Open => {
                Err(refuse(self.text, self.text.len(), format!("expected {FORMS}, found the end")))
            }
        }
    }

    fn word(&mut self, token: Token, span: Span) -> Result<(), Refusal> {
        let pending = std::mem::take(&mut self.pending);
        let after_name = std::mem::replace(&mut self.after_name, matches!(token, Token::Iri | Token::Name));
        match token {
            // Nothing that starts with `[` is read twice; a call is first read as another rule's.
            Token::Open(b'[') => self.open(b'[', span, 0)?,
            Token::Open(byte) => self.open(byte, span, pending + u32::from(after_name && byte == b'('))?,
            Token::Close(byte) => self.close(byte, span)?,
            Token::Variable => self.variables += 1,
            Token::String | Token::Number => self.terms += 1,
            Token::Iri | Token::Name => {
                self.terms += 1;
                self.iri_length(span)?;
                self.pending = pending;
            }
            Token::Word => self.pending = pending + self.keyword(span)?,
            Token::Sign(b'!') => {
                self.operators += 1;
                self.pending = pending + 1;
            }
            Token::Sign(b'+' | b'-' | b'*' | b'/' | b'|' | b'&' | b'^' | b'=' | b'<' | b'>' | b'?') => {
                self.operators += 1
            }
            Token::Sign(_) => {}
        }
        let rereads = self.open.last().map_or(0, |b| b.rereads) + self.pending;
        if rereads > MAX_REREADS {
            return Err(refuse(
                self.text,
                span.start,
                format!("expected at most {MAX_REREADS} nested negations and calls, found more"),
            ));
        }
        self.work += 1 << rereads;
        for (count, limit, what) in [
            (self.operators, MAX_OPERATORS, "operators"),
            (self.variables, MAX_VARIABLES, "variables"),
            (self.terms, MAX_TERMS, "terms"),
        ] {
            if count > limit {
                return Err(too_many(self.text, span.start, limit, what));
            }
        }
        if self.work > MAX_WORK {
            return Err(refuse(
                self.text,
                span.start,
                "expected fewer nested negations and calls: this would be read over and over",
            ));
        }
        Ok(())
    }

    fn open(&mut self, byte: u8, span: Span, pending: u32) -> Result<(), Refusal> {
        if self.open.len() >= MAX_DEPTH {
            return Err(refuse(
                self.text,
                span.start,
                format!("expected at most {MAX_DEPTH} brackets in each other, found more"),
            ));
        }
        let rereads = self.open.last().map_or(0, |b| b.rereads) + pending;
        self.open.push(Bracket { byte, at: span.start, rereads });
        Ok(())
    }

    fn close(&mut self, byte: u8, span: Span) -> Result<(), Refusal> {
        match self.open.pop() {
            Some(open) if closing(open.byte) == byte => Ok(()),
            Some(open) => {
                let at = Position::of_offset(self.text.as_bytes(), open.at);
                Err(refuse(
                    self.text,
                    span.start,
                    format!(
                        "expected `{}` for the bracket of line {}, column {}, found `{}`",
                        char::from(closing(open.byte)),
                        at.line(),
                        at.column(),
                        char::from(byte)
                    ),
                ))
            }
            None => Err(refuse(
                self.text,
                span.start,
                format!("expected no closing bracket, found `{}`", char::from(byte)),
            )),
        }
    }

    /// Gives how often the bracket after it is read again.
    fn keyword(&mut self, span: Span) -> Result<u32, Refusal> {
        let word = span.of(self.text);
        let is = |names: &[&str]| names.iter().any(|n| word.eq_ignore_ascii_case(n));
        if matches!(self.prologue, Prologue::Open) && !is(&["PREFIX", "BASE"]) {
            if is(UPDATES) {
                return Err(refuse(
                    self.text,
                    span.start,
                    format!("expected {FORMS}, found the update `{word}`: a query changes nothing"),
                ));
            }
            if !is(&["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]) {
                let meant = nearest(word, FORMS_AND_PROLOGUE, 1).into_iter().next();
                let meant = meant.map(|form| format!("; did you mean {form}?")).unwrap_or_default();
                return Err(refuse(
                    self.text,
                    span.start,
                    format!("expected {FORMS}, found `{}`{meant}", excerpt(word, 40)),
                ));
            }
            self.prologue = Prologue::Done;
        }
        if is(&["SERVICE", "SERVICESILENT"]) {
            return Err(refuse(
                self.text,
                span.start,
                "expected a query of this graph alone, found SERVICE: no other endpoint is ever asked",
            ));
        }
        Ok(u32::from(is(&["SUBSTR", "REPLACE", "REGEX", "GROUP_CONCAT"])))
    }

    fn iri_length(&self, span: Span) -> Result<(), Refusal> {
        let length = span.end - span.start;
        if length <= MAX_IRI {
            return Ok(());
        }
        Err(refuse(
            self.text,
            span.start,
            format!("expected an IRI of at most {MAX_IRI} bytes, found one of {length}"),
        ))
    }
}

const FORMS: &str = "SELECT, ASK, CONSTRUCT or DESCRIBE";
const FORMS_AND_PROLOGUE: [&str; 6] = ["SELECT", "ASK", "CONSTRUCT", "DESCRIBE", "PREFIX", "BASE"];
const UPDATES: &[&str] =
    &["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"];

const fn closing(open: u8) -> u8 {
    match open {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

fn refuse(text: &str, at: usize, message: impl Into<String>) -> Refusal {
    Refusal { position: Position::of_offset(text.as_bytes(), at), message: message.into() }
}

fn too_many(text: &str, at: usize, limit: usize, what: &str) -> Refusal {
    refuse(text, at, format!("expected at most {limit} {what} in a query, found more"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> String {
        check(text).unwrap_err().to_string()
    }

    #[test]
    fn a_plain_query_passes() {
        check("PREFIX ped: <https://w3id.org/pedigraph/ns#>\nSELECT ?a { ?a a ped:Policy ; ped:cites+ [] FILTER(!BOUND(?x)) } # ((").unwrap();
        check("ask{}").unwrap();
    }

    #[test]
    fn positions_are_told() {
        assert_eq!(
            message("SELECT *\n{ ?s ?p ?o ]"),
            "line 2, column 12: expected `}` for the bracket of line 2, column 1, found `]`"
        );
        assert_eq!(
            message("SELECT * {\n  ("),
            "line 2, column 3: expected `)` for this bracket, found the end"
        );
        assert!(
            message("INSERT DATA {}").starts_with(
                "line 1, column 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found the update"
            )
        );
        assert!(message("SELECT * { SERVICE <http://x> {} }").contains("no other endpoint"));
        assert!(message("").contains("found the end"));
        assert!(message("SELCT * {}").contains("found `SELCT`; did you mean SELECT?"));
    }

    #[test]
    fn the_words_of_updates_may_be_names_and_strings() {
        check("SELECT ?insert { ?insert <http://x/LOAD> 'SERVICE' } # DELETE").unwrap();
    }

    #[test]
    fn what_is_read_twice_is_bounded() {
        let nested =
            |open: &str, n: usize| format!("SELECT * {{ FILTER({}1{}) }}", open.repeat(n), ")".repeat(n));
        check(&nested("!(", 12)).unwrap();
        check(&nested("REPLACE(", 12)).unwrap();
        check(&nested("STR(", 60)).unwrap();
        assert!(check(&nested("!(", 30)).is_err());
        assert!(check(&nested("<http://f>(", 30)).is_err());
        assert!(check(&nested("! regex (", 15)).is_err());
        assert!(check(&format!("SELECT * {{ FILTER({}1) }}", "!".repeat(40))).is_err());
        // Not nested, so read twice only once each.
        check(&format!("SELECT * {{ {} }}", "FILTER(!(REGEX(?a, 'b')))".repeat(300))).unwrap();
    }
}
