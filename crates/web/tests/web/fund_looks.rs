//! The auditor's page: who looked at whom.

use app::FundRole;
use axum::http::StatusCode;

use super::world::{World, case_worker, employee};

const PAGE: &str = "/kas/inzage";

#[test]
fn an_auditor_sees_who_looked_at_whom_and_walks_to_the_person_and_the_dossier() {
    let world = World::new();
    let auditor = employee("180", FundRole::Auditor);
    assert!(world.look(&auditor, PAGE).html.contains("Er is geen inzage"));
    let address = world.addresses().remove(0);
    world.look(&case_worker(), &address);
    for language in ["nl", "en"] {
        let answer = world.look(&auditor, &format!("{PAGE}?lang={language}"));
        assert!(!answer.html.contains("[look"), "a word is missing");
        insta::assert_snapshot!(format!("looks_{language}"), answer.content());
    }
    let html = world.look(&auditor, PAGE).html;
    assert!(
        html.contains(&format!("href=\"{address}?vanuit=inzage\"")),
        "the way to the dossier"
    );
    let same = html
        .split("href=\"")
        .find(|rest| rest.starts_with("/kas/inzage?zoals="))
        .unwrap();
    let same = same.split('"').next().unwrap();
    assert!(
        world
            .look(&auditor, same)
            .html
            .contains("alleen de inzagen van één persoon")
    );
    assert!(
        world
            .look(&auditor, "/kas/inzage?wie=nobody")
            .html
            .contains("Er is geen inzage")
    );
    assert!(
        world
            .look(&auditor, "/kas/inzage?wie=k180-caseworker")
            .html
            .contains("k180-caseworker")
    );
    let csv = world.look(&auditor, "/kas/inzage?vorm=csv");
    assert!(
        csv.status == StatusCode::OK && csv.html.lines().count() > 1,
        "{}",
        csv.html
    );
    for nonsense in ["zoals=x", "na=x"] {
        assert_eq!(
            world.look(&auditor, &format!("{PAGE}?{nonsense}")).status,
            StatusCode::NOT_FOUND
        );
    }
}

#[test]
fn an_auditor_of_another_fund_sees_nothing_of_it() {
    let world = World::new();
    world.look(&case_worker(), &world.addresses()[0]);
    let other = employee("280", FundRole::Auditor);
    for address in ["/kas/inzage", "/kas/inzage?zoals=1", "/kas/inzage?wie=k180-caseworker"] {
        let answer = world.look(&other, address);
        assert_eq!(answer.status, StatusCode::OK);
        assert!(
            answer.html.contains("Er is geen inzage") && !answer.html.contains("k180-caseworker</"),
            "{address}"
        );
    }
}
