//! The documentation of the vocabulary, from the vocabulary itself.

use super::shell::{self, Page};
use super::{Site, dates};
use crate::ground::vocab;
use crate::publish::{PublishError, dumps};
use crate::rdf::ontology::{self, Term, TermKind};
use maud::{Markup, html};
use oxigraph::io::RdfFormat;
use oxigraph::model::NamedNode;

const KINDS: [(TermKind, &str); 7] = [
    (TermKind::Class, "Classes"),
    (TermKind::ObjectProperty, "Properties that lead to resources"),
    (TermKind::DatatypeProperty, "Properties with values"),
    (TermKind::AnnotationProperty, "Properties about terms"),
    (TermKind::Individual, "Values"),
    (TermKind::ConceptScheme, "Concept schemes"),
    (TermKind::Concept, "Types of policies"),
];

/// The whole ontology in three syntaxes, in which a client may ask for it.
const WHOLE: [(&str, RdfFormat); 3] =
    [("ttl", RdfFormat::Turtle), ("jsonld", dumps::JSON_LD), ("rdf", RdfFormat::RdfXml)];

/// Writes the files, at the names of the present version too, to which redirects lead (docs/w3id.md).
fn files(site: &Site<'_>) -> Result<(), PublishError> {
    let version = ontology::version();
    let put = |name: &str, bytes: &[u8]| {
        site.target.put(&format!("ns/{name}"), bytes)?;
        site.target.put(&format!("ns/{version}/{name}"), bytes)
    };
    for (name, text) in ontology::FILES {
        put(name, text.as_bytes())?;
    }
    let whole = ontology::triples();
    for (ending, format) in WHOLE {
        let bytes = dumps::triples(&whole, format, &[]);
        put(&format!("ontology.{ending}"), &bytes.map_err(|e| PublishError::Graph(e.to_string()))?)?;
    }
    // Versions that the package has had stay, so that what names one goes on finding it.
    for (path, bytes) in site.target.former_below("ns/")? {
        let folder = path.split('/').nth(1).unwrap_or_default();
        if path.matches('/').count() == 2 && folder != version && is_version(folder) {
            site.target.put(&path, &bytes)?;
        }
    }
    Ok(())
}

/// Whether a folder is of a version: `0.1.0`.
fn is_version(folder: &str) -> bool {
    folder.contains('.') && folder.split('.').all(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
}

/// Writes the page and the files.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    files(site)?;
    let mut page = Page::new("ns", "Vocabulary", "The classes and properties of the graph.");
    page.alternates = vec![
        ("text/turtle", "ns/ontology.ttl".to_owned()),
        ("application/ld+json", "ns/ontology.jsonld".to_owned()),
        ("application/rdf+xml", "ns/ontology.rdf".to_owned()),
    ];
    let main = html! {
        h1 { "Vocabulary" }
        p {
            "The graph is written with the terms of " code { (vocab::PED) } ", here "
            code { "ped:" } ". As data: "
            @for (i, (name, _)) in ontology::FILES.iter().enumerate() {
                @if i > 0 { ", " }
                a href=(name) { (name) }
            }
            "; the ontology as a whole: "
            @for (i, (ending, _)) in WHOLE.iter().enumerate() {
                @if i > 0 { ", " }
                a href={ "ontology." (ending) } { "ontology." (ending) }
            }
            "."
        }
        (of_itself())
        @for (kind, heading) in KINDS {
            @let terms: Vec<&Term> = ontology::terms().iter().filter(|t| t.kind == kind).collect();
            @if !terms.is_empty() {
                section {
                    h2 { (heading) }
                    p.terms { @for term in &terms { a href={ "#" (term.name) } { (term.name) } " " } }
                    @for term in terms { (describe(term)) }
                }
            }
        }
    };
    site.page("ns", &page.render(site, &main), None)
}

/// Who wrote the ontology, when, and on what terms, by its own words.
fn of_itself() -> Markup {
    let head = ontology::head();
    let facts = [("Title", &head.title), ("What it is for", &head.description), ("Author", &head.creator)];
    html! {
        dl.facts {
            @for (label, text) in facts {
                @if !text.is_empty() { dt { (label) } dd { (text) } }
            }
            @if !head.issued.is_empty() { dt { "First published" } dd { (dates::time(&head.issued)) } }
            @if !head.modified.is_empty() { dt { "Changed" } dd { (dates::time(&head.modified)) } }
            dt { "Version" }
            dd {
                (head.version)
                @if let Some(prior) = &head.prior { ", after " code { (prior.as_str()) } }
            }
            @if !head.changes.is_empty() { dt { "What changed" } dd { (head.changes) } }
            @if !head.licenses.is_empty() {
                dt { "Licence" }
                dd {
                    @for (i, license) in head.licenses.iter().enumerate() {
                        @if i > 0 { " or " }
                        @let name = license.as_str().rsplit('/').next().unwrap_or_default();
                        (shell::outward(license.as_str(), name))
                    }
                }
            }
        }
    }
}

fn describe(term: &Term) -> Markup {
    html! {
        section.term id=(term.name) {
            @let letters = |text: &str| text.replace([' ', '-'], "").to_lowercase();
            h3 {
                code { "ped:" (term.name) }
                @if letters(&term.label) != letters(&term.name) { " " span.of { (term.label) } }
            }
            p { (shell::capital(&term.comment)) }
            @let inverse: Vec<NamedNode> = term.inverse.iter().cloned().collect();
            @let facts = [
                ("Of", &term.domain),
                ("Values", &term.range),
                ("A case of", &term.parents),
                ("The other way", &inverse),
            ];
            @if facts.iter().any(|(_, nodes)| !nodes.is_empty()) {
                dl.facts { @for (label, nodes) in facts { (names(label, nodes)) } }
            }
        }
    }
}

fn names(label: &str, nodes: &[NamedNode]) -> Markup {
    html! {
        @if !nodes.is_empty() {
            dt { (label) }
            @for node in nodes {
                dd {
                    @match node.as_str().strip_prefix(vocab::PED) {
                        Some(own) => a href={ "#" (own) } { code { "ped:" (own) } },
                        None => code { (shorten(node.as_str())) },
                    }
                }
            }
        }
    }
}

/// An IRI with its usual prefix.
pub(super) fn shorten(iri: &str) -> String {
    let known = vocab::PREFIXES.iter().find_map(|(name, space)| Some((name, iri.strip_prefix(space)?)));
    known.map_or_else(|| iri.to_owned(), |(name, local)| format!("{name}:{local}"))
}
