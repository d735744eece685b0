//! The stages are folders and the arrows between them go one way: `use crate::` lines are read and a back edge fails.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The stages from first to last. A module may use those before it.
const ORDER: &[&[&str]] = &[
    &["text", "model", "profile", "diag", "zst"],
    &["source"],
    &["extract"],
    &["pipeline", "resolve"],
    &["rdf"],
    &["audit", "shacl"],
    &["graph_dir"],
    &["store", "lineage"],
    &["query"],
    &["publish", "serve"],
    &["cli"],
];

/// Constants that name things are no stage: the vocabulary is used where the model names its relations.
const ALLOWED: &[(&str, &str)] = &[("model", "rdf::vocab")];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn rank(module: &str) -> Option<usize> {
    ORDER.iter().position(|stage| stage.contains(&module))
}

/// Back edges among `use crate::…` lines of one file's text.
fn back_edges(module: &str, text: &str) -> BTreeSet<String> {
    let from = rank(module).unwrap_or_else(|| panic!("`{module}` has no place in the order of stages"));
    let mut wrong = BTreeSet::new();
    for (at, _) in text.match_indices("crate::") {
        let path: String = text[at + "crate::".len()..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_' || *c == ':')
            .collect();
        let target = path.split("::").next().unwrap_or_default();
        let Some(to) = rank(target) else { continue };
        if to > from && !ALLOWED.iter().any(|(m, p)| *m == module && path.starts_with(p)) {
            wrong.insert(format!("{module} uses {path}"));
        }
    }
    wrong
}

#[test]
fn arrows_go_one_way() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    assert!(files.len() > 40);
    let mut wrong = BTreeSet::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let module = relative.components().next().unwrap().as_os_str().to_string_lossy();
        let module = module.trim_end_matches(".rs");
        if !matches!(module, "lib" | "main") {
            wrong.extend(back_edges(module, &std::fs::read_to_string(&file).unwrap()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_back_edge_is_found() {
    assert_eq!(back_edges("source", "use crate::rdf::map::Map;").len(), 1);
    assert_eq!(back_edges("model", "use crate::rdf::vocab;").len(), 0);
    assert_eq!(back_edges("rdf", "use crate::model::Relation;").len(), 0);
}

/// Files of more than 500 lines are asked what two things they are.
#[test]
fn no_file_is_two_things() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.retain(|f| !f.ends_with("tests.rs"));
    let long: Vec<_> =
        files.iter().filter(|f| std::fs::read_to_string(f).unwrap().lines().count() > 500).collect();
    assert!(long.is_empty(), "{long:?}");
}
