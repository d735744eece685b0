//! Counts the bytes of the texts that a query's expressions make, and stops the query where they are too
//! many.
//!
//! The limit on address space ends the worker where a system has one; this one holds everywhere, and for
//! queries within the process. Calls are put around the expressions of a parsed query, so that it does not
//! matter which dataset is asked:
//!
//! - a text that is kept (by `BIND`, `SELECT (… AS ?x)`, `GROUP BY`) counts against the limit;
//! - a text that may be longer than what it is made of (`CONCAT`, `REPLACE`, `ENCODE_FOR_URI`) must be
//!   shorter than the limit, wherever it is made;
//! - `GROUP_CONCAT` counts each member and separator when it is added.

use super::parts::parts_mut;
use crate::snapshot::text_length;
use oxigraph::model::{Literal, NamedNode, Term};
use oxigraph::sparql::{AggregateFunctionAccumulator, CancellationToken, SparqlEvaluator};
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The names of the calls; queries that use them themselves gain nothing.
const NAMESPACE: &str = "urn:pedigraph:counted#";

/// The texts that one query makes.
pub(super) struct Texts {
    limit: u64,
    /// Bytes so far.
    bytes: AtomicU64,
    token: CancellationToken,
}

impl Texts {
    /// At most `limit` bytes; `token` is cancelled where there are more.
    pub(super) fn new(limit: u64, token: CancellationToken) -> Arc<Self> {
        Arc::new(Self { limit, bytes: AtomicU64::new(0), token })
    }

    /// Whether there were more bytes than there may be.
    pub(super) fn are_too_long(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) > self.limit
    }

    /// Takes bytes that are kept; `false` where they are too many.
    fn keep(&self, bytes: usize) -> bool {
        let before = self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        if before.saturating_add(bytes as u64) > self.limit {
            self.token.cancel();
            return false;
        }
        true
    }

    /// Looks at bytes that are not kept; `false` where they are too many.
    fn pass(&self, bytes: usize) -> bool {
        if bytes as u64 > self.limit {
            return self.keep(bytes);
        }
        true
    }
}

/// Puts the calls into a query, and gives the evaluator with which it is to be evaluated.
pub(super) fn count(
    query: Query,
    evaluator: SparqlEvaluator,
    texts: &Arc<Texts>,
) -> (Query, SparqlEvaluator) {
    let (Some(kept), Some(passing)) = (name("kept"), name("passing")) else { return (query, evaluator) };
    let mut query = query;
    let mut counter = Counter { kept: kept.clone(), passing: passing.clone(), separators: Vec::new() };
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = &mut query;
    counter.pattern(pattern);
    let (for_kept, for_passing) = (Arc::clone(texts), Arc::clone(texts));
    let mut evaluator = evaluator
        .with_custom_function(kept, move |args| {
            args.first().filter(|term| for_kept.keep(text_length(term))).cloned()
        })
        .with_custom_function(passing, move |args| {
            args.first().filter(|term| for_passing.pass(text_length(term))).cloned()
        });
    for (name, separator) in counter.separators {
        let (separator, texts): (Arc<str>, _) = (separator.into(), Arc::clone(texts));
        evaluator = evaluator.with_custom_aggregate_function(name, move || {
            Box::new(Joined {
                separator: Arc::clone(&separator),
                texts: Arc::clone(&texts),
                text: Some(String::new()),
                language: None,
            })
        });
    }
    (query, evaluator)
}

fn name(local: &str) -> Option<NamedNode> {
    NamedNode::new(format!("{NAMESPACE}{local}")).ok()
}

/// Puts the calls around expressions. Recurses as deep as the query is nested.
struct Counter {
    kept: NamedNode,
    passing: NamedNode,
    /// The names of the functions that stand for `GROUP_CONCAT`, with their separators.
    separators: Vec<(NamedNode, String)>,
}

impl Counter {
    fn pattern(&mut self, pattern: &mut GraphPattern) {
        use GraphPattern as P;
        match pattern {
            P::Bgp { .. } | P::Path { .. } | P::Values { .. } => {}
            P::Join { left, right }
            | P::Union { left, right }
            | P::Minus { left, right }
            | P::Lateral { left, right } => {
                self.pattern(left);
                self.pattern(right);
            }
            P::LeftJoin { left, right, expression } => {
                self.pattern(left);
                self.pattern(right);
                expression.iter_mut().for_each(|e| self.passes(e));
            }
            P::Filter { expr, inner } => {
                self.pattern(inner);
                self.passes(expr);
            }
            P::Extend { inner, expression, .. } => {
                self.pattern(inner);
                self.is_kept(expression);
            }
            P::OrderBy { inner, expression } => {
                self.pattern(inner);
                for order in expression {
                    let (OrderExpression::Asc(e) | OrderExpression::Desc(e)) = order;
                    self.passes(e);
                }
            }
            P::Group { inner, aggregates, .. } => {
                self.pattern(inner);
                aggregates.iter_mut().for_each(|(_, aggregate)| self.aggregate(aggregate));
            }
            P::Graph { inner, .. }
            | P::Service { inner, .. }
            | P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. } => self.pattern(inner),
        }
    }

    fn aggregate(&mut self, aggregate: &mut AggregateExpression) {
        let AggregateExpression::FunctionCall { name: function, expr, .. } = aggregate else { return };
        self.passes(expr);
        if let AggregateFunction::GroupConcat { separator } = function {
            let Some(name) = name(&format!("joined-{}", self.separators.len())) else { return };
            self.separators.push((name.clone(), separator.clone().unwrap_or_else(|| " ".to_owned())));
            *function = AggregateFunction::Custom(name);
        }
    }

    /// An expression whose value is kept.
    fn is_kept(&mut self, expression: &mut Expression) {
        self.parts(expression);
        if makes_text(expression) {
            wrap(expression, &self.kept);
        }
    }

    /// An expression whose value is looked at and dropped.
    fn passes(&mut self, expression: &mut Expression) {
        self.parts(expression);
        if matches!(
            expression,
            Expression::FunctionCall(Function::Concat | Function::Replace | Function::EncodeForUri, _)
        ) {
            wrap(expression, &self.passing);
        }
    }

    fn parts(&mut self, expression: &mut Expression) {
        match expression {
            Expression::Exists(pattern) => self.pattern(pattern),
            _ => parts_mut(expression).into_iter().for_each(|part| self.passes(part)),
        }
    }
}

fn wrap(expression: &mut Expression, function: &NamedNode) {
    let inner = std::mem::replace(expression, Expression::Coalesce(Vec::new()));
    *expression = Expression::FunctionCall(Function::Custom(function.clone()), vec![inner]);
}

/// Whether the value can be a text that stands neither in the graph nor in the query.
fn makes_text(expression: &Expression) -> bool {
    match expression {
        Expression::FunctionCall(function, _) => matches!(
            function,
            Function::Concat
                | Function::SubStr
                | Function::Replace
                | Function::UCase
                | Function::LCase
                | Function::EncodeForUri
                | Function::StrBefore
                | Function::StrAfter
                | Function::StrLang
                | Function::StrDt
                | Function::Iri
                | Function::Custom(_)
        ),
        Expression::If(_, a, b) => makes_text(a) || makes_text(b),
        Expression::Coalesce(list) => list.iter().any(makes_text),
        _ => false,
    }
}

/// `GROUP_CONCAT` (SPARQL 1.1, section 18.5.1.7), counted. The language stays where all members have it, as
/// in `CONCAT`.
struct Joined {
    separator: Arc<str>,
    texts: Arc<Texts>,
    /// The text so far; `None` where a member is no text, or the texts are too long.
    text: Option<String>,
    /// The language of all members so far; `None` before the first.
    language: Option<Option<String>>,
}

impl AggregateFunctionAccumulator for Joined {
    fn accumulate(&mut self, element: Term) {
        let Some(text) = &mut self.text else { return };
        let Term::Literal(member) = element else {
            self.text = None;
            return;
        };
        let language = member.language().map(str::to_owned);
        if language.is_none() && member.datatype() != oxigraph::model::vocab::xsd::STRING {
            self.text = None;
            return;
        }
        let separator = if self.language.is_some() { &*self.separator } else { "" };
        if !self.texts.keep(separator.len() + member.value().len()) {
            self.text = None;
            return;
        }
        text.push_str(separator);
        text.push_str(member.value());
        self.language = Some(match self.language.take() {
            Some(known) if known != language => None,
            _ => language,
        });
    }

    fn finish(&mut self) -> Option<Term> {
        let text = self.text.take()?;
        let language = self.language.take().flatten();
        Some(match language {
            Some(language) => Literal::new_language_tagged_literal(text, language).ok()?.into(),
            None => Literal::from(text).into(),
        })
    }
}
