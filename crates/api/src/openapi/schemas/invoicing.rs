//! The forms of sendings.

use jiff::Timestamp;
use serde::Deserialize;
use utoipa::ToSchema;

use super::common::NamedLink;

/// A sending of invoices as JSON. Its form stands in docs/schemas/batch.schema.json, which takes the place of this one.
#[derive(ToSchema, Deserialize)]
pub(crate) struct InvoiceBatch {}

/// An answer on a sending as JSON: docs/schemas/batch-answer.schema.json, which takes the place of this one.
#[derive(ToSchema, Deserialize)]
pub(crate) struct BatchAnswer {}

/// Where a batch stands.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct BatchReport {
    id: i64,
    state: BatchState,
    received_at: Timestamp,
    /// The HCO number of the facility, when the file names a known one.
    facility: Option<String>,
    /// The care fund, when the file names one.
    care_fund: Option<String>,
    /// The month.
    #[schema(pattern = "^[0-9]{4}-[0-9]{2}$")]
    month: Option<String>,
    sending_number: Option<u16>,
    /// SHA-256 of the bytes as received: the same bytes again are the same batch.
    hash: String,
    /// What was asked.
    asked_cents: i64,
    /// What is accepted so far.
    accepted_cents: i64,
    /// Refused so far.
    refused_lines: u64,
    /// Waiting for the care fund.
    open_lines: u64,
    /// The answers there are.
    answers: Option<Vec<NamedLink>>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum BatchState {
    /// Not readable: answered by 920999.
    RefusedTechnical,
    /// Refused whole: answered by 920099.
    Refused,
    /// Some line waits for a person.
    InReview,
    /// Every line is accepted or refused.
    Decided,
    /// Signed, and the settlement sent (920900).
    Settled,
    /// The bank has paid.
    Paid,
}
