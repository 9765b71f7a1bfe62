//! What the file alone shows of the content stage (fine print, "Stages"): 200802, 200812, 201140, 801910, 300402,
//! 300616, 302240, 501941 and their twins. For a check without registers.

use invoice_file::model::{DetailKind, Invoice, InvoiceKind, Line, Sending};
use registers::TariffKind;
use regulation::Finding;

use super::{code, cost, day, identity, invoice_facts, sign, units};
use crate::verdict::{Place, PlacedFinding};

/// Everything the file alone shows, in the order of the file.
pub(crate) fn of(sending: &Sending) -> Vec<PlacedFinding> {
    let mut all = Vec::new();
    for (index, invoice) in sending.invoices.iter().enumerate() {
        let lines = sending.lines_of(invoice);
        let mut found = Vec::new();
        identity::alone(invoice, &mut found);
        sign::check(
            invoice,
            lines,
            |line| kind_without_tariffs(invoice, lines, line),
            &mut found,
        );
        // A sum outside 64 bits cannot come from zones of at most twelve digits in a file that fits a disk.
        let _ = invoice_facts::total(invoice, lines, &mut found);
        keep(&mut all, Place::Invoice(index), &mut found);
        if invoice.kind == InvoiceKind::Credit {
            // A credit line is judged only against the accepted line it takes back.
            continue;
        }
        for (offset, line) in lines.iter().enumerate() {
            day::one_day(line, &mut found);
            units::check(line, invoice.kind, &mut found);
            code::check_digit(line, &mut found);
            cost::zero_or_less(line, invoice.kind, &mut found);
            keep(
                &mut all,
                Place::Line {
                    invoice: index,
                    line: invoice.lines.start + offset,
                },
                &mut found,
            );
        }
    }
    all
}

fn keep(all: &mut Vec<PlacedFinding>, place: Place, found: &mut Vec<Finding>) {
    all.extend(found.drain(..).map(|finding| PlacedFinding { place, finding }));
}

/// Without tariffs, a record 30 directly behind one of the same day under another code, with the opposite sign, is
/// taken for the personal share of that day.
fn kind_without_tariffs(invoice: &Invoice, lines: &[Line], line: &Line) -> Option<TariffKind> {
    let before = usize::try_from(line.position)
        .ok()
        .and_then(|position| lines.get(position.checked_sub(2)?));
    let turned = line.amount.cents().signum() == -i64::from(sign::wanted_sign(invoice.kind));
    let behind_its_day = before.is_some_and(|day| {
        day.record == DetailKind::Stay30 && day.first_day == line.first_day && day.code != line.code
    });
    (line.record == DetailKind::Stay30 && turned && behind_its_day).then_some(TariffKind::PersonalShare)
}

#[cfg(test)]
mod tests {
    use identifiers::EuroCents;

    use crate::testing::*;

    /// What the file alone shows of invoices, as (invoice number, position, code).
    fn check(drafts: &[Draft], expected: &[(u64, u32, &str)]) {
        let world = World::of_sector("PVT");
        let sending = world.sending(drafts);
        let verdict = crate::BatchVerdict {
            findings: super::of(&sending),
            ..world.judge_sending(&sending)
        };
        assert_eq!(placed(&sending, &verdict), expected);
        for of in &verdict.findings {
            assert_eq!(world.law.missing_facts(&of.finding), Vec::<&str>::new());
        }
    }

    #[test]
    fn what_needs_no_register() {
        let lines = [
            invoice_file::model::Line {
                last_day: day("2024-03-11"),
                units: 2,
                ..coded(care("2024-03-10"), WRONG_CODE)
            },
            coded(cost("2024-03-10", 0), WRONG_CODE),
            care("9999-12-31"),
            coded(care("2024-03-12"), UNKNOWN_CODE),
        ];
        let draft = invoice(3, WRONG_SSIN, &lines).but(|invoice| {
            invoice.same_ssin = false;
            invoice.written_total = EuroCents::ZERO;
        });
        let found = [
            (3, 0, "200802"),
            (3, 0, "200812"),
            (3, 0, "801910"),
            (3, 1, "300402"),
            (3, 1, "300616"),
            (3, 1, "302240"),
            (3, 2, "500402"),
            (3, 2, "501941"),
        ];
        check(&[draft], &found);
        check(&[invoice(1, SSIN, &[care("2024-03-10"), cost("2024-03-10", 1)])], &[]);
    }

    #[test]
    fn a_share_behind_its_day_is_no_turned_day() {
        let (on, other) = ("2024-03-10", "2024-03-11");
        check(&[invoice(1, SSIN, &[care(on), share(on)])], &[]);
        check(&[invoice(1, SSIN, &[share(on)])], &[(1, 0, "201140")]);
        check(&[invoice(1, SSIN, &[care(on), share(other)])], &[(1, 0, "201140")]);
        check(&[invoice(1, SSIN, &[care(on), share(on)]).credit()], &[]);
    }
}
