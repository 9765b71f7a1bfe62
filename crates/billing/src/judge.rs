//! Judging a sending: every check in one pass, who is silent when, the error share.

mod across;
mod cases;
mod line;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use identifiers::{EuroCents, brussels_day};
use invoice_file::model::{InvoiceKind, Sending};
use jiff::Timestamp;
use regulation::{Effect, Finding, Law, LawError, parameter};

use self::cases::{invoice_case, line_case};
use self::line::{check_credit_line, check_invoice, check_line};
use crate::checks::{self, BatchCase, InvoiceCase};
use crate::days::{Days, days_of};
use crate::facts::DayKey;
use crate::verdict::{
    BatchVerdict, ErrorShare, InvoiceVerdict, LineOutcome, LineVerdict, Outcome, Place, PlacedFinding,
};
use crate::{BatchFacts, BillingError};

/// Judges a sending that is technically right (billing.md §2, content stage).
///
/// The verdict does not depend on the order of the invoices: lines are looked at one by one, and of two equal
/// days the one in the lowest invoice number, then position, counts.
///
/// # Errors
/// When the law lacks what a check needs, or a sum or a day leaves its range. Never because of what was sent.
pub fn judge_batch(
    sending: &Sending,
    facts: &BatchFacts,
    law: &Law,
    received_at: Timestamp,
) -> Result<BatchVerdict, BillingError> {
    let facility = match checks::sending::facility_known(sending.nihdi, facts.facility.as_ref(), facts.sender) {
        Ok(facility) => facility,
        Err(finding) => return Ok(refused_unread(sending, finding)),
    };
    let case = BatchCase {
        sending,
        facts,
        facility,
        law,
        received_day: brussels_day(received_at),
    };
    let days = days_of(sending, facility, law, received_at)?;
    let mut judging = Judging::new(sending, law);
    let mut found = Vec::new();
    checks::sending::check(&case, &mut found);
    judging.keep(Place::Batch, &mut found)?;
    // Credit notes first: what they take back says which originals come too early (202921).
    judging.invoices_of(InvoiceKind::Credit, &case, &days)?;
    judging.credited_twice_in_file(&case, &days)?;
    judging.credited = judging.taken_back();
    judging.invoices_of(InvoiceKind::Original, &case, &days)?;
    // A day without its share is no line to count as the first of two; and the second of two takes its share along.
    judging.shares_with_days(&case, &days)?;
    judging.premiums_in_file(&case, &days)?;
    judging.twice_in_file(&case, &days)?;
    judging.shares_with_days(&case, &days)?;
    judging.control(&case, &days)?;
    judging.close(&case)
}

/// A line that no check has seen is never accepted.
const UNJUDGED: LineVerdict = LineVerdict {
    outcome: LineOutcome::Refused,
    dossier: None,
    kind: None,
    takes_back: None,
};

/// An invoice that no check has seen.
const UNSEEN: InvoiceVerdict = InvoiceVerdict {
    person: None,
    refused: false,
};

/// 101420 stands alone and no invoice is judged (fine print, "Stages").
fn refused_unread(sending: &Sending, finding: Finding) -> BatchVerdict {
    BatchVerdict {
        outcome: Outcome::Refused,
        invoices: vec![UNSEEN; sending.invoices.len()],
        lines: vec![UNJUDGED; sending.lines.len()],
        findings: vec![PlacedFinding {
            place: Place::Batch,
            finding,
        }],
        asked: sending.total,
        accepted: EuroCents::ZERO,
        refused_lines: sending.lines.len() as u64,
        open_lines: 0,
        share: ErrorShare {
            errors: 0,
            records: sending.record_count,
        },
    }
}

/// The verdict while it is being made.
struct Judging<'a> {
    law: &'a Law,
    sending: &'a Sending,
    batch_refused: bool,
    invoices: Vec<InvoiceVerdict>,
    lines: Vec<LineVerdict>,
    /// Per line: whether a finding of its own refuses it.
    own_fault: Vec<bool>,
    /// What the credit lines of this sending take back that are not refused.
    credited: HashSet<DayKey>,
    findings: Vec<PlacedFinding>,
}

/// What the findings of one place amount to.
#[derive(Default, Clone, Copy)]
struct Weight {
    batch: bool,
    invoice: bool,
    line: bool,
    review: bool,
}

impl<'a> Judging<'a> {
    fn new(sending: &'a Sending, law: &'a Law) -> Self {
        Self {
            law,
            sending,
            batch_refused: false,
            invoices: vec![UNSEEN; sending.invoices.len()],
            lines: vec![UNJUDGED; sending.lines.len()],
            own_fault: vec![false; sending.lines.len()],
            credited: HashSet::new(),
            findings: Vec::new(),
        }
    }

    /// Keeps what was found at a place, leaving `found` empty, and says what it amounts to by the law's effects.
    fn keep(&mut self, place: Place, found: &mut Vec<Finding>) -> Result<Weight, LawError> {
        let mut weight = Weight::default();
        for finding in found.drain(..) {
            match self.law.effect(&finding.code)? {
                Effect::BatchRefused => weight.batch = true,
                Effect::InvoiceRefused => weight.invoice = true,
                Effect::LineRefused => weight.line = true,
                Effect::LineReview => weight.review = true,
                Effect::Note | Effect::Pending | Effect::Refuse | Effect::Technical => {}
            }
            self.findings.push(PlacedFinding { place, finding });
        }
        self.batch_refused |= weight.batch;
        Ok(weight)
    }

    /// Keeps what refuses a line after all others have been judged.
    fn refuse(&mut self, place: Place, found: &mut Vec<Finding>) -> Result<(), LawError> {
        self.keep(place, found)?;
        if let Place::Line { line, .. } = place {
            self.own_fault[line] = true;
            self.lines[line].outcome = LineOutcome::Refused;
        }
        Ok(())
    }

    fn invoices_of(&mut self, kind: InvoiceKind, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let sending = self.sending;
        for (index, invoice) in sending.invoices.iter().enumerate() {
            if invoice.kind == kind {
                self.invoice(index, &invoice_case(case, invoice), days)?;
            }
        }
        Ok(())
    }

    fn invoice(&mut self, index: usize, case: &InvoiceCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut found = Vec::new();
        let on_no_day = check_invoice(case, &self.credited, &mut found)?;
        let refused = self.keep(Place::Invoice(index), &mut found)?.invoice;
        self.invoices[index] = InvoiceVerdict {
            person: case.person.map(|person| person.id),
            refused,
        };
        for (offset, line) in case.lines.iter().enumerate() {
            let Some(terms) = days.get(&line.first_day) else {
                continue;
            };
            let line_case = line_case(case, line, terms);
            let takes_back = if case.is_credit() {
                check_credit_line(&line_case, &mut found)
            } else {
                check_line(&line_case, offset, on_no_day, &mut found);
                None
            };
            let line = case.invoice.lines.start + offset;
            let weight = self.keep(Place::Line { invoice: index, line }, &mut found)?;
            self.own_fault[line] = weight.line;
            self.lines[line] = LineVerdict {
                outcome: match weight {
                    Weight { line: true, .. } => LineOutcome::Refused,
                    _ if refused => LineOutcome::Refused,
                    Weight { review: true, .. } => LineOutcome::Open,
                    _ => LineOutcome::Accepted,
                },
                dossier: line_case.stay.map(|stay| stay.dossier),
                kind: line_case.kind,
                takes_back,
            };
        }
        Ok(())
    }

    /// The error share (D5), compared exactly in integers, and the sums.
    fn close(mut self, case: &BatchCase<'_>) -> Result<BatchVerdict, BillingError> {
        let refused_invoices = self.invoices.iter().filter(|invoice| invoice.refused).count();
        let lines_refused_alone: usize = self
            .sending
            .invoices
            .iter()
            .zip(&self.invoices)
            .filter(|(_, verdict)| !verdict.refused)
            .map(|(invoice, _)| {
                let of_invoice = self.lines.get(invoice.lines.clone()).unwrap_or_default();
                of_invoice
                    .iter()
                    .filter(|line| line.outcome == LineOutcome::Refused)
                    .count()
            })
            .sum();
        let share = ErrorShare {
            errors: (refused_invoices + lines_refused_alone) as u64,
            records: self.sending.record_count,
        };
        let refused = self.batch_refused || reaches_limit(share, case)?;
        if refused {
            self.lines
                .iter_mut()
                .for_each(|line| line.outcome = LineOutcome::Refused);
        }
        for line in self
            .lines
            .iter_mut()
            .filter(|line| line.outcome == LineOutcome::Refused)
        {
            line.takes_back = None;
        }
        let count = |outcome| self.lines.iter().filter(|line| line.outcome == outcome).count() as u64;
        let accepted = self
            .sending
            .lines
            .iter()
            .zip(&self.lines)
            .filter(|(_, v)| v.outcome == LineOutcome::Accepted);
        let open_lines = count(LineOutcome::Open);
        self.findings
            .sort_by(|a, b| a.place.cmp(&b.place).then_with(|| a.finding.code.cmp(&b.finding.code)));
        Ok(BatchVerdict {
            outcome: match (refused, open_lines) {
                (true, _) => Outcome::Refused,
                (false, 0) => Outcome::Decided,
                (false, _) => Outcome::InReview,
            },
            accepted: EuroCents::sum(accepted.map(|(line, _)| line.amount))?,
            asked: self.sending.total,
            refused_lines: count(LineOutcome::Refused),
            open_lines,
            share,
            invoices: self.invoices,
            lines: self.lines,
            findings: self.findings,
        })
    }
}

/// Whether the share of errors reaches the limit of the day of receipt: errors ÷ records ≥ limit.
fn reaches_limit(share: ErrorShare, case: &BatchCase<'_>) -> Result<bool, LawError> {
    let limit = case
        .law
        .ratio(parameter::ERROR_SHARE_LIMIT, Some(case.sector()), case.received_day)?;
    Ok(limit.is_reached_by(share.errors, share.records))
}

/// What the file alone shows of the content stage: for `batch check`, which has no registers (fine print, "Stages").
#[must_use]
pub fn alone(sending: &Sending) -> Vec<PlacedFinding> {
    checks::alone::of(sending)
}
