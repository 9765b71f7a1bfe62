//! Persons, memberships, facilities, recognitions and tariffs, as facts that rules read; the insurance status.
//!
//! Everything here is a value: what a register holds, as known at one moment of record time. The store keeps
//! the history in both times (when it holds in law, when it was recorded) and hands these values out.
//! Nothing here knows a message, a store or a clock.

/// Gives an enum of register words its list of values and its code in files and messages, which is also
/// the form in which serde writes it.
macro_rules! coded {
    ($name:ident { $($variant:ident => $code:literal),+ $(,)? }) => {
        impl $name {
            /// All values, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word that register files, messages and the store carry.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The value of this word; `None` for any other text.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }
        }
    };
}

pub mod facility;
pub mod import;
pub mod insurance;
pub mod membership;
pub mod person;
pub mod personal_share;
pub mod tariff;
pub mod zorgbudget;

pub use facility::{CareFund, Facility, Recognition};
pub use insurance::{InsuranceReason, InsuranceStatus, insurance_status};
pub use membership::{MembershipVerdict, judge_affiliation, judge_end, judge_mutation};
pub use person::{Address, AffiliationObligation, IncomeCategory, Membership, MembershipKind, Person, PersonDetails};
pub use personal_share::{PersonalShare, income_category_of, personal_share_on};
pub use tariff::{Tariff, TariffKind, UserType};
pub use zorgbudget::{ZorgbudgetMonth, zorgbudget_of};
