//! Lists and counts for people.

use identifiers::{BatchId, DossierId, FacilityId, Period, PersonId};
use jiff::civil::date;
use registers::{Membership, MembershipKind};
use uuid::Uuid;

use super::care::{bare, message};
use super::fixture::{
    ODD_NAME, a_batch, a_facility, at, batch_of, cents, facility_record, fund, hco, look, month, persons, sealed,
    sector, write,
};
use crate::{
    BatchState, DossierState, JournalEntry, MessageOutcome, NewBatch, NewDossier, NewMessage, SendingsOf,
    SendingsQuery, Store, TakenBy, WorklistQuery,
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

/// What is in beraad at two facilities: the newer at the first, which somebody has taken.
struct InBeraad {
    facility: FacilityId,
    person: PersonId,
    newer: DossierId,
    older: DossierId,
}

fn in_beraad(store: &dyn Store) -> InBeraad {
    let (first, second) = (a_facility(store, 1), a_facility(store, 2));
    let people = persons(store, 3);
    join(store, people[0], 680, Period::since(date(2020, 1, 1)));
    join(store, people[1], 680, Period::since(TODAY));
    join(store, people[2], 180, Period::since(date(2020, 1, 1)));
    let newer = waiting(store, first, people[0], 1, 30);
    let older = waiting(store, second, people[1], 2, 20);
    waiting(store, first, people[2], 3, 10);
    write(store, |tx| tx.take_dossier(newer, Some("fund 680 CaseWorker x"), None));
    InBeraad {
        facility: first,
        person: people[0],
        newer,
        older,
    }
}

fn listed(store: &dyn Store, query: &WorklistQuery<'_>) -> Vec<DossierId> {
    let items = look(store, |tx| tx.worklist(query));
    items.iter().map(|item| item.dossier).collect()
}

/// What is in beraad of today's members of a fund is listed by age, both ways and page by page.
pub fn a_worklist_is_read_by_age(store: &dyn Store) {
    let InBeraad {
        person, newer, older, ..
    } = in_beraad(store);
    let ids = |query: &WorklistQuery<'_>| listed(store, query);
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
    let told = &look(store, |tx| tx.worklist(&all(10)))[1];
    assert_eq!((told.message_id, &told.hco), (Uuid::from_u128(1), &hco(1)));
    assert_eq!((told.facility_name.as_str(), told.person), ("Facility 1", person));
    assert_eq!(told.taken_by.as_deref(), Some("fund 680 CaseWorker x"));
}

/// It is listed by every filter.
pub fn a_worklist_is_filtered(store: &dyn Store) {
    let InBeraad {
        facility: first,
        newer,
        older,
        ..
    } = in_beraad(store);
    let check = |query: WorklistQuery<'_>, expected: &[DossierId]| assert_eq!(listed(store, &query), expected);
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
}

/// Three sendings of two facilities to one fund, and one that names neither.
struct Sent {
    first: FacilityId,
    second: FacilityId,
    ids: [BatchId; 3],
}

fn three_sendings(store: &dyn Store) -> Sent {
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
    Sent {
        first,
        second,
        ids: [one, two, three],
    }
}

fn all_sendings() -> SendingsQuery<'static> {
    SendingsQuery {
        of: SendingsOf::Fund(fund(180)),
        facility: None,
        sector: None,
        fund: None,
        month: None,
        state: None,
        taken: TakenBy::Anyone,
        oldest_first: false,
        behind: None,
        limit: 10,
    }
}

fn check_sendings(store: &dyn Store, query: &SendingsQuery<'_>, expected: &[BatchId]) {
    let found = look(store, |tx| tx.sendings(query));
    let ids: Vec<BatchId> = found.iter().map(|found| found.sending.id).collect();
    assert_eq!(ids, expected);
}

/// Sendings of a fund come by number, both ways and page by page, with the name of their facility.
pub fn sendings_come_by_number(store: &dyn Store) {
    let Sent {
        second,
        ids: [one, two, three],
        ..
    } = three_sendings(store);
    let check = |query: SendingsQuery<'_>, expected: &[BatchId]| check_sendings(store, &query, expected);
    check(all_sendings(), &[three, two, one]);
    check(
        SendingsQuery {
            oldest_first: true,
            ..all_sendings()
        },
        &[one, two, three],
    );
    check(
        SendingsQuery {
            behind: Some(three),
            ..all_sendings()
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            oldest_first: true,
            behind: Some(one),
            limit: 1,
            ..all_sendings()
        },
        &[two],
    );
    let named = look(store, |tx| tx.sendings(&all_sendings()))
        .remove(0)
        .facility
        .expect("a facility");
    assert_eq!(
        (named.id, named.name.as_str(), named.hco),
        (second, "Facility 2", hco(2))
    );
}

/// Those of a fund or a facility come by every filter.
pub fn sendings_are_filtered(store: &dyn Store) {
    let Sent {
        first,
        ids: [one, two, three],
        ..
    } = three_sendings(store);
    let check = |query: SendingsQuery<'_>, expected: &[BatchId]| check_sendings(store, &query, expected);
    check(
        SendingsQuery {
            facility: Some(first),
            ..all_sendings()
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            month: Some(month("2024-03")),
            ..all_sendings()
        },
        &[three, one],
    );
    check(
        SendingsQuery {
            state: Some(BatchState::InReview),
            ..all_sendings()
        },
        &[two],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Fund(fund(280)),
            ..all_sendings()
        },
        &[],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Facility(first),
            ..all_sendings()
        },
        &[two, one],
    );
    check(
        SendingsQuery {
            of: SendingsOf::Facility(first),
            fund: Some(fund(280)),
            ..all_sendings()
        },
        &[],
    );
}

/// They are counted by state.
pub fn sendings_are_counted(store: &dyn Store) {
    three_sendings(store);
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
