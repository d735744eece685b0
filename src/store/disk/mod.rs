//! The store on disk beside a graph directory, derived from it and never more than a copy of it.
//!
//! ```text
//! pedigraph-graph/store/
//!   .lock                 held by the one process that writes here
//!   0123456789abcdef/     a generation: a whole store, named by what it holds
//!     state.json          the files that it was made from
//!     files/              those files themselves, as hard links
//!     db/                 RocksDB
//!     lock                shared by all who read it
//!   building/             the next generation, while it is made
//!   gone-0123456789abcdef/  an old one, while it is removed
//! ```
//!
//! A generation is complete when it is renamed into place, and nothing writes into it from then on: any number of
//! processes can read it while another makes the next one. That one starts as hard links to the old, loses what
//! the changed sources no longer say and gains what they say now; see [`build`]. A process that dies at any point
//! leaves the old generation or the new one, and at most folders that no reader looks at; the next one that comes
//! by removes those, and the generations that nobody reads any more.

mod build;
mod difference;
mod feed;
mod shelf;
mod state;

use super::{GraphStore, StoreError};
use crate::graph_dir::GraphDir;
use shelf::Shelf;
use std::io;
use std::path::Path;

/// How often a directory may change while it is read for a store, before that is an error.
const ATTEMPTS: usize = 3;

/// The store of a graph directory, brought up to date.
pub(super) fn open(directory: &GraphDir) -> Result<GraphStore, StoreError> {
    let shelf = Shelf::of(directory);
    let name = state::name(directory.manifest());
    // One that cannot be opened is made again below.
    if let Ok(Some(store)) = shelf.open(&name) {
        if shelf.has_more_than(&name)
            && let Some(writer) = shelf.try_write()
            && let Ok(now) = GraphDir::open(directory.path())
        {
            writer.sweep(&state::name(now.manifest()));
        }
        return Ok(store);
    }
    let writer = shelf.write()?;
    let mut attempt = 1;
    loop {
        // It may have changed while another process was waited for.
        let now = GraphDir::open(directory.path())?;
        let name = state::name(now.manifest());
        if let Ok(Some(store)) = shelf.open(&name) {
            writer.sweep(&name);
            return Ok(store);
        }
        match writer.make(&now, &name) {
            Ok(()) => {
                let store = shelf.open(&name)?.ok_or_else(|| {
                    disk(&shelf.folder(&name), "the store vanished as soon as it was made; try again")
                })?;
                writer.sweep(&name);
                return Ok(store);
            }
            Err(error) => {
                let changed = GraphDir::open(directory.path())
                    .is_ok_and(|then| then.manifest().fingerprint() != now.manifest().fingerprint());
                if !changed || attempt == ATTEMPTS {
                    return Err(error);
                }
                attempt += 1;
            }
        }
    }
}

/// An error about a file or folder of the store.
fn disk(path: &Path, what: impl ToString) -> StoreError {
    StoreError::Disk { path: path.to_owned(), message: what.to_string() }
}

/// For `map_err`: an I/O error with its path.
fn at(path: &Path) -> impl Fn(io::Error) -> StoreError + '_ {
    move |error| disk(path, error)
}
