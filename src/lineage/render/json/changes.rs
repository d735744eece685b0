//! What changed between two days.

use super::{Edges, PolicyJson, document};
use crate::lineage::changes::{Change, Changes};
use crate::lineage::index::Index;
use crate::lineage::status::statuses;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`changes`].
pub const CHANGES: &str = "pedigraph-changes/1";

#[derive(Serialize)]
struct ChangesDocument<'a> {
    schema: &'static str,
    from: String,
    to: String,
    issued: Vec<PolicyJson<'a>>,
    ended: Vec<ChangeJson<'a>>,
    altered: Vec<ChangeJson<'a>>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

#[derive(Serialize)]
struct ChangeJson<'a> {
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    acts: Vec<usize>,
    /// Policies in force on the last day that rest on one that ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests: Vec<PolicyJson<'a>>,
}

/// Writes what changed, statuses as of the last day.
///
/// # Errors
/// Those of `out`.
pub fn changes(index: &Index, changes: &Changes, out: &mut dyn Write) -> io::Result<()> {
    let status = statuses(index, changes.to);
    let acts = changes.ended.iter().chain(&changes.altered).flat_map(|change| &change.acts);
    let edges = Edges::new(index, acts.copied());
    let policy = |p: &crate::lineage::PolicyIx| PolicyJson::new(index, *p, Some(status[p.at()]));
    let change = |change: &Change| ChangeJson {
        policy: policy(&change.policy),
        acts: edges.numbers(&change.acts),
        rests: change.rests.iter().map(policy).collect(),
    };
    let value = ChangesDocument {
        schema: CHANGES,
        from: changes.from.to_string(),
        to: changes.to.to_string(),
        issued: changes.issued.iter().map(policy).collect(),
        ended: changes.ended.iter().map(change).collect(),
        altered: changes.altered.iter().map(change).collect(),
        edges,
    };
    document(&value, out)
}
