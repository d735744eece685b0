//! Audits of judgements: those that match nothing, those that contradict one another.

use super::{Context, Finding};
use crate::resolve::curation::source_name;

fn finding(context: &Context<'_>, at: u32, message: String) -> Finding {
    let policies = context.corpus.curated.policies.get(at as usize).map_or(&[][..], Vec::as_slice);
    Finding { policies: policies.iter().map(|ix| context.name(*ix)).collect(), message, evidence: Vec::new() }
}

/// Judgements that are not followed: with another that stands against them, or without.
fn not_followed(context: &Context<'_>, with_other: bool) -> Vec<Finding> {
    let curated = &context.corpus.curated;
    let entries = (0_u32..).take(curated.curation.entries.len());
    entries
        .filter_map(|at| {
            let (other, outcome) = curated.outcome(at).filter(|(other, _)| other.is_some() == with_other)?;
            let told = curated.told(at);
            let message = match other {
                Some(other) => format!("{told}; {}: {outcome}", curated.told(other)),
                None => format!("{told}: {outcome}"),
            };
            Some(finding(context, at, message))
        })
        .collect()
}

/// Judgements that match nothing, with the reason.
pub(super) fn unmatched(context: &Context<'_>) -> Vec<Finding> {
    not_followed(context, false)
}

/// Judgements of one thing that say different things: those of one day, of which none is followed, and those of which the
/// later one is.
pub(super) fn contradicted(context: &Context<'_>) -> Vec<Finding> {
    not_followed(context, true)
}

/// Judgements that name a source by a name that no source has any more, and are followed in another that has their words.
pub(super) fn moved(context: &Context<'_>) -> Vec<Finding> {
    let curated = &context.corpus.curated;
    let of = |(at, source): (&u32, &u32)| {
        let key = curated.entry(*at)?.judgement.key()?;
        let now = source_name(context.corpus.sources.get(*source as usize)?);
        let told = curated.told(*at);
        let message = format!(
            "{told}: no source is `{}` any more; it is followed in `{now}`, which has its words",
            key.source
        );
        Some(finding(context, *at, message))
    };
    curated.moved.iter().filter_map(of).collect()
}

/// Statements between two names that people judge to be one policy: no policy does anything to itself.
pub(super) fn joined(context: &Context<'_>) -> Vec<Finding> {
    let of = |s: &crate::resolve::StoredStatement| {
        let name = context.name(s.actor);
        let relation = s.relation.property(s.extent).as_str();
        let relation = relation.rsplit(['#', '/']).next().unwrap_or(relation);
        Finding {
            message: format!(
                "{name} {relation} another name of its own; both are one policy, so that it makes no edge"
            ),
            policies: vec![name],
            evidence: vec![context.quote(s)],
        }
    };
    context.corpus.curated.joined.iter().map(of).collect()
}
