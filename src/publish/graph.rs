//! The graph in memory: every term once, triples by subject, in the order of the files.

use super::PublishError;
use crate::graph_dir::about;
use crate::ground::vocab;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNodeRef, NamedOrBlankNode, Term};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;

/// The number of a term in one [`Graph`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TermIx(u32);

/// A quad: subject, predicate, object, graph.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quad {
    /// The subject, an IRI.
    pub subject: TermIx,
    /// The predicate.
    pub predicate: TermIx,
    /// The object.
    pub object: TermIx,
    /// The name of the graph.
    pub graph: TermIx,
}

/// A graph that is published: the union of all its graphs by subject, and the graphs themselves.
#[derive(Debug, Default)]
pub struct Graph {
    terms: Vec<Term>,
    ids: HashMap<Term, TermIx>,
    quads: Vec<Quad>,
    /// Subjects in the order in which they come first.
    subjects: Vec<TermIx>,
    /// For each term, where its triples stand in `triples`.
    ranges: Vec<(u32, u32)>,
    triples: Vec<(TermIx, TermIx)>,
}

impl Graph {
    /// Reads files of N-Quads, each with the name that errors tell.
    ///
    /// # Errors
    /// [`PublishError::Graph`]: a file that cannot be read, a blank node, more than 2³² terms or triples.
    pub fn read<R: Read>(files: impl IntoIterator<Item = (String, R)>) -> Result<Self, PublishError> {
        let mut graph = Self::default();
        for (file, reader) in files {
            let wrong = |what: &dyn std::fmt::Display| PublishError::Graph(format!("{file}: {what}"));
            for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(reader) {
                let quad = quad.map_err(|error| PublishError::Graph(about(&file, &error)))?;
                let NamedOrBlankNode::NamedNode(subject) = quad.subject else {
                    return Err(wrong(&"expected an IRI as subject, found a blank node"));
                };
                if matches!(quad.object, Term::BlankNode(_)) {
                    return Err(wrong(&"expected an IRI or a literal as object, found a blank node"));
                }
                let GraphName::NamedNode(name) = quad.graph_name else {
                    return Err(wrong(&"expected a named graph, found none"));
                };
                let quad = Quad {
                    subject: graph.intern(subject.into())?,
                    predicate: graph.intern(quad.predicate.into())?,
                    object: graph.intern(quad.object)?,
                    graph: graph.intern(name.into())?,
                };
                graph.quads.push(quad);
            }
        }
        graph.arrange()?;
        Ok(graph)
    }

    fn intern(&mut self, term: Term) -> Result<TermIx, PublishError> {
        if let Some(ix) = self.ids.get(&term) {
            return Ok(*ix);
        }
        let ix = TermIx(narrow(self.terms.len())?);
        self.terms.push(term.clone());
        self.ids.insert(term, ix);
        Ok(ix)
    }

    /// Puts triples behind their subjects, each once.
    fn arrange(&mut self) -> Result<(), PublishError> {
        narrow(self.quads.len())?;
        let mut by_subject: Vec<Vec<(TermIx, TermIx)>> = vec![Vec::new(); self.terms.len()];
        let mut seen = HashSet::with_capacity(self.quads.len());
        for quad in &self.quads {
            if !seen.insert((quad.subject, quad.predicate, quad.object)) {
                continue;
            }
            let Some(triples) = by_subject.get_mut(quad.subject.0 as usize) else { continue };
            if triples.is_empty() {
                self.subjects.push(quad.subject);
            }
            triples.push((quad.predicate, quad.object));
        }
        for triples in by_subject {
            let from = narrow(self.triples.len())?;
            self.triples.extend(triples);
            self.ranges.push((from, narrow(self.triples.len())?));
        }
        Ok(())
    }

    /// A term.
    #[must_use]
    #[allow(clippy::indexing_slicing, reason = "the list begins with a term")]
    pub fn term(&self, ix: TermIx) -> &Term {
        // Numbers come from this graph alone; another graph's would be answered with the first term.
        self.terms.get(ix.0 as usize).unwrap_or(&self.terms[0])
    }

    /// The IRI of a term, or the text of a literal.
    #[must_use]
    pub fn text(&self, ix: TermIx) -> &str {
        match self.term(ix) {
            Term::NamedNode(node) => node.as_str(),
            Term::Literal(literal) => literal.value(),
            Term::BlankNode(node) => node.as_str(),
        }
    }

    /// The number of an IRI, if it is anywhere in the graph.
    #[must_use]
    pub fn node(&self, iri: NamedNodeRef<'_>) -> Option<TermIx> {
        self.ids.get(&Term::NamedNode(iri.into_owned())).copied()
    }

    /// All quads, in the order of the files.
    #[must_use]
    pub fn quads(&self) -> &[Quad] {
        &self.quads
    }

    /// All subjects, in the order in which they come first.
    #[must_use]
    pub fn subjects(&self) -> &[TermIx] {
        &self.subjects
    }

    /// Predicates and objects of a subject in the union of all graphs, each once.
    #[must_use]
    pub fn about(&self, subject: TermIx) -> &[(TermIx, TermIx)] {
        let (from, to) = self.ranges.get(subject.0 as usize).copied().unwrap_or_default();
        self.triples.get(from as usize..to as usize).unwrap_or_default()
    }

    /// How many triples the union has.
    #[must_use]
    pub fn triple_count(&self) -> usize {
        self.triples.len()
    }

    /// The objects of a subject and a predicate.
    pub fn objects(&self, subject: TermIx, predicate: NamedNodeRef<'_>) -> impl Iterator<Item = TermIx> + '_ {
        let predicate = self.node(predicate);
        self.about(subject).iter().filter(move |(p, _)| Some(*p) == predicate).map(|(_, o)| *o)
    }

    /// The first object as a text.
    pub fn first(&self, subject: TermIx, predicate: NamedNodeRef<'_>) -> Option<&str> {
        self.objects(subject, predicate).next().map(|o| self.text(o))
    }

    /// The subjects of a class, in their order.
    pub fn of_class(&self, class: NamedNodeRef<'_>) -> impl Iterator<Item = TermIx> + '_ {
        let class = self.node(class);
        let is_a = self.node(vocab::RDF_TYPE);
        let is =
            move |s: &&TermIx| self.about(**s).iter().any(|(p, o)| Some(*p) == is_a && Some(*o) == class);
        self.subjects.iter().filter(is).copied()
    }

    /// For each object of a predicate its subjects, in their order.
    #[must_use]
    pub fn inverse(&self, predicate: NamedNodeRef<'_>) -> BTreeMap<TermIx, Vec<TermIx>> {
        let mut found: BTreeMap<TermIx, Vec<TermIx>> = BTreeMap::new();
        let Some(predicate) = self.node(predicate) else { return found };
        for subject in &self.subjects {
            for (p, o) in self.about(*subject) {
                if *p == predicate {
                    found.entry(*o).or_default().push(*subject);
                }
            }
        }
        found
    }
}

fn narrow(n: usize) -> Result<u32, PublishError> {
    u32::try_from(n).map_err(|_| PublishError::Graph("the graph is larger than a package can be".to_owned()))
}
