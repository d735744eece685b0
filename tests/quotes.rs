//! Every quote stands verbatim at its locator and offsets, for every input of the suite.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Term;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const PED: &str = "https://w3id.org/pedigraph/ns#";

/// Inputs: those of the golden files, those bundled, and the labelled pages.
fn inputs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found: Vec<PathBuf> = files(&root.join("tests/golden/convert"));
    found.retain(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with("input.")));
    found.push(root.join("data/digitalgov-customer-service-policies.json"));
    found.push(root.join("data/executive-orders-1937-2024.csv.zst"));
    found.extend(files(&root.join("tests/gold/data")));
    // Every third of the many; the others are of the same kinds.
    for set in ["blind-1", "blind-2", "blind-3", "blind-4"] {
        let pages = files(&root.join("tests/gold").join(set).join("pages"));
        assert!(pages.len() >= 19, "{set}");
        found.extend(pages.into_iter().step_by(3));
    }
    found
}

#[test]
fn every_quote_is_read_back() {
    let mut quotes = 0;
    for input in inputs() {
        let texts = pedigraph().args(["text", "--format", "json"]).arg(&input).output().unwrap();
        if !texts.status.success() {
            continue;
        }
        let texts: BTreeMap<String, String> = String::from_utf8(texts.stdout)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                (value["locator"].as_str().unwrap().to_owned(), value["text"].as_str().unwrap().to_owned())
            })
            .collect();
        let output = pedigraph().args(["convert", "--format", "nquads"]).arg(&input).output().unwrap();
        assert!(output.status.success(), "{}: {}", input.display(), String::from_utf8_lossy(&output.stderr));
        let graph = output.stdout;
        let mut nodes: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_slice(&graph) {
            let quad = quad.unwrap();
            if let (Some(name), Term::Literal(value)) =
                (quad.predicate.as_str().strip_prefix(PED), &quad.object)
            {
                nodes
                    .entry(quad.subject.to_string())
                    .or_default()
                    .insert(name.to_owned(), value.value().to_owned());
            }
        }
        for (node, values) in nodes.iter().filter(|(_, v)| v.contains_key("quote")) {
            let number = |name: &str| values[name].parse::<usize>().unwrap();
            let text = texts
                .get(&values["locator"])
                .unwrap_or_else(|| panic!("{node}: no text at {:?}", values["locator"]));
            let (start, end) = (number("quoteStart"), number("quoteEnd"));
            let found: String = text.chars().skip(start).take(end - start).collect();
            assert_eq!(found, values["quote"], "{} {node}", input.display());
            quotes += 1;
        }
    }
    // The bundled inputs alone have some 28,000; what stands beside the project comes on top.
    assert!(quotes > 25_000, "only {quotes} quotes were checked");
}
