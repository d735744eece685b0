//! Statements that make no edge, and what stands apart from a quote: how they are written, and that nobody takes them
//! for edges.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use pedigraph::lineage::Index;
use pedigraph::model::{Basis, DateBasis};
use pedigraph::model::{
    Claims, Ending, EndingKind, Evidence, Extent, Identifier, Mention, PartialDate, Relation, Statement,
    Strength,
};
use pedigraph::source::Header;
use pedigraph::{Base, Map, Profile, Resolver, Syntax, write};

fn words(quote: &str, start: u32) -> Evidence {
    let end = start + u32::try_from(quote.chars().count()).unwrap();
    Evidence { locator: "".into(), quote: quote.into(), start, end, section: "".into() }
}

/// The mention of an order, which the source describes where it is dated.
fn order(number: &str, date: Option<&str>) -> Mention {
    let scheme = Profile::united_states().unwrap().schemes.by_key("executive-order").unwrap();
    Mention {
        identifiers: vec![(Identifier { scheme, number: number.into() }, Basis::Stated)],
        label: format!("EO {number}").into(),
        date: date.map(|d| (PartialDate::from_iso(d).unwrap(), DateBasis::Record)),
        described: date.is_some(),
        evidence: words("EO", 0),
        ..Mention::default()
    }
}

fn rescinds(target: u32, quote: &str, start: u32) -> Statement {
    Statement {
        actor: 0,
        relation: Relation::Rescinds,
        extent: Extent::Whole,
        target,
        effective: None,
        verb: "revoked".into(),
        strength: Strength::Explicit,
        evidence: words(quote, start),
        lead_in: None,
        condition: None,
        until: None,
    }
}

fn ending(policy: u32, kind: EndingKind, day: Option<&str>, quote: &str) -> Ending {
    let day = day.and_then(PartialDate::from_iso);
    let (verb, strength) = ("Rescinded".into(), Strength::Explicit);
    Ending { policy, kind, day, verb, strength, evidence: words(quote, 400), lead_in: None }
}

/// What one source says: EO 100 revokes EO 1 under a lead-in, EO 2 on a condition; EO 3 is told as rescinded, and
/// EO 100 sets its own last day.
fn nquads() -> String {
    let mut claims = Claims::default();
    claims.mention(order("100", Some("1999-05-01")));
    ["1", "2", "3"].into_iter().for_each(|number| {
        claims.mention(order(number, None));
    });
    claims.statements.push(Statement {
        lead_in: Some(words("The following are revoked:", 50)),
        ..rescinds(1, "EO 1", 80)
    });
    claims.statements.push(Statement {
        condition: Some(words("If the Board is abolished", 100)),
        until: PartialDate::from_iso("2001-06"),
        ..rescinds(2, "EO 2 is revoked", 130)
    });
    claims.endings.push(ending(
        3,
        EndingKind::Act(Relation::Rescinds, Extent::Whole),
        None,
        "EO 3 | Rescinded",
    ));
    claims.endings.push(ending(
        0,
        EndingKind::Expires,
        Some("2003-09-30"),
        "shall terminate on September 30, 2003",
    ));
    let profile = Profile::united_states().unwrap();
    let mut resolver = Resolver::new(profile);
    resolver.source(&Header::default(), "markdown", &"0".repeat(64)).unwrap();
    resolver.claims(claims);
    let corpus = resolver.finish();
    let mut out = Vec::new();
    write(&Map::new(&corpus, profile, Base::default(), true), Syntax::NQuads, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The lines of the subject that has a line with `mark`.
fn node<'a>(nquads: &'a str, mark: &str) -> Vec<&'a str> {
    let subject = nquads.lines().find(|l| l.contains(mark)).and_then(|l| l.split(' ').next()).unwrap();
    nquads.lines().filter(|l| l.starts_with(subject)).collect()
}

fn says(node: &[&str], property: &str, value: &str) -> bool {
    node.iter().any(|l| l.contains(&format!("ns#{property}> ")) && l.contains(value))
}

#[test]
fn a_lead_in_stands_beside_the_quote_with_its_own_place() {
    let all = nquads();
    let node = node(&all, "\"The following are revoked:\"");
    assert!(says(&node, "quote", "\"EO 1\"") && says(&node, "leadInStart", "\"50\""), "{node:#?}");
    assert!(says(&node, "leadInEnd", "\"76\"") && says(&node, "leadInLocator", "\"\""));
    assert!(says(&node, "inRecordOf", "executive-order/100"));
    assert!(all.contains("executive-order/100> <https://w3id.org/pedigraph/ns#rescinds> <https://w3id.org/pedigraph/id/us/executive-order/1>"));
}

#[test]
fn what_depends_on_a_condition_makes_no_edge() {
    let all = nquads();
    let node = node(&all, "\"If the Board is abolished\"");
    assert!(says(&node, "target", "executive-order/2>") && says(&node, "until", "\"2001-06\""), "{node:#?}");
    assert!(!all.contains("ns#rescinds> <https://w3id.org/pedigraph/id/us/executive-order/2>"), "no edge");
}

#[test]
fn an_ending_by_nobody_has_no_actor_and_makes_no_edge() {
    let all = nquads();
    let node = node(&all, "\"EO 3 | Rescinded\"");
    assert!(says(&node, "target", "executive-order/3>") && !says(&node, "actor", ""), "{node:#?}");
    assert!(!all.contains("ns#rescinds> <https://w3id.org/pedigraph/id/us/executive-order/3>"), "no edge");
}

#[test]
fn the_last_day_that_a_policy_sets_is_told_of_it_with_its_words() {
    let all = nquads();
    assert!(all.contains("executive-order/100> <https://w3id.org/pedigraph/ns#expires> \"2003-09-30\""));
    let node = node(&all, "\"shall terminate on September 30, 2003\"");
    assert!(says(&node, "relation", "ns#expires>") && !says(&node, "target", ""), "{node:#?}");
    assert!(says(&node, "actor", "executive-order/100>") && says(&node, "effective", "2003-09-30"));
}

#[test]
fn lineage_takes_none_of_them_for_an_edge() {
    let index = Index::from_nquads(nquads().as_bytes()).unwrap();
    assert_eq!(index.edges().len(), 1);
    assert_eq!(index.statement_count(), 1);
}
