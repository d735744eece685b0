//! A graph of any size, as Pedigraph writes it, without reading anything: the same bytes every time.

use std::fmt::Write;

/// The base of its IRIs.
pub const BASE: &str = "https://w3id.org/pedigraph/id/";
const PED: &str = "https://w3id.org/pedigraph/ns#";
const DCT: &str = "http://purl.org/dc/terms/";
const ELI: &str = "http://data.europa.eu/eli/ontology#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";
const SKOS: &str = "http://www.w3.org/2004/02/skos/core#";
const TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";

/// How large, and whether every edge has a statement with its evidence.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// The number of policies.
    pub policies: u32,
    /// The number of edges; the first of each policy is one of descent, so all descend from the first.
    pub edges: u32,
    /// With statements.
    pub evidence: bool,
}

/// The IRI of a policy.
pub fn policy(i: u32) -> String {
    format!("{BASE}us/executive-order/{i}")
}

/// How many policies or edges make one block, about 40 MB of text.
const BLOCK: u32 = 20_000;

/// The N-Quads of the graph, some megabytes at a time: policies first, then one source a block.
pub fn blocks(shape: Shape) -> impl Iterator<Item = String> {
    let policies = (0..shape.policies).step_by(BLOCK as usize).map(move |first| {
        let mut text = String::new();
        for i in first..shape.policies.min(first + BLOCK) {
            let _ = describe(&mut text, i);
        }
        text
    });
    let sources = (0..shape.edges).step_by(BLOCK as usize).map(move |first| {
        let mut text = String::new();
        let _ = source(&mut text, first, shape);
        text
    });
    policies.chain(sources)
}

/// A number that looks random, from SplitMix64.
fn mix(n: u64) -> u64 {
    let mut z = n.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn date(i: u32) -> String {
    format!("{:04}-{:02}-{:02}", 1900 + i / 10_000, 1 + i / 834 % 12, 1 + i % 28)
}

fn describe(out: &mut String, i: u32) -> std::fmt::Result {
    let graph = format!("{BASE}graph/policies");
    let (p, date) = (policy(i), date(i));
    let body = ["office-of-management-and-budget", "president"][(i % 2) as usize];
    let mut quad = |predicate: &str, object: &str| writeln!(out, "<{p}> <{predicate}> {object} <{graph}> .");
    quad(&format!("{DCT}identifier"), &format!("\"EO {i}\""))?;
    quad(&format!("{DCT}issued"), &format!("\"{date}\"^^<{XSD}date>"))?;
    quad(&format!("{DCT}title"), &format!("\"Providing for the {i}th Improvement of Customer Service\""))?;
    quad(&format!("{ELI}date_document"), &format!("\"{date}\"^^<{XSD}date>"))?;
    quad(&format!("{ELI}type_document"), &format!("<{PED}ExecutiveOrder>"))?;
    quad(TYPE, &format!("<{ELI}LegalResource>"))?;
    quad(TYPE, &format!("<{PED}Policy>"))?;
    quad(&format!("{SKOS}prefLabel"), &format!("\"Executive Order {i}\""))?;
    quad(
        "http://xmlns.com/foaf/0.1/page",
        &format!("<https://www.federalregister.gov/executive-order/{i}>"),
    )?;
    quad(&format!("{PED}issuedBy"), &format!("<{BASE}us/body/{body}>"))?;
    quad(&format!("{PED}issuedEarliest"), &format!("\"{date}\"^^<{XSD}date>"))?;
    quad(&format!("{PED}issuedLatest"), &format!("\"{date}\"^^<{XSD}date>"))
}

fn source(out: &mut String, first: u32, shape: Shape) -> std::fmt::Result {
    let graph = format!("{BASE}source/{:016x}", mix(u64::from(first)));
    writeln!(out, "<{graph}> <{DCT}modified> \"2024-12-31\"^^<{XSD}date> <{graph}> .")?;
    writeln!(out, "<{graph}> <{TYPE}> <{PED}Source> <{graph}> .")?;
    for e in first..shape.edges.min(first + BLOCK) {
        let (actor, relation, target) = edge(e, shape);
        let (a, t) = (policy(actor), policy(target));
        let mut quad = |s: &str, predicate: &str, object: &str| {
            writeln!(out, "<{s}> <{predicate}> {object} <{graph}> .")
        };
        let descent = !matches!(relation, "rescinds" | "cites" | "suspends");
        quad(&a, &format!("{ELI}related_to"), &format!("<{t}>"))?;
        if descent {
            quad(&a, &format!("{PED}descendsFrom"), &format!("<{t}>"))?;
        }
        quad(&a, &format!("{PED}{relation}"), &format!("<{t}>"))?;
        if !shape.evidence {
            continue;
        }
        let s = format!("{BASE}statement/{:016x}{:016x}", mix(u64::from(e)), mix(!u64::from(e)));
        quad(&s, TYPE, &format!("<{PED}Statement>"))?;
        quad(&s, "http://www.w3.org/ns/prov#wasQuotedFrom", &format!("<{graph}>"))?;
        quad(&s, &format!("{PED}actor"), &format!("<{a}>"))?;
        quad(&s, &format!("{PED}extent"), &format!("<{PED}Whole>"))?;
        quad(&s, &format!("{PED}locator"), &format!("\"row={e};column=disposition_notes\""))?;
        quad(
            &s,
            &format!("{PED}quote"),
            &format!("\"{relation}: Executive Order {target}, {}\"", date(target)),
        )?;
        quad(&s, &format!("{PED}quoteEnd"), &format!("\"64\"^^<{XSD}integer>"))?;
        quad(&s, &format!("{PED}quoteStart"), &format!("\"{}\"^^<{XSD}integer>", e % 64))?;
        quad(&s, &format!("{PED}relation"), &format!("<{PED}{relation}>"))?;
        quad(&s, &format!("{PED}strength"), &format!("<{PED}Explicit>"))?;
        quad(&s, &format!("{PED}target"), &format!("<{t}>"))?;
        quad(&s, &format!("{PED}verb"), &format!("\"{relation}\""))?;
    }
    Ok(())
}

/// Actor, relation and target of an edge. Acts go back in time.
fn edge(e: u32, shape: Shape) -> (u32, &'static str, u32) {
    const DESCENT: [&str; 5] = ["amends", "implements", "extends", "supplements", "basedOn"];
    const ANY: [&str; 8] =
        ["rescinds", "cites", "amends", "supersedes", "implements", "continues", "supplements", "suspends"];
    let random = mix(u64::from(e));
    let actor = 1 + e % shape.policies.saturating_sub(1).max(1);
    let target = (random % u64::from(actor)) as u32;
    let of = |list: &[&'static str]| list[(random >> 33) as usize % list.len()];
    (actor, of(if e < shape.policies { &DESCENT } else { &ANY }), target)
}
