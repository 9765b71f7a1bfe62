//! What there is to do, in order of receipt.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use identifiers::brussels_at;
use invoice_file::read_sending;
use jiff::Timestamp;
use jiff::civil::time;
use serde_json::Value;

use crate::output::Failure;
use crate::workplace::{self, files_with_ending, name_of};

/// One message or file, and when it was received.
pub(crate) struct Event {
    /// The moment of receipt.
    pub(crate) at: Timestamp,
    /// The name of its file.
    pub(crate) file: String,
    pub(crate) work: Work,
}

/// What is received.
pub(crate) enum Work {
    /// A line of a file of requests.
    Request {
        /// Which line, from 1.
        line: u64,
        /// The line as it stands in the file.
        bytes: Vec<u8>,
    },
    /// An invoice file.
    Batch {
        /// Where.
        path: PathBuf,
    },
}

/// Everything in the folder. What names no moment of its own (a line that is no message, a file whose creation date
/// cannot be read) comes at the moment of what stands before it in its file, or at the end.
pub(crate) fn read(dir: &Path) -> Result<Vec<Event>, Failure> {
    let (mut events, mut undated) = (Vec::new(), Vec::new());
    for path in files_with_ending(&dir.join("requests"), "jsonl")? {
        requests(&path, None, &mut events, &mut undated)?;
    }
    for path in files_with_ending(&dir.join("batches"), "920000")? {
        let file = File::open(&path).map_err(|error| Failure::file(&path, &error))?;
        let reading = read_sending(BufReader::new(file)).map_err(|error| Failure::file(&path, &error))?;
        let created = reading
            .glimpse
            .created_on
            .and_then(|day| brussels_at(day, time(10, 0, 0, 0)).ok());
        let event = |at| Event {
            at,
            file: name_of(&path),
            work: Work::Batch { path: path.clone() },
        };
        match created {
            Some(at) => events.push(event(at)),
            None => undated.push(event(Timestamp::UNIX_EPOCH)),
        }
    }
    Ok(in_order(events, undated))
}

fn in_order(mut events: Vec<Event>, undated: Vec<Event>) -> Vec<Event> {
    // Stable: what was received at one moment keeps the order of its file, requests before invoice files.
    events.sort_by_key(|event| event.at);
    let last = events.last().map_or(Timestamp::UNIX_EPOCH, |event| event.at);
    events.extend(undated.into_iter().map(|event| Event { at: last, ..event }));
    events
}

/// The lines of one file of requests, in order of receipt; those before the first that names a moment are received now.
pub(crate) fn of_requests(path: &Path, now: Timestamp) -> Result<Vec<Event>, Failure> {
    let mut events = Vec::new();
    requests(path, Some(now), &mut events, &mut Vec::new())?;
    Ok(in_order(events, Vec::new()))
}

/// What some programs write before the first line of a file.
const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

fn requests(
    path: &Path,
    mut before: Option<Timestamp>,
    events: &mut Vec<Event>,
    undated: &mut Vec<Event>,
) -> Result<(), Failure> {
    let bytes = workplace::read(path)?;
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
    for (line, text) in (1_u64..).zip(bytes.split(|byte| *byte == b'\n')) {
        let text = text.strip_suffix(b"\r").unwrap_or(text);
        if text.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        before = received_at(text).or(before);
        let event = |at| Event {
            at,
            file: name_of(path),
            work: Work::Request {
                line,
                bytes: text.to_vec(),
            },
        };
        match before {
            Some(at) => events.push(event(at)),
            None => undated.push(event(Timestamp::UNIX_EPOCH)),
        }
    }
    Ok(())
}

fn received_at(line: &[u8]) -> Option<Timestamp> {
    let value: Value = serde_json::from_slice(line).ok()?;
    value.get("receivedAt")?.as_str()?.parse().ok()
}
