//! Every exported syntax parses again to the same graph, with Oxigraph's readers and with rio_turtle; the same input
//! gives the same bytes, in any order of inputs.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::pedigraph;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::{GraphName, Quad};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SEED: &str = "data/digitalgov-customer-service-policies.json";

fn convert(inputs: &[&str], syntax: &str) -> Vec<u8> {
    let output = pedigraph().arg("convert").args(inputs).args(["--format", syntax]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

fn read(format: RdfFormat, bytes: &[u8]) -> BTreeSet<String> {
    RdfParser::from_format(format).for_slice(bytes).map(|q| q.unwrap().to_string()).collect()
}

#[test]
fn all_syntaxes_hold_the_same_graph() {
    let quads = read(RdfFormat::NQuads, &convert(&[SEED], "nquads"));
    assert!(quads.len() > 1000);
    let jsonld = RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() };
    for (syntax, format) in [("trig", RdfFormat::TriG), ("jsonld", jsonld)] {
        assert_eq!(read(format, &convert(&[SEED], syntax)), quads, "{syntax}");
    }
    let union: BTreeSet<String> = RdfParser::from_format(RdfFormat::NQuads)
        .for_slice(&convert(&[SEED], "nquads"))
        .map(|q| Quad { graph_name: GraphName::DefaultGraph, ..q.unwrap() }.to_string())
        .collect();
    for (syntax, format) in
        [("turtle", RdfFormat::Turtle), ("ntriples", RdfFormat::NTriples), ("rdfxml", RdfFormat::RdfXml)]
    {
        assert_eq!(read(format, &convert(&[SEED], syntax)), union, "{syntax}");
    }
}

#[test]
fn no_blank_nodes() {
    assert!(!read(RdfFormat::NQuads, &convert(&[SEED], "nquads")).iter().any(|q| q.contains("_:")));
}

#[test]
fn verify_reads_each_syntax_back() {
    let folder = tempfile::tempdir().unwrap();
    for syntax in ["turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml"] {
        let file = folder.path().join(syntax);
        pedigraph()
            .args(["convert", SEED, "--verify", "--format", syntax, "--output"])
            .arg(&file)
            .assert()
            .success();
    }
}

#[test]
fn verify_finds_a_difference() {
    use pedigraph::profile::Profile;
    use pedigraph::rdf::{iri::Base, map::Map, verify, write};
    use pedigraph::resolve::Resolver;
    use pedigraph::source::Input;

    let profile = Profile::united_states().unwrap();
    let input = Input::File(PathBuf::from(SEED));
    let mut claims = Vec::new();
    let outcome =
        pedigraph::pipeline::read(profile, &input, None, &mut |c| claims.push(c), &mut |_| {}).unwrap();
    let mut resolver = Resolver::new(profile);
    resolver.source(&outcome.header, "digitalgov-feed", &outcome.sha256).unwrap();
    claims.into_iter().for_each(|c| resolver.claims(c));
    let corpus = resolver.finish();
    let map = Map::new(&corpus, profile, Base::default(), true);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("graph.ttl");
    let mut turtle = Vec::new();
    write::write(&map, write::Syntax::Turtle, &mut turtle).unwrap();
    let turtle = String::from_utf8(turtle).unwrap();
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        verify::verify(&map, write::Syntax::Turtle, &file)
    };
    assert!(check(&turtle).is_ok());
    assert!(
        check(&turtle.replacen("2011-04-27", "2011-04-28", 1))
            .unwrap_err()
            .to_string()
            .contains("1 quads are missing")
    );
    assert!(check(&turtle[..turtle.len() / 2]).is_err());
    assert!(check(&format!("{turtle}<https://a.b/> <https://a.b/> _:x .\n")).is_err());
    // Seen: the reader of RDF/XML took control characters, which are no XML.
    let mut xml = Vec::new();
    write::write(&map, write::Syntax::RdfXml, &mut xml).unwrap();
    let xml = String::from_utf8(xml).unwrap();
    let check = |text: &str| {
        std::fs::write(&file, text).unwrap();
        verify::verify(&map, write::Syntax::RdfXml, &file)
    };
    assert!(check(&xml).is_ok());
    let error = check(&xml.replacen(">EO 13571<", ">EO 13571\u{1}<", 1)).unwrap_err().to_string();
    assert!(error.contains("no XML 1.0 has the characters of"), "{error}");
}

/// Seen: control characters of titles stood raw in RDF/XML, which no reader of XML takes.
#[test]
fn what_xml_cannot_write_enters_no_graph() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let table = "executive_order_number,title,signing_date,disposition_notes\n\
        15001,\"Lamps \u{1}of the Harbor\u{ffff}\",2031-03-03,\"Amends: EO 12866,\u{b} September 30, 1993\"\n";
    std::fs::write(at("table.csv"), table).unwrap();
    let turtle = "@prefix ped: <https://w3id.org/pedigraph/ns#> . @prefix dct: <http://purl.org/dc/terms/> .
        <https://x.example/1> a ped:Policy ; dct:title \"Water\\u0001 act\"@en ; <https://x.example/p> \"a\\u000Bb\" .";
    std::fs::write(at("others.ttl"), turtle).unwrap();
    for input in ["table.csv", "others.ttl"] {
        let output = pedigraph()
            .arg("convert")
            .arg(at(input))
            .args(["--format", "rdfxml", "--diagnostics", "short", "--verify", "--output"])
            .arg(at("graph.rdf"))
            .output()
            .unwrap();
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && told.contains("control-character"), "{input}: {told}");
        let xml = std::fs::read_to_string(at("graph.rdf")).unwrap();
        assert!(!xml.contains(['\u{1}', '\u{b}', '\u{ffff}']) && xml.contains('\u{fffd}'), "{xml}");
    }
    // Quotes select what `text` prints.
    let text = pedigraph().arg("text").arg(at("table.csv")).output().unwrap();
    assert!(String::from_utf8_lossy(&text.stdout).contains("Lamps \u{fffd}of the Harbor\u{fffd}"));
}

#[test]
fn the_same_bytes_twice_and_in_any_order() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert");
    let inputs: Vec<PathBuf> =
        ["seed/input.json", "markdown/input.md", "html-page/input.html", "json-feed/input.json"]
            .iter()
            .map(|p| folder.join(p))
            .collect();
    let mut names: Vec<&str> = inputs.iter().map(|p| p.to_str().unwrap()).collect();
    for syntax in ["turtle", "nquads", "jsonld"] {
        let first = convert(&names, syntax);
        assert_eq!(first, convert(&names, syntax));
        names.reverse();
        assert_eq!(first, convert(&names, syntax), "{syntax}");
        names.rotate_left(1);
        assert_eq!(first, convert(&names, syntax), "{syntax}");
    }
}

/// The feed and the Markdown of the same page give the same policies, dates and edges.
#[test]
fn feed_and_markdown_agree() {
    let markdown = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert/seed-markdown/input.md");
    let facts = |input: &str| -> BTreeSet<String> {
        let graph = convert(&[input], "nquads");
        let quads = RdfParser::from_format(RdfFormat::NQuads).for_slice(&graph).map(Result::unwrap);
        quads
            .filter(|q| {
                let policy = |term: &str| term.contains("/id/us/") && !term.contains("/distribution/");
                let edge = policy(&q.subject.to_string()) && policy(&q.object.to_string());
                edge || q.predicate.as_str().ends_with("/issued") && policy(&q.subject.to_string())
            })
            .map(|q| format!("{} {} {}", q.subject, q.predicate, q.object))
            .collect()
    };
    let seed = facts(SEED);
    assert!(seed.len() > 60);
    assert_eq!(seed, facts(markdown.to_str().unwrap()));
}

/// A rename in place of a device would take it away from everybody; a link is kept, and what it leads to is replaced.
#[test]
#[cfg(unix)]
fn output_goes_into_devices_and_through_links() {
    let folder = tempfile::tempdir().unwrap();
    let expected = convert(&[SEED], "nquads");
    let args = ["convert", SEED, "--format", "nquads", "--quiet", "--output"];
    let output = pedigraph().args(args).arg("/dev/stdout").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stdout == expected);

    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let copy = folder.path().join("copy.nq");
    let mut reader = std::process::Command::new("cat")
        .arg(&pipe)
        .stdout(std::fs::File::create(&copy).unwrap())
        .spawn()
        .unwrap();
    pedigraph().args(args).arg(&pipe).assert().success();
    assert!(reader.wait().unwrap().success());
    assert!(std::fs::read(&copy).unwrap() == expected);
    assert!(!std::fs::metadata(&pipe).unwrap().is_file());

    let (file, link) = (folder.path().join("file.nq"), folder.path().join("link.nq"));
    std::fs::write(&file, "").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    pedigraph().args(args).arg(&link).assert().success();
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read(&file).unwrap() == expected);
}
