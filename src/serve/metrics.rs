//! What is counted, in the text form of Prometheus (`OpenMetrics`).

use super::routes::App;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use std::time::Duration;

/// The media type of the text form.
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Upper ends of the classes of times, in seconds.
const TIMES: [f64; 9] = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// What a request was for, and how it ended. There are few of both, whatever clients ask.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    part: &'static str,
    status: u16,
}

/// The counters of a server.
pub struct Metrics {
    registry: Registry,
    requests: Family<Answered, Counter>,
    times: Histogram,
    asking: Gauge,
    waiting: Gauge,
    reloads: Gauge,
    failing: Gauge,
}

impl Metrics {
    /// All at zero.
    pub fn new() -> Self {
        let mut metrics = Self {
            registry: Registry::with_prefix("pedigraph"),
            requests: Family::default(),
            times: Histogram::new(TIMES),
            asking: Gauge::default(),
            waiting: Gauge::default(),
            reloads: Gauge::default(),
            failing: Gauge::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("requests", "Requests by part and status", metrics.requests.clone());
        registry.register("request_seconds", "Time until an answer began", metrics.times.clone());
        registry.register("queries_asked", "Queries that are being answered", metrics.asking.clone());
        registry.register("queries_waiting", "Queries that wait for a process", metrics.waiting.clone());
        registry.register("reloads_done", "How often a newer graph was taken", metrics.reloads.clone());
        registry.register(
            "graph_refused",
            "1 where the newest graph cannot be served",
            metrics.failing.clone(),
        );
        metrics
    }

    /// Counts a request to a path.
    pub fn count(&self, path: &str, status: u16, time: Duration) {
        let part = match path.trim_start_matches('/').split('/').next().unwrap_or_default() {
            "sparql" => "sparql",
            "api" => "api",
            "healthz" | "metrics" => "health",
            _ => "pages",
        };
        self.requests.get_or_create(&Answered { part, status }).inc();
        self.times.observe(time.as_secs_f64());
    }

    /// All counters as a text.
    pub fn text(&self, app: &App) -> String {
        let (asking, waiting) = app.pool.load();
        let (failure, reloads) = app.current.health();
        let whole = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        self.asking.set(whole(asking));
        self.waiting.set(whole(waiting));
        self.reloads.set(i64::try_from(reloads).unwrap_or(i64::MAX));
        self.failing.set(i64::from(failure.is_some()));
        let mut text = String::new();
        // A text takes whatever is written to it.
        let _ = encode(&mut text, &self.registry);
        text
    }
}
