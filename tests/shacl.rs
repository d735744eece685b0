//! The checks of `src/shacl` find what pyshacl finds: its results are golden files, which
//! `tests/python/shacl_report.py` writes and describes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "shacl/w3c.rs"]
mod w3c;

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{Quad, Term};
use pedigraph::profile::Profile;
use pedigraph::rdf::iri::Base;
use pedigraph::rdf::map::Map;
use pedigraph::resolve::Resolver;
use pedigraph::shacl::{Component, Severity, Shapes, ShapesError, Violation};
use pedigraph::{pipeline, source};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

const PREFIXES: &str = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix ex: <http://example.com/> .
    @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
    @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . ";

fn text(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)).unwrap()
}

fn quads(format: RdfFormat, text: &str) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).map(Result::unwrap).collect()
}

fn check(shapes: &Shapes, quads: &[Quad]) -> Vec<Violation> {
    shapes.validate(quads.iter().map(Quad::as_ref))
}

/// Checks Turtle against shapes in Turtle, both with [`PREFIXES`].
fn check_text(shapes: &str, data: &str) -> Vec<Violation> {
    let shapes = Shapes::parse(&format!("{PREFIXES}{shapes}")).unwrap();
    check(&shapes, &quads(RdfFormat::Turtle, &format!("{PREFIXES}{data}")))
}

/// Results as the golden files have them.
fn lines(violations: &[Violation]) -> BTreeSet<String> {
    let term = |term: &Term| if let Term::BlankNode(_) = term { "_:".to_owned() } else { term.to_string() };
    let line = |v: &Violation| {
        let path = v.path.as_ref().map_or("-".to_owned(), ToString::to_string);
        let value = v.value.as_ref().map_or("-".to_owned(), term);
        format!("{} {} {} {path} {value}", v.severity, term(&v.focus), v.component)
    };
    violations.iter().map(line).collect()
}

/// The results of pyshacl that a check lacks, and those that it adds.
fn difference(pyshacl: &str, found: &[Violation]) -> Vec<String> {
    let (meant, found) = (pyshacl.lines().map(str::to_owned).collect(), lines(found));
    let lacking = BTreeSet::difference(&meant, &found).map(|l| format!("lacks {l}"));
    lacking.chain(found.difference(&meant).map(|l| format!("adds {l}"))).collect()
}

/// Where pyshacl is not followed: SHACL has a value that SPARQL cannot compare break sh:lessThan and
/// sh:lessThanOrEquals, and pyshacl compares the characters of a literal that is ill-typed, here "2011-02-30" ...
const ILL_TYPED: [&str; 1] =
    ["adds Violation <https://example.org/id/february> LessThanOrEqualsConstraintComponent \
     <https://w3id.org/pedigraph/ns#issuedEarliest> \"2011-02-01\"^^<http://www.w3.org/2001/XMLSchema#date>"];
/// ... and those of IRIs.
const IRIS: [&str; 2] = [
    "adds Violation <http://example.com/p7> LessThanConstraintComponent <http://example.com/a> <http://example.com/n1>",
    "adds Violation <http://example.com/p7> LessThanOrEqualsConstraintComponent <http://example.com/a> \
     <http://example.com/n1>",
];

#[test]
fn the_sample_conforms() {
    let found = check(&Shapes::built_in().unwrap(), &quads(RdfFormat::TriG, &text("fixtures/sample.trig")));
    assert_eq!(found, []);
    assert_eq!(text("golden/shacl/sample.txt"), "", "pyshacl says so too");
}

#[test]
fn a_broken_graph_has_the_violations_that_pyshacl_finds() {
    let found = check(&Shapes::built_in().unwrap(), &quads(RdfFormat::Turtle, &text("python/broken.ttl")));
    assert_eq!(difference(&text("golden/shacl/broken.txt"), &found), ILL_TYPED);
    assert!(found.iter().all(|v| v.shape.is_some() && v.message.ends_with('.')));
}

#[test]
fn each_construct_is_checked_as_pyshacl_checks_it() {
    let shapes = Shapes::parse(&text("golden/shacl/constructs.ttl")).unwrap();
    let found = check(&shapes, &quads(RdfFormat::Turtle, &text("golden/shacl/constructs-data.ttl")));
    assert_eq!(difference(&text("golden/shacl/constructs.txt"), &found), IRIS);
    let components: BTreeSet<Component> = found.iter().map(|v| v.component).collect();
    // All but Property, which reports for itself, and LanguageIn, which the tests of the W3C violate.
    assert_eq!(components.len(), 27, "a component is never violated: {components:?}");
}

#[test]
fn each_mutation_of_the_sample_is_judged_as_pyshacl_judges_it() {
    let shapes = Shapes::built_in().unwrap();
    let mut sample = quads(RdfFormat::TriG, &text("fixtures/sample.trig"));
    sample.iter_mut().for_each(|q| q.graph_name = oxigraph::model::GraphName::DefaultGraph);
    let (mut cases, mut violated) = (0, BTreeSet::new());
    for case in text("golden/shacl/mutations.txt").split_terminator("\n\n") {
        let changes = |sign: &str| -> Vec<Quad> {
            let changes = case.lines().filter_map(|l| l.strip_prefix(sign));
            changes.flat_map(|triple| quads(RdfFormat::NTriples, triple)).collect()
        };
        let (out, into) = (changes("- "), changes("+ "));
        assert!(out.iter().all(|q| sample.contains(q)), "the sample has changed: run shacl_report.py");
        let mutated: Vec<Quad> = sample.iter().filter(|q| !out.contains(q)).chain(&into).cloned().collect();
        let found = check(&shapes, &mutated);
        let expected: Vec<&str> =
            case.lines().filter(|l| !l.starts_with("- ") && !l.starts_with("+ ")).collect();
        assert_eq!(difference(&expected.join("\n"), &found), Vec::<String>::new(), "{case}");
        cases += 1;
        violated.extend(found.iter().map(|v| v.component));
    }
    assert!(cases >= 200 && violated.len() >= 10, "{cases} cases violate only {violated:?}");
}

/// The graph of documents, as `convert` makes it.
fn converted(input: &str) -> Vec<Violation> {
    let profile = Profile::united_states().unwrap();
    let input = source::Input::File(PathBuf::from(input));
    let mut claims = Vec::new();
    let outcome = pipeline::read(profile, &input, None, &mut |c| claims.push(c), &mut |_| {}).unwrap();
    let mut resolver = Resolver::new(profile);
    resolver.source(&outcome.header, outcome.format.name(), &outcome.sha256).unwrap();
    claims.into_iter().for_each(|c| resolver.claims(c));
    let corpus = resolver.finish();
    let shapes = Shapes::built_in().unwrap();
    let mut graph = shapes.graph();
    Map::new(&corpus, profile, Base::default(), true).each_quad(&mut |s, p, o, _| graph.insert(s, p, o));
    graph.validate()
}

#[test]
fn the_seed_conforms() {
    assert_eq!(converted("data/digitalgov-customer-service-policies.json"), []);
}

#[test]
fn golden_conversions_conform() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/convert");
    let shapes = Shapes::built_in().unwrap();
    let mut graphs = 0;
    for folder in std::fs::read_dir(root).unwrap() {
        let file = folder.unwrap().path().join("expected.nq");
        let quads = quads(RdfFormat::NQuads, &std::fs::read_to_string(&file).unwrap());
        let found = check(&shapes, &quads);
        let violations: Vec<_> = found.iter().filter(|v| v.severity == Severity::Violation).collect();
        assert!(violations.is_empty(), "{}: {violations:?}", file.display());
        graphs += 1;
    }
    assert!(graphs >= 8);
}

/// What the shapes say is refused, and how it is named.
#[test]
fn what_is_not_understood_is_refused_by_name() {
    let on_shape = [
        ("sh:sparql [ sh:select \"SELECT $this WHERE {}\" ]", "sh:sparql"),
        ("sh:rule [ a sh:TripleRule ]", "sh:rule"),
        ("sh:js [ a sh:JSConstraint ]", "sh:js"),
        ("sh:target [ a sh:SPARQLTarget ]", "sh:target"),
        ("sh:expression ex:f", "sh:expression"),
        ("sh:minCont 1", "sh:minCont"),
        (
            "<http://datashapes.org/dash#uniqueValueForClass> ex:C",
            "<http://datashapes.org/dash#uniqueValueForClass>",
        ),
        ("a sh:SPARQLFunction", "the class <http://www.w3.org/ns/shacl#SPARQLFunction>"),
        ("sh:pattern \"(a)\\\\1\"", "the pattern"),
        ("sh:pattern \"\\\\p{IsBasicLatin}\"", "the pattern"),
        ("sh:pattern \"a\" ; sh:flags \"g\"", "the flags \"g\""),
        ("sh:node ex:S", "a shape that leads back to itself"),
    ];
    for (text, construct) in on_shape {
        let error = Shapes::parse(&format!("{PREFIXES} ex:S sh:targetClass ex:C ; {text} .")).unwrap_err();
        assert!(matches!(error, ShapesError::Unsupported { .. }), "{text}: {error}");
        assert!(error.to_string().contains(&format!("uses {construct}")), "{text}: {error}");
    }
    for (text, construct) in [
        ("ex:ontology owl:imports ex:others .", "owl:imports"),
        ("ex:ontology sh:entailment ex:RDFS .", "sh:entailment"),
        (
            "ex:Component a sh:ConstraintComponent .",
            "the class <http://www.w3.org/ns/shacl#ConstraintComponent>",
        ),
        (
            "ex:A sh:node ex:B . ex:B sh:not [ sh:property [ sh:path ex:p ; sh:node ex:A ] ] .",
            "a shape that leads back",
        ),
    ] {
        let error = Shapes::parse(&format!("{PREFIXES}{text}")).unwrap_err().to_string();
        assert!(error.contains(&format!("uses {construct}")), "{text}: {error}");
    }
}

#[test]
fn what_is_no_shape_is_refused() {
    for (text, problem) in [
        ("sh:minCount 1", "sh:minCount needs a sh:path"),
        ("sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ]", "it has more than one sh:minCount"),
        ("sh:property [ sh:path ex:p ; sh:minCount -1 ]", "it should be a whole number from 0"),
        ("sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:C ] ]", "stands without a count"),
        ("sh:property [ sh:minLength 1 ]", "leads to a shape without sh:path"),
        ("sh:node [ sh:path ex:p ]", "leads to a shape with sh:path"),
        ("sh:node ex:Typo", "sh:node leads to <http://example.com/Typo>, which is no shape"),
        ("sh:flags \"i\"", "sh:flags stands without sh:pattern"),
        ("sh:ignoredProperties ( ex:p )", "sh:ignoredProperties stands without sh:closed"),
        ("sh:closed \"yes\"", "it should be true or false"),
        ("sh:class \"C\"", "it should be an IRI"),
        ("sh:nodeKind ex:Thing", "sh:nodeKind is <http://example.com/Thing>"),
        ("sh:minInclusive \"x\"@en", "with which nothing can be compared"),
        ("sh:in ex:list . ex:list rdf:first 1 ; rdf:rest ex:list", "a list does not end well"),
        ("sh:in ( 1 2 ) , ( 3 )", "it has more than one sh:in"),
        ("sh:property [ sh:path ( ex:p ) ]", "a sequence as path has fewer than two members"),
        (
            "sh:property [ sh:path [ sh:inversePath ex:loop ] ] . ex:loop2 sh:inversePath _:l . \
          ex:T sh:property [ sh:path _:l ] . _:l sh:inversePath _:l",
            "or leads to itself",
        ),
        ("sh:languageIn ( ex:en )", "it should be a language"),
        ("sh:pattern \"(?i)a\"", "no regular expression of XPath: it has a question mark"),
        ("sh:pattern \"\\\\bword\"", "no regular expression of XPath: it has the escape \\b"),
        ("a sh:PropertyShape", "a property shape has a sh:path"),
    ] {
        let rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .";
        let error =
            Shapes::parse(&format!("{PREFIXES}{rdf} ex:S sh:targetClass ex:C ; {text} .")).unwrap_err();
        assert!(matches!(error, ShapesError::IllFormed { .. }), "{text}: {error}");
        assert!(error.to_string().contains(problem), "{text}: {error}");
    }
    assert!(matches!(Shapes::parse("ex:S a ex:T ."), Err(ShapesError::Syntax(_))));
    let deep: String = (0..80).map(|i| format!("ex:s{i} sh:node ex:s{} . ", i + 1)).collect();
    let error = Shapes::parse(&format!("{PREFIXES}{deep} ex:s80 sh:minLength 1 .")).unwrap_err();
    assert!(error.to_string().contains("more than 64 deep"), "{error}");
}

#[test]
fn results_say_what_the_shape_says() {
    let shape =
        "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:maxCount 0 ; sh:severity sh:Info ;
        sh:message \"Kein p\"@de , \"No p\"@en ] , [ sh:path ex:q ; sh:minCount 1 ] .";
    let found = check_text(shape, "ex:x a ex:C ; ex:p 1 .");
    let said: Vec<_> = found.iter().map(|v| (v.severity.clone(), v.message.as_str())).collect();
    assert_eq!(
        said,
        [(Severity::Violation, "sh:MinCountConstraintComponent does not hold."), (Severity::Info, "No p")]
    );
    assert!(found.iter().all(|v| v.shape.as_ref().is_some_and(|s| s.as_str() == "http://example.com/S")));
}

#[test]
fn expressions_are_those_of_xpath() {
    let found = check_text("ex:S sh:targetNode \"ab\\n\" , \"ab\" ; sh:pattern \"^ab$\" .", "");
    assert_eq!(found.len(), 1, "unlike in Python, `$` is the end only: {found:?}");
    assert_eq!(
        check_text("ex:S sh:targetNode \"a.c\" , \"abc\" ; sh:pattern \"A.C\" ; sh:flags \"qi\" .", "").len(),
        1
    );
}

/// Seen: a result of a property shape without a name was told as one of the shape around it.
#[test]
fn a_report_names_the_shape_that_declares_the_constraint() {
    let shapes = "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:p ; sh:minCount 1 ;
          sh:property [ sh:path ex:q ; sh:maxCount 0 ] ] , ex:N . ex:N sh:path ex:r ; sh:minCount 1 .";
    let found = check_text(shapes, "ex:x a ex:C ; ex:p ex:y . ex:y ex:q 1 . ex:z a ex:C ; ex:r 1 .");
    let report = quads(RdfFormat::Turtle, &pedigraph::shacl::turtle(&found));
    let of = |subject: &str, property: &str| {
        let quad = report
            .iter()
            .find(|q| q.subject.to_string() == subject && q.predicate.as_str().ends_with(property));
        quad.map(|q| q.object.to_string()).unwrap_or_default()
    };
    let results = report.iter().filter(|q| q.predicate.as_str().ends_with("#sourceShape"));
    let mut told: Vec<(String, String)> = results
        .map(|q| {
            let (result, shape) = (q.subject.to_string(), q.object.to_string());
            let named = if shape.starts_with("_:") { of(&shape, "#path") } else { shape };
            (of(&result, "#focusNode"), named)
        })
        .collect();
    told.sort();
    let iri = |name: &str| format!("<http://example.com/{name}>");
    let meant = [("x", "N"), ("y", "q"), ("z", "p")].map(|(focus, shape)| (iri(focus), iri(shape)));
    assert_eq!(told, meant);
}

#[test]
fn shapes_that_check_nothing_are_told_apart() {
    use pedigraph::shacl::Idle;
    let idle = |text: &str| Shapes::parse(&format!("{PREFIXES}{text}")).unwrap().idle();
    assert_eq!(idle("ex:a ex:b ex:c ."), Some(Idle::NoShape));
    assert_eq!(
        idle("ex:S a sh:NodeShape ; sh:property [ sh:path ex:p ; sh:minCount 1 ] ."),
        Some(Idle::NoTarget)
    );
    assert_eq!(
        idle("ex:S sh:targetClass ex:C ; sh:deactivated true ; sh:nodeKind sh:IRI ."),
        Some(Idle::NoTarget)
    );
    assert_eq!(idle("ex:S sh:targetClass ex:C ."), None);
    assert_eq!(idle("ex:C a sh:NodeShape , rdfs:Class ; sh:nodeKind sh:IRI ."), None);
    assert_eq!(Shapes::built_in().unwrap().idle(), None);
}

#[test]
fn classes_of_the_ontology_count() {
    let own = include_str!("../ontology/shapes.ttl").to_owned()
        + "shape:T sh:targetClass ped:Evidence ; sh:property [ sh:path ped:quote ; sh:maxCount 0 ] .";
    let data = quads(RdfFormat::TriG, &text("fixtures/sample.trig"));
    assert_eq!(check(&Shapes::parse(&own).unwrap(), &data), [], "the data say nothing of ped:Evidence");
    let aware = Shapes::parse_with_ontology(&own).unwrap();
    assert_eq!(check(&aware, &data).len(), 5);
}

/// Many nodes share a value with many triples: each of its shapes looks at it once.
#[test]
fn a_hub_is_looked_at_once() {
    let shapes = "ex:S sh:targetClass ex:C ; sh:property [ sh:path ex:hub ;
        sh:node [ sh:property [ sh:path [ sh:inversePath ex:hub ] ; sh:class ex:C ] ] ;
        sh:property [ sh:path [ sh:inversePath ex:hub ] ; sh:nodeKind sh:Literal ] ;
        sh:qualifiedValueShape [ sh:path ex:v ; sh:minInclusive 0 ] ; sh:qualifiedMinCount 1 ] .
      ex:L sh:targetNode ex:h ; sh:property [ sh:path ex:v ; sh:lessThan ex:w ] .";
    let nodes = 100_000;
    let data: String = (0..nodes)
        .map(|i| format!("ex:n{i} a ex:C ; ex:hub ex:h . ex:h ex:v {i} ; ex:w {} .\n", i + nodes))
        .collect();
    assert_eq!(
        check_text(shapes, &data).len(),
        nodes,
        "one result of the inner property shape for each node"
    );
}

#[test]
fn the_order_of_quads_does_not_matter() {
    let shapes = Shapes::parse(&text("golden/shacl/constructs.ttl")).unwrap();
    let data = text("golden/shacl/constructs-data.ttl");
    let mut quads: Vec<Quad> = quads(RdfFormat::Turtle, &data);
    quads.retain(|q| !q.to_string().contains("_:")); // blank nodes have no name to sort by
    let found = check(&shapes, &quads);
    quads.reverse();
    let twice: Vec<Quad> = quads.iter().cloned().chain(quads.iter().cloned()).collect();
    assert!(found.len() > 50);
    assert_eq!(check(&shapes, &twice), found);
}

/// Repetitions end where the data go round in a circle, and each node is left once.
#[test]
fn paths_are_walked_to_their_ends() {
    let ring: String = (0..2_000).map(|i| format!("ex:n{i} ex:next ex:n{} . ", (i + 1) % 2_000)).collect();
    let shape = |path: &str, max: usize| {
        format!("ex:S sh:targetNode ex:n0 ; sh:property [ sh:path {path} ; sh:maxCount {max} ] .")
    };
    for (path, count) in [
        ("[ sh:zeroOrMorePath ex:next ]", 2_000),
        ("[ sh:oneOrMorePath [ sh:inversePath ex:next ] ]", 2_000),
        ("[ sh:zeroOrOnePath ex:next ]", 2),
        ("( ex:next ex:next ex:next )", 1),
        ("[ sh:inversePath ( ex:next [ sh:zeroOrOnePath ex:next ] ) ]", 2),
        ("[ sh:alternativePath ( ex:next [ sh:inversePath ex:next ] ) ]", 2),
    ] {
        assert_eq!(check_text(&shape(path, count), &ring).len(), 0, "{path}");
        let found = check_text(&shape(path, count - 1), &ring);
        assert_eq!(found.len(), 1, "{path}");
        let report = pedigraph::shacl::turtle(&found);
        let report = quads(RdfFormat::Turtle, &report);
        assert!(report.iter().any(|q| q.predicate.as_str().ends_with("#resultPath")), "{path}");
    }
}

#[test]
fn what_other_vocabularies_say_of_a_shape_is_no_rule() {
    let shape = "ex:S sh:targetClass ex:C ; ex:minLength 3 ; sh:property [ sh:path ex:p ; sh:minCount 1 ;
        sh:group ex:G ; sh:severity ex:Fatal ; sh:message \"No p\"@en , \"Kein p\"@de ] . ex:G a sh:PropertyGroup .";
    let found = check_text(shape, "ex:x a ex:C .");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].severity.to_string(), "<http://example.com/Fatal>");
    let report = pedigraph::shacl::turtle(&found);
    for part in ["sh:conforms false", "sh:resultSeverity <http://example.com/Fatal>", "\"Kein p\"@de"] {
        assert!(report.contains(part), "{report}");
    }
    assert!(pedigraph::shacl::turtle(&[]).contains("sh:conforms true ."));
}

proptest::proptest! {
    /// A shapes graph with a line lost is read or refused, never a panic; so are the checks of it.
    #[test]
    fn lost_lines_do_no_harm(lost in proptest::collection::btree_set(0..68_usize, 0..6)) {
        let all = text("golden/shacl/constructs.ttl");
        let kept: Vec<&str> = all.lines().enumerate().filter(|(i, _)| !lost.contains(i)).map(|(_, l)| l).collect();
        if let Ok(shapes) = Shapes::parse(&kept.join("\n")) {
            check(&shapes, &quads(RdfFormat::Turtle, &text("golden/shacl/constructs-data.ttl")));
        }
    }

    /// Literals of any form are judged without a panic.
    #[test]
    fn any_literal_is_judged(lexical in ".{0,12}|[-+0-9.eTZ:]{0,24}", kind in 0..8_usize) {
        let datatypes = ["integer", "decimal", "double", "date", "dateTime", "gYear", "unsignedByte", "duration"];
        let datatype = datatypes[kind];
        let literal = oxigraph::model::Literal::new_simple_literal(lexical);
        let data = format!("ex:x ex:v {literal}^^xsd:{datatype} ; ex:w 5 , \"2020-01-01\"^^xsd:date .");
        let shapes = format!("ex:S sh:targetNode ex:x ; sh:property
            [ sh:path ex:v ; sh:datatype xsd:{datatype} ; sh:lessThan ex:w ; sh:minInclusive 0 ] .");
        assert!(!check_text(&shapes, &data).is_empty());
    }
}
