//! Layers stand on one another and the arrows between them go one way: every path that begins with `crate::` is read,
//! a back edge fails, and so does a module that has no layer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The modules from the ground up. Each may use those of the lines before its own, and none of its own line.
const LAYERS: &[&[&str]] = &[
    &["ground"],
    &["model"],
    &["profile"],
    &["source"],
    &["reading"],
    &["pipeline"],
    &["resolve"],
    &["rdf"],
    &["shacl", "audit"],
    &["graph_dir"],
    &["snapshot"],
    &["store", "lineage"],
    &["query"],
    &["publish", "lint"],
    &["serve"],
    &["cli"],
];

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

fn layer(module: &str) -> usize {
    LAYERS
        .iter()
        .position(|layer| layer.contains(&module))
        .unwrap_or_else(|| panic!("`{module}` has no layer in tests/architecture.rs"))
}

/// The modules that a file's text names behind `crate::`, those of `crate::{a, b::c}` too.
fn used(text: &str) -> BTreeSet<String> {
    let name = |path: &str| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    let mut found: BTreeSet<String> = BTreeSet::new();
    for (at, cut) in text.match_indices("crate::") {
        // `$crate::` and the tail of a longer name are no paths of this crate's modules.
        if text[..at].ends_with(|c: char| c == '$' || c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &text[at + cut.len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                let mut depth = 0;
                let group: Vec<char> = group
                    .chars()
                    .take_while(|c| {
                        depth += i32::from(*c == '{') - i32::from(*c == '}');
                        depth >= 0
                    })
                    .collect();
                let parts = group.split(|c| {
                    depth += i32::from(*c == '{') - i32::from(*c == '}');
                    *c == ',' && depth == -1
                });
                found.extend(parts.map(|p| name(&String::from_iter(p))).filter(|n: &String| !n.is_empty()));
            }
            None => {
                found.insert(name(rest));
            }
        }
    }
    found
}

/// The modules that `module` names and that are not of a layer below its own.
fn back_edges(module: &str, text: &str) -> BTreeSet<String> {
    let own = layer(module);
    used(text)
        .into_iter()
        .filter(|other| other != module && layer(other) >= own)
        .map(|other| format!("{module} uses {other}"))
        .collect()
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
    assert_eq!(back_edges("source", "use crate::{ground::Span, rdf::{a, b}, resolve};\nfn f() {}").len(), 2);
    assert_eq!(back_edges("lineage", "crate::store::Store::open()").len(), 1, "of one layer");
    assert_eq!(back_edges("rdf", "use crate::model::Relation;").len(), 0);
}

#[test]
#[should_panic(expected = "has no layer")]
fn a_module_without_a_layer_is_found() {
    back_edges("rdf", "use crate::nowhere::Thing;");
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

/// The names of the modules that are compiled for tests only: `#[cfg(test)] mod tests;`.
fn test_modules(text: &str) -> impl Iterator<Item = &str> {
    text.split("#[cfg(test)]").skip(1).filter_map(|behind| {
        let line = behind.lines().map(str::trim).find(|l| !l.is_empty() && !l.starts_with("#["))?;
        line.strip_prefix("mod ")?.strip_suffix(';')
    })
}

/// The functions of a text that have more than `most` lines, each from its `fn` to the brace that closes it at its indent.
/// Of a text with tests within, what stands before them.
fn long_functions(text: &str, most: usize) -> Vec<String> {
    let tests_from = text.match_indices("#[cfg(test)]").map(|(at, _)| at).find(|at| {
        let mut behind = text[*at..].lines().skip(1).filter(|l| !l.trim_start().starts_with("#["));
        behind.next().is_some_and(|l| l.trim_start().starts_with("mod ") && l.ends_with('{'))
    });
    let lines: Vec<&str> = text[..tests_from.unwrap_or(text.len())].lines().collect();
    let mut long = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let mut words = line.split_whitespace().skip_while(|w| {
            matches!(*w, "pub" | "const" | "async" | "in") || w.starts_with("pub(") || w.ends_with(')')
        });
        if words.next() != Some("fn") || line.ends_with(['}', ';']) {
            continue;
        }
        let close = format!("{}}}", &line[..indent]);
        let length = lines[at..].iter().position(|l| *l == close).map_or(lines.len() - at, |end| end + 1);
        if length > most {
            let name = words.next().unwrap_or("").split(['(', '<']).next().unwrap_or("");
            long.push(format!("{name}: {length} lines"));
        }
    }
    long
}

/// A function of more than 60 lines does several things that have no names.
#[test]
fn no_function_of_reading_is_long() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root.join("reading"), &mut files);
    sources(&root.join("source"), &mut files);
    let texts: Vec<(PathBuf, String)> =
        files.into_iter().map(|f| (f.clone(), std::fs::read_to_string(f).unwrap())).collect();
    let of_tests: BTreeSet<PathBuf> = texts
        .iter()
        .flat_map(|(file, text)| {
            let folder =
                if file.ends_with("mod.rs") { file.with_file_name("") } else { file.with_extension("") };
            test_modules(text).map(move |name| folder.join(format!("{name}.rs"))).collect::<Vec<_>>()
        })
        .collect();
    assert!(of_tests.iter().any(|f| f.is_file()) && of_tests.len() < texts.len());
    let long: Vec<_> = texts
        .iter()
        .filter(|(file, _)| !of_tests.contains(file))
        .flat_map(|(file, text)| long_functions(text, 60).into_iter().map(move |f| (file, f)))
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn a_long_function_is_found() {
    let body = "        f();\n".repeat(3);
    let text = format!(
        "impl A {{\n    pub(in crate::b) const fn long<T>(\n        t: T,\n    ) {{\n{body}    }}\n}}\n"
    );
    assert_eq!(long_functions(&text, 6), ["long: 7 lines"]);
    assert!(long_functions(&text, 7).is_empty());
    assert!(long_functions("fn short() {}\nfn other() {\n}\n", 2).is_empty(), "each ends at its own brace");
    let within = format!("#[cfg(test)]\nmod tests {{\n    fn of_tests() {{\n{body}    }}\n}}\n");
    assert!(long_functions(&within, 2).is_empty());
    assert_eq!(test_modules("#[cfg(test)]\nmod tests;\nmod b;").collect::<Vec<_>>(), ["tests"]);
}
