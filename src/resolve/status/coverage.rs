//! How far the sources reach: up to which day silence about a policy means that nothing has happened to it.

use super::acts::{days_of, interval};
use super::law::{ALWAYS, NEVER};
use crate::model::{DateBasis, EndingKind, Extent, PartialDate, Relation};
use crate::resolve::Corpus;
use crate::source::Format;
use chrono::{Datelike, NaiveDate};

/// What a source is, as far as it reaches.
#[derive(Clone, Copy, Debug, Default)]
struct Source {
    /// Whether its rows are entries of a register.
    register: bool,
    /// Whether it marks what has ended.
    marks: bool,
    /// The newest day in the date column of its rows.
    newest: Option<i32>,
    /// The day of the source itself: when it was modified, else fetched.
    day: Option<i32>,
    /// When it was fetched: it tells of no later day.
    retrieved: Option<i32>,
    /// The last day of which it would tell, where somebody said so.
    covers: Option<i32>,
}

/// How far each source reaches.
pub(super) struct Reach {
    sources: Vec<Source>,
    /// Whether each policy is described by a source.
    described: Vec<bool>,
}

pub(super) fn first(date: PartialDate) -> i32 {
    date.earliest().num_days_from_ce()
}

pub(super) fn last(date: PartialDate) -> i32 {
    date.latest().num_days_from_ce()
}

impl Reach {
    pub(super) fn of(corpus: &Corpus) -> Self {
        let mut sources: Vec<Source> = corpus
            .sources
            .iter()
            .map(|s| Source {
                register: Format::from_name(&s.format).is_some_and(Format::is_register),
                day: s.modified.or(s.retrieved).map(last),
                retrieved: s.retrieved.map(last),
                covers: s.covers_until.map(last),
                ..Source::default()
            })
            .collect();
        let mut described = vec![false; corpus.policies.len()];
        for m in corpus.mentions.iter().filter(|m| m.described) {
            if let Some(slot) = described.get_mut(m.policy as usize) {
                *slot = true;
            }
            let record = m.date.filter(|(_, basis)| *basis == DateBasis::Record);
            if let (Some(source), Some((date, _))) = (sources.get_mut(m.source as usize), record) {
                let day = source.retrieved.map_or(last(date), |fetched| last(date).min(fetched));
                source.newest = source.newest.max(Some(day));
            }
        }
        // A mark that a person rejected is a mark of the page all the same: one judgement does not move the days of others.
        let rejected = &corpus.curated.rejected;
        let marking = corpus.statements.iter().chain(rejected).filter(|s| {
            s.relation.bears_on_status() && s.record != s.actor && describes(corpus, s.source, s.target)
        });
        let endings = corpus.endings.iter().chain(&corpus.curated.rejected_endings);
        let told = endings.filter(|e| matches!(e.kind, EndingKind::Act(..)));
        let marked: Vec<u32> = marking.map(|s| s.source).chain(told.map(|e| e.source)).collect();
        for source in marked {
            if let Some(source) = sources.get_mut(source as usize) {
                source.marks = true;
            }
        }
        Self { sources, described }
    }

    /// The day of a source that tells something as done: it cannot have been later.
    pub(super) fn told_by(&self, source: u32) -> i32 {
        let source = self.sources.get(source as usize).copied().unwrap_or_default();
        let newest = if source.register { source.newest } else { None };
        source.day.or(newest).unwrap_or(NEVER)
    }

    /// The last day of which each source tells: of a register the newest day of its rows, of any source what somebody said.
    pub(super) fn sources(&self) -> Vec<Option<NaiveDate>> {
        let newest = |s: &Source| if s.register { s.newest } else { None };
        self.sources.iter().map(|s| newest(s).max(s.covers).and_then(super::day)).collect()
    }

    /// The last day of which the sources would tell, by policy; [`ALWAYS`] where no source describes it.
    pub(super) fn policies(&self, corpus: &Corpus) -> Vec<i32> {
        let mut covered = vec![ALWAYS; corpus.policies.len()];
        let mut reach = |policy: u32, day: i32| {
            let described = self.described.get(policy as usize).copied().unwrap_or(false);
            if let Some(slot) = covered.get_mut(policy as usize).filter(|_| described && day != NEVER) {
                *slot = day.max(*slot);
            }
        };
        for (policy, described) in (0_u32..).zip(&corpus.policies) {
            if let Some(date) = described.issued {
                reach(policy, last(date));
            }
        }
        for m in corpus.mentions.iter().filter(|m| m.described) {
            let Some(source) = self.sources.get(m.source as usize) else { continue };
            let day = match source {
                Source { register: true, newest, .. } => *newest,
                Source { marks: true, day: Some(day), .. } => Some(*day),
                _ => m.date.map(|(date, _)| last(date)),
            };
            reach(m.policy, day.max(source.covers).unwrap_or(ALWAYS));
        }
        for s in corpus.statements.iter().filter(|s| presupposes(s.relation, s.extent)) {
            let (sure, _) = interval(s.effective, days_of(corpus, s.actor));
            if sure != ALWAYS && !corpus.doubt(s).is_some_and(super::doubt::Doubt::of_number) {
                reach(s.target, sure);
            }
        }
        covered
    }
}

/// Whether a source describes a policy; mentions are sorted by source, then policy.
fn describes(corpus: &Corpus, source: u32, policy: u32) -> bool {
    let from = corpus.mentions.partition_point(|m| (m.source, m.policy) < (source, policy));
    let rest = corpus.mentions.get(from..).unwrap_or_default();
    rest.iter().take_while(|m| (m.source, m.policy) == (source, policy)).any(|m| m.described)
}

/// Whether an act is upon a policy that stands, at least in part, or stands again by it.
const fn presupposes(relation: Relation, extent: Extent) -> bool {
    match relation {
        Relation::Amends
        | Relation::Continues
        | Relation::Supplements
        | Relation::Suspends
        | Relation::Reinstates => true,
        Relation::Rescinds | Relation::Supersedes => matches!(extent, Extent::Part),
        _ => false,
    }
}
