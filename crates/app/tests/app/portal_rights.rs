//! Every use case of the portal against every role of two facilities, and against everyone else.

use app::{
    Actor, App, Context, Declaration, FacilityRole, FilledMonth, FundRole, LookedAt, MonthDraft, Problem, SendingPart,
};
use identifiers::{BatchId, Month};
use jiff::civil::date;
use store::{ContentHash, DossierFilter};
use uuid::Uuid;

use super::bill::Bill;
use super::fixture::{AnyStore, World, as_object, employee, fund, hco, operator, request};

const WHEN: &str = "2024-06-06T10:00:00+02:00";

/// Facility 0 has a stay of person 0 and a settled batch of March.
struct Stage {
    world: World<AnyStore>,
    settled: BatchId,
}

impl Stage {
    fn new() -> Self {
        let world = World::new();
        world.stay(1, 0, 0);
        let settled = world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1)).id;
        world.sign("180", settled).expect("it is decided");
        Self { world, settled }
    }
}

type Run = fn(&Stage, &App<'_>, &Context) -> Result<(), Problem>;

/// A use case, and which roles of facility 0 may do it.
const USE_CASES: [(&str, Run, &[FacilityRole]); 20] = [
    (
        "own_facility",
        |_, app, who| app.own_facility(who).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_overview",
        |_, app, who| app.facility_overview(who).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_notices",
        |_, app, who| app.facility_notices(who, None, None).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_dossiers",
        |_, app, who| app.facility_dossiers(who, DossierFilter::All, None, None).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_dossier",
        |_, app, who| app.facility_dossier(who, &address()).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "invoice_month",
        |_, app, who| app.invoice_month(who, may(), None).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_sendings",
        |_, app, who| app.facility_sendings(who, None, None).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "facility_sending",
        |stage, app, who| {
            app.facility_sending(who, stage.settled, &SendingPart::default())
                .map(drop)
        },
        &FacilityRole::ALL,
    ),
    (
        "facility_report",
        |_, app, who| app.facility_report(who, may(), may()).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "trust_page",
        |_, app, who| app.trust_page(who).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "certificate_page",
        |_, app, who| app.certificate_page(who).map(drop),
        &FacilityRole::ALL,
    ),
    (
        "declare_trust",
        |_, app, who| app.declare_trust(who, &declaration()),
        &[FacilityRole::Manager],
    ),
    (
        "check_request",
        |_, app, who| app.check_request(who, b"{}", &as_object(&request(2, 0, 1))).map(drop),
        &[FacilityRole::Coordinator],
    ),
    (
        "send_request_file",
        |_, app, who| {
            app.send_request_file(who, request(2, 0, 1).to_string().as_bytes(), true)
                .map(drop)
        },
        &[FacilityRole::Coordinator],
    ),
    (
        "save_month",
        |_, app, who| app.save_month(who, may(), 0, &MonthDraft::default()).map(drop),
        &[FacilityRole::BillingClerk],
    ),
    (
        "save_filled_month",
        |_, app, who| app.save_filled_month(who, may(), 0, &FilledMonth::default()).map(drop),
        &[FacilityRole::BillingClerk],
    ),
    (
        "check_month",
        |_, app, who| app.check_month(who, may(), (fund("180"), 2)).map(drop),
        &[FacilityRole::BillingClerk],
    ),
    (
        "send_month",
        |_, app, who| app.send_month(who, may(), &wanted(app, who)).map(drop),
        &[FacilityRole::BillingClerk],
    ),
    (
        "note_credits",
        |stage, app, who| app.note_credits(who, stage.settled, &[(1, 1)], may()).map(drop),
        &[FacilityRole::BillingClerk],
    ),
    (
        "check_batch",
        |_, app, who| {
            app.check_batch(who, &Bill::month_of(0, 0, "180", "2024-04", 2).bytes())
                .map(drop)
        },
        &[FacilityRole::BillingClerk],
    ),
];

/// The sending of May as its check shows it to whoever may check.
fn wanted(app: &App<'_>, who: &Context) -> LookedAt {
    let checked = app.check_month(who, may(), (fund("180"), 2));
    LookedAt {
        fund: fund("180"),
        version: 0,
        number: 2,
        content: checked.map_or(ContentHash::ZERO, |checked| checked.content),
    }
}

fn may() -> Month {
    Month::parse("2024-05").expect("a month")
}

fn address() -> app::DossierAddress {
    format!("{}-{}", hco(0), Uuid::from_u128(1))
        .parse()
        .expect("an address")
}

fn declaration() -> Declaration {
    Declaration {
        text_version: date(2019, 1, 1),
        name: "An Peeters".into(),
        function: "directeur".into(),
    }
}

#[test]
fn each_role_of_a_facility_may_what_is_its_work() {
    for (name, run, roles) in USE_CASES {
        for role in FacilityRole::ALL {
            let stage = Stage::new();
            let who = stage.world.person_of(0, role, WHEN);
            if roles.contains(&role) {
                let done = run(&stage, &stage.world.app(), &who);
                assert!(done.is_ok(), "{name} by {role:?}: {done:?}");
                stage.world.journal();
            } else {
                let problem = stage.world.refused(name, |app| run(&stage, app, &who));
                assert!(
                    matches!(problem, Problem::Forbidden(_)),
                    "{name} by {role:?}: {problem}"
                );
            }
        }
    }
}

/// What is a facility's own is nobody else's: another facility's people, a fund's, the agency's, the operator.
#[test]
fn what_is_a_facilitys_own_is_nobody_elses() {
    let stage = Stage::new();
    let own = ["facility_dossier", "facility_sending", "check_request", "note_credits"];
    for (name, run, roles) in USE_CASES {
        let others = [
            employee("180", FundRole::CaseWorker, WHEN),
            employee("180", FundRole::Auditor, WHEN),
            operator(),
            Context {
                actor: Actor::Agency,
                ..operator()
            },
        ];
        for who in others {
            if name == "check_batch" && who.actor == Actor::Operator {
                // Whoever runs the store sends files of any facility.
                continue;
            }
            let problem = stage.world.refused(name, |app| run(&stage, app, &who));
            assert!(
                matches!(problem, Problem::Forbidden(_)),
                "{name} by {}: {problem}",
                who.actor
            );
        }
        if own.contains(&name) {
            let who = stage.world.person_of(1, roles[0], WHEN);
            let problem = stage.world.refused(name, |app| run(&stage, app, &who));
            assert!(
                matches!(problem, Problem::Forbidden(_)),
                "{name} by another facility: {problem}"
            );
        }
    }
}

/// Without a declaration its people reach where they give one and what else trust rests on, and nothing more.
#[test]
fn without_a_declaration_only_the_declaration_is_reached() {
    let stage = Stage::new();
    for (name, run, roles) in USE_CASES {
        let is_open = ["own_facility", "trust_page", "certificate_page", "declare_trust"].contains(&name);
        let who = stage.world.person_of(2, roles[0], WHEN);
        if is_open {
            continue;
        }
        let problem = stage.world.refused(name, |app| run(&stage, app, &who));
        assert!(matches!(problem, Problem::Forbidden(_)), "{name}: {problem}");
    }
    // The portal is ours: it needs no software of the facility's own to be attested.
    let who = stage.world.person_of(3, FacilityRole::Coordinator, WHEN);
    stage.world.app().facility_overview(&who).expect("it is declared");
}
