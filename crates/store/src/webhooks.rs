//! Subscriptions of software that wants to be called when there is something to read.

use std::fmt;

use identifiers::{CareFundNumber, FacilityId};
use jiff::Timestamp;

use crate::StoreError;

/// Whose news a subscription tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WebhookOwner {
    /// The inbox of a facility.
    Facility(FacilityId),
    /// The events of a care fund.
    Fund(CareFundNumber),
}

impl WebhookOwner {
    /// As two columns of which one is empty: facility, fund.
    #[must_use]
    pub const fn columns(self) -> (Option<i64>, Option<u16>) {
        match self {
            Self::Facility(facility) => (Some(facility.0), None),
            Self::Fund(fund) => (None, Some(fund.as_number())),
        }
    }

    /// From those columns.
    pub fn of(facility: Option<FacilityId>, fund: Option<CareFundNumber>) -> Result<Self, StoreError> {
        match (facility, fund) {
            (Some(facility), None) => Ok(Self::Facility(facility)),
            (None, Some(fund)) => Ok(Self::Fund(fund)),
            _ => Err(StoreError::Corrupt("a subscription of nobody".into())),
        }
    }
}

/// With what calls are signed. It is needed as it is, so it is kept as it is; it stands in no journal and no log.
#[derive(Clone, PartialEq, Eq)]
pub struct WebhookSecret(pub [u8; 32]);

impl fmt::Debug for WebhookSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecret")
    }
}

/// A subscription, as it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWebhook {
    /// Whose news.
    pub owner: WebhookOwner,
    /// Where to call.
    pub address: String,
    /// Whether the receiver may stand in a private network.
    pub is_internal: bool,
    /// With what calls are signed.
    pub secret: WebhookSecret,
    /// The number behind which it begins to tell.
    pub last_number: i64,
    /// Who made it, as the application names its actors.
    pub made_by: String,
    /// When.
    pub made_at: Timestamp,
}

/// How far a subscription has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookProgress {
    /// The number of the last entry that was delivered.
    pub last_number: i64,
    /// How many were delivered.
    pub delivered: i64,
    /// How often in a row the next one failed.
    pub failures: i64,
    /// Why it failed last: a few words of ours, never what the receiver said.
    pub last_fault: Option<String>,
    /// Not before this moment is the next one tried.
    pub next_at: Timestamp,
    /// Since when it is paused.
    pub paused_at: Option<Timestamp>,
}

/// A subscription as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookRecord {
    /// Own number.
    pub id: i64,
    /// As it was made; its number is where it began.
    pub webhook: NewWebhook,
    /// How far it has come.
    pub progress: WebhookProgress,
}

/// An entry that is to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebhookEntry {
    /// Its number in the inbox, or among the events.
    pub number: i64,
    /// When it was kept.
    pub at: Timestamp,
    /// What kind.
    pub kind: String,
}

/// Subscriptions and how far each has come.
pub trait WebhookRepository {
    /// Keeps a subscription, due at once; gives its number.
    fn insert_webhook(&mut self, webhook: &NewWebhook) -> Result<i64, StoreError>;

    /// All that were not removed, in order of number.
    fn webhooks(&mut self) -> Result<Vec<WebhookRecord>, StoreError>;

    /// The highest number there is for an owner; 0 where there is none yet.
    fn last_number_of(&mut self, owner: WebhookOwner) -> Result<i64, StoreError>;

    /// Claims a subscription that is due, is not paused, has something to tell and is claimed by nobody, until a moment:
    /// the one that has been due for longest. With the first entry that it has to tell.
    fn claim_webhook(
        &mut self,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<(WebhookRecord, WebhookEntry)>, StoreError>;

    /// Keeps how far a claimed subscription has come, and lets it go; `false` when the claim (by the moment until which it
    /// held) is somebody else's by now, or the subscription is gone.
    fn settle_webhook(
        &mut self,
        id: i64,
        claimed_until: Timestamp,
        progress: &WebhookProgress,
    ) -> Result<bool, StoreError>;

    /// Makes a subscription due at once and forgets its failures; `false` when there is none of this number.
    fn resume_webhook(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError>;

    /// Ends a subscription and forgets its secret; `false` when there is none of this number.
    fn remove_webhook(&mut self, id: i64, at: Timestamp) -> Result<bool, StoreError>;
}
