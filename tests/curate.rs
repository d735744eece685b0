//! Judgements of people outlive what they judge: a new edition, a better reading, a source that has moved, another order of
//! entries. Real runs of the command over small sources.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph, stdout};
use oxigraph::io::{RdfFormat, RdfParser};
use pedigraph::graph_dir::Curate;
use pedigraph::resolve::curation::{Added, Curation, Entry, Judgement, Key, Standing, relation_of};
use pedigraph::{Base, GraphDir, Ingest, Input, Map, Profile, Syntax, write};
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
    let cases: [(String, &str); 16] = [
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
        (
            "judgements = 3\n".to_owned(),
            "line 1, column 1: expected tables `[[judgement]]`, perhaps `judgement`",
        ),
        (
            entry("verdict = \"set\"\npolicy = \"EO 1\"\ntitel = \"T\""),
            "line 4, column 1: expected a field of a judgement, perhaps `title`, found `titel`",
        ),
        (
            entry("verdict = \"set\"\npolicy = \"EO 1\"\nxyzzy = 1"),
            "line 4, column 1: expected one of the fields verdict, ",
        ),
        // A field that another verdict has.
        (
            entry("verdict = \"same\"\npolicies = [\"EO 1\", \"EO 2\"]\ntitle = \"T\""),
            "line 4, column 9: expected one of the fields policies in a `same`, found `title`",
        ),
        // The message that fits comes first and alone.
        (entry("verdict = \"set\"\npolicy = \"EO 1\"\nissued = 2026-13-01"), "curation.toml: line 4, column"),
        (
            entry("verdict = \"set\"\npolicy = \"EO 1\"\nissued = \"May\""),
            "curation.toml: line 4, column 10: expected a day",
        ),
        (
            entry("verdict = \"set\"\npolicy = \"EO 1\"\nissuer = \"\""),
            "curation.toml: line 4, column 10: expected a body",
        ),
        (
            entry("verdict = \"set\"\npolicy = \"\"\ntitle = \"T\""),
            "curation.toml: line 3, column 10: expected `policy`",
        ),
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

/// A page that moves to another address keeps what people judge of it, what they added too; `check` tells that it moved.
#[test]
fn an_added_statement_follows_its_source_to_another_address() {
    let desk = Desk::new();
    judge_all(&desk);
    let edges = |quads: BTreeSet<String>| -> BTreeSet<String> {
        let edge = |q: &String| q.contains("/executive-order/13571> <https://w3id.org/pedigraph/ns#basedOn>");
        quads.into_iter().filter(edge).collect()
    };
    assert_eq!(edges(desk.quads()).len(), 1);
    std::fs::write(desk.at("page.html"), PAGE.replace("gov/customers", "gov/policies/customers")).unwrap();
    desk.ingest(&["page.html"]);
    all_stand(&desk);
    assert_eq!(edges(desk.quads()).len(), 1);
    let check = desk.run(&["check", "verdict-moved"]);
    let told = "no source is `https://example.gov/customers` any more; it is followed in `https://example.gov/policies/customers`";
    assert_eq!(check.matches(told).count(), 2, "{check}");
    // A second source with the words that speaks of both policies: which one is meant?
    std::fs::write(desk.at("two.html"), PAGE.replace("gov/customers", "gov/two")).unwrap();
    desk.ingest(&["two.html"]);
    let standing = desk.standing();
    assert!(standing.iter().any(|line| line.starts_with("unmatched adds")), "{standing:?}");
    // One that has the words and speaks of none of the policies is not meant.
    let other = "<!doctype html><title>O</title><link rel=\"canonical\" href=\"https://example.gov/o\"><p>Executive Order 9066 honours \
        the aims of Executive Order 11051.</p>";
    std::fs::write(desk.at("two.html"), other).unwrap();
    desk.run(&[
        "ingest",
        "--quiet",
        "--replace",
        &desk.path("two.html"),
        "--remove",
        "https://example.gov/two",
    ]);
    all_stand(&desk);
}

/// Of a day that no judgement decides it is told too what people decided of other days.
#[test]
fn a_status_without_a_day_tells_that_people_decided() {
    let desk = Desk::new();
    desk.judge("2026-11-30", &["reject", "EO 10782", "rescinds", "EO 10480"]);
    let status = desk.run(&["status", "EO 10480"]);
    assert!(status.contains("✗ ended: rescinded by EO 12919"), "{status}");
    let line = "judged by A. Curator on 2026-11-30: I read it. (rejects “EO 10782 rescinds EO 10480”)";
    assert_eq!(status.matches(line).count(), 1, "{status}");
    for command in ["status", "show", "lineage"] {
        let json = desk.run(&[command, "EO 10480", "--format", "json"]);
        let document: serde_json::Value = serde_json::from_str(&json).unwrap();
        let status = if command == "lineage" { &document["status"] } else { &document };
        assert_eq!(status["judgedBy"].as_array().map(Vec::len), Some(1), "{command}: {json}");
    }
    // What acts loses an edge: its lineage tells why.
    let lineage = desk.run(&["lineage", "EO 10782"]);
    assert!(
        lineage.contains("judgements") && lineage.contains("rejects “EO 10782 rescinds EO 10480”"),
        "{lineage}"
    );
    desk.judge("2026-11-30", &["set", "EO 11051", "--issued", "1962-09-28"]);
    let status = desk.run(&["status", "EO 11051"]);
    assert!(status.contains("(sets the date 1962-09-28 of EO 11051)"), "{status}");
}

/// The number that gives way leads to the policy that stays, which keeps its title and date; no policy acts upon itself.
#[test]
fn a_number_that_gives_way_is_still_found() {
    let desk = Desk::new();
    let told = desk.judge("2026-11-30", &["same", "EO 10782", "EO 10480"]);
    assert!(told.contains("warning: EO 10782 and EO 10480 are two numbers of one series"), "{told}");
    for typed in ["EO 10480", "10480", "Mobilization", "us/executive-order/10480"] {
        let status = desk.run(&["status", typed]);
        assert!(status.starts_with("EO 10782  Preparedness\nissued 1958-10-10"), "{typed}: {status}");
        assert!(status.contains("EO 10782 and EO 10480 are one policy"), "{status}");
    }
    let shown = desk.run(&["show", "EO 10480"]);
    assert!(shown.contains("also called EO 10480, Mobilization"), "{shown}");
    assert!(desk.run(&["search", "10480"]).contains("EO 10782"));
    let check = desk.run(&["check", "verdict-joined"]);
    assert!(check.contains("EO 10782 rescinds another name of its own"), "{check}");
    assert!(!desk.quads().iter().any(|q| q.contains("executive-order/10480>")));
    // A page that cites the number cites the policy.
    std::fs::create_dir(desk.at("site")).unwrap();
    std::fs::write(desk.at("site/page.md"), "# Help\n\nAgencies follow Executive Order 10480.\n").unwrap();
    let graph = desk.path("graph");
    let output = pedigraph().args(["lint", &desk.path("site"), "--graph", &graph]).output().unwrap();
    let found = String::from_utf8(output.stdout).unwrap();
    assert!(found.contains("EO 12919"), "{found}");
}

#[test]
fn a_chain_of_names_contradicts_what_keeps_its_ends_apart() {
    let desk = Desk::new();
    let entry = |verdict: &str, policies: &str, day: &str| {
        format!(
            "\n[[judgement]]\nverdict = \"{verdict}\"\npolicies = [{policies}]\nauthor = \"A\"\nday = {day}\nreason = \"r\"\n"
        )
    };
    let [ab, bc, ac] = [("10480", "10782"), ("10782", "10819"), ("10480", "10819")]
        .map(|(a, b)| format!("\"EO {a}\", \"EO {b}\""));
    let follow = |entries: &[String]| {
        std::fs::write(desk.at("graph/curation.toml"), entries.concat()).unwrap();
        desk.run(&["curate", "apply"]);
        let mut standing: Vec<String> =
            desk.standing().iter().map(|line| line.split(' ').next().unwrap().to_owned()).collect();
        standing.sort();
        let found = desk.run(&["check", "verdict-conflict"]).matches("followed").count();
        let open = standing.iter().filter(|word| *word != "decides").count();
        assert_eq!(found, open, "`check` and `curate list` tell the same");
        standing.join(" ")
    };
    let one_day = |verdict: &str, names: &str| entry(verdict, names, "2026-11-30");
    let all = [one_day("same", &ab), one_day("same", &bc), one_day("different", &ac)];
    assert_eq!(follow(&all), "contradicted contradicted contradicted");
    let quads = desk.quads();
    let [first, second, third] = all;
    assert_eq!(follow(&[third, second, first]), "contradicted contradicted contradicted");
    assert_eq!(desk.quads(), quads);
    // The later one is followed.
    let later = [one_day("same", &ab), one_day("same", &bc), entry("different", &ac, "2026-12-01")];
    assert_eq!(follow(&later), "decides overruled overruled");
    let earlier = [one_day("same", &ab), one_day("same", &bc), entry("different", &ac, "2026-11-01")];
    assert_eq!(follow(&earlier), "decides decides overruled");
    // What has no part in the contradiction stands.
    let other = one_day("same", "\"EO 12919\", \"EO 11051\"");
    let apart = [one_day("same", &ab), one_day("same", &bc), one_day("different", &ac), other];
    assert_eq!(follow(&apart), "contradicted contradicted contradicted decides");
}

#[test]
fn what_is_wrong_with_a_sheet_is_told_with_its_place() {
    let desk = Desk::new();
    let head = "verdict,actor,relation,target,source,quote,author,day,reason\n";
    let row = |verdict: &str, day: &str, author: &str| {
        format!(
            "{verdict},EO 13571,extends,EO 12862,https://example.gov/customers,extends Executive Order 12862,{author},{day},r\n"
        )
    };
    let sheet = desk.path("sheet.csv");
    let import = |bytes: &[u8]| {
        std::fs::write(&sheet, bytes).unwrap();
        desk.fails(&["curate", "import", &sheet])
    };
    let open = format!("{head}{}accept,\"EO 13571,extends\n", row("accept", "2026-11-30", "A"));
    let (code, told) = import(open.as_bytes());
    assert!(code == 2 && told.contains("line 3, column 8: expected a quotation mark that closes"), "{told}");
    let contrary = format!("{head}{}{}", row("accept", "2026-11-30", "A"), row("reject", "2026-11-30", "A"));
    let (code, told) = import(contrary.as_bytes());
    assert!(code == 2 && told.contains("sheet.csv:3: A rejects") && told.contains("in line 2"), "{told}");
    let (code, told) = import(&[head.as_bytes(), b"accept,EO \xe9\n"].concat());
    assert!(code == 2 && told.contains("line 2, column 11: expected UTF-8"), "{told}");
    assert!(!desk.at("graph/curation.toml").exists());
    // Two people, or two days, may differ.
    let two = format!("{head}{}{}", row("accept", "2026-11-30", "A"), row("reject", "2026-12-01", "A"));
    std::fs::write(&sheet, two).unwrap();
    desk.run(&["curate", "import", &sheet]);
    assert_eq!(desk.standing().len(), 2);
    // An answer that is no text is asked again, and what was judged stands.
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
    let output = pedigraph().args(args).write_stdin(b"\xff\na\nso \xff\nso\n".to_vec()).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && told.contains("column 1: expected UTF-8") && told.contains("1 judged"),
        "{told}"
    );
}

#[cfg(unix)]
#[test]
fn a_file_of_a_person_s_own_is_edited_and_not_replaced() {
    let desk = Desk::new();
    let own = "# Our judgements. Ask Ann before you change one.\n\n[[judgement]]\nverdict = 'set' # the head says so\n\
        policy = \"EO 13571\"\ntitle = \"Streamlining\"\nauthor = \"Ann\"\nday = 2026-11-01\nreason = \"r\"\n";
    std::fs::write(desk.at("shared.toml"), own).unwrap();
    std::os::unix::fs::symlink(desk.at("shared.toml"), desk.at("graph/curation.toml")).unwrap();
    desk.judge("2026-11-30", &["reject", "EO 13571", "extends", "EO 12862"]);
    assert!(std::fs::symlink_metadata(desk.at("graph/curation.toml")).unwrap().is_symlink());
    let text = std::fs::read_to_string(desk.at("shared.toml")).unwrap();
    assert!(text.starts_with(own) && text.contains("verdict = \"reject\""), "{text}");
    desk.judge("2026-12-01", &["accept", "EO 13571", "extends", "EO 12862"]);
    let text = std::fs::read_to_string(desk.at("shared.toml")).unwrap();
    assert!(text.starts_with(own) && !text.contains("\"reject\"") && text.contains("\"accept\""), "{text}");
    assert_eq!(desk.standing().len(), 2);
}

#[test]
fn a_run_can_fail_on_judgements_that_match_nothing_and_on_a_file_that_cannot_be_read() {
    let desk = Desk::new();
    let entry = |policy: &str| {
        format!(
            "[[judgement]]\nverdict = \"set\"\npolicy = \"{policy}\"\ntitle = \"T\"\nauthor = \"A\"\nday = 2026-11-30\nreason = \"r\"\n"
        )
    };
    // The title of a numbered policy names it, as a person would write it.
    std::fs::write(desk.at("graph/curation.toml"), entry("Streamlining service delivery")).unwrap();
    desk.run(&["--strict", "curate", "apply"]);
    assert!(desk.run(&["show", "EO 13571"]).starts_with("EO 13571  T\n"));
    std::fs::write(desk.at("graph/curation.toml"), entry("EO 4711")).unwrap();
    let graph = desk.path("graph");
    let strict = pedigraph().args(["--strict", "curate", "apply", "--graph", &graph]).output().unwrap();
    let told = String::from_utf8(strict.stdout).unwrap();
    assert!(strict.status.code() == Some(1) && told.contains("no source names `EO 4711`"), "{told}");
    desk.run(&["curate", "apply"]);
    desk.run(&["verify"]);
    std::fs::write(desk.at("graph/curation.toml"), b"# \xff\n").unwrap();
    let output = pedigraph().args(["verify", "--graph", &graph]).output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.code() == Some(5) && told.contains("curation.toml: line 1, column 3: expected UTF-8"),
        "{told}"
    );
}

/// A page of orders for the random test: three that amend one each, one sentence of which nothing is read.
fn orders(page: usize, moves: usize, added: usize) -> String {
    let notes = "<p>A note on the history of this page.</p>".repeat(added);
    let acts: String = (0..3)
        .map(|n| {
            format!(
                "<p>Executive Order {} amends Executive Order {}.</p>\n",
                amending(page, n),
                amended(page, n)
            )
        })
        .collect();
    format!(
        "<!doctype html><title>Page {page}</title><link rel=\"canonical\" href=\"{}\"><h1>Page {page}</h1>{notes}{acts}\
         <p>Executive Order {} honours the aims of Executive Order {}.</p>{notes}",
        address(page, moves),
        amending(page, 0),
        amended(page, 3)
    )
}

fn address(page: usize, moves: usize) -> String {
    format!("https://example.gov/{page}/{moves}")
}

fn amending(page: usize, n: usize) -> usize {
    11_000 + 100 * page + n
}

fn amended(page: usize, n: usize) -> usize {
    10_000 + 100 * page + n
}

/// What happens to a graph.
#[derive(Clone, Debug)]
enum Event {
    /// A page, its statement (the fourth is added), and whether that is rejected.
    Judge(usize, usize, bool),
    ReadAgain(usize),
    Move(usize),
    AddSentences(usize),
    Turn(usize),
}

fn event() -> impl Strategy<Value = Event> {
    let page = 0_usize..3;
    prop_oneof![
        4 => (page.clone(), 0_usize..4, any::<bool>()).prop_map(|(p, n, r)| Event::Judge(p, n, r)),
        1 => page.clone().prop_map(Event::ReadAgain),
        2 => page.clone().prop_map(Event::Move),
        2 => page.clone().prop_map(Event::AddSentences),
        1 => page.prop_map(Event::Turn),
    ]
}

/// A graph of three pages that change and are judged, and of a fourth that states the first act of each in other words.
struct Library {
    folder: tempfile::TempDir,
    pages: [(usize, usize); 3],
    judged: std::collections::BTreeMap<(usize, usize), bool>,
}

/// Runs what locks the graph, again where the lock is held: a process that another test starts holds all locks of this one
/// until it has begun.
fn patiently<T, E: std::fmt::Display>(run: impl Fn() -> Result<T, E>) {
    for _ in 0..500 {
        match run() {
            Ok(_) => return,
            Err(e) if e.to_string().contains("another process is writing") => {
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
            Err(e) => panic!("{e}"),
        }
    }
    panic!("the graph is locked");
}

impl Library {
    fn new() -> Self {
        let library =
            Self { folder: tempfile::tempdir().unwrap(), pages: [(0, 0); 3], judged: Default::default() };
        let fourth: String = (0..3)
            .map(|p| {
                format!(
                    "<p>Executive Order {} modifies Executive Order {}.</p>\n",
                    amending(p, 0),
                    amended(p, 0)
                )
            })
            .collect();
        std::fs::write(library.at("fourth.html"), format!("<!doctype html><title>Fourth</title>{fourth}"))
            .unwrap();
        (0..3).for_each(|page| library.save(page));
        library.read(&["0.html", "1.html", "2.html", "fourth.html"]);
        library
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn save(&self, page: usize) {
        let (moves, added) = self.pages[page];
        std::fs::write(self.at(&format!("{page}.html")), orders(page, moves, added)).unwrap();
    }

    fn read(&self, names: &[&str]) {
        let inputs: Vec<Input> = names.iter().map(|name| Input::File(self.at(name))).collect();
        let graph = self.at("graph");
        let profile = Profile::united_states().unwrap();
        patiently(|| Ingest::new(&graph, profile).run(&inputs, &mut |_| {}));
    }

    fn curate(&self, entries: Option<Vec<Entry>>) {
        let graph = self.at("graph");
        let profile = Profile::united_states().unwrap();
        let curate = Curate { folder: &graph, profile, input: None, moment: None };
        let curation = entries.map(Curation::of);
        patiently(|| match &curation {
            Some(curation) => curate.write(curation),
            None => curate.apply(),
        });
    }

    fn judge(&mut self, page: usize, n: usize, rejects: bool) {
        // One judgement of a thing: what contradicts is another test's.
        if self.judged.contains_key(&(page, n)) {
            return;
        }
        self.judged.insert((page, n), rejects && n < 3);
        let acting = amending(page, if n < 3 { n } else { 0 });
        let quote = if n < 3 {
            format!("Executive Order {acting} amends Executive Order {}", amended(page, n))
        } else {
            format!("honours the aims of Executive Order {}", amended(page, n))
        };
        let key = Key {
            actor: Some(format!("EO {acting}")),
            relation: relation_of(if n < 3 { "amends" } else { "basedOn" }).unwrap(),
            target: Some(format!("EO {}", amended(page, n))),
            source: address(page, self.pages[page].0),
            quote,
        };
        let judgement = match (n, rejects) {
            (3, _) => Judgement::Add(key, Added::default()),
            (_, true) => Judgement::Reject(key),
            _ => Judgement::Accept(key),
        };
        let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
        let entry = Entry { judgement, author: "A".to_owned(), day, reason: "r".to_owned() };
        let mut entries = GraphDir::open(&self.at("graph")).unwrap().curation().unwrap().entries;
        entries.push(entry);
        self.curate(Some(entries));
    }

    fn happens(&mut self, event: &Event) {
        match event {
            Event::Judge(page, n, rejects) => return self.judge(*page, *n, *rejects),
            Event::ReadAgain(_) => {}
            Event::Move(page) => self.pages[*page].0 += 1,
            Event::AddSentences(page) => self.pages[*page].1 += 1,
            Event::Turn(by) => {
                let mut names = ["0.html", "1.html", "2.html", "fourth.html"];
                names.rotate_left(*by);
                names.reverse();
                return self.read(&names);
            }
        }
        let (Event::ReadAgain(page) | Event::Move(page) | Event::AddSentences(page)) = event else { return };
        self.save(*page);
        self.read(&[&format!("{page}.html")]);
    }

    fn quads(&self) -> BTreeSet<String> {
        let mut text = String::new();
        for (_, mut graph) in GraphDir::open(&self.at("graph")).unwrap().graphs().unwrap() {
            graph.read_to_string(&mut text).unwrap();
        }
        text.lines().map(str::to_owned).collect()
    }

    /// Every judgement stands, and does what it says.
    fn holds(&self) {
        let directory = GraphDir::open(&self.at("graph")).unwrap();
        let corpus = directory.corpus(Profile::united_states().unwrap()).unwrap();
        assert_eq!(corpus.sources.len(), 4, "a page that moves is no second page");
        assert!(
            corpus.curated.standing.iter().all(|s| *s == Standing::Decides),
            "{:?}",
            corpus.curated.standing
        );
        assert_eq!(corpus.curated.standing.len(), self.judged.len());
        let quads = self.quads();
        let order = |number: usize| format!("<https://w3id.org/pedigraph/id/us/executive-order/{number}>");
        let edge = |a: usize, property: &str, b: usize| {
            let start = format!("{} <https://w3id.org/pedigraph/ns#{property}> {} ", order(a), order(b));
            quads.iter().any(|quad| quad.starts_with(&start))
        };
        for page in 0..3 {
            for n in 0..3 {
                let rejected = self.judged.get(&(page, n)) == Some(&true);
                let holds = !rejected || n == 0;
                assert_eq!(edge(amending(page, n), "amends", amended(page, n)), holds, "{page} {n}");
            }
            let added = self.judged.contains_key(&(page, 3));
            assert_eq!(edge(amending(page, 0), "basedOn", amended(page, 3)), added, "{page}");
        }
        let nodes = quads.iter().filter(|q| q.contains("ns#RejectedStatement>")).count();
        assert_eq!(nodes, self.judged.values().filter(|rejected| **rejected).count());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 60, ..ProptestConfig::default() })]

    /// Whatever is judged, and however the sources change, as long as they say the same.
    #[test]
    fn judgements_stand_whatever_happens_to_their_sources(events in prop::collection::vec(event(), 1..8)) {
        let mut library = Library::new();
        for event in &events {
            library.happens(event);
        }
        library.holds();
        // The entries in another order give the same graph.
        let quads = library.quads();
        let file = library.at("graph/curation.toml");
        if let Ok(text) = std::fs::read_to_string(&file) {
            let mut parts: Vec<&str> = text.split("\n[[judgement]]\n").collect();
            parts[1..].reverse();
            std::fs::write(&file, parts.join("\n[[judgement]]\n")).unwrap();
            library.curate(None);
            prop_assert_eq!(library.quads(), quads);
        }
    }
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

/// Seen: with the one ending of a page rejected, every policy of the page was covered only up to its own day.
#[test]
fn a_rejected_mark_moves_no_day_of_other_policies() {
    let desk = Desk::new();
    let page =
        PAGE.replace("It also honours", "December 2022: Rescinded by Executive Order 14100. It also honours");
    std::fs::write(desk.at("page.html"), page).unwrap();
    desk.ingest(&["register.csv", "page.html"]);
    let covered = |policy: &str| -> serde_json::Value {
        let told: serde_json::Value =
            serde_json::from_str(&desk.run(&["status", policy, "--format", "json"])).unwrap();
        told["coveredUntil"].clone()
    };
    let before = covered("EO 14058");
    assert_eq!(before, "2025-01-27");
    desk.judge("2026-11-30", &["reject", "EO 14100", "rescinds", "EO 13571"]);
    assert_eq!(covered("EO 14058"), before);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_told_and_undoes_no_judgement() {
    let desk = Desk::new();
    std::os::unix::fs::symlink(desk.at("away.toml"), desk.at("graph/curation.toml")).unwrap();
    for args in [&["curate", "list"][..], &["curate", "apply"], &["verify"]] {
        let (code, told) = desk.fails(args);
        // `verify` tells on standard output what it finds.
        assert!(code != 0 && (told.contains("away.toml") || args == ["verify"]), "{args:?}: {code} {told}");
    }
}
