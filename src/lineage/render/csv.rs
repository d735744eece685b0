//! Lineage as rows for a spreadsheet: uncut, with IRIs beside names, dates in ISO form.

use super::evidence::{self, COLUMNS};
use super::{active, clean, name_and_title};
use crate::lineage::index::{EdgeIx, Index, PolicyIx};
use crate::lineage::render::View;
use crate::lineage::stale::Stale;
use crate::lineage::status::Status;
use crate::lineage::walk::Direction;
use std::io::{self, Write};

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// CSV (RFC 4180, with line feeds alone).
    Comma,
    /// TSV.
    Tab,
}

/// Writes one row a policy with its status.
///
/// # Errors
/// Those of `out`.
pub fn policies(
    index: &Index,
    policies: &[(PolicyIx, Status)],
    delimiter: Delimiter,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut rows = Rows::new(delimiter, out);
    rows.write(&head(&["issued_by"]))?;
    for &(p, status) in policies {
        let mut row = policy(index, p, status);
        row.push(super::issuers(index, p));
        rows.write(&row)?;
    }
    rows.end()
}

/// Writes one row a policy that was reached: which way, in how many steps, and the last edge of a shortest way.
///
/// # Errors
/// Those of `out`.
pub fn lineage(view: &View<'_>, delimiter: Delimiter, out: &mut dyn Write) -> io::Result<()> {
    let index = view.index;
    let mut rows = Rows::new(delimiter, out);
    let columns = ["direction", "steps", "actor", "relation", "target", "effective"];
    rows.write(&head(&[&columns[..], &COLUMNS].concat()))?;
    for direction in [Direction::Up, Direction::Down] {
        let name = if direction == Direction::Up { "ancestor" } else { "descendant" };
        for reached in view.closure(direction).iter().flat_map(|c| &c.reached) {
            let mut row = policy(index, reached.policy, view.status(reached.policy).status);
            row.extend([name.to_owned(), reached.distance.to_string()]);
            row.extend(edge(index, reached.via));
            row.extend(evidence::cells(index, reached.via));
            rows.write(&row)?;
        }
    }
    rows.end()
}

/// Writes one row a stale policy, by rank: the first edge of its chain, how long that is, and what ended.
///
/// # Errors
/// Those of `out`.
pub fn stale(index: &Index, all: &[Stale], delimiter: Delimiter, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Rows::new(delimiter, out);
    let columns = ["tie", "alone", "dependents", "steps", "actor", "relation", "target", "effective"];
    let ended = ["ended", "ended_disputed", "ended_how", "ended_by", "ended_on"];
    let of_ending = COLUMNS.map(|column| format!("ended_{column}"));
    let of_ending: Vec<&str> = of_ending.iter().map(String::as_str).collect();
    rows.write(&head(&[&columns[..], &COLUMNS, &ended, &of_ending].concat()))?;
    for s in all {
        let mut row = policy(index, s.policy, s.status);
        let tie = format!("{:?}", s.tie).to_lowercase();
        row.extend([tie, s.alone.to_string(), s.dependents.to_string(), s.steps.to_string()]);
        let first = s.chain.first().copied();
        row.extend(first.map_or_else(Default::default, |e| edge(index, e)));
        row.extend(first.map_or_else(Default::default, |e| evidence::cells(index, e)));
        row.push(name_and_title(index, s.ended).0.into_owned());
        row.push(s.disputed.to_string());
        let [by, how, _, on] = s.ending.map_or_else(Default::default, |e| edge(index, e));
        row.extend([how, by, on]);
        row.extend(s.ending.map_or_else(Default::default, |e| evidence::cells(index, e)));
        rows.write(&row)?;
    }
    rows.end()
}

fn head<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["policy", "identifier", "title", "issued", "status", "covered_until"][..], more].concat()
}

fn policy(index: &Index, p: PolicyIx, status: Status) -> Vec<String> {
    let policy = index.policy(p);
    let (identifier, title) = (clean(policy.identifier), clean(policy.title));
    let covered = index.covered_until(p).map(|d| d.to_string()).unwrap_or_default();
    let issued = index.issued(p).to_string();
    [policy.iri, &identifier, &title, &issued, status.name(), &covered].map(str::to_owned).to_vec()
}

/// Actor, relation, target and date of an edge.
fn edge(index: &Index, e: EdgeIx) -> [String; 4] {
    let edge = index.edge(e);
    let name = |p| name_and_title(index, p).0.into_owned();
    let relation = active(edge.relation, edge.extent);
    [name(edge.actor), relation, name(edge.target), edge.when.to_string()]
}

/// Rows on their way out.
struct Rows<'a>(::csv::Writer<&'a mut dyn Write>);

impl<'a> Rows<'a> {
    fn new(delimiter: Delimiter, out: &'a mut dyn Write) -> Self {
        let delimiter = if delimiter == Delimiter::Tab { b'\t' } else { b',' };
        Self(::csv::WriterBuilder::new().delimiter(delimiter).from_writer(out))
    }

    fn write(&mut self, row: &[impl AsRef<[u8]>]) -> io::Result<()> {
        self.0.write_record(row).map_err(io::Error::from)
    }

    fn end(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
