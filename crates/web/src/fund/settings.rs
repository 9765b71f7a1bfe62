//! `/kas/instellingen`: how a fund watches over its own work: standing rules of its manual control, and four eyes.

use app::{Actor, ControlSettings, FundRole, NewControlRule, Problem};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use identifiers::{HcoNumber, PerformanceCode};
use serde::Deserialize;

use super::person_forms::cents_of;
use crate::page::{Frame, answer, failed};
use crate::parts::{Address, Cell, Column, ExportForm, Field, Notice, Press, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/kas/instellingen";

#[derive(Template)]
#[template(path = "fund/settings.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    rules: Table,
    fields: Option<Vec<Field>>,
    four_eyes: String,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page))
        .route("/kas/instellingen/regel", post(add))
        .route("/kas/instellingen/regel-beeindigen", post(end))
}

/// What the page may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    gedaan: Option<String>,
    vorm: Option<String>,
}

/// A rule as it is typed.
#[derive(Debug, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    voorziening: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    bedrag: String,
    #[serde(default)]
    deel: String,
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let key = match asked.gedaan.as_deref() {
        Some("toegevoegd") => Some("settings-added"),
        Some("beeindigd") => Some("settings-ended"),
        _ => None,
    };
    let notice = key.map(|key| Notice::done(visit.words.t(key)));
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    shown(&site, &visit, (notice, Typed::default(), None), (StatusCode::OK, form)).await
}

async fn shown(
    site: &Site,
    visit: &Visit,
    (notice, typed, wrong): (Option<Notice>, Typed, Option<&'static str>),
    (status, form): (StatusCode, Option<ExportForm>),
) -> Response {
    let context = visit.context();
    let found = match site.ask(move |app| app.control_settings(&context)).await {
        Ok(found) => found,
        Err(problem) => return failed(site, visit, &problem),
    };
    let words = visit.words;
    let rules = rules(words, &found);
    if let Some(form) = form {
        return exported(&rules, form, visit.at);
    }
    let made = Page {
        notice,
        rules,
        fields: found.may_set.then(|| fields(words, &typed, wrong)),
        four_eyes: words.t(if found.four_eyes {
            "settings-four-eyes"
        } else {
            "settings-two-eyes"
        }),
        frame: Frame::at(site, visit, words.t("settings-title"), ADDRESS),
    };
    answer(site, visit, &made, status)
}

fn fields(words: Words, typed: &Typed, wrong: Option<&'static str>) -> Vec<Field> {
    let error = |name: &str| {
        wrong
            .filter(|field| *field == name)
            .map(|name| words.t(&format!("settings-wrong-{name}")))
    };
    vec![
        Field::number("voorziening", words.t("filter-facility"))
            .hint(words.t("filter-facility-hint"))
            .value(typed.voorziening.clone())
            .error(error("voorziening")),
        Field::number("code", words.t("answer-code"))
            .value(typed.code.clone())
            .error(error("code")),
        Field::number("bedrag", words.t("settings-from"))
            .checked("amount", words.t("check-amount"))
            .hint(words.t("person-euros-hint"))
            .value(typed.bedrag.clone())
            .error(error("bedrag")),
        Field::number("deel", words.t("settings-share"))
            .hint(words.t("settings-share-hint"))
            .value(typed.deel.clone())
            .error(error("deel")),
    ]
}

fn rules(words: Words, found: &ControlSettings) -> Table {
    let all = || words.t("filter-all");
    let mut columns = vec![
        Column::new(words.t("journal-number")),
        Column::new(words.t("list-facility")),
        Column::new(words.t("answer-code")),
        Column::number(words.t("settings-from")),
        Column::number(words.t("settings-share")),
    ];
    if found.may_set {
        columns.push(Column::presses(words.t("table-do")));
    }
    let row = |(rule, name): &(store::ControlRule, Option<store::FacilityName>)| {
        let mut cells = vec![
            Cell::text(rule.id.to_string()),
            Cell::text(name.as_ref().map_or_else(all, |name| name.name.clone())),
            Cell::text(rule.code.map_or_else(all, |code| code.to_string())),
            rule.from_amount.map_or_else(Cell::empty, Cell::money),
            Cell::text(
                rule.share
                    .map_or_else(all, |share| words.one("settings-of-lines", "share", &share.to_string())),
            ),
        ];
        if found.may_set {
            cells.push(Cell::presses(vec![Press {
                action: "/kas/instellingen/regel-beeindigen".into(),
                word: words.t("settings-end"),
                about: rule.id.to_string(),
                hidden: vec![("regel", rule.id.to_string())],
            }]));
        }
        cells
    };
    Table::new(words, "regels", words.t("settings-rules"), Address::new(ADDRESS))
        .columns(columns)
        .rows(found.rules.iter().map(row))
        .empty(words.t("settings-none"))
}

/// What was typed as a rule, or which field is wrong.
fn rule_of(typed: &Typed) -> Result<(Option<HcoNumber>, NewControlRule), &'static str> {
    let filled = |text: &str| (!text.trim().is_empty()).then(|| text.trim().to_owned());
    let hco = filled(&typed.voorziening)
        .map(|text| HcoNumber::parse(&text).map_err(|_| "voorziening"))
        .transpose()?;
    let code = filled(&typed.code)
        .map(|text| PerformanceCode::parse(&text).map_err(|_| "code"))
        .transpose()?;
    let from_cents = filled(&typed.bedrag)
        .map(|text| cents_of(&text).ok_or("bedrag"))
        .transpose()?;
    let share = filled(&typed.deel)
        .map(|text| {
            text.parse::<u16>()
                .ok()
                .filter(|share| (1..=10_000).contains(share))
                .ok_or("deel")
        })
        .transpose()?;
    if hco.is_none() && code.is_none() && from_cents.is_none() && share.is_none() {
        return Err("voorziening");
    }
    let rule = NewControlRule {
        facility: None,
        code,
        from_cents,
        share,
    };
    Ok((hco, rule))
}

async fn add(State(site): State<Site>, visit: Visit, Form(typed): Form<Typed>) -> Response {
    let (context, words) = (visit.context(), visit.words);
    let outcome = match rule_of(&typed) {
        Ok((hco, rule)) => site
            .ask(move |app| app.add_rule_for(&context, hco.as_ref(), &rule))
            .await
            .map_err(Ok),
        Err(field) => Err(Err(field)),
    };
    let field = match outcome {
        Ok(_) => return Redirect::to("/kas/instellingen?gedaan=toegevoegd").into_response(),
        Err(Err(field)) => field,
        Err(Ok(Problem::NotFound(_))) => "voorziening",
        Err(Ok(problem)) => return failed(&site, &visit, &problem),
    };
    if !matches!(
        visit.actor(),
        Actor::Employee {
            role: FundRole::CaseWorker | FundRole::Signatory,
            ..
        }
    ) {
        return failed(&site, &visit, &Problem::Forbidden("who may not set rules".into()));
    }
    let notice = Some(Notice::wrong(words.t("form-wrong")));
    shown(
        &site,
        &visit,
        (notice, typed, Some(field)),
        (StatusCode::BAD_REQUEST, None),
    )
    .await
}

/// The rule that is ended.
#[derive(Debug, Deserialize)]
struct Ended {
    regel: i64,
}

async fn end(State(site): State<Site>, visit: Visit, Form(ended): Form<Ended>) -> Response {
    let context = visit.context();
    let fund = match visit.fund() {
        Ok(fund) => fund,
        Err(problem) => return failed(&site, &visit, &problem),
    };
    match site
        .ask(move |app| app.end_control_rule(&context, fund, ended.regel))
        .await
    {
        // Ended before by another, or by a second press: it is ended.
        Ok(()) | Err(Problem::NotFound(_)) => Redirect::to("/kas/instellingen?gedaan=beeindigd").into_response(),
        Err(problem) => failed(&site, &visit, &problem),
    }
}
