//! The SPARQL 1.1 Protocol, for queries: <https://www.w3.org/TR/sparql11-protocol/>.

use super::accept;
use super::answer::Answer;
use super::pool::{Answered, Asked};
use super::problem::Problem;
use super::routes::App;
use super::service;
use crate::query::output::Format;
use crate::query::worker::{Dataset, Form};
use crate::resolve::short_hash;
use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use http_body_util::{BodyExt, Limited};
use std::sync::Arc;

/// Media types of rows and of yes and no.
static RESULTS: [(&str, Format); 6] = [
    ("application/sparql-results+json", Format::Json),
    ("application/sparql-results+xml", Format::Xml),
    ("text/csv", Format::Csv),
    ("text/tab-separated-values", Format::Tsv),
    ("application/json", Format::Json),
    ("application/xml", Format::Xml),
];

/// Media types of graphs. A graph without names is the same in N-Triples and N-Quads, and in Turtle, TriG and N3.
static GRAPHS: [(&str, Format); 9] = [
    ("text/turtle", Format::Turtle),
    ("application/n-triples", Format::NTriples),
    ("application/rdf+xml", Format::Xml),
    ("application/ld+json", Format::Json),
    ("application/trig", Format::Turtle),
    ("application/n-quads", Format::NTriples),
    ("text/n3", Format::Turtle),
    ("application/json", Format::Json),
    ("application/xml", Format::Xml),
];

/// What a request asks.
#[derive(Debug, Default, PartialEq, Eq)]
struct Request11 {
    query: Option<String>,
    dataset: Dataset,
}

impl Request11 {
    /// Reads parameters; unknown ones are passed over, as clients add theirs.
    ///
    /// # Errors
    /// A query that stands there twice; an update.
    fn read(&mut self, pairs: &[u8]) -> Result<(), Problem> {
        for (name, value) in form_urlencoded::parse(pairs) {
            match name.as_ref() {
                "query" if self.query.is_some() => {
                    return Err(Problem::bad("expected one query, found several"));
                }
                "query" => self.query = Some(value.into_owned()),
                "default-graph-uri" => self.dataset.default.push(value.into_owned()),
                "named-graph-uri" => self.dataset.named.push(value.into_owned()),
                "update" | "using-graph-uri" | "using-named-graph-uri" => {
                    return Err(Problem::bad(
                        "expected a query, found an update; this endpoint is read-only",
                    ));
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// `GET /sparql`: a query in the address, or without one the description of the service.
pub async fn get(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut asked = Request11::default();
    asked.read(pairs.unwrap_or_default().as_bytes())?;
    match asked.query.take() {
        Some(query) => answer(&app, &headers, query, asked.dataset).await,
        None => service::describe(&app, &headers).await,
    }
}

/// `POST /sparql`: a query in a form, or as the body.
pub async fn post(State(app): State<Arc<App>>, request: Request) -> Result<Response, Problem> {
    let (head, body) = request.into_parts();
    let media_type = head.headers.get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (media_type, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let media_type = media_type.trim().to_ascii_lowercase();
    let charset = parameters.split(';').find_map(|p| p.trim().strip_prefix("charset=").map(str::to_owned));
    if let Some(charset) = charset.filter(|c| !c.trim_matches('"').eq_ignore_ascii_case("utf-8")) {
        return Err(Problem::media_type(format!("expected UTF-8, found {charset}")));
    }
    let mut asked = Request11::default();
    match media_type.as_str() {
        "application/x-www-form-urlencoded" => {
            // The protocol has all parameters in the body; its tests have the graphs in the address.
            asked.read(head.uri.query().unwrap_or_default().as_bytes())?;
            asked.read(&read(body).await?)?;
        }
        "application/sparql-query" => {
            asked.read(head.uri.query().unwrap_or_default().as_bytes())?;
            if asked.query.is_some() {
                return Err(Problem::bad("expected one query, found one in the address and one in the body"));
            }
            let text = String::from_utf8(read(body).await?.to_vec());
            asked.query = Some(text.map_err(|_| Problem::bad("expected a query in UTF-8"))?);
        }
        "application/sparql-update" => {
            return Err(Problem::bad("expected a query, found an update; this endpoint is read-only"));
        }
        other => {
            let expected = "application/x-www-form-urlencoded or application/sparql-query";
            return Err(Problem::media_type(format!("expected {expected}, found `{other}`")));
        }
    }
    let query =
        asked.query.take().ok_or_else(|| Problem::bad("expected the parameter `query`, found none"))?;
    answer(&app, &head.headers, query, asked.dataset).await
}

/// A body, as far as it may be long and take time.
async fn read(body: axum::body::Body) -> Result<Bytes, Problem> {
    let whole = Limited::new(body, super::MAX_BODY).collect();
    match tokio::time::timeout(super::PATIENCE, whole).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(_)) => Err(Problem::too_long()),
        Err(_) => Err(Problem::slow()),
    }
}

async fn answer(
    app: &Arc<App>,
    headers: &HeaderMap,
    query: String,
    dataset: Dataset,
) -> Result<Response, Problem> {
    let graph = app.current.get();
    let (hash, is_steady) = (hash(&query, &dataset), is_steady(&query));
    let dataset = Some(dataset).filter(|d| *d != Dataset::default());
    let [rows, triples] = [false, true].map(|gives_graph| chosen(headers, gives_graph));
    let form = |chosen: &Result<_, Problem>| chosen.as_ref().ok().map(|(_, format)| *format);
    let form = Form { rows: form(&rows), graph: form(&triples), width: None };
    let asked = Asked { text: query, dataset, form, limits: app.config.limits };
    let Answered { bytes, format, gives_graph } = app.pool.ask(&graph, asked).await?;
    let (media_type, _) = if gives_graph { triples } else { rows }?;
    let tag = if is_steady { graph.tag(&format!("{hash}-{format}")) } else { String::new() };
    Answer { bytes, media_type, tag, modified: graph.modified, heads: Vec::new() }.respond(app, headers)
}

/// Whether a query has the same answer as long as the graph is the same: functions of the clock and of chance have names that no
/// such query has anywhere.
fn is_steady(query: &str) -> bool {
    let query = query.to_ascii_uppercase();
    !["NOW", "RAND", "UUID", "BNODE"].iter().any(|function| query.contains(function))
}

/// The start of a hash of what is asked, for its entity tag.
fn hash(query: &str, dataset: &Dataset) -> String {
    let mut parts = vec![query, "default"];
    parts.extend(dataset.default.iter().map(String::as_str));
    parts.push("named");
    parts.extend(dataset.named.iter().map(String::as_str));
    short_hash(&parts)
}

/// The media type and form that the client likes best.
fn chosen(headers: &HeaderMap, gives_graph: bool) -> Result<(&'static str, Format), Problem> {
    let offers = offers(gives_graph);
    accept::choose(headers, offers).copied().ok_or_else(|| not_acceptable(gives_graph))
}

/// The client takes an answer of this kind in no form that there is.
pub fn not_acceptable(gives_graph: bool) -> Problem {
    Problem::not_acceptable(&accept::names(offers(gives_graph)))
}

/// Media types of answers that are graphs, or of those that are none.
fn offers(gives_graph: bool) -> &'static [(&'static str, Format)] {
    if gives_graph { &GRAPHS } else { &RESULTS }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_of_the_protocol() {
        let mut asked = Request11::default();
        asked
            .read(b"query=ASK+%7B%7D&default-graph-uri=http://x/a&default-graph-uri=b&named-graph-uri=c&x=y")
            .unwrap();
        assert_eq!(asked.query.as_deref(), Some("ASK {}"));
        assert_eq!(asked.dataset.default, ["http://x/a", "b"]);
        assert_eq!(asked.dataset.named, ["c"]);
        assert!(asked.read(b"query=ASK").is_err());
        assert!(Request11::default().read(b"update=CLEAR+ALL").is_err());
    }
}
