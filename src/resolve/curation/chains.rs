//! Judgements of identity held against each other through chains: names that others join one by one are one policy, whatever
//! keeps the ends of the chain apart.

use super::identity::Link;
use super::{Curated, Standing};
use chrono::NaiveDate;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// So many chains are followed link by link; past it every judgement of a day that joins names is taken for a part of one.
const MOST_CHAINS: usize = 512;

/// The links that are followed. Judgements of a later day come first; where those of one day contradict one another through
/// a chain, none of the chain is followed. An entry that is not followed in one of its pairs is followed in none.
pub(super) fn settle(curated: &mut Curated, mut links: Vec<Link>) -> Vec<Link> {
    links.retain(|link| curated.standing.get(link.at as usize) == Some(&Standing::Decides));
    let mut days: BTreeMap<NaiveDate, Vec<Link>> = BTreeMap::new();
    for link in links {
        if let Some(entry) = curated.entry(link.at) {
            days.entry(entry.day).or_default().push(link);
        }
    }
    let mut kept: Vec<Link> = Vec::new();
    let mut budget = MOST_CHAINS;
    for (_, today) in days.into_iter().rev() {
        let marks = against(&kept, &today, &mut budget);
        kept.extend(today.into_iter().filter(|link| !marks.contains_key(&link.at)));
        for (at, standing) in marks {
            curated.stands(at, standing);
        }
    }
    kept
}

/// The entries of a day that are not followed, since those of later days or others of the day stand against them.
fn against(kept: &[Link], today: &[Link], budget: &mut usize) -> BTreeMap<u32, Standing> {
    let mut marks = BTreeMap::new();
    let before = Net::of(kept.iter());
    let net = Net::of(kept.iter().chain(today));
    let is_today: BTreeSet<u32> = today.iter().filter(|link| link.same).map(|link| link.at).collect();
    for apart in today.iter().filter(|link| !link.same) {
        if before.joins(apart.names) {
            let left = budget.checked_sub(1);
            let chain = left.and_then(|_| before.chain(apart.names, &BTreeSet::new()));
            let by = chain.and_then(|chain| chain.first().copied());
            let by = by.or_else(|| kept.iter().find(|link| link.same).map(|link| link.at));
            marks.extend(by.map(|by| (apart.at, Standing::Overruled(by))));
            *budget = left.unwrap_or(0);
            continue;
        }
        for at in net.chains(apart.names, &is_today, budget) {
            marks.insert(at, Standing::Contradicted(apart.at));
            marks.insert(apart.at, Standing::Contradicted(at));
        }
    }
    for apart in kept.iter().filter(|link| !link.same) {
        for at in net.chains(apart.names, &is_today, budget) {
            marks.insert(at, Standing::Overruled(apart.at));
        }
    }
    marks
}

/// Names and the entries that join them.
struct Net {
    next: BTreeMap<u32, Vec<(u32, u32)>>,
    /// Which names are joined, by the first name of their set.
    set: BTreeMap<u32, u32>,
}

impl Net {
    fn of<'l>(links: impl Iterator<Item = &'l Link>) -> Self {
        let mut net = Self { next: BTreeMap::new(), set: BTreeMap::new() };
        for Link { names: (a, b), at, .. } in links.filter(|link| link.same) {
            net.next.entry(*a).or_default().push((*b, *at));
            net.next.entry(*b).or_default().push((*a, *at));
        }
        for first in net.next.keys() {
            let mut open = vec![*first];
            while let Some(name) = open.pop() {
                if let Entry::Vacant(slot) = net.set.entry(name) {
                    slot.insert(*first);
                    open.extend(net.next.get(&name).into_iter().flatten().map(|(other, _)| *other));
                }
            }
        }
        net
    }

    fn joins(&self, (a, b): (u32, u32)) -> bool {
        self.set.get(&a).is_some_and(|set| self.set.get(&b) == Some(set))
    }

    /// The entries of today in the chains between two names.
    fn chains(&self, names: (u32, u32), today: &BTreeSet<u32>, budget: &mut usize) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        if !self.joins(names) {
            return found;
        }
        loop {
            let Some(left) = budget.checked_sub(1) else { return today.clone() };
            *budget = left;
            let Some(chain) = self.chain(names, &found) else { return found };
            let new: Vec<u32> = chain.into_iter().filter(|at| today.contains(at)).collect();
            if new.is_empty() {
                return found;
            }
            found.extend(new);
        }
    }

    /// The entries of a shortest chain from one name to the other without those that are passed over; `None` where there is
    /// none.
    fn chain(&self, (from, to): (u32, u32), passed: &BTreeSet<u32>) -> Option<Vec<u32>> {
        let mut came: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        let mut open = VecDeque::from([from]);
        while let Some(name) = open.pop_front().filter(|name| *name != to) {
            let next = self.next.get(&name).into_iter().flatten();
            for (other, at) in next.filter(|(_, at)| !passed.contains(at)) {
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
}
