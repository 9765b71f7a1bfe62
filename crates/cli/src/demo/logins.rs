//! The people of the demonstration who sign in at its screens: every role, of two care funds, of four facilities, and of
//! the agency.

use app::{Actor, AgencyRole, App, FacilityRole, FundRole, NewAccount};
use web::DemoPerson;

use super::roster::CARE_HOME;
use super::story::Stage;
use super::world::{UNDECLARED, fund_number};
use crate::output::Failure;
use crate::workplace::operator;

/// The password of them all: it stands on the page where one signs in.
const PASSWORD: &str = "demonstratie";

/// The secret of the second factor of those who have one.
const SECRET: [u8; 20] = *b"zorgkas demonstratie";

/// Who has a second factor: one account, so that it can be seen how that goes; the others are one click away.
const WITH_SECOND_FACTOR: &str = "teken-280";

/// The funds whose people sign in: two, so that one sees nothing of the other.
const FUNDS: [u16; 2] = [180, 280];

/// The people of a fund: the account without its fund, the name that is shown, and the role.
const OF_A_FUND: [(&str, [&str; 2], FundRole); 5] = [
    ("dossier", ["An Peeters", "Els Maes"], FundRole::CaseWorker),
    ("dossier2", ["Bram Jacobs", "Karim Haddad"], FundRole::CaseWorker),
    ("teken", ["Greet Willems", "Luc Mertens"], FundRole::Signatory),
    ("betaal", ["Pieter Claes", "Sofie Wouters"], FundRole::Payer),
    ("audit", ["Hilde De Smet", "Tom Goossens"], FundRole::Auditor),
];

/// The facilities whose people sign in, by their place in the world: two of sheltered living, so that one sees nothing of
/// the other; the care home; and the one whose manager has yet to declare.
const HOUSES: [usize; 4] = [0, 1, CARE_HOME, UNDECLARED];

const OF_A_FACILITY: [(&str, [&str; 4], FacilityRole); 3] = [
    (
        "zorg",
        ["Nele Dubois", "Wim Hermans", "Lies Vermeulen", "Bart Coppens"],
        FacilityRole::Coordinator,
    ),
    (
        "factuur",
        ["Joris Lambert", "Fatma Yilmaz", "Geert Lemmens", "Samira Benali"],
        FacilityRole::BillingClerk,
    ),
    (
        "leiding",
        ["Katrien Vos", "Dirk Aerts", "Ingrid Mertens", "Marc Desmedt"],
        FacilityRole::Manager,
    ),
];

const OF_THE_AGENCY: [(&str, &str, AgencyRole); 4] = [
    ("register", "Ilse Martens", AgencyRole::Registers),
    ("tarief", "Stijn Pauwels", AgencyRole::Tariffs),
    ("attest", "Leen Desmet", AgencyRole::Attestation),
    ("audit", "Rik Segers", AgencyRole::Auditor),
];

/// Makes the accounts of everyone who can sign in.
///
/// # Errors
/// A problem of the use case, or no random bytes.
pub(super) fn make(app: &App<'_>, people: &[DemoPerson]) -> Result<(), Failure> {
    let context = operator(crate::clock::now());
    for person in people {
        let new = NewAccount {
            actor: person.actor.clone(),
            display_name: person.name.clone(),
        };
        app.make_account(
            &context,
            &new,
            person.password,
            (crate::chance::bytes()?, person.second_factor),
        )?;
    }
    Ok(())
}

/// Everyone who can sign in.
pub(super) fn people(stage: &Stage<'_>) -> Vec<DemoPerson> {
    let mut people = Vec::new();
    for (place, number) in FUNDS.into_iter().enumerate() {
        let fund = fund_number(number);
        people.extend(OF_A_FUND.map(|(account, names, role)| {
            let name = format!("{account}-{number}");
            person(Actor::Employee { fund, role, name }, names[place], None)
        }));
    }
    for (place, house) in HOUSES.into_iter().enumerate() {
        let row = &stage.world.houses[house].row;
        let facility = stage.facilities[house];
        people.extend(OF_A_FACILITY.map(|(account, names, role)| {
            let name = format!("{account}-{}", row.hco);
            let actor = Actor::FacilityEmployee { facility, role, name };
            person(actor, names[place], Some(row.name.clone()))
        }));
    }
    people.extend(OF_THE_AGENCY.map(|(account, shown, role)| {
        let name = format!("{account}-agentschap");
        person(Actor::AgencyEmployee { role, name }, shown, None)
    }));
    people
}

fn person(actor: Actor, name: &str, facility: Option<String>) -> DemoPerson {
    let has_code = actor.account() == Some(WITH_SECOND_FACTOR);
    DemoPerson {
        actor,
        name: name.to_owned(),
        facility,
        password: PASSWORD,
        second_factor: has_code.then_some(SECRET),
    }
}
