//! A group of patterns, paths, `VALUES` and unions of such, and the order in which its parts are joined.

use super::cost::{Costs, Element, Orders, order_of_evaluator};
use super::{Around, improve_pattern, is_known};
use oxigraph::model::Variable;
use spargebra::algebra::GraphPattern;
use std::collections::BTreeSet;

/// A group of more parts, those of unions counted, is left as it is: every part is tried as the first.
const MOST_PARTS: usize = 24;

/// How many times less a new order must cost.
const GAIN: f64 = 2.0;

/// Whether a pattern is a group.
pub(super) const fn is_group(pattern: &GraphPattern) -> bool {
    matches!(pattern, GraphPattern::Bgp { .. } | GraphPattern::Path { .. } | GraphPattern::Join { .. })
}

/// Joins the parts of a group anew; `None` where that is not known to be better.
pub(super) fn improve_group(
    pattern: &GraphPattern,
    around: &Around,
    costs: &Costs<'_>,
) -> Option<GraphPattern> {
    let mut parts = Vec::new();
    flatten(pattern.clone(), &mut parts);
    if parts.len() > MOST_PARTS {
        return None;
    }
    let elements = elements(&parts, around, costs)?;
    if elements.iter().map(Element::size).sum::<usize>() > MOST_PARTS {
        return None;
    }
    let bound: BTreeSet<&str> = around.bound.iter().map(String::as_str).collect();
    // What shares no variable is joined as a whole, unless it is looked at for one row after another.
    let groups = if bound.is_empty() { connected(&elements) } else { vec![(0..elements.len()).collect()] };
    let mut changed = false;
    let mut joined: Option<GraphPattern> = None;
    for group in groups {
        let best = costs.best_order(&elements, &group, &bound);
        let is_better = if around.is_unordered {
            parts.len() > 1
        } else {
            let own = order_of_evaluator(&elements, &group, &bound);
            let own = costs.steps_of(&elements, &own, &bound, Orders::Evaluators);
            costs.steps_of(&elements, &best, &bound, Orders::Best).work * GAIN < own.work
        };
        changed |= is_better;
        let next = if is_better {
            chain(&parts, &elements, &best, &bound, costs)
        } else {
            group.iter().filter_map(|at| parts.get(*at).cloned()).reduce(join)
        };
        joined = match (joined, next) {
            (Some(left), Some(right)) => Some(join(left, right)),
            (left, right) => left.or(right),
        };
    }
    joined.filter(|_| changed)
}

fn join(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Join { left: Box::new(left), right: Box::new(right) }
}

fn lateral(left: GraphPattern, right: GraphPattern) -> GraphPattern {
    GraphPattern::Lateral { left: Box::new(left), right: Box::new(right) }
}

/// The parts one after the other in an order, the branches of unions in the order that is best there.
fn chain(
    parts: &[GraphPattern],
    elements: &[Element],
    order: &[usize],
    bound: &BTreeSet<&str>,
    costs: &Costs<'_>,
) -> Option<GraphPattern> {
    let mut bound = bound.clone();
    let mut joined: Option<GraphPattern> = None;
    for at in order {
        let (Some(part), Some(element)) = (parts.get(*at), elements.get(*at)) else { continue };
        let part = match element.branches() {
            [] => part.clone(),
            branches => chain_branches(part, branches, &bound, costs),
        };
        joined = Some(joined.map_or(part.clone(), |left| lateral(left, part)));
        bound.extend(element.variables());
    }
    joined
}

fn chain_branches(
    union: &GraphPattern,
    elements: &[Vec<Element>],
    bound: &BTreeSet<&str>,
    costs: &Costs<'_>,
) -> GraphPattern {
    let mut branches = Vec::new();
    flatten_union(union, &mut branches);
    let ordered = branches.into_iter().zip(elements).map(|(branch, elements)| {
        let mut branch = branch.clone();
        let mut core = &mut branch;
        while let GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } = core {
            core = inner;
        }
        let mut parts = Vec::new();
        flatten(core.clone(), &mut parts);
        let all: Vec<usize> = (0..elements.len()).collect();
        let order = costs.best_order(elements, &all, bound);
        if let Some(chain) = chain(&parts, elements, &order, bound, costs) {
            *core = chain;
        }
        branch
    });
    let union = |left, right| GraphPattern::Union { left: Box::new(left), right: Box::new(right) };
    ordered.reduce(union).unwrap_or_else(|| GraphPattern::Bgp { patterns: Vec::new() })
}

/// The parts as elements; `None` where the cost of one cannot be told, or its solutions depend on the order.
fn elements(parts: &[GraphPattern], around: &Around, costs: &Costs<'_>) -> Option<Vec<Element>> {
    let element = |(at, part): (usize, &GraphPattern)| {
        if !matches!(part, GraphPattern::Union { .. }) {
            return costs.element(part);
        }
        let mut outside = around.clone();
        for (_, other) in parts.iter().enumerate().filter(|(other, _)| *other != at) {
            outside = outside.with(other);
        }
        union(part, &outside.bound, costs)
    };
    parts.iter().enumerate().map(element).collect()
}

/// A union of groups, each of which may have filters, and values that it computes.
fn union(pattern: &GraphPattern, outside: &BTreeSet<String>, costs: &Costs<'_>) -> Option<Element> {
    let mut branches = Vec::new();
    flatten_union(pattern, &mut branches);
    let branches: Option<Vec<_>> =
        branches.into_iter().map(|branch| elements_of(branch, outside, costs)).collect();
    branches.map(Element::union)
}

fn elements_of(branch: &GraphPattern, outside: &BTreeSet<String>, costs: &Costs<'_>) -> Option<Vec<Element>> {
    let mut core = branch;
    while let GraphPattern::Filter { inner, .. } | GraphPattern::Extend { inner, .. } = core {
        core = inner;
    }
    let mut parts = Vec::new();
    flatten(core.clone(), &mut parts);
    let elements: Vec<Element> = parts.iter().map(|part| costs.element(part)).collect::<Option<_>>()?;
    // A filter that asks of a variable that is bound only outside gets an answer in a chain and none in a join.
    let bound: BTreeSet<&str> = elements.iter().flat_map(Element::variables).collect();
    let known =
        |variable: &Variable| bound.contains(variable.as_str()) || !outside.contains(variable.as_str());
    let mut layer = branch;
    loop {
        layer = match layer {
            GraphPattern::Filter { expr, inner } if is_known(expr, &known) => inner,
            GraphPattern::Extend { inner, variable, expression }
                if is_known(expression, &known) && !outside.contains(variable.as_str()) =>
            {
                inner
            }
            GraphPattern::Filter { .. } | GraphPattern::Extend { .. } => return None,
            _ => return Some(elements),
        };
    }
}

/// The subselects of a group, which are evaluated by themselves.
pub(super) fn improve_subselects(pattern: &mut GraphPattern, around: &Around, costs: &Costs<'_>) {
    use GraphPattern as P;
    match pattern {
        P::Join { left, right } => {
            improve_subselects(left, around, costs);
            improve_subselects(right, around, costs);
        }
        P::Project { .. } | P::Distinct { .. } | P::Slice { .. } | P::Group { .. } | P::Minus { .. } => {
            improve_pattern(pattern, &around.alone(), costs);
        }
        _ => {}
    }
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

fn flatten_union<'p>(pattern: &'p GraphPattern, branches: &mut Vec<&'p GraphPattern>) {
    if let GraphPattern::Union { left, right } = pattern {
        flatten_union(left, branches);
        flatten_union(right, branches);
    } else {
        branches.push(pattern);
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
