//! A shapes graph as a document: what is said of each subject, in the order in which it is written.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::HashMap;
use std::fmt;

/// The namespace of SHACL.
const SH: &str = "http://www.w3.org/ns/shacl#";

/// The properties that make a node a path.
pub(super) const PATHS: [&str; 5] =
    ["inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"];

/// The name of a term of SHACL.
pub(super) fn local(iri: &NamedNode) -> Option<&str> {
    iri.as_str().strip_prefix(SH)
}

/// A shapes graph that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ShapesError {
    /// It is no Turtle; the reader's words.
    Syntax(String),
    /// It uses what is not understood here, and so cannot be checked in full.
    Unsupported {
        /// What it uses: `sh:sparql`.
        construct: String,
        /// The shape that uses it.
        shape: String,
    },
    /// A shape is not what SHACL asks of shapes.
    IllFormed {
        /// What is wrong.
        problem: String,
        /// The shape.
        shape: String,
    },
}

impl fmt::Display for ShapesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(message) => write!(f, "the shapes are no Turtle: {message}"),
            Self::Unsupported { construct, shape } => write!(
                f,
                "{shape} uses {construct}, which is not supported; a graph cannot be checked against these shapes"
            ),
            Self::IllFormed { problem, shape } => write!(f, "{shape} is no SHACL shape: {problem}"),
        }
    }
}

impl std::error::Error for ShapesError {}

/// All triples, by subject.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// What is said of each subject, in order of first sight.
    pub nodes: Vec<Node>,
    index: HashMap<NamedOrBlankNode, usize>,
}

/// What is said of one subject.
#[derive(Debug)]
pub(super) struct Node {
    pub subject: NamedOrBlankNode,
    pub triples: Vec<(NamedNode, Term)>,
}

impl Node {
    /// The objects of a property, in order.
    pub(super) fn objects<'n>(&'n self, predicate: &'n str) -> impl Iterator<Item = &'n Term> {
        self.triples.iter().filter(move |(p, _)| p.as_str() == predicate).map(|(_, o)| o)
    }

    /// The values of a parameter of SHACL, by its local name, in order.
    pub(super) fn parameters<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n Term> {
        self.triples.iter().filter(move |(p, _)| local(p) == Some(name)).map(|(_, o)| o)
    }

    /// The first value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&Term> {
        self.triples.iter().find(|(p, _)| local(p) == Some(name)).map(|(_, o)| o)
    }

    /// The node as errors call it.
    pub(super) fn name(&self) -> String {
        match &self.subject {
            NamedOrBlankNode::NamedNode(iri) => iri.to_string(),
            NamedOrBlankNode::BlankNode(_) => {
                let path = self.parameter("path");
                path.map_or_else(|| "a shape without a name".to_owned(), |p| format!("the shape of path {p}"))
            }
        }
    }

    /// An error: this node uses something that is not understood.
    pub(super) fn unsupported(&self, construct: impl Into<String>) -> ShapesError {
        ShapesError::Unsupported { construct: construct.into(), shape: self.name() }
    }

    /// An error: this node is not what it should be.
    pub(super) fn ill_formed(&self, problem: impl Into<String>) -> ShapesError {
        ShapesError::IllFormed { problem: problem.into(), shape: self.name() }
    }
}

impl Document {
    /// Reads Turtle.
    pub(super) fn parse(ttl: &str) -> Result<Self, ShapesError> {
        let mut document = Self::default();
        for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(ttl) {
            let quad = quad.map_err(|e| ShapesError::Syntax(e.to_string()))?;
            let Self { nodes, index } = &mut document;
            let ix = *index.entry(quad.subject.clone()).or_insert_with(|| {
                nodes.push(Node { subject: quad.subject, triples: Vec::new() });
                nodes.len() - 1
            });
            if let Some(node) = nodes.get_mut(ix) {
                node.triples.push((quad.predicate, quad.object));
            }
        }
        // A triple that is written twice is one triple.
        for node in &mut document.nodes {
            let mut seen = std::collections::HashSet::new();
            node.triples.retain(|triple| seen.insert(triple.clone()));
        }
        Ok(document)
    }

    /// The position of a term that is a subject.
    pub(super) fn position(&self, term: &Term) -> Option<usize> {
        match term {
            Term::NamedNode(n) => self.index.get(&NamedOrBlankNode::from(n.clone())).copied(),
            Term::BlankNode(n) => self.index.get(&NamedOrBlankNode::from(n.clone())).copied(),
            _ => None,
        }
    }

    /// The members of a list that `node` has as a value; each cell is followed once, so a loop ends as an error.
    pub(super) fn list<'d>(&'d self, node: &Node, head: &'d Term) -> Result<Vec<&'d Term>, ShapesError> {
        let nil = |term: &Term| matches!(term, Term::NamedNode(n) if *n == rdf::NIL);
        let mut members = Vec::new();
        let mut cell = head;
        while !nil(cell) {
            let (first, rest) = self
                .position(cell)
                .and_then(|ix| self.nodes.get(ix))
                .and_then(|c| Some((only(c, rdf::FIRST)?, only(c, rdf::REST)?)))
                .filter(|_| members.len() < self.nodes.len())
                .ok_or_else(|| node.ill_formed("a list does not end well"))?;
            members.push(first);
            cell = rest;
        }
        Ok(members)
    }
}

/// The one object of a property.
fn only<'d>(node: &'d Node, predicate: NamedNodeRef<'static>) -> Option<&'d Term> {
    let mut objects = node.objects(predicate.as_str());
    objects.next().filter(|_| objects.next().is_none())
}
