//! The feeds of the agency: prices, as the register file (CSV) of `zorgkas import registers`.

use axum::extract::{Request, State};
use axum::response::Response;
use registers::import::{RegisterFile, RegisterFiles};

use crate::body::{FILE_BYTES, media_type, whole};
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
