//! Policies in force that rest on one that is not.
//!
//! A policy is *stale* if it is in force, in whole or in part, and from it a chain of acts of implementing,
//! resting on authority, extending, supplementing or amending leads, through policies that may stand, to
//! one that has ended. The chain given is a shortest one, and of those one that begins with the
//! strongest tie.
//!
//! A policy whose ending is disputed has not ended here: what rests on one, and on none that has ended, is told as such, and
//! comes after the others. Policies of which nothing was read so late, and that were last known to be in force, come last.
//!
//! Stale policies are ranked by, in this order:
//! 1. the tie: those whose authority is gone (implements, basedOn), then those whose parent is (extends,
//!    supplements), then amendments of what is gone;
//! 2. those left without any support that stands;
//! 3. those of whose ended support nothing was carried on: it was not superseded by a policy that stands;
//! 4. the shorter chain;
//! 5. the more policies standing directly on it;
//! 6. the order of the index.

use super::impact::supports;
use super::index::{EdgeIx, Index, PolicyIx};
use super::status::{LastKnown, Status, last_known_of_all, status, statuses};
use crate::model::Relation;
use chrono::NaiveDate;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// By what a policy rests on another, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Tie {
    /// It implements it, or is based on it.
    Authority,
    /// It extends or supplements it.
    Parent,
    /// It amends it: such a policy is often spent with what it amended.
    Amendment,
}

impl Tie {
    /// All of them, strongest first.
    pub const ALL: [Self; 3] = [Self::Authority, Self::Parent, Self::Amendment];

    /// What its policies have in common, after a number: `12 whose authority is gone`.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Authority => "whose authority is gone (implements, based on)",
            Self::Parent => "whose parent is gone (extends, supplements)",
            Self::Amendment => "that amend what is gone",
        }
    }

    /// The tie of an act; `None` for acts that leave no one stale.
    #[must_use]
    pub const fn of(relation: Relation) -> Option<Self> {
        match relation {
            Relation::Implements | Relation::BasedOn => Some(Self::Authority),
            Relation::Extends | Relation::Supplements => Some(Self::Parent),
            Relation::Amends => Some(Self::Amendment),
            _ => None,
        }
    }
}

/// The most edges of a chain that are given: in a chain of amendments each policy rests on all before it,
/// and all chains together would be as long as the square of their number.
pub const MAX_CHAIN: usize = 32;

/// A policy in force that rests on one that has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The policy.
    pub policy: PolicyIx,
    /// In force, in whole or in part; unknown where it was last known to be so.
    pub status: Status,
    /// What was last known, where nothing was read so late.
    pub last_known: Option<LastKnown>,
    /// By what the chain begins.
    pub tie: Tie,
    /// The edges from it to the ended policy; of a long chain the first [`MAX_CHAIN`].
    pub chain: Vec<EdgeIx>,
    /// How many edges the whole chain has.
    pub steps: usize,
    /// The ended policy, the last of the chain.
    pub ended: PolicyIx,
    /// Whether it is disputed that this policy has ended.
    pub disputed: bool,
    /// The act that ended it.
    pub ending: Option<EdgeIx>,
    /// The policy that superseded it and stands, where that is how it ended.
    pub carried_on_by: Option<PolicyIx>,
    /// Whether none of its supports stands.
    pub alone: bool,
    /// How many policies stand directly on it.
    pub dependents: usize,
}

/// What the sources leave open of a stale policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Nothing: it is in force, and what it rests on has ended.
    Sure,
    /// Whether what it rests on has ended: sources disagree.
    Disputed,
    /// Whether it is still in force: nothing was read so late.
    LastKnown,
}

impl Stale {
    /// What the sources leave open.
    #[must_use]
    pub const fn group(&self) -> Group {
        match (self.last_known, self.disputed) {
            (Some(_), _) => Group::LastKnown,
            (None, true) => Group::Disputed,
            (None, false) => Group::Sure,
        }
    }
}

/// All stale policies as of a day, by rank. Linear in policies and edges, besides sorting.
#[must_use]
pub fn stale(index: &Index, as_of: NaiveDate) -> Vec<Stale> {
    let status_of = statuses(index, as_of);
    let ended = ways(index, &status_of, Status::Ended);
    let disputed = ways(index, &status_of, Status::Disputed);
    let all_known = last_known_of_all(index, as_of);
    let known = |p: PolicyIx| all_known[p.at()].filter(|k| k.status.is_in_force());
    let mut endings = BTreeMap::new();
    let mut found: Vec<Stale> = index
        .policies()
        .filter(|p| status_of[p.at()].is_in_force() || known(*p).is_some())
        .filter_map(|p| {
            let is_disputed = ended[p.at()].is_none();
            let ways = if is_disputed { &disputed } else { &ended };
            let way = ways[p.at()]?;
            let ending = endings.entry(way.ended).or_insert_with(|| status(index, way.ended, as_of).deciding);
            let found = describe(index, p, ways, &status_of, *ending)?;
            Some(Stale { last_known: known(p), disputed: is_disputed, ..found })
        })
        .collect();
    found.sort_by_cached_key(|s| {
        let dependents = Reverse(s.dependents);
        (s.group(), s.tie, !s.alone, s.carried_on_by.is_some(), s.steps, dependents, s.policy)
    });
    found
}

/// A shortest way from a policy to an ended one.
#[derive(Clone, Copy, Debug)]
struct Way {
    /// Its first edge.
    first: EdgeIx,
    /// How many edges it has.
    steps: usize,
    /// Where it ends.
    ended: PolicyIx,
}

/// For each policy its way to one of a status, by a walk from all policies of that status at once.
fn ways(index: &Index, status: &[Status], of: Status) -> Vec<Option<Way>> {
    let mut way: Vec<Option<Way>> = vec![None; index.policies().len()];
    let mut front: Vec<(PolicyIx, PolicyIx)> =
        index.policies().filter(|p| status[p.at()] == of).map(|p| (p, p)).collect();
    let mut steps = 0;
    while !front.is_empty() {
        steps += 1;
        let mut found: Vec<(PolicyIx, Tie, EdgeIx, PolicyIx)> = Vec::new();
        for &(p, ended) in &front {
            for step in index.steps_down(p) {
                if let Some(tie) = Tie::of(step.relation)
                    && status[step.to.at()].may_stand()
                    && status[step.to.at()] != of
                    && way[step.to.at()].is_none()
                {
                    found.push((step.to, tie, step.edge, ended));
                }
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|&mut (p, ..)| p);
        for &(p, _, first, ended) in &found {
            way[p.at()] = Some(Way { first, steps, ended });
        }
        front = found.into_iter().map(|(p, _, _, ended)| (p, ended)).collect();
    }
    way
}

fn describe(
    index: &Index,
    policy: PolicyIx,
    ways: &[Option<Way>],
    status_of: &[Status],
    ending: Option<EdgeIx>,
) -> Option<Stale> {
    let Way { first, steps, ended } = ways[policy.at()]?;
    let tie = Tie::of(index.edge(first).relation)?;
    let mut chain = Vec::with_capacity(steps.min(MAX_CHAIN));
    let mut at = policy;
    while let Some(way) = ways[at.at()].filter(|_| chain.len() < MAX_CHAIN) {
        chain.push(way.first);
        at = index.edge(way.first).target;
    }
    let carried_on_by = ending
        .map(|e| index.edge(e))
        .filter(|e| e.relation == Relation::Supersedes && status_of[e.actor.at()].may_stand())
        .map(|e| e.actor);
    let relations = supports();
    let stands = |p: PolicyIx| p != policy && status_of[p.at()].may_stand();
    let alone = !index.steps_up(policy).any(|s| relations.contains(s.relation) && stands(s.to));
    let dependents =
        index.steps_down(policy).filter(|s| relations.contains(s.relation) && stands(s.to)).count();
    let status = status_of[policy.at()];
    Some(Stale {
        policy,
        status,
        last_known: None,
        tie,
        chain,
        steps,
        ended,
        disputed: false,
        ending,
        carried_on_by,
        alone,
        dependents,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::testing::{Sketch, fixture, graph};
    use proptest::prelude::*;

    fn day() -> NaiveDate {
        NaiveDate::from_ymd_opt(2030, 1, 1).unwrap()
    }

    fn dated(n: usize) -> Sketch {
        Sketch::new(&vec!["2000-01-01"; n])
    }

    #[test]
    fn through_any_number_of_steps_and_ranked() {
        // 0 ends 1. 2 amends 1; 3 implements 1; 4 implements 3; 5 implements 1 and extends 6.
        let index = dated(7)
            .edge(0, "rescinds", 1, "")
            .edge(2, "amends", 1, "")
            .edge(3, "implements", 1, "")
            .edge(4, "implements", 3, "")
            .edge(5, "implements", 1, "")
            .edge(5, "extends", 6, "")
            .index();
        let found = stale(&index, day());
        let ranked: Vec<_> = found.iter().map(|s| (s.policy.at(), s.chain.len(), s.alone)).collect();
        assert_eq!(ranked, [(3, 1, true), (5, 1, false), (4, 2, false), (2, 1, true)]);
        assert!(found.iter().all(|s| s.ended == PolicyIx(1) && s.ending.is_some()));
        assert_eq!(found[0].dependents, 1);
    }

    #[test]
    fn a_successor_is_named_and_ranks_lower() {
        let index = dated(6)
            .edge(0, "supersedes", 1, "")
            .edge(2, "implements", 1, "")
            .edge(3, "rescinds", 4, "")
            .edge(5, "implements", 4, "")
            .index();
        let found = stale(&index, day());
        let ranked: Vec<_> = found.iter().map(|s| (s.policy.at(), s.carried_on_by)).collect();
        assert_eq!(ranked, [(5, None), (2, Some(PolicyIx(0)))]);
    }

    /// Edges that all chains give together, for policies that amend others and rest on the first, which ended.
    fn edges_given(n: usize, target: impl Fn(usize) -> usize) -> usize {
        let mut sketch = dated(n + 1).edge(n, "rescinds", 0, "");
        for i in 1..n {
            sketch = sketch.edge(i, "amends", target(i), "");
        }
        let found = stale(&sketch.index(), day());
        assert_eq!(found.len(), n - 1);
        assert!(found.iter().all(|s| s.ended == PolicyIx(0) && s.ending.is_some()));
        assert!(found.iter().all(|s| s.chain.len() == s.steps.min(MAX_CHAIN)));
        found.iter().map(|s| s.chain.len()).sum()
    }

    #[test]
    fn chains_are_linear_together() {
        for n in [100, 200, 400, 800] {
            assert!(edges_given(n, |i| i - 1) <= MAX_CHAIN * n, "a chain");
            assert_eq!(edges_given(n, |_| 0), n - 1, "a hub");
            assert!(edges_given(n, |i| i.saturating_sub(20)) <= MAX_CHAIN * n, "a grid");
        }
    }

    #[test]
    fn of_the_fixture() {
        let index = fixture();
        let found = stale(&index, "2000-01-01".parse().unwrap());
        let names: Vec<_> = found.iter().map(|s| index.policy(s.policy).name()).collect();
        assert_eq!(names, <[&str; 0]>::default());
    }

    proptest! {
        #[test]
        fn every_chain_leads_from_what_is_in_force_to_what_has_ended(sketch in graph(9, 30)) {
            let index = sketch.index();
            let status = statuses(&index, day());
            let found = stale(&index, day());
            for s in &found {
                let mut at = s.policy;
                prop_assert!(s.status.is_in_force());
                for &e in &s.chain {
                    prop_assert!(status[at.at()].may_stand());
                    let edge = index.edge(e);
                    prop_assert!(edge.actor == at && Tie::of(edge.relation).is_some());
                    at = edge.target;
                }
                prop_assert_eq!(at, s.ended);
                let meant = if s.disputed { Status::Disputed } else { Status::Ended };
                prop_assert_eq!(status[at.at()], meant);
            }
            // Whoever stands directly on an ended policy is found.
            for p in index.policies().filter(|p| status[p.at()].is_in_force()) {
                let direct = index.acts(p).map(|e| index.edge(e)).any(|e| {
                    Tie::of(e.relation).is_some() && status[e.target.at()] == Status::Ended
                });
                let known = found.iter().find(|s| s.policy == p);
                prop_assert!(!direct || known.is_some_and(|s| s.chain.len() == 1));
            }
        }
    }
}
