//! Lists of policies in parts, sources, and the acts of one policy, for the API.

use super::{Edges, PolicyJson, StatusJson, document};
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::status::{Finding, Status};
use chrono::NaiveDate;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`policies`].
pub const POLICIES: &str = "pedigraph-policies/1";

/// The schema of [`evidence`].
pub const EVIDENCE: &str = "pedigraph-evidence/1";

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
    as_of: String,
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
        as_of: as_of.to_string(),
        total: part.total,
        offset: part.offset,
        limit: part.limit,
        policies: rows.iter().map(|&(p, status)| PolicyJson::new(index, p, Some(status))).collect(),
    };
    document(&value, out)
}

#[derive(Serialize)]
struct EvidenceDocument<'a> {
    schema: &'static str,
    policy: PolicyJson<'a>,
    #[serde(flatten)]
    status: StatusJson<'a>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

/// Writes every act of a policy and upon it, with the words that state it and their sources.
///
/// # Errors
/// Those of `out`.
pub fn evidence(index: &Index, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let p = finding.policy;
    let edges = Edges::new(index, index.acts(p).chain(index.acts_upon(p)));
    let value = EvidenceDocument {
        schema: EVIDENCE,
        policy: PolicyJson::new(index, p, None),
        status: StatusJson::new(index, finding, &edges),
        edges,
    };
    document(&value, out)
}
