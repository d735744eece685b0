//! `pedigraph curate list`: every judgement and what it comes to.

use super::decide::Desk;
use crate::cli::written::Rows;
use crate::cli::{Exit, Failure};
use serde::Serialize;
use std::io::Write;

/// The judgements as JSON, schema version 1.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    judgements: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    verdict: &'static str,
    says: String,
    author: &'a str,
    day: String,
    reason: &'a str,
    standing: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    why: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    quote: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    source: &'a str,
}

/// What an entry comes to, in a sentence; empty where it decides.
fn why(desk: &Desk<'_>, at: u32) -> String {
    let curated = &desk.corpus.curated;
    match curated.outcome(at) {
        None => String::new(),
        Some((None, why)) => why,
        Some((Some(other), outcome)) => format!("{}: {outcome}", curated.told(other)),
    }
}

/// Runs `curate list`.
pub(super) fn run(desk: &Desk<'_>, form: Rows, out: &mut dyn Write) -> Result<Exit, Failure> {
    let curated = &desk.corpus.curated;
    let items = (0_u32..).zip(curated.curation.entries.iter().zip(&curated.standing));
    if form == Rows::Json {
        let judgements = items
            .map(|(at, (entry, standing))| {
                let key = entry.judgement.key();
                Item {
                    verdict: entry.judgement.verdict(),
                    says: entry.judgement.to_string(),
                    author: &entry.author,
                    day: entry.day.to_string(),
                    reason: &entry.reason,
                    standing: standing.word(),
                    why: why(desk, at),
                    quote: key.map_or("", |k| &k.quote),
                    source: key.map_or("", |k| &k.source),
                }
            })
            .collect();
        serde_json::to_writer_pretty(&mut *out, &Document { schema: "pedigraph-judgements/1", judgements })
            .map_err(std::io::Error::from)?;
        writeln!(out)?;
        return Ok(Exit::Success);
    }
    if matches!(form, Rows::Csv | Rows::Tsv) {
        let delimiter = if form == Rows::Tsv { b'\t' } else { b',' };
        super::sheet::write(&curated.curation.entries, delimiter, out)?;
        return Ok(Exit::Success);
    }
    if curated.curation.entries.is_empty() {
        writeln!(out, "no judgement yet")?;
    }
    for (at, (entry, standing)) in items {
        let (word, why) = (standing.word(), why(desk, at));
        let colon = if why.is_empty() { "" } else { ": " };
        writeln!(out, "{word:<12} {}{colon}{why}", entry.judgement)?;
        writeln!(out, "             {} on {}: {}", entry.author, entry.day, entry.reason)?;
    }
    Ok(Exit::Success)
}
