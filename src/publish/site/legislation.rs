//! A policy in the terms of schema.org, for search engines: <https://schema.org/Legislation>.

use super::Site;
use crate::ground::vocab;
use crate::lineage::PolicyIx;
use crate::lineage::status::Status;
use crate::model::Relation;
use crate::publish::facts;
use crate::publish::graph::TermIx;
use serde_json::{Map, Value, json};

/// The most policies that one property names; all are in the page's Turtle.
const MAX_NAMED: usize = 50;

/// The JSON-LD of one policy.
pub(super) fn json_ld(site: &Site<'_>, policy: PolicyIx, term: TermIx, path: &str) -> String {
    let (graph, index) = (site.view.graph, site.view.index);
    let mut it = Map::new();
    let mut set = |key: &str, value: Value| {
        it.insert(key.to_owned(), value);
    };
    let kind = facts::type_of(graph, term);
    set("@context", json!("https://schema.org"));
    // A report or a fact sheet lays nothing down, in force or not.
    let plain = kind.is_some_and(|k| matches!(k.name.as_str(), "Report" | "FactSheet"));
    set("@type", json!(if plain { "Report" } else { "Legislation" }));
    set("@id", json!(graph.text(term)));
    set("url", json!(site.config.at(&format!("{path}/"))));
    let known = index.policy(policy);
    set("name", json!(if known.title.is_empty() { known.name() } else { known.title }));
    let names = facts::texts(graph, term, vocab::SKOS_ALT_LABEL);
    if !names.is_empty() {
        set("alternateName", json!(names));
    }
    if let Some(text) = graph.first(term, vocab::DCT_ABSTRACT) {
        set("abstract", json!(text));
    }
    let pages = facts::texts(graph, term, vocab::FOAF_PAGE);
    if !pages.is_empty() {
        set("sameAs", json!(pages));
    }
    if let Some(date) = graph.first(term, vocab::DCT_ISSUED) {
        set(if plain { "datePublished" } else { "legislationDate" }, json!(date));
    }
    let bodies: Vec<Value> = graph
        .objects(term, vocab::PED_ISSUED_BY)
        .map(|b| json!({"@type": "Organization", "@id": graph.text(b), "name": facts::name(graph, Some(b))}))
        .collect();
    if !bodies.is_empty() {
        set(if plain { "author" } else { "legislationPassedBy" }, json!(bodies));
    }
    if let Some(number) = graph.first(term, vocab::DCT_IDENTIFIER) {
        set(if plain { "identifier" } else { "legislationIdentifier" }, json!(number));
    }
    if !plain {
        if let Some(kind) = kind {
            set("legislationType", json!(kind.label));
        }
        let force = match site.view.status(policy) {
            Status::InForce => Some("InForce"),
            Status::InForceInPart => Some("PartiallyInForce"),
            Status::Suspended | Status::Ended | Status::NotYet => Some("NotInForce"),
            Status::Unknown | Status::Disputed => None,
        };
        if let Some(force) = force {
            set("legislationLegalForce", json!(format!("https://schema.org/{force}")));
        }
        for (key, relations) in RELATIONS {
            let mut targets: Vec<&str> = index
                .acts(policy)
                .map(|e| index.edge(e))
                .filter(|e| relations.contains(&e.relation))
                .map(|e| index.policy(e.target).iri)
                .collect();
            targets.dedup();
            let named: Vec<Value> = targets.iter().take(MAX_NAMED).map(|iri| json!({"@id": iri})).collect();
            if !named.is_empty() {
                set(key, json!(named));
            }
        }
    }
    Value::Object(it).to_string()
}

/// The properties of schema.org and what they hold; see the alignment of the vocabulary.
const RELATIONS: [(&str, &[Relation]); 5] = [
    ("legislationRepeals", &[Relation::Rescinds, Relation::Supersedes]),
    ("legislationAmends", &[Relation::Amends]),
    (
        "legislationChanges",
        &[
            Relation::Continues,
            Relation::Supplements,
            Relation::Suspends,
            Relation::Reinstates,
            Relation::Ratifies,
        ],
    ),
    ("legislationEnsuresImplementationOf", &[Relation::Implements]),
    ("isBasedOn", &[Relation::BasedOn, Relation::Extends]),
];
