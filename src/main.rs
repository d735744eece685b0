//! The command `pedigraph`.
#![warn(clippy::indexing_slicing)]

use clap::Parser;
use pedigraph::cli::{self, Cli, Exit};
use std::io;
use std::process::ExitCode;

fn main() -> ExitCode {
    if cli::is_worker() {
        return ExitCode::from(cli::serve_queries().code());
    }
    let mut out = io::stdout().lock();
    let outcome = match Cli::try_parse() {
        Ok(cli) => cli::run(&cli, &mut out),
        Err(asked) => cli::tell(&asked, &mut out),
    };
    ExitCode::from(Exit::code(cli::end(outcome, &mut out)))
}
