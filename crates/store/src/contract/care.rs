//! Messages and dossiers.

use std::collections::BTreeSet;

use identifiers::{DossierId, FacilityId, PersonId, VsbReference};
use jiff::Timestamp;
use jiff::civil::date;
use registers::UserType;
use uuid::Uuid;

use super::fixture::{FIRST_DAY, LAST_DAY, ODD_NAME, a_facility, at, conflicts, look, period, persons, sector, write};
use crate::{ContentHash, DossierRecord, DossierState, MessageOutcome, NewDossier, NewMessage, Store};

pub(super) const STATES: [DossierState; 4] = [
    DossierState::Pending,
    DossierState::Accepted,
    DossierState::Refused,
    DossierState::Ended,
];

pub(super) fn bare(facility: FacilityId, state: DossierState) -> NewDossier {
    NewDossier {
        facility,
        sector: sector("IBW"),
        person: None,
        state,
        reference: None,
        start: None,
        approved: Vec::new(),
        approved_until: None,
        migration: false,
        user_type: None,
        content: None,
        received_at: at(0),
        decided_at: None,
    }
}

pub(super) fn full(facility: FacilityId, person: PersonId) -> NewDossier {
    NewDossier {
        sector: sector("REVACONV-7.72"),
        person: Some(person),
        reference: VsbReference::from_serial(12_345),
        start: Timestamp::from_microsecond(-62_135_596_800_000_000).ok(),
        approved: vec![
            period(date(2024, 7, 1), None),
            period(FIRST_DAY, Some(FIRST_DAY)),
            period(date(2024, 1, 1), Some(LAST_DAY)),
        ],
        approved_until: Some(LAST_DAY),
        migration: true,
        user_type: Some(UserType::WithoutIntellectualDisability),
        content: Some(format!("{{\"what\":\"{ODD_NAME}\"}}")),
        received_at: at(5),
        decided_at: Some(at(6)),
        ..bare(facility, DossierState::Accepted)
    }
}

/// What a dossier must be right after its request made it.
pub(super) fn as_record(id: DossierId, new: &NewDossier) -> DossierRecord {
    DossierRecord {
        id,
        facility: new.facility,
        sector: new.sector.clone(),
        person: new.person,
        state: new.state,
        reference: new.reference,
        start: new.start,
        reported_end: None,
        approved: new.approved.clone(),
        approved_until: new.approved_until,
        migration: new.migration,
        user_type: new.user_type,
        content: new.content.clone(),
        taken_by: None,
        received_at: new.received_at,
        decided_at: new.decided_at,
    }
}

/// A dossier comes back as it was made, its periods in the order given, with all fields or with none.
pub fn dossiers_keep_every_field(store: &dyn Store) {
    let (facility, person) = (a_facility(store, 1), persons(store, 1)[0]);
    let mut all = vec![full(facility, person)];
    all.extend(STATES.map(|state| bare(facility, state)));
    let ids: Vec<DossierId> = write(store, |tx| all.iter().map(|new| tx.insert_dossier(new)).collect());
    for (id, new) in ids.iter().zip(&all) {
        assert_eq!(look(store, |tx| tx.dossier(*id)), Some(as_record(*id, new)));
    }
    assert_eq!(look(store, |tx| tx.dossier(DossierId(i64::MAX))), None);
}

/// Stays of persons are their dossiers at any facility that are not refused, in order of receipt.
pub fn stays_are_those_not_refused(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let people = persons(store, 3);
    let mut expected = Vec::new();
    for (n, state) in (0..).zip(STATES) {
        for (facility, person, second_of_receipt) in [(first, people[0], 100 - n), (second, people[1], 200 - n)] {
            let new = NewDossier {
                person: Some(person),
                approved: vec![period(date(2024, 1, 1), None)],
                received_at: at(second_of_receipt),
                ..bare(facility, state)
            };
            let id = write(store, |tx| tx.insert_dossier(&new));
            if state != DossierState::Refused {
                expected.push(as_record(id, &new));
            }
        }
    }
    // A dossier without a person is nobody's stay.
    write(store, |tx| tx.insert_dossier(&bare(first, DossierState::Pending)));
    expected.sort_by_key(|record| (record.received_at, record.id));
    assert_eq!(look(store, |tx| tx.stays_of(&people)), expected);
    expected.retain(|record| record.person == Some(people[1]));
    assert_eq!(look(store, |tx| tx.stays_of(&people[1..])), expected);
    assert_eq!(look(store, |tx| tx.stays_of(&people[2..])), []);
    assert_eq!(look(store, |tx| tx.stays_of(&[])), []);
}

pub(super) fn message(facility: FacilityId, id: u128, dossier: DossierId) -> NewMessage {
    NewMessage {
        facility,
        message_id: Uuid::from_u128(id),
        content: ContentHash::of(b"content"),
        input: ContentHash::of(b"input"),
        received_at: at(0),
        answer: format!("{{\"name\":\"{ODD_NAME}\"}}"),
        kind: "REQUEST".into(),
        dossier: Some(dossier),
        outcome: MessageOutcome::Accepted,
        fund: None,
        law: [1; 32],
    }
}

/// A message is found by its facility and id, with its content, its answer byte for byte, and its dossier.
pub fn messages_keep_content_and_answer(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let new = bare(first, DossierState::Pending);
    let (one, two) = write(store, |tx| Ok((tx.insert_dossier(&new)?, tx.insert_dossier(&new)?)));
    let sent = message(first, u128::MAX, one);
    let other = NewMessage {
        content: ContentHash::of(b"other"),
        answer: String::new(),
        ..message(second, u128::MAX, two)
    };
    let nowhere = NewMessage {
        dossier: None,
        outcome: MessageOutcome::Refused,
        ..message(first, 5, one)
    };
    write(store, |tx| {
        let rows = (tx.insert_message(&sent)?, tx.insert_message(&other)?);
        assert_ne!(rows.0, rows.1);
        tx.insert_message(&nowhere)
    });
    for sent in [&sent, &other, &nowhere] {
        let found = look(store, |tx| tx.message(sent.facility, sent.message_id)).expect("known");
        assert_eq!((found.content, &found.answer), (sent.content, &sent.answer));
        let dossier = look(store, |tx| tx.dossier_of_message(sent.facility, sent.message_id));
        assert_eq!(dossier, sent.dossier);
    }
    assert_eq!(look(store, |tx| tx.message(first, Uuid::from_u128(1))), None);
    assert_eq!(look(store, |tx| tx.dossier_of_message(first, Uuid::from_u128(1))), None);
}

/// A facility uses a message id once; the second writer is told so, and nothing of it stays.
pub fn a_message_id_is_used_once(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let new = bare(first, DossierState::Pending);
    let dossier = write(store, |tx| tx.insert_dossier(&new));
    write(store, |tx| tx.insert_message(&message(first, 1, dossier)));
    conflicts(store, |tx| {
        let dossier = tx.insert_dossier(&bare(first, DossierState::Accepted))?;
        tx.insert_message(&message(first, 1, dossier))
    });
    assert_eq!(look(store, |tx| tx.count_dossiers()), [(DossierState::Pending, 1)]);
    write(store, |tx| tx.insert_message(&message(first, 2, dossier)));
    write(store, |tx| tx.insert_message(&message(second, 1, dossier)));
}

/// Serial numbers of references are never given twice, and a reference names one dossier.
pub fn a_reference_is_given_once(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let mut given = BTreeSet::new();
    for _ in 0..3 {
        let two = write(store, |tx| {
            Ok([tx.next_reference_serial()?, tx.next_reference_serial()?])
        });
        for serial in two {
            assert!(given.insert(serial), "serial {serial} was given twice");
            assert!(
                VsbReference::from_serial(serial).is_some(),
                "serial {serial} makes no reference"
            );
        }
        // One that was dropped may come again or leave a gap, but never on top of a kept one.
        look(store, |tx| tx.next_reference_serial());
    }
    let named = NewDossier {
        reference: VsbReference::from_serial(1),
        ..bare(facility, DossierState::Accepted)
    };
    write(store, |tx| tx.insert_dossier(&named));
    conflicts(store, |tx| tx.insert_dossier(&named));
}

/// Dossiers are counted in each state that has any.
pub fn dossiers_are_counted_by_state(store: &dyn Store) {
    let facility = a_facility(store, 1);
    assert_eq!(look(store, |tx| tx.count_dossiers()), []);
    for (times, state) in (1..).zip(STATES) {
        for _ in 0..times {
            write(store, |tx| tx.insert_dossier(&bare(facility, state)));
        }
    }
    let mut counted = look(store, |tx| tx.count_dossiers());
    counted.sort_by_key(|(_, count)| *count);
    let expected: Vec<_> = STATES.into_iter().zip(1..).collect();
    assert_eq!(counted, expected);
}
