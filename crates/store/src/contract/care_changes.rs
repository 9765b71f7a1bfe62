//! What happens to a dossier after its request: updates, later messages, whoever has taken it, what was billed.

use identifiers::{DossierId, MessageRow, PersonId, VsbReference};
use jiff::civil::{Date, date};
use registers::TariffKind;
use uuid::Uuid;

use super::care::{STATES, as_record, bare, full, message};
use super::fixture::{
    FIRST_DAY, LAST_DAY, ODD_NAME, a_batch, a_facility, at, cents, code, conflicts, look, month, period, persons,
    sector, write,
};
use crate::{
    DossierMessage, DossierRecord, DossierState, DossierUpdate, GuardRow, LineRow, LineState, MessageOutcome,
    NewDossier, NewMessage, Store,
};

const OUTCOMES: [MessageOutcome; 4] = [
    MessageOutcome::Accepted,
    MessageOutcome::Pending,
    MessageOutcome::Refused,
    MessageOutcome::Queued,
];

/// An update replaces state, reference, start, end, periods, content and decision; the rest stays.
pub fn an_update_replaces_what_can_change(store: &dyn Store) {
    let (facility, person) = (a_facility(store, 1), persons(store, 1)[0]);
    let (new, other) = (full(facility, person), bare(facility, DossierState::Pending));
    let (id, untouched) = write(store, |tx| Ok((tx.insert_dossier(&new)?, tx.insert_dossier(&other)?)));
    let updates = [
        DossierUpdate {
            state: DossierState::Ended,
            reference: VsbReference::from_serial(1),
            start: Some(at(1)),
            reported_end: Some(at(2)),
            approved: vec![period(LAST_DAY, None), period(FIRST_DAY, Some(LAST_DAY))],
            approved_until: Some(FIRST_DAY),
            content: Some(ODD_NAME.into()),
            decided_at: Some(at(3)),
        },
        DossierUpdate {
            state: DossierState::Refused,
            reference: None,
            start: None,
            reported_end: None,
            approved: Vec::new(),
            approved_until: None,
            content: None,
            decided_at: None,
        },
    ];
    for update in updates {
        write(store, |tx| tx.update_dossier(id, &update));
        let expected = DossierRecord {
            state: update.state,
            reference: update.reference,
            start: update.start,
            reported_end: update.reported_end,
            approved: update.approved,
            approved_until: update.approved_until,
            content: update.content,
            decided_at: update.decided_at,
            ..as_record(id, &new)
        };
        assert_eq!(look(store, |tx| tx.dossier(id)), Some(expected));
    }
    assert_eq!(
        look(store, |tx| tx.dossier(untouched)),
        Some(as_record(untouched, &other))
    );
}

/// A reference names one dossier, whole; another dossier cannot get it by an update either.
pub fn a_dossier_is_found_by_its_reference(store: &dyn Store) {
    let (facility, person) = (a_facility(store, 1), persons(store, 1)[0]);
    let new = full(facility, person);
    let reference = new.reference.expect("it has one");
    let (id, other) = write(store, |tx| {
        Ok((
            tx.insert_dossier(&new)?,
            tx.insert_dossier(&bare(facility, DossierState::Pending))?,
        ))
    });
    let found = |serial| {
        let asked = VsbReference::from_serial(serial).expect("a serial number");
        look(store, |tx| tx.dossier_by_reference(asked))
    };
    assert_eq!(found(reference.serial()), Some(as_record(id, &new)));
    assert_eq!(found(reference.serial() + 1), None);
    conflicts(store, |tx| {
        let update = DossierUpdate {
            state: DossierState::Accepted,
            reference: Some(reference),
            start: None,
            reported_end: None,
            approved: Vec::new(),
            approved_until: None,
            content: None,
            decided_at: None,
        };
        tx.update_dossier(other, &update)
    });
}

/// A dossier is taken by one employee at a time; only who has it gives it back.
pub fn a_dossier_is_taken_by_one(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let new = bare(facility, DossierState::Pending);
    let (id, other) = write(store, |tx| Ok((tx.insert_dossier(&new)?, tx.insert_dossier(&new)?)));
    let take = |by, from| write(store, |tx| tx.take_dossier(id, by, from));
    let taken = |id| look(store, |tx| tx.dossier(id)).expect("known").taken_by;
    assert!(!take(Some("an"), Some("bert")), "nobody has it");
    assert!(take(Some("an"), None));
    assert!(!take(Some("bert"), None) && !take(None, Some("bert")));
    assert_eq!(taken(id).as_deref(), Some("an"));
    assert!(take(Some("bert"), Some("an")), "handed over");
    assert!(take(None, Some("bert")));
    assert_eq!((taken(id), taken(other)), (None, None));
    assert!(!write(store, |tx| tx.take_dossier(
        DossierId(i64::MAX),
        Some("an"),
        None
    )));
}

fn as_message(row: MessageRow, new: &NewMessage) -> DossierMessage {
    DossierMessage {
        row,
        message_id: new.message_id,
        kind: new.kind.clone(),
        input: new.input,
        received_at: new.received_at,
        outcome: new.outcome,
        answer: new.answer.clone(),
        latest: new.answer.clone(),
    }
}

/// The messages of a dossier come back whole, in order of receipt, wherever they stand.
pub fn messages_of_a_dossier_come_in_order_of_receipt(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let new = bare(facility, DossierState::Pending);
    let (dossier, other) = write(store, |tx| Ok((tx.insert_dossier(&new)?, tx.insert_dossier(&new)?)));
    let mut expected = Vec::new();
    // Ids that go down: the order is that of receipt.
    for (n, outcome) in (0..).zip(OUTCOMES) {
        let sent = NewMessage {
            outcome,
            kind: ODD_NAME.into(),
            received_at: at(n),
            message_id: Uuid::from_u128(u128::MAX - u128::from(n.unsigned_abs())),
            ..message(facility, 0, dossier)
        };
        let row = write(store, |tx| tx.insert_message(&sent));
        expected.push(as_message(row, &sent));
        write(store, |tx| {
            tx.insert_message(&message(facility, u128::from(n.unsigned_abs()), other))
        });
    }
    assert_eq!(look(store, |tx| tx.messages_of(dossier)), expected);
    assert_eq!(look(store, |tx| tx.messages_of(DossierId(i64::MAX))), []);
}

/// Pending and queued messages wait; a dossier waits when one of them is pending.
pub fn what_waits_is_pending_or_queued(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let people = persons(store, 5);
    let mut dossiers = Vec::new();
    let mut rows = Vec::new();
    for (n, (person, outcome)) in (0..).zip(people.iter().zip(OUTCOMES)) {
        let new = NewDossier {
            person: Some(*person),
            ..bare(facility, STATES[0])
        };
        let dossier = write(store, |tx| tx.insert_dossier(&new));
        let sent = NewMessage {
            outcome,
            ..message(facility, n, dossier)
        };
        rows.push(write(store, |tx| tx.insert_message(&sent)));
        dossiers.push(dossier);
    }
    let waits = |dossier: DossierId| look(store, |tx| tx.waiting_messages(dossier)).len();
    assert_eq!(
        dossiers.iter().map(|dossier| waits(*dossier)).collect::<Vec<_>>(),
        [0, 1, 0, 1]
    );
    let waiting = |asked: &[PersonId]| look(store, |tx| tx.waiting_dossiers(asked));
    assert_eq!(waiting(&people), [dossiers[1]]);
    assert_eq!((waiting(&people[2..]), waiting(&[])), (vec![], vec![]));
    write(store, |tx| {
        tx.answer_message(rows[1], MessageOutcome::Accepted, r#"{"later":true}"#)?;
        tx.answer_message(rows[3], MessageOutcome::Pending, r#"{"later":true}"#)
    });
    assert_eq!(
        dossiers.iter().map(|dossier| waits(*dossier)).collect::<Vec<_>>(),
        [0, 0, 0, 1]
    );
    assert_eq!(waiting(&people), [dossiers[3]]);
    // A second message of a dossier that waits makes it wait no second time, and comes behind the first.
    let behind = NewMessage {
        outcome: MessageOutcome::Queued,
        ..message(facility, 9, dossiers[3])
    };
    let second = write(store, |tx| tx.insert_message(&behind));
    assert_eq!(waiting(&people), [dossiers[3]]);
    let order = look(store, |tx| tx.waiting_messages(dossiers[3]));
    assert_eq!(
        order.iter().map(|message| message.row).collect::<Vec<_>>(),
        [rows[3], second]
    );
}

/// Billed days are the guarded days of a dossier's accepted lines, in order, in the months asked.
pub fn billed_days_are_those_of_accepted_lines(store: &dyn Store) {
    let people = persons(store, 2);
    let (facility, batch) = a_batch(store, 1);
    let new = bare(facility, DossierState::Accepted);
    let (dossier, other) = write(store, |tx| Ok((tx.insert_dossier(&new)?, tx.insert_dossier(&new)?)));
    let rows = [
        (people[0], dossier, date(2024, 3, 31), LineState::Accepted),
        (people[0], dossier, date(2024, 3, 1), LineState::Accepted),
        (people[0], dossier, date(2024, 3, 2), LineState::Open),
        (people[0], other, date(2024, 3, 3), LineState::Accepted),
        (people[0], dossier, date(2024, 2, 29), LineState::Accepted),
        (people[1], dossier, date(2024, 3, 4), LineState::Accepted),
    ];
    let lines: Vec<LineRow> = (1..)
        .zip(rows)
        .map(|(position, (person, dossier, day, state))| LineRow {
            invoice: 1,
            position,
            person: Some(person),
            dossier: Some(dossier),
            code: code(970_012),
            kind: Some(TariffKind::Day),
            day,
            amount: cents(4321),
            state,
        })
        .collect();
    let guards: Vec<GuardRow> = (1..)
        .zip(rows)
        .map(|(position, (person, _, day, _))| GuardRow {
            person,
            day,
            code: code(970_012),
            kind: TariffKind::Day,
            invoice: 1,
            position,
        })
        .collect();
    write(store, |tx| {
        tx.insert_lines(batch, &lines)?;
        tx.guard_days(batch, facility, &sector("IBW"), &guards)
    });
    let billed = |months: &[&str]| -> Vec<Date> {
        let months: Vec<_> = months.iter().map(|text| month(text)).collect();
        look(store, |tx| tx.billed_days(dossier, people[0], &months))
    };
    assert_eq!(billed(&["2024-03"]), [date(2024, 3, 1), date(2024, 3, 31)]);
    assert_eq!(
        billed(&["2024-03", "2024-02"]),
        [date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 31)]
    );
    assert_eq!((billed(&["2024-04"]), billed(&[])), (vec![], vec![]));
}
