//! Graphs that are published into folders.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{files, stdout};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The page on customer service.
pub const SEED: &str = "data/digitalgov-customer-service-policies.json";
/// A configuration that is complete.
pub const CONFIG: &str = "tests/fixtures/publish.toml";

/// A folder with a graph and packages.
pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// Makes the graph anew.
    pub fn ingest(&self, inputs: &[&str]) {
        let mut args = vec!["ingest"];
        args.extend(inputs);
        let graph = self.path("graph");
        args.extend(["--graph", &graph, "--prune"]);
        stdout(&args);
    }

    /// Publishes it; gives the report.
    pub fn publish(&self, output: &str) -> serde_json::Value {
        let (graph, output) = (self.path("graph"), self.path(output));
        let line = stdout(&[
            "publish", "--graph", &graph, "--config", CONFIG, "--output", &output, "--report", "json",
        ]);
        serde_json::from_str(&line).unwrap()
    }
}

/// Every file of a folder by its path.
pub fn tree(folder: &str) -> BTreeMap<String, Vec<u8>> {
    let path = |p: &PathBuf| p.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
    files(Path::new(folder)).iter().map(|p| (path(p), fs::read(p).unwrap())).collect()
}
