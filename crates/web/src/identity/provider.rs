//! An identity provider by OpenID Connect: where one is sent, and what it says of who came back (authorization code with
//! PKCE; the identity token is checked by key, issuer, audience, time and nonce).

use app::{Actor, ProviderPerson};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jiff::Timestamp;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{DecodingKey, Validation, decode, decode_header};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::crypto::{ALGORITHMS, use_ring};
use crate::sign_in::escaped;

/// Seconds by which clocks may differ.
const LEEWAY_SECONDS: i64 = 60;

/// An identity provider, and what its words mean here.
pub struct IdentityProvider {
    /// Its address, as it names itself.
    pub issuer: String,
    /// The name by which it knows us.
    pub client: String,
    /// What we prove to be that with.
    pub secret: String,
    /// How it is called on the page where one signs in.
    pub shown: String,
    /// What is asked for, `openid` included.
    pub scopes: String,
    /// The claim that holds the name of the account.
    pub name_claim: String,
    /// The claim that holds the name that is shown.
    pub shown_claim: String,
    /// The claim that holds the roles: a text, or a list of texts.
    pub role_claim: String,
    /// What a role means here: as whom one acts, the name of the account left empty. The first that one has counts.
    pub roles: Vec<(String, Actor)>,
    /// Asks the provider.
    pub fetch: Fetcher,
}

/// Asks for an address and gives the body of an answer that is well (2xx); otherwise why there is none. It may wait.
pub type Fetcher = Box<dyn Fn(&Fetch<'_>) -> Result<Vec<u8>, String> + Send + Sync>;

/// What is asked of a provider.
#[derive(Debug, Clone, Copy)]
pub struct Fetch<'a> {
    /// The address.
    pub url: &'a str,
    /// A form to be sent, encoded; `None`: nothing is sent.
    pub form: Option<&'a str>,
    /// The header `Authorization`.
    pub authorization: Option<&'a str>,
}

/// Why somebody is not signed in: for the log, without any secret or name.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoIdentity(pub(crate) String);

fn no<T>(why: impl Into<String>) -> Result<T, NoIdentity> {
    Err(NoIdentity(why.into()))
}

/// What we made up for one way to the provider and back.
pub(crate) struct Way {
    /// Comes back in the address.
    pub(crate) state: String,
    /// Comes back in the token.
    pub(crate) nonce: String,
    /// Proves that who asks for the token is who sent the person.
    pub(crate) verifier: String,
}

/// What a provider says of itself.
#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    userinfo_endpoint: Option<String>,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: Option<String>,
    id_token: String,
}

impl IdentityProvider {
    /// Where somebody is sent to sign in.
    ///
    /// # Errors
    /// The provider does not answer, or is not who it should be.
    pub(crate) fn leads_to(&self, way: &Way, redirect: &str) -> Result<String, NoIdentity> {
        let found = self.discover()?;
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, way.verifier.as_bytes()));
        let query = [
            ("response_type", "code"),
            ("client_id", &self.client),
            ("redirect_uri", redirect),
            ("scope", &self.scopes),
            ("state", &way.state),
            ("nonce", &way.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let joint = if found.authorization_endpoint.contains('?') {
            '&'
        } else {
            '?'
        };
        Ok(format!("{}{joint}{}", found.authorization_endpoint, encoded(&query)))
    }

    /// Who came back, by the code that came along.
    ///
    /// # Errors
    /// The provider does not answer or gives no token; the token is not its own, not for us, not of now or not of this way;
    /// or it names nobody who has a role here.
    pub(crate) fn who(
        &self,
        at: Timestamp,
        way: &Way,
        (code, redirect): (&str, &str),
    ) -> Result<ProviderPerson, NoIdentity> {
        let found = self.discover()?;
        let form = encoded(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("code_verifier", &way.verifier),
        ]);
        let basic = STANDARD.encode(format!("{}:{}", escaped_all(&self.client), escaped_all(&self.secret)));
        let tokens: Tokens = self.ask(&found.token_endpoint, Some(&form), Some(&format!("Basic {basic}")))?;
        let keys: JwkSet = self.ask(&found.jwks_uri, None, None)?;
        let mut claims = self.verified(at, &tokens.id_token, &keys, &way.nonce)?;
        if let (Some(address), Some(token)) = (&found.userinfo_endpoint, &tokens.access_token) {
            let told: Map<String, Value> = self.ask(address, None, Some(&format!("Bearer {token}")))?;
            if told.get("sub").is_none() || told.get("sub") != claims.get("sub") {
                return no("what the provider tells is about another person than its token");
            }
            claims.extend(told);
        }
        self.person(&claims)
    }

    fn discover(&self) -> Result<Discovery, NoIdentity> {
        let address = format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'));
        let found: Discovery = self.ask(&address, None, None)?;
        if found.issuer == self.issuer {
            Ok(found)
        } else {
            no("the identity provider names itself otherwise than it is named here")
        }
    }

    fn ask<T: DeserializeOwned>(
        &self,
        url: &str,
        form: Option<&str>,
        authorization: Option<&str>,
    ) -> Result<T, NoIdentity> {
        let asked = Fetch {
            url,
            form,
            authorization,
        };
        let body = (self.fetch)(&asked).map_err(NoIdentity)?;
        // The reason may repeat what was read, so it is not told.
        serde_json::from_slice(&body)
            .map_err(|_| NoIdentity("an answer of the identity provider cannot be read".into()))
    }

    /// The claims of a token, once its key, issuer, audience, time and nonce are right.
    fn verified(
        &self,
        at: Timestamp,
        token: &str,
        keys: &JwkSet,
        nonce: &str,
    ) -> Result<Map<String, Value>, NoIdentity> {
        use_ring();
        let header = decode_header(token).map_err(|error| NoIdentity(format!("a token: {error}")))?;
        if !ALGORITHMS.contains(&header.alg) {
            return no("a token is signed in a way that is not taken");
        }
        let key = match &header.kid {
            Some(id) => keys.find(id),
            None => keys.keys.first().filter(|_| keys.keys.len() == 1),
        };
        let Some(key) = key else {
            return no("a token is signed with a key that its provider does not show");
        };
        let key = DecodingKey::from_jwk(key).map_err(|error| NoIdentity(format!("a key: {error}")))?;
        let mut rules = Validation::new(header.alg);
        rules.set_audience(&[&self.client]);
        rules.set_issuer(&[&self.issuer]);
        rules.set_required_spec_claims(&["aud", "exp", "iss", "sub"]);
        // By our own clock, below.
        rules.validate_exp = false;
        let claims = decode::<Map<String, Value>>(token, &key, &rules);
        let claims = claims.map_err(|error| NoIdentity(format!("a token: {error}")))?.claims;
        let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
        let now = at.as_second();
        if seconds("exp").is_none_or(|until| until.saturating_add(LEEWAY_SECONDS) <= now) {
            return no("a token is over");
        }
        if seconds("iat").is_none_or(|made| made > now.saturating_add(LEEWAY_SECONDS)) {
            return no("a token is made in the future");
        }
        if claims.get("nonce").and_then(Value::as_str) != Some(nonce) {
            return no("a token is of another way to the provider");
        }
        // Where it is for others too, it must be given to us.
        let for_others = claims
            .get("aud")
            .and_then(Value::as_array)
            .is_some_and(|all| all.len() > 1);
        let given_to = claims.get("azp").and_then(Value::as_str);
        if given_to.map_or(for_others, |given_to| given_to != self.client) {
            return no("a token is given to another client");
        }
        Ok(claims)
    }

    /// As whom somebody acts by what the provider says.
    fn person(&self, claims: &Map<String, Value>) -> Result<ProviderPerson, NoIdentity> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let Some(name) = text(&self.name_claim) else {
            return no("the provider gives no name of an account");
        };
        let has = |role: &str| match claims.get(&self.role_claim) {
            Some(Value::String(one)) => one == role,
            Some(Value::Array(all)) => all.iter().any(|one| one.as_str() == Some(role)),
            _ => false,
        };
        let Some((_, actor)) = self.roles.iter().find(|(role, _)| has(role)) else {
            return no("the provider gives no role that means anything here");
        };
        Ok(ProviderPerson {
            provider: self.issuer.clone(),
            actor: named(actor, name),
            display_name: text(&self.shown_claim).unwrap_or(name).to_owned(),
        })
    }
}

fn named(actor: &Actor, account: &str) -> Actor {
    let mut named = actor.clone();
    if let Actor::Employee { name, .. } | Actor::FacilityEmployee { name, .. } | Actor::AgencyEmployee { name, .. } =
        &mut named
    {
        account.clone_into(name);
    }
    named
}

/// As a form.
fn encoded(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", escaped_all(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// As a value in a form, where a stroke is escaped too.
fn escaped_all(text: &str) -> String {
    escaped(text).replace('/', "%2F")
}

#[cfg(test)]
mod tests;
