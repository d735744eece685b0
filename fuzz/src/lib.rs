//! What every fuzz target checks; `cargo test` checks the same of the inputs that fuzzing found.

#[path = "../../tests/common/any_source.rs"]
mod any_source;

/// What holds for each step of reading.
#[path = "../../tests/common/any_step.rs"]
pub mod steps;

pub use any_source::{check, check_note};
