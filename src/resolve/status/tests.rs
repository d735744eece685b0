//! The law on claims that are made by hand: an example for each sentence of section 4 of the design.

use super::*;
use crate::model::{
    Basis, Claims, DateBasis, Ending, EndingKind, Evidence, Extent, Mention, PartialDate, Relation,
    Statement, Strength,
};
use crate::profile::Profile;
use crate::resolve::Resolver;
use crate::source::Header;

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

fn date(iso: &str) -> Option<PartialDate> {
    PartialDate::from_iso(iso)
}

fn evidence(quote: &str) -> Evidence {
    Evidence { locator: "row=1".into(), quote: quote.into(), start: 0, end: 9, section: "".into() }
}

/// An order of a number: described with its own date, or named with the date beside it.
fn order(number: &str, iso: &str, described: bool) -> Mention {
    let scheme = profile().schemes.by_key("executive-order").unwrap();
    let basis = if described { DateBasis::Record } else { DateBasis::Beside };
    Mention {
        identifiers: vec![(profile().schemes.identifier(scheme, number), Basis::Stated)],
        title: described.then(|| format!("Order {number}").into()),
        label: format!("EO {number}").into(),
        date: date(iso).map(|d| (d, basis)),
        described,
        evidence: evidence(number),
        ..Mention::default()
    }
}

/// What the record of one order says: `(relation, whether the other one acts, other order, its date, effective, until)`.
type Said<'a> = (&'a str, bool, &'a str, &'a str, &'a str, &'a str);

fn record(number: &str, iso: &str, says: &[Said<'_>]) -> Claims {
    let mut claims = Claims::default();
    let own = claims.mention(order(number, iso, true));
    for (name, passive, other, beside, effective, until) in says {
        let (relation, extent) = match name.strip_suffix(" in part") {
            Some(stem) => (Relation::from_name(stem).unwrap().0, Extent::Part),
            None => Relation::from_name(name).unwrap(),
        };
        let other = claims.mention(order(other, beside, false));
        let (actor, target) = if *passive { (other, own) } else { (own, other) };
        claims.statements.push(Statement {
            actor,
            relation,
            extent,
            target,
            effective: date(effective),
            verb: (*name).into(),
            strength: Strength::Explicit,
            evidence: evidence(&format!("{number} {name} {beside} {effective}")),
            lead_in: None,
            condition: None,
            until: date(until),
        });
    }
    claims
}

fn statuses(records: Vec<Claims>) -> (Corpus, Statuses) {
    let mut resolver = Resolver::new(profile());
    resolver.source(&Header::default(), "register-csv", "00").unwrap();
    records.into_iter().for_each(|r| resolver.claims(r));
    let corpus = resolver.finish();
    let statuses = Statuses::of(&corpus);
    (corpus, statuses)
}

/// The possible statuses of an order on a day, in one word each, and whether that is disputed.
fn on((corpus, statuses): &(Corpus, Statuses), number: &str, day: &str) -> String {
    let name = format!("EO {number}");
    let at = corpus.policies.iter().position(|p| corpus.str(p.name) == name).unwrap();
    let day: NaiveDate = day.parse().unwrap();
    let period = statuses.lives[at].periods.iter().rfind(|p| p.from.is_none_or(|from| from <= day)).unwrap();
    assert!(period.until.is_none_or(|until| until >= day), "every day lies in one period");
    let names: Vec<String> = period.possible.iter().map(|s| format!("{s:?}")).collect();
    format!("{}{}", names.join("/"), if period.disputed { " disputed" } else { "" })
}

fn covered((corpus, statuses): &(Corpus, Statuses), number: &str) -> Option<String> {
    let name = format!("EO {number}");
    let at = corpus.policies.iter().position(|p| corpus.str(p.name) == name).unwrap();
    statuses.lives[at].covered_until.map(|d| d.to_string())
}

const OPEN: &str = "InForce/InPart/Suspended/Ended";

/// A row of a late day, so that the register covers the others.
fn newest() -> Claims {
    record("14000", "2020-12-31", &[])
}

#[test]
fn a_register_covers_its_rows_up_to_its_newest_row() {
    let told = statuses(vec![
        record("12001", "1977-07-01", &[("amends", false, "11000", "1962-01-16", "", "")]),
        newest(),
    ]);
    assert_eq!(covered(&told, "12001").as_deref(), Some("2020-12-31"));
    assert_eq!(on(&told, "12001", "2020-12-31"), "InForce");
    assert_eq!(on(&told, "12001", "2021-01-01"), OPEN);
    // A policy that is only cited is never in force from silence; that it is not issued yet follows from its date.
    assert_eq!(covered(&told, "11000"), None);
    assert_eq!(on(&told, "11000", "1962-01-15"), "NotYet");
    assert_eq!(on(&told, "11000", "1962-01-16"), OPEN);
}

#[test]
fn an_act_that_presupposes_the_policy_covers_it_and_a_date_in_a_note_does_not() {
    let said =
        [("amends", true, "14500", "3015-01-01", "", ""), ("continues", true, "14400", "2024-05", "", "")];
    let told = statuses(vec![record("12001", "1977-07-01", &said[1..]), newest()]);
    assert_eq!(covered(&told, "12001").as_deref(), Some("2024-05-01"), "the last sure day");
    let cited = [("seeAlso", false, "14500", "3015-01-01", "", "")];
    assert_eq!(
        covered(&statuses(vec![record("12001", "1977-07-01", &cited)]), "12001").as_deref(),
        Some("1977-07-01")
    );
}

#[test]
fn what_is_said_to_have_ended_stays_so_also_where_it_is_only_cited() {
    let told =
        statuses(vec![record("12001", "1977-07-01", &[("rescinds", false, "11000", "1962-01-16", "", "")])]);
    assert_eq!(on(&told, "11000", "1977-06-30"), OPEN);
    assert_eq!(on(&told, "11000", "1977-07-01"), "Ended");
    assert_eq!(on(&told, "11000", "2500-01-01"), "Ended");
}

#[test]
fn an_act_of_a_month_and_a_suspension_within_one() {
    let said =
        [("suspends", true, "12100", "1979-03", "", ""), ("reinstates", true, "12101", "1979-03", "", "")];
    let told = statuses(vec![record("12001", "1977-07-01", &said), newest()]);
    assert_eq!(on(&told, "12001", "1979-02-28"), "InForce");
    assert_eq!(on(&told, "12001", "1979-03-01"), "InForce/Suspended");
    assert_eq!(on(&told, "12001", "2000-01-01"), "InForce/Suspended");
    let one =
        [("suspends", true, "12100", "1979-03", "", ""), ("reinstates", true, "12100", "1979-03", "", "")];
    let told = statuses(vec![record("12001", "1977-07-01", &one), newest()]);
    assert_eq!(
        on(&told, "12001", "1979-04-01"),
        "Suspended",
        "acts of one policy share a day: the suspension is later"
    );
}

#[test]
fn a_printed_last_day_ends_a_suspension_and_a_part_comes_back_in_part() {
    let said = [("suspends", true, "12100", "1979-03-05", "", "1979-06-30")];
    let told = statuses(vec![record("12001", "1977-07-01", &said), newest()]);
    assert_eq!(on(&told, "12001", "1979-06-30"), "Suspended");
    assert_eq!(on(&told, "12001", "1979-07-01"), "InForce");
    let said = [
        ("rescinds", true, "12100", "1979-03-05", "", ""),
        ("reinstates in part", true, "12200", "1981-01-01", "", ""),
    ];
    let told = statuses(vec![record("12001", "1977-07-01", &said), newest()]);
    assert_eq!(on(&told, "12001", "1980-12-31"), "Ended");
    assert_eq!(on(&told, "12001", "1981-01-01"), "InPart");
}

#[test]
fn statements_of_one_act_have_a_day_in_common_or_are_told() {
    let month = record("12001", "1977-07-01", &[("rescinds", true, "12100", "1979-03-05", "1979-05", "")]);
    let day =
        record("12100", "1979-03-05", &[("supersedes", false, "12001", "1977-07-01", "1979-05-20", "")]);
    let told = statuses(vec![month.clone(), day, newest()]);
    assert_eq!(on(&told, "12001", "1979-05-19"), "InForce", "the day lies in the month");
    assert_eq!(on(&told, "12001", "1979-05-20"), "Ended");
    assert!(told.1.apart.is_empty());
    let later =
        record("12100", "1979-03-05", &[("rescinds", false, "12001", "1977-07-01", "1980-01-01", "")]);
    let told = statuses(vec![month, later, newest()]);
    assert_eq!(on(&told, "12001", "1979-12-31"), "InForce/Ended");
    assert_eq!(told.1.apart.len(), 1);
}

#[test]
fn an_ending_of_its_own_needs_a_printed_day_and_something_can_continue_it() {
    let expiring = |says: &[Said<'_>]| {
        let mut claims = record("12001", "1977-07-01", says);
        claims.endings.push(Ending {
            policy: 0,
            kind: EndingKind::Expires,
            day: date("1979-06-30"),
            verb: "shall terminate on".into(),
            strength: Strength::Explicit,
            evidence: evidence("This order shall terminate on June 30, 1979"),
            lead_in: None,
        });
        statuses(vec![claims, newest()])
    };
    let told = expiring(&[]);
    assert_eq!(on(&told, "12001", "1979-06-30"), "InForce");
    assert_eq!(on(&told, "12001", "1979-07-01"), "Ended");
    let moved = expiring(&[("continues", true, "12100", "1979-05-01", "", "1981-06-30")]);
    assert_eq!(on(&moved, "12001", "1981-06-30"), "InForce");
    assert_eq!(on(&moved, "12001", "1981-07-01"), "Ended");
    let part = expiring(&[("continues in part", true, "12100", "1979-05-01", "", "1981-06-30")]);
    assert_eq!(on(&part, "12001", "1979-07-01"), "Ended", "a committee under it goes on, not the order");
    let own =
        statuses(vec![record("12001", "1977-07-01", &[("rescinds", false, "12001", "", "", "")]), newest()]);
    assert_eq!(on(&own, "12001", "2000-01-01"), "InForce");
    let own = statuses(vec![
        record("12001", "1977-07-01", &[("rescinds", false, "12001", "", "1980-01-01", "")]),
        newest(),
    ]);
    assert_eq!(on(&own, "12001", "2000-01-01"), "Ended");
}

#[test]
fn nobody_s_ending_lies_between_the_policy_and_the_source() {
    let mut claims = record("12001", "1977-07-01", &[]);
    claims.endings.push(Ending {
        policy: 0,
        kind: EndingKind::Act(Relation::Rescinds, Extent::Whole),
        day: None,
        verb: "Rescinded".into(),
        strength: Strength::Explicit,
        evidence: evidence("Rescinded"),
        lead_in: None,
    });
    let told = statuses(vec![claims, newest()]);
    assert_eq!(on(&told, "12001", "1977-07-01"), "InForce/Ended");
    assert_eq!(on(&told, "12001", "2020-12-31"), "Ended");
}

#[test]
fn a_number_with_another_s_date_is_doubted_and_a_slip_counts() {
    let wrong = record("12001", "1977-07-01", &[("rescinds", true, "12100", "1985-01-01", "", "")]);
    let own = record("12100", "1979-03-05", &[]);
    let told = statuses(vec![wrong, own.clone(), newest()]);
    assert_eq!(on(&told, "12001", "1979-03-04"), "InForce");
    assert_eq!(on(&told, "12001", "1979-03-05"), "InForce/Ended disputed");
    assert_eq!(on(&told, "12001", "2021-01-01"), OPEN, "the dispute ends with what is covered");
    let slip = record("12001", "1977-07-01", &[("rescinds", true, "12100", "1979-04-05", "", "")]);
    let told = statuses(vec![slip, own, newest()]);
    assert_eq!(on(&told, "12001", "1979-03-05"), "Ended", "31 days are a slip");
    let (corpus, _) = &told;
    assert!(corpus.statements.iter().any(|s| corpus.doubt(s).is_some_and(|d| !d.of_number())));
}

#[test]
fn an_ending_that_others_speak_against_is_disputed() {
    let acting = record("12100", "1979-03-05", &[("rescinds", false, "12001", "1977-07-01", "", "")]);
    let part = record("12001", "1977-07-01", &[("amends", true, "12100", "1979-03-05", "", "")]);
    let told = statuses(vec![acting.clone(), part, newest()]);
    assert_eq!(on(&told, "12001", "1979-03-05"), "InForce/Ended disputed");
    assert_eq!(told.1.disputes.len(), 1);
    let later = [
        ("rescinds", true, "12100", "1979-03-05", "", ""),
        ("amends", true, "12200", "1981-01-01", "", ""),
        ("rescinds", true, "12300", "1983-01-01", "", ""),
    ];
    let told = statuses(vec![record("12001", "1977-07-01", &later), acting.clone(), newest()]);
    assert_eq!(on(&told, "12001", "1982-12-31"), "InForce/Ended disputed");
    assert_eq!(on(&told, "12001", "1983-01-01"), "Ended", "an uncontested ending settles it");
    let back = [later[0], ("reinstates", true, "12150", "1980-01-01", "", ""), later[1]];
    let told = statuses(vec![record("12001", "1977-07-01", &back), acting, newest()]);
    assert_eq!(on(&told, "12001", "1979-12-31"), "Ended", "what came back can be amended");
    assert_eq!(on(&told, "12001", "1981-01-01"), "InForce");
}
