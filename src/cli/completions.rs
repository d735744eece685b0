//! `pedigraph completions`: what a shell must know to complete commands.

use super::args::Cli;
use super::{Exit, Failure};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use std::io::Write;

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph completions bash > ~/.local/share/bash-completion/completions/pedigraph
  pedigraph completions zsh > ~/.zfunc/_pedigraph
  pedigraph completions fish > ~/.config/fish/completions/pedigraph.fish")]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Runs `completions`.
pub(super) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    // Into memory first: the generator panics where a write fails, as on a closed pipe.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "pedigraph", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Success)
}
