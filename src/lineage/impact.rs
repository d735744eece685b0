//! What would stand on nothing if a policy were rescinded.
//!
//! A policy has as *supports* the targets of its acts of implementing, resting on the authority of,
//! extending, supplementing, amending and continuing ([`supports`]), as far as they stand: supports that
//! have ended or are not issued yet carry nothing now and are left out on both sides of the question.
//!
//! If policy P went, then of all policies that stand, by any number of steps, on P
//!
//! - one *falls* when it is left without any support that stands: all that it stood on is P, or falls;
//! - one is *shaken* when it loses a support and keeps another.
//!
//! A policy without supports stands by itself, and policies that hold up one another but nothing else
//! besides P fall together: the policies that stand afterwards are the least set that holds what has
//! a support from outside and whatever stands on a member. A policy of unknown status may stand, so
//! it counts as standing, and its status is given with it. If P itself has ended, nothing stands on it
//! any more; what rests on it and may stand all the same is told.

use super::index::{EdgeIx, Index, PolicyIx};
use super::status::{Status, statuses};
use super::walk::{PolicySet, Relations};
use crate::model::Relation;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The relations whose target an actor stands on.
#[must_use]
pub fn supports() -> Relations {
    [
        Relation::Implements,
        Relation::BasedOn,
        Relation::Extends,
        Relation::Supplements,
        Relation::Amends,
        Relation::Continues,
    ]
    .into_iter()
    .collect()
}

/// The consequences of rescinding one policy.
#[derive(Clone, Debug)]
pub struct Impact {
    /// The policy that goes.
    pub policy: PolicyIx,
    /// Its status now: what has ended already cannot carry anything.
    pub status: Status,
    /// The day of the statuses.
    pub as_of: NaiveDate,
    /// What falls, in the order of steps and then of the index.
    pub falls: Vec<Fallen>,
    /// What loses a support and keeps another, in the order of the index.
    pub shaken: Vec<Shaken>,
    /// Where the policy has ended: what may stand and rests on it all the same, by any number of steps.
    pub rests: Vec<Shaken>,
    /// Policies among those named here of which it is disputed that they have ended, in the order of the index.
    pub disputed: Vec<PolicyIx>,
}

impl Impact {
    /// Notes which of the policies and of their supports have an ending that is disputed.
    fn note_disputes(&mut self, index: &Index, status: &[Status]) {
        let lost = self.falls.iter().map(|f| (f.policy, &f.lost));
        let kept =
            self.shaken.iter().chain(&self.rests).flat_map(|s| [(s.policy, &s.lost), (s.policy, &s.kept)]);
        let named = lost.chain(kept).flat_map(|(policy, edges)| {
            std::iter::once(policy).chain(edges.iter().map(|&e| index.edge(e).target))
        });
        let all: BTreeSet<PolicyIx> = named.chain([self.policy]).collect();
        self.disputed = all.into_iter().filter(|p| status[p.at()] == Status::Disputed).collect();
    }
}

/// A policy left without support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallen {
    /// The policy.
    pub policy: PolicyIx,
    /// Its status now.
    pub status: Status,
    /// 1 where it stands on the policy that goes alone; otherwise one more than the last of its
    /// supports to fall.
    pub step: u32,
    /// Whether it goes while supports of it have not gone yet, because nothing but a circle holds
    /// those up.
    pub circular: bool,
    /// The edges to the supports that it loses: all that stood.
    pub lost: Vec<EdgeIx>,
}

/// A policy that keeps a support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shaken {
    /// The policy.
    pub policy: PolicyIx,
    /// Its status now.
    pub status: Status,
    /// The edges to the supports that it loses.
    pub lost: Vec<EdgeIx>,
    /// The edges to those that it keeps.
    pub kept: Vec<EdgeIx>,
}

/// What would follow if `policy` were rescinded, with the statuses of day `as_of`.
///
/// Linear in the policies and edges that stand on it.
#[must_use]
pub fn impact(index: &Index, policy: PolicyIx, as_of: NaiveDate) -> Impact {
    let status = statuses(index, as_of);
    let ground = Ground { index, status: &status };
    if !ground.stands(policy) {
        let rests = ground.resting_on(policy);
        let mut impact = Impact {
            policy,
            status: status[policy.at()],
            as_of,
            falls: Vec::new(),
            shaken: Vec::new(),
            rests,
            disputed: Vec::new(),
        };
        impact.note_disputes(index, &status);
        return impact;
    }
    let affected = ground.standing_on(policy);
    let falling = ground.falling(policy, &affected);
    let fallen = |p: PolicyIx| p == policy || falling.contains(&p);

    let mut shaken = Vec::new();
    for &p in affected.iter().filter(|p| falling.binary_search(p).is_err()) {
        let (lost, kept): (Vec<_>, Vec<_>) = ground.supports(p).partition(|&e| fallen(index.edge(e).target));
        if !lost.is_empty() {
            shaken.push(Shaken { policy: p, status: status[p.at()], lost, kept });
        }
    }
    let falls = ground.steps(policy, &falling);
    let mut impact = Impact {
        policy,
        status: status[policy.at()],
        as_of,
        falls,
        shaken,
        rests: Vec::new(),
        disputed: Vec::new(),
    };
    impact.note_disputes(index, &status);
    impact
}

/// The policies that stand, and what they stand on.
struct Ground<'a> {
    index: &'a Index,
    status: &'a [Status],
}

impl Ground<'_> {
    fn stands(&self, p: PolicyIx) -> bool {
        self.status[p.at()].may_stand()
    }

    /// The edges to what a policy stands on; not itself.
    fn supports(&self, p: PolicyIx) -> impl Iterator<Item = EdgeIx> + '_ {
        let relations = supports();
        let steps = self.index.steps_up(p);
        steps
            .filter(move |s| relations.contains(s.relation) && s.to != p && self.stands(s.to))
            .map(|s| s.edge)
    }

    /// The policies that stand on one, by any number of steps, in the order of the index.
    fn standing_on(&self, p: PolicyIx) -> Vec<PolicyIx> {
        let relations = supports();
        let mut seen = PolicySet::new(self.index);
        seen.insert(p);
        let mut found = Vec::new();
        let mut open = vec![p];
        while let Some(at) = open.pop() {
            for step in self.index.steps_down(at) {
                if relations.contains(step.relation) && self.stands(step.to) && seen.insert(step.to) {
                    found.push(step.to);
                    open.push(step.to);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// What may stand and rests on a policy that does not, with the edges that lead there and those to what stands.
    fn resting_on(&self, p: PolicyIx) -> Vec<Shaken> {
        let found = self.standing_on(p);
        let relations = supports();
        let leads = |to: PolicyIx| to == p || found.binary_search(&to).is_ok();
        let resting = |&policy: &PolicyIx| {
            let steps = self.index.steps_up(policy);
            let steps = steps.filter(|s| relations.contains(s.relation) && s.to != policy && leads(s.to));
            let lost = steps.map(|s| s.edge).collect();
            let kept = self.supports(policy).filter(|&e| !leads(self.index.edge(e).target)).collect();
            Shaken { policy, status: self.status[policy.at()], lost, kept }
        };
        found.iter().map(resting).collect()
    }

    /// Those of the affected that no support from outside reaches.
    fn falling(&self, policy: PolicyIx, affected: &[PolicyIx]) -> Vec<PolicyIx> {
        let mut inside = PolicySet::new(self.index);
        inside.insert(policy);
        for &p in affected {
            inside.insert(p);
        }
        let mut standing = PolicySet::new(self.index);
        let held = |p: PolicyIx| self.supports(p).any(|e| !inside.contains(self.index.edge(e).target));
        let mut open: Vec<PolicyIx> = affected.iter().copied().filter(|&p| held(p)).collect();
        for &p in &open {
            standing.insert(p);
        }
        let relations = supports();
        while let Some(at) = open.pop() {
            for step in self.index.steps_down(at) {
                let carried = relations.contains(step.relation) && step.to != policy;
                if carried && inside.contains(step.to) && standing.insert(step.to) {
                    open.push(step.to);
                }
            }
        }
        affected.iter().copied().filter(|&p| !standing.contains(p)).collect()
    }

    /// Counts the steps in which the falling fall: each once all its supports have.
    fn steps(&self, policy: PolicyIx, falling: &[PolicyIx]) -> Vec<Fallen> {
        let mut waiting: BTreeMap<PolicyIx, usize> =
            falling.iter().map(|&p| (p, self.supports(p).count())).collect();
        let mut fallen: Vec<Fallen> = Vec::with_capacity(falling.len());
        let mut now = vec![policy];
        let mut touched: Vec<PolicyIx> = Vec::new();
        let mut step = 0;
        while !waiting.is_empty() {
            step += 1;
            let mut next = Vec::new();
            for &gone in &now {
                self.let_go(gone, &mut waiting, &mut next, &mut touched);
            }
            // Only policies that hold up one another are left: those that lost something go next.
            let circular = next.is_empty();
            if circular {
                next = touched.iter().copied().filter(|p| waiting.contains_key(p)).collect();
                next.sort_unstable();
                next.dedup();
                touched.clear();
                if next.is_empty() {
                    break;
                }
            }
            next.sort_unstable();
            for &p in &next {
                waiting.remove(&p);
                let lost = self.supports(p).collect();
                fallen.push(Fallen { policy: p, status: self.status[p.at()], step, circular, lost });
            }
            now = next;
        }
        fallen
    }

    /// Counts a fallen support off from those that stood on it.
    fn let_go(
        &self,
        gone: PolicyIx,
        waiting: &mut BTreeMap<PolicyIx, usize>,
        next: &mut Vec<PolicyIx>,
        touched: &mut Vec<PolicyIx>,
    ) {
        let relations = supports();
        for step in self.index.steps_down(gone).filter(|s| relations.contains(s.relation) && s.to != gone) {
            let Some(left) = waiting.get_mut(&step.to) else { continue };
            *left = left.saturating_sub(1);
            if *left == 0 {
                next.push(step.to);
            } else {
                touched.push(step.to);
            }
        }
    }
}

#[cfg(test)]
mod tests;
