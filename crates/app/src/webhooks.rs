//! Use cases: subscriptions of software that wants to be called when there is something to read, and what it is told.
//!
//! A call says that there is something, of which kind, and from which cursor to read it: never what. So it holds nothing of
//! anybody, and a call that is lost, comes twice or goes astray harms nobody. Entries are told one after the other; how far
//! a subscription has come is kept beside it. What a receiver answers is no input of anything that is judged: single calls
//! stand in no journal, what people do with a subscription and its pausing do.

use std::net::IpAddr;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use store::{NewWebhook, Transaction, WebhookEntry, WebhookOwner, WebhookProgress, WebhookRecord, WebhookSecret};

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, App, Context, Problem};

/// How long whoever claimed a call has for it; afterwards another makes it again.
const CLAIM: SignedDuration = SignedDuration::from_secs(120);

/// How long a call that failed once waits; each failure in a row doubles it.
const FIRST_WAIT_SECONDS: i64 = 10;

/// The longest wait.
const LONGEST_WAIT_SECONDS: i64 = 3600;

/// The longest wait that a receiver can ask for: a day.
const LONGEST_ASKED_SECONDS: i64 = 86_400;

/// From how many failures in a row on a subscription is paused: some three days, and longer where the receiver itself asks
/// for waits.
const MOST_FAILURES: i64 = 80;

/// The longest address.
const ADDRESS_BYTES: usize = 2000;

/// A subscription to be made.
#[derive(Debug, Clone)]
pub struct NewSubscription {
    /// Whose news.
    pub owner: WebhookOwner,
    /// Where to call.
    pub address: String,
    /// Whether the receiver may stand in a private network.
    pub is_internal: bool,
    /// The cursor behind which it begins; without one, behind what there is now.
    pub after: Option<i64>,
}

/// A subscription as it stands, without its secret.
#[derive(Debug, Clone)]
pub struct Subscription {
    /// Own number.
    pub id: i64,
    /// Whose news.
    pub owner: WebhookOwner,
    /// Where to call.
    pub address: String,
    /// Whether the receiver may stand in a private network.
    pub is_internal: bool,
    /// How far it has come.
    pub progress: WebhookProgress,
    /// The highest number that its owner has.
    pub last_number: i64,
}

/// A call to be made.
#[derive(Debug)]
pub struct Delivery {
    /// Where.
    pub address: String,
    /// Whether the receiver may stand in a private network.
    pub is_internal: bool,
    /// With what it is signed.
    pub secret: WebhookSecret,
    /// Its id: the same, however often it is tried.
    pub id: String,
    /// The moment that is signed with it.
    pub at: Timestamp,
    /// A CloudEvent (structured JSON).
    pub body: Vec<u8>,
    record: WebhookRecord,
    entry: WebhookEntry,
    claimed_until: Timestamp,
}

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Delivered {
    /// The receiver has it.
    Taken,
    /// The receiver wants no more (410).
    Gone,
    /// It failed.
    Failed {
        /// Why, in a few words of ours.
        reason: String,
        /// How long the receiver asks to be left alone (`Retry-After`), in seconds.
        retry_after_seconds: Option<u64>,
    },
}

impl Delivered {
    /// Why it was not taken, in a few words of ours.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        match self {
            Self::Taken => None,
            Self::Gone => Some("the receiver wants no more (410)"),
            Self::Failed { reason, .. } => Some(reason),
        }
    }
}

/// Where a subscription stands after a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AfterDelivery {
    /// It goes on.
    GoesOn,
    /// It is tried again at a moment.
    TriedAgain(Timestamp),
    /// It is paused, and says why.
    Paused(String),
    /// Somebody else has it by now, or it was removed.
    NotOurs,
}

impl App<'_> {
    /// Makes a subscription; gives its number. The secret stands in no journal.
    ///
    /// # Errors
    /// An address that is not fit for it; a facility that there is not.
    pub fn add_webhook(&self, context: &Context, new: &NewSubscription, secret: WebhookSecret) -> Result<i64, Problem> {
        context.actor.may(Action::ManageWebhooks, Owner::default())?;
        refuse_unfit(&new.address)?;
        // Events have their numbers once the journal is sealed.
        self.store.seal_journal()?;
        let mut tx = self.begin()?;
        match new.owner {
            WebhookOwner::Facility(facility) if tx.facility(facility)?.is_none() => {
                return Err(Problem::NotFound("a facility of this number".into()));
            }
            WebhookOwner::Fund(fund) if !tx.known_funds()?.contains(&fund) => {
                return Err(Problem::NotFound("a care fund of this number".into()));
            }
            _ => {}
        }
        let last = tx.last_number_of(new.owner)?;
        let after = new.after.unwrap_or(last);
        if !(0..=last).contains(&after) {
            return Err(Problem::invalid("after", format!("expected a cursor from 0 to {last}")));
        }
        let id = tx.insert_webhook(&NewWebhook {
            owner: new.owner,
            address: new.address.clone(),
            is_internal: new.is_internal,
            secret,
            last_number: after,
            made_by: context.actor.to_string(),
            made_at: context.at,
        })?;
        let input = json!({ "address": new.address, "internal": new.is_internal, "after": after });
        done(tx.as_mut(), context, "addWebhook", (id, new.owner), input)?;
        tx.commit()?;
        Ok(id)
    }

    /// Every subscription.
    ///
    /// # Errors
    /// Who may not keep them is forbidden.
    pub fn webhooks(&self, context: &Context) -> Result<Vec<Subscription>, Problem> {
        context.actor.may(Action::ManageWebhooks, Owner::default())?;
        self.store.seal_journal()?;
        let mut tx = self.begin()?;
        let mut all = Vec::new();
        for record in tx.webhooks()? {
            all.push(Subscription {
                id: record.id,
                owner: record.webhook.owner,
                last_number: tx.last_number_of(record.webhook.owner)?,
                address: record.webhook.address,
                is_internal: record.webhook.is_internal,
                progress: record.progress,
            });
        }
        Ok(all)
    }

    /// Ends a subscription; its secret is forgotten.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn remove_webhook(&self, context: &Context, id: i64) -> Result<(), Problem> {
        self.change_webhook(context, id, "removeWebhook", |tx| tx.remove_webhook(id, context.at))
    }

    /// Lets a subscription that is paused or waits go on at once.
    ///
    /// # Errors
    /// There is none of this number.
    pub fn resume_webhook(&self, context: &Context, id: i64) -> Result<(), Problem> {
        self.change_webhook(context, id, "resumeWebhook", |tx| tx.resume_webhook(id, context.at))
    }

    fn change_webhook(
        &self,
        context: &Context,
        id: i64,
        use_case: &'static str,
        change: impl FnOnce(&mut dyn Transaction) -> Result<bool, store::StoreError>,
    ) -> Result<(), Problem> {
        context.actor.may(Action::ManageWebhooks, Owner::default())?;
        let none = || Problem::NotFound("a subscription of this number".into());
        let mut tx = self.begin()?;
        let found = tx.webhooks()?.into_iter().find(|record| record.id == id);
        let owner = found.ok_or_else(none)?.webhook.owner;
        if !change(tx.as_mut())? {
            return Err(none());
        }
        done(tx.as_mut(), context, use_case, (id, owner), json!({}))?;
        Ok(tx.commit()?)
    }

    /// Claims the call that has been due for longest; `None` when none is due. Whoever claimed it makes it, with no
    /// transaction open, and tells what came of it.
    ///
    /// # Errors
    /// The store fails.
    pub fn claim_delivery(&self, context: &Context) -> Result<Option<Delivery>, Problem> {
        context.actor.may(Action::RunJobs, Owner::default())?;
        self.store.seal_journal()?;
        let until = context.at.checked_add(CLAIM).unwrap_or(context.at);
        let mut tx = self.store.begin()?;
        let Some((record, entry)) = tx.claim_webhook(context.at, until)? else {
            return Ok(None);
        };
        tx.commit()?;
        Ok(Some(Delivery {
            address: record.webhook.address.clone(),
            is_internal: record.webhook.is_internal,
            secret: record.webhook.secret.clone(),
            id: id_of(&record, &entry),
            at: context.at,
            body: cloud_event(&record, &entry).to_string().into_bytes(),
            record,
            entry,
            claimed_until: until,
        }))
    }

    /// Keeps what came of a call that was claimed.
    ///
    /// # Errors
    /// The store fails: the call is made again when the claim runs out.
    pub fn settle_delivery(
        &self,
        context: &Context,
        delivery: &Delivery,
        delivered: &Delivered,
    ) -> Result<AfterDelivery, Problem> {
        context.actor.may(Action::RunJobs, Owner::default())?;
        let (progress, after) = progress(delivery, delivered, context.at);
        let mut tx = self.store.begin()?;
        let id = delivery.record.id;
        if !tx.settle_webhook(id, delivery.claimed_until, &progress)? {
            return Ok(AfterDelivery::NotOurs);
        }
        if let AfterDelivery::Paused(reason) = &after {
            let input = json!({ "failures": progress.failures, "reason": reason });
            done(
                tx.as_mut(),
                context,
                "pauseWebhook",
                (id, delivery.record.webhook.owner),
                input,
            )?;
        }
        tx.commit()?;
        Ok(after)
    }
}

/// How far a subscription has come after a call.
fn progress(delivery: &Delivery, delivered: &Delivered, now: Timestamp) -> (WebhookProgress, AfterDelivery) {
    let before = &delivery.record.progress;
    let Some(fault) = delivered.fault() else {
        let progress = WebhookProgress {
            last_number: delivery.entry.number,
            delivered: before.delivered + 1,
            failures: 0,
            last_fault: None,
            next_at: now,
            paused_at: None,
        };
        return (progress, AfterDelivery::GoesOn);
    };
    let asked = match delivered {
        Delivered::Failed {
            retry_after_seconds, ..
        } => *retry_after_seconds,
        _ => None,
    };
    let failures = before.failures + 1;
    let next_at = now.checked_add(wait(failures).max(as_asked(asked))).unwrap_or(now);
    let is_paused = *delivered == Delivered::Gone || failures >= MOST_FAILURES;
    let progress = WebhookProgress {
        failures,
        last_fault: Some(fault.to_owned()),
        next_at,
        paused_at: is_paused.then_some(now),
        ..before.clone()
    };
    let after = match is_paused {
        true => AfterDelivery::Paused(fault.to_owned()),
        false => AfterDelivery::TriedAgain(next_at),
    };
    (progress, after)
}

/// How long a call waits that failed so often in a row.
fn wait(failures: i64) -> SignedDuration {
    let doubled = u32::try_from(failures - 1)
        .ok()
        .and_then(|times| 2_i64.checked_pow(times));
    let seconds = doubled.and_then(|times| times.checked_mul(FIRST_WAIT_SECONDS));
    SignedDuration::from_secs(seconds.map_or(LONGEST_WAIT_SECONDS, |seconds| seconds.min(LONGEST_WAIT_SECONDS)))
}

/// How long the receiver asks to be left alone, as far as it may.
fn as_asked(seconds: Option<u64>) -> SignedDuration {
    let seconds = i64::try_from(seconds.unwrap_or_default()).unwrap_or(i64::MAX);
    SignedDuration::from_secs(seconds.min(LONGEST_ASKED_SECONDS))
}

fn id_of(record: &WebhookRecord, entry: &WebhookEntry) -> String {
    format!("{}-{}", record.id, entry.number)
}

/// What a receiver is told (CloudEvents 1.0): of which kind an entry is, and where to read it.
fn cloud_event(record: &WebhookRecord, entry: &WebhookEntry) -> Value {
    let (source, what) = match record.webhook.owner {
        WebhookOwner::Facility(_) => ("/v1/inbox", "inbox"),
        WebhookOwner::Fund(_) => ("/v1/fund/events", "fund"),
    };
    let kind = entry.kind.to_lowercase().replace('_', "-");
    json!({
        "specversion": "1.0", "id": id_of(record, entry), "source": source, "type": format!("zorgkas.{what}.{kind}"),
        "subject": entry.number.to_string(), "time": entry.at, "datacontenttype": "application/json",
        "data": { "subscription": record.id, "cursor": entry.number, "after": record.progress.last_number },
    })
}

/// Writes the entry of what was done with a subscription.
fn done(
    tx: &mut dyn Transaction,
    context: &Context,
    use_case: &'static str,
    (id, owner): (i64, WebhookOwner),
    mut input: Value,
) -> Result<(), Problem> {
    match owner {
        WebhookOwner::Facility(facility) => input["facility"] = json!(facility),
        WebhookOwner::Fund(fund) => input["fund"] = json!(fund),
    }
    let (input, answer) = (input.to_string(), json!({ "webhook": id }).to_string());
    let entry = Record {
        use_case,
        subject: format!("webhook {id}"),
        input: input.as_bytes(),
        answer: answer.as_bytes(),
        law: None,
    };
    record(tx, context, &entry).map(drop)
}

/// Refuses an address that is not HTTPS, nor HTTP of this machine alone, or that carries what it should not.
fn refuse_unfit(address: &str) -> Result<(), Problem> {
    let unfit = |detail: &str| Err(Problem::invalid("address", detail));
    let is_plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`');
    if address.len() > ADDRESS_BYTES || !address.bytes().all(is_plain) {
        return unfit("expected an address of at most 2000 plain characters, without blanks");
    }
    let (is_secure, rest) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return unfit("expected an address that begins with https://"),
    };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return unfit("a name or password has no place in an address: calls are signed");
    }
    if address.contains('#') {
        return unfit("a fragment (#) is sent to nobody");
    }
    let host = host_of(authority);
    if host.is_empty() {
        return unfit("the address names no host");
    }
    if !is_secure && !is_this_machine(host) {
        return unfit("expected https://; http:// is for receivers on this machine (127.0.0.1, localhost)");
    }
    Ok(())
}

fn host_of(authority: &str) -> &str {
    match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((host, _)) => host,
        None => authority.split(':').next().unwrap_or_default(),
    }
}

/// Whether a host is this machine by what it is called.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_an_hour() {
        let seconds: Vec<i64> = (1..=10).map(|failures| wait(failures).as_secs()).collect();
        assert_eq!(seconds, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]);
        assert_eq!(wait(i64::MAX).as_secs(), 3600);
        let all: i64 = (1..MOST_FAILURES).map(|failures| wait(failures).as_secs()).sum();
        assert_eq!(all / 86400, 2, "paused within the third day and the fourth: {all}");
    }

    #[test]
    fn a_receiver_asks_for_a_day_at_most() {
        for (asked, seconds) in [
            (None, 0),
            (Some(0), 0),
            (Some(90), 90),
            (Some(86_401), 86_400),
            (Some(u64::MAX), 86_400),
        ] {
            assert_eq!(as_asked(asked).as_secs(), seconds, "{asked:?}");
        }
    }

    #[test]
    fn an_address_is_https_or_of_this_machine() {
        for fit in [
            "https://software.example/hook",
            "https://software.example:8443/hook?a=b",
            "https://[2001:db8::1]/x",
            "http://127.0.0.1:8080/hook",
            "http://localhost/hook",
            "http://[::1]:9/",
        ] {
            assert!(refuse_unfit(fit).is_ok(), "{fit}");
        }
        let long = format!("https://software.example/{}", "x".repeat(2000));
        for unfit in [
            "",
            "software.example",
            "ftp://software.example/",
            "http://software.example/hook",
            "http://127.0.0.1.example/hook",
            "http://localhost.example/",
            "https://",
            "https:///hook",
            "https://:443/",
            "https://an:secret@software.example/",
            "http://localhost@software.example/",
            "https://software.example/#part",
            "https://software.example/a b",
            "https://software.example/\n",
            "HTTPS://software.example/",
            &long,
        ] {
            assert!(matches!(refuse_unfit(unfit), Err(Problem::InvalidInput(_))), "{unfit}");
        }
    }
}
