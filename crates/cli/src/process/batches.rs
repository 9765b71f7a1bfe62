//! A file of batches/*.920000.

use std::path::Path;

use app::{BatchReport, Problem};
use serde_json::{Value, json};
use store::BatchState;

use super::Run;
use super::plan::Event;
use crate::output::Failure;
use crate::workplace::{operator, read, write};

impl Run<'_> {
    pub(super) fn batch(&mut self, event: &Event, path: &Path) -> Result<(), Failure> {
        let bytes = read(path)?;
        let report = match self.app.send_batch(&operator(event.at), &bytes) {
            Ok(report) => report,
            Err(problem @ (Problem::Fault(_) | Problem::Unavailable(_))) => return Err(problem.into()),
            Err(problem) => {
                self.problem(event, None, &problem);
                return Ok(());
            }
        };
        if self.sign && report.batch.state == BatchState::Decided {
            self.app.sign(&operator(event.at), report.id)?;
        }
        let report = self.app.batch(&operator(event.at), report.id)?;
        for answer in self.app.answers(&operator(event.at), report.id)? {
            let name = format!("{}.{}", stem(&event.file), answer.name);
            write(&self.out.join(name), &answer.bytes)?;
        }
        self.answers
            .push(json!({ "file": event.file, "receivedAt": event.at.to_string(), "batch": self.told(&report)? }));
        // The same bytes in another file of the folder are the same batch: counted and paid once.
        if self.seen.insert(report.id) {
            self.summary.batch(&report);
            if let Some(fund) = report.batch.fund
                && matches!(report.batch.state, BatchState::Settled | BatchState::Paid)
            {
                self.funds.entry(fund).or_default().push(report.id);
            }
        }
        Ok(())
    }

    /// A batch with every finding explained.
    fn told(&self, report: &BatchReport) -> Result<Value, Failure> {
        let mut findings = Vec::with_capacity(report.findings.len());
        for found in &report.findings {
            let explained = self.app.law().explain(&found.finding).map_err(Problem::from)?;
            let mut value = serde_json::to_value(&explained).map_err(Problem::from)?;
            if found.invoice > 0 {
                value["invoice"] = json!(found.invoice);
            }
            if let Some(day) = found.day {
                value["position"] = json!(found.position);
                value["day"] = json!(day);
            }
            findings.push(value);
        }
        let batch = &report.batch;
        let mut told = json!({
            "state": batch.state.word(), "askedCents": batch.asked, "acceptedCents": batch.accepted,
            "refusedLines": batch.refused_lines, "openLines": batch.open_lines,
            "errorShare": format!("{}/{}", batch.error_count, batch.record_count), "findings": findings,
        });
        let parts = [
            ("facility", report.hco.as_ref().map(ToString::to_string)),
            ("fund", batch.fund.map(|fund| fund.to_string())),
            ("month", batch.month.map(|month| month.to_string())),
        ];
        for (name, value) in parts {
            if let Some(value) = value {
                told[name] = json!(value);
            }
        }
        Ok(told)
    }
}

fn stem(file: &str) -> &str {
    file.strip_suffix(".920000").unwrap_or(file)
}
