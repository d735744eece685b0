//! Queries whose whole work is counted by what they read.
//!
//! A chain of `LATERAL` joins looks its patterns up for one row after another, so that it has no more rows than quads that
//! were read, times the rows that it was given to begin with (`VALUES`). Joins by hash tables, aggregates of texts, and
//! expressions that make or search texts can do more than that for what they read. So a query that has only chains, and
//! expressions that look at terms, can be stopped by counting its reads.

use super::{Around, Costs, improve_pattern};
use crate::query::parts::parts;
use crate::store::GraphStore;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, Function, GraphPattern};

/// Triple patterns, paths, `VALUES`, `OPTIONAL` and the like in one query.
pub(super) const MOST_PARTS: usize = 48;
/// Rows that a query brings itself, for each row that it reads.
pub(super) const MOST_ROWS: usize = 16;

/// The query as chains; `None` where its work is not counted by its reads, or the graph has no counts to order it by.
///
/// Recurses as deep as the query is nested.
pub(in crate::query) fn counted(query: &Query, store: &GraphStore) -> Option<Query> {
    let costs = Costs::of(store)?;
    if query.dataset().is_some() {
        return None;
    }
    let mut query = query.clone();
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = &mut query;
    improve_pattern(pattern, &Around { is_unordered: true, ..Around::default() }, &costs);
    let mut look = Look { parts: 0 };
    let rows = look.rows(pattern)?;
    (rows <= MOST_ROWS && look.parts <= MOST_PARTS).then_some(query)
}

/// Looks at a pattern.
struct Look {
    parts: usize,
}

impl Look {
    /// The most rows that a pattern has for one quad that it reads; `None` where that is not known.
    fn rows(&mut self, pattern: &GraphPattern) -> Option<usize> {
        use GraphPattern as P;
        self.parts += 1;
        match pattern {
            P::Bgp { patterns } => (patterns.len() <= 1).then_some(1),
            P::Path { .. } => Some(1),
            P::Values { bindings, .. } => Some(bindings.len()),
            P::Lateral { left, right } => self.rows(left)?.checked_mul(self.rows_beside(right)?),
            P::Union { left, right } => self.rows(left)?.checked_add(self.rows(right)?),
            P::Filter { expr, inner } => self.looks(expr).then(|| self.rows(inner))?,
            P::Extend { inner, expression, .. } => self.looks(expression).then(|| self.rows(inner))?,
            P::Group { inner, aggregates, .. } => {
                let counts = aggregates
                    .iter()
                    .all(|(_, a)| matches!(a, AggregateExpression::CountSolutions { distinct: false }));
                counts.then(|| self.rows(inner))?
            }
            P::Project { inner, .. }
            | P::Distinct { inner }
            | P::Reduced { inner }
            | P::Slice { inner, .. } => self.rows(inner),
            // Sorting reads each term many times, and must not be stopped within: where a term cannot be read any more, rows would
            // compare in no order.
            P::OrderBy { .. } => None,
            P::Join { .. } | P::LeftJoin { .. } | P::Minus { .. } | P::Graph { .. } | P::Service { .. } => {
                None
            }
        }
    }

    /// The same of what is looked up for each row: `OPTIONAL` too, which is written there without a left side.
    fn rows_beside(&mut self, pattern: &GraphPattern) -> Option<usize> {
        match pattern {
            GraphPattern::LeftJoin { left, right, expression } if matches!(&**left, GraphPattern::Bgp { patterns } if patterns.is_empty()) =>
            {
                let looks = expression.as_ref().is_none_or(|e| self.looks(e));
                looks.then(|| self.rows(right))?
            }
            other => self.rows(other),
        }
    }

    /// Whether an expression only looks at terms, which takes no longer than reading them.
    fn looks(&mut self, expression: &Expression) -> bool {
        match expression {
            Expression::Exists(pattern) => self.rows(pattern).is_some_and(|rows| rows <= MOST_ROWS),
            Expression::FunctionCall(function, _) if !is_look(function) => false,
            _ => {
                self.parts += 1;
                parts(expression).into_iter().all(|part| self.looks(part))
            }
        }
    }
}

const fn is_look(function: &Function) -> bool {
    matches!(
        function,
        Function::Str
            | Function::Lang
            | Function::LangMatches
            | Function::Datatype
            | Function::Iri
            | Function::IsIri
            | Function::IsBlank
            | Function::IsLiteral
            | Function::IsNumeric
            | Function::StrLen
            | Function::StrStarts
            | Function::StrEnds
            | Function::Contains
            | Function::LCase
            | Function::UCase
            | Function::Year
            | Function::Month
            | Function::Day
    )
}
