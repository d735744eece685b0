//! What a source is, and what is known of it: its IRI by what it is and never by its content, two inputs of one IRI,
//! `sources.toml`, the options of `ingest`, coverage, and the runs that read it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use pedigraph::graph_dir::GraphDir;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const HEAD: &str = "executive_order_number,signing_date,title,disposition_notes\n";
const ROW: &str = "12000,1977-07-07,Boats of the Fleet,\n";
const LATER: &str = "12001,1977-08-09,Piers at Night,\"Amends: EO 12000, July 7, 1977\"\n";
const PAGE: &str =
    "<link rel=canonical href='https://example.gov/a'><title>A</title><p>See Executive Order 12000.</p>";

/// A folder for one test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        self.path(name)
    }

    /// Runs a command on the graph of this place; gives its exit code, output and messages.
    fn run(&self, command: &str, args: &[&str]) -> (i32, String, String) {
        let output =
            pedigraph().arg(command).args(args).args(["--graph", &self.path("graph")]).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
    }

    fn ingest(&self, args: &[&str]) -> String {
        let (code, out, err) = self.run("ingest", args);
        assert_eq!(code, 0, "{err}");
        out
    }

    /// The properties of each source of the graph, by its IRI.
    fn sources(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let directory = GraphDir::open(Path::new(&self.path("graph"))).unwrap();
        let mut found = BTreeMap::<String, BTreeMap<String, String>>::new();
        for (_, reader) in directory.graphs().unwrap() {
            for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(reader) {
                let quad = quad.unwrap();
                // A source names its own graph; so does that of the merged descriptions.
                let subject = quad.subject.to_string();
                if subject != quad.graph_name.to_string() || !subject.contains("/source/") {
                    continue;
                }
                let value = match quad.object {
                    Term::NamedNode(node) => node.into_string(),
                    Term::Literal(literal) => literal.value().to_owned(),
                    other => panic!("{other}"),
                };
                let name = quad.predicate.as_str().rsplit(['/', '#']).next().unwrap().to_owned();
                found.entry(quad.subject.to_string()).or_default().insert(name, value);
            }
        }
        found
    }
}

/// The IRIs of the sources of documents.
fn iris(inputs: &[&str]) -> Vec<String> {
    let mut args = vec!["convert", "--format", "ntriples", "--quiet"];
    args.extend(inputs);
    let text = stdout(&args);
    let iri = |line: &str| line.split('>').next().unwrap().trim_start_matches('<').to_owned();
    text.lines().filter(|line| line.ends_with("/ns#Source> .")).map(iri).collect()
}

#[test]
fn a_new_edition_is_the_same_source() {
    let place = Place::new();
    let table = place.write("t.csv", &format!("{HEAD}{ROW}"));
    let before = iris(&[&table]);
    place.write("t.csv", &format!("{HEAD}{ROW}{LATER}"));
    assert_eq!(iris(&[&table]), before, "other rows, the same table");
    let moved = place.write("elsewhere/t.csv", &format!("{HEAD}{ROW}"));
    assert_eq!(iris(&[&moved]), before, "a file that is named itself is known by its name");
    assert_eq!(iris(&[&place.path("elsewhere")]), before, "and so is one in the folder that is given");
    assert_ne!(iris(&[&place.path("")]), before, "below a folder its path counts");
}

/// Seen: `EO_13398.htm` and `EO_13398.html`, a text page of the Publishing Office and the Register's, overwrote each other.
#[test]
fn editions_of_one_document_in_two_formats_are_two_sources() {
    let place = Place::new();
    let text = "Executive Order 12988 of February 5, 1996\n\nCivil Justice\n\nBy the authority vested in me, it is ordered:\n\nSection 1. Boats.\n";
    let gpo = place.write(
        "EO_12988.htm",
        &format!(
            "<html><pre>\n[Presidential Documents]\n\n{text}\n[FR Doc. 96-2755 Filed 2-6-96]\n</pre></html>"
        ),
    );
    let register = place.write(
        "EO_12988.html",
        "<h1>Executive Order 12988 of February 5, 1996</h1><h1>Civil Justice</h1><p>By the authority vested in me, it is ordered:</p><p>Boats.</p><p>[FR Doc. 96-2755 Filed 2-6-96]</p>",
    );
    let found = iris(&[&gpo, &register]);
    assert_eq!(found.len(), 2, "{found:?}");
    // The same edition under another name is the same source.
    let again = place.write("again.htm", &fs::read_to_string(&gpo).unwrap());
    let output = pedigraph().args(["convert", &gpo, &again]).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{message}");
    assert!(message.contains(&gpo) && message.contains(&again), "{message}");
}

#[test]
fn two_inputs_of_one_address_are_an_error_that_names_both() {
    let place = Place::new();
    let (a, b) = (place.write("a.html", PAGE), place.write("b.html", &PAGE.replace("12000", "12001")));
    let (code, _, message) = place.run("ingest", &[&a, &b]);
    assert_eq!(code, 2, "{message}");
    assert!(message.contains(&a) && message.contains(&b), "{message}");
    assert!(!fs::exists(place.path("graph/manifest.json")).unwrap(), "nothing was taken");
    // An id of its own makes it another source.
    place.write("sources.toml", "[[source]]\npath = 'b.html'\nid = 'the second'\n");
    place.ingest(&[&a, &b]);
    assert_eq!(place.sources().len(), 2);
    // The same file twice is one input.
    place.ingest(&[&a, &a, &b]);
}

#[test]
fn a_source_of_another_path_is_replaced_only_where_that_is_asked_for() {
    let place = Place::new();
    let old = place.write("old/t.csv", &format!("{HEAD}{ROW}"));
    let new = place.write("new/t.csv", &format!("{HEAD}{ROW}{LATER}"));
    place.ingest(&[&old]);
    let before = place.sources();
    let (code, _, message) = place.run("ingest", &[&new]);
    assert_eq!(code, 2, "{message}");
    for part in [&old, &new, "--replace", "--source-id"] {
        assert!(message.contains(part), "{part}: {message}");
    }
    assert_eq!(place.sources(), before, "nothing was changed");
    let out = place.ingest(&[&new, "--replace"]);
    assert!(out.contains("replaced") && out.contains("2 policies"), "{out}");
    assert_eq!(place.sources().keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>());
    // With a name of its own it is another source; the same name from another path takes its place.
    place.ingest(&[&old, "--source-id", "the old table"]);
    assert_eq!(place.sources().len(), 2);
    let out = place.ingest(&[&place.write("third/t.csv", HEAD), "--source-id", "the old table"]);
    assert!(out.contains("replaced"), "{out}");
    assert_eq!(place.sources().len(), 2);
    let (code, _, message) = place.run("ingest", &[&old, &new, "--source-id", "x"]);
    assert!(code == 2 && message.contains("expected one input, found 2"), "{message}");
}

const DESCRIBED: &str = "[[source]]
path = 'pages'
publisher = 'Office of Examples'
license = 'https://creativecommons.org/publicdomain/zero/1.0/'
retrieved = 2026-08-21

[[source]]
path = 't.csv'
id = 'register'
title = 'The register'
url = 'https://example.gov/register'
modified = '2024-10'
covers-until = 2025-03-31
note = '1 of 2 orders'
";

#[test]
fn what_is_known_of_sources_stands_in_the_graph() {
    let place = Place::new();
    place.write("sources.toml", DESCRIBED);
    let table = place.write("t.csv", &format!("{HEAD}{ROW}"));
    place.write("pages/a.html", PAGE);
    place.ingest(&[&table, &place.path("pages")]);
    let found = place.sources();
    let [page, register] = ["A", "The register"].map(|t| found.values().find(|s| s["title"] == t).unwrap());
    let has = |source: &BTreeMap<String, String>, wanted: &[(&str, &str)]| {
        for (name, value) in wanted {
            assert_eq!(source.get(*name).map(String::as_str), Some(*value), "{name}: {source:?}");
        }
    };
    has(
        register,
        &[
            ("page", "https://example.gov/register"),
            ("modified", "2024-10"),
            ("coversUntil", "2025-03-31"),
            ("description", "1 of 2 orders"),
            ("format", "register-csv"),
        ],
    );
    has(
        page,
        &[
            ("page", "https://example.gov/a"),
            ("publisher", "https://w3id.org/pedigraph/id/publisher/office-of-examples"),
            ("license", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("retrieved", "2026-08-21"),
        ],
    );
    // The policy of the row is covered as far as the keeper of the table says, not only to its newest row.
    let (_, out, _) = place.run("status", &["EO 12000"]);
    assert!(out.contains("in force, as of 2025-03-31"), "{out}");
    let (_, out, _) = place.run("status", &["EO 12000", "--as-of", "2025-04-01"]);
    assert!(out.contains('?') && !out.contains("in force, as of 2025-04-01"), "{out}");

    // What was said stays when the table alone is read again, and options go before the file.
    let before = place.sources();
    fs::remove_file(place.path("sources.toml")).unwrap();
    place.ingest(&[&table]);
    assert_eq!(place.sources(), before);
    place.ingest(&[&table, "--source-title", "Another title", "--source-covers-until", "2025-05"]);
    let after = place.sources();
    let register = after.values().find(|s| s["title"] == "Another title").unwrap();
    has(register, &[("coversUntil", "2025-05-31"), ("description", "1 of 2 orders")]);
    assert_eq!(after.len(), 2);
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place() {
    let place = Place::new();
    let file =
        place.write("sources.toml", "[[source]]\npath = 't.csv'\nretrieved = 'May'\nlicense = 'CC0'\n");
    let table = place.write("t.csv", &format!("{HEAD}{ROW}"));
    for args in [vec![table.as_str()], vec![&table, "--sources", &file]] {
        let (code, _, message) = place.run("ingest", &[&args[..], &["--diagnostics", "short"]].concat());
        assert_eq!(code, 2, "{message}");
        for part in
            [":3:13: error[sources-value]", ":4:11: error[sources-value]", "found `May`", "2 problems"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
    }
    let (code, _, message) = place.run("ingest", &[&table, "--sources", &place.path("none.toml")]);
    assert!(code == 2 && message.contains("found none"), "{message}");
    let (code, _, message) = place.run("ingest", &[&table, "--source-retrieved", "May"]);
    assert!(code == 2 && message.contains("2026-08-21"), "{message}");
}

#[test]
fn runs_are_told_and_read_no_clock() {
    let place = Place::new();
    let table = place.write("t.csv", &format!("{HEAD}{ROW}{LATER}"));
    let made = |epoch: Option<&str>, more: &[&str]| {
        let mut command = pedigraph();
        command.args(["convert", &table, "--format", "ntriples"]).args(more);
        if let Some(epoch) = epoch {
            command.env("SOURCE_DATE_EPOCH", epoch);
        }
        let output = command.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    let (_, plain) = made(None, &[]);
    let count = |text: &str, part: &str| text.lines().filter(|line| line.contains(part)).count();
    assert_eq!(count(&plain, "prov#Activity>"), 2, "{plain}");
    assert_eq!(count(&plain, "prov#endedAtTime>"), 0);
    assert_eq!(count(&plain, "<http://www.w3.org/ns/prov#used>"), 2);
    assert_eq!(count(&plain, &format!("softwareVersion> \"{}\"", env!("CARGO_PKG_VERSION"))), 1);
    assert_eq!(count(&plain, "ns#profile> \"us\""), 2);
    // Each description is made of mentions that stand in the graph.
    let derived: Vec<&str> = plain
        .lines()
        .filter(|l| l.contains("prov#wasDerivedFrom>"))
        .map(|l| l.split(' ').nth(2).unwrap())
        .collect();
    assert!(derived.len() >= 2);
    for mention in derived {
        assert_eq!(count(&plain, &format!("{mention} <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")), 1);
    }
    assert_eq!(count(&made(None, &["--without", "mentions"]).1, "wasDerivedFrom"), 0);
    let (_, dated) = made(Some("1000000000"), &[]);
    assert_eq!(count(&dated, "\"2001-09-09T01:46:40Z\"^^<http://www.w3.org/2001/XMLSchema#dateTime>"), 2);
    assert_eq!(made(Some("soon"), &[]).0, 2);
}

/// A page that covers a later day than any register, as a collection does that is complete, does not move the day of lists.
#[test]
fn lists_are_told_for_a_day_that_a_register_covers() {
    let place = Place::new();
    place.write("sources.toml", "[[source]]\npath = 'pages'\ncovers-until = 2026-08-21\n");
    let table = place.write("t.csv", &format!("{HEAD}{ROW}{LATER}"));
    place.write("pages/a.html", PAGE);
    place.ingest(&[&table, &place.path("pages")]);
    let (code, out, err) = place.run("in-force", &["--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let answer: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["asOf"], "1977-08-09", "{out}");
    let (_, out, err) = place.run("query", &["in-force", "--format", "csv"]);
    assert_eq!(out.lines().filter(|line| line.contains("in force")).count(), 2, "{out}{err}");
}

#[test]
fn an_archive_is_read_as_a_folder() {
    let place = Place::new();
    place.write("pages/a.html", PAGE);
    place.write("pages/b/c.html", "<title>C</title><p>See Executive Order 12001.</p>");
    let mut archive = tar::Builder::new(fs::File::create(place.path("pages.tar")).unwrap());
    archive.append_dir_all(".", place.path("pages")).unwrap();
    archive.into_inner().unwrap();
    assert_eq!(iris(&[&place.path("pages.tar")]), iris(&[&place.path("pages")]));
    fs::write(place.path("cut.tar"), &fs::read(place.path("pages.tar")).unwrap()[..700]).unwrap();
    let output = pedigraph().args(["convert", &place.path("cut.tar")]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}
