//! The portal of a facility: its pages in both languages, its forms, and who is refused.

use app::{Actor, Context, FacilityRole, FundRole};
use axum::http::StatusCode;
use identifiers::{CbeNumber, FacilityId, HcoNumber, Iban, NihdiNumber, SectorCode};
use registers::import::{FacilityRow, Registers};
use store::DossierState;

use super::world::{Answer, World, at, employee};

/// A person of the facility of the world.
pub(crate) fn person(world: &World, role: FacilityRole) -> Actor {
    of(world.facility, role)
}

fn of(facility: FacilityId, role: FacilityRole) -> Actor {
    Actor::FacilityEmployee {
        facility,
        role,
        name: format!("f-{role:?}").to_lowercase(),
    }
}

/// Two more facilities: one that is trusted, and one that has declared nothing.
fn others(world: &World) -> [FacilityId; 2] {
    let row = |line, hco: &str, nihdi: &str, sector: &str, trusted| FacilityRow {
        line,
        hco: HcoNumber::parse(hco).unwrap(),
        nihdi: NihdiNumber::parse(nihdi).unwrap(),
        cbe: CbeNumber::parse("0411000183").unwrap(),
        name: format!("Voorziening {hco}"),
        sector: SectorCode::parse(sector).unwrap(),
        iban: Iban::parse("BE74001100000107").unwrap(),
        bic: None,
        circle_of_trust: trusted,
        attested: trusted,
    };
    let operator = Context {
        actor: Actor::Operator,
        at: at("2024-01-01T08:00:01Z"),
    };
    let new = Registers {
        facilities: vec![
            row(2, "10000002", "73100287000", "IBW", true),
            row(3, "10000003", "73100386000", "PVT", false),
        ],
        ..Registers::default()
    };
    world.app().import_read(&operator, &new).unwrap();
    ["10000002", "10000003"].map(|hco| {
        let hco = HcoNumber::parse(hco).unwrap();
        world.app().facility_by_hco(&operator, &hco).unwrap().unwrap()
    })
}

/// The dossiers of the facility, newest first: refused, refused, in beraad, ended.
pub(crate) fn dossiers(world: &World) -> Vec<String> {
    let html = world
        .look(&person(world, FacilityRole::Manager), "/voorziening/dossiers")
        .html;
    let links = html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    links
        .filter(|link| link.starts_with("/voorziening/dossiers/"))
        .map(str::to_owned)
        .collect()
}

/// Every page, and which roles have it.
fn pages(world: &World) -> Vec<(String, &'static [FacilityRole])> {
    let all = &FacilityRole::ALL;
    let ended = dossiers(world).pop().unwrap();
    let coordinator = &[FacilityRole::Coordinator];
    let mut pages: Vec<(String, &'static [FacilityRole])> = vec![
        ("/voorziening".into(), all),
        (
            "/voorziening/verzekerbaarheid".into(),
            &[FacilityRole::Coordinator, FacilityRole::BillingClerk],
        ),
        ("/voorziening/aanvraag".into(), coordinator),
        ("/voorziening/dossiers".into(), all),
        (ended.clone(), all),
        ("/voorziening/berichten".into(), all),
        ("/voorziening/facturatie".into(), all),
        ("/voorziening/facturatie/2025-05".into(), all),
        (
            "/voorziening/facturatie/2025-05/nakijken".into(),
            &[FacilityRole::BillingClerk],
        ),
        ("/voorziening/migratie".into(), coordinator),
        ("/voorziening/verklaring".into(), all),
        ("/voorziening/certificaten".into(), all),
        ("/voorziening/rapporten".into(), all),
    ];
    for change in [
        "contact",
        "gegevens",
        "begin",
        "verlenging",
        "verlenging-schrappen",
        "einde",
        "einde-wijzigen",
        "einde-schrappen",
    ] {
        pages.push((format!("{ended}/{change}"), coordinator));
    }
    pages
}

/// A key that is in no catalogue shows itself in brackets.
#[track_caller]
pub(crate) fn all_words_are_there(address: &str, answer: &Answer) {
    for part in answer.html.split('[').skip(1) {
        let key = part.split(']').next().unwrap_or_default();
        let is_key = key.contains('-')
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
        assert!(!is_key, "{address}: no word for {key}");
    }
}

#[test]
fn every_role_of_a_facility_sees_its_pages_and_no_others() {
    let world = World::new();
    for (address, roles) in pages(&world) {
        for role in FacilityRole::ALL {
            let expected = if roles.contains(&role) {
                StatusCode::OK
            } else {
                StatusCode::FORBIDDEN
            };
            let answer = world.look(&person(&world, role), &address);
            assert_eq!(answer.status, expected, "{address} by {role:?}");
            all_words_are_there(&address, &answer);
        }
        let role = roles[0];
        let english = world.look(&person(&world, role), &format!("{address}?lang=en"));
        assert_eq!(english.status, StatusCode::OK, "{address} in English");
        all_words_are_there(&address, &english);
        for other in [
            employee("180", FundRole::CaseWorker),
            employee("180", FundRole::Auditor),
        ] {
            assert_eq!(
                world.look(&other, &address).status,
                StatusCode::FORBIDDEN,
                "{address} by {other}"
            );
        }
        let way = format!("/aanmelden?terug={address}");
        assert_eq!(world.stranger(&address).leads_to, Some(way));
    }
}

/// Another facility has none of its dossiers and sendings; one without a declaration is led to give it.
#[test]
fn what_is_a_facilitys_own_is_shown_to_no_other() {
    let world = World::new();
    let [other, untrusted] = others(&world);
    let own: Vec<String> = dossiers(&world);
    for (address, roles) in pages(&world) {
        let answer = world.look(&of(other, roles[0]), &address);
        let is_own = own.iter().any(|own| address.starts_with(own.as_str()));
        let expected = if is_own { StatusCode::FORBIDDEN } else { StatusCode::OK };
        assert_eq!(answer.status, expected, "{address} by another facility");
        assert!(
            !answer.html.contains("Chantal Willems"),
            "{address} by another facility"
        );
        let is_of_trust = ["/voorziening/verklaring", "/voorziening/certificaten"].contains(&address.as_str());
        if is_of_trust {
            let answer = world.look(&of(untrusted, roles[0]), &address);
            assert_eq!(answer.status, StatusCode::OK, "{address} without trust");
        } else {
            let led = world.look(&of(untrusted, roles[0]), &address).leads_to;
            assert_eq!(
                led.as_deref(),
                Some("/voorziening/verklaring?gedaan=eerst"),
                "{address} without trust"
            );
        }
    }
}

/// Every form, sent by a role that has no right to it.
#[test]
fn a_form_of_another_role_is_refused() {
    let world = World::new();
    let ended = dossiers(&world).pop().unwrap();
    let forms = [
        (
            "/voorziening/aanvraag".to_owned(),
            "doe=versturen",
            FacilityRole::Coordinator,
        ),
        (format!("{ended}/contact"), "doe=versturen", FacilityRole::Coordinator),
        (
            "/voorziening/facturatie/2025-05".into(),
            "versie=0",
            FacilityRole::BillingClerk,
        ),
        (
            "/voorziening/facturatie/2025-05/versturen".into(),
            "versie=0&kassen=180",
            FacilityRole::BillingClerk,
        ),
        (
            "/voorziening/verklaring".into(),
            "versie=2019-01-01&naam=x&functie=y&akkoord=ja",
            FacilityRole::Manager,
        ),
    ];
    for (address, form, may) in forms {
        for role in FacilityRole::ALL.into_iter().filter(|role| *role != may) {
            let answer = world.send(&person(&world, role), &address, form);
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} by {role:?}");
        }
        let answer = world.send(&employee("180", FundRole::CaseWorker), &address, form);
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address} by a fund");
    }
    let insurance = world.send(
        &person(&world, FacilityRole::Manager),
        "/voorziening/verzekerbaarheid",
        "insz=1",
    );
    assert_eq!(insurance.status, StatusCode::FORBIDDEN);
}

fn count(world: &World) -> u64 {
    let mut tx = store::Store::begin(world.store.as_ref()).unwrap();
    tx.count_dossiers().unwrap().iter().map(|(_, count)| count).sum()
}

const REQUEST: &str = "insz=74.04.04-500.89&soort=NEW&statuut=VOLUNTARY&ongeval=NONE&herkomst=41&begindag=2025-06-16\
    &beginuur=10%3A00&einddag=2026-05-01&diagnose=F20.9&psychiater=18334780004&verslagdag=2025-06-01\
    &contactnaam=Team&telefoon=093331234&email=";

/// Checked, wrong, corrected, sent, and sent once more by a second click.
#[test]
fn a_request_is_checked_corrected_and_sent_once() {
    let world = World::new();
    let who = person(&world, FacilityRole::Coordinator);
    let send = |form: &str| world.send(&who, "/voorziening/aanvraag", form);
    let id = "bericht=2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1";
    let before = count(&world);
    let checked = send(&format!("{id}&doe=nakijken&{REQUEST}"));
    assert_eq!(
        (checked.status, count(&world)),
        (StatusCode::OK, before),
        "{}",
        checked.html
    );
    assert!(checked.html.contains("Nagekeken, niet verstuurd") && checked.html.contains("Aanvaard"));
    assert!(
        checked.html.contains("2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a1"),
        "it can be sent as it is"
    );

    let wrong = REQUEST
        .replace("diagnose=F20.9", "diagnose=")
        .replace("herkomst=41", "herkomst=");
    let wrong = send(&format!("{id}&doe=versturen&{wrong}"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let field = |name: &str| {
        wrong
            .html
            .split("<div class=\"field")
            .find(|part| part.contains(&format!("id=\"{name}\"")))
            .unwrap()
            .to_owned()
    };
    assert!(
        wrong.html.contains("Ontbreekt: Herkomst."),
        "by the name in the form: {}",
        wrong.html
    );
    assert!(field("herkomst").contains("Vul dit in") && field("herkomst").contains("aria-invalid"));
    assert!(!field("psychiater").contains("aria-invalid"));
    assert!(field("insz").contains("74.04.04-500.89"), "what was typed is kept");
    assert!(
        !wrong.html.contains("2b0a5a3e"),
        "the corrected form is another message"
    );

    let stale = send(&format!("{id}&doe=versturen&{REQUEST}"));
    assert_eq!(stale.status, StatusCode::OK);
    assert!(
        stale.html.contains("Er is niets verstuurd"),
        "the id belongs to the refused message"
    );
    let new = "bericht=2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2";
    for click in ["first", "second"] {
        let sent = send(&format!("{new}&doe=versturen&{REQUEST}"));
        let to = "/voorziening/dossiers/10000001-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2?gedaan=aanvraag";
        assert_eq!(
            (sent.status, sent.leads_to.as_deref()),
            (StatusCode::SEE_OTHER, Some(to)),
            "{click}"
        );
    }
    assert_eq!(count(&world), before + 2, "one refused, one accepted");
    let page = world.look(
        &who,
        "/voorziening/dossiers/10000001-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2?gedaan=aanvraag",
    );
    assert!(page.html.contains("VSB-referentie") && page.html.contains("De aanvraag is verstuurd"));
    all_words_are_there("dossier", &page);
}

/// Extended and ended: each shows what will happen first.
#[test]
fn a_change_shows_what_will_happen_before_it_is_sent() {
    let world = World::new();
    let who = person(&world, FacilityRole::Coordinator);
    let new = "bericht=2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2";
    world.send(&who, "/voorziening/aanvraag", &format!("{new}&doe=versturen&{REQUEST}"));
    let dossier = "/voorziening/dossiers/10000001-2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2";
    let change = |what: &str, form: &str| {
        let address = format!("{dossier}/{what}");
        let checked = world.send(&who, &address, &format!("bericht=&doe=nakijken&{form}"));
        assert_eq!(checked.status, StatusCode::OK, "{what}: {}", checked.html);
        assert!(checked.html.contains("Nagekeken, niet verstuurd"), "{what}");
        all_words_are_there(&address, &checked);
        let sent = world.send(&who, &address, &format!("bericht=&doe=versturen&{form}"));
        assert_eq!(
            sent.leads_to.as_deref(),
            Some(format!("{dossier}?gedaan=wijziging").as_str()),
            "{what}"
        );
    };
    change("verlenging", "einddag=2026-12-31");
    change("contact", "contactnaam=Ploeg&telefoon=021234567&email=");
    change("einde", "einddag=2025-06-19&einduur=14%3A00&reden=10&bestemming=10");
    let late = world.send(
        &who,
        &format!("{dossier}/einde"),
        "bericht=2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a7&doe=nakijken&einddag=2025-06-19&einduur=14%3A00&reden=10&bestemming=10",
    );
    assert_eq!(late.status, StatusCode::UNPROCESSABLE_ENTITY, "it has ended");
    let mut tx = store::Store::begin(world.store.as_ref()).unwrap();
    let id = "2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a2".parse().unwrap();
    let id = tx.dossier_of_message(world.facility, id).unwrap().unwrap();
    assert_eq!(tx.dossier(id).unwrap().unwrap().state, DossierState::Ended);
}

#[test]
fn insurance_is_asked_for_one_and_for_many() {
    let world = World::new();
    let who = person(&world, FacilityRole::BillingClerk);
    let ask = |form: &str| world.send(&who, "/voorziening/verzekerbaarheid", form);
    let found = ask("insz=58.10.28-822.14%0D%0A57082546142%0D%0A57082546143%0D%0A&dag=2024-03-05");
    assert_eq!(found.status, StatusCode::OK);
    for word in ["Chantal Willems", "Pieter Lambert", "Verzekerd bij", "Fout INSZ"] {
        assert!(found.html.contains(word), "{word}");
    }
    assert_eq!(ask("insz=&dag=").status, StatusCode::BAD_REQUEST);
    assert_eq!(
        ask(&format!("insz={}", "57082546142%0A".repeat(201))).status,
        StatusCode::BAD_REQUEST
    );
}

#[test]
fn a_manager_declares_and_the_facility_can_work() {
    let world = World::new();
    let [_, untrusted] = others(&world);
    let manager = of(untrusted, FacilityRole::Manager);
    let send = |form: &str| world.send(&manager, "/voorziening/verklaring", form);
    let not_agreed = send("versie=2019-01-01&naam=An&functie=directeur");
    assert_eq!(not_agreed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(not_agreed.html.contains("value=\"An\"") && not_agreed.html.contains("akkoord-error"));
    let blank = send("versie=2019-01-01&naam=&functie=directeur&akkoord=ja");
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY);
    let stale = send("versie=2018-01-01&naam=An&functie=directeur&akkoord=ja");
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let done = send("versie=2019-01-01&naam=An&functie=directeur&akkoord=ja");
    assert_eq!(
        done.leads_to.as_deref(),
        Some("/voorziening/verklaring?gedaan=verklaring")
    );
    let page = world.look(&manager, "/voorziening/verklaring?gedaan=verklaring");
    assert!(page.html.contains("directeur") && page.html.contains("Er is een geldige verklaring"));
    let overview = world.look(&manager, "/voorziening");
    assert_eq!(overview.status, StatusCode::OK);
    // A psychiatric care home: the zorgbudget is told, and a request asks for the type of user.
    assert!(overview.html.contains("zorgbudget voor zwaar zorgbehoevenden"));
    let request = world.look(&of(untrusted, FacilityRole::Coordinator), "/voorziening/aanvraag");
    assert!(request.html.contains("Type gebruiker") && request.html.contains("Met een verstandelijke beperking"));
    let of_ibw = world.look(&person(&world, FacilityRole::Coordinator), "/voorziening/aanvraag");
    assert!(!of_ibw.html.contains("Type gebruiker"));
}

#[test]
fn a_file_is_answered_line_by_line() {
    let world = World::new();
    let who = person(&world, FacilityRole::Coordinator);
    let part = |name: &str, more: &str, text: &str| {
        format!("--grens\r\nContent-Disposition: form-data; name=\"{name}\"{more}\r\n\r\n{text}\r\n")
    };
    let file = "{\"messageId\":\"2b0a5a3e-0c62-4c57-9d3c-8d7a31b0f5a9\",\"facility\":\"10000001\"}\nonzin\n";
    let body = [
        part("bestand", "; filename=\"m.jsonl\"", file),
        part("doe", "", "versturen"),
        "--grens--\r\n".to_owned(),
    ]
    .concat();
    let answer = world.send_as(
        &who,
        "/voorziening/migratie",
        "multipart/form-data; boundary=grens",
        &body,
    );
    assert_eq!(answer.status, StatusCode::OK);
    for word in ["0 aanvaard", "1 geweigerd", "1 niet te lezen", "Geen bericht"] {
        assert!(answer.html.contains(word), "{word}: {}", answer.html);
    }
    all_words_are_there("migration", &answer);
    let none = [part("doe", "", "versturen"), "--grens--\r\n".to_owned()].concat();
    let answer = world.send_as(
        &who,
        "/voorziening/migratie",
        "multipart/form-data; boundary=grens",
        &none,
    );
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[test]
fn reports_go_out_as_files() {
    let world = World::new();
    let who = person(&world, FacilityRole::Manager);
    let page = world.look(
        &who,
        "/voorziening/rapporten?van=2024-03&tot=2025-06&vorm=csv&tabel=antwoordtijd",
    );
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.html.starts_with("Wat,Gevraagd,Beantwoord"), "{}", page.html);
    let wrong = world.look(&who, "/voorziening/rapporten?van=2025-06&tot=2024-03");
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    all_words_are_there("reports", &wrong);
}
