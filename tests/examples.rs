//! Every example of the help is run over a small graph, and so is every mistake of `docs/mistakes.md`, whose answers are golden:
//! `UPDATE_GOLDEN=1 cargo test --test examples` writes the page anew, and the diff is reviewed.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use clap::{Command, CommandFactory};
use common::place::{Place, answered};
use pedigraph::cli::Cli;
use std::path::Path;
use std::sync::Mutex;

/// `demo` reads all that is bundled, which takes a debug build a minute; `.ci/run` runs it as the README has it.
const ELSEWHERE: [&str; 1] = ["demo"];

/// The lines below `Examples:` of a help text.
fn examples(command: &Command) -> Vec<String> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

/// Runs the examples of a command in their order, in a folder of their own.
fn run_all(place: &Place, name: &str, lines: &[String]) -> Vec<String> {
    let place = place.copied();
    if name == "profile" {
        for folder in ["data/us", "data/lang"] {
            common::copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &place.at(folder));
        }
    }
    if name == "lint" {
        let commit = "git -c user.name=x -c user.email=x@example.gov commit --quiet --message pages";
        let ran =
            place.run(&format!("git init --quiet --initial-branch main . && git add pages && {commit}"));
        assert_eq!(ran.code, Some(0), "{}", ran.printed);
    }
    if name == "check" {
        let catalog =
            r#"{ "@id": "https://data.example.gov/", "@type": "http://www.w3.org/ns/dcat#Catalog" }"#;
        std::fs::write(place.at("catalog.jsonld"), catalog).unwrap();
        std::fs::write(place.at("dcat-ap.ttl"), pedigraph::rdf::ontology::SHAPES).unwrap();
    }
    let mut wrong = Vec::new();
    for line in lines {
        if ELSEWHERE.iter().any(|other| line.split_whitespace().nth(1) == Some(other)) {
            continue;
        }
        // `--init` writes a configuration where there is none.
        let init = line.contains("--init");
        if init {
            std::fs::rename(place.at("publish.toml"), place.at("filled-in.toml")).unwrap();
        }
        // A server goes on until it is told to end; how it answers is asked in tests/serve.rs.
        let ran = match name {
            "serve" => {
                let line = line.replace("0.0.0.0:7878", "0.0.0.0:0");
                let line =
                    if line.contains("--listen") { line } else { format!("{line} --listen 127.0.0.1:0") };
                place.run(&format!("timeout --preserve-status --signal TERM 15 {line}"))
            }
            _ => place.run(line),
        };
        // What a linter finds is an answer too.
        let fine =
            if name == "lint" { ran.code == Some(0) || ran.code == Some(1) } else { ran.code == Some(0) };
        if init {
            std::fs::rename(place.at("filled-in.toml"), place.at("publish.toml")).unwrap();
        }
        if !fine || ran.printed.contains("former-spelling") {
            wrong.push(format!("{name}: {line}: {:?}\n{}", ran.code, ran.printed));
        }
    }
    wrong
}

#[test]
fn every_example_of_the_help_runs() {
    let place = Place::new();
    let mut root = Cli::command();
    root.build();
    let commands = std::iter::once(&root).chain(root.get_subcommands().filter(|c| c.get_name() != "help"));
    let all: Vec<(String, Vec<String>)> =
        commands.map(|command| (command.get_name().to_owned(), examples(command))).collect();
    for (name, lines) in &all {
        assert!(!lines.is_empty(), "{name}: no `Examples:` in its help");
    }
    let (next, wrong) = (Mutex::new(all.iter()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some((name, lines)) = next.lock().unwrap().next() else { return };
                    let found = run_all(&place, name, lines);
                    wrong.lock().unwrap().extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn mistakes_are_met_as_the_page_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/mistakes.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let place = Place::new();
    std::fs::write(place.at("wrong.toml"), "grph = \"policies\"\n").unwrap();
    let (found, count) = answered(&place, &page);
    assert!(count >= 30, "{count} mistakes");
    common::golden(&path, &found);
}

#[test]
fn curation_is_done_as_the_page_says() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/curation.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (answered, count) = answered(&Place::new(), &page);
    assert!(count >= 10, "only {count} runs were found");
    common::golden(&path, &answered);
}
