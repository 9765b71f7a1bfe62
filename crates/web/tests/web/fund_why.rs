//! Why somebody opens a person's file: work carries it by itself, who comes by a search is asked once.

use app::{Actor, FundRole};
use axum::http::StatusCode;

use super::world::{World, case_worker, employee};

/// A member of fund 180 whose dossier is accepted: nothing of theirs is in beraad.
const NUMBER: &str = "58102882214";

fn auditor() -> Actor {
    employee("180", FundRole::Auditor)
}

/// The addresses of the dossier in beraad, and of one that was accepted.
fn dossiers(world: &World) -> (String, String) {
    let html = world.look(&case_worker(), "/kas/werklijst").html;
    let link = html
        .split("href=\"")
        .find(|rest| rest.starts_with("/kas/dossiers/"))
        .unwrap();
    let waiting = link.split('"').next().unwrap().to_owned();
    (waiting, world.addresses().pop().unwrap())
}

#[test]
fn who_comes_by_a_number_is_asked_why_once() {
    let world = World::new();
    let search = |form: &str| world.send_once(&case_worker(), "/kas/zoeken", form);
    for language in ["nl", "en"] {
        let asked = world.send_once(
            &case_worker(),
            &format!("/kas/zoeken?lang={language}"),
            &format!("wat={NUMBER}"),
        );
        assert_eq!(
            (asked.status, asked.asks_why().as_deref()),
            (StatusCode::OK, Some("/kas/zoeken"))
        );
        assert!(!asked.html.contains('['), "a word is missing: {}", asked.content());
        insta::assert_snapshot!(format!("why_{language}"), asked.content());
    }
    for (form, error) in [
        ("", "waarom-error"),
        ("&waarom=NONSENSE", "waarom-error"),
        ("&waarom=IN_BERAAD", "waarom-error"),
        ("&waarom=OTHER&toelichting=+", "toelichting-error"),
        ("&waarom=MEMBER&toelichting=a%0Ab", "toelichting-error"),
    ] {
        let again = search(&format!("wat={NUMBER}&gevraagd=ja{form}"));
        assert_eq!(again.status, StatusCode::BAD_REQUEST, "{form}");
        assert!(again.html.contains(&format!("id=\"{error}\"")), "{form}");
    }
    let shown = search(&format!(
        "wat={NUMBER}&gevraagd=ja&waarom=OTHER&toelichting=Vraag+van+de+notaris"
    ));
    assert!(shown.status == StatusCode::OK && shown.html.contains("58.10.28-822.14"));
    // It holds for this person and this account, whichever way they come.
    assert_eq!(search(&format!("wat={NUMBER}")).asks_why(), None);
    let (_, accepted) = dossiers(&world);
    let dossier = world.look_once(&case_worker(), &accepted);
    assert_eq!(dossier.asks_why(), None);
    let person = dossier
        .html
        .split("href=\"")
        .find(|rest| rest.starts_with("/kas/personen/"))
        .unwrap();
    let person = person.split('"').next().unwrap().to_owned();
    assert_eq!(world.look_once(&case_worker(), &person).asks_why(), None);
    let by_auditor = world.look_once(&auditor(), &person);
    assert_eq!(by_auditor.asks_why(), Some(format!("{person}/reden")));
    assert!(!by_auditor.html.contains(NUMBER));
    // The auditor reads it, and finds it by its reason.
    let looks = world.look(&auditor(), "/kas/inzage?waarom=OTHER").html;
    assert!(looks.contains("Andere reden") && looks.contains("Vraag van de notaris"));
    assert!(
        !world
            .look(&auditor(), "/kas/inzage?waarom=OBJECTION")
            .html
            .contains("Vraag van de notaris")
    );
    let lists = world.look(&auditor(), "/kas/inzage?waarom=LIST").html;
    assert!(lists.contains("Lijst van dossiers") && !lists.contains("Vraag van de notaris"));
    assert!(
        world
            .look(&auditor(), "/kas/inzage?waarom=zonder")
            .html
            .contains("Er is geen inzage")
    );
}

#[test]
fn what_is_in_beraad_for_who_decides_is_a_reason_by_itself() {
    let world = World::new();
    let (waiting, accepted) = dossiers(&world);
    assert_eq!(world.look_once(&case_worker(), &waiting).asks_why(), None);
    for page in ["/beslissing", "/journaal"] {
        assert_eq!(
            world.look_once(&case_worker(), &format!("{waiting}{page}")).status,
            StatusCode::OK
        );
    }
    // Who does not decide is asked, and so is everyone at a dossier of which nothing waits; pages behind it lead there.
    assert_eq!(
        world.look_once(&auditor(), &waiting).asks_why(),
        Some(format!("{waiting}/reden"))
    );
    let asked = world.look_once(&case_worker(), &accepted);
    assert_eq!(asked.asks_why(), Some(format!("{accepted}/reden")));
    assert!(!asked.html.contains("class=\"decision"));
    let message = accepted.split_once("10000001-").unwrap().1;
    for page in [
        "/beslissing",
        "/journaal",
        &format!("/berichten/{message}"),
        "?vorm=csv&tabel=dagen",
        "?vorm=csv&tabel=tijdlijn",
    ] {
        let led = world.look_once(&case_worker(), &format!("{accepted}{page}"));
        assert_eq!(led.leads_to.as_ref(), Some(&accepted), "{page}");
    }
    let wrong = world.send_once(&case_worker(), &format!("{accepted}/reden"), "waarom=");
    assert!(wrong.status == StatusCode::BAD_REQUEST && wrong.html.contains("id=\"waarom-error\""));
    let said = world.send_once(
        &case_worker(),
        &format!("{accepted}/reden"),
        "waarom=OBJECTION&toelichting=",
    );
    assert_eq!(said.leads_to.as_ref(), Some(&accepted));
    assert!(
        world
            .look_once(&case_worker(), &accepted)
            .html
            .contains("class=\"decision")
    );
    let csv = world.look_once(&case_worker(), &format!("{accepted}?vorm=csv&tabel=dagen"));
    assert_eq!(csv.status, StatusCode::OK);
    let looks = world.look(&auditor(), "/kas/inzage?waarom=IN_BERAAD").html;
    assert!(looks.contains("In beraad bij de zorgkas"));
    // From the looks an auditor walks to the dossier without a question.
    assert_eq!(
        world
            .look_once(&auditor(), &format!("{accepted}?vanuit=inzage"))
            .asks_why(),
        None
    );
    let signatory = employee("180", FundRole::Signatory);
    assert!(
        world
            .look_once(&signatory, &format!("{accepted}?vanuit=inzage"))
            .asks_why()
            .is_some()
    );
}

#[test]
fn who_may_not_look_may_not_say_why() {
    let world = World::new();
    let (_, accepted) = dossiers(&world);
    for who in world
        .people()
        .iter()
        .filter(|who| who.fund().is_none_or(|fund| fund.to_string() != "180"))
    {
        let refused = world.send_once(who, &format!("{accepted}/reden"), "waarom=MEMBER");
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
        assert_eq!(world.look_once(who, &accepted).status, StatusCode::FORBIDDEN, "{who}");
        let refused = world.send_once(who, "/kas/personen/1/reden", "waarom=MEMBER");
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{who}");
    }
    for address in [
        "/kas/personen/999999/reden",
        "/kas/personen/x/reden",
        "/kas/dossiers/x/reden",
    ] {
        let unknown = world.send_once(&case_worker(), address, "waarom=MEMBER");
        assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{address}");
    }
}
