//! The snapshot answers what Oxigraph's own store answers, and says so when it cannot.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod catalogue;
#[path = "../common/mod.rs"]
mod common;
mod faults;
mod random;
mod w3c;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use pedigraph::query::bind::Values;
use pedigraph::query::run::{Answer, Limits, run};
use pedigraph::snapshot::Snapshot;
use pedigraph::store::{GraphStore, Graphs};

/// The same quads in Oxigraph's store and as a snapshot.
fn both(quads: &[Quad]) -> [GraphStore; 2] {
    let memory = GraphStore::from_quads(quads.iter().cloned(), Graphs::Kept).unwrap();
    let snapshot = Snapshot::from_quads(quads.iter().cloned()).unwrap();
    snapshot.verify().unwrap();
    [memory, GraphStore::of_snapshot(snapshot)]
}

/// An answer whose rows come in one order, and whose blank nodes have no names.
fn lines(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = match answer {
        Answer::Boolean(yes) => vec![yes.to_string()],
        Answer::Rows(rows) => rows
            .rows
            .iter()
            .map(|row| {
                let row = rows.columns.iter().zip(row);
                row.map(|(name, term)| format!("{name}={} ", term.as_ref().map_or(String::new(), unnamed)))
                    .collect()
            })
            .collect(),
        Answer::Graph(graph) => graph.triples.iter().map(ToString::to_string).collect(),
    };
    lines.sort();
    lines
}

fn unnamed(term: &oxigraph::model::Term) -> String {
    if term.is_blank_node() { "_:".to_owned() } else { term.to_string() }
}

fn read(text: &str) -> Vec<Quad> {
    RdfParser::from_format(RdfFormat::NQuads).for_slice(text).map(Result::unwrap).collect()
}

fn ask(store: &GraphStore, text: &str) -> Vec<String> {
    lines(&run(store, text, Values::new(), None, Limits::default()).unwrap())
}

/// SPARQL 1.1, section 13.2.1: several graphs of `FROM` are merged. Oxigraph's store gives a triple for each of them.
#[test]
fn several_graphs_of_from_are_one_set() {
    let graphs = ["g1", "g2", "g3"];
    let mut text =
        graphs.map(|graph| format!("<http://x/a> <http://x/p> <http://x/b> <http://x/{graph}> .\n")).concat();
    text.push_str("<http://x/a> <http://x/p> <http://x/c> <http://x/g3> .\n");
    let [_, snapshot] = both(&read(&text));
    let two = "FROM <http://x/g1> FROM <http://x/g2> FROM <http://x/none>";
    assert_eq!(ask(&snapshot, &format!("SELECT * {two} {{ ?s ?p ?o }}")).len(), 1);
    assert_eq!(
        ask(&snapshot, &format!("SELECT * {two} {{ <http://x/a> <http://x/p>/^<http://x/p> ?o }}")).len(),
        1
    );
    assert_eq!(
        ask(&snapshot, &format!("SELECT * {two} FROM NAMED <http://x/g3> {{ GRAPH ?g {{ ?s ?p ?o }} }}"))
            .len(),
        2
    );
    assert_eq!(ask(&snapshot, "SELECT * { ?s ?p ?o }").len(), 2);
}

/// RDF 1.1 Concepts, section 3.3: terms are equal where their characters are. Oxigraph's store keeps only the value.
#[test]
fn literals_stay_as_they_are_written() {
    let text = "<http://x/a> <http://x/p> \"01\"^^<http://www.w3.org/2001/XMLSchema#integer> .\n";
    let quads =
        RdfParser::from_format(RdfFormat::NQuads).for_slice(text).map(Result::unwrap).collect::<Vec<_>>();
    let [_, snapshot] = both(&quads);
    let found = ask(&snapshot, "SELECT ?o { ?s ?p ?o FILTER(?o = 1) }");
    assert_eq!(found, ["?o=\"01\"^^<http://www.w3.org/2001/XMLSchema#integer> "]);
    assert!(ask(&snapshot, "SELECT ?s { ?s ?p 1 }").is_empty());
}
