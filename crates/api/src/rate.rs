//! How many calls a certificate may make: so many a second, and as many at once after a quiet time.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::tls::Fingerprint;

/// After how many calls those that were quiet are forgotten.
const FORGET_EVERY: u32 = 100_000;

/// Counts calls by certificate.
pub(crate) struct Rate {
    limiter: RateLimiter<Fingerprint, HashMapStateStore<Fingerprint>, DefaultClock>,
    clock: DefaultClock,
    calls: AtomicU32,
}

impl Rate {
    pub(crate) fn per_second(calls: NonZeroU32) -> Self {
        let clock = DefaultClock::default();
        Self {
            limiter: RateLimiter::new(Quota::per_second(calls), HashMapStateStore::default(), clock.clone()),
            clock,
            calls: AtomicU32::new(0),
        }
    }

    /// Counts a call.
    ///
    /// # Errors
    /// It is one too many: after how many whole seconds there is room again.
    pub(crate) fn count(&self, caller: &Fingerprint) -> Result<(), u64> {
        if self.calls.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        self.limiter.check_key(caller).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now());
            wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_certificate_has_calls_of_its_own() {
        let rate = Rate::per_second(NonZeroU32::new(2).expect("two"));
        let (one, other) = ([1; 32], [2; 32]);
        assert_eq!([rate.count(&one), rate.count(&one)], [Ok(()), Ok(())]);
        assert_eq!(rate.count(&one), Err(1));
        assert_eq!(rate.count(&other), Ok(()));
    }
}
