//! `/queries` and `/queries/{name}`: the catalogue, answered in the server itself.

use super::params::Params;
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::limits::Limits;
use crate::query::listing::Listing;
use crate::query::output::{self, Format, Layout};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer as Found};
use crate::resolve::short_hash;
use crate::serve::answer::Answer;
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use crate::serve::routes::App;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use std::sync::Arc;

/// Forms of answers by the names that `format` takes.
const FORMS: [(&str, Format, &str); 7] = [
    ("json", Format::Json, "application/sparql-results+json"),
    ("csv", Format::Csv, "text/csv; charset=utf-8"),
    ("tsv", Format::Tsv, "text/tab-separated-values; charset=utf-8"),
    ("xml", Format::Xml, "application/sparql-results+xml"),
    ("turtle", Format::Turtle, "text/turtle"),
    ("ntriples", Format::NTriples, "application/n-triples"),
    ("jsonld", Format::Json, "application/ld+json"),
];

/// The same by `Accept`, for rows and for graphs.
const ROWS: [(&str, &str); 6] = [
    ("application/json", "json"),
    ("application/sparql-results+json", "json"),
    ("text/csv", "csv"),
    ("text/tab-separated-values", "tsv"),
    ("application/sparql-results+xml", "xml"),
    ("application/xml", "xml"),
];
const GRAPHS: [(&str, &str); 4] = [
    ("application/ld+json", "jsonld"),
    ("text/turtle", "turtle"),
    ("application/n-triples", "ntriples"),
    ("application/json", "jsonld"),
];

/// The names and media types of the forms of rows or of graphs, for the description of the API.
pub fn forms(gives_graph: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    let bare = |media_type: &'static str| media_type.split(';').next().unwrap_or(media_type);
    FORMS
        .into_iter()
        .filter(move |(name, format, _)| fits(name, *format, gives_graph))
        .map(move |(name, _, media_type)| (name, bare(media_type)))
}

/// Whether rows, or graphs, are given in a form.
fn fits(name: &str, format: Format, gives_graph: bool) -> bool {
    let is_graph = GRAPHS.iter().any(|(_, known)| *known == name);
    format.fits(gives_graph) && is_graph == gives_graph
}

/// Whether the answer of a query is a graph.
pub fn gives_graph(query: &StoredQuery) -> Result<bool, Problem> {
    run::gives_graph(query).map_err(|e| Problem::internal(e.to_string()))
}

/// The catalogue.
pub fn built_in() -> Result<&'static Catalogue, Problem> {
    Catalogue::built_in().map_err(|e| Problem::internal(e.to_string()))
}

/// `GET /queries`
pub async fn all(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    Params::read(pairs.as_deref(), &[])?;
    super::form(&headers, &super::JSON_ALONE)?;
    let listing = Listing::of(built_in()?.iter());
    let mut bytes = serde_json::to_vec_pretty(&listing).map_err(|e| Problem::internal(e.to_string()))?;
    bytes.push(b'\n');
    let graph = app.current.get();
    let tag = graph.tag("queries");
    Answer { bytes, media_type: super::JSON, tag, modified: graph.modified, heads: Vec::new() }
        .respond(&app, &headers)
}

/// `GET /queries/{name}`
pub async fn ask(
    State(app): State<Arc<App>>,
    name: Result<Path<String>, PathRejection>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(name) = name.map_err(|e| Problem::bad(e.body_text()))?;
    let query = built_in()?.get(&name).map_err(|e| Problem::not_found(e.to_string()))?;
    let mut params = Params::any(pairs.as_deref())?;
    let form = params.take("format");
    let moves = super::moves(pairs.as_deref());
    let given = params.rest();
    let Ok(_permit) = tokio::time::timeout(super::super::PATIENCE, app.questions.acquire()).await else {
        return Err(Problem::busy());
    };
    let (limits, accepts) = (app.config.limits, headers.clone());
    let answer = app.work(move |graph| answer(graph, query, &given, form.as_deref(), &accepts, limits));
    answer.await?.unless(moves).respond(&app, &headers)
}

fn answer(
    graph: &Opened,
    query: &StoredQuery,
    given: &[(String, String)],
    form: Option<&str>,
    headers: &HeaderMap,
    limits: Limits,
) -> Result<Answer, Problem> {
    let found = found(graph, query, given, limits)?;
    let gives_graph = matches!(found, Found::Graph(_));
    let (name, format, media_type) = chosen(form, headers, gives_graph)?;
    let mut bytes = Vec::new();
    let layout = Layout { base: graph.base.as_str(), width: None };
    output::write(&found, format, layout, &mut bytes).map_err(|e| Problem::internal(e.to_string()))?;
    let given: Vec<&str> = given.iter().flat_map(|(name, value)| [name.as_str(), value]).collect();
    let hash = short_hash(&given);
    let file = format!("inline; filename=\"{}.{name}\"", query.name);
    Ok(Answer {
        bytes,
        media_type,
        tag: graph.tag(&format!("{}-{hash}-{name}", query.name)),
        modified: graph.modified,
        heads: vec![(header::CONTENT_DISPOSITION, file)],
    })
}

/// What a query of the catalogue finds with these values, whole.
///
/// # Errors
/// Values that do not fit; a limit.
pub fn found(
    graph: &Opened,
    query: &StoredQuery,
    given: &[(String, String)],
    limits: Limits,
) -> Result<Found, Problem> {
    let store = graph.store();
    let values = params::read(query, given, &store, graph.profile).map_err(|e| match e {
        ParamError::Ambiguous { .. } | ParamError::NotFound { .. } => Problem::not_found(e.to_string()),
        _ => Problem::bad(e.to_string()),
    })?;
    let found = run::run(&store, &query.text, values, graph.names.clone(), limits);
    let found = found.map_err(|e| Problem::from(crate::query::worker::AskError::from(e)))?;
    match found.cut().cloned() {
        Some(limit) => Err(limit.into()),
        None => Ok(found),
    }
}

/// The form that `format` names, or that the client likes best.
fn chosen(
    form: Option<&str>,
    headers: &HeaderMap,
    gives_graph: bool,
) -> Result<(&'static str, Format, &'static str), Problem> {
    let offers: &[(&'static str, &'static str)] = if gives_graph { &GRAPHS } else { &ROWS };
    let known = |name: &str| FORMS.into_iter().find(|(known, ..)| *known == name);
    let name = match form {
        Some(typed) => {
            // `json` of a graph is JSON-LD.
            let meant = if gives_graph && typed == "json" { "jsonld" } else { typed };
            let found = known(meant).filter(|(name, format, _)| fits(name, *format, gives_graph));
            let names: Vec<&str> = forms(gives_graph).map(|(name, _)| name).collect();
            return found.ok_or_else(|| {
                Problem::bad(format!("`format`: expected one of {}, found `{typed}`", names.join(", ")))
            });
        }
        None => super::form(headers, offers)?,
    };
    known(name).ok_or_else(|| Problem::internal(format!("there is no form {name}")))
}
