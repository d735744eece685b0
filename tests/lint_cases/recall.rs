//! How much of what must be found the linter finds: pages in the styles of real sites, labelled before the linter was run
//! over them (`recall.jsonl` and `recall-2.jsonl` of `tests/fixtures/lint`). The figures stand in `docs/lint-precision.md`.

use super::linter;
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Labelled {
    name: String,
    format: String,
    text: String,
    /// What must be found: rule and words.
    find: Vec<(String, String)>,
    /// What of it is not found.
    #[serde(default)]
    missed: Vec<(String, String)>,
    /// What is found though it is not asked for.
    #[serde(default)]
    unasked: Vec<(String, String)>,
}

/// What a page gives: labels that are found, labels that are not, findings without a label.
#[derive(Default)]
struct Outcome {
    found: usize,
    missed: Vec<(String, String)>,
    unasked: Vec<(String, String)>,
}

fn labelled(file: &str) -> Vec<Labelled> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/lint").join(file);
    let lines = std::fs::read_to_string(path).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn outcome(page: &Labelled) -> Outcome {
    let path = PathBuf::from(format!("page.{}", page.format));
    let findings = linter().file(&path, page.text.as_bytes(), &mut |_| ());
    let mut unasked: Vec<(String, String)> =
        findings.into_iter().map(|f| (f.rule.name().to_owned(), f.words)).collect();
    let mut outcome = Outcome::default();
    for (rule, words) in &page.find {
        // Whether the kind of the policy belongs to the words is no matter of finding it.
        let same = |(other, printed): &(String, String)| {
            other == rule && (printed.contains(words.as_str()) || words.contains(printed.as_str()))
        };
        match unasked.iter().position(same) {
            Some(at) => {
                unasked.remove(at);
                outcome.found += 1;
            }
            None => outcome.missed.push((rule.clone(), words.clone())),
        }
    }
    Outcome { unasked, ..outcome }
}

#[test]
fn what_must_be_found_is_found_but_for_what_is_known_to_be_missed() {
    holds("recall.jsonl");
}

#[test]
fn pages_that_were_written_later_are_as_the_docs_say() {
    holds("recall-2.jsonl");
}

/// Holds each page of a file against its labels, and the sum against the docs.
fn holds(file: &str) {
    let pages = labelled(file);
    let (mut found, mut all, mut unasked) = (0, 0, 0);
    let mut wrong = Vec::new();
    for page in &pages {
        let outcome = outcome(page);
        (found, all) = (found + outcome.found, all + page.find.len());
        unasked += outcome.unasked.len();
        if outcome.missed != page.missed || outcome.unasked != page.unasked {
            wrong.push(format!(
                "{}: missed {:?}, found unasked {:?}",
                page.name, outcome.missed, outcome.unasked
            ));
        }
    }
    let figure = format!("{} pages: found {found} of {all}, {unasked} unasked", pages.len());
    assert!(wrong.is_empty(), "{figure}\n{}", wrong.join("\n"));
    let docs = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/lint-precision.md"))
        .unwrap();
    assert!(docs.contains(&figure), "docs/lint-precision.md does not say `{figure}`");
}
