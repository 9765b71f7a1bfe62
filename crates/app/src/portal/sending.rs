//! Use cases: checking and sending a month, one file per fund, through the door by which software sends (screens.md,
//! "Facturatie"; billing.md §1).

use std::collections::BTreeMap;

use identifiers::{BatchId, CareFundNumber, Month, brussels_clock};
use invoice_file::build::{Head, NewInvoice, NewLine};
use invoice_file::{Contact, DetailKind, EarlierInvoice, InvoiceKind, Sending, write_sending};
use registers::TariffKind;

use super::month_facts::{CreditFact, MonthFacts, PersonStay};
use super::own_trusted;
use crate::batches::BatchReport;
use crate::{Action, App, CheckedBatch, Context, Problem};

/// Invoices of one sending are numbered within this room behind the sending's own number.
const NUMBERS_OF_A_SENDING: u64 = 100_000;

/// What became of sending a month to a fund.
#[derive(Debug, Clone)]
pub enum SentMonth {
    /// It was sent.
    Sent(Box<BatchReport>),
    /// This very sending was sent before (a second click, a page of before): nothing was done.
    Before(BatchId),
}

impl App<'_> {
    /// What the sending of a month to a fund would be answered, as it was saved.
    ///
    /// # Errors
    /// As [`App::check_batch`]; a conflict when there is nothing to send.
    pub fn check_month(&self, context: &Context, month: Month, fund: CareFundNumber) -> Result<CheckedBatch, Problem> {
        let facts = self.month_facts(context, month)?;
        self.check_batch(context, &facts.file(fund)?)
    }

    /// Sends a month to a fund as it was saved: `version` and `number` are those of the page from which it is sent.
    ///
    /// # Errors
    /// As [`App::send_batch`]; a conflict when somebody saved meanwhile, when another sending took the number, or when
    /// there is nothing to send.
    pub fn send_month(
        &self,
        context: &Context,
        month: Month,
        fund: CareFundNumber,
        (version, number): (i64, u16),
    ) -> Result<SentMonth, Problem> {
        let facts = self.month_facts(context, month)?;
        let live = facts.batches.iter().find(|batch| {
            let same = batch.batch.fund == Some(fund) && batch.batch.sending_number == Some(number);
            same && batch
                .batch
                .created_on
                .is_some_and(|day| day.year() == facts.today.year())
        });
        if let Some(known) = live {
            return Ok(SentMonth::Before(known.id));
        }
        if facts.version() != version {
            return Err(Problem::Conflict(
                "somebody else of the facility saved this month meanwhile".into(),
            ));
        }
        let mut facts = facts;
        if number < facts.next_number {
            return Err(Problem::Conflict("another sending has this number now".into()));
        }
        facts.next_number = number;
        Ok(SentMonth::Sent(Box::new(self.send_batch(context, &facts.file(fund)?)?)))
    }

    fn month_facts(&self, context: &Context, month: Month) -> Result<MonthFacts, Problem> {
        let mut tx = self.begin()?;
        let facility = own_trusted(tx.as_mut(), context, Action::SendBatch)?;
        MonthFacts::read(tx.as_mut(), &self.law, (facility, month), context.at)
    }
}

impl MonthFacts {
    /// The file of what is to be sent to a fund.
    fn file(&self, fund: CareFundNumber) -> Result<Vec<u8>, Problem> {
        let sending = self.sending(fund)?;
        if sending.invoices.is_empty() {
            return Err(Problem::Conflict("there is nothing to send to this fund".into()));
        }
        let contact = Contact {
            family_name: self.facility.name.clone(),
            ..Contact::default()
        };
        let mut bytes = Vec::new();
        write_sending(&sending, &contact, &mut bytes)?;
        Ok(bytes)
    }

    fn sending(&self, fund: CareFundNumber) -> Result<Sending, Problem> {
        let facility = &self.facility;
        let mut sending = Sending::begun(Head {
            month: self.month,
            sending_number: self.next_number,
            created_on: self.today,
            reference: format!("{}-{fund}", self.month),
            nihdi: facility.nihdi,
            cbe: facility.cbe,
            iban: facility.iban.clone(),
            bic: facility.bic.clone(),
            fund,
        });
        let mut number = u64::from(self.next_number) * NUMBERS_OF_A_SENDING;
        let mut next = || {
            number += 1;
            number
        };
        for stay in &self.stays {
            let lines = self.lines(stay, fund);
            let invoice = invoice_of(stay, next(), InvoiceKind::Original, None);
            sending.add(invoice, &lines)?;
        }
        for ((batch, invoice), credits) in self.credits_by_invoice(fund) {
            let Some(first) = credits.first() else { continue };
            let stays = self.stays.iter().filter(|stay| stay.person.id == first.line.person);
            // The stay that holds the day that is taken back, else any of that person: it names the admission.
            let stay = stays.clone().find(|stay| stay.stay.covers(first.line.day));
            let Some(stay) = stay.or_else(|| stays.clone().next()) else {
                continue;
            };
            let earlier = EarlierInvoice {
                number: invoice,
                sending: first.batch.batch.sending_number.unwrap_or_default(),
                month: first.batch.batch.month,
                fund: fund.as_number(),
            };
            debug_assert_eq!(first.batch.id, batch);
            let lines: Vec<NewLine> = credits.iter().map(|credit| self.credit_line(credit)).collect();
            sending.add(invoice_of(stay, next(), InvoiceKind::Credit, Some(earlier)), &lines)?;
        }
        Ok(sending)
    }

    /// Days with their shares directly behind them, then costs and premiums.
    fn lines(&self, stay: &PersonStay, fund: CareFundNumber) -> Vec<NewLine> {
        let mut lines = Vec::new();
        for (day, price) in self.chosen_days(stay, fund) {
            let line = |code, amount| NewLine {
                record: DetailKind::Stay30,
                code,
                day,
                amount,
            };
            lines.push(line(price.code, price.cents));
            lines.extend(price.share.map(|(code, cents)| line(code, cents.opposite())));
        }
        let costs = self.draft.costs.iter().filter(|cost| cost.reference == stay.reference);
        let of_fund = costs.filter(|cost| {
            let membership = stay.person.membership_on(cost.day);
            membership.is_some_and(|membership| membership.fund == fund)
        });
        lines.extend(of_fund.map(|cost| NewLine {
            record: DetailKind::Provision50,
            code: cost.code,
            day: cost.day,
            amount: cost.cents,
        }));
        lines
    }

    fn credits_by_invoice(&self, fund: CareFundNumber) -> BTreeMap<(BatchId, u64), Vec<&CreditFact>> {
        let mut by_invoice: BTreeMap<(BatchId, u64), Vec<&CreditFact>> = BTreeMap::new();
        for credit in self
            .credits
            .iter()
            .filter(|credit| credit.batch.batch.fund == Some(fund))
        {
            let place = credit.line.place;
            by_invoice.entry((place.batch, place.invoice)).or_default().push(credit);
        }
        by_invoice
    }

    fn credit_line(&self, credit: &CreditFact) -> NewLine {
        let is_provision = [TariffKind::Cost, TariffKind::Premium]
            .iter()
            .any(|kind| self.has_code(*kind, credit.line.code));
        NewLine {
            record: if is_provision {
                DetailKind::Provision50
            } else {
                DetailKind::Stay30
            },
            code: credit.line.code,
            day: credit.line.day,
            amount: credit.line.amount,
        }
    }
}

fn invoice_of(stay: &PersonStay, number: u64, kind: InvoiceKind, earlier: Option<EarlierInvoice>) -> NewInvoice {
    NewInvoice {
        number,
        ssin: stay.person.ssin.as_number(),
        kind,
        admission: brussels_clock(stay.stay.start),
        discharge: stay.stay.reported_end.map(brussels_clock),
        vsb_reference: Some(stay.reference.to_string()),
        earlier,
    }
}
