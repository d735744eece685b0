//! `pedigraph publish`: a graph directory as a package that a portal takes.

use super::args::Cli;
use super::convert::json_line;
use super::progress::Unit;
use super::report::Reporter;
use super::shown::typed_day;
use super::written::TextOrJson;
use super::{Exit, Failure};
use crate::graph_dir::GraphDir;
use crate::ground::diag::Diagnostic;
use crate::publish::{self, Config};
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `publish`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pedigraph publish --init
  pedigraph publish --graph pedigraph-graph --config publish.toml --output public
  pedigraph publish --as-of 2025-01-27 --report json")]
pub struct PublishArgs {
    /// The graph directory
    #[arg(long, value_name = "DIR", default_value = "pedigraph-graph", env = "PEDIGRAPH_GRAPH")]
    graph: PathBuf,
    /// What the portal wants to know
    #[arg(long, value_name = "FILE", default_value = "publish.toml")]
    config: PathBuf,
    /// The folder of the package
    #[arg(long, short, value_name = "DIR", default_value = "public")]
    output: PathBuf,
    /// The day for which the status of policies is told; the newest that the sources cover where it is absent
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// Write a commented configuration to fill in, and nothing else
    #[arg(long)]
    init: bool,
    /// How to tell what was done
    #[arg(long, value_enum, default_value_t = TextOrJson::Text, value_name = "FORMAT")]
    report: TextOrJson,
}

/// What was done, as `--report json` prints it, schema version 1.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Done {
    schema: &'static str,
    output: String,
    files: usize,
    bytes: u64,
    files_written: usize,
    files_removed: usize,
}

/// Runs `publish`.
pub(super) fn run(cli: &Cli, args: &PublishArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if args.init {
        return init(cli, args, out);
    }
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    let mut reporter = Reporter::new(&cli.global);
    let config = Config::read(&args.config).map_err(|e| failed(&e))?;
    for wish in config.wishes() {
        reporter.report(&Diagnostic::warning("publish-config", &wish));
    }
    let directory = GraphDir::open(&args.graph).map_err(|e| failed(&e))?;
    if let Some(elsewhere) = config.base_elsewhere(&directory.manifest().base) {
        reporter.report(&Diagnostic::warning("publish-base", elsewhere));
    }
    let profile = cli.global.load_profile()?;
    let as_of = typed_day(&cli.global, args.as_of.as_deref(), None)?;
    let progress = reporter.begin("Publishing", Unit::Stages);
    let mut watch = |done, of, stage: &str| progress.at(done, of, stage);
    let (done, notes) = publish::publish(&directory, &profile, &config, &args.output, as_of, &mut watch)
        .map_err(|e| failed(&e))?;
    reporter.end();
    for note in &notes {
        reporter.report(&Diagnostic::warning("publish-query", note));
    }
    let output = args.output.display();
    if args.report == TextOrJson::Json {
        let done = Done {
            schema: "pedigraph-publish/1",
            output: output.to_string(),
            files: done.files,
            bytes: done.bytes,
            files_written: done.written,
            files_removed: done.removed,
        };
        json_line(&done, out)?;
    } else if !cli.global.quiet {
        let (files, bytes, written, removed) = (done.files, done.bytes, done.written, done.removed);
        writeln!(out, "{output}: {files} files, {bytes} bytes; {written} written, {removed} removed")?;
    }
    reporter.summary();
    Ok(if cli.global.strict && reporter.has_findings() { Exit::Findings } else { Exit::Success })
}

fn init(cli: &Cli, args: &PublishArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let path = &args.config;
    let named = |e: std::io::Error| Failure::new(Exit::Failure, format!("{}: {e}", path.display()));
    // What someone has filled in is not overwritten.
    let mut file = match std::fs::File::create_new(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let message = format!("{}: expected no file, found one; it is left as it is", path.display());
            return Err(Failure::new(Exit::Failure, message));
        }
        Err(error) => return Err(named(error)),
    };
    file.write_all(publish::TEMPLATE.as_bytes()).map_err(named)?;
    if !cli.global.quiet {
        writeln!(out, "{}: fill in what is empty, then run `pedigraph publish`", path.display())?;
    }
    Ok(Exit::Success)
}
