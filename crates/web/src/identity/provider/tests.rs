//! A provider that says whatever a test wants, and tokens signed by its key.

use app::{Actor, FundRole};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use identifiers::CareFundNumber;
use jiff::Timestamp;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

use super::{Fetch, IdentityProvider, Way};

const ISSUER: &str = "https://identity.example";
const NOW: i64 = 1_750_000_000;

struct Keys {
    pair: EcdsaKeyPair,
    random: SystemRandom,
}

impl Keys {
    fn new() -> Self {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let document = EcdsaKeyPair::generate_pkcs8(algorithm, &random).expect("a key");
        let pair = EcdsaKeyPair::from_pkcs8(algorithm, document.as_ref(), &random).expect("a key");
        Self { pair, random }
    }

    fn shown(&self) -> Value {
        let point = &self.pair.public_key().as_ref()[1..];
        let part = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [{ "kty": "EC", "crv": "P-256", "kid": "one", "x": part(&point[..32]), "y": part(&point[32..]) }] })
    }

    fn token(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let signature = self.pair.sign(&self.random, text.as_bytes()).expect("a signature");
        format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}

fn header() -> Value {
    json!({ "alg": "ES256", "kid": "one" })
}

fn claims() -> Value {
    json!({ "iss": ISSUER, "aud": "zorgkas", "sub": "s1", "iat": NOW, "exp": NOW + 300, "nonce": "n",
        "preferred_username": "an", "name": "An Peeters", "role": ["other", "case-worker-180"] })
}

fn with(mut value: Value, changes: &[(&str, Value)]) -> Value {
    for (name, change) in changes {
        value[*name] = change.clone();
    }
    value
}

fn case_worker(name: &str) -> Actor {
    Actor::Employee {
        fund: CareFundNumber::parse("180").expect("a fund"),
        role: FundRole::CaseWorker,
        name: name.into(),
    }
}

/// A provider whose answers are these.
fn provider(discovery: Value, token: String, keys: Value, told: Option<Value>) -> IdentityProvider {
    let fetch = move |asked: &Fetch<'_>| {
        let answer = match (asked.url, asked.form, asked.authorization) {
            ("https://identity.example/.well-known/openid-configuration", None, None) => discovery.clone(),
            ("https://identity.example/token", Some(form), Some("Basic em9yZ2thczpzJTJGJTNB")) => {
                assert_eq!(
                    form,
                    "grant_type=authorization_code&code=c&redirect_uri=https%3A%2F%2Fus%2Fback&code_verifier=v"
                );
                json!({ "id_token": token, "access_token": "a" })
            }
            ("https://identity.example/keys", None, None) => keys.clone(),
            ("https://identity.example/told", None, Some("Bearer a")) => told.clone().ok_or("nothing is told")?,
            other => return Err(format!("nobody asked for {other:?}")),
        };
        Ok(answer.to_string().into_bytes())
    };
    IdentityProvider {
        issuer: ISSUER.into(),
        client: "zorgkas".into(),
        secret: "s/:".into(),
        shown: "Example".into(),
        scopes: "openid profile".into(),
        name_claim: "preferred_username".into(),
        shown_claim: "name".into(),
        role_claim: "role".into(),
        roles: vec![("case-worker-180".into(), case_worker(""))],
        fetch: Box::new(fetch),
    }
}

fn discovery() -> Value {
    json!({ "issuer": ISSUER, "authorization_endpoint": "https://identity.example/auth",
        "token_endpoint": "https://identity.example/token", "jwks_uri": "https://identity.example/keys" })
}

fn way() -> Way {
    let text = String::from;
    Way {
        state: text("st"),
        nonce: text("n"),
        verifier: text("v"),
    }
}

fn who(provider: &IdentityProvider) -> Result<(Actor, String), String> {
    let at = Timestamp::from_second(NOW).expect("a moment");
    let person = provider.who(at, &way(), ("c", "https://us/back"));
    let person = person.map_err(|why| why.to_string())?;
    assert_eq!(person.provider, ISSUER);
    Ok((person.actor, person.display_name))
}

#[test]
fn one_is_sent_with_a_challenge_and_never_with_the_secret() {
    let provider = provider(discovery(), String::new(), json!({}), None);
    let address = provider.leads_to(&way(), "https://us/back").expect("an address");
    assert_eq!(
        address,
        "https://identity.example/auth?response_type=code&client_id=zorgkas&redirect_uri=https%3A%2F%2Fus%2Fback&\
         scope=openid%20profile&state=st&nonce=n&code_challenge=TJRIXgwhrmxBzh3-e2v6zupato5AokdvUCCOUm9QYIA&\
         code_challenge_method=S256"
    );
}

#[test]
fn a_token_says_who_somebody_is() {
    let keys = Keys::new();
    let an = Ok((case_worker("an"), "An Peeters".to_owned()));
    let by = |claims: &Value| {
        let token = keys.token(&header(), claims);
        who(&provider(discovery(), token, keys.shown(), None))
    };
    assert_eq!(by(&claims()), an);
    assert_eq!(by(&with(claims(), &[("role", json!("case-worker-180"))])), an);
    let for_two = with(claims(), &[("aud", json!(["zorgkas", "x"])), ("azp", json!("zorgkas"))]);
    assert_eq!(by(&for_two), an);
    // Clocks differ a little.
    assert_eq!(
        by(&with(claims(), &[("exp", json!(NOW - 59)), ("iat", json!(NOW + 59))])),
        an
    );
    let nameless = with(claims(), &[("name", Value::Null)]);
    assert_eq!(by(&nameless), Ok((case_worker("an"), "an".to_owned())));
}

#[test]
fn a_token_that_is_not_right_signs_nobody_in() {
    let keys = Keys::new();
    for (change, why) in [
        (("iss", json!("https://other.example")), "InvalidIssuer"),
        (("aud", json!("other")), "InvalidAudience"),
        (("aud", json!(["zorgkas", "x"])), "given to another client"),
        (("azp", json!("x")), "given to another client"),
        (("exp", json!(NOW - 60)), "is over"),
        (("exp", json!("soon")), "exp"),
        (("exp", Value::Null), "exp"),
        (("iat", json!(NOW + 61)), "in the future"),
        (("iat", Value::Null), "in the future"),
        (("nonce", json!("x")), "another way"),
        (("nonce", Value::Null), "another way"),
        (("sub", Value::Null), "sub"),
        (("preferred_username", Value::Null), "no name"),
        (("role", json!("case-worker-280")), "no role"),
        (("role", Value::Null), "no role"),
    ] {
        let token = keys.token(&header(), &with(claims(), std::slice::from_ref(&change)));
        let told = who(&provider(discovery(), token, keys.shown(), None)).expect_err("nobody");
        assert!(told.contains(why), "{change:?}: {told}");
    }
}

#[test]
fn a_token_that_is_not_signed_by_the_provider_signs_nobody_in() {
    let (keys, others) = (Keys::new(), Keys::new());
    let token = keys.token(&header(), &claims());
    let forged = with(claims(), &[("preferred_username", json!("director"))]);
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let parts: Vec<&str> = token.split('.').collect();
    let unsigned = |header: Value| format!("{}.{}.", part(&header), part(&claims()));
    for (token, shown) in [
        (token.clone(), others.shown()),
        (format!("{}.{}.{}", parts[0], part(&forged), parts[2]), keys.shown()),
        (format!("{}.{}.", parts[0], parts[1]), keys.shown()),
        (unsigned(json!({ "alg": "none" })), keys.shown()),
        (unsigned(json!({ "alg": "HS256", "kid": "one" })), keys.shown()),
        (
            keys.token(&json!({ "alg": "RS256", "kid": "one" }), &claims()),
            keys.shown(),
        ),
        (
            keys.token(&json!({ "alg": "ES256", "kid": "two" }), &claims()),
            keys.shown(),
        ),
        (token.clone(), json!({ "keys": [] })),
        ("no token".to_owned(), keys.shown()),
        (String::new(), keys.shown()),
    ] {
        assert!(
            who(&provider(discovery(), token.clone(), shown, None)).is_err(),
            "{token}"
        );
    }
    let other = with(discovery(), &[("issuer", json!("https://other.example"))]);
    assert!(who(&provider(other, token, keys.shown(), None)).is_err());
}

#[test]
fn what_a_provider_tells_besides_is_about_the_same_person() {
    let keys = Keys::new();
    let bare = json!({ "iss": ISSUER, "aud": "zorgkas", "sub": "s1", "iat": NOW, "exp": NOW + 300, "nonce": "n" });
    let tells = with(
        discovery(),
        &[("userinfo_endpoint", json!("https://identity.example/told"))],
    );
    let by = |told: Option<Value>| {
        let token = keys.token(&header(), &bare);
        who(&provider(tells.clone(), token, keys.shown(), told))
    };
    let told = json!({ "sub": "s1", "preferred_username": "an", "name": "An", "role": "case-worker-180" });
    assert_eq!(by(Some(told.clone())), Ok((case_worker("an"), "An".to_owned())));
    for wrong in [
        Some(with(told.clone(), &[("sub", json!("s2"))])),
        Some(with(told, &[("sub", Value::Null)])),
        Some(json!({})),
        None,
    ] {
        assert!(by(wrong).is_err());
    }
}
