//! Queries meant to do harm, asked in a process of their own: whatever they cost, the command answers or
//! refuses, and says which limit it was.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::pedigraph;
use pedigraph::query::output::Format;
use pedigraph::query::worker::{
    ARGUMENT, AskError, Form, Limit, Limits, Opening, Question, Reply, Source, Text, Worker,
};
use pedigraph::store::Graphs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_pedigraph");

/// Orders that each amend the one before, as the Federal Register lists them.
fn chain(orders: usize) -> String {
    let mut text = String::from(
        "citation,document_number,end_page,html_url,pdf_url,type,subtype,publication_date,signing_date,start_page,title,disposition_notes,executive_order_number,not_received_for_publication\n",
    );
    for i in 0..orders {
        let (number, before) = (7000 + i, 6999 + i);
        text.push_str(&format!(
            "\"\",d{i},,,,,,05/02/2011,1990-04-01,,Title {i},\"Amends: EO {before}, April 1, 1990\",{number},\n"
        ));
    }
    text
}

/// A graph directory of a chain.
fn graph(folder: &Path, orders: usize) -> String {
    let (table, graph) = (folder.join("chain.csv"), folder.join("graph"));
    std::fs::write(&table, chain(orders)).unwrap();
    let done = pedigraph().arg("ingest").arg(&table).arg("--graph").arg(&graph).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    graph.to_str().unwrap().to_owned()
}

fn ask(graph: &str, query: &str, options: &[&str]) -> Output {
    let args = ["query", query, "--graph", graph, "--format", "csv"];
    pedigraph().args(args).args(options).output().unwrap()
}

/// Standard input as the query.
fn ask_text(graph: &str, text: &str, options: &[&str]) -> (Option<i32>, String) {
    let args = ["query", "-", "--graph", graph];
    let output = pedigraph().args(args).args(options).write_stdin(text.to_owned()).output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn hostile_queries_are_answered_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), 300);
    let queries = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/hostile-queries");
    let mut seen = [0; 5];
    for file in common::files(&queries).iter().filter(|f| f.extension().is_some_and(|e| e == "rq")) {
        let start = Instant::now();
        let output = ask(&graph, file.to_str().unwrap(), &["--timeout", "2", "--max-memory", "192M"]);
        let message = String::from_utf8(output.stderr).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let code = output.status.code().unwrap_or_else(|| panic!("{name}: {}: {message}", output.status));
        assert!(matches!(code, 0 | 2 | 4), "{name}: {code}: {message}");
        assert_eq!(code == 0, message.is_empty(), "{name}: {code}: {message}");
        assert!(code == 0 || message.starts_with("error: "), "{name}: {message}");
        assert!(!message.contains("ended without an answer"), "{name}: {message}");
        assert!(start.elapsed() < Duration::from_secs(60), "{name}: {:?}", start.elapsed());
        seen[code as usize] += 1;
    }
    assert_eq!(seen.iter().sum::<usize>(), 47);
    assert!(seen[0] > 5 && seen[2] > 2 && seen[4] > 10, "{seen:?}");
}

#[test]
fn each_limit_is_told_with_exit_code_4() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), 300);
    let doubling: String = (0..26).map(|i| format!("BIND(CONCAT(?x{i},?x{i}) AS ?x{}) ", i + 1)).collect();
    let separator = "-".repeat(9_000);
    for (name, text, options, message) in [
        (
            "sorting a product",
            "SELECT * {?a ?b ?c . ?d ?e ?f} ORDER BY ?c ?f".to_owned(),
            &["--max-memory", "64M"][..],
            "no answer in 64 MiB of memory; --max-memory raises the limit",
        ),
        (
            "a product of values",
            format!(
                "SELECT (COUNT(*) AS ?n) {{ {} }}",
                (0..12).map(|i| format!("VALUES ?v{i} {{ 0 1 2 3 4 5 6 7 8 9 }} ")).collect::<String>()
            ),
            &["--timeout", "0.5"],
            "no answer within 0.5 s; --timeout raises the limit",
        ),
        (
            "texts that double",
            format!("SELECT (STRLEN(?x26) AS ?n) {{ BIND(\"a\" AS ?x0) {doubling} }}"),
            &["--max-memory", "48M"],
            "--max-memory raises the limit",
        ),
        (
            "a long separator",
            format!("SELECT (GROUP_CONCAT(STR(?c); separator=\"{separator}\") AS ?x) {{ ?a ?b ?c }}"),
            &["--max-memory", "32M"],
            "--max-memory raises the limit",
        ),
        (
            "rows",
            "SELECT * {?a ?b ?c}".to_owned(),
            &["--max-rows", "7"],
            "only the first 7 rows are given; --max-rows raises the limit",
        ),
        (
            "triples",
            "CONSTRUCT WHERE {?a ?b ?c}".to_owned(),
            &["--max-rows", "7"],
            "only the first 7 rows are given; --max-rows raises the limit",
        ),
        ("a long text", " ".repeat(300_000), &[], "expected at most 262144 bytes of SPARQL, found more"),
    ] {
        let (code, said) = ask_text(&graph, &text, options);
        assert!(said.contains(message), "{name}: {said}");
        assert_eq!(code, Some(4), "{name}: {said}");
        assert_eq!(said.lines().count(), 1, "{name}: {said}");
    }
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let folder = tempfile::tempdir().unwrap();
    let graph = graph(folder.path(), 300);
    let mut child = Command::new(PROGRAM)
        .args(["query", "policies", "--graph", &graph, "--format", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let status = child.wait().unwrap();
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

fn worker() -> Worker {
    let mut worker = Worker::start(Path::new(PROGRAM)).unwrap();
    let quads = chain_quads();
    let opening = Opening { source: Source::Quads, graphs: Graphs::Merged, profile: None, yields: false };
    worker.open(&opening, &mut quads.as_slice()).unwrap();
    worker
}

fn chain_quads() -> Vec<u8> {
    (0..2_000)
        .map(|i| format!("<http://x/{i}> <http://x/p> <http://x/{}> .\n", i + 1))
        .collect::<String>()
        .into()
}

fn question(text: &str) -> Question {
    Question {
        name: "q".to_owned(),
        text: text.to_owned(),
        base: "http://x/".to_owned(),
        prefixes: Vec::new(),
        params: Vec::new(),
        dataset: None,
        form: Form::of(Format::Csv, None),
        limits: Limits { timeout: Duration::from_secs(60), ..Limits::default() },
    }
}

#[test]
fn a_worker_answers_many_questions() {
    let mut worker = worker();
    for n in 1..=50 {
        let text = format!("SELECT ?a {{ ?a <http://x/p> ?b }} ORDER BY ?a LIMIT {n}");
        let Reply { bytes, cut, .. } = worker.ask(&question(&text)).unwrap();
        assert_eq!((bytes.iter().filter(|b| **b == b'\n').count(), cut), (n + 1, None));
    }
    let outline = worker.check(&Text {
        text: "CONSTRUCT { ?a ?b ?c } WHERE { GRAPH ?g { ?a ?b ?c } }".to_owned(),
        base: "http://x/".to_owned(),
        prefixes: Vec::new(),
        limits: Limits::default(),
    });
    assert!(outline.is_ok_and(|o| o.uses_graphs && o.gives_graph));
    // What is wrong with one question does not end the worker.
    for _ in 0..2 {
        assert!(matches!(worker.ask(&question("SELECT ?a WHERE")), Err(AskError::Syntax(..))));
        assert!(matches!(worker.ask(&question("DROP ALL")), Err(AskError::Refused(..))));
    }
    assert!(worker.ask(&question("ASK { ?a <http://x/p> ?b }")).is_ok());
}

#[test]
fn a_graph_that_does_not_parse_is_told() {
    let mut worker = Worker::start(Path::new(PROGRAM)).unwrap();
    let opening = Opening { source: Source::Quads, graphs: Graphs::Merged, profile: None, yields: false };
    let mut quads = b"<http://x/a> <http://x/p> .\n".repeat(100_000);
    quads.truncate(quads.len() - 3);
    match worker.open(&opening, &mut quads.as_slice()) {
        Err(AskError::Failed(message)) => assert!(message.starts_with("the inputs: "), "{message}"),
        other => panic!("{other:?}"),
    }
}

/// Long enough that somebody can end it.
const LONG: &str = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }";

#[cfg(unix)]
#[test]
fn a_worker_that_is_ended_is_told_as_the_limit_that_ends_so() {
    use rustix::process::{Pid, Signal, kill_process};
    for (signal, limit) in [
        (Signal::KILL, Limit::Memory(Limits::default().max_memory)),
        (Signal::XCPU, Limit::Time(Duration::from_secs(60))),
    ] {
        let mut worker = worker();
        let pid = Pid::from_raw(worker.id().try_into().unwrap()).unwrap();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(300));
            kill_process(pid, signal).unwrap();
        });
        assert_eq!(worker.ask(&question(LONG)), Err(AskError::Limit(limit)));
        killer.join().unwrap();
    }
}

#[test]
fn the_deadline_is_kept_and_the_worker_ended() {
    let mut worker = worker();
    let start = Instant::now();
    let limits = Limits { timeout: Duration::from_millis(300), ..Limits::default() };
    let asked = worker.ask(&Question { limits, ..question(LONG) });
    assert_eq!(asked, Err(AskError::Limit(Limit::Time(Duration::from_millis(300)))));
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    #[cfg(target_os = "linux")]
    {
        let path = format!("/proc/{}", worker.id());
        drop(worker);
        assert!(!Path::new(&path).exists());
    }
}

#[test]
fn a_worker_ends_with_its_asker() {
    let mut child =
        Command::new(PROGRAM).arg(ARGUMENT).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_worker_takes_no_orders_by_hand() {
    for input in [&b"SELECT * { ?a ?b ?c }"[..], b"A\x02\0\0\0{}", b"Q\0\0\0\0", b"C\xff\xff\xff\xff"] {
        let mut child = Command::new(PROGRAM)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.code().is_some(), "{input:?}");
        assert!(output.stdout.is_empty(), "{input:?}");
    }
    // With anything more it is no worker, but a command that does not exist.
    let more = pedigraph().args([ARGUMENT, "--max-memory", "1T"]).output().unwrap();
    assert_eq!(more.status.code(), Some(2));
}
