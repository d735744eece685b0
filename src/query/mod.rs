//! Questions to the graph: SPARQL, and the catalogue of questions.
//!
//! A text is checked before it is parsed ([`guard`]), parsed, counted ([`bounds`]), given the values of
//! its parameters ([`params`], [`bind`]), put into the order that the graph suggests and evaluated against a deadline ([`run`]); the answer is written
//! in the form that was asked for ([`output`]). Whoever asks what others have written does so in a process
//! of its own ([`worker`]). [`catalogue`] holds the questions that come with
//! Pedigraph, [`find`] finds the policy that a person means.

#[cfg(test)]
mod agreement;
pub mod bind;
pub mod bounds;
pub mod catalogue;
pub mod day;
pub mod find;
pub mod functions;
pub mod guard;
pub mod header;
pub mod hints;
mod lex;
pub mod limits;
pub mod listing;
pub mod names;
use crate::ground::nearest;
pub(crate) use crate::ground::nearest::nearest;
mod newest;
pub mod output;
pub mod params;
mod parts;
mod plan;
pub mod run;
pub mod search;
#[cfg(test)]
mod steps;
mod syntax;
pub(crate) use syntax::KEYWORDS;
mod table;
mod texts;
mod thread;
pub mod worker;
