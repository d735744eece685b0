//! Answers stop where their sources stop, and say when they disagree: each answer that was once seen to be wrong, in small.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::stdout;
use std::path::Path;

const HEAD: &str = "title,signing_date,executive_order_number,disposition_notes\n";

/// A register that ends in April 2021, and a page of another matter that was changed in January 2025.
const REGISTER: &str = "Promoting Access to Voting,2021-03-07,14019,\n\
    Gender Policy Council,2021-03-08,14020,\"See: EO 14025, April 26, 2021\"\n\
    Worker Organizing,2021-04-26,14025,\n";
const PAGE: &str = "<!doctype html><title>Customer policies</title>\
    <meta property=\"article:modified_time\" content=\"2025-01-27\">\
    <link rel=\"canonical\" href=\"https://example.gov/customers\"><h1>Customer policies</h1>\n\
    <p>December 2021 - <a href=\"https://example.gov/cx\">Executive Order 14058 on Customer Experience</a> cites Executive \
    Order 13571.</p>\n";

fn graph(folder: &Path, documents: &[(&str, &str)]) -> String {
    let graph = folder.join("graph").display().to_string();
    let mut args = vec!["ingest".to_owned(), "--quiet".to_owned(), "--graph".to_owned(), graph.clone()];
    for (name, text) in documents {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        args.push(path.display().to_string());
    }
    stdout(&args.iter().map(String::as_str).collect::<Vec<_>>());
    graph
}

fn both(folder: &Path) -> String {
    let register = format!("{HEAD}{REGISTER}");
    graph(folder, &[("register.csv", &register), ("page.html", PAGE)])
}

/// The line of `status` that tells it.
fn status(graph: &str, policy: &str, day: Option<&str>) -> String {
    let mut args = vec!["status", policy, "--graph", graph];
    args.extend(day.into_iter().flat_map(|day| ["--as-of", day]));
    stdout(&args).lines().nth(2).unwrap().to_owned()
}

/// Seen: EO 14019 "in force, as of 2025-01-27", the day of another page; it had been revoked a week before.
#[test]
fn the_day_of_another_source_covers_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let graph = both(folder.path());
    assert_eq!(status(&graph, "EO 14019", None), "● in force, as of 2021-04-26");
    assert_eq!(
        status(&graph, "EO 14019", Some("2025-01-27")),
        "? unknown: in force on 2021-04-26; nothing later was read, as of 2025-01-27"
    );
    let list = stdout(&["in-force", "--as-of", "2025-01-27", "--graph", &graph]);
    let (sure, known) = list.split_once("last known to be in force; nothing later was read:").unwrap();
    assert!(sure.starts_with("0 in force as of 2025-01-27") && known.contains("EO 14019"), "{list}");
}

/// Seen: 1,090 of 5,664 policies "in force" were only cited somewhere.
#[test]
fn what_is_only_cited_is_never_in_force_from_silence() {
    let folder = tempfile::tempdir().unwrap();
    let graph = both(folder.path());
    assert!(status(&graph, "EO 13571", None).starts_with("? unknown: no source describes the policy"));
    let list = stdout(&["in-force", "--graph", &graph]);
    assert!(list.contains("EO 14019") && !list.contains("EO 13571"), "{list}");
}

/// Seen: EO 10480 "ended in 1958" on one row, while its own record tells of amendments until it was revoked in 1994.
#[test]
fn one_row_does_not_end_what_the_policy_s_own_record_continues() {
    let rows = "Defense Mobilization,1953-08-14,10480,\"Amended by: EO 10819, May 8, 1959; Revoked by: EO 12919, June 3, 1994\"\n\
        Emergency Preparedness,1958-10-10,10782,\"Revokes: EO 10480, August 14, 1953\"\n\
        Amending,1959-05-08,10819,\"Amends: EO 10480, August 14, 1953\"\n\
        Industrial Resources,1994-06-03,12919,\"Revokes: EO 10480, August 14, 1953\"\n";
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), &[("register.csv", &format!("{HEAD}{rows}"))]);
    let on = |day| status(&graph, "EO 10480", Some(day)).chars().next().unwrap();
    assert_eq!(["1958-10-09", "1958-10-10", "1994-06-02", "1994-06-03"].map(on), ['●', '≠', '≠', '✗']);
    let found = stdout(&["check", "--graph", &graph, "--quiet", "--show", "disputed-ending"]);
    assert!(
        found.contains("“Revokes: EO 10480, August 14, 1953” (register.csv, row 3, 1994-06-03)"),
        "{found}"
    );
    assert!(
        found.contains("“Amended by: EO 10819, May 8, 1959” (register.csv, row 2, 1994-06-03)"),
        "both sides: {found}"
    );
}

/// Seen: half of all citations led to later policies, since an editor's "See:" was read as one.
#[test]
fn an_editor_s_cross_reference_is_no_citation() {
    let folder = tempfile::tempdir().unwrap();
    let graph = both(folder.path());
    let quads =
        stdout(&["query", "evidence", "--param", "policy=EO 14020", "--graph", &graph, "--format", "csv"]);
    assert!(quads.contains("ns#seeAlso") && !quads.contains("ns#cites"), "{quads}");
    let found = stdout(&["check", "--graph", &graph, "--quiet", "--show", "arrow-of-time"]);
    assert!(!found.contains("\narrow-of-time:"), "it can point to a later policy: {found}");
}
