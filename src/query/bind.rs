//! Puts the values of parameters into a parsed query.
//!
//! A parameter is a variable that the asker gives a value. The value replaces the variable everywhere,
//! in subselects, `EXISTS`, paths and templates too, so that the planner sees a constant; it is never
//! pasted into text. (The engine's own `substitute_variable` stops at subselects and serves only
//! variables that are projected.) Where the outermost `SELECT` lists the parameter, its column stays.

use super::nearest::nearest;
use oxigraph::model::Variable;
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Values by the name of their parameter, without `?` or `$`.
pub type Values = BTreeMap<String, GroundTerm>;

/// A value that a query has no place for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BindError {
    /// The query has no such variable.
    Unused {
        /// What was given.
        name: String,
        /// The variable that is spelled alike.
        nearest: Option<String>,
    },
    /// The variable stands where only an IRI can, and the value is none.
    NotAnIri(String),
    /// The query itself gives the variable a value.
    Assigned(String),
}

impl fmt::Display for BindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unused { name, nearest } => {
                write!(f, "expected a parameter of this query, found `{name}`: it has no variable ${name}")?;
                nearest.iter().try_for_each(|meant| write!(f, "; did you mean {meant}?"))
            }
            Self::NotAnIri(name) => {
                write!(f, "expected an IRI for ${name}, found a literal: it stands for a property or a graph")
            }
            Self::Assigned(name) => {
                write!(f, "expected ${name} to be free, found that the query assigns it itself")
            }
        }
    }
}

impl std::error::Error for BindError {}

/// Replaces each variable that has a value.
///
/// # Errors
/// A [`BindError`] for the first value that has no place in the query.
pub fn bind(query: Query, values: &Values) -> Result<Query, BindError> {
    if values.is_empty() {
        return Ok(query);
    }
    let mut binder = Binder { values, used: BTreeSet::new(), others: BTreeSet::new() };
    let query = match query {
        Query::Select { dataset, pattern, base_iri } => {
            Query::Select { dataset, pattern: binder.outermost(pattern)?, base_iri }
        }
        Query::Ask { dataset, pattern, base_iri } => {
            Query::Ask { dataset, pattern: binder.outermost(pattern)?, base_iri }
        }
        Query::Describe { dataset, pattern, base_iri } => {
            Query::Describe { dataset, pattern: binder.outermost(pattern)?, base_iri }
        }
        Query::Construct { template, dataset, pattern, base_iri } => Query::Construct {
            template: binder.triples(template)?,
            dataset,
            pattern: binder.outermost(pattern)?,
            base_iri,
        },
    };
    match values.keys().find(|name| !binder.used.contains(name.as_str())) {
        Some(name) => {
            let nearest = nearest(name, binder.others.iter().map(String::as_str), 1).into_iter().next();
            Err(BindError::Unused { name: name.clone(), nearest })
        }
        None => Ok(query),
    }
}

struct Binder<'v> {
    values: &'v Values,
    used: BTreeSet<&'v str>,
    /// Variables without a value.
    others: BTreeSet<String>,
}

impl<'v> Binder<'v> {
    fn value(&mut self, variable: &Variable) -> Option<&'v GroundTerm> {
        let given = self.values.get_key_value(variable.as_str());
        let Some((name, value)) = given else {
            if !self.others.contains(variable.as_str()) {
                self.others.insert(variable.as_str().to_owned());
            }
            return None;
        };
        self.used.insert(name);
        Some(value)
    }

    /// The query's own solution modifiers, down to its projection.
    fn outermost(&mut self, pattern: GraphPattern) -> Result<GraphPattern, BindError> {
        Ok(match pattern {
            GraphPattern::Slice { inner, start, length } => {
                GraphPattern::Slice { inner: Box::new(self.outermost(*inner)?), start, length }
            }
            GraphPattern::Distinct { inner } => {
                GraphPattern::Distinct { inner: Box::new(self.outermost(*inner)?) }
            }
            GraphPattern::Reduced { inner } => {
                GraphPattern::Reduced { inner: Box::new(self.outermost(*inner)?) }
            }
            GraphPattern::Project { inner, variables } => {
                let inner = self.pattern(*inner)?;
                GraphPattern::Project { inner: Box::new(self.keep_columns(inner, &variables)), variables }
            }
            other => self.pattern(other)?,
        })
    }

    /// Gives those of `columns` that are parameters their value.
    fn keep_columns(&mut self, inner: GraphPattern, columns: &[Variable]) -> GraphPattern {
        columns.iter().fold(inner, |inner, variable| match self.value(variable) {
            Some(value) => GraphPattern::Extend {
                inner: Box::new(inner),
                variable: variable.clone(),
                expression: constant(value),
            },
            None => inner,
        })
    }

    fn boxed(&mut self, pattern: GraphPattern) -> Result<Box<GraphPattern>, BindError> {
        self.pattern(pattern).map(Box::new)
    }

    fn pattern(&mut self, pattern: GraphPattern) -> Result<GraphPattern, BindError> {
        use GraphPattern as P;
        Ok(match pattern {
            P::Bgp { patterns } => P::Bgp { patterns: self.triples(patterns)? },
            P::Path { subject, path, object } => {
                P::Path { subject: self.term(subject), path, object: self.term(object) }
            }
            P::Join { left, right } => P::Join { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::LeftJoin { left, right, expression } => P::LeftJoin {
                left: self.boxed(*left)?,
                right: self.boxed(*right)?,
                expression: expression.map(|e| self.expression(e)).transpose()?,
            },
            P::Lateral { left, right } => P::Lateral { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Filter { expr, inner } => {
                P::Filter { expr: self.expression(expr)?, inner: self.boxed(*inner)? }
            }
            P::Union { left, right } => P::Union { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Graph { name, inner } => P::Graph { name: self.name(name)?, inner: self.boxed(*inner)? },
            P::Extend { inner, variable, expression } => {
                let variable = self.assignable(variable)?;
                P::Extend { inner: self.boxed(*inner)?, variable, expression: self.expression(expression)? }
            }
            P::Minus { left, right } => P::Minus { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Values { variables, bindings } => self.table(variables, bindings),
            P::OrderBy { inner, expression } => P::OrderBy {
                inner: self.boxed(*inner)?,
                expression: expression.into_iter().map(|e| self.order(e)).collect::<Result<_, _>>()?,
            },
            // In a subselect the column would only repeat the constant.
            P::Project { inner, mut variables } => {
                variables.retain(|v| self.value(v).is_none());
                P::Project { inner: self.boxed(*inner)?, variables }
            }
            P::Distinct { inner } => P::Distinct { inner: self.boxed(*inner)? },
            P::Reduced { inner } => P::Reduced { inner: self.boxed(*inner)? },
            P::Slice { inner, start, length } => P::Slice { inner: self.boxed(*inner)?, start, length },
            // A constant key stays a key: without any, an empty group would give a row.
            P::Group { inner, variables, aggregates } => {
                let inner = self.pattern(*inner)?;
                P::Group {
                    inner: Box::new(self.keep_columns(inner, &variables)),
                    variables,
                    aggregates: aggregates
                        .into_iter()
                        .map(|(v, a)| self.aggregate(v, a))
                        .collect::<Result<_, _>>()?,
                }
            }
            P::Service { name, inner, silent } => {
                P::Service { name: self.name(name)?, inner: self.boxed(*inner)?, silent }
            }
        })
    }

    /// Rows of `VALUES` that agree with the parameters, without their columns.
    fn table(&mut self, variables: Vec<Variable>, bindings: Vec<Vec<Option<GroundTerm>>>) -> GraphPattern {
        let given: Vec<Option<&GroundTerm>> = variables.iter().map(|v| self.value(v)).collect();
        let agrees = |cell: &Option<GroundTerm>, value: &Option<&GroundTerm>| match (cell, value) {
            (Some(cell), Some(value)) => cell == *value,
            _ => true,
        };
        let bindings = bindings
            .into_iter()
            .filter(|row| row.iter().zip(&given).all(|(cell, value)| agrees(cell, value)))
            .map(|row| {
                row.into_iter().zip(&given).filter(|(_, v)| v.is_none()).map(|(cell, _)| cell).collect()
            })
            .collect();
        let variables =
            variables.into_iter().zip(&given).filter(|(_, v)| v.is_none()).map(|(v, _)| v).collect();
        GraphPattern::Values { variables, bindings }
    }

    fn assignable(&mut self, variable: Variable) -> Result<Variable, BindError> {
        match self.value(&variable) {
            Some(_) => Err(BindError::Assigned(variable.as_str().to_owned())),
            None => Ok(variable),
        }
    }

    fn aggregate(
        &mut self,
        variable: Variable,
        aggregate: AggregateExpression,
    ) -> Result<(Variable, AggregateExpression), BindError> {
        let aggregate = match aggregate {
            AggregateExpression::FunctionCall { name, expr, distinct } => {
                AggregateExpression::FunctionCall { name, expr: self.expression(expr)?, distinct }
            }
            count @ AggregateExpression::CountSolutions { .. } => count,
        };
        Ok((self.assignable(variable)?, aggregate))
    }

    fn order(&mut self, order: OrderExpression) -> Result<OrderExpression, BindError> {
        Ok(match order {
            OrderExpression::Asc(e) => OrderExpression::Asc(self.expression(e)?),
            OrderExpression::Desc(e) => OrderExpression::Desc(self.expression(e)?),
        })
    }

    fn triples(&mut self, triples: Vec<TriplePattern>) -> Result<Vec<TriplePattern>, BindError> {
        let triple = |t: TriplePattern| {
            Ok(TriplePattern {
                subject: self.term(t.subject),
                predicate: self.name(t.predicate)?,
                object: self.term(t.object),
            })
        };
        triples.into_iter().map(triple).collect()
    }

    fn term(&mut self, term: TermPattern) -> TermPattern {
        match &term {
            TermPattern::Variable(variable) => match self.value(variable) {
                Some(GroundTerm::NamedNode(iri)) => TermPattern::NamedNode(iri.clone()),
                Some(GroundTerm::Literal(literal)) => TermPattern::Literal(literal.clone()),
                None => term,
            },
            _ => term,
        }
    }

    fn name(&mut self, name: NamedNodePattern) -> Result<NamedNodePattern, BindError> {
        let NamedNodePattern::Variable(variable) = &name else { return Ok(name) };
        match self.value(variable) {
            Some(GroundTerm::NamedNode(iri)) => Ok(NamedNodePattern::NamedNode(iri.clone())),
            Some(_) => Err(BindError::NotAnIri(variable.as_str().to_owned())),
            None => Ok(name),
        }
    }

    fn each(&mut self, expressions: Vec<Expression>) -> Result<Vec<Expression>, BindError> {
        expressions.into_iter().map(|e| self.expression(e)).collect()
    }

    fn expression(&mut self, expression: Expression) -> Result<Expression, BindError> {
        use Expression as E;
        let mut one = |e: Box<E>| self.expression(*e).map(Box::new);
        Ok(match expression {
            E::Or(a, b) => E::Or(one(a)?, one(b)?),
            E::And(a, b) => E::And(one(a)?, one(b)?),
            E::Equal(a, b) => E::Equal(one(a)?, one(b)?),
            E::SameTerm(a, b) => E::SameTerm(one(a)?, one(b)?),
            E::Greater(a, b) => E::Greater(one(a)?, one(b)?),
            E::GreaterOrEqual(a, b) => E::GreaterOrEqual(one(a)?, one(b)?),
            E::Less(a, b) => E::Less(one(a)?, one(b)?),
            E::LessOrEqual(a, b) => E::LessOrEqual(one(a)?, one(b)?),
            E::Add(a, b) => E::Add(one(a)?, one(b)?),
            E::Subtract(a, b) => E::Subtract(one(a)?, one(b)?),
            E::Multiply(a, b) => E::Multiply(one(a)?, one(b)?),
            E::Divide(a, b) => E::Divide(one(a)?, one(b)?),
            E::UnaryPlus(a) => E::UnaryPlus(one(a)?),
            E::UnaryMinus(a) => E::UnaryMinus(one(a)?),
            E::Not(a) => E::Not(one(a)?),
            E::If(a, b, c) => E::If(one(a)?, one(b)?, one(c)?),
            E::In(a, list) => E::In(one(a)?, self.each(list)?),
            E::Coalesce(list) => E::Coalesce(self.each(list)?),
            E::FunctionCall(function, list) => E::FunctionCall(function, self.each(list)?),
            E::Exists(pattern) => E::Exists(self.boxed(*pattern)?),
            E::Variable(variable) => self.value(&variable).map_or(E::Variable(variable), constant),
            E::Bound(variable) => match self.value(&variable) {
                Some(_) => E::Literal(true.into()),
                None => E::Bound(variable),
            },
            constant @ (E::NamedNode(_) | E::Literal(_)) => constant,
        })
    }
}

fn constant(value: &GroundTerm) -> Expression {
    match value {
        GroundTerm::NamedNode(iri) => iri.clone().into(),
        GroundTerm::Literal(literal) => literal.clone().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::{Literal, NamedNode};
    use spargebra::SparqlParser;

    fn bound(query: &str) -> Result<String, BindError> {
        let values = Values::from([
            ("p".to_owned(), GroundTerm::NamedNode(NamedNode::new("http://x/p").unwrap())),
            ("n".to_owned(), GroundTerm::Literal(Literal::from(7))),
        ]);
        let query = SparqlParser::new().parse_query(query).unwrap();
        let used: Values =
            values.into_iter().filter(|(k, _)| query.to_string().contains(&format!("?{k}"))).collect();
        bind(query, &used).map(|q| q.to_string())
    }

    #[test]
    fn a_value_reaches_everywhere() {
        let query =
            "SELECT ?p ?x { ?x ?p $n { SELECT ?x $p { ?x <http://x/q>+ $p FILTER EXISTS { ?x ?y $n } } } }";
        assert_eq!(
            bound(query).unwrap(),
            "SELECT (<http://x/p> AS ?p) ?x WHERE { ?x <http://x/p> \"7\"^^<http://www.w3.org/2001/XMLSchema#integer> . { SELECT ?x WHERE { ?x (<http://x/q>)+ <http://x/p> . FILTER(EXISTS { ?x ?y \"7\"^^<http://www.w3.org/2001/XMLSchema#integer> . }) } } }"
        );
    }

    #[test]
    fn bound_tells_whether_a_value_was_given() {
        assert!(bound("SELECT ?x { ?x ?y ?z FILTER(!BOUND($p) || ?x = $p) }").unwrap().contains("!\"true\""));
        assert!(bound("SELECT ?x { ?x ?y ?z FILTER(!BOUND(?q)) }").unwrap().contains("BOUND(?q)"));
    }

    #[test]
    fn rows_of_values_must_agree() {
        let query =
            bound("SELECT * { VALUES (?p ?x) { (<http://x/p> 1) (<http://x/o> 2) (UNDEF 3) } }").unwrap();
        assert!(query.contains("\"1\"") && query.contains("\"3\"") && !query.contains("\"2\""), "{query}");
    }

    #[test]
    fn values_without_a_place_are_refused() {
        assert_eq!(bound("SELECT ?x { ?x $n ?y }"), Err(BindError::NotAnIri("n".to_owned())));
        assert_eq!(bound("SELECT ?x { ?x ?y ?z BIND(1 AS ?n) }"), Err(BindError::Assigned("n".to_owned())));
        let query = SparqlParser::new().parse_query("ASK {}").unwrap();
        let values = Values::from([("p".to_owned(), GroundTerm::Literal(Literal::from(7)))]);
        assert_eq!(bind(query, &values), Err(BindError::Unused { name: "p".to_owned(), nearest: None }));
        let query = SparqlParser::new().parse_query("ASK { ?policy ?x ?y }").unwrap();
        let values = Values::from([("polcy".to_owned(), GroundTerm::Literal(Literal::from(7)))]);
        let error = bind(query, &values).unwrap_err().to_string();
        assert!(error.ends_with("it has no variable $polcy; did you mean policy?"), "{error}");
    }
}
