//! The federal number of a professional or facility (RIZIV).

use std::fmt;

use crate::{Malformed, digits, text_form};

/// A RIZIV number of 8 or 11 digits: digits 7–8 check the first six, digits 9–11 are a qualification.
///
/// The check is `m − (first six digits mod m)` with m = 97 or 89 (fine print, "Numbers").
///
/// ```
/// use identifiers::NihdiNumber;
/// assert!(NihdiNumber::parse("18334780004").is_ok()); // modulus 97
/// assert!(NihdiNumber::parse("10185748004").is_ok()); // modulus 89 only
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NihdiNumber {
    /// The first eight digits.
    base: u32,
    /// The last three, when the number was written with 11 digits.
    qualification: Option<u16>,
}

impl NihdiNumber {
    /// Reads 8 or 11 digits whose check digits are right.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number = digits(text, 8)
            .or_else(|| digits(text, 11))
            .ok_or(Malformed::shape("8 or 11 digits"))?;
        let (base, qualification) = if text.len() == 11 {
            (number / 1000, u16::try_from(number % 1000).ok())
        } else {
            (number, None)
        };
        let base = u32::try_from(base).map_err(|_| Malformed::shape("8 or 11 digits"))?;
        let (body, check) = (base / 100, base % 100);
        if check == 97 - body % 97 || check == 89 - body % 89 {
            Ok(Self { base, qualification })
        } else {
            Err(Malformed::CheckDigits)
        }
    }

    /// The first eight digits, which alone say who it is: a facility's certificate may carry only them.
    #[must_use]
    pub const fn base(self) -> u32 {
        self.base
    }

    /// Whether both name the same professional or facility: equal, or equal in their first eight digits
    /// when one of them carries no more.
    #[must_use]
    pub fn same_as(self, other: Self) -> bool {
        self.base == other.base
            && match (self.qualification, other.qualification) {
                (Some(a), Some(b)) => a == b,
                _ => true,
            }
    }

    /// The first digit, which tells the profession (1: physician).
    #[must_use]
    pub const fn profession_digit(self) -> u32 {
        self.base / 10_000_000
    }

    /// Eleven digits; an absent qualification is written 000.
    #[must_use]
    pub fn to_digits11(self) -> String {
        format!("{:08}{:03}", self.base, self.qualification.unwrap_or(0))
    }
}

impl fmt::Display for NihdiNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.qualification {
            Some(q) => write!(f, "{:08}{q:03}", self.base),
            None => write!(f, "{:08}", self.base),
        }
    }
}

impl fmt::Debug for NihdiNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NihdiNumber({self})")
    }
}

text_form!(NihdiNumber, to_string);
