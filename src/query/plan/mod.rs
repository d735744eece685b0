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
//! - what stands within `OPTIONAL` and `EXISTS` is ordered by what is bound around it ([`Around`]). The evaluator does not
//!   order the inside of `EXISTS` at all: it joins all solutions of each pattern, for every row.
//!
//! A chain of patterns, paths and `VALUES` has the same solutions in every order, whatever is bound around it, so that only
//! speed depends on what is estimated here. What stands within `GRAPH` or beside a subselect is left as it is.

mod cost;
mod counted;
mod group;
mod guess;
#[cfg(test)]
mod tests;

use super::parts::parts;
use crate::store::GraphStore;
use cost::Costs;
pub(super) use counted::counted;
use group::{improve_group, improve_subselects, is_group};
use oxigraph::model::{NamedNode, Variable};
use spargebra::Query;
use spargebra::algebra::{Expression, GraphPattern};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern};
use std::collections::BTreeSet;

/// What is known where a pattern is evaluated.
#[derive(Clone, Default)]
struct Around {
    /// The variables that have a value there, or mostly have one.
    bound: BTreeSet<String>,
    /// All is to be a chain: within `EXISTS`, where the evaluator orders nothing, and where reads are counted ([`counted`]).
    is_unordered: bool,
}

impl Around {
    /// What is known beside the solutions of a pattern.
    fn with(&self, pattern: &GraphPattern) -> Self {
        let mut around = self.clone();
        pattern.on_in_scope_variable(|variable| {
            around.bound.insert(variable.as_str().to_owned());
        });
        around
    }

    /// What is known where the solutions around are not.
    fn alone(&self) -> Self {
        Self { bound: BTreeSet::new(), ..self.clone() }
    }
}

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
        improve_pattern(pattern, &Around::default(), &costs);
    }
    query
}

/// Changes a pattern.
fn improve_pattern(pattern: &mut GraphPattern, around: &Around, costs: &Costs<'_>) {
    use GraphPattern as P;
    match pattern {
        P::Bgp { .. } | P::Path { .. } | P::Join { .. } => match improve_group(pattern, around, costs) {
            Some(better) => *pattern = better,
            None => improve_subselects(pattern, around, costs),
        },
        P::Filter { expr, inner } => {
            give_constants(expr, inner);
            improve_pattern(inner, around, costs);
            improve_expression(expr, &around.with(inner), costs);
        }
        P::LeftJoin { left, right, expression } => {
            improve_pattern(left, around, costs);
            let beside = around.with(left);
            if let Some(expression) = expression {
                improve_expression(expression, &beside.with(right), costs);
            }
            improve_optional(pattern, &beside, costs);
        }
        P::Minus { left, right } => {
            improve_pattern(left, around, costs);
            improve_pattern(right, &around.alone(), costs);
        }
        P::Union { left, right } => {
            improve_pattern(left, around, costs);
            improve_pattern(right, around, costs);
        }
        P::Extend { inner, expression, .. } => {
            improve_pattern(inner, around, costs);
            improve_expression(expression, &around.with(inner), costs);
        }
        P::Project { inner, variables } => {
            let mut around = around.clone();
            around.bound.retain(|name| variables.iter().any(|variable| variable.as_str() == name));
            improve_pattern(inner, &around, costs);
        }
        P::OrderBy { inner, .. }
        | P::Distinct { inner }
        | P::Reduced { inner }
        | P::Slice { inner, .. }
        | P::Group { inner, .. } => improve_pattern(inner, around, costs),
        P::Values { .. } | P::Lateral { .. } | P::Graph { .. } | P::Service { .. } => {}
    }
}

/// Writes `OPTIONAL` as the evaluator does that looks at it row by row, where its group has a better order for that.
fn improve_optional(pattern: &mut GraphPattern, beside: &Around, costs: &Costs<'_>) {
    let GraphPattern::LeftJoin { left, right, expression } = pattern else { return };
    if !is_group(right) {
        return;
    }
    let mut always = BTreeSet::new();
    always_bound(left, &mut always);
    always_bound(right, &mut always);
    if expression.as_ref().is_some_and(|condition| !is_known(condition, &|name| always.contains(name))) {
        return;
    }
    let better = improve_group(right, beside, costs);
    // Where nothing is ordered by the evaluator, each row is looked at by itself.
    let Some(better) = better.or_else(|| beside.is_unordered.then(|| (**right).clone())) else { return };
    let empty = GraphPattern::Bgp { patterns: Vec::new() };
    let left = std::mem::replace(&mut **left, empty.clone());
    let (right, expression) = (Box::new(better), expression.take());
    let optional = GraphPattern::LeftJoin { left: Box::new(empty), right, expression };
    *pattern = GraphPattern::Lateral { left: Box::new(left), right: Box::new(optional) };
}

/// Changes what stands within `EXISTS`.
fn improve_expression(expression: &mut Expression, around: &Around, costs: &Costs<'_>) {
    match expression {
        Expression::Exists(inner) => {
            let around = Around { is_unordered: true, ..around.clone() };
            improve_pattern(inner, &around, costs);
        }
        Expression::Not(inner) => improve_expression(inner, around, costs),
        Expression::And(left, right) | Expression::Or(left, right) => {
            improve_expression(left, around, costs);
            improve_expression(right, around, costs);
        }
        _ => {}
    }
}

/// Whether an expression asks of nothing but variables that are known.
fn is_known(expression: &Expression, is_variable_known: &impl Fn(&Variable) -> bool) -> bool {
    match expression {
        Expression::Variable(variable) | Expression::Bound(variable) => is_variable_known(variable),
        Expression::Exists(_) => false,
        _ => parts(expression).into_iter().all(|part| is_known(part, is_variable_known)),
    }
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
