//! Status, in force, impact, stale, paths.

use super::parts::LimitJson;
use super::{Edges, LastKnownJson, PolicyJson, StatusJson, document};
use crate::lineage::day;
use crate::lineage::impact::{Impact, Shaken};
use crate::lineage::index::{Index, ListLimit, PolicyIx};
use crate::lineage::path::Paths;
use crate::lineage::stale::{Group, Stale, Tie};
use crate::lineage::status::{Finding, LastKnown, Status};
use chrono::NaiveDate;
use serde::Serialize;
use std::io::{self, Write};

/// The schema of [`status`].
pub const STATUS: &str = "pedigraph-status/1";
/// The schema of [`evidence`].
pub const EVIDENCE: &str = "pedigraph-evidence/1";
/// The schema of [`in_force`].
pub const IN_FORCE: &str = "pedigraph-in-force/1";
/// The schema of [`impact`].
pub const IMPACT: &str = "pedigraph-impact/1";
/// The schema of [`stale`].
pub const STALE: &str = "pedigraph-stale/1";
/// The schema of [`paths`].
pub const PATHS: &str = "pedigraph-paths/1";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatusDocument<'a> {
    schema: &'static str,
    policy: PolicyJson<'a>,
    #[serde(flatten)]
    status: StatusJson<'a>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

/// Writes a status with the acts that bear on it.
///
/// # Errors
/// Those of `out`.
pub fn status(index: &Index, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let edges = Edges::new(index, finding.acts.iter().copied());
    with_status(STATUS, index, finding, edges, out)
}

/// Writes every act of a policy and upon it, with the words that state it and their sources.
///
/// # Errors
/// Those of `out`.
pub fn evidence(index: &Index, finding: &Finding, out: &mut dyn Write) -> io::Result<()> {
    let edges = Edges::new(index, index.acts(finding.policy).chain(index.acts_upon(finding.policy)));
    with_status(EVIDENCE, index, finding, edges, out)
}

fn with_status(
    schema: &'static str,
    index: &Index,
    finding: &Finding,
    edges: Edges<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let value = StatusDocument {
        schema,
        policy: PolicyJson::new(index, finding.policy, None),
        status: StatusJson::new(index, finding, &edges),
        edges,
    };
    document(&value, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InForceDocument<'a> {
    schema: &'static str,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    /// What holds the day back, where it is the newest that a register covers and other sources reach further.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<LimitJson<'a>>,
    /// How many others are of unknown or disputed status.
    unknown: usize,
    policies: Vec<PolicyJson<'a>>,
    /// Those of which nothing was read so late, with what was last known.
    last_known: Vec<LastKnownPolicy<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LastKnownPolicy<'a> {
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    last_known: LastKnownJson,
}

/// Writes policies with their status, and those of which nothing was read so late; `unknown` others are of unknown status.
///
/// # Errors
/// Those of `out`.
pub fn in_force(
    index: &Index,
    (as_of, limit): (NaiveDate, Option<ListLimit>),
    policies: &[(PolicyIx, Status)],
    last_known: &[(PolicyIx, LastKnown)],
    unknown: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let value = InForceDocument {
        schema: IN_FORCE,
        as_of: day::text(as_of),
        limit: limit.map(|limit| LimitJson::new(index, &limit)),
        unknown,
        policies: policies.iter().map(|&(p, s)| PolicyJson::new(index, p, Some(s))).collect(),
        last_known: last_known
            .iter()
            .map(|&(p, known)| LastKnownPolicy {
                policy: PolicyJson::new(index, p, Some(Status::Unknown)),
                last_known: known.into(),
            })
            .collect(),
    };
    document(&value, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ImpactDocument<'a> {
    schema: &'static str,
    policy: PolicyJson<'a>,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    falls: Vec<FallenJson<'a>>,
    shaken: Vec<ShakenJson<'a>>,
    /// Of a policy that has ended: what may stand and rests on it all the same.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rests: Vec<ShakenJson<'a>>,
    /// The IRIs of policies named here of which it is disputed that they have ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disputed: Vec<&'a str>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

#[derive(Serialize)]
struct FallenJson<'a> {
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    step: u32,
    circular: bool,
    lost: Vec<usize>,
}

#[derive(Serialize)]
struct ShakenJson<'a> {
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    lost: Vec<usize>,
    kept: Vec<usize>,
}

/// Writes what falls, step by step, and what is shaken.
///
/// # Errors
/// Those of `out`.
pub fn impact(index: &Index, impact: &Impact, out: &mut dyn Write) -> io::Result<()> {
    let lost = impact.falls.iter().flat_map(|f| &f.lost);
    let shaken = impact.shaken.iter().chain(&impact.rests).flat_map(|s| s.lost.iter().chain(&s.kept));
    let edges = Edges::new(index, lost.chain(shaken).copied());
    let falls = impact.falls.iter().map(|f| FallenJson {
        policy: PolicyJson::new(index, f.policy, Some(f.status)),
        step: f.step,
        circular: f.circular,
        lost: edges.numbers(&f.lost),
    });
    let shaken = |s: &Shaken| ShakenJson {
        policy: PolicyJson::new(index, s.policy, Some(s.status)),
        lost: edges.numbers(&s.lost),
        kept: edges.numbers(&s.kept),
    };
    let value = ImpactDocument {
        schema: IMPACT,
        policy: PolicyJson::new(index, impact.policy, Some(impact.status)),
        as_of: day::text(impact.as_of),
        falls: falls.collect(),
        shaken: impact.shaken.iter().map(shaken).collect(),
        rests: impact.rests.iter().map(shaken).collect(),
        disputed: impact.disputed.iter().map(|&p| index.policy(p).iri).collect(),
        edges,
    };
    document(&value, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StaleDocument<'a> {
    schema: &'static str,
    /// None where nothing in the graph is dated.
    as_of: Option<String>,
    /// What holds the day back, where it is the newest that a register covers and other sources reach further.
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<LimitJson<'a>>,
    /// How many there are; fewer may be listed.
    total: usize,
    /// How many of them are in force and rest on a policy of which it is disputed that it has ended.
    disputed: usize,
    stale: Vec<StaleJson<'a>>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StaleJson<'a> {
    rank: usize,
    #[serde(flatten)]
    policy: PolicyJson<'a>,
    tie: Tie,
    /// Whether none of its supports stands.
    alone: bool,
    dependents: usize,
    chain: Vec<usize>,
    /// What was last known, where nothing was read so late.
    #[serde(skip_serializing_if = "Option::is_none")]
    last_known: Option<LastKnownJson>,
    /// How many edges the whole chain has, where it gives its first ones alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    steps: Option<usize>,
    ended: PolicyJson<'a>,
    /// Whether it is disputed that this one has ended.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    disputed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    ending: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    carried_on_by: Option<&'a str>,
}

/// Writes the first `limit` of all stale policies, by rank.
///
/// # Errors
/// Those of `out`.
pub fn stale(
    index: &Index,
    (as_of, held_back): (NaiveDate, Option<ListLimit>),
    all: &[Stale],
    limit: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let rows = all.get(..limit).unwrap_or(all);
    let edges = Edges::new(index, rows.iter().flat_map(|s| s.chain.iter().copied().chain(s.ending)));
    let stale = rows.iter().zip(1..).map(|(s, rank)| StaleJson {
        rank,
        policy: PolicyJson::new(index, s.policy, Some(s.status)),
        tie: s.tie,
        alone: s.alone,
        dependents: s.dependents,
        chain: edges.numbers(&s.chain),
        last_known: s.last_known.map(LastKnownJson::from),
        steps: (s.steps > s.chain.len()).then_some(s.steps),
        ended: PolicyJson::new(
            index,
            s.ended,
            Some(if s.disputed { Status::Disputed } else { Status::Ended }),
        ),
        disputed: s.disputed,
        ending: s.ending.and_then(|e| edges.number(e)),
        carried_on_by: s.carried_on_by.map(|p| index.policy(p).iri),
    });
    let value = StaleDocument {
        schema: STALE,
        as_of: day::text(as_of),
        limit: held_back.map(|by| LimitJson::new(index, &by)),
        total: all.len(),
        disputed: all.iter().filter(|s| s.group() == Group::Disputed).count(),
        stale: stale.collect(),
        edges,
    };
    document(&value, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PathsDocument<'a> {
    schema: &'static str,
    from: PolicyJson<'a>,
    to: PolicyJson<'a>,
    /// Whether these are all within the bounds.
    complete: bool,
    #[serde(rename = "maxLength")]
    max_length: u32,
    #[serde(rename = "maxPaths")]
    max_paths: usize,
    paths: Vec<PathJson<'a>>,
    #[serde(flatten)]
    edges: Edges<'a>,
}

#[derive(Serialize)]
struct PathJson<'a> {
    length: usize,
    policies: Vec<&'a str>,
    /// Between each two policies the edges that join them.
    steps: Vec<Vec<usize>>,
}

/// Writes the paths between two policies.
///
/// # Errors
/// Those of `out`.
pub fn paths(
    index: &Index,
    (from, to): (PolicyIx, PolicyIx),
    found: &Paths,
    out: &mut dyn Write,
) -> io::Result<()> {
    let edges = Edges::new(index, found.paths.iter().flat_map(|p| p.steps.iter().flatten().copied()));
    let paths = found.paths.iter().map(|p| PathJson {
        length: p.steps.len(),
        policies: p.policies.iter().map(|&p| index.policy(p).iri).collect(),
        steps: p.steps.iter().map(|step| edges.numbers(step)).collect(),
    });
    let value = PathsDocument {
        schema: PATHS,
        from: PolicyJson::new(index, from, None),
        to: PolicyJson::new(index, to, None),
        complete: found.complete,
        max_length: found.bounds.length,
        max_paths: found.bounds.count,
        paths: paths.collect(),
        edges,
    };
    document(&value, out)
}
