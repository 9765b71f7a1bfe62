//! What became of every part of a sending, at one of the two moments at which it is told: when it was judged (920098,
//! 920099), and when it was signed (920900). What people did in between is in the second only, so that the first
//! stays what went out.

use std::collections::HashMap;

use identifiers::EuroCents;
use invoice_file::answer::{RecordOutcome, RecordRef};
use invoice_file::model::Sending;
use regulation::{Effect, Law};
use store::{BatchState, FindingRow, LineDecisionRow, LineRow, LineState};

use super::Kept;
use crate::Problem;
use crate::line_decisions::is_by_hand;

/// The moment that is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// As it was judged.
    Judged,
    /// As it was signed.
    Signed,
}

/// Where a line or invoice stands in a sending: its invoice, and its place there; 0 for the whole.
type Place = (u64, u32);

/// The outcome of every part, looked up by where it stands.
pub(super) struct Outcomes<'a> {
    sending: &'a Sending,
    law: &'a Law,
    findings: HashMap<Place, Vec<&'a FindingRow>>,
    lines: HashMap<Place, LineState>,
    decisions: HashMap<Place, &'a LineDecisionRow>,
    invoices: HashMap<u64, EuroCents>,
    /// Accepted in all.
    pub(super) accepted: EuroCents,
    /// Waiting for a person, in all.
    pub(super) open: EuroCents,
    moment: Moment,
    remark: Option<String>,
}

impl<'a> Outcomes<'a> {
    /// Looks up what became of a sending. `remark` stands at record 90.
    pub(super) fn new(
        sending: &'a Sending,
        kept: &'a Kept,
        law: &'a Law,
        moment: Moment,
        remark: Option<String>,
    ) -> Result<Self, Problem> {
        let mut of = Self {
            sending,
            law,
            findings: HashMap::new(),
            lines: HashMap::with_capacity(kept.lines.len()),
            decisions: HashMap::new(),
            invoices: kept.invoices.iter().map(|row| (row.number, EuroCents::ZERO)).collect(),
            accepted: EuroCents::ZERO,
            open: EuroCents::ZERO,
            moment,
            remark,
        };
        for row in &kept.findings {
            if moment == Moment::Signed || !is_by_hand(&row.finding) {
                of.findings.entry((row.invoice, row.position)).or_default().push(row);
            }
        }
        if moment == Moment::Signed {
            // A line that came into review again was decided again: the last decision holds.
            let decided = kept.decisions.iter();
            of.decisions = decided.map(|row| ((row.invoice, row.position), row)).collect();
        }
        for line in &kept.lines {
            let state = match moment {
                Moment::Signed => line.state,
                Moment::Judged => of.as_judged(kept.batch.state, line)?,
            };
            of.lines.insert((line.invoice, line.position), state);
            match state {
                LineState::Accepted => {
                    of.accepted = of.accepted.plus(line.amount)?;
                    let sum = of.invoices.entry(line.invoice).or_default();
                    *sum = sum.plus(line.amount)?;
                }
                LineState::Open => of.open = of.open.plus(line.amount)?,
                LineState::Refused => {}
            }
        }
        Ok(of)
    }

    /// Where a line stood when it was judged: what people do afterwards moves lines, and adds findings that say so.
    fn as_judged(&self, batch: BatchState, line: &LineRow) -> Result<LineState, Problem> {
        let places = [(line.invoice, line.position), (line.invoice, 0)];
        let rows = places.iter().filter_map(|place| self.findings.get(place)).flatten();
        judged_state(self.law, batch, rows.copied())
    }

    /// Where a line stands.
    pub(super) fn line(&self, invoice: u64, position: u32) -> LineState {
        // A line of a sending that was judged is kept; one that is not is never accepted.
        self.lines
            .get(&(invoice, position))
            .copied()
            .unwrap_or(LineState::Refused)
    }

    /// What a person decided of a line, when that is told.
    pub(super) fn decision(&self, invoice: u64, position: u32) -> Option<&'a LineDecisionRow> {
        self.decisions.get(&(invoice, position)).copied()
    }

    /// What is accepted of an invoice.
    pub(super) fn invoice(&self, number: u64) -> EuroCents {
        self.invoices.get(&number).copied().unwrap_or_default()
    }

    /// What is told of a record of the file.
    pub(super) fn of(&self, record: RecordRef) -> RecordOutcome {
        let number = |index: usize| self.sending.invoices.get(index).map_or(0, |invoice| invoice.number);
        match record {
            RecordRef::Header => self.found((0, 0), None),
            RecordRef::Invoice { index } => {
                let number = number(index);
                self.found((number, 0), Some(self.invoice(number)))
            }
            RecordRef::Line { invoice, index } => {
                let Some(line) = self.sending.lines.get(index) else {
                    return RecordOutcome::default();
                };
                let place = (number(invoice), line.position);
                let accepted = match self.line(place.0, place.1) {
                    LineState::Accepted => Some(line.amount),
                    LineState::Refused => Some(EuroCents::ZERO),
                    LineState::Open => None,
                };
                self.found(place, accepted)
            }
            RecordRef::Total { invoice } => RecordOutcome {
                accepted: Some(self.invoice(number(invoice))),
                ..RecordOutcome::default()
            },
            RecordRef::Record90 => RecordOutcome {
                accepted: Some(self.accepted),
                comment: self.remark.clone().unwrap_or_default(),
                ..RecordOutcome::default()
            },
            RecordRef::Record10 | RecordRef::Extra { .. } | RecordRef::Other { .. } => RecordOutcome::default(),
        }
    }

    /// The findings of a place, the gravest first, with their Dutch sentences; then what a person decided of it.
    fn found(&self, place: Place, accepted: Option<EuroCents>) -> RecordOutcome {
        let mut codes: Vec<(u8, char, String)> = Vec::new();
        let mut sentences = Vec::new();
        if let Some(decision) = self.decisions.get(&place) {
            sentences.push(decided_nl(decision));
        }
        for row in self.findings.get(&place).map_or(&[][..], Vec::as_slice) {
            let letter = self.law.effect(&row.finding.code).map_or('T', letter_of);
            let grave = "BFRP"
                .find(letter)
                .map_or(u8::MAX, |place| u8::try_from(place).unwrap_or(u8::MAX));
            codes.push((grave, letter, row.finding.code.to_string()));
            if let Ok(explained) = self.law.explain(&row.finding) {
                sentences.push(explained.text.nl);
            }
        }
        codes.sort();
        RecordOutcome {
            codes: codes.into_iter().map(|(_, letter, code)| (letter, code)).collect(),
            accepted,
            comment: sentences.join(" "),
        }
    }

    /// The moment that is told.
    pub(super) const fn moment(&self) -> Moment {
        self.moment
    }
}

/// Where a line stood when its batch was judged, by the findings on it and on its invoice that people did not add.
pub(crate) fn judged_state<'f>(
    law: &Law,
    batch: BatchState,
    findings: impl Iterator<Item = &'f FindingRow>,
) -> Result<LineState, Problem> {
    let (mut is_refused, mut is_open) = (batch == BatchState::Refused, false);
    for row in findings {
        match law.effect(&row.finding.code)? {
            Effect::LineRefused | Effect::InvoiceRefused => is_refused = true,
            Effect::LineReview => is_open = true,
            _ => {}
        }
    }
    Ok(match (is_refused, is_open) {
        (true, _) => LineState::Refused,
        (false, true) => LineState::Open,
        (false, false) => LineState::Accepted,
    })
}

/// The letter of what a finding does (billing.md §2): B, F, R or P; T for a technical one.
pub(crate) const fn letter_of(effect: Effect) -> char {
    match effect {
        Effect::BatchRefused => 'B',
        Effect::InvoiceRefused => 'F',
        Effect::LineRefused => 'R',
        Effect::LineReview => 'P',
        _ => 'T',
    }
}

/// What a person decided of a line, as the comment of a record says it. Who it was is the fund's own business.
fn decided_nl(decision: &LineDecisionRow) -> String {
    let word = if decision.accepted { "aanvaard" } else { "geweigerd" };
    match &decision.reason {
        Some(reason) => format!("Beslist door de zorgkas: {word} ({reason})."),
        None => format!("Beslist door de zorgkas: {word}."),
    }
}
