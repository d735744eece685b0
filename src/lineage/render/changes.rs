//! What changed between two days, for a terminal.

use super::paper::{Layout, Paper};
use super::{clean, name_and_title};
use crate::lineage::changes::{Change, Changes};
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::status::statuses;
use std::io::{self, Write};

/// Writes which policies were issued, ended and altered, with the words that say so, and what rests on those that ended;
/// of each list and group at most `limit`.
///
/// # Errors
/// Those of `out`.
pub fn changes(
    index: &Index,
    changes: &Changes,
    limit: usize,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    let status = statuses(index, changes.to);
    let (issued, ended, altered) = (changes.issued.len(), changes.ended.len(), changes.altered.len());
    let line = format!(
        "{} to {}: {issued} issued, {ended} ended, {altered} otherwise altered",
        changes.from, changes.to
    );
    paper.line(&line)?;
    let mut row = |paper: &mut Paper<'_>, prefix: &str, p: PolicyIx| {
        paper.policy(prefix, prefix.len(), p, status[p.at()], "")
    };
    if issued > 0 {
        paper.line("\nissued")?;
    }
    changes.issued.iter().take(limit).try_for_each(|p| row(&mut paper, "  ", *p))?;
    more(&mut paper, "  ", issued, limit)?;
    for (heading, list) in [("ended", &changes.ended), ("otherwise altered", &changes.altered)] {
        if !list.is_empty() {
            paper.line(&format!("\n{heading}"))?;
        }
        for change in list.iter().take(limit) {
            row(&mut paper, "  ", change.policy)?;
            told(&mut paper, change, limit, &mut row)?;
        }
        more(&mut paper, "  ", list.len(), limit)?;
    }
    paper.sources()
}

/// The acts upon a policy, and what rests on it.
fn told(
    paper: &mut Paper<'_>,
    change: &Change,
    limit: usize,
    row: &mut dyn FnMut(&mut Paper<'_>, &str, PolicyIx) -> io::Result<()>,
) -> io::Result<()> {
    change.acts.iter().try_for_each(|e| paper.act("    ", "", *e))?;
    if !change.rests.is_empty() {
        let (name, _) = name_and_title(paper.index, change.policy);
        let line = format!("    in force, and resting on {}", clean(&name));
        paper.line(&line)?;
    }
    change.rests.iter().take(limit).try_for_each(|p| row(paper, "      ", *p))?;
    more(paper, "      ", change.rests.len(), limit)
}

fn more(paper: &mut Paper<'_>, prefix: &str, all: usize, limit: usize) -> io::Result<()> {
    match all.saturating_sub(limit) {
        0 => Ok(()),
        rest => paper.line(&format!("{prefix}… and {rest} more; --limit 0 lists all")),
    }
}
