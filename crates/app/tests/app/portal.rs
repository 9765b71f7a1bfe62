//! The portal of facilities: what is shown before sending is what sending answers, and what must be done is named.

use app::{ActionNeeded, Affiliation, Context, Declaration, FacilityRole, PersonChange, Problem};
use care::ChangeKind;
use jiff::civil::date;
use serde_json::{Value, json};
use store::{DossierFilter, DossierState};

use super::bill::Bill;
use super::fixture::{DAY_CODE, World, as_object, at, digits, hco, operator, request};

const MARCH_5: &str = "2024-03-05T09:00:00+01:00";

fn bytes(message: &Value) -> Vec<u8> {
    serde_json::to_vec(message).expect("JSON")
}

fn coordinator(world: &World<super::fixture::AnyStore>, when: &str) -> Context {
    world.person_of(0, FacilityRole::Coordinator, when)
}

fn end(id: u128, reference: &str) -> Value {
    json!({
        "messageId": uuid::Uuid::from_u128(id).to_string(), "vsbReference": reference, "change": "END",
        "end": "2024-03-20T14:00:00+01:00", "endReason": "10", "departedTo": "10",
    })
}

/// A check answers what sending then answers, to the byte, and leaves nothing behind but that somebody looked.
#[test]
fn a_check_answers_what_sending_answers() {
    let world = World::new();
    let app = world.app();
    let context = coordinator(&world, MARCH_5);
    let asked = request(1, 0, 0);
    let checked = app
        .check_request(&context, &bytes(&asked), &as_object(&asked))
        .expect("an answer");
    let dossiers = || world.store.begin().expect("a store").count_dossiers().expect("a count");
    assert_eq!(dossiers(), [], "a check makes no dossier");
    let journal = world.journal();
    let last = journal.last().expect("an entry");
    assert_eq!((last.use_case.as_str(), last.subject.as_str()), ("check", "person 1"));
    let sent = app
        .send_request(&context, &bytes(&asked), &as_object(&asked))
        .expect("an answer");
    assert_eq!(checked.json, sent.json);
    assert!(sent.json.contains("\"ACCEPTED\""), "{}", sent.json);

    let reference = sent.answer.vsb_reference.expect("a reference").to_string();
    let later = coordinator(&world, "2024-03-21T09:00:00+01:00");
    let change = end(2, &reference);
    let checked = app
        .check_change(&later, &bytes(&change), &as_object(&change))
        .expect("an answer");
    let dossier = app
        .dossier_of_message(&later, uuid::Uuid::from_u128(1))
        .expect("a dossier");
    let state = || app.dossier(&operator(), dossier).expect("a dossier").state;
    assert_eq!(state(), DossierState::Accepted, "a check ends no stay");
    let sent = app
        .send_change(&later, &bytes(&change), &as_object(&change))
        .expect("an answer");
    assert_eq!(checked.json, sent.json);
    assert_eq!(state(), DossierState::Ended);
}

#[test]
fn a_check_of_a_file_answers_what_sending_answers() {
    let world = World::new();
    world.stay(1, 0, 0);
    let app = world.app();
    let clerk = world.person_of(0, FacilityRole::BillingClerk, "2024-06-03T10:00:00+02:00");
    // The last line is refused: another price.
    let file = Bill::month_of(0, 0, "180", "2024-03", 1)
        .with((DAY_CODE, date(2024, 4, 1), 1))
        .bytes();
    let checked = app.check_batch(&clerk, &file).expect("a verdict");
    assert!(app.batch_of_bytes(&clerk, &file).is_err(), "a check keeps no batch");
    let sent = app.send_batch(&clerk, &file).expect("a verdict");
    assert_eq!(checked.report.batch.state, sent.batch.state);
    assert_eq!(checked.report.findings, sent.findings);
    assert!(!sent.findings.is_empty());
    let documents = app.answer_documents(&clerk, sent.id).expect("answers");
    let told = |answer: &app::BatchAnswer| (answer.message, answer.amounts, answer.findings.clone());
    assert_eq!(
        checked.answers.iter().map(told).collect::<Vec<_>>(),
        documents.iter().map(told).collect::<Vec<_>>()
    );
}

fn needed(world: &World<super::fixture::AnyStore>, when: &str) -> Vec<ActionNeeded> {
    let overview = world
        .app()
        .facility_overview(&coordinator(world, when))
        .expect("an overview");
    overview.actions.into_iter().map(|action| action.needed).collect()
}

/// Around the approved end (31 December), with both sides of each boundary.
#[test]
fn an_approved_end_is_told_when_it_is_near_and_when_it_is_reached() {
    let world = World::new();
    world.stay(1, 0, 0);
    let until = date(2024, 12, 31);
    for (when, expected) in [
        ("2024-11-30T12:00:00Z", vec![]),
        ("2024-12-01T12:00:00Z", vec![ActionNeeded::EndNear(until)]),
        ("2024-12-31T12:00:00Z", vec![ActionNeeded::EndNear(until)]),
        ("2025-01-01T12:00:00Z", vec![ActionNeeded::EndReached(until)]),
    ] {
        assert_eq!(needed(&world, when), expected, "{when}");
    }
}

#[test]
fn who_is_here_and_what_waits_is_told() {
    let world = World::new();
    world.stay(1, 0, 0);
    // A person whose fund must look, one who is not affiliated, and one whose request is refused.
    let mut review = request(2, 0, 1);
    review["medicalReport"]["psychiatrist"] = json!("41234581000");
    world.send(&coordinator(&world, MARCH_5), &review).expect("an answer");
    let none = PersonChange {
        memberships: Some(Vec::new()),
        ..PersonChange::default()
    };
    let mut register = operator();
    register.at = at("2024-03-01T08:00:00Z");
    world
        .app()
        .change_person(&register, &digits(2), &none)
        .expect("the register changes");
    world
        .send(&coordinator(&world, MARCH_5), &request(3, 0, 2))
        .expect("an answer");
    let mut wrong = request(4, 0, 2);
    wrong["requestedEnd"] = json!("2024-02-01");
    world.send(&coordinator(&world, MARCH_5), &wrong).expect("an answer");

    let overview = world
        .app()
        .facility_overview(&coordinator(&world, "2024-03-06T09:00:00Z"))
        .expect("it");
    assert_eq!((overview.places, overview.here_count()), (20, 1));
    let fund = super::fixture::fund("180");
    assert!(matches!(overview.people[0].affiliation, Affiliation::Insured { fund: of, .. } if of == fund));
    let received = at(MARCH_5);
    let needed: Vec<ActionNeeded> = overview.actions.into_iter().map(|action| action.needed).collect();
    // The refusal of the person who has another request in beraad needs nothing.
    assert_eq!(
        needed,
        [
            ActionNeeded::WaitsForFacility("REQUEST".into(), received),
            ActionNeeded::WaitsForFund("REQUEST".into(), received),
        ]
    );
}

#[test]
fn a_person_who_is_no_longer_affiliated_is_told() {
    let world = World::new();
    world.stay(1, 0, 0);
    let gone = PersonChange {
        memberships: Some(Vec::new()),
        ..PersonChange::default()
    };
    let mut register = operator();
    register.at = at("2024-03-10T08:00:00Z");
    world
        .app()
        .change_person(&register, &digits(0), &gone)
        .expect("the register changes");
    let reason = registers::InsuranceReason::NoAffiliationObligatory;
    assert_eq!(
        needed(&world, "2024-03-11T12:00:00Z"),
        [ActionNeeded::AffiliationMissing(reason)]
    );
}

#[test]
fn the_dossiers_of_a_facility_are_its_own() {
    let world = World::new();
    world.stay(1, 0, 0);
    world.stay(2, 0, 1);
    world.stay(3, 1, 2);
    let context = coordinator(&world, "2024-03-06T09:00:00Z");
    let list = |filter| {
        world
            .app()
            .facility_dossiers(&context, filter, None, None)
            .expect("a list")
            .dossiers
    };
    let all = list(DossierFilter::All);
    assert_eq!(all.len(), 2);
    assert_eq!(list(DossierFilter::State(DossierState::Refused)).len(), 0);
    let page = world.app().facility_dossier(&context, &all[0].address).expect("a page");
    let forms = [
        ChangeKind::Contact,
        ChangeKind::Administrative,
        ChangeKind::StartDate,
        ChangeKind::Extension,
        ChangeKind::End,
    ];
    assert_eq!(page.changes, forms);
    assert_eq!(
        page.contact.and_then(|contact| contact.phone).as_deref(),
        Some("021234567")
    );
    assert_eq!(page.approved_end, Some(date(2024, 12, 31)));
    let other = format!("{}-{}", hco(1), uuid::Uuid::from_u128(3))
        .parse()
        .expect("an address");
    let problem = world.refused("another facility's", |app| app.facility_dossier(&context, &other));
    assert!(matches!(problem, Problem::Forbidden(_)), "{problem}");
}

/// A facility is trusted from its manager's declaration on: of the text in force, with name and function.
#[test]
fn a_declaration_makes_a_facility_trusted() {
    let world = World::new();
    let app = world.app();
    let manager = world.person_of(2, FacilityRole::Manager, MARCH_5);
    let page = app.trust_page(&manager).expect("a page");
    assert!(!page.facility.circle_of_trust && page.declarations.is_empty());
    world.refused("before", |app| app.facility_overview(&manager));
    let declaration = Declaration {
        text_version: page.text.0,
        name: " An Peeters ".into(),
        function: "directeur".into(),
    };
    let of_before = Declaration {
        text_version: date(2018, 1, 1),
        ..declaration.clone()
    };
    let stale = world.refused("another text", |app| app.declare_trust(&manager, &of_before));
    assert!(matches!(stale, Problem::Conflict(_)), "{stale}");
    let blank = Declaration {
        name: " ".into(),
        function: "x".repeat(121),
        ..declaration.clone()
    };
    let wrong = world.refused("blank", |app| app.declare_trust(&manager, &blank));
    let at: Vec<&str> = wrong.issues().iter().map(|issue| issue.at.as_str()).collect();
    assert_eq!(at, ["name", "function"]);

    app.declare_trust(&manager, &declaration).expect("it is declared");
    let page = app.trust_page(&manager).expect("a page");
    let (version, name, function, _) = &page.declarations[0];
    let expected = (page.text.0.to_string(), "An Peeters", "directeur");
    assert_eq!((version.clone(), name.as_str(), function.as_str()), expected);
    assert!(page.facility.circle_of_trust);
    app.facility_overview(&manager).expect("it is trusted now");
}

/// A file is answered line by line; the same file again is harmless.
#[test]
fn a_file_of_requests_is_answered_line_by_line() {
    let world = World::new();
    let context = coordinator(&world, MARCH_5);
    let mut second = request(2, 0, 1);
    second["receivedAt"] = json!("2024-03-01T00:00:00Z");
    second["requestedEnd"] = json!("2024-02-01");
    let file = format!("{}\n\nnonsense\r\n{second}\r\n", request(1, 0, 0)).into_bytes();
    let told = |only_check| -> Vec<(u64, String)> {
        let lines = world
            .app()
            .send_request_file(&context, &file, only_check)
            .expect("answers");
        let told = lines.into_iter().map(|line| {
            let told = match line.answered {
                Ok(answered) => format!("{:?}", answered.answer.outcome),
                Err(problem) => problem.word().to_owned(),
            };
            (line.line, told)
        });
        told.collect()
    };
    let expected = [
        (1, "Accepted".into()),
        (3, "invalidInput".into()),
        (4, "Refused".into()),
    ];
    assert_eq!(told(true), expected);
    assert_eq!(
        world.store.begin().expect("a store").count_dossiers().expect("a count"),
        []
    );
    assert_eq!(told(false), expected);
    assert_eq!(told(false), expected);
    let count: u64 = world
        .store
        .begin()
        .expect("a store")
        .count_dossiers()
        .expect("it")
        .iter()
        .map(|of| of.1)
        .sum();
    assert_eq!(count, 2);
}

/// What came later: the answer of a fund, and that a person is no longer affiliated; newest first.
#[test]
fn what_a_facility_is_told_later_is_listed() {
    let world = World::new();
    let mut review = request(1, 0, 0);
    review["medicalReport"]["psychiatrist"] = json!("41234581000");
    world.send(&coordinator(&world, MARCH_5), &review).expect("an answer");
    let app = world.app();
    let dossier = app
        .dossier_of_message(&coordinator(&world, MARCH_5), uuid::Uuid::from_u128(1))
        .expect("it");
    let worker = super::fixture::employee("180", app::FundRole::CaseWorker, "2024-03-06T09:00:00Z");
    app.decide_dossier(&worker, dossier, app::Decision::Accept, "")
        .expect("a decision");
    let gone = PersonChange {
        memberships: Some(Vec::new()),
        ..PersonChange::default()
    };
    let mut register = operator();
    register.at = at("2024-03-10T08:00:00Z");
    app.change_person(&register, &digits(0), &gone)
        .expect("the register changes");
    let list = app
        .facility_notices(&coordinator(&world, "2024-03-11T09:00:00Z"), None, None)
        .expect("a list");
    let told: Vec<_> = list
        .notices
        .iter()
        .map(|of| (of.told.clone(), of.name.clone(), of.dossier.is_some()))
        .collect();
    let name = Some("Person 0".to_owned());
    let expected = [
        (app::Told::PersonChanged(None), name.clone(), false),
        (app::Told::Answer(care::Outcome::Accepted), name, true),
    ];
    assert_eq!(told, expected);
    let other = world.person_of(1, FacilityRole::Manager, "2024-03-11T09:00:00Z");
    assert!(
        app.facility_notices(&other, None, None)
            .expect("a list")
            .notices
            .is_empty()
    );
}
