//! The tests of the W3C for SHACL Core, all of them: `tests/fixtures/shacl-core` tells where they come from. The counts
//! stand in `docs/conformance.md`.

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedOrBlankNode, Quad, Term};
use pedigraph::shacl::{Shapes, Violation};
use pedigraph::source;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

const BASE: &str = "http://www.w3.org/shacl-core/";
const SH: &str = "http://www.w3.org/ns/shacl#";
const MF: &str = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#";
const SHT: &str = "http://www.w3.org/ns/shacl-test#";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

/// The files of the suite, by their IRIs.
struct Suite(BTreeMap<String, Vec<Quad>>);

impl Suite {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/shacl-core/tests.tar.zst");
        let raw = std::io::BufReader::new(std::fs::File::open(&path).unwrap());
        let files = source::members(&path, raw).unwrap().into_iter().map(|input| {
            let mut text = String::new();
            input.open().unwrap().read_to_string(&mut text).unwrap();
            let iri = format!("{BASE}{}", input.place());
            let parser = RdfParser::from_format(RdfFormat::Turtle).with_base_iri(&iri).unwrap();
            (iri, parser.for_slice(&text).map(Result::unwrap).collect())
        });
        Self(files.collect())
    }

    fn file(&self, iri: &str) -> &[Quad] {
        self.0.get(iri).unwrap_or_else(|| panic!("{iri} is not in the suite"))
    }
}

/// The objects of a property.
fn objects<'q>(quads: &'q [Quad], subject: &'q Term, property: &'q str) -> impl Iterator<Item = &'q Term> {
    quads
        .iter()
        .filter(move |q| is(&q.subject, subject) && q.predicate.as_str() == property)
        .map(|q| &q.object)
}

fn is(subject: &NamedOrBlankNode, term: &Term) -> bool {
    match (subject, term) {
        (NamedOrBlankNode::NamedNode(a), Term::NamedNode(b)) => a == b,
        (NamedOrBlankNode::BlankNode(a), Term::BlankNode(b)) => a == b,
        _ => false,
    }
}

fn object(quads: &[Quad], subject: &Term, property: &str) -> Option<Term> {
    objects(quads, subject, property).next().cloned()
}

fn list(quads: &[Quad], head: &Term) -> Vec<Term> {
    let mut members = Vec::new();
    let mut cell = head.clone();
    while let Some(first) = object(quads, &cell, &format!("{RDF}first")) {
        members.push(first);
        cell = object(quads, &cell, &format!("{RDF}rest")).unwrap();
    }
    members
}

/// A path of an expected result, as `Path` is displayed.
fn path(quads: &[Quad], at: &Term) -> String {
    let joined = |members: Vec<Term>, by: &str| {
        let members: Vec<String> = members.iter().map(|m| path(quads, m)).collect();
        format!("({})", members.join(by))
    };
    let of = |name: &str| object(quads, at, &format!("{SH}{name}"));
    let marked = |inner: &Term, mark: &str| {
        let inner = path(quads, inner);
        let wrapped = if inner.starts_with('^') { format!("({inner})") } else { inner };
        format!("{wrapped}{mark}")
    };
    if let Term::NamedNode(property) = at {
        return property.to_string();
    }
    let members = list(quads, at);
    if !members.is_empty() {
        return joined(members, "/");
    }
    if let Some(inner) = of("inversePath") {
        return format!("^{}", path(quads, &inner));
    }
    if let Some(choices) = of("alternativePath") {
        return joined(list(quads, &choices), "|");
    }
    let repeated = [("zeroOrMorePath", "*"), ("oneOrMorePath", "+"), ("zeroOrOnePath", "?")];
    let found = repeated.iter().find_map(|(name, mark)| Some(marked(&of(name)?, mark)));
    found.unwrap_or_else(|| panic!("no path at {at}"))
}

/// A term as results are compared: blank nodes have no names.
fn term(term: &Term) -> String {
    if let Term::BlankNode(_) = term { "_:".to_owned() } else { term.to_string() }
}

/// One result as a line; `told` says whether messages are compared.
fn found(v: &Violation, told: bool) -> String {
    let severity = match v.severity.to_string() {
        iri if iri.starts_with('<') => iri,
        name => format!("<{SH}{name}>"),
    };
    let path = v.path.as_ref().map_or("-".to_owned(), ToString::to_string);
    let value = v.value.as_ref().map_or("-".to_owned(), term);
    let source = v.source.as_ref().map_or("-".to_owned(), term);
    let messages: Vec<String> = v.messages.iter().filter(|_| told).map(ToString::to_string).collect();
    format!("{severity} {} {path} {value} <{SH}{}> {source} {messages:?}", term(&v.focus), v.component)
}

fn expected(quads: &[Quad], result: &Term) -> String {
    let of = |name: &str| object(quads, result, &format!("{SH}{name}"));
    let said = |name: &str| of(name).as_ref().map_or("-".to_owned(), term);
    let path = of("resultPath").map_or("-".to_owned(), |at| path(quads, &at));
    let messages: Vec<String> =
        objects(quads, result, &format!("{SH}resultMessage")).map(ToString::to_string).collect();
    format!(
        "{} {} {path} {} {} {} {messages:?}",
        said("resultSeverity"),
        said("focusNode"),
        said("value"),
        said("sourceConstraintComponent"),
        said("sourceShape")
    )
}

/// Runs one test; what is wrong with the outcome.
fn run(suite: &Suite, manifest: &[Quad], test: &Term) -> Result<(), String> {
    let action = object(manifest, test, &format!("{MF}action")).unwrap();
    let file = |name: &str| match object(manifest, &action, &format!("{SHT}{name}")) {
        Some(Term::NamedNode(iri)) => suite.file(iri.as_str()),
        other => panic!("{name} is {other:?}"),
    };
    let result = object(manifest, test, &format!("{MF}result")).unwrap();
    let property = format!("{SH}result");
    let results: Vec<&Term> = objects(manifest, &result, &property).collect();
    let told = results.iter().any(|r| object(manifest, r, &format!("{SH}resultMessage")).is_some());
    let mut meant: Vec<String> = results.iter().map(|r| expected(manifest, r)).collect();
    meant.sort();
    let shapes = Shapes::from_quads(file("shapesGraph").iter().cloned()).map_err(|e| e.to_string())?;
    let violations = shapes.validate(file("dataGraph").iter().map(Quad::as_ref));
    let mut found: Vec<String> = violations.iter().map(|v| found(v, told)).collect();
    found.sort();
    let conforms = object(manifest, &result, &format!("{SH}conforms"));
    let conforms = conforms.is_some_and(|c| c.to_string().starts_with("\"true\""));
    if found == meant && conforms == violations.is_empty() {
        return Ok(());
    }
    Err(format!("expected\n  {}\nfound\n  {}", meant.join("\n  "), found.join("\n  ")))
}

/// All tests that a manifest and those that it includes list, in their order: manifest and test.
fn tests(suite: &Suite, manifest: &str) -> Vec<(String, Term)> {
    let quads = suite.file(manifest);
    let all = |property: &str| {
        let property = format!("{MF}{property}");
        quads
            .iter()
            .filter(|q| q.predicate.as_str() == property)
            .map(|q| q.object.clone())
            .collect::<Vec<_>>()
    };
    let mut found: Vec<(String, Term)> = all("entries")
        .iter()
        .flat_map(|entries| list(quads, entries))
        .map(|test| (manifest.to_owned(), test))
        .collect();
    for included in all("include") {
        let Term::NamedNode(iri) = included else { panic!("{included} is included") };
        found.extend(tests(suite, iri.as_str()));
    }
    found
}

#[test]
fn the_tests_of_the_w3c_pass() {
    let suite = Suite::read();
    let all = tests(&suite, &format!("{BASE}manifest.ttl"));
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    for (manifest, test) in &all {
        let folder = manifest.trim_start_matches(BASE).split('/').next().unwrap();
        let outcome = run(&suite, suite.file(manifest), test);
        let count = counts.entry(folder.to_owned()).or_default();
        count.0 += usize::from(outcome.is_ok());
        count.1 += 1;
        failures.extend(outcome.err().map(|e| format!("{test}: {e}")));
    }
    assert!(failures.is_empty(), "{} of {} fail:\n{}", failures.len(), all.len(), failures.join("\n"));
    assert_eq!(all.len(), 98);
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/conformance.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    let rows = counts.iter().map(|(folder, (passed, of))| format!("| {folder} | {passed} | {of} |\n"));
    let passed: usize = counts.values().map(|(passed, _)| passed).sum();
    let table: String =
        rows.chain([format!("| all | {passed} | {} |\n", all.len())]).collect::<Vec<_>>().concat();
    assert!(docs.contains(&table), "docs/conformance.md has to hold\n{table}");
}
