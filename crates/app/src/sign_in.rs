//! Use cases: signing in and out, and who a session is.
//!
//! Nobody acts yet when these begin, so they take a moment in place of a context; they are recorded as done by the person
//! whose account it is. A name that is no account's is recorded nowhere: it may be a password typed in the wrong place, and
//! anybody could fill the journal with it. Tokens come from whoever calls; the store keeps their hash alone.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use store::{AccountRecord, ContentHash, SessionRecord, StoreError, Transaction};
use totp_rs::{Builder, Totp};

use crate::accounts::{PASSWORD_BYTES, actor_of, blank, canonical, is_password, refuse_unknown_place};
use crate::record::{Record, record};
use crate::{Actor, App, Context, Problem};

/// How long a session lives that is not used.
const IDLE: SignedDuration = SignedDuration::from_mins(30);
/// How long a session lives, however much it is used: a working day.
const WHOLE: SignedDuration = SignedDuration::from_hours(10);
/// How long one has to give the code, once the password was right.
const CODE_TIME: SignedDuration = SignedDuration::from_mins(5);
/// How often it is kept that a session was used.
const TOUCH: SignedDuration = SignedDuration::from_mins(1);
/// Failures in a row that lock nothing.
const FREE_FAILURES: u32 = 4;
/// The longest lock, in minutes: each failure more doubles it, from one on.
const LONGEST_LOCK_MINUTES: i64 = 60;
/// Seconds that a code lives (RFC 6238).
const STEP_SECONDS: u64 = 30;

/// What came of an attempt to sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// The name, the password or the code is not right, or the account is locked or out of use: which one is not told.
    Refused,
    /// The password is right and a code is asked for; the token that was given remembers so.
    CodeAsked,
    /// Signed in, by the token that was given.
    Done(Person),
}

/// Somebody who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// As whom they act.
    pub actor: Actor,
    /// The name that is shown.
    pub name: String,
    /// The name of the facility, of an employee of one.
    pub facility: Option<String>,
}

/// Somebody for whom an identity provider vouches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderPerson {
    /// The provider.
    pub provider: String,
    /// As whom they act, by what the provider said of them.
    pub actor: Actor,
    /// The name that is shown.
    pub display_name: String,
}

/// An attempt under way, with what is known of it so far.
struct Attempt<'t> {
    use_case: &'static str,
    at: Timestamp,
    /// The token of the session that this makes.
    token: &'t str,
}

impl App<'_> {
    /// Signs in with a name and a password: makes a session of `token`, which is random. The session that came with the
    /// attempt, if any, ends.
    ///
    /// # Errors
    /// The store fails.
    pub fn sign_in(
        &self,
        at: Timestamp,
        (name, password): (&str, &str),
        (token, before): (&str, Option<&str>),
    ) -> Result<SignIn, Problem> {
        let name = canonical(name);
        let found = self.begin()?.account_by_name(&name)?;
        let hash = found.as_ref().and_then(|account| account.password.clone());
        // While the password is tried no transaction is open: it takes long, on purpose.
        let is_right = password.len() <= PASSWORD_BYTES && is_password(password, hash.as_deref())?;
        let mut tx = self.begin()?;
        end_session_before(tx.as_mut(), before)?;
        let Some(mut account) = tx.account_by_name(&name)?.filter(|account| may_try(account, at)) else {
            tx.commit()?;
            return Ok(SignIn::Refused);
        };
        let attempt = Attempt {
            use_case: "signIn",
            at,
            token,
        };
        if !is_right || account.password != hash {
            return failed(tx, &attempt, &mut account);
        }
        tx.forget_sessions(at)?;
        let whole = account.second_factor.is_none();
        let lives = if whole { WHOLE } else { CODE_TIME };
        tx.insert_session(&new_session(&attempt, &account, (whole, lives))?)?;
        if whole {
            return done(tx, &attempt, account);
        }
        recorded(tx.as_mut(), &attempt, &account, "codeAsked")?;
        tx.commit()?;
        Ok(SignIn::CodeAsked)
    }

    /// Gives the code that was asked for: the session that remembers the password (`before`) ends, and a whole one of
    /// `token`, which is random, begins. A code is used once.
    ///
    /// # Errors
    /// The store fails.
    pub fn give_code(&self, at: Timestamp, code: &str, (token, before): (&str, &str)) -> Result<SignIn, Problem> {
        let mut tx = self.begin()?;
        let half = tx.session(hash_of(before))?;
        let half = half.filter(|known| !known.session.is_whole && at < known.session.ends_at);
        let locked = match half {
            Some(half) => tx.account(half.account.id)?,
            None => None,
        };
        let Some(mut account) = locked.filter(|account| may_try(account, at)) else {
            return Ok(SignIn::Refused);
        };
        let attempt = Attempt {
            use_case: "giveCode",
            at,
            token,
        };
        let step = account
            .second_factor
            .as_deref()
            .and_then(|secret| step_of(secret, code, at));
        let Some(step) = step.filter(|step| account.last_step.is_none_or(|last| last < *step)) else {
            return failed(tx, &attempt, &mut account);
        };
        tx.end_session(hash_of(before))?;
        account.last_step = Some(step);
        tx.insert_session(&new_session(&attempt, &account, (true, WHOLE))?)?;
        done(tx, &attempt, account)
    }

    /// Signs in whom an identity provider vouches for; an account is made at the first time, and follows what the
    /// provider says. A name that is another's is refused: nobody takes an account over.
    ///
    /// # Errors
    /// The store fails; a fund or facility that is not known, or a name that is none.
    pub fn sign_in_by_provider(
        &self,
        at: Timestamp,
        person: &ProviderPerson,
        (token, before): (&str, Option<&str>),
    ) -> Result<SignIn, Problem> {
        let mut new = blank(&person.actor, &person.display_name)?;
        new.provider = Some(person.provider.clone());
        let mut tx = self.begin()?;
        end_session_before(tx.as_mut(), before)?;
        refuse_unknown_place(tx.as_mut(), &new)?;
        let account = match tx.account_by_name(&new.name)? {
            None => match tx.insert_account(&new, at) {
                // Another request of the same person came first.
                Err(StoreError::Conflict { .. }) => return Err(Problem::Unavailable("the account is made".into())),
                id => AccountRecord { id: id?, ..new },
            },
            Some(known) if known.provider != new.provider || known.disabled_at.is_some() => {
                tx.commit()?;
                return Ok(SignIn::Refused);
            }
            Some(known) => AccountRecord { id: known.id, ..new },
        };
        tx.forget_sessions(at)?;
        let attempt = Attempt {
            use_case: "signInByProvider",
            at,
            token,
        };
        tx.insert_session(&new_session(&attempt, &account, (true, WHOLE))?)?;
        done(tx, &attempt, account)
    }

    /// Who a token is; `None` when its session is over, or its account out of use. One query; a second one, about once a
    /// minute, keeps that it was used.
    ///
    /// # Errors
    /// The store fails.
    pub fn session(&self, at: Timestamp, token: &str) -> Result<Option<Person>, Problem> {
        let token = hash_of(token);
        let known = self.store.begin_snapshot()?.session(token)?;
        let lives = |session: &SessionRecord| {
            session.is_whole && at < session.ends_at && at.duration_since(session.seen_at) < IDLE
        };
        let Some(known) = known.filter(|known| lives(&known.session) && known.account.disabled_at.is_none()) else {
            return Ok(None);
        };
        if at.duration_since(known.session.seen_at) >= TOUCH {
            let mut tx = self.store.begin()?;
            tx.touch_session(token, at)?;
            tx.commit()?;
        }
        Ok(Some(Person {
            actor: actor_of(&known.account)?,
            name: known.account.display_name,
            facility: known.facility_name,
        }))
    }

    /// Ends the session of a token, if there is one.
    ///
    /// # Errors
    /// The store fails.
    pub fn sign_out(&self, at: Timestamp, token: &str) -> Result<(), Problem> {
        let mut tx = self.begin()?;
        let Some(known) = tx.session(hash_of(token))? else {
            return Ok(());
        };
        tx.end_session(known.session.token)?;
        let attempt = Attempt {
            use_case: "signOut",
            at,
            token,
        };
        recorded(tx.as_mut(), &attempt, &known.account, "done")?;
        Ok(tx.commit()?)
    }
}

/// The code that a second factor shows at a moment.
///
/// # Errors
/// A secret of less than 16 bytes is none.
pub fn code_at(secret: &[u8], at: Timestamp) -> Result<String, Problem> {
    let totp = totp(secret).ok_or_else(|| Problem::invalid("secret", "at least 16 bytes"))?;
    Ok(totp.generate(seconds(at)).to_string())
}

fn totp(secret: &[u8]) -> Option<Totp> {
    let builder = Builder::new().with_step_duration(STEP_SECONDS).with_skew(1);
    builder.with_secret(secret).build().ok()
}

fn seconds(at: Timestamp) -> u64 {
    at.as_second().try_into().unwrap_or_default()
}

/// The step of time of which a code is, one before or behind the present one included.
fn step_of(secret: &[u8], code: &str, at: Timestamp) -> Option<i64> {
    let step = totp(secret)?.check(code.trim(), seconds(at))?;
    i64::try_from(step).ok()
}

fn hash_of(token: &str) -> ContentHash {
    ContentHash::of(token.as_bytes())
}

fn end_session_before(tx: &mut dyn Transaction, before: Option<&str>) -> Result<(), Problem> {
    if let Some(before) = before {
        tx.end_session(hash_of(before))?;
    }
    Ok(())
}

/// Whether an account may be tried at all. What is tried while it is locked counts for nothing.
fn may_try(account: &AccountRecord, at: Timestamp) -> bool {
    account.disabled_at.is_none() && account.locked_until.is_none_or(|until| until <= at)
}

fn new_session(
    attempt: &Attempt<'_>,
    account: &AccountRecord,
    (is_whole, lives): (bool, SignedDuration),
) -> Result<SessionRecord, Problem> {
    let ends_at = attempt.at.checked_add(lives);
    Ok(SessionRecord {
        token: hash_of(attempt.token),
        account: account.id,
        is_whole,
        made_at: attempt.at,
        seen_at: attempt.at,
        ends_at: ends_at.map_err(|_| Problem::Fault("a session beyond the end of time".into()))?,
    })
}

/// Counts a failure; from the fifth in a row on the account is locked, each time for longer.
fn failed(
    mut tx: Box<dyn Transaction + '_>,
    attempt: &Attempt<'_>,
    account: &mut AccountRecord,
) -> Result<SignIn, Problem> {
    account.failures = account.failures.saturating_add(1);
    let over = account.failures.saturating_sub(FREE_FAILURES);
    if over > 0 {
        let minutes = 1_i64.checked_shl(over - 1).unwrap_or(i64::MAX);
        let lock = SignedDuration::from_mins(minutes.clamp(1, LONGEST_LOCK_MINUTES));
        account.locked_until = attempt.at.checked_add(lock).ok();
    }
    tx.set_account(account)?;
    recorded(tx.as_mut(), attempt, account, "refused")?;
    tx.commit()?;
    Ok(SignIn::Refused)
}

fn done(
    mut tx: Box<dyn Transaction + '_>,
    attempt: &Attempt<'_>,
    mut account: AccountRecord,
) -> Result<SignIn, Problem> {
    (account.failures, account.locked_until) = (0, None);
    tx.set_account(&account)?;
    let facility = match account.facility {
        Some(facility) => tx.facility(facility)?.map(|facility| facility.name),
        None => None,
    };
    recorded(tx.as_mut(), attempt, &account, "done")?;
    tx.commit()?;
    Ok(SignIn::Done(Person {
        actor: actor_of(&account)?,
        name: account.display_name,
        facility,
    }))
}

fn recorded(
    tx: &mut dyn Transaction,
    attempt: &Attempt<'_>,
    account: &AccountRecord,
    outcome: &str,
) -> Result<(), Problem> {
    let context = Context {
        actor: actor_of(account)?,
        at: attempt.at,
    };
    let input = json!({ "account": account.name }).to_string();
    let answer = json!({ "outcome": outcome }).to_string();
    let entry = Record {
        use_case: attempt.use_case,
        subject: format!("account {}", account.name),
        input: input.as_bytes(),
        answer: answer.as_bytes(),
        law: None,
    };
    record(tx, &context, &entry).map(drop)
}
