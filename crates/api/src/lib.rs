//! REST for software (interfaces.md, "REST for software"): mutual TLS, the caller by its certificate, problems in the
//! words of belgif.
//!
//! A call is: a certificate that the list of authorities trusts (`tls`), whom its subject names (`subject`), a use
//! case of the application on a thread where it may wait (`service`), and its answer or problem (`problem`) as JSON.
//! Nothing here knows a rule or a table.

mod agency;
mod batches;
mod body;
mod bulk;
mod care;
mod crowd;
mod fund;
mod fund_orders;
mod held;
mod insurance;
mod metrics;
mod openapi;
mod problem;
mod proxy;
mod rate;
mod reference_data;
mod routes;
mod server;
mod service;
mod subject;
mod tls;

pub use metrics::metrics;
pub use openapi::document;
pub use proxy::Proxy;
pub use server::{Door, Limits, serve};
pub use service::{BodyTimes, Room, Service, Sources};
pub use subject::{SubjectPatterns, WrongPattern};
pub use tls::{ClientCertificate, Clients, Fingerprint, Tls, TlsError};
