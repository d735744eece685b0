//! Processes that read at one time, and those that may not write.

use super::common::pedigraph;
use super::place::{Ground, NEW, OLD, dump};
use pedigraph::store::Place;
use std::path::Path;
use std::process::Output;

const ASK: [&str; 5] = ["query", "policies", "--output", "csv", "--graph"];

fn ask(graph: &Path, extra: &[&str]) -> Output {
    pedigraph().args(ASK).arg(graph).args(extra).output().unwrap()
}

/// The answers to the same question in the two states, from memory.
fn answers(ground: &Ground) -> [String; 2] {
    [OLD, NEW].map(|state| {
        ground.put(state);
        let output = ask(&ground.graph, &["--store", "memory"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    })
}

#[test]
fn readers_keep_what_they_read_while_another_refreshes() {
    let ground = Ground::new();
    let [_, new] = answers(&ground);
    ground.put(OLD);
    let reader = ground.store(Place::Disk);
    let before = dump(&reader);
    let old = ground.generation();
    ground.put(NEW);
    std::thread::scope(|scope| {
        let processes: Vec<_> =
            (0..4).map(|_| scope.spawn(|| ask(&ground.graph, &["--store", "disk"]))).collect();
        for process in processes {
            let output = process.join().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "");
            assert_eq!(String::from_utf8(output.stdout).unwrap(), new);
        }
    });
    assert!(old.exists() && ground.generations().len() == 2, "it is read");
    assert!(dump(&reader) == before);
    drop(reader);
    assert!(ask(&ground.graph, &["--store", "disk"]).status.success());
    assert!(!old.exists() && ground.generations().len() == 1, "nobody reads it any more");
}

#[test]
fn answers_are_old_or_new_while_the_directory_changes() {
    let ground = Ground::new();
    let known = answers(&ground);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| (0..6).map(|_| ask(&ground.graph, &["--store", "disk"])).collect::<Vec<_>>())
            })
            .collect();
        let mut turn = 0;
        while !readers.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            ground.put([OLD, NEW][turn % 2]);
            turn += 1;
            std::thread::sleep(std::time::Duration::from_millis(150));
        }
        for output in readers.into_iter().flat_map(|reader| reader.join().unwrap()) {
            let found = String::from_utf8(output.stdout).unwrap();
            assert!(known.contains(&found), "{}", String::from_utf8_lossy(&output.stderr));
        }
    });
}

#[cfg(unix)]
#[test]
fn who_may_not_write_reads_all_the_same() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let mode = |path: &Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    let ground = Ground::new();
    let [old, new] = answers(&ground);
    // Nobody's rights, where the tester has all of them.
    let is_root = std::fs::metadata(&ground.graph).unwrap().uid() == 0;
    let binary = ground.folder.path().join("pedigraph");
    std::fs::copy(assert_cmd::cargo::cargo_bin("pedigraph"), &binary).unwrap();
    mode(ground.folder.path(), 0o755);
    mode(&binary, 0o755);
    let ask = |extra: &[&str]| {
        let mut command = std::process::Command::new(&binary);
        command.env_clear().current_dir("/").args(ASK).arg(&ground.graph).args(extra);
        if is_root {
            command.uid(65534).gid(65534);
        }
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    };
    // No store is there.
    mode(&ground.graph, 0o555);
    let (code, _, message) = ask(&["--store", "disk"]);
    assert_eq!(code, Some(2));
    assert!(message.contains("cannot be written") && message.contains("--store memory"), "{message}");
    let (code, found, message) = ask(&[]);
    assert_eq!((code, found), (Some(0), new.clone()));
    assert!(message.contains("warning") && message.contains("cannot be written"), "{message}");
    assert!(!ground.graph.join("store").exists());
    // One is there, and up to date.
    mode(&ground.graph, 0o755);
    drop(ground.store(Place::Disk));
    mode(&ground.graph, 0o555);
    mode(&ground.graph.join("store"), 0o555);
    let before = ground.entries();
    assert_eq!(ask(&["--store", "disk"]), (Some(0), new, String::new()));
    assert_eq!(ground.entries(), before);
    // One is there, and is not.
    mode(&ground.graph, 0o755);
    ground.put(OLD);
    mode(&ground.graph, 0o555);
    assert_eq!(ask(&["--store", "disk"]).0, Some(2));
    let (code, found, _) = ask(&["--quiet"]);
    assert_eq!((code, found), (Some(0), old));
    mode(&ground.graph, 0o755);
    mode(&ground.graph.join("store"), 0o755);
}
