//! A line of requests/*.jsonl: a care request with its moment of receipt.

use app::{Actor, Context, Issue, Problem};
use identifiers::HcoNumber;
use serde_json::{Map, Value, json};

use super::Run;
use super::plan::Event;
use crate::output::Failure;
use crate::workplace::operator;

impl Run<'_> {
    pub(super) fn request(&mut self, event: &Event, line: u64, bytes: &[u8]) -> Result<(), Failure> {
        match self.answer_request(event, bytes) {
            Ok(answered) => {
                self.summary.request(answered.answer.outcome);
                let answer: Value = serde_json::from_str(&answered.json).map_err(Problem::from)?;
                let at = event.at.to_string();
                self.answers
                    .push(json!({ "file": event.file, "line": line, "receivedAt": at, "answer": answer }));
                Ok(())
            }
            Err(problem @ (Problem::Fault(_) | Problem::Unavailable(_))) => Err(problem.into()),
            Err(problem) => {
                self.problem(event, Some(line), &problem);
                Ok(())
            }
        }
    }

    fn answer_request(&self, event: &Event, bytes: &[u8]) -> Result<app::AnsweredRequest, Problem> {
        let message = message_of(bytes, self.is_bulk)?;
        let hco = message
            .get("facility")
            .and_then(Value::as_str)
            .and_then(|text| HcoNumber::parse(text).ok());
        let facility = match hco {
            Some(hco) => self.app.facility_by_hco(&operator(event.at), &hco)?,
            None => None,
        };
        let Some(facility) = facility else {
            // What is no message is told first; only then that nobody known sends it.
            care::CareRequest::from_object(&message)?;
            return Err(Problem::Forbidden(
                "the facility of this message is not in the register".into(),
            ));
        };
        self.app.send_request(
            &Context {
                actor: Actor::Facility(facility),
                at: event.at,
            },
            bytes,
            &message,
        )
    }
}

/// The message of a line, without the moment of receipt, which is the envelope's.
fn message_of(bytes: &[u8], may_lack_moment: bool) -> Result<Map<String, Value>, Problem> {
    let issue = |at: &str, detail: String| Problem::InvalidInput(vec![Issue { at: at.into(), detail }]);
    let care::UniqueFields(value) = serde_json::from_slice(bytes).map_err(|error| issue("", no_json(&error)))?;
    let Value::Object(mut message) = value else {
        return Err(issue("", "a message is a JSON object".into()));
    };
    let received = message.remove("receivedAt");
    if received.is_none() && may_lack_moment {
        return Ok(message);
    }
    let instant = received
        .as_ref()
        .and_then(Value::as_str)
        .map(str::parse::<jiff::Timestamp>);
    match instant {
        Some(Ok(_)) => Ok(message),
        _ => Err(issue(
            "receivedAt",
            "expected an instant with offset, such as 2024-03-08T09:00:00+01:00".into(),
        )),
    }
}

/// What the reader of JSON says, without its own count of lines: it was given one line of many.
fn no_json(error: &serde_json::Error) -> String {
    let (column, told) = (error.column(), error.to_string());
    let reason = told
        .strip_suffix(&format!(" at line {} column {column}", error.line()))
        .unwrap_or(&told);
    format!("this line is no JSON: column {column}: {reason}")
}
