//! `/voorziening/certificaten`: the certificates of the facility, until when each is good, what to do and when; and the
//! software that is attested.

use app::{CertificatePage, CertificateState, OnDay, OwnCertificate, OwnSoftware};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use identifiers::{Period, brussels_day};
use serde::Deserialize;
use store::ContentHash;

use super::refused;
use crate::page::{Frame, answer};
use crate::parts::{Address, Cell, Column, ExportForm, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/voorziening/certificaten";

/// So many letters of a fingerprint stand in a sentence: enough to tell two apart.
const SHORT: usize = 16;

#[derive(Debug, Default, Deserialize)]
struct Asked {
    vorm: Option<String>,
    tabel: Option<String>,
}

#[derive(Template)]
#[template(path = "facility/certificates.html")]
struct Page {
    frame: Frame,
    software: String,
    certificates: Table,
    steps: Vec<String>,
    used: Table,
    attested: Table,
}

pub(super) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let context = visit.context();
    let found = match site.ask(move |app| app.certificate_page(&context)).await {
        Ok(found) => found,
        Err(problem) => return refused(&site, &visit, &problem).await,
    };
    let words = visit.words;
    let (certificates, used, attested) = (
        certificates(words, &found),
        used(words, &found),
        attested(words, &found),
    );
    if let Some(form) = asked.vorm.as_deref().and_then(ExportForm::read) {
        let tables = [&used, &attested];
        let wanted = tables.into_iter().find(|of| asked.tabel.as_deref() == Some(of.name));
        return exported(wanted.unwrap_or(&certificates), form, visit.at);
    }
    let days = app::ANNOUNCED_DAYS.to_string();
    let page = Page {
        frame: Frame::new(&site, &visit, words.t("fac-certificates-title")),
        software: words.t(if found.facility.attested {
            "fac-attested-yes"
        } else {
            "fac-attested-no"
        }),
        certificates,
        steps: ["ask", "bind", "install", "lost"]
            .map(|step| words.one(&format!("fac-certificates-how-{step}"), "days", &days))
            .to_vec(),
        used,
        attested,
    };
    answer(&site, &visit, &page, StatusCode::OK)
}

fn table(words: Words, name: &'static str, key: &str, columns: &[&str]) -> Table {
    let columns = columns.iter().map(|key| match *key {
        "days-left" => Column::number(words.t("fac-column-days-left")),
        key => Column::new(words.t(&format!("fac-column-{key}"))),
    });
    Table::new(words, name, words.t(key), Address::new(ADDRESS))
        .columns(columns)
        .empty(words.t(&format!("{key}-none")))
}

fn certificates(words: Words, found: &CertificatePage) -> Table {
    let columns = [
        "certificate",
        "standing",
        "valid-from",
        "valid-to",
        "days-left",
        "what-to-do",
    ];
    table(words, "certificaten", "fac-certificates", &columns)
        .rows(found.certificates.iter().map(|one| certificate(words, one)))
}

fn certificate(words: Words, one: &OwnCertificate) -> Vec<Cell> {
    let bound = &one.certificate;
    let (class, key, about) = standing(words, one);
    let days_left = match one.state {
        CertificateState::InUse { days_left, .. } => Cell::number(days_left),
        _ => Cell::empty(),
    };
    vec![
        Cell::text(&bound.subject).beside(grouped(bound.fingerprint)),
        Cell::state(class, words.t(&format!("fac-certificate-{key}"))).beside_some(about),
        Cell::day(brussels_day(bound.valid_from)),
        Cell::day(brussels_day(bound.valid_to)),
        days_left,
        Cell::text(what_to_do(words, one)),
    ]
}

/// Its class, the key of its word, and what stands beside it.
fn standing(words: Words, one: &OwnCertificate) -> (&'static str, &'static str, Option<String>) {
    match &one.state {
        CertificateState::InUse { is_ending: true, .. } => ("PENDING", "ending", None),
        CertificateState::InUse { .. } if one.certificate.is_pinned => ("ACCEPTED", "pinned", None),
        CertificateState::InUse { .. } => ("ACCEPTED", "in-use", None),
        CertificateState::NotYet => ("QUEUED", "not-yet", None),
        CertificateState::Past { days, .. } => {
            let days = words.count("fac-days-ago", "days", i64::from(*days));
            ("REFUSED", "past", Some(days))
        }
        CertificateState::NotPinned => ("REFUSED", "not-pinned", None),
        CertificateState::Replaced(at, by) => {
            let at = words.moment(*at);
            let about = match by {
                Some(by) => words.with("fac-certificate-ended-by", &[("at", &at), ("by", &short(*by))]),
                None => words.one("fac-certificate-ended-at", "at", &at),
            };
            ("QUEUED", "replaced", Some(about))
        }
        CertificateState::Revoked(at, why) => {
            let at = words.moment(*at);
            let about = words.with("fac-certificate-ended-why", &[("at", &at), ("why", why)]);
            ("REFUSED", "revoked", Some(about))
        }
    }
}

fn what_to_do(words: Words, one: &OwnCertificate) -> String {
    let last = words.day(brussels_day(one.certificate.valid_to));
    let key = match &one.state {
        CertificateState::InUse { is_ending: true, .. } => "renew",
        CertificateState::InUse { days_left, .. } if i64::from(*days_left) <= app::ANNOUNCED_DAYS => "later",
        CertificateState::InUse { .. } | CertificateState::Replaced(..) => "nothing",
        CertificateState::Past { has_later: true, .. } => "later",
        CertificateState::Past { .. } => "past",
        CertificateState::NotYet => "not-yet",
        CertificateState::NotPinned => "not-pinned",
        CertificateState::Revoked(..) => "revoked",
    };
    words.one(&format!("fac-certificate-do-{key}"), "day", &last)
}

/// A fingerprint in groups of four, so that it can be compared and broken over lines.
fn grouped(fingerprint: ContentHash) -> String {
    let text = fingerprint.to_string();
    let letters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = letters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

fn short(fingerprint: ContentHash) -> String {
    let text: String = fingerprint.to_string().chars().take(SHORT).collect();
    format!("{text}…")
}

fn used(words: Words, found: &CertificatePage) -> Table {
    let columns = ["software", "software-version", "standing", "used", "attested"];
    table(words, "gebruikt", "fac-software-used", &columns).rows(found.used.iter().map(|one| software(words, one)))
}

fn software(words: Words, one: &OwnSoftware) -> Vec<Cell> {
    let (class, key) = match (one.is_used, one.is_attested) {
        (OnDay::Within, Some(OnDay::Within)) => ("ACCEPTED", "good"),
        (OnDay::Within, _) => ("REFUSED", "not-attested"),
        (OnDay::Before, _) => ("QUEUED", "not-yet"),
        (OnDay::After, _) => ("QUEUED", "no-more"),
    };
    vec![
        Cell::text(&one.software.name),
        Cell::text(&one.software.version),
        Cell::state(class, words.t(&format!("fac-software-{key}"))),
        Cell::text(days(words, one.software.used)),
        Cell::maybe(one.software.attested.map(|attested| days(words, attested))),
    ]
}

fn attested(words: Words, found: &CertificatePage) -> Table {
    let columns = ["software", "software-version", "standing", "attested"];
    let rows = found.attested.iter().map(|(software, on_day)| {
        let (class, key) = match on_day {
            OnDay::Before => ("QUEUED", "before"),
            OnDay::Within => ("ACCEPTED", "within"),
            OnDay::After => ("REFUSED", "after"),
        };
        vec![
            Cell::text(&software.name),
            Cell::text(&software.version),
            Cell::state(class, words.t(&format!("fac-attested-{key}"))),
            Cell::text(days(words, software.attested)),
        ]
    });
    table(words, "geattesteerd", "fac-software-attested", &columns).rows(rows)
}

fn days(words: Words, period: Period) -> String {
    let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
    format!("{} – {to}", words.day(period.from()))
}
