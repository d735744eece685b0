//! `/changes`, as JSON and as a feed, and `/sources`.

use super::params::Params;
use crate::graph_dir::SourceEntry;
use crate::lineage::changes::{Changes, a_year_before, changes as changes_of};
use crate::lineage::render::atom::{self, Feed};
use crate::lineage::render::json;
use crate::serve::answer::Answer;
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use crate::serve::routes::App;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use std::sync::Arc;

/// What changes can be asked for.
pub const KNOWN: [&str; 2] = ["from", "to"];

/// The schema of the list of sources.
pub const SOURCES: &str = "pedigraph-sources/1";

/// `GET /changes`
pub async fn changes(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    super::form(&headers, &super::JSON_ALONE)?;
    let folder = app.folder().to_owned();
    let moves = super::moves(pairs.as_deref());
    let answer = app.work(move |graph| {
        let found = between(graph, &Params::read(pairs.as_deref(), &KNOWN)?)?;
        let mut bytes = Vec::new();
        json::changes(&graph.index, &found, &mut bytes).map_err(|e| Problem::internal(e.to_string()))?;
        let permalink = format!("{folder}api/v1/changes?from={}&to={}", found.from, found.to);
        Ok(super::as_of(graph, bytes, format!("{}-{}", found.from, found.to), Some(permalink)))
    });
    answer.await?.unless(moves).respond(&app, &headers)
}

/// `GET /changes.atom`
pub async fn feed(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let url = app.url(&headers);
    let title = app.config.portal.title.clone();
    let moves = super::moves(pairs.as_deref());
    let answer = app.work(move |graph| {
        let found = between(graph, &Params::read(pairs.as_deref(), &KNOWN)?)?;
        let address = format!("{url}api/v1/changes.atom?from={}&to={}", found.from, found.to);
        let feed = Feed { title: &title, address: &address, home: &url };
        let mut bytes = Vec::new();
        atom::changes(&graph.index, &found, &feed, &mut bytes)
            .map_err(|e| Problem::internal(e.to_string()))?;
        Ok(Answer {
            bytes,
            media_type: atom::MEDIA_TYPE,
            tag: graph.tag(&format!("atom-{}-{}", found.from, found.to)),
            modified: graph.modified,
            heads: Vec::new(),
        })
    });
    answer.await?.unless(moves).respond(&app, &headers)
}

/// The changes between the days of a request; of the last year that the sources tell of where it names none. Who asks
/// since when without saying until when may ask of days that no source tells of yet: then there are none.
///
/// # Errors
/// What is no day; a first day after the last one.
pub fn between(graph: &Opened, params: &Params) -> Result<Changes, Problem> {
    let to = params.day("to", graph)?;
    // What happened is told by every source, not by registers alone.
    let covered = graph.index.covered_to().max(graph.index.list_day());
    let from = params.first_day("from", graph)?;
    let Some(to) = to.or_else(|| covered.max(from)) else {
        return Err(Problem::bad("nothing in the graph is dated: say `from` and `to`"));
    };
    let from = from.unwrap_or_else(|| a_year_before(to));
    if from > to {
        return Err(Problem::bad(format!("expected `from` on or before `to`, found {from} and {to}")));
    }
    Ok(changes_of(&graph.index, from, to))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    schema: &'static str,
    /// The newest day that lists are told for.
    #[serde(skip_serializing_if = "Option::is_none")]
    covered_until: Option<String>,
    sources: Vec<Source<'a>>,
}

/// A source as its manifest tells it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Source<'a> {
    /// Its IRI.
    pub iri: String,
    /// What it calls itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Where it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Who publishes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    format: &'a str,
    sha256: &'a str,
    records: usize,
    mentions: usize,
    /// How many statements were read in it.
    pub statements: usize,
    /// The day of its newest edition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retrieved: Option<String>,
    /// The last day of which it tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers_until: Option<String>,
    /// Whether only the first part of it could be read.
    pub cut_off: bool,
}

/// `GET /sources`
pub async fn sources(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::read(pairs.as_deref(), &[])?;
    super::form(&headers, &super::JSON_ALONE)?;
    let graph = app.current.get();
    let sources = of_graph(&graph);
    let covered_until = graph.index.list_day().map(|d| d.to_string());
    let document = Document { schema: SOURCES, covered_until, sources };
    let mut bytes = serde_json::to_vec_pretty(&document).map_err(|e| Problem::internal(e.to_string()))?;
    bytes.push(b'\n');
    let tag = graph.tag("sources");
    Answer { bytes, media_type: super::JSON, tag, modified: graph.modified, heads: Vec::new() }
        .respond(&app, &headers)
}

/// The sources of a graph, in the order in which it holds them.
pub fn of_graph(graph: &Opened) -> Vec<Source<'_>> {
    graph.directory.manifest().sources.iter().map(|entry| source(graph, entry)).collect()
}

fn source<'g>(graph: &Opened, entry: &'g SourceEntry) -> Source<'g> {
    let header = entry.header();
    Source {
        iri: graph.base.join(&entry.path).into_string(),
        title: header.title,
        url: header.url,
        publisher: header.publisher,
        license: header.license,
        format: &entry.format,
        sha256: &entry.sha256,
        records: entry.records,
        mentions: entry.mentions,
        statements: entry.statements,
        modified: header.modified.map(|d| d.to_string()),
        retrieved: header.retrieved.map(|d| d.to_string()),
        covers_until: header.covers_until.map(|d| d.to_string()),
        cut_off: entry.partial,
    }
}
