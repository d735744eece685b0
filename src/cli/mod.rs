//! The command line: one file a subcommand; the only place that prints.

mod args;
mod asking;
mod bundle;
pub mod changes;
mod check;
mod command_line;
mod complete;
mod completions;
mod config;
mod convert;
mod curate;
mod demo;
pub mod diff;
mod exit;
mod export;
mod former;
mod graph;
pub mod impact;
pub mod in_force;
mod ingest;
pub mod lineage;
mod lint;
mod man;
mod mcp;
mod output;
pub mod path;
mod profile;
mod progress;
mod publish;
mod queries;
mod query;
mod rdf_inputs;
mod read;
mod report;
mod sample;
pub mod search;
mod serve;
mod shell;
pub mod show;
mod shown;
mod sources;
pub mod stale;
pub mod status;
mod targets;
mod terminal;
mod text;
mod verify;
mod walks;
pub mod written;

pub use args::{Cli, Command, Global};
pub use asking::{is_worker, serve_queries};
pub use command_line::{NotRead, read as read_command_line};
pub use complete::{answer as complete, is_asked as completes};
pub use exit::{Exit, Failure, end, tell};
pub use output::ClosedOutput;
pub use shown::{RelationArg, Shown};
pub use written::TextOrJson;

use crate::ground::diag::Diagnostic;
use std::io::Write;

/// Runs one command. Output goes to `out`, or to the file of `--output`; diagnostics and progress go to standard error.
///
/// # Errors
/// A message for the user and the exit code that goes with it.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut reporter = report::Reporter::new(&cli.global);
    for notice in &cli.notices {
        reporter.report(&Diagnostic::note("former-spelling", notice));
    }
    cli.command.answer(out, &mut |out| answer(cli, out))
}

fn answer(cli: &Cli, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(outcome) = walks::run(cli, out) {
        return outcome;
    }
    match &cli.command {
        Command::Check(args) => check::run(cli, args, out),
        Command::Completions(args) => completions::run(args, out),
        Command::Config(args) => config::run(args, &cli.configured, out),
        Command::Convert(args) => convert::run(cli, args, out),
        Command::Curate(args) => curate::run(cli, args, out),
        Command::Demo(args) => demo::run(cli, args, out),
        Command::Diff(args) => diff::run(&cli.global, args, terminal::Look::of(cli).layout(), out),
        Command::Export(args) => export::run(cli, args, out),
        Command::Ingest(args) => ingest::run(cli, args, out),
        Command::Lint(args) => lint::run(cli, args, out),
        Command::Man(args) => man::run(args, out),
        Command::Mcp(args) => mcp::run(cli, args, out),
        Command::Profile(args) => profile::run(args, out),
        Command::Publish(args) => publish::run(cli, args, out),
        Command::Queries(args) => queries::run(cli, args, out),
        Command::Query(args) => query::run(cli, args, out),
        Command::Read(args) => read::run(cli, args, out),
        Command::Sample(args) => sample::run(cli, args, out),
        Command::Serve(args) => serve::run(cli, args, out),
        Command::Shell(args) => shell::run(cli, args, out),
        Command::Text(args) => text::run(cli, args, out),
        Command::Verify(args) => verify::run(cli, args, out),
        // These are answered from the index, above.
        Command::Changes(_)
        | Command::Impact(_)
        | Command::InForce(_)
        | Command::Lineage(_)
        | Command::Path(_)
        | Command::Search(_)
        | Command::Show(_)
        | Command::Stale(_)
        | Command::Status(_) => Ok(Exit::Success),
    }
}
