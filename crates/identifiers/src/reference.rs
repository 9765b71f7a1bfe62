//! References: of a payment, and of a dossier.

use std::fmt;

use crate::{Malformed, digits, text_form};

/// A structured Belgian payment reference: ten digits and their remainder by 97, where 0 is written 97.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StructuredReference(u64);

impl StructuredReference {
    /// The reference of a serial number below 10^10; `None` above that.
    #[must_use]
    pub fn from_serial(serial: u64) -> Option<Self> {
        (serial < 10_000_000_000).then(|| Self(serial * 100 + check97(serial)))
    }

    /// Reads 12 digits, or the form people write: `+++010/8068/17183+++`.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        let plain: String = text.chars().filter(|c| !matches!(c, '+' | '/' | '*' | ' ')).collect();
        let number = digits(&plain, 12).ok_or(Malformed::shape("12 digits"))?;
        if number % 100 == check97(number / 100) {
            Ok(Self(number))
        } else {
            Err(Malformed::CheckDigits)
        }
    }

    /// The twelve digits.
    #[must_use]
    pub fn to_digits(self) -> String {
        format!("{:012}", self.0)
    }
}

/// The form people write: `+++010/8068/17183+++`.
impl fmt::Display for StructuredReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = self.to_digits();
        write!(f, "+++{}/{}/{}+++", &d[..3], &d[3..7], &d[7..])
    }
}
text_form!(StructuredReference, to_digits);

const fn check97(number: u64) -> u64 {
    match number % 97 {
        0 => 97,
        rest => rest,
    }
}

/// The VSB reference of an accepted dossier: given at acceptance, named by every change and invoice.
///
/// `VSB-0001-2345-26`: eight digits of a serial number and two that check it (its remainder by 97, where 0
/// is written 97), short enough to read over the telephone and to fit zone 28 of an invoice.
///
/// ```
/// use identifiers::VsbReference;
/// let reference = VsbReference::from_serial(12_345).unwrap();
/// assert_eq!(VsbReference::parse("vsb 0001 2345 26").unwrap(), reference);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VsbReference(u64);

impl VsbReference {
    /// The reference of a serial number, 1 to 99 999 999; `None` outside.
    #[must_use]
    pub fn from_serial(serial: u64) -> Option<Self> {
        (1..100_000_000)
            .contains(&serial)
            .then(|| Self(serial * 100 + check97(serial)))
    }

    /// Reads the reference, with or without dashes or blanks, in either case.
    pub fn parse(text: &str) -> Result<Self, Malformed> {
        const SHAPE: Malformed = Malformed::shape("VSB-nnnn-nnnn-nn");
        let plain: String = text
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .collect::<String>()
            .to_ascii_uppercase();
        let number = plain.strip_prefix("VSB").and_then(|d| digits(d, 10)).ok_or(SHAPE)?;
        if number / 100 > 0 && number % 100 == check97(number / 100) {
            Ok(Self(number))
        } else {
            Err(Malformed::CheckDigits)
        }
    }

    /// The serial number it was made of.
    #[must_use]
    pub const fn serial(self) -> u64 {
        self.0 / 100
    }
}

impl fmt::Display for VsbReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = format!("{:010}", self.0);
        write!(f, "VSB-{}-{}-{}", &d[..4], &d[4..8], &d[8..])
    }
}
text_form!(VsbReference, to_string);
