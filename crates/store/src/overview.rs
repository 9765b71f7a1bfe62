//! What people look at: lists and sums over several aggregates, a page at a time.
//!
//! Every list is read by key: the next page begins behind the last row of the one before, so that a page costs the same
//! wherever it is.

use identifiers::{
    BatchId, CareFundNumber, DossierId, EuroCents, FacilityId, HcoNumber, MessageRow, Month, OrderId, PerformanceCode,
    PersonId, SectorCode, SettlementId,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::TariffKind;
use regulation::CheckCode;
use uuid::Uuid;

use crate::{
    BatchRecord, BatchState, FindingRow, FundDossier, LineRow, LineState, MessageOutcome, NewOrder, Payable,
    SealedEntry, StoreError,
};

/// Who has taken what is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenBy<'a> {
    /// Whoever, or nobody.
    Anyone,
    /// Nobody.
    Nobody,
    /// This one, as the application names its actors.
    One(&'a str),
    /// Nobody, or this one.
    NobodyOr(&'a str),
}

/// Which messages in beraad are looked for: of persons who are members of the fund on the day.
#[derive(Debug, Clone, Copy)]
pub struct WorklistQuery<'a> {
    /// The fund.
    pub fund: CareFundNumber,
    /// The day on which they are members.
    pub day: Date,
    /// Of this facility only.
    pub facility: Option<FacilityId>,
    /// Of this sector only.
    pub sector: Option<&'a SectorCode>,
    /// By who has taken it.
    pub taken: TakenBy<'a>,
    /// The newest first; else the oldest.
    pub newest_first: bool,
    /// Behind this one, as the page before ended.
    pub behind: Option<(Timestamp, MessageRow)>,
    /// At most so many.
    pub limit: u32,
}

/// A message in beraad.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingItem {
    /// The message, by own number.
    pub message: MessageRow,
    /// The id its sender made: with the facility's number it leads to the dossier.
    pub message_id: Uuid,
    /// A request, or the word of a change.
    pub kind: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// The latest answer, as JSON.
    pub latest: String,
    /// Its dossier.
    pub dossier: DossierId,
    /// The sector of the dossier.
    pub sector: SectorCode,
    /// Whom it is about.
    pub person: PersonId,
    /// The person's name, where known.
    pub person_name: Option<String>,
    /// The facility's number in the care registry, of today.
    pub hco: HcoNumber,
    /// The facility's name, of today.
    pub facility_name: String,
    /// Who has taken it to decide.
    pub taken_by: Option<String>,
}

/// Whose sendings are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendingsOf {
    /// Those for a fund.
    Fund(CareFundNumber),
    /// Those of a facility.
    Facility(FacilityId),
}

/// Which sendings are looked for.
#[derive(Debug, Clone, Copy)]
pub struct SendingsQuery<'a> {
    /// Whose.
    pub of: SendingsOf,
    /// Of this facility only.
    pub facility: Option<FacilityId>,
    /// Of facilities that are in this sector today only.
    pub sector: Option<&'a SectorCode>,
    /// For this fund only.
    pub fund: Option<CareFundNumber>,
    /// Of this month only.
    pub month: Option<Month>,
    /// In this state only.
    pub state: Option<BatchState>,
    /// By who has taken it.
    pub taken: TakenBy<'a>,
    /// The oldest first; else the newest.
    pub oldest_first: bool,
    /// Behind this one, as the page before ended.
    pub behind: Option<BatchId>,
    /// At most so many.
    pub limit: u32,
}

/// A facility as lists name it, of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityName {
    /// Own number.
    pub id: FacilityId,
    /// Its number in the care registry.
    pub hco: HcoNumber,
    /// Its name.
    pub name: String,
    /// Its sector.
    pub sector: SectorCode,
}

/// A sending in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedSending {
    /// The sending.
    pub sending: BatchRecord,
    /// Who sent it, when that is known.
    pub facility: Option<FacilityName>,
}

/// How many sendings stand in a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendingCount {
    /// The state.
    pub state: BatchState,
    /// How many.
    pub sendings: u64,
    /// Their open lines.
    pub open_lines: u64,
    /// What is accepted in them.
    pub accepted: EuroCents,
    /// When the oldest of them was received.
    pub oldest: Timestamp,
}

/// What the lines of a sending in one state add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineTotal {
    /// The state.
    pub state: LineState,
    /// How many.
    pub lines: u64,
    /// Their amounts.
    pub amount: EuroCents,
}

/// What was found under one code in a sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingTotal {
    /// The sending.
    pub batch: BatchId,
    /// The code.
    pub code: CheckCode,
    /// How many times.
    pub findings: u64,
    /// Of how many of those the line is open.
    pub open: u64,
    /// The amounts of the lines (of a finding on a whole invoice: of all its lines).
    pub amount: EuroCents,
}

/// Which lines of a sending are looked for.
#[derive(Debug, Clone, Default)]
pub struct LinesQuery {
    /// In this state only.
    pub state: Option<LineState>,
    /// With this finding only, on the line or on its invoice.
    pub finding: Option<CheckCode>,
    /// Of this invoice only.
    pub invoice: Option<u64>,
    /// Behind this invoice and position, as the page before ended.
    pub behind: Option<(u64, u32)>,
    /// At most so many.
    pub limit: u32,
}

/// A day that was invoiced on a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DossierDay {
    /// The day.
    pub day: Date,
    /// The performance code.
    pub code: PerformanceCode,
    /// What the code stands for, when a tariff names it.
    pub kind: Option<TariffKind>,
    /// The amount asked.
    pub amount: EuroCents,
    /// Where the line stands.
    pub state: LineState,
    /// Whether another line takes it back.
    pub is_taken_back: bool,
    /// The sending.
    pub batch: BatchId,
    /// Where the sending stands.
    pub batch_state: BatchState,
    /// The invoice.
    pub invoice: u64,
    /// The place in it.
    pub position: u32,
}

/// An order in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    /// Own number.
    pub id: OrderId,
    /// What was ordered; its settlements are left out.
    pub order: NewOrder,
    /// How many transfers it had.
    pub transfers: u64,
    /// How many of them are booked.
    pub booked: u64,
    /// How many are at the bank in it now.
    pub at_bank: u64,
}

/// The last answer of the bank on a transfer that it rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    /// The settlement.
    pub settlement: SettlementId,
    /// Why, by the bank's code or words.
    pub reason: Option<String>,
    /// When it was recorded.
    pub at: Timestamp,
}

/// What came in over a stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inflow {
    /// Its place in what was asked.
    pub stretch: usize,
    /// How messages were answered at once, and how many.
    pub messages: Vec<(MessageOutcome, u64)>,
    /// How many sendings came.
    pub sendings: u64,
    /// What they asked.
    pub asked: EuroCents,
}

/// Lists and sums for people.
pub trait OverviewRepository {
    /// Messages in beraad, by when they were received.
    fn worklist(&mut self, query: &WorklistQuery<'_>) -> Result<Vec<WaitingItem>, StoreError>;

    /// Sendings, in order of their number.
    fn sendings(&mut self, query: &SendingsQuery<'_>) -> Result<Vec<ListedSending>, StoreError>;

    /// How many sendings of each state, by the word of the state.
    fn count_sendings(&mut self, of: SendingsOf) -> Result<Vec<SendingCount>, StoreError>;

    /// The lines of a sending by state, by the word of the state.
    fn line_totals(&mut self, batch: BatchId) -> Result<Vec<LineTotal>, StoreError>;

    /// The findings of sendings, by sending and code.
    fn finding_totals(&mut self, batches: &[BatchId]) -> Result<Vec<FindingTotal>, StoreError>;

    /// Lines of a sending, by invoice and position.
    fn lines_page(&mut self, batch: BatchId, query: &LinesQuery) -> Result<Vec<LineRow>, StoreError>;

    /// The findings on these invoices of a sending and on their lines, by invoice, position and code.
    fn findings_of_invoices(&mut self, batch: BatchId, invoices: &[u64]) -> Result<Vec<FindingRow>, StoreError>;

    /// What a facility invoiced on a dossier of a person, from a month of care on, by day.
    fn dossier_days(
        &mut self,
        dossier: DossierId,
        facility: FacilityId,
        person: PersonId,
        from: Month,
    ) -> Result<Vec<DossierDay>, StoreError>;

    /// All dossiers of a person, newest first. `member_until` is left out.
    fn dossiers_of_person(&mut self, person: PersonId) -> Result<Vec<FundDossier>, StoreError>;

    /// Facilities by own number, in order of number; an unknown one is left out.
    fn facility_names(&mut self, ids: &[FacilityId]) -> Result<Vec<FacilityName>, StoreError>;

    /// At most so many facilities whose name holds a text, in whatever case, by name.
    fn facilities_named(&mut self, text: &str, limit: u32) -> Result<Vec<FacilityName>, StoreError>;

    /// Orders of a fund that came before one (`None`: the newest), newest first.
    fn orders_of_fund(
        &mut self,
        fund: CareFundNumber,
        before: Option<OrderId>,
        limit: u32,
    ) -> Result<Vec<ListedOrder>, StoreError>;

    /// The payables that an order paid, oldest settlement first, as they stand now. One that was rejected and ordered
    /// anew names its newest order.
    fn payables_of_order(&mut self, order: OrderId) -> Result<Vec<Payable>, StoreError>;

    /// The last rejection of each of these settlements, where there is one, by settlement.
    fn last_rejections(&mut self, settlements: &[SettlementId]) -> Result<Vec<Rejection>, StoreError>;

    /// What came in for a fund over each of these stretches of time (from, until), in order.
    fn inflow(&mut self, fund: CareFundNumber, stretches: &[(Timestamp, Timestamp)])
    -> Result<Vec<Inflow>, StoreError>;

    /// At most so many sealed entries of the journal about a subject, before one (`None`: the newest), newest first.
    fn entries_about(&mut self, subject: &str, before: Option<i64>, limit: u32)
    -> Result<Vec<SealedEntry>, StoreError>;
}
