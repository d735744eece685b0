//! Orders that the counts suggest, and what is left alone.

use super::counted::{MOST_PARTS, MOST_ROWS};
use super::*;
use crate::ground::vocab;
use crate::query::steps::rows_of_plan;
use crate::snapshot::{Budget, Snapshot};
use oxigraph::model::{GraphName, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use spargebra::SparqlParser;

fn policy(number: usize) -> NamedNode {
    NamedNode::new(format!("http://x/{number}")).unwrap()
}

/// Policies that descend from each other as a tree, each with a number.
fn store(policies: usize) -> GraphStore {
    let quads = (0..policies).flat_map(|number| {
        let quad = |predicate: oxigraph::model::NamedNodeRef<'_>, object: oxigraph::model::Term| {
            Quad::new(policy(number), predicate.into_owned(), object, GraphName::DefaultGraph)
        };
        let identifier = oxigraph::model::Literal::from(format!("EO {number}"));
        let parent = (number > 0).then(|| quad(vocab::PED_DESCENDS_FROM, policy(number / 2).into()));
        [
            quad(vocab::RDF_TYPE, vocab::PED_POLICY.into_owned().into()),
            quad(vocab::DCT_IDENTIFIER, identifier.into()),
        ]
        .into_iter()
        .chain(parent)
    });
    GraphStore::of_snapshot(Snapshot::from_quads(quads).unwrap())
}

fn parse(text: &str) -> Query {
    let mut parser = SparqlParser::new();
    for (prefix, namespace) in vocab::PREFIXES {
        parser = parser.with_prefix(prefix, namespace).unwrap();
    }
    parser.parse_query(text).unwrap()
}

fn rows(store: &GraphStore, query: Query) -> Vec<String> {
    match store.evaluate(SparqlEvaluator::new(), query, &Budget::new(u64::MAX)).unwrap() {
        QueryResults::Solutions(rows) => {
            let mut rows: Vec<String> = rows.map(|row| format!("{:?}", row.unwrap())).collect();
            rows.sort();
            rows
        }
        _ => panic!("rows"),
    }
}

/// The query as it is improved, after its rows are found to be the same.
fn improved(store: &GraphStore, text: &str) -> String {
    let query = parse(text);
    let better = improve(query.clone(), store);
    let found = rows(store, better.clone());
    assert!(!found.is_empty(), "{text}");
    assert_eq!(found, rows(store, query), "{text}");
    better.to_sse()
}

/// Where a part stands in a query.
fn place(query: &str, part: &str) -> usize {
    query.find(part).unwrap_or_else(|| panic!("{part} in {query}"))
}

#[test]
fn a_closure_starts_from_its_constant_end() {
    let store = store(500);
    let query = improved(&store, "SELECT ?p { ?p a ped:Policy ; ped:descendsFrom+ <http://x/7> }");
    assert!(query.contains("lateral"), "{query}");
    assert!(place(&query, "descendsFrom") < place(&query, "Policy"), "{query}");
    let query = improved(&store, "SELECT ?p { ?p a ped:Policy . <http://x/200> ped:descendsFrom+ ?p }");
    assert!(place(&query, "descendsFrom") < place(&query, "Policy"), "{query}");
}

#[test]
fn a_filter_for_an_iri_is_where_a_path_starts() {
    let store = store(500);
    for filter in ["?q = <http://x/3>", "?q IN (<http://x/3>, <http://x/9>)", "<http://x/3> = ?q && ?p != ?q"]
    {
        let query = improved(&store, &format!("SELECT * {{ ?p ped:descendsFrom+ ?q FILTER({filter}) }}"));
        assert!(query.contains("table"), "{query}");
    }
    // Equal literals need not be the same term, and a variable of OPTIONAL may lack a value.
    for text in [
        "SELECT * { ?p dct:identifier ?q FILTER(?q = 'EO 3') }",
        "SELECT * { ?p a ped:Policy OPTIONAL { ?p ped:descendsFrom ?q } FILTER(?q = <http://x/3>) }",
        "SELECT * { ?p ped:descendsFrom ?q FILTER(?q = <http://x/3> || ?p = <http://x/5>) }",
    ] {
        let query = improved(&store, text);
        assert!(!query.contains("table"), "{query}");
    }
}

#[test]
fn what_is_well_or_not_known_stays() {
    let store = store(500);
    for text in [
        "SELECT * { ?p dct:identifier 'EO 300' ; a ped:Policy }",
        "SELECT ?q { ?p a ped:Policy ; ped:descendsFrom+ ?q . ?p dct:identifier 'EO 300' }",
        "SELECT * { ?p a ped:Policy OPTIONAL { ?p dct:identifier ?i } }",
        // A filter that asks of a variable from outside the branch has no answer in a join.
        "SELECT * { ?p a ped:Policy { ?q a ped:Policy ; ped:descendsFrom ?r FILTER(?p != ?q) } UNION { ?q ped:descendsFrom ?r } }",
        "SELECT * { ?p a ped:Policy FILTER NOT EXISTS { ?q ped:descendsFrom ?p } }",
        "SELECT * { ?p a ped:Policy ; ped:descendsFrom+ ?q { SELECT ?q { ?q dct:identifier 'EO 7' } } }",
    ] {
        assert_eq!(improve(parse(text), &store), parse(text), "{text}");
    }
}

#[test]
fn what_is_optional_is_looked_up_by_what_is_bound() {
    let store = store(500);
    // Both patterns have a constant, which is all that the evaluator sees; every policy has the type, few one parent.
    let query = improved(
        &store,
        "SELECT ?p (COUNT(?q) AS ?n) { ?p a ped:Policy OPTIONAL { ?q a ped:Policy . ?q ped:descendsFrom+ ?p } } GROUP BY ?p",
    );
    let optional = &query[place(&query, "leftjoin")..];
    assert!(query.contains("lateral"), "{query}");
    assert!(place(optional, "descendsFrom") < place(optional, "Policy"), "{query}");
    // A condition that asks of what may have no value on either side is left to the evaluator.
    let text = "SELECT * { ?p a ped:Policy OPTIONAL { ?p dct:identifier ?i } OPTIONAL { ?q a ped:Policy . ?q ped:descendsFrom+ ?p FILTER(?i != 'EO 3') } }";
    assert_eq!(improve(parse(text), &store), parse(text));
}

#[test]
fn what_may_not_exist_is_joined_pattern_by_pattern() {
    let store = store(500);
    for not in ["NOT", ""] {
        let text = format!(
            "SELECT ?p {{ ?p a ped:Policy FILTER {not} EXISTS {{ ?q a ped:Policy ; ped:descendsFrom ?p }} }}"
        );
        let query = improved(&store, &text);
        let exists = place(&query, "exists");
        assert!(query[exists..].contains("lateral"), "{query}");
        assert!(place(&query[exists..], "descendsFrom") < place(&query[exists..], "Policy"), "{query}");
    }
}

#[test]
fn the_branches_of_a_union_are_ordered_by_what_is_bound_before_them() {
    let store = store(500);
    let query = improved(
        &store,
        "SELECT * { ?p dct:identifier ?i { ?q a ped:Policy ; ped:descendsFrom ?p BIND(?q AS ?x) } UNION { ?p ped:descendsFrom ?y . ?y dct:identifier 'EO 3' } }",
    );
    assert!(query.contains("lateral") && query.contains("union"), "{query}");
}

/// What does more than it reads, or seems to.
const MUCH: [&str; 24] = [
    "SELECT * { ?x a ?t OPTIONAL { ?y a ?t } }",
    "SELECT * { ?x a ?t . ?y a ?t }",
    "SELECT * { ?x a ?t . ?y a ?t } LIMIT 1",
    "SELECT DISTINCT ?t { ?x a ?t . ?y a ?t . ?z a ?t FILTER(?x = <http://x/1>) }",
    "SELECT * { ?x a ped:Policy . ?y a ped:Policy }",
    "SELECT * { { SELECT * { ?x a ?t } } { SELECT * { ?y a ?t } } }",
    "SELECT * { ?x a ?t MINUS { ?y a ?t } }",
    "SELECT * { VALUES ?a { 1 2 3 4 } VALUES ?b { 1 2 3 4 } ?x dct:identifier 'EO 3' }",
    "SELECT * { VALUES ?a { 1 2 3 4 5 6 7 8 9 } VALUES ?b { 1 2 3 4 5 6 7 8 9 } ?x dct:identifier 'EO 3' }",
    "SELECT * { { {} UNION {} } { {} UNION {} } { {} UNION {} } { {} UNION {} } { {} UNION {} } }",
    "SELECT * { { ?x a ?t } UNION { ?x a ?t } UNION { ?x a ?t } ?x dct:identifier ?i }",
    "SELECT * { ?a ped:descendsFrom* ?b }",
    "SELECT * { ?a (ped:descendsFrom|^ped:descendsFrom)* ?b } LIMIT 2",
    "SELECT * { ?a ped:descendsFrom?/ped:descendsFrom?/ped:descendsFrom? ?b }",
    "SELECT * { ?a ((ped:descendsFrom?)*)+ ?b }",
    "SELECT * { ?a !(rdf:type) ?b . ?b !(rdf:type) ?c }",
    "SELECT (COUNT(*) AS ?n) { ?x a ?t . ?y a ?t }",
    "SELECT (GROUP_CONCAT(?i) AS ?all) { ?x dct:identifier ?i }",
    "SELECT * { ?x dct:identifier ?i BIND(CONCAT(?i, ?i) AS ?two) }",
    "SELECT * { ?x dct:identifier ?i FILTER(REGEX(?i, '3')) }",
    "SELECT * { ?x dct:identifier ?i FILTER EXISTS { ?y a ped:Policy . ?z a ped:Policy FILTER(?y = ?z) } }",
    "SELECT * { ?x dct:identifier ?i FILTER EXISTS { ?x a ?t . ?y a ?t } } ORDER BY ?i",
    "SELECT * { GRAPH ?g { ?x a ?t . ?y a ?t } }",
    "CONSTRUCT { ?x a ?t . ?y a ?t } { ?x a ?t . ?y a ?t }",
];

#[test]
fn a_counted_query_does_no_more_than_it_reads() {
    let store = store(60);
    let mut are_counted = 0;
    for text in MUCH {
        let Some(chains) = counted(&parse(text), &store) else { continue };
        are_counted += 1;
        let budget = Budget::of_steps(u64::MAX, u64::MAX);
        let rows = rows_of_plan(&store, chains, &budget);
        assert!(
            rows <= (budget.taken() + 1) * (MOST_ROWS * MOST_PARTS) as u64,
            "{rows}, {}: {text}",
            budget.taken()
        );
        // Where it may read less, it is stopped soon after.
        let budget = Budget::of_steps(u64::MAX, 50);
        let chains = counted(&parse(text), &store).unwrap();
        let results = store.evaluate(SparqlEvaluator::new(), chains, &budget);
        let found = match results {
            Ok(QueryResults::Solutions(rows)) => rows.take_while(Result::is_ok).count(),
            Ok(QueryResults::Graph(triples)) => triples.take_while(Result::is_ok).count(),
            _ => 0,
        };
        assert!(found <= 50 * MOST_ROWS && budget.taken() < 500, "{found}, {}: {text}", budget.taken());
    }
    assert!((8..=16).contains(&are_counted), "{are_counted}");
}

#[test]
fn what_does_more_than_it_reads_is_not_counted() {
    let store = store(60);
    for (at, text) in MUCH.iter().enumerate() {
        let is_counted = counted(&parse(text), &store).is_some();
        let does_more_than_reading = [4, 5, 6, 8, 9, 17, 18, 19, 21, 22].contains(&at);
        assert!(!(is_counted && does_more_than_reading), "{text}");
    }
}
