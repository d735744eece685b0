//! What holds for a source of any bytes: it is read without a panic, each quote stands verbatim at its
//! locator and offsets, and what is written is valid RDF.

use oxigraph::io::{RdfFormat, RdfParser};
use pedigraph::pipeline;
use pedigraph::profile::Profile;
use pedigraph::rdf::iri::Base;
use pedigraph::rdf::map::Map;
use pedigraph::rdf::write::{self, Syntax};
use pedigraph::resolve::Resolver;
use pedigraph::source::{Format, Input};
use std::collections::BTreeMap;

/// Reads `data` as a source of `format` and checks what came of it.
pub fn check(format: Format, data: &[u8]) {
    let profile = Profile::united_states().expect("the profile loads");
    let input = Input::Bytes("fuzz".to_owned(), data.to_vec().into());
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let _ = pipeline::records(
        &profile.structure,
        &input,
        Some(format),
        &mut |record| {
            for (locator, text) in record.texts() {
                texts.entry(locator.to_owned()).or_default().push(text.to_owned());
            }
        },
        &mut |_| {},
    );
    let mut all = Vec::new();
    let Ok(outcome) = pipeline::read(profile, &input, Some(format), &mut |c| all.push(c), &mut |_| {}) else {
        return;
    };
    // What a graph quotes stands in the source of which it tells.
    for claims in all.iter().filter(|_| !matches!(format, Format::Rdf(_))) {
        let evidence =
            claims.mentions.iter().map(|m| &m.evidence).chain(claims.statements.iter().map(|s| &s.evidence));
        let more =
            claims.endings.iter().map(|e| &e.evidence).chain(claims.unread.iter().map(|u| &u.evidence));
        for e in evidence.chain(more) {
            let found = texts.get(&*e.locator).is_some_and(|texts| {
                texts.iter().any(|t| {
                    t.chars().skip(e.start as usize).take((e.end - e.start) as usize).eq(e.quote.chars())
                })
            });
            assert!(found, "{e:?} is not in the text");
        }
    }
    let mut resolver = Resolver::new(profile);
    resolver.source(&outcome.header, format.name(), &outcome.sha256).expect("the only source");
    all.into_iter().for_each(|c| resolver.claims(c));
    let corpus = resolver.finish();
    let map = Map::new(&corpus, profile, Base::default(), true);
    let mut turtle = Vec::new();
    write::write(&map, Syntax::Turtle, &mut turtle).expect("memory takes it");
    for triple in RdfParser::from_format(RdfFormat::Turtle).for_slice(&turtle) {
        triple.expect("what is written parses");
    }
}

/// Checks a text as the disposition note of EO 12000, signed July 7, 1977, in a cell of the Register's download.
pub fn check_note(note: &str) {
    let cell = note.replace('"', "\"\"");
    let table =
        format!("executive_order_number,signing_date,disposition_notes\n12000,1977-07-07,\"{cell}\"\n");
    check(Format::RegisterCsv, table.as_bytes());
}
