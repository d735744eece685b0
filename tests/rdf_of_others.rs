//! RDF that others wrote: inverse properties, last days, dates with times and zones, several identifiers, policies that are
//! known by their IRIs alone.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod common;

use common::{pedigraph, stdout};
use std::path::PathBuf;

const PREFIXES: &str = "@prefix ped: <https://w3id.org/pedigraph/ns#> . @prefix eli: <http://data.europa.eu/eli/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix ex: <https://x.example/> .
";

/// A folder with a document.
struct Place(tempfile::TempDir);

impl Place {
    fn of(name: &str, content: &str) -> (Self, String) {
        let place = Self(tempfile::tempdir().unwrap());
        let path = place.at(name);
        std::fs::write(&path, content).unwrap();
        let path = path.display().to_string();
        (place, path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }
}

/// The quads of a document in Turtle with [`PREFIXES`], and what was told.
fn convert(turtle: &str) -> (String, String) {
    let (_place, path) = Place::of("others.ttl", &format!("{PREFIXES}{turtle}"));
    quads(&path)
}

/// The quads of a file, and what was told.
fn quads(path: &str) -> (String, String) {
    let args = ["convert", path, "--format", "nquads", "--diagnostics", "short"];
    let output = pedigraph().args(args).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    let (quads, told) = (text(output.stdout), text(output.stderr));
    assert!(output.status.success(), "{told}");
    (quads, told)
}

/// The edges of a relation: actor and target, by the ends of their IRIs.
fn edges(quads: &str, relation: &str) -> Vec<(String, String)> {
    let end = |iri: &str| iri.trim_end_matches('>').rsplit('~').next().unwrap_or_default().to_owned();
    let property = format!("<https://w3id.org/pedigraph/ns#{relation}>");
    let lines = quads.lines().filter(|l| l.split(' ').nth(1) == Some(&property));
    let mut found: Vec<_> = lines
        .filter_map(|l| {
            let mut terms = l.split(' ');
            Some((end(terms.next()?), end(terms.nth(1)?)))
        })
        .filter(|(actor, _)| !actor.contains("statement/"))
        .collect();
    found.sort();
    found.dedup();
    found
}

fn pair(actor: &str, target: &str) -> Vec<(String, String)> {
    vec![(actor.to_owned(), target.to_owned())]
}

/// Seen: what another policy does to this one was lost with everything that only inverse properties say.
#[test]
fn inverse_properties_are_edges() {
    for (inverse, relation) in [
        ("ped:rescindedBy", "rescinds"),
        ("ped:rescindedInPartBy", "rescindsInPart"),
        ("ped:implementedBy", "implements"),
        ("ped:citedBy", "cites"),
        ("eli:repealed_by", "rescinds"),
        ("eli:amended_by", "amends"),
        ("eli:changed_by", "amends"),
        ("eli:basis_for", "basedOn"),
        ("eli:cited_by", "cites"),
    ] {
        let (quads, _) =
            convert(&format!("ex:old a ped:Policy ; dct:title \"Old lamps\"@en ; {inverse} ex:new ."));
        assert_eq!(edges(&quads, relation), pair("new", "old"), "{inverse}: {quads}");
        // The words are the triple as it is written.
        let (prefix, local) = inverse.split_once(':').unwrap();
        let quote = format!("{local}> <https://x.example/new> .\"");
        assert!(prefix.len() == 3 && quads.contains(&quote), "{inverse}: {quads}");
    }
}

#[test]
fn what_is_said_in_both_directions_is_said_once() {
    let (quads, _) = convert(
        "ex:new a ped:Policy ; dct:title \"New lamps\"@en ; eli:repeals ex:old ; eli:changes ex:old .
         ex:old a ped:Policy ; dct:title \"Old lamps\"@en ; ped:rescindedBy ex:new ; eli:repealed_by ex:new .",
    );
    assert_eq!(edges(&quads, "rescinds"), pair("new", "old"), "{quads}");
    assert_eq!((edges(&quads, "amends").len(), quads.matches("ns#Statement> ").count()), (0, 1), "{quads}");
}

#[test]
fn a_last_day_without_a_statement_is_one() {
    let (quads, _) = convert(
        "ex:a a ped:Policy ; dct:title \"Lamps act\"@en ; dct:issued \"2001-01-02Z\"^^xsd:date ;
           ped:expires \"2012-03-05T00:00:00+02:00\"^^xsd:dateTime .",
    );
    assert!(quads.contains("ns#expires> \"2012-03-05\"^^<http://www.w3.org/2001/XMLSchema#date>"), "{quads}");
    assert!(
        quads.contains("dc/terms/issued> \"2001-01-02\"^^<http://www.w3.org/2001/XMLSchema#date>"),
        "{quads}"
    );
    assert!(quads.contains("ns#relation> <https://w3id.org/pedigraph/ns#expires>"), "{quads}");
    let (_, told) = convert("ex:a a ped:Policy ; dct:title \"Lamps act\"@en ; ped:expires \"soon\" .");
    assert!(told.contains("impossible-date") && told.contains("soon"), "{told}");
}

#[test]
fn further_identifiers_are_names() {
    let (quads, _) = convert(
        "ex:a a ped:Policy ; dct:title \"Streamlining Service Delivery\"@en ; dct:identifier \"EO 13571\" , \"CELEX:32016R0679\" , \"Lamp No. 7\" .",
    );
    assert!(
        quads.contains("us/executive-order/13571> <http://purl.org/dc/terms/identifier> \"EO 13571\""),
        "{quads}"
    );
    for name in ["CELEX:32016R0679", "Lamp No. 7"] {
        assert!(quads.contains(&format!("core#altLabel> \"{name}\"@en")), "{name}: {quads}");
    }
}

/// Seen: the evidence of a policy that is known by its IRI alone was an empty quote from 0 to 0, which breaks the shapes;
/// the date of one without a title was lost.
#[test]
fn no_quote_is_empty() {
    for document in [
        "ex:new a eli:LegalResource ; eli:date_document \"2016-04-27\"^^xsd:date ; eli:repeals ex:old .",
        "ex:s a ped:Statement ; ped:actor ex:new ; ped:relation ped:rescinds ; ped:target ex:old .",
        "ex:m a ped:Mention ; ped:of ex:new ; ped:role ped:Record . ex:new a ped:Policy ; dct:title \"New\"@en ; ped:rescinds ex:old .",
        "[] a ped:Statement ; ped:actor ex:new ; ped:relation ped:amends ; ped:target ex:old ; ped:quote \"\" .",
    ] {
        let (place, path) = Place::of("others.ttl", &format!("{PREFIXES}{document}"));
        let (written, _) = quads(&path);
        assert!(
            written.contains("ns#quote> \"") && !written.contains("ns#quote> \"\""),
            "{document}: {written}"
        );
        assert!(!document.contains("date_document") || written.contains("dc/terms/issued> \"2016-04-27\""));
        std::fs::write(place.at("graph.nq"), &written).unwrap();
        let graph = place.at("graph.nq").display().to_string();
        stdout(&["check", "--rdf", &graph, "--strict", "--quiet"]);
        // Each quote stands in the text of its source.
        let text = stdout(&["text", &path]);
        for quote in written.lines().filter_map(|l| l.split_once("ns#quote> \"")) {
            let quote = quote.1.rsplit_once("\" <").unwrap().0.replace("\\\"", "\"");
            assert!(text.contains(&quote), "{quote}: {text}");
        }
        // Read again it is the same.
        let (again, _) = quads(&graph);
        let lines = |text: &str| -> std::collections::BTreeSet<String> {
            text.lines().filter(|l| !l.contains("#checksumValue>")).map(str::to_owned).collect()
        };
        assert_eq!(lines(&again), lines(&written), "{document}");
    }
}

/// The diagnostics of a code.
fn told_of<'t>(told: &'t str, code: &str) -> Vec<&'t str> {
    told.lines().filter(|line| line.contains(&format!("[{code}]"))).collect()
}

/// The quads of a named graph that is a source's, about a subject.
fn kept<'q>(quads: &'q str, subject: &str) -> Vec<&'q str> {
    let start = format!("<https://x.example/{subject}> ");
    quads
        .lines()
        .filter(|line| line.starts_with(&start) && line.contains(" <https://w3id.org/pedigraph/id/source/"))
        .collect()
}

/// Reads a document, and what was written of it once more: it is the same.
fn convert_twice(turtle: &str) -> (String, String) {
    let (place, path) = Place::of("others.ttl", &format!("{PREFIXES}{turtle}"));
    let (written, told) = quads(&path);
    std::fs::write(place.at("again.nq"), &written).unwrap();
    let (again, _) = quads(&place.at("again.nq").display().to_string());
    let lines = |text: &str| -> std::collections::BTreeSet<String> {
        text.lines().filter(|l| !l.contains("#checksumValue>")).map(str::to_owned).collect()
    };
    let (meant, found) = (lines(&written), lines(&again));
    let lacking: Vec<_> = meant.difference(&found).collect();
    let added: Vec<_> = found.difference(&meant).collect();
    assert!(lacking.is_empty() && added.is_empty(), "{turtle}: lacks {lacking:#?}, adds {added:#?}");
    (written, told)
}

/// Seen: an edge of which one end is a blank node was dropped without a word.
#[test]
fn a_policy_without_an_iri_is_known_by_what_identifies_it() {
    let (quads, told) = convert_twice(
        "ex:new a ped:Policy ; dct:title \"New lamps of the harbor\"@en ;
           eli:repeals [ dct:title \"Old lamps of the harbor\"@en ; ex:colour \"blue\" ] , [ dct:identifier \"EO 13571\" ] .
         [] a ped:Policy ; dct:title \"Newest lamps of the harbor\"@en ; ped:amends ex:new .",
    );
    let rescinded = edges(&quads, "rescinds");
    let targets: Vec<&str> = rescinded.iter().map(|(_, target)| target.rsplit('/').next().unwrap()).collect();
    assert_eq!(targets, ["13571", "old-lamps-of-the-harbor"], "{quads}");
    assert_eq!(edges(&quads, "amends").len(), 1, "{quads}");
    assert!(told_of(&told, "rdf-value").is_empty(), "{told}");
    // What else is said of it keeps its name.
    let node = quads.lines().find(|line| line.contains("<https://x.example/colour> \"blue\"")).unwrap();
    let node = node.split(' ').next().unwrap();
    assert!(
        quads.contains(&format!("{node} <http://purl.org/dc/terms/title> \"Old lamps of the harbor\"@en")),
        "{quads}"
    );
}

#[test]
fn json_ld_without_ids_is_read() {
    let document = r#"{"@context": {"eli": "http://data.europa.eu/eli/ontology#",
  "title": {"@id": "http://purl.org/dc/terms/title", "@language": "en"}},
 "@type": "eli:LegalResource", "title": "New rules of the harbor",
 "eli:repeals": {"title": "Old rules of the harbor"}, "eli:cites": {"eli:number": "7"}}"#;
    let (_place, path) = Place::of("others.jsonld", document);
    let (quads, told) = quads(&path);
    assert_eq!(edges(&quads, "rescinds").len(), 1, "{quads}");
    assert!(
        quads.contains("undated/new-rules-of-the-harbor> <https://w3id.org/pedigraph/ns#rescinds>"),
        "{quads}"
    );
    let told = told_of(&told, "rdf-value");
    assert!(
        told.len() == 1 && told[0].contains("others.jsonld:4:") && told[0].contains("expected"),
        "{told:?}"
    );
    assert!(
        quads.contains("<http://data.europa.eu/eli/ontology#cites> <https://w3id.org/pedigraph/id/source/"),
        "{quads}"
    );
}

/// Seen: relations to a text, to the policy itself and to a node that nothing identifies were dropped without a word.
#[test]
fn what_joins_no_two_policies_is_kept_and_told() {
    let (quads, told) = convert_twice(
        "ex:a a ped:Policy ; dct:title \"Lamps of the harbor\"@en ;
           ped:rescinds \"EO 5\" , ex:a , [ ex:colour \"red\" ] .
         [] a ped:Policy ; ex:colour \"green\" .",
    );
    // They state no edge: each is a triple of which the source tells.
    assert_eq!(kept(&quads, "a"), Vec::<&str>::new());
    let object = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#object>";
    for value in ["\"EO 5\"", "<https://x.example/a>"] {
        assert!(quads.contains(&format!("{object} {value} ")), "{quads}");
    }
    assert_eq!(
        (quads.matches(object).count(), quads.matches("pedigraph/ns#Statement> ").count()),
        (3, 0),
        "{quads}"
    );
    assert!(quads.contains("\"green\"") && quads.contains("\"red\""), "{quads}");
    let told = told_of(&told, "rdf-value");
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(told.iter().any(|line| line.contains("others.ttl:4:") && line.contains("EO 5")), "{told:#?}");
}

/// Seen: a policy without an IRI swallowed one of its title that has an IRI, and joined two.
#[test]
fn a_policy_with_an_iri_keeps_it() {
    let (quads, _) = convert(
        "ex:a a ped:Policy ; dct:title \"Lamps of the quiet harbor\"@en ; ped:rescinds ex:z .
         [] a ped:Policy ; dct:title \"Lamps of the quiet harbor\"@en ; ped:amends ex:y .",
    );
    assert_eq!(edges(&quads, "rescinds"), pair("a", "z"), "{quads}");
    assert_eq!(edges(&quads, "amends"), pair("a", "y"), "{quads}");
    let (quads, _) = convert(
        "ex:a a ped:Policy ; dct:title \"Lamps of the quiet harbor\"@en ; ped:rescinds ex:z .
         ex:b a ped:Policy ; dct:title \"Lamps of the quiet harbor\"@en ; ped:rescinds ex:z .
         [] a ped:Policy ; dct:title \"Lamps of the quiet harbor\"@en ; ped:amends ex:y .",
    );
    assert_eq!(edges(&quads, "rescinds").len(), 2, "{quads}");
    assert!(
        edges(&quads, "amends").iter().all(|(actor, _)| !["a", "b"].contains(&actor.as_str())),
        "{quads}"
    );
    // One with a number of another's title is that only where both are dated.
    for (date, is_one) in [("", false), ("dct:issued \"2011-04-27\"^^xsd:date ;", true)] {
        let (quads, _) = convert(&format!(
            "ex:d a ped:Policy ; {date} dct:title \"Service to all of the harbor\"@en ; ped:rescinds ex:z .
             [] a ped:Policy ; {date} dct:identifier \"EO 13571\" ; dct:title \"Service to all of the harbor\"@en .",
        ));
        let joined = edges(&quads, "rescinds")[0].0.ends_with("executive-order/13571");
        assert_eq!(joined, is_one, "{quads}");
    }
}

/// Seen: what is no date, and a second date, a second title or type were lost without a word.
#[test]
fn values_that_are_not_taken_are_kept_and_told() {
    let (quads, told) = convert_twice(
        "ex:a a ped:Policy ; dct:title \"Lamps of the harbor\"@en , \"Lights of the harbor\"@en ;
           dct:issued \"soon\" , \"2012-03-05\"^^xsd:date , \"2012\"^^xsd:gYear ;
           eli:date_document \"2013-01-01\"^^xsd:date ; ped:expires \"never\" ;
           ped:type ped:Memorandum , ped:Lamp ; ped:foo \"bar\" ; ped:coveredUntil \"2020-01-01\"^^xsd:date .
         ex:b a ped:Policy ; dct:title \"Lamps of Caesar\"@en ; dct:issued \"-0044\"^^xsd:gYear .
         ex:c a ped:Policy ; dct:title \"Lamps of the moon\"@en ; dct:issued \"20240\"^^xsd:gYear .",
    );
    let policy = "elsewhere/x.example~a> ";
    for part in [
        "<http://purl.org/dc/terms/issued> \"2012-03-05\"",
        "<https://w3id.org/pedigraph/ns#type> <https://w3id.org/pedigraph/ns#Memorandum>",
        "<http://www.w3.org/2004/02/skos/core#altLabel> \"Lights of the harbor\"@en",
    ] {
        assert!(quads.contains(&format!("{policy}{part}")), "{part}: {quads}");
    }
    let kept_of = |subject: &str| kept(&quads, subject).join("\n");
    for (subject, value) in [
        ("a", "terms/issued> \"soon\""),
        ("a", "ontology#date_document> \"2013-01-01\""),
        ("a", "ns#expires> \"never\""),
        ("a", "ns#foo> \"bar\""),
        ("a", "ns#coveredUntil> \"2020-01-01\""),
        ("b", "terms/issued> \"-0044\""),
        ("c", "terms/issued> \"20240\""),
    ] {
        assert!(kept_of(subject).contains(value), "{value}: {quads}");
    }
    assert!(quads.contains("22-rdf-syntax-ns#object> <https://w3id.org/pedigraph/ns#Lamp> "), "{quads}");
    assert!(!kept_of("a").contains("\"2012-03-05\"") && !kept_of("a").contains("Lights"), "{quads}");
    let dates = told_of(&told, "impossible-date");
    assert_eq!(dates.len(), 4, "{told}");
    assert!(dates.iter().any(|line| line.contains("others.ttl:4:") && line.contains("soon")), "{dates:#?}");
    assert!(dates.iter().any(|line| line.contains("others.ttl:7:") && line.contains("-0044")), "{dates:#?}");
    // The second date, the type and the property that are none.
    assert_eq!(told_of(&told, "rdf-value").len(), 3, "{told}");
}

/// Seen: a title in German was said to be in the French of the others.
#[test]
fn each_title_is_in_its_own_language() {
    let (quads, _) = convert_twice(
        "ex:a a ped:Policy ; dct:title \"Les lampes du port\"@fr ; dct:abstract \"Lumière\"@fr , \"Licht\"@de .
         ex:b a ped:Policy ; dct:title \"Les quais du port\"@fr .
         ex:c a ped:Policy ; dct:title \"Alte Lampen am Hafen\"@de ; eli:title \"Vieilles lampes\"@fr .
         ex:d a ped:Policy ; dct:title \"Neue Lampen am Hafen\"@de ; ped:rescinds ex:c .
         ex:e a ped:Policy ; dct:title \"Lamps of the harbour\"@en-GB .",
    );
    for (policy, title) in [
        ("a", "\"Les lampes du port\"@fr"),
        ("c", "\"Vieilles lampes\"@fr"),
        ("d", "\"Neue Lampen am Hafen\"@de"),
        ("e", "\"Lamps of the harbour\"@en-gb"),
    ] {
        assert!(
            quads.contains(&format!("x.example~{policy}> <http://purl.org/dc/terms/title> {title}")),
            "{quads}"
        );
    }
    assert!(
        quads.contains("<https://x.example/c> <http://purl.org/dc/terms/title> \"Alte Lampen am Hafen\"@de"),
        "{quads}"
    );
    assert!(
        quads.contains("<https://x.example/a> <http://purl.org/dc/terms/abstract> \"Licht\"@de"),
        "{quads}"
    );
    assert!(!quads.contains("Lampen am Hafen\"@fr") && !quads.contains("harbour\"@fr"), "{quads}");
}

/// Seen: an unknown extent was the whole, a day that is none was the actor's, and a second target was lost.
#[test]
fn a_statement_is_read_as_it_stands_or_told() {
    let (quads, told) = convert_twice(
        "ex:two a ped:Statement ; ped:actor ex:n ; ped:relation ped:rescinds ; ped:target ex:o1 , ex:o2 ;
           ped:extent ped:Whole ; ped:effective \"2012-03-05\"^^xsd:date .
         ex:some a ped:Statement ; ped:actor ex:n ; ped:relation ped:rescinds ; ped:target ex:o3 ; ped:extent ex:Some .
         ex:soon a ped:Statement ; ped:actor ex:n ; ped:relation ped:rescinds ; ped:target ex:o4 ;
           ped:effective \"soon\" ; ped:verb \"ends\" , \"stops\" .
         ex:blank a ped:Statement ; ped:actor [ dct:title \"Blank lamps of the harbor\" ] ; ped:relation ped:amends ; ped:target ex:o5 .
         ex:none a ped:Statement ; ped:actor [ ] ; ped:relation ped:rescinds ; ped:target ex:o6 .
         ex:eats a ped:Statement ; ped:actor ex:n ; ped:relation ex:eats ; ped:target ex:o6 .
         ex:end a ped:Statement ; ped:relation ped:expires ; ped:actor ex:o6 ; ped:effective \"20240\" .
         ex:n a ped:Policy ; dct:title \"The new lamps policy\"@en ; dct:issued \"2010-01-01\"^^xsd:date .",
    );
    let n = |targets: &[&str]| targets.iter().map(|t| ("n".to_owned(), (*t).to_owned())).collect::<Vec<_>>();
    assert_eq!(edges(&quads, "rescinds"), n(&["o1", "o2"]), "{quads}");
    assert_eq!(edges(&quads, "amends").len(), 1, "{quads}");
    // Words that are no day are a condition: nobody knows on which day it takes effect.
    assert!(quads.contains("ns#condition> \"soon\"") && !quads.contains("2010-01-01\"^^<http://www.w3.org/2001/XMLSchema#date> <https://w3id.org/pedigraph/ns#effective"));
    for (statement, value) in [
        ("some", "ns#extent> <https://x.example/Some>"),
        ("some", "ns#target> <https://x.example/o3>"),
        ("soon", "ns#effective> \"soon\""),
        ("soon", "ns#verb> \"stops\""),
        ("none", "ns#target> <https://x.example/o6>"),
        ("eats", "ns#relation> <https://x.example/eats>"),
        ("end", "ns#effective> \"20240\""),
    ] {
        assert!(kept(&quads, statement).join("\n").contains(value), "{value}: {quads}");
    }
    assert_eq!(told_of(&told, "rdf-statement").len(), 4, "{told}");
    assert!(
        told_of(&told, "rdf-statement").iter().any(|l| l.contains("others.ttl:5:") && l.contains("Some")),
        "{told}"
    );
    assert_eq!(told_of(&told, "impossible-date").len(), 1, "{told}");
    assert_eq!(told_of(&told, "rdf-value").len(), 1, "{told}");
}
