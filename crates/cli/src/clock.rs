//! The one place that reads the machine's clock: at the start of a command that has no times of its own.

use jiff::Timestamp;

/// Now, by the machine.
#[allow(clippy::disallowed_methods, reason = "the injected source itself")]
pub(crate) fn now() -> Timestamp {
    Timestamp::now()
}
