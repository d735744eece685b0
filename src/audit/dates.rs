//! Audits of dates.

use super::{Context, Finding, Quote, verb};
use crate::model::{DateBasis, PartialDate, Relation};
use std::collections::{BTreeMap, BTreeSet};

/// A policy cannot act on one that is surely later than itself, nor cite it. An editor's cross-reference can point to a
/// later one, and a symmetric relation has no direction.
pub(super) fn arrow_of_time(context: &Context<'_>) -> Vec<Finding> {
    let issued = |ix: u32| context.corpus.policies.get(ix as usize).and_then(|p| p.issued);
    // What was issued anew can act on what came after its first edition.
    let acting = |ix: u32| {
        let edition = context.corpus.policies.get(ix as usize).and_then(|p| p.editions.last().copied());
        edition.or_else(|| issued(ix))
    };
    let mut seen = BTreeSet::new();
    let mut findings = Vec::new();
    for s in &context.corpus.statements {
        if matches!(s.relation, Relation::SeeAlso | Relation::RelatedTo)
            || !seen.insert((s.actor, s.relation, s.target))
        {
            continue;
        }
        if let (Some(actor), Some(target)) = (acting(s.actor), issued(s.target))
            && actor.latest() < target.earliest()
        {
            let (a, t) = (context.name(s.actor), context.name(s.target));
            let message = format!("{a} of {actor} {} {t} of {target}", verb(s));
            findings.push(Finding { policies: vec![a, t], message, evidence: vec![context.quote(s)] });
        }
    }
    findings
}

/// Dates of a policy that cannot be the same day. Dates of files, events and titles are no claim about the day of issue.
pub(super) fn conflict(context: &Context<'_>) -> Vec<Finding> {
    let mut dates: BTreeMap<u32, BTreeMap<PartialDate, Quote>> = BTreeMap::new();
    for stored in &context.corpus.mentions {
        let Some((date, basis)) = stored.date else { continue };
        let policy = context.corpus.policies.get(stored.policy as usize);
        if policy.is_some_and(|p| !p.editions.is_empty()) {
            continue;
        }
        if matches!(basis, DateBasis::Record | DateBasis::Stated | DateBasis::Beside) {
            dates
                .entry(stored.policy)
                .or_default()
                .entry(date)
                .or_insert_with(|| context.quote_of_mention(stored));
        }
    }
    let clash = |all: &BTreeMap<PartialDate, Quote>| {
        let mut days = all.keys();
        days.next().is_some_and(|first| all.keys().any(|d| !d.agrees_with(*first)))
    };
    let clashing = dates.into_iter().filter(|(_, all)| clash(all));
    clashing
        .map(|(policy, all)| {
            let name = context.name(policy);
            let days: Vec<String> = all.keys().map(ToString::to_string).collect();
            Finding {
                message: format!("{name} is dated {}", days.join(", ")),
                policies: vec![name],
                evidence: all.into_values().collect(),
            }
        })
        .collect()
}
