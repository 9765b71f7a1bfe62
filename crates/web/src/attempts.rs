//! How often one may try to sign in from one address: an account is locked by its own failures, but whoever tries one
//! password on many accounts fails once at each.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::extract::{FromRequestParts, Request, State};
use axum::http::header::RETRY_AFTER;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::page::answer;
use crate::sign_in::sign_in_page;
use crate::site::{Door, Site};
use crate::visit::Guest;

/// After how many attempts those that were quiet are forgotten.
const FORGET_EVERY: u32 = 1000;

/// The address from which a connection came: whoever serves the screens puts it into each request as an extension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caller(pub IpAddr);

/// The address of whoever asks, as far as it is known.
pub(crate) struct Known(Option<IpAddr>);

impl FromRequestParts<Site> for Known {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let connection = parts.extensions.get::<Caller>();
        Ok(Self(match site.door() {
            Door::Public(public) if public.behind_proxy => forwarded(&parts.headers),
            _ => connection.map(|Caller(address)| *address),
        }))
    }
}

/// The address for which a proxy asks: the last one it names, since those before it are what the caller claims.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    last.rsplit(',').next()?.trim().parse().ok()
}

/// Counts attempts by address.
pub(crate) struct Attempts {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    clock: DefaultClock,
    count: AtomicU32,
}

impl Attempts {
    pub(crate) fn per_minute(attempts: NonZeroU32) -> Self {
        let clock = DefaultClock::default();
        Self {
            limiter: RateLimiter::new(Quota::per_minute(attempts), HashMapStateStore::default(), clock.clone()),
            clock,
            count: AtomicU32::new(0),
        }
    }

    /// Counts an attempt. Those whose address is not known share one.
    ///
    /// # Errors
    /// It is one too many: after how many whole seconds there is room again.
    fn count(&self, from: Option<IpAddr>) -> Result<(), u64> {
        if self.count.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let key = from.map_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED), network_of);
        self.limiter.check_key(&key).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
        })
    }
}

/// An address of the sixth version stands for its whole network of 64 bits: one line has as many as it likes.
fn network_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        IpAddr::V4(address) => IpAddr::V4(address),
    }
}

/// Lets a form of signing in through, or says when there is room again: nothing of it is tried then.
pub(crate) async fn counted(
    State(site): State<Site>,
    guest: Guest,
    Known(from): Known,
    request: Request,
    next: Next,
) -> Response {
    let tries = request.method() == Method::POST;
    let Some(Err(seconds)) = site.attempts().filter(|_| tries).map(|attempts| attempts.count(from)) else {
        return next.run(request).await;
    };
    site.log_error(429, "too many attempts to sign in from one address");
    let fault = guest.words.one("sign-in-too-often", "seconds", &seconds.to_string());
    let page = sign_in_page(&site, &guest, ("/", ""), (None, Some(fault)));
    let mut refused = answer(&site, &guest, &page, StatusCode::TOO_MANY_REQUESTS);
    refused.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    refused
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_attempts_of_its_own_and_a_network_shares_them() {
        let attempts = Attempts::per_minute(NonZeroU32::new(2).expect("two"));
        let count = |from: &str| attempts.count(Some(from.parse().expect("an address")));
        assert_eq!([count("192.0.2.1"), count("::ffff:192.0.2.1")], [Ok(()), Ok(())]);
        assert!(count("192.0.2.1").is_err_and(|seconds| (1..=30).contains(&seconds)));
        assert_eq!(count("192.0.2.2"), Ok(()));
        assert_eq!(
            [count("2001:db8:1:2::1"), count("2001:db8:1:2:ffff::9")],
            [Ok(()), Ok(())]
        );
        assert!(count("2001:db8:1:2::3").is_err());
        assert_eq!(count("2001:db8:1:3::3"), Ok(()));
        assert_eq!([attempts.count(None), attempts.count(None)], [Ok(()), Ok(())]);
        assert!(attempts.count(None).is_err());
    }

    #[test]
    fn a_proxy_names_the_caller_last() {
        let check = |lines: &[&'static str], expected: Option<&str>| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", HeaderValue::from_static(line));
            }
            let expected = expected.map(|address| address.parse().expect("an address"));
            assert_eq!(forwarded(&headers), expected, "{lines:?}");
        };
        check(&[], None);
        check(&["192.0.2.1"], Some("192.0.2.1"));
        check(&["203.0.113.9, 192.0.2.1"], Some("192.0.2.1"));
        check(&["192.0.2.7", "203.0.113.9,2001:db8::1 "], Some("2001:db8::1"));
        check(&["203.0.113.9, unknown"], None);
    }
}
