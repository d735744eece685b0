//! Judgements of people in a graph directory: reads `curation.toml`, finds the words of added statements in their sources,
//! and applies new entries from the claims, without the sources.

use super::error::GraphDirError;
use super::ingest::{Ingest, IngestError, Step, Summary};
use super::manifest::{Manifest, SourceEntry, temporary};
use super::names;
use crate::ground::diag::Diagnostic;
use crate::ground::xml::writable;
use crate::model::Claims;
use crate::pipeline;
use crate::profile::Profile;
use crate::resolve::Corpus;
use crate::resolve::curation::{CURATION_FILE, Curation, Entry, FoundQuote, Judgement};
use crate::source::{Input, ReadAs};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

/// So many problems of a `curation.toml` are told.
const MOST_TOLD: usize = 20;

/// The judgements of a graph directory; none where it has no `curation.toml`.
///
/// # Errors
/// What is wrong with the file, each with line and column.
pub(super) fn judgements(folder: &Path) -> Result<Option<(Curation, String)>, GraphDirError> {
    Curation::read(folder)
        .map_err(|problems| GraphDirError::new(&folder.join(CURATION_FILE), told(&problems)))
}

/// Problems as one message: `3:7: expected a day, found May`.
fn told(problems: &[Diagnostic]) -> String {
    let line = |d: &Diagnostic| {
        let place =
            d.position.map(|p| format!("line {}, column {}: ", p.line(), p.column())).unwrap_or_default();
        let what = match (&d.expected, &d.found) {
            (Some(expected), Some(found)) => format!("expected {expected}, found `{found}`"),
            _ => d.message.clone(),
        };
        format!("{place}{what}")
    };
    let mut lines: Vec<String> = problems.iter().take(MOST_TOLD).map(line).collect();
    if let Some(rest) = problems.len().checked_sub(MOST_TOLD).filter(|rest| *rest > 0) {
        lines.push(format!("… and {rest} more"));
    }
    lines.join("\n  ")
}

/// Whether judgements can be written and read back; else what is wrong with a value, before anything is written.
fn check(folder: &Path, curation: &Curation) -> Result<(), GraphDirError> {
    let Err(mut problems) = Curation::parse(&curation.text()) else { return Ok(()) };
    // The lines are those of a file that there is not.
    problems.iter_mut().for_each(|problem| problem.position = None);
    let message = format!("{}; nothing was written", told(&problems));
    Err(GraphDirError::new(&folder.join(CURATION_FILE), message))
}

/// The file that a path leads to, through symbolic links; the path itself where it is none.
fn target(path: &Path) -> std::io::Result<PathBuf> {
    if !std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink()) {
        return Ok(path.to_owned());
    }
    std::fs::canonicalize(path)
}

/// SHA-256 of the text of a `curation.toml`, in hexadecimal.
pub(super) fn hash(text: &str) -> String {
    crate::ground::hex(&Sha256::digest(text))
}

/// The sources of judgements that add statements, with the words of each.
fn added(curation: &Curation) -> impl Iterator<Item = (&str, &str)> {
    curation.entries.iter().filter_map(|entry| match &entry.judgement {
        Judgement::Add(key, _) => Some((key.source.as_str(), key.quote.as_str())),
        _ => None,
    })
}

/// By what judgements can name a source.
fn names_of(entry: &SourceEntry) -> BTreeSet<String> {
    let header = entry.header();
    [entry.path.clone(), entry.input.clone(), header.place].into_iter().chain(header.url).collect()
}

/// Looks for the words of added statements: in the source's own text where its file is still there with the same content,
/// else among the words of its claims. What was found before in the same content is not looked for again.
pub(super) fn find_quotes(
    folder: &Path,
    profile: &Profile,
    curation: &Curation,
    entries: &mut [SourceEntry],
    given: Option<&Input>,
) {
    if entries.iter().all(|entry| entry.quotes.is_empty()) && added(curation).next().is_none() {
        return;
    }
    let names: Vec<BTreeSet<String>> = entries.iter().map(names_of).collect();
    let all: BTreeSet<&str> = names.iter().flatten().map(String::as_str).collect();
    // Where no source has the name, since it has moved, the words are looked for in each.
    let homeless: BTreeSet<&str> =
        added(curation).filter(|(source, _)| !all.contains(source)).map(|(_, quote)| quote).collect();
    for (entry, names) in entries.iter_mut().zip(&names) {
        let own = added(curation).filter(|(source, _)| names.contains(*source)).map(|(_, quote)| quote);
        let wanted: BTreeSet<&str> = own.chain(homeless.iter().copied()).collect();
        entry.quotes.retain(|found| wanted.contains(found.words.as_str()));
        let known: BTreeSet<String> = entry.quotes.iter().map(|found| found.words.clone()).collect();
        let mut missing: Vec<&str> = wanted.into_iter().filter(|quote| !known.contains(*quote)).collect();
        if missing.is_empty() {
            continue;
        }
        let file = Input::File((&entry.input).into());
        for input in given.into_iter().chain(Some(&file).filter(|_| entry.input != Input::Stdin.name())) {
            let found = in_text(profile, entry, input, &missing);
            missing.retain(|quote| !found.iter().any(|f| f.words == *quote));
            entry.quotes.extend(found);
        }
        if !missing.is_empty() {
            let found = in_claims(folder, entry, &missing);
            entry.quotes.extend(found);
        }
        entry.quotes.sort_by(|a, b| a.words.cmp(&b.words));
    }
}

/// The words that stand in the text of an input, if it is the content that the source was read from.
fn in_text(profile: &Profile, entry: &SourceEntry, input: &Input, wanted: &[&str]) -> Vec<FoundQuote> {
    let mut found: Vec<FoundQuote> = Vec::new();
    let how = ReadAs { format: entry.format.parse().ok(), ..ReadAs::default() };
    let how = ReadAs { columns: how.columns.guessing(&profile.columns), ..how };
    let outcome = pipeline::records(
        &profile.structure,
        input,
        how,
        &mut |record| {
            for (locator, text) in record.texts() {
                // As `text` prints it, and quotes have it.
                let text = &*writable(text);
                for quote in wanted {
                    if !found.iter().any(|f| f.words == *quote) {
                        found.extend(stands(text, quote).map(|(start, end, words)| FoundQuote {
                            words: (*quote).to_owned(),
                            quote: words.to_owned(),
                            locator: locator.to_string(),
                            start,
                            end,
                        }));
                    }
                }
            }
        },
        &mut |_| {},
    );
    if outcome.is_ok_and(|outcome| outcome.sha256 == entry.sha256) { found } else { Vec::new() }
}

/// Where some words stand in a text, white space apart: first character, one past the last, the words as they stand.
fn stands<'t>(text: &'t str, quote: &str) -> Option<(u32, u32, &'t str)> {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let first = words.first()?;
    // A text in which the first word stands often is looked through once for each; both are bounded.
    let (start, end) = text.match_indices(first).find_map(|(at, _)| {
        let mut rest = text.get(at..)?;
        for (n, word) in words.iter().enumerate() {
            let trimmed = rest.trim_start();
            if n > 0 && trimmed.len() == rest.len() {
                return None;
            }
            rest = if n > 0 { trimmed } else { rest }.strip_prefix(word)?;
        }
        Some((at, text.len() - rest.len()))
    })?;
    let count = |part: &str| u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
    let (before, words) = (text.get(..start)?, text.get(start..end)?);
    Some((count(before), count(before).saturating_add(count(words)), words))
}

/// The words that stand within words of the claims of a source.
fn in_claims(folder: &Path, entry: &SourceEntry, wanted: &[&str]) -> Vec<FoundQuote> {
    let mut found: Vec<FoundQuote> = Vec::new();
    let repair = super::manifest::repair(folder, &[&entry.input]);
    let file = super::file::GraphFile::new(folder, &entry.claims, repair);
    for line in BufReader::with_capacity(1 << 16, file).split(b'\n').map_while(Result::ok) {
        let Ok(claims) = serde_json::from_slice::<Claims>(&line) else { continue };
        let evidence = claims.mentions.iter().map(|m| &m.evidence);
        let evidence = evidence.chain(claims.statements.iter().map(|s| &s.evidence));
        let evidence = evidence.chain(claims.statements.iter().filter_map(|s| s.lead_in.as_ref()));
        let evidence = evidence.chain(claims.endings.iter().map(|e| &e.evidence));
        for e in evidence.chain(claims.unread.iter().map(|u| &u.evidence)) {
            for quote in wanted {
                if found.iter().any(|f| f.words == *quote) {
                    continue;
                }
                found.extend(stands(&e.quote, quote).map(|(start, end, words)| FoundQuote {
                    words: (*quote).to_owned(),
                    quote: words.to_owned(),
                    locator: e.locator.to_string(),
                    start: e.start.saturating_add(start),
                    end: e.start.saturating_add(end),
                }));
            }
        }
    }
    found
}

/// The found words of all sources, each with the path of its source.
pub(super) fn found(entries: &[SourceEntry]) -> Vec<(String, FoundQuote)> {
    let of = |entry: &SourceEntry| {
        let path = entry.path.clone();
        entry.quotes.clone().into_iter().map(move |quote| (path.clone(), quote)).collect::<Vec<_>>()
    };
    entries.iter().flat_map(of).collect()
}

/// New judgements on their way into a graph directory.
#[derive(Debug)]
pub struct Curate<'a> {
    /// The directory.
    pub folder: &'a Path,
    /// The profile that its sources were read with.
    pub profile: &'a Profile,
    /// The file of a source in which the words of an added statement stand, where it is not where it was.
    pub input: Option<&'a Input>,
    /// When the run ended, as for [`Ingest`].
    pub moment: Option<String>,
}

impl Curate<'_> {
    /// What a directory holds with these judgements in place of those that it has; nothing is written.
    ///
    /// # Errors
    /// As [`super::GraphDir::corpus`]; a value that `curation.toml` cannot hold.
    pub fn try_out(&self, curation: &Curation) -> Result<Corpus, GraphDirError> {
        check(self.folder, curation)?;
        let manifest = Manifest::read(self.folder)?.ok_or_else(|| GraphDirError::absent(self.folder))?;
        super::is_current(&manifest, self.folder, self.profile)?;
        let mut sources = manifest.sources;
        find_quotes(self.folder, self.profile, curation, &mut sources, self.input);
        super::resolve(self.folder, self.profile, &sources, curation.clone())
    }

    /// Writes the judgements to `curation.toml` and brings the graphs up to date, from the claims alone.
    ///
    /// # Errors
    /// As [`Ingest::run`]; nothing is changed then but, at most, `curation.toml`, which the next run follows.
    pub fn write(&self, curation: &Curation) -> Result<Summary, IngestError> {
        check(self.folder, curation)?;
        Manifest::read(self.folder)?.ok_or_else(|| GraphDirError::absent(self.folder))?;
        {
            let _lock = names::prepare(self.folder)?;
            let path = self.folder.join(CURATION_FILE);
            let fail = |e: std::io::Error| GraphDirError::io(&path, e);
            // A link stays a link: what it leads to is written.
            let real = target(&path).map_err(fail)?;
            let home = real.parent().filter(|home| !home.as_os_str().is_empty()).unwrap_or(self.folder);
            let mut file = temporary(names::MANIFEST_PART, home).map_err(fail)?;
            let text = match judgements(self.folder)? {
                Some((_, old)) => curation.edited(&old),
                None => curation.text(),
            };
            file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(fail)?;
            file.persist(&real).map_err(|e| fail(e.error))?;
        }
        self.apply()
    }

    /// Brings the graphs up to date with `curation.toml` as it is, from the claims alone.
    ///
    /// # Errors
    /// As [`Ingest::run`].
    pub fn apply(&self) -> Result<Summary, IngestError> {
        let ingest = Ingest { moment: self.moment.clone(), ..Ingest::new(self.folder, self.profile) };
        ingest.run_with(&[], self.input, &mut |_| {}, &mut |_: Step<'_>| {})
    }
}

/// What a judgement comes to when it is tried out: the entries that a run changes by their numbers.
#[must_use]
pub fn place_of(curation: &Curation, entry: &Entry) -> Option<u32> {
    curation.entries.binary_search(entry).ok().and_then(|at| u32::try_from(at).ok())
}
