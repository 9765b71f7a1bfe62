//! Single values of register files that are no number of `identifiers`.
//!
//! Every function takes trimmed text that is not empty and answers the value, or in words what was expected.

use identifiers::EuroCents;
use jiff::civil::Date;

/// A civil date as `yyyy-MM-dd`, and nothing else that a date library would also read.
pub(super) fn date(text: &str) -> Result<Date, &'static str> {
    let part = |range: std::ops::Range<usize>| text.get(range).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let parsed = || {
        let dashes = text.len() == 10 && text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
        let year = part(0..4)?.parse().ok()?;
        let month = part(5..7)?.parse().ok()?;
        let day = part(8..10)?.parse().ok()?;
        if dashes { Date::new(year, month, day).ok() } else { None }
    };
    parsed().ok_or("expected a date as yyyy-MM-dd")
}

/// A calendar year of four digits.
pub(super) fn year(text: &str) -> Result<i16, &'static str> {
    whole(text)
        .filter(|_| text.len() == 4)
        .ok_or("expected a year of 4 digits")
}

/// An amount in whole cents, not negative.
pub(super) fn cents(text: &str) -> Result<EuroCents, &'static str> {
    whole(text)
        .map(EuroCents::new)
        .ok_or("expected an amount in whole cents, not negative")
}

/// A number of places.
pub(super) fn places(text: &str) -> Result<u32, &'static str> {
    whole(text).ok_or("expected a whole number, not negative")
}

/// A sickness fund by its hundreds (care.md §0: the first digit is 1 to 6 or 9).
pub(super) fn insurer(text: &str) -> Result<u16, &'static str> {
    whole(text)
        .filter(|number| matches!(number, 100 | 200 | 300 | 400 | 500 | 600 | 900) && text.len() == 3)
        .ok_or("expected a sickness fund: 100, 200, 300, 400, 500, 600 or 900")
}

/// `yes` or `no`.
pub(super) fn yes_or_no(text: &str) -> Result<bool, &'static str> {
    match text {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err("expected yes or no"),
    }
}

/// Free text of one line. A line break means most often that a quotation mark was not closed and swallowed
/// the rows behind it; other control characters could not be written in a payment file.
pub(super) fn text(text: &str) -> Result<String, &'static str> {
    if text.chars().any(char::is_control) {
        Err("holds a line break or another control character (is a quotation mark not closed?)")
    } else {
        Ok(text.to_owned())
    }
}

/// One of the words of a list: `find` knows them, `words` names them when it is none.
pub(super) fn word<T: Copy>(
    text: &str,
    find: impl FnOnce(&str) -> Option<T>,
    words: &[T],
    code: impl Fn(T) -> &'static str,
) -> Result<T, String> {
    find(text).ok_or_else(|| {
        let words: Vec<_> = words.iter().map(|value| code(*value)).collect();
        format!("expected {}", words.join(", "))
    })
}

/// Digits alone as a number; `None` for a sign, white space, another letter or too large a number.
fn whole<N: std::str::FromStr>(text: &str) -> Option<N> {
    if text.bytes().all(|b| b.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_one_form_only() {
        for (text, expected) in [
            ("2024-02-29", Some(jiff::civil::date(2024, 2, 29))),
            ("2023-02-29", None),
            ("2024-2-9", None),
            ("20240229", None),
            ("2024-02-29T00:00", None),
            ("+024-02-29", None),
            ("2024/02/29", None),
            ("29-02-2024", None),
            ("2024-02-é", None),
            ("202é-02-29", None),
        ] {
            assert_eq!(date(text).ok(), expected, "{text}");
        }
    }

    #[test]
    fn amounts_are_digits_alone() {
        for (text, expected) in [
            ("0", Some(0)),
            ("4321", Some(4321)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("-1", None),
            ("+1", None),
            ("43,21", None),
            ("43.21", None),
            ("٣", None),
        ] {
            assert_eq!(cents(text).ok(), expected.map(EuroCents::new), "{text}");
        }
    }

    #[test]
    fn sickness_funds_are_hundreds() {
        for (text, expected) in [
            ("100", Some(100)),
            ("600", Some(600)),
            ("900", Some(900)),
            ("000", None),
            ("700", None),
            ("800", None),
            ("101", None),
            ("0100", None),
            ("1", None),
        ] {
            assert_eq!(insurer(text).ok(), expected, "{text}");
        }
    }
}
