//! Repository traits: what the application keeps, whatever keeps it.
//!
//! A [`Store`] hands out a [`Transaction`]; a transaction is all repositories at once, one trait per
//! aggregate. One use case is one transaction: what it writes appears together at `commit`, or not at all
//! when the transaction is dropped.
//!
//! Traits speak in sets: facts of a whole batch are asked in one call and written in one call, so that the
//! number of statements does not grow with the number of lines. No rule lives here or below.

mod accounts;
mod batches;
mod care;
#[cfg(feature = "contract")]
pub mod contract;
pub mod copy;
mod credits;
mod debts;
mod desk;
mod events;
mod hash;
mod journal;
mod later;
mod locks;
mod overview;
mod pages;
mod registers;
mod reviews;
mod settlements;
mod trust;
pub mod values;
mod webhooks;

pub use accounts::{
    AccountRecord, AccountRepository, KnownSession, LookQuery, LookRow, Looker, NewLook, SessionRecord,
};
pub use batches::{
    BatchRecord, BatchRepository, BatchState, BilledQuery, FindingRow, GuardRow, GuardedDays, InvoiceRow, LineRow,
    LineState, NewBatch, PaidDay,
};
pub use care::{
    CareRepository, DossierMessage, DossierRecord, DossierState, DossierUpdate, FundDossier, MessageOutcome,
    NewDossier, NewMessage, StoredMessage,
};
pub use copy::CopyRepository;
pub use credits::{CreditRepository, CreditRow, CreditableLine, EarlierInvoiceRow, LinePlace};
pub use debts::{BankAnswerRow, DebtRepository, OpenDebt, SetOff};
pub use desk::{DeclarationRow, DeskRepository, DossierFilter, DraftRow, FacilityDossier, FindingSum, LineSum};
pub use events::{EventRepository, FundEvent};
pub use hash::{ContentHash, NoHash};
pub use journal::{JournalEntry, JournalRepository, SealedEntry, seal};
pub use later::{InboxEntry, Job, LaterRepository, TaskEnd, TaskRow, TasksQuery};
pub use locks::{LockRepository, RegisterLock};
pub use overview::{
    DossierDay, FacilityName, FindingTotal, Inflow, LineTotal, LinesQuery, ListedOrder, ListedSending,
    OverviewRepository, Rejection, SendingCount, SendingsOf, SendingsQuery, TakenBy, WaitingItem, WorklistQuery,
};
pub use pages::{
    LineChange, LineChanges, PageRepository, RequestOfDossier, TermStart, UnpaidFilter, UnpaidOrder, UnpaidQuery,
    UnpaidTotal, WaitingCount, by_kind,
};
pub use registers::{FacilityRecord, MembershipSet, NewPerson, PremiumRecord, RegisterRepository, TariffKey};
pub use reviews::{BatchSums, ControlRule, LineDecisionRow, ReviewRepository};
pub use settlements::{
    NewOrder, NewSettlement, OrderRecord, Payable, PayableState, SettlementRecord, SettlementRepository,
};
pub use trust::{AttestedSoftware, BoundCertificate, CertificateEnd, CertificateOwner, SoftwareInUse, TrustRepository};

pub use webhooks::{
    NewWebhook, WebhookEntry, WebhookOwner, WebhookProgress, WebhookRecord, WebhookRepository, WebhookSecret,
};

use identifiers::Month;

/// What can go wrong in a store. Never carries the content of a row: errors are logged.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The store cannot be reached or is busy for longer than it may be; the call can be made again.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// A unique key that guards an invariant (a paid day, a message id) was violated by another writer.
    #[error("another writer came first: {guard}")]
    Conflict {
        /// Which guard.
        guard: &'static str,
    },
    /// What is stored cannot be understood: an unknown word, a schema of another version, a broken number.
    #[error("the store holds what this version does not understand: {0}")]
    Corrupt(String),
    /// Anything else: a fault of ours.
    #[error("the store failed: {0}")]
    Fault(String),
}

/// Something that keeps everything the application knows.
pub trait Store: Send + Sync {
    /// Opens a transaction that may write. Writers of one store may wait for each other.
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// Opens a transaction of a handful of statements, such as many callers want at the same time. It may share its commit
    /// with others that come while it works: each sees what those before it wrote, each is kept or undone alone, and
    /// none ends (committed or dropped) before all that it saw is durable. Where the shared commit fails, all that were
    /// to be kept fail with it.
    ///
    /// A store that makes many commits durable at once by itself has nothing to do here.
    fn begin_brief(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        self.begin()
    }

    /// Does work that begins several brief transactions one after the other, by the store that it is handed: they need not
    /// wait for their shared commit one by one, but are durable when this returns. So nothing that they answered may
    /// leave before, and none of it where this fails.
    ///
    /// # Errors
    /// A commit failed: of what was to be kept nobody knows.
    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError>;

    /// Opens a transaction that only reads and sees the store as it is now, whatever others commit meanwhile.
    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError>;

    /// Gives every entry of the journal that is committed its number and its place in the chain. To be called before
    /// the journal is read: [`JournalRepository::entries_after`] gives sealed entries. A store whose writers wait for
    /// each other seals at once, and has nothing to do here.
    fn seal_journal(&self) -> Result<(), StoreError>;

    /// Makes room for lines of these months ahead of the transaction that brings them. A store without such rooms has
    /// nothing to do; one with them makes what is missing in the transaction itself at the latest.
    fn prepare_months(&self, months: &[Month]) -> Result<(), StoreError>;

    /// How many statements were sent to the database since it was opened: for measurements.
    fn statements(&self) -> u64;

    /// Whether writers work side by side. Then a list that was read while another wrote may show the moment before
    /// that write, and stand behind it in the journal.
    fn writes_side_by_side(&self) -> bool {
        false
    }
}

/// All repositories in one transaction. Dropping it without [`Transaction::commit`] undoes everything.
pub trait Transaction:
    LockRepository
    + RegisterRepository
    + CareRepository
    + LaterRepository
    + EventRepository
    + BatchRepository
    + CreditRepository
    + ReviewRepository
    + SettlementRepository
    + DebtRepository
    + DeskRepository
    + AccountRepository
    + TrustRepository
    + WebhookRepository
    + JournalRepository
    + OverviewRepository
    + PageRepository
    + CopyRepository
{
    /// Makes everything written in this transaction durable and visible, at once.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}

impl<S: Store + ?Sized> Store for Box<S> {
    fn begin(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin()
    }

    fn begin_brief(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin_brief()
    }

    fn together(&self, work: &mut dyn FnMut(&dyn Store)) -> Result<(), StoreError> {
        (**self).together(work)
    }

    fn begin_snapshot(&self) -> Result<Box<dyn Transaction + '_>, StoreError> {
        (**self).begin_snapshot()
    }

    fn seal_journal(&self) -> Result<(), StoreError> {
        (**self).seal_journal()
    }

    fn prepare_months(&self, months: &[Month]) -> Result<(), StoreError> {
        (**self).prepare_months(months)
    }

    fn statements(&self) -> u64 {
        (**self).statements()
    }

    fn writes_side_by_side(&self) -> bool {
        (**self).writes_side_by_side()
    }
}
