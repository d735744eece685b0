//! Lineage as a tree for a terminal.

use super::page::judgements;
use super::paper::{Layout, Paper};
use super::view::Branch;
use super::{View, active, passive};
use crate::lineage::index::{EdgeIx, PolicyIx};
use crate::lineage::walk::{Direction, Filter, Relations};
use crate::model::{Extent, Relation};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The deepest branch that is drawn where no depth is asked for.
const DEPTH: usize = 4;

/// The deepest branch that is drawn at all: each level costs three columns.
const DEEPEST: usize = 40;

/// The most branches of one policy where no limit is asked for.
const BRANCHES: usize = 20;

/// The most policies in each direction where no limit is asked for.
const POLICIES: usize = 1000;

/// The most policies of other relations, where no relation of descent leads on.
const NEAREST: usize = 10;

/// Writes the policy, its status, what it rests on and what carries it on.
///
/// A policy that is reached in several ways is shown with its own branches once, at the end of a
/// shortest way, and elsewhere marked `↺`. At most `limit` policies are shown in each direction and of each policy; without
/// a limit 1,000 and the first 20, four steps deep where the view has no depth. What is left out is counted. Where nothing
/// descends, the nearest policies by other relations are shown.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, layout: Layout, limit: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let mut tree = Tree {
        view,
        paper: Paper::new(view.index, layout, out),
        limit: limit.unwrap_or(POLICIES),
        branches: limit.unwrap_or(BRANCHES),
        depth: view.filter.depth.map_or(DEPTH, |depth| (depth as usize).min(DEEPEST)),
    };
    tree.paper.head(view.start)?;
    let finding = view.status(view.start);
    tree.paper.finding(&finding)?;
    tree.direction(Direction::Up)?;
    tree.direction(Direction::Down)?;
    // A rejected statement has no edge that would tell it.
    judgements(&mut tree.paper, view.start, &finding.judged_by(view.index))?;
    tree.paper.sources()
}

struct Tree<'a> {
    view: &'a View<'a>,
    paper: Paper<'a>,
    limit: usize,
    branches: usize,
    depth: usize,
}

/// A branch that is still to be drawn.
struct Open {
    branch: Branch,
    prefix: String,
    last: bool,
    depth: usize,
    /// Its place among the branches of its policy, and how many these are.
    place: usize,
    of: usize,
}

impl Tree<'_> {
    fn direction(&mut self, direction: Direction) -> io::Result<()> {
        let Some(closure) = self.view.closure(direction) else { return Ok(()) };
        let descent = self.view.filter.relations == Relations::descent();
        let lead = match (direction, descent) {
            (Direction::Up, true) => "▲ rests on",
            (Direction::Down, true) => "▼ carried on by",
            (Direction::Up, false) => "▲ acts upon",
            (Direction::Down, false) => "▼ acted upon by",
        };
        let count = match closure.reached.len() {
            0 => "nothing that the sources state".to_owned(),
            1 => "1 policy".to_owned(),
            n => format!("{n} policies"),
        };
        self.paper.line(&format!("\n{lead} {count}"))?;
        if closure.cyclic {
            self.paper.faint("  the sources lead back to the policy itself")?;
        }
        if closure.reached.is_empty() && descent {
            return self.nearest(direction);
        }
        let shown = self.grow(direction)?;
        match closure.reached.len().saturating_sub(shown) {
            0 => Ok(()),
            rest => {
                self.paper.faint(&format!("  {rest} of them are left out; --depth and --limit draw more"))
            }
        }
    }

    /// The policies next to one by relations that are no descent, where descent leads nowhere.
    fn nearest(&mut self, direction: Direction) -> io::Result<()> {
        let (index, start) = (self.view.index, self.view.start);
        let filter = Filter { relations: Relations::ALL, ..self.view.filter };
        let steps = index.steps(start, direction).filter(|step| filter.passes(index, *step));
        let edges: Vec<EdgeIx> = steps.map(|step| step.edge).collect();
        if !edges.is_empty() {
            self.paper.faint("  by other relations")?;
        }
        for &e in edges.iter().take(NEAREST) {
            let edge = index.edge(e);
            let other = if direction == Direction::Up { edge.target } else { edge.actor };
            let relation = self.relation(e, direction);
            let lead = format!("  {} ", self.paper.colours.relation(&relation));
            let status = self.view.status(other).status;
            self.paper.policy(&lead, relation.chars().count() + 3, other, status, "")?;
            self.paper.words("      ", e)?;
        }
        match edges.len().saturating_sub(NEAREST) {
            0 => Ok(()),
            rest => self.paper.faint(&format!("  … and {rest} more; --relation all draws them")),
        }
    }

    /// Draws the branches; how many policies were shown.
    fn grow(&mut self, direction: Direction) -> io::Result<usize> {
        let ways = self.view.ways(direction);
        let mut open = self.below(self.view.start, direction, &ways, "", 0);
        let mut shown = 0;
        while let Some(at) = open.pop() {
            if shown >= self.limit {
                let rest = ways.len().saturating_sub(shown);
                self.paper.line(&format!("{}└─ … and {rest} more policies", at.prefix))?;
                return Ok(ways.len());
            }
            if at.place >= self.branches {
                self.paper.line(&format!("{}└─ … and {} more", at.prefix, at.of - at.place))?;
                continue;
            }
            shown += usize::from(at.branch.here);
            let next = format!("{}{}", at.prefix, if at.last { "   " } else { "│  " });
            let below = if at.branch.here {
                self.below(at.branch.policy, direction, &ways, &next, at.depth + 1)
            } else {
                Vec::new()
            };
            self.line(&at, direction)?;
            let bar = if below.is_empty() { "   " } else { "│  " };
            self.reasons(&at.branch, &format!("{next}{bar}"))?;
            match below.len() {
                0 => {}
                n if at.depth + 1 >= self.depth => {
                    let them = if n == 1 { "1 policy" } else { &format!("{n} policies") };
                    self.paper.line(&format!("{next}└─ … {them} further on"))?;
                }
                _ => open.extend(below),
            }
        }
        Ok(shown)
    }

    /// The branches of a policy, last first.
    fn below(
        &self,
        p: PolicyIx,
        direction: Direction,
        ways: &BTreeMap<PolicyIx, EdgeIx>,
        prefix: &str,
        depth: usize,
    ) -> Vec<Open> {
        if self.view.filter.depth.is_some_and(|most| depth >= most as usize) {
            return Vec::new();
        }
        let branches = self.view.branches(p, direction, ways);
        let n = branches.len();
        // One beyond those that are drawn stands for the rest.
        let open = branches.into_iter().enumerate().take(self.branches + 1).rev().map(|(i, branch)| Open {
            branch,
            prefix: prefix.to_owned(),
            last: i + 1 == n,
            depth,
            place: i,
            of: n,
        });
        open.collect()
    }

    fn line(&mut self, at: &Open, direction: Direction) -> io::Result<()> {
        let mut relations: Vec<String> =
            at.branch.edges.iter().map(|&e| self.relation(e, direction)).collect();
        relations.dedup();
        let relation = relations.join(", ");
        let corner = if at.last { "└─ " } else { "├─ " };
        let len = at.prefix.chars().count() + 4 + relation.chars().count();
        let lead = format!("{}{corner}{} ", at.prefix, self.paper.colours.relation(&relation));
        let status = self.view.status(at.branch.policy).status;
        let again = if at.branch.here { "" } else { " ↺" };
        self.paper.policy(&lead, len, at.branch.policy, status, again)
    }

    fn relation(&self, e: EdgeIx, direction: Direction) -> String {
        let edge = self.view.index.edge(e);
        match direction {
            Direction::Up => active(edge.relation, edge.extent),
            Direction::Down => passive(edge.relation, edge.extent),
        }
    }

    /// The words of each edge, and the act that decides the policy's status.
    fn reasons(&mut self, branch: &Branch, prefix: &str) -> io::Result<()> {
        for &e in &branch.edges {
            self.paper.words(prefix, e)?;
            let edge = self.view.index.edge(e);
            if edge.extent == Extent::Part && edge.relation == Relation::Amends {
                self.paper.wrapped(prefix, "(in part)")?;
            }
        }
        let finding = self.view.status(branch.policy);
        match finding.deciding {
            Some(e) if branch.here => {
                let lead = format!("{} {}: ", finding.status.mark(), finding.status.name());
                self.paper.act(prefix, &lead, e)
            }
            _ => Ok(()),
        }
    }
}
