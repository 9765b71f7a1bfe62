//! Every page against every role: the right content or a refusal. A page that is added gets a line here.

use app::{Actor, FundRole};
use axum::http::StatusCode;

use super::world::World;

/// A page, and who has it.
struct Page {
    address: String,
    sees: fn(&Actor) -> bool,
}

fn pages(world: &World) -> Vec<Page> {
    let page = |address: &str, sees| Page {
        address: address.to_owned(),
        sees,
    };
    vec![
        page("/kas/dossiers", |actor| of_a_fund(actor, &FundRole::ALL)),
        page("/kas/inzage", |actor| of_a_fund(actor, &[FundRole::Auditor])),
        page(&world.addresses()[0], |actor| of_fund_180(actor, &FundRole::ALL)),
        page("/kas/werklijst", |actor| of_a_fund(actor, &FundRole::ALL)),
        page("/kas/taken", |actor| of_a_fund(actor, &FundRole::ALL)),
        page("/kas/zendingen", |actor| of_a_fund(actor, &FundRole::ALL)),
        page("/kas", |actor| of_a_fund(actor, &FundRole::ALL)),
        page("/kas/instellingen", |actor| {
            of_a_fund(actor, &[FundRole::CaseWorker, FundRole::Signatory, FundRole::Auditor])
        }),
        page("/kas/betalingen", |actor| {
            of_a_fund(actor, &[FundRole::Signatory, FundRole::Payer, FundRole::Auditor])
        }),
        page(&format!("{}/beslissing", world.addresses()[0]), |actor| {
            of_fund_180(actor, &FundRole::ALL)
        }),
        page(&format!("{}/journaal", world.addresses()[0]), |actor| {
            of_fund_180(actor, &FundRole::ALL)
        }),
    ]
}

/// Whether somebody works for a care fund in one of these roles.
fn of_a_fund(actor: &Actor, roles: &[FundRole]) -> bool {
    matches!(actor, Actor::Employee { role, .. } if roles.contains(role))
}

/// Whether somebody works in one of these roles for the fund that the world is about.
fn of_fund_180(actor: &Actor, roles: &[FundRole]) -> bool {
    actor.fund().is_some_and(|fund| fund.to_string() == "180") && of_a_fund(actor, roles)
}

#[test]
fn every_role_sees_its_pages_and_no_others() {
    let world = World::new();
    for page in pages(&world) {
        for who in world.people() {
            let answer = world.look(&who, &page.address);
            let expected = if (page.sees)(&who) {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            assert_eq!(answer.status, expected, "{} by {who}", page.address);
        }
    }
}

#[test]
fn who_is_not_signed_in_is_led_to_do_so_and_back() {
    let world = World::new();
    for page in pages(&world) {
        let answer = world.stranger(&page.address);
        let way = format!("/aanmelden?terug={}", page.address);
        assert_eq!((answer.status, answer.leads_to), (StatusCode::SEE_OTHER, Some(way)));
    }
}

/// The navigation of a role leads to nothing that refuses it.
#[test]
fn the_navigation_leads_to_pages_that_one_has() {
    let world = World::new();
    for who in world.people() {
        let begin = world.look(&who, "/");
        let html = match &begin.leads_to {
            Some(first) => world.look(&who, first).html,
            None => begin.html,
        };
        let places = html.split("<nav class=\"places").nth(1).unwrap_or_default();
        let places = places.split("</nav>").next().unwrap_or_default();
        for address in places
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
        {
            assert_eq!(world.look(&who, address).status, StatusCode::OK, "{address} by {who}");
        }
    }
}
