//! Accounts of people, their sessions, and their looks at persons.

use std::fmt;

use identifiers::{CareFundNumber, DossierId, FacilityId, HcoNumber, PersonId};
use jiff::Timestamp;
use uuid::Uuid;

use crate::{ContentHash, StoreError};

/// An account of a person.
#[derive(Clone, PartialEq, Eq)]
pub struct AccountRecord {
    /// Own number.
    pub id: i64,
    /// The name by which one signs in.
    pub name: String,
    /// The name that is shown.
    pub display_name: String,
    /// The fund, of an employee of one.
    pub fund: Option<CareFundNumber>,
    /// The facility, of an employee of one.
    pub facility: Option<FacilityId>,
    /// The word of the role.
    pub role: String,
    /// The identity provider that vouches for it; `None` for one that signs in with a password.
    pub provider: Option<String>,
    /// The hash of the password, with its parameters and salt (PHC text); `None` when there is none.
    pub password: Option<String>,
    /// The secret of the second factor; `None` when there is none.
    pub second_factor: Option<Vec<u8>>,
    /// The time step of the last code that was used.
    pub last_step: Option<i64>,
    /// Attempts in a row that failed.
    pub failures: u32,
    /// Until when nobody signs in with it.
    pub locked_until: Option<Timestamp>,
    /// Since when it is out of use.
    pub disabled_at: Option<Timestamp>,
}

/// Without the secrets.
impl fmt::Debug for AccountRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountRecord")
            .field("id", &self.id)
            .field("name", &self.name)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

/// A session, known by the hash of its token alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// The hash of the token.
    pub token: ContentHash,
    /// Whose: own number of the account.
    pub account: i64,
    /// Whether everything that is asked for was given; before that it only remembers that the password was right.
    pub is_whole: bool,
    /// Since when.
    pub made_at: Timestamp,
    /// When it was last used, give or take a minute.
    pub seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub ends_at: Timestamp,
}

/// A session with its account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownSession {
    /// The session.
    pub session: SessionRecord,
    /// Whose.
    pub account: AccountRecord,
    /// The name of the facility of today, of an employee of one.
    pub facility_name: Option<String>,
}

/// A look at a person, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLook {
    /// The person; `None` where a dossier names one that no register knows.
    pub person: Option<PersonId>,
    /// The dossier, where it was one that was looked at.
    pub dossier: Option<DossierId>,
}

/// Who looked, when, on which page and why: of all looks of one use case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looker<'a> {
    /// When.
    pub at: Timestamp,
    /// For which fund.
    pub fund: Option<CareFundNumber>,
    /// For which facility.
    pub facility: Option<FacilityId>,
    /// Who, as in the journal.
    pub actor: &'a str,
    /// The account.
    pub account: &'a str,
    /// On which page, by a word: that of the use case, where it has no other.
    pub use_case: &'a str,
    /// Why, where it was said.
    pub reason: Option<&'a str>,
}

/// A look that was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookRow {
    /// Own number.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// Who, as in the journal.
    pub actor: String,
    /// On which page.
    pub use_case: String,
    /// Why, where it was said.
    pub reason: Option<String>,
    /// The person.
    pub person: Option<PersonId>,
    /// The person's name of today, where known.
    pub person_name: Option<String>,
    /// By what the dossier is known outside: the facility's number, and the message that made it.
    pub dossier: Option<(HcoNumber, Uuid)>,
}

/// Which looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookQuery<'a> {
    /// Only those before this one.
    pub before: Option<i64>,
    /// Only those by this account.
    pub account: Option<&'a str>,
    /// Only those at the person at whom this look was, of the same fund.
    pub same_person_as: Option<i64>,
    /// Only those with a reason of this code: its first word.
    pub reason: Option<&'a str>,
    /// Only those without a reason.
    pub without_reason: bool,
}

/// Accounts, sessions and looks.
pub trait AccountRepository {
    /// Keeps an account (its own number is ignored) and gives its number. A name that is taken is a
    /// [`StoreError::Conflict`].
    fn insert_account(&mut self, account: &AccountRecord, at: Timestamp) -> Result<i64, StoreError>;

    /// The account of a name. Nobody else changes it until this transaction ends.
    fn account_by_name(&mut self, name: &str) -> Result<Option<AccountRecord>, StoreError>;

    /// The account of a number. Nobody else changes it until this transaction ends.
    fn account(&mut self, id: i64) -> Result<Option<AccountRecord>, StoreError>;

    /// All accounts, by name.
    fn accounts(&mut self) -> Result<Vec<AccountRecord>, StoreError>;

    /// Replaces everything of an account but its name and number.
    fn set_account(&mut self, account: &AccountRecord) -> Result<(), StoreError>;

    /// Keeps a session.
    fn insert_session(&mut self, session: &SessionRecord) -> Result<(), StoreError>;

    /// The session of a token, whether it has ended or not, with its account: one query.
    fn session(&mut self, token: ContentHash) -> Result<Option<KnownSession>, StoreError>;

    /// Keeps that a session was used.
    fn touch_session(&mut self, token: ContentHash, at: Timestamp) -> Result<(), StoreError>;

    /// Takes a session away; `false` when there is none.
    fn end_session(&mut self, token: ContentHash) -> Result<bool, StoreError>;

    /// Takes every session of an account away.
    fn end_sessions_of(&mut self, account: i64) -> Result<(), StoreError>;

    /// Takes away every session that was to end before a moment.
    fn forget_sessions(&mut self, before: Timestamp) -> Result<(), StoreError>;

    /// Keeps looks, in bulk.
    fn insert_looks(&mut self, looker: &Looker<'_>, looks: &[NewLook]) -> Result<(), StoreError>;

    /// The last reason that stands at a look of an account at a person on one of these pages, since a moment.
    fn last_reason(
        &mut self,
        account: &str,
        person: PersonId,
        pages: &[&str],
        since: Timestamp,
    ) -> Result<Option<String>, StoreError>;

    /// At most `limit` looks for a fund, newest first.
    fn looks_of_fund(
        &mut self,
        fund: CareFundNumber,
        query: LookQuery<'_>,
        limit: u32,
    ) -> Result<Vec<LookRow>, StoreError>;
}
