//! Problems in the words of belgif (RFC 9457): what went wrong, where, and the id by which the log knows it.

use app::{Issue, Problem};
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::proxy::NotVouched;

/// How long, in seconds, a caller that was turned away for want of room waits before it comes again.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 2;

/// What kind of fault an issue tells (belgif, "Input validation").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IssueKind {
    /// A field is absent or of another type.
    SchemaViolation,
    /// A field that nobody asked for.
    UnknownInput,
    /// A value that cannot be.
    InvalidInput,
    /// No JSON, or not the right shape as a whole.
    InvalidStructure,
}

impl IssueKind {
    /// The kind of a fault that reading a message found, by its words (`care/src/message.rs`; `tests/api/calls.rs` holds
    /// them together).
    fn of(detail: &str) -> Self {
        match detail {
            "unknown field" => Self::UnknownInput,
            "must be text" | "must be true or false" | "must be an object" => Self::SchemaViolation,
            _ => Self::InvalidInput,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::SchemaViolation => "schemaViolation",
            Self::UnknownInput => "unknownInput",
            Self::InvalidInput => "invalidInput",
            Self::InvalidStructure => "invalidStructure",
        }
    }
}

/// Why a call got no answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// What the application says.
    App(Problem),
    /// The input is wrong: each fault with the part of the call it stands in (`body`, `query`).
    Input(&'static str, Vec<(IssueKind, Issue)>),
    /// The body is too large; how many bytes are let in.
    TooLarge(usize),
    /// The body came too slowly or broke off.
    BrokenOff,
    /// Another media type is expected.
    MediaType(&'static str),
    /// Nobody stands behind the certificate.
    NoHolder,
    /// The proxy before this server did not vouch for a client.
    NotVouched(NotVouched),
    /// No room now; the same call can be made again.
    Busy,
    /// Too many calls with this certificate; after how many seconds there is room again.
    TooMany(u64),
    /// Too many connections with this certificate.
    TooManyConnections,
    /// No such address.
    NoSuchResource,
    /// The address does not know this method.
    NoSuchMethod,
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::App(problem)
    }
}

impl From<serde_json::Error> for Refusal {
    fn from(error: serde_json::Error) -> Self {
        Self::App(error.into())
    }
}

impl Refusal {
    /// One issue with the body.
    pub(crate) fn body(kind: IssueKind, at: impl Into<String>, detail: impl Into<String>) -> Self {
        let issue = Issue {
            at: at.into(),
            detail: detail.into(),
        };
        Self::Input("body", vec![(kind, issue)])
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::App(problem) => match problem {
                Problem::InvalidInput(_) => StatusCode::BAD_REQUEST,
                Problem::NotFound(_) => StatusCode::NOT_FOUND,
                Problem::Forbidden(_) => StatusCode::FORBIDDEN,
                Problem::Conflict(_) => StatusCode::CONFLICT,
                Problem::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                Problem::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
            },
            Self::Input(..) => StatusCode::BAD_REQUEST,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BrokenOff => StatusCode::REQUEST_TIMEOUT,
            Self::MediaType(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::NoHolder | Self::NotVouched(_) => StatusCode::FORBIDDEN,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::TooMany(_) | Self::TooManyConnections => StatusCode::TOO_MANY_REQUESTS,
            Self::NoSuchResource => StatusCode::NOT_FOUND,
            Self::NoSuchMethod => StatusCode::METHOD_NOT_ALLOWED,
        }
    }

    /// The type and title. Only what belgif has no word for is ours.
    const fn kind(&self) -> (&'static str, &'static str) {
        match self {
            Self::App(Problem::Conflict(_)) => ("urn:problem-type:zorgkas:conflict", "Conflict"),
            _ => match self.status() {
                StatusCode::BAD_REQUEST => ("urn:problem-type:belgif:badRequest", "Bad Request"),
                StatusCode::FORBIDDEN => ("urn:problem-type:belgif:missingPermission", "Missing Permission"),
                StatusCode::NOT_FOUND => ("urn:problem-type:belgif:resourceNotFound", "Resource Not Found"),
                StatusCode::METHOD_NOT_ALLOWED => ("urn:problem-type:belgif:methodNotAllowed", "Method Not Allowed"),
                StatusCode::PAYLOAD_TOO_LARGE => ("urn:problem-type:belgif:payloadTooLarge", "Payload Too Large"),
                StatusCode::REQUEST_TIMEOUT => ("urn:problem-type:belgif:requestTimeout", "Request Timeout"),
                StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                    ("urn:problem-type:belgif:unsupportedMediaType", "Unsupported Media Type")
                }
                StatusCode::TOO_MANY_REQUESTS => ("urn:problem-type:belgif:tooManyRequests", "Too Many Requests"),
                StatusCode::SERVICE_UNAVAILABLE => {
                    ("urn:problem-type:belgif:serviceUnavailable", "Service Unavailable")
                }
                _ => ("urn:problem-type:belgif:internalServerError", "Internal Server Error"),
            },
        }
    }

    fn detail(&self) -> String {
        match self {
            // What a fault of ours says stands in the log, by the id.
            Self::App(Problem::Fault(_)) => "a fault of ours; the log knows it by this instance".into(),
            Self::App(Problem::InvalidInput(_)) | Self::Input(..) => {
                "the input is not valid; every fault is an issue".into()
            }
            Self::App(
                Problem::NotFound(reason)
                | Problem::Forbidden(reason)
                | Problem::Conflict(reason)
                | Problem::Unavailable(reason),
            ) => reason.clone(),
            Self::TooLarge(limit_bytes) => format!("a body here has at most {limit_bytes} bytes"),
            Self::BrokenOff => "the body did not come whole in time".into(),
            Self::MediaType(expected) => format!("expected {expected}"),
            Self::NotVouched(why) => format!("the proxy before this server does not vouch for a client: {why}"),
            Self::NoHolder => {
                "the subject of the certificate names no facility, care fund or agency by a well-formed number".into()
            }
            Self::Busy => "there is no room for this call now; make it again later".into(),
            Self::TooMany(seconds) => {
                format!("too many calls with this certificate; there is room again in {seconds} seconds")
            }
            Self::TooManyConnections => {
                "too many connections with this certificate at a time; make the call again on one that is open, or when \
                 one has ended"
                    .into()
            }
            Self::NoSuchResource => "there is nothing at this address; see /doc".into(),
            Self::NoSuchMethod => "this address does not know this method; see /doc".into(),
        }
    }

    fn issues(&self) -> Vec<Value> {
        let one = |kind: IssueKind, place: &str, issue: &Issue| {
            let mut told = Map::new();
            told.insert(
                "type".into(),
                json!(format!("urn:problem-type:belgif:input-validation:{}", kind.word())),
            );
            told.insert("in".into(), json!(place));
            if !issue.at.is_empty() {
                told.insert("name".into(), json!(issue.at));
            }
            told.insert("detail".into(), json!(issue.detail));
            Value::Object(told)
        };
        match self {
            Self::App(Problem::InvalidInput(issues)) => issues
                .iter()
                .map(|issue| one(IssueKind::of(&issue.detail), "body", issue))
                .collect(),
            Self::Input(place, issues) => issues.iter().map(|(kind, issue)| one(*kind, place, issue)).collect(),
            _ => Vec::new(),
        }
    }

    /// What goes in the log: never what was sent.
    pub(crate) fn logged(&self) -> Option<String> {
        match self {
            Self::App(problem @ (Problem::Fault(_) | Problem::Unavailable(_))) => Some(problem.to_string()),
            _ => None,
        }
    }

    /// The problem as JSON, with the id of the call as its instance.
    pub(crate) fn document(&self, trace: &str) -> Value {
        let (kind, title) = self.kind();
        let mut told = Map::new();
        told.insert("type".into(), json!(kind));
        if let Some(word) = kind.strip_prefix("urn:problem-type:belgif:") {
            let page = format!("https://www.belgif.be/specification/rest/api-guide/#{}", dashed(word));
            told.insert("href".into(), json!(page));
        }
        told.insert("title".into(), json!(title));
        told.insert("status".into(), json!(self.status().as_u16()));
        told.insert("detail".into(), json!(self.detail()));
        told.insert("instance".into(), json!(format!("urn:belgov:trace:{trace}")));
        if let Some(seconds) = self.wait_seconds() {
            told.insert("retryAfter".into(), json!(seconds));
        }
        let issues = self.issues();
        if !issues.is_empty() {
            told.insert("issues".into(), Value::Array(issues));
        }
        Value::Object(told)
    }

    /// After how long the same call may be made again, where that is all that is asked.
    fn wait_seconds(&self) -> Option<u64> {
        match self {
            Self::TooMany(seconds) => Some(*seconds),
            Self::TooManyConnections => Some(RETRY_AFTER_SECONDS),
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => Some(RETRY_AFTER_SECONDS),
            _ => None,
        }
    }

    /// The answer to the caller.
    pub(crate) fn answer(&self, trace: &str) -> Response {
        let body = self.document(trace).to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.wait_seconds() {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

fn dashed(word: &str) -> String {
    let mut out = String::new();
    for letter in word.chars() {
        if letter.is_ascii_uppercase() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// A refusal on its way to where the id of the call is known.
#[derive(Clone)]
pub(crate) struct Told(pub(crate) std::sync::Arc<Refusal>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.headers_mut().remove(CONTENT_LENGTH);
        response.extensions_mut().insert(Told(std::sync::Arc::new(self)));
        response
    }
}
