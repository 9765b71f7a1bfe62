//! What of a value may stand in a finding or an error.

use identifiers::brussels_clock;
use jiff::Timestamp;

/// Longest part of a value that is repeated to its sender, in characters.
const SHOWN_CHARACTERS: usize = 40;

/// A value as a finding may repeat it: short, without control characters, and never a person's number.
pub(crate) fn value(text: &str) -> String {
    if may_hold_ssin(text) {
        return "(not repeated)".to_owned();
    }
    let mut shown: String = text
        .chars()
        .take(SHOWN_CHARACTERS)
        .map(|c| if c.is_control() { '?' } else { c })
        .collect();
    if text.chars().nth(SHOWN_CHARACTERS).is_some() {
        shown.push('…');
    }
    shown
}

/// A moment as a person reads it: day and hour on the wall in Brussels.
pub(crate) fn moment(at: Timestamp) -> String {
    brussels_clock(at).to_string().replace('T', " ")
}

/// The name of a field that its sender made up: as [`value`].
pub(crate) fn field_name(text: &str) -> String {
    value(text)
}

/// Whether eleven digits stand in a row, separated by no more than points, dashes, slashes or blanks: a person's number,
/// perhaps mistyped. A date with an hour is none: the T stands between.
fn may_hold_ssin(text: &str) -> bool {
    const SSIN_DIGITS: usize = 11;
    let mut in_a_row = 0;
    for c in text.chars() {
        match c {
            '0'..='9' => in_a_row += 1,
            '.' | '-' | '/' | ' ' => {}
            _ => in_a_row = 0,
        }
        if in_a_row >= SSIN_DIGITS {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_persons_number_is_never_repeated() {
        for text in [
            "85073003328",
            "85.07.30-033.28",
            "nr 85073003328 ",
            "0085073003328",
            "85073003329",
        ] {
            assert_eq!(value(text), "(not repeated)");
        }
        assert_eq!(value("2024-03-01T10:00:00"), "2024-03-01T10:00:00");
        assert_eq!(value("77"), "77");
        assert_eq!(value("a\u{0}b\n"), "a?b?");
        assert_eq!(value(&"x".repeat(41)), format!("{}…", "x".repeat(40)));
    }
}
