//! Money: integer cents, sums that are checked.

use std::fmt;

/// An amount in eurocents, positive or negative. Sums are checked; there are no floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct EuroCents(i64);

/// A sum of money left the range of 64 bits: a fault in the input or in the program, never a rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the sum of the amounts is too large")]
pub struct MoneyOverflow;

impl EuroCents {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of so many cents.
    #[must_use]
    pub const fn new(cents: i64) -> Self {
        Self(cents)
    }

    /// The number of cents.
    #[must_use]
    pub const fn cents(self) -> i64 {
        self.0
    }

    /// The sum of two amounts.
    pub fn plus(self, other: Self) -> Result<Self, MoneyOverflow> {
        self.0.checked_add(other.0).map(Self).ok_or(MoneyOverflow)
    }

    /// The difference of two amounts.
    pub fn minus(self, other: Self) -> Result<Self, MoneyOverflow> {
        self.0.checked_sub(other.0).map(Self).ok_or(MoneyOverflow)
    }

    /// The opposite amount.
    #[must_use]
    pub const fn opposite(self) -> Self {
        Self(self.0.saturating_neg())
    }

    /// The sum of many amounts.
    ///
    /// ```
    /// use identifiers::EuroCents;
    /// let sum = EuroCents::sum([4321, 4321].map(EuroCents::new)).unwrap();
    /// assert_eq!(sum.to_string(), "86,42 EUR");
    /// ```
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Result<Self, MoneyOverflow> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }
}

/// As it is written in Dutch: `1.339,51 EUR`.
impl fmt::Display for EuroCents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let euros = (self.0.unsigned_abs() / 100).to_string();
        let mut grouped = String::with_capacity(euros.len() + euros.len() / 3);
        for (place, digit) in euros.chars().enumerate() {
            if place > 0 && (euros.len() - place).is_multiple_of(3) {
                grouped.push('.');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped},{:02} EUR", self.0.unsigned_abs() % 100)
    }
}
