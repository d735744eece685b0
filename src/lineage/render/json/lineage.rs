//! The lineage of one policy.

use super::{Edges, JudgementJson, PolicyJson, StatusJson, document};
use crate::lineage::render::View;
use crate::lineage::walk::{Closure, Direction};
use crate::model::Relation;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`lineage`].
pub const LINEAGE: &str = "pedigraph-lineage/1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    schema: &'static str,
    policy: PolicyJson<'a>,
    status: StatusJson<'a>,
    relations: Vec<Relation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    depth: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ancestors: Option<ClosureJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    descendants: Option<ClosureJson<'a>>,
    /// What people judge of the policy and of statements about it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<JudgementJson<'a>>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

#[derive(Serialize)]
struct ClosureJson<'a> {
    /// Whether the edges lead back to the policy itself.
    cyclic: bool,
    policies: Vec<ReachedJson<'a>>,
}

#[derive(Serialize)]
struct ReachedJson<'a> {
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    distance: u32,
    /// The last edge of a shortest way, by its number in `edges`.
    via: Option<usize>,
}

/// Writes what was reached and every edge between, with its statements and their sources.
///
/// # Errors
/// Those of `out`.
pub fn lineage(view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let finding = view.status(view.start);
    let edges = Edges::new(view.index, view.edges().into_iter().chain(finding.acts.iter().copied()));
    let closure = |c: &Closure| ClosureJson {
        cyclic: c.cyclic,
        policies: c
            .reached
            .iter()
            .map(|r| ReachedJson {
                policy: PolicyJson::new(view.index, r.policy, Some(view.status(r.policy).status)),
                distance: r.distance,
                via: edges.number(r.via),
            })
            .collect(),
    };
    let lineage = Document {
        schema: LINEAGE,
        policy: PolicyJson::new(view.index, view.start, Some(finding.status)),
        status: StatusJson::new(view.index, &finding, &edges),
        relations: view.filter.relations.iter().collect(),
        depth: view.filter.depth,
        ancestors: view.closure(Direction::Up).map(closure),
        descendants: view.closure(Direction::Down).map(closure),
        judgements: view.index.judgements_of_policy(view.start).map(JudgementJson::from).collect(),
        edges,
    };
    document(&lineage, out)
}
