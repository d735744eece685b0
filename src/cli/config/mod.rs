//! `pedigraph config`, and what `pedigraph.toml` changes: each option's value and where it comes from.

mod file;

use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};
use file::{COMMON, File, LIMITS, Setting};
use serde::Serialize;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The variable that names the file in the place of the one that is found; empty for none.
const VARIABLE: &str = "PEDIGRAPH_CONFIG";

/// Arguments of `config`.
#[derive(Debug, Args)]
#[command(
    after_help = "`pedigraph.toml` is looked for in the working folder and the folders above it; PEDIGRAPH_CONFIG names another file, or
none where it is empty. The command line goes before the environment, that before the file, that before what is built in.
Paths in the file start where it lies. `publish.toml` is another thing: what a portal wants to know of the data.

  graph = \"policies\"
  base = \"https://data.example.gov/policies/\"

  [limits]
  timeout = 20

  [lineage]
  depth = 2

Examples:
  pedigraph config
  pedigraph config --format json"
)]
pub struct ConfigArgs {
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// The value of an option, and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Value {
    key: String,
    value: String,
    from: &'static str,
    place: Option<String>,
}

/// What is configured: the file that was found, and all values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Configured {
    file: Option<PathBuf>,
    values: Vec<Value>,
}

/// The configuration as `config --format json` prints it, schema version 1.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    file: Option<String>,
    values: &'a [Value],
}

/// The file of the working folder, or that which `PEDIGRAPH_CONFIG` names.
///
/// # Errors
/// What is wrong with it.
pub(super) fn load(root: &Command) -> Result<Option<Loaded>, Failure> {
    let named = std::env::var_os(VARIABLE);
    let path = match named {
        Some(none) if none.is_empty() => None,
        Some(path) => Some(PathBuf::from(path)),
        // Without a working folder there is nothing to look in.
        None => std::env::current_dir().ok().and_then(|folder| file::find(&folder)),
    };
    let read = path.map(|path| file::read(&path, root)).transpose();
    read.map(|file| file.map(Loaded)).map_err(|message| Failure::new(Exit::Failure, message))
}

/// A file that was read.
pub(super) struct Loaded(File);

impl Loaded {
    /// The value of an option of many commands.
    pub(super) fn value(&self, option: &str) -> Option<&str> {
        let found = self.0.settings.iter().find(|s| s.command.is_none() && s.option == option);
        found.and_then(|setting| setting.values.first()).map(String::as_str)
    }

    /// The values of an option of one command, as they would be typed.
    pub(super) fn values(&self, command: &str, option: &str) -> impl Iterator<Item = &str> {
        let of = move |s: &&Setting| s.command.as_deref() == Some(command) && s.option == option;
        self.0.settings.iter().filter(of).flat_map(|setting| setting.values.iter().map(String::as_str))
    }

    /// Makes what the file says the default of each option that it names; not of `format` where a file is named for the answer.
    pub(super) fn apply(&self, mut root: Command, names_file: bool) -> Command {
        for setting in self.0.settings.iter().filter(|setting| !(names_file && setting.option == "format")) {
            let commands: Vec<String> =
                root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
            root = set(root, setting, setting.command.is_none());
            for name in commands {
                let meant = setting.command.as_ref().is_none_or(|command| *command == name);
                root = root.mut_subcommand(name, |command| set(command, setting, meant));
            }
        }
        root
    }
}

/// Makes the values of a setting the default of the option, where the command has it.
fn set(command: Command, setting: &Setting, meant: bool) -> Command {
    let Some(arg) = file::option(&command, &setting.option).filter(|_| meant) else { return command };
    if file::is_switch(arg) && setting.values.iter().all(|value| value != "true") {
        return command;
    }
    let id = arg.get_id().clone();
    let values: Vec<OsString> = setting.values.iter().map(OsString::from).collect();
    command.mut_args(|arg| if *arg.get_id() == id { arg.default_values(values.clone()) } else { arg })
}

/// The values of all options of many commands and of those that the file names.
pub(super) fn configured(root: &Command, loaded: Option<&Loaded>, matches: &ArgMatches) -> Configured {
    let settings = loaded.map_or(&[][..], |loaded| &loaded.0.settings);
    let of = |command: Option<&str>, option: &str| {
        settings.iter().find(|setting| setting.command.as_deref() == command && setting.option == option)
    };
    let path = loaded.map(|loaded| loaded.0.path.clone());
    let mut values = Vec::new();
    let limits = LIMITS.into_iter().map(|name| (name, ""));
    for (option, built_in) in COMMON.into_iter().chain(limits) {
        values.push(value(root, matches, option, built_in, of(None, option), path.as_deref()));
    }
    for setting in settings.iter().filter(|setting| setting.command.is_some()) {
        values.push(from_file(setting, path.as_deref()));
    }
    Configured { file: path, values }
}

fn from_file(setting: &Setting, path: Option<&Path>) -> Value {
    let place = path.map(|path| format!("{}:{}", path.display(), setting.position.line()));
    Value { key: setting.key(), value: setting.values.join(", "), from: "file", place }
}

/// The value of an option of many commands: that of the command line, else of the environment, else of the file, else what is
/// built in.
fn value(
    root: &Command,
    matches: &ArgMatches,
    option: &str,
    built_in: &str,
    setting: Option<&Setting>,
    path: Option<&Path>,
) -> Value {
    let key = if LIMITS.contains(&option) { format!("limits.{option}") } else { option.to_owned() };
    let is_typed = |id: &str| {
        matches.try_contains_id(id).is_ok_and(|known| known)
            && matches.value_source(id) == Some(ValueSource::CommandLine)
    };
    if is_typed(option) {
        let raw =
            matches.get_raw(option).into_iter().flatten().map(|value| value.to_string_lossy().into_owned());
        return Value { key, value: raw.collect::<Vec<_>>().join(", "), from: "command line", place: None };
    }
    let mut all = std::iter::once(root).chain(root.get_subcommands());
    let arg = all.find_map(|command| file::option(command, option));
    let variable = arg.and_then(|arg| arg.get_env()).and_then(|name| Some((name, std::env::var_os(name)?)));
    if let Some((name, set)) = variable {
        let place = Some(name.to_string_lossy().into_owned());
        return Value { key, value: set.to_string_lossy().into_owned(), from: "environment", place };
    }
    if let Some(setting) = setting {
        return from_file(setting, path);
    }
    let default = arg.map(|arg| arg.get_default_values()).unwrap_or_default();
    let default: Vec<String> = default.iter().map(|value| value.to_string_lossy().into_owned()).collect();
    let value = if built_in.is_empty() { default.join(", ") } else { built_in.to_owned() };
    Value { key, value, from: "built in", place: None }
}

/// Runs `config`.
pub(super) fn run(args: &ConfigArgs, configured: &Configured, out: &mut dyn Write) -> Result<Exit, Failure> {
    match args.written.form()? {
        TextOrJson::Text => text(configured, out)?,
        TextOrJson::Json => {
            let file = configured.file.as_ref().map(|path| path.display().to_string());
            let document = Document { schema: "pedigraph-config/1", file, values: &configured.values };
            super::convert::json_line(&document, out)?;
        }
    }
    Ok(Exit::Success)
}

fn text(configured: &Configured, out: &mut dyn Write) -> io::Result<()> {
    match &configured.file {
        Some(path) => writeln!(out, "{}\n", path.display())?,
        None => writeln!(out, "no {} in this folder or above it\n", file::NAME)?,
    }
    let width = |of: fn(&Value) -> &str| {
        configured.values.iter().map(|value| of(value).chars().count()).max().unwrap_or(0)
    };
    let (keys, values) = (width(|value| &value.key), width(|value| &value.value).min(40));
    for value in &configured.values {
        let place = value.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default();
        writeln!(out, "{:keys$}  {:values$}  {}{place}", value.key, value.value, value.from)?;
    }
    Ok(())
}
