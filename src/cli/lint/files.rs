//! Which files are read: those that are named, and those of folders that are named, as `.gitignore` says.

use super::{names, report};
use crate::source;
use ignore::gitignore::{Gitignore, GitignoreBuilder};
use ignore::{DirEntry, WalkBuilder};
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

/// What files of pages end in. A file that is named itself can end in anything.
const ENDINGS: [&str; 6] = ["md", "markdown", "html", "htm", "txt", "json"];

/// A page larger than this is passed over with a diagnostic, in bytes.
pub(super) const MAX_BYTES: u64 = 16 << 20;

/// A file to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Page {
    /// As it was named, or found below the folder that was named, without `.` and `a/..`.
    pub path: PathBuf,
    /// Its path as it is printed ([`names::of`]), with `/`; relative to the working folder where it lies below it.
    pub name: String,
}

/// What there is to read.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Sorted by path, each once.
    pub files: Vec<Page>,
    /// How many were passed over as `--exclude` says.
    pub excluded: usize,
}

/// Finds the files that are named and those of the folders that are named.
///
/// Hidden files are passed over, links within folders are not followed, and a graph directory or a package is not entered.
///
/// # Errors
/// A path that does not exist or cannot be read; a pattern that is none.
pub(super) fn find(paths: &[PathBuf], exclude: &[String]) -> Result<Found, String> {
    let excluded = patterns(exclude)?;
    let here = std::env::current_dir().unwrap_or_default();
    let mut found = Found::default();
    let mut seen = HashSet::new();
    let mut take = |path: &Path| {
        let page = Page::new(path, &here);
        if !seen.insert(page.path.clone()) {
            return;
        }
        if is_excluded(&excluded, &names::path(&page.name)) {
            found.excluded += 1;
        } else {
            found.files.push(page);
        }
    };
    for path in paths {
        let failed = |e: &dyn std::fmt::Display| format!("{}: {e}", report::printable(path));
        let there = std::fs::metadata(path).map_err(|e| failed(&e))?;
        if !there.is_dir() {
            take(path);
            continue;
        }
        for entry in walk(path) {
            let entry = entry.map_err(|e| failed(&e))?;
            if is_page(&entry) {
                take(entry.path());
            }
        }
    }
    found.files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// Walks a folder as its `.gitignore` files and those above it say, in a repository or not. What a person ignores on one
/// machine alone has no say: the same folder gives the same files.
fn walk(folder: &Path) -> ignore::Walk {
    WalkBuilder::new(folder)
        .hidden(true)
        .git_ignore(true)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .ignore(false)
        .follow_links(false)
        .filter_entry(|entry| !(is_folder(entry) && source::is_made_here(entry.path())))
        .build()
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

fn is_page(entry: &DirEntry) -> bool {
    let ending = entry.path().extension().and_then(OsStr::to_str).unwrap_or_default();
    entry.file_type().is_some_and(|kind| kind.is_file())
        && ENDINGS.iter().any(|known| known.eq_ignore_ascii_case(ending))
}

/// The patterns of `--exclude`, relative to the working folder.
fn patterns(exclude: &[String]) -> Result<Gitignore, String> {
    let mut builder = GitignoreBuilder::new("");
    for pattern in exclude {
        builder.add_line(None, pattern).map_err(|e| format!("--exclude {pattern}: {e}"))?;
        // A bracket without its end is no error there, and matches nothing.
        if pattern.matches('[').count() > pattern.matches(']').count() {
            return Err(format!("--exclude {pattern}: expected `]` behind `[`, found the end"));
        }
    }
    builder.build().map_err(|e| format!("--exclude: {e}"))
}

/// Whether a file or a folder that it lies in is excluded; the pattern nearest to the file decides.
fn is_excluded(patterns: &Gitignore, path: &Path) -> bool {
    let mut folders = path.ancestors().filter(|path| !path.as_os_str().is_empty());
    let own = folders.next().map(|file| patterns.matched(file, false));
    let above = folders.map(|folder| patterns.matched(folder, true));
    own.into_iter().chain(above).find(|found| !found.is_none()).is_some_and(|found| found.is_ignore())
}

impl Page {
    /// A file by its path; `here` is the working folder.
    pub(super) fn new(path: &Path, here: &Path) -> Self {
        let path = lexical(path);
        let below = path.strip_prefix(here).ok().filter(|below| !below.as_os_str().is_empty());
        let name = names::of(below.unwrap_or(&path));
        Self { path, name }
    }

    /// Reads the file.
    ///
    /// # Errors
    /// What the system says; what is no file; one that is too large.
    pub(super) fn bytes(&self) -> io::Result<Vec<u8>> {
        // A pipe is not opened: that would wait for its other end.
        let there = std::fs::metadata(&self.path)?;
        if !there.is_file() {
            return Err(io::Error::other("expected a file, found a device, a pipe or a folder"));
        }
        let mut bytes = Vec::new();
        File::open(&self.path)?.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(io::Error::other(format!(
                "expected at most {MAX_BYTES} bytes, found {}",
                there.len()
            )));
        }
        Ok(bytes)
    }
}

/// A path without `.` and without folders that it leaves again; links are not looked at.
pub(super) fn lexical(path: &Path) -> PathBuf {
    let mut short = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(short.components().next_back(), Some(Component::Normal(_))) => {
                short.pop();
            }
            other => short.push(other),
        }
    }
    if short.as_os_str().is_empty() { PathBuf::from(".") } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str) {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x").unwrap();
    }

    #[test]
    fn a_folder_gives_its_pages_as_gitignore_says_sorted_and_once() {
        let place = tempfile::tempdir().unwrap();
        for name in [
            "b.md",
            "a/z.html",
            "a/y.css",
            "a/drafts/x.md",
            "built/page.html",
            "built/kept.txt",
            ".hidden/page.md",
            "graph/claims.json",
            "w.JSON",
        ] {
            write(place.path(), name);
        }
        std::fs::write(place.path().join("graph/manifest.json"), "{\"schema\":\"pedigraph-graph/1\"}")
            .unwrap();
        std::fs::write(place.path().join(".gitignore"), "built/*\n!built/kept.txt\n").unwrap();
        let names = |paths: &[&str], exclude: &[&str]| {
            let paths: Vec<PathBuf> = paths.iter().map(|path| place.path().join(path)).collect();
            let exclude: Vec<String> = exclude.iter().map(|pattern| (*pattern).to_owned()).collect();
            let found = find(&paths, &exclude).unwrap();
            let below = |page: Page| page.path.strip_prefix(place.path()).unwrap().display().to_string();
            (found.files.into_iter().map(below).collect::<Vec<_>>(), found.excluded)
        };
        let all = ["a/drafts/x.md", "a/z.html", "b.md", "built/kept.txt", "w.JSON"];
        assert_eq!(names(&[""], &[]).0, all);
        assert_eq!(names(&["", "b.md", "./a/../b.md", "a"], &[]).0, all, "each once");
        assert_eq!(names(&["a/y.css", "built/page.html"], &[]).0, ["a/y.css", "built/page.html"], "named");
        assert_eq!(
            names(&["", "a/drafts/x.md"], &["drafts/", "*.txt"]),
            (vec!["a/z.html".to_owned(), "b.md".to_owned(), "w.JSON".to_owned()], 2)
        );
    }

    #[test]
    fn what_is_not_there_is_told() {
        assert!(
            find(&[PathBuf::from("no\u{1b}[31msuch")], &[]).unwrap_err().starts_with("no\\u{1b}[31msuch: ")
        );
        assert!(find(&[], &["{a".to_owned()]).is_err());
    }

    #[test]
    fn paths_are_made_short_without_a_look_at_links() {
        for (path, short) in
            [("./a//b/../c", "a/c"), ("../a", "../a"), ("a/../..", ".."), (".", "."), ("/a/..", "/")]
        {
            assert_eq!(lexical(Path::new(path)), Path::new(short), "{path}");
        }
    }
}
