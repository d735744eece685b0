//! A graph by its subjects, and what of it belongs to Pedigraph.

use super::edge::{Edge, edge_property};
use super::left::Left;
use super::values::Stated;
use crate::ground::{is_unprintable, vocab};
use crate::model::PartialDate;
use oxigraph::model::vocab::rdf;
use oxigraph::model::{GraphName, NamedNode, NamedNodeRef, NamedOrBlankNode, Quad, Term};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// A graph, by subject: IRIs as they are, blank nodes as `_:b0`.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    /// What is said of each subject.
    pub(super) nodes: BTreeMap<String, Vec<(NamedNode, Term)>>,
    /// How the IRIs of the graph begin, where Pedigraph made it: what stands before `statement/` and `source/`.
    base: Option<String>,
    /// The policies that it describes or joins.
    policies: BTreeSet<String>,
    /// Of somebody else's graph: the language of the most names of its policies, as a tag of BCP 47.
    language: Option<String>,
    /// The named graphs of each triple that stands in one of somebody else's, as N-Triples has both; the default graph has no name.
    named: BTreeMap<String, BTreeSet<String>>,
    /// What of somebody else's policies, statements and mentions is not taken.
    pub(super) left: Left,
}

/// Where words stand in [`GraphRecord::text`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where they begin, in characters.
    pub start: usize,
    /// Where they end, in characters.
    pub end: usize,
    /// Where they begin, in bytes, so that words are found without reading what stands before them.
    pub(super) at: usize,
    /// How many bytes they are.
    pub(super) bytes: usize,
}

/// One record of a graph that is read as a source: what is said of one policy's record, or in none.
#[derive(Clone, Debug)]
pub struct GraphRecord {
    /// The graph.
    pub graph: Arc<Graph>,
    /// The IRI of the policy of whose record it is.
    pub of: Option<String>,
    /// The language of the source.
    pub language: Option<String>,
    /// Whether the source that the graph tells of is a register or the text of an order: it describes its policies itself.
    pub records: bool,
    /// The mentions that stand in it, by IRI.
    pub mentions: Vec<String>,
    /// The statements that stand in it, by IRI.
    pub statements: Vec<String>,
    /// Edges that no statement states, each with the place of its line.
    pub edges: Vec<(Edge, Place)>,
    /// The last days of policies that no statement states: the policy and the day, with the place of its line.
    pub expiries: Vec<(String, PartialDate, Place)>,
    /// Where policies are named, in a graph that tells of no mentions: by IRI.
    pub names: BTreeMap<String, Place>,
    /// Where the words stand of mentions and statements that do not say where, or stand themselves where they quote none: by IRI.
    pub unplaced: BTreeMap<String, Place>,
    /// Where the words stand of lead-ins that do not say where: by the IRI of the statement.
    pub unplaced_lead_ins: BTreeMap<String, Place>,
    /// All these, one line each: the words that can be quoted.
    pub text: String,
    /// What else the graph says, one line of N-Triples each, with the named graph of somebody else's in which it stands.
    pub foreign: Vec<String>,
}

/// The schemes of IRIs that are taken.
const SCHEMES: [&str; 5] = ["http://", "https://", "urn:", "mailto:", "tag:"];

/// Namespaces of which Pedigraph writes all that it says of its own nodes anew.
const REMADE: [&str; 9] = [
    vocab::PED,
    "http://data.europa.eu/eli/ontology#",
    "http://www.w3.org/2004/02/skos/core#",
    "http://xmlns.com/foaf/0.1/",
    "http://www.w3.org/ns/prov#",
    "http://www.w3.org/ns/org#",
    "http://www.w3.org/ns/dcat#",
    "http://spdx.org/rdf/terms#",
    "https://schema.org/",
];

/// What is said of somebody else's policy with these is said of ours, which stands for it.
const TRANSLATED: [&str; 12] = [
    "http://purl.org/dc/terms/title",
    "http://purl.org/dc/terms/identifier",
    "http://purl.org/dc/terms/issued",
    "http://purl.org/dc/terms/abstract",
    "http://purl.org/dc/terms/bibliographicCitation",
    "http://www.w3.org/2004/02/skos/core#prefLabel",
    "http://www.w3.org/2004/02/skos/core#altLabel",
    "http://xmlns.com/foaf/0.1/page",
    "http://data.europa.eu/eli/ontology#title",
    "http://data.europa.eu/eli/ontology#date_document",
    "http://data.europa.eu/eli/ontology#date_publication",
    "http://data.europa.eu/eli/ontology#type_document",
];

/// Whether what is said of somebody else's policy is said of ours. Who issued and signed it is not: they are not of ours.
pub(super) fn is_translated(property: &NamedNode, object: &Term) -> bool {
    let class = || {
        node_of(object).is_some_and(|c| c == vocab::ELI_LEGAL_RESOURCE.as_str() || c.starts_with(vocab::PED))
    };
    if *property == vocab::RDF_TYPE || *property == vocab::ELI_TYPE_DOCUMENT {
        return class();
    }
    let person = [vocab::PED_ISSUED_BY, vocab::PED_SIGNED_BY].contains(&property.as_ref());
    !person
        && (property.as_str().starts_with(vocab::PED)
            || edge_property(property.as_str()).is_some()
            || TRANSLATED.contains(&property.as_str()))
}

/// The paths of the graphs that Pedigraph makes of all sources.
const MADE_OF_ALL: [&str; 2] = ["graph/policies", "graph/curation"];

/// Whether Pedigraph says something of its own nodes with a property.
#[must_use]
pub fn is_of_ours(property: &NamedNode) -> bool {
    REMADE.iter().any(|ns| property.as_str().starts_with(ns)) || vocab::ALL.contains(&property.as_ref())
}

fn is_legal_resource(class: &Term) -> bool {
    matches!(class, Term::NamedNode(class) if *class == vocab::ELI_LEGAL_RESOURCE)
}

/// Properties of other vocabularies that follow from an edge, between policies of ours.
const BROADER: [&str; 2] =
    ["http://purl.org/dc/terms/replaces", "http://www.w3.org/2000/01/rdf-schema#seeAlso"];

/// Whether an IRI can be kept: of a scheme that leads to no program, and with nothing in it that cannot be seen.
#[must_use]
pub(super) fn is_safe(iri: &str) -> bool {
    SCHEMES.iter().any(|scheme| iri.starts_with(scheme)) && !iri.chars().any(is_unprintable)
}

/// Whether a part of an IRI is the hash by which Pedigraph calls sources, mentions and statements.
pub(super) fn is_short_hash(hash: &str) -> bool {
    hash.len() == 16 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether the path of an IRI is that of a blank node of a source: `source/…/node/b0`.
fn is_node_of_source(path: &str) -> bool {
    path.strip_prefix("source/")
        .and_then(|path| path.split_once('/'))
        .is_some_and(|(_, below)| below.starts_with("node/"))
}

/// A subject as the graph calls it.
pub(super) fn name_of(subject: &NamedOrBlankNode) -> String {
    match subject {
        NamedOrBlankNode::NamedNode(iri) => iri.as_str().to_owned(),
        NamedOrBlankNode::BlankNode(node) => node.to_string(),
    }
}

/// A node that is the value of a property, as the graph calls it.
#[must_use]
pub fn node_of(term: &Term) -> Option<String> {
    match term {
        Term::NamedNode(iri) => Some(iri.as_str().to_owned()),
        Term::BlankNode(node) => Some(node.to_string()),
        _ => None,
    }
}

/// Whether a value is a text in another language.
fn is_other(value: &Term, main: &str) -> bool {
    matches!(value, Term::Literal(literal) if literal.language().is_some_and(|tag| tag != main))
}

/// The triple of a quad as N-Triples writes it, without its full stop.
pub(super) fn triple_of(quad: &Quad) -> String {
    format!("{} {} {}", quad.subject, quad.predicate, quad.object)
}

/// The values of a property among what is said of a node, which is in the order of properties.
pub(super) fn values_of<'v>(
    about: &'v [(NamedNode, Term)],
    property: &'v str,
) -> impl Iterator<Item = &'v Term> {
    let of = about.get(about.partition_point(|(p, _)| p.as_str() < property)..).unwrap_or_default();
    of.iter().take_while(move |(p, _)| p.as_str() == property).map(|(_, object)| object)
}

/// A subject as N-Triples writes it.
pub(super) fn subject_line(name: &str) -> String {
    if name.starts_with("_:") { name.to_owned() } else { format!("<{name}>") }
}

impl Graph {
    /// The graph of some quads, whatever their named graphs are; those of somebody else's graphs are kept with their names.
    #[must_use]
    pub(super) fn of<'q>(quads: impl IntoIterator<Item = &'q Quad> + Clone) -> Self {
        let mut graph = Self::default();
        for quad in quads.clone() {
            let about = graph.nodes.entry(name_of(&quad.subject)).or_default();
            about.push((quad.predicate.clone(), quad.object.clone()));
        }
        for about in graph.nodes.values_mut() {
            about.sort_by(|a, b| (&a.0, a.1.to_string()).cmp(&(&b.0, b.1.to_string())));
            about.dedup();
        }
        let own = [
            (vocab::PED_SOURCE, "source/"),
            (vocab::PED_STATEMENT, "statement/"),
            (vocab::PED_MENTION, "mention/"),
        ];
        // Such nodes are called by a hash; those that others call otherwise are not ours.
        let base = own.iter().find_map(|(class, part)| {
            graph.of_class(*class).find_map(|iri| {
                let (base, hash) = iri.rsplit_once(part)?;
                is_short_hash(hash).then(|| base.to_owned())
            })
        });
        graph.base = base;
        graph.named = graph.names_of_graphs(quads);
        graph.policies = graph.find_policies();
        if graph.base.is_none() {
            graph.language = graph.main_language();
        }
        // What stands in that language comes first.
        if let Some(main) = &graph.language {
            for about in graph.nodes.values_mut() {
                about.sort_by_cached_key(|(p, o)| (p.clone(), is_other(o, main), o.to_string()));
            }
        }
        graph.left = graph.find_left();
        graph
    }

    /// The names of somebody else's graphs, by the triples that stand in them.
    fn names_of_graphs<'q>(
        &self,
        quads: impl IntoIterator<Item = &'q Quad> + Clone,
    ) -> BTreeMap<String, BTreeSet<String>> {
        let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let others = self.graphs_of_others(quads.clone());
        if others.is_empty() {
            return named;
        }
        for quad in quads.clone().into_iter().filter(|quad| others.contains(&quad.graph_name)) {
            named.entry(triple_of(quad)).or_default().insert(quad.graph_name.to_string());
        }
        for quad in quads.into_iter().filter(|quad| !others.contains(&quad.graph_name)) {
            if let Some(graphs) = named.get_mut(&triple_of(quad)) {
                graphs.insert(String::new());
            }
        }
        named
    }

    /// The named graphs of some quads that are somebody else's.
    pub(super) fn graphs_of_others<'q>(
        &self,
        quads: impl IntoIterator<Item = &'q Quad>,
    ) -> HashSet<&'q GraphName> {
        let all: HashSet<&GraphName> = quads.into_iter().map(|quad| &quad.graph_name).collect();
        all.into_iter().filter(|graph| self.is_of_others(graph)).collect()
    }

    /// Whether a named graph is neither that of a source that the graph tells of, nor one that Pedigraph makes of all sources.
    fn is_of_others(&self, graph: &GraphName) -> bool {
        let name = match graph {
            GraphName::DefaultGraph => return false,
            GraphName::BlankNode(_) => return true,
            GraphName::NamedNode(name) => name.as_str(),
        };
        let is_source = self
            .values(name, vocab::RDF_TYPE.as_str())
            .any(|class| matches!(class, Term::NamedNode(class) if *class == vocab::PED_SOURCE));
        !is_source && !self.path(name).is_some_and(|path| MADE_OF_ALL.contains(&path))
    }

    /// The names of somebody else's graphs, as N-Triples has them.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.named.values().flatten().map(String::as_str).filter(|name| !name.is_empty()).collect()
    }

    /// A triple with the named graph of somebody else's in which it stands, as N-Quads has it, without its full stop; of several
    /// graphs the first.
    pub(super) fn with_name(&self, triple: String) -> String {
        match self.named.get(&triple).and_then(BTreeSet::first) {
            Some(name) if !name.is_empty() => format!("{triple} {name}"),
            _ => triple,
        }
    }

    /// The language that the most names of policies are in; of several the first by its tag.
    fn main_language(&self) -> Option<String> {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for policy in &self.policies {
            for property in [vocab::DCT_TITLE, vocab::SKOS_PREF_LABEL, vocab::ELI_TITLE] {
                for value in self.values(policy, property.as_str()) {
                    if let Term::Literal(literal) = value {
                        *counts.entry(literal.language().unwrap_or_default()).or_default() += 1;
                    }
                }
            }
        }
        counts.remove("");
        let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)))?;
        Some((*most.0).to_owned())
    }

    /// The language of somebody else's graph, where its names tell one.
    #[must_use]
    pub(super) fn language(&self) -> Option<&str> {
        self.language.as_deref()
    }

    /// The subjects of a class, in order.
    pub fn of_class(&self, class: NamedNodeRef<'static>) -> impl Iterator<Item = &str> {
        let is = move |about: &[(NamedNode, Term)]| {
            about.iter().any(|(p, o)| *p == vocab::RDF_TYPE && matches!(o, Term::NamedNode(c) if *c == class))
        };
        self.nodes.iter().filter(move |(_, about)| is(about)).map(|(name, _)| name.as_str())
    }

    /// What is said of a subject.
    #[must_use]
    pub fn about(&self, subject: &str) -> &[(NamedNode, Term)] {
        self.nodes.get(subject).map_or(&[], Vec::as_slice)
    }

    /// The values of a property, in order.
    pub fn values<'g>(&'g self, subject: &str, property: &'g str) -> impl Iterator<Item = &'g Term> {
        values_of(self.about(subject), property)
    }

    /// The first value of a property that is a node.
    #[must_use]
    pub fn node(&self, subject: &str, property: NamedNodeRef<'static>) -> Option<String> {
        self.values(subject, property.as_str()).find_map(node_of)
    }

    /// The first value of a property that is a literal.
    #[must_use]
    pub fn text(&self, subject: &str, property: NamedNodeRef<'static>) -> Option<&str> {
        self.values(subject, property.as_str()).find_map(|o| match o {
            Term::Literal(literal) => Some(literal.value()),
            _ => None,
        })
    }

    /// The part of an IRI after the base of a graph that Pedigraph made; none of a node of somebody else's.
    #[must_use]
    pub fn path<'i>(&self, iri: &'i str) -> Option<&'i str> {
        iri.strip_prefix(self.base.as_deref()?).filter(|path| !is_node_of_source(path))
    }

    /// Whether Pedigraph made the graph.
    pub(super) const fn is_ours(&self) -> bool {
        self.base.is_some()
    }

    /// Whether a node has no IRI of its own: a blank node, also one that got an IRI below its source.
    #[must_use]
    pub fn is_nameless(&self, node: &str) -> bool {
        let path = || node.strip_prefix(self.base.as_deref()?);
        node.starts_with("_:") || path().is_some_and(is_node_of_source)
    }

    /// Whether a triple is of those that Pedigraph writes of its own nodes, and will write again.
    pub(super) fn is_remade(&self, subject: &str, property: &NamedNode, object: &Term) -> bool {
        if self.left.holds(subject, property, object) {
            return false;
        }
        if self.path(subject).is_none() {
            if self.policies.contains(subject) {
                // Its class goes with what is kept of it, which is said of legal resources alone.
                if *property == vocab::RDF_TYPE && is_legal_resource(object) {
                    return !self.about(subject).iter().any(|(property, object)| {
                        !is_legal_resource(object) && !self.is_remade(subject, property, object)
                    });
                }
                return is_translated(property, object);
            }
            let is_ours = |class: &Term| node_of(class).is_some_and(|c| c.starts_with(vocab::PED));
            if !self.values(subject, vocab::RDF_TYPE.as_str()).any(is_ours) {
                return false;
            }
        }
        if BROADER.contains(&property.as_str()) {
            return node_of(object).is_some_and(|target| self.path(&target).is_some());
        }
        if *property == vocab::RDF_TYPE {
            let known = |class: &NamedNode| {
                REMADE.iter().any(|ns| class.as_str().starts_with(ns)) || vocab::ALL.contains(&class.as_ref())
            };
            return matches!(object, Term::NamedNode(class) if known(class));
        }
        is_of_ours(property)
    }

    /// The policies that the graph describes: what is called one, and what edges and statements join.
    #[must_use]
    pub const fn policies(&self) -> &BTreeSet<String> {
        &self.policies
    }

    fn find_policies(&self) -> BTreeSet<String> {
        let mut found: BTreeSet<String> = self.of_class(vocab::PED_POLICY).map(str::to_owned).collect();
        // Where mentions tell of policies, legal resources elsewhere are none of these.
        let told = self.of_class(vocab::PED_MENTION).next().is_some();
        let legal = self.of_class(vocab::ELI_LEGAL_RESOURCE);
        found.extend(legal.filter(|iri| !told || self.path(iri).is_some()).map(str::to_owned));
        found.retain(|policy| self.is_identified(policy));
        for edge in self.edges() {
            found.insert(edge.subject);
            found.insert(edge.object);
        }
        let foreign = self.of_class(vocab::PED_STATEMENT).filter(|statement| self.path(statement).is_none());
        found.extend(foreign.filter_map(|statement| self.stated_by(statement)).flat_map(Stated::policies));
        found
    }

    /// What the graph says beyond what Pedigraph writes again: lines of N-Triples, with the names of somebody else's graphs,
    /// sorted. Triples with an IRI that is not taken are left out and counted.
    pub(super) fn foreign(&self) -> Foreign {
        let mut foreign = Foreign::default();
        for (subject, about) in &self.nodes {
            for (property, object) in about.iter().filter(|(p, o)| !self.is_remade(subject, p, o)) {
                let object_iri = match object {
                    Term::NamedNode(iri) => Some(iri.as_str()),
                    Term::Literal(literal) => Some(literal.datatype().as_str()),
                    _ => None,
                };
                let subject_iri = Some(subject.as_str()).filter(|name| !name.starts_with("_:"));
                let iris = [subject_iri, Some(property.as_str()), object_iri];
                let triple = format!("{} {property} {object}", subject_line(subject));
                let names: Vec<&str> = match self.named.get(&triple) {
                    Some(names) => names.iter().map(String::as_str).collect(),
                    None => vec![""],
                };
                for name in names {
                    let graph = name.strip_prefix('<').and_then(|name| name.strip_suffix('>'));
                    match iris.into_iter().chain([graph]).flatten().find(|iri| !is_safe(iri)) {
                        None => foreign.keep((subject, property, object), name),
                        Some(iri) => {
                            foreign.refused += 1;
                            foreign.first.get_or_insert_with(|| iri.to_owned());
                        }
                    }
                }
            }
        }
        foreign.lines.sort_unstable();
        foreign
    }
}

/// What a graph says beyond what Pedigraph writes again.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// Lines of N-Quads without their full stops, sorted.
    pub lines: Vec<String>,
    /// How many triples are left out for an IRI that is not taken.
    pub refused: usize,
    /// The first such IRI.
    pub first: Option<String>,
    /// How many relations of the vocabulary are kept.
    relations: usize,
}

impl Foreign {
    /// Keeps a triple of a named graph, which may have no name. A relation or a type of the vocabulary that is not taken is kept as a
    /// triple of which somebody tells (RDF Schema 1.1, section 5.3): it states no edge.
    fn keep(&mut self, (subject, property, object): (&str, &NamedNode, &Term), graph: &str) {
        let subject = subject_line(subject);
        let graph = if graph.is_empty() { String::new() } else { format!(" {graph}") };
        let is_of_policies = *property == vocab::PED_TYPE || edge_property(property.as_str()).is_some();
        if !property.as_str().starts_with(vocab::PED) || !is_of_policies {
            self.lines.push(format!("{subject} {property} {object}{graph}"));
            return;
        }
        let node = format!("_:relation{}", self.relations);
        self.relations += 1;
        self.lines.extend([
            format!("{node} {} {}{graph}", rdf::TYPE, rdf::STATEMENT),
            format!("{node} {} {subject}{graph}", rdf::SUBJECT),
            format!("{node} {} {property}{graph}", rdf::PREDICATE),
            format!("{node} {} {object}{graph}", rdf::OBJECT),
        ]);
    }
}
