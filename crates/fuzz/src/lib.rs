//! Fuzz targets: one function for every reader of bytes that come from outside (billing.md §1; interfaces.md). Whatever
//! the bytes are, none panics, and what is written below each holds.
//!
//! A target knows nothing of the engine that calls it: `tests/short.rs` feeds each with samples that were damaged at
//! random (`PROPTEST_CASES` says how often). What once broke a target is a named test there.

use care::{CareRequest, ChangeMessage};
use invoice_file::{Contact, read_batch, read_json, read_sending, write_json, write_sending};
use payments::read_bank_file;
use registers::import::{RegisterFile, RegisterFiles, read_registers};

/// The reader of invoice files (message 920000): what has no fault is written and read back as the same sending.
///
/// # Panics
/// When it does not hold.
pub fn invoice_file(bytes: &[u8]) {
    let Ok(reading) = read_sending(bytes) else { return };
    assert!(
        reading.faults.total >= reading.faults.list.len() as u64,
        "more faults are told than were found"
    );
    let Some(sending) = reading.sending.filter(|_| reading.faults.total == 0) else {
        return;
    };
    let mut written = Vec::new();
    if write_sending(&sending, &Contact::default(), &mut written).is_ok() {
        let again = read_sending(written.as_slice())
            .ok()
            .and_then(|reading| reading.sending);
        assert!(
            again.is_some_and(|again| again.lines == sending.lines && again.total == sending.total),
            "what was written is read as another sending"
        );
    }
}

/// The reader of a sending as JSON: what has no fault is written and read back as the same sending.
///
/// # Panics
/// When it does not hold.
pub fn json_batch(bytes: &[u8]) {
    match read_json(bytes) {
        Err(refused) => assert!(!refused.issues.is_empty(), "refused without a reason"),
        Ok(reading) => {
            let Some(sending) = reading.sending.filter(|_| reading.faults.total == 0) else {
                return;
            };
            let mut written = Vec::new();
            assert!(write_json(&sending, &mut written).is_ok(), "memory takes it");
            let again = read_json(&written).ok().and_then(|reading| reading.sending);
            assert!(
                again.as_ref() == Some(&sending),
                "what was written is read as another sending"
            );
        }
    }
}

/// Either form of a sending: a damaged one is told apart by its first byte, and is never both.
///
/// # Panics
/// When it does not hold.
pub fn batch(bytes: &[u8]) {
    if let Ok(reading) = read_batch(bytes) {
        let is_told = reading.sending.is_some() || reading.faults.total > 0;
        assert!(is_told, "neither a sending nor a fault");
    }
}

/// The readers of register files, each as one of a delivery: what is refused is told by file and line.
///
/// # Panics
/// When it does not hold.
pub fn registers(bytes: &[u8]) {
    let files = RegisterFiles {
        members: Some(bytes),
        replaced_ssins: Some(bytes),
        memberships: Some(bytes),
        premiums: Some(bytes),
        facilities: Some(bytes),
        recognitions: Some(bytes),
        tariffs: Some(bytes),
        care_funds: Some(bytes),
    };
    // No bytes are all of these files at once.
    assert!(read_registers(&files).is_err(), "one file is taken for all");
    assert_eq!(RegisterFile::ALL.len(), 8, "each file is fed");
}

/// The reader of the bank's files (pain.002, camt.053, camt.054).
pub fn bank_file(bytes: &[u8]) {
    // Whether it is one does not matter: it is read to its end, or refused.
    drop(read_bank_file(bytes));
}

/// The reader of requests and changes: a refusal names what is wrong, and what is understood is read back from its own
/// form as the same.
///
/// # Panics
/// When it does not hold.
pub fn care_message(bytes: &[u8]) {
    let Ok(message) = serde_json::from_slice(bytes) else {
        return;
    };
    match CareRequest::parse(&message) {
        Err(faults) => assert!(!faults.is_empty(), "refused without a reason"),
        Ok(request) => {
            let form = serde_json::from_str(&request.canonical()).map(|again| CareRequest::parse(&again));
            let again = form.ok().and_then(Result::ok).map(|again| again.canonical());
            assert_eq!(again, Some(request.canonical()), "its own form is read as another");
        }
    }
    if let Err(faults) = ChangeMessage::parse(&message) {
        assert!(!faults.is_empty(), "refused without a reason");
    }
}
