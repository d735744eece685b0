//! The names that files of a graph directory have, and what of a folder is not of a graph directory.
//!
//! A file is one's own where its name is of the pattern that `ingest` gives and either a manifest names it or the name
//! holds the hash of the file's own bytes. Whatever else lies in a folder is somebody else's and is never removed.

use super::error::GraphDirError;
use super::file;
use super::manifest::{FILE, FileEntry, Manifest};
use std::collections::BTreeSet;
use std::fs::{DirEntry, File};
use std::io;
use std::path::Path;
use std::time::Duration;

/// The folders of the directory's files, with how the names of the files in each end.
pub(super) const PARTS: [(&str, &str); 2] = [("graphs", "nq.zst"), ("claims", "zst")];

/// The start of the name of a file that is being written. Six letters or digits follow.
pub(super) const PART: &str = ".part";
/// The start of the name of a manifest that is being written.
pub(super) const MANIFEST_PART: &str = ".manifest";
/// The starts of the names of an index and of a snapshot that are being written.
const DERIVED_PARTS: [&str; 2] = [".index", ".snapshot"];

const LOCK: &str = ".lock";

/// Characters of the hash in a name.
const HASH: usize = 12;

/// A temporary file of a reader that is older than this was left by one that died.
const ABANDONED: Duration = Duration::from_secs(3600);

/// The name of a file by the hash of its own bytes: `graphs/policies-1a2b3c4d5e6f.nq.zst`.
pub(super) fn named(part: (&str, &str), stem: &str, stored_sha256: &str) -> String {
    format!("{}/{stem}-{}.{}", part.0, stored_sha256.get(..HASH).unwrap_or_default(), part.1)
}

/// Whether a path below the directory is of the pattern of [`named`].
pub(super) fn is_ours(path: &str) -> bool {
    hash_of(path).is_some()
}

/// The start of the hash that a path of the pattern holds.
fn hash_of(path: &str) -> Option<&str> {
    let (folder, name) = path.split_once('/')?;
    let (_, extension) = PARTS.iter().find(|(part, _)| *part == folder)?;
    let (stem, hash) = name.strip_suffix(extension)?.strip_suffix('.')?.rsplit_once('-')?;
    let is_word = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let hexadecimal = hash.len() == HASH && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let plain = stem.bytes().all(|b| is_word(b) || b == b'-') && stem.bytes().next().is_some_and(is_word);
    (hexadecimal && plain).then_some(hash)
}

/// Whether a name is that of a temporary file with some prefix.
fn is_temporary(name: &str, prefix: &str) -> bool {
    name.strip_prefix(prefix)
        .is_some_and(|end| end.len() == 6 && end.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// Holds off a second writer for as long as it lives; the system releases it when the process dies.
pub(super) struct Lock {
    _file: File,
}

/// Makes a folder ready to be written, and locks it. What is not of a graph directory is told, and nothing is changed.
///
/// # Errors
/// A folder without a manifest that holds other files; a part of a graph directory that is a link or no folder; another
/// writer; those of the file system.
pub(super) fn prepare(folder: &Path) -> Result<Lock, GraphDirError> {
    refuse_foreign(folder)?;
    std::fs::create_dir_all(folder).map_err(|e| match std::fs::symlink_metadata(folder) {
        Ok(there) if there.is_symlink() => {
            GraphDirError::new(folder, "expected a folder, found a link that leads to none")
        }
        _ => GraphDirError::io(folder, e),
    })?;
    let lock = lock(folder)?;
    for (part, _) in PARTS {
        let path = folder.join(part);
        std::fs::create_dir_all(&path).map_err(|e| GraphDirError::io(&path, e))?;
    }
    // Somebody may have changed the folder before it was locked.
    refuse_foreign(folder)?;
    Ok(lock)
}

fn refuse_foreign(folder: &Path) -> Result<(), GraphDirError> {
    let kind = |path: &Path| match std::fs::symlink_metadata(path) {
        Ok(meta) => Ok(Some(meta.file_type())),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(GraphDirError::io(path, e)),
    };
    for (part, _) in PARTS {
        let path = folder.join(part);
        match kind(&path)? {
            Some(found) if found.is_symlink() => {
                return Err(GraphDirError::new(
                    &path,
                    "expected a folder, found a link; nothing was changed",
                ));
            }
            Some(found) if !found.is_dir() => {
                return Err(GraphDirError::new(
                    &path,
                    "expected a folder, found a file; nothing was changed",
                ));
            }
            _ => {}
        }
    }
    let path = folder.join(LOCK);
    if kind(&path)?.is_some_and(|found| !found.is_file()) {
        return Err(GraphDirError::new(&path, "expected a file, found something else; nothing was changed"));
    }
    if kind(&folder.join(FILE))?.is_some() {
        return Ok(());
    }
    match foreign(folder)? {
        None => Ok(()),
        Some(name) => {
            let message = format!(
                "expected a graph directory or an empty folder, found `{name}` and no manifest.json; \
                 nothing was changed; name another folder with --graph"
            );
            Err(GraphDirError::new(folder, message))
        }
    }
}

/// The first file below a folder without a manifest that no `ingest` that died can have left.
fn foreign(folder: &Path) -> Result<Option<String>, GraphDirError> {
    for (name, entry) in listing(folder)? {
        let is_part = PARTS.iter().any(|(part, _)| *part == name);
        if name != LOCK && !is_temporary(&name, MANIFEST_PART) && !is_part {
            return Ok(Some(name));
        }
        if !is_part {
            continue;
        }
        for (below, entry) in listing(&entry.path())? {
            let path = format!("{name}/{below}");
            if !is_temporary(&below, PART) && !is_proven(&entry, &path) {
                return Ok(Some(path));
            }
        }
    }
    Ok(None)
}

/// Whether the name of a file holds the hash of the file's own bytes, as the names have that `ingest` gives.
fn is_proven(entry: &DirEntry, path: &str) -> bool {
    let is_file = entry.file_type().is_ok_and(|t| t.is_file());
    let hash = hash_of(path).filter(|_| is_file);
    hash.is_some_and(|hash| file::stored(&entry.path()).is_ok_and(|(sha256, _)| sha256.starts_with(hash)))
}

/// What a folder holds, by name; nothing where it does not exist.
fn listing(folder: &Path) -> Result<Vec<(String, DirEntry)>, GraphDirError> {
    let fail = |e: io::Error| GraphDirError::io(folder, e);
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(fail(e)),
    };
    let named = |entry: io::Result<DirEntry>| {
        entry.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry)).map_err(fail)
    };
    let mut found = entries.map(named).collect::<Result<Vec<_>, _>>()?;
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(found)
}

fn lock(folder: &Path) -> Result<Lock, GraphDirError> {
    let path = folder.join(LOCK);
    let file =
        File::options().create(true).append(true).open(&path).map_err(|e| GraphDirError::io(&path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock { _file: file }),
        Err(std::fs::TryLockError::WouldBlock) => Err(GraphDirError::new(
            folder,
            "another process is writing this graph directory; try again when it is done",
        )),
        Err(std::fs::TryLockError::Error(e)) => Err(GraphDirError::io(&path, e)),
    }
}

/// Removes the files that the manifest no longer names: those that the manifest before named, and those that writers that
/// died left. One that cannot be removed now goes next time.
pub(super) fn sweep(folder: &Path, old: Option<&Manifest>, new: &Manifest) {
    let named: BTreeSet<&str> = new.files().map(|f| f.file.as_str()).collect();
    let before: BTreeSet<&str> = old.iter().flat_map(|m| m.files()).map(|f| f.file.as_str()).collect();
    for (part, _) in PARTS {
        for (name, entry) in listing(&folder.join(part)).unwrap_or_default() {
            let path = format!("{part}/{name}");
            if named.contains(path.as_str()) || entry.file_type().is_ok_and(|t| t.is_dir()) {
                continue;
            }
            if before.contains(path.as_str()) || is_temporary(&name, PART) || is_proven(&entry, &path) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
    // A reader may be writing an index or a snapshot now; one that wrote an hour ago is gone.
    for (name, entry) in listing(folder).unwrap_or_default() {
        let age = || entry.metadata().and_then(|m| m.modified()).ok()?.elapsed().ok();
        let is_derived = DERIVED_PARTS.iter().any(|prefix| is_temporary(&name, prefix));
        let left = is_temporary(&name, MANIFEST_PART) || is_derived && age() > Some(ABANDONED);
        if left && entry.file_type().is_ok_and(|t| t.is_file()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Takes back what a run that failed made of a folder without a manifest: the files that are proven to be of a graph directory, and
/// folders that are empty then; the folder itself where it did not stand before.
pub(super) fn unmake(folder: &Path, stood: bool, lock: Lock) {
    for (part, _) in PARTS {
        for (name, entry) in listing(&folder.join(part)).unwrap_or_default() {
            if is_temporary(&name, PART) || is_proven(&entry, &format!("{part}/{name}")) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
        let _ = std::fs::remove_dir(folder.join(part));
    }
    let _ = std::fs::remove_file(folder.join(LOCK));
    drop(lock);
    if !stood {
        let _ = std::fs::remove_dir(folder);
    }
}

/// Whether a file is there with the bytes that an entry describes.
pub(super) fn is_whole(folder: &Path, entry: &FileEntry) -> bool {
    let path = folder.join(&entry.file);
    let length = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file).map(|meta| meta.len());
    length == Some(entry.stored_bytes)
        && file::stored(&path).is_ok_and(|(sha256, _)| sha256 == entry.stored_sha256)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pattern_of_names() {
        for ours in [
            "graphs/policies-0123456789ab.nq.zst",
            "claims/3b1a-0123456789ab.zst",
            "graphs/a-b-0123456789ab.nq.zst",
        ] {
            assert!(is_ours(ours), "{ours}");
        }
        for other in [
            "thesis.csv",
            "graphs/thesis.csv",
            "graphs/thesis.nq.zst",
            "graphs/-0123456789ab.nq.zst",
            "graphs/../x-0123456789ab.nq.zst",
            "graphs/x/y-0123456789ab.nq.zst",
            "graphs/x\\y-0123456789ab.nq.zst",
            "graphs/Policies-0123456789ab.nq.zst",
            "graphs/policies-0123456789AB.nq.zst",
            "claims/x-0123456789ab.nq.zst",
            "other/x-0123456789ab.zst",
            "/graphs/x-0123456789ab.nq.zst",
        ] {
            assert!(!is_ours(other), "{other}");
        }
        assert!(is_ours(&named(PARTS[0], "policies", "0123456789abcdef")));
    }

    #[test]
    fn the_pattern_of_temporary_names() {
        assert!(is_temporary(".partAbC123", PART));
        assert!(!is_temporary(".parted", PART));
        assert!(!is_temporary(".part", PART) && !is_temporary("part123456", PART));
    }
}
