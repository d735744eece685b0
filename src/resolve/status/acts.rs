//! Acts: what statements say to happen to each policy, merged, dated and held against what others say.

use super::coverage::{Reach, first, last};
use super::law::{ALWAYS, Act, Effect, NEVER};
use super::{Conflict, is_in_target_s_record};
use crate::model::{EndingKind, Extent, PartialDate, Relation};
use crate::resolve::{Corpus, NO_POLICY, StoredEnding, StoredStatement};
use std::collections::BTreeMap;

/// A statement of a corpus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StatementRef {
    /// One of [`Corpus::statements`].
    Edge(u32),
    /// One of [`Corpus::reflexive`].
    Reflexive(u32),
    /// One of [`Corpus::endings`].
    Ending(u32),
}

/// One act upon one policy.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub policy: u32,
    pub act: Act,
    pub statements: Vec<StatementRef>,
    pub against: Vec<StatementRef>,
}

/// All acts, by policy.
pub(super) struct AllTold {
    pub acts: Vec<Told>,
    /// Acts whose statements have no day in common.
    pub apart: Vec<Conflict>,
}

/// One statement that something happens to a policy.
struct Said {
    policy: u32,
    actor: u32,
    effect: Effect,
    printed: bool,
    days: (i32, i32),
    until: Option<(i32, i32)>,
    doubted: bool,
    statement: StatementRef,
}

pub(super) fn interval(printed: Option<PartialDate>, other: (i32, i32)) -> (i32, i32) {
    printed.map_or(other, |date| (first(date), last(date)))
}

/// The days on which a policy can have been issued.
pub(super) fn days_of(corpus: &Corpus, policy: u32) -> (i32, i32) {
    let issued = corpus.policies.get(policy as usize).and_then(|p| p.issued);
    interval(issued, (ALWAYS, NEVER))
}

/// The days on which what a policy does can have been issued: those of all its editions.
fn acting_days(corpus: &Corpus, policy: u32) -> (i32, i32) {
    let editions = corpus.policies.get(policy as usize).map_or(&[][..], |p| &p.editions);
    match (editions.first(), editions.last()) {
        (Some(a), Some(b)) => (first(*a), last(*b)),
        _ => days_of(corpus, policy),
    }
}

/// All acts upon all policies.
pub(super) fn told(corpus: &Corpus, reach: &Reach) -> AllTold {
    let mut said = said(corpus, reach);
    said.sort_by_key(|s| (s.policy, s.actor, s.effect, s.statement));
    let mut all = AllTold { acts: Vec::new(), apart: Vec::new() };
    for one in said.chunk_by(|a, b| (a.policy, a.actor, a.effect) == (b.policy, b.actor, b.effect)) {
        all.acts.extend(merged(one, &mut all.apart));
    }
    all.acts.extend(expiries(corpus));
    let evidence = Evidence::of(corpus);
    for told in &mut all.acts {
        evidence.hold_against(corpus, told);
    }
    evidence.note_later_changes(&mut all.acts);
    // A person who accepts an ending has weighed what speaks against it.
    for told in all.acts.iter_mut().filter(|t| t.statements.iter().any(|s| is_accepted(corpus, *s))) {
        told.act.contested = false;
        told.against.clear();
    }
    all.acts.sort_by(|a, b| {
        let key = |t: &Told| (t.policy, t.act.days, t.act.effect, t.statements.first().copied());
        key(a).cmp(&key(b))
    });
    all
}

/// Whether a person decided that a statement holds.
fn is_accepted(corpus: &Corpus, statement: StatementRef) -> bool {
    corpus.curated.accepted.contains_key(&statement)
}

/// Every statement of an act, with its days.
fn said(corpus: &Corpus, reach: &Reach) -> Vec<Said> {
    let between = |policy: u32, source: u32| (days_of(corpus, policy).0, reach.told_by(source));
    let mut all = Vec::new();
    let stored = (0_u32..).zip(&corpus.statements).map(|(ix, s)| (StatementRef::Edge(ix), s));
    let own = (0_u32..).zip(&corpus.reflexive).filter(|(_, s)| s.effective.is_some());
    for (statement, s) in stored.chain(own.map(|(ix, s)| (StatementRef::Reflexive(ix), s))) {
        let Some(effect) = Effect::of(s.relation, s.extent) else { continue };
        let actor = acting_days(corpus, s.actor);
        let actor = if actor == (ALWAYS, NEVER) { between(s.target, s.source) } else { actor };
        all.push(Said {
            policy: s.target,
            actor: s.actor,
            effect,
            printed: s.effective.is_some(),
            days: interval(s.effective, actor),
            until: corpus.further(s).and_then(|f| f.until).map(|d| (first(d), last(d))),
            doubted: !is_accepted(corpus, statement)
                && corpus.doubt(s).is_some_and(super::doubt::Doubt::of_number),
            statement,
        });
    }
    for (ix, ending) in (0_u32..).zip(&corpus.endings) {
        let EndingKind::Act(relation, extent) = ending.kind else { continue };
        let Some(effect) = Effect::of(relation, extent) else { continue };
        all.push(Said {
            policy: ending.policy,
            actor: NO_POLICY,
            effect,
            printed: ending.day.is_some(),
            days: interval(ending.day, between(ending.policy, ending.source)),
            until: None,
            doubted: false,
            statement: StatementRef::Ending(ix),
        });
    }
    all
}

/// An act that a person rejected.
pub(super) struct Rejected {
    pub policy: u32,
    /// The first day on which it could have happened.
    pub first: i32,
    /// The judgement.
    pub entry: u32,
}

/// The acts that people rejected.
pub(super) fn rejected(corpus: &Corpus, reach: &Reach) -> Vec<Rejected> {
    let curated = &corpus.curated;
    let mut all = Vec::new();
    for (s, entry) in curated.rejected.iter().zip(&curated.rejected_by) {
        if Effect::of(s.relation, s.extent).is_some() {
            let (first, _) = interval(s.effective, acting_days(corpus, s.actor));
            all.push(Rejected { policy: s.target, first, entry: *entry });
        }
    }
    for (e, entry) in curated.rejected_endings.iter().zip(&curated.rejected_endings_by) {
        let told = (days_of(corpus, e.policy).0, reach.told_by(e.source));
        all.push(Rejected { policy: e.policy, first: interval(e.day, told).0, entry: *entry });
    }
    all
}

/// The one act of statements of one acting policy, kind, target and extent: on a day that all of them allow, else on a day
/// that one of them allows.
fn merged(said: &[Said], apart: &mut Vec<Conflict>) -> Option<Told> {
    let one = said.first()?;
    let common = said.iter().fold((ALWAYS, NEVER), |(a, b), s| (a.max(s.days.0), b.min(s.days.1)));
    let hull = said.iter().fold((NEVER, ALWAYS), |(a, b), s| (a.min(s.days.0), b.max(s.days.1)));
    let statements: Vec<StatementRef> = said.iter().map(|s| s.statement).collect();
    if common.0 > common.1 {
        apart.push(Conflict { policy: one.policy, says: statements.clone(), against: Vec::new() });
    }
    let days = if common.0 <= common.1 { common } else { (hull.0, hull.1.max(hull.0)) };
    let printed = said.iter().any(|s| s.printed);
    let whole = one.effect == Effect::End;
    Some(Told {
        policy: one.policy,
        act: Act {
            effect: one.effect,
            days,
            until: said.iter().filter_map(|s| s.until).max(),
            together: (!printed && one.actor != NO_POLICY).then_some(one.actor),
            contested: whole && said.iter().all(|s| s.doubted),
        },
        statements,
        against: Vec::new(),
    })
}

/// The end of each policy that sets its own last day, on the day after it. What continues the policy itself, and not a
/// part of it, moves the day; where it prints no day, the policy has no last day any more.
fn expiries(corpus: &Corpus) -> Vec<Told> {
    let mut own: BTreeMap<u32, Vec<(u32, &StoredEnding)>> = BTreeMap::new();
    for (ix, ending) in (0_u32..).zip(&corpus.endings).filter(|(_, e)| e.kind == EndingKind::Expires) {
        own.entry(ending.policy).or_default().push((ix, ending));
    }
    let mut continued: BTreeMap<u32, Vec<(u32, &StoredStatement)>> = BTreeMap::new();
    for (ix, s) in (0_u32..).zip(&corpus.statements) {
        if s.relation == Relation::Continues && s.extent == Extent::Whole && own.contains_key(&s.target) {
            continued.entry(s.target).or_default().push((ix, s));
        }
    }
    let until = |s: &StoredStatement| corpus.further(s).and_then(|f| f.until);
    own.into_iter()
        .filter_map(|(policy, endings)| {
            let expires = corpus.policies.get(policy as usize)?.expires?;
            let continued = continued.remove(&policy).unwrap_or_default();
            if continued.iter().any(|(_, s)| until(s).is_none()) {
                return None;
            }
            let moved = continued.iter().filter_map(|(ix, s)| Some((until(s)?, *ix))).max();
            let (day, statements) = match moved.filter(|(day, _)| *day > expires) {
                Some((day, ix)) => (day, vec![StatementRef::Edge(ix)]),
                None => {
                    let last = endings.iter().filter(|(_, e)| e.day == Some(expires));
                    (expires, last.map(|(ix, _)| StatementRef::Ending(*ix)).collect())
                }
            };
            let days = (first(day).saturating_add(1), last(day).saturating_add(1));
            let act = Act { effect: Effect::End, days, until: None, together: None, contested: false };
            Some(Told { policy, act, statements, against: Vec::new() })
        })
        .collect()
}

/// A change of a policy that leaves it standing, as its own record tells it.
struct Change {
    days: (i32, i32),
    statement: u32,
}

/// What can speak against endings.
struct Evidence {
    /// Of each pair of actor and target, in each record of either: the first statement of a whole ending, and the first
    /// of an amendment or an ending in part.
    pairs: BTreeMap<(u32, u32), BTreeMap<(u32, u32), (bool, Option<u32>)>>,
    /// By target: what its own record tells to have changed it, by first day.
    changes: BTreeMap<u32, Vec<Change>>,
}

impl Evidence {
    fn of(corpus: &Corpus) -> Self {
        let mut pairs: BTreeMap<(u32, u32), BTreeMap<(u32, u32), (bool, Option<u32>)>> = BTreeMap::new();
        let mut changes: BTreeMap<u32, Vec<Change>> = BTreeMap::new();
        for (ix, s) in (0_u32..).zip(&corpus.statements) {
            let whole = s.relation.ends() && s.extent == Extent::Whole;
            let part = s.relation.ends() && s.extent == Extent::Part;
            let weaker = part || s.relation == Relation::Amends;
            if (whole || weaker) && (s.record == s.actor || s.record == s.target) {
                let entry = pairs.entry((s.actor, s.target)).or_default();
                let (ends, amends) = entry.entry((s.source, s.record)).or_default();
                *ends |= whole;
                *amends = amends.or(weaker.then_some(ix));
            }
            let changed = weaker || matches!(s.relation, Relation::Continues | Relation::Supplements);
            let doubted = || corpus.doubt(s).is_some_and(super::doubt::Doubt::of_number);
            if changed && is_in_target_s_record(s) && !doubted() {
                let days = interval(s.effective, days_of(corpus, s.actor));
                changes.entry(s.target).or_default().push(Change { days, statement: ix });
            }
        }
        changes.values_mut().for_each(|all| all.sort_by_key(|c| (c.days, c.statement)));
        Self { pairs, changes }
    }

    /// Contests a whole ending where the record of either policy has the pair only as an amendment or an ending in part.
    fn hold_against(&self, corpus: &Corpus, told: &mut Told) {
        if told.act.effect != Effect::End {
            return;
        }
        let edges = told.statements.iter().filter_map(|s| match s {
            StatementRef::Edge(ix) => corpus.statements.get(*ix as usize),
            _ => None,
        });
        let Some(edge) = edges.into_iter().find(|s| s.relation.ends()) else { return };
        let records = self.pairs.get(&(edge.actor, edge.target)).into_iter().flat_map(BTreeMap::values);
        let weaker: Vec<StatementRef> = records
            .filter(|(ends, _)| !ends)
            .filter_map(|(_, amends)| amends.map(StatementRef::Edge))
            .collect();
        told.act.contested |= !weaker.is_empty();
        told.against.extend(weaker);
    }

    /// Contests a whole ending after which the policy's own record tells of changes, before any reinstatement.
    fn note_later_changes(&self, acts: &mut [Told]) {
        let mut revived: BTreeMap<u32, Vec<(i32, i32)>> = BTreeMap::new();
        for told in acts.iter().filter(|t| matches!(t.act.effect, Effect::Revive | Effect::RevivePart)) {
            revived.entry(told.policy).or_default().push(told.act.days);
        }
        for told in acts.iter_mut().filter(|t| t.act.effect == Effect::End) {
            let Some(changes) = self.changes.get(&told.policy) else { continue };
            let after = changes.partition_point(|c| c.days.0 <= told.act.days.1);
            let Some(change) = changes.get(after) else { continue };
            let back = revived.get(&told.policy).into_iter().flatten();
            let between = |days: &(i32, i32)| days.0 <= change.days.1 && days.1 >= told.act.days.0;
            if !back.into_iter().any(between) {
                told.act.contested = true;
                told.against.push(StatementRef::Edge(change.statement));
            }
        }
    }
}
