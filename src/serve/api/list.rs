//! `/policies`: search, filters, pages of the list.

use super::params::{LIMIT, MAX_LIMIT, MAX_OFFSET, Params};
use crate::lineage::day;
use crate::lineage::render::csv::{self, Delimiter};
use crate::lineage::render::json::{self, Part};
use crate::lineage::status::{Status, statuses};
use crate::lineage::{BodyIx, PolicyIx, bodies_named};
use crate::serve::answer::Answer;
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use crate::serve::routes::App;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use chrono::NaiveDate;
use std::sync::Arc;

/// What the list can be asked for.
pub const KNOWN: [&str; 9] = ["q", "type", "body", "status", "from", "to", "as-of", "limit", "offset"];

/// A form of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Json,
    /// As `search --format csv` writes it; how many there are in all is not in it.
    Csv,
}

/// Forms by media type.
const FORMS: [(&str, Form); 2] = [(super::JSON, Form::Json), ("text/csv", Form::Csv)];

/// The media type of CSV with what its characters are.
const CSV: &str = "text/csv; charset=utf-8";

/// `GET /policies`
pub async fn policies(
    State(app): State<Arc<App>>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let form = super::form(&headers, &FORMS)?;
    let folder = app.folder().to_owned();
    let moves = super::moves(pairs.as_deref());
    let answer = app.work(move |graph| {
        let params = Params::read(pairs.as_deref(), &KNOWN)?;
        let day = params.day("as-of", graph)?.unwrap_or_else(|| graph.list_day());
        let limit = params.number("limit", (1, MAX_LIMIT), LIMIT)?;
        let offset = params.number("offset", (0, MAX_OFFSET), 0)?;
        let rows = rows(graph, &params, day)?;
        let part = Part { total: rows.len(), offset, limit };
        let shown: Vec<_> = rows.into_iter().skip(offset).take(limit).collect();
        let mut bytes = Vec::new();
        let (written, media_type, name) = match form {
            Form::Json => (json::policies(&graph.index, day, part, &shown, &mut bytes), super::JSON, "json"),
            Form::Csv => (csv::policies(&graph.index, &shown, Delimiter::Comma, &mut bytes), CSV, "csv"),
        };
        written.map_err(|e| Problem::internal(e.to_string()))?;
        let here = |offset: usize| address(&folder, &params, day, offset, limit);
        let answer = super::as_of(graph, bytes, format!("{day}-{offset}-{limit}-{name}"), Some(here(offset)));
        let mut answer = Answer { media_type, ..answer };
        if offset.saturating_add(limit) < part.total {
            answer.heads.push((header::LINK, format!("<{}>; rel=\"next\"", here(offset + limit))));
        }
        if offset > 0 {
            let before = here(offset.saturating_sub(limit));
            answer.heads.push((header::LINK, format!("<{before}>; rel=\"prev\"")));
        }
        Ok(answer)
    });
    answer.await?.unless(moves).respond(&app, &headers)
}

/// The address of a page of the same list.
fn address(folder: &str, params: &Params, day: NaiveDate, offset: usize, limit: usize) -> String {
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for name in ["q", "type", "body", "status", "from", "to"] {
        if let Some(value) = params.get(name) {
            pairs.append_pair(name, value);
        }
    }
    if let Some(day) = day::text(day) {
        pairs.append_pair("as-of", &day);
    }
    pairs.append_pair("limit", &limit.to_string()).append_pair("offset", &offset.to_string());
    format!("{folder}api/v1/policies?{}", pairs.finish())
}

/// The policies that are asked for: the best first where words are looked for, else by the day of their issue.
///
/// # Errors
/// Filters that fit nothing that there is.
pub fn rows(graph: &Opened, params: &Params, day: NaiveDate) -> Result<Vec<(PolicyIx, Status)>, Problem> {
    let index = &graph.index;
    let wanted = Wanted::read(graph, params)?;
    let statuses = statuses(index, day);
    let status = |p: PolicyIx| statuses.get(p.at()).copied().unwrap_or(Status::Unknown);
    let keep = |p: &PolicyIx| wanted.has(graph, *p, status(*p));
    let mut found: Vec<PolicyIx> = match params.get("q") {
        Some(words) => {
            let hits = graph.searcher.search(words);
            hits.iter().filter_map(|hit| index.find(hit.iri.as_str())).filter(keep).collect()
        }
        None => index.policies().filter(keep).collect(),
    };
    if params.get("q").is_none() {
        found.sort_by_key(|p| (index.issued(*p), *p));
    }
    Ok(found.into_iter().map(|p| (p, status(p))).collect())
}

/// What filters ask for.
struct Wanted {
    kind: Option<String>,
    body: Option<Vec<BodyIx>>,
    status: Option<Status>,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
}

impl Wanted {
    fn read(graph: &Opened, params: &Params) -> Result<Self, Problem> {
        let (from, to) = (params.first_day("from", graph)?, params.day("to", graph)?);
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            return Err(Problem::bad(format!("expected `from` on or before `to`, found {from} and {to}")));
        }
        let kind = params.get("type").map(|typed| {
            graph.kinds.named(typed).ok_or_else(|| {
                Problem::bad(format!("`type`: expected one of {}, found `{typed}`", graph.kinds.names()))
            })
        });
        let status = params.get("status").map(|typed| {
            let named =
                Status::ALL.into_iter().find(|s| s.name().eq_ignore_ascii_case(&typed.replace('-', " ")));
            named.ok_or_else(|| {
                let known = Status::ALL.map(Status::name).join(", ");
                Problem::bad(format!("`status`: expected one of {known}, found `{typed}`"))
            })
        });
        let body = params.get("body").map(|typed| {
            bodies_named(&graph.index, typed).map_err(|near| {
                let near = if near.is_empty() {
                    String::new()
                } else {
                    format!("; did you mean {}?", near.join(", "))
                };
                Problem::not_found(format!(
                    "`body`: expected an issuing body of this graph, found `{typed}`{near}"
                ))
            })
        });
        Ok(Self { kind: kind.transpose()?, body: body.transpose()?, status: status.transpose()?, from, to })
    }

    fn has(&self, graph: &Opened, p: PolicyIx, status: Status) -> bool {
        let index = &graph.index;
        let issued = index.issued(p);
        self.status.is_none_or(|wanted| wanted == status)
            && self.from.is_none_or(|from| issued.latest().is_some_and(|day| day >= from))
            && self.to.is_none_or(|to| issued.earliest().is_some_and(|day| day <= to))
            && self.body.as_ref().is_none_or(|bodies| index.bodies_of(p).any(|b| bodies.contains(&b)))
            && self.kind.as_ref().is_none_or(|kind| graph.kinds.is(index.policy(p).iri, kind))
    }
}
