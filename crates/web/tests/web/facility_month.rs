//! A month that a billing clerk fills in, checks, sends, takes back and corrects, in the pages of the portal.

use app::{Actor, Context, FacilityRole, FundRole};
use axum::http::StatusCode;
use identifiers::{BatchId, CareFundNumber, Period, Ssin};
use jiff::civil::date;
use registers::import::{MemberRow, MembershipRow, Registers};
use registers::{Address, AffiliationObligation, Membership, MembershipKind, PersonDetails};
use serde_json::json;
use store::{BatchState, Store};

use super::facility::{all_words_are_there, person};
use super::world::{Answer, World, at, employee};

pub(crate) const MONTH: &str = "/voorziening/facturatie/2025-05";

pub(crate) fn clerk(world: &World) -> Actor {
    person(world, FacilityRole::BillingClerk)
}

/// The value of a field that goes along unseen.
pub(crate) fn hidden(answer: &Answer, name: &str) -> String {
    let part = answer.html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    part.split('"').next().unwrap().to_owned()
}

pub(crate) fn boxes(answer: &Answer, name: &str) -> Vec<String> {
    let begin = format!("name=\"{name}\" value=\"");
    let parts = answer.html.split(&begin).skip(1);
    parts
        .filter_map(|part| part.split('"').next())
        .map(str::to_owned)
        .collect()
}

pub(crate) fn batches(world: &World) -> Vec<(BatchId, BatchState)> {
    let mut tx = world.store.begin().unwrap();
    let found = tx.batches_at(world.facility, None, None, 100).unwrap();
    found.into_iter().map(|batch| (batch.id, batch.batch.state)).collect()
}

pub(crate) fn sign(world: &World, batch: BatchId) {
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
    let shown = hidden(&page, "getoond");
    let form = format!("versie=0&doe=bewaren&getoond={shown}&uit={}", days[1]);
    let stale = world.send(&who, MONTH, &form);
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
    let form = to_send(&check);
    for (click, told) in [("first", "verzonden"), ("second", "al-verzonden")] {
        let sent = world.send(&who, &format!("{MONTH}/versturen"), &form);
        let expected = format!("/voorziening/facturatie?gedaan={told}");
        assert_eq!(sent.leads_to, Some(expected), "{click}");
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
        let form = to_send(&check);
        world.send(&who, &format!("/voorziening/facturatie/{month}/versturen"), &form);
        batches(&world)[0].0
    };
    let may = send("2025-05");
    sign(&world, may);
    let address = format!("/voorziening/facturatie/zendingen/{may}");
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
        "/voorziening/facturatie/zendingen/x",
        "/voorziening/facturatie/zendingen/999",
        "/voorziening/dossiers/x",
        "/voorziening/dossiers/10000001-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5af",
    ] {
        assert_eq!(world.look(&who, address).status, StatusCode::NOT_FOUND, "{address}");
    }
}

/// The form of a check, that sends everything.
pub(crate) fn to_send(check: &Answer) -> String {
    let kassen = hidden(check, "kassen").replace(' ', "+");
    format!("versie={}&kassen={kassen}", hidden(check, "versie"))
}

/// Sixty persons of two funds who stay at the facility from 1 May.
pub(crate) fn sixty(world: &World) {
    let ssin = |n: u64| {
        let body = 700_101_001 + n;
        Ssin::from_number(body * 100 + 97 - body % 97).unwrap()
    };
    let mut new = Registers::default();
    for (n, line) in (0..60).zip(2..) {
        new.members.push(MemberRow {
            line,
            ssin: ssin(n),
            details: PersonDetails {
                name: Some(format!("Bewoner {n:02}")),
                birth_date: None,
                deceased_on: None,
                obligation: AffiliationObligation::Obligatory,
                insurer: None,
                income_category: None,
                address: Address::default(),
            },
        });
        new.memberships.push(MembershipRow {
            line,
            ssin: ssin(n),
            membership: Membership {
                fund: CareFundNumber::parse(if n % 2 == 0 { "180" } else { "280" }).unwrap(),
                kind: MembershipKind::Official,
                period: Period::since(date(2020, 1, 1)),
            },
        });
    }
    let operator = Context {
        actor: Actor::Operator,
        at: at("2025-04-01T08:00:00Z"),
    };
    world.app().import_read(&operator, &new).unwrap();
    let software = Context {
        actor: Actor::Facility(world.facility),
        at: at("2025-05-02T08:00:00Z"),
    };
    for n in 0..60 {
        let message = json!({
            "messageId": uuid::Uuid::from_u128(0x0060_0000 + u128::from(n)).to_string(), "facility": "10000001",
            "ssin": ssin(n).to_digits(), "migration": false, "requestType": "NEW", "userStatus": "VOLUNTARY",
            "accidentCode": "NONE", "origin": "41", "contact": { "name": "Team", "phone": "093331234" },
            "start": "2025-05-01T09:00:00+02:00", "requestedEnd": "2026-04-30",
            "medicalReport": { "diagnosis": "F20.9", "psychiatrist": "18334780004", "date": "2025-04-20" },
        });
        let object = message.as_object().unwrap();
        let answered = world
            .app()
            .send_request(&software, message.to_string().as_bytes(), object)
            .unwrap();
        assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
    }
}

/// From the first page to everything sent: each page that is opened and each button is a click, and so is a day that
/// differs from the stays.
#[test]
fn a_month_of_sixty_people_is_billed_in_few_clicks() {
    let world = World::new();
    sixty(&world);
    let who = clerk(&world);
    let mut clicks = 0;
    let mut look = |address: &str| {
        clicks += 1;
        world.look(&who, address)
    };
    look("/voorziening/facturatie");
    let month = look(MONTH);
    let days = boxes(&month, "uit");
    assert_eq!(days.len(), 61 * 31, "sixty, and the one who was there before");
    // Three days differ: three clicks on the grid, then save and check.
    let off: Vec<String> = days.iter().take(3).map(|day| format!("uit={day}")).collect();
    clicks += off.len();
    let form = format!("versie=0&doe=nakijken&{}", off.join("&"));
    let to = world.send(&who, MONTH, &form).leads_to.unwrap();
    clicks += 1;
    let check = world.look(&who, &to);
    assert_eq!(check.html.matches("Alles wordt aanvaard").count(), 2, "two funds");
    world.send(&who, &format!("{MONTH}/versturen"), &to_send(&check));
    clicks += 1;
    let sent = batches(&world);
    assert_eq!(sent.len(), 2);
    assert!(sent.iter().all(|(_, state)| *state == BatchState::Decided));
    let lines: usize = {
        let mut tx = world.store.begin().unwrap();
        sent.iter().map(|(id, _)| tx.lines(*id).unwrap().len()).sum()
    };
    assert_eq!(lines, 61 * 31 - 3);
    assert!(clicks <= 30, "{clicks} clicks");
}
