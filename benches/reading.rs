//! Reading, resolving and writing the bundled table of executive orders, and the readers of notes and citations alone.
//!
//! `cargo bench --bench reading [-- NAME]`. `benches/throughput.py` measures the whole process.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use pedigraph::model::Claims;
use pedigraph::pipeline;
use pedigraph::profile::Profile;
use pedigraph::rdf::iri::Base;
use pedigraph::rdf::map::Map;
use pedigraph::rdf::write::{self, Syntax};
use pedigraph::reading;
use pedigraph::reading::cite;
use pedigraph::resolve::{Corpus, Resolver};
use pedigraph::source::{Input, Record};
use std::hint::black_box;
use std::path::PathBuf;

const ORDERS: &str = "data/executive-orders-1937-2024.csv.zst";

fn input() -> Input {
    Input::File(PathBuf::from(ORDERS))
}

fn records() -> Vec<Record> {
    let mut records = Vec::new();
    let structure = &Profile::united_states().unwrap().structure;
    pipeline::records(structure, &input(), None, &mut |r| records.push(r), &mut |_| {}).unwrap();
    records
}

fn resolved(profile: &Profile, claims: Vec<Claims>) -> Corpus {
    let mut resolver = Resolver::new(profile);
    resolver.open();
    claims.into_iter().for_each(|c| resolver.claims(c));
    resolver.finish()
}

fn reading(criterion: &mut Criterion) {
    let profile = Profile::united_states().unwrap();
    let records = records();
    let texts: Vec<&str> = records.iter().flat_map(Record::texts).map(|(_, text)| text).collect();
    let bytes = texts.iter().map(|t| t.len() as u64).sum();
    let claims: Vec<Claims> = records.iter().map(|r| reading::claims(profile, r).0).collect();
    let corpus = resolved(profile, claims.clone());

    let mut group = criterion.benchmark_group("orders");
    group.sample_size(10).throughput(Throughput::Bytes(bytes));
    group.bench_function("read", |b| b.iter_with_large_drop(crate::records));
    group.bench_function("notes", |b| {
        b.iter(|| records.iter().map(|r| reading::claims(profile, r).0.statements.len()).sum::<usize>());
    });
    group.bench_function("citations", |b| {
        b.iter(|| texts.iter().map(|t| cite::find_in(profile, black_box(t)).len()).sum::<usize>());
    });
    group.bench_function("resolve", |b| {
        b.iter_batched(
            || claims.clone(),
            |claims| resolved(profile, claims),
            criterion::BatchSize::LargeInput,
        );
    });
    for syntax in [Syntax::NQuads, Syntax::Turtle] {
        group.bench_function(format!("write {syntax}"), |b| {
            b.iter(|| {
                let map = Map::new(&corpus, profile, Base::default(), true);
                write::write(&map, syntax, &mut std::io::sink()).unwrap();
            });
        });
    }
    group.finish();
}

criterion_group!(benches, reading);
criterion_main!(benches);
