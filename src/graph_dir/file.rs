//! The one place that opens a file of a graph directory: its bytes are checked against the manifest before the first of
//! them is used.
//!
//! The file is opened once. Its bytes are hashed and compared with the manifest; then the same open file is read from
//! the start, and hashed again as it streams, so that a change in between is found too. The file's own bytes are
//! hashed, as they lie on the disk: they are a tenth of what they unpack to, or less.

use super::error::Damage;
use super::manifest::FileEntry;
use crate::ground::zst;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

/// How much is read at once, in bytes.
const BLOCK: usize = 1 << 16;

/// A file of a graph directory as a reader of what it holds.
///
/// An error that it gives carries a [`Damage`] where the file is not as the manifest describes it.
pub(super) struct GraphFile {
    path: PathBuf,
    entry: FileEntry,
    repair: String,
    state: State,
}

enum State {
    /// Not opened yet.
    Named,
    /// Open, not checked yet.
    Open(File),
    /// Checked; so many bytes were unpacked.
    Checked(Box<zst::Reader<BufReader<Hashing<File>>>>, u64),
    /// Nothing more can be read.
    Ended(Option<Damage>),
}

impl GraphFile {
    /// A file below a folder, which is opened when it is first read. `repair` is the command that repairs it.
    pub(super) fn new(folder: &Path, entry: &FileEntry, repair: String) -> Self {
        Self { path: folder.join(&entry.file), entry: entry.clone(), repair, state: State::Named }
    }

    /// Opens the file now: a writer that replaces it later takes nothing away.
    pub(super) fn open(&mut self) -> io::Result<()> {
        // A pipe in the place of a file would hold the reader for ever.
        let wrong = match std::fs::metadata(&self.path) {
            Ok(meta) if !meta.is_file() => Some("expected a file, found something else".to_owned()),
            Ok(meta) if meta.len() != self.entry.stored_bytes => {
                Some(format!("expected {} bytes, found {}", self.entry.stored_bytes, meta.len()))
            }
            Ok(_) => None,
            Err(e) if e.kind() == io::ErrorKind::NotFound => Some("the file is missing".to_owned()),
            Err(e) => return Err(e),
        };
        match wrong {
            Some(what) => Err(self.damage(what)),
            None => {
                self.state = State::Open(File::open(&self.path)?);
                Ok(())
            }
        }
    }

    /// Checks the file and reads nothing of what it holds.
    pub(super) fn check(&mut self) -> io::Result<()> {
        if matches!(self.state, State::Named) {
            self.open()?;
        }
        let State::Open(file) = std::mem::replace(&mut self.state, State::Ended(None)) else {
            return Ok(());
        };
        let mut hashing = Hashing::new(file);
        let mut block = vec![0; BLOCK];
        while hashing.read(&mut block)? > 0 {
            // A file that grows while it is read has no end.
            if hashing.bytes > self.entry.stored_bytes {
                break;
            }
        }
        let (sha256, bytes, mut file) = hashing.finish();
        if (sha256.as_str(), bytes) != (self.entry.stored_sha256.as_str(), self.entry.stored_bytes) {
            return Err(self.damage("its bytes are not those that the manifest describes"));
        }
        file.rewind()?;
        let reader = zst::Reader::new(BufReader::with_capacity(BLOCK, Hashing::new(file)));
        self.state = State::Checked(Box::new(reader), 0);
        Ok(())
    }

    /// The end of what the file holds was reached: compares what was read with the manifest.
    fn end(&mut self, unpacked: u64, hashing: Hashing<File>) -> io::Result<()> {
        let (sha256, _, _) = hashing.finish();
        if sha256 != self.entry.stored_sha256 {
            return Err(self.damage("its bytes changed while they were read"));
        }
        if unpacked != self.entry.bytes {
            return Err(
                self.damage(format!("expected {} bytes unpacked, found {unpacked}", self.entry.bytes))
            );
        }
        Ok(())
    }

    fn damage(&mut self, what: impl Into<String>) -> io::Error {
        let damage = Damage { path: self.path.clone(), what: what.into(), repair: self.repair.clone() };
        self.state = State::Ended(Some(damage.clone()));
        damage.into()
    }
}

impl Read for GraphFile {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if matches!(self.state, State::Named | State::Open(_)) {
            self.check()?;
        }
        let (mut reader, unpacked) = match std::mem::replace(&mut self.state, State::Ended(None)) {
            State::Checked(reader, unpacked) => (reader, unpacked),
            State::Ended(Some(damage)) => {
                self.state = State::Ended(Some(damage.clone()));
                return Err(damage.into());
            }
            _ => return Ok(0),
        };
        if buf.is_empty() {
            self.state = State::Checked(reader, unpacked);
            return Ok(0);
        }
        match reader.read(buf) {
            Ok(0) => {
                let hashing = reader.into_inner().map(BufReader::into_inner);
                match hashing {
                    Some(hashing) => self.end(unpacked, hashing).map(|()| 0),
                    None => Err(self.damage("it does not unpack")),
                }
            }
            Ok(read) => {
                let unpacked = unpacked + read as u64;
                // What the manifest does not expect is not unpacked.
                if unpacked > self.entry.bytes {
                    let expected = self.entry.bytes;
                    return Err(self.damage(format!("expected {expected} bytes unpacked, found more")));
                }
                self.state = State::Checked(reader, unpacked);
                Ok(read)
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {
                self.state = State::Checked(reader, unpacked);
                Err(e)
            }
            Err(e) => Err(self.damage(format!("it does not unpack: {e}"))),
        }
    }
}

/// Hashes and counts what is read through it.
pub(super) struct Hashing<R> {
    inner: R,
    hash: Sha256,
    bytes: u64,
}

impl<R> Hashing<R> {
    fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new(), bytes: 0 }
    }

    fn finish(self) -> (String, u64, R) {
        (crate::ground::hex(&self.hash.finalize()), self.bytes, self.inner)
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.hash.update(buf.get(..read).unwrap_or_default());
        self.bytes += read as u64;
        Ok(read)
    }
}

/// SHA-256 of a file's own bytes, in hexadecimal, and how many they are.
pub(super) fn stored(path: &Path) -> io::Result<(String, u64)> {
    let mut hashing = Hashing::new(File::open(path)?);
    io::copy(&mut hashing, &mut io::sink())?;
    let (sha256, bytes, _) = hashing.finish();
    Ok((sha256, bytes))
}

/// SHA-256 of what a file holds, unpacked, and how many bytes that is; reads no more than `most` of them.
pub(super) fn unpacked(reader: impl BufRead, most: u64) -> io::Result<(String, u64)> {
    let mut hashing = Hashing::new(zst::Reader::new(reader).take(most.saturating_add(1)));
    io::copy(&mut hashing, &mut io::sink())?;
    let (sha256, bytes, _) = hashing.finish();
    Ok((sha256, bytes))
}
