//! `/kas/taken`: what else a person of the fund must look at, and how each came to its end.

use app::{Problem, TASK_KINDS, TASKS_PAGE, TaskAbout, TaskList, TaskOnPage, TasksFilter};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use super::choice::{read, shown};
use super::{person, sendings};
use crate::list;
use crate::page::{Frame, answer, failed};
use crate::parts::export::MOST_ROWS;
use crate::parts::{Address, Cell, Column, ExportForm, Facts, Field, Filter, Notice, Table, exported};
use crate::site::Site;
use crate::visit::Visit;
use crate::words::Words;

/// The address of the list.
pub(crate) const ADDRESS: &str = "/kas/taken";

/// What the list may be asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    soort: Option<String>,
    stand: Option<String>,
    na: Option<String>,
    vorm: Option<String>,
    gedaan: Option<String>,
}

#[derive(Template)]
#[template(path = "fund/tasks.html")]
struct Page {
    frame: Frame,
    notice: Option<Notice>,
    filter: Filter,
    table: Table,
}

#[derive(Template)]
#[template(path = "fund/task.html")]
struct TaskPage {
    frame: Frame,
    list: &'static str,
    notice: Option<Notice>,
    to_do: Option<String>,
    facts: Facts,
    closing: Option<(String, Field)>,
}

pub(crate) fn routes() -> Router<Site> {
    Router::new()
        .route(ADDRESS, get(page))
        .route("/kas/taken/{number}", get(one).post(close))
}

impl Asked {
    fn is_closed(&self) -> bool {
        self.stand.as_deref() == Some("afgesloten")
    }

    fn address(&self) -> Address {
        Address::new(ADDRESS)
            .with_some("soort", self.soort.as_ref())
            .with_some("stand", self.stand.as_ref())
    }

    fn filter(&self) -> TasksFilter {
        TasksFilter {
            kind: self.soort.clone().filter(|kind| !kind.is_empty()),
            closed: self.is_closed(),
        }
    }
}

async fn page(State(site): State<Site>, visit: Visit, Query(asked): Query<Asked>) -> Response {
    let form = asked.vorm.as_deref().and_then(ExportForm::read);
    let found = match read::<i64>(asked.na.as_deref()) {
        Ok(behind) => {
            let (context, filter) = (visit.context(), asked.filter());
            let most = form.map_or(TASKS_PAGE, |_| u32::try_from(MOST_ROWS).unwrap_or(u32::MAX));
            site.ask(move |app| app.tasks(&context, &filter, behind, most)).await
        }
        Err(problem) => Err(problem),
    };
    match (found, form) {
        (Ok(found), Some(form)) => exported(&table(&visit, &found, &asked), form, visit.at),
        (Ok(found), None) => answer(&site, &visit, &made(&site, &visit, &found, &asked), StatusCode::OK),
        (Err(problem), _) => failed(&site, &visit, &problem),
    }
}

fn made(site: &Site, visit: &Visit, found: &TaskList, asked: &Asked) -> Page {
    let words = visit.words;
    let all = std::iter::once((String::new(), words.t("filter-all")));
    let kinds = TASK_KINDS.map(|kind| (kind.to_owned(), kind_word(words, kind)));
    let states =
        [("", "task-open"), ("afgesloten", "task-closed")].map(|(value, key)| (value.to_owned(), words.t(key)));
    let fields = vec![
        Field::choice("stand", words.t("list-state"), states).value(shown(asked.stand.as_ref())),
        Field::choice("soort", words.t("today-kind"), all.chain(kinds)).value(shown(asked.soort.as_ref())),
    ];
    let is_done = asked.gedaan.as_deref() == Some("afgesloten");
    Page {
        notice: is_done.then(|| Notice::done(words.t("task-done"))),
        filter: Filter::new(words, &asked.address(), fields),
        table: table(visit, found, asked),
        frame: Frame::at(site, visit, words.t("tasks-title"), &asked.address().to_string()),
    }
}

/// The name of a kind of task.
pub(crate) fn kind_word(words: Words, kind: &str) -> String {
    words
        .maybe(&format!("task-{kind}"))
        .unwrap_or_else(|| words.t("task-other"))
}

fn table(visit: &Visit, found: &TaskList, asked: &Asked) -> Table {
    let words = visit.words;
    let mut columns = vec![
        Column::new(words.t("today-kind")),
        Column::new(words.t("task-about")),
        Column::new(words.t("task-since")),
    ];
    if asked.is_closed() {
        columns.extend(["task-closed-at", "task-closed-by", "task-note"].map(|key| Column::new(words.t(key))));
    } else {
        columns.push(Column::number(words.t("worklist-age")));
    }
    Table::new(words, "taken", words.t("tasks-title"), asked.address())
        .columns(columns)
        .rows(found.tasks.iter().map(|task| row(words, task, asked.is_closed())))
        .empty(words.t(if asked.is_closed() {
            "tasks-none-closed"
        } else {
            "tasks-none"
        }))
        .paged("na", found.next.map(|next| next.to_string()), asked.na.is_none())
}

fn row(words: Words, task: &TaskOnPage, is_closed: bool) -> Vec<Cell> {
    let mut cells = vec![
        Cell::text(kind_word(words, &task.kind)).link(format!("{ADDRESS}/{}", task.id)),
        about(words, task),
        Cell::moment(task.opened_at),
    ];
    match &task.closed {
        Some(end) if is_closed => {
            let by = end.by.account().map_or_else(|| words.t("task-by-event"), str::to_owned);
            cells.push(Cell::moment(end.at));
            cells.push(Cell::text(by));
            cells.push(Cell::text(end.note.clone().unwrap_or_else(|| words.t("task-settled"))));
        }
        _ => cells.push(Cell::number(task.age_days)),
    }
    cells
}

/// What a task is about, and the way there.
fn about(words: Words, task: &TaskOnPage) -> Cell {
    let named = |name: &Option<String>| name.clone().unwrap_or_else(|| words.t("person-unknown"));
    match &task.about {
        TaskAbout::Dossier(Some(address), name) => Cell::text(named(name))
            .link(format!("{}/{address}?vanuit=taak-{}", list::ADDRESS, task.id))
            .beside(words.t("look-readDossier")),
        TaskAbout::Dossier(None, name) => Cell::text(named(name)).beside(words.t("look-readDossier")),
        TaskAbout::Sending(id) => Cell::text(words.one("sending-number", "number", &id.to_string()))
            .link(format!("{}/{id}", sendings::ADDRESS)),
        TaskAbout::Person(id, name, true) => Cell::text(named(name))
            .link(format!("{}/{id}?vanuit=taak-{}", person::ADDRESS, task.id))
            .beside(words.t("look-person")),
        TaskAbout::Person(_, name, false) => Cell::text(named(name)).beside(words.t("look-person")),
        TaskAbout::Facility(facility, what) => {
            let name = facility.as_ref().map(|facility| facility.name.clone());
            let cell = Cell::text(name.unwrap_or_else(|| words.t("facility-unknown"))).beside(changed(words, what));
            match facility {
                Some(facility) => cell.link(Address::new(sendings::ADDRESS).with("voorziening", &facility.hco)),
                None => cell,
            }
        }
    }
}

/// What changed at a facility: `code 970012`, `recognition IBW`.
fn changed(words: Words, what: &str) -> String {
    match what.split_once(' ') {
        Some(("code", code)) => words.one("task-price-of", "code", code),
        Some(("recognition", sector)) => words.one("task-recognition-of", "sector", sector),
        _ => what.to_owned(),
    }
}

async fn one(State(site): State<Site>, visit: Visit, Path(number): Path<String>) -> Response {
    shown_task(&site, &visit, &number, (None, String::new(), None), StatusCode::OK).await
}

async fn shown_task(
    site: &Site,
    visit: &Visit,
    number: &str,
    (notice, typed, error): (Option<Notice>, String, Option<String>),
    status: StatusCode,
) -> Response {
    let Ok(id) = number.parse::<i64>() else {
        return failed(site, visit, &unknown());
    };
    let context = visit.context();
    let task = match site.ask(move |app| app.task_page(&context, id)).await {
        Ok(task) => task,
        Err(problem) => return failed(site, visit, &problem),
    };
    let words = visit.words;
    let address = format!("{ADDRESS}/{id}");
    let note = Field::lines("nota", words.t("task-note"))
        .hint(words.t("task-note-hint"))
        .value(typed)
        .error(error)
        .required();
    let page = TaskPage {
        list: ADDRESS,
        notice,
        to_do: words
            .maybe(&format!("task-todo-{}", task.kind))
            .filter(|_| task.closed.is_none()),
        facts: facts(words, &task),
        closing: task.may_close.then(|| (address.clone(), note)),
        frame: Frame::at(site, visit, kind_word(words, &task.kind), &address),
    };
    answer(site, visit, &page, status)
}

fn facts(words: Words, task: &TaskOnPage) -> Facts {
    let facts = Facts::new(words)
        .with("task-about", about(words, task))
        .with("task-since", Cell::moment(task.opened_at));
    match &task.closed {
        None => facts.with("worklist-age", Cell::number(task.age_days)),
        Some(end) => {
            let by = end.by.account().map_or_else(|| words.t("task-by-event"), str::to_owned);
            facts
                .with("task-closed-at", Cell::moment(end.at))
                .with("task-closed-by", Cell::text(by))
                .with(
                    "task-note",
                    Cell::text(end.note.clone().unwrap_or_else(|| words.t("task-settled"))),
                )
        }
    }
}

fn unknown() -> Problem {
    Problem::NotFound("a task".into())
}

/// What was done, as the form sends it.
#[derive(Debug, Deserialize)]
struct Closed {
    #[serde(default)]
    nota: String,
}

async fn close(
    State(site): State<Site>,
    visit: Visit,
    Path(number): Path<String>,
    Form(closed): Form<Closed>,
) -> Response {
    let Ok(id) = number.parse::<i64>() else {
        return failed(&site, &visit, &unknown());
    };
    let words = visit.words;
    let (context, note) = (visit.context(), closed.nota.clone());
    match site.ask(move |app| app.close_task(&context, id, &note)).await {
        Ok(()) => Redirect::to(&Address::new(ADDRESS).with("gedaan", "afgesloten").to_string()).into_response(),
        Err(Problem::InvalidInput(_)) => {
            let key = if closed.nota.trim().is_empty() {
                "task-note-missing"
            } else {
                "task-note-unfit"
            };
            let told = (
                Some(Notice::wrong(words.t("form-wrong"))),
                closed.nota,
                Some(words.t(key)),
            );
            shown_task(&site, &visit, &number, told, StatusCode::BAD_REQUEST).await
        }
        Err(Problem::Conflict(_)) => {
            let told = (Some(Notice::wrong(words.t("task-not-closed"))), closed.nota, None);
            shown_task(&site, &visit, &number, told, StatusCode::CONFLICT).await
        }
        Err(problem) => failed(&site, &visit, &problem),
    }
}
