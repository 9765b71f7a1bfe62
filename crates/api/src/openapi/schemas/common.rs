//! Forms that many calls share.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

/// Whether the server answers.
#[derive(ToSchema, Deserialize)]
pub(crate) struct Health {
    /// `UP`.
    #[schema(example = "UP")]
    status: String,
}

/// What went wrong (RFC 9457), in the words of belgif.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Problem {
    /// Which problem it is: `urn:problem-type:belgif:…`, or `urn:problem-type:zorgkas:conflict`.
    #[serde(rename = "type")]
    kind: String,
    /// Where belgif explains this type.
    href: Option<String>,
    /// The type in a few words.
    title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    status: u16,
    /// What went wrong in this call.
    detail: String,
    /// The id of the call (`BelGov-Trace-Id`), by which the log knows it.
    instance: String,
    /// With 429 and 503: after how many seconds the same call may be made again, as `Retry-After` says.
    #[serde(rename = "retryAfter")]
    #[schema(minimum = 1)]
    retry_after: Option<u64>,
    /// Every fault of the input.
    #[schema(min_items = 1)]
    issues: Option<Vec<Issue>>,
}

/// A fault of the input.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Issue {
    /// `urn:problem-type:belgif:input-validation:` and `schemaViolation`, `unknownInput`, `invalidInput` or
    /// `invalidStructure`.
    #[serde(rename = "type")]
    kind: String,
    /// Where it stands: `body` or `query`.
    #[serde(rename = "in")]
    place: String,
    /// The dotted name of the field; absent when the body as a whole is meant.
    name: Option<String>,
    /// What is wrong with it.
    detail: String,
}

/// A text in both languages.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bilingual {
    /// Dutch.
    nl: String,
    /// English.
    en: String,
}

/// From one day to another, both included; without `to` it has no end yet.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Period {
    /// The first day.
    from: Date,
    /// The last day.
    to: Option<Date>,
}

/// A name and where it leads.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedLink {
    name: String,
    href: String,
}
