//! `pedigraph sample`: statements to be reviewed, drawn by source, relation and strength.

use super::args::Cli;
use super::curate::{Candidate, Shelf, neutral, strength_name};
use super::graph::{DEFAULT_GRAPH, GraphSource};
use super::output::write_file;
use super::{Exit, Failure};
use crate::graph_dir::GraphDir;
use crate::rdf::map::Map;
use crate::resolve::curation::{FIELDS, Judged, relation_name};
use crate::resolve::short_hash;
use clap::Args;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `sample`.
#[derive(Debug, Args)]
#[command(
    after_help = "The sample has a statement of each source, relation and strength, as far as it is large enough, and the rest by their
shares. The same graph, number and seed give the same rows. A reviewer writes accept, reject or add into the column
`verdict`; `pedigraph curate report` counts them, `pedigraph curate import` makes judgements of them.

Examples:
  pedigraph sample --graph policies --statements 200 --seed 1 > review.csv
  pedigraph sample --statements 50 --seed 7 --output review.csv"
)]
pub struct SampleArgs {
    /// The graph directory
    #[arg(long, value_name = "DIR", default_value = DEFAULT_GRAPH, env = "PEDIGRAPH_GRAPH")]
    graph: PathBuf,
    /// How many statements
    #[arg(long, value_name = "N", default_value_t = 200)]
    statements: usize,
    /// Another number draws other statements
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// The CSV file to write; standard output where it is absent or `-`
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl SampleArgs {
    /// The graph that is sampled.
    pub(super) fn source(&self) -> GraphSource {
        GraphSource { graph: Some(self.graph.clone()), ..GraphSource::default() }
    }
}

/// What a reviewer reads beside the columns of a judgement.
const FURTHER: [&str; 7] =
    ["strength", "words", "source_title", "place", "source_address", "statement", "stratum_size"];

/// The statements that are drawn, each with the size of its stratum; in the order of source, relation, strength and IRI.
///
/// The first of each stratum comes before all others; the n-th of a stratum of m before those whose share n/m is greater.
/// Within a stratum the order is that of a hash of seed and IRI.
fn draw(all: Vec<Candidate>, statements: usize, seed: u64) -> Vec<(Candidate, usize)> {
    let seed = seed.to_string();
    let mut strata: BTreeMap<(u32, &'static str, &'static str), Vec<(String, Candidate)>> = BTreeMap::new();
    for c in all.into_iter().filter(|c| !matches!(c.judged, Judged::Rejected(_) | Judged::RejectedEnding(_)))
    {
        let key = (c.source, relation_name(c.key.relation), strength_name(c.strength));
        strata.entry(key).or_default().push((short_hash(&[&seed, &c.iri]), c));
    }
    let mut ranked: Vec<(u128, String, usize, Candidate)> = Vec::new();
    for mut stratum in strata.into_values() {
        stratum.sort_by(|a, b| (&a.0, &a.1.iri).cmp(&(&b.0, &b.1.iri)));
        stratum.dedup_by(|a, b| a.1.iri == b.1.iri);
        let size = stratum.len();
        for (at, (hash, c)) in stratum.into_iter().enumerate() {
            // The share as a whole number, so that no rounding of fractions decides.
            let share = ((at as u128) << 64) / (size.max(1) as u128);
            ranked.push((share, hash, size, c));
        }
    }
    ranked.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    ranked.truncate(statements);
    let mut drawn: Vec<(Candidate, usize)> = ranked.into_iter().map(|(_, _, size, c)| (c, size)).collect();
    drawn.sort_by(|(a, _), (b, _)| {
        let key = |c: &Candidate| (c.source, relation_name(c.key.relation), strength_name(c.strength));
        key(a).cmp(&key(b)).then_with(|| a.iri.cmp(&b.iri))
    });
    drawn
}

fn row(shelf: &Shelf<'_>, c: &Candidate, size: usize) -> Vec<String> {
    let of = |column: &str| match column {
        "actor" => c.key.actor.clone().unwrap_or_default(),
        "relation" => relation_name(c.key.relation).to_owned(),
        "target" => c.key.target.clone().unwrap_or_default(),
        "source" => c.key.source.clone(),
        "quote" => c.key.quote.clone(),
        "strength" => strength_name(c.strength).to_owned(),
        "words" => c.words.clone(),
        "source_title" => shelf.source_title(c.source).to_owned(),
        "place" => c.place.clone(),
        "source_address" => {
            let source = shelf.corpus.sources.get(c.source as usize);
            source.and_then(|s| s.url.clone()).unwrap_or_default()
        }
        "statement" => c.iri.clone(),
        "stratum_size" => size.to_string(),
        _ => String::new(),
    };
    FIELDS.iter().chain(&FURTHER).map(|column| neutral(&of(column))).collect()
}

/// Runs `sample`.
pub(super) fn run(cli: &Cli, args: &SampleArgs, out: &mut dyn Write) -> Result<Exit, Failure> {
    let failed = |e: &dyn std::fmt::Display| Failure::new(Exit::Failure, e);
    let directory = GraphDir::open(&args.graph).map_err(|e| failed(&e))?;
    let profile = cli.global.load_profile()?;
    let corpus = directory.corpus(&profile).map_err(|e| failed(&e))?;
    let base = directory.manifest().base.parse().map_err(|e| failed(&e))?;
    let shelf = Shelf::new(&corpus, Map::new(&corpus, &profile, base, false));
    let drawn = draw(shelf.all(), args.statements, args.seed);
    let mut write = |to: &mut dyn Write| {
        let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(to);
        csv.write_record(FIELDS.iter().chain(&FURTHER))?;
        for (c, size) in &drawn {
            csv.write_record(row(&shelf, c, *size))?;
        }
        csv.flush()
    };
    match super::written::file(args.output.as_deref()) {
        Some(path) => {
            args.source().reads()?.refuse(Some(path))?;
            write_file(path, &mut write)?;
        }
        None => write(out)?,
    }
    Ok(Exit::Success)
}
