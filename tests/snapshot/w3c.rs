//! The W3C's tests of SPARQL 1.1 queries, over a snapshot and over Oxigraph's store: see `w3c/README.md`.
//!
//! The default graph of a test is what it says, not the union of all graphs: where a test has named graphs, its default
//! graph is a graph of its own name, and the query gets the `FROM` and `FROM NAMED` that say so.

use crate::both;
use flate2::read::GzDecoder;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::vocab::{rdf, xsd};
use oxigraph::model::{GraphName, Literal, NamedNode, NamedOrBlankNode, Quad, Term};
use oxigraph::sparql::results::{QueryResultsFormat, QueryResultsParser, ReaderQueryResultsParserOutput};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use pedigraph::snapshot::Budget;
use pedigraph::store::GraphStore;
use spargebra::algebra::QueryDataset;
use spargebra::{Query, SparqlParser};
use std::collections::BTreeMap;
use std::io::Read;

const BASE: &str = "http://example.org/sparql11/";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const QT: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#";

/// Tests that the evaluator does not answer as the W3C does, over whichever data: the snapshot's answer is then that of
/// Oxigraph's store.
const KNOWN: [(&str, &str); 9] = [
    ("agg-groupconcat-04", "GROUP_CONCAT keeps the language that all members have"),
    ("agg-groupconcat-06", "GROUP_CONCAT keeps the language that all members have"),
    ("agg-empty-group-count-graph", "GRAPH ?g around a subselect does not bind ?g outside"),
    ("graph", "GRAPH ?g around VALUES does not bind ?g"),
    ("graph-minus", "GRAPH ?g around MINUS does not bind ?g on both sides"),
    ("zero_or_more_set_start", "a path of no step from a constant that stands nowhere in the graph"),
    ("zero_or_more_set_end", "a path of no step from a constant that stands nowhere in the graph"),
    ("zero_or_one_set_start", "a path of no step from a constant that stands nowhere in the graph"),
    ("zero_or_one_set_end", "a path of no step from a constant that stands nowhere in the graph"),
];

type Files = BTreeMap<String, Vec<u8>>;

fn files() -> Files {
    let archive = GzDecoder::new(&include_bytes!("w3c/sparql11.tar.gz")[..]);
    let mut files = Files::new();
    for entry in tar::Archive::new(archive).entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(format!("{BASE}{path}"), bytes);
    }
    files
}

fn read_rdf(files: &Files, iri: &str) -> Vec<Quad> {
    let format = RdfFormat::from_extension(iri.rsplit_once('.').unwrap().1).unwrap();
    let parser = RdfParser::from_format(format).with_base_iri(iri).unwrap().rename_blank_nodes();
    parser.for_slice(&files[iri]).map(|quad| quad.unwrap_or_else(|e| panic!("{iri}: {e}"))).collect()
}

/// The manifest of a folder.
struct Manifest(Vec<Quad>);

impl Manifest {
    fn objects(&self, subject: &Term, predicate: &str) -> Vec<Term> {
        let is_of = |quad: &&Quad| {
            Term::from(quad.subject.clone()) == *subject && quad.predicate.as_str() == predicate
        };
        self.0.iter().filter(is_of).map(|quad| quad.object.clone()).collect()
    }

    fn iris(&self, subject: &Term, predicate: &str) -> Vec<NamedNode> {
        let iri = |term| if let Term::NamedNode(iri) = term { Some(iri) } else { None };
        self.objects(subject, predicate).into_iter().filter_map(iri).collect()
    }

    /// The tests that evaluate a query: their names, actions and results.
    fn tests(&self) -> Vec<(String, Term, NamedNode)> {
        let is_test = |quad: &&Quad| {
            quad.predicate == rdf::TYPE && quad.object.to_string() == format!("<{MF}QueryEvaluationTest>")
        };
        let mut tests = Vec::new();
        for quad in self.0.iter().filter(is_test) {
            let NamedOrBlankNode::NamedNode(name) = &quad.subject else { panic!("a test without a name") };
            let test = Term::from(name.clone());
            let action = self.objects(&test, &format!("{MF}action")).remove(0);
            let result = self.iris(&test, &format!("{MF}result")).remove(0);
            tests.push((name.as_str().rsplit_once('#').unwrap().1.to_owned(), action, result));
        }
        tests
    }
}

/// A term as it is compared: numbers by their values, blank nodes alike.
fn comparable(term: &Term) -> String {
    match term {
        Term::BlankNode(_) => "_:".to_owned(),
        Term::Literal(literal) => number(literal).unwrap_or_else(|| literal.to_string()),
        Term::NamedNode(iri) => iri.to_string(),
    }
}

fn number(literal: &Literal) -> Option<String> {
    let is_number = [xsd::DECIMAL, xsd::DOUBLE, xsd::FLOAT, xsd::INTEGER].contains(&literal.datatype());
    let value: f64 = literal.value().parse().ok().filter(|_| is_number)?;
    Some(format!("{value} {}", literal.datatype()))
}

fn triple(quad: &Quad) -> String {
    let subject = comparable(&quad.subject.clone().into());
    format!("{subject} {} {}", quad.predicate, comparable(&quad.object))
}

fn sorted(mut lines: Vec<String>) -> Vec<String> {
    lines.sort();
    lines
}

fn row<'a>(values: impl Iterator<Item = (&'a oxigraph::sparql::Variable, &'a Term)>) -> String {
    sorted(values.map(|(name, value)| format!("{name}={}", comparable(value))).collect()).join(" ")
}

fn expected(files: &Files, result: &str) -> Vec<String> {
    let format = match result.rsplit_once('.').unwrap().1 {
        "srx" => QueryResultsFormat::Xml,
        "srj" => QueryResultsFormat::Json,
        _ => {
            let mut triples = sorted(read_rdf(files, result).iter().map(triple).collect());
            triples.dedup();
            return triples;
        }
    };
    match QueryResultsParser::from_format(format).for_reader(&files[result][..]).unwrap() {
        ReaderQueryResultsParserOutput::Boolean(yes) => vec![yes.to_string()],
        ReaderQueryResultsParserOutput::Solutions(rows) => {
            sorted(rows.map(|solution| row(solution.unwrap().iter())).collect())
        }
    }
}

fn found(store: &GraphStore, query: &Query) -> Vec<String> {
    let budget = Budget::new(1 << 30);
    match store.evaluate(SparqlEvaluator::new(), query.clone(), &budget).unwrap() {
        QueryResults::Boolean(yes) => vec![yes.to_string()],
        QueryResults::Solutions(rows) => sorted(rows.map(|solution| row(solution.unwrap().iter())).collect()),
        QueryResults::Graph(triples) => {
            let triples = triples.map(|t| triple(&t.unwrap().in_graph(GraphName::DefaultGraph)));
            let mut triples = sorted(triples.collect());
            triples.dedup();
            triples
        }
    }
}

/// Puts the data of a test into graphs, and tells the query which.
fn prepare(files: &Files, manifest: &Manifest, action: &Term) -> (Vec<Quad>, Query) {
    let [data, named] = ["data", "graphData"].map(|kind| manifest.iris(action, &format!("{QT}{kind}")));
    let text = manifest.iris(action, &format!("{QT}query")).remove(0);
    let parser = SparqlParser::new().with_base_iri(text.as_str()).unwrap();
    let mut query = parser.parse_query(std::str::from_utf8(&files[text.as_str()]).unwrap()).unwrap();
    let of_query = query.dataset().cloned();
    let mut quads = Vec::new();
    for file in &data {
        for quad in read_rdf(files, file.as_str()) {
            let graph_name = if named.is_empty() { GraphName::DefaultGraph } else { file.clone().into() };
            quads.push(Quad { graph_name, ..quad });
        }
    }
    let from = of_query
        .iter()
        .flat_map(|dataset| dataset.default.iter().chain(dataset.named.iter().flatten()).cloned());
    for file in named.iter().cloned().chain(from) {
        let of_file = read_rdf(files, file.as_str());
        quads.extend(of_file.into_iter().map(|quad| Quad { graph_name: file.clone().into(), ..quad }));
    }
    if !named.is_empty() && of_query.is_none() {
        let own = Some(QueryDataset { default: data, named: Some(named) });
        let (Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. }) = &mut query;
        *dataset = own;
    }
    (quads, query)
}

#[test]
fn the_tests_of_the_w3c_are_answered() {
    let files = files();
    let (mut passed, mut wrong) = (0, Vec::new());
    for manifest_iri in files.keys().filter(|iri| iri.ends_with("/manifest.ttl")) {
        let manifest = Manifest(read_rdf(&files, manifest_iri));
        for (name, action, result) in manifest.tests() {
            let (quads, query) = prepare(&files, &manifest, &action);
            let [memory, snapshot] = both(&quads);
            let (memory, snapshot) = (found(&memory, &query), found(&snapshot, &query));
            let expected = expected(&files, result.as_str());
            assert!(snapshot == memory || snapshot == expected, "{name}: {snapshot:#?}, not {memory:#?}");
            if snapshot == expected {
                passed += 1;
            } else {
                wrong.push((name, format!("expected {expected:#?}\nfound {snapshot:#?}\nstore {memory:#?}")));
            }
        }
    }
    let known = |name: &str| KNOWN.iter().any(|(known, _)| *known == name);
    let new: Vec<_> = wrong.iter().filter(|(name, _)| !known(name)).collect();
    for (name, what) in &new {
        println!("{name}: {what}");
    }
    assert!(new.is_empty(), "{:?}", new.iter().map(|(name, _)| name).collect::<Vec<_>>());
    assert_eq!(wrong.len(), KNOWN.len(), "a known test is answered now");
    assert!(passed > 200, "{passed}");
}
