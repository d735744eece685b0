//! An answer with what HTTP wants to know of it: its type, its version, its age.

use super::problem::Problem;
use super::routes::App;
use axum::body::{Body, Bytes, HttpBody};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use http_body_util::Full;
use hyper::body::{Frame, SizeHint};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// An answer of a graph.
pub struct Answer {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its media type.
    pub media_type: &'static str,
    /// Its entity tag, in quotes; empty for what may be another answer the next time.
    pub tag: String,
    /// When the graph was made that it is of.
    pub modified: SystemTime,
    /// Other heads.
    pub heads: Vec<(HeaderName, String)>,
}

impl Answer {
    /// The same, without its version where it `moves`: it may be another one the next time.
    pub fn unless(self, moves: bool) -> Self {
        Self { tag: if moves { String::new() } else { self.tag }, ..self }
    }

    /// As a response; without its bytes where the client has them. Bytes count against what is held for all clients until this
    /// one has read them.
    ///
    /// # Errors
    /// [`Problem::version`] where the client wants another version; [`Problem::busy`] where too much is held.
    pub fn respond(self, app: &App, asked: &HeaderMap) -> Result<Response, Problem> {
        let mut heads = HeaderMap::new();
        heads.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        let day = httpdate::fmt_http_date(self.modified);
        let is_steady = !self.tag.is_empty();
        let own = [(header::ETAG, self.tag.clone()), (header::LAST_MODIFIED, day)];
        let own = own.into_iter().filter(|_| is_steady);
        for (name, value) in own.chain(self.heads.iter().cloned()) {
            if let Ok(value) = HeaderValue::try_from(value) {
                heads.append(name, value);
            }
        }
        heads.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=0, must-revalidate"));
        heads.append(header::VARY, HeaderValue::from_static("accept"));
        if fails(asked, is_steady.then_some(self.modified)) {
            return Err(Problem::version());
        }
        if is_steady && is_known(asked, &self.tag, self.modified) {
            return Ok((StatusCode::NOT_MODIFIED, heads).into_response());
        }
        Ok((heads, held(&app.held, self.bytes)?).into_response())
    }
}

/// Heads on which it depends whether a request is answered.
pub const CONDITIONS: [HeaderName; 4] =
    [header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE];

/// Whether the client wants no version but another one than that of `modified`:
/// <https://www.rfc-editor.org/rfc/rfc9110#name-if-match>. Tags are compared strongly, and a weak one, as all are here, is like none.
fn fails(asked: &HeaderMap, modified: Option<SystemTime>) -> bool {
    let mut wanted = asked.get_all(header::IF_MATCH).iter().peekable();
    if wanted.peek().is_some() {
        return !wanted.any(|tags| tags.to_str().is_ok_and(|tags| tags.trim() == "*"));
    }
    let since = asked.get(header::IF_UNMODIFIED_SINCE).and_then(|v| v.to_str().ok());
    let since = since.and_then(|day| httpdate::parse_http_date(day).ok());
    // Days of HTTP have no parts of seconds.
    since.zip(modified).is_some_and(|(since, modified)| modified >= since + Duration::from_secs(1))
}

/// Whether the client has this version: <https://www.rfc-editor.org/rfc/rfc9110#name-precedence-of-preconditions>.
fn is_known(asked: &HeaderMap, tag: &str, modified: SystemTime) -> bool {
    if let Some(known) = asked.get(header::IF_NONE_MATCH) {
        let weak = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        let known = known.to_str().unwrap_or_default();
        return known.split(',').any(|known| known.trim() == "*" || weak(known) == weak(tag));
    }
    let since = asked.get(header::IF_MODIFIED_SINCE).and_then(|v| v.to_str().ok());
    let since = since.and_then(|day| httpdate::parse_http_date(day).ok());
    // Days of HTTP have no parts of seconds.
    since.is_some_and(|since| modified < since + Duration::from_secs(1))
}

/// Bytes as a body that counts against what is held.
fn held(all: &Arc<Semaphore>, bytes: Vec<u8>) -> Result<Body, Problem> {
    let share = u32::try_from(bytes.len() / 1024).unwrap_or(u32::MAX);
    let permit = Arc::clone(all).try_acquire_many_owned(share).map_err(|_| Problem::busy())?;
    Ok(Body::new(Held { bytes: Full::new(Bytes::from(bytes)), _permit: permit }))
}

/// A body whose share of what is held is given back when it is sent or dropped.
struct Held {
    bytes: Full<Bytes>,
    _permit: OwnedSemaphorePermit,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Pin::new(&mut self.bytes).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.bytes.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_that_are_known() {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_500);
        let day = httpdate::fmt_http_date(modified);
        for (name, value, known) in [
            (header::IF_NONE_MATCH, "\"a\"", true),
            (header::IF_NONE_MATCH, "W/\"a\"", true),
            (header::IF_NONE_MATCH, "\"b\", \"a\"", true),
            (header::IF_NONE_MATCH, "*", true),
            (header::IF_NONE_MATCH, "\"b\"", false),
            (header::IF_MODIFIED_SINCE, day.as_str(), true),
            (header::IF_MODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT", false),
            (header::IF_MODIFIED_SINCE, "yesterday", false),
        ] {
            let mut heads = HeaderMap::new();
            heads.insert(name, HeaderValue::from_str(value).unwrap());
            assert_eq!(is_known(&heads, "\"a\"", modified), known, "{value}");
        }
    }

    #[test]
    fn versions_that_are_wanted() {
        let modified = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_500);
        let day = httpdate::fmt_http_date(modified);
        for (name, value, none) in [
            (header::IF_MATCH, "*", false),
            (header::IF_MATCH, "W/\"a\"", true),
            (header::IF_MATCH, "\"a\"", true),
            (header::IF_UNMODIFIED_SINCE, day.as_str(), false),
            (header::IF_UNMODIFIED_SINCE, "Thu, 01 Jan 1970 00:00:00 GMT", true),
            (header::IF_UNMODIFIED_SINCE, "yesterday", false),
        ] {
            let heads = HeaderMap::from_iter([(name, HeaderValue::from_str(value).unwrap())]);
            assert_eq!(fails(&heads, Some(modified)), none, "{value}");
        }
    }

    #[tokio::test]
    async fn what_is_held_is_let_go_with_the_body() {
        let all = Arc::new(Semaphore::new(4));
        let body = held(&all, vec![0; 4096]).unwrap();
        assert!(held(&all, vec![0; 1024]).is_err());
        drop(body);
        assert!(held(&all, vec![0; 1024]).is_ok());
    }
}
