//! Check digits, control numbers, and the mask of what each byte of a record may be.

use crate::zones::{RECORD_LENGTH, Rule, Zone, ZoneType};

/// The value of a byte in the sum of check digits (billing.md §1): digits their value, blank 10, letters
/// 11 to 36 in either case, any other byte 37.
#[must_use]
pub const fn byte_value(byte: u8) -> u8 {
    const fn all_ones_if(condition: bool) -> u8 {
        0u8.wrapping_sub(condition as u8)
    }
    // Masks instead of branches: so a loop over bytes becomes vector instructions.
    let digit = byte.wrapping_sub(b'0');
    let letter = (byte | 0x20).wrapping_sub(b'a');
    let is_digit = all_ones_if(digit <= 9);
    let is_letter = all_ones_if(letter <= 25);
    let is_blank = all_ones_if(byte == b' ');
    let other = !(is_digit | is_letter | is_blank);
    (digit & is_digit) | (letter.wrapping_add(11) & is_letter) | (10 & is_blank) | (37 & other)
}

/// Check digits of zone 99 over positions 1 to 348 (billing.md §1): their sum modulo 97, where 0 is written 97.
///
/// Of a shorter or longer slice the first 348 bytes count.
///
/// ```
/// use invoice_file::check_digits;
/// assert_eq!(check_digits(&[b' '; 348]), 85);
/// ```
#[must_use]
pub fn check_digits(bytes: &[u8]) -> u8 {
    control_number(sum_of_values(&bytes[..bytes.len().min(RECORD_LENGTH - 2)]))
}

/// Control number of zone 98 (billing.md §1): a sum modulo 97, where 0 is written 97.
///
/// The sum is that of zone 4 of the details; a 51 counts again, a 52 does not.
///
/// ```
/// assert_eq!(invoice_file::control_number(30 * 763_033), 57);
/// ```
#[must_use]
pub fn control_number(sum: u64) -> u8 {
    match u8::try_from(sum % 97) {
        Ok(rest) if rest > 0 => rest,
        _ => 97,
    }
}

/// Whether zone 99 of a record holds the right check digits.
pub(crate) fn is_sound(record: &[u8; RECORD_LENGTH]) -> bool {
    crate::bytes::small(&record[RECORD_LENGTH - 2..]) == Some(check_digits(record))
}

/// For each position the lowest byte allowed and how far above it the highest is.
#[derive(Debug)]
pub(crate) struct Mask {
    lowest: [u8; RECORD_LENGTH],
    span: [u8; RECORD_LENGTH],
}

impl Mask {
    /// The mask of a table of zones; positions beyond a record's length are left out.
    pub(crate) fn of(zones: &[Zone]) -> Self {
        let mut mask = Self {
            lowest: [0; RECORD_LENGTH],
            span: [u8::MAX; RECORD_LENGTH],
        };
        for zone in zones {
            for (place, at) in zone.range.clone().enumerate().filter(|(_, at)| *at < RECORD_LENGTH) {
                (mask.lowest[at], mask.span[at]) = allowed(zone, place);
            }
        }
        mask
    }

    /// Whether a rule asks for more than single bytes can show.
    pub(crate) const fn needs_more(rule: Rule) -> bool {
        !matches!(
            rule,
            Rule::Numeric | Rule::Zeros | Rule::Blanks | Rule::Free | Rule::Prefixed(_) | Rule::Own
        )
    }

    /// One pass over a record: whether a byte is not what it may be, and the check digits of positions 1 to 348.
    pub(crate) fn scan(&self, record: &[u8; RECORD_LENGTH]) -> (bool, u8) {
        let mut bad = [0u8; LANES];
        let rows = record
            .chunks_exact(LANES)
            .zip(self.lowest.chunks_exact(LANES))
            .zip(self.span.chunks_exact(LANES));
        for ((bytes, lowest), span) in rows {
            for lane in 0..LANES {
                // What is left above the highest byte allowed.
                bad[lane] |= bytes[lane].wrapping_sub(lowest[lane]).saturating_sub(span[lane]);
            }
        }
        let mut any_bad = bad.iter().any(|lane| *lane != 0);
        for (at, byte) in record.iter().enumerate().skip(RECORD_LENGTH / LANES * LANES) {
            any_bad |= byte.wrapping_sub(self.lowest[at]) > self.span[at];
        }
        (any_bad, check_digits(record))
    }
}

/// How many bytes are worked on side by side: the compiler makes vector instructions of loops over so many.
const LANES: usize = 16;
/// How many values of at most 37 fit a sum of one byte.
const ROWS: usize = 6;

/// The sum of the values of bytes, at most 348 of them.
fn sum_of_values(bytes: &[u8]) -> u64 {
    let mut sums = [0u16; LANES];
    let mut add = |group: &[[u8; LANES]]| {
        let mut lanes = [0u8; LANES];
        for row in group {
            for (lane, byte) in lanes.iter_mut().zip(row) {
                *lane = lane.wrapping_add(byte_value(*byte));
            }
        }
        for (sum, lane) in sums.iter_mut().zip(lanes) {
            *sum += u16::from(lane);
        }
    };
    let (rows, rest) = bytes.as_chunks::<LANES>();
    rows.chunks(ROWS).for_each(&mut add);
    // The rest is filled up with zeros, whose value is nothing.
    let mut last = [b'0'; LANES];
    last[..rest.len()].copy_from_slice(rest);
    add(&[last]);
    sums.iter().map(|sum| u64::from(*sum)).sum()
}

/// Lowest byte and span at one place of a zone.
const fn allowed(zone: &Zone, place: usize) -> (u8, u8) {
    const DIGIT: (u8, u8) = (b'0', 9);
    const ANY: (u8, u8) = (0, u8::MAX);
    match zone.rule {
        Rule::Zeros => (b'0', 0),
        Rule::Blanks => (b' ', 0),
        Rule::Free | Rule::SignedOrAbsent => ANY,
        Rule::Signed if place == 0 => ANY,
        Rule::Prefixed(zeros) if place < zeros => (b'0', 0),
        Rule::OneOf(_) | Rule::Own if matches!(zone.zone_type, ZoneType::Text) => ANY,
        _ => DIGIT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_of_the_specification() {
        let check = |start: &str, filler: u8, expected: u8| {
            let mut bytes = start.as_bytes().to_vec();
            bytes.resize(348, filler);
            assert_eq!(check_digits(&bytes), expected, "{start} and {}", char::from(filler));
            bytes.extend(*b"00");
            let record: [u8; 350] = bytes.try_into().unwrap();
            assert_eq!(crate::zones::Layout::R10.table().mask.scan(&record).1, expected);
        };
        check("", b'0', 97);
        check("", b' ', 85);
        check("", b'+', 72);
        check("Z", b'0', 36);
        check("z", b'0', 36);
        check("10000001", b'0', 2);
        check("20000002", b'0', 4);
        assert_eq!(control_number(30 * 763_033), 57);
        assert_eq!(control_number(97), 97);
    }

    #[test]
    fn every_byte_has_its_value() {
        let check = |byte: u8, value: u8| assert_eq!(byte_value(byte), value, "{byte:02x}");
        for (byte, value) in [
            (b'0', 0),
            (b'9', 9),
            (b' ', 10),
            (b'A', 11),
            (b'z', 36),
            (b'@', 37),
            (b'[', 37),
        ] {
            check(byte, value);
        }
        for byte in [b'`', b'{', b'/', b':', b'\r', b'\n', 0, 0x7f, 0x80, 0xc1, 0xe1, 0xff] {
            check(byte, 37);
        }
    }
}
