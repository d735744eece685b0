//! Whether a policy is in force as of a day.
//!
//! Statuses are not concluded here: the graph holds periods, which `ingest` finds once by the law of the design (the module
//! [`crate::resolve::status`]), and the status of a day is that of the period in which it lies. One possible status is the
//! answer; several are [`Status::Unknown`], or [`Status::Disputed`] where sources contradict one another on whether the
//! policy has ended.

use super::Interval;
use super::index::{EdgeIx, Index, Judgement, PeriodRow, PolicyIx, StatementIx};
use crate::resolve::status::{Possible, State};
use chrono::{Datelike, NaiveDate};
use serde::Serialize;

/// The state of a policy on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
    /// Not issued yet.
    NotYet,
    /// In force.
    InForce,
    /// In force, but for a part.
    InForceInPart,
    /// Suspended.
    Suspended,
    /// Rescinded or superseded.
    Ended,
    /// What the sources say allows of more than one answer.
    Unknown,
    /// One source says that it has ended, and others speak against it.
    Disputed,
}

impl Status {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 7] = [
        Self::NotYet,
        Self::InForce,
        Self::InForceInPart,
        Self::Suspended,
        Self::Ended,
        Self::Unknown,
        Self::Disputed,
    ];

    /// As a person says it: `in force in part`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotYet => "not yet issued",
            Self::InForce => "in force",
            Self::InForceInPart => "in force in part",
            Self::Suspended => "suspended",
            Self::Ended => "ended",
            Self::Unknown => "unknown",
            Self::Disputed => "disputed",
        }
    }

    /// One character, one column wide.
    #[must_use]
    pub const fn mark(self) -> char {
        match self {
            Self::NotYet => '○',
            Self::InForce => '●',
            Self::InForceInPart => '◐',
            Self::Suspended => '‖',
            Self::Ended => '✗',
            Self::Unknown => '?',
            Self::Disputed => '≠',
        }
    }

    /// Whether it is surely in force, in whole or in part.
    #[must_use]
    pub const fn is_in_force(self) -> bool {
        matches!(self, Self::InForce | Self::InForceInPart)
    }

    /// Whether it can be there at all: neither ended nor not yet issued.
    #[must_use]
    pub const fn may_stand(self) -> bool {
        !matches!(self, Self::Ended | Self::NotYet)
    }

    /// Whether the sources leave it open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unknown | Self::Disputed)
    }

    fn of(period: Option<PeriodRow>) -> Self {
        let Some(period) = period else { return Self::Unknown };
        if period.disputed {
            return Self::Disputed;
        }
        period.possible.one().map_or(Self::Unknown, Self::from)
    }
}

impl From<State> for Status {
    fn from(state: State) -> Self {
        match state {
            State::NotYet => Self::NotYet,
            State::InForce => Self::InForce,
            State::InPart => Self::InForceInPart,
            State::Suspended => Self::Suspended,
            State::Ended => Self::Ended,
        }
    }
}

/// What leaves a status unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Doubt {
    /// The policy has no date.
    Undated,
    /// The day lies within the month or year in which it was issued.
    Issue,
    /// It may have been ended, or an ending may have been undone.
    Ending,
    /// It may be suspended.
    Suspension,
    /// It may be in force only in part.
    Part,
    /// Nothing was read of so late a day.
    Silence,
    /// No source describes it.
    NotDescribed,
    /// Sources contradict one another on whether it has ended.
    Dispute,
}

impl Doubt {
    /// As a sentence's end: `the policy is not dated`.
    #[must_use]
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Undated => "no source dates the policy",
            Self::Issue => "the day lies within the time in which it was issued",
            Self::Ending => "the dates do not say whether it had ended by then",
            Self::Suspension => "the dates do not say whether it was suspended then",
            Self::Part => "the dates do not say whether it was whole then",
            Self::Silence => "nothing later was read",
            Self::NotDescribed => "no source describes the policy",
            Self::Dispute => "sources contradict one another on whether it has ended",
        }
    }
}

/// The status of one policy, with what decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The policy.
    pub policy: PolicyIx,
    /// The day asked about.
    pub as_of: NaiveDate,
    /// The answer.
    pub status: Status,
    /// What is possible.
    pub possible: Possible,
    /// Why it is open, where it is.
    pub doubt: Option<Doubt>,
    /// The first edge that decides it. None where the date of issue does, or a statement that makes no edge.
    pub deciding: Option<EdgeIx>,
    /// The statements that decide it; of a dispute those of both sides.
    pub decided_by: Vec<StatementIx>,
    /// The period of the day, by its row in the index.
    pub(crate) period: Option<PeriodRow>,
    /// Every act that bears on it at any time, in the order of dates.
    pub acts: Vec<EdgeIx>,
    /// The last day of which the sources would tell what happens to it.
    pub covered_until: Option<NaiveDate>,
    /// Where nothing was read of the day that is asked about: what was known on the last day that is covered.
    pub last_known: Option<LastKnown>,
}

impl Finding {
    /// The judgements of people that decide the status of the policy: those of the day that is asked about first, then those
    /// of its other days, such as of an ending that was rejected before another one came. Each once.
    #[must_use]
    pub fn judged_by<'a>(&self, index: &'a Index) -> Vec<Judgement<'a>> {
        let others = index.periods_of(self.policy).map(|(_, row)| row);
        let mut told: Vec<Judgement<'a>> = Vec::new();
        for judgement in self.period.into_iter().chain(others).flat_map(|row| index.judgements_of_period(row))
        {
            if !told.iter().any(|other| other.iri == judgement.iri) {
                told.push(judgement);
            }
        }
        told
    }
}

/// What was known on the last day that is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastKnown {
    /// That day.
    pub day: NaiveDate,
    /// The status then.
    pub status: Status,
}

/// The status of a policy as of a day, with what decides it.
#[must_use]
pub fn status(index: &Index, policy: PolicyIx, as_of: NaiveDate) -> Finding {
    let period = index.period(policy, as_of.num_days_from_ce());
    let status = Status::of(period);
    let possible = period.map_or(Possible::NONE, |p| p.possible);
    let decided_by: Vec<StatementIx> = period.iter().flat_map(|p| index.deciding(*p)).collect();
    let last_known = last_known(index, policy, as_of).filter(|_| status == Status::Unknown);
    let mut acts: Vec<EdgeIx> = index.acts_upon(policy).filter(|&e| counts(index, e)).collect();
    acts.sort_by_key(|&e| (order(index.edge(e).when), e));
    Finding {
        policy,
        as_of,
        status,
        possible,
        doubt: doubt(index, policy, status, possible, last_known),
        deciding: decided_by.iter().find_map(|s| index.edge_of(*s)),
        decided_by,
        period,
        acts,
        covered_until: index.covered_until(policy),
        last_known,
    }
}

/// Whether an edge bears on the status of its target: of a policy upon itself only with a printed date.
fn counts(index: &Index, e: EdgeIx) -> bool {
    let edge = index.edge(e);
    edge.relation.bears_on_status() && (edge.actor != edge.target || edge.printed)
}

/// Sure events by their last day, then by their first.
fn order(when: Interval) -> (i32, i32) {
    (when.latest_day(), when.earliest_day())
}

/// What was known of a policy on the last day that is covered, where `as_of` is later.
fn last_known(index: &Index, policy: PolicyIx, as_of: NaiveDate) -> Option<LastKnown> {
    let day = index.covered_until(policy).filter(|day| *day < as_of)?;
    Some(LastKnown { day, status: Status::of(index.period(policy, day.num_days_from_ce())) })
}

fn doubt(
    index: &Index,
    policy: PolicyIx,
    status: Status,
    possible: Possible,
    last_known: Option<LastKnown>,
) -> Option<Doubt> {
    match status {
        Status::Disputed => return Some(Doubt::Dispute),
        Status::Unknown => {}
        _ => return None,
    }
    let silent = [State::InPart, State::Suspended, State::Ended].into_iter().all(|state| possible.has(state));
    Some(if silent && last_known.is_some() {
        Doubt::Silence
    } else if silent && index.has_coverage() && index.covered_until(policy).is_none() {
        Doubt::NotDescribed
    } else if possible.has(State::Ended) {
        Doubt::Ending
    } else if possible.has(State::Suspended) {
        Doubt::Suspension
    } else if possible.has(State::InPart) {
        Doubt::Part
    } else if index.issued(policy).is_unknown() {
        Doubt::Undated
    } else {
        Doubt::Issue
    })
}

/// A run of days of one policy with the same possible statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day; `None` for the first period.
    pub from: Option<NaiveDate>,
    /// What is possible on its days.
    pub possible: Possible,
    /// Whether it is disputed that the policy has ended.
    pub disputed: bool,
    /// The statements that decide it.
    pub decided_by: Vec<StatementIx>,
}

/// The periods of a policy, in order: each lasts to the day before the next.
#[must_use]
pub fn periods(index: &Index, policy: PolicyIx) -> Vec<Period> {
    let rows = index.periods_of(policy).map(|(from, row)| Period {
        from: from.and_then(|day| Interval::from_days(day, day).earliest()),
        possible: row.possible,
        disputed: row.disputed,
        decided_by: index.deciding(row).collect(),
    });
    rows.collect()
}

/// The day for which a policy is told where none is asked: the later of the last one that the sources cover and that of
/// the last act told.
#[must_use]
pub fn told_day(index: &Index, policy: PolicyIx) -> Option<NaiveDate> {
    let covered = index.covered_until(policy);
    let told = index.last_turn(policy).filter(|day| !Status::of(index.period(policy, *day)).is_open());
    let told = told.and_then(|day| Interval::from_days(day, day).earliest());
    if index.has_coverage() { covered.max(told).or(index.issued(policy).latest()) } else { None }
}

/// The status of every policy as of a day, in the order of the index. Linear in policies.
#[must_use]
pub fn statuses(index: &Index, as_of: NaiveDate) -> Vec<Status> {
    let day = as_of.num_days_from_ce();
    index.policies().map(|p| Status::of(index.period(p, day))).collect()
}

/// What was last known of every policy of unknown status of which nothing was read so late; in the order of the index.
#[must_use]
pub fn last_known_of_all(index: &Index, as_of: NaiveDate) -> Vec<Option<LastKnown>> {
    let day = as_of.num_days_from_ce();
    let open = |p: &PolicyIx| Status::of(index.period(*p, day)) == Status::Unknown;
    index.policies().map(|p| Some(p).filter(open).and_then(|p| last_known(index, p, as_of))).collect()
}

#[cfg(test)]
mod months;
#[cfg(test)]
mod tests;
