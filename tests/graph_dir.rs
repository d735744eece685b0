//! The graph directory: unchanged sources are skipped, changed ones replaced, gone ones dropped on request; the outcome
//! does not depend on the order of arrival; a writer that dies leaves a whole graph.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph};
use std::collections::BTreeMap;
use std::path::Path;

fn ingest(graph: &Path, inputs: &[&Path], extra: &[&str]) -> serde_json::Value {
    let output = pedigraph()
        .args(["ingest", "--format", "json", "--quiet"])
        .args(extra)
        .arg("--graph")
        .arg(graph)
        .args(inputs)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn changes(summary: &serde_json::Value) -> Vec<&str> {
    summary["changes"].as_array().unwrap().iter().map(|c| c["change"].as_str().unwrap()).collect()
}

fn contents(graph: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = files(graph).into_iter().filter(|p| !p.ends_with(".lock"));
    all.map(|p| (p.strip_prefix(graph).unwrap().display().to_string(), std::fs::read(&p).unwrap())).collect()
}

const A: &str = "<link rel=canonical href='https://example.gov/a'><p>April 27, 2011 - <a href='https://example.gov/x'>Executive Order 13571 – Streamlining Service Delivery</a></p>";
const B: &str = "<link rel=canonical href='https://example.gov/b'><p>April 2011 - <a href='https://example.gov/y'>Executive Order on Streamlining Service Delivery</a></p><p>Extends Executive Order 12862.</p>";

#[test]
fn sources_come_change_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, a, b) =
        (folder.path().join("graph"), folder.path().join("a.html"), folder.path().join("b.html"));
    std::fs::write(&a, A).unwrap();
    std::fs::write(&b, B).unwrap();
    assert_eq!(changes(&ingest(&graph, &[&a], &[])), ["added"]);
    let before = contents(&graph);
    let again = ingest(&graph, &[&a], &[]);
    assert_eq!((changes(&again), again["filesWritten"].as_u64()), (vec!["unchanged"], Some(0)));
    assert_eq!(contents(&graph), before, "nothing is written for an unchanged source");

    // The new source's unnumbered order is the old one's by title and date; EO 12862 is new.
    let both = ingest(&graph, &[&b], &[]);
    assert_eq!(changes(&both), ["added"]);
    assert_eq!(both["policies"], 2);
    assert_eq!(both["merges"].as_array().unwrap().len(), 1, "{both}");

    std::fs::write(&b, B.replace("12862", "12866")).unwrap();
    assert_eq!(changes(&ingest(&graph, &[&a, &b], &[])), ["unchanged", "replaced"]);
    let pruned = ingest(&graph, &[&a], &["--prune"]);
    assert_eq!(changes(&pruned), ["unchanged", "pruned"]);
    assert_eq!(contents(&graph), before, "what is left is what it was");
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let (a, b) = (folder.path().join("a.html"), folder.path().join("b.html"));
    std::fs::write(&a, A).unwrap();
    std::fs::write(&b, B).unwrap();
    let graphs = ["one", "two", "three"].map(|g| folder.path().join(g));
    ingest(&graphs[0], &[&a, &b], &[]);
    ingest(&graphs[1], &[&b], &[]);
    ingest(&graphs[1], &[&a], &[]);
    ingest(&graphs[2], &[&b, &a], &[]);
    let first = contents(&graphs[0]);
    assert!(first == contents(&graphs[1]) && first == contents(&graphs[2]));
}

#[test]
fn a_killed_writer_leaves_a_whole_graph() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, a) = (folder.path().join("graph"), folder.path().join("a.html"));
    std::fs::write(&a, A).unwrap();
    ingest(&graph, &[&a], &[]);
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/digitalgov-customer-service-policies.json");
    let binary = assert_cmd::cargo::cargo_bin("pedigraph");
    for delay in [0, 1, 2, 4, 8, 16, 32] {
        let mut child = std::process::Command::new(&binary)
            .arg("ingest")
            .arg(&seed)
            .arg("--graph")
            .arg(&graph)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        let dir = pedigraph::graph_dir::GraphDir::open(&graph).unwrap();
        for (name, mut reader) in dir.graphs().unwrap() {
            let mut text = Vec::new();
            reader.read_to_end(&mut text).unwrap_or_else(|e| panic!("{name}: {e}"));
            for quad in oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::NQuads).for_slice(&text)
            {
                quad.unwrap();
            }
        }
    }
    ingest(&graph, &[&seed], &[]);
    let reference = folder.path().join("reference");
    ingest(&reference, &[&a, &seed], &[]);
    assert!(contents(&graph) == contents(&reference), "nothing of the killed writers is left");
}

/// More sources than a process may have files open: 1,024 as a rule.
#[test]
#[cfg(unix)]
fn a_graph_of_very_many_sources_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, pages) = (folder.path().join("graph"), folder.path().join("pages"));
    std::fs::create_dir(&pages).unwrap();
    for i in 0..1100 {
        let page = A
            .replace("example.gov/a", &format!("example.gov/{i}"))
            .replace("13571", &format!("{}", 10000 + i));
        std::fs::write(pages.join(format!("{i:04}.html")), page).unwrap();
    }
    assert_eq!(ingest(&graph, &[&pages], &[])["policies"], 1100);
    let dir = pedigraph::graph_dir::GraphDir::open(&graph).unwrap();
    let mut mentions = 0;
    for (_, mut reader) in dir.graphs().unwrap() {
        let mut text = String::new();
        reader.read_to_string(&mut text).unwrap();
        mentions += text.lines().filter(|l| l.contains("/ns#Mention>")).count();
    }
    assert_eq!(mentions, 1100);
    let output = std::process::Command::new("sh")
        .args(["-c", "ulimit -n 1024 && exec \"$0\" query sources --format csv --graph \"$1\""])
        .arg(assert_cmd::cargo::cargo_bin("pedigraph"))
        .arg(&graph)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.stdout.iter().filter(|b| **b == b'\n').count(), 1101);
}

#[test]
fn a_manifest_cannot_lead_out_of_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, a) = (folder.path().join("graph"), folder.path().join("a.html"));
    std::fs::write(&a, A).unwrap();
    ingest(&graph, &[&a], &[]);
    let manifest = graph.join("manifest.json");
    let text = std::fs::read_to_string(&manifest).unwrap();
    std::fs::write(&manifest, text.replace("graphs/policies", "../policies")).unwrap();
    pedigraph().args(["check", "--graph"]).arg(&graph).assert().code(2);
}

#[test]
fn what_writers_that_died_left_is_swept() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, a) = (folder.path().join("graph"), folder.path().join("a.html"));
    std::fs::write(&a, A).unwrap();
    ingest(&graph, &[&a], &[]);
    let before = contents(&graph);
    std::fs::write(graph.join(".manifestAbCdEf"), "half").unwrap();
    std::fs::write(graph.join("graphs/.partAbCdEf"), "half").unwrap();
    let old = std::fs::File::create(graph.join(".indexAbCdEf")).unwrap();
    old.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(86_400)).unwrap();
    std::fs::write(graph.join(".indexGhIjKl"), "another process writes this").unwrap();
    ingest(&graph, &[&a], &[]);
    let mut after = contents(&graph);
    assert!(after.remove(".indexGhIjKl").is_some());
    assert_eq!(after, before);
}
