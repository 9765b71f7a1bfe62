//! What pages add up, kept as it changes, and what they read by key.

use identifiers::{BatchId, FacilityId, PersonId, SettlementId};
use jiff::civil::{Date, date};
use registers::{Membership, MembershipKind, TariffKind};
use regulation::{CheckCode, Finding};

use super::care::{bare, message};
use super::fixture::{
    a_batch, a_facility, at, batch_of, cents, code, fund, look, month, period, persons, sector, write,
};
use crate::{
    BankAnswerRow, ContentHash, CreditRow, DossierState, FindingRow, GuardRow, InvoiceRow, LinePlace, LineRow,
    LineState, LinesQuery, MessageOutcome, NewBatch, NewDossier, NewMessage, NewOrder, NewSettlement, PayableState,
    Store, TermStart, UnpaidFilter, UnpaidOrder, UnpaidQuery, UnpaidTotal,
};

const TODAY: Date = date(2024, 6, 1);

fn line((invoice, position): (u64, u32), person: Option<PersonId>, day: Date, state: LineState) -> LineRow {
    LineRow {
        invoice,
        position,
        person,
        dossier: None,
        code: code(970_012),
        kind: person.map(|_| TariffKind::Day),
        day,
        amount: cents(100),
        state,
    }
}

fn finding(invoice: u64, position: u32, day: Option<Date>, code: &str) -> FindingRow {
    FindingRow {
        invoice,
        position,
        day,
        finding: Finding::new(CheckCode::from(code.to_owned())),
    }
}

/// Messages in beraad of a fund's members are counted by kind and age, whoever else's wait beside them.
pub fn what_waits_is_counted_by_age(store: &dyn Store) {
    let (facility, people) = (a_facility(store, 1), persons(store, 2));
    for (person, number) in people.iter().zip([180, 280]) {
        let membership = Membership {
            fund: fund(number),
            kind: MembershipKind::Official,
            period: period(date(2020, 1, 1), None),
        };
        write(store, |tx| {
            tx.replace_memberships(&[(*person, vec![membership])], at(0))
        });
    }
    let asked = [
        (1, people[0], 100, MessageOutcome::Pending),
        (2, people[0], 200, MessageOutcome::Pending),
        (3, people[0], 300, MessageOutcome::Pending),
        (4, people[1], 300, MessageOutcome::Pending),
        (5, people[0], 300, MessageOutcome::Refused),
    ];
    for (id, person, seconds, outcome) in asked {
        let new = NewDossier {
            person: Some(person),
            ..bare(facility, DossierState::Pending)
        };
        write(store, |tx| {
            let dossier = tx.insert_dossier(&new)?;
            tx.insert_message(&NewMessage {
                outcome,
                received_at: at(seconds),
                ..message(facility, id, dossier)
            })
        });
    }
    let count = |number, day| {
        let counted = look(store, |tx| tx.count_waiting(fund(number), day, &[at(300), at(200)]));
        let told = counted.into_iter().map(|of| of.by_age);
        told.collect::<Vec<_>>()
    };
    assert_eq!(count(180, TODAY), [vec![1, 1, 1]]);
    assert_eq!(count(280, TODAY), [vec![1, 0, 0]]);
    assert!(count(180, date(2019, 12, 31)).is_empty());
    assert!(count(380, TODAY).is_empty());
}

/// What lines and findings add up to follows lines that come in several calls and lines that move.
pub fn totals_follow_what_lines_do(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let person = persons(store, 1)[0];
    let days = [date(2024, 3, 1), date(2024, 3, 2), date(2024, 2, 29)];
    let lines = [
        line((1, 1), Some(person), days[0], LineState::Accepted),
        line((1, 2), Some(person), days[1], LineState::Open),
        line((2, 1), None, days[2], LineState::Open),
    ];
    write(store, |tx| {
        tx.insert_invoices(
            batch,
            &[InvoiceRow {
                number: 2,
                person: None,
                credit: false,
                refused: false,
                total: cents(700),
            }],
        )?;
        tx.insert_lines(batch, &lines[..1])?;
        tx.insert_lines(batch, &lines[1..])?;
        tx.insert_findings(batch, &[finding(1, 2, Some(days[1]), "P50001")])?;
        tx.insert_findings(
            batch,
            &[finding(2, 1, Some(days[2]), "P50001"), finding(2, 0, None, "200820")],
        )
    });
    let told = || {
        let lines = look(store, |tx| tx.line_totals(batch));
        let findings = look(store, |tx| tx.finding_totals(&[batch]));
        let lines = lines.iter().map(|t| (t.state, t.lines, t.amount.cents()));
        let findings = findings
            .iter()
            .map(|t| (t.code.to_string(), t.findings, t.open, t.amount.cents()));
        (lines.collect::<Vec<_>>(), findings.collect::<Vec<_>>())
    };
    let whole = ("200820".to_owned(), 1, 0, 700);
    assert_eq!(
        told(),
        (
            vec![(LineState::Accepted, 1, 100), (LineState::Open, 2, 200)],
            vec![whole.clone(), ("P50001".to_owned(), 2, 2, 200)]
        )
    );
    assert!(write(store, |tx| tx.move_lines(batch, &lines[1..], LineState::Refused)));
    assert_eq!(
        told(),
        (
            vec![(LineState::Accepted, 1, 100), (LineState::Refused, 2, 200)],
            vec![whole, ("P50001".to_owned(), 2, 0, 200)]
        )
    );
    let sums = look(store, |tx| tx.line_sums(facility, month("2024-03"), month("2024-03")));
    let sums: Vec<_> = sums.iter().map(|sum| (sum.kind, sum.state, sum.count)).collect();
    assert_eq!(
        sums,
        [
            (None, LineState::Refused, 1),
            (Some(TariffKind::Day), LineState::Accepted, 1),
            (Some(TariffKind::Day), LineState::Refused, 1),
        ]
    );
}

/// Lines of several months of care come merged by key; findings by code and place; invoices by number.
pub fn a_sending_of_several_months_is_read_by_key(store: &dyn Store) {
    let (_, batch) = a_batch(store, 1);
    let lines = [
        line((1, 1), None, date(2024, 3, 1), LineState::Accepted),
        line((1, 2), None, date(2024, 1, 1), LineState::Accepted),
        line((2, 1), None, date(2024, 2, 1), LineState::Accepted),
        line((3, 1), None, date(2024, 1, 2), LineState::Accepted),
    ];
    let invoice = |number| InvoiceRow {
        number,
        person: None,
        credit: false,
        refused: false,
        total: cents(100),
    };
    write(store, |tx| {
        tx.insert_invoices(batch, &[1, 2, 3].map(invoice))?;
        tx.insert_lines(batch, &lines)?;
        tx.insert_findings(
            batch,
            &[
                finding(1, 1, Some(lines[0].day), "301940"),
                finding(2, 1, Some(lines[2].day), "301940"),
                finding(3, 1, Some(lines[3].day), "301940"),
                finding(3, 0, None, "200820"),
            ],
        )
    });
    let page = |behind, limit| {
        let query = LinesQuery {
            behind,
            limit,
            ..LinesQuery::default()
        };
        look(store, |tx| tx.lines_page(batch, &query))
    };
    assert_eq!(page(None, 3), lines[..3]);
    assert_eq!(page(Some((1, 1)), 2), lines[1..3]);
    assert_eq!(page(Some((2, 1)), 9), lines[3..]);
    let places = |codes: &[(&'static str, Option<(u64, u32)>)], limit| {
        let codes: Vec<_> = codes
            .iter()
            .map(|(code, behind)| (CheckCode::new(code), *behind))
            .collect();
        let found = look(store, |tx| tx.first_findings(batch, &codes, limit));
        let places = found
            .iter()
            .map(|row| (row.finding.code.to_string(), row.invoice, row.position));
        places.collect::<Vec<_>>()
    };
    let place = |code: &str, invoice, position| (code.to_owned(), invoice, position);
    assert_eq!(
        places(&[("200820", None), ("301940", None)], 2),
        [place("200820", 3, 0), place("301940", 1, 1), place("301940", 2, 1)]
    );
    assert_eq!(
        places(&[("301940", Some((1, 1)))], 9),
        [place("301940", 2, 1), place("301940", 3, 1)]
    );
    assert!(places(&[], 9).is_empty());
    let found = look(store, |tx| tx.invoices_of(batch, &[3, 1, 9]));
    assert_eq!(found, [invoice(1), invoice(3)]);
}

/// Accepted lines whose days the batch guards come in order, by invoice, until a credit takes them back.
pub fn what_can_be_taken_back_is_paged(store: &dyn Store) {
    let (facility, batch) = a_batch(store, 1);
    let people = persons(store, 2);
    let (first, second) = (date(2024, 3, 1), date(2024, 2, 1));
    let lines = [
        line((1, 1), Some(people[0]), first, LineState::Accepted),
        line((1, 2), Some(people[0]), second, LineState::Accepted),
        line((2, 1), Some(people[1]), first, LineState::Accepted),
        line((2, 2), Some(people[1]), second, LineState::Refused),
    ];
    let guard = |line: &LineRow| GuardRow {
        person: line.person.expect("a person"),
        day: line.day,
        code: line.code,
        kind: TariffKind::Day,
        invoice: line.invoice,
        position: line.position,
    };
    write(store, |tx| {
        tx.insert_lines(batch, &lines)?;
        let guards: Vec<GuardRow> = lines[..3].iter().map(guard).collect();
        tx.guard_days(batch, facility, &sector("IBW"), &guards)
    });
    let places = |invoices: Option<&[u64]>, behind, limit| {
        let found = look(store, |tx| tx.creditable_page(batch, invoices, behind, limit));
        found
            .iter()
            .map(|line| (line.place.invoice, line.place.position))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(None, None, 9), [(1, 1), (1, 2), (2, 1)]);
    assert_eq!(places(None, None, 2), [(1, 1), (1, 2)]);
    assert_eq!(places(None, Some(1), 9), [(2, 1)]);
    assert_eq!(places(Some(&[1, 7]), None, 9), [(1, 1), (1, 2)]);
    let taken = LinePlace {
        batch,
        invoice: 1,
        position: 1,
    };
    write(store, |tx| {
        tx.insert_credits(
            BatchId(batch.0 + 1),
            &[CreditRow {
                invoice: 1,
                position: 1,
                takes_back: taken,
            }],
        )
    });
    assert_eq!(places(None, None, 9), [(1, 2), (2, 1)]);
}

/// A settlement of a batch of its own, so much, signed and received so many seconds after the first.
fn settled(
    store: &dyn Store,
    facility: FacilityId,
    n: u16,
    (amount, signed, received): (i64, i64, i64),
) -> SettlementId {
    write(store, |tx| {
        let batch = tx.insert_batch(&NewBatch {
            month: Some(month(&format!("2024-{n:02}"))),
            received_at: at(received),
            ..batch_of(facility, n)
        })?;
        let settlement = tx.insert_settlement(&NewSettlement {
            batch,
            fund: fund(180),
            facility,
            amount: cents(amount),
            signed_by: "someone".into(),
            signed_at: at(signed),
            content: ContentHash::of(b"content"),
        })?;
        Ok(settlement.id)
    })
}

/// Four settlements of a fund, in order of their signing: the second came back from the bank, the last is there.
fn four_unpaid(store: &dyn Store) -> [SettlementId; 4] {
    let facilities = [a_facility(store, 2), a_facility(store, 1)];
    let made = [
        settled(store, facilities[0], 1, (300, 10, 9)),
        settled(store, facilities[1], 2, (100, 20, 3)),
        settled(store, facilities[0], 3, (200, 20, 5)),
        settled(store, facilities[1], 4, (400, 40, 1)),
    ];
    write(store, |tx| {
        let order = tx.insert_order(&NewOrder {
            fund: fund(180),
            made_at: at(50),
            made_by: "someone".into(),
            execution_day: TODAY,
            total: cents(500),
            settlements: vec![made[1], made[3]],
        })?;
        assert!(order.is_some());
        assert!(tx.move_payable(made[1], PayableState::Ordered, PayableState::Due)?);
        tx.insert_bank_answer(&BankAnswerRow {
            settlement: made[1],
            booked: false,
            reason: None,
            at: at(60),
        })
    });
    made
}

fn everything_unpaid() -> UnpaidQuery {
    UnpaidQuery {
        fund: fund(180),
        term: TermStart::Signing,
        filter: UnpaidFilter::default(),
        order: UnpaidOrder::Term,
        is_down: false,
        behind: None,
        limit: 9,
    }
}

#[track_caller]
fn check_unpaid(store: &dyn Store, made: &[SettlementId; 4], query: UnpaidQuery, expected: &[usize]) {
    let found = look(store, |tx| tx.unpaid_page(&query));
    let found: Vec<SettlementId> = found.iter().map(|payable| payable.settlement).collect();
    let expected: Vec<SettlementId> = expected.iter().map(|place| made[*place]).collect();
    assert_eq!(found, expected, "{query:?}");
}

/// What a fund has to pay is read by any order, up and down, behind any row.
pub fn what_is_unpaid_is_paged(store: &dyn Store) {
    let (made, all) = (four_unpaid(store), everything_unpaid());
    let check = |query, expected: &[usize]| check_unpaid(store, &made, query, expected);
    for (order, expected) in [
        (UnpaidOrder::Term, [0, 1, 2, 3]),
        (UnpaidOrder::Amount, [1, 2, 0, 3]),
        (UnpaidOrder::Receipt, [3, 1, 2, 0]),
        (UnpaidOrder::Facility, [1, 3, 0, 2]),
    ] {
        let query = UnpaidQuery { order, ..all };
        check(query, &expected);
        check(UnpaidQuery { limit: 2, ..query }, &expected[..2]);
        let behind = Some(made[expected[1]]);
        check(UnpaidQuery { behind, ..query }, &expected[2..]);
        let mut down = expected;
        down.reverse();
        let query = UnpaidQuery { is_down: true, ..query };
        check(query, &down);
        check(UnpaidQuery { behind, ..query }, &down[3..]);
    }
    let receipt = UnpaidQuery {
        term: TermStart::Receipt,
        ..all
    };
    check(receipt, &[3, 1, 2, 0]);
    check(UnpaidQuery { fund: fund(280), ..all }, &[]);
}

/// What a fund has to pay is chosen, and added up by choice.
pub fn what_is_unpaid_is_chosen_and_added_up(store: &dyn Store) {
    let (made, all) = (four_unpaid(store), everything_unpaid());
    let check = |query, expected: &[usize]| check_unpaid(store, &made, query, expected);
    let of = |filter| UnpaidQuery { filter, ..all };
    let none = UnpaidFilter::default();
    let early = UnpaidFilter {
        until: Some(at(20)),
        ..none
    };
    let late = UnpaidFilter {
        from: Some(at(20)),
        until: Some(at(40)),
        ..none
    };
    let at_bank = UnpaidFilter {
        state: Some(PayableState::Ordered),
        ..none
    };
    let came_back = UnpaidFilter {
        came_back: true,
        ..none
    };
    check(of(early), &[0]);
    check(of(late), &[1, 2]);
    check(of(at_bank), &[3]);
    check(of(came_back), &[1]);
    let totals = |number, filters: &[UnpaidFilter]| {
        look(store, |tx| tx.unpaid_totals(fund(number), TermStart::Signing, filters))
    };
    let total = |count, amount| UnpaidTotal {
        count,
        amount: cents(amount),
    };
    assert_eq!(
        totals(180, &[none, early, late, at_bank, came_back]),
        [
            total(4, 1000),
            total(1, 300),
            total(2, 300),
            total(1, 400),
            total(1, 100)
        ]
    );
    assert_eq!(totals(280, &[none, early]), [total(0, 0), total(0, 0)]);
}

/// The stays of a facility that touch a period, and no others.
pub fn stays_are_found_by_period(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let person = persons(store, 1)[0];
    let stay = |from, to, state| {
        write(store, |tx| {
            tx.insert_dossier(&NewDossier {
                person: Some(person),
                approved: vec![period(from, to)],
                ..bare(facility, state)
            })
        })
    };
    let (january, february) = (date(2024, 1, 31), date(2024, 2, 1));
    let early = stay(date(2023, 1, 1), Some(january), DossierState::Accepted);
    let open = stay(february, None, DossierState::Pending);
    stay(february, None, DossierState::Refused);
    let found = |from, to| {
        let found = look(store, |tx| tx.stays_between(facility, period(from, to)));
        found.iter().map(|stay| stay.id).collect::<Vec<_>>()
    };
    assert_eq!(found(date(2024, 1, 1), Some(january)), [early]);
    assert_eq!(found(january, Some(february)), [early, open]);
    assert_eq!(found(date(2030, 1, 1), None), [open]);
    assert!(found(date(2022, 1, 1), Some(date(2022, 12, 31))).is_empty());
}
