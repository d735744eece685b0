//! N-Triples and N-Quads that have lines which are none: each is told, and the others are read.

use super::{Document, Names, SYNTAX_ERROR, Syntax};
use crate::ground::diag::{Diagnostic, Position, excerpt};
use oxigraph::io::{RdfParseError, RdfParser};
use oxigraph::model::Quad;

/// So many lines are told each by itself; of more there is a count.
const TOLD: usize = 1000;

/// Reads each line by itself.
///
/// # Errors
/// The first line that is none, where no line is one.
pub(super) fn parse(syntax: Syntax, text: &str) -> Result<Document, Diagnostic> {
    let mut document = Document::default();
    let mut names = Names::default();
    let mut untold = 0;
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        // A carriage return alone ends a statement too.
        let mut start = 0;
        for statement in line.split('\r') {
            match quads(syntax, statement) {
                Ok(quads) => document.quads.extend(quads.into_iter().map(|quad| names.quad(quad))),
                Err(_) if document.problems.len() >= TOLD => untold += 1,
                Err(error) => document.problems.push(problem(line, (start, statement), number, &error)),
            }
            start += statement.len() + 1;
        }
    }
    if document.quads.is_empty() && !document.problems.is_empty() {
        return Err(document.problems.swap_remove(0));
    }
    if untold > 0 {
        let message = format!("{untold} further lines are no {syntax} and are not read");
        document.problems.push(Diagnostic::error(SYNTAX_ERROR, message));
    }
    Ok(document)
}

/// What one line says.
fn quads(syntax: Syntax, line: &str) -> Result<Vec<Quad>, RdfParseError> {
    RdfParser::from_format(syntax.format())
        .for_slice(line)
        .map(|quad| quad.map_err(RdfParseError::from))
        .collect()
}

/// A line that is none, with the place in it that its reader tells; `statement` is the part of it that is wrong, with the byte at
/// which it starts.
fn problem(line: &str, (start, statement): (usize, &str), number: u32, error: &RdfParseError) -> Diagnostic {
    let offset = match error {
        RdfParseError::Syntax(e) => e.location().and_then(|at| usize::try_from(at.start.offset).ok()),
        RdfParseError::Io(_) => None,
    };
    let head = line.get(..start + offset.unwrap_or_default()).unwrap_or(line);
    let column = u32::try_from(head.chars().count()).unwrap_or(u32::MAX).saturating_add(1);
    // The place before the colon is in what the reader was given: this line alone.
    let message = error.to_string();
    let message = message.split_once(": ").map_or(&*message, |(_, message)| message);
    Diagnostic::error(SYNTAX_ERROR, excerpt(message, 400))
        .expected("one statement that ends in a full stop; the line is not read", excerpt(statement, 120))
        .position(Position::from_one_based(number, column))
}
