//! The identity provider of `zorgkas serve`, from a file (docs/operator-guide.md), and how it is asked.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::{Actor, AgencyRole, App, FacilityRole, FundRole, Problem};
use identifiers::{CareFundNumber, HcoNumber};
use serde::Deserialize;
use tokio_rustls::rustls::crypto::ring;
use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use web::{Fetch, Fetcher, IdentityProvider};

use crate::output::Failure;
use crate::workplace::{operator, read};

/// How long the provider may take for an answer.
const ANSWER: Duration = Duration::from_secs(10);
/// Most bytes of an answer.
const BYTES: u64 = 1 << 20;

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    issuer: String,
    client: String,
    secret_file: PathBuf,
    shown: String,
    #[serde(default = "scopes")]
    scopes: String,
    #[serde(default = "name_claim")]
    name_claim: String,
    #[serde(default = "shown_claim")]
    shown_claim: String,
    role_claim: String,
    /// The authorities that vouch for the provider's HTTPS (PEM).
    #[serde(default = "authorities")]
    authorities: PathBuf,
    role: Vec<RoleSetting>,
}

/// What a value of the claim of roles means.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleSetting {
    value: String,
    fund: Option<String>,
    facility: Option<String>,
    #[serde(default)]
    agency: bool,
    role: String,
}

fn scopes() -> String {
    "openid profile".into()
}

fn name_claim() -> String {
    "preferred_username".into()
}

fn shown_claim() -> String {
    "name".into()
}

fn authorities() -> PathBuf {
    "/etc/ssl/certs/ca-certificates.crt".into()
}

/// The provider that a file names.
///
/// # Errors
/// The file, the secret or the authorities cannot be read or understood; an issuer that is not reached over HTTPS; a role, fund
/// or facility that there is not.
pub(super) fn provider(file: &Path, app: &App<'_>) -> Result<IdentityProvider, Failure> {
    let wrong = |reason: &str| Failure::WrongUse(format!("{}: {reason}", file.display()));
    let text = String::from_utf8(read(file)?).map_err(|_| wrong("no text"))?;
    let settings: Settings = toml::from_str(&text).map_err(|error| wrong(&error.to_string()))?;
    let is_secure = settings.issuer.starts_with("https://");
    if !is_secure
        && !["http://127.0.0.1:", "http://localhost:"]
            .iter()
            .any(|own| settings.issuer.starts_with(own))
    {
        return Err(wrong("issuer: its address begins with https://"));
    }
    let beside = |path: &Path| file.parent().unwrap_or(Path::new("")).join(path);
    let secret = String::from_utf8(read(&beside(&settings.secret_file))?).map_err(|_| wrong("secret_file: no text"))?;
    let authorities = if is_secure {
        read(&beside(&settings.authorities))?
    } else {
        Vec::new()
    };
    let mut roles = Vec::with_capacity(settings.role.len());
    for role in &settings.role {
        let actor = actor(role, app).map_err(|error| wrong(&format!("role {}: {error}", role.value)))?;
        roles.push((role.value.clone(), actor));
    }
    Ok(IdentityProvider {
        issuer: settings.issuer,
        client: settings.client,
        secret: secret.trim().to_owned(),
        shown: settings.shown,
        scopes: settings.scopes,
        name_claim: settings.name_claim,
        shown_claim: settings.shown_claim,
        role_claim: settings.role_claim,
        roles,
        fetch: fetcher(&authorities),
    })
}

/// As whom one acts, the name of the account left empty.
fn actor(setting: &RoleSetting, app: &App<'_>) -> Result<Actor, Problem> {
    let name = String::new();
    let none = || Problem::NotFound("this role at this place".into());
    // As on the command line: case-worker is CaseWorker.
    let word: String = setting.role.split('-').map(capital).collect();
    match (&setting.fund, &setting.facility, setting.agency) {
        (Some(fund), None, false) => {
            let fund =
                CareFundNumber::parse(fund).map_err(|_| Problem::NotFound("a care fund of this number".into()))?;
            let role = FundRole::ALL.into_iter().find(|role| format!("{role:?}") == word);
            let role = role.ok_or_else(none)?;
            Ok(Actor::Employee { fund, role, name })
        }
        (None, Some(facility), false) => {
            let hco = HcoNumber::parse(facility).map_err(|_| Problem::NotFound("a facility of this number".into()))?;
            let found = app.facility_by_hco(&operator(crate::clock::now()), &hco)?;
            let facility = found.ok_or_else(|| Problem::NotFound("a facility of this number".into()))?;
            let role = FacilityRole::ALL.into_iter().find(|role| format!("{role:?}") == word);
            let role = role.ok_or_else(none)?;
            Ok(Actor::FacilityEmployee { facility, role, name })
        }
        (None, None, true) => {
            let role = AgencyRole::ALL.into_iter().find(|role| format!("{role:?}") == word);
            let role = role.ok_or_else(none)?;
            Ok(Actor::AgencyEmployee { role, name })
        }
        _ => Err(Problem::Conflict("give one of fund, facility and agency".into())),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Asks over HTTPS, follows no one elsewhere, and waits no longer than it may.
fn fetcher(authorities: &[u8]) -> Fetcher {
    let roots = parse_pem(authorities).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    let tls = TlsConfig::builder()
        .root_certs(RootCerts::Specific(Arc::new(roots.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
        .build();
    let agent: Agent = Agent::config_builder()
        .timeout_global(Some(ANSWER))
        .max_redirects(0)
        .tls_config(tls)
        .build()
        .into();
    Box::new(move |asked: &Fetch<'_>| {
        let unasked = |error: ureq::Error| format!("the identity provider does not answer: {error}");
        let mut answer = match asked.form {
            Some(form) => {
                let mut request = agent.post(asked.url);
                request = request.header("content-type", "application/x-www-form-urlencoded");
                if let Some(authorization) = asked.authorization {
                    request = request.header("authorization", authorization);
                }
                request.send(form).map_err(unasked)?
            }
            None => {
                let mut request = agent.get(asked.url);
                if let Some(authorization) = asked.authorization {
                    request = request.header("authorization", authorization);
                }
                request.call().map_err(unasked)?
            }
        };
        answer
            .body_mut()
            .with_config()
            .limit(BYTES)
            .read_to_vec()
            .map_err(unasked)
    })
}
