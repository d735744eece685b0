//! Lineage in memory: ancestors, descendants, paths, status as of a day, impact, difference.
//!
//! A general property path costs a SPARQL store microseconds a node. The [`Index`] holds the edges
//! between policies alone, in compressed adjacency both ways, typed, dated and with the words that
//! state them, so that the closure over a million policies takes milliseconds. Both must agree: the
//! tests compare [`walk`] with `ped:descendsFrom+`.
//!
//! | question | module |
//! |---|---|
//! | on what does a policy rest, what carries it on | [`walk`] |
//! | how do two policies hang together | [`path`] |
//! | is it in force as of a day | [`status`] |
//! | what stands on nothing if it goes | [`impact`] |
//! | what stands on something that is gone | [`stale`] |
//! | what was issued, ended and altered between two days | [`changes`] |
//! | what changed between two graphs | [`diff`] |
//! | how it is shown | [`render`] |
#![allow(
    clippy::indexing_slicing,
    reason = "policies, edges and boxes are numbers that this index or this drawing gave out, each a place in tables of that length"
)]

mod bodies;
pub mod changes;
pub mod day;
pub mod diff;
pub mod impact;
mod index;
mod interval;
pub mod path;
pub mod render;
pub mod stale;
pub mod status;
pub mod walk;

#[cfg(test)]
pub(crate) mod testing;

pub use bodies::bodies_named;
pub use index::{
    BodyIx, Builder, CACHE, CacheError, Edge, EdgeIx, Index, IndexError, Judgement, LeadIn, ListLimit,
    Policy, PolicyIx, Source, SourceIx, Statement, StatementIx, Strength, read_cache, write_cache,
};
pub use interval::Interval;
