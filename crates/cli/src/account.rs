//! `zorgkas account …`: the accounts with which people sign in. A password is read from standard input and is never an
//! argument, which other programs of the machine could read.

use std::io::{self, BufRead, IsTerminal};
use std::path::Path;

use app::{Actor, AgencyRole, App, FacilityRole, FundRole, NewAccount, Problem, SecondFactorKey};
use identifiers::{CareFundNumber, FacilityId, HcoNumber};
use regulation::Law;

use crate::args::{AccountAdd, AccountCommand, Role};
use crate::chance;
use crate::output::{Failure, Output, Status};
use crate::workplace::{existing_store, operator};

pub(crate) fn run(command: &AccountCommand, law: Law, output: &mut Output) -> Result<Status, Failure> {
    let place: &Path = match command {
        AccountCommand::Add(add) => &add.data,
        AccountCommand::List(list) => &list.data,
        AccountCommand::Disable(named) | AccountCommand::Password(named) | AccountCommand::SecondFactor(named) => {
            &named.data
        }
    };
    let store = existing_store(place)?;
    let app = App::new(store.as_ref(), law);
    let context = operator(crate::clock::now());
    match command {
        AccountCommand::Add(asked) => add(&app, asked, output)?,
        AccountCommand::List(_) => list(&app, output)?,
        AccountCommand::Disable(named) => {
            app.disable_account(&context, &named.account)?;
            output.line(format!("{}: out of use; its sessions have ended", named.account))?;
        }
        AccountCommand::Password(named) => {
            let password = password(output)?;
            app.set_password(&context, &named.account, &password, chance::bytes()?)?;
            output.line(format!(
                "{}: the password is changed; its sessions have ended",
                named.account
            ))?;
        }
        AccountCommand::SecondFactor(named) => {
            let key = app.set_second_factor(&context, &named.account, chance::bytes()?)?;
            tell(&key, output)?;
        }
    }
    Ok(Status::Done)
}

fn add(app: &App<'_>, asked: &AccountAdd, output: &mut Output) -> Result<(), Failure> {
    let context = operator(crate::clock::now());
    let new = NewAccount {
        actor: actor(app, asked)?,
        display_name: asked.shown.clone(),
    };
    let password = password(output)?;
    let secret = if asked.without_second_factor {
        None
    } else {
        Some(chance::bytes()?)
    };
    let key = app.make_account(&context, &new, &password, (chance::bytes()?, secret))?;
    output.line(format!("{}: the account is made", asked.account))?;
    match key {
        Some(key) => tell(&key, output),
        None => Ok(()),
    }
}

/// Tells a key, this once.
fn tell(key: &SecondFactorKey, output: &mut Output) -> Result<(), Failure> {
    output.line("Second factor, shown this once: give it to its owner, for an authenticator.")?;
    output.line(format!("Key      {}", key.key))?;
    output.line(format!("Address  {}", key.address))
}

fn list(app: &App<'_>, output: &mut Output) -> Result<(), Failure> {
    let now = crate::clock::now();
    for account in app.accounts(&operator(now))? {
        let mut state = Vec::new();
        if account.disabled_at.is_some() {
            state.push("out of use");
        }
        if account.locked_until.is_some_and(|until| now < until) {
            state.push("locked");
        }
        match account.provider {
            Some(_) => state.push("identity provider"),
            None if account.has_second_factor => state.push("second factor"),
            None => state.push("password alone"),
        }
        output.line(format!(
            "{}\t{}\t{}",
            account.actor,
            account.display_name,
            state.join(", ")
        ))?;
    }
    Ok(())
}

/// The password, one line of standard input.
fn password(output: &mut Output) -> Result<String, Failure> {
    let input = io::stdin();
    if input.is_terminal() {
        output.line("The password, and Enter (it is shown as you type; `… < FILE` shows nothing):")?;
    }
    let mut line = String::new();
    let read = input.lock().read_line(&mut line);
    read.map_err(|error| Failure::WrongUse(format!("the password cannot be read: {error}")))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

fn actor(app: &App<'_>, asked: &AccountAdd) -> Result<Actor, Failure> {
    let name = asked.account.clone();
    let none = |place: &str| Failure::WrongUse(format!("--role: there is no such role of {place}"));
    if let Some(number) = &asked.fund {
        let fund = CareFundNumber::parse(number);
        let fund = fund.map_err(|error| Failure::WrongUse(format!("--fund: {error}")))?;
        let role = of_fund(asked.role).ok_or_else(|| none("a care fund"))?;
        return Ok(Actor::Employee { fund, role, name });
    }
    if let Some(number) = &asked.facility {
        let facility = facility(app, number)?;
        let role = of_facility(asked.role).ok_or_else(|| none("a facility"))?;
        return Ok(Actor::FacilityEmployee { facility, role, name });
    }
    let role = of_agency(asked.role).ok_or_else(|| none("the agency"))?;
    Ok(Actor::AgencyEmployee { role, name })
}

fn facility(app: &App<'_>, number: &str) -> Result<FacilityId, Failure> {
    let hco = HcoNumber::parse(number).map_err(|error| Failure::WrongUse(format!("--facility: {error}")))?;
    let found = app.facility_by_hco(&operator(crate::clock::now()), &hco)?;
    Ok(found.ok_or_else(|| Problem::NotFound("a facility of this number".into()))?)
}

const fn of_fund(role: Role) -> Option<FundRole> {
    match role {
        Role::CaseWorker => Some(FundRole::CaseWorker),
        Role::Signatory => Some(FundRole::Signatory),
        Role::Payer => Some(FundRole::Payer),
        Role::Auditor => Some(FundRole::Auditor),
        _ => None,
    }
}

const fn of_facility(role: Role) -> Option<FacilityRole> {
    match role {
        Role::Coordinator => Some(FacilityRole::Coordinator),
        Role::BillingClerk => Some(FacilityRole::BillingClerk),
        Role::Manager => Some(FacilityRole::Manager),
        _ => None,
    }
}

const fn of_agency(role: Role) -> Option<AgencyRole> {
    match role {
        Role::Registers => Some(AgencyRole::Registers),
        Role::Tariffs => Some(AgencyRole::Tariffs),
        Role::Attestation => Some(AgencyRole::Attestation),
        Role::Auditor => Some(AgencyRole::Auditor),
        _ => None,
    }
}
