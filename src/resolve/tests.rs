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
        section: "".into(),
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
    let placed = |place: &str| Header { place: place.to_owned(), ..Header::default() };
    resolver.open();
    resolver.claims(row(1, "7"));
    resolver.close(&placed("a.csv"), "csv", "aa").unwrap();
    resolver.open();
    resolver.claims(row(1, "8"));
    resolver.abandon();
    resolver.open();
    resolver.claims(row(5, "9"));
    resolver.close(&placed("b.csv"), "csv", "bb").unwrap();
    // One that has the IRI of another leaves nothing either.
    resolver.open();
    resolver.read_from("other/b.csv");
    resolver.claims(row(6, "6"));
    let same = resolver.close(&placed("b.csv"), "csv", "cc").unwrap_err();
    assert_eq!(same.inputs, ["", "other/b.csv"]);
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

/// A mention of a kind, with a title and an ISO date; numbered where `number` is given.
fn said(kind: &str, title: &str, date: &str, number: Option<&str>) -> Mention {
    Mention {
        identifiers: number.map(|n| (order(n), crate::model::Basis::Stated)).into_iter().collect(),
        title: (!title.is_empty()).then(|| title.into()),
        label: format!("{kind} {title} {date}").into(),
        kind: Some(kind.into()),
        date: PartialDate::from_iso(date).map(|d| (d, DateBasis::Record)),
        described: true,
        ..Mention::default()
    }
}

/// Resolves one source a list of mentions.
fn resolved(sources: Vec<Vec<Mention>>) -> Corpus {
    let mut resolver = Resolver::new(profile());
    for (at, mentions) in sources.into_iter().enumerate() {
        resolver.open();
        let mut claims = Claims::default();
        mentions.into_iter().for_each(|m| {
            claims.mention(m);
        });
        resolver.claims(claims);
        let header = Header {
            document_number: Some(format!("source {at}")),
            modified: PartialDate::from_iso(&format!("2031-05-{:02}", at + 1)),
            ..Header::default()
        };
        resolver.close(&header, "html", &format!("{at}")).unwrap();
    }
    resolver.finish()
}

fn names(corpus: &Corpus) -> Vec<&str> {
    corpus.policies.iter().map(|p| corpus.str(p.name)).collect()
}

#[test]
fn a_day_alone_joins_no_two_texts() {
    let kind = "PresidentialMemorandum";
    let titled = resolved(vec![
        vec![said(kind, "Counting the Boats of the Fleet", "2031-01-20", None)],
        vec![said(kind, "Lighting the Piers at Night", "2031-01-20", None)],
    ]);
    assert_eq!(names(&titled), ["Counting the Boats of the Fleet", "Lighting the Piers at Night"]);
    let mut untitled = [said(kind, "", "2031-01-20", None), said(kind, "", "2031-01-20", None)];
    untitled[0].label = "Boats are counted by the Secretary".into();
    untitled[1].label = "Piers are lit by the Secretary".into();
    assert_eq!(resolved(untitled.into_iter().map(|m| vec![m]).collect()).policies.len(), 2);
}

#[test]
fn notices_of_one_title_and_several_days_are_several() {
    let title = "Continuation of the National Emergency With Respect to Lanterns";
    let notice = |date: &str| vec![said("Notice", title, date, None)];
    let corpus = resolved(vec![notice("2030-05-01"), notice("2031-04-28"), notice("2031-04-28")]);
    assert_eq!(corpus.policies.len(), 2);
    // One that prints no date may be either, and joins neither to the other.
    let mut loose = said("Notice", title, "", None);
    loose.described = false;
    let corpus = resolved(vec![notice("2030-05-01"), notice("2031-04-28"), vec![loose.clone()]]);
    assert_eq!((corpus.policies.len(), corpus.near_misses.is_empty()), (3, false));
    let corpus = resolved(vec![notice("2030-05-01"), vec![loose]]);
    assert_eq!(corpus.policies.len(), 1);
}

#[test]
fn a_record_and_a_text_of_one_title_are_one_where_the_days_fit() {
    let title = "Restoring Sound Bridges to Counties";
    let record = |published: &str| Mention {
        published: PartialDate::from_iso(published),
        ..said("ExecutiveOrder", title, "2031-03-03", Some("15001"))
    };
    let text = |date: &str| vec![said("ExecutiveOrder", title, date, None)];
    let count = |sources: Vec<Vec<Mention>>| resolved(sources).policies.len();
    assert_eq!(count(vec![vec![record("2031-03-10")], text("2031-03-03")]), 1);
    assert_eq!(count(vec![vec![record("2031-03-10")], text("2031-02-24")]), 1);
    assert_eq!(count(vec![vec![record("2031-03-10")], text("2031-02-23")]), 2);
    assert_eq!(count(vec![vec![record("2031-03-10")], text("2031-03-12")]), 2);
    // Two texts that fit alike: neither is joined, and the near-miss is told.
    let corpus = resolved(vec![vec![record("2031-03-10")], text("2031-03-01"), text("2031-03-02")]);
    assert_eq!((corpus.policies.len(), corpus.near_misses.is_empty()), (3, false));
    // Another kind is another policy.
    let other = vec![said("Proclamation", title, "2031-03-03", None)];
    assert_eq!(count(vec![vec![record("2031-03-10")], other]), 2);
}

#[test]
fn a_kind_and_a_day_are_the_numbered_order_of_that_day_in_one_source() {
    let dated = || Mention {
        label: "Executive Order of December 20, 1969".into(),
        described: false,
        date: PartialDate::from_iso("1969-12-20").map(|d| (d, DateBasis::Beside)),
        ..said("ExecutiveOrder", "", "1969-12-20", None)
    };
    let numbered = |n: &str| said("ExecutiveOrder", "", "1969-12-20", Some(n));
    let corpus = resolved(vec![vec![dated(), numbered("11501")]]);
    assert_eq!(names(&corpus), ["EO 11501"]);
    assert!(corpus.merges.iter().any(|m| m.ground == Ground::Date && m.policy == "EO 11501"));
    let two = resolved(vec![vec![dated(), numbered("11501"), numbered("11502")]]);
    assert_eq!((two.policies.len(), two.near_misses.len()), (3, 1));
    let elsewhere = resolved(vec![vec![dated()], vec![numbered("11501")]]);
    assert_eq!(elsewhere.policies.len(), 2);
}

#[test]
fn of_two_versions_of_one_page_the_later_number_stands() {
    let page =
        |n: &str| vec![said("ExecutiveOrder", "Mending the Nets of the Harbor", "2031-04-20", Some(n))];
    let corpus = resolved(vec![page("15415"), page("15416")]);
    assert_eq!(names(&corpus), ["EO 15416"]);
    assert!(corpus.merges.iter().any(|m| m.ground == Ground::Version && m.name == "EO 15415"));
    assert!(corpus.near_misses.iter().any(|m| m.name == "EO 15415" && m.reason.contains("doubtful")));
    // The order that has that number keeps it.
    let mut three = vec![page("15415"), page("15416")];
    three.push(vec![said("ExecutiveOrder", "Another Matter of the Harbor", "2031-04-18", Some("15415"))]);
    assert_eq!(names(&resolved(three)), ["EO 15415", "EO 15416"]);
}
