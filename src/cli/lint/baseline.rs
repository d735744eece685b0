//! The baseline: findings that are known, by what stays when a page is edited elsewhere.
//!
//! A JSON document, `pedigraph-lint-baseline/1` of `docs/json.md`; paths in it start where it lies.

use super::files::{Page, lexical};
use super::names;
use super::report::{FileReport, Judged, Key, Report, Standing, printable};
use crate::cli::{Exit, Failure};
use crate::lint::{Finding, Rule};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "pedigraph-lint-baseline/1";

/// A baseline larger than this is refused, in bytes.
const MAX_BYTES: u64 = 64 << 20;

/// The file, as it is written.
#[derive(Serialize, Deserialize)]
pub(super) struct Document {
    schema: String,
    findings: Vec<Entry>,
}

/// Findings of one file that are the same.
#[derive(Serialize, Deserialize)]
struct Entry {
    rule: String,
    path: String,
    policy: String,
    words: String,
    count: usize,
}

/// A baseline that was read.
#[derive(Debug)]
pub(super) struct Baseline {
    folder: PathBuf,
    files: BTreeMap<String, BTreeMap<Key, usize>>,
    /// Findings of rules that this version does not have.
    unknown: usize,
}

/// The folder of a baseline, from the root.
fn folder(file: &Path) -> PathBuf {
    let here = std::env::current_dir().unwrap_or_default();
    let file = lexical(&here.join(file));
    file.parent().map(Path::to_owned).unwrap_or_default()
}

/// The path of a page from the folder of a baseline; from the root where it lies elsewhere.
fn path_from(folder: &Path, page: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let page = lexical(&here.join(page));
    names::of(page.strip_prefix(folder).unwrap_or(&page))
}

/// Reads a baseline.
///
/// # Errors
/// A file that cannot be read, or is no baseline.
pub(super) fn read(path: &Path) -> Result<Baseline, Failure> {
    let failed = |message: String| Failure::new(Exit::Failure, format!("{}: {message}", printable(path)));
    let file = File::open(path).map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => failed(format!("{e}; --write-baseline {} makes it", printable(path))),
        _ => failed(e.to_string()),
    })?;
    let mut text = Vec::new();
    file.take(MAX_BYTES + 1).read_to_end(&mut text).map_err(|e| failed(e.to_string()))?;
    if text.len() as u64 > MAX_BYTES {
        return Err(failed(format!("expected at most {MAX_BYTES} bytes, found more")));
    }
    let document: Document =
        serde_json::from_slice(&text).map_err(|e| failed(format!("expected a baseline, {SCHEMA}: {e}")))?;
    if document.schema != SCHEMA {
        return Err(failed(format!("expected {SCHEMA}, found `{}`", document.schema.escape_debug())));
    }
    let mut files: BTreeMap<String, BTreeMap<Key, usize>> = BTreeMap::new();
    let mut unknown = 0_usize;
    for Entry { rule, path, policy, words, count } in document.findings {
        let Some(rule) = Rule::named(&rule) else {
            unknown = unknown.saturating_add(count);
            continue;
        };
        let known =
            files.entry(path).or_default().entry(Key { rule: rule.name(), policy, words }).or_default();
        *known = known.saturating_add(count);
    }
    Ok(Baseline { folder: folder(path), files, unknown })
}

impl Baseline {
    /// Marks the findings of a page that are known, and tells how many of its known ones are no longer there.
    ///
    /// Of findings that are the same, those that nobody asks for (their lines did not change) are known first.
    pub(super) fn recognise(
        &self,
        page: &Page,
        findings: &mut [Judged],
        is_asked: &dyn Fn(&Finding) -> bool,
    ) -> usize {
        let Some(known) = self.files.get(&path_from(&self.folder, &page.path)) else { return 0 };
        let mut left = known.clone();
        for asked in [false, true] {
            let open = findings.iter_mut().filter(|judged| judged.standing == Standing::Reported);
            for judged in open.filter(|judged| is_asked(&judged.finding) == asked) {
                if let Some(count) = left.get_mut(&Key::of(&judged.finding)).filter(|count| **count > 0) {
                    *count -= 1;
                    judged.standing = Standing::Known;
                }
            }
        }
        left.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How many findings are no longer there: of the files that were read, and of files that are no more.
    pub(super) fn gone(&self, files: &[FileReport]) -> usize {
        let read: BTreeSet<String> = files.iter().map(|file| path_from(&self.folder, &file.path)).collect();
        let missing = self
            .files
            .iter()
            .filter(|(path, _)| !read.contains(*path) && !self.folder.join(names::path(path)).exists());
        let missing = missing.flat_map(|(_, known)| known.values().copied());
        let of_files = files.iter().map(|file| file.gone);
        missing.chain(of_files).fold(self.unknown, usize::saturating_add)
    }
}

/// Refuses to write a baseline over anything but one.
///
/// # Errors
/// A file that is there and is no baseline.
pub(super) fn check_place(path: &Path) -> Result<(), Failure> {
    if !path.exists() || read(path).is_ok() {
        return Ok(());
    }
    let message =
        format!("{}: expected a baseline or no file, found another; nothing was written", printable(path));
    Err(Failure::new(Exit::Failure, message))
}

/// The baseline of all that was found and is not excused; `file` is where it will lie.
///
/// # Errors
/// A report of which something could not be read: a baseline of the rest would report it as new later.
pub(super) fn of(report: &Report, file: &Path) -> Result<Document, Failure> {
    if report.files.iter().any(|file| file.unread) {
        let message = "no baseline is written: not all files could be read";
        return Err(Failure::new(Exit::Failure, message));
    }
    let folder = folder(file);
    let mut counts: BTreeMap<(String, Key), usize> = BTreeMap::new();
    for (page, judged) in report.all().filter(|(_, judged)| judged.standing != Standing::Excused) {
        let path = path_from(&folder, &page.path);
        *counts.entry((path, Key::of(&judged.finding))).or_default() += 1;
    }
    let entry = |((path, key), count): ((String, Key), usize)| Entry {
        rule: key.rule.to_owned(),
        path,
        policy: key.policy,
        words: key.words,
        count,
    };
    Ok(Document { schema: SCHEMA.to_owned(), findings: counts.into_iter().map(entry).collect() })
}

impl Document {
    /// Writes it, an entry in lines of its own, so that a version control shows which were added.
    ///
    /// # Errors
    /// Those of `out`.
    pub(super) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}
