//! Content of files that may be compressed (`.gz`, RFC 1952; `.zst`, RFC 8878): compressed bytes to content.

use crate::ground::zst;
use flate2::bufread::GzDecoder;
use std::io::{self, BufRead, BufReader, Read};

/// A compressed file that grows beyond this is cut off, in bytes.
const MAX_EXPANDED: u64 = 16 << 30;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// The content of a file, decompressed where its first bytes say that it is compressed.
pub struct Content<R: BufRead> {
    form: Form<R>,
}

enum Form<R: BufRead> {
    Plain(R),
    Gzip(BufReader<Bounded<Members<R>>>),
    Zstandard(BufReader<Bounded<zst::Reader<R>>>),
}

impl<R: BufRead> Content<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// Those of `raw`.
    pub(super) fn new(mut raw: R) -> io::Result<Self> {
        let head = raw.fill_buf()?;
        let form = if head.starts_with(&GZIP_MAGIC) {
            Form::Gzip(BufReader::with_capacity(BUFFER, Bounded::new(Members::new(raw), MAX_EXPANDED)))
        } else if zst::is_stream(head) {
            let plain = Bounded::new(zst::Reader::lenient(raw), MAX_EXPANDED);
            Form::Zstandard(BufReader::with_capacity(BUFFER, plain))
        } else {
            Form::Plain(raw)
        };
        Ok(Self { form })
    }

    /// Whether bytes stand after the compressed stream that belong to none; known at the end of the content.
    #[must_use]
    pub fn has_foreign_bytes(&self) -> bool {
        match &self.form {
            Form::Plain(_) => false,
            Form::Gzip(reader) => reader.get_ref().inner.foreign,
            Form::Zstandard(reader) => reader.get_ref().inner.has_foreign_bytes(),
        }
    }

    fn reader(&mut self) -> &mut dyn BufRead {
        match &mut self.form {
            Form::Plain(reader) => reader,
            Form::Gzip(reader) => reader,
            Form::Zstandard(reader) => reader,
        }
    }
}

impl<R: BufRead> Read for Content<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        self.reader().read(buf)
    }
}

impl<R: BufRead> BufRead for Content<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader().fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.reader().consume(amount);
    }
}

/// Fails where more bytes come than expected, so that a small file does not fill a disk.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R> Bounded<R> {
    const fn new(inner: R, left: u64) -> Self {
        Self { inner, left }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| {
            let message = format!("it expands to more than {} GiB", MAX_EXPANDED >> 30);
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        Ok(read)
    }
}

/// The first bytes of a member of a gzip file.
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

/// Reads the members of a gzip file one after another; at bytes that begin no member the content ends.
struct Members<R> {
    state: Member<R>,
    /// Whether such bytes were met.
    foreign: bool,
}

enum Member<R> {
    Between(R),
    Within(Box<GzDecoder<R>>),
    End,
    Broken,
}

impl<R: BufRead> Members<R> {
    const fn new(inner: R) -> Self {
        Self { state: Member::Between(inner), foreign: false }
    }

    fn between(&mut self, mut inner: R) -> io::Result<Member<R>> {
        let head = inner.fill_buf()?;
        if head.is_empty() {
            return Ok(Member::End);
        }
        // The second byte may not be read yet.
        if GZIP_MAGIC.starts_with(head) || head.starts_with(&GZIP_MAGIC) {
            return Ok(Member::Within(Box::new(GzDecoder::new(inner))));
        }
        self.foreign = true;
        Ok(Member::End)
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            match std::mem::replace(&mut self.state, Member::Broken) {
                Member::Between(inner) => self.state = self.between(inner)?,
                Member::Within(mut decoder) => {
                    let read = decoder.read(buf)?;
                    if read > 0 {
                        self.state = Member::Within(decoder);
                        return Ok(read);
                    }
                    self.state = Member::Between(decoder.into_inner());
                }
                Member::End => {
                    self.state = Member::End;
                    return Ok(0);
                }
                Member::Broken => {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        "the compressed stream is broken",
                    ));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn member(content: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(content).unwrap();
        writer.finish().unwrap()
    }

    fn read(bytes: &[u8], capacity: usize) -> (io::Result<String>, bool) {
        let mut content = Content::new(BufReader::with_capacity(capacity, bytes)).unwrap();
        let mut text = String::new();
        let read = content.read_to_string(&mut text);
        (read.map(|_| text), content.has_foreign_bytes())
    }

    #[test]
    fn members_follow_one_another() {
        let bytes = [member(b"one, "), member(b""), member(b"two")].concat();
        for capacity in [2, 3, 64, 4096] {
            let (text, foreign) = read(&bytes, capacity);
            assert_eq!((text.unwrap().as_str(), foreign), ("one, two", false));
        }
    }

    #[test]
    fn bytes_after_the_last_member_are_told() {
        for after in ["\0\0\0", "PK and more", "\n"] {
            let (text, foreign) = read(&[&member(b"content")[..], after.as_bytes()].concat(), 4096);
            assert_eq!((text.unwrap().as_str(), foreign), ("content", true));
        }
    }

    #[test]
    fn every_cut_and_every_wrong_checksum_is_an_error() {
        let whole = member(b"content that is long enough to be compressed, compressed, compressed");
        for cut in 2..whole.len() {
            assert!(read(&whole[..cut], 4096).0.is_err(), "{cut}");
        }
        for at in whole.len() - 8..whole.len() {
            let mut wrong = whole.clone();
            wrong[at] ^= 0x10;
            assert!(read(&wrong, 4096).0.is_err(), "{at}");
        }
    }

    #[test]
    fn what_expands_too_far_is_an_error() {
        let mut bounded = Bounded::new(io::repeat(b'x'), 1000);
        let mut out = Vec::new();
        assert!(bounded.read_to_end(&mut out).is_err());
        assert!(out.len() <= 1000);
    }
}
