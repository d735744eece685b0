//! Lineage as a table for a terminal.

use super::{View, active, clean, cut, name_and_title, passive, quoted};
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::status::Status;
use crate::lineage::walk::Direction;
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{Cell, ContentArrangement, Table};
use std::io::{self, Write};

/// Writes one row a policy: direction, distance, the last edge of a shortest way to it.
///
/// `width` is the number of columns of the terminal; `None` lets lines be of any length.
///
/// # Errors
/// Those of `out`.
pub fn lineage(view: &View<'_>, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let index = view.index;
    let mut table = table(&["", "Steps", "Policy", "Title", "Issued", "Status", "Relation", "Words"], width);
    for direction in [Direction::Up, Direction::Down] {
        let Some(closure) = view.closure(direction) else { continue };
        for reached in &closure.reached {
            let edge = index.edge(reached.via);
            let (sign, relation, other) = match direction {
                Direction::Up => ("▲", passive(edge.relation, edge.extent), edge.actor),
                Direction::Down => ("▼", active(edge.relation, edge.extent), edge.target),
            };
            let (name, title) = name_and_title(index, reached.policy);
            let (other, _) = name_and_title(index, other);
            let status = view.status(reached.policy).status;
            table.add_row([
                sign.to_owned(),
                reached.distance.to_string(),
                name.into_owned(),
                cut(&title, 100).into_owned(),
                index.issued(reached.policy).to_string(),
                format!("{} {}", status.mark(), status.name()),
                format!("{relation} {other}"),
                quoted(index, reached.via),
            ]);
        }
    }
    writeln!(out, "{table}")
}

/// Writes one row a policy with its status; the issuing bodies where there are any.
///
/// # Errors
/// Those of `out`.
pub fn policies(
    index: &Index,
    rows: &[(PolicyIx, Status)],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut table = table(&["Policy", "Title", "Issued", "By", "Status"], width);
    for &(p, status) in rows {
        let (name, title) = name_and_title(index, p);
        table.add_row([
            name.into_owned(),
            cut(&title, 100).into_owned(),
            index.issued(p).to_string(),
            super::issuers(index, p),
            format!("{} {}", status.mark(), status.name()),
        ]);
    }
    writeln!(out, "{table}")
}

/// A table with a head, as wide as the terminal.
pub(crate) fn table(head: &[&str], width: Option<usize>) -> Table {
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_header(head.iter().map(|h| Cell::new(clean(h))));
    if let Some(width) = width {
        let width = u16::try_from(width).unwrap_or(u16::MAX);
        table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
    }
    table
}
