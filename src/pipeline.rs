//! The way of the data, from inputs to a corpus.

use crate::ground::diag::Diagnostic;
use crate::ground::xml;
use crate::model::Claims;
use crate::profile::{Profile, Structure};
use crate::reading;
use crate::source::{self, Content, Flaw, Format, Header, Input, ReadAs, Record, Syntax, Transcoded};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::cell::{Cell, RefCell};
use std::io::{self, BufRead, Read};
use std::sync::mpsc;
use std::thread;

/// Records that are extracted together, so that cores share the work.
const BATCH: usize = 512;

/// Fewer, where their texts have more bytes than this.
const BATCH_BYTES: usize = 8 << 20;

/// Batches that are read ahead.
const AHEAD: usize = 2;

/// The stack of the thread that reads, in bytes: that of a program's first thread.
const STACK: usize = 8 << 20;

/// What reading one input gave.
#[derive(Debug)]
pub struct Outcome {
    /// What the source is.
    pub header: Header,
    /// The format that it was read in.
    pub format: Format,
    /// SHA-256 of its decompressed content, in hexadecimal.
    pub sha256: String,
    /// How many records it has.
    pub records: usize,
    /// Whether it is cut off, or could not be read to its end.
    pub partial: bool,
}

impl Outcome {
    /// The name of the source's format: that in which it was before a graph told of it, else that in which it was read.
    #[must_use]
    pub fn format_name(&self) -> &str {
        self.header.format.as_deref().unwrap_or_else(|| self.format.name())
    }
}

/// Records that were read together, with the problems of reading up to the last of them.
#[derive(Default)]
struct Batch {
    records: Vec<Record>,
    /// Bytes of their texts.
    bytes: usize,
    problems: Vec<Diagnostic>,
}

/// Reads one input, giving the claims of its records in order.
///
/// One thread reads ahead; all cores read one batch of records while the claims of the batch before are given.
/// Memory holds a few batches, however long the input is. `report` gets every problem, with the file's name: of each
/// batch first those of reading, then those of reading what they say.
///
/// # Errors
/// Where nothing of it could be read: it cannot be opened, it is in no known format, it is broken from the start.
pub fn read(
    profile: &Profile,
    input: &Input,
    how: impl Into<ReadAs>,
    claims: &mut dyn FnMut(Claims),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Outcome, Diagnostic> {
    let name = input.name();
    let mut how = how.into();
    how.columns = how.columns.guessing(&profile.columns);
    let outcome = thread::scope(|scope| {
        let (sender, batches) = mpsc::sync_channel(AHEAD);
        let reader = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, move || read_ahead(&profile.structure, input, how, &sender))
            .map_err(|e| unreadable(&e))?;
        let mut said: Vec<(Claims, Vec<Diagnostic>)> = Vec::new();
        let mut give = |said: &mut Vec<(Claims, Vec<Diagnostic>)>, problems: Vec<Diagnostic>| {
            problems.into_iter().for_each(|d| report(d.within(&name)));
            for (said, problems) in said.drain(..) {
                claims(said);
                problems.into_iter().for_each(|d| report(d.within(&name)));
            }
        };
        let mut problems = Vec::new();
        for batch in batches {
            let mut next = Vec::new();
            if batch.records.len() < 8 {
                give(&mut said, problems);
                next.extend(batch.records.iter().map(|r| reading::claims(profile, r)));
            } else {
                rayon::in_place_scope(|scope| {
                    scope.spawn(|_| {
                        batch
                            .records
                            .into_par_iter()
                            .map(|r| reading::claims(profile, &r))
                            .collect_into_vec(&mut next);
                    });
                    give(&mut said, problems);
                });
            }
            (said, problems) = (next, batch.problems);
        }
        give(&mut said, problems);
        match reader.join() {
            Ok(outcome) => outcome,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    });
    outcome.map_err(|d| d.within(&name))
}

/// Reads an input and sends its records in batches. If the receiver is dropped, sends are ignored.
fn read_ahead(
    structure: &Structure,
    input: &Input,
    how: ReadAs,
    sender: &mpsc::SyncSender<Batch>,
) -> Result<Outcome, Diagnostic> {
    let batch = RefCell::new(Batch::default());
    let send = || {
        let _ = sender.send(batch.take());
    };
    let outcome = records(
        structure,
        input,
        how,
        &mut |record| {
            let full = {
                let mut batch = batch.borrow_mut();
                batch.bytes += record.texts().iter().map(|(_, text)| text.len()).sum::<usize>();
                batch.records.push(record);
                batch.records.len() == BATCH || batch.bytes > BATCH_BYTES
            };
            if full {
                send();
            }
        },
        &mut |d| {
            batch.borrow_mut().problems.push(d);
            if batch.borrow().problems.len() == BATCH * 8 {
                send();
            }
        },
    );
    send();
    outcome
}

fn unreadable(e: &dyn std::fmt::Display) -> Diagnostic {
    Diagnostic::error("unreadable", format!("cannot be read: {e}"))
}

/// Reads the records of one input, and nothing of what they say; `structure` tells how the documents of a jurisdiction are
/// printed.
///
/// # Errors
/// As [`read`].
pub fn records(
    structure: &Structure,
    input: &Input,
    how: impl Into<ReadAs>,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Outcome, Diagnostic> {
    let ReadAs { format, columns } = how.into();
    let content = input.open().map_err(|e| unreadable(&e.error))?;
    let hashing = Hashing { inner: content, hash: Sha256::new() };
    let mut text = Transcoded::new(hashing).map_err(|e| unreadable(&e))?;
    let head = text.fill_buf().map_err(|e| unreadable(&e))?;
    let format = match format {
        // What belongs to one source of a document is N-Quads, whatever the document is.
        Some(Format::Rdf(_)) if matches!(input, Input::Part { .. }) => Format::Rdf(Syntax::NQuads),
        Some(format) => format,
        None => detect(structure, &input.name(), head)?,
    };
    let mut records = 0;
    let partial = Cell::new(false);
    let mut report = |d: Diagnostic| {
        partial.set(partial.get() | d.stops);
        report(d);
    };
    let mut lacking = 0;
    let mut sink = |record: Record| {
        records += 1;
        let texts = record.texts();
        let lacked = texts.iter().filter(|(_, text)| !xml::holds(text));
        lacking += lacked.map(|(_, text)| text.chars().filter(|c| !xml::is_xml(*c)).count()).sum::<usize>();
        sink(record);
    };
    let header = source::read_with(format, structure, &columns, &mut text, &mut sink, &mut report)?;
    if let Input::Part { unplaced: count @ 1.., .. } = input {
        report(unplaced(*count));
    }
    if lacking > 0 {
        report(source::unwritable(lacking));
    }
    // What a reader leaves unread is part of the content too.
    let rest = io::copy(&mut text, &mut io::sink());
    let flaw = text.flaw();
    let Hashing { inner: content, hash } = text.into_inner();
    for problem in problems(&content, flaw, rest.err()) {
        // A reader has told of an error that stopped it.
        if !(problem.stops && partial.get()) {
            report(problem);
        }
    }
    let header = Header { place: input.place(), ..header };
    let (sha256, partial) = (crate::ground::hex(&hash.finalize()), partial.get());
    Ok(Outcome { header, format, sha256, records, partial })
}

/// A problem: what a document of several sources says without telling which of them says it.
fn unplaced(count: usize) -> Diagnostic {
    let message = format!(
        "{count} triples of others are of no source of the document and taken as of its first; N-Quads, TriG and JSON-LD keep which"
    );
    Diagnostic::note("source-unknown", message)
}

/// Tells the format from the name and the first bytes.
fn detect(structure: &Structure, name: &str, head: &[u8]) -> Result<Format, Diagnostic> {
    if let Some(format) = Format::of(structure, name, head) {
        return Ok(format);
    }
    if head.iter().all(u8::is_ascii_whitespace) {
        return Err(Diagnostic::error("empty-input", "there is nothing in it")
            .expected("a feed, a page, a table or a text", "an empty file"));
    }
    let names: Vec<_> = Format::ALL.iter().map(|(_, n)| *n).collect();
    Err(Diagnostic::error("unknown-format", "the format cannot be told from the content").expected(
        format!("one of {}; say which with --input-format", names.join(", ")),
        String::from_utf8_lossy(head.get(..64).unwrap_or(head)),
    ))
}

/// What is wrong with the bytes of an input that was read to its end.
fn problems<R: BufRead>(content: &Content<R>, flaw: Flaw, error: Option<io::Error>) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    if let Some(error) = error {
        problems.push(Diagnostic::cut_off(format!("reading stopped: {error}")));
    }
    match flaw {
        Flaw::None => {}
        Flaw::Invalid => {
            let message = "code units that make no character were replaced by U+FFFD";
            problems.push(Diagnostic::warning("invalid-encoding", message).expected("UTF-16 text", ""));
        }
        Flaw::CutOff => problems.push(Diagnostic::cut_off("the text in UTF-16 ends within a character")),
    }
    if content.has_foreign_bytes() {
        let message = "bytes that belong to no compressed stream follow the last one and were passed over";
        problems.push(Diagnostic::warning("bytes-after-stream", message));
    }
    problems
}

/// Hashes what is read through it.
struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: BufRead> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.hash.update(buf.get(..read).unwrap_or_default());
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Hashing<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        // What is consumed stands in the buffer still.
        if let Ok(buffer) = self.inner.fill_buf() {
            self.hash.update(buffer.get(..amount).unwrap_or(buffer));
        }
        self.inner.consume(amount);
    }
}

#[cfg(test)]
mod linear;
