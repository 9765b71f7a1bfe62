//! What the people of a facility look at and keep in the portal: their dossiers and sendings page by page, what was
//! refused, the month they are filling in, and their declarations.

use identifiers::{BatchId, DossierId, FacilityId, Month, PersonId};
use jiff::Timestamp;
use registers::TariffKind;
use regulation::CheckCode;
use uuid::Uuid;

use crate::{BatchRecord, DossierMessage, DossierRecord, DossierState, InboxEntry, LineState, StoreError};

/// A dossier of a facility, with what a list of them names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacilityDossier {
    /// The dossier.
    pub dossier: DossierRecord,
    /// The id of the message that made it.
    pub message_id: Uuid,
    /// The person's name, where known.
    pub person_name: Option<String>,
}

/// Which dossiers of a facility are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DossierFilter {
    /// All.
    All,
    /// Those in one state.
    State(DossierState),
}

/// The month that a facility is filling in, as its people left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftRow {
    /// Raised by one at every save, from 1.
    pub version: i64,
    /// What was changed by hand, as JSON of the application.
    pub content: String,
    /// Who saved it last, as the application names its actors.
    pub saved_by: String,
    /// When.
    pub saved_at: Timestamp,
}

/// A declaration on the Circle of Trust (verklaring op eer).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeclarationRow {
    /// Which version of the text was signed.
    pub text_version: String,
    /// Name of who declares for the facility.
    pub name: String,
    /// Their function.
    pub function: String,
    /// The account that declared, as the application names its actors.
    pub declared_by: String,
    /// When.
    pub declared_at: Timestamp,
}

/// Lines of a facility's sendings, added up: of one month of sending, one kind and one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineSum {
    /// The month of the sending.
    pub month: Month,
    /// What the code stands for, where a tariff names it.
    pub kind: Option<TariffKind>,
    /// Where the lines stand.
    pub state: LineState,
    /// How many.
    pub count: u64,
    /// Their amounts, added up.
    pub cents: i64,
}

/// Findings of a facility's sendings, added up: of one month of sending and one code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingSum {
    /// The month of the sending.
    pub month: Month,
    /// The code.
    pub code: CheckCode,
    /// How many findings.
    pub count: u64,
    /// The amounts of the lines that carry them, added up; 0 for those of an invoice or a whole sending.
    pub cents: i64,
}

/// The portal of facilities.
pub trait DeskRepository {
    /// The dossiers of a facility that came before one (`None`: the newest), newest first and at most so many. A
    /// dossier that no message made is left out.
    fn dossiers_at(
        &mut self,
        facility: FacilityId,
        filter: DossierFilter,
        before: Option<DossierId>,
        limit: u32,
    ) -> Result<Vec<FacilityDossier>, StoreError>;

    /// The dossiers of a facility that are pending, or accepted without a reported end, in order of receipt.
    fn open_dossiers_at(&mut self, facility: FacilityId) -> Result<Vec<FacilityDossier>, StoreError>;

    /// The messages of a facility that are refused and were received since a moment, newest first and at most so many,
    /// with the dossier that each made or concerns.
    fn refused_messages(
        &mut self,
        facility: FacilityId,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<(DossierId, DossierMessage)>, StoreError>;

    /// At most `limit` entries of a facility's inbox before a number (`None`: the newest), newest first.
    fn inbox_before(
        &mut self,
        facility: FacilityId,
        before: Option<i64>,
        limit: u32,
    ) -> Result<Vec<InboxEntry>, StoreError>;

    /// The dossiers that messages of a facility made or concern, with their persons; an unknown message is left out.
    fn dossiers_of_messages(
        &mut self,
        facility: FacilityId,
        messages: &[Uuid],
    ) -> Result<Vec<(Uuid, DossierId, Option<PersonId>)>, StoreError>;

    /// The batches of a facility that came before one (`None`: the newest), newest first and at most so many; of one
    /// month of sending, or of any.
    fn batches_at(
        &mut self,
        facility: FacilityId,
        month: Option<Month>,
        before: Option<BatchId>,
        limit: u32,
    ) -> Result<Vec<BatchRecord>, StoreError>;

    /// The sending numbers that a facility used for files created in the year, in order: those that may not be used again.
    /// That of a file that was refused technically may be (100721).
    fn used_sending_numbers(&mut self, facility: FacilityId, year: i16) -> Result<Vec<u16>, StoreError>;

    /// The lines of a facility's sendings of these months (both included), added up.
    fn line_sums(&mut self, facility: FacilityId, from: Month, to: Month) -> Result<Vec<LineSum>, StoreError>;

    /// The findings of a facility's sendings of these months (both included), added up: the amounts of the lines they
    /// stand at, or of the invoice where one is about it as a whole.
    fn finding_sums(&mut self, facility: FacilityId, from: Month, to: Month) -> Result<Vec<FindingSum>, StoreError>;

    /// When the dossiers of a facility that were received from one moment up to another were received and decided.
    fn dossier_times(
        &mut self,
        facility: FacilityId,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Vec<(DossierState, Timestamp, Option<Timestamp>)>, StoreError>;

    /// When the sendings of a facility of these months (both included) that were not refused were received and signed.
    fn batch_times(
        &mut self,
        facility: FacilityId,
        from: Month,
        to: Month,
    ) -> Result<Vec<(Month, Timestamp, Option<Timestamp>)>, StoreError>;

    /// The month that a facility is filling in, if anything of it was saved.
    fn draft(&mut self, facility: FacilityId, month: Month) -> Result<Option<DraftRow>, StoreError>;

    /// Saves a month; its version must be the one behind what is kept (1 where nothing is). `false` when it is not:
    /// somebody else saved meanwhile.
    fn save_draft(&mut self, facility: FacilityId, month: Month, draft: &DraftRow) -> Result<bool, StoreError>;

    /// Keeps a declaration.
    fn insert_declaration(&mut self, facility: FacilityId, declaration: &DeclarationRow) -> Result<(), StoreError>;

    /// The declarations of a facility, newest first.
    fn declarations(&mut self, facility: FacilityId) -> Result<Vec<DeclarationRow>, StoreError>;
}
