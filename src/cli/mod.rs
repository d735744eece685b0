//! The command line: one file a subcommand; the only place that prints.

mod args;
mod asking;
mod bundle;
pub mod changes;
mod check;
mod completions;
mod convert;
mod demo;
pub mod diff;
mod exit;
mod export;
mod graph;
pub mod impact;
pub mod in_force;
mod ingest;
pub mod lineage;
mod man;
mod output;
pub mod path;
mod profile;
mod progress;
mod publish;
mod queries;
mod query;
mod read;
mod report;
pub mod search;
pub mod show;
mod shown;
mod sources;
pub mod stale;
pub mod status;
mod terminal;
mod text;
mod verify;
mod walks;

pub use args::{Cli, Command, Global};
pub use asking::{is_worker, serve_queries};
pub use exit::{Exit, Failure, end, tell};
pub use output::ClosedOutput;
pub use shown::{RelationArg, Shown, TextOrJson};

use std::io::Write;

/// Runs one command. Output goes to `out`; diagnostics and progress go to standard error.
///
/// # Errors
/// A message for the user and the exit code that goes with it.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Changes(args) => walks::changes(cli, args, out),
        Command::Check(args) => check::run(cli, args, out),
        Command::Completions(args) => completions::run(args, out),
        Command::Convert(args) => convert::run(cli, args, out),
        Command::Demo(args) => demo::run(cli, args, out),
        Command::Diff(args) => diff::run(&cli.global, args, terminal::layout(), out),
        Command::Export(args) => export::run(cli, args, out),
        Command::Impact(args) => walks::impact(cli, args, out),
        Command::InForce(args) => walks::in_force(cli, args, out),
        Command::Ingest(args) => ingest::run(cli, args, out),
        Command::Lineage(args) => walks::lineage(cli, args, out),
        Command::Man(args) => man::run(args, out),
        Command::Path(args) => walks::path(cli, args, out),
        Command::Profile(args) => profile::run(args, out),
        Command::Queries(args) => queries::run(cli, args, out),
        Command::Query(args) => query::run(cli, args, out),
        Command::Read(args) => read::run(cli, args, out),
        Command::Search(args) => walks::search(cli, args, out),
        Command::Show(args) => walks::show(cli, args, out),
        Command::Stale(args) => walks::stale(cli, args, out),
        Command::Status(args) => walks::status(cli, args, out),
        Command::Publish(args) => publish::run(cli, args, out),
        Command::Text(args) => text::run(cli, args, out),
        Command::Verify(args) => verify::run(cli, args, out),
    }
}
