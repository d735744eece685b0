//! Lineage for programs: structs of its own, each document with the name and version of its schema.
//!
//! Within a schema version fields are added, never renamed or removed.

mod lineage;
mod parts;

pub use lineage::{LINEAGE, lineage};
pub(crate) use parts::{Edges, PolicyJson, StatusJson, document};
