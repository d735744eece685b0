//! `pedigraph completions`: what a shell must know to complete commands.

use super::complete::VARIABLE;
use super::{Exit, Failure};
use clap::{Args, ValueEnum};
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};
use std::io::Write;

/// Arguments of `completions`.
#[derive(Debug, Args)]
#[command(
    after_help = "The script asks `pedigraph` itself, so that queries, their parameters and the policies of the graph are completed too.

Examples:
  pedigraph completions bash > ~/.local/share/bash-completion/completions/pedigraph
  pedigraph completions zsh > ~/.zfunc/_pedigraph
  pedigraph completions fish > ~/.config/fish/completions/pedigraph.fish"
)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

/// The shells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Shell {
    Bash,
    Elvish,
    Fish,
    Powershell,
    Zsh,
}

/// Runs `completions`.
pub(super) fn run(args: &CompletionsArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let shell: &dyn EnvCompleter = match args.shell {
        Shell::Bash => &Bash,
        Shell::Elvish => &Elvish,
        Shell::Fish => &Fish,
        Shell::Powershell => &Powershell,
        Shell::Zsh => &Zsh,
    };
    shell.write_registration(VARIABLE, "pedigraph", "pedigraph", "pedigraph", out)?;
    Ok(Exit::Success)
}
