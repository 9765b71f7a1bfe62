//! An authority with the server's certificate and one for each facility that calls, made for one run.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ClientConfig, RootCertStore, ServerConfig};

use super::super::world::nihdi;
use crate::output::Failure;

/// The name of the server.
pub(super) const HOST: &str = "localhost";

pub(super) struct Identities {
    authority: String,
    server: Identity,
    callers: Vec<Identity>,
}

/// A certificate and its key, as PEM.
struct Identity {
    certificate: String,
    key: String,
}

fn unmade(error: &dyn std::fmt::Display) -> Failure {
    Failure::WrongUse(format!("a certificate of the bench: {error}"))
}

impl Identities {
    /// Identities for so many facilities, by place.
    pub(super) fn new(facilities: u64) -> Result<Self, Failure> {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        params.distinguished_name.push(DnType::CommonName, "Bench");
        let key = KeyPair::generate().map_err(|error| unmade(&error))?;
        let authority = CertifiedIssuer::self_signed(params, key).map_err(|error| unmade(&error))?;
        let callers = (0..facilities)
            .map(|place| signed(&authority, &format!("NIHII={}", nihdi(place)?.to_digits11())))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            server: signed(&authority, HOST)?,
            authority: authority.pem(),
            callers,
        })
    }

    /// What the listener stands on.
    pub(super) fn server(&self) -> Result<Arc<ServerConfig>, Failure> {
        let tls = api::Tls {
            certificate: self.server.certificate.as_bytes(),
            key: self.server.key.as_bytes(),
            clients: self.authority.as_bytes(),
            revoked: b"",
        };
        tls.config().map_err(|error| unmade(&error))
    }

    /// How many facilities call.
    pub(super) const fn callers(&self) -> usize {
        self.callers.len()
    }

    /// What the caller with this place stands on.
    pub(super) fn caller(&self, place: usize) -> Result<Arc<ClientConfig>, Failure> {
        let read = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| unmade(&error));
        let identity = &self.callers[place % self.callers.len()];
        let mut roots = RootCertStore::empty();
        roots.add(read(&self.authority)?).map_err(|error| unmade(&error))?;
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).map_err(|error| unmade(&error))?;
        let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| unmade(&error))?
            .with_root_certificates(roots)
            .with_client_auth_cert(vec![read(&identity.certificate)?], key)
            .map_err(|error| unmade(&error))?;
        Ok(Arc::new(config))
    }
}

fn signed(authority: &CertifiedIssuer<'_, KeyPair>, name: &str) -> Result<Identity, Failure> {
    let mut params = CertificateParams::new(vec![HOST.to_owned()]).map_err(|error| unmade(&error))?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let key = KeyPair::generate().map_err(|error| unmade(&error))?;
    let certificate = params.signed_by(&key, authority).map_err(|error| unmade(&error))?;
    Ok(Identity {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    })
}
