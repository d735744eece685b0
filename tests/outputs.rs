//! What a command writes: never onto what it reads, through links to what they lead to, and never cut at exit 0.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{files, pedigraph};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PAGE: &str = "<p>April 27, 2011 - <a href='https://example.gov/x'>Executive Order 13571 – Streamlining Service Delivery</a></p>";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::write(place.at("page.html"), PAGE).unwrap();
        place
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn path(&self, name: &str) -> String {
        self.at(name).to_str().unwrap().to_owned()
    }
}

fn run(arguments: &[&str]) -> Output {
    pedigraph().args(arguments).output().unwrap()
}

fn message(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Runs the command by a shell, which gives it its streams.
#[cfg(unix)]
fn shell(line: &str) -> Output {
    let binary = assert_cmd::cargo::cargo_bin("pedigraph");
    Command::new("sh")
        .args(["-c", line])
        .env("P", binary)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn an_output_that_is_an_input_is_refused() {
    let place = Place::new();
    let page = place.path("page.html");
    fs::create_dir(place.at("sub")).unwrap();
    let mut outputs = vec![page.clone(), place.path("./page.html"), place.path("sub/../page.html")];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place.at("page.html"), place.at("link")).unwrap();
        std::os::unix::fs::symlink("link", place.at("link-of-link")).unwrap();
        fs::hard_link(place.at("page.html"), place.at("second-name")).unwrap();
        outputs.extend([place.path("link"), place.path("link-of-link"), place.path("second-name")]);
    }
    for output in &outputs {
        for input in [&page, outputs.last().unwrap(), &place.path("")] {
            let run = run(&["convert", input, "--output", output]);
            assert_eq!(run.status.code(), Some(2), "{input} {output}");
            assert!(message(&run).contains("expected another file"), "{}", message(&run));
            assert_eq!(fs::read_to_string(&page).unwrap(), PAGE);
        }
    }
    // The input is refused before it is read: it is no document.
    fs::write(place.at("none.json"), "{").unwrap();
    let none = place.path("none.json");
    assert!(message(&run(&["convert", &none, "--output", &none])).contains("expected another file"));
    let another = run(&["convert", &page, "--output", &place.path("page.ttl")]);
    assert!(another.status.success(), "{}", message(&another));
}

#[test]
fn a_file_of_the_graph_is_no_output() {
    let place = Place::new();
    let graph = place.path("graph");
    assert!(run(&["ingest", &place.path("page.html"), "--graph", &graph]).status.success());
    let before: Vec<_> =
        files(&place.at("graph")).into_iter().map(|p| (p.clone(), fs::read(p).unwrap())).collect();
    for (path, _) in before.iter().filter(|(path, _)| !path.ends_with(".lock")) {
        let run = run(&["export", "EO 13571", "--graph", &graph, "--output", path.to_str().unwrap()]);
        assert_eq!(run.status.code(), Some(2), "{}", path.display());
    }
    for (path, bytes) in before {
        assert!(fs::read(&path).unwrap() == bytes, "{}", path.display());
    }
    let query = place.path("mine.rq");
    fs::write(&query, "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1").unwrap();
    assert_eq!(run(&["export", &query, "--graph", &graph, "--output", &query]).status.code(), Some(2));
}

#[cfg(unix)]
#[test]
fn standard_streams_that_are_inputs_are_refused() {
    let place = Place::new();
    let page = place.path("page.html");
    for line in [
        format!("\"$P\" convert '{page}' >> '{page}'"),
        format!("\"$P\" convert - < '{page}' >> '{page}'"),
        format!("\"$P\" convert - --output '{page}' < '{page}'"),
    ] {
        let run = shell(&line);
        assert_eq!(run.status.code(), Some(2), "{line}");
        assert_eq!(fs::read_to_string(&page).unwrap(), PAGE, "{line}");
    }
}

#[cfg(unix)]
#[test]
fn links_lead_to_what_is_written() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    let page = place.path("page.html");
    fs::create_dir(place.at("sub")).unwrap();
    symlink("sub/there.ttl", place.at("first")).unwrap();
    symlink("first", place.at("second")).unwrap();
    for link in ["first", "second"] {
        let _ = fs::remove_file(place.at("sub/there.ttl"));
        for times in ["made", "replaced"] {
            let run = run(&["convert", &page, "--output", &place.path(link)]);
            assert!(run.status.success(), "{link} {times}: {}", message(&run));
            assert!(fs::symlink_metadata(place.at(link)).unwrap().file_type().is_symlink(), "{link} {times}");
            assert!(
                fs::read_to_string(place.at("sub/there.ttl")).unwrap().contains("13571"),
                "{link} {times}"
            );
        }
    }
    symlink("circle", place.at("circle")).unwrap();
    symlink("nowhere/file.ttl", place.at("lost")).unwrap();
    for link in ["circle", "lost"] {
        let run = run(&["convert", &page, "--output", &place.path(link)]);
        assert_eq!(run.status.code(), Some(2), "{link}");
        assert!(message(&run).contains(link), "{}", message(&run));
    }
}

/// Every command that prints, onto a disk that is full.
#[cfg(target_os = "linux")]
#[test]
fn a_full_output_is_no_success() {
    let place = Place::new();
    let (page, graph) = (place.path("page.html"), place.path("graph"));
    assert!(run(&["ingest", &page, "--graph", &graph]).status.success());
    let commands = [
        format!("convert '{page}'"),
        format!("convert '{page}' --format jsonld"),
        format!("text '{page}'"),
        format!("ingest '{page}' --graph '{graph}'"),
        format!("verify --graph '{graph}'"),
        format!("query policies --graph '{graph}'"),
        format!("query policies --graph '{graph}' --format csv"),
        format!("lineage 'EO 13571' --graph '{graph}'"),
        format!("lineage 'EO 13571' --graph '{graph}' --format svg"),
        format!("check --graph '{graph}' --format csv"),
        format!("export 'EO 13571' --graph '{graph}'"),
        format!("diff '{graph}' '{graph}' --format json"),
        "queries".to_owned(),
        "man".to_owned(),
        "completions bash".to_owned(),
        "help".to_owned(),
        "--help".to_owned(),
        "-h".to_owned(),
        "help query".to_owned(),
        "query --help".to_owned(),
        "--version".to_owned(),
    ];
    for command in &commands {
        let run = shell(&format!("\"$P\" {command} > /dev/full"));
        assert_eq!(run.status.code(), Some(2), "{command}: {}", message(&run));
        assert!(message(&run).contains("error: "), "{command}: {}", message(&run));
        let null = shell(&format!("\"$P\" {command} > /dev/null && \"$P\" {command} 1<> /dev/null"));
        assert!(null.status.success(), "{command}: {}", message(&null));
        let whole = shell(&format!("\"$P\" {command}"));
        assert!(whole.status.success() && !whole.stdout.is_empty(), "{command}: {}", message(&whole));
        // A reader that goes, as `head` does, is no failure.
        let cut = shell(&format!("{{ \"$P\" {command}; echo $? >&2; }} | true"));
        assert!(message(&cut).ends_with("0\n"), "{command}: {}", message(&cut));
    }
    let run = shell(&format!("\"$P\" convert '{page}' --output /dev/full"));
    assert_eq!(run.status.code(), Some(2));
}

/// Standard output that is closed is no success, although Rust's runtime opens `/dev/null` in its place; `/dev/null` itself is,
/// opened in whatever way.
#[cfg(unix)]
#[test]
fn a_closed_output_is_no_success() {
    let place = Place::new();
    let (page, graph) = (place.path("page.html"), place.path("graph"));
    assert!(run(&["ingest", &page, "--graph", &graph]).status.success());
    let commands = [
        format!("convert '{page}'"),
        format!("query policies --graph '{graph}'"),
        format!("check --graph '{graph}'"),
        format!("text '{page}'"),
        "help".to_owned(),
        "--version".to_owned(),
    ];
    for command in &commands {
        for closing in [">&-", ">&- <&-", ">&- <&- 2>'{}'"] {
            let errors = place.path("errors");
            let run = shell(&format!("\"$P\" {command} {}", closing.replace("{}", &errors)));
            assert_eq!(run.status.code(), Some(2), "{command} {closing}: {}", message(&run));
            let told = message(&run) + &fs::read_to_string(&errors).unwrap_or_default();
            assert!(told.contains("error: standard output is closed"), "{command} {closing}: {told}");
        }
        // As Python's `subprocess.DEVNULL` has it: open for reading and writing.
        let both = fs::File::options().read(true).write(true).open("/dev/null").unwrap();
        let binary = assert_cmd::cargo::cargo_bin("pedigraph");
        let status = Command::new(binary).args(words(command)).stdout(both).status().unwrap();
        assert!(status.success(), "{command}");
        assert!(shell(&format!("\"$P\" {command} > /dev/null")).status.success(), "{command}");
    }
    // What prints nothing has lost nothing.
    let turtle = place.path("page.ttl");
    let run = shell(&format!("\"$P\" convert '{page}' --output '{turtle}' >&-"));
    assert!(run.status.success(), "{}", message(&run));
    assert!(fs::read_to_string(&turtle).unwrap().contains("13571"));
}

/// The words of a command line in which nothing but paths is quoted.
#[cfg(unix)]
fn words(line: &str) -> Vec<String> {
    line.split(' ').map(|word| word.trim_matches('\'').to_owned()).collect()
}

/// Nobody knows of temporary files, so that no message names one.
#[cfg(unix)]
#[test]
fn messages_name_no_temporary_files() {
    let place = Place::new();
    let (page, graph) = (place.path("page.html"), place.path("graph"));
    assert!(run(&["ingest", &page, "--graph", &graph]).status.success());
    let nowhere = place.path("nowhere/file.ttl");
    let on_file = format!("{page}/file.ttl");
    for output in [&nowhere, &on_file] {
        let run = run(&["convert", &page, "--output", output]);
        assert_eq!(run.status.code(), Some(2));
        names_no_other(&message(&run), output);
    }
    // `/proc` takes no new files from anybody, not even from root.
    if Path::new("/proc/self").exists() {
        for arguments in [
            vec!["convert", &page, "--output", "/proc/x.ttl"],
            vec!["ingest", &page, "--graph", "/proc/graph"],
            vec![
                "publish",
                "--graph",
                &graph,
                "--config",
                "tests/fixtures/publish.toml",
                "--output",
                "/proc/site",
            ],
        ] {
            let run = run(&arguments);
            assert_eq!(run.status.code(), Some(2), "{arguments:?}");
            names_no_other(&message(&run), "/proc");
        }
    }
}

fn names_no_other(message: &str, path: &str) {
    assert!(message.starts_with("error: ") && message.contains(path), "{message}");
    assert!(
        !message.contains("/.pedigraph") && !message.contains(".part") && !message.contains("at path"),
        "{message}"
    );
}
