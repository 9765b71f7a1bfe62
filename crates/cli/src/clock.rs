//! The one place that reads the machine's clock: at the start of a command that has no times of its own, and to
//! measure how long something takes.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// Now, by the machine.
#[allow(clippy::disallowed_methods, reason = "the injected source itself")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}

/// Measures how long something takes.
pub(crate) struct Stopwatch(Instant);

impl Stopwatch {
    #[allow(clippy::disallowed_methods, reason = "the injected source itself")]
    pub(crate) fn start() -> Self {
        Self(Instant::now())
    }

    pub(crate) fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
