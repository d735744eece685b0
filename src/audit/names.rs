//! Audits of names.

use super::{Context, Finding};
use crate::resolve::{Ground, StoredMention};
use std::collections::BTreeMap;

/// Two records of one source under one number, with different titles or days.
pub(super) fn duplicate_number(context: &Context<'_>) -> Vec<Finding> {
    let mut records: BTreeMap<(u32, u32), Vec<&StoredMention>> = BTreeMap::new();
    for stored in &context.corpus.mentions {
        let of_register = context
            .corpus
            .details(stored)
            .is_some_and(|d| d.document_number.is_some() || d.citation.is_some());
        if stored.described && of_register && stored.identifier.is_some() {
            records.entry((stored.source, stored.policy)).or_default().push(stored);
        }
    }
    let twice = records.into_iter().filter(|(_, all)| all.len() > 1);
    twice
        .map(|((_, policy), all)| {
            let name = context.name(policy);
            let message = format!("{name} has {} records", all.len());
            Finding {
                policies: vec![name],
                message,
                evidence: all.into_iter().map(|m| context.quote_of_mention(m)).collect(),
            }
        })
        .collect()
}

pub(super) fn not_described(context: &Context<'_>) -> Vec<Finding> {
    let named = (0_u32..).zip(&context.corpus.policies).filter(|(ix, _)| !context.is_described(*ix));
    named
        .map(|(_, policy)| {
            let name = context.corpus.str(policy.name);
            let message = format!("{name} is named, and no source describes it");
            Finding { policies: vec![name.to_owned()], message, evidence: Vec::new() }
        })
        .collect()
}

pub(super) fn merges(context: &Context<'_>) -> Vec<Finding> {
    let merges = context.corpus.merges.iter();
    merges
        .map(|merge| {
            let ground = match merge.ground {
                Ground::Title => "the same title, kinds and dates that agree",
                Ground::Acronym => "an acronym that one policy defines",
                Ground::Url => "the same link",
                Ground::Date => "kind and day, which one numbered policy of the document has",
                Ground::Version => "a later version of the page prints another number",
                Ground::Judgement => "a person judged so",
            };
            let message = format!("“{}” is {}: {ground}", merge.name, merge.policy);
            Finding { policies: vec![merge.policy.clone()], message, evidence: Vec::new() }
        })
        .collect()
}

pub(super) fn near_misses(context: &Context<'_>) -> Vec<Finding> {
    let near = context.corpus.near_misses.iter();
    near.map(|miss| Finding {
        policies: miss.policies.clone(),
        message: format!("“{}”: {}: {}", miss.name, miss.policies.join(" | "), miss.reason),
        evidence: Vec::new(),
    })
    .collect()
}
