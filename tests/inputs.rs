//! Inputs as they come: cut off, compressed, in UTF-16, with bytes that belong to nothing.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod common;

use common::{files, pedigraph};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Output;

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

fn zstandard(content: &[u8]) -> Vec<u8> {
    let mut writer = pedigraph::ground::zst::Writer::new(Vec::new());
    writer.write_all(content).unwrap();
    writer.finish().unwrap()
}

/// A skippable frame of Zstandard.
fn skippable() -> Vec<u8> {
    [&0x184D_2A50_u32.to_le_bytes()[..], &5_u32.to_le_bytes(), b"index"].concat()
}

fn ingest(graph: &Path, input: &Path, options: &[&str]) -> Output {
    pedigraph()
        .args(["ingest", "--diagnostics", "json", "--graph"])
        .arg(graph)
        .args(options)
        .arg(input)
        .output()
        .unwrap()
}

fn convert(name: &str, content: &[u8], options: &[&str]) -> (Option<i32>, String, Vec<Value>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let output = pedigraph()
        .args(["convert", "--diagnostics", "json", "--format", "nquads"])
        .args(options)
        .arg(&path)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    let told = told.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    (output.status.code(), String::from_utf8(output.stdout).unwrap(), told)
}

fn codes(told: &[Value]) -> Vec<&str> {
    told.iter().map(|d| d["code"].as_str().unwrap()).collect()
}

const TABLE: &str = "executive_order_number,title,signing_date,disposition_notes,publication_date,document_number\n\
    12001,One,1977-07-07,\"Revoked by: EO 12553, February 25, 1986\",1977-07-11,77-1\n\
    12002,Two,1977-07-07,\"Amended by: EO 12608, September 9, 1987\",1977-07-11,77-2\n";

const ORDER: &str = "<PRESDOCU><EXECORD><EXECORDR>Executive Order 12988 of February 5, 1996</EXECORDR>\
    <HD SOURCE=\"HED\">Civil Justice Reform</HD><FP>By the authority vested in me, it is ordered:</FP>\
    <FP>Executive Order No. 12778 is revoked.</FP><FP>It is so ordered.</FP></EXECORD></PRESDOCU>";

/// Whole sources and the same cut off, one of each kind in which a cut can be seen.
fn cut_sources() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    let half = |bytes: &[u8], end: usize| bytes[..end].to_vec();
    let feed = std::fs::read("tests/golden/convert/digitalgov-feed/input.json").unwrap();
    let answer = std::fs::read("tests/golden/convert/register-json/input.json").unwrap();
    let lines: Vec<u8> = TABLE.as_bytes().to_vec();
    let (gz, zst) = (gzip(&lines), zstandard(&lines));
    let mut wrong_gz = gz.clone();
    let at = gz.len() - 6;
    wrong_gz[at] ^= 1;
    let mut wrong_zst = zst.clone();
    *wrong_zst.last_mut().unwrap() ^= 1;
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(TABLE.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![
        ("feed.json", feed.clone(), half(&feed, feed.len() * 2 / 3)),
        ("answer.json", answer.clone(), half(&answer, answer.len() / 2)),
        ("table.csv", lines.clone(), half(&lines, TABLE.find("Amended").unwrap() + 10)),
        ("narrow.csv", lines.clone(), half(&lines, TABLE.find("1977-07-11,77-2").unwrap() - 3)),
        ("order.xml", ORDER.into(), half(ORDER.as_bytes(), ORDER.find("It is so").unwrap())),
        ("tag.xml", ORDER.into(), half(ORDER.as_bytes(), ORDER.find("/FP><FP>It").unwrap() + 1)),
        ("table.csv.gz", gz.clone(), half(&gz, gz.len() - 9)),
        ("checksum.csv.gz", gz, wrong_gz),
        ("table.csv.zst", zst.clone(), half(&zst, zst.len() - 3)),
        ("checksum.csv.zst", zst, wrong_zst),
        ("utf16.csv", utf16.clone(), half(&utf16, utf16.len() - 1)),
    ]
}

#[test]
fn a_source_that_is_cut_off_does_not_replace_a_whole_one() {
    for (name, whole, cut) in cut_sources() {
        let folder = tempfile::tempdir().unwrap();
        let (graph, input) = (folder.path().join("graph"), folder.path().join(name));
        std::fs::write(&input, &whole).unwrap();
        let output = ingest(&graph, &input, &[]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let state = || {
            files(&graph)
                .into_iter()
                .filter(|path| path.extension().is_some())
                .map(|path| (path.clone(), std::fs::read(path).unwrap()))
                .collect::<Vec<(PathBuf, Vec<u8>)>>()
        };
        let before = state();
        std::fs::write(&input, &cut).unwrap();
        for _ in 0..2 {
            let output = ingest(&graph, &input, &["-q"]);
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(6), "{name}: {told}");
            assert!(told.contains("\"severity\":\"error\""), "{name}: {told}");
            assert!(state() == before, "{name}: the graph has changed");
        }
        let output = ingest(&graph, &input, &["--format", "json"]);
        let done: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(done["changes"][0]["change"], "kept", "{name}");
        let output = ingest(&graph, &input, &["--accept-partial"]);
        // Of a checksum of a short file nothing but the message is different.
        if output.status.code() == Some(0) {
            assert!(state() != before, "{name}: the cut source was not taken");
        } else {
            assert_eq!(output.status.code(), Some(6), "{name}");
        }
        std::fs::write(&input, &whole).unwrap();
        assert_eq!(ingest(&graph, &input, &[]).status.code(), Some(0), "{name}");
        assert!(state() == before, "{name}: the whole source is not back");
    }
}

#[test]
fn a_new_source_that_is_cut_off_is_taken_and_told() {
    for (name, whole, cut) in cut_sources() {
        let folder = tempfile::tempdir().unwrap();
        let (graph, input) = (folder.path().join("graph"), folder.path().join(name));
        std::fs::write(&input, &cut).unwrap();
        let output = ingest(&graph, &input, &[]);
        let told = String::from_utf8_lossy(&output.stderr);
        // Where nothing at all can be read, the run fails.
        assert!(matches!(output.status.code(), Some(6 | 2)), "{name}: {told}");
        if output.status.code() == Some(6) {
            assert_eq!(ingest(&graph, &input, &["-q"]).status.code(), Some(6), "{name}: again");
        }
        std::fs::write(&input, &whole).unwrap();
        let output = ingest(&graph, &input, &[]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stderr));
        let manifest = std::fs::read_to_string(graph.join("manifest.json")).unwrap();
        assert!(!manifest.contains("partial"), "{name}");
    }
}

/// Each format, as the golden inputs show it.
fn golden_inputs() -> Vec<PathBuf> {
    let all = files(Path::new("tests/golden/convert"));
    all.into_iter().filter(|path| path.file_stem().is_some_and(|stem| stem == "input")).collect()
}

/// Quads without the hash of the source's bytes, and without what is named by it.
fn quads(text: &str, hash: &str) -> Vec<String> {
    let mut lines: Vec<String> =
        text.lines().filter(|line| !line.contains(hash)).map(str::to_owned).collect();
    lines.sort();
    lines
}

#[test]
fn every_text_format_is_read_in_utf_16() {
    for path in golden_inputs() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        // A source without an address or a number is named by its content.
        let (exit, plain, told) = convert("source", text.as_bytes(), &["--quiet"]);
        if exit != Some(0) {
            continue;
        }
        for big in [true, false] {
            let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
            let bytes: Vec<u8> =
                units.flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            let (exit, out, told_of_utf16) = convert("source", &bytes, &["--quiet"]);
            assert_eq!(exit, Some(0), "{}: {told_of_utf16:?}", path.display());
            assert_eq!(out.lines().count(), plain.lines().count(), "{}", path.display());
            let places = |told: &[Value]| -> Vec<(Value, Value, Value)> {
                told.iter().map(|d| (d["code"].clone(), d["line"].clone(), d["column"].clone())).collect()
            };
            assert_eq!(places(&told_of_utf16), places(&told), "{}", path.display());
            let policies = |text: &str| {
                let graph = "/graph/policies> .";
                quads(text, "spdx").into_iter().filter(|line| line.ends_with(graph)).collect::<Vec<_>>()
            };
            assert_eq!(policies(&out), policies(&plain), "{}", path.display());
        }
    }
}

#[test]
fn bytes_after_a_stream_are_a_warning_and_the_content_is_used() {
    let (_, plain, _) = convert("a.csv", TABLE.as_bytes(), &[]);
    for (name, stream) in [("a.csv.gz", gzip(TABLE.as_bytes())), ("a.csv.zst", zstandard(TABLE.as_bytes()))] {
        for after in [&b"\0\0\0\0\0"[..], b"a", b"PK\x03\x04 and so on"] {
            let (exit, out, told) = convert(name, &[&stream[..], after].concat(), &[]);
            assert_eq!((exit, codes(&told)), (Some(0), vec!["bytes-after-stream"]), "{name}");
            assert!(out == plain, "{name}");
        }
    }
}

#[test]
fn skippable_frames_are_read_over() {
    let (_, plain, _) = convert("a.csv", TABLE.as_bytes(), &[]);
    let (head, tail) = TABLE.split_at(150);
    let parts =
        [skippable(), zstandard(head.as_bytes()), skippable(), zstandard(tail.as_bytes()), skippable()];
    let (exit, out, told) = convert("a.csv.zst", &parts.concat(), &[]);
    assert_eq!((exit, codes(&told)), (Some(0), vec![]));
    assert!(out == plain);
}

#[test]
fn half_a_surrogate_pair_costs_one_character() {
    let feed = r#"{"title": "a\ud83d", "items": [{"url": "https://example.gov/a", "content_html":
        "<p>June 5, 2011 — <a href='https://example.gov/b'>Executive Order 13571 – Streamlining \udc00 Service</a></p>"}]}"#;
    let (exit, out, told) = convert("a.json", feed.as_bytes(), &[]);
    assert_eq!((exit, codes(&told)), (Some(0), vec!["lone-surrogate"]));
    assert!(out.contains("Streamlining \u{fffd} Service"), "{out}");
    assert_eq!((told[0]["line"].as_u64(), told[0]["column"].as_u64()), (Some(1), Some(13)));
    assert!(told[0]["message"].as_str().unwrap().starts_with("2 halves"), "{told:?}");
    let register =
        "{\"executive_order_number\": 12001,\n \"title\": \"One \\uD83D order\", \"é\\ud800\": 1}\n";
    let (exit, out, told) = convert("a.json", register.as_bytes(), &[]);
    assert_eq!((exit, codes(&told)), (Some(0), vec!["lone-surrogate"]));
    assert_eq!((told[0]["line"].as_u64(), told[0]["column"].as_u64()), (Some(2), Some(16)));
    assert!(out.contains("One \u{fffd} order"), "{out}");
}

#[test]
fn positions_of_errors_in_json_count_characters() {
    let register = "{\"executive_order_number\": 1, \"title\": \"é€😀\", x}\n";
    let (_, _, told) = convert("a.json", register.as_bytes(), &["--input-format", "register-json"]);
    assert_eq!(told[0]["code"], "json-syntax");
    assert_eq!(told[0]["column"].as_u64(), Some(47), "{told:?}");
    let feed = "{\"title\": \"é€😀\", x}\n";
    let (_, _, told) = convert("a.json", feed.as_bytes(), &["--input-format", "json-feed"]);
    assert_eq!(told[0]["column"].as_u64(), Some(18), "{told:?}");
}

#[test]
fn xml_that_is_not_well_formed_is_told() {
    for (right, wrong) in
        [("</FP><FP>It", "</HD><FP>It"), ("revoked.", "revoked &wrong;."), ("\"HED\"", "HED")]
    {
        let text = ORDER.replacen(right, wrong, 1);
        let (exit, out, told) = convert("a.xml", text.as_bytes(), &[]);
        assert_eq!(exit, Some(0), "{wrong}");
        assert!(codes(&told).contains(&"xml-syntax"), "{wrong}: {told:?}");
        assert!(out.contains("executive-order/12778"), "{wrong}");
    }
}

#[test]
fn order_numbers_are_numbers_of_their_series() {
    for wrong in ["-1", "1e5", "1.5", "13571.0", "0", "+5", "12 345", "EO", "1234567", "0x10", "١٢"] {
        let table = format!("executive_order_number,title,signing_date\n{wrong},A title,2001-01-02\n");
        let (exit, out, told) = convert("a.csv", table.as_bytes(), &[]);
        assert_eq!(exit, Some(0), "{wrong}");
        assert!(codes(&told).contains(&"no-number"), "{wrong}: {told:?}");
        assert!(!out.contains("terms/identifier"), "{wrong}: {out}");
    }
    for wrong in ["-1", "1e5", "1.5", "\"-1\""] {
        let json = format!("{{\"executive_order_number\": {wrong}, \"title\": \"A title\"}}");
        let (exit, out, told) = convert("a.json", json.as_bytes(), &[]);
        assert_eq!((exit, codes(&told)), (Some(0), vec!["no-number"]), "{wrong}");
        assert!(!out.contains("terms/identifier"), "{wrong}");
    }
    for (right, path) in
        [("12001", "12001"), (" 10571-a", "10571-a"), ("11359A", "11359-a"), ("12,345", "12345"), ("7", "7")]
    {
        let table = format!("executive_order_number,title,signing_date\n\"{right}\",A title,2001-01-02\n");
        let (_, out, told) = convert("a.csv", table.as_bytes(), &[]);
        assert!(out.contains(&format!("id/us/executive-order/{path}>")), "{right}: {told:?}");
        assert!(!codes(&told).contains(&"no-number"), "{right}");
    }
}

/// What this program made is no source: a folder that holds its graph and its package is read as if they were not there.
#[test]
fn graphs_and_packages_below_a_folder_are_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let (graph, site) = (folder.path().join("graph"), folder.path().join("sub/site"));
    let rows =
        "executive_order_number,signing_date,disposition_notes\n12000,1977-07-07,\"Amends: EO 11000\"\n";
    std::fs::write(folder.path().join("register.csv"), rows).unwrap();
    std::fs::create_dir(folder.path().join("sub")).unwrap();
    assert_eq!(ingest(&graph, folder.path(), &[]).status.code(), Some(0));
    let before = std::fs::read(graph.join("manifest.json")).unwrap();
    let mut publish = pedigraph();
    publish.args(["publish", "--quiet", "--config", "tests/fixtures/publish.toml", "--graph"]);
    publish.arg(&graph).arg("--output").arg(&site).assert().success();
    let again = ingest(&graph, folder.path(), &["--strict"]);
    assert_eq!(again.status.code(), Some(0), "{}", String::from_utf8_lossy(&again.stderr));
    assert!(std::fs::read(graph.join("manifest.json")).unwrap() == before);
    for made in [&graph, &site] {
        let output = pedigraph().arg("convert").arg(made).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(message.contains("expected documents, found a graph directory or a package"), "{message}");
    }
    // A manifest of somebody else hides nothing.
    std::fs::create_dir(folder.path().join("other")).unwrap();
    std::fs::write(folder.path().join("other/manifest.json"), "{\"schema\": \"their-graph/1\"}").unwrap();
    std::fs::write(folder.path().join("other/register.csv"), rows.replace("12000", "12001")).unwrap();
    let output = pedigraph().args(["convert", "--quiet"]).arg(folder.path()).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stdout).contains("12001"));
}
