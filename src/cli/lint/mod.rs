//! `pedigraph lint`: which pages of a site still cite a policy that has ended, or say of one what its sources do not.
//!
//! Files → findings (by [`crate::lint`]) → those that a comment, the baseline or the lines that changed leave → a form.

mod args;
mod baseline;
mod files;
mod fix;
mod git;
mod github;
mod json;
mod junit;
mod lines;
mod names;
mod report;
mod rules;
mod sarif;
#[cfg(test)]
mod tests;
mod text;

pub use args::LintArgs;
pub(super) use rules::pairs as rule_levels;

use super::args::{Cli, Global};
use super::graph::GraphSource;
use super::progress::Unit;
use super::report::Reporter;
use super::shown::typed_day;
use super::terminal::Look;
use super::walks::Opened;
use super::{Exit, Failure};
use crate::ground::diag::Diagnostic;
use crate::lint::Linter;
use args::LintOutput;
use baseline::Baseline;
use files::Found;
use rayon::prelude::*;
use report::{Asked, FileReport, Report};
use std::io::{self, Write};

/// Runs `lint`.
///
/// # Errors
/// What keeps it from answering: the graph, the baseline, git, a path that does not exist, or files of which none could be
/// read; and those of `out`.
pub(super) fn run(cli: &Cli, args: &LintArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(rule) = args.explain {
        writeln!(out, "{}", rules::section(rule))?;
        return Ok(Exit::Success);
    }
    let form = if args.fix { None } else { Some(args.written.form()?) };
    args.check_baseline()?;
    let mut reporter = Reporter::new(&cli.global);
    let baseline = args.known()?;
    let changed = args.changed_since.as_deref().map(git::changed_since).transpose()?;
    let mut found = args.files()?;
    if let Some(changed) = &changed {
        found.files.retain(|file| changed.lines(&file.path).is_some());
    }
    if found.files.is_empty() {
        let told = Diagnostic::note("no-files", nothing_to_read(&found, changed.is_some()));
        reporter.report(&told);
    }
    let mut report = read(cli, args, &found, &Asked { baseline: baseline.as_ref(), changed }, &mut reporter)?;
    if let Some(path) = &args.write_baseline {
        let written = baseline::of(&report, path)?;
        super::output::write_file(path, &mut |file| written.write(file))?;
        report.forgive();
    }
    match form {
        None => patch(&cli.global, &report, out)?,
        Some(LintOutput::Text) => text::write(&report, Look::of(cli).colour, out)?,
        Some(LintOutput::Json) => json::write(&report, out)?,
        Some(LintOutput::Sarif) => sarif::write(&report, out)?,
        Some(LintOutput::Github) => github::write(&report, out)?,
        Some(LintOutput::Junit) => junit::write(&report, out)?,
    }
    reporter.summary();
    let skipped = cli.global.strict && reporter.has_findings();
    // A patch is the answer to what was found.
    let fails = !args.fix && report.fails();
    Ok(if fails || skipped { Exit::Findings } else { Exit::Success })
}

fn nothing_to_read(found: &Found, since: bool) -> String {
    match (since, found.excluded) {
        (true, _) => "no file that changed is among those that are named".to_owned(),
        (false, 0) => "there is no file to read".to_owned(),
        (false, n) => format!("there is no file to read; {n} are excluded"),
    }
}

/// Reads all files, on all cores; what is found stands in the order of the files.
fn read(
    cli: &Cli,
    args: &LintArgs,
    found: &Found,
    asked: &Asked<'_>,
    reporter: &mut Reporter,
) -> Result<Report, Failure> {
    let source = GraphSource { graph: args.graph.clone(), ..GraphSource::default() };
    let opened = Opened::new(cli, &source);
    let index = opened.index()?;
    let as_of = typed_day(&cli.global, args.as_of.as_deref(), index.list_day())?;
    let profile = cli.global.load_profile()?;
    let linter = Linter::new(index, opened.described_by(&Linter::NAMES)?, &profile, as_of, args.levels());
    let progress = reporter.begin("Reading", Unit::Items(found.files.len()));
    let one = |file: &files::Page| {
        let report = FileReport::of(&linter, file, asked);
        progress.add(1);
        report
    };
    let files: Vec<FileReport> = found.files.par_iter().map(one).collect();
    reporter.end();
    files.iter().flat_map(|file| &file.problems).for_each(|problem| reporter.report(problem));
    if !files.is_empty() && files.iter().all(|file| file.unread) {
        return Err(Failure::new(Exit::Failure, "nothing could be read"));
    }
    let gone = match asked {
        Asked { baseline: Some(baseline), changed: None } => Some(baseline.gone(&files)),
        _ => None,
    };
    Ok(Report { as_of: linter.as_of(), fail_on: args.fail_on, files, excluded: found.excluded, gone })
}

/// Writes the patch, and tells on standard error what it does not hold.
fn patch(global: &Global, report: &Report, out: &mut dyn Write) -> Result<(), Failure> {
    let (mut places, mut files) = (0, 0);
    for file in report.files.iter().filter(|file| file.patch.places > 0) {
        out.write_all(&file.patch.bytes)?;
        places += file.patch.places;
        files += 1;
    }
    if !global.quiet {
        let left = report.reported().count() - places;
        let told = format!(
            "{} in {} mended; {} left, without a certain successor or a place in the patch",
            report::counted(places, "place"),
            report::counted(files, "file"),
            report::counted(left, "finding")
        );
        // A closed standard error loses it and nothing else.
        let _ = writeln!(io::stderr(), "{told}");
    }
    Ok(())
}

impl LintArgs {
    /// The baseline that is named, unless it is to be written anew and is not there.
    fn known(&self) -> Result<Option<Baseline>, Failure> {
        let Some(path) = &self.baseline else { return Ok(None) };
        if self.write_baseline.is_some() && !path.exists() {
            return Ok(None);
        }
        baseline::read(path).map(Some)
    }
}
