//! The questions of the catalogue with their answers.

use super::ontology::shorten;
use super::shell::{self, Page, clean};
use super::{Site, dates};
use crate::publish::{PublishError, facts};
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::params;
use crate::query::run::{self, Answer, Limits};
use crate::store::{GraphStore, Graphs};
use maud::{Markup, html};
use oxigraph::model::Term;

/// The most rows that a page shows.
const MAX_ROWS: usize = 100;

/// Writes a page for each query; tells which could not be answered.
pub(super) fn write(site: &Site<'_>) -> Result<Vec<String>, PublishError> {
    let catalogue = Catalogue::built_in().map_err(|e| PublishError::Graph(e.to_string()))?;
    let store = GraphStore::from_nquads(site.directory.graphs()?, Graphs::Kept)
        .map_err(|e| PublishError::Graph(e.to_string()))?;
    let mut notes = Vec::new();
    for query in catalogue.iter() {
        let given = given(site, query);
        let answer =
            params::read(query, &given, &store, site.profile).map_err(|e| e.to_string()).and_then(|values| {
                run::run(&store, &query.text, values, Some(site.view.base), Limits::default())
                    .map_err(|e| e.to_string())
            });
        if let Err(message) = &answer {
            notes.push(format!("the query `{}` is shown without an answer: {message}", query.name));
        }
        let folder = format!("queries/{}", query.name);
        let summary = query.header.as_ref().map_or("", |h| h.summary.as_str());
        let title = if summary.is_empty() { &query.name } else { summary };
        let mut page = Page::new(&folder, title, title);
        page.trail = vec![("Questions".to_owned(), "queries".to_owned())];
        let root = page.root();
        let main = html! {
            h1 { (title) }
            @if let Some(header) = &query.header {
                @for paragraph in header.description.split("\n\n").filter(|p| !p.trim().is_empty()) { p { (paragraph) } }
            }
            @if !given.is_empty() {
                dl.facts { @for (name, value) in &given { dt { (name) } dd { (clean(value)) } } }
            }
            section aria-labelledby="answer" {
                h2 id="answer" { "Answer" }
                @match &answer {
                    Ok(answer) => (show(site, answer, &root)),
                    Err(_) => p { "There is no answer for this graph and these values." },
                }
            }
            section aria-labelledby="query" {
                h2 id="query" { "Query" }
                p { "In SPARQL; ask it with other values by " code { "pedigraph query " (query.name) } "." }
                pre tabindex="0" aria-label="SPARQL" { code { (query.text) } }
            }
        };
        site.page(&folder, &page.render(site, &main))?;
        site.package.put(&format!("queries/{}.rq", query.name), query.text.as_bytes())?;
    }
    index(site, catalogue)?;
    Ok(notes)
}

/// The values with which a query is asked: a day is the day of the package, anything else the example of its head, where
/// it has no default.
fn given(site: &Site<'_>, query: &StoredQuery) -> Vec<(String, String)> {
    let params = query.header.iter().flat_map(|h| &h.params);
    let mut found = Vec::new();
    for param in params {
        match (&param.default, param.kind) {
            (Some(day), crate::query::header::Kind::Date) if day == "newest" => {
                found.push((param.name.clone(), site.view.as_of.format("%Y-%m-%d").to_string()));
            }
            (Some(_), _) => {}
            (None, _) if param.optional => {}
            (None, _) => found.push((param.name.clone(), param.example.clone())),
        }
    }
    found
}

fn index(site: &Site<'_>, catalogue: &Catalogue) -> Result<(), PublishError> {
    let page = Page::new("queries", "Questions", "Questions to the graph, with their answers.");
    let main = html! {
        h1 { "Questions" }
        p { "Each is a query in SPARQL, asked when this package was made; its answer stands beside it." }
        ul.questions {
            @for query in catalogue.iter() {
                li {
                    a href={ (query.name) "/index.html" } {
                        (query.header.as_ref().map(|h| h.summary.as_str()).filter(|s| !s.is_empty()).unwrap_or(&query.name))
                    }
                    " " code { (query.name) }
                }
            }
        }
    };
    site.page("queries", &page.render(site, &main))
}

fn show(site: &Site<'_>, answer: &Answer, root: &str) -> Markup {
    match answer {
        Answer::Boolean(yes) => html! { p { @if *yes { "Yes." } @else { "No." } } },
        Answer::Rows(rows) if rows.rows.is_empty() => html! { p { "Nothing." } },
        Answer::Rows(rows) => html! {
            (shown(rows.rows.len(), "row", "rows"))
            div.table tabindex="0" role="region" aria-label="Rows" {
                table {
                    thead { tr { @for column in &rows.columns { th scope="col" { (column.as_str()) } } } }
                    tbody {
                        @for row in rows.rows.iter().take(MAX_ROWS) {
                            tr { @for term in row { td { @if let Some(term) = term { (cell(site, term, root)) } } } }
                        }
                    }
                }
            }
        },
        Answer::Graph(graph) => html! {
            (shown(graph.triples.len(), "triple", "triples"))
            pre tabindex="0" aria-label="Answer" {
                code { @for triple in graph.triples.iter().take(MAX_ROWS) { (clean(&triple.to_string())) " .\n" } }
            }
        },
    }
}

fn shown(n: usize, one: &str, many: &str) -> Markup {
    html! {
        p {
            (shell::count(n, one, many)) "."
            @if n > MAX_ROWS { " The first " (MAX_ROWS) " are shown." }
        }
    }
}

fn cell(site: &Site<'_>, term: &Term, root: &str) -> Markup {
    match term {
        Term::NamedNode(node) => {
            let iri = node.as_str();
            let known = site.view.graph.node(node.as_ref()).filter(|_| has_page(site, iri));
            html! {
                @if let Some(known) = known {
                    a href=(shell::link(root, &site.view.path(iri))) { (clean(facts::name(site.view.graph, Some(known)))) }
                } @else if shorten(iri) != iri {
                    code { (shorten(iri)) }
                } @else { (shell::outward(iri, iri)) }
            }
        }
        Term::Literal(literal) if literal.datatype() == oxigraph::model::vocab::xsd::DATE => {
            dates::time(literal.value())
        }
        Term::Literal(literal) => html! { (clean(literal.value())) },
        Term::BlankNode(node) => html! { (node.as_str()) },
    }
}

/// Whether an IRI of the graph has a page: policies, bodies, people and sources do.
fn has_page(site: &Site<'_>, iri: &str) -> bool {
    use crate::rdf::vocab;
    let Some(term) = site.view.node(iri) else { return false };
    let classes =
        [vocab::PED_POLICY, vocab::PED_SOURCE, vocab::ORG_ORGANIZATION, vocab::ORG_POST, vocab::FOAF_PERSON];
    let graph = site.view.graph;
    graph.objects(term, vocab::RDF_TYPE).any(|class| classes.iter().any(|c| c.as_str() == graph.text(class)))
}
