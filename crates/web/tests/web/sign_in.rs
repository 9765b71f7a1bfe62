//! Signing in and out, by the pages.

use std::collections::BTreeSet;
use std::num::NonZeroU32;

use app::{Actor, Context, NewAccount, code_at};
use axum::body::{Body, to_bytes};
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, ORIGIN, RETRY_AFTER};
use axum::http::request::Builder;
use axum::http::{Request, StatusCode};
use tower::ServiceExt;
use web::{DemoPerson, Door, Public};

use super::world::{Answer, NOW, OURS, World, at, case_worker};

const PASSWORD: &str = "correct horse battery";
const SECRET: [u8; 20] = *b"twenty random bytes!";

/// Makes an account for the case worker.
fn with_account(world: &World, second_factor: Option<[u8; 20]>) {
    let operator = Context {
        actor: Actor::Operator,
        at: at(NOW),
    };
    let new = NewAccount {
        actor: case_worker(),
        display_name: "An Peeters".into(),
    };
    world
        .app()
        .make_account(&operator, &new, PASSWORD, ([1; 16], second_factor))
        .unwrap();
}

/// A form that a page of ours sends, with a cookie.
fn send(world: &World, address: &str, cookie: &str, form: &str) -> Answer {
    let request = Request::post(address)
        .header(HOST, OURS)
        .header(ORIGIN, format!("http://{OURS}"));
    let request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    world.ask(request.header(COOKIE, cookie), form)
}

fn look(world: &World, address: &str, cookie: &str) -> Answer {
    world.ask(Request::get(address).header(HOST, OURS).header(COOKIE, cookie), "")
}

/// The cookie that an answer makes the browser keep, as it comes back.
fn kept(answer: &Answer) -> String {
    answer.cookies[0].split(';').next().unwrap().to_owned()
}

#[test]
fn the_language_is_kept_and_nonsense_is_not() {
    let world = World::new();
    let answer = world.look(&case_worker(), "/kas/dossiers?lang=en");
    assert_eq!(answer.cookies, ["zorgkas-lang=en; Path=/; HttpOnly; SameSite=Strict"]);
    let session = world.session(&case_worker());
    let ask = |address: &str, cookie: &str| look(&world, address, &format!("{session}; {cookie}"));
    assert!(
        ask("/kas/dossiers", "zorgkas-lang=en")
            .html
            .contains("<html lang=\"en\">")
    );
    let nonsense = ask("/kas/dossiers?lang=xx", "zorgkas-lang=;;=");
    assert!(nonsense.cookies.is_empty() && nonsense.html.contains("<html lang=\"nl\">"));
}

#[test]
fn one_signs_in_and_out() {
    let world = World::new();
    with_account(&world, None);
    let right = "naam=K180-Caseworker&wachtwoord=correct+horse+battery";
    for (back, leads_to) in [
        ("", "/kas"),
        ("&terug=/", "/kas"),
        ("&terug=%2Fkas%2Fdossiers%3Fbehind%3Dx", "/kas/dossiers?behind=x"),
        ("&terug=https://example.org", "/kas"),
        ("&terug=//example.org", "/kas"),
    ] {
        let answer = send(&world, "/aanmelden", "", &format!("{right}{back}"));
        assert_eq!(
            (answer.status, answer.leads_to.as_deref()),
            (StatusCode::SEE_OTHER, Some(leads_to))
        );
        let flags: BTreeSet<&str> = answer.cookies[0].split("; ").skip(1).collect();
        assert_eq!(flags, BTreeSet::from(["HttpOnly", "Path=/", "SameSite=Strict"]));
        assert_eq!(look(&world, "/kas/dossiers", &kept(&answer)).status, StatusCode::OK);
    }
    let session = kept(&send(&world, "/aanmelden", "", right));
    let out = send(&world, "/afmelden", &session, "");
    assert_eq!(out.leads_to.as_deref(), Some("/aanmelden"));
    assert_eq!(
        world.send(&world.people()[1], "/afmelden", "").status,
        StatusCode::SEE_OTHER
    );
    assert!(out.cookies[0].starts_with("zorgkas-session=; ") && out.cookies[0].contains("Max-Age=0"));
    assert_eq!(
        look(&world, "/kas/dossiers", &session).status,
        StatusCode::SEE_OTHER,
        "it has ended"
    );
}

#[test]
fn what_is_wrong_is_said_in_one_sentence_for_all() {
    let world = World::new();
    with_account(&world, None);
    let mut said = BTreeSet::new();
    for form in [
        "naam=k180-caseworker&wachtwoord=wrong",
        "naam=nobody&wachtwoord=correct+horse+battery",
        "naam=&wachtwoord=",
    ] {
        let answer = send(&world, "/aanmelden", "", form);
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        assert!(answer.cookies.is_empty());
        let sentence = answer.html.split("role=\"alert\"").nth(1).unwrap();
        said.insert(sentence.split("</p>").next().unwrap().to_owned());
        assert!(!answer.html.contains("horse"), "a password is never sent back");
    }
    assert_eq!(said.len(), 1, "{said:?}");
    let typed = send(&world, "/aanmelden", "", "naam=%22%3E%3Cscript%3E&wachtwoord=x").html;
    assert!(typed.contains("value=\"&#34;&#62;&#60;script&#62;\""), "{typed}");
    for _ in 0..5 {
        send(&world, "/aanmelden", "", "naam=k180-caseworker&wachtwoord=wrong");
    }
    let locked = send(
        &world,
        "/aanmelden",
        "",
        "naam=k180-caseworker&wachtwoord=correct+horse+battery",
    );
    assert_eq!(locked.status, StatusCode::FORBIDDEN);
}

/// Whoever brought a token before has another one behind: a session that was planted in a browser is nobody's.
#[test]
fn a_token_that_was_there_before_is_never_taken_over() {
    let world = World::new();
    with_account(&world, Some(SECRET));
    let planted = "zorgkas-session=planted";
    let half = send(
        &world,
        "/aanmelden",
        planted,
        "naam=k180-caseworker&wachtwoord=correct+horse+battery",
    );
    assert_eq!(half.leads_to.as_deref(), Some("/aanmelden/code"));
    let half = kept(&half);
    assert_ne!(half, planted);
    assert_eq!(
        look(&world, "/kas/dossiers", &half).status,
        StatusCode::SEE_OTHER,
        "half is not enough"
    );
    let wrong = send(&world, "/aanmelden/code", &half, "code=000000");
    assert!(wrong.status == StatusCode::FORBIDDEN && wrong.html.contains("De code klopt niet"));
    let code = code_at(&SECRET, at(NOW)).unwrap();
    let form = format!("code={code}&terug=/kas/dossiers?behind%3Dx");
    let whole = send(&world, "/aanmelden/code", &half, &form);
    assert_eq!(whole.leads_to.as_deref(), Some("/kas/dossiers?behind=x"));
    let whole = kept(&whole);
    assert_ne!(whole, half);
    assert_eq!(look(&world, "/kas/dossiers", &whole).status, StatusCode::OK);
    for old in [planted, half.as_str(), "zorgkas-session=", ""] {
        assert_eq!(
            look(&world, "/kas/dossiers", old).status,
            StatusCode::SEE_OTHER,
            "{old}"
        );
    }
    assert_eq!(
        send(&world, "/aanmelden/code", "", &form).leads_to.as_deref(),
        Some("/aanmelden?terug=/kas/dossiers%3Fbehind%3Dx")
    );
}

#[test]
fn who_sent_a_form_without_a_session_is_told_that_it_was_not_done() {
    let html = World::new().stranger("/aanmelden?waarom=niet-gedaan").html;
    assert!(html.contains("Wat u verstuurde is niet uitgevoerd"));
}

/// A browser leaves the cookie out when another site's page leads here: one is led on from a page of ours.
#[test]
fn a_link_of_another_site_leads_on() {
    let world = World::new();
    let by = |site: &str| {
        let request = Request::get("/kas/dossiers?behind=x&lang=en").header(HOST, OURS);
        world.ask(
            request
                .header("sec-fetch-mode", "navigate")
                .header("sec-fetch-site", site),
            "",
        )
    };
    let answer = by("cross-site");
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .html
            .contains("http-equiv=\"refresh\" content=\"0; url=/kas/dossiers?behind=x\"")
    );
    assert_eq!(by("same-origin").status, StatusCode::SEE_OTHER);
    assert_eq!(by("none").status, StatusCode::SEE_OTHER);
}

#[test]
fn only_a_demonstration_shows_whom_one_can_be() {
    let mut world = World::new();
    let html = world.stranger("/aanmelden").html;
    assert!(!html.contains("demonstratie") && !html.contains("<table"));
    insta::assert_snapshot!(html);
    world.demonstration = vec![DemoPerson {
        actor: case_worker(),
        name: "An Peeters".into(),
        facility: None,
        password: PASSWORD,
        second_factor: Some(SECRET),
    }];
    insta::assert_snapshot!(world.stranger("/aanmelden?lang=en&terug=/kas/dossiers").html);
    let code = code_at(&SECRET, at(NOW)).unwrap();
    assert!(world.stranger("/aanmelden/code").html.contains(&code));
    world.demonstration.clear();
    assert!(!world.stranger("/aanmelden/code").html.contains(&code));
}

fn public(name: &str, behind_proxy: bool, sign_ins_per_minute: u32) -> Door {
    Door::Public(Public {
        names: vec![name.into()],
        behind_proxy,
        sign_ins_per_minute: NonZeroU32::new(sign_ins_per_minute).unwrap(),
    })
}

/// Behind a proxy: one address tries too often, and is told when it may again; another is let in meanwhile, and pages
/// that try nothing are not counted.
#[tokio::test]
async fn too_many_attempts_of_one_address_are_not_tried() {
    let mut world = World::new();
    with_account(&world, None);
    world.door = public("zorgkas.example", true, 2);
    let router = world.router();
    let send = |request: Builder, from: &'static str, form: &'static str| {
        let request = request
            .header(HOST, "zorgkas.example")
            .header(ORIGIN, "https://zorgkas.example")
            .header("x-forwarded-for", from)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        let asked = router.clone().oneshot(request.body(Body::from(form)).unwrap());
        async { asked.await.unwrap() }
    };
    let right = "naam=k180-caseworker&wachtwoord=correct+horse+battery";
    let (one, other) = ("203.0.113.9, 192.0.2.1", "192.0.2.1, 203.0.113.9");
    for _ in 0..3 {
        let page = send(Request::get("/aanmelden"), one, "").await;
        assert_eq!(page.status(), StatusCode::OK);
    }
    for _ in 0..2 {
        let refused = send(Request::post("/aanmelden"), one, "naam=x&wachtwoord=y").await;
        assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    }
    let refused = send(Request::post("/aanmelden?lang=en"), one, right).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let seconds: u64 = refused.headers()[RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=30).contains(&seconds));
    let page = to_bytes(refused.into_body(), 1 << 20).await.unwrap();
    let page = String::from_utf8_lossy(&page).into_owned();
    assert!(page.contains("Too many attempts to sign in"), "{page}");
    let refused = send(Request::post("/aanmelden/code"), one, "code=123456").await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let let_in = send(Request::post("/aanmelden"), other, right).await;
    assert_eq!(let_in.status(), StatusCode::SEE_OTHER);
}

/// Over HTTPS the cookie is that of this host alone, and forms come from https.
#[test]
fn over_https_the_session_is_that_of_the_host() {
    let mut world = World::new();
    with_account(&world, None);
    let name = "zorgkas.example";
    world.door = public(name, false, 60);
    let form = "naam=k180-caseworker&wachtwoord=correct+horse+battery";
    let send = |host: &str, origin: &str| {
        let request = Request::post("/aanmelden").header(HOST, host).header(ORIGIN, origin);
        world.ask(request.header(CONTENT_TYPE, "application/x-www-form-urlencoded"), form)
    };
    let answer = send(name, "https://zorgkas.example");
    let cookie = &answer.cookies[0];
    assert!(
        cookie.starts_with("__Host-zorgkas-session=") && cookie.ends_with("; Secure"),
        "{cookie}"
    );
    let look = |cookie: &str| {
        let request = Request::get("/kas/dossiers").header(HOST, name);
        world.ask(request.header(COOKIE, cookie), "").status
    };
    assert_eq!(look(&kept(&answer)), StatusCode::OK);
    assert_eq!(look(&kept(&answer).replace("__Host-", "")), StatusCode::SEE_OTHER);
    assert_eq!(send(name, "http://zorgkas.example").status, StatusCode::FORBIDDEN);
    for host in ["127.0.0.1:8080", "localhost", "zorgkas.example:8080", "other.example"] {
        let answer = send(host, &format!("https://{host}"));
        assert_eq!(answer.status, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
}
