//! Behind a proxy that ends TLS (interfaces.md, "Who may"): the certificate that the client showed comes in a header
//! (`Client-Cert`, RFC 9440), and the proxy signs it together with the call that it is for (RFC 9421, `hmac-sha256`).
//!
//! The proxy vouches that the client holds the key of the certificate. Whether the certificate is one that is let in is
//! judged here, by the same authorities and lists as without a proxy.

use std::sync::Arc;

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use ring::hmac;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::ClientCertVerifier;

use crate::tls::{ClientCertificate, Clients, TlsError};

const CERTIFICATE: HeaderName = HeaderName::from_static("client-cert");
const CHAIN: HeaderName = HeaderName::from_static("client-cert-chain");
const INPUT: HeaderName = HeaderName::from_static("signature-input");
const SIGNATURE: HeaderName = HeaderName::from_static("signature");

/// The name of the signature, and what it covers, in this order.
const LABEL: &str = "zorgkas=";
const COVERED: &str = "(\"@method\" \"@request-target\" \"client-cert\");created=";

/// For how long a signature holds, in seconds, before and after the moment it names: clocks differ a little.
const LIVES_SECONDS: u64 = 60;

/// Fewest bytes of the secret: those of what it makes.
const SECRET_BYTES: usize = 32;

/// Certificates that a client may have between its own and its authority.
const CHAIN_LENGTH: usize = 8;

/// A proxy whose word is taken.
pub struct Proxy {
    key: hmac::Key,
    clients: Arc<dyn ClientCertVerifier>,
}

/// Why the word of a proxy is not taken; none of it holds what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NotVouched {
    #[error("the headers Client-Cert, Signature-Input and Signature must each stand in a call once")]
    Absent,
    #[error(
        "Signature-Input must be zorgkas=(\"@method\" \"@request-target\" \"client-cert\");created=… and Signature \
         zorgkas=:…:, by hmac-sha256"
    )]
    Malformed,
    #[error("the signature is not of this moment")]
    Stale,
    #[error("the signature is not that of the proxy")]
    NotSigned,
    #[error("the certificate of the client is not let in")]
    NotLetIn,
}

impl Proxy {
    /// A proxy that signs with a secret (at least 32 bytes), for clients of these authorities.
    ///
    /// # Errors
    /// The secret is too short, or the files of authorities cannot be read.
    pub fn new(secret: &[u8], clients: Clients<'_>) -> Result<Self, TlsError> {
        if secret.len() < SECRET_BYTES {
            return Err(TlsError::Unfit(format!(
                "the secret of the proxy has fewer than {SECRET_BYTES} bytes"
            )));
        }
        Ok(Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, secret),
            clients: clients.verifier()?,
        })
    }

    /// The client for whom the proxy vouches in a call.
    pub(crate) fn client(&self, call: &Parts, now: Timestamp) -> Result<ClientCertificate, NotVouched> {
        let certificate = once(&call.headers, &CERTIFICATE)?;
        let input = once(&call.headers, &INPUT)?;
        let signature = once(&call.headers, &SIGNATURE)?;
        let parameters = input.strip_prefix(LABEL).ok_or(NotVouched::Malformed)?;
        let created = created(parameters).ok_or(NotVouched::Malformed)?;
        let signature = signature
            .strip_prefix(LABEL)
            .and_then(bytes)
            .ok_or(NotVouched::Malformed)?;
        let target = call.uri.path_and_query().map_or("/", |target| target.as_str());
        let base = format!(
            "\"@method\": {}\n\"@request-target\": {target}\n\"client-cert\": {certificate}\n\"@signature-params\": \
             {parameters}",
            call.method
        );
        hmac::verify(&self.key, base.as_bytes(), &signature).map_err(|_| NotVouched::NotSigned)?;
        let now_seconds = u64::try_from(now.as_second()).unwrap_or_default();
        if now_seconds.abs_diff(created) > LIVES_SECONDS {
            return Err(NotVouched::Stale);
        }
        let certificate = CertificateDer::from(bytes(certificate).ok_or(NotVouched::Malformed)?);
        let between = between(&call.headers)?;
        let at = UnixTime::since_unix_epoch(std::time::Duration::from_secs(now_seconds));
        self.clients
            .verify_client_cert(&certificate, &between, at)
            .map_err(|_| NotVouched::NotLetIn)?;
        ClientCertificate::read(&certificate).ok_or(NotVouched::NotLetIn)
    }
}

/// A header that stands in a call once.
fn once<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Result<&'h str, NotVouched> {
    let mut all = headers.get_all(name).iter();
    match (all.next(), all.next()) {
        (Some(value), None) => value.to_str().map_err(|_| NotVouched::Malformed),
        _ => Err(NotVouched::Absent),
    }
}

/// When a signature was made, in seconds since 1970; `None` when it does not cover what it must.
fn created(parameters: &str) -> Option<u64> {
    let rest = parameters.strip_prefix(COVERED)?;
    let digits = rest.split(';').next()?;
    // What else may stand there is not asked for: it is signed with the rest.
    let others = rest.get(digits.len()..)?;
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let same_algorithm = !others.contains(";alg=") || others.contains(";alg=\"hmac-sha256\"");
    (is_plain && same_algorithm).then(|| digits.parse().ok())?
}

/// The bytes of `:…:` (RFC 8941, "Byte Sequences").
fn bytes(text: &str) -> Option<Vec<u8>> {
    let inner = text.strip_prefix(':')?.strip_suffix(':')?;
    STANDARD.decode(inner).ok()
}

/// The certificates between the client's and its authority: they are not signed by the proxy, since a false one leads to
/// no authority.
fn between(headers: &HeaderMap) -> Result<Vec<CertificateDer<'static>>, NotVouched> {
    let mut all = Vec::new();
    for line in headers.get_all(&CHAIN) {
        let line = line.to_str().map_err(|_| NotVouched::Malformed)?;
        for text in line.split(',') {
            let found = bytes(text.trim()).ok_or(NotVouched::Malformed)?;
            all.push(CertificateDer::from(found));
        }
    }
    if all.len() > CHAIN_LENGTH {
        return Err(NotVouched::Malformed);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_says_when_it_was_made_and_what_it_covers() {
        let check = |parameters: &str, expected: Option<u64>| assert_eq!(created(parameters), expected, "{parameters}");
        let covered = "(\"@method\" \"@request-target\" \"client-cert\")";
        check(&format!("{covered};created=1"), Some(1));
        check(&format!("{covered};created=1;keyid=\"p\";alg=\"hmac-sha256\""), Some(1));
        check(&format!("{covered};created=1;alg=\"rsa-v1_5-sha256\""), None);
        check(&format!("{covered};created=-1"), None);
        check(&format!("{covered};created="), None);
        check(&format!("{covered};keyid=\"p\";created=1"), None);
        check("(\"@method\" \"client-cert\");created=1", None);
        check("(\"client-cert\" \"@method\" \"@request-target\");created=1", None);
        check("", None);
    }

    #[test]
    fn bytes_stand_between_colons() {
        assert_eq!(bytes(":AAE=:").as_deref(), Some(&[0, 1][..]));
        for wrong in ["AAE=", ":AAE=", ":", ":A:", ":AAE =:", ""] {
            assert_eq!(bytes(wrong), None, "{wrong:?}");
        }
        assert_eq!(bytes("::").as_deref(), Some(&[][..]));
    }
}
