//! Use case: a file with many requests, one JSON object a line, answered line by line (care.md §4, "Bulk intake").

use serde_json::{Map, Value};

use super::own_trusted;
use crate::{Action, AnsweredRequest, App, Context, Issue, Problem};

/// The most requests that one file may hold: each is answered while somebody waits, and every answer is kept until the
/// last. All dossiers of the largest facility are far fewer.
pub const MOST_REQUESTS: usize = 20_000;

/// A line of a file and what became of it.
#[derive(Debug)]
pub struct RequestLine {
    /// Its number, from 1.
    pub line: u64,
    /// The answer, or why there is none.
    pub answered: Result<AnsweredRequest, Problem>,
}

impl App<'_> {
    /// Takes in a file of requests, each line as [`App::send_request`] would: the same file again is harmless, and a
    /// line that is wrong stops no other. Empty lines are passed over. With `only_check` nothing is sent.
    ///
    /// # Errors
    /// Only a coordinator of a trusted facility sends; a file of more than [`MOST_REQUESTS`] is not valid, and nothing of
    /// it is sent; when the store cannot be reached, what was answered until then
    /// stands.
    pub fn send_request_file(
        &self,
        context: &Context,
        bytes: &[u8],
        only_check: bool,
    ) -> Result<Vec<RequestLine>, Problem> {
        drop(own_trusted(self.begin()?.as_mut(), context, Action::SendRequest)?);
        let texts = || {
            let texts = (1..).zip(bytes.split(|byte| *byte == b'\n'));
            let texts = texts.map(|(line, text)| (line, text.trim_ascii()));
            texts.filter(|(_, text)| !text.is_empty())
        };
        if texts().count() > MOST_REQUESTS {
            let why = format!("more than {MOST_REQUESTS} lines: cut the file in parts");
            return Err(Problem::invalid("", why));
        }
        let mut lines = Vec::new();
        for (line, text) in texts() {
            let answered = message_of(text).and_then(|message| {
                if only_check {
                    self.check_request(context, text, &message)
                } else {
                    self.send_request(context, text, &message)
                }
            });
            if let Err(problem @ (Problem::Unavailable(_) | Problem::Fault(_))) = answered {
                return Err(problem);
            }
            lines.push(RequestLine { line, answered });
        }
        Ok(lines)
    }
}

/// The message of a line, without a moment of receipt: that is the clock's.
fn message_of(text: &[u8]) -> Result<Map<String, Value>, Problem> {
    let wrong = |detail: &str| {
        Problem::InvalidInput(vec![Issue {
            at: String::new(),
            detail: detail.to_owned(),
        }])
    };
    let read = serde_json::from_slice(text);
    let care::UniqueFields(value) = read.map_err(|_| wrong("this line is no JSON object with unique names"))?;
    let Value::Object(mut message) = value else {
        return Err(wrong("a message is a JSON object"));
    };
    message.remove("receivedAt");
    Ok(message)
}
