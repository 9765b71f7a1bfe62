//! Signing in and out.

use std::collections::BTreeSet;

use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};

use super::world::{OURS, World, case_worker};

#[test]
fn the_language_is_kept_and_nonsense_is_not() {
    let world = World::new();
    let answer = world.look(&case_worker(), "/kas/dossiers?lang=en");
    assert_eq!(answer.cookies, ["zorgkas-lang=en; Path=/; HttpOnly; SameSite=Strict"]);
    let ask = |address: &str, cookie: &str| {
        let cookie = format!("{}; {cookie}", world.session(&case_worker()));
        world.ask(Request::get(address).header(HOST, OURS).header(COOKIE, cookie), "")
    };
    assert!(
        ask("/kas/dossiers", "zorgkas-lang=en")
            .html
            .contains("<html lang=\"en\">")
    );
    let nonsense = ask("/kas/dossiers?lang=xx", "zorgkas-lang=;;=");
    assert!(nonsense.cookies.is_empty() && nonsense.html.contains("<html lang=\"nl\">"));
}

#[test]
fn who_sent_a_form_without_a_session_is_told_that_it_was_not_done() {
    let html = World::new().stranger("/aanmelden?waarom=niet-gedaan").html;
    assert!(html.contains("Wat u verstuurde is niet uitgevoerd"));
}

#[test]
fn one_signs_in_and_out() {
    let world = World::new();
    let send = |address: &str, form: &str| {
        let request = Request::post(address)
            .header(HOST, OURS)
            .header(ORIGIN, format!("http://{OURS}"));
        world.ask(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"), form)
    };
    for (form, leads_to) in [
        ("wie=0", "/kas/werklijst"),
        ("wie=0&terug=/", "/kas/werklijst"),
        ("wie=0&terug=%2Fkas%2Fdossiers%3Fbehind%3Dx", "/kas/dossiers?behind=x"),
        ("wie=0&terug=https://example.org", "/kas/werklijst"),
        ("wie=9&terug=", "/"),
    ] {
        let answer = send("/aanmelden", form);
        assert_eq!(
            (answer.status, answer.leads_to.as_deref()),
            (StatusCode::SEE_OTHER, Some(leads_to))
        );
        let flags: BTreeSet<&str> = answer.cookies[0].split("; ").skip(1).collect();
        assert_eq!(flags, BTreeSet::from(["HttpOnly", "Path=/", "SameSite=Strict"]));
    }
    let out = world.send(&case_worker(), "/afmelden", "");
    assert_eq!(out.leads_to.as_deref(), Some("/aanmelden"));
    assert!(out.cookies[0].starts_with("zorgkas-session=; ") && out.cookies[0].contains("Max-Age=0"));
}
