//! Errors as problem details: <https://www.rfc-editor.org/rfc/rfc9457>.

use super::sparql;
use crate::query::limits::{Limit, Size};
use crate::query::worker::{AskError, At};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// The media type of problems.
pub const MEDIA_TYPE: &str = "application/problem+json";

/// Why a request has no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A name of its kind, which stays the same.
    #[serde(rename = "type")]
    kind: String,
    /// What kind of problem it is, for people.
    title: &'static str,
    #[serde(serialize_with = "code")]
    status: StatusCode,
    /// What was expected and what was found.
    #[serde(skip_serializing_if = "String::is_empty")]
    detail: String,
    /// Where in the query, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<u32>,
    /// Seconds after which it may be tried again.
    #[serde(skip)]
    retry: Option<u32>,
    /// What is allowed instead.
    #[serde(skip)]
    allow: Option<&'static str>,
}

fn code<S: serde::Serializer>(status: &StatusCode, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_u16(status.as_u16())
}

impl Problem {
    fn new(status: StatusCode, name: &str, title: &'static str, detail: impl Into<String>) -> Self {
        Self {
            kind: format!("urn:pedigraph:problem:{name}"),
            title,
            status,
            detail: detail.into(),
            line: None,
            column: None,
            retry: None,
            allow: None,
        }
    }

    /// A parameter that is missing, unknown or wrong.
    pub fn bad(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "parameter", "The request is not understood", detail)
    }

    /// Nothing of this name is there.
    pub fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "There is no such thing here", detail)
    }

    /// A method that the resource does not have.
    pub fn method(allow: &'static str) -> Self {
        let detail = format!("expected one of {allow}");
        let problem =
            Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "The method is not allowed here", detail);
        Self { allow: Some(allow), ..problem }
    }

    /// No form that the client takes.
    pub fn not_acceptable(offered: &str) -> Self {
        let detail = format!("expected one of {offered} in Accept");
        Self::new(StatusCode::NOT_ACCEPTABLE, "accept", "The answer has no such form", detail)
    }

    /// No coding that the client takes.
    pub fn coding() -> Self {
        let detail = "expected gzip or identity in Accept-Encoding, or nothing that excludes both";
        Self::new(StatusCode::NOT_ACCEPTABLE, "coding", "The answer has no such coding", detail)
    }

    /// A version that is not the one that there is.
    pub fn version() -> Self {
        let detail = "the answer is of another version than the request allows; If-Match takes * alone, as tags are weak";
        Self::new(StatusCode::PRECONDITION_FAILED, "version", "The answer is of another version", detail)
    }

    /// A form that the thing does not have, since its syntax cannot write it.
    pub fn unwritable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_ACCEPTABLE, "accept", "The answer has no such form", detail)
    }

    /// A body of a type that is not read.
    pub fn media_type(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media-type", "The body is of another type", detail)
    }

    /// A body that is too long.
    pub fn too_long() -> Self {
        let detail = format!("expected at most {} bytes", super::MAX_BODY);
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too-long", "The request is too long", detail)
    }

    /// A name of the server that is none of its own.
    pub fn host() -> Self {
        let detail = "the request names a host that this server does not answer for; --allow-host adds one";
        Self::new(StatusCode::MISDIRECTED_REQUEST, "host", "The request is for another host", detail)
    }

    /// Too many requests of one client.
    pub fn rate(seconds: u32) -> Self {
        let detail = "more requests than one client may make";
        let problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "rate", "Too many requests", detail);
        Self { retry: Some(seconds), ..problem }
    }

    /// Too many requests of all clients.
    pub fn busy() -> Self {
        let detail = "all that can be answered at once is being answered";
        let problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "The server is busy", detail);
        Self { retry: Some(2), ..problem }
    }

    /// A head or a body that did not come in time.
    pub fn slow() -> Self {
        let detail = format!("the request was not complete within {} s", super::PATIENCE.as_secs());
        Self::new(StatusCode::REQUEST_TIMEOUT, "slow", "The request took too long", detail)
    }

    /// Something went wrong that the client cannot help.
    pub fn internal(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "The server failed", detail)
    }

    /// A query that is beyond a limit; the same query will be again.
    fn limit(limit: &Limit) -> Self {
        let detail = match limit {
            Limit::Time(time) => format!("no answer within {} s", time.as_secs_f32()),
            Limit::Memory(bytes) | Limit::Texts(bytes) => {
                format!("the query needs more than {} of memory", Size(*bytes))
            }
            Limit::Rows(rows) => format!("there are more than {rows} rows; LIMIT and OFFSET ask for a part"),
            Limit::Answer(bytes) => {
                format!("the answer is longer than {}; LIMIT and OFFSET ask for a part", Size(*bytes))
            }
            Limit::Nesting => "the query is nested too deeply".to_owned(),
            Limit::Abandoned => "nobody waits for the answer any more".to_owned(),
            Limit::Process(how) => format!("the process of the query ended: {how}"),
        };
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "limit", "The query costs more than it may", detail)
    }

    /// In a sentence: what is wrong, what was expected, and where in a query.
    pub fn told(&self) -> String {
        let place = self.line.zip(self.column).map(|(line, column)| format!("line {line}, column {column}"));
        // Some messages tell the place themselves.
        let place = place.filter(|place| !self.detail.contains(place.as_str()));
        let parts = [Some(self.title.to_owned()), place, Some(self.detail.clone()).filter(|d| !d.is_empty())];
        parts.into_iter().flatten().collect::<Vec<_>>().join(": ")
    }

    fn at(self, at: Option<At>) -> Self {
        Self { line: at.map(|at| at.line), column: at.map(|at| at.column), ..self }
    }
}

impl From<Limit> for Problem {
    fn from(limit: Limit) -> Self {
        Self::limit(&limit)
    }
}

impl From<AskError> for Problem {
    fn from(error: AskError) -> Self {
        const STATUS: StatusCode = StatusCode::BAD_REQUEST;
        match error {
            AskError::Syntax(message, at) => {
                Self::new(STATUS, "syntax", "The query is no SPARQL", message).at(Some(at))
            }
            AskError::Refused(message, at) => {
                Self::new(STATUS, "refused", "The query is refused", message).at(at)
            }
            AskError::Failed(message) => Self::new(STATUS, "query", "The query cannot be answered", message),
            AskError::NotFound(message) => Self::not_found(message),
            AskError::Unwanted { gives_graph } => sparql::not_acceptable(gives_graph),
            AskError::Limit(limit) => Self::limit(&limit),
        }
    }
}

impl Problem {
    fn body(&self) -> Vec<u8> {
        let mut body = serde_json::to_vec_pretty(self).unwrap_or_default();
        body.push(b'\n');
        body
    }

    /// As the last answer of a connection whose request has not come as far as a service.
    pub fn last_words(&self) -> Vec<u8> {
        let body = self.body();
        let head = format!(
            "HTTP/1.1 {}\r\ncontent-type: {MEDIA_TYPE}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            self.status,
            body.len()
        );
        [head.into_bytes(), body].concat()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, [(header::CONTENT_TYPE, MEDIA_TYPE)], self.body()).into_response();
        if let Some(seconds) = self.retry {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allow));
        }
        response
    }
}
