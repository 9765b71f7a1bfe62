//! What else a person of the fund must look at: listed, opened, closed with a note; and every table as a file.

use app::{Actor, FundRole};
use axum::http::StatusCode;
use identifiers::CareFundNumber;
use store::Store;

use super::world::{World, at, case_worker, employee};

fn payer() -> Actor {
    employee("180", FundRole::Payer)
}

/// A world with a task of each kind, about a dossier, a person, a facility and a sending.
fn world() -> World {
    let (world, sent) = World::billed();
    let fund = CareFundNumber::parse("180").unwrap();
    let mut tx = world.store.begin().unwrap();
    for (kind, about) in [
        ("CHG_BILLED_AFTER_END", "dossier 1".to_owned()),
        ("REGISTER_CHANGE", "person 1".to_owned()),
        ("REGISTER_CHANGE", "facility 1 code 970012".to_owned()),
        ("RETURNED_PAYMENT", format!("batch {sent}")),
    ] {
        tx.open_task(fund, kind, &about, at("2025-06-01T10:00:00Z")).unwrap();
    }
    tx.commit().unwrap();
    world
}

/// The address of the task of a kind.
fn task(world: &World, kind: &str) -> String {
    let html = world.look(&case_worker(), &format!("/kas/taken?soort={kind}")).html;
    let link = html.split("href=\"/kas/taken/").nth(1).unwrap();
    format!("/kas/taken/{}", link.split('"').next().unwrap())
}

#[test]
fn tasks_are_listed_and_closed_in_both_languages() {
    let world = world();
    for language in ["nl", "en"] {
        let list = world.look(&case_worker(), &format!("/kas/taken?lang={language}"));
        insta::assert_snapshot!(format!("tasks_{language}"), list.content());
        let address = task(&world, "CHG_BILLED_AFTER_END");
        let one = world.look(&case_worker(), &format!("{address}?lang={language}"));
        insta::assert_snapshot!(format!("task_{language}"), one.content());
    }
    let today = world.look(&case_worker(), "/kas").html;
    assert!(today.contains("/kas/taken?soort=REGISTER_CHANGE"));
    let address = task(&world, "CHG_BILLED_AFTER_END");
    let empty = world.send(&case_worker(), &address, "nota=+");
    assert!(empty.status == StatusCode::BAD_REQUEST && empty.html.contains("id=\"nota-error\""));
    for who in world.people().iter().filter(|who| **who != case_worker()) {
        let refused = world.send(who, &address, "nota=x");
        let expected = match who.fund() {
            Some(fund) if fund.to_string() == "280" => StatusCode::NOT_FOUND,
            _ => StatusCode::FORBIDDEN,
        };
        assert_eq!(refused.status, expected, "{who}");
    }
    let done = world.send(&case_worker(), &address, "nota=Creditnota+gevraagd");
    assert_eq!(done.leads_to.as_deref(), Some("/kas/taken?gedaan=afgesloten"));
    let twice = world.send(&case_worker(), &address, "nota=Nog+eens");
    assert!(twice.status == StatusCode::CONFLICT && twice.html.contains("Creditnota gevraagd"));
    let closed = world.look(&payer(), "/kas/taken?stand=afgesloten").html;
    assert!(closed.contains("Creditnota gevraagd") && closed.contains("k180-caseworker"));
    // Money that came back is for the payer.
    let returned = task(&world, "RETURNED_PAYMENT");
    assert_eq!(
        world.send(&case_worker(), &returned, "nota=x").status,
        StatusCode::FORBIDDEN
    );
    assert!(!world.look(&case_worker(), &returned).html.contains("name=\"nota\""));
    assert_eq!(
        world.send(&payer(), &returned, "nota=Opnieuw+betaald").status,
        StatusCode::SEE_OTHER
    );
    for unknown in ["/kas/taken/x", "/kas/taken/999999"] {
        assert_eq!(world.look(&case_worker(), unknown).status, StatusCode::NOT_FOUND);
    }
}

/// A task leads to what it is about, and that is the reason of the look.
#[test]
fn a_task_leads_to_what_it_is_about() {
    let world = world();
    let html = world.look(&case_worker(), "/kas/taken").html;
    for begin in ["/kas/dossiers/", "/kas/personen/", "/kas/zendingen"] {
        let link = html.split("href=\"").find(|rest| rest.starts_with(begin)).unwrap();
        let link = link.split('"').next().unwrap();
        let page = world.look_once(&case_worker(), link);
        assert_eq!((page.status, page.asks_why()), (StatusCode::OK, None), "{link}");
    }
    let looks = world
        .look(&employee("180", FundRole::Auditor), "/kas/inzage?waarom=TASK")
        .html;
    assert!(looks.contains(">Taak"));
}

/// Every table of these pages goes out, as CSV and as a spreadsheet.
#[test]
fn every_table_goes_out_as_a_file() {
    let world = world();
    let dossier = world.addresses().pop().unwrap();
    let html = world.look(&case_worker(), &dossier).html;
    let person = html
        .split("href=\"")
        .find(|rest| rest.starts_with("/kas/personen/"))
        .unwrap();
    let person = person.split('"').next().unwrap().to_owned();
    let mut tables = 0;
    let pages = [
        "/kas",
        "/kas/taken",
        "/kas/dossiers",
        "/kas/werklijst",
        "/kas/zendingen",
        &dossier,
        &person,
    ];
    for page in pages {
        let html = world.look(&case_worker(), page).html;
        for link in html.split("href=\"").filter_map(|rest| rest.split('"').next()) {
            let is_file = link.contains("vorm=csv") || link.contains("vorm=xlsx");
            if !is_file {
                continue;
            }
            let file = world.look(&case_worker(), &link.replace("&amp;", "&").replace("&#38;", "&"));
            assert_eq!(file.status, StatusCode::OK, "{link}");
            let is_page = file.html.contains("<html");
            assert!(!is_page && !file.html.is_empty(), "{link} is no file");
            tables += 1;
        }
    }
    assert!(tables >= 2 * 8, "{tables}");
}
