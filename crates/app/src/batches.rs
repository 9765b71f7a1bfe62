//! Use cases: sending an invoice file (billing.md §2, §3) and looking at what became of it.

use billing::{BatchVerdict, LineOutcome, Outcome, Place, judge_batch};
use identifiers::{BatchId, CareFundNumber, EuroCents, FacilityId, HcoNumber};
use invoice_file::{InvoiceKind, Line, Place as FilePlace, Reading, Sending, read_batch};
use jiff::civil::Date;
use registers::Facility;
use regulation::Finding;
use store::{
    BatchRecord, BatchState, ContentHash, CreditRow, FindingRow, GuardRow, InvoiceRow, LineRow, LineState, NewBatch,
    StoreError, Transaction,
};

use crate::actor::Owner;
use crate::record::{Record, record_hashed};
use crate::{Action, App, Context, Problem, credit_facts, events, facts};

/// How often a sending is judged again when another writer paid one of its days in between.
const TRIES: u32 = 3;

/// What became of a batch.
#[derive(Debug, Clone)]
pub struct BatchReport {
    /// Own number.
    pub id: BatchId,
    /// Everything kept of it.
    pub batch: NewBatch,
    /// The facility's number in the care registry, when the file names a known one.
    pub hco: Option<HcoNumber>,
    /// Everything found, by invoice, position and code.
    pub findings: Vec<ReportedFinding>,
}

/// A finding on a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedFinding {
    /// Number of the invoice; 0 for the whole sending.
    pub invoice: u64,
    /// Place of the line in the invoice; 0 for the whole invoice.
    pub position: u32,
    /// The day of the line.
    pub day: Option<Date>,
    /// What was found.
    pub finding: Finding,
}

impl App<'_> {
    /// Takes in an invoice file or the same sending as JSON (told apart by their first byte): keeps the bytes, judges
    /// them technically and by content, and keeps the verdict.
    ///
    /// The same bytes again give the first answer and store nothing. A file that cannot be read is a batch too,
    /// refused technically; it may come again mended.
    ///
    /// # Errors
    /// A facility without trust, a test file at the real door, or JSON that is no sending (every place named by its
    /// JSON pointer); nothing is stored then.
    pub fn send_batch(&self, context: &Context, bytes: &[u8]) -> Result<BatchReport, Problem> {
        let reading = read_batch(bytes)?;
        self.with_judged(context, (bytes, &reading), |tx, report| {
            tx.commit()?;
            Ok(report)
        })
    }

    /// Judges a sending, and does something with its verdict in the transaction in which it was written: that is
    /// committed or dropped there. When another writer came first, all of it again.
    pub(crate) fn with_judged<T>(
        &self,
        context: &Context,
        (bytes, reading): (&[u8], &Reading),
        then: impl Fn(Box<dyn Transaction + '_>, BatchReport) -> Result<T, Taking>,
    ) -> Result<T, Problem> {
        if let Some(sending) = &reading.sending {
            self.store.prepare_months(&facts::months_of(sending))?;
        }
        // Hashed here, before anyone waits for this sending's transaction.
        let hashed = (bytes, ContentHash::of(bytes));
        for _ in 0..TRIES {
            let taken = self.judged_batch(context, hashed, reading);
            match taken.and_then(|(tx, report)| then(tx, report)) {
                Err(Taking::ComeAgain) => {}
                Err(Taking::Problem(problem)) => return Err(problem),
                Ok(done) => return Ok(done),
            }
        }
        Err(Problem::Unavailable(
            "other sendings for the same days keep coming in between".into(),
        ))
    }

    fn judged_batch(
        &self,
        context: &Context,
        (bytes, input): (&[u8], ContentHash),
        reading: &Reading,
    ) -> Result<(Box<dyn Transaction + '_>, BatchReport), Taking> {
        let mut tx = self.begin()?;
        let sender = context.actor.facility();
        let owner = Owner {
            facility: sender,
            fund: None,
        };
        context.actor.may(Action::SendBatch, owner)?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        if let Some(known) = tx.batch_by_input(input)? {
            may_read(context, &known)?;
            let known = report(tx.as_mut(), known)?;
            return Ok((tx, known));
        }
        let facility = match reading.glimpse.nihdi {
            Some(nihdi) => tx.facility_by_nihdi(nihdi)?,
            None => None,
        };
        // Without a certificate the file's word is taken for who sends it. With one, trust is the certificate's,
        // and a file that names another facility is judged: 101420.
        if let (None, Some(facility)) = (sender, &facility) {
            facts::refuse_untrusted(tx.as_mut(), facility, context.at)?;
        }
        let readable = reading.sending.as_ref().filter(|_| reading.faults.total == 0);
        let kept = match readable {
            Some(sending) if sending.test => {
                return Err(Problem::Conflict(
                    "this is a test file (zone 202 = 92): check it with `batch check`".into(),
                )
                .into());
            }
            Some(sending) => self.keep_judged(tx.as_mut(), context, sending, (facility, sender, input)),
            None => self.keep_refused(tx.as_mut(), context, reading, (facility, sender, input)),
        }?;
        events::batch(tx.as_mut(), context.at, kept.id, kept.batch.fund, kept.batch.state)?;
        let entry = Record {
            use_case: "batch",
            subject: format!("batch {}", kept.id),
            input: bytes,
            answer: &kept.answer()?,
            law: Some(&self.law),
        };
        record_hashed(tx.as_mut(), context, &entry, input)?;
        let stored = tx
            .batch(kept.id)?
            .ok_or_else(|| Problem::Fault("a batch that was not kept".into()))?;
        let report = report(tx.as_mut(), stored)?;
        Ok((tx, report))
    }

    /// Keeps a file that is not readable: its glimpse, its faults, and nothing of its lines.
    fn keep_refused(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        reading: &Reading,
        (facility, sender, input): (Option<Facility>, Option<FacilityId>, ContentHash),
    ) -> Result<Kept, Taking> {
        let batch = NewBatch {
            facility: sender.or(facility.map(|facility| facility.id)),
            fund: reading.glimpse.fund,
            month: reading.glimpse.month,
            sending_number: reading.glimpse.sending_number,
            created_on: reading.glimpse.created_on,
            received_at: context.at,
            input,
            state: BatchState::RefusedTechnical,
            asked: EuroCents::ZERO,
            accepted: EuroCents::ZERO,
            refused_lines: 0,
            open_lines: 0,
            error_count: 0,
            record_count: 0,
            law: *self.law.hash().as_bytes(),
        };
        let id = tx.insert_batch(&batch)?;
        let findings: Vec<FindingRow> = reading
            .faults
            .list
            .iter()
            .map(|fault| FindingRow {
                invoice: 0,
                position: 0,
                day: None,
                finding: technical_finding(fault),
            })
            .collect();
        tx.insert_findings(id, &findings)?;
        Ok(Kept { id, batch, findings })
    }

    fn keep_judged(
        &self,
        tx: &mut dyn Transaction,
        context: &Context,
        sending: &Sending,
        (facility, sender, input): (Option<Facility>, Option<FacilityId>, ContentHash),
    ) -> Result<Kept, Taking> {
        let facts = facts::batch_facts(tx, &self.law, sending, (facility, sender), *input.as_bytes())?;
        let verdict = judge_batch(sending, &facts, &self.law, context.at).map_err(Problem::from)?;
        let state = match verdict.outcome {
            Outcome::Refused => BatchState::Refused,
            Outcome::InReview => BatchState::InReview,
            Outcome::Decided => BatchState::Decided,
        };
        let batch = NewBatch {
            // Whoever sent it: a file that names another facility uses up none of that one's numbers.
            facility: sender.or(facts.facility.as_ref().map(|facility| facility.id)),
            fund: Some(sending.fund),
            month: Some(sending.month),
            sending_number: Some(sending.sending_number),
            created_on: Some(sending.created_on),
            received_at: context.at,
            input,
            state,
            asked: verdict.asked,
            accepted: verdict.accepted,
            refused_lines: verdict.refused_lines,
            open_lines: verdict.open_lines,
            error_count: verdict.share.errors,
            record_count: verdict.share.records,
            law: *self.law.hash().as_bytes(),
        };
        let findings = finding_rows(sending, &verdict);
        let id = tx.insert_batch(&batch)?;
        tx.insert_invoices(id, &invoice_rows(sending, &verdict))?;
        tx.insert_lines(id, &line_rows(sending, &verdict))?;
        tx.insert_findings(id, &findings)?;
        if let Some(facility) = &facts.facility {
            tx.guard_days(id, facility.id, &facility.sector, &guard_rows(sending, &verdict))?;
            tx.insert_credits(id, &credit_rows(sending, &verdict))?;
        }
        Ok(Kept { id, batch, findings })
    }

    /// What became of the batch that was made of these bytes.
    ///
    /// # Errors
    /// There is no such batch, or it is not this actor's.
    pub fn batch_of_bytes(&self, context: &Context, bytes: &[u8]) -> Result<BatchReport, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let known = tx.batch_by_input(ContentHash::of(bytes))?;
        let batch = known.ok_or_else(|| Problem::NotFound("a batch of these bytes".into()))?;
        may_read(context, &batch)?;
        report(tx.as_mut(), batch)
    }

    /// What became of a batch.
    ///
    /// # Errors
    /// There is no such batch, or it is not this actor's.
    pub fn batch(&self, context: &Context, id: BatchId) -> Result<BatchReport, Problem> {
        let mut tx = self.begin()?;
        facts::refuse_untrusted_actor(tx.as_mut(), context)?;
        let batch = tx.batch(id)?.ok_or_else(|| Problem::NotFound("a batch".into()))?;
        may_read(context, &batch)?;
        report(tx.as_mut(), batch)
    }
}

/// A batch that was taken in.
struct Kept {
    id: BatchId,
    batch: NewBatch,
    findings: Vec<FindingRow>,
}

impl Kept {
    /// What the journal keeps as the answer: where it stands, its amounts, and every finding by invoice, position and
    /// code, with a hash of their facts, from which the answer files are written.
    fn answer(&self) -> Result<Vec<u8>, Problem> {
        let mut facts = Vec::new();
        for row in &self.findings {
            serde_json::to_writer(&mut facts, &(row.invoice, row.position, row.day, &row.finding))?;
        }
        let findings: Vec<_> = self
            .findings
            .iter()
            .map(|row| (row.invoice, row.position, &row.finding.code))
            .collect();
        let batch = &self.batch;
        let answer = serde_json::json!({
            "batch": self.id, "state": batch.state.word(), "askedCents": batch.asked, "acceptedCents": batch.accepted,
            "refusedLines": batch.refused_lines, "openLines": batch.open_lines,
            "errorShare": [batch.error_count, batch.record_count],
            "findings": findings, "facts": ContentHash::of(&facts).to_string(),
        });
        Ok(serde_json::to_vec(&answer)?)
    }
}

/// Why a batch was not taken in this time.
pub(crate) enum Taking {
    /// Another writer came first: the facts have changed, judge again.
    ComeAgain,
    Problem(Problem),
}

impl From<StoreError> for Taking {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict { .. } => Self::ComeAgain,
            other => Self::Problem(other.into()),
        }
    }
}

impl From<Problem> for Taking {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// Refuses unless the actor may look at this batch.
pub(crate) fn may_read(context: &Context, batch: &BatchRecord) -> Result<(), Problem> {
    let fund: Option<CareFundNumber> = batch.batch.fund;
    let facility = batch.batch.facility;
    if context.actor.facility().is_some() && facility.is_none() {
        // Nobody's batch is shown to no facility.
        return Err(Problem::forbidden("this batch belongs to no known facility"));
    }
    context.actor.may(Action::ReadBatch, Owner { facility, fund })
}

pub(crate) fn report(tx: &mut dyn Transaction, record: BatchRecord) -> Result<BatchReport, Problem> {
    let hco = match record.batch.facility {
        Some(facility) => tx.facility(facility)?.map(|facility| facility.hco),
        None => None,
    };
    let findings = tx.findings(record.id)?;
    let findings = findings
        .into_iter()
        .map(|row| ReportedFinding {
            invoice: row.invoice,
            position: row.position,
            day: row.day,
            finding: row.finding,
        })
        .collect();
    Ok(BatchReport {
        id: record.id,
        batch: record.batch,
        hco,
        findings,
    })
}

/// A fault of the file as a finding. The four federal codes name their facts in their own way.
#[must_use]
pub fn technical_finding(fault: &invoice_file::Fault) -> Finding {
    let record = match fault.place {
        FilePlace::Header => "0 (header)".to_owned(),
        FilePlace::Record {
            ordinal,
            kind: Some(kind),
        } => format!("{ordinal} ({kind})"),
        FilePlace::Record { ordinal, kind: None } => ordinal.to_string(),
    };
    let finding = Finding::new(fault.code.clone())
        .with("record", record)
        .with("zone", if fault.zone.is_empty() { "–" } else { &fault.zone })
        .with("found", &fault.found)
        .with("expected", &fault.expected);
    match fault.code.as_str() {
        "102220" => finding
            .with("month", &fault.found)
            .with("header_month", &fault.expected),
        "201812" => finding.with("fund", &fault.found).with("other", &fault.expected),
        "202420" => finding.with("invoice", &fault.found),
        "901910" => finding.with("written", &fault.found).with("sum", &fault.expected),
        _ => finding,
    }
}

fn invoice_rows(sending: &Sending, verdict: &BatchVerdict) -> Vec<InvoiceRow> {
    let rows = sending.invoices.iter().zip(&verdict.invoices);
    rows.map(|(invoice, verdict)| InvoiceRow {
        number: invoice.number,
        person: verdict.person,
        credit: invoice.kind == InvoiceKind::Credit,
        refused: verdict.refused,
        total: invoice.written_total,
    })
    .collect()
}

fn line_rows(sending: &Sending, verdict: &BatchVerdict) -> Vec<LineRow> {
    let mut rows = Vec::with_capacity(sending.lines.len());
    for (invoice, of_invoice) in sending.invoices.iter().zip(&verdict.invoices) {
        for index in invoice.lines.clone() {
            let (line, judged) = (&sending.lines[index], &verdict.lines[index]);
            rows.push(LineRow {
                invoice: invoice.number,
                position: line.position,
                person: of_invoice.person,
                dossier: judged.dossier,
                code: line.code,
                kind: judged.kind,
                day: line.first_day,
                amount: line.amount,
                state: match judged.outcome {
                    LineOutcome::Accepted => LineState::Accepted,
                    LineOutcome::Refused => LineState::Refused,
                    LineOutcome::Open => LineState::Open,
                },
            });
        }
    }
    rows
}

/// What credit lines take back that are accepted or open.
fn credit_rows(sending: &Sending, verdict: &BatchVerdict) -> Vec<CreditRow> {
    let mut rows = Vec::new();
    for invoice in &sending.invoices {
        for index in invoice.lines.clone() {
            if let Some(place) = verdict.lines[index].takes_back {
                rows.push(CreditRow {
                    invoice: invoice.number,
                    position: sending.lines[index].position,
                    takes_back: credit_facts::line_place(place),
                });
            }
        }
    }
    rows
}

/// The days to guard: every line of an original that is accepted or open, and so has a person and a tariff.
fn guard_rows(sending: &Sending, verdict: &BatchVerdict) -> Vec<GuardRow> {
    let mut rows = Vec::with_capacity(sending.lines.len());
    let invoices = sending.invoices.iter().zip(&verdict.invoices);
    for (invoice, of_invoice) in invoices.filter(|(invoice, _)| invoice.kind == InvoiceKind::Original) {
        for index in invoice.lines.clone() {
            let (line, judged) = (&sending.lines[index], &verdict.lines[index]);
            if let (LineOutcome::Accepted | LineOutcome::Open, Some(person), Some(kind)) =
                (judged.outcome, of_invoice.person, judged.kind)
            {
                rows.push(GuardRow {
                    person,
                    day: line.first_day,
                    code: line.code,
                    kind,
                    invoice: invoice.number,
                    position: line.position,
                });
            }
        }
    }
    rows
}

fn finding_rows(sending: &Sending, verdict: &BatchVerdict) -> Vec<FindingRow> {
    let rows = verdict.findings.iter().map(|placed| {
        let (invoice, position, day) = match placed.place {
            Place::Batch => (0, 0, None),
            Place::Invoice(invoice) => (sending.invoices[invoice].number, 0, None),
            Place::Line { invoice, line } => {
                let Line {
                    position, first_day, ..
                } = sending.lines[line];
                (sending.invoices[invoice].number, position, Some(first_day))
            }
        };
        FindingRow {
            invoice,
            position,
            day,
            finding: placed.finding.clone(),
        }
    });
    rows.collect()
}
