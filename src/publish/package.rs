//! The folder that is handed over: made beside the old one, then swapped with it.
//!
//! A new package is built in a folder beside the target: see [`stage`](super::stage). A file whose bytes are those of the
//! old package is linked, not written, so that it keeps its time of change. At the end both folders change their names in
//! one step and the old one is removed. Whenever the writer dies, the target is the old package or the new one, whole.
//! Files in the target that no package wrote (`CNAME`, `.git`) are kept; one that has the name of a file of the new
//! package stops it.

use super::stage::Stage;
use super::{PublishError, portable};
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
pub(super) const MANIFEST: &str = "manifest.json";

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

/// Where the files of a package go.
pub(super) trait Target: Sync {
    /// Adds a file. `path` has `/` between its parts; several threads may add at once.
    ///
    /// # Errors
    /// [`PublishError::Io`], [`PublishError::Target`]
    fn put(&self, path: &str, bytes: &[u8]) -> Result<Entry, PublishError>;

    /// What was added so far at a path.
    fn entry(&self, path: &str) -> Option<Entry>;

    /// The files below a path that were there before and are as they were written, each with its bytes.
    ///
    /// # Errors
    /// [`PublishError::Io`]
    fn former_below(&self, start: &str) -> Result<Vec<(String, Vec<u8>)>, PublishError>;
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
    stage: Stage,
    old: BTreeMap<String, Entry>,
    made: Mutex<Made>,
}

#[derive(Debug, Default)]
struct Made {
    entries: BTreeMap<String, Entry>,
    /// The paths in lower case: two that differ in case alone are one file on some systems.
    folded: BTreeSet<String>,
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
        let (Some(folder), Some(_)) = (target.parent(), target.file_name()) else {
            return Err(wrong("expected a folder within another"));
        };
        let stage = Stage::begin(&target, folder)?;
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
        Ok(Self { target, stage, old, made: Mutex::default() })
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
        let failed = |error| PublishError::Io(self.target.join(path), error);
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

    /// Where a file of the package that is replaced has to be, whatever stands there now.
    pub(super) fn had(&self, path: &str) -> Option<PathBuf> {
        self.old.contains_key(path).then(|| self.target.join(path))
    }

    /// A file of the package that is replaced, where it is as that package wrote it.
    pub(super) fn former(&self, path: &str) -> Option<PathBuf> {
        let file = self.target.join(path);
        let entry = self.old.get(path)?;
        sha256_of(&file).is_ok_and(|sha256| sha256 == entry.sha256).then_some(file)
    }

    fn staged(&self, path: &str) -> Result<PathBuf, PublishError> {
        if !portable::is_path(path) || path.eq_ignore_ascii_case(MANIFEST) {
            return Err(PublishError::Target(
                self.target.clone(),
                format!("`{path}` is no path of a package"),
            ));
        }
        let staged = self.stage.package().join(path);
        if let Some(folder) = staged.parent() {
            fs::create_dir_all(folder).map_err(PublishError::io(&self.target.join(path)))?;
        }
        Ok(staged)
    }

    fn note(&self, path: &str, entry: Entry, linked: bool) -> Result<Entry, PublishError> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.written += usize::from(!linked);
        if !made.folded.insert(path.to_ascii_lowercase()) {
            let message = format!("two files would be `{path}`, in whatever case");
            return Err(PublishError::Target(self.target.clone(), message));
        }
        made.entries.insert(path.to_owned(), entry.clone());
        Ok(entry)
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
        if self.target.is_dir() {
            let carry =
                Carry { target: &self.target, old: &self.old, new: &made.entries, folded: &made.folded };
            carry.folder(&self.target, &self.stage.package(), "")?;
        }
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            graph: graph.to_owned(),
            files: made.entries,
        };
        let path = self.stage.package().join(MANIFEST);
        let mut text =
            serde_json::to_vec_pretty(&manifest).map_err(|e| PublishError::Io(path.clone(), e.into()))?;
        text.push(b'\n');
        summary.bytes += text.len() as u64;
        let old = self.target.join(MANIFEST);
        let same = fs::read(&old).is_ok_and(|old| old == text) && fs::hard_link(&old, &path).is_ok();
        if !same {
            fs::write(&path, &text).map_err(failed(&old))?;
            summary.written += 1;
        }
        self.stage.change()?;
        Ok(summary)
    }
}

impl Target for Package {
    fn put(&self, path: &str, bytes: &[u8]) -> Result<Entry, PublishError> {
        let staged = self.staged(path)?;
        let entry = Entry { bytes: bytes.len() as u64, sha256: hex(&Sha256::digest(bytes)) };
        let linked = self.old.get(path) == Some(&entry)
            && fs::read(self.target.join(path)).is_ok_and(|old| old == bytes)
            && fs::hard_link(self.target.join(path), &staged).is_ok();
        if !linked {
            fs::write(&staged, bytes).map_err(PublishError::io(&self.target.join(path)))?;
        }
        self.note(path, entry, linked)
    }

    fn entry(&self, path: &str) -> Option<Entry> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner).entries.get(path).cloned()
    }

    fn former_below(&self, start: &str) -> Result<Vec<(String, Vec<u8>)>, PublishError> {
        let below = self.old.range(start.to_owned()..).take_while(|(path, _)| path.starts_with(start));
        let files = below.filter_map(|(path, _)| Some((path, self.former(path)?)));
        files
            .map(|(path, file)| Ok((path.clone(), fs::read(&file).map_err(PublishError::io(&file))?)))
            .collect()
    }
}

/// The files that the package in a folder names; `None` where there is no package.
pub(super) fn named_by(folder: &Path) -> Option<BTreeMap<String, Entry>> {
    let manifest: Manifest = serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()?;
    (manifest.schema == SCHEMA).then_some(manifest.files)
}

/// Carries what no package wrote over into the new one.
struct Carry<'p> {
    target: &'p Path,
    old: &'p BTreeMap<String, Entry>,
    new: &'p BTreeMap<String, Entry>,
    /// The paths of the new package in lower case.
    folded: &'p BTreeSet<String>,
}

impl Carry<'_> {
    /// Links the files of one folder, whose path in the package ends with `/` or is empty.
    fn folder(&self, from: &Path, to: &Path, below: &str) -> Result<(), PublishError> {
        for entry in fs::read_dir(from).map_err(PublishError::io(from))? {
            let entry = entry.map_err(PublishError::io(from))?;
            let name = entry.file_name();
            let path = format!("{below}{}", name.to_string_lossy());
            let new = to.join(&name);
            let failed = |error| PublishError::Io(entry.path(), error);
            if entry.file_type().map_err(failed)?.is_dir() {
                let is_empty = fs::read_dir(entry.path()).map_err(failed)?.next().is_none();
                if !self.holds_ours(&path) || is_empty {
                    self.may_make(&path)?;
                    fs::create_dir_all(&new).map_err(failed)?;
                }
                self.folder(&entry.path(), &new, &format!("{path}/"))?;
            } else if path != MANIFEST && self.is_foreign(&entry.path(), &path) {
                self.may_make(&path)?;
                fs::create_dir_all(to).and_then(|()| link(&entry.path(), &new)).map_err(failed)?;
            }
        }
        Ok(())
    }

    /// Whether the old or the new package has files in a folder.
    fn holds_ours(&self, folder: &str) -> bool {
        let start = format!("{folder}/");
        let within = |files: &BTreeMap<String, Entry>| {
            files.range(start.clone()..).next().is_some_and(|(path, _)| path.starts_with(&start))
        };
        within(self.old) || within(self.new)
    }

    /// Whether no package wrote a file: its name is unknown, or it goes with the old package and was changed since.
    fn is_foreign(&self, file: &Path, path: &str) -> bool {
        match self.old.get(path) {
            None => true,
            Some(_) if self.new.contains_key(path) => false,
            Some(entry) => !sha256_of(file).is_ok_and(|sha256| sha256 == entry.sha256),
        }
    }

    /// Fails where the new package has a file of this name already.
    fn may_make(&self, path: &str) -> Result<(), PublishError> {
        if self.folded.contains(&path.to_ascii_lowercase()) {
            let message = format!(
                "`{path}` is there and no package wrote it, and the new package has a file of this name; move it away"
            );
            return Err(PublishError::Target(self.target.to_owned(), message));
        }
        Ok(())
    }
}

/// Gives a file a second name; a copy where the system has no hard links. A link stays a link.
fn link(file: &Path, new: &Path) -> io::Result<()> {
    fs::hard_link(file, new).or_else(|error| {
        if fs::symlink_metadata(file)?.file_type().is_symlink() {
            return Err(error);
        }
        fs::copy(file, new).map(|_| ())
    })
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
