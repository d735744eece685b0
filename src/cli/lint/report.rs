//! What a run found, and where each finding stands: reported, known of a baseline, excused by a comment of the page.

use super::args::FailOn;
use super::baseline::Baseline;
use super::files::Page;
use super::fix::{self, Patch};
use super::git::Changed;
use super::lines::Lines;
use super::names;
use crate::ground::diag::{Diagnostic, Position};
use crate::ground::{fold_space, hex, is_unprintable};
use crate::lint::{Finding, Level, Linter, Rule};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// It is reported, and counts for the exit code.
    Reported,
    /// The baseline has it.
    Known,
    /// A comment of the page excuses it.
    Excused,
}

/// A finding with all that the forms tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Judged {
    pub finding: Finding,
    pub standing: Standing,
    /// What stays when the place moves to another line: a hash of the rule, the file, the policy, the words, and how many
    /// such stand before it in the file.
    pub fingerprint: String,
    /// Where the words to replace begin and end, exclusive, where the successor is certain.
    pub replaced: Option<(Position, Position)>,
}

/// What a finding is the same by when its page is edited elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub rule: &'static str,
    pub policy: String,
    /// Blanks folded, in small letters.
    pub words: String,
}

impl Key {
    /// The key of a finding within its file.
    pub(super) fn of(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.name(),
            policy: finding.policy.clone(),
            words: fold_space(&finding.words).to_lowercase(),
        }
    }
}

/// What a run is asked beside the files.
pub(super) struct Asked<'a> {
    pub baseline: Option<&'a Baseline>,
    pub changed: Option<Changed>,
}

/// What was found in one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileReport {
    /// Its path as it is printed.
    pub name: String,
    /// As it was named or found.
    pub path: PathBuf,
    /// In the order of their places.
    pub findings: Vec<Judged>,
    pub problems: Vec<Diagnostic>,
    /// Whether nothing of it could be read.
    pub unread: bool,
    /// What mends it as far as its successors are certain.
    pub patch: Patch,
    /// How many findings of the baseline are no longer in it.
    pub gone: usize,
}

impl FileReport {
    /// Reads a file and judges what is found in it.
    pub(super) fn of(linter: &Linter<'_>, page: &Page, asked: &Asked<'_>) -> Self {
        let bytes = match page.bytes() {
            Ok(bytes) => bytes,
            Err(e) => {
                let problem = Diagnostic::error("unreadable", format!("cannot be read: {e}"));
                let problems = vec![problem.within(&page.name)];
                return Self {
                    name: page.name.clone(),
                    path: page.path.clone(),
                    problems,
                    unread: true,
                    ..Self::default()
                };
            }
        };
        let mut problems = Vec::new();
        let mut report = |problem: Diagnostic| problems.push(problem.within(&page.name));
        let findings = linter.file(&page.path, &bytes, &mut report);
        Self { problems, ..Self::judge(page, &bytes, findings, asked) }
    }

    /// Judges what was found in the bytes of a file.
    pub(super) fn judge(page: &Page, bytes: &[u8], findings: Vec<Finding>, asked: &Asked<'_>) -> Self {
        let lines = Lines::new(bytes);
        let changed = asked.changed.as_ref().map(|changed| changed.lines(&page.path));
        let is_asked = |finding: &Finding| match changed {
            None => true,
            Some(ranges) => ranges.is_some_and(|ranges| {
                ranges.hold(finding.from.line(), last_line(finding.from, finding.until))
            }),
        };
        let mut findings: Vec<Judged> = findings.into_iter().map(|finding| judged(finding, &lines)).collect();
        findings.sort_by(|one, other| {
            (one.finding.span, one.finding.rule).cmp(&(other.finding.span, other.finding.rule))
        });
        number(&page.name, &mut findings);
        let gone = asked.baseline.map_or(0, |baseline| baseline.recognise(page, &mut findings, &is_asked));
        findings.retain(|judged| is_asked(&judged.finding));
        let fixed = findings.iter().filter(|judged| judged.standing == Standing::Reported);
        let patch = fix::patch(&page.name, &lines, fixed.map(|judged| &judged.finding));
        Self { name: page.name.clone(), path: page.path.clone(), findings, patch, gone, ..Self::default() }
    }
}

fn judged(finding: Finding, lines: &Lines<'_>) -> Judged {
    let certain = finding.instead.as_ref().filter(|instead| fix::is_mended(lines, instead));
    let replaced = certain
        .and_then(|instead| Some((lines.position(instead.span.start)?, lines.position(instead.span.end)?)));
    let standing = if finding.excused.is_some() { Standing::Excused } else { Standing::Reported };
    Judged { finding, standing, fingerprint: String::new(), replaced }
}

/// Gives each finding of a file its fingerprint.
fn number(name: &str, findings: &mut [Judged]) {
    let mut before: BTreeMap<Key, usize> = BTreeMap::new();
    for judged in findings {
        let key = Key::of(&judged.finding);
        let mut hash = Sha256::new();
        // Lengths keep the parts apart.
        for part in [key.rule, name, &key.policy, &key.words] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let earlier = before.entry(key).or_default();
        hash.update((*earlier as u64).to_le_bytes());
        *earlier += 1;
        let digest = hash.finalize();
        judged.fingerprint = hex(digest.get(..16).unwrap_or_default());
    }
}

/// The last line of a place that ends before `until`, 1-based.
pub(super) fn last_line(from: Position, until: Position) -> u32 {
    let last = if until.column() == 1 { until.line().saturating_sub(1) } else { until.line() };
    last.max(from.line())
}

/// How many findings of a rule stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub reported: usize,
    pub known: usize,
    pub excused: usize,
}

/// What a run found.
#[derive(Clone, Debug)]
pub(super) struct Report {
    /// The day for which statuses are told.
    pub as_of: NaiveDate,
    pub fail_on: FailOn,
    /// In the order of their paths.
    pub files: Vec<FileReport>,
    /// Files that were passed over as `--exclude` says.
    pub excluded: usize,
    /// Findings of the baseline that are no longer there; none where not all of the files were asked for.
    pub gone: Option<usize>,
}

impl Report {
    /// All findings with their files, in the order of their places.
    pub(super) fn all(&self) -> impl Iterator<Item = (&FileReport, &Judged)> {
        self.files.iter().flat_map(|file| file.findings.iter().map(move |judged| (file, judged)))
    }

    /// Those that are reported.
    pub(super) fn reported(&self) -> impl Iterator<Item = (&FileReport, &Judged)> {
        self.all().filter(|(_, judged)| judged.standing == Standing::Reported)
    }

    /// How many stand where.
    pub(super) fn count(&self, standing: Standing) -> usize {
        self.all().filter(|(_, judged)| judged.standing == standing).count()
    }

    /// How many that are reported are of a level.
    pub(super) fn count_of(&self, level: Level) -> usize {
        self.reported().filter(|(_, judged)| judged.finding.level == level).count()
    }

    /// Rules that found something, with how many stand where, in the order of the rules.
    pub(super) fn by_rule(&self) -> BTreeMap<Rule, Counts> {
        let mut counts: BTreeMap<Rule, Counts> = BTreeMap::new();
        for (_, judged) in self.all() {
            let of = counts.entry(judged.finding.rule).or_default();
            match judged.standing {
                Standing::Reported => of.reported += 1,
                Standing::Known => of.known += 1,
                Standing::Excused => of.excused += 1,
            }
        }
        counts
    }

    /// Whether a finding that is reported weighs as much as fails a run.
    pub(super) fn fails(&self) -> bool {
        self.reported().any(|(_, judged)| self.fail_on.fails(judged.finding.level))
    }

    /// Makes all that is reported known: it was written to the baseline.
    pub(super) fn forgive(&mut self) {
        for judged in self.files.iter_mut().flat_map(|file| &mut file.findings) {
            if judged.standing == Standing::Reported {
                judged.standing = Standing::Known;
            }
        }
        self.gone = self.gone.map(|_| 0);
    }

    /// What was read, what was found and what was left out, each a line.
    pub(super) fn summary(&self) -> Vec<String> {
        let found = self.reported().count();
        let read = self.files.iter().filter(|file| !file.unread).count();
        let touched = self
            .files
            .iter()
            .filter(|file| file.findings.iter().any(|judged| judged.standing == Standing::Reported))
            .count();
        let mut lines = vec![match found {
            0 => format!("nothing found in {}", counted(read, "file")),
            _ => {
                let levels = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")];
                let levels = levels.map(|(level, name)| (self.count_of(level), name));
                let levels: Vec<String> =
                    levels.iter().filter(|(n, _)| *n > 0).map(|(n, name)| counted(*n, name)).collect();
                let files = counted(read, "file");
                format!("{} in {touched} of {files}: {}", counted(found, "finding"), levels.join(", "))
            }
        }];
        for (n, what) in [
            (self.count(Standing::Excused), "excused by comments"),
            (self.count(Standing::Known), "known of the baseline"),
            (self.gone.unwrap_or(0), "of the baseline no longer there"),
            (self.excluded, "of the files excluded"),
            (self.files.iter().filter(|file| file.unread).count(), "of the files unreadable"),
        ] {
            if n > 0 {
                lines.push(format!("{n} {what}"));
            }
        }
        lines
    }
}

/// `1 file`, `2 files`.
pub(super) fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A path fit to print: what a terminal would obey is escaped.
pub(super) fn printable(path: &Path) -> String {
    escaped(&names::of(path))
}

/// The name of a file fit to print, never the same text for two names: what a terminal would obey is escaped, and so is the
/// backslash, but for a name that stands as git quotes it. A name that begins like a command of a workflow of GitHub or like
/// an option has `./` before it.
pub(super) fn escaped(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    if name.starts_with([':', '#', '-', ' ']) {
        out.push_str("./");
    }
    let quoted = name.starts_with('"');
    for c in name.chars() {
        if is_unprintable(c) || (c == '\\' && !quoted) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}
