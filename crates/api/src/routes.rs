//! Which address leads where, who calls, and what stands on every answer.

use std::num::NonZeroU32;
use std::sync::Arc;

use app::{Actor, App, Context, Problem};
use axum::Router;
use axum::body::Body;
use axum::extract::{FromRequestParts, MatchedPath, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use identifiers::Ssin;
use tokio::sync::OnceCell;

use crate::openapi::schemas::Health;
use crate::problem::{Refusal, Told};
use crate::proxy::NotVouched;
use crate::rate::Rate;
use crate::service::Service;
use crate::tls::ClientCertificate;
use crate::{agency, batches, bulk, care, fund, fund_orders, insurance, openapi, reference_data};

/// The id of a call, in and out (belgif, "Tracing").
const TRACE: HeaderName = HeaderName::from_static("belgov-trace-id");

/// The longest id of a caller that is taken over.
const TRACE_LENGTH: usize = 128;

/// All calls of the interface, for requests that carry the [`ClientCertificate`] of their connection (put there by
/// [`crate::serve`]); so many a second of one certificate.
pub(crate) fn router(service: Service, calls_per_second: NonZeroU32) -> Router {
    let front = Front {
        service: service.clone(),
        rate: Arc::new(Rate::per_second(calls_per_second)),
    };
    Router::new()
        .route("/health", get(health))
        .route("/openapi.json", get(openapi::as_document))
        .route("/doc", get(openapi::as_page))
        .route("/v1/health", get(health))
        .route("/v1/insuranceStatus/get", post(insurance::get))
        .route("/v1/insuranceStatus/getMany", post(insurance::get_many))
        .route("/v1/personalShare/get", post(insurance::personal_share))
        .route("/v1/careRequests", post(care::request))
        .route("/v1/careRequests/bulk", post(bulk::requests))
        .route("/v1/dossiers/{vsbReference}", get(care::dossier))
        .route("/v1/dossiers/{vsbReference}/changes", post(care::change))
        .route("/v1/batches", post(batches::send))
        .route("/v1/batches/{id}", get(batches::state))
        .route("/v1/batches/{id}/answers/{name}", get(batches::answer))
        .route("/v1/inbox", get(care::inbox))
        .route("/v1/refData", get(reference_data::lists))
        .route("/v1/refData/{list}", get(reference_data::list))
        .route("/v1/fund/members", post(fund::members))
        .route("/v1/fund/bankAnswers", post(fund::bank_answers))
        .route("/v1/fund/events", get(fund::events))
        .route("/v1/fund/paymentOrders", get(fund_orders::list))
        .route("/v1/fund/paymentOrders/{id}", get(fund_orders::one))
        .route("/v1/fund/paymentOrders/{id}/file", get(fund_orders::file))
        .route("/v1/agency/facilities", post(agency::facilities))
        .route("/v1/agency/tariffs", post(agency::tariffs))
        .fallback(|| async { Refusal::NoSuchResource })
        .method_not_allowed_fallback(|| async { Refusal::NoSuchMethod })
        .layer(from_fn_with_state(front, traced))
        .with_state(service)
}

/// Whether the server answers. It asks nothing of the store: whoever watches asks often.
#[utoipa::path(
    get, path = "/v1/health", tag = "Service", summary = "Whether the server answers",
    responses((status = 200, description = "It does.", body = Health)),
)]
async fn health() -> Response {
    json("{\"status\":\"UP\"}".to_owned())
}

/// The connection on which a request came.
pub(crate) struct Connection {
    certificate: ClientCertificate,
    /// Whether it is among the connections that its certificate may have.
    has_place: bool,
    actor: OnceCell<Actor>,
}

impl Connection {
    pub(crate) fn new(certificate: ClientCertificate, has_place: bool) -> Self {
        Self {
            certificate,
            has_place,
            actor: OnceCell::new(),
        }
    }
}

/// A call: by whom, when, and what it needs.
pub(crate) struct Call {
    pub(crate) service: Service,
    pub(crate) context: Context,
    pub(crate) trace: String,
}

impl FromRequestParts<Service> for Call {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refusal> {
        let (connection, actor) = caller(parts, service).await?;
        service.demand_good(&connection.certificate, &actor).await?;
        Ok(Self {
            service: service.clone(),
            context: service.context(actor),
            trace: parts
                .extensions
                .get::<Trace>()
                .map(|trace| trace.0.clone())
                .unwrap_or_default(),
        })
    }
}

/// The connection of a request, and who stands behind its certificate.
async fn caller(parts: &Parts, service: &Service) -> Result<(Arc<Connection>, Actor), Refusal> {
    let connection = parts.extensions.get::<Arc<Connection>>().ok_or(Refusal::NoHolder)?;
    let actor = connection
        .actor
        .get_or_try_init(|| service.actor(&connection.certificate))
        .await?;
    Ok((Arc::clone(connection), actor.clone()))
}

/// A call of one small use case, which many make at the same time: whether its certificate is good is asked in the same
/// turn.
pub(crate) struct BriefCall {
    service: Service,
    connection: Arc<Connection>,
    context: Context,
}

impl FromRequestParts<Service> for BriefCall {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, service: &Service) -> Result<Self, Refusal> {
        let (connection, actor) = caller(parts, service).await?;
        Ok(Self {
            service: service.clone(),
            connection,
            context: service.context(actor),
        })
    }
}

impl BriefCall {
    /// Runs the use case, unless the certificate is no longer good.
    pub(crate) async fn ask<T, F>(self, use_case: F) -> Result<T, Refusal>
    where
        T: Send + 'static,
        F: FnOnce(&App<'_>, &Context) -> Result<T, Problem> + Send + 'static,
    {
        let (fingerprint, context) = (self.connection.certificate.fingerprint, self.context);
        let whole = move |app: &App<'_>| {
            app.certificate_standing(fingerprint, &context.actor)?.demand_good()?;
            use_case(app, &context)
        };
        self.service.ask_briefly(whole).await
    }
}

/// A call without parameters in its address; any is refused.
pub(crate) struct NoQuery;

impl<S: Sync> FromRequestParts<S> for NoQuery {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        QueryFields::of(parts.uri.query()).end().map(|()| Self)
    }
}

/// The parameters of an address, each asked for once; what nobody asked for is refused.
pub(crate) struct QueryFields {
    pairs: Vec<(String, String)>,
    issues: Vec<(crate::problem::IssueKind, app::Issue)>,
}

impl<S: Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        Ok(Self::of(parts.uri.query()))
    }
}

impl QueryFields {
    fn of(query: Option<&str>) -> Self {
        let pairs = query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
        // Dates and numbers alone are asked for: none of their characters needs an escape.
        let pairs = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (name.to_owned(), value.to_owned())
        });
        Self {
            pairs: pairs.collect(),
            issues: Vec::new(),
        }
    }

    /// A parameter that may be absent.
    pub(crate) fn optional<T: std::str::FromStr>(&mut self, name: &str, expected: &str) -> Option<T> {
        let place = self.pairs.iter().position(|(found, _)| found == name)?;
        let (_, value) = self.pairs.remove(place);
        let read = value.parse().ok();
        if read.is_none() {
            self.issue(crate::problem::IssueKind::InvalidInput, name, expected);
        }
        read
    }

    fn issue(&mut self, kind: crate::problem::IssueKind, at: &str, detail: &str) {
        let issue = app::Issue {
            at: at.to_owned(),
            detail: detail.to_owned(),
        };
        self.issues.push((kind, issue));
    }

    pub(crate) fn end(mut self) -> Result<(), Refusal> {
        for (name, _) in std::mem::take(&mut self.pairs) {
            self.issue(
                crate::problem::IssueKind::UnknownInput,
                &name,
                "nobody asks for this parameter, or not twice",
            );
        }
        if self.issues.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Input("query", self.issues))
        }
    }
}

/// JSON as it stands.
pub(crate) fn json(body: String) -> Response {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
}

/// The id of a call.
#[derive(Clone)]
struct Trace(String);

/// The caller's own id where it has the form of one, so that its log and ours tell of the same call.
fn trace_of(headers: &HeaderMap) -> Option<String> {
    let told = headers.get(TRACE)?.to_str().ok()?;
    let fits = (1..=TRACE_LENGTH).contains(&told.len())
        && told.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    // Ids stand in logs, where no person's number may stand.
    (fits && Ssin::parse(told).is_err()).then(|| told.to_owned())
}

/// The word of a method: one of a few, since a method may be any word that a caller thinks of.
fn method_of(request: &Request) -> &'static str {
    match *request.method() {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::HEAD => "HEAD",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => "-",
    }
}

/// What stands before every call.
#[derive(Clone)]
struct Front {
    service: Service,
    rate: Arc<Rate>,
}

impl Front {
    /// Refuses a call, or the connection on which it came, that is one too many of its certificate.
    fn let_in(&self, request: &Request) -> Result<(), Refusal> {
        let Some(connection) = request.extensions().get::<Arc<Connection>>() else {
            let why = request.extensions().get::<NotVouched>();
            return Err(why.map_or(Refusal::NoHolder, |why| Refusal::NotVouched(*why)));
        };
        if !connection.has_place {
            return Err(Refusal::TooManyConnections);
        }
        let counted = self.rate.count(&connection.certificate.fingerprint);
        counted.map_err(Refusal::TooMany)
    }
}

/// Gives each call an id, tells refusals, and writes one line in the log: by the form of the address, which holds nothing
/// that was sent.
async fn traced(State(front): State<Front>, mut request: Request, next: Next) -> Response {
    let service = &front.service;
    let trace = trace_of(request.headers()).unwrap_or_else(|| service.new_id().to_string());
    request.extensions_mut().insert(Trace(trace.clone()));
    let (method, began) = (method_of(&request), service.now());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map(|path| path.as_str().to_owned());
    let mut response = match front.let_in(&request) {
        Ok(()) => next.run(request).await,
        Err(refusal) => refusal.into_response(),
    };
    let mut why = None;
    if let Some(Told(refusal)) = response.extensions_mut().remove::<Told>() {
        why = refusal.logged();
        response = refusal.answer(&trace);
    } else if response.status() == StatusCode::BAD_REQUEST && response.headers().get(CONTENT_TYPE).is_none() {
        *response.body_mut() = Body::empty();
    }
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&trace) {
        headers.insert(TRACE, value);
    }
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let route = route.as_deref().unwrap_or("-");
    let status = response.status().as_u16();
    service.metrics().answered(method, route, status, began, service.now());
    match why {
        Some(why) => service.log(&format!("call {trace} {method} {route} {status} {why}")),
        None => service.log(&format!("call {trace} {method} {route} {status}")),
    }
    response
}
