//! Inputs that are RDF: reading them whole, and telling where they break the shapes of the vocabulary.

use super::report::Reporter;
use super::{Exit, Failure};
use crate::ground::diag::{Diagnostic, Position, excerpt};
use crate::profile::Structure;
use crate::shacl::{Severity, Shapes, Violation};
use crate::source::rdf::{self, Document, Syntax};
use crate::source::{Format, Input};
use oxigraph::model::{Quad, Term};
use std::collections::BTreeSet;
use std::io::BufRead;

/// The place of so many nodes is looked for in a document; each search reads it from the start.
pub(super) const MAX_PLACES: usize = 200;

/// A document of RDF that was read whole.
pub(super) struct Whole {
    /// Its name.
    pub name: String,
    /// Its text.
    pub text: String,
    /// What it says.
    pub document: Document,
}

impl Whole {
    /// Reads a document in the syntax that is given, else in that which content and name tell.
    ///
    /// # Errors
    /// What is no RDF, or is wrong: with file, line and column.
    pub fn read(input: &Input, given: Option<Syntax>, base: Option<&str>) -> Result<Self, Diagnostic> {
        let name = input.name();
        let read = || {
            let unreadable = |e: &dyn std::fmt::Display| Diagnostic::error("unreadable", e.to_string());
            let mut content = input.open().map_err(|e| unreadable(&e.error))?;
            let head = content.fill_buf().map_err(|e| unreadable(&e))?;
            let syntax = given.or_else(|| Syntax::of(&name, &String::from_utf8_lossy(head)));
            let syntax = syntax.ok_or_else(|| {
                Diagnostic::error("unknown-format", "the document is no RDF").expected(
                    "Turtle, TriG, N-Triples, N-Quads, JSON-LD or RDF/XML; say which with --input-format",
                    String::from_utf8_lossy(head.get(..64).unwrap_or(head)),
                )
            })?;
            let text = rdf::text_of(&mut content)?;
            let document = rdf::parse(syntax, &text, base)?;
            Ok((text, document))
        };
        let (text, document) = read().map_err(|d: Diagnostic| d.within(&name))?;
        Ok(Self { name, text, document })
    }

    /// Where the document names a node first.
    pub fn place(&self, node: &Term) -> Option<Position> {
        let Term::NamedNode(iri) = node else { return None };
        rdf::place_of(&self.text, &self.document.prefixes, iri.as_str())
    }
}

/// Tells where inputs that are RDF, by the format that they are read in, break the shapes of the vocabulary. What cannot be
/// read is told by its reader.
///
/// # Errors
/// Shapes that are not as they were released.
pub(super) fn tell(
    inputs: &[Input],
    given: Option<Format>,
    structure: &Structure,
    reporter: &mut Reporter,
) -> Result<(), Failure> {
    let documents: BTreeSet<(&Input, bool)> = inputs
        .iter()
        .map(|input| match input {
            Input::Part { of, .. } => (&**of, true),
            whole => (whole, false),
        })
        .collect();
    let mut shapes = None;
    for (input, is_apart) in documents {
        let Some(syntax) = syntax_of(input, given, structure) else { continue };
        let Ok(whole) = Whole::read(input, Some(syntax), None) else { continue };
        if is_apart {
            // The parts are read as N-Quads, which have lost it.
            whole.document.problems.iter().for_each(|d| reporter.report(&d.clone().within(&whole.name)));
        }
        let shapes = match &mut shapes {
            Some(read) => read,
            none => none.insert(Shapes::built_in().map_err(|e| Failure::new(Exit::Failure, e))?),
        };
        let results = shapes.validate(whole.document.quads.iter().map(Quad::as_ref));
        // Blank nodes get IRIs when they are kept.
        let named = results.iter().filter(|v| !matches!(v.focus, Term::BlankNode(_)));
        for (count, result) in named.enumerate() {
            let place = if count < MAX_PLACES { whole.place(&result.focus) } else { None };
            reporter.report(&diagnostic(result, place).within(&whole.name));
        }
    }
    Ok(())
}

/// The syntax that an input is read in; none where it is no RDF, or can be read only once.
fn syntax_of(input: &Input, given: Option<Format>, structure: &Structure) -> Option<Syntax> {
    if let Input::File(path) | Input::Below { path, .. } = input
        && !std::fs::metadata(path).is_ok_and(|meta| meta.is_file())
    {
        return None;
    }
    let format = match (input, given) {
        (Input::Stdin, _) => return None,
        (_, Some(format)) => format,
        _ => Format::of(structure, &input.name(), input.open().ok()?.fill_buf().ok()?)?,
    };
    if let Format::Rdf(syntax) = format { Some(syntax) } else { None }
}

fn diagnostic(result: &Violation, place: Option<Position>) -> Diagnostic {
    let path = result.path.as_ref().map(|p| format!(" {p}")).unwrap_or_default();
    let message = format!("{}{path}: {} ({})", result.focus, result.message, result.component);
    let told = match result.severity {
        Severity::Violation => Diagnostic::warning("shape", message),
        _ => Diagnostic::note("shape", message),
    };
    let told = match &result.value {
        Some(value) => told.expected("what the shape asks for", excerpt(&value.to_string(), 120)),
        None => told,
    };
    match place {
        Some(place) => told.position(place),
        None => told,
    }
}
