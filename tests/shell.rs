//! `pedigraph shell`, piped and on a terminal, and what a shell of the system completes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use std::path::{Path, PathBuf};
use std::process::Output;

const SEED: &str = "data/digitalgov-customer-service-policies.json";

/// A graph directory of the page, with its index.
fn graph(folder: &Path) -> String {
    let graph = folder.join("graph").display().to_string();
    stdout(&["ingest", SEED, "--graph", &graph, "--quiet"]);
    stdout(&["stale", "--graph", &graph]);
    graph
}

fn piped(args: &[&str], typed: &str) -> Output {
    pedigraph().arg("shell").args(args).write_stdin(typed.to_owned()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn entries_are_answered_in_order_and_mistakes_do_not_end_it() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path());
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (rows, tree) = (path("rows.csv"), path("tree.svg"));
    let typed = format!(
        "ASK {{ ?a ped:rescinds ?b }}\n\
         SELECT ?a\n{{\n  ?a dcterms:title ?b\n}}\n\n\
         SELECT (COUNT(*) AS ?count)\n{{ ?a ped:rescinds omb-memorandum:m-16-08 }};\n\
         linage policy=M-11-24\n\
         .format csv\n\
         lineage policy=M-11-24\n\
         .save {rows}\n\
         .lineage M-11-24 --depth 1\n\
         .save {tree}\n\
         .status 'EO 13571' --format json\n\
         SELECT ?g {{ GRAPH ?g {{ ?s a ped:Statement }} }} LIMIT 1\n\
         .shw M-11-24\n\
         ASK {{ ?a ped:rescinds ?b }}"
    );
    let run = piped(&["--graph", &graph], &typed);
    let (out, errors) = (text(&run.stdout), text(&run.stderr));
    assert!(out.starts_with("yes\n count\n───────\n     1\n"), "{out}");
    assert!(out.ends_with("true\n"), "{out}");
    let lineage = stdout(&["query", "lineage", "policy=M-11-24", "--graph", &graph, "--format", "csv"]);
    assert!(out.contains(&lineage), "{out}");
    assert_eq!(std::fs::read_to_string(&rows).unwrap(), lineage);
    let of = ["--graph", &graph];
    assert!(out.contains(&stdout(&[&["lineage", "M-11-24", "--depth", "1"], &of[..]].concat())), "{out}");
    let drawn = stdout(&[&["lineage", "M-11-24", "--depth", "1", "--format", "svg"], &of[..]].concat());
    assert_eq!(std::fs::read_to_string(&tree).unwrap(), drawn);
    assert!(out.contains(&stdout(&[&["status", "EO 13571", "--format", "json"], &of[..]].concat())), "{out}");
    assert!(out.contains("/source/"), "a question that needs the graphs: {out}");
    let told: Vec<&str> = errors.lines().collect();
    assert_eq!(
        told,
        [
            "error: the query: not SPARQL 1.1: line 3, column 6: expected a prefix that is known or declared, found `dcterms:`; did you mean dct:?",
            "error: expected the name of a query or a file that ends in .rq, found `linage`; did you mean lineage?; the shell's own command is .lineage",
            "error: expected a command of the shell, found `.shw`; did you mean .show?",
        ]
    );
    assert_eq!(run.status.code(), Some(2), "that of the last mistake");
}

#[test]
fn limits_hold_and_the_shell_goes_on() {
    let product: String = (0..12).map(|i| format!("VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }} ")).collect();
    let typed = format!(
        "SELECT (COUNT(*) AS ?n) {{ {product} }}\nASK {{ ?a ped:rescinds ?b }}\nSELECT ?a {{ ?a a ped:Policy }}\n.quit\nASK {{}}\n"
    );
    let run = piped(&[SEED, "--timeout", "2", "--max-rows", "2"], &typed);
    let (out, errors) = (text(&run.stdout), text(&run.stderr));
    assert!(errors.starts_with("error: the query: no answer within 2 s"), "{errors}");
    assert!(errors.contains("only the first 2 rows are given"), "{errors}");
    assert!(out.starts_with("yes\n") && !out.contains("yes\nyes"), "{out}");
    assert_eq!(out.lines().count(), 5, "yes, a head, a line, two rows: {out}");
    assert_eq!(run.status.code(), Some(4));
}

#[test]
fn what_is_asked_of_another_graph_is_refused_and_help_tells_all_commands() {
    let run = piped(
        &[SEED],
        ".lineage M-11-24 --graph other\n.help\n.queries lineage\n.prefixes\n.terms rescinds\n.graph\n",
    );
    assert!(
        text(&run.stderr).starts_with("error: expected a question to the graph of this shell"),
        "{}",
        text(&run.stderr)
    );
    let out = text(&run.stdout);
    for part in [
        ".lineage   POLICY: ",
        ".save      FILE: ",
        "Parameters:",
        "\nomb-memorandum: <",
        "\nped:rescindsInPart ",
        "1 documents",
    ] {
        assert!(out.contains(part), "{part}: {out}");
    }
}

/// The shell on a terminal: prompt, answer, history.
#[cfg(target_os = "linux")]
#[test]
fn a_terminal_has_a_prompt_completion_and_history() {
    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use std::io::{Read, Write};
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path());
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let terminal = || std::fs::OpenOptions::new().read(true).write(true).open(&name).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_pedigraph"));
    command
        .args(["shell", "--graph", &graph])
        .env_clear()
        .env("TERM", "xterm")
        .env("XDG_STATE_HOME", folder.path());
    command.stdin(terminal()).stdout(terminal()).stderr(terminal());
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut master = std::fs::File::from(master);
    let mut writer = master.try_clone().unwrap();
    // Tab completes `.stat` and the policy; the entry is answered before the next is typed.
    let typist = std::thread::spawn(move || {
        for keys in [".stat\t M-16\t\r", "ASK { ?a ped:resc\u{3}", ".quit\r"] {
            std::thread::sleep(std::time::Duration::from_millis(1500));
            writer.write_all(keys.as_bytes()).unwrap();
        }
    });
    let (mut shown, mut buffer) = (Vec::new(), [0; 4096]);
    while let Ok(n @ 1..) = master.read(&mut buffer) {
        shown.extend_from_slice(&buffer[..n]);
    }
    typist.join().unwrap();
    assert!(child.wait().unwrap().success());
    let shown = console_text(&shown);
    assert!(shown.contains("pedigraph> ") && shown.contains("statements"), "{shown}");
    assert!(shown.contains("M-16-08  Establishment of the Core Federal Services Council"), "{shown}");
    let history = std::fs::read_to_string(folder.path().join("pedigraph/history")).unwrap();
    assert!(history.contains(".status M-16-08") && history.contains(".quit"), "{history}");
}

/// What a terminal shows, without its control sequences.
fn console_text(bytes: &[u8]) -> String {
    let text = text(bytes);
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            out.push(c);
        } else if chars.next() == Some('[') {
            let _ = chars.by_ref().find(char::is_ascii_alphabetic);
        }
    }
    out
}

/// What the program answers a shell of the system.
fn completed(shell: &str, words: &[&str], graph: &str) -> Vec<String> {
    let index = (words.len() - 1).to_string();
    let mut command = pedigraph();
    command.env("PEDIGRAPH_COMPLETE", shell).env("_CLAP_COMPLETE_INDEX", index).env("_CLAP_IFS", "\n");
    command.env("PEDIGRAPH_GRAPH", graph).arg("--").args(words);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    text(&output.stdout).lines().map(str::to_owned).collect()
}

#[test]
fn commands_queries_parameters_and_policies_are_completed() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path());
    for (words, expected) in [
        (&["pedigraph", "linea"][..], "lineage"),
        (&["pedigraph", "lineage", "--relat"], "--relation"),
        (&["pedigraph", "lineage", "--format", "sv"], "svg"),
        (&["pedigraph", "lineage", "M-11"], "M-11-24"),
        (&["pedigraph", "status", "eo135"], "eo13571"),
        (&["pedigraph", "query", "in-f"], "in-force"),
        (&["pedigraph", "query", "lineage", "pol"], "policy="),
        (&["pedigraph", "query", "lineage", "policy=M-17"], "policy=M-17-26"),
        (&["pedigraph", "query", "lineage", "policy", "=", "M-17"], "M-17-26"),
        (&["pedigraph", "query", "lineage", "--param", "policy=M-17"], "policy=M-17-26"),
        (&["pedigraph", "queries", "pres"], "presidents"),
        (&["pedigraph", "check", "near"], "near-miss"),
        (&["pedigraph", "export", "annot"], "annotations"),
        (&["pedigraph", "lint", "--explain", "wrong-d"], "wrong-date"),
        (&["pedigraph", "lint", "--level", "wrong-d"], "wrong-date="),
        (&["pedigraph", "lint", "--level", "wrong-date=o"], "wrong-date=off"),
        (&["pedigraph", "lint", "--level", "wrong-date", "=", "o"], "off"),
    ] {
        for shell in ["bash", "zsh", "fish"] {
            let found = completed(shell, words, &graph);
            let values: Vec<&str> =
                found.iter().map(|line| line.split(['\t', ':']).next().unwrap()).collect();
            assert!(values.contains(&expected), "{shell} {words:?}: {found:?}");
        }
    }
    assert!(
        completed("zsh", &["pedigraph", "status", "M-11-2"], &graph)[0].contains("Implementing"),
        "with the title"
    );
    assert!(
        completed("bash", &["pedigraph", "lineage", "M-11"], "nowhere").is_empty(),
        "no graph, no policies"
    );
}

/// The script that is written is one that bash runs.
#[cfg(unix)]
#[test]
fn bash_completes_by_the_script() {
    let bash = Path::new("/bin/bash");
    if !bash.exists() {
        return;
    }
    let program: PathBuf = assert_cmd::cargo::cargo_bin("pedigraph");
    let folder = tempfile::tempdir().unwrap();
    let script = "eval \"$(pedigraph completions bash)\"\nCOMP_WORDS=(pedigraph query lin) COMP_CWORD=2 COMP_TYPE=9\n\
        _clap_complete_pedigraph pedigraph lin query\nprintf '%s\\n' \"${COMPREPLY[@]}\"\n";
    let system = std::env::var_os("PATH").unwrap_or_default();
    let own = std::iter::once(program.parent().unwrap().to_owned());
    let path = std::env::join_paths(own.chain(std::env::split_paths(&system))).unwrap();
    let mut command = std::process::Command::new(bash);
    let output = command
        .args(["-c", script])
        .env_clear()
        .env("PATH", path)
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(text(&output.stdout), "lineage\n", "{}", text(&output.stderr));
}
