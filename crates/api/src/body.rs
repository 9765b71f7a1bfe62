//! Bodies: read within their limit and within the memory there is, and JSON in which every field is asked for.

use std::sync::Arc;
use std::time::Duration;

use app::Issue;
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Request};
use http_body_util::BodyExt;
use jiff::civil::Date;
use serde_json::{Map, Value};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::timeout;

use crate::problem::{IssueKind, Refusal};
use crate::service::{Service, UNIT_BYTES};

/// The largest body of a message.
pub(crate) const MESSAGE_BYTES: usize = 256 * 1024;

/// The largest invoice file.
pub(crate) const FILE_BYTES: usize = 128 * 1024 * 1024;

/// How long the next part of a body may take to come.
const NEXT_PART: Duration = Duration::from_secs(20);

/// How long a message may take to come whole.
const MESSAGE: Duration = Duration::from_secs(60);

/// How long a file may take to come whole: the largest at some 200 kB a second.
const FILE: Duration = Duration::from_secs(600);

/// A body that was read whole, and the memory it takes.
pub(crate) struct Whole {
    pub(crate) bytes: Vec<u8>,
    _memory: Vec<OwnedSemaphorePermit>,
}

/// Reads a body whole. Memory is taken as the bytes come: where none is left, the caller is told to come again.
pub(crate) async fn whole(service: &Service, body: Body, limit_bytes: usize) -> Result<Whole, Refusal> {
    let longest = if limit_bytes <= MESSAGE_BYTES { MESSAGE } else { FILE };
    let read = timeout(longest, parts(service, body, limit_bytes)).await;
    read.map_err(|_| Refusal::BrokenOff)?
}

async fn parts(service: &Service, mut body: Body, limit_bytes: usize) -> Result<Whole, Refusal> {
    let mut read = Whole {
        bytes: Vec::new(),
        _memory: Vec::new(),
    };
    let mut paid_bytes = 0;
    while let Some(frame) = timeout(NEXT_PART, body.frame()).await.map_err(|_| Refusal::BrokenOff)? {
        let Ok(data) = frame.map_err(|_| Refusal::BrokenOff)?.into_data() else {
            continue;
        };
        if read.bytes.len() + data.len() > limit_bytes {
            return Err(Refusal::TooLarge(limit_bytes));
        }
        while paid_bytes < read.bytes.len() + data.len() {
            let unit = Arc::clone(service.memory())
                .try_acquire_owned()
                .map_err(|_| Refusal::Busy)?;
            read._memory.push(unit);
            paid_bytes += UNIT_BYTES;
        }
        read.bytes.extend_from_slice(&data);
    }
    Ok(read)
}

/// The media type of a body, without its parameters.
pub(crate) fn media_type(headers: &HeaderMap) -> Option<&str> {
    let told = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    Some(told.split(';').next().unwrap_or(told).trim())
}

/// A message: the bytes as received and the object they hold.
pub(crate) struct Message {
    pub(crate) bytes: Vec<u8>,
    pub(crate) object: Map<String, Value>,
}

/// Reads a JSON object.
pub(crate) async fn message(service: &Service, request: Request<Body>) -> Result<Message, Refusal> {
    let (head, body) = request.into_parts();
    if media_type(&head.headers) != Some("application/json") {
        return Err(Refusal::MediaType("application/json"));
    }
    let bytes = whole(service, body, MESSAGE_BYTES).await?.bytes;
    let object = object(&bytes)?;
    Ok(Message { bytes, object })
}

/// A JSON object in which no field stands twice.
pub(crate) fn object(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let care::UniqueFields(value) = serde_json::from_slice(bytes)
        .map_err(|error| Refusal::body(IssueKind::InvalidStructure, "", format!("this is no JSON: {error}")))?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(Refusal::body(
            IssueKind::InvalidStructure,
            "",
            "a JSON object is expected",
        )),
    }
}

/// The fields of an object, each asked for once; what nobody asked for is refused.
pub(crate) struct Fields {
    object: Map<String, Value>,
    before: String,
    issues: Vec<(IssueKind, Issue)>,
}

impl Fields {
    pub(crate) const fn of(object: Map<String, Value>) -> Self {
        Self {
            object,
            before: String::new(),
            issues: Vec::new(),
        }
    }

    fn issue(&mut self, kind: IssueKind, name: &str, detail: &str) {
        let at = format!("{}{name}", self.before);
        self.issues.push((
            kind,
            Issue {
                at,
                detail: detail.to_owned(),
            },
        ));
    }

    /// A text that must be there.
    pub(crate) fn text(&mut self, name: &str) -> String {
        match self.object.remove(name) {
            Some(Value::String(text)) => text,
            Some(_) => {
                self.issue(IssueKind::SchemaViolation, name, "expected a text");
                String::new()
            }
            None => {
                self.issue(IssueKind::SchemaViolation, name, "this field must be there");
                String::new()
            }
        }
    }

    /// A text that may be absent.
    pub(crate) fn optional_text(&mut self, name: &str) -> Option<String> {
        self.object.contains_key(name).then(|| self.text(name))
    }

    /// Yes or no, which must be there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        match self.object.remove(name) {
            Some(Value::Bool(yes)) => return yes,
            Some(_) => self.issue(IssueKind::SchemaViolation, name, "expected true or false"),
            None => self.issue(IssueKind::SchemaViolation, name, "this field must be there"),
        }
        false
    }

    /// A whole number from 0 on, which must be there.
    pub(crate) fn count(&mut self, name: &str) -> u64 {
        let found = self.object.remove(name);
        let count = found.as_ref().and_then(Value::as_u64);
        if count.is_none() {
            let detail = match found {
                Some(_) => "expected a whole number from 0 on",
                None => "this field must be there",
            };
            self.issue(IssueKind::SchemaViolation, name, detail);
        }
        count.unwrap_or_default()
    }

    /// A list of objects, which must be there, each read by `read`; faults in them are named by their place.
    pub(crate) fn objects<T>(&mut self, name: &str, read: impl Fn(&mut Self) -> T) -> Vec<T> {
        let Some(Value::Array(values)) = self.object.remove(name) else {
            self.issue(
                IssueKind::SchemaViolation,
                name,
                "expected a list of objects, which may be empty",
            );
            return Vec::new();
        };
        let mut all = Vec::with_capacity(values.len());
        for (place, value) in values.into_iter().enumerate() {
            let at = format!("{name}[{place}]");
            let Value::Object(object) = value else {
                self.issue(IssueKind::SchemaViolation, &at, "expected an object");
                continue;
            };
            let mut fields = Self {
                object,
                before: format!("{}{at}.", self.before),
                issues: Vec::new(),
            };
            all.push(read(&mut fields));
            fields.name_unknown();
            self.issues.append(&mut fields.issues);
        }
        all
    }

    /// A civil date that may be absent.
    pub(crate) fn optional_date(&mut self, name: &str) -> Option<Date> {
        let found = self.object.remove(name)?;
        let date = found.as_str().and_then(|text| text.parse::<Date>().ok());
        if date.is_none() {
            self.issue(
                IssueKind::SchemaViolation,
                name,
                "expected a civil date, such as 2024-03-08",
            );
        }
        date
    }

    /// A civil date that must be there.
    pub(crate) fn date(&mut self, name: &str) -> Date {
        if !self.object.contains_key(name) {
            self.issue(IssueKind::SchemaViolation, name, "this field must be there");
        }
        self.optional_date(name).unwrap_or_default()
    }

    /// A word of a list.
    pub(crate) fn word<T: serde::de::DeserializeOwned>(&mut self, name: &str, expected: &str) -> Option<T> {
        let text = self.text(name);
        let known = serde_json::from_value(Value::String(text.clone())).ok();
        if known.is_none() && !text.is_empty() {
            self.issue(IssueKind::SchemaViolation, name, expected);
        }
        known
    }

    /// Everything that was wrong, and what nobody asked for.
    pub(crate) fn end(mut self) -> Result<(), Refusal> {
        self.name_unknown();
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Input("body", self.issues))
        }
    }

    fn name_unknown(&mut self) {
        for name in std::mem::take(&mut self.object).keys() {
            self.issue(IssueKind::UnknownInput, name, "nobody asks for this field");
        }
    }
}
