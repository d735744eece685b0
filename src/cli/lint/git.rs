//! Which lines changed since a commit, as git tells: `git diff` of the working folder against where the branch at hand left it.
//!
//! git is run without a shell; what a person typed reaches it only behind `--end-of-options`, and nothing of the user's
//! configuration runs a program for the difference.

use super::files::lexical;
use super::names::{path_of, unquoted};
use crate::cli::{Exit, Failure};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A difference larger than this is refused, in bytes.
const MAX_BYTES: u64 = 256 << 20;

/// Of what git says on standard error, so much is read, in bytes.
const MAX_MESSAGE: u64 = 1 << 12;

/// What keeps git from asking the user's configuration, attributes or hooks for the form of a difference.
const DIFF: [&str; 14] = [
    "diff",
    "--unified=0",
    "--inter-hunk-context=0",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--find-renames",
    "--submodule=short",
    "--ignore-submodules=all",
    "--diff-filter=ACMRT",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--end-of-options",
];

/// The lines of a file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum ChangedLines {
    /// git does not know the file.
    All,
    /// 1-based, their ends exclusive, in order.
    Some(Vec<Range<u32>>),
}

impl ChangedLines {
    /// Whether a line from `first` to `last`, 1-based and inclusive, changed.
    pub(super) fn hold(&self, first: u32, last: u32) -> bool {
        match self {
            Self::All => true,
            Self::Some(ranges) => {
                let after = ranges.partition_point(|range| range.end <= first);
                ranges.get(after).is_some_and(|range| range.start <= last)
            }
        }
    }
}

/// The files of a repository that changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changed {
    /// By their paths from the root, links followed.
    files: BTreeMap<PathBuf, ChangedLines>,
}

impl Changed {
    /// The lines of a file that changed; none where it is as it was.
    pub(super) fn lines(&self, path: &Path) -> Option<&ChangedLines> {
        self.files.get(&std::fs::canonicalize(path).ok()?)
    }
}

/// What changed in the repository of the working folder since the branch at hand left `reference`.
///
/// # Errors
/// No git, no repository, no such commit, a difference that is too large.
pub(super) fn changed_since(reference: &str) -> Result<Changed, Failure> {
    if reference.is_empty() || reference.starts_with('-') {
        let message = format!("--changed-since: expected a commit, a branch or a tag, found `{reference}`");
        return Err(Failure::new(Exit::Failure, message));
    }
    let commit = format!("{reference}^{{commit}}");
    let verify = ["rev-parse", "--verify", "--quiet", "--end-of-options"].map(OsStr::new);
    let commit = line(&run(verify.into_iter().chain([OsStr::new(&commit)])).map_err(|message| {
        let why = if message.is_empty() { "no such commit".to_owned() } else { message };
        failure(&format!("--changed-since {reference}"), &why)
    })?);
    // What was added to the other branch since is no change of this one. Without a common commit, as in a shallow clone, the
    // commit itself.
    let base = git(["merge-base", "--end-of-options", &commit, "HEAD"]).map_or(commit, |base| line(&base));
    let root = PathBuf::from(line(&git(["rev-parse", "--show-toplevel"]).map_err(of_git)?));
    let root =
        std::fs::canonicalize(&root).map_err(|e| failure(&root.display().to_string(), &e.to_string()))?;
    let diff = git(DIFF.into_iter().chain([base.as_str(), "--"])).map_err(of_git)?;
    let place = |name: Vec<u8>| lexical(&root.join(path_of(name)));
    let mut files: BTreeMap<PathBuf, ChangedLines> =
        parse(&diff).into_iter().map(|(name, ranges)| (place(name), ChangedLines::Some(ranges))).collect();
    let root_text = root.as_os_str();
    let others = ["ls-files", "--others", "--exclude-standard", "-z"].map(OsStr::new);
    let others = run([OsStr::new("-C"), root_text].into_iter().chain(others)).map_err(of_git)?;
    let others = others.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    files.extend(others.map(|name| (place(name.to_vec()), ChangedLines::All)));
    Ok(Changed { files })
}

fn failure(what: &str, why: &str) -> Failure {
    Failure::new(Exit::Failure, format!("{what}: {why}"))
}

fn of_git(message: String) -> Failure {
    failure("git", &message)
}

/// The first line of what git printed.
fn line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or_default().to_owned()
}

fn git<'a>(words: impl IntoIterator<Item = &'a str>) -> Result<Vec<u8>, String> {
    run(words.into_iter().map(OsStr::new))
}

/// Runs git in the working folder and gives what it prints.
///
/// # Errors
/// What it says on standard error; no git; an output that is too large.
fn run<'a>(words: impl IntoIterator<Item = &'a OsStr>) -> Result<Vec<u8>, String> {
    let mut child = Command::new("git")
        .args(["-c", "core.quotePath=true", "-c", "core.fsmonitor=false", "--no-pager"])
        .args(words)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("LC_ALL", "C")
        .env_remove("GIT_EXTERNAL_DIFF")
        .env_remove("GIT_DIFF_OPTS")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| format!("cannot be run: {e}"))?;
    // Its complaints are read beside its answer, so that neither waits for the other.
    let complaints = child.stderr.take().map(|stream| {
        std::thread::spawn(move || {
            let (mut head, mut stream) = (Vec::new(), stream);
            let read = stream.by_ref().take(MAX_MESSAGE).read_to_end(&mut head);
            // The rest is passed over: a pipe that is full would stop git.
            let passed = std::io::copy(&mut stream, &mut std::io::sink());
            read.and(passed).map(|_| head).unwrap_or_default()
        })
    });
    let mut bytes = Vec::new();
    let read = child.stdout.take().map(|stream| stream.take(MAX_BYTES + 1).read_to_end(&mut bytes));
    if bytes.len() as u64 > MAX_BYTES {
        // It may have ended meanwhile.
        let _ = child.kill();
        let _ = child.wait();
        return Err(format!("the difference is larger than {MAX_BYTES} bytes"));
    }
    let complaints = complaints.and_then(|reader| reader.join().ok()).unwrap_or_default();
    let status = child.wait().map_err(|e| e.to_string())?;
    if let Some(Err(e)) = read {
        return Err(e.to_string());
    }
    if status.success() {
        return Ok(bytes);
    }
    Err(crate::ground::diag::excerpt(line(&complaints).trim_start_matches("fatal: "), 200))
}

/// The lines of each file that a difference without context adds or alters, in its new form, 1-based.
///
/// Lines of content are counted off as the head of their hunk says, so that none of them is taken for a head.
fn parse(diff: &[u8]) -> Vec<(Vec<u8>, Vec<Range<u32>>)> {
    let mut files: Vec<(Vec<u8>, Vec<Range<u32>>)> = Vec::new();
    let mut is_named = false;
    let (mut old, mut new) = (0_u32, 0_u32);
    for line in diff.split(|byte| *byte == b'\n') {
        if old > 0 || new > 0 {
            match line.first() {
                Some(b'-') => old = old.saturating_sub(1),
                Some(b'+') => new = new.saturating_sub(1),
                Some(b'\\') => {}
                _ => (old, new) = (old.saturating_sub(1), new.saturating_sub(1)),
            }
        } else if line.starts_with(b"diff --git ") {
            is_named = false;
        } else if let Some(name) = line.strip_prefix(b"+++ ") {
            let name = unquoted(name.strip_suffix(b"\t").unwrap_or(name));
            is_named = name.starts_with(b"b/");
            if let Some(name) = name.strip_prefix(b"b/") {
                files.push((name.to_vec(), Vec::new()));
            }
        } else if let Some((removed, added)) = hunk(line) {
            (old, new) = (removed.len, added.len);
            let range = added.start..added.start.saturating_add(added.len);
            if let Some((_, ranges)) = files.last_mut().filter(|_| is_named && !range.is_empty()) {
                ranges.push(range);
            }
        }
    }
    files
}

/// Lines of one side of a hunk.
struct Side {
    start: u32,
    len: u32,
}

/// The head of a hunk: `@@ -12,2 +14 @@`.
fn hunk(line: &[u8]) -> Option<(Side, Side)> {
    let text = std::str::from_utf8(line.get(..line.len().min(80))?).ok()?;
    let (old, rest) = text.strip_prefix("@@ -")?.split_once(" +")?;
    let (new, _) = rest.split_once(" @@")?;
    let side = |text: &str| {
        let (start, len) = text.split_once(',').unwrap_or((text, "1"));
        Some(Side { start: start.parse().ok()?, len: len.parse().ok()? })
    };
    Some((side(old)?, side(new)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_tells_lines_and_its_content_is_no_head() {
        let diff = b"diff --git a/one.md b/one.md\nindex 1..2 100644\n--- a/one.md\n+++ b/one.md\n@@ -3 +3,2 @@ x\n-old\n+new\n+++ b/evil.md\n\
            @@ -9,2 +10,0 @@\n-gone\n--- a/x\n@@ -20 +19 @@\n-a\n\\ No newline at end of file\n+@@ -1 +1 @@\n\
            diff --git \"a/t\\303\\251 \\\"q\\\".md\" \"b/t\\303\\251 \\\"q\\\".md\"\n--- /dev/null\n+++ \"b/t\\303\\251 \\\"q\\\".md\"\t\n@@ -0,0 +1 @@\n+x\n\
            diff --git a/gone.md b/gone.md\n--- a/gone.md\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n";
        let found = parse(diff);
        assert_eq!(
            found,
            [
                (b"one.md".to_vec(), vec![3..5, 19..20]),
                ("té \"q\".md".as_bytes().to_vec(), std::iter::once(1..2).collect())
            ]
        );
    }

    #[test]
    fn a_place_is_asked_for_where_one_of_its_lines_changed() {
        let lines = ChangedLines::Some(vec![3..5, 9..10]);
        let held: Vec<u32> = (1..12).filter(|line| lines.hold(*line, *line)).collect();
        assert_eq!(held, [3, 4, 9]);
        assert!(lines.hold(1, 3) && lines.hold(5, 9) && !lines.hold(5, 8) && !lines.hold(10, 90));
    }

    #[test]
    fn what_is_no_reference_never_reaches_git() {
        for reference in ["", "-x", "--output=/tmp/x"] {
            let told = changed_since(reference).unwrap_err().message.unwrap();
            assert!(told.starts_with("--changed-since: expected a commit"), "{told}");
        }
    }
}
