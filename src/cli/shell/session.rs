//! What a shell does with an entry: asks a query, tells of a policy, saves an answer.

use super::ShellArgs;
use super::complete::COMMANDS;
use super::entry::{self, Entry};
use crate::cli::args::{Cli, Command};
use crate::cli::asking::{self, Asked, Asker};
use crate::cli::command_line::{self, NotRead};
use crate::cli::output::write_file;
use crate::cli::queries;
use crate::cli::query::{name_and_value, width};
use crate::cli::targets::write_answer;
use crate::cli::terminal::Look;
use crate::cli::walks::Opened;
use crate::cli::written;
use crate::cli::{Exit, Failure};
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::names::Names;
use crate::query::nearest;
use crate::query::output::Format;
use crate::query::worker::Form;
use crate::rdf::ontology;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;
use std::time::Instant;

/// What comes after an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Another.
    Ask,
    /// The end.
    Quit,
}

/// What was answered last, to be saved.
enum Last {
    Query(Box<StoredQuery>, Vec<(String, String)>),
    Command(Vec<String>),
}

/// A shell over one graph.
pub(super) struct Session<'s> {
    args: &'s ShellArgs,
    opened: &'s Opened<'s>,
    catalogue: &'s Catalogue,
    names: &'s Names,
    look: Look,
    asker: Asker<'s>,
    form: Format,
    last: Option<Last>,
    timing: bool,
}

/// The base and the prefixes of the graph.
pub(super) fn names(cli: &Cli, args: &ShellArgs) -> Result<Names, Failure> {
    let base = args.source.base()?;
    let own = asking::graph_prefixes(&cli.global, &base)?;
    Ok(Names { base: Some(base.as_str().to_owned()), own, dataset: None })
}

impl<'s> Session<'s> {
    pub(super) fn new(
        cli: &'s Cli,
        args: &'s ShellArgs,
        opened: &'s Opened<'s>,
        catalogue: &'s Catalogue,
        names: &'s Names,
        look: Look,
    ) -> Result<Self, Failure> {
        let asker = Asker::new(cli, &args.source)?;
        let (form, last, timing) = (Format::Table, None, false);
        Ok(Self { args, opened, catalogue, names, look, asker, form, last, timing })
    }

    /// Which graph is asked, in a line.
    pub(super) fn greeting(&self) -> Result<String, Failure> {
        if !self.args.source.inputs.is_empty() {
            return Ok(format!("{} documents", self.args.source.inputs.len()));
        }
        let directory = self.args.source.directory()?;
        let manifest = directory.manifest();
        let statements: usize = manifest.sources.iter().map(|source| source.statements).sum();
        Ok(format!(
            "{}: {} sources, {statements} statements",
            directory.path().display(),
            manifest.sources.len()
        ))
    }

    /// Answers an entry.
    ///
    /// # Errors
    /// What is wrong with it, or with asking it.
    pub(super) fn take(&mut self, text: &str, out: &mut dyn Write) -> Result<Next, Failure> {
        let begun = Instant::now();
        let entry = entry::read(text).map_err(|message| Failure::new(Exit::Failure, message))?;
        match entry {
            Entry::Nothing => return Ok(Next::Ask),
            Entry::Command(words) => {
                if self.command(words, out)? == Next::Quit {
                    return Ok(Next::Quit);
                }
            }
            Entry::Stored(name, params) => self.stored(&name, &params, out)?,
            Entry::Sparql(text) => {
                let query = StoredQuery::from_text("the query", text);
                let query = query.map_err(|e| Failure::new(Exit::Failure, e))?;
                self.query(query, Vec::new(), out)?;
            }
        }
        if self.timing {
            writeln!(out, "{:.3} s", begun.elapsed().as_secs_f64())?;
        }
        Ok(Next::Ask)
    }

    fn stored(&mut self, name: &str, params: &[String], out: &mut dyn Write) -> Result<(), Failure> {
        let query = self.catalogue.get(name).cloned().map_err(|error| {
            let near = nearest(name, COMMANDS.iter().map(|(name, _)| *name), 1);
            let dotted = near.first().map(|name| format!("; the shell's own command is .{name}"));
            Failure::new(Exit::NotFound, format!("{error}{}", dotted.unwrap_or_default()))
        })?;
        let params: Result<Vec<(String, String)>, String> =
            params.iter().map(|param| name_and_value(param)).collect();
        let params = params.map_err(|message| Failure::new(Exit::Failure, message))?;
        self.query(query, params, out)
    }

    fn query(
        &mut self,
        query: StoredQuery,
        params: Vec<(String, String)>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let outcome = self.ask(&query, &params, self.form, out);
        self.last = Some(Last::Query(Box::new(query), params));
        outcome
    }

    /// Asks and writes the answer; the first rows of one that a limit cuts too.
    fn ask(
        &mut self,
        query: &StoredQuery,
        params: &[(String, String)],
        format: Format,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        // A graph cannot be a table of rows, nor rows be Turtle: the form of the session is what it is for both.
        let format = if format == Format::Turtle { Format::Table } else { format };
        let form = Form::of(format, width(self.look));
        let asked = Asked { query, params, form, limits: self.args.limits.limits() };
        let reply = self.asker.ask(&asked)?;
        out.write_all(&reply.bytes)?;
        asking::whole(&reply, query)
    }

    /// Does what an entry with a dot says.
    fn command(&mut self, words: Vec<String>, out: &mut dyn Write) -> Result<Next, Failure> {
        let rest: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        match (words.first().map_or("help", String::as_str), rest.as_slice()) {
            ("quit" | "exit", _) => return Ok(Next::Quit),
            ("help", _) => help(out)?,
            ("graph", _) => writeln!(out, "{}", self.greeting()?)?,
            ("prefixes", _) => {
                for (prefix, namespace) in self.names.prefixes() {
                    writeln!(out, "{prefix}: <{namespace}>")?;
                }
            }
            ("terms", words) => terms(words, out)?,
            ("timing", _) => self.timing = !self.timing,
            ("format", [form]) => {
                self.form = form.parse().map_err(|message: String| Failure::new(Exit::Failure, message))?;
            }
            ("format", _) => writeln!(out, "{}", self.form)?,
            ("queries", rest) => queries::show(self.catalogue, rest.first().copied(), out)?,
            ("query", [name, ..]) => {
                let params: Vec<String> = words.iter().skip(2).cloned().collect();
                self.stored(name, &params, out)?;
            }
            ("save", [file]) => self.save(Path::new(file), out)?,
            ("save" | "query", _) => {
                let name = words.first().map_or("", String::as_str);
                let message = format!("expected one word after .{name}");
                return Err(Failure::new(Exit::Failure, message));
            }
            _ => {
                self.walk(&words, out)?;
                self.last = Some(Last::Command(words));
            }
        }
        Ok(Next::Ask)
    }

    /// A lineage command, as the command line has it.
    fn walk(&self, words: &[String], out: &mut dyn Write) -> Result<(), Failure> {
        let name = words.first().map_or("", String::as_str);
        if !COMMANDS.iter().any(|(known, _)| *known == name) {
            let near = nearest(name, COMMANDS.iter().map(|(name, _)| *name), 1);
            let meant = near.first().map(|name| format!("; did you mean .{name}?"));
            let meant = meant.unwrap_or_else(|| "; .help lists them".to_owned());
            let message = format!("expected a command of the shell, found `.{name}`{meant}");
            return Err(Failure::new(Exit::Failure, message));
        }
        let typed = std::iter::once("pedigraph".to_owned()).chain(entry::of_command(words)?);
        let typed: Vec<OsString> = typed.map(OsString::from).collect();
        let cli = match command_line::parse(typed) {
            Ok(cli) => cli,
            Err(NotRead::Configuration(failure)) => return Err(failure),
            Err(NotRead::Words(asked)) if !asked.use_stderr() => {
                return Ok(write!(out, "{}", asked.render())?);
            }
            Err(NotRead::Words(wrong)) => {
                let message = wrong.render().to_string();
                return Err(Failure::new(Exit::Failure, message.trim_start_matches("error: ").trim_end()));
            }
        };
        self.same_graph(&cli.command)?;
        let look = if cli.command.file().is_some() { Look::of(&cli) } else { self.look };
        let mut answer = |out: &mut dyn Write| {
            let answer = self.opened.answer(&cli.command, look, out);
            answer.unwrap_or_else(|| {
                Err(Failure::new(Exit::Failure, format!("`.{name}` is no command of a shell")))
            })
        };
        match cli.command.file() {
            Some(file) => write_answer(file, &self.args.source.reads()?, &mut answer),
            None => answer(out),
        }
        .map(drop)
    }

    /// Refuses another graph than that of the shell; the usual one is named by nobody.
    fn same_graph(&self, command: &Command) -> Result<(), Failure> {
        let Some(named) = command.graph() else { return Ok(()) };
        let usual = || {
            let usual = command_line::parse(vec!["pedigraph".into(), "stale".into()]).ok()?;
            usual.command.graph()?.graph
        };
        let own = &self.args.source.graph;
        if named.inputs.is_empty() && (named.graph == *own || named.graph == usual()) {
            return Ok(());
        }
        let message = "expected a question to the graph of this shell, found another graph; `pedigraph shell --graph DIR` opens it";
        Err(Failure::new(Exit::Failure, message))
    }

    /// Answers the last entry again, into a file whose ending says the form.
    fn save(&mut self, file: &Path, out: &mut dyn Write) -> Result<(), Failure> {
        match self.last.take() {
            None => {
                let message = "expected an answer to save, found none: ask something first";
                return Err(Failure::new(Exit::Failure, message));
            }
            Some(Last::Command(words)) => {
                let file = file.to_string_lossy().into_owned();
                let all: Vec<String> = words.iter().cloned().chain(["--output".to_owned(), file]).collect();
                let outcome = self.walk(&all, out);
                self.last = Some(Last::Command(words));
                outcome?;
            }
            Some(Last::Query(query, params)) => {
                let outcome = self.save_answer(file, &query, &params);
                self.last = Some(Last::Query(query, params));
                outcome?;
            }
        }
        Ok(writeln!(out, "{}", file.display())?)
    }

    fn save_answer(
        &mut self,
        file: &Path,
        query: &StoredQuery,
        params: &[(String, String)],
    ) -> Result<(), Failure> {
        self.args.source.reads()?.refuse(Some(file))?;
        let format: Format = written::form(None, Some(file))?;
        let form = Form::of(format, None);
        let asked = Asked { query, params, form, limits: self.args.limits.limits() };
        let reply = self.asker.ask(&asked)?;
        write_file(file, &mut |file| file.write_all(&reply.bytes))?;
        asking::whole(&reply, query)
    }
}

fn help(out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "SPARQL, such as SELECT ?a ?b {{ ?a ped:rescinds ?b }} LIMIT 5; on several lines it ends with an empty line or `;`.\n\
         The name of a query with its parameters, such as lineage policy='EO 12866'.\n"
    )?;
    for (name, what) in COMMANDS {
        writeln!(out, ".{name:<9} {what}")?;
    }
    Ok(())
}

/// Lists the terms of the vocabulary with all of some words in their names or meanings.
fn terms(words: &[&str], out: &mut dyn Write) -> io::Result<()> {
    let holds = |text: &str, word: &str| text.to_lowercase().contains(&word.to_lowercase());
    for term in ontology::terms() {
        if words
            .iter()
            .all(|word| holds(&term.name, word) || holds(&term.label, word) || holds(&term.comment, word))
        {
            let meaning = term.comment.split(". ").next().unwrap_or_default();
            writeln!(out, "ped:{:<24} {meaning}", term.name)?;
        }
    }
    Ok(())
}
