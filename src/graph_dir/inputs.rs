//! Reads the inputs of an ingest: what changed, what is damaged, and which source each input is.

use super::error::GraphDirError;
use super::ingest::{Change, Ingest, IngestError, Step, Summary};
use super::known::Known;
use super::manifest::{FileEntry, SourceEntry};
use super::names::{self, PARTS};
use super::sheet::Sheet;
use crate::ground::diag::Diagnostic;
use crate::pipeline;
use crate::resolve::source_path;
use crate::source::{Described, Input};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};

/// Who is told of problems, and how far the reading is.
pub(super) struct Told<'r> {
    pub report: &'r mut dyn FnMut(Diagnostic),
    pub watch: &'r mut dyn FnMut(Step<'_>),
}

impl Ingest<'_> {
    /// Reads the inputs that changed or whose claims are damaged, and takes them out of what is `known`.
    ///
    /// # Errors
    /// A directory that cannot be written; an input that is a source which was read earlier from another path.
    pub(super) fn read_inputs(
        &self,
        inputs: &[Input],
        current: bool,
        known: &mut Known,
        summary: &mut Summary,
        told: &mut Told<'_>,
    ) -> Result<Vec<SourceEntry>, IngestError> {
        let names: BTreeSet<String> = inputs.iter().map(Input::name).collect();
        let mut entries = Vec::new();
        for (read, input) in inputs.iter().enumerate() {
            let name = input.name();
            (told.watch)(Step::Input(&name, read));
            let before = known.take_input(&name);
            // A source that was cut off may be whole now with the same content: its checksum was wrong.
            let same = before.as_ref().filter(|entry| current && !entry.partial);
            let same = same.filter(|entry| sha256_of(input).is_some_and(|sha| sha == entry.sha256));
            let damaged = same.is_some_and(|entry| !names::is_whole(self.folder, &entry.claims));
            if let Some(entry) = same.filter(|_| !damaged) {
                let whole = names::is_whole(self.folder, &entry.graph);
                let mut entry = entry.clone();
                self.describe(input, &mut entry, before.as_ref());
                self.take_place(known, &names, &entry)?;
                summary.changes.push((name, if whole { Change::Unchanged } else { Change::Repaired }));
                entries.push(entry);
                continue;
            }
            let Some(mut entry) = self.read(input, told)? else {
                summary.changes.extend(before.as_ref().map(|_| (name, Change::Kept)));
                entries.extend(before);
                continue;
            };
            self.describe(input, &mut entry, before.as_ref());
            let before = self.take_place(known, &names, &entry)?.or(before);
            entries.push(self.settle(entry, before, current, damaged, summary, told));
        }
        Ok(entries)
    }

    /// Takes an edition that was read, or keeps the one before, and tells what became of the source.
    fn settle(
        &self,
        entry: SourceEntry,
        before: Option<SourceEntry>,
        current: bool,
        damaged: bool,
        summary: &mut Summary,
        told: &mut Told<'_>,
    ) -> SourceEntry {
        let name = entry.input.clone();
        // It was whole, and the new one is cut off.
        let stays = entry.partial && !self.accept_partial;
        match before {
            Some(before) if stays && !before.partial => {
                let message = "the source is cut off; what was read of it before stays";
                let problem = Diagnostic::error("edition-kept", message);
                (told.report)(problem.expected("a whole source, or --accept-partial", "").within(&name));
                summary.changes.push((name, Change::Kept));
                before
            }
            before => {
                summary.partial += usize::from(entry.partial);
                if let Some(before) = before.as_ref().filter(|_| damaged) {
                    summary.repaired.push(before.claims.file.clone());
                }
                let change = match &before {
                    None => Change::Added,
                    Some(_) if damaged => Change::Repaired,
                    Some(before) if current && is_same(before, &entry) => Change::Unchanged,
                    Some(_) => Change::Replaced,
                };
                summary.changes.push((name, change));
                entry
            }
        }
    }

    /// Adds what is said of an input beside its own words, and names the source anew.
    fn describe(&self, input: &Input, entry: &mut SourceEntry, before: Option<&SourceEntry>) {
        let declared = self.sources.of(&entry.input);
        entry.place = input.place();
        entry.declared = declared.or(before.map(|b| b.declared.clone())).unwrap_or_default();
        let given = Some(&self.given).filter(|given| !given.is_empty()).or(before.map(|b| &b.given));
        entry.given = given.cloned().unwrap_or_default();
        entry.path = source_path(&entry.header(), &entry.format);
    }

    /// Takes the place of the source that has the same IRI and was read from another path.
    ///
    /// # Errors
    /// Where neither `--replace` nor a given id asks for that, and nothing else drops it.
    fn take_place(
        &self,
        known: &mut Known,
        names: &BTreeSet<String>,
        entry: &SourceEntry,
    ) -> Result<Option<SourceEntry>, IngestError> {
        let Some(other) = known.take(&entry.path) else { return Ok(None) };
        // Of two inputs of this run that are one source, both are told when all are read.
        let both = names.contains(&other.input) && other.input != entry.input;
        if both || self.replace || self.prune || self.given.id.is_some() || other.input == entry.input {
            return Ok(Some(other));
        }
        Err(IngestError::SameSource(format!(
            "`{}` is {}, which was read earlier from `{}`; --replace puts it in its place, --source-id or an `id` in \
             sources.toml gives it a name of its own",
            entry.input, entry.path, other.input
        )))
    }

    /// Reads one input and writes its claims; `None` where nothing could be read.
    fn read(&self, input: &Input, told: &mut Told<'_>) -> Result<Option<SourceEntry>, GraphDirError> {
        let folder = self.folder.join("claims");
        let fail = |e: io::Error| GraphDirError::io(&folder, e);
        let mut sheet = Sheet::new(&folder).map_err(fail)?;
        let mut failed = None;
        let (mut mentions, mut statements) = (0, 0);
        let Told { report, watch } = told;
        let outcome = pipeline::read(
            self.profile,
            input,
            self.read_as.clone(),
            &mut |claims| {
                watch(Step::Record);
                mentions += claims.mentions.len();
                statements += claims.statements.len();
                let line = serde_json::to_vec(&claims).map_err(io::Error::other);
                let written = line.and_then(|mut line| {
                    line.push(b'\n');
                    sheet.write_all(&line)
                });
                if let Err(e) = written {
                    failed.get_or_insert(e);
                }
            },
            report,
        );
        if let Some(e) = failed {
            return Err(fail(e));
        }
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(diagnostic) => {
                report(diagnostic);
                return Ok(None);
            }
        };
        let format = outcome.format_name().to_owned();
        let header = outcome.header;
        let path = source_path(&header, &format);
        let stem = path.trim_start_matches("source/").to_owned();
        let claims = sheet.keep(self.folder, PARTS[1], &stem).map_err(fail)?.entry;
        Ok(Some(SourceEntry {
            path,
            input: input.name(),
            place: header.place,
            told_path: header.path,
            told: Described {
                publisher: header.publisher,
                license: header.license,
                retrieved: header.retrieved,
                covers_until: header.covers_until,
                note: header.note,
                ..Described::default()
            },
            title: header.title,
            url: header.url,
            document_number: header.document_number,
            language: header.language.clone(),
            modified: header.modified,
            declared: Default::default(),
            given: Default::default(),
            format,
            sha256: outcome.sha256,
            records: outcome.records,
            partial: outcome.partial,
            mentions,
            statements,
            quotes: Vec::new(),
            graph: FileEntry::default(),
            claims,
        }))
    }
}

/// Whether a source was read to the same end with the same outcome.
fn is_same(before: &SourceEntry, new: &SourceEntry) -> bool {
    before.sha256 == new.sha256 && before.claims == new.claims && before.partial == new.partial
}

/// SHA-256 of an input's decompressed content; `None` where it cannot be read, which reading will report.
fn sha256_of(input: &Input) -> Option<String> {
    if matches!(input, Input::Stdin) {
        return None;
    }
    let mut reader = input.open().ok()?;
    let mut hash = Sha256::new();
    loop {
        let chunk = reader.fill_buf().ok()?;
        if chunk.is_empty() {
            return Some(crate::ground::hex(&hash.finalize()));
        }
        hash.update(chunk);
        let length = chunk.len();
        reader.consume(length);
    }
}
