//! What an invoice says against what is known: 200520 and 200620 (admission and end as known from the dossier),
//! 204710 (invoice date in the future), 801910 (total of the invoice). Type F, billing.md §2.

use identifiers::{EuroCents, MoneyOverflow};
use invoice_file::model::{Invoice, Line};
use jiff::civil::Date;
use regulation::{CheckCode, Finding};

use super::{InvoiceCase, invoice_finding};
use crate::Stay;

const ADMISSION: CheckCode = CheckCode::new("200520");
const END: CheckCode = CheckCode::new("200620");
const DATE_IN_FUTURE: CheckCode = CheckCode::new("204710");
const TOTAL: CheckCode = CheckCode::new("801910");

pub(crate) const CODES: &[CheckCode] = &[ADMISSION, END, DATE_IN_FUTURE, TOTAL];

/// 200520 and 200620: judged against the stays of the invoice's lines; silent when there is none (the lines then
/// carry 300541). A zero end on an ended stay is no error. Where an invoice has lines of two stays, it may name
/// either; the end must be that of the stay whose admission it names.
pub(crate) fn stay(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    let mut stays: Vec<&Stay> = Vec::new();
    for line in case.lines {
        if let Some(stay) = case.stay_on(line.first_day)
            && !stays.iter().any(|known| known.dossier == stay.dossier)
        {
            stays.push(stay);
        }
    }
    if stays.is_empty() {
        return;
    }
    if let Some(admission) = case.invoice.admission {
        let named: Vec<&Stay> = stays
            .iter()
            .copied()
            .filter(|stay| stay.first_day() == admission.date())
            .collect();
        if named.is_empty() {
            found.push(
                case.finding(&ADMISSION)
                    .with("written", admission.date())
                    .with("known", stays[0].first_day()),
            );
        } else {
            stays = named;
        }
    }
    if let Some(discharge) = case.invoice.discharge {
        let ends: Vec<Date> = stays.iter().filter_map(|stay| stay.end()).map(|(day, _)| day).collect();
        if !ends.contains(&discharge.date()) {
            let known = ends.first().map_or_else(|| "-".to_owned(), Date::to_string);
            found.push(
                case.finding(&END)
                    .with("written", discharge.date())
                    .with("known", known),
            );
        }
    }
}

/// 204710: the invoice date lies after the day of receipt.
pub(crate) fn date(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if let Some(date) = case.invoice.invoice_date.filter(|date| *date > case.batch.received_day) {
        found.push(case.finding(&DATE_IN_FUTURE).with("date", date));
    }
}

/// 801910: a total of record 80 (zones 19, 27, 30–31) is not the sum of its details.
pub(crate) fn total(invoice: &Invoice, lines: &[Line], found: &mut Vec<Finding>) -> Result<(), MoneyOverflow> {
    let totals = [
        (
            invoice.written_total,
            EuroCents::sum(lines.iter().map(|line| line.amount))?,
        ),
        (
            invoice.written_share,
            EuroCents::sum(lines.iter().map(|line| line.share))?,
        ),
        (
            invoice.written_supplement,
            EuroCents::sum(lines.iter().map(|line| line.supplement))?,
        ),
    ];
    if let Some((written, sum)) = totals.into_iter().find(|(written, sum)| written != sum) {
        found.push(
            invoice_finding(invoice, &TOTAL)
                .with("written", written)
                .with("sum", sum),
        );
    }
    Ok(())
}
