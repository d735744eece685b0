//! Damaged graph directories: every file of one, damaged in every way, under every command that reads it. The outcome is
//! an error that names the file, or a repair, or the answer of the whole graph; never another answer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use clap::Parser;
use common::{copy_folder, files, pedigraph};
use pedigraph::cli::{self, Cli, Exit};
use pedigraph::graph_dir::GraphDir;
use std::path::{Path, PathBuf};

const A: &str = "<link rel=canonical href='https://example.gov/a'><p>April 27, 2011 - <a href='https://example.gov/x'>Executive Order 13571 – Streamlining Service Delivery</a></p>";
const B: &str = "<link rel=canonical href='https://example.gov/b'><p>April 2011 - <a href='https://example.gov/y'>Executive Order on Streamlining Service Delivery</a></p><p>Extends Executive Order 12862.</p>";

/// What a command prints and how it ends; the message where it fails.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    out: String,
    exit: Result<Exit, String>,
}

/// Runs a command within the test, which is fast; a query by the binary, which starts itself again to answer it.
fn run(arguments: &[&str]) -> Outcome {
    if arguments.first() == Some(&"query") {
        return run_binary(arguments);
    }
    let cli = Cli::try_parse_from(std::iter::once("pedigraph").chain(arguments.iter().copied())).unwrap();
    let mut out = Vec::new();
    let exit = cli::run(&cli, &mut out).map_err(|failure| {
        assert_ne!(failure.exit, Exit::Success, "{arguments:?}");
        failure.message.unwrap()
    });
    Outcome { out: String::from_utf8(out).unwrap(), exit }
}

fn run_binary(arguments: &[&str]) -> Outcome {
    let output = pedigraph().args(arguments).output().unwrap();
    let message = String::from_utf8(output.stderr).unwrap();
    let code = output.status.code();
    let exit = Exit::ALL.into_iter().find(|exit| Some(i32::from(exit.code())) == code).unwrap();
    let failed = message.starts_with("error: ") && exit != Exit::Success;
    Outcome {
        out: String::from_utf8(output.stdout).unwrap(),
        exit: if failed { Err(message) } else { Ok(exit) },
    }
}

/// A graph directory of two sources, with an index cache, and the inputs beside it.
struct Fixture {
    folder: tempfile::TempDir,
}

impl Fixture {
    fn new() -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::write(fixture.at("a.html"), A).unwrap();
        std::fs::write(fixture.at("b.html"), B).unwrap();
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/publish.toml");
        std::fs::copy(config, fixture.at("publish.toml")).unwrap();
        assert_eq!(fixture.ingest("whole").exit, Ok(Exit::Success));
        let graph = fixture.path("whole");
        assert_eq!(run(&["lineage", "EO 13571", "--graph", &graph]).exit, Ok(Exit::Success));
        fixture
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }

    fn ingest(&self, graph: &str) -> Outcome {
        run(&["ingest", "--quiet", "--graph", &self.path(graph), &self.path("a.html"), &self.path("b.html")])
    }

    /// A fresh copy of the whole directory.
    fn copy(&self) -> PathBuf {
        let copy = self.at("copy");
        let _ = std::fs::remove_dir_all(&copy);
        copy_folder(&self.at("whole"), &copy);
        copy
    }

    /// Runs a reader on the copy.
    fn read(&self, command: Command) -> Outcome {
        let (graph, output, config) = (self.path("copy"), self.path("public"), self.path("publish.toml"));
        let _ = std::fs::remove_dir_all(&output);
        match command {
            Command::Query => run(&["query", "sources", "--format", "csv", "--graph", &graph]),
            Command::Policies => run(&["query", "policies", "--format", "csv", "--graph", &graph]),
            Command::Lineage => run(&["lineage", "EO 13571", "--format", "json", "--graph", &graph]),
            Command::Title => {
                run(&["status", "Streamlining Service Delivery", "--format", "json", "--graph", &graph])
            }
            Command::Check => run(&["check", "--format", "json", "--graph", &graph]),
            Command::Diff => run(&["diff", &graph, &self.path("whole"), "--format", "json"]),
            Command::Export => run(&["export", "EO 13571", "--graph", &graph]),
            Command::Verify => run(&["verify", "--quiet", "--graph", &graph]),
            Command::Publish => {
                let publish =
                    ["publish", "--quiet", "--graph", &graph, "--output", &output, "--config", &config];
                let mut outcome = run(&publish);
                if outcome.exit == Ok(Exit::Success) {
                    outcome.out = packaged(Path::new(&output));
                }
                outcome
            }
        }
    }
}

/// The manifest of a package, which holds the hash of every file of it.
fn packaged(output: &Path) -> String {
    std::fs::read_to_string(output.join("manifest.json")).unwrap_or_default()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    Query,
    Policies,
    Lineage,
    Title,
    Check,
    Diff,
    Export,
    Verify,
    Publish,
}

const COMMANDS: [Command; 9] = [
    Command::Query,
    Command::Policies,
    Command::Lineage,
    Command::Title,
    Command::Check,
    Command::Diff,
    Command::Export,
    Command::Verify,
    Command::Publish,
];

#[derive(Clone, Copy, Debug)]
enum Fault {
    BitFlip,
    Cut,
    Emptied,
    Deleted,
    Swapped,
    Garbage,
    Longer,
}

const FAULTS: [Fault; 7] = [
    Fault::BitFlip,
    Fault::Cut,
    Fault::Emptied,
    Fault::Deleted,
    Fault::Swapped,
    Fault::Garbage,
    Fault::Longer,
];

fn damage(file: &Path, other: &Path, fault: Fault) {
    let mut bytes = std::fs::read(file).unwrap();
    match fault {
        Fault::BitFlip => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x10;
        }
        Fault::Cut => bytes.truncate(bytes.len() * 2 / 3),
        Fault::Emptied => bytes.clear(),
        Fault::Deleted => return std::fs::remove_file(file).unwrap(),
        Fault::Swapped => bytes = std::fs::read(other).unwrap(),
        Fault::Garbage => {
            let length = u32::try_from(bytes.len()).unwrap();
            bytes = (0..length).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
        }
        Fault::Longer => bytes.extend_from_slice(b"more"),
    }
    std::fs::write(file, bytes).unwrap();
}

/// Every file of a graph directory that holds something, by its path below it.
fn kept(graph: &Path) -> Vec<String> {
    let below = |p: PathBuf| p.strip_prefix(graph).unwrap().to_str().unwrap().to_owned();
    files(graph).into_iter().map(below).filter(|name| name != ".lock").collect()
}

/// A file of the same folder to swap with, or any other.
fn other<'f>(files: &'f [String], file: &str) -> &'f str {
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let same = files.iter().find(|f| *f != file && folder(f) == folder(file));
    same.or_else(|| files.iter().find(|f| *f != file)).unwrap()
}

#[test]
fn damage_is_told_or_repaired_and_never_answered() {
    let fixture = Fixture::new();
    fixture.copy();
    let whole = COMMANDS.map(|command| fixture.read(command));
    for (command, outcome) in COMMANDS.iter().zip(&whole) {
        assert_eq!(outcome.exit, Ok(Exit::Success), "{command:?}");
    }
    let names = kept(&fixture.at("whole"));
    assert_eq!(names.len(), 1 + 1 + 2 + 2 + 1, "{names:?}");
    for name in &names {
        for fault in FAULTS {
            for (command, expected) in COMMANDS.iter().zip(&whole) {
                let copy = fixture.copy();
                damage(&copy.join(name), &copy.join(other(&names, name)), fault);
                if *command != Command::Lineage && *command != Command::Title && name != "index.cache" {
                    std::fs::remove_file(copy.join("index.cache")).unwrap();
                }
                let found = fixture.read(*command);
                let case = format!("{name} {fault:?} {command:?}: {found:?}");
                told_or_same(&found, expected, name, &case);
            }
            let copy = fixture.copy();
            damage(&copy.join(name), &copy.join(other(&names, name)), fault);
            ingested(&fixture, name, &format!("{name} {fault:?} ingest"), &whole);
        }
    }
}

/// The same answer, or an error that names the file and what to do.
fn told_or_same(found: &Outcome, expected: &Outcome, name: &str, case: &str) {
    match &found.exit {
        Ok(Exit::Success) => assert_eq!(found, expected, "{case}"),
        Ok(Exit::Verification) => {
            assert!(found.out.contains(name) && found.out.contains("pedigraph ingest"), "{case}");
        }
        Ok(_) => panic!("{case}"),
        Err(message) => {
            assert!(message.contains(name) && message.contains("pedigraph ingest"), "{case}");
            assert!(found.out.is_empty(), "{case}");
        }
    }
}

/// `ingest` repairs everything but the manifest, without which it touches nothing.
fn ingested(fixture: &Fixture, name: &str, case: &str, whole: &[Outcome]) {
    let before = kept(&fixture.at("copy"));
    let found = fixture.ingest("copy");
    if name == "manifest.json" {
        assert!(found.exit.is_err_and(|message| message.contains("manifest.json")), "{case}");
        assert_eq!(kept(&fixture.at("copy")), before, "{case}");
        return;
    }
    assert_eq!(found.exit, Ok(Exit::Success), "{case}");
    for part in ["graphs", "claims"] {
        let (copy, reference) = (fixture.at("copy").join(part), fixture.at("whole").join(part));
        assert_eq!(kept(&copy), kept(&reference), "{case}");
        for file in kept(&copy) {
            assert!(
                std::fs::read(copy.join(&file)).unwrap() == std::fs::read(reference.join(&file)).unwrap(),
                "{case}"
            );
        }
    }
    for (command, expected) in COMMANDS.iter().zip(whole).filter(|(c, _)| **c != Command::Publish) {
        assert_eq!(fixture.read(*command), *expected, "{case} {command:?}");
    }
}

/// Seen: 30 of 120 flipped bits gave other rows at exit 0.
#[test]
fn no_flipped_bit_is_read() {
    let fixture = Fixture::new();
    for name in kept(&fixture.at("whole")) {
        let copy = fixture.copy();
        let bytes = std::fs::read(copy.join(&name)).unwrap();
        let step = (bytes.len() / 60).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << (at % 8);
            std::fs::write(copy.join(&name), flipped).unwrap();
            let found =
                GraphDir::open(&copy).and_then(|d| d.graphs()).map_err(|e| e.to_string()).and_then(|all| {
                    let mut read = Vec::new();
                    for (_, mut reader) in all {
                        std::io::copy(&mut reader, &mut read).map_err(|e| e.to_string())?;
                    }
                    Ok(read)
                });
            let unread = name.starts_with("claims/") || name == "index.cache";
            assert_eq!(found.is_ok(), unread, "{name} byte {at}");
            assert!(unread || found.is_err_and(|message| message.contains(&name)), "{name} byte {at}");
        }
    }
}

/// Seen: a manifest whose hashes were zeros was taken.
#[test]
fn a_manifest_that_was_changed_is_not_taken() {
    let fixture = Fixture::new();
    let copy = fixture.copy();
    let text = std::fs::read_to_string(copy.join("manifest.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let hashes = [
        "/policies/sha256",
        "/policies/stored_sha256",
        "/sources/0/graph/sha256",
        "/checksum",
        "/base",
        "/profile",
    ];
    for hash in hashes {
        let found = value.pointer(hash).unwrap().as_str().unwrap();
        std::fs::write(copy.join("manifest.json"), text.replace(found, &"0".repeat(found.len()))).unwrap();
        assert!(fixture.read(Command::Query).exit.is_err_and(|m| m.contains("manifest.json")), "{hash}");
    }
}

/// Several damaged claims are named in one command, which repairs them all.
#[test]
fn the_command_that_is_told_repairs() {
    let fixture = Fixture::new();
    let copy = fixture.copy();
    let claims: Vec<String> = kept(&copy).into_iter().filter(|name| name.starts_with("claims/")).collect();
    claims.iter().for_each(|name| std::fs::write(copy.join(name), "").unwrap());
    let graph = fixture.path("copy");
    let message = run(&["ingest", "--graph", &graph, &fixture.path("c.html")]).exit.unwrap_err();
    assert!(message.contains("c.html"), "an input that is not there: {message}");
    let message = run(&["ingest", "--graph", &graph]).exit.unwrap_err();
    let command = message.split('`').nth(1).unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let repaired = run(&words);
    assert_eq!(repaired.exit, Ok(Exit::Success), "{command}");
    assert_eq!(repaired.out.lines().filter(|line| line.contains("repaired")).count(), 4, "{}", repaired.out);
    assert_eq!(run(&["verify", "--graph", &graph]).exit, Ok(Exit::Success));
}

/// A directory that the version before wrote: told by readers, brought up to date by `ingest`, also where it is damaged.
#[test]
fn a_directory_of_the_former_schema_is_upgraded() {
    let fixture = Fixture::new();
    for damaged in [None, Some("graphs/"), Some("claims/")] {
        let copy = fixture.copy();
        let text = std::fs::read_to_string(copy.join("manifest.json")).unwrap();
        let mut value: serde_json::Value = serde_json::from_str(&text).unwrap();
        former(&mut value);
        std::fs::write(copy.join("manifest.json"), serde_json::to_vec_pretty(&value).unwrap()).unwrap();
        if let Some(part) = damaged {
            let name = kept(&copy).into_iter().find(|name| name.starts_with(part)).unwrap();
            damage(&copy.join(name), &copy, Fault::BitFlip);
        }
        let message = fixture.read(Command::Query).exit.unwrap_err();
        assert!(
            message.contains("manifest.json") && message.contains("pedigraph ingest --graph"),
            "{message}"
        );
        assert_eq!(fixture.ingest("copy").exit, Ok(Exit::Success), "{damaged:?}");
        assert_eq!(std::fs::read_to_string(copy.join("manifest.json")).unwrap(), text);
        assert_eq!(fixture.read(Command::Verify).exit, Ok(Exit::Success));
    }
}

fn former(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            fields.retain(|name, _| !name.starts_with("stored_") && name != "checksum");
            if let Some(schema) = fields.get_mut("schema") {
                *schema = "pedigraph-graph/1".into();
            }
            fields.iter_mut().for_each(|(_, value)| former(value));
        }
        serde_json::Value::Array(values) => values.iter_mut().for_each(former),
        _ => {}
    }
}

#[test]
fn a_source_is_taken_out_by_any_of_its_names() {
    let fixture = Fixture::new();
    let manifest = GraphDir::open(&fixture.at("whole")).unwrap().manifest().clone();
    let source = manifest.sources.iter().find(|s| s.input.ends_with("b.html")).unwrap();
    let iri = format!("{}{}", manifest.base, source.path);
    fixture.copy();
    let graph = fixture.path("copy");
    let alone = fixture.path("alone");
    assert_eq!(
        run(&["ingest", "--quiet", "--graph", &alone, &fixture.path("a.html")]).exit,
        Ok(Exit::Success)
    );
    for name in [source.input.clone(), source.path.clone(), iri, "https://example.gov/b".to_owned()] {
        fixture.copy();
        let removed = run(&["ingest", "--graph", &graph, "--remove", &name]);
        assert_eq!(removed.exit, Ok(Exit::Success), "{name}");
        assert!(removed.out.contains("removed"), "{}", removed.out);
        for part in ["graphs", "claims"] {
            assert_eq!(kept(&fixture.at("copy").join(part)), kept(&fixture.at("alone").join(part)), "{name}");
        }
    }
    fixture.copy();
    let unknown = run(&["ingest", "--graph", &graph, "--remove", "nothing.html"]).exit.unwrap_err();
    assert!(unknown.contains("nothing.html") && unknown.contains("b.html"), "{unknown}");
    assert_eq!(kept(&fixture.at("copy")), kept(&fixture.at("whole")));
    // A source whose claims are gone can be taken out as well.
    std::fs::remove_file(fixture.at("copy").join(&source.claims.file)).unwrap();
    assert_eq!(run(&["ingest", "--graph", &graph, "--remove", &source.input]).exit, Ok(Exit::Success));
    assert_eq!(fixture.read(Command::Verify).exit, Ok(Exit::Success));
}

/// Files of others in every place of a folder that `ingest` writes to.
mod foreign {
    use super::*;

    fn refused(fixture: &Fixture, graph: &str, named: &str) {
        let before: Vec<(PathBuf, Vec<u8>)> =
            files(&fixture.at(graph)).into_iter().map(|p| (p.clone(), std::fs::read(p).unwrap())).collect();
        let message = fixture.ingest(graph).exit.unwrap_err();
        assert!(message.contains(named), "{message}");
        for (path, bytes) in &before {
            assert!(std::fs::read(path).unwrap() == *bytes, "{}", path.display());
        }
        assert_eq!(files(&fixture.at(graph)).len(), before.len(), "nothing is added");
    }

    /// Seen: `graphs/thesis.csv` of a user was removed at the first ingest.
    #[test]
    fn a_folder_of_others_is_refused() {
        let fixture = Fixture::new();
        for foreign in [
            "graphs/thesis.csv",
            "claims/thesis.csv",
            "graphs/policies-0123456789ab.nq.zst",
            "graphs/sub/x.csv",
            "readme.txt",
            ".git/config",
        ] {
            let mine = fixture.at("mine");
            let _ = std::fs::remove_dir_all(&mine);
            std::fs::create_dir_all(mine.join(foreign).parent().unwrap()).unwrap();
            std::fs::write(mine.join(foreign), "years of work").unwrap();
            refused(&fixture, "mine", foreign.split('/').next().unwrap());
        }
    }

    #[test]
    fn files_of_others_in_a_graph_directory_stay() {
        let fixture = Fixture::new();
        let copy = fixture.copy();
        let mine = [
            "graphs/thesis.csv",
            "graphs/policies-0123456789ab.nq.zst",
            "graphs/.partition",
            "claims/notes.txt",
            "graphs/sub/x.csv",
            "notes.md",
            ".manifesto",
        ];
        for name in mine {
            std::fs::create_dir_all(copy.join(name).parent().unwrap()).unwrap();
            std::fs::write(copy.join(name), "years of work").unwrap();
        }
        std::fs::write(fixture.at("b.html"), B.replace("12862", "12866")).unwrap();
        assert_eq!(fixture.ingest("copy").exit, Ok(Exit::Success));
        for name in mine {
            assert_eq!(std::fs::read_to_string(copy.join(name)).unwrap(), "years of work", "{name}");
        }
        assert_eq!(kept(&copy).len(), 1 + 1 + 2 + 2 + 1 + mine.len(), "{:?}", kept(&copy));
    }

    /// What a first ingest that died left is taken up again.
    #[test]
    fn what_a_first_ingest_left_is_no_obstacle() {
        let fixture = Fixture::new();
        let copy = fixture.copy();
        std::fs::remove_file(copy.join("manifest.json")).unwrap();
        std::fs::remove_file(copy.join("index.cache")).unwrap();
        std::fs::write(copy.join("graphs/.partAbCdEf"), "half").unwrap();
        std::fs::write(copy.join(".manifestAbCdEf"), "half").unwrap();
        assert_eq!(fixture.ingest("copy").exit, Ok(Exit::Success));
        assert_eq!(kept(&copy).len(), 1 + 1 + 2 + 2, "{:?}", kept(&copy));
    }

    #[cfg(unix)]
    #[test]
    fn links_in_the_place_of_folders_are_refused() {
        let fixture = Fixture::new();
        let (copy, mine) = (fixture.copy(), fixture.at("mine"));
        std::fs::create_dir(&mine).unwrap();
        std::fs::write(mine.join("thesis.csv"), "years of work").unwrap();
        for part in ["graphs", "claims"] {
            for with_manifest in [true, false] {
                let graph = if with_manifest { copy.clone() } else { fixture.at("new") };
                std::fs::create_dir_all(&graph).unwrap();
                let _ = std::fs::rename(graph.join(part), fixture.at("aside"));
                std::os::unix::fs::symlink(&mine, graph.join(part)).unwrap();
                let name = graph.file_name().unwrap().to_str().unwrap();
                assert!(fixture.ingest(name).exit.is_err_and(|m| m.contains(part) && m.contains("link")));
                assert_eq!(files(&mine).len(), 1);
                std::fs::remove_file(graph.join(part)).unwrap();
                let _ = std::fs::rename(fixture.at("aside"), graph.join(part));
            }
        }
    }

    /// A pipe in the place of a file does not hold a reader for ever.
    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_told() {
        let fixture = Fixture::new();
        let copy = fixture.copy();
        let name = kept(&copy).into_iter().find(|name| name.starts_with("graphs/")).unwrap();
        std::fs::remove_file(copy.join(&name)).unwrap();
        std::fs::create_dir(copy.join(&name)).unwrap();
        let message = fixture.read(Command::Query).exit.unwrap_err();
        assert!(message.contains(&name) && message.contains("expected a file"), "{message}");
    }
}
