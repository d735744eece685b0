//! What only a terminal sees: colour and progress. Each command gets a terminal of its own.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

const SEED: &str = "data/digitalgov-customer-service-policies.json";

/// Which of the command's outputs are a terminal.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Output,
    Errors,
}

/// What a terminal shows of a run. The other output goes nowhere.
fn shown(on: On, args: &[&str], environment: &[(&str, &str)]) -> String {
    let master = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&master).unwrap();
    unlockpt(&master).unwrap();
    let name = ptsname(&master, Vec::new()).unwrap().into_string().unwrap();
    let terminal = || OpenOptions::new().read(true).write(true).open(&name).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_pedigraph"));
    command.args(args).env_clear().env("TERM", "xterm").env("COLUMNS", "100").stdin(Stdio::null());
    command.envs(environment.iter().copied()).current_dir(Path::new(env!("CARGO_MANIFEST_DIR")));
    match on {
        On::Output => command.stdout(terminal()).stderr(Stdio::null()),
        On::Errors => command.stderr(terminal()).stdout(Stdio::null()),
    };
    let mut child = command.spawn().unwrap();
    drop(command);
    let mut master = File::from(master);
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    // Once the child has gone and everything is read, Linux answers EIO and others the end.
    while let Ok(n @ 1..) = master.read(&mut buffer) {
        bytes.extend_from_slice(&buffer[..n]);
    }
    assert!(child.wait().unwrap().success(), "{args:?}: {}", String::from_utf8_lossy(&bytes));
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn colour_on_a_terminal_and_never_with_no_color() {
    for args in [
        &["lineage", "EO 13571", SEED][..],
        &["status", "M-16-08", SEED],
        &["impact", "EO 13571", SEED],
        &["--help"],
    ] {
        assert!(shown(On::Output, args, &[]).contains('\u{1b}'), "{args:?}");
        assert!(!shown(On::Output, args, &[("NO_COLOR", "1")]).contains('\u{1b}'), "{args:?}");
    }
    let odd = ["convert", "tests/golden/convert/impossible-dates/input.html"];
    assert!(shown(On::Errors, &odd, &[]).contains("\u{1b}["));
    assert!(!shown(On::Errors, &odd, &[("NO_COLOR", "1")]).contains("\u{1b}[1"));
}

/// Publishing shows that it goes on from its start, and the terminal is clean at its end.
#[test]
fn progress_on_a_terminal_and_never_with_quiet() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let (graph, site) = (path("graph"), path("site"));
    assert_eq!(shown(On::Errors, &["ingest", SEED, "--graph", &graph, "--quiet"], &[]), "");
    let publish =
        ["publish", "--graph", &graph, "--config", "tests/fixtures/publish.toml", "--output", &site];
    let told = shown(On::Errors, &publish, &[]);
    assert!(told.contains("Publishing"), "{told:?}");
    assert!(told.trim_end().ends_with("\u{1b}[2K") || told.ends_with("\r"), "left behind: {told:?}");
    assert_eq!(shown(On::Errors, &[&publish[..], &["--quiet"]].concat(), &[]), "");
    // Standard output is no place for progress.
    assert!(!shown(On::Output, &publish, &[]).contains("Publishing"));
}
