//! A month that a facility fills in, checks, sends, takes back and corrects.

use app::{CellState, DraftCost, FacilityRole, InvoiceMonth, LookedAt, MonthDraft, Problem, SentMonth};
use identifiers::{BatchId, CareFundNumber, EuroCents, Month, PerformanceCode, Period, SectorCode, VsbReference};
use jiff::civil::{Date, date};
use registers::import::{Registers, TariffRow};
use registers::{TariffKind, UserType};
use store::{BatchState, LineState};

use super::fixture::{
    AnyStore, COST_CODE, DAY_CENTS, World, as_object, at, codes, facility_row, fund, hco, operator, registers, request,
};

pub const APRIL_2: &str = "2024-04-02T09:00:00+02:00";

pub fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

pub fn clerk(world: &World<AnyStore>, when: &str) -> app::Context {
    world.person_of(0, FacilityRole::BillingClerk, when)
}

#[track_caller]
pub fn looked(world: &World<AnyStore>, of: &str, when: &str) -> InvoiceMonth {
    let shown = world.app().invoice_month(&clerk(world, when), month(of), None);
    shown.expect("a month")
}

/// The sending of a month to a fund, as its check shows it.
#[track_caller]
pub fn checked(world: &World<AnyStore>, of: &str, number: &str, when: &str) -> LookedAt {
    let seen = looked(world, of, when);
    let to = (fund(number), seen.numbers[0]);
    let checked = world.app().check_month(&clerk(world, when), month(of), to);
    LookedAt {
        fund: to.0,
        version: seen.version,
        number: to.1,
        content: checked.expect("a verdict").content,
    }
}

#[track_caller]
pub fn send(world: &World<AnyStore>, of: &str, number: &str, when: &str) -> BatchId {
    let wanted = checked(world, of, number, when);
    let sent = world.app().send_month(&clerk(world, when), month(of), &wanted);
    match sent.expect("it is sent") {
        SentMonth::Sent(report) => {
            assert_eq!(codes(&report), [""; 0], "nothing is found");
            assert_eq!(report.batch.state, BatchState::Decided);
            report.id
        }
        SentMonth::Before(id) => panic!("sent before as {id}"),
    }
}

pub fn sign(world: &World<AnyStore>, number: &str, batch: BatchId, when: &str) {
    let signatory = super::fixture::employee(number, app::FundRole::Signatory, when);
    world.app().sign(&signatory, batch).expect("it is signed");
}

/// (fund, persons, days, costs, credits, total in cents) of each fund.
pub fn funds(shown: &InvoiceMonth) -> Vec<(String, usize, usize, usize, usize, i64)> {
    let told = shown.funds.iter().map(|of| {
        (
            of.fund.to_string(),
            of.person_count,
            of.day_count,
            of.cost_count,
            of.credit_count,
            of.total.cents(),
        )
    });
    told.collect()
}

/// Three persons of two funds, all days of March, with a cost and a day that is left out; one file per fund.
#[test]
fn a_month_is_filled_from_the_stays_and_sent_per_fund() {
    let world = World::new();
    for n in 0..3 {
        world.stay(u128::from(n) + 1, 0, n);
    }
    let shown = looked(&world, "2024-03", APRIL_2);
    assert_eq!(
        (shown.version, &shown.numbers[..], shown.rows.len()),
        (0, &[1, 2][..], 3)
    );
    let whole = [
        ("180".into(), 2, 62, 0, 0, 62 * DAY_CENTS),
        ("280".into(), 1, 31, 0, 0, 31 * DAY_CENTS),
    ];
    assert_eq!(funds(&shown), whole);
    let reference = shown.rows[0].reference;
    let mut draft = MonthDraft::default();
    draft.off.insert((reference, date(2024, 3, 17)));
    draft.costs.push(DraftCost {
        reference,
        day: date(2024, 3, 9),
        code: PerformanceCode::from_number(COST_CODE).expect("a code"),
        cents: EuroCents::new(1234),
    });
    let unsaved = world
        .app()
        .invoice_month(&clerk(&world, APRIL_2), month("2024-03"), Some(&draft));
    let changed = ("180".into(), 2, 61, 1, 0, 61 * DAY_CENTS + 1234);
    assert_eq!(funds(&unsaved.expect("a month"))[0], changed);
    let version = world
        .app()
        .save_month(&clerk(&world, APRIL_2), month("2024-03"), 0, &draft);
    assert_eq!(version.expect("it is saved"), 1);
    let checked = world
        .app()
        .check_month(&clerk(&world, APRIL_2), month("2024-03"), (fund("180"), 1));
    let checked = checked.expect("a verdict").report;
    assert_eq!((codes(&checked), checked.batch.state), (vec![], BatchState::Decided));
    assert_eq!(checked.batch.accepted.cents(), 61 * DAY_CENTS + 1234);

    let first = send(&world, "2024-03", "180", APRIL_2);
    let second = send(&world, "2024-03", "280", APRIL_2);
    let shown = looked(&world, "2024-03", APRIL_2);
    let live: Vec<_> = shown.funds.iter().filter_map(|of| of.live).collect();
    assert_eq!(live, [(first, BatchState::Decided), (second, BatchState::Decided)]);
    let sent = shown.rows[0]
        .cells
        .iter()
        .filter(|cell| cell.state == CellState::Sent { is_own: true });
    assert_eq!(sent.count(), 30, "the day that was left out can still be sent");
}

/// A second click, a page of before, and two people at once: nothing is doubled and nothing is lost.
#[test]
fn a_second_click_and_a_stale_page_double_and_lose_nothing() {
    let world = World::new();
    world.stay(1, 0, 0);
    let app = world.app();
    let context = clerk(&world, APRIL_2);
    let seen = looked(&world, "2024-03", APRIL_2);
    let wanted = checked(&world, "2024-03", "180", APRIL_2);
    let batch = send(&world, "2024-03", "180", APRIL_2);
    let again = app.send_month(&context, month("2024-03"), &wanted);
    assert!(matches!(again, Ok(SentMonth::Before(id)) if id == batch), "{again:?}");
    let list = app.facility_sendings(&context, None, None).expect("a list").sendings;
    assert_eq!(list.len(), 1);

    let mut one = MonthDraft::default();
    one.off.insert((seen.rows[0].reference, date(2024, 4, 1)));
    let other = world.person_of(0, FacilityRole::BillingClerk, "2024-04-02T09:00:01+02:00");
    app.save_month(&other, month("2024-04"), 0, &one).expect("it is saved");
    let stale = world.refused("stale", |app| {
        app.save_month(&context, month("2024-04"), 0, &MonthDraft::default())
    });
    assert!(matches!(stale, Problem::Conflict(_)), "{stale}");
    assert_eq!(looked(&world, "2024-04", APRIL_2).draft, one);
    let wanted = LookedAt {
        version: 0,
        ..checked(&world, "2024-04", "180", APRIL_2)
    };
    let stale = world.refused("stale sending", |app| {
        app.send_month(&context, month("2024-04"), &wanted)
    });
    assert!(matches!(stale, Problem::Conflict(_)), "{stale}");
}

/// Opposite entries: a signed day is taken back in the sending of a later month, and invoiced again in the one behind.
#[test]
fn a_day_is_taken_back_and_corrected() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00Z");
    let may = "2024-05-02T09:00:00+02:00";
    let page = world
        .app()
        .facility_sending(&clerk(&world, may), march, &app::SendingPart::default())
        .expect("a page");
    assert_eq!(
        (page.credits.lines.len(), &page.credits.months[..]),
        (31, &[month("2024-04"), month("2024-05")][..])
    );
    let place = page.credits.lines[4].place;
    let taken = (place.invoice, place.position);
    let noted = world
        .app()
        .note_credits(&clerk(&world, may), march, &[taken], month("2024-04"));
    assert_eq!(noted.expect("it is noted"), 1);
    let shown = looked(&world, "2024-04", may);
    assert_eq!(funds(&shown), [("180".into(), 1, 30, 0, 1, 29 * DAY_CENTS)]);
    let april = send(&world, "2024-04", "180", may);
    sign(&world, "180", april, "2024-05-03T09:00:00Z");

    // The day is free again: it is offered in the next month, and nothing else is.
    let june = "2024-06-03T09:00:00+02:00";
    let shown = looked(&world, "2024-05", june);
    assert_eq!(shown.earlier.len(), 1);
    let free: Vec<Date> = shown.earlier[0].days.iter().map(|(day, _)| *day).collect();
    assert_eq!(
        (free.as_slice(), shown.earlier[0].chosen),
        (&[date(2024, 3, 5)][..], false)
    );
    let mut draft = shown.draft.clone();
    draft.earlier.insert((shown.earlier[0].reference, free[0]));
    world
        .app()
        .save_month(&clerk(&world, june), month("2024-05"), shown.version, &draft)
        .expect("it is saved");
    let corrected = send(&world, "2024-05", "180", june);
    let mut tx = world.store.begin().expect("a store");
    let lines = tx.lines(corrected).expect("lines");
    assert_eq!(lines.len(), 32);
    assert!(
        lines
            .iter()
            .any(|line| line.day == free[0] && line.state == LineState::Accepted)
    );
    drop(tx);
    let gone = world.refused("taken back before", |app| {
        app.note_credits(&clerk(&world, june), march, &[taken], month("2024-06"))
    });
    assert!(matches!(gone, Problem::Conflict(_)), "{gone}");
}

/// A psychiatric care home: a share behind each day, prices by type of user.
pub fn care_home(world: &World<AnyStore>) {
    let sector = SectorCode::parse("PVT").expect("a sector");
    let mut row = facility_row(2, 0);
    row.sector = sector.clone();
    let tariff = |line, number, kind, user_type, cents| TariffRow {
        line,
        code: PerformanceCode::from_number(number).expect("a code"),
        kind,
        sector: sector.clone(),
        hco: None,
        user_type,
        income_category: None,
        period: Period::since(date(2023, 4, 1)),
        cents: EuroCents::new(cents),
        description_nl: None,
    };
    let recognition = registers()
        .recognitions
        .into_iter()
        .filter(|of| of.hco.as_str() == hco(0))
        .map(|mut of| {
            of.recognition.sector = sector.clone();
            of
        });
    let new = Registers {
        facilities: vec![row],
        recognitions: recognition.collect(),
        tariffs: vec![
            tariff(
                2,
                970_034,
                TariffKind::Day,
                Some(UserType::WithIntellectualDisability),
                9000,
            ),
            tariff(
                3,
                970_045,
                TariffKind::Day,
                Some(UserType::WithoutIntellectualDisability),
                8000,
            ),
            tariff(4, 970_060, TariffKind::PersonalShare, None, 1700),
        ],
        ..Registers::default()
    };
    world
        .app()
        .import_read(&operator(), &new)
        .expect("the registers are taken in");
}

#[test]
fn a_day_of_a_care_home_has_its_share_behind_it_and_both_are_taken_back() {
    let world = World::new();
    care_home(&world);
    let mut asked = request(1, 0, 0);
    asked["userType"] = "WITHOUT_INTELLECTUAL_DISABILITY".into();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    let answered = world
        .app()
        .send_request(&context, b"{}", &as_object(&asked))
        .expect("an answer");
    assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
    let shown = looked(&world, "2024-03", APRIL_2);
    assert!(shown.facility.personal_share && shown.facility.zorgbudget);
    assert_eq!(funds(&shown), [("180".into(), 1, 31, 0, 0, 31 * (8000 - 1700))]);
    assert_eq!(shown.funds[0].share.cents(), 31 * 1700);
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00Z");
    let may = "2024-05-02T09:00:00+02:00";
    let page = world
        .app()
        .facility_sending(&clerk(&world, may), march, &app::SendingPart::default())
        .expect("a page");
    assert_eq!(page.credits.lines.len(), 31, "a day stands for its share");
    let line = &page.credits.lines[2];
    assert_eq!(line.cents.cents(), 8000 - 1700);
    let taken = (line.place.invoice, line.place.position);
    world
        .app()
        .note_credits(&clerk(&world, may), march, &[taken], month("2024-04"))
        .expect("it is noted");
    let shown = looked(&world, "2024-04", may);
    assert_eq!(funds(&shown), [("180".into(), 1, 30, 0, 2, 29 * (8000 - 1700))]);
    send(&world, "2024-04", "180", may);
}

/// Days that cannot be invoiced say why; a change of fund inside a month splits it.
#[test]
fn a_cell_says_what_can_be_done_with_its_day() {
    let world = World::new();
    world.stay(1, 0, 0);
    let change = app::PersonChange {
        memberships: Some(
            [("180", "2020-01-01", Some("2024-03-10")), ("280", "2024-03-12", None)]
                .iter()
                .map(|(number, from, to)| registers::Membership {
                    fund: fund(number),
                    kind: registers::MembershipKind::Official,
                    period: Period::new(from.parse().expect("a day"), to.map(|to| to.parse().expect("a day")))
                        .expect("it"),
                })
                .collect(),
        ),
        ..app::PersonChange::default()
    };
    let mut register = operator();
    register.at = at("2024-03-13T08:00:00Z");
    world
        .app()
        .change_person(&register, &super::fixture::digits(0), &change)
        .expect("the register changes");
    let shown = looked(&world, "2024-03", "2024-03-20T09:00:00Z");
    let state = |day: i8| &shown.rows[0].cells[usize::try_from(day - 1).expect("a day")].state;
    let of = |state: &CellState| match state {
        CellState::Ready(price) => price.fund.to_string(),
        other => format!("{other:?}"),
    };
    for (day, expected) in [
        (1, "180"),
        (10, "180"),
        (11, "NoFund"),
        (12, "280"),
        (20, "280"),
        (21, "Future"),
    ] {
        assert_eq!(of(state(day)), expected, "March {day}");
    }
    let of_february = looked(&world, "2024-02", APRIL_2);
    assert_eq!(of_february.rows.len(), 0);
    let numbers: Vec<CareFundNumber> = shown.funds.iter().map(|of| of.fund).collect();
    assert_eq!(numbers, [fund("180"), fund("280")]);
}

#[test]
fn what_a_month_cannot_hold_is_named() {
    let world = World::new();
    let reference: VsbReference = "VSB-0001-2345-26".parse().expect("a reference");
    let mut draft = MonthDraft::default();
    for cents in [1, 0] {
        draft.costs.push(DraftCost {
            reference,
            day: date(2024, 3, 9),
            code: PerformanceCode::from_number(COST_CODE).expect("a code"),
            cents: EuroCents::new(cents),
        });
    }
    let context = clerk(&world, APRIL_2);
    let problem = world.refused("a cost of nothing", |app| {
        app.save_month(&context, month("2024-03"), 0, &draft)
    });
    assert_eq!(problem.issues()[0].at, "costs.1.cents");
    let nothing = world.refused("nothing", |app| {
        app.check_month(&context, month("2024-03"), (fund("180"), 1))
    });
    assert!(matches!(nothing, Problem::Conflict(_)), "{nothing}");
}

#[test]
fn figures_add_up_what_was_sent() {
    let world = World::new();
    world.stay(1, 0, 0);
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00+02:00");
    let manager = world.person_of(0, FacilityRole::Manager, "2024-05-01T09:00:00Z");
    let report = world
        .app()
        .facility_report(&manager, month("2024-01"), month("2024-12"))
        .expect("a report");
    assert_eq!(
        (report.lines.len(), report.lines[0].count, report.lines[0].cents),
        (1, 31, 31 * DAY_CENTS)
    );
    assert_eq!((report.requests.asked, report.requests.at_once), (1, 1));
    assert_eq!((report.sendings.asked, report.sendings.median_hours), (1, Some(24)));
    let problem = world.refused("out of order", |app| {
        app.facility_report(&manager, month("2024-02"), month("2024-01"))
    });
    assert_eq!(problem.issues().len(), 1);
}

/// What people of a facility looked at, checked, saved and sent comes out of a replay the same.
#[test]
fn what_people_of_a_facility_did_is_replayed() {
    let world = World::new();
    let app = world.app();
    let coordinator = world.person_of(0, FacilityRole::Coordinator, "2024-03-05T09:00:00+01:00");
    let asked = request(1, 0, 0);
    app.check_request(&coordinator, b"{}", &as_object(&asked))
        .expect("an answer");
    let bytes = serde_json::to_vec(&asked).expect("JSON");
    app.send_request(&coordinator, &bytes, &as_object(&asked))
        .expect("an answer");
    app.facility_overview(&coordinator).expect("an overview");
    let list = app
        .facility_dossiers(&coordinator, store::DossierFilter::All, None, None)
        .expect("a list");
    app.facility_dossier(&coordinator, &list.dossiers[0].address)
        .expect("a page");
    let manager = world.person_of(2, FacilityRole::Manager, "2024-03-05T09:00:00+01:00");
    let text_version = app.trust_page(&manager).expect("a page").text.0;
    let declaration = app::Declaration {
        text_version,
        name: "An".into(),
        function: "directeur".into(),
    };
    app.declare_trust(&manager, &declaration).expect("it is declared");
    app.check_month(&clerk(&world, APRIL_2), month("2024-03"), (fund("180"), 1))
        .expect("a verdict");
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00Z");
    let may = "2024-05-02T09:00:00+02:00";
    let page = app
        .facility_sending(&clerk(&world, may), march, &app::SendingPart::default())
        .expect("a page");
    let place = page.credits.lines[0].place;
    app.note_credits(
        &clerk(&world, may),
        march,
        &[(place.invoice, place.position)],
        month("2024-04"),
    )
    .expect("it is noted");
    send(&world, "2024-04", "180", may);
    let entries = world.journal().len();
    let scratch = store_sqlite::SqliteStore::in_memory(operator().at).expect("memory opens");
    let mut told = Vec::new();
    let report = app.replay(&scratch, None, &mut |difference| told.push(difference.clone()));
    let report = report.expect("the replay ends");
    assert_eq!(told, []);
    assert!(report.is_equal(), "{report:?}");
    assert_eq!(report.entries, entries as u64);
}
