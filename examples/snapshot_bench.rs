//! Measures the snapshot of a graph directory against Oxigraph's reader and its store in memory, all in one run.
//!
//! ```sh
//! cargo run --release --example snapshot_bench -- GRAPH-DIRECTORY [snapshot|both] [BEGINNING-OF-NAME]
//! ```
//! Reads the directory's N-Quads, makes the snapshot anew and opens it, fills the store with the same graph, and asks both
//! every query of `benches/asked` (those whose name begins like the third argument), whose rows must be the same. Prints Markdown tables; `docs/benchmarks-queries.md` says how
//! to read them. Times are of the processor, of all threads. With `snapshot` the store is left out, whose memory
//! grows to some 500 bytes a quad.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use oxigraph::io::{RdfFormat, RdfParser};
use pedigraph::graph_dir::GraphDir;
use pedigraph::query::bind::Values;
use pedigraph::query::run::{Answer, Limits, run};
use pedigraph::snapshot::{Options, Snapshot};
use pedigraph::store::{GraphStore, Graphs};
use std::error::Error;
use std::path::Path;
use std::time::Duration;

#[path = "../benches/measure/mod.rs"]
mod measure;

use measure::{memory, now};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// A query that takes longer counts as that long.
const LONGEST: Duration = Duration::from_secs(300);

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("name a graph directory")?;
    let which = arguments.next().unwrap_or_else(|| "both".to_owned());
    let named = arguments.next().unwrap_or_default();
    let directory = GraphDir::open(Path::new(&folder))?;

    let mut quads = 0_u64;
    let (reading, ()) = time(|| {
        for (_, file) in directory.graphs()? {
            for quad in RdfParser::from_format(RdfFormat::NQuads).for_reader(file) {
                quad?;
                quads += 1;
            }
        }
        Ok(())
    })?;
    let (making, snapshot) = time(|| Ok(Snapshot::make(&directory, Options::default())?))?;
    let peak = memory("VmHWM");
    drop(snapshot);
    let (opening, snapshot) = time(|| Ok(Snapshot::open(&directory)?))?;
    println!("| {quads} quads | CPU | by reading |\n|---|---:|---:|");
    println!("| reading the N-Quads | {} | |", seconds(reading));
    println!(
        "| making the snapshot, reading included | {} | {:.2} |",
        seconds(making),
        ratio(making, reading)
    );
    println!("| opening it | {:.6} s | |", opening.as_secs_f64());
    println!(
        "\n{} bytes, {:.1} a quad; peak memory so far {} MB\n",
        snapshot.size(),
        snapshot.size() as f64 / quads as f64,
        peak / 1000
    );
    let snapshot = GraphStore::of_snapshot(snapshot);

    let store = match which.as_str() {
        "snapshot" => None,
        _ => Some(time(|| Ok(GraphStore::from_nquads(directory.graphs()?, Graphs::Merged)?))?),
    };
    if let Some((filling, _)) = &store {
        println!("filling the store: {}, peak memory {} MB\n", seconds(*filling), memory("VmHWM") / 1000);
    }
    println!("| query | rows | store | snapshot | ratio |\n|---|---:|---:|---:|---:|");
    for (name, text) in queries()?.into_iter().filter(|(name, _)| name.starts_with(&named)) {
        let (own, rows) = ask(&snapshot, &text)?;
        let Some((_, store)) = &store else {
            println!("| {name} | {} | | {} | |", rows.len(), seconds(own));
            continue;
        };
        match ask(store, &text) {
            Ok((other, others)) => {
                let ratio = ratio(own, other);
                println!("| {name} | {} | {} | {} | {ratio:.3} |", rows.len(), seconds(other), seconds(own));
                if rows != others {
                    return Err(format!("{name}: the store gives other rows").into());
                }
            }
            Err(error) => println!("| {name} | {} | {error} | {} | |", rows.len(), seconds(own)),
        }
    }
    Ok(())
}

/// The queries, by name.
fn queries() -> Outcome<Vec<(String, String)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/asked");
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        found.push((name, std::fs::read_to_string(&path)?));
    }
    found.sort();
    Ok(found)
}

/// The rows of a query, sorted, and the best of up to five runs.
fn ask(store: &GraphStore, text: &str) -> Outcome<(Duration, Vec<String>)> {
    let limits = Limits { timeout: LONGEST, max_rows: usize::MAX, max_memory: Limits::MOST_MEMORY };
    let once = || {
        time(|| match run(store, text, Values::new(), None, limits)? {
            Answer::Rows(rows) => Ok(rows),
            _ => Err("expected a SELECT".into()),
        })
    };
    let (mut best, rows) = once()?;
    for _ in 1..5 {
        if best > Duration::from_secs(2) {
            break;
        }
        best = best.min(once()?.0);
    }
    let mut rows: Vec<String> = rows.rows.iter().map(|row| format!("{row:?}")).collect();
    rows.sort_unstable();
    Ok((best, rows))
}

fn time<T>(run: impl FnOnce() -> Outcome<T>) -> Outcome<(Duration, T)> {
    let start = now();
    let value = run()?;
    Ok((now().saturating_sub(start), value))
}

fn seconds(time: Duration) -> String {
    format!("{:.4} s", time.as_secs_f64())
}

fn ratio(own: Duration, other: Duration) -> f64 {
    own.as_secs_f64() / other.as_secs_f64().max(1e-9)
}
