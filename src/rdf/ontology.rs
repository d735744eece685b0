//! The ontology of this crate, read from the files under `ontology/`, which are compiled in.
//!
//! The files are the one place in which terms, policy types and super-properties are declared; what
//! the graph maker writes and the documentation prints is read off them here, once. All lists are
//! sorted by IRI. Were a file not to parse, everything here would be empty; a test sees to it that
//! it does parse.

use crate::ground::vocab;
use oxigraph::io::{RdfFormat, RdfParser};
use oxigraph::model::{NamedNode, NamedNodeRef, NamedOrBlankNode, Term as RdfTerm, Triple};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::LazyLock;

/// The JSON-LD 1.1 context of the vocabulary, a JSON document.
pub const CONTEXT: &str = crate::source::rdf::CONTEXT;

/// The SHACL shapes that a graph has to conform to, in Turtle.
pub const SHAPES: &str = include_str!("../../ontology/shapes.ttl");

/// The files that declare terms and what they mean, in Turtle.
const DECLARATIONS: [(&str, &str); 3] = [
    ("pedigraph.ttl", include_str!("../../ontology/pedigraph.ttl")),
    ("policy-types.ttl", include_str!("../../ontology/policy-types.ttl")),
    ("alignment.ttl", include_str!("../../ontology/alignment.ttl")),
];

/// The files of the ontology as they are published: name and content.
pub const FILES: [(&str, &str); 5] =
    [DECLARATIONS[0], DECLARATIONS[1], DECLARATIONS[2], ("shapes.ttl", SHAPES), ("context.jsonld", CONTEXT)];

/// What the ontology says of itself, each text empty where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// `dct:title`.
    pub title: String,
    /// `dct:description`.
    pub description: String,
    /// `dct:creator`.
    pub creator: String,
    /// `dct:issued`, a day.
    pub issued: String,
    /// `dct:modified`, a day.
    pub modified: String,
    /// `dct:license`, sorted; either may be chosen.
    pub licenses: Vec<NamedNode>,
    /// `owl:versionInfo`.
    pub version: String,
    /// `owl:priorVersion`, where there is one.
    pub prior: Option<NamedNode>,
    /// `skos:changeNote`: what changed since.
    pub changes: String,
}

/// A type of policy: a `skos:Concept` of the scheme `ped:PolicyType`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyType {
    /// The concept: `ped:ExecutiveOrder`.
    pub iri: NamedNode,
    /// Its local name, as profiles write it: `ExecutiveOrder`.
    pub name: String,
    /// What a person calls it, in English and lower case: `executive order`.
    pub label: String,
    /// What it covers, in an English sentence or two.
    pub comment: String,
    /// Whether its documents carry the force of law: a policy of this type is an
    /// `eli:LegalResource` too.
    pub binding: bool,
}

/// What kind of thing a term of the vocabulary is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermKind {
    /// An `owl:Class`.
    Class,
    /// An `owl:ObjectProperty`.
    ObjectProperty,
    /// An `owl:DatatypeProperty`.
    DatatypeProperty,
    /// An `owl:AnnotationProperty`.
    AnnotationProperty,
    /// An individual, such as `ped:Whole`.
    Individual,
    /// A `skos:ConceptScheme`.
    ConceptScheme,
    /// A `skos:Concept`: a type of policy, or a group of types.
    Concept,
}

/// A `ped:` term with what the ontology says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The term.
    pub iri: NamedNode,
    /// Its local name: `rescinds`.
    pub name: String,
    /// What kind of thing it is.
    pub kind: TermKind,
    /// Its English label.
    pub label: String,
    /// Its meaning, in English sentences.
    pub comment: String,
    /// The classes on which it is used (`rdfs:domain` and `schema:domainIncludes`); for properties.
    pub domain: Vec<NamedNode>,
    /// The classes or datatypes of its values (`rdfs:range` and `schema:rangeIncludes`).
    pub range: Vec<NamedNode>,
    /// What it is declared to be a case of, directly: super-classes or super-properties, or the
    /// broader concepts. The class, for an individual.
    pub parents: Vec<NamedNode>,
    /// The property that reads the other way; a symmetric property has none.
    pub inverse: Option<NamedNode>,
}

/// The properties that hold wherever `property` holds: the transitive closure of the
/// `rdfs:subPropertyOf` that the ontology declares, without `property` itself.
///
/// Empty for a property of which nothing is declared.
#[must_use]
pub fn super_properties(property: NamedNodeRef<'_>) -> &'static [NamedNode] {
    ONTOLOGY.super_properties.get(property.as_str()).map_or(&[], Vec::as_slice)
}

/// The properties of other vocabularies that are written beside `property` where both policies are legal resources:
/// what the ontology declares by `ped:betweenLegalResources`.
#[must_use]
pub fn between_legal_resources(property: NamedNodeRef<'_>) -> &'static [NamedNode] {
    ONTOLOGY.between_legal_resources.get(property.as_str()).map_or(&[], Vec::as_slice)
}

/// All types that a policy can have. `ped:BindingInstrument`, which groups types, is none of them.
#[must_use]
pub fn policy_types() -> &'static [PolicyType] {
    &ONTOLOGY.policy_types
}

/// The type of policy of this local name: `ExecutiveOrder`. Case counts.
#[must_use]
#[allow(clippy::indexing_slicing, reason = "the search gave the place")]
pub fn policy_type(name: &str) -> Option<&'static PolicyType> {
    let types = policy_types();
    types.binary_search_by(|t| t.name.as_str().cmp(name)).ok().map(|at| &types[at])
}

/// All terms of the vocabulary, for documentation.
#[must_use]
pub fn terms() -> &'static [Term] {
    &ONTOLOGY.terms
}

/// The version of the ontology: its `owl:versionInfo`.
#[must_use]
pub fn version() -> &'static str {
    &ONTOLOGY.head.version
}

/// What the ontology says of itself.
#[must_use]
pub fn head() -> &'static Head {
    &ONTOLOGY.head
}

/// All that the ontology declares, in the order of its files, each triple once.
#[must_use]
pub fn triples() -> Vec<Triple> {
    let quads =
        DECLARATIONS.iter().flat_map(|(_, text)| RdfParser::from_format(RdfFormat::Turtle).for_slice(text));
    let mut seen = HashSet::new();
    quads.flatten().map(Triple::from).filter(|triple| seen.insert(triple.clone())).collect()
}

static ONTOLOGY: LazyLock<Ontology> =
    LazyLock::new(|| Ontology::read(DECLARATIONS.map(|(_, text)| text)).unwrap_or_default());

#[derive(Default)]
struct Ontology {
    super_properties: BTreeMap<String, Vec<NamedNode>>,
    between_legal_resources: BTreeMap<String, Vec<NamedNode>>,
    policy_types: Vec<PolicyType>,
    terms: Vec<Term>,
    head: Head,
}

impl Ontology {
    /// Reads Turtle documents as one graph; `None` where one does not parse.
    fn read<const N: usize>(documents: [&str; N]) -> Option<Self> {
        let mut facts = Facts::default();
        for document in documents {
            for quad in RdfParser::from_format(RdfFormat::Turtle).for_slice(document) {
                let quad = quad.ok()?;
                if let NamedOrBlankNode::NamedNode(subject) = quad.subject {
                    facts.add(subject, &quad.predicate, quad.object);
                }
            }
        }
        facts.close_inverses();
        let ontology = NamedNode::new(vocab::PED.trim_end_matches('#')).ok()?;
        let head = facts.head(&ontology);
        let terms: Vec<Term> = facts.0.keys().filter_map(|iri| facts.term(iri)).collect();
        Some(Self {
            super_properties: facts
                .0
                .keys()
                .map(|iri| (iri.as_str().to_owned(), facts.closure(iri, vocab::RDFS_SUB_PROPERTY_OF)))
                .filter(|(_, found)| !found.is_empty())
                .collect(),
            between_legal_resources: facts
                .0
                .keys()
                .map(|iri| (iri.as_str().to_owned(), facts.nodes(iri, &[vocab::PED_BETWEEN_LEGAL_RESOURCES])))
                .filter(|(_, found)| !found.is_empty())
                .collect(),
            policy_types: terms
                .iter()
                .filter(|term| term.kind == TermKind::Concept && term.iri != vocab::PED_BINDING_INSTRUMENT)
                .map(|term| facts.policy_type(term))
                .collect(),
            terms,
            head,
        })
    }
}

/// Statements with an IRI as subject, by subject and predicate.
#[derive(Default)]
struct Facts(BTreeMap<NamedNode, BTreeMap<String, Vec<RdfTerm>>>);

impl Facts {
    fn add(&mut self, subject: NamedNode, predicate: &NamedNode, object: RdfTerm) {
        let objects = self.0.entry(subject).or_default().entry(predicate.as_str().to_owned()).or_default();
        if !objects.contains(&object) {
            objects.push(object);
        }
    }

    /// `owl:inverseOf` is declared on one side and holds for both.
    fn close_inverses(&mut self) {
        let declared: Vec<_> = (self.0.keys())
            .flat_map(|iri| {
                self.nodes(iri, &[vocab::OWL_INVERSE_OF]).into_iter().map(move |of| (of, iri.clone()))
            })
            .collect();
        for (of, iri) in declared {
            self.add(of, &vocab::OWL_INVERSE_OF.into_owned(), iri.into());
        }
    }

    fn objects(&self, subject: &NamedNode, predicate: NamedNodeRef<'_>) -> &[RdfTerm] {
        self.0.get(subject).and_then(|p| p.get(predicate.as_str())).map_or(&[], Vec::as_slice)
    }

    /// The IRIs to which any of the predicates leads, sorted.
    fn nodes(&self, subject: &NamedNode, predicates: &[NamedNodeRef<'_>]) -> Vec<NamedNode> {
        let found: BTreeSet<NamedNode> = predicates
            .iter()
            .flat_map(|predicate| self.objects(subject, *predicate))
            .filter_map(|object| match object {
                RdfTerm::NamedNode(node) => Some(node.clone()),
                _ => None,
            })
            .collect();
        found.into_iter().collect()
    }

    /// All IRIs on any path of `predicate` from `start`, sorted, without `start`.
    fn closure(&self, start: &NamedNode, predicate: NamedNodeRef<'_>) -> Vec<NamedNode> {
        let mut found = BTreeSet::new();
        let mut open = vec![start.clone()];
        while let Some(node) = open.pop() {
            for next in self.nodes(&node, &[predicate]) {
                if next != *start && found.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
        found.into_iter().collect()
    }

    fn text(&self, subject: &NamedNode, predicate: NamedNodeRef<'_>) -> String {
        let english = self.objects(subject, predicate).iter().find_map(|object| match object {
            RdfTerm::Literal(literal) if literal.language() == Some("en") => Some(literal.value()),
            _ => None,
        });
        english.unwrap_or_default().to_owned()
    }

    fn head(&self, ontology: &NamedNode) -> Head {
        let text = |predicate| match self.objects(ontology, predicate) {
            [RdfTerm::Literal(text), ..] => text.value().to_owned(),
            _ => String::new(),
        };
        Head {
            title: text(vocab::DCT_TITLE),
            description: text(vocab::DCT_DESCRIPTION),
            creator: text(vocab::DCT_CREATOR),
            issued: text(vocab::DCT_ISSUED),
            modified: text(vocab::DCT_MODIFIED),
            licenses: self.nodes(ontology, &[vocab::DCT_LICENSE]),
            version: text(vocab::OWL_VERSION_INFO),
            prior: self.nodes(ontology, &[vocab::OWL_PRIOR_VERSION]).into_iter().next(),
            changes: text(vocab::SKOS_CHANGE_NOTE),
        }
    }

    fn kind(&self, iri: &NamedNode) -> Option<TermKind> {
        let types = self.nodes(iri, &[vocab::RDF_TYPE]);
        [
            (vocab::OWL_CLASS, TermKind::Class),
            (vocab::OWL_OBJECT_PROPERTY, TermKind::ObjectProperty),
            (vocab::OWL_DATATYPE_PROPERTY, TermKind::DatatypeProperty),
            (vocab::OWL_ANNOTATION_PROPERTY, TermKind::AnnotationProperty),
            (vocab::OWL_NAMED_INDIVIDUAL, TermKind::Individual),
            (vocab::SKOS_CONCEPT_SCHEME, TermKind::ConceptScheme),
            (vocab::SKOS_CONCEPT, TermKind::Concept),
        ]
        .into_iter()
        .find_map(|(class, kind)| types.iter().any(|t| *t == class).then_some(kind))
    }

    /// What is said of a `ped:` term; `None` for a term of another vocabulary.
    fn term(&self, iri: &NamedNode) -> Option<Term> {
        let name = iri.as_str().strip_prefix(vocab::PED)?.to_owned();
        let kind = self.kind(iri)?;
        let parents = match kind {
            TermKind::Individual => {
                let mut classes = self.nodes(iri, &[vocab::RDF_TYPE]);
                classes.retain(|class| *class != vocab::OWL_NAMED_INDIVIDUAL);
                classes
            }
            _ => {
                self.nodes(iri, &[vocab::RDFS_SUB_CLASS_OF, vocab::RDFS_SUB_PROPERTY_OF, vocab::SKOS_BROADER])
            }
        };
        Some(Term {
            name,
            kind,
            label: self.text(iri, vocab::RDFS_LABEL),
            comment: self.text(iri, vocab::RDFS_COMMENT),
            domain: self.nodes(iri, &[vocab::RDFS_DOMAIN, vocab::SCHEMA_DOMAIN_INCLUDES]),
            range: self.nodes(iri, &[vocab::RDFS_RANGE, vocab::SCHEMA_RANGE_INCLUDES]),
            parents,
            inverse: self.nodes(iri, &[vocab::OWL_INVERSE_OF]).into_iter().next(),
            iri: iri.clone(),
        })
    }

    fn policy_type(&self, term: &Term) -> PolicyType {
        PolicyType {
            iri: term.iri.clone(),
            name: term.name.clone(),
            label: term.label.clone(),
            comment: term.comment.clone(),
            binding: self
                .closure(&term.iri, vocab::SKOS_BROADER)
                .iter()
                .any(|group| *group == vocab::PED_BINDING_INSTRUMENT),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiled_in_files_parse() {
        let read = Ontology::read(DECLARATIONS.map(|(_, text)| text));
        assert!(read.is_some_and(|o| o.terms.len() > 80 && o.policy_types.len() > 20));
    }

    /// A blank node would have another name in each run, and the package other bytes.
    #[test]
    fn the_whole_ontology_is_written_alike_in_each_run() {
        assert!(version().split('.').count() == 3, "{}", version());
        assert!(triples().len() > 500 && triples() == triples());
        assert!(triples().iter().all(|t| !t.object.is_blank_node() && !t.subject.is_blank_node()));
    }

    #[test]
    fn a_broken_file_gives_no_ontology() {
        assert!(Ontology::read([FILES[0].1, "ped:rescinds a"]).is_none());
    }

    #[test]
    fn closure_passes_steps_and_cycles() {
        let document = "@prefix : <https://example.org/> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            :a rdfs:subPropertyOf :b . :b rdfs:subPropertyOf :c . :c rdfs:subPropertyOf :a .";
        let ontology = Ontology::read([document]).unwrap();
        let of_a = ontology.super_properties.get("https://example.org/a").unwrap();
        let names: Vec<_> = of_a.iter().map(NamedNode::as_str).collect();
        assert_eq!(names, ["https://example.org/b", "https://example.org/c"]);
    }

    #[test]
    fn a_type_of_policy_is_found_by_its_name() {
        assert!(policy_type("ExecutiveOrder").is_some_and(|t| t.binding && t.label == "executive order"));
        assert!(policy_type("Memorandum").is_some_and(|t| !t.binding));
        assert_eq!(policy_type("executiveOrder"), None);
        assert_eq!(policy_type("BindingInstrument"), None);
        assert_eq!(policy_type("Policy"), None);
    }

    #[test]
    fn a_term_has_its_inverse_whichever_side_declares_it() {
        let inverse = |name: &str| {
            let term = terms().iter().find(|t| t.name == name);
            term.and_then(|t| t.inverse.as_ref()).map(|i| i.as_str().trim_start_matches(vocab::PED))
        };
        assert_eq!(inverse("rescinds"), Some("rescindedBy"));
        assert_eq!(inverse("rescindedBy"), Some("rescinds"));
        assert_eq!(inverse("relatedTo"), None);
    }
}
