//! `pedigraph demo`: the graph of the bundled documents, and what it can answer.

use super::args::{Cli, Command, Global};
use super::graph::{DEFAULT_GRAPH, GraphSource};
use super::progress::{Progress, Unit};
use super::report::Reporter;
use super::sources::source_date;
use super::terminal::Look;
use super::walks::Opened;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure, bundle, ingest};
use crate::graph_dir::Ingest;
use crate::ground::diag::Severity;
use crate::resolve::{Ground, Merge};
use clap::{Args, Parser};
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Arguments of `demo`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph demo
  pedigraph demo --graph policies
  pedigraph demo --serve
  pedigraph demo --format json")]
pub struct DemoArgs {
    /// Where to put the graph
    #[arg(long, value_name = "DIR", default_value = DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    graph: PathBuf,
    /// Then serve the graph to this machine, until Ctrl-C: pages, SPARQL, an API
    #[arg(long)]
    serve: bool,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// Runs `demo`.
pub(super) fn run(cli: &Cli, args: &DemoArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let profile = cli.global.load_profile()?;
    let (inputs, sources) = bundle::documents()?;
    let mut reporter = Reporter::new(&Global { quiet: true, ..cli.global.clone() });
    let ingest = Ingest { sources, moment: source_date()?, ..Ingest::new(&args.graph, &profile) };
    let talks = args.written.form()? == TextOrJson::Text;
    if talks {
        writeln!(
            out,
            "Reading a page on customer service, the Federal Register's tables of executive orders from 1937 to 2025 and the \
             presidential actions of 2025-01 to 2026-08, {} documents in all …",
            inputs.len()
        )?;
        out.flush()?;
    }
    let progress = Progress::new(&cli.global, "Ingesting", Unit::Items(inputs.len()));
    let summary = ingest
        .run_watched(&inputs, &mut |d| reporter.report(&d), &mut ingest::watch(&progress, inputs.len()))
        .map_err(|e| Failure::new(Exit::Failure, e))?;
    progress.end();
    if !talks {
        ingest::json(&summary, &args.graph, out)?;
        return served(cli, args, out);
    }
    writeln!(
        out,
        "{} policies and {} statements in {}, each statement with the words that say it.",
        summary.policies,
        summary.statements,
        args.graph.display()
    )?;
    writeln!(
        out,
        "{} slips of the pen were read through, {} places are doubtful; `pedigraph convert --diagnostics json` lists them.",
        reporter.count(Severity::Note),
        reporter.count(Severity::Warning) + reporter.count(Severity::Error),
    )?;
    if let Some(merge) = across(&summary.merges) {
        writeln!(
            out,
            "The page's “{}” is {} of the table: the same title, and dates that agree.",
            merge.name, merge.policy
        )?;
    }
    questions(cli, &args.graph, out)?;
    writeln!(
        out,
        "\nTry next (with `cargo run --release --` in place of `pedigraph` where it is not installed):"
    )?;
    for (command, what) in NEXT {
        writeln!(out, "  pedigraph {command:<54}  {what}")?;
    }
    served(cli, args, out)
}

/// Serves the graph, where that is asked for.
fn served(cli: &Cli, args: &DemoArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if !args.serve {
        return Ok(Exit::Success);
    }
    let words = ["pedigraph", "serve"].map(OsStr::new).into_iter();
    let typed = Cli::try_parse_from(words.chain([OsStr::new("--graph"), args.graph.as_os_str()]));
    match typed.map_err(|e| Failure::new(Exit::Failure, e))?.command {
        Command::Serve(serve) => super::serve::run(cli, &serve, out),
        _ => Ok(Exit::Success),
    }
}

/// Asks what a person would ask, as one would type it, and prints the answers.
fn questions(cli: &Cli, graph: &Path, out: &mut dyn Write) -> Result<(), Failure> {
    let source = GraphSource { graph: Some(graph.to_owned()), ..GraphSource::default() };
    let opened = Opened::new(cli, &source);
    let ask = |question: &str, shown: &str, words: &[&str], out: &mut dyn Write| {
        heading(out, question, shown)?;
        let typed = Cli::try_parse_from(["pedigraph"].iter().chain(words));
        let typed = typed.map_err(|e| Failure::new(Exit::Failure, e))?;
        opened.answer(&typed.command, Look::of(cli), out).unwrap_or(Ok(Exit::Success)).map(drop)
    };
    for (question, policy) in STATUSES {
        ask(question, &format!("status {}", quoted(policy)), &["status", policy], out)?;
    }
    ask(
        "What does the order on customer service rest on, and what carries it on?",
        "lineage 'EO 12862'",
        &["lineage", "EO 12862", "--depth", "2"],
        out,
    )?;
    ask(
        "What would stand on nothing if the order on service delivery were rescinded?",
        "impact 'EO 13571'",
        &["impact", "EO 13571"],
        out,
    )
}

/// Questions about the status of a policy.
const STATUSES: [(&str, &str); 5] = [
    ("What became of a struck-through memo, and which words say so?", "M-16-08"),
    ("Is the order on access to voting still in force?", "EO 14019"),
    ("And the order on equal employment opportunity of 1965?", "EO 11246"),
    ("How far do the sources tell of the order on regulatory planning?", "EO 12866"),
    ("And of the one on classified information?", "EO 13526"),
];

/// A policy as a shell takes it.
fn quoted(policy: &str) -> String {
    if policy.contains(' ') { format!("'{policy}'") } else { policy.to_owned() }
}

/// Commands that the demo leads on to.
const NEXT: [(&str, &str); 9] = [
    ("path 'EO 14215' 'EO 12866'", "how two orders hang together"),
    ("lineage 'EO 12866'", "the tree of a much amended order"),
    ("query presidents", "whose orders were rescinded by whom"),
    ("shell", "ask on, with completion and help"),
    ("serve", "the same over HTTP: pages, SPARQL, an API"),
    ("query rescinded --format csv", "what, by what, when, in which words"),
    ("in-force --body OMB --as-of 2017-06-14", "the day before M-16-08 ended"),
    ("check", "what the sources say that does not fit together"),
    ("convert data/digitalgov-customer-service-policies.json", "the page as Turtle"),
];

fn heading(out: &mut dyn Write, question: &str, command: &str) -> Result<(), Failure> {
    Ok(writeln!(out, "\n{question}\n$ pedigraph {command}")?)
}

/// A policy of the page without a number that the table has under its number.
fn across(merges: &[Merge]) -> Option<&Merge> {
    merges.iter().find(|m| m.ground == Ground::Title && m.name.starts_with("Executive Order"))
}
