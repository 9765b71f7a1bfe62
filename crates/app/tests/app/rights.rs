//! Every use case against every kind of actor: who may not is refused, and nothing of it stays.

use app::{
    Actor, AgencyRole, App, Context, Decision, FacilityRole, FundRole, LinePick, LookFilter, NewAccount,
    NewControlRule, Problem,
};
use identifiers::{BatchId, DossierId, HcoNumber, PerformanceCode};
use jiff::civil::date;
use registers::import::{RegisterFiles, Registers};
use store::{AccountRecord, Store};
use uuid::Uuid;

use super::bill::Bill;
use super::fixture::{
    AnyStore, COST_CENTS, COST_CODE, TRUSTED, UNTRUSTED, World, as_object, at, digits, employee, facility_row, fund,
    hco, operator, registers, request,
};

/// A world in which everything can be done at once: facility 0 has a stay of person 0, a batch that is decided, one
/// that is settled and not ordered, one that is ordered; all of fund 180.
pub(super) struct Stage {
    pub(super) world: World<AnyStore>,
    pub(super) dossier: DossierId,
    pub(super) decided: BatchId,
    pub(super) in_review: BatchId,
    pub(super) rule: i64,
    pub(super) settled: BatchId,
    pub(super) ordered: BatchId,
}

impl Stage {
    fn new() -> Self {
        let world = World::new();
        let dossier = world.stay(1, 0, 0);
        let batch = |month, number| world.bill(&Bill::month_of(0, 0, "180", month, number)).id;
        let (ordered, settled, decided) = (batch("2024-03", 1), batch("2024-04", 2), batch("2024-05", 3));
        world.sign("180", ordered).expect("it is decided");
        world.pay("180").expect("it is due");
        world.sign("180", settled).expect("it is decided");
        let case_worker = employee("180", FundRole::CaseWorker, "2024-06-04T10:00:00Z");
        let high = Bill::month_of(0, 0, "180", "2024-06", 4).only(&[(COST_CODE, date(2024, 3, 9), COST_CENTS + 1)]);
        let in_review = world.bill(&high).id;
        let added = world.app().add_control_rule(&case_worker, fund("180"), &rule());
        let mut tx = world.store.begin().expect("a transaction");
        tx.insert_account(&kept_account(), at("2024-06-04T10:00:00Z"))
            .expect("an account");
        tx.commit().expect("it is kept");
        Self {
            world,
            dossier,
            decided,
            in_review,
            rule: added.expect("a rule"),
            settled,
            ordered,
        }
    }
}

/// An account of fund 180 that there is.
fn kept_account() -> AccountRecord {
    AccountRecord {
        id: 0,
        name: "kept".into(),
        display_name: "Kept".into(),
        fund: Some(fund("180")),
        facility: None,
        role: "Auditor".into(),
        provider: None,
        password: None,
        second_factor: None,
        last_step: None,
        failures: 0,
        locked_until: None,
        disabled_at: None,
    }
}

/// A use case, and who may do it.
pub(super) struct UseCase {
    pub(super) name: &'static str,
    pub(super) run: fn(&Stage, &App<'_>, &Context) -> Result<(), Problem>,
    pub(super) may: fn(&Stage, &Actor) -> bool,
}

/// Those of the pages of a fund, and of certificates and software, stand in files of their own.
fn use_cases() -> impl Iterator<Item = &'static UseCase> {
    USE_CASES
        .iter()
        .chain(super::rights_pages::PAGES)
        .chain(super::trust::USE_CASES)
        .chain(super::webhooks::USE_CASES)
}

fn is_facility(stage: &Stage, actor: &Actor, which: &[usize]) -> bool {
    which
        .iter()
        .any(|n| *actor == Actor::Facility(stage.world.facilities[*n]))
}

pub(super) fn of_fund_180(actor: &Actor, roles: &[FundRole]) -> bool {
    matches!(actor, Actor::Employee { fund: number, role, .. } if *number == fund("180") && roles.contains(role))
}

/// Whether somebody works for facility 0 in one of these roles.
fn of_facility_0(stage: &Stage, actor: &Actor, roles: &[FacilityRole]) -> bool {
    let first = stage.world.facilities[0];
    matches!(actor, Actor::FacilityEmployee { facility, role, .. } if *facility == first && roles.contains(role))
}

/// Whether it is the systems of the fund that all is about.
fn is_fund_system(actor: &Actor) -> bool {
    *actor == Actor::FundSystem(fund("180"))
}

fn may_import(_: &Stage, actor: &Actor) -> bool {
    match actor {
        Actor::Operator | Actor::Agency => true,
        Actor::AgencyEmployee { role, .. } => matches!(role, AgencyRole::Registers | AgencyRole::Tariffs),
        _ => false,
    }
}

/// Whoever may look at a dossier.
pub(super) fn may_read(stage: &Stage, actor: &Actor) -> bool {
    *actor == Actor::Operator
        || is_facility(stage, actor, &[0])
        || of_facility_0(stage, actor, &FacilityRole::ALL)
        || of_fund_180(actor, &FundRole::ALL)
}

/// Whoever may look at a batch.
pub(super) fn may_read_batch(stage: &Stage, actor: &Actor) -> bool {
    may_read(stage, actor) || is_fund_system(actor)
}

fn may_pay(_: &Stage, actor: &Actor) -> bool {
    *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Payer])
}

/// Whoever may tell what the bank answered.
fn may_answer(stage: &Stage, actor: &Actor) -> bool {
    may_pay(stage, actor) || is_fund_system(actor)
}

fn is_operator(_: &Stage, actor: &Actor) -> bool {
    *actor == Actor::Operator
}

/// Whoever is the facility that a message names, or asks there; only it is its sender.
fn is_sender(stage: &Stage, actor: &Actor) -> bool {
    is_facility(stage, actor, &[0]) || of_facility_0(stage, actor, &[FacilityRole::Coordinator])
}

/// A standing rule that takes a code that nobody invoices.
fn rule() -> NewControlRule {
    NewControlRule {
        code: Some(PerformanceCode::from_number(970_089).expect("a code")),
        ..NewControlRule::default()
    }
}

static USE_CASES: [UseCase; 33] = [
    UseCase {
        name: "looks",
        run: |_, app, context| app.looks(context, fund("180"), &LookFilter::default()).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Auditor]),
    },
    UseCase {
        name: "make_account",
        run: |_, app, context| {
            let new = NewAccount {
                actor: employee("180", FundRole::Payer, "2024-06-04T10:00:00Z").actor,
                display_name: "Zoë".into(),
            };
            app.make_account(context, &new, "a long password", ([1; 16], None))
                .map(drop)
        },
        may: is_operator,
    },
    UseCase {
        name: "set_password and set_second_factor",
        run: |_, app, context| {
            app.set_password(context, "kept", "a longer password", [2; 16])?;
            app.set_second_factor(context, "kept", [3; 20]).map(drop)
        },
        may: is_operator,
    },
    UseCase {
        name: "disable_account",
        run: |_, app, context| app.disable_account(context, "kept"),
        may: is_operator,
    },
    UseCase {
        name: "accounts",
        run: |_, app, context| app.accounts(context).map(drop),
        may: is_operator,
    },
    UseCase {
        name: "trail",
        run: |stage, app, context| app.trail(context, stage.decided).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &FundRole::ALL),
    },
    UseCase {
        name: "answer_documents",
        run: |stage, app, context| app.answer_documents(context, stage.decided).map(drop),
        may: may_read_batch,
    },
    UseCase {
        name: "take_bank_file",
        run: |_, app, context| {
            let file = b"<Document><BkToCstmrStmt/></Document>";
            app.take_bank_file(context, fund("180"), file).map(drop)
        },
        may: may_answer,
    },
    UseCase {
        name: "unpaid",
        run: |_, app, context| app.unpaid(context, fund("180")).map(drop),
        may: |_, actor| {
            let roles = [FundRole::Signatory, FundRole::Payer, FundRole::Auditor];
            *actor == Actor::Operator || of_fund_180(actor, &roles) || is_fund_system(actor)
        },
    },
    UseCase {
        name: "review_lines",
        run: |stage, app, context| app.review_lines(context, stage.decided, &LinePick::default()).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker]),
    },
    UseCase {
        name: "decide_lines",
        run: |stage, app, context| {
            app.decide_lines(context, stage.in_review, &LinePick::default(), Decision::Accept, "")
                .map(drop)
        },
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker]),
    },
    UseCase {
        name: "set_four_eyes",
        run: |_, app, context| app.set_four_eyes(context, fund("180"), true),
        may: is_operator,
    },
    UseCase {
        name: "add_control_rule",
        run: |_, app, context| app.add_control_rule(context, fund("180"), &rule()).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker, FundRole::Signatory]),
    },
    UseCase {
        name: "end_control_rule",
        run: |stage, app, context| app.end_control_rule(context, fund("180"), stage.rule),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::CaseWorker, FundRole::Signatory]),
    },
    UseCase {
        name: "control_rules",
        run: |_, app, context| app.control_rules(context, fund("180")).map(drop),
        may: |_, actor| {
            let roles = [FundRole::CaseWorker, FundRole::Signatory, FundRole::Auditor];
            *actor == Actor::Operator || of_fund_180(actor, &roles)
        },
    },
    UseCase {
        name: "zorgbudget_list",
        run: |_, app, context| {
            let month = identifiers::Month::parse("2024-03").expect("a month");
            app.zorgbudget_list(context, fund("180"), month).map(drop)
        },
        may: |_, actor| {
            let roles = [FundRole::CaseWorker, FundRole::Payer, FundRole::Auditor];
            *actor == Actor::Operator || of_fund_180(actor, &roles)
        },
    },
    UseCase {
        name: "import_registers",
        run: |_, app, context| {
            let header = |columns: &str| format!("{columns}\n").into_bytes();
            let members = format!(
                "ssin,name,birth_date,deceased_on,obligation,insurer,income_category,street,postal_code,city,country\n\
                 {},New,,,OBLIGATORY,,,,,,\n",
                digits(50)
            );
            let memberships = header("ssin,fund,kind,from,to");
            let facilities = header("hco,nihdi,cbe,name,sector,iban,bic,circle_of_trust,attested");
            let recognitions = header("hco,sector,from,to,places");
            let tariffs = header("code,kind,sector,hco,user_type,income_category,from,to,cents,description_nl");
            let care_funds = header("number,cbe,iban,bic,phone,email,website");
            let files = RegisterFiles {
                members: Some(members.as_bytes()),
                memberships: Some(&memberships),
                facilities: Some(&facilities),
                recognitions: Some(&recognitions),
                tariffs: Some(&tariffs),
                care_funds: Some(&care_funds),
                ..RegisterFiles::default()
            };
            app.import_registers(context, &files).map(drop)
        },
        may: may_import,
    },
    UseCase {
        name: "import_read",
        run: |_, app, context| {
            let mut new = Registers {
                members: registers().members,
                ..Registers::default()
            };
            new.members.truncate(1);
            new.members[0].ssin = super::fixture::ssin(51);
            app.import_read(context, &new).map(drop)
        },
        may: may_import,
    },
    UseCase {
        name: "facility_by_hco",
        run: |_, app, context| {
            app.facility_by_hco(context, &HcoNumber::parse(&hco(0)).expect("a number"))
                .map(drop)
        },
        may: may_import,
    },
    UseCase {
        name: "insurance_status",
        run: |_, app, context| app.insurance_status(context, &digits(0), None).map(drop),
        may: |stage, actor| {
            let by_role = match actor {
                Actor::Employee { role, .. } => *role == FundRole::CaseWorker,
                Actor::FacilityEmployee { facility, role, .. } => {
                    // The portal is ours: no software is to be attested for it.
                    *facility != stage.world.facilities[UNTRUSTED[0]] && *role != FacilityRole::Manager
                }
                _ => false,
            };
            *actor == Actor::Operator || is_facility(stage, actor, &TRUSTED) || by_role
        },
    },
    UseCase {
        name: "send_request",
        run: |_, app, context| {
            app.send_request(context, b"{}", &as_object(&request(2, 0, 1)))
                .map(drop)
        },
        may: is_sender,
    },
    UseCase {
        name: "send_request, the same again",
        run: |_, app, context| {
            app.send_request(context, b"{}", &as_object(&request(1, 0, 0)))
                .map(drop)
        },
        may: is_sender,
    },
    UseCase {
        name: "dossier_of_message",
        run: |_, app, context| app.dossier_of_message(context, Uuid::from_u128(1)).map(drop),
        may: |stage, actor| is_facility(stage, actor, &[0]) || of_facility_0(stage, actor, &FacilityRole::ALL),
    },
    UseCase {
        name: "dossier",
        run: |stage, app, context| app.dossier(context, stage.dossier).map(drop),
        may: may_read,
    },
    UseCase {
        name: "dossier_page",
        run: |_, app, context| {
            let address = format!("{}-{}", hco(0), Uuid::from_u128(1))
                .parse()
                .expect("an address");
            app.dossier_page(context, &address).map(drop)
        },
        may: |_, actor| of_fund_180(actor, &FundRole::ALL),
    },
    UseCase {
        name: "dossiers",
        run: |_, app, context| app.dossiers(context, None).map(drop),
        may: |_, actor| matches!(actor, Actor::Employee { .. }),
    },
    UseCase {
        name: "send_batch, the same again",
        run: |_, app, context| {
            app.send_batch(context, &Bill::month_of(0, 0, "180", "2024-03", 1).bytes())
                .map(drop)
        },
        may: |stage, actor| {
            *actor == Actor::Operator
                || is_facility(stage, actor, &[0])
                || of_facility_0(stage, actor, &[FacilityRole::BillingClerk])
        },
    },
    UseCase {
        name: "batch",
        run: |stage, app, context| app.batch(context, stage.decided).map(drop),
        may: may_read_batch,
    },
    UseCase {
        name: "answers",
        run: |stage, app, context| app.answers(context, stage.decided).map(drop),
        may: may_read_batch,
    },
    UseCase {
        name: "sign",
        run: |stage, app, context| app.sign(context, stage.decided).map(drop),
        may: |_, actor| *actor == Actor::Operator || of_fund_180(actor, &[FundRole::Signatory]),
    },
    UseCase {
        name: "pay",
        run: |_, app, context| app.pay(context, fund("180")).map(drop),
        may: may_pay,
    },
    UseCase {
        name: "transfer_of and payment_file",
        run: |stage, app, context| {
            // Of an ordered batch and of one that is in no order: the right is asked for before anything is told.
            for batch in [stage.settled, stage.ordered] {
                app.transfer_of(context, batch)?;
                app.payment_file(context, batch)?;
            }
            Ok(())
        },
        may: may_pay,
    },
    UseCase {
        name: "record_bank_answer",
        run: |stage, app, context| app.record_bank_answer(context, stage.ordered, true).map(drop),
        may: may_answer,
    },
];

/// Every kind of actor, in every role: of two funds, of every facility and of the agency.
fn actors(stage: &Stage) -> Vec<Actor> {
    let mut all = vec![Actor::Operator, Actor::Agency];
    for facility in stage.world.facilities.iter().copied() {
        all.push(Actor::Facility(facility));
        all.extend(FacilityRole::ALL.map(|role| Actor::FacilityEmployee {
            facility,
            role,
            name: "works-there".into(),
        }));
    }
    for number in ["180", "280"] {
        all.push(Actor::FundSystem(fund(number)));
        all.extend(FundRole::ALL.map(|role| employee(number, role, "2024-06-06T10:00:00Z").actor));
    }
    all.extend(AgencyRole::ALL.map(|role| Actor::AgencyEmployee {
        role,
        name: "of-the-agency".into(),
    }));
    all
}

fn acting(actor: &Actor) -> Context {
    Context {
        actor: actor.clone(),
        at: at("2024-06-06T10:00:00+02:00"),
    }
}

#[test]
fn who_may_not_is_refused_and_nothing_of_it_stays() {
    let stage = Stage::new();
    for use_case in use_cases() {
        for actor in actors(&stage).iter().filter(|actor| !(use_case.may)(&stage, actor)) {
            let what = format!("{} by {actor}", use_case.name);
            let problem = stage
                .world
                .refused(&what, |app| (use_case.run)(&stage, app, &acting(actor)));
            let told = matches!(problem, Problem::Forbidden(_) | Problem::NotFound(_));
            assert!(told, "{what}: {problem}");
        }
    }
}

#[test]
fn who_may_can() {
    // The own numbers of facilities are the same in every fresh world.
    let mut stage = Stage::new();
    for use_case in use_cases() {
        let allowed: Vec<Actor> = actors(&stage)
            .into_iter()
            .filter(|actor| (use_case.may)(&stage, actor))
            .collect();
        for actor in allowed {
            if (use_case.run)(&stage, &stage.world.app(), &acting(&actor)).is_ok() {
                continue;
            }
            // It was done already by another: on a fresh stage nothing stands in the way.
            stage.world.journal();
            stage = Stage::new();
            let done = (use_case.run)(&stage, &stage.world.app(), &acting(&actor));
            assert!(done.is_ok(), "{} by {actor}: {done:?}", use_case.name);
        }
    }
    stage.world.journal();
}

/// A facility that lost its trust reaches nothing any more, not even its own.
#[test]
fn without_trust_every_call_of_a_facility_is_forbidden() {
    for (circle_of_trust, attested) in [(false, true), (true, false), (false, false)] {
        let stage = Stage::new();
        let mut row = facility_row(2, 0);
        (row.circle_of_trust, row.attested) = (circle_of_trust, attested);
        let recognitions = registers()
            .recognitions
            .into_iter()
            .filter(|of| of.hco == row.hco)
            .collect();
        let delivery = Registers {
            facilities: vec![row],
            recognitions,
            ..Registers::default()
        };
        stage
            .world
            .app()
            .import_read(&operator(), &delivery)
            .expect("the register changes");
        let actor = Actor::Facility(stage.world.facilities[0]);
        for use_case in use_cases() {
            let what = format!("{} without trust", use_case.name);
            let problem = stage
                .world
                .refused(&what, |app| (use_case.run)(&stage, app, &acting(&actor)));
            assert!(matches!(problem, Problem::Forbidden(_)), "{what}: {problem}");
        }
    }
}

/// Also a facility that never had it, with a message and a file of its own.
#[test]
fn an_untrusted_facility_sends_nothing() {
    let world = World::new();
    for n in UNTRUSTED {
        let context = world.facility(n, "2024-06-03T10:00:00+02:00");
        let bytes = Bill::month_of(0, n, "180", "2024-03", 1).bytes();
        let message = request(9, n, 0);
        let problems = [
            world.refused("request", |_| world.send(&context, &message)),
            world.refused("batch", |app| app.send_batch(&context, &bytes)),
            world.refused("damaged batch", |app| app.send_batch(&context, b"920000")),
            world.refused("status", |app| app.insurance_status(&context, &digits(0), None)),
            world.refused("malformed status", |app| app.insurance_status(&context, "x", None)),
            world.refused("batch by the operator", |app| app.send_batch(&operator(), &bytes)),
        ];
        for problem in problems {
            assert!(matches!(problem, Problem::Forbidden(_)), "facility {n}: {problem}");
        }
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let world = World::new();
    let operator = operator();
    let none = BatchId(999);
    let problems = [
        world.refused("dossier", |app| app.dossier(&operator, DossierId(999))),
        world.refused("batch", |app| app.batch(&operator, none)),
        world.refused("answers", |app| app.answers(&operator, none)),
        world.refused("sign", |app| app.sign(&operator, none)),
        world.refused("payment file", |app| app.payment_file(&operator, none)),
        world.refused("bank answer", |app| app.record_bank_answer(&operator, none, true)),
        world.refused("message", |app| {
            app.dossier_of_message(&world.facility(0, "2024-03-05T09:00:00Z"), Uuid::from_u128(9))
        }),
    ];
    for problem in problems {
        assert!(matches!(problem, Problem::NotFound(_)), "{problem}");
    }
}

/// A message that names another facility than its certificate does is forbidden; a file that does is judged (101420),
/// is its sender's alone, and uses up nothing of the other facility.
#[test]
fn a_file_that_names_another_facility_is_its_senders() {
    let world = World::new();
    world.stay(1, 0, 0);
    let intruder = world.facility(1, "2024-06-03T09:00:00+02:00");
    let problem = world.refused("request", |_| world.send(&intruder, &request(2, 0, 1)));
    assert!(matches!(problem, Problem::Forbidden(_)), "{problem}");
    for named in [0, UNTRUSTED[0]] {
        let bill = Bill::month_of(0, named, "180", "2024-03", 1);
        let bytes = bill.bytes();
        let report = world.app().send_batch(&intruder, &bytes).expect("it is judged");
        assert_eq!(super::fixture::codes(&report), ["101420"]);
        assert_eq!(report.batch.facility, Some(world.facilities[1]));
        let again = world.app().send_batch(&intruder, &bytes).expect("the same again");
        assert_eq!(again.id, report.id);
        let owner = world.facility(0, "2024-06-03T10:00:00+02:00");
        world.refused("batch", |app| app.batch(&owner, report.id));
        world.refused("answers", |app| app.answers(&owner, report.id));
        assert!(world.app().answers(&intruder, report.id).is_ok());
    }
    let own = world.bill(&Bill {
        created_on: date(2024, 6, 2),
        ..Bill::month_of(0, 0, "180", "2024-03", 1)
    });
    assert_eq!(super::fixture::codes(&own), [""; 0], "the sending number is free");
}
