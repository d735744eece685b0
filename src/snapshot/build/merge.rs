//! Graphs of several runs: runs in files without names, and what becomes of them together.

use super::run::{Run, rearrange, renumber};
use super::write::SnapshotWriter;
use crate::snapshot::order::{Order, Quad};
use crate::snapshot::varint;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::path::Path;

const BUFFER: usize = 1 << 18;

/// A run in files.
pub(super) struct StoredRun {
    /// Its keys, sorted, each after its length.
    terms: File,
    /// Its quads, of numbers of its own terms.
    quads: File,
}

impl StoredRun {
    /// Writes a run.
    pub fn write(run: &Run, scratch: &Path) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(scratch)?);
        let mut length = Vec::new();
        for key in run.keys() {
            length.clear();
            varint::push(key.len() as u64, &mut length);
            out.write_all(&length)?;
            out.write_all(key)?;
        }
        let terms = rewound(out)?;
        Ok(Self { terms, quads: write_quads(run.quads(), scratch)? })
    }
}

fn rewound(out: BufWriter<File>) -> io::Result<File> {
    let mut file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

fn write_quads(quads: &[Quad], scratch: &Path) -> io::Result<File> {
    let mut out = BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(scratch)?);
    for number in quads.iter().flatten() {
        out.write_all(&number.to_le_bytes())?;
    }
    rewound(out)
}

/// Reads keys or quads one after another.
struct Stream {
    input: BufReader<File>,
}

impl Stream {
    fn new(file: File) -> Self {
        Self { input: BufReader::with_capacity(BUFFER, file) }
    }

    fn key(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut length = Vec::new();
        loop {
            let mut byte = [0];
            if self.input.read(&mut byte)? == 0 {
                return if length.is_empty() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
            }
            length.push(byte[0]);
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let length = varint::read(&mut length.as_slice()).unwrap_or(0);
        let mut key = vec![0; usize::try_from(length).map_err(io::Error::other)?];
        self.input.read_exact(&mut key)?;
        Ok(Some(key))
    }

    fn quad(&mut self) -> io::Result<Option<Quad>> {
        let mut bytes = [0; 16];
        match self.input.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let mut quad = [0; 4];
        for (slot, number) in quad.iter_mut().zip(bytes.as_chunks::<4>().0) {
            *slot = u32::from_le_bytes(*number);
        }
        Ok(Some(quad))
    }
}

fn read_quads(file: &mut File) -> io::Result<Vec<Quad>> {
    file.rewind()?;
    let mut stream = Stream::new(file.try_clone()?);
    let mut quads = Vec::new();
    while let Some(quad) = stream.quad()? {
        quads.push(quad);
    }
    Ok(quads)
}

/// Writes the snapshot of runs; `false` where there are more terms than numbers.
pub(super) fn write(
    runs: Vec<StoredRun>,
    scratch: &Path,
    mut writer: SnapshotWriter<'_>,
) -> io::Result<bool> {
    let (terms, quads): (Vec<File>, Vec<File>) = runs.into_iter().map(|run| (run.terms, run.quads)).unzip();
    let Some(numbers) = merge_terms(terms, scratch, &mut writer)? else { return Ok(false) };
    let mut renumbered = Vec::new();
    for (mut quads, mut numbers) in quads.into_iter().zip(numbers) {
        let mut run = read_quads(&mut quads)?;
        renumber(&mut run, &read_numbers(&mut numbers)?);
        renumbered.push(write_quads(&run, scratch)?);
    }
    for order in Order::ALL {
        let mut sorted = Vec::new();
        for quads in &mut renumbered {
            let mut run = read_quads(quads)?;
            rearrange(&mut run, Order::Spog, order);
            sorted.push(write_quads(&run, scratch)?);
        }
        merge_quads(sorted, order, &mut writer)?;
    }
    writer.finish()?;
    Ok(true)
}

/// Writes the dictionary, and for each run a file with the number of each of its terms; `None` for too many terms.
fn merge_terms(
    terms: Vec<File>,
    scratch: &Path,
    writer: &mut SnapshotWriter<'_>,
) -> io::Result<Option<Vec<File>>> {
    let mut streams: Vec<Stream> = terms.into_iter().map(Stream::new).collect();
    let mut numbers = Vec::new();
    let mut next = BinaryHeap::new();
    for (run, stream) in streams.iter_mut().enumerate() {
        numbers.push(BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(scratch)?));
        next.extend(stream.key()?.map(|key| Reverse((key, run))));
    }
    let mut last: Option<Vec<u8>> = None;
    let mut number = 0_u32;
    while let Some(Reverse((key, run))) = next.pop() {
        if last.as_ref() != Some(&key) {
            let Some(following) = number.checked_add(1) else { return Ok(None) };
            number = following;
            writer.term(&key)?;
        }
        last = Some(key);
        if let (Some(stream), Some(numbers)) = (streams.get_mut(run), numbers.get_mut(run)) {
            numbers.write_all(&number.to_le_bytes())?;
            next.extend(stream.key()?.map(|key| Reverse((key, run))));
        }
    }
    writer.end_terms()?;
    numbers.into_iter().map(rewound).collect::<io::Result<_>>().map(Some)
}

/// The numbers of a run's terms; 0 stays 0.
fn read_numbers(file: &mut File) -> io::Result<Vec<u32>> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    let mut numbers = vec![0];
    numbers.extend(bytes.as_chunks::<4>().0.iter().map(|&number| u32::from_le_bytes(number)));
    Ok(numbers)
}

fn merge_quads(runs: Vec<File>, order: Order, writer: &mut SnapshotWriter<'_>) -> io::Result<()> {
    let mut streams: Vec<Stream> = runs.into_iter().map(Stream::new).collect();
    let mut next = BinaryHeap::new();
    for (run, stream) in streams.iter_mut().enumerate() {
        next.extend(stream.quad()?.map(|quad| Reverse((quad, run))));
    }
    let mut last = None;
    while let Some(Reverse((quad, run))) = next.pop() {
        if last.replace(quad) != Some(quad) {
            writer.quad(order, &quad)?;
        }
        if let Some(stream) = streams.get_mut(run) {
            next.extend(stream.quad()?.map(|quad| Reverse((quad, run))));
        }
    }
    writer.end_order(order)
}
