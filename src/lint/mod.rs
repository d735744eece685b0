//! The linter: where a site's own pages cite a policy that has ended, or say of one what its sources do not.
//!
//! The way of a page: bytes → references with their places → the answer of the graph for each → findings.

mod finding;
mod linter;

pub use finding::{Deciding, Excuse, Finding, Instead, Level, Levels, Rule};
pub use linter::Linter;
