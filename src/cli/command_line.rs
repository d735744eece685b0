//! Reads the command line of this process.

use super::args::{Cli, Color, Command};
use super::{Failure, config, former};
use clap::{CommandFactory, FromArgMatches, ValueEnum};
use std::ffi::OsString;

/// Why there is no command line to follow.
#[derive(Debug)]
pub enum NotRead {
    /// What is wrong with the words; also help and the version, where they are asked for.
    Words(clap::Error),
    /// What is wrong with `pedigraph.toml`.
    Configuration(Failure),
}

/// Reads the words that the program was started with, those of earlier versions too, over `pedigraph.toml`.
///
/// # Errors
/// [`NotRead`]
pub fn read() -> Result<Cli, NotRead> {
    parse(std::env::args_os().collect())
}

/// Reads the words of a command line, that of the program first, as [`read`] does.
///
/// # Errors
/// [`NotRead`]
pub(super) fn parse(words: Vec<OsString>) -> Result<Cli, NotRead> {
    let root = Cli::command().color(match asked_color() {
        Color::Auto => clap::ColorChoice::Auto,
        Color::Always => clap::ColorChoice::Always,
        Color::Never => clap::ColorChoice::Never,
    });
    let loaded = config::load(&root).map_err(NotRead::Configuration)?;
    let modern = former::modern(&root, words);
    let mut root = match &loaded {
        Some(loaded) => loaded.apply(root, names_file(&modern.words)),
        None => root,
    };
    let matches = root.try_get_matches_from_mut(modern.words).map_err(NotRead::Words)?;
    let cli = Cli::from_arg_matches(&matches);
    let mut cli = cli.map_err(|error| NotRead::Words(error.format(&mut root)))?;
    cli.notices = modern.notices;
    if let (Command::Lint(args), Some(loaded)) = (&mut cli.command, &loaded) {
        args.configure(loaded);
    }
    if matches!(cli.command, Command::Config(_)) {
        cli.configured = config::configured(&root, loaded.as_ref(), &matches);
    }
    Ok(cli)
}

/// Whether the words name a file for the answer: its ending goes before the form that the configuration names.
fn names_file(words: &[OsString]) -> bool {
    let words = words.iter().take_while(|word| *word != "--");
    let texts: Vec<&str> = words.filter_map(|word| word.to_str()).collect();
    texts.iter().enumerate().any(|(at, word)| match *word {
        "--output" | "-o" => texts.get(at + 1).is_some_and(|file| *file != "-"),
        _ => word.strip_prefix("--output=").or(word.strip_prefix("-o")).is_some_and(|file| file != "-"),
    })
}

/// What `--color` says, before the command line is read: help and what is wrong with it are coloured too.
pub(super) fn asked_color() -> Color {
    let words: Vec<OsString> = std::env::args_os().take_while(|word| word != "--").collect();
    let mut asked = Color::Auto;
    for (at, word) in words.iter().enumerate() {
        let Some(word) = word.to_str() else { continue };
        let value = match word {
            "--color" | "--colour" => words.get(at + 1).and_then(|value| value.to_str()),
            _ => word.strip_prefix("--color=").or_else(|| word.strip_prefix("--colour=")),
        };
        if let Some(color) = value.and_then(|value| Color::from_str(value, false).ok()) {
            asked = color;
        }
    }
    asked
}
