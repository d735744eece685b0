//! What queries ask: the snapshot of a graph directory, or an Oxigraph store in memory for documents.
//!
//! Queries see the union of all graphs as their default graph, as a set; `GRAPH ?g` sees each named
//! graph. Nothing here reaches the network: Oxigraph is built without its HTTP client.

use crate::graph_dir::{GraphDir, GraphDirError, about};
use crate::snapshot::{self, Budget, BuildError, Snapshot, SnapshotError};
use oxigraph::io::{RdfFormat, RdfParseError, RdfParser};
use oxigraph::model::{GraphName, GraphNameRef, NamedNodeRef, NamedOrBlankNodeRef, Quad, TermRef};
use oxigraph::sparql::{PreparedSparqlQuery, QueryEvaluationError, QueryResults, SparqlEvaluator};
use oxigraph::store::{LoaderError, StorageError, Store};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;
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
    /// The graph directory cannot be read, or its snapshot not made.
    Directory(BuildError),
    /// The snapshot cannot be read.
    Snapshot(SnapshotError),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax { file, error } => f.write_str(&about(file, error)),
            Self::Storage(error) => write!(f, "the store failed: {error}"),
            Self::Directory(error) => error.fmt(f),
            Self::Snapshot(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Syntax { error, .. } => Some(error),
            Self::Storage(error) => Some(error),
            Self::Directory(error) => Some(error),
            Self::Snapshot(error) => Some(error),
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
        Self::Directory(error.into())
    }
}

impl From<BuildError> for StoreError {
    fn from(error: BuildError) -> Self {
        Self::Directory(error)
    }
}

impl From<SnapshotError> for StoreError {
    fn from(error: SnapshotError) -> Self {
        Self::Snapshot(error)
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
pub struct GraphStore(Kind);

#[derive(Clone)]
enum Kind {
    Memory(MemoryStore),
    Snapshot(Arc<Snapshot>),
}

/// An Oxigraph store in memory.
#[derive(Clone)]
struct MemoryStore {
    store: Store,
    /// The default graph holds all triples: see [`MemoryStore::copy_union`].
    default_is_union: bool,
}

impl GraphStore {
    /// The graph of a directory, from its snapshot, which is made first where it is not up to date.
    ///
    /// # Errors
    /// [`StoreError::Directory`]
    pub fn of_directory(directory: &GraphDir) -> Result<Self, StoreError> {
        Ok(Self::of_snapshot(Snapshot::up_to_date(directory)?))
    }

    /// The graph of a snapshot.
    #[must_use]
    pub fn of_snapshot(snapshot: Snapshot) -> Self {
        Self(Kind::Snapshot(Arc::new(snapshot)))
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
        let mut store = MemoryStore { store, default_is_union: graphs == Graphs::Merged };
        if repeats.found {
            store.copy_union()?;
        }
        Ok(Self(Kind::Memory(store)))
    }

    /// Evaluates a parsed query; `FROM` and `FROM NAMED` are respected.
    ///
    /// Where [`GraphStore::failure`] tells an error or the budget is exceeded once the results are read, they are
    /// not the answer.
    ///
    /// # Errors
    /// The engine's; an unknown function, for one.
    pub fn evaluate(
        &self,
        evaluator: SparqlEvaluator,
        query: spargebra::Query,
        budget: &Arc<Budget>,
    ) -> Result<QueryResults<'static>, QueryEvaluationError> {
        match &self.0 {
            Kind::Memory(store) => store.prepare(evaluator, query).on_store(&store.store).execute(),
            Kind::Snapshot(snapshot) => {
                let (prepared, asked) = prepare(snapshot, evaluator, query, budget)?;
                prepared.on_queryable_dataset(asked).execute()
            }
        }
    }

    /// Evaluates a query and tells, once the results are read, how many rows each step of its plan gave.
    #[cfg(test)]
    pub(crate) fn explain(
        &self,
        evaluator: SparqlEvaluator,
        query: spargebra::Query,
        budget: &Arc<Budget>,
    ) -> (Result<QueryResults<'static>, QueryEvaluationError>, oxigraph::sparql::QueryExplanation) {
        match &self.0 {
            Kind::Memory(store) => {
                let prepared = store.prepare(evaluator, query);
                prepared.on_store(&store.store).compute_statistics().explain()
            }
            Kind::Snapshot(snapshot) => {
                let (prepared, asked) = prepare(snapshot, evaluator, query, budget).unwrap();
                prepared.on_queryable_dataset(asked).compute_statistics().explain()
            }
        }
    }

    /// The triples of a pattern, in no particular order, each once, as quads of some graph.
    pub fn quads(
        &self,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Result<Quad, StoreError>> + use<> {
        let (memory, snapshot) = match &self.0 {
            Kind::Memory(store) => {
                let graph = store.default_is_union.then_some(GraphNameRef::DefaultGraph);
                (Some(store.store.quads_for_pattern(subject, predicate, object, graph)), None)
            }
            Kind::Snapshot(snapshot) => (None, Some(snapshot.triples(subject, predicate, object))),
        };
        let memory = memory.into_iter().flatten().map(|quad| quad.map_err(StoreError::from));
        memory.chain(snapshot.into_iter().flatten().map(|quad| quad.map_err(StoreError::from)))
    }

    /// What was found wrong with the graph since it was opened: answers made meanwhile are none.
    #[must_use]
    pub fn failure(&self) -> Option<StoreError> {
        match &self.0 {
            Kind::Memory(_) => None,
            Kind::Snapshot(snapshot) => snapshot.failure().cloned().map(StoreError::Snapshot),
        }
    }

    /// The most memory that it takes later than when it was opened, in bytes.
    #[must_use]
    pub const fn memory(&self) -> u64 {
        match &self.0 {
            Kind::Memory(_) => 0,
            Kind::Snapshot(_) => snapshot::MEMORY,
        }
    }

    /// The snapshot, where it is one.
    #[must_use]
    pub const fn snapshot(&self) -> Option<&Arc<Snapshot>> {
        match &self.0 {
            Kind::Memory(_) => None,
            Kind::Snapshot(snapshot) => Some(snapshot),
        }
    }

    /// Whether there is nothing in it.
    ///
    /// # Errors
    /// [`StoreError::Storage`]
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        match &self.0 {
            Kind::Memory(store) => Ok(store.store.is_empty()?),
            Kind::Snapshot(snapshot) => Ok(snapshot.is_empty()),
        }
    }
}

/// A query of a snapshot. Several graphs of `FROM` are one set of triples there, as in RDF's merge of graphs.
fn prepare(
    snapshot: &Arc<Snapshot>,
    evaluator: SparqlEvaluator,
    query: spargebra::Query,
    budget: &Arc<Budget>,
) -> Result<(PreparedSparqlQuery, snapshot::Asked), QueryEvaluationError> {
    let mut prepared = evaluator.for_query(query);
    let from = prepared.dataset().default_graph_graphs().filter(|graphs| graphs.len() > 1);
    let from = from.map(<[GraphName]>::to_vec);
    if from.is_some() {
        prepared.dataset_mut().set_default_graph(vec![GraphName::DefaultGraph]);
    }
    let asked = snapshot.asked(from.as_deref(), Arc::clone(budget));
    let asked = asked.map_err(|error| QueryEvaluationError::Dataset(Box::new(error)))?;
    Ok((prepared, asked))
}

impl MemoryStore {
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

    fn prepare(&self, evaluator: SparqlEvaluator, query: spargebra::Query) -> PreparedSparqlQuery {
        let own_dataset = query.dataset().is_some();
        let mut prepared = evaluator.for_query(query);
        if !own_dataset && !self.default_is_union {
            prepared.dataset_mut().set_default_graph_as_union();
        }
        prepared
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
        match store.evaluate(SparqlEvaluator::new(), query, &Budget::new(u64::MAX)).unwrap() {
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
        assert!(matches!(&store.0, Kind::Memory(memory) if !memory.default_is_union));
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
