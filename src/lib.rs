//! Pedigraph: the pedigree of public policy as a knowledge graph.

pub mod audit;
pub mod cli;
pub mod graph_dir;
pub mod ground;
pub mod lineage;
pub mod model;
pub mod pipeline;
pub mod profile;
pub mod publish;
pub mod query;
pub mod rdf;
pub mod reading;
pub mod resolve;
pub mod shacl;
pub mod source;
pub mod store;
