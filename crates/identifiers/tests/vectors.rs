//! Published numbers, and the numbers beside them that must be refused.

use identifiers::{
    Bic, CareFundNumber, CbeNumber, HcoNumber, Iban, Malformed, NihdiNumber, PerformanceCode, SectorCode, Ssin,
    StructuredReference, VsbReference,
};

/// What is read for each input: its text form, or why it was refused.
fn check<T>(
    parse: impl Fn(&str) -> Result<T, Malformed>,
    text: impl Fn(T) -> String,
    table: &[(&str, Result<&str, &str>)],
) {
    for (input, expected) in table {
        let found = parse(input).map(&text).map_err(|e| e.to_string());
        assert_eq!(found.as_deref().map_err(String::as_str), *expected, "{input:?}");
    }
}

const WRONG: Result<&str, &str> = Err("the check digits are wrong");

#[test]
fn persons() {
    const SHAPE: Result<&str, &str> = Err("expected 11 digits");
    check(
        Ssin::parse,
        Ssin::to_digits,
        &[
            ("85073003328", Ok("85073003328")),
            ("17073003384", Ok("17073003384")),
            ("98472899765", Ok("98472899765")),
            ("01490700185", Ok("01490700185")),
            ("92200006963", Ok("92200006963")),
            ("81050003552", Ok("81050003552")),
            ("79121137740", WRONG),
            ("85073003329", WRONG),
            ("8507300332", SHAPE),
            ("850730033280", SHAPE),
            ("85.07.30-033.28", SHAPE),
            (" 85073003328", SHAPE),
            ("+5073003328", SHAPE),
            ("8507300332٨", SHAPE),
            ("", SHAPE),
        ],
    );
    assert_eq!(Ssin::from_number(85_073_003_328), Ssin::parse("85073003328"));
    assert_eq!(
        Ssin::from_number(100_000_000_000),
        Err(Malformed::Shape { expected: "11 digits" })
    );
    assert!(Ssin::from_number(u64::MAX).is_err());
}

#[test]
fn persons_tell_their_birth_and_kind() {
    for (digits, birth, is_bis) in [
        ("85073003328", Some("1985-07-30"), false),
        ("17073003384", Some("2017-07-30"), false),
        ("98472899765", Some("1998-07-28"), true), // month raised by 40
        ("01490700185", Some("2001-09-07"), true),
        ("92200006963", None, true),  // raised by 20, month and day unknown
        ("81050003552", None, false), // the day unknown
    ] {
        let ssin = Ssin::parse(digits).unwrap();
        assert_eq!(ssin.birth_date().map(|d| d.to_string()).as_deref(), birth, "{digits}");
        assert_eq!(ssin.is_bis(), is_bis, "{digits}");
    }
}

#[test]
fn persons_stay_out_of_logs() {
    let ssin = Ssin::parse("85073003328").unwrap();
    assert_eq!(format!("{ssin:?} {:?}", Some(ssin)), "Ssin(masked) Some(Ssin(masked))");
    for wrong in ["85073003329", "8507300332"] {
        let error = Ssin::parse(wrong).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("850730"), "{wrong}");
    }
}

#[test]
fn professionals_and_facilities() {
    const SHAPE: Result<&str, &str> = Err("expected 8 or 11 digits");
    check(
        NihdiNumber::parse,
        |n| n.to_string(),
        &[
            ("18334780004", Ok("18334780004")),
            ("17385467004", Ok("17385467004")),
            ("10185748004", Ok("10185748004")), // by 89 only
            ("18334780", Ok("18334780")),
            ("10185748", Ok("10185748")),
            ("18334781004", WRONG),
            ("10185749004", WRONG),
            ("1833478000", SHAPE),
            ("183347800", SHAPE),
            ("1833478", SHAPE),
            ("1-83347-80-004", SHAPE),
        ],
    );
    // 185748 is made by 89; by 97 its digits would be others.
    assert_eq!((97 - 101_857 % 97, 89 - 101_857 % 89), (90, 48));

    let whole = NihdiNumber::parse("18334780004").unwrap();
    let base = NihdiNumber::parse("18334780").unwrap();
    let other = NihdiNumber::parse("18334780005").unwrap();
    assert_eq!(
        (whole.base(), whole.profession_digit(), base.to_digits11()),
        (18_334_780, 1, "18334780000".into())
    );
    assert!(whole.same_as(base) && base.same_as(whole) && whole.same_as(whole) && !whole.same_as(other));
    assert!(!base.same_as(NihdiNumber::parse("10185748").unwrap()));
}

#[test]
fn enterprises() {
    const SHAPE: Result<&str, &str> = Err("expected 10 digits, the first 0 or 1");
    check(
        CbeNumber::parse,
        |n| n.to_string(),
        &[
            ("0403019261", Ok("0403019261")),
            ("0428759497", Ok("0428759497")),
            ("0403019262", WRONG),
            ("0428759400", WRONG), // 0 is written 97
            ("403019261", SHAPE),
            ("0403.019.261", SHAPE),
            ("2403019261", SHAPE),
            ("BE0403019261", SHAPE),
        ],
    );
}

#[test]
fn accounts() {
    const SHAPE: Result<&str, &str> = Err("expected an IBAN: country, check digits and account, 15 to 34 characters");
    check(
        Iban::parse,
        |n| n.to_string(),
        &[
            ("BE68539007547034", Ok("BE68539007547034")),
            ("BE68 5390 0754 7034", Ok("BE68539007547034")),
            ("be68 5390 0754 7034", Ok("BE68539007547034")),
            ("NL91ABNA0417164300", Ok("NL91ABNA0417164300")),
            ("GB29 NWBK 6016 1331 9268 19", Ok("GB29NWBK60161331926819")),
            ("MT84MALT011000012345MTLCAST001S", Ok("MT84MALT011000012345MTLCAST001S")),
            ("BE68539007547035", WRONG),
            ("BE86539007547034", WRONG),
            ("BE6853900754703", SHAPE),
            ("BE685390075470340", SHAPE),
            ("BE6853900754703A", SHAPE),
            ("BE68-5390-0754-7034", SHAPE),
            ("é8539007547034", SHAPE),
            ("", SHAPE),
        ],
    );
    const BIC: Result<&str, &str> = Err("expected a BIC of 8 or 11 letters and digits");
    check(
        Bic::parse,
        |n| n.to_string(),
        &[
            ("GKCCBEBB", Ok("GKCCBEBB")),
            ("kredbebbxxx", Ok("KREDBEBBXXX")),
            ("GKCC1EBB", BIC),
            ("GKCCBEB", BIC),
            ("GKCCBEBBX", BIC),
            ("GKCCBEBé", BIC),
            ("", BIC),
        ],
    );
}

#[test]
fn payment_references() {
    check(
        StructuredReference::parse,
        |n| n.to_string(),
        &[
            ("010806817183", Ok("+++010/8068/17183+++")),
            ("+++010/8068/17183+++", Ok("+++010/8068/17183+++")),
            ("***010/8068/17183***", Ok("+++010/8068/17183+++")),
            ("010806817184", WRONG),
            ("000000000097", Ok("+++000/0000/00097+++")), // the remainder 0 is written 97
            ("000000000000", WRONG),
            ("000000009797", Ok("+++000/0000/09797+++")),
            ("000000009700", WRONG),
            ("01080681718", Err("expected 12 digits")),
            ("0108068171830", Err("expected 12 digits")),
        ],
    );
    let largest = StructuredReference::from_serial(9_999_999_999).unwrap();
    assert_eq!(largest.to_digits().len(), 12);
    assert_eq!(StructuredReference::from_serial(10_000_000_000), None);
    assert_eq!(StructuredReference::from_serial(u64::MAX), None);
}

#[test]
fn dossier_references() {
    const SHAPE: Result<&str, &str> = Err("expected VSB-nnnn-nnnn-nn");
    check(
        VsbReference::parse,
        |n| n.to_string(),
        &[
            ("VSB-0001-2345-26", Ok("VSB-0001-2345-26")),
            ("vsb 0001 2345 26", Ok("VSB-0001-2345-26")),
            ("VSB0001234526", Ok("VSB-0001-2345-26")),
            ("VSB-0000-0097-97", Ok("VSB-0000-0097-97")),
            ("VSB-0000-0000-97", WRONG), // there is no serial 0
            ("VSB-0001-2345-27", WRONG),
            ("VSB-0001-2345-2", SHAPE),
            ("0001234526", SHAPE),
        ],
    );
    assert_eq!(VsbReference::from_serial(0), None);
    assert_eq!(VsbReference::from_serial(100_000_000), None);
    assert_eq!(
        VsbReference::from_serial(99_999_999).map(VsbReference::serial),
        Some(99_999_999)
    );
}

#[test]
fn performance_codes() {
    for (code, holds) in [
        ("970012", true),
        ("970023", true),
        ("970034", true),
        ("970045", true),
        ("970060", true),
        ("970013", false),
        ("000000", true),
        ("999999", false),
    ] {
        let read = PerformanceCode::parse(code).unwrap();
        assert_eq!((read.check_digit_holds(), read.to_string().as_str()), (holds, code));
    }
    for wrong in ["97001", "9700120", "97001A", "", "+70012"] {
        assert!(PerformanceCode::parse(wrong).is_err(), "{wrong:?}");
    }
    assert!(PerformanceCode::from_number(999_999).is_ok());
    assert!(PerformanceCode::from_number(1_000_000).is_err());
}

#[test]
fn numbers_without_check_digits() {
    check(
        CareFundNumber::parse,
        |n| format!("{n} {}", n.first_digit()),
        &[
            ("180", Ok("180 1")),
            ("001", Ok("001 0")),
            ("999", Ok("999 9")),
            ("000", Err("expected 3 digits")),
            ("18", Err("expected 3 digits")),
            ("1800", Err("expected 3 digits")),
        ],
    );
    assert!(CareFundNumber::from_number(0).is_err() && CareFundNumber::from_number(1000).is_err());
    assert_eq!(CareFundNumber::from_number(180), CareFundNumber::parse("180"));
    let (longest, too_long) = ("1".repeat(20), "1".repeat(21));
    for (text, sector, facility) in [
        ("IBW", true, true),
        ("REVACONV-7.72", true, false),
        ("A_B", true, false),
        (longest.as_str(), true, true),
        (too_long.as_str(), false, false),
        ("", false, false),
        ("A B", false, false),
        ("é", false, false),
    ] {
        assert_eq!(SectorCode::parse(text).is_ok(), sector, "{text}");
        assert_eq!(HcoNumber::parse(text).is_ok(), facility, "{text}");
    }
}
