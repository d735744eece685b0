//! Paths of property shapes: as documents write them, as results name them, as they are walked.

use super::document::{Document, Node, ShapesError, local};
use super::shapes::{FromNever, TermIx, Walk};
use super::terms::PATHS;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term};
use std::fmt;

/// How deep a path may nest; reading and walking it recurse as deep.
const MAX_DEPTH: usize = 32;

/// How a value is reached from its focus node. Displayed as SPARQL writes paths: `^<iri>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// The objects of a property.
    Property(NamedNode),
    /// A path from its end to its start.
    Inverse(Box<Path>),
    /// What any of these leads to.
    Alternative(Vec<Path>),
    /// One path after the other.
    Sequence(Vec<Path>),
    /// A path any number of times, or not at all.
    ZeroOrMore(Box<Path>),
    /// A path any number of times.
    OneOrMore(Box<Path>),
    /// A path once or not at all.
    ZeroOrOne(Box<Path>),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let joined = |f: &mut fmt::Formatter<'_>, paths: &[Self], by: &str| {
            for (i, path) in paths.iter().enumerate() {
                f.write_str(if i == 0 { "(" } else { by })?;
                write!(f, "{path}")?;
            }
            f.write_str(")")
        };
        match self {
            Self::Property(property) => write!(f, "{property}"),
            Self::Inverse(path) => write!(f, "^{path}"),
            Self::Alternative(paths) => joined(f, paths, "|"),
            Self::Sequence(paths) => joined(f, paths, "/"),
            Self::ZeroOrMore(path) => path.followed_by('*', f),
            Self::OneOrMore(path) => path.followed_by('+', f),
            Self::ZeroOrOne(path) => path.followed_by('?', f),
        }
    }
}

impl Path {
    /// Writes the path with the mark of a repetition, which binds more tightly than `^` does.
    fn followed_by(&self, mark: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(_) | Self::Alternative(_) | Self::Sequence(_) => write!(f, "{self}{mark}"),
            _ => write!(f, "({self}){mark}"),
        }
    }

    /// The path in numbers; `number` gives that of a property.
    pub(super) fn walk(&self, number: &mut dyn FnMut(&NamedNode) -> TermIx) -> Walk {
        self.walked(false, number)
    }

    fn walked(&self, backward: bool, number: &mut dyn FnMut(&NamedNode) -> TermIx) -> Walk {
        match self {
            Self::Property(property) if backward => Walk::Backward(number(property)),
            Self::Property(property) => Walk::Forward(number(property)),
            Self::Inverse(path) => path.walked(!backward, number),
            Self::Alternative(paths) => {
                Walk::Alternative(paths.iter().map(|path| path.walked(backward, number)).collect())
            }
            Self::Sequence(paths) => {
                let mut walks: Vec<Walk> = paths.iter().map(|path| path.walked(backward, number)).collect();
                if backward {
                    walks.reverse();
                }
                Walk::Sequence(walks)
            }
            Self::ZeroOrMore(path) => Walk::Repeated(Box::new(path.walked(backward, number)), FromNever::Yes),
            Self::OneOrMore(path) => Walk::Repeated(Box::new(path.walked(backward, number)), FromNever::No),
            Self::ZeroOrOne(path) => Walk::Optional(Box::new(path.walked(backward, number))),
        }
    }
}

/// Reads the path of a shape.
pub(super) fn read_path(document: &Document, node: &Node, at: &Term) -> Result<Path, ShapesError> {
    path(document, node, at, MAX_DEPTH)
}

/// A path that may nest `depth` deep.
fn path(document: &Document, node: &Node, path: &Term, depth: usize) -> Result<Path, ShapesError> {
    if let Term::NamedNode(property) = path {
        return Ok(Path::Property(property.clone()));
    }
    let Some(depth) = depth.checked_sub(1) else {
        return Err(node.ill_formed(format!("a path nests more than {MAX_DEPTH} deep, or leads to itself")));
    };
    let at = document.position(path).and_then(|ix| document.nodes.get(ix));
    let Some(at) = at else { return Err(node.ill_formed(format!("sh:path is {path}"))) };
    let several = |list: &Term, what: &str| {
        let paths = document.list(node, list)?;
        if paths.len() < 2 {
            return Err(node.ill_formed(format!("{what} has fewer than two members")));
        }
        paths.into_iter().map(|p| self::path(document, node, p, depth)).collect::<Result<Vec<_>, _>>()
    };
    // A list is a sequence, whatever else is said of its first cell.
    if at.objects(rdf::FIRST.as_str()).next().is_some() {
        return several(path, "a sequence as path").map(Path::Sequence);
    }
    let [(operator, object)] = at.triples.as_slice() else {
        return Err(node.ill_formed("a path has more than one operator"));
    };
    let inner = || self::path(document, node, object, depth).map(Box::new);
    match local(operator) {
        Some("inversePath") => inner().map(Path::Inverse),
        Some("alternativePath") => several(object, "sh:alternativePath").map(Path::Alternative),
        Some("zeroOrMorePath") => inner().map(Path::ZeroOrMore),
        Some("oneOrMorePath") => inner().map(Path::OneOrMore),
        Some("zeroOrOnePath") => inner().map(Path::ZeroOrOne),
        _ => {
            let known = PATHS.map(|name| format!("sh:{name}")).join(", ");
            Err(node.ill_formed(format!("a path has the operator {operator}; expected one of {known}")))
        }
    }
}
