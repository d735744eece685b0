//! The only folder that opens an Oxigraph store: in memory, or kept on disk beside a graph directory.
//!
//! Queries see the union of all graphs as their default graph, as a set; `GRAPH ?g` sees each named
//! graph. Nothing here reaches the network: Oxigraph is built without its HTTP client.

#[cfg(feature = "rocksdb")]
mod disk;
mod place;

pub use place::Place;

use crate::graph_dir::{GraphDir, GraphDirError, about};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use oxigraph::sparql::{QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::{LoaderError, StorageError, Store};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a store could not be filled or read.
#[derive(Debug)]
pub enum StoreError {
    /// A file of N-Quads that does not parse, by the name that the caller gave it.
    Syntax {
        /// The file.
        file: String,
        /// What the reader says, with line and column.
        error: RdfParseError,
    },
    /// The engine's own trouble.
    Storage(StorageError),
    /// The graph directory cannot be read.
    Directory(GraphDirError),
    /// The store on disk cannot be kept or read.
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// The store on disk is not up to date, and its folder cannot be written.
    ReadOnly {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// A store on disk was asked of a build that has none.
    MemoryOnly,
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { file, error } => f.write_str(&about(file, error)),
            Self::Storage(error) => write!(f, "the store failed: {error}"),
            Self::Directory(error) => error.fmt(f),
            Self::Disk { path, message } => write!(f, "{}: {message}", path.display()),
            Self::ReadOnly { path, error } => write!(
                f,
                "{}: the store on disk is not up to date and cannot be written: {error}; \
                 --store memory does without",
                path.display()
            ),
            Self::MemoryOnly => f.write_str(
                "this build keeps its store in memory only; `cargo install --path . --features rocksdb` \
                 builds one that keeps it on disk, and --store memory does without",
            ),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Syntax { error, .. } => Some(error),
            Self::Storage(error) => Some(error),
            Self::Directory(error) => Some(error),
            Self::ReadOnly { error, .. } => Some(error),
            Self::Disk { .. } | Self::MemoryOnly => None,
        }
    }
}

impl From<StorageError> for StoreError {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<GraphDirError> for StoreError {
    fn from(error: GraphDirError) -> Self {
        Self::Directory(error)
    }
}

/// Whether a store knows which graph each triple comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Graphs {
    /// `GRAPH` and `FROM` find the named graphs.
    Kept,
    /// Only the union is there; half the memory and time where triples stand in several graphs.
    Merged,
}

/// A graph that answers queries. A clone is the same store.
#[derive(Clone)]
pub struct GraphStore {
    store: Store,
    /// The default graph holds all triples: see [`GraphStore::copy_union`].
    default_is_union: bool,
    /// Keeps a store on disk from being removed by others for as long as it is read; none in memory.
    lock: Option<Arc<File>>,
}

impl GraphStore {
    /// The store of a graph directory. On disk it is brought up to date first, by reading the files that
    /// changed; another process that does so already is waited for. It always keeps its graphs there.
    ///
    /// # Errors
    /// [`StoreError::MemoryOnly`] where the build has no store on disk; [`StoreError::ReadOnly`] where one is
    /// not up to date and cannot be written; [`StoreError::Disk`] where keeping it fails otherwise;
    /// [`StoreError::Directory`], [`StoreError::Syntax`] and [`StoreError::Storage`] for what is read.
    pub fn of_directory(directory: &GraphDir, graphs: Graphs, place: Place) -> Result<Self, StoreError> {
        match place {
            Place::Memory => Self::from_nquads(directory.graphs()?, graphs),
            #[cfg(feature = "rocksdb")]
            Place::Disk => disk::open(directory),
            #[cfg(not(feature = "rocksdb"))]
            Place::Disk => Err(StoreError::MemoryOnly),
        }
    }

    /// A store of these quads.
    ///
    /// # Errors
    /// [`StoreError::Storage`]
    pub fn from_quads(quads: impl IntoIterator<Item = Quad>, graphs: Graphs) -> Result<Self, StoreError> {
        let store = Store::new()?;
        let mut repeats = Repeats::default();
        let mut loader = store.bulk_loader();
        loader.load_quads(quads.into_iter().map(|quad| repeats.see(quad, graphs)))?;
        loader.commit()?;
        Self::new(store, &repeats, graphs)
    }

    /// A store of files of N-Quads, each with the name that errors tell; read as streams.
    ///
    /// # Errors
    /// [`StoreError::Syntax`] for the first file that does not parse, or that fails while it is read.
    pub fn from_nquads<R: Read>(
        files: impl IntoIterator<Item = (String, R)>,
        graphs: Graphs,
    ) -> Result<Self, StoreError> {
        let store = Store::new()?;
        let mut repeats = Repeats::default();
        let mut loader = store.bulk_loader();
        for (file, reader) in files {
            let parser = RdfParser::from_format(RdfFormat::NQuads).rename_blank_nodes();
            let seen = parser.for_reader(reader).map(|quad| quad.map(|quad| repeats.see(quad, graphs)));
            loader.load_ok_quads::<_, LoaderError>(seen).map_err(|error| match error {
                LoaderError::Parsing(error) => StoreError::Syntax { file: file.clone(), error },
                LoaderError::Storage(error) => StoreError::Storage(error),
                other => StoreError::Storage(StorageError::Other(Box::new(other))),
            })?;
        }
        loader.commit()?;
        Self::new(store, &repeats, graphs)
    }

    fn new(store: Store, repeats: &Repeats, graphs: Graphs) -> Result<Self, StoreError> {
        let mut store = Self { store, default_is_union: graphs == Graphs::Merged, lock: None };
        if repeats.found {
            store.copy_union()?;
        }
        Ok(store)
    }

    /// Copies all named graphs into the default graph.
    ///
    /// Oxigraph's own union of graphs gives a triple once for each graph that holds it, so that counts
    /// would be wrong: where two sources state one edge, it would count twice. The copy is a set. It
    /// doubles the memory, so it is made only where some triple does stand in two graphs.
    fn copy_union(&mut self) -> Result<(), StoreError> {
        let mut loader = self.store.bulk_loader();
        let copies =
            self.store.iter().map(|quad| quad.map(|q| Quad { graph_name: GraphName::DefaultGraph, ..q }));
        loader.load_ok_quads::<_, StorageError>(copies)?;
        loader.commit()?;
        self.default_is_union = true;
        Ok(())
    }

    /// Evaluates a parsed query; `FROM` and `FROM NAMED` are respected.
    ///
    /// # Errors
    /// The engine's; an unknown function, for one.
    pub fn evaluate(
        &self,
        evaluator: SparqlEvaluator,
        query: spargebra::Query,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        let own_dataset = query.dataset().is_some();
        let mut prepared = evaluator.for_query(query);
        if !own_dataset && !self.default_is_union {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        prepared.on_store(&self.store).execute()
    }

    /// Evaluates a query and tells, once the results are read, how many rows each step of its plan gave.
    #[cfg(test)]
    pub(crate) fn explain(
        &self,
        evaluator: SparqlEvaluator,
        query: spargebra::Query,
    ) -> (Result<QueryResults<'static>, QueryEvaluationError>, oxigraph::sparql::QueryExplanation) {
        let mut prepared = evaluator.for_query(query);
        if !self.default_is_union {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        prepared.on_store(&self.store).compute_statistics().explain()
    }

    /// The triples of a pattern, in no particular order, each once, as quads of some graph.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StoreError>> + use<> {
        let graph = self.default_is_union.then_some(GraphNameRef::DefaultGraph);
        let quads = self.store.quads_for_pattern(subject, predicate, object, graph);
        quads.map(|quad| quad.map_err(StoreError::from))
    }

    /// Whether it lies in files, which the engine writes.
    #[must_use]
    pub fn is_on_disk(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether there is nothing in it.
    ///
    /// # Errors
    /// [`StoreError::Storage`]
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        Ok(self.store.is_empty()?)
    }
}

/// Finds out whether some triple stands in two graphs.
#[derive(Default)]
struct Repeats {
    /// Hashes of triples; two triples with one hash only cost an unneeded copy.
    seen: HashSet<u64>,
    found: bool,
}

impl Repeats {
    /// Gives the quad as it is to be stored.
    fn see(&mut self, quad: Quad, graphs: Graphs) -> Quad {
        if graphs == Graphs::Merged {
            return Quad { graph_name: GraphName::DefaultGraph, ..quad };
        }
        if self.found {
            return quad;
        }
        let mut hasher = DefaultHasher::new();
        (&quad.subject, &quad.predicate, &quad.object).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            self.found = true;
            self.seen = HashSet::new();
        }
        quad
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    const TWO_GRAPHS: &str = "<http://x/a> <http://x/p> <http://x/b> <http://x/g1> .\n\
        <http://x/a> <http://x/p> <http://x/b> <http://x/g2> .\n\
        <http://x/c> <http://x/p> <http://x/d> <http://x/g2> .\n";

    fn count(store: &GraphStore, query: &str) -> usize {
        let query = SparqlParser::new().parse_query(query).unwrap();
        match store.evaluate(SparqlEvaluator::new(), query).unwrap() {
            QueryResults::Solutions(rows) => rows.map(Result::unwrap).count(),
            _ => panic!("expected rows"),
        }
    }

    #[test]
    fn the_union_is_a_set_and_graphs_are_kept() {
        let store =
            GraphStore::from_nquads([("a.nq".to_owned(), TWO_GRAPHS.as_bytes())], Graphs::Kept).unwrap();
        assert_eq!(count(&store, "SELECT * { ?s ?p ?o }"), 2);
        assert_eq!(count(&store, "SELECT * { GRAPH ?g { ?s ?p ?o } }"), 3);
        assert_eq!(count(&store, "SELECT * FROM <http://x/g2> { ?s ?p ?o }"), 2);
        assert_eq!(count(&store, "SELECT * FROM NAMED <http://x/g1> { GRAPH ?g { ?s ?p ?o } }"), 1);
    }

    #[test]
    fn without_repeats_nothing_is_copied() {
        let last = TWO_GRAPHS.lines().skip(1).collect::<Vec<_>>().join("\n");
        let store = GraphStore::from_nquads([("a.nq".to_owned(), last.as_bytes())], Graphs::Kept).unwrap();
        assert!(!store.default_is_union);
        assert_eq!(count(&store, "SELECT * { ?s ?p ?o }"), 2);
        assert_eq!(count(&store, "SELECT * { GRAPH ?g { ?s ?p ?o } }"), 2);
    }

    #[test]
    fn merged_graphs_are_one_set() {
        let store =
            GraphStore::from_nquads([("a.nq".to_owned(), TWO_GRAPHS.as_bytes())], Graphs::Merged).unwrap();
        assert_eq!(count(&store, "SELECT * { ?s ?p ?o }"), 2);
        assert_eq!(count(&store, "SELECT * { GRAPH ?g { ?s ?p ?o } }"), 0);
        assert_eq!(store.quads(None, None, None).count(), 2);
    }

    #[test]
    fn a_file_that_does_not_parse_is_named() {
        let error =
            GraphStore::from_nquads([("b.nq".to_owned(), &b"<http://x/a> <http://x/p>\n"[..])], Graphs::Kept)
                .err()
                .unwrap();
        assert!(error.to_string().starts_with("b.nq: "), "{error}");
    }
}
