//! A patch of a file: the words of policies that have a certain successor, replaced by it.
//!
//! The form is git's, <https://git-scm.com/docs/diff-format>: `git apply` and `patch -p1` take it.

use super::lines::Lines;
use super::names;
use crate::lint::{Finding, Instead};
use std::ops::Range;

/// Lines around a change that a patch shows.
const CONTEXT: usize = 3;

/// What mends a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Patch {
    /// As it is written; empty where there is nothing to mend.
    pub bytes: Vec<u8>,
    /// How many places it replaces.
    pub places: usize,
}

/// A place and what replaces it.
struct Edit<'f> {
    span: Range<usize>,
    words: &'f str,
}

/// Lines that change, with the edits within them.
struct Change<'f> {
    lines: Range<usize>,
    edits: Vec<Edit<'f>>,
}

/// Whether words can be written in the place of others: they bring no mark of Markdown, HTML or JSON that is not there
/// already, in the same order, so that a number and the address of its link are replaced and nothing is opened or closed.
fn keeps_marks(old: &str, new: &str) -> bool {
    let is_mark = |c: &char| "<>\"\\`|[](){}*".contains(*c);
    !new.is_empty()
        && !new.chars().any(char::is_control)
        && old.chars().filter(is_mark).eq(new.chars().filter(is_mark))
}

/// Whether a patch can hold what is to be written instead: the successor is certain, and the words fit the place.
pub(super) fn is_mended(lines: &Lines<'_>, instead: &Instead) -> bool {
    let old = lines.bytes().get(instead.span.start..instead.span.end).filter(|old| !old.is_empty());
    instead.certain && old.is_some_and(|old| keeps_marks(&String::from_utf8_lossy(old), &instead.words))
}

/// The patch of a file by its findings; `name` is its path from where the patch is applied.
///
/// Of findings whose places overlap the first is mended. A file outside of the working folder has no patch.
pub(super) fn patch<'f>(name: &str, lines: &Lines<'_>, findings: impl Iterator<Item = &'f Finding>) -> Patch {
    let name = names::bytes(name);
    if name.starts_with(b"/")
        || name.split(|byte| *byte == b'/').any(|part| part == b"..")
        || name.contains(&b':') && cfg!(windows)
    {
        return Patch::default();
    }
    let edits = edits(lines, findings);
    let places = edits.len();
    let changes = changes(lines, edits);
    let mut bytes = Vec::new();
    if !changes.is_empty() {
        head(&name, &mut bytes);
    }
    let (mut added, mut removed) = (0, 0);
    for hunk in hunks(&changes) {
        write_hunk(lines, hunk, (&mut added, &mut removed), &mut bytes);
    }
    Patch { bytes, places }
}

/// The edits of findings in the order of their places, none over another.
fn edits<'f>(lines: &Lines<'_>, findings: impl Iterator<Item = &'f Finding>) -> Vec<Edit<'f>> {
    let instead = findings.filter_map(|finding| finding.instead.as_ref());
    let mut all: Vec<Edit<'f>> = instead
        .filter(|instead| is_mended(lines, instead))
        .map(|instead| Edit { span: instead.span.start..instead.span.end, words: &instead.words })
        .collect();
    all.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut end = 0;
    all.retain(|edit| {
        let apart = edit.span.start >= end;
        if apart {
            end = edit.span.end;
        }
        apart
    });
    all
}

/// Gathers edits whose lines meet.
fn changes<'f>(lines: &Lines<'_>, edits: Vec<Edit<'f>>) -> Vec<Change<'f>> {
    let mut all: Vec<Change<'f>> = Vec::new();
    for edit in edits {
        // The line that the place ends before belongs to it: its break may be replaced.
        let touched = lines.of(edit.span.start)..lines.of(edit.span.end) + 1;
        match all.last_mut().filter(|last| touched.start < last.lines.end) {
            Some(last) => {
                last.lines.end = last.lines.end.max(touched.end);
                last.edits.push(edit);
            }
            None => all.push(Change { lines: touched, edits: vec![edit] }),
        }
    }
    all
}

/// Gathers changes so near that their contexts meet.
fn hunks<'c, 'f>(changes: &'c [Change<'f>]) -> impl Iterator<Item = &'c [Change<'f>]> {
    let near = |one: &Change<'_>, next: &Change<'_>| next.lines.start - one.lines.end <= 2 * CONTEXT;
    changes.chunk_by(near)
}

fn head(name: &[u8], out: &mut Vec<u8>) {
    let side = |side: &[u8]| names::quoted(&[side, name].concat());
    let (old, new) = (side(b"a/"), side(b"b/"));
    // git ends a name with blanks by a tab, so that nothing after it is taken for a date.
    let end = if name.contains(&b' ') { "\t" } else { "" };
    out.extend_from_slice(format!("diff --git {old} {new}\n--- {old}{end}\n+++ {new}{end}\n").as_bytes());
}

/// Writes changes with the lines around them; `so_far` are the lines that hunks before added and removed.
fn write_hunk(
    lines: &Lines<'_>,
    changes: &[Change<'_>],
    so_far: (&mut usize, &mut usize),
    out: &mut Vec<u8>,
) {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return };
    let from = first.lines.start.saturating_sub(CONTEXT);
    let until = (last.lines.end + CONTEXT).min(lines.count());
    let mut body = Vec::new();
    let (mut at, mut added, mut removed) = (from, 0, 0);
    for change in changes {
        (at..change.lines.start).for_each(|line| write_line(b' ', lines.line(line), &mut body));
        change.lines.clone().for_each(|line| write_line(b'-', lines.line(line), &mut body));
        let mended = mended(lines, change);
        for line in mended.split_inclusive(|byte| *byte == b'\n') {
            write_line(b'+', line, &mut body);
            added += 1;
        }
        removed += change.lines.len();
        at = change.lines.end;
    }
    (at..until).for_each(|line| write_line(b' ', lines.line(line), &mut body));
    let count = until - from;
    let (before_added, before_removed) = so_far;
    let start = from + 1 + *before_added - *before_removed;
    let head = format!("@@ -{},{count} +{start},{} @@\n", from + 1, count + added - removed);
    out.extend_from_slice(head.as_bytes());
    out.append(&mut body);
    *before_added += added;
    *before_removed += removed;
}

/// The lines of a change with its edits made.
fn mended(lines: &Lines<'_>, change: &Change<'_>) -> Vec<u8> {
    let bytes = lines.bytes();
    let mut out = Vec::new();
    let mut at = lines.start(change.lines.start);
    for edit in &change.edits {
        out.extend_from_slice(bytes.get(at..edit.span.start).unwrap_or_default());
        out.extend_from_slice(edit.words.as_bytes());
        at = edit.span.end;
    }
    out.extend_from_slice(bytes.get(at..lines.start(change.lines.end)).unwrap_or_default());
    out
}

fn write_line(mark: u8, line: &[u8], out: &mut Vec<u8>) {
    out.push(mark);
    out.extend_from_slice(line);
    if !line.ends_with(b"\n") {
        out.extend_from_slice(b"\n\\ No newline at end of file\n");
    }
}
