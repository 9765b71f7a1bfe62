//! What the file alone shows of the content stage (fine print, "Stages"): 200802, 200812, 201140, 801910, 300402,
//! 300616, 302240, 501941 and their twins. For a check without registers.

use invoice_file::model::{DetailKind, Invoice, Line, Sending};
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
