//! The audit: every audit finds its flaw in a small flawed corpus (golden files), and none in a sound one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{golden, pedigraph, stdout};
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
