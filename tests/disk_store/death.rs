//! Writers that are killed.

use super::place::{Dump, Ground, NEW, OLD, dump, dump_generation};
use pedigraph::store::Place;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A process that brings the store up to date.
fn refresher(graph: &Path) -> Child {
    Command::new(assert_cmd::cargo::cargo_bin("pedigraph"))
        .args(["query", "policies", "--store", "disk", "--output", "csv", "--graph"])
        .arg(graph)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Two states, of which the store has the first and is asked for the second.
struct Killed {
    ground: Ground,
    known: [(&'static str, Dump); 2],
    /// The names of their generations.
    names: [String; 2],
    /// Which of them is current.
    at: usize,
}

impl Killed {
    fn new() -> Self {
        let ground = Ground::new();
        let known = [NEW, OLD].map(|state| {
            ground.put(state);
            (state, dump(&ground.store(Place::Memory)))
        });
        let names = [NEW, OLD].map(|state| {
            ground.put(state);
            drop(ground.store(Place::Disk));
            ground.name()
        });
        Self { ground, known, names, at: 1 }
    }

    /// Changes the directory, starts a writer, kills it when told, and looks at what it left.
    fn kill(&mut self, wait: impl FnOnce(&mut Child, &Path)) {
        self.change();
        let mut child = refresher(&self.ground.graph);
        wait(&mut child, &self.ground.graph.join("store"));
        self.finish(child);
    }

    /// Brings the directory into the other state.
    fn change(&mut self) {
        self.at = 1 - self.at;
        self.ground.put(self.known[self.at].0);
    }

    /// Kills a writer and looks at what it left.
    fn finish(&mut self, mut child: Child) {
        child.kill().unwrap();
        child.wait().unwrap();
        // Whatever is in place is whole.
        let generations = self.ground.generations();
        assert!(!generations.is_empty(), "{:?}", self.ground.entries());
        for folder in &generations {
            let which = usize::from(folder.ends_with(&self.names[1]));
            assert!(dump_generation(folder) == self.known[which].1, "{}", folder.display());
        }
        // The next run answers, and leaves nothing of the dead one.
        assert!(refresher(&self.ground.graph).wait().unwrap().success());
        assert!(dump(&self.ground.store(Place::Disk)) == self.known[self.at].1);
        let name = self.ground.name();
        assert_eq!(self.ground.entries(), [".gitignore", ".lock", &name]);
        let mut parts: Vec<String> = std::fs::read_dir(self.ground.generation())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        parts.sort();
        assert_eq!(parts, ["db", "files", "lock", "state.json"]);
        let orphans = super::common::files(&self.ground.generation().join("db"));
        let orphans: Vec<&PathBuf> =
            orphans.iter().filter(|path| path.to_string_lossy().contains("bulk-")).collect();
        assert!(orphans.is_empty(), "{orphans:?}");
    }
}

/// Deaths spread over the time that a refresh takes on this machine.
#[test]
fn killed_at_any_time() {
    let mut killed = Killed::new();
    let start = Instant::now();
    killed.kill(|child, _| drop(child.wait()));
    let whole = start.elapsed();
    for step in 0..24 {
        killed.kill(|_, _| std::thread::sleep(whole * step / 20));
    }
}

/// Deaths as soon as the writer has come to a point.
#[test]
fn killed_at_each_point() {
    let mut killed = Killed::new();
    for point in [
        "building",
        "building/db.tmp",
        "building/db",
        "building/db/LOG",
        "building/db/bulk-",
        "building/files",
        "building/state.json",
        "building/lock",
        "gone-",
    ] {
        killed.kill(|child, store| wait_for(child, store, point));
    }
}

/// A pipe in the place of a file is refused: to wait for its other end would be to wait for ever.
#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_file_is_refused() {
    let mut killed = Killed::new();
    let before = dump(&killed.ground.store(Place::Disk));
    let was = killed.ground.name();
    killed.change();
    let [other, current] = [1 - killed.at, killed.at].map(|at| killed.ground.files(killed.known[at].0));
    assert!(current.difference(&other).count() >= 2);
    for file in current.difference(&other) {
        let path = killed.ground.graph.join(file);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let mut child = refresher(&killed.ground.graph);
        let start = Instant::now();
        let outcome = loop {
            match child.try_wait().unwrap() {
                Some(outcome) => break outcome,
                None if start.elapsed() > Duration::from_secs(60) => {
                    child.kill().unwrap();
                    panic!("{file}: still waiting");
                }
                None => std::thread::sleep(Duration::from_millis(20)),
            }
        };
        assert!(!outcome.success(), "{file}");
        assert!(
            killed.ground.name() == was && dump_generation(&killed.ground.generation()) == before,
            "{file}"
        );
        killed.ground.replace(file, &bytes);
    }
}

/// Deaths of the first writer, which starts from nothing.
#[test]
fn killed_at_the_first_time() {
    let ground = Ground::new();
    ground.put(OLD);
    let expected = dump(&ground.store(Place::Memory));
    for point in ["building", "building/db/bulk-", "building/files", "building/state.json"] {
        let _ = std::fs::remove_dir_all(ground.graph.join("store"));
        let mut child = refresher(&ground.graph);
        wait_for(&mut child, &ground.graph.join("store"), point);
        child.kill().unwrap();
        child.wait().unwrap();
        for folder in ground.generations() {
            assert!(dump_generation(&folder) == expected);
        }
        assert!(dump(&ground.store(Place::Disk)) == expected);
        assert_eq!(ground.entries(), [".gitignore", ".lock", &ground.name()]);
    }
}

/// Waits until something is there whose path below `store` starts like this, or the process is over.
fn wait_for(child: &mut Child, store: &Path, start: &str) {
    let (folder, start) = start.rsplit_once('/').unwrap_or(("", start));
    let folder = store.join(folder);
    loop {
        let listing = std::fs::read_dir(&folder).into_iter().flatten().flatten();
        if listing.into_iter().any(|entry| entry.file_name().to_string_lossy().starts_with(start)) {
            return;
        }
        if child.try_wait().unwrap().is_some() {
            return;
        }
        std::thread::sleep(Duration::from_micros(100));
    }
}
