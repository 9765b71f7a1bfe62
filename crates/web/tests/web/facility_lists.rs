//! Files of the lists of a facility, and forms that refuse what they cannot use.

use app::{FacilityRole, FundRole};
use axum::http::StatusCode;
use store::Store;

use super::facility::{all_words_are_there, person};
use super::facility_month::{hidden, sixty};
use super::world::{Answer, World, at, employee};

/// Rows of a file without its heading.
fn rows(answer: &Answer) -> usize {
    assert_eq!(answer.status, StatusCode::OK);
    answer.html.lines().count() - 1
}

#[test]
fn a_file_holds_the_whole_list() {
    let (world, sent) = World::billed();
    sixty(&world);
    let who = person(&world, FacilityRole::Manager);
    let mut tx = world.store.begin().unwrap();
    for number in 0..30 {
        tx.put_inbox(world.facility, at("2025-06-01T08:00:00Z"), "NOTICE", "{}")
            .unwrap();
        let mut batch = tx.batch(sent).unwrap().unwrap().batch;
        batch.input = store::ContentHash::of(&[number]);
        batch.sending_number = Some(100 + u16::from(number));
        batch.state = store::BatchState::Refused;
        tx.insert_batch(&batch).unwrap();
    }
    let dossiers: u64 = tx.count_dossiers().unwrap().iter().map(|(_, count)| count).sum();
    tx.commit().unwrap();
    let dossiers = usize::try_from(dossiers).unwrap();
    let file = |address: &str| rows(&world.look(&who, address));
    assert!(dossiers > 60);
    assert_eq!(file("/voorziening/dossiers?vorm=csv"), dossiers);
    assert_eq!(file("/voorziening/facturatie?vorm=csv"), 31);
    assert!(file("/voorziening/berichten?vorm=csv") >= 30);
    // Wherever the page stands.
    let page = world.look(&who, "/voorziening/dossiers");
    let next = page.html.split("na=").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(file(&format!("/voorziening/dossiers?na={next}&vorm=csv")), dossiers);
    // Filtered as the list is.
    let refused = world.look(&who, "/voorziening/dossiers?stand=PENDING&vorm=csv");
    assert!(rows(&refused) < 60);
}

/// The orders of a fund, too.
#[test]
fn a_file_of_orders_holds_them_all() {
    let world = World::new();
    let mut tx = world.store.begin().unwrap();
    for day in 1..=30 {
        let order = store::NewOrder {
            fund: identifiers::CareFundNumber::parse("180").unwrap(),
            made_at: at("2025-06-01T08:00:00Z"),
            made_by: "operator".into(),
            execution_day: jiff::civil::date(2025, 6, day),
            total: identifiers::EuroCents::new(100),
            settlements: Vec::new(),
        };
        tx.insert_order(&order).unwrap().unwrap();
    }
    tx.commit().unwrap();
    let payer = employee("180", FundRole::Payer);
    let file = |more: &str| {
        let address = format!("/kas/betalingen?vorm=csv&tabel=opdrachten{more}");
        rows(&world.look(&payer, &address))
    };
    assert_eq!((file(""), file("&opdracht=10")), (30, 30));
    let worker = employee("180", FundRole::CaseWorker);
    let refused = world.look(&worker, "/kas/betalingen?vorm=csv&tabel=opdrachten");
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

fn uploaded(world: &World, file: &str, more: &str) -> Answer {
    let part = |name: &str, more: &str, text: &str| {
        format!("--grens\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
    };
    let body = [
        part("bestand", "; filename=\"m.jsonl\"", file),
        part("doe", "", "nakijken"),
        more.to_owned(),
        "--grens--\r\n".to_owned(),
    ];
    world.send_as(
        &person(world, FacilityRole::Coordinator),
        "/voorziening/migratie",
        "multipart/form-data; boundary=grens",
        &body.concat(),
    )
}

#[test]
fn a_file_of_too_many_lines_is_refused_and_a_long_one_is_answered_as_a_file() {
    let world = World::new();
    let refused = uploaded(&world, &"x\n".repeat(20_001), "");
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.html.contains("knip het in delen"), "{}", refused.html);
    let long = uploaded(&world, &"x\n\n".repeat(501), "");
    assert_eq!(long.status, StatusCode::OK);
    all_words_are_there("migration", &long);
    assert!(long.html.contains("501 niet te lezen") && long.html.contains("de eerste 500 antwoorden"));
    assert_eq!(long.html.matches("Geen bericht").count(), 500);
    let as_file = "--grens\r\nContent-Disposition: form-data; name=\"vorm\"\r\n\r\ncsv\r\n";
    assert_eq!(rows(&uploaded(&world, &"x\n\n".repeat(501), as_file)), 501);
}

#[test]
fn a_day_that_does_not_exist_is_refused_beside_its_field() {
    let world = World::new();
    let who = person(&world, FacilityRole::BillingClerk);
    let form = "insz=58.10.28-822.14&dag=2024-02-31";
    let wrong = world.send(&who, "/voorziening/verzekerbaarheid", form);
    assert_eq!(wrong.status, StatusCode::BAD_REQUEST);
    assert!(
        wrong.html.contains("dag-error") && wrong.html.contains("2024-02-31"),
        "{}",
        wrong.html
    );
    assert!(!wrong.html.contains("Chantal Willems"), "nothing was asked");
}

/// Two people on the data of one dossier: an old form changes what was changed in it, and nothing else.
#[test]
fn an_old_form_of_data_takes_nothing_back() {
    let world = World::new();
    sixty(&world);
    let who = person(&world, FacilityRole::Coordinator);
    let page = world.look(&who, "/voorziening/dossiers?stand=ACCEPTED");
    let mut links = page
        .html
        .split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    let dossier = links.find(|link| link.starts_with("/voorziening/dossiers/1")).unwrap();
    let address = format!("{dossier}/gegevens");
    let form = world.look(&who, &address);
    all_words_are_there(&address, &form);
    assert_eq!(
        ["statuut-begin", "ongeval-begin", "herkomst-begin"].map(|name| hidden(&form, name)),
        ["VOLUNTARY", "NONE", "41"]
    );
    let begun = "statuut-begin=VOLUNTARY&ongeval-begin=NONE&herkomst-begin=41";
    let send = |id: char, fields: &str| {
        let form = format!("bericht=2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5b{id}&doe=versturen&{fields}");
        world.send(&who, &address, &form)
    };
    let colleague = send('1', &format!("{begun}&statuut=VOLUNTARY&ongeval=NONE&herkomst=10"));
    assert_eq!(colleague.status, StatusCode::SEE_OTHER, "{}", colleague.html);

    let old = send('2', &format!("{begun}&statuut=PROBATION&ongeval=NONE&herkomst=41"));
    assert_eq!(old.status, StatusCode::CONFLICT);
    assert!(old.html.contains("veranderde deze gegevens intussen"), "{}", old.html);
    assert_eq!(hidden(&old, "herkomst-begin"), "10");
    for chosen in ["value=\"PROBATION\" selected", "value=\"10\" selected"] {
        assert!(old.html.contains(chosen), "{chosen}: {}", old.html);
    }
    let now = "statuut-begin=VOLUNTARY&ongeval-begin=NONE&herkomst-begin=10";
    let sent = send('3', &format!("{now}&statuut=PROBATION&ongeval=NONE&herkomst=10"));
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.html);
    let form = world.look(&who, &address);
    assert_eq!(
        ["statuut-begin", "herkomst-begin"].map(|name| hidden(&form, name)),
        ["PROBATION", "10"]
    );
}
