//! Audits of what is said to happen to policies: endings that others speak against, days that do not fit together.

use super::{Context, Finding, Quote, verb};
use crate::model::EndingKind;
use crate::resolve::status::{Conflict, StatementRef};
use std::collections::BTreeMap;

/// Contested endings, with both sides.
pub(super) fn disputed(context: &Context<'_>) -> Vec<Finding> {
    context.statuses.disputes.iter().map(|c| finding(context, c, "others speak against it")).collect()
}

/// Acts whose statements have no day in common.
pub(super) fn days_apart(context: &Context<'_>) -> Vec<Finding> {
    context
        .statuses
        .apart
        .iter()
        .map(|c| finding(context, c, "its statements have no day in common"))
        .collect()
}

/// Policies whose statuses are told wider than they might be, since too many acts of uncertain day can fall on one day.
pub(super) fn widened(context: &Context<'_>) -> Vec<Finding> {
    let widened = context.statuses.widened.iter();
    let mut told: BTreeMap<u32, Vec<Quote>> = widened.map(|policy| (*policy, Vec::new())).collect();
    for s in context.corpus.statements.iter().filter(|s| s.relation.bears_on_status()) {
        if let Some(quotes) = told.get_mut(&s.target) {
            quotes.push(context.quote(s));
        }
    }
    told.into_iter()
        .map(|(policy, evidence)| {
            let name = context.name(policy);
            Finding {
                message: format!(
                    "{name}: {} statements of acts whose days are not known; more statuses are told as possible than may be",
                    evidence.len()
                ),
                policies: vec![name],
                evidence,
            }
        })
        .collect()
}

fn finding(context: &Context<'_>, conflict: &Conflict, why: &str) -> Finding {
    let policy = context.name(conflict.policy);
    let said = conflict.says.first().map_or_else(String::new, |s| said(context, *s));
    let all = conflict.says.iter().chain(&conflict.against);
    Finding {
        message: format!("{policy}: {said}; {why}"),
        evidence: all.filter_map(|s| quoted(context, *s)).collect(),
        policies: vec![policy],
    }
}

/// What a statement says of the policy to which something happens: `EO 10773 rescinds it`.
fn said(context: &Context<'_>, statement: StatementRef) -> String {
    let by = |s: &crate::resolve::StoredStatement| format!("{} {} it", context.name(s.actor), verb(s));
    let found = match statement {
        StatementRef::Edge(ix) => context.corpus.statements.get(ix as usize).map(by),
        StatementRef::Reflexive(ix) => context.corpus.reflexive.get(ix as usize).map(by),
        StatementRef::Ending(ix) => context.corpus.endings.get(ix as usize).map(|e| match e.kind {
            EndingKind::Expires => "it expires".to_owned(),
            EndingKind::Act(relation, _) => format!("somebody {} it", relation.name()),
        }),
    };
    found.unwrap_or_default()
}

fn quoted(context: &Context<'_>, statement: StatementRef) -> Option<Quote> {
    let corpus = context.corpus;
    Some(match statement {
        StatementRef::Edge(ix) => context.quote(corpus.statements.get(ix as usize)?),
        StatementRef::Reflexive(ix) => context.quote(corpus.reflexive.get(ix as usize)?),
        StatementRef::Ending(ix) => context.quote_of_ending(corpus.endings.get(ix as usize)?),
    })
}

/// Statements that print another date beside a policy than its own: beyond a month the number is doubtful.
pub(super) fn doubted(context: &Context<'_>) -> Vec<Finding> {
    let doubted = context.corpus.statements.iter().filter_map(|s| Some((s, context.corpus.doubt(s)?)));
    doubted
        .map(|(s, doubt)| {
            let (name, of) = (context.name(doubt.policy), if doubt.of_number() { "number" } else { "day" });
            let message = format!(
                "{} is printed beside {name}, which is of {}: the {of} is doubtful",
                doubt.printed, doubt.own
            );
            Finding { policies: vec![name], message, evidence: vec![context.quote(s)] }
        })
        .collect()
}
