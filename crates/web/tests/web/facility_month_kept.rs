//! Two people of a facility on one month: nothing is lost without a word, and what was sent is told as it is.

use app::FacilityRole;
use axum::http::StatusCode;

use super::facility::{all_words_are_there, person};
use super::facility_month::{MONTH, batches, boxes, clerk, hidden, sign, sixty, to_send};
use super::world::{Answer, World};

const JUNE: &str = "/voorziening/facturatie/2025-06";

/// What the form of a month says, as a browser sends it: every hidden field, and the boxes that are checked.
fn form_of(page: &Answer) -> String {
    let mut fields = Vec::new();
    for name in [
        "versie",
        "getoond",
        "vroeger-getoond",
        "kost",
        "credit",
        "kost-getoond",
        "credit-getoond",
    ] {
        let values = boxes(page, name).into_iter();
        fields.extend(values.map(|value| format!("{name}={}", value.replace(' ', "+").replace('|', "%7C"))));
    }
    fields.join("&")
}

fn checked_and_sent(world: &World, month: &str) {
    let who = clerk(world);
    let check = world.look(&who, &format!("{month}/nakijken"));
    world.send(&who, &format!("{month}/versturen"), &to_send(&check));
}

#[test]
fn a_colleagues_credits_stay_and_are_told() {
    let world = World::new();
    let who = clerk(&world);
    checked_and_sent(&world, MONTH);
    let may = batches(&world)[0].0;
    sign(&world, may);
    let page_of_a = world.look(&who, JUNE);
    let sending = format!("/voorziening/facturatie/zendingen/{may}");
    let lines = boxes(&world.look(&who, &sending), "regel");
    world.send(&who, &sending, &format!("maand=2025-06&regel={}", lines[4]));

    let stale = world.send(&who, JUNE, &form_of(&page_of_a));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(
        stale.html.contains("Overgenomen van de ander: terug te nemen: "),
        "{}",
        stale.html
    );
    assert!(!stale.html.contains("De ander bewaarde hetzelfde"));
    all_words_are_there(JUNE, &stale);
    let saved = world.send(&who, JUNE, &form_of(&stale));
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.html);
    let june = world.look(&who, JUNE);
    assert_eq!(boxes(&june, "credit").len(), 1, "the colleague's credit is there");
    // Whoever takes it out takes it out.
    let out = format!("{}&weg={}", form_of(&june), hidden(&june, "credit").replace('|', "%7C"));
    // It stays out of a form that comes back, too.
    let wrong = world.send(&who, JUNE, &format!("{out}&kostcode=970023&kostbedrag=niets"));
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    world.send(&who, JUNE, &form_of(&wrong));
    assert_eq!(boxes(&world.look(&who, JUNE), "credit"), Vec::<String>::new());
}

#[test]
fn after_an_error_a_form_keeps_its_version() {
    let world = World::new();
    let who = clerk(&world);
    let page = world.look(&who, MONTH);
    let day = &boxes(&page, "uit")[3];
    world.send(&who, MONTH, &format!("{}&uit={day}", form_of(&page)));
    let wrong = world.send(
        &who,
        MONTH,
        &format!("{}&kostcode=970023&kostbedrag=niets", form_of(&page)),
    );
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(&wrong, "versie"), "0", "the one that the form came with");
    let stale = world.send(&who, MONTH, &form_of(&wrong));
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert!(stale.html.contains("Anders bij de ander"), "{}", stale.html);
}

#[test]
fn a_cost_that_nobody_pays_is_refused_beside_its_day() {
    let world = World::new();
    let who = clerk(&world);
    let page = world.look(&who, MONTH);
    let days = boxes(&page, "uit");
    let reference = days[0].rsplit_once(':').unwrap().0;
    let form = format!(
        "{}&kostverblijf={reference}&kostdag=1950-01-01&kostcode=970023&kostbedrag=12",
        form_of(&page)
    );
    let wrong = world.send(&who, MONTH, &form);
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.html.contains("kostdag-error") && wrong.html.contains("value=\"1950-01-01\""),
        "{}",
        wrong.html
    );
    assert_eq!(boxes(&wrong, "kost"), Vec::<String>::new(), "it is not kept");
    all_words_are_there(MONTH, &wrong);
}

/// Of two funds one was sent: each is told as it is, and nothing is said to be sent that was not.
#[test]
fn what_was_sent_and_what_was_not_is_told_fund_by_fund() {
    let world = World::new();
    sixty(&world);
    let who = clerk(&world);
    let check = world.look(&who, &format!("{MONTH}/nakijken"));
    let kassen = hidden(&check, "kassen");
    let (first, second) = kassen.split_once(' ').unwrap();
    let other = |of: &str| format!("{}:{}", of.rsplit_once(':').unwrap().0, "0".repeat(64));
    let send = |kassen: String| {
        let form = format!("versie=0&kassen={kassen}");
        world.send(&who, &format!("{MONTH}/versturen"), &form).leads_to.unwrap()
    };
    let nothing = send(format!("{}+{}", other(first), other(second)));
    assert_eq!(nothing, format!("{MONTH}?gedaan=veranderd"));
    assert_eq!(batches(&world), []);
    let partly = send(format!("{first}+{}", other(second)));
    assert_eq!(partly, format!("{MONTH}?gedaan=deels&wel=180&niet=280"));
    assert_eq!(batches(&world).len(), 1);
    let page = world.look(&who, &partly);
    assert!(
        page.html.contains("Verzonden naar CM") && page.html.contains("Niet verzonden naar"),
        "{}",
        page.html
    );
    let rest = send(format!("{first}+{second}"));
    assert_eq!(rest, "/voorziening/facturatie?gedaan=verzonden");
    assert_eq!(batches(&world).len(), 2);
    let again = send(kassen.replace(' ', "+"));
    assert_eq!(again, "/voorziening/facturatie?gedaan=al-verzonden");
    assert!(
        world.look(&who, &again).html.contains("Dit was al verzonden"),
        "it is told"
    );
    let manager = person(&world, FacilityRole::Manager);
    let form = format!("versie=0&kassen={first}");
    let refused = world.send(&manager, &format!("{MONTH}/versturen"), &form);
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
