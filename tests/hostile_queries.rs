//! Queries that are meant to do harm: refused with a message, or answered; never a crash.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use oxigraph::model::{GraphName, Literal, NamedNode, Quad};
use pedigraph::query::bind::Values;
use pedigraph::query::guard;
use pedigraph::query::run::{Limit, Limits, Names, RunError, STEPS, brief, run};
use pedigraph::snapshot::Snapshot;
use pedigraph::store::{GraphStore, Graphs};
use proptest::prelude::*;
use std::time::Duration;

/// Runs a query over an empty store. What the guard lets through is parsed, planned and evaluated.
fn outcome(text: &str) -> Result<(), String> {
    let store = GraphStore::from_quads([], Graphs::Merged).unwrap();
    let limits = Limits { timeout: Duration::from_secs(100), ..Limits::default() };
    match run(&store, text, Values::new(), None, limits) {
        Ok(_) => Ok(()),
        Err(RunError::Limit(Limit::Time(_) | Limit::Process(_))) => panic!("no answer: {:.200}", text),
        Err(error) => Err(error.to_string()),
    }
}

/// A construct nested or repeated `n` times, by name.
fn hostile(n: usize) -> Vec<(&'static str, String)> {
    let nest = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(n), close.repeat(n));
    let filter = |expression: String| format!("SELECT * {{ ?s ?p ?o FILTER({expression}) }}");
    let group = |inner: String| format!("SELECT * {{ ?s ?p ?o {inner} }}");
    let object = |inner: String| format!("SELECT * {{ ?s ?p {inner} }}");
    let path = |inner: String| format!("SELECT * {{ ?s {inner} ?o }}");
    let each = |f: &dyn Fn(usize) -> String| (0..n).map(f).collect::<String>();
    vec![
        ("parentheses", filter(nest("(", "?o", ")"))),
        ("open parentheses", filter("(".repeat(n))),
        ("braces", format!("SELECT * {}", nest("{", "?s ?p ?o", "}"))),
        ("open braces", format!("SELECT * {}", "{".repeat(n))),
        ("brackets", object(nest("[ ?p ", "?o", "]"))),
        ("collections", object(nest("(", "?o", ")"))),
        ("negations", filter(format!("{}?o", "!".repeat(n)))),
        ("nested negations", filter(nest("!(", "?o", ")"))),
        ("minus signs", filter(format!("{}?o", "-".repeat(n)))),
        ("plus signs", filter(format!("{}?o", "+".repeat(n)))),
        ("sums", filter(format!("?o{}", "+1".repeat(n)))),
        ("signed numbers", filter(format!("?o{}", "- -1".repeat(n)))),
        ("disjunctions", filter(format!("?o{}", "||?o".repeat(n)))),
        ("conjunctions", filter(format!("?o{}", "&&?o".repeat(n)))),
        ("comparisons", filter(nest("(?o<", "1", ")"))),
        ("members", filter(format!("?o IN (1{})", ",1".repeat(n)))),
        ("nested members", filter(nest("?o IN (", "1", ")"))),
        ("calls", filter(nest("STR(", "?o", ")"))),
        ("calls by IRI", filter(nest("<http://x/f>(", "?o", ")"))),
        (
            "calls that end badly",
            format!("SELECT * {{ FILTER {} %", "<http://x/f>(EXISTS { FILTER ".repeat(n)),
        ),
        ("SUBSTR", filter(nest("SUBSTR(", "?o", ",1)"))),
        ("REGEX", filter(nest("REGEX(", "?o", ",'a')"))),
        ("REPLACE", filter(nest("REPLACE(", "?o", ",'a','b')"))),
        ("IF", filter(nest("IF(1,1,", "?o", ")"))),
        ("GROUP_CONCAT", format!("SELECT ({} AS ?x) {{ ?s ?p ?o }}", nest("GROUP_CONCAT(", "?o", ")"))),
        ("COUNT", format!("SELECT {} {{ ?s ?p ?o }}", each(&|i| format!("(COUNT(?v{i}) AS ?c{i})")))),
        ("EXISTS", filter(nest("EXISTS { ?s ?p ?o FILTER(", "1", ") }"))),
        ("NOT EXISTS", filter(nest("NOT EXISTS { ?s ?p ?o FILTER(", "1", ") }"))),
        ("FILTER", group("FILTER(?o=1)".repeat(n))),
        ("FILTER without blanks", group("FILTERSTR(?o)".repeat(n))),
        ("BIND", group(each(&|i| format!("BIND(?o+{i} AS ?x{i})")))),
        ("growing texts", group(each(&|i| format!("BIND(CONCAT(?x{i},?x{i}) AS ?x{})", i + 1)))),
        ("OPTIONAL", group("OPTIONAL { ?s ?p ?o }".repeat(n))),
        ("OPTIONAL of its own", group(each(&|i| format!("OPTIONAL {{ ?o ?p{i} ?o{i} }}")))),
        ("nested OPTIONAL", format!("SELECT * {}", nest("{ ?s ?p ?o OPTIONAL ", "{ ?s ?p ?o }", "}"))),
        ("MINUS", group("MINUS { ?s ?p ?o }".repeat(n))),
        ("LATERAL", group("LATERAL { ?s ?p ?o }".repeat(n))),
        ("GRAPH", format!("SELECT * {{ {} }}", nest("GRAPH ?g {", "?s ?p ?o", "}"))),
        ("UNION", group(format!("{{ ?s ?p ?o }}{}", "UNION{ ?s ?p ?o }".repeat(n)))),
        ("subselects", format!("SELECT * {}", nest("{ SELECT * ", "{ ?s ?p ?o }", "}"))),
        ("patterns", group(each(&|i| format!(". ?s{i} ?p{i} ?s{} ", i + 1)))),
        ("objects", object(format!("?o{}", ",?o".repeat(n)))),
        ("predicates", object(format!("?o{}", ";?p ?o".repeat(n)))),
        ("path sequences", path(format!("<http://p>{}", "/<http://p>".repeat(n)))),
        ("path alternatives", path(format!("<http://p>{}", "|<http://p>".repeat(n)))),
        ("nested paths", path(nest("(", "<http://p>", ")+"))),
        ("inverse paths", path(nest("(^", "<http://p>", ")"))),
        ("path carets", path(format!("{}<http://p>", "^".repeat(n)))),
        ("negated paths", path(format!("!(<http://p>{})", "|<http://p>".repeat(n)))),
        ("starred paths", path(format!("<http://p>{}", "*".repeat(n)))),
        ("VALUES", group(format!("VALUES ?o {{ {} }}", "1 ".repeat(n)))),
        ("VALUES of many columns", group(format!("VALUES ({}) {{}}", each(&|i| format!("?v{i} "))))),
        ("columns", format!("SELECT {} {{ ?s ?p ?o }}", each(&|i| format!("?v{i} ")))),
        ("DESCRIBE", format!("DESCRIBE {}", "<http://x>".repeat(n))),
        ("ORDER BY", format!("SELECT * {{ ?s ?p ?o }} ORDER BY {}", "DESC(?o)".repeat(n))),
        ("GROUP BY", format!("SELECT ?o {{ ?s ?p ?o }} GROUP BY ?o {}", "STR(?o)".repeat(n))),
        ("HAVING", format!("SELECT ?o {{ ?s ?p ?o }} GROUP BY ?o HAVING {}", "(1)".repeat(n))),
        ("prefixes", format!("{}ASK {{}}", each(&|i| format!("PREFIX p{i}: <http://x/{i}>\n")))),
        (
            "a long prefix",
            format!("PREFIX p: <http://{}> ASK {{ {} }}", "x".repeat(n), "p:a p:b p:c . ".repeat(n)),
        ),
        ("a long base", format!("BASE <http://{}/> ASK {{ {} }}", "x".repeat(n), "<> <> <> . ".repeat(n))),
        ("annotations", object(nest("?o {| ?p ", "?o", "|}"))),
        ("triple terms", object(nest("<< ?s ?p ", "?o", ">>"))),
        ("quotes", filter("'".repeat(n))),
        ("less than", filter("?a<".repeat(n))),
        ("hidden by an IRI", filter(format!("?o<{}?c>1", "(".repeat(n)))),
        ("hidden by a comment in an IRI", filter(format!("?o<#>'''\n{}'''", "(".repeat(n)))),
        ("comments", format!("#{}\nASK {{}}", "(".repeat(n))),
        ("escapes in names", object(format!("ex:{}", "\\(".repeat(n)))),
        ("dots", object(format!("ex:a{}", ".".repeat(n)))),
        ("hyphens", filter(format!("true{}", "-true".repeat(n)))),
    ]
}

#[test]
fn no_construct_overflows_the_stack_or_takes_for_ever() {
    for n in [1, 10, 60, 200, 1_000, 10_000, 100_000] {
        for (name, text) in hostile(n) {
            let outcome = outcome(&text);
            // As long as they are, these do no harm.
            let harmless = match n {
                10_000 => ["comments", "prefixes", "VALUES"].contains(&name),
                _ => name == "comments",
            };
            assert!(n < 10_000 || harmless || outcome.is_err(), "{n} {name} were answered");
        }
    }
}

/// The stack of the threads of a server, on which brief queries are read and evaluated.
const STACK_OF_A_SERVER: usize = 2 << 20;

#[test]
fn no_brief_query_overflows_the_stack_of_a_server() {
    let work = || {
        let iri = |name: &str| NamedNode::new(format!("http://x/{name}")).unwrap();
        let quad = Quad::new(iri("s"), iri("p"), iri("o"), GraphName::DefaultGraph);
        let store = GraphStore::of_snapshot(Snapshot::from_quads([quad]).unwrap());
        let mut answered = 0;
        for n in [1, 10, 20, 30, 31, 32, 60, 200, 1_000, 10_000] {
            for (_, text) in hostile(n) {
                answered +=
                    usize::from(brief(&store, &text, &Names::default(), Limits::default(), STEPS).is_ok());
            }
        }
        answered
    };
    let thread = std::thread::Builder::new().stack_size(STACK_OF_A_SERVER).spawn(work).unwrap();
    let answered = thread.join().unwrap();
    assert!(answered > 50, "{answered} were brief");
}

#[test]
fn sorting_is_not_stopped_within() {
    use pedigraph::query::run::Answer;
    let quads = (0..3_000).map(|n| {
        let iri = |name: &str| NamedNode::new(format!("http://x/{name}")).unwrap();
        let text = Literal::from(format!("{} of many", (n * 7919) % 3_001));
        Quad::new(iri(&n.to_string()), iri("p"), text, GraphName::DefaultGraph)
    });
    let store = GraphStore::of_snapshot(Snapshot::from_quads(quads).unwrap());
    let query = "SELECT ?o { ?s <http://x/p> ?o } ORDER BY ?o";
    for steps in [1, 100, 4_000, 10_000] {
        assert!(brief(&store, query, &Names::default(), Limits::default(), steps).is_err());
    }
    match run(&store, query, Values::new(), None, Limits::default()) {
        Ok(Answer::Rows(rows)) => {
            let texts: Vec<String> =
                rows.rows.iter().map(|row| row[0].as_ref().unwrap().to_string()).collect();
            assert!(texts.len() == 3_000 && texts.is_sorted());
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_refused_says_what_and_where() {
    for (text, message) in [
        (
            format!("SELECT * {}", "{".repeat(100)),
            "line 1, column 74: expected at most 64 brackets in each other, found more",
        ),
        (
            "ASK { SERVICE <http://x> {} }".to_owned(),
            "line 1, column 7: expected a query of this graph alone, found SERVICE: no other endpoint is ever asked",
        ),
        (
            "DROP ALL".to_owned(),
            "line 1, column 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found the update `DROP`: a query changes nothing",
        ),
        (" ".repeat(300_000), "line 1, column 1: expected at most 262144 bytes of SPARQL, found 300000"),
        (
            format!("ASK {{ {} }}", "?s ?p ?o . ".repeat(300)),
            "expected at most 200 triple patterns and path steps in a query, found 300",
        ),
        (
            format!("ASK {{ ?s ?p ?o {} }}", "OPTIONAL { ?s ?p ?o }".repeat(51)),
            "expected at most 50 OPTIONAL, MINUS and LATERAL in a query, found 51",
        ),
    ] {
        assert_eq!(outcome(&text).unwrap_err(), message);
    }
}

#[test]
fn the_deadline_is_kept() {
    let store = GraphStore::from_quads([], Graphs::Merged).unwrap();
    let values = "VALUES ?v { 0 1 2 3 4 5 6 7 8 9 }";
    let product: String = (0..12).map(|i| values.replace("?v", &format!("?v{i}"))).collect();
    let query = format!("SELECT (COUNT(*) AS ?n) {{ {product} }}");
    let limits = Limits { timeout: Duration::from_millis(200), ..Limits::default() };
    let error = run(&store, &query, Values::new(), None, limits).unwrap_err();
    assert_eq!(error.to_string(), "no answer within 0.2 s; --timeout raises the limit");
}

#[test]
fn rows_and_bytes_are_capped() {
    use pedigraph::query::run::Answer;
    let store = GraphStore::from_quads([], Graphs::Merged).unwrap();
    let query = "SELECT * { VALUES ?a { 1 2 3 4 } VALUES ?b { 1 2 3 4 } }";
    let rows = |limits| match run(&store, query, Values::new(), None, limits).unwrap() {
        Answer::Rows(rows) => (rows.rows.len(), rows.cut),
        other => panic!("{other:?}"),
    };
    assert_eq!(rows(Limits::default()), (16, None));
    assert_eq!(rows(Limits { max_rows: 16, ..Limits::default() }), (16, None));
    assert_eq!(rows(Limits { max_rows: 15, ..Limits::default() }), (15, Some(Limit::Rows(15))));
    // Half of the memory is for the answer.
    assert_eq!(rows(Limits { max_memory: 400, ..Limits::default() }), (3, Some(Limit::Answer(200))));
}

/// Pieces of queries, thrown together.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "SELECT",
            "ASK",
            "CONSTRUCT",
            "DESCRIBE",
            "WHERE",
            "FILTER",
            "OPTIONAL",
            "UNION",
            "MINUS",
            "EXISTS",
            "NOT",
            "BIND",
            "VALUES",
            "GRAPH",
            "SERVICE",
            "GROUP BY",
            "ORDER BY",
            "HAVING",
            "LIMIT 1",
            "AS",
            "IN",
            "REGEX",
            "COUNT",
            "DISTINCT",
            "PREFIX p: <http://x/>",
            "BASE <http://x/>",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "<",
            ">",
            "<http://x/a>",
            "<#",
            "?x",
            "$y",
            "p:a",
            "_:b",
            "'a'",
            "\"a\"",
            "'''",
            "\"\"\"",
            "'",
            "\"",
            "1",
            "-1.5e3",
            "true",
            "a",
            "*",
            "+",
            "-",
            "/",
            "|",
            "||",
            "&&",
            "!",
            "!=",
            "^",
            "^^",
            "=",
            ".",
            ";",
            ",",
            "#",
            "\n",
            "\\",
            "@en",
            "é",
            "\u{0}",
            "{|",
            "|}",
            "<<",
            ">>",
            "UNDEF",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,6}",
        "\\PC{0,3}",
    ];
    let pieces = prop::collection::vec((piece, prop::sample::select(vec!["", " "])), 0..60);
    pieces.prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| piece + gap).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_guard_takes_any_text(text in pieces()) {
        if let Err(refusal) = guard::check(&text) {
            prop_assert!(refusal.position.line() as usize <= text.lines().count().max(1) + 1);
            prop_assert!(!refusal.message.is_empty());
        }
    }

    #[test]
    fn any_query_is_answered_or_refused(text in pieces()) {
        let _ = outcome(&format!("SELECT * {{ {text} }}"));
    }
}
