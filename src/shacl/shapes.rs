//! Shapes as they are checked: references are indices, terms are numbers.

use super::literal::Value;
use super::path::Path;
use oxigraph::model::{Literal, NamedNode, Term};
use regex::Regex;
use std::collections::BTreeSet;
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

/// Why shapes check nothing, whatever the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Idle {
    /// There is no shape.
    NoShape,
    /// No shape that is active has a target.
    NoTarget,
}

impl Shapes {
    /// Why no graph can break these shapes; `None` where they look at something.
    #[must_use]
    pub fn idle(&self) -> Option<Idle> {
        if self.shapes.is_empty() {
            return Some(Idle::NoShape);
        }
        let looks = |shape: &Shape| !shape.deactivated && !shape.targets.is_empty();
        (!self.shapes.iter().any(looks)).then_some(Idle::NoTarget)
    }

    /// The patterns that are no expressions of XPath for an escaped slash alone, which is read as a slash; each once.
    #[must_use]
    pub fn loose_patterns(&self) -> BTreeSet<&str> {
        let constraints = self.shapes.iter().flat_map(|shape| &shape.constraints);
        let loose = constraints.filter_map(|constraint| match constraint {
            Constraint::Pattern(pattern) => pattern.loose.as_deref(),
            _ => None,
        });
        loose.collect()
    }
}

/// One shape.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    /// The node that it is in its document.
    pub node: Option<Term>,
    /// The nearest shape with a name: itself, or one that it is a part of.
    pub name: Option<NamedNode>,
    /// The path of a property shape.
    pub path: Option<Path>,
    /// The same path in numbers.
    pub walk: Option<Walk>,
    pub targets: Vec<Target>,
    pub constraints: Vec<Constraint>,
    pub severity: Severity,
    /// The messages for people, in the order of the document.
    pub messages: Vec<Literal>,
    pub deactivated: bool,
}

/// A path in numbers, from nodes to others. Inverses stand at the properties alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Walk {
    /// To the objects.
    Forward(TermIx),
    /// To the subjects.
    Backward(TermIx),
    /// One after the other.
    Sequence(Vec<Walk>),
    /// Any of these.
    Alternative(Vec<Walk>),
    /// Any number of times; from once on, or from never on.
    Repeated(Box<Walk>, FromNever),
    /// Once or not at all.
    Optional(Box<Walk>),
}

/// Whether a repeated path leads to the node itself in no step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FromNever {
    /// `sh:zeroOrMorePath`
    Yes,
    /// `sh:oneOrMorePath`
    No,
}

impl Walk {
    /// The properties that it follows from their objects.
    pub(super) fn backward(&self, found: &mut std::collections::BTreeSet<TermIx>) {
        match self {
            Self::Forward(_) => {}
            Self::Backward(property) => {
                found.insert(*property);
            }
            Self::Sequence(walks) | Self::Alternative(walks) => {
                walks.iter().for_each(|walk| walk.backward(found));
            }
            Self::Repeated(walk, _) | Self::Optional(walk) => walk.backward(found),
        }
    }
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
    Pattern(Pattern),
    /// Ranges of languages, in small letters: `en`, `fr-ca`, `*`.
    LanguageIn(Vec<String>),
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
    QualifiedMinCount(Qualified, usize),
    QualifiedMaxCount(Qualified, usize),
    /// The properties that are allowed, sorted.
    Closed(Vec<TermIx>),
    HasValue(TermIx),
    /// The values that are allowed, sorted.
    In(Vec<TermIx>),
}

/// A regular expression.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The expression.
    pub built: Regex,
    /// As it is written, where that is no expression of XPath for an escaped slash alone.
    pub loose: Option<String>,
}

/// Which values `sh:qualifiedMinCount` and `sh:qualifiedMaxCount` count.
#[derive(Clone, Debug)]
pub(super) struct Qualified {
    /// Those that conform to this shape ...
    pub shape: ShapeIx,
    /// ... and to none of these: the shapes of the other properties beside it, where `sh:qualifiedValueShapesDisjoint`
    /// asks for it.
    pub siblings: Vec<ShapeIx>,
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
            Self::LanguageIn(_) => Component::LanguageIn,
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
    pub(super) fn references(&self) -> impl Iterator<Item = ShapeIx> {
        let (one, others): (Option<ShapeIx>, &[ShapeIx]) = match self {
            Self::Not(shape) | Self::Node(shape) | Self::Property(shape) => (Some(*shape), &[]),
            Self::QualifiedMinCount(qualified, _) | Self::QualifiedMaxCount(qualified, _) => {
                (Some(qualified.shape), &qualified.siblings)
            }
            Self::And(shapes) | Self::Or(shapes) | Self::Xone(shapes) => (None, shapes),
            _ => (None, &[]),
        };
        one.into_iter().chain(others.iter().copied())
    }

    /// Whether it refers to shapes.
    pub(super) fn refers(&self) -> bool {
        self.references().next().is_some()
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
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// `sh:Violation`: the graph breaks a promise.
    #[default]
    Violation,
    /// `sh:Warning`: a reader should look at it.
    Warning,
    /// `sh:Info`: worth knowing.
    Info,
    /// Any other, which shapes may name as they like.
    Other(NamedNode),
}

impl fmt::Display for Severity {
    /// The local name in SHACL: `Violation`; the IRI of any other.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Violation => f.write_str("Violation"),
            Self::Warning => f.write_str("Warning"),
            Self::Info => f.write_str("Info"),
            Self::Other(iri) => iri.fmt(f),
        }
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
    LanguageIn,
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
