//! Parameters of the embedded law: every boundary day on both sides, and the errors.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use identifiers::SectorCode;
use jiff::civil::{Date, Time, date, time};
use regulation::{Law, LawError, Parameter, Ratio, Value, parameter};

fn sector(code: &str) -> SectorCode {
    SectorCode::parse(code).unwrap()
}

/// What a parameter says on a day, as it is written in the data; a dash when it has no value.
fn written(name: Parameter, code: Option<&str>, day: Date) -> String {
    let law = Law::embedded();
    let found = law.parameters_on(day);
    let of = |code: Option<&str>| {
        found
            .iter()
            .filter(|p| p.name == name.name() && p.sector.map(SectorCode::as_str) == code)
            .collect::<Vec<_>>()
    };
    let own = if code.is_some() { of(code) } else { Vec::new() };
    let values = if own.is_empty() { of(None) } else { own };
    assert!(
        values.len() <= 1,
        "{} has {} values on {day}",
        name.name(),
        values.len()
    );
    values.first().map_or("-".to_owned(), |p| p.value.to_string())
}

#[test]
fn values_on_both_sides_of_every_boundary() {
    let first = date(2019, 1, 1);
    let check = |name: Parameter, code: Option<&str>, day: Date, expected: &str| {
        assert_eq!(written(name, code, day), expected, "{} {code:?} {day}", name.name());
    };
    for (name, value) in [
        (parameter::REQUEST_TERM_DAYS, "30"),
        (parameter::FOLLOW_UP_DAYS, "90"),
        (parameter::MAX_PERIOD_DAYS, "none"),
        (parameter::START_BACK_DAYS, "30"),
        (parameter::START_REPORT_DAYS, "60"),
        (parameter::EXTENSION_TERM_DAYS, "30"),
        (parameter::LATE_ADJUSTMENT_DAYS, "5"),
        (parameter::MIGRATION_RECEIPT_DAYS, "29"),
        (parameter::PENDING_TERM_MONTHS, "none"),
        (parameter::ERROR_SHARE_LIMIT, "5/100"),
        (parameter::INVOICING_TERM_YEARS, "2"),
        (parameter::FIRST_DAY_PAYABLE_UNTIL, "24:00"),
        (parameter::LAST_DAY_PAYABLE_FROM, "12:00"),
        (parameter::PAYMENT_TERM_DAYS, "42"),
        (parameter::PAYMENT_TERM_STARTS, "SIGNING"),
        (parameter::PAYMENT_LEAD_DAYS, "1"),
        (parameter::MUTATION_LAST_DAY, "12-05"),
        (parameter::MUTATION_START_DAY, "01-01"),
        (parameter::MEMBERSHIP_FIRST_DAY, "01-01"),
    ] {
        check(name, None, first.yesterday().unwrap(), "-");
        check(name, None, first, value);
        check(name, None, date(2030, 12, 31), value);
    }
    for (day, cents) in [
        (date(2018, 12, 31), "-"),
        (date(2019, 1, 1), "13000"),
        (date(2022, 12, 31), "13000"),
        (date(2023, 1, 1), "13500"),
        (date(2023, 12, 31), "13500"),
        (date(2024, 1, 1), "14000"),
        (date(2024, 1, 2), "14000"),
    ] {
        check(parameter::ZORGBUDGET_CENTS, Some("PVT"), day, cents);
    }
    for (code, joined) in [
        ("PVT", date(2023, 4, 1)),
        ("IBW", date(2024, 1, 1)),
        ("MADE-UP", date(2022, 1, 1)),
    ] {
        for day in [first, joined.yesterday().unwrap(), joined, joined.tomorrow().unwrap()] {
            check(parameter::REQUEST_TERM_DAYS, Some(code), day, "30");
        }
    }
    check(parameter::PENDING_TERM_MONTHS, Some("WZC"), first, "2");
}

#[test]
fn each_parameter_has_exactly_one_value_around_every_boundary() {
    let law = Law::embedded();
    let boundaries = law.boundary_days();
    assert_eq!(boundaries.first(), Some(&date(2019, 1, 1)));
    let days = boundaries
        .iter()
        .flat_map(|day| [day.yesterday().unwrap(), *day, day.tomorrow().unwrap()]);
    for day in days.filter(|day| *day >= date(2019, 1, 1)) {
        let found = law.parameters_on(day);
        for name in parameter::ALL {
            let general = found
                .iter()
                .filter(|p| p.name == name.name() && p.sector.is_none())
                .count();
            assert_eq!(general, 1, "{} on {day}", name.name());
        }
    }
}

#[test]
fn every_kind_is_read_as_what_it_is() {
    let (law, day) = (Law::embedded(), date(2024, 3, 1));
    let ibw = sector("IBW");
    assert_eq!(law.integer(parameter::FOLLOW_UP_DAYS, Some(&ibw), day), Ok(90));
    assert_eq!(
        law.optional_integer(parameter::MAX_PERIOD_DAYS, Some(&ibw), day),
        Ok(None)
    );
    assert_eq!(
        law.optional_integer(parameter::REQUEST_TERM_DAYS, Some(&ibw), day),
        Ok(Some(30))
    );
    assert_eq!(
        law.time(parameter::LAST_DAY_PAYABLE_FROM, Some(&ibw), day),
        Ok(time(12, 0, 0, 0))
    );
    assert_eq!(
        law.time(parameter::FIRST_DAY_PAYABLE_UNTIL, Some(&ibw), day),
        Ok(Time::MAX)
    );
    assert_eq!(
        law.ratio(parameter::ERROR_SHARE_LIMIT, None, day),
        Ok(Ratio {
            numerator: 5,
            denominator: 100
        })
    );
    assert_eq!(law.word(parameter::PAYMENT_TERM_STARTS, None, day), Ok("SIGNING"));
    assert_eq!(
        law.month_day(parameter::MUTATION_LAST_DAY, None, day)
            .unwrap()
            .in_year(2024),
        Some(date(2024, 12, 5))
    );
    assert!(
        law.text(parameter::OBJECTION, None, day)
            .unwrap()
            .nl
            .contains("zorgkas")
    );
}

#[test]
fn a_missing_value_and_another_kind_are_errors() {
    let law = Law::embedded();
    let day = date(2018, 12, 31);
    let error = law
        .integer(parameter::FOLLOW_UP_DAYS, Some(&sector("IBW")), day)
        .unwrap_err();
    assert_eq!(
        error,
        LawError::MissingParameter {
            name: "care.follow_up_days",
            sector: Some(sector("IBW")),
            day
        }
    );
    assert_eq!(
        error.to_string(),
        "the parameter care.follow_up_days has no value on 2018-12-31 for IBW"
    );
    let day = date(2024, 1, 1);
    let error = law.integer(parameter::MAX_PERIOD_DAYS, None, day).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the parameter care.max_period_days is none on 2024-01-01, not a number"
    );
    for error in [
        law.word(parameter::MAX_PERIOD_DAYS, None, day).map(drop).unwrap_err(),
        law.time(parameter::MAX_PERIOD_DAYS, None, day).map(drop).unwrap_err(),
        law.ratio(parameter::MAX_PERIOD_DAYS, None, day).map(drop).unwrap_err(),
        law.text(parameter::MAX_PERIOD_DAYS, None, day).map(drop).unwrap_err(),
        law.month_day(parameter::MAX_PERIOD_DAYS, None, day)
            .map(drop)
            .unwrap_err(),
        law.optional_integer(parameter::ERROR_SHARE_LIMIT, None, day)
            .map(drop)
            .unwrap_err(),
    ] {
        assert!(matches!(error, LawError::WrongKind { .. }), "{error}");
    }
}

#[test]
fn a_parameter_on_a_day_is_cited() {
    let law = Law::embedded();
    let found = law.parameters_on(date(2024, 3, 1));
    let term = found
        .iter()
        .find(|p| p.name == "care.request_term_days" && p.sector == Some(&sector("IBW")))
        .unwrap();
    assert_eq!(
        (term.value, term.unit, term.since),
        (&Value::Integer(30), "days", date(2024, 1, 1))
    );
    assert_eq!(term.source, "IBW slides §6.2; D1");
    assert!(
        found
            .iter()
            .all(|p| !p.source.is_empty() && !p.description.en.is_empty())
    );
}

#[test]
fn an_error_share_is_compared_exactly() {
    let limit = Ratio {
        numerator: 5,
        denominator: 100,
    };
    for (part, whole, reached) in [
        (0, 0, false),
        (0, 1, false),
        (1, 20, true),
        (1, 21, false),
        (5, 100, true),
        (4, 99, false),
        (u64::MAX, u64::MAX, true),
    ] {
        assert_eq!(limit.is_reached_by(part, whole), reached, "{part}/{whole}");
    }
}
