//! Bank accounts.

use std::fmt;

use crate::{Malformed, text_form};

/// An international bank account number, in capitals without blanks.
///
/// The check is that of ISO 13616: moved to the end and letters read as 10–35, the number is 1 mod 97.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Iban(Box<str>);

impl Iban {
    /// Reads 15 to 34 letters and digits; blanks between groups are taken away. A Belgian one has 16.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed::shape("an IBAN: country, check digits and account, 15 to 34 characters");
        let compact: String = text
            .chars()
            .filter(|c| *c != ' ')
            .collect::<String>()
            .to_ascii_uppercase();
        let bytes = compact.as_bytes();
        let fits = (15..=34).contains(&bytes.len())
            && bytes[..2].iter().all(u8::is_ascii_uppercase)
            && bytes[2..4].iter().all(u8::is_ascii_digit)
            && !matches!(&bytes[2..4], b"00" | b"01" | b"99") // 97, 98 and 02 are their one way of writing
            && bytes[4..].iter().all(u8::is_ascii_alphanumeric)
            && (!compact.starts_with("BE") || (bytes.len() == 16 && bytes[4..].iter().all(u8::is_ascii_digit)));
        if !fits {
            return Err(SHAPE);
        }
        let rest = bytes[4..].iter().chain(&bytes[..4]).fold(0u32, |rest, b| match b {
            b'0'..=b'9' => (rest * 10 + u32::from(b - b'0')) % 97,
            _ => (rest * 100 + u32::from(b - b'A') + 10) % 97,
        });
        if rest == 1 {
            Ok(Self(compact.into()))
        } else {
            Err(Malformed::CheckDigits)
        }
    }

    /// The number without blanks.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Iban {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
text_form!(Iban, to_string);

/// A bank identifier code (ISO 9362): 8 or 11 letters and digits, in capitals.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bic(Box<str>);

impl Bic {
    /// Reads four letters or digits, a country of two letters, a place of two, and perhaps a branch of three.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let upper = text.to_ascii_uppercase();
        let bytes = upper.as_bytes();
        let fits = matches!(bytes.len(), 8 | 11)
            && bytes.iter().all(u8::is_ascii_alphanumeric)
            && bytes[4..6].iter().all(u8::is_ascii_uppercase);
        if fits {
            Ok(Self(upper.into()))
        } else {
            Err(Malformed::shape("a BIC of 8 or 11 letters and digits"))
        }
    }

    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Bic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
text_form!(Bic, to_string);
