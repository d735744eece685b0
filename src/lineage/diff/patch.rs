//! A SPARQL Update that turns one graph into another.

use super::Difference;
use oxigraph::model::{GraphName, NamedOrBlankNode, Quad, Term};
use std::fmt;
use std::io::{self, Write};

/// How many quads one operation holds: engines read each as a whole.
const MOST: usize = 5000;

/// Why there is no patch.
#[derive(Debug)]
pub enum PatchError {
    /// A quad that differs has a blank node, which an update cannot name. Pedigraph writes none.
    BlankNode(String),
    /// A quad that differs has a term of RDF 1.2, which an update of SPARQL 1.1 cannot name.
    NotRdf11(String),
    /// It could not be written.
    Io(io::Error),
}

impl fmt::Display for PatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BlankNode(quad) => {
                write!(f, "no update can remove or add a blank node by name: {quad}")
            }
            Self::NotRdf11(quad) => write!(f, "expected terms of RDF 1.1, found {quad}"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for PatchError {}

impl From<io::Error> for PatchError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Writes `DELETE DATA` and `INSERT DATA` operations that turn the old graph into the new one.
///
/// # Errors
/// [`PatchError::BlankNode`] and [`PatchError::NotRdf11`], before anything is written; those of `out`.
pub fn patch(difference: &Difference, mut out: impl Write) -> Result<(), PatchError> {
    let (removed, added) = (&difference.removed, &difference.added);
    removed.iter().chain(added).try_for_each(check)?;
    writeln!(out, "# {} quads removed, {} added", removed.len(), added.len())?;
    let mut first = true;
    for (quads, operation) in [(removed, "DELETE DATA"), (added, "INSERT DATA")] {
        let mut by_graph: Vec<&Quad> = quads.iter().collect();
        by_graph.sort_by_cached_key(|q| q.graph_name.to_string());
        for block in by_graph.chunks(MOST) {
            if !first {
                writeln!(out, ";")?;
            }
            first = false;
            writeln!(out, "{operation} {{")?;
            for graph in block.chunk_by(|a, b| a.graph_name == b.graph_name) {
                triples(graph, &mut out)?;
            }
            writeln!(out, "}}")?;
        }
    }
    Ok(())
}

fn check(quad: &Quad) -> Result<(), PatchError> {
    let blank = matches!(quad.subject, NamedOrBlankNode::BlankNode(_))
        || matches!(quad.graph_name, GraphName::BlankNode(_))
        || matches!(quad.object, Term::BlankNode(_));
    if blank {
        return Err(PatchError::BlankNode(quad.to_string()));
    }
    match quad.object {
        Term::NamedNode(_) | Term::Literal(_) => Ok(()),
        #[allow(unreachable_patterns)] // other terms come with features that a dependent may turn on
        _ => Err(PatchError::NotRdf11(quad.to_string())),
    }
}

/// Writes quads of one graph.
fn triples(quads: &[&Quad], out: &mut impl Write) -> io::Result<()> {
    let graph = match quads.first().map(|q| &q.graph_name) {
        Some(GraphName::NamedNode(graph)) => Some(graph),
        _ => None,
    };
    if let Some(graph) = graph {
        writeln!(out, "GRAPH {graph} {{")?;
    }
    for quad in quads {
        write!(out, "{} {} ", quad.subject, quad.predicate)?;
        object(&quad.object, out)?;
        writeln!(out, " .")?;
    }
    if graph.is_some() {
        writeln!(out, "}}")?;
    }
    Ok(())
}

fn object(term: &Term, out: &mut impl Write) -> io::Result<()> {
    let Term::Literal(literal) = term else { return write!(out, "{term}") };
    string(literal.value(), out)?;
    if let Some(tag) = literal.language() {
        write!(out, "@{tag}")
    } else if literal.datatype() == oxigraph::model::vocab::xsd::STRING {
        Ok(())
    } else {
        write!(out, "^^{}", literal.datatype())
    }
}

/// Writes a string of SPARQL. Its `\u` escapes are undone before anything else is read (SPARQL 1.1, section
/// 19.2), so a backslash before `u` must not look like the beginning of one.
fn string(value: &str, out: &mut impl Write) -> io::Result<()> {
    let mut escaped = String::with_capacity(value.len() + 2);
    escaped.push('"');
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\\' => {
                escaped.push_str("\\\\");
                match chars.next_if(|c| matches!(c, 'u' | 'U')) {
                    Some('u') => escaped.push_str("\\u0075"),
                    Some(_) => escaped.push_str("\\u0055"),
                    None => {}
                }
            }
            c => escaped.push(c),
        }
    }
    escaped.push('"');
    out.write_all(escaped.as_bytes())
}
