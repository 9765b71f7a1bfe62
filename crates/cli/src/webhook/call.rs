//! One call: signed as Standard Webhooks says, made, and what came of it in a few words.

use std::sync::Arc;
use std::time::Duration;

use app::{Delivered, Delivery};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use tokio_rustls::rustls::crypto::ring::default_provider;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Error};

use super::guard::Guard;

/// How long a receiver may take, from the look-up of its name to the status of its answer.
const ANSWER: Duration = Duration::from_secs(10);

/// Makes calls: to receivers outside, and to those in a private network.
pub(crate) struct Caller {
    outside: Agent,
    inside: Agent,
}

impl Caller {
    /// With the authorities that vouch for receivers (PEM).
    pub(crate) fn new(authorities: &[u8]) -> Self {
        let roots = parse_pem(authorities).filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        });
        let roots = RootCerts::Specific(Arc::new(roots.collect()));
        let agent = |is_internal| {
            let tls = TlsConfig::builder()
                .root_certs(roots.clone())
                .unversioned_rustls_crypto_provider(Arc::new(default_provider()))
                .build();
            let config = Agent::config_builder()
                .timeout_global(Some(ANSWER))
                // Nobody is followed elsewhere, and nobody stands between.
                .max_redirects(0)
                .proxy(None)
                .http_status_as_error(false)
                .tls_config(tls)
                .build();
            let guard = Guard {
                is_internal,
                inner: DefaultResolver::default(),
            };
            Agent::with_parts(config, DefaultConnector::default(), guard)
        };
        Self {
            outside: agent(false),
            inside: agent(true),
        }
    }

    /// Makes a call. What the receiver says beyond its status is not read.
    pub(crate) fn call(&self, delivery: &Delivery) -> Delivered {
        let agent = if delivery.is_internal {
            &self.inside
        } else {
            &self.outside
        };
        let seconds = delivery.at.as_second().to_string();
        let answer = agent
            .post(&delivery.address)
            .header("content-type", "application/cloudevents+json; charset=utf-8")
            .header("webhook-id", &delivery.id)
            .header("webhook-timestamp", &seconds)
            .header("webhook-signature", signature(delivery, &seconds))
            .send(&delivery.body[..]);
        match answer {
            Ok(answer) => match answer.status().as_u16() {
                200..300 => Delivered::Taken,
                410 => Delivered::Gone,
                status => Delivered::Failed {
                    reason: format!("the receiver answers {status}"),
                    retry_after_seconds: answer
                        .headers()
                        .get("retry-after")
                        .and_then(|value| seconds_asked(value.to_str().ok()?, delivery.at)),
                },
            },
            Err(error) => Delivered::Failed {
                reason: reason(&error).to_owned(),
                retry_after_seconds: None,
            },
        }
    }
}

/// How long a receiver asks to be left alone: seconds, or a moment in the form of HTTP (RFC 9110, 10.2.3).
fn seconds_asked(value: &str, now: Timestamp) -> Option<u64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let until = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    u64::try_from(until.as_second() - now.as_second()).ok()
}

/// HMAC-SHA256 over id, moment and body, as `v1,` and base64.
fn signature(delivery: &Delivery, seconds: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &delivery.secret.0);
    let mut signed = hmac::Context::with_key(&key);
    signed.update(format!("{}.{seconds}.", delivery.id).as_bytes());
    signed.update(&delivery.body);
    format!("v1,{}", STANDARD.encode(signed.sign()))
}

/// Why there is no answer, in words of ours: those of a library may repeat what a receiver sent.
const fn reason(error: &Error) -> &'static str {
    match error {
        Error::Timeout(_) => "the receiver does not answer in time",
        Error::HostNotFound => "the name of the receiver leads to no machine that may be called",
        Error::Rustls(_) | Error::Tls(_) => "the receiver has no certificate that is trusted",
        Error::Io(_) | Error::ConnectionFailed => "the receiver cannot be reached",
        Error::BadUri(_) => "the address cannot be called",
        _ => "the receiver does not speak HTTP as it should",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_receiver_asks_in_seconds_or_for_a_moment() {
        let now: Timestamp = "2025-03-10T09:00:00Z".parse().expect("a moment");
        for (value, expected) in [
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("Mon, 10 Mar 2025 09:01:30 GMT", Some(90)),
            ("Mon, 10 Mar 2025 08:59:00 GMT", None),
            ("-1", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(seconds_asked(value, now), expected, "{value}");
        }
    }
}
