//! Every day around the ends of months, for dates of each precision, against the readings of those dates one by one.
//!
//! A date that is a month can be any of its days; an answer is certain where all of them give it. Here the days are gone
//! through, so that nothing is taken from the code that is tested.

use super::*;
use crate::lineage::testing::Sketch;
use crate::model::PartialDate;
use std::collections::BTreeSet;

/// Dates of each precision around the ends of months: of a leap year, of 1900 that was none, of a year's end.
const DATES: [&str; 9] =
    ["2016-02", "2016-02-29", "2016-03-01", "2016-03", "2016", "1900-02", "2015-12", "2015-12-31", "2016-01"];

fn first_and_last(date: &str) -> (NaiveDate, NaiveDate) {
    let date = PartialDate::from_iso(date).unwrap();
    (date.earliest(), date.latest())
}

/// The first day of a date, its last, and those between that can matter: around `day`.
fn readings(date: &str, days: &[NaiveDate]) -> BTreeSet<NaiveDate> {
    let (first, last) = first_and_last(date);
    let near = days.iter().flat_map(|d| [d.pred_opt(), Some(*d), d.succ_opt()]).flatten();
    near.chain([first, last]).filter(|d| (first..=last).contains(d)).collect()
}

/// The state on a day where each date is one day: what was done last holds, endings before all, and a reinstatement
/// undoes only what came before its own day.
fn on_one_reading(issued: NaiveDate, acts: &[(&str, NaiveDate)], day: NaiveDate) -> Status {
    if day < issued {
        return Status::NotYet;
    }
    let last =
        |names: &[&str]| acts.iter().filter(|(n, d)| names.contains(n) && *d <= day).map(|(_, d)| *d).max();
    let back = last(&["reinstates"]);
    let holds = |names: &[&str]| last(names).is_some_and(|d| back.is_none_or(|back| d >= back));
    if holds(&["rescinds", "supersedes"]) {
        Status::Ended
    } else if holds(&["suspends"]) {
        Status::Suspended
    } else if holds(&["rescindsInPart", "supersedesInPart"]) {
        Status::InForceInPart
    } else {
        Status::InForce
    }
}

/// Days on which something can change: the ends of all dates, a day before and a day after.
fn days_around(dates: &[&str]) -> Vec<NaiveDate> {
    let ends = dates.iter().flat_map(|d| <[NaiveDate; 2]>::from(first_and_last(d)));
    let days = ends.flat_map(|d| [d.pred_opt(), Some(d), d.succ_opt()]).flatten();
    days.collect::<BTreeSet<_>>().into_iter().collect()
}

/// A policy and what was done to it: each act by a policy of its own, with its day printed; the acting policies were
/// issued in another age.
fn index(issued: &str, acts: &[(&str, &str)]) -> Index {
    let issues: Vec<&str> = std::iter::once(issued).chain(acts.iter().map(|_| "1700")).collect();
    let acts = acts.iter().zip(1..);
    acts.fold(Sketch::new(&issues), |sketch, ((name, date), actor)| sketch.edge(actor, name, 0, date)).index()
}

/// Compares the answer on every day around with all readings together.
fn agrees(issued: &str, acts: &[(&str, &str)]) -> usize {
    let index = index(issued, acts);
    let dates: Vec<&str> = acts.iter().map(|(_, d)| *d).chain([issued]).collect();
    let days = days_around(&dates);
    for &day in &days {
        let mut possible = BTreeSet::new();
        for issued in readings(issued, &days) {
            let mut chosen: Vec<Vec<(&str, NaiveDate)>> = vec![Vec::new()];
            for (name, date) in acts {
                let longer = chosen.iter().flat_map(|c| {
                    readings(date, &days)
                        .into_iter()
                        .map(move |d| c.iter().copied().chain([(*name, d)]).collect::<Vec<_>>())
                });
                chosen = longer.collect();
            }
            possible.extend(chosen.iter().map(|acts| on_one_reading(issued, acts, day)));
        }
        let found = status(&index, PolicyIx(0), day).status;
        // Before it can have been issued, whatever was done to it, it is not there.
        let first = first_and_last(issued).0;
        if day < first {
            assert_eq!(found, Status::NotYet, "issued {issued}, {acts:?}, on {day}");
        } else if possible.len() == 1 {
            assert_eq!(Some(&found), possible.first(), "issued {issued}, {acts:?}, on {day}");
        } else if found != Status::Unknown {
            // An ending that surely came is told although the day of issue is not known better than by its month.
            let of_issue_alone = possible.iter().all(|s| *s == found || *s == Status::NotYet);
            assert!(of_issue_alone, "issued {issued}, {acts:?}, on {day}: {found:?} of {possible:?}");
        }
    }
    days.len()
}

#[test]
fn one_act_of_each_kind() {
    let mut days = 0;
    for act in ["rescinds", "supersedes", "suspends", "rescindsInPart", "supersedesInPart", "reinstates"] {
        for issued in DATES {
            for done in DATES {
                days += agrees(issued, &[(act, done)]);
            }
        }
    }
    assert!(days > 3_000, "{days}");
}

#[test]
fn an_act_and_a_reinstatement() {
    for act in ["rescinds", "supersedes", "suspends", "rescindsInPart"] {
        for done in DATES {
            for undone in DATES {
                agrees("1800-01-01", &[(act, done), ("reinstates", undone)]);
            }
        }
    }
}

#[test]
fn two_acts() {
    for pair in [["suspends", "rescinds"], ["rescindsInPart", "supersedes"], ["suspends", "supersedesInPart"]]
    {
        for first in DATES {
            for second in DATES {
                agrees("1800-01-01", &[(pair[0], first), (pair[1], second)]);
            }
        }
    }
}

/// Suspended, reinstated, in part ended, ended, and brought back: the whole life of a policy with one date a month.
#[test]
fn a_life() {
    let acts = [
        ("suspends", "2016-02"),
        ("reinstates", "2016-04"),
        ("rescindsInPart", "2016-06"),
        ("rescinds", "2016-08"),
        ("reinstates", "2016-10"),
    ];
    agrees("2015-12", &acts);
    let index = index("2015-12", &acts);
    for (day, expected) in [
        ("2015-11-30", Status::NotYet),
        ("2015-12-01", Status::Unknown),
        ("2015-12-31", Status::InForce),
        ("2016-02-01", Status::Unknown),
        ("2016-02-29", Status::Suspended),
        ("2016-03-31", Status::Suspended),
        ("2016-04-01", Status::Unknown),
        ("2016-04-30", Status::InForce),
        ("2016-06-30", Status::InForceInPart),
        ("2016-08-30", Status::Unknown),
        ("2016-08-31", Status::Ended),
        ("2016-10-01", Status::Unknown),
        ("2016-10-31", Status::InForce),
    ] {
        assert_eq!(status(&index, PolicyIx(0), day.parse().unwrap()).status, expected, "{day}");
    }
}
