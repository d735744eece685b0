//! The folder beside the target in which a package is made, and how both change places.
//!
//! ```text
//! .pedigraph-AbCdEf.publish/   a folder of our own, with a name that nobody else has
//!   target                     of which folder it is, and how far the work is
//!   package/                   the new package; after the change of places, the old one
//! ```
//!
//! Only a folder with such a name and such a file in it is ours. What the old package holds is removed file by file: what
//! its manifest names, and what was carried over into the new one. Anything else is moved into the new package.

use super::PublishError;
use super::package::{MANIFEST, named_by};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

const PREFIX: &str = ".pedigraph-";
const SUFFIX: &str = ".publish";
/// The file that says whose the folder is.
const TARGET: &str = "target";
const PACKAGE: &str = "package";

/// How far a writer was that left its folder.
const MAKING: &str = "pedigraph-publish/1 making\n";
const CHANGING: &str = "pedigraph-publish/1 changing places\n";

/// A folder in the making.
#[derive(Debug)]
pub(super) struct Stage {
    target: PathBuf,
    work: PathBuf,
    /// Whether the work folder is empty of anything that is not ours, and can be removed as a whole.
    is_ours: bool,
    /// Held while the package is made: two writers would remove each other's work.
    _lock: Option<File>,
}

impl Stage {
    /// A new folder beside the target; what a writer that died left there is put in order first.
    pub(super) fn begin(target: &Path, folder: &Path) -> Result<Self, PublishError> {
        let failed = PublishError::io;
        fs::create_dir_all(folder).map_err(failed(folder))?;
        let lock = File::open(folder)
            .ok()
            .filter(|f| !matches!(f.lock(), Err(e) if e.kind() != io::ErrorKind::Unsupported));
        if lock.is_some() {
            for work in left(target, folder)? {
                recover(target, &work)?;
            }
        }
        let work = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempdir_in(folder);
        // The message of the library would name the temporary folder.
        let work = work.map_err(|error| PublishError::Io(folder.to_owned(), error.kind().into()))?.keep();
        let stage = Self { target: target.to_owned(), work, is_ours: true, _lock: lock };
        stage.mark(MAKING).map_err(failed(target))?;
        fs::create_dir(stage.package()).map_err(failed(target))?;
        Ok(stage)
    }

    /// The new package.
    pub(super) fn package(&self) -> PathBuf {
        self.work.join(PACKAGE)
    }

    fn mark(&self, state: &str) -> io::Result<()> {
        let mut text = state.as_bytes().to_vec();
        text.extend_from_slice(self.target.file_name().unwrap_or_default().as_encoded_bytes());
        fs::write(self.work.join(TARGET), text)
    }

    /// Puts the new package in the place of the old one, and removes the old one.
    ///
    /// # Errors
    /// Those of the file system; the target is then the old package or the new one.
    pub(super) fn change(mut self) -> Result<(), PublishError> {
        let failed = PublishError::io;
        let target = self.target.clone();
        sync(&self.package());
        if !target.exists() {
            return fs::rename(self.package(), &target).map_err(failed(&target));
        }
        self.mark(CHANGING).map_err(failed(&target))?;
        self.is_ours = false;
        if !exchange(&self.package(), &target) {
            let aside = self.work.join("old");
            fs::rename(&target, &aside).map_err(failed(&target))?;
            if let Err(error) = fs::rename(self.package(), &target) {
                fs::rename(&aside, &target).map_err(failed(&target))?;
                return Err(PublishError::Io(target, error));
            }
            fs::rename(&aside, self.package()).map_err(failed(&target))?;
        }
        retire(&self.package(), &target)?;
        self.is_ours = true;
        Ok(())
    }
}

impl Drop for Stage {
    /// A package that is not committed leaves nothing; after the change of places there is nothing but the mark.
    fn drop(&mut self) {
        if self.is_ours {
            let _ = fs::remove_dir_all(&self.work);
        }
    }
}

/// Folders that writers of this target left.
fn left(target: &Path, folder: &Path) -> Result<Vec<PathBuf>, PublishError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(PublishError::io(folder))?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let middle = name.strip_prefix(PREFIX).and_then(|name| name.strip_suffix(SUFFIX));
        let is_ours = middle.is_some_and(|m| m.len() == 6 && m.bytes().all(|b| b.is_ascii_alphanumeric()));
        if !is_ours || !entry.file_type().is_ok_and(|t| t.is_dir()) {
            continue;
        }
        if state(target, &entry.path()).is_some() {
            found.push(entry.path());
        } else {
            remove_unmarked(&entry.path());
        }
    }
    Ok(found)
}

/// Removes a folder whose writer died before it said whose it is: there is nothing in it, or a file without a byte.
fn remove_unmarked(work: &Path) {
    let mark = work.join(TARGET);
    let is_alone = fs::read_dir(work).is_ok_and(|entries| entries.count() == 1);
    if is_alone && fs::symlink_metadata(&mark).is_ok_and(|meta| meta.is_file() && meta.len() == 0) {
        let _ = fs::remove_file(&mark);
    }
    // A folder that holds anything else stays.
    let _ = fs::remove_dir(work);
}

/// How far the writer of a folder was; `None` where it is not of this target.
fn state(target: &Path, work: &Path) -> Option<&'static str> {
    let text = fs::read(work.join(TARGET)).ok()?;
    let name = target.file_name()?.as_encoded_bytes();
    [MAKING, CHANGING].into_iter().find(|state| text.strip_prefix(state.as_bytes()) == Some(name))
}

/// Puts in order what a writer left: a half-made package goes, an old one is put back or removed.
fn recover(target: &Path, work: &Path) -> Result<(), PublishError> {
    let failed = PublishError::io;
    if state(target, work) == Some(CHANGING) {
        let (package, aside) = (work.join(PACKAGE), work.join("old"));
        if aside.exists() && !target.exists() {
            fs::rename(&aside, target).map_err(failed(target))?;
        }
        for old in [aside, package] {
            if old.exists() && target.exists() {
                retire(&old, target)?;
            }
        }
    }
    fs::remove_dir_all(work).map_err(failed(target))
}

/// Removes an old package: what its manifest names, and what the new one holds as well. The rest is moved into the new one.
fn retire(old: &Path, target: &Path) -> Result<(), PublishError> {
    let names = named_by(old).unwrap_or_default();
    let known: BTreeSet<&str> = names.keys().map(String::as_str).collect();
    clear(old, target, "", &known)
}

fn clear(old: &Path, target: &Path, below: &str, known: &BTreeSet<&str>) -> Result<(), PublishError> {
    let failed = |error| PublishError::Io(target.to_owned(), error);
    let entries: Vec<_> = fs::read_dir(old).map_err(failed)?.collect::<io::Result<_>>().map_err(failed)?;
    for entry in entries {
        let name = entry.file_name();
        let path = format!("{below}{}", name.to_string_lossy());
        let new = target.join(&name);
        if entry.file_type().map_err(failed)?.is_dir() {
            clear(&entry.path(), &new, &format!("{path}/"), known)?;
            continue;
        }
        let is_there = fs::symlink_metadata(&new).is_ok();
        if path == MANIFEST || known.contains(path.as_str()) || is_there {
            fs::remove_file(entry.path()).map_err(failed)?;
        } else {
            fs::create_dir_all(target).map_err(failed)?;
            fs::rename(entry.path(), &new).map_err(failed)?;
        }
    }
    fs::remove_dir(old).map_err(failed)
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
