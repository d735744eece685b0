//! Judgements of people outlive what they judge: a new edition, a better reading, a source that has moved, another order of
//! entries. Real runs of the command over small sources.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph, stdout};
use oxigraph::io::{RdfFormat, RdfParser};
use pedigraph::resolve::curation::Curation;
use pedigraph::{Base, GraphDir, Map, Profile, Syntax, write};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A register with a disputed ending: EO 10782 revokes EO 10480, which its own record has amended afterwards.
const REGISTER: &str = "title,signing_date,executive_order_number,disposition_notes\n\
    Mobilization,1953-08-14,10480,\"Amended by: EO 10819, May 8, 1959; Revoked by: EO 12919, June 3, 1994\"\n\
    Preparedness,1958-10-10,10782,\"Revokes: EO 10480, August 14, 1953\"\n\
    Amending,1959-05-08,10819,\"Amends: EO 10480, August 14, 1953\"\n\
    Planning,1962-09-27,11051,\n\
    Industrial Resources,1994-06-03,12919,\"Revokes: EO 10480, August 14, 1953\"\n";

const PAGE: &str = "<!doctype html><title>Customer policies</title>\
    <meta property=\"article:modified_time\" content=\"2025-01-27\">\
    <link rel=\"canonical\" href=\"https://example.gov/customers\"><h1>Customer policies</h1>\n\
    <p>December 2021 - <a href=\"https://example.gov/cx\">Executive Order 14058 on Customer Experience</a> cites Executive \
    Order 13571.</p>\n\
    <p>April 27, 2011 - <a href=\"https://example.gov/x\">Executive Order 13571 – Streamlining Service Delivery</a> extends \
    Executive Order 12862. It also honours the aims of Executive Order 11051.</p>\n";

struct Desk {
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(desk.at("register.csv"), REGISTER).unwrap();
        std::fs::write(desk.at("page.html"), PAGE).unwrap();
        desk.ingest(&["register.csv", "page.html"]);
        desk
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).display().to_string()
    }

    fn ingest(&self, names: &[&str]) {
        let paths: Vec<String> = names.iter().map(|name| self.path(name)).collect();
        let mut args = vec!["ingest", "--quiet"];
        args.extend(paths.iter().map(String::as_str));
        self.run(&args);
    }

    /// Runs a command on the graph; it succeeds.
    fn run(&self, args: &[&str]) -> String {
        let graph = self.path("graph");
        stdout(&[args, &["--graph", &graph]].concat())
    }

    /// Runs a command on the graph that fails; its exit code and what it tells.
    fn fails(&self, args: &[&str]) -> (i32, String) {
        let graph = self.path("graph");
        let output = pedigraph().args([args, &["--graph", &graph]].concat()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// Judges as A. Curator on a day.
    fn judge(&self, day: &str, words: &[&str]) -> String {
        let by = ["--author", "A. Curator", "--day", day, "--reason", "I read it."];
        self.run(&[&["curate"], words, &by].concat())
    }

    fn standing(&self) -> Vec<String> {
        let list: serde_json::Value =
            serde_json::from_str(&self.run(&["curate", "list", "--format", "json"])).unwrap();
        let items = list["judgements"].as_array().unwrap();
        items
            .iter()
            .map(|j| format!("{} {}", j["standing"].as_str().unwrap(), j["says"].as_str().unwrap()))
            .collect()
    }

    fn curation(&self) -> String {
        std::fs::read_to_string(self.at("graph/curation.toml")).unwrap()
    }

    /// Every quad of the graph as a line.
    fn quads(&self) -> BTreeSet<String> {
        let directory = GraphDir::open(&self.at("graph")).unwrap();
        let mut text = String::new();
        for (_, mut graph) in directory.graphs().unwrap() {
            graph.read_to_string(&mut text).unwrap();
        }
        text.lines().map(str::to_owned).collect()
    }
}

/// Five judgements of every kind but `different`.
fn judge_all(desk: &Desk) {
    desk.judge("2026-11-30", &["reject", "EO 13571", "extends", "EO 12862"]);
    desk.judge("2026-11-30", &["accept", "EO 10782", "rescinds", "EO 10480"]);
    desk.judge("2026-11-30", &["set", "EO 13571", "--title", "Streamlining Service"]);
    let words = "honours the aims of Executive Order 11051";
    desk.judge(
        "2026-11-30",
        &[
            "add",
            "EO 13571",
            "based on",
            "EO 11051",
            "--source",
            "https://example.gov/customers",
            "--quote",
            words,
        ],
    );
}

const ALL: [&str; 4] = [
    "decides accepts “EO 10782 rescinds EO 10480”",
    "decides adds “EO 13571 basedOn EO 11051”",
    "decides rejects “EO 13571 extends EO 12862”",
    "decides sets the title “Streamlining Service” of EO 13571",
];

fn all_stand(desk: &Desk) {
    let mut standing = desk.standing();
    standing.sort();
    assert_eq!(standing, ALL);
    let shown = desk.run(&["show", "EO 13571"]);
    assert!(!shown.contains("EO 12862  ") && shown.contains("EO 13571  Streamlining Service\n"), "{shown}");
    assert!(shown.contains("honours the aims of Executive Order 11051"), "{shown}");
    assert!(shown.contains("judged by A. Curator on 2026-11-30: I read it."), "{shown}");
    let status = desk.run(&["status", "EO 10480", "--as-of", "1960-01-01"]);
    assert!(status.contains("✗ ended") && status.contains("judged by A. Curator"), "{status}");
}

#[test]
fn every_judgement_outlives_a_new_edition_a_move_and_another_order() {
    let desk = Desk::new();
    let before = desk.run(&["status", "EO 10480", "--as-of", "1960-01-01"]);
    assert!(before.contains("≠ disputed"), "{before}");
    judge_all(&desk);
    all_stand(&desk);

    // A new edition of the page: other words around, the offsets are others.
    let edition = PAGE.replace("<h1>", "<p>A notice about Executive Order 13571.</p><h1>");
    std::fs::write(desk.at("page.html"), &edition).unwrap();
    desk.ingest(&["page.html"]);
    all_stand(&desk);

    // A better reading quotes more: another sentence that holds the same words.
    std::fs::write(desk.at("page.html"), edition.replace("extends \\\n", "clearly extends ")).unwrap();
    desk.ingest(&["page.html"]);
    all_stand(&desk);

    // The register moves: without an address it is named by its path.
    std::fs::create_dir(desk.at("moved")).unwrap();
    std::fs::rename(desk.at("register.csv"), desk.at("moved/orders-since-1937.csv")).unwrap();
    let (old, new) = (desk.path("register.csv"), desk.path("moved/orders-since-1937.csv"));
    desk.run(&["ingest", &new, "--remove", &old, "--quiet"]);
    all_stand(&desk);

    // The entries in another order give the same graph, to the byte.
    let quads = desk.quads();
    let text = desk.curation();
    let mut parts: Vec<&str> = text.split("\n[[judgement]]\n").collect();
    parts[1..].reverse();
    std::fs::write(desk.at("graph/curation.toml"), parts.join("\n[[judgement]]\n")).unwrap();
    desk.run(&["curate", "apply"]);
    assert_eq!(desk.quads(), quads);
    all_stand(&desk);
}

#[test]
fn a_rejected_statement_keeps_its_node_and_loses_its_edge() {
    let desk = Desk::new();
    let told = desk.judge("2026-11-30", &["reject", "EO 13571", "extends", "EO 12862"]);
    assert!(told.contains("the edge is gone"), "{told}");
    let quads = desk.quads();
    let has = |needle: &str| quads.iter().any(|q| q.contains(needle));
    assert!(!has("ns#extends> <https://w3id.org/pedigraph/id/us/executive-order/12862>"));
    assert!(has("ns#readAs> <https://w3id.org/pedigraph/ns#extends>") && has("ns#RejectedStatement>"));
    assert!(has("prov#wasAttributedTo>") && has("\"2026-11-30\"^^<http://www.w3.org/2001/XMLSchema#date>"));
    // Each quad of the judgement stands in the graph of judgements.
    let own: Vec<&String> =
        quads.iter().filter(|q| q.starts_with("<https://w3id.org/pedigraph/id/judgement/")).collect();
    assert!(
        !own.is_empty()
            && own.iter().all(|q| q.ends_with("<https://w3id.org/pedigraph/id/graph/curation> .")),
        "{own:?}"
    );
    assert!(desk.run(&["check", "shapes"]).contains("      0  shapes"));
    // A second source that states it holds the edge.
    std::fs::write(
        desk.at("two.html"),
        PAGE.replace("https://example.gov/customers", "https://example.gov/two"),
    )
    .unwrap();
    desk.ingest(&["two.html"]);
    assert!(desk.run(&["show", "EO 13571"]).contains("EO 12862"));
    // The same person takes it back.
    desk.judge(
        "2026-12-01",
        &["accept", "EO 13571", "extends", "EO 12862", "--source", "https://example.gov/customers"],
    );
    assert_eq!(desk.standing(), ["decides accepts “EO 13571 extends EO 12862”"]);
}

#[test]
fn a_rejected_ending_settles_a_dispute_too() {
    let desk = Desk::new();
    desk.judge("2026-11-30", &["reject", "EO 10782", "rescinds", "EO 10480"]);
    let status = desk.run(&["status", "EO 10480", "--as-of", "1960-01-01"]);
    assert!(
        status.contains("● in force") && status.contains("judged by A. Curator on 2026-11-30"),
        "{status}"
    );
    let json = desk.run(&["status", "EO 10480", "--as-of", "1960-01-01", "--format", "json"]);
    let document: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(document["judgedBy"][0]["author"], "A. Curator");
    assert_eq!(document["judgedBy"][0]["reason"], "I read it.");
    let check = desk.run(&["check", "disputed-ending"]);
    assert!(check.contains("      0  disputed-ending"), "{check}");
}

#[test]
fn what_is_not_clear_or_does_not_stand_is_told_and_nothing_is_written() {
    let desk = Desk::new();
    let by = ["--author", "A", "--day", "2026-11-30", "--reason", "why"];
    let fails = |words: &[&str]| desk.fails(&[&["curate"], words, &by].concat());
    let (code, message) = fails(&["reject", "EO 13571", "rescinds", "EO 12862"]);
    assert!(code == 3 && message.contains("expected a statement of this graph"), "{message}");
    let (code, message) = fails(&["reject", "EO 13571", "harms", "EO 12862"]);
    assert!(code == 2 && message.contains("expected a relation, found `harms`"), "{message}");
    let source = ["--source", "https://example.gov/customers"];
    let add = ["add", "EO 13571", "amends", "EO 12862", "--quote", "amends Executive Order 12862"];
    let (code, message) = fails(&[&add[..], &source].concat());
    assert!(
        code == 3 && message.contains("its words do not stand in the source; nothing was written"),
        "{message}"
    );
    let (code, message) = fails(&["same", "EO 13571", "Nothing of the Kind At All"]);
    assert!(code == 3 && message.contains("no source names `Nothing of the Kind At All`"), "{message}");
    let (code, message) = fails(&["set", "EO 13571", "--issuer", "Ministry of Silly Walks"]);
    assert!(code == 3 && message.contains("the profile has no body"), "{message}");
    let (code, message) = fails(&["accept", "EO 10480", "amends", "EO 10480"]);
    assert!(code == 3, "{message}");
    // Two sources state it: which one is meant?
    std::fs::write(desk.at("two.html"), PAGE.replace("gov/customers", "gov/two")).unwrap();
    desk.ingest(&["two.html"]);
    let (code, message) = fails(&["reject", "EO 13571", "extends", "EO 12862"]);
    assert!(code == 3 && message.contains("can be any of 2 statements"), "{message}");
    assert!(message.contains("<https://w3id.org/pedigraph/id/statement/"), "{message}");
    assert!(!desk.at("graph/curation.toml").exists());
    // By its IRI it is clear.
    let iri = message.split_once("id/statement/").unwrap().1.split('>').next().unwrap();
    desk.judge("2026-11-30", &["reject", &format!("https://w3id.org/pedigraph/id/statement/{iri}")]);
    assert_eq!(desk.standing().len(), 1);
}

/// What would be found wrong with the file later is refused before it is written.
#[test]
fn what_the_file_cannot_hold_is_refused_before_it_is_written() {
    let desk = Desk::new();
    let by = ["--day", "2026-11-30"];
    for (author, reason) in [("", "r"), (" ", "r"), ("A", ""), ("A\u{1b}[31m", "r"), ("A", "\u{202e}r")] {
        let words =
            ["curate", "reject", "EO 13571", "extends", "EO 12862", "--author", author, "--reason", reason];
        let (code, told) = desk.fails(&[&words[..], &by].concat());
        assert!(code == 2 && told.contains("nothing was written"), "{author:?} {reason:?}: {code} {told}");
        assert!(!desk.at("graph/curation.toml").exists());
    }
    desk.judge("2026-11-30", &["reject", "EO 13571", "extends", "EO 12862"]);
    let (manifest, curation) = (desk.path("graph/manifest.json"), desk.path("graph/curation.toml"));
    let before = desk.curation();
    for words in [
        ["curate", "export", &manifest],
        ["curate", "export", &curation],
        ["sample", "--output", &manifest],
        ["sample", "--output", &curation],
    ] {
        let (code, told) = desk.fails(&words);
        assert!(code == 2 && told.contains("nothing was read or written"), "{words:?}: {code} {told}");
    }
    assert_eq!(desk.curation(), before);
    std::fs::write(desk.at("wide.csv"), "verdict,actor\nreject,EO 1,more\n").unwrap();
    let (code, told) = desk.fails(&["curate", "import", &desk.path("wide.csv")]);
    assert!(code == 2 && told.contains("line 2: expected at most 2 cells, found 3"), "{code} {told}");
}

#[test]
fn what_one_person_adds_and_another_rejects_is_not_there() {
    let desk = Desk::new();
    judge_all(&desk);
    assert!(!desk.run(&["lineage", "EO 13571"]).contains("rests on nothing"));
    let by = ["--author", "B. Other", "--day", "2026-11-30", "--reason", "I read it otherwise."];
    desk.run(&[&["curate", "reject", "EO 13571", "based on", "EO 11051"], &by[..]].concat());
    let standing = desk.standing();
    assert_eq!(standing.iter().filter(|line| line.starts_with("contradicted")).count(), 2, "{standing:?}");
    let lineage = desk.run(&["lineage", "EO 13571"]);
    assert!(lineage.contains("rests on nothing that the sources state"), "{lineage}");
}

#[test]
fn check_tells_judgements_that_match_nothing_or_contradict_one_another() {
    let desk = Desk::new();
    judge_all(&desk);
    let other = ["--author", "B. Reader", "--day", "2026-11-30", "--reason", "No."];
    desk.run(&[&["curate", "accept", "EO 13571", "extends", "EO 12862"][..], &other].concat());
    let check = desk.run(&["check", "verdict-conflict", "verdict-unmatched"]);
    assert!(check.contains("none of both is followed"), "{check}");
    assert!(desk.run(&["show", "EO 13571"]).contains("EO 12862"), "none of both is followed");
    // The later one is followed.
    let later = ["--author", "B. Reader", "--day", "2026-12-02", "--reason", "No."];
    desk.run(&[&["curate", "reject", "EO 13571", "extends", "EO 12862"][..], &later].concat());
    assert!(!desk.run(&["show", "EO 13571"]).contains("  ● EO 12862"));
    // A page that does not say it any more.
    std::fs::write(
        desk.at("page.html"),
        PAGE.replace("It also honours the aims of Executive Order 11051.", ""),
    )
    .unwrap();
    desk.ingest(&["page.html"]);
    let check = desk.run(&["check", "verdict-unmatched"]);
    assert!(check.contains("its words do not stand in the source"), "{check}");
    // A file that was edited and not followed.
    std::fs::write(desk.at("graph/curation.toml"), "").unwrap();
    let output = pedigraph().args(["check", "--graph", &desk.path("graph")]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("`pedigraph curate apply` follows it"), "{told}");
}

#[test]
fn names_are_joined_and_kept_apart() {
    let desk = Desk::new();
    desk.judge("2026-11-30", &["same", "EO 10782", "EO 10819"]);
    let shown = desk.run(&["show", "EO 10782"]);
    assert!(
        shown.contains("judgements") && shown.contains("EO 10782 and EO 10819 are one policy"),
        "{shown}"
    );
    assert!(
        !desk
            .quads()
            .iter()
            .any(|q| q.contains("executive-order/10819> ") || q.contains("executive-order/10819/"))
    );
    // A judgement that names the policy that is gone goes on with the one that stays.
    let text = format!(
        "{}\n[[judgement]]\nverdict = \"set\"\npolicy = \"EO 10819\"\ntitle = \"Both\"\nauthor = \"B\"\nday = 2026-11-30\nreason = \"x\"\n",
        desk.curation()
    );
    std::fs::write(desk.at("graph/curation.toml"), text).unwrap();
    desk.run(&["curate", "apply"]);
    assert!(desk.run(&["show", "EO 10782"]).starts_with("EO 10782  Both\n"));
    desk.judge("2026-12-01", &["different", "EO 10782", "EO 10819"]);
    assert!(desk.run(&["show", "EO 10819"]).starts_with("EO 10819"));
}

#[test]
fn a_hostile_file_is_told_with_line_and_column() {
    let desk = Desk::new();
    let entry =
        |fields: &str| format!("[[judgement]]\n{fields}\nauthor = \"A\"\nday = 2026-11-30\nreason = \"r\"\n");
    let deep = format!("x = {}", "[".repeat(100_000));
    let cases: [(String, &str); 9] = [
        ("[[judgement]\n".to_owned(), "line 1, column"),
        (entry("verdict = \"reject\""), "line 2, column 11: expected `relation`"),
        (entry("verdict = \"burn\""), "expected reject, accept, add, same, different or set, found `burn`"),
        (entry("verdict = \"same\"\npolicies = [\"EO 1\"]"), "two `policies` or more"),
        (entry("verdict = \"set\"\npolicy = \"EO 1\""), "`title`, `issued` or `issuer`"),
        (
            entry("verdict = \"set\"\npolicy = \"EO 1\"\nissued = \"May\""),
            "line 4, column 10: expected a day",
        ),
        (entry("verdict = \"set\"\npolicy = \"EO 1\"\ntitle = \"a\\u202eb\""), "printable"),
        ("judgements = 3\n".to_owned(), "unknown field"),
        (deep, "line 1"),
    ];
    for (text, wanted) in cases {
        std::fs::write(desk.at("graph/curation.toml"), &text).unwrap();
        for args in [&["ingest"][..], &["curate", "list"], &["check"]] {
            let (code, message) = desk.fails(args);
            let head: String = text.chars().take(80).collect();
            assert!(
                code == 2 && message.contains("curation.toml") && message.contains(wanted),
                "{head}: {args:?}: {message}"
            );
        }
    }
    // What reads the graphs goes on.
    assert!(desk.run(&["show", "EO 13571"]).contains("EO 12862"));
}

#[test]
fn a_spreadsheet_takes_judgements_out_and_back() {
    let desk = Desk::new();
    judge_all(&desk);
    let by = ["--author", "=cmd()", "--day", "2026-11-30", "--reason=-1+1"];
    desk.run(&[&["curate", "accept", "EO 14058", "cites", "EO 13571"][..], &by].concat());
    let sheet = desk.path("sheet.csv");
    desk.run(&["curate", "export", &sheet]);
    let text = std::fs::read_to_string(&sheet).unwrap();
    assert!(text.contains(",'=cmd(),") && text.contains(",'-1+1"), "{text}");
    let before = desk.curation();
    std::fs::remove_file(desk.at("graph/curation.toml")).unwrap();
    desk.run(&["curate", "apply"]);
    desk.run(&["curate", "import", &sheet]);
    assert_eq!(desk.curation(), before);
    std::fs::write(&sheet, "verdict,actor\r\naccept,EO 1\r\n").unwrap();
    let (code, message) = desk.fails(&["curate", "import", &sheet]);
    assert!(
        code == 2 && message.contains("sheet.csv:2: expected a value in the column `relation`"),
        "{message}"
    );
}

#[test]
fn a_walk_asks_case_by_case_and_saves_each_answer() {
    let desk = Desk::new();
    let answer = |text: &str| {
        let graph = desk.path("graph");
        let args = [
            "curate",
            "review",
            "--author",
            "R",
            "--day",
            "2026-11-30",
            "--kinds",
            "disputed",
            "--graph",
            &graph,
        ];
        let output = pedigraph().args(args).write_stdin(text).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let shown = answer("");
    assert!(shown.contains("disputed: has EO 10480 ended?") && shown.contains("against: "), "{shown}");
    assert!(!desk.at("graph/curation.toml").exists());
    let shown = answer("what\na\nThe order says so.\n");
    assert!(
        shown.contains("expected one of the answers in brackets") && shown.contains("1 judged"),
        "{shown}"
    );
    assert!(desk.curation().contains("reason = \"The order says so.\""));
    assert!(answer("").contains("0 judged, 0 passed over, 0 left"));
}

#[test]
fn a_sample_is_drawn_by_strata_and_reported() {
    let desk = Desk::new();
    let draw = |n: &str, seed: &str| desk.run(&["sample", "--statements", n, "--seed", seed]);
    assert_eq!(draw("5", "1"), draw("5", "1"));
    assert_eq!(draw("5", "1").lines().count(), 6);
    let all = draw("1000", "1");
    let strata = |text: &str| {
        let mut csv = csv::Reader::from_reader(text.as_bytes());
        let rows: Vec<csv::StringRecord> = csv.records().map(Result::unwrap).collect();
        rows.iter().map(|r| format!("{} {} {}", &r[4], &r[2], &r[16])).collect::<BTreeSet<_>>()
    };
    let count = strata(&all).len();
    assert_eq!(strata(&draw(&count.to_string(), "3")), strata(&all), "each stratum has one");
    let reviewed: Vec<String> = all
        .lines()
        .enumerate()
        .map(|(at, line)| match at {
            0 => line.to_owned(),
            1 => format!("wrong{line}"),
            _ => format!("right{line}"),
        })
        .collect();
    std::fs::write(desk.at("reviewed.csv"), reviewed.join("\r\n")).unwrap();
    let json = desk.run(&["curate", "report", &desk.path("reviewed.csv"), "--format", "json"]);
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    let whole = &report["lines"][0];
    assert_eq!(
        (whole["wrong"].as_u64(), whole["right"].as_u64()),
        (Some(1), Some(reviewed.len() as u64 - 2))
    );
    assert!(whole["low"].as_f64() < whole["precision"].as_f64());
    // Without a file the judgements count, and what was added was missed.
    judge_all(&desk);
    let report = desk.run(&["curate", "report"]);
    assert!(report.contains("    1     1      1  0.5000     0.0945–0.9055  all"), "{report}");
}

#[test]
fn without_judgements_nothing_of_a_graph_changes() {
    let desk = Desk::new();
    let read = || -> Vec<(PathBuf, Vec<u8>)> {
        let all = files(&desk.at("graph"));
        let kept =
            all.into_iter().filter(|f| !f.ends_with(".lock") && f.extension().is_none_or(|e| e != "cache"));
        kept.map(|f| (f.clone(), std::fs::read(f).unwrap())).collect()
    };
    let before = read();
    judge_all(&desk);
    assert_ne!(read(), before);
    std::fs::remove_file(desk.at("graph/curation.toml")).unwrap();
    desk.run(&["curate", "apply"]);
    assert_eq!(read(), before);
}

#[test]
fn a_package_tells_who_judged() {
    let desk = Desk::new();
    judge_all(&desk);
    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/publish.toml");
    let out = desk.path("package");
    desk.run(&["publish", "--config", &config.display().to_string(), "--output", &out]);
    let told = files(&desk.at("package")).into_iter().filter(|f| f.extension().is_some_and(|e| e == "html"));
    let told = told.filter(|f| std::fs::read_to_string(f).unwrap().contains("Judged by A. Curator"));
    assert!(told.count() > 0);
    all_stand(&desk);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is written is read back, and the order of entries does not matter.
    #[test]
    fn a_file_comes_back(
        texts in prop::collection::vec(("[ -~é“”\\\\]{1,30}", "[ -~]{1,20}", 0_u32..20_000), 1..6),
        turn in 0_usize..6,
    ) {
        use pedigraph::resolve::curation::{Correction, Entry, Judgement};
        let fold = |text: &str| {
            let folded = text.split_whitespace().collect::<Vec<_>>().join(" ");
            if folded.is_empty() { "x".to_owned() } else { folded }
        };
        let mut entries: Vec<Entry> = texts.iter().map(|(title, author, day)| Entry {
            judgement: Judgement::Set(Correction { policy: "EO 1".to_owned(), title: Some(fold(title)), ..Correction::default() }),
            author: fold(author),
            day: chrono::NaiveDate::from_num_days_from_ce_opt(730_000 + *day as i32).unwrap(),
            reason: fold(author),
        }).collect();
        let curation = Curation::of(entries.clone());
        prop_assert_eq!(Curation::parse(&curation.text()).unwrap(), curation.clone());
        let at = turn % entries.len();
        entries.rotate_left(at);
        prop_assert_eq!(Curation::of(entries).text(), curation.text());
    }
}

#[test]
fn every_syntax_reads_back() {
    let desk = Desk::new();
    judge_all(&desk);
    let profile = Profile::united_states().unwrap();
    let corpus = GraphDir::open(&desk.at("graph")).unwrap().corpus(profile).unwrap();
    let map = Map::new(&corpus, profile, Base::default(), true);
    for (syntax, format) in [
        (Syntax::Turtle, RdfFormat::Turtle),
        (Syntax::TriG, RdfFormat::TriG),
        (Syntax::NQuads, RdfFormat::NQuads),
    ] {
        let mut text = Vec::new();
        write(&map, syntax, &mut text).unwrap();
        let quads: Vec<_> = RdfParser::from_format(format).for_slice(&text).map(Result::unwrap).collect();
        let judged = quads.iter().filter(|q| q.predicate.as_str().ends_with("ns#verdict")).count();
        assert_eq!(judged, 4, "{syntax}");
    }
}
