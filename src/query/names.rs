//! The names that a query may use without declaring them: the base of its relative IRIs and the prefixes.

use super::functions;
use super::lex::{Lexer, Token};
use crate::ground::Span;
use crate::ground::vocab;
use serde::{Deserialize, Serialize};

/// What shortens IRIs in a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// The base of relative IRIs, which must be absolute.
    pub base: Option<String>,
    /// Prefixes of the graph's own IRIs, without the colon, with what they stand for; beside the usual ones, which are
    /// always known.
    pub own: Vec<(String, String)>,
    /// The graphs that are asked, in place of those that the query names itself.
    pub dataset: Option<Dataset>,
}

/// The graphs that a request asks, which go before `FROM` and `FROM NAMED` of the query itself:
/// <https://www.w3.org/TR/sparql11-protocol/#dataset>.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dataset {
    /// The IRIs of graphs whose union is the default graph.
    pub default: Vec<String>,
    /// The IRIs of named graphs.
    pub named: Vec<String>,
}

impl From<Option<&str>> for Names {
    fn from(base: Option<&str>) -> Self {
        Self { base: base.map(str::to_owned), own: Vec::new(), dataset: None }
    }
}

impl Names {
    /// All prefixes that need no declaration: [`vocab::PREFIXES`], `pedf:`, those of the graph.
    pub fn prefixes(&self) -> impl Iterator<Item = (&str, &str)> {
        let usual = vocab::PREFIXES.into_iter().chain([("pedf", functions::NAMESPACE)]);
        usual.chain(self.own.iter().map(|(prefix, namespace)| (prefix.as_str(), namespace.as_str())))
    }
}

/// Whether a text uses a prefix that is neither usual nor declared in it, so that the graph's own are needed to read it.
#[must_use]
pub fn needs_own_prefixes(text: &str) -> bool {
    first_unknown(&words(text), text, &Names::default()).is_some()
}

/// What a word of SPARQL is to a reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A keyword or a function.
    Keyword,
    /// `?x`
    Variable,
    /// `ped:rescinds`
    Name,
    /// `<…>`
    Iri,
    /// A string.
    Text,
    /// A number.
    Number,
    /// A bracket or a sign.
    Sign,
}

/// The words of a text with what they are, as far as it has words.
#[must_use]
pub fn parts(text: &str) -> Vec<(Part, Span)> {
    let part = |token| match token {
        Token::Word => Part::Keyword,
        Token::Variable => Part::Variable,
        Token::Name => Part::Name,
        Token::Iri => Part::Iri,
        Token::String => Part::Text,
        Token::Number => Part::Number,
        Token::Open(_) | Token::Close(_) | Token::Sign(_) => Part::Sign,
    };
    words(text).into_iter().map(|(token, span)| (part(token), span)).collect()
}

/// Whether a bracket or a string of several lines is still open at the end of a text.
#[must_use]
pub fn is_open(text: &str) -> bool {
    let mut depth = 0_usize;
    let words = words(text);
    for (token, _) in &words {
        match token {
            Token::Open(_) => depth += 1,
            Token::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let rest = text.get(words.last().map_or(0, |(_, span)| span.end)..).unwrap_or_default().trim_start();
    depth > 0 || rest.starts_with("\"\"\"") || rest.starts_with("'''")
}

/// The words of a text, as far as it has words.
pub(super) fn words(text: &str) -> Vec<(Token, Span)> {
    let mut lexer = Lexer::new(text);
    let (mut found, mut open) = (Vec::new(), Vec::new());
    while let Ok(Some((token, span))) = lexer.next() {
        match token {
            Token::Open(bracket) => open.push(bracket),
            Token::Close(_) => {
                open.pop();
            }
            _ => {}
        }
        lexer.in_parenthesis = open.last() == Some(&b'(');
        found.push((token, span));
    }
    found
}

/// The prefix of a name, without the colon; none of a blank node.
pub(super) fn prefix(name: &str) -> Option<&str> {
    name.split_once(':').map(|(prefix, _)| prefix).filter(|prefix| *prefix != "_")
}

/// The first name whose prefix is neither known nor declared: the prefix and its place.
pub(super) fn first_unknown<'t>(
    words: &[(Token, Span)],
    text: &'t str,
    names: &Names,
) -> Option<(&'t str, Span)> {
    let declares =
        |(token, span): &(Token, Span)| *token == Token::Word && span.of(text).eq_ignore_ascii_case("PREFIX");
    let mut declared = Vec::new();
    for (at, (token, span)) in words.iter().enumerate() {
        let Some(prefix) = prefix(span.of(text)).filter(|_| *token == Token::Name) else { continue };
        if at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(declares) {
            declared.push(prefix);
        } else if !declared.contains(&prefix) && !names.prefixes().any(|(known, _)| known == prefix) {
            return Some((prefix, Span::new(span.start, span.start + prefix.len() + 1)));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_is_told() {
        for open in ["{", "SELECT * { ?s ?p (", "ASK { ?s ?p \"\"\" } "] {
            assert!(is_open(open), "{open}");
        }
        for closed in ["", "ASK {}", "ASK { ?s ?p '{' } # {", "ASK {} }", "'a"] {
            assert!(!is_open(closed), "{closed}");
        }
        assert_eq!(parts("ASK").first().map(|(part, _)| *part), Some(Part::Keyword));
    }

    #[test]
    fn own_prefixes_are_needed_where_one_is_neither_usual_nor_declared() {
        assert!(needs_own_prefixes("ASK { executive-order:13571 ?p ?o }"));
        assert!(!needs_own_prefixes("ASK { ?s ped:rescinds [] ; dct:title _:t }"));
        assert!(!needs_own_prefixes("PREFIX x: <http://x/> ASK { x:a ?p 'y:b' } # z:c"));
    }
}
