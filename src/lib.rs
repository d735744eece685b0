//! Pedigraph: the pedigree of public policy as a knowledge graph.
//!
//! It reads the documents in which governments publish and list their policies, finds every policy, who issued it,
//! when, and what it does to other policies, and writes it as RDF in which each edge carries the words that state it.
//!
//! # The way of the data
//!
//! ```text
//! bytes ─▶ source ─▶ reading ─▶ claims ─▶ resolve ─▶ rdf ─▶ graph_dir ─▶ store, lineage ─▶ query ─▶ publish, serve, cli
//! ```
//!
//! | step | module | what goes in, what comes out |
//! |---|---|---|
//! | 1 | `source` | bytes of one [`Format`] → a record: text with its layout, and where each word stands |
//! | 2 | `reading` | a record and a [`Profile`] → [`Claims`]: what the source says, in its own words |
//! | 3 | `resolve` | the claims of all sources → a [`Corpus`]: one policy for all its names |
//! | 4 | `rdf` | a corpus → quads, the only place where RDF is made |
//! | 5 | `graph_dir` | quads and claims → a [`GraphDir`], written atomically, one file a source |
//! | 6 | `lineage`, `query` | a graph → answers, with the statements that decide them |
//! | 7 | `publish`, `serve` | a graph → a package for portals; the same over HTTP |
//!
//! Each step uses only those before it. [`pipeline::read`] runs the first two for one input on all cores.
//!
//! # Example
//!
//! ```
//! use pedigraph::{Base, Format, Input, Map, Profile, Resolver, Syntax, pipeline, write};
//!
//! let profile = Profile::united_states().map_err(|e| e.to_string())?;
//! let page = "---\ntitle: Customer service\n---\n\nExecutive Order 13571 builds on Executive Order 12862.\n";
//! let input = Input::Bytes("page.md".to_owned(), page.as_bytes().into());
//!
//! // What the page says, and what is not well with it.
//! let mut claims = Vec::new();
//! let mut problems = Vec::new();
//! let outcome = pipeline::read(
//!     profile,
//!     &input,
//!     Some(Format::Markdown),
//!     &mut |said| claims.push(said),
//!     &mut |problem| problems.push(problem),
//! )
//! .map_err(|problem| problem.message)?;
//!
//! // One policy for all its names, then RDF.
//! let mut resolver = Resolver::new(profile);
//! resolver.source(&outcome.header, outcome.format.name(), &outcome.sha256)?;
//! claims.into_iter().for_each(|said| resolver.claims(said));
//! let corpus = resolver.finish();
//! let mut turtle = Vec::new();
//! write(&Map::new(&corpus, profile, Base::default(), true), Syntax::Turtle, &mut turtle)?;
//! let turtle = String::from_utf8(turtle)?;
//! assert!(turtle.contains("ped:extends executive-order:12862"), "{turtle}");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules below hold the parts; what another program needs of them is named here at the top.
#![warn(clippy::indexing_slicing)]

// Helpers that tests inside and outside share name the crate.
#[cfg(test)]
extern crate self as pedigraph;

#[doc(hidden)]
pub mod audit;
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod graph_dir;
#[doc(hidden)]
pub mod ground;
pub mod lineage;
#[doc(hidden)]
pub mod lint;
#[doc(hidden)]
pub mod model;
pub mod pipeline;
#[doc(hidden)]
pub mod profile;
#[doc(hidden)]
pub mod publish;
pub mod query;
#[doc(hidden)]
pub mod rdf;
#[doc(hidden)]
pub mod reading;
#[doc(hidden)]
pub mod resolve;
#[doc(hidden)]
pub mod serve;
#[doc(hidden)]
pub mod shacl;
#[doc(hidden)]
pub mod snapshot;
#[doc(hidden)]
pub mod source;
#[doc(hidden)]
pub mod store;

pub use graph_dir::{GraphDir, Ingest};
pub use ground::diag::Diagnostic;
pub use lineage::Index;
pub use model::{Claims, Evidence, Mention, PartialDate, Relation, Statement};
pub use profile::Profile;
pub use rdf::iri::Base;
pub use rdf::map::Map;
pub use rdf::write::{Syntax, write};
pub use resolve::{Corpus, Resolver};
pub use source::{Format, Input};
