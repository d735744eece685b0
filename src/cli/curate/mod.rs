//! `pedigraph curate`: judgements of people on what was read.

mod candidates;
mod decide;
mod listing;
mod report;
mod review;
mod sheet;

pub(super) use candidates::{Candidate, Shelf};
pub(super) use report::strength as strength_name;
pub(super) use sheet::neutral;

use super::args::Cli;
use super::graph::{DEFAULT_GRAPH, GraphSource};
use super::sources::source_date;
use super::written::{Rows, Written};
use super::{Exit, Failure};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `curate`.
#[derive(Debug, Args)]
#[command(
    after_help = "Judgements stand in `curation.toml` in the graph directory and in a graph of their own. They are followed whenever the
graph is made: who is the same policy first, then what is set, then statements. What was read stays, marked. A
judgement outlives a new edition of its source, a better reading and a source that has moved, since it is kept by
source, policies, relation and words.

A statement is named by its IRI, or by ACTOR RELATION TARGET; where several are meant they are listed, and --source or
--quote says which. The day of a judgement is that of --day, else that of SOURCE_DATE_EPOCH, else today.

Examples:
  pedigraph curate reject M-11-24 implements 'EO 13571' --author 'A. Curator' --reason 'The title alone says it.'
  pedigraph curate add M-17-26 amends M-16-08 --source 'Customer Service Policies' --quote 'Eliminated by M-17-26' --author A --reason R
  pedigraph curate set M-11-24 --issued 2011-06-13 --author 'A. Curator' --reason 'The day of its head.'
  pedigraph curate review --author 'A. Curator'
  pedigraph curate list
  pedigraph curate export judgements.csv
  pedigraph curate import judgements.csv
  pedigraph curate report"
)]
pub struct CurateArgs {
    #[command(subcommand)]
    what: What,
    /// The graph directory
    #[arg(long, global = true, value_name = "DIR", default_value = DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    pub(super) graph: PathBuf,
    #[command(flatten)]
    pub(super) written: Written<Rows>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Judge that a source does not say this; the edge goes unless another statement holds it
    Reject(StatementArgs),
    /// Judge that a source does say this; of a disputed ending this settles the dispute
    Accept(StatementArgs),
    /// Add what a source says and was not read; its words must stand in the source
    Add(AddArgs),
    /// Judge that these are names of one policy; the first one stays
    Same(NamesArgs),
    /// Judge that no two of these are one policy
    Different(NamesArgs),
    /// Set the title, the date or the issuer of a policy
    Set(SetArgs),
    /// Walk through what is unread, disputed, one-sided or nearly the same, and judge it
    Review(ReviewArgs),
    /// List the judgements and what each comes to
    List,
    /// Follow `curation.toml` after it was edited by hand
    Apply,
    /// Write the judgements as CSV, for a spreadsheet
    Export(FileArgs),
    /// Take judgements from CSV, also from a sample in which verdicts were written
    Import(ImportArgs),
    /// Tell from judged statements how many are right, by source, relation and strength, with its interval
    Report(ReportArgs),
}

/// Who judges, when and why.
#[derive(Clone, Debug, Args)]
struct By {
    /// Who judges, by name
    #[arg(long, value_name = "NAME", env = "PEDIGRAPH_AUTHOR")]
    author: String,
    /// On which day [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    day: Option<NaiveDate>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
struct StatementArgs {
    /// The IRI of a statement, or ACTOR RELATION TARGET; of an ending that names no actor RELATION TARGET
    #[arg(value_name = "STATEMENT", required = true, num_args = 1..=3)]
    statement: Vec<String>,
    /// Only in this source: its address, IRI, file or title
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
    /// Only where the words hold this
    #[arg(long, value_name = "WORDS")]
    quote: Option<String>,
    /// Judge all statements that are meant
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The policy that acts
    actor: String,
    /// What it does: rescinds, 'rescinds in part', extends, …
    relation: String,
    /// The policy acted upon
    target: String,
    /// The source: its address, IRI, file or title
    #[arg(long, value_name = "SOURCE")]
    source: String,
    /// The words of the source that say it
    #[arg(long, value_name = "WORDS")]
    quote: String,
    /// The file of the source, where it is not where it was when it was read
    #[arg(long, value_name = "FILE")]
    input: Option<PathBuf>,
    /// The words that give the relation: 'Eliminated by'
    #[arg(long, value_name = "WORDS", default_value = "")]
    verb: String,
    /// The day of effect, where the words print one
    #[arg(long, value_name = "DATE")]
    effective: Option<String>,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
struct NamesArgs {
    /// Policies: numbers, titles, IRIs
    #[arg(value_name = "POLICY", required = true, num_args = 2..)]
    policies: Vec<String>,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
struct SetArgs {
    /// The policy
    policy: String,
    /// Its title
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// When it was issued: a day, a month or a year
    #[arg(long, value_name = "DATE")]
    issued: Option<String>,
    /// The body that issued it, by its key or its name
    #[arg(long, value_name = "BODY")]
    issuer: Option<String>,
    #[command(flatten)]
    by: By,
}

#[derive(Debug, Args)]
struct ReviewArgs {
    /// Who judges, by name
    #[arg(long, value_name = "NAME", env = "PEDIGRAPH_AUTHOR")]
    author: String,
    /// On which day [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    day: Option<NaiveDate>,
    /// The kinds of cases: disputed, one-sided, near-miss, unread
    #[arg(
        long,
        value_name = "KIND",
        value_delimiter = ',',
        default_value = "disputed,near-miss,one-sided,unread"
    )]
    kinds: Vec<review::Kind>,
    /// The most cases
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
}

#[derive(Debug, Args)]
struct FileArgs {
    /// The CSV file; `-` is standard output
    file: PathBuf,
}

#[derive(Debug, Args)]
struct ImportArgs {
    /// The CSV file; `-` is standard input
    file: PathBuf,
    /// Who judges, where a row does not say it
    #[arg(long, value_name = "NAME", env = "PEDIGRAPH_AUTHOR")]
    author: Option<String>,
    /// On which day, where a row does not say it [default: that of SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DAY", value_parser = parse_day)]
    day: Option<NaiveDate>,
    /// Why, where a row does not say it
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

#[derive(Debug, Args)]
struct ReportArgs {
    /// A sample in which verdicts were written; without it the judgements of the graph directory count
    file: Option<PathBuf>,
}

fn parse_day(text: &str) -> Result<NaiveDate, String> {
    let date = crate::model::PartialDate::from_iso(text.trim());
    let day = date.filter(|date| date.earliest() == date.latest());
    day.map(|date| date.earliest()).ok_or_else(|| "expected a day: 2026-11-30".to_owned())
}

/// The day of a judgement: the one that is given, that of `SOURCE_DATE_EPOCH`, else today. A judgement is what a person does
/// on a day; what is read of documents never has the day of the clock.
#[allow(clippy::disallowed_methods, reason = "a judgement is dated by the day on which a person makes it")]
fn day_of(given: Option<NaiveDate>) -> Result<NaiveDate, Failure> {
    if let Some(day) = given {
        return Ok(day);
    }
    let moment = source_date()?;
    let told = moment.as_deref().and_then(|m| m.get(..10)).and_then(|day| parse_day(day).ok());
    Ok(told.unwrap_or_else(|| chrono::Utc::now().date_naive()))
}

impl CurateArgs {
    /// The graph that is curated.
    pub(super) fn source(&self) -> GraphSource {
        GraphSource { graph: Some(self.graph.clone()), ..GraphSource::default() }
    }

    /// The file that is written.
    pub(super) fn file(&self) -> Option<&std::path::Path> {
        self.written.file()
    }
}

/// Runs `curate`.
pub(super) fn run(cli: &Cli, args: &CurateArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut desk = decide::Desk::open(cli, args)?;
    match &args.what {
        What::Reject(a) => desk.statement(a, false, out),
        What::Accept(a) => desk.statement(a, true, out),
        What::Add(a) => desk.add(a, out),
        What::Same(a) => desk.names(a, true, out),
        What::Different(a) => desk.names(a, false, out),
        What::Set(a) => desk.set(a, out),
        What::Review(a) => review::run(&mut desk, a, &mut std::io::stdin().lock(), out),
        What::List => listing::run(&desk, args.written.form()?, out),
        What::Apply => desk.apply(out),
        What::Export(a) => sheet::export(&desk, &a.file, out),
        What::Import(a) => sheet::import(&mut desk, a, out),
        What::Report(a) => report::run(&desk, a, args.written.form()?, out),
    }
}
