//! JSON lines in, JSON lines out, as they come: neither side waits for the end of the other.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt;
use http_body_util::channel::{Channel, Sender};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::body::{MESSAGE_BYTES, media_type, object};
use crate::problem::Refusal;
use crate::routes::{Call, NoQuery};

/// The media type of JSON lines.
const LINES: &str = "application/jsonl";

/// How many answered lines wait for the caller to read them.
const WAITING: usize = 64;

/// POST `/v1/careRequests/bulk`: a request a line → a line for each: its number and its answer or problem.
#[utoipa::path(
    post, path = "/v1/careRequests/bulk", tag = "Care", summary = "Send many care requests, one a line",
    request_body(content = String, content_type = "application/jsonl", description = "A care request (CareRequest) a line."),
    responses((status = 200, description = "A line (AnsweredRequestLine) for each, as soon as it is answered.", body = String, content_type = "application/jsonl")),
)]
pub(crate) async fn requests(call: Call, _: NoQuery, request: Request) -> Result<Response, Refusal> {
    lines(call, request, |call, bytes| {
        Box::pin(async move {
            let message = object(&bytes)?;
            let context = call.context.clone();
            let answered = call
                .service
                .ask(move |app| app.send_request(&context, &bytes, &message))
                .await?;
            Ok(serde_json::from_str(&answered.json)?)
        })
    })
}

/// What a line is answered with.
pub(crate) type Answering<'c> = std::pin::Pin<Box<dyn Future<Output = Result<Value, Refusal>> + Send + 'c>>;

/// Answers a body line by line with what the work makes of each.
pub(crate) fn lines(
    call: Call,
    request: Request,
    work: impl for<'c> Fn(&'c Call, Vec<u8>) -> Answering<'c> + Send + Sync + 'static,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    if media_type(&head.headers) != Some(LINES) {
        return Err(Refusal::MediaType(LINES));
    }
    let (sender, channel) = Channel::<Bytes, std::io::Error>::new(WAITING);
    tokio::spawn(async move {
        let mut told = Told {
            call,
            sender,
            number: 0,
        };
        // Whoever stopped reading wants no more.
        let _ = told.all(body, &work).await;
    });
    let answer = Response::new(Body::new(channel));
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(LINES))], answer).into_response())
}

/// How long a line waits for room.
const AGAIN: Duration = Duration::from_millis(50);

struct Told {
    call: Call,
    sender: Sender<Bytes, std::io::Error>,
    number: u64,
}

/// The caller no longer listens, or does not send the rest.
struct Gone;

impl Told {
    async fn all(
        &mut self,
        mut body: Body,
        work: &(impl for<'c> Fn(&'c Call, Vec<u8>) -> Answering<'c> + Sync),
    ) -> Result<(), Gone> {
        let mut rest: Vec<u8> = Vec::new();
        let next_part = self.call.service.body_times().next_part;
        loop {
            let Ok(frame) = timeout(next_part, body.frame()).await else {
                return self.broken_off(&Refusal::BrokenOff).await;
            };
            let Some(frame) = frame else { break };
            let Ok(data) = frame.map_err(|_| Gone)?.into_data() else {
                continue;
            };
            rest.extend_from_slice(&data);
            while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = rest.drain(..=end).collect();
                self.line(line, work).await?;
            }
            if rest.len() > MESSAGE_BYTES {
                return self.broken_off(&Refusal::TooLarge(MESSAGE_BYTES)).await;
            }
        }
        self.line(rest, work).await
    }

    /// Tells why the line that is coming is not read, and nothing after it.
    async fn broken_off(&mut self, refusal: &Refusal) -> Result<(), Gone> {
        self.number += 1;
        self.tell(json!({ "line": self.number, "problem": refusal.document(&self.call.trace) }))
            .await?;
        Err(Gone)
    }

    async fn line(
        &mut self,
        line: Vec<u8>,
        work: &(impl for<'c> Fn(&'c Call, Vec<u8>) -> Answering<'c> + Sync),
    ) -> Result<(), Gone> {
        self.number += 1;
        let line = line.trim_ascii().to_vec();
        if line.is_empty() {
            return Ok(());
        }
        self.call.context.at = self.call.service.now();
        let mut answer = work(&self.call, line.clone()).await;
        while matches!(answer, Err(Refusal::Busy)) {
            // There is room again soon; the line was not taken.
            tokio::time::sleep(AGAIN).await;
            answer = work(&self.call, line.clone()).await;
        }
        let told = match answer {
            Ok(answer) => json!({ "line": self.number, "answer": answer }),
            Err(refusal) => {
                if let Some(why) = refusal.logged() {
                    self.call.service.log(&format!("line of {} {why}", self.call.trace));
                }
                json!({ "line": self.number, "problem": refusal.document(&self.call.trace) })
            }
        };
        self.tell(told).await
    }

    async fn tell(&mut self, line: Value) -> Result<(), Gone> {
        let mut bytes = line.to_string().into_bytes();
        bytes.push(b'\n');
        let sent = timeout(
            self.call.service.body_times().next_part,
            self.sender.send_data(bytes.into()),
        )
        .await;
        sent.map_err(|_| Gone)?.map_err(|_| Gone)
    }
}
