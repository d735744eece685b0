//! Reads shapes from a document, and refuses what is not understood.

use super::document::{Document, Node, ShapesError, local};
use super::parameter::{
    beside, boolean, count, languages, limit, messages, named, node_kind, pattern, severity,
};
use super::path::read_path;
use super::shapes::{Constraint, Qualified, Shape, ShapeIx, Shapes, Target, TermIx};
use super::terms;
use crate::rdf::ontology;
use oxigraph::model::vocab::{rdf, rdfs};
use oxigraph::model::{Literal, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The namespace of a vocabulary whose constraint components are no part of SHACL Core.
const DASH: &str = "http://datashapes.org/dash#";

impl Shapes {
    /// Reads a shapes graph in Turtle.
    ///
    /// # Errors
    /// [`ShapesError`]: no Turtle, a construct that is not understood, a shape that is ill-formed or recursive.
    pub fn parse(ttl: &str) -> Result<Self, ShapesError> {
        Self::of(&Document::parse(ttl)?)
    }

    /// The shapes of a graph: the union of all graphs of some quads.
    ///
    /// # Errors
    /// As [`Shapes::parse`], but for its syntax.
    pub fn from_quads(quads: impl IntoIterator<Item = Quad>) -> Result<Self, ShapesError> {
        Self::of(&Document::of(quads))
    }

    fn of(document: &Document) -> Result<Self, ShapesError> {
        document.refuse_unknown()?;
        let mut reader = Reader::new(document)?;
        let mut shapes = Vec::new();
        for (at, node) in document.nodes.iter().enumerate() {
            if reader.shapes.contains_key(&at) {
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

struct Reader<'d> {
    document: &'d Document,
    /// The shape that a node of the document is, by its position there.
    shapes: HashMap<usize, ShapeIx>,
    /// The nodes that are classes too.
    classes: HashSet<NamedOrBlankNode>,
    /// The nodes that have each property shape, by their positions.
    parents: HashMap<usize, Vec<usize>>,
    terms: Vec<Term>,
    index: HashMap<Term, TermIx>,
}

impl<'d> Reader<'d> {
    fn new(document: &'d Document) -> Result<Self, ShapesError> {
        let shapes: BTreeSet<usize> = document.shapes()?.into_iter().collect();
        let mut parents: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, node) in document.nodes.iter().enumerate() {
            for part in node.parameters("property").filter_map(|part| document.position(part)) {
                parents.entry(part).or_default().push(at);
            }
        }
        Ok(Self {
            document,
            shapes: shapes.into_iter().zip(0..).collect(),
            classes: document.classes(),
            parents,
            terms: Vec::new(),
            index: HashMap::new(),
        })
    }

    fn intern(&mut self, term: Term) -> TermIx {
        let next = TermIx::try_from(self.terms.len()).unwrap_or(TermIx::MAX); // no document has as many
        *self.index.entry(term).or_insert_with_key(|term| {
            self.terms.push(term.clone());
            next
        })
    }

    fn shape(&mut self, node: &'d Node) -> Result<Shape, ShapesError> {
        for name in terms::single() {
            if node.parameters(name).nth(1).is_some() {
                return Err(node.ill_formed(format!("it has more than one sh:{name}")));
            }
        }
        let mut shape = Shape { node: Some(node.subject.clone().into()), ..Shape::default() };
        if let NamedOrBlankNode::NamedNode(name) = &node.subject {
            shape.name = Some(name.clone());
            if self.classes.contains(&node.subject) {
                shape.targets.push(Target::Class(self.intern(name.clone().into())));
            }
        }
        if let Some(path) = node.parameter("path") {
            let path = read_path(self.document, node, path)?;
            shape.walk = Some(path.walk(&mut |property| self.intern(property.clone().into())));
            shape.path = Some(path);
        }
        shape.messages = messages(node)?;
        for (property, object) in &node.triples {
            match local(property) {
                Some(name) => self.parameter(node, name, object, &mut shape)?,
                None if *property == rdf::TYPE => self.class(node, object)?,
                None if property.as_str().starts_with(DASH) => {
                    return Err(node.unsupported(property.to_string()));
                }
                // What other vocabularies say of a shape makes no rule.
                None => {}
            }
        }
        Ok(shape)
    }

    /// A class of a shape: one that is called a node shape has no path, one that is called a property shape has one.
    fn class(&self, node: &Node, class: &Term) -> Result<(), ShapesError> {
        let name = if let Term::NamedNode(class) = class { local(class) } else { None };
        match (name, node.parameter("path")) {
            (Some("NodeShape"), Some(_)) => Err(node.ill_formed("a node shape has no sh:path")),
            (Some("PropertyShape"), None) => Err(node.ill_formed("a property shape has a sh:path")),
            _ => Ok(()),
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
        let property_only =
            ["minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals", "qualifiedValueShape"];
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
            "path" | "message" | "name" | "description" | "order" | "group" | "defaultValue" => return Ok(()),
            "flags" => return beside(node, name, "pattern"),
            "ignoredProperties" => return beside(node, name, "closed"),
            // Read with the shape; without one they make no constraint.
            "qualifiedMinCount" | "qualifiedMaxCount" | "qualifiedValueShapesDisjoint" => return Ok(()),
            "qualifiedValueShape" => return self.qualified(node, object, shape),
            "closed" if boolean(node, name, object)? => self.closed(node)?,
            // Only the term `true` asks for it (SHACL, section 4.4.5), not another way to write that value.
            "uniqueLang" if boolean(node, name, object)? && *object == Literal::from(true).into() => {
                Constraint::UniqueLang
            }
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
            "languageIn" => Constraint::LanguageIn(languages(node, self.document.list(node, object)?)?),
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
            other if terms::is_known(other) => return Ok(()),
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
        let disjoint = node.parameter("qualifiedValueShapesDisjoint");
        let disjoint = disjoint.map(|d| boolean(node, "qualifiedValueShapesDisjoint", d)).transpose()?;
        let siblings = if disjoint == Some(true) { self.siblings(node, object)? } else { Vec::new() };
        let qualified = Qualified { shape: value, siblings };
        if let Some(min) = min {
            let min = count(node, "qualifiedMinCount", min)?;
            shape.constraints.push(Constraint::QualifiedMinCount(qualified.clone(), min));
        }
        if let Some(max) = max {
            let max = count(node, "qualifiedMaxCount", max)?;
            shape.constraints.push(Constraint::QualifiedMaxCount(qualified, max));
        }
        Ok(())
    }

    /// The sibling shapes of a qualified value shape: those of all properties of the shapes that `node` is a property of,
    /// but for its own (SHACL, section 4.7.3).
    fn siblings(&self, node: &Node, own: &Term) -> Result<Vec<ShapeIx>, ShapesError> {
        let at = self.document.position(&node.subject.clone().into());
        let parents = at.and_then(|at| self.parents.get(&at)).into_iter().flatten();
        let parts =
            parents.filter_map(|at| self.document.nodes.get(*at)).flat_map(|p| p.parameters("property"));
        let parts = parts.filter_map(|part| self.document.nodes.get(self.document.position(part)?));
        let mut siblings: Vec<ShapeIx> = parts
            .flat_map(|part| part.parameters("qualifiedValueShape"))
            .filter(|shape| *shape != own)
            .map(|shape| self.reference(node, "qualifiedValueShape", shape))
            .collect::<Result<_, _>>()?;
        siblings.sort_unstable();
        siblings.dedup();
        Ok(siblings)
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
}
