//! Status periods: on which days a policy has which statuses, by what all sources say of it together.
//!
//! In: a resolved corpus. Out: for each policy the day up to which the sources would tell, and runs of days with the same
//! possible statuses. The rules are those of section 4 of the design: `acts` merges statements into acts and finds what
//! speaks against an ending, `coverage` tells how far the sources reach, `law` finds what is possible on each day.

mod acts;
mod coverage;
pub(super) mod doubt;
pub mod law;
mod possible;

pub use acts::StatementRef;
pub use possible::{Possible, State};

use super::curation::{Judgement, Standing};
use super::{Corpus, Side};
use acts::{Told, told};
use chrono::{Datelike, NaiveDate};
use law::{ALWAYS, Effect, NEVER, Run};

/// A run of days of one policy with the same possible statuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first day; `None` for the first period.
    pub from: Option<NaiveDate>,
    /// Its last day; `None` for the last period.
    pub until: Option<NaiveDate>,
    /// What is possible on its days.
    pub possible: Possible,
    /// Whether it is disputed that the policy has ended.
    pub disputed: bool,
    /// The statements that decide it on its first day; of a dispute, those of both sides.
    pub decided_by: Vec<StatementRef>,
    /// The judgements that decide it, by their entries: of a statement that decides, or of an ending that was rejected.
    pub judged_by: Vec<u32>,
}

/// The periods of one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The last day of which the sources would tell; `None` where no source describes it.
    pub covered_until: Option<NaiveDate>,
    /// In order; each day lies in one.
    pub periods: Vec<Period>,
}

/// Statements that cannot have meant one day, or cannot both be right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The policy to which it is said to happen.
    pub policy: u32,
    /// What is said.
    pub says: Vec<StatementRef>,
    /// What speaks against it.
    pub against: Vec<StatementRef>,
}

/// The lives of all policies of a corpus, and what was doubtful on the way.
#[derive(Clone, Debug, Default)]
pub struct Statuses {
    /// By policy.
    pub lives: Vec<Life>,
    /// The last day of which each source would tell, by source: of registers, and of sources for which somebody said so.
    pub sources: Vec<Option<NaiveDate>>,
    /// Contested endings with what speaks against them.
    pub disputes: Vec<Conflict>,
    /// Acts whose statements have no day in common.
    pub apart: Vec<Conflict>,
    /// Policies with more acts of uncertain day than are held against each other.
    pub widened: Vec<u32>,
}

impl Statuses {
    /// Those of a corpus. Near-linear in its statements.
    #[must_use]
    pub fn of(corpus: &Corpus) -> Self {
        let reach = coverage::Reach::of(corpus);
        let told = told(corpus, &reach);
        let covered = reach.policies(corpus);
        let mut statuses = Self { sources: reach.sources(), apart: told.apart, ..Self::default() };
        let mut rest = told.acts.as_slice();
        for (policy, covered) in (0_u32..).zip(covered) {
            let count = rest.iter().take_while(|a| a.policy == policy).count();
            let (own, others) = rest.split_at(count);
            rest = others;
            statuses.add(corpus, policy, covered, own);
        }
        statuses.note_rejected(acts::rejected(corpus, &reach));
        statuses.note_described(corpus);
        statuses
    }

    /// Names the judgements that took acts away, in the periods that would be others with them: those of days on which the
    /// act could have happened or later, as long as the policy may stand.
    fn note_rejected(&mut self, rejected: Vec<acts::Rejected>) {
        for one in rejected {
            let Some(life) = self.lives.get_mut(one.policy as usize) else { continue };
            let reached = |p: &&mut Period| {
                let last = p.until.map_or(NEVER, |day| day.num_days_from_ce());
                last >= one.first
                    && p.possible != Possible::of(State::Ended)
                    && p.possible != Possible::of(State::NotYet)
            };
            for period in life.periods.iter_mut().filter(reached) {
                period.judged_by.push(one.entry);
                period.judged_by.sort_unstable();
                period.judged_by.dedup();
            }
        }
    }

    /// Names the judgements of whole policies: a date that is set, in the periods that no act decides; that two names are one
    /// policy, in all periods, since what happens to either happens to the policy.
    fn note_described(&mut self, corpus: &Corpus) {
        let curated = &corpus.curated;
        let entries = (0_u32..).zip(curated.curation.entries.iter().zip(&curated.standing));
        for (at, (entry, _)) in entries.filter(|(_, (_, standing))| **standing == Standing::Decides) {
            let by_date = match &entry.judgement {
                Judgement::Set(correction) if correction.issued.is_some() => true,
                Judgement::Same(_) => false,
                _ => continue,
            };
            for policy in curated.policies.get(at as usize).into_iter().flatten() {
                let life = self.lives.get_mut(*policy as usize).into_iter();
                for period in life.flat_map(|life| &mut life.periods) {
                    if !by_date || period.decided_by.is_empty() {
                        period.judged_by.push(at);
                        period.judged_by.sort_unstable();
                        period.judged_by.dedup();
                    }
                }
            }
        }
    }

    fn add(&mut self, corpus: &Corpus, policy: u32, covered: i32, told: &[Told]) {
        let acts: Vec<law::Act> = told.iter().map(|t| t.act).collect();
        let own = acts::days_of(corpus, policy);
        let outcome = law::runs(law::Case { own, acts: &acts, covered });
        if outcome.widened {
            self.widened.push(policy);
        }
        for contested in told.iter().filter(|t| t.act.contested) {
            let (says, against) = (contested.statements.clone(), contested.against.clone());
            self.disputes.push(Conflict { policy, says, against });
        }
        let mut periods: Vec<Period> = Vec::with_capacity(outcome.runs.len());
        let mut deciding: Vec<StatementRef> = Vec::new();
        for (at, run) in outcome.runs.iter().enumerate() {
            let next = outcome.runs.get(at + 1).and_then(|next| day(next.from));
            if at > 0 && day(run.from).is_none() {
                break;
            }
            deciding = decided_by(run, told, own.0, deciding);
            periods.push(Period {
                from: day(run.from),
                until: next.and_then(|next| next.pred_opt()),
                possible: run.possible,
                disputed: run.disputed,
                judged_by: judged_by(corpus, &deciding),
                decided_by: deciding.clone(),
            });
        }
        self.lives.push(Life { covered_until: day(covered), periods });
    }
}

/// A day of the calendar; `None` outside the years 1 to 9999, which no date can name.
fn day(number: i32) -> Option<NaiveDate> {
    if number == ALWAYS || number == NEVER {
        return None;
    }
    NaiveDate::from_num_days_from_ce_opt(number).filter(|d| (1..=9999).contains(&d.year()))
}

fn judged_by(corpus: &Corpus, deciding: &[StatementRef]) -> Vec<u32> {
    let mut entries: Vec<u32> =
        deciding.iter().filter_map(|s| corpus.curated.accepted.get(s).copied()).collect();
    entries.sort_unstable();
    entries.dedup();
    entries
}

/// So many statements are named for one period.
const MOST_DECIDING: usize = 8;

/// The statements of the acts that begin or end their days with a run; those of the run before where none does, as on the
/// day after coverage.
fn decided_by(run: &Run, told: &[Told], first: i32, before: Vec<StatementRef>) -> Vec<StatementRef> {
    let mut found: Vec<StatementRef> = Vec::new();
    if run.disputed {
        let contested = told.iter().filter(|t| t.act.contested && t.act.days.0.max(first) <= run.from);
        for act in contested {
            found.extend(act.statements.iter().take(2).chain(act.against.iter().take(2)).copied());
        }
    } else {
        let leads = |effect: Effect| match run.possible.one() {
            Some(State::Ended) => effect == Effect::End,
            Some(State::Suspended) => effect == Effect::Suspend,
            Some(State::InForce) => effect == Effect::Revive,
            Some(State::InPart) => !matches!(effect, Effect::Revive),
            _ => true,
        };
        let turns = |t: &&Told| {
            let (a, b) = (t.act.days.0.max(first), t.act.days.1.max(first));
            let over = t.act.until.is_some_and(|(a, b)| [a, b].contains(&(run.from.saturating_sub(1))));
            (a == run.from || b == run.from) && leads(t.act.effect) || over
        };
        for act in told.iter().filter(turns) {
            found.extend(act.statements.iter().copied());
        }
    }
    if found.is_empty() && run.from != ALWAYS && run.possible != Possible::of(State::NotYet) {
        return before;
    }
    found.truncate(MOST_DECIDING);
    found
}

/// Whether a statement of a policy about itself counts: it says when.
#[must_use]
pub fn counts_upon_itself(s: &super::StoredStatement) -> bool {
    s.effective.is_some() && s.relation.bears_on_status()
}

/// Whether a statement stands in the record of the policy that it acts upon.
pub(super) fn is_in_target_s_record(s: &super::StoredStatement) -> bool {
    s.record == s.target || s.side == Side::Target
}

#[cfg(test)]
mod tests;
