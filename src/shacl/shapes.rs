//! Shapes as they are checked: references are indices, terms are numbers.

use super::literal::Value;
use oxigraph::model::{NamedNode, Term};
use regex::Regex;
use std::fmt;

/// A term of the shapes, an index into [`Shapes::terms`]; the same number in each [`Graph`](super::Graph).
pub(super) type TermIx = u32;

/// A shape, an index into [`Shapes::shapes`].
pub(super) type ShapeIx = usize;

/// A shapes graph that was understood in full.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    /// The terms that the shapes name.
    pub(super) terms: Vec<Term>,
    /// All shapes, in the order of the document.
    pub(super) shapes: Vec<Shape>,
    /// Sub-class and super-class, beyond what the data declare.
    pub(super) subclasses: Vec<(TermIx, TermIx)>,
    /// `rdf:type`.
    pub(super) rdf_type: TermIx,
    /// `rdfs:subClassOf`.
    pub(super) subclass_of: TermIx,
}

/// One shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The nearest shape with a name: itself, or one that it is a part of.
    pub name: Option<NamedNode>,
    /// The path of a property shape.
    pub path: Option<Path>,
    /// The steps of the path, any of which leads to a value.
    pub steps: Vec<Step>,
    pub targets: Vec<Target>,
    pub constraints: Vec<Constraint>,
    pub severity: Severity,
    pub message: Option<String>,
    pub deactivated: bool,
}

/// One step from a node to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// To the objects.
    Forward(TermIx),
    /// To the subjects.
    Inverse(TermIx),
}

/// Which nodes a shape is about.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Node(TermIx),
    Class(TermIx),
    SubjectsOf(TermIx),
    ObjectsOf(TermIx),
}

/// What a shape asks for.
#[derive(Clone, Debug)]
pub(super) enum Constraint {
    Class(TermIx),
    Datatype(NamedNode),
    NodeKind(NodeKind),
    MinCount(usize),
    MaxCount(usize),
    MinExclusive(Value<'static>),
    MinInclusive(Value<'static>),
    MaxExclusive(Value<'static>),
    MaxInclusive(Value<'static>),
    MinLength(usize),
    MaxLength(usize),
    Pattern(Regex),
    UniqueLang,
    Equals(TermIx),
    Disjoint(TermIx),
    LessThan(TermIx),
    LessThanOrEquals(TermIx),
    Not(ShapeIx),
    And(Vec<ShapeIx>),
    Or(Vec<ShapeIx>),
    Xone(Vec<ShapeIx>),
    Node(ShapeIx),
    Property(ShapeIx),
    QualifiedMinCount(ShapeIx, usize),
    QualifiedMaxCount(ShapeIx, usize),
    /// The properties that are allowed, sorted.
    Closed(Vec<TermIx>),
    HasValue(TermIx),
    /// The values that are allowed, sorted.
    In(Vec<TermIx>),
}

impl Constraint {
    /// The component that results name.
    pub(super) const fn component(&self) -> Component {
        match self {
            Self::Class(_) => Component::Class,
            Self::Datatype(_) => Component::Datatype,
            Self::NodeKind(_) => Component::NodeKind,
            Self::MinCount(_) => Component::MinCount,
            Self::MaxCount(_) => Component::MaxCount,
            Self::MinExclusive(_) => Component::MinExclusive,
            Self::MinInclusive(_) => Component::MinInclusive,
            Self::MaxExclusive(_) => Component::MaxExclusive,
            Self::MaxInclusive(_) => Component::MaxInclusive,
            Self::MinLength(_) => Component::MinLength,
            Self::MaxLength(_) => Component::MaxLength,
            Self::Pattern(_) => Component::Pattern,
            Self::UniqueLang => Component::UniqueLang,
            Self::Equals(_) => Component::Equals,
            Self::Disjoint(_) => Component::Disjoint,
            Self::LessThan(_) => Component::LessThan,
            Self::LessThanOrEquals(_) => Component::LessThanOrEquals,
            Self::Not(_) => Component::Not,
            Self::And(_) => Component::And,
            Self::Or(_) => Component::Or,
            Self::Xone(_) => Component::Xone,
            Self::Node(_) => Component::Node,
            Self::Property(_) => Component::Property,
            Self::QualifiedMinCount(..) => Component::QualifiedMinCount,
            Self::QualifiedMaxCount(..) => Component::QualifiedMaxCount,
            Self::Closed(_) => Component::Closed,
            Self::HasValue(_) => Component::HasValue,
            Self::In(_) => Component::In,
        }
    }

    /// The shapes that it refers to.
    pub(super) fn references(&self) -> &[ShapeIx] {
        match self {
            Self::Not(shape)
            | Self::Node(shape)
            | Self::Property(shape)
            | Self::QualifiedMinCount(shape, _)
            | Self::QualifiedMaxCount(shape, _) => std::slice::from_ref(shape),
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => shapes,
            _ => &[],
        }
    }
}

/// The kinds of node that `sh:nodeKind` tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeKind {
    pub iri: bool,
    pub blank: bool,
    pub literal: bool,
}

/// How grave a result is: `sh:severity`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `sh:Violation`: the graph breaks a promise.
    #[default]
    Violation,
    /// `sh:Warning`: a reader should look at it.
    Warning,
    /// `sh:Info`: worth knowing.
    Info,
}

impl fmt::Display for Severity {
    /// The local name in SHACL: `Violation`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Violation => "Violation",
            Self::Warning => "Warning",
            Self::Info => "Info",
        })
    }
}

/// A constraint component of SHACL Core, named as its specification names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)] // each is `sh:` + its name + `ConstraintComponent`
pub enum Component {
    Class,
    Datatype,
    NodeKind,
    MinCount,
    MaxCount,
    MinExclusive,
    MinInclusive,
    MaxExclusive,
    MaxInclusive,
    MinLength,
    MaxLength,
    Pattern,
    UniqueLang,
    Equals,
    Disjoint,
    LessThan,
    LessThanOrEquals,
    Not,
    And,
    Or,
    Xone,
    Node,
    Property,
    QualifiedMinCount,
    QualifiedMaxCount,
    Closed,
    HasValue,
    In,
}

impl fmt::Display for Component {
    /// The local name in SHACL: `MinCountConstraintComponent`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}ConstraintComponent")
    }
}

/// How a value is reached from its focus node. Displayed as SPARQL writes paths: `^<iri>`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Path {
    /// The objects of a property.
    Property(NamedNode),
    /// The subjects of a property.
    Inverse(NamedNode),
    /// What any of these leads to.
    Alternative(Vec<Path>),
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Property(property) => write!(f, "{property}"),
            Self::Inverse(property) => write!(f, "^{property}"),
            Self::Alternative(paths) => {
                for (i, path) in paths.iter().enumerate() {
                    f.write_str(if i == 0 { "(" } else { "|" })?;
                    write!(f, "{path}")?;
                }
                f.write_str(")")
            }
        }
    }
}
