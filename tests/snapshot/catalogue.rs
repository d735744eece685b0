//! Every query of the catalogue, with every example.

use crate::{both, common};
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::Quad;
use pedigraph::profile::Profile;
use pedigraph::query::catalogue::{Catalogue, StoredQuery};
use pedigraph::query::params;
use pedigraph::query::run::{Limits, run};
use pedigraph::store::GraphStore;

fn read(format: RdfFormat, text: &str) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(Result::unwrap).collect()
}

/// Which parameters get their examples: the needed ones, all, and the needed ones with each of the others alone.
fn cases(query: &StoredQuery) -> Vec<Vec<(String, String)>> {
    let params: Vec<_> = query.header.iter().flat_map(|header| &header.params).collect();
    let needed = |at: usize| params[at].default.is_none() && !params[at].optional;
    let chosen = |choose: &dyn Fn(usize) -> bool| {
        let chosen = (0..params.len()).filter(|at| choose(*at));
        chosen.map(|at| (params[at].name.clone(), params[at].example.clone())).collect::<Vec<_>>()
    };
    let mut cases = vec![chosen(&needed), chosen(&|_| true)];
    cases.extend((0..params.len()).map(|alone| chosen(&|at| needed(at) || at == alone)));
    cases.dedup();
    cases
}

fn ask(store: &GraphStore, query: &StoredQuery, given: &[(String, String)]) -> Result<String, String> {
    let values = params::read(query, given, store, Profile::united_states().unwrap());
    let values = values.map_err(|error| error.to_string())?;
    let answer =
        run(store, &query.text, values, None, Limits::default()).map_err(|error| error.to_string())?;
    Ok(format!("{answer:?}"))
}

fn compare(quads: &[Quad]) -> usize {
    let stores = both(quads);
    let mut rows = 0;
    for query in Catalogue::built_in().unwrap().iter() {
        for case in cases(query) {
            let [memory, snapshot] = [0, 1].map(|store| ask(&stores[store], query, &case));
            assert_eq!(snapshot, memory, "{} {case:?}", query.name);
            rows += usize::from(memory.is_ok_and(|answer| answer.len() > 200));
        }
    }
    rows
}

#[test]
fn the_fixtures_answer_alike() {
    let mut quads = read(RdfFormat::TriG, include_str!("../fixtures/lineage.trig"));
    quads.extend(read(RdfFormat::TriG, include_str!("../fixtures/queries.trig")));
    assert!(compare(&common::periods::with_periods(quads)) > 10);
}

#[test]
fn the_seed_answers_alike() {
    let quads = read(RdfFormat::NQuads, include_str!("../golden/convert/seed/expected.nq"));
    assert!(compare(&quads) > 20);
}
