//! Status, impact, stale policies and paths for a terminal.

use super::paper::{Layout, Paper};
use super::{active, name_and_title, passive};
use crate::lineage::day::AsOf;
use crate::lineage::impact::Impact;
use crate::lineage::index::{EdgeIx, Index, ListLimit, PolicyIx};
use crate::lineage::path::{Path, Paths};
use crate::lineage::stale::{Group, Stale, Tie};
use crate::lineage::status::{Doubt, Finding, Status, status as status_of};
use chrono::NaiveDate;
use std::io::{self, Write};

/// Writes a status, what decides it and where that stands, and the other acts that bear on it.
///
/// # Errors
/// Those of `out`.
pub fn status(index: &Index, finding: &Finding, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    paper.head(finding.policy)?;
    paper.finding(finding)?;
    let others: Vec<EdgeIx> = finding.acts.iter().copied().filter(|&e| Some(e) != finding.deciding).collect();
    if !others.is_empty() {
        paper.line("\nother acts upon it")?;
    }
    others.into_iter().try_for_each(|e| paper.act("  ", "", e))?;
    if let Some(e) = last_standing(index, finding) {
        paper.line("\nthe last act that tells it as standing")?;
        paper.act("  ", "", e)?;
    } else if finding.deciding.is_none() && finding.status.may_stand() && finding.acts.is_empty() {
        paper.faint("nothing that was read tells of its end or of a change of it")?;
    }
    paper.sources()
}

/// Of a policy of which no act decides, the last act upon it up to the day that presupposes that it stands: it was amended,
/// continued, supplemented.
fn last_standing(index: &Index, finding: &Finding) -> Option<EdgeIx> {
    let stands = finding.deciding.is_none() && (finding.status.may_stand() || finding.status.is_open());
    let acts = index.acts_upon(finding.policy).filter(|&e| {
        let edge = index.edge(e);
        edge.relation.is_change()
            && !finding.acts.contains(&e)
            && edge.when.latest().is_some_and(|day| day <= finding.as_of)
    });
    acts.filter(|_| stands).max_by_key(|&e| (index.edge(e).when, e))
}

/// Of what a shaken policy keeps, only so many supports are printed.
const KEPT: usize = 3;

/// Writes what would fall, step by step, with the edges that carry it, and what would be shaken.
///
/// # Errors
/// Those of `out`.
pub fn impact(index: &Index, impact: &Impact, layout: Layout, out: &mut dyn Write) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    paper.head(impact.policy)?;
    if impact.status.is_open() {
        paper.finding(&status_of(index, impact.policy, impact.as_of))?;
    }
    let (name, _) = name_and_title(index, impact.policy);
    if !impact.status.may_stand() {
        let state = if impact.status == Status::Ended { "has ended" } else { "is not issued" };
        paper.line(&format!("{name} {state} as of {}: nothing stands on it any more", AsOf(impact.as_of)))?;
        rests(&mut paper, &name, impact)?;
        return paper.sources();
    }
    let falls = match impact.falls.len() {
        0 => "no policy".to_owned(),
        1 => "1 policy".to_owned(),
        n => format!("{n} policies"),
    };
    paper.line(&format!(
        "if it were rescinded, as of {}, {falls} would stand on nothing",
        AsOf(impact.as_of)
    ))?;
    let mut step = 0;
    for fallen in &impact.falls {
        if fallen.step != step {
            step = fallen.step;
            paper.line(&format!("\nstep {step}"))?;
        }
        let circle = if fallen.circular { "  (held only in a circle)" } else { "" };
        paper.policy("  ", 2, fallen.policy, fallen.status, circle)?;
        fallen.lost.iter().try_for_each(|&e| support(&mut paper, "    ", e, impact))?;
    }
    if !impact.shaken.is_empty() {
        paper.line("\nwould lose a support and keep another")?;
    }
    for shaken in &impact.shaken {
        paper.policy("  ", 2, shaken.policy, shaken.status, "")?;
        shaken.lost.iter().try_for_each(|&e| support(&mut paper, "    loses: ", e, impact))?;
        shaken.kept.iter().take(KEPT).try_for_each(|&e| support(&mut paper, "    keeps: ", e, impact))?;
        if let Some(rest) = shaken.kept.len().checked_sub(KEPT).filter(|&rest| rest > 0) {
            paper.faint(&format!("    and {rest} more"))?;
        }
    }
    paper.sources()
}

/// Writes what rests on a policy that has ended, and may stand all the same.
fn rests(paper: &mut Paper<'_>, name: &str, impact: &Impact) -> io::Result<()> {
    if impact.rests.is_empty() {
        return Ok(());
    }
    paper.line(&format!("\nwhat may stand and rests on {name}"))?;
    for resting in &impact.rests {
        paper.policy("  ", 2, resting.policy, resting.status, "")?;
        resting.lost.iter().try_for_each(|&e| support(paper, "    ", e, impact))?;
    }
    Ok(())
}

/// Writes how many stale policies there are of each tie, and the first `limit` of all by rank, each with its
/// chain down to the act that ended what it rests on.
///
/// # Errors
/// Those of `out`.
pub fn stale(
    index: &Index,
    (as_of, held_back): (NaiveDate, Option<ListLimit>),
    all: &[Stale],
    limit: usize,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    let of = |group: Group| all.iter().filter(|s| s.group() == group).count();
    let (sure, disputed) = (of(Group::Sure), of(Group::Disputed));
    let as_of = AsOf(as_of);
    match sure {
        0 => paper.line(&format!("no policy in force rests on one that has ended, as of {as_of}"))?,
        1 => paper.line(&format!("1 policy in force rests on what has ended, as of {as_of}"))?,
        n => paper.line(&format!("{n} policies in force rest on what has ended, as of {as_of}"))?,
    }
    if let Some(by) = held_back {
        paper.faint(&super::limit(index, &by))?;
    }
    if all.is_empty() {
        return Ok(());
    }
    for tie in Tie::ALL {
        match all.iter().filter(|s| s.tie == tie && s.group() == Group::Sure).count() {
            0 => {}
            n => paper.faint(&format!("{n:>6} {}", tie.explain()))?,
        }
    }
    match disputed {
        0 => {}
        1 => paper.line("1 more rests on a policy whose ending is disputed")?,
        n => paper.line(&format!("{n} more rest on a policy whose ending is disputed"))?,
    }
    let (mut group, mut tie) = (Group::Sure, None);
    paper.line("")?;
    for (row, rank) in all.iter().take(limit).zip(1..) {
        if row.group() != group {
            group = row.group();
            paper.line(match group {
                Group::Sure | Group::Disputed => "\nrest on a policy whose ending is disputed",
                Group::LastKnown => "\nlast known to be in force; nothing later was read",
            })?;
        }
        if row.tie == Tie::Amendment && tie.is_some_and(|tie| tie != Tie::Amendment) {
            paper.line(&format!("\nthose {}", Tie::Amendment.explain()))?;
        }
        tie = Some(row.tie);
        let lead = format!("{rank}. ");
        let alone = if row.alone { "  (no support left)" } else { "" };
        paper.policy(&lead, lead.len(), row.policy, row.status, alone)?;
        row.chain.iter().try_for_each(|&e| step_up(&mut paper, "   ", e))?;
        if row.steps > row.chain.len() {
            let (name, _) = name_and_title(index, row.ended);
            paper
                .wrapped("   ", &format!("… and by {} more steps on {name}", row.steps - row.chain.len()))?;
        }
        if let Some(ending) = row.ending {
            let (name, _) = name_and_title(index, row.ended);
            let disputed = if row.disputed { "(disputed) " } else { "" };
            paper.act("   ", &format!("{name} {disputed}"), ending)?;
        }
        if let Some(heir) = row.carried_on_by {
            let (name, _) = name_and_title(index, heir);
            paper.wrapped("   ", &format!("{name} stands in its place"))?;
        }
    }
    let rest = all.len().saturating_sub(limit);
    if rest > 0 {
        paper.line(&format!("… and {rest} more"))?;
    }
    paper.sources()
}

/// Writes the paths between two policies, shortest first.
///
/// # Errors
/// Those of `out`.
pub fn paths(
    index: &Index,
    (from, to): (PolicyIx, PolicyIx),
    found: &Paths,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut paper = Paper::new(index, layout, out);
    let (a, b) = (name_and_title(index, from).0, name_and_title(index, to).0);
    if found.paths.is_empty() {
        let steps = count(found.bounds.length as usize, "step");
        return paper.line(&format!(
            "no way between {a} and {b} of at most {steps}{}; --length allows more",
            if found.complete { "" } else { " was found before the work ran out" }
        ));
    }
    for (i, path) in found.paths.iter().enumerate() {
        if i > 0 {
            paper.line("")?;
        }
        one_path(&mut paper, path)?;
    }
    let listed = count(found.paths.len(), "path");
    let bounds = format!("{listed} of at most {}", count(found.bounds.length as usize, "step"));
    let more = if found.complete {
        "these are all; --length allows longer ones".to_owned()
    } else {
        format!(
            "there may be more: --count lists more than {}, --length allows longer ones",
            found.bounds.count
        )
    };
    paper.line("")?;
    paper.wrapped("", &format!("{bounds}; {more}"))?;
    paper.sources()
}

/// `1 step`, `6 steps`.
fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

fn one_path(paper: &mut Paper<'_>, path: &Path) -> io::Result<()> {
    let index = paper.index;
    let names: Vec<String> = path.policies.iter().map(|&p| name_and_title(index, p).0.into_owned()).collect();
    let steps = path.steps.len();
    let plural = if steps == 1 { "" } else { "s" };
    let line = format!("{} ({steps} step{plural})", names.join(" — "));
    let line = paper.colours.name(&line);
    paper.line(&line)?;
    for (step, &at) in path.steps.iter().zip(&path.policies) {
        for &e in step {
            let edge = index.edge(e);
            let (relation, other) = if edge.actor == at {
                (active(edge.relation, edge.extent), edge.target)
            } else {
                (passive(edge.relation, edge.extent), edge.actor)
            };
            let (this, other) = (name_and_title(index, at).0, name_and_title(index, other).0);
            let relation = paper.colours.relation(&relation);
            paper.line(&format!("  {this} {relation} {other}, {}", edge.when))?;
            paper.words("    ", e)?;
        }
    }
    Ok(())
}

/// A step to a support, which says so where it is disputed that the support has ended.
fn support(paper: &mut Paper<'_>, prefix: &str, e: EdgeIx, impact: &Impact) -> io::Result<()> {
    step_up(paper, prefix, e)?;
    let target = paper.index.edge(e).target;
    if !impact.disputed.contains(&target) {
        return Ok(());
    }
    let (name, _) = name_and_title(paper.index, target);
    let text = format!("{} {name}: {}", Status::Disputed.mark(), Doubt::Dispute.explain());
    paper.wrapped(&format!("{}  ", " ".repeat(prefix.chars().count())), &text)
}

/// What a policy does to what it stands on, with the words.
fn step_up(paper: &mut Paper<'_>, prefix: &str, e: EdgeIx) -> io::Result<()> {
    let edge = paper.index.edge(e);
    let (actor, target) =
        (name_and_title(paper.index, edge.actor).0, name_and_title(paper.index, edge.target).0);
    let relation = paper.colours.relation(&active(edge.relation, edge.extent));
    paper.line(&format!("{prefix}{actor} {relation} {target}"))?;
    paper.words(&format!("{}  ", " ".repeat(prefix.chars().count())), e)
}
