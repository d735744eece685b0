//! Inputs that fuzzing found, read again: `tests/fuzz/TARGET/*`, one folder a fuzz target.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "common/any_source.rs"]
mod any_source;
mod common;

use common::files;
use pedigraph::source::Format;
use std::path::Path;

#[test]
fn what_fuzzing_found_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    for path in files(&root.join("tests/fuzz")) {
        let target = path.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
        assert!(targets.contains(&format!("name = \"{target}\"")), "{target} is no fuzz target");
        let bytes = std::fs::read(&path).unwrap();
        println!("{}", path.display());
        if target == "notes" {
            any_source::check_note(std::str::from_utf8(&bytes).unwrap());
        } else {
            let format: Format = target.replace('_', "-").parse().unwrap();
            any_source::check(format, &bytes);
        }
    }
}

#[test]
fn every_format_has_a_fuzz_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    for (_, name) in Format::ALL {
        let target = name.replace('-', "_");
        assert!(targets.contains(&format!("name = \"{target}\"\n")), "{name} has no fuzz target");
        assert!(root.join(format!("fuzz/fuzz_targets/{target}.rs")).exists(), "{name} has no fuzz target");
    }
}

/// The inputs of other formats, read as formats that take any text.
#[test]
fn what_is_of_another_format_is_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inputs = files(&root.join("tests/golden/convert"));
    let inputs = inputs.iter().filter(|path| path.file_stem().is_some_and(|stem| stem == "input"));
    for path in inputs {
        let mut bytes = std::fs::read(path).unwrap();
        bytes.truncate(16_000);
        println!("{}", path.display());
        for format in [Format::Feed, Format::Text, Format::Csv] {
            any_source::check(format, &bytes);
        }
    }
}
