//! The store on disk: it answers as the store in memory does, reads only what changed, survives any death of a writer,
//! and is read by several processes while one makes the next.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod death;
mod place;
mod readers;

use pedigraph::profile::Profile;
use pedigraph::query::catalogue::{Catalogue, StoredQuery};
use pedigraph::query::params;
use pedigraph::query::run::{Limits, run};
use pedigraph::store::{GraphStore, Graphs, Place};
use place::{Ground, NEW, OLD, dump};
use std::collections::{BTreeMap, BTreeSet};

/// What a query answers, or why it does not, with all its parameters by their examples.
fn answer(store: &GraphStore, query: &StoredQuery) -> String {
    let given = query.header.iter().flat_map(|header| &header.params);
    let given: Vec<_> = given.map(|param| (param.name.clone(), param.example.clone())).collect();
    let values = match params::read(query, &given, store, Profile::united_states().unwrap()) {
        Ok(values) => values,
        Err(error) => return error.to_string(),
    };
    format!("{:?}", run(store, &query.text, values, None, Limits::default()))
}

/// The states of a graph directory ask for what only a store on disk has to do: triples that stand in several graphs
/// and go from one, from all, or from none.
#[test]
fn the_states_share_triples_between_graphs() {
    let ground = Ground::new();
    let graphs_of = |state| {
        ground.put(state);
        let mut graphs: BTreeMap<String, usize> = BTreeMap::new();
        for quad in dump(&ground.store(Place::Memory)).quads {
            *graphs.entry(quad.split_once(' ').unwrap().1.to_owned()).or_default() += 1;
        }
        graphs
    };
    let (old, new) = (graphs_of(OLD), graphs_of(NEW));
    let both = |triple: &str| (old.get(triple).copied().unwrap_or(0), new.get(triple).copied().unwrap_or(0));
    let changes: BTreeSet<(usize, usize)> = old.keys().chain(new.keys()).map(|t| both(t)).collect();
    for change in [(1, 0), (0, 1), (1, 1), (2, 1), (2, 0)] {
        assert!(changes.contains(&change), "no triple that goes from {} graphs to {}", change.0, change.1);
    }
}

#[test]
fn answers_are_those_of_memory() {
    let ground = Ground::new();
    for state in [OLD, NEW, OLD] {
        ground.put(state);
        let (disk, memory) = (ground.store(Place::Disk), ground.store(Place::Memory));
        assert_eq!(dump(&disk), dump(&memory));
        assert!(!disk.is_empty().unwrap());
        let mut answers = BTreeSet::new();
        for query in Catalogue::built_in().unwrap().iter() {
            let found = answer(&disk, query);
            assert_eq!(found, answer(&memory, query), "{}", query.name);
            answers.insert(found);
        }
        assert!(answers.len() > 10, "the queries find something");
    }
}

#[test]
fn only_changed_files_are_read() {
    let ground = Ground::new();
    ground.put(OLD);
    drop(ground.store(Place::Disk));
    let first = ground.state();
    assert_eq!(first["from"], serde_json::Value::Null);
    assert_eq!(first["read"].as_array().unwrap().len(), ground.files(OLD).len());
    ground.put(NEW);
    let expected = dump(&ground.store(Place::Memory));
    // What did not change could not be read.
    let stays: Vec<String> = ground.files(OLD).intersection(&ground.files(NEW)).cloned().collect();
    assert_eq!(stays.len(), 2);
    for file in &stays {
        ground.replace(file, b"no zstd");
    }
    assert_eq!(dump(&ground.store(Place::Disk)), expected);
    let second = ground.state();
    let read: BTreeSet<String> =
        second["read"].as_array().unwrap().iter().map(|f| f.as_str().unwrap().to_owned()).collect();
    assert_eq!(read, ground.files(NEW).difference(&ground.files(OLD)).cloned().collect());
    assert!(second["from"].is_string());
    // Nor is anything of an unchanged directory.
    for file in ground.files(NEW) {
        ground.replace(&file, b"no zstd");
    }
    assert_eq!(dump(&ground.store(Place::Disk)), expected);
}

#[test]
fn a_store_that_changed_much_is_made_anew() {
    let ground = Ground::new();
    let mut anew = 0;
    for turn in 0..200 {
        ground.put(if turn % 2 == 0 { OLD } else { NEW });
        drop(ground.store(Place::Disk));
        let state = ground.state();
        let quads: u64 =
            state["files"].as_array().unwrap().iter().map(|f| f["quads"].as_u64().unwrap()).sum();
        assert!(state["changed"].as_u64().unwrap() <= 2 * quads, "{state}");
        anew += usize::from(state["from"].is_null());
        if anew == 3 {
            break;
        }
    }
    assert_eq!(anew, 3, "the first, and two more");
    assert_eq!(dump(&ground.store(Place::Disk)), dump(&ground.store(Place::Memory)));
}

#[test]
fn a_damaged_store_is_made_again() {
    let ground = Ground::new();
    ground.put(OLD);
    let expected = dump(&ground.store(Place::Memory));
    drop(ground.store(Place::Disk));
    let generation = ground.generation();
    for damage in ["db/CURRENT", "lock", "db"] {
        let path = generation.join(damage);
        if path.is_dir() {
            std::fs::remove_dir_all(&path).unwrap();
        } else {
            std::fs::remove_file(&path).unwrap();
        }
        assert_eq!(dump(&ground.store(Place::Disk)), expected, "without {damage}");
    }
    // An old one that cannot be read is no start for a new one.
    for damage in ["db/CURRENT", "files", "state.json"] {
        ground.put(OLD);
        drop(ground.store(Place::Disk));
        let path = ground.generation().join(damage);
        if path.is_dir() {
            std::fs::remove_dir_all(&path).unwrap();
        } else {
            std::fs::write(&path, "{").unwrap();
        }
        ground.put(NEW);
        assert_eq!(dump(&ground.store(Place::Disk)), dump(&ground.store(Place::Memory)), "without {damage}");
        assert!(ground.state()["from"].is_null());
        assert_eq!(ground.generations().len(), 1);
    }
}

#[test]
fn a_graph_that_cannot_be_read_leaves_the_store_as_it_was() {
    let ground = Ground::new();
    ground.put(OLD);
    let store = ground.store(Place::Disk);
    let before = dump(&store);
    ground.put(NEW);
    let changed: Vec<String> = ground.files(NEW).difference(&ground.files(OLD)).cloned().collect();
    ground.replace(&changed[0], b"no zstd");
    let error = GraphStore::of_directory(&ground.directory(), Graphs::Kept, Place::Disk).err().unwrap();
    assert!(error.to_string().contains(&changed[0]), "{error}");
    assert_eq!(dump(&store), before);
    ground.put(OLD);
    assert_eq!(dump(&ground.store(Place::Disk)), before);
}

/// Both where the store has to be refreshed and where it is current.
#[test]
fn what_dead_writers_left_is_removed() {
    let ground = Ground::new();
    for state in [OLD, NEW, NEW] {
        ground.put(state);
        for left in ["building", "gone-0123456789abcdef", "fedcba9876543210"] {
            let folder = ground.graph.join("store").join(left).join("db");
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join("bulk-1.sst"), "half").unwrap();
        }
        drop(ground.store(Place::Disk));
        assert_eq!(ground.entries(), [".gitignore", ".lock", &ground.name()]);
    }
}

#[test]
fn memory_leaves_nothing_on_disk_and_the_folder_is_not_for_git() {
    let ground = Ground::new();
    ground.put(OLD);
    let folder = ground.graph.join("store");
    drop(ground.store(Place::Memory));
    assert!(!folder.exists());
    drop(ground.store(Place::Disk));
    assert_eq!(std::fs::read_to_string(folder.join(".gitignore")).unwrap(), "*\n");
    // What is not its own is left alone.
    std::fs::write(folder.join("notes"), "mine").unwrap();
    ground.put(NEW);
    drop(ground.store(Place::Disk));
    assert_eq!(ground.entries(), [".gitignore", ".lock", &ground.name(), "notes"]);
}
