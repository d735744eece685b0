//! `pedigraph man`: manual pages.

use super::args::Cli;
use super::output::write_file;
use super::{Exit, Failure, shown};
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `man`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph man | man -l -
  pedigraph man lineage | man -l -
  pedigraph man --output ~/.local/share/man/man1")]
pub struct ManArgs {
    /// The page of this subcommand, in place of the command's own
    #[arg(value_name = "COMMAND", conflicts_with = "output")]
    command: Option<String>,
    /// Write all pages into this folder, which is made where it does not exist
    #[arg(long, short, value_name = "DIR")]
    output: Option<PathBuf>,
}

/// Runs `man`.
pub(super) fn run(args: &ManArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut root = Cli::command();
    root.build();
    if let Some(folder) = &args.output {
        std::fs::create_dir_all(folder)
            .map_err(|e| Failure::new(Exit::Failure, format!("{}: {e}", folder.display())))?;
        for command in std::iter::once(&root).chain(root.get_subcommands()) {
            let page = page(command)?;
            let name = format!("{}.1", page_name(command));
            write_file(&folder.join(name), &mut |file| file.write_all(&page))?;
        }
        return Ok(Exit::Success);
    }
    let command = match &args.command {
        None => &root,
        Some(name) => root.find_subcommand(name).ok_or_else(|| {
            let names: Vec<&str> = root.get_subcommands().map(Command::get_name).collect();
            shown::not_found(format!("expected one of {}, found `{name}`", names.join(", ")))
        })?,
    };
    out.write_all(&page(command)?)?;
    Ok(Exit::Success)
}

/// `pedigraph-lineage` for `pedigraph lineage`.
fn page_name(command: &Command) -> String {
    command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned()
}

fn page(command: &Command) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    Man::new(command.clone().name(page_name(command))).render(&mut page)?;
    Ok(page)
}
