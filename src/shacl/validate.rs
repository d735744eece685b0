//! Checks shapes: targets, paths, constraints.

use super::graph::Index;
use super::literal::{Least, Value, is_well_formed};
use super::path::Path;
use super::shapes::{
    Component, Constraint, NodeKind, Qualified, Severity, Shape, ShapeIx, Shapes, Target, TermIx,
};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{Literal, NamedNode, Term};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

/// One result of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// How grave it is: a result may be a warning only.
    pub severity: Severity,
    /// The node that the shape is about.
    pub focus: Term,
    /// How the values that were looked at are reached, for a property shape; the property that is not allowed, for
    /// a closed shape.
    pub path: Option<Path>,
    /// The value that is at fault, where one is.
    pub value: Option<Term>,
    /// The kind of constraint.
    pub component: Component,
    /// The shape: the nearest one that has a name, where any has.
    pub shape: Option<NamedNode>,
    /// The shape itself, as its document names it.
    pub source: Option<Term>,
    /// The shape's message for people: the first in English, or the first where none is.
    pub message: String,
    /// All messages of the shape.
    pub messages: Vec<Literal>,
}

/// Of one value, so many pairs with others that do not compare as they should give a result each; the rest is told by them.
const MAX_PAIRS: usize = 100;

/// So many results are repeated for nodes that share a value; what is shared more often is told once more by none.
const MAX_REPEATED: usize = 10_000;

/// Whether results are wanted, or only whether there is one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Report,
    Test,
}

/// A value that fails, and the property that leads to it where that is not the shape's path.
#[derive(Clone, Copy, Default)]
struct Failure {
    value: Option<u32>,
    property: Option<u32>,
}

/// All results, sorted.
pub(super) fn validate(shapes: &Shapes, index: &Index) -> Vec<Violation> {
    let mut check = Check {
        shapes,
        index,
        known: HashMap::new(),
        reported: HashMap::new(),
        repeated: 0,
        found: Vec::new(),
    };
    for (ix, shape) in shapes.shapes.iter().enumerate() {
        let mut focus: Vec<u32> = shape.targets.iter().flat_map(|t| targets(index, *t)).collect();
        focus.sort_unstable();
        focus.dedup();
        for node in focus {
            check.evaluate(ix, node, Mode::Report);
        }
    }
    let mut found = check.found;
    found.sort_by_cached_key(|v| {
        let value = v.value.as_ref().map(ToString::to_string);
        let what = (v.path.clone(), v.component, value);
        (v.severity.clone(), v.focus.to_string(), what, v.shape.clone(), v.message.clone())
    });
    found
}

fn targets(index: &Index, target: Target) -> Vec<u32> {
    match target {
        Target::Node(node) => vec![node],
        Target::Class(class) => index.of_class(class).to_vec(),
        Target::SubjectsOf(property) => index.pairs(property).map(|(s, _)| s).collect(),
        Target::ObjectsOf(property) => index.pairs(property).map(|(_, o)| o).collect(),
    }
}

struct Check<'g> {
    shapes: &'g Shapes,
    index: &'g Index,
    /// Whether values conform to shapes, for values that may be reached from many nodes.
    known: HashMap<(ShapeIx, u32), bool>,
    /// What was reported of a property shape at a value that may be reached from many nodes: whether it conforms, and
    /// which of the results are its own.
    reported: HashMap<(ShapeIx, u32), (bool, Range<usize>)>,
    /// How many results were repeated for nodes that share a value.
    repeated: usize,
    found: Vec<Violation>,
}

impl<'g> Check<'g> {
    /// Whether a node conforms to a shape.
    fn evaluate(&mut self, ix: ShapeIx, focus: u32, mode: Mode) -> bool {
        let Some(shape) = self.shapes.shapes.get(ix).filter(|s| !s.deactivated) else { return true };
        let values = match &shape.walk {
            None => vec![focus],
            Some(walk) => self.index.values(walk, focus),
        };
        let mut conforms = true;
        for constraint in &shape.constraints {
            conforms &= match constraint {
                Constraint::Property(part) => self.properties(shape, *part, &values, mode),
                other => {
                    let failures = self.failures(other, shape, focus, &values);
                    if mode == Mode::Report {
                        failures.iter().for_each(|f| self.report(shape, other.component(), focus, *f));
                    }
                    failures.is_empty()
                }
            };
            if !conforms && mode == Mode::Test {
                return false;
            }
        }
        conforms
    }

    /// Evaluates a property shape of each value; its results stand for themselves.
    fn properties(&mut self, shape: &Shape, part: ShapeIx, values: &[u32], mode: Mode) -> bool {
        let mut conforms = true;
        for value in values {
            conforms &= match mode {
                Mode::Test => self.conforms(shape, part, *value),
                Mode::Report if shape.path.is_none() => self.evaluate(part, *value, mode),
                Mode::Report => self.report_shared(part, *value),
            };
        }
        conforms
    }

    /// Reports of a value that many nodes may share: it is looked at once, and its results are repeated for each of them,
    /// as SHACL has it, up to [`MAX_REPEATED`].
    fn report_shared(&mut self, part: ShapeIx, value: u32) -> bool {
        if let Some((conforms, range)) = self.reported.get(&(part, value)).cloned() {
            if self.repeated + range.len() <= MAX_REPEATED {
                self.repeated += range.len();
                self.found.extend_from_within(range);
            }
            return conforms;
        }
        let start = self.found.len();
        let conforms = self.evaluate(part, value, Mode::Report);
        self.reported.insert((part, value), (conforms, start..self.found.len()));
        conforms
    }

    /// Whether a value of a shape conforms to another shape. Values of a path are remembered: many nodes share them.
    fn conforms(&mut self, of: &Shape, ix: ShapeIx, value: u32) -> bool {
        let shared = of.path.is_some() && self.shapes.shapes.get(ix).is_some_and(|s| !is_small(s));
        if !shared {
            return self.evaluate(ix, value, Mode::Test);
        }
        if let Some(known) = self.known.get(&(ix, value)) {
            return *known;
        }
        let conforms = self.evaluate(ix, value, Mode::Test);
        self.known.insert((ix, value), conforms);
        conforms
    }

    /// Whether a value is one of those that a qualified count counts.
    fn counts(&mut self, of: &Shape, qualified: &Qualified, value: u32) -> bool {
        self.conforms(of, qualified.shape, value)
            && !qualified.siblings.iter().any(|sibling| self.conforms(of, *sibling, value))
    }

    fn report(&mut self, shape: &Shape, component: Component, focus: u32, failure: Failure) {
        let term = |ix: u32| self.index.term(ix).cloned();
        let Some(focus) = term(focus) else { return };
        let path = match failure.property.and_then(term) {
            Some(Term::NamedNode(property)) => Some(Path::Property(property)),
            _ => shape.path.clone(),
        };
        let english = shape.messages.iter().find(|l| l.language().is_none_or(|l| l.starts_with("en")));
        let message = english.or(shape.messages.first()).map(|l| l.value().to_owned());
        let message = message.unwrap_or_else(|| format!("sh:{component} does not hold."));
        self.found.push(Violation {
            severity: shape.severity.clone(),
            focus,
            path,
            value: failure.value.and_then(term),
            component,
            shape: shape.name.clone(),
            source: shape.node.clone(),
            message,
            messages: shape.messages.clone(),
        });
    }

    /// The values for which a constraint fails, or one failure without a value.
    fn failures(
        &mut self,
        constraint: &Constraint,
        shape: &Shape,
        focus: u32,
        values: &[u32],
    ) -> Vec<Failure> {
        let index = self.index;
        let term = |ix: &u32| index.term(*ix);
        let count = |holds: bool| if holds { Vec::new() } else { vec![Failure::default()] };
        let objects = |property: TermIx| index.objects(focus, property).collect::<Vec<u32>>();
        match constraint {
            Constraint::Class(class) => {
                let instances = index.of_class(*class);
                unless(values, |v| instances.binary_search(v).is_ok())
            }
            Constraint::Datatype(datatype) => unless(values, |v| has_datatype(term(v), datatype)),
            Constraint::NodeKind(kind) => unless(values, |v| is_of_kind(term(v), *kind)),
            Constraint::MinCount(min) => count(values.len() >= *min),
            Constraint::MaxCount(max) => count(values.len() <= *max),
            Constraint::MinExclusive(min) => unless(values, |v| within(term(v), min, Ordering::is_gt)),
            Constraint::MinInclusive(min) => unless(values, |v| within(term(v), min, Ordering::is_ge)),
            Constraint::MaxExclusive(max) => unless(values, |v| within(term(v), max, Ordering::is_lt)),
            Constraint::MaxInclusive(max) => unless(values, |v| within(term(v), max, Ordering::is_le)),
            Constraint::MinLength(min) => {
                unless(values, |v| text(term(v)).is_some_and(|t| has_chars(t, *min)))
            }
            Constraint::MaxLength(max) => {
                unless(values, |v| text(term(v)).is_some_and(|t| !has_chars(t, max.saturating_add(1))))
            }
            Constraint::Pattern(pattern) => {
                unless(values, |v| text(term(v)).is_some_and(|t| pattern.built.is_match(t)))
            }
            Constraint::LanguageIn(ranges) => unless(values, |v| is_in_language(term(v), ranges)),
            Constraint::UniqueLang => unique_languages(values.iter().filter_map(term)),
            Constraint::Equals(property) => {
                let others = objects(*property);
                let mut failures = unless(values, |v| others.binary_search(v).is_ok());
                failures.extend(unless(&others, |o| values.binary_search(o).is_ok()));
                failures
            }
            Constraint::Disjoint(property) => {
                let others = objects(*property);
                unless(values, |v| others.binary_search(v).is_err())
            }
            Constraint::LessThan(property) => less(index, values, objects(*property), Ordering::is_lt),
            Constraint::LessThanOrEquals(property) => {
                less(index, values, objects(*property), Ordering::is_le)
            }
            Constraint::Not(other) => unless(values, |v| !self.conforms(shape, *other, *v)),
            Constraint::And(all) => {
                unless(values, |v| all.iter().all(|other| self.conforms(shape, *other, *v)))
            }
            Constraint::Or(any) => {
                unless(values, |v| any.iter().any(|other| self.conforms(shape, *other, *v)))
            }
            Constraint::Xone(any) => {
                unless(values, |v| any.iter().filter(|other| self.conforms(shape, **other, *v)).count() == 1)
            }
            Constraint::Node(other) => unless(values, |v| self.conforms(shape, *other, *v)),
            // A property shape reports for itself.
            Constraint::Property(_) => Vec::new(),
            Constraint::QualifiedMinCount(qualified, min) => {
                count(values.iter().filter(|v| self.counts(shape, qualified, **v)).take(*min).count() >= *min)
            }
            Constraint::QualifiedMaxCount(qualified, max) => {
                count(values.iter().filter(|v| self.counts(shape, qualified, **v)).count() <= *max)
            }
            Constraint::Closed(allowed) => {
                let triples = values.iter().flat_map(|v| index.about(*v));
                let others = triples.filter(|[_, p, _]| allowed.binary_search(p).is_err());
                others.map(|[_, p, o]| Failure { value: Some(*o), property: Some(*p) }).collect()
            }
            Constraint::HasValue(value) => count(values.binary_search(value).is_ok()),
            Constraint::In(allowed) => unless(values, |v| allowed.binary_search(v).is_ok()),
        }
    }
}

/// Whether a shape looks at a value alone: at none of its triples, and at no other shape.
fn is_small(shape: &Shape) -> bool {
    let walks = |c: &Constraint| {
        matches!(c, Constraint::Closed(_) | Constraint::Equals(_) | Constraint::Disjoint(_)) || c.refers()
    };
    shape.path.is_none() && !shape.constraints.iter().any(walks)
}

/// A failure for each value that does not hold.
fn unless(values: &[u32], mut holds: impl FnMut(&u32) -> bool) -> Vec<Failure> {
    let failing = values.iter().filter(|v| !holds(v));
    failing.map(|v| Failure { value: Some(*v), property: None }).collect()
}

/// A failure for each pair of a value and another that do not compare so; at most [`MAX_PAIRS`] for one value.
fn less(index: &Index, values: &[u32], others: Vec<u32>, accepts: fn(Ordering) -> bool) -> Vec<Failure> {
    let mut least = Least::default();
    for other in &others {
        least.add(value(index.term(*other)));
    }
    // Nearly all values pass: those that do are told by the least of the others.
    let failing = unless(values, |v| least.admits(value(index.term(*v)).as_ref(), accepts));
    let mut failures = Vec::new();
    for failure in failing {
        let own = failure.value.and_then(|v| value(index.term(v)));
        let passes = |other: &u32| {
            let other = value(index.term(*other));
            own.as_ref().zip(other.as_ref()).and_then(|(v, o)| v.compare(o)).is_some_and(accepts)
        };
        let pairs = others.iter().filter(|other| !passes(other)).take(MAX_PAIRS).count();
        failures.extend(std::iter::repeat_n(failure, pairs));
    }
    failures
}

fn value(term: Option<&Term>) -> Option<Value<'_>> {
    if let Some(Term::Literal(literal)) = term { Value::of(literal.as_ref()) } else { None }
}

fn within(term: Option<&Term>, limit: &Value<'_>, accepts: fn(Ordering) -> bool) -> bool {
    value(term).and_then(|v| v.compare(limit)).is_some_and(accepts)
}

fn has_datatype(term: Option<&Term>, datatype: &NamedNode) -> bool {
    let Some(Term::Literal(literal)) = term else { return false };
    literal.datatype() == datatype.as_ref() && is_well_formed(literal.datatype(), literal.value())
}

const fn is_of_kind(term: Option<&Term>, kind: NodeKind) -> bool {
    match term {
        Some(Term::NamedNode(_)) => kind.iri,
        Some(Term::BlankNode(_)) => kind.blank,
        Some(Term::Literal(_)) => kind.literal,
        _ => false,
    }
}

/// SPARQL's `str` of a term: of an IRI or a literal.
fn text(term: Option<&Term>) -> Option<&str> {
    match term? {
        Term::NamedNode(iri) => Some(iri.as_str()),
        Term::Literal(literal) => Some(literal.value()),
        _ => None,
    }
}

fn has_chars(text: &str, at_least: usize) -> bool {
    at_least == 0 || text.chars().nth(at_least - 1).is_some()
}

/// Whether a literal is in a language of one of some ranges, by their first tags (`langMatches` of SPARQL).
fn is_in_language(term: Option<&Term>, ranges: &[String]) -> bool {
    let Some(Term::Literal(literal)) = term else { return false };
    let Some(language) = literal.language().map(str::to_ascii_lowercase) else { return false };
    ranges.iter().any(|range| {
        range == "*"
            || language.strip_prefix(range.as_str()).is_some_and(|r| r.is_empty() || r.starts_with('-'))
    })
}

/// One failure for each language that more than one text is in.
fn unique_languages<'t>(terms: impl Iterator<Item = &'t Term>) -> Vec<Failure> {
    let mut texts: BTreeMap<String, usize> = BTreeMap::new();
    for term in terms {
        if let Term::Literal(literal) = term
            && literal.datatype() == rdf::LANG_STRING
            && let Some(language) = literal.language()
        {
            *texts.entry(language.to_ascii_lowercase()).or_default() += 1;
        }
    }
    texts.values().filter(|n| **n > 1).map(|_| Failure::default()).collect()
}
