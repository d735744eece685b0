//! The documents: every link between them leads somewhere, and every picture is there.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::files;
use pulldown_cmark::{Event, Parser, Tag};
use std::path::{Path, PathBuf};

fn documents() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = files(&root.join("docs"));
    all.extend(["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "data/SOURCES.md"].map(|f| root.join(f)));
    all.retain(|p| p.extension().is_some_and(|e| e == "md"));
    all
}

#[test]
fn every_link_leads_to_a_file() {
    let mut links = 0;
    let mut broken = Vec::new();
    for document in documents() {
        let text = std::fs::read_to_string(&document).unwrap();
        for event in Parser::new(&text) {
            let (Event::Start(Tag::Link { dest_url, .. }) | Event::Start(Tag::Image { dest_url, .. })) =
                event
            else {
                continue;
            };
            let path = dest_url.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains(':') {
                continue;
            }
            links += 1;
            if !document.parent().unwrap().join(path).exists() {
                broken.push(format!("{}: {dest_url}", document.display()));
            }
        }
    }
    assert!(links > 20, "only {links} links were found");
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn every_page_is_linked_from_the_readme_or_another_page() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts: String = documents().iter().map(|d| std::fs::read_to_string(d).unwrap()).collect();
    for page in files(&root.join("docs")).iter().filter(|p| p.extension().is_some_and(|e| e == "md")) {
        let name = page.file_name().unwrap().to_string_lossy();
        assert!(texts.contains(&format!("{name})")), "nothing links to {name}");
    }
}
