//! What every command takes.

use super::walks::OnGraph;
use super::{
    changes, check, completions, config, convert, curate, demo, diff, export, impact, in_force, ingest,
    lineage, lint, man, mcp, path, profile, publish, queries, query, read, sample, search, serve, shell,
    show, stale, status, text, verify,
};
use crate::profile::{Profile, ProfileFiles, Structure};
use crate::source::{Columns, Format, ReadAs};
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

/// The pedigree of public policy as a knowledge graph.
///
/// Reads the pages, feeds, tables and texts in which governments publish their policies, and writes policies, issuing
/// bodies, dates and the relations between policies as RDF, with the words that state them.
#[derive(Debug, Parser)]
#[command(name = "pedigraph", version, propagate_version = true, max_term_width = 100)]
#[command(after_help = "Examples:
  pedigraph demo
  pedigraph ingest data/ --graph policies
  pedigraph lineage 'EO 12866' --graph policies
  pedigraph status M-16-08 --as-of 2017-06-14

`pedigraph COMMAND --help` has more of them for each command.

Exit codes: 0 done; 1 something was skipped or found and --strict or --fail-on asks to fail on it; 2 nothing could be read, or the
command line is wrong; 3 a name is not in the graph, or stands for several policies; 4 a query was refused or ran out
of its limits; 5 a written file does not read back to the same graph, or `verify` found a damaged file; 6 ingest met
a source that is cut off.")]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What is to be told of spellings of earlier versions.
    #[arg(skip)]
    pub notices: Vec<String>,
    /// What `config` shows.
    #[arg(skip)]
    pub configured: config::Configured,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub struct Global {
    /// How problems of the input are printed to standard error
    #[arg(long, global = true, value_enum, default_value_t = DiagnosticsStyle::Human, value_name = "STYLE")]
    pub diagnostics: DiagnosticsStyle,
    /// Print no diagnostics below errors, no summary and no progress
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Colour: on a terminal, always, or never; NO_COLOR and CLICOLOR_FORCE are heeded where it is `auto`
    #[arg(long, global = true, alias = "colour", value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    pub color: Color,
    /// Exit with code 1 where anything was skipped
    #[arg(long, global = true)]
    pub strict: bool,
    /// A folder of profile files (schemes, bodies, words) in place of the built-in United States
    #[arg(long, global = true, value_name = "DIR", env = "PEDIGRAPH_PROFILE")]
    pub profile: Option<PathBuf>,
}

/// When output is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Wherever it goes
    Always,
    /// Never
    Never,
}

/// How diagnostics are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum DiagnosticsStyle {
    /// With an excerpt of the source
    Human,
    /// One line each
    Short,
    /// One JSON object a line
    Json,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Build the graph of the bundled documents and show what it can answer
    Demo(demo::DemoArgs),
    /// Read policy documents and write RDF
    Convert(convert::ConvertArgs),
    /// Ask the graph with SPARQL: a query of the catalogue, or one's own
    Query(query::QueryArgs),
    /// List the query catalogue
    Queries(queries::QueriesArgs),
    /// Print what a policy rests on and what rests on it, with the words that say so
    Lineage(OnGraph<lineage::LineageArgs>),
    /// Tell whether a policy is in force as of a day, and by which statement
    Status(OnGraph<status::StatusArgs>),
    /// List the policies in force as of a day
    InForce(OnGraph<in_force::InForceArgs>),
    /// Write one policy, or the triples of a query, in any syntax
    Export(export::ExportArgs),
    /// Find policies by words
    Search(search::SearchArgs),
    /// Tell all that is known of a policy on one page
    Show(OnGraph<show::ShowArgs>),
    /// List what was issued, ended and altered between two days
    Changes(OnGraph<changes::ChangesArgs>),
    /// Tell what would stand on nothing if a policy were rescinded
    Impact(OnGraph<impact::ImpactArgs>),
    /// List policies in force that rest on one that has ended
    Stale(OnGraph<stale::StaleArgs>),
    /// Tell how two policies hang together
    Path(OnGraph<path::PathArgs>),
    /// Tell what changed between two graphs, and write the update that turns one into the other
    Diff(diff::DiffArgs),
    /// Report what does not fit together: one-sided edges, contradictions, dates, names
    Check(check::CheckArgs),
    /// Tell which pages of a site still cite policies that have ended
    Lint(lint::LintArgs),
    /// Read policy documents into a graph directory that is kept
    Ingest(ingest::IngestArgs),
    /// Judge what was read: reject, accept and add statements, join and part policies, set what is known of them
    Curate(curate::CurateArgs),
    /// Draw statements to be reviewed, by source, relation and strength
    Sample(sample::SampleArgs),
    /// Check that every file of a graph directory is whole
    Verify(verify::VerifyArgs),
    /// Write a package that a portal takes: dumps, tables, catalogs and a site
    Publish(publish::PublishArgs),
    /// Answer over HTTP: SPARQL, linked data, an API, pages
    Serve(serve::ServeArgs),
    /// Answer an assistant's questions: tools over the Model Context Protocol
    Mcp(mcp::McpArgs),
    /// Print the texts that quotes and offsets refer to
    Text(text::TextArgs),
    /// Check a profile: whether its rows are read as their examples say
    Profile(profile::ProfileArgs),
    /// Show what each step of reading makes of a document
    Read(read::ReadArgs),
    /// Ask one question after another: SPARQL, the catalogue, lineage
    Shell(shell::ShellArgs),
    /// Tell which options have which values, and where they come from
    Config(config::ConfigArgs),
    /// Print what a shell must know to complete commands
    Completions(completions::CompletionsArgs),
    /// Print a manual page, or write all of them
    Man(man::ManArgs),
}

/// Inputs to read.
#[derive(Debug, Args)]
pub struct Inputs {
    /// Files or folders to read; `-` is standard input; .gz and .zst are read as they are
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub how: HowToRead,
}

/// How inputs are to be read, where that shall not be told from their names and content.
#[derive(Clone, Debug, Args)]
pub struct HowToRead {
    /// The format of all inputs, where it shall not be told from their content
    #[arg(long, value_name = "FORMAT", value_parser = format_parser())]
    pub input_format: Option<Format>,
    /// Which column of a table holds what: ROLE=COLUMN,… or a file of such lines. The roles are number, title, date,
    /// text, url, issuer, status and note; other columns are guessed by their names
    #[arg(long, value_name = "MAP")]
    pub columns: Option<String>,
}

impl HowToRead {
    /// What the options say; a column map makes the inputs tables where no other format is said.
    pub(super) fn read_as(&self, known: &BTreeMap<String, Vec<String>>) -> Result<ReadAs, super::Failure> {
        let failed = |e: String| super::Failure::new(super::Exit::Failure, format!("--columns: {e}"));
        let said = match self.columns.as_deref() {
            None => String::new(),
            Some(map) if map.contains('=') => map.to_owned(),
            Some(file) => std::fs::read_to_string(file).map_err(|e| failed(format!("{file}: {e}")))?,
        };
        let columns = Columns::parse(&said).map_err(failed)?;
        let table = (!columns.is_empty()).then_some(Format::Csv);
        Ok(ReadAs { format: self.input_format.or(table), columns: columns.guessing(known) })
    }
}

pub(super) fn format_parser() -> impl clap::builder::TypedValueParser<Value = Format> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(Format::ALL.map(|(_, name)| name)).try_map(|name| name.parse::<Format>())
}

/// The profile that the user chose: a folder, or the United States.
pub enum ChosenProfile {
    /// Compiled in.
    BuiltIn(&'static Profile),
    /// From a folder.
    Loaded(Box<Profile>),
}

impl std::ops::Deref for ChosenProfile {
    type Target = Profile;

    fn deref(&self) -> &Profile {
        match self {
            Self::BuiltIn(profile) => profile,
            Self::Loaded(profile) => profile,
        }
    }
}

impl Global {
    /// The names of columns in the profile that the user chose; the rest of it is not loaded where it is built in.
    pub(super) fn column_names(&self) -> Result<BTreeMap<String, Vec<String>>, super::Failure> {
        match &self.profile {
            None => ProfileFiles::united_states()
                .column_names()
                .map_err(|e| super::Failure::new(super::Exit::Failure, e)),
            Some(_) => Ok(self.load_profile()?.columns.clone()),
        }
    }

    /// How the documents of the chosen profile are printed; the rest of it is not loaded where it is built in.
    pub(super) fn structure(&self) -> Result<Arc<Structure>, super::Failure> {
        match &self.profile {
            None => ProfileFiles::united_states()
                .structure()
                .map(Arc::new)
                .map_err(|e| super::Failure::new(super::Exit::Failure, e)),
            Some(_) => Ok(Arc::clone(&self.load_profile()?.structure)),
        }
    }

    /// Loads the profile.
    ///
    /// # Errors
    /// What is wrong with its files.
    pub fn load_profile(&self) -> Result<ChosenProfile, super::Failure> {
        let failed = |e: &dyn std::fmt::Display| super::Failure::new(super::Exit::Failure, e);
        match &self.profile {
            None => Profile::united_states().map(ChosenProfile::BuiltIn).map_err(|e| failed(e)),
            Some(folder) => {
                Profile::load(folder).map(|p| ChosenProfile::Loaded(Box::new(p))).map_err(|e| failed(&e))
            }
        }
    }
}
