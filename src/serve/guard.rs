//! What every request passes: whose host it names, how often its client asks, how long it may take, what its answer says
//! of itself.

use super::accept;
use super::address;
use super::answer;
use super::log::{Line, milliseconds};
use super::problem::Problem;
use super::routes::App;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Version, header, uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The address of a connection, which the server adds to each of its requests.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Clients whose rates are known before those that rest are forgotten.
const MAX_CLIENTS: usize = 10_000;
/// How many seconds' requests may come at once.
const BURST: u32 = 4;

/// How often each client asks.
pub struct Rates(Option<DefaultKeyedRateLimiter<IpAddr>>);

impl Rates {
    /// So many requests a second; any number for 0.
    pub fn new(a_second: u32) -> Self {
        Self(NonZeroU32::new(a_second).map(|rate| {
            let burst = rate.saturating_mul(NonZeroU32::new(BURST).unwrap_or(NonZeroU32::MIN));
            RateLimiter::keyed(Quota::per_second(rate).allow_burst(burst))
        }))
    }

    /// Counts a request.
    ///
    /// # Errors
    /// [`Problem::rate`]
    fn pass(&self, client: IpAddr) -> Result<(), Problem> {
        let Some(limiter) = &self.0 else { return Ok(()) };
        if limiter.len() > MAX_CLIENTS {
            limiter.retain_recent();
        }
        limiter.check_key(&network(client)).map_err(|wait| {
            let seconds = wait.wait_time_from(DefaultClock::default().now()).as_secs() + 1;
            Problem::rate(u32::try_from(seconds).unwrap_or(u32::MAX))
        })
    }
}

/// Who counts as one client: an address, of IPv6 the network of 64 bits that one subscriber has.
fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        address => address,
    }
}

/// The client of a request: the connection's, or what a proxy of one's own says last.
fn client(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<Peer>().map_or(IpAddr::from([0, 0, 0, 0]), |peer| peer.0.ip());
    if !app.config.behind_proxy {
        return peer;
    }
    let told = request.headers().get_all("x-forwarded-for").iter().next_back();
    let told = told.and_then(|v| v.to_str().ok()).and_then(|v| v.rsplit(',').next());
    told.and_then(|address| address.trim().parse().ok()).unwrap_or(peer)
}

/// The authority that a request names: that of its target where it has one, whatever `Host` says, else `Host`
/// (<https://www.rfc-editor.org/rfc/rfc9112#name-host-and-request-target>). Empty where it names none.
///
/// # Errors
/// More than one `Host`, none in HTTP/1.1, one that is no authority.
fn authority(request: &Request) -> Result<String, Problem> {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let (host, more) = (hosts.next(), hosts.count());
    if more > 0 {
        return Err(Problem::bad(format!("expected one Host, found {}", more + 1)));
    }
    if host.is_none() && request.version() > Version::HTTP_10 {
        return Err(Problem::bad("expected a Host, found none"));
    }
    let named = match request.uri().authority() {
        Some(authority) => authority.as_str(),
        None => host.map_or(Ok(""), HeaderValue::to_str).unwrap_or("?"),
    };
    let is_one = named.is_empty() || !named.contains('@') && named.parse::<uri::Authority>().is_ok();
    if is_one {
        Ok(named.to_owned())
    } else {
        Err(Problem::bad("expected a host with or without a port in Host"))
    }
}

/// Whether an authority is this server's. On loopback a page of another site could name its own host and let it point
/// here (DNS rebinding), so only names of this machine and those that were allowed are answered there.
fn is_ours(app: &App, authority: &str) -> bool {
    let config = &app.config;
    if config.hosts.is_empty() && !config.listen.ip().is_loopback() {
        return true;
    }
    let local = ["localhost", "127.0.0.1", "[::1]"].into_iter();
    let public = config.url.as_deref().map(|url| address::host(address::split(url).0));
    let mut own = local.chain(config.hosts.iter().map(String::as_str)).chain(public);
    own.any(|known| known.eq_ignore_ascii_case(address::host(authority)))
}

/// Lets a request through that is for this server, with the one `Host` that it names; or tells why not, without saying that
/// another site may read it.
pub async fn address(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let named = match authority(&request) {
        Ok(named) => named,
        Err(problem) => return problem.into_response(),
    };
    if !is_ours(&app, &named) {
        return Problem::host().into_response();
    }
    // All that comes after reads `Host`.
    if request.uri().authority().is_some()
        && let Ok(host) = HeaderValue::try_from(named)
    {
        request.headers_mut().insert(header::HOST, host);
    }
    next.run(request).await
}

/// Lets a request through, or tells why not.
pub async fn admit(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    if accept::takes_no_coding(request.headers()) {
        return Problem::coding().into_response();
    }
    // Who looks after the server is answered whatever its load.
    let looks = matches!(request.uri().path(), "/healthz" | "/metrics");
    if looks {
        return next.run(request).await;
    }
    if let Err(problem) = app.rates.pass(client(&app, &request)) {
        return problem.into_response();
    }
    if length(request.headers()).is_some_and(|bytes| bytes > super::MAX_BODY as u64) {
        return Problem::too_long().into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        // The versions of answers to these are no versions of what is at their address.
        answer::CONDITIONS.iter().for_each(|condition| {
            request.headers_mut().remove(condition);
        });
    }
    let Ok(_permit) = app.requests.try_acquire() else { return Problem::busy().into_response() };
    next.run(request).await
}

/// How long a body says it is.
fn length(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Writes the lines of a head as one: nginx before 1.23 reads one alone of `Vary`, and would give what it keeps to who wants another
/// form.
fn join(heads: &mut HeaderMap, name: &HeaderName) {
    let lines: Vec<&str> = heads.get_all(name).iter().filter_map(|line| line.to_str().ok()).collect();
    if lines.len() > 1
        && let Ok(one) = HeaderValue::try_from(lines.join(", "))
    {
        heads.insert(name, one);
    }
}

/// Nothing from elsewhere, no script in a page, no page in a frame.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Tells every answer what browsers may do with it; counts and logs it.
#[allow(clippy::disallowed_methods, reason = "a log tells when a request came; no answer depends on it")]
pub async fn watch(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let who = client(&app, &request);
    let mut response = next.run(request).await;
    let heads = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
    ] {
        heads.insert(name, HeaderValue::from_static(value));
    }
    join(heads, &header::VARY);
    let (status, time) = (response.status().as_u16(), begun.elapsed());
    app.metrics.count(&path, status, time);
    app.config.log.request(&Line {
        time: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |t| t.as_secs()),
        client: &who.to_string(),
        method: method.as_str(),
        path: &path,
        status,
        milliseconds: milliseconds(time),
    });
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subscriber_is_one_client() {
        let same = |a: &str, b: &str| network(a.parse().unwrap()) == network(b.parse().unwrap());
        assert!(same("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"));
        assert!(!same("2001:db8:1:2::1", "2001:db8:1:3::1"));
        assert!(same("::ffff:192.0.2.1", "192.0.2.1"));
        assert!(!same("192.0.2.1", "192.0.2.2"));
    }

    #[test]
    fn a_client_that_asks_too_often_waits() {
        let rates = Rates::new(1);
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        let passed = (0..20).filter(|_| rates.pass(one).is_ok()).count();
        assert_eq!(passed, BURST as usize);
        assert!(rates.pass(other).is_ok());
        assert!((0..20).all(|_| Rates::new(0).pass(one).is_ok()));
    }
}
