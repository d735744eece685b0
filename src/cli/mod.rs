//! The command line: one file a subcommand; the only place that prints.

mod args;
mod convert;
mod exit;
mod ingest;
mod publish;
mod report;
mod text;

pub use args::{Cli, Command};
pub use exit::{Exit, Failure};

use std::io::Write;

/// Runs one command. Output goes to `out`; diagnostics and progress go to standard error.
///
/// # Errors
/// A message for the user and the exit code that goes with it.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Convert(args) => convert::run(cli, args, out),
        Command::Ingest(args) => ingest::run(cli, args, out),
        Command::Publish(args) => publish::run(cli, args, out),
        Command::Text(args) => text::run(cli, args, out),
    }
}
