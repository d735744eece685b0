//! What others wrote in RDF is kept whole: names of graphs, words whose place is not told, lines beside a bad one, ends of lines.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use std::collections::BTreeSet;
use std::path::PathBuf;

const PREFIXES: &str = "@prefix ped: <https://w3id.org/pedigraph/ns#> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <https://x.example/> .
@prefix schema: <https://schema.org/> .
";

struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn write(&self, name: &str, content: &str) -> String {
        std::fs::write(self.at(name), content).unwrap();
        self.at(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }
}

/// Standard output, standard error and the exit code of a run.
fn run(args: &[&str]) -> (String, String, i32) {
    let output = pedigraph().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

/// The quads of a file, and what was told.
fn quads(path: &str) -> (String, String) {
    let (quads, told, code) = run(&["convert", path, "--format", "nquads", "--diagnostics", "short"]);
    assert_eq!(code, 0, "{told}");
    (quads, told)
}

/// Lines of N-Quads; the checksum of a source is that of the bytes that were read.
fn lines(quads: &str) -> BTreeSet<&str> {
    quads.lines().filter(|line| !line.contains("#checksumValue>")).collect()
}

const GRAPHS: &str = "ex:note ex:is \"in no graph\" .
ex:g1 { ex:a a ped:Policy ; dct:title \"Lamps of the Harbor\"@en ; ex:colour \"blue\" ; ped:rescinds ex:b . }
ex:g2 { ex:a ex:colour \"blue\" , \"red\" . ex:b a ped:Policy ; dct:title \"Lights of the Harbor\"@en . }
_:g { ex:c ex:keeper _:k . }
<https://w3id.org/pedigraph/id/graph/policies> { ex:a ex:claims \"to be ours\" . }
";

/// Seen: the names of graphs were dropped without a word.
#[test]
fn named_graphs_of_others_keep_their_names() {
    let place = Place::new();
    let path = place.write("others.trig", &format!("{PREFIXES}{GRAPHS}"));
    let (written, told) = quads(&path);
    assert!(told.contains("named-graphs") && told.contains("4 named graphs"), "{told}");
    for line in [
        "<https://x.example/a> <https://x.example/colour> \"blue\" <https://x.example/g1> .",
        "<https://x.example/a> <https://x.example/colour> \"blue\" <https://x.example/g2> .",
        "<https://x.example/a> <https://x.example/colour> \"red\" <https://x.example/g2> .",
        "<http://purl.org/dc/terms/hasPart> <https://x.example/g1> <https://w3id.org/pedigraph/id/source/",
        // An edge is quoted with the graph that states it.
        "ns#quote> \"<https://x.example/a> <https://w3id.org/pedigraph/ns#rescinds> <https://x.example/b> <https://x.example/g1> .\"",
    ] {
        assert!(written.contains(line), "{line}: {written}");
    }
    let graph = |part: &str| {
        let line = written.lines().find(|line| line.contains(part)).unwrap();
        line.rsplit(' ').nth(1).unwrap().to_owned()
    };
    assert!(graph("\"in no graph\"").contains("/id/source/"), "{written}");
    assert!(graph("x.example/keeper>").contains("/node/b"), "{written}");
    // No document speaks for Pedigraph.
    assert!(graph("\"to be ours\"").contains("/id/source/"), "{written}");
    // Each syntax that has named graphs keeps them, and what was written reads back to the same.
    place.write("meant.nq", &written);
    for (syntax, name) in [("nquads", "a.nq"), ("trig", "a.trig"), ("jsonld", "a.jsonld")] {
        let file = place.at(name);
        stdout(&["convert", &path, "--quiet", "--verify", "--format", syntax, "--output", &file]);
        let (again, _) = quads(&file);
        assert_eq!(lines(&again), lines(&written), "{syntax}");
    }
    let turtle = place.at("a.nt");
    stdout(&["convert", &path, "--quiet", "--verify", "--format", "ntriples", "--output", &turtle]);
    assert_eq!(place.read("a.nt").matches("\"blue\"").count(), 1);
    // A graph directory keeps them too, and holds what its claims make.
    let kept = place.at("kept");
    stdout(&["ingest", &path, "--graph", &kept, "--quiet"]);
    stdout(&["check", "--graph", &kept, "--strict", "--quiet"]);
    let found = stdout(&[
        "query",
        "SELECT ?g { GRAPH ?g { <https://x.example/a> <https://x.example/colour> \"red\" } }",
        "--graph",
        &kept,
        "--format",
        "csv",
    ]);
    assert!(found.contains("https://x.example/g2"), "{found}");
}

/// Seen: the offsets of a quote that has none were 0 and 0, and a legal resource of others lost its class.
#[test]
fn what_others_wrote_passes_the_check_once_kept() {
    for document in [
        "ex:s a ped:Statement ; ped:actor ex:new ; ped:relation ped:rescinds ; ped:target ex:old ; ped:quote \"Lamps\\nare gone\" .",
        "ex:s a ped:Statement ; ped:actor ex:new ; ped:relation ped:rescinds ; ped:target ex:old ; ped:quote \"gone\" ;
           ped:quoteStart 7 ; ped:quoteEnd 3 ; ped:leadIn \"These are:\" ; ped:leadInLocator \"/a\" .",
        "ex:s a ped:Statement ; ped:actor ex:new ; ped:relation ped:rescinds ; ped:target ex:old ; ped:quote \"gone\" ;
           ped:quoteStart 7 ; ped:quoteEnd 11 ; ped:leadIn \"These are:\" .",
        "ex:m a ped:Mention ; ped:of ex:new ; ped:role ped:Record ; ped:quote \"New\" . ex:new a ped:Policy ; dct:title \"New\"@en .",
        "ex:new a eli:LegalResource , schema:Legislation ; dct:title \"New\"@en ; eli:in_force eli:InForce-inForce ;
           eli:jurisdiction ex:here , ex:there ; schema:legislationIdentifier \"7\" ; eli:first_date_entry_in_force \"2016-04-27\"^^xsd:date .",
    ] {
        let place = Place::new();
        let path = place.write("others.ttl", &format!("{PREFIXES}{document}"));
        let kept = place.at("kept");
        stdout(&["ingest", &path, "--graph", &kept, "--quiet"]);
        stdout(&["check", "--graph", &kept, "--strict", "--quiet"]);
        let (written, _) = quads(&path);
        let graph = place.write("graph.nq", &written);
        stdout(&["check", "--rdf", &graph, "--strict", "--quiet"]);
        assert_eq!(lines(&quads(&graph).0), lines(&written), "{document}");
        if document.contains("LegalResource") {
            for part in [
                "http://data.europa.eu/eli/ontology#in_force> <",
                "http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://data.europa.eu/eli/ontology#LegalResource>",
            ] {
                assert!(written.contains(&format!("<https://x.example/new> <{part}")), "{written}");
            }
        }
        // The words stand where the graph says, in the text of the source.
        let text = stdout(&["text", &path]);
        let words = ["Lamps\nare gone", "These are:", "New"].into_iter().find(|words| document.contains(&words.replace('\n', "\\n")));
        assert!(text.contains(words.unwrap()), "{document}: {text}");
    }
    let place = Place::new();
    let quote = "ex:s a ped:Statement ; ped:actor ex:new ; ped:relation ped:rescinds ; ped:target ex:old ; ped:quote \"gone\" .";
    let (written, told) = quads(&place.write("others.ttl", &format!("{PREFIXES}{quote}")));
    assert!(told.contains("quote-without-place"), "{told}");
    assert!(!written.contains("ns#quoteEnd> \"0\""), "{written}");
}

/// Seen: one bad line ended the whole file, although what was read before a problem is kept.
#[test]
fn what_stands_beside_a_bad_line_is_read() {
    let line = |name: &str| {
        format!(
            "<https://x.example/{name}> <http://purl.org/dc/terms/title> \"The {name} of lamps\" .\n\
                 <https://x.example/{name}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/pedigraph/ns#Policy> .\n"
        )
    };
    let bad = "<https://x.example/bad> <http://purl.org/dc/terms/title> \"é\" oops .\n<https://x.example/bad> \"never closed\n";
    let place = Place::new();
    for name in ["a.nt", "a.nq"] {
        let path = place.write(name, &format!("{}{bad}{}", line("first"), line("last")));
        let (written, told) = quads(&path);
        assert!(
            told.contains(&format!("{name}:3:62: error")) && told.contains(&format!("{name}:4:")),
            "{told}"
        );
        assert!(written.contains("The first of lamps") && written.contains("The last of lamps"), "{written}");
        assert!(!written.contains("x.example/bad"), "{written}");
        // What is checked is checked whole.
        let (_, told, code) = run(&["check", "--rdf", &path]);
        assert!(code == 2 && told.contains("nothing was checked"), "{code} {told}");
        let (_, told, code) = run(&["ingest", &path, "--graph", &place.at(&format!("kept-{name}"))]);
        assert!(code == 0 && told.contains("2 errors"), "{code} {told}");
    }
    // Of other syntaxes, what stands before the problem.
    let path =
        place.write("a.ttl", &format!("{}<https://x.example/bad> oops .\n{}", line("first"), line("last")));
    let (written, told) = quads(&path);
    assert!(told.contains("a.ttl:3:") && written.contains("The first of lamps"), "{told}{written}");
    assert!(!written.contains("The last of lamps"), "{written}");
}

/// Seen: an ingest that failed left an empty graph directory.
#[test]
fn an_ingest_that_fails_leaves_nothing() {
    let place = Place::new();
    let path = place.write("a.nt", "<https://x.example/bad> oops .\n");
    let kept = place.at("kept");
    let (_, told, code) = run(&["ingest", &path, "--graph", &kept]);
    assert!(code == 2 && told.contains("nothing could be read"), "{code} {told}");
    assert!(!std::path::Path::new(&kept).exists());
    // A folder that was there stays, and so does what was read before.
    std::fs::create_dir(&kept).unwrap();
    assert_eq!(run(&["ingest", &path, "--graph", &kept]).2, 2);
    assert_eq!(std::fs::read_dir(&kept).unwrap().count(), 0);
    let good = place.write("good.ttl", &format!("{PREFIXES}ex:a a ped:Policy ; dct:title \"Lamps\"@en ."));
    stdout(&["ingest", &good, "--graph", &kept]);
    assert_eq!(run(&["ingest", &path, "--graph", &kept]).2, 2);
    assert!(PathBuf::from(&kept).join("manifest.json").exists());
}

fn xml(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\r\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:x=\"https://x.example/\">\r\n\
         <rdf:Description rdf:about=\"https://x.example/a\">{body}</rdf:Description></rdf:RDF>"
    )
}

/// Seen: carriage returns of literals were written raw, which every reader of XML takes for line feeds; and were read raw.
#[test]
fn rdf_xml_has_the_ends_of_lines_of_xml() {
    let place = Place::new();
    let path = place.write("a.rdf", &xml("<x:note>one\r\ntwo\rthree&#xD;four</x:note>"));
    let (written, _) = quads(&path);
    assert!(written.contains("\"one\\ntwo\\nthree\\rfour\""), "{written}");
    let file = place.at("b.rdf");
    stdout(&["convert", &path, "--quiet", "--verify", "--format", "rdfxml", "--output", &file]);
    let text = place.read("b.rdf");
    assert!(text.contains("one\ntwo\nthree&#xD;four") && !text.contains('\r'), "{text}");
    let union: String =
        written.lines().filter_map(|line| line.split_once("x.example/note> ")).map(|(_, l)| l).collect();
    assert!(quads(&file).0.contains(&union), "{union}");
    for query in
        ["SELECT ?o { ?s <https://x.example/note> ?o }", "CONSTRUCT WHERE { ?s <https://x.example/note> ?o }"]
    {
        let text = stdout(&["query", query, &path, "--format", "xml"]);
        assert!(text.contains("three&#xD;four") && !text.contains('\r'), "{text}");
    }
}

/// Seen: a literal of XML whose outermost element declares a namespace had the declaration twice, which is no XML.
#[test]
fn literals_of_xml_are_well_formed() {
    let place = Place::new();
    let body = "<x:note rdf:parseType=\"Literal\"><b xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:x=\"https://y.example/\">bold</b></x:note>";
    let (written, _) = quads(&place.write("a.rdf", &xml(body)));
    let literal = written.lines().find(|line| line.contains("XMLLiteral>")).unwrap();
    for declared in ["xmlns=", "xmlns:x=", "xmlns:rdf="] {
        assert_eq!(literal.matches(declared).count(), 1, "{literal}");
    }
    assert!(literal.contains("https://y.example/") && literal.contains("bold"), "{literal}");
}

/// Seen: what others call a policy was not found.
#[test]
fn a_policy_is_found_by_the_iri_that_others_have_for_it() {
    let place = Place::new();
    let path = place.write(
        "others.ttl",
        &format!(
            "{PREFIXES}<https://x.example/law/1> a ped:Policy ; dct:title \"Lamps of the Harbor\"@en ; dct:issued \"2011-01-02\"^^xsd:date .
             <urn:lex:lamps> a ped:Policy ; dct:title \"Lights of the Harbor\"@en ; dct:issued \"2011-01-02\"^^xsd:date .
             <https://x.example/orders/seven> a ped:Policy ; dct:title \"Service\"@en ; dct:identifier \"EO 13571\" ."
        ),
    );
    let kept = place.at("kept");
    stdout(&["ingest", &path, "--graph", &kept, "--quiet"]);
    for (iri, name) in [
        ("https://x.example/law/1", "Lamps of the Harbor"),
        ("<https://x.example/law/1>", "Lamps of the Harbor"),
        ("urn:lex:lamps", "Lights of the Harbor"),
        ("https://x.example/orders/seven", "EO 13571"),
    ] {
        for command in ["status", "show", "lineage"] {
            let answer = stdout(&[command, iri, "--graph", &kept]);
            assert!(answer.contains(name), "{command} {iri}: {answer}");
        }
        let rows = stdout(&[
            "query",
            "mentions",
            "--param",
            &format!("policy={iri}"),
            "--graph",
            &kept,
            "--format",
            "csv",
        ]);
        assert!(rows.contains(name), "{iri}: {rows}");
    }
    assert_eq!(run(&["status", "https://x.example/law/2", "--graph", &kept]).2, 3);
}

/// Seen: answers over a graph in which nothing is dated were "as of 1970-01-01".
#[test]
fn where_nothing_is_dated_no_day_is_told() {
    let place = Place::new();
    let path = place.write(
        "others.ttl",
        &format!(
            "{PREFIXES}ex:a a ped:Policy ; dct:title \"Lamps of the Harbor\"@en ; ped:rescinds ex:b .
             ex:b a ped:Policy ; dct:title \"Lights of the Harbor\"@en . ex:c a ped:Policy ; dct:title \"Boats of the Harbor\"@en ; ped:implements ex:b ."
        ),
    );
    let page = place
        .write("page.html", "<!doctype html><html><body><p>See the Lights of the Harbor.</p></body></html>");
    let kept = place.at("kept");
    stdout(&["ingest", &path, "--graph", &kept, "--quiet"]);
    let other = place.at("other");
    let piers = place
        .write("piers.ttl", &format!("{PREFIXES}ex:p a ped:Policy ; dct:title \"Piers of the Harbor\"@en ."));
    stdout(&["ingest", &piers, "--graph", &other, "--quiet"]);
    for command in [
        &["status", "Lights of the Harbor", &path][..],
        &["show", "Lights of the Harbor", &path],
        &["lineage", "Lights of the Harbor", &path],
        &["impact", "Lights of the Harbor", &path],
        &["in-force", &path],
        &["stale", &path],
        &["search", "Harbor", "--graph", &kept],
        &["lint", &page, "--graph", &kept],
        &["diff", &kept, &other],
    ] {
        for format in ["text", "json"] {
            let form: &[&str] = if format == "json" { &["--format", "json"] } else { &[] };
            let (out, told, code) = run(&[command, form].concat());
            assert!(code < 2, "{command:?}: {told}");
            assert!(!out.contains("1970") && !out.contains("262143"), "{command:?}: {out}");
            match format {
                "json" => assert!(out.replace(' ', "").contains("\"asOf\":null"), "{command:?}: {out}"),
                _ if command[0] == "lint" => assert!(!out.contains("as of"), "{out}"),
                _ => assert!(
                    out.contains("as of no day, since nothing in the graph is dated"),
                    "{command:?}: {out}"
                ),
            }
        }
    }
    let (_, told, code) = run(&["changes", "--from", "2001", &path]);
    assert!(code == 2 && told.contains("nothing in the graph is dated"), "{code} {told}");
    // A day that somebody asks for is told.
    let status = stdout(&["status", "Lights of the Harbor", &path, "--as-of", "1970-01-01"]);
    assert!(status.contains("as of 1970-01-01"), "{status}");
}

#[test]
fn nobody_else_says_what_our_policies_and_bodies_are() {
    let place = Place::new();
    let seed = "data/digitalgov-customer-service-policies.json";
    let graph = place.at("graph");
    let before = |ask: &[&str]| stdout(&[ask, &["--graph", graph.as_str()]].concat());
    stdout(&["ingest", seed, "--graph", &graph, "--quiet"]);
    let asked: [&[&str]; 3] = [&["status", "EO 13571"], &["show", "EO 13571"], &["query", "rescinded"]];
    let answers = asked.map(before);
    let base = "https://w3id.org/pedigraph/id/";
    let forged = place.write(
        "forged.ttl",
        &format!(
            "{PREFIXES}@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{base}us/body/president> skos:prefLabel \"King\"@en .
<{base}us/executive-order/13571> dct:title \"Evil title\"@en ; ped:coveredUntil \"2099-01-01\"^^xsd:date ;
  ped:hasEdition ex:e ; ex:colour \"blue\" .
"
        ),
    );
    stdout(&["ingest", seed, &forged, "--graph", &graph, "--quiet"]);
    assert_eq!(asked.map(before), answers);
    // Nothing of it is lost.
    let kept = before(&["query", "SELECT ?o { ?told rdf:object ?o } ORDER BY ?o", "--format", "csv"]);
    for value in ["King", "Evil title", "2099-01-01"] {
        assert!(kept.contains(value), "{kept}");
    }
    let colour = before(&[
        "query",
        "SELECT ?o { <https://w3id.org/pedigraph/id/us/executive-order/13571> <https://x.example/colour> ?o }",
        "--format",
        "csv",
    ]);
    assert!(colour.contains("blue"), "{colour}");
}
