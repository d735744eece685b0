//! What whole orders say: what several sentences say together of one target.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use pedigraph::model::{Claims, Extent, Relation};
use pedigraph::profile::Profile;
use pedigraph::reading;
use pedigraph::source::{self, Format};

/// What an order's text says, read with the bundled profile.
fn claims_of(text: &str) -> Claims {
    let mut records = Vec::new();
    source::read(
        "order-text".parse::<Format>().unwrap(),
        &Profile::united_states().unwrap().structure,
        &mut text.as_bytes(),
        &mut |r| records.push(r),
        &mut |_| {},
    )
    .unwrap();
    reading::claims(Profile::united_states().unwrap(), &records[0]).0
}

/// The changes that an order of this day and body states, as `relation target`, sorted.
fn changes(day: &str, body: &str) -> Vec<String> {
    let profile = Profile::united_states().unwrap();
    let claims = claims_of(&format!(
        "Executive Order 13500 of {day}\n\nA Test of Orders\n\nBy the authority vested in me as President by the \
         Constitution and the laws of the United States of America, it is hereby ordered as follows:\n\n{body}\n\n\
         THE WHITE HOUSE,\n{day}.\n"
    ));
    let mut said: Vec<String> = claims
        .statements
        .iter()
        .filter(|s| !matches!(s.relation, Relation::Cites | Relation::BasedOn))
        .map(|s| {
            let part = if s.extent == Extent::Part { " in part" } else { "" };
            let (target, _) = &claims.mentions[s.target as usize].identifiers[0];
            let from = s.effective.map_or_else(String::new, |day| format!(" from {day}"));
            format!("{}{part} {}{from}", s.relation.name(), profile.label(target))
        })
        .collect();
    said.sort();
    said.dedup();
    said
}

#[test]
fn a_part_struck_out_beside_a_part_rewritten_is_both() {
    let revoked = "Section 1. Section 3 of Executive Order 13618 is hereby revoked.";
    assert_eq!(changes("June 1, 2009", revoked), ["rescinds in part EO 13618"]);
    let both = format!("{revoked}\n\nSec. 2. Section 2 of Executive Order 13618 is amended by striking “A”.");
    assert_eq!(changes("June 1, 2009", &both), ["amends in part EO 13618", "rescinds in part EO 13618"]);
    let whole = "Section 1. Section 2 of Executive Order 13618 is amended by striking “A”.\n\n\
        Sec. 2. Executive Order 13618 is revoked as of July 1, 2010.";
    assert_eq!(
        changes("June 1, 2009", whole),
        ["amends in part EO 13618", "rescinds EO 13618 from 2010-07-01"]
    );
}

#[test]
fn continued_committees_continue_their_orders_and_amend_none() {
    let text = "Section 1. The President’s Export Council, established by Executive Order 12131, is continued until \
        September 30, 2011.";
    for day in ["December 31, 1980", "September 30, 1997", "September 29, 2009"] {
        assert_eq!(changes(day, text), ["continues EO 12131"]);
    }
}

#[test]
fn such_order_is_the_one_that_was_amended() {
    let text = "Section 1. The delegation made by Executive Order 9751 is superseded, and that order is amended \
        accordingly.";
    assert_eq!(changes("June 1, 2009", text), ["amends EO 9751", "supersedes in part EO 9751"]);
}

#[test]
fn orders_listed_behind_a_reference_are_meant_with_those_that_it_refers_to() {
    let text = "Section 1. The emergencies declared in Executive Order 12808 of May 30, 1992, and Executive Order 13088 \
        of June 9, 1998, have ended. I hereby revoke those and all related orders (Executive Orders 12810 of June 5, \
        1992, 12831 of January 15, 1993, and 13192 of January 17, 2001).";
    let revoked = ["12808", "12810", "12831", "13088", "13192"].map(|n| format!("rescinds EO {n}"));
    assert_eq!(changes("May 28, 2003", text), revoked);
    // What stands in a parenthesis behind a citation tells of it.
    let text = "Section 1. Executive Order 12808 (continued by Executive Order 12810) is revoked.";
    assert_eq!(changes("May 28, 2003", text), ["continues EO 12808", "rescinds EO 12808"]);
}

#[test]
fn the_section_that_acts_goes_before_titles_headings_and_asides() {
    let text = "Section 1. Amendments to Executive Order 13111. As modified by this order, Executive Order 13111 remains.\n\n\
        Sec. 2. Section 6 of Executive Order 13111 of January 12, 1999, is amended by striking “A”.";
    assert_eq!(changes("June 1, 2009", text), ["amends in part EO 13111"]);
    let text = "Section 1. Revocation of Executive Order 12834. Executive Order 12834 is hereby revoked, effective at noon \
        January 20, 2001.";
    assert_eq!(changes("December 28, 2000", text), ["rescinds EO 12834 from 2001-01-20"]);
    let text = "Section 1. Revocation of Executive Order 12834. It has served its purpose.";
    assert_eq!(changes("December 28, 2000", text), ["rescinds EO 12834"]);
}

#[test]
fn what_an_order_does_takes_effect_with_it() {
    let text = "Section 1. Executive Order 12808 is revoked. Executive Order 12810 is revoked as of July 1, 2005.\n\n\
        Sec. 2. (a) This order is effective at 12:01 a.m. eastern daylight time on June 29, 2005.";
    assert_eq!(
        changes("June 28, 2005", text),
        ["rescinds EO 12808 from 2005-06-29", "rescinds EO 12810 from 2005-07-01"]
    );
    // On the day it was signed: nothing to say.
    assert_eq!(changes("June 29, 2005", text), ["rescinds EO 12808", "rescinds EO 12810 from 2005-07-01"]);
    // The words are put into another order.
    let text = "Section 1. Section 9 of Executive Order 12196 is amended to read, “This order is effective October 1, 1980.”";
    assert_eq!(changes("June 28, 1980", text), ["amends in part EO 12196"]);
}

#[test]
fn the_act_is_the_one_that_the_order_calls_so() {
    let text = "Executive Order 13248 of December 20, 2001\n\nEstablishing an Emergency Board\n\nA dispute exists under the \
        Railway Labor Act, as amended (45 U.S.C. 151-188) (the “Act”).\n\nNow, therefore, by the authority vested in me as \
        President by the Constitution and the laws of the United States of America, including sections 10 and 201 of the Act \
        (45 U.S.C. 160 and 181), it is hereby ordered as follows:\n\nSection 1. A board is created.\n\nTHE WHITE HOUSE,\n\
        December 20, 2001.\n";
    let claims = claims_of(text);
    let said: Vec<_> = claims
        .statements
        .iter()
        .map(|s| (s.relation, claims.mentions[s.target as usize].title.as_deref().unwrap_or_default()))
        .collect();
    assert_eq!(said, [(Relation::BasedOn, "Railway Labor Act")]);
}

#[test]
fn what_is_done_goes_before_what_is_meant() {
    let text = "Section 1. The President’s Export Council, established by Executive Order 12131, is continued until September \
        30, 2005.\n\nSec. 2. Section 1-102(a) of Executive Order 12131, as amended, is further amended to read as follows: “A”.";
    assert_eq!(changes("September 17, 2003", text), ["amends in part EO 12131", "continues EO 12131"]);
    let text = "Section 1. Each committee listed below is continued until September 30, 2005.\n\n(a) President’s Export Council; \
        Executive Order 12131, as amended.\n\nSec. 2. Section 1-102(a) of Executive Order 12131, as amended, is further amended to \
        read as follows: “A”.";
    assert_eq!(changes("September 17, 2003", text), ["amends in part EO 12131", "continues EO 12131"]);
    let text = "In order to amend Executive Order 12981, it is hereby ordered:\n\nSection 1. Section 5(a) of Executive Order \
        12981 is amended to read: “A”.";
    assert_eq!(changes("October 12, 1996", text), ["amends in part EO 12981"]);
}

#[test]
fn memoranda_of_one_day_are_told_apart_by_their_titles() {
    let claims = claims_of(
        "Executive Order 13500 of June 1, 2009\n\nA Test of Orders\n\nBy the authority vested in me as President by the \
         Constitution and the laws of the United States of America, it is hereby ordered as follows:\n\nSection 1. The \
         following actions are hereby revoked:\n\n(a) The Presidential Memorandum of January 3, 2005 (Designation of \
         Officials of the Harbor Office).\n\n(b) The Presidential Memorandum of January 3, 2005 (Designation of Officials of \
         the Canal Office).\n\nTHE WHITE HOUSE,\nJune 1, 2009.\n",
    );
    let ended: Vec<&str> = claims
        .statements
        .iter()
        .filter(|s| s.relation == Relation::Rescinds)
        .map(|s| claims.mentions[s.target as usize].title.as_deref().unwrap_or_default())
        .collect();
    assert_eq!(
        ended,
        ["Designation of Officials of the Harbor Office", "Designation of Officials of the Canal Office"]
    );
}

#[test]
fn bare_numbers_that_a_lead_in_licenses() {
    let text = "Section 1. The Executive orders named below are hereby revoked:\n\nNo. 8112 of May 4, 1939.\n\nNo. 9021-A of \
        January 9, 1942.\n\nSec. 2. The sum of 8250 dollars remains.";
    assert_eq!(changes("June 1, 2009", text), ["rescinds EO 8112", "rescinds EO 9021-A"]);
}

#[test]
fn an_order_that_ends_on_a_printed_day() {
    let claims = claims_of(
        "Executive Order 13500 of June 1, 2009\n\nA Test of Orders\n\nBy the authority vested in me as President by the \
         Constitution and the laws of the United States of America, it is hereby ordered as follows:\n\nSection 1. A board is \
         created.\n\nSec. 2. This order shall terminate on June 30, 2011, unless extended by the President.\n\n\
         THE WHITE HOUSE,\nJune 1, 2009.\n",
    );
    let days: Vec<_> = claims.endings.iter().map(|e| (e.policy, e.day.map(|d| d.to_string()))).collect();
    assert_eq!(days, [(0, Some("2011-06-30".to_owned()))]);
}

#[test]
fn words_that_two_policies_fit_alike_mean_none() {
    let text = "Section 1. Executive Order 11644 of February 8, 1972, and Executive Order 11989 of May 24, 1977, govern vehicles.\n\n\
        Sec. 2. That order is revoked.";
    assert!(changes("June 1, 2009", text).is_empty());
    let text = "Section 1. Executive Orders 11644 and 11989 govern vehicles. The said order is revoked.";
    assert!(changes("June 1, 2009", text).is_empty());
    // One that is named after both is meant.
    let text = "Section 1. Executive Order 11644 and Executive Order 11989 govern vehicles. Executive Order 12608 changed \
        them. That order is revoked.";
    assert_eq!(changes("June 1, 2009", text), ["rescinds EO 12608"]);
    // "X, as amended by Y": the order is X.
    let text = "Section 1. Executive Order 11644, as amended by Executive Order 11989, governs vehicles. That order is revoked.";
    assert_eq!(changes("June 1, 2009", text), ["amends EO 11644", "rescinds EO 11644"]);
}

#[test]
fn a_plural_means_the_policies_that_are_named_together_last() {
    let text = "Section 1. Under Executive Order 11500, boats are counted.\n\n\
        Sec. 2. Executive Order 11644 of February 8, 1972 (Vehicles), and Executive Order 11989 have served. Those orders are revoked.";
    assert_eq!(changes("June 1, 2009", text), ["rescinds EO 11644", "rescinds EO 11989"]);
}

#[test]
fn orders_named_by_their_days_are_acted_on_together() {
    let text = "Section 1. The Executive Orders of May 4, 1939, and of June 2, 1940, are revoked.";
    let claims = claims_of(&format!(
        "Executive Order 13500 of June 1, 2009\n\nOld Orders\n\nBy the authority vested in me as President by the Constitution, it is \
         hereby ordered:\n\n{text}\n\nTHE WHITE HOUSE,\nJune 1, 2009.\n"
    ));
    let days: Vec<String> = claims
        .statements
        .iter()
        .filter(|s| s.relation == Relation::Rescinds)
        .filter_map(|s| claims.mentions[s.target as usize].date.map(|(day, _)| day.to_string()))
        .collect();
    assert_eq!(days, ["1939-05-04", "1940-06-02"]);
}

#[test]
fn a_list_goes_on_with_as_well_as() {
    let text = "Section 1. Effective July 1, 2009, I hereby terminate the national emergency declared in Executive Order 13338 of \
        May 11, 2004 (Blocking Boats), and revoke that order, as well as Executive Order 13399 of April 25, 2006 (Blocking More \
        Boats), and Executive Order 13460 of February 13, 2008 (Blocking All Boats).";
    let revoked = ["13338", "13399", "13460"].map(|n| format!("rescinds EO {n} from 2009-07-01"));
    assert_eq!(changes("June 1, 2009", text), revoked);
}

#[test]
fn words_that_say_how_open_no_list() {
    let text = "Section 1. I determine that it is necessary to modify, as further described below, the duties imposed in \
        Proclamation 9704, as amended.\n\n2. I find that Proclamation 9705 works.";
    assert!(!changes("June 1, 2009", text).iter().any(|c| c.contains("9705")));
}

#[test]
fn what_a_policy_is_amended_by_is_its_own_text() {
    let text = "Section 1. Civil Service Rule XI is amended by revising 5 CFR 11.3(a).";
    assert_eq!(changes("June 1, 2009", text), ["amends Civil Service Rule XI"]);
}

#[test]
fn an_act_is_named_by_the_acronym_that_the_order_gives_it() {
    let claims = claims_of(
        "Executive Order 13500 of June 1, 2009\n\nBoats\n\nBy the authority vested in me as President by the Constitution, including the \
         Lantern Boats Act of 1976 (LBA), it is hereby ordered:\n\nSection 1. This order implements section 5 of the LBA.\n\n\
         THE WHITE HOUSE,\nJune 1, 2009.\n",
    );
    let found = claims.statements.iter().find(|s| s.relation == Relation::Implements).unwrap();
    let title = claims.mentions[found.target as usize].title.as_deref();
    assert_eq!((title, found.extent), (Some("Lantern Boats Act of 1976"), Extent::Part));
}

#[test]
fn parts_behind_a_preposition_are_no_subject() {
    let text = "Section 1. The entry of aliens under section 12(a) or section 14 of Executive Order 12866, to study, is suspended.";
    assert!(changes("June 1, 2009", text).is_empty());
    let text = "Section 1. The exceptions set forth in section 2(a) and section 2(b) of Executive Order 12866, on boats, are hereby withdrawn.";
    assert_eq!(changes("June 1, 2009", text), ["rescinds in part EO 12866"]);
}
