//! The questions of the catalogue with their answers.
//!
//! What a page says is decided by the graph and the configuration, never by the clock: a question that is not answered in
//! time stops the run, and `unanswered` in `publish.toml` names those that a large graph is not asked.

mod answer;

use super::Site;
use super::shell::{self, Page, clean};
use crate::lineage::day;
use crate::publish::PublishError;
use crate::query::catalogue::{Catalogue, StoredQuery};
use crate::query::header::{Column, Header, Kind};
use crate::query::params::{self, ParamError};
use crate::query::run::{self, Answer, Limits};
use crate::store::GraphStore;
use maud::{Markup, html};
use std::time::Duration;

/// How long one question may take. On the executive orders of eighty years the longest takes a second.
const PATIENCE: Duration = Duration::from_secs(600);

/// What became of a question.
enum Outcome {
    /// It is answered.
    Answered(Answer),
    /// Its example names what the graph does not have.
    Unfit(String),
    /// The configuration leaves its answer out.
    LeftOut,
}

/// Writes a page for each query; tells which could not be answered.
///
/// # Errors
/// [`PublishError::Question`] for one that fails or takes too long.
pub(super) fn write(site: &Site<'_>) -> Result<Vec<String>, PublishError> {
    let catalogue = Catalogue::built_in().map_err(|e| PublishError::Graph(e.to_string()))?;
    // A served site asks nothing, and its directory may be another graph's by now.
    let open = || GraphStore::of_directory(site.directory).map_err(|e| PublishError::Graph(e.to_string()));
    let store = if site.is_live { None } else { Some(open()?) };
    let mut notes = Vec::new();
    for query in catalogue.iter() {
        let given = given(site, query);
        let outcome = ask(site, store.as_ref(), query, &given)?;
        if let Outcome::Unfit(why) = &outcome {
            notes.push(format!("the query `{}` is shown without an answer: {why}", query.name));
        }
        site.page(&folder(query), &page(site, query, &given, &outcome)?, None)?;
        site.target.put(&format!("queries/{}.rq", query.name), query.text.as_bytes())?;
    }
    index(site, catalogue)?;
    Ok(notes)
}

fn folder(query: &StoredQuery) -> String {
    format!("queries/{}", query.name)
}

/// The values with which a query is asked: a day is the day of the package, anything else the example of its head, where
/// it has no default.
fn given(site: &Site<'_>, query: &StoredQuery) -> Vec<(String, String)> {
    let params = query.header.iter().flat_map(|h| &h.params);
    let mut found = Vec::new();
    for param in params {
        match (&param.default, param.kind) {
            (Some(day), Kind::Date) if day == "newest" => {
                found.extend(day::text(site.view.as_of).map(|day| (param.name.clone(), day)));
            }
            (Some(_), _) => {}
            (None, _) if param.optional => {}
            (None, _) => found.push((param.name.clone(), param.example.clone())),
        }
    }
    found
}

/// The values of a query and the form of its answer, as the part of an address behind `?`.
fn asked(given: &[(String, String)], form: &str) -> String {
    let mut address = form_urlencoded::Serializer::new(String::new());
    address.extend_pairs(given).append_pair("format", form).finish()
}

/// The forms in which a server answers a query, by their names in an address.
fn forms(query: &StoredQuery) -> Result<&'static [&'static str], PublishError> {
    let gives_graph = run::gives_graph(query);
    let gives_graph = gives_graph.map_err(|e| PublishError::Question(query.name.clone(), e.to_string()))?;
    Ok(if gives_graph { &["turtle", "jsonld", "ntriples"] } else { &["json", "csv", "tsv"] })
}

fn ask(
    site: &Site<'_>,
    store: Option<&GraphStore>,
    query: &StoredQuery,
    given: &[(String, String)],
) -> Result<Outcome, PublishError> {
    let Some(store) = store.filter(|_| !site.config.unanswered.contains(&query.name)) else {
        return Ok(Outcome::LeftOut);
    };
    let failed = |why: String| PublishError::Question(query.name.clone(), why);
    let values = match params::read(query, given, store, site.profile) {
        Ok(values) => values,
        Err(error @ (ParamError::NotFound { .. } | ParamError::Ambiguous { .. })) => {
            return Ok(Outcome::Unfit(error.to_string()));
        }
        Err(error) => return Err(failed(error.to_string())),
    };
    let limits = Limits { timeout: PATIENCE, ..Limits::default() };
    let answer = run::run(store, &query.text, values, Some(site.view.base), limits);
    answer.map(Outcome::Answered).map_err(|e| failed(e.to_string()))
}

/// The summary of a query as a heading.
fn heading(query: &StoredQuery) -> &str {
    let summary = query.header.as_ref().map_or("", |h| h.summary.as_str()).trim_end_matches('.');
    if summary.is_empty() { &query.name } else { summary }
}

fn page(
    site: &Site<'_>,
    query: &StoredQuery,
    given: &[(String, String)],
    outcome: &Outcome,
) -> Result<String, PublishError> {
    let (folder, title) = (folder(query), heading(query));
    let mut page = Page::new(&folder, title, title);
    page.trail = vec![("Questions".to_owned(), "queries".to_owned())];
    page.wide = true;
    let root = page.root();
    let answer = match outcome {
        Outcome::Answered(answer) => answer::show(site, query, answer, &root)?,
        Outcome::Unfit(_) => html! { p { "There is no answer for this graph and these values." } },
        Outcome::LeftOut if site.is_live => html! {
            p {
                "Asked when you ask: "
                @for (i, form) in forms(query)?.iter().enumerate() {
                    @if i > 0 { ", " }
                    a href={ (root) "api/v1/queries/" (query.name) "?" (asked(given, form)) } { (form) }
                }
                "."
            }
        },
        Outcome::LeftOut => html! { p { "Not asked for this package; the command below answers it." } },
    };
    let header = query.header.as_ref();
    let main = html! {
        h1 { (clean(title)) }
        @if let Some(header) = header {
            @for paragraph in header.description.split("\n\n").filter(|p| !p.trim().is_empty()) { p { (clean(paragraph)) } }
        }
        @if !given.is_empty() {
            dl.facts {
                @for (name, value) in given { dt { (param_name(header, name)) } dd { (shown(header, name, value)) } }
            }
        }
        section aria-labelledby="answer" {
            h2 id="answer" { "Answer" }
            (answer)
            @if let Some(header) = header { (columns(&header.columns)) }
        }
        section aria-labelledby="query" {
            h2 id="query" { "Query" }
            p {
                "In SPARQL: " a href={ "../" (query.name) ".rq" } { (query.name) ".rq" } ". Ask it with other values by "
                code { "pedigraph query " (query.name) } "."
            }
            pre tabindex="0" role="region" aria-label="SPARQL" { code { (query.text) } }
        }
    };
    Ok(page.render(site, &main))
}

/// What a value is, for the reader.
fn param_name(header: Option<&Header>, name: &str) -> String {
    let kind = header.and_then(|h| h.params.iter().find(|p| p.name == name)).map(|p| p.kind);
    if kind == Some(Kind::Date) && name == "asOf" { "As of".to_owned() } else { shell::capital(&words(name)) }
}

fn shown(header: Option<&Header>, name: &str, value: &str) -> Markup {
    let kind = header.and_then(|h| h.params.iter().find(|p| p.name == name)).map(|p| p.kind);
    if kind == Some(Kind::Date) {
        super::dates::time(value)
    } else {
        html! { (clean(value)) }
    }
}

/// What stands in the columns.
fn columns(columns: &[Column]) -> Markup {
    html! {
        @if !columns.is_empty() {
            details {
                summary { "What the columns hold" }
                dl.facts { @for column in columns { dt { (words(&column.name)) } dd { (clean(&column.description)) } } }
            }
        }
    }
}

/// The name of a variable as words: `endedIdentifier` becomes `ended identifier`.
fn words(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            out.push(' ');
        }
        out.extend(c.to_lowercase());
    }
    out
}

fn index(site: &Site<'_>, catalogue: &Catalogue) -> Result<(), PublishError> {
    let page = Page::new("queries", "Questions", "Questions to the graph, with their answers.");
    let main = html! {
        h1 { "Questions" }
        p {
            "Each is a query in SPARQL"
            @if !site.is_live { ", asked when this package was made; its answer stands beside it" }
            "."
        }
        ul.questions {
            @for query in catalogue.iter() {
                li { a href={ (query.name) "/index.html" } { (clean(heading(query))) } " " code { (query.name) } }
            }
        }
    };
    site.page("queries", &page.render(site, &main), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_as_words() {
        assert_eq!((words("endedIdentifier"), words("sha256")), ("ended identifier".into(), "sha256".into()));
    }
}
