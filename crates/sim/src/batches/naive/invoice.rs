//! An invoice as a whole.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Naive;
use crate::batches::paid::credit_waits;
use crate::batches::price::kind_of;
use crate::batches::setting::{Invoice, Kind, Sending, WRONG_SSIN};
use crate::batches::stay::stay_of;

impl Naive<'_> {
    pub(super) fn of_invoice(
        &self,
        sending: &Sending,
        invoice: &Invoice,
        person: Option<usize>,
        credited: &BTreeSet<(usize, Date, u32)>,
    ) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut add = |holds: bool, code: &str| {
            if holds {
                found.insert(code.to_owned());
            }
        };
        add(invoice.ssin == WRONG_SSIN, "200802");
        add(invoice.ssin != WRONG_SSIN && person.is_none(), "200820");
        add(invoice.date > sending.on, "204710");
        add(invoice.total_off != 0, "801910");
        let wanted = if invoice.credit.is_some() { -1 } else { 1 };
        let turned = invoice.lines.iter().any(|line| {
            let share = kind_of(self.world, sending.facility, line.code) == Some(Kind::Share);
            let amount = if share { -line.cents } else { line.cents };
            amount.signum() == i64::from(-wanted) || line.units.signum() == -wanted
        });
        add(turned, "201140");
        if let Some(named) = invoice.credit {
            add(self.earlier(sending, named, person).is_none(), "202920");
        }
        let Some(person) = person else { return found };
        let belongs = |stay: usize| {
            let stay = &self.world.stays[stay];
            stay.person == person && stay.facility == sending.facility
        };
        add(invoice.reference.is_some_and(|stay| !belongs(stay)), "202810");
        let original = invoice.credit.is_none();
        let who = &self.world.persons[person];
        add(
            original && !invoice.lines.iter().any(|line| who.is_with(sending.fund, line.day)),
            "200742",
        );
        let early = invoice.lines.iter().any(|line| {
            let key = (person, line.day, line.code);
            credited.contains(&key) || credit_waits(&self.batches, sending.facility, key)
        });
        add(original && early, "202921");
        found.extend(self.dates(sending, invoice, person));
        found
    }

    /// 200520 and 200620: the admission is that of a stay of its lines, the end that of the same one.
    fn dates(&self, sending: &Sending, invoice: &Invoice, person: usize) -> Vec<String> {
        let stays = || {
            invoice
                .lines
                .iter()
                .filter_map(|line| stay_of(self.world, sending.facility, person, invoice.reference, line.day))
        };
        if stays().next().is_none() {
            return Vec::new();
        }
        let named = stays().any(|stay| stay.start.0 == invoice.admission);
        let ends = stays()
            .filter(|stay| !named || stay.start.0 == invoice.admission)
            .any(|stay| stay.end.map(|(day, _)| day) == invoice.discharge);
        let wrong_end = invoice.discharge.is_some() && !ends;
        [(!named, "200520"), (wrong_end, "200620")]
            .into_iter()
            .filter(|(holds, _)| *holds)
            .map(|(_, code)| code.to_owned())
            .collect()
    }

    /// The batch that holds the invoice which a credit note names.
    pub(super) fn earlier(
        &self,
        sending: &Sending,
        named: Option<(u64, u16, Date)>,
        person: Option<usize>,
    ) -> Option<usize> {
        let ((number, of_sending, month), person) = (named?, person?);
        self.batches.iter().position(|batch| {
            let of = &batch.sending;
            batch.is_live()
                && (of.sender, of.fund, of.month, of.number) == (sending.sender, sending.fund, month, of_sending)
                && !batch.refused_invoices.contains(&number)
                && of
                    .invoices
                    .iter()
                    .any(|invoice| invoice.number == number && invoice.ssin == self.world.persons[person].ssin)
        })
    }
}
