//! Snapshots that are cut, changed, old, made twice at once or half made: a query gives the whole answer, or an error that
//! names the file.

use crate::common::{self, pedigraph, stdout};
use pedigraph::graph_dir::GraphDir;
use pedigraph::query::bind::Values;
use pedigraph::query::run::{Limits, RunError, run};
use pedigraph::snapshot::Snapshot;
use pedigraph::store::GraphStore;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, SystemTime};

const SEED: &str = "data/digitalgov-customer-service-policies.json";
const ALL: &str = "SELECT ?s ?p ?o ?g { GRAPH ?g { ?s ?p ?o } }";

/// A graph directory of the seed.
struct Ground(tempfile::TempDir);

impl Ground {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        stdout(&["ingest", SEED, "--graph", folder.path().join("graph").to_str().unwrap()]);
        Self(folder)
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("graph")
    }

    fn directory(&self) -> GraphDir {
        GraphDir::open(&self.path()).unwrap()
    }

    fn file(&self) -> PathBuf {
        Snapshot::path_of(&self.directory())
    }

    /// All quads of the graph, by whatever the snapshot is now.
    fn all(&self) -> Result<String, String> {
        let store = GraphStore::of_directory(&self.directory()).map_err(|error| error.to_string())?;
        match run(&store, ALL, Values::new(), None, Limits::default()) {
            Ok(answer) => Ok(format!("{answer:?}")),
            Err(error @ RunError::Store(_)) => Err(error.to_string()),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_snapshot_is_made_by_the_first_query_and_kept() {
    let ground = Ground::new();
    assert!(Snapshot::open(&ground.directory()).is_err());
    let first = ground.all().unwrap();
    let bytes = std::fs::read(ground.file()).unwrap();
    let snapshot = Snapshot::open(&ground.directory()).unwrap();
    snapshot.verify().unwrap();
    assert!(bytes.len() as u64 <= 100 * snapshot.len(), "{} for {}", bytes.len(), snapshot.len());
    assert_eq!(ground.all().unwrap(), first);
    assert!(std::fs::read(ground.file()).unwrap() == bytes);
    std::fs::remove_file(ground.file()).unwrap();
    assert_eq!(ground.all().unwrap(), first);
    assert!(std::fs::read(ground.file()).unwrap() == bytes, "the same graph, the same bytes");
    let names = common::files(&ground.path());
    assert!(!names.iter().any(|name| name.to_str().unwrap().contains(".snapshot")), "{names:?}");
}

#[test]
fn damage_is_mended_or_an_error_and_never_a_smaller_answer() {
    let ground = Ground::new();
    let whole = ground.all().unwrap();
    let bytes = std::fs::read(ground.file()).unwrap();
    let (mut mended, mut told) = (0, 0);
    let places = (0..24).map(|i| i * (bytes.len() - 1) / 23);
    for (cut, place) in places.flat_map(|place| [(true, place), (false, place)]) {
        let mut damaged = bytes.clone();
        if cut {
            damaged.truncate(place);
        } else {
            damaged[place] ^= 1;
        }
        std::fs::write(ground.file(), damaged).unwrap();
        match ground.all() {
            Ok(answer) => {
                assert_eq!(answer, whole, "{cut} {place}");
                mended += 1;
            }
            Err(message) => {
                assert!(message.contains("snapshot.cache: damaged: "), "{message}");
                assert!(message.contains("remove the file"), "{message}");
                told += 1;
            }
        }
    }
    assert!(mended >= 24 && told >= 3, "{mended} {told}");
    std::fs::remove_file(ground.file()).unwrap();
    assert_eq!(ground.all().unwrap(), whole);
}

#[test]
fn another_version_and_another_state_are_made_anew() {
    let ground = Ground::new();
    let whole = ground.all().unwrap();
    let bytes = std::fs::read(ground.file()).unwrap();
    let mut other = bytes.clone();
    other[8] = 0xff;
    std::fs::write(ground.file(), other).unwrap();
    assert_eq!(ground.all().unwrap(), whole);
    assert!(std::fs::read(ground.file()).unwrap() == bytes);

    let graph = ground.path();
    let page = ground.0.path().join("page.md");
    std::fs::write(&page, "---\ntitle: A page\n---\nExecutive Order 13571 extends Executive Order 12862.\n")
        .unwrap();
    stdout(&["ingest", page.to_str().unwrap(), "--graph", graph.to_str().unwrap()]);
    let more = ground.all().unwrap();
    assert!(more.len() > whole.len());
    // The old file under the new manifest.
    std::fs::write(ground.file(), &bytes).unwrap();
    assert_eq!(ground.all().unwrap(), more);
}

#[test]
fn a_process_that_has_it_open_keeps_what_it_opened() {
    let ground = Ground::new();
    let store = GraphStore::of_directory(&ground.directory()).unwrap();
    let before = run(&store, ALL, Values::new(), None, Limits::default()).unwrap();
    std::fs::write(ground.0.path().join("page.md"), "---\ntitle: A page\n---\nEO 13571 extends EO 12862.\n")
        .unwrap();
    let page = ground.0.path().join("page.md");
    stdout(&["ingest", page.to_str().unwrap(), "--graph", ground.path().to_str().unwrap()]);
    ground.all().unwrap();
    assert_eq!(run(&store, ALL, Values::new(), None, Limits::default()).unwrap(), before);
}

#[test]
fn a_folder_that_cannot_keep_it_answers_all_the_same() {
    let ground = Ground::new();
    let whole = ground.all().unwrap();
    std::fs::remove_file(ground.file()).unwrap();
    // Nothing can be renamed to the name of a folder that is not empty.
    std::fs::create_dir_all(ground.file().join("in the way")).unwrap();
    assert_eq!(ground.all().unwrap(), whole);
}

fn query(graph: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pedigraph"));
    command.args(["query", "policies", "--format", "csv", "--graph"]).arg(graph);
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).env_clear();
    command
}

#[test]
fn processes_that_make_it_at_once_all_answer() {
    let ground = Ground::new();
    let children: Vec<_> = (0..4).map(|_| query(&ground.path()).spawn().unwrap()).collect();
    let answers: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    for answer in &answers {
        assert!(answer.status.success() && answer.stderr.is_empty(), "{answer:?}");
        assert!(answer.stdout == answers[0].stdout && answer.stdout.len() > 1000);
    }
    Snapshot::open(&ground.directory()).unwrap().verify().unwrap();
}

#[test]
fn a_process_that_is_killed_leaves_no_half_snapshot() {
    let ground = Ground::new();
    let whole = query(&ground.path()).output().unwrap().stdout;
    for milliseconds in [5, 20, 40, 60, 80, 110, 150] {
        let _ = std::fs::remove_file(ground.file());
        let mut child = query(&ground.path()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        child.kill().unwrap();
        child.wait().unwrap();
        if let Ok(snapshot) = Snapshot::open(&ground.directory()) {
            snapshot.verify().unwrap();
        }
        let answer = query(&ground.path()).output().unwrap();
        assert!(answer.status.success() && answer.stdout == whole, "{milliseconds}: {answer:?}");
    }
}

/// What a process that died left goes with the next `ingest`, once nobody can be writing it any more.
#[test]
fn what_was_left_half_written_is_removed() {
    let ground = Ground::new();
    let (old, new) = (ground.path().join(".snapshotAbC123"), ground.path().join(".snapshotAbC124"));
    for path in [&old, &new] {
        std::fs::write(path, "half").unwrap();
    }
    let file = std::fs::File::options().write(true).open(&old).unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    pedigraph().args(["ingest", SEED, "--graph", ground.path().to_str().unwrap()]).assert().success();
    assert!(!old.exists() && new.exists());
}
