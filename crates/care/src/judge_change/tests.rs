//! The public scenarios of changes, the queue, and what holds of every verdict.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use registers::AffiliationObligation::{Obligatory, Voluntary};
use regulation::{Acts, Law};
use serde_json::{Value, json};

use super::{covered_if_accepted, judge_change};
use crate::change::ChangeMessage;
use crate::change_fixture::{ChangeWorld, change, covered, end, extension, start_date};
use crate::checks::ALL;
use crate::dossier::Dossier;
use crate::facts::{ChangeFacts, StayState};
use crate::fixture::{FACILITY, OTHER_FACILITY, SSIN, at, law, person, stay};
use crate::judge::JudgeError;
use crate::verdict::Outcome::{Accepted, Pending, Queued, Refused};

#[test]
fn extension_end_and_their_cancellations_as_the_public_scenario() {
    let mut world = ChangeWorld::ibw();
    for (received, message, covers) in [
        ("2024-07-05T09:00:00+02:00", extension("2024-12-31"), "2024-12-31"),
        (
            "2024-07-06T09:00:00+02:00",
            change("EXTENSION_CANCELLATION", &[]),
            "2024-06-30",
        ),
        (
            "2024-07-07T09:00:00+02:00",
            end("END", "2024-06-20T15:00:00+02:00"),
            "2024-06-20",
        ),
        (
            "2024-07-08T09:00:00+02:00",
            end("END_CHANGE", "2024-06-21T15:00:00+02:00"),
            "2024-06-21",
        ),
        (
            "2024-07-09T09:00:00+02:00",
            change("END_CANCELLATION", &[]),
            "2024-06-30",
        ),
    ] {
        world = world.received(received);
        let verdict = world.check(&message, Accepted, &[]);
        assert_eq!(covered(&verdict), Some(format!("2024-03-01..{covers}")));
        assert_eq!(verdict.care_fund.map(|fund| fund.to_string()).as_deref(), Some("180"));
        world = world.after(&message, &[]);
    }
}

#[test]
fn while_another_waits_only_faults_of_form_are_answered() {
    let world = ChangeWorld {
        waiting: true,
        ..ChangeWorld::ibw()
    };
    // Whatever it would be refused for.
    for message in [
        change("END_CANCELLATION", &[]),
        end("END", "2030-01-01T10:00:00+01:00"),
        start_date("2020-01-01T10:00:00+01:00"),
        extension("2024-12-31"),
        change("CONTACT", &[("contact", json!({"name": "x", "phone": "1"}))]),
    ] {
        let verdict = world.check(&message, Queued, &[]);
        assert_eq!((verdict.after, verdict.acts.len()), (None, 0));
        assert!(verdict.care_fund.is_some());
    }
    world.check_refusals(&change("END", &[]), &["CARE_INCOMPLETE"]);
    world.check_refusals(
        &change("ADMINISTRATIVE", &[("origin", json!("77"))]),
        &["CARE_VALUE_INVALID"],
    );
}

#[test]
fn an_affiliation_and_a_late_adjustment_may_both_be_awaited() {
    let ended = ChangeWorld::ibw().ended("2024-04-10", "15:00:00");
    let world = ChangeWorld {
        person: Some(person(Voluntary, None)),
        ..ended.received("2024-04-16T09:00:00+02:00")
    };
    let codes = ["INS_REASON_NO_AFFILIATION_VOLUNTARY", "CHG_LATE_ADJUSTMENT"];
    let message = start_date("2024-03-02T10:00:00+01:00");
    let verdict = world.check(&message, Pending, &codes);
    assert_eq!(verdict.acts, [Acts::Facility, Acts::CareFund]);
    assert!(verdict.waits_for_affiliation());
    assert_eq!(verdict.covered(), None);
    // The affiliation arrives: now the fund alone.
    let affiliated = ChangeWorld {
        person: Some(person(Obligatory, Some(date(2024, 1, 1)))),
        judged_on: Some(date(2024, 5, 20)),
        ..world
    };
    let verdict = affiliated.check(&message, Pending, &["CHG_LATE_ADJUSTMENT"]);
    assert_eq!(verdict.after.unwrap().coverage().start(), date(2024, 3, 2));
}

#[test]
fn the_fund_is_that_of_the_first_covered_day() {
    let world = ChangeWorld {
        person: Some(person(Obligatory, Some(date(2024, 3, 3)))),
        ..ChangeWorld::ibw()
    };
    let later = world.check(&start_date("2024-03-03T10:00:00+01:00"), Accepted, &[]);
    assert!(later.care_fund.is_some());
    let contact = change("ADMINISTRATIVE", &[("origin", json!("10"))]);
    assert_eq!(world.check(&contact, Accepted, &[]).care_fund, None);
}

/// A case for every rule of changes: where, what, and the code that it finds.
fn cases() -> Vec<(ChangeWorld, Value, &'static str)> {
    let ibw = ChangeWorld::ibw;
    let ended = || ibw().ended("2024-05-01", "15:00:00");
    let unknown = ChangeWorld { dossier: None, ..ibw() };
    let death = change(
        "END",
        &[
            ("end", json!("2024-03-10T15:00:00+01:00")),
            ("endReason", json!("60")),
            ("departedTo", json!("10")),
        ],
    );
    let billed = ibw().billed(&[(date(2024, 3, 1), date(2024, 3, 19))]);
    let in_march = || end("END", "2024-03-10T15:00:00+01:00");
    vec![
        (unknown, change("END_CANCELLATION", &[]), "CHG_REFERENCE_UNKNOWN"),
        (ended(), end("END", "2024-05-01T10:00:00+02:00"), "CHG_ALREADY_ENDED"),
        (ibw(), change("END_CANCELLATION", &[]), "CHG_NOT_ENDED"),
        (ibw(), change("EXTENSION_CANCELLATION", &[]), "CHG_NO_EXTENSION"),
        (ibw(), start_date("2024-01-01T10:00:00+01:00"), "CHG_START_TOO_EARLY"),
        (
            ibw().received("2024-06-01T09:00:00+02:00"),
            start_date("2024-03-02T10:00:00+01:00"),
            "CHG_START_REPORTED_TOO_LATE",
        ),
        (ibw(), extension("2024-06-30"), "CHG_EXTENSION_INVALID"),
        (
            ibw().received("2024-09-01T09:00:00+02:00"),
            extension("2024-12-31"),
            "CHG_EXTENSION_LATE",
        ),
        (ibw(), end("END", "2024-02-10T15:00:00+01:00"), "CHG_END_BEFORE_START"),
        (ibw(), end("END", "2024-04-10T15:00:00+02:00"), "CHG_END_IN_FUTURE"),
        (ibw(), death, "CHG_DEATH_MISMATCH"),
        (
            billed.clone(),
            start_date("2024-03-02T10:00:00+01:00"),
            "CHG_BILLED_DAYS_OUTSIDE",
        ),
        (billed, in_march(), "CHG_BILLED_AFTER_END"),
        (
            ended().received("2024-05-07T09:00:00+02:00"),
            change("END_CANCELLATION", &[]),
            "CHG_LATE_ADJUSTMENT",
        ),
    ]
}

#[test]
fn every_rule_of_changes_is_raised_with_all_its_facts() {
    let law = law();
    let mut raised = BTreeSet::new();
    for (world, message, code) in cases() {
        let verdict = world.judge(&message);
        let finding = verdict.findings.iter().find(|finding| finding.code.as_str() == code);
        let finding = finding.unwrap_or_else(|| panic!("{code} was not found"));
        assert_eq!(law.missing_facts(finding), Vec::<&str>::new(), "{code}");
        let explained = law.explain(finding).unwrap();
        for text in [&explained.text.nl, &explained.text.en] {
            assert!(!text.contains(['{', '}']), "{code}: {text}");
        }
        raised.insert(code.to_owned());
    }
    let of_changes = |code: &str| code.starts_with("CHG_");
    let known: BTreeSet<String> = ALL
        .iter()
        .map(ToString::to_string)
        .filter(|code| of_changes(code))
        .collect();
    let lawful = law.checks().map(|check| check.code.to_string());
    let lawful: BTreeSet<String> = lawful.filter(|code| of_changes(code)).collect();
    assert_eq!((&raised, &raised), (&known, &lawful));
}

#[test]
fn findings_come_in_the_order_of_all_checks() {
    let world = ChangeWorld::ibw()
        .billed(&[(date(2024, 3, 1), date(2024, 3, 2))])
        .with_stays(vec![stay(OTHER_FACILITY, (2024, 4, 1), (2024, 4, 2))])
        .received("2024-06-01T09:00:00+02:00");
    let verdict = world.judge(&start_date("2024-03-03T10:00:00+01:00"));
    let codes: Vec<&str> = verdict.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        codes,
        ["CARE_CUMUL", "CHG_START_REPORTED_TOO_LATE", "CHG_BILLED_DAYS_OUTSIDE"]
    );
}

#[test]
fn what_a_waiting_change_would_cover_is_known_even_if_it_would_be_refused() {
    let world = ChangeWorld::ibw();
    let ended = ChangeWorld::ibw().ended("2024-05-01", "15:00:00");
    let last_day = |world: &ChangeWorld, message: &Value| -> Option<Date> {
        let dossier = world.dossier.as_ref().unwrap();
        let message = ChangeMessage::parse(message).unwrap();
        let covered = covered_if_accepted(&message, dossier, &world.law, world.received_at).unwrap();
        covered?.last()?.to()
    };
    for (world, message, last) in [
        (&world, extension("2024-12-31"), Some(date(2024, 12, 31))),
        (&world, extension("2024-06-01"), Some(date(2024, 6, 30))),
        (&world, end("END", "2024-05-30T10:00:00+02:00"), Some(date(2024, 5, 30))),
        (
            &world,
            end("END_CHANGE", "2024-05-30T10:00:00+02:00"),
            Some(date(2024, 5, 30)),
        ),
        (&world, start_date("2025-01-01T10:00:00+01:00"), None),
        (&world, change("END", &[]), None),
        (&ended, extension("2024-12-31"), Some(date(2024, 5, 1))),
        (&ended, change("END_CANCELLATION", &[]), Some(date(2024, 6, 30))),
        (
            &ended,
            change("ADMINISTRATIVE", &[("origin", json!("10"))]),
            Some(date(2024, 5, 1)),
        ),
    ] {
        assert_eq!(last_day(world, &message), last, "{message}");
    }
}

#[test]
fn a_law_that_lets_pass_what_cannot_be_is_an_error() {
    let embedded = law();
    let without = |code: &str| {
        let file = format!("checks/{code}.toml");
        let text = |path: &str, text: &str| {
            let replaced = text.replace("effect = \"refuse\"", "effect = \"note\"");
            if path == file { replaced } else { text.to_owned() }
        };
        let files: Vec<(&str, String)> = embedded.files().map(|(path, was)| (path, text(path, was))).collect();
        Law::from_files(files.iter().map(|(path, text)| (*path, text.as_str()))).unwrap()
    };
    for (code, message) in [
        ("chg_not_ended", change("END_CANCELLATION", &[])),
        ("chg_no_extension", change("EXTENSION_CANCELLATION", &[])),
        ("chg_extension_invalid", extension("2024-06-30")),
        ("care_incomplete", change("END", &[])),
    ] {
        let world = ChangeWorld::ibw().with_law(without(code));
        let error = judge(&world, &message).unwrap_err();
        assert!(
            matches!(error, JudgeError::Transition(_) | JudgeError::Unreadable),
            "{error}"
        );
    }
}

fn judge(world: &ChangeWorld, message: &Value) -> Result<crate::ChangeVerdict, JudgeError> {
    let facts = ChangeFacts {
        facility: &world.facility,
        dossier: world.dossier.as_ref(),
        person: world.person.as_ref(),
        stays: &world.stays,
        waiting: world.waiting,
        billed_days: &world.billed_days,
        judged_on: identifiers::brussels_day(world.received_at),
    };
    let message = ChangeMessage::parse(message).unwrap();
    judge_change(&message, &facts, &world.law, world.received_at)
}

fn any_text(known: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => prop::sample::select(known).prop_map(Value::from),
        1 => Just(Value::Null),
        1 => ".{0,12}".prop_map(Value::from),
    ]
}

fn any_change() -> impl Strategy<Value = Value> {
    let kind = prop::sample::select(crate::change::ChangeKind::ALL.to_vec());
    let instants = &[
        "2024-03-01T14:00:00+01:00",
        "2024-03-03T10:00:00+01:00",
        "2024-02-10T10:00:00+01:00",
        "2024-07-10T10:00:00+02:00",
        "0001-01-01T00:00:00Z",
        "9999-12-30T22:00:00Z",
    ];
    let ends = &[
        "2024-03-10T15:00:00+01:00",
        "2024-06-30T10:00:00+02:00",
        "2024-07-20T10:00:00+02:00",
        "2024-08-15T10:00:00+02:00",
        "9999-12-30T22:00:00Z",
        "2024-06-30",
        "2024-07-31",
        "2024-12-31",
        "9999-12-31",
        "-009999-01-01",
    ];
    (
        kind,
        any_text(instants),
        any_text(ends),
        any_text(&["10", "60"]),
        any_text(&["10", "97"]),
    )
        .prop_map(|(kind, start, end, reason, to)| {
            change(
                kind.code(),
                &[
                    ("contact", json!({"name": "x", "phone": start.clone()})),
                    ("origin", reason.clone()),
                    ("start", start),
                    ("end", end),
                    ("endReason", reason),
                    ("departedTo", to),
                ],
            )
        })
}

/// What holds of a dossier after whatever changes were accepted.
fn check_whole(dossier: &Dossier) -> Result<(), TestCaseError> {
    for periods in [dossier.approved(), dossier.covered()] {
        for pair in periods.windows(2) {
            prop_assert!(pair[0].to().is_some_and(|to| to < pair[1].from()), "{:?}", periods);
        }
    }
    let ends_on = dossier.ends_on();
    prop_assert!(
        dossier
            .covered()
            .iter()
            .all(|period| period.to().is_some_and(|to| to <= ends_on))
    );
    prop_assert!(dossier.reported_end().is_none_or(|end| end.at >= dossier.start()));
    prop_assert_eq!(dossier.closed_on().is_some(), dossier.reported_end().is_some());
    let kept = serde_json::to_string(dossier).unwrap();
    prop_assert_eq!(&serde_json::from_str::<Dossier>(&kept).unwrap(), dossier);
    Ok(())
}

/// How a random world differs from the usual one.
#[derive(Debug, Clone)]
struct Twist {
    migrated_until: Option<Date>,
    is_known: bool,
    has_others: bool,
    is_waiting: bool,
}

fn any_twist() -> impl Strategy<Value = Twist> {
    let until = prop::sample::select(vec![date(2023, 3, 31), date(2023, 9, 30), date(2024, 6, 30), Date::MAX]);
    let others = (
        prop::option::of(until),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.1),
    );
    others.prop_map(|(migrated_until, is_known, has_others, is_waiting)| Twist {
        migrated_until,
        is_known,
        has_others,
        is_waiting,
    })
}

impl Twist {
    fn world(&self) -> ChangeWorld {
        let mut world = self.migrated_until.map_or_else(ChangeWorld::ibw, ChangeWorld::migrated);
        world.waiting = self.is_waiting;
        world.received_at = at("2024-03-06T09:00:00+01:00");
        if !self.is_known {
            world.person = None;
        }
        if self.has_others {
            let mut other = stay(FACILITY, (2024, 1, 1), (2024, 2, 20));
            other.state = StayState::Pending;
            world.stays = vec![other, stay(OTHER_FACILITY, (2024, 8, 1), (2024, 9, 10))];
            world.billed_days = vec![date(2024, 3, 2), date(2024, 7, 2)];
        }
        world
    }
}

proptest! {
    #[test]
    fn no_change_makes_it_panic_and_the_dossier_stays_whole(
        twist in any_twist(),
        steps in prop::collection::vec((any_change(), 0_i64..45), 1..8),
    ) {
        let mut world = twist.world();
        for (message, days_later) in steps {
            world.received_at += jiff::SignedDuration::from_hours(days_later * 24);
            let verdict = judge(&world, &message).unwrap();
            prop_assert_eq!(verdict.after.is_some(), matches!(verdict.outcome, Accepted | Pending));
            prop_assert_eq!(verdict.covered().is_some(), verdict.outcome == Accepted);
            prop_assert_eq!(verdict.acts.is_empty(), verdict.outcome != Pending);
            prop_assert_eq!(verdict.outcome == Queued, world.waiting && verdict.outcome != Refused);
            let shown = format!("{verdict:?}");
            prop_assert!(!shown.contains(SSIN));
            for finding in &verdict.findings {
                prop_assert!(world.law.missing_facts(finding).is_empty());
            }
            if let Some(after) = verdict.after {
                check_whole(&after)?;
                world.dossier = Some(after);
            }
        }
    }
}
