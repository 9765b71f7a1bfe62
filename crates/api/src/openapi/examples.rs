//! An example of every call. They are not made up: `tests/api/examples.rs` makes these calls on the sample's registers and
//! compares what is answered with what stands here.

use serde_json::Value;

/// What a call is given and answers, as text.
struct Example {
    method: &'static str,
    path: &'static str,
    /// Media type and body; of a call with a body alone.
    request: &'static [(&'static str, &'static str)],
    /// Media type and body of the answer.
    answer: &'static [(&'static str, &'static str)],
}

const JSON: &str = "application/json";
const LINES: &str = "application/jsonl";
const CSV: &str = "text/csv";
const TEXT: &str = "text/plain";
const XML: &str = "application/xml";

/// An example: the method, the path, the bodies and the answers, each a file of `examples/`.
macro_rules! example {
    ($method:literal $path:literal, [$(($media:expr, $file:literal)),*], [$(($answered:expr, $answer:literal)),+]) => {
        Example {
            method: $method,
            path: $path,
            request: &[$(($media, include_str!(concat!("examples/", $file)))),*],
            answer: &[$(($answered, include_str!(concat!("examples/", $answer)))),+],
        }
    };
}

const EXAMPLES: &[Example] = &[
    example!("GET" "/v1/health", [], [(JSON, "health.answer.json")]),
    example!("POST" "/v1/insuranceStatus/get", [(JSON, "insurance-status.request.json")], [(JSON, "insurance-status.answer.json")]),
    example!(
        "POST" "/v1/insuranceStatus/getMany",
        [(JSON, "insurance-statuses.request.json")],
        [(JSON, "insurance-statuses.answer.json")]
    ),
    example!("POST" "/v1/personalShare/get", [(JSON, "personal-share.request.json")], [(JSON, "personal-share.answer.json")]),
    example!("POST" "/v1/careRequests", [(JSON, "care-request.request.json")], [(JSON, "care-request.answer.json")]),
    example!("POST" "/v1/careRequests/bulk", [(LINES, "care-requests.request.jsonl")], [(LINES, "care-requests.answer.jsonl")]),
    example!("GET" "/v1/dossiers/{vsbReference}", [], [(JSON, "dossier.answer.json")]),
    example!("POST" "/v1/dossiers/{vsbReference}/changes", [(JSON, "change.request.json")], [(JSON, "change.answer.json")]),
    example!("GET" "/v1/inbox", [], [(JSON, "inbox.answer.json")]),
    example!(
        "POST" "/v1/batches",
        [(JSON, "batch.request.json"), (TEXT, "batch-file.request.txt")],
        [(JSON, "batch.answer.json")]
    ),
    example!("GET" "/v1/batches/{id}", [], [(JSON, "batch-state.answer.json")]),
    example!(
        "GET" "/v1/batches/{id}/answers/{name}",
        [],
        [(JSON, "batch-answer.answer.json"), (TEXT, "batch-answer-file.answer.txt")]
    ),
    example!("GET" "/v1/refData", [], [(JSON, "lists.answer.json")]),
    example!("GET" "/v1/refData/{list}", [], [(JSON, "list.answer.json")]),
    example!("POST" "/v1/fund/members", [(LINES, "members.request.jsonl")], [(LINES, "members.answer.jsonl")]),
    example!("POST" "/v1/fund/bankAnswers", [(XML, "bank-answer.request.xml")], [(JSON, "bank-answer.answer.json")]),
    example!("GET" "/v1/fund/events", [], [(JSON, "events.answer.json")]),
    example!("GET" "/v1/fund/paymentOrders", [], [(JSON, "payment-orders.answer.json")]),
    example!("GET" "/v1/fund/paymentOrders/{id}", [], [(JSON, "payment-order.answer.json")]),
    example!("GET" "/v1/fund/paymentOrders/{id}/file", [], [(XML, "payment-order-file.answer.xml")]),
    example!("POST" "/v1/agency/facilities", [(LINES, "facilities.request.jsonl")], [(LINES, "facilities.answer.jsonl")]),
    example!("POST" "/v1/agency/tariffs", [(CSV, "tariffs.request.csv")], [(JSON, "tariffs.answer.json")]),
];

/// Puts the examples of a call where the document shows them.
pub(super) fn put(method: &str, path: &str, operation: &mut Value) {
    let Some(example) = EXAMPLES
        .iter()
        .find(|example| example.method == method && example.path == path)
    else {
        return;
    };
    for (media, text) in example.request {
        put_in(operation.pointer_mut("/requestBody/content"), media, text);
    }
    let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
    let answered = responses.and_then(|responses| responses.iter_mut().find(|(status, _)| status.starts_with('2')));
    if let Some((_, response)) = answered {
        for (media, text) in example.answer {
            put_in(response.pointer_mut("/content"), media, text);
        }
    }
}

fn put_in(content: Option<&mut Value>, media: &str, text: &str) {
    let place = content.and_then(|content| content.get_mut(media));
    let parsed = (media == JSON).then(|| serde_json::from_str(text).ok()).flatten();
    if let Some(place) = place {
        place["example"] = parsed.unwrap_or_else(|| Value::String(text.to_owned()));
    }
}
