//! What a source says twice, sources that fail, and names that too many share.

use super::*;
use crate::model::Identifier;
use crate::model::{Evidence, Extent, PartialDate, Relation, Statement, Strength};

fn profile() -> &'static Profile {
    Profile::united_states().unwrap()
}

fn order(number: &str) -> Identifier {
    profile().schemes.identifier(profile().schemes.by_key("executive-order").unwrap(), number)
}

fn evidence(row: usize) -> Evidence {
    Evidence {
        locator: format!("row={row};col=notes").into(),
        quote: "Amends: EO 1".into(),
        start: 0,
        end: 12,
    }
}

/// A row that describes an order and says that it amends EO 1.
fn row(row: usize, number: &str) -> Claims {
    let mut claims = Claims::default();
    let own = claims.mention(Mention {
        identifiers: vec![(order(number), crate::model::Basis::Stated)],
        title: Some(format!("Order {number}").into()),
        label: format!("EO {number}").into(),
        date: PartialDate::from_iso("1990-05-01").map(|d| (d, DateBasis::Record)),
        urls: vec!["https://example.gov/a".into()],
        described: true,
        evidence: evidence(row),
        ..Mention::default()
    });
    let target = claims.mention(Mention {
        identifiers: vec![(order("1"), crate::model::Basis::Stated)],
        evidence: evidence(row),
        ..Mention::default()
    });
    claims.statements.push(Statement {
        actor: own,
        relation: Relation::Amends,
        extent: Extent::Whole,
        target,
        effective: None,
        verb: "Amends".into(),
        strength: Strength::Explicit,
        evidence: evidence(row),
        lead_in: None,
        condition: None,
        until: None,
    });
    claims
}

/// The same rows over and over: as many mentions and statements are kept as are different, whatever the order.
#[test]
fn what_a_source_repeats_is_kept_once_at_its_first_place() {
    let held = |rounds: usize, backwards: bool| {
        let mut resolver = Resolver::new(profile());
        resolver.open();
        let mut rows: Vec<Claims> = (0..rounds * 3).map(|i| row(i + 10, ["7", "8", "9"][i % 3])).collect();
        if backwards {
            rows.reverse();
        }
        rows.into_iter().for_each(|c| resolver.claims(c));
        let held = (resolver.intake.mentions.len(), resolver.intake.statements.len());
        (held, resolver.finish())
    };
    let (once, _) = held(1, false);
    let (often, corpus) = held(30, false);
    assert_eq!((once, often), ((3, 3), (3, 3)));
    let (_, backwards) = held(30, true);
    for corpus in [&corpus, &backwards] {
        let places: Vec<&str> = corpus.statements.iter().map(|s| corpus.str(s.place.locator)).collect();
        assert_eq!(places, ["row=10;col=notes", "row=11;col=notes", "row=12;col=notes"]);
    }
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    let mut resolver = Resolver::new(profile());
    let header = Header::default();
    resolver.open();
    resolver.claims(row(1, "7"));
    resolver.close(&header, "csv", "aa");
    resolver.open();
    resolver.claims(row(1, "8"));
    resolver.abandon();
    resolver.open();
    resolver.claims(row(5, "9"));
    resolver.close(&header, "csv", "bb");
    let corpus = resolver.finish();
    assert_eq!(corpus.sources.len(), 2);
    let names: Vec<&str> = corpus.policies.iter().map(|p| corpus.str(p.name)).collect();
    assert_eq!(names, ["EO 1", "EO 7", "EO 9"]);
    assert_eq!(corpus.statements.iter().map(|s| s.source).collect::<Vec<_>>(), [0, 1]);
}

/// Each policy of a name is held against each: a page of the same link over and over must not take the square.
#[test]
fn a_name_that_too_many_share_joins_nothing() {
    let read = |count: usize| {
        let mut resolver = Resolver::new(profile());
        resolver.open();
        for i in 0..count {
            let mut claims = Claims::default();
            claims.mention(Mention {
                title: Some(format!("Guidance on Matter Number {i}").into()),
                label: format!("Guidance on Matter Number {i}").into(),
                urls: vec!["https://example.gov/same".into()],
                described: true,
                ..Mention::default()
            });
            resolver.claims(claims);
        }
        resolver.finish()
    };
    let few = read(5);
    assert_eq!((few.policies.len(), few.near_misses.len()), (1, 0));
    let many = read(2_000);
    assert_eq!((many.policies.len(), many.merges.len(), many.near_misses.len()), (2_000, 0, 1));
}
