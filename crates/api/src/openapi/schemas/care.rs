//! The forms of care messages, dossiers and the inbox.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::common::{Bilingual, Period, Problem};

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
