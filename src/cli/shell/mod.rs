//! `pedigraph shell`: one question after another over a graph that is opened once.

mod complete;
mod editor;
mod entry;
mod session;

use super::args::Cli;
use super::asking::LimitArgs;
use super::graph::GraphSource;
use super::terminal::Look;
use super::walks::Opened;
use super::{Exit, Failure, query};
use clap::Args;
use editor::Prompter;
use entry::is_whole;
use rustyline::error::ReadlineError;
use rustyline::history::{DefaultHistory, History};
use rustyline::{CompletionType, Config, Editor};
use session::{Next, Session};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Entries that are kept from one shell to the next.
const KEPT: usize = 1_000;

/// The longest entry that is read from what is no terminal, in bytes: longer than any query may be.
const MAX_ENTRY: usize = 1 << 20;

/// Arguments of `shell`.
#[derive(Debug, Args)]
#[command(
    after_help = "SPARQL on one line is asked when its brackets are closed; on several lines it ends with an empty line or `;`. The name of a
query of the catalogue with KEY=VALUE asks that one. `.help` lists the rest: .lineage, .status, .show, .search, .save, .format
and others. Tab completes keywords, prefixes, terms, queries, parameters and policies. A mistake never ends the shell; what
is piped into it is answered in order, and the exit code is that of the last entry that failed.

Entries are kept in $XDG_STATE_HOME/pedigraph/history (~/.local/state where that is not set).

Examples:
  pedigraph shell
  pedigraph shell --graph policies --timeout 10
  echo '.status M-16-08' | pedigraph shell data/digitalgov-customer-service-policies.json
  echo 'lineage policy=M-11-24' | pedigraph shell"
)]
pub struct ShellArgs {
    #[command(flatten)]
    pub(super) source: GraphSource,
    #[command(flatten)]
    pub(super) limits: LimitArgs,
    /// A folder of .rq files that add to the catalogue, or replace what it has of the same name
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_QUERIES")]
    pub(super) queries: Option<PathBuf>,
}

/// Runs `shell`.
///
/// # Errors
/// A graph or a catalogue that cannot be opened; what is wrong with an entry is told, and the shell goes on.
pub(super) fn run(cli: &Cli, args: &ShellArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let catalogue = query::catalogue(args.queries.as_deref())?;
    let look = Look::of(cli);
    let opened = Opened::new(cli, &args.source);
    let names = session::names(cli, args)?;
    let mut session = Session::new(cli, args, &opened, &catalogue, &names, look)?;
    if !io::stdin().is_terminal() {
        return piped(&mut session, out);
    }
    let interrupted = interrupts()?;
    let prompter = Prompter { opened: &opened, catalogue: &catalogue, names: &names, colour: look.colour };
    typed(&mut session, prompter, &interrupted, out)
}

/// Answers what is piped into the shell.
fn piped(session: &mut Session<'_>, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut input = io::stdin().lock();
    let (mut text, mut failed) = (String::new(), Exit::Success);
    loop {
        let mut line = Vec::new();
        let ended = io::Read::take(&mut input, MAX_ENTRY as u64 + 1).read_until(b'\n', &mut line)? == 0;
        let line = String::from_utf8_lossy(&line);
        text.push_str(line.trim_end_matches(['\n', '\r']));
        if text.len() > MAX_ENTRY {
            return Err(Failure::new(
                Exit::Refused,
                format!("expected entries of at most {MAX_ENTRY} bytes"),
            ));
        }
        if !ended && !is_whole(&text) {
            text.push('\n');
            continue;
        }
        match session.take(&text, out) {
            Ok(Next::Ask) => {}
            Ok(Next::Quit) => return Ok(failed),
            // The reader of the answers has gone.
            Err(failure) if failure.message.is_none() => return Err(failure),
            Err(failure) => failed = tell(failure),
        }
        text.clear();
        if ended {
            return Ok(failed);
        }
    }
}

/// Answers what is typed.
fn typed(
    session: &mut Session<'_>,
    prompter: Prompter<'_>,
    interrupted: &AtomicBool,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let failed = |e: ReadlineError| Failure::new(Exit::Failure, format!("the terminal: {e}"));
    let config = Config::builder().completion_type(CompletionType::List).max_history_size(KEPT);
    let config = config.and_then(|config| config.history_ignore_dups(true)).map_err(failed)?.build();
    let mut editor: Editor<Prompter<'_>, DefaultHistory> = Editor::with_config(config).map_err(failed)?;
    editor.set_helper(Some(prompter));
    let history = history();
    if let Some(path) = &history {
        // There is none yet, or it cannot be read: the shell begins without.
        let _ = editor.load_history(path);
    }
    writeln!(out, "{}\n.help tells what can be asked; .quit leaves.", session.greeting()?)?;
    loop {
        out.flush()?;
        let text = match editor.readline("pedigraph> ") {
            Ok(text) => text,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(failed(error)),
        };
        if !text.trim().is_empty() {
            // Where it cannot be kept, it is asked all the same.
            let _ = editor.add_history_entry(text.trim_end());
        }
        match session.take(&text, out) {
            Ok(Next::Ask) => {}
            Ok(Next::Quit) => break,
            // Ctrl-C has ended the process of the query, and not the shell.
            Err(_) if interrupted.swap(false, Ordering::Relaxed) => writeln!(out, "interrupted")?,
            Err(failure) if failure.message.is_none() => break,
            Err(failure) => {
                tell(failure);
            }
        }
    }
    if let Some(path) = history.filter(|_| !editor.history().is_empty()) {
        keep(&mut editor, &path);
    }
    Ok(Exit::Success)
}

/// A mark that Ctrl-C sets from now on, in the place of ending the program.
#[cfg(unix)]
fn interrupts() -> Result<Arc<AtomicBool>, Failure> {
    let mark = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&mark))?;
    Ok(mark)
}

/// There are no signals.
#[cfg(not(unix))]
fn interrupts() -> Result<Arc<AtomicBool>, Failure> {
    Ok(Arc::new(AtomicBool::new(false)))
}

/// Tells what is wrong with an entry.
fn tell(failure: Failure) -> Exit {
    if let Some(message) = failure.message {
        // A closed standard error loses the message and nothing else.
        let _ = writeln!(io::stderr(), "error: {message}");
    }
    failure.exit
}

/// The file of entries that are kept: below `$XDG_STATE_HOME`, else `~/.local/state`, as the XDG Base Directory Specification says.
fn history() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let state = set("XDG_STATE_HOME").or_else(|| Some(set("HOME")?.join(".local/state")))?;
    Some(state.join("pedigraph").join("history"))
}

/// Keeps the entries; where that cannot be written there is no history.
fn keep(editor: &mut Editor<Prompter<'_>, DefaultHistory>, path: &std::path::Path) {
    if let Some(folder) = path.parent()
        && std::fs::create_dir_all(folder).is_ok()
    {
        let _ = editor.save_history(path);
    }
}
