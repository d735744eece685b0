//! Prints what full texts of orders say, as JSON lines: one object a statement.
//!
//! `cargo run --release --example text_claims -- FILE...`; `--records` prints what was read of each order instead.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test fails by panicking"
)]

use pedigraph::model::{Extent, Mention};
use pedigraph::profile::Profile;
use pedigraph::reading;
use pedigraph::source::{self, Format, Record};
use serde_json::json;
use std::io::{self, BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let profile = Profile::united_states().map_err(ToString::to_string)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let (options, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|a| a.starts_with("--"));
    let records = options.iter().any(|o| o == "--records");
    for file in files {
        let bytes = std::fs::read(&file)?;
        let Some(format) = Format::detect(&profile.structure, &bytes) else {
            writeln!(out, "{}", json!({ "file": file, "error": "unknown format" }))?;
            continue;
        };
        let mut orders = Vec::new();
        let mut problems = Vec::new();
        let read = source::read(
            format,
            &profile.structure,
            &mut bytes.as_slice(),
            &mut |r| orders.push(r),
            &mut |d| problems.push(d),
        );
        problems.extend(read.err());
        for record in &orders {
            let (claims, diagnostics) = reading::claims(profile, record);
            problems.extend(diagnostics);
            if records {
                if let Record::Order(o) = record {
                    let parts: Vec<_> =
                        o.paragraphs.iter().map(|p| json!([format!("{:?}", p.part), o.words(p)])).collect();
                    writeln!(
                        out,
                        "{}",
                        json!({ "file": file, "format": format.name(), "number": o.number, "title": o.title, "signed": o.signed,
                            "published": o.published, "document": o.document_number, "citation": o.citation, "url": o.url,
                            "signer": o.signer, "paragraphs": parts })
                    )?;
                }
                continue;
            }
            let name =
                |ix: u32| claims.mentions.get(ix as usize).map_or_else(String::new, |m| label(profile, m));
            for s in &claims.statements {
                writeln!(
                    out,
                    "{}",
                    json!({ "file": file, "actor": name(s.actor), "relation": s.relation.name(), "target": name(s.target),
                        "part": s.extent == Extent::Part, "effective": s.effective, "verb": s.verb,
                        "strength": s.strength, "quote": s.evidence.quote, "start": s.evidence.start, "end": s.evidence.end })
                )?;
            }
        }
        for problem in problems {
            writeln!(out, "{}", json!({ "file": file, "diagnostic": problem }))?;
        }
    }
    Ok(out.flush()?)
}

/// A number, else kind and date, else the title.
fn label(profile: &Profile, mention: &Mention) -> String {
    if let Some((id, _)) = mention.identifiers.first() {
        return profile.label(id);
    }
    match (&mention.title, &mention.date) {
        (Some(title), _) => title.to_string(),
        (None, Some((date, _))) => format!("{} {date}", mention.kind.as_deref().unwrap_or("?")),
        (None, None) => mention.label.to_string(),
    }
}
