//! Impact against a definition that is followed literally.

use super::*;
use crate::ground::work;
use crate::lineage::testing::{Sketch, fixture, graph, named};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2030, 1, 1).unwrap()
}

fn of(sketch: &Sketch) -> (Vec<(usize, u32, bool)>, Vec<usize>) {
    let index = sketch.index();
    let impact = impact(&index, PolicyIx(0), day());
    (
        impact.falls.iter().map(|f| (f.policy.at(), f.step, f.circular)).collect(),
        impact.shaken.iter().map(|s| s.policy.at()).collect(),
    )
}

fn dated(n: usize) -> Sketch {
    Sketch::new(&vec!["2000-01-01"; n])
}

#[test]
fn falls_step_by_step() {
    // 1 stands on 0; 2 on 0 and 1; 3 on 2; 4 on 3 and on 5, which stands by itself; 6 on 4.
    let sketch = dated(7)
        .edge(1, "implements", 0, "")
        .edge(2, "basedOn", 0, "")
        .edge(2, "extends", 1, "")
        .edge(3, "amends", 2, "")
        .edge(4, "supplements", 3, "")
        .edge(4, "continues", 5, "")
        .edge(6, "implements", 4, "");
    assert_eq!(of(&sketch), (vec![(1, 1, false), (2, 2, false), (3, 3, false)], vec![4]));
}

#[test]
fn what_only_holds_up_itself_falls() {
    let circle = dated(4).edge(1, "basedOn", 0, "").edge(1, "basedOn", 2, "").edge(2, "basedOn", 1, "");
    assert_eq!(of(&circle), (vec![(1, 1, true), (2, 2, false)], vec![]));
    let held = circle.edge(2, "implements", 3, "");
    assert_eq!(of(&held), (vec![], vec![1]));
    let with_itself = dated(2).edge(1, "amends", 0, "").edge(1, "amends", 1, "");
    assert_eq!(of(&with_itself), (vec![(1, 1, false)], vec![]));
    let with_the_goer = dated(2).edge(1, "amends", 0, "").edge(0, "amends", 1, "");
    assert_eq!(of(&with_the_goer), (vec![(1, 1, false)], vec![]));
}

#[test]
fn what_has_ended_neither_carries_nor_falls() {
    // 3 has ended 1 and 2; 4 stands on both 0 and the ended 1.
    let sketch = dated(5)
        .edge(1, "implements", 0, "")
        .edge(2, "implements", 1, "")
        .edge(3, "rescinds", 1, "")
        .edge(4, "implements", 0, "")
        .edge(4, "implements", 1, "");
    assert_eq!(of(&sketch), (vec![(4, 1, false)], vec![]));
}

#[test]
fn shows_the_edges() {
    let index = fixture();
    let impact = impact(&index, named(&index, "EO 12862"), day());
    let names: Vec<_> = impact.falls.iter().map(|f| (f.step, index.policy(f.policy).name())).collect();
    assert_eq!(
        names,
        [(1, "EO 13571"), (1, "Presidential Memo on Improving Customer Service"), (2, "M-11-24")]
    );
    let lost = index.edge(impact.falls[2].lost[0]);
    assert_eq!((lost.relation, index.policy(lost.target).name()), (Relation::Implements, "EO 13571"));
}

/// Edges that are looked at for the impact of policy 0, and how many policies it tells.
fn looks(policies: usize, targets: impl Fn(usize) -> Vec<usize>) -> (u64, usize) {
    let mut sketch = dated(policies);
    for actor in 1..policies {
        for target in targets(actor) {
            sketch = sketch.edge(actor, "amends", target, "");
        }
    }
    let index = sketch.index();
    work::take();
    let impact = impact(&index, PolicyIx(0), day());
    let edges: usize = impact.falls.iter().map(|f| f.lost.len()).sum::<usize>()
        + impact.shaken.iter().map(|s| s.lost.len() + s.kept.len()).sum::<usize>();
    assert!(edges <= index.edges().len());
    (work::take(), impact.falls.len() + impact.shaken.len())
}

/// Each of a row stands on the one before it and on the one above it.
fn in_a_grid(width: usize, at: usize) -> Vec<usize> {
    let left = (!at.is_multiple_of(width)).then(|| at - 1);
    left.into_iter().chain(at.checked_sub(width)).collect()
}

/// The shapes that occur: amendments that each amend the one before, thousands of one statute, tables of both; and those that
/// take other ways through the search: circles, and supports that stay.
#[test]
fn looks_grow_as_the_graph_does() {
    for times in [1, 2, 4, 8] {
        let (n, width) = (500 * times, 20);
        let most = |looks: u64, edges: usize, shape: &str| {
            assert!(looks <= 8 * edges as u64, "{shape} of {n}: {looks} looks at {edges} edges");
        };
        let (chain, told) = looks(n, |i| vec![i - 1]);
        assert_eq!(told, n - 1, "a chain");
        most(chain, n, "a chain");
        let (hub, told) = looks(n, |_| vec![0]);
        assert_eq!(told, n - 1, "a hub");
        most(hub, n, "a hub");
        let (grid, told) = looks(n, |i| in_a_grid(width, i));
        assert_eq!(told, n - 1, "a grid");
        most(grid, 2 * n, "a grid");
        let (circles, told) = looks(n, |i| if i % 2 == 1 { vec![i - 1, (i + 1) % n] } else { vec![i - 1] });
        assert_eq!(told, n - 1, "circles in a chain");
        most(circles, 2 * n, "circles in a chain");
        let (held, told) = looks(n, |i| if i + 1 == n { vec![] } else { vec![i - 1, n - 1] });
        assert_eq!(told, 1, "a chain that is held: the first alone loses a support");
        most(held, 2 * n, "a chain that is held");
    }
}

proptest! {
    #[test]
    fn agrees_with_the_definition(sketch in graph(9, 24)) {
        let index = sketch.index();
        let gone = PolicyIx(0);
        let status = statuses(&index, day());
        let stands = |p: PolicyIx| status[p.at()].may_stand();
        let edges: Vec<(PolicyIx, PolicyIx)> = index
            .edges()
            .map(|e| index.edge(e))
            .filter(|e| supports().contains(e.relation) && e.actor != e.target && stands(e.target))
            .map(|e| (e.actor, e.target))
            .collect();
        // All that stand on it, as far as standing policies carry.
        let mut inside = BTreeSet::new();
        while {
            let more: Vec<_> = edges
                .iter()
                .filter(|(a, t)| stands(*a) && (*t == gone || inside.contains(t)) && *a != gone)
                .map(|(a, _)| *a)
                .collect();
            let before = inside.len();
            inside.extend(more);
            inside.len() > before
        } {}
        if !stands(gone) {
            inside.clear();
        }
        let mut kept = BTreeSet::new();
        while {
            let more: Vec<_> = inside
                .iter()
                .copied()
                .filter(|p| edges.iter().any(|(a, t)| {
                    a == p && *t != gone && (!inside.contains(t) || kept.contains(t))
                }))
                .collect();
            let before = kept.len();
            kept.extend(more);
            kept.len() > before
        } {}
        let result = impact(&index, gone, day());
        let falls: BTreeSet<_> = result.falls.iter().map(|f| f.policy).collect();
        prop_assert_eq!(falls.len(), result.falls.len());
        prop_assert_eq!(&falls, &inside.difference(&kept).copied().collect::<BTreeSet<_>>());
        prop_assert!(result.falls.is_sorted_by_key(|f| f.step));
        for shaken in &result.shaken {
            prop_assert!(kept.contains(&shaken.policy));
            prop_assert!(!shaken.lost.is_empty() && !shaken.kept.is_empty());
        }
    }
}
