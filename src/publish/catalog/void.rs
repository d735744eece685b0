//! The dataset in VoID: <https://www.w3.org/TR/void/>.

use super::Record;
use super::triples::Triples;
use crate::ground::vocab;
use crate::publish::PublishError;
use crate::publish::graph::Graph;
use crate::publish::view::View;
use crate::resolve::short_hash;
use oxigraph::model::{Term, Triple};
use std::collections::{BTreeMap, BTreeSet};

/// The most linksets that are told, those with most links first.
const MAX_LINKSETS: usize = 50;
/// How many policies stand as examples.
const EXAMPLES: usize = 3;

/// Counts, partitions, linksets and examples.
pub(super) fn describe(record: &Record<'_>, view: &View<'_>) -> Result<Vec<Triple>, PublishError> {
    let config = record.config;
    let graph = view.graph;
    let counts = Counts::of(graph, view.base);
    let iri = record.dataset();
    let mut to = Triples::default();
    to.about(&config.at("void.ttl"))
        .a("void:DatasetDescription")
        .said("dct:title", &format!("VoID description: {}", config.title), &config.language)
        .iri("foaf:primaryTopic", &iri);
    let mut on = to
        .about(&iri)
        .a("void:Dataset")
        .said("dct:title", &config.title, &config.language)
        .said("dct:description", &config.description, &config.language)
        .iri("dct:publisher", &record.publisher())
        .iri("dct:license", &config.license)
        .typed("dct:modified", &record.modified, "xsd:date")
        .iri("foaf:homepage", &config.url)
        .text("void:uriSpace", view.base)
        .count("void:triples", graph.triple_count() as u64)
        .count("void:entities", graph.subjects().len() as u64)
        .count("void:distinctSubjects", graph.subjects().len() as u64)
        .count("void:distinctObjects", counts.objects)
        .count("void:properties", counts.properties.len() as u64)
        .count("void:classes", counts.classes.len() as u64);
    for (_, iri) in vocab::PREFIXES {
        if counts.properties.keys().chain(counts.classes.keys()).any(|term| term.starts_with(iri)) {
            on = on.iri("void:vocabulary", iri);
        }
    }
    for offer in record.offers.iter().filter(|o| o.download.media_type != "text/csv") {
        on = on.iri("void:dataDump", &config.at(offer.download.path));
        let format = match offer.download.key {
            "turtle" => "formats:Turtle",
            "ntriples" => "formats:N-Triples",
            "nquads" => "formats:N-Quads",
            _ => "formats:JSON-LD",
        };
        on = on.iri("void:feature", format);
    }
    for example in examples(view) {
        on = on.iri("void:exampleResource", &example);
    }
    if let Some(service) = &config.service {
        on = on.iri("void:sparqlEndpoint", &service.endpoint);
    }
    let part = |kind: &str, of: &str| config.at(&format!("void.ttl#{kind}-{}", short_hash(&[of])));
    for class in counts.classes.keys() {
        on = on.iri("void:classPartition", &part("class", class));
    }
    for property in counts.properties.keys() {
        on = on.iri("void:propertyPartition", &part("property", property));
    }
    for (class, entities) in &counts.classes {
        to.about(&part("class", class))
            .a("void:Dataset")
            .iri("void:class", class)
            .count("void:entities", *entities);
    }
    for (property, n) in &counts.properties {
        to.about(&part("property", property))
            .a("void:Dataset")
            .iri("void:property", property)
            .count("void:triples", *n);
    }
    let mut links: Vec<_> = counts.links.iter().collect();
    links.sort_by_key(|(key, n)| (std::cmp::Reverse(**n), *key));
    for ((property, space), n) in links.into_iter().take(MAX_LINKSETS) {
        let target = part("target", space);
        to.about(&part("linkset", &format!("{property} {space}")))
            .a("void:Linkset")
            .iri("void:subjectsTarget", &iri)
            .iri("void:objectsTarget", &target)
            .iri("void:linkPredicate", property)
            .count("void:triples", *n);
        to.about(&target).a("void:Dataset").text("void:uriSpace", space);
    }
    // One target can be that of several linksets.
    let mut seen = BTreeSet::new();
    let mut found = to.finish()?;
    found.retain(|t| seen.insert(t.to_string()));
    Ok(found)
}

/// The policies with most acts, as examples.
fn examples(view: &View<'_>) -> Vec<String> {
    let mut policies: Vec<_> = view.index.policies().collect();
    policies
        .sort_by_key(|p| (std::cmp::Reverse(view.index.acts(*p).len() + view.index.acts_upon(*p).len()), *p));
    policies.into_iter().take(EXAMPLES).map(|p| view.index.policy(p).iri.to_owned()).collect()
}

#[derive(Default)]
struct Counts {
    classes: BTreeMap<String, u64>,
    properties: BTreeMap<String, u64>,
    /// Links by property and the host, or the vocabulary, to which they lead.
    links: BTreeMap<(String, String), u64>,
    objects: u64,
}

impl Counts {
    fn of(graph: &Graph, base: &str) -> Self {
        let mut counts = Self::default();
        let mut objects = BTreeSet::new();
        for subject in graph.subjects() {
            for (predicate, object) in graph.about(*subject) {
                objects.insert(*object);
                let property = graph.text(*predicate);
                *counts.properties.entry(property.to_owned()).or_default() += 1;
                let Term::NamedNode(node) = graph.term(*object) else { continue };
                if property == vocab::RDF_TYPE.as_str() {
                    *counts.classes.entry(node.as_str().to_owned()).or_default() += 1;
                } else if let Some(space) = space(node.as_str(), base) {
                    *counts.links.entry((property.to_owned(), space)).or_default() += 1;
                }
            }
        }
        counts.objects = objects.len() as u64;
        counts
    }
}

/// To what an IRI belongs that is not of this graph: a vocabulary up to its `#`, else a host.
fn space(iri: &str, base: &str) -> Option<String> {
    if iri.starts_with(base) {
        return None;
    }
    if let Some((vocabulary, _)) = iri.split_once('#') {
        return Some(format!("{vocabulary}#"));
    }
    let (scheme, rest) = iri.split_once("://")?;
    let host = rest.split('/').next()?;
    Some(format!("{scheme}://{host}/"))
}
