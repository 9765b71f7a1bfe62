//! Lists and sums for people.
#![allow(
    clippy::too_many_lines,
    reason = "a case is a table of what is asked and what must come"
)]

use identifiers::{BatchId, DossierId, FacilityId, Period, PersonId};
use jiff::civil::date;
use registers::{Membership, MembershipKind, TariffKind};
use regulation::{CheckCode, Finding};
use uuid::Uuid;

use super::care::{as_record, bare, message};
use super::fixture::{
    ODD_NAME, a_batch, a_facility, at, batch_of, cents, code, facility_record, fund, hco, look, month, persons,
    plain_details, sealed, sector, write,
};
use crate::{
    BankAnswerRow, BatchState, ContentHash, CreditRow, DossierState, FindingRow, InvoiceRow, JournalEntry, LinePlace,
    LineRow, LineState, LinesQuery, MessageOutcome, NewBatch, NewDossier, NewMessage, NewOrder, NewSettlement,
    PayableState, SendingsOf, SendingsQuery, Store, TakenBy, WorklistQuery,
};

const TODAY: jiff::civil::Date = date(2024, 6, 1);

fn join(store: &dyn Store, person: PersonId, number: u16, period: Period) {
    let membership = Membership {
        fund: fund(number),
        kind: MembershipKind::Official,
        period,
    };
    write(store, |tx| tx.replace_memberships(&[(person, vec![membership])], at(0)));
}

/// A dossier with a message in beraad, received so many seconds after the first.
fn waiting(store: &dyn Store, facility: FacilityId, person: PersonId, id: u128, seconds: i64) -> DossierId {
    let new = NewDossier {
        person: Some(person),
        ..bare(facility, DossierState::Pending)
    };
    write(store, |tx| {
        let dossier = tx.insert_dossier(&new)?;
        tx.insert_message(&NewMessage {
            outcome: MessageOutcome::Pending,
            received_at: at(seconds),
            ..message(facility, id, dossier)
        })?;
        Ok(dossier)
    })
}

fn all(limit: u32) -> WorklistQuery<'static> {
    WorklistQuery {
        fund: fund(680),
        day: TODAY,
        facility: None,
        sector: None,
        taken: TakenBy::Anyone,
        newest_first: false,
        behind: None,
        limit,
    }
}

/// What is in beraad of today's members of a fund is listed by age, both ways, page by page, and by every filter.
pub fn a_worklist_is_read_by_age_and_filter(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let people = persons(store, 3);
    join(store, people[0], 680, Period::since(date(2020, 1, 1)));
    join(store, people[1], 680, Period::since(TODAY));
    join(store, people[2], 180, Period::since(date(2020, 1, 1)));
    let newer = waiting(store, first, people[0], 1, 30);
    let older = waiting(store, second, people[1], 2, 20);
    waiting(store, first, people[2], 3, 10);
    write(store, |tx| tx.take_dossier(newer, Some("fund 680 CaseWorker x"), None));
    let ids = |query: &WorklistQuery<'_>| -> Vec<DossierId> {
        look(store, |tx| tx.worklist(query))
            .iter()
            .map(|item| item.dossier)
            .collect()
    };
    assert_eq!(ids(&all(10)), [older, newer]);
    let newest = WorklistQuery {
        newest_first: true,
        ..all(10)
    };
    assert_eq!(ids(&newest), [newer, older]);
    let page = look(store, |tx| tx.worklist(&all(1)));
    let behind = Some((page[0].received_at, page[0].message));
    assert_eq!(ids(&WorklistQuery { behind, ..all(10) }), [newer]);
    assert_eq!(ids(&WorklistQuery { behind, ..newest }), []);
    let check = |query: WorklistQuery<'_>, expected: &[DossierId]| assert_eq!(ids(&query), expected);
    check(
        WorklistQuery {
            facility: Some(first),
            ..all(10)
        },
        &[newer],
    );
    check(
        WorklistQuery {
            sector: Some(&sector("IBW")),
            ..all(10)
        },
        &[older, newer],
    );
    check(
        WorklistQuery {
            sector: Some(&sector("PVT")),
            ..all(10)
        },
        &[],
    );
    check(
        WorklistQuery {
            taken: TakenBy::Nobody,
            ..all(10)
        },
        &[older],
    );
    check(
        WorklistQuery {
            taken: TakenBy::One("fund 680 CaseWorker x"),
            ..all(10)
        },
        &[newer],
    );
    check(
        WorklistQuery {
            taken: TakenBy::One("fund 680 CaseWorker y"),
            ..all(10)
        },
        &[],
    );
    check(
        WorklistQuery {
            day: date(2024, 5, 31),
            ..all(10)
        },
        &[newer],
    );
    let told = &look(store, |tx| tx.worklist(&all(10)))[1];
    assert_eq!((told.message_id, &told.hco), (Uuid::from_u128(1), &hco(1)));
    assert_eq!((told.facility_name.as_str(), told.person), ("Facility 1", people[0]));
    assert_eq!(told.taken_by.as_deref(), Some("fund 680 CaseWorker x"));
}

/// Sendings of a fund or a facility come by number, both ways, page by page, and by every filter; they are counted by
/// state.
pub fn sendings_are_listed_and_counted(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let send = |facility, n: u16, state, of_month: &str| {
        write(store, |tx| {
            tx.insert_batch(&NewBatch {
                state,
                month: Some(month(of_month)),
                open_lines: u64::from(n),
                ..batch_of(facility, n)
            })
        })
    };
    let one = send(first, 1, BatchState::Decided, "2024-03");
    let two = send(first, 2, BatchState::InReview, "2024-04");
    let three = send(second, 3, BatchState::Decided, "2024-03");
    write(store, |tx| {
        tx.insert_batch(&NewBatch {
            fund: None,
            facility: None,
            ..batch_of(second, 9)
        })
    });
    let all = SendingsQuery {
        of: SendingsOf::Fund(fund(180)),
        facility: None,
        sector: None,
        fund: None,
        month: None,
        state: None,
        oldest_first: false,
        behind: None,
        limit: 10,
    };
    let check = |query: SendingsQuery, expected: &[BatchId]| {
        let found = look(store, |tx| tx.sendings(&query));
        let ids: Vec<BatchId> = found.iter().map(|found| found.sending.id).collect();
        assert_eq!(ids, expected);
    };
    check(all, &[three, two, one]);
    check(
        SendingsQuery {
            oldest_first: true,
            ..all
        },
        &[one, two, three],
    );
    check(
        SendingsQuery {
            behind: Some(three),
            ..all
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            oldest_first: true,
            behind: Some(one),
            limit: 1,
            ..all
        },
        &[two],
    );
    check(
        SendingsQuery {
            facility: Some(first),
            ..all
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            month: Some(month("2024-03")),
            ..all
        },
        &[three, one],
    );
    check(
        SendingsQuery {
            state: Some(BatchState::InReview),
            ..all
        },
        &[two],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Fund(fund(280)),
            ..all
        },
        &[],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Facility(first),
            ..all
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Facility(first),
            fund: Some(fund(280)),
            ..all
        },
        &[],
    );
    let named = look(store, |tx| tx.sendings(&all))
        .remove(0)
        .facility
        .expect("a facility");
    assert_eq!(
        (named.id, named.name.as_str(), named.hco),
        (second, "Facility 2", hco(2))
    );
    let counts = look(store, |tx| tx.count_sendings(SendingsOf::Fund(fund(180))));
    let told: Vec<_> = counts
        .iter()
        .map(|c| (c.state, c.sendings, c.open_lines, c.oldest))
        .collect();
    assert_eq!(
        told,
        [(BatchState::Decided, 2, 4, at(1)), (BatchState::InReview, 1, 2, at(2))]
    );
    assert_eq!(counts[0].accepted, cents(2 * 129_630));
}

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

/// Lines of a sending are read page by page over months, by state, invoice and finding, and added up by state and code.
pub fn lines_of_a_sending_are_paged_and_added_up(store: &dyn Store) {
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

/// Facilities are named, and found by a part of their name in whatever case.
pub fn facilities_are_named(store: &dyn Store) {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let mut renamed = facility_record(2);
    renamed.name = "De 100% Linde".into();
    write(store, |tx| tx.supersede_facility(second, &renamed, at(1)));
    let names = |ids: &[FacilityId]| -> Vec<String> {
        look(store, |tx| tx.facility_names(ids))
            .into_iter()
            .map(|name| name.name)
            .collect()
    };
    assert_eq!(names(&[second, first, FacilityId(99)]), ["Facility 1", "De 100% Linde"]);
    let found = |text: &str| -> Vec<FacilityId> {
        look(store, |tx| tx.facilities_named(text, 10))
            .into_iter()
            .map(|name| name.id)
            .collect()
    };
    assert_eq!(found("LINDE"), [second]);
    assert_eq!(found("%"), [second]);
    assert_eq!(found("facility"), [first]);
    assert_eq!(found("i"), [second, first]);
    assert_eq!(found("nobody"), []);
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

/// What came in for a fund is counted by stretch of time: messages by how they were answered at once, sendings.
pub fn inflow_is_counted_by_stretch(store: &dyn Store) {
    let (facility, _) = a_batch(store, 1);
    let dossier = write(store, |tx| tx.insert_dossier(&bare(facility, DossierState::Pending)));
    let rows: Vec<_> = [
        (1, 10, MessageOutcome::Pending, Some(180)),
        (2, 19, MessageOutcome::Accepted, Some(180)),
        (3, 20, MessageOutcome::Accepted, Some(180)),
        (4, 10, MessageOutcome::Accepted, Some(280)),
        (5, 10, MessageOutcome::Refused, None),
    ]
    .into_iter()
    .map(|(id, seconds, outcome, of)| {
        write(store, |tx| {
            tx.insert_message(&NewMessage {
                outcome,
                received_at: at(seconds),
                fund: of.map(fund),
                ..message(facility, id, dossier)
            })
        })
    })
    .collect();
    // What was answered later changes nothing of what came in.
    write(store, |tx| tx.answer_message(rows[0], MessageOutcome::Accepted, "{}"));
    let inflow = look(store, |tx| {
        tx.inflow(fund(180), &[(at(0), at(10)), (at(10), at(20)), (at(20), at(30))])
    });
    let told: Vec<_> = inflow
        .iter()
        .map(|i| (i.stretch, i.messages.clone(), i.sendings))
        .collect();
    let expected = [
        (0, vec![], 1),
        (1, vec![(MessageOutcome::Accepted, 1), (MessageOutcome::Pending, 1)], 0),
        (2, vec![(MessageOutcome::Accepted, 1)], 0),
    ];
    assert_eq!(told, expected);
    assert_eq!(inflow[0].asked, cents(133_951));
}

/// The journal of one subject comes newest first, page by page.
pub fn the_journal_of_a_subject(store: &dyn Store) {
    for (n, subject) in (0..).zip(["dossier 1", "dossier 11", "dossier 1", "dossier 1"]) {
        write(store, |tx| {
            let payload = tx.keep_payload(b"{}")?;
            tx.append(&JournalEntry {
                at: at(n),
                actor: ODD_NAME.into(),
                use_case: "decide",
                subject: subject.into(),
                input: payload,
                answer: payload,
                law: None,
            })
        });
    }
    let entries = sealed(store, 0, 10);
    let page = look(store, |tx| tx.entries_about("dossier 1", None, 2));
    assert_eq!(page, [entries[3].clone(), entries[2].clone()]);
    let rest = look(store, |tx| tx.entries_about("dossier 1", Some(page[1].number), 2));
    assert_eq!(rest, entries[..1]);
}
