//! `summary.json` (interfaces.md): what a run came to.

use std::collections::BTreeMap;

use app::{BatchReport, Problem, TransferReport};
use care::Outcome;
use identifiers::{CareFundNumber, EuroCents};
use serde_json::{Value, json};

use crate::output::{Failure, Output};

/// The counts of a run.
#[derive(Default)]
pub(crate) struct Summary {
    accepted: u64,
    pending: u64,
    refused: u64,
    batches: Vec<Value>,
    payments: BTreeMap<CareFundNumber, (u64, EuroCents)>,
}

impl Summary {
    pub(super) fn request(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Accepted => self.accepted += 1,
            Outcome::Pending | Outcome::Queued => self.pending += 1,
            Outcome::Refused => self.refused += 1,
        }
    }

    pub(super) fn batch(&mut self, report: &BatchReport) {
        let batch = &report.batch;
        let text = |value: Option<String>| value.unwrap_or_default();
        self.batches.push(json!({
            "facility": text(report.hco.as_ref().map(ToString::to_string)),
            "fund": text(batch.fund.map(|fund| fund.to_string())),
            "month": text(batch.month.map(|month| month.to_string())),
            "state": batch.state.word(),
            "askedCents": batch.asked,
            "acceptedCents": batch.accepted,
            "refusedLines": batch.refused_lines,
            "openLines": batch.open_lines,
            "findings": triples(report),
        }));
    }

    pub(super) fn paid(&mut self, transfer: &TransferReport) -> Result<(), Failure> {
        let (transfers, total) = self.payments.entry(transfer.fund).or_default();
        *transfers += 1;
        *total = total.plus(transfer.amount).map_err(Problem::from)?;
        Ok(())
    }

    pub(super) fn to_json(&self) -> Value {
        let payments: Vec<Value> = self
            .payments
            .iter()
            .map(|(fund, (transfers, total))| json!({ "fund": fund, "transfers": transfers, "totalCents": total }))
            .collect();
        json!({
            "requests": { "ACCEPTED": self.accepted, "PENDING": self.pending, "REFUSED": self.refused },
            "batches": self.batches,
            "payments": payments,
        })
    }

    /// The same in a few lines for people.
    pub(super) fn say(&self, output: &mut Output) -> Result<(), Failure> {
        output.line(format!(
            "requests  {} accepted, {} pending, {} refused",
            self.accepted, self.pending, self.refused
        ))?;
        for batch in &self.batches {
            let cents = |name: &str| EuroCents::new(batch[name].as_i64().unwrap_or_default());
            let word = |name: &str| batch[name].as_str().unwrap_or_default().to_owned();
            output.line(format!(
                "batch     {} {} {}  {}  asked {}, accepted {}, {} lines refused, {} open",
                word("facility"),
                word("fund"),
                word("month"),
                word("state"),
                cents("askedCents"),
                cents("acceptedCents"),
                batch["refusedLines"],
                batch["openLines"]
            ))?;
        }
        for (fund, (transfers, total)) in &self.payments {
            output.line(format!("payment   fund {fund}: {transfers} transfers, {total}"))?;
        }
        Ok(())
    }
}

/// Invoice number, day and code, sorted, each once; type B: invoice 0 and an empty day; type F: an empty day.
fn triples(report: &BatchReport) -> Vec<Value> {
    let mut triples: Vec<(u64, String, String)> = report
        .findings
        .iter()
        .map(|found| {
            let day = found.day.map(|day| day.to_string()).unwrap_or_default();
            (found.invoice, day, found.finding.code.to_string())
        })
        .collect();
    triples.sort();
    triples.dedup();
    triples
        .into_iter()
        .map(|(invoice, day, code)| json!([invoice, day, code]))
        .collect()
}
