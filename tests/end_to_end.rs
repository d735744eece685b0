//! What a curator of a site does with it, from the first to the last: the graph is made, a copy of a real site is held against
//! it, statements and a dispute are judged, a source changes, the package is published. Every judgement still stands.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph, stdout};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Rows of the Register: an order that its successor revoked, and one whose sources disagree.
const REGISTER: &str = "title,signing_date,executive_order_number,disposition_notes\n\
    Improving Access to Services for Persons With Limited English Proficiency,2000-08-11,13166,\"Revoked by: EO 14224, March 1, 2025\"\n\
    Designating English as the Official Language of the United States,2025-03-01,14224,\"Revokes: EO 13166, August 11, 2000\"\n\
    Mobilization,1953-08-14,10480,\"Amended by: EO 10819, May 8, 1959; Revoked by: EO 12919, June 3, 1994\"\n\
    Preparedness,1958-10-10,10782,\"Revokes: EO 10480, August 14, 1953\"\n\
    Amending,1959-05-08,10819,\"Amends: EO 10480, August 14, 1953\"\n\
    Industrial Resources,1994-06-03,12919,\"Revokes: EO 10480, August 14, 1953\"\n";

/// The pages of the site that cite the order that was revoked.
const STALE: [&str; 2] = [
    "checklist-of-requirements-for-federal-digital-services.md",
    "requirements-for-improving-access-to-services-for-people-with-limited-english-proficiency-lep.md",
];

struct Desk(tempfile::TempDir);

impl Desk {
    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).display().to_string()
    }

    fn run(&self, args: &[&str]) -> String {
        stdout(&[args, &["--graph", &self.path("graph")]].concat())
    }

    fn judge(&self, words: &[&str]) {
        let by = ["--author", "A. Curator", "--day", "2026-11-30", "--reason", "I read it."];
        self.run(&[&["curate"], words, &by].concat());
    }

    /// The errors that the site has, by page and rule.
    fn lint(&self) -> Vec<(String, String)> {
        let graph = self.path("graph");
        let args = ["lint", &self.path("site"), "--graph", &graph, "--format", "json"];
        let ran = pedigraph().args(args).output().unwrap();
        assert_eq!(ran.status.code(), Some(1), "{}", String::from_utf8_lossy(&ran.stderr));
        let report: Value = serde_json::from_slice(&ran.stdout).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let name = |path: &str| Path::new(path).file_name().unwrap().to_string_lossy().into_owned();
        let all = report["findings"].as_array().unwrap().iter().filter(|f| f["level"] == "error");
        let mut found: Vec<_> = all.map(|f| (name(&text(&f["file"])), text(&f["rule"]))).collect();
        found.dedup();
        found
    }

    fn all_stand(&self) {
        let list: Value = serde_json::from_str(&self.run(&["curate", "list", "--format", "json"])).unwrap();
        let all = list["judgements"].as_array().unwrap();
        assert_eq!(all.len(), 4);
        assert!(all.iter().all(|judgement| judgement["standing"] == "decides"), "{list:#}");
        let lineage = self.run(&["lineage", "EO 13571"]);
        let (drawn, judged) = lineage.split_once("\njudgements\n").unwrap();
        assert!(!drawn.contains("M-11-24"), "{lineage}");
        assert!(judged.contains("rejects “M-11-24 implements EO 13571”"), "{lineage}");
        let status = self.run(&["status", "EO 10480", "--as-of", "1960-01-01"]);
        assert!(status.contains("✗ ended") && status.contains("judged by A. Curator"), "{status}");
        assert!(self.run(&["show", "M-17-26"]).contains("judged by A. Curator"));
    }
}

#[test]
fn judgements_outlive_a_changed_source_from_ingest_to_the_package() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let desk = Desk(tempfile::tempdir().unwrap());
    let seed = std::fs::read_to_string(root.join("data/digitalgov-customer-service-policies.json")).unwrap();
    std::fs::write(desk.at("page.json"), &seed).unwrap();
    std::fs::write(desk.at("register.csv"), REGISTER).unwrap();
    common::copy_folder(&root.join("tests/fixtures/lint/digitalgov"), &desk.at("site"));
    let (page, register) = (desk.path("page.json"), desk.path("register.csv"));
    desk.run(&["ingest", "--quiet", &page, &register]);

    let stale = STALE.map(|page| (page.to_owned(), "ended-citation".to_owned()));
    assert_eq!(desk.lint(), stale);

    assert!(desk.run(&["lineage", "EO 13571"]).contains("M-11-24"));
    assert!(desk.run(&["status", "EO 10480", "--as-of", "1960-01-01"]).contains("≠ disputed"));
    desk.judge(&["reject", "M-11-24", "implements", "EO 13571"]);
    desk.judge(&["accept", "M-17-26", "rescinds", "M-16-08"]);
    desk.judge(&["set", "EO 13571", "--title", "Streamlining Service"]);
    desk.judge(&["accept", "EO 10782", "rescinds", "EO 10480"]);
    desk.all_stand();

    // A new edition of the page: a notice stands before all else, so that every passage has moved.
    let edition = seed.replacen("<p>", "<p>This page was looked at again.</p><p>", 1).replacen(
        "\\u003cp\\u003e",
        "\\u003cp\\u003eThis page was looked at again.\\u003c/p\\u003e\\u003cp\\u003e",
        1,
    );
    assert_ne!(edition, seed);
    std::fs::write(desk.at("page.json"), edition).unwrap();
    desk.run(&["ingest", "--quiet", &page]);
    assert!(stdout(&["text", &page]).contains("looked at again"));
    desk.all_stand();
    assert_eq!(desk.lint(), stale);

    let config = root.join("tests/fixtures/publish.toml").display().to_string();
    desk.run(&["publish", "--config", &config, "--output", &desk.path("package")]);
    let mut pages = files(&desk.at("package"));
    pages.retain(|f| f.extension().is_some_and(|e| e == "html"));
    let told = |words: &'static str| {
        pages.iter().filter(move |f| std::fs::read_to_string(f).unwrap().contains(words))
    };
    assert!(told("Judged by A. Curator").count() >= 2, "the statuses that a judgement decides");
    assert!(
        told("A. Curator rejects “M-11-24 implements EO 13571”").count() >= 2,
        "both sides of what is rejected"
    );
    desk.all_stand();
}
