//! How values are written in care messages (care.md §2 and §6).

use jiff::Timestamp;
use jiff::civil::Date;

/// Reads a civil date written `yyyy-MM-dd`, and in no other way.
pub(crate) fn civil_date(text: &str) -> Option<Date> {
    shaped(text, "dddd-dd-dd").then(|| text.parse().ok())?
}

/// Reads an RFC 3339 instant: date, `T`, hour to the second with or without a fraction, and `Z` or an offset.
/// Without an offset it is not an instant.
pub(crate) fn instant(text: &str) -> Option<Timestamp> {
    let (clock, rest) = text.split_at_checked(19)?;
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    let fraction_has_digits = rest.len() == offset.len() || rest.len() - offset.len() > 1;
    let offset_fits = matches!(offset, "Z" | "z") || shaped(offset, "+dd:dd") || shaped(offset, "-dd:dd");
    (fraction_has_digits && offset_fits && shaped(&clock.to_ascii_uppercase(), "dddd-dd-ddTdd:dd:dd"))
        .then(|| text.parse().ok())?
}

/// Whether a diagnosis is shaped as a DSM-5 code is: an ICD-10-CM code (`F20.9`) or an ICD-9-CM code (`295.90`,
/// `V62.4`); care.md §2 gives both shapes.
pub(crate) fn is_diagnosis(text: &str) -> bool {
    let (category, detail) = match text.split_once('.') {
        Some((category, detail)) => (category, Some(detail)),
        None => (text, None),
    };
    let capital_or_digit = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    let icd10 = matches!(category.as_bytes(), [letter, digit, last]
            if letter.is_ascii_uppercase() && digit.is_ascii_digit() && capital_or_digit(*last))
        && detail.is_none_or(|d| (1..=4).contains(&d.len()) && d.bytes().all(capital_or_digit));
    let icd9 = (shaped(category, "ddd") || shaped(category, "Vdd"))
        && detail.is_none_or(|d| (1..=2).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    icd10 || icd9
}

/// Whether the text has the shape: `d` stands for a digit, every other character for itself.
fn shaped(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text
            .bytes()
            .zip(shape.bytes())
            .all(|(b, s)| if s == b'd' { b.is_ascii_digit() } else { b == s })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{civil_date, instant, is_diagnosis};

    #[test]
    fn a_civil_date_is_written_in_one_way() {
        for (text, fits) in [
            ("2024-02-29", true),
            ("2023-02-29", false),
            ("2024-13-01", false),
            ("2024-00-10", false),
            ("2024-3-1", false),
            ("20240301", false),
            ("2024-03-01T00:00", false),
            ("2024-W10-5", false),
            (" 2024-03-01", false),
            ("+02024-03-01", false),
            ("٢٠٢٤-03-01", false),
            ("", false),
        ] {
            assert_eq!(civil_date(text).is_some(), fits, "{text}");
        }
    }

    #[test]
    fn an_instant_carries_an_offset() {
        for (text, utc) in [
            ("2024-03-01T14:00:00+01:00", Some("2024-03-01T13:00:00Z")),
            ("2024-03-01T14:00:00Z", Some("2024-03-01T14:00:00Z")),
            ("2024-03-01t14:00:00z", Some("2024-03-01T14:00:00Z")),
            ("2024-03-01T14:00:00.250+01:00", Some("2024-03-01T13:00:00.25Z")),
            ("2024-03-01T14:00:00-05:30", Some("2024-03-01T19:30:00Z")),
            ("2024-03-31T02:30:00+01:00", Some("2024-03-31T01:30:00Z")),
            ("2024-03-01T14:00:00", None),
            ("2024-03-01T14:00+01:00", None),
            ("2024-03-01 14:00:00+01:00", None),
            ("2024-03-01T14:00:00+01", None),
            ("2024-03-01T14:00:00+0100", None),
            ("2024-03-01T14:00:00.+01:00", None),
            ("2024-03-01T14:00:00+01:00[Europe/Brussels]", None),
            ("2024-02-30T14:00:00+01:00", None),
            ("2024-03-01T25:00:00+01:00", None),
            ("2024-03-01", None),
            ("", None),
        ] {
            assert_eq!(instant(text).map(|i| i.to_string()).as_deref(), utc, "{text}");
        }
    }

    #[test]
    fn a_diagnosis_has_one_of_two_shapes() {
        for (text, fits) in [
            ("F20", true),
            ("F20.9", true),
            ("F2A.1234", true),
            ("F20.12345", false),
            ("F20.", false),
            ("f20.9", false),
            ("FF0.9", false),
            ("F2", false),
            ("295", true),
            ("295.9", true),
            ("295.90", true),
            ("295.901", false),
            ("295.A", false),
            ("V62", true),
            ("V62.89", true),
            ("V62.8901", true), // an ICD-10-CM code also begins with V
            ("E950.1", false),
            ("29.5", false),
            ("F20.9 ", false),
            ("F20.9.1", false),
            ("", false),
            (".", false),
        ] {
            assert_eq!(is_diagnosis(text), fits, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_them_panic(text in ".{0,40}") {
            let _ = (civil_date(&text), instant(&text), is_diagnosis(&text));
        }

        #[test]
        fn text_near_an_instant_makes_none_panic(text in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{0,12})?(Z|[+-][0-9]{2}:[0-9]{2})") {
            let _ = instant(&text).map(identifiers::brussels_day);
        }
    }
}
