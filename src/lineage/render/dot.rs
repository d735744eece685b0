//! Lineage for Graphviz.

use super::selection::Selection;
use super::{View, active, cut, name_and_title};
use crate::lineage::index::PolicyIx;
use crate::lineage::status::Status;
use crate::lineage::walk::Direction;
use crate::model::Relation;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Writes a digraph of at most `limit` policies; the others stand as one node a group.
///
/// Edges lead from the policy that acts to its target, older policies above.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let selection = Selection::new(view, limit);
    let number: BTreeMap<PolicyIx, usize> =
        selection.policies.iter().enumerate().map(|(i, &p)| (p, i)).collect();
    writeln!(out, "digraph lineage {{")?;
    writeln!(out, "  rankdir=BT;")?;
    writeln!(out, "  node [shape=box, style=\"rounded,filled\", fillcolor=white, fontname=Helvetica];")?;
    writeln!(out, "  edge [fontname=Helvetica, fontsize=10];")?;
    for (i, &p) in selection.policies.iter().enumerate() {
        node(view, i, p, out)?;
    }
    for &e in &selection.edges {
        let edge = view.index.edge(e);
        writeln!(
            out,
            "  n{} -> n{} [label={}{}];",
            number[&edge.actor],
            number[&edge.target],
            quote(&active(edge.relation, edge.extent)),
            style(edge.relation),
        )?;
    }
    for (i, group) in selection.groups.iter().enumerate() {
        let label = format!("{}\n{}", group.describe(), group.span);
        writeln!(out, "  g{i} [label={}, shape=note, color=gray50, fontcolor=gray30];", quote(&label))?;
        let anchor = number[&group.anchor];
        match group.direction {
            Direction::Down => writeln!(out, "  g{i} -> n{anchor} [style=dotted];")?,
            Direction::Up => writeln!(out, "  n{anchor} -> g{i} [style=dotted];")?,
        }
    }
    writeln!(out, "}}")
}

fn node(view: &View<'_>, i: usize, p: PolicyIx, out: &mut dyn Write) -> io::Result<()> {
    let (name, title) = name_and_title(view.index, p);
    let status = view.status(p).status;
    let issued = view.index.issued(p);
    let label = format!("{name}\n{}\n{issued}, {}", cut(&title, 60), status.name());
    let look = match status {
        Status::Ended => ", color=gray50, fontcolor=gray50, style=\"rounded,filled,dashed\"",
        Status::InForce => "",
        _ => ", color=darkorange3",
    };
    let start = if p == view.start { ", penwidth=2.5" } else { "" };
    let iri = quote(view.index.policy(p).iri);
    writeln!(out, "  n{i} [label={}, URL={iri}{look}{start}];", quote(&label))
}

const fn style(relation: Relation) -> &'static str {
    match relation {
        Relation::Rescinds | Relation::Supersedes => ", color=firebrick, penwidth=1.5",
        Relation::Suspends => ", color=firebrick, style=dashed",
        Relation::Cites | Relation::SeeAlso | Relation::RelatedTo => ", color=gray60, style=dotted",
        _ => "",
    }
}

/// A quoted string of the DOT language, line feeds as escapes.
fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_string_early() {
        assert_eq!(quote("a \"b\" \\ c\nd"), "\"a \\\"b\\\" \\\\ c\\nd\"");
    }
}
