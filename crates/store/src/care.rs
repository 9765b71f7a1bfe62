//! Care messages and the dossiers they make.

use identifiers::{
    CareFundNumber, DossierId, FacilityId, HcoNumber, MessageRow, Month, Period, PersonId, SectorCode, VsbReference,
};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::UserType;
use uuid::Uuid;

use crate::{ContentHash, StoreError};

/// A message to be kept with its answer.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// Who sent it.
    pub facility: FacilityId,
    /// The id its sender made.
    pub message_id: Uuid,
    /// Hash of its content after parsing: the same id with other content is a conflict.
    pub content: ContentHash,
    /// The bytes as received.
    pub input: ContentHash,
    /// When it was received.
    pub received_at: Timestamp,
    /// The answer given, as JSON.
    pub answer: String,
    /// What kind of message: a request, or the word of a change.
    pub kind: String,
    /// The dossier it made or concerns; `None` when its reference is unknown.
    pub dossier: Option<DossierId>,
    /// Where it stands.
    pub outcome: MessageOutcome,
    /// The person's fund as the answer names it: whose inflow it counts in.
    pub fund: Option<CareFundNumber>,
    /// The law it was judged by.
    pub law: [u8; 32],
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum MessageOutcome {
    /// Accepted.
    Accepted,
    /// In beraad.
    Pending,
    /// Refused.
    Refused,
    /// Waits for an earlier message of its dossier.
    Queued,
}

impl MessageOutcome {
    /// The word kept in the store and shown in answers.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accepted => "ACCEPTED",
            Self::Pending => "PENDING",
            Self::Refused => "REFUSED",
            Self::Queued => "QUEUED",
        }
    }

    /// The outcome of a word.
    pub fn from_word(word: &str) -> Result<Self, StoreError> {
        [Self::Accepted, Self::Pending, Self::Refused, Self::Queued]
            .into_iter()
            .find(|outcome| outcome.word() == word)
            .ok_or_else(|| StoreError::Corrupt("a message with an unknown outcome".into()))
    }
}

/// A message of a dossier, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierMessage {
    /// Own number: messages of a dossier are in order of receipt by it.
    pub row: MessageRow,
    /// The id its sender made.
    pub message_id: Uuid,
    /// A request, or the word of a change.
    pub kind: String,
    /// The bytes as received.
    pub input: ContentHash,
    /// When it was received.
    pub received_at: Timestamp,
    /// Where it stands.
    pub outcome: MessageOutcome,
    /// The first answer, as JSON: given again whenever the same message comes again.
    pub answer: String,
    /// The latest answer, as JSON.
    pub latest: String,
}

/// How a dossier stands after a decision or a change.
#[derive(Debug, Clone)]
pub struct DossierUpdate {
    /// Where it stands.
    pub state: DossierState,
    /// Given at acceptance.
    pub reference: Option<VsbReference>,
    /// The start of the stay.
    pub start: Option<Timestamp>,
    /// The reported end.
    pub reported_end: Option<Timestamp>,
    /// The periods approved (or that would be, while pending), in order.
    pub approved: Vec<Period>,
    /// The last approved day; the day before the first when no day is approved.
    pub approved_until: Option<Date>,
    /// The dossier in the rules' own form, as JSON.
    pub content: Option<String>,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// What is needed to answer a message that came before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredMessage {
    /// Hash of its content after parsing.
    pub content: ContentHash,
    /// The answer that was given, as JSON.
    pub answer: String,
}

/// Where a dossier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DossierState {
    /// In beraad.
    Pending,
    /// Accepted: days can be invoiced.
    Accepted,
    /// Refused.
    Refused,
    /// Accepted, and its end was reported.
    Ended,
}

impl DossierState {
    /// The word kept in the store and shown in answers.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Accepted => "ACCEPTED",
            Self::Refused => "REFUSED",
            Self::Ended => "ENDED",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Result<Self, StoreError> {
        [Self::Pending, Self::Accepted, Self::Refused, Self::Ended]
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| StoreError::Corrupt("a dossier in an unknown state".into()))
    }
}

/// A dossier as its request made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewDossier {
    /// The facility that asked.
    pub facility: FacilityId,
    /// Its sector at that moment.
    pub sector: SectorCode,
    /// Whom it is about; `None` when the member register does not know the number (the request is refused).
    pub person: Option<PersonId>,
    /// Where it stands.
    pub state: DossierState,
    /// Given at acceptance.
    pub reference: Option<VsbReference>,
    /// The start of the stay, where the request gave one.
    pub start: Option<Timestamp>,
    /// The periods approved, or that would be if it were accepted; empty for none.
    pub approved: Vec<Period>,
    /// The last approved day (or that would be, while pending); the day before the first when no day is approved.
    pub approved_until: Option<Date>,
    /// Whether it came over from the sickness funds.
    pub migration: bool,
    /// The type of user, where the sector asks for it.
    pub user_type: Option<UserType>,
    /// The dossier in the rules' own form, as JSON; `None` when refused.
    pub content: Option<String>,
    /// When the request was received.
    pub received_at: Timestamp,
    /// When it was decided, if it was.
    pub decided_at: Option<Timestamp>,
}

/// A dossier as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierRecord {
    /// Own number.
    pub id: DossierId,
    /// The facility.
    pub facility: FacilityId,
    /// Its sector.
    pub sector: SectorCode,
    /// Whom it is about.
    pub person: Option<PersonId>,
    /// Where it stands.
    pub state: DossierState,
    /// Its reference, once accepted.
    pub reference: Option<VsbReference>,
    /// The start of the stay.
    pub start: Option<Timestamp>,
    /// The reported end of the stay.
    pub reported_end: Option<Timestamp>,
    /// The periods approved (or that would be, while pending), in order.
    pub approved: Vec<Period>,
    /// The last approved day (or that would be, while pending); the day before the first when no day is approved.
    pub approved_until: Option<Date>,
    /// Whether it came over from the sickness funds.
    pub migration: bool,
    /// The type of user.
    pub user_type: Option<UserType>,
    /// The dossier in the rules' own form, as JSON.
    pub content: Option<String>,
    /// The employee who has taken it to decide, as the application names its actors.
    pub taken_by: Option<String>,
    /// When the request was received.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// A dossier of a person who is or was a member of a fund, with what a list of them names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FundDossier {
    /// The dossier.
    pub dossier: DossierRecord,
    /// The id of the message that made it.
    pub message_id: Uuid,
    /// The facility's number in the care registry, of today.
    pub hco: HcoNumber,
    /// The facility's name, of today.
    pub facility_name: String,
    /// The person's name, where known.
    pub person_name: Option<String>,
    /// The last day of the person's memberships of the fund that had begun; `None` when one is open.
    pub member_until: Option<Date>,
}

/// Messages and dossiers.
pub trait CareRepository {
    /// A message of a facility by its id.
    fn message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<StoredMessage>, StoreError>;

    /// Keeps a message with its answer. The same id a second time is a [`StoreError::Conflict`].
    fn insert_message(&mut self, message: &NewMessage) -> Result<MessageRow, StoreError>;

    /// The next serial number for a VSB reference.
    fn next_reference_serial(&mut self) -> Result<u64, StoreError>;

    /// Keeps a new dossier. A reference that another dossier has is a [`StoreError::Conflict`].
    fn insert_dossier(&mut self, dossier: &NewDossier) -> Result<DossierId, StoreError>;

    /// Keeps a dossier as it now stands. A reference that another dossier has is a [`StoreError::Conflict`].
    fn update_dossier(&mut self, id: DossierId, update: &DossierUpdate) -> Result<(), StoreError>;

    /// Says who has taken a dossier to decide (`None`: released); `false` when another has it.
    fn take_dossier(&mut self, id: DossierId, by: Option<&str>, from: Option<&str>) -> Result<bool, StoreError>;

    /// A dossier by its reference.
    fn dossier_by_reference(&mut self, reference: VsbReference) -> Result<Option<DossierRecord>, StoreError>;

    /// All messages of a dossier, in order of receipt.
    fn messages_of(&mut self, dossier: DossierId) -> Result<Vec<DossierMessage>, StoreError>;

    /// The messages of a dossier that are pending or queued, in order of receipt.
    fn waiting_messages(&mut self, dossier: DossierId) -> Result<Vec<DossierMessage>, StoreError>;

    /// The dossiers with a pending message, of these persons.
    fn waiting_dossiers(&mut self, persons: &[PersonId]) -> Result<Vec<DossierId>, StoreError>;

    /// Answers a message that waited: where it now stands, and its latest answer.
    fn answer_message(&mut self, row: MessageRow, outcome: MessageOutcome, answer: &str) -> Result<(), StoreError>;

    /// The days of accepted lines of a dossier, in the months given.
    fn billed_days(&mut self, dossier: DossierId, person: PersonId, months: &[Month]) -> Result<Vec<Date>, StoreError>;

    /// A dossier by its own number.
    fn dossier(&mut self, id: DossierId) -> Result<Option<DossierRecord>, StoreError>;

    /// All dossiers of these persons, at any facility, that are pending, accepted or ended.
    fn stays_of(&mut self, persons: &[PersonId]) -> Result<Vec<DossierRecord>, StoreError>;

    /// All dossiers of a facility that are pending, accepted or ended, in order of receipt.
    fn stays_at(&mut self, facility: FacilityId) -> Result<Vec<DossierRecord>, StoreError>;

    /// Those of them that have an approved day, or would have one, in a period; an earlier end of the stay may leave it
    /// without. In order of receipt.
    fn stays_between(&mut self, facility: FacilityId, days: Period) -> Result<Vec<DossierRecord>, StoreError>;

    /// At most `limit` persons behind number `after`, in order, who have an accepted or ended dossier in one of these
    /// sectors with an approved period that touches the month.
    fn persons_staying(
        &mut self,
        sectors: &[SectorCode],
        month: Month,
        after: PersonId,
        limit: u32,
    ) -> Result<Vec<PersonId>, StoreError>;

    /// The dossiers that came before one (`None`: the newest), newest first and at most so many, of persons of whom a
    /// membership of the fund had begun on the day. A dossier that no message made is left out.
    fn dossiers_of_fund(
        &mut self,
        fund: CareFundNumber,
        day: Date,
        before: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<FundDossier>, StoreError>;

    /// The dossier that a message of a facility made or concerns.
    fn dossier_of_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<DossierId>, StoreError>;

    /// How many dossiers stand in each state.
    fn count_dossiers(&mut self) -> Result<Vec<(DossierState, u64)>, StoreError>;
}
