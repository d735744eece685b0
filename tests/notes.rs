//! Disposition notes from file to claims: golden files, and hand-made labels.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

mod common;

use common::{files, golden};
use pedigraph::ground::diag::Diagnostic;
use pedigraph::model::{Basis, Claims, Extent, Mention, PartialDate, Relation};
use pedigraph::profile::Profile;
use pedigraph::reading;
use pedigraph::reading::notes::{self, Note};
use pedigraph::source::{self, Format, Record};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

/// The records of a file, and what their reading had to tell.
fn records(path: &Path) -> (Vec<Record>, Vec<Diagnostic>) {
    let bytes = std::fs::read(path).unwrap();
    let structure = &Profile::united_states().unwrap().structure;
    let format = Format::detect(structure, &bytes).unwrap_or_else(|| panic!("{}: no format", path.display()));
    let (mut records, mut diagnostics) = (Vec::new(), Vec::new());
    let read = source::read(format, structure, &mut bytes.as_slice(), &mut |r| records.push(r), &mut |d| {
        diagnostics.push(d);
    });
    diagnostics.extend(read.err());
    (records, diagnostics)
}

/// Claims as JSON without what is empty, numbers by their labels.
fn shown(profile: &Profile, claims: &Claims) -> Value {
    fn prune(value: Value) -> Value {
        let empty = |v: &Value| {
            v.is_null() || *v == json!(false) || *v == json!([]) || v.as_str().is_some_and(str::is_empty)
        };
        match value {
            Value::Object(map) => {
                map.into_iter().map(|(k, v)| (k, prune(v))).filter(|(_, v)| !empty(v)).collect()
            }
            Value::Array(list) => list.into_iter().map(prune).collect(),
            other => other,
        }
    }
    let mention = |m: &Mention| {
        let mut value = serde_json::to_value(m).unwrap();
        value["identifiers"] = m.identifiers.iter().map(|(id, _)| json!(profile.label(id))).collect();
        value["body"] = m.body.map_or(Value::Null, |(body, _)| json!(profile.bodies.get(body).key));
        value["date"] = m.date.map_or(Value::Null, |(date, _)| json!(date));
        value
    };
    let mentions: Vec<Value> = claims.mentions.iter().map(mention).collect();
    prune(json!({"mentions": mentions, "statements": claims.statements}))
}

#[test]
fn golden_notes() {
    let profile = Profile::united_states().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/notes");
    let mut cases = 0;
    for input in files(&root).into_iter().filter(|p| p.file_stem().is_some_and(|s| s == "input")) {
        cases += 1;
        let (records, mut diagnostics) = records(&input);
        let mut said = Vec::new();
        let mut texts: BTreeMap<String, String> = BTreeMap::new();
        for record in &records {
            texts.extend(record.texts().into_iter().map(|(l, t)| (l.to_owned(), t.to_owned())));
            let (claims, problems) = reading::claims(profile, record);
            read_back(&claims, &texts);
            said.push(shown(profile, &claims));
            diagnostics.extend(problems);
        }
        let folder = input.parent().unwrap();
        golden(&folder.join("expected.json"), &(serde_json::to_string_pretty(&said).unwrap() + "\n"));
        let mut told = String::new();
        for d in &diagnostics {
            let at = d.position.map_or_else(String::new, |p| format!("{}:{}", p.line(), p.column()));
            let (expected, found) = (d.expected.as_deref().unwrap_or(""), d.found.as_deref().unwrap_or(""));
            let severity = serde_json::to_value(d.severity).unwrap();
            let severity = severity.as_str().unwrap();
            writeln!(told, "{at} {severity}[{}] {}: expected {expected}, found {found:?}", d.code, d.message)
                .unwrap();
        }
        golden(&folder.join("expected.diagnostics"), &told);
    }
    assert!(cases >= 11, "only {cases} cases were found");
}

/// Every quote stands at its characters of the text at its locator.
fn read_back(claims: &Claims, texts: &BTreeMap<String, String>) {
    let mentions = claims.mentions.iter().map(|m| &m.evidence);
    for evidence in mentions.chain(claims.statements.iter().map(|s| &s.evidence)) {
        let text = texts.get(&*evidence.locator).unwrap_or_else(|| panic!("no text at {}", evidence.locator));
        let count = (evidence.end - evidence.start) as usize;
        let quoted: String = text.chars().skip(evidence.start as usize).take(count).collect();
        assert_eq!(quoted, &*evidence.quote, "at {}", evidence.locator);
    }
}

/// One statement: actor, relation, target.
type Triple = (String, String, String);

/// What is extracted from the notes of a file of labels, against the labels: right, extracted, labelled, and right
/// as to whole or part.
fn score(path: &Path) -> (usize, usize, usize, usize) {
    let profile = Profile::united_states().unwrap();
    let scheme = profile.schemes.by_key("executive-order").unwrap();
    let (mut right, mut got, mut want, mut parts) = (0, 0, 0, 0);
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        if gold["unsure"] == json!(true) {
            continue;
        }
        let number = profile.schemes.identifier(scheme, &text(&gold["note_of"])[3..]);
        let mut claims = Claims::default();
        let own = claims
            .mention(Mention { identifiers: vec![(number.clone(), Basis::Stated)], ..Mention::default() });
        let note = text(&gold["note"]);
        let note = Note {
            text: &note,
            locator: "",
            chars_before: 0,
            bytes_before: 0,
            own,
            number: Some(&number),
            signed: PartialDate::from_iso(gold["signed"].as_str().unwrap()),
        };
        notes::read(profile, note, &mut claims, &mut Vec::new());
        let name = |ix: u32| {
            let mention = &claims.mentions[ix as usize];
            if let Some((id, _)) = mention.identifiers.first() {
                return profile.label(id).to_uppercase();
            }
            let kind = match mention.kind.as_deref() {
                Some("ExecutiveOrder") => "EO",
                Some("PresidentialMemorandum") => "Memorandum",
                other => other.unwrap_or_default(),
            };
            let date = mention.date.map(|(date, _)| date.to_string()).unwrap_or_default();
            let title = mention.title.as_deref().unwrap_or_default();
            if date.is_empty() { title.to_uppercase() } else { format!("{kind} {date}").to_uppercase() }
        };
        let found: BTreeMap<Triple, bool> = claims
            .statements
            .iter()
            .map(|s| {
                // The labels have an editor's "See:" as a citation.
                let relation = if s.relation == Relation::SeeAlso { Relation::Cites } else { s.relation };
                ((name(s.actor), relation.name().to_owned(), name(s.target)), s.extent == Extent::Part)
            })
            .collect();
        let labels: BTreeMap<Triple, bool> = gold["statements"]
            .as_array()
            .unwrap()
            .iter()
            .map(|s| {
                let triple = (text(&s["actor"]), text(&s["relation"]), text(&s["target"]));
                ((triple.0.to_uppercase(), triple.1, triple.2.to_uppercase()), s["part"] == json!(true))
            })
            .collect();
        let found_keys: BTreeSet<_> = found.keys().collect();
        let label_keys: BTreeSet<_> = labels.keys().collect();
        for wrong in found_keys.symmetric_difference(&label_keys) {
            println!("{}: {wrong:?}", gold["id"]);
        }
        let both: Vec<_> = found_keys.intersection(&label_keys).collect();
        right += both.len();
        parts += both.iter().filter(|k| found[**k] == labels[**k]).count();
        got += found.len();
        want += labels.len();
    }
    (right, got, want, parts)
}

fn holds(path: &Path, statements: usize) {
    let (right, got, want, parts) = score(path);
    assert!(want >= statements, "only {want} statements are labelled");
    let f1 = 2.0 * right as f64 / (got + want) as f64;
    assert!(f1 >= 0.995, "F1 {f1:.4}: {right} of {got} extracted and {want} labelled are right");
    assert!(parts as f64 >= 0.99 * right as f64, "whole or part: {parts} of {right} are right");
}

/// All labels, made by hand from notes of the Federal Register.
#[test]
fn hand_made_labels() {
    holds(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gold/disposition-notes.jsonl"), 600);
}

/// What a file says, read as one format: every quote must stand where its evidence says.
fn reads_exactly(format: Format, bytes: &[u8]) {
    let profile = Profile::united_states().unwrap();
    let mut records = Vec::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    let _ = source::read(format, &profile.structure, &mut &*bytes, &mut |r| records.push(r), &mut |_| {});
    for record in &records {
        texts.extend(record.texts().into_iter().map(|(l, t)| (l.to_owned(), t.to_owned())));
    }
    for record in &records {
        let (claims, diagnostics) = reading::claims(profile, record);
        read_back(&claims, &texts);
        assert!(diagnostics.iter().all(|d| d.position.is_some()), "{diagnostics:?}");
    }
}

fn fragments(pieces: Vec<&'static str>) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_table_of_values_is_read_exactly(rows in fragments(vec![
        ",", "\"", "\"\"", "\n", "\r\n", "1", "12866", "See: EO 12291", " ", "é", "\u{feff}", "2011-02-30", "T", "[eacute]",
        "; ", "Amends: EO 2, May 1, 1990", "2001-01-20", "(which was revoked by EO 3)",
    ])) {
        let head = "executive_order_number,title,disposition_notes,signing_date\n";
        reads_exactly(Format::RegisterCsv, format!("{head}{rows}").as_bytes());
    }

    #[test]
    fn any_json_is_read_exactly(text in fragments(vec![
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\n", "\"results\":[", "{\"title\":\"T\u{e9}\",\"executive_order_number\":1,",
        "\"executive_order_notes\":\"See: EO 2\\n\\u00e9\"}", "null", "1", "{\"title\":\"x\"}", "\"title\":", "\"signing_date\":\"2001-01-20\",",
    ])) {
        reads_exactly(Format::RegisterJson, text.as_bytes());
    }

    #[test]
    fn any_disposition_table_is_read_exactly(text in fragments(vec![
        "Executive Order 12\n", "\n", "    ", "Title é  x\n", "Signed: May 1, 1990\n", "# remark\n", "Amends: EO 2,  May 1, 1990\n",
        "Federal Register page and date: 1 FR 2; May 3, 1990\n", "  ", "See", ": ", "EO 3", "\t",
    ])) {
        reads_exactly(Format::DispositionTable, text.as_bytes());
    }

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in [Format::RegisterCsv, Format::RegisterJson, Format::DispositionTable] {
            reads_exactly(format, &bytes);
        }
    }
}
