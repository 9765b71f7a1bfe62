//! A replay of the journal: equal for every use case, and what another law makes of it.

use std::collections::BTreeSet;

use app::{App, Change, Decision, Difference, FundRole, PersonChange, Problem, ReplayReport};
use identifiers::{DossierId, EuroCents, PerformanceCode, Period, SectorCode};
use jiff::civil::date;
use registers::import::{Registers, TariffRow};
use registers::{AffiliationObligation, Membership, MembershipKind, TariffKind};
use regulation::{Law, OverrideValue, Overrides, Parameter, ParameterOverride, parameter};
use serde_json::{Value, json};
use store::{DossierState, Store};
use store_sqlite::SqliteStore;

use super::bill::{Bill, damaged};
use super::fixture::{AnyStore, World, as_object, at, digits, employee, fund, hco, operator, request};

/// Replays the journal of a world; gives the report and every difference.
#[track_caller]
fn replay(world: &World<AnyStore>, instead: Option<&Law>) -> (ReplayReport, Vec<Difference>) {
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = world
        .app()
        .replay(&scratch, instead, &mut |difference| told.push(difference.clone()));
    (report.expect("the replay ends"), told)
}

/// The embedded law with another value of one parameter, in all sectors.
fn law_with(name: Parameter, value: i64) -> Law {
    let entry = |sector: &str| ParameterOverride {
        name: name.name().to_owned(),
        from: date(2024, 1, 1),
        sector: Some(SectorCode::parse(sector).expect("a sector")),
        value: OverrideValue::Integer(value),
    };
    let overrides = Overrides {
        parameters: vec![entry("IBW")],
        cumulation: None,
    };
    Law::embedded().with_overrides(&overrides).expect("a law")
}

fn membership(number: &str) -> Membership {
    Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period: Period::since(date(2020, 1, 1)),
    }
}

/// A request that a person of the fund must look at: the one who signed the report is no physician.
fn in_beraad(id: u128, facility: usize, n: u64) -> Value {
    let mut message = request(id, facility, n);
    message["medicalReport"]["psychiatrist"] = json!("41234581000");
    message
}

#[track_caller]
fn change(world: &World<AnyStore>, id: u128, dossier: DossierId, when: &str, mut message: Value) -> String {
    let reference = world
        .app()
        .dossier(&operator(), dossier)
        .expect("a dossier")
        .reference
        .expect("a reference");
    message["messageId"] = json!(uuid::Uuid::from_u128(id).to_string());
    message["facility"] = json!(hco(0));
    message["vsbReference"] = json!(reference);
    let input = serde_json::to_vec(&message).expect("JSON");
    let answered = world
        .app()
        .send_change(&world.facility(0, when), &input, &as_object(&message));
    answered.expect("the change is taken in").json
}

/// What the register tells of a person whose request waits, with the jobs that follow.
fn members(world: &World<AnyStore>) {
    let app = world.app();
    let told = |when: &str, change: &PersonChange| {
        let context = app::Context {
            at: at(when),
            ..operator()
        };
        app.change_person(&context, &digits(2), change)
            .expect("the register is taken in");
        app.run_jobs(&context).expect("the jobs run");
    };
    told(
        "2024-03-01T08:00:00Z",
        &PersonChange {
            memberships: Some(Vec::new()),
            ..PersonChange::default()
        },
    );
    let waiting = world
        .send(&world.facility(1, "2024-03-05T09:00:00+01:00"), &request(30, 1, 2))
        .expect("an answer");
    assert!(waiting.json.contains("\"PENDING\""), "{}", waiting.json);
    let day = Some(Some(date(2024, 3, 9)));
    told(
        "2024-03-10T08:00:00.000001Z",
        &PersonChange {
            deceased_on: day,
            ..PersonChange::default()
        },
    );
    told(
        "2024-03-11T08:00:00Z",
        &PersonChange {
            deceased_on: Some(None),
            ..PersonChange::default()
        },
    );
    let obligation = Some(AffiliationObligation::Voluntary);
    told(
        "2024-03-12T08:00:00Z",
        &PersonChange {
            obligation,
            premiums_paid: Some(vec![2023, 2024]),
            ..PersonChange::default()
        },
    );
}

/// Affiliation, mutation, end, and questions.
fn memberships(world: &World<AnyStore>) {
    let app = world.app();
    let worker = |number: &str, when: &str| employee(number, FundRole::CaseWorker, when);
    let from = date(2024, 1, 1);
    let official = MembershipKind::Official;
    let context = worker("280", "2024-03-13T08:00:00Z");
    app.affiliate(&context, fund("280"), &digits(2), official, from)
        .expect("an answer");
    app.run_jobs(&app::Context {
        at: context.at,
        ..operator()
    })
    .expect("the jobs run");
    let context = app::Context {
        at: at("2024-03-14T08:00:00Z"),
        ..operator()
    };
    let change = PersonChange {
        memberships: Some(vec![membership("280")]),
        ..PersonChange::default()
    };
    app.change_person(&context, &digits(2), &change)
        .expect("the register is taken in");
    app.run_jobs(&context).expect("the jobs run");
    let context = worker("180", "2024-11-15T08:00:00Z");
    app.mutate(&context, fund("180"), &digits(2), date(2025, 1, 1))
        .expect("an answer");
    let context = worker("280", "2024-11-16T08:00:00Z");
    app.end_membership(&context, fund("280"), &digits(2), date(2024, 12, 31))
        .expect("an answer");
    app.insurance_status(&context, &digits(9), None).expect("an answer");
    app.insurance_status(&world.facility(1, "2024-11-16T09:00:00Z"), &digits(2), None)
        .expect("an answer");
}

/// A dossier with changes, of which one waits and another is queued behind it, decided by an employee with a long name.
fn care(world: &World<AnyStore>) {
    let dossier = world.stay(1, 0, 0);
    let end = |text: &str| json!({ "end": text, "endReason": "10", "departedTo": "10" });
    let with = |kind: &str, mut message: Value| {
        message["change"] = json!(kind);
        message
    };
    let ended = change(
        world,
        2,
        dossier,
        "2024-05-02T09:00:00+02:00",
        with("END", end("2024-05-01T15:00:00+02:00")),
    );
    assert!(ended.contains("\"ACCEPTED\""), "{ended}");
    let later = with("END_CHANGE", end("2024-05-03T15:00:00+02:00"));
    let waits = change(world, 3, dossier, "2024-05-08T09:00:00+02:00", later);
    assert!(waits.contains("\"PENDING\""), "{waits}");
    let contact = json!({ "contact": { "name": "Team", "phone": "021234567" } });
    let queued = change(world, 4, dossier, "2024-05-08T10:00:00+02:00", with("CONTACT", contact));
    assert!(queued.contains("\"QUEUED\""), "{queued}");
    let mut context = employee("180", FundRole::CaseWorker, "2024-05-09T09:00:00+02:00");
    context.actor = "fund 180 CaseWorker Els  van den Broeck".parse().expect("an actor");
    world
        .app()
        .decide_dossier(&context, dossier, Decision::Accept, "Bevestigd")
        .expect("a decision");
    let waits = world
        .send(&world.facility(1, "2024-03-05T09:00:00+01:00"), &in_beraad(5, 1, 1))
        .expect("an answer");
    assert!(waits.json.contains("\"PENDING\""), "{}", waits.json);
    let facility = world.facility(1, "2024-03-05T09:00:00+01:00");
    let dossier = world
        .app()
        .dossier_of_message(&facility, uuid::Uuid::from_u128(5))
        .expect("a dossier");
    world
        .app()
        .decide_dossier(&context, dossier, Decision::Refuse, "Geen arts")
        .expect("a decision");
}

/// Prices, files, and money that the bank rejects once.
fn money(world: &World<AnyStore>) {
    let share = TariffRow {
        line: 2,
        code: PerformanceCode::parse("970045").expect("a code"),
        kind: TariffKind::PersonalShare,
        sector: SectorCode::parse("IBW").expect("a sector"),
        hco: None,
        user_type: None,
        income_category: None,
        period: Period::since(date(2024, 1, 1)),
        cents: EuroCents::new(1234),
        description_nl: Some("Eigen bijdrage".into()),
    };
    let registers = Registers {
        tariffs: vec![share],
        ..Registers::default()
    };
    world
        .app()
        .import_read(&operator(), &registers)
        .expect("it is taken in");
    let facility = world.facility(0, "2024-06-01T09:00:00+02:00");
    world
        .app()
        .personal_share(&facility, &digits(0), date(2024, 3, 5))
        .expect("a share");
    let mut bill = Bill::month_of(0, 0, "180", "2024-03", 1);
    bill.invoices[0].1[9].2 += 1;
    world
        .app()
        .send_batch(
            &world.facility(0, "2024-06-03T10:00:00+02:00"),
            &damaged(bill.bytes(), 3, 60, b'x'),
        )
        .expect("kept");
    let batch = world.bill(&bill).id;
    world.sign("180", batch).expect("signed");
    world.pay("180").expect("ordered");
    world.bank("180", batch, false).expect("rejected");
    world.pay("180").expect("ordered again");
    world.bank("180", batch, true).expect("booked");
}

/// Looks of employees at dossiers.
fn looks(world: &World<AnyStore>) {
    let context = employee("180", FundRole::Auditor, "2024-06-10T09:00:00+02:00");
    let address = format!("{}-{}", hco(0), uuid::Uuid::from_u128(1))
        .parse()
        .expect("an address");
    world.app().dossier_page(&context, &address).expect("a page");
    let list = world.app().dossiers(&context, None).expect("a list");
    let newest = &list.dossiers.first().expect("a dossier").address;
    world.app().dossiers(&context, Some(newest)).expect("a list");
}

/// Every use case there is.
fn full() -> World<AnyStore> {
    full_on(super::fresh::store())
}

/// Every use case there is, on a store.
pub fn full_on(store: AnyStore) -> World<AnyStore> {
    let world = World::on(store);
    care(&world);
    members(&world);
    memberships(&world);
    money(&world);
    looks(&world);
    world
}

#[test]
fn every_use_case_gives_the_same_answer_again() {
    let world = full();
    let journal = world.journal();
    let used: BTreeSet<&str> = journal.iter().map(|entry| entry.use_case.as_str()).collect();
    let all = [
        "affiliate",
        "bankAnswer",
        "batch",
        "careRequest",
        "change",
        "changePerson",
        "decide",
        "endMembership",
        "importRegisters",
        "insuranceStatus",
        "listDossiers",
        "mutate",
        "pay",
        "personalShare",
        "readDossier",
        "runJob",
        "sign",
    ];
    assert_eq!(used, BTreeSet::from(all));
    let (report, told) = replay(&world, None);
    assert_eq!(told, []);
    assert!(report.is_equal(), "{report:?}");
    assert_eq!(
        report.entries,
        i64::try_from(journal.len()).expect("few").unsigned_abs()
    );
    assert_eq!(report.inboxes, 2);
    // The same law as another one: references and own numbers come out the same too.
    let (report, told) = replay(&world, Some(&Law::embedded()));
    assert_eq!(told, []);
    assert!(report.is_equal() && report.rules.is_empty(), "{report:?}");
    assert_eq!(report.batches.before, report.batches.after);
    assert!(report.settlements.after > EuroCents::ZERO);
}

#[test]
fn the_scratch_journal_is_the_same_to_its_head() {
    let world = full();
    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    world
        .app()
        .replay(&scratch, None, &mut |_| {})
        .expect("the replay ends");
    let before = world.app().verify_journal().expect("it is walked");
    let after = App::new(&scratch, Law::embedded())
        .verify_journal()
        .expect("it is walked");
    assert_eq!(before, after);
    assert_eq!(before.broken, None);
    let again = world.app().replay(&scratch, None, &mut |_| {});
    assert!(matches!(again, Err(Problem::Conflict(_))), "a store that is not empty");
}

#[test]
fn each_entry_is_judged_by_the_law_that_it_names() {
    let world = World::new();
    let shorter = law_with(parameter::REQUEST_TERM_DAYS, 1);
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let send = |law: Law, id: u128, n: u64| {
        let message = request(id, 0, n);
        let input = serde_json::to_vec(&message).expect("JSON");
        App::new(&world.store, law)
            .send_request(&context, &input, &as_object(&message))
            .expect("an answer")
            .json
    };
    assert!(!send(Law::embedded(), 1, 0).contains("CARE_LATE"));
    assert!(send(shorter.clone(), 2, 1).contains("CARE_LATE"));
    assert!(!send(Law::embedded(), 3, 2).contains("CARE_LATE"));
    let (report, told) = replay(&world, None);
    assert_eq!((report.is_equal(), told), (true, vec![]));
    let (report, told) = replay(&world, Some(&shorter));
    assert_eq!(report.different(), 2, "{told:?}");
    let late = report
        .rules
        .iter()
        .map(|(code, rule)| (code.as_str(), rule.appeared, rule.disappeared));
    assert_eq!(late.collect::<Vec<_>>(), [("CARE_LATE", 2, 0)]);
    let (report, _) = replay(&world, Some(&Law::embedded()));
    let late = report
        .rules
        .iter()
        .map(|(code, rule)| (code.as_str(), rule.appeared, rule.disappeared));
    assert_eq!(late.collect::<Vec<_>>(), [("CARE_LATE", 0, 1)]);
}

#[test]
fn another_law_moves_money_by_its_rule() {
    let world = full();
    let (report, told) = replay(&world, Some(&law_with(parameter::REQUEST_TERM_DAYS, 1)));
    let changed: Vec<String> = told.iter().map(ToString::to_string).collect();
    assert!(
        changed.iter().any(|text| text.contains("with CARE_LATE")),
        "{changed:?}"
    );
    let lost = report.batches.after.minus(report.batches.before).expect("a difference");
    assert!(lost < EuroCents::ZERO, "{changed:?}");
    let by_rules = report.rules.values().map(|rule| rule.accepted);
    let by_rules = EuroCents::sum(by_rules)
        .expect("a sum")
        .plus(report.by_no_rule)
        .expect("a sum");
    assert_eq!(by_rules, lost, "one check for each line here: {changed:?}");
    assert!(
        changed
            .iter()
            .all(|text| (0..3).all(|n| !text.contains(&digits(n)[..9]))),
        "{changed:?}"
    );
}

#[test]
fn a_decision_without_its_item_is_counted_and_named() {
    let world = World::new();
    let facility = world.facility(0, "2024-03-05T09:00:00+01:00");
    world.send(&facility, &in_beraad(1, 0, 0)).expect("an answer");
    let dossier = world
        .app()
        .dossier_of_message(&facility, uuid::Uuid::from_u128(1))
        .expect("a dossier");
    let context = employee("180", FundRole::CaseWorker, "2024-03-06T09:00:00+01:00");
    world
        .app()
        .decide_dossier(&context, dossier, Decision::Accept, "")
        .expect("a decision");
    let (report, told) = replay(&world, Some(&law_with(parameter::MAX_PERIOD_DAYS, 100)));
    assert_eq!(report.without_item, 1, "{told:?}");
    let last = told.last().expect("a difference");
    assert_eq!((last.use_case.as_str(), last.subject.as_str()), ("decide", "dossier 1"));
    assert!(matches!(&last.change, Change::NoItem(_)), "{last}");
}

/// By another law requests are accepted in another order: every dossier keeps the reference it was given, and a later
/// message about one never lands on another.
#[test]
fn dossiers_keep_their_references_under_another_law() {
    let world = World::new();
    let strict = law_with(parameter::MAX_PERIOD_DAYS, 100);
    let facility = world.facility(0, "2024-03-05T09:00:00+01:00");
    let mut short = request(2, 0, 1);
    short["requestedEnd"] = json!("2024-05-31");
    let app = App::new(&world.store, strict);
    let messages = [request(1, 0, 0), short];
    let [refused, accepted] = messages.map(|message| {
        let input = serde_json::to_vec(&message).expect("JSON");
        app.send_request(&facility, &input, &as_object(&message))
            .expect("an answer")
            .answer
    });
    assert_eq!(
        (refused.vsb_reference.is_some(), accepted.vsb_reference.is_some()),
        (false, true)
    );
    let message = json!({
        "messageId": uuid::Uuid::from_u128(3).to_string(), "facility": hco(0), "vsbReference": accepted.vsb_reference,
        "change": "END", "end": "2024-04-01T15:00:00+02:00", "endReason": "10", "departedTo": "10",
    });
    let input = serde_json::to_vec(&message).expect("JSON");
    let later = world.facility(0, "2024-04-02T09:00:00+02:00");
    app.send_change(&later, &input, &as_object(&message))
        .expect("an answer");
    assert!(replay(&world, None).0.is_equal());

    let scratch = SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = world.app().replay(&scratch, Some(&Law::embedded()), &mut |difference| {
        told.push(difference.entry)
    });
    assert_eq!((report.expect("it ends").different(), told), (1, vec![2]));
    let mut tx = scratch.begin().expect("a transaction");
    let first = tx.dossier(DossierId(1)).expect("read").expect("there");
    let second = tx.dossier(DossierId(2)).expect("read").expect("there");
    assert_eq!(
        (first.state, second.state),
        (DossierState::Accepted, DossierState::Ended)
    );
    assert_eq!(second.reference, accepted.vsb_reference);
    assert_ne!(first.reference, second.reference);
}

/// Reviews, decisions, standing rules, four eyes and a file of the bank are fed in as they were.
#[test]
fn what_a_fund_does_with_lines_and_payments_is_replayed() {
    let world = World::new();
    let app = world.app();
    world.stay(1, 0, 0);
    let worker = |when| employee("180", FundRole::CaseWorker, when);
    app.set_four_eyes(&operator(), fund("180"), true).expect("it is set");
    let rule = app::NewControlRule {
        share: Some(500),
        ..app::NewControlRule::default()
    };
    let rule = app.add_control_rule(&worker("2024-06-01T10:00:00Z"), fund("180"), &rule);
    let batch = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
    app.end_control_rule(&worker("2024-06-03T11:00:00Z"), fund("180"), rule.expect("a rule"))
        .expect("it ends");
    let pick = app::LinePick {
        day: Some(date(2024, 3, 9)),
        ..app::LinePick::default()
    };
    let reviewed = app.review_lines(&worker("2024-06-03T12:00:00Z"), batch, &pick);
    assert!(reviewed.expect("a line is taken").batch.open_lines > 0);
    for (take, when) in [
        (true, "2024-06-03T12:10:00Z"),
        (false, "2024-06-03T12:20:00Z"),
        (true, "2024-06-03T12:30:00Z"),
    ] {
        app.take_sending(&worker(when), batch, take)
            .expect("it is free or theirs");
    }
    let all = app::LinePick::default();
    app.decide_lines(
        &worker("2024-06-03T13:00:00Z"),
        batch,
        &all,
        Decision::Refuse,
        "no proof",
    )
    .expect("they are decided");
    let settled = world.sign("180", batch).expect("another signs");
    world.pay("180").expect("it is due");
    let file = format!(
        "<Document><CstmrPmtStsRpt><OrgnlGrpInfAndSts/><OrgnlPmtInfAndSts><TxInfAndSts><OrgnlEndToEndId>ZK180-{}
         </OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
        settled.reference.to_digits()
    );
    let payer = employee("180", FundRole::Payer, "2024-06-07T10:00:00Z");
    let told = app
        .take_bank_file(&payer, fund("180"), file.as_bytes())
        .expect("it is read");
    assert_eq!(told.rejected, [batch]);
    let (report, told) = replay(&world, None);
    assert_eq!(told, []);
    assert!(report.is_equal(), "{report:?}");
}
