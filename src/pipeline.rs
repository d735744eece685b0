//! The way of the data, from inputs to a corpus.

use crate::diag::Diagnostic;
use crate::extract;
use crate::model::Claims;
use crate::profile::Profile;
use crate::source::{self, Format, Header, Input, Record};
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read};

/// Records that are read together, so that cores share the work.
const BATCH: usize = 512;

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
}

/// Reads one input, giving the claims of its records in order.
///
/// `report` gets every problem, with the file's name.
///
/// # Errors
/// Where nothing of it could be read: it cannot be opened, it is in no known format, it is broken from the start.
pub fn read(
    profile: &Profile,
    input: &Input,
    format: Option<Format>,
    claims: &mut dyn FnMut(Claims),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<Outcome, Diagnostic> {
    let mut pending: Vec<Record> = Vec::with_capacity(BATCH);
    let mut problems: Vec<Diagnostic> = Vec::new();
    let mut extracted = 0;
    let mut flush = |pending: &mut Vec<Record>, problems: &mut Vec<Diagnostic>| {
        extracted += pending.len();
        let read: Vec<_> = if pending.len() < 8 {
            pending.iter().map(|r| extract::claims(profile, r)).collect()
        } else {
            pending.par_iter().map(|r| extract::claims(profile, r)).collect()
        };
        pending.clear();
        for (said, wrong) in read {
            claims(said);
            problems.extend(wrong);
        }
    };
    let mut extraction = Vec::new();
    let outcome = records(
        input,
        format,
        &mut |record| {
            pending.push(record);
            if pending.len() == BATCH {
                flush(&mut pending, &mut extraction);
            }
        },
        &mut |d| problems.push(d),
    );
    flush(&mut pending, &mut extraction);
    let name = input.name();
    problems.into_iter().chain(extraction).for_each(|d| report(d.within(&name)));
    let (header, format, sha256) = outcome.map_err(|d| d.within(&name))?;
    Ok(Outcome { header, format, sha256, records: extracted })
}

/// Reads the records of one input, and nothing of what they say.
///
/// # Errors
/// As [`read`].
pub fn records(
    input: &Input,
    format: Option<Format>,
    sink: &mut dyn FnMut(Record),
    report: &mut dyn FnMut(Diagnostic),
) -> Result<(Header, Format, String), Diagnostic> {
    let unreadable =
        |e: &dyn std::fmt::Display| Diagnostic::error("unreadable", format!("cannot be read: {e}"));
    let mut reader = input.open().map_err(|e| unreadable(&e.error))?;
    let head = reader.fill_buf().map_err(|e| unreadable(&e))?;
    let format = match format.or_else(|| Format::detect(head)) {
        Some(format) => format,
        None if head.iter().all(u8::is_ascii_whitespace) => {
            return Err(Diagnostic::error("empty-input", "there is nothing in it")
                .expected("a feed, a page, a table or a text", "an empty file"));
        }
        None => {
            let names: Vec<_> = Format::ALL.iter().map(|(_, n)| *n).collect();
            return Err(Diagnostic::error("unknown-format", "the format cannot be told from the content")
                .expected(
                    format!("one of {}; say which with --format", names.join(", ")),
                    String::from_utf8_lossy(head.get(..64).unwrap_or(head)),
                ));
        }
    };
    let mut hashing = Hashing { inner: reader, hash: Sha256::new() };
    let header = source::read(format, &mut hashing, sink, report)?;
    // What a reader leaves unread is part of the content too.
    io::copy(&mut hashing, &mut io::sink()).map_err(|e| unreadable(&e))?;
    Ok((header, format, crate::text::hex(&hashing.hash.finalize())))
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
