//! The canonical order of a corpus, which does not depend on the order of reading.

use super::corpus::{Details, Policy, Side, StoredEnding, StoredMention, StoredStatement, StoredUnread};
use super::intake::place_order;
use super::words::{Word, Words};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Sorts mentions by policy and source; of those of one policy in one source that say the same, the first by place
/// is kept.
pub(super) fn group(words: &Words, details: &[Details], mentions: &mut Vec<StoredMention>) {
    mentions.sort_by(|a, b| {
        (a.policy, a.source)
            .cmp(&(b.policy, b.source))
            .then_with(|| said(words, details, a, b))
            .then_with(|| place(words, a, b))
    });
    mentions.dedup_by(|b, a| {
        (a.policy, a.source) == (b.policy, b.source) && said(words, details, a, b) == Ordering::Equal
    });
}

/// By what mentions say, but for their place.
fn said(words: &Words, details: &[Details], a: &StoredMention, b: &StoredMention) -> Ordering {
    let title = |m: &StoredMention| m.title.map(|t| words.get(t));
    let urls = |m: &StoredMention| details.get(m.details as usize).map_or(&[][..], Details::urls);
    words
        .cmp(a.label, b.label)
        .then_with(|| if a.title == b.title { Ordering::Equal } else { title(a).cmp(&title(b)) })
        .then_with(|| (a.date, a.described).cmp(&(b.date, b.described)))
        .then_with(|| if a.details == b.details { Ordering::Equal } else { lists(words, urls(a), urls(b)) })
}

fn lists(words: &Words, a: &[Word], b: &[Word]) -> Ordering {
    a.iter().map(|w| words.get(*w)).cmp(b.iter().map(|w| words.get(*w)))
}

/// By place: locator, offset, then the words.
fn place(words: &Words, a: &StoredMention, b: &StoredMention) -> Ordering {
    place_order(words, &a.place, &b.place).then_with(|| words.cmp(a.label, b.label))
}

/// Sorts policies by path; gives the new place of each.
pub(super) fn policies(words: &Words, policies: &mut [Policy]) -> Vec<u32> {
    let mut order: Vec<u32> = (0_u32..).take(policies.len()).collect();
    let path = |ix: u32| policies.get(ix as usize).map_or("", |p| words.get(p.path));
    order.par_sort_unstable_by(|a, b| path(*a).cmp(path(*b)).then(a.cmp(b)));
    let mut place = vec![0_u32; order.len()];
    for (new, old) in (0_u32..).zip(&order) {
        if let Some(slot) = place.get_mut(*old as usize) {
            *slot = new;
        }
    }
    // Each swap brings one policy to where it belongs.
    let mut at = place.clone();
    for here in 0..policies.len() {
        while let Some(there) = at.get(here).map(|p| *p as usize).filter(|p| *p != here) {
            policies.swap(here, there);
            at.swap(here, there);
        }
    }
    place
}

/// Sorts mentions by source, policy and place.
pub(super) fn mentions(words: &Words, mentions: &mut [StoredMention]) {
    mentions.sort_by(|a, b| (a.source, a.policy).cmp(&(b.source, b.policy)).then_with(|| place(words, a, b)));
}

/// Sorts endings by source, policy, kind, words and place; of those that differ in their place alone the first is kept.
pub(super) fn endings(words: &Words, endings: &mut Vec<StoredEnding>) {
    endings.sort_by(|a, b| {
        (a.source, a.policy, a.kind, a.day)
            .cmp(&(b.source, b.policy, b.kind, b.day))
            .then_with(|| words.cmp(a.quote, b.quote))
            .then_with(|| place_order(words, &a.place, &b.place))
    });
    endings.dedup_by(|b, a| {
        (a.source, a.policy, a.kind, a.day, a.quote) == (b.source, b.policy, b.kind, b.day, b.quote)
    });
}

/// Sorts what was not understood by source, place and verb; each once.
pub(super) fn unread(words: &Words, unread: &mut Vec<StoredUnread>) {
    unread.sort_by(|a, b| {
        a.source
            .cmp(&b.source)
            .then_with(|| place_order(words, &a.place, &b.place))
            .then_with(|| words.cmp(a.verb, b.verb))
            .then_with(|| words.cmp(a.quote, b.quote))
    });
    unread.dedup();
}

/// Sorts statements by source, actor, relation, target, words and place; those of a policy about itself are taken
/// out and given.
pub(super) fn statements(words: &Words, statements: &mut Vec<StoredStatement>) -> Vec<StoredStatement> {
    let mut reflexive = statements.extract_if(.., |s| s.actor == s.target).collect::<Vec<_>>();
    // A page that names its own policy again refers to nothing; a record that names its own number is an error.
    reflexive.retain(|s| !s.relation.is_reference() || s.side != Side::Other);
    self::reflexive(words, &mut reflexive);
    statements.sort_by(|a, b| {
        (a.source, a.actor, a.relation, a.extent, a.target)
            .cmp(&(b.source, b.actor, b.relation, b.extent, b.target))
            .then_with(|| words.cmp(a.quote, b.quote))
            .then_with(|| place_order(words, &a.place, &b.place))
    });
    reflexive
}

/// Sorts statements of policies about themselves by source, policy, relation and words.
pub(super) fn reflexive(words: &Words, statements: &mut [StoredStatement]) {
    statements.sort_by(|a, b| {
        (a.source, a.actor, a.relation)
            .cmp(&(b.source, b.actor, b.relation))
            .then_with(|| words.cmp(a.quote, b.quote))
    });
}
