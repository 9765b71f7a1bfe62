//! The readable page of an answer on a batch (billing.md §4): for people, to read and to print. It stands by itself: the
//! screens link it, and the command line writes it as a file.

use std::collections::BTreeMap;

use app::{AnsweredInvoice, AnsweredLine, BatchAnswer, PlacedFinding};
use askama::Template;
use identifiers::EuroCents;
use jiff::ToSpan;

use crate::words::Words;

/// Where the page takes its looks from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A file by itself holds them.
    Inside,
    /// The screens serve them: their content security policy lets nothing else pass.
    Linked,
}

/// One code, how often it was found and what it says.
struct Code {
    code: String,
    kind: String,
    title: String,
    count: String,
    places: Vec<Found>,
    sources: String,
    acts: String,
}

struct Found {
    place: String,
    text: String,
}

/// Days in a row of which the same is said.
struct Row {
    days: String,
    code: String,
    units: usize,
    asked: String,
    outcome: &'static str,
    outcome_word: String,
    because: String,
}

struct Invoice {
    heading: String,
    person: String,
    asked: String,
    accepted: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "batch_answer.html")]
struct Page<'a> {
    words: Words,
    style: Option<&'a str>,
    title: String,
    lead: String,
    facts: Vec<(String, String)>,
    amounts: Vec<(String, String)>,
    codes: Vec<Code>,
    invoices: Vec<Invoice>,
    is_whole: bool,
    objection: Option<String>,
    origin: Vec<(String, String)>,
}

/// The page of an answer, as HTML.
///
/// # Errors
/// When the page cannot be made: a fault of ours.
pub fn batch_answer_page(words: Words, answer: &BatchAnswer, style: Style) -> Result<String, askama::Error> {
    let name = answer.message;
    Page {
        words,
        style: match style {
            Style::Inside => Some(include_str!("../assets/zorgkas.css")),
            Style::Linked => None,
        },
        title: words.t(&format!("answer-title-{name}")),
        lead: words.t(&format!("answer-lead-{}", answer.state)),
        facts: facts(words, answer),
        amounts: amounts(words, answer),
        codes: codes(words, &answer.findings),
        invoices: answer
            .invoices
            .iter()
            .map(|invoice| told(words, answer, invoice))
            .collect(),
        is_whole: answer.settlement.is_some(),
        objection: answer.objection.as_ref().map(|text| words.of(text).to_owned()),
        origin: origin(words, answer),
    }
    .render()
}

fn facts(words: Words, answer: &BatchAnswer) -> Vec<(String, String)> {
    let facility = answer.facility.as_ref();
    let month = answer.month.map(|month| {
        let (year, number) = month.year_and_number();
        format!("{} {year}", words.t(&format!("month-{number}")))
    });
    let settlement = answer.settlement.as_ref();
    let fund = answer.care_fund.map(|fund| match &answer.care_fund_name {
        Some(name) => format!("{} ({fund})", words.of(name)),
        None => fund.to_string(),
    });
    let lines = [
        (
            "facility",
            facility.map(|facility| format!("{} ({})", facility.name, facility.hco)),
        ),
        ("fund", fund),
        ("month", month),
        ("sending", answer.sending_number.map(|number| number.to_string())),
        ("reference", answer.reference.clone()),
        ("created", answer.created_on.map(|day| words.day(day))),
        ("received", Some(words.moment(answer.received_at))),
        (
            "signed",
            settlement.map(|settlement| words.moment(settlement.signed_at)),
        ),
        (
            "payment",
            settlement.map(|settlement| settlement.payment_reference.to_string()),
        ),
        (
            "share",
            answer.error_share.map(|share| {
                let (errors, records) = (share.errors.to_string(), share.records.to_string());
                words.with("answer-share", &[("errors", &errors), ("records", &records)])
            }),
        ),
    ];
    let shown = |(key, value): (&str, Option<String>)| Some((words.t(&format!("answer-{key}-label")), value?));
    lines.into_iter().filter_map(shown).collect()
}

fn amounts(words: Words, answer: &BatchAnswer) -> Vec<(String, String)> {
    let Some(amounts) = answer.amounts else {
        return Vec::new();
    };
    let mut rows = vec![
        (words.t("answer-asked"), words.amount(amounts.asked_cents)),
        (words.t("answer-accepted"), words.amount(amounts.accepted_cents)),
        (words.t("answer-refused"), words.amount(amounts.refused_cents)),
    ];
    if amounts.open_cents != EuroCents::ZERO {
        rows.push((words.t("answer-open"), words.amount(amounts.open_cents)));
    }
    if let Some(settlement) = &answer.settlement {
        for part in &settlement.set_off {
            let label = words.one("answer-set-off", "reference", &part.reference.to_string());
            rows.push((label, words.amount(part.cents.opposite())));
        }
        rows.push(if settlement.debt_cents > EuroCents::ZERO {
            (words.t("answer-debt"), words.amount(settlement.debt_cents))
        } else {
            (words.t("answer-payable"), words.amount(settlement.payable_cents))
        });
    }
    rows
}

/// Findings by code, each code once with the places where it was found.
fn codes(words: Words, findings: &[PlacedFinding]) -> Vec<Code> {
    let mut by_code: BTreeMap<(usize, &str), Vec<&PlacedFinding>> = BTreeMap::new();
    for found in findings {
        let grave = "TBFRP".find(found.letter).unwrap_or(usize::MAX);
        by_code
            .entry((grave, found.finding.code.as_str()))
            .or_default()
            .push(found);
    }
    let code = |((_, code), found): ((usize, &str), Vec<&PlacedFinding>)| {
        let first = found.first()?;
        Some(Code {
            code: code.to_owned(),
            kind: words.t(&format!("answer-type-{}", first.letter)),
            title: words.of(&first.finding.title).to_owned(),
            count: words.count("answer-times", "count", i64::try_from(found.len()).unwrap_or(i64::MAX)),
            places: found
                .iter()
                .map(|found| Found {
                    place: place(words, found),
                    text: words.of(&found.finding.text).to_owned(),
                })
                .collect(),
            sources: first.finding.sources.join("; "),
            acts: words.t(&format!("acts-{}", acts(first))),
        })
    };
    by_code.into_iter().filter_map(code).collect()
}

const fn acts(found: &PlacedFinding) -> &'static str {
    match found.finding.acts {
        regulation::Acts::CareFund => "care_fund",
        regulation::Acts::Facility => "facility",
    }
}

fn place(words: Words, found: &PlacedFinding) -> String {
    let Some(invoice) = found.invoice else {
        return words.t("answer-whole");
    };
    let invoice = words.one("answer-invoice", "number", &invoice.to_string());
    match found.day {
        Some(day) => format!("{invoice}, {}", words.day(day)),
        None => invoice,
    }
}

fn told(words: Words, answer: &BatchAnswer, invoice: &AnsweredInvoice) -> Invoice {
    let key = if invoice.credit {
        "answer-credit"
    } else {
        "answer-invoice"
    };
    let name = invoice.name.clone().unwrap_or_else(|| words.t("person-unknown"));
    Invoice {
        heading: words.one(key, "number", &invoice.invoice.to_string()),
        person: format!("{name} · {}", spaced(&invoice.ssin)),
        asked: words.amount(invoice.asked_cents),
        accepted: words.amount(invoice.accepted_cents),
        rows: rows(words, answer, invoice),
    }
}

/// A person's number as it is written on paper: `85.07.30-100.58`.
pub(crate) fn spaced(ssin: &str) -> String {
    let digits: Vec<char> = ssin.chars().collect();
    match digits.as_slice() {
        [a, b, c, d, e, f, g, h, i, j, k] => format!("{a}{b}.{c}{d}.{e}{f}-{g}{h}{i}.{j}{k}"),
        _ => ssin.to_owned(),
    }
}

/// Days in a row of one code, amount and outcome, of which nothing else is said, stand together.
fn rows(words: Words, answer: &BatchAnswer, invoice: &AnsweredInvoice) -> Vec<Row> {
    let because = |line: &AnsweredLine| because(words, answer, invoice, line);
    let mut runs: Vec<(Vec<&AnsweredLine>, String)> = Vec::new();
    for line in &invoice.lines {
        let why = because(line);
        match runs.last_mut() {
            Some((run, before)) if *before == why && run.last().is_some_and(|last| follows(last, line)) => {
                run.push(line);
            }
            _ => runs.push((vec![line], why)),
        }
    }
    runs.into_iter()
        .filter_map(|(run, why)| row(words, &run, why))
        .collect()
}

fn follows(last: &AnsweredLine, line: &AnsweredLine) -> bool {
    let same = (last.code, last.asked_cents, last.outcome) == (line.code, line.asked_cents, line.outcome);
    same && last.day.checked_add(1.day()).ok() == Some(line.day)
}

fn row(words: Words, run: &[&AnsweredLine], because: String) -> Option<Row> {
    let (first, last) = (run.first()?, run.last()?);
    let days = if first.day == last.day {
        words.day(first.day)
    } else {
        words.with(
            "answer-days",
            &[("from", &words.day(first.day)), ("to", &words.day(last.day))],
        )
    };
    // A sum that leaves its range is none of a batch that was judged.
    let asked = EuroCents::sum(run.iter().map(|line| line.asked_cents)).unwrap_or_default();
    Some(Row {
        days,
        code: first.code.to_string(),
        units: run.len(),
        asked: words.amount(asked),
        outcome: first.outcome,
        outcome_word: words.t(&format!("answer-outcome-{}", first.outcome)),
        because,
    })
}

/// What was found of a line, and what a person decided.
fn because(words: Words, answer: &BatchAnswer, invoice: &AnsweredInvoice, line: &AnsweredLine) -> String {
    let of_line = |found: &&PlacedFinding| {
        found.invoice == Some(invoice.invoice) && found.position.is_none_or(|place| place == line.position)
    };
    let findings = answer.findings.iter().filter(of_line);
    let mut told: Vec<String> = findings
        .map(|found| format!("{} {}", found.finding.code, words.of(&found.finding.title)))
        .collect();
    if let Some(decision) = &line.decision {
        let key = if decision.accepted {
            "answer-decided-yes"
        } else {
            "answer-decided-no"
        };
        let decided = words.t(key);
        told.push(match &decision.reason {
            Some(reason) => format!("{decided}: {reason}"),
            None => decided,
        });
    }
    told.join("; ")
}

/// By what the answer can be followed back.
fn origin(words: Words, answer: &BatchAnswer) -> Vec<(String, String)> {
    let mut rows = vec![
        (words.t("answer-input"), answer.input.clone()),
        (words.t("answer-law"), answer.law.clone()),
    ];
    if let Some(settlement) = &answer.settlement {
        rows.push((words.t("answer-content"), settlement.content.clone()));
    }
    rows
}

impl Words {
    /// An amount of money: `€ 1.339,51`, or `€1,339.51` in English; a minus stands before the sign of the euro.
    #[must_use]
    pub fn amount(self, amount: EuroCents) -> String {
        let cents = amount.cents().unsigned_abs();
        let (euros, rest) = (cents / 100, cents % 100);
        let digits = euros.to_string();
        let (thousands, point) = (self.t("thousands"), self.t("decimal-point"));
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                grouped.push_str(&thousands);
            }
            grouped.push(digit);
        }
        let sign = if amount < EuroCents::ZERO { "−" } else { "" };
        self.with(
            "amount",
            &[("sign", sign), ("number", &format!("{grouped}{point}{rest:02}"))],
        )
    }
}
