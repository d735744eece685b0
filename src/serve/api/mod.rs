//! The API: what the lineage commands and the catalogue answer, as JSON with the same schemas.
//!
//! Parameters that are not known, that stand there twice or that do not fit are refused, so that no answer is that to
//! another question.

pub mod catalogue;
pub mod list;
mod openapi;
pub mod params;
pub mod policy;
mod shapes;
pub mod told;

use super::accept;
use super::answer::Answer;
use super::opened::Opened;
use super::problem::Problem;
use super::routes::App;
use axum::Router;
use axum::http::{HeaderMap, HeaderName, header};
use axum::routing::get;
use std::sync::Arc;

/// The media type of JSON.
const JSON: &str = "application/json";

/// The routes below `/api/v1`.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/openapi.json", get(openapi::document))
        .route("/policies", get(list::policies))
        .route("/policies/{*id}", get(policy::any))
        .route("/queries", get(catalogue::all))
        .route("/queries/{name}", get(catalogue::ask))
        .route("/changes", get(told::changes))
        .route("/changes.atom", get(told::feed))
        .route("/sources", get(told::sources))
        .fallback(nowhere)
}

async fn nowhere() -> Problem {
    Problem::not_found("expected an address of /api/v1/openapi.json")
}

/// What is offered where there is JSON alone. Addresses that end with the name of a form have that one whatever `Accept` says.
const JSON_ALONE: [(&str, ()); 1] = [(JSON, ())];

/// The form that the client likes best.
///
/// # Errors
/// [`Problem::not_acceptable`] where it takes none of them.
fn form<T: Copy>(headers: &HeaderMap, offers: &[(&'static str, T)]) -> Result<T, Problem> {
    let chosen = accept::choose(headers, offers).map(|(_, form)| *form);
    chosen.ok_or_else(|| Problem::not_acceptable(&accept::names(offers)))
}

/// Whether a request asks for the day of the clock, whose answer is another tomorrow.
fn moves(pairs: Option<&str>) -> bool {
    pairs.is_some_and(|pairs| pairs.to_ascii_lowercase().contains("today"))
}

/// An answer of the index as of a day, with the address under which it stays the answer for that day, if it is of one.
fn as_of(graph: &Opened, bytes: Vec<u8>, day: impl std::fmt::Display, permalink: Option<String>) -> Answer {
    let heads: Vec<(HeaderName, String)> = permalink.map_or_else(Vec::new, |permalink| {
        let link = format!("<{permalink}>; rel=\"bookmark\"");
        vec![(header::CONTENT_LOCATION, permalink), (header::LINK, link)]
    });
    Answer { bytes, media_type: JSON, tag: graph.tag(&format!("api-{day}")), modified: graph.modified, heads }
}
