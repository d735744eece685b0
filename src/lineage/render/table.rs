//! Lineage as a table for a terminal.

use super::grid::{self, Side};
use super::{View, active, cut, evidence, name_and_title, passive};
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::status::{LastKnown, Status};
use crate::lineage::walk::Direction;
use std::io::{self, Write};

/// Writes one row a policy: direction, distance, the last edge of a shortest way to it.
///
/// `width` is the number of columns of the terminal; `None` lets lines be of any length.
///
/// # Errors
/// Those of `out`.
pub fn lineage(view: &View<'_>, width: Option<usize>, out: &mut dyn Write) -> io::Result<()> {
    let index = view.index;
    let mut rows = Vec::new();
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
            rows.push([
                sign.to_owned(),
                reached.distance.to_string(),
                name.into_owned(),
                cut(&title, 100).into_owned(),
                index.issued(reached.policy).to_string(),
                format!("{} {}", status.mark(), status.name()),
                format!("{relation} {other}"),
                evidence::of_edge(index, reached.via),
            ]);
        }
    }
    write(["", "Steps", "Policy", "Title", "Issued", "Status", "Relation", "Words"], &rows, width, out)
}

/// Writes one row a policy with its status; the issuing bodies where there are any.
///
/// # Errors
/// Those of `out`.
pub fn policies(
    index: &Index,
    policies: &[(PolicyIx, Status)],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = policies
        .iter()
        .map(|&(p, status)| {
            let (name, title) = name_and_title(index, p);
            [
                name.into_owned(),
                cut(&title, 100).into_owned(),
                index.issued(p).to_string(),
                super::issuers(index, p),
                format!("{} {}", status.mark(), status.name()),
            ]
        })
        .collect();
    write(["Policy", "Title", "Issued", "By", "Status"], &rows, width, out)
}

/// Writes one row a policy of which nothing was read so late, with what was last known.
///
/// # Errors
/// Those of `out`.
pub fn last_known(
    index: &Index,
    policies: &[(PolicyIx, LastKnown)],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows: Vec<_> = policies
        .iter()
        .map(|&(p, known)| {
            let (name, title) = name_and_title(index, p);
            [
                name.into_owned(),
                cut(&title, 100).into_owned(),
                index.issued(p).to_string(),
                super::issuers(index, p),
                format!("{} on {}", known.status.name(), known.day),
            ]
        })
        .collect();
    write(["Policy", "Title", "Issued", "By", "Last known"], &rows, width, out)
}

/// Rows that are laid out together: widths need all of them at once.
const PAGE: usize = 2000;

/// Writes rows under a head, fitted to the terminal; lines stand between rows of several lines.
fn write<const N: usize>(
    head: [&str; N],
    rows: &[[String; N]],
    width: Option<usize>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let head = head.map(str::to_owned);
    for page in rows.chunks(PAGE) {
        let page: Vec<Vec<String>> = page.iter().map(|row| row.to_vec()).collect();
        grid::fit(&head, &[Side::Left; N], &page, width, out)?;
    }
    Ok(())
}
