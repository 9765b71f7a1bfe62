//! Use cases: each is one transaction, checked for the right of its actor, and writes one entry in the journal.
//!
//! Nothing here reads a clock: the moment of a use case is part of its [`Context`], given by whoever calls (the
//! command line, the scenario runner, the servers), so that every run can be replayed. Everyone calls these; there
//! is no second way.

mod accounts;
mod actor;
mod answers;
mod attestation;
mod bank_files;

mod batches;
mod care_answers;
mod care_changes;
mod care_messages;
mod care_requests;
mod certificate_holders;
mod certificates;
mod credit_facts;
mod decisions;
mod dossier_history;
mod dossier_page;
mod events;
mod facility_feed;
mod facts;
mod follows;
mod fund_rules;
mod import;
mod insurance;
mod journal;
mod line_decisions;
mod looks;
mod members;
mod originals;
mod page_looks;
mod payment_pages;
mod payments;
mod person_changes;
mod person_page;
mod portal;
mod prices;
mod problem;
mod record;
mod register_tasks;
mod replay;
mod sending_pages;
mod settlements;
mod sign_in;
mod software;
mod tasks;
mod today;
mod told;
mod trail;
mod webhooks;
mod why;
mod worklist;
mod zorgbudget;

use jiff::Timestamp;
use regulation::Law;
use store::{RegisterLock, Store, StoreError, Transaction};

pub use accounts::{AccountView, NewAccount, SecondFactorKey};
pub use actor::{Action, Actor, AgencyRole, FacilityRole, FundRole, NoActor};
pub use answers::{
    AnswerFile, AnsweredAmounts, AnsweredDecision, AnsweredFacility, AnsweredInvoice, AnsweredLine, AnsweredSetOff,
    AnsweredSettlement, AnsweredShare, BatchAnswer, PlacedFinding,
};
pub use attestation::SoftwareCall;
pub use bank_files::{BankFileReport, UnpaidSettlement};

pub use batches::{BatchReport, ReportedFinding, technical_finding};
pub use care_requests::{AnsweredRequest, DossierView};
pub use certificate_holders::CertificateHolder;
pub use certificates::{ANNOUNCED_DAYS, CertificateStanding, NewCertificate};
pub use decisions::{Decision, NotDecided};
pub use dossier_history::{DossierHistory, MessageInHistory};
pub use dossier_page::{
    DOSSIERS_PAGE, DossierAddress, DossierList, DossierPage, EndOnPage, ListedDossier, MessageOnPage, NoAddress,
    PersonOnPage,
};
pub use fund_rules::{ControlSettings, NewControlRule};
pub use import::ImportReport;
pub use insurance::InsuranceAnswer;
pub use journal::JournalReport;
pub use line_decisions::LinePick;
pub use looks::{ListedLook, LookFilter, LookList};
pub use members::{MembershipAnswer, PersonChange};
pub use originals::{JOURNAL_PAGE, JournalLine, JournalPage, Original};
pub use payment_pages::{
    DebtOnPage, ORDERS_PAGE, OrderList, OrderPage, PaymentsPage, UNPAID_PAGE, UnpaidChoice, UnpaidOnPage, UnpaidTotals,
    UnpaidWhich, Urgency,
};
pub use payments::{OrderReport, PaymentFile, TransferReport};
pub use person_page::{NewPremium, PersonBy, PersonPage};
pub use portal::{
    ActionItem, ActionNeeded, Affiliation, AnswerTimes, CellState, CertificatePage, CertificateState, CheckedBatch,
    CostCode, CostOnMonth, CreditChoice, CreditOnMonth, CreditableOnPage, DayPrice, Declaration, DraftCost,
    DraftCredit, EarlierDay, FacilityDossierPage, FacilityNotice, FacilityOnPage, FacilityOverview, FacilityReport,
    FacilitySending, FilledMonth, FoundOnSending, FundMonth, InvoiceMonth, ListedSending, LookedAt, MOST_REQUESTS,
    MonthCell, MonthDraft, MonthRow, NoticeList, OnDay, OwnCertificate, OwnSoftware, PlaceOnSending, PlacesBehind,
    Presence, ReportedRefusal, RequestLine, Resident, SendingList, SendingPart, SentMonth, Told, TrustPage,
};
pub use prices::Price;
pub use problem::{Issue, Problem};
pub use replay::{AnswerDifference, Cents, Change, Difference, ReplayReport, RuleChange, UseCaseCount};
pub use sending_pages::{
    FoundCode, FundSendings, LINES_PAGE, LineOnPage, LinesFilter, SENDINGS_PAGE, SendingPage, SendingsFilter,
    SigningPage, account_of,
};
pub use settlements::SettlementReport;
pub use sign_in::{Person, ProviderPerson, SignIn, code_at};
pub use software::SoftwareOnDays;
pub use tasks::{ClosedTask, TASK_KINDS, TASKS_PAGE, TaskAbout, TaskList, TaskOnPage, TasksFilter};
pub use today::{AGES_DAYS, Found, MonthOfInflow, PaymentsAtGlance, Today, WaitingKind};
pub use trail::{DossierOnTrail, LineOnTrail, MoneyTrail, OrderOnTrail, SettlementOnTrail};
pub use webhooks::{AfterDelivery, Delivered, Delivery, NewSubscription, Subscription};
pub use why::{CameFrom, OWN_REASONS, REASONS, Reason};
pub use worklist::{
    NoPlace, WORKLIST_PAGE, WaitingSending, Whose, Worklist, WorklistFilter, WorklistItem, WorklistPlace,
};
pub use zorgbudget::{ZorgbudgetLine, ZorgbudgetList};

/// The application: a store and the law in force.
pub struct App<'s> {
    store: &'s dyn Store,
    law: Law,
    /// In a replay by another law: where the references come from that were given before.
    references: Option<replay::GivenReferences<'s>>,
}

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// Who.
    pub actor: Actor,
    /// When, by the clock of whoever calls.
    pub at: Timestamp,
}

impl<'s> App<'s> {
    /// An application on a store, judging by a law.
    #[must_use]
    pub fn new(store: &'s dyn Store, law: Law) -> Self {
        Self {
            store,
            law,
            references: None,
        }
    }

    /// Opens the transaction of a use case. No delivery of registers comes between its facts and its entry in the
    /// journal; it locks what else it judges by itself, in the order of [`store::LockRepository`].
    pub(crate) fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let mut tx = self.store.begin()?;
        tx.lock_registers(RegisterLock::Shared)?;
        Ok(tx)
    }

    /// As [`App::begin`], for a use case of a handful of statements that software calls many times a second: its commit
    /// may be shared with others ([`Store::begin_brief`]).
    pub(crate) fn begin_brief(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let mut tx = self.store.begin_brief()?;
        tx.lock_registers(RegisterLock::Shared)?;
        Ok(tx)
    }

    /// As [`App::begin`], for what every sending is judged by (registers, standing rules): alone, so that no sending that is judged
    /// at this moment misses it and stands behind it in the journal.
    pub(crate) fn begin_alone(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        let mut tx = self.store.begin()?;
        tx.lock_registers(RegisterLock::Exclusive)?;
        Ok(tx)
    }

    /// The law in force.
    #[must_use]
    pub const fn law(&self) -> &Law {
        &self.law
    }
}
