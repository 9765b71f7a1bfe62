//! What stands in a sending, on a dossier and in orders, for people.

use identifiers::{BatchId, DossierId};
use jiff::civil::date;
use registers::TariffKind;
use regulation::{CheckCode, Finding};
use uuid::Uuid;

use super::care::{as_record, bare, message};
use super::fixture::{ODD_NAME, a_batch, at, cents, code, fund, look, month, persons, plain_details, write};
use crate::{
    BankAnswerRow, BatchState, ContentHash, CreditRow, DossierState, FindingRow, InvoiceRow, LinePlace, LineRow,
    LineState, LinesQuery, NewDossier, NewOrder, NewSettlement, PayableState, Store,
};

fn line((invoice, position): (u64, u32), day: i8, dossier: Option<DossierId>, state: LineState) -> LineRow {
    LineRow {
        invoice,
        position,
        person: None,
        dossier,
        code: code(970_000 + position),
        kind: Some(TariffKind::Day),
        day: date(2024, 2 + i8::try_from(invoice).expect("small"), day),
        amount: cents(100 * i64::from(position)),
        state,
    }
}

fn finding(invoice: u64, position: u32, day: Option<jiff::civil::Date>, code: &'static str) -> FindingRow {
    FindingRow {
        invoice,
        position,
        day,
        finding: Finding::new(CheckCode::new(code)),
    }
}

/// A sending of two invoices, one of them refused.
fn two_invoices(store: &dyn Store) -> (BatchId, [LineRow; 4]) {
    let (_, batch) = a_batch(store, 1);
    let lines = [
        line((1, 1), 1, None, LineState::Accepted),
        line((1, 2), 2, None, LineState::Open),
        line((2, 1), 1, None, LineState::Refused),
        line((2, 2), 2, None, LineState::Refused),
    ];
    let invoice = |number| InvoiceRow {
        number,
        person: None,
        credit: false,
        refused: number == 2,
        total: cents(300),
    };
    write(store, |tx| {
        tx.insert_invoices(batch, &[invoice(1), invoice(2)])?;
        tx.insert_lines(batch, &lines)?;
        tx.insert_findings(
            batch,
            &[
                finding(1, 2, Some(lines[1].day), "P50001"),
                finding(2, 0, None, "200820"),
                finding(2, 1, Some(lines[2].day), "301940"),
                finding(2, 2, Some(lines[3].day), "301940"),
            ],
        )
    });
    (batch, lines)
}

/// Lines of a sending are read page by page over months, by state, invoice and finding.
pub fn lines_of_a_sending_are_paged(store: &dyn Store) {
    let (batch, lines) = two_invoices(store);
    let check = |query: LinesQuery, expected: &[LineRow]| {
        assert_eq!(look(store, |tx| tx.lines_page(batch, &query)), expected);
    };
    let all = || LinesQuery {
        limit: 10,
        ..LinesQuery::default()
    };
    check(all(), &lines);
    check(LinesQuery { limit: 1, ..all() }, &lines[..1]);
    check(
        LinesQuery {
            behind: Some((1, 1)),
            limit: 2,
            ..all()
        },
        &lines[1..3],
    );
    check(
        LinesQuery {
            behind: Some((2, 2)),
            ..all()
        },
        &[],
    );
    check(
        LinesQuery {
            state: Some(LineState::Open),
            ..all()
        },
        &lines[1..2],
    );
    check(
        LinesQuery {
            invoice: Some(2),
            ..all()
        },
        &lines[2..],
    );
    check(
        LinesQuery {
            finding: Some(CheckCode::new("200820")),
            ..all()
        },
        &lines[2..],
    );
    check(
        LinesQuery {
            finding: Some(CheckCode::new("P50001")),
            ..all()
        },
        &lines[1..2],
    );
}

/// They are added up by state and code.
pub fn lines_of_a_sending_are_added_up(store: &dyn Store) {
    let (batch, _) = two_invoices(store);
    let totals = look(store, |tx| tx.line_totals(batch));
    let told: Vec<_> = totals.iter().map(|t| (t.state, t.lines, t.amount.cents())).collect();
    let expected = [
        (LineState::Accepted, 1, 100),
        (LineState::Open, 1, 200),
        (LineState::Refused, 2, 300),
    ];
    assert_eq!(told, expected);
    let totals = look(store, |tx| tx.finding_totals(&[batch]));
    let told: Vec<_> = totals
        .iter()
        .map(|t| (t.code.as_str(), t.findings, t.open, t.amount.cents()))
        .collect();
    assert_eq!(
        told,
        [("200820", 1, 0, 300), ("301940", 2, 0, 300), ("P50001", 1, 1, 200)]
    );
    let found = look(store, |tx| tx.findings_of_invoices(batch, &[2]));
    assert_eq!(found.len(), 3);
    assert_eq!(found[0], finding(2, 0, None, "200820"));
}

/// What was invoiced on a dossier comes by day, with where each sending stands and what was taken back; a person's
/// dossiers come newest first.
pub fn days_and_dossiers_of_a_person(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let person = persons(store, 1)[0];
    let new = NewDossier {
        person: Some(person),
        ..bare(facility, DossierState::Accepted)
    };
    let make = |id| {
        write(store, |tx| {
            let dossier = tx.insert_dossier(&new)?;
            tx.insert_message(&message(facility, id, dossier))?;
            Ok(dossier)
        })
    };
    let (dossier, other) = (make(1), make(2));
    let lines = [
        line((1, 1), 1, Some(dossier), LineState::Accepted),
        line((1, 2), 2, Some(dossier), LineState::Refused),
        line((1, 3), 3, Some(other), LineState::Accepted),
    ];
    write(store, |tx| {
        let mut details = plain_details();
        details.name = Some(ODD_NAME.into());
        tx.supersede_persons(&[(person, details)], at(1))?;
        let of_person = InvoiceRow {
            number: 1,
            person: Some(person),
            credit: false,
            refused: false,
            total: cents(0),
        };
        tx.insert_invoices(batch, &[of_person])?;
        tx.insert_lines(batch, &lines)?;
        let taken_back = LinePlace {
            batch,
            invoice: 1,
            position: 1,
        };
        tx.insert_credits(
            BatchId(batch.0 + 1),
            &[CreditRow {
                invoice: 9,
                position: 9,
                takes_back: taken_back,
            }],
        )
    });
    let days = look(store, |tx| tx.dossier_days(dossier, facility, person, month("2024-03")));
    let told: Vec<_> = days
        .iter()
        .map(|d| (d.day.day(), d.state, d.is_taken_back, d.batch_state))
        .collect();
    let expected = [
        (1, LineState::Accepted, true, BatchState::Decided),
        (2, LineState::Refused, false, BatchState::Decided),
    ];
    assert_eq!(told, expected);
    assert_eq!((days[0].batch, days[0].invoice, days[0].position), (batch, 1, 1));
    assert!(look(store, |tx| tx.dossier_days(dossier, facility, person, month("2024-04"))).is_empty());
    let dossiers = look(store, |tx| tx.dossiers_of_person(person));
    let ids: Vec<DossierId> = dossiers.iter().map(|found| found.dossier.id).collect();
    assert_eq!(ids, [other, dossier]);
    assert_eq!(dossiers[1].dossier, as_record(dossier, &new));
    assert_eq!(
        (dossiers[1].message_id, dossiers[1].person_name.as_deref()),
        (Uuid::from_u128(1), Some(ODD_NAME))
    );
}

/// Orders come newest first with where their transfers stand; the last rejection of each settlement is known.
pub fn orders_and_rejections_are_listed(store: &dyn Store) {
    let settled = |n| {
        let (facility, batch) = a_batch(store, n);
        write(store, |tx| {
            tx.insert_settlement(&NewSettlement {
                batch,
                fund: fund(180),
                facility,
                amount: cents(500),
                signed_by: ODD_NAME.into(),
                signed_at: at(60),
                content: ContentHash::of(b"outcomes"),
            })
        })
    };
    let (one, two) = (settled(1), settled(2));
    let new = |settlements: Vec<_>| NewOrder {
        fund: fund(180),
        made_at: at(120),
        made_by: ODD_NAME.into(),
        execution_day: date(2024, 5, 2),
        total: cents(1000),
        settlements,
    };
    let first = write(store, |tx| tx.insert_order(&new(vec![one.id, two.id]))).expect("due");
    write(store, |tx| {
        tx.move_payable(one.id, PayableState::Ordered, PayableState::Due)?;
        tx.move_payable(two.id, PayableState::Ordered, PayableState::Booked)?;
        for (seconds, reason) in [(1, "AC04"), (2, "MS03")] {
            tx.insert_bank_answer(&BankAnswerRow {
                settlement: one.id,
                booked: false,
                reason: Some(reason.into()),
                at: at(seconds),
            })?;
        }
        tx.insert_bank_answer(&BankAnswerRow {
            settlement: two.id,
            booked: true,
            reason: None,
            at: at(3),
        })
    });
    let second = write(store, |tx| tx.insert_order(&new(vec![one.id]))).expect("due again");
    let orders = look(store, |tx| tx.orders_of_fund(fund(180), None, 10));
    let told: Vec<_> = orders
        .iter()
        .map(|o| (o.id, o.transfers, o.booked, o.at_bank))
        .collect();
    assert_eq!(told, [(second, 1, 0, 1), (first, 2, 1, 0)]);
    assert_eq!(orders[0].order, new(Vec::new()));
    assert_eq!(
        look(store, |tx| tx.orders_of_fund(fund(180), Some(second), 10)).len(),
        1
    );
    assert_eq!(look(store, |tx| tx.orders_of_fund(fund(280), None, 10)), []);
    let payables = look(store, |tx| tx.payables_of_order(first));
    let told: Vec<_> = payables.iter().map(|p| (p.settlement, p.state, p.order)).collect();
    let expected = [
        (one.id, PayableState::Ordered, Some(second)),
        (two.id, PayableState::Booked, Some(first)),
    ];
    assert_eq!(told, expected);
    let rejections = look(store, |tx| tx.last_rejections(&[one.id, two.id]));
    assert_eq!(rejections.len(), 1);
    assert_eq!(
        (rejections[0].settlement, rejections[0].reason.as_deref()),
        (one.id, Some("MS03"))
    );
}
