//! What whole orders say: what several sentences say together of one target, and customs of a time.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use pedigraph::extract;
use pedigraph::model::{Extent, Relation, Strength};
use pedigraph::profile::Profile;
use pedigraph::source::{self, Format};

/// The changes that an order of this day and body states, as `relation target`, sorted.
fn changes(day: &str, body: &str) -> Vec<String> {
    let profile = Profile::united_states().unwrap();
    let text = format!(
        "Executive Order 13500 of {day}\n\nA Test of Orders\n\nBy the authority vested in me as President by the \
         Constitution and the laws of the United States of America, it is hereby ordered as follows:\n\n{body}\n\n\
         THE WHITE HOUSE,\n{day}.\n"
    );
    let mut records = Vec::new();
    source::read(
        "order-text".parse::<Format>().unwrap(),
        &mut text.as_bytes(),
        &mut |r| records.push(r),
        &mut |_| {},
    )
    .unwrap();
    let (claims, _) = extract::claims(profile, &records[0]);
    let mut said: Vec<String> = claims
        .statements
        .iter()
        .filter(|s| !matches!(s.relation, Relation::Cites | Relation::BasedOn))
        .map(|s| {
            let part = if s.extent == Extent::Part { " in part" } else { "" };
            let inferred = if s.strength == Strength::Inferred { " (inferred)" } else { "" };
            let (target, _) = &claims.mentions[s.target as usize].identifiers[0];
            format!("{}{part} {}{inferred}", s.relation.name(), profile.label(target))
        })
        .collect();
    said.sort();
    said.dedup();
    said
}

#[test]
fn a_part_struck_out_beside_a_part_rewritten_is_an_amendment() {
    let revoked = "Section 1. Section 3 of Executive Order 13618 is hereby revoked.";
    assert_eq!(changes("June 1, 2009", revoked), ["rescinds in part EO 13618"]);
    let both = format!("{revoked}\n\nSec. 2. Section 2 of Executive Order 13618 is amended by striking “A”.");
    assert_eq!(changes("June 1, 2009", &both), ["amends in part EO 13618"]);
    let another =
        format!("{revoked}\n\nSec. 2. Section 2 of Executive Order 13619 is amended by striking “A”.");
    assert_eq!(changes("June 1, 2009", &another), ["amends in part EO 13619", "rescinds in part EO 13618"]);
    let whole = "Section 1. Section 2 of Executive Order 13618 is amended by striking “A”.\n\n\
        Sec. 2. Executive Order 13618 is revoked as of July 1, 2010.";
    assert_eq!(changes("June 1, 2009", whole), ["amends in part EO 13618", "rescinds EO 13618"]);
}

#[test]
fn continued_committees_are_amendments_where_the_register_had_it_so() {
    let text = "Section 1. The President’s Export Council, established by Executive Order 12131, is continued until \
        September 30, 2011.";
    assert_eq!(changes("December 31, 1980", text), ["continues EO 12131"]);
    assert_eq!(changes("September 30, 1997", text), ["amends EO 12131 (inferred)", "continues EO 12131"]);
    assert_eq!(changes("September 29, 2009", text), ["continues EO 12131"]);
}

#[test]
fn such_order_is_the_one_that_was_amended() {
    let text = "Section 1. The delegation made by Executive Order 9751 is superseded, and that order is amended \
        accordingly.";
    assert_eq!(changes("June 1, 2009", text), ["amends EO 9751", "amends in part EO 9751"]);
}
