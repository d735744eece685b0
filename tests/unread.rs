//! What holds a verb of change beside a policy and is not understood is told: of pages, texts and notes alike, by every
//! command, with file, place and sentence, from documents and from a graph directory.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use serde_json::Value;

const ABOLISHED: &str = "The Office of Schedules is abolished under the authority of Executive Order 12103.";

/// A document of each kind: its name, its content, the place and the words that are told.
fn documents() -> Vec<(&'static str, String, &'static str, String)> {
    let note = "the schedules of the Board";
    let order = "Executive Order 12104 of April 1, 1981\n\nWinding up of the Board\n\nBy the authority vested in me as \
         President by the Constitution and the laws of the United States of America, it is hereby ordered as follows:";
    vec![
        (
            "page.md",
            format!("---\ntitle: Records\n---\n\n# Records\n\n{ABOLISHED}\n"),
            "",
            ABOLISHED.to_owned(),
        ),
        (
            "page.html",
            format!("<html><body><h1>Records</h1><p>{ABOLISHED}</p></body></html>"),
            "",
            ABOLISHED.to_owned(),
        ),
        ("order.txt", format!("{order}\n\nSection 1. {ABOLISHED}\n"), "", format!("Section 1. {ABOLISHED}")),
        (
            "register.csv",
            format!(
                "executive_order_number,signing_date,disposition_notes\n\
                 12000,1977-07-07,\"Amends: EO 11000, May 1, 1970; {note}; EO 11001, May 1, 1970\"\n"
            ),
            "row=2;col=disposition_notes",
            note.to_owned(),
        ),
    ]
}

/// The findings of `check` about what is unread.
fn found(arguments: &[&str]) -> Vec<Value> {
    let arguments = [&["check", "--quiet", "--format", "json"], arguments].concat();
    let checked: Value = serde_json::from_str(&stdout(&arguments)).unwrap();
    let audit = checked["audits"].as_array().unwrap().iter().find(|a| a["id"] == "unread").unwrap().clone();
    assert_eq!(audit["count"].as_u64().unwrap() as usize, audit["findings"].as_array().unwrap().len());
    audit["findings"].as_array().unwrap().clone()
}

#[test]
fn what_is_not_understood_is_told_of_every_kind_of_document() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for (name, content, locator, words) in documents() {
        let file = at(name);
        std::fs::write(&file, &content).unwrap();
        let read: Value = serde_json::from_str(&stdout(&[
            "read", &file, "--show", "unread", "--format", "json", "--quiet",
        ]))
        .unwrap();
        assert_eq!(
            (read["file"].as_str(), read["locator"].as_str()),
            (Some(&*file), Some(locator)),
            "{name}"
        );
        assert_eq!(read["sentence"].as_str(), Some(&*words), "{name}");
        let told = stdout(&["text", &file, "--format", "json", "--quiet"]);
        let texts = told.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let text = texts.into_iter().find(|text| text["locator"] == locator).unwrap();
        let (start, end) = (read["start"].as_u64().unwrap() as usize, read["end"].as_u64().unwrap() as usize);
        let stands: String = text["text"].as_str().unwrap().chars().take(end).skip(start).collect();
        assert_eq!(stands, words, "{name}");

        let checked = found(&[&file]);
        assert_eq!(checked.len(), 1, "{name}: {checked:?}");
        assert!(checked[0]["message"].as_str().unwrap().starts_with(&*file), "{name}: {checked:?}");
        assert_eq!(checked[0]["evidence"][0]["quote"].as_str(), Some(&*words), "{name}");
        let graph = at(&format!("graph-of-{name}"));
        pedigraph().args(["ingest", &file, "--graph", &graph, "--quiet"]).assert().success();
        assert_eq!(found(&["--graph", &graph]), checked, "{name}");
        let strict = ["check", &file, "--strict", "--quiet"];
        pedigraph().args(strict).assert().code(1);
    }
}
