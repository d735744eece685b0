//! `pedigraph.toml` and `pedigraph config`: found upwards, below the environment and the command line, told with its mistakes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::pedigraph;
use std::path::Path;
use std::process::Output;

const SEED: &str = "data/digitalgov-customer-service-policies.json";

/// A folder with a configuration, and one below it.
fn place(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("a/b")).unwrap();
    std::fs::write(folder.path().join("pedigraph.toml"), config).unwrap();
    folder
}

fn run(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Output {
    let mut command = pedigraph();
    command.args(args).envs(environment.iter().copied()).current_dir(folder).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_command_line_goes_before_the_environment_and_that_before_the_file() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join(SEED).display().to_string();
    let place = place("[lineage]\nformat = 'csv'\ndepth = 1\nno-words = true\n\n[limits]\nmax-rows = 2\n");
    let below = place.path().join("a/b");
    let lineage =
        |args: &[&str]| text(&run(&below, &[&["lineage", "EO 12862", &seed], args].concat(), &[]).stdout);
    assert!(lineage(&[]).starts_with("policy,identifier,"), "{}", lineage(&[]));
    assert!(lineage(&["--format", "tree"]).starts_with("EO 12862  "), "{}", lineage(&["--format", "tree"]));
    assert_eq!(lineage(&[]), lineage(&["--format", "csv", "--depth", "1"]));
    assert!(!lineage(&["--format", "tree"]).contains('“'), "no words, as the file says");
    let drawn = place.path().join("drawn.svg").display().to_string();
    assert_eq!(lineage(&["--output", &drawn]), "");
    let drawn = std::fs::read_to_string(&drawn).unwrap();
    assert!(
        drawn.starts_with("<svg") || drawn.starts_with("<?xml"),
        "the ending is typed, the form is not: {drawn}"
    );
    let rows = run(&below, &["query", "policies", &seed, "--format", "csv"], &[]);
    assert_eq!(
        (rows.status.code(), text(&rows.stdout).lines().count()),
        (Some(4), 3),
        "the limit of the file"
    );
    let none = run(&below, &["query", "policies", &seed, "--format", "csv"], &[("PEDIGRAPH_CONFIG", "")]);
    assert_eq!(none.status.code(), Some(0), "no file at all");
    // The graph of the file lies beside it; a variable goes before it, an option before both.
    std::fs::write(place.path().join("pedigraph.toml"), "graph = 'mine'\n").unwrap();
    let graph = |args: &[&str], environment: &[(&str, &str)]| {
        text(&run(&below, &[&["verify"], args].concat(), environment).stderr)
    };
    let mine = place.path().join("mine").display().to_string();
    assert!(graph(&[], &[]).contains(&mine), "{}", graph(&[], &[]));
    assert!(graph(&[], &[("PEDIGRAPH_GRAPH", "other")]).starts_with("error: other"));
    assert!(graph(&["--graph", "third"], &[("PEDIGRAPH_GRAPH", "other")]).starts_with("error: third"));
}

#[test]
fn config_shows_each_value_and_where_it_comes_from() {
    let place = place("graph = 'mine'\n[limits]\ntimeout = 5\n[lineage]\ndepth = 2\n");
    let file = place.path().canonicalize().unwrap().join("pedigraph.toml");
    let environment = [("PEDIGRAPH_QUERIES", "own")];
    let shown = text(&run(&place.path().join("a"), &["config", "--color", "never"], &environment).stdout);
    let lines: Vec<Vec<&str>> = shown
        .lines()
        .map(|line| line.split("  ").filter(|c| !c.is_empty()).map(str::trim).collect())
        .collect();
    assert_eq!(lines[0], [file.to_str().unwrap()], "{shown}");
    let of = |key: &str| {
        lines.iter().find(|line| line.first() == Some(&key)).unwrap_or_else(|| panic!("{key}: {shown}"))
    };
    assert_eq!(of("limits.timeout")[1..], ["5", &format!("file, {}:3", file.display())]);
    assert_eq!(of("limits.max-rows")[1..], ["1000000", "built in"]);
    assert_eq!(of("queries")[1..], ["own", "environment, PEDIGRAPH_QUERIES"]);
    assert_eq!(of("color")[1..], ["never", "command line"]);
    assert_eq!(of("base")[1..], ["https://w3id.org/pedigraph/id/", "built in"]);
    assert_eq!(of("lineage.depth")[1..], ["2", &format!("file, {}:5", file.display())]);
    assert!(of("graph")[1].ends_with("/mine"), "{shown}");
    let none = text(&run(place.path(), &["config"], &[("PEDIGRAPH_CONFIG", "")]).stdout);
    assert!(none.starts_with("no pedigraph.toml in this folder or above it\n"), "{none}");
}

#[test]
fn mistakes_are_told_with_file_line_column_and_what_was_meant() {
    for (config, told) in [
        (
            "graph = 'a'\nbse = 'x'\n",
            ":2:1: expected an option, [limits] or the name of a command, found `bse`; did you mean base?",
        ),
        (
            "[lineage]\nformt = 'svg'\n",
            ":2:1: expected an option of lineage, found `formt`; did you mean format?",
        ),
        ("base = 'x'\n", ":1:8: invalid value 'x' for 'base': expected an absolute http, https or urn IRI"),
        ("graph = \n", ":1:"),
    ] {
        let place = place(config);
        let file = place.path().canonicalize().unwrap().join("pedigraph.toml");
        let run = run(place.path(), &["queries"], &[]);
        let message = text(&run.stderr);
        assert_eq!((run.status.code(), text(&run.stdout).as_str()), (Some(2), ""), "{config}");
        assert!(message.starts_with(&format!("error: {}{told}", file.display())), "{config}: {message}");
    }
    let missing = run(Path::new("/"), &["queries"], &[("PEDIGRAPH_CONFIG", "no-such.toml")]);
    assert_eq!(missing.status.code(), Some(2));
    assert!(text(&missing.stderr).starts_with("error: no-such.toml: "), "{}", text(&missing.stderr));
}
