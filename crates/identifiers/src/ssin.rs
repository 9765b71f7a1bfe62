//! The national number of a person (INSZ): rijksregisternummer or BIS number.

use std::fmt;

use jiff::civil::Date;

use crate::{Malformed, digits, text_form};

/// A national number (INSZ): 11 digits of which the last two check the first nine.
///
/// Births from 2000 on compute the check over the first nine digits with a `2` before them. In a BIS
/// number the month is raised by 20 or 40. Unknown parts of the birth date are `00`. Only the check
/// digits decide what is valid: the date part is not judged, because the register that hands out the
/// numbers fills it more freely than a calendar would.
///
/// ```
/// use identifiers::Ssin;
/// assert!(Ssin::parse("85073003328").is_ok());
/// assert!(Ssin::parse("79121137740").is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ssin(u64);

impl Ssin {
    /// Reads 11 digits; anything else, or wrong check digits, is an error.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let number = digits(text, 11).ok_or(Malformed::shape("11 digits"))?;
        Self::from_number(number)
    }

    /// The same from a number below 10^11, as it stands in an invoice file.
    pub fn from_number(number: u64) -> Result<Self, Malformed> {
        if number > 99_999_999_999 {
            return Err(Malformed::shape("11 digits"));
        }
        let (body, check) = (number / 100, number % 100);
        if check == 97 - body % 97 || check == 97 - (2_000_000_000 + body) % 97 {
            Ok(Self(number))
        } else {
            Err(Malformed::CheckDigits)
        }
    }

    /// The number below 10^11, for keys in a store.
    #[must_use]
    pub const fn as_number(self) -> u64 {
        self.0
    }

    /// The eleven digits: for files and answers that must carry them, never for a log or a URL.
    #[must_use]
    pub fn to_digits(self) -> String {
        format!("{:011}", self.0)
    }

    /// Whether this is a BIS number (month raised by 20 or 40), often replaced by a national number later.
    #[must_use]
    pub const fn is_bis(self) -> bool {
        self.0 / 10_000_000 % 100 >= 20
    }

    /// The date of birth the number tells; `None` when a part is unknown or no calendar date.
    #[must_use]
    pub fn birth_date(self) -> Option<Date> {
        let body = self.0 / 100;
        let century: i16 = if self.0 % 100 == 97 - body % 97 { 1900 } else { 2000 };
        let part = |power: u64| i16::try_from(self.0 / power % 100).unwrap_or(0);
        let month = i8::try_from(part(10_000_000) % 20).unwrap_or(0);
        let day = i8::try_from(part(100_000)).unwrap_or(0);
        Date::new(century + part(1_000_000_000), month, day).ok()
    }
}

impl fmt::Debug for Ssin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ssin(masked)")
    }
}

text_form!(Ssin, to_digits);
