//! Edges of a graph without the statement that says why they are believed.

use super::{Finding, Report, Weight};
use crate::ground::vocab;
use crate::model::Relation;
use oxigraph::model::{NamedNodeRef, NamedOrBlankNodeRef, TermRef};
use std::collections::{BTreeSet, HashMap, HashSet};

/// The name of the audit.
pub const EDGE_WITHOUT_STATEMENT: &str = "without-statement";

/// An edge: actor, property, target; as N-Triples writes them.
type Edge = [Box<str>; 3];

/// Gathers the edges and the statements of a graph, triple by triple.
#[derive(Debug, Default)]
pub struct Edges {
    edges: BTreeSet<Edge>,
    /// Actor, relation and target of each statement, as far as they were met.
    statements: HashMap<Box<str>, [Option<Box<str>>; 3]>,
}

impl Edges {
    /// Takes one triple, of whatever named graph.
    pub fn take(
        &mut self,
        subject: NamedOrBlankNodeRef<'_>,
        property: NamedNodeRef<'_>,
        object: TermRef<'_>,
    ) {
        let parts = [vocab::PED_ACTOR, vocab::PED_RELATION, vocab::PED_TARGET];
        if let Some(part) = parts.iter().position(|p| *p == property) {
            let statement = self.statements.entry(subject.to_string().into()).or_default();
            if let Some(slot) = statement.get_mut(part) {
                *slot = Some(object.to_string().into());
            }
            return;
        }
        let name = property.as_str().strip_prefix(vocab::PED);
        if name.and_then(Relation::from_name).is_some() {
            let edge = [subject.to_string(), property.to_string(), object.to_string()];
            self.edges.insert(edge.map(String::into_boxed_str));
        }
    }

    /// The edges that no statement states: same actor, relation and target. What is related is so both ways.
    #[must_use]
    pub fn report(self) -> Report {
        let related = format!("<{}>", vocab::PED_RELATED_TO.as_str());
        let mut stated: HashSet<Edge> = HashSet::new();
        for [actor, relation, target] in self.statements.into_values() {
            let (Some(actor), Some(relation), Some(target)) = (actor, relation, target) else { continue };
            if *relation == *related {
                stated.insert([target.clone(), relation.clone(), actor.clone()]);
            }
            stated.insert([actor, relation, target]);
        }
        let without = self.edges.into_iter().filter(|edge| !stated.contains(edge));
        let findings = without.map(|[actor, property, target]| Finding {
            message: format!("no ped:Statement has the edge {actor} {property} {target}"),
            policies: vec![actor.into(), target.into()],
            evidence: Vec::new(),
        });
        Report {
            id: EDGE_WITHOUT_STATEMENT,
            title: "edges of the graph that no statement states",
            weight: Weight::Error,
            findings: findings.collect(),
        }
    }
}
