//! What programs are given: every JSON document is held to `docs/json.md`, and to its golden file.
//!
//! `UPDATE_GOLDEN=1 cargo test --test json` rewrites the golden files; the diff is reviewed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;
#[path = "common/http.rs"]
mod http;
#[path = "common/json_page.rs"]
mod json_page;

use common::{golden, pedigraph, stdout};
use json_page::{Type, types};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

const SEED: &str = "data/digitalgov-customer-service-policies.json";
/// Holds values to types, and remembers which fields it has seen.
struct Checker {
    types: BTreeMap<String, Type>,
    seen: BTreeSet<(String, String)>,
}

impl Checker {
    fn check(&mut self, value: &Value, kind: &str, at: &str) {
        if let Some(kind) = kind.strip_suffix(" or null") {
            if !value.is_null() {
                self.check(value, kind, at);
            }
            return;
        }
        if let Some(kind) = kind.strip_suffix("[]") {
            let items = value.as_array().unwrap_or_else(|| panic!("{at} is no list: {value}"));
            items.iter().for_each(|item| self.check(item, kind, at));
            return;
        }
        if let Some(kind) = kind.strip_prefix('{').and_then(|k| k.strip_suffix('}')) {
            let items = value.as_object().unwrap_or_else(|| panic!("{at} is no object: {value}"));
            items.values().for_each(|item| self.check(item, kind, at));
            return;
        }
        match kind {
            "string" => assert!(value.is_string(), "{at} is no string: {value}"),
            "number" => assert!(value.is_number(), "{at} is no number: {value}"),
            "integer" => assert!(value.is_u64(), "{at} is no integer: {value}"),
            "boolean" => assert!(value.is_boolean(), "{at} is no boolean: {value}"),
            "day" => {
                let day = value.as_str().unwrap_or_else(|| panic!("{at} is no day: {value}"));
                assert!(day.parse::<chrono::NaiveDate>().is_ok() && day.len() == 10, "{at}: {day}");
            }
            _ => self.check_own(value, kind, at),
        }
    }

    fn check_own(&mut self, value: &Value, kind: &str, at: &str) {
        let found = self.types.get(kind).unwrap_or_else(|| panic!("{at}: the page has no type {kind}"));
        if !found.words.is_empty() {
            let word = value.as_str().unwrap_or_else(|| panic!("{at} is no word: {value}"));
            assert!(found.words.contains(word), "{at}: {word} is none of the words of {kind}");
            return;
        }
        // Each field with the type that declares it.
        let fields = json_page::fields(&self.types, kind);
        let object = value.as_object().unwrap_or_else(|| panic!("{at} is no {kind}: {value}"));
        for (field, value) in object {
            let Some((owner, found)) = fields.get(field) else {
                panic!("{at}.{field} is not in docs/json.md under {kind}")
            };
            self.seen.insert((owner.clone(), field.clone()));
            self.check(value, &found.kind, &format!("{at}.{field}"));
        }
        for (field, (_, found)) in &fields {
            assert!(
                found.optional || object.contains_key(field),
                "{at} has no {field}, which docs/json.md promises"
            );
        }
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A document without what differs from machine to machine, or with the version and the length of other files.
fn steady(value: &mut Value, folder: &str) {
    match value {
        Value::String(text) => {
            *text = text.replace(folder, "DIR");
            if text.len() >= 32 && text.chars().all(|c| c.is_ascii_hexdigit()) {
                *text = "HASH".to_owned();
            } else if let Some((stem, end)) = text.rsplit_once('-')
                && let Some((hash, extension)) = end.split_once('.')
                && hash.len() == 12
                && hash.chars().all(|c| c.is_ascii_hexdigit())
            {
                *text = format!("{stem}-HASH.{extension}");
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| steady(item, folder)),
        Value::Object(fields) => {
            for (field, value) in fields.iter_mut() {
                match field.as_str() {
                    "bytes" | "stored_bytes" => *value = Value::from(0),
                    "version" => *value = Value::from("VERSION"),
                    _ => steady(value, folder),
                }
            }
        }
        _ => {}
    }
}

/// All documents: those of the lineage commands from their own golden files, the others made here.
fn documents() -> Vec<Value> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (graph, site) = (path("graph"), path("site"));
    let parse = |text: &str| -> Vec<Value> {
        serde_json::Deserializer::from_str(text).into_iter().map(Result::unwrap).collect()
    };
    let mut all = Vec::new();
    let lineage = [
        "lineage",
        "lineage-depth",
        "status",
        "status-unknown",
        "in-force",
        "search",
        "show",
        "changes",
        "impact",
        "impact-shaken",
        "stale",
        "path",
    ];
    for file in lineage {
        let text = std::fs::read_to_string(root().join(format!("tests/golden/lineage/{file}.json"))).unwrap();
        all.extend(parse(&text));
    }
    // Of the linter those that are made by hand, which have everything that there can be.
    for file in ["report", "baseline"] {
        let text = std::fs::read_to_string(root().join(format!("tests/golden/lint/{file}.json"))).unwrap();
        all.extend(parse(&text));
    }
    let mut made: Vec<(&str, String)> = Vec::new();
    made.push(("ingest", stdout(&["ingest", SEED, "--graph", &graph, "--format", "json", "--quiet"])));
    made.push(("verify", stdout(&["verify", "--graph", &graph, "--format", "json"])));
    made.push(("graph", std::fs::read_to_string(path("graph/manifest.json")).unwrap()));
    std::fs::create_dir(path("described")).unwrap();
    let described = "[[source]]\npath = 'page.html'\ntitle = 'A page'\nlanguage = 'en-US'\npublisher = 'An office'\nnote = 'a part'\n\
                     license = 'https://example.gov/licence'\nmodified = 2024-01-02\nretrieved = 2024-01-03\n\
                     covers-until = 2024-01-04\n";
    std::fs::write(path("described/sources.toml"), described).unwrap();
    std::fs::write(path("described/page.html"), "<html lang=\"en\"><p>See Executive Order 12000.</p></html>")
        .unwrap();
    let (page, other) = (path("described/page.html"), path("described/graph"));
    let given = ["--source-id", "the-page", "--source-url", "https://example.gov/page"];
    stdout(&[&["ingest", page.as_str(), "--graph", &other, "--quiet"], &given[..]].concat());
    // What the API alone answers.
    let server = http::Server::start(Path::new(&other), &["--rate", "0"]);
    for address in ["policies", "sources", "queries"] {
        all.push(server.get(&format!("/api/v1/{address}")).json());
    }
    let of_seed = http::Server::start(Path::new(&graph), &["--rate", "0"]);
    for address in ["policies", "policies/M-16-08/evidence"] {
        all.push(of_seed.get(&format!("/api/v1/{address}")).json());
    }
    made.push(("graph-described", std::fs::read_to_string(path("described/graph/manifest.json")).unwrap()));
    let (turtle, one) = (path("seed.ttl"), path("m-11-24.nt"));
    let convert = ["convert", SEED, "--output", &turtle, "--verify", "--report", "json", "--quiet"];
    made.push(("convert", stdout(&convert)));
    let export = [
        "export", "M-11-24", "--graph", &graph, "--format", "ntriples", "--output", &one, "--report", "json",
    ];
    made.push(("export", stdout(&export)));
    made.push(("check", stdout(&["check", "--graph", &graph, "--format", "json", "--quiet"])));
    // Shapes that a graph breaks, and a graph that tells of a source with what is said of it.
    let broken = path("broken.ttl");
    std::fs::write(&broken, "<http://example.com/x> a <https://w3id.org/pedigraph/ns#Policy> .\n").unwrap();
    let checked =
        pedigraph().args(["check", "--rdf", &broken, "--format", "json", "--quiet"]).output().unwrap();
    all.extend(parse(&String::from_utf8(checked.stdout).unwrap()));
    let (export, read) = (path("described.nq"), path("described/read"));
    stdout(&["convert", &page, "--sources", &path("described/sources.toml"), "--output", &export, "--quiet"]);
    stdout(&["ingest", &export, "--graph", &read, "--quiet"]);
    all.extend(parse(&std::fs::read_to_string(path("described/read/manifest.json")).unwrap()));
    std::fs::create_dir(path("profile")).unwrap();
    let profile = [
        ("profile.toml", "jurisdiction = \"xx\"\nlanguage = \"en\"\n"),
        (
            "kinds.toml",
            "[[kind]]\ntype = \"Notice\"\nlead = [\"Notice\"]\nexamples = [[\"Notice on Kettles\", \"Lamps\"]]\nseen = [[\"A list\", \"Notice on Pots\"], [\"Another list\", \"Notice on Pans\"]]\n",
        ),
    ];
    profile.iter().for_each(|(name, text)| std::fs::write(path("profile") + "/" + name, text).unwrap());
    let run = pedigraph().args(["profile", "check", &path("profile"), "--format", "json"]).output().unwrap();
    made.push(("profile", String::from_utf8(run.stdout).unwrap()));
    std::fs::write(path("pedigraph.toml"), "quiet = true\n[lineage]\ndepth = 2\n").unwrap();
    let config = pedigraph()
        .env("PEDIGRAPH_CONFIG", path("pedigraph.toml"))
        .args(["config", "--format", "json"])
        .output();
    all.extend(parse(&String::from_utf8(config.unwrap().stdout).unwrap()));
    made.push(("queries", stdout(&["queries", "lineage", "--format", "json"])));
    let text = stdout(&["text", SEED, "--format", "json"]);
    made.push(("text", text.lines().next().unwrap().to_owned()));
    const LAYOUT: &str = "tests/fixtures/layout.md";
    made.push(("layout", stdout(&["read", LAYOUT, "--show", "layout", "--format", "json"])));
    made.push(("tree", stdout(&["read", LAYOUT, "--show", "tree", "--format", "json"])));
    made.push(("frame", stdout(&["read", LAYOUT, "--show", "frame", "--format", "json"])));
    let unread = "tests/golden/check/flawed/order-12104.txt";
    made.push(("unread", stdout(&["read", unread, "--show", "unread", "--format", "json"])));
    let mut publish = vec!["publish", "--graph", &graph, "--config", "tests/fixtures/publish.toml"];
    publish.extend(["--output", &site, "--quiet"]);
    let report = stdout(&[&publish[..], &["--report", "json"]].concat());
    assert_eq!(parse(&stdout(&[&publish[..], &["--report", "json"]].concat()))[0]["filesWritten"], 0);
    made.push(("publish", report));
    made.push(("package", std::fs::read_to_string(path("site/manifest.json")).unwrap()));
    let broken = pedigraph()
        .args(["convert", "tests/golden/convert/impossible-dates/input.html", "--diagnostics", "json"])
        .output()
        .unwrap();
    made.push(("diagnostic", String::from_utf8(broken.stderr).unwrap()));
    made.push(("diff", stdout(&["diff", OLD, NEW, "--format", "json"])));
    made.push(("stale", stale_of(&std::fs::read(root().join(NEW)).unwrap())));
    // Whatever else a document can hold, without a golden file of its own.
    all.extend(parse(&stdout(&["queries", "--format", "json"])));
    all.extend(parse(&stale_of(long_chain().as_bytes())));
    // Of a day of which nothing was read, and of a policy that has ended and on which something rests.
    let late = ["--as-of", "2100-01-01", "--graph", &graph, "--format", "json"];
    all.extend(parse(&stdout(&[&["status", "M-11-24"], &late[..]].concat())));
    all.extend(parse(&stdout(&[&["in-force"], &late[..]].concat())));
    all.extend(parse(&stdout(&[&["show", "EO 13571"], &late[..]].concat())));
    // A register that reaches less far than a page.
    for list in ["in-force", "stale"] {
        all.extend(parse(&stdout(&[
            list,
            SEED,
            "tests/fixtures/examples/register.csv",
            "--format",
            "json",
            "--quiet",
        ])));
    }
    let table = path("table.csv");
    let rows = "title,signing_date,executive_order_number,disposition_notes\n\
        One,1978-01-10,12101,\"Revoked by: EO 12104, April 1, 1981\"\n\
        Two,1979-02-01,12102,\"Amends: EO 12101, January 10, 1978\"\n\
        Four,1981-04-01,12104,\"Revokes: EO 12101, January 10, 1978\"\n";
    std::fs::write(&table, rows).unwrap();
    let late = [&table, "--as-of", "2100-01-01", "--format", "json", "--quiet"];
    all.extend(parse(&stdout(&[&["stale"], &late[..]].concat())));
    all.extend(parse(&stdout(&[&["impact", "EO 12101"], &late[..]].concat())));
    let ended = ["changes", &table, "--from", "1981", "--to", "1981-12", "--format", "json", "--quiet"];
    all.extend(parse(&stdout(&ended)));
    // Words of a verb that stand apart, with a place of their own.
    let feed = path("feed.json");
    let text = "<p>It is hereby ordered:</p><p>Sec. 2. The following are revoked:</p>\
        <ul><li>Executive Order 9830 of February 24, 1947.</li></ul>";
    let item = serde_json::json!({"id": "1", "title": "Executive Order 15001", "content_html": text});
    let orders = serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Orders", "items": [item]});
    std::fs::write(&feed, orders.to_string()).unwrap();
    all.extend(parse(&stdout(&["status", "EO 9830", &feed, "--format", "json", "--quiet"])));
    // A policy that was issued anew under its number.
    let circulars = path("circulars.html");
    let text = "<title>Circulars</title><p>December 12, 1985 - <a href=\"https://example.gov/1985\">OMB Circular A-130, Canals</a></p>\
        <p>July 2016 - <a href=\"https://example.gov/2016\">OMB Circular A-130, Canals</a></p>";
    std::fs::write(&circulars, text).unwrap();
    all.extend(parse(&stdout(&["status", "OMB Circular A-130", &circulars, "--format", "json", "--quiet"])));
    // What rests on a policy whose ending is disputed.
    let disputed = path("disputed.csv");
    let rows = "title,signing_date,executive_order_number,disposition_notes\n\
        One,1978-01-10,12101,\"Revoked by: EO 12104, April 1, 1981; Amended by: EO 12105, May 1, 1982\"\n\
        Two,1979-02-01,12102,\"Amends: EO 12101, January 10, 1978\"\n";
    std::fs::write(&disputed, rows).unwrap();
    let then = [&disputed, "--as-of", "1981-06-01", "--format", "json", "--quiet"];
    all.extend(parse(&stdout(&[&["stale"], &then[..]].concat())));
    all.extend(parse(&stdout(&[&["impact", "EO 12101"], &then[..]].concat())));
    // What people judge.
    let judged = path("judged");
    stdout(&["ingest", SEED, "--graph", &judged, "--quiet"]);
    let by = ["--graph", &judged, "--author", "A", "--day", "2026-11-30", "--reason", "R"];
    let curate = |words: &[&str]| stdout(&[&["curate"], words, &by].concat());
    curate(&["accept", "M-17-26", "rescinds", "M-16-08"]);
    let words = ["--source", "Customer Service Policies", "--quote", "Eliminated by M-17-26"];
    curate(&[&["add", "M-17-26", "amends", "M-16-08"], &words[..]].concat());
    std::fs::write(
        path("more.csv"),
        "verdict,policy,title,author,day,reason\nset,EO 99999,None,A,2026-11-30,R\n",
    )
    .unwrap();
    stdout(&["curate", "import", &path("more.csv"), "--graph", &judged]);
    let json = ["--graph", &judged, "--format", "json"];
    let asked: [&[&str]; 5] = [
        &["curate", "list"],
        &["curate", "report"],
        &["show", "M-16-08"],
        &["status", "M-16-08"],
        &["lineage", "M-16-08"],
    ];
    for words in asked {
        all.extend(parse(&stdout(&[words, &json].concat())));
    }
    all.extend(parse(&std::fs::read_to_string(path("judged/manifest.json")).unwrap()));
    // Another graph in the folder of a package is its next version.
    let publish = ["publish", "--graph", &judged, "--config", "tests/fixtures/publish.toml", "--quiet"];
    stdout(&[&publish[..], &["--output", &site]].concat());
    all.extend(parse(&std::fs::read_to_string(path("site/versions.json")).unwrap()));
    let table = "tests/golden/convert/register-csv/input.csv";
    let check = ["check", SEED, table, "--format", "json", "--quiet"];
    all.extend(parse(&stdout(&check)));
    let flawed = std::fs::read_to_string(root().join("tests/golden/check/expected.json")).unwrap();
    all.extend(parse(&flawed));
    for (name, text) in made {
        let mut documents = parse(&text);
        all.extend(documents.iter().cloned());
        documents.iter_mut().for_each(|d| steady(d, &folder.path().display().to_string()));
        if name == "package" || name == "publish" {
            // How many files a package has is none of this test's business.
            for document in &mut documents {
                for count in ["files", "filesWritten"] {
                    if document[count].is_number() {
                        document[count] = Value::from(0);
                    }
                }
                if let Some(files) = document["files"].as_object_mut() {
                    files.retain(|path, _| path == "us/omb-memorandum/m-11-24.ttl");
                }
            }
        }
        let pretty: Vec<String> =
            documents.iter().map(|d| serde_json::to_string_pretty(d).unwrap()).collect();
        golden(&root().join(format!("tests/golden/json/{name}.json")), &(pretty.join("\n") + "\n"));
    }
    all
}

/// Two graphs that differ in everything that can differ.
const OLD: &str = "tests/fixtures/diff-old.trig";
const NEW: &str = "tests/fixtures/diff-new.trig";

/// Forty policies that each amend the one before, the first of which was rescinded.
fn long_chain() -> String {
    let mut text = String::from(
        "@prefix ped: <https://w3id.org/pedigraph/ns#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n",
    );
    for i in 0..=40 {
        let act = match i {
            0 => String::new(),
            40 => "ped:rescinds <http://x/00> ; ".to_owned(),
            _ => format!("ped:amends <http://x/{:02}> ; ", i - 1),
        };
        let day = if i == 40 { "2001-01-01" } else { "2000-01-01" };
        text.push_str(&format!(
            "<http://x/{i:02}> a ped:Policy ; {act}ped:issuedEarliest \"{day}\"^^xsd:date ; ped:issuedLatest \"{day}\"^^xsd:date .\n"
        ));
    }
    text
}

/// What `stale` says of a graph.
fn stale_of(text: &[u8]) -> String {
    use pedigraph::cli::{Shown, stale};
    #[derive(clap::Parser)]
    struct Typed {
        #[command(flatten)]
        args: stale::StaleArgs,
    }
    let parser = oxigraph::io::RdfParser::from_format(oxigraph::io::RdfFormat::TriG);
    let quads: Vec<_> = parser.for_slice(text).map(Result::unwrap).collect();
    let index = pedigraph::lineage::Index::from_quads(&quads).unwrap();
    let shown =
        Shown { index: &index, asked: None, as_of: index.covered_to().unwrap(), colour: false, width: None };
    let typed = <Typed as clap::Parser>::parse_from(["pedigraph", "--format", "json", "--limit", "0"]);
    let mut out = Vec::new();
    stale::run(&typed.args, &shown, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn every_document_is_as_the_page_says() {
    let mut checker = Checker { types: types(), seen: BTreeSet::new() };
    let mut schemas = BTreeSet::new();
    for document in documents() {
        let schema =
            document["schema"].as_str().unwrap_or_else(|| panic!("no schema: {document}")).to_owned();
        checker.check(&document, &schema, &schema);
        schemas.insert(schema);
    }
    let promised: BTreeSet<String> =
        checker.types.keys().filter(|name| name.starts_with("pedigraph-")).cloned().collect();
    assert_eq!(schemas, promised, "documents made here, and documents of the page");
    let rows =
        checker.types.iter().flat_map(|(name, of)| of.fields.keys().map(|f| (name.clone(), f.clone())));
    let unseen: Vec<_> = rows.filter(|row| !checker.seen.contains(row)).collect();
    assert!(unseen.is_empty(), "docs/json.md has fields that no document has: {unseen:?}");
}

/// The documents that the API answers with, as the description of the API has them.
#[test]
fn the_api_is_described_as_the_page_says() {
    let documents =
        ["policies", "show", "status", "lineage", "impact", "evidence", "changes", "sources", "queries"];
    let schemas = json_page::schemas(&types(), documents.map(|name| format!("pedigraph-{name}/1")));
    let text = serde_json::to_string_pretty(&schemas).unwrap() + "\n";
    golden(&root().join("src/serve/api/schemas.json"), &text);
}

/// Every schema that the code names is on the page.
#[test]
fn the_page_has_every_schema() {
    let types = types();
    for file in common::files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&file).unwrap();
        for (at, _) in text.match_indices("\"pedigraph-") {
            let name = text[at + 1..].split('"').next().unwrap();
            // The store on disk has a name of its own, of two words; it is no JSON document.
            let schema = name.split_once('/').is_some_and(|(_, version)| version.parse::<u32>().is_ok());
            if schema {
                assert!(types.contains_key(name), "{}: docs/json.md has no {name}", file.display());
            }
        }
    }
}

/// Every word that a type can be is one that the code has, and the other way.
#[test]
fn the_words_of_the_page_are_those_of_the_code() {
    use pedigraph::lineage::stale::Tie;
    use pedigraph::lineage::status::{Doubt, Status};
    use pedigraph::model::Relation;
    fn words<T: serde::Serialize>(all: impl IntoIterator<Item = T>) -> BTreeSet<String> {
        all.into_iter().map(|w| serde_json::to_value(w).unwrap().as_str().unwrap().to_owned()).collect()
    }
    let types = types();
    assert_eq!(types["status"].words, words(Status::ALL));
    assert_eq!(types["relation"].words, words(Relation::ALL));
    assert_eq!(types["tie"].words, words(Tie::ALL));
    assert_eq!(types["rule"].words, words(pedigraph::lint::Rule::ALL));
    use pedigraph::lint::Level;
    assert_eq!(types["level"].words, words([Level::Note, Level::Warning, Level::Error]));
    let doubts = [
        Doubt::Undated,
        Doubt::Issue,
        Doubt::Ending,
        Doubt::Suspension,
        Doubt::Part,
        Doubt::Silence,
        Doubt::NotDescribed,
        Doubt::Dispute,
    ];
    assert_eq!(types["doubt"].words, words(doubts));
}
