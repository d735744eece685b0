//! Audits of judgements: those that match nothing, those that contradict one another.

use super::{Context, Finding};
use crate::resolve::curation::{Entry, Standing};

fn told(entry: &Entry) -> String {
    format!("{}, by {} on {}", entry.judgement, entry.author, entry.day)
}

fn finding(context: &Context<'_>, at: usize, message: String) -> Finding {
    let policies = context.corpus.curated.policies.get(at).map_or(&[][..], Vec::as_slice);
    Finding { policies: policies.iter().map(|ix| context.name(*ix)).collect(), message, evidence: Vec::new() }
}

/// Judgements that match nothing, with the reason.
pub(super) fn unmatched(context: &Context<'_>) -> Vec<Finding> {
    let curated = &context.corpus.curated;
    let entries = curated.curation.entries.iter().zip(&curated.standing).enumerate();
    entries
        .filter_map(|(at, (entry, standing))| match standing {
            Standing::Unmatched(why) => Some(finding(context, at, format!("{}: {why}", told(entry)))),
            _ => None,
        })
        .collect()
}

/// Judgements of one thing that say different things: those of one day, of which none is followed, and those of which the
/// later one is.
pub(super) fn contradicted(context: &Context<'_>) -> Vec<Finding> {
    let curated = &context.corpus.curated;
    let entries = curated.curation.entries.iter().zip(&curated.standing).enumerate();
    entries
        .filter_map(|(at, (entry, standing))| {
            let (other, outcome) = match standing {
                Standing::Overruled(other) => (*other, "the later one is followed"),
                Standing::Contradicted(other) => (*other, "none of both is followed"),
                _ => return None,
            };
            let other = curated.entry(other).map(told).unwrap_or_default();
            Some(finding(context, at, format!("{}; {other}: {outcome}", told(entry))))
        })
        .collect()
}
