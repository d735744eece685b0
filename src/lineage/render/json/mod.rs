//! Lineage for programs: structs of its own, each document with the name and version of its schema.
//!
//! Within a schema version fields are added, never renamed or removed. Policies and sources are named
//! by their IRIs, edges by their place in the document's own list `edges`, counted from 0.

mod answers;
mod changes;
mod lineage;
mod listing;
mod page;
mod parts;

pub use answers::{
    EVIDENCE, IMPACT, IN_FORCE, PATHS, STALE, STATUS, evidence, impact, in_force, paths, stale, status,
};
pub use changes::{CHANGES, changes};
pub use lineage::{LINEAGE, lineage};
pub use listing::{POLICIES, Part, policies};
pub use page::{SEARCH, SHOW, page, search};
pub(crate) use parts::{Edges, PolicyJson, document};
use parts::{JudgementJson, LastKnownJson, StatusJson};
