//! Lineage as a tree for a terminal.

use super::view::Branch;
use super::{Colours, View, active, clause, clean, cut, explain, issuers, name_and_title, passive, quoted};
use crate::lineage::index::{EdgeIx, PolicyIx};
use crate::lineage::walk::Direction;
use crate::model::{Extent, Relation};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// How a tree is drawn.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// With ANSI colours.
    pub colour: bool,
    /// The columns of the terminal; `None` where lines may be of any length.
    pub width: Option<usize>,
    /// With the words that state each edge.
    pub words: bool,
    /// The most policies in each direction; the others are counted.
    pub limit: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self { colour: false, width: None, words: true, limit: 1000 }
    }
}

/// The deepest branch that is drawn: each level costs three columns.
const DEEPEST: usize = 40;

/// Writes the policy, its status, what it rests on and what carries it on.
///
/// A policy that is reached in several ways is shown with its own branches once, at the end of a
/// shortest way, and elsewhere marked `↺`.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let tree = Tree { view, style, colours: Colours::new(style.colour) };
    tree.head(out)?;
    if view.up.is_some() {
        tree.branch(Direction::Up, out)?;
    }
    if view.down.is_some() {
        tree.branch(Direction::Down, out)?;
    }
    Ok(())
}

struct Tree<'a> {
    view: &'a View<'a>,
    style: Style,
    colours: Colours,
}

/// A branch that is still to be drawn.
struct Open {
    branch: Branch,
    prefix: String,
    last: bool,
    depth: usize,
}

impl Tree<'_> {
    fn head(&self, out: &mut dyn Write) -> io::Result<()> {
        let (index, start) = (self.view.index, self.view.start);
        let (name, title) = name_and_title(index, start);
        writeln!(out, "{}  {}", self.colours.name(&name), title)?;
        let issuers = issuers(index, start);
        let by = if issuers.is_empty() { issuers } else { format!(" by {issuers}") };
        writeln!(out, "issued {}{by}", index.issued(start))?;
        let finding = self.view.status(start);
        let text = format!("{} {}", finding.status.mark(), explain(index, &finding));
        writeln!(out, "{}, as of {}", self.colours.status(finding.status, &text), self.view.as_of)?;
        if let Some(deciding) = finding.deciding {
            self.words(deciding, "  ", out)?;
        }
        match finding.covered_to {
            Some(day) if day < self.view.as_of => {
                let note = format!("the sources cover nothing after {day}");
                writeln!(out, "{}", self.colours.faint(&note))
            }
            _ => Ok(()),
        }
    }

    fn branch(&self, direction: Direction, out: &mut dyn Write) -> io::Result<()> {
        let Some(closure) = self.view.closure(direction) else { return Ok(()) };
        let n = closure.reached.len();
        let (sign, what) = match direction {
            Direction::Up => ('▲', "rests on"),
            Direction::Down => ('▼', "carried on by"),
        };
        let descent = self.view.filter.relations == crate::lineage::walk::Relations::descent();
        let what = match (direction, descent) {
            (_, true) => what,
            (Direction::Up, false) => "acts upon",
            (Direction::Down, false) => "acted upon by",
        };
        let count = match n {
            0 => "nothing that the sources state".to_owned(),
            1 => "1 policy".to_owned(),
            n => format!("{n} policies"),
        };
        writeln!(out, "\n{sign} {what} {count}")?;
        if closure.cyclic {
            writeln!(out, "{}", self.colours.faint("  (the sources lead back to the policy itself)"))?;
        }
        self.grow(direction, out)
    }

    fn grow(&self, direction: Direction, out: &mut dyn Write) -> io::Result<()> {
        let ways = self.view.ways(direction);
        let mut open = Vec::new();
        self.open(self.view.start, direction, &ways, "", 0, &mut open);
        let mut shown = 0;
        while let Some(at) = open.pop() {
            if shown >= self.style.limit {
                let rest = ways.len().saturating_sub(shown);
                return writeln!(out, "{}└─ … and {rest} more policies", at.prefix);
            }
            shown += usize::from(at.branch.here);
            let mut below = Vec::new();
            let next = format!("{}{}", at.prefix, if at.last { "   " } else { "│  " });
            if at.branch.here {
                self.open(at.branch.policy, direction, &ways, &next, at.depth + 1, &mut below);
            }
            let too_deep = at.depth + 1 >= DEEPEST && !below.is_empty();
            self.line(&at, direction, out)?;
            let bar = if below.is_empty() { "   " } else { "│  " };
            self.reasons(&at.branch, &format!("{next}{bar}"), out)?;
            if too_deep {
                writeln!(out, "{next}└─ … deeper than is drawn")?;
            } else {
                open.append(&mut below);
            }
        }
        Ok(())
    }

    /// Adds the branches of a policy, last first.
    fn open(
        &self,
        p: PolicyIx,
        direction: Direction,
        ways: &BTreeMap<PolicyIx, EdgeIx>,
        prefix: &str,
        depth: usize,
        open: &mut Vec<Open>,
    ) {
        if self.view.filter.depth.is_some_and(|most| depth >= most as usize) {
            return;
        }
        let branches = self.view.branches(p, direction, ways);
        let n = branches.len();
        open.extend(branches.into_iter().enumerate().rev().map(|(i, branch)| Open {
            branch,
            prefix: prefix.to_owned(),
            last: i + 1 == n,
            depth,
        }));
    }

    fn line(&self, at: &Open, direction: Direction, out: &mut dyn Write) -> io::Result<()> {
        let index = self.view.index;
        let branch = &at.branch;
        let mut relations: Vec<String> = branch.edges.iter().map(|&e| self.relation(e, direction)).collect();
        relations.dedup();
        let relation = relations.join(", ");
        let (name, title) = name_and_title(index, branch.policy);
        let status = self.view.status(branch.policy).status;
        let date = index.issued(branch.policy);
        let again = if branch.here { "" } else { " ↺" };
        let used = at.prefix.chars().count()
            + [relation.as_str(), &name].iter().map(|s| s.chars().count()).sum::<usize>()
            + date.to_string().len()
            + 12;
        let room = self.style.width.map_or(usize::MAX, |w| w.saturating_sub(used).max(12));
        let title = cut(&title, room);
        writeln!(
            out,
            "{}{}{} {} {}{}{}{}{}",
            at.prefix,
            if at.last { "└─ " } else { "├─ " },
            self.colours.relation(&relation),
            self.colours.status(status, &status.mark().to_string()),
            self.colours.name(&name),
            if title.is_empty() { "" } else { "  " },
            title,
            self.colours.faint(&format!(", {date}")),
            again,
        )
    }

    fn relation(&self, e: EdgeIx, direction: Direction) -> String {
        let edge = self.view.index.edge(e);
        match direction {
            Direction::Up => active(edge.relation, edge.extent),
            Direction::Down => passive(edge.relation, edge.extent),
        }
    }

    /// The words of each edge, and why the policy is no longer in force.
    fn reasons(&self, branch: &Branch, prefix: &str, out: &mut dyn Write) -> io::Result<()> {
        let index = self.view.index;
        for &e in &branch.edges {
            self.words(e, prefix, out)?;
            let edge = index.edge(e);
            if edge.extent == Extent::Part && edge.relation == Relation::Amends {
                self.wrapped(prefix, "(in part)", out)?;
            }
        }
        let finding = self.view.status(branch.policy);
        if let (true, Some(e)) = (branch.here, finding.deciding) {
            let words = if self.style.words { quoted(index, e) } else { String::new() };
            let text =
                format!("{} {}: {} {words}", finding.status.mark(), finding.status.name(), clause(index, e));
            self.wrapped(prefix, text.trim_end(), out)?;
        }
        Ok(())
    }

    fn words(&self, e: EdgeIx, prefix: &str, out: &mut dyn Write) -> io::Result<()> {
        let words = if self.style.words { quoted(self.view.index, e) } else { String::new() };
        if words.is_empty() { Ok(()) } else { self.wrapped(prefix, &words, out) }
    }

    fn wrapped(&self, prefix: &str, text: &str, out: &mut dyn Write) -> io::Result<()> {
        let room = self.style.width.map_or(usize::MAX, |w| w.saturating_sub(prefix.chars().count()).max(24));
        let mut line = String::new();
        for word in clean(text).split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > room {
                writeln!(out, "{prefix}{}", self.colours.faint(&line))?;
                line.clear();
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        writeln!(out, "{prefix}{}", self.colours.faint(&line))
    }
}
