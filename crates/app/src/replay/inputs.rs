//! What stands in the journal as the input of a use case, where it has a form of its own.

use identifiers::{CareFundNumber, FacilityId, Month};
use jiff::civil::Date;
use registers::MembershipKind;
use serde::Deserialize;
use store::{ContentHash, DossierState};
use uuid::Uuid;

use crate::tasks::TaskSubject;
use crate::{
    Decision, LinePick, LookFilter, MonthDraft, NewCertificate, NewControlRule, NewPremium, PersonChange, Reason,
    SoftwareOnDays,
};

#[derive(Deserialize)]
pub(super) struct OfPerson {
    pub(super) ssin: String,
    pub(super) date: Date,
}

#[derive(Deserialize)]
pub(super) struct Change {
    pub(super) ssin: String,
    pub(super) change: PersonChange,
}

#[derive(Deserialize)]
pub(super) struct Affiliation {
    pub(super) ssin: String,
    pub(super) fund: CareFundNumber,
    pub(super) kind: MembershipKind,
    pub(super) from: Date,
}

#[derive(Deserialize)]
pub(super) struct Mutation {
    pub(super) ssin: String,
    pub(super) fund: CareFundNumber,
    pub(super) from: Date,
}

#[derive(Deserialize)]
pub(super) struct End {
    pub(super) ssin: String,
    pub(super) fund: CareFundNumber,
    pub(super) to: Date,
}

#[derive(Deserialize)]
pub(super) struct Decided {
    pub(super) dossier: i64,
    pub(super) message: Uuid,
    pub(super) decision: Decision,
    pub(super) reason: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct OfDossier {
    pub(super) dossier: i64,
}

#[derive(Deserialize)]
pub(super) struct OfReference {
    pub(super) reference: String,
}

#[derive(Deserialize)]
pub(super) struct Look {
    pub(super) address: String,
    pub(super) why: Option<Reason>,
}

#[derive(Deserialize)]
pub(super) struct List {
    pub(super) behind: Option<String>,
    pub(super) most: Option<usize>,
}

#[derive(Deserialize)]
pub(super) struct FacilityList {
    pub(super) behind: Option<String>,
    pub(super) state: Option<DossierState>,
    pub(super) most: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Before {
    pub(super) before: Option<i64>,
    pub(super) most: Option<u32>,
}

#[derive(Deserialize)]
pub(super) struct Filled {
    pub(super) month: Month,
}

#[derive(Deserialize)]
pub(super) struct SavedMonth {
    pub(super) month: Month,
    pub(super) version: i64,
    pub(super) draft: MonthDraft,
}

#[derive(Deserialize)]
pub(super) struct Looks {
    pub(super) fund: CareFundNumber,
    pub(super) filter: LookFilter,
}

#[derive(Deserialize)]
pub(super) struct OfBatch {
    pub(super) batch: i64,
}

#[derive(Deserialize)]
pub(super) struct Bank {
    pub(super) batch: i64,
    pub(super) booked: bool,
}

#[derive(Deserialize)]
pub(super) struct OfMonth {
    pub(super) fund: CareFundNumber,
    pub(super) month: Month,
}

#[derive(Deserialize)]
pub(super) struct BankFile {
    pub(super) fund: CareFundNumber,
    pub(super) file: String,
}

#[derive(Deserialize)]
pub(super) struct Reviewed {
    pub(super) batch: i64,
    pub(super) pick: LinePick,
}

#[derive(Deserialize)]
pub(super) struct DecidedLines {
    pub(super) batch: i64,
    pub(super) pick: LinePick,
    pub(super) decision: Decision,
    pub(super) reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FourEyes {
    pub(super) fund: CareFundNumber,
    pub(super) four_eyes: bool,
}

#[derive(Deserialize)]
pub(super) struct AddedRule {
    pub(super) fund: CareFundNumber,
    pub(super) rule: NewControlRule,
}

#[derive(Deserialize)]
pub(super) struct EndedRule {
    pub(super) fund: CareFundNumber,
    pub(super) rule: i64,
}

#[derive(Deserialize)]
pub(super) struct NotedPremium {
    pub(super) ssin: String,
    pub(super) fund: CareFundNumber,
    pub(super) premium: NewPremium,
}

#[derive(Deserialize)]
pub(super) struct Replaced {
    pub(super) replaced: ContentHash,
    pub(super) certificate: NewCertificate,
}

#[derive(Deserialize)]
pub(super) struct Revoked {
    pub(super) fingerprint: ContentHash,
    pub(super) reason: String,
}

#[derive(Deserialize)]
pub(super) struct UsedSoftware {
    pub(super) facility: FacilityId,
    pub(super) software: SoftwareOnDays,
}

#[derive(Deserialize)]
pub(super) struct ClosedTask {
    pub(super) fund: CareFundNumber,
    pub(super) kind: String,
    pub(super) about: TaskSubject,
    pub(super) note: String,
}

#[derive(Deserialize)]
pub(super) struct Pay {
    pub(super) fund: CareFundNumber,
}
