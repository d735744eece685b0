//! What is asked: the quads of a graph directory as sorted arrays in one file, derived from the directory and never more
//! than a copy of it.
//!
//! A [`Snapshot`] has a dictionary of all terms, numbered in the order of their keys ([`term`]), and the quads, as
//! numbers, in four orders ([`order`]). Both lie in blocks with a checksum each, are read by position when they are first
//! asked for, and kept up to a bound. So it opens at once, however large it is, and any number of processes share one
//! file. It is bound to the manifest by a hash and written under a temporary name ([`build`]): a reader sees the old
//! file or the new one, whenever the writer dies. Oxigraph's evaluator asks it through [`Snapshot::asked`].
//!
//! Terms stand in it as they were written: `"01"^^xsd:integer` is another term than `"1"^^xsd:integer`, where Oxigraph's
//! own store makes one of both.

mod block;
mod build;
mod cache;
mod dataset;
mod dictionary;
mod error;
mod file;
mod index;
mod order;
mod overflow;
mod quads;
mod scan;
mod statistics;
mod term;
#[cfg(test)]
mod tests;
mod varint;

pub use build::{BuildError, Options};
pub use dataset::{Asked, Budget};
pub use error::SnapshotError;
pub use statistics::PredicateCounts;
pub use term::text_length;

use crate::graph_dir::GraphDir;
use block::Block;
use dictionary::Dictionary;
use file::{STATISTICS, SnapshotFile};
use order::{Order, Quad};
use oxigraph::model::{
    GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, NamedOrBlankNodeRef, Term, TermRef,
};
use oxigraph::model::{Quad as Statement, Triple};
use quads::{Position, Quads};
use scan::{Graphs, Scan};
use statistics::Statistics;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The file's name in a graph directory.
pub const FILE: &str = "snapshot.cache";

/// The most that a process keeps of the file, in bytes, beside its indexes.
pub const MEMORY: u64 = (dictionary::CACHE + quads::CACHE) as u64;

/// A snapshot that is open. Nothing but its ends is read before it is asked for.
#[derive(Debug)]
pub struct Snapshot {
    file: SnapshotFile,
    dictionary: Dictionary,
    quads: Quads,
    statistics: OnceLock<Statistics>,
    /// The first thing that was found wrong with the file, since the evaluator takes an error in an expression for a
    /// value that is missing.
    failure: OnceLock<SnapshotError>,
}

impl Snapshot {
    /// Where the snapshot of a graph directory lies.
    #[must_use]
    pub fn path_of(directory: &GraphDir) -> PathBuf {
        directory.path().join(FILE)
    }

    /// Opens the snapshot of a graph directory, if it was made from the directory as it is now by this version.
    ///
    /// # Errors
    /// Any [`SnapshotError`] but that of memory; all of them mean that it has to be made.
    pub fn open(directory: &GraphDir) -> Result<Self, SnapshotError> {
        Self::open_in(directory.path(), &directory.manifest().fingerprint())
    }

    /// As [`Snapshot::open`], for who knows the folder of a directory and the fingerprint of its manifest.
    ///
    /// # Errors
    /// Any [`SnapshotError`] but that of memory.
    pub fn open_in(folder: &Path, fingerprint: &[u8; 32]) -> Result<Self, SnapshotError> {
        Self::open_file(&folder.join(FILE), fingerprint)
    }

    /// As [`Snapshot::open_in`], of a file by whatever name.
    ///
    /// # Errors
    /// Any [`SnapshotError`] but that of memory.
    pub fn open_file(path: &Path, key: &[u8; 32]) -> Result<Self, SnapshotError> {
        Self::of_file(SnapshotFile::open(path, key)?)
    }

    fn of_file(file: SnapshotFile) -> Result<Self, SnapshotError> {
        let (dictionary, quads) = (Dictionary::new(&file)?, Quads::new(&file)?);
        Ok(Self { file, dictionary, quads, statistics: OnceLock::new(), failure: OnceLock::new() })
    }

    /// A name under which processes of the same user find the file that is open, even where it is no more in its folder or
    /// another one stands there; `None` where the system has no such names.
    #[must_use]
    pub fn open_name(&self) -> Option<PathBuf> {
        self.file.open_name()
    }

    /// Bytes of the file.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.file.length
    }

    /// How many quads it holds.
    #[must_use]
    pub const fn len(&self) -> u64 {
        self.quads.len()
    }

    /// Whether it holds no quad.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The first thing that was found wrong with the file. An answer that was made meanwhile is none.
    #[must_use]
    pub fn failure(&self) -> Option<&SnapshotError> {
        self.failure.get()
    }

    /// Reads the whole file and looks whether it is what it must be.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        self.dictionary.verify(&self.file)?;
        self.quads.verify(&self.file, self.dictionary.len())?;
        self.statistics().map(|_| ())
    }

    /// What is known of a predicate; nothing where it stands in no quad.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn predicate(&self, predicate: NamedNodeRef<'_>) -> Result<Option<PredicateCounts>, SnapshotError> {
        let Some(number) = self.number(predicate.into())? else { return Ok(None) };
        Ok(self.statistics()?.of(number))
    }

    /// The names of its graphs, in the order of the file.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn graph_names(self: &Arc<Self>) -> Result<Vec<NamedNode>, SnapshotError> {
        let mut names = Vec::new();
        for graph in self.named_graphs() {
            if let Term::NamedNode(name) = self.term(graph?)? {
                names.push(name);
            }
        }
        Ok(names)
    }

    /// The numbers of its named graphs, in their order.
    fn named_graphs(self: &Arc<Self>) -> impl Iterator<Item = Result<u32, SnapshotError>> + use<> {
        let snapshot = Arc::clone(self);
        // From each graph straight to the first quad of the next one.
        let mut after = Some(1);
        std::iter::from_fn(move || {
            let prefix = [after.take()?, 0, 0, 0];
            let next = snapshot
                .lower_bound(Order::Gspo, &prefix, 1)
                .and_then(|at| Ok(snapshot.block(Order::Gspo, at.block)?.map(|block| block.get(at.quad, 0))))
                .transpose()?;
            Some(next.inspect(|graph| after = graph.checked_add(1)))
        })
    }

    /// How many triples of all graphs, one of several graphs counted for each, have these terms.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn estimate(
        &self,
        subject: Option<TermRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> Result<u64, SnapshotError> {
        let Some(numbers) = self.numbers([subject, predicate.map(TermRef::from), object])? else {
            return Ok(0);
        };
        let [subject, predicate, object] = numbers;
        let order = Order::of_triple(subject.is_some(), predicate.is_some(), object.is_some());
        let (prefix, bound) = order.prefix([subject, predicate, object, None]);
        self.count(order, &prefix, bound)
    }

    /// The triples of a pattern, in no particular order, each once, as quads of the default graph.
    pub fn triples(
        self: &Arc<Self>,
        subject: Option<NamedOrBlankNodeRef<'_>>,
        predicate: Option<NamedNodeRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> impl Iterator<Item = Result<Statement, SnapshotError>> + use<> {
        let snapshot = Arc::clone(self);
        let scan = self.scan_terms(subject.map(TermRef::from), predicate.map(TermRef::from), object);
        let (error, scan) = match scan {
            Ok(scan) => (None, scan),
            Err(error) => (Some(Err(error)), None),
        };
        let read = move |quad: Result<Quad, SnapshotError>| {
            Ok(snapshot.triple(&quad?)?.in_graph(GraphName::DefaultGraph))
        };
        error.into_iter().chain(scan.into_iter().flatten().map(read))
    }

    /// The numbers of the terms of a pattern; `None` where one of them stands nowhere in the graph.
    fn numbers(&self, terms: [Option<TermRef<'_>>; 3]) -> Result<Option<[Option<u32>; 3]>, SnapshotError> {
        let mut numbers = [None; 3];
        for (slot, term) in numbers.iter_mut().zip(terms) {
            if let Some(term) = term {
                let Some(number) = self.number(term)? else { return Ok(None) };
                *slot = Some(number);
            }
        }
        Ok(Some(numbers))
    }

    fn scan_terms(
        self: &Arc<Self>,
        subject: Option<TermRef<'_>>,
        predicate: Option<TermRef<'_>>,
        object: Option<TermRef<'_>>,
    ) -> Result<Option<Scan>, SnapshotError> {
        let Some([subject, predicate, object]) = self.numbers([subject, predicate, object])? else {
            return Ok(None);
        };
        Ok(Some(Scan::new(Arc::clone(self), subject, predicate, object, Graphs::Union)))
    }

    fn triple(&self, quad: &Quad) -> Result<Triple, SnapshotError> {
        let [subject, predicate, object, _] = *quad;
        let subject = match self.term(subject)? {
            Term::NamedNode(iri) => NamedOrBlankNode::NamedNode(iri),
            Term::BlankNode(node) => NamedOrBlankNode::BlankNode(node),
            Term::Literal(_) => return Err(self.fail(self.file.damaged("a subject is a literal"))),
        };
        let Term::NamedNode(predicate) = self.term(predicate)? else {
            return Err(self.fail(self.file.damaged("a predicate is no IRI")));
        };
        Ok(Triple { subject, predicate, object: self.term(object)? })
    }

    /// The number of a term; `None` where it stands nowhere in the graph.
    fn number(&self, term: TermRef<'_>) -> Result<Option<u32>, SnapshotError> {
        let mut key = Vec::new();
        term::push_key(term, &mut key);
        self.number_of_key(&key)
    }

    fn number_of_key(&self, key: &[u8]) -> Result<Option<u32>, SnapshotError> {
        self.dictionary.find(&self.file, key).map_err(|error| self.fail(error))
    }

    /// The term with a number.
    fn term(&self, number: u32) -> Result<Term, SnapshotError> {
        let key = self.dictionary.key(&self.file, number).map_err(|error| self.fail(error))?;
        term::term(key).ok_or_else(|| self.fail(self.file.damaged(format!("term {number} is none"))))
    }

    fn block(&self, order: Order, block: usize) -> Result<Option<Arc<Block>>, SnapshotError> {
        self.quads.block(&self.file, order, block).map_err(|error| self.fail(error))
    }

    fn lower_bound(&self, order: Order, prefix: &Quad, bound: usize) -> Result<Position, SnapshotError> {
        self.quads.lower_bound(&self.file, order, prefix, bound).map_err(|error| self.fail(error))
    }

    fn count(&self, order: Order, prefix: &Quad, bound: usize) -> Result<u64, SnapshotError> {
        self.quads.count(&self.file, order, prefix, bound).map_err(|error| self.fail(error))
    }

    fn statistics(&self) -> Result<&Statistics, SnapshotError> {
        if let Some(statistics) = self.statistics.get() {
            return Ok(statistics);
        }
        let read = self.file.section(STATISTICS, "statistics").and_then(|bytes| {
            Statistics::read(&bytes).ok_or_else(|| self.file.damaged("the statistics are none"))
        });
        let read = read.map_err(|error| self.fail(error))?;
        Ok(self.statistics.get_or_init(|| read))
    }

    /// Notes an error, which is then given with every answer.
    fn fail(&self, error: SnapshotError) -> SnapshotError {
        self.failure.get_or_init(|| error.clone());
        error
    }
}
