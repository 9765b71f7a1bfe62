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

#[cfg(test)]
mod tests {
    use identifiers::EuroCents;
    use invoice_file::model::Line;

    use crate::testing::*;

    fn admitted(on: &str, discharged: &str, lines: &[Line]) -> Draft {
        invoice(1, SSIN, lines).but(|invoice| {
            invoice.admission = Some(day(on).at(0, 0, 0, 0));
            invoice.discharge = (!discharged.is_empty()).then(|| day(discharged).at(0, 0, 0, 0));
        })
    }

    #[test]
    fn admission_and_end_are_those_of_the_dossier_by_day() {
        let mut world = World::ibw();
        let lines = [care("2024-03-10")];
        world.check_invoices(&[admitted("2024-03-01", "", &lines)], &[]);
        world.check_invoices(&[admitted("2024-03-02", "", &lines)], &["200520"]);
        world.check_invoices(&[admitted("2024-03-01", "2024-03-20", &lines)], &["200620"]);
        world.stay(|stay| stay.reported_end = Some(at("2024-03-20T23:30:00+01:00")));
        world.check_invoices(&[admitted("2024-03-01", "", &lines)], &[]);
        world.check_invoices(&[admitted("2024-03-01", "2024-03-20", &lines)], &[]);
        world.check_invoices(&[admitted("2024-02-29", "2024-03-21", &lines)], &["200520", "200620"]);
    }

    #[test]
    fn with_lines_of_two_stays_the_end_is_that_of_the_admission() {
        let mut world = World::ibw();
        let mut early = stay(7, "2024-03-01T10:00:00+01:00", "2024-12-31");
        early.reported_end = Some(at("2024-03-10T14:00:00+01:00"));
        let mut late = stay(8, "2024-03-20T10:00:00+01:00", "2024-12-31");
        late.reported_end = Some(at("2024-03-30T14:00:00+01:00"));
        world.stays(vec![early, late]);
        let both = [care("2024-03-05"), care("2024-03-25")];
        for (admission, discharge, expected) in [
            ("2024-03-01", "2024-03-10", &[][..]),
            ("2024-03-20", "2024-03-30", &[]),
            ("2024-03-01", "2024-03-30", &["200620"]),
            ("2024-03-02", "2024-03-30", &["200520"]),
        ] {
            world.check_invoices(&[admitted(admission, discharge, &both)], expected);
        }
        world.check_invoices(&[admitted("2024-03-20", "", &both[..1])], &["200520"]);
    }

    #[test]
    fn the_invoice_date_may_be_the_day_of_receipt() {
        let world = World::ibw();
        let dated = |on| invoice(1, SSIN, &[care("2024-03-10")]).but(|invoice| invoice.invoice_date = Some(day(on)));
        world.check_invoices(&[dated("2024-04-03")], &[]);
        world.check_invoices(&[dated("2024-04-04")], &["204710"]);
    }

    #[test]
    fn each_total_of_record_80_is_the_sum_of_its_details() {
        let world = World::ibw();
        let draft = || invoice(1, SSIN, &[care("2024-03-10"), care("2024-03-11")]);
        let cent = EuroCents::new(1);
        world.check_invoices(&[draft()], &[]);
        let wrong = draft().but(|invoice| invoice.written_total = EuroCents::new(2 * DAY_CENTS - 1));
        world.check_invoices(&[wrong], &["801910"]);
        world.check_invoices(&[draft().but(|invoice| invoice.written_share = cent)], &["801910"]);
        let wrong = draft().but(|invoice| invoice.written_supplement = cent);
        world.check_invoices(&[wrong], &["801910"]);
    }
}
