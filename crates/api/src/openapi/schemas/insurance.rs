//! The forms of insurance status and personal share.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::common::{Period, Problem};

/// A question after the insurance status.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsuranceQuestion {
    /// National number (INSZ): 11 digits with right check digits, BIS numbers too.
    #[schema(pattern = "^[0-9]{11}$")]
    ssin: String,
    /// The day asked about; the day of asking where absent.
    date: Option<Date>,
}

/// The insurance status of a person on a day.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InsuranceAnswer {
    /// Whether the person is insured on the day.
    insured: bool,
    /// The day that was asked.
    date: Date,
    /// The care fund, when insured.
    care_fund: Option<String>,
    /// The kind of membership, when insured.
    membership_kind: Option<MembershipKind>,
    /// The period of membership, when insured.
    membership_period: Option<Period>,
    /// Why not, when not insured: one of the list `insurance-reasons`.
    reason: Option<String>,
    /// The person's number of today, when a replaced one was asked.
    ssin_replaced_by: Option<String>,
    /// The person's name, when known.
    name: Option<String>,
    /// The most recent address, when known.
    address: Option<Address>,
    /// Whether and how the person may affiliate, when known.
    obligation: Option<Obligation>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum MembershipKind {
    Official,
    Administrative,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Obligation {
    Obligatory,
    Voluntary,
    Restrictive,
    Forbidden,
    Protocol,
}

/// Where a person lives.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Address {
    street: Option<String>,
    postal_code: Option<String>,
    city: Option<String>,
    country: Option<String>,
}

/// Questions after several persons.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsuranceQuestions {
    /// At most 500.
    #[schema(max_items = 500)]
    items: Vec<InsuranceQuestion>,
}

/// The answers, in the order of the questions.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsuranceAnswers {
    items: Vec<InsuranceOfMany>,
}

/// One answer of many: the status, or what is wrong with the question.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InsuranceOfMany {
    status: Option<InsuranceAnswer>,
    problem: Option<Problem>,
}

/// A question after the personal share.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareQuestion {
    /// National number (INSZ).
    #[schema(pattern = "^[0-9]{11}$")]
    ssin: String,
    /// The day.
    date: Date,
}

/// The personal share of a person on a day.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShareAnswer {
    /// The day.
    date: Date,
    /// Eurocents per day.
    cents: i64,
    /// The income category it rests on.
    category: Option<IncomeCategory>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum IncomeCategory {
    Standard,
    Increased,
}
