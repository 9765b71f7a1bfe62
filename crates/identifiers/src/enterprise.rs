//! Numbers of enterprises, facilities, care funds and sectors.

use std::fmt;

use crate::{Malformed, digits, text_form};

/// A number of the Crossroads Bank for Enterprises (KBO): 10 digits, the last two 97 − (first eight mod 97).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CbeNumber(u64);

impl CbeNumber {
    /// Reads 10 digits, the first 0 or 1.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number = digits(text, 10)
            .filter(|n| *n < 2_000_000_000)
            .ok_or(Malformed::shape("10 digits, the first 0 or 1"))?;
        if number % 100 == 97 - number / 100 % 97 {
            Ok(Self(number))
        } else {
            Err(Malformed::CheckDigits)
        }
    }
}

impl fmt::Display for CbeNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:010}", self.0)
    }
}
text_form!(CbeNumber, to_string);

/// The number of a facility in the Flemish care registry. Opaque: nothing but the register says what is one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HcoNumber(Box<str>);

impl HcoNumber {
    /// Takes 1 to 20 letters or digits.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let fits = (1..=20).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::shape("1 to 20 letters or digits"))
        }
    }

    /// The number as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HcoNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
text_form!(HcoNumber, to_string);

/// The number of a care fund: three digits (180, 280 … 680). Which funds exist is a register's matter.
///
/// The first digit is that of the sickness fund (insurer) it belongs with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CareFundNumber(u16);

impl CareFundNumber {
    /// Reads three digits, not 000.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number = digits(text, 3).filter(|n| *n > 0).ok_or(Malformed::shape("3 digits"))?;
        Ok(Self(u16::try_from(number).map_err(|_| Malformed::shape("3 digits"))?))
    }

    /// From a number of a store or a file.
    pub fn from_number(number: u16) -> Result<Self, Malformed> {
        if (1..=999).contains(&number) {
            Ok(Self(number))
        } else {
            Err(Malformed::shape("3 digits"))
        }
    }

    /// The number, 1 to 999.
    #[must_use]
    pub const fn as_number(self) -> u16 {
        self.0
    }

    /// The first digit (1 for 180).
    #[must_use]
    pub const fn first_digit(self) -> u16 {
        self.0 / 100
    }
}

impl fmt::Display for CareFundNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03}", self.0)
    }
}
text_form!(CareFundNumber, to_string);

/// The code of a sector (`IBW`, `PVT`, `REVACONV-7.72` …). Which sectors exist is regulation data.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SectorCode(Box<str>);

impl SectorCode {
    /// Takes 1 to 20 letters, digits, `-`, `.` or `_`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let fits = (1..=20).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_'));
        if fits {
            Ok(Self(text.into()))
        } else {
            Err(Malformed::shape("a sector code"))
        }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SectorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
text_form!(SectorCode, to_string);
