//! Golden files: input, expected N-Quads and expected diagnostics side by side, one folder a case.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` rewrites what is expected; the diff is reviewed.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, golden, pedigraph};
use std::path::{Path, PathBuf};

/// The cases: each folder below `tests/golden/convert` that has an `input.*`.
fn cases() -> Vec<(PathBuf, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert");
    let inputs = files(&root)
        .into_iter()
        .filter(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("input.")));
    inputs.map(|input| (input.parent().unwrap().to_owned(), input)).collect()
}

#[test]
fn conversions_and_diagnostics() {
    let cases = cases();
    assert!(cases.len() >= 8, "only {} cases were found", cases.len());
    for (folder, input) in cases {
        let input = input.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap().to_owned();
        let output = pedigraph()
            .args(["convert", "--format", "nquads", "--with", "periods", "--diagnostics", "short"])
            .arg(&input)
            .output()
            .unwrap();
        let quads = String::from_utf8(output.stdout).unwrap();
        let exit = format!("exit {}\n", output.status.code().unwrap());
        let diagnostics = String::from_utf8(output.stderr).unwrap() + &exit;
        golden(&folder.join("expected.nq"), &quads);
        golden(&folder.join("expected.diagnostics"), &diagnostics);
    }
}

/// A folder of golden files that no test reads would be a test that cannot fail.
#[test]
fn every_expectation_belongs_to_a_case() {
    let cases: Vec<PathBuf> = cases().into_iter().map(|(folder, _)| folder).collect();
    for file in files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert")) {
        assert!(cases.iter().any(|c| file.parent() == Some(c)), "{} belongs to no case", file.display());
    }
}

/// What a note names by the Register's own number of a document alone is a policy of its own, called so.
#[test]
fn documents_without_a_number_of_a_series_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("table.csv");
    let rows = "title,signing_date,executive_order_number,disposition_notes\n\
        One,1962-02-16,10998,\"See: FR Doc. 62-9459, 27 FR 9418; FR Doc. 63-3328, 28 FR 3125\"\n\
        Two,1962-02-16,10999,\"See: FR Doc. 62-9459, 27 FR 9418\"\n";
    std::fs::write(&table, rows).unwrap();
    let output = pedigraph().args(["convert", "--format", "nquads"]).arg(&table).output().unwrap();
    let quads = String::from_utf8(output.stdout).unwrap();
    assert!(!quads.contains("untitled"), "{quads}");
    let cites = |order: &str, label: &str| {
        let named: Vec<&str> = quads
            .lines()
            .filter(|l| {
                l.contains("prefLabel>")
                    && l.contains(&format!("\"{label}\""))
                    && l.contains("graph/policies")
            })
            .filter_map(|l| l.split(' ').next())
            .collect();
        assert_eq!(named.len(), 1, "{label}: {named:?}");
        quads.lines().any(|l| {
            l.starts_with(&format!("<https://w3id.org/pedigraph/id/us/executive-order/{order}>"))
                && l.contains("ns#seeAlso>")
                && l.contains(named[0])
        })
    };
    assert!(cites("10998", "FR Doc. 62-9459") && cites("10998", "FR Doc. 63-3328"));
    assert!(cites("10999", "FR Doc. 62-9459") && !cites("10999", "FR Doc. 63-3328"));
}
