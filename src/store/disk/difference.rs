//! What a file that changed no longer says, and what it says now.
//!
//! The old file lies beside the old store, so that both are compared as texts, quad by quad, and the store is touched
//! only where they differ. Memory: 16 bytes, and what a hash table needs, for each quad of the old file.

use super::at;
use super::feed::{Sheet, Stop};
use super::shelf::Generation;
use super::state::Held;
use crate::graph_dir::{FileEntry, content_is};
use crate::ground::zst;
use oxigraph::model::{GraphName, GraphNameRef, NamedNode, Quad, QuadRef};
use oxigraph::store::{StorageError, Store};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::BufReader;
use std::path::PathBuf;

/// Quads that are removed in one transaction.
const BATCH: usize = 10_000;

/// The changes that turn the store of an old generation into that of a new one.
pub(super) struct Difference<'a> {
    /// A copy of the old store.
    store: &'a Store,
    /// Where the old files are.
    folder: PathBuf,
    /// The old files that are no more, by their graphs.
    gone: BTreeMap<&'a str, &'a Held>,
    /// The graphs of all other files that were seen.
    graphs: BTreeSet<String>,
    /// The old file of the graph that is read.
    old: Option<&'a Held>,
    /// Hashes of its quads that were not read yet.
    missing: HashSet<u128>,
    /// How many quads came and went.
    changed: u64,
    /// How many may, before it is less work to begin anew.
    most: u64,
}

impl<'a> Difference<'a> {
    /// The way from an old generation to these files, in a copy of its store.
    pub fn new(start: &'a Generation, entries: &[&FileEntry], store: &'a Store) -> Result<Self, Stop> {
        let stays: BTreeSet<&str> = entries.iter().map(|entry| entry.sha256.as_str()).collect();
        let mut difference = Self {
            store,
            folder: start.folder.join("files"),
            gone: BTreeMap::new(),
            graphs: BTreeSet::new(),
            old: None,
            missing: HashSet::new(),
            changed: 0,
            most: start.state.quads().saturating_sub(start.state.changed),
        };
        for held in &start.state.files {
            let graph = held.graph.as_deref().ok_or(Stop::Anew)?;
            if stays.contains(held.sha256.as_str()) {
                difference.graphs.insert(graph.to_owned());
            } else {
                difference.gone.insert(graph, held);
            }
        }
        Ok(difference)
    }

    /// A file is read that holds this graph.
    pub fn begin(&mut self, graph: &str) -> Result<(), Stop> {
        if !self.graphs.insert(graph.to_owned()) {
            return Err(Stop::Anew);
        }
        self.old = self.gone.remove(graph);
        for quad in self.old.map(|old| self.sheet(old)).transpose()?.into_iter().flatten() {
            self.missing.insert(hash(&quad?));
        }
        Ok(())
    }

    /// Whether the old file did not say this.
    pub fn is_new(&mut self, quad: &Quad) -> Result<bool, Stop> {
        if self.missing.remove(&hash(quad)) {
            return Ok(false);
        }
        self.count(1)?;
        Ok(true)
    }

    /// The file ends: removes what only the old one said.
    pub fn end(&mut self) -> Result<(), Stop> {
        if let Some(old) = self.old.take().filter(|_| !self.missing.is_empty()) {
            let missing = std::mem::take(&mut self.missing);
            self.remove(old, |quad| missing.contains(&hash(quad)))?;
        }
        Ok(())
    }

    /// Removes the graphs that no file holds any more; tells how many quads came and went in all.
    pub fn finish(mut self) -> Result<u64, Stop> {
        for (graph, held) in std::mem::take(&mut self.gone) {
            self.remove(held, |_| true)?;
            let name = NamedNode::new(graph).map_err(|_| Stop::Anew)?;
            self.store.remove_named_graph(&name)?;
        }
        Ok(self.changed)
    }

    /// An old file, which lies beside the store under a second name: damage to the one is damage to the other.
    fn sheet(&self, held: &Held) -> Result<Sheet, Stop> {
        let path = self.folder.join(&held.sha256);
        if !content_is(&path, &held.sha256).map_err(at(&path))? {
            return Err(Stop::Anew);
        }
        let file = File::open(&path).map_err(at(&path))?;
        let reader = zst::Reader::new(BufReader::with_capacity(1 << 16, file));
        Ok(Sheet::new((path.display().to_string(), Box::new(reader))))
    }

    fn count(&mut self, quads: u64) -> Result<(), Stop> {
        self.changed += quads;
        if self.changed > self.most { Err(Stop::Anew) } else { Ok(()) }
    }

    fn remove(&mut self, held: &Held, goes: impl Fn(&Quad) -> bool) -> Result<(), Stop> {
        let mut batch = Vec::new();
        for quad in self.sheet(held)? {
            let quad = quad?;
            if goes(&quad) {
                batch.push(quad);
            }
            if batch.len() == BATCH {
                self.remove_batch(&mut batch)?;
            }
        }
        self.remove_batch(&mut batch)
    }

    fn remove_batch(&mut self, batch: &mut Vec<Quad>) -> Result<(), Stop> {
        self.count(batch.len() as u64)?;
        let mut transaction = self.store.start_transaction()?;
        for quad in batch.drain(..) {
            transaction.remove(&quad);
            if !self.is_elsewhere(&quad)? {
                transaction.remove(QuadRef { graph_name: GraphNameRef::DefaultGraph, ..quad.as_ref() });
            }
        }
        Ok(transaction.commit()?)
    }

    /// Whether another named graph holds the triple of a quad.
    fn is_elsewhere(&self, quad: &Quad) -> Result<bool, StorageError> {
        let Quad { subject, predicate, object, graph_name } = quad;
        let all = self.store.quads_for_pattern(
            Some(subject.as_ref()),
            Some(predicate.as_ref()),
            Some(object.as_ref()),
            None,
        );
        for other in all {
            let other = other?.graph_name;
            if other != GraphName::DefaultGraph && other != *graph_name {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Half of the SHA-256 of a quad's N-Quads.
fn hash(quad: &Quad) -> u128 {
    let digest = Sha256::digest(quad.to_string());
    digest.iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte))
}
