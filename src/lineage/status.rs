//! Whether a policy is in force as of a day.
//!
//! Many dates are months or years, so the answer has three values: what holds on every reading of
//! the dates, and [`Status::Unknown`] where readings differ. As of day D, a policy is
//!
//! - *not yet* issued, if the first day that it can have been issued on is after D;
//! - *ended*, if some whole rescission or supersession surely came by D and no reinstatement can
//!   have come later than it;
//! - *suspended*, if it is not ended, some suspension surely came by D and no reinstatement can
//!   have come later;
//! - *in force in part*, if it is neither, and some act of those kinds touched a part of it, or a
//!   reinstatement brought back a part, with no reinstatement of the whole later;
//! - *in force*, if it was surely issued by D and none of these can have happened, or a later
//!   reinstatement of the whole has undone it;
//! - otherwise *unknown*.
//!
//! An act is dated by the effective date that a statement of it prints, otherwise by the day on which
//! the acting policy was issued. A reinstatement on the day of an ending is not later. An act of a
//! policy upon itself counts only with a printed date (a policy that sets its own end). A policy whose
//! ender is ended in turn stays ended.

use super::Interval;
use super::index::{Edge, EdgeIx, Index, PolicyIx};
use crate::model::{Extent, Relation};
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
    /// The dates allow of more than one answer.
    Unknown,
}

impl Status {
    /// All of them, in the order in which they are explained.
    pub const ALL: [Self; 6] =
        [Self::NotYet, Self::InForce, Self::InForceInPart, Self::Suspended, Self::Ended, Self::Unknown];

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
    /// Why it is unknown, where it is.
    pub doubt: Option<Doubt>,
    /// The act that decides it. None where only the date of issue does.
    pub deciding: Option<EdgeIx>,
    /// Every act that bears on it at any time, in the order of dates.
    pub acts: Vec<EdgeIx>,
    /// The newest day that the sources cover: nothing is known of later ones.
    pub covered_to: Option<NaiveDate>,
}

/// What an act does to its target's being in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effect {
    End,
    EndPart,
    Suspend,
    SuspendPart,
    Revive,
    RevivePart,
}

impl Effect {
    fn of(edge: &Edge) -> Option<Self> {
        if edge.actor == edge.target && !edge.printed {
            return None;
        }
        Some(match (edge.relation, edge.extent) {
            (Relation::Rescinds | Relation::Supersedes, Extent::Whole) => Self::End,
            (Relation::Rescinds | Relation::Supersedes, Extent::Part) => Self::EndPart,
            (Relation::Suspends, Extent::Whole) => Self::Suspend,
            (Relation::Suspends, Extent::Part) => Self::SuspendPart,
            (Relation::Reinstates, Extent::Whole) => Self::Revive,
            (Relation::Reinstates, Extent::Part) => Self::RevivePart,
            _ => return None,
        })
    }
}

/// The last day on which acts of one kind happened, up to the day asked about.
#[derive(Clone, Copy, Debug)]
struct Last {
    /// It is no earlier than this on any reading of the dates; [`Last::NEVER`] if there may be none.
    least: i64,
    /// It is no later than this; [`Last::NEVER`] if there can be none.
    most: i64,
}

impl Last {
    const NEVER: i64 = i64::MIN;
    const NONE: Self = Self { least: Self::NEVER, most: Self::NEVER };

    fn add(&mut self, when: Interval, day: i32) {
        if when.earliest_day() <= day {
            self.most = self.most.max(i64::from(when.latest_day().min(day)));
        }
        if when.latest_day() <= day {
            self.least = self.least.max(i64::from(when.earliest_day()));
        }
    }

    fn or(self, other: Self) -> Self {
        Self { least: self.least.max(other.least), most: self.most.max(other.most) }
    }

    /// Whether there is such an act and `undoing` is not later; `None` where readings differ.
    fn stands_against(self, undoing: Self) -> Option<bool> {
        if self.least != Self::NEVER && self.least >= undoing.most {
            Some(true)
        } else if self.most == Self::NEVER || self.most < undoing.least {
            Some(false)
        } else {
            None
        }
    }
}

/// The last acts of each kind upon one policy.
#[derive(Clone, Copy, Debug)]
struct Acts([Last; 6]);

impl Acts {
    fn upon(index: &Index, policy: PolicyIx, day: i32) -> Self {
        let mut acts = Self([Last::NONE; 6]);
        // Most edges are of relations that have no effect; their dates are not even looked up.
        for step in index.steps_down(policy).filter(|step| bears_on_status(step.relation)) {
            let edge = index.edge(step.edge);
            if let Some(effect) = Effect::of(&edge) {
                acts.0[effect as usize].add(edge.when, day);
            }
        }
        acts
    }

    const fn of(&self, effect: Effect) -> Last {
        self.0[effect as usize]
    }

    fn revived(&self) -> Last {
        self.of(Effect::Revive).or(self.of(Effect::RevivePart))
    }

    fn judge(&self, issued: Interval, day: i32) -> (Status, Option<Doubt>) {
        if issued.earliest_day() > day {
            return (Status::NotYet, None);
        }
        let unknown = |doubt| (Status::Unknown, Some(doubt));
        match self.of(Effect::End).stands_against(self.revived()) {
            Some(true) => return (Status::Ended, None),
            None => return unknown(Doubt::Ending),
            Some(false) => {}
        }
        match self.of(Effect::Suspend).stands_against(self.revived()) {
            Some(true) => return (Status::Suspended, None),
            None => return unknown(Doubt::Suspension),
            Some(false) => {}
        }
        // What a reinstatement of a part has not undone leaves the policy in force in part.
        let parts = [Effect::End, Effect::Suspend, Effect::EndPart, Effect::SuspendPart]
            .map(|effect| self.of(effect).stands_against(self.of(Effect::Revive)));
        if parts.contains(&Some(true)) {
            return (Status::InForceInPart, None);
        }
        if parts.contains(&None) {
            return unknown(Doubt::Part);
        }
        if issued.latest_day() <= day {
            (Status::InForce, None)
        } else if issued.is_unknown() {
            unknown(Doubt::Undated)
        } else {
            unknown(Doubt::Issue)
        }
    }
}

const fn bears_on_status(relation: Relation) -> bool {
    matches!(relation, Relation::Rescinds | Relation::Supersedes | Relation::Suspends | Relation::Reinstates)
}

/// The status of a policy as of a day, with what decides it.
#[must_use]
pub fn status(index: &Index, policy: PolicyIx, as_of: NaiveDate) -> Finding {
    let day = as_of.num_days_from_ce();
    let acts = Acts::upon(index, policy, day);
    let (status, doubt) = acts.judge(index.issued(policy), day);
    let mut edges: Vec<EdgeIx> =
        index.acts_upon(policy).filter(|&e| Effect::of(&index.edge(e)).is_some()).collect();
    edges.sort_by_key(|&e| (order(index.edge(e).when), e));
    let deciding = edges.iter().copied().find(|&e| decides(index, e, status, doubt, &acts, day));
    Finding { policy, as_of, status, doubt, deciding, acts: edges, covered_to: index.covered_to() }
}

/// Sure events by their last day, then by their first.
fn order(when: Interval) -> (i32, i32) {
    (when.latest_day(), when.earliest_day())
}

fn decides(index: &Index, e: EdgeIx, status: Status, doubt: Option<Doubt>, acts: &Acts, day: i32) -> bool {
    let edge = index.edge(e);
    let Some(effect) = Effect::of(&edge) else { return false };
    let (first, last) = (i64::from(edge.when.earliest_day()), edge.when.latest_day());
    let happened = last <= day;
    let possible = edge.when.earliest_day() <= day;
    match status {
        Status::Ended => effect == Effect::End && happened && first >= acts.revived().most,
        Status::Suspended => effect == Effect::Suspend && happened && first >= acts.revived().most,
        Status::InForceInPart => {
            happened && effect != Effect::Revive && first >= acts.of(Effect::Revive).most
        }
        Status::InForce => effect == Effect::Revive && happened && first >= acts.of(Effect::Revive).least,
        Status::Unknown => {
            possible
                && match doubt {
                    Some(Doubt::Ending) => effect == Effect::End,
                    Some(Doubt::Suspension) => effect == Effect::Suspend,
                    Some(Doubt::Part) => effect != Effect::Revive,
                    _ => false,
                }
        }
        Status::NotYet => false,
    }
}

/// The status of every policy as of a day, in the order of the index. Linear in policies and edges.
#[must_use]
pub fn statuses(index: &Index, as_of: NaiveDate) -> Vec<Status> {
    let day = as_of.num_days_from_ce();
    index.policies().map(|p| Acts::upon(index, p, day).judge(index.issued(p), day).0).collect()
}

#[cfg(test)]
mod months;
#[cfg(test)]
mod tests;
