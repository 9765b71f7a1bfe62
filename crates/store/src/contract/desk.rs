//! What the people of a facility look at and keep.

use identifiers::{BatchId, DossierId, FacilityId};
use jiff::civil::date;
use registers::TariffKind;
use regulation::Finding;

use super::care::{as_record, bare, message};
use super::fixture::{a_batch, a_facility, at, batch_of, cents, code, fund, look, month, write};
use crate::{
    BatchState, ContentHash, DeclarationRow, DossierFilter, DossierState, DraftRow, FacilityDossier, FindingRow,
    FindingSum, InvoiceRow, LineRow, LineState, LineSum, MessageOutcome, NewBatch, NewDossier, NewMessage,
    NewSettlement, Store,
};

fn a_dossier(store: &dyn Store, facility: FacilityId, state: DossierState, id: u128) -> (DossierId, NewDossier) {
    let new = bare(facility, state);
    let dossier = write(store, |tx| {
        let dossier = tx.insert_dossier(&new)?;
        tx.insert_message(&message(facility, id, dossier))?;
        Ok(dossier)
    });
    (dossier, new)
}

fn listed((id, new): &(DossierId, NewDossier), message: u128) -> FacilityDossier {
    FacilityDossier {
        dossier: as_record(*id, new),
        message_id: uuid::Uuid::from_u128(message),
        person_name: None,
    }
}

/// Page by page, without a gap or a double, in one state or in any; never another facility's.
pub fn dossiers_of_a_facility_come_newest_first(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let states = [
        DossierState::Accepted,
        DossierState::Refused,
        DossierState::Accepted,
        DossierState::Pending,
    ];
    let made: Vec<_> = (1..)
        .zip(states)
        .map(|(id, state)| (id, a_dossier(store, facility, state, id)))
        .collect();
    a_dossier(store, other, DossierState::Accepted, 9);
    let page = |filter, before, limit| look(store, |tx| tx.dossiers_at(facility, filter, before, limit));
    let all: Vec<_> = made.iter().rev().map(|(id, made)| listed(made, *id)).collect();
    assert_eq!(page(DossierFilter::All, None, 10), all);
    assert_eq!(page(DossierFilter::All, None, 2), all[..2]);
    assert_eq!(page(DossierFilter::All, Some(all[1].dossier.id), 10), all[2..]);
    let accepted = page(DossierFilter::State(DossierState::Accepted), None, 10);
    assert_eq!(accepted, [all[1].clone(), all[3].clone()]);
}

/// Pending ones, and accepted ones without an end.
pub fn open_dossiers_of_a_facility_come_in_order(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let states = [
        DossierState::Accepted,
        DossierState::Refused,
        DossierState::Ended,
        DossierState::Pending,
    ];
    let made: Vec<_> = (1..)
        .zip(states)
        .map(|(id, state)| (id, a_dossier(store, facility, state, id)))
        .collect();
    let open = look(store, |tx| tx.open_dossiers_at(facility));
    assert_eq!(open, [listed(&made[0].1, made[0].0), listed(&made[3].1, made[3].0)]);
}

/// Requests and changes alike, from a moment on.
pub fn refused_messages_of_a_facility_come_newest_first(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let (dossier, _) = a_dossier(store, facility, DossierState::Accepted, 1);
    let refused = |id: u128, facility, seconds| NewMessage {
        received_at: at(seconds),
        outcome: MessageOutcome::Refused,
        ..message(facility, id, dossier)
    };
    write(store, |tx| {
        for (id, seconds) in [(2, 10), (3, 20), (4, 30)] {
            tx.insert_message(&refused(id, facility, seconds))?;
        }
        tx.insert_message(&refused(5, other, 40))
    });
    let ids = |since, limit| {
        let found = look(store, |tx| tx.refused_messages(facility, at(since), limit));
        assert!(found.iter().all(|(of, _)| *of == dossier));
        found
            .iter()
            .map(|(_, message)| message.message_id.as_u128())
            .collect::<Vec<_>>()
    };
    assert_eq!(ids(0, 10), [4, 3, 2]);
    assert_eq!(ids(20, 10), [4, 3]);
    assert_eq!(ids(0, 1), [4]);
}

/// Page by page, without a gap or a double; never another facility's.
pub fn an_inbox_is_read_newest_first(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    write(store, |tx| {
        for second in 1..=3 {
            tx.put_inbox(facility, at(second), "NOTICE", &format!("{{\"n\":{second}}}"))?;
        }
        tx.put_inbox(other, at(9), "NOTICE", "{}")
    });
    let numbers = |before, limit| {
        let found = look(store, |tx| tx.inbox_before(facility, before, limit));
        found.iter().map(|entry| (entry.number, entry.at)).collect::<Vec<_>>()
    };
    assert_eq!(numbers(None, 10), [(3, at(3)), (2, at(2)), (1, at(1))]);
    assert_eq!(numbers(None, 2), [(3, at(3)), (2, at(2))]);
    assert_eq!(numbers(Some(2), 2), [(1, at(1))]);
}

/// The message that made a dossier and a later one lead to it; an unknown one and another facility's lead nowhere.
pub fn dossiers_are_found_by_their_messages(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let (first, _) = a_dossier(store, facility, DossierState::Accepted, 1);
    a_dossier(store, other, DossierState::Accepted, 2);
    write(store, |tx| tx.insert_message(&message(facility, 3, first)));
    let ids = [3, 2, 1, 9].map(uuid::Uuid::from_u128);
    let found = look(store, |tx| tx.dossiers_of_messages(facility, &ids));
    let expected = [1, 3].map(|id| (uuid::Uuid::from_u128(id), first, None));
    let mut found = found;
    found.sort_by_key(|(id, ..)| *id);
    assert_eq!(found, expected);
}

fn sending(facility: FacilityId, number: u16, of_month: &str) -> NewBatch {
    NewBatch {
        month: Some(month(of_month)),
        ..batch_of(facility, number)
    }
}

/// Page by page, of one month or of any; never another facility's.
pub fn batches_of_a_facility_come_newest_first(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let made: Vec<BatchId> = write(store, |tx| {
        let sendings = [(1, "2024-03"), (2, "2024-04"), (3, "2024-05")];
        let made = sendings
            .iter()
            .map(|(number, of)| tx.insert_batch(&sending(facility, *number, of)));
        let made = made.collect::<Result<Vec<_>, _>>()?;
        tx.insert_batch(&sending(other, 1, "2024-03"))?;
        Ok(made)
    });
    let ids = |of: Option<&str>, before, limit| {
        let found = look(store, |tx| tx.batches_at(facility, of.map(month), before, limit));
        found.iter().map(|batch| batch.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None, None, 10), [made[2], made[1], made[0]]);
    assert_eq!(ids(None, None, 2), [made[2], made[1]]);
    assert_eq!(ids(None, Some(made[1]), 10), [made[0]]);
    assert_eq!(ids(Some("2024-04"), None, 10), [made[1]]);
    assert_eq!(ids(Some("2024-06"), None, 10), []);
}

/// By the year of the file's creation; that of a file that was refused technically is free.
pub fn used_sending_numbers_are_those_of_the_year(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let used = |year| look(store, |tx| tx.used_sending_numbers(facility, year));
    assert_eq!(used(2024), [0_u16; 0]);
    write(store, |tx| {
        tx.insert_batch(&sending(facility, 4, "2024-03"))?;
        tx.insert_batch(&NewBatch {
            state: BatchState::RefusedTechnical,
            ..sending(facility, 999, "2024-04")
        })?;
        tx.insert_batch(&NewBatch {
            state: BatchState::Refused,
            ..sending(facility, 2, "2024-04")
        })?;
        tx.insert_batch(&NewBatch {
            created_on: Some(date(2023, 12, 31)),
            ..sending(facility, 99, "2023-12")
        })?;
        tx.insert_batch(&sending(other, 50, "2024-03"))
    });
    assert_eq!(
        (used(2022), used(2023), used(2024), used(2025)),
        (vec![], vec![99], vec![2, 4], vec![])
    );
}

/// Lines by month of sending, kind and state; findings by month and code, with the amounts of their lines.
pub fn what_a_facility_sent_is_added_up(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let line = |position, day, amount, state| LineRow {
        invoice: 1,
        position,
        person: None,
        dossier: None,
        code: code(970_012),
        kind: Some(TariffKind::Day),
        day,
        amount: cents(amount),
        state,
    };
    let finding = |position, day, code: &'static str| FindingRow {
        invoice: 1,
        position,
        day,
        finding: Finding::new(code),
    };
    let invoice = InvoiceRow {
        number: 1,
        person: None,
        credit: false,
        refused: true,
        total: cents(1500),
    };
    write(store, |tx| {
        let lines = [
            // An earlier day in the sending of March.
            line(1, date(2024, 2, 29), 100, LineState::Accepted),
            line(2, date(2024, 3, 1), 200, LineState::Accepted),
            line(3, date(2024, 3, 2), 400, LineState::Refused),
            line(4, date(2024, 3, 3), 800, LineState::Refused),
        ];
        tx.insert_invoices(batch, &[invoice])?;
        tx.insert_lines(batch, &lines)?;
        let findings = [
            finding(0, None, "200520"),
            finding(3, Some(date(2024, 3, 2)), "301940"),
            finding(4, Some(date(2024, 3, 3)), "301940"),
        ];
        tx.insert_findings(batch, &findings)
    });
    let of = |state, count, cents| LineSum {
        month: month("2024-03"),
        kind: Some(TariffKind::Day),
        state,
        count,
        cents,
    };
    let sums = |from, to| look(store, |tx| tx.line_sums(facility, month(from), month(to)));
    let expected = [of(LineState::Accepted, 2, 300), of(LineState::Refused, 2, 1200)];
    assert_eq!(sums("2024-03", "2024-03"), expected);
    assert_eq!(sums("2024-01", "2024-02"), []);
    assert_eq!(sums("2024-04", "2024-12"), []);
    let found = |code: &'static str, count, cents| FindingSum {
        month: month("2024-03"),
        code: code.into(),
        count,
        cents,
    };
    let findings = look(store, |tx| {
        tx.finding_sums(facility, month("2024-01"), month("2024-12"))
    });
    assert_eq!(findings, [found("200520", 1, 1500), found("301940", 2, 1200)]);
    let none = look(store, |tx| {
        tx.finding_sums(FacilityId(facility.0 + 1), month("2024-01"), month("2024-12"))
    });
    assert_eq!(none, []);
}

/// When what a facility asked and sent came in, and when it was answered.
pub fn times_of_a_facility_are_told(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let new = NewDossier {
        received_at: at(10),
        decided_at: Some(at(20)),
        ..bare(facility, DossierState::Accepted)
    };
    let pending = NewDossier {
        received_at: at(30),
        decided_at: None,
        ..bare(facility, DossierState::Pending)
    };
    write(store, |tx| {
        tx.insert_dossier(&new)?;
        tx.insert_dossier(&pending)
    });
    let dossiers = |from, to| look(store, |tx| tx.dossier_times(facility, at(from), at(to)));
    let (first, second) = (
        (DossierState::Accepted, at(10), Some(at(20))),
        (DossierState::Pending, at(30), None),
    );
    assert_eq!(dossiers(0, 100), [first, second]);
    assert_eq!(dossiers(10, 30), [first]);
    let sendings = |tx: &mut dyn crate::Transaction| tx.batch_times(facility, month("2024-03"), month("2024-03"));
    assert_eq!(look(store, sendings), [(month("2024-03"), at(1), None)]);
    let settlement = NewSettlement {
        batch,
        fund: fund(180),
        facility,
        amount: cents(5),
        signed_by: "x".into(),
        signed_at: at(50),
        content: ContentHash::of(b"x"),
    };
    write(store, |tx| tx.insert_settlement(&settlement));
    assert_eq!(look(store, sendings), [(month("2024-03"), at(1), Some(at(50)))]);
}

/// Who saves on what somebody else saved meanwhile is told so, and nothing is lost.
pub fn a_month_is_saved_by_version(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let march = month("2024-03");
    let draft = |version, content: &str| DraftRow {
        version,
        content: content.into(),
        saved_by: "facility 1 BillingClerk x".into(),
        saved_at: at(version),
    };
    let kept = || look(store, |tx| tx.draft(facility, march));
    let save = |row: DraftRow| write(store, |tx| tx.save_draft(facility, march, &row));
    assert_eq!(kept(), None);
    assert!(!save(draft(2, "{}")), "there is no version 1 yet");
    assert!(save(draft(1, "{\"a\":1}")));
    assert!(!save(draft(1, "{\"b\":1}")), "somebody saved the first version");
    assert!(save(draft(2, "{\"c\":1}")));
    assert!(!save(draft(2, "{\"d\":1}")), "a stale version");
    assert!(!save(draft(4, "{\"d\":1}")), "a version that skips one");
    assert_eq!(kept(), Some(draft(2, "{\"c\":1}")));
    assert_eq!(look(store, |tx| tx.draft(facility, month("2024-04"))), None);
}

/// All of them, the newest first.
pub fn declarations_are_kept(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let row = |name: &str, seconds| DeclarationRow {
        text_version: "2023-1".into(),
        name: name.into(),
        function: "directeur".into(),
        declared_by: "facility 1 Manager x".into(),
        declared_at: at(seconds),
    };
    write(store, |tx| {
        tx.insert_declaration(facility, &row("An", 1))?;
        tx.insert_declaration(facility, &row("Zoë", 2))
    });
    let of = |facility| look(store, |tx| tx.declarations(facility));
    assert_eq!(of(facility), [row("Zoë", 2), row("An", 1)]);
    assert_eq!(of(other), []);
}
