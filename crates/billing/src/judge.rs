//! Judging a sending: every check in one pass, who is silent when, the error share.

use std::collections::HashMap;

use identifiers::{EuroCents, PersonId, Ssin, VsbReference, brussels_day};
use invoice_file::model::{DetailKind, Invoice, Line, Sending};
use jiff::Timestamp;
use jiff::civil::Date;
use registers::{Facility, Tariff, TariffKind};
use regulation::{Effect, Finding, Law, LawError, parameter};

use crate::checks::{self, BatchCase, InvoiceCase, LineCase};
use crate::days::{DayTerms, Days, days_of};
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
    for (index, invoice) in sending.invoices.iter().enumerate() {
        let invoice = invoice_case(&case, invoice);
        judging.invoice(index, &invoice, &days)?;
    }
    judging.twice_in_file(&case, &days)?;
    judging.close(&case)
}

/// 101420 stands alone and no invoice is judged (fine print, "Stages").
fn refused_unread(sending: &Sending, finding: Finding) -> BatchVerdict {
    let line = LineVerdict {
        outcome: LineOutcome::Refused,
        dossier: None,
        kind: None,
    };
    BatchVerdict {
        outcome: Outcome::Refused,
        invoices: vec![
            InvoiceVerdict {
                person: None,
                refused: false
            };
            sending.invoices.len()
        ],
        lines: vec![line; sending.lines.len()],
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

fn invoice_case<'a>(batch: &'a BatchCase<'a>, invoice: &'a Invoice) -> InvoiceCase<'a> {
    let person = Ssin::from_number(invoice.ssin)
        .ok()
        .and_then(|_| batch.facts.persons.get(&invoice.ssin));
    let stays = person
        .and_then(|person| batch.facts.stays.get(&person.id))
        .map_or(&[][..], Vec::as_slice);
    let reference = invoice
        .vsb_reference
        .as_deref()
        .and_then(|text| VsbReference::parse(text).ok());
    let referred = reference.and_then(|reference| stays.iter().find(|stay| stay.reference == Some(reference)));
    InvoiceCase {
        batch,
        invoice,
        lines: batch.sending.lines_of(invoice),
        person,
        stays,
        referred,
    }
}

fn line_case<'a>(invoice: &'a InvoiceCase<'a>, line: &'a Line, terms: &'a DayTerms) -> LineCase<'a> {
    let tariffs = tariffs_of(invoice.batch, line);
    LineCase {
        invoice,
        line,
        terms,
        stay: invoice.stay_on(line.first_day),
        tariffs,
        kind: kind_of(tariffs, invoice.batch.facility),
    }
}

fn tariffs_of<'a>(batch: &BatchCase<'a>, line: &Line) -> &'a [Tariff] {
    batch.facts.tariffs.get(&line.code).map_or(&[], Vec::as_slice)
}

/// What a code stands for: in the facility's sector if it is used there, else wherever it is.
fn kind_of(tariffs: &[Tariff], facility: &Facility) -> Option<TariffKind> {
    tariffs
        .iter()
        .find(|tariff| tariff.sector == facility.sector)
        .or_else(|| tariffs.first())
        .map(|tariff| tariff.kind)
}

/// The verdict while it is being made.
struct Judging<'a> {
    law: &'a Law,
    sending: &'a Sending,
    batch_refused: bool,
    invoices: Vec<InvoiceVerdict>,
    lines: Vec<LineVerdict>,
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
            invoices: Vec::with_capacity(sending.invoices.len()),
            lines: Vec::with_capacity(sending.lines.len()),
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

    fn invoice(&mut self, index: usize, case: &InvoiceCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut found = Vec::new();
        checks::identity::alone(case.invoice, &mut found);
        checks::identity::unknown(case, &mut found);
        checks::membership::invoice(case, &mut found);
        let on_no_day = found.iter().any(checks::membership::is_on_no_day);
        checks::identity::reference(case, &mut found);
        checks::invoice_facts::stay(case, &mut found);
        let facility = case.batch.facility;
        let kind = |line: &Line| kind_of(tariffs_of(case.batch, line), facility);
        checks::sign::check(case.invoice, case.lines, kind, &mut found);
        checks::invoice_facts::date(case, &mut found);
        checks::invoice_facts::total(case.invoice, case.lines, &mut found)?;
        let weight = self.keep(Place::Invoice(index), &mut found)?;
        let refused = weight.invoice;
        self.invoices.push(InvoiceVerdict {
            person: case.person.map(|person| person.id),
            refused,
        });
        for (offset, line) in case.lines.iter().enumerate() {
            let Some(terms) = days.get(&line.first_day) else {
                continue;
            };
            let line_case = line_case(case, line, terms);
            check_line(&line_case, on_no_day, &mut found);
            let place = Place::Line {
                invoice: index,
                line: case.invoice.lines.start + offset,
            };
            let weight = if found.is_empty() {
                Weight::default()
            } else {
                self.keep(place, &mut found)?
            };
            let outcome = match weight {
                Weight { line: true, .. } => LineOutcome::Refused,
                _ if refused => LineOutcome::Refused,
                Weight { review: true, .. } => LineOutcome::Open,
                _ => LineOutcome::Accepted,
            };
            self.lines.push(LineVerdict {
                outcome,
                dossier: line_case.stay.map(|stay| stay.dossier),
                kind: line_case.kind,
            });
        }
        Ok(())
    }

    /// 300423 within the file: among lines without another refusing finding and not in an invoice that F refuses,
    /// the one in the lowest invoice number, then position, counts.
    fn twice_in_file(&mut self, case: &BatchCase<'_>, days: &Days) -> Result<(), BillingError> {
        let mut order: Vec<usize> = (0..self.sending.invoices.len()).collect();
        order.sort_by_key(|index| self.sending.invoices[*index].number);
        let mut seen: HashMap<(PersonId, Date, u32), u64> = HashMap::with_capacity(self.lines.len());
        let mut found = Vec::new();
        for index in order {
            let invoice = &self.sending.invoices[index];
            let (Some(person), false) = (self.invoices[index].person, self.invoices[index].refused) else {
                continue;
            };
            for line in invoice.lines.clone() {
                if self.lines[line].outcome == LineOutcome::Refused {
                    continue;
                }
                let Line { first_day, code, .. } = self.sending.lines[line];
                let first = *seen
                    .entry((person, first_day, code.as_number()))
                    .or_insert_with(|| line_key(line));
                if first != line_key(line)
                    && let Some(terms) = days.get(&first_day)
                {
                    let invoice_case = invoice_case(case, invoice);
                    let line_case = line_case(&invoice_case, &self.sending.lines[line], terms);
                    checks::paid::twice_in_file(&line_case, self.invoice_number_of(first), &mut found);
                    self.keep(Place::Line { invoice: index, line }, &mut found)?;
                    self.lines[line].outcome = LineOutcome::Refused;
                }
            }
        }
        Ok(())
    }

    fn invoice_number_of(&self, line: u64) -> u64 {
        let holds = |invoice: &&Invoice| invoice.lines.clone().any(|of_invoice| line_key(of_invoice) == line);
        self.sending
            .invoices
            .iter()
            .find(holds)
            .map_or(0, |invoice| invoice.number)
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
                self.lines[invoice.lines.clone()]
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

fn line_key(line: usize) -> u64 {
    line as u64
}

/// Whether the share of errors reaches the limit of the day of receipt: errors ÷ records ≥ limit.
fn reaches_limit(share: ErrorShare, case: &BatchCase<'_>) -> Result<bool, LawError> {
    let limit = case
        .law
        .ratio(parameter::ERROR_SHARE_LIMIT, Some(case.sector()), case.received_day)?;
    Ok(limit.is_reached_by(share.errors, share.records))
}

/// All checks of one line, with who is silent when (billing.md §2).
fn check_line(case: &LineCase<'_>, on_no_day: bool, found: &mut Vec<Finding>) {
    if checks::day::before_joining(case, found) {
        return;
    }
    let kind = case.invoice.invoice.kind;
    checks::day::one_day(case.line, found);
    checks::units::check(case.line, kind, found);
    checks::day::check(case, found);
    let code_usable = checks::code::check_digit(case.line, found) && checks::code::check(case, found);
    checks::cost::zero_or_less(case.line, kind, found);
    if case.invoice.person.is_none() {
        return;
    }
    if !on_no_day {
        checks::membership::line(case, found);
    }
    checks::day::after_death(case, found);
    checks::stay::check(case, found);
    checks::hours::check(case, found);
    checks::paid::check(case, found);
    if code_usable && case.line.record == DetailKind::Stay30 {
        checks::amount::check(case, found);
    }
    if code_usable && case.line.record == DetailKind::Provision50 {
        checks::cost::above_limit(case, found);
    }
}

/// What the file alone shows of the content stage: for `batch check`, which has no registers (fine print, "Stages").
#[must_use]
pub fn alone(sending: &Sending) -> Vec<PlacedFinding> {
    checks::alone::of(sending)
}
