//! All rules together: the public examples, all findings at once, and what holds of any judgement.

use identifiers::{CareFundNumber, Period};
use jiff::ToSpan;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use regulation::{Law, OverrideValue, Overrides, ParameterOverride};

use super::fixture::{affiliate, end, mutate, person};
use super::{judge_affiliation, judge_end, judge_mutation};
use crate::person::{Membership, MembershipKind, Person};

#[test]
fn the_fund_of_ones_insurer_from_1_january() {
    let person = person("OBLIGATORY", Some(100), &[]);
    affiliate(&person, "380", "OFFICIAL", "2024-01-01", "2024-03-01").found(&["MEM_FUND_CHOICE"]);
    affiliate(&person, "180", "OFFICIAL", "2024-01-01", "2024-03-01")
        .found(&[])
        .leaves(&["180 OFFICIAL 2024-01-01.."]);
}

#[test]
fn a_mutation_on_1_january() {
    let person = person("OBLIGATORY", None, &["180 OFFICIAL 2020-01-01.."]);
    mutate(&person, "680", "2025-01-01", "2024-11-04")
        .found(&[])
        .leaves(&["180 OFFICIAL 2020-01-01..2024-12-31", "680 OFFICIAL 2025-01-01.."]);
}

#[test]
fn all_findings_stand_at_once() {
    let held = ["180 OFFICIAL 2020-01-01.."];
    let restricted = person("RESTRICTIVE", Some(100), &held);
    let all = ["MEM_KIND", "MEM_FUND_CHOICE", "MEM_TOO_EARLY", "MEM_OVERLAP"];
    affiliate(&restricted, "380", "OFFICIAL", "2023-12-31", "2024-03-01").found(&all);
    let all = ["MEM_KIND", "MEM_FUND_CHOICE", "MEM_TOO_EARLY", "MEM_MUTATION_DATE"];
    mutate(&restricted, "380", "2023-12-31", "2024-03-01").found(&all);
    let forbidden = person("FORBIDDEN", Some(900), &held);
    let all = [
        "MEM_FORBIDDEN",
        "MEM_FUND_CHOICE",
        "MEM_MUTATION_DATE",
        "MEM_NOTHING_TO_MOVE",
    ];
    mutate(&forbidden, "180", "2025-01-01", "2024-12-05").found(&all);
}

/// The same message a second time finds its work done.
#[test]
fn nothing_is_done_twice() {
    let mut someone = person("VOLUNTARY", Some(100), &[]);
    someone.memberships = affiliate(&someone, "180", "OFFICIAL", "2024-01-01", "2024-03-01")
        .verdict
        .after
        .unwrap();
    affiliate(&someone, "180", "OFFICIAL", "2024-01-01", "2024-03-01").found(&["MEM_OVERLAP"]);
    someone.memberships = mutate(&someone, "680", "2025-01-01", "2024-11-04")
        .verdict
        .after
        .unwrap();
    mutate(&someone, "680", "2025-01-01", "2024-11-04").found(&["MEM_OVERLAP"]);
    someone.memberships = end(&someone, "680", "2025-06-30", "2025-03-01").verdict.after.unwrap();
    end(&someone, "680", "2025-06-30", "2025-03-01").found(&["MEM_NOTHING_TO_END"]);
    // After the end one may affiliate again.
    affiliate(&someone, "180", "OFFICIAL", "2025-06-30", "2025-06-01").found(&["MEM_OVERLAP"]);
    affiliate(&someone, "180", "OFFICIAL", "2025-07-01", "2025-06-01").found(&[]);
}

/// The days are parameters of the law, as it stood on the day of receipt.
#[test]
fn another_last_day_of_the_law_is_followed() {
    let member = person("OBLIGATORY", None, &["180 OFFICIAL 2020-01-01.."]);
    let overrides = Overrides {
        parameters: vec![ParameterOverride {
            name: "members.mutation_last_day".to_owned(),
            sector: None,
            from: date(2024, 1, 1),
            value: OverrideValue::Text("11-01".to_owned()),
        }],
        cumulation: None,
    };
    let law = Law::embedded().with_overrides(&overrides).unwrap();
    let fund = CareFundNumber::parse("280").unwrap();
    for (from, received, accepted) in [
        (date(2025, 1, 1), date(2024, 10, 31), true),
        (date(2025, 1, 1), date(2024, 11, 1), false),
        (date(2024, 1, 1), date(2023, 12, 4), true),
    ] {
        let verdict = judge_mutation(&member, fund, from, &law, received).unwrap();
        assert_eq!(verdict.accepted, accepted, "{from} received {received}");
    }
}

#[test]
fn a_check_has_a_first_and_a_last_day() {
    let embedded = Law::embedded();
    let person = person("FORBIDDEN", None, &[]);
    let fund = CareFundNumber::parse("180").unwrap();
    for (days, accepted) in [
        ("from = 2024-03-01", false),
        ("from = 2024-03-02", true),
        ("from = 2019-01-01\nto = 2024-03-01", false),
        ("from = 2019-01-01\nto = 2024-02-29", true),
    ] {
        let files: Vec<(&str, String)> = embedded
            .files()
            .map(|(path, text)| match path {
                "checks/mem_forbidden.toml" => (path, text.replace("from = 2019-01-01", days)),
                _ => (path, text.to_owned()),
            })
            .collect();
        let law = Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap();
        let (kind, from, received) = (MembershipKind::Official, date(2024, 1, 1), date(2024, 3, 1));
        let verdict = judge_affiliation(&person, fund, kind, from, &law, received).unwrap();
        assert_eq!(verdict.accepted, accepted, "{days}");
    }
}

#[test]
fn before_the_law_there_is_no_answer() {
    let person = person("OBLIGATORY", None, &[]);
    let fund = CareFundNumber::parse("180").unwrap();
    let (kind, day) = (MembershipKind::Official, date(2018, 12, 31));
    let error = judge_affiliation(&person, fund, kind, day, &Law::embedded(), day).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the parameter members.first_day has no value on 2018-12-31"
    );
}

fn a_fund() -> impl Strategy<Value = CareFundNumber> {
    prop::sample::select(vec![180, 280, 380, 480, 580, 680]).prop_map(|n| CareFundNumber::from_number(n).unwrap())
}

fn a_kind() -> impl Strategy<Value = MembershipKind> {
    prop::sample::select(MembershipKind::ALL)
}

/// Days around the turns of the years, and any others.
fn a_day() -> impl Strategy<Value = Date> {
    let turn = (2021i16..2028, -30i64..30).prop_map(|(year, days)| date(year, 1, 1) + days.days());
    let first = (2021i16..2028).prop_map(|year| date(year, 1, 1));
    prop_oneof![
        first,
        turn,
        (0i64..2500).prop_map(|days| date(2020, 1, 1) + days.days())
    ]
}

/// Memberships that never overlap, in order; the last one may have no end.
fn memberships() -> impl Strategy<Value = Vec<Membership>> {
    let one = (a_fund(), a_kind(), 1i64..400, 0i64..800);
    (prop::collection::vec(one, 0..5), any::<bool>()).prop_map(|(rows, open)| {
        let (mut next, count) = (date(2020, 1, 1), rows.len());
        let mut held = Vec::new();
        for (place, (fund, kind, gap, length)) in rows.into_iter().enumerate() {
            let from = if gap > 200 { next } else { next + gap.days() };
            let to = from + length.days();
            let open = open && place + 1 == count;
            let period = Period::new(from, (!open).then_some(to)).unwrap();
            held.push(Membership { fund, kind, period });
            next = to + 1.day();
        }
        held
    })
}

fn a_person() -> impl Strategy<Value = Person> {
    let obligation = prop::sample::select(vec!["OBLIGATORY", "VOLUNTARY", "RESTRICTIVE", "FORBIDDEN", "PROTOCOL"]);
    let insurer = prop::sample::select(vec![None, Some(100), Some(300), Some(600), Some(900)]);
    (obligation, insurer, memberships()).prop_map(|(obligation, insurer, held)| Person {
        memberships: held,
        ..person(obligation, insurer, &[])
    })
}

#[derive(Debug, Clone)]
enum Act {
    Affiliate(CareFundNumber, MembershipKind, Date),
    Mutate(CareFundNumber, Date),
    End(CareFundNumber, Date),
}

fn an_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (a_fund(), a_kind(), a_day()).prop_map(|(fund, kind, day)| Act::Affiliate(fund, kind, day)),
        (a_fund(), a_day()).prop_map(|(fund, day)| Act::Mutate(fund, day)),
        (a_fund(), a_day()).prop_map(|(fund, day)| Act::End(fund, day)),
    ]
}

/// The fund on each of some days, as the memberships tell it.
fn funds_before(held: &[Membership], day: Date) -> Vec<(Date, Option<CareFundNumber>)> {
    let days = (1..1500).step_by(7).map(|back: i64| day - back.days());
    days.map(|day| (day, held.iter().find(|m| m.period.contains(day)).map(|m| m.fund)))
        .collect()
}

proptest! {
    /// Whatever is asked in whatever order, memberships stand in order and never overlap, what lies before the
    /// day of the act stays as it was, and a refusal says why.
    #[test]
    fn memberships_never_overlap(mut person in a_person(), acts in prop::collection::vec((an_act(), a_day()), 1..8)) {
        let law = Law::embedded();
        for (act, received) in acts {
            let (verdict, day) = match act {
                Act::Affiliate(fund, kind, from) => {
                    (judge_affiliation(&person, fund, kind, from, &law, received), from)
                }
                Act::Mutate(fund, from) => (judge_mutation(&person, fund, from, &law, received), from),
                Act::End(fund, to) => (judge_end(&person, fund, to, &law, received), to),
            };
            let verdict = verdict.unwrap();
            prop_assert_eq!(verdict.accepted, verdict.findings.is_empty());
            prop_assert_eq!(verdict.accepted, verdict.after.is_some());
            let Some(after) = verdict.after else { continue };
            for pair in after.windows(2) {
                prop_assert!(pair[0].period.from() < pair[1].period.from());
                prop_assert!(!pair[0].period.overlaps(pair[1].period), "{:?}", after);
            }
            prop_assert_eq!(funds_before(&person.memberships, day), funds_before(&after, day));
            person.memberships = after;
        }
    }
}
