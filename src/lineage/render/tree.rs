//! Lineage as a tree for a terminal.

use super::paper::{Layout, Paper};
use super::view::Branch;
use super::{View, active, passive};
use crate::lineage::index::{EdgeIx, PolicyIx};
use crate::lineage::walk::{Direction, Relations};
use crate::model::{Extent, Relation};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The deepest branch that is drawn: each level costs three columns.
const DEEPEST: usize = 40;

/// Writes the policy, its status, what it rests on and what carries it on.
///
/// A policy that is reached in several ways is shown with its own branches once, at the end of a
/// shortest way, and elsewhere marked `↺`. At most `limit` policies are shown in each direction; the
/// others are counted.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, layout: Layout, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut tree = Tree { view, paper: Paper::new(view.index, layout, out), limit };
    tree.paper.head(view.start)?;
    tree.paper.finding(&view.status(view.start))?;
    tree.direction(Direction::Up)?;
    tree.direction(Direction::Down)?;
    tree.paper.sources()
}

struct Tree<'a> {
    view: &'a View<'a>,
    paper: Paper<'a>,
    limit: usize,
}

/// A branch that is still to be drawn.
struct Open {
    branch: Branch,
    prefix: String,
    last: bool,
    depth: usize,
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
        self.grow(direction)
    }

    fn grow(&mut self, direction: Direction) -> io::Result<()> {
        let ways = self.view.ways(direction);
        let mut open = self.below(self.view.start, direction, &ways, "", 0);
        let mut shown = 0;
        while let Some(at) = open.pop() {
            if shown >= self.limit {
                let rest = ways.len().saturating_sub(shown);
                return self.paper.line(&format!("{}└─ … and {rest} more policies", at.prefix));
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
            if at.depth + 1 >= DEEPEST && !below.is_empty() {
                self.paper.line(&format!("{next}└─ … deeper than is drawn"))?;
            } else {
                open.extend(below);
            }
        }
        Ok(())
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
        let open = branches.into_iter().enumerate().rev().map(|(i, branch)| Open {
            branch,
            prefix: prefix.to_owned(),
            last: i + 1 == n,
            depth,
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
