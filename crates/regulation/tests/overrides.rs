//! Overrides of a scenario, the hash, and keeping a law.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use identifiers::SectorCode;
use jiff::civil::{Date, date};
use regulation::{CumulationRule, Law, LawHash, OverrideValue, Overrides, ParameterOverride, parameter};

fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).unwrap()
}

fn replaced(name: &str, code: Option<&str>, from: Date, value: OverrideValue) -> Overrides {
    let parameter = ParameterOverride {
        name: name.into(),
        sector: code.map(sector),
        from,
        value,
    };
    Overrides {
        parameters: vec![parameter],
        cumulation: None,
    }
}

fn term(law: &Law, code: &str, day: Date) -> i64 {
    law.integer(parameter::REQUEST_TERM_DAYS, Some(&sector(code)), day)
        .unwrap()
}

#[test]
fn a_value_holds_from_its_first_day_for_its_sector() {
    let day = date(2024, 3, 1);
    let law = Law::embedded()
        .with_overrides(&replaced(
            "care.request_term_days",
            Some("IBW"),
            day,
            OverrideValue::Integer(10),
        ))
        .unwrap();
    assert_eq!(
        [
            term(&law, "IBW", date(2024, 2, 29)),
            term(&law, "IBW", day),
            term(&law, "PVT", day)
        ],
        [30, 10, 30]
    );
}

#[test]
fn a_value_without_sector_holds_for_every_sector() {
    let day = date(2024, 3, 1);
    let law = Law::embedded()
        .with_overrides(&replaced(
            "care.request_term_days",
            None,
            day,
            OverrideValue::Integer(10),
        ))
        .unwrap();
    for code in ["IBW", "PVT", "WZC"] {
        assert_eq!(
            [term(&law, code, date(2024, 2, 29)), term(&law, code, day)],
            [30, 10],
            "{code}"
        );
    }
}

#[test]
fn later_values_of_the_folder_give_way_and_a_later_override_wins() {
    let mut overrides = replaced(
        "zorgbudget.monthly_cents",
        None,
        date(2020, 1, 1),
        OverrideValue::Integer(1),
    );
    let more = replaced(
        "zorgbudget.monthly_cents",
        None,
        date(2024, 1, 1),
        OverrideValue::Text("none".into()),
    );
    overrides.parameters.extend(more.parameters);
    let law = Law::embedded().with_overrides(&overrides).unwrap();
    let cents = |day| law.optional_integer(parameter::ZORGBUDGET_CENTS, None, day).unwrap();
    assert_eq!(
        [
            date(2019, 12, 31),
            date(2020, 1, 1),
            date(2023, 12, 31),
            date(2024, 1, 1)
        ]
        .map(cents),
        [Some(13000), Some(1), Some(1), None]
    );
}

#[test]
fn a_maximum_period_and_none() {
    let day = date(2024, 1, 1);
    let law = Law::embedded()
        .with_overrides(&replaced(
            "care.max_period_days",
            Some("IBW"),
            day,
            OverrideValue::Integer(365),
        ))
        .unwrap();
    let longest = |day| {
        law.optional_integer(parameter::MAX_PERIOD_DAYS, Some(&sector("IBW")), day)
            .unwrap()
    };
    assert_eq!([longest(date(2023, 12, 31)), longest(day)], [None, Some(365)]);
}

#[test]
fn the_cumulation_table_is_replaced_whole() {
    let rule = |codes: &[&str], allowed| CumulationRule {
        sectors: codes.iter().map(|c| sector(c)).collect(),
        allowed,
    };
    let overrides = Overrides {
        parameters: Vec::new(),
        cumulation: Some(vec![
            rule(&["PVT", "IBW"], true),
            rule(&["WZC"], true),
            rule(&["MBE", "RAT", "MDO"], true),
        ]),
    };
    let law = Law::embedded().with_overrides(&overrides).unwrap();
    let may = |a: &str, b: &str| law.may_cumulate(&sector(a), &sector(b), date(2024, 1, 1));
    for (a, b, expected) in [
        ("IBW", "PVT", true),
        ("PVT", "IBW", true),
        ("IBW", "IBW", false),
        ("WZC", "WZC", true),
        ("WZC", "IBW", false),
        ("MDO", "MBE", true),
        ("RAT", "MDO", true),
        ("RAT", "RAT", false),
    ] {
        assert_eq!(may(a, b), expected, "{a} {b}");
    }
    assert!(law.may_cumulate(&sector("IBW"), &sector("PVT"), date(2010, 1, 1)));
}

#[test]
fn wrong_overrides_are_named() {
    let check = |overrides: &Overrides, expected: &str| {
        let faults = Law::embedded().with_overrides(overrides).unwrap_err();
        assert_eq!(faults.iter().map(ToString::to_string).collect::<Vec<_>>(), [expected]);
    };
    let (day, ten) = (date(2024, 1, 1), OverrideValue::Integer(10));
    check(
        &replaced("care.\"term\"\n", None, day, ten.clone()),
        "overrides/0001.toml line 4: unknown parameter \"care.\"term\"\n\"",
    );
    check(
        &replaced("care.max_period_days", Some("NOPE"), day, ten.clone()),
        "overrides/0001.toml line 5: unknown sector \"NOPE\"",
    );
    check(
        &replaced("care.max_period_days", None, day, OverrideValue::Text("never".into())),
        "overrides/0001.toml line 6: \"value\" must be a whole number, not negative, or \"none\"",
    );
    check(
        &replaced("billing.error_share_limit", None, day, ten),
        "overrides/0001.toml line 6: \"value\" must be a ratio as \"5/100\"",
    );
}

#[test]
fn a_law_can_be_kept_and_loaded_again() {
    let base = Law::embedded();
    let once = base
        .with_overrides(&replaced(
            "care.request_term_days",
            Some("IBW"),
            date(2024, 1, 1),
            OverrideValue::Integer(5),
        ))
        .unwrap();
    let twice = once
        .with_overrides(&replaced(
            "care.request_term_days",
            None,
            date(2024, 2, 1),
            OverrideValue::Integer(7),
        ))
        .unwrap();
    assert!(base.hash() != once.hash() && once.hash() != twice.hash());
    for law in [&base, &once, &twice] {
        let again = Law::from_files(law.files()).unwrap();
        assert_eq!(again.hash(), law.hash());
        assert_eq!(
            again.parameters_on(date(2024, 3, 1)),
            law.parameters_on(date(2024, 3, 1))
        );
    }
    assert_eq!(term(&twice, "IBW", date(2024, 1, 31)), 5);
    assert_eq!(term(&twice, "IBW", date(2024, 2, 1)), 7);
    assert_eq!(base.with_overrides(&Overrides::default()).unwrap().hash(), base.hash());
}

#[test]
fn the_hash_does_not_depend_on_the_order_of_the_files() {
    let law = Law::embedded();
    let mut files: Vec<_> = law.files().collect();
    files.reverse();
    assert_eq!(Law::from_files(files).unwrap().hash(), law.hash());
}

#[test]
fn a_hash_is_written_as_hex() {
    let hash = Law::embedded().hash();
    let text = hash.to_string();
    assert_eq!(text.len(), 64);
    assert_eq!(text.parse(), Ok(hash));
    assert_eq!(serde_json::from_str::<LawHash>(&format!("\"{text}\"")).unwrap(), hash);
    assert_eq!(serde_json::to_string(&hash).unwrap(), format!("\"{text}\""));
    for wrong in [
        "",
        "abc",
        &text[..63],
        &format!("{}é", &text[..62]),
        &text.replace(&text[..1], "+"),
    ] {
        assert!(wrong.parse::<LawHash>().is_err(), "{wrong}");
    }
}
