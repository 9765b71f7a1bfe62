//! What holds for every request: under which names we answer, and that no other site's page sends us forms.

use axum::http::header::{COOKIE, HOST, ORIGIN};
use axum::http::{Request, StatusCode};

use super::world::{OURS, World, case_worker};

#[test]
fn a_name_of_another_machine_gets_nothing() {
    let world = World::new();
    let ask = |host: &str| {
        let request = Request::get("/kas/dossiers").header(HOST, host);
        world.ask(request.header(COOKIE, world.session(&case_worker())), "")
    };
    for host in [
        "zorgkas.example",
        "127.0.0.1.example:8080",
        "example:127.0.0.1",
        "127.0.0.1:8080@zorgkas.example",
        "localhost@zorgkas.example",
        "",
    ] {
        let answer = ask(host);
        assert_eq!(
            (answer.status, answer.html.as_str()),
            (StatusCode::MISDIRECTED_REQUEST, ""),
            "{host}"
        );
    }
    for host in ["127.0.0.1", "localhost:1", "[::1]", "[::1]:8080"] {
        assert_eq!(ask(host).status, StatusCode::OK, "{host}");
    }
}

#[test]
fn a_form_of_another_site_is_refused() {
    let world = World::new();
    let ours = format!("http://{OURS}");
    // By which headers, and whether it is taken.
    let cases: [(&[(&str, &str)], bool); 13] = [
        (&[], false),
        (&[("origin", &ours)], true),
        (&[("sec-fetch-site", "same-origin")], true),
        (&[("origin", &ours), ("sec-fetch-site", "same-origin")], true),
        (&[("origin", &ours), ("sec-fetch-site", "same-site")], false),
        (&[("origin", &ours), ("sec-fetch-site", "cross-site")], false),
        (&[("origin", &ours), ("sec-fetch-site", "none")], false),
        (&[("origin", "null"), ("sec-fetch-site", "same-origin")], false),
        (&[("origin", "null")], false),
        (&[("origin", "http://127.0.0.1:8081")], false),
        (&[("origin", "http://localhost:8080")], false),
        (&[("origin", "http://zorgkas.example")], false),
        (&[("origin", "")], false),
    ];
    for (headers, is_taken) in cases {
        for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "UNKNOWN"] {
            let mut request = Request::builder().method(method).uri("/afmelden").header(HOST, OURS);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = world.ask(request.header(COOKIE, world.session(&case_worker())), "");
            let is_refused = answer.status == StatusCode::FORBIDDEN && answer.cookies.is_empty();
            assert_eq!(!is_refused, is_taken, "{method} {headers:?}: {}", answer.status);
        }
    }
}

/// To look changes nothing, so that a link from elsewhere may lead here.
#[test]
fn a_link_of_another_site_leads_here() {
    let world = World::new();
    let request = Request::get("/kas/dossiers").header(HOST, OURS);
    let request = request
        .header(ORIGIN, "http://zorgkas.example")
        .header("sec-fetch-site", "cross-site");
    let answer = world.ask(request.header(COOKIE, world.session(&case_worker())), "");
    assert_eq!(answer.status, StatusCode::OK);
}
