//! Batches and what is in them.

use identifiers::{BatchId, DossierId, PersonId};
use jiff::civil::date;
use registers::TariffKind;
use regulation::Finding;

use super::fixture::{
    FIRST_DAY, LAST_DAY, ODD_NAME, a_batch, a_facility, at, batch_of, cents, code, fund, look, month, persons, sector,
    write,
};
use crate::{
    BatchRecord, BatchState, ContentHash, FindingRow, GuardRow, InvoiceRow, LineRow, LineState, NewBatch, Store,
};

/// Every state of a batch.
pub(super) const STATES: [BatchState; 6] = [
    BatchState::RefusedTechnical,
    BatchState::Refused,
    BatchState::InReview,
    BatchState::Decided,
    BatchState::Settled,
    BatchState::Paid,
];

/// A batch comes back as it was kept, by number and by its bytes, with all fields or with none.
pub fn batches_keep_every_field(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let full = NewBatch {
        fund: Some(fund(999)),
        month: Some(month("0001-01")),
        sending_number: Some(u16::MAX),
        created_on: Some(LAST_DAY),
        asked: cents(i64::MAX),
        accepted: cents(i64::MIN),
        refused_lines: 1,
        open_lines: 2,
        error_count: 3,
        record_count: 4,
        law: [255; 32],
        state: BatchState::InReview,
        ..batch_of(facility, 1)
    };
    let bare = NewBatch {
        facility: None,
        fund: None,
        month: None,
        sending_number: None,
        created_on: None,
        input: ContentHash::of(b""),
        state: BatchState::RefusedTechnical,
        ..full.clone()
    };
    for (batch, n) in [(full, 1), (bare, 2)] {
        let id = write(store, |tx| tx.insert_batch(&batch));
        let expected = Some(BatchRecord {
            id,
            batch,
            taken_by: None,
        });
        assert_eq!(look(store, |tx| tx.batch(id)), expected, "batch {n}");
        let input = expected.as_ref().map_or(ContentHash::ZERO, |record| record.batch.input);
        assert_eq!(look(store, |tx| tx.batch_by_input(input)), expected, "batch {n}");
    }
    assert_eq!(look(store, |tx| tx.batch(BatchId(i64::MAX))), None);
    assert_eq!(look(store, |tx| tx.batch_by_input(ContentHash::ZERO)), None);
}

/// Invoices come back by number, those of one batch alone.
pub fn invoices_come_by_number(store: &dyn Store) {
    let ((_, batch), (_, other)) = (a_batch(store, 1), a_batch(store, 2));
    let invoice = |number, person, credit, refused, total| InvoiceRow {
        number,
        person,
        credit,
        refused,
        total: cents(total),
    };
    let last = invoice(999_999_999_999, None, true, false, i64::MIN);
    let first = invoice(1, Some(PersonId(i64::MAX)), false, true, i64::MAX);
    write(store, |tx| {
        tx.insert_invoices(batch, &[last.clone(), first.clone()])?;
        tx.insert_invoices(other, std::slice::from_ref(&last))?;
        tx.insert_invoices(other, &[])
    });
    assert_eq!(look(store, |tx| tx.invoices(batch)), [first, last.clone()]);
    assert_eq!(look(store, |tx| tx.invoices(other)), [last]);
    assert_eq!(look(store, |tx| tx.invoices(BatchId(i64::MAX))), []);
}

fn line(invoice: u64, position: u32) -> LineRow {
    LineRow {
        invoice,
        position,
        person: None,
        dossier: None,
        code: code(970_012),
        kind: None,
        day: date(2024, 3, 1),
        amount: cents(4321),
        state: LineState::Accepted,
    }
}

/// Lines come back by invoice and position, whatever the month of care, with all fields or with none.
pub fn lines_keep_every_field(store: &dyn Store) {
    let ((_, batch), (_, other)) = (a_batch(store, 1), a_batch(store, 2));
    let full = LineRow {
        person: Some(PersonId(3)),
        dossier: Some(DossierId(i64::MAX)),
        code: code(0),
        kind: Some(TariffKind::PersonalShare),
        day: LAST_DAY,
        amount: cents(i64::MIN),
        state: LineState::Open,
        ..line(1, 2)
    };
    let early = LineRow {
        kind: Some(TariffKind::Premium),
        day: FIRST_DAY,
        code: code(999_999),
        state: LineState::Refused,
        ..line(2, u32::MAX)
    };
    let (day, cost) = (
        LineRow {
            kind: Some(TariffKind::Day),
            ..line(1, 1)
        },
        LineRow {
            kind: Some(TariffKind::Cost),
            ..line(2, 1)
        },
    );
    write(store, |tx| {
        tx.insert_lines(batch, &[early, cost, full, day])?;
        tx.insert_lines(other, &[line(1, 1)])
    });
    assert_eq!(look(store, |tx| tx.lines(batch)), [day, full, cost, early]);
    assert_eq!(look(store, |tx| tx.lines(other)), [line(1, 1)]);
    assert_eq!(look(store, |tx| tx.lines(BatchId(i64::MAX))), []);
}

/// A large batch may be written part by part: lines of one month of care come in several calls.
pub fn lines_come_in_several_calls(store: &dyn Store) {
    let (_, batch) = a_batch(store, 1);
    write(store, |tx| {
        tx.insert_lines(batch, &[line(1, 1)])?;
        tx.insert_lines(batch, &[line(1, 2)])?;
        tx.insert_lines(batch, &[])
    });
    write(store, |tx| tx.insert_lines(batch, &[line(1, 3)]));
    assert_eq!(look(store, |tx| tx.lines(batch)), [line(1, 1), line(1, 2), line(1, 3)]);
}

fn finding(invoice: u64, position: u32, code: &str) -> FindingRow {
    FindingRow {
        invoice,
        position,
        day: None,
        finding: Finding::new(code.to_owned()),
    }
}

/// Findings come back by invoice, position and code, with their facts; the same one may stand twice.
pub fn findings_keep_every_field(store: &dyn Store) {
    let ((_, batch), (_, other)) = (a_batch(store, 1), a_batch(store, 2));
    let full = FindingRow {
        day: Some(LAST_DAY),
        finding: Finding::new("301940")
            .with("day", "2024-03-01")
            .with("asked", ODD_NAME)
            .with("empty", ""),
        ..finding(999_999_999_999, u32::MAX, "301940")
    };
    let early = FindingRow {
        day: Some(FIRST_DAY),
        ..finding(1, 1, "300423")
    };
    let whole = finding(0, 0, "100721");
    let of_invoice = finding(1, 0, "200802");
    let later = finding(1, 1, "300510");
    let given = [
        full.clone(),
        later.clone(),
        early.clone(),
        of_invoice.clone(),
        whole.clone(),
        whole.clone(),
    ];
    write(store, |tx| {
        tx.insert_findings(batch, &given)?;
        tx.insert_findings(other, std::slice::from_ref(&whole))
    });
    let expected = [whole.clone(), whole.clone(), of_invoice, early, later, full];
    assert_eq!(look(store, |tx| tx.findings(batch)), expected);
    assert_eq!(look(store, |tx| tx.findings(other)), [whole]);
    assert_eq!(look(store, |tx| tx.findings(BatchId(i64::MAX))), []);
}

/// Findings of one line may come later than others of it.
pub fn findings_come_in_several_calls(store: &dyn Store) {
    let (_, batch) = a_batch(store, 1);
    write(store, |tx| {
        tx.insert_findings(batch, &[finding(1, 1, "301940")])?;
        tx.insert_findings(batch, &[finding(1, 1, "300423")])
    });
    write(store, |tx| tx.insert_findings(batch, &[finding(1, 1, "P90001")]));
    let expected = ["300423", "301940", "P90001"].map(|code| finding(1, 1, code));
    assert_eq!(look(store, |tx| tx.findings(batch)), expected);
}

/// A move from a state the batch is not in does nothing and says so.
pub fn a_batch_moves_only_from_where_it_stands(store: &dyn Store) {
    let (_, batch) = a_batch(store, 1);
    let (_, other) = a_batch(store, 2);
    let state = |id| look(store, |tx| tx.batch(id)).map(|record| record.batch.state);
    for from in STATES.into_iter().filter(|state| *state != BatchState::Decided) {
        assert!(
            !write(store, |tx| tx.move_batch(batch, from, BatchState::Paid)),
            "{from:?}"
        );
    }
    assert_eq!(state(batch), Some(BatchState::Decided));
    assert!(write(store, |tx| tx.move_batch(
        batch,
        BatchState::Decided,
        BatchState::Settled
    )));
    assert!(!write(store, |tx| tx.move_batch(
        batch,
        BatchState::Decided,
        BatchState::Settled
    )));
    assert_eq!(
        (state(batch), state(other)),
        (Some(BatchState::Settled), Some(BatchState::Decided))
    );
    assert!(!write(store, |tx| tx.move_batch(
        BatchId(i64::MAX),
        BatchState::Decided,
        BatchState::Paid
    )));
}

/// A batch of thirty thousand lines goes in and out in one call for each kind of row.
pub fn thirty_thousand_lines_in_one_call(store: &dyn Store) {
    let people = persons(store, 1_000);
    let (facility, batch) = a_batch(store, 1);
    let rows = |n: usize| (u64::try_from(n).unwrap_or(0) + 1, people[n]);
    let mut lines = Vec::with_capacity(30_000);
    let mut guards = Vec::with_capacity(30_000);
    let mut findings = Vec::with_capacity(30_000);
    for (invoice, person) in (0..people.len()).map(rows) {
        for (position, day) in (1..=30).zip(month("2024-03").period().days()) {
            lines.push(LineRow {
                person: Some(person),
                kind: Some(TariffKind::Day),
                day,
                ..line(invoice, position)
            });
            guards.push(GuardRow {
                person,
                day,
                code: code(970_012),
                kind: TariffKind::Day,
                invoice,
                position,
            });
            findings.push(FindingRow {
                day: Some(day),
                ..finding(invoice, position, "P90001")
            });
        }
    }
    let invoices: Vec<InvoiceRow> = (0..people.len())
        .map(rows)
        .map(|(number, person)| InvoiceRow {
            number,
            person: Some(person),
            credit: false,
            refused: false,
            total: cents(129_630),
        })
        .collect();
    write(store, |tx| {
        tx.insert_invoices(batch, &invoices)?;
        tx.insert_lines(batch, &lines)?;
        tx.insert_findings(batch, &findings)?;
        tx.guard_days(batch, facility, &sector("IBW"), &guards)
    });
    assert_eq!(look(store, |tx| tx.invoices(batch)), invoices);
    assert!(
        look(store, |tx| tx.lines(batch)) == lines,
        "the lines come back as they were"
    );
    assert!(
        look(store, |tx| tx.findings(batch)) == findings,
        "the findings come back as they were"
    );
    let paid = look(store, |tx| tx.paid_days(&people, &[month("2024-02"), month("2024-03")]));
    assert_eq!(paid.len(), 30_000);
    assert_eq!(
        look(store, |tx| tx.batch(batch)).map(|record| record.batch.received_at),
        Some(at(1))
    );
}
