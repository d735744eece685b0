//! Asks the store, within limits.
//!
//! Parsing, planning and evaluation run on a thread of their own ([`super::thread`]): the parser recurses, and the engine
//! looks at its cancellation token only when it reads from the store, so the deadline is kept by who waits.

use super::bind::{self, BindError, Values};
use super::bounds::{self, BoundsError};
use super::catalogue::StoredQuery;
use super::functions;
use super::guard::{self, Refusal};
pub use super::limits::{Limit, Limits};
pub use super::names::{Dataset, Names};
use super::plan;
use super::syntax;
use super::texts::{self, Texts};
use super::thread::on_thread;
use crate::ground::diag::excerpt;
use crate::ground::vocab;
use crate::snapshot::{Budget, text_length};
use crate::store::{GraphStore, StoreError};
use oxigraph::model::{NamedNode, NamedOrBlankNode, Term, Triple, Variable};
use oxigraph::sparql::{CancellationToken, QueryEvaluationError, QueryResults, SparqlEvaluator};
use serde::{Deserialize, Serialize};
use spargebra::algebra::{GraphPattern, QueryDataset};
use spargebra::{Query, SparqlParser};
use std::fmt;
use std::sync::Arc;

/// What a query found.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// Of `SELECT`.
    Rows(Rows),
    /// Of `ASK`.
    Boolean(bool),
    /// Of `CONSTRUCT` and `DESCRIBE`: sorted, each triple once.
    Graph(Graph),
}

impl Answer {
    /// The limit that the rest went beyond.
    #[must_use]
    pub const fn cut(&self) -> Option<&Limit> {
        match self {
            Self::Rows(rows) => rows.cut.as_ref(),
            Self::Graph(graph) => graph.cut.as_ref(),
            Self::Boolean(_) => None,
        }
    }
}

/// The solutions of `SELECT`, in the order that the query asks for, else sorted by their terms.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The columns.
    pub columns: Vec<Variable>,
    /// One value a column.
    pub rows: Vec<Vec<Option<Term>>>,
    /// The limit that the rest went beyond.
    pub cut: Option<Limit>,
}

/// The triples of `CONSTRUCT` and `DESCRIBE`.
#[derive(Clone, Debug, PartialEq)]
pub struct Graph {
    /// Sorted by subject, predicate and object, types first.
    pub triples: Vec<Triple>,
    /// The limit that the rest went beyond.
    pub cut: Option<Limit>,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum RunError {
    /// The guard refuses the text.
    Refused(Refusal),
    /// The text is no SPARQL.
    Syntax(Refusal),
    /// The name of a graph that is no IRI.
    Graph(String),
    /// The query is too large to plan.
    TooLarge(BoundsError),
    /// A parameter has no place in it.
    Bind(BindError),
    /// The engine gave up.
    Evaluation(QueryEvaluationError),
    /// The graph cannot be read.
    Store(StoreError),
    /// A limit was hit.
    Limit(Limit),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Syntax(error) => write!(f, "not SPARQL 1.1: {error}"),
            Self::Graph(name) => write!(f, "expected the IRI of a graph, found `{}`", excerpt(name, 200)),
            Self::TooLarge(error) => error.fmt(f),
            Self::Bind(error) => error.fmt(f),
            Self::Evaluation(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
            Self::Limit(limit) => limit.fmt(f),
        }
    }
}

impl std::error::Error for RunError {}

/// What a query is, before it is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// The columns of `SELECT`, in their order; none for other forms.
    pub columns: Vec<String>,
    /// Whether it asks for named graphs: see [`Graphs`](crate::store::Graphs).
    pub uses_graphs: bool,
    /// Whether its answer is a graph: of `CONSTRUCT` and `DESCRIBE`.
    pub gives_graph: bool,
}

/// Reads a query without asking it: tells early that a text is no query, or too much of one.
///
/// # Errors
/// [`RunError::Refused`], [`RunError::Syntax`], [`RunError::TooLarge`], [`RunError::Limit`]
pub fn outline(text: &str, names: impl Into<Names>, limits: Limits) -> Result<Outline, RunError> {
    let (text, names) = (text.to_owned(), names.into());
    on_thread(limits.timeout, move || {
        let query = parse_here(&text, &names)?;
        let columns = match &query {
            Query::Select { pattern, .. } => columns(pattern),
            _ => &[],
        };
        let columns = columns.iter().map(|v| v.as_str().to_owned()).collect();
        let gives_graph = matches!(query, Query::Construct { .. } | Query::Describe { .. });
        Ok(Outline { columns, uses_graphs: bounds::uses_graphs(&query), gives_graph })
    })
}

/// Whether a query of the catalogue answers with a graph.
///
/// # Errors
/// Those of [`outline`].
pub fn gives_graph(query: &StoredQuery) -> Result<bool, RunError> {
    Ok(outline(&query.text, Names::default(), Limits::default())?.gives_graph)
}

/// The variables of the outermost projection.
fn columns(pattern: &GraphPattern) -> &[Variable] {
    match pattern {
        GraphPattern::Slice { inner, .. }
        | GraphPattern::Distinct { inner }
        | GraphPattern::Reduced { inner } => columns(inner),
        GraphPattern::Project { variables, .. } => variables,
        _ => &[],
    }
}

/// Answers a query.
///
/// The usual prefixes and those of `names` need no declaration, and IRIs are relative to its base.
///
/// # Errors
/// Every [`RunError`]
pub fn run(
    store: &GraphStore,
    text: &str,
    values: Values,
    names: impl Into<Names>,
    limits: Limits,
) -> Result<Answer, RunError> {
    guard::check(text).map_err(RunError::Refused)?;
    let (store, text, names) = (store.clone(), text.to_owned(), names.into());
    let token = CancellationToken::new();
    let cancelled = token.clone();
    let answer = on_thread(limits.timeout, move || {
        let query = bind::bind(parse_here(&text, &names)?, &values).map_err(RunError::Bind)?;
        evaluate(&store, query, cancelled, limits)
    });
    if matches!(answer, Err(RunError::Limit(Limit::Time(_)))) {
        token.cancel();
    }
    answer
}

/// A parser that knows the base, and the prefixes that need no declaration and stand in a text.
fn parser(text: &str, names: &Names) -> SparqlParser {
    let is_iri = |text: &str| NamedNode::new(text).is_ok();
    let named = |prefix: &str| {
        text.match_indices(prefix)
            .any(|(at, _)| text.get(at + prefix.len()..).is_some_and(|rest| rest.starts_with(':')))
    };
    let prefixes = names.prefixes().filter(|(prefix, namespace)| named(prefix) && is_iri(namespace));
    // What was just seen to be an IRI is one.
    let parser = prefixes.fold(SparqlParser::new(), |parser, (prefix, namespace)| {
        parser.with_prefix(prefix, namespace).unwrap_or_default()
    });
    match names.base.as_deref().filter(|base| is_iri(base)) {
        Some(base) => parser.with_base_iri(base).unwrap_or_default(),
        None => parser,
    }
}

/// Call it only on a thread with a large stack.
fn parse_here(text: &str, names: &Names) -> Result<Query, RunError> {
    guard::check(text).map_err(RunError::Refused)?;
    let mut query = parser(text, names)
        .parse_query(text)
        .map_err(|error| RunError::Syntax(syntax::explain(text, &error, names)))?;
    if let Some(asked) = &names.dataset {
        *dataset_of(&mut query) = Some(dataset(asked)?);
    }
    bounds::check(&query).map_err(RunError::TooLarge)?;
    Ok(query)
}

fn dataset_of(query: &mut Query) -> &mut Option<QueryDataset> {
    match query {
        Query::Select { dataset, .. }
        | Query::Construct { dataset, .. }
        | Query::Describe { dataset, .. }
        | Query::Ask { dataset, .. } => dataset,
    }
}

/// The graphs of a request as the engine takes them.
fn dataset(asked: &Dataset) -> Result<QueryDataset, RunError> {
    let graphs = |iris: &[String]| -> Result<Vec<NamedNode>, RunError> {
        let read = |iri: &String| NamedNode::new(iri).map_err(|_| RunError::Graph(iri.clone()));
        iris.iter().map(read).collect()
    };
    // Where a request names graphs of one kind alone, there are none of the other.
    Ok(QueryDataset { default: graphs(&asked.default)?, named: Some(graphs(&asked.named)?) })
}

/// Why a query is not answered briefly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotBrief {
    /// It reads more than it was allowed.
    ReadsMore,
    /// It is no query whose work is counted by what it reads, or anything is wrong with it.
    IsNone,
}

/// Answers a query that reads little, at most `steps`, which are no more than [`STEPS`].
///
/// What it may read, hold and answer is so little that it needs no deadline, and no process of its own. [`run`] answers such
/// a query in the same way, so that the rows of one with `LIMIT` do not depend on who is asked.
///
/// # Errors
/// [`NotBrief`]: the query is to be asked as any other one.
pub fn brief(
    store: &GraphStore,
    text: &str,
    names: &Names,
    limits: Limits,
    steps: u64,
) -> Result<Answer, NotBrief> {
    let opens = text.bytes().filter(|b| matches!(b, b'(' | b'[' | b'{')).count();
    if text.len() > BRIEF_TEXT || opens > BRIEF_OPENS {
        return Err(NotBrief::IsNone);
    }
    let query = parse_here(text, names).map_err(|_| NotBrief::IsNone)?;
    evaluate_briefly(store, &query, limits, steps.min(STEPS))
}

/// The longest text of a brief query, in bytes.
const BRIEF_TEXT: usize = 4 << 10;
/// Its brackets: the parser takes up to 32 KiB of stack for each, where a thread has 2 MiB.
const BRIEF_OPENS: usize = 32;
/// What a brief query may read; see [`Budget::of_steps`]. Some milliseconds.
pub const STEPS: u64 = 10_000;
/// The memory of a brief query, of which its answer may be half, in bytes.
const BRIEF: u64 = 4 << 20;

fn evaluate_briefly(
    store: &GraphStore,
    query: &Query,
    limits: Limits,
    steps: u64,
) -> Result<Answer, NotBrief> {
    let chains = plan::counted(query, store).ok_or(NotBrief::IsNone)?;
    let limits = Limits { max_memory: BRIEF.min(limits.max_memory), ..limits };
    let budget = Budget::of_steps(limits.max_memory, steps);
    let answer =
        evaluate_planned(store, chains, CancellationToken::new(), limits, &budget, is_ordered(query));
    match answer {
        Ok(answer) if answer.cut().is_none() => Ok(answer),
        _ if budget.is_exceeded() => Err(NotBrief::ReadsMore),
        _ => Err(NotBrief::IsNone),
    }
}

fn evaluate(
    store: &GraphStore,
    query: Query,
    token: CancellationToken,
    limits: Limits,
) -> Result<Answer, RunError> {
    if let Ok(answer) = evaluate_briefly(store, &query, limits, STEPS) {
        return Ok(answer);
    }
    let sorted = is_ordered(&query);
    let query = plan::improve(query, store);
    let budget = Budget::new(limits.max_memory);
    evaluate_planned(store, query, token, limits, &budget, sorted)
}

/// Evaluates a query in the order in which it is written.
fn evaluate_planned(
    store: &GraphStore,
    query: Query,
    token: CancellationToken,
    limits: Limits,
    budget: &Arc<Budget>,
    sorted: bool,
) -> Result<Answer, RunError> {
    let texts = Texts::new(limits.max_memory, token.clone());
    let evaluator = functions::install(SparqlEvaluator::new().with_cancellation_token(token), store);
    let (query, evaluator) = texts::count(query, evaluator, &texts);
    let answer = collect(store, evaluator, query, limits, budget, sorted);
    // In each of these cases rows lack a value, or the engine was cancelled.
    if let Some(error) = store.failure() {
        Err(RunError::Store(error))
    } else if texts.are_too_long() {
        Err(RunError::Limit(Limit::Texts(limits.max_memory)))
    } else if budget.is_exceeded() {
        Err(RunError::Limit(Limit::Memory(limits.max_memory)))
    } else {
        answer
    }
}

/// Evaluates and takes the answer, as far as the limits go.
fn collect(
    store: &GraphStore,
    evaluator: SparqlEvaluator,
    query: Query,
    limits: Limits,
    budget: &Arc<Budget>,
    sorted: bool,
) -> Result<Answer, RunError> {
    let results = store.evaluate(evaluator, query, budget).map_err(RunError::Evaluation)?;
    let mut purse = Purse::new(limits);
    Ok(match results {
        QueryResults::Boolean(yes) => Answer::Boolean(yes),
        QueryResults::Solutions(solutions) => {
            let columns = solutions.variables().to_vec();
            let (mut rows, mut cut) = (Vec::new(), None);
            for solution in solutions {
                let solution = solution.map_err(RunError::Evaluation)?;
                let row: Vec<Option<Term>> = solution.values().to_vec();
                if let Err(limit) = purse.pay(row.iter().flatten().map(term_bytes).sum()) {
                    cut = Some(limit);
                    break;
                }
                rows.push(row);
            }
            if !sorted {
                rows.sort_by_cached_key(|row| {
                    row.iter().map(|term| term.as_ref().map(ToString::to_string)).collect::<Vec<_>>()
                });
            }
            Answer::Rows(Rows { columns, rows, cut })
        }
        QueryResults::Graph(triples) => {
            let (mut found, mut cut) = (Vec::new(), None);
            for triple in triples {
                let triple = triple.map_err(RunError::Evaluation)?;
                if let Err(limit) = purse.pay(triple_bytes(&triple)) {
                    cut = Some(limit);
                    break;
                }
                found.push(triple);
            }
            // The type first, as people read it.
            let key = |t: &Triple| {
                (
                    t.subject.to_string(),
                    t.predicate != vocab::RDF_TYPE,
                    t.predicate.as_str().to_owned(),
                    t.object.to_string(),
                )
            };
            found.sort_by_cached_key(key);
            found.dedup();
            Answer::Graph(Graph { triples: found, cut })
        }
    })
}

/// What is left of the limits.
struct Purse {
    limits: Limits,
    rows: usize,
    bytes: usize,
}

impl Purse {
    fn new(limits: Limits) -> Self {
        Self { limits, rows: limits.max_rows, bytes: limits.max_bytes() }
    }

    /// Takes a row, or a triple, of so many bytes; gives the limit that does not allow it.
    fn pay(&mut self, bytes: usize) -> Result<(), Limit> {
        let rows = self.rows.checked_sub(1).ok_or(Limit::Rows(self.limits.max_rows))?;
        let left = self.bytes.checked_sub(bytes);
        self.bytes = left.ok_or(Limit::Answer(self.limits.max_bytes() as u64))?;
        self.rows = rows;
        Ok(())
    }
}

fn triple_bytes(triple: &Triple) -> usize {
    let subject = match &triple.subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().len(),
        NamedOrBlankNode::BlankNode(node) => node.as_str().len(),
    };
    subject + triple.predicate.as_str().len() + term_bytes(&triple.object)
}

/// Bytes of a term, about.
fn term_bytes(term: &Term) -> usize {
    32 + text_length(term)
}

/// Whether the query itself says in which order its rows come.
fn is_ordered(query: &Query) -> bool {
    let Query::Select { pattern, .. } = query else { return false };
    let mut pattern = pattern;
    loop {
        pattern = match pattern {
            GraphPattern::OrderBy { .. } => return true,
            GraphPattern::Slice { inner, .. }
            | GraphPattern::Distinct { inner }
            | GraphPattern::Reduced { inner }
            | GraphPattern::Extend { inner, .. }
            | GraphPattern::Project { inner, .. } => inner,
            _ => return false,
        };
    }
}
