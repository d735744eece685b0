//! The law against choices of days that are listed one by one, and against examples for its sentences.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

fn act(effect: Effect, first: i32, last: i32) -> Act {
    Act { effect, days: (first, last), until: None, together: None, contested: false }
}

fn on(case: Case<'_>, day: i32) -> (Vec<Status>, bool) {
    let outcome = runs(case);
    assert!(!outcome.widened);
    let at = outcome.runs.partition_point(|r| r.from <= day) - 1;
    let run = outcome.runs[at];
    (run.possible.iter().collect(), run.disputed)
}

fn of(own: (i32, i32), acts: &[Act], day: i32) -> Vec<Status> {
    on(Case { own, acts, covered: 1000 }, day).0
}

use Effect::{End, EndPart, Revive, RevivePart, Suspend, SuspendPart};
use Status::{Ended, InForce, InPart, NotYet, Suspended};

#[test]
fn a_policy_is_in_force_from_its_day_on() {
    assert_eq!(of((10, 10), &[], 9), [NotYet]);
    assert_eq!(of((10, 10), &[], 10), [InForce]);
    assert_eq!(of((10, 20), &[], 15), [NotYet, InForce]);
    assert_eq!(of((10, 20), &[], 20), [InForce]);
}

#[test]
fn an_act_of_a_month_is_uncertain_up_to_its_last_day() {
    let acts = [act(End, 100, 130)];
    assert_eq!(of((10, 10), &acts, 99), [InForce]);
    assert_eq!(of((10, 10), &acts, 100), [InForce, Ended]);
    assert_eq!(of((10, 10), &acts, 130), [Ended]);
}

/// On one day a reinstatement comes first, then a suspension, then an ending; in a month either can come first.
#[test]
fn a_suspension_and_a_reinstatement_within_a_month() {
    let acts = [act(Suspend, 100, 130), act(Revive, 100, 130)];
    assert_eq!(of((10, 10), &acts, 100), [InForce, Suspended]);
    assert_eq!(of((10, 10), &acts, 101), [InForce, Suspended]);
    assert_eq!(of((10, 10), &acts, 131), [InForce, Suspended]);
    let day = [act(Suspend, 100, 100), act(Revive, 100, 100), act(End, 200, 200), act(Revive, 200, 200)];
    assert_eq!(of((10, 10), &day, 100), [Suspended]);
    assert_eq!(of((10, 10), &day, 200), [Ended]);
}

#[test]
fn acts_of_one_policy_share_a_day() {
    let apart = [act(End, 100, 130), act(Revive, 100, 130)];
    assert_eq!(of((10, 10), &apart, 131), [InForce, Ended]);
    let together = apart.map(|a| Act { together: Some(7), ..a });
    assert_eq!(of((10, 10), &together, 131), [Ended]);
}

#[test]
fn a_suspension_lasts_to_its_printed_day() {
    let acts = [Act { until: Some((150, 150)), ..act(Suspend, 100, 100) }];
    assert_eq!(of((10, 10), &acts, 150), [Suspended]);
    assert_eq!(of((10, 10), &acts, 151), [InForce]);
    let part = [Act { until: Some((150, 155)), ..act(SuspendPart, 100, 100) }];
    assert_eq!(of((10, 10), &part, 150), [InPart]);
    assert_eq!(of((10, 10), &part, 151), [InForce, InPart]);
    assert_eq!(of((10, 10), &part, 156), [InForce]);
}

#[test]
fn what_has_ended_is_changed_by_a_reinstatement_alone() {
    let ended = |more: Act| [act(End, 50, 50), more];
    assert_eq!(of((10, 10), &ended(act(Suspend, 60, 60)), 70), [Ended]);
    assert_eq!(of((10, 10), &ended(act(EndPart, 60, 60)), 70), [Ended]);
    assert_eq!(of((10, 10), &ended(act(Revive, 60, 60)), 70), [InForce]);
    assert_eq!(of((10, 10), &ended(act(RevivePart, 60, 60)), 70), [InPart]);
}

#[test]
fn no_act_falls_before_the_policy_s_own_day() {
    assert_eq!(of((100, 100), &[act(End, 50, 50)], 99), [NotYet]);
    assert_eq!(of((100, 100), &[act(End, 50, 50)], 100), [Ended]);
    assert_eq!(of((100, 100), &[act(End, 50, 150)], 120), [InForce, Ended]);
    // It was issued by the day on which it was ended.
    assert_eq!(of((ALWAYS, NEVER), &[act(End, 50, 50)], 60), [Ended]);
}

#[test]
fn silence_counts_up_to_the_day_that_is_covered() {
    let case = |acts: &'static [Act], covered| Case { own: (10, 10), acts, covered };
    assert_eq!(on(case(&[], 50), 50).0, [InForce]);
    assert_eq!(on(case(&[], 50), 51).0, [InForce, InPart, Suspended, Ended]);
    assert_eq!(on(case(&[], ALWAYS), 10).0, [InForce, InPart, Suspended, Ended]);
    assert_eq!(on(case(&[], ALWAYS), 9).0, [NotYet]);
    const LATER: &[Act] =
        &[Act { effect: End, days: (80, 80), until: None, together: None, contested: false }];
    assert_eq!(on(case(LATER, 50), 90).0, [Ended], "what is said holds later too");
}

#[test]
fn a_contested_ending_is_disputed_up_to_what_settles_it() {
    let contested = Act { contested: true, ..act(End, 50, 50) };
    let acts = [contested, act(End, 80, 80)];
    let case = Case { own: (10, 10), acts: &acts, covered: 100 };
    assert_eq!(on(case, 49), (vec![InForce], false));
    assert_eq!(on(case, 50), (vec![InForce, Ended], true));
    assert_eq!(on(case, 79), (vec![InForce, Ended], true));
    assert_eq!(on(case, 80), (vec![Ended], false));
    let alone = Case { own: (10, 10), acts: &acts[..1], covered: 60 };
    assert_eq!(on(alone, 60), (vec![InForce, Ended], true));
    assert_eq!(on(alone, 61), (vec![InForce, InPart, Suspended, Ended], false));
    let again = Case { own: (10, 10), acts: &[act(End, 30, 30), contested], covered: 100 };
    assert_eq!(on(again, 60), (vec![Ended], false), "a second ending is no contradiction");
}

#[test]
fn a_suspension_lasts_the_day_on_which_it_begins() {
    // Until a month's end that can lie before it or after it.
    let acts = [Act { until: Some((5, 8)), ..act(Suspend, 6, 6) }];
    let case = Case { own: (0, 0), acts: &acts, covered: 100 };
    assert_eq!(on(case, 6).0, [Suspended]);
    assert_eq!(on(case, 7).0, [InForce, Suspended]);
    assert_eq!(on(case, 9).0, [InForce]);
    // Of two that overlap, both days bound what is possible.
    let acts = [
        Act { until: Some((7, 12)), ..act(Suspend, 5, 5) },
        Act { until: Some((8, 9)), ..act(Suspend, 6, 6) },
    ];
    let case = Case { own: (0, 0), acts: &acts, covered: 100 };
    assert_eq!(on(case, 8).0, [Suspended]);
    assert_eq!(on(case, 11).0, [InForce, Suspended]);
    assert_eq!(on(case, 13).0, [InForce]);
}

/// 4,000 acts are read in a moment, and more at once than can be held against each other give no less than is possible.
#[test]
fn many_acts_are_near_linear() {
    let effects = [EndPart, Suspend, Revive, SuspendPart];
    let months: Vec<Act> = (0..4000).map(|i| act(effects[i as usize % 4], 30 * i, 30 * i + 45)).collect();
    let started = std::time::Instant::now();
    assert!(!runs(Case { own: (0, 0), acts: &months, covered: 1 << 20 }).widened);
    assert!(started.elapsed().as_secs() < 8, "{:?}", started.elapsed());
    let at_once: Vec<Act> = (0..4000).map(|i| act(effects[i as usize % 4], i, 5000 + i)).collect();
    let outcome = runs(Case { own: (0, 0), acts: &at_once, covered: 1 << 20 });
    assert!(outcome.widened && outcome.runs.last().is_some_and(|r| r.possible.has(InForce)));
    let one_day: Vec<Act> =
        (0..4000).map(|i| Act { until: Some((9, 9 + i)), ..act(SuspendPart, 5, 5) }).collect();
    assert!(runs(Case { own: (0, 0), acts: &one_day, covered: 20 }).runs.len() > 1);
}

/// What one choice gives on a day, told over from the sentences of the law.
fn replay(own: i32, acts: &[(Act, i32, Option<i32>)], day: i32) -> Status {
    if day < own {
        return NotYet;
    }
    let (mut base, mut halt, mut part) = (InForce, None::<i32>, None::<i32>);
    for today in own..=day {
        halt = halt.filter(|last| *last >= today);
        part = part.filter(|last| *last >= today);
        let mut todays: Vec<_> = acts.iter().filter(|(_, d, _)| *d == today).collect();
        todays.sort_by_key(|(a, _, until)| (a.effect, *until));
        for (act, _, until) in todays {
            let last = until.unwrap_or(NEVER);
            match act.effect {
                Revive => (base, halt, part) = (InForce, None, None),
                RevivePart if base == Ended || halt.is_some() => (base, halt) = (InPart, None),
                Suspend if base != Ended && last >= today => halt = halt.max(Some(last)),
                SuspendPart if base != Ended && last >= today => part = part.max(Some(last)),
                End => (base, halt, part) = (Ended, None, None),
                EndPart if base != Ended => base = InPart,
                _ => {}
            }
        }
    }
    match (base, halt, part) {
        (Ended, ..) => Ended,
        (_, Some(_), _) => Suspended,
        (InPart, ..) | (_, _, Some(_)) => InPart,
        _ => InForce,
    }
}

/// All choices: a day for the policy, one for each act that is not before it, or none for a contested one.
fn listed(own: (i32, i32), acts: &[Act], day: i32) -> BTreeSet<Status> {
    let mut found = BTreeSet::new();
    for issued in own.0..=own.1 {
        let mut choices: Vec<Vec<(Act, i32, Option<i32>)>> = vec![Vec::new()];
        for act in acts {
            let (first, last) = (act.days.0.max(own.0), act.days.1.max(own.0));
            let untils: Vec<Option<i32>> = act.until.map_or(vec![None], |(a, b)| (a..=b).map(Some).collect());
            let mut next = Vec::new();
            for choice in &choices {
                if act.contested {
                    next.push(choice.clone());
                }
                for d in first.max(issued)..=last {
                    // A suspension does not end before it begins, where its last day can be that day or a later one.
                    let can = untils.iter().any(|until| until.is_some_and(|last| last >= d));
                    for until in untils.iter().filter(|until| !can || until.is_some_and(|last| last >= d)) {
                        next.push(choice.iter().copied().chain([(*act, d, *until)]).collect());
                    }
                }
            }
            choices = next;
        }
        found.extend(choices.iter().map(|c| replay(issued, c, day)));
    }
    found
}

fn effect() -> impl Strategy<Value = Effect> {
    prop_oneof![Just(End), Just(EndPart), Just(Suspend), Just(SuspendPart), Just(Revive), Just(RevivePart)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn what_is_possible_is_what_some_choice_gives(
        own in (0_i32..4, 0_i32..3),
        acts in prop::collection::vec((effect(), 0_i32..8, 0_i32..4, any::<bool>(), prop::option::of((0_i32..9, 0_i32..4))), 0..4),
        day in 0_i32..14,
    ) {
        let acts: Vec<Act> = acts
            .into_iter()
            .map(|(effect, first, length, contested, until)| Act {
                effect,
                days: (first, first + length),
                until: until.filter(|_| matches!(effect, Suspend | SuspendPart)).map(|(a, n)| (a, a + n)),
                together: None,
                contested: contested && effect == End,
            })
            .collect();
        let own = (own.0, own.0 + own.1);
        let outcome = runs(Case { own, acts: &acts, covered: 1000 });
        prop_assert!(!outcome.widened);
        let at = outcome.runs.partition_point(|r| r.from <= day) - 1;
        let possible: BTreeSet<Status> = outcome.runs[at].possible.iter().collect();
        prop_assert_eq!(possible, listed(own, &acts, day), "{:?}", outcome.runs);
    }
}
