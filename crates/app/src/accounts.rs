//! Use cases: accounts of people. Only whoever runs the command line on the store itself makes and ends them.
//!
//! Salts and secrets come from whoever calls. No secret stands in the journal.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use identifiers::{CareFundNumber, FacilityId};
use jiff::Timestamp;
use serde_json::{Value, json};
use store::{AccountRecord, StoreError, Transaction};
use totp_rs::Secret;

use crate::actor::Owner;
use crate::record::{Record, record};
use crate::{Action, Actor, AgencyRole, App, Context, FacilityRole, FundRole, Problem};

/// Fewest letters of a password.
const PASSWORD_LETTERS: usize = 12;
/// Most bytes of a password: what is longer is no password, and would be work.
pub(crate) const PASSWORD_BYTES: usize = 256;
/// Most letters of the name of an account.
const NAME_LETTERS: usize = 64;

/// An account to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// As whom one acts with it; the name of the account is the actor's.
    pub actor: Actor,
    /// The name that is shown.
    pub display_name: String,
}

/// The secret of a second factor, to be given to its owner once: it is never shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondFactorKey {
    /// The secret in base 32, to be typed.
    pub key: String,
    /// The same as the address that an authenticator reads.
    pub address: String,
}

/// An account, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountView {
    /// As whom one acts with it.
    pub actor: Actor,
    /// The name that is shown.
    pub display_name: String,
    /// The identity provider, where there is one.
    pub provider: Option<String>,
    /// Whether a code is asked for besides the password.
    pub has_second_factor: bool,
    /// Until when nobody signs in with it.
    pub locked_until: Option<Timestamp>,
    /// Since when it is out of use.
    pub disabled_at: Option<Timestamp>,
}

impl App<'_> {
    /// Makes an account. `salt` and the secret of the second factor (20 bytes; `None`: without one) are random.
    ///
    /// # Errors
    /// Not the operator; an actor that is no person, a name or password that is none, a fund or facility that is not
    /// known; a name that is taken.
    pub fn make_account(
        &self,
        context: &Context,
        new: &NewAccount,
        password: &str,
        (salt, second_factor): ([u8; 16], Option<[u8; 20]>),
    ) -> Result<Option<SecondFactorKey>, Problem> {
        context.actor.may(Action::ManageAccounts, Owner::default())?;
        let mut account = blank(&new.actor, &new.display_name)?;
        account.password = Some(hashed(password, salt)?);
        account.second_factor = second_factor.map(Vec::from);
        let mut tx = self.begin()?;
        refuse_unknown_place(tx.as_mut(), &account)?;
        match tx.insert_account(&account, context.at) {
            Err(StoreError::Conflict { .. }) => return Err(Problem::Conflict("the name is taken".into())),
            done => done?,
        };
        let input = json!({ "actor": new.actor.to_string(), "secondFactor": second_factor.is_some() });
        recorded(tx, context, ("makeAccount", &account.name), &input)?;
        Ok(second_factor.map(|secret| key_of(&account.name, secret)))
    }

    /// Gives an account another password; its sessions end, and it is no longer locked.
    ///
    /// # Errors
    /// Not the operator; an unknown name; a password that is none; an account of a provider has none.
    pub fn set_password(&self, context: &Context, name: &str, password: &str, salt: [u8; 16]) -> Result<(), Problem> {
        let password = hashed(password, salt)?;
        self.change(context, ("setPassword", name), |account| {
            if account.provider.is_some() {
                return Err(Problem::Conflict("its identity provider keeps its password".into()));
            }
            account.password = Some(password);
            (account.failures, account.locked_until) = (0, None);
            Ok(())
        })
    }

    /// Gives an account another second factor; its sessions end.
    ///
    /// # Errors
    /// Not the operator; an unknown name.
    pub fn set_second_factor(
        &self,
        context: &Context,
        name: &str,
        secret: [u8; 20],
    ) -> Result<SecondFactorKey, Problem> {
        self.change(context, ("setSecondFactor", name), |account| {
            (account.second_factor, account.last_step) = (Some(secret.into()), None);
            Ok(())
        })?;
        Ok(key_of(name, secret))
    }

    /// Takes an account out of use: its sessions end, and nobody signs in with it. What it did stays.
    ///
    /// # Errors
    /// Not the operator; an unknown name.
    pub fn disable_account(&self, context: &Context, name: &str) -> Result<(), Problem> {
        self.change(context, ("disableAccount", name), |account| {
            account.disabled_at = account.disabled_at.or(Some(context.at));
            Ok(())
        })
    }

    /// All accounts, by name.
    ///
    /// # Errors
    /// Not the operator.
    pub fn accounts(&self, context: &Context) -> Result<Vec<AccountView>, Problem> {
        context.actor.may(Action::ManageAccounts, Owner::default())?;
        self.begin()?.accounts()?.iter().map(view).collect()
    }

    fn change(
        &self,
        context: &Context,
        (use_case, name): (&'static str, &str),
        change: impl FnOnce(&mut AccountRecord) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        context.actor.may(Action::ManageAccounts, Owner::default())?;
        let mut tx = self.begin()?;
        let found = tx.account_by_name(&canonical(name))?;
        let mut account = found.ok_or_else(|| Problem::NotFound("an account of this name".into()))?;
        change(&mut account)?;
        tx.set_account(&account)?;
        tx.end_sessions_of(account.id)?;
        recorded(
            tx,
            context,
            (use_case, &account.name),
            &json!({ "account": account.name }),
        )
    }
}

fn recorded(
    mut tx: Box<dyn Transaction + '_>,
    context: &Context,
    (use_case, name): (&'static str, &str),
    input: &Value,
) -> Result<(), Problem> {
    let input = input.to_string();
    let entry = Record {
        use_case,
        subject: format!("account {name}"),
        input: input.as_bytes(),
        answer: b"{}",
        law: None,
    };
    record(tx.as_mut(), context, &entry)?;
    Ok(tx.commit()?)
}

/// A name as it is compared: without blanks around it, in small letters.
pub(crate) fn canonical(name: &str) -> String {
    name.trim().to_lowercase()
}

/// An account of an actor that nobody can sign in with yet.
pub(crate) fn blank(actor: &Actor, display_name: &str) -> Result<AccountRecord, Problem> {
    let none = || {
        Problem::invalid(
            "actor",
            "only a person has an account: a role of a fund, a facility or the agency",
        )
    };
    let name = canonical(actor.account().ok_or_else(none)?);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-._@".contains(c);
    if name.is_empty() || name.len() > NAME_LETTERS || !name.chars().all(plain) {
        return Err(Problem::invalid(
            "name",
            format!("1 to {NAME_LETTERS} of a-z, 0-9, -, ., _ and @"),
        ));
    }
    let display_name = display_name.trim();
    if display_name.is_empty() || display_name.chars().count() > NAME_LETTERS {
        return Err(Problem::invalid("displayName", format!("1 to {NAME_LETTERS} letters")));
    }
    let role = match actor {
        Actor::Employee { role, .. } => format!("{role:?}"),
        Actor::FacilityEmployee { role, .. } => format!("{role:?}"),
        Actor::AgencyEmployee { role, .. } => format!("{role:?}"),
        Actor::Facility(_) | Actor::FundSystem(_) | Actor::Agency | Actor::Operator => return Err(none()),
    };
    Ok(AccountRecord {
        id: 0,
        name,
        display_name: display_name.to_owned(),
        fund: actor.fund(),
        facility: actor.facility(),
        role,
        provider: None,
        password: None,
        second_factor: None,
        last_step: None,
        failures: 0,
        locked_until: None,
        disabled_at: None,
    })
}

/// Refuses an account for a fund or facility that no register knows.
pub(crate) fn refuse_unknown_place(tx: &mut dyn Transaction, account: &AccountRecord) -> Result<(), Problem> {
    if let Some(fund) = account.fund
        && !tx.care_funds()?.iter().any(|known| known.number == fund)
    {
        return Err(Problem::NotFound("a care fund of this number".into()));
    }
    if let Some(facility) = account.facility
        && tx.facility(facility)?.is_none()
    {
        return Err(Problem::NotFound("a facility of this number".into()));
    }
    Ok(())
}

/// As whom one acts with an account.
pub(crate) fn actor_of(account: &AccountRecord) -> Result<Actor, Problem> {
    let name = account.name.clone();
    let actor = match (account.fund, account.facility) {
        (Some(fund), None) => of_fund(fund, &account.role, name),
        (None, Some(facility)) => of_facility(facility, &account.role, name),
        (None, None) => of_agency(&account.role, name),
        (Some(_), Some(_)) => None,
    };
    actor.ok_or_else(|| Problem::Fault("an account of an unknown role".into()))
}

fn of_fund(fund: CareFundNumber, word: &str, name: String) -> Option<Actor> {
    let role = FundRole::ALL.into_iter().find(|role| format!("{role:?}") == word)?;
    Some(Actor::Employee { fund, role, name })
}

fn of_facility(facility: FacilityId, word: &str, name: String) -> Option<Actor> {
    let role = FacilityRole::ALL.into_iter().find(|role| format!("{role:?}") == word)?;
    Some(Actor::FacilityEmployee { facility, role, name })
}

fn of_agency(word: &str, name: String) -> Option<Actor> {
    let role = AgencyRole::ALL.into_iter().find(|role| format!("{role:?}") == word)?;
    Some(Actor::AgencyEmployee { role, name })
}

fn view(account: &AccountRecord) -> Result<AccountView, Problem> {
    Ok(AccountView {
        actor: actor_of(account)?,
        display_name: account.display_name.clone(),
        provider: account.provider.clone(),
        has_second_factor: account.second_factor.is_some(),
        locked_until: account.locked_until,
        disabled_at: account.disabled_at,
    })
}

/// The hash of a password by argon2id (19 MiB, two passes), with its salt and parameters.
fn hashed(password: &str, salt: [u8; 16]) -> Result<String, Problem> {
    if password.chars().count() < PASSWORD_LETTERS || password.len() > PASSWORD_BYTES {
        return Err(Problem::invalid(
            "password",
            format!("at least {PASSWORD_LETTERS} letters, at most {PASSWORD_BYTES} bytes"),
        ));
    }
    let hash: PasswordHash = Argon2::default()
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Problem::Fault(format!("a password cannot be hashed: {error}")))?;
    Ok(hash.to_string())
}

/// Whether a password is that of a hash. Takes the same time whether there is one or not.
pub(crate) fn is_password(password: &str, hash: Option<&str>) -> Result<bool, Problem> {
    // The hash of a password that nobody has, by the same parameters.
    const NOBODY: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let fault = |error| Problem::Fault(format!("a hash of a password cannot be read: {error}"));
    let parsed = PasswordHash::new(hash.unwrap_or(NOBODY)).map_err(fault)?;
    let is_right = Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok();
    Ok(is_right && hash.is_some())
}

fn key_of(name: &str, secret: [u8; 20]) -> SecondFactorKey {
    let key = Secret::from(secret.to_vec()).to_base32();
    let address = format!("otpauth://totp/Zorgkas:{name}?secret={key}&issuer=Zorgkas");
    SecondFactorKey { key, address }
}
