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
            .args(["convert", "--to", "nquads", "--diagnostics", "short"])
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
