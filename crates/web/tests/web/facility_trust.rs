//! The certificates and the software of a facility in its portal: a word for every state, in both languages, and files.

use app::{Actor, Context, FacilityRole, NewCertificate, SoftwareOnDays};
use axum::http::StatusCode;
use identifiers::Period;
use jiff::civil::{Date, date};
use store::ContentHash;

use super::facility::{all_words_are_there, person};
use super::world::{World, at};

const PAGE: &str = "/voorziening/certificaten";

fn operator() -> Context {
    Context {
        actor: Actor::Operator,
        at: at("2025-01-02T08:00:00Z"),
    }
}

/// A certificate of the facility of the world, good between two days.
fn certificate(world: &World, n: u8, from: &str, to: &str) -> NewCertificate {
    NewCertificate {
        fingerprint: ContentHash::of(&[n]),
        subject: format!("CN=Software {n}"),
        issuer: "CN=An authority".into(),
        valid_from: at(&format!("{from}T00:00:00Z")),
        valid_to: at(&format!("{to}T10:00:00Z")),
        facility: Some(world.facility.0),
        fund: None,
        pinned: false,
    }
}

fn software(version: &str, from: Date, to: Option<Date>) -> SoftwareOnDays {
    SoftwareOnDays {
        name: "Zorgpakket".into(),
        version: version.into(),
        days: Some(Period::new(from, to).unwrap()),
    }
}

/// The row of a certificate on a page, without its tags.
fn row(html: &str, n: u8) -> String {
    let begin = html.find(&format!("CN=Software {n}<")).unwrap();
    let rest = &html[begin..];
    let mut text = String::new();
    let mut is_tag = false;
    for letter in rest[..rest.find("</tr>").unwrap()].chars() {
        match letter {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            _ if !is_tag => text.push(letter),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The world is looked at on 20 June 2025.
#[test]
fn every_state_of_a_certificate_has_its_word_and_what_to_do() {
    let world = World::new();
    let app = world.app();
    let bind = |n, from, to| {
        let new = certificate(&world, n, from, to);
        app.bind_certificate(&operator(), &new).unwrap();
    };
    let who = person(&world, FacilityRole::Manager);
    bind(1, "2024-01-01", "2025-06-19");
    bind(2, "2024-01-01", "2025-07-10");
    let page = world.look(&who, PAGE);
    assert!(
        row(&page.html, 1).contains("Vervallen sinds 1 dag"),
        "{}",
        row(&page.html, 1)
    );
    assert!(row(&page.html, 1).ends_with("U hoeft niets te doen: een later certificaat is ingeschreven."));
    let ending = row(&page.html, 2);
    assert!(
        ending.contains("Vervalt binnenkort") && ending.contains(" 20 Vernieuw het vóór 10 juli 2025."),
        "{ending}"
    );
    let overview = world.look(&who, "/voorziening");
    assert!(overview.html.contains("Certificaat vervalt binnenkort") && overview.html.contains(PAGE));
    // A later one: nothing is to be done, and the overview says nothing more.
    bind(3, "2025-07-01", "2027-01-01");
    bind(4, "2024-01-01", "2026-01-01");
    bind(5, "2024-01-01", "2025-12-31");
    let sixth = certificate(&world, 6, "2025-01-01", "2026-02-01");
    app.replace_certificate(&operator(), ContentHash::of(&[5]), &sixth)
        .unwrap();
    app.revoke_certificate(&operator(), ContentHash::of(&[4]), "sleutel verloren")
        .unwrap();
    let page = world.look(&who, PAGE);
    for (n, words) in [
        (2, "In gebruik"),
        (2, "een later certificaat is ingeschreven"),
        (3, "Nog niet geldig"),
        (4, "Ingetrokken"),
        (4, "sleutel verloren"),
        (5, "Vervangen"),
        (6, "In gebruik"),
        (6, "226 U hoeft niets te doen."),
    ] {
        assert!(
            row(&page.html, n).contains(words),
            "{n}: {words}: {}",
            row(&page.html, n)
        );
    }
    assert!(!world.look(&who, "/voorziening").html.contains("Certificaat vervalt"));
    all_words_are_there(PAGE, &page);
    let english = world.look(&who, &format!("{PAGE}?lang=en"));
    all_words_are_there(PAGE, &english);
    for words in ["Not valid yet", "Revoked", "Replaced", "In use"] {
        assert!(english.html.contains(words), "{words}");
    }
}

#[test]
fn beside_a_pinned_certificate_the_others_are_refused() {
    let world = World::new();
    let app = world.app();
    let who = person(&world, FacilityRole::Manager);
    let sixth = certificate(&world, 6, "2025-01-01", "2026-02-01");
    app.bind_certificate(&operator(), &sixth).unwrap();
    let pinned = NewCertificate {
        pinned: true,
        ..certificate(&world, 7, "2025-01-01", "2026-03-01")
    };
    app.bind_certificate(&operator(), &pinned).unwrap();
    let page = world.look(&who, PAGE);
    assert!(row(&page.html, 6).contains("Wordt geweigerd: niet vastgelegd"));
    assert!(row(&page.html, 7).contains("In gebruik, vastgelegd"));
    all_words_are_there(PAGE, &page);
    let english = world.look(&who, &format!("{PAGE}?lang=en"));
    all_words_are_there(PAGE, &english);
    for words in ["Is refused: not pinned", "In use, pinned"] {
        assert!(english.html.contains(words), "{words}");
    }
}

#[test]
fn software_and_certificates_go_out_as_files() {
    let world = World::new();
    let app = world.app();
    let year = date(2024, 1, 1);
    for used in [
        software("1", year, Some(date(2025, 5, 31))),
        software("2", year, None),
        software("3", date(2025, 8, 1), None),
    ] {
        app.attest_software(&operator(), &used).unwrap();
        app.note_software_use(&operator(), world.facility, &used).unwrap();
    }
    app.bind_certificate(&operator(), &certificate(&world, 1, "2024-01-01", "2026-01-01"))
        .unwrap();
    let who = person(&world, FacilityRole::Coordinator);
    let page = world.look(&who, PAGE);
    for words in [
        "Niet meer in gebruik",
        "In gebruik en geattesteerd",
        "Nog niet in gebruik",
    ] {
        assert!(page.html.contains(words), "{words}");
    }
    assert!(
        page.html
            .contains("De eigen software van uw voorziening is geattesteerd")
    );
    for (table, head) in [
        ("certificaten", "Certificaat,Stand,"),
        ("gebruikt", "Software,Versie,Stand,Gebruikt,Geattesteerd"),
        ("geattesteerd", "Software,Versie,Stand,Geattesteerd"),
    ] {
        let file = world.look(&who, &format!("{PAGE}?vorm=csv&tabel={table}"));
        assert_eq!(file.status, StatusCode::OK);
        assert!(file.html.starts_with(head), "{table}: {}", file.html);
    }
}
