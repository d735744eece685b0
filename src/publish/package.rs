//! The folder that is handed over: made beside the old one, then swapped with it.
//!
//! A new package is built in a folder beside the target. A file whose bytes are those of the old package is linked, not
//! written, so that it keeps its time of change. At the end both folders change their names in one step and the old one
//! is removed. Whenever the writer dies, the target is the old package or the new one, whole. Files in the target that no
//! package wrote (`CNAME`, `.git`) are kept.

use super::PublishError;
use crate::ground::hex;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The form of `manifest.json`.
pub const SCHEMA: &str = "pedigraph-package/1";
const MANIFEST: &str = "manifest.json";

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// How long it is.
    pub bytes: u64,
    /// SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

#[derive(Serialize, Deserialize)]
struct Manifest {
    schema: String,
    version: String,
    graph: String,
    files: BTreeMap<String, Entry>,
}

/// What a commit did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files of the package, with its manifest.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Files whose bytes are new or changed.
    pub written: usize,
    /// Files of the old package that are no more.
    pub removed: usize,
}

/// A package in the making.
#[derive(Debug)]
pub struct Package {
    target: PathBuf,
    stage: PathBuf,
    old: BTreeMap<String, Entry>,
    made: Mutex<Made>,
    /// Held while the package is made: two writers would remove each other's work.
    _lock: Option<File>,
}

#[derive(Debug, Default)]
struct Made {
    entries: BTreeMap<String, Entry>,
    written: usize,
}

impl Package {
    /// Starts a package for a folder, which need not exist.
    ///
    /// # Errors
    /// [`PublishError::Target`] for a folder that holds something else; those of the file system.
    pub fn begin(target: &Path) -> Result<Self, PublishError> {
        let failed = PublishError::io;
        let target = match target.canonicalize() {
            Ok(path) => path,
            Err(_) => std::path::absolute(target).map_err(failed(target))?,
        };
        let wrong = |message: &str| PublishError::Target(target.clone(), message.to_owned());
        let (Some(folder), Some(name)) = (target.parent(), target.file_name().and_then(|n| n.to_str()))
        else {
            return Err(wrong("expected a folder within another"));
        };
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let lock = File::open(folder)
            .ok()
            .filter(|f| !matches!(f.lock(), Err(e) if e.kind() != io::ErrorKind::Unsupported));
        let stage = folder.join(format!(".{name}.next"));
        let aside = folder.join(format!(".{name}.old"));
        // Where the system cannot swap, a death between two renames leaves the old package aside.
        if aside.exists() && !target.exists() {
            fs::rename(&aside, &target).map_err(failed(&aside))?;
        }
        for left in [&stage, &aside] {
            if left.exists() {
                fs::remove_dir_all(left).map_err(failed(left))?;
            }
        }
        let old = match fs::read(target.join(MANIFEST)) {
            Ok(text) => match serde_json::from_slice::<Manifest>(&text) {
                Ok(manifest) if manifest.schema == SCHEMA => manifest.files,
                _ => return Err(wrong("expected a package, found a manifest.json of something else")),
            },
            Err(_) if target.is_dir() => {
                let mut entries = fs::read_dir(&target).map_err(failed(&target))?;
                if entries.any(|e| e.is_ok_and(|e| !e.file_name().to_string_lossy().starts_with('.'))) {
                    return Err(wrong("expected a package or an empty folder, found other files"));
                }
                BTreeMap::new()
            }
            Err(_) if target.exists() => return Err(wrong("expected a folder, found a file")),
            Err(_) => BTreeMap::new(),
        };
        fs::create_dir(&stage).map_err(failed(&stage))?;
        Ok(Self { target, stage, old, made: Mutex::default(), _lock: lock })
    }

    /// Adds a file. `path` has `/` between its parts; several threads may add at once.
    ///
    /// # Errors
    /// Those of the file system; [`PublishError::Target`] for a path that is there already or leads out of the package.
    pub fn put(&self, path: &str, bytes: &[u8]) -> Result<Entry, PublishError> {
        let staged = self.staged(path)?;
        let entry = Entry { bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) };
        let linked = self.old.get(path) == Some(&entry)
            && fs::read(self.target.join(path)).is_ok_and(|old| old == bytes)
            && fs::hard_link(self.target.join(path), &staged).is_ok();
        if !linked {
            fs::write(&staged, bytes).map_err(PublishError::io(&staged))?;
        }
        self.note(path, entry, linked)
    }

    /// Adds a file that is too large to be held in memory.
    ///
    /// # Errors
    /// See [`Package::put`].
    pub fn stream(
        &self,
        path: &str,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Entry, PublishError> {
        let staged = self.staged(path)?;
        let failed = |error| PublishError::Io(staged.clone(), error);
        let file = File::create(&staged).map_err(failed)?;
        let mut hashing = Hashing { inner: file, hash: Sha256::new(), bytes: 0 };
        let mut buffer = BufWriter::with_capacity(1 << 16, &mut hashing);
        write(&mut buffer).and_then(|()| buffer.flush()).map_err(failed)?;
        drop(buffer);
        let entry = Entry { bytes: hashing.bytes, sha256: hex(&hashing.hash.finalize()) };
        let old = self.target.join(path);
        let same = self.old.get(path) == Some(&entry) && sha256_of(&old).is_ok_and(|sha| sha == entry.sha256);
        let linked = same && {
            fs::remove_file(&staged).map_err(failed)?;
            fs::hard_link(&old, &staged).or_else(|_| fs::copy(&old, &staged).map(|_| ())).map_err(failed)?;
            true
        };
        self.note(path, entry, linked)
    }

    /// What was added so far at a path.
    #[must_use]
    pub fn entry(&self, path: &str) -> Option<Entry> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).entries.get(path).cloned()
    }

    fn staged(&self, path: &str) -> Result<PathBuf, PublishError> {
        let plain =
            path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains(['\\', '\0']));
        if !plain || path == MANIFEST {
            return Err(PublishError::Target(
                self.target.clone(),
                format!("`{path}` is no path of a package"),
            ));
        }
        let staged = self.stage.join(path);
        if let Some(folder) = staged.parent() {
            fs::create_dir_all(folder).map_err(PublishError::io(folder))?;
        }
        Ok(staged)
    }

    fn note(&self, path: &str, entry: Entry, linked: bool) -> Result<Entry, PublishError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.written += usize::from(!linked);
        match made.entries.insert(path.to_owned(), entry.clone()) {
            None => Ok(entry),
            Some(_) => Err(PublishError::Target(self.target.clone(), format!("two files would be `{path}`"))),
        }
    }

    /// Writes the manifest and puts the package in the place of the old one.
    ///
    /// # Errors
    /// Those of the file system; the old package is then as it was.
    pub fn commit(mut self, graph: &str) -> Result<Summary, PublishError> {
        let failed = PublishError::io;
        let made = std::mem::take(self.made.get_mut().unwrap_or_else(PoisonError::into_inner));
        let removed = self.old.keys().filter(|path| !made.entries.contains_key(*path)).count();
        let mut summary = Summary {
            files: made.entries.len() + 1,
            bytes: made.entries.values().map(|e| e.bytes).sum(),
            written: made.written,
            removed,
        };
        let names: BTreeSet<&str> = made.entries.keys().chain(self.old.keys()).map(String::as_str).collect();
        if self.target.is_dir() {
            keep_foreign(&self.target, &self.stage, "", &names)?;
        }
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: graph.to_owned(),
            files: made.entries,
        };
        let path = self.stage.join(MANIFEST);
        let mut text =
            serde_json::to_vec_pretty(&manifest).map_err(|e| PublishError::Io(path.clone(), e.into()))?;
        text.push(b'\n');
        summary.bytes += text.len() as u64;
        let old = self.target.join(MANIFEST);
        let same = fs::read(&old).is_ok_and(|old| old == text) && fs::hard_link(&old, &path).is_ok();
        if !same {
            fs::write(&path, &text).map_err(failed(&path))?;
            summary.written += 1;
        }
        sync(&self.stage);
        swap(&self.stage, &self.target)?;
        Ok(summary)
    }
}

impl Drop for Package {
    /// A package that is not committed leaves nothing; after a commit there is nothing to remove.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.stage);
    }
}

/// Links what a package did not write into the new one.
fn keep_foreign(from: &Path, to: &Path, below: &str, names: &BTreeSet<&str>) -> Result<(), PublishError> {
    for entry in fs::read_dir(from).map_err(PublishError::io(from))? {
        let entry = entry.map_err(PublishError::io(from))?;
        let name = entry.file_name();
        let path = format!("{below}{}", name.to_string_lossy());
        let kind = entry.file_type().map_err(PublishError::io(from))?;
        let new = to.join(&name);
        if kind.is_dir() {
            let holds_ours = names
                .range(format!("{path}/").as_str()..)
                .next()
                .is_some_and(|n| n.starts_with(&format!("{path}/")));
            if !holds_ours || fs::read_dir(entry.path()).map_err(PublishError::io(from))?.next().is_none() {
                fs::create_dir_all(&new).map_err(PublishError::io(&new))?;
            }
            let made = new.is_dir();
            if made {
                keep_foreign(&entry.path(), &new, &format!("{path}/"), names)?;
            }
        } else if path != MANIFEST && !names.contains(path.as_str()) && fs::symlink_metadata(&new).is_err() {
            let failed = |error| PublishError::Io(entry.path(), error);
            fs::hard_link(entry.path(), &new)
                .or_else(|_| fs::copy(entry.path(), &new).map(|_| ()))
                .map_err(failed)?;
        }
    }
    Ok(())
}

/// Asks the system to write everything to the disk before the names change.
fn sync(folder: &Path) {
    #[cfg(target_os = "linux")]
    if let Ok(folder) = File::open(folder) {
        // A system without it writes later; only the loss of power could tell.
        let _ = rustix::fs::syncfs(folder);
    }
    #[cfg(not(target_os = "linux"))]
    let _ = folder;
}

/// Puts `stage` in the place of `target`, whose content is removed.
fn swap(stage: &Path, target: &Path) -> Result<(), PublishError> {
    if !target.exists() {
        return fs::rename(stage, target).map_err(PublishError::io(target));
    }
    if exchange(stage, target) {
        return fs::remove_dir_all(stage).map_err(PublishError::io(stage));
    }
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let aside = target.with_file_name(format!(".{name}.old"));
    fs::rename(target, &aside).map_err(PublishError::io(target))?;
    if let Err(error) = fs::rename(stage, target) {
        fs::rename(&aside, target).map_err(PublishError::io(target))?;
        return Err(PublishError::Io(target.to_owned(), error));
    }
    fs::remove_dir_all(&aside).map_err(PublishError::io(&aside))
}

/// Lets two folders change their names in one step; `false` where the system cannot.
fn exchange(a: &Path, b: &Path) -> bool {
    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok()
    }
    #[cfg(not(any(target_os = "linux", target_vendor = "apple")))]
    {
        let _ = (a, b);
        false
    }
}

struct Hashing {
    inner: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(data)?;
        self.hash.update(data.get(..n).unwrap_or_default());
        self.bytes += n as u64;
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn sha256_of(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hash.finalize())),
            n => hash.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}
