//! Well-formed numbers that are nobody's.

use identifiers::{CbeNumber, Iban, NihdiNumber, Ssin};

/// The number of someone born on 1 January 1950 or a later day, by a counter from 0 on.
pub fn ssin(counter: u64) -> Ssin {
    let (year, month) = (50 + counter / 300 % 45, 1 + counter / 25 % 12);
    let body = ((year * 100 + month) * 100 + 1 + counter % 25) * 1000 + 1;
    Ssin::from_number(body * 100 + 97 - body % 97).unwrap()
}

/// The federal number of a facility (six digits, their check, a qualification).
pub fn nihdi(counter: u32) -> NihdiNumber {
    let six_digits = 731_001 + counter;
    NihdiNumber::parse(&format!("{six_digits:06}{:02}000", 97 - six_digits % 97)).unwrap()
}

/// An enterprise number.
pub fn cbe(counter: u32) -> CbeNumber {
    let eight_digits = 4_110_001 + counter;
    CbeNumber::parse(&format!("{eight_digits:08}{:02}", 97 - eight_digits % 97)).unwrap()
}

/// A Belgian account.
pub fn iban(counter: u64) -> Iban {
    /// `BE00` as ISO 13616 reads it behind the account.
    const COUNTRY: u64 = 111_400;
    let body = 11_000_001 + counter;
    let check = match body % 97 {
        0 => 97,
        rest => rest,
    };
    let national = body * 100 + check;
    let international = 98 - (national * 1_000_000 + COUNTRY) % 97;
    Iban::parse(&format!("BE{international:02}{national:012}")).unwrap()
}
