//! The linter: where a site's own pages cite a policy that has ended, or say of one what its sources do not.
//!
//! The way of a page: bytes → references with their places → the answer of the graph for each → findings.

mod beside;
mod cited;
mod document;
mod excuse;
mod finding;
mod instead;
mod known;
mod linter;
mod markup;
mod page;
mod past;
mod standing;
mod stated;
#[cfg(test)]
mod tests;
mod written;

pub use finding::{Deciding, Excuse, Finding, Instead, Level, Levels, Rule};
pub use linter::Linter;
