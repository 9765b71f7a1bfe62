//! The forms of a care fund's own systems.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
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

/// Payment orders, newest first, at most 25 at once.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderList {
    items: Vec<OrderInList>,
    /// What to ask for as `before`, for older ones; absent where there are none.
    next: Option<i64>,
}

/// A payment order, with counts of its transfers. What is neither at the bank in it nor booked was sent back.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OrderInList {
    id: i64,
    made_at: Timestamp,
    /// The day on which the bank is asked to pay.
    execution_day: Date,
    total_cents: i64,
    transfers: u64,
    at_bank: u64,
    booked: u64,
    /// Where the order with its transfers stands.
    href: String,
}

/// A payment order with its transfers.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Order {
    id: i64,
    made_at: Timestamp,
    /// The day on which the bank is asked to pay.
    execution_day: Date,
    total_cents: i64,
    transfers: Vec<Transfer>,
    file: Option<OrderFile>,
}

/// The file of an order for the bank.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderFile {
    href: String,
    /// Its SHA-256.
    hash: String,
}

/// A transfer of an order, as it stands now.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Transfer {
    /// The payment reference, which zone 423 and the transfer carry.
    #[schema(pattern = "^[0-9]{12}$")]
    reference: String,
    /// The batch that it pays.
    batch: i64,
    /// The HCO number of who is paid.
    facility: Option<String>,
    cents: i64,
    state: TransferState,
    /// The later order in which it stands, when the bank sent it back.
    ordered_anew_in: Option<i64>,
    last_rejection: Option<LastRejection>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TransferState {
    /// Sent back by the bank, to be ordered anew.
    Due,
    /// At the bank.
    Ordered,
    /// Paid.
    Booked,
}

/// The last time that the bank sent it back.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LastRejection {
    at: Timestamp,
    /// By the bank's code or words.
    reason: Option<String>,
}

/// What happened that the fund acts on, in order, at most a thousand at once.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Events {
    items: Vec<Event>,
    /// What to ask for as `after` the next time.
    cursor: i64,
}

/// Something that happened. Kinds may be added: pass over one that you do not know.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Event {
    cursor: i64,
    at: Timestamp,
    /// - `CARE_MESSAGE`: a message of a member is in beraad (`outcome` is `PENDING`), or was and has its answer
    ///   (`facility`, `messageId`, `outcome`).
    /// - `BATCH`: a sending came in or moved on (`batch`, `state`): `DECIDED` is to be signed, `SETTLED` is to be paid.
    /// - `ORDER`: a payment order was made (`order`, `transfers`, `totalCents`).
    /// - `TRANSFER_REJECTED`: the bank sent a transfer back, it is due again (`batch`, `reference`, `order`, `reason`).
    /// - `TASK`: a person has something to look at (`task`, `subject`).
    /// - `MEMBERSHIP`: the memberships of a person with this fund changed (`ssin`, `periods` as they are now).
    kind: String,
    body: Value,
}
