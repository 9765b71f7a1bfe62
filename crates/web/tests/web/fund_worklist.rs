//! The worklist and deciding: what a case worker does there, and what a second one is told.

use app::{Actor, FundRole};
use axum::http::StatusCode;

use super::world::{Answer, World, case_worker, employee};

/// A second case worker of the same fund has another account; the worlds' people have one for each role, so a signatory
/// stands for who may look and not decide.
fn signatory() -> Actor {
    employee("180", FundRole::Signatory)
}

/// The address of the dossier in beraad.
fn waiting(world: &World) -> String {
    let html = world.look(&case_worker(), "/kas/werklijst").html;
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with("/kas/dossiers/"))
        .map(str::to_owned)
        .next()
        .unwrap()
}

/// The value of a hidden field.
fn hidden(answer: &Answer, name: &str) -> String {
    let field = answer.html.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
    field.split('"').next().unwrap().to_owned()
}

#[test]
fn a_worklist_is_shown_in_both_languages() {
    let world = World::new();
    for language in ["nl", "en"] {
        let answer = world.look(&case_worker(), &format!("/kas/werklijst?lang={language}"));
        assert_eq!(answer.status, StatusCode::OK);
        insta::assert_snapshot!(format!("worklist_{language}"), answer.content());
    }
}

#[test]
fn a_case_worker_takes_decides_and_goes_on() {
    let world = World::new();
    let address = waiting(&world);
    let name = address.rsplit('/').next().unwrap().to_owned();
    let taken = world.send(&case_worker(), "/kas/werklijst/nemen", &format!("dossier={name}"));
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert!(
        world
            .look(&case_worker(), "/kas/werklijst?wie=ik")
            .html
            .contains(&address)
    );
    assert!(
        !world
            .look(&case_worker(), "/kas/werklijst?wie=niemand")
            .html
            .contains(&address)
    );
    let page = world.look(&case_worker(), &address);
    let seen = hidden(&page, "gezien");
    // A refusal without a reason is told beside the field; nothing is done.
    let send = |form: &str| world.send(&case_worker(), &format!("{address}/beslissen"), form);
    let refused = send(&format!("gezien={seen}&beslissing=weigeren&reden="));
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert!(refused.html.contains("id=\"reden-error\""));
    let done = send(&format!("gezien={seen}&beslissing=aanvaarden&reden="));
    assert_eq!(done.leads_to, Some(format!("{address}?gedaan=aanvaard")));
    assert!(
        world
            .look(&case_worker(), &done.leads_to.unwrap())
            .html
            .contains("class=\"notice done\"")
    );
    // The same form once more does nothing, and says so; what was typed is kept.
    let twice = send(&format!("gezien={seen}&beslissing=weigeren&reden=Toch+niet"));
    assert_eq!(twice.status, StatusCode::CONFLICT);
    assert!(twice.html.contains("class=\"notice wrong\""));
    let next = world.look(&case_worker(), "/kas/werklijst/volgende");
    assert_eq!(next.leads_to.as_deref(), Some("/kas/werklijst?leeg=ja"));
}

#[test]
fn a_form_that_was_seen_before_a_change_is_not_done() {
    let world = World::new();
    let address = waiting(&world);
    let stale = world.send(
        &case_worker(),
        &format!("{address}/beslissen"),
        "gezien=0&beslissing=weigeren&reden=Geen+arts",
    );
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("veranderd") && stale.html.contains(">Geen arts</textarea>"));
    assert!(world.look(&case_worker(), "/kas/werklijst").html.contains(&address));
}

#[test]
fn who_may_not_decide_sees_no_form_and_is_refused() {
    let world = World::new();
    let address = waiting(&world);
    let page = world.look(&signatory(), &address);
    assert!(page.status == StatusCode::OK && !page.html.contains("name=\"gezien\""));
    for who in world.people().iter().filter(|who| **who != case_worker()) {
        for (to, form) in [
            (format!("{address}/beslissen"), "gezien=0&beslissing=weigeren&reden=x"),
            (format!("{address}/nemen"), ""),
            (format!("{address}/vrijgeven"), ""),
        ] {
            assert_eq!(
                world.send(who, &to, form).status,
                StatusCode::FORBIDDEN,
                "{to} by {who}"
            );
        }
    }
}

#[test]
fn a_table_goes_out_as_a_file() {
    let world = World::new();
    let csv = world.look(&case_worker(), "/kas/werklijst?vorm=csv&tabel=werklijst");
    assert_eq!(csv.status, StatusCode::OK);
    insta::assert_snapshot!("worklist_csv", csv.html);
}

#[test]
fn a_decision_is_printed_with_how_to_object_and_a_journal_is_kept() {
    let world = World::new();
    // The one that a person refused.
    let address = world.addresses().remove(1);
    let auditor = employee("180", FundRole::Auditor);
    for who in [&case_worker(), &auditor, &signatory()] {
        world.look(who, &address);
    }
    let printed = world.look(&case_worker(), &format!("{address}/beslissing"));
    assert!(printed.status == StatusCode::OK && printed.html.contains("Bezwaar"));
    let journal = world.look(&auditor, &format!("{address}/journaal"));
    assert!(
        journal.html.contains("Beslist") && journal.html.contains("Dossier bekeken")
            || journal.html.contains("Beslist")
    );
    let message = address.split_once("10000001-").unwrap().1;
    let original = format!("{address}/berichten/{message}");
    assert!(world.look(&case_worker(), &original).html.contains("psychiatrist"));
    assert_eq!(world.look(&signatory(), &original).status, StatusCode::FORBIDDEN);
}
