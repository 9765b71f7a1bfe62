//! The document: the one that is committed is the one that is served, and it knows every address.

use std::collections::BTreeSet;

use crate::client::get;
use crate::contract::DOCUMENT;
use crate::world::{SAMPLE, World};

/// `ZORGKAS_EXAMPLES=write` writes the committed document anew.
#[test]
fn the_committed_document_is_what_the_code_says() {
    let said = format!("{:#}\n", api::document());
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.json");
    if std::env::var_os("ZORGKAS_EXAMPLES").is_some_and(|what| what == "write") {
        std::fs::write(file, said).unwrap();
    } else {
        assert!(
            std::fs::read_to_string(file).unwrap() == said,
            "docs/openapi.json is not what the code says: write it anew with ZORGKAS_EXAMPLES=write"
        );
    }
}

/// The addresses of the router, read from its source, are those of the document.
#[test]
fn the_document_knows_every_address() {
    let source = include_str!("../../src/routes.rs");
    let told = source.lines().filter_map(|line| line.trim().strip_prefix(".route(\""));
    let served: BTreeSet<&str> = told.map(|rest| rest.split('"').next().unwrap()).collect();
    let known: BTreeSet<&str> = DOCUMENT["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let beside = ["/health", "/openapi.json", "/doc"];
    let expected: BTreeSet<&str> = known.iter().copied().chain(beside).collect();
    assert_eq!(served, expected);
}

/// No person's number has a place in an address, and nothing is ever null.
#[test]
fn the_document_keeps_the_conventions() {
    let text = DOCUMENT.to_string();
    assert!(
        !text.contains("\"null\"") && !text.contains(":null"),
        "something may be null"
    );
    for (path, methods) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let parameters = operation["parameters"].as_array().unwrap();
            assert!(
                parameters.iter().all(|parameter| parameter["name"] != "ssin") && !path.contains("ssin"),
                "{method} {path}"
            );
            assert!(operation["summary"].is_string(), "{method} {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_document_and_its_page_are_served() {
    let world = World::new().await;
    let me = world.identity(SAMPLE);
    let served = get(&world, &me, "/openapi.json").await;
    assert_eq!(served.json(), *DOCUMENT);
    let page = get(&world, &me, "/doc").await;
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    let page = String::from_utf8(page.bytes).unwrap();
    for path in DOCUMENT["paths"].as_object().unwrap().keys() {
        assert!(page.contains(path.as_str()), "{path}");
    }
    for foreign in ["<script", "src=", "http://", "@import"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    for place in page
        .split("href=\"#")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        assert!(page.contains(&format!("id=\"{place}\"")), "#{place} leads nowhere");
    }
}
