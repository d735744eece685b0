//! The command line itself: help, completions, manual pages, exit codes, names that are mistyped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use clap::{Command, CommandFactory, Parser};
use common::{pedigraph, shell_words, stdout};
use pedigraph::cli::{Cli, Exit};
use std::collections::BTreeSet;
use std::path::Path;

const SEED: &str = "data/digitalgov-customer-service-policies.json";

/// The command and its subcommands, with the options that all of them take.
fn built() -> Command {
    let mut root = Cli::command();
    root.build();
    root
}

fn subcommands(root: &Command) -> impl Iterator<Item = &Command> {
    root.get_subcommands().filter(|c| c.get_name() != "help")
}

/// The lines below `Examples:` of a help text.
fn examples(command: &Command) -> Vec<String> {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let mut lines = help.lines().skip_while(|line| *line != "Examples:").skip(1);
    lines.by_ref().take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

#[test]
fn the_definition_holds_together() {
    Cli::command().debug_assert();
}

#[test]
fn every_subcommand_has_examples_that_parse() {
    let root = built();
    for command in std::iter::once(&root).chain(subcommands(&root)) {
        let name = command.get_name();
        let lines = examples(command);
        assert!(!lines.is_empty(), "{name}: no `Examples:` in its help");
        let mut own = 0;
        for line in lines {
            let at = line.find("pedigraph ").unwrap_or_else(|| panic!("{name}: {line}"));
            let typed = shell_words(&line[at..]);
            let parsed = Cli::try_parse_from(&typed);
            assert!(parsed.is_ok(), "{name}: {line}\n{}", parsed.unwrap_err());
            own += usize::from(typed.get(1).is_some_and(|word| word == name));
        }
        assert!(own > 0 || name == "pedigraph", "{name}: no example is of it");
    }
}

#[test]
fn the_splitter_knows_quotes_and_pipes() {
    assert_eq!(
        shell_words("pedigraph lineage 'EO 12866' --to x > a b"),
        ["pedigraph", "lineage", "EO 12866", "--to", "x"]
    );
    assert_eq!(shell_words("pedigraph text a ''"), ["pedigraph", "text", "a", ""]);
}

#[test]
fn every_option_and_argument_says_what_it_is_for() {
    let root = built();
    for command in subcommands(&root) {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for argument in command.get_arguments().filter(|a| a.get_id() != "help" && a.get_id() != "version") {
            assert!(argument.get_help().is_some(), "{} {}", command.get_name(), argument.get_id());
        }
    }
}

/// Commands that answer take `--format json`; commands that write a file take `--report json`.
#[test]
fn every_command_speaks_json() {
    let root = built();
    for command in subcommands(&root) {
        let name = command.get_name();
        let takes = |option: &str| {
            let argument = command.get_arguments().find(|a| a.get_long() == Some(option));
            argument.is_some_and(|a| a.get_possible_values().iter().any(|v| v.get_name() == "json"))
        };
        let expected = match name {
            // A sample is a sheet to be filled in: `curate report` and `curate import` take it back as CSV.
            // A server answers in JSON over the network.
            "completions" | "man" | "mcp" | "shell" | "sample" | "serve" => "",
            "convert" | "export" | "publish" => "report",
            _ => "format",
        };
        for option in ["format", "report"] {
            assert_eq!(takes(option), option == expected, "{name} --{option} json");
        }
    }
}

#[test]
fn a_shell_can_complete_every_command() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = stdout(&["completions", shell]);
        assert!(script.contains("pedigraph") && script.contains("PEDIGRAPH_COMPLETE"), "{shell}: {script}");
        assert_eq!(script, stdout(&["completions", shell]));
        let mut asked = pedigraph();
        asked.env("PEDIGRAPH_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", "1").env("_CLAP_IFS", "\n");
        let found = String::from_utf8(asked.args(["--", "pedigraph", ""]).output().unwrap().stdout).unwrap();
        for command in subcommands(&built()) {
            assert!(found.contains(command.get_name()), "{shell}: {} is not in {found}", command.get_name());
        }
    }
}

#[test]
fn every_command_has_a_manual_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("man1");
    assert_eq!(stdout(&["man", "--output", path.to_str().unwrap()]), "");
    let root = built();
    let expected: BTreeSet<String> = std::iter::once("pedigraph.1".to_owned())
        .chain(root.get_subcommands().map(|c| format!("pedigraph-{}.1", c.get_name())))
        .collect();
    let mut found = BTreeSet::new();
    for file in common::files(&path) {
        let page = std::fs::read_to_string(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        assert!(page.contains(".SH NAME") && page.contains(".SH SYNOPSIS"), "{name}");
        found.insert(name);
    }
    assert_eq!(found, expected);
    let one = stdout(&["man", "lineage"]);
    assert!(one.contains("pedigraph\\-lineage") && one.contains("Examples:"), "{one}");
    assert_eq!(one, std::fs::read_to_string(path.join("pedigraph-lineage.1")).unwrap());
    assert_eq!(stdout(&["man"]), std::fs::read_to_string(path.join("pedigraph.1")).unwrap());
    let wrong = pedigraph().args(["man", "lineages"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(3));
}

/// Seen: `--output` named a file here and a form there, `--to` and `--format` named forms of the answer and of the input.
#[test]
fn output_names_a_file_and_its_ending_the_form() {
    let root = built();
    for command in subcommands(&root) {
        let name = command.get_name();
        let find = |long: &str| command.get_arguments().find(|a| a.get_long() == Some(long));
        if let Some(output) = find("output") {
            assert!(output.get_possible_values().is_empty(), "{name}: --output names a file or a folder");
        }
        let both = find("format").is_some() == find("output").is_some();
        assert!(both || matches!(name, "man" | "publish" | "sample"), "{name}: --output and --format");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    for (args, ending, form) in [
        (&["lineage", "EO 13571", SEED][..], "svg", "svg"),
        (&["lineage", "EO 13571", SEED], "mmd", "mermaid"),
        (&["lineage", "EO 13571", SEED], "txt", "tree"),
        (&["status", "M-16-08", SEED], "json", "json"),
        (&["in-force", SEED], "csv", "csv"),
        (&["query", "policies", SEED], "tsv", "tsv"),
        (&["query", "annotations", SEED], "ttl", "turtle"),
        (&["check", SEED], "csv", "csv"),
        (&["convert", SEED], "nq", "nquads"),
        (&["convert", SEED], "jsonld", "jsonld"),
        (&["export", "EO 13571", SEED], "nt", "ntriples"),
        (&["queries"], "json", "json"),
        (&["text", SEED], "json", "json"),
    ] {
        let file = path(&format!("answer.{ending}"));
        assert_eq!(stdout(&[args, &["--output", &file]].concat()), "", "{args:?}");
        let printed = stdout(&[args, &["--format", form]].concat());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), printed, "{args:?} .{ending}");
        assert_eq!(stdout(&[args, &["--format", form, "--output", "-"]].concat()), printed, "{args:?} -");
        let odd = pedigraph().args(args).args(["--output", &path("answer.xlsx")]).output().unwrap();
        let told = String::from_utf8(odd.stderr).unwrap();
        assert!(odd.status.code() == Some(2) && told.contains("--format names the form"), "{args:?}: {told}");
        assert!(!Path::new(&path("answer.xlsx")).exists(), "{args:?}");
    }
    // An answer that fails leaves no file, and none that is read is written.
    let file = path("none.json");
    let run = pedigraph().args(["status", "M-99-99", SEED, "--output", &file]).output().unwrap();
    assert!(run.status.code() == Some(3) && !Path::new(&file).exists());
    let page = path("page.json");
    std::fs::copy(SEED, &page).unwrap();
    let run = pedigraph().args(["status", "M-16-08", &page, "--output", &page]).output().unwrap();
    assert_eq!(run.status.code(), Some(2), "{}", String::from_utf8_lossy(&run.stderr));
    assert_eq!(std::fs::read(&page).unwrap(), std::fs::read(SEED).unwrap());
}

#[test]
fn spellings_of_earlier_versions_work_with_a_notice() {
    for (former, now, told) in [
        (
            &["status", "M-16-08", SEED, "--output", "json"][..],
            &["status", "M-16-08", SEED, "--format", "json"][..],
            "note[former-spelling]: `--output json` is now `--format json`: --output names a file, such as ./json\n",
        ),
        (
            &["convert", SEED, "--to", "ntriples", "--format", "digitalgov-feed"],
            &["convert", SEED, "--format", "ntriples", "--input-format", "digitalgov-feed"],
            "note[former-spelling]: `--to ntriples` is now `--format ntriples`\n\
             note[former-spelling]: `--format digitalgov-feed` is now `--input-format digitalgov-feed`: --format names the form of the \
             answer\n",
        ),
    ] {
        let run = pedigraph().args(former).output().unwrap();
        assert_eq!(String::from_utf8(run.stdout).unwrap(), stdout(now), "{former:?}");
        assert!(String::from_utf8(run.stderr).unwrap().starts_with(told), "{former:?}");
        let quiet = pedigraph().args(former).arg("--quiet").output().unwrap();
        assert_eq!(String::from_utf8(quiet.stderr).unwrap(), "", "{former:?}");
    }
}

#[test]
fn colour_is_asked_for() {
    let coloured = |args: &[&str], environment: &[(&str, &str)]| {
        let mut command = pedigraph();
        command.env_remove("NO_COLOR").envs(environment.iter().copied());
        command.args(args).output().unwrap().stdout.contains(&0x1b)
    };
    for args in [&["status", "M-16-08", SEED][..], &["--help"]] {
        let with = |when| [args, &["--color", when]].concat();
        assert!(!coloured(args, &[]) && coloured(&with("always"), &[]), "{args:?}");
        assert!(coloured(args, &[("CLICOLOR_FORCE", "1")]), "{args:?}");
        assert!(!coloured(args, &[("CLICOLOR_FORCE", "0")]), "{args:?}");
        assert!(!coloured(args, &[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]), "{args:?}");
        assert!(!coloured(&with("never"), &[("CLICOLOR_FORCE", "1")]), "{args:?}");
        assert!(coloured(&with("always"), &[("NO_COLOR", "1")]), "{args:?}: who types it means it");
    }
}

#[test]
fn check_takes_the_name_of_an_audit() {
    let named = stdout(&["check", "merge", SEED]);
    assert_eq!(named, stdout(&["check", SEED, "--show", "merge"]));
    assert!(named.contains("\nmerge: "), "{named}");
    let run = pedigraph().args(["check", "one-sid", SEED]).output().unwrap();
    let told = String::from_utf8(run.stderr).unwrap();
    assert_eq!(
        (run.status.code(), told.as_str()),
        (Some(2), "error: expected an audit or a document, found `one-sid`; did you mean one-side?\n")
    );
}

/// The table of the page is the enum, row by row.
#[test]
fn exit_codes_are_those_of_the_page() {
    let page = include_str!("../docs/exit-codes.md");
    let rows: Vec<(String, String)> = page
        .lines()
        .filter(|line| line.starts_with("| ") && line.chars().nth(2).is_some_and(|c| c.is_ascii_digit()))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            (cells[1].to_owned(), cells[2].to_owned())
        })
        .collect();
    let codes: Vec<(String, String)> =
        Exit::ALL.iter().map(|exit| (exit.code().to_string(), format!("{exit:?}"))).collect();
    assert_eq!(rows, codes);
    let help = built().get_after_help().unwrap().to_string().replace('\n', " ");
    for exit in Exit::ALL {
        assert!(help.contains(&format!(" {} ", exit.code())), "{help}");
    }
}

#[test]
fn exit_codes_are_given() {
    let code = |args: &[&str]| pedigraph().args(args).output().unwrap().status.code().unwrap();
    let odd = "tests/golden/convert/impossible-dates/input.html";
    assert_eq!(code(&["status", "M-16-08", SEED]), 0);
    assert_eq!(code(&["convert", odd, "--strict"]), 1);
    assert_eq!(code(&["convert", "no-such-file"]), 2);
    assert_eq!(code(&["convert"]), 2);
    assert_eq!(code(&["status", "M-99-99", SEED]), 3);
    assert_eq!(code(&["in-force", SEED, "--body", "NASA-X"]), 3);
    assert_eq!(code(&["queries", "no-such-query"]), 3);
    assert_eq!(code(&["query", "DROP ALL", SEED]), 4);
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let graph = path("graph");
    assert_eq!(code(&["ingest", SEED, "--graph", &graph]), 0);
    let damaged =
        common::files(Path::new(&graph)).into_iter().find(|f| f.extension().is_some_and(|e| e == "zst"));
    std::fs::write(damaged.unwrap(), "damage").unwrap();
    assert_eq!(code(&["verify", "--graph", &graph]), 5);
    std::fs::write(path("cut.json"), &std::fs::read(SEED).unwrap()[..5_000]).unwrap();
    assert_eq!(code(&["ingest", &path("cut.json"), "--graph", &path("cut")]), 6);
}

#[test]
fn mistyped_names_are_met_with_the_nearest() {
    let message = |args: &[&str]| {
        let output = pedigraph().args(args).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    for (args, wanted) in [
        (vec!["query", "linage", SEED], "did you mean lineage"),
        (vec!["queries", "in-forse"], "did you mean in-force"),
        (vec!["status", "M-16-80", SEED], "M-16-08"),
        (vec!["lineage", "EO 13751", SEED], "EO 13571"),
        (vec!["lineage", "customer service", SEED], "can be any of"),
        (vec!["lineag", "EO 13571"], "lineage"),
        (vec!["lineage", "EO 13571", "--relation", "implement"], "implements"),
        (vec!["lineage", "EO 13571", "--outptu", "x.json"], "--output"),
        (vec!["in-force", SEED, "--body", "OBM"], "Office of Management and Budget"),
        (vec!["check", SEED, "--show", "arrow-of-tim"], "arrow-of-time"),
    ] {
        let told = message(&args);
        assert!(told.contains(wanted), "{args:?}: {told}");
    }
}

#[test]
fn nothing_is_coloured_off_a_terminal() {
    for args in [
        vec!["lineage", "EO 13571", SEED],
        vec!["status", "M-16-08", SEED],
        vec!["query", "policies", SEED],
        vec!["--help"],
        vec!["convert", "tests/golden/convert/impossible-dates/input.html"],
    ] {
        let output = pedigraph().env_remove("NO_COLOR").args(&args).output().unwrap();
        assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b), "{args:?}");
    }
}

/// Who reads the first lines alone, as `| head` does, is no failure.
#[test]
fn a_closed_pipe_is_no_failure() {
    for args in [&["completions", "bash"][..], &["man"], &["queries"], &["convert", SEED]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pedigraph"));
        let run = command.args(args).stdout(writer).stderr(std::process::Stdio::piped()).output().unwrap();
        assert_eq!(
            (run.status.code(), String::from_utf8_lossy(&run.stderr).as_ref()),
            (Some(0), ""),
            "{args:?}"
        );
    }
}

#[test]
fn a_profile_is_checked_by_its_own_examples() {
    assert!(stdout(&["profile", "check", "data/us"]).contains("every example is read"));
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("profile.toml"), "jurisdiction = \"xx\"\nlanguage = \"en\"\n").unwrap();
    let row = "[[body]]\nkey = \"council\"\nlabel = \"Council\"\nnames = []\nkind = \"organization\"\n";
    std::fs::write(folder.path().join("bodies.toml"), row).unwrap();
    let kind =
        "[[kind]]\ntype = \"Notice\"\nlead = [\"Notice\"]\nexamples = [[\"Notice on Kettles\", \"Lamps\"]]\n";
    std::fs::write(folder.path().join("kinds.toml"), kind).unwrap();
    let run = pedigraph().args(["profile", "check"]).arg(folder.path()).output().unwrap();
    let said = String::from_utf8(run.stdout).unwrap();
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains("expected \"Lamps\", found \"Kettles\""), "{said}");
}
