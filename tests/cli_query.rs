//! `pedigraph query` and `pedigraph queries`, as a user runs them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use common::{pedigraph, stdout};
use std::io::Write;
use std::path::Path;
use std::process::Output;

const SEED: &str = "data/digitalgov-customer-service-policies.json";

fn output(args: &[&str], stdin: &str) -> Output {
    pedigraph().args(args).write_stdin(stdin.to_owned()).output().unwrap()
}

/// Exit code and the first line of standard error of a run that fails.
fn failure(args: &[&str], stdin: &str) -> (i32, String) {
    let output = output(args, stdin);
    let message = String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), message.lines().next().unwrap_or_default().to_owned())
}

#[test]
fn a_query_of_the_catalogue_over_documents() {
    let text = stdout(&["query", "rescinded", SEED, "--format", "csv"]);
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("policy,identifier,title,extent,by,"));
    assert!(lines.next().unwrap().contains("2017-06-15,true,6/15/2017: Eliminated by M-17-26,"));
    assert_eq!(lines.next(), None);
}

#[test]
fn a_table_has_short_names() {
    let text = stdout(&["query", "lineage", SEED, "--param", "policy=e.o. 13,571"]);
    assert!(text.contains(" us/omb-memorandum/m-11-24 "), "{text}");
    assert!(text.contains("M-11-24 –implements→ EO 13571"), "{text}");
}

#[test]
fn a_graph_directory_answers_as_its_documents_do() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph");
    let graph = graph.to_str().unwrap();
    stdout(&["ingest", SEED, "--graph", graph]);
    for output in ["csv", "json", "tsv", "xml"] {
        let from_graph = stdout(&["query", "policies", "--graph", graph, "--format", output]);
        assert_eq!(from_graph, stdout(&["query", "policies", SEED, "--format", output]));
        assert_eq!(from_graph, stdout(&["query", "policies", "--graph", graph, "--format", output]), "twice");
    }
    let by_graph = output(
        &["query", "-", "--graph", graph, "--format", "csv"],
        "SELECT DISTINCT ?g { GRAPH ?g { ?s a ped:Statement } }",
    );
    assert_eq!(String::from_utf8(by_graph.stdout).unwrap().lines().count(), 2, "one source");
}

#[test]
fn a_query_of_ones_own() {
    let ask = output(&["query", "-", SEED], "ASK { ?a ped:rescinds <us/omb-memorandum/m-16-08> }");
    assert_eq!(String::from_utf8(ask.stdout).unwrap(), "yes\n");
    let mut file = tempfile::Builder::new().suffix(".rq").tempfile().unwrap();
    write!(file, "#+ params:\n#+   - {{name: p, type: policy, example: EO 13571, description: It.}}\nSELECT ?title {{ $p dct:title ?title }}").unwrap();
    let path = file.path().to_str().unwrap();
    assert!(stdout(&["query", path, SEED, "-p", "p=eo13571"]).contains("Streamlining Service Delivery"));
    let folder = file.path().parent().unwrap().to_str().unwrap();
    let name = file.path().file_stem().unwrap().to_str().unwrap();
    assert!(stdout(&["queries", "--queries", folder]).contains(name));
}

#[test]
fn without_a_head_values_tell_their_types() {
    let query = "SELECT ?p { ?p ped:issuedEarliest ?d FILTER(?d = $day) }";
    let found = output(&["query", "-", SEED, "-p", "day=2011-04-27", "--format", "csv"], query);
    assert!(String::from_utf8(found.stdout).unwrap().contains("/13571"));
}

#[test]
fn a_construct_is_written_as_rdf() {
    assert!(stdout(&["query", "annotations", SEED]).contains("a oa:Annotation ;"));
    // JSON-LD of one document with its context.
    let json: serde_json::Value =
        serde_json::from_str(&stdout(&["query", "annotations", SEED, "--format", "json"])).unwrap();
    assert!(
        json["@context"]["Statement"].is_string() && json["graph"].as_array().is_some_and(|g| g.len() > 10)
    );
    let (code, message) = failure(&["query", "annotations", SEED, "--format", "csv"], "");
    assert_eq!(
        (code, message.as_str()),
        (2, "error: annotations: its answer is a graph, which cannot be written as csv")
    );
}

#[test]
fn a_query_and_its_parameters_can_stand_on_the_command_line() {
    let rows = stdout(&["query", "ASK { ?a ped:rescinds ?b }", SEED, "--format", "csv"]);
    assert!(rows.contains("true"), "{rows}");
    let long = stdout(&["query", "lineage", SEED, "--param", "policy=M-11-24", "--format", "csv"]);
    assert_eq!(stdout(&["query", "lineage", "policy=M-11-24", SEED, "--format", "csv"]), long);
}

/// Seen: a query with a prefix of the README's own Turtle was no SPARQL, and its error stood behind the name.
#[test]
fn prefixes_of_the_graph_are_known_and_mistakes_are_told_where_they_stand() {
    let ask = "ASK { omb-memorandum:m-17-26 ped:rescinds omb-memorandum:m-16-08 . body:office-of-management-and-budget ?p ?o }";
    assert_eq!(stdout(&["query", ask, SEED]), "yes\n");
    for (query, told) in [
        (
            "SELECT *\n  { ?a executive-oder:1 ?b }",
            "not SPARQL 1.1: line 2, column 8: expected a prefix that is known or declared, found `executive-oder:`; did you mean executive-order:?",
        ),
        (
            "SELECT ?a WEHRE { ?a ?b ?c }",
            "not SPARQL 1.1: line 1, column 11: expected a keyword of SPARQL, found `WEHRE`; did you mean WHERE?",
        ),
        (
            "SELCT ?a { ?a ?b ?c }",
            "line 1, column 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found `SELCT`; did you mean SELECT?",
        ),
        (
            "SELECT ?a WHERE",
            "not SPARQL 1.1: line 1, column 16: expected something else, such as {, DISTINCT, found the end",
        ),
    ] {
        let (code, message) = failure(&["query", query, SEED], "");
        assert!(code == 2 || code == 4, "{query}: {code}");
        assert_eq!(message, format!("error: the query: {told}"));
        assert_eq!(failure(&["query", "-", SEED], query), (code, format!("error: standard input: {told}")));
    }
    let (code, message) = failure(&["query", "ASK { $policy ?p ?o }", SEED, "polcy=x"], "");
    assert_eq!(
        (code, message.as_str()),
        (
            2,
            "error: the query: expected a parameter of this query, found `polcy`: it has no variable $polcy; did you mean policy?"
        )
    );
    let asked = output(&["query", "SELECT ?polciy { ?policy ped:rescind ?b }", SEED], "");
    let told = String::from_utf8(asked.stderr).unwrap();
    assert!(told.contains("did you mean ped:rescinds?") && told.contains("did you mean ?policy?"), "{told}");
    assert_eq!(asked.status.code(), Some(0));
}

#[test]
fn what_cannot_be_answered_is_told_with_its_exit_code() {
    for (args, stdin, code, message) in [
        (
            vec!["query", "lineag", SEED],
            "",
            3,
            "error: expected the name of a query or a file that ends in .rq, found `lineag`; did you mean lineage?",
        ),
        (
            vec!["query", "lineage", SEED, "-p", "policy=EO 13751"],
            "",
            3,
            "error: lineage: expected a policy of this graph, found `EO 13751`; did you mean:",
        ),
        (
            vec!["query", "lineage", SEED, "-p", "policy=customer service"],
            "",
            3,
            "error: lineage: expected one policy, found `customer service`, which is 7:",
        ),
        (
            vec!["query", "lineage", SEED],
            "",
            2,
            "error: lineage: expected a policy as policy, found nothing: add policy=\"EO 13571\"",
        ),
        (
            vec!["query", "lineage", SEED, "-p", "polcy=x"],
            "",
            2,
            "error: lineage: expected one of policy, found the parameter `polcy`; did you mean policy?",
        ),
        (
            vec!["query", "in-force", SEED, "-p", "asOf=2017-02-30"],
            "",
            2,
            "error: in-force: asOf: expected a day such as 2017-06-14 or June 14, 2017, a month or a year (its last day), today or newest; found `2017-02-30`",
        ),
        (
            vec!["query", "-", SEED],
            "DROP ALL",
            4,
            "error: standard input: line 1, column 1: expected SELECT, ASK, CONSTRUCT or DESCRIBE, found the update `DROP`: a query changes nothing",
        ),
        (
            vec!["query", "-", SEED],
            "ASK { SERVICE <http://x> {} }",
            4,
            "error: standard input: line 1, column 7: expected a query of this graph alone, found SERVICE: no other endpoint is ever asked",
        ),
        (
            vec!["query", "-", "-"],
            "ASK {}",
            2,
            "error: standard input can be the query or a document, not both",
        ),
        (
            vec!["query", "-", SEED, "--format", "turtle"],
            "ASK {}",
            2,
            "error: standard input: its answer is rows or yes or no, which cannot be written as turtle",
        ),
    ] {
        assert_eq!(failure(&args, stdin), (code, message.to_owned()), "{args:?}");
    }
    let nested = format!("SELECT * {{ FILTER({}1{}) }}", "(".repeat(10_000), ")".repeat(10_000));
    let (code, message) = failure(&["query", "-", SEED], &nested);
    assert_eq!(code, 4);
    assert!(message.contains("brackets"), "{message}");
}

#[test]
fn limits_are_options() {
    let product: String = (0..12).map(|i| format!("VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }} ")).collect();
    let (code, message) = failure(
        &["query", "-", SEED, "--timeout", "0.3"],
        &format!("SELECT (COUNT(*) AS ?n) {{ {product} }}"),
    );
    assert_eq!(
        (code, message.as_str()),
        (4, "error: standard input: no answer within 0.3 s; --timeout raises the limit")
    );
    let cut = output(&["query", "policies", SEED, "--max-rows", "3", "--format", "csv"], "");
    assert_eq!(String::from_utf8(cut.stdout).unwrap().lines().count(), 4);
    let message = "error: policies: only the first 3 rows are given; --max-rows raises the limit\n";
    assert_eq!(String::from_utf8(cut.stderr).unwrap(), message);
    assert_eq!(cut.status.code(), Some(4));
}

#[test]
fn the_catalogue_is_listed_and_told() {
    let list = stdout(&["queries"]);
    assert!(list.contains("lineage      What a policy descends from, and what descends from it.\n               policy=POLICY\n"), "{list}");
    let one = stdout(&["queries", "in-force"]);
    assert!(one.contains("  asOf (date, default newest; as in 2017-06-15)\n"), "{one}");
    assert!(one.ends_with("  pedigraph query in-force\n"), "{one}");
    assert_eq!(stdout(&["queries", "lineage", "--sparql"]), include_str!("../queries/lineage.rq"));
    let json: serde_json::Value = serde_json::from_str(&stdout(&["queries", "--format", "json"])).unwrap();
    assert_eq!(json["schema"], "pedigraph-queries/1");
    let files = common::files(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/queries")));
    let queries = json["queries"].as_array().unwrap();
    assert_eq!(queries.len(), files.len());
    let last = "Any SPARQL 1.1 store over an export answers them too, but for lineage.\n";
    assert!(list.ends_with(last), "{list}");
    let own: Vec<_> = queries.iter().filter(|query| query["portable"] == false).collect();
    assert_eq!((own.len(), &own[0]["name"], &own[0]["instead"]), (1, &"lineage".into(), &"relatives".into()));
    let why =
        "Not portable: uses pedf:distance and pedf:path; `relatives` asks for it in any SPARQL 1.1 store.\n";
    assert!(stdout(&["queries", "lineage"]).contains(why));
}
