//! HTTPS: what a server shows of itself, from files.

use std::fmt::Display;
use std::path::Path;
use std::sync::Arc;

use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::output::Failure;

/// What a server shows of itself, from files.
///
/// # Errors
/// A file that cannot be read, or is none of these; a key that does not fit.
pub(super) fn server(certificate: &Path, key: &Path) -> Result<ServerConfig, Failure> {
    let unread = |file: &Path, error: &dyn Display| Failure::WrongUse(format!("{}: {error}", file.display()));
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unread(certificate, &error))?;
    if chain.is_empty() {
        return Err(unread(certificate, &"no certificate is in it"));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|error| unread(key, &error))?;
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| unread(certificate, &error))?
        .with_no_client_auth()
        .with_single_cert(chain, key);
    config.map_err(|error| unread(certificate, &error))
}
