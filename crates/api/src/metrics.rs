//! What whoever watches the server sees: counts and durations by the form of the address, in the text of Prometheus
//! (OpenMetrics). Nothing of what was sent is a label: their number is bounded, and they name nobody.

use std::sync::atomic::AtomicI64;

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use jiff::Timestamp;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::service::Service;

/// Upper ends of the classes of durations.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Call {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// The figures of a server.
pub(crate) struct Metrics {
    registry: Registry,
    calls: Family<Call, Counter>,
    durations: Family<Route, Histogram>,
    broken: Counter,
    free_use_cases: Gauge<i64, AtomicI64>,
    free_body_bytes: Gauge<i64, AtomicI64>,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let mut registry = Registry::with_prefix("zorgkas_software");
        let calls = Family::<Call, Counter>::default();
        registry.register(
            "calls",
            "Calls answered, by method, form of the address and status",
            calls.clone(),
        );
        let durations = Family::<Route, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let about = "From a call's head to the head of its answer";
        registry.register_with_unit("call_duration", about, Unit::Seconds, durations.clone());
        let broken = Counter::default();
        registry.register(
            "connections_broken",
            "Connections without a handshake, or that broke off",
            broken.clone(),
        );
        let free_use_cases = Gauge::default();
        registry.register(
            "free_use_cases",
            "Use cases for which there is room now",
            free_use_cases.clone(),
        );
        let free_body_bytes = Gauge::default();
        let about = "Bodies for which there is memory now";
        registry.register_with_unit("free_bodies", about, Unit::Bytes, free_body_bytes.clone());
        Self {
            registry,
            calls,
            durations,
            broken,
            free_use_cases,
            free_body_bytes,
        }
    }

    /// A call was answered.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16, from: Timestamp, to: Timestamp) {
        let route = route.to_owned();
        let seconds = to.duration_since(from).as_secs_f64().max(0.0);
        self.durations
            .get_or_create(&Route { route: route.clone() })
            .observe(seconds);
        self.calls.get_or_create(&Call { method, route, status }).inc();
    }

    /// A connection broke off.
    pub(crate) fn broke_off(&self) {
        self.broken.inc();
    }

    /// The text, with what is free now.
    pub(crate) fn text(&self, free_use_cases: usize, free_body_bytes: usize) -> String {
        self.free_use_cases
            .set(i64::try_from(free_use_cases).unwrap_or(i64::MAX));
        self.free_body_bytes
            .set(i64::try_from(free_body_bytes).unwrap_or(i64::MAX));
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

/// GET `/metrics`, for a listener of this machine: the figures name nobody, and are nobody else's business.
pub fn metrics(service: Service) -> Router {
    let kind = HeaderValue::from_static("application/openmetrics-text; version=1.0.0; charset=utf-8");
    let answer = move || {
        let text = service.figures();
        let kind = kind.clone();
        async move { ([(CONTENT_TYPE, kind)], text) }
    };
    Router::new().route("/metrics", get(answer))
}
