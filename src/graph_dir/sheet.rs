//! Writes one file of a graph directory: compressed, under a temporary name, then named by the hash of its own bytes.

use super::manifest::{FileEntry, temporary};
use super::names::{self, PART};
use crate::ground::zst;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// A compressed file that is named once all of it is written.
pub(super) struct Sheet {
    writer: zst::Writer<Stored>,
    hash: Sha256,
    bytes: u64,
}

/// A file that was kept.
pub(super) struct Kept {
    /// What the manifest says of it.
    pub entry: FileEntry,
    /// Whether it was not there before, or not whole.
    pub written: bool,
}

/// The temporary file, with a hash of the bytes that it gets.
struct Stored {
    file: tempfile::NamedTempFile,
    hash: Sha256,
    bytes: u64,
}

impl Sheet {
    /// A file that will be named in this folder.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        let stored = Stored { file: temporary(PART, folder)?, hash: Sha256::new(), bytes: 0 };
        Ok(Self { writer: zst::Writer::new(stored), hash: Sha256::new(), bytes: 0 })
    }

    /// Syncs it and gives it its name; a file of that name that has the same bytes stays, any other is replaced.
    pub(super) fn keep(self, root: &Path, part: (&str, &str), stem: &str) -> io::Result<Kept> {
        let Stored { file, hash, bytes } = self.writer.finish()?;
        let stored_sha256 = crate::ground::hex(&hash.finalize());
        let entry = FileEntry {
            file: names::named(part, stem, &stored_sha256),
            sha256: crate::ground::hex(&self.hash.finalize()),
            bytes: self.bytes,
            stored_sha256,
            stored_bytes: bytes,
        };
        let written = !names::is_whole(root, &entry);
        if written {
            file.as_file().sync_all()?;
            file.persist(root.join(&entry.file)).map_err(|e| e.error)?;
        }
        Ok(Kept { entry, written })
    }
}

impl Write for Sheet {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let written = self.writer.write(buf)?;
        self.hash.update(buf.get(..written).unwrap_or(buf));
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl Write for Stored {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buf)?;
        self.hash.update(buf.get(..written).unwrap_or(buf));
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Makes the names within a folder durable, where the system lets folders be opened.
pub(super) fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        // A system that cannot writes them later; only the loss of power could tell.
        let _ = folder.sync_all();
    }
}
