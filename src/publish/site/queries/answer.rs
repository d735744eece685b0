//! The answer to a question: some of it on the page, all of it in a file beside.

use super::super::ontology::shorten;
use super::super::shell::{self, clean};
use super::super::{Site, dates};
use super::words;
use crate::ground::vocab;
use crate::publish::{PublishError, tables};
use crate::query::catalogue::StoredQuery;
use crate::query::output::{self, Format, Layout};
use crate::query::run::{Answer, Graph, Rows};
use maud::{Markup, html};
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNode, Term};
use std::borrow::Cow;

/// The most rows that a page shows.
const MAX_ROWS: usize = 100;
/// The most rows or triples that the file beside it holds.
const MAX_WRITTEN: usize = 100_000;
/// Names up to so many characters are not broken into lines.
const SHORT: usize = 22;
/// Texts of more characters ask for a wide column.
const LONG: usize = 50;

/// Shows an answer, and writes all of it beside the page.
pub(super) fn show(
    site: &Site<'_>,
    query: &StoredQuery,
    answer: &Answer,
    root: &str,
) -> Result<Markup, PublishError> {
    let (size, cut, format) = match answer {
        Answer::Boolean(yes) => return Ok(html! { p { @if *yes { "Yes." } @else { "No." } } }),
        Answer::Rows(rows) => (rows.rows.len(), rows.cut.is_some(), Format::Csv),
        Answer::Graph(graph) => (graph.triples.len(), graph.cut.is_some(), Format::Turtle),
    };
    // Which rows come before a cut is the engine's choice, and not the same on every machine.
    if cut {
        return Ok(html! { p { "The answer is too large for a page." } });
    }
    let file =
        if size == 0 || size > MAX_WRITTEN { None } else { Some(beside(site, query, answer, format)?) };
    Ok(html! {
        p {
            @match answer {
                _ if size == 0 => "Nothing",
                Answer::Graph(_) => (shell::count(size, "triple", "triples")),
                _ => (shell::count(size, "row", "rows")),
            }
            @if size > MAX_ROWS { ", the first " (MAX_ROWS) " here" }
            @match &file {
                Some(name) => { "; " @if size > MAX_ROWS { "all" } @else { "as data" } ": " a href={ "../" (name) } { (name) } },
                None if size > 0 => { "; all by the command below" },
                None => {},
            }
            "."
        }
        @match answer {
            Answer::Rows(rows) if size > 0 => (table(site, rows, root)),
            Answer::Graph(graph) if size > 0 => pre tabindex="0" role="region" aria-label="Triples" {
                code { (clean(&turtle(site, query, graph)?)) }
            },
            _ => {},
        }
    })
}

/// The first triples, as they are read best.
fn turtle(site: &Site<'_>, query: &StoredQuery, graph: &Graph) -> Result<String, PublishError> {
    let triples = graph.triples.iter().take(MAX_ROWS).cloned().collect();
    let bytes = written(site, query, &Answer::Graph(Graph { triples, cut: None }), Format::Turtle)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn written(
    site: &Site<'_>,
    query: &StoredQuery,
    answer: &Answer,
    format: Format,
) -> Result<Vec<u8>, PublishError> {
    let mut bytes = Vec::new();
    output::write(answer, format, Layout { base: site.view.base, width: None }, &mut bytes)
        .map_err(|e| PublishError::Question(query.name.clone(), e.to_string()))?;
    Ok(bytes)
}

/// Writes the whole answer; gives the name of the file.
fn beside(
    site: &Site<'_>,
    query: &StoredQuery,
    answer: &Answer,
    format: Format,
) -> Result<String, PublishError> {
    let extension = if format == Format::Turtle { "ttl" } else { "csv" };
    let name = format!("{}.{extension}", query.name);
    let mut bytes = written(site, query, answer, format)?;
    if format == Format::Csv {
        bytes = inert(bytes).map_err(|e| PublishError::Question(query.name.clone(), e.to_string()))?;
    }
    site.target.put(&format!("queries/{name}"), &bytes)?;
    Ok(name)
}

/// A table without formulas; as it is where it has none.
fn inert(bytes: Vec<u8>) -> Result<Vec<u8>, csv::Error> {
    let (mut changed, mut out) =
        (false, csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new()));
    for record in
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice()).records()
    {
        let record = record?;
        let cells: Vec<_> = record.iter().map(tables::inert).collect();
        changed |= cells.iter().any(|cell| matches!(cell, Cow::Owned(_)));
        out.write_record(cells.iter().map(|cell| cell.as_bytes()))?;
    }
    let written = out.into_inner().map_err(|e| csv::Error::from(e.into_error()))?;
    Ok(if changed { written } else { bytes })
}

fn table(site: &Site<'_>, rows: &Rows, root: &str) -> Markup {
    html! {
        div.table tabindex="0" role="region" aria-label="Rows" {
            table {
                thead { tr { @for column in &rows.columns { th scope="col" { (words(column.as_str())) } } } }
                tbody {
                    @for row in rows.rows.iter().take(MAX_ROWS) {
                        tr { @for term in row { (cell(site, term.as_ref(), root)) } }
                    }
                }
            }
        }
    }
}

fn cell(site: &Site<'_>, term: Option<&Term>, root: &str) -> Markup {
    match term {
        None => html! { td {} },
        Some(Term::NamedNode(node)) => link(site, node, root),
        Some(Term::Literal(literal)) if literal.datatype() == xsd::INTEGER => {
            html! { td.n { (clean(literal.value())) } }
        }
        Some(Term::Literal(literal)) if [xsd::DATE, xsd::G_YEAR_MONTH].contains(&literal.datatype()) => {
            html! { td.short { (dates::time(literal.value())) } }
        }
        Some(Term::Literal(literal)) => text(literal.value()),
        Some(Term::BlankNode(node)) => text(node.as_str()),
    }
}

fn text(text: &str) -> Markup {
    html! { td.(class(text)) { (clean(text)) } }
}

/// How wide a cell wants to be.
fn class(text: &str) -> &'static str {
    match text.chars().count() {
        0..=SHORT => "short",
        n if n > LONG => "long",
        _ => "middle",
    }
}

fn link(site: &Site<'_>, node: &NamedNode, root: &str) -> Markup {
    let (graph, iri) = (site.view.graph, node.as_str());
    if let Some(known) = graph.node(node.as_ref()).filter(|_| has_page(site, iri)) {
        let name = site.view.name(Some(known));
        return html! { td.(class(name)) { a href=(shell::link(root, &site.view.path(iri))) { (clean(name)) } } };
    }
    let short = shorten(iri);
    html! {
        @if let Some(own) = iri.strip_prefix(vocab::PED) {
            td.short { a href={ (shell::link(root, "ns")) "#" (own) } { code { (short) } } }
        } @else if short != iri {
            td.short { code { (short) } }
        } @else {
            td.middle { (shell::outward(iri, iri)) }
        }
    }
}

/// Whether an IRI of the graph has a page: policies, bodies, people and sources do.
fn has_page(site: &Site<'_>, iri: &str) -> bool {
    let Some(term) = site.view.node(iri) else { return false };
    let classes =
        [vocab::PED_POLICY, vocab::PED_SOURCE, vocab::ORG_ORGANIZATION, vocab::ORG_POST, vocab::FOAF_PERSON];
    let graph = site.view.graph;
    graph.objects(term, vocab::RDF_TYPE).any(|class| classes.iter().any(|c| c.as_str() == graph.text(class)))
}
