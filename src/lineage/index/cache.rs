//! The index as a file, derived from the graph directory and never more than a copy of it.
//!
//! ```text
//! "PEDINDEX"  8 bytes
//! version     u32          FORMAT
//! key         32 bytes     the hash of the manifest that it was made from
//! checksum    u32          CRC-32 of all that follows
//! lengths     u64 × n      bytes of each column
//! columns                  in the order of `columns!`, integers little-endian
//! ```
//! The file is untrusted: whatever it holds, reading it ends in an index whose every number is within
//! bounds, or in an error.

use super::field::Kind;
use super::tables::{Edges, unpack};
use super::text::{Arena, Text};
use super::{Index, builder::NONE};
use std::fmt;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// The file's name in a graph directory.
pub const CACHE: &str = "index.cache";

const MAGIC: &[u8; 8] = b"PEDINDEX";
/// Counts up with every change of the columns or of what they mean.
const FORMAT: u32 = 4;
const HEADER: usize = 8 + 4 + 32 + 4;
/// How much is read at once: a multiple of the size of every value.
const BLOCK: usize = 1 << 16;

/// Why a cache file cannot be used. The index is then built from the graph.
#[derive(Debug)]
pub enum CacheError {
    /// The file could not be read.
    Io(io::Error),
    /// It was written by another version of Pedigraph.
    Version,
    /// It was made from another state of the graph.
    Stale,
    /// It is damaged; what is wrong with it.
    Damaged(&'static str),
}

impl fmt::Display for CacheError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(f, "cannot read the index cache: {error}"),
            Self::Version => f.write_str("the index cache was written by another version"),
            Self::Stale => f.write_str("the index cache was made from another state of the graph"),
            Self::Damaged(what) => write!(f, "the index cache is damaged: {what}"),
        }
    }
}

impl std::error::Error for CacheError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for CacheError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::Damaged("it ends too soon"),
            _ => Self::Io(error),
        }
    }
}

/// Every column, in the order of the file.
macro_rules! columns {
    ($column:ident, $index:ident, $($reference:tt)+) => {
        [
            $column::Text($($reference)+ $index.pool),
            $column::Text($($reference)+ $index.policies.iri),
            $column::Text($($reference)+ $index.policies.title),
            $column::Text($($reference)+ $index.policies.identifier),
            $column::Text($($reference)+ $index.policies.label),
            $column::I32($($reference)+ $index.policies.earliest),
            $column::I32($($reference)+ $index.policies.latest),
            $column::I32($($reference)+ $index.policies.covered),
            $column::U32($($reference)+ $index.policies.body_start),
            $column::U32($($reference)+ $index.policies.body),
            $column::U32($($reference)+ $index.policies.edition_start),
            $column::I32($($reference)+ $index.policies.edition_earliest),
            $column::I32($($reference)+ $index.policies.edition_latest),
            $column::U32($($reference)+ $index.edges.actor),
            $column::U32($($reference)+ $index.edges.target),
            $column::U8($($reference)+ $index.edges.kind),
            $column::I32($($reference)+ $index.edges.earliest),
            $column::I32($($reference)+ $index.edges.latest),
            $column::U32($($reference)+ $index.edges.start),
            $column::U32($($reference)+ $index.edges.in_start),
            $column::U32($($reference)+ $index.edges.incoming),
            $column::U32($($reference)+ $index.edges.in_steps),
            $column::U32($($reference)+ $index.edges.statement_start),
            $column::U32($($reference)+ $index.statements.stem),
            $column::Text($($reference)+ $index.statements.rest),
            $column::U32($($reference)+ $index.statements.source),
            $column::I32($($reference)+ $index.statements.earliest),
            $column::I32($($reference)+ $index.statements.latest),
            $column::U32($($reference)+ $index.statements.verb),
            $column::U32($($reference)+ $index.statements.locator),
            $column::U32($($reference)+ $index.statements.section),
            $column::Text($($reference)+ $index.statements.quote),
            $column::U32($($reference)+ $index.statements.quote_start),
            $column::U32($($reference)+ $index.statements.quote_end),
            $column::U8($($reference)+ $index.statements.flags),
            $column::U32($($reference)+ $index.statements.lead_in_of),
            $column::Text($($reference)+ $index.statements.lead_in),
            $column::U32($($reference)+ $index.statements.lead_in_locator),
            $column::U32($($reference)+ $index.statements.lead_in_start),
            $column::U32($($reference)+ $index.statements.lead_in_end),
            $column::U32($($reference)+ $index.periods.start),
            $column::I32($($reference)+ $index.periods.from),
            $column::U8($($reference)+ $index.periods.possible),
            $column::U32($($reference)+ $index.periods.decided_start),
            $column::U32($($reference)+ $index.periods.decided),
            $column::Text($($reference)+ $index.bodies.iri),
            $column::Text($($reference)+ $index.bodies.label),
            $column::U32($($reference)+ $index.bodies.alt_start),
            $column::Text($($reference)+ $index.bodies.alt),
            $column::Text($($reference)+ $index.sources.iri),
            $column::Text($($reference)+ $index.sources.title),
            $column::Text($($reference)+ $index.sources.url),
            $column::I32($($reference)+ $index.sources.modified),
            $column::I32($($reference)+ $index.sources.covers),
            $column::Text($($reference)+ $index.judgements.iri),
            $column::Text($($reference)+ $index.judgements.label),
            $column::Text($($reference)+ $index.judgements.author),
            $column::I32($($reference)+ $index.judgements.day),
            $column::Text($($reference)+ $index.judgements.reason),
            $column::U32($($reference)+ $index.judgements.statement),
            $column::U32($($reference)+ $index.judgements.of_statement),
            $column::U32($($reference)+ $index.judgements.policy),
            $column::U32($($reference)+ $index.judgements.of_policy),
            $column::U32($($reference)+ $index.judgements.period),
            $column::U32($($reference)+ $index.judgements.of_period),
        ]
    };
}

enum Column<'a> {
    U8(&'a [u8]),
    U32(&'a [u32]),
    I32(&'a [i32]),
    Text(&'a [Text]),
}

enum ColumnMut<'a> {
    U8(&'a mut Vec<u8>),
    U32(&'a mut Vec<u32>),
    I32(&'a mut Vec<i32>),
    Text(&'a mut Vec<Text>),
}

/// Writes the cache file, through a temporary name beside it, so that a reader sees the old or the
/// new one and never half.
///
/// `key` is a hash of the manifest of the graph that the index was built from.
///
/// # Errors
/// Whatever the file system answers.
pub fn write_cache(path: &Path, key: &[u8; 32], index: &Index) -> io::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = crate::graph_dir::temporary(".index", folder)?;
    write(file.as_file_mut(), key, index)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

/// Reads the cache file, if it was made from the graph with this `key` by this version.
///
/// # Errors
/// Any [`CacheError`]; all of them mean that the index has to be built.
pub fn read_cache(path: &Path, key: &[u8; 32]) -> Result<Index, CacheError> {
    let mut file = File::open(path)?;
    let len = file.metadata()?.len();
    read(&mut file, len, key)
}

/// Passes on to a writer, with the checksum of what passed.
struct Summing<W> {
    inner: W,
    sum: crc32fast::Hasher,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(bytes)?;
        self.sum.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

pub(super) fn write(mut out: impl Write + Seek, key: &[u8; 32], index: &Index) -> io::Result<()> {
    out.write_all(MAGIC)?;
    out.write_all(&FORMAT.to_le_bytes())?;
    out.write_all(key)?;
    out.write_all(&[0; 4])?;
    let mut out = BufWriter::with_capacity(1 << 18, Summing { inner: out, sum: crc32fast::Hasher::new() });
    let columns = columns!(Column, index, &);
    let text = index.arena.as_str().as_bytes();
    for column in columns.iter().chain([&Column::U8(text)]) {
        let len = match column {
            Column::U8(c) => c.len(),
            Column::U32(c) => 4 * c.len(),
            Column::I32(c) => 4 * c.len(),
            Column::Text(c) => 8 * c.len(),
        };
        out.write_all(&(len as u64).to_le_bytes())?;
    }
    for column in columns.iter().chain([&Column::U8(text)]) {
        match column {
            Column::U8(c) => out.write_all(c)?,
            Column::U32(c) => c.iter().try_for_each(|n| out.write_all(&n.to_le_bytes()))?,
            Column::I32(c) => c.iter().try_for_each(|n| out.write_all(&n.to_le_bytes()))?,
            Column::Text(c) => c.iter().try_for_each(|t| {
                out.write_all(&t.start.to_le_bytes())?;
                out.write_all(&t.len.to_le_bytes())
            })?,
        }
    }
    let Summing { mut inner, sum } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    inner.seek(SeekFrom::Start(HEADER as u64 - 4))?;
    inner.write_all(&sum.finalize().to_le_bytes())?;
    inner.flush()
}

/// Reads columns and sums what it reads.
struct Columns<R> {
    input: R,
    sum: crc32fast::Hasher,
    buffer: Vec<u8>,
}

impl<R: Read> Columns<R> {
    /// Reads `len` bytes in blocks, of which `take` sees each; a block holds whole values.
    fn blocks(&mut self, len: usize, mut take: impl FnMut(&[u8])) -> io::Result<()> {
        let mut left = len;
        while left > 0 {
            let n = left.min(self.buffer.len());
            self.input.read_exact(&mut self.buffer[..n])?;
            self.sum.update(&self.buffer[..n]);
            take(&self.buffer[..n]);
            left -= n;
        }
        Ok(())
    }

    fn bytes(&mut self, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; len];
        self.input.read_exact(&mut bytes)?;
        self.sum.update(&bytes);
        Ok(bytes)
    }

    fn numbers<T>(&mut self, len: usize, of: impl Fn([u8; 4]) -> T) -> io::Result<Vec<T>> {
        let mut column = Vec::with_capacity(len / 4);
        self.blocks(len, |block| column.extend(block.as_chunks::<4>().0.iter().map(|&b| of(b))))?;
        Ok(column)
    }

    fn texts(&mut self, len: usize) -> io::Result<Vec<Text>> {
        let mut column = Vec::with_capacity(len / 8);
        self.blocks(len, |block| {
            column.extend(block.as_chunks::<8>().0.iter().map(|&[a, b, c, d, e, f, g, h]| Text {
                start: u32::from_le_bytes([a, b, c, d]),
                len: u32::from_le_bytes([e, f, g, h]),
            }));
        })?;
        Ok(column)
    }
}

/// Reads a cache of `len` bytes.
pub(super) fn read(mut input: impl Read, len: u64, key: &[u8; 32]) -> Result<Index, CacheError> {
    let mut header = [0; HEADER];
    input.read_exact(&mut header)?;
    let (magic, rest) = header.split_at(8);
    let (version, rest) = rest.split_at(4);
    let (made_from, checksum) = rest.split_at(32);
    if magic != MAGIC {
        return Err(CacheError::Damaged("it is no index cache"));
    }
    if version != FORMAT.to_le_bytes() {
        return Err(CacheError::Version);
    }
    if made_from != key {
        return Err(CacheError::Stale);
    }

    let mut index = Index::empty();
    let mut columns = Columns { input, sum: crc32fast::Hasher::new(), buffer: vec![0; BLOCK] };
    let slots = columns!(ColumnMut, index, &mut);
    let lengths = columns.bytes(8 * (slots.len() + 1))?;
    let lengths: Vec<u64> = lengths.as_chunks::<8>().0.iter().map(|&b| u64::from_le_bytes(b)).collect();
    // No more is ever allocated than the file is long.
    let total = lengths.iter().try_fold((HEADER + 8 * lengths.len()) as u64, |sum, &n| sum.checked_add(n));
    if total != Some(len) {
        return Err(CacheError::Damaged("its length is not that of its columns"));
    }
    let lengths: Option<Vec<usize>> = lengths.into_iter().map(|n| usize::try_from(n).ok()).collect();
    let lengths = lengths.ok_or(CacheError::Damaged("it is too long"))?;
    for (slot, &len) in slots.into_iter().zip(&lengths) {
        match slot {
            ColumnMut::U8(c) => *c = columns.bytes(len)?,
            ColumnMut::U32(c) => *c = columns.numbers(len, u32::from_le_bytes)?,
            ColumnMut::I32(c) => *c = columns.numbers(len, i32::from_le_bytes)?,
            ColumnMut::Text(c) => *c = columns.texts(len)?,
        }
    }
    let text = columns.bytes(lengths.last().copied().unwrap_or(0))?;
    if columns.sum.finalize().to_le_bytes() != checksum {
        return Err(CacheError::Damaged("its checksum is wrong"));
    }
    let text = String::from_utf8(text).map_err(|_| CacheError::Damaged("its text is not UTF-8"))?;
    index.arena = Arena::from_string(text);
    check(&index).map_err(CacheError::Damaged)?;
    index.cover();
    Ok(index)
}

/// Holds every number that is used as a place against the length of what it points into.
fn check(index: &Index) -> Result<(), &'static str> {
    let (p, e, s) = (&index.policies, &index.edges, &index.statements);
    let (policies, edges, statements) = (p.iri.len(), e.actor.len(), s.rest.len());
    let t = &index.periods;
    let bodies = index.bodies.iri.len();
    let sources = index.sources.iri.len();
    let rows =
        [p.title.len(), p.identifier.len(), p.label.len(), p.earliest.len(), p.latest.len(), p.covered.len()]
            .iter()
            .all(|&n| n == policies)
            && [e.target.len(), e.kind.len(), e.earliest.len(), e.latest.len()].iter().all(|&n| n == edges)
            && [e.incoming.len(), e.in_steps.len()].iter().all(|&n| n == edges)
            && [
                s.stem.len(),
                s.source.len(),
                s.earliest.len(),
                s.latest.len(),
                s.verb.len(),
                s.locator.len(),
                s.section.len(),
            ]
            .iter()
            .all(|&n| n == statements)
            && [s.quote.len(), s.quote_start.len(), s.quote_end.len(), s.flags.len()]
                .iter()
                .all(|&n| n == statements)
            && [s.lead_in.len(), s.lead_in_locator.len(), s.lead_in_start.len(), s.lead_in_end.len()]
                .iter()
                .all(|&n| n == s.lead_in_of.len())
            && index.bodies.label.len() == bodies
            && [index.sources.title.len(), index.sources.url.len(), index.sources.modified.len()]
                .iter()
                .all(|&n| n == sources)
            && index.sources.covers.len() == sources
            && p.edition_earliest.len() == p.edition_latest.len()
            && t.possible.len() == t.from.len();
    if !rows || u32::try_from(policies.max(edges).max(statements)).is_err() {
        return Err("columns of one table differ in length");
    }
    let starts = |starts: &[u32], rows: usize, end: usize| {
        starts.len() == rows + 1
            && starts.first() == Some(&0)
            && starts.last().is_some_and(|&last| last as usize == end)
            && starts.is_sorted()
    };
    if !(starts(&p.body_start, policies, p.body.len())
        && starts(&p.edition_start, policies, p.edition_earliest.len())
        && starts(&e.start, policies, edges)
        && starts(&e.in_start, policies, edges)
        && e.statement_start.last().is_some_and(|&last| {
            last as usize <= statements && starts(&e.statement_start, edges, last as usize)
        })
        && starts(&t.start, policies, t.from.len())
        && starts(&t.decided_start, t.from.len(), t.decided.len())
        && starts(&index.bodies.alt_start, bodies, index.bodies.alt.len()))
    {
        return Err("the rows of a table do not follow one another");
    }
    let within = |column: &[u32], end: usize| column.iter().all(|&n| (n as usize) < end);
    if !(within(&e.actor, policies)
        && within(&e.target, policies)
        && within(&e.incoming, edges)
        && e.in_steps.iter().all(|&step| (unpack(step).0 as usize) < policies)
        && within(&p.body, bodies)
        && within(&t.decided, statements)
        && within(&s.lead_in_of, statements)
        && s.lead_in_of.is_sorted()
        && s.source.iter().all(|&n| n == NONE || (n as usize) < sources))
    {
        return Err("a number points past its table");
    }
    let outgoing = e.kind.iter().map(|&k| k & !Edges::PRINTED);
    let mut kinds = outgoing.chain(e.in_steps.iter().map(|&step| unpack(step).1.0));
    if !kinds.all(|kind| kind < Kind::END) {
        return Err("a relation is not known");
    }
    index.judgements.check(statements, policies, t.from.len())?;
    Ok(())
}
