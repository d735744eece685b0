//! Whose scripts may read what the server answers: <https://fetch.spec.whatwg.org/#http-cors-protocol>.

use axum::http::{HeaderName, HeaderValue, Method, header};
use tower_http::cors::{AllowOrigin, CorsLayer};

/// Sites whose scripts may read answers in a browser that reaches the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cors {
    /// All.
    Any,
    /// Those of these origins; of none where there are none.
    Of(Vec<HeaderValue>),
}

impl Cors {
    /// What is typed: `*`, `none`, or an origin (`https://example.org`, `http://localhost:3000`).
    ///
    /// # Errors
    /// What is none of these.
    pub fn read(typed: &str) -> Result<Self, String> {
        match typed {
            "*" => return Ok(Self::Any),
            "none" => return Ok(Self::Of(Vec::new())),
            _ => {}
        }
        let expected =
            || format!("expected *, none or an origin such as https://example.org, found `{typed}`");
        let url = crate::ground::url::absolute(typed, None).map_err(|_| expected())?.to_ascii_lowercase();
        let is_origin = ["http://", "https://"].iter().any(|scheme| {
            url.strip_prefix(scheme)
                .is_some_and(|rest| !rest.is_empty() && !rest.contains(['/', '?', '#', '@']))
        });
        let origin = HeaderValue::try_from(url).ok().filter(|_| is_origin);
        origin.map(|origin| Self::Of(vec![origin])).ok_or_else(expected)
    }

    /// All that several allow together.
    pub fn together(all: &[Self]) -> Self {
        let mut origins = Vec::new();
        for cors in all {
            match cors {
                Self::Any => return Self::Any,
                Self::Of(some) => origins.extend(some.iter().cloned()),
            }
        }
        Self::Of(origins)
    }

    /// The heads that say so.
    pub fn layer(&self) -> CorsLayer {
        const EXPOSED: [HeaderName; 5] =
            [header::ETAG, header::LINK, header::LOCATION, header::CONTENT_LOCATION, header::RETRY_AFTER];
        // The heads are the same whoever asks, where all may read.
        let (allowed, differs) = match self {
            Self::Any => (AllowOrigin::any(), Vec::new()),
            Self::Of(origins) => (AllowOrigin::list(origins.iter().cloned()), vec![header::ORIGIN]),
        };
        CorsLayer::new()
            .allow_origin(allowed)
            .vary(differs)
            .allow_methods([Method::GET, Method::HEAD, Method::POST])
            .allow_headers([header::ACCEPT, header::CONTENT_TYPE, header::IF_MATCH, header::IF_NONE_MATCH])
            .expose_headers(EXPOSED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_read() {
        assert_eq!(Cors::read("*"), Ok(Cors::Any));
        assert_eq!(Cors::read("none"), Ok(Cors::Of(Vec::new())));
        let one = Cors::read("https://Example.org:8443").unwrap();
        assert_eq!(one, Cors::Of(vec![HeaderValue::from_static("https://example.org:8443")]));
        for wrong in [
            "",
            "null",
            "example.org",
            "https://example.org/",
            "https://a@example.org",
            "ftp://x",
            "https://",
            "*.org",
        ] {
            assert!(Cors::read(wrong).is_err(), "{wrong}");
        }
        let all = |typed: &[&str]| {
            Cors::together(&typed.iter().map(|t| Cors::read(t).unwrap()).collect::<Vec<_>>())
        };
        assert_eq!(all(&["none", "https://a.org", "*"]), Cors::Any);
        assert_eq!(
            all(&["none", "https://a.org"]),
            Cors::Of(vec![HeaderValue::from_static("https://a.org")])
        );
    }
}
