//! The forms of a care fund's own systems.

use jiff::civil::Date;
use serde::Deserialize;
use utoipa::ToSchema;

use super::care::Finding;
use super::common::Problem;
use super::insurance::MembershipKind;

/// A line about a member: `AFFILIATE` with `kind` and `from`, `MUTATE` with `from`, `END` with `to`.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberChange {
    change: MemberChangeKind,
    /// National number (INSZ).
    #[schema(pattern = "^[0-9]{11}$")]
    ssin: String,
    kind: Option<MembershipKind>,
    from: Option<Date>,
    to: Option<Date>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum MemberChangeKind {
    Affiliate,
    Mutate,
    End,
}

/// Whether a change of membership was done.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MembershipAnswer {
    accepted: bool,
    /// Everything that was found.
    findings: Vec<Finding>,
}

/// The same for a line about a member.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredMemberLine {
    line: u64,
    answer: Option<MembershipAnswer>,
    problem: Option<Problem>,
}

/// What a file of the bank changed.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BankReport {
    /// Batches that the bank has paid.
    booked: Vec<i64>,
    /// Batches whose payment the bank refused: due again.
    rejected: Vec<i64>,
    /// Told before.
    known: u64,
    /// Belonging to no order of this fund.
    unmatched: u64,
}
