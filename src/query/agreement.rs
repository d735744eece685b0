//! SPARQL and the lineage index must say the same.

use super::bind::Values;
use super::catalogue::Catalogue;
use super::newest::newest_date;
use super::run::{Answer, Limits, run};
use crate::ground::vocab;
use crate::lineage::status::{self, Status};
use crate::lineage::testing::{Sketch, fixture_quads, graph, with_periods};
use crate::lineage::walk::{self, Direction, Filter};
use crate::lineage::{Index, PolicyIx};
use crate::store::{GraphStore, Graphs};
use chrono::NaiveDate;
use oxigraph::model::{Literal, NamedNode, Quad, Term};
use proptest::prelude::*;
use spargebra::term::GroundTerm;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of a query of the catalogue, each by its columns.
fn ask(store: &GraphStore, name: &str, values: Values) -> Vec<BTreeMap<String, String>> {
    let query = Catalogue::built_in().unwrap().get(name).unwrap();
    let Answer::Rows(rows) = run(store, &query.text, values, None, Limits::default()).unwrap() else {
        panic!("{name} gives no rows")
    };
    let text = |term: &Term| match term {
        Term::NamedNode(iri) => iri.as_str().to_owned(),
        Term::Literal(literal) => literal.value().to_owned(),
        Term::BlankNode(_) => panic!("no blank nodes"),
    };
    let row = |row: &Vec<Option<Term>>| {
        let cells = rows.columns.iter().zip(row);
        cells.filter_map(|(c, t)| Some((c.as_str().to_owned(), text(t.as_ref()?)))).collect()
    };
    rows.rows.iter().map(row).collect()
}

fn as_of(day: NaiveDate) -> Values {
    let literal = Literal::new_typed_literal(day.to_string(), vocab::XSD_DATE);
    Values::from([("asOf".to_owned(), GroundTerm::Literal(literal))])
}

fn policy(iri: &str) -> Values {
    Values::from([("policy".to_owned(), GroundTerm::NamedNode(NamedNode::new(iri).unwrap()))])
}

fn statuses_agree(quads: &[Quad], day: NaiveDate) {
    let index = Index::from_quads(quads).unwrap();
    let store = GraphStore::from_quads(with_periods(quads.to_vec()), Graphs::Merged).unwrap();
    let expected: BTreeMap<String, String> = index
        .policies()
        .zip(status::statuses(&index, day))
        .map(|(p, s)| (index.policy(p).iri.to_owned(), s.name().to_owned()))
        .collect();
    let rows = ask(&store, "policies", as_of(day));
    let found = rows.iter().map(|row| (row["policy"].clone(), row["status"].clone())).collect();
    assert_eq!(expected, found, "as of {day}");
    let standing: BTreeMap<_, _> = expected
        .into_iter()
        .filter(|(_, s)| s != Status::Ended.name() && s != Status::NotYet.name())
        .collect();
    let rows = ask(&store, "in-force", as_of(day));
    let found = rows.iter().map(|row| (row["policy"].clone(), row["status"].clone())).collect();
    assert_eq!(standing, found, "in force as of {day}");
}

fn lineages_agree(quads: &[Quad]) {
    let index = Index::from_quads(quads).unwrap();
    let store = GraphStore::from_quads(quads.iter().cloned(), Graphs::Merged).unwrap();
    for start in index.policies() {
        let mut expected = BTreeSet::new();
        for (direction, name) in [(Direction::Up, "ancestor"), (Direction::Down, "descendant")] {
            for reached in walk::closure(&index, start, direction, &Filter::default()).reached {
                let relative = index.policy(reached.policy).iri.to_owned();
                expected.insert((name.to_owned(), relative, reached.distance.to_string()));
            }
        }
        let rows = ask(&store, "lineage", policy(index.policy(start).iri));
        let found: BTreeSet<_> = rows
            .iter()
            .map(|row| (row["direction"].clone(), row["relative"].clone(), row["distance"].clone()))
            .collect();
        assert_eq!(expected, found, "lineage of {}", index.policy(start).iri);
        for row in &rows {
            let steps = row["path"].matches('→').count().to_string();
            assert_eq!(steps, row["distance"], "{}", row["path"]);
        }
    }
}

/// In force, and over edges of authority from something that has surely ended, through none that has.
fn stale(quads: &[Quad], day: NaiveDate) -> BTreeSet<(String, String)> {
    use crate::model::Relation::{Amends, BasedOn, Extends, Implements, Supplements};
    let index = Index::from_quads(quads).unwrap();
    let status = status::statuses(&index, day);
    let status: BTreeMap<_, _> = index.policies().zip(status).collect();
    let steps: BTreeSet<_> = index
        .edges()
        .map(|e| index.edge(e))
        .filter(|e| [Amends, BasedOn, Extends, Implements, Supplements].contains(&e.relation))
        .map(|e| (e.actor, e.target))
        .collect();
    let surely_ended = |p| ended_on_all_readings(&index, p, day);
    let mut found: BTreeSet<_> =
        steps.iter().copied().filter(|(a, t)| surely_ended(*t) && !surely_ended(*a)).collect();
    loop {
        let more: Vec<_> = found
            .iter()
            .flat_map(|(through, ended)| {
                steps.iter().filter(move |(_, t)| t == through).map(move |(a, _)| (*a, *ended))
            })
            .filter(|pair| !found.contains(pair))
            .collect();
        if more.is_empty() {
            break;
        }
        found.extend(more);
    }
    let iri = |p| index.policy(p).iri.to_owned();
    found.into_iter().filter(|(p, _)| status[p].is_in_force()).map(|(p, e)| (iri(p), iri(e))).collect()
}

/// Ended, whether or not the policy was issued by then: an act upon it counts all the same.
fn ended_on_all_readings(index: &Index, p: PolicyIx, day: NaiveDate) -> bool {
    let finding = status::status(index, p, day);
    finding.status == Status::Ended
}

fn stale_agrees(quads: &[Quad], day: NaiveDate) {
    let store = GraphStore::from_quads(with_periods(quads.to_vec()), Graphs::Merged).unwrap();
    let rows = ask(&store, "stale", as_of(day));
    let found: BTreeSet<_> = rows.iter().map(|row| (row["policy"].clone(), row["ended"].clone())).collect();
    assert_eq!(stale(quads, day), found, "as of {day}");
}

fn days() -> Vec<NaiveDate> {
    [
        "2019-12-31",
        "2020-01-01",
        "2020-02-14",
        "2020-02-29",
        "2020-03-01",
        "2020-05-15",
        "2020-12-31",
        "2021-01-01",
    ]
    .map(|day| day.parse().unwrap())
    .to_vec()
}

#[test]
fn on_the_fixture() {
    let quads = fixture_quads();
    for day in
        ["1990-01-01", "1998-06-01", "1998-09-01", "2000-01-01", "2016-03-15", "2018-01-01", "2024-03-01"]
    {
        let day = day.parse().unwrap();
        statuses_agree(&quads, day);
        stale_agrees(&quads, day);
    }
    lineages_agree(&quads);
    let store = GraphStore::from_quads(quads.iter().cloned(), Graphs::Merged).unwrap();
    assert_eq!(newest_date(&store).unwrap(), Index::from_quads(&quads).unwrap().list_day());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn statuses_on_random_graphs(sketch in graph(8, 24), day in 0..8_usize) {
        statuses_agree(&Sketch::quads(&sketch), days()[day]);
    }

    #[test]
    fn lineages_on_random_graphs(sketch in graph(8, 20)) {
        lineages_agree(&sketch.quads());
    }

    #[test]
    fn stale_policies_on_random_graphs(sketch in graph(8, 24), day in 0..8_usize) {
        stale_agrees(&sketch.quads(), days()[day]);
    }
}
