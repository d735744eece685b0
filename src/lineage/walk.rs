//! Ancestors and descendants.
//!
//! An edge leads from the policy that acts to its target, so what a policy rests on lies at the
//! targets of its own acts ([`Direction::Up`]), and what carries it on are the actors of the acts
//! upon it ([`Direction::Down`]). Over the relations of descent the closure is `ped:descendsFrom+`.

use super::index::{EdgeIx, Index, PolicyIx, Step};
use crate::model::Relation;
use chrono::{Datelike, NaiveDate};

/// Which way to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the targets of acts: ancestors, what a policy rests on.
    Up,
    /// To the actors of acts: descendants, what rests on a policy.
    Down,
}

impl Direction {
    /// The other way.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
        }
    }
}

/// A set of relations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relations(u16);

impl Relations {
    /// Every relation.
    pub const ALL: Self = Self((1 << Relation::ALL.len()) - 1);

    /// The relations of descent, the sub-properties of `ped:descendsFrom`.
    #[must_use]
    pub fn descent() -> Self {
        Relation::ALL.into_iter().filter(|r| r.is_descent()).collect()
    }

    /// The set of a name: `descent`, `all`, or one relation with hyphens (`based-on`).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::known().find(|(known, _)| known == name).map(|(_, set)| set)
    }

    /// The names that [`Relations::named`] knows.
    pub fn names() -> impl Iterator<Item = String> {
        Self::known().map(|(name, _)| name)
    }

    fn known() -> impl Iterator<Item = (String, Self)> {
        let sets = [("descent".to_owned(), Self::descent()), ("all".to_owned(), Self::ALL)];
        let single = Relation::ALL.map(|relation| (relation.hyphened(), [relation].into_iter().collect()));
        sets.into_iter().chain(single)
    }

    /// Whether a relation is in the set.
    #[must_use]
    pub const fn contains(self, relation: Relation) -> bool {
        self.0 & (1 << relation as u16) != 0
    }

    /// The members, in the order of [`Relation::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Relation> {
        Relation::ALL.into_iter().filter(move |&r| self.contains(r))
    }
}

impl FromIterator<Relation> for Relations {
    fn from_iter<I: IntoIterator<Item = Relation>>(relations: I) -> Self {
        Self(relations.into_iter().fold(0, |set, r| set | (1 << r as u16)))
    }
}

/// Which edges are walked.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    /// Edges of other relations are passed over.
    pub relations: Relations,
    /// The greatest distance from the start; without bound where `None`.
    pub depth: Option<u32>,
    /// Edges and policies that surely came later are passed over; those without a date are not.
    pub as_of: Option<NaiveDate>,
}

impl Default for Filter {
    /// The relations of descent, to any depth, at any time.
    fn default() -> Self {
        Self { relations: Relations::descent(), depth: None, as_of: None }
    }
}

impl Filter {
    /// Whether a step is taken.
    #[inline]
    pub(crate) fn passes(&self, index: &Index, step: Step) -> bool {
        self.relations.contains(step.relation)
            && self.as_of.is_none_or(|day| {
                index.possible_from(step.edge) <= day.num_days_from_ce()
                    && index.issued(step.to).possibly_by(day)
            })
    }
}

/// A policy that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The policy.
    pub policy: PolicyIx,
    /// The number of edges on a shortest way from the start, at least 1.
    pub distance: u32,
    /// The last edge of one shortest way: the first of them in the order of the index.
    pub via: EdgeIx,
}

/// All policies that can be reached from one.
#[derive(Clone, Debug)]
pub struct Closure {
    /// Where the walk began.
    pub start: PolicyIx,
    /// What was reached: nearest first, then in the order of the index. The start is not in it.
    pub reached: Vec<Reached>,
    /// Whether the walk came back to its start: the start is its own ancestor.
    pub cyclic: bool,
    direction: Direction,
    /// Where each distance begins in `reached`, from distance 1 on, and the end.
    levels: Vec<usize>,
}

impl Closure {
    /// The edges of one shortest way from the start to `reached[i]`, from the start on.
    ///
    /// Empty where there is no `reached[i]`.
    #[must_use]
    pub fn path(&self, index: &Index, i: usize) -> Vec<EdgeIx> {
        let mut edges = Vec::new();
        let mut at = self.reached.get(i);
        while let Some(reached) = at {
            edges.push(reached.via);
            let edge = index.edge(reached.via);
            let before = match self.direction {
                Direction::Up => edge.actor,
                Direction::Down => edge.target,
            };
            at = self.at_distance(reached.distance - 1).and_then(|level| {
                level.binary_search_by_key(&before, |r| r.policy).ok().and_then(|i| level.get(i))
            });
        }
        edges.reverse();
        edges
    }

    /// Those at a distance; `None` for 0.
    fn at_distance(&self, distance: u32) -> Option<&[Reached]> {
        let i = (distance as usize).checked_sub(1)?;
        self.reached.get(*self.levels.get(i)?..*self.levels.get(i + 1)?)
    }
}

/// A set of policies, one bit each.
#[derive(Clone, Debug)]
pub(crate) struct PolicySet(Vec<u64>);

impl PolicySet {
    pub fn new(index: &Index) -> Self {
        Self(vec![0; index.policies().len().div_ceil(64)])
    }

    /// Adds a policy; whether it is new.
    pub fn insert(&mut self, p: PolicyIx) -> bool {
        let (word, bit) = (&mut self.0[p.at() / 64], 1 << (p.at() % 64));
        let new = *word & bit == 0;
        *word |= bit;
        new
    }

    pub fn contains(&self, p: PolicyIx) -> bool {
        self.0[p.at() / 64] & (1 << (p.at() % 64)) != 0
    }
}

/// The closure from a policy, breadth first. Linear in the edges that it meets; cycles end it.
#[must_use]
pub fn closure(index: &Index, start: PolicyIx, direction: Direction, filter: &Filter) -> Closure {
    let mut walk = Walk { index, direction, filter, start, seen: PolicySet::new(index), cyclic: false };
    walk.seen.insert(start);
    let mut closure = Closure { start, reached: Vec::new(), cyclic: false, direction, levels: vec![0] };
    let mut found = walk.first_step();
    let mut distance = 1;
    while !found.is_empty() {
        closure.reached.extend(found.iter().map(|&(policy, via)| Reached { policy, distance, via }));
        closure.levels.push(closure.reached.len());
        // A large front is met from the other side: who of those not yet seen leads to it? That
        // reads the edges in their order, where going on from each policy would jump about in memory.
        found = if filter.depth.is_some_and(|depth| distance >= depth) {
            Vec::new()
        } else if found.len() > index.policies().len() / LARGE {
            walk.backwards(&found)
        } else {
            walk.forwards(&found)
        };
        distance += 1;
    }
    closure.cyclic = walk.cyclic;
    closure
}

/// A front is large if it has more than one in so many of all policies.
const LARGE: usize = 24;

/// The newly found policies, in order, each with the first edge that leads to it.
type Front = Vec<(PolicyIx, EdgeIx)>;

struct Walk<'a> {
    index: &'a Index,
    direction: Direction,
    filter: &'a Filter,
    start: PolicyIx,
    seen: PolicySet,
    cyclic: bool,
}

impl Walk<'_> {
    fn first_step(&mut self) -> Front {
        if self.filter.depth == Some(0) { Vec::new() } else { self.forwards(&[(self.start, EdgeIx(0))]) }
    }

    fn forwards(&mut self, front: &[(PolicyIx, EdgeIx)]) -> Front {
        let mut found = Vec::new();
        for &(p, _) in front {
            let mut visit = |step: Step| {
                if !self.filter.passes(self.index, step) {
                } else if !self.seen.contains(step.to) {
                    found.push((step.to, step.edge));
                } else if step.to == self.start {
                    self.cyclic = true;
                }
            };
            match self.direction {
                Direction::Up => self.index.steps_up(p).for_each(&mut visit),
                Direction::Down => self.index.steps_down(p).for_each(&mut visit),
            }
        }
        found.sort_unstable();
        found.dedup_by_key(|&mut (p, _)| p);
        for &(p, _) in &found {
            self.seen.insert(p);
        }
        found
    }

    fn backwards(&mut self, front: &[(PolicyIx, EdgeIx)]) -> Front {
        let mut in_front = PolicySet::new(self.index);
        for &(p, _) in front {
            in_front.insert(p);
        }
        let mut found = Vec::new();
        for (word, block) in self.seen.0.iter_mut().zip((0u32..).step_by(64)) {
            let mut unseen = !*word;
            while unseen != 0 {
                let bit = unseen.trailing_zeros();
                unseen &= unseen - 1;
                let p = PolicyIx(block + bit);
                if p.at() >= self.index.policies().len() {
                    break;
                }
                if let Some(edge) = leads_to(self.index, p, self.direction, self.filter, &in_front) {
                    *word |= 1 << bit;
                    found.push((p, edge));
                }
            }
        }
        self.cyclic |= leads_to(self.index, self.start, self.direction, self.filter, &in_front).is_some();
        found
    }
}

/// The first edge that is walked from a policy of `front` to `p`.
fn leads_to(
    index: &Index,
    p: PolicyIx,
    direction: Direction,
    filter: &Filter,
    front: &PolicySet,
) -> Option<EdgeIx> {
    let passes = |step: &Step| front.contains(step.to) && filter.passes(index, Step { to: p, ..*step });
    let step = match direction.opposite() {
        Direction::Up => index.steps_up(p).find(passes),
        Direction::Down => index.steps_down(p).find(passes),
    };
    step.map(|step| step.edge)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::testing::{Sketch, fixture, graph};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn names(index: &Index, closure: &Closure) -> Vec<String> {
        closure.reached.iter().map(|r| format!("{} {}", r.distance, index.policy(r.policy).name())).collect()
    }

    #[test]
    fn goes_up_and_down_with_the_shortest_way() {
        let index = fixture();
        let start = index.find("https://w3id.org/pedigraph/id/us/omb-memorandum/m-11-24").unwrap();
        let up = closure(&index, start, Direction::Up, &Filter::default());
        assert_eq!(names(&index, &up), ["1 EO 13571", "2 EO 12862"]);
        let path: Vec<_> = up.path(&index, 1).into_iter().map(|e| index.edge(e).relation).collect();
        assert_eq!(path, [Relation::Implements, Relation::Extends]);
        assert!(up.path(&index, 2).is_empty());
        let near = Filter { depth: Some(1), ..Filter::default() };
        assert_eq!(names(&index, &closure(&index, start, Direction::Up, &near)), ["1 EO 13571"]);
    }

    #[test]
    fn what_came_later_is_not_seen_as_of_a_day() {
        let index = fixture();
        let start = index.find("https://w3id.org/pedigraph/id/us/executive-order/12866").unwrap();
        let of = |year| {
            let filter = Filter { as_of: NaiveDate::from_ymd_opt(year, 1, 1), ..Filter::default() };
            names(&index, &closure(&index, start, Direction::Down, &filter))
        };
        assert_eq!(of(1993), <[&str; 0]>::default());
        assert_eq!(of(1999), ["1 EO 12875", "1 EO 13083"]);
        assert_eq!(of(2008).len(), 5);
    }

    fn reference(sketch: &Sketch, start: usize, direction: Direction) -> BTreeSet<usize> {
        let pairs: Vec<(usize, usize)> = sketch
            .edges
            .iter()
            .filter(|e| e.relation.is_descent())
            .map(|e| if direction == Direction::Up { (e.actor, e.target) } else { (e.target, e.actor) })
            .collect();
        let mut found = BTreeSet::new();
        let mut edge: Vec<usize> = vec![start];
        while let Some(at) = edge.pop() {
            for &(_, to) in pairs.iter().filter(|&&(from, _)| from == at) {
                if found.insert(to) {
                    edge.push(to);
                }
            }
        }
        found
    }

    proptest! {
        #[test]
        fn agrees_with_a_naive_closure(sketch in graph(12, 30), start in 0usize..12, up in any::<bool>()) {
            let index = sketch.index();
            let direction = if up { Direction::Up } else { Direction::Down };
            let at = index.find(&Sketch::iri(start % sketch.policies.len())).unwrap();
            let closure = closure(&index, at, direction, &Filter::default());
            let mut found: BTreeSet<usize> =
                closure.reached.iter().map(|r| Sketch::number(index.policy(r.policy).iri)).collect();
            prop_assert_eq!(found.len(), closure.reached.len());
            if closure.cyclic {
                found.insert(start % sketch.policies.len());
            }
            prop_assert_eq!(found, reference(&sketch, start % sketch.policies.len(), direction));
            for (i, reached) in closure.reached.iter().enumerate() {
                let path = closure.path(&index, i);
                prop_assert_eq!(path.len(), reached.distance as usize);
                let mut p = at;
                for e in path {
                    let edge = index.edge(e);
                    let (from, to) = if up { (edge.actor, edge.target) } else { (edge.target, edge.actor) };
                    prop_assert_eq!(from, p);
                    p = to;
                }
                prop_assert_eq!(p, reached.policy);
            }
            prop_assert!(closure.reached.is_sorted_by_key(|r| r.distance));
        }
    }
}
