//! Which part of the server answers which address.

use super::address;
use super::api;
use super::current::Current;
use super::data;
use super::guard;
use super::metrics::{self, Metrics};
use super::opened::Opened;
use super::pool::Pool;
use super::problem::Problem;
use super::sparql;
use super::{Config, MAX_BODY, MAX_HELD, MAX_REQUESTS};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use std::sync::Arc;
use tokio::sync::Semaphore;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

/// All that requests are answered with.
pub struct App {
    /// How the server runs.
    pub config: Config,
    /// The graph.
    pub current: Current,
    /// The processes for arbitrary SPARQL.
    pub pool: Arc<Pool>,
    /// Questions of the catalogue that are answered at once.
    pub questions: Semaphore,
    /// What is counted.
    pub metrics: Metrics,
    /// Kibibytes of answers that are held.
    pub held: Arc<Semaphore>,
    /// Requests that are answered at once.
    pub requests: Semaphore,
    /// Requests a client.
    pub rates: guard::Rates,
}

impl App {
    /// Everything at its beginning.
    pub fn new(config: Config, current: Current, pool: Pool) -> Self {
        Self {
            rates: guard::Rates::new(config.rate),
            questions: Semaphore::new(config.workers),
            config,
            current,
            pool: Arc::new(pool),
            metrics: Metrics::new(),
            held: Arc::new(Semaphore::new(MAX_HELD / 1024)),
            requests: Semaphore::new(MAX_REQUESTS),
        }
    }

    /// The public address, with a slash at the end: the configured one, or what the client calls it.
    pub fn url(&self, headers: &HeaderMap) -> String {
        if let Some(url) = &self.config.url {
            return url.clone();
        }
        let named = headers.get(header::HOST).and_then(|v| v.to_str().ok()).filter(|name| {
            name.bytes().all(|b| b.is_ascii_alphanumeric() || b".-:[]".contains(&b)) && !name.is_empty()
        });
        format!("http://{}/", named.map_or_else(|| self.config.listen.to_string(), str::to_owned))
    }

    /// The path of the public address, with slashes at both ends.
    pub fn folder(&self) -> &str {
        self.config.url.as_deref().map_or("/", |url| address::split(url).1)
    }

    /// Answers from the index and other things in memory, beside the threads that wait for clients.
    ///
    /// # Errors
    /// Those of `work`; [`Problem::internal`] where it panics.
    pub async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Opened) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let graph = self.current.get();
        let done = tokio::task::spawn_blocking(move || work(&graph)).await;
        done.unwrap_or_else(|_| Err(Problem::internal("the answer was not made")))
    }
}

/// The routes with what stands around all of them.
pub fn routes(app: Arc<App>) -> Router {
    Router::new()
        .route("/sparql", get(sparql::get).merge(post(sparql::post)).fallback(no_method_of_sparql))
        .nest("/api/v1", api::routes())
        .route("/healthz", get(health))
        .route("/metrics", get(count))
        .fallback(data::any)
        .method_not_allowed_fallback(not_allowed)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::admit))
        .layer(CompressionLayer::new())
        .layer(app.config.cors.layer())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::address))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard::watch))
        .layer(CatchPanicLayer::custom(|_| Problem::internal("the answer was not made").into_response()))
        .with_state(app)
}

async fn no_method_of_sparql() -> Problem {
    Problem::method("GET, HEAD, POST")
}

async fn not_allowed() -> Problem {
    Problem::method("GET, HEAD")
}

/// Whether the server serves what is in the directory: 200, or 503 with what is wrong.
async fn health(State(app): State<Arc<App>>) -> Response {
    let (failure, reloads) = app.current.health();
    let graph = app.current.get();
    let status = if failure.is_some() { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = serde_json::json!({
        "status": if failure.is_some() { "serving an earlier graph" } else { "ok" },
        "graph": graph.version(),
        "policies": graph.directory.manifest().policy_count,
        "failure": failure,
        "reloads": reloads,
    });
    let heads = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-store")];
    (status, heads, format!("{body}\n")).into_response()
}

async fn count(State(app): State<Arc<App>>) -> Response {
    let heads = [(header::CONTENT_TYPE, metrics::MEDIA_TYPE), (header::CACHE_CONTROL, "no-store")];
    (heads, app.metrics.text(&app)).into_response()
}
