//! Which policies a picture draws, and what it says of the others.

use super::View;
use crate::lineage::Interval;
use crate::lineage::index::{EdgeIx, PolicyIx};
use crate::lineage::walk::Direction;
use crate::model::Relation;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// A view cut down to what one can look at.
#[derive(Clone, Debug)]
pub(super) struct Selection {
    /// What is drawn, the start first.
    pub policies: Vec<PolicyIx>,
    /// The edges between them.
    pub edges: Vec<EdgeIx>,
    /// The others, each group standing next to a policy that is drawn.
    pub groups: Vec<Group>,
}

/// Policies that are not drawn one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The policy next to which they stand.
    pub anchor: PolicyIx,
    /// On which side: [`Direction::Down`] if they act upon it.
    pub direction: Direction,
    /// The first of them that was met.
    first: PolicyIx,
    /// How many; at least two.
    pub count: usize,
    /// By how many of them each relation leads on towards the anchor.
    pub relations: BTreeMap<Relation, usize>,
    /// From the first day of the oldest to the last day of the newest.
    pub span: Interval,
}

impl Selection {
    /// About `limit` policies: the nearest to the start, and of these the best connected. Where a group
    /// would be of one policy alone, the policy is drawn.
    pub fn new(view: &View<'_>, limit: usize) -> Self {
        let edges = view.edges();
        let mut degree: BTreeMap<PolicyIx, usize> = BTreeMap::new();
        for edge in edges.iter().map(|&e| view.index.edge(e)) {
            *degree.entry(edge.actor).or_default() += 1;
            *degree.entry(edge.target).or_default() += 1;
        }
        let mut nearest: BTreeMap<PolicyIx, u32> = BTreeMap::new();
        for closure in [&view.up, &view.down].into_iter().flatten() {
            for r in closure.reached.iter().filter(|r| r.policy != view.start) {
                let distance = nearest.entry(r.policy).or_insert(r.distance);
                *distance = r.distance.min(*distance);
            }
        }
        let mut order: Vec<(u32, Reverse<usize>, PolicyIx)> = nearest
            .iter()
            .map(|(&p, &distance)| (distance, Reverse(degree.get(&p).copied().unwrap_or(0)), p))
            .collect();
        order.sort_unstable();
        let drawn = order.iter().map(|&(.., p)| p).take(limit.saturating_sub(1));
        let mut policies: Vec<PolicyIx> = std::iter::once(view.start).chain(drawn).collect();
        let mut kept: BTreeSet<PolicyIx> = policies.iter().copied().collect();
        let (single, groups): (Vec<Group>, Vec<Group>) =
            groups(view, &kept).into_iter().partition(|g| g.count == 1);
        policies.extend(single.iter().map(|g| g.first));
        kept.extend(single.iter().map(|g| g.first));
        let between = |e: &EdgeIx| {
            let edge = view.index.edge(*e);
            kept.contains(&edge.actor) && kept.contains(&edge.target)
        };
        Self { groups, edges: edges.into_iter().filter(between).collect(), policies }
    }

    /// How many policies are not drawn one by one.
    pub fn hidden(&self) -> usize {
        self.groups.iter().map(|g| g.count).sum()
    }
}

impl Group {
    /// What it stands for: `9 more policies: 5 amendments, 4 citations`, by the relation that leads on.
    pub fn describe(&self) -> String {
        let parts: Vec<String> = self.relations.iter().map(|(&r, &n)| super::words::counted(n, r)).collect();
        format!("{} more policies: {}", self.count, parts.join(", "))
    }
}

fn groups(view: &View<'_>, kept: &BTreeSet<PolicyIx>) -> Vec<Group> {
    let mut groups: BTreeMap<(PolicyIx, bool), Group> = BTreeMap::new();
    let mut counted = kept.clone();
    for direction in [Direction::Up, Direction::Down] {
        let Some(closure) = view.closure(direction) else { continue };
        // Nearest first, so the anchor of what a policy was reached from is known before it.
        let mut anchors: BTreeMap<PolicyIx, PolicyIx> = BTreeMap::new();
        for reached in &closure.reached {
            let edge = view.index.edge(reached.via);
            let before = if direction == Direction::Up { edge.actor } else { edge.target };
            let anchor = if kept.contains(&before) {
                before
            } else {
                anchors.get(&before).copied().unwrap_or(view.start)
            };
            anchors.insert(reached.policy, anchor);
            if !counted.insert(reached.policy) {
                continue;
            }
            let issued = view.index.issued(reached.policy);
            let group = groups.entry((anchor, direction == Direction::Down)).or_insert_with(|| Group {
                anchor,
                direction,
                first: reached.policy,
                count: 0,
                relations: BTreeMap::new(),
                span: Interval::UNKNOWN,
            });
            group.count += 1;
            *group.relations.entry(edge.relation).or_default() += 1;
            group.span = widen(group.span, issued);
        }
    }
    groups.into_values().collect()
}

/// The least interval that holds both; an unknown one gives way.
fn widen(a: Interval, b: Interval) -> Interval {
    match (a.is_unknown(), b.is_unknown()) {
        (true, _) => b,
        (_, true) => a,
        _ => Interval::from_days(a.earliest_day().min(b.earliest_day()), a.latest_day().max(b.latest_day())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::testing::{fixture, graph, named};
    use crate::lineage::walk::{Filter, Relations};
    use proptest::prelude::*;

    const BOTH: [Direction; 2] = [Direction::Up, Direction::Down];

    #[test]
    fn what_is_not_drawn_is_counted() {
        let index = fixture();
        let filter = Filter { relations: Relations::ALL, ..Filter::default() };
        let view = View::new(&index, named(&index, "EO 12866"), &BOTH, filter, "2024-01-01".parse().unwrap());
        let all = Selection::new(&view, 1000);
        assert_eq!(all.hidden(), 0);
        let few = Selection::new(&view, 4);
        assert_eq!(few.hidden() + few.policies.len(), all.policies.len());
        let spans: Vec<_> = few.groups.iter().map(|g| (g.describe(), g.span.to_string())).collect();
        assert_eq!(
            spans[0],
            ("2 more policies: 2 rescissions".to_owned(), "1981-02-17/1985-01-04".to_owned())
        );
    }

    proptest! {
        #[test]
        fn nothing_is_lost(sketch in graph(12, 40), limit in 1usize..14) {
            let index = sketch.index();
            let start = index.policies().next().unwrap();
            let view = View::new(&index, start, &BOTH, Filter::default(), "2021-01-01".parse().unwrap());
            let selection = Selection::new(&view, limit);
            prop_assert_eq!(selection.policies.len() + selection.hidden(), view.policies().len());
            prop_assert!(selection.groups.iter().all(|g| g.count > 1));
            prop_assert!(selection.groups.iter().all(|g| selection.policies.contains(&g.anchor)));
        }
    }
}
