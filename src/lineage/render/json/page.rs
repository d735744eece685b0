//! All that is known of a policy, and what a search found.

use super::{Edges, JudgementJson, PolicyJson, StatusJson, document};
use crate::lineage::day;
use crate::lineage::index::{Index, PolicyIx};
use crate::lineage::render::Facts;
use crate::lineage::status::{Finding, Status};
use chrono::NaiveDate;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`page`].
pub const SHOW: &str = "pedigraph-show/1";

/// The schema of [`search`].
pub const SEARCH: &str = "pedigraph-search/1";

#[derive(Serialize)]
struct PageDocument<'a> {
    schema: &'static str,
    policy: PolicyJson<'a>,
    #[serde(flatten)]
    facts: &'a Facts,
    #[serde(flatten)]
    status: StatusJson<'a>,
    /// What people judge of the policy and of statements about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<JudgementJson<'a>>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

/// Writes a policy with its status and every act of it and upon it.
///
/// # Errors
/// Those of `out`.
pub fn page(index: &Index, finding: &Finding, facts: &Facts, out: &mut dyn Write) -> io::Result<()> {
    let p = finding.policy;
    let edges = Edges::new(index, index.acts(p).chain(index.acts_upon(p)));
    let value = PageDocument {
        schema: SHOW,
        policy: PolicyJson::new(index, p, None),
        facts,
        status: StatusJson::new(index, finding, &edges),
        judgements: index.judgements_of_policy(p).map(JudgementJson::from).collect(),
        edges,
    };
    document(&value, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SearchDocument<'a> {
    schema: &'static str,
    words: &'a str,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    /// How many there are; fewer may be listed.
    total: usize,
    policies: Vec<PolicyJson<'a>>,
}

/// Writes what a search found, the best first, of `total` in all.
///
/// # Errors
/// Those of `out`.
pub fn search(
    index: &Index,
    words: &str,
    as_of: NaiveDate,
    found: &[(PolicyIx, Status)],
    total: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let policies = found.iter().map(|(p, status)| PolicyJson::new(index, *p, Some(*status))).collect();
    document(&SearchDocument { schema: SEARCH, words, as_of: day::text(as_of), total, policies }, out)
}
