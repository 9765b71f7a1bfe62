//! Records 95 and 96: each byte follows from the rest of the file (billing.md §1).

use super::Reader;
use super::sending::Written;
use crate::bytes::{all_digits, small};
use crate::fault::{At, FaultKind};
use crate::write::closing_record;
use crate::zones::{Layout, RECORD_LENGTH, Zone, ZoneType};

/// Which of the zones 400 and following (for record 96: 500 and following) are what.
const FUND: u16 = 1;
const TOTALS: [u16; 4] = [3, 4, 7, 8];
const RECORDS: u16 = 9;
const CONTROL: u16 = 10;

impl Reader {
    pub(super) fn closing_record(&mut self, at: At, layout: Layout, bytes: &[u8; RECORD_LENGTH]) {
        let table = layout.table();
        let first = table.zones[0].number;
        if layout == Layout::R95 {
            self.draft.funds.closing = small(&bytes[table.range(first + FUND)]);
        }
        let Written { total, control, .. } = self.draft.written;
        let fund = self.draft.funds.the_one();
        // Record 95 counts the records 20 to 80, record 96 also 10 and 90.
        let all = self.draft.records.unwrap_or(0);
        let records = if layout == Layout::R96 {
            all
        } else {
            all.saturating_sub(2)
        };
        let expected = closing_record(
            layout,
            fund.unwrap_or(0),
            total.unwrap_or_default(),
            records,
            control.unwrap_or(0),
        );
        let Ok(expected) = expected else { return };
        for zone in &table.zones {
            let place = zone.number.saturating_sub(first);
            let (found, right) = (&bytes[zone.range.clone()], &expected[zone.range.clone()]);
            let known = match place {
                FUND => fund.is_some(),
                CONTROL => control.is_some(),
                _ if TOTALS.contains(&place) => total.is_some(),
                _ => true,
            };
            // What cannot be told must at least have its form.
            let fits = if known { found == right } else { form(zone, found) };
            if !fits {
                let kind = kind(zone, place, found);
                let expected = if known {
                    crate::bytes::shown(right)
                } else {
                    format!("{} digits or a sign", right.len())
                };
                self.faults.add(|| {
                    let mut fault = at.fault(zone.number, kind, at.shown(bytes, zone), expected);
                    fault.zone.clone_from(&zone.name);
                    fault
                });
            }
        }
    }
}

fn form(zone: &Zone, found: &[u8]) -> bool {
    match zone.zone_type {
        ZoneType::Numeric => all_digits(found),
        ZoneType::Text => matches!(found, b"+" | b"-"),
    }
}

fn kind(zone: &Zone, place: u16, found: &[u8]) -> FaultKind {
    let numeric = zone.zone_type == ZoneType::Numeric;
    match place {
        _ if zone.number < 1000 && numeric && !all_digits(found) => FaultKind::NotNumeric,
        0 => FaultKind::NotAllowed,
        FUND => FaultKind::Differs,
        3 | 5 | 7 => FaultKind::Sign,
        4 | 6 | 8 => FaultKind::Total,
        RECORDS => FaultKind::Count,
        CONTROL => FaultKind::CheckDigits,
        _ => FaultKind::Reserve,
    }
}
