//! The folder of generations: who reads, who writes, what is removed.
//!
//! Locks are `File::lock`'s, `flock` on Unix: the system releases them when a process dies, however it dies.

use super::build;
use super::state::{self, State};
use super::{at, disk};
use crate::graph_dir::GraphDir;
use crate::store::{GraphStore, StoreError};
use oxigraph::store::Store;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The next generation, while it is made.
const BUILDING: &str = "building";

/// The start of the name of a generation that is being removed.
const GONE: &str = "gone-";

/// The folder `store` of a graph directory.
pub(super) struct Shelf {
    path: PathBuf,
}

/// The right to write in a [`Shelf`]. Only one process has it.
pub(super) struct Writer<'a> {
    shelf: &'a Shelf,
    _lock: File,
}

/// A generation that the next one can start as.
pub(super) struct Generation {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// What it holds.
    pub state: State,
}

impl Shelf {
    /// That of a graph directory, whether it is there or not.
    pub fn of(directory: &GraphDir) -> Self {
        Self { path: directory.path().join("store") }
    }

    /// The folder of a generation.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Opens a generation for reading; `None` where it is not there, or not for long.
    pub fn open(&self, name: &str) -> Result<Option<GraphStore>, StoreError> {
        let folder = self.folder(name);
        let path = folder.join("lock");
        let mut lock = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(at(&path)(error)),
        };
        lock.lock_shared().map_err(at(&path))?;
        if is_marked(&mut lock).map_err(at(&path))? {
            return Ok(None);
        }
        let database = folder.join("db");
        let store = Store::open_read_only(&database).map_err(|error| disk(&database, error))?;
        Ok(Some(GraphStore { store, default_is_union: true, lock: Some(Arc::new(lock)) }))
    }

    /// Whether there is anything that a writer would remove if nobody read it.
    pub fn has_more_than(&self, name: &str) -> bool {
        self.names().iter().any(|other| other != name && is_ours(other))
    }

    /// Waits for the right to write, and makes the folder where it is not there.
    pub fn write(&self) -> Result<Writer<'_>, StoreError> {
        let refused = |error: io::Error| match error.kind() {
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
                StoreError::ReadOnly { path: self.path.clone(), error }
            }
            _ => at(&self.path)(error),
        };
        std::fs::create_dir_all(&self.path).map_err(refused)?;
        let lock = self.lock_file().map_err(refused)?;
        lock.lock().map_err(refused)?;
        let ignore = self.path.join(".gitignore");
        if !ignore.exists() {
            std::fs::write(&ignore, "*\n").map_err(refused)?;
        }
        Ok(Writer { shelf: self, _lock: lock })
    }

    /// The right to write, if it can be had at once.
    pub fn try_write(&self) -> Option<Writer<'_>> {
        let lock = self.lock_file().ok()?;
        lock.try_lock().ok()?;
        Some(Writer { shelf: self, _lock: lock })
    }

    fn lock_file(&self) -> io::Result<File> {
        File::options().create(true).append(true).open(self.path.join(".lock"))
    }

    /// What is in the folder, sorted.
    fn names(&self) -> Vec<String> {
        let listing = std::fs::read_dir(&self.path).into_iter().flatten().flatten();
        let mut names: Vec<String> =
            listing.filter_map(|entry| entry.file_name().into_string().ok()).collect();
        names.sort_unstable();
        names
    }
}

impl Writer<'_> {
    /// Makes the generation of a graph directory and puts it in its place.
    pub fn make(&self, directory: &GraphDir, name: &str) -> Result<(), StoreError> {
        let building = self.shelf.folder(BUILDING);
        self.remove_leftovers()?;
        let made = build::build(directory, self.start(directory).as_ref(), &building);
        let placed = made.and_then(|()| self.place(&building, name));
        if placed.is_err() {
            // What cannot be removed now goes with the next sweep.
            let _ = std::fs::remove_dir_all(&building);
        }
        placed
    }

    /// Removes what dead processes left, and all generations but one that nobody reads. What cannot be removed now
    /// goes next time.
    pub fn sweep(&self, keep: &str) {
        let _ = self.remove_leftovers();
        for name in self.shelf.names() {
            if name != keep && state::is_name(&name) {
                let _ = self.retire(&name);
            }
        }
    }

    /// The generation that shares the most quads with a graph directory, if any can be changed into it.
    fn start(&self, directory: &GraphDir) -> Option<Generation> {
        let generations = self.shelf.names().into_iter().filter(|name| state::is_name(name));
        let usable = generations.filter_map(|name| {
            let folder = self.shelf.folder(&name);
            let mut lock = File::open(folder.join("lock")).ok()?;
            if is_marked(&mut lock).ok()? {
                return None;
            }
            let state = State::read(&folder.join("state.json"))?;
            Some(Generation { name, folder, state })
        });
        let shared = |generation: &Generation| -> u64 {
            directory
                .graph_files()
                .filter_map(|entry| generation.state.held(entry))
                .map(|held| held.quads)
                .sum()
        };
        usable.max_by_key(shared)
    }

    fn place(&self, building: &Path, name: &str) -> Result<(), StoreError> {
        File::create_new(building.join("lock")).and_then(|file| file.sync_all()).map_err(at(building))?;
        sync(building).map_err(at(building))?;
        let folder = self.shelf.folder(name);
        // One of this name that cannot be opened.
        if folder.exists() {
            self.retire(name)?;
        }
        std::fs::rename(building, &folder).and_then(|()| sync(&self.shelf.path)).map_err(at(&folder))
    }

    /// Removes a generation unless someone reads it.
    fn retire(&self, name: &str) -> Result<(), StoreError> {
        let folder = self.shelf.folder(name);
        let path = folder.join("lock");
        let lock = match File::options().append(true).open(&path) {
            Ok(mut lock) => {
                lock.try_lock().map_err(|error| disk(&folder, error))?;
                // A reader that waits for the lock must not take it for that of a later generation of this name.
                lock.write_all(b"gone\n").map_err(at(&path))?;
                Some(lock)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(at(&path)(error)),
        };
        let gone = self.shelf.folder(&format!("{GONE}{name}"));
        let removed = std::fs::rename(&folder, &gone).and_then(|()| std::fs::remove_dir_all(&gone));
        drop(lock);
        removed.map_err(at(&folder))
    }

    fn remove_leftovers(&self) -> Result<(), StoreError> {
        for name in self.shelf.names() {
            if name == BUILDING || name.strip_prefix(GONE).is_some_and(state::is_name) {
                let path = self.shelf.folder(&name);
                std::fs::remove_dir_all(&path).map_err(at(&path))?;
            }
        }
        Ok(())
    }
}

/// Whether a name is one that is made here. Whatever else lies in the folder is left alone.
fn is_ours(name: &str) -> bool {
    name == BUILDING || state::is_name(name.strip_prefix(GONE).unwrap_or(name))
}

/// Whether the lock of a generation says that it is being removed.
fn is_marked(lock: &mut File) -> io::Result<bool> {
    Ok(lock.read(&mut [0])? > 0)
}

/// Makes the names within a folder durable, where the system lets folders be opened.
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder).map_or(Ok(()), |folder| folder.sync_all())
}
