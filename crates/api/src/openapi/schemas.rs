//! The forms of what goes over the wire, as the document shows them.
//!
//! They mirror what the use cases read and answer, so that rooms without HTTP need not know the document. That they
//! say the same is tried by every test that makes a call: its answer must fit the form (`tests/api/contract.rs`).

#![expect(dead_code, reason = "these describe; no value of them is ever made")]

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

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

/// A request that a person's care be paid (aanvraag tegemoetkoming, migratiedossier).
///
/// Which fields a sector asks for, and which codes hold, is dated law: what is missing or not on a list is a finding of
/// the answer, all of them at once, and no problem. Only another JSON type, an unknown field, no `messageId` or no
/// `facility` is a problem.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CareRequest {
    /// Made by the sender, unique per facility: the same message again gets the same answer.
    message_id: Uuid,
    /// The HCO number; must be the certificate's.
    facility: String,
    /// National number (INSZ).
    ssin: Option<String>,
    /// Whether the sickness fund approved it before the sector joined.
    migration: Option<bool>,
    /// `NEW` or `FOLLOW_UP`.
    request_type: Option<String>,
    /// Of the list `user-status`.
    user_status: Option<String>,
    /// Of the list `accident-codes`.
    accident_code: Option<String>,
    /// Of the list `origin`.
    origin: Option<String>,
    /// Whom the fund can reach: a name, and a phone or an e-mail address.
    contact: Option<Contact>,
    /// The instant at which the stay began, with offset.
    start: Option<String>,
    /// The last day asked for.
    requested_end: Option<String>,
    /// Not needed for a `FOLLOW_UP`.
    medical_report: Option<MedicalReport>,
    /// PVT only: `WITH_INTELLECTUAL_DISABILITY` or `WITHOUT_INTELLECTUAL_DISABILITY`.
    user_type: Option<String>,
    /// Of a migrated `FOLLOW_UP` only.
    previous_stay: Option<PreviousStay>,
    /// Of a migration only.
    insurer_approval: Option<InsurerApproval>,
}

/// Whom the fund can reach.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Contact {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
}

/// The medical report.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct MedicalReport {
    /// DSM-5: a code in the form of ICD-10-CM or ICD-9-CM.
    diagnosis: Option<String>,
    /// NIHDI number of the psychiatrist, 11 digits.
    psychiatrist: Option<String>,
    /// The day of the report.
    date: Option<String>,
}

/// The stay before a migrated follow-up: instants.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PreviousStay {
    start: Option<String>,
    end: Option<String>,
}

/// What the sickness fund approved: civil dates.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InsurerApproval {
    received_on: Option<String>,
    approved_on: Option<String>,
    approved_until: Option<String>,
}

/// A change (wijziging) of an accepted dossier. Which fields count depends on `change`; those of another kind are not read.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ChangeMessage {
    /// Made by the sender, unique per facility: the same message again gets the same answer.
    message_id: Uuid,
    /// The HCO number; must be the certificate's where it stands.
    facility: Option<String>,
    /// The reference of the address, where it stands.
    vsb_reference: Option<String>,
    /// Which change.
    change: ChangeKind,
    /// CONTACT.
    contact: Option<Contact>,
    /// ADMINISTRATIVE: of the list `user-status`.
    user_status: Option<String>,
    /// ADMINISTRATIVE: of the list `accident-codes`.
    accident_code: Option<String>,
    /// ADMINISTRATIVE: of the list `origin`.
    origin: Option<String>,
    /// START_DATE: the instant at which the stay began, with offset.
    start: Option<String>,
    /// EXTENSION: the last day asked for. END, END_CHANGE: the instant at which the stay ended.
    end: Option<String>,
    /// END, END_CHANGE: of the list `end-reason`.
    end_reason: Option<String>,
    /// END, END_CHANGE: of the list `departed-to`.
    departed_to: Option<String>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ChangeKind {
    Contact,
    Administrative,
    StartDate,
    Extension,
    ExtensionCancellation,
    End,
    EndChange,
    EndCancellation,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Outcome {
    /// Accepted.
    Accepted,
    /// The care fund must look at it; its answer comes into the inbox.
    Pending,
    /// Refused.
    Refused,
    /// Waits behind an earlier message of the same dossier; its answer comes into the inbox.
    Queued,
}

/// The answer on a request or a change.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CareAnswer {
    /// The message that is answered.
    message_id: Uuid,
    /// The decision.
    outcome: Outcome,
    /// The reference that changes and invoices name; of a request when it is accepted only.
    vsb_reference: Option<String>,
    /// The first covered day; of an accepted message only.
    covered_start: Option<Date>,
    /// The last covered day (the day before the first when no day is covered); of an accepted message only.
    covered_end: Option<Date>,
    /// The person's fund on the first covered day.
    care_fund: Option<String>,
    /// The person's number of today, when a replaced one was sent.
    ssin_replaced_by: Option<String>,
    /// How the fund is reached: always the first point of contact.
    care_fund_contact: Option<CareFundContact>,
    /// The reason that an employee of the fund gave with a decision.
    reason: Option<String>,
    /// Everything that was found.
    findings: Vec<Finding>,
    /// How to object; with a refusal only.
    objection: Option<Bilingual>,
    /// The hash of the law by which it was judged.
    law: String,
}

/// How a care fund is reached.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CareFundContact {
    phone: Option<String>,
    email: Option<String>,
    website: Option<String>,
}

/// A finding, with all that its reader needs.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Finding {
    /// The check: of the list `checks`.
    code: String,
    /// What it does: `refuse`, `pending` or `note` to a message; in a sending `technical`, `B`, `F`, `R` or `P`.
    effect: String,
    /// A few words.
    title: Bilingual,
    /// The sentence, with its facts.
    text: Bilingual,
    /// What it rests on.
    facts: BTreeMap<String, String>,
    /// The legal sources.
    sources: Vec<String>,
    /// Who must act: `facility` or `care_fund`.
    acts: String,
}

/// A dossier with its messages.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DossierHistory {
    vsb_reference: String,
    state: DossierState,
    /// The start of the stay, as last reported.
    start: Option<Timestamp>,
    /// The reported end of the stay.
    reported_end: Option<Timestamp>,
    covered_start: Option<Date>,
    covered_end: Option<Date>,
    /// The covered periods, in order.
    covered: Vec<Period>,
    /// Gaps between covered periods.
    uncovered: Vec<Period>,
    /// The person's fund today.
    care_fund: Option<String>,
    /// In order of receipt.
    messages: Vec<MessageInHistory>,
}

#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum DossierState {
    Pending,
    Accepted,
    Refused,
    Ended,
}

/// A message of a dossier and where it stands.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MessageInHistory {
    message_id: Uuid,
    /// `REQUEST`, or the word of a change.
    kind: String,
    received_at: Timestamp,
    outcome: Outcome,
    /// The latest answer.
    answer: CareAnswer,
}

/// A line of an answer in JSON lines: the number of the line it answers (from 1; blank ones are skipped), and its answer or
/// what is wrong with it.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredRequestLine {
    line: u64,
    answer: Option<CareAnswer>,
    problem: Option<Problem>,
}

/// The same for a line about a member.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnsweredMemberLine {
    line: u64,
    answer: Option<MembershipAnswer>,
    problem: Option<Problem>,
}

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

/// A name and where it leads.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamedLink {
    name: String,
    href: String,
}

/// What came later, in order, at most a thousand at once.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inbox {
    items: Vec<InboxItem>,
    /// What to ask for as `after` the next time.
    cursor: i64,
}

/// Something that came later.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InboxItem {
    cursor: i64,
    at: Timestamp,
    /// What kind of thing `body` is.
    kind: String,
    body: Value,
}

/// Which lists there are.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lists {
    items: Vec<NamedLink>,
}

/// What a list holds on a day: values, checks, or codes with prices.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListOnDay {
    list: String,
    date: Date,
    items: Vec<ListItem>,
}

#[derive(ToSchema, Deserialize)]
#[serde(untagged)]
pub(crate) enum ListItem {
    Value(ListValue),
    Check(CheckInList),
    Price(Price),
}

/// A value of a list.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListValue {
    code: String,
    text: Bilingual,
    group: Option<Bilingual>,
    attributes: Option<BTreeMap<String, String>>,
    from: Date,
    to: Option<Date>,
    source: String,
}

/// A check.
#[derive(ToSchema, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CheckInList {
    code: String,
    /// Other codes of the same check.
    also: Option<Vec<String>>,
    title: Bilingual,
    text: Bilingual,
    effect: String,
    acts: String,
    from: Date,
    to: Option<Date>,
    source: Vec<String>,
}

/// A performance code and its price.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Price {
    code: String,
    /// `DAY`, `PERSONAL_SHARE`, `COST` or `PREMIUM`.
    kind: String,
    sector: String,
    /// Whether it is the price of the facility that asks alone.
    own: bool,
    /// For this type of user only.
    user_type: Option<String>,
    /// For this income category only.
    income_category: Option<IncomeCategory>,
    period: Period,
    /// The price of one unit; of a `COST` the highest amount payable without a look.
    cents: i64,
    description_nl: Option<String>,
}

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

/// What a delivery of registers changed.
#[derive(ToSchema, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ImportReport {
    new_persons: u64,
    changed_persons: u64,
    memberships: u64,
    premiums: u64,
    facilities: u64,
    recognitions: u64,
    tariffs: u64,
    care_funds: u64,
    replaced_ssins: u64,
}
