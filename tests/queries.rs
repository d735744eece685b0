//! The query catalogue: every file is a whole question, and answers it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use pedigraph::profile::Profile;
use pedigraph::query::catalogue::{Catalogue, StoredQuery};
use pedigraph::query::header::Portable;
use pedigraph::query::output::{Format, Layout, write};
use pedigraph::query::params;
use pedigraph::query::run::{Answer, Limits, outline, run};
use pedigraph::store::{GraphStore, Graphs};
use std::collections::BTreeSet;
use std::path::Path;

fn read(format: RdfFormat, text: &str) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(Result::unwrap).collect()
}

/// The two fixtures as one graph.
fn fixture() -> GraphStore {
    let mut quads = read(RdfFormat::TriG, include_str!("fixtures/lineage.trig"));
    quads.extend(read(RdfFormat::TriG, include_str!("fixtures/queries.trig")));
    GraphStore::from_quads(common::periods::with_periods(quads), Graphs::Kept).unwrap()
}

/// What `convert` makes of the seed.
fn seed() -> GraphStore {
    let quads = read(RdfFormat::NQuads, include_str!("golden/convert/seed/expected.nq"));
    GraphStore::from_quads(quads, Graphs::Kept).unwrap()
}

fn catalogue() -> impl Iterator<Item = &'static StoredQuery> {
    Catalogue::built_in().unwrap().iter()
}

fn ask(store: &GraphStore, name: &str, given: &[(&str, &str)]) -> Answer {
    let query = Catalogue::built_in().unwrap().get(name).unwrap();
    let given: Vec<_> = given.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
    let values = params::read(query, &given, store, Profile::united_states().unwrap());
    let values = values.unwrap_or_else(|e| panic!("{name}: {e}"));
    run(store, &query.text, values, None, Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// The parameters that must be given, by their own examples.
fn required(query: &StoredQuery) -> Vec<(&str, &str)> {
    let params = query.header.iter().flat_map(|header| &header.params);
    let needed = params.filter(|param| param.default.is_none() && !param.optional);
    needed.map(|param| (param.name.as_str(), param.example.as_str())).collect()
}

/// All parameters, by their own examples.
fn every(query: &StoredQuery) -> Vec<(&str, &str)> {
    let params = query.header.iter().flat_map(|header| &header.params);
    params.map(|param| (param.name.as_str(), param.example.as_str())).collect()
}

fn length(answer: &Answer) -> usize {
    match answer {
        Answer::Rows(rows) => rows.rows.len(),
        Answer::Graph(graph) => graph.triples.len(),
        Answer::Boolean(yes) => usize::from(*yes),
    }
}

fn written(answer: &Answer) -> String {
    let format = if matches!(answer, Answer::Graph(_)) { Format::Turtle } else { Format::Csv };
    let mut out = Vec::new();
    write(answer, format, Layout { base: "", width: None }, &mut out).unwrap();
    String::from_utf8(out).unwrap().replace("\r\n", "\n")
}

/// Compares the answer with `tests/golden/queries/<graph>/<query>[-<case>]`.
fn golden(graph: &str, query: &StoredQuery, case: &str, answer: &Answer) {
    let extension = if matches!(answer, Answer::Graph(_)) { "ttl" } else { "csv" };
    let case = if case.is_empty() { String::new() } else { format!("-{case}") };
    let file = format!("tests/golden/queries/{graph}/{}{case}.{extension}", query.name);
    common::golden(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &written(answer));
}

#[test]
fn every_query_has_a_whole_head() {
    for query in catalogue() {
        let name = &query.name;
        let header = query.header.as_ref().unwrap_or_else(|| panic!("{name} has no head"));
        assert!(header.summary.ends_with('.') && header.summary.len() < 80, "{name}: {:?}", header.summary);
        assert!(header.description.len() > header.summary.len() / 2, "{name}");
        assert!(!header.tags.is_empty(), "{name}");
        for param in &header.params {
            assert!(!param.example.is_empty() && param.description.ends_with('.'), "{name}: {}", param.name);
            assert!(
                param.default.is_none() || !param.optional,
                "{name}: {} has a default, so it is optional",
                param.name
            );
        }
        let outline = outline(&query.text, None, Limits::default()).unwrap_or_else(|e| panic!("{name}: {e}"));
        let declared: Vec<&str> = header.columns.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(declared, outline.columns, "{name}: declared columns and SELECT");
        assert!(header.columns.iter().all(|c| c.description.ends_with('.')), "{name}");
    }
}

#[test]
fn every_prefix_is_declared_and_used() {
    for query in catalogue() {
        let body = query.text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("PREFIX"));
        let body = body.collect::<Vec<_>>().join("\n");
        let declared: BTreeSet<&str> = query
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("PREFIX ")?.split_once(':').map(|(prefix, _)| prefix))
            .collect();
        for prefix in ["dct", "eli", "foaf", "oa", "org", "ped", "pedf", "prov", "rdf", "skos", "xsd"] {
            let used = body
                .split(|c: char| !c.is_alphanumeric() && c != ':')
                .any(|w| w.starts_with(&format!("{prefix}:")));
            assert_eq!(declared.contains(prefix), used, "{}: prefix {prefix}", query.name);
        }
    }
}

/// What a head says of other stores is true: nothing of Pedigraph's own where it says nothing, else each function by
/// its name, with a query that can be asked instead. `tests/python/portable.py` asks the portable ones elsewhere.
#[test]
fn a_head_says_whether_other_stores_can_answer() {
    for query in catalogue() {
        let body = query.text.lines().filter(|line| !line.starts_with('#') && !line.starts_with("PREFIX"));
        let body = body.collect::<Vec<_>>().join("\n");
        let functions: BTreeSet<&str> = body
            .split(|c: char| !c.is_alphanumeric() && c != ':')
            .filter(|word| word.starts_with("pedf:"))
            .collect();
        match &query.header.as_ref().unwrap().portable {
            Portable::Yes => assert!(functions.is_empty(), "{} uses {functions:?}", query.name),
            Portable::No { why, instead } => {
                assert!(!functions.is_empty(), "{} uses nothing of Pedigraph's own", query.name);
                assert!(functions.iter().all(|name| why.contains(name)), "{}: {why}", query.name);
                let instead = Catalogue::built_in().unwrap().get(instead.as_ref().unwrap()).unwrap();
                assert_eq!(instead.header.as_ref().unwrap().portable, Portable::Yes, "{}", query.name);
            }
        }
    }
}

#[test]
fn relatives_are_those_of_the_lineage() {
    let store = fixture();
    let keys = |name: &str, policy: &str| -> BTreeSet<(String, String)> {
        let Answer::Rows(rows) = ask(&store, name, &[("policy", policy)]) else { panic!("{name}") };
        let place = |column: &str| rows.columns.iter().position(|name| name.as_str() == column).unwrap();
        let (direction, relative) = (place("direction"), place("relative"));
        let text = |row: &[Option<oxigraph::model::Term>], i: usize| row[i].as_ref().unwrap().to_string();
        rows.rows.iter().map(|row| (text(row, direction), text(row, relative))).collect()
    };
    for policy in ["EO 12866", "M-11-24", "EO 13571"] {
        let found = keys("relatives", policy);
        assert!(!found.is_empty(), "{policy}");
        assert_eq!(found, keys("lineage", policy), "{policy}");
    }
}

#[test]
fn a_query_for_a_day_reads_periods_and_concludes_nothing_itself() {
    let mut asked = 0;
    for query in catalogue().filter(|query| query.text.contains("$asOf")) {
        assert!(query.text.contains("ped:StatusPeriod"), "{}", query.name);
        for of_the_law in ["ped:reinstates", "ped:suspends", "ped:effective", "ped:rescinds"] {
            assert!(!query.text.contains(of_the_law), "{} has {of_the_law}", query.name);
        }
        asked += 1;
    }
    assert!(asked >= 3, "{asked}");
}

#[test]
fn an_empty_graph_gives_an_empty_answer() {
    let empty = GraphStore::from_quads([], Graphs::Kept).unwrap();
    let foreign = read(RdfFormat::Turtle, "<http://x/a> <http://www.w3.org/2000/01/rdf-schema#label> 'a' .");
    let foreign = GraphStore::from_quads(foreign, Graphs::Kept).unwrap();
    for query in catalogue() {
        for store in [&empty, &foreign] {
            for given in [required(query), every(query)] {
                assert_eq!(length(&ask(store, &query.name, &given)), 0, "{} with {given:?}", query.name);
            }
        }
    }
}

#[test]
fn answers_on_the_fixture() {
    let store = fixture();
    for query in catalogue() {
        let answer = ask(&store, &query.name, &required(query));
        assert!(length(&answer) > 0, "{} finds nothing in the fixture", query.name);
        golden("fixture", query, "", &answer);
    }
}

#[test]
fn answers_on_the_seed() {
    let store = seed();
    for query in catalogue() {
        golden("seed", query, "", &ask(&store, &query.name, &required(query)));
    }
}

/// An answer is a function of the graph: not of the order in which it was loaded, even where rows sort alike.
#[test]
fn answers_do_not_depend_on_the_order_of_loading() {
    let mut quads = read(RdfFormat::TriG, include_str!("fixtures/lineage.trig"));
    quads.extend(read(RdfFormat::TriG, include_str!("fixtures/queries.trig")));
    let mut quads = common::periods::with_periods(quads);
    quads.extend(read(RdfFormat::NQuads, include_str!("golden/convert/seed/expected.nq")));
    let forth = GraphStore::from_quads(quads.clone(), Graphs::Kept).unwrap();
    let back = GraphStore::from_quads(quads.into_iter().rev(), Graphs::Kept).unwrap();
    for query in catalogue() {
        let (one, other) =
            (ask(&forth, &query.name, &required(query)), ask(&back, &query.name, &required(query)));
        assert_eq!(written(&one), written(&other), "{}", query.name);
    }
}

#[test]
fn parameters_narrow_the_answer() {
    let store = fixture();
    for (name, case, given) in [
        ("policies", "1998", vec![("asOf", "1998-09-01")]),
        ("in-force", "omb-2017", vec![("body", "OMB"), ("asOf", "2017-06-14")]),
        ("in-force", "2016-march", vec![("asOf", "2016-03-15"), ("body", "omb")]),
        ("rescinded", "omb", vec![("body", "Office of Management and Budget")]),
        ("implements", "eo-13571", vec![("policy", "e.o. 13571")]),
        ("timeline", "1998", vec![("from", "1998-01-01"), ("to", "1998-12-31")]),
        ("evidence", "one-edge", vec![("policy", "EO 13258"), ("other", "EO 12866"), ("relation", "amends")]),
        ("most-cited", "five", vec![("atLeast", "5")]),
        ("annotations", "m-11-24", vec![("policy", "M-11-24")]),
        ("lineage", "hub", vec![("policy", "Regulatory Planning and Review")]),
        ("stale", "2009", vec![("asOf", "2009-02-01")]),
        ("search", "abstract", vec![("text", "PLAN AND REVIEW")]),
        ("mentions", "eo-12612", vec![("policy", "EO 12612")]),
    ] {
        let query = Catalogue::built_in().unwrap().get(name).unwrap();
        golden("fixture", query, case, &ask(&store, name, &given));
    }
}

#[test]
fn where_a_query_must_find_nothing() {
    let store = fixture();
    for (name, given) in [
        ("rescinded", vec![("body", "Congress")]),
        ("implements", vec![("policy", "EO 12866")]),
        ("timeline", vec![("from", "1900-01-01"), ("to", "1900-12-31")]),
        ("evidence", vec![("policy", "EO 12866"), ("other", "M-11-24")]),
        ("evidence", vec![("policy", "EO 12866"), ("relation", "continues")]),
        ("most-cited", vec![("atLeast", "1000")]),
        ("lineage", vec![("policy", "M-17-26")]),
        ("stale", vec![("asOf", "1980-01-01")]),
        ("search", vec![("text", "no such words")]),
        ("mentions", vec![("policy", "EO 12866")]),
    ] {
        let answer = ask(&store, name, &given);
        assert_eq!(length(&answer), 0, "{name} with {given:?}: {}", written(&answer));
    }
    // What stands beside a finding and is none: no conflict, no orphan, no edge of both sides.
    for (name, absent) in [
        ("conflicts", "EO 12612"),
        ("orphans", "EO 12372"),
        ("rescinded", "EO 13690,Floodplain"),
        ("one-sided", "relatedTo"),
        ("presidents", "Barack Obama,Ronald Reagan"),
    ] {
        let text = written(&ask(&store, name, &[]));
        assert!(!text.contains(absent), "{name} tells of {absent}: {text}");
    }
}

#[test]
fn counted_once_where_two_sources_state_it() {
    let store = fixture();
    let query = "SELECT (COUNT(*) AS ?n) { ?a ped:amends ?b }";
    let Answer::Rows(rows) = run(&store, query, params_none(), None, Limits::default()).unwrap() else {
        panic!()
    };
    let edges = rows.rows[0][0].as_ref().unwrap().to_string();
    assert!(edges.starts_with("\"4\""), "{edges}");
}

fn params_none() -> pedigraph::query::bind::Values {
    pedigraph::query::bind::Values::new()
}

/// The documentation names each query and each parameter.
#[test]
fn the_documentation_names_every_query() {
    let page = include_str!("../docs/queries.md");
    for query in catalogue() {
        assert!(page.contains(&format!("`{}`", query.name)), "docs/queries.md does not name {}", query.name);
    }
}
