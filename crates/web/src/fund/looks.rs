//! `/kas/inzage`: who of the fund looked at which person, when, on which page and why. The auditor's page.

use app::{ListedLook, LookFilter, LookList, OWN_REASONS, REASONS};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use super::choice::{read, shown};
use super::why;
use crate::list;
use crate::page::{Frame, answer, failed, role};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Field, Filter, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the page.
pub(crate) const ADDRESS: &str = "/kas/inzage";

/// What the page may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    wie: Option<String>,
    /// A reason by its code, or `zonder`.
    waarom: Option<String>,
    /// A look: those at the same person. Its number tells nothing of the person.
    zoals: Option<String>,
    na: Option<String>,
    vorm: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/looks.html")]
struct Page {
    frame: Frame,
    filter: Filter,
    looks: Table,
    /// Where the looks at all persons are, when these are those at one.
    all: Option<String>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new().route(ADDRESS, get(page))
}

impl Asked {
    fn address(&self) -> Address {
        Address::new(ADDRESS)
            .with_some("wie", self.wie.as_ref())
            .with_some("waarom", self.waarom.as_ref())
            .with_some("zoals", self.zoals.as_ref())
    }

    fn filter(&self, form: Option<ExportForm>) -> Result<LookFilter, app::Problem> {
        Ok(LookFilter {
            before: read(self.na.as_deref())?,
            account: self.wie.clone().filter(|account| !account.is_empty()),
            same_person_as: read(self.zoals.as_deref())?,
            reason: self.waarom.clone().filter(|code| !code.is_empty() && code != WITHOUT),
            without_reason: self.waarom.as_deref() == Some(WITHOUT),
            most: form.map(|_| u32::try_from(MOST_ROWS).unwrap_or(u32::MAX)),
        })
    }
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    let found = match visit.fund().and_then(|fund| Ok((fund, asked.filter(form)?))) {
        Ok((fund, filter)) => {
            let context = visit.context();
            site.ask(move |app| app.looks(&context, fund, &filter)).await
        }
        Err(problem) => Err(problem),
    };
    match (found, form) {
        (Ok(found), Some(form)) => exported(&table(&site, visit.words, &found, &asked), form, visit.at),
        (Ok(found), None) => {
            let words = visit.words;
            let who = Field::line("wie", words.t("sign-in-name")).value(shown(asked.wie.as_ref()));
            let page = Page {
                filter: Filter::new(
                    words,
                    &asked.address(),
                    vec![who, reasons(words, asked.waarom.as_ref())],
                ),
                looks: table(&site, words, &found, &asked),
                all: asked
                    .zoals
                    .as_ref()
                    .map(|_| asked.address().without("zoals").to_string()),
                frame: Frame::new(&site, &visit, words.t("looks-title")),
            };
            answer(&site, &visit, &page, StatusCode::OK)
        }
        (Err(problem), _) => failed(&site, &visit, &problem),
    }
}

/// In place of a code: looks without a reason.
const WITHOUT: &str = "zonder";

fn reasons(words: Words, chosen: Option<&String>) -> Field {
    let all = [(String::new(), words.t("filter-all"))];
    let codes = REASONS.iter().chain(&OWN_REASONS);
    let known = codes.map(|code| ((*code).to_owned(), words.t(&format!("why-{code}"))));
    let none = [(WITHOUT.to_owned(), words.t("why-none"))];
    Field::choice("waarom", words.t("looks-why"), all.into_iter().chain(known).chain(none)).value(shown(chosen))
}

fn table(site: &Site, words: Words, found: &LookList, asked: &Asked) -> Table {
    let columns = ["looks-at", "looks-who", "list-person", "looks-page", "looks-why"];
    Table::new(words, "inzage", words.t("looks-title"), asked.address())
        .columns(columns.map(|key| Column::new(words.t(key))))
        .rows(found.looks.iter().map(|look| row(site, words, look)))
        .empty(words.t("looks-empty"))
        .paged("na", found.next.map(|next| next.to_string()), asked.na.is_none())
}

fn row(site: &Site, words: Words, look: &ListedLook) -> Vec<Cell> {
    let who = look.actor.account().unwrap_or_default();
    let name = look.person_name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let person = Cell::text(name);
    let page = words.maybe(&format!("look-{}", look.page));
    let page = Cell::text(page.unwrap_or_else(|| words.t("look-other")));
    vec![
        Cell::moment(look.at),
        Cell::text(who).beside(role(site, words, &look.actor, None)),
        if look.has_person {
            person.link(Address::new(ADDRESS).with("zoals", look.id))
        } else {
            person
        },
        match &look.dossier {
            Some(dossier) => page.link(format!("{}/{dossier}?vanuit=inzage", list::ADDRESS)),
            None => page,
        },
        match &look.reason {
            Some(reason) => {
                let (word, detail) = why::shown(words, reason);
                Cell::text(word).beside_some(detail)
            }
            None => Cell::empty(),
        },
    ]
}
