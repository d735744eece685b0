//! The command `pedigraph`.

use clap::Parser;
use pedigraph::cli::{self, Cli, Exit};
use std::io::{self, Write};
use std::process::ExitCode;

fn main() -> ExitCode {
    if cli::is_worker() {
        return ExitCode::from(cli::serve_queries().code());
    }
    let cli = Cli::parse();
    let mut out = io::stdout().lock();
    let outcome = cli::run(&cli, &mut out).and_then(|exit| Ok(out.flush().map(|()| exit)?));
    let exit = outcome.unwrap_or_else(|failure| {
        if let Some(message) = failure.message {
            let _ = writeln!(io::stderr(), "error: {message}");
        }
        failure.exit
    });
    ExitCode::from(Exit::code(exit))
}
