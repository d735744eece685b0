//! A snapshot as Oxigraph's evaluator asks it.
#![allow(clippy::indexing_slicing, reason = "columns and sections are places in arrays of a known length")]

use super::Snapshot;
use super::error::SnapshotError;
use super::order::{GRAPH, OBJECT, Order, PREDICATE, Quad, SUBJECT};
use super::overflow::Overflow;
use super::scan::{Graphs, Scan};
use super::term;
use oxigraph::model::{GraphName, Term};
use spareval::{InternalQuad, QueryableDataset};
use std::cell::RefCell;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a query may use: the memory of the terms that it makes, and, where that is counted, how much it reads.
#[derive(Debug)]
pub struct Budget {
    limit: u64,
    used: AtomicU64,
    /// The most that may be read, in steps.
    steps: Option<u64>,
    taken: AtomicU64,
}

impl Budget {
    /// At most so many bytes.
    #[must_use]
    pub fn new(limit: u64) -> Arc<Self> {
        Self::with(limit, None)
    }

    /// At most so many bytes, and so many steps: a pattern that is looked up, a quad that is read, a term that is written out;
    /// a long term is one for each [`STEP_BYTES`].
    #[must_use]
    pub fn of_steps(limit: u64, steps: u64) -> Arc<Self> {
        Self::with(limit, Some(steps))
    }

    fn with(limit: u64, steps: Option<u64>) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicU64::new(0), steps, taken: AtomicU64::new(0) })
    }

    /// Whether more was needed. An answer that was made meanwhile lacks values.
    #[must_use]
    pub fn is_exceeded(&self) -> bool {
        self.used.load(Ordering::Relaxed) > self.limit
            || self.steps.is_some_and(|steps| self.taken.load(Ordering::Relaxed) > steps)
    }

    /// The steps that were taken.
    #[cfg(test)]
    pub(crate) fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    /// Takes steps, where they are counted.
    fn step(&self, count: u64) -> Result<(), SnapshotError> {
        let Some(steps) = self.steps else { return Ok(()) };
        let before = self.taken.fetch_add(count, Ordering::Relaxed);
        if before.saturating_add(count) > steps { Err(SnapshotError::Steps(steps)) } else { Ok(()) }
    }

    pub(super) fn pay(&self, bytes: u64) -> Result<(), SnapshotError> {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.limit { Err(self.exceeded()) } else { Ok(()) }
    }

    pub(super) const fn exceeded(&self) -> SnapshotError {
        SnapshotError::Memory(self.limit)
    }
}

/// Bytes of a term that are written out in one step.
const STEP_BYTES: usize = 256;

/// The number of a term: of the graph, or after the last of them one that the query made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TermNumber(NonZeroU32);

/// A snapshot that one query asks. Its default graph is the union of all graphs, or of those that the query names with
/// `FROM`, each triple once.
pub struct Asked {
    snapshot: Arc<Snapshot>,
    /// The graphs of `FROM`, where there are several.
    from: Option<Arc<[u32]>>,
    budget: Arc<Budget>,
    overflow: RefCell<Overflow>,
    /// A key that is being made.
    key: RefCell<Vec<u8>>,
}

impl Snapshot {
    /// Makes it ready for one query. `from` are the graphs of the query's `FROM`, where it has several: the evaluator
    /// itself would give a triple for each of them that holds it.
    ///
    /// # Errors
    /// What is wrong with the file.
    pub fn asked(
        self: &Arc<Self>,
        from: Option<&[GraphName]>,
        budget: Arc<Budget>,
    ) -> Result<Asked, SnapshotError> {
        let number = |graph: &GraphName| -> Result<Option<u32>, SnapshotError> {
            let mut key = Vec::new();
            term::push_graph_key(graph.as_ref(), &mut key);
            if key.is_empty() { Ok(Some(0)) } else { self.number_of_key(&key) }
        };
        let from = from.map(|graphs| {
            let numbers = graphs.iter().map(number).collect::<Result<Vec<_>, _>>()?;
            let mut numbers: Vec<u32> = numbers.into_iter().flatten().collect();
            numbers.sort_unstable();
            Ok(numbers.into())
        });
        Ok(Asked {
            snapshot: Arc::clone(self),
            from: from.transpose()?,
            overflow: RefCell::new(Overflow::new(Arc::clone(&budget))),
            budget,
            key: RefCell::default(),
        })
    }
}

impl Asked {
    /// The place of a term that the query made.
    fn made(&self, number: TermNumber) -> Option<u32> {
        number.0.get().checked_sub(self.snapshot.dictionary.len() + 1)
    }

    /// The number of a term in the graph; 0, which no pattern finds, for one that the query made.
    fn bound(&self, number: Option<&TermNumber>) -> Option<u32> {
        number.map(|number| if self.made(*number).is_some() { 0 } else { number.0.get() })
    }

    fn number(&self, number: u32) -> Result<TermNumber, SnapshotError> {
        let number = NonZeroU32::new(number).map(TermNumber);
        number.ok_or_else(|| self.snapshot.fail(self.snapshot.file.damaged("a quad lacks a term")))
    }

    fn external(&self, term: TermNumber) -> Result<Term, SnapshotError> {
        match self.made(term) {
            None => self.snapshot.term(term.0.get()),
            Some(place) => {
                let made = self.overflow.borrow().term(place);
                made.ok_or_else(|| {
                    self.snapshot.fail(self.snapshot.file.damaged("a quad names a term that is none"))
                })
            }
        }
    }
}

/// A quad as the evaluator takes it.
fn internal(quad: Quad) -> Option<InternalQuad<TermNumber>> {
    let number = |column: usize| NonZeroU32::new(quad[column]).map(TermNumber);
    Some(InternalQuad {
        subject: number(SUBJECT)?,
        predicate: number(PREDICATE)?,
        object: number(OBJECT)?,
        graph_name: number(GRAPH),
    })
}

impl QueryableDataset<'static> for Asked {
    type InternalTerm = TermNumber;
    type Error = SnapshotError;

    fn internal_quads_for_pattern(
        &self,
        subject: Option<&TermNumber>,
        predicate: Option<&TermNumber>,
        object: Option<&TermNumber>,
        graph_name: Option<Option<&TermNumber>>,
    ) -> impl Iterator<Item = Result<InternalQuad<TermNumber>, SnapshotError>> + use<> {
        let pattern = [subject, predicate, object].map(|term| self.bound(term));
        let is_union = matches!(graph_name, Some(None));
        let graphs = match graph_name {
            None => Graphs::Named,
            Some(None) => self.from.clone().map_or(Graphs::Union, Graphs::UnionOf),
            Some(Some(graph)) => Graphs::One(self.bound(Some(graph)).unwrap_or(0)),
        };
        // A term that the query made stands in no quad, nor does one name a graph.
        let is_nowhere = pattern.contains(&Some(0)) || matches!(graphs, Graphs::One(0));
        let [subject, predicate, object] = pattern;
        let snapshot = Arc::clone(&self.snapshot);
        let begun = self.budget.step(1);
        let counted = self.budget.steps.is_some().then(|| Arc::clone(&self.budget));
        let is_nowhere = is_nowhere || begun.is_err();
        let scan =
            (!is_nowhere).then(|| Scan::new(Arc::clone(&snapshot), subject, predicate, object, graphs));
        let quads = scan.into_iter().flatten().map(move |quad| {
            let mut quad = quad?;
            if let Some(budget) = &counted {
                budget.step(1)?;
            }
            if is_union {
                quad[GRAPH] = 0;
            }
            internal(quad).ok_or_else(|| snapshot.fail(snapshot.file.damaged("a quad lacks a term")))
        });
        begun.err().map(Err).into_iter().chain(quads)
    }

    fn internal_named_graphs(&self) -> impl Iterator<Item = Result<TermNumber, SnapshotError>> + use<> {
        let number = |graph| TermNumber(NonZeroU32::new(graph).unwrap_or(NonZeroU32::MIN));
        self.snapshot.named_graphs().map(move |graph| graph.map(number))
    }

    fn contains_internal_graph_name(&self, graph_name: &TermNumber) -> Result<bool, SnapshotError> {
        let graph = self.bound(Some(graph_name)).unwrap_or(0);
        Ok(graph != 0 && self.snapshot.count(Order::Gspo, &[graph, 0, 0, 0], 1)? > 0)
    }

    fn internalize_term(&self, term: Term) -> Result<TermNumber, SnapshotError> {
        let mut key = self.key.borrow_mut();
        key.clear();
        term::push_key(term.as_ref(), &mut key);
        let known = self.snapshot.dictionary.len();
        let found = self.overflow.borrow().find(&key);
        let place = match found {
            Some(place) => place,
            None => match self.snapshot.number_of_key(&key)? {
                Some(number) => return self.number(number),
                None => self.overflow.borrow_mut().add(&key)?,
            },
        };
        let number = known.checked_add(1).and_then(|first| first.checked_add(place));
        self.number(number.ok_or_else(|| self.overflow.borrow().full())?)
    }

    fn externalize_term(&self, term: TermNumber) -> Result<Term, SnapshotError> {
        self.budget.step(1)?;
        let term = self.external(term)?;
        self.budget.step((term::text_length(&term) / STEP_BYTES) as u64)?;
        Ok(term)
    }
}
