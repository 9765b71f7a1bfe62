//! `/kas/dossiers`: the dossiers that a fund sees, newest first.

use app::{DOSSIERS_PAGE, DossierAddress, DossierList, ListedDossier};
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use store::DossierState;

use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Filter, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/kas/dossiers";

#[derive(Template)]
#[template(path = "fund/list.html")]
struct ListPage {
    frame: Frame,
    lead: String,
    filter: Option<Filter>,
    table: Table,
}

/// The page of the dossiers behind one (`None`: the newest), or all of them as a file.
pub(crate) async fn page(
    site: &Site,
    visit: &Visit,
    behind: Option<DossierAddress>,
    form: Option<ExportForm>,
) -> Response {
    let (context, asked) = (visit.context(), behind.clone());
    let most = form.map_or(DOSSIERS_PAGE, |_| MOST_ROWS);
    let found = site
        .ask(move |app| app.dossiers_up_to(&context, asked.as_ref(), most))
        .await;
    match (found.and_then(|list| Ok((visit.fund()?, list))), form) {
        (Ok((fund, list)), form) => {
            let fund = site.fund_name(visit.words, fund);
            let table = table(visit.words, &fund, &list, behind.is_none());
            match form {
                Some(form) => exported(&table, form, visit.at),
                None => {
                    let page = ListPage {
                        lead: visit.words.one("list-intro", "fund", &fund),
                        filter: None,
                        table,
                        frame: Frame::new(site, visit, visit.words.t("list-title")),
                    };
                    answer(site, visit, &page, StatusCode::OK)
                }
            }
        }
        (Err(problem), _) => failed(site, visit, &problem),
    }
}

fn table(words: Words, fund: &str, list: &DossierList, is_first: bool) -> Table {
    let columns = ["person", "state", "facility", "sector", "covered", "received"];
    Table::new(words, "dossiers", words.t("list-title"), Address::new(ADDRESS))
        .columns(columns.map(|key| Column::new(words.t(&format!("list-{key}")))))
        .rows(list.dossiers.iter().map(|listed| row(words, listed)))
        .empty(words.one("list-empty", "fund", fund))
        .paged("behind", list.next.as_ref().map(ToString::to_string), is_first)
}

fn row(words: Words, listed: &ListedDossier) -> Vec<Cell> {
    let covered = listed.covered.map(|period| {
        let to = period.to().map_or_else(|| words.t("row-open"), |to| words.day(to));
        format!("{} – {to}", words.day(period.from()))
    });
    // That it has a gap, or that it holds at acceptance only.
    let beside = match (listed.state, covered.is_some(), listed.has_gap) {
        (DossierState::Pending, true, _) => Some("list-would-cover"),
        (_, true, true) => Some("list-has-gap"),
        _ => None,
    };
    let person = listed.person_name.clone();
    let state = listed.state.word();
    vec![
        Cell::text(person.unwrap_or_else(|| words.t("person-unknown"))).link(format!("{ADDRESS}/{}", listed.address)),
        Cell::state(state, words.t(&format!("state-{state}"))),
        Cell::text(listed.facility_name.clone()),
        Cell::text(listed.sector.to_string()),
        Cell::text(covered.unwrap_or_else(|| words.t("list-covered-none"))).beside_some(beside.map(|key| words.t(key))),
        Cell::day(identifiers::brussels_day(listed.received_at)),
    ]
}
