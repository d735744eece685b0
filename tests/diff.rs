//! `pedigraph diff` as a user runs it: graph directories and RDF files, and the update applied.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::stdout;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::sparql::SparqlEvaluator;
use oxigraph::store::Store;
use std::collections::BTreeSet;
use std::path::Path;

const SEED: &str = "data/digitalgov-customer-service-policies.json";
const TABLE: &str = "tests/golden/convert/register-csv/input.csv";

/// The quads of an RDF file after an update; the store writes all of them in its own form.
fn quads(path: &Path, format: RdfFormat, update: &str) -> BTreeSet<String> {
    let store = Store::new().unwrap();
    store.load_from_reader(RdfParser::from_format(format), std::fs::File::open(path).unwrap()).unwrap();
    if !update.trim().is_empty() {
        SparqlEvaluator::new().parse_update(update).unwrap().on_store(&store).execute().unwrap();
    }
    store.iter().map(|quad| quad.unwrap().to_string()).collect()
}

/// The update makes the new file of the old one.
fn turns(old: &str, new: &str, format: RdfFormat, update: &str) {
    let (made, wanted) = (quads(old.as_ref(), format, update), quads(new.as_ref(), format, ""));
    let differ: Vec<_> = made.symmetric_difference(&wanted).take(4).collect();
    assert!(differ.is_empty(), "{old} to {new}: {differ:#?}");
}

#[test]
fn graph_directories_and_the_files_made_of_them_differ_alike() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let text = |name: &str| path(name).display().to_string();
    stdout(&["ingest", SEED, "--graph", &text("old"), "--quiet"]);
    // The table ends within a row, as it is meant to: taken all the same.
    stdout(&["ingest", SEED, TABLE, "--graph", &text("new"), "--quiet", "--accept-partial"]);
    for (end, to, format) in [
        ("nq", "nquads", RdfFormat::NQuads),
        ("trig", "trig", RdfFormat::TriG),
        ("jsonld", "jsonld", RdfFormat::JsonLd { profile: Default::default() }),
        ("ttl", "turtle", RdfFormat::Turtle),
        ("nt", "ntriples", RdfFormat::NTriples),
        ("rdf", "rdfxml", RdfFormat::RdfXml),
    ] {
        let (old, new) = (text(&format!("old.{end}")), text(&format!("new.{end}")));
        // A graph directory holds the status periods; a converted file holds them where it is asked to.
        let periods = ["--with", "periods", "--quiet"];
        stdout(&[&["convert", SEED, "--format", to, "--output", &old], &periods[..]].concat());
        stdout(&[&["convert", SEED, TABLE, "--format", to, "--output", &new], &periods[..]].concat());
        let update = stdout(&["diff", &old, &new, "--format", "update"]);
        turns(&old, &new, format, &update);
        if end == "nq" {
            let of_folders = ["diff", &text("old"), &text("new")];
            assert_eq!(update, stdout(&[&of_folders[..], &["--format", "update"]].concat()));
            assert_eq!(stdout(&of_folders), stdout(&["diff", &old, &new]));
            // One of each, and back again.
            let back = stdout(&["diff", &new, &text("old"), "--format", "update"]);
            turns(&new, &old, format, &back);
        }
    }
    assert_eq!(stdout(&["diff", &text("old"), &text("old.nq")]), "the graphs are the same\n");
}

#[test]
fn statuses_are_as_of_the_day_of_each_side() {
    let (old, new) = ("tests/fixtures/diff-old.trig", "tests/fixtures/diff-new.trig");
    let text = stdout(&["diff", old, new]);
    assert!(text.contains("statuses as of 2004-01-01 and 2005-01-01"), "{text}");
    assert!(text.contains("  ~ EO 1: in force → ended: superseded by EO 4, 2004-04-04"), "{text}");
    let before = stdout(&["diff", old, new, "--new-as-of", "2004-04-03"]);
    assert!(!before.contains("statuses\n"), "{before}");
    let within = stdout(&["diff", old, new, "--old-as-of", "2002-02-02", "--new-as-of", "2002-02-02"]);
    assert!(within.contains("  ~ EO 2: unknown → in force"), "{within}");
    // Applied, the update of the fixtures makes the new one of the old one.
    let update = stdout(&["diff", old, new, "--format", "update"]);
    turns(old, new, RdfFormat::TriG, &update);
}
