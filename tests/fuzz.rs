//! Inputs that fuzzing found, read again: `tests/fuzz/TARGET/*`, one folder a fuzz target.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "common/any_source.rs"]
mod any_source;
#[path = "common/any_step.rs"]
mod any_step;
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
        let step = any_step::STEPS.iter().find(|(name, _)| target == format!("step_{name}"));
        if let Some((_, check)) = step {
            check(std::str::from_utf8(&bytes).unwrap());
        } else if target == "notes" {
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

#[test]
fn every_step_of_reading_has_a_fuzz_target() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let targets = std::fs::read_to_string(root.join("fuzz/Cargo.toml")).unwrap();
    for (name, _) in any_step::STEPS {
        assert!(targets.contains(&format!("name = \"step_{name}\"\n")), "{name} has no fuzz target");
        assert!(root.join(format!("fuzz/fuzz_targets/step_{name}.rs")).exists(), "{name} has no fuzz target");
    }
}

/// The golden inputs that are text, each read by every step.
#[test]
fn what_is_of_any_format_is_read_by_each_step() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let inputs = files(&root.join("tests/golden/convert"));
    let inputs = inputs.iter().filter(|path| path.file_stem().is_some_and(|stem| stem == "input"));
    for path in inputs {
        let Ok(mut text) = std::fs::read_to_string(path) else { continue };
        let end = (0..=text.len().min(6_000)).rev().find(|at| text.is_char_boundary(*at)).unwrap();
        text.truncate(end);
        println!("{}", path.display());
        any_step::STEPS.iter().for_each(|(_, check)| check(&text));
    }
}
