//! Judging the bytes of zones by their rule.

use crate::bytes::{Dates, all_digits, all_zeros, date, hour, month};
use crate::fault::{At, FaultKind, Faults};
use crate::zones::{Rule, Table, Zone, ZoneType};

/// What is wrong with a zone: the kind, and what should stand there. `None` when it is right.
pub(crate) fn wrong(zone: &Zone, bytes: &[u8]) -> Option<FaultKind> {
    let digits = all_digits(bytes);
    let unless = |fits: bool, kind: FaultKind| (!fits).then_some(kind);
    match zone.rule {
        Rule::Free | Rule::Own => None,
        Rule::Zeros => unless(all_zeros(bytes), FaultKind::Reserve),
        Rule::Blanks => unless(bytes.iter().all(|byte| *byte == b' '), FaultKind::Reserve),
        Rule::Signed => signed(bytes),
        Rule::SignedOrAbsent => {
            let absent = digits || bytes.iter().all(|byte| *byte == b' ');
            if absent { None } else { signed(bytes) }
        }
        Rule::OneOf(texts) => {
            let fits = texts.iter().any(|text| text.as_bytes() == bytes);
            let numeric = digits || zone.zone_type == ZoneType::Text;
            unless(
                fits,
                if numeric {
                    FaultKind::NotAllowed
                } else {
                    FaultKind::NotNumeric
                },
            )
        }
        _ if !digits => Some(FaultKind::NotNumeric),
        Rule::Numeric => None,
        Rule::Prefixed(zeros) => unless(all_zeros(&bytes[..zeros.min(bytes.len())]), FaultKind::NotAllowed),
        Rule::NotZero => unless(!all_zeros(bytes), FaultKind::NotAllowed),
        Rule::Date => unless(date(bytes).is_some(), FaultKind::Calendar),
        Rule::DateOrZeros => unless(all_zeros(bytes) || date(bytes).is_some(), FaultKind::Calendar),
        Rule::MonthOfYear => unless((b"01".as_slice()..=b"12").contains(&bytes), FaultKind::Calendar),
        Rule::Month => unless(month(bytes).is_some(), FaultKind::Calendar),
        Rule::MonthOrZeros => unless(all_zeros(bytes) || month(bytes).is_some(), FaultKind::Calendar),
        Rule::Hour => unless(hour(bytes).is_some(), FaultKind::Calendar),
    }
}

fn signed(bytes: &[u8]) -> Option<FaultKind> {
    match bytes.split_first() {
        Some((b'+' | b'-', digits)) => (!all_digits(digits)).then_some(FaultKind::NotNumeric),
        _ => Some(FaultKind::Sign),
    }
}

/// What should stand in a zone, in words.
pub(crate) fn expected(zone: &Zone) -> String {
    let length = zone.range.len();
    match zone.rule {
        Rule::Free | Rule::Own => "any characters".to_owned(),
        Rule::Zeros => format!("{length} zeros"),
        Rule::Blanks => format!("{length} blanks"),
        Rule::Signed | Rule::SignedOrAbsent => format!("+ or - and {} digits", length - 1),
        Rule::OneOf(texts) => texts.join(" or "),
        Rule::Numeric => format!("{length} digits"),
        Rule::Prefixed(zeros) => format!("{} and {} digits", "0".repeat(zeros), length - zeros),
        Rule::NotZero => format!("{length} digits, not all zero"),
        Rule::Date => "a calendar date YYYYMMDD".to_owned(),
        Rule::DateOrZeros => "a calendar date YYYYMMDD, or zeros".to_owned(),
        Rule::MonthOfYear => "a month 01 to 12".to_owned(),
        Rule::Month => "a month YYYYMM".to_owned(),
        Rule::MonthOrZeros => "a month YYYYMM, or zeros".to_owned(),
        Rule::Hour => format!("{} and an hour HHMM", "0".repeat(length.saturating_sub(4))),
    }
}

/// Whether the zones that a mask cannot judge are right, in a record whose bytes fit its mask.
pub(crate) fn explicit_zones_are_right(table: &Table, record: &[u8], dates: &mut Dates) -> bool {
    table.explicit.iter().all(|at| {
        let zone = &table.zones[*at];
        let bytes = &record[zone.range.clone()];
        // The frequent rules in short; the mask has seen that the rest are digits.
        match zone.rule {
            Rule::Signed => matches!(bytes.first(), Some(b'+' | b'-')),
            Rule::Date => dates.read(bytes).is_some(),
            Rule::DateOrZeros if bytes == b"00000000" => true,
            _ => wrong(zone, bytes).is_none(),
        }
    })
}

/// The zones of a record that are wrong, by name.
pub(crate) fn wrong_zones<'a>(table: &'a Table, bytes: &[u8]) -> Vec<&'a str> {
    let judged = table
        .zones
        .iter()
        .filter(|zone| bytes.get(zone.range.clone()).is_some_and(|b| wrong(zone, b).is_some()));
    judged.map(|zone| zone.name.as_str()).collect()
}

/// Names every zone of a record or segment that is wrong. A zone that was cut off is not judged.
pub(crate) fn name_wrong_zones(at: At, table: &Table, bytes: &[u8], faults: &mut Faults) {
    for zone in &table.zones {
        if let Some(content) = bytes.get(zone.range.clone())
            && let Some(kind) = wrong(zone, content)
        {
            faults.add(|| {
                let mut fault = at.fault(zone.number, kind, at.shown(bytes, zone), expected(zone));
                fault.zone.clone_from(&zone.name);
                fault
            });
        }
    }
}
