//! The first page: search, lists, downloads, sources.

use super::listing;
use super::shell::{self, Page, clean};
use super::{Site, dates};
use crate::ground::vocab;
use crate::lineage::status::Status;
use crate::publish::graph::TermIx;
use crate::publish::{PublishError, catalog, facts, tables};
use maud::{Markup, html};
use oxigraph::model::NamedNodeRef;

/// The most sources that are listed with their titles.
const MAX_SOURCES: usize = 200;
/// The most bodies, and the most signers, that are listed.
const MAX_AGENTS: usize = 200;

/// Writes it.
pub(super) fn write(site: &Site<'_>) -> Result<(), PublishError> {
    let config = site.config;
    let mut page = Page::new("", &config.title, &config.description);
    page.search = true;
    page.data = Some(dataset(site));
    page.alternates = if site.is_live {
        vec![("application/atom+xml", "api/v1/changes.atom".to_owned())]
    } else {
        [
            ("text/turtle", "catalog.ttl"),
            ("application/ld+json", "catalog.jsonld"),
            ("application/json", "data.json"),
            ("application/atom+xml", "changes.atom"),
        ]
        .map(|(media_type, path)| (media_type, path.to_owned()))
        .to_vec()
    };
    let index = site.view.index;
    let stated: usize = site.directory.manifest().sources.iter().map(|s| s.statements).sum();
    let main = html! {
        h1 { (clean(&config.title)) }
        p.lead { (clean(&config.description)) }
        p.numbers {
            (shell::count(index.policies().len(), "policy", "policies")) ", "
            (shell::count(index.edges().len(), "relation", "relations")) " between them, "
            (shell::count(stated, "statement", "statements")) " with their words, from "
            (shell::count(site.directory.manifest().sources.len(), "source", "sources")) ". As of "
            (dates::day(site.view.as_of)) ": "
            @for (i, (status, n)) in by_status(site).into_iter().enumerate() {
                @if i > 0 { ", " }
                (shell::number(n)) " " (status.name())
            }
            "."
            @if let Some(limit) = index.list_limit().filter(|limit| limit.day == site.view.as_of) {
                @let source = site.view.node(index.source(limit.source).iri);
                " Until then " (clean(site.view.name(source))) " covers; other sources reach to " (dates::day(limit.reaches)) "."
            }
        }
        (search())
        section aria-labelledby="browse" {
            h2 id="browse" { "Browse" }
            div.columns {
                div {
                    h3 { "By type" }
                    ul {
                        @for ((label, folder), policies) in listing::types(site) {
                            li {
                                a href=(shell::link("", &folder)) { (label) } " "
                                span.count { (shell::number(policies.len())) }
                            }
                        }
                    }
                }
                div {
                    h3 { "By issuing body" }
                    (agents(site, vocab::PED_ISSUED_BY, listing::bodies(site)))
                    @let people = listing::people(site);
                    @if !people.is_empty() {
                        h3 { "By signer" }
                        (agents(site, vocab::PED_SIGNED_BY, people))
                    }
                }
            }
        }
        (data(site))
        (sources(site))
    };
    site.page("", &page.render(site, &main), None)
}

fn by_status(site: &Site<'_>) -> Vec<(Status, usize)> {
    let of = |status: Status| site.view.statuses.iter().filter(|s| **s == status).count();
    Status::ALL.into_iter().map(|s| (s, of(s))).filter(|(_, n)| *n > 0).collect()
}

/// The form; the script shows it.
fn search() -> Markup {
    html! {
        form id="search" role="search" action="index.html" method="get" hidden {
            label for="q" { "Search by number, name or title" }
            input id="q" name="q" type="search" autocomplete="off" spellcheck="false" placeholder="EO 13571";
            div.filters {
                @for (name, label) in [("type", "Type"), ("status", "Status"), ("body", "Issued by")] {
                    div {
                        label for=(name) { (label) }
                        select id=(name) name=(name) { option value="" { "any" } }
                    }
                }
                div { label for="from" { "From year" } input id="from" name="from" inputmode="numeric" size="5"; }
                div { label for="to" { "To year" } input id="to" name="to" inputmode="numeric" size="5"; }
            }
            p id="found" role="status" aria-live="polite" {}
            ol.policies id="results" {}
            button id="more" type="button" hidden { "Show more" }
        }
        noscript { p { "Search needs JavaScript; the lists below do not." } }
    }
}

/// Bodies or signers, those with most policies first.
fn agents(site: &Site<'_>, property: NamedNodeRef<'_>, agents: Vec<TermIx>) -> Markup {
    let graph = site.view.graph;
    let by = graph.inverse(property);
    let policies =
        |a: &TermIx| by.get(a).into_iter().flatten().filter(|p| facts::is_policy(graph, **p)).count();
    let mut found: Vec<(usize, TermIx)> = agents.into_iter().map(|a| (policies(&a), a)).collect();
    found.sort_by_key(|(n, a)| (std::cmp::Reverse(*n), graph.text(*a)));
    html! {
        ul {
            @for (n, agent) in found.into_iter().take(MAX_AGENTS) {
                li { (super::policy::thing_link(site, agent, "")) " " span.count { (shell::number(n)) } }
            }
        }
    }
}

/// Where programs ask a site that is made as it is asked for.
fn endpoints() -> Markup {
    html! {
        section aria-labelledby="data" {
            h2 id="data" { "Data" }
            dl.facts {
                dt { "SPARQL" } dd { a href="sparql" { "sparql" } }
                dt { "API" } dd { a href="api/v1/openapi.json" { "api/v1" } ", described in OpenAPI 3.1" }
                dt { "What changed" } dd { a href="api/v1/changes.atom" { "api/v1/changes.atom" } }
            }
            p { "Each policy, body, statement and source answers at its own address, as a page, Turtle or JSON-LD." }
        }
    }
}

fn data(site: &Site<'_>) -> Markup {
    if site.is_live {
        return endpoints();
    }
    html! {
        section aria-labelledby="data" {
            h2 id="data" { "Data" }
            div.table tabindex="0" role="region" aria-label="Files" {
                table {
                    thead { tr { th scope="col" { "File" } th scope="col" { "Format" } th.n scope="col" { "Size" } } }
                    tbody {
                        @for (title, path, format, bytes) in catalog::downloads(site.target) {
                            tr {
                                td { a href=(path) { (title) } }
                                td { (format) }
                                td.n { (shell::size(bytes)) }
                            }
                        }
                    }
                }
            }
            p {
                "The tables are described in " a href="datapackage.json" { "datapackage.json" } " and in CSV on the Web ("
                @for (i, name) in tables::TABLES.iter().map(|t| t.name).enumerate() {
                    @if i > 0 { ", " }
                    a href={ "data/" (name) ".csv-metadata.json" } { (name) }
                }
                "). Catalogs for portals: "
                a href="catalog.ttl" { "DCAT-AP 3 (Turtle)" } ", " a href="catalog.jsonld" { "(JSON-LD)" } ", "
                a href="data.json" { "DCAT-US 1.1" } ", " a href="dcat-us-3.json" { "DCAT-US 3.0" } ", "
                a href="void.ttl" { "VoID" } ". All files with their hashes: " a href="manifest.json" { "manifest.json" } ". Versions with what changed: "
                a href="versions.json" { "versions.json" } ". What policies did of late, as a feed: "
                a href="changes.atom" { "changes.atom" } "."
            }
        }
    }
}

fn sources(site: &Site<'_>) -> Markup {
    let graph = site.view.graph;
    let all: Vec<_> = graph.of_class(vocab::PED_SOURCE).collect();
    html! {
        section aria-labelledby="sources" {
            h2 id="sources" { "Sources" }
            ul {
                @for source in all.iter().take(MAX_SOURCES) {
                    li {
                        (super::policy::thing_link(site, *source, ""))
                        @if let Some(date) = graph.first(*source, vocab::DCT_MODIFIED) { ", " (dates::time(date)) }
                    }
                }
            }
            @if all.len() > MAX_SOURCES {
                p { "The other " (shell::number(all.len() - MAX_SOURCES)) " are in the graph." }
            }
        }
    }
}

/// The dataset in the terms of schema.org.
fn dataset(site: &Site<'_>) -> String {
    let config = site.config;
    let files: Vec<_> = catalog::downloads(site.target)
        .into_iter()
        .map(|(title, path, format, _)| {
            serde_json::json!({
                "@type": "DataDownload", "name": title, "encodingFormat": format, "contentUrl": config.at(path),
            })
        })
        .collect();
    let places: Vec<_> = config
        .places
        .iter()
        .map(|place| serde_json::json!({"@type": "Place", "name": place.label, "sameAs": place.iri}))
        .collect();
    serde_json::json!({
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": config.at("#dataset"),
        "url": config.url,
        "name": config.title,
        "description": config.description,
        "license": config.license,
        "keywords": config.keywords,
        "publisher": {"@type": "Organization", "name": config.publisher.name},
        "creator": {"name": config.creator.name},
        "spatialCoverage": places,
        "version": facts::version(site.directory, site.view),
        "dateModified": facts::modified(site.directory, site.view.as_of),
        "distribution": files,
    })
    .to_string()
}
