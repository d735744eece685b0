//! The description of the endpoint: <https://www.w3.org/TR/sparql11-service-description/>.

use super::accept;
use super::answer::Answer;
use super::opened::Opened;
use super::problem::Problem;
use super::routes::App;
use crate::publish::description;
use crate::query::functions;
use crate::rdf::write::Syntax;
use axum::http::HeaderMap;
use axum::response::Response;
use maud::{DOCTYPE, html};
use oxigraph::model::vocab::rdf;
use oxigraph::model::{NamedNode, Term, Triple};
use std::sync::Arc;

const SD: &str = "http://www.w3.org/ns/sparql-service-description#";
const FORMATS: &str = "http://www.w3.org/ns/formats/";
/// The forms of answers, by the names that the W3C gives to them (<https://www.w3.org/ns/formats/>).
const RESULT_FORMATS: [&str; 8] = [
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
];

/// Forms of the description by media type: a page with a form, or RDF.
const OFFERS: [(&str, Option<Syntax>); 6] = [
    ("text/turtle", Some(Syntax::Turtle)),
    ("application/ld+json", Some(Syntax::JsonLd)),
    ("application/n-triples", Some(Syntax::NTriples)),
    ("application/rdf+xml", Some(Syntax::RdfXml)),
    ("text/html", None),
    ("application/xhtml+xml", None),
];

/// Answers with the description.
pub async fn describe(app: &Arc<App>, headers: &HeaderMap) -> Result<Response, Problem> {
    let chosen = accept::choose(headers, &OFFERS).copied();
    let (media_type, syntax) = chosen.ok_or_else(|| Problem::not_acceptable(&accept::names(&OFFERS)))?;
    let endpoint = format!("{}sparql", app.url(headers));
    let graph = app.current.get();
    let (bytes, media_type) = match syntax {
        None => (page().into_bytes(), "text/html; charset=utf-8"),
        Some(syntax) => {
            let triples = triples(&graph, &endpoint).map_err(Problem::internal)?;
            let mut bytes = Vec::new();
            let written = description::export_triples(&triples, syntax, &mut bytes);
            written.map_err(|e| Problem::internal(e.to_string()))?;
            (bytes, media_type)
        }
    };
    let tag = graph.tag(&format!("service-{}", media_type.replace(['/', ';', ' '], "-")));
    Answer { bytes, media_type, tag, modified: graph.modified, heads: Vec::new() }.respond(app, headers)
}

/// A page with a form; what is sent with it is answered as data.
fn page() -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "SPARQL" }
                link rel="icon" href="data:,";
                link rel="stylesheet" href="assets/style.css";
            }
            body {
                header.top { a.home href="./" { "The graph" } }
                main {
                    h1 { "SPARQL" }
                    p { "Queries in SPARQL 1.1, by GET or POST. The default graph is the union of all; each source is a graph of its own. " a href="queries/" { "Questions that are ready" } "." }
                    form method="get" action="sparql" {
                        p { label for="query" { "Query" } }
                        p { textarea id="query" name="query" rows="12" cols="72" spellcheck="false" { "SELECT ?policy ?title {\n  ?policy a ped:Policy ; dct:title ?title\n} LIMIT 10" } }
                        p { button type="submit" { "Ask" } }
                    }
                }
            }
        }
    }
    .into_string()
}

/// The description.
fn triples(graph: &Opened, endpoint: &str) -> Result<Vec<Triple>, String> {
    let iri = |text: &str| NamedNode::new(text).map_err(|e| format!("{text}: {e}"));
    let sd = |name: &str| iri(&format!("{SD}{name}"));
    let node = |name: &str| iri(&format!("{endpoint}#{name}"));
    let (service, dataset, default) = (node("service")?, node("dataset")?, node("default")?);
    let mut all = Vec::new();
    let mut say = |subject: &NamedNode, predicate: NamedNode, object: Term| {
        all.push(Triple::new(subject.clone(), predicate, object));
    };
    let is_a = rdf::TYPE.into_owned();
    say(&service, is_a.clone(), sd("Service")?.into());
    say(&service, sd("endpoint")?, iri(endpoint)?.into());
    say(&service, sd("supportedLanguage")?, sd("SPARQL11Query")?.into());
    say(&service, sd("feature")?, sd("UnionDefaultGraph")?.into());
    for format in RESULT_FORMATS {
        say(&service, sd("resultFormat")?, iri(&format!("{FORMATS}{format}"))?.into());
    }
    for function in functions::names() {
        say(&service, sd("extensionFunction")?, function.into());
    }
    say(&service, sd("defaultDataset")?, dataset.clone().into());
    say(&dataset, is_a.clone(), sd("Dataset")?.into());
    say(&dataset, sd("defaultGraph")?, default.clone().into());
    say(&default, is_a.clone(), sd("Graph")?.into());
    for (number, name) in graph.graph_names()?.into_iter().enumerate() {
        let named = node(&format!("graph-{}", number + 1))?;
        say(&dataset, sd("namedGraph")?, named.clone().into());
        say(&named, is_a.clone(), sd("NamedGraph")?.into());
        say(&named, sd("name")?, name.into());
    }
    Ok(all)
}
