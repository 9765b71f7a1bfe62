//! The feeds of the agency: prices, as the register file (CSV) of `zorgkas import registers`; facilities with their
//! recognitions, as JSON lines.

use axum::extract::{Request, State};
use axum::response::Response;
use registers::import::{FacilityDelivery, RecognitionDelivery, RegisterFile, RegisterFiles};
use serde_json::{Map, Value};

use crate::body::{FILE_BYTES, Fields, media_type, object, whole};
use crate::bulk::lines;
use crate::openapi::schemas::ImportReport;
use crate::problem::Refusal;
use crate::routes::{Call, NoQuery, json as as_json};
use crate::service::Service;

/// POST `/v1/agency/tariffs`: tariffs.csv → what it changed; all or nothing. The rows of a code, sector and facility
/// replace all that was known of them.
#[utoipa::path(
    post, path = "/v1/agency/tariffs", tag = "Agency", summary = "Deliver prices",
    request_body(content = String, content_type = "text/csv", description = "tariffs.csv, with its header (UTF-8)."),
    responses((status = 200, description = "What it changed.", body = ImportReport)),
)]
pub(crate) async fn tariffs(
    call: Call,
    _: NoQuery,
    State(service): State<Service>,
    request: Request,
) -> Result<Response, Refusal> {
    let (head, body) = request.into_parts();
    if media_type(&head.headers) != Some("text/csv") {
        return Err(Refusal::MediaType("text/csv"));
    }
    let file = whole(&service, body, FILE_BYTES).await?;
    let context = call.context;
    let report = service
        .ask(move |app| {
            // A delivery has a file of each kind: the others have a header and no row, which changes nothing.
            let headers = |wanted: RegisterFile| wanted.columns().join(",");
            let others = RegisterFile::ALL.map(headers);
            let files = RegisterFiles::of(|wanted| match wanted {
                RegisterFile::Tariffs => Some(file.bytes.as_slice()),
                other => others
                    .iter()
                    .find(|header| **header == headers(other))
                    .map(String::as_bytes),
            });
            app.import_registers(&context, &files)
        })
        .await?;
    Ok(as_json(serde_json::to_string(&report)?))
}

/// POST `/v1/agency/facilities`: a facility with all its recognitions a line → a line for each, in that order. What a line
/// says replaces all that was known of that facility; a facility that no line names stays as it is.
#[utoipa::path(
    post, path = "/v1/agency/facilities", tag = "Agency", summary = "Deliver facilities with their recognitions, one a line",
    request_body(content = String, content_type = "application/jsonl", description = "A facility with all its recognitions (FacilityDelivery) a line."),
    responses((status = 200, description = "A line (AnsweredFacilityLine) for each, as soon as it is answered.", body = String, content_type = "application/jsonl")),
)]
pub(crate) async fn facilities(call: Call, _: NoQuery, request: Request) -> Result<Response, Refusal> {
    lines(call, request, |call, bytes| {
        Box::pin(async move {
            let told = delivered(object(&bytes)?)?;
            let context = call.context.clone();
            let report = call
                .service
                .ask(move |app| app.deliver_facility(&context, &told))
                .await?;
            Ok(serde_json::to_value(report)?)
        })
    })
}

fn delivered(object: Map<String, Value>) -> Result<FacilityDelivery, Refusal> {
    let mut fields = Fields::of(object);
    let told = FacilityDelivery {
        hco: fields.text("hco"),
        nihdi: fields.text("nihdi"),
        cbe: fields.text("cbe"),
        name: fields.text("name"),
        sector: fields.text("sector"),
        iban: fields.text("iban"),
        bic: fields.optional_text("bic").unwrap_or_default(),
        circle_of_trust: fields.flag("circleOfTrust"),
        attested: fields.flag("attested"),
        // To be there even when empty: what is not said takes nothing away.
        recognitions: fields.objects("recognitions", |fields| RecognitionDelivery {
            sector: fields.text("sector"),
            from: fields.text("from"),
            to: fields.optional_text("to").unwrap_or_default(),
            places: fields.count("places").to_string(),
        }),
    };
    fields.end()?;
    Ok(told)
}
