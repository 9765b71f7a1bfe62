//! Digits, dates, hours and text in fixed zones.

use identifiers::{EuroCents, Month};
use jiff::civil::{Date, DateTime};

/// Digits as a number; `None` when a byte is none, or when there are more than 18.
pub(crate) fn number(bytes: &[u8]) -> Option<u64> {
    if bytes.len() > 18 {
        return None;
    }
    let mut sum = 0u64;
    let mut bad = false;
    for byte in bytes {
        let digit = byte.wrapping_sub(b'0');
        bad |= digit > 9;
        sum = sum.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    (!bad).then_some(sum)
}

/// Digits as a small number; `None` also when it is too large.
pub(crate) fn small<T: TryFrom<u64>>(bytes: &[u8]) -> Option<T> {
    T::try_from(number(bytes)?).ok()
}

/// Whether all bytes are digits, of any length.
pub(crate) fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Whether all bytes are zeros.
pub(crate) fn all_zeros(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| *byte == b'0')
}

/// A sign and digits as a number.
pub(crate) fn signed(bytes: &[u8]) -> Option<i64> {
    let (sign, digits) = bytes.split_first()?;
    let size = i64::try_from(number(digits)?).ok()?;
    match sign {
        b'+' => Some(size),
        b'-' => Some(-size),
        _ => None,
    }
}

/// A sign and digits as an amount.
pub(crate) fn cents(bytes: &[u8]) -> Option<EuroCents> {
    signed(bytes).map(EuroCents::new)
}

/// YYYYMMDD as a date of the calendar; the year 0000 is none.
pub(crate) fn date(bytes: &[u8]) -> Option<Date> {
    let (year, month_day) = bytes.split_at_checked(4)?;
    let (month, day) = month_day.split_at_checked(2)?;
    Date::new(small(year).filter(|year: &i16| *year > 0)?, small(month)?, small(day)?).ok()
}

/// Dates with the last one remembered: in an invoice file the next date is nearly always the same.
#[derive(Default)]
pub(crate) struct Dates {
    last: Option<([u8; 8], Date)>,
}

impl Dates {
    /// YYYYMMDD as a date of the calendar.
    pub(crate) fn read(&mut self, digits: &[u8]) -> Option<Date> {
        if let Some((known, day)) = self.last
            && known == digits
        {
            return Some(day);
        }
        let day = date(digits)?;
        self.last = digits.try_into().ok().map(|digits| (digits, day));
        Some(day)
    }
}

/// YYYYMM, or five digits of a year and MM, as a month.
pub(crate) fn month(bytes: &[u8]) -> Option<Month> {
    let (year, month) = bytes.split_at_checked(bytes.len().checked_sub(2)?)?;
    Month::new(small(year).filter(|year: &i16| *year > 0)?, small(month)?).ok()
}

/// Zeros and HHMM as hour and minute.
pub(crate) fn hour(bytes: &[u8]) -> Option<(i8, i8)> {
    let value: u16 = small(bytes)?;
    let (hour, minute) = (i8::try_from(value / 100).ok()?, i8::try_from(value % 100).ok()?);
    (hour < 24 && minute < 60).then_some((hour, minute))
}

/// A date zone and its hour zone; `None` when either is not one.
pub(crate) fn date_and_hour(date_zone: &[u8], hour_zone: &[u8]) -> Option<DateTime> {
    let (hour, minute) = hour(hour_zone)?;
    Some(date(date_zone)?.at(hour, minute, 0, 0))
}

/// Bytes of ISO 8859-1 as text.
pub(crate) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

/// Text as bytes of ISO 8859-1: control characters become blanks, characters that it lacks become `?`.
pub(crate) fn to_latin1(text: &str) -> impl Iterator<Item = u8> {
    text.chars().map(|c| match c {
        '\u{20ac}' => b'E',
        '\u{2018}' | '\u{2019}' => b'\'',
        '\u{2013}' | '\u{2014}' => b'-',
        c if c.is_control() => b' ',
        c => u8::try_from(c).unwrap_or(b'?'),
    })
}

/// At most 40 bytes as text for people, control characters made visible.
pub(crate) fn shown(bytes: &[u8]) -> String {
    let mut text = String::new();
    for byte in bytes.iter().take(40) {
        match byte {
            0x20..=0x7e | 0xa0..=0xff => text.push(char::from(*byte)),
            _ => text.push_str(&format!("\\x{byte:02x}")),
        }
    }
    if bytes.len() > 40 {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_the_calendar() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(
                date(text.as_bytes()).map(|day| day.to_string()).as_deref(),
                expected,
                "{text}"
            );
        };
        check("20240229", Some("2024-02-29"));
        check("20230229", None);
        check("20241301", None);
        check("00000000", None);
        check("2024 301", None);
        check("202403", None);
    }

    #[test]
    fn hours_end_at_2359() {
        let check = |text: &str, expected: Option<(i8, i8)>| assert_eq!(hour(text.as_bytes()), expected, "{text}");
        check("0002359", Some((23, 59)));
        check("02400", None);
        check("00060", None);
        check("10000", None);
        check("00000", Some((0, 0)));
    }

    #[test]
    fn months_are_of_the_calendar() {
        let check = |text: &str, ok: bool| assert_eq!(month(text.as_bytes()).is_some(), ok, "{text}");
        check("202403", true);
        check("0202412", true);
        check("202413", false);
        check("202400", false);
        check("1", false);
    }
}
