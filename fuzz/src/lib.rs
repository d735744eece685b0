//! What every fuzz target checks; `cargo test` checks the same of the inputs that fuzzing found.

#[path = "../../tests/common/any_source.rs"]
mod any_source;

pub use any_source::{check, check_note};
