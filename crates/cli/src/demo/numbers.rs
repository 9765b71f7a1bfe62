//! Numbers of the demonstration: made up, and well formed because their check digits are computed.

use identifiers::{CbeNumber, Iban, NihdiNumber, Ssin};
use jiff::civil::Date;

/// The national number of a birth and its counter of the day (odd: a man, even: a woman). A BIS number has its month
/// raised by 40. From 2000 on the check counts a 2 before the first nine digits.
pub(super) fn ssin(birth: Date, counter: u16, bis: bool) -> Ssin {
    let part = |number: i16| u64::from(number.unsigned_abs());
    let month = part(i16::from(birth.month())) + if bis { 40 } else { 0 };
    let day = part(i16::from(birth.day()));
    let body = ((part(birth.year()) % 100 * 100 + month) * 100 + day) * 1000 + u64::from(counter % 1000);
    let counted = if birth.year() >= 2000 {
        2_000_000_000 + body
    } else {
        body
    };
    Ssin::from_number(body * 100 + 97 - counted % 97).expect("the check digits were computed")
}

/// A federal number: six digits, their check, and the qualification.
pub(super) fn nihdi(six_digits: u32, qualification: u16) -> NihdiNumber {
    let text = format!("{six_digits:06}{:02}{qualification:03}", 97 - six_digits % 97);
    NihdiNumber::parse(&text).expect("the check digits were computed")
}

/// An enterprise number of eight digits.
pub(super) fn cbe(eight_digits: u32) -> CbeNumber {
    let text = format!("{eight_digits:08}{:02}", 97 - eight_digits % 97);
    CbeNumber::parse(&text).expect("the check digits were computed")
}

/// A Belgian account: bank of three digits, account of seven, and both checks (97 for 0 in the national one).
pub(super) fn iban(bank: u16, account: u32) -> Iban {
    /// `BE00` as ISO 13616 reads it, behind the account.
    const COUNTRY: u64 = 111_400;
    let body = u64::from(bank % 1000) * 10_000_000 + u64::from(account % 10_000_000);
    let check = match body % 97 {
        0 => 97,
        rest => rest,
    };
    let national = body * 100 + check;
    let international = 98 - (national * 1_000_000 + COUNTRY) % 97;
    Iban::parse(&format!("BE{international:02}{national:012}")).expect("the check digits were computed")
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn known_numbers_come_out() {
        assert_eq!(ssin(date(1985, 7, 30), 33, false).to_digits(), "85073003328");
        assert_eq!(nihdi(731_001, 0).to_string(), "73100188000".to_owned());
        assert_eq!(cbe(4_110_001).to_string(), "0411000183");
        assert_eq!(iban(1, 1_000_001).as_str(), "BE74001100000107");
    }

    #[test]
    fn every_number_is_well_formed_and_tells_its_birth() {
        for counter in 1..998 {
            for birth in [
                date(1940, 1, 1),
                date(1999, 12, 31),
                date(2000, 2, 29),
                date(2005, 12, 31),
            ] {
                assert_eq!(ssin(birth, counter, false).to_digits().len(), 11);
                assert!(!ssin(birth, counter, false).is_bis());
                assert!(ssin(birth, counter, true).is_bis());
            }
            let number = u32::from(counter) * 97;
            let _ = (
                nihdi(100_000 + number, 4),
                cbe(4_000_000 + number),
                iban(counter, number),
            );
        }
    }
}
