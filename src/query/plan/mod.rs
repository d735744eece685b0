//! Helps the evaluator's planner, which knows nothing of the data: puts the joins of a query of a snapshot in the order that
//! the counts of the snapshot suggest.
//!
//! The evaluator orders the patterns of a group by fixed guesses: any pattern with a constant is taken to be rare, so that
//! `?p a ped:Policy ; ped:descendsFrom+ <x>` looks at all policies and searches from each for `<x>`, where one search from
//! `<x>` finds all. Two things are changed here, and nothing else:
//!
//! - a group of triple patterns, paths and `VALUES` alone is written as a chain of `LATERAL` joins (SPARQL SEP-0006), in the
//!   order of least cost ([`cost`]). That is how the evaluator joins such patterns itself; here the order is given. A group
//!   is left as it is unless its own order costs twice as much;
//! - `FILTER(?x = <iri>)` and `FILTER(?x IN (<iri>, …))` become `VALUES` too, where `?x` always has a value, so that paths
//!   start from them. The filter stays.
//!
//! Only groups that are evaluated by themselves are changed: what stands within `OPTIONAL`, `EXISTS`, `GRAPH` or beside a
//! subselect has variables from outside, which the evaluator knows and this does not.

mod cost;
#[cfg(test)]
mod tests;

use crate::store::GraphStore;
use cost::{Costs, Element};
use oxigraph::model::{NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::BTreeSet;

/// A group of more parts is left as it is: every part is tried as the first.
const MOST_PARTS: usize = 24;

/// How many times less a new order must cost.
const GAIN: f64 = 2.0;

/// Gives a query the order that the graph suggests. A query of a store without counts stays as it is.
///
/// Recurses as deep as the query is nested: call it on the thread that parsed it.
pub(super) fn improve(mut query: Query, store: &GraphStore) -> Query {
    let Some(costs) = Costs::of(store) else { return query };
    // The counts are those of the union of all graphs.
    if query.dataset().is_none() {
        let (Query::Select { pattern, .. }
        | Query::Ask { pattern, .. }
        | Query::Construct { pattern, .. }
        | Query::Describe { pattern, .. }) = &mut query;
        improve_pattern(pattern, &costs);
    }
    query
}

/// Changes a pattern that is evaluated by itself.
fn improve_pattern(pattern: &mut GraphPattern, costs: &Costs<'_>) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } | P::Join { .. } => {
            let taken = std::mem::replace(pattern, P::Bgp { patterns: Vec::new() });
            *pattern = improve_group(taken, costs);
        }
        P::Filter { expr, inner } => {
            give_constants(expr, inner);
            improve_pattern(inner, costs);
        }
        P::LeftJoin { left, .. } => improve_pattern(left, costs),
        P::Minus { left, right } | P::Union { left, right } => {
            improve_pattern(left, costs);
            improve_pattern(right, costs);
        }
        P::Extend { inner, .. }
        | P::OrderBy { inner, .. }
        | P::Project { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Group { inner, .. } => improve_pattern(inner, costs),
        P::Values { .. } | P::Lateral { .. } | P::Graph { .. } | P::Service { .. } => {}
    }
}

/// Joins the parts of a group anew, where that is known to be better.
fn improve_group(pattern: GraphPattern, costs: &Costs<'_>) -> GraphPattern {
    let mut parts = Vec::new();
    flatten(pattern.clone(), &mut parts);
    if parts.len() > MOST_PARTS {
        return pattern;
    }
    let elements: Option<Vec<Element>> = parts.iter().map(|part| costs.element(part)).collect();
    let Some(elements) = elements else { return improve_subselects(parts, costs) };
    let groups = connected(&elements);
    let mut changed = false;
    let mut joined: Option<GraphPattern> = None;
    for group in groups {
        let own = costs.order_of_evaluator(&elements, &group);
        let best = costs.best_order(&elements, &group);
        let is_better = costs.cost(&elements, &best) * GAIN < costs.cost(&elements, &own);
        changed |= is_better;
        let order = if is_better { best } else { group };
        let parts = order.into_iter().filter_map(|at| parts.get(at).cloned());
        let chain = parts.reduce(|left, right| {
            let (left, right) = (Box::new(left), Box::new(right));
            if is_better { GraphPattern::Lateral { left, right } } else { GraphPattern::Join { left, right } }
        });
        joined = match (joined, chain) {
            (Some(left), Some(right)) => {
                Some(GraphPattern::Join { left: Box::new(left), right: Box::new(right) })
            }
            (left, right) => left.or(right),
        };
    }
    joined.filter(|_| changed).unwrap_or(pattern)
}

/// A group of which not all parts are simple keeps its order; the subselects in it are evaluated by themselves.
fn improve_subselects(parts: Vec<GraphPattern>, costs: &Costs<'_>) -> GraphPattern {
    let improved = parts.into_iter().map(|mut part| {
        use GraphPattern as P;
        if matches!(
            part,
            P::Project { .. } | P::Distinct { .. } | P::Slice { .. } | P::Group { .. } | P::Minus { .. }
        ) {
            improve_pattern(&mut part, costs);
        }
        part
    });
    let join = |left, right| GraphPattern::Join { left: Box::new(left), right: Box::new(right) };
    improved.reduce(join).unwrap_or(GraphPattern::Bgp { patterns: Vec::new() })
}

/// The parts of a join, triple patterns one by one.
fn flatten(pattern: GraphPattern, parts: &mut Vec<GraphPattern>) {
    match pattern {
        GraphPattern::Join { left, right } => {
            flatten(*left, parts);
            flatten(*right, parts);
        }
        GraphPattern::Bgp { patterns } => {
            parts.extend(patterns.into_iter().map(|triple| GraphPattern::Bgp { patterns: vec![triple] }));
        }
        other => parts.push(other),
    }
}

/// The places of elements, those together that share variables.
fn connected(elements: &[Element]) -> Vec<Vec<usize>> {
    let mut left: BTreeSet<usize> = (0..elements.len()).collect();
    let mut groups = Vec::new();
    while let Some(first) = left.pop_first() {
        let mut group = vec![first];
        let mut variables: BTreeSet<&str> = elements.get(first).iter().flat_map(|e| e.variables()).collect();
        while let Some(next) = left.iter().copied().find(|at| {
            elements.get(*at).is_some_and(|element| element.variables().any(|v| variables.contains(v)))
        }) {
            left.remove(&next);
            group.push(next);
            variables.extend(elements.get(next).iter().flat_map(|e| e.variables()));
        }
        group.sort_unstable();
        groups.push(group);
    }
    groups
}

/// Joins the values that a filter allows for a variable to what it filters.
fn give_constants(filter: &Expression, inner: &mut GraphPattern) {
    let mut found = Vec::new();
    constants(filter, &mut found);
    if found.is_empty()
        || !matches!(inner, GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. })
    {
        return;
    }
    let mut always = BTreeSet::new();
    always_bound(inner, &mut always);
    for (variable, iris) in found {
        if !always.contains(&variable) {
            continue;
        }
        let iris: BTreeSet<NamedNode> = iris.into_iter().collect();
        let bindings = iris.into_iter().map(|iri| vec![Some(GroundTerm::NamedNode(iri))]).collect();
        let values = GraphPattern::Values { variables: vec![variable], bindings };
        let taken = std::mem::replace(inner, GraphPattern::Bgp { patterns: Vec::new() });
        *inner = GraphPattern::Join { left: Box::new(values), right: Box::new(taken) };
    }
}

/// The variables that a filter holds to be one of some IRIs. Of other terms equal ones need not be the same.
fn constants(filter: &Expression, found: &mut Vec<(Variable, Vec<NamedNode>)>) {
    match filter {
        Expression::And(left, right) => {
            constants(left, found);
            constants(right, found);
        }
        Expression::Equal(left, right) | Expression::SameTerm(left, right) => match (&**left, &**right) {
            (Expression::Variable(variable), Expression::NamedNode(iri))
            | (Expression::NamedNode(iri), Expression::Variable(variable)) => {
                found.push((variable.clone(), vec![iri.clone()]));
            }
            _ => {}
        },
        Expression::In(value, list) => {
            let Expression::Variable(variable) = &**value else { return };
            let iri =
                |e: &Expression| if let Expression::NamedNode(iri) = e { Some(iri.clone()) } else { None };
            if let Some(iris) = list.iter().map(iri).collect::<Option<Vec<_>>>() {
                found.push((variable.clone(), iris));
            }
        }
        _ => {}
    }
}

/// The variables that have a value in every solution of a group.
fn always_bound(pattern: &GraphPattern, found: &mut BTreeSet<Variable>) {
    let variable = |term: &TermPattern| match term {
        TermPattern::Variable(variable) => Some(variable.clone()),
        _ => None,
    };
    match pattern {
        GraphPattern::Bgp { patterns } => {
            for triple in patterns {
                found.extend([&triple.subject, &triple.object].into_iter().filter_map(variable));
                if let NamedNodePattern::Variable(predicate) = &triple.predicate {
                    found.insert(predicate.clone());
                }
            }
        }
        GraphPattern::Path { subject, object, .. } => {
            found.extend([subject, object].into_iter().filter_map(variable));
        }
        GraphPattern::Join { left, right } => {
            always_bound(left, found);
            always_bound(right, found);
        }
        _ => {}
    }
}
