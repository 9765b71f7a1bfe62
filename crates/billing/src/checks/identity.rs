//! Who an invoice is about: 200802 (check digits), 200820 (unknown), 200812 (not the same in all records),
//! 202810 (the reference is not this facility's and person's). Type F, billing.md §2; fine print, "Lines".

use identifiers::Ssin;
use invoice_file::model::Invoice;
use regulation::{CheckCode, Finding};

use super::{InvoiceCase, invoice_finding};

const CHECK_DIGITS: CheckCode = CheckCode::new("200802");
const UNKNOWN: CheckCode = CheckCode::new("200820");
const NOT_THE_SAME: CheckCode = CheckCode::new("200812");
const REFERENCE_UNKNOWN: CheckCode = CheckCode::new("202810");

pub(crate) const CODES: &[CheckCode] = &[CHECK_DIGITS, UNKNOWN, NOT_THE_SAME, REFERENCE_UNKNOWN];

/// What the file alone shows: 200802 and 200812.
pub(crate) fn alone(invoice: &Invoice, found: &mut Vec<Finding>) {
    if Ssin::from_number(invoice.ssin).is_err() {
        found.push(invoice_finding(invoice, &CHECK_DIGITS));
    }
    if !invoice.same_ssin {
        found.push(invoice_finding(invoice, &NOT_THE_SAME));
    }
}

/// What needs the member register: 200820. Wrong check digits silence it, since the number names nobody.
pub(crate) fn unknown(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if case.person.is_none() && Ssin::from_number(case.invoice.ssin).is_ok() {
        found.push(case.finding(&UNKNOWN));
    }
}

/// 202810, silent while the person is not known (200802, 200820).
pub(crate) fn reference(case: &InvoiceCase<'_>, found: &mut Vec<Finding>) {
    if case.person.is_some() && case.invoice.vsb_reference.is_some() && case.referred.is_none() {
        found.push(case.finding(&REFERENCE_UNKNOWN));
    }
}

#[cfg(test)]
mod tests {
    use invoice_file::model::{DetailKind, Line};

    use crate::testing::*;

    #[test]
    fn check_digits_unknown_and_not_the_same() {
        let world = World::ibw();
        let lines = [care("2024-03-10")];
        world.check_invoices(&[invoice(1, SSIN, &lines)], &[]);
        world.check_invoices(&[invoice(1, WRONG_SSIN, &lines)], &["200802"]);
        world.check_invoices(&[invoice(1, UNKNOWN_SSIN, &lines)], &["200820"]);
        world.check_invoices(&[invoice(1, 100_000_000_000, &lines)], &["200802"]);
        let mixed = |ssin| invoice(1, ssin, &lines).but(|invoice| invoice.same_ssin = false);
        world.check_invoices(&[mixed(SSIN)], &["200812"]);
        world.check_invoices(&[mixed(WRONG_SSIN)], &["200802", "200812"]);
    }

    #[test]
    fn an_unknown_person_silences_what_needs_the_person_and_no_more() {
        let mut world = World::ibw();
        world.month = "2024-02".parse().unwrap();
        world.received_at = at("2024-03-05T10:00:00+01:00");
        world.facility(|facility| facility.recognitions[0].period = period("2015-01-01", "2024-02-29"));
        world.paid(
            "2024-03-10",
            DAY_CODE,
            registers::TariffKind::Day,
            OTHER_FACILITY,
            "IBW",
        );
        let lines = [
            Line {
                units: 2,
                last_day: day("2024-03-11"),
                ..care("2024-03-10")
            },
            coded(care("2024-02-01"), WRONG_CODE),
            coded(care("2024-02-01"), UNKNOWN_CODE),
            cost("2024-02-02", 0),
            cost("2024-02-03", 999_999),
            coded(cost("2024-03-03", 100), WRONG_CODE),
            coded(cost("2024-03-06", 100), UNKNOWN_CODE),
            care("2023-12-31"),
            cost("2023-12-31", 100),
            line(DetailKind::Provision50, PREMIUM_CODE, "2024-02-02", 1),
        ];
        let heard = [
            "300402", "300420", "300440", "300510", "300547", "300550", "300616", "302240", "500402", "500420",
            "500440", "500510", "500547", "500550", "501941",
        ];
        for (ssin, own) in [(WRONG_SSIN, "200802"), (UNKNOWN_SSIN, "200820")] {
            let draft = invoice(1, ssin, &lines).referring(9);
            let expected: Vec<&str> = [own].into_iter().chain(heard).collect();
            world.check_invoices(&[draft], &expected);
        }
        world.received_at = at("2026-06-01T10:00:00+02:00");
        let late = [care("2024-02-01"), cost("2024-02-01", 999_999)];
        world.check_invoices(&[invoice(1, UNKNOWN_SSIN, &late)], &["200820", "300546", "500546"]);
    }

    #[test]
    fn a_reference_that_is_not_this_facilitys_and_persons_falls_back_to_the_day() {
        let world = World::ibw();
        let lines = [care("2024-03-10")];
        world.check_invoices(&[invoice(1, SSIN, &lines).referring(1)], &[]);
        let verdict = world.check_invoices(&[invoice(1, SSIN, &lines).referring(2)], &["202810"]);
        assert_eq!(verdict.lines[0].dossier.map(|dossier| dossier.0), Some(1));
        let not_one = invoice(1, SSIN, &lines).but(|invoice| invoice.vsb_reference = Some("X".to_owned()));
        world.check_invoices(&[not_one], &["202810"]);
        let early = invoice(1, SSIN, &[care("2024-02-29")]).referring(2);
        world.check_invoices(&[early], &["202810", "300511"]);
    }
}
