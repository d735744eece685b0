//! Functions that SPARQL lacks: how far apart two policies are in their lineage, and by which way.
//!
//! A property path tells whether one policy descends from another, never in how many steps. Two
//! functions, in the way of SPARQL 1.1 section 17.6, tell that along `ped:descendsFrom`:
//!
//! - `pedf:distance(?from, ?to)`: the least number of steps, an `xsd:integer`, 0 from a policy to itself;
//! - `pedf:path(?from, ?to)`: such a way in words, `M-11-24 –implements→ EO 13571`; of several shortest
//!   ways the one whose policies come first in the order of their IRIs. Of a way of more than 20 steps the
//!   first 10 and the last 10 are told.
//!
//! Both are unbound where there is no way. One end should stay the same from row to row, as it does in
//! a lineage: the steps from it are then counted once for all rows.

use crate::ground::vocab;
use crate::model::{Extent, Relation};
use crate::store::GraphStore;
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, NamedOrBlankNode, Term};
use oxigraph::sparql::SparqlEvaluator;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The namespace of the functions, by custom `pedf:`.
pub const NAMESPACE: &str = "https://w3id.org/pedigraph/function#";

/// The names of the functions.
const NAMES: [&str; 2] = ["distance", "path"];

/// The IRIs of the functions.
pub fn names() -> impl Iterator<Item = NamedNode> {
    NAMES.into_iter().filter_map(|name| NamedNode::new(format!("{NAMESPACE}{name}")).ok())
}

/// Gives an evaluator the functions over a store.
pub(super) fn install(evaluator: SparqlEvaluator, store: &GraphStore) -> SparqlEvaluator {
    let lineage = Arc::new(Lineage { store: store.clone(), memo: Mutex::default() });
    let mut names = names();
    let (Some(distance), Some(path)) = (names.next(), names.next()) else { return evaluator };
    let for_path = Arc::clone(&lineage);
    evaluator
        .with_custom_function(distance, move |args| lineage.distance(args))
        .with_custom_function(path, move |args| for_path.path(args))
}

/// Which way the steps are counted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    /// From a policy to what it descends from.
    Up,
    /// From a policy to its descendants.
    Down,
}

/// Steps that are told at either end of a way; what lies between is counted, so that the ways of a lineage
/// are together as long as it has policies, however deep it is.
const TOLD: u32 = 10;

/// Every policy that can be reached from one.
struct Reach {
    start: NamedNode,
    steps: HashMap<NamedNode, Step>,
}

/// How a policy is reached.
struct Step {
    /// The least number of steps.
    count: u32,
    /// The policy before it.
    before: NamedNode,
    /// The policy after the first [`TOLD`] steps to it.
    near: Option<NamedNode>,
}

/// A shortest way, from one end to the other.
#[derive(Debug, PartialEq, Eq)]
struct Way {
    /// Its first policies; all, where nothing is left out.
    first: Vec<NamedNode>,
    /// How many steps are left out.
    left_out: u32,
    /// Its last policies.
    last: Vec<NamedNode>,
}

impl Way {
    fn reversed(mut self) -> Self {
        self.first.reverse();
        self.last.reverse();
        if self.left_out > 0 {
            std::mem::swap(&mut self.first, &mut self.last);
        }
        self
    }
}

impl Reach {
    /// The way from the start to a policy that is reached.
    fn way(&self, end: &NamedNode) -> Option<Way> {
        let step = self.steps.get(end)?;
        match &step.near {
            Some(near) if step.count > 2 * TOLD => Some(Way {
                first: self.steps_to(near, TOLD)?,
                left_out: step.count - 2 * TOLD,
                last: self.steps_to(end, TOLD)?,
            }),
            _ => {
                let first = self.steps_to(end, step.count)?;
                Some(Way { first, left_out: 0, last: Vec::new() })
            }
        }
    }

    /// The last steps of the way to a policy that is reached.
    fn steps_to(&self, end: &NamedNode, count: u32) -> Option<Vec<NamedNode>> {
        let mut way = vec![end.clone()];
        let mut at = end;
        for _ in 0..count {
            at = &self.steps.get(at)?.before;
            way.push(at.clone());
        }
        way.reverse();
        Some(way)
    }
}

#[derive(Default)]
struct Memo {
    up: Option<Reach>,
    down: Option<Reach>,
    last_target: Option<NamedNode>,
}

struct Lineage {
    store: GraphStore,
    memo: Mutex<Memo>,
}

impl Lineage {
    fn distance(&self, args: &[Term]) -> Option<Term> {
        let (from, to) = two_policies(args)?;
        let ways = self.with_reach(from, to, |reach, direction| {
            let end = if direction == Direction::Up { to } else { from };
            reach.steps.get(end).map(|step| step.count)
        })?;
        Some(Literal::from(i64::from(ways)).into())
    }

    fn path(&self, args: &[Term]) -> Option<Term> {
        let (from, to) = two_policies(args)?;
        let way = self.with_reach(from, to, |reach, direction| match direction {
            Direction::Up => reach.way(to),
            Direction::Down => reach.way(from).map(Way::reversed),
        })?;
        let mut words = self.in_words(&way.first);
        if way.left_out > 0 {
            words.push_str(&format!(" –… {} more steps …→ {}", way.left_out, self.in_words(&way.last)));
        }
        Some(Literal::from(words).into())
    }

    /// Looks at the steps from one of both ends: the one that they are already counted from, else the
    /// target where it has come twice in a row, else the source.
    fn with_reach<T>(
        &self,
        from: &NamedNode,
        to: &NamedNode,
        look: impl FnOnce(&Reach, Direction) -> Option<T>,
    ) -> Option<T> {
        let mut memo = self.memo.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(up) = memo.up.as_ref().filter(|r| r.start == *from) {
            return look(up, Direction::Up);
        }
        if let Some(down) = memo.down.as_ref().filter(|r| r.start == *to) {
            return look(down, Direction::Down);
        }
        if memo.last_target.as_ref() == Some(to) {
            return look(memo.down.insert(self.reach(to, Direction::Down)), Direction::Down);
        }
        memo.last_target = Some(to.clone());
        look(memo.up.insert(self.reach(from, Direction::Up)), Direction::Up)
    }

    /// Breadth first, each level in the order of its IRIs; linear in what can be reached.
    fn reach(&self, start: &NamedNode, direction: Direction) -> Reach {
        let first = Step { count: 0, before: start.clone(), near: None };
        let mut steps = HashMap::from([(start.clone(), first)]);
        let mut level = BTreeSet::from([start.clone()]);
        let mut count = 0;
        while !level.is_empty() {
            count += 1;
            let mut next = BTreeSet::new();
            for policy in level {
                let near = steps.get(&policy).and_then(|step| step.near.clone());
                for other in self.neighbours(&policy, direction) {
                    steps.entry(other).or_insert_with_key(|other| {
                        next.insert(other.clone());
                        let near = if count == TOLD { Some(other.clone()) } else { near.clone() };
                        Step { count, before: policy.clone(), near }
                    });
                }
            }
            level = next;
        }
        Reach { start: start.clone(), steps }
    }

    fn neighbours(&self, policy: &NamedNode, direction: Direction) -> Vec<NamedNode> {
        let descends = Some(vocab::PED_DESCENDS_FROM);
        let iri = |term: Term| match term {
            Term::NamedNode(iri) => Some(iri),
            _ => None,
        };
        match direction {
            Direction::Up => {
                let quads = self.store.quads(Some(policy.as_ref().into()), descends, None);
                quads.filter_map(|quad| iri(quad.ok()?.object)).collect()
            }
            Direction::Down => {
                let quads = self.store.quads(None, descends, Some(policy.as_ref().into()));
                quads.filter_map(|quad| iri(quad.ok()?.subject.into())).collect()
            }
        }
    }

    fn in_words(&self, policies: &[NamedNode]) -> String {
        let mut out = String::new();
        let mut before: Option<&NamedNode> = None;
        for policy in policies {
            if let Some(before) = before {
                out.push_str(&format!(" –{}→ ", self.relation(before, policy)));
            }
            out.push_str(&self.label(policy));
            before = Some(policy);
        }
        out
    }

    /// The words of the first relation of descent that joins two policies.
    fn relation(&self, from: &NamedNode, to: &NamedNode) -> String {
        let joins = |property: NamedNodeRef<'_>| {
            self.store
                .quads(Some(from.as_ref().into()), Some(property), Some(to.as_ref().into()))
                .next()
                .is_some()
        };
        Relation::ALL
            .into_iter()
            .filter(|relation| relation.is_descent())
            .flat_map(|relation| [(relation, Extent::Whole), (relation, Extent::Part)])
            .find(|(relation, extent)| joins(relation.property(*extent)))
            .map_or_else(|| "descends from".to_owned(), |(relation, extent)| in_words(relation, extent))
    }

    /// What a person would call it: its number, else its label or title, else the end of its IRI.
    fn label(&self, policy: &NamedNode) -> String {
        let mut names = BTreeMap::new();
        for (rank, property) in
            [vocab::DCT_IDENTIFIER, vocab::SKOS_PREF_LABEL, vocab::DCT_TITLE].into_iter().enumerate()
        {
            for quad in self.store.quads(Some(policy.as_ref().into()), Some(property), None).flatten() {
                if let (NamedOrBlankNode::NamedNode(_), Term::Literal(name)) = (quad.subject, quad.object) {
                    let name = name.value().to_owned();
                    names
                        .entry(rank)
                        .and_modify(|known| *known = name.clone().min(std::mem::take(known)))
                        .or_insert(name);
                }
            }
        }
        let tail = || policy.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        names.into_values().next().unwrap_or_else(tail)
    }
}

fn two_policies(args: &[Term]) -> Option<(&NamedNode, &NamedNode)> {
    match args {
        [Term::NamedNode(from), Term::NamedNode(to)] => Some((from, to)),
        _ => None,
    }
}

/// `implements`, `supersedes in part`, `based on`
fn in_words(relation: Relation, extent: Extent) -> String {
    let property = relation.property(extent);
    let name = property.as_str().strip_prefix(vocab::PED).unwrap_or_default();
    let mut out = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Graphs;
    use oxigraph::model::{GraphName, Quad};

    fn policy(n: u32) -> NamedNode {
        NamedNode::new(format!("http://x/{n:05}")).unwrap()
    }

    fn chain(n: u32) -> Lineage {
        let descends = vocab::PED_DESCENDS_FROM;
        let quads = (1..n).map(|i| Quad::new(policy(i), descends, policy(i - 1), GraphName::DefaultGraph));
        let store = GraphStore::from_quads(quads, Graphs::Merged).unwrap();
        Lineage { store, memo: Mutex::default() }
    }

    /// The ways of a whole lineage, as a query asks for them, row by row.
    fn ways(lineage: &Lineage, n: u32, up: bool) -> Vec<String> {
        let end = if up { policy(n - 1) } else { policy(0) };
        let others = (0..n).map(policy).filter(|p| *p != end);
        let way = |other: NamedNode| {
            let (from, to) = if up { (end.clone(), other) } else { (other, end.clone()) };
            match lineage.path(&[from.into(), to.into()]) {
                Some(Term::Literal(way)) => way.value().to_owned(),
                other => panic!("{other:?}"),
            }
        };
        others.map(way).collect()
    }

    #[test]
    fn the_ways_of_a_deep_lineage_are_linear_together() {
        for up in [true, false] {
            for n in [100, 200, 400] {
                let bytes: usize = ways(&chain(n), n, up).iter().map(String::len).sum();
                assert!(bytes < 800 * n as usize, "{n}: {bytes}");
            }
        }
    }

    #[test]
    fn long_ways_tell_their_ends() {
        for up in [true, false] {
            let found = ways(&chain(50), 50, up);
            let longest = found.iter().find(|way| way.contains("29 more")).unwrap();
            assert!(longest.starts_with("00049 –descends from→ 00048 "), "{longest}");
            assert!(longest.ends_with(" 00001 –descends from→ 00000"), "{longest}");
            let middle = " 00039 –… 29 more steps …→ 00010 ";
            assert!(longest.contains(middle), "{longest}");
            // Twenty steps are told in full.
            assert!(
                found.iter().any(|way| way.matches("descends from→").count() == 20 && !way.contains('…'))
            );
        }
    }
}
