//! `/policies/{id}` and what hangs on it: status, lineage, impact, evidence.

use super::params::{MAX_DEPTH, Params};
use crate::lineage::PolicyIx;
use crate::lineage::day;
use crate::lineage::impact::impact;
use crate::lineage::render::{Facts, View, json};
use crate::lineage::status::{status, told_day};
use crate::lineage::walk::{Direction, Filter, Relations};
use crate::query::find::Listed;
use crate::serve::answer::Answer;
use crate::serve::opened::Opened;
use crate::serve::problem::Problem;
use crate::serve::routes::App;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use chrono::NaiveDate;
use std::sync::Arc;

/// What hangs on a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Status,
    Lineage,
    Impact,
    Evidence,
}

/// Parts by the ends of their addresses.
const PARTS: [(&str, Part); 4] = [
    ("status", Part::Status),
    ("lineage", Part::Lineage),
    ("impact", Part::Impact),
    ("evidence", Part::Evidence),
];

/// What the lineage can be asked for.
pub const OF_LINEAGE: [&str; 4] = ["as-of", "direction", "relation", "depth"];

/// `GET /policies/{id}` and below. The name of a policy may have slashes, so its part is told from the end.
pub async fn any(
    State(app): State<Arc<App>>,
    path: Result<Path<String>, PathRejection>,
    RawQuery(pairs): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Path(path) = path.map_err(|e| Problem::bad(e.body_text()))?;
    super::form(&headers, &super::JSON_ALONE)?;
    let folder = app.folder().to_owned();
    let moves = super::moves(pairs.as_deref());
    let answer = app.work(move |graph| {
        let whole = (path.as_str(), Part::Whole);
        let part = path
            .rsplit_once('/')
            .and_then(|(id, end)| PARTS.iter().find(|(name, _)| *name == end).map(|(_, part)| (id, *part)));
        let (id, part) = part.unwrap_or(whole);
        let known: &[&str] = if part == Part::Lineage { &OF_LINEAGE } else { &["as-of"] };
        let params = Params::read(pairs.as_deref(), known)?;
        // What stands behind a slash and is no part is no other spelling of a name.
        let policy = if id.contains('/') { by_iri(graph, id) } else { find(graph, id) }?;
        answer(graph, policy, part, &params, &folder)
    });
    answer.await?.unless(moves).respond(&app, &headers)
}

/// The policy with an IRI, with this path of its IRI, or that stands for one that somebody else calls so.
fn by_iri(graph: &Opened, typed: &str) -> Result<PolicyIx, Problem> {
    let own = || graph.index.find(&format!("{}{typed}", graph.base.as_str()));
    let shown = crate::ground::diag::excerpt(typed, 200);
    let nothing = || {
        Problem::not_found(format!(
            "expected a policy of this graph, or a part of its answer, found `{shown}`"
        ))
    };
    let theirs = || graph.index.find(graph.finder.stands_for(typed)?.as_str());
    graph.index.find(typed).or_else(own).or_else(theirs).ok_or_else(nothing)
}

/// The policy that is meant: by its IRI, the path of its IRI, or whatever people call it.
///
/// # Errors
/// None or several of this name; what may be meant.
pub fn find(graph: &Opened, typed: &str) -> Result<PolicyIx, Problem> {
    let index = &graph.index;
    if let Ok(policy) = by_iri(graph, typed) {
        return Ok(policy);
    }
    let iri = graph.finder.find(typed).policy(typed, Listed::Line).map_err(Problem::not_found)?;
    let shown = || crate::ground::diag::excerpt(typed, 200);
    index.find(iri.as_str()).ok_or_else(|| Problem::not_found(format!("`{}` is not in the graph", shown())))
}

/// The days of an answer about a policy.
#[derive(Clone, Copy, Debug)]
pub struct Days {
    /// The day that was asked for, if one was.
    asked: Option<NaiveDate>,
    /// The day for the policy itself, of which the sources may tell beyond the day for lists.
    pub own: NaiveDate,
    /// The day for lists of others.
    pub listed: NaiveDate,
}

impl Days {
    /// Those that `as-of` asks for, or the newest ones.
    ///
    /// # Errors
    /// What is no day.
    pub fn read(graph: &Opened, policy: PolicyIx, params: &Params) -> Result<Self, Problem> {
        let asked = params.day("as-of", graph)?;
        let own = asked.or_else(|| told_day(&graph.index, policy)).unwrap_or_else(|| graph.list_day());
        Ok(Self { asked, own, listed: asked.unwrap_or_else(|| graph.list_day()) })
    }
}

fn answer(
    graph: &Opened,
    policy: PolicyIx,
    part: Part,
    params: &Params,
    folder: &str,
) -> Result<Answer, Problem> {
    let index = &graph.index;
    let days = Days::read(graph, policy, params)?;
    let Days { own: day, listed, .. } = days;
    let mut bytes = Vec::new();
    let (written, day) = match part {
        Part::Whole => {
            let facts = facts(graph, index.policy(policy).iri)?;
            (json::page(index, &status(index, policy, day), &facts, &mut bytes), day)
        }
        Part::Status => (json::status(index, &status(index, policy, day), &mut bytes), day),
        Part::Evidence => (json::evidence(index, &status(index, policy, day), &mut bytes), day),
        Part::Impact => (json::impact(index, &impact(index, policy, listed), &mut bytes), listed),
        Part::Lineage => (json::lineage(&lineage(graph, policy, params, days)?, &mut bytes), listed),
    };
    written.map_err(|e| Problem::internal(e.to_string()))?;
    let end = PARTS.iter().find(|(_, known)| *known == part).map_or("", |(name, _)| name);
    // A lineage for which no day is asked has what came after any day.
    let is_of_a_day = part != Part::Lineage || days.asked.is_some();
    let permalink = is_of_a_day.then(|| address(graph, policy, end, params, day, folder));
    Ok(super::as_of(graph, bytes, format!("{end}-{day}"), permalink))
}

/// The address of the same answer that stays for its day.
fn address(
    graph: &Opened,
    policy: PolicyIx,
    end: &str,
    params: &Params,
    day: NaiveDate,
    folder: &str,
) -> String {
    let iri = graph.index.policy(policy).iri;
    let name = match iri.strip_prefix(graph.base.as_str()) {
        Some(path) => path.to_owned(),
        None => percent_encoding::utf8_percent_encode(iri, percent_encoding::NON_ALPHANUMERIC).to_string(),
    };
    let mut pairs = form_urlencoded::Serializer::new(String::new());
    for name in ["direction", "relation", "depth"] {
        if let Some(value) = params.get(name) {
            pairs.append_pair(name, value);
        }
    }
    if let Some(day) = day::text(day) {
        pairs.append_pair("as-of", &day);
    }
    let slash = if end.is_empty() { "" } else { "/" };
    format!("{folder}api/v1/policies/{name}{slash}{end}?{}", pairs.finish())
}

/// What the graph says of a policy and of who signed it.
///
/// # Errors
/// What is wrong with the snapshot.
pub fn facts(graph: &Opened, iri: &str) -> Result<Facts, Problem> {
    let quads = graph.describe(iri).map_err(Problem::internal)?;
    Ok(Facts::of(iri, &quads))
}

/// The lineage that `direction`, `relation` and `depth` ask for.
///
/// # Errors
/// What these can not be.
pub fn lineage<'g>(
    graph: &'g Opened,
    policy: PolicyIx,
    params: &Params,
    days: Days,
) -> Result<View<'g>, Problem> {
    let directions: &[Direction] = match params.get("direction") {
        Some("up") => &[Direction::Up],
        Some("down") => &[Direction::Down],
        None | Some("both") => &[Direction::Up, Direction::Down],
        Some(other) => {
            return Err(Problem::bad(format!("`direction`: expected up, down or both, found `{other}`")));
        }
    };
    let relations = match params.get("relation") {
        None => Relations::descent(),
        Some(names) => relations(names)?,
    };
    let depth = params.get("depth").map(|_| params.number("depth", (0, MAX_DEPTH), 0)).transpose()?;
    let depth = depth.and_then(|depth| u32::try_from(depth).ok());
    let filter = Filter { relations, depth, as_of: days.asked };
    Ok(View::new(&graph.index, policy, directions, filter, days.listed))
}

/// Relations by their names with hyphens, between commas.
fn relations(names: &str) -> Result<Relations, Problem> {
    let mut all = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let known = Relations::named(name);
        let known = known.ok_or_else(|| {
            let all: Vec<String> = Relations::names().collect();
            Problem::bad(format!("`relation`: expected one of {}, found `{name}`", all.join(", ")))
        })?;
        all.extend(known.iter());
    }
    Ok(all.into_iter().collect())
}
