//! Where the law sets a term on requests in beraad, one that nobody decided is refused by itself (D9).
#![allow(clippy::unwrap_used, reason = "test code")]

use app::{App, Context, Decision, FundRole, Problem};
use care::{CareAnswer, Outcome};
use jiff::civil::date;
use regulation::{Law, OverrideValue, Overrides, ParameterOverride};
use serde_json::json;
use store::{DossierState, Store};

use super::fixture::{World, at, employee, operator, request};

fn law() -> Law {
    let term = ParameterOverride {
        name: "care.pending_term_months".to_owned(),
        sector: Some("IBW".parse().unwrap()),
        from: date(2024, 1, 1),
        value: OverrideValue::Integer(2),
    };
    let overrides = Overrides {
        parameters: vec![term],
        ..Overrides::default()
    };
    Law::embedded().with_overrides(&overrides).unwrap()
}

fn jobs(app: &App<'_>, when: &str) -> u64 {
    let context = Context {
        at: at(when),
        ..operator()
    };
    app.run_jobs(&context).unwrap()
}

#[test]
fn a_request_that_nobody_decided_is_refused_when_its_term_is_over() {
    let world = World::new();
    let app = App::new(&world.store, law());
    let mut message = request(1, 0, 0);
    // Not a physician: the fund looks.
    message["medicalReport"]["psychiatrist"] = json!("73100188000");
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let input = message.to_string().into_bytes();
    let answered = app
        .send_request(&context, &input, message.as_object().unwrap())
        .unwrap();
    assert_eq!(answered.answer.outcome, Outcome::Pending);
    let dossier = app.dossier_of_message(&context, uuid::Uuid::from_u128(1)).unwrap();
    let worker = |when| employee("180", FundRole::CaseWorker, when);
    app.take_dossier(&worker("2024-03-06T09:00:00+01:00"), dossier).unwrap();

    assert_eq!(jobs(&app, "2024-05-05T23:59:59+02:00"), 0, "its last day is not over");
    assert_eq!(jobs(&app, "2024-05-06T00:00:00+02:00"), 1);
    let inbox = world
        .store
        .begin()
        .unwrap()
        .inbox_after(world.facilities[0], 0, 10)
        .unwrap();
    let later: CareAnswer = serde_json::from_str(&inbox.last().unwrap().body).unwrap();
    let codes: Vec<&str> = later.findings.iter().map(|finding| finding.code.as_str()).collect();
    assert_eq!(
        (later.outcome, codes),
        (Outcome::Refused, vec!["CARE_MEDICAL_REVIEW", "CARE_PENDING_TERM"])
    );
    assert!(later.objection.is_some(), "a refusal says how to object");
    let record = world.store.begin().unwrap().dossier(dossier).unwrap().unwrap();
    assert_eq!((record.state, record.taken_by), (DossierState::Refused, None));

    let late = app.decide_dossier(&worker("2024-05-06T09:00:00+02:00"), dossier, Decision::Accept, "");
    assert!(matches!(late, Err(Problem::Conflict(_))), "{late:?}");
    assert_eq!(jobs(&app, "2024-07-01T00:00:00+02:00"), 0, "once");
}

#[test]
fn one_that_was_decided_in_time_stays_as_it_is() {
    let world = World::new();
    let app = App::new(&world.store, law());
    let mut message = request(1, 0, 0);
    message["medicalReport"]["psychiatrist"] = json!("73100188000");
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let input = message.to_string().into_bytes();
    app.send_request(&context, &input, message.as_object().unwrap())
        .unwrap();
    let dossier = app.dossier_of_message(&context, uuid::Uuid::from_u128(1)).unwrap();
    let worker = employee("180", FundRole::CaseWorker, "2024-05-05T23:00:00+02:00");
    app.decide_dossier(&worker, dossier, Decision::Accept, "").unwrap();
    jobs(&app, "2024-05-06T00:00:00+02:00");
    let record = world.store.begin().unwrap().dossier(dossier).unwrap().unwrap();
    assert_eq!(record.state, DossierState::Accepted);
}
