//! Questions to the graph.

#[cfg(test)]
mod agreement;
pub mod bind;
pub mod bounds;
pub mod catalogue;
pub mod find;
pub mod functions;
pub mod guard;
pub mod header;
mod lex;
mod nearest;
pub mod output;
pub mod params;
pub mod run;
mod table;
