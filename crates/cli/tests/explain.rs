//! `zorgkas explain`, `zorgkas law`, and the help of every command.

#![allow(clippy::unwrap_used, reason = "test code")]

mod support;

use support::zorgkas;

#[test]
fn a_check_is_explained_with_texts_and_sources() {
    for code in ["301940", "CARE_LATE", "INS_REASON_DECEASED", "P50001"] {
        let ran = zorgkas(["explain", code]).ends(0);
        assert!(ran.out.starts_with(&format!("{code}  ")), "{}", ran.out);
        for word in ["effect", "acts", "since", "nl", "en", "source"] {
            assert!(ran.out.contains(word), "{code}: {word}");
        }
    }
    insta::assert_snapshot!(zorgkas(["explain", "301940"]).ends(0).out);
}

#[test]
fn every_code_of_the_specification_is_known() {
    let codes = "100721 100723 101420 101421 102220 102310 102702 103620 201812 202420 901910 200802 200820 200812 200742 \
        202810 200520 200620 201140 202920 202921 204710 801910 300402 300420 300440 300423 300445 300452 300510 300511 \
        300513 300540 300541 300546 300547 300548 300549 300550 300553 300616 301940 302240 302248 501941 501940 500460 \
        500402 500420 500440 500423 500510 500511 500513 500540 500541 500546 500547 500548 500549 500550 \
        P30001 P50001 P90001 CARE_INCOMPLETE CARE_VALUE_INVALID CARE_FACILITY_NOT_RECOGNISED CARE_LATE \
        CARE_PERIOD_INVALID CARE_CUMUL CARE_ALREADY_OPEN CARE_SHOULD_BE_FOLLOW_UP CARE_SHOULD_BE_NEW \
        CARE_MEDICAL_INCOMPLETE CARE_MEDICAL_INVALID CARE_MEDICAL_REVIEW MIG_DUPLICATE";
    let unknown: Vec<&str> = codes
        .split_whitespace()
        .filter(|code| zorgkas(["explain", code]).status != 0)
        .collect();
    assert_eq!(unknown, Vec::<&str>::new());
}

#[test]
fn an_unknown_code_is_a_no() {
    let ran = zorgkas(["explain", "CARE_NONSENSE"]).ends(1);
    assert!(ran.out.starts_with("CARE_NONSENSE: no such check."), "{}", ran.out);
}

#[test]
fn the_law_stands_as_it_stood_on_a_day() {
    let line = |day: &str, name: &str| {
        let ran = zorgkas(["law", day]).ends(0);
        assert!(ran.out.starts_with(&format!("The law on {day}  (")), "{}", ran.out);
        let found = ran.out.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        found.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(line("2024-03-01", "care.request_term_days").contains(" 30 days since "));
    assert!(line("2024-03-01", "billing.error_share_limit").contains("5/100 ratio"));
    for day in ["yesterday", "2024-02-30", "01/03/2024"] {
        let ran = zorgkas(["law", day]).ends(2);
        assert!(ran.err.contains("<DAY>"), "{}", ran.err);
    }
}

#[test]
fn registers_are_imported_all_or_nothing() {
    let place = support::Place::of_sample();
    let (registers, data) = (place.input().join("registers"), place.out().join("zorgkas.db"));
    let import = || {
        zorgkas([
            "import".as_ref(),
            "registers".as_ref(),
            registers.as_os_str(),
            "--data".as_ref(),
            data.as_os_str(),
        ])
    };
    let report = import().ends(0).out;
    let told: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(
        (&told["newPersons"], &told["facilities"], &told["careFunds"]),
        (&24.into(), &1.into(), &6.into())
    );
    // The same again changes nothing, and a bad row neither.
    let told: serde_json::Value = serde_json::from_str(&import().ends(0).out).unwrap();
    assert!(told.as_object().unwrap().values().all(|count| count == 0));
    place.change("registers/recognitions.csv", "2015-01-01", "2015-13-01");
    let ran = import().ends(1);
    assert_eq!(
        (ran.out.as_str(), ran.err.as_str()),
        (
            "",
            "recognitions.csv line 2, column from: expected a date as yyyy-MM-dd\n"
        )
    );
    assert_eq!(place.journal_length(), 1);
}

#[test]
fn every_command_has_help() {
    for command in [
        &["process"][..],
        &["demo"],
        &["scenario"],
        &["import"],
        &["import", "registers"],
        &["batch"],
        &["batch", "check"],
        &["explain"],
        &["law"],
    ] {
        let ran = zorgkas(command.iter().chain(&["--help"])).ends(0);
        assert!(
            ran.out.contains(&format!("Usage: zorgkas {}", command.join(" "))),
            "{}",
            ran.out
        );
    }
    assert!(zorgkas(["--version"]).ends(0).out.starts_with("zorgkas "));
}

#[test]
fn wrong_use_is_status_2() {
    for arguments in [
        &[][..],
        &["fly"],
        &["batch"],
        &["import"],
        &["explain"],
        &["law"],
        &["process"],
    ] {
        let ran = zorgkas(arguments).ends(2);
        assert!(
            ran.out.is_empty() && ran.err.contains("Usage: "),
            "{arguments:?}: {}",
            ran.err
        );
    }
}
