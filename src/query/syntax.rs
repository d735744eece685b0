//! Tells a person what the SPARQL parser says.
//!
//! The parser lists every terminal that it would have taken, character classes and all, at the place from which it could not
//! go on. Here a prefix that is not known and a keyword that is mistyped are told where they stand, with what was
//! meant; else the list is cut to words, and what was found is added.

use super::guard::Refusal;
use super::lex::Token;
use super::names::{Names, first_unknown, words};
use super::nearest::nearest;
use crate::ground::Span;
use crate::ground::diag::{Position, excerpt};
use crate::ground::vocab;
use spargebra::SparqlSyntaxError;

/// The most terminals that are named.
const MOST: usize = 6;
/// What the parser would take and Pedigraph refuses.
const NEVER: [&str; 2] = ["SERVICE", "LATERAL"];

/// What others call the vocabularies whose prefixes are known.
const ALSO_CALLED: [(&str, &str); 4] =
    [("dcterms", "dct"), ("dc", "dct"), ("sdo", "schema"), ("pedigraph", "ped")];

/// The keywords and functions of SPARQL 1.1 (sections 19.8 and 17) that a query may have.
pub(crate) const KEYWORDS: &[&str] = &[
    "SELECT",
    "ASK",
    "CONSTRUCT",
    "DESCRIBE",
    "PREFIX",
    "BASE",
    "DISTINCT",
    "REDUCED",
    "AS",
    "FROM",
    "NAMED",
    "WHERE",
    "GROUP",
    "BY",
    "HAVING",
    "ORDER",
    "ASC",
    "DESC",
    "LIMIT",
    "OFFSET",
    "VALUES",
    "UNDEF",
    "OPTIONAL",
    "GRAPH",
    "UNION",
    "MINUS",
    "FILTER",
    "BIND",
    "EXISTS",
    "NOT",
    "IN",
    "SEPARATOR",
    "COUNT",
    "SUM",
    "MIN",
    "MAX",
    "AVG",
    "SAMPLE",
    "GROUP_CONCAT",
    "STR",
    "LANG",
    "LANGMATCHES",
    "DATATYPE",
    "BOUND",
    "IRI",
    "URI",
    "BNODE",
    "RAND",
    "ABS",
    "CEIL",
    "FLOOR",
    "ROUND",
    "CONCAT",
    "STRLEN",
    "UCASE",
    "LCASE",
    "ENCODE_FOR_URI",
    "CONTAINS",
    "STRSTARTS",
    "STRENDS",
    "STRBEFORE",
    "STRAFTER",
    "YEAR",
    "MONTH",
    "DAY",
    "HOURS",
    "MINUTES",
    "SECONDS",
    "TIMEZONE",
    "TZ",
    "NOW",
    "UUID",
    "STRUUID",
    "MD5",
    "SHA1",
    "SHA256",
    "SHA384",
    "SHA512",
    "COALESCE",
    "IF",
    "STRLANG",
    "STRDT",
    "SAMETERM",
    "ISIRI",
    "ISURI",
    "ISBLANK",
    "ISLITERAL",
    "ISNUMERIC",
    "REGEX",
    "SUBSTR",
    "REPLACE",
];

/// Words that are no mistakes and that nobody is led to.
const OTHER_WORDS: &[&str] = &["A", "TRUE", "FALSE", "LATERAL", "SERVICE", "SILENT"];

/// The error as a place, what was expected there and what was found.
pub(super) fn explain(text: &str, error: &SparqlSyntaxError, names: &Names) -> Refusal {
    let said = error.to_string();
    let Some((line, column, expected)) = place(&said) else {
        return Refusal { position: Position::from_one_based(1, 1), message: said };
    };
    let stopped = offset(text, line, column);
    let words = words(text);
    let before = words.partition_point(|(_, span)| span.start <= stopped);
    let words = words.get(..before).unwrap_or_default();
    unknown_prefix(words, text, names).or_else(|| mistyped(words, text)).unwrap_or_else(|| Refusal {
        position: Position::from_one_based(line, column),
        message: listed(expected, text, stopped),
    })
}

/// What the parser would have taken, in words.
fn listed(expected: &str, text: &str, stopped: usize) -> String {
    let found = text.get(stopped..).unwrap_or_default().trim();
    let found = if found.is_empty() { "the end".to_owned() } else { format!("`{}`", excerpt(found, 30)) };
    let list = expected.strip_prefix("one of ").unwrap_or(expected).split(", ");
    let (reasons, terminals): (Vec<&str>, Vec<&str>) = list
        .filter(|item| !item.contains(['[', '\'', '|']) && !NEVER.contains(item))
        .partition(|item| item.contains(' '));
    if let Some(reason) = reasons.first() {
        return format!("{reason}, before {found}");
    }
    if terminals.is_empty() {
        return format!("expected something else, found {found}");
    }
    // The list is not complete: where alternatives begin alike, the parser names the last.
    let named = terminals.iter().take(MOST).map(|t| t.trim_matches('"')).collect::<Vec<_>>().join(", ");
    format!("expected something else, such as {named}, found {found}")
}

fn at(text: &str, span: Span, message: String) -> Refusal {
    Refusal { position: Position::of_offset(text.as_bytes(), span.start), message }
}

/// A prefix that is neither known nor declared: the parser never gets past it.
fn unknown_prefix(words: &[(Token, Span)], text: &str, names: &Names) -> Option<Refusal> {
    let (prefix, span) = first_unknown(words, text, names)?;
    let same = ALSO_CALLED.iter().find(|(other, _)| other.eq_ignore_ascii_case(prefix));
    let meant = same.map(|(_, known)| (*known).to_owned());
    let meant = meant.or_else(|| nearest(prefix, names.prefixes().map(|(p, _)| p), 1).into_iter().next());
    let shown = excerpt(prefix, 40);
    let told = match meant {
        Some(known) => format!("did you mean {known}:?"),
        None => format!("PREFIX {shown}: <…> before the query declares it"),
    };
    Some(at(text, span, format!("expected a prefix that is known or declared, found `{shown}:`; {told}")))
}

/// The last word that is no keyword: the parser takes no other words.
fn mistyped(words: &[(Token, Span)], text: &str) -> Option<Refusal> {
    let is_language = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        before.is_some_and(|(token, _)| *token == Token::Sign(b'@'))
    };
    let (_, (_, span)) = words.iter().enumerate().rev().find(|(at, (token, span))| {
        *token == Token::Word
            && !is_language(*at)
            && !KEYWORDS.iter().chain(OTHER_WORDS).any(|keyword| keyword.eq_ignore_ascii_case(span.of(text)))
    })?;
    let word = span.of(text);
    if let Some(term) = term_of(word) {
        return Some(at(
            text,
            *span,
            format!("expected a name with its prefix, found `{word}`; did you mean {term}?"),
        ));
    }
    let meant = nearest(word, KEYWORDS.iter().copied(), 1).into_iter().next()?;
    Some(at(text, *span, format!("expected a keyword of SPARQL, found `{word}`; did you mean {meant}?")))
}

/// The term of the vocabulary of which a word is the local name.
fn term_of(word: &str) -> Option<String> {
    let local =
        |term: &oxigraph::model::NamedNodeRef<'_>| term.as_str().strip_prefix(vocab::PED) == Some(word);
    vocab::ALL.iter().any(local).then(|| format!("ped:{word}"))
}

/// Takes `error at 1:22: expected …` apart.
fn place(said: &str) -> Option<(u32, u32, &str)> {
    let (at, expected) = said.strip_prefix("error at ")?.split_once(": expected ")?;
    let (line, column) = at.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, expected))
}

/// The byte offset of a place, both counted in characters from 1.
fn offset(text: &str, line: u32, column: u32) -> usize {
    let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let column = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
    start + rest.char_indices().nth(column).map_or(rest.len(), |(i, _)| i)
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn message(text: &str) -> String {
        let names = Names {
            base: None,
            own: vec![("executive-order".to_owned(), "http://x/".to_owned())],
            dataset: None,
        };
        let mut parser = SparqlParser::new();
        for (prefix, namespace) in names.prefixes() {
            parser = parser.with_prefix(prefix, namespace).unwrap();
        }
        explain(text, &parser.parse_query(text).unwrap_err(), &names).to_string()
    }

    #[test]
    fn the_place_what_was_expected_and_what_was_found() {
        assert_eq!(
            message("SELECT * { ?s ?p ?o } ORDER"),
            "line 1, column 28: expected something else, such as GROUP, LIMIT, found the end"
        );
        assert!(message("SELECT é { ?s }").starts_with("line 1, column "));
    }

    #[test]
    fn a_prefix_is_told_where_it_stands_with_what_was_meant() {
        for (text, told) in [
            (
                "SELECT *\n{ ?s foo:bar ?o }",
                "line 2, column 6: expected a prefix that is known or declared, found `foo:`; did you mean foaf:?",
            ),
            (
                "ASK { 'é'@en ^ dcterms:title ?s }",
                "line 1, column 16: expected a prefix that is known or declared, found `dcterms:`; did you mean dct:?",
            ),
            (
                "ASK { executive-oder:1 ?p ?o }",
                "line 1, column 7: expected a prefix that is known or declared, found `executive-oder:`; did you mean executive-order:?",
            ),
            (
                "PREFIX x: <http://x/>\nASK { x:a zzzzzzzz:b x:c }",
                "line 2, column 11: expected a prefix that is known or declared, found `zzzzzzzz:`; PREFIX zzzzzzzz: <…> before the query declares it",
            ),
        ] {
            assert_eq!(message(text), told, "{text}");
        }
    }

    #[test]
    fn a_mistyped_keyword_is_told_where_it_stands() {
        for (text, told) in [
            (
                "SELECT ?a WEHRE { ?a ?b ?c }",
                "line 1, column 11: expected a keyword of SPARQL, found `WEHRE`; did you mean WHERE?",
            ),
            (
                "SELECT ?a { ?a ?b 'x'@en OPTONAL { ?a ?c ?d } }",
                "line 1, column 26: expected a keyword of SPARQL, found `OPTONAL`; did you mean OPTIONAL?",
            ),
            (
                "SELECT ?a { ?a ?b ?c FILTER(contans(?c, 'x')) }",
                "line 1, column 29: expected a keyword of SPARQL, found `contans`; did you mean CONTAINS?",
            ),
            (
                "SELECT ?a { ?a ?b ?c } ODER BY ?a",
                "line 1, column 24: expected a keyword of SPARQL, found `ODER`; did you mean ORDER?",
            ),
            (
                "SELECT ?a { ?a rescinds ?c }",
                "line 1, column 16: expected a name with its prefix, found `rescinds`; did you mean ped:rescinds?",
            ),
        ] {
            assert_eq!(message(text), told, "{text}");
        }
    }
}
