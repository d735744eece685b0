//! SHACL Core without any other program: what a valid graph looks like, and where a graph is not one.
//!
//! [Shapes] are read from Turtle, such as `ontology/shapes.ttl`, or from the quads of any syntax. All of SHACL Core is
//! understood: its targets, those of shapes that are classes too, all property paths, all constraint components, any
//! `sh:severity`, `sh:message` and `sh:deactivated`. The tests of the W3C are run by `tests/shacl.rs`; `docs/conformance.md`
//! has their counts. A shapes graph that uses anything beyond is refused by name, for a rule that is passed over in
//! silence is a promise broken: SPARQL constraints and targets, rules, scripts, `sh:entailment`, constraints of DASH,
//! `owl:imports` (nothing is loaded), back-references and blocks in patterns. Recursive shapes, which SHACL leaves undefined, are
//! refused too.
//!
//! A [Graph] is the union of all named graphs that are put into it. Its terms are numbers, its triples lie sorted by
//! subject, and those of the few properties that shapes follow backwards lie sorted by object as well. Each shape
//! looks at each of its focus nodes once, and remembers what it found out of values that many nodes share: the time is
//! that of sorting, then linear.
//!
//! ```
//! use oxigraph::io::{RdfFormat, RdfParser};
//! use pedigraph::shacl::{Component, Shapes};
//!
//! let shapes = Shapes::parse(
//!     "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.com/> .
//!      ex:Order a sh:NodeShape ; sh:targetClass ex:Order ; sh:property [ sh:path ex:number ; sh:minCount 1 ] .",
//! )?;
//! let data = "<http://example.com/12862> a <http://example.com/Order> .";
//! let quads = RdfParser::from_format(RdfFormat::Turtle).for_slice(data).collect::<Result<Vec<_>, _>>()?;
//! let violations = shapes.validate(quads.iter().map(|q| q.as_ref()));
//! assert_eq!(violations[0].focus.to_string(), "<http://example.com/12862>");
//! assert_eq!(violations[0].component, Component::MinCount);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod graph;
mod literal;
mod nesting;
mod parameter;
mod path;
mod pattern;
mod read;
mod report;
mod shapes;
mod terms;
mod validate;

pub use document::ShapesError;
pub use graph::Graph;
pub use path::Path;
pub use report::turtle;
pub use shapes::{Component, Idle, Severity, Shapes};
pub use validate::Violation;
