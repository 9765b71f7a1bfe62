//! Credit notes, decisions on lines, standing rules, debts, and what the bank answered.

use identifiers::{BatchId, FacilityId, PersonId, SettlementId};
use jiff::civil::{Date, date};
use registers::TariffKind;

use super::fixture::{
    ODD_NAME, a_batch, a_facility, at, batch_of, cents, code, conflicts, fund, look, month, persons, sector, write,
};
use crate::{
    BankAnswerRow, BatchState, BatchSums, ContentHash, ControlRule, CreditRow, EarlierInvoiceRow, GuardRow, InvoiceRow,
    LineDecisionRow, LinePlace, LineRow, LineState, NewBatch, NewSettlement, OpenDebt, PayableState, SendingsOf,
    SendingsQuery, SetOff, SettlementRecord, Store, TakenBy,
};

const DAY: Date = date(2024, 3, 9);

fn place(batch: BatchId, position: u32) -> LinePlace {
    LinePlace {
        batch,
        invoice: 1,
        position,
    }
}

fn line(person: PersonId, position: u32, kind: TariffKind, state: LineState, amount: i64) -> LineRow {
    LineRow {
        invoice: 1,
        position,
        person: Some(person),
        dossier: None,
        code: code(970_000 + position),
        kind: Some(kind),
        day: DAY,
        amount: cents(amount),
        state,
    }
}

/// Keeps a batch of the month with these lines of one person, all guarded that are accepted or open.
#[track_caller]
fn a_batch_with(store: &dyn Store, facility: FacilityId, (n, state): (u16, BatchState), lines: &[LineRow]) -> BatchId {
    write(store, |tx| {
        let batch = tx.insert_batch(&NewBatch {
            state,
            month: Some(month(&format!("2024-{n:02}"))),
            ..batch_of(facility, n)
        })?;
        tx.insert_invoices(
            batch,
            &[InvoiceRow {
                number: 1,
                person: lines.first().and_then(|line| line.person),
                credit: false,
                refused: false,
                total: cents(0),
            }],
        )?;
        tx.insert_lines(batch, lines)?;
        let guards: Vec<GuardRow> = lines
            .iter()
            .filter(|line| line.state != LineState::Refused)
            .filter_map(|line| {
                Some(GuardRow {
                    person: line.person?,
                    day: line.day,
                    code: line.code,
                    kind: line.kind?,
                    invoice: line.invoice,
                    position: line.position,
                })
            })
            .collect();
        tx.guard_days(batch, facility, &sector("IBW"), &guards)?;
        Ok(batch)
    })
}

/// Only accepted lines of signed batches of that facility, fund, person and month can be taken back, and once.
pub fn what_is_signed_can_be_taken_back_once(store: &dyn Store) {
    use LineState::{Accepted, Refused};
    let (facility, other, people) = (a_facility(store, 1), a_facility(store, 2), persons(store, 2));
    let accepted = line(people[0], 1, TariffKind::Day, Accepted, 4321);
    let refused = line(people[0], 2, TariffKind::Day, Refused, 4321);
    let batch = a_batch_with(store, facility, (3, BatchState::Decided), &[accepted, refused]);
    let found = |facility, number, person, of: &str| {
        look(store, |tx| {
            tx.creditable_lines(facility, fund(number), &[person], &[month(of)])
        })
    };
    assert_eq!(found(facility, 180, people[0], "2024-03"), [], "not signed yet");
    assert!(write(store, |tx| tx.move_batch(
        batch,
        BatchState::Decided,
        BatchState::Settled
    )));
    let lines = found(facility, 180, people[0], "2024-03");
    assert_eq!(
        lines
            .iter()
            .map(|line| (line.day, line.amount, line.place))
            .collect::<Vec<_>>(),
        [(DAY, cents(4321), place(batch, 1))]
    );
    assert_eq!(found(other, 180, people[0], "2024-03"), []);
    assert_eq!(found(facility, 280, people[0], "2024-03"), []);
    assert_eq!(found(facility, 180, people[1], "2024-03"), []);
    assert_eq!(found(facility, 180, people[0], "2024-04"), []);
    let taken = CreditRow {
        invoice: 1,
        position: 1,
        takes_back: place(batch, 1),
    };
    let credit = line(people[0], 1, TariffKind::Day, Accepted, -4321);
    let note = write(store, |tx| {
        let note = tx.insert_batch(&NewBatch {
            month: Some(month("2024-04")),
            ..batch_of(facility, 4)
        })?;
        tx.insert_lines(note, &[credit])?;
        tx.insert_credits(note, &[taken])?;
        Ok(note)
    });
    assert_eq!(look(store, |tx| tx.credits(note)), [taken]);
    assert_eq!(found(facility, 180, people[0], "2024-03"), [], "a credit waits");
    let waiting = |facility| look(store, |tx| tx.waiting_credits(facility, &people, &[month("2024-03")]));
    assert_eq!(waiting(facility), [(people[0], DAY, accepted.code)]);
    assert_eq!(waiting(other), []);
    conflicts(store, |tx| tx.insert_credits(batch, &[taken]));
    write(store, |tx| tx.drop_credits(note, &[(1, 1), (1, 9)]));
    assert_eq!(
        (
            found(facility, 180, people[0], "2024-03").len(),
            waiting(facility).len()
        ),
        (1, 0)
    );
}

/// A day is free again only by the line that holds it.
pub fn a_day_is_freed_by_the_line_that_holds_it(store: &dyn Store) {
    let (facility, people) = (a_facility(store, 1), persons(store, 1));
    let day = line(people[0], 1, TariffKind::Day, LineState::Accepted, 4321);
    let batch = a_batch_with(store, facility, (3, BatchState::Settled), &[day]);
    let paid = || look(store, |tx| tx.paid_days(&people, &[month("2024-03")])).len();
    let free = |place| write(store, |tx| tx.free_days(&[(people[0], DAY, day.code, place)]));
    free(place(batch, 2));
    free(place(BatchId(batch.0 + 1), 1));
    assert_eq!(paid(), 1);
    free(place(batch, 1));
    free(place(batch, 1));
    assert_eq!(paid(), 0);
}

/// An earlier invoice is found in live batches of the facility, fund and month only.
pub fn earlier_invoices_are_those_of_live_batches(store: &dyn Store) {
    let (facility, people) = (a_facility(store, 1), persons(store, 1));
    let day = line(people[0], 1, TariffKind::Day, LineState::Accepted, 4321);
    let batch = a_batch_with(store, facility, (3, BatchState::Settled), &[day]);
    a_batch_with(
        store,
        facility,
        (4, BatchState::Refused),
        &[LineRow {
            state: LineState::Refused,
            ..day
        }],
    );
    let months = [month("2024-03"), month("2024-04")];
    let found = |number, invoices: &[u64]| {
        look(store, |tx| {
            tx.earlier_invoices(facility, fund(number), &months, invoices)
        })
    };
    let row = EarlierInvoiceRow {
        batch,
        month: months[0],
        sending_number: 3,
        number: 1,
        person: Some(people[0]),
        refused: false,
    };
    assert_eq!(found(180, &[1, 2]), [row]);
    assert_eq!(found(180, &[2]), []);
    assert_eq!(found(280, &[1]), []);
}

/// A premium waits from its acceptance to the signing of its batch; one that is open does not.
pub fn a_premium_waits_until_it_is_signed(store: &dyn Store) {
    use LineState::{Accepted, Open};
    let (facility, people) = (a_facility(store, 1), persons(store, 3));
    let premium = |n: usize, state| line(people[n], 1, TariffKind::Premium, state, 6200);
    let batch = a_batch_with(store, facility, (3, BatchState::Decided), &[premium(0, Accepted)]);
    a_batch_with(store, facility, (4, BatchState::InReview), &[premium(1, Open)]);
    a_batch_with(
        store,
        facility,
        (5, BatchState::Decided),
        &[line(people[2], 2, TariffKind::Cost, Accepted, 1)],
    );
    let waiting = || look(store, |tx| tx.premiums_waiting(&people));
    assert_eq!(waiting(), [people[0]]);
    assert!(write(store, |tx| tx.move_batch(
        batch,
        BatchState::Decided,
        BatchState::Settled
    )));
    assert_eq!(waiting(), []);
}

/// Lines move only from where they stand; decisions and sums come back as they were kept.
pub fn lines_are_decided(store: &dyn Store) {
    let (facility, people) = (a_facility(store, 1), persons(store, 1));
    let open = line(people[0], 1, TariffKind::Cost, LineState::Open, 9000);
    let day = line(people[0], 2, TariffKind::Day, LineState::Accepted, 4321);
    let batch = a_batch_with(store, facility, (3, BatchState::InReview), &[open, day]);
    assert!(!look(store, |tx| tx.move_lines(
        batch,
        &[LineRow {
            state: LineState::Accepted,
            ..open
        }],
        LineState::Refused
    )));
    assert!(write(store, |tx| tx.move_lines(batch, &[open], LineState::Refused)));
    assert!(!look(store, |tx| tx.move_lines(batch, &[day, open], LineState::Open)));
    let refused = LineRow {
        state: LineState::Refused,
        ..open
    };
    assert_eq!(look(store, |tx| tx.lines(batch)), [refused, day]);
    let sums = BatchSums {
        accepted: cents(i64::MIN),
        refused_lines: 7,
        open_lines: 9,
    };
    write(store, |tx| tx.set_sums(batch, &sums));
    let kept = look(store, |tx| tx.batch(batch)).expect("a batch").batch;
    assert_eq!(
        (kept.accepted, kept.refused_lines, kept.open_lines),
        (sums.accepted, 7, 9)
    );
    let decision = |accepted, reason: Option<&str>| LineDecisionRow {
        invoice: 1,
        position: 1,
        accepted,
        reason: reason.map(str::to_owned),
        by: ODD_NAME.to_owned(),
        at: at(9),
    };
    let (first, second) = (decision(true, None), decision(false, Some(ODD_NAME)));
    write(store, |tx| {
        tx.insert_line_decisions(batch, std::slice::from_ref(&first))
    });
    write(store, |tx| {
        tx.insert_line_decisions(batch, std::slice::from_ref(&second))
    });
    assert_eq!(look(store, |tx| tx.line_decisions(batch)), [first, second]);
    assert_eq!(look(store, |tx| tx.line_decisions(BatchId(i64::MAX))), []);
}

/// Standing rules come back in order until they are ended, each fund its own.
pub fn standing_rules_hold_until_they_end(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let full = ControlRule {
        id: 0,
        fund: fund(180),
        facility: Some(facility),
        code: Some(code(0)),
        from_amount: Some(cents(i64::MAX)),
        share: Some(10_000),
    };
    let bare = ControlRule {
        facility: None,
        code: None,
        from_amount: None,
        share: None,
        ..full.clone()
    };
    let add = |rule: &ControlRule| ControlRule {
        id: write(store, |tx| tx.add_control_rule(rule, at(1))),
        ..rule.clone()
    };
    let (full, bare) = (add(&full), add(&bare));
    let rules = |number| look(store, |tx| tx.control_rules(fund(number)));
    assert_eq!(rules(180), [full.clone(), bare.clone()]);
    assert_eq!(rules(280), []);
    let end = |number, id| write(store, |tx| tx.end_control_rule(fund(number), id, at(2)));
    assert!(!end(280, full.id));
    assert!(end(180, full.id) && !end(180, full.id));
    assert_eq!(rules(180), [bare]);
}

#[track_caller]
fn settled(store: &dyn Store, facility: FacilityId, (n, number): (u16, u16), amount: i64) -> SettlementRecord {
    write(store, |tx| {
        let batch = tx.insert_batch(&NewBatch {
            fund: Some(fund(number)),
            month: Some(month(&format!("2024-{n:02}"))),
            ..batch_of(facility, n)
        })?;
        tx.insert_settlement(&NewSettlement {
            batch,
            fund: fund(number),
            facility,
            amount: cents(amount),
            signed_by: ODD_NAME.to_owned(),
            signed_at: at(60),
            content: ContentHash::of(b"outcomes"),
        })
    })
}

/// A debt is set off part by part, oldest first; what is set off is paid less, and nothing at zero (D7).
pub fn debts_are_set_off(store: &dyn Store) {
    let (facility, other) = (a_facility(store, 1), a_facility(store, 2));
    let (first, second) = (
        settled(store, facility, (1, 180), -500),
        settled(store, facility, (2, 180), -100),
    );
    settled(store, facility, (3, 280), -9);
    let (small, large) = (
        settled(store, facility, (4, 180), 300),
        settled(store, facility, (5, 180), 1000),
    );
    let debts = || look(store, |tx| tx.open_debts(fund(180), facility));
    let left = |of: &SettlementRecord, left| OpenDebt {
        settlement: of.id,
        left: cents(left),
    };
    assert_eq!(debts(), [left(&first, 500), left(&second, 100)]);
    assert_eq!(look(store, |tx| tx.open_debts(fund(180), other)), []);
    let part = |of: &SettlementRecord, debt: &SettlementRecord, amount| SetOff {
        settlement: of.id,
        debt: debt.id,
        amount: cents(amount),
    };
    let parts = [
        part(&small, &first, 300),
        part(&large, &first, 200),
        part(&large, &second, 40),
    ];
    write(store, |tx| parts.iter().try_for_each(|part| tx.set_off(part)));
    assert_eq!(debts(), [left(&second, 60)]);
    assert_eq!(
        look(store, |tx| tx.debts_of_fund(fund(180))),
        [(facility, left(&second, 60))]
    );
    assert_eq!(look(store, |tx| tx.set_offs(large.id)), parts[1..]);
    assert_eq!(look(store, |tx| tx.set_offs(SettlementId(i64::MAX))), []);
    assert_eq!(look(store, |tx| tx.payable_of(small.settlement.batch)), None);
    let payable = look(store, |tx| tx.payable_of(large.settlement.batch)).expect("something is left");
    assert_eq!((payable.amount, payable.state), (cents(760), PayableState::Due));
    assert_eq!(
        look(store, |tx| tx.unpaid_payables(fund(180))),
        std::slice::from_ref(&payable)
    );
    let found = look(store, |tx| {
        tx.payables_by_reference(fund(180), &[large.reference, small.reference])
    });
    assert_eq!(found, [(large.reference, large.settlement.batch, payable)]);
    assert_eq!(
        look(store, |tx| tx.payables_by_reference(fund(280), &[large.reference])),
        []
    );
}

/// What the bank said stays, in order.
pub fn answers_of_the_bank_come_in_order(store: &dyn Store) {
    let facility = a_facility(store, 1);
    let record = settled(store, facility, (1, 180), 300);
    let answer = |booked, reason: Option<&str>| BankAnswerRow {
        settlement: record.id,
        booked,
        reason: reason.map(str::to_owned),
        at: at(99),
    };
    let answers = [answer(false, Some(ODD_NAME)), answer(true, None)];
    write(store, |tx| {
        answers.iter().try_for_each(|answer| tx.insert_bank_answer(answer))
    });
    assert_eq!(look(store, |tx| tx.bank_answers(record.id)), answers);
    assert_eq!(look(store, |tx| tx.bank_answers(SettlementId(i64::MAX))), []);
}

/// A file of the bank is taken in once by a fund; another fund has its own.
pub fn a_file_of_the_bank_is_taken_once(store: &dyn Store) {
    let (file, other) = (ContentHash::of(b"file"), ContentHash::of(b"other"));
    let take = |tx: &mut dyn crate::Transaction, number, file| tx.keep_bank_file(fund(number), file, at(1));
    assert!(write(store, |tx| take(tx, 180, file)));
    assert!(look(store, |tx| take(tx, 180, other)), "dropped");
    for (number, file, is_new) in [
        (180, file, false),
        (280, file, true),
        (180, other, true),
        (180, other, false),
    ] {
        assert_eq!(write(store, |tx| take(tx, number, file)), is_new, "fund {number}");
    }
}

/// A batch is taken by one employee at a time; only who has it gives it back. A list finds those of each.
pub fn a_batch_is_taken_by_one(store: &dyn Store) {
    let ((_, id), (_, other)) = (a_batch(store, 1), a_batch(store, 2));
    let take = |by, from| write(store, |tx| tx.take_batch(id, by, from));
    let taken = |id| look(store, |tx| tx.batch(id)).expect("known").taken_by;
    let listed = |taken| {
        let query = SendingsQuery {
            of: SendingsOf::Fund(fund(180)),
            facility: None,
            sector: None,
            fund: None,
            month: None,
            state: None,
            taken,
            oldest_first: true,
            behind: None,
            limit: 10,
        };
        let found = look(store, |tx| tx.sendings(&query));
        found.iter().map(|found| found.sending.id).collect::<Vec<_>>()
    };
    assert!(!take(Some("an"), Some("bert")), "nobody has it");
    assert!(take(Some("an"), None));
    assert!(!take(Some("bert"), None) && !take(None, Some("bert")));
    assert_eq!(taken(id).as_deref(), Some("an"));
    assert_eq!(listed(TakenBy::Anyone), [id, other]);
    assert_eq!(listed(TakenBy::Nobody), [other]);
    assert_eq!(listed(TakenBy::One("an")), [id]);
    assert_eq!(listed(TakenBy::One("bert")), []);
    assert!(take(None, Some("an")));
    assert_eq!((taken(id), taken(other)), (None, None));
    assert!(!write(store, |tx| tx.take_batch(BatchId(i64::MAX), Some("an"), None)));
}
