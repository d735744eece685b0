//! What changed between two days: which policies were issued, ended or altered, and what rests on those that ended.
//!
//! An act counts where a day of its interval lies within both days. Acts are told as they are stated: whether a policy
//! stands is told by its [status](super::status).

use super::index::{EdgeIx, Index, PolicyIx};
use super::interval::Interval;
use super::stale::stale;
use crate::model::{Extent, Relation};
use chrono::{Days, NaiveDate};
use std::collections::BTreeMap;

/// What happened to one policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The policy acted upon.
    pub policy: PolicyIx,
    /// The acts, in the order of their days.
    pub acts: Vec<EdgeIx>,
    /// Of a policy that ended: which ones in force on the last day rest on it.
    pub rests: Vec<PolicyIx>,
}

/// What changed between two days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Policies that were issued, in the order of their days.
    pub issued: Vec<PolicyIx>,
    /// Policies that were rescinded or superseded as a whole.
    pub ended: Vec<Change>,
    /// Policies that were altered otherwise: amended, continued, suspended, ended in part …
    pub altered: Vec<Change>,
}

/// The first day of the year that ends with a day: where changes begin that nobody names a first day for.
#[must_use]
pub fn a_year_before(to: NaiveDate) -> NaiveDate {
    to.checked_sub_days(Days::new(365)).unwrap_or(NaiveDate::MIN)
}

/// The changes from one day to another, both counted. Linear in the edges, besides what rests on what ended.
#[must_use]
pub fn changes(index: &Index, from: NaiveDate, to: NaiveDate) -> Changes {
    let within = |when: Interval| {
        !when.is_unknown()
            && when.earliest().is_none_or(|day| day <= to)
            && when.latest().is_none_or(|day| day >= from)
    };
    let mut issued: Vec<PolicyIx> = index.policies().filter(|p| within(index.issued(*p))).collect();
    issued.sort_by_key(|p| (index.issued(*p), *p));
    let (mut ended, mut altered) = (BTreeMap::new(), BTreeMap::new());
    for e in index.edges() {
        let edge = index.edge(e);
        if !edge.relation.is_change() || !within(edge.when) {
            continue;
        }
        let whole = edge.extent == Extent::Whole;
        let ends = whole && matches!(edge.relation, Relation::Rescinds | Relation::Supersedes);
        let list: &mut BTreeMap<PolicyIx, Vec<EdgeIx>> = if ends { &mut ended } else { &mut altered };
        list.entry(edge.target).or_default().push(e);
    }
    let mut rests: BTreeMap<PolicyIx, Vec<PolicyIx>> = BTreeMap::new();
    if !ended.is_empty() {
        for row in stale(index, to) {
            rests.entry(row.ended).or_default().push(row.policy);
        }
    }
    let told = |list: BTreeMap<PolicyIx, Vec<EdgeIx>>| {
        let mut all: Vec<Change> = list
            .into_iter()
            .map(|(policy, mut acts)| {
                acts.sort_by_key(|e| (index.edge(*e).when, *e));
                Change { policy, acts, rests: Vec::new() }
            })
            .collect();
        all.sort_by_key(|change| (change.acts.first().map(|e| index.edge(*e).when), change.policy));
        all
    };
    let (mut ended, altered) = (told(ended), told(altered));
    for change in &mut ended {
        change.rests = rests.remove(&change.policy).unwrap_or_default();
    }
    Changes { from, to, issued, ended, altered }
}
