//! Zstandard streams of any number of frames, in pure Rust.
//!
//! What is written is cut into frames of [`FRAME`] bytes, so that cores share the work and a full disk is an error
//! rather than the end of the program. The format is RFC 8878; frames that follow one another are one stream.

use rayon::prelude::*;
use ruzstd::decoding::StreamingDecoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use std::io::{self, BufRead, Read, Write};

/// Bytes of content in one frame.
const FRAME: usize = 1 << 20;

/// Frames that are compressed at once.
const FRAMES: usize = 8;

/// Reads all frames of a stream.
pub struct Reader<R: BufRead> {
    state: State<R>,
}

enum State<R: BufRead> {
    Between(R),
    Within(Box<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>),
    Broken,
}

impl<R: BufRead> Reader<R> {
    /// A reader of compressed bytes.
    pub fn new(inner: R) -> Self {
        Self { state: State::Between(inner) }
    }
}

impl<R: BufRead> Read for Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::replace(&mut self.state, State::Broken) {
                State::Between(mut inner) => {
                    if inner.fill_buf()?.is_empty() || buf.is_empty() {
                        self.state = State::Between(inner);
                        return Ok(0);
                    }
                    let decoder = StreamingDecoder::new(inner)
                        .map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e.to_string()))?;
                    self.state = State::Within(Box::new(decoder));
                }
                State::Within(mut decoder) => {
                    let read = decoder.read(buf)?;
                    if read > 0 {
                        self.state = State::Within(decoder);
                        return Ok(read);
                    }
                    self.state = State::Between(decoder.into_inner());
                }
                State::Broken => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "the compressed stream is broken",
                    ));
                }
            }
        }
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
    }
}
