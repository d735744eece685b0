//! A shapes graph as a document: what is said of each subject, in the order in which it is written.

use super::terms;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{HashMap, HashSet};
use std::fmt;

/// The namespace of SHACL.
const SH: &str = "http://www.w3.org/ns/shacl#";

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

    /// Whether it is of one of these classes.
    fn is_of(&self, classes: &HashSet<Term>) -> bool {
        self.objects(rdf::TYPE.as_str()).any(|class| classes.contains(class))
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
        let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(ttl);
        let quads: Result<Vec<Quad>, _> = quads.collect();
        Ok(Self::of(quads.map_err(|e| ShapesError::Syntax(e.to_string()))?))
    }

    /// The union of all graphs of some quads.
    pub(super) fn of(quads: impl IntoIterator<Item = Quad>) -> Self {
        let mut document = Self::default();
        for quad in quads {
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
            let mut seen = HashSet::new();
            node.triples.retain(|triple| seen.insert(triple.clone()));
        }
        document
    }

    /// Refuses what the document uses of SHACL beyond what is understood here, wherever it stands.
    pub(super) fn refuse_unknown(&self) -> Result<(), ShapesError> {
        for node in &self.nodes {
            if node.objects("http://www.w3.org/2002/07/owl#imports").next().is_some() {
                return Err(node.unsupported("owl:imports"));
            }
            for (property, object) in &node.triples {
                match (local(property), object) {
                    (Some(name), _) if terms::UNSUPPORTED.contains(&name) => {
                        return Err(node.unsupported(format!("sh:{name}")));
                    }
                    (None, Term::NamedNode(class))
                        if *property == rdf::TYPE
                            && local(class).is_some_and(|name| !terms::CLASSES.contains(&name)) =>
                    {
                        return Err(node.unsupported(format!("the class {class}")));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The nodes that are shapes, by their positions: those that are called so, those with a target or a parameter of a
    /// constraint, and those that another shape refers to (SHACL, section 2).
    pub(super) fn shapes(&self) -> Result<HashSet<usize>, ShapesError> {
        let called = self.classes_below(&["NodeShape", "PropertyShape"].map(|name| format!("{SH}{name}")));
        let is_shape = |node: &Node| {
            node.is_of(&called) || node.triples.iter().any(|(p, _)| local(p).is_some_and(terms::is_parameter))
        };
        let plain = self.nodes.iter().enumerate().filter(|(_, node)| is_shape(node));
        let mut shapes: HashSet<usize> = plain.map(|(ix, _)| ix).collect();
        let mut open: Vec<usize> = shapes.iter().copied().collect();
        while let Some(node) = open.pop().and_then(|ix| self.nodes.get(ix)) {
            let mut referred: Vec<&Term> = Vec::new();
            for (property, object) in &node.triples {
                match local(property) {
                    Some("property" | "node" | "not" | "qualifiedValueShape") => referred.push(object),
                    Some("and" | "or" | "xone") => referred.extend(self.list(node, object)?),
                    _ => {}
                }
            }
            let found = referred.into_iter().filter_map(|term| self.position(term));
            open.extend(found.filter(|ix| shapes.insert(*ix)));
        }
        Ok(shapes)
    }

    /// The nodes that are classes, so that a shape of them has its instances as targets (SHACL, section 2.1.3.3).
    pub(super) fn classes(&self) -> HashSet<NamedOrBlankNode> {
        let meta = self.classes_below(&[
            rdfs::CLASS.as_str().to_owned(),
            "http://www.w3.org/2002/07/owl#Class".to_owned(),
        ]);
        self.nodes.iter().filter(|node| node.is_of(&meta)).map(|node| node.subject.clone()).collect()
    }

    /// These classes and all that the document declares to be below them.
    fn classes_below(&self, tops: &[String]) -> HashSet<Term> {
        let mut below: HashMap<&Term, Vec<Term>> = HashMap::new();
        for node in &self.nodes {
            for parent in node.objects(rdfs::SUB_CLASS_OF.as_str()) {
                below.entry(parent).or_default().push(node.subject.clone().into());
            }
        }
        let mut found: HashSet<Term> =
            tops.iter().filter_map(|top| NamedNode::new(top).ok()).map(Term::from).collect();
        let mut open: Vec<Term> = found.iter().cloned().collect();
        while let Some(class) = open.pop() {
            let subclasses = below.get(&class).into_iter().flatten();
            open.extend(subclasses.filter(|c| found.insert((*c).clone())).cloned());
        }
        found
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
