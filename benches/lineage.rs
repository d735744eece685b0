//! The lineage index on a generated graph of 10,000 policies: reading, its cache, walks, statuses.
//!
//! `examples/lineage_bench.rs` measures a million policies against Oxigraph in one run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use pedigraph::lineage::stale::stale;
use pedigraph::lineage::status::statuses;
use pedigraph::lineage::walk::{Direction, Filter, closure};
use pedigraph::lineage::{Builder, Index, read_cache, write_cache};
use std::hint::black_box;

mod graph;

fn read(blocks: &[String]) -> Option<Index> {
    let mut builder = Builder::new();
    blocks.iter().try_for_each(|block| builder.nquads(block.as_bytes())).ok()?;
    builder.finish().ok()
}

fn lineage(criterion: &mut Criterion) {
    let shape = graph::Shape { policies: 10_000, edges: 30_000, evidence: true };
    let blocks: Vec<String> = graph::blocks(shape).collect();
    let bytes = blocks.iter().map(String::len).sum::<usize>() as u64;
    let (Some(index), Ok(folder)) = (read(&blocks), tempfile::tempdir()) else { return };
    let path = folder.path().join("index.cache");
    if write_cache(&path, &[0; 32], &index).is_err() {
        return;
    }
    let (Some(root), Some(day)) = (index.find(&graph::policy(0)), index.covered_to()) else { return };

    let mut group = criterion.benchmark_group("lineage");
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("index from N-Quads", |b| {
        b.iter_batched(|| (), |()| read(black_box(&blocks)), BatchSize::PerIteration);
    });
    group.throughput(Throughput::Elements(u64::from(shape.policies)));
    group.bench_function("index from its cache", |b| b.iter(|| read_cache(black_box(&path), &[0; 32])));
    group.bench_function("all descendants", |b| {
        b.iter(|| closure(&index, black_box(root), Direction::Down, &Filter::default()));
    });
    group.bench_function("status of every policy", |b| b.iter(|| statuses(&index, black_box(day))));
    group.bench_function("stale", |b| b.iter(|| stale(&index, black_box(day))));
    group.finish();
}

criterion_group!(benches, lineage);
criterion_main!(benches);
