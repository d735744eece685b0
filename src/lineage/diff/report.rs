//! A difference for people and for programs.

use super::{Diff, Side};
use crate::lineage::day::{self, AsOf};
use crate::lineage::index::{EdgeIx, Index};
use crate::lineage::render::{
    Layout, Paper, active, clause, clean, cut, json::Edges, json::PolicyJson, json::document, name_and_title,
};
use crate::lineage::status::Status;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The schema of [`json`].
pub const DIFF: &str = "pedigraph-diff/1";

/// Writes a difference as text: one line a change, `+` for what came, `-` for what is gone, `~` for what is
/// another.
///
/// # Errors
/// Those of `out`.
pub fn text(
    diff: &Diff,
    old: Side<'_>,
    new: Side<'_>,
    layout: Layout,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut paper = Paper::new(new.index, layout, out);
    if diff.is_empty() {
        return paper.line("the graphs are the same");
    }
    paper.line(&format!(
        "{} quads gone, {} added; statuses as of {} and {}",
        diff.quads_removed,
        diff.quads_added,
        AsOf(old.as_of),
        AsOf(new.as_of)
    ))?;
    let name = |index: &Index, p| {
        let (name, title) = name_and_title(index, p);
        format!("{name}  {}", cut(&title, 100)).trim_end().to_owned()
    };
    section(&mut paper, "policies", diff.added.len() + diff.gone.len() + diff.changed.len())?;
    for &p in &diff.gone {
        paper.line(&format!("  - {}, {}", name(old.index, p), old.index.issued(p)))?;
    }
    for &p in &diff.added {
        paper.line(&format!("  + {}, {}", name(new.index, p), new.index.issued(p)))?;
    }
    for changed in &diff.changed {
        paper.line(&format!("  ~ {}", name(new.index, changed.policy)))?;
        for (field, (gone, came)) in &changed.fields {
            let values = |set: &BTreeSet<String>| {
                set.iter().map(|v| format!("{:?}", cut(&clean(v), 120))).collect::<Vec<_>>().join(", ")
            };
            let change = match (gone.is_empty(), came.is_empty()) {
                (true, _) => format!("+ {}", values(came)),
                (_, true) => format!("- {}", values(gone)),
                _ => format!("{} → {}", values(gone), values(came)),
            };
            paper.wrapped("      ", &format!("{field}: {change}"))?;
        }
    }
    let edges = diff.edges_added.len() + diff.edges_gone.len() + diff.edges_changed.len();
    section(&mut paper, "edges", edges)?;
    for &e in &diff.edges_gone {
        paper.line(&format!("  - {}", sentence(old.index, e)))?;
    }
    for &e in &diff.edges_added {
        paper.line(&format!("  + {}", sentence(new.index, e)))?;
        paper.words("      ", e)?;
    }
    for &(e, f) in &diff.edges_changed {
        paper.line(&format!("  ~ {} → {}", sentence(old.index, e), sentence(new.index, f)))?;
    }
    section(&mut paper, "statuses", diff.statuses.len())?;
    for change in &diff.statuses {
        let by = change.deciding.map(|e| format!(": {}", clause(new.index, e))).unwrap_or_default();
        let after = paper.colours.status(change.after, change.after.name());
        let line = format!(
            "  ~ {}: {} → {after}{by}",
            name_and_title(new.index, change.new).0,
            change.before.name()
        );
        paper.line(&line)?;
    }
    paper.sources()
}

fn section(paper: &mut Paper<'_>, what: &str, count: usize) -> io::Result<()> {
    if count == 0 { Ok(()) } else { paper.line(&format!("\n{what}")) }
}

fn sentence(index: &Index, e: EdgeIx) -> String {
    let edge = index.edge(e);
    let (actor, target) = (name_and_title(index, edge.actor).0, name_and_title(index, edge.target).0);
    format!("{actor} {} {target}, {}", active(edge.relation, edge.extent), edge.when)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    schema: &'static str,
    old: SideJson,
    new: SideJson,
    quads_removed: usize,
    quads_added: usize,
    policies_added: Vec<PolicyJson<'a>>,
    policies_gone: Vec<PolicyJson<'a>>,
    policies_changed: Vec<ChangedJson<'a>>,
    edges_added: Edges<'a>,
    edges_gone: Edges<'a>,
    edges_changed: EdgesChanged<'a>,
    statuses: Vec<StatusJson<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SideJson {
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    policies: usize,
    edges: usize,
    statements: usize,
}

impl From<Side<'_>> for SideJson {
    fn from(side: Side<'_>) -> Self {
        Self {
            as_of: day::text(side.as_of),
            policies: side.index.policies().len(),
            edges: side.index.edges().len(),
            statements: side.index.statement_count(),
        }
    }
}

#[derive(Serialize)]
struct ChangedJson<'a> {
    iri: &'a str,
    fields: Vec<FieldJson<'a>>,
}

#[derive(Serialize)]
struct FieldJson<'a> {
    property: &'a str,
    gone: &'a BTreeSet<String>,
    came: &'a BTreeSet<String>,
}

/// The edges as they were and as they are, in the same order.
#[derive(Serialize)]
struct EdgesChanged<'a> {
    old: Edges<'a>,
    new: Edges<'a>,
}

#[derive(Serialize)]
struct StatusJson<'a> {
    iri: &'a str,
    before: Status,
    after: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    deciding: Option<String>,
}

/// Writes a difference as a document.
///
/// # Errors
/// Those of `out`.
pub fn json(diff: &Diff, old: Side<'_>, new: Side<'_>, out: &mut dyn Write) -> io::Result<()> {
    let policy = |index, p| PolicyJson::new(index, p, None);
    let changed = diff.changed.iter().map(|c| ChangedJson {
        iri: new.index.policy(c.policy).iri,
        fields: c.fields.iter().map(|(property, (gone, came))| FieldJson { property, gone, came }).collect(),
    });
    let statuses = diff.statuses.iter().map(|s| StatusJson {
        iri: new.index.policy(s.new).iri,
        before: s.before,
        after: s.after,
        deciding: s.deciding.map(|e| sentence(new.index, e)),
    });
    let value = Document {
        schema: DIFF,
        old: old.into(),
        new: new.into(),
        quads_removed: diff.quads_removed,
        quads_added: diff.quads_added,
        policies_added: diff.added.iter().map(|&p| policy(new.index, p)).collect(),
        policies_gone: diff.gone.iter().map(|&p| policy(old.index, p)).collect(),
        policies_changed: changed.collect(),
        edges_added: Edges::new(new.index, diff.edges_added.iter().copied()),
        edges_gone: Edges::new(old.index, diff.edges_gone.iter().copied()),
        edges_changed: EdgesChanged {
            old: Edges::new(old.index, diff.edges_changed.iter().map(|c| c.0)),
            new: Edges::new(new.index, diff.edges_changed.iter().map(|c| c.1)),
        },
        statuses: statuses.collect(),
    };
    document(&value, out)
}
