//! Holds the steps of reading a source against its length, for every format over generated shapes: at 1, 2, 4 and 8
//! times a length, steps grow as the length does.

use super::records;
use crate::ground::work;
use crate::profile::Profile;
use crate::reading;
use crate::source::{Format, Input, OrderFormat, Syntax};
use rayon::prelude::*;

/// What texts, notes, tables and markup are made of.
const TOKENS: &[&str] = &[
    "EO 12345 ",
    "Executive Order ",
    "Amended by: ",
    "See ",
    "revokes ",
    "is hereby revoked ",
    "(",
    ")",
    "[",
    ", ",
    "; ",
    ": ",
    ". ",
    "— ",
    "“",
    "section 2 of ",
    "the Act ",
    "May 1, 1990 ",
    "Notice of ",
    "1 FR 2 ",
    "Pub. L. 94-412 ",
    "in part ",
    "é",
    "\n",
    "\n\n    ",
    "# ",
    "> ",
    "<b>",
    "</p>",
    "<a href='x'>",
    "&amp; ",
    "'",
    "\\",
    "{",
];

/// Steps for a source with a field of so many repetitions of `unit`.
fn steps(format: Format, unit: &str, times: usize) -> u64 {
    let profile = Profile::united_states().unwrap();
    let input = Input::Bytes("shape".to_owned(), shape(format, &unit.repeat(times)).into_bytes().into());
    work::take();
    let mut read = Vec::new();
    let _ = records(&profile.structure, &input, Some(format), &mut |record| read.push(record), &mut |_| {});
    for record in &read {
        let _ = reading::claims(profile, record);
    }
    work::take()
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// A source whose longest field is `filler`.
fn shape(format: Format, filler: &str) -> String {
    let cell = filler.replace('"', "\"\"");
    match format {
        Format::DigitalgovFeed => {
            format!("{{\"item\":[{{\"url\":\"https://example.gov/\",\"content\":{}}}]}}", json(filler))
        }
        Format::JsonFeed => format!(
            "{{\"items\":[{{\"url\":\"https://example.gov/\",\"title\":{0},\"content_html\":{0}}}]}}",
            json(filler)
        ),
        Format::Html => format!("<html><body><main><p>{filler}</p></main></body></html>"),
        Format::Feed => format!(
            "<rss><channel><item><title>A</title><description><![CDATA[<p>{filler}</p>]]></description></item></channel></rss>"
        ),
        Format::Text => format!("A title\n\n{filler}\n"),
        Format::Csv => format!("title,content\nA,\"{cell}\"\n"),
        Format::Markdown => format!("---\ntitle: A\n---\n\n{filler}\n"),
        Format::Order(OrderFormat::GpoHtml) => format!(
            "<html><pre>\n[Presidential Documents]\n\nExecutive Order 12988 of February 5, 1996\n\nTitle\n\n  By the authority vested in me, it is ordered:\n  {filler}\n</pre></html>"
        ),
        Format::Order(OrderFormat::GpoXml) => format!(
            "<PRESDOCU><EXECORD><EXECORDR>Executive Order 12988 of February 5, 1996</EXECORDR><HD>Title</HD><FP>By the authority vested in me, it is ordered:</FP><FP>{filler}</FP></EXECORD></PRESDOCU>"
        ),
        Format::Order(OrderFormat::RegisterHtml) => format!(
            "<h1>Executive Order 12988 of February 5, 1996</h1><h1>Title</h1><p>By the authority vested in me, it is ordered:</p><p>{filler}</p>"
        ),
        Format::Order(OrderFormat::Markdown) => format!(
            "# Executive Order 12988—Title\n\nFebruary 5, 1996\n\nBy the authority vested in me, it is ordered:\n\n{filler}\n"
        ),
        Format::Order(OrderFormat::Plain) => format!(
            "Executive Order 12988 of February 5, 1996\n\nTitle\n\nBy the authority vested in me, it is ordered:\n\n{filler}\n"
        ),
        Format::RegisterCsv => format!(
            "executive_order_number,signing_date,title,disposition_notes\n12000,1977-07-07,\"{cell}\",\"{cell}\"\n"
        ),
        Format::RegisterJson => format!(
            "{{\"results\":[{{\"executive_order_number\":12000,\"signing_date\":\"1977-07-07\",\"title\":{0},\"disposition_notes\":{0}}}]}}",
            json(filler)
        ),
        Format::Rdf(syntax) => rdf(syntax, filler),
        Format::DispositionTable => format!(
            "Executive Order 12000\nTitle\n\n    Signed: July 7, 1977\n    Federal Register page and date: 42 FR 1, July 8, 1977\n    {filler}\n"
        ),
    }
}

/// A policy in RDF whose title is `filler`.
fn rdf(syntax: Syntax, filler: &str) -> String {
    const TITLE: &str = "http://purl.org/dc/terms/title";
    match syntax {
        Syntax::JsonLd => {
            format!("{{\"@id\":\"http://example.gov/a\",\"{TITLE}\":{}}}", json(filler))
        }
        Syntax::RdfXml => {
            let text = filler.replace('&', "&amp;").replace('<', "&lt;");
            let rdf = "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:d=\"http://purl.org/dc/terms/\"";
            format!(
                "<rdf:RDF {rdf}><rdf:Description rdf:about=\"http://example.gov/a\"><d:title>{text}</d:title></rdf:Description></rdf:RDF>"
            )
        }
        _ => {
            let literal = oxigraph::model::Literal::new_simple_literal(filler);
            format!("<http://example.gov/a> <{TITLE}> {literal} .\n")
        }
    }
}

/// Whether steps grow as the length does, within a fifth: from each length to the next, or by what a further repetition
/// costs. (The last repetitions before the end of a text cost less, since fewer tokens follow them.) A bound that is
/// passed on the way, such as that of nesting, may cost [`ONCE`].
fn is_linear(counts: &[(usize, u64)]) -> bool {
    counts.windows(3).all(|three| match three {
        [(a, few), (b, more), (c, many)] => {
            let [few, more, many] = [*few, *more, *many].map(|steps| steps as f64);
            let before = (more - few) / (b - a) as f64;
            let after = (many - more) / (c - b) as f64;
            after <= before * 1.2 + 1.0 || many <= more * 1.2 * *c as f64 / *b as f64 + ONCE
        }
        _ => true,
    })
}

/// Steps that a bound may cost once, in texts of the lengths here.
const ONCE: f64 = 20_000.0;

/// Names the cases whose steps grow faster than their length.
fn faults(cases: Vec<(Format, String)>, lengths: &[usize]) -> Vec<String> {
    let check = |(format, unit): (Format, String)| {
        let counts: Vec<(usize, u64)> =
            lengths.iter().map(|times| (*times, steps(format, &unit, *times))).collect();
        (!is_linear(&counts)).then(|| format!("{format} {unit:?}: {counts:?}"))
    };
    cases.into_par_iter().filter_map(check).collect()
}

#[test]
fn each_token_repeated() {
    let cases = Format::ALL.iter().flat_map(|(format, _)| TOKENS.iter().map(|t| (*format, (*t).to_owned())));
    let faults = faults(cases.collect(), &[50, 100, 200, 400]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Pairs in the formats in which each kind of reading is done: notes, pages, orders.
#[test]
fn each_pair_of_tokens_repeated() {
    pairs_in(&[Format::RegisterCsv, Format::Html, Format::Order(OrderFormat::Plain)]);
}

#[test]
#[ignore = "takes minutes; .ci/long runs it"]
fn each_pair_of_tokens_repeated_in_every_format() {
    pairs_in(&Format::ALL.map(|(format, _)| format));
}

fn pairs_in(formats: &[Format]) {
    let pairs = TOKENS.iter().flat_map(|a| TOKENS.iter().map(move |b| format!("{a}{b}")));
    let pairs: Vec<String> = pairs.collect();
    let cases = formats.iter().flat_map(|format| pairs.iter().map(|pair| (*format, pair.clone())));
    let faults = faults(cases.collect(), &[64, 128, 256]);
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Many records, many items, nesting, long lines: what no single field shows.
#[test]
fn many_records_and_deep_nesting() {
    type Make = fn(usize) -> String;
    let shapes: [(Format, &str, Make); 9] = [
        (Format::JsonFeed, "items on one line", |n| {
            let item = "{\"url\":\"https://example.gov/\",\"content_html\":\"<p>February 30, 2011 - <a href='javascript:x'>EO 13571</a></p>\"}";
            format!("{{\"items\":[{}]}}", vec![item; n].join(","))
        }),
        (Format::JsonFeed, "wrong items", |n| format!("{{\"items\":[{}]}}", vec!["1"; n].join(","))),
        (Format::RegisterJson, "documents on one line", |n| {
            let document =
                "{\"executive_order_number\":\"x\",\"title\":\"T\",\"signing_date\":\"2011-02-30\"}";
            format!("{{\"results\":[{}]}}", vec![document; n].join(","))
        }),
        (Format::RegisterJson, "nested lists", |n| format!("[{}{}]", "[".repeat(n), "]".repeat(n))),
        (Format::RegisterCsv, "rows", |n| {
            format!("executive_order_number,title,signing_date\n{}", "x,T,2011-02-30\n".repeat(n))
        }),
        (Format::RegisterCsv, "cells", |n| format!("executive_order_number,title\n1,T{}\n", ",".repeat(n))),
        (Format::DispositionTable, "entries", |n| {
            (1..=n)
                .map(|i| format!("Executive Order {i}\nT\n\n    Signed: May 40, 1990\n    See: EO 1\n\n"))
                .collect()
        }),
        (Format::DispositionTable, "unlabelled orders", |n| {
            let notes: String =
                (1..=n).map(|i| format!("    EO {}, May 1, 1990\n", 1000 + i % 9000)).collect();
            format!("Executive Order 12000\nT\n\n    Signed: July 7, 1977\n{notes}")
        }),
        (Format::Html, "nested elements", |n| format!("<p>{}EO 13571", "<div><b>".repeat(n))),
    ];
    for (format, name, make) in shapes {
        let profile = Profile::united_states().unwrap();
        let count = |n: usize| {
            let input = Input::Bytes("shape".to_owned(), make(n).into_bytes().into());
            let mut read = Vec::new();
            work::take();
            let _ = records(
                &profile.structure,
                &input,
                Some(format),
                &mut |record| read.push(record),
                &mut |_| {},
            );
            for record in &read {
                let _ = reading::claims(profile, record);
            }
            (n, work::take())
        };
        let counts = [50, 100, 200, 400].map(count);
        assert!(is_linear(&counts), "{format} {name}: {counts:?}");
    }
}

/// The bound on the steps of a note is far from those of any note that is printed.
#[test]
fn notes_of_the_register_are_far_from_their_bound() {
    let profile = Profile::united_states().unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/data/executive-orders-1937-2024.csv.zst");
    let mut most = 0;
    let mut intricate = 0;
    let mut take = |record: crate::source::Record| {
        work::take();
        let (_, problems) = reading::claims(profile, &record);
        let bytes: usize = record.texts().iter().map(|(_, text)| text.len()).sum();
        most = most.max(work::take() / (bytes as u64 / 4 + 64));
        intricate += problems.iter().filter(|d| d.code == "too-intricate").count();
    };
    records(&profile.structure, &Input::File(path.into()), None, &mut take, &mut |_| {}).unwrap();
    println!("{most} steps for four bytes");
    assert!(intricate == 0 && most < 500, "{intricate} notes were left, {most} steps for four bytes");
}
