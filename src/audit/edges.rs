//! Audits of edges.

use super::{Context, Finding, verb};
use crate::model::{Extent, Relation};
use crate::resolve::{Side, StoredStatement};
use std::collections::{BTreeMap, BTreeSet};

/// For each edge between two described policies: whose records state it, with one statement of each.
fn sides<'c>(
    context: &'c Context<'_>,
) -> BTreeMap<(u32, Relation, u32), BTreeMap<Side, &'c StoredStatement>> {
    let mut edges: BTreeMap<(u32, Relation, u32), BTreeMap<Side, &StoredStatement>> = BTreeMap::new();
    for s in &context.corpus.statements {
        if s.relation.is_change() && context.is_described(s.actor) && context.is_described(s.target) {
            edges.entry((s.actor, s.relation, s.target)).or_default().entry(s.side).or_insert(s);
        }
    }
    edges
}

fn edge(context: &Context<'_>, (actor, relation, target): (u32, Relation, u32)) -> (Vec<String>, String) {
    let (actor, target) = (context.name(actor), context.name(target));
    let message = format!("{actor} {} {target}", relation.name());
    (vec![actor, target], message)
}

pub(super) fn both_sides(context: &Context<'_>) -> Vec<Finding> {
    let edges = sides(context)
        .into_iter()
        .filter(|(_, s)| s.contains_key(&Side::Actor) && s.contains_key(&Side::Target));
    edges
        .map(|(key, sides)| {
            let (policies, message) = edge(context, key);
            Finding { policies, message, evidence: sides.values().map(|s| context.quote(s)).collect() }
        })
        .collect()
}

pub(super) fn one_side(context: &Context<'_>) -> Vec<Finding> {
    let edges = sides(context)
        .into_iter()
        .filter(|(_, s)| s.contains_key(&Side::Actor) != s.contains_key(&Side::Target));
    edges
        .map(|(key, sides)| {
            let (policies, message) = edge(context, key);
            let (states, silent) =
                if sides.contains_key(&Side::Actor) { (key.0, key.2) } else { (key.2, key.0) };
            let message = format!(
                "{message}: stated under {}, not under {}",
                context.name(states),
                context.name(silent)
            );
            Finding { policies, message, evidence: sides.values().map(|s| context.quote(s)).collect() }
        })
        .collect()
}

/// An end of a policy is an end: "revokes" beside "supersedes", or either beside the same in part, cannot both be meant.
pub(super) fn contradiction(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for ((actor, target), statements) in context.pairs() {
        let ends: Vec<&StoredStatement> = statements.into_iter().filter(|s| s.relation.ends()).collect();
        let verbs: BTreeSet<String> = ends.iter().map(|s| verb(s)).collect();
        if verbs.len() > 1 {
            let policies = vec![context.name(actor), context.name(target)];
            let message = format!(
                "{} {} {}",
                context.name(actor),
                verbs.into_iter().collect::<Vec<_>>().join(" and "),
                context.name(target)
            );
            findings.push(Finding {
                policies,
                message,
                evidence: ends.iter().map(|s| context.quote(s)).collect(),
            });
        }
    }
    findings
}

/// What ends a policy as a whole leaves nothing to amend: `eli:repeals` beside `eli:amends` of one pair. Both stay as they are said.
pub(super) fn ended_and_amended(context: &Context<'_>) -> Vec<Finding> {
    let pairs = context.pairs();
    let both = pairs.iter().filter_map(|((actor, target), statements)| {
        let ends = statements.iter().find(|s| s.relation.ends() && s.extent == Extent::Whole)?;
        let amends = statements.iter().find(|s| s.relation == Relation::Amends)?;
        let (actor, target) = (context.name(*actor), context.name(*target));
        let message = format!("{actor} {} and {} {target}", verb(ends), verb(amends));
        let evidence = vec![context.quote(ends), context.quote(amends)];
        Some(Finding { policies: vec![actor, target], message, evidence })
    });
    both.collect()
}

pub(super) fn both_ways(context: &Context<'_>) -> Vec<Finding> {
    let pairs = context.pairs();
    let mut findings = Vec::new();
    for ((actor, target), statements) in pairs.iter().filter(|((a, t), _)| a < t) {
        let Some(back) = pairs.get(&(*target, *actor)) else { continue };
        for s in statements {
            let Some(other) = back.iter().find(|o| o.relation == s.relation) else { continue };
            let (a, t) = (context.name(*actor), context.name(*target));
            let message = format!("{a} and {t} each {} the other", s.relation.name().trim_end_matches('s'));
            findings.push(Finding {
                policies: vec![a, t],
                message,
                evidence: vec![context.quote(s), context.quote(other)],
            });
            break;
        }
    }
    findings
}

pub(super) fn own_number(context: &Context<'_>) -> Vec<Finding> {
    let reflexive = context.corpus.reflexive.iter();
    reflexive
        .map(|s| {
            let name = context.name(s.actor);
            let message = format!("{name} {} itself", verb(s));
            Finding { policies: vec![name], message, evidence: vec![context.quote(s)] }
        })
        .collect()
}
