//! An answer on a batch as a document: what the files say, in words and numbers, for JSON and for the page that prints.
//!
//! The form is published: `docs/schemas/batch-answer.schema.json`. Fields are added, never taken away or changed in meaning.

use care::AnswerFinding;
use identifiers::{
    BatchId, CareFundNumber, EuroCents, HcoNumber, Month, NihdiNumber, PerformanceCode, StructuredReference,
};
use jiff::Timestamp;
use jiff::civil::Date;
use regulation::Bilingual;

/// An answer on a batch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchAnswer {
    /// The name of the message: 931000, 920999, 920098, 920099 or 920900.
    pub message: &'static str,
    /// The batch, by own number.
    pub batch: BatchId,
    /// Where the batch stood when this answer was made: `ACCEPTED_TECHNICAL`, `REFUSED_TECHNICAL`, `REFUSED`,
    /// `IN_REVIEW`, `DECIDED` or `SETTLED`.
    pub state: &'static str,
    /// The facility, when the file names a known one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facility: Option<AnsweredFacility>,
    /// The care fund.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_fund: Option<CareFundNumber>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub care_fund_name: Option<Bilingual>,
    /// The invoiced month.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// The sending number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sending_number: Option<u16>,
    /// The creation date of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_on: Option<Date>,
    /// The facility's own reference.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// When the file was received.
    pub received_at: Timestamp,
    /// The hash of the bytes received.
    pub input: String,
    /// The hash of the law by which it was judged.
    pub law: String,
    /// The amounts; not in 931000 and 920999, which say nothing of money.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amounts: Option<AnsweredAmounts>,
    /// The share of errors (D5), where the content was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_share: Option<AnsweredShare>,
    /// Everything found, by invoice, position and code; the technical faults of a 920999.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<PlacedFinding>,
    /// Every invoice with its lines: all of them in 920900, those with a finding in 920098 and 920099.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invoices: Vec<AnsweredInvoice>,
    /// The settlement, in 920900.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub settlement: Option<AnsweredSettlement>,
    /// How to object, where something is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objection: Option<Bilingual>,
}

/// The facility of a batch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredFacility {
    /// Its number in the care registry.
    pub hco: HcoNumber,
    /// Its federal number.
    pub nihdi: NihdiNumber,
    /// Its name of today.
    pub name: String,
}

/// Amounts in cents; asked is accepted, refused and open together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredAmounts {
    /// What is asked.
    pub asked_cents: EuroCents,
    /// What is accepted.
    pub accepted_cents: EuroCents,
    /// What is refused.
    pub refused_cents: EuroCents,
    /// What waits for a person.
    pub open_cents: EuroCents,
}

/// The share of errors: invoices and lines that are wrong, of all records 20, 30 and 50.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredShare {
    /// Wrong ones.
    pub errors: u64,
    /// All.
    pub records: u64,
}

/// A finding and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PlacedFinding {
    /// B, F, R or P (billing.md §2); T for a technical fault.
    #[serde(rename = "type")]
    pub letter: char,
    /// The number of the invoice; absent for the whole sending.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invoice: Option<u64>,
    /// The place of the line in its invoice, from 1; absent for the whole invoice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<u32>,
    /// The day of the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<Date>,
    /// The finding, with its sentence, facts, sources and who must act.
    #[serde(flatten)]
    pub finding: AnswerFinding,
}

/// An invoice and what became of it.
#[derive(Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredInvoice {
    /// Its number.
    pub invoice: u64,
    /// Whether it takes lines back.
    pub credit: bool,
    /// The person's number as received: eleven digits.
    pub ssin: String,
    /// The person's name, when known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The reference of the dossier, as received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vsb_reference: Option<String>,
    /// What is asked.
    pub asked_cents: EuroCents,
    /// What is accepted.
    pub accepted_cents: EuroCents,
    /// Its lines, as [`BatchAnswer::invoices`] says which.
    pub lines: Vec<AnsweredLine>,
}

/// The person is masked: a number or name must never reach a log.
impl std::fmt::Debug for AnsweredInvoice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnsweredInvoice")
            .field("invoice", &self.invoice)
            .field("lines", &self.lines)
            .finish_non_exhaustive()
    }
}

/// A line and what became of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredLine {
    /// Its place in the invoice, from 1.
    pub position: u32,
    /// The day of care.
    pub day: Date,
    /// The performance code.
    pub code: PerformanceCode,
    /// What is asked.
    pub asked_cents: EuroCents,
    /// `ACCEPTED`, `REFUSED` or `OPEN`.
    pub outcome: &'static str,
    /// What a person of the fund decided, in 920900.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<AnsweredDecision>,
}

/// What a person of the fund decided of a line. Who it was is the fund's own business.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredDecision {
    /// Whether it was accepted.
    pub accepted: bool,
    /// Why, where a reason was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When.
    pub decided_at: Timestamp,
}

/// The settlement of a batch.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredSettlement {
    /// The structured reference of its payment or debt.
    pub payment_reference: StructuredReference,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// The hash of what was signed: the bytes received and the outcome of every line.
    pub content: String,
    /// What is accepted, before any set-off.
    pub amount_cents: EuroCents,
    /// Debts of the facility that were set off against it (D7).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_off: Vec<AnsweredSetOff>,
    /// What is paid, after set-off; zero where nothing is.
    pub payable_cents: EuroCents,
    /// What the facility owes because the settlement is below zero; zero where it owes nothing.
    pub debt_cents: EuroCents,
}

/// A part of a debt that is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnsweredSetOff {
    /// The reference of the settlement that left the debt behind.
    pub reference: StructuredReference,
    /// How much of it.
    pub cents: EuroCents,
}
