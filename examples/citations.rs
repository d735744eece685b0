//! Prints every citation of plain texts as JSON lines, for comparison with other finders of citations.
//!
//! `cargo run --release --example citations -- FILE...`; with `--passes N` it reads the texts N times, on one thread, and
//! prints the seconds and bytes of one pass instead. `benches/citations.py` runs it beside eyecite and citeurl.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use pedigraph::model::Identifier;
use pedigraph::profile::Profile;
use pedigraph::reading::cite::{self, Cited};
use serde_json::json;
use std::hint::black_box;
use std::io::{self, BufWriter, Write};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let profile = Profile::united_states().map_err(ToString::to_string)?;
    let mut files: Vec<String> = std::env::args().skip(1).collect();
    let mut passes = 0_u32;
    if files.first().is_some_and(|first| first == "--passes") {
        passes = files.get(1).ok_or("--passes needs a number")?.parse()?;
        files.drain(..2);
    }
    let texts = files.iter().map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
    let mut out = BufWriter::new(io::stdout().lock());
    if passes > 0 {
        let bytes: usize = texts.iter().map(String::len).sum();
        let start = Instant::now();
        for _ in 0..passes {
            for text in &texts {
                black_box(cite::find_in(profile, black_box(text)));
            }
        }
        let seconds = start.elapsed().as_secs_f64() / f64::from(passes);
        writeln!(out, "{}", json!({ "seconds": seconds, "bytes": bytes }))?;
        return Ok(out.flush()?);
    }
    for (file, text) in files.iter().zip(&texts) {
        for citation in cite::find_in(profile, text) {
            let words = citation.span.of(text);
            let mut line = |class: &str, id: &str| {
                writeln!(out, "{}", json!({ "file": file, "class": class, "id": id, "text": words }))
            };
            let mut number = |id: &Identifier| line(&profile.schemes.get(id.scheme).key, &profile.label(id));
            match &citation.cited {
                Cited::Number(id) => number(id)?,
                Cited::Act { title, number: id, .. } => {
                    id.iter().try_for_each(&mut number)?;
                    line("act", title)?;
                }
                Cited::Dated { .. } => line("dated", citation.whole().of(text))?,
            }
        }
    }
    Ok(out.flush()?)
}
