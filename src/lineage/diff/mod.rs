//! What changed between two graphs.
//!
//! Two levels: the quads themselves ([`Difference`]), from which a SPARQL Update is made that turns the
//! old graph into the new one ([`patch`]), and what they mean ([`Diff`]): policies added, gone and changed,
//! edges added, gone and changed, statuses that differ.

mod patch;
mod quads;
mod report;

pub use patch::{PatchError, patch};
pub use quads::{Difference, Visit, difference};
pub use report::{DIFF, json, text};

use super::index::{EdgeIx, Index, PolicyIx};
use super::status::{Status, status};
use crate::ground::vocab;
use crate::model::{Extent, Relation};
use chrono::NaiveDate;
use oxigraph::model::{NamedOrBlankNodeRef, Quad, TermRef};
use std::collections::{BTreeMap, BTreeSet};

/// One of the two graphs.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// Its index.
    pub index: &'a Index,
    /// The day of its statuses, mostly the newest that its sources cover.
    pub as_of: NaiveDate,
}

/// The difference of two graphs. Policies and edges are numbered in the graph that has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diff {
    /// Policies of the new graph alone.
    pub added: Vec<PolicyIx>,
    /// Policies of the old graph alone.
    pub gone: Vec<PolicyIx>,
    /// Policies of both whose description differs, in the order of IRIs.
    pub changed: Vec<Changed>,
    /// Edges of the new graph alone.
    pub edges_added: Vec<EdgeIx>,
    /// Edges of the old graph alone.
    pub edges_gone: Vec<EdgeIx>,
    /// Edges of both whose date or extent differs: in the old graph, in the new one.
    pub edges_changed: Vec<(EdgeIx, EdgeIx)>,
    /// Policies of both whose status differs, in the order of IRIs.
    pub statuses: Vec<StatusChange>,
    /// How many quads are gone.
    pub quads_removed: usize,
    /// How many quads are added.
    pub quads_added: usize,
}

/// A policy whose description differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// In the new graph.
    pub policy: PolicyIx,
    /// By property: `dct:title`, the values that are gone and those that came.
    pub fields: Fields,
}

/// By property, the values that are gone and those that came.
pub type Fields = BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)>;

/// A policy whose status differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// In the old graph.
    pub old: PolicyIx,
    /// In the new graph.
    pub new: PolicyIx,
    /// As of the old graph's day.
    pub before: Status,
    /// As of the new graph's day.
    pub after: Status,
    /// The act that decides it now.
    pub deciding: Option<EdgeIx>,
}

impl Diff {
    /// Compares two graphs, of which `difference` is that of the quads.
    #[must_use]
    pub fn new(old: Side<'_>, new: Side<'_>, difference: &Difference) -> Self {
        let mut diff = Self {
            quads_removed: difference.removed.len(),
            quads_added: difference.added.len(),
            changed: changed(old.index, new.index, difference),
            ..Self::default()
        };
        let both = diff.policies(old.index, new.index);
        diff.edges(old.index, new.index, &both);
        diff.statuses(old, new, &both);
        diff
    }

    /// Whether nothing differs.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.quads_removed == 0 && self.quads_added == 0
    }

    /// Finds policies of one side alone; gives those of both.
    fn policies(&mut self, old: &Index, new: &Index) -> Vec<(PolicyIx, PolicyIx)> {
        let mut both = Vec::new();
        let (mut a, mut b) = (old.policies().peekable(), new.policies().peekable());
        loop {
            match (a.peek().copied(), b.peek().copied()) {
                (Some(p), Some(q)) => match old.policy(p).iri.cmp(new.policy(q).iri) {
                    std::cmp::Ordering::Less => self.gone.extend(a.next()),
                    std::cmp::Ordering::Greater => self.added.extend(b.next()),
                    std::cmp::Ordering::Equal => both.extend(a.next().zip(b.next())),
                },
                (Some(_), None) => self.gone.extend(a.next()),
                (None, Some(_)) => self.added.extend(b.next()),
                (None, None) => return both,
            }
        }
    }

    fn edges(&mut self, old: &Index, new: &Index, both: &[(PolicyIx, PolicyIx)]) {
        let mut to_new: Vec<Option<PolicyIx>> = vec![None; old.policies().len()];
        for &(p, q) in both {
            to_new[p.at()] = Some(q);
        }
        // The order of an index is that of IRIs, so edges of both come in the same order.
        let mut b = new.edges().peekable();
        for e in old.edges() {
            let edge = old.edge(e);
            let ends = to_new[edge.actor.at()].zip(to_new[edge.target.at()]);
            let Some((actor, target)) = ends else {
                self.edges_gone.push(e);
                continue;
            };
            let key = key(actor, edge.relation, edge.extent, target);
            while let Some(f) = b.next_if(|&f| key_of(new, f) < key) {
                self.edges_added.push(f);
            }
            match b.next_if(|&f| key_of(new, f) == key) {
                None => self.edges_gone.push(e),
                Some(f) => {
                    let now = new.edge(f);
                    if (now.when, now.extent) != (edge.when, edge.extent) {
                        self.edges_changed.push((e, f));
                    }
                }
            }
        }
        self.edges_added.extend(b);
    }

    fn statuses(&mut self, old: Side<'_>, new: Side<'_>, both: &[(PolicyIx, PolicyIx)]) {
        let before = super::status::statuses(old.index, old.as_of);
        let after = super::status::statuses(new.index, new.as_of);
        for &(p, q) in both {
            let (before, after) = (before[p.at()], after[q.at()]);
            if before != after {
                let deciding = status(new.index, q, new.as_of).deciding;
                self.statuses.push(StatusChange { old: p, new: q, before, after, deciding });
            }
        }
    }
}

type Key = (PolicyIx, Relation, bool, PolicyIx);

/// What tells one edge from another: only rescissions and supersessions have a property for a part.
fn key(actor: PolicyIx, relation: Relation, extent: Extent, target: PolicyIx) -> Key {
    let part = extent == Extent::Part && relation.property(extent) != relation.property(Extent::Whole);
    (actor, relation, part, target)
}

fn key_of(index: &Index, e: EdgeIx) -> Key {
    let edge = index.edge(e);
    key(edge.actor, edge.relation, edge.extent, edge.target)
}

/// The descriptions that differ, from the quads about policies that both graphs have.
fn changed(old: &Index, new: &Index, difference: &Difference) -> Vec<Changed> {
    let mut fields: BTreeMap<PolicyIx, Fields> = BTreeMap::new();
    for (quads, is_new) in [(&difference.removed, false), (&difference.added, true)] {
        for quad in quads {
            if let Some((policy, property, value)) = description(old, new, quad) {
                let (gone, came) = fields.entry(policy).or_default().entry(property).or_default();
                if is_new {
                    came.insert(value)
                } else {
                    gone.insert(value)
                };
            }
        }
    }
    let changed = fields.into_iter().filter_map(|(policy, mut fields)| {
        // The same value in another graph is no change.
        fields.retain(|_, (gone, came)| {
            let same: Vec<String> = gone.intersection(came).cloned().collect();
            for value in same {
                gone.remove(&value);
                came.remove(&value);
            }
            !gone.is_empty() || !came.is_empty()
        });
        (!fields.is_empty()).then_some(Changed { policy, fields })
    });
    changed.collect()
}

/// The policy, property and value of a quad that describes a policy of both graphs. An edge to another
/// policy is no description.
fn description(old: &Index, new: &Index, quad: &Quad) -> Option<(PolicyIx, String, String)> {
    let NamedOrBlankNodeRef::NamedNode(subject) = quad.subject.as_ref() else { return None };
    old.find(subject.as_str())?;
    let policy = new.find(subject.as_str())?;
    let value = match quad.object.as_ref() {
        TermRef::NamedNode(object) => {
            if old.find(object.as_str()).or_else(|| new.find(object.as_str())).is_some() {
                return None;
            }
            short(object.as_str())
        }
        TermRef::Literal(literal) => literal.value().to_owned(),
        other => other.to_string(),
    };
    Some((policy, short(quad.predicate.as_str()), value))
}

/// A known IRI with its prefix: `dct:title`.
fn short(iri: &str) -> String {
    let prefixed = vocab::PREFIXES.iter().find_map(|(prefix, namespace)| {
        let name = iri.strip_prefix(namespace)?;
        name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then(|| format!("{prefix}:{name}"))
    });
    prefixed.unwrap_or_else(|| iri.to_owned())
}

#[cfg(test)]
mod tests;
