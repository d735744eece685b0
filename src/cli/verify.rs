//! `pedigraph verify`: whether every file of a graph directory is whole.

use super::args::Cli;
use super::convert::json_line;
use super::progress::Unit;
use super::report::Reporter;
use super::written::{TextOrJson, Written};
use super::{Exit, Failure};
use crate::graph_dir::{Checked, GraphDir};
use crate::lineage::{CacheError, read_cache};
use crate::snapshot::{Snapshot, SnapshotError};
use clap::Args;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `verify`.
#[derive(Debug, Args)]
#[command(
    after_help = "Every other command checks the files that it reads; this one checks all of them. Exit code 5 where a file is
damaged or missing; the command that repairs it is told beside it.

Examples:
  pedigraph verify
  pedigraph verify --graph policies --format json"
)]
pub struct VerifyArgs {
    /// The graph directory
    #[arg(long, value_name = "DIR", default_value = super::graph::DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    pub(super) graph: PathBuf,
    #[command(flatten)]
    pub(super) written: Written<TextOrJson>,
}

/// What was found, as `--format json` prints it, schema version 1.
#[derive(Serialize)]
struct Found<'a> {
    schema: &'static str,
    graph: String,
    whole: usize,
    damaged: usize,
    #[serde(flatten)]
    derived: Derived,
    files: Vec<FileState<'a>>,
}

/// How the files are that are made anew from the graphs wherever they are not whole.
#[derive(Clone, Copy, Serialize)]
struct Derived {
    index: &'static str,
    snapshot: &'static str,
}

#[derive(Serialize)]
struct FileState<'a> {
    file: &'a str,
    bytes: u64,
    input: Option<&'a str>,
    damage: Option<&'a str>,
    repair: Option<&'a str>,
}

/// Runs `verify`.
pub(super) fn run(cli: &Cli, args: &VerifyArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut reporter = Reporter::new(&cli.global);
    let directory = GraphDir::open(&args.graph).map_err(|e| Failure::new(Exit::Failure, e))?;
    let progress = reporter.begin("Verifying", Unit::Stages);
    let failed = |e| Failure::new(Exit::Failure, format!("{}: {e}", args.graph.display()));
    let files = directory.verify(&mut |done, of, file| progress.at(done, of, file)).map_err(failed)?;
    let derived = Derived { index: index(&directory), snapshot: snapshot(&directory) };
    reporter.end();
    let damaged = files.iter().filter(|f| f.damage.is_some()).count();
    if args.written.form()? == TextOrJson::Json {
        let found = Found {
            schema: "pedigraph-verify/1",
            graph: args.graph.display().to_string(),
            whole: files.len() - damaged,
            damaged,
            derived,
            files: files.iter().map(state).collect(),
        };
        json_line(&found, out)?;
    } else {
        text(cli, args, &files, derived, out)?;
    }
    Ok(if damaged > 0 { Exit::Verification } else { Exit::Success })
}

fn state(checked: &Checked) -> FileState<'_> {
    let damage = checked.damage.as_ref();
    FileState {
        file: &checked.file,
        bytes: checked.bytes,
        input: checked.input.as_deref(),
        damage: damage.map(|d| d.what.as_str()),
        repair: damage.map(|d| d.repair.as_str()),
    }
}

fn text(
    cli: &Cli,
    args: &VerifyArgs,
    files: &[Checked],
    derived: Derived,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    for checked in files {
        let of = checked.input.as_deref().map_or_else(String::new, |input| format!("  ({input})"));
        match &checked.damage {
            Some(damage) => {
                writeln!(
                    out,
                    "damaged  {}{of}: {}; `{}` repairs it",
                    checked.file, damage.what, damage.repair
                )?;
            }
            None if cli.global.quiet => {}
            None => writeln!(out, "  whole  {}{of}", checked.file)?,
        }
    }
    if !cli.global.quiet {
        let damaged = files.iter().filter(|f| f.damage.is_some()).count();
        writeln!(
            out,
            "{}: manifest.json and {} of {} files are whole; index.cache is {}, snapshot.cache {}",
            args.graph.display(),
            files.len() - damaged,
            files.len(),
            derived.index,
            derived.snapshot
        )?;
    }
    Ok(())
}

/// How the index cache is.
fn index(directory: &GraphDir) -> &'static str {
    let path = directory.path().join(crate::lineage::CACHE);
    match read_cache(&path, &directory.manifest().fingerprint()) {
        Ok(_) => "whole",
        Err(CacheError::Io(e)) if e.kind() == std::io::ErrorKind::NotFound => "absent",
        Err(CacheError::Version | CacheError::Stale) => "out of date",
        Err(CacheError::Io(_) | CacheError::Damaged(_)) => "damaged",
    }
}

/// How the snapshot is, every block of it.
fn snapshot(directory: &GraphDir) -> &'static str {
    match Snapshot::open(directory).and_then(|snapshot| snapshot.verify()) {
        Ok(()) => "whole",
        Err(SnapshotError::Io { is_absent: true, .. }) => "absent",
        Err(SnapshotError::Version(_) | SnapshotError::Stale(_)) => "out of date",
        Err(
            SnapshotError::Io { .. }
            | SnapshotError::Damaged { .. }
            | SnapshotError::Memory(_)
            | SnapshotError::Steps(_),
        ) => "damaged",
    }
}
