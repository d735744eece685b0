//! Lists of policies in parts, for the API.

use super::{PolicyJson, document};
use crate::lineage::day;
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::status::Status;
use chrono::NaiveDate;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`policies`].
pub const POLICIES: &str = "pedigraph-policies/1";

/// A part of a list.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// How many there are in all.
    pub total: usize,
    /// How many stand before this part.
    pub offset: usize,
    /// The most that this part has.
    pub limit: usize,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PoliciesDocument<'a> {
    schema: &'static str,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    total: usize,
    offset: usize,
    limit: usize,
    policies: Vec<PolicyJson<'a>>,
}

/// Writes a part of a list of policies with their status.
///
/// # Errors
/// Those of `out`.
pub fn policies(
    index: &Index,
    as_of: NaiveDate,
    part: Part,
    rows: &[(PolicyIx, Status)],
    out: &mut dyn Write,
) -> io::Result<()> {
    let value = PoliciesDocument {
        schema: POLICIES,
        as_of: day::text(as_of),
        total: part.total,
        offset: part.offset,
        limit: part.limit,
        policies: rows.iter().map(|&(p, status)| PolicyJson::new(index, p, Some(status))).collect(),
    };
    document(&value, out)
}
