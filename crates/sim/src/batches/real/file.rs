//! The file of a sending, or the same as JSON.

use identifiers::{CbeNumber, EuroCents, Iban, Month, NihdiNumber, PerformanceCode};
use invoice_file::{
    Contact, DetailKind, EarlierInvoice, Invoice, InvoiceKind, Line, Sending as File, write_json, write_sending,
};
use jiff::civil::time;

use super::registers::{CBE, IBAN};
use super::{Real, fund, text};
use crate::batches::setting::{Invoice as Asked, Line as AskedLine, Sending};

impl Real<'_> {
    pub(super) fn bytes(&self, sending: &Sending) -> Result<Vec<u8>, String> {
        let mut file = File {
            test: false,
            month: Month::of(sending.month),
            sending_number: sending.number,
            created_on: sending.created,
            reference: String::new(),
            nihdi: NihdiNumber::parse(self.world.facilities[sending.facility].nihdi).map_err(text)?,
            cbe: CbeNumber::parse(CBE[usize::from(sending.wrong_cbe)]).map_err(text)?,
            iban: Iban::parse(IBAN[usize::from(sending.wrong_iban)]).map_err(text)?,
            bic: None,
            fund: fund(sending.fund)?,
            invoices: Vec::new(),
            lines: Vec::new(),
            total: EuroCents::ZERO,
            record_count: 0,
        };
        for invoice in &sending.invoices {
            self.add(invoice, &mut file)?;
        }
        file.record_count = (file.invoices.len() + file.lines.len()) as u64;
        let mut bytes = Vec::new();
        if sending.json {
            write_json(&file, &mut bytes).map_err(|error| error.to_string())?;
        } else {
            write_sending(&file, &Contact::default(), &mut bytes).map_err(|error| error.to_string())?;
        }
        Ok(bytes)
    }

    fn add(&self, invoice: &Asked, file: &mut File) -> Result<(), String> {
        let first = file.lines.len();
        for (position, of) in (1..).zip(&invoice.lines) {
            file.lines.push(line(of, position, file.fund.as_number())?);
        }
        let total = invoice.lines.iter().map(|line| line.cents).sum::<i64>() + invoice.total_off;
        file.total = EuroCents::new(file.total.cents() + total);
        file.invoices.push(Invoice {
            number: invoice.number,
            ssin: invoice.ssin.parse().map_err(|_| "eleven digits")?,
            same_ssin: true,
            sex: 1,
            kind: if invoice.credit.is_some() {
                InvoiceKind::Credit
            } else {
                InvoiceKind::Original
            },
            admission: Some(invoice.admission.to_datetime(time(14, 0, 0, 0))),
            discharge: invoice.discharge.map(|day| day.to_datetime(time(11, 0, 0, 0))),
            fund_of_affiliation: file.fund.as_number(),
            vsb_reference: invoice.reference.map(|stay| self.references[stay].to_string()),
            earlier: invoice.credit.flatten().map(|(number, sending, month)| EarlierInvoice {
                number,
                sending,
                month: Some(Month::of(month)),
                fund: file.fund.as_number(),
            }),
            invoice_date: Some(invoice.date),
            lines: first..file.lines.len(),
            written_total: EuroCents::new(total),
            written_share: EuroCents::ZERO,
            written_supplement: EuroCents::ZERO,
        });
        Ok(())
    }
}

fn line(of: &AskedLine, position: u32, fund: u16) -> Result<Line, String> {
    Ok(Line {
        position,
        record: if of.provision {
            DetailKind::Provision50
        } else {
            DetailKind::Stay30
        },
        code: PerformanceCode::from_number(of.code).map_err(text)?,
        first_day: of.day,
        last_day: of.last_day,
        fund,
        amount: EuroCents::new(of.cents),
        negative_written: of.cents < 0,
        units: of.units,
        share: EuroCents::ZERO,
        supplement: EuroCents::ZERO,
    })
}
