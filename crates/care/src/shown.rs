//! What of a value may stand in a finding or an error.

use identifiers::Ssin;

/// Longest part of a value that is repeated to its sender, in characters.
const SHOWN_CHARACTERS: usize = 40;

/// A value as a finding may repeat it: short, without control characters, and never a person's number.
pub(crate) fn value(text: &str) -> String {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if holds_ssin(&digits) {
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

/// The name of a field that its sender made up: as [`value`].
pub(crate) fn field_name(text: &str) -> String {
    value(text)
}

/// Whether eleven digits in a row of `digits` are a person's number.
fn holds_ssin(digits: &str) -> bool {
    (11..=digits.len()).any(|end| digits.get(end - 11..end).is_some_and(|part| Ssin::parse(part).is_ok()))
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_persons_number_is_never_repeated() {
        for text in ["85073003328", "85.07.30-033.28", "nr 85073003328 ", "0085073003328"] {
            assert_eq!(value(text), "(not repeated)");
        }
        assert_eq!(value("77"), "77");
        assert_eq!(value("a\u{0}b\n"), "a?b?");
        assert_eq!(value(&"x".repeat(41)), format!("{}…", "x".repeat(40)));
    }
}
