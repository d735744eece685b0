//! `pedigraph.toml`: which options have which values where nobody says otherwise.

use crate::ground::diag::{Position, excerpt};
use crate::query::nearest;
use clap::{Arg, ArgAction, Command};
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

/// The name of the file.
pub(super) const NAME: &str = "pedigraph.toml";

/// A file larger than this is refused, in bytes.
const MAX_BYTES: u64 = 1 << 20;

/// Options that many commands have, each with what holds where nobody says anything.
pub(super) const COMMON: [(&str, &str); 8] = [
    ("graph", "pedigraph-graph"),
    ("base", crate::rdf::iri::DEFAULT_BASE),
    ("profile", "the United States, built in"),
    ("queries", "those built in"),
    ("color", "auto"),
    ("diagnostics", "human"),
    ("quiet", "false"),
    ("strict", "false"),
];

/// Options that stand under `[limits]`.
pub(super) const LIMITS: [&str; 3] = ["timeout", "max-memory", "max-rows"];

/// Options that say what is to be done now, which no file decides.
const OF_THE_MOMENT: [&str; 13] = [
    "help",
    "version",
    "output",
    "remove",
    "prune",
    "replace",
    "init",
    "sparql",
    "accept-partial",
    "write-baseline",
    "changed-since",
    "fix",
    "explain",
];

/// The value of an option.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Setting {
    /// The command whose option it is; none for an option of many commands.
    pub command: Option<String>,
    /// The long name of the option.
    pub option: String,
    /// Its values, as they would be typed.
    pub values: Vec<String>,
    /// Where its key stands.
    pub position: Position,
}

impl Setting {
    /// The key with its table: `lineage.depth`.
    pub(super) fn key(&self) -> String {
        let table = match &self.command {
            Some(command) => Some(command.as_str()),
            None => LIMITS.contains(&self.option.as_str()).then_some("limits"),
        };
        table.map_or_else(|| self.option.clone(), |table| format!("{table}.{}", self.option))
    }
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct File {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says, in the order of its lines.
    pub settings: Vec<Setting>,
}

/// The file that holds in a folder: in it, or in the nearest folder above it.
pub(super) fn find(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(NAME)).find(|path| path.is_file())
}

/// Reads a file for the commands of `root`.
///
/// # Errors
/// What cannot be read or is no value of an option, with the file, line and column.
pub(super) fn read(path: &Path, root: &Command) -> Result<File, String> {
    let named = |message: String| format!("{}: {message}", path.display());
    let size = std::fs::metadata(path).map_err(|e| named(e.to_string()))?.len();
    if size > MAX_BYTES {
        return Err(named(format!("expected at most {MAX_BYTES} bytes, found {size}")));
    }
    let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
    let settings = parse(&text, path.parent().unwrap_or(Path::new("")), root)
        .map_err(|(at, message)| format!("{}:{}:{}: {message}", path.display(), at.line(), at.column()))?;
    Ok(File { path: path.to_owned(), settings })
}

type Fault = (Position, String);

/// Reads the text of a file that lies in `folder`.
pub(super) fn parse(text: &str, folder: &Path, root: &Command) -> Result<Vec<Setting>, Fault> {
    let at = |offset: usize| Position::of_offset(text.as_bytes(), offset);
    let table = DeTable::parse(text)
        .map_err(|error| (at(error.span().map_or(0, |span| span.start)), one_line(error.message())))?;
    let mut reader = Reader { text, folder, root, settings: Vec::new() };
    for (key, value) in table.into_inner() {
        reader.top(&key, &value)?;
    }
    reader.settings.sort_by_key(|setting| setting.position);
    Ok(reader.settings)
}

fn one_line(text: &str) -> String {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The option of a command by its long name, in this spelling alone.
pub(super) fn option<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(name))
}

/// The options of a command that a file can set.
fn options(command: &Command) -> impl Iterator<Item = &str> {
    let names = command.get_arguments().filter_map(Arg::get_long);
    names.filter(|name| !OF_THE_MOMENT.contains(name))
}

struct Reader<'t> {
    text: &'t str,
    folder: &'t Path,
    root: &'t Command,
    settings: Vec<Setting>,
}

impl Reader<'_> {
    fn fault(&self, place: &Spanned<impl Sized>, message: impl Into<String>) -> Fault {
        (Position::of_offset(self.text.as_bytes(), place.span().start), message.into())
    }

    fn unknown(&self, key: &Spanned<DeString<'_>>, expected: &str, known: &[&str]) -> Fault {
        let found = excerpt(key.get_ref(), 40);
        let told = match nearest(key.get_ref(), known.iter().copied(), 1).first() {
            Some(meant) => format!("did you mean {meant}?"),
            None => format!("there are {}", known.join(", ")),
        };
        self.fault(key, format!("expected {expected}, found `{found}`; {told}"))
    }

    fn top(&mut self, key: &Spanned<DeString<'_>>, value: &Spanned<DeValue<'_>>) -> Result<(), Fault> {
        let name = key.get_ref().as_ref();
        if COMMON.iter().any(|(common, _)| *common == name) {
            return self.set(None, key, value);
        }
        let command = self.root.find_subcommand(name).filter(|command| command.get_name() == name);
        if name != "limits" && command.is_none() {
            let commands = self.root.get_subcommands().map(Command::get_name);
            let known: Vec<&str> =
                COMMON.iter().map(|(name, _)| *name).chain(["limits"]).chain(commands).collect();
            return Err(self.unknown(key, "an option, [limits] or the name of a command", &known));
        }
        let DeValue::Table(table) = value.get_ref() else {
            return Err(self.fault(value, format!("expected a table [{name}], found {}", what(value))));
        };
        for (key, value) in table {
            let option = key.get_ref().as_ref();
            match command {
                None if !LIMITS.contains(&option) => {
                    return Err(self.unknown(key, "a limit", &LIMITS));
                }
                Some(command) if !options(command).any(|known| known == option) => {
                    let known: Vec<&str> = options(command).collect();
                    return Err(self.unknown(key, &format!("an option of {name}"), &known));
                }
                _ => self.set(command.map(|command| command.get_name()), key, value)?,
            }
        }
        Ok(())
    }

    fn set(
        &mut self,
        command: Option<&str>,
        key: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<(), Fault> {
        let name = key.get_ref().as_ref();
        let among: Vec<&Command> = match command {
            Some(command) => self.root.find_subcommand(command).into_iter().collect(),
            None => std::iter::once(self.root).chain(self.root.get_subcommands()).collect(),
        };
        let Some(arg) = among.into_iter().find_map(|command| option(command, name)) else {
            return Err(self.fault(key, format!("expected an option, found `{}`", excerpt(name, 40))));
        };
        let mut values = Vec::new();
        match value.get_ref() {
            DeValue::Array(items) if takes_many(arg) => {
                for item in items {
                    values.push(self.value(arg, item)?);
                }
            }
            DeValue::Table(pairs) if takes_pairs(arg) => {
                for (name, item) in pairs {
                    values.push(self.pair(arg, name, item)?);
                }
            }
            _ => values.push(self.value(arg, value)?),
        }
        let position = Position::of_offset(self.text.as_bytes(), key.span().start);
        let command = command.map(str::to_owned);
        self.settings.push(Setting { command, option: name.to_owned(), values, position });
        Ok(())
    }

    /// One value as it would be typed, after the option's own reader has taken it.
    fn value(&self, arg: &Arg, value: &Spanned<DeValue<'_>>) -> Result<String, Fault> {
        let name = arg.get_long().unwrap_or_default();
        let text = match value.get_ref() {
            DeValue::Boolean(yes) if is_switch(arg) => return Ok(yes.to_string()),
            _ if is_switch(arg) => {
                return Err(
                    self.fault(value, format!("expected true or false as {name}, found {}", what(value)))
                );
            }
            DeValue::String(text) => text.to_string(),
            DeValue::Integer(number) => number.as_str().replace('_', ""),
            DeValue::Float(number) => number.as_str().replace('_', ""),
            DeValue::Datetime(day) => day.to_string(),
            _ => return Err(self.fault(value, format!("expected a value of {name}, found {}", what(value)))),
        };
        let text = if is_path(arg) { self.folder.join(&text).display().to_string() } else { text };
        self.taken(arg, text, value)
    }

    /// A pair of a table, `wrong-date = "off"` of `[lint.level]`, as it would be typed: `wrong-date=off`.
    fn pair(
        &self,
        arg: &Arg,
        name: &Spanned<DeString<'_>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<String, Fault> {
        let DeValue::String(text) = value.get_ref() else {
            let message = format!("expected a string as {}, found {}", name.get_ref(), what(value));
            return Err(self.fault(value, message));
        };
        self.taken(arg, format!("{}={text}", name.get_ref()), name)
    }

    /// A value that the option's own reader takes; `place` is where it stands.
    fn taken(&self, arg: &Arg, text: String, place: &Spanned<impl Sized>) -> Result<String, Fault> {
        let name = arg.get_long().unwrap_or_default();
        let only = Arg::new("value").long("value").num_args(1).allow_hyphen_values(true);
        let only = only.value_parser(arg.get_value_parser().clone());
        let command =
            Command::new("pedigraph").no_binary_name(true).color(clap::ColorChoice::Never).arg(only);
        command.try_get_matches_from(["--value", &text]).map_err(|error| {
            let told = error.to_string().replace("--value <value>", name);
            let told = told.split("\n\nFor more information").next().unwrap_or_default();
            self.fault(place, one_line(told.trim_start_matches("error: ")))
        })?;
        Ok(text)
    }
}

fn what(value: &Spanned<DeValue<'_>>) -> String {
    format!("a TOML {}", value.get_ref().type_str())
}

/// Whether an option has no value: it is given or not.
pub(super) fn is_switch(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::SetTrue)
}

fn takes_many(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// Whether the values of an option are pairs with `=` between: `--level RULE=LEVEL`.
fn takes_pairs(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    takes_many(arg) && names.iter().any(|name| name.contains('='))
}

/// Whether an option names a file or folder, which lies where the configuration does.
fn is_path(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == clap::builder::ValueParser::path_buf().type_id()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn read_text(text: &str) -> Result<Vec<(String, Vec<String>, u32)>, String> {
        let settings = parse(text, Path::new("/here"), &Cli::command());
        let short = |s: Setting| (s.key(), s.values.clone(), s.position.line());
        let fault = |(at, message): Fault| format!("{}:{}: {message}", at.line(), at.column());
        settings.map(|all| all.into_iter().map(short).collect()).map_err(fault)
    }

    #[test]
    fn options_of_all_and_of_one_command_are_read() {
        let text = "graph = 'policies'\nquiet = true\n\n[limits]\ntimeout = 5\nmax-memory = '2G'\n\n\
            [lineage]\ndepth = 3\nformat = 'svg'\nrelation = ['rescinds', 'amends']\n[in-force]\nas-of = 2017-06-14\n";
        let read = read_text(text).unwrap();
        let expected = [
            ("graph", vec!["/here/policies"], 1),
            ("quiet", vec!["true"], 2),
            ("limits.timeout", vec!["5"], 5),
            ("limits.max-memory", vec!["2G"], 6),
            ("lineage.depth", vec!["3"], 9),
            ("lineage.format", vec!["svg"], 10),
            ("lineage.relation", vec!["rescinds", "amends"], 11),
            ("in-force.as-of", vec!["2017-06-14"], 13),
        ];
        let expected = expected.map(|(key, values, line)| {
            (key.to_owned(), values.into_iter().map(str::to_owned).collect::<Vec<_>>(), line)
        });
        assert_eq!(read, expected);
    }

    #[test]
    fn pairs_of_a_table_are_values() {
        let text = "[lint]\nfail-on = 'note'\n[lint.level]\nwrong-date = 'off'\nall = 'note'\n";
        let found = read_text(text).unwrap();
        let level = found.iter().find(|(key, ..)| key == "lint.level").unwrap();
        assert_eq!(level.1, ["all=note", "wrong-date=off"], "by name, so that `all` comes first");
        for (text, told) in [
            (
                "[lint.level]\nwrong-dat = 'off'",
                "2:1: invalid value 'wrong-dat=off' for 'level': expected a rule",
            ),
            (
                "[lint.level]\nwrong-date = 'of'",
                "2:1: invalid value 'wrong-date=of' for 'level': expected off, note",
            ),
            ("[lint.level]\nwrong-date = 3", "2:14: expected a string as wrong-date, found a TOML integer"),
            ("[lineage.relation]\na = 'b'", "1:1: expected a value of relation, found a TOML table"),
        ] {
            let found = read_text(text).unwrap_err();
            assert!(found.starts_with(told), "{text:?}: {found}");
        }
    }

    #[test]
    fn what_is_no_option_or_no_value_is_told_with_its_place() {
        for (text, told) in [
            (
                "grph = 'x'",
                "1:1: expected an option, [limits] or the name of a command, found `grph`; did you mean graph?",
            ),
            ("[limits]\ntime-out = 3", "2:1: expected a limit, found `time-out`; did you mean timeout?"),
            ("[lineage]\ndeth = 3", "2:1: expected an option of lineage, found `deth`; did you mean depth?"),
            ("[lineage]\noutput = 'x'", "2:1: expected an option of lineage, found `output`; there are "),
            ("[lineage]\ndepth = 'many'", "2:9: invalid value 'many' for 'depth'"),
            ("[lineage]\nformat = 'tre'", "2:10: invalid value 'tre' for 'format', [possible values: tree, "),
            ("quiet = 'yes'", "1:9: expected true or false as quiet, found a TOML string"),
            ("lineage = 3", "1:11: expected a table [lineage], found a TOML integer"),
            ("graph = [", "1:"),
            ("[limits]\ntimeout = -3", "2:11: invalid value '-3' for 'timeout': expected seconds above 0"),
        ] {
            let found = read_text(text).unwrap_err();
            assert!(found.starts_with(told), "{text:?}: {found}");
        }
    }

    #[test]
    fn every_common_option_is_one() {
        let root = Cli::command();
        for (name, _) in COMMON {
            let all = std::iter::once(&root).chain(root.get_subcommands());
            assert!(all.filter_map(|command| option(command, name)).count() > 0, "{name}");
        }
    }
}
