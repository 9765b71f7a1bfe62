//! The people of the demonstration who sign in at its screens: every role, of two care funds, of a facility of each
//! sector, and of the agency.

use app::{Actor, AgencyRole, FacilityRole, FundRole};
use web::DemoPerson;

use super::story::Stage;
use super::world::fund_number;

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

const OF_A_FACILITY: [(&str, [&str; 2], FacilityRole); 3] = [
    ("zorg", ["Nele Dubois", "Wim Hermans"], FacilityRole::Coordinator),
    ("factuur", ["Joris Lambert", "Fatma Yilmaz"], FacilityRole::BillingClerk),
    ("leiding", ["Katrien Vos", "Dirk Aerts"], FacilityRole::Manager),
];

const OF_THE_AGENCY: [(&str, &str, AgencyRole); 4] = [
    ("register", "Ilse Martens", AgencyRole::Registers),
    ("tarief", "Stijn Pauwels", AgencyRole::Tariffs),
    ("attest", "Leen Desmet", AgencyRole::Attestation),
    ("audit", "Rik Segers", AgencyRole::Auditor),
];

/// Everyone who can sign in.
pub(super) fn people(stage: &Stage<'_>) -> Vec<DemoPerson> {
    let mut people = Vec::new();
    for (place, number) in FUNDS.into_iter().enumerate() {
        people.extend(OF_A_FUND.map(|(account, names, role)| DemoPerson {
            actor: Actor::Employee {
                fund: fund_number(number),
                role,
                name: format!("{account}-{number}"),
            },
            name: names[place].to_owned(),
            facility: None,
        }));
    }
    for (place, house) in houses(stage).into_iter().enumerate() {
        let row = &stage.world.houses[house].row;
        people.extend(OF_A_FACILITY.map(|(account, names, role)| DemoPerson {
            actor: Actor::FacilityEmployee {
                facility: stage.facilities[house],
                role,
                name: format!("{account}-{}", row.hco),
            },
            name: names[place].to_owned(),
            facility: Some(row.name.clone()),
        }));
    }
    people.extend(OF_THE_AGENCY.map(|(account, name, role)| DemoPerson {
        actor: Actor::AgencyEmployee {
            role,
            name: format!("{account}-agentschap"),
        },
        name: name.to_owned(),
        facility: None,
    }));
    people
}

/// Two facilities, by their place in the world: of two sectors where there are, else of two towns.
fn houses(stage: &Stage<'_>) -> [usize; 2] {
    let sector = |place: usize| &stage.world.houses[place].row.sector;
    let other = (1..stage.world.houses.len()).find(|place| sector(*place) != sector(0));
    [0, other.unwrap_or(1)]
}
