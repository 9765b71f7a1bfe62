//! A month that a billing clerk fills in, checks, sends, takes back and corrects, in the pages of the portal.

use app::{Context, FacilityRole, FundRole};
use axum::http::StatusCode;
use identifiers::BatchId;
use store::{BatchState, Store};

use super::facility::{all_words_are_there, person};
use super::world::{Answer, World, at, employee};

const MONTH: &str = "/voorziening/facturatie/2025-05";

fn clerk(world: &World) -> app::Actor {
    person(world, FacilityRole::BillingClerk)
}

/// The value of a field that goes along unseen.
fn hidden(answer: &Answer, name: &str) -> String {
    let part = answer.html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    part.split('"').next().unwrap().to_owned()
}

fn boxes(answer: &Answer, name: &str) -> Vec<String> {
    let begin = format!("name=\"{name}\" value=\"");
    let parts = answer.html.split(&begin).skip(1);
    parts
        .filter_map(|part| part.split('"').next())
        .map(str::to_owned)
        .collect()
}

fn batches(world: &World) -> Vec<(BatchId, BatchState)> {
    let mut tx = world.store.begin().unwrap();
    let found = tx.batches_at(world.facility, None, None, 100).unwrap();
    found.into_iter().map(|batch| (batch.id, batch.batch.state)).collect()
}

fn sign(world: &World, batch: BatchId) {
    let signatory = Context {
        actor: employee("180", FundRole::Signatory),
        at: at("2025-06-20T11:00:00+02:00"),
    };
    world.app().sign(&signatory, batch).unwrap();
}

#[test]
fn a_month_is_filled_in_checked_and_sent_once() {
    let world = World::new();
    let who = clerk(&world);
    let page = world.look(&who, MONTH);
    all_words_are_there(MONTH, &page);
    let days = boxes(&page, "uit");
    assert_eq!(days.len(), 31, "one person, all days of May");
    let (first, reference) = (&days[0], days[0].rsplit_once(':').unwrap().0);
    let form = format!(
        "versie={}&doe=bewaren&uit={first}&kostverblijf={reference}&kostdag=2025-05-09&kostcode=970023&kostbedrag=12%2C34",
        hidden(&page, "versie")
    );
    let saved = world.send(&who, MONTH, &form);
    assert_eq!(
        saved.leads_to.as_deref(),
        Some("/voorziening/facturatie/2025-05?gedaan=bewaard")
    );
    // A page of before: what was filled in stays, and what the other has is told.
    let stale = world.send(&who, MONTH, &format!("versie=0&doe=bewaren&uit={}", days[1]));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("Anders bij de ander"), "{}", stale.html);
    assert_eq!(hidden(&stale, "versie"), "1");
    assert!(stale.html.contains(&format!("value=\"{}\" checked", days[1])));
    assert!(!stale.html.contains(&format!("value=\"{first}\" checked")));
    let wrong = world.send(&who, MONTH, "versie=1&kostcode=970023&kostbedrag=niets");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.html.contains("value=\"niets\"") && wrong.html.contains("kostbedrag-error"));

    let check = world.look(&who, &format!("{MONTH}/nakijken"));
    all_words_are_there("check", &check);
    assert!(check.html.contains("Alles wordt aanvaard"), "{}", check.html);
    assert_eq!(batches(&world), [], "a check keeps nothing");
    let form = format!(
        "versie={}&nummer={}&kassen={}",
        hidden(&check, "versie"),
        hidden(&check, "nummer"),
        hidden(&check, "kassen").replace(' ', "+")
    );
    for click in ["first", "second"] {
        let sent = world.send(&who, &format!("{MONTH}/versturen"), &form);
        assert_eq!(
            sent.leads_to.as_deref(),
            Some("/voorziening/facturatie?gedaan=verzonden"),
            "{click}"
        );
    }
    let sent = batches(&world);
    assert_eq!((sent.len(), sent[0].1), (1, BatchState::Decided));
    let list = world.look(&who, "/voorziening/facturatie");
    assert!(list.html.contains("Beoordeeld, te ondertekenen"));
}

#[test]
fn a_sending_is_followed_taken_back_and_corrected() {
    let world = World::new();
    let who = clerk(&world);
    let send = |month: &str| {
        let check = world.look(&who, &format!("/voorziening/facturatie/{month}/nakijken"));
        let form = format!(
            "versie={}&nummer={}&kassen=180",
            hidden(&check, "versie"),
            hidden(&check, "nummer")
        );
        world.send(&who, &format!("/voorziening/facturatie/{month}/versturen"), &form);
        batches(&world)[0].0
    };
    let may = send("2025-05");
    sign(&world, may);
    let address = format!("/voorziening/zendingen/{may}");
    let page = world.look(&who, &address);
    all_words_are_there(&address, &page);
    assert_eq!(page.status, StatusCode::OK);
    let lines = boxes(&page, "regel");
    assert_eq!(lines.len(), 31);
    for name in ["931000", "920098", "920900"] {
        assert_eq!(
            world.look(&who, &format!("{address}/{name}")).status,
            StatusCode::OK,
            "{name}"
        );
        assert_eq!(
            world.look(&who, &format!("{address}/{name}/bestand")).status,
            StatusCode::OK,
            "{name}"
        );
    }
    assert_eq!(
        world.look(&who, &format!("{address}/920099")).status,
        StatusCode::NOT_FOUND
    );
    let no_line = world.send(&who, &address, "maand=2025-06");
    assert_eq!(
        no_line.leads_to.as_deref(),
        Some(format!("{address}?gedaan=geen-regel").as_str())
    );
    let noted = world.send(&who, &address, &format!("maand=2025-06&regel={}", lines[4]));
    assert_eq!(
        noted.leads_to.as_deref(),
        Some("/voorziening/facturatie/2025-06?gedaan=creditnota")
    );
    let june = world.look(&who, "/voorziening/facturatie/2025-06");
    assert_eq!(boxes(&june, "credit").len(), 1);
    let june = send("2025-06");
    assert_eq!(batches(&world).len(), 2);
    sign(&world, june);
    let july = world.look(&who, "/voorziening/facturatie/2025-07");
    assert!(
        boxes(&july, "vroeger").iter().any(|run| run.ends_with(":2025-05-05")),
        "the day is free again"
    );
    // Who only looks can take nothing back, and has no box for it.
    let manager = person(&world, FacilityRole::Manager);
    assert_eq!(boxes(&world.look(&manager, &address), "regel"), Vec::<String>::new());
    let refused = world.send(&manager, &address, &format!("maand=2025-06&regel={}", lines[5]));
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[test]
fn what_is_no_month_or_sending_is_not_found() {
    let world = World::new();
    let who = clerk(&world);
    for address in [
        "/voorziening/facturatie/2025-13",
        "/voorziening/facturatie/x/nakijken",
        "/voorziening/zendingen/x",
        "/voorziening/zendingen/999",
        "/voorziening/dossiers/x",
        "/voorziening/dossiers/10000001-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5af",
    ] {
        assert_eq!(world.look(&who, address).status, StatusCode::NOT_FOUND, "{address}");
    }
}
