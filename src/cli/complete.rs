//! Completes a word of a command line for a shell: commands, options and values as the command line knows them, and what only the
//! catalogue and the graph know, which are queries, their parameters, and policies.
//!
//! The script that `pedigraph completions` writes calls the program with [`VARIABLE`] set and the words after `--`.

use super::args::Cli;
use super::graph::DEFAULT_GRAPH;
use super::walks::number_key;
use super::{Exit, Failure, check, config, lint, query};
use crate::graph_dir::GraphDir;
use crate::lineage::Index;
use crate::model::Relation;
use crate::query::catalogue::StoredQuery;
use crate::query::header::{Kind, Param};
use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};
use clap_complete::CompleteEnv;
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The variable that holds the name of the shell that asks.
pub(super) const VARIABLE: &str = "PEDIGRAPH_COMPLETE";

/// The most policies that are offered.
const MOST: usize = 200;

/// Whether a shell asks for completions.
#[must_use]
pub fn is_asked() -> bool {
    std::env::var_os(VARIABLE).is_some_and(|shell| !shell.is_empty())
}

/// Answers a shell on standard output.
///
/// # Errors
/// A shell that is not known.
pub fn answer() -> Result<Exit, Failure> {
    let here = std::env::current_dir().ok();
    let asked = CompleteEnv::with_factory(command).var(VARIABLE).bin("pedigraph").completer("pedigraph");
    asked.try_complete(std::env::args_os(), here.as_deref()).map_err(|e| Failure::new(Exit::Failure, e))?;
    Ok(Exit::Success)
}

/// The command line, with what completes its values.
fn command() -> Command {
    let of = |name: &str| match name {
        "lineage" | "status" | "show" | "impact" => vec![("policy", ArgValueCompleter::new(policies))],
        "path" => vec![("from", ArgValueCompleter::new(policies)), ("to", ArgValueCompleter::new(policies))],
        "export" => vec![("what", ArgValueCompleter::new(policies_and_queries))],
        "query" => vec![
            ("query", ArgValueCompleter::new(queries_and_files)),
            ("inputs", ArgValueCompleter::new(params_and_files)),
            ("params", ArgValueCompleter::new(params)),
        ],
        "lint" => vec![
            ("level", ArgValueCompleter::new(levels)),
            ("paths", ArgValueCompleter::new(pages_and_levels)),
        ],
        "queries" => vec![("name", ArgValueCompleter::new(queries))],
        "check" => vec![("what", ArgValueCompleter::new(audits_and_files))],
        _ => Vec::new(),
    };
    let mut root = Cli::command();
    let names: Vec<String> = root.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    for name in names {
        for (id, completer) in of(&name) {
            // `mut_arg` would move the argument behind all others, and positions count.
            let complete = |arg: Arg| if arg.get_id() == id { arg.add(completer.clone()) } else { arg };
            root = root.mut_subcommand(&name, |command| command.mut_args(complete));
        }
    }
    root
}

/// The words of the command line that is completed.
fn words() -> Vec<OsString> {
    std::env::args_os().skip_while(|word| word != "--").skip(1).collect()
}

/// The value of an option in a command line: `--graph X`, `--graph=X`.
fn option(words: &[OsString], name: &str) -> Option<PathBuf> {
    let at = words.iter().position(|word| word == name);
    let joined = || words.iter().find_map(|word| word.to_str()?.strip_prefix(name)?.strip_prefix('='));
    at.and_then(|at| words.get(at + 1)).map(PathBuf::from).or_else(|| joined().map(PathBuf::from))
}

fn candidate(value: &str, help: &str) -> CompletionCandidate {
    let help = Some(help).filter(|help| !help.is_empty()).map(|help| StyledStr::from(help.to_owned()));
    CompletionCandidate::new(value).help(help)
}

/// The index of the graph that a command line means, where its cache is current: nobody waits at a prompt for a graph to be
/// read.
fn index() -> Option<Index> {
    let named =
        option(&words(), "--graph").or_else(|| std::env::var_os("PEDIGRAPH_GRAPH").map(PathBuf::from));
    let configured = || config::load(&Cli::command()).ok()??.value("graph").map(PathBuf::from);
    let folder = named.or_else(configured).unwrap_or_else(|| PathBuf::from(DEFAULT_GRAPH));
    let directory = GraphDir::open(&folder).ok()?;
    let cache = directory.path().join(crate::lineage::CACHE);
    crate::lineage::read_cache(&cache, &directory.manifest().fingerprint()).ok()
}

/// Policies with a number that begins like `current`, however it is spelled, with their titles.
fn policies(current: &OsStr) -> Vec<CompletionCandidate> {
    let (Some(current), Some(index)) = (current.to_str(), index()) else { return Vec::new() };
    policies_of(&index, current).iter().map(|(value, title)| candidate(value, title)).collect()
}

/// Numbers of policies that begin like `typed`, as they would go on from it, with their titles.
///
/// A number has no blank here, `EO13571`: a shell would ask for quotation marks; it has one where one is typed.
pub(super) fn policies_of(index: &Index, typed: &str) -> Vec<(String, String)> {
    let (wanted, with_blanks) = (number_key(typed), typed.contains(' '));
    let of = |p| {
        let policy = index.policy(p);
        let fits = !policy.identifier.is_empty() && number_key(policy.identifier).starts_with(&wanted);
        let number =
            if with_blanks { policy.identifier.to_owned() } else { policy.identifier.replace(' ', "") };
        fits.then(|| (going_on(typed, number), policy.title.to_owned()))
    };
    let mut found: Vec<(String, String)> = index.policies().filter_map(of).collect();
    found.sort();
    found.dedup();
    found.truncate(MOST);
    found
}

/// A number with the letters that were typed: `eo13571` where that was begun as `eo1`.
fn going_on(typed: &str, number: String) -> String {
    match number.get(..typed.len()) {
        Some(head) if head.eq_ignore_ascii_case(typed) => {
            format!("{typed}{}", number.get(typed.len()..).unwrap_or_default())
        }
        _ => number,
    }
}

/// The catalogue with the folder that the command line or the environment names.
fn catalogue() -> Vec<StoredQuery> {
    let folder =
        option(&words(), "--queries").or_else(|| std::env::var_os("PEDIGRAPH_QUERIES").map(PathBuf::from));
    let found = query::catalogue(folder.as_deref());
    found.map(|catalogue| catalogue.iter().cloned().collect()).unwrap_or_default()
}

fn queries(current: &OsStr) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let all = catalogue();
    let fitting = all.iter().filter(|query| query.name.starts_with(&*current));
    fitting.map(|q| candidate(&q.name, q.header.as_ref().map_or("", |head| head.summary.as_str()))).collect()
}

fn queries_and_files(current: &OsStr) -> Vec<CompletionCandidate> {
    let is_query = |path: &Path| path.extension().is_some_and(|e| e == "rq");
    let files = PathCompleter::any().filter(is_query).complete(current);
    queries(current).into_iter().chain(files).collect()
}

fn policies_and_queries(current: &OsStr) -> Vec<CompletionCandidate> {
    queries(current).into_iter().chain(policies(current)).collect()
}

fn audits_and_files(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_string_lossy();
    let audits = check::names().filter(|name| name.starts_with(&*typed)).map(|name| candidate(name, ""));
    audits.chain(PathCompleter::any().complete(current)).collect()
}

fn params_and_files(current: &OsStr) -> Vec<CompletionCandidate> {
    let files = PathCompleter::any().complete(current);
    params(current).into_iter().chain(files).collect()
}

/// Parameters of the query that the command line names: `policy=`, and the values of one that is begun.
///
/// Bash breaks words at `=`: there the name stands in the words before.
fn params(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    let words = words();
    let all = catalogue();
    let mut named = words.iter().filter_map(|word| all.iter().find(|query| *word == *query.name));
    let Some(header) = named.next_back().and_then(|query| query.header.as_ref()) else { return Vec::new() };
    if let Some((name, value)) = typed.split_once('=') {
        let Some(param) = header.param(name) else { return Vec::new() };
        let values = values(param, value, &of_graph).into_iter();
        return values.map(|(value, help)| candidate(&format!("{name}={value}"), &help)).collect();
    }
    let before: Vec<&str> = words.iter().rev().skip(1).take(2).filter_map(|word| word.to_str()).collect();
    let broken = match before.as_slice() {
        ["=", name, ..] | [name, ..] => header.param(name),
        [] => None,
    };
    if let Some(param) = broken {
        return values(param, typed.trim_start_matches('='), &of_graph)
            .iter()
            .map(|(v, help)| candidate(v, help))
            .collect();
    }
    let fitting = header.params.iter().filter(|param| param.name.starts_with(typed));
    fitting.map(|param| candidate(&format!("{}=", param.name), &param.description)).collect()
}

/// Rules with `=`, and the levels of one that is typed.
fn levels(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = current.to_str() else { return Vec::new() };
    lint::rule_levels(typed).iter().map(|(value, what)| candidate(value, what)).collect()
}

/// Files; levels where bash broke the words of `--level RULE=LEVEL` at `=`, so that a level looks like a path.
fn pages_and_levels(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = words();
    let before: Vec<&str> = words.iter().rev().skip(1).take(3).filter_map(|word| word.to_str()).collect();
    let (Some(typed), ["=", rule, "--level"]) = (current.to_str(), before.as_slice()) else {
        return PathCompleter::any().complete(current);
    };
    let found = lint::rule_levels(&format!("{rule}={typed}"));
    found.iter().filter_map(|(pair, _)| Some(candidate(pair.split_once('=')?.1, ""))).collect()
}

/// Policies of the graph that the command line means.
fn of_graph(typed: &str) -> Vec<(String, String)> {
    index().map(|index| policies_of(&index, typed)).unwrap_or_default()
}

/// What a parameter can be, as far as that can be listed, each with what it is; `policies` tells those that begin like a word.
pub(super) fn values(
    param: &Param,
    typed: &str,
    policies: &dyn Fn(&str) -> Vec<(String, String)>,
) -> Vec<(String, String)> {
    let listed: Vec<String> = match param.kind {
        Kind::Policy => return policies(typed),
        Kind::Relation => Relation::ALL.iter().map(|relation| relation.name().to_owned()).collect(),
        Kind::Date => ["newest", "today"].map(str::to_owned).to_vec(),
        Kind::Body | Kind::Integer | Kind::String | Kind::Iri => vec![param.example.clone()],
    };
    listed.into_iter().filter(|value| value.starts_with(typed)).map(|value| (value, String::new())).collect()
}
