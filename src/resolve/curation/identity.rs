//! Judgements of identity, applied before anything else: which names are one policy, and which are not.

use super::{Curated, Judgement, Lookup};
use std::collections::{BTreeMap, BTreeSet};

/// What people judge of names, ready to be applied while names are merged.
#[derive(Debug, Default)]
pub(in crate::resolve) struct Identity {
    /// Names that are never one policy, each pair once with the entry that says so.
    pub apart: BTreeMap<(u32, u32), u32>,
    /// Names that are one policy: the one that stays, another, the entry.
    pub same: Vec<(u32, u32, u32)>,
}

/// What one entry says of two names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// In order.
    pub names: (u32, u32),
    /// The entry.
    pub at: u32,
    /// Whether they are one policy.
    pub same: bool,
}

/// Two names in order.
const fn pair(a: u32, b: u32) -> (u32, u32) {
    if a < b { (a, b) } else { (b, a) }
}

impl Identity {
    /// What the entries say of names; entries that match nothing or contradict one another are marked.
    pub fn of(curated: &mut Curated, lookup: &Lookup) -> Self {
        let mut said: BTreeMap<(u32, u32), Vec<(u32, bool)>> = BTreeMap::new();
        let mut first: BTreeMap<u32, u32> = BTreeMap::new();
        for at in 0..curated.curation.entries.len() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            let Some(judgement) = curated.entry(at).map(|e| e.judgement.clone()) else { continue };
            let (Judgement::Same(texts) | Judgement::Different(texts)) = &judgement else { continue };
            if let Some(lost) = texts.iter().find(|text| lookup.names(text).is_empty()) {
                curated.unmatched(at, format!("no source names `{lost}`"));
                continue;
            }
            let same = matches!(judgement, Judgement::Same(_));
            let groups: Vec<BTreeSet<u32>> =
                texts.iter().map(|text| lookup.names(text).iter().copied().collect()).collect();
            let pairs = pairs(&groups);
            if pairs.is_empty() {
                curated.unmatched(at, "the sources have one name for both");
                continue;
            }
            first.extend(
                lookup.names(texts.first().map_or("", String::as_str)).first().map(|name| (at, *name)),
            );
            for pair in pairs {
                said.entry(pair).or_default().push((at, same));
            }
        }
        let mut links = Vec::new();
        for (names, entries) in said {
            let Some(decider) = curated.decide(&entries) else { continue };
            let same = entries.iter().any(|(at, same)| *at == decider && *same);
            let agreeing = entries.into_iter().filter(|(_, other)| *other == same);
            links.extend(agreeing.map(|(at, same)| Link { names, at, same }));
        }
        let links = super::chains::settle(curated, links);
        let mut identity = Self::default();
        for Link { names: (a, b), at, same } in links {
            if !same {
                identity.apart.entry((a, b)).or_insert(at);
                continue;
            }
            let stays = first.get(&at).copied().unwrap_or(a);
            let (stays, other) = if stays == b { (b, a) } else { (a, b) };
            identity.same.push((stays, other, at));
        }
        // The first name of an entry stays: its pairs come before those of the others among themselves.
        identity.same.sort_by_key(|(stays, other, at)| (*at, first.get(at) != Some(stays), *stays, *other));
        identity
    }

    /// An entry could not be followed, since another keeps apart what it would join by way of names that the sources join.
    pub fn refused(curated: &mut Curated, at: u32, by: u32) {
        let why = format!("it would join what is kept apart: {}", curated.told(by));
        curated.unmatched(at, why);
    }
}

/// Every pair of names of different groups; a name of both is of neither.
fn pairs(groups: &[BTreeSet<u32>]) -> BTreeSet<(u32, u32)> {
    let mut pairs = BTreeSet::new();
    for (at, one) in groups.iter().enumerate() {
        for other in groups.get(at + 1..).unwrap_or_default() {
            let crossing = one.iter().flat_map(|a| other.iter().map(move |b| pair(*a, *b)));
            let outside = |(a, b): &(u32, u32)| {
                a != b && !(one.contains(a) && other.contains(a)) && !(one.contains(b) && other.contains(b))
            };
            pairs.extend(crossing.filter(outside).take(MOST_PAIRS));
        }
    }
    pairs
}

/// So many pairs of names of two texts are held; more would be a title that hundreds of policies have.
const MOST_PAIRS: usize = 4096;
