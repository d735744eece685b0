//! Every regular expression of the program compiles, and none is passed over where it does not.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use regex::Regex;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where expressions of the program and of data are compiled: no others may call `Regex::new`.
const FROM_DATA: &[&str] = &["ground/pattern.rs"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !path.ends_with("tests.rs") {
            found.push(path);
        }
    }
}

/// A string literal at the start of `text`, raw or with escapes of quotes and backslashes, and what follows it.
fn literal(text: &str) -> Option<(String, &str)> {
    if let Some(raw) = text.strip_prefix('r') {
        let hashes = raw.len() - raw.trim_start_matches('#').len();
        let body = raw[hashes..].strip_prefix('"')?;
        let end = format!("\"{}", "#".repeat(hashes));
        let at = body.find(&end)?;
        return Some((body[..at].to_owned(), &body[at + end.len()..]));
    }
    let body = text.strip_prefix('"')?;
    let mut value = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((value, &body[at + 1..])),
            '\\' => match chars.next()?.1 {
                '\n' => {
                    return literal_rest(value, chars.as_str().trim_start());
                }
                escaped => value.push(escaped),
            },
            c => value.push(c),
        }
    }
    None
}

/// The rest of a literal whose line was continued.
fn literal_rest(value: String, rest: &str) -> Option<(String, &str)> {
    let (tail, length) = literal(&format!("\"{rest}")).map(|(tail, after)| (tail, after.len()))?;
    Some((value + &tail, &rest[rest.len() - length..]))
}

/// The constants of a file that are strings.
fn constants(text: &str) -> BTreeMap<String, String> {
    text.match_indices("const ")
        .filter_map(|(at, cut)| {
            let (name, rest) = text[at + cut.len()..].split_once(": &str =")?;
            Some((name.to_owned(), literal(rest.trim_start())?.0))
        })
        .collect()
}

/// The expression of a `Pattern::new(&[…])`, given what follows the bracket.
fn expression(mut rest: &str, constants: &BTreeMap<String, String>) -> String {
    let mut whole = String::new();
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        if rest.starts_with(']') {
            return whole;
        }
        if let Some((part, after)) = literal(rest) {
            whole += &part;
            rest = after;
        } else {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap();
            let name = &rest[..end];
            whole += constants.get(name).unwrap_or_else(|| panic!("`{name}` is no string of this file"));
            rest = &rest[end..];
        }
    }
}

#[test]
fn every_pattern_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut count = 0;
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let constants = constants(&text);
        let place = file.strip_prefix(&root).unwrap().to_string_lossy().into_owned();
        for (at, cut) in text.match_indices("Pattern::new(") {
            let rest = text[at + cut.len()..].trim_start().strip_prefix("&[");
            let rest = rest.unwrap_or_else(|| panic!("{place}: expected the parts of a pattern"));
            let whole = expression(rest, &constants);
            assert!(!whole.is_empty(), "{place}");
            Regex::new(&whole).unwrap_or_else(|e| panic!("{place}: {e}"));
            count += 1;
        }
        let from_data = FROM_DATA.iter().any(|f| place.starts_with(f));
        assert!(
            from_data || !text.contains("Regex::new("),
            "{place}: a pattern of the program is a `Pattern`"
        );
    }
    assert!(count > 5, "{count} patterns were found");
}

#[test]
fn a_pattern_that_does_not_compile_is_found() {
    let constants = constants("const DAY: &str = r\"\\d{1,2}\";");
    assert_eq!(expression("r\"(?:a|\", DAY, \")\"]", &constants), r"(?:a|\d{1,2})");
    assert!(Regex::new(&expression("r\"(\", DAY]", &constants)).is_err());
}
