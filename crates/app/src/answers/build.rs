//! Answers as documents, from what is kept of a batch.

use std::collections::HashMap;

use care::AnswerFinding;
use identifiers::{EuroCents, brussels_day};
use invoice_file::Reading;
use invoice_file::model::{Invoice, InvoiceKind, Sending};
use regulation::{Bilingual, List, parameter};
use store::{BatchState, FindingRow, LineState, SettlementRecord};

use super::Kept;
use super::document::{
    AnsweredAmounts, AnsweredDecision, AnsweredFacility, AnsweredInvoice, AnsweredLine, AnsweredSetOff,
    AnsweredSettlement, AnsweredShare, BatchAnswer, PlacedFinding,
};
use super::outcomes::{Moment, Outcomes, letter_of};
use crate::Problem;
use crate::line_decisions::is_by_hand;

impl Kept {
    pub(super) fn documents(&self, reading: &Reading) -> Result<Vec<BatchAnswer>, Problem> {
        let Some(sending) = self.judged(reading) else {
            let refused = BatchState::RefusedTechnical.word();
            return Ok(vec![BatchAnswer {
                findings: self.placed(&self.findings)?,
                objection: self.objection(true)?,
                ..self.bare("920999", refused)
            }]);
        };
        let reference = Some(sending.reference.clone()).filter(|text| !text.is_empty());
        let head = |message, state| BatchAnswer {
            reference: reference.clone(),
            ..self.bare(message, state)
        };
        let judged = Outcomes::new(sending, self, &self.law, Moment::Judged, None)?;
        let (message, state) = match (
            self.batch.state,
            judged.open == EuroCents::ZERO && !self.has_open(&judged),
        ) {
            (BatchState::Refused, _) => ("920099", BatchState::Refused),
            (_, true) => ("920098", BatchState::Decided),
            (_, false) => ("920098", BatchState::InReview),
        };
        let mut all = vec![
            head("931000", "ACCEPTED_TECHNICAL"),
            self.listing(head(message, state.word()), sending, &judged)?,
        ];
        if self.settlement.is_some() {
            let signed = Outcomes::new(sending, self, &self.law, Moment::Signed, None)?;
            let settled = self.listing(head("920900", BatchState::Settled.word()), sending, &signed)?;
            all.push(BatchAnswer {
                settlement: self.answered_settlement()?,
                ..settled
            });
        }
        Ok(all)
    }

    fn has_open(&self, outcomes: &Outcomes<'_>) -> bool {
        let mut lines = self.lines.iter();
        lines.any(|line| outcomes.line(line.invoice, line.position) == LineState::Open)
    }

    /// What every answer says.
    fn bare(&self, message: &'static str, state: &'static str) -> BatchAnswer {
        let batch = &self.batch;
        BatchAnswer {
            message,
            batch: self.id,
            state,
            facility: self.facility.as_ref().map(|facility| AnsweredFacility {
                hco: facility.hco.clone(),
                nihdi: facility.nihdi,
                name: facility.name.clone(),
            }),
            care_fund: batch.fund,
            care_fund_name: batch.fund.and_then(|fund| {
                let named = self.law.list(List::CareFund).find(&fund.to_string());
                named.map(|value| value.text.clone())
            }),
            month: batch.month,
            sending_number: batch.sending_number,
            created_on: batch.created_on,
            reference: None,
            received_at: batch.received_at,
            input: batch.input.to_string(),
            law: self.law.hash().to_string(),
            amounts: None,
            error_share: None,
            findings: Vec::new(),
            invoices: Vec::new(),
            settlement: None,
            objection: None,
        }
    }

    /// An answer with its amounts, findings, invoices and lines.
    fn listing(&self, head: BatchAnswer, sending: &Sending, outcomes: &Outcomes<'_>) -> Result<BatchAnswer, Problem> {
        let told: Vec<FindingRow> = self
            .findings
            .iter()
            .filter(|row| outcomes.moment() == Moment::Signed || !is_by_hand(&row.finding))
            .cloned()
            .collect();
        let (asked, accepted) = (self.batch.asked, outcomes.accepted);
        let refused_cents = asked.minus(accepted)?.minus(outcomes.open)?;
        let is_refused = |line: &store::LineRow| outcomes.line(line.invoice, line.position) == LineState::Refused;
        let refuses = self.batch.state == BatchState::Refused || self.lines.iter().any(is_refused);
        Ok(BatchAnswer {
            amounts: Some(AnsweredAmounts {
                asked_cents: asked,
                accepted_cents: accepted,
                refused_cents,
                open_cents: outcomes.open,
            }),
            error_share: Some(AnsweredShare {
                errors: self.batch.error_count,
                records: self.batch.record_count,
            }),
            findings: self.placed(&told)?,
            invoices: self.answered_invoices(sending, outcomes, &told)?,
            objection: self.objection(refuses)?,
            ..head
        })
    }

    fn placed(&self, rows: &[FindingRow]) -> Result<Vec<PlacedFinding>, Problem> {
        let placed = rows.iter().map(|row| {
            let finding = AnswerFinding::new(&row.finding, &self.law)?;
            Ok(PlacedFinding {
                letter: letter_of(finding.effect),
                invoice: (row.invoice > 0).then_some(row.invoice),
                position: (row.position > 0).then_some(row.position),
                day: row.day,
                finding,
            })
        });
        placed.collect()
    }

    /// All invoices in a settlement; in the other answers those with a finding, and of their lines those with one.
    fn answered_invoices(
        &self,
        sending: &Sending,
        outcomes: &Outcomes<'_>,
        told: &[FindingRow],
    ) -> Result<Vec<AnsweredInvoice>, Problem> {
        let is_whole = outcomes.moment() == Moment::Signed;
        let mut found: HashMap<u64, Vec<u32>> = HashMap::new();
        for row in told {
            found.entry(row.invoice).or_default().push(row.position);
        }
        let persons: HashMap<u64, _> = self.invoices.iter().map(|row| (row.number, row.person)).collect();
        let mut invoices = Vec::new();
        for invoice in &sending.invoices {
            let places = found.get(&invoice.number);
            if !is_whole && places.is_none() {
                continue;
            }
            let name = persons.get(&invoice.number).copied().flatten();
            let is_told = |position| is_whole || places.is_some_and(|places| places.contains(&position));
            invoices.push(AnsweredInvoice {
                invoice: invoice.number,
                credit: invoice.kind == InvoiceKind::Credit,
                ssin: format!("{:011}", invoice.ssin),
                name: name.and_then(|person| self.names.get(&person).cloned()),
                vsb_reference: invoice.vsb_reference.clone(),
                asked_cents: EuroCents::sum(sending.lines_of(invoice).iter().map(|line| line.amount))?,
                accepted_cents: outcomes.invoice(invoice.number),
                lines: answered_lines(sending, invoice, outcomes, is_told),
            });
        }
        Ok(invoices)
    }

    fn answered_settlement(&self) -> Result<Option<AnsweredSettlement>, Problem> {
        let of = |record| AnsweredSettlement::of(record, self.set_off.clone());
        self.settlement.as_ref().map(of).transpose()
    }

    /// How to object, where something is refused; by the text of the day of receipt.
    fn objection(&self, refuses: bool) -> Result<Option<Bilingual>, Problem> {
        if !refuses {
            return Ok(None);
        }
        let sector = self.facility.as_ref().map(|facility| &facility.sector);
        let day = brussels_day(self.batch.received_at);
        Ok(Some(self.law.text(parameter::OBJECTION, sector, day)?.clone()))
    }
}

impl AnsweredSettlement {
    /// A settlement with what was set off against it.
    pub(super) fn of(record: &SettlementRecord, set_off: Vec<AnsweredSetOff>) -> Result<Self, Problem> {
        let amount = record.settlement.amount;
        let less = EuroCents::sum(set_off.iter().map(|part| part.cents))?;
        Ok(Self {
            payment_reference: record.reference,
            signed_at: record.settlement.signed_at,
            content: record.settlement.content.to_string(),
            amount_cents: amount,
            set_off,
            payable_cents: amount.max(EuroCents::ZERO).minus(less)?,
            debt_cents: amount.opposite().max(EuroCents::ZERO),
        })
    }
}

fn answered_lines(
    sending: &Sending,
    invoice: &Invoice,
    outcomes: &Outcomes<'_>,
    is_told: impl Fn(u32) -> bool,
) -> Vec<AnsweredLine> {
    let lines = sending.lines_of(invoice).iter().filter(|line| is_told(line.position));
    let told = lines.map(|line| AnsweredLine {
        position: line.position,
        day: line.first_day,
        code: line.code,
        asked_cents: line.amount,
        outcome: match outcomes.line(invoice.number, line.position) {
            LineState::Accepted => "ACCEPTED",
            LineState::Refused => "REFUSED",
            LineState::Open => "OPEN",
        },
        decision: outcomes
            .decision(invoice.number, line.position)
            .map(|decision| AnsweredDecision {
                accepted: decision.accepted,
                reason: decision.reason.clone(),
                decided_at: decision.at,
            }),
    });
    told.collect()
}
