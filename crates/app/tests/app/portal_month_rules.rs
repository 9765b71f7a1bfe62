//! What a month of the portal keeps, offers and sends: nothing is lost, doubled or left out without a word.

use app::{CellState, DraftCost, FilledMonth, InvoiceMonth, LookedAt, MonthDraft, Problem, SentMonth};
use identifiers::{EuroCents, PerformanceCode, Period, SectorCode, VsbReference};
use jiff::civil::{Date, date};
use registers::{Membership, MembershipKind};
use regulation::{CumulationRule, Law, Overrides};
use serde_json::{Value, json};
use store::BatchState;

use super::bill::Bill;
use super::fixture::{AnyStore, COST_CODE, DAY_CENTS, World, as_object, at, digits, fund, operator, request};
use super::portal_month::{APRIL_2, care_home, checked, clerk, funds, looked, month, send, sign};

fn cost(reference: VsbReference, day: Date) -> DraftCost {
    DraftCost {
        reference,
        day,
        code: PerformanceCode::from_number(COST_CODE).expect("a code"),
        cents: EuroCents::new(1234),
    }
}

fn save(world: &World<AnyStore>, of: &str, version: i64, draft: &MonthDraft) {
    let context = clerk(world, APRIL_2);
    let saved = world.app().save_month(&context, month(of), version, draft);
    saved.expect("it is saved");
}

/// The days of the first row that can be invoiced.
fn ready(shown: &InvoiceMonth, row: usize) -> Vec<Date> {
    let cells = shown.rows[row].cells.iter();
    let ready = cells.filter(|cell| matches!(cell.state, CellState::Ready(_)));
    ready.map(|cell| cell.day).collect()
}

#[track_caller]
fn change(world: &World<AnyStore>, when: &str, mut message: Value) {
    message["messageId"] = json!(uuid::Uuid::from_u128(77).to_string());
    let bytes = serde_json::to_vec(&message).expect("JSON");
    let answered = world
        .app()
        .send_change(&world.facility(0, when), &bytes, &as_object(&message))
        .expect("an answer");
    assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
}

/// Person 0 is with a fund up to 10 March only.
fn without_fund_from_11_march(world: &World<AnyStore>) {
    let gone = app::PersonChange {
        memberships: Some(vec![Membership {
            fund: fund("180"),
            kind: MembershipKind::Official,
            period: Period::between(date(2020, 1, 1), date(2024, 3, 10)).expect("a period"),
        }]),
        ..app::PersonChange::default()
    };
    let mut register = operator();
    register.at = at("2024-03-13T08:00:00Z");
    world
        .app()
        .change_person(&register, &digits(0), &gone)
        .expect("the register changes");
}

/// A clerk who had the month open takes nothing back that the page could not show: a mark on a day that has no fund for
/// the moment, and a cost that a colleague added.
#[test]
fn what_a_page_did_not_show_is_kept() {
    let world = World::new();
    world.stay(1, 0, 0);
    let reference = looked(&world, "2024-03", APRIL_2).rows[0].reference;
    let (shown, hidden) = ((reference, date(2024, 3, 5)), (reference, date(2024, 3, 20)));
    let kept = MonthDraft {
        off: [shown, hidden].into(),
        costs: vec![cost(reference, date(2024, 3, 9))],
        ..MonthDraft::default()
    };
    save(&world, "2024-03", 0, &kept);
    let filled = FilledMonth {
        typed: MonthDraft::default(),
        shown: MonthDraft {
            off: [shown].into(),
            ..MonthDraft::default()
        },
    };
    let saved = world
        .app()
        .save_filled_month(&clerk(&world, APRIL_2), month("2024-03"), 1, &filled);
    assert_eq!(saved.expect("it is saved"), 2);
    let now = looked(&world, "2024-03", APRIL_2).draft;
    assert_eq!((now.off, now.costs), ([hidden].into(), kept.costs));
}

#[test]
fn a_day_and_its_share_are_taken_back_together() {
    let world = World::new();
    care_home(&world);
    let mut asked = request(1, 0, 0);
    asked["userType"] = "WITHOUT_INTELLECTUAL_DISABILITY".into();
    let context = world.facility(0, "2024-03-05T09:00:00+01:00");
    world.send(&context, &asked).expect("an answer");
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00Z");
    let may = "2024-05-02T09:00:00+02:00";
    let page = world
        .app()
        .facility_sending(&clerk(&world, may), march, &app::SendingPart::default());
    let place = page.expect("a page").credits.lines[2].place;
    let taken = [(place.invoice, place.position)];
    world
        .app()
        .note_credits(&clerk(&world, may), march, &taken, month("2024-04"))
        .expect("it is noted");
    let shown = looked(&world, "2024-04", may);
    assert_eq!(shown.credits.len(), 1, "one row for the day and its share");
    assert_eq!(
        (shown.credits[0].places.len(), shown.credits[0].cents.cents()),
        (2, 8000 - 1700)
    );
    // Half of it, as an older page could keep it, is the whole.
    let mut half = shown.draft.clone();
    half.credits.pop_last();
    save(&world, "2024-04", shown.version, &half);
    let shown = looked(&world, "2024-04", may);
    assert_eq!(funds(&shown)[0].4, 2);
    send(&world, "2024-04", "180", may);
}

#[test]
fn what_is_sent_is_what_was_looked_at() {
    let world = World::new();
    world.stay(1, 0, 0);
    world.stay(2, 0, 2);
    let context = clerk(&world, APRIL_2);
    let wanted = checked(&world, "2024-03", "180", APRIL_2);
    let other = LookedAt {
        content: store::ContentHash::ZERO,
        ..wanted
    };
    let refused = world.refused("other content", |app| {
        app.send_month(&context, month("2024-03"), &other)
    });
    assert!(matches!(refused, Problem::Conflict(_)), "{refused}");
    send(&world, "2024-03", "180", APRIL_2);
    // The same number with other content is not what was sent before.
    let refused = world.refused("the same number", |app| {
        app.send_month(&context, month("2024-03"), &other)
    });
    assert!(matches!(refused, Problem::Conflict(_)), "{refused}");
    let again = world.app().send_month(&context, month("2024-03"), &wanted);
    assert!(matches!(again, Ok(SentMonth::Before(_))), "{again:?}");
}

#[test]
fn earlier_days_are_chosen_as_they_are_marked() {
    let world = World::new();
    world.stay(1, 0, 0);
    let may = "2024-05-02T09:00:00+02:00";
    let reference = looked(&world, "2024-04", may).rows[0].reference;
    let draft = MonthDraft {
        earlier: (10..=12).map(|day| (reference, date(2024, 3, day))).collect(),
        ..MonthDraft::default()
    };
    save(&world, "2024-04", 0, &draft);
    let shown = looked(&world, "2024-04", may);
    let runs = shown.earlier.iter().map(|run| (run.days.len(), run.chosen));
    assert_eq!(runs.collect::<Vec<_>>(), [(9, false), (3, true), (19, false)]);
    assert_eq!(funds(&shown), [("180".into(), 1, 33, 0, 0, 33 * DAY_CENTS)]);
}

/// Around the last day of the term of two years, with both sides.
#[test]
fn days_past_the_term_are_not_offered() {
    let world = World::new();
    world.stay(1, 0, 0);
    let shown = looked(&world, "2024-03", "2026-03-16T09:00:00+01:00");
    assert_eq!(shown.rows[0].cells[14].state, CellState::TermPassed, "15 March");
    assert_eq!(
        ready(&shown, 0),
        (16..=31).map(|day| date(2024, 3, day)).collect::<Vec<_>>()
    );
    assert_eq!(funds(&shown)[0].2, 16);
    let shown = looked(&world, "2026-03", "2026-04-01T09:00:00+02:00");
    let first = shown
        .earlier
        .first()
        .and_then(|run| run.days.first())
        .map(|(day, _)| *day);
    assert_eq!(first, Some(date(2024, 4, 1)));
}

#[test]
fn a_cost_of_a_day_without_fund_is_refused_and_told() {
    let world = World::new();
    world.stay(1, 0, 0);
    let reference = looked(&world, "2024-03", APRIL_2).rows[0].reference;
    let before = MonthDraft {
        costs: vec![cost(reference, date(2024, 3, 20))],
        ..MonthDraft::default()
    };
    save(&world, "2024-03", 0, &before);
    without_fund_from_11_march(&world);
    let shown = looked(&world, "2024-03", APRIL_2);
    assert_eq!(shown.costs[0].fund, None);
    let with = |day| FilledMonth {
        typed: MonthDraft {
            costs: vec![before.costs[0].clone(), cost(reference, day)],
            ..MonthDraft::default()
        },
        shown: before.clone(),
    };
    let context = clerk(&world, APRIL_2);
    let refused = world.refused("a cost that nobody pays", |app| {
        app.save_filled_month(&context, month("2024-03"), 1, &with(date(2024, 3, 11)))
    });
    assert_eq!(refused.issues()[0].at, "costs.1.day");
    let saved = world
        .app()
        .save_filled_month(&context, month("2024-03"), 1, &with(date(2024, 3, 10)));
    saved.expect("it is saved");
}

/// The stay ended more than two years before: what is counted is what is sent.
#[test]
fn a_line_of_a_stay_that_ended_long_ago_is_taken_back() {
    let world = World::new();
    world.stay(1, 0, 0);
    let reference = looked(&world, "2024-03", APRIL_2).rows[0].reference;
    change(
        &world,
        "2024-04-01T09:00:00+02:00",
        json!({ "vsbReference": reference, "change": "END", "end": "2024-03-31T14:00:00+02:00", "endReason": "10",
            "departedTo": "10" }),
    );
    let march = send(&world, "2024-03", "180", APRIL_2);
    sign(&world, "180", march, "2024-04-03T09:00:00Z");
    let later = "2026-06-03T09:00:00+02:00";
    let page = world
        .app()
        .facility_sending(&clerk(&world, later), march, &app::SendingPart::default());
    let place = page.expect("a page").credits.lines[0].place;
    world
        .app()
        .note_credits(
            &clerk(&world, later),
            march,
            &[(place.invoice, place.position)],
            month("2026-05"),
        )
        .expect("it is noted");
    let shown = looked(&world, "2026-05", later);
    assert_eq!(funds(&shown), [("180".into(), 1, 0, 0, 1, -DAY_CENTS)]);
    assert_eq!(shown.credits[0].name.as_deref(), Some("Person 0"));
    let sent = send(&world, "2026-05", "180", later);
    let mut tx = world.store.begin().expect("a store");
    assert_eq!(tx.lines(sent).expect("lines").len(), 1);
}

/// A file of software that was refused technically under the largest number, and one that was taken in under the first.
#[test]
fn a_sending_takes_the_lowest_number_that_is_free() {
    let world = World::new();
    world.stay(1, 0, 0);
    let mut wrong = Bill::month_of(0, 0, "180", "2024-03", 999).bytes();
    let place = wrong.len() - 400;
    wrong[place] = b'?';
    let software = world.facility(0, "2024-06-03T10:00:00+02:00");
    let refused = world.app().send_batch(&software, &wrong).expect("an answer");
    assert_eq!(
        (refused.batch.state, refused.batch.sending_number),
        (BatchState::RefusedTechnical, Some(999))
    );
    let june = "2024-06-04T09:00:00+02:00";
    assert_eq!(looked(&world, "2024-03", june).numbers, [1]);
    world.bill(&Bill::month_of(0, 0, "180", "2024-03", 1));
    assert_eq!(looked(&world, "2024-04", june).numbers, [2]);
    send(&world, "2024-04", "180", june);
}

/// Where the law allows a day of two sectors, the portal offers it; else it does not.
#[test]
fn a_day_that_may_be_cumulated_is_offered() {
    let world = World::new();
    care_home(&world);
    let sector = |code| SectorCode::parse(code).expect("a sector");
    let overrides = Overrides {
        parameters: vec![],
        cumulation: Some(vec![CumulationRule {
            sectors: vec![sector("IBW"), sector("PVT")],
            allowed: true,
        }]),
    };
    let law = Law::embedded().with_overrides(&overrides).expect("a law");
    let app = app::App::new(&world.store, law);
    let mut asked = request(1, 0, 0);
    asked["userType"] = "WITHOUT_INTELLECTUAL_DISABILITY".into();
    for (facility, message) in [(0, asked), (1, request(2, 1, 0))] {
        let context = world.facility(facility, "2024-03-05T09:00:00+01:00");
        let input = serde_json::to_vec(&message).expect("JSON");
        let answered = app
            .send_request(&context, &input, &as_object(&message))
            .expect("an answer");
        assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
    }
    let days = Bill::month_of(0, 1, "180", "2024-03", 1);
    let sent = app.send_batch(&world.facility(1, "2024-06-03T10:00:00+02:00"), &days.bytes());
    assert_eq!(sent.expect("an answer").batch.state, BatchState::Decided);
    let june = clerk(&world, "2024-06-04T09:00:00+02:00");
    let shown = app.invoice_month(&june, month("2024-03"), None).expect("a month");
    assert_eq!(ready(&shown, 0).len(), 31);
    let shown = world
        .app()
        .invoice_month(&june, month("2024-03"), None)
        .expect("a month");
    assert_eq!(ready(&shown, 0).len(), 0);
    assert_eq!(shown.rows[0].cells[4].state, CellState::Sent { is_own: false });
}

/// A move within the house: the stay ends at 14:00 and the next begins at 15:00. The first keeps the day.
#[test]
fn a_day_of_a_move_is_invoiced_once() {
    let world = World::new();
    world.stay(1, 0, 0);
    let reference = looked(&world, "2024-03", APRIL_2).rows[0].reference;
    change(
        &world,
        "2024-03-20T14:30:00+01:00",
        json!({ "vsbReference": reference, "change": "END", "end": "2024-03-20T14:00:00+01:00", "endReason": "10",
            "departedTo": "10" }),
    );
    let mut next = request(2, 0, 0);
    next["requestType"] = json!("FOLLOW_UP");
    next["start"] = json!("2024-03-20T15:00:00+01:00");
    let context = world.facility(0, "2024-03-21T09:00:00+01:00");
    let answered = world.send(&context, &next).expect("an answer");
    assert!(answered.json.contains("\"ACCEPTED\""), "{}", answered.json);
    let shown = looked(&world, "2024-03", APRIL_2);
    let state = |row: usize| shown.rows[row].cells[19].state.clone();
    let is_first = |row: usize| shown.rows[row].reference == reference;
    let (first, second) = if is_first(0) { (0, 1) } else { (1, 0) };
    assert!(matches!(state(first), CellState::Ready(_)), "{:?}", state(first));
    assert_eq!(state(second), CellState::OtherStay);
    assert_eq!(funds(&shown)[0].2, 31);
    send(&world, "2024-03", "180", APRIL_2);
}
