//! The order in which the evaluator joins by its own guesses, which know nothing of the data (`sparopt` 0.3.9,
//! `estimate_graph_pattern_size`).

use super::cost::{Element, Kind, order_of_evaluator};
use spargebra::algebra::PropertyPathExpression as Path;
use std::collections::BTreeSet;

/// The evaluator's guess of an element's rows.
pub(super) fn guess(element: &Element, bound: &BTreeSet<&str>) -> u64 {
    let is_bound = |at: usize| element.ends.get(at).is_some_and(|end| end.is_bound(bound));
    match &element.kind {
        Kind::Values(rows) => *rows as u64,
        Kind::Union(branches) => {
            branches.iter().map(|branch| guess_branch(branch, bound)).fold(0, u64::saturating_add)
        }
        Kind::Triple { is_type, .. } => {
            guess_triple(is_bound(0), is_bound(1), is_bound(2)).saturating_add(u64::from(*is_type))
        }
        Kind::Path { path, .. } => guess_path(is_bound(0), path, is_bound(1)),
    }
}

/// A branch of a union is ordered as if nothing was bound, and then guessed.
fn guess_branch(branch: &[Element], bound: &BTreeSet<&str>) -> u64 {
    let all: Vec<usize> = (0..branch.len()).collect();
    let mut known: BTreeSet<&str> = bound.clone();
    let mut rows = 1_u64;
    for element in
        order_of_evaluator(branch, &all, &BTreeSet::new()).into_iter().filter_map(|at| branch.get(at))
    {
        rows = rows.saturating_mul(guess(element, &known));
        known.extend(element.variables());
    }
    rows
}

const fn guess_triple(subject: bool, predicate: bool, object: bool) -> u64 {
    match (subject, predicate, object) {
        (true, true, true) => 1,
        (true, true, false) => 10,
        (true, false, true) => 2,
        (false, true, true) => 1_000,
        (true, false, false) => 100,
        (false, false, false) => 1_000_000_000,
        (false, true, false) => 1_000_000,
        (false, false, true) => 10_000,
    }
}

fn guess_path(start: bool, path: &Path, end: bool) -> u64 {
    match path {
        Path::NamedNode(_) => guess_triple(start, true, end),
        Path::Reverse(inner) => guess_path(end, inner, start),
        Path::Sequence(a, b) => {
            let forth = guess_path(start, a, false).saturating_mul(guess_path(true, b, end));
            forth.min(guess_path(start, a, true).saturating_mul(guess_path(false, b, end)))
        }
        Path::Alternative(a, b) => guess_path(start, a, end).saturating_add(guess_path(start, b, end)),
        Path::ZeroOrMore(_) | Path::OneOrMore(_) | Path::ZeroOrOne(_) if start && end => 1,
        Path::ZeroOrMore(_) | Path::ZeroOrOne(_) if !start && !end => 1_000_000_000,
        Path::ZeroOrMore(inner) | Path::OneOrMore(inner) => {
            guess_path(start, inner, end).saturating_mul(1000)
        }
        Path::ZeroOrOne(inner) => guess_path(start, inner, end),
        Path::NegatedPropertySet(_) => guess_triple(start, false, end),
    }
}
