//! Bad input: a diagnostic with a place, output for the rest, the documented exit code, never a panic.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::pedigraph;
use std::io::Write;
use std::process::{Command as StdCommand, Stdio};

fn convert(name: &str, content: &[u8], extra: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let output = pedigraph()
        .args(["convert", "--format", "nquads", "--diagnostics", "json"])
        .args(extra)
        .arg(&path)
        .timeout(std::time::Duration::from_secs(120))
        .output()
        .unwrap();
    (
        output.status.code().unwrap(),
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn codes(stderr: &str) -> Vec<String> {
    let lines = stderr.lines().filter_map(|l| serde_json::from_str::<serde_json::Value>(l).ok());
    lines.map(|v| v["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_empty_file_is_an_error() {
    let (exit, out, err) = convert("a.json", b"", &[]);
    assert_eq!((exit, out.as_str()), (2, ""));
    assert_eq!(codes(&err), ["empty-input"]);
}

#[test]
fn an_unknown_format_is_told_from_a_readable_one() {
    let (exit, _, err) = convert("a.bin", &[0, 159, 146, 150, 0, 1, 2], &[]);
    assert_eq!(exit, 2);
    assert_eq!(codes(&err), ["unknown-format"]);
    let (exit, ..) =
        convert("a.txt", b"June 2011 - [OMB M-11-26](https://example.gov/)", &["--input-format", "markdown"]);
    assert_eq!(exit, 0);
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("bad.json"), b"{\"item\": [").unwrap();
    std::fs::write(
        folder.path().join("good.html"),
        b"<p>April 27, 2011 - <a href='https://example.gov/a'>Executive Order 13571</a></p>",
    )
    .unwrap();
    let run = |extra: &[&str]| {
        pedigraph().args(["convert", "--format", "nquads"]).args(extra).arg(folder.path()).output().unwrap()
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).contains("executive-order/13571"));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bad.json"));
    assert_eq!(run(&["--strict"]).status.code(), Some(1));
}

#[test]
fn ten_thousand_deep_json_does_not_overflow() {
    let deep = format!("{{\"items\": {}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let (exit, _, err) = convert("a.json", deep.as_bytes(), &[]);
    assert_eq!(exit, 0, "{err}");
    assert!(codes(&err).contains(&"wrong-type".to_owned()), "{err}");
    let open = format!("{{\"items\": {}", "[".repeat(10_000));
    let (exit, ..) = convert("a.json", open.as_bytes(), &[]);
    assert!(exit == 0 || exit == 2);
}

#[test]
fn nested_html_of_a_megabyte_is_cut_and_its_text_kept() {
    for tag in ["div", "b", "blockquote", "a href=x", "table", "ul"] {
        let name = tag.split(' ').next().unwrap();
        let mut page = format!("<{tag}>").repeat(1_000_000 / (tag.len() + 2));
        page.push_str("<p>April 27, 2011 - <a href='https://example.gov/a'>Executive Order 13571</a></p>");
        page.push_str(&format!("</{name}>").repeat(10_000));
        let (exit, out, err) = convert("a.html", page.as_bytes(), &[]);
        assert_eq!(exit, 0, "{tag}");
        assert!(codes(&err).contains(&"nested-too-deep".to_owned()), "{tag}: {err}");
        assert!(out.contains("executive-order/13571"), "{tag}");
    }
}

#[test]
fn nested_markdown_does_not_overflow() {
    for nest in ["> ", "- ", "*a ", "[", "![", "<div>"] {
        let page = format!(
            "---\ntitle: x\n---\n\n{}\n\nApril 27, 2011 — [Executive Order 13571](https://example.gov/)\n",
            nest.repeat(20_000)
        );
        let (exit, out, _) = convert("a.md", page.as_bytes(), &[]);
        assert_eq!(exit, 0, "{nest}");
        assert!(out.contains("executive-order/13571"), "{nest}");
    }
}

#[test]
fn a_title_of_a_megabyte_is_cut() {
    let page = format!(
        "<p>June 2011 — <a href='https://example.gov/'>Executive Order 13571 – {}</a></p>",
        "Long ".repeat(200_000)
    );
    let (exit, out, err) = convert("a.html", page.as_bytes(), &[]);
    assert_eq!(exit, 0);
    assert!(codes(&err).contains(&"title-too-long".to_owned()));
    assert!(out.contains("executive-order/13571") && out.len() < 200_000);
}

#[test]
fn hostile_text_stays_a_literal() {
    let page = r#"<p>June 2011 — <a href="https://example.gov/">Executive Order 13571 – &lt;script&gt;alert("x")&lt;/script&gt; \ &quot; &#x0; &#x1; &#x202e; ' . } </a></p>"#;
    for syntax in ["turtle", "trig", "ntriples", "jsonld", "rdfxml"] {
        let folder = tempfile::tempdir().unwrap();
        let (input, output) = (folder.path().join("a.html"), folder.path().join("out"));
        std::fs::write(&input, page).unwrap();
        pedigraph()
            .args(["convert", "--verify", "--format", syntax, "--output"])
            .arg(&output)
            .arg(&input)
            .assert()
            .success();
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let binary = assert_cmd::cargo::cargo_bin("pedigraph");
    let mut child = StdCommand::new(binary)
        .args(["convert", "data/digitalgov-customer-service-policies.json", "--format", "nquads"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn standard_input_and_compressed_files_are_read() {
    let page = b"<p>April 27, 2011 - <a href='https://example.gov/a'>Executive Order 13571</a></p>";
    let from_stdin = pedigraph()
        .args(["convert", "-", "--format", "nquads"])
        .write_stdin(&page[..])
        .output()
        .unwrap()
        .stdout;
    assert!(String::from_utf8_lossy(&from_stdin).contains("executive-order/13571"));
    let folder = tempfile::tempdir().unwrap();
    // A source without an address is named by its path, with which it is the same compressed or not.
    let plain = folder.path().join("a.html");
    std::fs::write(&plain, page).unwrap();
    let from_file = pedigraph().args(["convert", "--format", "nquads"]).arg(&plain).output().unwrap().stdout;
    assert_eq!(
        from_file.iter().filter(|b| **b == b'\n').count(),
        from_stdin.iter().filter(|b| **b == b'\n').count()
    );
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(page).unwrap();
    let mut zst = pedigraph::ground::zst::Writer::new(Vec::new());
    zst.write_all(page).unwrap();
    for (name, bytes) in [("a.html.gz", gz.finish().unwrap()), ("a.html.zst", zst.finish().unwrap())] {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        let output = pedigraph().args(["convert", "--format", "nquads"]).arg(&path).output().unwrap().stdout;
        assert_eq!(output, from_file, "{name}");
    }
    let cut = folder.path().join("cut.html.gz");
    std::fs::write(&cut, &std::fs::read(folder.path().join("a.html.gz")).unwrap()[..40]).unwrap();
    let output = pedigraph().args(["convert", "--diagnostics", "json"]).arg(&cut).output().unwrap();
    assert_ne!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn diagnostics_name_line_and_column() {
    let (_, _, err) = convert(
        "a.html",
        b"<p>ok</p>\n<p>February 30, 2011 - <a href='javascript:x'>Executive Order 13571</a></p>\n",
        &[],
    );
    let first: serde_json::Value = serde_json::from_str(err.lines().next().unwrap()).unwrap();
    assert_eq!(first["schema"], "pedigraph-diagnostic/1");
    assert_eq!((first["line"].as_u64(), first["column"].as_u64()), (Some(2), Some(4)), "{err}");
    assert_eq!(first["found"], "February 30, 2011");
    assert_eq!(codes(&err), ["impossible-date", "hostile-link"]);
}

/// Excerpts are cut between characters, of compressed files too.
#[test]
fn excerpts_of_any_line_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    for (name, words) in [("a.html", "é€😀"), ("b.html", "\u{202e}\u{1}é"), ("c.html", "ü")] {
        let path = folder.path().join(name);
        let link = format!(
            "<p>{0} June 2011 — <a href='javascript:{0}'>{0}</a></p><p>February 30, 2011 — <a href='x:y'>{0} EO 13571</a></p>",
            words.repeat(90)
        );
        std::fs::write(&path, link).unwrap();
        let output = pedigraph().args(["convert", "--diagnostics", "human"]).arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        assert!(!String::from_utf8_lossy(&output.stderr).contains('\u{202e}'));
    }
    let corpus = pedigraph()
        .args(["convert", "data/executive-orders-1937-2024.csv.zst", "--format", "ntriples"])
        .output()
        .unwrap();
    assert_eq!(corpus.status.code(), Some(0), "{}", String::from_utf8_lossy(&corpus.stderr));
}

#[test]
fn a_place_in_a_long_line_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.html");
    // 5,000 characters, of which most take more bytes than one, and then a byte that is none.
    let before = format!("<p>{}", "é“x”é".repeat(1000));
    let text = [b"<html>\n", before.as_bytes(), b"\xff</p>\n"].concat();
    std::fs::write(&path, text).unwrap();
    let column = before.chars().count() + 1;
    let said = |style: &str| {
        let output = pedigraph()
            .args(["convert", "--input-format", "html", "--diagnostics", style])
            .arg(&path)
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let json = said("json");
    let json: serde_json::Value = serde_json::from_str(json.lines().next().unwrap()).unwrap();
    assert_eq!((&json["line"], &json["column"]), (&2.into(), &column.into()));
    assert!(said("short").contains(&format!("long.html:2:{column}: warning")));
    let human = said("human");
    let lines: Vec<&str> = human.lines().collect();
    assert!(lines[1].ends_with(&format!("/long.html:2:{column}")), "{human}");
    let shown = lines.iter().position(|l| l.contains("\u{fffd}</p>")).unwrap();
    assert!(lines[shown].chars().count() < 200, "{human}");
    let mark = lines[shown + 1].chars().position(|c| c == '^');
    assert_eq!(mark, lines[shown].chars().position(|c| c == '\u{fffd}'), "{human}");
}
