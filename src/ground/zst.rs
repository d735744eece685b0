//! Zstandard streams of any number of frames, in pure Rust.
//!
//! What is written is cut into frames of [`FRAME`] bytes, so that cores share the work and a full disk is an error
//! rather than the end of the program. The format is RFC 8878; frames that follow one another are one stream.

use rayon::prelude::*;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::{self, BufRead, Read, Write};

/// Bytes of content in one frame.
const FRAME: usize = 1 << 20;

/// Frames that are compressed at once.
const FRAMES: usize = 8;

/// The first bytes of a frame of content (RFC 8878, section 3.1.1), little-endian.
const FRAME_MAGIC: u32 = 0xFD2F_B528;

/// The first bytes of a skippable frame (RFC 8878, section 3.1.2): any of sixteen.
const SKIPPABLE_MAGIC: std::ops::RangeInclusive<u32> = 0x184D_2A50..=0x184D_2A5F;

/// Whether a file begins as a Zstandard stream does.
#[must_use]
pub fn is_stream(head: &[u8]) -> bool {
    let magic = head.first_chunk().map(|magic| u32::from_le_bytes(*magic));
    magic.is_some_and(|magic| magic == FRAME_MAGIC || SKIPPABLE_MAGIC.contains(&magic))
}

/// Reads all frames of a stream. A frame that is cut off, or whose checksum is not that of its content, is an error;
/// skippable frames are passed over.
pub struct Reader<R: BufRead> {
    state: State<R>,
    strict: bool,
    foreign: bool,
}

enum State<R: BufRead> {
    Between(Peeked<R>),
    Within(Box<StreamingDecoder<Peeked<R>, FrameDecoder>>),
    End(Peeked<R>),
    Broken,
}

impl<R: BufRead> Reader<R> {
    /// A reader of compressed bytes. Bytes after the last frame that begin no frame are an error.
    pub fn new(inner: R) -> Self {
        Self { state: State::Between(Peeked::new(inner)), strict: true, foreign: false }
    }

    /// The same for a file that others made: at bytes that begin no frame the stream ends, once it has had a frame.
    pub fn lenient(inner: R) -> Self {
        Self { strict: false, ..Self::new(inner) }
    }

    /// Whether bytes stand after the last frame; known at the end of the stream.
    pub const fn has_foreign_bytes(&self) -> bool {
        self.foreign
    }

    /// The reader of compressed bytes, once all frames were read; `None` before.
    pub fn into_inner(self) -> Option<R> {
        match self.state {
            State::End(inner) => Some(inner.inner),
            State::Between(_) | State::Within(_) | State::Broken => None,
        }
    }

    /// Goes on after a frame: to the next, or to the end.
    fn between(&mut self, mut inner: Peeked<R>) -> io::Result<State<R>> {
        let Some(magic) = inner.peek()? else { return Ok(State::End(inner)) };
        if SKIPPABLE_MAGIC.contains(&magic) {
            inner.skip_frame()?;
            return Ok(State::Between(inner));
        }
        if magic != FRAME_MAGIC && !self.strict && inner.frames > 0 {
            self.foreign = true;
            return Ok(State::End(inner));
        }
        inner.frames += 1;
        Ok(State::Within(Box::new(StreamingDecoder::new(inner).map_err(broken)?)))
    }
}

fn broken(e: impl std::fmt::Display) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, e.to_string())
}

/// Ends a frame whose content was read whole.
fn checked<R: BufRead>(decoder: StreamingDecoder<Peeked<R>, FrameDecoder>) -> io::Result<Peeked<R>> {
    let (inner, frame) = decoder.into_parts();
    let written = frame.get_checksum_from_data();
    if written.is_some() && written != frame.get_calculated_checksum() {
        return Err(broken("the checksum of a frame is not that of its content"));
    }
    Ok(inner)
}

impl<R: BufRead> Read for Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, State::Broken) {
                State::Between(inner) => self.state = self.between(inner)?,
                State::Within(mut decoder) => {
                    let read = decoder.read(buf)?;
                    if read > 0 {
                        self.state = State::Within(decoder);
                        return Ok(read);
                    }
                    self.state = State::Between(checked(*decoder)?);
                }
                State::End(inner) => {
                    self.state = State::End(inner);
                    return Ok(0);
                }
                State::Broken => return Err(broken("the compressed stream is broken")),
            }
        }
    }
}

/// A reader whose next four bytes were looked at and not taken.
struct Peeked<R> {
    head: [u8; 4],
    /// How many bytes of `head` are there, and how many of them were taken.
    filled: usize,
    taken: usize,
    inner: R,
    /// Frames of content so far.
    frames: u64,
}

impl<R: Read> Peeked<R> {
    const fn new(inner: R) -> Self {
        Self { head: [0; 4], filled: 0, taken: 0, inner, frames: 0 }
    }

    /// The next four bytes as a number, zeros in the place of those that are missing; `None` at the end. All that was
    /// looked at before must have been taken.
    fn peek(&mut self) -> io::Result<Option<u32>> {
        (self.head, self.filled, self.taken) = ([0; 4], 0, 0);
        while let Some(rest) = self.head.get_mut(self.filled..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) => break,
                Ok(read) => self.filled += read,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        Ok((self.filled > 0).then(|| u32::from_le_bytes(self.head)))
    }

    /// Passes over a skippable frame whose magic number was looked at: a length of four bytes, and so many bytes.
    fn skip_frame(&mut self) -> io::Result<()> {
        let mut length = [0; 4];
        self.inner.read_exact(&mut length)?;
        let length = u64::from(u32::from_le_bytes(length));
        let skipped = io::copy(&mut self.inner.by_ref().take(length), &mut io::sink())?;
        if skipped < length { Err(broken("a skippable frame is cut off")) } else { Ok(()) }
    }
}

impl<R: Read> Read for Peeked<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut head = self.head.get(self.taken..self.filled).unwrap_or_default();
        if head.is_empty() {
            return self.inner.read(buf);
        }
        let read = head.read(buf)?;
        self.taken += read;
        Ok(read)
    }
}

/// Compresses what is written to it. [`Writer::finish`] must be called.
pub struct Writer<W: Write> {
    inner: W,
    pending: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// A writer of compressed bytes.
    pub fn new(inner: W) -> Self {
        Self { inner, pending: Vec::new() }
    }

    /// Writes what is pending and gives the inner writer back.
    ///
    /// # Errors
    /// Those of the inner writer.
    pub fn finish(mut self) -> io::Result<W> {
        self.compress()?;
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn compress(&mut self) -> io::Result<()> {
        let frames: Vec<Vec<u8>> = self
            .pending
            .par_chunks(FRAME)
            .map(|chunk| compress_to_vec(chunk, CompressionLevel::Fastest))
            .collect();
        self.pending.clear();
        frames.iter().try_for_each(|frame| self.inner.write_all(frame))
    }
}

impl<W: Write> Write for Writer<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let take = buf.len().min(FRAME * FRAMES - self.pending.len());
        self.pending.extend_from_slice(buf.get(..take).unwrap_or(buf));
        if self.pending.len() >= FRAME * FRAMES {
            self.compress()?;
        }
        Ok(take)
    }

    /// Keeps what is pending: a frame is worth its length.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        for size in [0, 1, FRAME - 1, FRAME, FRAME * FRAMES + 17] {
            let content: Vec<u8> = (0..size).map(|i| u8::try_from(i * i % 251).unwrap()).collect();
            let mut writer = Writer::new(Vec::new());
            writer.write_all(&content).unwrap();
            let compressed = writer.finish().unwrap();
            let mut back = Vec::new();
            Reader::new(&compressed[..]).read_to_end(&mut back).unwrap();
            assert!(back == content, "{size}");
        }
    }

    #[test]
    fn a_cut_stream_is_an_error() {
        let mut writer = Writer::new(Vec::new());
        writer.write_all(&[7; 5000]).unwrap();
        writer.write_all(b"end").unwrap();
        let compressed = writer.finish().unwrap();
        let mut back = Vec::new();
        assert!(Reader::new(&compressed[..compressed.len() - 3]).read_to_end(&mut back).is_err());
        assert!(Reader::new(&b"no zstandard"[..]).read_to_end(&mut back).is_err());
        assert!(Reader::lenient(&b"no zstandard"[..]).read_to_end(&mut back).is_err());
    }

    fn frame(content: &[u8]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new());
        writer.write_all(content).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn every_cut_and_every_wrong_checksum_is_an_error() {
        let whole = [frame(b"one frame, "), frame(b"and another")].concat();
        let first = frame(b"one frame, ").len();
        for cut in 1..whole.len() {
            let mut back = Vec::new();
            let read = Reader::lenient(&whole[..cut]).read_to_end(&mut back);
            // Between two frames nothing tells that another should come.
            let unseen = cut == first;
            // Fewer bytes than a magic number has are bytes after the stream.
            assert!(read.is_err() || unseen || (first + 1..first + 4).contains(&cut), "{cut}");
        }
        let mut wrong = whole;
        *wrong.last_mut().unwrap() ^= 1;
        assert!(Reader::new(&wrong[..]).read_to_end(&mut Vec::new()).is_err());
    }

    #[test]
    fn skippable_frames_are_passed_over() {
        let skippable = [&0x184D_2A57_u32.to_le_bytes()[..], &3_u32.to_le_bytes(), b"xyz"].concat();
        let parts = [&skippable[..], &frame(b"con"), &skippable, &skippable, &frame(b"tent"), &skippable];
        let whole = parts.concat();
        assert!(is_stream(&whole));
        // However few bytes the inner reader gives at once.
        for size in [1, 3, 4096] {
            let mut back = String::new();
            let inner = io::BufReader::with_capacity(size, &whole[..]);
            Reader::new(inner).read_to_string(&mut back).unwrap();
            assert_eq!(back, "content");
        }
        let mut back = Vec::new();
        assert!(Reader::new(&whole[..whole.len() - 1]).read_to_end(&mut back).is_err());
    }

    #[test]
    fn bytes_after_the_stream_are_told() {
        for after in ["\0", "abc", "ID3 something longer"] {
            let bytes = [&frame(b"content")[..], after.as_bytes()].concat();
            let mut reader = Reader::lenient(&bytes[..]);
            let mut back = String::new();
            reader.read_to_string(&mut back).unwrap();
            assert_eq!(back, "content");
            assert!(reader.has_foreign_bytes());
            assert!(Reader::new(&bytes[..]).read_to_end(&mut Vec::new()).is_err());
        }
        let bytes = frame(b"content");
        let mut reader = Reader::lenient(&bytes[..]);
        reader.read_to_end(&mut Vec::new()).unwrap();
        assert!(!reader.has_foreign_bytes());
    }
}
