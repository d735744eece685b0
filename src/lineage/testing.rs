//! Graphs for the tests of lineage: the fixture, sketches by hand, random ones.

#[path = "../../tests/common/periods.rs"]
mod periods;

pub(crate) use periods::with_periods;

use super::index::{Index, PolicyIx};
use crate::ground::vocab;
use crate::model::{Extent, PartialDate, Relation};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Literal, NamedNode, NamedNodeRef, Quad, Term};
use proptest::prelude::*;

/// `tests/fixtures/lineage.trig`.
pub(crate) fn fixture_quads() -> Vec<Quad> {
    let text = include_str!("../../tests/fixtures/lineage.trig");
    RdfParser::from_format(RdfFormat::TriG).for_slice(text).map(|q| q.unwrap()).collect()
}

/// Its index.
pub(crate) fn fixture() -> Index {
    Index::from_quads(&fixture_quads()).unwrap()
}

/// The policy of the fixture with a name.
pub(crate) fn named(index: &Index, name: &str) -> PolicyIx {
    index.policies().find(|&p| index.policy(p).name() == name).unwrap()
}

/// A graph as a test writes it: policies are numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sketch {
    /// When each policy was issued; `""` for none.
    pub policies: Vec<String>,
    pub edges: Vec<SketchEdge>,
}

#[derive(Clone, Debug)]
pub(crate) struct SketchEdge {
    pub actor: usize,
    pub relation: Relation,
    pub extent: Extent,
    pub target: usize,
    /// The effective date of its statement; `""` for none.
    pub effective: String,
}

impl Sketch {
    pub fn new(dates: &[&str]) -> Self {
        Self { policies: dates.iter().map(|&d| d.to_owned()).collect(), edges: Vec::new() }
    }

    /// Adds an edge; the name of its property says relation and extent.
    pub fn edge(mut self, actor: usize, property: &str, target: usize, effective: &str) -> Self {
        let (relation, extent) = Relation::from_name(property).unwrap();
        self.edges.push(SketchEdge { actor, relation, extent, target, effective: effective.to_owned() });
        self
    }

    pub fn iri(policy: usize) -> String {
        format!("https://example.org/{policy:03}")
    }

    pub fn number(iri: &str) -> usize {
        iri[iri.len() - 3..].parse().unwrap()
    }

    pub fn quads(&self) -> Vec<Quad> {
        let mut quads = Vec::new();
        let node = |iri: String| NamedNode::new(iri).unwrap();
        let mut add = |s: &NamedNode, p: NamedNodeRef<'_>, o: Term| {
            quads.push(Quad::new(s.clone(), p, o, node("https://example.org/graph".to_owned())));
        };
        let date = |d: chrono::NaiveDate| Literal::new_typed_literal(d.to_string(), vocab::XSD_DATE).into();
        for (i, issued) in self.policies.iter().enumerate() {
            let policy = node(Self::iri(i));
            add(&policy, vocab::RDF_TYPE, vocab::PED_POLICY.into_owned().into());
            add(&policy, vocab::DCT_IDENTIFIER, Literal::from(format!("P{i}")).into());
            if let Some(issued) = PartialDate::from_iso(issued) {
                add(&policy, vocab::PED_ISSUED_EARLIEST, date(issued.earliest()));
                add(&policy, vocab::PED_ISSUED_LATEST, date(issued.latest()));
            }
        }
        for (i, edge) in self.edges.iter().enumerate() {
            let (actor, target) = (node(Self::iri(edge.actor)), node(Self::iri(edge.target)));
            let property = edge.relation.property(edge.extent);
            add(&actor, property, target.clone().into());
            if edge.relation.is_descent() {
                let descends = node(format!("{}descendsFrom", vocab::PED));
                add(&actor, descends.as_ref(), target.clone().into());
            }
            let statement = node(format!("https://example.org/statement/{i:03}"));
            add(&statement, vocab::PED_ACTOR, actor.into());
            add(&statement, vocab::PED_RELATION, property.into_owned().into());
            add(&statement, vocab::PED_TARGET, target.into());
            let extent = if edge.extent == Extent::Part { vocab::PED_PART } else { vocab::PED_WHOLE };
            add(&statement, vocab::PED_EXTENT, extent.into_owned().into());
            add(&statement, vocab::PED_QUOTE, Literal::from(format!("words {i}")).into());
            if let Some(effective) = PartialDate::from_iso(&edge.effective) {
                add(&statement, vocab::PED_EFFECTIVE_EARLIEST, date(effective.earliest()));
                add(&statement, vocab::PED_EFFECTIVE_LATEST, date(effective.latest()));
            }
        }
        quads
    }

    pub fn index(&self) -> Index {
        Index::from_quads(&self.quads()).unwrap()
    }
}

/// Days and months within half a year, or no date.
pub(crate) fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1u32..7, 1u32..29).prop_map(|(m, d)| format!("2020-{m:02}-{d:02}")),
        3 => (1u32..7).prop_map(|m| format!("2020-{m:02}")),
        1 => Just("2020".to_owned()),
        1 => Just(String::new()),
    ]
}

/// A random graph of at least one policy, self-references and cycles included.
pub(crate) fn graph(policies: usize, edges: usize) -> impl Strategy<Value = Sketch> {
    prop::collection::vec(date(), 1..=policies).prop_flat_map(move |policies| {
        let n = policies.len();
        let edge = (0..n, 0..Relation::ALL.len(), any::<bool>(), 0..n, date()).prop_map(
            |(actor, relation, part, target, effective)| SketchEdge {
                actor,
                relation: Relation::ALL[relation],
                extent: if part { Extent::Part } else { Extent::Whole },
                target,
                effective,
            },
        );
        prop::collection::vec(edge, 0..edges)
            .prop_map(move |edges| Sketch { policies: policies.clone(), edges })
    })
}
