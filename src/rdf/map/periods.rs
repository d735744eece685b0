//! The triples of status periods, and of how far policies are covered.

use super::emit::Subject;
use super::{Item, Map, Sink, narrow};
use crate::ground::vocab;
use crate::resolve::StoredStatement;
use crate::resolve::status::{Life, Period, Possible, State, StatementRef};
use chrono::NaiveDate;
use oxigraph::model::{NamedNode, NamedNodeRef};

impl Map<'_> {
    fn life(&self, policy: u32) -> Option<&Life> {
        self.statuses.as_ref()?.lives.get(policy as usize)
    }

    /// The periods of a policy, in order; none where periods are not written.
    pub(super) fn periods(&self, policy: u32) -> impl Iterator<Item = Item> + use<> {
        let count = self.life(policy).map_or(0, |life| life.periods.len());
        (0..narrow(count)).map(move |n| Item::Period(policy, n))
    }

    /// How far a policy is covered; of a binding one from which day it was in force and up to which, where both are sure.
    pub(super) fn emit_coverage(&self, policy: u32, binding: bool, to: &mut Subject<'_, '_>) {
        let Some(life) = self.life(policy) else { return };
        if binding {
            let (first, last) = in_force(&life.periods);
            if let Some(day) = first {
                to.date(vocab::ELI_FIRST_DATE_ENTRY_IN_FORCE, day.into());
            }
            if let Some(day) = last {
                to.date(vocab::ELI_DATE_NO_LONGER_IN_FORCE, day.into());
            }
        }
        if let Some(day) = life.covered_until {
            to.date(vocab::PED_COVERED_UNTIL, day.into());
        }
    }

    pub(super) fn emit_period(&self, policy: u32, n: u32, sink: &mut Sink<'_>) {
        let (Some(of), Some(period)) =
            (self.policy(policy), self.life(policy).and_then(|life| life.periods.get(n as usize)))
        else {
            return;
        };
        let Some(described) = self.corpus.policies.get(policy as usize) else { return };
        let start = period.from.map_or_else(|| "start".to_owned(), |day| day.to_string());
        let iri = self.base.join(&format!("{}/status/{start}", self.corpus.str(described.path)));
        let mut to = Subject { iri: iri.as_ref(), sink };
        to.iri(vocab::RDF_TYPE, vocab::PED_STATUS_PERIOD);
        to.iri(vocab::PED_OF, of);
        if let Some(day) = period.from {
            to.date(vocab::PED_FROM, day.into());
        }
        if let Some(day) = period.until {
            to.date(vocab::PED_UNTIL, day.into());
        }
        to.iri(vocab::PED_STATUS, period.possible.one().map_or(vocab::PED_UNKNOWN, status_term));
        for possible in period.possible.iter() {
            to.iri(vocab::PED_POSSIBLE, status_term(possible));
        }
        to.iri(vocab::PED_STANDING, standing(period));
        to.typed(vocab::PED_DISPUTED, if period.disputed { "true" } else { "false" }, vocab::XSD_BOOLEAN);
        let mut deciding: Vec<NamedNode> =
            period.decided_by.iter().filter_map(|s| self.stated_by(*s)).collect();
        deciding.extend(period.judged_by.iter().filter_map(|at| self.judgement_iri(*at)));
        deciding.sort_unstable();
        deciding.dedup();
        for statement in &deciding {
            to.iri(vocab::PED_DECIDED_BY, statement.as_ref());
        }
    }

    fn stated_by(&self, statement: StatementRef) -> Option<NamedNode> {
        match statement {
            StatementRef::Edge(ix) => self.statement_iri(self.corpus.statements.get(ix as usize)?),
            StatementRef::Reflexive(ix) => self.statement_iri(self.corpus.reflexive.get(ix as usize)?),
            StatementRef::Ending(ix) => self.ending_iri(self.corpus.endings.get(ix as usize)?),
        }
    }

    /// What is doubtful about a statement, in words with both dates.
    pub(super) fn doubt(&self, s: &StoredStatement) -> Option<String> {
        let doubt = self.corpus.doubt(s)?;
        let policy = self.corpus.policies.get(doubt.policy as usize)?;
        let name = self.corpus.str(policy.name);
        Some(format!("{} is printed beside {name}, which is of {}", doubt.printed, doubt.own))
    }
}

/// The term of the ontology for a status.
#[must_use]
pub const fn status_term(status: State) -> NamedNodeRef<'static> {
    match status {
        State::NotYet => vocab::PED_NOT_YET,
        State::InForce => vocab::PED_IN_FORCE,
        State::InPart => vocab::PED_IN_PART,
        State::Suspended => vocab::PED_SUSPENDED,
        State::Ended => vocab::PED_ENDED,
    }
}

fn standing(period: &Period) -> NamedNodeRef<'static> {
    match period.possible.stands().filter(|_| !period.disputed) {
        Some(true) => vocab::PED_YES,
        Some(false) => vocab::PED_NO,
        None => vocab::PED_UNSURE,
    }
}

/// The first day and the last on which a policy is in force, where they are sure: it was not issued the day before the
/// first, and it has ended for good on the day after the last.
fn in_force(periods: &[Period]) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let is = |period: &Period, state: State| period.possible == Possible::of(state);
    let first = periods.windows(2).find_map(|pair| match pair {
        [before, after] if is(before, State::NotYet) && is(after, State::InForce) => after.from,
        _ => None,
    });
    let last = match periods {
        [.., before, last]
            if is(last, State::Ended) && before.possible.one().is_some_and(|s| s != State::Ended) =>
        {
            before.until
        }
        _ => None,
    };
    (first, last)
}
