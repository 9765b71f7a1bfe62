//! The catalogue of checks: complete, explained, resolvable by every code.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use jiff::civil::date;
use proptest::prelude::*;
use regulation::{Acts, CheckCode, Effect, Finding, Law, Origin};

const CARE_REFUSE: &str = "CARE_INCOMPLETE CARE_VALUE_INVALID CARE_FACILITY_NOT_RECOGNISED CARE_PERIOD_INVALID \
    CARE_CUMUL CARE_ALREADY_OPEN CARE_SHOULD_BE_FOLLOW_UP CARE_SHOULD_BE_NEW CARE_MEDICAL_INCOMPLETE \
    CARE_MEDICAL_INVALID CARE_PENDING_TERM INS_REASON_SSIN_NOT_FOUND_IN_LB INS_REASON_AFFILIATIONOBLIGATION_FORBIDDEN \
    INS_REASON_DECEASED INS_REASON_NO_AFFILIATION_PROTOCOL CHG_REFERENCE_UNKNOWN CHG_START_TOO_EARLY \
    CHG_START_REPORTED_TOO_LATE CHG_BILLED_DAYS_OUTSIDE CHG_ALREADY_ENDED CHG_EXTENSION_INVALID CHG_NO_EXTENSION \
    CHG_END_BEFORE_START CHG_END_IN_FUTURE CHG_DEATH_MISMATCH CHG_NOT_ENDED MIG_START_NOT_BEFORE_TRANSFER \
    MIG_APPROVED_PERIOD_OVER MIG_RECEIVED_TOO_LATE MIG_SHOULD_BE_MIGRATION MIG_DUPLICATE MEM_FORBIDDEN MEM_KIND \
    MEM_FUND_CHOICE MEM_TOO_EARLY MEM_OVERLAP MEM_MUTATION_DATE MEM_NOTHING_TO_MOVE MEM_NOTHING_TO_END";
const CARE_PENDING: &str = "CARE_MEDICAL_REVIEW CHG_LATE_ADJUSTMENT INS_REASON_NO_AFFILIATION_OBLIGATORY \
    INS_REASON_NO_AFFILIATION_VOLUNTARY INS_REASON_NO_AFFILIATION_RESTRICTIVE";
const CARE_NOTE: &str = "CARE_LATE CHG_EXTENSION_LATE CHG_BILLED_AFTER_END";
const BATCH: &str = "100721 100723 101420 101421 102220 102310 102702 103620 201812 202420 901910";
const INVOICE: &str = "200802 200820 200812 200742 202810 200520 200620 201140 202920 202921 204710 801910";
const LINE: &str = "300402 300420 300440 300423 300445 300452 300510 300511 300513 300540 300541 300546 300547 300548 \
    300549 300550 300553 300616 301940 302240 302248 501941 501940 500460";
const REVIEW: &str = "P30001 P50001 P90001";
const TECHNICAL: &str = "T01 T02 T03 T04 T05 T06 T07 T08 T09 T10 T20";
const TWINS: &str = "500402 500420 500440 500423 500510 500511 500513 500540 500541 500546 500547 500548 500549 500550";

fn code(text: &str) -> CheckCode {
    CheckCode::from(text.to_owned())
}

#[test]
fn the_catalogue_is_that_of_the_rules() {
    let law = Law::embedded();
    let sets = [
        (CARE_REFUSE, Effect::Refuse),
        (CARE_PENDING, Effect::Pending),
        (CARE_NOTE, Effect::Note),
        (BATCH, Effect::BatchRefused),
        (INVOICE, Effect::InvoiceRefused),
        (LINE, Effect::LineRefused),
        (REVIEW, Effect::LineReview),
        (TECHNICAL, Effect::Technical),
    ];
    let mut expected: Vec<(CheckCode, Effect)> = sets
        .iter()
        .flat_map(|(codes, effect)| codes.split_whitespace().map(|text| (code(text), *effect)))
        .collect();
    expected.sort();
    let found: Vec<_> = law.checks().map(|check| (check.code.clone(), check.effect)).collect();
    assert_eq!(found, expected);
    let mut twins: Vec<_> = law.checks().flat_map(|check| check.also.clone()).collect();
    let mut expected: Vec<_> = TWINS.split_whitespace().map(code).collect();
    twins.sort();
    expected.sort();
    assert_eq!(twins, expected);
}

#[test]
fn who_must_act() {
    let law = Law::embedded();
    let funds = law
        .checks()
        .filter(|check| check.acts == Acts::CareFund)
        .map(|check| check.code.as_str());
    let expected = "CARE_MEDICAL_REVIEW CHG_LATE_ADJUSTMENT MEM_FORBIDDEN MEM_FUND_CHOICE MEM_KIND MEM_MUTATION_DATE \
        MEM_NOTHING_TO_END MEM_NOTHING_TO_MOVE MEM_OVERLAP MEM_TOO_EARLY P30001 P50001 P90001";
    assert_eq!(
        funds.collect::<Vec<_>>(),
        expected.split_whitespace().collect::<Vec<_>>()
    );
}

/// Every text is whole when each declared fact is given, and no declared fact is a person's number.
#[test]
fn every_check_explains_itself_with_its_declared_facts() {
    let law = Law::embedded();
    for check in law.checks() {
        let all = check
            .facts
            .iter()
            .fold(Finding::new(check.code.clone()), |finding, fact| {
                finding.with(Box::leak(fact.clone().into_boxed_str()), "‹given›")
            });
        assert_eq!(law.missing_facts(&all), [""; 0], "{}", check.code);
        let explained = law.explain(&all).unwrap();
        for text in [&explained.text.nl, &explained.text.en] {
            assert!(
                !text.contains(['{', '}', '–']) && text.ends_with('.'),
                "{}: {text}",
                check.code
            );
        }
        assert!(!explained.sources.is_empty());
        assert!(check.holds_on(date(2019, 1, 1)) && !check.holds_on(date(2018, 12, 31)));
        assert!(!check.facts.iter().any(|fact| fact == "ssin"));
    }
}

#[test]
fn a_finding_is_explained() {
    let law = Law::embedded();
    let finding = Finding::new("CARE_LATE")
        .with("term_days", 30)
        .with("start", date(2024, 2, 1))
        .with("received", date(2024, 3, 10))
        .with("covered_start", date(2024, 2, 9));
    let explained = law.explain(&finding).unwrap();
    assert_eq!(
        serde_json::to_value(&explained).unwrap(),
        serde_json::json!({
            "code": "CARE_LATE",
            "effect": "note",
            "title": { "nl": "Laattijdige aanvraag", "en": "Late request" },
            "text": {
                "nl": "De aanvraag kwam op 2024-03-10 toe, meer dan 30 dagen na de start op 2024-02-01. De tegemoetkoming begint op 2024-02-09.",
                "en": "The request was received on 2024-03-10, more than 30 days after the start on 2024-02-01. The care is covered from 2024-02-09."
            },
            "facts": { "covered_start": "2024-02-09", "received": "2024-03-10", "start": "2024-02-01", "term_days": "30" },
            "sources": ["IBW slides §6.2", "PVT slides §2", "D1"],
            "acts": "facility"
        })
    );
}

#[test]
fn a_fact_that_is_not_given_is_a_dash() {
    let law = Law::embedded();
    let finding = Finding::new("300511").with("day", "2024-03-01");
    assert_eq!(law.missing_facts(&finding), ["code", "start"]);
    assert_eq!(
        law.explain(&finding).unwrap().text.en,
        "The day 2024-03-01 (–) lies before the start of the stay on –."
    );
}

#[test]
fn a_finding_is_stored_as_code_and_facts() {
    let finding = Finding::new("300540").with("day", "2024-03-01").with("code", "970012");
    let json = serde_json::to_string(&finding).unwrap();
    assert_eq!(
        json,
        r#"{"code":"300540","facts":{"code":"970012","day":"2024-03-01"}}"#
    );
    assert_eq!(serde_json::from_str::<Finding>(&json).unwrap(), finding);
    let bare = Finding::new("CHG_NOT_ENDED");
    assert_eq!(serde_json::to_string(&bare).unwrap(), r#"{"code":"CHG_NOT_ENDED"}"#);
    assert_eq!(
        serde_json::from_str::<Finding>(r#"{"code":"CHG_NOT_ENDED"}"#).unwrap(),
        bare
    );
}

#[test]
fn codes_resolve_to_their_check() {
    let law = Law::embedded();
    for (asked, found) in [
        ("300402", Some("300402")),
        ("500402", Some("300402")),
        ("500550", Some("300550")),
        ("500460", Some("500460")),
        ("102220", Some("102220")),
        ("101402", Some("T02")),
        ("309902", Some("T02")),
        ("20206", Some("T06")),
        ("40408", Some("T08")),
        ("30020", Some("T20")),
        ("309999", None),
        ("500616", None),
        ("T99", None),
        ("30990202", None),
        ("é0402", None),
        ("", None),
    ] {
        assert_eq!(
            law.check(&code(asked)).map(|check| check.code.as_str()),
            found,
            "{asked}"
        );
    }
    let explained = law
        .explain(&Finding::new("309902").with("record", 3).with("zone", "99"))
        .unwrap();
    assert_eq!(
        (explained.code.as_str(), explained.effect),
        ("309902", Effect::Technical)
    );
    assert_eq!(
        law.effect(&code("CARE_UNKNOWN")).unwrap_err().to_string(),
        "unknown check CARE_UNKNOWN"
    );
}

#[test]
fn own_numbers_are_marked() {
    let law = Law::embedded();
    let origin = |text: &str| law.check(&code(text)).unwrap().origin;
    assert_eq!(origin("200742"), Origin::Federal);
    assert!(REVIEW.split_whitespace().all(|text| origin(text) == Origin::Own));
    assert!(
        law.checks()
            .filter(|check| check.origin == Origin::Federal)
            .all(|c| c.code.as_str().len() == 6)
    );
}

proptest! {
    #[test]
    fn any_code_is_looked_up_without_panic(text in "\\PC{0,8}") {
        let law = Law::embedded();
        let _ = law.check(&code(&text));
        let _ = law.explain(&Finding::new(text));
    }
}
