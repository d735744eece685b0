//! What joins cost, by the counts of a snapshot.
//!
//! An element's *rows* are the solutions that it gives for one solution of those before it, its *work* the quads that are
//! read for them. A closure is taken to reach [`SPREAD`] times as far as its first step, and never beyond what its
//! predicates join.

use super::guess::guess;
use crate::snapshot::{PredicateCounts, Snapshot};
use crate::store::GraphStore;
use oxigraph::model::{NamedNode, NamedNodeRef, Term, TermRef};
use spargebra::algebra::{GraphPattern, PropertyPathExpression as Path};
use spargebra::term::{NamedNodePattern, TermPattern, TriplePattern};
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many times further than its first step a closure is taken to reach.
const SPREAD: f64 = 16.0;

/// One end of a pattern.
#[derive(Clone, Debug)]
pub(super) enum End {
    Constant(Term),
    /// A variable, or a blank node under a name that no variable has.
    Variable(String),
}

impl End {
    fn of(term: &TermPattern) -> Self {
        match term {
            TermPattern::NamedNode(iri) => Self::Constant(iri.clone().into()),
            TermPattern::Literal(literal) => Self::Constant(literal.clone().into()),
            TermPattern::BlankNode(node) => Self::Variable(format!("_:{}", node.as_str())),
            TermPattern::Variable(variable) => Self::Variable(variable.as_str().to_owned()),
        }
    }

    fn of_predicate(predicate: &NamedNodePattern) -> Self {
        match predicate {
            NamedNodePattern::NamedNode(iri) => Self::Constant(iri.clone().into()),
            NamedNodePattern::Variable(variable) => Self::Variable(variable.as_str().to_owned()),
        }
    }

    fn variable(&self) -> Option<&str> {
        match self {
            Self::Constant(_) => None,
            Self::Variable(name) => Some(name),
        }
    }

    fn constant(&self) -> Option<TermRef<'_>> {
        match self {
            Self::Constant(term) => Some(term.as_ref()),
            Self::Variable(_) => None,
        }
    }

    pub(super) fn is_bound(&self, bound: &BTreeSet<&str>) -> bool {
        self.variable().is_none_or(|name| bound.contains(name))
    }
}

/// A part of a group whose cost can be told.
#[derive(Clone, Debug)]
pub(super) struct Element {
    pub(super) ends: Vec<End>,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Subject, predicate and object; the triples with its constants, and what is known of its predicate.
    Triple { triples: f64, counts: Option<PredicateCounts>, is_type: bool },
    /// Subject and object; what is known of the path, and the first steps from the constant ends.
    Path { path: Path, reach: Reach, from_subject: Option<f64>, from_object: Option<f64> },
    /// The number of rows.
    Values(f64),
    /// The elements of each branch.
    Union(Vec<Vec<Element>>),
}

/// What a path joins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    /// Different ends on either side.
    subjects: f64,
    objects: f64,
    /// Ends that one subject leads to, and subjects that lead to one end.
    forth: f64,
    back: f64,
    /// Whether it holds a closure.
    is_closure: bool,
}

impl Reach {
    const fn reversed(self) -> Self {
        Self {
            subjects: self.objects,
            objects: self.subjects,
            forth: self.back,
            back: self.forth,
            is_closure: self.is_closure,
        }
    }
}

impl Element {
    /// The names of its variables.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.ends.iter().filter_map(End::variable)
    }

    /// A union of branches, each of elements.
    pub fn union(branches: Vec<Vec<Self>>) -> Self {
        let names: BTreeSet<&str> = branches.iter().flatten().flat_map(Self::variables).collect();
        let ends = names.into_iter().map(|name| End::Variable(name.to_owned())).collect();
        Self { ends, kind: Kind::Union(branches) }
    }

    /// The elements of its branches, where it is a union.
    pub fn branches(&self) -> &[Vec<Self>] {
        if let Kind::Union(branches) = &self.kind { branches } else { &[] }
    }

    /// How many simple elements it has.
    pub fn size(&self) -> usize {
        if let Kind::Union(branches) = &self.kind { branches.iter().map(Vec::len).sum() } else { 1 }
    }
}

/// The counts of a graph.
pub(super) struct Costs<'s> {
    snapshot: &'s Arc<Snapshot>,
    total: f64,
}

/// What is added to a row before: rows for it, and quads that are read for them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    rows: f64,
    pub work: f64,
}

/// Who orders the branches of a union.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Orders {
    /// This planner, which knows what is bound.
    Best,
    /// The evaluator, which orders a branch as if nothing was.
    Evaluators,
}

impl<'s> Costs<'s> {
    /// Those of a store that has any.
    pub fn of(store: &'s GraphStore) -> Option<Self> {
        let snapshot = store.snapshot()?;
        Some(Self { snapshot, total: (snapshot.len() as f64).max(1.0) })
    }

    /// A part of a group; `None` for one whose cost cannot be told.
    pub fn element(&self, part: &GraphPattern) -> Option<Element> {
        match part {
            GraphPattern::Bgp { patterns } => match patterns.as_slice() {
                [triple] => self.triple(triple),
                _ => None,
            },
            GraphPattern::Path { subject, path, object } => {
                let ends = vec![End::of(subject), End::of(object)];
                let reach = self.reach(path)?;
                let from_subject = self.first_step(path, ends.first()?.constant(), true);
                let from_object = self.first_step(path, ends.get(1)?.constant(), false);
                let kind = Kind::Path { path: path.clone(), reach, from_subject, from_object };
                Some(Element { ends, kind })
            }
            GraphPattern::Values { variables, bindings } => {
                // A variable without a value joins with everything.
                if bindings.iter().flatten().any(Option::is_none) {
                    return None;
                }
                let ends = variables.iter().map(|v| End::Variable(v.as_str().to_owned())).collect();
                Some(Element { ends, kind: Kind::Values(bindings.len() as f64) })
            }
            _ => None,
        }
    }

    fn triple(&self, triple: &TriplePattern) -> Option<Element> {
        let TriplePattern { subject, predicate, object } = triple;
        let ends = vec![End::of(subject), End::of_predicate(predicate), End::of(object)];
        let known = if let NamedNodePattern::NamedNode(iri) = predicate { Some(iri.as_ref()) } else { None };
        let (subject, object) = (ends.first()?.constant(), ends.get(2)?.constant());
        let triples = self.snapshot.estimate(subject, known, object).ok()? as f64;
        let counts = known.and_then(|iri| self.snapshot.predicate(iri).ok().flatten());
        let is_type = known == Some(oxigraph::model::vocab::rdf::TYPE);
        Some(Element { ends, kind: Kind::Triple { triples, counts, is_type } })
    }

    /// `None` for paths of any predicate but some, of which nothing is known.
    fn reach(&self, path: &Path) -> Option<Reach> {
        Some(match path {
            Path::NamedNode(iri) => self.predicate(iri),
            Path::Reverse(inner) => self.reach(inner)?.reversed(),
            Path::Sequence(a, b) => {
                let (a, b) = (self.reach(a)?, self.reach(b)?);
                Reach {
                    subjects: a.subjects,
                    objects: b.objects,
                    forth: a.forth * b.forth,
                    back: a.back * b.back,
                    is_closure: a.is_closure || b.is_closure,
                }
            }
            Path::Alternative(a, b) => {
                let (a, b) = (self.reach(a)?, self.reach(b)?);
                Reach {
                    subjects: a.subjects.max(b.subjects),
                    objects: a.objects.max(b.objects),
                    forth: a.forth + b.forth,
                    back: a.back + b.back,
                    is_closure: a.is_closure || b.is_closure,
                }
            }
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
                let inner = self.reach(inner)?;
                let forth = (inner.forth * SPREAD).min(inner.objects.max(1.0));
                let back = (inner.back * SPREAD).min(inner.subjects.max(1.0));
                // Every node of the graph is a path of no step from itself.
                let nodes = if matches!(path, Path::ZeroOrMore(_)) { self.total / 4.0 } else { 0.0 };
                let (subjects, objects) = (inner.subjects.max(nodes), inner.objects.max(nodes));
                Reach { subjects, objects, forth: forth + 1.0, back: back + 1.0, is_closure: true }
            }
            Path::ZeroOrOne(inner) => {
                let inner = self.reach(inner)?;
                let nodes = self.total / 4.0;
                let (forth, back) = (inner.forth + 1.0, inner.back + 1.0);
                Reach { subjects: nodes, objects: nodes, forth, back, is_closure: inner.is_closure }
            }
            Path::NegatedPropertySet(_) => return None,
        })
    }

    fn predicate(&self, iri: &NamedNode) -> Reach {
        let counts = self.snapshot.predicate(iri.as_ref()).ok().flatten().unwrap_or_default();
        let PredicateCounts { triples, subjects, objects } = counts;
        let (triples, subjects, objects) = (triples as f64, subjects as f64, objects as f64);
        let (forth, back) = (triples / subjects.max(1.0), triples / objects.max(1.0));
        Reach { subjects, objects, forth, back, is_closure: false }
    }

    /// How many steps a path can begin with at a constant end.
    fn first_step(&self, path: &Path, end: Option<TermRef<'_>>, forth: bool) -> Option<f64> {
        let end = end?;
        match path {
            Path::NamedNode(iri) => Some(self.steps(end, iri.as_ref(), forth)),
            Path::Reverse(inner) => self.first_step(inner, Some(end), !forth),
            Path::ZeroOrMore(inner) | Path::OneOrMore(inner) | Path::ZeroOrOne(inner) => {
                self.first_step(inner, Some(end), forth)
            }
            Path::Sequence(a, b) => self.first_step(if forth { a } else { b }, Some(end), forth),
            Path::Alternative(a, b) => {
                Some(self.first_step(a, Some(end), forth)? + self.first_step(b, Some(end), forth)?)
            }
            Path::NegatedPropertySet(_) => None,
        }
    }

    fn steps(&self, end: TermRef<'_>, predicate: NamedNodeRef<'_>, forth: bool) -> f64 {
        let (subject, object) = if forth { (Some(end), None) } else { (None, Some(end)) };
        self.snapshot.estimate(subject, Some(predicate), object).unwrap_or(0) as f64
    }

    /// What an element adds to a row in which some variables are bound.
    fn step(&self, element: &Element, bound: &BTreeSet<&str>, orders: Orders) -> Step {
        let is_bound = |at: usize| element.ends.get(at).is_some_and(|end| end.is_bound(bound));
        let is_joined =
            |at: usize| is_bound(at) && element.ends.get(at).is_some_and(|e| e.variable().is_some());
        match &element.kind {
            Kind::Union(branches) => {
                let none = Step { rows: 0.0, work: 0.0 };
                branches.iter().fold(none, |sum, branch| {
                    let all: Vec<usize> = (0..branch.len()).collect();
                    let order = match orders {
                        Orders::Best => self.best_order(branch, &all, bound),
                        Orders::Evaluators => order_of_evaluator(branch, &all, &BTreeSet::new()),
                    };
                    let step = self.steps_of(branch, &order, bound, orders);
                    Step { rows: sum.rows + step.rows, work: sum.work + step.work }
                })
            }
            Kind::Values(rows) => {
                let rows = if is_joined(0) { 1.0 } else { *rows };
                Step { rows, work: rows }
            }
            Kind::Triple { triples, counts, .. } => {
                let counts = counts.unwrap_or_default();
                let mut rows = *triples;
                let known = counts.subjects > 0;
                if is_joined(0) {
                    rows /= if known { counts.subjects as f64 } else { self.total / 8.0 }.max(1.0);
                }
                if is_joined(2) {
                    rows /= if known { counts.objects as f64 } else { self.total / 4.0 }.max(1.0);
                }
                if is_joined(1) {
                    rows /= 20.0;
                }
                Step { rows, work: rows + 1.0 }
            }
            Kind::Path { reach, from_subject, from_object, .. } => {
                // A constant end is known better than the middle of all.
                let spread = if reach.is_closure { SPREAD } else { 1.0 };
                let forth =
                    from_subject.map_or(reach.forth, |n| (n * spread).min(reach.objects.max(n)) + 1.0);
                let back = from_object.map_or(reach.back, |n| (n * spread).min(reach.subjects.max(n)) + 1.0);
                match (is_bound(0), is_bound(1)) {
                    (true, true) => Step { rows: (forth / reach.objects.max(1.0)).min(1.0), work: forth },
                    (true, false) => Step { rows: forth, work: forth },
                    (false, true) => Step { rows: back, work: back },
                    (false, false) => {
                        let rows = reach.subjects * reach.forth;
                        Step { rows, work: rows }
                    }
                }
            }
        }
    }

    /// What it costs to join elements in an order, for each row in which some variables are bound.
    pub fn steps_of<'e>(
        &self,
        elements: &'e [Element],
        order: &[usize],
        bound: &BTreeSet<&'e str>,
        orders: Orders,
    ) -> Step {
        let mut sum = Step { rows: 1.0, work: 0.0 };
        let mut bound = bound.clone();
        for element in order.iter().filter_map(|at| elements.get(*at)) {
            let step = self.step(element, &bound, orders);
            sum = Step { rows: sum.rows * step.rows, work: sum.work + sum.rows * step.work };
            bound.extend(element.variables());
        }
        sum
    }

    /// The order of least cost of those that begin with any element and go on with the least rows and work.
    pub fn best_order<'e>(
        &self,
        elements: &'e [Element],
        group: &[usize],
        bound: &BTreeSet<&'e str>,
    ) -> Vec<usize> {
        let weight = |element: &Element, bound: &BTreeSet<&str>| {
            let step = self.step(element, bound, Orders::Best);
            step.rows + step.work
        };
        let better = |a: &Element, b: &Element, bound: &BTreeSet<&str>| {
            weight(a, bound).total_cmp(&weight(b, bound)).is_lt()
        };
        let orders = group.iter().map(|first| grow(elements, group, *first, bound, better));
        let cheapest = orders.map(|order| (self.steps_of(elements, &order, bound, Orders::Best).work, order));
        cheapest.min_by(|(a, _), (b, _)| a.total_cmp(b)).map_or_else(|| group.to_vec(), |(_, order)| order)
    }
}

/// The order that the evaluator takes by its guesses, where some variables are bound.
pub(super) fn order_of_evaluator<'e>(
    elements: &'e [Element],
    group: &[usize],
    bound: &BTreeSet<&'e str>,
) -> Vec<usize> {
    let size = |at: &&usize| elements.get(**at).map_or(u64::MAX, |element| guess(element, bound));
    let Some(first) = group.iter().min_by_key(size) else { return Vec::new() };
    grow(elements, group, *first, bound, |a, b, bound| guess(a, bound) < guess(b, bound))
}

/// Adds to a first element the best of those that share variables with what there is, and of all where none does.
fn grow<'e>(
    elements: &'e [Element],
    group: &[usize],
    first: usize,
    bound: &BTreeSet<&'e str>,
    is_better: impl Fn(&Element, &Element, &BTreeSet<&str>) -> bool,
) -> Vec<usize> {
    let mut order = vec![first];
    let mut bound = bound.clone();
    bound.extend(elements.get(first).iter().flat_map(|e| e.variables()));
    loop {
        let mut best: Option<(bool, usize, &Element)> = None;
        for at in group.iter().filter(|at| !order.contains(at)) {
            let Some(element) = elements.get(*at) else { continue };
            let is_joined = element.variables().any(|name| bound.contains(name));
            let is_best = best.is_none_or(|(joined, _, known)| {
                is_joined && !joined || is_joined == joined && is_better(element, known, &bound)
            });
            if is_best {
                best = Some((is_joined, *at, element));
            }
        }
        let Some((_, at, element)) = best else { break };
        order.push(at);
        bound.extend(element.variables());
    }
    order
}
