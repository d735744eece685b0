//! Status periods in the index: read from the graph, or found by the same law where a graph has none.

use super::builder::{Builder, NONE, PeriodFragment};
use super::{Index, PolicyIx, StatementIx, to_u32};
use crate::lineage::Interval;
use crate::resolve::status::Possible;
use crate::resolve::status::law::{self, Act, Case, Effect};
use std::hash::{DefaultHasher, Hasher};

/// One row a period, in the order of policies and days.
#[derive(Debug, Default)]
pub(super) struct Periods {
    /// Where each policy's periods begin.
    pub start: Vec<u32>,
    /// The first day; [`Interval::OPEN_EARLIEST`] of the first period.
    pub from: Vec<i32>,
    /// The bits of [`Possible`], and [`Periods::DISPUTED`].
    pub possible: Vec<u8>,
    /// Where the statements that decide each period begin.
    pub decided_start: Vec<u32>,
    /// Rows of the statements.
    pub decided: Vec<u32>,
}

impl Periods {
    /// Set in `possible` where it is disputed that the policy has ended.
    pub const DISPUTED: u8 = 0x80;

    /// No periods of so many policies.
    pub fn none(policies: usize) -> Self {
        Self { start: vec![0; policies + 1], decided_start: vec![0], ..Self::default() }
    }
}

/// What the index knows of the status of one policy on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PeriodRow {
    pub row: usize,
    pub possible: Possible,
    pub disputed: bool,
}

impl Index {
    /// The period of a policy in which a day lies; `None` for a graph that is damaged.
    pub(crate) fn period(&self, p: PolicyIx, day: i32) -> Option<PeriodRow> {
        let (from, to) = (self.periods.start[p.at()] as usize, self.periods.start[p.at() + 1] as usize);
        let days = &self.periods.from[from..to];
        Some(self.period_row(from + days.partition_point(|first| *first <= day).checked_sub(1)?))
    }

    fn period_row(&self, row: usize) -> PeriodRow {
        let bits = self.periods.possible[row];
        let disputed = bits & Periods::DISPUTED != 0;
        PeriodRow { row, possible: Possible::from_bits(bits), disputed }
    }

    /// The statements that decide a period, by the order of the index.
    pub(crate) fn deciding(&self, row: PeriodRow) -> impl Iterator<Item = StatementIx> + '_ {
        let range =
            self.periods.decided_start[row.row] as usize..self.periods.decided_start[row.row + 1] as usize;
        self.periods.decided[range].iter().map(|&s| StatementIx(s))
    }

    /// The periods of a policy with their first days, in order; the first of a whole graph has none.
    pub(crate) fn periods_of(&self, p: PolicyIx) -> impl Iterator<Item = (Option<i32>, PeriodRow)> + '_ {
        let (from, to) = (self.periods.start[p.at()] as usize, self.periods.start[p.at() + 1] as usize);
        (from..to).map(|row| {
            let first = Some(self.periods.from[row]).filter(|day| *day != Interval::OPEN_EARLIEST);
            (first, self.period_row(row))
        })
    }

    /// The last day on which a period of a policy begins.
    pub(crate) fn last_turn(&self, p: PolicyIx) -> Option<i32> {
        let to = self.periods.start[p.at() + 1] as usize;
        let first = self.periods.from.get(to.checked_sub(1)?).copied();
        first.filter(|day| *day != Interval::OPEN_EARLIEST)
    }
}

/// The number by which the graph's IRIs are compared without being kept.
pub(super) fn iri_key(parts: &[&str]) -> u64 {
    let mut hasher = DefaultHasher::new();
    parts.iter().for_each(|part| hasher.write(part.as_bytes()));
    hasher.finish()
}

/// Joins what consecutive runs of quads said of one period, and leaves out what is none.
pub(super) fn merge(mut fragments: Vec<PeriodFragment>) -> Vec<PeriodFragment> {
    fragments.sort_by_key(|f| f.key);
    let mut merged: Vec<PeriodFragment> = Vec::with_capacity(fragments.len());
    for fragment in fragments {
        match merged.last_mut().filter(|last| last.key == fragment.key) {
            Some(last) => last.merge(fragment),
            None => merged.push(fragment),
        }
    }
    merged.retain(|f| f.of != NONE && f.possible != 0);
    merged
}

/// The statements that periods name, by their keys, sorted.
pub(super) fn wanted(fragments: &[PeriodFragment]) -> Vec<u64> {
    let mut keys: Vec<u64> = fragments.iter().flat_map(|f| f.decided.iter().copied()).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Puts the periods that the graph holds into rows; `row_of` are the rows of statements by key, sorted. Gives too what decides
/// each and is no statement: a judgement.
pub(super) fn rows(
    mut fragments: Vec<PeriodFragment>,
    policy_of: &[u32],
    policies: usize,
    row_of: &[(u64, u32)],
) -> (Periods, Vec<(u32, u64)>) {
    let mut others: Vec<(u32, u64)> = Vec::new();
    fragments.iter_mut().for_each(|f| f.of = policy_of.get(f.of as usize).copied().unwrap_or(NONE));
    fragments.retain(|f| f.of != NONE);
    fragments.sort_by_key(|f| (f.of, f.from));
    let mut periods = Periods::none(0);
    periods.start = super::assemble::starts(fragments.iter().map(|f| f.of), policies);
    for fragment in fragments {
        periods.from.push(fragment.from);
        periods.possible.push(fragment.possible | if fragment.disputed { Periods::DISPUTED } else { 0 });
        let row = to_u32(periods.from.len() - 1);
        let is_statement = |key: &u64| row_of.binary_search_by_key(key, |(k, _)| *k).is_ok();
        others.extend(fragment.decided.iter().filter(|key| !is_statement(key)).map(|key| (row, *key)));
        let mut decided: Vec<u32> = fragment
            .decided
            .iter()
            .filter_map(|key| row_of.binary_search_by_key(key, |(k, _)| *k).ok().map(|at| row_of[at].1))
            .collect();
        decided.sort_unstable();
        periods.decided.extend(decided);
        periods.decided_start.push(to_u32(periods.decided.len()));
    }
    (periods, others)
}

/// The periods of a graph that holds none, from its edges. Such a graph does not tell how far it is covered.
pub(super) fn from_edges(index: &Index) -> Periods {
    let mut periods = Periods::none(0);
    for p in index.policies() {
        let mut acts: Vec<(Act, Option<u32>)> = Vec::new();
        for step in index.steps_down(p) {
            if step.relation.bears_on_status() {
                let edge = index.edge(step.edge);
                let statement = index.statements_of(step.edge).next().map(|s| s.0);
                acts.extend(act_of(&edge).map(|act| (act, statement)));
            }
        }
        let issued = index.issued(p);
        let own = (issued.earliest_day(), issued.latest_day());
        let all: Vec<Act> = acts.iter().map(|(act, _)| *act).collect();
        for run in law::runs(Case { own, acts: &all, covered: law::NEVER }).runs {
            periods.from.push(run.from);
            periods.possible.push(run.possible.bits());
            let turns = acts.iter().filter(|(act, _)| {
                let days = (act.days.0.max(own.0), act.days.1.max(own.0));
                days.0 == run.from || days.1 == run.from
            });
            let found: Vec<u32> = turns.filter_map(|(_, statement)| *statement).collect();
            let before = periods.decided_start.len().checked_sub(2).map_or(0, |at| periods.decided_start[at]);
            if found.is_empty() && run.from != law::ALWAYS {
                let last = periods.decided[before as usize..].to_vec();
                periods.decided.extend(last);
            }
            periods.decided.extend(found);
            periods.decided_start.push(to_u32(periods.decided.len()));
        }
        periods.start.push(to_u32(periods.from.len()));
    }
    periods
}

fn act_of(edge: &super::Edge) -> Option<Act> {
    if edge.actor == edge.target && !edge.printed {
        return None;
    }
    let effect = Effect::of(edge.relation, edge.extent)?;
    let days = (edge.when.earliest_day(), edge.when.latest_day());
    let together = (!edge.printed).then_some(edge.actor.0);
    Some(Act { effect, days, until: None, together, contested: false })
}

/// The rows of the statements that periods name, by key.
pub(super) fn statement_rows(
    b: &Builder,
    stems: &[super::Text],
    statements: &super::Statements,
    wanted: &[u64],
) -> Vec<(u64, u32)> {
    let mut found: Vec<(u64, u32)> = Vec::with_capacity(wanted.len());
    for (row, (stem, rest)) in (0_u32..).zip(statements.stem.iter().zip(&statements.rest)) {
        let stem = stems.get(*stem as usize).map_or("", |t| b.arena.get(*t));
        let key = iri_key(&[stem, b.arena.get(*rest)]);
        if wanted.binary_search(&key).is_ok() {
            found.push((key, row));
        }
    }
    found.sort_unstable();
    found.dedup_by_key(|(key, _)| *key);
    found
}
