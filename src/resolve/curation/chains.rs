//! Judgements of identity held against each other through chains: names that others join one by one are one policy, whatever
//! keeps the ends of the chain apart.

use super::identity::Link;
use super::{Curated, Standing};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many chains are followed link by link; past it every judgement of a day that joins names is taken for a part of one.
const MOST_CHAINS: usize = 4096;

/// The links that are followed. Judgements of a later day come first; where those of one day contradict one another through
/// a chain, none of the chain is followed. An entry that is not followed in one of its pairs is followed in none.
pub(super) fn settle(curated: &mut Curated, mut links: Vec<Link>) -> Vec<Link> {
    let decides = |curated: &Curated, at: u32| curated.standing.get(at as usize) == Some(&Standing::Decides);
    links.retain(|link| decides(curated, link.at));
    let mut days: BTreeMap<NaiveDate, Vec<Link>> = BTreeMap::new();
    for link in links {
        if let Some(entry) = curated.entry(link.at) {
            days.entry(entry.day).or_default().push(link);
        }
    }
    let mut kept: Vec<Link> = Vec::new();
    let mut budget = MOST_CHAINS;
    for (_, today) in days.into_iter().rev() {
        let mut marks: BTreeMap<u32, Standing> = BTreeMap::new();
        let all: Vec<Link> = kept.iter().chain(&today).filter(|link| link.same).copied().collect();
        let joined: Vec<Link> = kept.iter().filter(|link| link.same).copied().collect();
        let is_today: BTreeSet<u32> = today.iter().map(|link| link.at).collect();
        for apart in today.iter().filter(|link| !link.same) {
            if let Some(by) = chain(&joined, apart.names).and_then(|chain| chain.first().copied()) {
                marks.insert(apart.at, Standing::Overruled(by));
                continue;
            }
            for at in chains(&all, &is_today, apart.names, &mut budget) {
                marks.insert(at, Standing::Contradicted(apart.at));
                marks.insert(apart.at, Standing::Contradicted(at));
            }
        }
        for apart in kept.iter().filter(|link| !link.same) {
            for at in chains(&all, &is_today, apart.names, &mut budget) {
                marks.insert(at, Standing::Overruled(apart.at));
            }
        }
        kept.extend(today.into_iter().filter(|link| !marks.contains_key(&link.at)));
        for (at, standing) in marks {
            curated.stands(at, standing);
        }
    }
    kept
}

/// The entries of today in the chains between two names.
fn chains(links: &[Link], today: &BTreeSet<u32>, names: (u32, u32), budget: &mut usize) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    let mut rest: Vec<Link> = links.to_vec();
    while let Some(of) = chain(&rest, names) {
        let Some(left) = budget.checked_sub(1) else {
            found.extend(rest.iter().map(|link| link.at).filter(|at| today.contains(at)));
            return found;
        };
        *budget = left;
        let new: BTreeSet<u32> = of.into_iter().filter(|at| today.contains(at)).collect();
        if new.is_empty() {
            return found;
        }
        rest.retain(|link| !new.contains(&link.at));
        found.extend(new);
    }
    found
}

/// The entries of a shortest chain of links from one name to the other; `None` where there is none.
fn chain(links: &[Link], (from, to): (u32, u32)) -> Option<Vec<u32>> {
    let mut next: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
    for Link { names: (a, b), at, .. } in links {
        next.entry(*a).or_default().push((*b, *at));
        next.entry(*b).or_default().push((*a, *at));
    }
    let mut came: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
    let mut open = VecDeque::from([from]);
    while let Some(name) = open.pop_front() {
        if name == to {
            break;
        }
        for (other, at) in next.get(&name).into_iter().flatten() {
            if *other != from && !came.contains_key(other) {
                came.insert(*other, (name, *at));
                open.push_back(*other);
            }
        }
    }
    let mut entries = Vec::new();
    let mut at = to;
    while at != from {
        let (before, entry) = *came.get(&at)?;
        entries.push(entry);
        at = before;
    }
    entries.reverse();
    Some(entries)
}
