//! Making a generation: from nothing, or from an old one by the differences of the files that changed.
//!
//! The default graph holds all triples, each once, as in [`GraphStore`](crate::store::GraphStore)'s union in memory.
//! When a quad goes, its triple goes from the default graph unless another named graph still holds it.

use super::difference::Difference;
use super::feed::{Feed, Stop};
use super::shelf::Generation;
use super::state::State;
use super::{at, disk};
use crate::graph_dir::{FileEntry, GraphDir};
use crate::store::StoreError;
use oxigraph::store::Store;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;

/// Threads that sort and write what is loaded.
const THREADS: usize = 2;

/// Quads that are loaded at once, in thousands, shared by the threads: about half a gigabyte of memory.
const BATCHES: usize = 500;

/// Makes a generation of a graph directory in a folder that does not exist, all but its lock.
///
/// It starts as `start` where that can be changed into it; where that fails for whatever reason, it is made from nothing.
pub(super) fn build(
    directory: &GraphDir,
    start: Option<&Generation>,
    folder: &Path,
) -> Result<(), StoreError> {
    if let Some(start) = start {
        match refresh(directory, start, folder) {
            Ok(()) => return Ok(()),
            Err(_) if folder.exists() => std::fs::remove_dir_all(folder).map_err(at(folder))?,
            Err(_) => {}
        }
    }
    std::fs::create_dir(folder).map_err(at(folder))?;
    let database = folder.join("db");
    let store = Store::open(&database).map_err(|error| disk(&database, error))?;
    let entries = entries(directory);
    let mut feed = Feed::new(directory, entries.clone(), None);
    load(&store, &mut feed).map_err(|stop| stop.into_error(folder))?;
    store.optimize()?;
    let read = entries.iter().map(|entry| entry.file.clone()).collect();
    finish(store, directory, None, folder, State::new(None, 0, read, feed.into_held()))
}

/// Makes a generation from an old one.
fn refresh(directory: &GraphDir, start: &Generation, folder: &Path) -> Result<(), Stop> {
    let entries = entries(directory);
    let fresh: Vec<_> = entries.iter().copied().filter(|e| start.state.held(e).is_none()).collect();
    std::fs::create_dir(folder).map_err(at(folder))?;
    let database = folder.join("db");
    Store::open_read_only(start.folder.join("db"))?.backup(&database)?;
    let store = Store::open(&database)?;
    let difference = Difference::new(start, &entries, &store)?;
    let mut feed = Feed::new(directory, fresh.clone(), Some(difference));
    load(&store, &mut feed)?;
    let changed = feed.finish_difference()?;
    let new = feed.into_held();
    let mut files = Vec::new();
    for entry in entries {
        let held = start.state.held(entry).or_else(|| new.iter().find(|held| held.sha256 == entry.sha256));
        files.extend(held.cloned());
    }
    let read = fresh.iter().map(|entry| entry.file.clone()).collect();
    let state = State::new(Some(start.name.clone()), start.state.changed + changed, read, files);
    Ok(finish(store, directory, Some(start), folder, state)?)
}

/// The files of a graph directory, each content once.
fn entries(directory: &GraphDir) -> Vec<&FileEntry> {
    let mut seen = BTreeSet::new();
    directory.graph_files().filter(|entry| seen.insert(&entry.sha256)).collect()
}

fn load(store: &Store, feed: &mut Feed<'_>) -> Result<(), Stop> {
    let mut loader = store.bulk_loader().with_num_threads(THREADS).with_max_memory_size_in_megabytes(BATCHES);
    loader.load_ok_quads::<Stop, Stop>(feed)?;
    Ok(loader.commit()?)
}

/// Closes the store and puts the files and the state beside it.
fn finish(
    store: Store,
    directory: &GraphDir,
    start: Option<&Generation>,
    folder: &Path,
    state: State,
) -> Result<(), StoreError> {
    store.flush()?;
    drop(store);
    let files = folder.join("files");
    std::fs::create_dir(&files).map_err(at(&files))?;
    for held in &state.files {
        let old = start.map(|start| start.folder.join("files").join(&held.sha256)).filter(|old| old.exists());
        let file = old.unwrap_or_else(|| directory.path().join(&held.file));
        keep(&file, &files.join(&held.sha256)).map_err(at(&file))?;
    }
    let path = folder.join("state.json");
    state.write(&path).map_err(at(&path))
}

/// Gives a file a second name, or copies it where the file system has no hard links.
fn keep(file: &Path, name: &Path) -> io::Result<()> {
    std::fs::hard_link(file, name).or_else(|_| std::fs::copy(file, name).map(drop))
}
