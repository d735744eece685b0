//! What it costs to check a graph directory while it is read: the graphs of the bundled corpus with and without the check,
//! in turns, in one process. Prints the ratio; more than a tenth is a failure.
//!
//! `cargo bench --bench verification`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark fails by panicking"
)]

use pedigraph::graph_dir::{GraphDir, Ingest};
use pedigraph::ground::zst;
use pedigraph::lineage::{Builder, Index};
use pedigraph::profile::Profile;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;
use std::time::Duration;

/// Turns; the fastest of each kind counts, which other work on the machine disturbs least.
const TURNS: usize = 15;

fn directory(folder: &Path) -> GraphDir {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let inputs = pedigraph::source::walk(&[
        data.join("executive-orders-1937-2024.csv.zst"),
        data.join("digitalgov-customer-service-policies.json"),
    ]);
    let ingest = Ingest::new(folder, Profile::united_states().unwrap());
    ingest.run(&inputs.unwrap(), &mut |_| {}).unwrap();
    GraphDir::open(folder).unwrap()
}

fn index(files: impl IntoIterator<Item = Box<dyn Read + Send>>) -> Index {
    let mut builder = Builder::new();
    files.into_iter().for_each(|file| builder.nquads(file).unwrap());
    builder.finish().unwrap()
}

fn unchecked(directory: &GraphDir) -> Index {
    index(directory.graph_files().map(|entry| {
        let file = File::open(directory.path().join(&entry.file)).unwrap();
        Box::new(zst::Reader::new(BufReader::with_capacity(1 << 16, file))) as Box<dyn Read + Send>
    }))
}

fn checked(directory: &GraphDir) -> Index {
    index(directory.graphs().unwrap().into_iter().map(|(_, reader)| reader))
}

/// Processor time, which other work on the machine does not change.
fn timed(read: impl FnOnce() -> Index) -> Duration {
    let start = processor_time();
    std::hint::black_box(read());
    processor_time().saturating_sub(start)
}

#[cfg(unix)]
fn processor_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap(), u32::try_from(time.tv_nsec).unwrap())
}

#[cfg(not(unix))]
fn processor_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let directory = directory(folder.path());
    let files: Vec<_> = directory.graph_files().collect();
    let stored: u64 = files.iter().map(|f| f.stored_bytes).sum();
    let unpacked: u64 = files.iter().map(|f| f.bytes).sum();
    let (mut without, mut with) = (Duration::MAX, Duration::MAX);
    for _ in 0..TURNS {
        without = without.min(timed(|| unchecked(&directory)));
        with = with.min(timed(|| checked(&directory)));
    }
    let ratio = with.as_secs_f64() / without.as_secs_f64();
    println!(
        "{} files, {stored} bytes, {unpacked} unpacked: {without:.1?} unchecked, {with:.1?} checked, ratio {ratio:.3}",
        files.len()
    );
    assert!(ratio <= 1.10, "checking costs more than a tenth of reading");
}
