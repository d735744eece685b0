//! Pedigraph: the pedigree of public policy as a knowledge graph.

pub mod diag;
pub mod model;
pub mod profile;
pub mod rdf;
pub mod source;
pub mod text;
