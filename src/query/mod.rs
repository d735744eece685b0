//! Questions to the graph.
pub mod bind;
pub mod bounds;
pub mod guard;
mod lex;
