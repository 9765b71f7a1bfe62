//! `zorgkas batch check FILE`: what is wrong with an invoice file, without any database (for software vendors).

use std::fs::File;
use std::io::BufReader;

use app::{Problem, technical_finding};
use billing::{Place, alone};
use invoice_file::{Reading, Sending, read_sending};
use regulation::Law;
use serde_json::{Value, json};

use crate::args::BatchCheck;
use crate::output::{Failure, Output, Status};

pub(crate) fn run(arguments: &BatchCheck, law: &Law, output: &mut Output) -> Result<Status, Failure> {
    let path = &arguments.file;
    let file = File::open(path).map_err(|error| Failure::file(path, &error))?;
    let reading = read_sending(BufReader::new(file)).map_err(|error| Failure::file(path, &error))?;
    let mut told = technical(law, &reading)?;
    if let Some(sending) = &reading.sending {
        told.extend(content(law, sending, reading.faults.total > 0)?);
    }
    let shown = reading.faults.list.len() as u64;
    let unsaid = reading.faults.total.saturating_sub(shown);
    if arguments.json {
        let findings: Vec<&Value> = told.iter().map(|said| &said.json).collect();
        output.line(json!({ "file": path.display().to_string(), "findings": findings, "more": unsaid }))?;
    } else {
        for said in &told {
            output.line(&said.text)?;
        }
        if unsaid > 0 {
            output.line(format!("and {unsaid} more technical faults"))?;
        }
        if told.is_empty() {
            let lines = reading.glimpse.lines;
            output.line(format!(
                "{}: nothing wrong that the file alone shows ({lines} lines)",
                path.display()
            ))?;
        }
    }
    Ok(if told.is_empty() && unsaid == 0 {
        Status::Done
    } else {
        Status::No
    })
}

/// A finding: in English as a line for people, in both languages as JSON.
struct Said {
    text: String,
    json: Value,
}

fn technical(law: &Law, reading: &Reading) -> Result<Vec<Said>, Failure> {
    let mut told = Vec::with_capacity(reading.faults.list.len());
    for fault in &reading.faults.list {
        let place = fault.place.to_string();
        let explained = law.explain(&technical_finding(fault)).map_err(Problem::from)?;
        let zone = if fault.zone.is_empty() {
            String::new()
        } else {
            format!(", zone {}", fault.zone)
        };
        told.push(Said {
            text: format!(
                "{} {place}{zone}: {}; found {:?}, expected {}",
                fault.code,
                fault.kind.text_en(),
                fault.found,
                fault.expected
            ),
            json: json!({
                "code": fault.code, "effect": explained.effect, "place": place, "record": fault.place.ordinal(),
                "zone": fault.zone, "found": fault.found, "expected": fault.expected, "text": explained.text,
            }),
        });
    }
    Ok(told)
}

/// What the content stage will find by the file alone.
///
/// In a damaged file a line that cannot be read is missing from its invoice, so totals are not compared.
fn content(law: &Law, sending: &Sending, damaged: bool) -> Result<Vec<Said>, Failure> {
    const INVOICE_TOTAL: &str = "801910";
    let mut told = Vec::new();
    for placed in alone(sending)
        .into_iter()
        .filter(|placed| !(damaged && placed.finding.code.as_str() == INVOICE_TOTAL))
    {
        let explained = law.explain(&placed.finding).map_err(Problem::from)?;
        let invoice = |index: usize| sending.invoices.get(index).map_or(0, |invoice| invoice.number);
        let (number, position) = match placed.place {
            Place::Batch => (0, 0),
            Place::Invoice(index) => (invoice(index), 0),
            Place::Line { invoice: index, line } => {
                (invoice(index), sending.lines.get(line).map_or(0, |line| line.position))
            }
        };
        let place = if position > 0 {
            format!("invoice {number}, line {position}")
        } else {
            format!("invoice {number}")
        };
        told.push(Said {
            text: format!("{} {place}: {}", placed.finding.code, explained.text.en),
            json: json!({
                "code": placed.finding.code, "effect": explained.effect, "place": place, "invoice": number,
                "position": position, "facts": placed.finding.facts, "text": explained.text,
            }),
        });
    }
    Ok(told)
}
