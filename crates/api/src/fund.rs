//! The calls of a care fund's own systems: members in, the bank's answers in.

use app::{MembershipAnswer, Problem};
use axum::extract::{Request, State};
use axum::response::Response;
use identifiers::CareFundNumber;
use jiff::civil::Date;
use registers::MembershipKind;
use serde_json::{Map, Value, json};

use crate::body::{FILE_BYTES, Fields, media_type, object, whole};
use crate::bulk::lines;
use crate::care::told_behind;
use crate::openapi::schemas::{BankReport, Events};
use crate::problem::Refusal;
use crate::routes::{Call, NoQuery, QueryFields, json as as_json};
use crate::service::Service;

/// What a line about a member asks.
enum Asked {
    Affiliate(String, MembershipKind, Date),
    Mutate(String, Date),
    End(String, Date),
}

/// POST `/v1/fund/members`: affiliations, mutations and ends, a JSON object a line → a line for each, in that order.
///
/// `{"change": "AFFILIATE", "ssin", "kind", "from"}`, `{"change": "MUTATE", "ssin", "from"}` or
/// `{"change": "END", "ssin", "to"}`.
#[utoipa::path(
    post, path = "/v1/fund/members", tag = "Care funds", summary = "Affiliate, move and end memberships, one a line",
    request_body(content = String, content_type = "application/jsonl", description = "A change of membership (MemberChange) a line."),
    responses((status = 200, description = "A line (AnsweredMemberLine) for each, as soon as it is answered.", body = String, content_type = "application/jsonl")),
)]
pub(crate) async fn members(call: Call, _: NoQuery, request: Request) -> Result<Response, Refusal> {
    let fund = own_fund(&call)?;
    lines(call, request, move |call, bytes| {
        Box::pin(async move {
            let asked = asked(object(&bytes)?)?;
            let context = call.context.clone();
            let answer: MembershipAnswer = call
                .service
                .ask(move |app| match asked {
                    Asked::Affiliate(ssin, kind, from) => app.affiliate(&context, fund, &ssin, kind, from),
                    Asked::Mutate(ssin, from) => app.mutate(&context, fund, &ssin, from),
                    Asked::End(ssin, to) => app.end_membership(&context, fund, &ssin, to),
                })
                .await?;
            Ok(serde_json::to_value(answer)?)
        })
    })
}

fn asked(object: Map<String, Value>) -> Result<Asked, Refusal> {
    let mut fields = Fields::of(object);
    let expected = "expected AFFILIATE, MUTATE or END";
    let change = fields.word::<Change>("change", expected);
    let ssin = fields.text("ssin");
    let asked = match change {
        Some(Change::Affiliate) => {
            let kind = fields.word("kind", "expected OFFICIAL or ADMINISTRATIVE");
            let from = fields.date("from");
            kind.map(|kind| Asked::Affiliate(ssin, kind, from))
        }
        Some(Change::Mutate) => Some(Asked::Mutate(ssin, fields.date("from"))),
        Some(Change::End) => Some(Asked::End(ssin, fields.date("to"))),
        None => None,
    };
    fields.end()?;
    // What could not be read has been named.
    asked.ok_or_else(|| Refusal::App(Problem::InvalidInput(Vec::new())))
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Change {
    Affiliate,
    Mutate,
    End,
}

/// POST `/v1/fund/bankAnswers`: a pain.002, camt.053 or camt.054 (`application/xml`) → what it changed.
#[utoipa::path(
    post, path = "/v1/fund/bankAnswers", tag = "Care funds", summary = "Hand in an answer of the bank",
    request_body(content = String, content_type = "application/xml", description = "A pain.002, camt.053 or camt.054."),
    responses((status = 200, description = "What it changed.", body = BankReport)),
)]
pub(crate) async fn bank_answers(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let fund = own_fund(&call)?;
    let (head, body) = request.into_parts();
    if !matches!(media_type(&head.headers), Some("application/xml" | "text/xml")) {
        return Err(Refusal::MediaType("application/xml"));
    }
    let file = whole(&service, body, FILE_BYTES).await?;
    let context = call.context;
    let report = service
        .ask(move |app| app.take_bank_file(&context, fund, &file.bytes))
        .await?;
    let told = json!({
        "booked": report.booked, "rejected": report.rejected, "known": report.known, "unmatched": report.unmatched,
    });
    Ok(as_json(told.to_string()))
}

/// GET `/v1/fund/events?after=CURSOR`: what happened that the fund acts on, in order; the cursor of the last one asks for
/// what follows.
#[utoipa::path(
    get, path = "/v1/fund/events", tag = "Care funds", summary = "What happened that the fund acts on",
    params(("after" = Option<i64>, Query, description = "The cursor of the last answer; from the beginning where absent.")),
    responses((status = 200, description = "What happened behind the cursor, in order.", body = Events)),
)]
pub(crate) async fn events(
    call: Call,
    mut query: QueryFields,
    State(service): State<Service>,
) -> Result<Response, Refusal> {
    let after = query.optional::<i64>("after", "expected a cursor of these events, a number");
    query.end()?;
    let context = call.context;
    let after = after.unwrap_or(0);
    let events = service.ask(move |app| app.fund_events(&context, after)).await?;
    let events = events
        .iter()
        .map(|event| (event.number, event.at, event.kind.as_str(), event.body.as_str()));
    told_behind(after, events)
}

fn own_fund(call: &Call) -> Result<CareFundNumber, Refusal> {
    let reason = "only a care fund's own systems make this call";
    call.context
        .actor
        .fund()
        .ok_or_else(|| Refusal::App(Problem::Forbidden(reason.into())))
}
