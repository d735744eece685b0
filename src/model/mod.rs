//! Policies, bodies, dates, relations: what the graph speaks of.

mod date;
mod relation;

pub use date::{PartialDate, Precision};
pub use relation::{Extent, Relation};
