//! Measures the lineage index against Oxigraph on a generated graph, both in one run.
//!
//! ```sh
//! cargo run --release --example lineage_bench -- 1000000 3000000
//! ```
//! Arguments: policies, edges, `bare` to leave the evidence out (or `full`), and a file to write the edges of descent to,
//! which `benches/closure_elsewhere.py` gives to other engines. Prints a Markdown table of ratios;
//! `docs/benchmarks-lineage.md` says how to read it. Times are of the processor on Unix, so that other work
//! on the machine counts little.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{GraphName, NamedNode, Quad};
use oxigraph::sparql::{QueryResults, SparqlEvaluator};
use oxigraph::store::Store;
use pedigraph::lineage::status::{Status, statuses};
use pedigraph::lineage::walk::{Direction, Filter, closure};
use pedigraph::lineage::{Builder, read_cache, write_cache};
use std::error::Error;
use std::io::{Write, stdout};
use std::time::Duration;

#[path = "../benches/graph/mod.rs"]
mod graph;
#[path = "../benches/measure/mod.rs"]
mod measure;

use graph::{BASE, Shape};
use measure::{memory, now};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, default: u32| arguments.get(i).map_or(Ok(default), |a| a.parse());
    let evidence = arguments.get(2).is_none_or(|a| a != "bare");
    let shape = Shape { policies: number(0, 100_000)?, edges: number(1, 300_000)?, evidence };
    let mut out = stdout().lock();
    writeln!(out, "| what | Pedigraph | Oxigraph | ratio |\n|---|---:|---:|---:|")?;
    let mut row = |what: &str, own: Duration, other: Duration| {
        let ratio = own.as_secs_f64() / other.as_secs_f64();
        writeln!(out, "| {what} | {own:.3?} | {other:.3?} | {ratio:.4} |")
    };

    let (mut reader, mut own, mut quads, mut bytes) = (Duration::ZERO, Duration::ZERO, 0u64, 0u64);
    let mut builder = Builder::new();
    for block in graph::blocks(shape) {
        let start = now();
        for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(block.as_bytes()) {
            quad?;
            quads += 1;
        }
        reader += now() - start;
        let start = now();
        builder.nquads(block.as_bytes())?;
        own += now() - start;
        bytes += block.len() as u64;
    }
    let start = now();
    let index = builder.finish()?;
    let finish = now() - start;
    own += finish;
    row("index from N-Quads, against reading them", own, reader)?;

    let folder = tempfile::tempdir()?;
    let path = folder.path().join("index.cache");
    write_cache(&path, &[0; 32], &index)?;
    let start = now();
    let index = {
        drop(index);
        read_cache(&path, &[0; 32])?
    };
    let cached = now() - start;
    row("index from its cache, against reading the N-Quads", cached, reader)?;
    let size = std::fs::metadata(&path)?.len();

    let root = index.find(&graph::policy(0)).ok_or("no first policy")?;
    // Short times are the best of five: the first pays for memory that the others find ready.
    let filter = Filter::default();
    let (walked, down) = best(|| closure(&index, root, Direction::Down, &filter));
    let as_of = index.covered_to().ok_or("no date")?;
    let (judged, all) = best(|| statuses(&index, as_of));
    let peak = memory("VmHWM");

    let store = Store::new()?;
    let descends = NamedNode::new("https://w3id.org/pedigraph/ns#descendsFrom")?;
    let mut loader = store.bulk_loader();
    let mut pairs = Vec::new();
    for e in index.edges() {
        let edge = index.edge(e);
        if edge.relation.is_descent() {
            let node = |p| NamedNode::new(index.policy(p).iri);
            pairs.push(Quad::new(
                node(edge.actor)?,
                descends.clone(),
                node(edge.target)?,
                GraphName::DefaultGraph,
            ));
        }
    }
    if let Some(path) = arguments.get(3) {
        let lines = pairs.iter().map(|q| format!("{} {} {} .\n", q.subject, q.predicate, q.object));
        std::fs::write(path, lines.collect::<String>())?;
    }
    let start = now();
    loader.load_quads(pairs)?;
    loader.commit()?;
    let loaded = now() - start;
    let query = format!("SELECT ?x WHERE {{ ?x <{}> <{}> }}", "PATH", graph::policy(0))
        .replace("<PATH>", &format!("<{}>+", descends.as_str()));
    let start = now();
    let QueryResults::Solutions(solutions) =
        SparqlEvaluator::new().parse_query(&query)?.on_store(&store).execute()?
    else {
        return Err("no solutions".into());
    };
    let mut found = 0;
    for solution in solutions {
        solution?;
        found += 1;
    }
    let path = now() - start;
    if found != down.reached.len() {
        return Err(format!("the store finds {found} descendants, the index {}", down.reached.len()).into());
    }
    row(&format!("descendants of one policy ({found} of them)"), walked, path)?;

    let ended = all.iter().filter(|&&s| s == Status::Ended).count();
    writeln!(
        out,
        "\n{} policies, {} edges, {} statements under {BASE}; {quads} quads, {} MB of N-Quads; \
         sorting the index {finish:.2?} of its time; cache {} MB; peak memory {} MB; \
         status of every policy as of {as_of} in {judged:.3?} ({ended} ended); \
         the store loads the edges of descent in {loaded:.2?}.",
        index.policies().len(),
        index.edges().len(),
        index.statement_count(),
        bytes / 1_000_000,
        size / 1_000_000,
        peak / 1000,
    )?;
    Ok(())
}

/// The shortest of five runs, and what it gave.
fn best<T>(run: impl Fn() -> T) -> (Duration, T) {
    let once = || {
        let start = now();
        let value = run();
        (now() - start, value)
    };
    let again = (1..5).map(|_| once());
    again.fold(once(), |best, next| if next.0 < best.0 { next } else { best })
}
