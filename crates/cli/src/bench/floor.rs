//! The floor: what any program would have to do to keep the same bytes and rows.

use std::time::Duration;

use identifiers::{BatchId, FacilityId, SectorCode};
use store::{FindingRow, GuardRow, InvoiceRow, LineRow, LineState, NewBatch, Store};

use crate::clock::Stopwatch;
use crate::output::Failure;

/// The rows of a batch, as judging left them.
pub(super) struct Rows {
    batch: NewBatch,
    invoices: Vec<InvoiceRow>,
    lines: Vec<LineRow>,
    findings: Vec<FindingRow>,
    guards: Vec<GuardRow>,
    guarded: Option<(FacilityId, SectorCode)>,
}

impl Rows {
    /// Reads the rows of a batch.
    pub(super) fn of(store: &dyn Store, id: BatchId) -> Result<Self, Failure> {
        let mut tx = store.begin()?;
        let missing = || Failure::WrongUse("a batch that was judged is not kept".into());
        let batch = tx.batch(id)?.ok_or_else(missing)?.batch;
        let facility = batch.facility.map(|id| tx.facility(id)).transpose()?.flatten();
        let lines = tx.lines(id)?;
        let guards = lines
            .iter()
            .filter(|line| line.state != LineState::Refused)
            .filter_map(|line| {
                Some(GuardRow {
                    person: line.person?,
                    day: line.day,
                    code: line.code,
                    kind: line.kind?,
                    invoice: line.invoice,
                    position: line.position,
                })
            })
            .collect();
        Ok(Self {
            invoices: tx.invoices(id)?,
            findings: tx.findings(id)?,
            guarded: facility.map(|facility| (facility.id, facility.sector)),
            guards,
            lines,
            batch,
        })
    }

    /// Keeps the bytes and writes the rows; gives how long that took, with its commit.
    pub(super) fn write(&self, store: &dyn Store, bytes: &[u8]) -> Result<Duration, Failure> {
        let watch = Stopwatch::start();
        let mut tx = store.begin()?;
        tx.keep_payload(bytes)?;
        let id = tx.insert_batch(&self.batch)?;
        tx.insert_invoices(id, &self.invoices)?;
        tx.insert_lines(id, &self.lines)?;
        tx.insert_findings(id, &self.findings)?;
        if let Some((facility, sector)) = &self.guarded {
            tx.guard_days(id, *facility, sector, &self.guards)?;
        }
        tx.commit()?;
        Ok(watch.elapsed())
    }

    /// Makes sure that the bench judged what it meant to: a batch that is paid for all but its wrong lines.
    pub(super) fn accepted_but_the_wrong(&self) -> Result<(), Failure> {
        let refused = self.lines.len() - self.guards.len();
        let allowed = self.lines.len().div_ceil(100);
        if refused <= allowed && self.findings.len() <= allowed {
            return Ok(());
        }
        let code = self.findings.first().map(|row| row.finding.code.to_string());
        Err(Failure::WrongUse(format!(
            "the bench's batch has {refused} refused of {} lines, {} findings, the first {}",
            self.lines.len(),
            self.findings.len(),
            code.unwrap_or_default()
        )))
    }
}
