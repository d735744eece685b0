//! The law of statuses: a policy's own day and what is said to happen to it, in; runs of days with the statuses that are
//! possible on them, out. Section 4 of the design, "Possible statuses".
//!
//! A day is possible for an act where it lies within the act's interval; one choice of a day for each act gives one status
//! on each day, and a status is possible where some choice gives it. Choices are not listed one by one: all states that
//! they can lead to are carried from day to day together, and days on which nothing begins or ends are passed over once
//! they change nothing more.

use super::possible::{Possible, State as Status};
use crate::model::{Extent, Relation};

/// Before every day.
pub const ALWAYS: i32 = i32::MIN;
/// After every day.
pub const NEVER: i32 = i32::MAX;

/// What an act does, in the order in which acts of one day take place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// Puts the whole back in force.
    Revive,
    /// Puts a part back in force.
    RevivePart,
    /// Suspends the whole.
    Suspend,
    /// Suspends a part.
    SuspendPart,
    /// Ends the whole.
    End,
    /// Ends a part.
    EndPart,
}

impl Effect {
    /// What an act of this relation does; `None` where it leaves the status as it is.
    #[must_use]
    pub const fn of(relation: Relation, extent: Extent) -> Option<Self> {
        Some(match (relation, extent) {
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

/// One act upon the policy. Days count as [`chrono::Datelike::num_days_from_ce`]; both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// What it does.
    pub effect: Effect,
    /// The days on which it can happen.
    pub days: (i32, i32),
    /// The days that can be the last of a suspension, where one is printed.
    pub until: Option<(i32, i32)>,
    /// Acts of one number happen on one day: those of one policy of which no day is printed.
    pub together: Option<u32>,
    /// Whether somebody else's words speak against it, so that it may not have happened.
    pub contested: bool,
}

/// What is known of one policy.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// The days on which it can have been issued.
    pub own: (i32, i32),
    /// What is said to happen to it.
    pub acts: &'a [Act],
    /// The last day of which the sources would tell; [`ALWAYS`] where no source describes it.
    pub covered: i32,
}

/// A maximal run of days with the same possible statuses and the same dispute; it lasts to the day before the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its first day; [`ALWAYS`] for the first run.
    pub from: i32,
    /// What is possible on its days.
    pub possible: Possible,
    /// Whether it is disputed that the policy has ended.
    pub disputed: bool,
}

/// The runs of a policy, in order, and whether its acts were too many to be held against each other exactly: then
/// [`Run::possible`] can hold more than is possible, never less.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The runs; at least one.
    pub runs: Vec<Run>,
    /// Whether they are wider than need be.
    pub widened: bool,
}

/// So many acts of uncertain day that may happen on one day are held against each other; more are taken together.
const MOST_TOGETHER: usize = 7;

/// So many groups of acts have a bit each.
const MOST_OPEN: usize = 31;

/// Acts that happen on one day.
#[derive(Clone, Debug)]
struct Group {
    days: (i32, i32),
    contested: bool,
    /// In the order of effects.
    acts: Vec<(Effect, Option<(i32, i32)>)>,
}

/// What holds after some day of some choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    base: Base,
    /// The suspension of the whole.
    halt: Halt,
    /// The suspension of a part.
    part: Halt,
    /// Which of the groups under way have happened.
    happened: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Base {
    NotYet,
    Whole,
    Part,
    Ended,
}

/// A suspension, by the days that can be its last.
type Halt = Option<(i32, i32)>;

/// The runs of a policy.
///
/// Near-linear in the acts: only those whose intervals overlap are held against each other, up to seven at once.
#[must_use]
pub fn runs(case: Case<'_>) -> Outcome {
    let groups = groups(case);
    let own = own_days(case.own, &groups);
    let Some(walk) = Walk::new(own, groups) else { return widened(case) };
    let runs = walk.run();
    Outcome { runs: limited(runs, case), widened: false }
}

/// Puts acts of one day together, holds them to the policy's own day, and leaves out a third of the same kind and days.
fn groups(case: Case<'_>) -> Vec<Group> {
    let first = case.own.0;
    let held = |days: (i32, i32)| (days.0.max(first), days.1.max(first));
    let mut groups: Vec<Group> = Vec::new();
    let mut together: std::collections::BTreeMap<(u32, (i32, i32), bool), usize> = Default::default();
    for act in case.acts {
        let days = held(act.days);
        let one = (act.effect, act.until);
        let known = act.together.and_then(|t| together.get(&(t, days, act.contested)).copied());
        match known.and_then(|at| groups.get_mut(at)) {
            Some(group) => group.acts.push(one),
            None => {
                if let Some(t) = act.together {
                    together.insert((t, days, act.contested), groups.len());
                }
                groups.push(Group { days, contested: act.contested, acts: vec![one] });
            }
        }
    }
    groups.iter_mut().for_each(|g| g.acts.sort_unstable());
    groups.sort_by(|a, b| (a.days, a.contested, &a.acts).cmp(&(b.days, b.contested, &b.acts)));
    // What happens twice can happen before something else and after it; a third time adds nothing.
    let mut kept: Vec<Group> = Vec::with_capacity(groups.len());
    for group in groups {
        let same = |other: &Group| {
            (other.days, other.contested, &other.acts) == (group.days, group.contested, &group.acts)
        };
        if kept.iter().rev().take(2).filter(|other| same(other)).count() < 2 {
            kept.push(group);
        }
    }
    kept
}

/// The policy was issued no later than on the last day that an act upon it can have.
fn own_days(own: (i32, i32), groups: &[Group]) -> (i32, i32) {
    let last = groups.iter().filter(|g| !g.contested).map(|g| g.days.1).min();
    (own.0, last.map_or(own.1, |last| own.1.min(last)).max(own.0))
}

/// Walks over the days.
struct Walk {
    own: (i32, i32),
    groups: Vec<Group>,
    /// The days on which something begins or ends, sorted.
    bounds: Vec<i32>,
    /// The groups that can happen on the days of each stretch between two bounds.
    open: Vec<Vec<u32>>,
}

impl Walk {
    /// `None` where too many groups can happen on one day.
    fn new(own: (i32, i32), groups: Vec<Group>) -> Option<Self> {
        let after = |day: i32| day.saturating_add(1);
        let untils = groups.iter().flat_map(|g| &g.acts).filter_map(|(_, until)| *until);
        let mut bounds: Vec<i32> =
            groups.iter().map(|g| g.days).chain([own]).flat_map(|(a, b)| [a, b, after(b)]).collect();
        bounds.extend(untils.flat_map(|(a, b)| [after(a), after(b)]));
        bounds.push(ALWAYS);
        bounds.retain(|day| *day != NEVER);
        bounds.sort_unstable();
        bounds.dedup();
        let mut open = Vec::with_capacity(bounds.len());
        let (mut next, mut under_way): (usize, Vec<u32>) = (0, Vec::new());
        for day in &bounds {
            let days = |g: u32| groups.get(g as usize).map_or((NEVER, ALWAYS), |g| g.days);
            under_way.retain(|g| days(*g).1 >= *day);
            while let Some(group) = groups.get(next).filter(|g| g.days.0 <= *day) {
                if group.days.1 >= *day {
                    under_way.push(u32::try_from(next).ok()?);
                }
                next += 1;
            }
            let uncertain = under_way.iter().filter(|g| days(**g).0 < days(**g).1).count();
            // Of the acts of one sure day only contested ones leave a choice.
            let contested = under_way
                .iter()
                .filter(|g| {
                    days(**g).0 == days(**g).1 && groups.get(**g as usize).is_some_and(|g| g.contested)
                })
                .count();
            if uncertain + contested > MOST_TOGETHER || under_way.len() > MOST_OPEN {
                return None;
            }
            open.push(under_way.clone());
        }
        Some(Self { own, groups, bounds, open })
    }

    fn run(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let start = Standing { base: Base::NotYet, halt: None, part: None, happened: 0 };
        let mut states = vec![start];
        let mut before: &[u32] = &[];
        for (at, (from, open)) in self.bounds.iter().zip(&self.open).enumerate() {
            states = renumbered(&states, before, open);
            before = open;
            let last = self.bounds.get(at + 1).map_or(NEVER, |next| next - 1);
            let mut day = *from;
            loop {
                let next = self.step(&states, day, open);
                // Before the first bound there are days without end; what they can lead to, they have led to.
                let settled = next == states;
                states = next;
                if *from != ALWAYS || settled {
                    push(&mut runs, if *from == ALWAYS { ALWAYS } else { day }, possible(&states));
                }
                if settled || day == last {
                    break;
                }
                if *from != ALWAYS {
                    day += 1;
                }
            }
        }
        runs
    }

    /// All states that can hold at the end of a day, from those at the end of the day before.
    fn step(&self, states: &[Standing], day: i32, open: &[u32]) -> Vec<Standing> {
        let mut found = Vec::new();
        let mut taken: Vec<(Effect, Option<(i32, i32)>)> = Vec::new();
        for state in states.iter().flat_map(|s| self.begun(*s, day)) {
            let pending: Vec<usize> = (0..open.len()).filter(|bit| state.happened & 1 << bit == 0).collect();
            let group = |bit: usize| open.get(bit).and_then(|g| self.groups.get(*g as usize));
            let forced = |bit: &usize| group(*bit).is_some_and(|g| g.days.1 == day && !g.contested);
            let (must, may): (Vec<usize>, Vec<usize>) = pending.into_iter().partition(forced);
            for choice in 0..1_u32 << may.len() {
                let chosen =
                    may.iter().enumerate().filter(|(i, _)| choice & 1 << i != 0).map(|(_, bit)| *bit);
                let all: Vec<usize> = must.iter().copied().chain(chosen).collect();
                if state.base == Base::NotYet && !all.is_empty() {
                    continue;
                }
                taken.clear();
                taken.extend(all.iter().filter_map(|bit| group(*bit)).flat_map(|g| g.acts.iter().copied()));
                taken.sort_unstable();
                let mut after =
                    taken.iter().fold(state, |state, (effect, until)| state.after(*effect, *until, day));
                after.happened |= all.iter().fold(0, |mask, bit| mask | 1 << bit);
                found.push(after);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What the morning of a day can bring: the end of a suspension, the policy's own issue.
    fn begun(&self, state: Standing, day: i32) -> Vec<Standing> {
        let over = |halt: Halt| match halt {
            Some((_, last)) if day > last => vec![None],
            Some((first, _)) if day > first => vec![halt, None],
            _ => vec![halt],
        };
        if state.base == Base::NotYet {
            let issued = Standing { base: Base::Whole, ..state };
            return match self.own {
                (first, _) if day < first => vec![state],
                (_, last) if day >= last => vec![issued],
                _ => vec![state, issued],
            };
        }
        let parts = over(state.part);
        let halts = over(state.halt);
        halts
            .into_iter()
            .flat_map(|halt| parts.iter().map(move |part| Standing { halt, part: *part, ..state }))
            .collect()
    }
}

impl Standing {
    fn after(self, effect: Effect, until: Halt, day: i32) -> Self {
        let stands = matches!(self.base, Base::Whole | Base::Part);
        let lasting = until.unwrap_or((NEVER, NEVER));
        let longer =
            |halt: Halt| Some(halt.map_or(lasting, |old| (old.0.max(lasting.0), old.1.max(lasting.1))));
        match effect {
            Effect::Revive => Self { base: Base::Whole, halt: None, part: None, ..self },
            Effect::RevivePart if self.base == Base::Ended || self.halt.is_some() => {
                Self { base: Base::Part, halt: None, ..self }
            }
            Effect::Suspend if stands && lasting.1 >= day => Self { halt: longer(self.halt), ..self },
            Effect::SuspendPart if stands && lasting.1 >= day => Self { part: longer(self.part), ..self },
            Effect::End => Self { base: Base::Ended, halt: None, part: None, ..self },
            Effect::EndPart if stands => Self { base: Base::Part, ..self },
            _ => self,
        }
    }

    const fn status(self) -> Status {
        match (self.base, self.halt, self.part) {
            (Base::NotYet, ..) => Status::NotYet,
            (Base::Ended, ..) => Status::Ended,
            (_, Some(_), _) => Status::Suspended,
            (Base::Part, ..) | (_, _, Some(_)) => Status::InPart,
            _ => Status::InForce,
        }
    }
}

/// The same states with the numbers of the groups that are under way now.
fn renumbered(states: &[Standing], before: &[u32], now: &[u32]) -> Vec<Standing> {
    let moved = |happened: u32| {
        let old = before.iter().enumerate().filter(|(bit, _)| happened & 1 << bit != 0);
        old.filter_map(|(_, g)| now.iter().position(|n| n == g)).fold(0, |mask, bit| mask | 1 << bit)
    };
    let mut moved: Vec<Standing> =
        states.iter().map(|s| Standing { happened: moved(s.happened), ..*s }).collect();
    moved.sort_unstable();
    moved.dedup();
    moved
}

fn possible(states: &[Standing]) -> Possible {
    states.iter().map(|s| s.status()).collect()
}

fn push(runs: &mut Vec<Run>, from: i32, possible: Possible) {
    push_run(runs, Run { from, possible, disputed: false });
}

fn push_run(runs: &mut Vec<Run>, run: Run) {
    let same = |last: &Run| (last.possible, last.disputed) == (run.possible, run.disputed);
    match runs.last_mut() {
        Some(last) if same(last) => {}
        Some(last) if last.from == run.from => *last = run,
        _ => runs.push(run),
    }
}

/// Ends what is concluded from silence with the day that is covered, and marks the days of a dispute.
fn limited(runs: Vec<Run>, case: Case<'_>) -> Vec<Run> {
    let disputes = disputes(case);
    let silent = silent_from(case.covered);
    let mut days: Vec<i32> = runs
        .iter()
        .map(|r| r.from)
        .chain([silent])
        .chain(disputes.iter().flat_map(|(a, b)| [*a, *b]))
        .collect();
    days.retain(|day| *day != NEVER);
    days.sort_unstable();
    days.dedup();
    let mut found = Vec::with_capacity(days.len());
    let (mut known, mut dispute) = (runs.iter().peekable(), disputes.iter().peekable());
    let mut current = Possible::NONE;
    for day in days {
        while let Some(run) = known.next_if(|run| run.from <= day) {
            current = run.possible;
        }
        while dispute.next_if(|(_, end)| *end <= day).is_some() {}
        let possible = if day >= silent { current.unless_told() } else { current };
        let disputed = dispute.peek().is_some_and(|(start, _)| *start <= day) && possible.one().is_none();
        push_run(&mut found, Run { from: day, possible, disputed });
    }
    found
}

/// The first day of which the sources tell nothing.
const fn silent_from(covered: i32) -> i32 {
    if covered == ALWAYS { ALWAYS } else { covered.saturating_add(1) }
}

/// The stretches of days on which it is disputed that the policy has ended: first day, and one past the last. In order,
/// without overlap.
fn disputes(case: Case<'_>) -> Vec<(i32, i32)> {
    let settles = |act: &&Act| {
        !act.contested && matches!(act.effect, Effect::End | Effect::Revive | Effect::RevivePart)
    };
    let mut settled: Vec<i32> = case.acts.iter().filter(settles).map(|a| a.days.1.max(case.own.0)).collect();
    settled.sort_unstable();
    let contested = case.acts.iter().filter(|a| a.contested && a.effect == Effect::End);
    let mut found: Vec<(i32, i32)> = contested
        .filter_map(|act| {
            let start = act.days.0.max(case.own.0);
            let next = settled.get(settled.partition_point(|day| *day < start)).copied().unwrap_or(NEVER);
            let end = next.min(silent_from(case.covered).max(start));
            (start < end).then_some((start, end))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    let mut joined: Vec<(i32, i32)> = Vec::new();
    for (start, end) in found {
        match joined.last_mut() {
            Some(last) if last.1 >= start => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined
}

/// What holds whatever the order of so many acts: each status from the first day on which an act can lead to it.
fn widened(case: Case<'_>) -> Outcome {
    let own = case.own;
    let mut days: Vec<(i32, Possible)> =
        vec![(ALWAYS, Possible::of(Status::NotYet)), (own.0, Possible::of(Status::InForce))];
    for act in case.acts {
        let led = match act.effect {
            Effect::Revive => Status::InForce,
            Effect::RevivePart | Effect::EndPart | Effect::SuspendPart => Status::InPart,
            Effect::Suspend => Status::Suspended,
            Effect::End => Status::Ended,
        };
        days.push((act.days.0.max(own.0), Possible::of(led)));
    }
    days.push((own.1.saturating_add(1), Possible::NONE));
    days.sort_unstable();
    let mut runs = Vec::new();
    let mut all = Possible::NONE;
    for (day, more) in days {
        all = all.and(more);
        let now = if day > own.1 { all.without(Status::NotYet) } else { all };
        push(&mut runs, day, now);
    }
    Outcome { runs: limited(runs, case), widened: true }
}

#[cfg(test)]
mod tests;
