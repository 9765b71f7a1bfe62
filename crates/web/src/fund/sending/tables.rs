//! The tables of a sending: amounts, findings by code, lines; and what is chosen among them.

use app::{FoundCode, LineOnPage, SendingPage};
use identifiers::EuroCents;
use store::{BatchState, LineState};

use super::super::choice::shown;
use super::super::sendings;
use super::{Asked, Deciding, Told};
use crate::parts::{Cell, Column, Field, Filter, Press, Table};
use crate::visit::Visit;
use crate::words::Words;

pub(super) fn sums(words: Words, found: &SendingPage, asked: &Asked) -> Table {
    let of = |state| {
        let total = found.totals.iter().find(|total| total.state == state);
        total.map_or((0, EuroCents::ZERO), |total| (total.lines, total.amount))
    };
    let all = found.totals.iter();
    let lines: u64 = all.clone().map(|total| total.lines).sum();
    let asked_for = (lines, found.sending.batch.asked);
    let rows = [
        ("sending-asked", asked_for, ""),
        ("answer-accepted", of(LineState::Accepted), "aanvaard"),
        ("answer-refused", of(LineState::Refused), "geweigerd"),
        ("answer-open", of(LineState::Open), "open"),
    ];
    let address = asked.address(found.sending.id);
    let row = |(key, (lines, amount), choice): (&str, (u64, EuroCents), &str)| {
        vec![
            Cell::text(words.t(key)).link(address.without("code").with("lijnen", choice)),
            Cell::number(lines),
            Cell::money(amount),
        ]
    };
    Table::new(words, "bedragen", words.t("answer-amounts"), address.clone())
        .columns([
            Column::new(words.t("list-state")),
            Column::number(words.t("sending-lines")),
            Column::number(words.t("sending-amount")),
        ])
        .rows(rows.map(row))
}

pub(super) fn findings(words: Words, found: &SendingPage, asked: &Asked) -> Table {
    let address = asked.address(found.sending.id);
    let row = |code: &FoundCode| {
        let of_code = address.without("lijnen").with("code", &code.finding.code);
        vec![
            Cell::text(code.finding.code.to_string()).link(of_code),
            Cell::text(words.of(&code.finding.title).to_owned()).beside(code.finding.sources.join("; ")),
            Cell::text(words.t(&format!("answer-type-{}", code.letter))),
            Cell::number(code.count),
            Cell::number(code.open),
            Cell::money(code.amount),
        ]
    };
    Table::new(words, "vaststellingen", words.t("findings-title"), address.clone())
        .columns([
            Column::new(words.t("finding-code")),
            Column::new(words.t("sending-found")),
            Column::new(words.t("sending-effect")),
            Column::number(words.t("sending-times")),
            Column::number(words.t("sending-open-lines")),
            Column::number(words.t("sending-amount")),
        ])
        .rows(found.findings.iter().map(row))
        .empty(words.t("findings-none"))
}

pub(super) fn filter(words: Words, found: &SendingPage, asked: &Asked) -> Filter {
    let states = [
        ("", "filter-all"),
        ("open", "answer-open"),
        ("geweigerd", "answer-refused"),
        ("aanvaard", "answer-accepted"),
    ]
    .map(|(value, key)| (value.to_owned(), words.t(key)));
    let fields = vec![
        Field::choice("lijnen", words.t("list-state"), states).value(shown(asked.lijnen.as_ref())),
        Field::choice("code", words.t("finding-code"), codes(words, found, |_| true)).value(shown(asked.code.as_ref())),
    ];
    Filter::new(words, &asked.address(found.sending.id), fields)
}

fn codes(words: Words, found: &SendingPage, which: impl Fn(&FoundCode) -> bool) -> Vec<(String, String)> {
    let all = (String::new(), words.t("filter-all"));
    let found = found.findings.iter().filter(|code| which(code)).map(|code| {
        let title = words.of(&code.finding.title);
        (code.finding.code.to_string(), format!("{} {title}", code.finding.code))
    });
    std::iter::once(all).chain(found).collect()
}

pub(super) fn deciding(words: Words, found: &SendingPage, address: &str, told: Told) -> Deciding {
    Deciding {
        action: format!("{address}/beslissen"),
        seen: found.version.to_string(),
        pick: Field::choice(
            "bevinding",
            words.t("lines-which"),
            codes(words, found, |code| code.open > 0 && code.letter == 'P'),
        ),
        line: Field::line("lijn", words.t("lines-one"))
            .hint(words.t("lines-one-hint"))
            .checked("line", words.t("check-line"))
            .value(told.line)
            .error(told.line_error),
        reason: Field::lines("reden", words.t("decide-reason"))
            .hint(words.t("decide-reason-hint"))
            .needed_by("weigeren", words.t("decide-reason-missing"))
            .value(told.reason)
            .error(told.reason_error),
    }
}

/// Taking the sending, or releasing it.
pub(super) fn take(words: Words, found: &SendingPage, address: &str) -> Press {
    let (action, word) = match found.taken_by {
        None => ("nemen", "worklist-take"),
        Some(_) => ("vrijgeven", "worklist-release"),
    };
    Press {
        action: format!("{address}/{action}"),
        word: words.t(word),
        about: String::new(),
        hidden: Vec::new(),
    }
}

pub(super) fn lines(visit: &Visit, found: &SendingPage, asked: &Asked) -> Table {
    let words = visit.words;
    let is_anothers = found.taken_by.as_ref().is_some_and(|by| by != visit.actor());
    let decides = found.may_decide && !is_anothers && found.sending.batch.state == BatchState::InReview;
    let mut columns = vec![
        Column::new(words.t("sending-line")),
        Column::new(words.t("list-person")),
        Column::new(words.t("answer-day")),
        Column::new(words.t("answer-code")),
        Column::number(words.t("sending-amount")),
        Column::new(words.t("answer-outcome")),
        Column::new(words.t("answer-because")),
    ];
    if decides {
        columns.push(Column::presses(words.t("table-do")));
    }
    let next = found.next.map(|(invoice, position)| format!("{invoice}-{position}"));
    Table::new(
        words,
        "prestaties",
        words.t("sending-lines"),
        asked.address(found.sending.id),
    )
    .columns(columns)
    .rows(found.lines.iter().map(|line| line_row(words, found, line, decides)))
    .empty(words.t("lines-empty"))
    .paged("na", next, asked.na.is_none())
}

fn line_row(words: Words, found: &SendingPage, shown: &LineOnPage, decides: bool) -> Vec<Cell> {
    let line = &shown.line;
    let (class, key) = match line.state {
        LineState::Accepted => ("accepted", "ACCEPTED"),
        LineState::Refused => ("refused", "REFUSED"),
        LineState::Open => ("open", "OPEN"),
    };
    let person = shown.person_name.clone().unwrap_or_else(|| words.t("person-unknown"));
    let mut because: Vec<String> = shown
        .findings
        .iter()
        .map(|finding| format!("{} {}", finding.code, words.of(&finding.text)))
        .collect();
    if let Some(decision) = &shown.decision {
        let key = if decision.accepted {
            "answer-decided-yes"
        } else {
            "answer-decided-no"
        };
        let why = decision
            .reason
            .as_ref()
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        because.push(format!("{} ({}){why}", words.t(key), decision.by));
    }
    let place = format!("{}.{}", line.invoice, line.position);
    let mut cells = vec![
        Cell::text(place.clone()),
        Cell::text(person.clone()),
        Cell::day(line.day),
        Cell::text(line.code.to_string()),
        Cell::money(line.amount),
        Cell::state(class, words.t(&format!("answer-outcome-{key}"))),
        Cell::text(because.join(" ")),
    ];
    if decides {
        let about = format!("{place}, {person}");
        let presses = if line.state == LineState::Open {
            vec![accept(words, found, shown, about)]
        } else {
            Vec::new()
        };
        cells.push(Cell::presses(presses));
    }
    cells
}

/// One line is accepted by one press; a refusal needs a reason, and has its form above.
fn accept(words: Words, found: &SendingPage, shown: &LineOnPage, about: String) -> Press {
    Press {
        action: format!("{}/{}/beslissen", sendings::ADDRESS, found.sending.id),
        word: words.t("decide-accept"),
        about,
        hidden: vec![
            ("gezien", found.version.to_string()),
            ("factuur", shown.line.invoice.to_string()),
            ("plaats", shown.line.position.to_string()),
            ("beslissing", "aanvaarden".to_owned()),
        ],
    }
}
