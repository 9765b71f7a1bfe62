//! The zorgbudget voor zwaar zorgbehoevenden that an accepted stay opens by itself (care.md §5; fine print, Members;
//! PVT slides §3).

use identifiers::{CareFundNumber, EuroCents, Month, Period};
use jiff::civil::Date;
use regulation::{Law, LawError, parameter};

use crate::person::Membership;

/// What one month owes one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ZorgbudgetMonth {
    /// The amount.
    pub cents: EuroCents,
    /// The fund that owes it.
    pub fund: CareFundNumber,
}

/// The zorgbudget of a person in a month: one amount, whatever the number of covered days and stays; `None` when no
/// day opens it.
///
/// `covered`: the covered days of accepted stays in sectors that open the right, cut by a reported end; in any
/// order, they may overlap. The first of these days in the month on which the person lives (the day of death
/// included) and is affiliated decides the fund and the amount (fine print, Members). `None` also where the law
/// explicitly sets no amount.
///
/// # Errors
/// The law says nothing of the amount on that day.
pub fn zorgbudget_of(
    covered: &[Period],
    deceased_on: Option<Date>,
    memberships: &[Membership],
    month: Month,
    law: &Law,
) -> Result<Option<ZorgbudgetMonth>, LawError> {
    let counted = covered
        .iter()
        .filter_map(|days| days.intersection(month.period()))
        .filter_map(|days| deceased_on.map_or(Some(days), |death| days.ending_by(death)));
    let first = counted
        .flat_map(|days| {
            let affiliated = memberships.iter();
            affiliated.filter_map(move |held| days.intersection(held.period).map(|both| (both.from(), held.fund)))
        })
        .min();
    let Some((day, fund)) = first else { return Ok(None) };
    let cents = law.optional_integer(parameter::ZORGBUDGET_CENTS, None, day)?;
    Ok(cents.map(|cents| ZorgbudgetMonth {
        cents: EuroCents::new(cents),
        fund,
    }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use regulation::{OverrideValue, Overrides, ParameterOverride};

    use super::*;
    use crate::membership::fixture::{day, membership};

    fn period(text: &str) -> Period {
        membership(&format!("180 OFFICIAL {text}")).period
    }

    fn asked(law: &Law, covered: &[&str], death: Option<&str>, held: &[&str], month: &str) -> Option<(i64, String)> {
        let covered: Vec<_> = covered.iter().map(|text| period(text)).collect();
        let held: Vec<_> = held.iter().map(|text| membership(text)).collect();
        let month = Month::parse(month).unwrap();
        let found = zorgbudget_of(&covered, death.map(day), &held, month, law).unwrap();
        found.map(|found| (found.cents.cents(), found.fund.to_string()))
    }

    /// `expected`: cents and fund.
    fn check(covered: &[&str], death: Option<&str>, held: &[&str], month: &str, expected: Option<(i64, &str)>) {
        let found = asked(&Law::embedded(), covered, death, held, month);
        let expected = expected.map(|(cents, fund)| (cents, fund.to_owned()));
        assert_eq!(found, expected, "{covered:?} {death:?} {held:?} {month}");
    }

    const MEMBER: &[&str] = &["180 OFFICIAL 2019-01-01.."];

    #[test]
    fn every_month_with_a_covered_day_once() {
        let stay = &["2024-03-31..2024-05-01"][..];
        check(stay, None, MEMBER, "2024-02", None);
        check(stay, None, MEMBER, "2024-03", Some((14000, "180")));
        check(stay, None, MEMBER, "2024-04", Some((14000, "180")));
        check(stay, None, MEMBER, "2024-05", Some((14000, "180")));
        check(stay, None, MEMBER, "2024-06", None);
        check(&[], None, MEMBER, "2024-03", None);
        // Two stays in one month, or the same days twice.
        let stays = &[
            "2024-03-20..2024-03-31",
            "2024-03-01..2024-03-10",
            "2024-03-05..2024-03-25",
        ];
        check(stays, None, MEMBER, "2024-03", Some((14000, "180")));
    }

    #[test]
    fn the_amount_is_that_of_the_first_covered_day() {
        let stay = &["2019-01-01.."][..];
        for (month, cents) in [
            ("2019-01", 13000),
            ("2022-12", 13000),
            ("2023-01", 13500),
            ("2023-12", 13500),
            ("2024-01", 14000),
            ("2030-01", 14000),
        ] {
            check(stay, None, MEMBER, month, Some((cents, "180")));
        }
        let overrides = Overrides {
            parameters: vec![ParameterOverride {
                name: "zorgbudget.monthly_cents".to_owned(),
                sector: None,
                from: day("2024-03-15"),
                value: OverrideValue::Integer(15000),
            }],
            cumulation: None,
        };
        let law = Law::embedded().with_overrides(&overrides).unwrap();
        for (covered, cents) in [("2024-03-14..2024-03-31", 14000), ("2024-03-15..2024-03-31", 15000)] {
            let found = asked(&law, &[covered], None, MEMBER, "2024-03");
            assert_eq!(found, Some((cents, "180".to_owned())), "{covered}");
        }
    }

    #[test]
    fn a_day_after_death_does_not_count_and_the_day_of_death_does() {
        let stay = &["2024-03-10..2024-12-31"][..];
        for (death, march, april) in [
            ("2024-03-09", None, None),
            ("2024-03-10", Some((14000, "180")), None),
            ("2024-03-31", Some((14000, "180")), None),
            ("2024-04-01", Some((14000, "180")), Some((14000, "180"))),
        ] {
            check(stay, Some(death), MEMBER, "2024-03", march);
            check(stay, Some(death), MEMBER, "2024-04", april);
        }
    }

    #[test]
    fn the_fund_of_the_first_covered_day_owes_it() {
        let moves = &["180 OFFICIAL 2020-01-01..2024-03-15", "680 OFFICIAL 2024-03-16.."][..];
        for (covered, fund) in [
            (&["2024-03-01..2024-03-31"][..], "180"),
            (&["2024-03-15..2024-03-31"], "180"),
            (&["2024-03-16..2024-03-31"], "680"),
            (&["2024-03-20..2024-03-31", "2024-03-15..2024-03-15"], "180"),
        ] {
            check(covered, None, moves, "2024-03", Some((14000, fund)));
        }
    }

    #[test]
    fn a_day_without_a_membership_opens_nothing() {
        let stay = &["2024-03-01..2024-03-20"][..];
        check(stay, None, &[], "2024-03", None);
        check(
            stay,
            None,
            &["180 OFFICIAL 2024-03-20.."],
            "2024-03",
            Some((14000, "180")),
        );
        check(stay, None, &["180 OFFICIAL 2024-03-21.."], "2024-03", None);
        check(stay, None, &["180 OFFICIAL 2020-01-01..2024-02-29"], "2024-03", None);
    }

    #[test]
    fn before_the_law_there_is_no_answer_and_none_is_nothing() {
        let held = [membership("180 OFFICIAL 2018-01-01..")];
        let month = |text| Month::parse(text).unwrap();
        let error = zorgbudget_of(
            &[period("2018-01-01..")],
            None,
            &held,
            month("2018-12"),
            &Law::embedded(),
        );
        assert!(matches!(error, Err(LawError::MissingParameter { .. })), "{error:?}");
        let overrides = Overrides {
            parameters: vec![ParameterOverride {
                name: "zorgbudget.monthly_cents".to_owned(),
                sector: None,
                from: day("2024-01-01"),
                value: OverrideValue::Text("none".to_owned()),
            }],
            cumulation: None,
        };
        let law = Law::embedded().with_overrides(&overrides).unwrap();
        assert_eq!(asked(&law, &["2024-03-01.."], None, MEMBER, "2024-03"), None);
    }

    proptest! {
        /// The order of the stays, and saying a day twice, change nothing.
        #[test]
        fn the_order_of_the_stays_is_nothing(days in prop::collection::vec((1i8..29, 0i8..28), 0..6), turn in 0usize..6) {
            let covered: Vec<_> = days
                .iter()
                .map(|(from, length)| {
                    let from = day(&format!("2024-02-{from:02}"));
                    let to = from.checked_add(jiff::Span::new().days(*length)).unwrap();
                    Period::between(from, to).unwrap()
                })
                .collect();
            let mut turned = covered.clone();
            turned.rotate_left(turn.min(covered.len()));
            turned.extend(covered.first());
            let held = [membership("180 OFFICIAL 2020-01-01..2024-02-14"), membership("280 OFFICIAL 2024-02-15..")];
            let month = Month::parse("2024-02").unwrap();
            let of = |covered: &[Period]| zorgbudget_of(covered, None, &held, month, &Law::embedded()).unwrap();
            prop_assert_eq!(of(&covered), of(&turned));
            prop_assert_eq!(of(&covered).is_some(), !covered.is_empty());
        }
    }
}
