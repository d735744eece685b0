//! The audit: every audit finds its flaw in a small flawed corpus (golden files), and none in a sound one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{copy_folder, golden, pedigraph, reseal, stdout};
use pedigraph::audit::{AUDITS, Weight};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const FLAWED: &str = "tests/golden/check/flawed";
const SOUND: &str = "tests/golden/check/sound";

fn counts(folder: &str) -> BTreeMap<String, usize> {
    let found: Value =
        serde_json::from_str(&stdout(&["check", folder, "--quiet", "--format", "json"])).unwrap();
    let audits = found["audits"].as_array().unwrap();
    audits
        .iter()
        .map(|a| (a["id"].as_str().unwrap().to_owned(), a["findings"].as_array().unwrap().len()))
        .collect()
}

#[test]
fn every_audit_finds_its_flaw() {
    let found = counts(FLAWED);
    // Documents hold no judgements; tests/curate.rs has those of a graph directory.
    let of_documents = AUDITS.iter().map(|a| a.id).filter(|id| !id.starts_with("verdict-"));
    let idle: Vec<&str> = of_documents.filter(|id| found[*id] == 0).collect();
    assert!(idle.is_empty(), "nothing was found by {idle:?}");
}

#[test]
fn nothing_is_found_in_a_sound_corpus() {
    let found = counts(SOUND);
    for audit in AUDITS.iter().filter(|a| a.weight > Weight::Information) {
        assert_eq!(found[audit.id], 0, "{}", audit.id);
    }
    assert_eq!((found["both-sides"], found["texts-agree"], found["shapes"]), (1, 1, 0));
}

#[test]
fn all_findings_in_every_form() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/check");
    for (name, args) in [
        ("expected.txt", &["--show", "all"][..]),
        ("expected.json", &["--format", "json"]),
        ("expected.csv", &["--format", "csv"]),
    ] {
        let args: Vec<&str> = ["check", FLAWED, "--quiet"].iter().chain(args).copied().collect();
        golden(&folder.join(name), &stdout(&args));
    }
}

#[test]
fn strict_tells_a_flawed_corpus_by_its_exit_code() {
    pedigraph().args(["check", FLAWED, "--quiet", "--strict"]).assert().code(1);
    pedigraph().args(["check", SOUND, "--quiet", "--strict"]).assert().success();
}

/// A change of the kept quads: which line, by words that it holds, and what becomes of it.
enum Edit {
    /// It goes.
    Remove(&'static [&'static str]),
    /// Words of it are others.
    Replace(&'static [&'static str], &'static str, &'static str),
    /// A triple stands beside it, in the same graph.
    Add(&'static [&'static str], &'static str),
}
use Edit::{Add, Remove, Replace};

const POLICY: &str = "<https://w3id.org/pedigraph/id/us/executive-order/12102> ";
const MENTION: &str = "<https://w3id.org/pedigraph/id/mention/5120d0d9b11b2770> ";
const STATEMENT: &str = "<https://w3id.org/pedigraph/id/statement/f5194dd9094b88fb> ";
const SOURCE: &str = "<https://w3id.org/pedigraph/id/source/9d153097caa485fd";

/// Mutations of a kept graph, and an audit that finds each.
const MUTATIONS: &[(&str, &str, Edit)] = &[
    ("a policy without a label", "shapes", Remove(&[POLICY, "#prefLabel>"])),
    ("a label in no language", "shapes", Replace(&[POLICY, "#prefLabel>"], "\"@en", "\"")),
    ("a second label of one language", "shapes", Add(&[POLICY, "#prefLabel>"], "#prefLabel> \"Another\"@en")),
    ("a label that is the other label", "shapes", Add(&[POLICY, "#altLabel>"], "#altLabel> \"EO 12102\"@en")),
    ("a title in no language", "shapes", Replace(&[POLICY, "/terms/title>"], "\"@en", "\"")),
    ("a second identifier", "shapes", Add(&[POLICY, "/identifier>"], "/identifier> \"EO 1\"")),
    ("an identifier in a language", "shapes", Replace(&[POLICY, "/identifier>"], "12102\"", "12102\"@en")),
    (
        "two dates",
        "shapes",
        Add(&[POLICY, "/issued>"], "/issued> \"1980-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>"),
    ),
    (
        "a date of another datatype",
        "shapes",
        Replace(&[POLICY, "/issued>"], "XMLSchema#date>", "XMLSchema#string>"),
    ),
    ("a day that no calendar has", "shapes", Replace(&[POLICY, "/issued>"], "1979-02-01", "1979-02-30")),
    (
        "bounds the wrong way round",
        "shapes",
        Replace(&[POLICY, "#issuedEarliest>"], "1979-02-01", "1979-03-01"),
    ),
    ("a date without its last bound", "shapes", Remove(&[POLICY, "#issuedLatest>"])),
    (
        "a day that is not the date",
        "shapes",
        Replace(&[POLICY, "#date_document>"], "1979-02-01", "1979-02-02"),
    ),
    ("an unknown type", "shapes", Replace(&[POLICY, "#type_document>"], "#ExecutiveOrder>", "#Nothing>")),
    (
        "an issuer that is a policy",
        "shapes",
        Replace(&[POLICY, "#issuedBy>"], "/body/president>", "/executive-order/12101>"),
    ),
    ("a signer that is nobody", "shapes", Replace(&[POLICY, "#signedBy>"], "/jimmy-carter>", "/nobody>")),
    ("an address of another scheme", "shapes", Add(&[POLICY, "#coveredUntil>"], "ftp page")),
    (
        "a policy of the wrong class",
        "shapes",
        Replace(&[POLICY, "#type> <https"], "ns#Policy>", "ns#Source>"),
    ),
    ("a legal resource that is no policy", "shapes", Remove(&[POLICY, "#type> <https"])),
    (
        "two days of coverage",
        "shapes",
        Add(
            &[POLICY, "#coveredUntil>"],
            "#coveredUntil> \"1999-01-01\"^^<http://www.w3.org/2001/XMLSchema#date>",
        ),
    ),
    ("a body without a label", "shapes", Remove(&["/body/president> ", "#prefLabel>"])),
    ("a person without a name", "shapes", Remove(&["/jimmy-carter> ", "/name>"])),
    ("a statement without a relation", "shapes", Remove(&[STATEMENT, "#relation>"])),
    (
        "a statement of an unknown relation",
        "shapes",
        Replace(&[STATEMENT, "#relation>"], "#amends>", "#likes>"),
    ),
    (
        "a statement with two targets",
        "shapes",
        Add(&[STATEMENT, "#target>"], "#target> <https://w3id.org/pedigraph/id/us/executive-order/12102>"),
    ),
    ("a statement of another extent", "shapes", Replace(&[STATEMENT, "#extent>"], "#Whole>", "#Most>")),
    ("a statement without a quote", "shapes", Remove(&[STATEMENT, "#quote>"])),
    ("a statement without a source", "shapes", Remove(&[STATEMENT, "#wasQuotedFrom>"])),
    ("a quote before its text", "shapes", Replace(&[STATEMENT, "#quoteStart>"], "> \"", "> \"-1")),
    ("a quote that ends before it begins", "shapes", Replace(&[STATEMENT, "#quoteEnd>"], "> \"", "> \"-")),
    ("a property that statements do not have", "shapes", Add(&[STATEMENT, "#extent>"], "#extend> \"x\"")),
    ("a mention of nothing", "shapes", Remove(&[MENTION, "#of>"])),
    ("a mention in no role", "shapes", Replace(&[MENTION, "#role>"], "#Record>", "#Guest>")),
    ("a source without a title", "shapes", Remove(&[SOURCE, "/terms/title>"])),
    ("a checksum that is no number", "shapes", Replace(&[SOURCE, "#checksumValue>"], "> \"", "> \"x")),
    (
        "a period of an unknown status",
        "shapes",
        Replace(&["/12102/status/start> ", "#status>"], "#NotYet>", "#Maybe>"),
    ),
    (
        "an edge to a body",
        "shapes",
        Replace(&[POLICY, "ns#amends>"], "/executive-order/12101>", "/body/president>"),
    ),
    (
        "an edge that no statement states",
        "without-statement",
        Replace(&[POLICY, "ns#amends>"], "ns#amends>", "ns#rescinds>"),
    ),
    ("a statement without its edge", "kept-otherwise", Remove(&[POLICY, "ns#amends>"])),
    (
        "a title that nobody printed",
        "kept-otherwise",
        Replace(&[POLICY, "/terms/title>"], "Changes", "Chances"),
    ),
    (
        "a date that nobody printed",
        "kept-otherwise",
        Replace(&[MENTION, "/issued>"], "1978-01-10", "1978-01-11"),
    ),
    ("a quote that nobody printed", "kept-otherwise", Replace(&[STATEMENT, "#quote>"], "EO", "E0")),
];

/// Changes one line of a graph directory; tells whether there was one.
fn mutate(graph: &Path, edit: &Edit) -> bool {
    let mut done = false;
    reseal::change(graph, &mut |lines| {
        let (Remove(words) | Replace(words, ..) | Add(words, _)) = edit;
        let at = lines.iter().position(|line| words.iter().all(|word| line.contains(word)));
        let Some(at) = at.filter(|_| !done) else { return };
        match edit {
            Remove(_) => {
                lines.remove(at);
            }
            Replace(_, from, to) => {
                let changed = lines[at].replacen(from, to, 1);
                done = changed != lines[at];
                lines[at] = changed;
                return;
            }
            Add(_, triple) => {
                let parts: Vec<&str> = lines[at].splitn(3, ' ').collect();
                let graph = lines[at].trim_end_matches(" .").rsplit(' ').next().unwrap().to_owned();
                let (property, value) = match triple.split_once("> ") {
                    None => ("<http://xmlns.com/foaf/0.1/page>".to_owned(), "<ftp://example.gov/x>"),
                    Some((end, value)) => {
                        let property = parts[1].trim_end_matches('>');
                        let cut = property.rfind(['#', '/']).unwrap();
                        (format!("{}{}>", &property[..cut], end), value)
                    }
                };
                let line = format!("{} {property} {value} {graph} .", parts[0]);
                lines.push(line);
            }
        }
        done = true;
    });
    done
}

fn found_in(graph: &Path) -> BTreeMap<String, usize> {
    let graph = graph.to_str().unwrap();
    let found: Value =
        serde_json::from_str(&stdout(&["check", "--graph", graph, "--quiet", "--format", "json"])).unwrap();
    let audits = found["audits"].as_array().unwrap().iter();
    audits.map(|a| (a["id"].as_str().unwrap().to_owned(), a["count"].as_u64().unwrap() as usize)).collect()
}

/// What is kept is checked, not a graph made anew from what was read.
#[test]
fn each_mutation_of_a_kept_graph_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    stdout(&["ingest", SOUND, "--graph", whole.to_str().unwrap()]);
    let sound = found_in(&whole);
    let checks = ["shapes", "without-statement", "kept-otherwise"];
    assert_eq!(checks.map(|id| sound[id]), [0, 0, 0]);
    assert!(MUTATIONS.len() >= 40);
    let mut missed = Vec::new();
    for (what, audit, edit) in MUTATIONS {
        let graph = folder.path().join("changed");
        copy_folder(&whole, &graph);
        assert!(mutate(&graph, edit), "nothing to change for {what}");
        let found = found_in(&graph);
        if found[*audit] == 0 || found["kept-otherwise"] == 0 {
            missed.push(format!("{what}: {audit} {:?}", checks.map(|id| found[id])));
        }
        std::fs::remove_dir_all(&graph).unwrap();
    }
    assert!(missed.is_empty(), "{missed:#?}");
}

/// A change that the manifest does not know of is damage, which is told and never answered.
#[test]
fn a_change_behind_the_manifest_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let graph = folder.path().join("graph");
    stdout(&["ingest", SOUND, "--graph", graph.to_str().unwrap()]);
    let file = common::files(&graph.join("graphs")).pop().unwrap();
    let text: String = reseal::lines(&file).iter().skip(1).map(|line| format!("{line}\n")).collect();
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    std::fs::write(&file, ruzstd::encoding::compress_to_vec(text.as_bytes(), level)).unwrap();
    let output = pedigraph().args(["check", "--graph", graph.to_str().unwrap()]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("damaged: "));
}
