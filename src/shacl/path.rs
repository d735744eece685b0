//! Paths of property shapes.

use super::document::{Document, Node, PATHS, ShapesError, local};
use super::shapes::Path;
use oxigraph::model::Term;
use oxigraph::model::vocab::rdf;

/// Reads the path of a shape.
pub(super) fn read_path(document: &Document, node: &Node, at: &Term) -> Result<Path, ShapesError> {
    path(document, node, at, true)
}

/// A path: a property, its inverse, or, where `choice` is allowed, several of these to choose from.
fn path(document: &Document, node: &Node, path: &Term, choice: bool) -> Result<Path, ShapesError> {
    if let Term::NamedNode(property) = path {
        return Ok(Path::Property(property.clone()));
    }
    let at = document.position(path).and_then(|ix| document.nodes.get(ix));
    let Some(at) = at else { return Err(node.ill_formed(format!("sh:path is {path}"))) };
    if at.objects(rdf::FIRST.as_str()).next().is_some() {
        return Err(node.unsupported("a sequence as path"));
    }
    let [(operator, object)] = at.triples.as_slice() else {
        return Err(node.ill_formed("a path has more than one operator"));
    };
    match (local(operator), object) {
        (Some("inversePath"), Term::NamedNode(property)) => Ok(Path::Inverse(property.clone())),
        (Some("inversePath"), _) => Err(node.unsupported("sh:inversePath of more than a property")),
        (Some("alternativePath"), _) if choice => {
            let paths = document.list(node, object)?;
            if paths.len() < 2 {
                return Err(node.ill_formed("sh:alternativePath has no choice"));
            }
            let paths: Result<_, _> =
                paths.into_iter().map(|p| self::path(document, node, p, false)).collect();
            Ok(Path::Alternative(paths?))
        }
        (Some("alternativePath"), _) => Err(node.unsupported("sh:alternativePath within a path")),
        (Some(other), _) if PATHS.contains(&other) => Err(node.unsupported(format!("sh:{other}"))),
        _ => Err(node.ill_formed(format!("a path has the operator {operator}"))),
    }
}
