//! One policy's lineage, ready to be shown in any format.

use crate::lineage::index::{EdgeIx, Index, PolicyIx};
use crate::lineage::status::{Finding, status};
use crate::lineage::walk::{Closure, Direction, Filter, PolicySet, closure};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The lineage of one policy: what was reached, and what counts as its status.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The index that all numbers belong to.
    pub index: &'a Index,
    /// The policy.
    pub start: PolicyIx,
    /// The day for the statuses.
    pub as_of: NaiveDate,
    /// What was walked.
    pub filter: Filter,
    /// What it rests on; `None` where that was not asked for.
    pub up: Option<Closure>,
    /// What carries it on.
    pub down: Option<Closure>,
}

/// A policy next to another, with the edges that lead to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Branch {
    pub policy: PolicyIx,
    /// All edges between the two that were walked, in the order of the index.
    pub edges: Vec<EdgeIx>,
    /// Whether the policy is shown here with its own branches, or elsewhere.
    pub here: bool,
}

impl<'a> View<'a> {
    /// Walks from `start` in each of the `directions`.
    #[must_use]
    pub fn new(
        index: &'a Index,
        start: PolicyIx,
        directions: &[Direction],
        filter: Filter,
        as_of: NaiveDate,
    ) -> Self {
        let walk = |d| directions.contains(&d).then(|| closure(index, start, d, &filter));
        Self { index, start, as_of, filter, up: walk(Direction::Up), down: walk(Direction::Down) }
    }

    /// The status of a policy on the day of the view.
    #[must_use]
    pub fn status(&self, p: PolicyIx) -> Finding {
        status(self.index, p, self.as_of)
    }

    /// The closure in one direction, where it was asked for.
    #[must_use]
    pub const fn closure(&self, direction: Direction) -> Option<&Closure> {
        match direction {
            Direction::Up => self.up.as_ref(),
            Direction::Down => self.down.as_ref(),
        }
    }

    /// The start and all that was reached, each once: the start, ancestors, then the rest.
    #[must_use]
    pub fn policies(&self) -> Vec<PolicyIx> {
        let mut seen = PolicySet::new(self.index);
        let reached = [&self.up, &self.down].into_iter().flatten().flat_map(|c| &c.reached).map(|r| r.policy);
        std::iter::once(self.start).chain(reached).filter(|&p| seen.insert(p)).collect()
    }

    /// All edges that were walked, between the policies that were reached, in the order of the index.
    #[must_use]
    pub fn edges(&self) -> Vec<EdgeIx> {
        let mut edges: Vec<EdgeIx> = Vec::new();
        for direction in [Direction::Up, Direction::Down] {
            let Some(closure) = self.closure(direction) else { continue };
            let depths = std::iter::once((self.start, 0));
            for (p, depth) in depths.chain(closure.reached.iter().map(|r| (r.policy, r.distance))) {
                if self.filter.depth.is_none_or(|most| depth < most) {
                    edges.extend(self.walked(p, direction).map(|(e, _)| e));
                }
            }
        }
        edges.sort_unstable();
        edges.dedup();
        edges
    }

    /// The edges from one policy that the filter lets through, with where they lead.
    pub(super) fn walked(
        &self,
        p: PolicyIx,
        direction: Direction,
    ) -> impl Iterator<Item = (EdgeIx, PolicyIx)> + '_ {
        let steps = self.index.steps(p, direction);
        steps.filter(|&step| self.filter.passes(self.index, step)).map(|step| (step.edge, step.to))
    }

    /// Where each policy was reached from: the edge of its shortest way.
    pub(super) fn ways(&self, direction: Direction) -> BTreeMap<PolicyIx, EdgeIx> {
        let reached = self.closure(direction).into_iter().flat_map(|c| &c.reached);
        reached.map(|r| (r.policy, r.via)).collect()
    }

    /// The policies next to one, oldest first; `ways` from [`View::ways`] says which are shown here.
    pub(super) fn branches(
        &self,
        p: PolicyIx,
        direction: Direction,
        ways: &BTreeMap<PolicyIx, EdgeIx>,
    ) -> Vec<Branch> {
        let mut next: BTreeMap<PolicyIx, Vec<EdgeIx>> = BTreeMap::new();
        for (e, q) in self.walked(p, direction) {
            next.entry(q).or_default().push(e);
        }
        let mut branches: Vec<Branch> = next
            .into_iter()
            .map(|(policy, edges)| Branch {
                policy,
                here: ways.get(&policy).is_some_and(|via| edges.contains(via)),
                edges,
            })
            .collect();
        branches.sort_by_key(|b| (self.index.issued(b.policy), b.policy));
        branches
    }
}
