//! Performance codes.

use std::fmt;

use crate::{Malformed, digits, text_form};

/// A performance code (prestatiecode) of six digits. It may be wrong: invoices carry codes that are judged
/// (finding 300402), so the check digit is a question, not a condition of existence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PerformanceCode(u32);

impl PerformanceCode {
    /// Reads six digits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number = digits(text, 6).ok_or(Malformed::shape("6 digits"))?;
        Ok(Self(u32::try_from(number).map_err(|_| Malformed::shape("6 digits"))?))
    }

    /// From a number below one million.
    pub fn from_number(number: u32) -> Result<Self, Malformed> {
        if number < 1_000_000 {
            Ok(Self(number))
        } else {
            Err(Malformed::shape("6 digits"))
        }
    }

    /// The number, below one million.
    #[must_use]
    pub const fn as_number(self) -> u32 {
        self.0
    }

    /// Whether the sixth digit is the first five modulo 7 (decision D11).
    #[must_use]
    pub const fn check_digit_holds(self) -> bool {
        self.0 / 10 % 7 == self.0 % 10
    }
}

impl fmt::Display for PerformanceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}
text_form!(PerformanceCode, to_string);
