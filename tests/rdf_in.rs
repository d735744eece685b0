//! RDF as a source: what Pedigraph writes is read back to the same graph, what others say is kept in the graph of its
//! source, and what is hostile is refused with its place.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const SYNTAXES: [(&str, &str); 6] = [
    ("turtle", "ttl"),
    ("trig", "trig"),
    ("ntriples", "nt"),
    ("nquads", "nq"),
    ("jsonld", "jsonld"),
    ("rdfxml", "rdf"),
];

/// Several sources of several formats, with doubts, editions and endings.
const FLAWED: &str = "tests/golden/check/flawed";

fn text(path: &Path) -> String {
    path.display().to_string()
}

fn convert(input: &str, syntax: &str, output: &Path) {
    stdout(&[
        "convert",
        input,
        "--with",
        "periods",
        "--quiet",
        "--format",
        syntax,
        "--output",
        &text(output),
    ]);
}

/// The lines of a file of N-Quads; the checksum of a source is that of the bytes that were read.
fn quads(path: &Path) -> BTreeSet<String> {
    let all = std::fs::read_to_string(path).unwrap();
    all.lines().filter(|line| !line.contains("#checksumValue>")).map(str::to_owned).collect()
}

/// Standard output and standard error of a run, and its exit code.
fn run(args: &[&str]) -> (String, String, i32) {
    let output = pedigraph().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn what_was_written_reads_back_to_the_same_graph() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    convert(FLAWED, "nquads", &at("meant.nq"));
    let meant = quads(&at("meant.nq"));
    assert!(meant.len() > 1_000);
    for (syntax, ending) in SYNTAXES {
        let written = at(&format!("written.{ending}"));
        convert(FLAWED, syntax, &written);
        convert(&text(&written), "nquads", &at("found.nq"));
        let found = quads(&at("found.nq"));
        let lacking: Vec<_> = meant.difference(&found).take(5).collect();
        let added: Vec<_> = found.difference(&meant).take(5).collect();
        assert!(lacking.is_empty() && added.is_empty(), "{syntax}: lacks {lacking:#?}, adds {added:#?}");
    }
}

/// Seen: a description that one entry has was given to other mentions of the same policy.
#[test]
fn the_seed_reads_back_to_the_same_quads() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let seed = "data/digitalgov-customer-service-policies.json";
    for with in [&[][..], &["--with", "periods"]] {
        let quads_of = |input: &str| -> BTreeSet<String> {
            let written = stdout(&[&["convert", input, "--quiet", "--format", "nquads"], with].concat());
            std::fs::write(at("seed.nq"), &written).unwrap();
            quads(&at("seed.nq"))
        };
        let meant = quads_of(seed);
        assert!(meant.iter().filter(|line| line.contains("dc/terms/abstract>")).count() > 10);
        assert_eq!(quads_of(&text(&at("seed.nq"))), meant);
    }
}

/// Seen: a statement whose own number is in doubt elsewhere was given that doubt.
#[test]
fn a_doubt_stays_with_its_statement() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let table = "executive_order_number,title,signing_date,disposition_notes\n\
        12866,Lamps,1993-09-30,\n\
        15001,Quays,2031-03-03,\"Amends: EO 12866, October 10, 1993\"\n\
        15002,Piers,2031-05-03,\"Amends: EO 15001, March 13, 2031\"\n";
    std::fs::write(at("table.csv"), table).unwrap();
    convert(&text(&at("table.csv")), "nquads", &at("meant.nq"));
    convert(&text(&at("meant.nq")), "nquads", &at("found.nq"));
    let meant = quads(&at("meant.nq"));
    assert_eq!(meant.iter().filter(|line| line.contains("ns#doubt>")).count(), 2);
    assert_eq!(quads(&at("found.nq")), meant);
}

/// Sources of many formats in one export: laws without a number in print, editions, pages, texts, registers.
#[test]
fn sources_of_many_formats_read_back_together() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::create_dir(at("in")).unwrap();
    for case in [
        "seed",
        "register-csv",
        "register-json",
        "disposition-table",
        "markdown",
        "order-text",
        "order-gpo-xml",
        "hostile-links",
        "struck-through",
    ] {
        let input = common::files(Path::new(&format!("tests/golden/convert/{case}")));
        let input = input.iter().find(|f| f.file_stem().is_some_and(|s| s == "input")).unwrap();
        let name = format!("{case}.{}", input.extension().unwrap().to_string_lossy());
        std::fs::copy(input, at("in").join(name)).unwrap();
    }
    convert(&text(&at("in")), "nquads", &at("meant.nq"));
    convert(&text(&at("in")), "turtle", &at("written.ttl"));
    convert(&text(&at("written.ttl")), "nquads", &at("found.nq"));
    let (meant, found) = (quads(&at("meant.nq")), quads(&at("found.nq")));
    assert!(meant.len() > 10_000);
    let lacking: Vec<_> = meant.difference(&found).take(9).collect();
    let added: Vec<_> = found.difference(&meant).take(9).collect();
    assert!(lacking.is_empty() && added.is_empty(), "lacks {lacking:#?}, adds {added:#?}");
}

#[test]
fn a_graph_of_an_export_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| text(&folder.path().join(name));
    convert(FLAWED, "turtle", Path::new(&at("export.ttl")));
    stdout(&["ingest", FLAWED, "--graph", &at("meant"), "--quiet"]);
    stdout(&["ingest", &at("export.ttl"), "--graph", &at("found"), "--quiet"]);
    let policies = stdout(&[
        "query",
        "SELECT ?p { ?p a ped:Policy } ORDER BY ?p",
        "--graph",
        &at("meant"),
        "--format",
        "csv",
    ]);
    let policies: Vec<&str> = policies.lines().skip(1).map(str::trim).collect();
    assert!(policies.len() >= 10);
    for policy in policies.iter().step_by(3) {
        for command in ["status", "lineage"] {
            let of = |graph: &str| {
                stdout(&[command, policy, "--graph", &at(graph), "--format", "json"]).replace(&at(graph), "")
            };
            assert_eq!(of("found"), of("meant"), "{command} {policy}");
        }
    }
    let day = "1995-01-01";
    let of = |graph: &str| stdout(&["in-force", "--as-of", day, "--graph", &at(graph), "--format", "csv"]);
    assert_eq!(of("found"), of("meant"));
    // The kept graph is sound, and reading the same again changes nothing.
    let checked = stdout(&["check", "--graph", &at("found"), "--quiet"]);
    assert!(checked.contains("      0  shapes") && checked.contains("      0  kept-otherwise"), "{checked}");
    let again = stdout(&["ingest", &at("export.ttl"), "--graph", &at("found")]);
    assert!(!again.contains("replaced") && again.contains("0 graph files written"), "{again}");
    // Documents are asked on the spot too.
    let rows = |input: &str| {
        stdout(&["query", "SELECT ?s ?q { ?s ped:quote ?q } ORDER BY ?s ?q", input, "--format", "csv"])
    };
    assert_eq!(rows(&at("export.ttl")), rows(FLAWED));
}

/// A graph of others: its policies are policies, its edges statements whose words are their own triples, and what else it
/// says stays in the graph of its source, also in another graph of the same file.
#[test]
fn what_others_say_is_kept_in_the_graph_of_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let foreign = "@prefix ex: <http://example.com/> . @prefix ped: <https://w3id.org/pedigraph/ns#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
ex:one a ped:Policy ; dct:title \"Lamps of the Harbor Strategy\"@en ; dct:issued \"2011-04-27\"^^xsd:date ;
  ped:rescinds ex:two ; ex:colour \"blue\" ; ex:keeper [ ex:name \"Ada\" ] .
ex:two a ped:Policy ; dct:title \"Lights of the Old Harbor\"@en ; dct:issued \"2001-01-02\"^^xsd:date .
";
    std::fs::write(at("foreign.ttl"), foreign).unwrap();
    convert(&text(&at("foreign.ttl")), "nquads", &at("one.nq"));
    convert(&text(&at("foreign.ttl")), "nquads", &at("two.nq"));
    let one = std::fs::read_to_string(at("one.nq")).unwrap();
    assert_eq!(one, std::fs::read_to_string(at("two.nq")).unwrap(), "blank nodes have names by their order");
    for part in [
        "<http://example.com/one> <http://example.com/colour> \"blue\" <https://w3id.org/pedigraph/id/source/",
        "/node/b0> <http://example.com/name> \"Ada\" <https://w3id.org/pedigraph/id/source/",
        "ns#quote> \"<http://example.com/one> <https://w3id.org/pedigraph/ns#rescinds> <http://example.com/two> .\"",
        "foaf/0.1/page> <http://example.com/one>",
    ] {
        assert!(one.contains(part), "{part}: {one}");
    }
    assert!(!one.contains("_:"), "{one}");
    let status = stdout(&["status", "Lights of the Old Harbor", &text(&at("foreign.ttl"))]);
    assert!(status.contains("ended") && status.contains("2011-04-27"), "{status}");
    // Read back once more, it is the same: foreign triples stay where they are.
    convert(&text(&at("one.nq")), "nquads", &at("again.nq"));
    let lines = |name: &str| quads(&at(name));
    assert_eq!(lines("again.nq"), lines("one.nq"));
}

/// A folder with a table and a graph of others, converted to quads; gives the place of both.
fn two_sources(folder: &Path) -> PathBuf {
    let input = folder.join("in");
    std::fs::create_dir(&input).unwrap();
    let table = "executive_order_number,title,signing_date,disposition_notes\n\
        15001,Lamps,2031-03-03,\"Amends: EO 12866, September 30, 1993\"\n";
    std::fs::write(input.join("a-table.csv"), table).unwrap();
    let others = "@prefix ex: <http://example.com/> . @prefix ped: <https://w3id.org/pedigraph/ns#> .
        @prefix dct: <http://purl.org/dc/terms/> .
        ex:one a ped:Policy ; dct:title \"Lamps of the Harbor\"@en , \"Lampen\"@de ; ped:rescinds ex:two ;
          ex:colour \"blue\" ; ex:keeper [ ex:name \"Ada\" ; ex:knows [ ex:name \"Bob\" ] ] .";
    std::fs::write(input.join("b-others.ttl"), others).unwrap();
    convert(&text(&input), "nquads", &folder.join("meant.nq"));
    input
}

/// Seen: without named graphs, what others say of their policies went to another source; and with --input-format nothing of
/// such a file could be read.
#[test]
fn a_file_of_several_sources_without_named_graphs_keeps_them_apart() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let input = two_sources(folder.path());
    let meant = quads(&at("meant.nq"));
    for (syntax, ending) in SYNTAXES {
        // A name that tells nothing, so that the option must.
        let written = at(&format!("{ending}.dat"));
        convert(&text(&input), syntax, &written);
        let args = ["convert", &text(&written), "--input-format", syntax, "--with", "periods", "--quiet"];
        let found =
            stdout(&[&args[..], &["--format", "nquads", "--output", &text(&at("found.nq"))]].concat());
        assert_eq!(found, "");
        let found = quads(&at("found.nq"));
        let lacking: Vec<_> = meant.difference(&found).take(5).collect();
        let added: Vec<_> = found.difference(&meant).take(5).collect();
        assert!(lacking.is_empty() && added.is_empty(), "{syntax}: lacks {lacking:#?}, adds {added:#?}");
    }
    // What no source can be told for is told.
    let all = std::fs::read_to_string(at("ttl.dat")).unwrap();
    std::fs::write(at("more.ttl"), format!("{all}<http://example.com/x> <http://example.com/p> 1 .\n"))
        .unwrap();
    let (_, told, _) = run(&["convert", &text(&at("more.ttl")), "--diagnostics", "short"]);
    assert!(told.contains("source-unknown") && told.contains("1 triples of others"), "{told}");
    let (_, told, _) = run(&["convert", &text(&at("ttl.dat")), "--diagnostics", "short"]);
    assert!(!told.contains("source-unknown"), "{told}");
}

/// A document on standard input is looked at as a file is: its sources are apart, and what breaks the shapes is told.
#[test]
fn standard_input_is_read_as_a_file_is() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let input = two_sources(folder.path());
    convert(&text(&input), "turtle", &at("written.ttl"));
    let args = ["convert", "-", "--with", "periods", "--quiet", "--format", "nquads"];
    let piped = std::fs::read(at("written.ttl")).unwrap();
    let output = pedigraph().args(args).write_stdin(piped).output().unwrap();
    std::fs::write(at("found.nq"), output.stdout).unwrap();
    assert!(quads(&at("found.nq")) == quads(&at("meant.nq")));
}

/// Seen: whether a source of RDF was held against the shapes hung on the ending of its name.
#[test]
fn the_format_that_is_read_decides_what_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let graph = "@prefix ped: <https://w3id.org/pedigraph/ns#> .\n<https://w3id.org/pedigraph/id/us/strategy/2012/lamps> a ped:Policy .\n";
    for (name, format) in [("a.ttl", None), ("a.html", None), ("a.txt", None), ("a", Some("turtle"))] {
        let path = folder.path().join(name);
        std::fs::write(&path, graph).unwrap();
        let path = text(&path);
        let format = format.map_or(vec![], |format| vec!["--input-format", format]);
        let (_, told, _) = run(&[&["check", &path, "--diagnostics", "short"], &format[..]].concat());
        assert!(told.contains("[shape]") && told.contains("skos:prefLabel"), "{name}: {told}");
    }
    let piped =
        pedigraph().args(["check", "-", "--diagnostics", "short"]).write_stdin(graph).output().unwrap();
    let told = String::from_utf8(piped.stderr).unwrap();
    assert!(told.contains("-:2:") && told.contains("skos:prefLabel"), "{told}");
    // A page is none, though it names the ending of one.
    let page = folder.path().join("page.ttl");
    std::fs::write(&page, graph).unwrap();
    let (_, told, _) = run(&["check", &text(&page), "--input-format", "text", "--diagnostics", "short"]);
    assert!(!told.contains("[shape]"), "{told}");
}

/// Seen: nodes of JSON-LD with IRIs that are none were gone without a word.
#[test]
fn what_json_ld_leaves_out_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonld");
    let document = "{\"@context\": {\"dct\": \"http://purl.org/dc/terms/\", \"ped\": \"https://w3id.org/pedigraph/ns#\"},
        \"@graph\": [
        {\"@id\": \"http://example.com/a\", \"@type\": \"ped:Policy\", \"dct:title\": [\"Lamps\", {\"@value\": \"Lampen\", \"@language\": \"no tag\"}], \"unmapped\": 1},
        {\"@id\": \"http://example.com/b c\", \"@type\": \"ped:Policy\", \"dct:title\": \"Quays\"},
        {\"@id\": \"http://example.com/d\", \"ped:amends\": {\"@id\": \"relative\"}}]}";
    std::fs::write(&path, document).unwrap();
    let (_, told, code) = run(&["convert", &text(&path), "--diagnostics", "short"]);
    assert!(code == 0 && told.contains("a.jsonld:3:") && told.contains("4 triples"), "{told}");
    assert!(told.contains("no tag, http://example.com/b c, relative"), "{told}");
    let (_, told, _) = check_rdf(&[&text(&path), "--diagnostics", "short"]);
    assert!(told.contains("rdf-iri"), "{told}");
    // An IRI that is one and is not taken is named.
    let path = folder.path().join("b.ttl");
    std::fs::write(&path, "<http://example.com/a> <http://example.com/p> <javascript:alert(1)> .").unwrap();
    let (_, told, _) = run(&["convert", &text(&path), "--diagnostics", "short"]);
    assert!(told.contains("foreign-iri") && told.contains("found `javascript:alert(1)`"), "{told}");
}

#[test]
fn violations_are_told_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("graph.ttl");
    std::fs::write(
        &path,
        "@prefix ped: <https://w3id.org/pedigraph/ns#> .\n@prefix ex: <https://w3id.org/pedigraph/id/us/strategy/2012/> .\n\nex:lamps a ped:Policy .\n",
    )
    .unwrap();
    let (_, told, code) = run(&["convert", &text(&path), "--diagnostics", "short"]);
    assert_eq!(code, 0, "{told}");
    assert!(told.contains("graph.ttl:4:1: ") && told.contains("skos:prefLabel"), "{told}");
}

#[test]
fn syntax_errors_have_file_line_and_column() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, place) in [
        ("a.ttl", "@prefix ex: <http://example.com/> .\nex:a ex:b 1 ;; .\nex:c ex:d \"x .\n", "a.ttl:3:"),
        (
            "a.nq",
            "<http://e.com/a> <http://e.com/b> \"x\" .\n<http://e.com/a> <http://e.com/b> x .\n",
            "a.nq:2:",
        ),
        ("a.jsonld", "{\n\"@context\": {},\n \"@id\": }\n", "a.jsonld:3:"),
        (
            "a.rdf",
            "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:li></x></rdf:RDF>\n",
            "a.rdf:",
        ),
        ("relative.ttl", "<#a> <http://e.com/b> \"x\" .\n", "relative.ttl:1:"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let (_, told, code) = run(&["convert", &text(&path), "--diagnostics", "short"]);
        // What stands before the problem is read.
        assert_eq!(code, if ["a.ttl", "a.nq"].contains(&name) { 0 } else { 2 }, "{name}: {told}");
        assert!(told.contains(place), "{name}: {told}");
    }
}

#[test]
fn what_is_hostile_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let laughs = "<!DOCTYPE rdf:RDF [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>
<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"http://e.com/&c;\"/></rdf:RDF>";
    let deep = format!(
        "{{\"@id\": \"http://e.com/a\", \"http://e.com/p\": {}1{}}}",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let base = "@base <javascript:alert(1)> .\n<http://e.com/a> <http://e.com/b> \"x\" .\n";
    let remote = "{\"@context\": \"https://example.com/context.jsonld\", \"@id\": \"http://e.com/a\"}";
    for (name, content, code) in [
        ("laughs.rdf", laughs, "rdf-entity"),
        ("deep.jsonld", &deep, "rdf-nesting"),
        ("base.ttl", base, "rdf-base"),
        ("remote.jsonld", remote, "nothing is loaded"),
    ] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let (_, told, exit) = run(&["convert", &text(&path), "--diagnostics", "short"]);
        assert!(exit == 2 && told.contains(code), "{name}: {exit} {told}");
    }
    let path = folder.path().join("iris.ttl");
    std::fs::write(
        &path,
        "@prefix ex: <http://example.com/> .\nex:a ex:b <javascript:alert(1)> , <http://example.com/\u{202e}x> , ex:c .\n",
    )
    .unwrap();
    let (written, told, exit) =
        run(&["convert", &text(&path), "--format", "nquads", "--diagnostics", "short"]);
    assert!(exit == 0 && told.contains("foreign-iri") && told.contains("2 triples"), "{told}");
    assert!(!written.contains("javascript") && written.contains("<http://example.com/c>"), "{written}");
}

#[test]
fn our_own_context_is_at_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    std::fs::write(
        &path,
        "{\"@context\": \"https://w3id.org/pedigraph/context.jsonld\", \"id\": \"http://example.com/a\", \"type\": \"ped:Policy\",
          \"dct:title\": {\"@value\": \"Lamps of the Harbor Strategy\", \"@language\": \"en\"}}",
    )
    .unwrap();
    let written = stdout(&["convert", &text(&path), "--format", "nquads", "--quiet"]);
    assert!(written.contains("Lamps of the Harbor Strategy"), "{written}");
}

/// RDF/XML is no page, and a page is no RDF whatever its name.
#[test]
fn rdf_xml_is_never_taken_for_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let rdf = "<?xml version=\"1.0\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dct=\"http://purl.org/dc/terms/\">
<rdf:Description rdf:about=\"http://example.com/a\"><rdf:type rdf:resource=\"https://w3id.org/pedigraph/ns#Policy\"/><dct:title xml:lang=\"en\">Lamps of the Harbor Strategy</dct:title></rdf:Description></rdf:RDF>";
    for name in ["a.rdf", "a.xml", "a.html", "a"] {
        let path = folder.path().join(name);
        std::fs::write(&path, rdf).unwrap();
        let written = stdout(&["convert", &text(&path), "--format", "nquads", "--quiet"]);
        assert!(
            written.contains("ns#format> \"rdfxml\"") && written.contains("Lamps of the Harbor"),
            "{name}: {written}"
        );
    }
    let page = folder.path().join("page.rdf");
    std::fs::write(&page, "<!doctype html><html><title>x</title><p>Executive Order 12862</p></html>")
        .unwrap();
    assert!(
        stdout(&["convert", &text(&page), "--format", "nquads", "--quiet"]).contains("ns#format> \"html\"")
    );
}

fn check_rdf(args: &[&str]) -> (String, String, i32) {
    let all: Vec<&str> = ["check", "--rdf"].iter().chain(args).copied().collect();
    run(&all)
}

#[test]
fn any_graph_is_checked_against_any_shapes() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &str| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let shapes = at(
        "shapes.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.com/> .
ex:S a sh:NodeShape ; sh:targetClass ex:C ; sh:property [ sh:path ( ex:p [ sh:zeroOrMorePath ex:q ] ) ; sh:minCount 2 ; sh:message \"Two of them\"@en ] .",
    );
    let data = at(
        "data.ttl",
        "@prefix ex: <http://example.com/> .\n\nex:x a ex:C ; ex:p ex:y .\nex:z a ex:C ; ex:p ex:a . ex:a ex:q ex:b .\n",
    );
    let (data, shapes) = (text(&data), text(&shapes));
    let (found, _, code) = check_rdf(&[&data, "--shapes", &shapes, "shapes"]);
    assert_eq!(code, 0);
    assert!(
        found.contains("data.ttl:3:1: <http://example.com/x>") && found.contains("Two of them"),
        "{found}"
    );
    assert_eq!(check_rdf(&[&data, "--shapes", &shapes, "--strict"]).2, 1);
    let (report, _, _) = check_rdf(&[&data, "--shapes", &shapes, "--format", "turtle"]);
    for part in [
        "sh:conforms false",
        "sh:focusNode <http://example.com/x>",
        "sh:resultMessage \"Two of them\"@en",
        "sh:zeroOrMorePath",
    ] {
        assert!(report.contains(part), "{report}");
    }
    let (json, _, _) = check_rdf(&[&data, "--shapes", &shapes, "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["conforms"], false);
    assert_eq!(json["results"][0]["component"], "MinCountConstraintComponent");
    // The report is a graph that is checked in its turn.
    let report = text(&at("report.ttl", &report));
    let (_, told, code) = check_rdf(&[&report, "--shapes", &shapes, "--strict"]);
    assert_eq!(code, 0, "{told}");
    // Shapes that check nothing are told.
    for (name, content, what) in [
        ("none.ttl", "<http://e.com/a> <http://e.com/b> 1 .", "hold no shape"),
        (
            "idle.ttl",
            "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.com/S> a sh:NodeShape ; sh:nodeKind sh:IRI .",
            "has a target",
        ),
    ] {
        let idle = text(&at(name, content));
        let (_, told, code) = check_rdf(&[&data, "--shapes", &idle, "--diagnostics", "short"]);
        assert!(code == 0 && told.contains("[no-shapes]") && told.contains(what), "{told}");
        assert_eq!(check_rdf(&[&data, "--shapes", &idle, "--strict"]).2, 1);
    }
    // What is wrong has its place.
    let wrong = text(&at("wrong.ttl", "@prefix ex: <http://example.com/> .\nex:x a .\n"));
    let (_, told, code) = check_rdf(&[&wrong, "--diagnostics", "short"]);
    assert!(code == 2 && told.contains("wrong.ttl:2:"), "{told}");
    let sparql = text(&at(
        "sparql.ttl",
        "@prefix sh: <http://www.w3.org/ns/shacl#> . <http://e.com/S> sh:targetClass <http://e.com/C> ; sh:sparql [] .",
    ));
    let (_, told, code) = check_rdf(&[&data, "--shapes", &sparql]);
    assert!(code == 2 && told.contains("uses sh:sparql"), "{told}");
}

#[test]
fn the_own_shapes_check_what_was_converted() {
    let folder = tempfile::tempdir().unwrap();
    for (syntax, ending) in SYNTAXES {
        let path = folder.path().join(format!("graph.{ending}"));
        convert("tests/golden/check/sound", syntax, &path);
        let (found, told, code) = check_rdf(&[&text(&path), "--strict"]);
        assert_eq!(code, 0, "{syntax}: {found}{told}");
    }
    let path = folder.path().join("graph.nt");
    let all = std::fs::read_to_string(&path).unwrap();
    let line = all.lines().find(|l| l.contains("ns#amends> <https://w3id.org/pedigraph/id/us/")).unwrap();
    std::fs::write(&path, format!("{all}{}\n", line.replace("ns#amends>", "ns#rescinds>"))).unwrap();
    let (found, _, code) = check_rdf(&[&text(&path), "--strict", "without-statement"]);
    assert!(code == 1 && found.contains("no ped:Statement has the edge"), "{found}");
}

/// Seen: a German title was written as an English one, and the second language of a title was lost.
#[test]
fn titles_of_others_keep_their_languages() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("titles.ttl");
    let works = r#"@prefix ped: <https://w3id.org/pedigraph/ns#> . @prefix dct: <http://purl.org/dc/terms/> .
        <https://x.example/1> a ped:Policy ; dct:title "Wassergesetz"@de , "Water act"@en .
        <https://x.example/2> a ped:Policy ; dct:title "Luftgesetz"@de ."#;
    std::fs::write(&file, works).unwrap();
    let quads = stdout(&["convert", &text(&file), "--format", "nquads", "--quiet"]);
    assert!(
        quads.contains("dc/terms/title> \"Wassergesetz\"@de <https://w3id.org/pedigraph/id/graph/policies>"),
        "{quads}"
    );
    assert!(quads.contains("ontology#title> \"Luftgesetz\"@de"), "{quads}");
    assert!(
        quads.contains("<https://x.example/1> <http://purl.org/dc/terms/title> \"Water act\"@en <"),
        "{quads}"
    );
    assert!(!quads.contains("gesetz\"@en"), "{quads}");
}

/// Seen: works of two IRIs that end alike, and two of one title, were one policy, and the edge between them was gone.
#[test]
fn policies_of_others_are_known_by_their_iris() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("eli.ttl");
    let works = r#"@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix dct: <http://purl.org/dc/terms/> .
        <http://data.europa.eu/eli/reg/2016/679/oj> a eli:LegalResource ; eli:date_document "2016-04-27"^^<http://www.w3.org/2001/XMLSchema#date> ;
          eli:repeals <http://data.europa.eu/eli/dir/1995/46/oj> .
        <http://data.europa.eu/eli/dir/1995/46/oj> a eli:LegalResource .
        <https://x.example/1> a eli:LegalResource ; dct:title "Budget act"@en ; dct:identifier "2001/5" .
        <https://x.example/2> a eli:LegalResource ; dct:title "Budget act"@en ; dct:identifier "2002/9" ; eli:repeals <https://x.example/1> ."#;
    std::fs::write(&file, works).unwrap();
    let quads = stdout(&["convert", &text(&file), "--format", "nquads", "--quiet"]);
    let of = |part: &str| quads.lines().filter(|line| line.contains(part)).count();
    let edges = of("pedigraph/ns#rescinds> <https://w3id.org/pedigraph/id/us/");
    assert_eq!((of("ns#Policy> "), edges), (4, 2), "{quads}");
    assert!(quads.contains("us/policy/elsewhere/data.europa.eu~eli~reg~2016~679~oj>"), "{quads}");
}
