//! Care messages and the dossiers they make.

use identifiers::{DossierId, FacilityId, MessageRow, Period, PersonId, SectorCode, VsbReference};
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
    /// The dossier it made or concerns.
    pub dossier: DossierId,
    /// The law it was judged by.
    pub law: [u8; 32],
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
#[derive(Debug, Clone)]
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
    /// What the request said beside, as JSON of the rules' own form; `None` when refused.
    pub terms: Option<String>,
    /// When the request was received.
    pub received_at: Timestamp,
    /// When it was decided, if it was.
    pub decided_at: Option<Timestamp>,
}

/// A dossier as it stands.
#[derive(Debug, Clone)]
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
    /// What the request said beside, as JSON of the rules' own form.
    pub terms: Option<String>,
    /// When the request was received.
    pub received_at: Timestamp,
    /// When it was decided.
    pub decided_at: Option<Timestamp>,
}

/// Messages and dossiers.
pub trait CareRepository {
    /// A message of a facility by its id.
    fn message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<StoredMessage>, StoreError>;

    /// Keeps a message with its answer. The same id a second time is a [`StoreError::Conflict`].
    fn insert_message(&mut self, message: &NewMessage) -> Result<MessageRow, StoreError>;

    /// The next serial number for a VSB reference.
    fn next_reference_serial(&mut self) -> Result<u64, StoreError>;

    /// Keeps a new dossier.
    fn insert_dossier(&mut self, dossier: &NewDossier) -> Result<DossierId, StoreError>;

    /// A dossier by its own number.
    fn dossier(&mut self, id: DossierId) -> Result<Option<DossierRecord>, StoreError>;

    /// All dossiers of these persons, at any facility, that are pending, accepted or ended.
    fn stays_of(&mut self, persons: &[PersonId]) -> Result<Vec<DossierRecord>, StoreError>;

    /// The dossier that a message of a facility made or concerns.
    fn dossier_of_message(&mut self, facility: FacilityId, message_id: Uuid) -> Result<Option<DossierId>, StoreError>;

    /// How many dossiers stand in each state.
    fn count_dossiers(&mut self) -> Result<Vec<(DossierState, u64)>, StoreError>;
}
