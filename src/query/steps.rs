//! What the catalogue costs on graphs that are deep, wide or both: the rows that each step of its plan
//! gives are counted, and must grow as the graph does.

use super::bind::{Values, bind};
use super::catalogue::Catalogue;
use super::functions;
use crate::ground::vocab;
use crate::lineage::testing::Sketch;
use crate::snapshot::Budget;
use crate::store::{GraphStore, Graphs};
use oxigraph::model::{Literal, NamedNode};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use serde_json::Value;
use spargebra::term::GroundTerm;
use spargebra::{Query, SparqlParser};
use std::sync::Arc;

/// Policies that amend each other as `target` says; the first was rescinded by the last.
fn graph(n: usize, target: impl Fn(usize) -> Vec<usize>) -> GraphStore {
    let mut sketch = Sketch::new(&vec!["2000-01-01"; n + 1]).edge(n, "rescinds", 0, "2001-01-01");
    for i in 1..n {
        for to in target(i) {
            sketch = sketch.edge(i, "amends", to, "");
        }
    }
    GraphStore::from_quads(sketch.quads(), Graphs::Merged).unwrap()
}

fn shapes(n: usize) -> [(&'static str, GraphStore); 3] {
    // A grid of ten columns: what stands above and what stands to the left.
    let grid = |i: usize| {
        let above = i.checked_sub(10);
        above.into_iter().chain((!i.is_multiple_of(10)).then(|| i - 1)).collect()
    };
    [("a chain", graph(n, |i| vec![i - 1])), ("a hub", graph(n, |_| vec![0])), ("a grid", graph(n, grid))]
}

/// A value for each parameter that a query must have.
fn values(text: &str) -> Values {
    let day = Literal::new_typed_literal("2010-01-01", vocab::XSD_DATE);
    let first = Literal::new_typed_literal("1990-01-01", vocab::XSD_DATE);
    let iri = |iri: &str| GroundTerm::NamedNode(NamedNode::new(iri).unwrap());
    let all = [
        ("policy", iri(&Sketch::iri(0))),
        ("asOf", GroundTerm::Literal(day.clone())),
        ("to", GroundTerm::Literal(day)),
        ("from", GroundTerm::Literal(first)),
        ("text", GroundTerm::Literal("P".into())),
        ("atLeast", GroundTerm::Literal(1.into())),
        ("body", iri("https://example.org/body")),
    ];
    let used = |name: &str| text.contains(&format!("${name}"));
    all.into_iter().filter(|(name, _)| used(name)).map(|(name, value)| (name.to_owned(), value)).collect()
}

fn rows(node: &Value) -> u64 {
    let own = node["number of results"].as_u64().unwrap_or(0);
    own + node["children"].as_array().into_iter().flatten().map(rows).sum::<u64>()
}

/// Rows of all steps of a query's plan, and of its answer.
pub(super) fn rows_of_plan(store: &GraphStore, query: Query, budget: &Arc<Budget>) -> u64 {
    let evaluator = functions::install(SparqlEvaluator::new(), store);
    let (results, explanation) = store.explain(evaluator, query, budget);
    let answer = match results.unwrap() {
        QueryResults::Solutions(rows) => rows.map(Result::unwrap).count(),
        QueryResults::Graph(triples) => triples.map(Result::unwrap).count(),
        QueryResults::Boolean(_) => 1,
    };
    let mut json = Vec::new();
    explanation.write_in_json(&mut json).unwrap();
    let plan: Value = serde_json::from_slice(&json).unwrap();
    answer as u64 + rows(&plan["plan"])
}

/// The same of a query of the catalogue.
fn steps(store: &GraphStore, text: &str) -> u64 {
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in vocab::PREFIXES {
        parser = parser.with_prefix(prefix, namespace).unwrap();
    }
    let query = bind(parser.parse_query(text).unwrap(), &values(text)).unwrap();
    rows_of_plan(store, query, &Budget::new(u64::MAX))
}

#[test]
fn every_query_of_the_catalogue_grows_as_the_graph_does() {
    let sizes = [80, 160, 320].map(|n| (n as u64, shapes(n)));
    for query in Catalogue::built_in().unwrap().iter() {
        for shape in 0..3 {
            let found: Vec<u64> =
                sizes.iter().map(|(_, shapes)| steps(&shapes[shape].1, &query.text)).collect();
            let name = sizes[0].1[shape].0;
            // Twice the graph costs twice; a square would cost four times.
            for (small, large) in found.iter().zip(&found[1..]) {
                assert!(*large <= small * 5 / 2 + 500, "{} on {name}: {found:?}", query.name);
            }
        }
    }
}
