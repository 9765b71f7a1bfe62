//! The first page, the search box, a person's page, and the settings of a fund.

use std::fs;
use std::path::Path;

use app::{Actor, FundRole};
use axum::http::StatusCode;

use super::world::{World, case_worker, employee};

fn role(role: FundRole) -> Actor {
    employee("180", role)
}

/// The content of a page, without what stands around every page.
fn content(html: &str) -> &str {
    let main = html.split_once("<main").map_or(html, |(_, rest)| rest);
    main.split_once("</main>").map_or(main, |(content, _)| content)
}

/// The national numbers of the sample, in order.
fn numbers() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/ibw-2024-03/registers/members.csv");
    let members = fs::read_to_string(folder).unwrap();
    members.lines().skip(1).map(|line| line[..11].to_owned()).collect()
}

/// The number of a member of fund 180 who has a dossier.
fn member() -> String {
    "58102882214".to_owned()
}

/// The page of the member, by own number.
fn page_of(world: &World) -> String {
    let dossier = world.addresses().pop().unwrap();
    let html = world.look(&case_worker(), &dossier).html;
    let link = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    link.filter(|link| link.starts_with("/kas/personen/"))
        .map(str::to_owned)
        .next()
        .unwrap()
}

#[test]
fn the_first_page_is_shown_in_both_languages() {
    let world = World::new();
    for language in ["nl", "en"] {
        let answer = world.look(&case_worker(), &format!("/kas?lang={language}"));
        assert_eq!(answer.status, StatusCode::OK);
        insta::assert_snapshot!(format!("today_{language}"), content(&answer.html));
    }
    assert!(!world.look(&case_worker(), "/kas").html.contains("/kas/betalingen"));
    assert!(
        world
            .look(&role(FundRole::Payer), "/kas")
            .html
            .contains("/kas/betalingen?welke=te-laat")
    );
}

#[test]
fn the_search_box_leads_to_what_is_meant() {
    let (world, sent) = World::billed();
    let search = |what: &str| world.send(&case_worker(), "/kas/zoeken", &format!("wat={what}"));
    assert_eq!(
        search(&sent.to_string()).leads_to,
        Some(format!("/kas/zendingen/{sent}"))
    );
    let dossier = search("VSB-0000-0001-01").leads_to.unwrap();
    assert!(dossier.starts_with("/kas/dossiers/10000001-"));
    assert!(search("linde").html.contains("/kas/zendingen?voorziening=10000001"));
    assert!(search("10000001").html.contains("De Linde"));
    let person = search("58.10.28-822.14");
    assert!(person.status == StatusCode::OK && person.html.contains("58.10.28-822.14"));
    for nothing in ["", "zzz", "VSB-9999-9999-99", "99999999999"] {
        let answer = search(nothing);
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nothing}");
        assert!(answer.html.contains("id=\"wat-error\""));
    }
    let other = employee("280", FundRole::CaseWorker);
    assert_eq!(
        world.send(&other, "/kas/zoeken", &format!("wat={sent}")).status,
        StatusCode::NOT_FOUND
    );
    let dossier = world.send(&other, "/kas/zoeken", "wat=VSB-0000-0001-01");
    assert_eq!(dossier.status, StatusCode::FORBIDDEN);
}

#[test]
fn a_person_is_shown_without_a_number_in_any_address() {
    let world = World::new();
    let address = page_of(&world);
    for language in ["nl", "en"] {
        let answer = world.look(&case_worker(), &format!("{address}?dag=2024-03-10&lang={language}"));
        assert_eq!(answer.status, StatusCode::OK);
        insta::assert_snapshot!(format!("person_{language}"), content(&answer.html));
        let links = answer
            .html
            .split("href=\"")
            .chain(answer.html.split("action=\""))
            .skip(1);
        let links: Vec<&str> = links.filter_map(|rest| rest.split('"').next()).collect();
        assert!(
            numbers()
                .iter()
                .all(|number| links.iter().all(|link| !link.contains(number.as_str())))
        );
    }
    // By own number a fund sees its own; who knows the number of anyone may find them, if a case worker.
    for who in world.people() {
        let of_180 = who.fund().is_some_and(|fund| fund.to_string() == "180");
        let reads = matches!(
            who,
            Actor::Employee {
                role: FundRole::CaseWorker | FundRole::Auditor,
                ..
            }
        );
        let status = world.look(&who, &address).status;
        let expected = if of_180 && reads {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(status, expected, "{who}");
    }
    let found = world.send(
        &employee("280", FundRole::CaseWorker),
        "/kas/zoeken",
        &format!("wat={}", member()),
    );
    assert!(found.status == StatusCode::OK && !found.html.contains("/kas/dossiers/10000001"));
    let auditor = world.send(
        &employee("280", FundRole::Auditor),
        "/kas/zoeken",
        &format!("wat={}", member()),
    );
    assert_eq!(auditor.status, StatusCode::FORBIDDEN);
    let journal = world.look(&role(FundRole::Auditor), &format!("{address}/journaal"));
    assert!(journal.html.contains("Bekeken"));
    assert_eq!(
        world.look(&case_worker(), &format!("{address}/journaal")).status,
        StatusCode::FORBIDDEN
    );
}

#[test]
fn a_member_is_ended_affiliated_again_and_pays() {
    let world = World::new();
    let address = page_of(&world);
    let send = |to: &str, form: &str| world.send(&case_worker(), to, &format!("insz={}&{form}", member()));
    let noted = send("/kas/personen/premie", "jaar=2025&betaald=2025-02-03&bedrag=64%2C50");
    assert_eq!(noted.leads_to, Some(format!("{address}?gedaan=premie")));
    assert!(world.look(&case_worker(), &address).html.contains("64,50"));
    for (form, field) in [
        ("jaar=1999&betaald=2025-02-03&bedrag=64", "jaar"),
        ("jaar=2025&betaald=gisteren&bedrag=64", "betaald"),
        ("jaar=2025&betaald=2025-02-03&bedrag=veel", "bedrag"),
    ] {
        let wrong = send("/kas/personen/premie", form);
        assert!(
            wrong.status == StatusCode::BAD_REQUEST && wrong.html.contains(&format!("id=\"{field}-error\"")),
            "{form}"
        );
    }
    let ended = send("/kas/personen/beeindigen", "tot=2025-06-30");
    assert_eq!(ended.leads_to, Some(format!("{address}?gedaan=beeindigd")));
    // What the rules refuse is told with its sentence; nothing is done.
    let refused = send("/kas/personen/aansluiten", "soort=OFFICIAL&vanaf=2020-01-01");
    assert!(refused.status == StatusCode::CONFLICT && refused.html.contains("class=\"finding refuse\""));
    let again = send("/kas/personen/aansluiten", "soort=OFFICIAL&vanaf=2025-07-01");
    assert_eq!(again.leads_to, Some(format!("{address}?gedaan=aangesloten")));
    for who in world.people().iter().filter(|who| {
        !matches!(
            who,
            Actor::Employee {
                role: FundRole::CaseWorker,
                ..
            }
        )
    }) {
        for (to, form) in [
            ("/kas/personen/aansluiten", "soort=OFFICIAL&vanaf=2025-07-01"),
            ("/kas/personen/overkomen", "vanaf=2026-01-01"),
            ("/kas/personen/beeindigen", "tot=2025-06-30"),
            ("/kas/personen/premie", "jaar=2025&betaald=2025-02-03&bedrag=64"),
        ] {
            let answer = world.send(who, to, &format!("insz={}&{form}", member()));
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{to} by {who}");
        }
    }
}

/// A move begins in the future: the new fund does not see the person yet, and is told that it was done all the same.
#[test]
fn a_move_is_told_as_done_before_it_begins() {
    let world = World::new();
    let worker = employee("680", FundRole::CaseWorker);
    let found = world.send(&worker, "/kas/zoeken", &format!("wat={}", member()));
    assert!(found.html.contains("/kas/personen/overkomen"), "{}", found.html);
    let send = || {
        let form = format!("insz={}&vanaf=2026-01-01", member());
        world.send(&worker, "/kas/personen/overkomen", &form)
    };
    let moved = send();
    assert_eq!(moved.status, StatusCode::OK, "{}", moved.html);
    assert!(moved.html.contains("De overstap is genoteerd."), "{}", moved.html);
    assert_eq!(send().status, StatusCode::CONFLICT, "it was done");
}

#[test]
fn standing_rules_are_added_and_ended() {
    let world = World::new();
    let added = world.send(
        &case_worker(),
        "/kas/instellingen/regel",
        "voorziening=10000001&deel=500",
    );
    assert_eq!(added.leads_to.as_deref(), Some("/kas/instellingen?gedaan=toegevoegd"));
    let page = world.look(&role(FundRole::Auditor), "/kas/instellingen");
    assert!(page.html.contains("500 van 10 000") && !page.html.contains("regel-beeindigen"));
    for (form, field) in [
        ("", "voorziening"),
        ("code=x", "code"),
        ("bedrag=x", "bedrag"),
        ("deel=0", "deel"),
    ] {
        let wrong = world.send(&case_worker(), "/kas/instellingen/regel", form);
        assert!(
            wrong.status == StatusCode::BAD_REQUEST && wrong.html.contains(&format!("id=\"{field}-error\"")),
            "{form}"
        );
    }
    for _ in 0..2 {
        let ended = world.send(&case_worker(), "/kas/instellingen/regel-beeindigen", "regel=1");
        assert_eq!(ended.leads_to.as_deref(), Some("/kas/instellingen?gedaan=beeindigd"));
    }
    for who in [role(FundRole::Auditor), role(FundRole::Payer)] {
        for (to, form) in [
            ("/kas/instellingen/regel", "deel=500"),
            ("/kas/instellingen/regel", "deel=0"),
            ("/kas/instellingen/regel-beeindigen", "regel=1"),
        ] {
            assert_eq!(
                world.send(&who, to, form).status,
                StatusCode::FORBIDDEN,
                "{to} by {who}"
            );
        }
    }
}
