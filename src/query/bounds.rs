//! What the planner and the evaluator cannot bear, counted on a parsed query.
//!
//! Planning is worse than quadratic in the parts of a group: 200 triple patterns take 0.4 s, 1,000 over
//! 40 s; 50 `OPTIONAL`s 0.1 s, 200 over 20 s. And a chain of 40 `BIND(CONCAT(?x, ?x) AS ?y)` asks for a
//! terabyte: so the length that texts can reach is estimated too.

use super::parts::parts;
use spargebra::Query;
use spargebra::algebra::{
    AggregateExpression, AggregateFunction, Expression, Function, GraphPattern, OrderExpression,
    PropertyPathExpression,
};
use std::collections::BTreeMap;
use std::fmt;

/// Triple patterns, and steps of property paths, of a whole query.
pub const MAX_PATTERNS: usize = 200;
/// `OPTIONAL`, `MINUS` and `LATERAL` of a whole query.
pub const MAX_OPTIONALS: usize = 50;
/// `UNION`, `FILTER`, `BIND`, `VALUES`, `GRAPH`, subselects and aggregates of a whole query.
pub const MAX_CLAUSES: usize = 1_000;
/// Operators, calls, variables and constants of all expressions.
pub const MAX_EXPRESSIONS: usize = 20_000;
/// Bytes that one text may grow to, where each text of the graph is taken to have [`USUAL_TEXT`].
pub const MAX_TEXT: u64 = 1_000_000_000;
/// See [`MAX_TEXT`].
pub const USUAL_TEXT: u64 = 1_000;
/// Texts that one `GROUP_CONCAT` is taken to join.
const USUAL_GROUP: u64 = 1_000;

/// What there is too much of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BoundsError {
    /// More than the limit of something.
    TooMany {
        /// In the plural.
        what: &'static str,
        /// How many there may be.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// A text that could grow beyond [`MAX_TEXT`].
    Growth,
    /// `SERVICE`
    Service,
}

impl fmt::Display for BoundsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooMany { what, limit, found } => {
                write!(f, "expected at most {limit} {what} in a query, found {found}")
            }
            Self::Growth => write!(
                f,
                "expected texts of at most {MAX_TEXT} bytes, found a chain of CONCAT, REPLACE or GROUP_CONCAT that can exceed it"
            ),
            Self::Service => write!(
                f,
                "expected a query of this graph alone, found SERVICE: no other endpoint is ever asked"
            ),
        }
    }
}

impl std::error::Error for BoundsError {}

/// Counts the parts of a query.
///
/// Recurses as deep as the query is nested: call it on the thread that parsed it.
///
/// # Errors
/// The first [`BoundsError`].
pub fn check(query: &Query) -> Result<(), BoundsError> {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let mut count = Count::default();
    count.pattern(pattern);
    for (what, limit, found) in [
        ("triple patterns and path steps", MAX_PATTERNS, count.patterns),
        ("OPTIONAL, MINUS and LATERAL", MAX_OPTIONALS, count.optionals),
        ("clauses", MAX_CLAUSES, count.clauses),
        ("parts of expressions", MAX_EXPRESSIONS, count.expressions),
    ] {
        if found > limit {
            return Err(BoundsError::TooMany { what, limit, found });
        }
    }
    if count.service {
        return Err(BoundsError::Service);
    }
    if count.longest > MAX_TEXT { Err(BoundsError::Growth) } else { Ok(()) }
}

/// Whether a query asks for named graphs, by `GRAPH`, `FROM` or `FROM NAMED`; see
/// [`Graphs`](crate::store::Graphs). Recurses as [`check`] does.
#[must_use]
pub fn uses_graphs(query: &Query) -> bool {
    let (Query::Select { pattern, .. }
    | Query::Ask { pattern, .. }
    | Query::Construct { pattern, .. }
    | Query::Describe { pattern, .. }) = query;
    let mut count = Count::default();
    count.pattern(pattern);
    count.graphs || query.dataset().is_some()
}

#[derive(Default)]
struct Count<'a> {
    patterns: usize,
    optionals: usize,
    clauses: usize,
    expressions: usize,
    service: bool,
    graphs: bool,
    /// The longest text of any expression, in bytes.
    longest: u64,
    /// The longest text that each assigned variable can have.
    lengths: BTreeMap<&'a str, u64>,
}

impl<'a> Count<'a> {
    fn pattern(&mut self, pattern: &'a GraphPattern) {
        use GraphPattern as P;
        match pattern {
            P::Bgp { patterns } => self.patterns += patterns.len(),
            P::Path { path, .. } => self.path(path),
            P::Join { left, right } => self.both(left, right),
            P::LeftJoin { left, right, expression } => {
                self.optionals += 1;
                self.both(left, right);
                if let Some(expression) = expression {
                    self.expression(expression);
                }
            }
            P::Lateral { left, right } | P::Minus { left, right } => {
                self.optionals += 1;
                self.both(left, right);
            }
            P::Union { left, right } => {
                self.clauses += 1;
                self.both(left, right);
            }
            P::Filter { expr, inner } => {
                self.clause(inner);
                self.expression(expr);
            }
            P::Extend { inner, variable, expression } => {
                self.clause(inner);
                let length = self.expression(expression);
                self.assign(variable.as_str(), length);
            }
            P::OrderBy { inner, expression } => {
                self.pattern(inner);
                for order in expression {
                    let (OrderExpression::Asc(e) | OrderExpression::Desc(e)) = order;
                    self.expression(e);
                }
            }
            P::Group { inner, aggregates, .. } => {
                self.clause(inner);
                for (variable, aggregate) in aggregates {
                    self.clauses += 1;
                    let length = self.aggregate(aggregate);
                    self.assign(variable.as_str(), length);
                }
            }
            P::Values { .. } => self.clauses += 1,
            P::Graph { inner, .. } => {
                self.graphs = true;
                self.clause(inner);
            }
            P::Project { inner, .. } => self.clause(inner),
            P::Distinct { inner } | P::Reduced { inner } | P::Slice { inner, .. } => self.pattern(inner),
            P::Service { .. } => self.service = true,
        }
    }

    fn clause(&mut self, inner: &'a GraphPattern) {
        self.clauses += 1;
        self.pattern(inner);
    }

    fn both(&mut self, left: &'a GraphPattern, right: &'a GraphPattern) {
        self.pattern(left);
        self.pattern(right);
    }

    fn path(&mut self, path: &PropertyPathExpression) {
        use PropertyPathExpression as P;
        match path {
            P::NamedNode(_) => self.patterns += 1,
            P::NegatedPropertySet(list) => self.patterns += list.len(),
            P::Reverse(a) | P::ZeroOrMore(a) | P::OneOrMore(a) | P::ZeroOrOne(a) => self.path(a),
            P::Sequence(a, b) | P::Alternative(a, b) => {
                self.path(a);
                self.path(b);
            }
        }
    }

    fn assign(&mut self, variable: &'a str, length: u64) {
        let known = self.lengths.entry(variable).or_default();
        *known = length.max(*known);
    }

    fn aggregate(&mut self, aggregate: &'a AggregateExpression) -> u64 {
        match aggregate {
            AggregateExpression::CountSolutions { .. } => 0,
            AggregateExpression::FunctionCall { name, expr, .. } => {
                let length = self.expression(expr);
                match name {
                    AggregateFunction::GroupConcat { separator } => {
                        let separator = separator.as_deref().map_or(1, str::len);
                        self.reach(length.saturating_add(separator as u64).saturating_mul(USUAL_GROUP))
                    }
                    _ => length,
                }
            }
        }
    }

    fn reach(&mut self, length: u64) -> u64 {
        self.longest = self.longest.max(length);
        length
    }

    /// Gives the longest text that the expression can make, in bytes.
    fn expression(&mut self, expression: &'a Expression) -> u64 {
        use Expression as E;
        self.expressions += 1;
        let length = match expression {
            E::NamedNode(iri) => iri.as_str().len() as u64,
            E::Literal(literal) => literal.value().len() as u64,
            E::Variable(v) => self.lengths.get(v.as_str()).copied().unwrap_or(USUAL_TEXT),
            E::Bound(_) => 0,
            E::In(a, list) => {
                self.expression(a);
                list.iter().map(|e| self.expression(e)).fold(0, u64::max)
            }
            E::FunctionCall(function, list) => {
                let lengths: Vec<u64> = list.iter().map(|e| self.expression(e)).collect();
                call_length(function, &lengths)
            }
            E::Exists(pattern) => {
                self.pattern(pattern);
                0
            }
            _ => parts(expression).into_iter().map(|e| self.expression(e)).fold(0, u64::max),
        };
        self.reach(length)
    }
}

fn call_length(function: &Function, lengths: &[u64]) -> u64 {
    let sum = || lengths.iter().copied().fold(0, u64::saturating_add);
    match (function, lengths) {
        (Function::Concat, _) => sum(),
        // Each character, and each gap between two, may be replaced.
        (Function::Replace, [text, _, by, ..]) => text.saturating_add(1).saturating_mul(by.saturating_add(1)),
        (Function::EncodeForUri, [text]) => text.saturating_mul(3),
        _ => lengths.iter().copied().fold(0, u64::max),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn error(query: &str) -> Option<BoundsError> {
        check(&SparqlParser::new().parse_query(query).unwrap()).err()
    }

    #[test]
    fn parts_are_counted() {
        let patterns = |n: usize| format!("SELECT * {{ {} }}", "?s ?p ?o . ".repeat(n));
        assert_eq!(error(&patterns(MAX_PATTERNS)), None);
        assert!(matches!(error(&patterns(MAX_PATTERNS + 1)), Some(BoundsError::TooMany { found: 201, .. })));
        let path = format!("SELECT * {{ ?s <http://p>{} ?o }}", "/<http://p>+".repeat(MAX_PATTERNS));
        assert!(matches!(error(&path), Some(BoundsError::TooMany { .. })));
        let optional = format!("SELECT * {{ {} }}", "OPTIONAL { ?s ?p ?o }".repeat(MAX_OPTIONALS + 1));
        assert!(matches!(error(&optional), Some(BoundsError::TooMany { .. })));
        let hidden = format!("ASK {{ FILTER(EXISTS {{ {} }}) }}", "?s ?p ?o . ".repeat(MAX_PATTERNS + 1));
        assert!(matches!(error(&hidden), Some(BoundsError::TooMany { .. })));
    }

    #[test]
    fn texts_may_not_grow_without_bound() {
        let chain = |n: usize| {
            let binds: String =
                (0..n).map(|i| format!("BIND(CONCAT(?x{i}, ?x{i}) AS ?x{}) ", i + 1)).collect();
            format!("SELECT * {{ ?s ?p ?x0 {binds} }}")
        };
        assert_eq!(error(&chain(5)), None);
        assert_eq!(error(&chain(40)), Some(BoundsError::Growth));
        assert_eq!(error("SELECT (GROUP_CONCAT(?x; separator=', ') AS ?all) { ?s ?p ?x }"), None);
        assert_eq!(error("SELECT (REPLACE(REPLACE(?x, '_', ' '), '  ', ' ') AS ?y) { ?s ?p ?x }"), None);
    }

    #[test]
    fn no_other_endpoint_is_asked() {
        assert_eq!(error("ASK { SERVICE ?s { ?a ?b ?c } }"), Some(BoundsError::Service));
        assert_eq!(
            error("PREFIX ex: <http://x/> ASK { SERVICEex:a { ?a ?b ?c } }"),
            Some(BoundsError::Service)
        );
    }
}
