//! Lineage for Mermaid, which many Markdown viewers draw.

use super::selection::Selection;
use super::{View, active, cut, name_and_title};
use crate::lineage::index::PolicyIx;
use crate::lineage::status::Status;
use crate::lineage::walk::Direction;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Mermaid refuses a chart of 500 edges, or of more than 50,000 characters, unless the page that draws it allows more.
const MOST_EDGES: usize = 499;
const MOST_CHARACTERS: usize = 50_000;

/// Writes a flowchart of at most `limit` policies, of fewer where Mermaid would refuse so many; the others stand as one
/// node a group.
///
/// Edges lead from the policy that acts to its target, older policies above.
///
/// # Errors
/// Those of `out`.
pub fn write(view: &View<'_>, limit: usize, out: &mut dyn Write) -> io::Result<()> {
    let mut limit = limit;
    loop {
        let selection = Selection::new(view, limit);
        let edges = selection.edges.len() + selection.groups.len();
        let mut text = Vec::new();
        chart(view, &selection, &mut text)?;
        let fits = edges <= MOST_EDGES && text.len() <= MOST_CHARACTERS;
        if fits || limit < 2 {
            return out.write_all(&text);
        }
        limit = limit.min(selection.policies.len()) * 4 / 5;
    }
}

fn chart(view: &View<'_>, selection: &Selection, out: &mut dyn Write) -> io::Result<()> {
    let number: BTreeMap<PolicyIx, usize> =
        selection.policies.iter().enumerate().map(|(i, &p)| (p, i)).collect();
    writeln!(out, "flowchart BT")?;
    for (i, &p) in selection.policies.iter().enumerate() {
        let (name, title) = name_and_title(view.index, p);
        let status = view.status(p).status;
        let mut lines = vec![format!("<b>{}</b>", escape(&name))];
        if !title.is_empty() {
            lines.push(escape(&cut(&title, 60)));
        }
        lines.push(escape(&format!("{}, {}", view.index.issued(p), status.name())));
        writeln!(out, "  n{i}[\"{}\"]:::{}", lines.join("<br>"), class(status))?;
    }
    for &e in &selection.edges {
        let edge = view.index.edge(e);
        let label = escape(&active(edge.relation, edge.extent));
        writeln!(out, "  n{} -- \"{label}\" --> n{}", number[&edge.actor], number[&edge.target])?;
    }
    for (i, group) in selection.groups.iter().enumerate() {
        let label = format!("{}<br>{}", escape(&group.describe()), escape(&group.span.to_string()));
        writeln!(out, "  g{i}[[\"{label}\"]]:::more")?;
        let anchor = number[&group.anchor];
        match group.direction {
            Direction::Down => writeln!(out, "  g{i} -.-> n{anchor}")?,
            Direction::Up => writeln!(out, "  n{anchor} -.-> g{i}")?,
        }
    }
    writeln!(out, "  style n0 stroke-width:3px")?;
    writeln!(out, "  classDef inForce fill:#fff,stroke:#1b5e20,color:#111")?;
    writeln!(out, "  classDef ended fill:#f2f2f2,stroke:#999,color:#666,stroke-dasharray:4 3")?;
    writeln!(out, "  classDef other fill:#fff8e1,stroke:#b26a00,color:#111")?;
    writeln!(out, "  classDef more fill:#fff,stroke:#999,color:#444")
}

const fn class(status: Status) -> &'static str {
    match status {
        Status::InForce => "inForce",
        Status::Ended => "ended",
        _ => "other",
    }
}

/// Text of a quoted label: what Markdown, HTML or Mermaid would read becomes a character code.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | ';'
            | '%' => {
                escaped.push_str(&format!("#{};", c as u32));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lineage::testing::Sketch;
    use crate::lineage::walk::Filter;

    #[test]
    fn no_more_than_mermaid_draws() {
        let spokes: Vec<usize> = (1..700).collect();
        let star =
            spokes.iter().fold(Sketch::new(&vec!["2001-01-01"; 700]), |s, &i| s.edge(i, "amends", 0, ""));
        let index = star.index();
        let view = View::new(
            &index,
            PolicyIx(0),
            &[Direction::Down],
            Filter::default(),
            "2020-01-01".parse().unwrap(),
        );
        let mut out = Vec::new();
        write(&view, 1000, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let edges = text.lines().filter(|l| l.contains("-->") || l.contains("-.->")).count();
        assert!(
            edges <= MOST_EDGES && text.len() <= MOST_CHARACTERS && edges > 100,
            "{edges} {}",
            text.len()
        );
        assert!(text.contains(" more policies"), "{text}");
    }

    #[test]
    fn markup_becomes_character_codes() {
        assert_eq!(escape("<b>\"x\"#y</b>"), "#60;b#62;#34;x#34;#35;y#60;/b#62;");
    }
}
