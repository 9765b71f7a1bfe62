//! Where in a scenario file a fault stands: line and field.

/// What the reader of TOML found wrong with a text, with line and field.
pub(super) fn of_text(text: &str, error: &toml::de::Error) -> String {
    let key = error.span().and_then(|span| key_at(text, span.start));
    let reason = match key.filter(|key| !error.message().contains(key)) {
        Some(key) => format!("{key}: {}", error.message()),
        None => error.message().to_owned(),
    };
    at_line(text, error.span(), &reason)
}

/// What it found wrong with a table that was cut out of a text, with the field.
pub(super) fn of_table(error: &toml::de::Error) -> String {
    // Its text ends with where in the table it stands: "in `invoices.number`".
    let told = error.to_string();
    match told.split_once("in `").and_then(|(_, rest)| rest.split_once('`')) {
        Some((key, _)) => format!("{key}: {}", error.message()),
        None => error.message().to_owned(),
    }
}

/// The key of the line that a place lies in.
fn key_at(text: &str, place: usize) -> Option<&str> {
    let from = text.get(..place)?.rfind('\n').map_or(0, |end| end + 1);
    let (key, _) = text.get(from..)?.lines().next()?.split_once('=')?;
    let key = key.trim();
    key.bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        .then_some(key)
}

/// A value that the reader quotes may be a person's number: no long number is told.
fn without_numbers(reason: &str) -> String {
    let mut told = String::with_capacity(reason.len());
    for part in reason.split_inclusive(|character: char| !character.is_ascii_digit()) {
        let behind = part.trim_start_matches(|character: char| character.is_ascii_digit());
        if part.len() - behind.len() < 9 {
            told.push_str(part);
        } else {
            told.push('…');
            told.push_str(behind);
        }
    }
    told
}

/// A reason with the line where it stands, without any long number.
pub(super) fn at_line(text: &str, span: Option<std::ops::Range<usize>>, reason: &str) -> String {
    let reason = &without_numbers(reason);
    match span {
        Some(span) => {
            let line = text.bytes().take(span.start).filter(|byte| *byte == b'\n').count() + 1;
            format!("line {line}: {reason}")
        }
        None => reason.to_owned(),
    }
}
