//! Reads shapes from a document, and refuses what is not understood.

use super::document::{Document, Node, PATHS, ShapesError, local};
use super::parameter::{beside, boolean, count, limit, message, named, node_kind, pattern, severity};
use super::path::read_path;
use super::shapes::{Constraint, Path, Shape, ShapeIx, Shapes, Step, Target, TermIx};
use crate::rdf::ontology;
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{NamedOrBlankNode, Term};
use std::collections::{BTreeSet, HashMap};

/// The namespaces of properties that only describe a shape, and of which no rule is made.
const ANNOTATIONS: [&str; 3] = [
    "http://www.w3.org/2000/01/rdf-schema#",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/2004/02/skos/core#",
];

/// The properties of which a shape has at most one.
const SINGLE: [&str; 22] = [
    "path",
    "severity",
    "deactivated",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "flags",
    "uniqueLang",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "closed",
    "ignoredProperties",
    "in",
];

impl Shapes {
    /// Reads a shapes graph in Turtle.
    ///
    /// # Errors
    /// [`ShapesError`]: no Turtle, a construct that is not understood, a shape that is ill-formed or recursive.
    pub fn parse(ttl: &str) -> Result<Self, ShapesError> {
        let document = Document::parse(ttl)?;
        let mut reader = Reader::new(&document);
        let mut shapes = Vec::new();
        for node in &document.nodes {
            if node.objects("http://www.w3.org/2002/07/owl#imports").next().is_some() {
                return Err(node.unsupported("owl:imports"));
            }
            if is_shape(node) {
                shapes.push(reader.shape(node)?);
            }
        }
        let mut shapes = Self {
            rdf_type: reader.intern(rdf::TYPE.into()),
            subclass_of: reader.intern(rdfs::SUB_CLASS_OF.into()),
            terms: reader.terms,
            shapes,
            subclasses: Vec::new(),
        };
        shapes.order()?;
        Ok(shapes)
    }

    /// Reads a shapes graph, and takes it that the data are told of the classes of Pedigraph's ontology: an instance
    /// of `ped:Statement` is one of `ped:Evidence`, though the data do not say so.
    ///
    /// # Errors
    /// As [`Shapes::parse`].
    pub fn parse_with_ontology(ttl: &str) -> Result<Self, ShapesError> {
        let mut shapes = Self::parse(ttl)?;
        for class in ontology::terms().iter().filter(|t| t.kind == ontology::TermKind::Class) {
            let below = shapes.intern(class.iri.clone().into());
            for parent in &class.parents {
                let above = shapes.intern(parent.clone().into());
                shapes.subclasses.push((below, above));
            }
        }
        Ok(shapes)
    }

    /// The shapes of Pedigraph's own graphs, `ontology/shapes.ttl`, with the classes of the ontology.
    ///
    /// # Errors
    /// None where the file is as it was released; a test sees to it that it is understood.
    pub fn built_in() -> Result<Self, ShapesError> {
        Self::parse_with_ontology(ontology::SHAPES)
    }

    fn intern(&mut self, term: Term) -> TermIx {
        let found = self.terms.iter().position(|t| *t == term).unwrap_or_else(|| {
            self.terms.push(term);
            self.terms.len() - 1
        });
        TermIx::try_from(found).unwrap_or(TermIx::MAX)
    }
}

/// Whether a node says anything in SHACL's terms that is not about a path.
fn is_shape(node: &Node) -> bool {
    let typed = node.objects(rdf::TYPE.as_str());
    let mut typed = typed.filter_map(|t| if let Term::NamedNode(t) = t { local(t) } else { None });
    typed.next().is_some() || node.triples.iter().any(|(p, _)| local(p).is_some_and(|n| !PATHS.contains(&n)))
}

struct Reader<'d> {
    document: &'d Document,
    /// The shape that a node of the document is, by its position there.
    shapes: HashMap<usize, ShapeIx>,
    terms: Vec<Term>,
    index: HashMap<Term, TermIx>,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document) -> Self {
        let shapes = document.nodes.iter().enumerate().filter(|(_, n)| is_shape(n)).map(|(at, _)| at);
        Self { document, shapes: shapes.zip(0..).collect(), terms: Vec::new(), index: HashMap::new() }
    }

    fn intern(&mut self, term: Term) -> TermIx {
        let next = TermIx::try_from(self.terms.len()).unwrap_or(TermIx::MAX); // no document has as many
        *self.index.entry(term).or_insert_with_key(|term| {
            self.terms.push(term.clone());
            next
        })
    }

    fn shape(&mut self, node: &'d Node) -> Result<Shape, ShapesError> {
        for name in SINGLE {
            if node.parameters(name).nth(1).is_some() {
                return Err(node.ill_formed(format!("it has more than one sh:{name}")));
            }
        }
        let mut shape = Shape::default();
        if let NamedOrBlankNode::NamedNode(name) = &node.subject {
            shape.name = Some(name.clone());
        }
        if let Some(path) = node.parameter("path") {
            let path = read_path(self.document, node, path)?;
            self.steps(&path, &mut shape.steps);
            shape.path = Some(path);
        }
        shape.message = message(node)?;
        for (property, object) in &node.triples {
            match local(property) {
                Some(name) => self.parameter(node, name, object, &mut shape)?,
                None if *property == rdf::TYPE => self.class(node, object)?,
                None if ANNOTATIONS.iter().any(|a| property.as_str().starts_with(a)) => {}
                None => return Err(node.unsupported(property.to_string())),
            }
        }
        Ok(shape)
    }

    /// A class of a shape: a shape may be called so, and be nothing else.
    fn class(&self, node: &Node, class: &Term) -> Result<(), ShapesError> {
        match class {
            Term::NamedNode(c) if matches!(local(c), Some("NodeShape")) => match node.parameter("path") {
                None => Ok(()),
                Some(_) => Err(node.ill_formed("a node shape has no sh:path")),
            },
            Term::NamedNode(c) if matches!(local(c), Some("PropertyShape")) => match node.parameter("path") {
                Some(_) => Ok(()),
                None => Err(node.ill_formed("a property shape has a sh:path")),
            },
            // A shape that is a class has its instances as targets.
            other => Err(node.unsupported(format!("the class {other}"))),
        }
    }

    /// One triple of a shape.
    fn parameter(
        &mut self,
        node: &'d Node,
        name: &str,
        object: &'d Term,
        shape: &mut Shape,
    ) -> Result<(), ShapesError> {
        let property_only = [
            "minCount",
            "maxCount",
            "uniqueLang",
            "lessThan",
            "lessThanOrEquals",
            "qualifiedValueShape",
            "qualifiedMinCount",
            "qualifiedMaxCount",
        ];
        if property_only.contains(&name) && shape.path.is_none() {
            return Err(node.ill_formed(format!("sh:{name} needs a sh:path")));
        }
        let constraint = match name {
            "targetNode" if matches!(object, Term::BlankNode(_)) => {
                return Err(node.ill_formed("sh:targetNode is a blank node"));
            }
            "targetNode" => {
                let target = Target::Node(self.intern(object.clone()));
                shape.targets.push(target);
                return Ok(());
            }
            "targetClass" => {
                shape.targets.push(Target::Class(self.iri(node, name, object)?));
                return Ok(());
            }
            "targetSubjectsOf" => {
                shape.targets.push(Target::SubjectsOf(self.iri(node, name, object)?));
                return Ok(());
            }
            "targetObjectsOf" => {
                shape.targets.push(Target::ObjectsOf(self.iri(node, name, object)?));
                return Ok(());
            }
            "severity" => {
                shape.severity = severity(node, object)?;
                return Ok(());
            }
            "deactivated" => {
                shape.deactivated = boolean(node, name, object)?;
                return Ok(());
            }
            // Read with the parameter beside which they stand.
            "path" | "message" | "name" | "description" | "order" => return Ok(()),
            "flags" => return beside(node, name, "pattern"),
            "ignoredProperties" => return beside(node, name, "closed"),
            "qualifiedMinCount" | "qualifiedMaxCount" => return beside(node, name, "qualifiedValueShape"),
            "qualifiedValueShape" => return self.qualified(node, object, shape),
            "closed" if boolean(node, name, object)? => self.closed(node)?,
            "uniqueLang" if boolean(node, name, object)? => Constraint::UniqueLang,
            "closed" | "uniqueLang" => return Ok(()),
            "class" => Constraint::Class(self.iri(node, name, object)?),
            "datatype" => Constraint::Datatype(named(node, name, object)?.clone()),
            "nodeKind" => Constraint::NodeKind(node_kind(node, object)?),
            "minCount" => Constraint::MinCount(count(node, name, object)?),
            "maxCount" => Constraint::MaxCount(count(node, name, object)?),
            "minExclusive" => Constraint::MinExclusive(limit(node, name, object)?),
            "minInclusive" => Constraint::MinInclusive(limit(node, name, object)?),
            "maxExclusive" => Constraint::MaxExclusive(limit(node, name, object)?),
            "maxInclusive" => Constraint::MaxInclusive(limit(node, name, object)?),
            "minLength" => Constraint::MinLength(count(node, name, object)?),
            "maxLength" => Constraint::MaxLength(count(node, name, object)?),
            "pattern" => pattern(node, object)?,
            "equals" => Constraint::Equals(self.iri(node, name, object)?),
            "disjoint" => Constraint::Disjoint(self.iri(node, name, object)?),
            "lessThan" => Constraint::LessThan(self.iri(node, name, object)?),
            "lessThanOrEquals" => Constraint::LessThanOrEquals(self.iri(node, name, object)?),
            "not" => Constraint::Not(self.reference(node, name, object)?),
            "and" => Constraint::And(self.references(node, name, object)?),
            "or" => Constraint::Or(self.references(node, name, object)?),
            "xone" => Constraint::Xone(self.references(node, name, object)?),
            "node" => Constraint::Node(self.reference(node, name, object)?),
            "property" => Constraint::Property(self.reference(node, name, object)?),
            "hasValue" => Constraint::HasValue(self.intern(object.clone())),
            "in" => {
                let members = self.document.list(node, object)?;
                let members: BTreeSet<TermIx> = members.into_iter().map(|m| self.intern(m.clone())).collect();
                Constraint::In(members.into_iter().collect())
            }
            other => return Err(node.unsupported(format!("sh:{other}"))),
        };
        shape.constraints.push(constraint);
        Ok(())
    }

    fn iri(&mut self, node: &Node, name: &str, object: &Term) -> Result<TermIx, ShapesError> {
        Ok(self.intern(named(node, name, object)?.clone().into()))
    }

    /// A shape that another refers to.
    fn reference(&self, node: &Node, name: &str, object: &Term) -> Result<ShapeIx, ShapesError> {
        let at = self.document.position(object);
        let Some((at, ix)) = at.and_then(|at| Some((at, *self.shapes.get(&at)?))) else {
            return Err(node.ill_formed(format!("sh:{name} leads to {object}, which is no shape")));
        };
        let with_path = self.document.nodes.get(at).is_some_and(|n| n.parameter("path").is_some());
        match name {
            "property" if !with_path => Err(node.ill_formed("sh:property leads to a shape without sh:path")),
            "node" if with_path => Err(node.ill_formed("sh:node leads to a shape with sh:path")),
            _ => Ok(ix),
        }
    }

    fn references(&self, node: &Node, name: &str, object: &Term) -> Result<Vec<ShapeIx>, ShapesError> {
        let members = self.document.list(node, object)?;
        members.into_iter().map(|m| self.reference(node, name, m)).collect()
    }

    fn qualified(&self, node: &Node, object: &Term, shape: &mut Shape) -> Result<(), ShapesError> {
        let value = self.reference(node, "qualifiedValueShape", object)?;
        let (min, max) = (node.parameter("qualifiedMinCount"), node.parameter("qualifiedMaxCount"));
        if min.is_none() && max.is_none() {
            return Err(node.ill_formed("sh:qualifiedValueShape stands without a count"));
        }
        if let Some(min) = min {
            let min = count(node, "qualifiedMinCount", min)?;
            shape.constraints.push(Constraint::QualifiedMinCount(value, min));
        }
        if let Some(max) = max {
            let max = count(node, "qualifiedMaxCount", max)?;
            shape.constraints.push(Constraint::QualifiedMaxCount(value, max));
        }
        Ok(())
    }

    /// The properties that a closed shape allows: the paths of its property shapes, and those that it ignores.
    fn closed(&mut self, node: &'d Node) -> Result<Constraint, ShapesError> {
        let mut allowed = BTreeSet::new();
        for property in node.parameters("property") {
            let shape = self.document.position(property).and_then(|ix| self.document.nodes.get(ix));
            if let Some(path @ Term::NamedNode(_)) = shape.and_then(|s| s.parameter("path")) {
                allowed.insert(self.intern(path.clone()));
            }
        }
        if let Some(ignored) = node.parameter("ignoredProperties") {
            for property in self.document.list(node, ignored)? {
                allowed.insert(self.iri(node, "ignoredProperties", property)?);
            }
        }
        Ok(Constraint::Closed(allowed.into_iter().collect()))
    }

    fn steps(&mut self, path: &Path, steps: &mut Vec<Step>) {
        match path {
            Path::Property(property) => steps.push(Step::Forward(self.intern(property.clone().into()))),
            Path::Inverse(property) => steps.push(Step::Inverse(self.intern(property.clone().into()))),
            Path::Alternative(paths) => paths.iter().for_each(|p| self.steps(p, steps)),
        }
    }
}
