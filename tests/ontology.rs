//! Holds the code and the files under `ontology/` together, both ways.

#![allow(clippy::unwrap_used)] // clippy excepts tests, not the functions that they share

use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedNodeRef, Quad, Term as RdfTerm};
use pedigraph::ground::vocab;
use pedigraph::model::{Extent, Relation};
use pedigraph::rdf::ontology::{self, Term, TermKind};
use rio_api::parser::TriplesParser;
use std::collections::{BTreeMap, BTreeSet};

const ELI: &str = "http://data.europa.eu/eli/ontology#";
const DCT: &str = "http://purl.org/dc/terms/";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const SH: &str = "http://www.w3.org/ns/shacl#";

/// Where code and ontology disagree: `ped:` constants that are not declared, declared terms that
/// nothing uses. A declared term is used if it is a constant, the inverse or a parent of one, or a
/// type of policy.
fn drift(constants: &[NamedNodeRef<'_>], terms: &[Term]) -> Vec<String> {
    let constants: BTreeSet<&str> =
        constants.iter().map(|c| c.as_str()).filter(|c| c.starts_with(vocab::PED)).collect();
    let declared: BTreeSet<&str> = terms.iter().map(|t| t.iri.as_str()).collect();
    let parents: BTreeSet<&str> = (terms.iter())
        .filter(|t| constants.contains(t.iri.as_str()))
        .flat_map(|t| t.parents.iter().map(NamedNode::as_str))
        .collect();
    let used = |t: &Term| {
        let iri = t.iri.as_str();
        constants.contains(iri)
            || parents.contains(iri)
            || t.kind == TermKind::Concept
            || t.inverse.as_ref().is_some_and(|i| constants.contains(i.as_str()))
    };
    let missing = constants.difference(&declared).map(|c| format!("not declared: {c}"));
    let idle = terms.iter().filter(|t| !used(t)).map(|t| format!("not used: {}", t.iri.as_str()));
    missing.chain(idle).collect()
}

/// What a term lacks for a reader who meets it on a documentation page.
fn undocumented(terms: &[Term]) -> Vec<String> {
    let mut faults = Vec::new();
    for term in terms {
        let mut fault = |what: &str| faults.push(format!("{}: {what}", term.name));
        if term.label.is_empty() {
            fault("no label");
        }
        if !term.comment.ends_with('.') {
            fault("no comment in sentences");
        }
        let property = matches!(term.kind, TermKind::ObjectProperty | TermKind::DatatypeProperty);
        if property && (term.domain.is_empty() || term.range.is_empty()) {
            fault("no domain or no range");
        }
    }
    faults
}

fn turtle_files() -> impl Iterator<Item = (&'static str, &'static str)> {
    ontology::FILES.into_iter().filter(|(name, _)| name.ends_with(".ttl"))
}

fn read(text: &str, format: RdfFormat) -> Vec<Quad> {
    RdfParser::from_format(format).for_slice(text).collect::<Result<_, _>>().unwrap()
}

fn names(iris: &[NamedNode]) -> Vec<&str> {
    iris.iter().map(NamedNode::as_str).collect()
}

#[test]
fn every_constant_is_declared_and_every_term_is_used() {
    assert_eq!(drift(vocab::ALL, ontology::terms()), [""; 0]);
}

#[test]
fn every_term_is_documented() {
    assert_eq!(undocumented(ontology::terms()), [""; 0]);
}

#[test]
fn the_checks_find_what_is_missing() {
    let fewer: Vec<_> = vocab::ALL.iter().copied().filter(|c| *c != vocab::PED_VERB).collect();
    assert_eq!(drift(&fewer, ontology::terms()), [format!("not used: {}", vocab::PED_VERB.as_str())]);

    let mut terms = ontology::terms().to_vec();
    terms.retain(|t| t.iri != vocab::PED_QUOTE);
    assert_eq!(drift(vocab::ALL, &terms), [format!("not declared: {}", vocab::PED_QUOTE.as_str())]);

    // Without the constant, its inverse is idle too.
    let fewer: Vec<_> = vocab::ALL.iter().copied().filter(|c| *c != vocab::PED_CITES).collect();
    assert_eq!(drift(&fewer, ontology::terms()).len(), 2);

    let term = terms.iter_mut().find(|t| t.name == "rescinds").unwrap();
    term.comment.clear();
    term.range.clear();
    assert_eq!(
        undocumented(&terms),
        ["rescinds: no comment in sentences", "rescinds: no domain or no range"]
    );
}

#[test]
fn every_term_is_one_thing_defined_here_and_concepts_speak_skos() {
    let mut said: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for quad in turtle_files().flat_map(|(_, text)| read(text, RdfFormat::Turtle)) {
        let value = match &quad.object {
            RdfTerm::NamedNode(node) => node.as_str().to_owned(),
            other => other.to_string(),
        };
        said.entry((quad.subject.to_string(), quad.predicate.into_string())).or_default().insert(value);
    }
    let of = |term: &Term, predicate: &str| {
        said.get(&(term.iri.to_string(), predicate.to_owned())).cloned().unwrap_or_default()
    };
    let rdfs = "http://www.w3.org/2000/01/rdf-schema#";
    let skos = "http://www.w3.org/2004/02/skos/core#";
    let kinds = [
        vocab::OWL_CLASS,
        vocab::OWL_OBJECT_PROPERTY,
        vocab::OWL_DATATYPE_PROPERTY,
        vocab::OWL_ANNOTATION_PROPERTY,
        vocab::OWL_NAMED_INDIVIDUAL,
        vocab::SKOS_CONCEPT,
        vocab::SKOS_CONCEPT_SCHEME,
    ];
    for term in ontology::terms() {
        let types = of(term, vocab::RDF_TYPE.as_str());
        assert_eq!(
            kinds.iter().filter(|k| types.contains(k.as_str())).count(),
            1,
            "{} is one kind",
            term.name
        );
        let home = BTreeSet::from([vocab::PED.trim_end_matches('#').to_owned()]);
        assert_eq!(of(term, &format!("{rdfs}isDefinedBy")), home, "{}", term.name);
        assert_eq!(of(term, &format!("{rdfs}label")).len(), 1, "{}", term.name);
        assert_eq!(of(term, &format!("{rdfs}comment")).len(), 1, "{}", term.name);
        if matches!(term.kind, TermKind::Concept | TermKind::ConceptScheme) {
            let same = |a: &str, b: &str| assert_eq!(of(term, a), of(term, b), "{}", term.name);
            same(&format!("{rdfs}label"), &format!("{skos}prefLabel"));
            same(&format!("{rdfs}comment"), &format!("{skos}definition"));
        }
        if term.kind == TermKind::Concept {
            let scheme = BTreeSet::from([vocab::PED_POLICY_TYPE.as_str().to_owned()]);
            assert_eq!(of(term, &format!("{skos}inScheme")), scheme, "{}", term.name);
        }
    }
}

#[test]
fn edges_have_the_super_properties_of_the_design() {
    use Extent::{Part, Whole};
    use Relation::*;
    let table: [(Relation, Extent, &[&str]); 16] = [
        (Rescinds, Whole, &["eli:changes", "eli:repeals"]),
        (Rescinds, Part, &["eli:amends", "eli:changes"]),
        (Supersedes, Whole, &["eli:changes", "eli:repeals", "dct:replaces", "ped:descendsFrom"]),
        (Supersedes, Part, &["eli:amends", "eli:changes", "ped:descendsFrom"]),
        (Amends, Whole, &["eli:amends", "eli:changes", "ped:descendsFrom"]),
        (Extends, Whole, &["eli:related_to", "ped:descendsFrom"]),
        (Continues, Whole, &["eli:changes", "ped:descendsFrom"]),
        (Supplements, Whole, &["eli:changes", "ped:descendsFrom"]),
        (Suspends, Whole, &["eli:changes"]),
        (Reinstates, Whole, &["eli:changes", "ped:descendsFrom"]),
        (Ratifies, Whole, &["eli:changes", "ped:descendsFrom"]),
        (Implements, Whole, &["ped:descendsFrom"]),
        (BasedOn, Whole, &["eli:based_on", "ped:descendsFrom"]),
        (Cites, Whole, &["eli:cites"]),
        (SeeAlso, Whole, &["eli:related_to", "rdfs:seeAlso"]),
        (RelatedTo, Whole, &["eli:related_to"]),
    ];
    for (relation, extent, expected) in table {
        let expected: Vec<String> = (expected.iter())
            .map(|n| {
                n.replace("eli:", ELI).replace("dct:", DCT).replace("ped:", vocab::PED).replace("rdfs:", RDFS)
            })
            .collect();
        assert_eq!(names(ontology::super_properties(relation.property(extent))), expected, "{relation:?}");
    }
    let covered: BTreeSet<_> = table.iter().map(|(r, e, _)| r.property(*e)).collect();
    assert_eq!(covered, edge_properties(), "the table names every property of an edge");
    assert!(ontology::super_properties(vocab::DCT_TITLE).is_empty());
}

/// ELI and schema.org have some relations for legal resources alone.
#[test]
fn some_relations_are_written_between_legal_resources_alone() {
    use Relation::*;
    let table: [(Relation, &[&str]); 11] = [
        (Rescinds, &["Repeals"]),
        (Supersedes, &["Repeals"]),
        (Amends, &["Amends"]),
        (Continues, &["Changes"]),
        (Supplements, &["Changes"]),
        (Suspends, &["Changes"]),
        (Reinstates, &["Changes"]),
        (Ratifies, &["Changes"]),
        (Implements, &["EnsuresImplementationOf"]),
        (Cites, &[]),
        (BasedOn, &[]),
    ];
    for (relation, expected) in table {
        let found = ontology::between_legal_resources(relation.property(Extent::Whole));
        let schema = "https://schema.org/legislation";
        let (theirs, eli): (Vec<_>, Vec<_>) = names(found).into_iter().partition(|n| n.starts_with(schema));
        let theirs: Vec<_> = theirs.iter().map(|n| n.trim_start_matches(schema)).collect();
        assert_eq!(theirs, expected, "{relation:?}");
        let implements = [format!("{ELI}ensures_implementation_of")];
        assert_eq!(eli, if relation == Implements { &implements[..] } else { &[] }, "{relation:?}");
    }
}

fn edge_properties() -> BTreeSet<NamedNodeRef<'static>> {
    Relation::ALL.iter().flat_map(|r| [Extent::Whole, Extent::Part].map(|e| r.property(e))).collect()
}

#[test]
fn lineage_is_what_the_model_calls_descent() {
    for relation in Relation::ALL {
        for extent in [Extent::Whole, Extent::Part] {
            let up = ontology::super_properties(relation.property(extent));
            let descends = up.iter().any(|p| *p == vocab::PED_DESCENDS_FROM);
            assert_eq!(descends, relation.is_descent(), "{relation:?} {extent:?}");
        }
    }
}

#[test]
fn every_relation_reads_the_other_way_too() {
    for property in edge_properties() {
        let term = ontology::terms().iter().find(|t| t.iri == property).unwrap();
        // A symmetric relation is its own inverse; an editor's cross-reference says nothing of the other policy.
        let alone = [vocab::PED_RELATED_TO, vocab::PED_SEE_ALSO].contains(&property);
        assert_eq!(term.inverse.is_none(), alone, "{}", term.name);
        assert_eq!(names(&term.domain), [vocab::PED_POLICY.as_str()]);
        assert_eq!(names(&term.range), [vocab::PED_POLICY.as_str()]);
    }
}

#[test]
fn prefixes_are_valid_and_the_same_in_every_file() {
    let known: BTreeMap<&str, &str> = vocab::PREFIXES.into_iter().collect();
    assert_eq!(known.len(), vocab::PREFIXES.len(), "no prefix twice");
    for (prefix, iri) in known.iter() {
        assert!(prefix.bytes().all(|b| b.is_ascii_lowercase()) && !prefix.is_empty(), "{prefix}");
        assert!(NamedNode::new(*iri).is_ok() && iri.ends_with(['#', '/']), "{iri}");
    }
    for (name, text) in turtle_files() {
        let mut parser = RdfParser::from_format(RdfFormat::Turtle).for_slice(text);
        assert!(parser.by_ref().all(|quad| quad.is_ok()));
        for (prefix, iri) in parser.prefixes() {
            assert!(known.get(prefix).is_none_or(|known| *known == iri), "{name}: {prefix}");
        }
    }
}

#[test]
fn an_independent_reader_reads_the_same_triples() {
    for (name, text) in turtle_files() {
        let ours = read(text, RdfFormat::Turtle);
        let mut theirs = Vec::new();
        rio_turtle::TurtleParser::new(text.as_bytes(), None)
            .parse_all(&mut |triple| {
                theirs.push(triple.to_string());
                Ok::<_, rio_turtle::TurtleError>(())
            })
            .unwrap();
        assert_eq!(ours.len(), theirs.len(), "{name}");
        // Each reader has its own names for blank nodes.
        let mut ours: Vec<_> =
            ours.iter().map(|q| format!("{} {} {}", q.subject, q.predicate, q.object)).collect();
        ours.retain(|t| !t.contains("_:"));
        theirs.retain(|t| !t.contains("_:"));
        ours.sort();
        theirs.sort();
        assert_eq!(ours, theirs, "{name}");
    }
}

/// The members of every `sh:in` list below `sh:path` `path`, of those that lead to `ped:` terms.
fn allowed(path: NamedNodeRef<'_>) -> BTreeSet<BTreeSet<String>> {
    let rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    let mut facts: BTreeMap<(String, String), String> = BTreeMap::new();
    for quad in read(ontology::SHAPES, RdfFormat::Turtle) {
        facts.insert((quad.subject.to_string(), quad.predicate.into_string()), quad.object.to_string());
    }
    let get = |s: &str, p: String| facts.get(&(s.to_owned(), p)).cloned();
    let shapes = facts.iter().filter(|((_, p), o)| *p == format!("{SH}path") && **o == path.to_string());
    shapes
        .filter_map(|((shape, _), _)| get(shape, format!("{SH}in")))
        .map(|mut list| {
            let mut members = BTreeSet::new();
            while let Some(member) = get(&list, format!("{rdf}first")) {
                members.insert(member);
                list = get(&list, format!("{rdf}rest")).unwrap();
            }
            members
        })
        .collect()
}

#[test]
fn shapes_allow_exactly_the_declared_types_and_relations() {
    let types: BTreeSet<String> = ontology::policy_types().iter().map(|t| t.iri.to_string()).collect();
    assert_eq!(allowed(vocab::PED_TYPE), BTreeSet::from([types]));
    let relations: BTreeSet<String> = edge_properties().iter().map(ToString::to_string).collect();
    assert!(allowed(vocab::PED_RELATION).contains(&relations));
    let individuals = |class: &str| -> BTreeSet<String> {
        let of = |t: &&Term| t.parents.iter().any(|p| p.as_str() == format!("{}{class}", vocab::PED));
        ontology::terms().iter().filter(of).map(|t| t.iri.to_string()).collect()
    };
    assert_eq!(allowed(vocab::PED_EXTENT), BTreeSet::from([individuals("Extent")]));
    assert_eq!(allowed(vocab::PED_STRENGTH), BTreeSet::from([individuals("Strength")]));
    assert_eq!(allowed(vocab::PED_BODY_BASIS), BTreeSet::from([individuals("Basis")]));
}

#[test]
fn schemes_name_declared_types() {
    let profile = pedigraph::profile::Profile::united_states().unwrap();
    for (_, scheme) in profile.schemes.iter() {
        assert!(ontology::policy_type(&scheme.kind).is_some(), "{}", scheme.kind);
    }
}

#[test]
fn the_json_ld_context_has_every_term_that_data_use() {
    let context: serde_json::Value = serde_json::from_str(ontology::CONTEXT).unwrap();
    let context = context["@context"].as_object().unwrap();
    let idle = [
        "BindingInstrument",
        "betweenLegalResources",
        "Basis",
        "Evidence",
        "Extent",
        "PolicyType",
        "Role",
        "Standing",
        "Status",
        "Strength",
    ];
    for term in ontology::terms().iter().filter(|t| !idle.contains(&t.name.as_str())) {
        // `type` is what JSON-LD calls the class of a thing.
        let entry = &context[if term.iri == vocab::PED_TYPE { "policyType" } else { &term.name }];
        let id = entry.as_str().or_else(|| entry["@id"].as_str());
        assert_eq!(id, Some(format!("ped:{}", term.name).as_str()));
        let coercion = entry["@type"].as_str();
        match term.kind {
            TermKind::ObjectProperty => assert!(matches!(coercion, Some("@id" | "@vocab")), "{}", term.name),
            TermKind::DatatypeProperty if names(&term.range) == [vocab::XSD_DATE.as_str()] => {
                assert_eq!(coercion, Some("xsd:date"), "{}", term.name);
            }
            _ => {}
        }
    }
    for (prefix, iri) in vocab::PREFIXES {
        assert!(context.get(prefix).is_none_or(|value| value == iri), "{prefix}");
    }
}

#[test]
fn the_sample_writes_out_what_the_ontology_declares() {
    let quads = read(include_str!("fixtures/sample.trig"), RdfFormat::TriG);
    let edges: BTreeSet<_> = edge_properties();
    let mut found = 0;
    for quad in quads.iter().filter(|q| edges.contains(&q.predicate.as_ref())) {
        found += 1;
        for up in ontology::super_properties(quad.predicate.as_ref()) {
            let written = Quad { predicate: up.clone(), ..quad.clone() };
            assert!(quads.contains(&written), "{written}");
        }
    }
    assert_eq!(found, 3);
}

/// Every IRI that the context has a short name for.
fn named_by_context() -> BTreeSet<String> {
    let context: serde_json::Value = serde_json::from_str(ontology::CONTEXT).unwrap();
    let context = context["@context"].as_object().unwrap();
    let prefixes: BTreeMap<&str, &str> = vocab::PREFIXES.into_iter().collect();
    let ids = context.values().filter_map(|entry| entry.as_str().or_else(|| entry["@id"].as_str()));
    let whole = |id: &str| {
        let (prefix, name) = id.split_once(':')?;
        Some(format!("{}{name}", prefixes.get(prefix)?))
    };
    ids.filter_map(whole).collect()
}

#[test]
fn the_json_ld_context_names_every_property_and_class_that_graphs_hold() {
    let named = named_by_context();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/convert");
    let mut files = 0;
    let mut lacking: BTreeSet<String> = BTreeSet::new();
    for entry in std::fs::read_dir(golden).unwrap() {
        let Ok(text) = std::fs::read_to_string(entry.unwrap().path().join("expected.nq")) else { continue };
        files += 1;
        for quad in read(&text, RdfFormat::NQuads) {
            let class = (quad.predicate == vocab::RDF_TYPE).then(|| match &quad.object {
                RdfTerm::NamedNode(class) => class.as_str().to_owned(),
                other => other.to_string(),
            });
            let used = class.unwrap_or_else(|| quad.predicate.as_str().to_owned());
            if !named.contains(&used) {
                lacking.insert(used);
            }
        }
    }
    assert!(files > 10, "{files}");
    assert_eq!(lacking, BTreeSet::new());
}

/// The versions of the ontology, each with the SHA-256 of its files: a change of a file that was published wants a new version,
/// here and in `owl:versionIRI`, `owl:versionInfo` and `owl:priorVersion` of the files, with a `skos:changeNote`.
const VERSIONS: [(&str, &str); 1] =
    [("0.2.0", "0e6a3c564f4d28156120cf03c70bd8680b86d393d866a70ea8582cfc448c67d1")];

/// Seen: half of the terms were added, and the version stayed what it was.
#[test]
fn a_changed_ontology_has_a_new_version() {
    let mut hash = sha2::Sha256::default();
    for (name, text) in ontology::FILES {
        sha2::Digest::update(&mut hash, format!("{name} {}\n{text}", text.len()));
    }
    let hash: String = sha2::Digest::finalize(hash).iter().map(|byte| format!("{byte:02x}")).collect();
    let (version, of_version) = *VERSIONS.last().unwrap();
    assert_eq!(hash, of_version, "the ontology is another than {version} was");
    assert_eq!(ontology::version(), version);
    // All files tell the same one.
    for (name, text) in turtle_files().filter(|(_, text)| text.contains("owl:versionInfo")) {
        assert!(text.contains(&format!("owl:versionInfo \"{version}\"")), "{name}");
        let version_iri = text.lines().find(|line| line.contains("owl:versionIRI"));
        assert!(version_iri.is_none_or(|line| line.contains(&format!("/{version}> ;"))), "{name}");
    }
    let head = ontology::head();
    assert!(head.changes.starts_with(&format!("{version}: ")), "{}", head.changes);
    assert!(head.prior.is_some() && !head.creator.is_empty() && head.licenses.len() == 2, "{head:?}");
}
