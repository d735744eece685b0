//! The only maker of RDF: vocabulary, IRIs, the map from model to quads, writers.

pub mod iri;
pub mod jsonld;
mod lines;
pub mod map;
pub mod ontology;
pub mod verify;
pub mod write;
