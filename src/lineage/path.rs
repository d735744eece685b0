//! How two policies hang together: the ways between them, whichever way the edges point.

use super::index::{EdgeIx, Index, PolicyIx};
use super::walk::{Direction, Filter};

/// How far to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The most edges of one path.
    pub length: u32,
    /// The most paths.
    pub count: usize,
    /// The most edges looked at while paths are listed; there can be exponentially many paths.
    pub work: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { length: 6, count: 20, work: 2_000_000 }
    }
}

/// A way from one policy to another that meets none twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The policies, both ends included.
    pub policies: Vec<PolicyIx>,
    /// Between each two of them, all edges that join them, whichever way they point.
    pub steps: Vec<Vec<EdgeIx>>,
}

/// All ways that were found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The shortest first, then in the order of the policies on them.
    pub paths: Vec<Path>,
    /// Whether these are all paths up to the length: neither count nor work ran out.
    pub complete: bool,
    /// How far was looked.
    pub bounds: Bounds,
}

/// Lists the simple paths between two policies, shortest first. The depth of `filter` is not used.
///
/// From a policy to itself there is one path, without steps.
#[must_use]
pub fn paths(index: &Index, from: PolicyIx, to: PolicyIx, filter: &Filter, bounds: &Bounds) -> Paths {
    let mut search = Search {
        index,
        filter,
        to,
        distance: distances(index, to, filter, bounds.length),
        work: bounds.work,
        count: bounds.count,
        found: Vec::new(),
    };
    let shortest = search.distance[from.at()];
    let complete = (shortest..=bounds.length).all(|length| search.of_length(from, length));
    let paths = search.found.into_iter().map(|policies| with_edges(index, policies, filter)).collect();
    Paths { paths, complete, bounds: *bounds }
}

/// No way, or none within the bound.
const FAR: u32 = u32::MAX;

/// The distance of each policy to `to`, as far as `length`.
fn distances(index: &Index, to: PolicyIx, filter: &Filter, length: u32) -> Vec<u32> {
    let mut distance = vec![FAR; index.policies().len()];
    distance[to.at()] = 0;
    let mut edge = vec![to];
    for d in 1..=length {
        if edge.is_empty() {
            break;
        }
        let mut next = Vec::new();
        for p in edge {
            for (_, q) in neighbours(index, p, filter) {
                if distance[q.at()] == FAR {
                    distance[q.at()] = d;
                    next.push(q);
                }
            }
        }
        edge = next;
    }
    distance
}

fn neighbours<'a>(
    index: &'a Index,
    p: PolicyIx,
    filter: &'a Filter,
) -> impl Iterator<Item = (EdgeIx, PolicyIx)> + 'a {
    let steps = [Direction::Up, Direction::Down].into_iter().flat_map(move |d| index.steps(p, d));
    steps.filter(move |step| step.to != p && filter.passes(index, *step)).map(|step| (step.edge, step.to))
}

struct Search<'a> {
    index: &'a Index,
    filter: &'a Filter,
    to: PolicyIx,
    distance: Vec<u32>,
    work: usize,
    count: usize,
    found: Vec<Vec<PolicyIx>>,
}

impl Search<'_> {
    /// Adds all paths of exactly `length` edges; `false` where count or work ran out before the end.
    fn of_length(&mut self, from: PolicyIx, length: u32) -> bool {
        let mut path = vec![from];
        let mut open = vec![self.next(&path, length)];
        while let Some(candidates) = open.last_mut() {
            let Some(p) = candidates.pop() else {
                open.pop();
                path.pop();
                continue;
            };
            if self.found.len() >= self.count || self.work == 0 {
                return false;
            }
            path.push(p);
            if p == self.to {
                self.found.push(path.clone());
                path.pop();
            } else {
                let next = self.next(&path, length);
                open.push(next);
            }
        }
        if length == 0 && from == self.to {
            self.found.push(vec![from]);
        }
        self.work > 0
    }

    /// Where a path can go on so that it still arrives in `length` edges, last first.
    fn next(&mut self, path: &[PolicyIx], length: u32) -> Vec<PolicyIx> {
        let Some(&at) = path.last() else { return Vec::new() };
        let left = length.saturating_sub(u32::try_from(path.len()).unwrap_or(u32::MAX));
        if path.len() > length as usize {
            return Vec::new();
        }
        let mut next = Vec::new();
        for (_, q) in neighbours(self.index, at, self.filter) {
            self.work = self.work.saturating_sub(1);
            let arrives = self.distance[q.at()] <= left && (q != self.to || left == 0);
            if arrives && !path.contains(&q) {
                next.push(q);
            }
        }
        next.sort_unstable();
        next.dedup();
        next.reverse();
        next
    }
}

fn with_edges(index: &Index, policies: Vec<PolicyIx>, filter: &Filter) -> Path {
    let joins = |a: PolicyIx, b: PolicyIx| {
        let mut edges: Vec<EdgeIx> =
            neighbours(index, a, filter).filter(|&(_, q)| q == b).map(|(e, _)| e).collect();
        edges.sort_unstable();
        edges
    };
    let steps = policies.windows(2).map(|pair| joins(pair[0], pair[1])).collect();
    Path { policies, steps }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::testing::{Sketch, fixture, graph, named};
    use crate::lineage::walk::Relations;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn any_relation() -> Filter {
        Filter { relations: Relations::ALL, ..Filter::default() }
    }

    fn spell(index: &Index, paths: &Paths) -> Vec<String> {
        let name = |p: &PolicyIx| index.policy(*p).name();
        paths.paths.iter().map(|p| p.policies.iter().map(name).collect::<Vec<_>>().join(" ")).collect()
    }

    #[test]
    fn lists_the_shortest_first() {
        let index = fixture();
        let (a, b) = (named(&index, "EO 12875"), named(&index, "EO 12612"));
        let found = paths(&index, a, b, &any_relation(), &Bounds { length: 3, ..Bounds::default() });
        let spelled = spell(&index, &found);
        assert_eq!(spelled[0], "EO 12875 EO 13083 EO 12612");
        assert_eq!(spelled[1], "EO 12875 EO 13132 EO 12612");
        assert!(spelled.contains(&"EO 12875 EO 13132 EO 12372 EO 12612".to_owned()), "{spelled:?}");
        assert!(found.complete);
        let joins = &found.paths[0].steps[0];
        assert_eq!(index.edge(joins[0]).relation, crate::model::Relation::Rescinds);
    }

    #[test]
    fn bounds_are_kept_and_said() {
        let index = fixture();
        let (a, b) = (named(&index, "EO 12875"), named(&index, "EO 12612"));
        let few = paths(&index, a, b, &any_relation(), &Bounds { count: 1, ..Bounds::default() });
        assert_eq!((few.paths.len(), few.complete), (1, false));
        let none = paths(&index, a, b, &any_relation(), &Bounds { length: 1, ..Bounds::default() });
        assert_eq!((none.paths.len(), none.complete), (0, true));
        let own = paths(&index, a, a, &any_relation(), &Bounds::default());
        assert_eq!(own.paths.len(), 1);
    }

    #[test]
    fn a_thicket_of_paths_ends() {
        // Thirty layers of four policies each, all joined: 4^28 shortest paths.
        let mut sketch = Sketch::new(&[""; 120]);
        for layer in 0..29 {
            for i in 0..16 {
                sketch = sketch.edge(4 * layer + i / 4, "cites", 4 * layer + 4 + i % 4, "");
            }
        }
        let index = sketch.index();
        let bounds = Bounds { length: 29, count: usize::MAX, work: 10_000 };
        let found = paths(&index, PolicyIx(0), PolicyIx(119), &any_relation(), &bounds);
        assert!(!found.complete && !found.paths.is_empty());
    }

    fn reference(sketch: &Sketch, path: &mut Vec<usize>, to: usize, found: &mut BTreeSet<Vec<usize>>) {
        let at = path[path.len() - 1];
        if at == to {
            found.insert(path.clone());
            return;
        }
        if path.len() == 5 {
            return;
        }
        for e in &sketch.edges {
            for (a, b) in [(e.actor, e.target), (e.target, e.actor)] {
                if a == at && !path.contains(&b) {
                    path.push(b);
                    reference(sketch, path, to, found);
                    path.pop();
                }
            }
        }
    }

    proptest! {
        #[test]
        fn agrees_with_a_naive_search(sketch in graph(7, 14), a in 0usize..7, b in 0usize..7) {
            let n = sketch.policies.len();
            let (a, b) = (a % n, b % n);
            let index = sketch.index();
            let at = |i: usize| index.find(&Sketch::iri(i)).unwrap();
            let bounds = Bounds { length: 4, count: usize::MAX, work: usize::MAX };
            let found = paths(&index, at(a), at(b), &any_relation(), &bounds);
            let mut expected = BTreeSet::new();
            reference(&sketch, &mut vec![a], b, &mut expected);
            let got: BTreeSet<Vec<usize>> =
                found.paths.iter().map(|p| p.policies.iter().map(|p| p.at()).collect()).collect();
            prop_assert_eq!(got.len(), found.paths.len());
            prop_assert_eq!(got, expected);
            prop_assert!(found.complete);
            prop_assert!(found.paths.is_sorted_by_key(|p| p.steps.len()));
            prop_assert!(found.paths.iter().all(|p| p.steps.iter().all(|s| !s.is_empty())));
        }
    }
}
