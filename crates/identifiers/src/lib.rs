//! Numbers, money and periods of Belgian care: parsed once, then always valid.
//!
//! Every type here is made by a constructor that refuses what is not well formed, so that code that
//! holds one never checks it again. Nothing here knows a sector, a rule of law, a clock or a file.
//!
//! Persons' numbers never reach a log: [`Ssin`] shows itself masked in `Debug` and has no `Display`.

mod account;
mod day;
mod enterprise;
mod ids;
mod money;
mod nihdi;
mod performance;
mod period;
mod reference;
mod ssin;

pub use account::{Bic, Iban};
pub use day::{Month, brussels_at, brussels_clock, brussels_day};
pub use enterprise::{CareFundNumber, CbeNumber, HcoNumber, SectorCode};
pub use ids::{BatchId, DossierId, FacilityId, MessageRow, OrderId, PersonId, SettlementId};
pub use money::{EuroCents, MoneyOverflow};
pub use nihdi::NihdiNumber;
pub use performance::PerformanceCode;
pub use period::{Period, uncovered_gaps};
pub use reference::{StructuredReference, VsbReference};
pub use ssin::Ssin;

/// Why a text is not the number it should be. The text itself is never part of the error: it may be
/// a person's number, and errors are logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Another number of characters than the number has.
    #[error("expected {expected}")]
    Shape {
        /// What was expected, in words (`11 digits`).
        expected: &'static str,
    },
    /// The shape is right and the check digits are not.
    #[error("the check digits are wrong")]
    CheckDigits,
}

impl Malformed {
    pub(crate) const fn shape(expected: &'static str) -> Self {
        Self::Shape { expected }
    }
}

/// Reads exactly `count` ASCII digits as a number; `None` for anything else.
pub(crate) fn digits(text: &str, count: usize) -> Option<u64> {
    (text.len() == count && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok())?
}

/// Implements `FromStr`, `TryFrom<String>` and serde by way of `Self::parse(&str)` and a text form.
macro_rules! text_form {
    ($name:ident, $to_text:ident) => {
        impl std::str::FromStr for $name {
            type Err = $crate::Malformed;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.$to_text())
            }
        }
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use text_form;
