//! What `lint` takes.

use super::baseline;
use super::files::{self, Found, Page};
use super::rules;
use crate::cli::config::Loaded;
use crate::cli::output::Reads;
use crate::cli::written::{Form, Written};
use crate::cli::{Exit, Failure};
use crate::graph_dir::GraphDir;
use crate::lint::{Level, Levels, Rule};
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};
use same_file::is_same_file;
use std::path::PathBuf;
use std::str::FromStr;

/// Arguments of `lint`.
#[derive(Debug, Args)]
#[command(
    after_help = "A finding is a place of a page that cites a policy which, as far as the sources of the graph cover, has ended, is
superseded, suspended or disputed; that gives a wrong number, title or date; or that says of a policy that it is in force.
`--explain RULE` tells of a rule, with examples and how to mend or excuse what it finds.

Of a folder the files that end in .md, .markdown, .html, .htm, .txt and .json are read, as its .gitignore says; a file that
is named itself always. Nothing is ever written but to standard output, --output and --write-baseline:
`pedigraph lint pages --fix | git apply` mends what has a certain successor.

Examples:
  pedigraph lint pages --graph pedigraph-graph
  pedigraph lint pages --level unknown-policy=off --fail-on warning
  pedigraph lint pages --write-baseline lint-baseline.json
  pedigraph lint pages --baseline lint-baseline.json
  pedigraph lint pages --changed-since main
  pedigraph lint pages --fix --output mend.patch
  pedigraph lint pages --output lint.sarif
  pedigraph lint --explain superseded-citation"
)]
pub struct LintArgs {
    /// Files and folders of the site
    #[arg(value_name = "PATH", required_unless_present = "explain")]
    pub(super) paths: Vec<PathBuf>,
    /// The graph directory [default: pedigraph-graph]
    #[arg(long, value_name = "DIR", env = "PEDIGRAPH_GRAPH")]
    pub(super) graph: Option<PathBuf>,
    /// As of this day
    #[arg(long, value_name = "DAY")]
    pub(super) as_of: Option<String>,
    /// The level of a rule (`all` for each): off, note, warning or error; can be given several times
    #[arg(long, value_name = "RULE=LEVEL")]
    pub(super) level: Vec<RuleLevel>,
    /// Levels of `pedigraph.toml`, which those of the command line add to.
    #[arg(skip)]
    pub(super) configured: Vec<RuleLevel>,
    /// The least level of a finding that makes the exit code 1
    #[arg(long, value_enum, value_name = "LEVEL", default_value_t = FailOn::Error)]
    pub(super) fail_on: FailOn,
    /// Files that are not read, as a line of a .gitignore names them; can be given several times
    #[arg(long, value_name = "PATTERN")]
    pub(super) exclude: Vec<String>,
    /// Findings that stand in this file are known, and are not reported
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Write all that is found and not excused to this file, as the baseline of later runs
    #[arg(long, value_name = "FILE", conflicts_with_all = ["changed_since", "fix"])]
    pub(super) write_baseline: Option<PathBuf>,
    /// Only lines that changed since the branch at hand left this commit, branch or tag, and files that git does not know
    #[arg(long, value_name = "REF")]
    pub(super) changed_since: Option<String>,
    /// Write a patch of what has a certain successor in the place of a report; no file is changed
    #[arg(long, conflicts_with = "format")]
    pub(super) fix: bool,
    /// Tell of a rule
    #[arg(long, value_name = "RULE", value_parser = rule_parser(), conflicts_with = "paths")]
    pub(super) explain: Option<Rule>,
    #[command(flatten)]
    pub(in crate::cli) written: Written<LintOutput>,
}

fn rule_parser() -> impl TypedValueParser<Value = Rule> {
    clap::builder::PossibleValuesParser::new(Rule::ALL.map(Rule::name))
        .try_map(|name| Rule::named(&name).ok_or_else(|| format!("no rule is called {name}")))
}

impl LintArgs {
    /// Takes the levels of `pedigraph.toml`, to which those of the command line add.
    pub(in crate::cli) fn configure(&mut self, loaded: &Loaded) {
        // Each value was read by this parser when the file was.
        self.configured = loaded.values("lint", "level").filter_map(|value| value.parse().ok()).collect();
    }

    /// The level of each rule: the command line's, else that of `pedigraph.toml`, else the rule's own.
    pub(super) fn levels(&self) -> Levels {
        let mut levels = Levels::default();
        for set in self.configured.iter().chain(&self.level) {
            match set.rule {
                Some(rule) => levels.set(rule, set.level),
                None => Rule::ALL.into_iter().for_each(|rule| levels.set(rule, set.level)),
            }
        }
        levels
    }

    /// The files that are to be read, in the order of their paths.
    ///
    /// # Errors
    /// A path that does not exist, a pattern that is none.
    pub(super) fn files(&self) -> Result<Found, Failure> {
        let found = files::find(&self.paths, &self.exclude);
        let mut found = found.map_err(|message| Failure::new(Exit::Failure, message))?;
        // A baseline that is kept beside the pages is none of them.
        let baselines: Vec<&PathBuf> = self.baseline.iter().chain(&self.write_baseline).collect();
        let is_baseline =
            |page: &Page| baselines.iter().any(|path| is_same_file(path, &page.path).unwrap_or(false));
        found.files.retain(|page| !is_baseline(page));
        Ok(found)
    }

    /// Refuses a new baseline in a place where it would destroy what is no baseline, or be destroyed by the report.
    ///
    /// # Errors
    /// Such a place.
    pub(super) fn check_baseline(&self) -> Result<(), Failure> {
        let Some(path) = &self.write_baseline else { return Ok(()) };
        if self
            .written
            .file()
            .is_some_and(|output| output == path || is_same_file(output, path).unwrap_or(false))
        {
            let message =
                "expected two files for --write-baseline and --output, found one; nothing was written";
            return Err(Failure::new(Exit::Failure, message));
        }
        baseline::check_place(path)
    }

    /// What is read, of which the output may be nothing. Of ten thousand pages only the one that is the output stays open.
    ///
    /// # Errors
    /// Those of [`LintArgs::files`].
    pub(in crate::cli) fn reads(&self) -> Result<Reads, Failure> {
        let Some(output) = self.written.file().filter(|path| path.exists()) else {
            return Ok(Reads::default());
        };
        let is_output = |path: &PathBuf| is_same_file(path, output).unwrap_or(false);
        let pages = self.files()?.files.into_iter().map(|page| page.path);
        let read = Reads::default().files(pages.chain(self.baseline.clone()).filter(is_output));
        let graph = self.graph.clone().unwrap_or_else(|| PathBuf::from(crate::cli::graph::DEFAULT_GRAPH));
        Ok(match GraphDir::open(&graph) {
            Ok(directory) => read.graph(&directory),
            // That it cannot be opened is told where it is read.
            Err(_) => read,
        })
    }
}

/// The level that is asked for a rule, or for all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleLevel {
    rule: Option<Rule>,
    level: Level,
}

impl FromStr for RuleLevel {
    type Err = String;

    /// Reads `RULE=LEVEL`.
    fn from_str(text: &str) -> Result<Self, String> {
        let Some((name, level)) = text.split_once('=') else {
            return Err("expected RULE=LEVEL, such as wrong-date=note".to_owned());
        };
        let rule = match name {
            "all" => None,
            _ => Some(rules::named(name)?),
        };
        Ok(Self { rule, level: rules::level(level)? })
    }
}

/// From which level on findings fail a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors alone
    Error,
    /// Warnings and errors
    Warning,
    /// Anything that is found
    Note,
    /// Nothing
    Never,
}

impl FailOn {
    /// Whether a finding of a level fails a run.
    pub(super) fn fails(self, level: Level) -> bool {
        match self {
            Self::Error => level >= Level::Error,
            Self::Warning => level >= Level::Warning,
            Self::Note => level >= Level::Note,
            Self::Never => false,
        }
    }
}

/// The forms of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum LintOutput {
    /// Lines for a person
    #[value(alias = "table")]
    Text,
    /// A document with a versioned schema
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Commands that make annotations in a workflow of GitHub
    Github,
    /// JUnit's XML, for what shows tests
    Junit,
}

impl Form for LintOutput {
    const DEFAULT: Self = Self::Text;

    fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Text => &["txt"],
            Self::Json => &["json"],
            Self::Sarif => &["sarif"],
            Self::Github => &[],
            Self::Junit => &["xml"],
        }
    }
}
