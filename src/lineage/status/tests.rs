//! The status against readings of the dates that are listed one by one.

use super::*;
use crate::lineage::testing::{Sketch, fixture, named};
use crate::model::Relation;
use chrono::{Days, Months};
use proptest::prelude::*;

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn on(index: &Index, name: &str, iso: &str) -> Finding {
    status(index, named(index, name), day(iso))
}

#[test]
fn a_suspension_and_its_end() {
    let index = fixture();
    for (iso, expected) in [
        ("1998-05-13", Status::NotYet),
        ("1998-05-14", Status::InForce),
        ("1998-08-04", Status::InForce),
        ("1998-08-05", Status::Suspended),
        ("1999-08-03", Status::Suspended),
        ("1999-08-04", Status::Ended),
    ] {
        assert_eq!(on(&index, "EO 13083", iso).status, expected, "{iso}");
    }
}

#[test]
fn a_reinstatement_revives() {
    let index = fixture();
    for (iso, expected) in [
        ("2017-08-14", Status::InForce),
        ("2017-08-15", Status::Ended),
        ("2021-05-19", Status::Ended),
        ("2021-05-20", Status::InForce),
    ] {
        assert_eq!(on(&index, "EO 13690", iso).status, expected, "{iso}");
    }
    let finding = on(&index, "EO 13690", "2022-01-01");
    assert_eq!(index.edge(finding.deciding.unwrap()).relation, Relation::Reinstates);
    assert_eq!(finding.acts.len(), 2);
}

#[test]
fn the_first_of_two_endings_decides() {
    let index = fixture();
    let finding = on(&index, "EO 12612", "2020-01-01");
    let edge = index.edge(finding.deciding.unwrap());
    assert_eq!((finding.status, index.policy(edge.actor).name()), (Status::Ended, "EO 13083"));
}

#[test]
fn a_printed_effective_date_comes_before_the_actor_s_own() {
    let index = fixture();
    assert_eq!(on(&index, "M-16-08", "2017-06-14").status, Status::InForce);
    assert_eq!(on(&index, "M-16-08", "2017-06-15").status, Status::Ended);
    assert_eq!(on(&index, "M-16-08", "2016-03-30").doubt, Some(Doubt::Issue));
    assert_eq!(on(&index, "Core Council Guidance", "2016-03-30").doubt, Some(Doubt::Undated));
}

/// One policy of month `issued`, ended from month `ended` on, asked about on every day around.
#[test]
fn every_day_around_the_months() {
    for year in [1900, 1999, 2000, 2015, 2016] {
        for first in 1..=12 {
            for gap in 0..=3 {
                let start = NaiveDate::from_ymd_opt(year, first, 1).unwrap();
                let end = start + Months::new(gap);
                let (issued, ended) = (start.format("%Y-%m").to_string(), end.format("%Y-%m").to_string());
                let by_actor = Sketch::new(&[&issued, &ended]).edge(1, "rescinds", 0, "").index();
                let by_statement = Sketch::new(&[&issued, "1800"]).edge(1, "supersedes", 0, &ended).index();
                let last = |month: NaiveDate| month + Months::new(1) - Days::new(1);
                let mut d = start - Days::new(40);
                while d < last(end) + Days::new(40) {
                    let expected = if d < start {
                        Status::NotYet
                    } else if d >= last(end) {
                        Status::Ended
                    } else if d < last(start) || d >= end {
                        Status::Unknown
                    } else {
                        Status::InForce
                    };
                    for index in [&by_actor, &by_statement] {
                        assert_eq!(status(index, PolicyIx(0), d).status, expected, "{issued} {ended} {d}");
                    }
                    d = d + Days::new(1);
                }
            }
        }
    }
}

fn of(sketch: Sketch, iso: &str) -> (Status, Option<Doubt>) {
    let finding = status(&sketch.index(), PolicyIx(0), day(iso));
    (finding.status, finding.doubt)
}

#[test]
fn parts() {
    let part = |effective| Sketch::new(&["2001", "2010"]).edge(1, "rescindsInPart", 0, effective);
    assert_eq!(of(part(""), "2009-12-31"), (Status::InForce, None));
    assert_eq!(of(part(""), "2010-06-01"), (Status::Unknown, Some(Doubt::Part)));
    assert_eq!(of(part(""), "2010-12-31"), (Status::InForceInPart, None));
    assert_eq!(
        of(part("2010-03-01").edge(1, "reinstates", 0, "2012"), "2013-01-01"),
        (Status::InForce, None)
    );
    assert_eq!(of(part("2010-03-01").edge(1, "rescinds", 0, "2012"), "2013-01-01"), (Status::Ended, None));
}

#[test]
fn an_undated_ender_leaves_it_unknown() {
    let sketch = Sketch::new(&["2001", ""]).edge(1, "rescinds", 0, "");
    assert_eq!(of(sketch.clone(), "2000-12-31"), (Status::NotYet, None));
    assert_eq!(of(sketch, "2024-01-01"), (Status::Unknown, Some(Doubt::Ending)));
}

#[test]
fn a_policy_ends_itself_only_on_a_printed_day() {
    let own = |effective| Sketch::new(&["2001-01-01"]).edge(0, "rescinds", 0, effective);
    assert_eq!(of(own(""), "2024-01-01"), (Status::InForce, None));
    assert_eq!(of(own("2003-09-30"), "2003-09-29"), (Status::InForce, None));
    assert_eq!(of(own("2003-09-30"), "2003-09-30"), (Status::Ended, None));
}

#[test]
fn a_reinstatement_on_the_same_day_is_not_later() {
    let both =
        Sketch::new(&["2001-01-01", "2002-02-02"]).edge(1, "rescinds", 0, "").edge(1, "reinstates", 0, "");
    assert_eq!(of(both, "2003-01-01"), (Status::Ended, None));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn all_at_once_as_one_by_one(sketch in crate::lineage::testing::graph(8, 24), month in 1u32..8) {
        let index = sketch.index();
        let as_of = NaiveDate::from_ymd_opt(2020, month, 15).unwrap();
        let all = statuses(&index, as_of);
        for p in index.policies() {
            let finding = status(&index, p, as_of);
            prop_assert_eq!(finding.status, all[p.at()]);
            prop_assert_eq!(finding.doubt.is_some(), finding.status.is_open());
            let decided_by_date = matches!(finding.doubt, Some(Doubt::Undated | Doubt::Issue));
            if matches!(finding.status, Status::Ended | Status::Suspended | Status::InForceInPart)
                || (finding.status == Status::Unknown && !decided_by_date)
            {
                prop_assert!(finding.deciding.is_some(), "{finding:?}");
            }
        }
    }
}
