//! The pages of dossiers, in both languages.

use std::fs;
use std::path::Path;

use app::{Actor, FundRole};
use axum::http::StatusCode;
use store::Store;

use super::world::{World, case_worker, employee};

fn other_fund() -> Actor {
    employee("280", FundRole::CaseWorker)
}

#[test]
fn the_list_shows_the_dossiers_of_the_fund_alone() {
    let world = World::new();
    insta::assert_snapshot!(world.look(&case_worker(), "/kas/dossiers").content());
    let html = world.look(&other_fund(), "/kas/dossiers").html;
    assert!(!html.contains("/kas/dossiers/"), "it sees a dossier");
}

#[test]
fn a_dossier_is_told_in_dutch_and_in_english() {
    let world = World::new();
    let addresses = world.addresses();
    assert_eq!(addresses.len(), 4);
    for (name, address) in ["refused_by_rules", "refused_by_a_person", "in_beraad", "ended"]
        .iter()
        .zip(&addresses)
    {
        for language in ["nl", "en"] {
            let answer = world.look(&case_worker(), &format!("{address}?lang={language}"));
            assert_eq!(answer.status, StatusCode::OK);
            assert!(
                !answer.html.contains("[fact-") && !answer.html.contains("[kind-"),
                "a word is missing"
            );
            insta::assert_snapshot!(format!("{name}_{language}"), answer.content());
        }
    }
}

/// The table below the drawing, as a file too.
#[test]
fn the_timeline_of_a_dossier_is_a_file() {
    let world = World::new();
    let ended = &world.addresses()[3];
    // Why it is looked at is asked on the page, and holds for what lies behind it.
    world.look(&case_worker(), ended);
    let file = world.look(&case_worker(), &format!("{ended}?vorm=csv&tabel=tijdlijn"));
    insta::assert_snapshot!("timeline_csv", file.html);
    assert_eq!(
        world
            .look(&case_worker(), &format!("{ended}?vorm=xlsx&tabel=tijdlijn"))
            .status,
        StatusCode::OK
    );
    let refused = world.look(&other_fund(), &format!("{ended}?vorm=csv&tabel=tijdlijn"));
    assert!(refused.status == StatusCode::FORBIDDEN || refused.status == StatusCode::NOT_FOUND);
}

#[test]
fn another_fund_is_refused_on_every_dossier() {
    let world = World::new();
    for address in world.addresses() {
        let answer = world.look(&other_fund(), &address);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(!answer.html.contains("Willems") && !answer.html.contains("IBW-01"));
    }
}

#[test]
fn no_number_of_a_person_and_no_diagnosis_stands_on_a_page_or_in_an_address() {
    let world = World::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03/registers/members.csv");
    let members = fs::read_to_string(folder).unwrap();
    let ssins: Vec<&str> = members.lines().skip(1).map(|line| &line[..11]).collect();
    let mut pages = world.addresses();
    pages.push("/kas/dossiers".into());
    for page in pages {
        let html = world.look(&case_worker(), &page).html;
        assert!(
            ssins.iter().all(|ssin| !html.contains(ssin) && !page.contains(ssin)),
            "{page}"
        );
        assert!(!html.contains("F20.9"), "{page}");
    }
}

#[test]
fn what_was_typed_by_others_is_never_read_as_html() {
    let world = World::new();
    for address in world.addresses() {
        let html = world.look(&case_worker(), &address).html;
        assert!(!html.contains("<b>99") && !html.contains("<script>"), "{address}");
    }
}

#[test]
fn every_look_stands_in_the_journal() {
    let world = World::new();
    let address = world.addresses().remove(0);
    world.look(&case_worker(), &format!("{address}?lang=en"));
    let entries = world.store.begin().unwrap().entries_after(0, 1000).unwrap();
    let looks: Vec<(&str, &str)> = entries
        .iter()
        .rev()
        .filter(|entry| entry.use_case != "signInByProvider")
        .take(3)
        .map(|entry| (entry.use_case.as_str(), entry.actor.as_str()))
        .collect();
    let who = "fund 180 CaseWorker k180-caseworker";
    // Nothing of it is in beraad: why they look was asked between.
    assert_eq!(looks, [("readDossier", who), ("look", who), ("listDossiers", who)]);
}

#[test]
fn what_is_not_there_says_so_with_an_id_that_stands_in_the_log() {
    let world = World::new();
    let unknown = "/kas/dossiers/10000001-00000000-0000-4000-8000-999999999999";
    for address in [
        "/nothing",
        "/kas/niets",
        "/kas/dossiers/85073003328",
        unknown,
        "/kas/dossiers?behind=x",
    ] {
        let answer = world.look(&case_worker(), address);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        let line = world.log.lock().unwrap().pop().unwrap();
        let (id, rest) = line.split_once(' ').unwrap();
        assert!(answer.html.contains(id), "{line}");
        assert!(
            !rest.contains("85073003328") && !answer.html.contains("85073003328"),
            "{line}"
        );
    }
    assert_eq!(world.look(&case_worker(), "/").status, StatusCode::SEE_OTHER);
    assert_eq!(world.stranger("/zorgkas.css").status, StatusCode::OK);
    assert_eq!(world.stranger("/zorgkas.js").status, StatusCode::OK);
}
