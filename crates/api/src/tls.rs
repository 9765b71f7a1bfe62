//! Mutual TLS: the server's certificate, the authorities whose clients are let in, and the list of revoked ones.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{RootCertStore, ServerConfig};
use sha2::{Digest, Sha256};
use x509_cert::Certificate;
use x509_cert::der::Decode;
use x509_cert::name::Name;

/// What a listener with mutual TLS stands on, all PEM.
#[derive(Debug, Clone, Copy)]
pub struct Tls<'a> {
    /// The server's certificate, and those between it and its authority.
    pub certificate: &'a [u8],
    /// The private key of that certificate.
    pub key: &'a [u8],
    /// The authorities whose certificates clients may carry.
    pub clients: &'a [u8],
    /// Lists of revoked certificates of those authorities; may be empty.
    pub revoked: &'a [u8],
}

/// Why no listener can be made.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is no PEM, or holds nothing of its kind.
    #[error("{what}: {reason}")]
    Pem {
        /// Which.
        what: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The parts do not fit together.
    #[error("these certificates and key cannot serve: {0}")]
    Unfit(String),
}

impl Tls<'_> {
    /// The settings of the TLS library: TLS 1.2 and 1.3, a client certificate or nothing.
    ///
    /// # Errors
    /// Something is no PEM, or the parts do not fit together.
    pub fn config(&self) -> Result<Arc<ServerConfig>, TlsError> {
        let chain = certificates("the server's certificate", self.certificate)?;
        let key = PrivateKeyDer::from_pem_slice(self.key).map_err(|error| TlsError::Pem {
            what: "the server's key",
            reason: error.to_string(),
        })?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let clients = Clients {
            authorities: self.clients,
            revoked: self.revoked,
        };
        let verifier = clients.verifier()?;
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unfit)?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain, key)
            .map_err(unfit)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Arc::new(config))
    }
}

/// Whose certificates are let in, all PEM.
#[derive(Debug, Clone, Copy)]
pub struct Clients<'a> {
    /// The authorities whose certificates clients may carry.
    pub authorities: &'a [u8],
    /// Lists of revoked certificates of those authorities; may be empty.
    pub revoked: &'a [u8],
}

impl Clients<'_> {
    /// Judges certificates of clients: by authority, validity and the lists of revoked ones.
    pub(crate) fn verifier(&self) -> Result<Arc<dyn ClientCertVerifier>, TlsError> {
        let mut roots = RootCertStore::empty();
        for authority in certificates("the authorities of clients", self.authorities)? {
            roots.add(authority).map_err(unfit)?;
        }
        let revoked: Result<Vec<_>, _> = CertificateRevocationListDer::pem_slice_iter(self.revoked).collect();
        let revoked = revoked.map_err(|error| TlsError::Pem {
            what: "the list of revoked certificates",
            reason: error.to_string(),
        })?;
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let mut verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        if !revoked.is_empty() {
            // A list that an authority gives speaks of its own certificates; another authority may have none.
            verifier = verifier.with_crls(revoked).allow_unknown_revocation_status();
        }
        verifier.build().map_err(unfit)
    }
}

fn unfit(error: impl std::fmt::Display) -> TlsError {
    TlsError::Unfit(error.to_string())
}

fn certificates(what: &'static str, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, TlsError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match read {
        Ok(read) if !read.is_empty() => Ok(read),
        Ok(_) => Err(TlsError::Pem {
            what,
            reason: "no certificate stands in it".into(),
        }),
        Err(error) => Err(TlsError::Pem {
            what,
            reason: error.to_string(),
        }),
    }
}

/// SHA-256 of a certificate.
pub type Fingerprint = [u8; 32];

/// The certificate that a client showed, after the TLS library found it good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientCertificate {
    /// SHA-256 of the certificate.
    pub fingerprint: Fingerprint,
    /// Its subject.
    pub(crate) subject: Name,
}

impl ClientCertificate {
    /// Reads the certificate of a connection.
    pub(crate) fn read(certificate: &CertificateDer<'_>) -> Option<Self> {
        let parsed = Certificate::from_der(certificate).ok()?;
        Some(Self {
            fingerprint: Sha256::digest(certificate.as_ref()).into(),
            subject: parsed.tbs_certificate().subject().clone(),
        })
    }
}
