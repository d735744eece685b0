//! Pedigraph: the pedigree of public policy as a knowledge graph.

pub mod model;
pub mod rdf;
