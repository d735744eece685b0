//! The file of a snapshot: where its sections lie, and its bytes by position.
//!
//! ```text
//! "PEDSNAPS"  8 bytes
//! version     u32             FORMAT
//! key         32 bytes        the hash of the manifest that it was made from
//! checksum    u32             CRC-32 of the two before
//! terms                       their blocks, then the index of these
//! quads                       the same of each order, one after another
//! statistics
//! sections    6 × (offset u64, length u64, items u64, checksum u32)
//! checksum    u32             CRC-32 of the sections
//! length      u64             of the whole file
//! "PEDSNAPE"  8 bytes
//! ```
//! A section is an index of blocks (`items` are terms or quads) or the statistics. Integers are little-endian. The
//! file is untrusted: whatever it holds, reading it ends in numbers within bounds, or in an error. Its blocks and
//! indexes are checked when they are first read.

use super::error::SnapshotError;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"PEDSNAPS";
const END: &[u8; 8] = b"PEDSNAPE";
/// Counts up with every change of the file or of what it means.
pub(super) const FORMAT: u32 = 1;
/// Sections: the terms, four orders, the statistics.
pub(super) const SECTIONS: usize = 6;
/// The place of the section of terms.
pub(super) const TERMS: usize = 0;
/// The place of the first order's section.
pub(super) const ORDERS: usize = 1;
/// The place of the statistics.
pub(super) const STATISTICS: usize = 5;

const HEAD: usize = 8 + 4 + 32 + 4;
const SECTION: usize = 8 + 8 + 8 + 4;
const TAIL: usize = SECTIONS * SECTION + 4 + 8 + 8;

/// Where a section lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub offset: u64,
    pub length: u64,
    /// Terms, quads or predicates.
    pub items: u64,
    pub checksum: u32,
}

/// The head of a file.
pub(super) fn head(key: &[u8; 32]) -> Vec<u8> {
    let mut head = MAGIC.to_vec();
    head.extend_from_slice(&FORMAT.to_le_bytes());
    head.extend_from_slice(key);
    let checksum = crc32fast::hash(head.get(8..).unwrap_or_default());
    head.extend_from_slice(&checksum.to_le_bytes());
    head
}

/// The tail of a file whose sections end at `at`.
pub(super) fn tail(sections: &[Section; SECTIONS], at: u64) -> Vec<u8> {
    let mut tail = Vec::with_capacity(TAIL);
    for section in sections {
        for number in [section.offset, section.length, section.items] {
            tail.extend_from_slice(&number.to_le_bytes());
        }
        tail.extend_from_slice(&section.checksum.to_le_bytes());
    }
    tail.extend_from_slice(&crc32fast::hash(&tail).to_le_bytes());
    tail.extend_from_slice(&(at + TAIL as u64).to_le_bytes());
    tail.extend_from_slice(END);
    tail
}

/// Where the bytes are.
#[derive(Debug)]
pub(super) enum Bytes {
    /// In a file.
    #[cfg(unix)]
    File(File),
    /// In a file that is read by one thread at a time.
    #[cfg(not(unix))]
    File(std::sync::Mutex<File>),
    /// In memory.
    Memory(Vec<u8>),
}

impl Bytes {
    #[cfg(unix)]
    const fn of(file: File) -> Self {
        Self::File(file)
    }

    #[cfg(not(unix))]
    fn of(file: File) -> Self {
        Self::File(std::sync::Mutex::new(file))
    }

    /// Reads `length` bytes from `offset` on; they must be within the file.
    fn read(&self, offset: u64, length: usize) -> io::Result<Vec<u8>> {
        match self {
            #[cfg(unix)]
            Self::File(file) => {
                use std::os::unix::fs::FileExt;
                let mut bytes = vec![0; length];
                file.read_exact_at(&mut bytes, offset)?;
                Ok(bytes)
            }
            #[cfg(not(unix))]
            Self::File(file) => {
                use std::io::{Read, Seek, SeekFrom};
                let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let mut bytes = vec![0; length];
                file.seek(SeekFrom::Start(offset))?;
                file.read_exact(&mut bytes)?;
                Ok(bytes)
            }
            Self::Memory(all) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                let bytes = start.checked_add(length).and_then(|end| all.get(start..end));
                bytes.map(<[u8]>::to_vec).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
            }
        }
    }
}

/// A file that is open, with its sections.
#[derive(Debug)]
pub(super) struct SnapshotFile {
    bytes: Bytes,
    /// What errors call it.
    pub path: PathBuf,
    /// How long it is.
    pub length: u64,
    pub sections: [Section; SECTIONS],
}

impl SnapshotFile {
    /// The name of the open file among those of this process (`proc_pid_fd(5)`).
    #[cfg(target_os = "linux")]
    pub fn open_name(&self) -> Option<PathBuf> {
        use std::os::fd::AsRawFd;
        let Bytes::File(file) = &self.bytes else { return None };
        Some(format!("/proc/{}/fd/{}", std::process::id(), file.as_raw_fd()).into())
    }

    /// There are no names of open files; the file's own is, as long as it is there.
    #[cfg(not(target_os = "linux"))]
    pub fn open_name(&self) -> Option<PathBuf> {
        matches!(&self.bytes, Bytes::File(_)).then(|| self.path.clone())
    }

    /// Opens a file that was made from the graph with this `key` by this version.
    ///
    /// # Errors
    /// Any [`SnapshotError`] but that of memory.
    pub fn open(path: &Path, key: &[u8; 32]) -> Result<Self, SnapshotError> {
        let fail = |error: io::Error| SnapshotError::io(path, &error);
        let file = File::open(path).map_err(fail)?;
        let length = file.metadata().map_err(fail)?.len();
        Self::new(Bytes::of(file), length, path, key)
    }

    /// A file in memory.
    ///
    /// # Errors
    /// As [`SnapshotFile::open`].
    pub fn in_memory(bytes: Vec<u8>, path: &Path, key: &[u8; 32]) -> Result<Self, SnapshotError> {
        let length = bytes.len() as u64;
        Self::new(Bytes::Memory(bytes), length, path, key)
    }

    fn new(bytes: Bytes, length: u64, path: &Path, key: &[u8; 32]) -> Result<Self, SnapshotError> {
        let sections = [Section::default(); SECTIONS];
        let mut file = Self { bytes, path: path.to_owned(), length, sections };
        if length < (HEAD + TAIL) as u64 {
            return Err(file.damaged("it is too short"));
        }
        let found = file.read(0, HEAD as u64)?;
        if found.get(..8) != Some(MAGIC) {
            return Err(file.damaged("it is no snapshot"));
        }
        if found.get(8..12) != Some(&FORMAT.to_le_bytes()) {
            return Err(SnapshotError::Version(file.path));
        }
        if found.get(12..44) != Some(key) {
            return Err(SnapshotError::Stale(file.path));
        }
        if found != head(key) {
            return Err(file.damaged("its head has a wrong checksum"));
        }
        file.sections = file.read_sections()?;
        Ok(file)
    }

    fn read_sections(&self) -> Result<[Section; SECTIONS], SnapshotError> {
        let at = self.length - TAIL as u64;
        let found = self.read(at, TAIL as u64)?;
        let (table, _) = found.split_at(SECTIONS * SECTION);
        let mut sections = [Section::default(); SECTIONS];
        for (section, bytes) in sections.iter_mut().zip(table.as_chunks::<SECTION>().0) {
            let number = |at: usize| {
                let bytes = bytes.get(at..at + 8).and_then(|b| b.first_chunk());
                bytes.map_or(0, |b| u64::from_le_bytes(*b))
            };
            let checksum = bytes.last_chunk().map_or(0, |b| u32::from_le_bytes(*b));
            *section = Section { offset: number(0), length: number(8), items: number(16), checksum };
        }
        // One comparison finds a wrong checksum, a length that is not the file's, and an end that is missing.
        if found != tail(&sections, at) {
            return Err(self.damaged("it is cut, or its end has a wrong checksum"));
        }
        Ok(sections)
    }

    /// Reads bytes, of which no more are ever asked for than the file is long.
    pub fn read(&self, offset: u64, length: u64) -> Result<Vec<u8>, SnapshotError> {
        let is_within = offset.checked_add(length).is_some_and(|end| end <= self.length);
        let length = usize::try_from(length).ok().filter(|_| is_within);
        let Some(length) = length else { return Err(self.damaged("a part of it lies beyond its end")) };
        self.bytes.read(offset, length).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => self.damaged("it became shorter"),
            _ => SnapshotError::io(&self.path, &error),
        })
    }

    /// Reads bytes and holds them against a checksum; `what` names them in errors.
    pub fn checked(
        &self,
        offset: u64,
        length: u64,
        checksum: u32,
        what: &dyn Fn() -> String,
    ) -> Result<Vec<u8>, SnapshotError> {
        let bytes = self.read(offset, length)?;
        if crc32fast::hash(&bytes) != checksum {
            return Err(self.damaged(format!("{} has a wrong checksum", what())));
        }
        Ok(bytes)
    }

    /// Reads a section and holds it against its checksum.
    pub fn section(&self, place: usize, name: &str) -> Result<Vec<u8>, SnapshotError> {
        let section = self.sections.get(place).copied().unwrap_or_default();
        self.checked(section.offset, section.length, section.checksum, &|| format!("the {name}"))
    }

    /// The error that something is wrong with it.
    pub fn damaged(&self, what: impl Into<String>) -> SnapshotError {
        SnapshotError::damaged(&self.path, what)
    }
}
