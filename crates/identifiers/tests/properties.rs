//! What holds for every number: it can be read back, a wrong digit is seen, and no text brings it down.

use identifiers::{
    Bic, CareFundNumber, CbeNumber, HcoNumber, Iban, Month, NihdiNumber, PerformanceCode, SectorCode, Ssin,
    StructuredReference, VsbReference,
};
use proptest::prelude::*;

/// The texts that differ from `text` in exactly one digit: every place, every other digit.
fn one_digit_changed(text: &str) -> Vec<String> {
    let mut changed = Vec::new();
    for (place, old) in text.bytes().enumerate().filter(|(_, b)| b.is_ascii_digit()) {
        for new in (b'0'..=b'9').filter(|new| *new != old) {
            let mut bytes = text.as_bytes().to_vec();
            bytes[place] = new;
            changed.push(String::from_utf8(bytes).expect("ASCII"));
        }
    }
    changed
}

/// The digits that check a body by `modulus`, from 1 to the modulus.
fn complement(modulus: u64, body: u64) -> u64 {
    modulus - body % modulus
}

/// The check digits of an IBAN whose country and account are given.
fn iban(country: &str, account: &str) -> String {
    let digits: String = format!("{account}{country}00")
        .chars()
        .map(|c| c.to_digit(36).expect("a letter or digit").to_string())
        .collect();
    let rest = digits
        .bytes()
        .fold(0u32, |rest, b| (rest * 10 + u32::from(b - b'0')) % 97);
    format!("{country}{:02}{account}", 98 - rest)
}

proptest! {
    #[test]
    fn persons_of_either_century(body in 0u64..1_000_000_000, from_2000 in any::<bool>()) {
        let check = |body: u64, from_2000: bool| complement(97, if from_2000 { 2_000_000_000 + body } else { body });
        let text = format!("{body:09}{:02}", check(body, from_2000));
        let ssin = Ssin::parse(&text).unwrap();
        prop_assert_eq!(&ssin.to_digits(), &text);
        prop_assert_eq!(Ssin::from_number(ssin.as_number()), Ok(ssin));
        prop_assert_eq!(text.parse::<Ssin>(), Ok(ssin));
        let _ = (ssin.birth_date(), ssin.is_bis());
        // Two centuries share the numbers, so a wrong digit may make a right number of the other century, never
        // one of its own.
        for wrong in one_digit_changed(&text).iter().filter(|wrong| Ssin::parse(wrong).is_ok()) {
            let number: u64 = wrong.parse().unwrap();
            prop_assert_ne!(number % 100, check(number / 100, from_2000));
            prop_assert_eq!(number % 100, check(number / 100, !from_2000));
        }
    }

    #[test]
    fn professionals_by_either_modulus(
        body in 0u64..1_000_000, by_89 in any::<bool>(), qualification in prop::option::of(0u64..1000),
    ) {
        let (modulus, other) = if by_89 { (89, 97) } else { (97, 89) };
        let base = format!("{body:06}{:02}", complement(modulus, body));
        let text = qualification.map_or(base.clone(), |q| format!("{base}{q:03}"));
        let nihdi = NihdiNumber::parse(&text).unwrap();
        prop_assert_eq!(nihdi.to_string(), text.clone());
        prop_assert_eq!(text.parse::<NihdiNumber>(), Ok(nihdi));
        prop_assert!(nihdi.same_as(NihdiNumber::parse(&base).unwrap()));
        let read_again = NihdiNumber::parse(&nihdi.to_digits11()).unwrap();
        prop_assert_eq!(read_again.base(), nihdi.base());
        // As with persons: a wrong digit may be right by the other modulus only.
        for wrong in one_digit_changed(&base).iter().filter(|wrong| NihdiNumber::parse(wrong).is_ok()) {
            let number: u64 = wrong.parse().unwrap();
            prop_assert_ne!(number % 100, complement(modulus, number / 100));
            prop_assert_eq!(number % 100, complement(other, number / 100));
        }
    }

    #[test]
    fn enterprises(body in 0u64..20_000_000) {
        let text = format!("{body:08}{:02}", complement(97, body));
        prop_assert_eq!(CbeNumber::parse(&text).unwrap().to_string(), text.clone());
        for wrong in one_digit_changed(&text) {
            prop_assert!(CbeNumber::parse(&wrong).is_err(), "{}", wrong);
        }
    }

    #[test]
    fn accounts(country in "[A-Z]{2}", account in "[0-9A-Z]{11,30}", belgian in "[0-9]{12}") {
        for text in [iban("BE", &belgian), iban(&country.replace("BE", "FR"), &account)] {
            let read = Iban::parse(&text).unwrap();
            prop_assert_eq!(read.to_string(), text.clone());
            let grouped = text.as_bytes().chunks(4).map(|c| std::str::from_utf8(c).unwrap()).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(Iban::parse(&grouped.to_lowercase()), Ok(read));
            for wrong in one_digit_changed(&text) {
                prop_assert!(Iban::parse(&wrong).is_err(), "{}", wrong);
            }
        }
    }

    #[test]
    fn payment_references(serial in 0u64..10_000_000_000) {
        let reference = StructuredReference::from_serial(serial).unwrap();
        let digits = reference.to_digits();
        prop_assert_eq!(StructuredReference::parse(&digits), Ok(reference));
        prop_assert_eq!(StructuredReference::parse(&reference.to_string()), Ok(reference));
        prop_assert_eq!(&digits[..10], format!("{serial:010}"));
        for wrong in one_digit_changed(&digits) {
            prop_assert!(StructuredReference::parse(&wrong).is_err(), "{}", wrong);
        }
    }

    #[test]
    fn dossier_references(serial in 1u64..100_000_000) {
        let reference = VsbReference::from_serial(serial).unwrap();
        let text = reference.to_string();
        prop_assert_eq!(VsbReference::parse(&text), Ok(reference));
        prop_assert_eq!(VsbReference::parse(&text.to_lowercase().replace('-', "")), Ok(reference));
        prop_assert_eq!(reference.serial(), serial);
        prop_assert!(text.len() <= 25, "zone 28 of an invoice holds 25 characters");
        for wrong in one_digit_changed(&text) {
            prop_assert!(VsbReference::parse(&wrong).is_err(), "{}", wrong);
        }
    }

    #[test]
    fn numbers_without_check_digits(
        number in 1u16..1000, code in 0u32..1_000_000, facility in "[0-9A-Za-z]{1,20}", sector in "[0-9A-Za-z._-]{1,20}",
        bic in "[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?",
    ) {
        let fund = CareFundNumber::from_number(number).unwrap();
        prop_assert_eq!((CareFundNumber::parse(&fund.to_string()), fund.as_number()), (Ok(fund), number));
        let performance = PerformanceCode::from_number(code).unwrap();
        prop_assert_eq!((PerformanceCode::parse(&performance.to_string()), performance.as_number()), (Ok(performance), code));
        prop_assert_eq!(HcoNumber::parse(&facility).unwrap().to_string(), facility);
        prop_assert_eq!(SectorCode::parse(&sector).unwrap().to_string(), sector);
        prop_assert_eq!(Bic::parse(&bic).unwrap().to_string(), bic);
    }

    /// Of ten codes that share their first five digits exactly one holds.
    #[test]
    fn one_check_digit_per_performance_code(body in 0u32..100_000) {
        let holding = (0..10).filter(|digit| PerformanceCode::from_number(body * 10 + digit).unwrap().check_digit_holds());
        prop_assert_eq!(holding.collect::<Vec<_>>(), vec![body % 7]);
    }

    #[test]
    fn no_text_brings_a_parser_down(text in prop_oneof![
        any::<String>(),
        "[0-9]{0,40}",
        "[0-9A-Za-z +/*.\u{e9}\u{664}-]{0,40}",
        "(BE|VSB|be|vsb)[0-9 \u{e9}-]{0,34}",
    ]) {
        // What is read can be read again from its own text; what is refused says so without the text.
        if let Ok(read) = Ssin::parse(&text) { prop_assert_eq!(Ssin::parse(&read.to_digits()), Ok(read)); }
        if let Ok(read) = NihdiNumber::parse(&text) { prop_assert_eq!(NihdiNumber::parse(&read.to_string()), Ok(read)); }
        if let Ok(read) = CbeNumber::parse(&text) { prop_assert_eq!(CbeNumber::parse(&read.to_string()), Ok(read)); }
        if let Ok(read) = HcoNumber::parse(&text) { prop_assert_eq!(HcoNumber::parse(read.as_str()), Ok(read)); }
        if let Ok(read) = CareFundNumber::parse(&text) { prop_assert_eq!(CareFundNumber::parse(&read.to_string()), Ok(read)); }
        if let Ok(read) = SectorCode::parse(&text) { prop_assert_eq!(SectorCode::parse(read.as_str()), Ok(read)); }
        if let Ok(read) = Iban::parse(&text) { prop_assert_eq!(Iban::parse(read.as_str()), Ok(read)); }
        if let Ok(read) = Bic::parse(&text) { prop_assert_eq!(Bic::parse(read.as_str()), Ok(read)); }
        if let Ok(read) = PerformanceCode::parse(&text) { prop_assert_eq!(PerformanceCode::parse(&read.to_string()), Ok(read)); }
        if let Ok(read) = StructuredReference::parse(&text) { prop_assert_eq!(StructuredReference::parse(&read.to_digits()), Ok(read)); }
        if let Ok(read) = VsbReference::parse(&text) { prop_assert_eq!(VsbReference::parse(&read.to_string()), Ok(read)); }
        if let Ok(read) = Month::parse(&text) { prop_assert_eq!(Month::parse(&read.to_string()), Ok(read)); }
    }
}
