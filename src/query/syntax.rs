//! Tells a person what the SPARQL parser says.
//!
//! The parser lists every terminal that it would have taken, character classes and all. Here the list is
//! cut to words, and what was found is added.

use super::guard::Refusal;
use crate::ground::diag::{Position, excerpt};
use spargebra::SparqlSyntaxError;

/// The most terminals that are named.
const MOST: usize = 6;
/// What the parser would take and Pedigraph refuses.
const NEVER: [&str; 2] = ["SERVICE", "LATERAL"];

/// The error as a place, what was expected there and what was found.
pub(super) fn explain(text: &str, error: &SparqlSyntaxError) -> Refusal {
    let said = error.to_string();
    let Some((line, column, expected)) = place(&said) else {
        return Refusal { position: Position::from_one_based(1, 1), message: said };
    };
    let found = rest(text, line, column);
    let found = if found.is_empty() { "the end".to_owned() } else { format!("`{}`", excerpt(found, 30)) };
    let list = expected.strip_prefix("one of ").unwrap_or(expected).split(", ");
    let (reasons, terminals): (Vec<&str>, Vec<&str>) = list
        .filter(|item| !item.contains(['[', '\'', '|']) && !NEVER.contains(item))
        .partition(|item| item.contains(' '));
    let message = if let Some(reason) = reasons.first() {
        format!("{reason}, before {found}")
    } else if terminals.is_empty() {
        format!("expected something else, found {found}")
    } else {
        // The list is not complete: where alternatives begin alike, the parser names the last.
        let named = terminals.iter().take(MOST).map(|t| t.trim_matches('"')).collect::<Vec<_>>().join(", ");
        format!("expected something else, such as {named}, found {found}")
    };
    Refusal { position: Position::from_one_based(line, column), message }
}

/// Takes `error at 1:22: expected …` apart.
fn place(said: &str) -> Option<(u32, u32, &str)> {
    let (at, expected) = said.strip_prefix("error at ")?.split_once(": expected ")?;
    let (line, column) = at.split_once(':')?;
    Some((line.parse().ok()?, column.parse().ok()?, expected))
}

/// The text from a place on, both counted in characters from 1.
fn rest(text: &str, line: u32, column: u32) -> &str {
    let line = usize::try_from(line).unwrap_or(usize::MAX).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = text.get(start..).unwrap_or_default();
    let column = usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1);
    let at = rest.char_indices().nth(column).map_or(rest.len(), |(i, _)| i);
    rest.get(at..).unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn message(text: &str) -> String {
        explain(text, &SparqlParser::new().parse_query(text).unwrap_err()).to_string()
    }

    #[test]
    fn the_place_what_was_expected_and_what_was_found() {
        assert_eq!(
            message("SELECT * { ?s ?p ?o } ORDER"),
            "line 1, column 28: expected something else, such as GROUP, LIMIT, found the end"
        );
        assert_eq!(
            message("SELECT *\n{ ?s foo:bar ?o }"),
            "line 2, column 13: Prefix not found, before `?o }`"
        );
        assert!(message("SELECT é { ?s }").starts_with("line 1, column "));
    }
}
