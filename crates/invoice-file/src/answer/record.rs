//! Records of 800 characters: the 350 received and the tail.

use super::{RecordOutcome, ResponseHeader};
use crate::bytes::to_latin1;
use crate::fault::Fault;
use crate::fields::{WriteError, date_number, fill, month_number};
use crate::zones::{ANSWER_RECORD_LENGTH, RECORD_LENGTH};

// Positions of the tail, from 0. The grid gives these zones no number.
const SENDING_NUMBER: usize = 350;
const CREATED_ON: usize = 353;
const MONTH: usize = 361;
const FUND: usize = 367;
const CODES: [usize; 3] = [456, 463, 470];
const RESULT: usize = 521;
const COMMENT: usize = 533;
const COMMENT_LENGTH: usize = 200;
const INDEX: usize = 794;

/// A record as received, at most 350 bytes, with its tail.
pub(super) fn answer_record(
    header: &ResponseHeader,
    original: &[u8],
    outcome: &RecordOutcome,
    ordinal: u64,
) -> Result<Vec<u8>, WriteError> {
    let mut record = vec![b' '; ANSWER_RECORD_LENGTH];
    let length = original.len().min(RECORD_LENGTH);
    record[..length].copy_from_slice(&original[..length]);
    let mut put = |start: usize, text: &str| fill(&mut record[start..start + text.chars().count()], text);
    if let Some(number) = header.sending_number {
        put(SENDING_NUMBER, &format!("{number:03}"));
    }
    if let Some(date) = header.created_on.and_then(date_number) {
        put(CREATED_ON, &format!("{date:08}"));
    }
    if let Some(month) = header.month.and_then(month_number) {
        put(MONTH, &format!("{month:06}"));
    }
    if let Some(fund) = header.fund {
        put(FUND, &fund.to_string());
    }
    for (place, start) in CODES.into_iter().enumerate() {
        match outcome.codes.get(place) {
            Some((letter, code)) => put(start, &format!("{letter}{:0>6.6}", ascii(code))),
            None => put(start, " 000000"),
        }
    }
    if let Some(amount) = outcome.accepted {
        let sign = if amount.cents() < 0 { '-' } else { '+' };
        let digits = format!("{:011}", amount.cents().unsigned_abs());
        if digits.len() > 11 {
            return Err(WriteError::TooLarge {
                record: 800,
                zone: 522,
                digits: 11,
            });
        }
        put(RESULT, &format!("{sign}{digits}"));
    }
    put(INDEX, &format!("{:06}", ordinal.min(999_999)));
    fill(&mut record[COMMENT..COMMENT + COMMENT_LENGTH], &comment(outcome));
    Ok(record)
}

/// A code as it can stand in the tail.
fn ascii(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The comment, with the codes that have no place of their own.
fn comment(outcome: &RecordOutcome) -> String {
    let beyond: Vec<String> = outcome
        .codes
        .iter()
        .skip(CODES.len())
        .map(|(letter, code)| format!("{letter}{}", ascii(code)))
        .collect();
    if beyond.is_empty() {
        return outcome.comment.clone();
    }
    let also = format!("Ook {}.", beyond.join(", "));
    // The codes must stand, so a long text gives way.
    let room = COMMENT_LENGTH.saturating_sub(to_latin1(&also).count() + 1);
    joined([&outcome.comment.chars().take(room).collect(), &also])
}

/// Texts one behind the other.
pub(super) fn joined(texts: [&String; 2]) -> String {
    texts
        .into_iter()
        .filter(|text| !text.is_empty())
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

/// What a 920999 says of a record: every fault with letter T, and in words.
pub(super) fn technical(faults: &[&Fault]) -> RecordOutcome {
    let mut codes: Vec<(char, String)> = Vec::new();
    for fault in faults {
        // Codes of records 95 and 96 have five digits: zone and kind.
        let code = format!("{:0>6}", fault.code);
        if !codes.iter().any(|(_, known)| *known == code) {
            codes.push(('T', code));
        }
    }
    let words: Vec<String> = faults.iter().map(|fault| in_words(fault)).collect();
    RecordOutcome {
        codes,
        accepted: None,
        comment: words.join("; "),
    }
}

fn in_words(fault: &Fault) -> String {
    if fault.zone.is_empty() {
        fault.kind.text_nl().to_owned()
    } else {
        format!("zone {} {}", fault.zone, fault.kind.text_nl())
    }
}
