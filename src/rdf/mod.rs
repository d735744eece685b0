//! The only maker of RDF: vocabulary, IRIs, the map from model to quads, writers.

pub mod ontology;
pub mod vocab;
