//! How long each query of the catalogue takes on a graph as large as the table of executive orders.
//!
//! `cargo bench --bench queries [-- NAME]`. The figures of a run stand in docs/queries.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod synthetic;

use criterion::{Criterion, criterion_group, criterion_main};
use pedigraph::profile::Profile;
use pedigraph::query::bind::Values;
use pedigraph::query::catalogue::Catalogue;
use pedigraph::query::output::Format;
use pedigraph::query::params;
use pedigraph::query::run::{Limits, outline, run};
use pedigraph::query::worker::{Form, Opening, Question, Source, Text, Worker};
use pedigraph::store::{GraphStore, Graphs};
use std::io;
use std::path::Path;
use std::time::Duration;

fn queries(criterion: &mut Criterion) {
    let quads = synthetic::quads(7_000, 14_000);
    let profile = Profile::united_states().unwrap();
    let store = GraphStore::from_quads(quads.iter().cloned(), Graphs::Merged).unwrap();
    let limits = Limits { timeout: Duration::from_secs(3_600), ..Limits::default() };
    let mut group = criterion.benchmark_group("query");
    group.sample_size(10);
    for query in Catalogue::built_in().unwrap().iter() {
        let given: Vec<(String, String)> = query
            .header
            .iter()
            .flat_map(|header| &header.params)
            .filter(|param| param.default.is_none() && !param.optional)
            .map(|param| {
                let value = match param.name.as_str() {
                    "policy" => "EO 7010",
                    "body" => "President",
                    _ => param.example.as_str(),
                };
                (param.name.clone(), value.to_owned())
            })
            .collect();
        let values = params::read(query, &given, &store, profile).unwrap();
        group.bench_function(&query.name, |bencher| {
            bencher.iter(|| run(&store, &query.text, values.clone(), None, limits).unwrap());
        });
    }
    group.finish();
    let mut group = criterion.benchmark_group("store");
    group.sample_size(10);
    group.bench_function("load", |bencher| {
        bencher
            .iter_with_large_drop(|| GraphStore::from_quads(quads.iter().cloned(), Graphs::Merged).unwrap());
    });
    group.finish();
}

/// What a process of its own costs a question: the same question of an empty graph, with and without one.
fn worker(criterion: &mut Criterion) {
    const TEXT: &str = "ASK { ?a ?b ?c }";
    const BASE: &str = "http://x/";
    let limits = Limits::default();
    let mut group = criterion.benchmark_group("worker");
    group.sample_size(20);
    group.bench_function("in a process of its own", |bencher| {
        bencher.iter(|| {
            let mut worker = Worker::start(Path::new(env!("CARGO_BIN_EXE_pedigraph"))).unwrap();
            let text = Text { text: TEXT.to_owned(), base: BASE.to_owned(), prefixes: Vec::new(), limits };
            worker.check(&text).unwrap();
            let opening =
                Opening { source: Source::Quads, graphs: Graphs::Merged, profile: None, yields: false };
            worker.open(&opening, &mut io::empty()).unwrap();
            let question = Question {
                name: "ask".to_owned(),
                text: TEXT.to_owned(),
                base: BASE.to_owned(),
                prefixes: Vec::new(),
                params: Vec::new(),
                dataset: None,
                form: Form::of(Format::Json, None),
                limits,
            };
            worker.ask(&question).unwrap()
        });
    });
    group.bench_function("in this process", |bencher| {
        bencher.iter(|| {
            outline(TEXT, Some(BASE), limits).unwrap();
            let store = GraphStore::from_quads([], Graphs::Merged).unwrap();
            run(&store, TEXT, Values::new(), Some(BASE), limits).unwrap()
        });
    });
    group.finish();
}

criterion_group!(benches, worker, queries);
criterion_main!(benches);
