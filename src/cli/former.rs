//! Spellings of earlier versions, which go on working with a notice: `--output json` for `--format json`, `--to turtle` for
//! `--format turtle`, `--format html` for `--input-format html`, `--json`.

use crate::source;
use clap::{Arg, Command};
use std::ffi::{OsStr, OsString};

/// A command line in the spelling of this version, and what to tell of it.
pub(super) struct Modern {
    /// The words, that of the program first.
    pub words: Vec<OsString>,
    /// One notice for each spelling of an earlier version.
    pub notices: Vec<String>,
}

/// Reads the words of a command line, that of the program first.
pub(super) fn modern(root: &Command, words: Vec<OsString>) -> Modern {
    let Some((at, command)) = subcommand(root, &words) else { return Modern { words, notices: Vec::new() } };
    let mut rest = words;
    let tail = rest.split_off(at + 1);
    let mut reader = Reader { root, command, forms: forms(command), words: rest, notices: Vec::new() };
    reader.read(tail);
    Modern { words: reader.words, notices: reader.notices }
}

/// The subcommand of a command line, and where it stands.
fn subcommand<'c>(root: &'c Command, words: &[OsString]) -> Option<(usize, &'c Command)> {
    let mut at = 1;
    while let Some(word) = words.get(at) {
        let text = word.to_str()?;
        if let Some(command) = root.find_subcommand(text) {
            return Some((at, command));
        }
        let takes = option(text).is_some_and(|(name, value)| value.is_none() && takes_value(root, name));
        at += if takes { 2 } else { 1 };
    }
    None
}

/// The name of a long option or of `-o`, and its value where that stands with it.
fn option(word: &str) -> Option<(&str, Option<&str>)> {
    if word == "-o" {
        return Some(("output", None));
    }
    let long = word.strip_prefix("--").filter(|long| !long.is_empty())?;
    Some(long.split_once('=').map_or((long, None), |(name, value)| (name, Some(value))))
}

fn argument<'c>(command: &'c Command, name: &str) -> Option<&'c Arg> {
    let is = |arg: &&Arg| {
        arg.get_long() == Some(name) || arg.get_all_aliases().is_some_and(|aliases| aliases.contains(&name))
    };
    command.get_arguments().find(is)
}

fn takes_value(command: &Command, name: &str) -> bool {
    argument(command, name).is_some_and(|arg| arg.get_action().takes_values())
}

/// The names of the forms that a command writes.
fn forms(command: &Command) -> Vec<String> {
    let values = argument(command, "format").map(Arg::get_possible_values).unwrap_or_default();
    values.iter().flat_map(|value| value.get_name_and_aliases().map(str::to_owned)).collect()
}

struct Reader<'c> {
    root: &'c Command,
    command: &'c Command,
    forms: Vec<String>,
    words: Vec<OsString>,
    notices: Vec<String>,
}

impl Reader<'_> {
    fn read(&mut self, tail: Vec<OsString>) {
        let mut tail = tail.into_iter();
        while let Some(word) = tail.next() {
            if word == "--" {
                self.words.push(word);
                self.words.extend(tail);
                return;
            }
            let Some((name, value)) = word.to_str().and_then(option) else {
                self.words.push(word);
                continue;
            };
            let needs =
                takes_value(self.command, name) || takes_value(self.root, name) || self.was_form(name);
            let next = if value.is_none() && needs { tail.next() } else { None };
            let value = value.map(OsString::from).or_else(|| next.clone());
            match self.replaced(name, value.as_deref()) {
                Some((words, notice)) => {
                    self.words.extend(words);
                    self.notices.push(notice);
                }
                None => {
                    self.words.push(word);
                    self.words.extend(next);
                }
            }
        }
    }

    /// Whether `--to` named the form of this command.
    fn was_form(&self, name: &str) -> bool {
        name == "to" && matches!(self.command.get_name(), "convert" | "export")
    }

    /// What an option and its value are called now, where that is not as they were spelled.
    fn replaced(&self, name: &str, value: Option<&OsStr>) -> Option<(Vec<OsString>, String)> {
        let text = value.and_then(OsStr::to_str);
        let is_form = |text: &&str| self.forms.iter().any(|form| form == text);
        let now = |option: &str, value: &str| vec![OsString::from(option), OsString::from(value)];
        match (self.command.get_name(), name) {
            ("ingest", "json") => {
                Some((now("--format", "json"), "`--json` is now `--format json`".to_owned()))
            }
            ("publish", "json") => {
                Some((now("--report", "json"), "`--json` is now `--report json`".to_owned()))
            }
            (_, "to") if self.was_form(name) => {
                let value = text.unwrap_or_default();
                Some((now("--format", value), format!("`--to {value}` is now `--format {value}`")))
            }
            ("convert" | "export" | "publish" | "man", "output") => None,
            (_, "output") => text.filter(is_form).map(|form| {
                let notice = format!(
                    "`--output {form}` is now `--format {form}`: --output names a file, such as ./{form}"
                );
                (now("--format", form), notice)
            }),
            (_, "format") if argument(self.command, "input-format").is_some() => {
                let format = text.filter(|text| !is_form(text)).and_then(source::Format::from_name)?.name();
                let notice = format!(
                    "`--format {format}` is now `--input-format {format}`: --format names the form of the answer"
                );
                Some((now("--input-format", format), notice))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Cli;
    use clap::CommandFactory;

    fn read(line: &str) -> (String, usize) {
        let words = line.split(' ').map(OsString::from).collect();
        let modern = modern(&Cli::command(), words);
        let words: Vec<String> =
            modern.words.iter().map(|word| word.to_string_lossy().into_owned()).collect();
        (words.join(" "), modern.notices.len())
    }

    #[test]
    fn spellings_of_earlier_versions_are_read() {
        for (former, now) in [
            ("p query stale --output json", "p query stale --format json"),
            ("p query stale --output=csv x", "p query stale --format csv x"),
            ("p --color never lineage X --output tree", "p --color never lineage X --format tree"),
            ("p status X --output table", "p status X --format table"),
            (
                "p convert a.html --to nquads --format html",
                "p convert a.html --format nquads --input-format html",
            ),
            ("p export X --to=trig", "p export X --format trig"),
            ("p ingest a --json", "p ingest a --format json"),
            ("p publish --json", "p publish --report json"),
            ("p profile check data/us --output json", "p profile check data/us --format json"),
        ] {
            let (words, notices) = read(former);
            assert_eq!(words, now, "{former}");
            assert_eq!(notices, if former.contains("--to nquads --format") { 2 } else { 1 }, "{former}");
        }
    }

    #[test]
    fn everything_else_stays_as_it_is() {
        for line in [
            "p",
            "p query stale --output a.json",
            "p query stale --output ./json",
            "p query stale --param --output json",
            "p changes --from 2017 --to 2018 --format json",
            "p convert a.html --output turtle",
            "p query stale -- --output json",
            "p nothing --output json",
            "p query stale file.csv --format csv",
            "p lineage --output",
        ] {
            assert_eq!(read(line), (line.to_owned(), 0));
        }
    }
}
